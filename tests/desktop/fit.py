"""Whether what a place shows has room: nothing cut off, nothing over something else, no word without its end."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QCheckBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QToolButton,
    QWidget,
)

from alcove.desktop.elided_button import ElidedButton
from alcove.desktop.elided_label import ElidedLabel
from tests.desktop.reach import told

SLACK = 2
"""Pixels that rounding may take."""
SHOWN = (QLabel, QAbstractButton, QLineEdit, QPlainTextEdit, QProgressBar)


def faults(place: QWidget) -> list[str]:
    """Return what has not enough room in a place."""
    return [*_cut(place), *_over_each_other(place), *_without_their_end(place)]


def _seen(place: QWidget) -> Iterator[QWidget]:
    for widget in place.findChildren(QWidget):
        if widget.isVisible() and widget.window() is place.window() and not widget.objectName().startswith("qt_"):
            yield widget


def _cut(place: QWidget) -> Iterator[str]:
    """Yield what reaches beyond what it lies in, but for what can be scrolled to."""
    for widget in _seen(place):
        if not isinstance(widget, SHOWN) or _in_a_field(widget):
            continue
        at = widget.parentWidget()
        while at is not None and at is not place.window():
            parent = at.parentWidget()
            viewport = isinstance(parent, QAbstractScrollArea) and parent.viewport() is at
            rect = QRect(widget.mapTo(at, QPoint(0, 0)), widget.size())
            room = at.rect().adjusted(-SLACK, -SLACK, SLACK, SLACK)
            beside = rect.left() < room.left() or rect.right() > room.right()
            if beside or (not viewport and (rect.top() < room.top() or rect.bottom() > room.bottom())):
                yield f"cut off by {type(at).__name__}: {told(widget)} {rect.getRect()} in {at.size().toTuple()}"
                break
            at = None if viewport else parent
    window = place.window()
    for widget in _seen(place):
        if isinstance(widget, QPushButton) and not _scrolled(widget):
            rect = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
            if not window.rect().adjusted(-SLACK, -SLACK, SLACK, SLACK).contains(rect):
                yield f"outside the window: {told(widget)}"


def _over_each_other(place: QWidget) -> Iterator[str]:
    """Yield what lies over something else of the same row or column."""
    for holder in [place, *_seen(place)]:
        layout = holder.layout()
        if layout is None:
            continue
        laid = [item for n in range(layout.count()) if (item := layout.itemAt(n)) is not None]
        widgets = [w for item in laid if (w := item.widget()) is not None and w.isVisible() and not w.size().isEmpty()]
        for one, other in ((a, b) for n, a in enumerate(widgets) for b in widgets[n + 1 :]):
            both = one.geometry().intersected(other.geometry())
            if both.width() > SLACK and both.height() > SLACK:
                yield f"over each other: {told(one)} and {told(other)} by {both.width()} x {both.height()}"


def _without_their_end(place: QWidget) -> Iterator[str]:
    for widget in _seen(place):
        if isinstance(widget, ElidedLabel | ElidedButton):
            continue
        if isinstance(widget, QLabel) and widget.text() and not widget.pixmap().isNull():
            continue
        if isinstance(widget, QLabel) and widget.text():
            yield from _words_cut(widget)
        elif isinstance(widget, QPushButton | QCheckBox) and widget.text().strip():
            needs, has = widget.sizeHint(), widget.size()
            if needs.width() > has.width() + SLACK or needs.height() > has.height() + SLACK:
                yield f"words cut: {told(widget)} needs {needs.toTuple()}, has {has.toTuple()}"
        elif isinstance(widget, QToolButton) and not _in_a_field(widget) and min(widget.width(), widget.height()) < 20:
            yield f"too small to hit: {told(widget)} {widget.size().toTuple()}"


def _words_cut(label: QLabel) -> Iterator[str]:
    if label.wordWrap():
        needed = label.heightForWidth(label.width())
        if needed > label.height() + SLACK:
            yield f"lines cut: “{label.text()[:60]}” in {told(label)} needs {needed}, has {label.height()}"
        words = max((label.fontMetrics().horizontalAdvance(word) for word in _plain(label).split()), default=0)
        if words > label.contentsRect().width() + SLACK:
            yield f"a word cut: “{label.text()[:60]}” in {told(label)}"
    elif label.sizeHint().width() > label.width() + SLACK:
        yield f"words cut: “{label.text()[:60]}” in {told(label)}: {label.sizeHint().width()} > {label.width()}"


def _plain(label: QLabel) -> str:
    rich = label.textFormat() == Qt.TextFormat.RichText or "<" in label.text()
    return "" if rich else label.text().replace("\u200b", " ")


def _in_a_field(widget: QWidget) -> bool:
    return isinstance(widget.parentWidget(), QLineEdit)


def _scrolled(widget: QWidget) -> bool:
    at = widget.parentWidget()
    while at is not None:
        if isinstance(at, QAbstractScrollArea):
            return True
        at = at.parentWidget()
    return False
