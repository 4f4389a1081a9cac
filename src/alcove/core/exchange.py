"""One request to a server and its answer as it streams in, which can be called off at any moment.

The other half of the door, beside the pages of `net.Fetcher`: for services that take long to answer and then answer
bit by bit. Looking up the name, connecting, greeting and waiting are each left within `_LOOK_S` of a cancel, and the
connection is closed then, so that the server stops working too. No redirects, proxies, cookies or second tries.
"""

import contextlib
import os
import selectors
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeVar
from urllib.parse import urlsplit

from alcove import __version__
from alcove.core.cancel import CancelToken
from alcove.core.errors import NetworkRefused
from alcove.core.net import AGENT, Door, is_local

if TYPE_CHECKING:
    import httpcore

_LOOK_S = 0.05
"""How often what waits looks whether it is still wanted."""
_BLOCK = 65_536
_MOST_LINE = 4 * 2**20
_T = TypeVar("_T")

Why = Literal["no host", "nobody", "late", "certificate", "no tls", "broken", "silent"]


class ExchangeFailed(OSError):
    """There was no answer, or not all of it. `why` says at what it failed; the text is the cause in other words."""

    def __init__(self, why: Why, cause: str = "") -> None:
        super().__init__(cause or why)
        self.why: Why = why


class _CalledOff(Exception):
    """The token was cancelled; never leaves this module."""


@dataclass(slots=True)
class Patience:
    """How many seconds are waited: for a connection, and for the next byte. The latter may be changed on the way."""

    connect_s: float
    silence_s: float


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a server."""

    method: Literal["GET", "POST"]
    url: str
    headers: Mapping[str, str]
    body: bytes = b""

    def __repr__(self) -> str:
        return f"Request({self.method} {self.url})"  # headers may hold a key, and nobody is to log it by accident


class Answer:
    """A server's answer: its status and headers by their names in lower case, and its body when it is iterated."""

    def __init__(self, response: "httpcore.Response") -> None:
        self.status = response.status
        self.headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
        self._blocks = response.iter_stream

    def text(self, most_bytes: int) -> str:
        """Return the body's beginning; what it is when it was called off. Raises ExchangeFailed."""
        body = bytearray()
        for block in self._read():
            body += block
            if len(body) >= most_bytes:
                break
        return body[:most_bytes].decode("utf-8", "replace")

    def lines(self) -> Iterator[str]:
        """Yield the body's lines as they are complete; ends early when called off. Raises ExchangeFailed."""
        rest = b""
        for block in self._read():
            *whole, rest = (rest + block).split(b"\n")
            for line in whole:
                yield line.removesuffix(b"\r").decode("utf-8", "replace")
            if len(rest) > _MOST_LINE:
                raise ExchangeFailed("broken", "a line without an end")
        if rest:
            yield rest.decode("utf-8", "replace")

    def _read(self) -> Iterator[bytes]:
        import httpcore

        try:
            yield from self._blocks()
        except _CalledOff:
            return
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise ExchangeFailed("broken", str(error)) from error


@contextlib.contextmanager
def exchange(door: Door, request: Request, patience: Patience, token: CancelToken) -> Iterator[Answer | None]:
    """Ask, and give the answer once its beginning is there; None when it was called off before.

    Leaving the block hangs up. Raises ExchangeFailed, or NetworkRefused where the door lets nothing through.
    """
    import httpcore

    headers = [("User-Agent", f"{AGENT}/{__version__}"), ("Accept-Encoding", "identity"), *request.headers.items()]
    with contextlib.ExitStack() as open_ones:
        pool = open_ones.enter_context(
            httpcore.ConnectionPool(
                ssl_context=_trusted(request.url),
                max_connections=1,
                max_keepalive_connections=0,
                network_backend=_Wire(door, patience, token),  # type: ignore[arg-type]  # one by what it does
            )
        )
        answer = None
        try:
            if not token.cancelled:
                asked = pool.stream(request.method, request.url, headers=headers, content=request.body)
                answer = Answer(open_ones.enter_context(asked))
        except _CalledOff:
            pass
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise ExchangeFailed("broken", str(error)) from error
        yield answer


def _trusted(url: str) -> ssl.SSLContext | None:
    """Return what this computer trusts (a company may have its own authority), and what comes with Python."""
    if urlsplit(url).scheme != "https":
        return None
    import certifi

    trusted = ssl.create_default_context()
    trusted.load_verify_locations(certifi.where())
    return trusted


