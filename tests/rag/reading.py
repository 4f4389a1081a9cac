"""Reading a file in a test's own process, as the `reader` child does."""

from __future__ import annotations

import threading
from pathlib import Path

from alcove.core.formats import mime_of
from alcove.rag.readers import How, MemberRead, News, read
from alcove.rag.types import Document

_ALONE = threading.Lock()
"""The child reads one file at a time, and pdfium crashes where two threads use it at once."""


def read_all(path: Path, mime: str = "", how: How | None = None) -> tuple[Document, list[News]]:
    """Read a file; return its document and what was told on the way."""
    told: list[News] = []
    with _ALONE:
        reading = read(path, mime or mime_of(path.name), how)
        while True:
            try:
                told.append(next(reading))
            except StopIteration as end:
                return end.value, told


def read_file(path: Path, mime: str = "", how: How | None = None) -> Document:
    """Read a file; return its document."""
    return read_all(path, mime, how)[0]


def read_members(path: Path, mime: str = "", how: How | None = None) -> dict[str, MemberRead]:
    """Read a file; return what became of the files in it, by name."""
    return {one.name: one for one in read_all(path, mime, how)[1] if isinstance(one, MemberRead)}
