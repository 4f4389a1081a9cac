"""Files made to crash, hang or explode: each becomes a skipped item with a reason, and the sync goes on."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from tests.survival import hostile
from tests.survival.command import SyncRun, alcove

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory and processes are looked at as Linux tells")

NEIGHBOURS = ("a first.md", "m middle.txt", "zz last.md")
MOST_MB = 6500
"""The child may use 6 GiB of address space; what it holds of that at most, with room for measuring late."""
MOST_S = 240
_PLAIN = re.compile(r"Traceback|0x[0-9a-f]{6}|<class|object at")


class Peak:
    """Measure the most memory that the `reader` child of a run held."""

    def __init__(self, run: SyncRun) -> None:
        self.megabytes = 0.0
        self._run = run
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def _watch(self) -> None:
        while self._run.running:
            for process in self._run.left_behind(within=0):
                try:
                    self.megabytes = max(self.megabytes, process.memory_info().rss / 1e6)
                except psutil.Error:
                    continue
            time.sleep(0.2)

    def join(self) -> float:
        """Wait for the run's end; return the peak."""
        self._thread.join()
        return self.megabytes


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "folder"
    path.mkdir()
    for number, name in enumerate(NEIGHBOURS):
        (path / name).write_text(f"The neighbour number {number} is read all the same.")
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    return path


@pytest.mark.timeout(600)
@pytest.mark.parametrize("write", hostile.FAMILIES, ids=lambda one: one.__name__)
def test_hostile_files_cost_only_themselves(write: Callable[[Path], None], folder: Path, tmp_path: Path) -> None:
    write(folder)
    data_dir = tmp_path / "library"
    alcove(data_dir, "sources", "add", folder)
    began = time.monotonic()
    run = SyncRun(data_dir, embedder=False)
    peak = Peak(run)
    assert run.wait_for(lambda: run.count("done") > 0, MOST_S + 60)
    assert run.end() == 0, run.stderr
    assert time.monotonic() - began < MOST_S
    assert peak.join() < MOST_MB
    assert run.left_behind() == [] and b"Traceback" not in run.stderr
    assert list((tmp_path / "tmp").iterdir()) == []

    done = run.events[-1]
    indexed = {one["uri"] for one in run.events if one["event"] == "indexed"}
    assert {str(folder / name) for name in NEIGHBOURS} <= indexed
    shown = {one["uri"]: one for one in alcove(data_dir, "coverage").lines}
    assert {str(path) for path in folder.iterdir()} <= set(shown), "every file has a state"
    assert {one["state"] for one in shown.values()} <= {"indexed", "skipped"}
    for one in done["skipped"]:
        assert one["reason"] and len(one["reason"]) < 400 and not _PLAIN.search(one["reason"]), one
    hits = alcove(data_dir, "search", "neighbour number", "--mode", "keyword", "-k", "3").last["hits"]
    assert {hit["uri"] for hit in hits} == {str(folder / name) for name in NEIGHBOURS}

    again = alcove(data_dir, "sync", timeout=MOST_S, embedder=False).last
    assert (again["indexed"], again["skipped"], again["removed"]) == (0, [], 0), "nothing of it is read a second time"
    assert not (tmp_path / "climbed.txt").exists() and not Path("/abs.txt").exists()
    shutil.rmtree(folder)


def test_laughs_and_files_from_outside_are_not_let_in(folder: Path, tmp_path: Path) -> None:
    hostile.markup(folder)
    for path in folder.iterdir():
        if path.suffix not in (".xml", ".svg"):
            path.unlink()
    data_dir = tmp_path / "library"
    alcove(data_dir, "sources", "add", folder)
    alcove(data_dir, "sync", embedder=False)
    for path in folder.iterdir():
        shown = alcove(data_dir, "show", path)
        if shown.status == 0:
            assert "root:" not in shown.last["text"] and shown.last["text"].count("ha") < 1000


def test_pipes_devices_and_sockets_are_passed_over(folder: Path, tmp_path: Path) -> None:
    os.mkfifo(folder / "pipe.txt")
    (folder / "zero.txt").symlink_to("/dev/zero")
    (folder / "terminal.md").symlink_to("/dev/tty")
    (folder / "memory.txt").symlink_to("/proc/self/mem")
    if os.geteuid() == 0:
        with contextlib.suppress(PermissionError):
            os.mknod(folder / "device.txt", 0o20666, os.makedev(1, 5))
    data_dir = tmp_path / "library"
    alcove(data_dir, "sources", "add", folder)
    began = time.monotonic()
    done = alcove(data_dir, "sync", embedder=False).last
    assert time.monotonic() - began < 60
    assert done["indexed"] == len(NEIGHBOURS)
    assert {Path(one["uri"]).name for one in done["skipped"]} <= {"memory.txt"}


def test_files_that_shrink_grow_and_vanish_while_they_are_read(folder: Path, tmp_path: Path) -> None:
    for number in range(300):
        (folder / f"note {number:03}.txt").write_text("A note that changes all the time. " * 200)
    stop = threading.Event()

    def meddle() -> None:
        number = 0
        while not stop.is_set():
            number = (number + 7) % 300
            time.sleep(0.01)
            path = folder / f"note {number:03}.txt"
            if number % 3 == 0:
                path.unlink(missing_ok=True)
            elif path.exists() and number % 3 == 1:
                os.truncate(path, number)
            elif path.exists():
                with path.open("a") as file:
                    file.write("It grew. " * 1000)

    meddling = threading.Thread(target=meddle)
    data_dir = tmp_path / "library"
    alcove(data_dir, "sources", "add", folder)
    run = SyncRun(data_dir, embedder=False)
    meddling.start()
    try:
        assert run.wait_for(lambda: run.count("done") > 0, 120)
    finally:
        stop.set()
        meddling.join()
    assert run.end() == 0 and b"Traceback" not in run.stderr
    for one in run.events[-1]["skipped"]:
        assert re.search("cannot be opened|empty", one["reason"]), one
    last = alcove(data_dir, "sync", embedder=False).last
    assert last["skipped"] == [] or {one["reason"] for one in last["skipped"]} == {"the file is empty"}
    settled = alcove(data_dir, "sync", embedder=False).last
    assert (settled["indexed"], settled["removed"]) == (0, 0)
    assert settled["items"] == len(list(folder.iterdir()))
