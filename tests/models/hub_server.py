"""A server on this computer that answers as the model hub does, and misbehaves as it, or the way to it, may.

What of the hub is used: `GET /api/models` (search), `GET /api/models/OWNER/NAME?blobs=true` (what a repository holds),
and `GET /OWNER/NAME/resolve/REVISION/FILE`, which sends on to another host, where ranges are understood.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.models.gguf_files import CHAT, gguf

REVISION = "a1b2c3d4" * 5


@dataclass
class Repo:
    """A repository: its files, and what the hub tells of it. Files longer than 200 bytes are kept as LFS does."""

    files: dict[str, bytes]
    told: dict[str, Any] = field(default_factory=dict)
    stated: dict[str, str] = field(default_factory=dict)
    """Checksums that are not those of the files."""

    def info(self, name: str, *, blobs: bool) -> dict[str, Any]:
        siblings = [self._sibling(path) if blobs else {"rfilename": path} for path in self.files]
        return {"id": name, "sha": REVISION, "gated": False, "siblings": siblings, **self.told}

    def _sibling(self, path: str) -> dict[str, Any]:
        content = self.files[path]
        blob = hashlib.sha1(f"blob {len(content)}\0".encode() + content).hexdigest()
        made: dict[str, Any] = {"rfilename": path, "size": len(content), "blobId": self.stated.get(path, blob)}
        if len(content) > 200:
            digest = self.stated.get(path, hashlib.sha256(content).hexdigest())
            made["lfs"] = {"sha256": digest, "size": len(content), "pointerSize": 134}
        return made


@dataclass
class Fault:
    """How one answer goes wrong. Used up by the first request for its file, or for `/api`."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    cut_after: int | None = None
    """Hang up after so many bytes."""
    stall_after: int | None = None
    """Say nothing more after so many bytes; 0: no word at all."""
    slowly: float = 0
    """Seconds between blocks of 1,000 bytes."""
    no_ranges: bool = False
    body: bytes | None = None


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: who asked may have hung up."""


class HubServer:
    """The server, its repositories, and what it was asked."""

    def __init__(self) -> None:
        self.repositories: dict[str, Repo] = {}
        self.faults: dict[str, list[Fault]] = {}
        self.asked: list[tuple[str, str]] = []
        """Path, and the range that was asked for."""
        self.ended = threading.Event()
        self.files_at = "localhost"
        """Where files lie: another host, as it is for the hub."""
        self._server = _Server(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def at(self, host: str) -> str:
        """Return the address under another name."""
        return f"http://{host}:{self._server.server_port}"

    def fault(self, file: str, *faults: Fault) -> None:
        """Let the next answers for a file go wrong; `/api` is for questions."""
        self.faults.setdefault(file, []).extend(faults)

    def ranges(self, file: str) -> list[str]:
        """Return the ranges that were asked for of a file, empty ones for all of it."""
        return [told for path, told in self.asked if path.startswith("/cdn/") and path.endswith(file)]

    def close(self) -> None:
        self.ended.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        hub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                with contextlib.suppress(ConnectionError):
                    hub._answer(self)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        return Handler

    def _answer(self, request: BaseHTTPRequestHandler) -> None:
        address = urlsplit(request.path)
        path, asked = unquote(address.path), request.headers.get("Range", "")
        self.asked.append((path, asked))
        if path.startswith("/api/models"):
            fault = self._fault("/api")
            if not self._stalls(fault) and not self._refuses(request, fault):
                self._tell(request, path.removeprefix("/api/models").strip("/"), parse_qs(address.query), fault)
            return
        found = re.fullmatch(r"/(cdn/)?([^/]+/[^/]+)/resolve/([^/]+)/(.+)", path)
        repo = self.repositories.get(found[2]) if found else None
        if found is None or repo is None:
            self._send(request, 404, b"", {"X-Error-Code": "RepoNotFound"})
        elif repo.told.get("gated"):
            self._send(request, 401, b"", {"X-Error-Code": "GatedRepo"})
        elif found[4] not in repo.files or found[3] != REVISION:
            self._send(request, 404, b"", {"X-Error-Code": "EntryNotFound"})
        elif not found[1]:
            self._send(request, 302, b"", {"Location": f"{self.at(self.files_at)}/cdn{request.path}"})
        else:
            fault = self._fault(found[4])
            if not self._stalls(fault) and not self._refuses(request, fault):
                self._content(request, repo.files[found[4]], asked, fault)

    def _fault(self, file: str) -> Fault:
        waiting = self.faults.get(file, [])
        return waiting.pop(0) if waiting else Fault()

    def _stalls(self, fault: Fault) -> bool:
        if fault.stall_after == 0:
            self.ended.wait(60)
        return fault.stall_after == 0

    def _refuses(self, request: BaseHTTPRequestHandler, fault: Fault) -> bool:
        if fault.status:
            self._send(request, fault.status, b"no", fault.headers)
        return bool(fault.status)

    def _tell(self, request: BaseHTTPRequestHandler, name: str, query: dict[str, list[str]], fault: Fault) -> None:
        value: Any
        if not name:
            wanted, tag = query["search"][0].lower(), query["filter"][0]
            value = [
                repo.info(one, blobs=False)
                for one, repo in self.repositories.items()
                if wanted in one.lower() and tag in repo.told.get("tags", ())
            ]
            value.sort(key=lambda one: -one.get("downloads", 0))
        elif name in self.repositories:
            value = self.repositories[name].info(name, blobs="blobs" in query)
        else:
            self._send(request, 401, b"", {"X-Error-Code": "RepoNotFound"})
            return
        body = fault.body if fault.body is not None else json.dumps(value).encode()
        self._send(request, 200, body, {"Content-Type": "application/json"})

    def _content(self, request: BaseHTTPRequestHandler, content: bytes, asked: str, fault: Fault) -> None:
        content = fault.body if fault.body is not None else content
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked and not fault.no_ranges else 0
        if asked and start >= len(content):
            self._send(request, 416, b"", {"Content-Range": f"bytes */{len(content)}"})
            return
        body = content[start:]
        request.send_response(206 if start else 200)
        request.send_header("Content-Length", str(len(body)))
        if start:
            request.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        request.end_headers()
        for block in self._blocks(body, fault):
            request.wfile.write(block)
        if fault.stall_after is not None:
            self.ended.wait(60)
        if fault.cut_after is not None or fault.stall_after is not None:
            request.close_connection = True

    def _blocks(self, body: bytes, fault: Fault) -> Iterator[bytes]:
        least = [n for n in (fault.cut_after, fault.stall_after) if n is not None]
        body = body[: least[0]] if least else body
        size = 1000 if fault.slowly else 65536
        for at in range(0, len(body), size):
            yield body[at : at + size]
            if fault.slowly:
                time.sleep(fault.slowly)

    def _send(self, request: BaseHTTPRequestHandler, status: int, content: bytes, headers: dict[str, str]) -> None:
        request.send_response(status)
        for key, value in {"Content-Length": str(len(content)), **headers}.items():
            request.send_header(key, value)
        request.end_headers()
        request.wfile.write(content)


MODEL = gguf(CHAT) + bytes(range(256)) * 2000
BIG = gguf(CHAT) + bytes(range(255, -1, -1)) * 8000
WHOLE = BIG[:-1000]
"""What the repository has in three parts."""


def split(content: bytes, count: int, stem: str) -> dict[str, bytes]:
    """Return a file in parts, as the hub has large models."""
    size = -(-len(content) // count)
    return {f"{stem}-{n + 1:05}-of-{count:05}.gguf": content[n * size : (n + 1) * size] for n in range(count)}


EMBEDDER = {
    ".gitattributes": b"*.bin filter=lfs",
    "README.md": b"# An embedder",
    "1_Pooling/config.json": b'{"word_embedding_dimension": 4}',
    "config.json": b'{"model_type": "bert"}',
    "config_sentence_transformers.json": b"{}",
    "model.safetensors": bytes(range(256)) * 40,
    "modules.json": b'[{"type": "sentence_transformers.models.Transformer"}]',
    "onnx/model.onnx": b"onnx" * 100,
    "pytorch_model.bin": b"pickle" * 100,
    "sentence_bert_config.json": b'{"max_seq_length": 512}',
    "tokenizer.json": b"{}" * 300,
    "train_script.py": b"print()",
    "vocab.txt": b"[PAD]\n[UNK]\n",
}


def stocked() -> HubServer:
    """Return a hub with repositories of every kind."""
    made = HubServer()
    made.repositories = {
        "one/model-GGUF": Repo(
            {"README.md": b"# One", "model-Q4_K_M.gguf": MODEL},
            {
                "downloads": 1200,
                "tags": ["gguf", "license:apache-2.0", "en"],
                "pipeline_tag": "text-generation",
                "cardData": {"license": "apache-2.0", "language": ["en", "ru"]},
                "gguf": {"total": 1_700_000_000, "architecture": "qwen3", "context_length": 40960},
            },
        ),
        "two/models-GGUF": Repo(
            {
                "big-Q8_0.gguf": BIG,
                "small-Q4_K_M.gguf": MODEL,
                "mmproj-F16.gguf": b"GGUF" * 100,
                "imatrix.gguf": b"GGUF" * 100,
                **split(WHOLE, 3, "parts-UD-Q6_K_XL"),
                "lost-Q5_K_M-00001-of-00002.gguf": MODEL,
            },
            {"downloads": 900_000, "tags": ["gguf", "license:other"], "cardData": {"license_name": "house-rules"}},
        ),
        "three/embedder": Repo(
            dict(EMBEDDER),
            {
                "tags": ["sentence-transformers", "license:mit"],
                "pipeline_tag": "sentence-similarity",
                "cardData": {"license": "mit", "language": "multilingual"},
                "safetensors": {"parameters": {"F32": 118_000_000}, "total": 118_000_000},
            },
        ),
        "shy/model-GGUF": Repo({"model-Q4_K_M.gguf": MODEL}, {"gated": "manual", "tags": ["gguf"]}),
        "no/gguf": Repo({"pytorch_model.bin": b"pickle" * 100, "modules.json": b"[]"}),
    }
    return made
