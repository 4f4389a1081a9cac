"""A full disk, a folder that cannot be written, and databases that cannot be used: plain errors, nothing lost."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from alcove.core.cancel import CancelToken
from alcove.core.database import Database
from alcove.core.errors import DiskFull
from alcove.rag.types import Done
from tests.survival import corpus, inspection
from tests.survival.command import SyncRun, alcove
from tests.survival.conftest import OpenLibrary, Small

ROOM = 32 * 1024 * 1024


@contextmanager
def mounted(place: Path, *options: str) -> Iterator[Path]:
    """Mount a small file system of its own; skip the test where that is not allowed."""
    place.mkdir(exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", ",".join((f"size={ROOM}", *options)), "tmpfs", str(place)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def fill(disk: Path, *, leave: int) -> Path:
    """Write a file that leaves so many bytes free, also while another process goes on writing."""
    filler = disk / "filler"
    with filler.open("wb") as file:
        for _ in range(1000):
            free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
            if free <= leave:
                return filler
            # What the other process wrote since the look is missing now: look again.
            with contextlib.suppress(OSError):
                os.posix_fallocate(file.fileno(), 0, free - leave)
                return filler
    raise AssertionError(f"{disk} never held still long enough to be filled")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with more text than the small disk holds besides the filler."""
    path = tmp_path / "folder"
    path.mkdir()
    corpus.become(path, 1)
    return path


def test_a_disk_that_is_full_while_reading_is_told_and_the_sync_completes_later(tmp_path: Path, folder: Path) -> None:
    with mounted(tmp_path / "disk") as disk:
        data_dir = disk / "data"
        alcove(data_dir, "sources", "add", folder)
        filler = fill(disk, leave=150_000)
        failed = alcove(data_dir, "sync")
        assert "disk" in failed.error["message"].lower() or "disk" in failed.error["hint"].lower()
        assert "Traceback" not in failed.stderr
        kept = sum(line.get("event") == "indexed" for line in failed.lines)
        assert 0 < kept < 40
        filler.unlink()
        done = alcove(data_dir, "sync").last
        assert (done["items"], done["indexed"], done["skipped"]) == (40, 40 - kept, [])
        inspection.check(data_dir)


def test_a_disk_that_fills_while_embedding_is_told_and_the_sync_completes_later(tmp_path: Path, folder: Path) -> None:
    with mounted(tmp_path / "disk") as disk:
        data_dir = disk / "data"
        alcove(data_dir, "sources", "add", folder)
        run = SyncRun(data_dir)
        run.wait_for(lambda: run.count("indexed") >= 40)
        filler = fill(disk, leave=0)
        status = run.end()
        assert run.left_behind() == [] and b"Traceback" not in run.stderr
        # Whichever of the two writes first meets the full disk: SQLite ends the sync, Chroma leaves it owed.
        assert status == 2 or run.count("degraded") == 1, run.events
        filler.unlink()
        done = alcove(data_dir, "sync").last
        assert (done["items"], done["indexed"]) == (40, 0)
        inspection.check(data_dir)


@pytest.mark.usefixtures("no_embedder")
def test_a_database_that_may_not_grow_keeps_what_it_has(
    tmp_path: Path, folder: Path, open_library: OpenLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = open_library(tmp_path / "data")
    library.add_source(folder)
    database: Database = library._database
    pages = database.query("PRAGMA page_count")[0]["page_count"]
    database.connection.execute(f"PRAGMA max_page_count = {pages + 12}")
    with pytest.raises(DiskFull, match="disk is full"):
        list(library.sync(None, CancelToken()))
    kept = library.counts().indexed
    assert 0 < kept < 40 and len(library.search("river", mode="keyword", k=100).hits) > 0
    database.connection.execute("PRAGMA max_page_count = 1000000")
    *_, done = library.sync(None, CancelToken())
    assert isinstance(done, Done) and (done.items, done.indexed) == (40, 40 - kept)


def test_a_library_on_a_read_only_disk_says_so(small: Small, tmp_path: Path) -> None:
    with mounted(tmp_path / "disk") as disk:
        data_dir = disk / "data"
        shutil.copytree(small.data_dir, data_dir)
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        for command in (["sync"], ["search", "river", "--mode", "keyword"], ["sources", "list"]):
            ran = alcove(data_dir, *command)
            assert ran.error["message"] and ran.error["hint"] and "Traceback" not in ran.stderr
        new = alcove(disk / "new", "sources", "list")
        assert new.error["message"].endswith("cannot be made: Read-only file system.")


def test_a_data_folder_that_is_a_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("I am a file.")
    for data_dir in (tmp_path / "file", tmp_path / "file" / "below"):
        ran = alcove(data_dir, "sources", "list")
        assert "cannot be made" in ran.error["message"] and "--data-dir" in ran.error["hint"]


def snapshot(data_dir: Path) -> dict[str, bytes]:
    """Return what lies in a folder, file by file."""
    return {str(p.relative_to(data_dir)): p.read_bytes() for p in data_dir.rglob("*") if p.is_file()}


COMMANDS = (["sources", "list"], ["sync"], ["search", "river"], ["doctor"], ["ask", "Where is the river?"])


def test_a_library_of_a_newer_version_is_refused_unchanged(small: Small) -> None:
    with sqlite3.connect(small.data_dir / "alcove.db") as db:
        db.execute("INSERT INTO migrations VALUES ('9999_from_the_future', 0)")
    db.close()
    before = snapshot(small.data_dir)
    for command in COMMANDS:
        error = alcove(small.data_dir, *command).error
        assert "newer version" in error["message"] and "Nothing was changed" in error["hint"]
    assert snapshot(small.data_dir) == before


def test_a_file_that_is_no_database_is_refused_unchanged(small: Small) -> None:
    (small.data_dir / "alcove.db").write_bytes(os.urandom(100_000))
    before = snapshot(small.data_dir)
    for command in COMMANDS:
        error = alcove(small.data_dir, *command).error
        assert "damaged" in error["message"] and "Your own files are untouched" in error["hint"]
    assert snapshot(small.data_dir) == before


def test_a_damaged_database_is_told_without_a_traceback(small: Small) -> None:
    database = small.data_dir / "alcove.db"
    size = database.stat().st_size
    with database.open("r+b") as file:
        for place in range(8192, size, 8192):
            file.seek(place)
            file.write(os.urandom(4096))
    for command in (["sync"], ["search", "river", "--mode", "keyword"], ["coverage"], ["doctor"]):
        ran = alcove(small.data_dir, *command)
        assert ran.status in (0, 2) and "Traceback" not in ran.stderr, command
        if ran.status == 2:
            assert "damaged" in ran.error["message"]
    assert alcove(small.data_dir, "doctor").status == 2
