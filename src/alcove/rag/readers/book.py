"""EPUB: the chapters in the order they are read, each a page with its name from the table of contents.

An EPUB is XHTML in a zip file with a list of what to read (EPUB 3.3, 4 and 5). ebooklib is AGPL, and the rest of the
work, showing XHTML as text, is `hypertext`'s. Found by names as they are: real books' XML is often not well-formed.
"""

import posixpath
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from alcove.core.errors import DocumentError
from alcove.core.formats import MB
from alcove.rag.readers import How
from alcove.rag.readers.data import words_of_drawing
from alcove.rag.readers.hypertext import Rendered, decoded_page, rendered
from alcove.rag.types import Document, Heading, PageSpan, Table

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

CHAPTER_BREAK = "\n\f"
_DAMAGED = "the book is damaged or not what its name says"
_MOST_CHAPTER = 64 * MB
_MOST_BOOK = 512 * MB
_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
"""The ways fonts are obfuscated, which is no protection of the text."""
_CHAPTERS = ("application/xhtml+xml", "text/html", "text/x-oeb1-document", "application/x-dtbook+xml", "image/svg+xml")


@dataclass(frozen=True, slots=True)
class _Package:
    """What the package file says: title, subjects, the chapters to read (place, type), where the contents are."""

    title: str
    subjects: tuple[str, ...]
    chapters: tuple[tuple[str, str], ...]
    contents: tuple[str, ...]


def read(path: Path, how: How) -> Document:
    """Read a book. Raises DocumentError for one that is damaged or protected."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _book(_Files(archive))
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise DocumentError(_DAMAGED) from error


class _Files:
    """The files of a book, found whatever the case or escapes of their names; bounded in size."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._infos = {info.filename: info for info in archive.infolist()}
        self._lower = {name.lower(): name for name in self._infos}
        self._left = _MOST_BOOK

    def data(self, name: str) -> bytes:
        """Return a file's bytes; none when it is missing or damaged."""
        name = next((one for one in (name, unquote(name)) if one in self._infos), unquote(name))
        info = self._infos.get(name) or self._infos.get(self._lower.get(name.lower(), ""))
        if info is None:
            return b""
        self._left -= info.file_size
        if info.file_size > _MOST_CHAPTER or self._left < 0:
            raise DocumentError("unpacked, the book is larger than is read")
        try:
            return self._archive.read(info)
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError):
            return b""

    def tree(self, name: str) -> "Element | None":
        """Return an XML file as a tree, as far as it is well-formed; entities are not followed."""
        from lxml import etree

        data = self.data(name)
        parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False)
        try:
            return etree.fromstring(data, parser) if data.strip() else None
        except (etree.XMLSyntaxError, ValueError):
            return None

    def first(self, suffix: str) -> str:
        """Return the name of the first file with this suffix; empty when there is none."""
        return next((name for name in self._infos if name.lower().endswith(suffix)), "")


def _book(files: _Files) -> Document:
    root = _named(files.tree("META-INF/container.xml"), "rootfile")
    name = next((one.get("full-path") or "" for one in root), "") or files.first(".opf")
    package = _package(files, name)
    if not package.chapters:
        raise DocumentError(_DAMAGED)
    _refuse_protected(files, package)
    labels = _labels(files, package.contents)
    text: list[str] = []
    pages: list[PageSpan] = []
    headings: list[Heading] = []
    tables: list[Table] = []
    at = 0
    for number, (chapter, kind) in enumerate(package.chapters, start=1):
        page = _chapter(files, chapter, kind).moved(at)
        label = labels.get(chapter) or (page.headings[0].text if page.headings else "")
        end = at + len(page.text)
        if page.text:
            pages.append(PageSpan(number, at, end, label=label))
        elif kind in _CHAPTERS:
            pages.append(PageSpan(number, at, end, "empty", label=label))
        else:
            pages.append(PageSpan(number, at, end, "unread", label=label, reason="it is a picture"))
        text.append(page.text)
        headings += page.headings or ([Heading(1, label, at)] if label and page.text else [])
        tables += page.tables
        at = end + len(CHAPTER_BREAK)
    if not any(text):
        raise DocumentError(f"none of its {len(pages)} pages holds text; they are pictures")
    return Document(
        CHAPTER_BREAK.join(text), package.title, tuple(pages), tuple(headings), tuple(tables), package.subjects
    )


def _chapter(files: _Files, name: str, kind: str) -> Rendered:
    if kind == "image/svg+xml":
        return Rendered(words_of_drawing(decoded_page(files.data(name)))[1], "", (), ())
    return rendered(decoded_page(files.data(name))) if kind in _CHAPTERS else Rendered("", "", (), ())


def _named(root: "Element | None", *names: str) -> "list[Element]":
    """Return the elements of these names, whatever their namespace."""
    return [] if root is None else list(root.iter(*(f"{{*}}{name}" for name in names)))


def _package(files: _Files, name: str) -> _Package:
    root = files.tree(name)
    folder = posixpath.dirname(name)
    places: dict[str, tuple[str, str, str]] = {}
    for item in _named(root, "item"):
        kind, properties = item.get("media-type") or "", item.get("properties") or ""
        places[item.get("id") or ""] = (_place(folder, item.get("href") or ""), kind, properties)
    chapters = [places[ref] for one in _named(root, "itemref") if (ref := one.get("idref") or "") in places]
    titles = [" ".join("".join(one.itertext()).split()) for one in _named(root, "title")]
    subjects = [" ".join("".join(one.itertext()).split()) for one in _named(root, "subject")]
    navigation = [place for place, kind, properties in places.values() if "nav" in properties.split()]
    toc = [place for place, kind, _ in places.values() if kind == "application/x-dtbncx+xml"]
    return _Package(
        next((title for title in titles if title), ""),
        tuple(dict.fromkeys(subject for subject in subjects if subject)),
        tuple(dict.fromkeys((place, kind) for place, kind, _ in chapters)),
        (*navigation, *toc),
    )


def _place(folder: str, reference: str) -> str:
    return posixpath.normpath(posixpath.join(folder, unquote(reference.partition("#")[0])))


def _refuse_protected(files: _Files, package: _Package) -> None:
    """Raise DocumentError when the chapters are encrypted, as a shop's copy protection does it."""
    for one in _named(files.tree("META-INF/encryption.xml"), "EncryptedData"):
        methods = [method.get("Algorithm") for method in _named(one, "EncryptionMethod")]
        targets = {unquote(target.get("URI") or "") for target in _named(one, "CipherReference")}
        if not set(methods) <= set(_FONTS) and targets & {place for place, _ in package.chapters}:
            raise DocumentError("the book is protected against copying (DRM) and cannot be read")


def _labels(files: _Files, contents: tuple[str, ...]) -> dict[str, str]:
    """Return what the table of contents calls each file: the first entry that leads into it."""
    found: dict[str, str] = {}
    for name in contents:
        root, folder = files.tree(name), posixpath.dirname(name)
        for point in _named(root, "navPoint"):  # EPUB 2
            label = " ".join("".join(_named(point, "text")[0].itertext()).split()) if _named(point, "text") else ""
            target = next((one.get("src") or "" for one in _named(point, "content")), "")
            found.setdefault(_place(folder, target), label)
        for link in _named(root, "a"):  # EPUB 3
            if any(above.get("hidden") is not None for above in link.iterancestors()):
                continue
            found.setdefault(_place(folder, link.get("href") or ""), " ".join("".join(link.itertext()).split()))
    return found
