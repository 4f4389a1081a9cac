"""`kill -9` of the parent, of the reader and of the index at seeded moments of a sync; then sync again.

The end must be what an undisturbed sync of the same folder gives: items, chunks, keyword index, vectors, and
Chroma checked by id. 20 kills in all.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from alcove.core.cancel import CancelToken
from alcove.core.database import Database
from alcove.core.paths import Paths
from alcove.core.settings import Settings
from alcove.rag import feed
from alcove.rag.library import Library
from alcove.rag.types import Degraded, Done, Indexed, SyncEvent
from tests.survival import corpus, inspection
from tests.survival.command import SyncRun, alcove

SEED = 20260801


@dataclass(frozen=True)
class Ground:
    """A folder, a library that knows its first generation, and what its second one must become."""

    folder: Path
    first: Path
    expected: inspection.Contents

    def library(self, data_dir: Path, *, knowing_first: bool) -> Path:
        """Make a library whose sync has work to do: from nothing, or from the first generation."""
        corpus.become(self.folder, 2)
        if knowing_first:
            shutil.copytree(self.first, data_dir)
        else:
            alcove(data_dir, "sources", "add", self.folder)
        return data_dir


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory, embedder_dir: Path) -> Ground:
    base = tmp_path_factory.mktemp("kills")
    folder = base / "folder"
    folder.mkdir()
    for generation in (1, 2):
        corpus.become(folder, generation)
        data_dir = base / f"generation {generation}"
        alcove(data_dir, "sources", "add", folder)
        done = alcove(data_dir, "sync").last
        assert done["event"] == "done" and not done["skipped"]
        inspection.check(data_dir)
    expected = inspection.contents(base / "generation 2", folder)
    assert len(expected.items) == 39 and 90 <= len(expected.chunks) <= 160
    return Ground(folder, base / "generation 1", expected)


def finish(data_dir: Path, ground: Ground) -> None:
    """Sync to the end and compare with the undisturbed run; another sync finds nothing to do."""
    ran = alcove(data_dir, "sync")
    assert ran.last["event"] == "done" and not ran.last.get("cancelled")
    assert not [line for line in ran.lines if line["event"] == "degraded"]
    inspection.check(data_dir)
    inspection.contents(data_dir, ground.folder).same_as(ground.expected)
    again = alcove(data_dir, "sync").last
    assert (again["indexed"], again["removed"], again["unchanged"]) == (0, 0, len(ground.expected.items))


class Watch:
    """Moments in a library's database, seen from beside the process that works on it."""

    def __init__(self, data_dir: Path) -> None:
        self._db = sqlite3.connect(f"file:{data_dir / 'alcove.db'}?mode=ro", uri=True, timeout=10)

    def close(self) -> None:
        self._db.close()

    def count(self, what: str) -> int:
        return int(self._db.execute(f"SELECT count(*) FROM {what}").fetchone()[0])

    def more_vectors(self, count: int) -> Callable[[], bool]:
        wanted = self.count("vectors") + count
        return lambda: self.count("vectors") >= wanted

    def writing(self) -> bool:
        """Entries are on their way to Chroma."""
        return self.count("chroma_entries WHERE done = 0") > 0

    def confirmed(self, count: int) -> Callable[[], bool]:
        wanted = self.count("chroma_entries WHERE done > 0") + count
        return lambda: self.count("chroma_entries WHERE done > 0") >= wanted


@pytest.fixture
def chance() -> random.Random:
    return random.Random(SEED)


def kill_command(data_dir: Path, moment: Callable[[SyncRun, Watch], Callable[[], bool]], *, after: float = 0) -> None:
    """Begin a sync, kill the command at a moment, and see that it leaves no process behind."""
    run, watch = SyncRun(data_dir), Watch(data_dir)
    try:
        assert run.wait_for(moment(run, watch)), "it ended before the moment came"
        time.sleep(after)
    finally:
        watch.close()
        run.kill()
    assert run.left_behind() == []


def test_the_command_is_killed_while_it_reads_and_embeds_for_the_first_time(
    ground: Ground, tmp_path: Path, chance: random.Random
) -> None:
    data_dir = ground.library(tmp_path / "data", knowing_first=False)
    few, more = chance.randint(2, 9), chance.randint(12, 30)
    kill_command(data_dir, lambda run, watch: lambda: True, after=chance.uniform(0.2, 0.6))
    kill_command(data_dir, lambda run, watch: lambda: run.count("planned") > 0, after=chance.uniform(0, 0.05))
    kill_command(data_dir, lambda run, watch: lambda: run.count("indexed") >= few)
    kill_command(data_dir, lambda run, watch: lambda: run.count("indexed") >= 15, after=chance.uniform(0, 0.02))
    kill_command(data_dir, lambda run, watch: watch.more_vectors(more))
    kill_command(data_dir, lambda run, watch: watch.writing, after=chance.uniform(0, 0.02))
    finish(data_dir, ground)


