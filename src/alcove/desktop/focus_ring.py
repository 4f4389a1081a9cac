"""A ring around what has the keyboard, where it was brought by the keyboard: the same for everything, in both schemes.

Fields in which one writes show by their own edge that they have it; what was clicked needs no ring. A widget that is
large has a part that stands for it: `ringed`.
"""

from __future__ import annotations

import weakref

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QWidget
from shiboken6 import isValid

from alcove.desktop.theme import Size, Theme

MARKS_ITSELF = "marks_itself"
"""A property of widgets that need no ring, as they show in another way that the keyboard is in them."""
_MOVES = frozenset((QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide))


class _Ring(QWidget):
    """The ring of one window, over everything in it."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._watched: list[QWidget] = []
        self.around: QWidget | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        theme.changed.connect(self.update)
        self.hide()

    def lie_around(self, widget: QWidget | None) -> None:
        """Lie around a widget and go with it; None puts the ring away."""
        for one in self._watched:
            if isValid(one):
                one.removeEventFilter(self)
        self._watched, self.around = [], widget
        at = widget
        while at is not None and at is not self.parentWidget():
            at.installEventFilter(self)
            self._watched.append(at)
            at = at.parentWidget()
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVES:
            self._place()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._theme.tokens.accent), Size.FOCUS))
        edge = Size.FOCUS / 2
        rect = QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)
        round_ends = self.around is not None and str(self.around.property("look")).startswith(("pill", "send"))
        radius = rect.height() / 2 if round_ends else min(Size.ROW_RADIUS + Size.FOCUS, rect.height() / 2)
        painter.drawRoundedRect(rect, radius, radius)

    def _place(self) -> None:
        around = self.around
        if around is None or not isValid(around) or not around.isVisible():
            self.hide()
            return
        rect = self._seen(around)
        on_top: QWidget | None = around.window().childAt(rect.center())
        covered = on_top is None or not (around.isAncestorOf(on_top) or on_top.isAncestorOf(around))
        self.setVisible(not rect.isEmpty() and not covered)
        self.setGeometry(rect)
        self.raise_()

    def _seen(self, widget: QWidget) -> QRect:
        """Return the widget's place in the window with a little around it, as far as what holds it lets it be seen."""
        out = Size.FOCUS + Size.HAIR
        window = widget.window()
        rect = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size()).adjusted(-out, -out, out, out)
        at = widget.parentWidget()
        while at is not None and at is not window:
            rect = rect.intersected(QRect(at.mapTo(window, QPoint(0, 0)), at.size()))
            at = at.parentWidget()
        return rect


def application() -> QApplication:
    """Return the application: where there is a widget, there is one."""
    made = QApplication.instance()
    assert isinstance(made, QApplication)
    return made


class FocusRings(QObject):
    """Keep a ring in every window of the application."""

    def __init__(self, theme: Theme, owner: QObject) -> None:
        super().__init__(owner)
        self._theme = theme
        self._rings: weakref.WeakKeyDictionary[QWidget, _Ring] = weakref.WeakKeyDictionary()
        application().focusChanged.connect(self._on_focus_changed)

    def ring(self, window: QWidget) -> _Ring | None:
        """Return the ring of a window, if it has one."""
        ring = self._rings.get(window)
        return ring if ring is not None and isValid(ring) else None

    def _on_focus_changed(self, before: QWidget | None, now: QWidget | None) -> None:
        left = self.ring(before.window()) if before is not None and isValid(before) else None
        if left is not None:
            left.lie_around(None)
        if now is None or not _wants_ring(now):
            return
        window = now.window()
        ring = self.ring(window)
        if ring is None:
            ring = self._rings[window] = _Ring(self._theme, window)
        ring.lie_around(getattr(now, "ringed", now))


def _wants_ring(widget: QWidget) -> bool:
    """Tell whether the keyboard came here by a key, to something that does not show it by itself."""
    if QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton:
        return False
    if isinstance(widget, QPlainTextEdit):
        return widget.isReadOnly()
    if widget.property(MARKS_ITSELF):
        return False
    by_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return by_tab and not isinstance(widget, QLineEdit | QLabel) and not widget.isWindow()
