"""Spreadsheets of Excel: each sheet a page, its cells as a person sees them, hidden sheets too.

XLSX is read row by row with lxml, so that a sheet costs what its cells hold and not what it spans, and number
formats are at hand: calamine keeps a value for every cell of the span, and gives 0.25 where the person sees 25 %.
The binary XLS and XLSB are calamine's.
"""

import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from alcove.core.errors import DocumentError
from alcove.rag.readers import How, Member, PagesDone
from alcove.rag.readers.drawing import shapes, write_body, write_graphics
from alcove.rag.readers.grid import Grid
from alcove.rag.readers.manuscript import Manuscript, TooLong
from alcove.rag.readers.package import DAMAGED, Package, attribute, child, local, opened
from alcove.rag.types import Document

MOST_CELLS = 3_000_000
"""Cells of one file that are read; what is past them is told."""
TOO_MUCH = "only its beginning was read: the file holds too much text"
_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_DATE_FORMATS = {14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 28, 29, 30, 31, 34, 35, 36, 45, 46, 47, 50, 51, 52, 53, 54, 55,
                 56, 57, 58}  # fmt: skip
_FIXED_FORMATS = {1: "0", 2: "0.00", 3: "0", 4: "0.00", 9: "0%", 10: "0.00%", 37: "0", 38: "0", 39: "0.00", 40: "0.00"}
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class _Full(Exception):
    """MOST_CELLS have been read."""


def read_xlsx(path: Path, how: How) -> Generator[PagesDone | Member, None, Document]:
    """Read the sheets of an Open XML workbook, then the pictures on them."""
    with opened(path) as package:
        book = _Workbook(package)
        script = Manuscript()
        for number, (name, part) in enumerate(book.sheets, start=1):
            script.page(name)
            try:
                book.write(part, script)
            except TooLong:
                script.unread(TOO_MUCH)
            except DocumentError as error:
                script.unread(error.message)
            yield PagesDone(number, len(book.sheets))
        yield from package.members("xl/media", "xl/embeddings")
        return script.document(package.core_title())


class _Workbook:
    """What all sheets of a workbook share: texts, number formats, the calendar."""

    def __init__(self, package: Package) -> None:
        self._package = package
        main = package.main_part("xl/workbook.xml")
        root = package.xml(main)
        relations = package.relations(main)
        properties = child(root, "workbookPr")
        old = properties is not None and attribute(properties, "date1904") in ("1", "true")
        self._epoch = datetime(1904, 1, 1) if old else datetime(1899, 12, 30)
        self.sheets = [
            (_named(attribute(one, "name"), attribute(one, "state")), relation.target)
            for one in root.iter()
            if local(one) == "sheet" and (relation := relations.get(_relation_id(one))) is not None
        ]
        if not self.sheets:
            raise DocumentError(f"{DAMAGED}: the workbook has no sheets")
        named = {one.kind: one.target for one in relations.values()}
        self._texts = self._shared_texts(named.get("sharedStrings", "xl/sharedStrings.xml"))
        self._formats = _formats(package.xml(named.get("styles", "xl/styles.xml")))
        self._left = MOST_CELLS

    def _shared_texts(self, part: str) -> list[str]:
        if part not in self._package:
            return []
        return [_rich_text(one) for one in self._package.elements(part, "si")]

    def write(self, part: str, script: Manuscript) -> None:
        """Write one sheet with its comments, text boxes and charts."""
        if part not in self._package:
            raise DocumentError(f"{DAMAGED}: its part {part} is missing")
        grid = Grid()
        left = self._left
        try:
            for row, column, text in self._cells(part, grid):
                grid.put(row, column, text)
        except _Full:
            script.unread(f"only its beginning was read: the file has more than {MOST_CELLS:,} cells")
        except TooLong:
            script.unread(TOO_MUCH)
        except DocumentError as error:
            if self._left == left:
                raise
            script.unread(f"only its beginning was read: {error.message}")
        grid.write(script)
        for relation in self._package.relations(part).values():
            try:
                if relation.kind in ("comments", "threadedComment"):
                    _write_comments(self._package.xml(relation.target), script)
                elif relation.kind == "drawing":
                    self._write_drawing(relation.target, script)
            except TooLong:
                raise
            except DocumentError as error:
                script.paragraph(f"[The {relation.kind} of this sheet could not be read: {error.message}]")

    def _cells(self, part: str, grid: Grid) -> Iterator[tuple[int, int, str]]:
        row = -1
        for element in self._package.elements(part, "row", "mergeCell"):
            if local(element) == "mergeCell":
                _fill_merged(attribute(element, "ref"), grid)
                continue
            number = element.get("r", "")
            row = int(number) - 1 if number.isdigit() else row + 1
            column = -1
            for cell in element:
                place = _CELL.fullmatch(cell.get("r", ""))
                column = column_number(place[1]) if place else column + 1
                text = self._shown(cell)
                if text:
                    self._left -= 1
                    if self._left < 0:
                        raise _Full
                    yield row, column, text

    def _shown(self, cell: Any) -> str:
        """Return what a cell shows: its value, of a formula the value it had when it was saved."""
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            inline = child(cell, "is")
            return _rich_text(inline) if inline is not None else ""
        value = child(cell, "v")
        text = (value.text or "") if value is not None else ""
        if kind == "s":
            return self._texts[int(text)] if text.isdigit() and int(text) < len(self._texts) else ""
        if kind == "b":
            return {"1": "TRUE", "0": "FALSE"}.get(text, text)
        if kind == "d":
            return text.removesuffix("T00:00:00").replace("T", " ")
        if kind in ("str", "e") or not text:
            return _unescaped(text)
        style = cell.get("s", "0")
        formats = self._formats
        pattern = formats[int(style)] if style.isdigit() and int(style) < len(formats) else ""
        return shown_number(text, pattern, self._epoch)

    def _write_drawing(self, part: str, script: Manuscript) -> None:
        root = self._package.xml(part)
        if root is None:
            return
        relations = self._package.relations(part)
        for shape in shapes(root):
            script.end_list()
            write_body(child(shape, "txBody"), script)
            write_graphics(self._package, shape, relations, script)


