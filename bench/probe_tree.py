"""Sync a folder in the application's own window; print the seconds and the peak memory of each process."""

import json
import os
import sys
import threading
import time
from pathlib import Path

import psutil
from PySide6.QtCore import QTimer

from alcove.core.database import Database
from alcove.desktop import app as desktop
from alcove.rag.split import embedded_text

place, folder = Path(sys.argv[1]), Path(sys.argv[2])
LOOK_S = 0.05


class Peaks:
    """The most memory each process used, looked at 20 times a second."""

    def __init__(self) -> None:
        self.window = self.reader = self.index = 0.0
        threading.Thread(target=self._look, daemon=True).start()

    def _look(self) -> None:
        me = psutil.Process()
        while True:
            self.window = max(self.window, me.memory_info().rss)
            for child in me.children():
                try:
                    own = child.memory_info().rss
                    is_index = any("torch" in one.path for one in child.memory_maps()) if own > 3e8 else False
                    started = sum(one.memory_info().rss for one in child.children(recursive=True))
                except psutil.Error:
                    continue
                if is_index:
                    self.index = max(self.index, own)
                else:
                    self.reader = max(self.reader, own + started)
            time.sleep(LOOK_S)


def texts_of(database: Database) -> list[str]:
    """Return what was embedded, a line each."""
    rows = database.query(
        'SELECT d.title, c.heading, substr(d.text, c.start + 1, c."end" - c.start) AS body, '
        "substr(d.text, c.header_start + 1, c.header_end - c.header_start) AS header "
        "FROM chunks c JOIN documents d ON d.item_id = c.item_id ORDER BY c.id"
    )
    return [embedded_text(r["title"], r["heading"], r["body"], r["header"] or "").replace("\n", " ") for r in rows]


run = desktop.Application.run


def measured(self: desktop.Application) -> int:
    """Add the folder when the window stands, and print when all is read and embedded."""
    peaks = Peaks()
    syncing = self.window.syncing
    times: dict[str, float] = {}

    def begin() -> None:
        times["began"] = time.perf_counter()
        syncing.progress_changed.connect(look)
        syncing.add(folder)

    def look() -> None:
        at = syncing.progress
        if at is not None and at.phase == "embedding":
            times.setdefault("read", time.perf_counter())
        if "read" in times and not syncing.running:
            end()

    def end() -> None:
        seconds = time.perf_counter() - times["began"]
        database = Database(place / "alcove.db")
        lines = texts_of(database)
        items = database.query("SELECT count(*) AS n FROM items WHERE state = 'indexed'")[0]["n"]
        texts = place.parent / "texts.txt"
        texts.write_text("\n".join(lines), encoding="utf-8")
        print(
            json.dumps(
                {
                    "seconds": seconds,
                    "read_seconds": times["read"] - times["began"],
                    "items": items,
                    "chunks": len(lines),
                    "texts": str(texts),
                    "window_mb": peaks.window / 1e6,
                    "reader_mb": peaks.reader / 1e6,
                    "index_mb": peaks.index / 1e6,
                }
            ),
            flush=True,
        )
        os._exit(0)

    QTimer.singleShot(1000, begin)
    return run(self)


desktop.Application.run = measured
desktop.main(place)
