"""The one door to the network. Shut, it refuses every connection beyond this computer that was not allowed.

Python tells of each connection and name look-up before it is made (audit events), whichever library asks.
A shut door listens to that and raises; what was attempted is handed to the ledger. It stays shut until the
process ends. Native code that opens sockets by itself is not heard: it is kept quiet by its own switches, and a
test that traces a whole run shows that it is.

Pages are fetched here too: `Fetcher` lets through one host at a time, for as long as it is asked for a page.
"""

import contextlib
import ipaddress
import os
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from alcove import __version__
from alcove.core.cancel import CancelToken
from alcove.core.database import Database
from alcove.core.errors import NetworkRefused

if TYPE_CHECKING:
    import httpx

# Code that is not Python's asks nobody. WORKAROUND: onnxruntime 1.31 (it comes with chromadb) looks up and reports to
# mobile.events.data.microsoft.com, and keeps a database in ~/.cache/Microsoft, unless this is set before it loads.
_QUIET = {"ORT_DISABLE_TELEMETRY": "1", "HF_HUB_DISABLE_TELEMETRY": "1", "DO_NOT_TRACK": "1"}
_LOCAL_NAMES = {"", "localhost", "localhost.localdomain", "ip6-localhost"}


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to reach beyond this computer: which process, where to, and whether it was allowed."""

    who: str
    target: str
    allowed: bool


class Ledger:
    """Keep attempts in memory as they happen, and in the library's database when it is a good moment.

    An attempt may be made from any thread, in the middle of a transaction: nothing is written then.
    """

    def __init__(self, purpose: str) -> None:
        self._purpose = purpose
        self._attempts: list[tuple[float, Attempt]] = []

    def note(self, attempt: Attempt) -> None:
        """Take down an attempt; a `Door` calls this."""
        self._attempts.append((time.time(), attempt))

    def save(self, open_database: Callable[[], Database]) -> None:
        """Write what was noted to the table `ledger`; without attempts the database is not even opened."""
        if not self._attempts:
            return
        attempts, self._attempts = self._attempts, []
        database = open_database()
        try:
            with database.transaction() as tx:
                tx.executemany(
                    "INSERT INTO ledger (at, who, target, purpose, allowed) VALUES (?, ?, ?, ?, ?)",
                    [(at, one.who, one.target, self._purpose, one.allowed) for at, one in attempts],
                )
        finally:
            database.close()


class Door:
    """Guard this process's connections. `record` is told of every attempt that leaves the computer."""

    def __init__(self, who: str, record: Callable[[Attempt], None] | None = None) -> None:
        self._who = who
        self._record = record
        self._allowed: set[str] = set()
        self._open = False
        self._let = threading.local()

    def allow(self, host: str) -> None:
        """Let connections to `host` through, by its name and by the addresses the name has now."""
        self._allowed.add(host.lower())
        with contextlib.suppress(OSError):
            self._allowed.update(str(info[4][0]) for info in socket.getaddrinfo(host, None))

    def open(self) -> None:
        """Let everything through, noting it all: for a download a person asked for, which may be sent on anywhere."""
        self._open = True

    @contextlib.contextmanager
    def letting(self, host: str) -> Iterator[None]:
        """Let this thread through to `host` within the block, whatever addresses the name has; each step is noted.

        The name is looked up within the block, so the addresses are whoever answers for it: what is in the block must
        connect to nothing else.
        """
        before = getattr(self._let, "host", "")
        self._let.host = host.lower()
        try:
            yield
        finally:
            self._let.host = before

    def shut(self) -> None:
        """Refuse what was not allowed, from now on; children started later inherit what keeps libraries quiet."""
        os.environ.update(_QUIET)
        sys.addaudithook(self._heard)

    def _heard(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not event.startswith("socket."):
            return
        if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
            address = arguments[1]
            if isinstance(address, tuple) and address:
                self._check(str(address[0]))
        elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
            host = arguments[0]
            self._check(host.decode(errors="replace") if isinstance(host, bytes) else str(host or ""))
        elif event == "socket.getnameinfo":
            self._check(str(arguments[0][0]))

    def _check(self, host: str) -> None:
        if is_local(host):
            return
        let = getattr(self._let, "host", "")
        allowed = self._open or host.lower() in self._allowed or let == host.lower() or (bool(let) and _is_number(host))
        if self._record is not None:
            self._record(Attempt(self._who, host, allowed))
        if not allowed:
            raise NetworkRefused(
                f"A connection to {host} was refused.",
                "Nothing may leave this computer unless you switch it on.",
            )


def is_local(host: str) -> bool:
    """Tell whether a host name or address is this computer."""
    if host.lower() in _LOCAL_NAMES:
        return True
    try:
        address = ipaddress.ip_address(host.split("%", 1)[0])
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback


def _is_number(host: str) -> bool:
    """Tell whether a host is an address already and no name."""
    try:
        ipaddress.ip_address(host.split("%", 1)[0])
    except ValueError:
        return False
    return True


def reach(host: str, port: int, seconds: float) -> None:
    """Connect and hang up, to learn in a bounded time whether somebody listens. Raises OSError."""
    socket.create_connection((host, port), seconds).close()  # noqa: TID251  # this is the door


def connection_errors() -> tuple[type[Exception], ...]:
    """Return what a connection that fails may raise, whichever library holds it."""
    import httpx

    return OSError, httpx.HTTPError


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

    def __init__(self, door: Door, token: CancelToken) -> None:
        import ssl

        import certifi
        import httpx

        trusted = ssl.create_default_context()  # what this computer trusts: a company may have its own authority
        trusted.load_verify_locations(certifi.where())
        self._client = httpx.Client(
            headers={"User-Agent": f"{AGENT}/{__version__}", "Accept": "text/html,*/*;q=0.8"},
            timeout=httpx.Timeout(_SILENCE_S, connect=_CONNECT_S),
            # A connection that was kept may be closed by the other side at the moment it is used again, and the page
            # would be taken for one that cannot be had.
            limits=httpx.Limits(max_keepalive_connections=0),
            trust_env=False,
            verify=trusted,
        )
        self._door = door
        self._token = token
        self._sockets: list[socket.socket] = []
        self._unsubscribe = token.on_cancel(self._break_off)

    def close(self) -> None:
        """Hang up."""
        self._unsubscribe()
        self._client.close()

    def get(self, url: str, headers: Mapping[str, str], wanted: Callable[[Response], int]) -> Response:
        """Ask for one page. `wanted` is given the answer's beginning, and tells how many bytes of its body are taken.

        Raises Unreachable with the reason.
        """
        import httpx

        host = httpx.URL(url).raw_host.decode("ascii")
        self._client.cookies.clear()
        began = time.monotonic()
        try:
            with (
                self._within(_WHOLE_S),
                self._door.letting(host),
                self._client.stream("GET", url, headers=headers, extensions={"trace": self._seen}) as answer,
            ):
                told = {name.lower(): value for name, value in answer.headers.items()}
                length = told.get("content-length", "")
                head = Response(url, answer.status_code, told, None, int(length) if length.isdecimal() else 0)
                most_bytes = wanted(head)
                got = self._with_body(head, answer, most_bytes) if most_bytes else head
            if self._token.cancelled or time.monotonic() - began >= _WHOLE_S:
                raise OSError("what was broken off can look like a body's end")
            return got
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            late = time.monotonic() - began >= _WHOLE_S
            reason = f"it was not complete after {_WHOLE_S:.0f} seconds" if late else _reason(error, host)
            raise Unreachable(reason) from error

    @contextlib.contextmanager
    def _within(self, seconds: float) -> Iterator[None]:
        """Break off what is not done in time: a server can send a byte now and then for ever."""
        timer = threading.Timer(seconds, self._break_off)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _with_body(self, head: Response, answer: "httpx.Response", most_bytes: int) -> Response:
        body = bytearray()
        for block in answer.iter_bytes():
            body += block
            if len(body) > most_bytes:
                return Response(head.url, head.status, head.headers, None, max(head.length, len(body)))
        return Response(head.url, head.status, head.headers, bytes(body), len(body))

    def _seen(self, event: str, info: Mapping[str, Any]) -> None:
        """Remember each socket, to be able to break off what waits on it."""
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self._sockets = [one for one in self._sockets if one.fileno() != -1]
            self._sockets.append(info["return_value"].get_extra_info("socket"))
            if self._token.cancelled:
                self._break_off()

    def _break_off(self) -> None:
        for one in self._sockets:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(one, socket.SHUT_RDWR)  # of TLS too: without its goodbye


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
