"""A git repository by its local path: the files it tracks. Hides dulwich, blob ids, and what is no plain file.

Read as checked out, items are the files of the work tree, by their paths, so that a citation opens the file that was
read, edits not yet committed included. Read at a revision, or where there is no work tree, they are `REPO#path`.
Either way the blob's id tells whether an item changed: going to another branch and back reads nothing again.
"""

import errno
import json
import os
import stat
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from alcove.connectors.base import Item, SourceOptions, Surroundings, Unlistable
from alcove.connectors.folder import as_bytes, as_text
from alcove.connectors.ignore import Chosen, Ignored, left_out
from alcove.core.errors import DocumentError, SourceError
from alcove.core.formats import MB, mime_of

if TYPE_CHECKING:
    from dulwich.index import ConflictedIndexEntry, IndexEntry
    from dulwich.objects import ObjectID
    from dulwich.repo import Repo

_SUBMODULE = 0o160000
_LFS = b"version https://git-lfs.github.com/spec/"
_MOST_LFS = 1024
_NO_CONTENT = "the repository holds only a pointer to it: its content is in Git LFS and was not fetched"


@dataclass(frozen=True, slots=True)
class _Tracked:
    """A file in a tree or in the index: its path with `/`, and what of it is known of the blob."""

    path: bytes
    mode: int
    blob: "ObjectID"
    entry: "IndexEntry | None" = None


