"""Moving the keyboard between the parts of the window: left, middle, right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from alcove.desktop.window import MainWindow


def leave_for(window: MainWindow, by: int) -> None:
    """Give the keyboard to the next part of the window that is on view, or with -1 to the one before."""
    parts = [(part, stop) for part, stop in _parts(window) if part.isVisible() and stop is not None]
    focused = window.focusWidget()
    holding = [n for n, (part, _) in enumerate(parts) if part is focused or part.isAncestorOf(focused)]
    at = holding[-1] if holding else None  # the right side of the library lies inside its page
    if at is not None and parts[at][0] is focused and by > 0:
        to = at  # a page that was only just shown has the keyboard, and nothing in it
    else:
        to = (0 if by > 0 else -1) if at is None else (at + by) % len(parts)
    if parts and (stop := parts[to][1]) is not None:
        stop.setFocus(Qt.FocusReason.ShortcutFocusReason)


def tab_stops(inside: QWidget) -> Iterator[QWidget]:
    """Yield what Tab reaches within a widget, in the order it was made.

    WORKAROUND: following `nextInFocusChain` would be exact, but with PySide 6.11.3 it makes wrappers of other objects
    invalid: the document of an answer was "already deleted" after it.
    """
    for widget in inside.findChildren(QWidget):
        policy = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if policy and widget.isVisible() and widget.isEnabled():
            yield widget


def _parts(window: MainWindow) -> list[tuple[QWidget, QWidget | None]]:
    """Return the parts from left to right, each with what gets the keyboard there; right ones lie inside the page."""
    page: QWidget = window.stack.currentWidget() or window.chat
    parts: list[tuple[QWidget, QWidget | None]] = [(window.sidebar, window.sidebar.list)]
    if window.as_rail:
        parts.append((window.rail, next(tab_stops(window.rail), None)))
    if page is window.chat:
        parts.append((page, window.chat.composer.field))
        if "evidence" in window.__dict__:
            parts.append((window.evidence, window.evidence.stop))
    elif window.pages.made("library") and page is window.pages.library:
        table, detail = page.table, page.detail
        parts.append((page, table if table.isVisible() else next(tab_stops(page), None)))
        parts.append((detail, next(tab_stops(detail), None)))
    else:
        parts.append((page, next(tab_stops(page), None)))
    return parts
