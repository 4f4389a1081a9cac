"""Laying out and painting an answer: as high as its text, of which only what is near the view is built.

Words are painted here; what is clicked beside them are widgets (`prose_tools`). `ProseView` is what a person uses.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QShowEvent,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from alcove.desktop.illustrator import Illustrator
from alcove.desktop.prose import Prose
from alcove.desktop.prose_colouring import Colouring
from alcove.desktop.prose_layout import NEAR, SLICE_S, ProseLayout, ScrollKeeper
from alcove.desktop.prose_paint import Underlay, rects
from alcove.desktop.prose_part import Part
from alcove.desktop.prose_selection import Place, Selection, Stop
from alcove.desktop.prose_spans import ProseSpans, shown_rects
from alcove.desktop.prose_tools import BesideWords
from alcove.desktop.prose_wide import CodeBlock, CodePart
from alcove.desktop.prose_writer import Setting
from alcove.desktop.theme import Size, Theme

Mark = tuple[int, int, int]
"""A span of words: the number of a part, and from which position to which."""


class ProseCanvas(QWidget):
    """Show the parts of an answer below each other, with what is selected, found and pointed out in them."""

    laid_out = Signal()
    """Words may lie elsewhere now."""

    def __init__(self, theme: Theme, illustrator: Illustrator, setting: Setting | None = None) -> None:
        super().__init__()
        self._theme = theme
        self._current: int | None = None
        self._stop: Stop | None = None
        self._marks: dict[int, list[tuple[int, int]]] = {}
        self._mark: Mark | None = None
        self.prose = Prose(replace(setting or Setting(theme, illustrator), dpr=self.devicePixelRatioF()))
        self.selection = Selection(self.prose)
        self._spans = ProseSpans(self.prose)
        self.underlay: Callable[[QPainter, QRectF], None] | None = None
        """Paints what else lies under the words in a rectangle of the view."""
        self._layout = ProseLayout(self.prose)
        self._keeper = ScrollKeeper(self, self._layout, lambda: self.prose.parts)
        self._beside = BesideWords(theme, self)
        self._colouring = Colouring(illustrator, self._on_coloured, self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._ahead = self.timer(0, self._on_ahead)
        self._later = self.timer(0, self.refresh)
        illustrator.made.connect(self._on_made)
        self.setFixedHeight(0)

    def timer(self, milliseconds: int, then: Callable[[], None]) -> QTimer:
        """Return a timer that fires once when it is started."""
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(then)
        return timer

    def restyle(self) -> None:
        """Wear what the theme has become, and be as sharp as the screen."""
        self.prose.restyle(replace(self.prose.setting, dpr=self.devicePixelRatioF()))
        self.refresh()

    def set_current(self, citation: int | None) -> None:
        """Point out the pill of one citation, whose span is on view."""
        if citation != self._current:
            self._current = citation
            self.update()

    def rect_of(self, mark: Mark) -> QRectF | None:
        """Return where a span of a part lies in this widget, its first line; what is around it is built for that."""
        index, start, end = mark
        if self.width() <= 0 or index >= len(self.prose.parts):
            return None
        part = self.prose.parts[index]
        self._layout.build(self.width(), part.top - NEAR, part.top + NEAR)
        self._lay_out()
        document = part.written()
        block = document.findBlock(start)
        found = rects(document, block, start, min(end, block.position() + block.length()))
        return found[0].translated(part.origin()) if found else None

    def rects_of(self, start: int, end: int) -> list[QRectF]:
        """Return where a span of the answer's text lies, a rectangle a line; nothing where it is not laid out."""
        return self._spans.rects(start, end)

    def selection_rects(self) -> list[QRectF]:
        """Return where what is selected lies, as far as it is text that is laid out."""
        found: list[QRectF] = []
        for index, part in enumerate(self.prose.parts):
            span = self.selection.span_in(index)
            if span is not None and part.document is not None and part.wide is None:
                found += [rect.translated(part.origin()) for rect in shown_rects(part.written(), *span)]
        return found

    def set_marks(self, marks: list[Mark], at: Mark | None) -> None:
        """Mark what was found, and point out one of it."""
        self._marks = {}
        for index, start, end in marks:
            self._marks.setdefault(index, []).append((start, end))
        self._mark = at
        self.update()

    def show_mark(self, mark: Mark) -> None:
        """Scroll to a span of a part."""
        rect = self.rect_of(mark)
        if rect is not None:
            self._keeper.show(rect.center().y(), Size.S8 * 3)

    # Laying out.

    def fit(self, width: int) -> None:
        """Be as high as it is in that width before it is shown: exactly, where it is not much more than a view."""
        self.resize(width, self.height())
        self._layout.place(width)
        if self._layout.height <= NEAR and self._layout.build(width, 0, NEAR):
            self._layout.place(width)
        self._be_high()

    def refresh(self) -> None:
        """Build what is in view, and be as high as all of it is."""
        self._later.stop()
        self._layout.place(self.width())
        seen = self._build_in_view()
        self._be_high()
        if seen is None and self._build_in_view() is not None:
            self._be_high()  # it had no height, and so nothing to be seen
        self._keeper.keep()
        self._ahead.start()
        self.update()

    def _build_in_view(self) -> tuple[float, float] | None:
        """Build what is in view until it is full; return from where to where that is."""
        seen = self._keeper.in_view()
        if seen is not None and self.width() > 0:
            for _ in range(4):
                top = self._keeper.top(seen[0])
                if not self._layout.build(self.width(), top, top + seen[1] - seen[0]):
                    break
                self._layout.place(self.width())
        return seen

    def _lay_out(self) -> None:
        self._layout.place(self.width())
        self._be_high()

    def _be_high(self) -> None:
        """Be as high as the parts are together, with what is clicked beside them in its place."""
        self.setFixedHeight(math.ceil(self._layout.height))
        self.laid_out.emit()
        self._beside.lay_out(self.prose.parts, self.width())
        for part in self.prose.parts:
            if isinstance(part, CodePart) and part.document is not None:
                self._colouring.want(part.wide)

    def _on_ahead(self) -> None:
        """Build what is near the view, a little at a time."""
        seen = self._keeper.in_view()
        if seen is None or self.width() <= 0:
            return
        top, bottom = seen[0] - NEAR, seen[1] + NEAR
        for ahead in ((seen[1], bottom), (max(0.0, top), seen[0])):
            if self._layout.unbuilt(*ahead):
                if self._layout.build(self.width(), *ahead, seconds=SLICE_S):
                    self._lay_out()
                    self._keeper.keep()
                self._ahead.start()
                return
        self._layout.drop_far(top, bottom)

    def _on_scrolled(self) -> None:
        self._keeper.remember()
        seen = self._keeper.in_view()
        if seen is not None and self._layout.unbuilt(*seen):
            self.refresh()
        elif seen is not None:
            self._ahead.start()

    def _on_made(self, what: str) -> None:
        waiting = [part for part in self.prose.parts if what in part.waits]
        for part in waiting:
            part.spoil()
            part.exact = False
        if waiting:
            self._later.start()

    def _on_coloured(self, code: CodeBlock) -> None:
        changed = False
        for part in self.prose.parts:
            if isinstance(part, CodePart) and part.wide is code and part.document is not None:
                changed |= part.colour(part.document)
        self._beside.show_language(code)
        if changed:
            self.update()

    def code_wrapped(self, code: CodeBlock) -> None:
        """Lay a block of code out again, wrapped or not."""
        code.natural = 0.0
        for part in self.prose.parts:
            if part.wide is code:
                part.exact = False
                part.forget_heights()
        self.refresh()

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        exposed = QRectF(event.rect())
        if self.underlay is not None:
            self.underlay(painter, exposed)
        boxed: CodeBlock | None = None
        for index in self._layout.between(exposed.top(), exposed.bottom()):
            part = self.prose.parts[index]
            if part.build(self.width()):
                self._later.start()  # it was not known to be in view; what is below moves
            if isinstance(part, CodePart) and part.wide is not boxed:
                boxed = part.wide
                self._paint_box(painter, index)
            painter.save()
            self._paint_part(painter, index, part, exposed)
            painter.restore()
        painter.end()

    def _paint_box(self, painter: QPainter, index: int) -> None:
        """Paint the box around a block of code, of all its parts."""
        parts = self.prose.parts
        first = index - parts[index].number
        last = first
        while last + 1 < len(parts) and parts[last + 1].wide is parts[first].wide:
            last += 1
        left, bottom = parts[first].left, parts[last].top + parts[last].height
        box = QRectF(left + 0.5, parts[first].top + 0.5, self.width() - left - 1, bottom - parts[first].top - 1)
        painter.setPen(QColor(self._theme.tokens.line))
        painter.setBrush(QColor(self._theme.tokens.surface))
        painter.drawRoundedRect(box, Size.ROW_RADIUS, Size.ROW_RADIUS)

    def _paint_part(self, painter: QPainter, index: int, part: Part, exposed: QRectF) -> None:
        document, origin = part.written(), part.origin()
        tokens = self._theme.tokens
        if part.wide is not None:
            inset = Size.S4 if isinstance(part, CodePart) else 0
            room = QRectF(part.left + inset, part.top, self.width() - part.left - 2 * inset, part.height)
            painter.setClipRect(room.intersected(exposed))
        painter.translate(origin)
        clip = exposed.translated(-origin)
        width = self.width() - part.left
        Underlay(tokens, width, self._current).paint(painter, document, clip.top(), clip.bottom())
        context = QAbstractTextDocumentLayout.PaintContext()
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Text, QColor(getattr(tokens, self.prose.setting.ink)))
        context.palette = palette
        context.clip = clip
        context.selections = list(self._selections(index, part))
        document.documentLayout().draw(painter, context)
        self._paint_stop(painter, index, part)

    def _selections(self, index: int, part: Part) -> "Iterator[QAbstractTextDocumentLayout.Selection]":
        tokens = self._theme.tokens
        wanted = [(start, end, tokens.mark) for start, end in self._marks.get(index, ())]
        if self._mark is not None and self._mark[0] == index:
            wanted.append((self._mark[1], self._mark[2], tokens.accent))
        span = self.selection.span_in(index)
        if span is not None:
            wanted.append((*span, tokens.accent_soft))
        most = part.written().characterCount() - 1
        for start, end, ground in wanted:
            one = QAbstractTextDocumentLayout.Selection()
            cursor = QTextCursor(part.written())
            cursor.setPosition(min(start, most))
            cursor.setPosition(min(end, most), QTextCursor.MoveMode.KeepAnchor)
            one.cursor = cursor
            look = QTextCharFormat()
            look.setBackground(QColor(ground))
            look.setForeground(QColor(tokens.on_accent if ground == tokens.accent else tokens.ink))
            one.format = look
            yield one

    def _paint_stop(self, painter: QPainter, index: int, part: Part) -> None:
        """Show where the keyboard is."""
        stop = self._stop
        if stop is None or stop.place.part != index or not stop.href or not self.hasFocus():
            return
        document = part.written()
        painter.setPen(QColor(self._theme.tokens.accent))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for rect in rects(document, document.findBlock(stop.place.position), stop.place.position, stop.end):
            painter.drawRoundedRect(rect.adjusted(-1.5, -0.5, 1.5, 0.5), Size.S1, Size.S1)

    def place_at(self, point: QPointF, *, exact: bool = False) -> Place | None:
        if not self.prose.parts:
            return None
        index = self._layout.index_at(point.y())
        part = self.prose.parts[index]
        part.build(self.width())
        accuracy = Qt.HitTestAccuracy.ExactHit if exact else Qt.HitTestAccuracy.FuzzyHit
        found = part.written().documentLayout().hitTest(point - part.origin(), accuracy)
        return Place(index, found) if found >= 0 else None

    def format_at(self, point: QPointF) -> QTextCharFormat | None:
        """Return the format of the letter at a point; None beside the words."""
        place = self.place_at(point, exact=True)
        if place is None:
            return None
        cursor = QTextCursor(self.prose.parts[place.part].written())
        cursor.setPosition(place.position)
        if not cursor.atBlockEnd():
            cursor.movePosition(QTextCursor.MoveOperation.NextCharacter)
        return cursor.charFormat()

    def href_at(self, point: QPointF) -> str:
        if not self.prose.parts:
            return ""
        part = self.prose.parts[self._layout.index_at(point.y())]
        part.build(self.width())
        return str(part.written().documentLayout().anchorAt(point - part.origin()))

    # Qt.

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self.restyle()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        area = self._keeper.look_for_area()
        if area is not None:
            area.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self._later.start()
