"""How items and spans of documents are told in words and offsets. Pure functions."""

import re
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from urllib.parse import unquote, urlsplit

from alcove.core.formats import UNKNOWN, format_of, mime_of
from alcove.desktop.translation import marked, told, tr
from alcove.rag.types import Citation, Hit, PageSpan, Source, StoredDocument

_MARKUP = re.compile(r"\*\*|__|`+|^#{1,6} |(?<=\n)#{1,6} ")
HEADING_JOINT = " › "
SNIPPET_BEFORE, SNIPPET_MOST = 70, 190


PAGE_WORDS = (
    ("presentation", "slide"), ("powerpoint", "slide"), ("spreadsheet", "sheet"), ("excel", "sheet"),
    ("epub", "chapter"),
)  # fmt: skip
"""What a page is called, by a part of the MIME type."""
_NUMBERED = {
    "page": marked("page {number}"),
    "slide": marked("slide {number}"),
    "sheet": marked("sheet {number}"),
    "chapter": marked("chapter {number}"),
}
"""A page with its number, by what `page_word` calls it."""


@dataclass(frozen=True, slots=True)
class Span:
    """A span `start:end` of a document's text, with the page it begins on where there are pages.

    `heading` is the path of headings above it, where that is known. `words` is what stood there when an answer was
    made from it, empty where that does not matter.
    """

    uri: str
    start: int
    end: int
    page: int | None = None
    heading: str = ""
    words: str = ""


def span_of(found: Hit | Citation) -> Span:
    """Return where a hit or a citation stands."""
    if isinstance(found, Hit):
        return Span(found.uri, found.start, found.end, found.page, found.heading, found.text)
    words = found.quote if found.verbatim else ""
    return Span(found.uri, found.start, found.end, found.page, words=words)


def stands(span: Span, text: str) -> bool:
    """Tell whether the words of a span stand in its document where they stood."""
    return not span.words or text[span.start : span.end] == span.words


def placed(span: Span, document: StoredDocument) -> Span:
    """Return where the words of a span stand in its document now; an empty span where they do not any more."""
    if stands(span, document.text):
        return span
    from alcove.rag.difference import found_again

    found = found_again(span.words, document.text, span.start)
    start, end = found or (min(span.start, len(document.text)),) * 2
    page = next((one.number for one in document.pages if one.start <= start <= one.end), None)
    return replace(span, start=start, end=end, page=page)


def is_address(uri: str) -> bool:
    """Tell whether an item is a page of the web."""
    return uri.startswith(("http://", "https://"))


def container_of(uri: str) -> str:
    """Return the uri of the item that an item lies in, such as an archive; empty when it lies in none.

    A file name may hold a `#` too: only what has a known format, and is no plain text, holds others.
    """
    if "#" not in uri or is_address(uri):
        return ""
    outer = uri.rpartition("#")[0]
    while outer:
        mime = mime_of(PurePath(outer.rpartition("#")[2]).name)
        if mime != UNKNOWN and not mime.startswith("text/"):
            return outer
        outer = outer.rpartition("#")[0]
    return ""


def item_name(uri: str) -> str:
    """Return the short name of an item: its file's, that of the member of an archive, the last part of an address."""
    if is_address(uri):
        parts = urlsplit(uri)
        return unquote(PurePath(parts.path).name) or parts.netloc
    outer = container_of(uri)
    return PurePath(uri[len(outer) + 1 :] if outer else uri).name or uri


def kind_name(uri: str, mime: str = "") -> str:
    """Return what the format of an item is called: "PDF", "e-mail"; its suffix when nothing reads it."""
    mime = mime or mime_of(item_name(uri))
    known = format_of(mime)
    if is_address(uri) and (known is None or mime.startswith("text/")):
        return tr("web page")
    if known is not None:
        return told(known.name)
    return PurePath(item_name(uri)).suffix.lower().lstrip(".") or tr("file")


def page_word(mime: str) -> str:
    """Return what a page of this format is: "page", "slide", "sheet", "chapter", whatever the window's language."""
    return next((word for part, word in PAGE_WORDS if part in mime), "page")


