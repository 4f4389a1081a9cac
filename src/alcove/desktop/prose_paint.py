"""What is painted under the words of a part: pills, quotation bars, code, doubts, rules, and where a span lies."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTextBlock, QTextDocument, QTextLine

from alcove.desktop.prose_writer import (
    CODE_PROPERTY,
    DOUBT_PROPERTY,
    QUOTE_PROPERTY,
    RULE_PROPERTY,
    TASK_PROPERTY,
    marked_spans,
    pill_spans,
)
from alcove.desktop.theme import Size, Tokens


@dataclass(frozen=True, slots=True)
class Underlay:
    """How a document is painted under: in which colours, how wide it is, and which citation is on view."""

    tokens: Tokens
    width: float
    current: int | None = None

    def paint(self, painter: QPainter, document: QTextDocument, top: float, bottom: float) -> None:
        """Paint what lies under the words between two heights of a document."""
        painter.setPen(Qt.PenStyle.NoPen)
        layout = document.documentLayout()
        block = document.begin()
        while block.isValid():
            rect = layout.blockBoundingRect(block)
            if rect.top() > bottom:
                break
            if rect.bottom() >= top:
                self._paint_block(painter, document, block)
            block = block.next()

    def _paint_block(self, painter: QPainter, document: QTextDocument, block: QTextBlock) -> None:
        source = block.blockFormat()
        if source.property(QUOTE_PROPERTY):
            painter.setBrush(QColor(self.tokens.accent))
            rect = self._span_of_blocks(document, block, QUOTE_PROPERTY)
            right = block.textDirection() == Qt.LayoutDirection.RightToLeft
            at = self.width - Size.QUOTE_BAR if right else 0
            painter.drawRoundedRect(QRectF(at, rect.top(), Size.QUOTE_BAR, rect.height()), 1, 1)
        if source.property(CODE_PROPERTY):
            painter.setBrush(QColor(self.tokens.user))
            rect = self._span_of_blocks(document, block, CODE_PROPERTY)
            left = source.leftMargin() - Size.S3
            rect = rect.adjusted(left, -Size.S2, 0, Size.S2)
            painter.drawRoundedRect(rect, Size.ROW_RADIUS, Size.ROW_RADIUS)
        if source.property(RULE_PROPERTY):
            rect = document.documentLayout().blockBoundingRect(block)
            painter.fillRect(QRectF(0, round(rect.center().y()), self.width, Size.HAIR), QColor(self.tokens.line))
        if source.property(TASK_PROPERTY):
            self._paint_task(painter, document, block, done=source.property(TASK_PROPERTY) > 1)
        for index, start, end in pill_spans(block):
            on = index == self.current
            painter.setBrush(QColor(self.tokens.mark if on else self.tokens.accent_soft))
            for rect in rects(document, block, start, end):
                painter.drawRoundedRect(rect, Size.S1, Size.S1)
        painter.setPen(self._dots())
        for _, start, end in marked_spans(block, DOUBT_PROPERTY):
            for rect in rects(document, block, start, end, trimmed=True):
                painter.drawLine(QPointF(rect.left() + 1, rect.bottom()), QPointF(rect.right() - 1, rect.bottom()))
        painter.setPen(Qt.PenStyle.NoPen)

    def _paint_task(self, painter: QPainter, document: QTextDocument, block: QTextBlock, *, done: bool) -> None:
        """Paint the box of a task before its words, ticked or not."""
        rect = document.documentLayout().blockBoundingRect(block)
        line = block.layout().lineAt(0)
        side = Size.S3 + 1
        right = block.textDirection() == Qt.LayoutDirection.RightToLeft
        left = rect.right() + Size.S2 if right else rect.left() + line.x() - side - Size.S2 + 1
        box = QRectF(round(left) + 0.5, round(rect.top() + line.y() + line.ascent() - side + 1) + 0.5, side, side)
        painter.setPen(QPen(QColor(self.tokens.accent if done else self.tokens.faint), 1))
        painter.setBrush(QColor(self.tokens.accent) if done else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, Size.QUOTE_BAR, Size.QUOTE_BAR)
        if done:
            painter.setPen(QPen(QColor(self.tokens.on_accent), Size.DOT))
            tick = ((0.24, 0.52), (0.42, 0.7), (0.76, 0.3))
            painter.drawPolyline([QPointF(box.left() + x * side, box.top() + y * side) for x, y in tick])
        painter.setPen(Qt.PenStyle.NoPen)

    def _dots(self) -> QPen:
        """Return the pen of a dotted line: round dots, drawn in one stroke."""
        pen = QPen(QColor(self.tokens.warn), Size.DOT)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setDashPattern([0.01, Size.DOT_STEP / Size.DOT])
        return pen

    def _span_of_blocks(self, document: QTextDocument, block: QTextBlock, what: int) -> QRectF:
        """Return the text's rectangle of the neighbouring blocks that share a property."""
        first = last = block
        while first.previous().isValid() and first.previous().blockFormat().property(what):
            first = first.previous()
        while last.next().isValid() and last.next().blockFormat().property(what):
            last = last.next()
        layout = document.documentLayout()
        top, bottom = layout.blockBoundingRect(first).top(), layout.blockBoundingRect(last).top()
        if first.layout().lineCount():
            line = first.layout().lineAt(0)
            top += line.y() + line.ascent() - Size.S4
        if last.layout().lineCount():
            line = last.layout().lineAt(last.layout().lineCount() - 1)
            bottom += line.y() + line.ascent() + Size.S1 + 1
        return QRectF(0, top, self.width, bottom - top)


def rects(document: QTextDocument, block: QTextBlock, start: int, end: int, *, trimmed: bool = False) -> list[QRectF]:
    """Return where a span of a block lies, a rectangle a line; `trimmed` of spaces at the ends of lines."""
    layout = block.layout()
    origin = QPointF(document.documentLayout().blockBoundingRect(block).topLeft())
    found = []
    for number in range(layout.lineCount()):
        line = layout.lineAt(number)
        first = max(start - block.position(), line.textStart())
        last = min(end - block.position(), line.textStart() + line.textLength())
        while trimmed and first < last and block.text()[last - 1].isspace():
            last -= 1
        if first < last:
            x1, x2 = sorted((_x_at(line, first), _x_at(line, last)))
            baseline = origin.y() + line.y() + line.ascent()
            top = baseline - Size.S4 + 1
            found.append(QRectF(QPointF(origin.x() + x1, top), QSizeF(x2 - x1, Size.S5 - 1)))
    return found


def _x_at(line: QTextLine, position: int) -> float:
    """Return how far right a position of a line lies; PySide6 answers with a pair."""
    found: object = line.cursorToX(position)
    return float(found[0] if isinstance(found, tuple) else found)  # type: ignore[arg-type]  # int or float
