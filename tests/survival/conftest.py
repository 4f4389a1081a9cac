"""A small library that was synced once, copied for every test that wants to hurt it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from alcove.core.database import Database
from alcove.core.paths import Paths
from alcove.core.settings import SettingsStore
from alcove.models.embedder_shelf import EmbedderShelf
from alcove.rag.library import Library
from tests.survival import corpus, inspection
from tests.survival.command import RUNS, alcove

OpenLibrary = Callable[[Path], Library]
NAMES = ("notes/note 00.md", "notes/note 01.md", "note 03.txt", "web/note 06.html", "note 08.docx", "note 09.pdf")


@dataclass(frozen=True)
class Small:
    """A folder of six files, and the data of a library that knows them all."""

    folder: Path
    data_dir: Path


@pytest.fixture(autouse=True)
def no_run_outlives_its_test() -> Iterator[None]:
    yield
    while RUNS:
        RUNS.pop().clear_away()


@pytest.fixture(scope="session")
def once_synced(tmp_path_factory: pytest.TempPathFactory, embedder_dir: Path) -> Small:
    base = tmp_path_factory.mktemp("small")
    everything, folder = base / "everything", base / "folder"
    everything.mkdir()
    corpus.become(everything, 1)
    for name in NAMES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(everything / name, folder / name)
    shutil.rmtree(everything)
    alcove(base / "data", "sources", "add", folder)
    assert alcove(base / "data", "sync").last["skipped"] == []
    inspection.check(base / "data")
    return Small(folder, base / "data")


@pytest.fixture
def small(once_synced: Small, tmp_path: Path) -> Small:
    """Return a copy of the library; its folder is shared, and to be left as it was."""
    shutil.copytree(once_synced.data_dir, tmp_path / "library")
    return Small(once_synced.folder, tmp_path / "library")


@pytest.fixture
def open_library() -> Iterator[OpenLibrary]:
    """Open libraries in this process; they are closed after the test."""
    closing: list[tuple[Library, Database]] = []

    def opened(data_dir: Path) -> Library:
        paths = Paths.at(data_dir)
        database = Database(paths.database)
        closing.append((Library(database, SettingsStore(database).load(), paths), database))
        return closing[-1][0]

    yield opened
    for library, database in closing:
        library.close()
        database.close()


@pytest.fixture
def no_embedder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let libraries of this process find no embedding model."""
    monkeypatch.setattr(EmbedderShelf, "all", lambda shelf: [])
