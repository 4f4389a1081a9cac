"""Reading a file into a document, with what lies inside it. Which module reads what: `core/formats.py`.

Called in the `reader` child only. A reader is a function `read(path, how) -> Document`, or a generator that returns
one and yields on its way `PagesDone`, and a `Member` for each file inside it (of an archive, a mailbox, a message).
It raises DocumentError with a reason a person understands; what else it raises, the sync's guard turns into a
skipped item.
"""

import re
import tempfile
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from alcove.core.errors import DocumentError
from alcove.core.formats import MB, format_of
from alcove.rag.split import SPLIT_VERSION
from alcove.rag.types import Document

_SURROGATE = re.compile("[\ud800-\udfff]")
MOST_SUFFIX = 20
"""Characters of a member's suffix that name the file it is unpacked to; a disk takes no endless names."""
MOST_DEPTH = 2
"""How deep files inside files are read: the attachment of a message in a mailbox is at depth 2."""


@dataclass(frozen=True, slots=True)
class How:
    """How to read: whether scans are read, in which languages (Tesseract's names; empty: found out), a password.

    `wait_while_busy` is called before each heavy step and returns when no model generates. `depth` counts the files
    around this one: 0 for a file of its own.
    """

    ocr: bool = True
    languages: tuple[str, ...] = ()
    password: str = ""
    wait_while_busy: Callable[[], None] = lambda: None
    depth: int = 0


@dataclass(frozen=True, slots=True)
class PagesDone:
    """So many of a document's pages are read; tells the parent that the reader is alive."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside another: its name there (with `/` between folders), size and time, and a way to its bytes.

    `open` is called at most once, before the reader goes on; it may raise DocumentError.
    """

    name: str
    mime: str
    size: int
    modified_ns: int
    open: Callable[[], BinaryIO]


@dataclass(frozen=True, slots=True)
class MemberRead:
    """What became of a member: its document, or the reason why there is none and what would help."""

    name: str
    mime: str
    size: int
    modified_ns: int
    document: Document | None
    reason: str = ""
    action: str = ""


News = PagesDone | MemberRead
Reader = Callable[[Path, How], "Document | Generator[PagesDone | Member, None, Document]"]


@cache
def reader_version(mime: str) -> str:
    """Name the reader of `mime`, its version and that of the splitter; empty when there is none."""
    known = format_of(mime)
    return f"{known.reader}@{known.version}.{SPLIT_VERSION}" if known else ""


def refusal(uri: str, mime: str, size: int) -> str:
    """Say why an item is not even opened; empty when it should be."""
    known = format_of(mime)
    if known is None:
        suffix = PurePosixPath(uri.rpartition("#")[2]).suffix.lower()
        return f"Alcove does not read {suffix} files" if suffix else "the file has no suffix that tells its format"
    if size == 0:
        return "the file is empty"
    if size > known.most_bytes:
        return (
            f"the file is too large: {size / MB:,.0f} MB, and its format is read up to {known.most_bytes / MB:,.0f} MB"
        )
    return ""


def read(path: Path, mime: str, how: How | None = None) -> Generator[News, None, Document]:
    """Read a file into a document, its members on the way. Raises DocumentError when there is nothing to read."""
    how = how or How()
    known = format_of(mime)
    if known is None:
        raise DocumentError(refusal(path.name, mime, 1))
    module, _, name = known.reader.partition(":")
    reader: Reader = getattr(import_module(f"alcove.rag.readers.{module}"), name)
    made = reader(path, how)
    members = 0
    if isinstance(made, Generator):
        document: Document | None = None
        while document is None:
            try:
                news = next(made)
            except StopIteration as end:
                document = end.value
            else:
                if isinstance(news, Member):
                    members += 1
                    yield from _member(news, how)
                else:
                    yield news
    else:
        document = made
    document = _storable(document)
    if not document.text.strip() and not members:
        raise DocumentError("there is no text in the file")
    return document


def _member(member: Member, how: How) -> Iterator[News]:
    """Read one file inside another, by the same table; what is wrong with it concerns only itself."""

    def read_it(document: Document | None, reason: str = "", action: str = "") -> MemberRead:
        return MemberRead(member.name, member.mime, member.size, member.modified_ns, document, reason, action)

    reason = refusal(member.name, member.mime, member.size)
    if not reason and how.depth >= MOST_DEPTH:
        reason = "it lies too deep inside other files"
    if reason:
        yield read_it(None, reason)
        return
    try:
        with _unpacked(member) as path:
            inner = read(path, member.mime, replace(how, depth=how.depth + 1))
            while True:
                try:
                    news = next(inner)
                except StopIteration as end:
                    yield read_it(end.value)
                    return
                if isinstance(news, MemberRead):
                    yield replace(news, name=f"{member.name}#{news.name}")
    except DocumentError as error:
        yield read_it(None, error.message, error.action)
    except MemoryError:
        yield read_it(None, "reading it needs more memory than a file is allowed")
    except RecursionError:
        yield read_it(None, "it is nested too deeply to be read")
    except Exception as error:  # noqa: BLE001  # the guard of one item, here of one inside another
        yield read_it(None, f"the file is damaged or unusual ({type(error).__name__}: {error})")


@contextmanager
def _unpacked(member: Member) -> Iterator[Path]:
    """Write a member to a file of its own, at most as long as its format allows."""
    known = format_of(member.mime)
    most = known.most_bytes if known else 0
    suffix = PurePosixPath(member.name).suffix[:MOST_SUFFIX]
    with tempfile.TemporaryDirectory(prefix="alcove-") as folder:
        path = Path(folder) / (PurePosixPath(member.name).stem[:100].replace("\0", "") + suffix)
        written = 0
        with member.open() as source, path.open("wb") as target:
            while block := source.read(1 << 20):
                written += len(block)
                if written > most:
                    raise DocumentError(f"unpacked, it is larger than the {most / MB:,.0f} MB its format is read up to")
                target.write(block)
        yield path


def _storable(document: Document) -> Document:
    """Replace halves of characters (from damaged text, or a file name that is none), which no database takes.

    One character for one, so that spans hold.
    """
    if not any(_SURROGATE.search(text) for text in (document.text, document.title)):
        return document
    return replace(
        document,
        text=_SURROGATE.sub("\ufffd", document.text),
        title=_SURROGATE.sub("\ufffd", document.title),
        headings=tuple(replace(one, text=_SURROGATE.sub("\ufffd", one.text)) for one in document.headings),
    )