def numbered(mime: str, number: int) -> str:
    """Return what a page of this format is called by its number: "page 12", "slide 3"."""
    return tr(_NUMBERED[page_word(mime)]).format(number=number)


def page_words(page: PageSpan, mime: str) -> str:
    """Return the name of a page: "page 12", "slide 3 · Budget", "sheet Prices"."""
    if page.label and page_word(mime) == "sheet":
        return tr("sheet {name}").format(name=page.label)
    return f"{numbered(mime, page.number)} · {page.label}" if page.label else numbered(mime, page.number)


def sure_words(confidence: float | None) -> str:
    """Return how sure OCR was of what it read: "read by OCR, 87 % sure"."""
    if confidence is None:
        return tr("read by OCR")
    return tr("read by OCR, {percent} % sure").format(percent=f"{confidence:.0f}")


def file_of(uri: str) -> Path | None:
    """Return the file an item lies in, if it is there now."""
    candidate = uri
    while candidate and not is_address(candidate):
        if Path(candidate).is_file():
            return Path(candidate)
        candidate = candidate.rpartition("#")[0]
    return None


def address_of(uri: str, source: Source | None = None, heading: str = "") -> str:
    """Return the address that opens an item: of a note of a vault in Obsidian, of a page in the browser, else its file.

    Empty when there is nothing to open.
    """
    if is_address(uri):
        return uri
    file = file_of(uri)
    if file is None:
        return ""
    if source is not None and source.kind == "obsidian":
        from alcove.connectors.obsidian import open_url

        return open_url(source.path, uri, heading)
    return file.as_uri()


def where(hit: Hit) -> str:
    """Return the line under a source's name: "Contracts · page 3 · PDF"."""
    parts = [hit.source]
    path = hit.heading.removeprefix(f"{hit.title}{HEADING_JOINT}")
    path = "" if path == hit.title else path
    mime = mime_of(item_name(hit.uri))
    word = page_word(mime)
    if word == "sheet" and path:
        parts.append(tr("sheet {name}").format(name=path))
    elif hit.page is not None:
        parts.append(numbered(mime, hit.page))
        if word != "page" and path:
            parts.append(path)
    elif path:
        parts.append(path)
    parts.append(kind_name(hit.uri))
    return " · ".join(part for part in parts if part)


def snippet(hit: Hit, citation: Citation | None) -> tuple[str, str, str]:
    """Return a hit's text around what is cited, as (before, cited, after), each on one line."""
    text = hit.text
    if citation is None or not (hit.start <= citation.start < hit.end):
        return "", "", _short(text, SNIPPET_MOST)
    start = citation.start - hit.start
    end = min(len(text), citation.end - hit.start)
    before = _one_line(text[max(0, start - SNIPPET_BEFORE) : start])
    if start > SNIPPET_BEFORE:
        before = "… " + before.partition(" ")[2]
    cited = " ".join(text[start:end].split())  # word for word, its marks of Markdown included
    if len(cited) > SNIPPET_MOST:
        cited = cited[:SNIPPET_MOST].rpartition(" ")[0] + " …"
    rest = max(0, SNIPPET_MOST - len(before) - len(cited))
    return before, cited, _short(text[end:], rest) if rest else " …"


def utf16(text: str) -> int:
    """Return the length of a text in UTF-16 units, which Qt counts in."""
    return len(text) + sum(1 for character in text if ord(character) > 0xFFFF)


def spans_by_page(document: StoredDocument, start: int, end: int) -> dict[int, tuple[int, int]]:
    """Return for each page (from 1) that a span touches its (start, length) there, in UTF-16 units."""
    found = {}
    for page in document.pages:
        first, last = max(start, page.start), min(end, page.end)
        if first < last:
            found[page.number] = (
                utf16(document.text[page.start : first]), utf16(document.text[first:last]),
            )  # fmt: skip
    return found


def _one_line(text: str) -> str:
    joined = " ".join(_MARKUP.sub("", text).split())
    return f"{' ' if text[:1].isspace() else ''}{joined}{' ' if text[-1:].isspace() and joined else ''}"


def _short(text: str, most: int) -> str:
    line = _one_line(text[: most * 2])
    if len(line) <= most:
        return line
    return line[:most].rpartition(" ")[0] + " …"
