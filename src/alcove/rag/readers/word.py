"""Word documents: text, tables, lists with their numbers, notes, comments, text boxes, headers, charts.

Word's XML is walked here with lxml. mammoth, through markitdown, loses headers and footers, comments, the numbers
of lists and clauses, charts and diagrams, and its Markdown puts backslashes and asterisks into what is quoted;
python-docx gives neither content controls nor notes nor text boxes.
"""

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alcove.core.errors import DocumentError
from alcove.rag.readers import How, Member, PagesDone
from alcove.rag.readers.drawing import formula, write_graphics
from alcove.rag.readers.manuscript import Manuscript
from alcove.rag.readers.numbering import Numbering
from alcove.rag.readers.package import DAMAGED, Package, attribute, child, local, opened
from alcove.rag.types import Document

_HEADING_STYLE = re.compile(r"heading (\d)")
_TRANSPARENT = {
    "sdt", "sdtContent", "smartTag", "customXml", "ins", "moveTo", "hyperlink", "fldSimple", "dir", "bdo", "Choice",
    "oMathPara", "body", "hdr", "ftr", "footnote", "endnote", "comment", "txbxContent",
}  # fmt: skip
"""Elements that stand around paragraphs or runs without changing what is read."""
_BREAKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": ""}
_ON = ("", "1", "true", "on")


@dataclass(frozen=True, slots=True)
class _Style:
    """What a paragraph's style says of it: its name, the style it is based on, its level, its list."""

    name: str
    base: str
    outline: str
    list_number: str
    list_level: str


def read(path: Path, how: How) -> Generator[PagesDone | Member, None, Document]:
    """Read a document, then the pictures and files in it."""
    with opened(path) as package:
        word = _Word(package)
        document = word.document()
        yield from package.members("word/media", "word/embeddings", *word.chunks())
        return document