def _relation_id(element: Any) -> str:
    return next((str(v) for k, v in element.items() if k.startswith("{") and k.endswith("}id")), "")


def _named(name: str, state: str) -> str:
    return f"{name} (hidden)" if state in ("hidden", "veryHidden") else name


def _rich_text(element: Any) -> str:
    """Return a text without the reading aids (phonetic runs) of East Asian ones."""
    found = []
    for one in element:
        match local(one):
            case "t":
                found.append(one.text or "")
            case "r":
                text = child(one, "t")
                found.append((text.text or "") if text is not None else "")
    return _unescaped("".join(found))


def _unescaped(text: str) -> str:
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def _formats(styles: Any) -> list[str]:
    """Return the number format of each style of cells."""
    if styles is None:
        return []
    own = {
        attribute(one, "numFmtId"): attribute(one, "formatCode")
        for one in styles.iter()
        if local(one) == "numFmt" and local(one.getparent()) == "numFmts"
    }
    cells = child(styles, "cellXfs")
    found = []
    for one in cells if cells is not None else ():
        number = attribute(one, "numFmtId", "0")
        usual = "yyyy-mm-dd" if number.isdigit() and int(number) in _DATE_FORMATS else ""
        if number in ("45", "46", "47", "18", "19", "20", "21"):
            usual = "[h]:mm:ss" if number == "46" else "h:mm"
        found.append(own.get(number) or usual or (_FIXED_FORMATS.get(int(number), "") if number.isdigit() else ""))
    return found


