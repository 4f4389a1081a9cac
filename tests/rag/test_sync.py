"""Sync against a real reader: what moved is not read again, what lies inside other files comes and goes with them."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from alcove.core.cancel import CancelToken
from alcove.core.database import Database
from alcove.core.paths import Paths
from alcove.core.settings import Settings
from alcove.models.embedder import EmbedderIdentity
from alcove.models.embedder_shelf import EmbedderShelf
from alcove.rag import readers
from alcove.rag.embeddings import Embeddings
from alcove.rag.library import Library
from alcove.rag.mentions import Mentioning
from alcove.rag.readers import reader_version
from alcove.rag.types import Done, Indexed, Planned, Progress, Skipped, SyncEvent


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "folder"
    (path / "deep").mkdir(parents=True)
    (path / "kettle.md").write_text("The kettle costs twenty pounds.\n")
    (path / "deep" / "oil.md").write_text("# Oils\n\nTung oil is dry after two days.\n")
    (path / "deep" / "rent.txt").write_text("The rent is due on Friday.\n")
    return path


@pytest.fixture
def library(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    """Return a library that knows the folder, without an embedding model."""
    monkeypatch.setattr(EmbedderShelf, "all", lambda shelf: [])
    paths = Paths.at(tmp_path / "data")
    database = Database(paths.database)
    one = Library(database, Settings(), paths)
    one.add_source(folder)
    assert done(sync(one)).indexed == 3
    yield one
    one.close()
    database.close()


def sync(library: Library) -> list[SyncEvent]:
    return list(library.sync(None, CancelToken()))


def done(events: list[SyncEvent]) -> Done:
    assert isinstance(events[-1], Done)
    return events[-1]


def read(events: list[SyncEvent]) -> list[str]:
    return sorted(os.path.basename(one.uri) for one in events if isinstance(one, Indexed))


def chunk_ids(library: Library, word: str) -> dict[str, int]:
    return {hit.uri: hit.chunk_id for hit in library.search(word, mode="keyword").hits}


# What moved


def test_what_was_renamed_or_moved_is_not_read_again(library: Library, folder: Path) -> None:
    before = chunk_ids(library, "kettle") | chunk_ids(library, "rent")
    (folder / "kettle.md").rename(folder / "teapot.md")
    (folder / "deep" / "rent.txt").rename(folder / "rent.txt")
    events = sync(library)
    assert read(events) == [] and (done(events).indexed, done(events).removed, done(events).unchanged) == (0, 0, 3)
    assert [one.moved for one in events if isinstance(one, Planned)] == [2]
    after = chunk_ids(library, "kettle") | chunk_ids(library, "rent")
    assert set(after) == {str(folder / "teapot.md"), str(folder / "rent.txt")}
    assert sorted(after.values()) == sorted(before.values()), "the very same chunks, so the very same vectors"
    assert library.document(str(folder / "teapot.md")).title == "teapot"
    assert set(chunk_ids(library, "teapot")) == {str(folder / "teapot.md")}, "by its new name"
    assert read(sync(library)) == [], "and it stays so"


def test_what_was_renamed_is_mentioned_and_pointed_out_by_its_new_name(library: Library, folder: Path) -> None:
    def mentioned(written: str) -> list[str]:
        return [one.uri for one in library.mentionable(Mentioning("#", written, 0, 1 + len(written)))]

    said = "The rent of the flat, or of the garage lease."
    assert mentioned("rent") == [str(folder / "deep" / "rent.txt")] and mentioned("garage") == []
    assert [said[one.start : one.end] for one in library.terms.terms_in(said)] == ["rent"]
    (folder / "deep" / "rent.txt").rename(folder / "garage lease.txt")
    sync(library)
    assert mentioned("rent") == [] and mentioned("garage") == [str(folder / "garage lease.txt")]
    assert [said[one.start : one.end] for one in library.terms.terms_in(said)] == ["garage lease"]


def test_a_renamed_folder_takes_its_files_along(library: Library, folder: Path) -> None:
    (folder / "deep").rename(folder / "deeper")
    assert done(sync(library)).indexed == 0
    assert set(chunk_ids(library, "oil")) == {str(folder / "deeper" / "oil.md")}
    assert library.document(str(folder / "deeper" / "oil.md")).title == "Oils", "its own title stays"


def test_two_files_that_swap_their_names_keep_their_texts(library: Library, folder: Path) -> None:
    one, other, aside = folder / "kettle.md", folder / "deep" / "oil.md", folder / "aside"
    one.rename(aside)
    other.rename(one)
    aside.rename(other)
    sync(library)
    assert set(chunk_ids(library, "twenty")) == {str(other)} and set(chunk_ids(library, "tung")) == {str(one)}


def test_what_was_moved_and_changed_is_read(library: Library, folder: Path) -> None:
    (folder / "kettle.md").rename(folder / "teapot.md")
    (folder / "teapot.md").write_text("The teapot is cracked.\n")
    assert read(sync(library)) == ["teapot.md"]
    assert chunk_ids(library, "kettle") == {}


def test_a_copy_is_read_and_the_original_stays(library: Library, folder: Path) -> None:
    (folder / "copy.md").write_bytes((folder / "kettle.md").read_bytes())
    assert read(sync(library)) == ["copy.md"]
    assert len(chunk_ids(library, "kettle")) == 2


def test_another_format_under_the_same_name_is_read(library: Library, folder: Path) -> None:
    (folder / "kettle.md").rename(folder / "kettle.txt")
    assert read(sync(library)) == ["kettle.txt"]


# What lies inside


def archive(path: Path, files: dict[str, str]) -> None:
    with zipfile.ZipFile(path, "w") as target:
        for name, text in files.items():
            target.writestr(name, text)


def test_files_in_an_archive_are_items_and_go_with_it(library: Library, folder: Path) -> None:
    box = folder / "box.zip"
    archive(box, {"a/saw.md": "The saw is sharp.", "plane.txt": "The plane is dull.", "x.dll": "MZ"})
    events = sync(library)
    assert read(events) == ["box.zip", "box.zip#plane.txt", "saw.md"]
    assert [(one.uri, "does not read" in one.reason) for one in events if isinstance(one, Skipped)] == [
        (f"{box}#x.dll", True)
    ]
    assert set(chunk_ids(library, "saw")) == {f"{box}#a/saw.md"}
    assert library.document(f"{box}#plane.txt").text == "The plane is dull."
    assert read(sync(library)) == []

    box.rename(folder / "chest.zip")
    assert done(sync(library)).indexed == 0
    assert set(chunk_ids(library, "saw")) == {f"{folder / 'chest.zip'}#a/saw.md"}

    archive(folder / "chest.zip", {"plane.txt": "The plane is sharp now."})
    sync(library)
    assert chunk_ids(library, "saw") == {}
    assert set(chunk_ids(library, "plane")) == {f"{folder / 'chest.zip'}#plane.txt"}

    (folder / "chest.zip").unlink()
    assert done(sync(library)).items == 3
    assert chunk_ids(library, "plane") == {}


def test_an_archive_that_breaks_loses_what_it_held(library: Library, folder: Path) -> None:
    archive(folder / "box.zip", {"saw.md": "The saw is sharp."})
    sync(library)
    (folder / "box.zip").write_bytes(b"PK\x03\x04 no more")
    events = sync(library)
    assert [one.uri for one in events if isinstance(one, Skipped)] == [str(folder / "box.zip")]
    assert chunk_ids(library, "saw") == {}


# Asked for


def test_an_item_is_read_again_when_a_person_asks(library: Library, folder: Path) -> None:
    assert library.read_again(str(folder / "kettle.md")) == ["folder"]
    assert read(sync(library)) == ["kettle.md"]
    assert library.read_again("/nowhere.md") == []


def test_after_a_new_splitter_everything_is_read_again_and_keeps_its_vectors(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    embeddings = Embeddings.of(library._database, EmbedderIdentity(folder, "mini", "1", 2, "{}", 256))
    embeddings.keep({one.content_hash: np.ones(2, np.float32) for one in embeddings.pending(10)})
    monkeypatch.setattr(readers, "SPLIT_VERSION", readers.SPLIT_VERSION + 1)
    reader_version.cache_clear()
    events = []
    for event in library.sync(None, CancelToken()):
        events.append(event)
        assert len(chunk_ids(library, "kettle")) == 1, "it is found at any moment"
    reader_version.cache_clear()
    assert read(events) == ["kettle.md", "oil.md", "rent.txt"]
    assert all(one.has_vector for one in embeddings.pending(10))


def test_what_is_read_now_is_told(library: Library, folder: Path) -> None:
    for number in range(40):
        (folder / f"{number}.md").write_text(f"Note {number}. " * 2000)
    told = [one for one in sync(library) if isinstance(one, Progress)]
    assert any(one.uri.startswith(str(folder)) for one in told)
    assert told[-1].done == told[-1].total == 40
