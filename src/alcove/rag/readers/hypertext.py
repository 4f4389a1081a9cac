"""HTML as text: what a browser would show, with headings and tables at exact places. Also for books and mail.

The text is plain: blocks parted by blank lines, headings behind `#`, items behind `-`, tables as rows of `|`. Emphasis
leaves no marks, so that a sentence can be quoted as it was written. lxml builds the tree. No library renders it so that
the places of headings and tables are known: markdownify and trafilatura lose them, inscriptis pads cells.
"""

import codecs
import re
from dataclasses import dataclass, replace
from email import message_from_bytes
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from alcove.core.errors import DocumentError
from alcove.rag.readers import How
from alcove.rag.readers.text import decoded
from alcove.rag.types import Document, Heading, Table

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_DECLARED = re.compile(
    rb"""<meta\b[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)|^\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*["']([\w.:-]+)""",
    re.IGNORECASE,
)
_XHTML = re.compile(r"<\?xml\b|<html\b[^>]*\bxmlns", re.IGNORECASE)
_CLOSED_AT_ONCE = re.compile(
    r"<(?!(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)\b)([a-zA-Z][\w:-]*)((?:\s[^<>]*)?)/>"
)
_NO_TEXT = re.compile("[\0-\x08\x0b\x0e-\x1f]")
_STYLE_HIDES = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_NEVER = frozenset((
    "head", "script", "style", "template", "noscript", "iframe", "object", "embed", "applet", "audio", "video",
    "canvas", "svg", "select", "option", "datalist", "button", "input", "rp", "annotation", "annotation-xml",
))  # fmt: skip
"""Elements of which a reader sees no text, or only that of a control."""
_GREAT = frozenset((
    "p", "table", "dl", "figure", "hr", "article", "section", "main", "form", "fieldset", "details",
))  # fmt: skip
_SMALL = frozenset((
    "div", "dt", "dd", "tr", "caption", "figcaption", "legend", "summary", "header", "footer", "aside", "nav",
    "address", "center", "body", "html", "td", "th", "optgroup", "hgroup", "search", "dialog",
))  # fmt: skip
_LISTS = frozenset(("ul", "ol", "menu", "dir"))
_BREAKS = {**dict.fromkeys(_SMALL, 1), **dict.fromkeys((*_GREAT, *_HEADINGS), 2)}
_MOST_SPAN = 50
"""Cells that one cell may cover: `colspan` is any number a file names."""
_LAYOUT = ("table", "pre", "form", *_HEADINGS)
"""What stands in a table that only places things on a page."""
_MOST_CELL = 600
"""Characters of a cell from which on a table is taken for a page's layout."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """The text of a page, the title its head gives it, and where its headings and tables are."""

    text: str
    title: str
    headings: tuple[Heading, ...]
    tables: tuple[Table, ...]

    def moved(self, by: int) -> "Rendered":
        """Return it as part of a longer text, in which it begins at `by`."""
        headings = tuple(replace(one, start=one.start + by) for one in self.headings)
        tables = tuple(
            Table(one.start + by, one.end + by, one.header_start + by, one.header_end + by) for one in self.tables
        )
        return Rendered(self.text, self.title, headings, tables)


def read(path: Path, how: How) -> Document:
    """Read a page; its title is the head's, else the heading it begins with."""
    return _document(rendered(decoded_page(path.read_bytes())))


def read_archived(path: Path, how: How) -> Document:
    """Read a page saved with all that belongs to it (MHTML, RFC 2557): its first HTML part, then its frames."""
    message = message_from_bytes(path.read_bytes())
    text, title = "", ""
    headings: list[Heading] = []
    tables: list[Table] = []
    for part in message.walk():
        if part.get_content_type() not in ("text/html", "application/xhtml+xml"):
            continue
        data = part.get_payload(decode=True)
        page = rendered(decoded_page(data if isinstance(data, bytes) else b"", part.get_content_charset() or ""))
        text += "\n\n" if text and page.text else ""
        page = page.moved(len(text))
        title = title or page.title
        text += page.text
        headings += page.headings
        tables += page.tables
    if not text:
        raise DocumentError("there is no page in the file; it is damaged or not what its name says")
    return _document(Rendered(text, title, tuple(headings), tuple(tables)))


def _document(page: Rendered) -> Document:
    first = page.headings[0] if page.headings else None
    title = page.title or (first.text if first and first.start == 0 else "")
    return Document(page.text, title, headings=page.headings, tables=page.tables)


def decoded_page(data: bytes, charset: str = "") -> str:
    """Decode a page: by its mark, as UTF-8 where that fits, as it or its transport declares, else by guessing.

    UTF-8 goes before the declaration, since browsers save pages in it and keep the old one.
    """
    match = _DECLARED.search(data, 0, 4096)
    names = [charset, *((name.decode("ascii") for name in match.groups() if name) if match else ())]
    return decoded_as(data, *names)


