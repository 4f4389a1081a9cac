"""Files that are damaged, locked, huge, oddly encoded or oddly named: read, or skipped with a reason."""

from __future__ import annotations

import io
import json
import os
import random
import shutil
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pypdf
import pytest

from alcove.connectors import folder as folder_connector
from alcove.core.cancel import CancelToken
from alcove.rag.library import Library
from alcove.rag.types import Done, Indexed, Planned, Skipped, SyncEvent, Unavailable
from alcove.terminal.commands import show_sync_event
from alcove.terminal.output import Output
from tests.survival import corpus
from tests.survival.conftest import OpenLibrary

pytestmark = pytest.mark.usefixtures("no_embedder")

PANGRAM = "Съешь ещё этих мягких французских булок, да выпей чаю. "
FRENCH = "Où l'hôtel a-t-il caché la clé de la forêt, près du château brûlé\xa0? "


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "folder"
    path.mkdir()
    return path


@pytest.fixture
def library(tmp_path: Path, folder: Path, open_library: OpenLibrary) -> Library:
    one = open_library(tmp_path / "library")
    one.add_source(folder)
    return one


def sync(library: Library) -> list[SyncEvent]:
    """Sync to the end; every event must be fit to be printed as JSON."""
    events = list(library.sync(None, CancelToken()))
    printed = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with redirect_stdout(printed):
        for event in events:
            show_sync_event(event, Output(as_json=True))
    printed.seek(0)
    assert [json.loads(line)["event"] for line in printed] == [type(event).__name__.lower() for event in events]
    assert isinstance(events[-1], Done)
    return events


def done(events: list[SyncEvent]) -> Done:
    assert isinstance(events[-1], Done)
    return events[-1]


def reasons(events: list[SyncEvent], folder: Path) -> dict[str, str]:
    return {one.uri.removeprefix(f"{folder}/"): one.reason for one in done(events).skipped}


