"""Fetching pages, one host at a time, each only as far as it is wanted. For the connector of web pages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alcove import __version__
from alcove.core.cancel import CancelToken
from alcove.core.net import BrokenOff, Door, Errand, host_of

if TYPE_CHECKING:
    import httpx

AGENT = "Alcove"
"""What robots.txt may call us."""
_CONNECT_S = 10.0
_SILENCE_S = 20.0
_WHOLE_S = 180.0


class Unreachable(OSError):
    """A page could not be had; its text is the reason, a part of a sentence in plain words."""


@dataclass(frozen=True, slots=True)
class Response:
    """What a server answered to one request. `headers` by their names in lower case.

    `body` is unpacked; None when it was longer than allowed, or not asked for. `length` is its length as far as known.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes | None
    length: int

    @property
    def target(self) -> str:
        """Where a redirect leads to; empty when it is none."""
        place = self.headers.get("location", "")
        return address(place, self.url) if 300 <= self.status < 400 and place else ""


class Fetcher:
    """Fetch pages one after the other: no cookies, no accounts, no proxies, a time limit on everything.

    Redirects are told, not followed: where one leads to is the caller's to judge. When `token` is cancelled, what is in
    flight is broken off.
    """

    def __init__(self, door: Door, token: CancelToken, why: str) -> None:
        import httpx

        self._client = door.client(
            headers={"User-Agent": f"{AGENT}/{__version__}", "Accept": "text/html,*/*;q=0.8"},
            timeout=httpx.Timeout(_SILENCE_S, connect=_CONNECT_S),
        )
        self._door = door
        self._token = token
        self._why = why

    def close(self) -> None:
        """Hang up."""
        self._client.close()

    def get(self, url: str, headers: Mapping[str, str], wanted: Callable[[Response], int]) -> Response:
        """Ask for one page. `wanted` is given the answer's beginning, and tells how many bytes of its body are taken.

        Raises Unreachable with the reason, and NetworkRefused while the network is switched off.
        """
        import httpx

        host = host_of(url)
        self._client.cookies.clear()
        errand = Errand(self._why, (host,), self._token, seconds=_WHOLE_S)
        try:
            with self._door.asking(errand), self._client.stream("GET", url, headers=headers) as answer:
                told = {name.lower(): value for name, value in answer.headers.items()}
                length = told.get("content-length", "")
                head = Response(url, answer.status_code, told, None, int(length) if length.isdecimal() else 0)
                most_bytes = wanted(head)
                return self._with_body(head, answer, most_bytes) if most_bytes else head
        except BrokenOff as error:
            raise Unreachable(str(error)) from error
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            raise Unreachable(_reason(error, host)) from error

    def _with_body(self, head: Response, answer: "httpx.Response", most_bytes: int) -> Response:
        body = bytearray()
        for block in answer.iter_bytes():
            body += block
            if len(body) > most_bytes:
                return Response(head.url, head.status, head.headers, None, max(head.length, len(body)))
        return Response(head.url, head.status, head.headers, bytes(body), len(body))


def address(written: str, base: str = "") -> str:
    """Return an address in one form, absolute, without its fragment; empty when it is none of a page."""
    import httpx

    try:
        url = httpx.URL(base).join(written.strip()) if base else httpx.URL(written.strip())
        port = 80 if url.port is None else url.port
        if url.scheme not in ("http", "https") or not url.raw_host.strip(b".") or not 0 < port < 65536:
            return ""
        return str(url.copy_with(fragment=None, userinfo=b"", raw_path=url.raw_path))
    except (httpx.InvalidURL, ValueError):  # ValueError: a host that can be no name, a port that is no number
        return ""


def _reason(error: Exception, host: str) -> str:
    """Say in plain words why a page could not be had."""
    import httpx

    said = str(error)
    if isinstance(error, httpx.TimeoutException):
        return f"{host} did not answer in time"
    if "CERTIFICATE_VERIFY_FAILED" in said:
        return f"{host} cannot prove who it is: its certificate is not valid"
    if isinstance(error, httpx.ConnectError):
        return f"there is no connection to {host}"
    return f"what {host} answered cannot be understood or broke off"
