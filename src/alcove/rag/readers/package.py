"""What Word, Excel, PowerPoint and OpenDocument files have in common: a zip of XML parts and pictures.

Hides how it is opened safely: each part unpacks up to a limit, entities are never expanded, nothing outside the
file is ever looked at, and damage is told in plain words.
"""

import lzma
import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Any, BinaryIO

from alcove.core.errors import DocumentError
from alcove.core.formats import MB, UNKNOWN, mime_of
from alcove.rag.readers import Member

MOST_PART = 200 * MB
"""Bytes of one XML part that is held as a tree, which takes five to ten times that."""
MOST_STREAMED = 300 * MB
"""Bytes of one XML part that is read row by row: three million cells are half of it."""
MOST_PARTS = 100_000
LEAST_PICTURE = 10_000
"""Bytes below which a picture is a bullet, a line or a logo."""
DAMAGED = "the file is damaged"


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part refers to: the last word of the relation's type, and the other part's name."""

    kind: str
    target: str


def local(element: Any) -> str:
    """Return an element's name without its namespace; comments and entities have none."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Any, name: str, default: str = "") -> str:
    """Return an attribute by its name without namespace: files of the strict variant have others."""
    value = element.get(name)
    if value is None:
        value = next((v for k, v in element.items() if k.rpartition("}")[2] == name), default)
    return str(value)


def child(element: Any, *names: str) -> Any:
    """Follow the first children of these names downwards; None where there is none."""
    for name in names:
        element = next((one for one in element if local(one) == name), None) if element is not None else None
    return element


@contextmanager
def soundness(part: str = "") -> Iterator[None]:
    """Turn what zipfile and its decompressors raise for a damaged archive into a DocumentError."""
    where = f": its part {part} cannot be unpacked" if part else ""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, KeyError) as error:
        raise DocumentError(f"{DAMAGED}{where}") from error
    except (NotImplementedError, RuntimeError) as error:
        raise DocumentError(f"it is packed or locked in a way Alcove does not know ({error})") from error


class Package:
    """An open package. Names of parts are compared without regard to case, as Windows does."""

    def __init__(self, file: BinaryIO) -> None:
        with soundness():
            self._zip = zipfile.ZipFile(file)
        if len(self._zip.infolist()) > MOST_PARTS:
            raise DocumentError(f"it holds more than {MOST_PARTS:,} parts")
        self._infos = {_plain(one.filename): one for one in self._zip.infolist()}

    def __contains__(self, name: str) -> bool:
        return _plain(name) in self._infos

    def names(self) -> list[str]:
        """Return the names of all parts as they are written, with `/` between folders."""
        return [one.filename.replace("\\", "/").lstrip("/") for one in self._infos.values()]

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """Open a part to be read bit by bit."""
        with soundness(name), self._zip.open(self._infos[_plain(name)]) as stream:
            yield stream

    def read(self, name: str, most: int = MOST_PART) -> bytes:
        """Unpack a part; one larger than `most` raises DocumentError after `most` bytes."""
        with self.open(name) as stream:
            data = stream.read(most + 1)
        if len(data) > most:
            raise DocumentError(f"unpacked, its part {name} is larger than {most / MB:,.0f} MB")
        return data

    def xml(self, name: str) -> Any:
        """Parse a part into a tree; None when there is no such part."""
        return parsed(self.read(name), name) if name in self else None

    def elements(self, name: str, *wanted: str) -> Iterator[Any]:
        """Yield each element with one of these names of a part and forget it: for parts too large for a tree."""
        from lxml import etree

        with self.open(name) as stream:
            bounded = _Bounded(stream, name)
            tags = [f"{{*}}{one}" for one in wanted]
            walk = etree.iterparse(bounded, tag=tags, resolve_entities=False, no_network=True, huge_tree=False)
            try:
                for _, element in walk:
                    yield element
                    element.clear()
                    while element.getprevious() is not None:
                        del element.getparent()[0]
            except etree.XMLSyntaxError as error:
                raise DocumentError(f"{DAMAGED}: its part {name} is not sound XML") from error

    def relations(self, part: str = "") -> dict[str, Relation]:
        """Return what a part (or the package) refers to within the package, by id."""
        folder, _, name = part.rpartition("/")
        root = self.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
        found: dict[str, Relation] = {}
        for one in root if root is not None else ():
            target = (one.get("Target") or "").replace("\\", "/") if local(one) == "Relationship" else ""
            if not target or one.get("TargetMode") == "External":
                continue
            target = posixpath.normpath(target.lstrip("/") if target[0] == "/" else posixpath.join(folder, target))
            found[one.get("Id", "")] = Relation((one.get("Type") or "").rpartition("/")[2], target)
        return found

    def main_part(self, *usual: str) -> str:
        """Return the name of the part the package is about; the first of the `usual` ones that is there.

        Raises DocumentError when there is none.
        """
        named = [one.target for one in self.relations().values() if one.kind == "officeDocument"]
        part = next((one for one in (*named, *usual) if one in self), "")
        if not part:
            raise DocumentError(f"{DAMAGED}: the part with its text is missing")
        return part

    def core_title(self) -> str:
        """Return the title in the document's properties; empty when they are missing or damaged."""
        names = [one.target for one in self.relations().values() if one.kind == "core-properties"]
        try:
            root = self.xml(names[0] if names else "docProps/core.xml")
        except DocumentError:
            return ""
        title = child(root, "title")
        return ((title.text or "").strip()) if title is not None else ""

    def members(self, *places: str) -> Iterator[Member]:
        """Yield the files in these folders, or of these names, that Alcove reads, but small pictures."""
        for name in self.names():
            folder, _, file = name.rpartition("/")
            mime = mime_of(file)
            info = self._infos[_plain(name)]
            if mime == UNKNOWN or not {folder.lower(), name.lower()}.intersection(places):
                continue
            if mime.startswith("image/") and info.file_size < LEAST_PICTURE:
                continue
            shown = name.partition("/")[2] if folder.count("/") else name
            yield Member(shown, mime, info.file_size, _time_ns(info), self._opener(name))

    def _opener(self, name: str) -> Callable[[], BinaryIO]:
        return lambda: BytesIO(self.read(name))


class _Bounded:
    """A stream that refuses to give more than MOST_STREAMED bytes."""

    def __init__(self, stream: IO[bytes], name: str) -> None:
        self._stream, self._name, self._left = stream, name, MOST_STREAMED

    def read(self, size: int) -> bytes:
        data = self._stream.read(size)
        self._left -= len(data)
        if self._left < 0:
            raise DocumentError(f"unpacked, its part {self._name} is larger than {MOST_STREAMED / MB:,.0f} MB")
        return data


def parsed(data: bytes, name: str) -> Any:
    """Parse XML with entities left alone. Raises DocumentError when it is not sound."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DocumentError(f"{DAMAGED}: its part {name} is not sound XML") from error


@contextmanager
def opened(path: Path) -> Iterator[Package]:
    """Open a file as a package."""
    with path.open("rb") as file:
        yield Package(file)


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _time_ns(info: zipfile.ZipInfo) -> int:
    try:
        return int(datetime(*info.date_time).timestamp()) * 1_000_000_000
    except (ValueError, OverflowError, OSError):
        return 0
