"""A server on this computer under names of other computers, which a resolver of the tests knows: `*.test`."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

BLOCK = b"x" * 1000


class Far(ThreadingHTTPServer):
    """Answer by path. It counts the bytes of HTTP that came and went, and `release` lets it go on."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.port = self.server_address[1]
        self.resolved: Callable[[], object] = lambda: None
        """Called whenever a name is looked up."""
        self.release = threading.Event()
        self.asked = threading.Event()
        self.came = 0
        self.went = 0

    def at(self, path: str = "/", host: str = "far.test") -> str:
        """Return the address of a path under a host's name."""
        return f"http://{host}:{self.port}{path}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Far

    def handle_one_request(self) -> None:
        plain = self.rfile
        self.rfile = _Counting(plain, self.server)
        try:
            super().handle_one_request()
        finally:
            self.rfile = plain

    def do_GET(self) -> None:
        self.server.asked.set()
        head = [b"HTTP/1.1 200 OK"]
        body = BLOCK
        if self.path.startswith("/to/"):
            head, body = [b"HTTP/1.1 302 Found", b"Location: " + self.path.removeprefix("/to/").encode()], b""
        elif self.path == "/silent":
            self.server.release.wait(20)
        elif self.path == "/reset":
            self._hang_up_rudely()
            return
        self._say(b"\r\n".join([*head, b"Content-Length: %d" % (len(body) * (2 if self.path == "/half" else 1))]))
        self._say(b"\r\n\r\n" + body)
        if self.path == "/half":
            self.server.release.wait(20)
            self._say(body)

    def _hang_up_rudely(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def do_POST(self) -> None:
        if self.path == "/reset":
            self._hang_up_rudely()
            return
        if self.path == "/silent":
            self.server.asked.set()
            self.server.release.wait(20)
        self.rfile.read(int(self.headers["Content-Length"]))
        self._say(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    def _say(self, said: bytes) -> None:
        self.server.went += len(said)
        try:
            self.wfile.write(said)
        except OSError:
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _Counting:
    """What a request is read from."""

    def __init__(self, plain: Any, server: Far) -> None:
        self._plain = plain
        self._server = server

    def readline(self, most: int = -1) -> bytes:
        return self._counted(self._plain.readline(most))

    def read(self, most: int = -1) -> bytes:
        return self._counted(self._plain.read(most))

    def _counted(self, got: bytes) -> bytes:
        self._server.came += len(got)
        return got


@contextmanager
def far(monkeypatch: pytest.MonkeyPatch) -> Iterator[Far]:
    """Run the server, and let names that end in `.test` lead to it."""
    look_up = socket.getaddrinfo

    server = Far()

    def resolve(host: Any, *rest: Any, **options: Any) -> Any:
        server.resolved()
        return look_up("127.0.0.1" if str(host).endswith(".test") else host, *rest, **options)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server
    finally:
        server.release.set()
        server.shutdown()
        thread.join()
        server.server_close()