def column_number(letters: str) -> int:
    """Return the place of a column called by letters: A is 0."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def _fill_merged(reference: str, grid: Grid) -> None:
    first, _, last = reference.partition(":")
    begin, end = _CELL.fullmatch(first), _CELL.fullmatch(last)
    if begin and end and begin[2] != end[2]:
        grid.fill(range(int(begin[2]) - 1, int(end[2])), column_number(begin[1]))


def _write_comments(root: Any, script: Manuscript) -> None:
    for one in root.iter() if root is not None else ():
        if local(one) in ("comment", "threadedComment") and child(one, "text") is not None:
            text = child(one, "text")
            words = " ".join((_rich_text(text) or text.text or "").split())
            if words and not words.startswith("[Threaded comment]"):
                script.paragraph(f"[Comment on {attribute(one, 'ref')}: {words}]")


def shown_number(text: str, pattern: str, epoch: datetime) -> str:
    """Return a stored number as its format shows it: dates (ISO), times, percents, fixed decimals.

    Groups of thousands and currencies are left out, so that 1234.5 is found however it was laid out; without a
    format it has at most 15 digits, as in Excel, and no noise of binary fractions.
    """
    try:
        value = float(text)
    except ValueError:
        return text
    if value != value or value in (float("inf"), float("-inf")):
        return text
    kind, decimals = _meaning(pattern)
    if kind == "duration":
        minutes, seconds = divmod(round(value * 86400), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    if kind in ("date", "time", "datetime"):
        try:
            return shown_date(epoch + timedelta(seconds=round(value * 86400)), clock=kind != "date", day=kind != "time")
        except OverflowError:
            return text
    if kind == "percent":
        return f"{_rounded(value * 100, decimals)}%"
    if kind == "fixed" and abs(value) < 1e15:
        return _rounded(value, decimals)
    return f"{value:.0f}" if value == int(value) and abs(value) < 1e15 else f"{value:.15g}"


def _rounded(value: float, decimals: int) -> str:
    """Round as Excel does: halves away from zero, of the 15 digits it shows."""
    exact = Decimal(f"{value:.15g}")
    return f"{exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):f}" if decimals < 15 else f"{exact:f}"


@cache
def _meaning(pattern: str) -> tuple[str, int]:
    """Return what a number format makes of a number, and its decimals."""
    bare = _QUOTED.sub("", pattern.partition(";")[0]).lower()
    if re.search(r"\[(h+|m+|s+)\]", bare):
        return "duration", 0
    if bare in ("general", "@", "") or "e+" in bare or "e-" in bare or "?/" in bare or "#/" in bare:
        return "general", 0
    if re.search(r"[ymdhs]", bare):
        day, clock = re.search(r"[yd]|mmm", bare), re.search(r"[hs]", bare)
        return ("datetime" if day and clock else "time" if clock else "date"), 0
    decimals = re.search(r"\.([0#?]+)", bare)
    count = len(decimals[1]) if decimals else 0
    if "%" in bare:
        return "percent", count
    if decimals and "#" in decimals[1]:
        return "general", 0
    # A comma at the end divides by a thousand, which no reader of the text could know: the full number is better.
    return (
        ("fixed", count) if re.search(r"[0#?]", bare) and not re.search(r"[0#?],+([^0#?]|$)", bare) else ("general", 0)
    )


def shown_date(when: datetime, *, clock: bool = True, day: bool = True) -> str:
    """Return a moment in ISO form; a time of midnight and seconds of 0 are left out."""
    time_of_day = f"{when:%H:%M:%S}".removesuffix(":00")
    if not day:
        return time_of_day
    shown = when.date().isoformat()
    return f"{shown} {time_of_day}" if clock and (when.hour or when.minute or when.second) else shown


def read_binary(path: Path, how: How) -> Generator[PagesDone, None, Document]:
    """Read the sheets of an XLS or XLSB workbook with calamine."""
    import python_calamine

    script = Manuscript()
    with _calamine():
        book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(path.read_bytes()))
        sheets = book.sheets_metadata
    left = MOST_CELLS
    for number, sheet in enumerate(sheets, start=1):
        hidden = "" if sheet.visible == python_calamine.SheetVisibleEnum.Visible else "hidden"
        script.page(_named(sheet.name, hidden))
        try:
            with _calamine():
                left = _write_binary_sheet(book.get_sheet_by_index(number - 1), script, left)
        except DocumentError as error:
            if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet:
                script.unread(error.message)
        yield PagesDone(number, len(sheets))
    return script.document("")


@contextmanager
def _calamine() -> Iterator[None]:
    """Turn calamine's errors into a DocumentError."""
    import python_calamine

    try:
        yield
    except python_calamine.PasswordError as error:
        raise DocumentError("the file is encrypted and needs a password", action="password") from error
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise DocumentError(f"{DAMAGED}, or written by a program from before 1997 ({error})") from error
    # WORKAROUND: a panic in its Rust is no Exception, so every guard lets it through; damaged files of Apache POI's
    # fuzzers cause them.
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise DocumentError(f"{DAMAGED} ({error})") from error


def _write_binary_sheet(sheet: Any, script: Manuscript, left: int) -> int:
    first = (sheet.start or (0, 0))[1]
    grid = Grid()
    try:
        for row, cells in enumerate(sheet.iter_rows(), start=(sheet.start or (0, 0))[0]):
            for column, value in enumerate(cells, start=first):
                text = _shown_value(value)
                if text:
                    left -= 1
                    grid.put(row, column, text)
            if left < 0:
                script.unread(f"only its beginning was read: the file has more than {MOST_CELLS:,} cells")
                break
        for begin, end in sheet.merged_cell_ranges or ():
            grid.fill(range(begin[0], end[0] + 1), begin[1])
        grid.write(script)
    except TooLong:
        script.unread(TOO_MUCH)
    return left


def _shown_value(value: Any) -> str:
    match value:
        case bool():
            return str(value).upper()
        case str() | int():
            return str(value)
        case float():
            return shown_number(repr(value), "", datetime(1899, 12, 30))
        case datetime():
            return shown_date(value)
        case date() | time():
            return value.isoformat()
        case timedelta():
            minutes, seconds = divmod(round(value.total_seconds()), 60)
            return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return ""
