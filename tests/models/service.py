"""Services for models on loopback: llama_cpp.server with the starter model, and one that fails as it is told to."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from alcove.core.net import reach

KEY = "sesame-4b1d"


@dataclass(frozen=True)
class Asked:
    """One request that came."""

    method: str
    path: str
    headers: dict[str, str]
    body: dict[str, Any]


class Reply:
    """What a scripted service answers with; everything it says goes out at once."""

    def __init__(self, handler: BaseHTTPRequestHandler, service: Service) -> None:
        self._handler = handler
        self.service = service

    def head(self, status: int = 200, content_type: str = "text/event-stream", **headers: str) -> None:
        """Begin an answer whose end is told by hanging up."""
        self._handler.send_response(status)
        for name, value in {"Content-Type": content_type, **headers}.items():
            self._handler.send_header(name.replace("_", "-"), value)
        self._handler.end_headers()

    def say(self, text: str | bytes) -> None:
        """Send a part of the body."""
        self._handler.wfile.write(text.encode() if isinstance(text, str) else text)
        self._handler.wfile.flush()

    def event(self, value: object) -> None:
        """Send one event of a stream."""
        self.say(f"data: {value if isinstance(value, str) else json.dumps(value)}\n\n")

    def delta(self, content: str = "", *, finish: str | None = None, **more: Any) -> None:
        """Send a piece of an answer."""
        self.event({"model": "tiny", "choices": [{"delta": {"content": content, **more}, "finish_reason": finish}]})

    def json(self, value: object, status: int = 200, **headers: str) -> None:
        """Send a whole answer."""
        self.head(status, "application/json", **headers)
        self.say(json.dumps(value))

    def until_gone(self) -> None:
        """Say a comment now and then until the other side has hung up, or the test is over."""
        self._handler.connection.settimeout(0.02)
        while not self.service.over.is_set():
            try:
                if not self._handler.connection.recv(1):
                    break
            except TimeoutError:
                continue
            except OSError:
                break
        self.service.gone.set()


Script = Callable[[Reply], None]


class Service(ThreadingHTTPServer):
    """Answer requests to `/v1/chat/completions` with `scripts` in turn, the last again and again."""

    daemon_threads = True

    def __init__(self, *scripts: Script) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}/v1"
        self.scripts = list(scripts)
        self.models: Script = lambda reply: reply.json({"data": [{"id": "tiny"}]})
        self.asked: list[Asked] = []
        self.came = threading.Event()
        self.gone = threading.Event()
        self.over = threading.Event()


class _Handler(BaseHTTPRequestHandler):
    server: Service

    def do_GET(self) -> None:
        self._answer(self.server.models)

    def do_POST(self) -> None:
        scripts = self.server.scripts
        self._answer(scripts.pop(0) if len(scripts) > 1 else scripts[0])

    def _answer(self, script: Script) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.asked.append(Asked(self.command, self.path, headers, json.loads(body) if body else {}))
        self.server.came.set()
        with contextlib.suppress(OSError):
            script(Reply(self, self.server))

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def serving(*scripts: Script) -> Iterator[Service]:
    """Run a scripted service."""
    service = Service(*scripts)
    thread = threading.Thread(target=service.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield service
    finally:
        service.over.set()
        service.shutdown()
        thread.join()
        service.server_close()


def plain(*pieces: str, **last: Any) -> Script:
    """Return what streams an answer as most services do."""

    def script(reply: Reply) -> None:
        reply.head()
        reply.delta(role="assistant")
        for piece in pieces:
            reply.delta(piece)
        reply.delta(finish="stop")
        if last:
            reply.event({"choices": [], **last})
        reply.event("[DONE]")

    return script


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as one:
        port: int = one.getsockname()[1]
    return port


@contextlib.contextmanager
def llama_server(model: Path, folder: Path, *, context: int = 2048) -> Iterator[str]:
    """Run llama_cpp.server, a real service that wants a key, and give its address."""
    for name in ("fastapi", "sse_starlette", "starlette_context"):
        if importlib.util.find_spec(name) is None:
            pytest.fail(f"llama_cpp.server needs {name}: run `make setup`", pytrace=False)
    port = free_port()
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "llama_cpp.server", "--model", str(model), "--host", "127.0.0.1", "--port",
             str(port), "--n_ctx", str(context), "--api_key", KEY],
            stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
    try:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            with contextlib.suppress(OSError):
                reach("127.0.0.1", port, 1)
                break
            if server.poll() is not None:
                break
            time.sleep(0.05)
        else:
            pytest.fail((folder / "server.log").read_text(errors="replace")[-3000:])
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        server.terminate()
        server.wait(20)
