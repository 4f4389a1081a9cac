"""OpenDocument texts, presentations and spreadsheets: headings, lists, notes, comments, tables, slides, sheets.

A cell's text in these files is what it shows, dates and percents included, so nothing needs to be formatted. The XML
is walked with lxml: odfpy is no longer cared for, odfdo gives no order of mixed content without walking it the same.
"""

from collections.abc import Generator, Iterable, Iterator
from pathlib import Path
from typing import Any

from alcove.core.errors import DocumentError
from alcove.rag.readers import How, Member, PagesDone
from alcove.rag.readers.grid import Grid
from alcove.rag.readers.manuscript import Manuscript, TooLong
from alcove.rag.readers.package import DAMAGED, Package, attribute, child, local, opened
from alcove.rag.readers.sheets import MOST_CELLS, TOO_MUCH
from alcove.rag.types import Document

_MOST_REPEATED = 1_000
"""How often a repeated row or cell that holds something is written; what is repeated more often is a filled area."""
_CONTAINERS = {"section", "index-body", "table-of-content", "illustration-index", "table-index", "object-index",
               "user-index", "alphabetical-index", "bibliography", "index-title", "text-box", "g", "a",
               "header", "footer", "header-left", "footer-left", "header-first", "footer-first"}  # fmt: skip
_SKIPPED = {"tracked-changes", "forms", "sequence-decls", "variable-decls", "user-field-decls", "dde-connection-decls"}
_SLIDE_TITLES = ("title",)
_FURNITURE = ("page-number", "date-time", "header")


def read(path: Path, how: How) -> Generator[PagesDone | Member, None, Document]:
    """Read an OpenDocument file of any kind, then the pictures in it."""
    with opened(path) as package:
        _refuse_encrypted(package)
        root = package.xml("content.xml")
        body = child(root, "body")
        if body is None:
            raise DocumentError(f"{DAMAGED}: its text is missing")
        odf = _OpenDocument(package, root)
        for one in body:
            match local(one):
                case "text":
                    odf.text(one)
                case "presentation" | "drawing":
                    odf.slides(one)
                case "spreadsheet":
                    yield from odf.sheets(one)
        yield from package.members("pictures", "media")
        return odf.script.document(_own_title(package) or odf.title)


def _refuse_encrypted(package: Package) -> None:
    names = package.names()
    manifest = (
        package.xml("META-INF/manifest.xml") if "content.xml" in package or "encrypted-package" in names else None
    )
    if manifest is not None and any(local(one) == "encryption-data" for one in manifest.iter()):
        raise DocumentError("the file is encrypted with a password; save a copy without one to have it read")


def _own_title(package: Package) -> str:
    try:
        root = package.xml("meta.xml")
    except DocumentError:
        return ""
    title = child(root, "meta", "title")
    return (title.text or "").strip() if title is not None else ""


