"""Sync against bare embedding, and a sync without changes against a bare walk."""

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path

from figures import Figure, probe, write_notes

from alcove.core.cancel import CancelToken
from alcove.core.database import Database
from alcove.core.paths import Paths
from alcove.core.settings import Settings
from alcove.models.embedder import find_embedder
from alcove.rag.library import Library
from alcove.rag.split import embedded_text
from alcove.rag.types import Done, Indexed

NOTES = 200
FILES = 5000


def sync_notes(options: argparse.Namespace) -> list[Figure]:
    """Sync 200 notes of 4 kB; then embed the very same texts with one bare call in a process of its own."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "notes"
        write_notes(folder, NOTES)
        paths = Paths.at(Path(place) / "data")
        database = Database(paths.database)
        library = Library(database, Settings(), paths)
        library.add_source(folder)
        library.warm()
        began = time.perf_counter()
        keyword = 0.0
        chunks = 0
        for event in library.sync(None, CancelToken()):
            if isinstance(event, Indexed):
                keyword = time.perf_counter() - began
            elif isinstance(event, Done):
                chunks = event.chunks
        ours = time.perf_counter() - began
        texts = Path(place) / "texts.txt"
        rows = database.query(
            'SELECT i.title, c.heading, substr(d.text, c.start + 1, c."end" - c.start) AS body FROM chunks c '
            "JOIN items i ON i.id = c.item_id JOIN documents d ON d.item_id = i.id ORDER BY c.id"
        )
        lines = [embedded_text(r["title"], r["heading"], r["body"]).replace("\n", " ") for r in rows]
        texts.write_text("\n".join(lines), encoding="utf-8")
        library.close()
        database.close()
        assert len(lines) == chunks
        bare = probe("probe_encode.py", find_embedder(paths.model_folders).folder, texts)["seconds"]
    return [
        Figure(f"sync of {NOTES} notes ({chunks} chunks) / one bare encode", ours, bare, "s", most=1.3),
        Figure("searchable by keyword / that encode", keyword, bare, "s", most=0.1),
    ]


def scan_unchanged(options: argparse.Namespace) -> list[Figure]:
    """Sync 5,000 unchanged files against `os.walk` with a `stat` of each."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "files"
        for number in range(FILES):
            file = folder / f"{number // 100:02}" / f"file-{number:05}.{'txt' if number % 2 else 'bin'}"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"text {number}", encoding="utf-8")
        paths = Paths.at(Path(place) / "data")
        database = Database(paths.database)
        library = Library(database, Settings(), paths)
        library.add_source(folder)
        for _ in library.sync(None, CancelToken()):
            continue
        ours, bare = [], []
        for _ in range(options.runs):
            began = time.perf_counter()
            for root, _folders, names in os.walk(folder):
                for name in names:
                    os.stat(os.path.join(root, name))
            bare.append(time.perf_counter() - began)
            began = time.perf_counter()
            last = list(library.sync(None, CancelToken()))[-1]
            ours.append(time.perf_counter() - began)
            assert isinstance(last, Done)
            assert last.unchanged == FILES
        library.close()
        database.close()
    milliseconds = [statistics.median(one) * 1000 for one in (ours, bare)]
    return [Figure(f"second sync of {FILES} unchanged files / os.walk with stat", *milliseconds, "ms", most=3.0)]
