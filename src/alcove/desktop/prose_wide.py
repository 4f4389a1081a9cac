"""Parts that may be wider than the view and are scrolled sideways by themselves: code, tables, formulas.

Long code and tables are cut into several parts, which share what all of the block needs.
"""

import math
import re
from collections.abc import Hashable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextLayout,
    QTextLength,
    QTextOption,
    QTextTable,
)

from alcove.desktop.blocks import Block, cells_of, formula_of
from alcove.desktop.code_colours import Lines
from alcove.desktop.prose_part import Part, Wide, marks_in
from alcove.desktop.prose_writer import Setting, Writer, new_document
from alcove.desktop.signs import annotated
from alcove.desktop.theme import Size

if TYPE_CHECKING:
    from alcove.desktop.prose import Prose

CODE_PIECE, TABLE_PIECE = 200, 15
"""Lines of code and rows of a table that are laid out at a time."""
_NUMBER = re.compile(
    r"[-+−±~≈<>]?\s?[\$€£¥₽]?\s?[-+−]?\d[\d\s.,'\u202f\u00a0]*"
    r"\s?(?:[%‰°€£¥₽]|[A-Za-zµΩ/²³]{1,4})?(?:\s?\[\d+\])*$"
)
_MARKS = re.compile(r"\*\*|__|~~|`")


class CodeBlock(Wide):
    """A block of code: its text, and the colours told of it so far."""

    def __init__(self) -> None:
        super().__init__()
        self.code = ""
        self.language = ""
        self.wraps = False
        self.closed = False
        self.coloured = ("", "")
        """The code and language that the colours are of; what came since has the colour of ink."""
        self.lines: Lines = ()
        self.name = ""
        """What its language is called, where that is known."""
        self.asked = False

    def update(self, code: str, language: str, *, closed: bool) -> list[str]:
        """Take in the code as it is now; return its lines."""
        if language != self.language:
            self.name, self.lines = language, ()
        self.code, self.language, self.closed = code, language, closed
        return code.split("\n")


class TableBlock(Wide):
    """A table: its rows, how its columns are aligned, and how wide they are; looked at when it is first needed."""

    def __init__(self) -> None:
        super().__init__()
        self.head = ""
        self.rows: list[str] = []
        self.columns: list[float] = []
        self.least: list[float] = []
        self._align: list[str] = []
        self._numeric: list[bool] = []
        self._needed: dict[int, float] = {}
        self._source = ""
        self._setting: Setting | None = None
        self._looked_at = False

    def update(self, source: str, setting: Setting) -> None:
        """Take in the table's Markdown as it is now."""
        if source != self._source or setting != self._setting:
            self._source, self._setting, self._looked_at = source, setting, False
            lines = source.split("\n")
            self.head = "\n".join(lines[:2])
            self.rows = lines[2:]

    @property
    def align(self) -> list[str]:
        """How each column is aligned: as the table says, else numbers to the right."""
        self._look()
        return self._align

    @property
    def numeric(self) -> list[bool]:
        """Which columns hold nothing but numbers."""
        self._look()
        return self._numeric

    def _look(self) -> None:
        if self._looked_at or self._setting is None:
            return
        self._looked_at = True
        marks = cells_of(self.head.split("\n")[1])
        body = [cells_of(row) for row in self.rows]
        self._numeric = [_is_numeric([row[n] for row in body if n < len(row)]) for n in range(len(marks))]
        told = zip(marks, self._numeric, strict=True)
        self._align = [_aligned(mark) or ("right" if number else "left") for mark, number in told]
        theme = self._setting.theme
        fonts = (theme.font(Size.BODY, 600), theme.code_font(Size.BODY), theme.font(Size.BODY))
        self._measure(*(QFontMetricsF(font) for font in fonts))

    def _measure(self, bold: QFontMetricsF, code: QFontMetricsF, text: QFontMetricsF) -> None:
        """Tell about how wide the columns are; what is laid out corrects it."""
        self.columns, self.least = [], []
        body = [cells_of(row) for row in self.rows]
        for n, name in enumerate(cells_of(self.head.split("\n")[0])):
            longest = sorted({row[n] for row in body if n < len(row)}, key=len)[-8:]
            cells = [(bold, name), *((code if "`" in cell else text, cell) for cell in longest)]
            wide = max(metrics.horizontalAdvance(_bare(cell)) for metrics, cell in cells)
            words = [(metrics, word) for metrics, cell in cells for word in _bare(cell).split()]
            word = max((metrics.horizontalAdvance(word) for metrics, word in words), default=0.0)
            around = Size.S5 + 2
            self.columns.append(max(wide + around, self._needed.get(n, 0.0)))
            self.least.append(min(wide, max(word, Size.COLUMN_LEAST), Size.FIELD) + around)

    def widen(self, column: int, needed: float) -> None:
        """Take in that a column's cells need more than was thought."""
        self._look()
        self._needed[column] = max(self._needed.get(column, 0.0), needed)
        if column < len(self.columns):
            self.columns[column] = max(self.columns[column], needed)

    def fitted(self, width: float) -> list[float]:
        """Return the widths of the columns in so much room: long ones give way first, then the table is scrolled."""
        self._look()
        wanted = self.columns
        if sum(wanted) <= width:
            return wanted
        if sum(self.least) > width:
            return [max(least, min(one, Size.FIELD)) for one, least in zip(wanted, self.least, strict=True)]
        low, high = 0.0, max(wanted)
        for _ in range(20):
            most = (low + high) / 2
            cut = [max(min(one, most), least) for one, least in zip(wanted, self.least, strict=True)]
            low, high = (most, high) if sum(cut) <= width else (low, most)
        return [max(min(one, low), least) for one, least in zip(wanted, self.least, strict=True)]


