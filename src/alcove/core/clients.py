"""HTTP clients that go through the door, made by `Door.client` and `Door.client2`: hides httpx, httpx2 and their cores.

Each request is admitted by the door, on a kept connection too, and what it moves is counted and can be broken off.
"""

import contextlib
import ssl
import threading
import time
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Any

from alcove.core.net import Door, Errand, Passage, Trip

_LOOK_S = 0.1
"""How often who waits for the other side looks whether it must not go on."""
_PORTS = {"http": 80, "https": 443}


@cache
def trusted() -> ssl.SSLContext:
    """Return whom to believe: what this computer trusts (a company may have its own authority), and the usual."""
    import certifi

    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


class Transport:
    """What sends the requests of a client of `library`, "httpx" or "httpx2", which are made alike.

    `errand` is what they are for; None means whatever the thread is asking for at the time.
    """

    def __init__(self, door: Door, library: str, errand: Errand | None, *, keep: bool) -> None:
        self._http = import_module(library)
        self._core = import_module(library.replace("x", "core", 1))
        self._door = door
        self._trip = Trip(errand) if errand is not None else None
        self._line = _Line(door, self._core)
        self._pool = self._core.ConnectionPool(
            ssl_context=trusted(),
            # A connection that was kept may be closed by the other side at the moment it is used again.
            max_keepalive_connections=20 if keep else 0,
            keepalive_expiry=5.0,
            network_backend=self._line,
        )
        self._body = type("Body", (_Body, self._http.SyncByteStream), {})

    def __enter__(self) -> "Transport":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Hang up."""
        if self._trip is not None:
            self._trip.end()
        self._pool.close()

    def handle_request(self, request: Any) -> Any:
        """Send a request. Raises NetworkRefused, BrokenOff, and what the library raises."""
        url = request.url
        trip, port = self._trip or self._door.trip, url.port or _PORTS.get(url.scheme, 0)
        passage = self._door.admit(trip, url.raw_host.decode("ascii"), port)
        asked = self._core.Request(
            request.method,
            self._core.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        try:
            with self._line.used_by(passage), self._translated():
                answer = self._pool.handle_request(asked)
        except BaseException:
            passage.end()
            raise
        made = self._http.Response(
            answer.status,
            headers=answer.headers,
            stream=self._body(answer.stream, passage, self._translated),
            extensions=answer.extensions,
        )
        if made.has_redirect_location:
            with contextlib.suppress(self._http.InvalidURL, ValueError):  # the client says what is wrong with it
                passage.sent_on(url.join(made.headers["location"]).raw_host.decode("ascii"))
        return made

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        """Turn the core's exceptions into those of the library, which go by the same names."""
        core = self._core
        try:
            yield
        except (
            core.TimeoutException,
            core.NetworkError,
            core.ProtocolError,
            core.ProxyError,
            core.UnsupportedProtocol,
        ) as error:
            raise getattr(self._http, type(error).__name__)(str(error)) from error


class _Body:
    """The body of an answer, as it comes; at its end the request has passed."""

    def __init__(self, stream: Any, passage: Passage, translated: Any) -> None:
        self._stream = stream
        self._passage = passage
        self._translated = translated

    def __iter__(self) -> Iterator[bytes]:
        with self._translated():
            yield from self._stream

    def close(self) -> None:
        """Leave the rest."""
        self._stream.close()
        self._passage.end()


class _Line:
    """Connect, when the core asks for it, on behalf of the request that the thread is sending."""

    def __init__(self, door: Door, core: Any) -> None:
        self._door = door
        self._core = core
        self._plain = core.SyncBackend()
        self._local = threading.local()

    @contextlib.contextmanager
    def used_by(self, passage: Passage) -> Iterator[None]:
        """Let what this thread sends within the block be a request's."""
        self._local.passage = passage
        try:
            yield
        finally:
            self._local.passage = None

    @property
    def passage(self) -> Passage | None:
        """The request that this thread is sending."""
        passage: Passage | None = getattr(self._local, "passage", None)
        return passage

    def connect_tcp(self, host: str, port: int, **options: Any) -> "_Stream":
        """Connect to where the request goes."""
        passage = self._local.passage
        try:
            with self._door.letting(passage):
                return _Stream(self._plain.connect_tcp(host, port, **options), self, self._core, passage)
        except self._core.ConnectError:
            passage.check()  # to be broken off looks like a failure
            raise


class _Stream:
    """A connection: what goes through it is counted for the request that uses it, and breaks off with that."""

    def __init__(self, stream: Any, line: _Line, core: Any, passage: Passage) -> None:
        self._stream = stream
        self._line = line
        self._core = core
        self._passage = passage
        self._hold()

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Wait for bytes, for as long as the request may go on."""
        until = None if timeout is None else time.monotonic() + timeout
        while True:
            left = _LOOK_S if until is None else max(0.001, min(_LOOK_S, until - time.monotonic()))
            try:
                got: bytes = self._stream.read(max_bytes, left)
            except self._core.ReadTimeout:
                self._passage.check()
                if until is not None and time.monotonic() >= until:
                    raise
            except self._core.ReadError:
                self._passage.check()
                raise
            else:
                self._passage.check()  # what was broken off can look like an end
                self._passage.moved(received=len(got))
                return got

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send bytes, of the request that this thread sends from now on."""
        if self._line.passage not in (None, self._passage):
            self._passage = self._line.passage
            self._hold()
        self._passage.check()
        try:
            self._stream.write(buffer, timeout)
        except self._core.WriteError:
            self._passage.check()
            raise
        self._passage.moved(sent=len(buffer))

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> "_Stream":
        """Go on in TLS."""
        with self._stream.get_extra_info("socket").dup() as same:  # the socket itself becomes another one on the way
            self._passage.hold(same)
            try:
                stream = self._stream.start_tls(ssl_context, server_hostname, timeout)
            except self._core.ConnectError:
                self._passage.check()
                raise
        return _Stream(stream, self._line, self._core, self._passage)

    def close(self) -> None:
        """Hang up."""
        self._stream.close()

    def get_extra_info(self, info: str) -> Any:
        """Tell what the core wants to know."""
        return self._stream.get_extra_info(info)

    def _hold(self) -> None:
        try:
            self._passage.hold(self._stream.get_extra_info("socket"))
        except BaseException:
            self._stream.close()
            raise
