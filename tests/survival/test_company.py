"""Two processes on one library, and children that die in the middle of a search or a mending."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

from alcove.core.cancel import CancelToken
from alcove.rag.library import Library
from alcove.rag.types import Degraded, Done
from tests.survival import inspection
from tests.survival.command import alcove
from tests.survival.conftest import OpenLibrary, Small


def test_a_second_process_finds_the_same_and_does_not_sync(small: Small, open_library: OpenLibrary) -> None:
    library = open_library(small.data_dir)
    own = library.find("a boat on the river", mode="vector")  # this process has Chroma open now
    other = alcove(small.data_dir, "search", "a boat on the river", "--mode", "vector").last["hits"]
    assert [h["start"] for h in other] == [h.start for h in own.result.hits]

    running = library.sync(None, CancelToken())
    next(running)
    error = alcove(small.data_dir, "sync").error
    assert error["message"] == "Another Alcove is reading this library right now."
    assert isinstance(list(running)[-1], Done)

    ran = alcove(small.data_dir, "sync")  # nothing is owed: that another one has the index open is no trouble
    assert ran.last["unchanged"] == 6 and not [line for line in ran.lines if line["event"] == "degraded"]
    [told] = alcove(small.data_dir, "doctor").problems
    assert told.startswith("Another Alcove has this library's index open.")


def kill_when_it_runs(library: Library, *, after: float) -> threading.Thread:
    """Kill the index child some time after it started."""

    def killer() -> None:
        index = library._index
        assert index is not None
        while (pid := index.pid) is None:
            time.sleep(0.005)
        time.sleep(after)
        os.kill(pid, signal.SIGKILL)

    thread = threading.Thread(target=killer)
    thread.start()
    return thread


def test_a_search_whose_child_dies_falls_back_to_keywords(small: Small, open_library: OpenLibrary) -> None:
    library = open_library(small.data_dir)
    thread = kill_when_it_runs(library, after=0.3)
    found = library.find("a boat on the river")
    thread.join()
    assert found.result.hits and found.degraded.startswith("The index process ended unexpectedly")
    again = library.find("a boat on the river")
    assert again.result.hits and not again.degraded


def test_a_sync_mends_after_its_child_died_while_nobody_looked(small: Small, open_library: OpenLibrary) -> None:
    library = open_library(small.data_dir)
    index = library._index
    assert index is not None and not index.doubtful()
    index.present()
    assert index.pid is not None and not index.doubtful()
    os.kill(index.pid, signal.SIGKILL)
    while index.pid is not None:
        time.sleep(0.01)
    assert index.doubtful()
    thread = kill_when_it_runs(library, after=0.2)  # and once more, in the middle of mending
    events = list(library.sync(None, CancelToken()))
    thread.join()
    assert isinstance(events[-1], Done) and not [event for event in events if isinstance(event, Degraded)]
    assert not index.doubtful()
    library.close()
    assert not (small.data_dir / "chroma" / "alcove.open").exists()
    inspection.check(small.data_dir)


def test_a_chunk_that_goes_while_it_is_embedded_leaves_nothing_in_chroma(
    small: Small, open_library: OpenLibrary, tmp_path: Path
) -> None:
    folder = tmp_path / "passing"
    folder.mkdir()
    for number in range(20):
        (folder / f"{number}.md").write_text(f"Note {number}: " + "a passing remark on the weather. " * 20)
    library = open_library(small.data_dir)
    library.add_source(folder)
    removed = False
    for event in library.sync(["passing"], CancelToken()):
        if getattr(event, "phase", "") == "embedding" and not removed:
            library.remove_source("passing")
            removed = True
    assert removed and isinstance(event, Done)
    assert isinstance(list(library.sync(None, CancelToken()))[-1], Done)
    library.close()
    inspection.check(small.data_dir)
