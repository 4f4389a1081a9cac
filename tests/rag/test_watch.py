"""Watching: changes are told soon, together, by the name of their source; and what is of no interest is not."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue

import pytest

from alcove.core.cancel import CancelToken
from alcove.rag import watch as module
from alcove.rag.watch import Place, watch


class Watching:
    """A watch on a thread of its own: what it told, as it came."""

    def __init__(self, places: dict[str, Place], own: Path) -> None:
        self.places = places
        self.told: SimpleQueue[tuple[str, ...]] = SimpleQueue()
        self._token = CancelToken()
        self._own = own
        self._thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        for names in watch(lambda: dict(self.places), self._own, self._token):
            self.told.put(names)

    @contextmanager
    def going(self, probe: Path | None = None) -> Iterator[Watching]:
        """Watch during the block; with `probe`, a file in a watched folder, it begins when changes are heard."""
        self._thread.start()
        try:
            if probe is not None:
                end = time.monotonic() + 20
                while self.told.empty():
                    assert time.monotonic() < end, "no change was ever heard"
                    probe.write_text(str(time.monotonic()))
                    time.sleep(0.05)
                self.drain()
            yield self
        finally:
            self._token.cancel()
            self._thread.join(10)
            assert not self._thread.is_alive()

    def drain(self) -> None:
        """Wait until it is quiet, and forget what was told."""
        while True:
            try:
                self.told.get(timeout=1.2)
            except Empty:
                return


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    for name in ("notes", "papers"):
        (tmp_path / name).mkdir()
    return tmp_path / "notes", tmp_path / "papers"


def test_a_change_is_told_within_a_second_by_the_name_of_its_source(folders: tuple[Path, Path], tmp_path: Path) -> None:
    notes, papers = folders
    with Watching({"Notes": Place(notes), "Papers": Place(papers)}, tmp_path / "own").going(notes / "probe") as one:
        for change in (
            lambda: (notes / "a.md").write_text("new"),
            lambda: (notes / "a.md").write_text("changed"),
            lambda: (notes / "a.md").rename(notes / "b.md"),
            lambda: (notes / "b.md").unlink(),
        ):
            change()
            assert one.told.get(timeout=5) == ("Notes",)
        (papers / "deep").mkdir()
        assert one.told.get(timeout=5) == ("Papers",)


def test_a_thousand_changes_are_told_a_few_times(folders: tuple[Path, Path], tmp_path: Path) -> None:
    notes, _ = folders
    with Watching({"Notes": Place(notes)}, tmp_path / "own").going(notes / "probe") as one:
        for number in range(1000):
            (notes / f"{number}.md").write_text("x")
        first = one.told.get(timeout=5)
        told = 1
        while True:
            try:
                one.told.get(timeout=1.5)
                told += 1
            except Empty:
                break
    assert first == ("Notes",) and told <= 10


def test_hidden_files_and_the_librarys_own_are_of_no_interest(folders: tuple[Path, Path]) -> None:
    notes, _ = folders
    (notes / ".obsidian").mkdir()
    (notes / "own").mkdir()
    with Watching({"Notes": Place(notes)}, notes / "own").going(notes / "probe") as one:
        (notes / ".obsidian" / "workspace.json").write_text("{}")
        (notes / ".draft.md.swp").write_text("x")
        (notes / "own" / "alcove.db").write_text("x")
        with pytest.raises(Empty):
            one.told.get(timeout=1.5)
        one.places = {"Notes": Place(notes, hidden=True)}
        one.drain()
        (notes / ".obsidian" / "workspace.json").write_text("{...}")
        assert one.told.get(timeout=5) == ("Notes",)


def test_a_folder_in_two_sources_concerns_both(folders: tuple[Path, Path], tmp_path: Path) -> None:
    notes, _ = folders
    (notes / "inner").mkdir()
    places = {"Outer": Place(notes), "Inner": Place(notes / "inner")}
    with Watching(places, tmp_path / "own").going(notes / "inner" / "probe") as one:
        (notes / "inner" / "a.md").write_text("x")
        assert set(one.told.get(timeout=5)) == {"Outer", "Inner"}


def test_a_source_that_appears_is_told_and_watched(folders: tuple[Path, Path], tmp_path: Path) -> None:
    notes, _ = folders
    unplugged = tmp_path / "disk"
    with Watching({"Notes": Place(notes), "Disk": Place(unplugged)}, tmp_path / "own").going(notes / "probe") as one:
        unplugged.mkdir()
        assert one.told.get(timeout=5) == ("Disk",)
        one.drain()
        (unplugged / "a.md").write_text("x")
        assert one.told.get(timeout=5) == ("Disk",)


def test_without_any_folder_it_waits_for_one(tmp_path: Path) -> None:
    with Watching({"Disk": Place(tmp_path / "disk")}, tmp_path / "own").going() as one:
        with pytest.raises(Empty):
            one.told.get(timeout=0.7)
        (tmp_path / "disk").mkdir()
        assert one.told.get(timeout=5) == ("Disk",)


def test_where_the_system_tells_nothing_every_source_is_told_in_rounds(
    folders: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import watchfiles

    def full(*_paths: object, **_options: object) -> Iterator[object]:
        raise OSError(28, "No space left on device")
        yield

    monkeypatch.setattr(watchfiles, "watch", full)
    monkeypatch.setattr(module, "ROUND_S", 0.6)
    notes, papers = folders
    with Watching({"Notes": Place(notes), "Papers": Place(papers)}, tmp_path / "own").going() as one:
        assert one.told.get(timeout=5) == ("Notes", "Papers")
        assert one.told.get(timeout=5) == ("Notes", "Papers")


def test_watching_writes_nothing(folders: tuple[Path, Path], tmp_path: Path) -> None:
    notes, _ = folders
    with Watching({"Notes": Place(notes)}, tmp_path / "own").going():
        pass
    assert os.listdir(notes) == []