def _looked_up(door: Door, host: str, port: int, until: Callable[[], None]) -> list[Any]:
    """Return the addresses of a host. The system's look-up cannot be interrupted: it is left alone when called off."""
    found: list[Any] = []
    failed: list[OSError | NetworkRefused] = []

    def look_up() -> None:
        try:
            with door.letting(host):
                found.extend(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, NetworkRefused) as error:
            failed.append(error)

    asking = threading.Thread(target=look_up, name="look-up", daemon=True)
    asking.start()
    while asking.is_alive():
        asking.join(_LOOK_S)
        until()
    if failed and isinstance(failed[0], OSError):
        raise ExchangeFailed("no host", str(failed[0])) from failed[0]
    if failed:
        raise failed[0]
    return found


class _Wire:
    """What httpcore connects with: the door lets through to the one host, and every wait can be called off."""

    def __init__(self, door: Door, patience: Patience, token: CancelToken) -> None:
        self._door = door
        self._patience = patience
        self._token = token

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: object = None,
    ) -> "_Stream":
        end = time.monotonic() + self._patience.connect_s

        def until() -> None:
            if self._token.cancelled:
                raise _CalledOff
            if time.monotonic() > end:
                raise ExchangeFailed("late")

        failed: ExchangeFailed | None = None
        for family, kind, protocol, _, address in _looked_up(self._door, host, port, until):
            one = socket.socket(family, kind, protocol)
            try:
                with self._door.letting(host):
                    self._connect(one, address, until)
                return _Stream(one, self._patience, self._token)
            except (OSError, NetworkRefused, _CalledOff) as error:
                one.close()
                if not isinstance(error, OSError):
                    raise
                failed = error if isinstance(error, ExchangeFailed) else ExchangeFailed("nobody", str(error))
                failed.__cause__ = error
        raise failed or ExchangeFailed("no host")

    def connect_unix_socket(self, path: str, timeout: float | None = None, socket_options: object = None) -> "_Stream":
        raise ExchangeFailed("nobody", "only hosts are asked")

    def sleep(self, seconds: float) -> None:
        self._token.wait(seconds)

    @staticmethod
    def _connect(one: socket.socket, address: Any, until: Callable[[], None]) -> None:
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        one.settimeout(_LOOK_S)
        try:
            one.connect(address)
            return
        except TimeoutError:
            pass
        with selectors.DefaultSelector() as ready:
            ready.register(one, selectors.EVENT_WRITE)
            while not ready.select(_LOOK_S):
                until()
        if code := one.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            raise OSError(code, os.strerror(code))


class _Stream:
    """A connection that gives up when it is called off, or when nothing came for too long."""

    def __init__(self, one: socket.socket, patience: Patience, token: CancelToken) -> None:
        self._socket = one
        self._patience = patience
        self._token = token

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._patiently(lambda: self._socket.recv(min(max_bytes, _BLOCK)))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        import httpcore

        at = memoryview(buffer)
        try:
            while at:
                at = at[self._patiently(lambda rest=at: self._socket.send(rest)) :]  # type: ignore[misc]
        except ExchangeFailed as failed:
            if failed.why == "broken":  # what the server answered before it hung up is read all the same
                raise httpcore.WriteError from failed
            raise

    def close(self) -> None:
        self._socket.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> "_Stream":
        try:
            self._socket = ssl_context.wrap_socket(
                self._socket, server_hostname=server_hostname, do_handshake_on_connect=False
            )
            self._patiently(self._socket.do_handshake, self._patience.connect_s)
        except ExchangeFailed as failed:
            self.close()
            cause = failed.__cause__
            if isinstance(cause, ssl.SSLCertVerificationError):
                raise ExchangeFailed("certificate", cause.verify_message) from cause
            if isinstance(cause, ssl.SSLError):
                raise ExchangeFailed("no tls", str(cause)) from cause
            raise
        except _CalledOff:
            self.close()
            raise
        return self

    def get_extra_info(self, info: str) -> object:
        return self._socket if info == "socket" else None

    def _patiently(self, step: Callable[[], _T], most_s: float = 0.0) -> _T:
        self._socket.settimeout(_LOOK_S)
        began = time.monotonic()
        while True:
            if self._token.cancelled:
                raise _CalledOff
            try:
                return step()
            except TimeoutError:
                if time.monotonic() - began > (most_s or self._patience.silence_s):
                    raise ExchangeFailed("silent") from None
            except OSError as error:
                raise ExchangeFailed("broken", str(error)) from error


def leaves(url: str) -> bool:
    """Tell whether what is sent to an address leaves this computer."""
    return not is_local(urlsplit(url).hostname or "")