class _Word:
    """One document on its way into a manuscript."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._main = package.main_part("word/document.xml")
        self._root = package.xml(self._main)
        if child(self._root, "body") is None:
            raise DocumentError(f"{DAMAGED}: it has no text part")
        self._relations = package.relations(self._main)
        self._styles = _styles(self._optional("styles"))
        self._numbering = Numbering(self._optional("numbering"))
        self._notes = {kind: _by_id(self._optional(f"{kind}s")) for kind in ("footnote", "endnote", "comment")}
        self._marks: dict[tuple[str, str], str] = {}
        self._script = Manuscript()
        self._title = ""

    def document(self) -> Document:
        """Write everything a person can read: headers, the text with its notes, endnotes, footers."""
        self._margins("header")
        self._blocks(child(self._root, "body"), self._script)
        for (kind, number), mark in list(self._marks.items()):
            if kind == "endnote":
                self._note(kind, number, mark, self._script)
        self._margins("footer")
        return self._script.document(self._package.core_title() or self._title)

    def chunks(self) -> list[str]:
        """Return the names of whole files (web pages, RTF) that Word shows as part of the text."""
        return [one.target.lower() for one in self._relations.values() if one.kind == "aFChunk"]

    def _optional(self, kind: str) -> Any:
        """Return a part besides the text; None when it is missing or damaged."""
        part = next((one.target for one in self._relations.values() if one.kind == kind), "")
        try:
            return self._package.xml(part) if part else None
        except DocumentError:
            return None

    def _margins(self, kind: str) -> None:
        """Write the headers or footers of all sections, each text once."""
        seen = set()
        for relation in self._relations.values():
            if relation.kind != kind or relation.target in seen:
                continue
            seen.add(relation.target)
            try:
                root = self._package.xml(relation.target)
            except DocumentError:
                continue
            text = "\n".join(line for line in self._lines(root) if line) if root is not None else ""
            if text and text not in seen:
                seen.add(text)
                self._script.paragraph(text)

    def _blocks(self, parent: Any, script: Manuscript) -> None:
        for one in parent:
            match local(one):
                case "p":
                    self._paragraph(one, script)
                case "tbl":
                    self._table(one, script)
                case "AlternateContent":
                    choice = _alternative(one)
                    if choice is not None:
                        self._blocks(choice, script)
                case name if name in _TRANSPARENT:
                    self._blocks(one, script)

    def _paragraph(self, element: Any, script: Manuscript) -> None:
        after: list[Any] = []
        text = "".join(self._inline(element, after)).strip()
        properties = child(element, "pPr")
        style = self._styled(properties)
        label, indent = self._label(properties, style) if text else ("", 0)
        level = _level_of(properties, style)
        shown = f"{label} {text}" if label else text
        if level and text:
            script.heading(level, shown)
            if style and style[0].name in ("title", "название", "titel", "titre") and not self._title:
                self._title = " ".join(text.split())
        else:
            script.paragraph(f"{'  ' * indent}{shown}" if label else shown, item=bool(label))
        for one in after:
            self._aside(one, script)

    def _aside(self, element: Any, script: Manuscript) -> None:
        """Write what hangs on a paragraph right below it: its notes, comments, text boxes and charts."""
        match local(element):
            case "footnoteReference":
                number = attribute(element, "id")
                self._note("footnote", number, self._marks.get(("footnote", number), ""), script)
            case "commentReference":
                self._note("comment", attribute(element, "id"), "", script)
            case "txbxContent":
                self._blocks(element, script)
            case "drawing":
                write_graphics(self._package, element, self._relations, script)

    def _note(self, kind: str, number: str, mark: str, script: Manuscript) -> None:
        note = self._notes[kind].get(number)
        if note is None:
            return
        text = " ".join(" ".join(self._lines(note)).split())
        if not text:
            return
        if kind == "comment":
            author = attribute(note, "author")
            script.paragraph(f"[Comment{f' by {author}' if author else ''}: {text}]")
        else:
            script.paragraph(f"{mark} {text}")

    def _lines(self, parent: Any) -> list[str]:
        """Return the paragraphs and rows of a part as lines, for what stands in a cell or a margin."""
        script = Manuscript()
        self._blocks(parent, script)
        return [line for line in script.document("").text.split("\n") if line]

    def _table(self, element: Any, script: Manuscript) -> None:
        rows = [one for one in _inside(element, "tr") if child(one, "trPr", "del") is None]
        cells = [list(_inside(row, "tc")) for row in rows]
        if max(map(len, cells), default=0) < 2:
            # A frame around text, as letters and forms have it: its paragraphs stand for themselves.
            for cell in (one for row in cells for one in row):
                self._blocks(cell, script)
            return
        header = 0
        while header < len(rows) and _is_on(child(rows[header], "trPr", "tblHeader")):
            header += 1
        script.table(self._rows(cells), header if 0 < header < len(rows) else 1)

    def _rows(self, cells: list[list[Any]]) -> Iterator[list[str]]:
        """Yield the rows of a table: a cell that spans rows stands in each, one that spans columns in its first."""
        above: dict[int, str] = {}
        for row in cells:
            texts: list[str] = []
            for cell in row:
                properties = child(cell, "tcPr")
                merge = child(properties, "vMerge")
                goes_on = merge is not None and attribute(merge, "val", "continue") == "continue"
                at = len(texts)
                text = above.get(at, "") if goes_on else " ".join(self._lines(cell))
                above[at] = text if merge is not None else ""
                span = child(properties, "gridSpan")
                width = attribute(span, "val", "1") if span is not None else "1"
                texts += [text] + [""] * (min(int(width), 64) - 1 if width.isdecimal() else 0)
            yield texts

    def _inline(self, parent: Any, after: list[Any]) -> Iterator[str]:
        """Yield the text of a paragraph; what hangs on it is put into `after`."""
        for one in parent:
            name = local(one)
            if name == "r":
                if not _is_on(child(one, "rPr", "vanish")):
                    yield from self._run(one, after)
            elif name == "oMath":
                yield formula(one)
            elif name == "AlternateContent":
                choice = _alternative(one)
                if choice is not None:
                    yield from self._inline(choice, after)
            elif name in _TRANSPARENT:
                yield from self._inline(one, after)

    def _run(self, run: Any, after: list[Any]) -> Iterator[str]:
        for one in run:
            name = local(one)
            if name == "t":
                yield one.text or ""
            elif name in _BREAKS:
                yield _BREAKS[name]
            elif name == "sym":
                code = attribute(one, "char")
                character = chr(int(code, 16)) if re.fullmatch(r"[0-9A-Fa-f]{4}", code) else ""
                yield "" if "\ud800" <= character <= "\uf8ff" else character
            elif name in ("footnoteReference", "endnoteReference"):
                yield self._mark(name.removesuffix("Reference"), attribute(one, "id"))
                after.append(one)
            elif name == "commentReference":
                after.append(one)
            elif name == "ruby":
                base = child(one, "rubyBase")
                yield from self._inline(base, after) if base is not None else ()
            elif name in ("drawing", "pict", "object", "AlternateContent"):
                after.extend(_hanging(one))

    def _mark(self, kind: str, number: str) -> str:
        if number not in self._notes[kind]:
            return ""
        counted = sum(1 for other, _ in self._marks if other == kind) + 1
        return self._marks.setdefault((kind, number), f"[{'' if kind == 'footnote' else 'e'}{counted}]")

    def _styled(self, properties: Any) -> list[_Style]:
        """Return a paragraph's style and those it is based on."""
        named = child(properties, "pStyle")
        found: list[_Style] = []
        one = self._styles.get(attribute(named, "val") if named is not None else "")
        while one is not None and one not in found:
            found.append(one)
            one = self._styles.get(one.base)
        return found

    def _label(self, properties: Any, styles: list[_Style]) -> tuple[str, int]:
        """Return the number or bullet of a paragraph, and how deep in its list it is."""
        own = child(properties, "numPr")
        number = _value(own, "numId") or next((one.list_number for one in styles if one.list_number), "")
        level = _value(own, "ilvl") or next((one.list_level for one in styles if one.list_level), "0")
        if number in ("", "0") or not level.isdecimal():
            return "", 0
        return self._numbering.label(number, int(level)), int(level)


