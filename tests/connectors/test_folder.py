"""Folders: the contract, and what only a file system has: hidden names, links, parts that may not be listed."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from alcove.connectors.base import CONNECTORS, Connector, Item, SourceOptions, Surroundings, Unlistable, connect
from alcove.connectors.folder import FolderConnector
from alcove.core.errors import SourceError
from alcove.core.formats import mime_of
from tests.connectors.conformance import CONTENTS, FilesContract, FolderPlace, Place


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "my notes"
    for name, data in CONTENTS.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(data)
    return place


class TestFolderConnector(FilesContract):
    @pytest.fixture
    def place(self, tmp_path: Path) -> Place:
        return FolderPlace(tmp_path / "place")

    @pytest.fixture
    def gone(self, tmp_path: Path) -> Connector:
        return connect("folder", str(tmp_path / "unplugged"), SourceOptions(), Surroundings(Path("/nowhere")))


def names(folder: Path) -> set[str]:
    found = FolderConnector(str(folder), SourceOptions(), Surroundings(Path("/nowhere"))).scan()
    return {Path(one.uri).relative_to(folder).as_posix() for one in found if isinstance(one, Item)}


def test_every_kind_in_the_table_can_be_connected(tmp_path: Path) -> None:
    for kind in CONNECTORS:
        place = "https://example.org/" if kind == "web" else str(tmp_path)
        connector = connect(kind, place, SourceOptions(), Surroundings(Path("/nowhere")))
        assert (connector.device() is None) == (kind == "web")
    with pytest.raises(SourceError, match="no kind of source named 'moon'") as unknown:
        connect("moon", str(tmp_path), SourceOptions(), Surroundings(Path("/nowhere")))
    assert "folder" in unknown.value.hint


def test_uris_are_absolute_paths(folder: Path) -> None:
    (item,) = [
        one
        for one in FolderConnector(str(folder), SourceOptions(), Surroundings(Path("/nowhere"))).scan()
        if isinstance(one, Item) and one.size == 0
    ]
    stat = (folder / "empty.txt").stat()
    assert item == Item(str(folder / "empty.txt"), "text/plain", 0, stat.st_mtime_ns, stat.st_ino)


def test_hidden_files_and_folders_are_left_out(folder: Path) -> None:
    (folder / ".git").mkdir()
    (folder / ".git" / "config.txt").write_text("x")
    (folder / ".hidden.md").write_text("x")
    assert names(folder) == set(CONTENTS)


def test_links_to_files_are_items_and_links_to_folders_are_not_followed(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "far.md").write_text("far")
    (folder / "link.md").symlink_to(tmp_path / "elsewhere" / "far.md")
    (folder / "loop").symlink_to(folder)
    (folder / "self.md").symlink_to(folder / "self.md")
    (folder / "nowhere.md").symlink_to(tmp_path / "not there.md")
    assert names(folder) == {*CONTENTS, "link.md"}


def test_a_connector_of_folders_may_leave_out_more(folder: Path) -> None:
    class Shallow(FolderConnector):
        def _leaves_out(self, path: str, *, is_dir: bool) -> bool:
            asked.append((path, is_dir))
            return is_dir

    asked: list[tuple[str, bool]] = []
    found = list(Shallow(str(folder), SourceOptions(), Surroundings(Path("/nowhere"))).scan())
    assert {Path(one.uri).name for one in found if isinstance(one, Item)} == {"note.md", "empty.txt"}
    assert (str(folder / "deep"), True) in asked and (str(folder / "note.md"), False) in asked
    assert not any("plain" in path for path, _ in asked)


def test_what_is_no_file_is_left_out(folder: Path) -> None:
    os.mkfifo(folder / "pipe.txt")
    assert names(folder) == set(CONTENTS)


def test_a_folder_that_may_not_be_listed_is_told_and_the_rest_goes_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scandir = os.scandir

    def refusing(path: str) -> object:
        if path.endswith("deep"):
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    found = list(FolderConnector(str(folder), SourceOptions(), Surroundings(Path("/nowhere"))).scan())
    (part,) = [one for one in found if isinstance(one, Unlistable)]
    assert part.prefix == str(folder / "deep")
    assert "Permission denied" in part.reason
    assert len(found) == len(CONTENTS)

    with pytest.raises(SourceError, match="cannot be listed") as refused:
        list(FolderConnector(str(folder / "deep"), SourceOptions(), Surroundings(Path("/nowhere"))).scan())
    assert refused.value.hint


def test_a_file_is_no_folder(folder: Path) -> None:
    with pytest.raises(SourceError, match="is not there"):
        list(FolderConnector(str(folder / "note.md"), SourceOptions(), Surroundings(Path("/nowhere"))).scan())


def test_a_name_that_is_no_text_is_listed_and_opened_all_the_same(folder: Path) -> None:
    raw = os.fsencode(folder) + b"/\xcf\xf0\xe8.txt"
    with open(raw, "wb") as file:
        file.write(b"hello")
    connector = FolderConnector(str(folder), SourceOptions(), Surroundings(Path("/nowhere")))
    (item,) = [one for one in connector.scan() if isinstance(one, Item) and one.size == 5]
    item.uri.encode("utf-8")
    with connector.open(item.uri) as path:
        assert path.read_bytes() == b"hello"


@pytest.mark.parametrize(
    ("name", "mime"),
    [
        ("a.md", "text/markdown"),
        ("a.markdown", "text/markdown"),
        ("a.txt", "text/plain"),
        ("a.html", "text/html"),
        ("A.HTM", "text/html"),
        ("a.pdf", "application/pdf"),
        ("a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.unheardof", "application/octet-stream"),
        (".md", "text/x-unsuffixed"),
        ("a", "text/x-unsuffixed"),
        ("Makefile", "text/x-makefile"),
        ("LICENSE", "text/plain"),
        ("package-lock.json", "text/x-lock"),
    ],
)
def test_types_are_told_by_the_suffix_and_not_by_this_machine(name: str, mime: str) -> None:
    assert mime_of(name) == mime
