"""A service with OpenAI's `/v1/embeddings` on loopback, whose vectors are those of `HashEmbedder`."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from alcove.models.testing import HashEmbedder


@dataclass
class Service:
    """What a service has been asked, and how it answers next: `answers` are taken in turn, then it answers well.

    Each is a status, headers and a body; a body of None breaks the connection off.
    """

    key: str = ""
    model: str = "hash"
    dimension: int = 32
    url: str = ""
    answers: list[tuple[int, dict[str, str], bytes | None]] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    delay_s: float = 0.0
    gate: threading.Event | None = None
    """When given, passages are answered once it is set."""

    @property
    def texts(self) -> list[str]:
        """Every text that was ever sent."""
        return [text for one in list(self.asked) for text in one["input"]]


def _answer(service: Service, headers: dict[str, str], path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    if service.key and headers.get("authorization") != f"Bearer {service.key}":
        return 401, {"error": {"message": "Incorrect API key provided."}}
    if path != "/v1/embeddings" or body.get("model") != service.model:
        return 404, {"error": f"model {body.get('model')!r} not found"}
    vectors = HashEmbedder(service.dimension).embed_passages(body["input"])
    data = [{"object": "embedding", "index": n, "embedding": [3 * float(x) for x in v]} for n, v in enumerate(vectors)]
    return 200, {"object": "list", "data": data[::-1], "model": service.model}  # in whatever order: it is numbered


@contextlib.contextmanager
def serving(service: Service) -> Iterator[Service]:
    """Serve until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            service.asked.append(body)
            time.sleep(service.delay_s)
            if service.gate is not None and len(body["input"]) > 8:
                service.gate.wait(30)
            told: dict[str, str] = {}
            if service.answers:
                status, told, data = service.answers.pop(0)
            else:
                heard = {name.lower(): value for name, value in self.headers.items()}
                status, value = _answer(service, heard, self.path, body)
                data = json.dumps(value).encode()
            if data is None:
                self.connection.close()
                return
            with contextlib.suppress(OSError):  # who asked may be gone
                self.send_response(status)
                for name, content in {"content-length": str(len(data)), **told}.items():
                    self.send_header(name, content)
                self.end_headers()
                self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    service.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    try:
        yield service
    finally:
        if service.gate is not None:
            service.gate.set()
        server.shutdown()
        server.server_close()
        thread.join()
