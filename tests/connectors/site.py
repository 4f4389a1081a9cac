"""A web site on this computer, for tests: pages by path, a log of what was asked, and servers that misbehave."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Page:
    """What is answered for a path. `serve`, if given, answers by itself instead."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    serve: Callable[[BaseHTTPRequestHandler], None] | None = None


def html(body: str, head: str = "", **headers: str) -> Page:
    """Make a page of HTML."""
    text = f"<html><head>{head}</head><body>{body}</body></html>"
    return Page(text.encode(), 200, {"Content-Type": "text/html; charset=utf-8", **headers})


def links(*targets: str) -> str:
    """Make links."""
    return "".join(f'<p><a href="{target}">see {target}</a></p>' for target in targets)


def sent_to(place: str, status: int = 302) -> Page:
    """Make a redirect."""
    return Page(b"", status, {"Location": place})


class Site:
    """A server on loopback. `pages` may be changed while it runs; `asked` are the paths, in their order."""

    def __init__(self, pages: dict[str, Page] | None = None) -> None:
        self.pages = pages or {}
        self.asked: list[str] = []
        self.answered: list[int] = []
        self.heard: list[dict[str, str]] = []
        self.connections = 0
        self.stopping = threading.Event()
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self) -> None:
                site.connections += 1
                super().setup()

            def do_GET(self) -> None:
                site.answer(self)

            def log_message(self, *_: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()
        self.port = self._server.server_address[1]
        self.root = f"http://127.0.0.1:{self.port}"

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Answer one request, with an entity tag where the page has a body."""
        self.asked.append(request.path)
        self.heard.append({name.lower(): value for name, value in request.headers.items()})
        page = self.pages.get(request.path, Page(b"not here", 404))
        if page.serve is not None:
            page.serve(request)
            return
        tag = f'"{hashlib.sha256(page.body).hexdigest()[:12]}"'
        same = page.status == 200 and request.headers.get("If-None-Match") == tag
        body = b"" if same else page.body
        self.answered.append(304 if same else page.status)
        request.send_response(self.answered[-1])
        for name, value in {"ETag": tag, "Content-Length": str(len(body)), **page.headers}.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body)

    def forget(self) -> None:
        """Clear what was logged."""
        self.asked, self.answered, self.heard, self.connections = [], [], [], 0

    def close(self) -> None:
        """Stop listening: from now on nobody answers."""
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@contextmanager
def site(pages: dict[str, Page] | None = None) -> Iterator[Site]:
    """Run a site for the time of the block."""
    one = Site(pages)
    try:
        yield one
    finally:
        if not one.stopping.is_set():
            one.close()


def silent(running: Site) -> Page:
    """Make a page whose answer never comes."""

    def serve(request: BaseHTTPRequestHandler) -> None:
        running.stopping.wait(60)
        request.close_connection = True

    return Page(serve=serve)


def endless(running: Site, block: bytes = b"x" * 65536, pause: float = 0.0, *, head: bool = True) -> Page:
    """Make a page whose body has no end; without `head`, it is the first line of its answer that has none."""

    def serve(request: BaseHTTPRequestHandler) -> None:
        request.close_connection = True
        if head:
            request.send_response(200)
            request.send_header("Content-Type", "text/html")
            request.end_headers()
        try:
            while not running.stopping.is_set():
                request.wfile.write(block)
                time.sleep(pause)
        except OSError:
            return

    return Page(serve=serve)