def decoded_as(data: bytes, *names: str) -> str:
    """Decode bytes whose encoding is said to be one of `names`: as UTF-8 where that fits, else so, else by guessing."""
    seven_bit = [name for name in names if name.lower().startswith(("iso-2022", "hz"))]
    for name in (*seven_bit, "utf-8", *names):
        try:
            codec = codecs.lookup(_as_browsers_do(name)).name
            if not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")) and "utf-16" not in codec:
                return data.decode(codec)
        except (LookupError, UnicodeError):
            continue
    return decoded(data)


def _as_browsers_do(name: str) -> str:
    """Return the encoding that browsers take a label for (WHATWG Encoding, 4.2)."""
    name = name.lower()
    wider = {"iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252", "gb2312": "gb18030"}
    return {**wider, "gbk": "gb18030", "x-sjis": "cp932", "shift_jis": "cp932", "x-gbk": "gb18030"}.get(name, name)


def rendered(page: str) -> Rendered:
    """Render a page. Navigation and what styles hide are left out, unless nothing else is there.

    Raises DocumentError when its elements are nested deeper than libxml2 follows (2,048).
    """
    root = _tree(page)
    if root is None:
        return Rendered("", "", (), ())
    titles = (one for one in root.iter("title") if (above := one.getparent()) is not None and above.tag != "svg")
    title = " ".join(" ".join("".join(one.itertext()) for one in islice(titles, 1)).split())
    view = _View(everything=False)
    view.render(root)
    if not view.length:
        view = _View(everything=True)
        view.render(root)
    return Rendered("".join(view.parts), title, tuple(view.headings), tuple(view.tables))