def _styles(root: Any) -> dict[str, _Style]:
    found = {}
    for one in root if root is not None else ():
        if local(one) == "style" and attribute(one, "type") == "paragraph":
            properties = child(one, "pPr")
            numbers = child(properties, "numPr")
            found[attribute(one, "styleId")] = _Style(
                _value(one, "name").lower(),
                _value(one, "basedOn"),
                _value(properties, "outlineLvl"),
                _value(numbers, "numId"),
                _value(numbers, "ilvl"),
            )
    return found


def _level_of(properties: Any, styles: list[_Style]) -> int:
    """Return the level of a heading; 0 for a paragraph that is none."""
    outline = _value(properties, "outlineLvl") or next((one.outline for one in styles if one.outline), "")
    if outline.isdecimal():
        return int(outline) + 1 if int(outline) < 9 else 0
    for one in styles:
        if found := _HEADING_STYLE.match(one.name):
            return int(found[1])
        if one.name == "title":
            return 1
    return 0


def _value(element: Any, name: str) -> str:
    found = child(element, name)
    return attribute(found, "val") if found is not None else ""


def _by_id(root: Any) -> dict[str, Any]:
    """Return the notes or comments of a part; the lines that part notes from the text are left out."""
    notes = root if root is not None else ()
    return {attribute(one, "id"): one for one in notes if attribute(one, "type", "normal") == "normal"}


def _inside(element: Any, name: str) -> Iterator[Any]:
    """Yield the rows or cells of a table, content controls and tracked changes around them opened."""
    for one in element:
        if local(one) == name:
            yield one
        elif local(one) in _TRANSPARENT:
            yield from _inside(one, name)


def _hanging(element: Any) -> Iterator[Any]:
    """Yield the text boxes in a drawing, and the drawing when it is a chart or a diagram."""
    name = local(element)
    if name == "txbxContent":
        yield element
        return
    if name == "AlternateContent":
        choice = _alternative(element)
        yield from _hanging(choice) if choice is not None else ()
        return
    if name == "drawing" and any(local(one) in ("chart", "relIds") for one in element.iter()):
        yield element
    for one in element:
        yield from _hanging(one)


def _alternative(element: Any) -> Any:
    """Return the first choice of a passage that is there in several forms, the fallback when it holds nothing."""
    found = [one for one in element if local(one) in ("Choice", "Fallback")]
    return next((one for one in found if len(one)), None)


def _is_on(element: Any) -> bool:
    return element is not None and attribute(element, "val").lower() in _ON
