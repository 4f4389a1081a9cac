"""The widget an answer is read in: as high as its text, with pills and quotation bars painted under it."""

import math

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, QUrl, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QTextBlock, QTextLine, QTextOption, QWheelEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextBrowser, QWidget

from alcove.desktop.prose import CODE_PROPERTY, DOUBT_PROPERTY, QUOTE_PROPERTY, Prose, marked_spans, pill_spans
from alcove.desktop.theme import Size, Theme
from alcove.desktop.turn_state import TurnState


class ProseView(QTextBrowser):
    """Show one answer. Citations are links: by mouse, and by Tab and Enter; text can be selected and copied."""

    citation_clicked = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._current: int | None = None
        self.prose = Prose(self.document(), theme)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Answer")
        self.viewport().setAutoFillBackground(False)
        self.anchorClicked.connect(self._on_anchor_clicked)
        self.document().documentLayout().documentSizeChanged.connect(self._on_document_size_changed)
        self.setFixedHeight(0)

    def render_turn(self, turn: TurnState) -> None:
        """Show all of an answer, once."""
        self.prose.render(turn.text, turn.citations, turn.unsupported)

    def grow(self, turn: TurnState) -> None:
        """Show what a streaming answer has gained."""
        self.prose.grow(turn.text, turn.citations, turn.unsupported)

    def set_current(self, citation: int | None) -> None:
        """Point out the pill of one citation, whose span is on view."""
        if citation != self._current:
            self._current = citation
            self.viewport().update()

    def pill_rect(self, citation: int) -> QRectF | None:
        """Return where the pill of a citation lies in this widget."""
        block = self.document().begin()
        while block.isValid():
            for index, start, end in pill_spans(block):
                if index == citation:
                    return next(iter(self._rects(block, start, end)), None)
            block = block.next()
        return None

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        layout = self.document().documentLayout()
        block = self.cursorForPosition(event.rect().topLeft()).block()
        while block.isValid() and layout.blockBoundingRect(block).top() <= event.rect().bottom():
            self._paint_under(painter, block)
            block = block.next()
        painter.end()
        super().paintEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def _paint_under(self, painter: QPainter, block: QTextBlock) -> None:
        tokens = self._theme.tokens
        source = block.blockFormat()
        if source.property(QUOTE_PROPERTY):
            painter.setBrush(QColor(tokens.accent))
            rect = self._span_of_blocks(block, QUOTE_PROPERTY)
            painter.drawRoundedRect(QRectF(0, rect.top(), Size.QUOTE_BAR, rect.height()), 1, 1)
        if source.property(CODE_PROPERTY):
            painter.setBrush(QColor(tokens.user))
            rect = self._span_of_blocks(block, CODE_PROPERTY).adjusted(0, -Size.S2, 0, Size.S2)
            painter.drawRoundedRect(rect, Size.ROW_RADIUS, Size.ROW_RADIUS)
        for index, start, end in pill_spans(block):
            painter.setBrush(QColor(tokens.mark if index == self._current else tokens.accent_soft))
            for rect in self._rects(block, start, end):
                painter.drawRoundedRect(rect, Size.S1, Size.S1)
        painter.setPen(self._dots())
        for _, start, end in marked_spans(block, DOUBT_PROPERTY):
            for rect in self._rects(block, start, end, trimmed=True):
                painter.drawLine(QPointF(rect.left() + 1, rect.bottom()), QPointF(rect.right() - 1, rect.bottom()))
        painter.setPen(Qt.PenStyle.NoPen)

    def _dots(self) -> QPen:
        """Return the pen of a dotted line: round dots, drawn in one stroke."""
        pen = QPen(QColor(self._theme.tokens.warn), Size.DOT)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setDashPattern([0.01, Size.DOT_STEP / Size.DOT])
        return pen

    def _span_of_blocks(self, block: QTextBlock, what: int) -> QRectF:
        """Return the text's rectangle of the neighbouring blocks that share a property."""
        first = last = block
        while first.previous().isValid() and first.previous().blockFormat().property(what):
            first = first.previous()
        while last.next().isValid() and last.next().blockFormat().property(what):
            last = last.next()
        layout = self.document().documentLayout()
        top, bottom = layout.blockBoundingRect(first).top(), layout.blockBoundingRect(last).top()
        if first.layout().lineCount():
            line = first.layout().lineAt(0)
            top += line.y() + line.ascent() - Size.S4
        if last.layout().lineCount():
            line = last.layout().lineAt(last.layout().lineCount() - 1)
            bottom += line.y() + line.ascent() + Size.S1 + 1
        return QRectF(0, top, self.viewport().width(), bottom - top)

    def _rects(self, block: QTextBlock, start: int, end: int, *, trimmed: bool = False) -> list[QRectF]:
        """Return where a span of a block lies, a rectangle a line; `trimmed` of spaces at the ends of lines."""
        layout = block.layout()
        origin = QPointF(self.document().documentLayout().blockBoundingRect(block).topLeft())
        found = []
        for number in range(layout.lineCount()):
            line = layout.lineAt(number)
            first = max(start - block.position(), line.textStart())
            last = min(end - block.position(), line.textStart() + line.textLength())
            while trimmed and first < last and block.text()[last - 1].isspace():
                last -= 1
            if first < last:
                x1, x2 = _x_at(line, first), _x_at(line, last)
                baseline = origin.y() + line.y() + line.ascent()
                top = baseline - Size.S4 + 1
                found.append(QRectF(QPointF(origin.x() + x1, top), QSizeF(x2 - x1, Size.S5 - 1)))
        return found

    def _on_anchor_clicked(self, url: QUrl) -> None:
        kind, _, number = url.toString().partition(":")
        if kind == "cite" and number.isdigit():
            self.citation_clicked.emit(int(number))

    def _on_document_size_changed(self, size: QSizeF) -> None:
        self.setFixedHeight(math.ceil(size.height()) if not self.document().isEmpty() else 0)


def _x_at(line: QTextLine, position: int) -> float:
    """Return how far right a position of a line lies; PySide6 answers with a pair."""
    found: object = line.cursorToX(position)
    return float(found[0] if isinstance(found, tuple) else found)  # type: ignore[arg-type]  # int or float