def test_the_command_is_killed_while_it_follows_changes(ground: Ground, tmp_path: Path, chance: random.Random) -> None:
    data_dir = ground.library(tmp_path / "data", knowing_first=True)
    few = chance.randint(1, 5)
    kill_command(data_dir, lambda run, watch: lambda: run.count("indexed") >= few)
    kill_command(data_dir, lambda run, watch: watch.more_vectors(1), after=chance.uniform(0, 0.3))
    finish(data_dir, ground)


@pytest.fixture
def opened() -> Iterator[Callable[[Path], Library]]:
    closing: list[tuple[Library, Database]] = []

    def open_library(data_dir: Path) -> Library:
        paths = Paths.at(data_dir)
        database = Database(paths.database)
        closing.append((Library(database, Settings(), paths), database))
        return closing[-1][0]

    yield open_library
    for library, database in closing:
        library.close()
        database.close()


def children() -> list[psutil.Process]:
    """Return this process's living children, but for multiprocessing's own."""
    return [
        child
        for child in psutil.Process().children(recursive=True)
        if child.status() != psutil.STATUS_ZOMBIE and "spawn_main" in " ".join(child.cmdline())
    ]


def test_the_reader_is_killed_between_and_within_files(
    ground: Ground, tmp_path: Path, chance: random.Random, opened: Callable[[Path], Library]
) -> None:
    data_dir = ground.library(tmp_path / "data", knowing_first=False)
    library = opened(data_dir)
    child = library._reader._child
    killed: list[int] = []
    read = 0

    def kill() -> None:
        pid = child.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        killed.append(pid)

    def killer() -> None:
        """Kill while a file is being read."""
        for number in sorted(chance.sample(range(20, 36, 2), 3)):
            while read < number or not child._waiting or child.pid in (None, *killed):
                if ended.wait(0.0001):
                    return
            kill()

    ended = threading.Event()
    thread = threading.Thread(target=killer)
    thread.start()
    between = chance.sample(range(1, 18), 3)
    for event in library.sync(None, CancelToken()):
        if isinstance(event, Indexed):
            read += 1
            if read in between:
                kill()
    ended.set()
    thread.join()
    assert isinstance(event, Done) and event.skipped == () and event.indexed == len(ground.expected.items)
    assert len(set(killed)) == 6
    library.close()
    assert children() == []
    finish(data_dir, ground)


def test_the_index_is_killed_while_it_loads_embeds_and_writes(
    ground: Ground,
    tmp_path: Path,
    chance: random.Random,
    opened: Callable[[Path], Library],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(feed, "_UPSERT_BATCH", 24)  # several writes even in a small library
    data_dir = ground.library(tmp_path / "data", knowing_first=False)
    library = opened(data_dir)
    killed: list[int] = []

    def kill() -> None:
        pid = library._index.pid if library._index is not None else None
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        killed.append(pid)

    def killer() -> None:
        """Kill at one moment after another, each in the life of another child."""
        watch = Watch(data_dir)
        few = chance.randint(1, 6)
        for moment in (
            lambda: watch.more_vectors(few),
            lambda: watch.more_vectors(few),
            lambda: watch.writing,
            lambda: watch.confirmed(1),
            lambda: watch.writing,
        ):
            come = moment()
            while not come():
                if ended.is_set():
                    return
                time.sleep(0.001)
            kill()
            while library._index is not None and library._index.pid in (None, killed[-1]) and not ended.is_set():
                time.sleep(0.001)
        watch.close()

    ended = threading.Event()
    thread = threading.Thread(target=killer)
    events: list[SyncEvent] = []
    for event in library.sync(None, CancelToken()):
        events.append(event)
        if isinstance(event, Indexed) and not killed:
            kill()  # while it loads, before it was asked for anything
            thread.start()
    ended.set()
    thread.join()
    assert len(set(killed)) == 6, "it ended before the moments came"
    assert not [event for event in events if isinstance(event, Degraded)]
    library.close()
    assert children() == []
    inspection.check(data_dir)
    inspection.contents(data_dir, ground.folder).same_as(ground.expected)
    finish(data_dir, ground)
