"""Changing the embedder of a library against its first embedding, and a search meanwhile against one before."""

import argparse
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from figures import Figure, write_notes

from alcove.core.cancel import CancelToken
from alcove.core.database import Database
from alcove.core.paths import Paths
from alcove.core.settings import SettingsStore
from alcove.models.embedder import find_embedder
from alcove.rag.library import Library
from alcove.rag.types import ChangeEvent, Progress, SyncEvent

NOTES = 60
QUESTION = "Which of the rooms was painted last?"
OTHER = "the same once more"


def beside_the_old_one(options: argparse.Namespace) -> list[Figure]:
    """Sync 60 notes of 4 kB, then change to a copy of the embedder under another name.

    On a machine that does nothing else: a change lets everything else go first.
    """
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "notes"
        write_notes(folder, NOTES)
        paths = Paths.at(Path(place) / "data")
        own = find_embedder(paths.model_folders).folder
        paths.models.mkdir()
        (paths.models / OTHER).symlink_to(own)
        database = Database(paths.database)
        store = SettingsStore(database)
        library = Library(database, store.set("embedder", own.name), paths)
        library.add_source(folder)
        library.warm()
        first, _, _ = _embedded(library, library.sync(None, CancelToken()))
        before = [_searched(library) for _ in range(20)]
        library.use(store.set("embedder", OTHER))
        ours, chunks, meanwhile = _embedded(library, library.change_embedder(CancelToken()), searched=True)
        library.close()
        database.close()
    print(f"  a change takes {ours * 1000:.1f} ms a chunk, {chunks} chunks")
    return [
        Figure(f"a chunk of {chunks} changed / embedded by the sync", ours, first, "s", most=1.6),
        Figure("a search meanwhile / before", statistics.median(meanwhile), statistics.median(before), "s", most=8),
    ]


def _embedded(
    library: Library, events: Iterator[SyncEvent | ChangeEvent], *, searched: bool = False
) -> tuple[float, int, list[float]]:
    """Return the seconds a chunk takes once the embedder is loaded, the chunks, and how long searches took meanwhile.

    A person asks every two seconds.
    """
    meanwhile: list[float] = []
    ended = threading.Event()

    def ask() -> None:
        while not ended.wait(2.0):
            meanwhile.append(_searched(library))

    thread = threading.Thread(target=ask)
    if searched:
        thread.start()
    times: list[tuple[float, int]] = []
    for event in events:
        if isinstance(event, Progress) and event.phase != "reading" and event.done:
            times.append((time.perf_counter(), event.done))
    ended.set()
    if searched:
        thread.join()
    (began, first), (over, done) = times[0], times[-1]
    return (over - began) / (done - first), done, meanwhile


def _searched(library: Library) -> float:
    began = time.perf_counter()
    assert not library.find(QUESTION, mode="vector").degraded
    return time.perf_counter() - began
