"""Ctrl+C ends a sync within two seconds, wherever it is, and the next one goes on from there."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.survival import corpus, inspection
from tests.survival.command import SyncRun, alcove

PROMPT_S = 2.0
GONE_S = 6.0
"""A child that is loading the embedder cannot hear: it gets two seconds, then it is killed."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cancel") / "folder"
    path.mkdir()
    corpus.become(path, 1)
    return path


def interrupted(data_dir: Path, moment: Callable[[SyncRun], Callable[[], bool]]) -> SyncRun:
    """Begin a sync and press Ctrl+C at a moment; check that it ends in time and in good order."""
    run = SyncRun(data_dir)
    assert run.wait_for(moment(run))
    run.interrupt()
    pressed = time.monotonic()
    assert run.wait_for(lambda: run.count("done") > 0, PROMPT_S), run.stderr
    assert time.monotonic() - pressed < PROMPT_S
    assert run.events[-1]["cancelled"] is True
    assert run.end(GONE_S) == 0 and run.stderr == b""
    assert run.left_behind() == []
    return run


def vectors(data_dir: Path) -> int:
    db = inspection.opened(data_dir)
    count: int = db.execute("SELECT count(*) FROM vectors").fetchone()[0]
    db.close()
    return count


def test_a_sync_can_be_stopped_while_it_reads_loads_and_embeds(folder: Path, tmp_path: Path) -> None:
    data_dir = tmp_path / "library"
    alcove(data_dir, "sources", "add", folder)

    first = interrupted(data_dir, lambda run: lambda: run.count("indexed") >= 5)
    read = first.count("indexed")
    assert 5 <= read < 40 and first.events[-1]["indexed"] == read

    # All is read; the embedder is still being loaded.
    second = interrupted(data_dir, lambda run: lambda: run.count("indexed") >= 40 - read)
    assert second.count("indexed") == 40 - read

    third = interrupted(data_dir, lambda run: lambda: vectors(data_dir) > 0)
    assert third.events[-1]["unchanged"] == 40

    before = vectors(data_dir)
    done = alcove(data_dir, "sync").last
    assert (done.get("cancelled"), done["unchanged"], done["indexed"]) == (None, 40, 0)
    assert 0 < before < vectors(data_dir)
    inspection.check(data_dir)


def test_a_long_file_is_given_up_at_once_and_read_the_next_time(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    paragraphs = "".join(f"<p>Paragraph <b>{n}</b> of a <i>long</i> page.</p>" for n in range(400_000))
    (folder / "long.html").write_text(f"<html><body>{paragraphs}</body></html>")
    data_dir = tmp_path / "library"
    alcove(data_dir, "sources", "add", folder)
    run = SyncRun(data_dir)
    assert run.wait_for(lambda: run.count("planned") > 0)
    time.sleep(1.5)  # the reader is busy with it now
    assert run.count("indexed") == 0
    run.interrupt()
    assert run.wait_for(lambda: run.count("done") > 0, PROMPT_S)
    assert run.events[-1]["cancelled"] is True and run.events[-1]["skipped"] == []
    assert run.end(GONE_S) == 0 and run.left_behind() == []
    assert [line["state"] for line in alcove(data_dir, "coverage").lines] == ["pending"]
