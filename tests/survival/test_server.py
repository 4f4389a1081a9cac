"""The same code on a Chroma server: sync, search, and what happens when it does not answer."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from alcove.core.net import reach
from tests.survival import inspection
from tests.survival.command import alcove
from tests.survival.conftest import Small

_COUNT = """
import json, sys, chromadb
from chromadb.config import Settings
client = chromadb.HttpClient("127.0.0.1", int(sys.argv[1]), settings=Settings(anonymized_telemetry=False))
print(json.dumps({one.name: sorted(map(int, one.get(include=[])["ids"])) for one in client.list_collections()}))
"""


def free_port() -> int:
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@contextmanager
def chroma_server(folder: Path, port: int) -> Iterator[str]:
    """Run a real server as a person would."""
    command = [Path(sys.executable).with_name("chroma"), "run", "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(
        [*map(str, command), "--path", str(folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            end = time.monotonic() + 60
            while True:
                try:
                    reach("127.0.0.1", port, 1)
                    break
                except OSError:
                    assert server.poll() is None and time.monotonic() < end, "the server did not start"
                    time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def held(port: int) -> dict[str, list[int]]:
    ran = subprocess.run([sys.executable, "-c", _COUNT, str(port)], capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    value: dict[str, list[int]] = json.loads(ran.stdout)
    return value


def chunk_ids(data_dir: Path) -> list[int]:
    db = inspection.opened(data_dir)
    ids = [row[0] for row in db.execute("SELECT id FROM chunks ORDER BY id")]
    db.close()
    return ids


@pytest.fixture
def port() -> int:
    return free_port()


def test_a_server_serves_the_same_library(small: Small, tmp_path: Path, port: int) -> None:
    query = ["search", "a boat on the river", "--mode", "vector"]
    with chroma_server(tmp_path / "server", port) as url:
        alcove(small.data_dir, "settings", "set", "chroma_url", url)
        done = alcove(small.data_dir, "sync")  # nothing changed in the folder, but the server has nothing yet
        assert done.last["indexed"] == 0 and not [line for line in done.lines if line["event"] == "degraded"]
        assert list(held(port).values()) == [chunk_ids(small.data_dir)]
        served = alcove(small.data_dir, *query).last["hits"]
        assert alcove(small.data_dir, "doctor").problems == []

    # The server is gone: sync and doctor say so, search goes on.
    [told] = alcove(small.data_dir, "doctor").problems
    assert told.startswith(f"The Chroma server at {url} does not answer.")
    assert alcove(small.data_dir, "search", "river boat", "--mode", "keyword").last["hits"]
    exact = alcove(small.data_dir, *query).last["hits"]
    assert [(h["uri"], h["start"]) for h in exact] == [(h["uri"], h["start"]) for h in served]

    # Back to the library's own folder: nothing is embedded or read again, and nothing is missing.
    alcove(small.data_dir, "settings", "set", "chroma_url", "")
    assert alcove(small.data_dir, "sync").last["indexed"] == 0
    inspection.check(small.data_dir)


def test_a_sync_without_its_server_says_so_and_pays_later(small: Small, tmp_path: Path, port: int) -> None:
    alcove(small.data_dir, "settings", "set", "chroma_url", f"http://127.0.0.1:{port}")
    note = small.folder / "added.md"
    note.write_text("A word that stands nowhere else: heliotrope.")
    try:
        ran = alcove(small.data_dir, "sync")
        assert ran.last["indexed"] == 1
        [degraded] = [line for line in ran.lines if line["event"] == "degraded"]
        assert "does not answer" in degraded["reason"] and "chroma_url" in degraded["hint"]
        assert alcove(small.data_dir, "search", "heliotrope", "--mode", "keyword").last["hits"][0]["uri"] == str(note)
        with chroma_server(tmp_path / "server", port):
            ran = alcove(small.data_dir, "sync")
            assert not [line for line in ran.lines if line["event"] == "degraded"]
            assert list(held(port).values()) == [chunk_ids(small.data_dir)]
    finally:
        note.unlink()