class _OpenDocument:
    """One document on its way into `script`; `title` is its first title, if it shows one."""

    def __init__(self, package: Package, root: Any) -> None:
        self.script = Manuscript()
        self.title = ""
        self._package = package
        self._root = root
        self._notes = 0
        self._numbered: dict[str, set[int]] = {}
        self._hidden: set[str] = set()
        self._parents: dict[str, str] = {}
        self._styles(root)
        try:
            self._styles_part = package.xml("styles.xml")
        except DocumentError:
            self._styles_part = None
        if self._styles_part is not None:
            self._styles(self._styles_part)

    def _styles(self, root: Any) -> None:
        for style in root.iter():
            match local(style):
                case "list-style":
                    levels = [one for one in style if local(one) == "list-level-style-number"]
                    found = {int(attribute(one, "level", "1")) for one in levels if attribute(one, "num-format")}
                    self._numbered[attribute(style, "name")] = found
                case "style":
                    self._parents[attribute(style, "name")] = attribute(style, "parent-style-name")
                    properties = child(style, "table-properties")
                    if properties is None:
                        properties = child(style, "drawing-page-properties")
                    shown = properties is None or (
                        attribute(properties, "display") != "false" and attribute(properties, "visibility") != "hidden"
                    )
                    if not shown:
                        self._hidden.add(attribute(style, "name"))

    def text(self, body: Any) -> None:
        """Write a text document: headers, the text, footers."""
        self._margins("header")
        self._blocks(body)
        self._margins("footer")

    def slides(self, body: Any) -> None:
        """Write a presentation or a drawing, a page a slide."""
        number = 0
        for page in body:
            if local(page) != "page":
                continue
            number += 1
            self.script.page(f"Slide {number}")
            frames = [one for one in page if local(one) != "notes"]
            titled = next((one for one in frames if attribute(one, "class") in _SLIDE_TITLES), None)
            title = " ".join(self._lines([titled])) if titled is not None else ""
            hidden = " (hidden)" if attribute(page, "style-name") in self._hidden else ""
            self.script.label(f"{title or attribute(page, 'name') or f'Slide {number}'}{hidden}")
            self.script.heading(1, title)
            self.title = self.title or title
            for one in frames:
                if one is not titled and attribute(one, "class") not in _FURNITURE:
                    self._blocks([one])
            notes = child(page, "notes")
            remarks = [
                line
                for one in (notes if notes is not None else ())
                if attribute(one, "class") not in ("page", *_FURNITURE)
                for line in self._lines([one])
            ]
            if remarks:
                self.script.paragraph("Notes: " + "\n".join(remarks))

    def sheets(self, body: Any) -> Iterator[PagesDone]:
        """Write a spreadsheet, a page a sheet."""
        tables = [one for one in body if local(one) == "table"]
        left = MOST_CELLS
        for number, table in enumerate(tables, start=1):
            hidden = " (hidden)" if attribute(table, "style-name") in self._hidden else ""
            self.script.page(f"{attribute(table, 'name') or f'Sheet {number}'}{hidden}")
            try:
                left = self._sheet(table, left)
            except TooLong:
                self.script.unread(TOO_MUCH)
            yield PagesDone(number, len(tables))

    def _sheet(self, table: Any, left: int) -> int:
        grid = Grid()
        comments: list[str] = []
        at = 0
        for row, times in _rows(table):
            column = 0
            found: list[tuple[int, str]] = []
            for cell in row:
                if local(cell) not in ("table-cell", "covered-table-cell"):
                    continue
                repeated = _count(cell, "number-columns-repeated")
                text = self._cell(cell, comments)
                if text:
                    found += [(column + more, text) for more in range(min(repeated, _MOST_REPEATED))]
                column += repeated
            for more in range(min(times, _MOST_REPEATED) if found else 0):
                left -= len(found)
                if left < 0:
                    self.script.unread(f"only its beginning was read: the file has more than {MOST_CELLS:,} cells")
                    break
                for place, text in found:
                    grid.put(at + more, place, text)
            at += times
            if left < 0:
                break
        grid.write(self.script)
        for text in comments:
            self.script.paragraph(f"[Comment: {text}]")
        shapes = child(table, "shapes")
        if shapes is not None:
            self._blocks(shapes)
        return left

    def _cell(self, cell: Any, comments: list[str]) -> str:
        lines = []
        for one in cell:
            match local(one):
                case "p":
                    lines.append("".join(self._inline(one, [])))
                case "annotation":
                    comments.append(" ".join(self._annotation(one).split()))
                case "frame" | "custom-shape":
                    lines += self._lines([one])
        return " ".join(line for line in lines if line)

    def _blocks(self, parent: Iterable[Any]) -> None:
        for one in parent:
            match local(one):
                case "h":
                    self._heading(one)
                case "p":
                    self._paragraph(one)
                case "list":
                    self._list(one, "", 1)
                case "table":
                    self._table(one)
                case "frame":
                    self._frame(one)
                case "annotation":
                    self._aside(one)
                case "custom-shape" | "rect" | "ellipse" | "circle" | "connector" | "line" | "polygon" | "caption":
                    self._blocks(one)
                case name if name in _CONTAINERS:
                    self._blocks(one)

    def _heading(self, element: Any) -> None:
        after: list[Any] = []
        level = attribute(element, "outline-level", "1")
        self.script.heading(int(level) if level.isdecimal() else 1, "".join(self._inline(element, after)))
        for one in after:
            self._aside(one)

    def _paragraph(self, element: Any, label: str = "", depth: int = 0) -> None:
        after: list[Any] = []
        text = "".join(self._inline(element, after)).strip()
        if text and not label and self._is_title(attribute(element, "style-name")):
            self.title = self.title or " ".join(text.split())
            self.script.heading(1, text)
        elif text:
            shown = f"{'  ' * (depth - 1)}{label} {text}" if label else text
            self.script.paragraph(shown, item=bool(label))
        for one in after:
            self._aside(one)

    def _is_title(self, style: str) -> bool:
        return style == "Title" or self._parents.get(style) == "Title"

    def _list(self, element: Any, style: str, depth: int) -> None:
        """Write a list; its items are numbered where its style says so, from 1 or where it starts."""
        style = attribute(element, "style-name") or style
        numbered = depth in self._numbered.get(style, ())
        number = 0
        for item in element:
            if local(item) not in ("list-item", "list-header"):
                continue
            start = attribute(item, "start-value")
            if local(item) == "list-item":
                number = int(start) if start.isdecimal() else number + 1
            label = "" if local(item) == "list-header" else f"{number}." if numbered else "•"
            for one in item:
                match local(one):
                    case "p":
                        self._paragraph(one, label, depth)
                        label = ""
                    case "list":
                        self._list(one, style, depth + 1)
                    case _:
                        self._blocks([one])

    def _table(self, table: Any) -> None:
        heads = 0
        rows: list[list[str]] = []
        for row, times in _rows(table):
            cells: list[str] = []
            for cell in row:
                if local(cell) in ("table-cell", "covered-table-cell"):
                    text = " ".join(self._lines(cell))
                    repeated = min(_count(cell, "number-columns-repeated"), _MOST_REPEATED)
                    cells += [text] * repeated
            rows += [cells] * min(times, _MOST_REPEATED if any(cells) else 1)
            heads += local(row.getparent()) == "table-header-rows"
        if max((len(row) for row in rows), default=0) < 2:
            for row, _ in _rows(table):
                for cell in row:
                    self._blocks(cell)
            return
        self.script.table(rows, heads if 0 < heads < len(rows) else 1)

    def _frame(self, frame: Any) -> None:
        """Write a frame: a text box, a table on a slide, an embedded chart or text."""
        for one in frame:
            match local(one):
                case "text-box":
                    self.script.end_list()
                    self._blocks(one)
                case "table":
                    self._table(one)
                case "object":
                    self._object(attribute(one, "href"))

    def _object(self, name: str) -> None:
        part = f"{name.removeprefix('./')}/content.xml"
        if part not in self._package:
            return
        try:
            root = self._package.xml(part)
        except DocumentError as error:
            self.script.paragraph(f"[An object could not be read: {error.message}]")
            return
        annotation = next((one for one in root.iter() if local(one) == "annotation"), None)
        if local(root) == "math" and annotation is not None:
            self.script.paragraph(annotation.text or "")
        for chart in (one for one in root.iter() if local(one) == "chart"):
            for one in chart:
                if local(one) in ("title", "subtitle"):
                    self._blocks(one)
                elif local(one) == "table":
                    self._table(one)

    def _lines(self, parts: Iterable[Any]) -> list[str]:
        """Return what stands in a cell, a note or a margin as lines."""
        outer, self.script = self.script, Manuscript()
        try:
            self._blocks(parts)
            return [line.strip() for line in self.script.document("").text.split("\n") if line.strip()]
        finally:
            self.script = outer

    def _inline(self, parent: Any, after: list[Any]) -> Iterator[str]:
        """Yield the text of a paragraph; what hangs on it is put into `after`."""
        yield parent.text or ""
        for one in parent:
            match local(one):
                case "s":
                    yield " " * min(_count(one, "c"), 1_000)
                case "tab":
                    yield "\t"
                case "line-break":
                    yield "\n"
                case "note":
                    self._notes += 1
                    one.set("mark", f"[{self._notes}]")
                    yield f"[{self._notes}]"
                    after.append(one)
                case "annotation" | "frame" | "custom-shape" | "rect" | "g":
                    after.append(one)
                case "ruby":
                    base = child(one, "ruby-base")
                    yield from self._inline(base, after) if base is not None else ()
                case "change" | "tracked-changes" | "annotation-end" | "":
                    pass
                case _:
                    yield from self._inline(one, after)
            yield one.tail or ""

    def _aside(self, element: Any) -> None:
        match local(element):
            case "note":
                body = child(element, "note-body")
                text = " ".join(self._lines(body)) if body is not None else ""
                self.script.paragraph(f"{element.get('mark')} {text}")
            case "annotation":
                text = " ".join(self._annotation(element).split())
                if text:
                    self.script.paragraph(f"[Comment: {text}]")
            case _:
                self._blocks([element])

    def _annotation(self, element: Any) -> str:
        parts = [one for one in element if local(one) in ("p", "list")]
        return " ".join(line for one in parts for line in self._lines([one]))

    def _margins(self, kind: str) -> None:
        """Write the headers or footers of all kinds of pages, each text once."""
        seen: set[str] = set()
        for master in self._styles_part.iter() if self._styles_part is not None else ():
            for one in master if local(master) == "master-page" else ():
                if local(one) in (kind, f"{kind}-left", f"{kind}-first"):
                    text = "\n".join(self._lines(one))
                    if text and text not in seen:
                        seen.add(text)
                        self.script.paragraph(text)


def _rows(table: Any) -> Iterator[tuple[Any, int]]:
    """Yield the rows of a table and how often each is repeated, groups of rows opened."""
    for one in table:
        match local(one):
            case "table-row":
                yield one, _count(one, "number-rows-repeated")
            case "table-header-rows" | "table-rows" | "table-row-group":
                yield from _rows(one)


def _count(element: Any, name: str) -> int:
    text = attribute(element, name, "1")
    return int(text) if text.isdecimal() and len(text) < 9 else 1
