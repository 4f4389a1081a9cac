"""What lies over the window for a moment and is put away with Esc: the palette, the shortcuts, keys to press."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget
from shiboken6 import isValid

from alcove.desktop.accessible import Role, plays
from alcove.desktop.columns import tab_stops
from alcove.desktop.focus_ring import application
from alcove.desktop.theme import Size, Theme, dress


class Sheet(QWidget):
    """A card over a widget, the rest of which is veiled.

    Tab stays within the card. Esc, a click beside it, and the keyboard going elsewhere put it away; then the keyboard
    is where it was, unless it went elsewhere.
    """

    closed = Signal()

    def __init__(self, theme: Theme, over: QWidget, title: str, size: tuple[int, int]) -> None:
        super().__init__(over)
        self._theme = theme
        self._over = over
        self._wanted = size
        self._before: QWidget | None = None
        self.card = QFrame(self)
        dress(self.card, "sheet")
        plays(self, Role.Dialog)
        self.setAccessibleName(title)
        over.installEventFilter(self)
        theme.changed.connect(self.update)
        self.hide()

    def show_over(self, stop: QWidget) -> None:
        """Show the sheet and give the keyboard to `stop` in it."""
        if self.isHidden():
            self._before = self.window().focusWidget()
            self._place()
            self.show()
            application().focusChanged.connect(self._on_focus_changed)
        self.raise_()
        stop.setFocus(Qt.FocusReason.PopupFocusReason)

    def put_away(self, *, back: bool = True) -> None:
        """Hide the sheet; with `back` the keyboard returns to what had it before."""
        if self.isHidden():
            return
        application().focusChanged.disconnect(self._on_focus_changed)
        before, self._before = self._before, None
        if back and before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.PopupFocusReason)
        self.hide()
        self.closed.emit()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Keep Tab within the card."""
        stops = list(tab_stops(self.card))
        focused = self.window().focusWidget()
        if not stops:
            return False
        at = stops.index(focused) if focused in stops else -1 if forward else 0
        stops[(at + (1 if forward else -1)) % len(stops)].setFocus(
            Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        )
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.put_away()
        event.accept()  # what lies beneath gets no keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.card.geometry().contains(event.position().toPoint()):
            self.put_away()
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        veil = QColor(self._theme.tokens.paper)
        veil.setAlphaF(Size.VEIL)
        painter.fillRect(self.rect(), veil)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _place(self) -> None:
        self.setGeometry(self._over.rect())
        wide = min(self._wanted[0], self.width() - 2 * Size.S4)
        high = min(self._wanted[1], self.height() - 2 * Size.S4)
        top = max(Size.S4, (self.height() - high) // 4)
        self.card.setGeometry((self.width() - wide) // 2, top, wide, high)

    def _on_focus_changed(self, _: QWidget | None, now: QWidget | None) -> None:
        if now is not None and now.window() is self.window() and not self.isAncestorOf(now):
            self.put_away(back=False)
