"""Downloading, against a real server on this computer that answers as the hub does."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from alcove.core.errors import AppError, ModelError, ModelMissing
from alcove.core.net import Door
from alcove.models.hub import fetch

CONTENT = b"GGUF" + bytes(range(256)) * 64
FILES = {
    "one/model": ["README.md", "model.gguf"],
    "two/models": ["a.gguf", "b.gguf"],
    "no/gguf": ["model.safetensors"],
}


class Hub(BaseHTTPRequestHandler):
    """What is used of the hub: the list of files, and the files."""

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_GET(self) -> None:
        self._answer(body=True)

    def _answer(self, *, body: bool) -> None:
        path = self.path.partition("?")[0]
        if path.startswith("/api/models/gated/") or path.startswith("/gated/"):
            self._send(403, b"", {"X-Error-Code": "GatedRepo"}, body=body)
        elif path.startswith("/api/models/broken/"):
            self._send(500, b"oops", {}, body=body)
        elif path.startswith("/api/models/"):
            self._list(path.removeprefix("/api/models/"), body=body)
        else:
            repository, _, file = path.strip("/").partition("/resolve/main/")
            if file in FILES.get(repository, ()):
                headers = {"ETag": '"0123456789abcdef"', "X-Repo-Commit": "a" * 40}
                self._send(200, CONTENT, headers, body=body)
            else:
                self._send(404, b"", {"X-Error-Code": "EntryNotFound"}, body=body)

    def _list(self, rest: str, *, body: bool) -> None:
        repository = "/".join(rest.split("/")[:2])
        if repository not in FILES:
            self._send(404, b"", {"X-Error-Code": "RepoNotFound"}, body=body)
            return
        if "/tree/" in rest:
            value: object = [
                {"type": "file", "path": f, "size": len(CONTENT), "oid": "0" * 40} for f in FILES[repository]
            ]
        else:
            value = {"id": repository, "sha": "a" * 40, "siblings": [{"rfilename": f} for f in FILES[repository]]}
        self._send(200, json.dumps(value).encode(), {"Content-Type": "application/json"}, body=body)

    def _send(self, status: int, content: bytes, headers: dict[str, str], *, body: bool) -> None:
        self.send_response(status)
        for key, value in {"Content-Length": str(len(content)), **headers}.items():
            self.send_header(key, value)
        self.end_headers()
        if body:
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hub's library waits 23 seconds in all between its tries."""
    monkeypatch.setattr(time, "sleep", lambda _seconds: None)


@pytest.fixture
def hub() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_only_file_of_a_repository(hub: str, tmp_path: Path) -> None:
    file = fetch("one/model", tmp_path, Door("test"), endpoint=hub)
    assert file == tmp_path / "model.gguf"
    assert file.read_bytes() == CONTENT


def test_a_named_file(hub: str, tmp_path: Path) -> None:
    assert fetch("two/models/b.gguf", tmp_path, Door("test"), endpoint=hub).name == "b.gguf"


@pytest.mark.parametrize(
    ("name", "kind", "words"),
    [
        ("model", ModelMissing, "OWNER/REPOSITORY"),
        ("two/models", AppError, "a.gguf, b.gguf"),
        ("no/gguf", ModelMissing, "no GGUF file"),
        ("one/nothing", ModelMissing, "spelling"),
        ("one/model/other.gguf", ModelMissing, "spelling"),
        ("gated/model", ModelError, "account"),
        ("broken/model", ModelError, "try again"),
    ],
)
def test_what_cannot_be_had_is_said_in_words(
    hub: str, tmp_path: Path, name: str, kind: type[AppError], words: str
) -> None:
    with pytest.raises(kind, match=words):
        fetch(name, tmp_path, Door("test"), endpoint=hub)
    assert not list(tmp_path.glob("*.gguf"))


def test_no_hub_at_all(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be reached"):
        fetch("one/model/model.gguf", tmp_path, Door("test"), endpoint="http://127.0.0.1:9")