def locked(pages: list[str], *, user: str, owner: str) -> bytes:
    """Encrypt a PDF."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(corpus.pdf(pages)))
    writer.encrypt(user, owner, algorithm="RC4-128")
    data = io.BytesIO()
    writer.write(data)
    return data.getvalue()


def test_damaged_locked_empty_and_huge_files_are_skipped_with_a_reason(library: Library, folder: Path) -> None:
    noise = random.Random(0).randbytes
    whole = corpus.docx(["A letter that was cut in half."])
    files: dict[str, tuple[bytes, str]] = {
        "noise.pdf": (noise(5000), "damaged"),
        "cut.pdf": (b"%PDF-1.7\n" + noise(500), "damaged"),
        "password.pdf": (locked(["secret"], user="u", owner="o"), "needs a password"),
        "blank.pdf": (corpus.pdf(["", ""]), "its 2 pages are empty"),
        "cut.docx": (whole[: len(whole) // 2], "damaged"),
        "noise.docx": (noise(5000), "damaged"),
        "empty.md": (b"", "the file is empty"),
        "blank.md": (b" \n\t\n", "there is no text in the file"),
        "binary.txt": (b"text\0\1\2" * 100, "binary data"),
        "picture.xyz": (b"x", "does not read .xyz files"),
        "README": (b"x\0\1\2" * 100, "binary data"),
    }
    for name, (data, _) in files.items():
        (folder / name).write_bytes(data)
    with (folder / "huge.txt").open("wb") as file:
        file.truncate(200_000_000)
    (folder / "zz good.md").write_text("# Good\n\nThis one is read.")
    (folder / "owner.pdf").write_bytes(locked(["Open to everybody who only reads."], user="", owner="o"))

    events = sync(library)

    told = reasons(events, folder)
    assert told.pop("huge.txt") == "the file is too large: 200 MB, and its format is read up to 64 MB"
    assert set(told) == set(files)
    for name, (_, words) in files.items():
        assert words in told[name], name
    assert {e.uri for e in events if isinstance(e, Indexed)} == {f"{folder}/zz good.md", f"{folder}/owner.pdf"}
    assert {one.uri: one.reason for one in library.coverage() if one.state == "skipped"} == {
        one.uri: one.reason for one in done(events).skipped
    }
    again = done(sync(library))
    assert (again.indexed, again.skipped, again.unchanged) == (0, (), len(files) + 3)


def test_text_in_other_encodings_is_read_as_what_it_says(library: Library, folder: Path) -> None:
    for name, text, encoding in (
        ("cp1251.txt", PANGRAM * 5, "cp1251"),
        ("utf-16.txt", PANGRAM, "utf-16"),
        ("utf-8-sig.md", PANGRAM, "utf-8-sig"),
        ("latin-1.txt", FRENCH * 5, "latin-1"),
    ):
        (folder / name).write_bytes(text.encode(encoding))
    assert done(sync(library)).indexed == 4
    for name, text in (("cp1251.txt", PANGRAM * 5), ("utf-16.txt", PANGRAM), ("utf-8-sig.md", PANGRAM)):
        assert library.document(str(folder / name)).text == text
    assert "forêt, près du château" in library.document(str(folder / "latin-1.txt")).text
    assert {hit.uri for hit in library.search("французских", mode="keyword").hits} == {
        str(folder / name) for name in ("cp1251.txt", "utf-16.txt", "utf-8-sig.md")
    }


def test_halves_of_characters_in_a_text_do_not_stop_the_rest(library: Library, folder: Path) -> None:
    (folder / "half.html").write_text("<html><title>t&#xD83D;</title><p>Half &#xD83D; of a face.</p></html>")
    (folder / "half.md").write_bytes("Half \ud83d of a face.".encode("utf-8", "surrogatepass"))
    (folder / "whole.md").write_text("A whole face 🙂.")
    events = sync(library)
    assert done(events).indexed + len(done(events).skipped) == 3
    assert library.document(str(folder / "whole.md")).text == "A whole face 🙂."


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not let such names be made")
def test_odd_names_are_read_and_shown_as_text(library: Library, folder: Path) -> None:
    names = [
        "new\nline.md",
        "emoji 🦊.md",
        "x" * 252 + ".md",
        "quote'\".md",
        "back\\xslash.md",
        "a#b?.md",
        "\u0451.md",
        "\u0435\u0308.md",
    ]
    for name in names:
        (folder / name).write_text("Odd names are names.")
    strange = os.fsencode(folder) + b"/caf\xe9.md"
    Path(os.fsdecode(strange)).write_text("# Café\n\nThe menu of the day.")
    Path(os.fsdecode(os.fsencode(folder) + b"/d\xff")).mkdir()
    Path(os.fsdecode(os.fsencode(folder) + b"/d\xff/plain.txt")).write_text("Below a strange folder.")

    events = sync(library)

    assert done(events).indexed == len(names) + 2 and done(events).skipped == ()
    assert library.document(f"{folder}/caf\\xe9.md").text == "# Café\n\nThe menu of the day."
    assert {hit.uri for hit in library.search("strange folder", mode="keyword").hits[:1]} == {
        f"{folder}/d\\xff/plain.txt"
    }
    assert done(sync(library)).unchanged == len(names) + 2
    os.unlink(strange)
    assert done(sync(library)).removed == 1


def test_loops_of_links_and_things_that_are_no_files_are_passed_over(library: Library, folder: Path) -> None:
    (folder / "itself.md").symlink_to(folder / "itself.md")
    (folder / "nowhere.md").symlink_to(folder / "gone.md")
    (folder / "sub").mkdir()
    (folder / "sub" / "up").symlink_to(folder)
    os.mkfifo(folder / "pipe.md")
    (folder / "sub" / "note.md").write_text("The only file.")
    events = sync(library)
    assert [e.uri for e in events if isinstance(e, Indexed)] == [str(folder / "sub" / "note.md")]
    assert done(events).items == 1 and done(events).skipped == ()


class DeniedFolders:
    """Stands for `os` in the folder connector: lets some folders not be listed, which for root nothing else does."""

    def __init__(self) -> None:
        self.denied: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)

    def scandir(self, path: str) -> Any:
        if path in self.denied:
            raise PermissionError(13, "Permission denied")
        return os.scandir(path)


def test_a_folder_that_may_not_be_listed_keeps_what_is_known_of_it(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("open/a.md", "shut/b.md", "shut/deep/c.md", "shut too/d.md"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"The text of {name}.")
    denying = DeniedFolders()
    monkeypatch.setattr(folder_connector, "os", denying)
    sync(library)

    denying.denied = {str(folder / "shut")}
    (folder / "open" / "new.md").write_text("Added meanwhile.")
    (folder / "shut too" / "d.md").unlink()
    events = sync(library)
    assert reasons(events, folder) == {"shut": "the folder cannot be listed: Permission denied"}
    assert (done(events).indexed, done(events).removed) == (1, 1)
    shown = {one.uri: one.reason for one in library.coverage()}
    assert shown[f"{folder}/shut"] == "the folder cannot be listed: Permission denied"
    assert library.search("shut deep", mode="keyword").hits

    denying.denied = set()
    events = sync(library)
    assert (done(events).indexed, done(events).skipped, done(events).items) == (0, (), 4)


def test_a_file_that_vanishes_before_it_is_read_is_skipped_and_then_forgotten(library: Library, folder: Path) -> None:
    for name in ("a.md", "b.md", "c.md"):
        (folder / name).write_text(f"The text of {name}.")
    events: list[SyncEvent] = []
    for event in library.sync(None, CancelToken()):
        events.append(event)
        if isinstance(event, Planned):
            (folder / "b.md").unlink()
    assert reasons(events, folder) == {"b.md": "the file cannot be opened: No such file or directory"}
    assert done(events).indexed == 2
    events = sync(library)
    assert (done(events).removed, done(events).items, done(events).unchanged) == (1, 2, 2)


def test_what_is_indexed_of_a_file_stays_while_its_bytes_cannot_be_had(library: Library, folder: Path) -> None:
    note = folder / "a.md"
    note.write_text("The first wording.")
    sync(library)
    note.write_text("The second wording.")
    for event in library.sync(None, CancelToken()):
        if isinstance(event, Planned):
            note.rename(folder / ".away")
    assert isinstance(event, Done) and len(event.skipped) == 1
    assert library.search("first wording", mode="keyword").hits
    (folder / ".away").rename(note)
    assert done(sync(library)).indexed == 1
    assert library.document(str(note)).text == "The second wording."


def test_a_file_that_changes_while_it_is_read_is_read_again(library: Library, folder: Path) -> None:
    note = folder / "a.md"
    note.write_text("Before.")
    for event in library.sync(None, CancelToken()):
        if isinstance(event, Planned):
            note.write_text("While it was read.")
        elif isinstance(event, Indexed):
            note.write_text("After it was read, still later.")
    assert library.document(str(note)).text == "While it was read."
    assert done(sync(library)).indexed == 1
    assert library.document(str(note)).text == "After it was read, still later."
    assert done(sync(library)).unchanged == 1


@pytest.fixture
def notes(library: Library, folder: Path) -> Iterator[Path]:
    for number in range(6):
        (folder / f"{number}.md").write_text(f"Note {number} about the lighthouse.")
    sync(library)
    yield folder


def test_a_missing_folder_is_unavailable_and_comes_back_without_reading(library: Library, notes: Path) -> None:
    away = notes.with_name("unplugged")
    notes.rename(away)
    events = sync(library)
    [gone] = [e for e in events if isinstance(e, Unavailable)]
    assert "is not there" in gone.reason
    assert library.sources()[0].state == "unavailable" and done(events).items == 6
    assert len(library.search("lighthouse", mode="keyword").hits) == 6
    assert library.counts().unavailable == 6
    assert {one.state for one in library.coverage()} == {"unavailable"}
    away.rename(notes)
    events = sync(library)
    assert (done(events).unchanged, done(events).indexed, library.counts().indexed) == (6, 0, 6)
    assert library.sources()[0].state == "ready"


def test_an_emptied_mount_point_is_unavailable_and_an_emptied_folder_is_empty(
    library: Library, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = notes.with_name("kept")
    shutil.copytree(notes, kept)
    for note in notes.iterdir():
        note.unlink()
    with monkeypatch.context() as patch:
        patch.setattr(folder_connector.FolderConnector, "device", lambda self: -5)
        assert [e for e in sync(library) if isinstance(e, Unavailable)]
        assert library.counts().unavailable == 6
    assert done(sync(library)).removed == 6 and library.counts().items == 0


def test_a_disk_that_is_unplugged_in_the_middle_loses_nothing(library: Library, notes: Path) -> None:
    for number in range(6):
        (notes / f"{number}.md").write_text(f"Note {number} about the lighthouse, revised.")
    away = notes.with_name("unplugged")
    for event in library.sync(None, CancelToken()):
        if isinstance(event, Indexed) and notes.exists():
            notes.rename(away)
    assert isinstance(event, Done) and len(event.skipped) == 5
    assert len(library.search("lighthouse", mode="keyword").hits) == 6
    away.rename(notes)
    assert done(sync(library)).indexed == 5
    assert len(library.search("revised", mode="keyword").hits) == 6


def test_a_source_removed_while_it_is_read_ends_its_part(library: Library, folder: Path) -> None:
    for number in range(4):
        (folder / f"{number}.md").write_text(f"Note {number}.")
    events = []
    for event in library.sync(None, CancelToken()):
        events.append(event)
        if isinstance(event, Indexed):
            library.remove_source("folder")
    assert isinstance(events[-1], Done) and events[-1].items == 0
    assert len([e for e in events if isinstance(e, Indexed)]) == 1
    assert not [e for e in events if isinstance(e, Skipped)]
    assert library.sources() == []