class GitConnector:
    """The tracked files of a repository, in the revision chosen or as checked out.

    Links are left out: what they lead to is tracked at its own place, or not part of the repository. Submodules are
    repositories of their own, and told as parts that were not listed. Hidden files and `include`, `exclude` and
    `most_mb` are as for folders; ignore files say nothing of what is tracked.
    """

    def __init__(self, path: str, options: SourceOptions, surroundings: Surroundings) -> None:
        if as_text(path) != path:
            raise SourceError(f"The name of the folder {as_text(path)} is no valid text.", "Rename the folder.")
        self._root = path
        self._options = options
        self._sizes_file = surroundings.cache / "blob-sizes.json"
        self._opened: Repo | None = None

    def scan(self) -> Iterator[Item | Unlistable]:
        """List the tracked files. No file is opened; of a blob that is new, the size is looked up once."""
        repo = self._repo()
        if self._of_work_tree(repo):
            yield from self._scan_work_tree(repo)
        else:
            yield from self._scan_revision(repo)

    @contextmanager
    def open(self, uri: str) -> Iterator[Path]:
        """Give the file in the work tree itself, or a copy of the blob, which is removed afterwards.

        Raises OSError, or DocumentError when the content is in Git LFS.
        """
        inside = uri.removeprefix(f"{self._root}#")
        if inside == uri:
            path = Path(uri if os.path.lexists(uri) else os.fsdecode(as_bytes(uri)))
            with path.open("rb") as file:
                _refuse_pointer(file.read(_MOST_LFS))
            yield path
            return
        data = self._blob(inside, uri)
        _refuse_pointer(data)
        with tempfile.TemporaryDirectory(prefix="alcove-") as folder:
            name = inside.rpartition("/")[2]
            stem, suffix = os.path.splitext(name)
            path = Path(folder, (stem.encode()[:100].decode(errors="ignore") or "file") + suffix)
            path.write_bytes(data)
            yield path

    def device(self) -> int | None:
        """Return the number of the file system the repository lies on."""
        try:
            return os.stat(self._root).st_dev
        except OSError:
            return None

    def watched(self) -> Path | None:
        """Return the work tree where that is what is read, else the folder that holds branches and commits."""
        try:
            repo = self._repo()
        except SourceError:
            return None
        return Path(self._root) if self._of_work_tree(repo) else Path(os.fsdecode(repo.controldir()))

    def _of_work_tree(self, repo: "Repo") -> bool:
        return not repo.bare and not self._options.revision

    def _repo(self) -> "Repo":
        from dulwich.errors import NotGitRepository
        from dulwich.repo import Repo

        if self._opened is None:
            if not os.path.isdir(self._root):
                raise SourceError(
                    f"The folder {self._root} is not there.",
                    "If it is on a disk that is unplugged, connect it again.",
                )
            try:
                self._opened = Repo(self._root)
            except NotGitRepository as error:
                raise SourceError(
                    f"The folder {self._root} is no git repository.",
                    "Give the folder that holds .git, or a bare repository.",
                ) from error
            except (OSError, ValueError, KeyError) as error:
                raise SourceError(
                    f"The repository {self._root} cannot be read: {error}.", "Check it with: git fsck"
                ) from error
            weakref.finalize(self, self._opened.close)
        return self._opened

    # The work tree

    def _scan_work_tree(self, repo: "Repo") -> Iterator[Item | Unlistable]:
        from dulwich.index import IndexEntry
        from dulwich.objects import ObjectID

        written_ns, entries = self._index(repo)
        tracked = (
            _Tracked(path, entry.mode, entry.sha, entry)
            if isinstance(entry, IndexEntry)
            else _Tracked(path, stat.S_IFREG, ObjectID(b""))  # a conflict of a merge: the file has both sides
            for path, entry in entries
        )
        for one, name in self._chosen(tracked):
            if one.mode == _SUBMODULE:
                yield self._submodule(self._work_path(one.path))
                continue
            try:
                found = os.lstat(os.path.join(os.fsencode(self._root), one.path))
            except OSError:
                continue  # deleted, and that is not committed yet
            if stat.S_ISREG(found.st_mode) and self._fits(found.st_size):
                modified, file_id = found.st_mtime_ns, found.st_ino
                if one.entry is not None and _is_clean(one.entry, found, written_ns):
                    modified, file_id = _numbers(one.blob)
                yield Item(self._work_path(one.path), mime_of(name), found.st_size, modified, file_id)

    def _index(self, repo: "Repo") -> "tuple[int, list[tuple[bytes, IndexEntry | ConflictedIndexEntry]]]":
        """Return when git wrote its index, and what it holds. Raises SourceError when it cannot be read."""
        from struct import error as TooShort

        from dulwich.errors import ChecksumMismatch
        from dulwich.index import UnsupportedIndexFormat

        try:
            return os.stat(repo.index_path()).st_mtime_ns, list(repo.open_index().items())
        except FileNotFoundError:
            return 0, []  # nothing was ever added
        except (
            OSError, ValueError, KeyError, AssertionError, TooShort, ChecksumMismatch, UnsupportedIndexFormat,
        ) as error:  # fmt: skip
            raise SourceError(
                f"The index of the repository {self._root} cannot be read: {error}.", "Check it with: git status"
            ) from error

    def _work_path(self, path: bytes) -> str:
        return as_text(os.path.join(self._root, *os.fsdecode(path).split("/")))

    # A revision

    def _scan_revision(self, repo: "Repo") -> Iterator[Item | Unlistable]:
        from dulwich.object_store import iter_tree_contents

        tree = self._tree(repo)
        if tree is None:
            return
        known = self._known_sizes()
        sizes: dict[str, int] = {}
        entries = iter_tree_contents(repo.object_store, tree)
        for one, name in self._chosen(_Tracked(e.path, e.mode, e.sha) for e in entries):
            uri = f"{self._root}#{_in_uri(one.path)}"
            if one.mode == _SUBMODULE:
                yield self._submodule(uri)
            elif stat.S_ISREG(one.mode):
                key = one.blob.decode()
                size = known.get(key)
                if size is None:
                    try:
                        size = len(repo.object_store.get_raw(one.blob)[1])
                    except KeyError:
                        yield Unlistable(uri, "the repository lacks its content; fetch it with git")
                        continue
                sizes[key] = size
                if self._fits(size):
                    yield Item(uri, mime_of(name), size, *_numbers(one.blob))
        if sizes != known:
            with suppress(OSError):  # looked up again next time
                self._sizes_file.parent.mkdir(parents=True, exist_ok=True)
                self._sizes_file.write_text(json.dumps(sizes), "ascii")

    def _known_sizes(self) -> dict[str, int]:
        """Return what the last scan found, so that no unchanged blob is unpacked to learn its size."""
        try:
            known = json.loads(self._sizes_file.read_bytes())
        except (OSError, ValueError):
            return {}
        return known if isinstance(known, dict) else {}

    def _tree(self, repo: "Repo") -> "ObjectID | None":
        """Return the id of the tree to read; None for a repository without a commit. Raises SourceError."""
        from dulwich.objectspec import parse_commit

        revision = self._options.revision
        try:
            tree: ObjectID = parse_commit(repo, revision or "HEAD").tree
        except (KeyError, ValueError) as error:
            if not revision:
                return None
            raise SourceError(
                f"The repository {self._root} has no revision {revision!r}.",
                "Give a branch, a tag or a commit that it has.",
            ) from error
        return tree

    def _blob(self, inside: str, uri: str) -> bytes:
        """Return the bytes of a file at the revision. Raises OSError."""
        from dulwich.object_store import tree_lookup_path

        gone = FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), uri)
        try:
            repo = self._repo()
            tree = self._tree(repo)
        except SourceError as error:
            raise gone from error
        if tree is None:
            raise gone
        for path in (inside.encode(), as_bytes(inside)):
            with suppress(KeyError, ValueError, OSError):
                mode, blob = tree_lookup_path(repo.get_object, tree, path)
                if stat.S_ISREG(mode):
                    return repo.object_store.get_raw(blob)[1]
        raise gone

    # Both

    def _chosen(self, tracked: Iterator[_Tracked]) -> Iterator[tuple[_Tracked, str]]:
        """Keep what is to be listed; whether a folder is left out is decided once."""
        chosen = Chosen(os.curdir, self._options)
        prefix = os.path.join(os.curdir, "")
        nothing = Ignored()
        folders: dict[str, bool] = {"": False}

        def is_left_out(folder: str) -> bool:
            if folder not in folders:
                around, _, name = folder.rpartition("/")
                path = prefix + folder.replace("/", os.sep)
                folders[folder] = is_left_out(around) or left_out(path, name, chosen, nothing, is_dir=True)
            return folders[folder]

        for one in tracked:
            path = os.fsdecode(one.path)
            folder, _, name = path.rpartition("/")
            whole = prefix + path.replace("/", os.sep)
            if not is_left_out(folder) and not left_out(whole, name, chosen, nothing, is_dir=one.mode == _SUBMODULE):
                yield one, name

    def _fits(self, size: int) -> bool:
        return not self._options.most_mb or size <= self._options.most_mb * MB

    def _submodule(self, prefix: str) -> Unlistable:
        return Unlistable(prefix, "it is a repository of its own (a submodule): add it as a source")


def _numbers(blob: bytes) -> tuple[int, int]:
    """Turn a blob's id into a time and a number of a file, which stay the same as long as the content does."""
    return int(blob[:15], 16) | 1, int(blob[-15:], 16) | 1


def _is_clean(entry: "IndexEntry", found: os.stat_result, written_ns: int) -> bool:
    """Tell whether a file is as git wrote or last read it: by size and time, as git does itself.

    A file as young as the index may have changed after it was read ("racily clean"): then its own time tells.
    """
    second, nanosecond = divmod(found.st_mtime_ns, 1_000_000_000)
    seen = entry.mtime if isinstance(entry.mtime, tuple) else (int(entry.mtime), 0)
    same = second == seen[0] and (not seen[1] or nanosecond == seen[1])
    return same and found.st_size & 0xFFFFFFFF == entry.size and found.st_mtime_ns < written_ns


def _in_uri(path: bytes) -> str:
    return path.decode("utf-8", "backslashreplace")


def _refuse_pointer(data: bytes) -> None:
    if len(data) < _MOST_LFS and data.startswith(_LFS):
        raise DocumentError(_NO_CONTENT)
