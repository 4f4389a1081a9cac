"""Everything a library holds, read with none of the product's own code but the name of its collection."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

_ASK_CHROMA = """
import json, sys
import chromadb
from chromadb.config import Settings
client = chromadb.PersistentClient(sys.argv[1], settings=Settings(anonymized_telemetry=False))
collections = client.list_collections()  # an embedder that could not be loaded may have left an empty one
[collection] = [one for one in collections if one.count()] or collections[:1]
held = collection.get(include=["embeddings"])
vectors = held["embeddings"]
found = []
for start in range(0, len(vectors), 100):
    found += collection.query(query_embeddings=vectors[start:start + 100], n_results=20, include=[])["ids"]
print(json.dumps({
    "ids": [int(one) for one in held["ids"]],
    "vectors": [[float(x) for x in one] for one in vectors],
    "unfindable": [one for one, near in zip(held["ids"], found) if one not in near],
}))
"""


@dataclass(frozen=True)
class Contents:
    """What two libraries of the same folder must have in common, whatever happened on the way."""

    items: list[tuple[Any, ...]]
    chunks: list[tuple[Any, ...]]
    documents: list[tuple[Any, ...]]
    vectors: dict[str, Any]

    def same_as(self, other: Contents) -> None:
        """Fail unless both hold the same; vectors may differ by rounding, for batches differ."""
        assert self.items == other.items
        assert self.documents == other.documents
        assert self.chunks == other.chunks
        needed = {row[-1] for row in self.chunks}
        assert needed <= set(self.vectors) and needed <= set(other.vectors)
        for one in needed:
            np.testing.assert_allclose(self.vectors[one], other.vectors[one], atol=2e-5)


def opened(data_dir: Path) -> sqlite3.Connection:
    """Open the library's database beside the product."""
    return sqlite3.connect(data_dir / "alcove.db", isolation_level=None, timeout=10)


def contents(data_dir: Path, folder: Path) -> Contents:
    """Read a library, with places relative to its folder."""
    with sqlite3.connect(data_dir / "alcove.db") as db:
        items = db.execute(
            "SELECT replace(uri, ?, ''), mime, size, modified_ns, state, reason, title, pages FROM items ORDER BY uri",
            (f"{folder}/",),
        ).fetchall()
        chunks = db.execute(
            "SELECT replace(i.uri, ?, ''), ordinal, start, \"end\", page, heading, hex(content_hash) "
            "FROM chunks c JOIN items i ON i.id = c.item_id ORDER BY i.uri, ordinal",
            (f"{folder}/",),
        ).fetchall()
        documents = db.execute(
            "SELECT replace(i.uri, ?, ''), text, d.pages FROM documents d JOIN items i ON i.id = d.item_id ORDER BY 1",
            (f"{folder}/",),
        ).fetchall()
        vectors = {
            h: np.frombuffer(v, np.float32) for h, v in db.execute("SELECT hex(content_hash), vector FROM vectors")
        }
    db.close()
    return Contents(items, chunks, documents, vectors)


def check(data_dir: Path) -> None:
    """Fail unless the book of record, the keyword index and Chroma agree with each other."""
    with sqlite3.connect(data_dir / "alcove.db") as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        db.execute("INSERT INTO chunks_fts(chunks_fts) VALUES ('integrity-check')")
        ids = [row[0] for row in db.execute("SELECT id FROM chunks ORDER BY id")]
        assert [row[0] for row in db.execute("SELECT rowid FROM chunks_fts ORDER BY rowid")] == ids
        for chunk, body in db.execute("SELECT rowid, body FROM chunks_fts").fetchall():
            phrase = " ".join(body.split()[:6])
            found = db.execute("SELECT rowid FROM chunks_fts WHERE chunks_fts MATCH ?", (f'"{phrase}"',)).fetchall()
            assert (chunk,) in found
        assert db.execute("SELECT * FROM chroma_owes_delete").fetchall() == []
        entries = db.execute("SELECT chunk_id, done FROM chroma_entries ORDER BY chunk_id").fetchall()
        assert entries == [(one, 1) for one in ids]
        stored = dict(
            db.execute("SELECT c.id, v.vector FROM chunks c JOIN vectors v ON v.content_hash = c.content_hash")
        )
    db.close()
    chroma = _chroma(data_dir / "chroma")
    assert sorted(chroma["ids"]) == ids
    assert chroma["unfindable"] == []
    for one, vector in zip(chroma["ids"], chroma["vectors"], strict=True):
        np.testing.assert_allclose(vector, np.frombuffer(stored[one], np.float32), atol=2e-5)


_COUNT = """
import json, sys
import chromadb
from chromadb.config import Settings
client = chromadb.PersistentClient(sys.argv[1], settings=Settings(anonymized_telemetry=False))
print(json.dumps({one.name: one.count() for one in client.list_collections()}))
"""


def collections(folder: Path) -> dict[str, int]:
    """Return how many entries each collection has."""
    ran = subprocess.run([sys.executable, "-c", _COUNT, str(folder)], capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    counted: dict[str, int] = json.loads(ran.stdout)
    return counted


def _chroma(folder: Path) -> dict[str, Any]:
    # In a process of its own: a client keeps what it knows of a folder as long as its process lives.
    ran = subprocess.run([sys.executable, "-c", _ASK_CHROMA, str(folder)], capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    value: dict[str, Any] = json.loads(ran.stdout)
    return value
