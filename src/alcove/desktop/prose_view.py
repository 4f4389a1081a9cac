"""The widget an answer is read in: its links followed, its words selected and copied, by mouse and by keyboard."""

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip

from alcove.desktop.accessible import Role, plays
from alcove.desktop.illustrator import Illustrator
from alcove.desktop.prose_canvas import ProseCanvas
from alcove.desktop.prose_menu import menu_of
from alcove.desktop.prose_selection import Place, Selection, Stop, stops, whole_text
from alcove.desktop.prose_writer import FORMULA_PROPERTY, Setting, pill_spans
from alcove.desktop.theme import Size, Theme
from alcove.desktop.translation import tr
from alcove.desktop.turn_state import TurnState

SCROLL_MS = 50
"""How often the view is scrolled on while something is selected beyond its edge."""


class ProseView(ProseCanvas):
    """Show one answer. Links, citations among them, are reached by mouse and by Tab; text is selected and copied."""

    citation_clicked = Signal(int)
    item_clicked = Signal(str)
    link_clicked = Signal(str)
    selection_changed = Signal()
    menu_opening = Signal(object)
    """The QMenu about a place, before it is shown: others may add to it."""

    def __init__(self, theme: Theme, illustrator: Illustrator, setting: Setting | None = None) -> None:
        super().__init__(theme, illustrator, setting)
        plays(self, Role.Document)
        self._pressed = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Answer"))
        self._scrolling = self.timer(SCROLL_MS, self._on_scrolling)
        self._clicked_twice = QTimer(self)  # while it runs, one more click selects the paragraph
        self._clicked_twice.setSingleShot(True)
        self._clicked_twice.setInterval(QGuiApplication.styleHints().mouseDoubleClickInterval())

    # What is shown.

    def render_turn(self, turn: TurnState) -> None:
        """Show all of an answer, once it is whole."""
        self.prose.set_uris([hit.uri for hit in turn.hits])
        self.prose.render(turn.text, turn.citations, turn.unsupported)
        self.setAccessibleDescription(turn.text)
        self.refresh()

    def grow(self, turn: TurnState) -> None:
        """Show what a streaming answer has gained."""
        self.prose.set_uris([hit.uri for hit in turn.hits])
        self.prose.grow(turn.text, turn.citations, turn.unsupported)
        self.refresh()

    def show_text(self, text: str, *, growing: bool = False) -> None:
        """Show Markdown that cites nothing."""
        (self.prose.grow if growing else self.prose.render)(text, (), ())
        if not growing:
            self.setAccessibleDescription(text)
        self.refresh()

    def toPlainText(self) -> str:
        """Return all of it as it is shown."""
        return whole_text(self.prose)

    def pill_rect(self, citation: int) -> QRectF | None:
        """Return where the pill of a citation lies in this widget."""
        for index, part in enumerate(self.prose.parts):
            if "[" not in self.prose.said.text[part.block.start : part.block.end]:
                continue
            block = part.written().begin()
            while block.isValid():
                for found, start, end in pill_spans(block):
                    if found == citation:
                        return self.rect_of((index, start, end))
                block = block.next()
        return None

    # What is selected.

    def selected_text(self) -> str:
        """Return what is selected, as it is shown."""
        return self.selection.text()

    def selected_span(self) -> tuple[int, int] | None:
        """Return the span of the answer's text that is selected."""
        return self.selection.span()

    def span_at(self, point: QPoint) -> tuple[int, int] | None:
        """Return the span of the answer's text of the word at a point of this widget."""
        place = self.place_at(QPointF(point))
        if place is None:
            return None
        word = Selection(self.prose)
        word.select_word(place)
        return word.span()

    def select_all(self) -> None:
        """Select the whole answer."""
        self.selection.select_all()
        self._on_selected()

    def copy(self) -> None:
        """Copy what is selected."""
        if self.selection.ends is not None:
            QGuiApplication.clipboard().setText(self.selected_text())

    # Mouse.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self.place_at(event.position())
        if event.button() != Qt.MouseButton.LeftButton or place is None:
            super().mousePressEvent(event)
            return
        self._stop = None
        self._pressed = self.href_at(event.position())
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.selection.extend(place)
        elif self._clicked_twice.isActive():
            self.selection.select_paragraph(place)
        else:
            self.selection.begin(place)
        self._on_selected()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            place = self.place_at(event.position())
            if place is not None:
                self.selection.extend(place)
                self._on_selected()
                self._scrolling.start()
            return
        href = self.href_at(event.position())
        over = self.place_at(event.position(), exact=True) is not None
        shape = Qt.CursorShape.IBeamCursor if over else Qt.CursorShape.ArrowCursor
        self.setCursor(Qt.CursorShape.PointingHandCursor if href else shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._scrolling.stop()
        pressed, self._pressed = self._pressed, ""
        if pressed and self.selection.ends is None and self.href_at(event.position()) == pressed:
            self._follow(pressed)
        elif self.selection.ends is not None and QGuiApplication.clipboard().supportsSelection():
            QGuiApplication.clipboard().setText(self.selected_text(), QGuiApplication.clipboard().Mode.Selection)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        place = self.place_at(event.position())
        if place is not None:
            self.selection.select_word(place)
            self._clicked_twice.start()
            self._on_selected()

    def wheelEvent(self, event: QWheelEvent) -> None:
        delta = event.pixelDelta().x() or event.angleDelta().x() / 3
        index = self._layout.index_at(event.position().y())
        wide = self.prose.parts[index].wide if self.prose.parts else None
        if abs(event.angleDelta().x()) > abs(event.angleDelta().y()) and self._beside.scroll(wide, -delta):
            event.accept()
        else:
            event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        point = QPointF(event.pos())
        place = self.place_at(point)
        look = self.format_at(point)
        formula = str(look.property(FORMULA_PROPERTY) or "") if look else ""
        part = self.prose.parts[place.part] if place else None
        menu = menu_of(self, self.selection, part, self.href_at(point), formula, self.select_all)
        self.menu_opening.emit(menu)
        menu.exec(event.globalPos())
        menu.deleteLater()

    def _on_selected(self) -> None:
        self.update()
        self.selection_changed.emit()

    def _on_scrolling(self) -> None:
        """Scroll while something is being selected beyond the view."""
        at = self.mapFromGlobal(self.cursor().pos())
        self._keeper.show(at.y(), Size.S5)
        place = self.place_at(QPointF(at))
        if place is not None:
            self.selection.extend(place)
            self.update()
        self._scrolling.start()

    def _follow(self, href: str) -> None:
        """Do what a link is for."""
        kind, _, rest = href.partition(":")
        if kind == "cite":
            self.citation_clicked.emit(int(rest))
        elif kind == "item":
            self.item_clicked.emit(rest)
        elif kind == "note":
            self._show_note(rest)
        else:
            self.link_clicked.emit(href)

    def _show_note(self, name: str) -> None:
        text = self.prose.said.text
        for index, part in enumerate(self.prose.parts):
            if part.block.kind == "note" and text[part.block.start :].lstrip().startswith(f"[^{name}]"):
                self.show_mark((index, 0, part.written().characterCount() - 1))
                return

    # Keyboard.

    def focusNextPrevChild(self, next: bool) -> bool:
        if self._beside.pass_on(next):
            return True
        after = self._stop
        if after is None and self._beside.focused is not None:
            after = Stop(Place(self._beside.focused, 0))
        found = self.stop_after(after, forward=next)
        if found is None:
            self._stop = None
            self.update()
            return super().focusNextPrevChild(next)
        self._go_to(found, forward=next)
        return True

    def stop_after(self, after: Stop | None, *, forward: bool) -> Stop | None:
        """Return where Tab leads to next; None when it leads out."""
        return next(stops(self.prose, after, forward=forward), None)

    def _go_to(self, stop: Stop, *, forward: bool) -> None:
        self._stop = stop if stop.href else None
        index = stop.place.part
        self.show_mark((index, stop.place.position, stop.end or 1))
        if stop.href:
            self.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self._beside.enter(self.prose.parts[index], index, forward=forward)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.select_all()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._stop is not None:
            self._follow(self._stop.href)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        tabbed = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if tabbed and self._stop is None:
            forward = event.reason() == Qt.FocusReason.TabFocusReason
            found = self.stop_after(None, forward=forward)
            if found is not None:
                QTimer.singleShot(0, self, lambda: self._go_to(found, forward=forward))
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            look = self.format_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), look.toolTip() if look else "", self)
            return True
        return super().event(event)
