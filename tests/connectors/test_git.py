"""Repositories: the contract, checked out and at a revision, and what only git has."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from dulwich import porcelain
from dulwich.objects import Blob, Tree
from dulwich.repo import Repo

from alcove.connectors.base import Connector, Item, SourceOptions, Surroundings, Unlistable, connect
from alcove.core.errors import DocumentError, SourceError
from tests.connectors.conformance import CONTENTS, FilesContract, FolderPlace, Place

_AUTHOR = b"Ada <ada@example.org>"


class GitPlace(FolderPlace):
    """A repository in which each change is committed at once."""

    def __init__(self, root: Path, options: SourceOptions | None = None) -> None:
        self._always = options or SourceOptions()
        root.mkdir(parents=True)
        porcelain.init(str(root)).close()
        self.root, self._kind, self._time = root, "git", 1_600_000_000
        self.write(CONTENTS)

    def connector(self, options: SourceOptions | None = None) -> Connector:
        chosen = options or SourceOptions()
        values = {**chosen.to_json(), **self._always.to_json()}
        return super().connector(SourceOptions.from_json(values))

    def write(self, files: dict[str, bytes]) -> None:
        super().write(files)
        self.commit(*files)

    def remove(self, name: str) -> None:
        super().remove(name)
        self.commit(name)

    def rename(self, old: str, new: str) -> None:
        super().rename(old, new)
        self.commit(old, new)

    def commit(self, *names: str) -> bytes:
        with closing(Repo(str(self.root))) as repo:
            repo.get_worktree().stage([os.fsencode(name) for name in names])
            return porcelain.commit(repo, message=b"Change", author=_AUTHOR, committer=_AUTHOR)


@pytest.fixture
def place(tmp_path: Path) -> GitPlace:
    return GitPlace(tmp_path / "place")


@pytest.fixture
def at_head(tmp_path: Path) -> GitPlace:
    return GitPlace(tmp_path / "place", SourceOptions(revision="HEAD"))


class TestWorkTree(FilesContract):
    @pytest.fixture
    def place(self, place: GitPlace) -> Place:
        return place

    @pytest.fixture
    def gone(self, tmp_path: Path) -> Connector:
        return connect("git", str(tmp_path / "unplugged"), SourceOptions(), Surroundings(Path("/nowhere")))


class TestRevision(FilesContract):
    @pytest.fixture
    def place(self, at_head: GitPlace) -> Place:
        return at_head

    @pytest.fixture
    def gone(self, tmp_path: Path) -> Connector:
        options = SourceOptions(revision="main")
        return connect("git", str(tmp_path / "unplugged"), options, Surroundings(Path("/nowhere")))


def items(connector: Connector) -> dict[str, Item]:
    return {one.uri: one for one in connector.scan() if isinstance(one, Item)}


def test_checked_out_an_item_is_the_file_and_at_a_revision_a_place_in_the_repository(place: GitPlace) -> None:
    root = str(place.root)
    assert str(Path(root, "note.md")) in items(place.connector())
    uri = f"{root}#deep/er/plain.txt"
    connector = place.connector(SourceOptions(revision="HEAD"))
    assert uri in items(connector)
    with connector.open(uri) as path:
        assert path.name == "plain.txt"
        copy = path
    assert not copy.exists()


def test_what_is_not_tracked_is_no_item(place: GitPlace) -> None:
    (place.root / "untracked.md").write_text("x")
    (place.root / "note.md").unlink()
    found = {Path(uri).name for uri in items(place.connector())}
    assert found == {"plain.txt", "empty.txt"}


def test_an_edit_that_is_not_committed_is_read_where_the_work_tree_is(place: GitPlace) -> None:
    uri = str(place.root / "note.md")
    before = items(place.connector())[uri]
    (place.root / "note.md").write_bytes(b"# Edited\n")
    after = items(place.connector())[uri]
    assert after.size == 9 and after.modified_ns != before.modified_ns
    at_head = items(place.connector(SourceOptions(revision="HEAD")))[f"{place.root}#note.md"]
    assert at_head.size == before.size


def test_going_to_another_branch_and_back_changes_nothing(place: GitPlace) -> None:
    before = items(place.connector())
    original = (place.root / "note.md").read_bytes()
    place.write({"note.md": b"# Another\n"})
    assert items(place.connector()) != before
    place.write({"note.md": original})
    assert items(place.connector()) == before, "the same blob, although its time is another"


def test_a_commit_that_changes_one_file_changes_one_item(at_head: GitPlace) -> None:
    first = at_head.commit()
    before = items(at_head.connector())
    at_head.write({"note.md": b"# Changed\n"})
    after = items(at_head.connector())
    assert [uri for uri in before if before[uri] != after[uri]] == [f"{at_head.root}#note.md"]
    at_head._always = SourceOptions(revision=first.decode())
    assert items(at_head.connector()) == before


def test_blobs_are_unpacked_once_for_their_size(at_head: GitPlace, monkeypatch: pytest.MonkeyPatch) -> None:
    from dulwich.object_store import DiskObjectStore

    before = items(at_head.connector())
    trees = at_head.connector()
    asked: list[bytes] = []
    raw = DiskObjectStore.get_raw
    monkeypatch.setattr(DiskObjectStore, "get_raw", lambda self, name: (asked.append(name), raw(self, name))[1])
    assert items(trees) == before
    monkeypatch.undo()
    with closing(Repo(str(at_head.root))) as repo:
        blobs = [one for one in asked if isinstance(repo[one], Blob)]
    assert blobs == []


def test_a_bare_repository_is_read_at_its_head(place: GitPlace, tmp_path: Path) -> None:
    bare = tmp_path / "place.git"
    porcelain.clone(str(place.root), str(bare), bare=True, errstream=io.BytesIO()).close()
    connector = connect("git", str(bare), SourceOptions(), Surroundings(tmp_path / "cache"))
    assert set(items(connector)) == {f"{bare}#{name}" for name in CONTENTS}
    assert connector.watched() == bare


def test_a_repository_without_a_commit_is_empty(tmp_path: Path) -> None:
    porcelain.init(str(tmp_path / "place")).close()
    around = Surroundings(tmp_path / "cache")
    assert items(connect("git", str(tmp_path / "place"), SourceOptions(), around)) == {}
    porcelain.init(str(tmp_path / "bare"), bare=True).close()
    assert items(connect("git", str(tmp_path / "bare"), SourceOptions(), around)) == {}


def test_what_is_no_repository_and_what_is_no_revision_is_said_in_words(place: GitPlace, tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    connector = connect("git", str(tmp_path / "plain"), SourceOptions(), Surroundings(tmp_path / "cache"))
    with pytest.raises(SourceError, match="is no git repository") as refused:
        items(connector)
    assert refused.value.hint and connector.watched() is None
    with pytest.raises(SourceError, match="no revision 'v9'") as refused:
        items(place.connector(SourceOptions(revision="v9")))
    assert refused.value.hint


def test_a_broken_index_is_said_in_words(place: GitPlace) -> None:
    for broken in (b"DIRC", b"nonsense", b"DIRC\0\0\0\x09\0\0\0\0", b"DIRC\0\0\0\x02\0\0\0\x02" + b"x" * 70):
        (place.root / ".git" / "index").write_bytes(broken)
        with pytest.raises(SourceError, match="index of the repository"):
            items(place.connector())


def test_links_are_left_out_and_submodules_told(place: GitPlace) -> None:
    with closing(Repo(str(place.root))) as repo:
        tree = repo[repo[repo.head()].tree]
        assert isinstance(tree, Tree)
        link = Blob.from_string(b"note.md")
        repo.object_store.add_object(link)
        tree.add(b"link.md", 0o120000, link.id)
        tree.add(b"sub", 0o160000, repo.head())
        repo.object_store.add_object(tree)
        repo.get_worktree().commit(message=b"Add", committer=_AUTHOR, tree=tree.id)
    found = list(place.connector(SourceOptions(revision="HEAD")).scan())
    assert {one.uri.rpartition("#")[2] for one in found if isinstance(one, Item)} == set(CONTENTS)
    (sub,) = [one for one in found if isinstance(one, Unlistable)]
    assert sub.prefix == f"{place.root}#sub" and "submodule" in sub.reason


@pytest.mark.parametrize("revision", ["", "HEAD"])
def test_a_pointer_to_large_file_storage_is_skipped_with_the_reason(place: GitPlace, revision: str) -> None:
    place.write({"film.txt": b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n"})
    connector = place.connector(SourceOptions(revision=revision))
    (uri,) = [uri for uri in items(connector) if uri.endswith("film.txt")]
    with pytest.raises(DocumentError, match="Git LFS"), connector.open(uri):
        pass


def test_what_is_watched_changes_with_commits_or_edits(place: GitPlace) -> None:
    assert place.connector().watched() == place.root
    assert place.connector(SourceOptions(revision="HEAD")).watched() == place.root / ".git"


def test_a_name_that_is_no_text_is_listed_and_opened_all_the_same(place: GitPlace) -> None:
    raw = b"\xcf\xf0\xe8.txt"
    try:
        Path(os.fsdecode(os.fsencode(place.root) + b"/" + raw)).write_bytes(b"hello")
    except OSError:
        pytest.skip("this file system takes no such names")
    place.commit(os.fsdecode(raw))
    for options in (SourceOptions(), SourceOptions(revision="HEAD")):
        connector = place.connector(options)
        (item,) = [one for one in items(connector).values() if one.size == 5]
        item.uri.encode("utf-8")
        with connector.open(item.uri) as path:
            assert path.read_bytes() == b"hello"


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    yield
    shutil.rmtree(tmp_path / "place", ignore_errors=True)