class FormulaPart(Part):
    """A displayed formula, in the middle; scrolled sideways when it is wider than the view."""

    def __init__(self, prose: "Prose", block: Block, number: int = 0) -> None:
        super().__init__(prose, block, number)
        self.wide: Wide = Wide()
        self._room = 0.0

    def _wanted(self) -> Hashable:
        return self.prose.said.text[self.block.start : self.block.end]

    def _write(self) -> QTextDocument:
        document = new_document(self.prose.setting)
        writer = Writer(document, self.prose.setting, self.prose.said)
        writer.write_formula(formula_of(self.prose.said.text, self.block))
        self.waits = writer.waits
        return document

    def _guess(self, width: float) -> float:
        return float(Size.S8 * 2)

    def _lay(self, document: QTextDocument, width: float) -> float:
        document.setTextWidth(-1)
        self.wide.natural = document.idealWidth()
        self._room = max(0.0, (width - self.wide.natural) / 2)
        return document.size().height() + Size.S1

    def origin(self) -> QPointF:
        return super().origin() + QPointF(self._room, 0)


class CodePart(Part):
    """Lines of a block of code, in a box with what all of it needs: its language, copying, wrapping."""

    def __init__(self, prose: "Prose", block: Block, number: int, whole: CodeBlock) -> None:
        super().__init__(prose, block, number)
        self.wide: CodeBlock = whole
        self.text = ""
        self._shown: Lines = ()

    @property
    def length(self) -> int:
        return len(self.text)

    @property
    def head(self) -> float:
        return 0.0 if self.number else float(Size.CODE_HEAD)

    def origin(self) -> QPointF:
        return super().origin() + QPointF(Size.S4, 0)

    def _wanted(self) -> Hashable:
        return self.text

    def _write(self) -> QTextDocument:
        if self.document is not None and isinstance(self._written, str) and self.text.startswith(self._written):
            cursor = QTextCursor(self.document)
            cursor.movePosition(QTextCursor.MoveOperation.End)
            cursor.insertText(self.text[len(self._written) :])
            return self.document
        setting = self.prose.setting
        document = new_document(setting)
        font = setting.theme.code_font(Size.NORMAL)
        document.setDefaultFont(font)
        ink = QTextCharFormat()
        ink.setFont(font)
        ink.setForeground(QColor(setting.theme.tokens.ink))
        lines = QTextBlockFormat()
        lines.setLineHeight(120, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor = QTextCursor(document)
        cursor.setBlockFormat(lines)
        cursor.setBlockCharFormat(ink)
        cursor.insertText(self.text, ink)
        self._shown = ()
        self.colour(document)
        return document

    def colour(self, document: QTextDocument) -> bool:
        """Give the lines the colours that are known and not shown yet; return whether there were any."""
        at = self.number * CODE_PIECE
        wanted = self.wide.lines[at : at + CODE_PIECE]
        tokens = self.prose.setting.theme.tokens
        changed = False
        block = document.begin()
        for number, runs in enumerate(wanted):
            if not block.isValid():
                break
            if number >= len(self._shown) or self._shown[number] != runs:
                _give(block, [(run.start, run.length, getattr(tokens, f"code_{run.what}")) for run in runs])
                document.markContentsDirty(block.position(), block.length())
                changed = True
            block = block.next()
        self._shown = wanted
        return changed

    def _line(self) -> float:
        return QFontMetricsF(self.prose.setting.theme.code_font(Size.NORMAL)).height() * 1.2

    def _feet(self) -> float:
        return float(Size.S4) if self.last else 0.0

    def _guess(self, width: float) -> float:
        return self.head + (self.text.count("\n") + 1) * self._line() + self._feet()

    def _lay(self, document: QTextDocument, width: float) -> float:
        option = document.defaultTextOption()
        modes = QTextOption.WrapMode
        option.setWrapMode(modes.WrapAnywhere if self.wide.wraps else modes.NoWrap)
        option.setTabStopDistance(4 * QFontMetricsF(document.defaultFont()).horizontalAdvance(" "))
        document.setDefaultTextOption(option)
        document.setTextWidth(width - 2 * Size.S4 if self.wide.wraps else -1)
        # Unwrapped, another part of the same code may be wider; wrapped, nothing is.
        wide = 0.0 if self.wide.wraps else document.idealWidth() + 2 * Size.S4
        self.wide.natural = wide if self.wide.wraps else max(self.wide.natural, wide)
        return self.head + document.size().height() + self._feet()


class TablePart(Part):
    """Rows of a table."""

    def __init__(self, prose: "Prose", block: Block, number: int, whole: TableBlock) -> None:
        super().__init__(prose, block, number)
        self.wide: TableBlock = whole
        self._table: QTextTable | None = None
        self._fitted: list[float] = []

    def _wanted(self) -> Hashable:
        marked = self._marked()
        return (marked, marks_in(self, marked), tuple(self.wide.align))

    def _marked(self) -> str:
        """Return the head and the rows with the signs of what is in them."""
        said = self.prose.said
        marked = annotated(said.text, self.block, said.citations, said.unsupported).split("\n")
        rows = marked[2 + self.number * TABLE_PIECE : 2 + (self.number + 1) * TABLE_PIECE]
        return "\n".join([*marked[:2], *rows])

    def _write(self) -> QTextDocument:
        setting = self.prose.setting
        self.prose.parsed_characters += self.block.end - self.block.start if self.last else 0
        document = new_document(setting)
        writer = Writer(document, setting, self.prose.said)
        at = self.number * TABLE_PIECE
        rows = (at, at + TABLE_PIECE)
        self._table = writer.write_rows(self._marked(), rows, self.wide.align, self.wide.numeric)
        self._fitted = []
        self.waits = writer.waits
        return document

    def _guess(self, width: float) -> float:
        rows = min(TABLE_PIECE, len(self.wide.rows) - self.number * TABLE_PIECE) + (self.number == 0)
        return rows * (QFontMetricsF(self.prose.setting.theme.font(Size.BODY)).height() * 1.2 + 2 * Size.S1 + 1)

    def _lay(self, document: QTextDocument, width: float) -> float:
        if self._table is None:
            return 0.0
        if not self._fitted:
            self._correct(document, self._table)
        fitted = self.wide.fitted(width)
        if fitted != self._fitted:
            made = self._table.format().toTableFormat()
            made.setColumnWidthConstraints([QTextLength(QTextLength.Type.FixedLength, one) for one in fitted])
            self._table.setFormat(made)
            self._fitted = fitted
        self.wide.natural = sum(fitted)
        document.setTextWidth(math.ceil(sum(fitted)) + 1)
        bar = Size.S4 if self.last and self.wide.natural > width + 1 else 0
        document.size()  # lays out; it counts an empty block too that Qt keeps after a table
        return document.documentLayout().frameBoundingRect(self._table).bottom() + bar

    def _correct(self, document: QTextDocument, table: QTextTable) -> None:
        """Widen the columns to what their cells really need, where that is more than was thought."""
        document.setTextWidth(-1)
        document.size()
        for column in range(table.columns()):
            for row in range(table.rows()):
                cell = table.cellAt(row, column).firstCursorPosition().block().layout()
                needed = math.ceil(cell.maximumWidth()) + Size.S5 + 2
                self.wide.widen(column, needed)


def _give(block: QTextBlock, runs: list[tuple[int, int, str]]) -> None:
    ranges = []
    for start, length, colour in runs:
        one = QTextLayout.FormatRange()
        one.start, one.length = start, length
        look = QTextCharFormat()
        look.setForeground(QColor(colour))
        one.format = look
        ranges.append(one)
    block.layout().setFormats(ranges)


def _is_numeric(cells: list[str]) -> bool:
    filled = [_bare(cell) for cell in cells if _bare(cell) not in ("", "-", "–", "—")]
    return bool(filled) and all(_NUMBER.match(cell) for cell in filled)


def _aligned(mark: str) -> str:
    if mark.endswith(":"):
        return "center" if mark.startswith(":") else "right"
    return "left" if mark.startswith(":") else ""


def _bare(cell: str) -> str:
    return _MARKS.sub("", cell).replace("\\|", "|").strip()