def _tree(page: str) -> "Element | None":
    """Parse a page as leniently as browsers do. XHTML too: real books' XHTML is rarely well-formed XML."""
    from lxml import etree

    if _XHTML.search(page, 0, 4096):
        page = _CLOSED_AT_ONCE.sub(r"<\1\2></\1>", page)
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(_NO_TEXT.sub("", page).encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:  # nothing but comments, or nothing at all
        return None
    if any(error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log):
        raise DocumentError("it is nested too deeply to be read")
    return root


class _View:
    """A text that grows: knows how far the next word stands from the last, and what its line begins with."""

    def __init__(self, *, everything: bool) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.headings: list[Heading] = []
        self.tables: list[Table] = []
        self._everything = everything
        self._breaks = 0
        self._space = False
        self._marker = ""
        self._lists: list[int | None] = []  # the next number of each open list
        self._quotes = 0
        self._heading: list[str] | None = None  # the words of the open heading
        self._heading_at = 0
        self._parted = False  # whether white space stands before the last word said

    def render(self, root: "Element") -> None:
        """Walk the tree without recursion: pages are nested as deeply as their makers like."""
        from lxml import etree

        walk = etree.iterwalk(root, events=("start", "end"))
        skipped = None
        for event, element in walk:
            tag = element.tag if isinstance(element.tag, str) else ""
            if event == "start":
                if (element is not root and self._hidden(element, tag)) or self._whole(element, tag):
                    walk.skip_subtree()
                    skipped = element
                else:
                    self._enter(element, tag)
                    self._say(element.text)
                continue
            if element is not skipped:
                self._leave(tag)
            skipped = None
            if element is not root:
                self._say(element.tail)

    def _hidden(self, element: "Element", tag: str) -> bool:
        if tag in _NEVER:
            return True
        if self._everything:
            return False
        if tag == "nav" or element.get("hidden") is not None or element.get("aria-hidden") == "true":
            return True
        if tag == "a" and "headerlink" in (element.get("class") or ""):
            return True
        return bool(_STYLE_HIDES.search(element.get("style") or ""))

    def _whole(self, element: "Element", tag: str) -> bool:
        """Write an element that is not walked through: a table of data, a text as typed."""
        if tag == "table" and (rows := _data_rows(element, everything=self._everything)):
            self._table(rows, element)
            return True
        if tag == "pre":
            for line_end in element.iter("br"):
                line_end.tail = "\n" + (line_end.tail or "")
            text = "".join(element.itertext("*")).strip("\r\n")
            self._break(2)
            if text.strip():
                self._begin()
                self._add(text)
            self._break(2)
            return True
        return False

    def _enter(self, element: "Element", tag: str) -> None:
        if tag in _HEADINGS and self._heading is None:
            self._break(2)
            self._marker += "#" * _HEADINGS[tag] + " "
            self._heading = []
        elif tag in _LISTS:
            self._break(1 if self._lists else 2)
            self._lists.append(_number(element.get("start"), 1) if tag == "ol" else None)
        elif tag == "li":
            self._break(1)
            self._marker = self._item_marker()
        elif tag == "blockquote":
            self._break(2)
            self._quotes += 1
        elif tag == "br":
            self._break(1)
        elif tag == "img":
            self._say(f" {element.get('alt') or ''} ")
        else:
            self._break(_BREAKS.get(tag, 0))

    def _leave(self, tag: str) -> None:
        if tag in _HEADINGS and self._heading is not None:
            if self._heading:
                self.headings.append(Heading(_HEADINGS[tag], " ".join(self._heading), self._heading_at))
            else:
                self._marker = ""
            self._heading = None
            self._break(2)
        elif tag in _LISTS and self._lists:
            self._lists.pop()
            self._break(1 if self._lists else 2)
        elif tag == "li":
            self._marker = ""
            self._break(1)
        elif tag == "blockquote":
            self._quotes -= 1
            self._break(2)
        else:
            self._break(_BREAKS.get(tag, 0))
        self._space = self._space or tag in ("td", "th")

    def _item_marker(self) -> str:
        number = self._lists[-1] if self._lists else None
        if number is None:
            return "- "
        self._lists[-1] = number + 1
        return f"{number}. "

    def _table(self, rows: list[list[str]], table: "Element") -> None:
        for caption in table.findall("caption"):
            self._break(2)
            self._say(_text(caption, everything=self._everything))
        self._break(2)
        self._marker = ""
        self._begin(bare=True)
        start = self.length
        lines = [f"| {' | '.join(row)} |" for row in rows]
        lines.insert(1, "|" + " --- |" * len(rows[0]))
        self._add("\n".join(lines))
        self.tables.append(Table(start, self.length, start, start + len(lines[0])))
        self._break(2)

    def _say(self, text: str | None) -> None:
        if not text:
            return
        words = text.split()
        self._space = self._space or text[0].isspace()
        if words:
            self._begin()
            if self._heading is not None:
                if self._heading and not self._parted:
                    words[0] = self._heading.pop() + words[0]
                self._heading += words
            self._add(" ".join(text.split()))
            self._space = text[-1].isspace()

    def _begin(self, *, bare: bool = False) -> None:
        """Write what stands between the last word and the next: a space, or line ends and a line's beginning."""
        self._parted = self._space or bool(self._breaks)
        if self.length and not self._breaks:
            self._add(" " if self._space else "")
        else:
            self._add("\n" * self._breaks if self.length else "")
            if self._heading is not None:
                self._heading_at = self.length
            indent = "  " * (len(self._lists) - bool(self._marker))
            self._add("" if bare else "> " * self._quotes + indent + self._marker)
            self._marker = ""
        self._breaks = 0
        self._space = False

    def _break(self, lines: int) -> None:
        if lines and self._heading:  # a heading is one line
            self._space = True
        elif lines and not self._marker:  # behind a marker, a block begins on its line
            self._breaks = max(self._breaks, lines)
            self._space = False

    def _add(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)


def _text(element: "Element", *, everything: bool) -> str:
    view = _View(everything=everything)
    view.render(element)
    return " ".join("".join(view.parts).split())


def _data_rows(table: "Element", *, everything: bool) -> list[list[str]]:
    """Return the cells of a table of data, each row as long as the longest; nothing for one that is mere layout.

    A cell that spans rows is said in each of them, so that a row makes sense by itself.
    """
    if table.get("role") in ("presentation", "none") or any(one is not table for one in table.iter(*_LAYOUT)):
        return []
    rows: list[list[str]] = []
    carried: dict[int, tuple[int, str]] = {}
    for row in table.iter("tr"):
        cells, carried = _row(row, carried, everything=everything)
        if max(map(len, cells), default=0) > _MOST_CELL:
            return []
        if any(cells):
            rows.append(cells)
    width = max(map(len, rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows] if len(rows) > 1 and width > 1 else []


def _row(
    row: "Element", carried: dict[int, tuple[int, str]], *, everything: bool
) -> tuple[list[str], dict[int, tuple[int, str]]]:
    """Return a row's cells, and the cells by column (how many rows more, what they say) that reach below it."""
    cells: list[str] = []
    below: dict[int, tuple[int, str]] = {}

    def add(down: int, text: str) -> None:
        if down > 1:
            below[len(cells)] = (down - 1, text)
        cells.append(text)

    for cell in row.iterchildren("td", "th"):
        while len(cells) in carried:
            add(*carried[len(cells)])
        text = _text(cell, everything=everything)
        for column in range(min(max(_number(cell.get("colspan"), 1), 1), _MOST_SPAN)):
            add(_number(cell.get("rowspan"), 1), "" if column else text)
    while len(cells) in carried:
        add(*carried[len(cells)])
    return cells, below


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 7 else default
