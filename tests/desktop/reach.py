"""What a person can use of a place: what takes clicks or keys, what Tab reaches, what it is called."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from alcove.desktop.cards import HitCard
from alcove.desktop.key_sheet import KeyField
from alcove.desktop.sheet import Sheet

MOST_TABS = 400
USABLE = (QAbstractButton, QLineEdit, QTextEdit, QPlainTextEdit, QAbstractItemView, QAbstractSpinBox, QComboBox,
          QAbstractSlider, HitCard, KeyField)  # fmt: skip


def usable(place: QWidget) -> Iterator[QWidget]:
    """Yield what is on view in a place and can be clicked, typed into or chosen from."""
    for widget in [place, *place.findChildren(QWidget)]:
        if not widget.isVisible() or not widget.isEnabled() or _inner(widget) or _covered(widget):
            continue
        hand = widget.cursor().shape() == Qt.CursorShape.PointingHandCursor and not isinstance(widget, QLabel)
        if isinstance(widget, USABLE) or hand:
            yield widget


def reached_by_tab(place: QWidget) -> set[QWidget]:
    """Press Tab until it comes around, and return all that had the keyboard on the way.

    An answer keeps the keyboard while Tab goes through its citations.
    """
    window = place.window()
    window.activateWindow()
    if window.focusWidget() is None:
        QTest.keyClick(window, Qt.Key.Key_Tab)
    seen: list[QWidget] = []
    for _ in range(MOST_TABS):
        focused = window.focusWidget()
        if focused is None or (focused in seen and focused is not seen[-1]):
            return set(seen)
        if focused not in seen:
            seen.append(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    if isinstance(place, Sheet) and len(seen) == 1:
        return set(seen)  # Esc leaves it
    raise AssertionError(f"Tab does not leave {told(seen[-1])}")


def unreached(place: QWidget, otherwise: Callable[[QWidget], bool]) -> list[str]:
    """Return what can be used in a place by a mouse, and not by Tab and the arrows, nor in other ways."""
    seen = reached_by_tab(place)
    if not all(_is_reached(widget, seen) for widget in usable(place)):
        seen |= reached_by_tab(place)  # what lay over the middle is put away on the way
    return [told(widget) for widget in usable(place) if not _is_reached(widget, seen) and not otherwise(widget)]


def interface(widget: QWidget) -> QAccessibleInterface:
    """Return a widget as a screen reader has it."""
    found: QAccessibleInterface = QAccessible.queryAccessibleInterface(widget)
    return found


def name_of(widget: QWidget) -> str:
    """Return what a screen reader calls a widget."""
    return interface(widget).text(QAccessible.Text.Name).strip()


def told(widget: QWidget) -> str:
    """Return which widget it is, for who reads of a failed test."""
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    parents, at = [], widget.parentWidget()
    while at is not None and len(parents) < 3:
        parents.append(type(at).__name__)
        at = at.parentWidget()
    return f"{type(widget).__name__} “{widget.accessibleName() or text or widget.toolTip()}” in {' < '.join(parents)}"


def _is_reached(widget: QWidget, seen: set[QWidget]) -> bool:
    if widget in seen:
        return True
    if isinstance(widget, QAbstractButton):
        group = widget.group()
        if group is not None and group.exclusive():
            return any(other in seen for other in group.buttons())  # the arrows go through it
        if widget.autoExclusive():
            return any(other in seen for other in _siblings(widget))
    return False


def _siblings(widget: QWidget) -> list[QAbstractButton]:
    parent = widget.parentWidget()
    return [] if parent is None else [one for one in parent.findChildren(QAbstractButton) if one.autoExclusive()]


def _inner(widget: QWidget) -> bool:
    """Tell whether a widget is a part of another one that Qt made: a viewport, a scroll bar, a header's corner."""
    parent = widget.parentWidget()
    name = widget.metaObject().className()
    if name == "QTableCornerButton" or isinstance(widget, QAbstractSlider) or widget.objectName().startswith("qt_"):
        return True
    if name == "QHeaderView":
        return True  # its columns sort, for which there is a menu
    if isinstance(parent, QLineEdit) and isinstance(widget, QAbstractButton):
        return True  # empties the field, as keys do
    return isinstance(parent, QAbstractScrollArea) and parent.viewport() is widget


def _covered(widget: QWidget) -> bool:
    """Tell whether nothing of a widget can be seen, because what holds it is scrolled or shut."""
    return widget.visibleRegion().isEmpty() and not _scrolls(widget)


def _scrolls(widget: QWidget) -> bool:
    at = widget.parentWidget()
    while at is not None:
        if isinstance(at, QAbstractScrollArea):
            return True
        at = at.parentWidget()
    return False
