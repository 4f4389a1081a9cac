"""Open the window over an empty library, press the keys of every action in the input, and print what they reach.

Then fill the list with 10,000 conversations, and time the palette over it.
"""

import json
import os
import statistics
import sys
from pathlib import Path
from time import perf_counter, time

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from alcove.chat.store import Conversation, ConversationId
from alcove.desktop import app as desktop
from alcove.desktop.actions import Action, ActionRegistry
from alcove.desktop.palette import Palette, rows_of
from alcove.desktop.pools import actions_pool
from alcove.terminal.main import main

CONVERSATIONS, TIMES = 10_000, 9


def press(widget, key: str) -> None:
    """Press what Qt writes as `key`."""
    pressed = QKeySequence(key)[0]
    QTest.keyClick(widget, pressed.key(), pressed.keyboardModifiers())


def reaches(registry: ActionRegistry, window, action: Action) -> bool:
    """Tell whether each of an action's keys does it, pressed while one writes; what is typed, while one does not."""
    ran: list[str] = []
    real, registry.run = registry.run, ran.append
    for key in registry.keys(action.id):
        widget = window.chat.composer.field if len(key) > 1 else window.sidebar.list
        widget.setFocus()
        press(widget, key)
    registry.run = real
    return bool(ran) and ran == [action.id] * len(registry.keys(action.id))


def told(registry: ActionRegistry, palette: Palette, action: Action) -> str:
    """Return what a screen reader says of an action where it is offered."""
    rows = [row for row in rows_of([actions_pool(registry, registry.all())], action.name, ()) if row.id == action.id]
    if not rows:
        return ""
    palette.rows.set_rows(rows)
    return str(palette.rows.index(0).data(Qt.ItemDataRole.AccessibleTextRole) or "")


def timed(window, palette: Palette) -> tuple[float, float]:
    """Return the medians of opening the palette and of a key pressed in it, with all they paint, in ms."""
    now = time()
    window.session.conversations = [
        Conversation(ConversationId(n + 1), f"About the boiler and the roof {n}", now, now)
        for n in range(CONVERSATIONS)
    ]
    opened, typed = [], []
    for _ in range(TIMES):
        begun = perf_counter()
        press(window, "Ctrl+K")
        palette.repaint()
        opened.append((perf_counter() - begun) * 1000)
        for letter in "roof 99":
            begun = perf_counter()
            palette.field.insert(letter)
            palette.list.viewport().repaint()
            typed.append((perf_counter() - begun) * 1000)
        press(palette.field, "Esc")
    return statistics.median(opened), statistics.median(typed)


def look(application: desktop.Application) -> None:
    """Print what was found, once the window is shown and before anything beneath it is built."""
    QAccessible.setActive(True)
    window = application.window
    QApplication.processEvents()
    registry, palette = window.registry, window.sheets.palette
    found = []
    for action in registry.all():
        words = told(registry, palette, action)
        found.append(
            {"name": action.name, "keys": registry.keys(action.id), "reached": reaches(registry, window, action),
             "offered": bool(words), "told": words}
        )  # fmt: skip
    open_ms, type_ms = timed(window, palette)
    print(json.dumps({"actions": found, "open_ms": open_ms, "type_ms": type_ms}), flush=True)
    os._exit(0)


desktop.Application._on_shown = look
main(["--data-dir", str(Path(sys.argv[1]) / "library")])
