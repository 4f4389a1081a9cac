"""A folder on a disk. Hides walking: what is left out (see `ignore.py`), links, and parts that may not be listed."""

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from stat import S_ISREG

from alcove.connectors.base import Item, SourceOptions, Surroundings, Unlistable
from alcove.connectors.ignore import (
    NAMED,
    TELLING,
    Chosen,
    Ignored,
    ignored_around,
    is_tagged,
    left_out,
)
from alcove.core.errors import SourceError
from alcove.core.formats import MB, mime_of

_ESCAPED = re.compile(rb"\\x([0-9a-f]{2})")


class FolderConnector:
    """Every file below a folder that is not left out.

    Links to files are followed, links to folders are not: what lies behind one is either in the source already, at
    its own place, or was not chosen. So no loop of links can hold up a scan.
    """

    def __init__(self, path: str, options: SourceOptions, surroundings: Surroundings) -> None:
        if as_text(path) != path:
            raise SourceError(f"The name of the folder {as_text(path)} is no valid text.", "Rename the folder.")
        self._root = path
        self._options = options

    def scan(self) -> Iterator[Item | Unlistable]:
        """Walk the folder, one `stat` a file; nothing is opened but ignore files."""
        if not os.path.isdir(self._root):
            raise SourceError(
                f"The folder {self._root} is not there.",
                "If it is on a disk that is unplugged, connect it again.",
            )
        chosen = Chosen(self._root, self._options)
        pending = [(self._root, ignored_around(self._root, git=self._options.ignore_files))]
        while pending:
            folder, ignored = pending.pop()
            try:
                with os.scandir(folder) as listed:
                    entries = list(listed)
            except OSError as error:
                if folder == self._root:
                    raise SourceError(
                        f"The folder {folder} cannot be listed: {error.strerror}.",
                        "Check that you may read it.",
                    ) from error
                yield Unlistable(as_text(folder), f"the folder cannot be listed: {error.strerror}")
                continue
            if telling := {entry.name for entry in entries if entry.name in TELLING}:
                if folder != self._root and is_tagged(telling):
                    continue
                ignored = ignored.inside(folder, telling, git=self._options.ignore_files)
            yield from self._files(entries, chosen, ignored, pending)

    def _leaves_out(self, path: str, *, is_dir: bool) -> bool:
        """Leave out more: for connectors of folders with rules of their own. A folder left out is not entered."""
        return False

    def _files(
        self,
        entries: list["os.DirEntry[str]"],
        chosen: Chosen,
        ignored: Ignored,
        pending: list[tuple[str, Ignored]],
    ) -> Iterator[Item | Unlistable]:
        plain = not (ignored or chosen.speaks)
        most = self._options.most_mb * MB
        for entry in entries:
            name, path = entry.name, entry.path
            is_dir = entry.is_dir(follow_symlinks=False)
            # Where no pattern speaks, most names need no more than a look at them.
            ordinary = plain and name[0] not in ".~" and name not in NAMED
            if not ordinary and left_out(path, name, chosen, ignored, is_dir=is_dir):
                continue
            if self._leaves_out(path, is_dir=is_dir):
                continue
            if is_dir:
                pending.append((path, ignored))
            elif (item := _item(entry)) and (not most or not isinstance(item, Item) or item.size <= most):
                yield item

    @contextmanager
    def open(self, uri: str) -> Iterator[Path]:
        """Give the file itself; nothing is copied."""
        yield Path(uri if os.path.lexists(uri) else os.fsdecode(as_bytes(uri)))

    def device(self) -> int | None:
        """Return the number of the file system the folder lies on."""
        try:
            return os.stat(self._root).st_dev
        except OSError:
            return None

    def watched(self) -> Path:
        """Return the folder itself."""
        return Path(self._root)


def _item(entry: "os.DirEntry[str]") -> Item | Unlistable | None:
    """Look at a file; None when it is none, or went away meanwhile."""
    try:
        stat = entry.stat()
    except OSError as error:
        # A link to nowhere or to itself, or a file that went away between the two calls, is nothing to read.
        if error.errno in (errno.ENOENT, errno.ELOOP):
            return None
        return Unlistable(as_text(entry.path), f"the file cannot be looked at: {error.strerror}")
    if not S_ISREG(stat.st_mode):
        return None
    path = entry.path if entry.path.isascii() else as_text(entry.path)
    return Item(path, mime_of(entry.name), stat.st_size, stat.st_mtime_ns, stat.st_ino)


def as_text(path: str) -> str:
    """Return a path as text that can be saved and shown: bytes that are no UTF-8 are written as `\\xNN`."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return os.fsencode(path).decode("utf-8", "backslashreplace")
    return path


def as_bytes(text: str) -> bytes:
    """Return the bytes of a path that `as_text` wrote."""
    return _ESCAPED.sub(lambda m: bytes([int(m[1], 16)]), os.fsencode(text))
