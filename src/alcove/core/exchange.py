"""One question to a server and its answer as it streams in: for services that take long and answer bit by bit.

It goes through the door like every request, is left within 200 ms of a cancel whatever it waits for, and hangs up then,
so that the server stops too. No redirects are followed, and nothing is asked twice.
"""

import contextlib
import socket
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from alcove import __version__
from alcove.core.cancel import CancelToken
from alcove.core.net import BrokenOff, Door, Errand, host_of

if TYPE_CHECKING:
    import httpx

_MOST_LINE = 4 * 2**20

Why = Literal["no host", "nobody", "late", "certificate", "no tls", "broken", "silent"]


class ExchangeFailed(OSError):
    """There was no answer, or not all of it. `why` says at what it failed; the text is the cause in other words."""

    def __init__(self, why: Why, cause: str = "") -> None:
        super().__init__(cause or why)
        self.why: Why = why


@dataclass(slots=True)
class Patience:
    """How many seconds are waited: for a connection, and for the next byte. The latter may be changed on the way."""

    connect_s: float
    silence_s: float


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a server, and what for in plain words."""

    method: Literal["GET", "POST"]
    url: str
    headers: Mapping[str, str]
    purpose: str
    body: bytes = b""

    def __repr__(self) -> str:
        return f"Request({self.method} {self.url})"  # headers may hold a key, and nobody is to log it by accident


class Answer:
    """A server's answer: its status, its headers by their names in lower case, and its body, read as it comes."""

    def __init__(self, response: "httpx.Response", token: CancelToken) -> None:
        self.status = response.status_code
        self.headers = {name.lower(): value for name, value in response.headers.items()}
        self._response = response
        self._token = token

    def text(self, most_bytes: int) -> str:
        """Return the body's beginning, as much as came when it was cancelled. Raises ExchangeFailed."""
        body = bytearray()
        for block in self._blocks():
            body += block
            if len(body) >= most_bytes:
                break
        return body[:most_bytes].decode("utf-8", "replace")

    def lines(self) -> Iterator[str]:
        """Yield the body's lines as they are complete; ends early when cancelled. Raises ExchangeFailed."""
        rest = b""
        for block in self._blocks():
            *whole, rest = (rest + block).split(b"\n")
            for line in whole:
                yield line.removesuffix(b"\r").decode("utf-8", "replace")
            if len(rest) > _MOST_LINE:
                raise ExchangeFailed("broken", "a line without an end")
        if rest:
            yield rest.decode("utf-8", "replace")

    def _blocks(self) -> Iterator[bytes]:
        with _told(self._token):
            yield from self._response.iter_raw()


@contextlib.contextmanager
def exchange(door: Door, request: Request, patience: Patience, token: CancelToken) -> Iterator[Answer | None]:
    """Ask, and give the answer once its beginning is there; None when it was cancelled before.

    Leaving the block hangs up. Raises ExchangeFailed, or NetworkRefused where the door does not let it through.
    """
    import httpx

    errand = Errand(request.purpose, (host_of(request.url),), token, silence=lambda: patience.silence_s)
    headers = {"User-Agent": f"Alcove/{__version__}", "Accept-Encoding": "identity", **request.headers}
    with contextlib.ExitStack() as open_ones:
        answer = None
        with _told(token):
            timeout = httpx.Timeout(None, connect=patience.connect_s)
            client = open_ones.enter_context(door.client(errand, timeout=timeout))
            asked = client.stream(request.method, request.url, headers=headers, content=request.body or None)
            answer = Answer(open_ones.enter_context(asked), token)
        yield answer


@contextlib.contextmanager
def _told(token: CancelToken) -> Iterator[None]:
    """Turn what a request may fail with into ExchangeFailed; to be cancelled is no failure."""
    import httpx

    try:
        yield
    except BrokenOff as error:
        if not token.cancelled:
            raise ExchangeFailed("silent", str(error)) from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise ExchangeFailed(_why(error), _cause(error)) from error


def _why(error: Exception) -> Why:
    import httpx

    if isinstance(error, httpx.ConnectTimeout):
        return "late"
    if not isinstance(error, httpx.ConnectError):
        return "broken"
    for cause in _causes(error):
        if isinstance(cause, socket.gaierror):
            return "no host"
        if isinstance(cause, ssl.SSLError):
            return "certificate" if isinstance(cause, ssl.SSLCertVerificationError) else "no tls"
    return "nobody"


def _cause(error: Exception) -> str:
    certificate = next((one for one in _causes(error) if isinstance(one, ssl.SSLCertVerificationError)), None)
    return certificate.verify_message if certificate else str(error)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__  # the core hides the cause
