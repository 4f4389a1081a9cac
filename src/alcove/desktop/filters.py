"""Filters in the question field: coloured where they stand, and completed while they are written.

What could stand at the cursor is asked of the library on a lane.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QKeyEvent, QSyntaxHighlighter, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

from alcove.desktop.completion import FieldCompletion
from alcove.desktop.place import utf16
from alcove.desktop.services import LibraryService
from alcove.desktop.tasks import Task, TaskRunner
from alcove.desktop.theme import Theme
from alcove.desktop.translation import told

if TYPE_CHECKING:
    from alcove.rag.completion import Candidate, Typed


class FilterHighlighter(QSyntaxHighlighter):
    """Colour the filters of a question, so that it shows what is a filter and what is a word."""

    def __init__(self, field: QPlainTextEdit, theme: Theme) -> None:
        super().__init__(field.document())
        self._theme = theme
        theme.changed.connect(self.rehighlight)

    def highlightBlock(self, text: str) -> None:
        if ":" not in text:
            return
        from alcove.rag.query import filters_in

        made = QTextCharFormat()
        made.setForeground(QColor(self._theme.tokens.accent))
        for start, end, _ in filters_in(text):
            self.setFormat(utf16(text[:start]), utf16(text[start:end]), made)


class FilterCompletion(FieldCompletion):
    """Offer what of a filter may stand at the cursor; Ctrl+Space asks for it."""

    def __init__(self, field: QPlainTextEdit, theme: Theme, library: LibraryService, tasks: TaskRunner) -> None:
        super().__init__(field, theme)
        self._library = library
        self._tasks = tasks
        self._typed: Typed | None = None
        self._found: list[Candidate] = []
        self._taking = False
        self._task: Task[list[Candidate]] | None = None
        self._highlighter = FilterHighlighter(field, theme)
        field.cursorPositionChanged.connect(self._on_cursor_moved)

    def close(self) -> None:
        """Put the list away."""
        self._typed = None
        super().close()

    def key_pressed(self, event: QKeyEvent) -> bool:
        """Take a key that is for the list; return whether it was."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() == Qt.Key.Key_Space and modifiers == Qt.KeyboardModifier.ControlModifier:
            self._look(asked=True)
            return True
        return super().key_pressed(event)

    def look(self) -> None:
        """See what is being written and have candidates for it found."""
        self._look(asked=False)

    def take(self, row: int) -> None:
        """Put a candidate in the place of what was written."""
        typed = self._typed
        if typed is None or row >= len(self._found):
            return
        from alcove.rag.completion import completed

        text = self.field.toPlainText()
        new, at = completed(text, typed, self._found[row])
        self._taking = True  # what is put there is looked at once, when the cursor stands right
        cursor = self.field.textCursor()
        cursor.setPosition(utf16(text[: typed.start]))
        cursor.setPosition(utf16(text[: typed.end]), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(new)
        cursor.setPosition(utf16(self.field.toPlainText()[:at]))
        self.field.setTextCursor(cursor)
        self._taking = False
        self.close()
        self.look()

    def _look(self, *, asked: bool) -> None:
        text, at = self.field.toPlainText(), self.cursor()
        if self._taking or not self.field.hasFocus() or not (asked or text):
            self.close()
            return
        from alcove.rag.completion import typed_at

        typed = typed_at(text, at, asked=asked)
        if typed is None:
            self.close()
            return
        self._typed = typed
        if self._task is not None:
            self._task.cancel()  # where it has not begun yet
        self._task = self._tasks.run(
            "io", lambda: self._library.completions(typed), owner=self, done=lambda found: self._show(typed, found)
        )

    def _on_cursor_moved(self) -> None:
        """Moving away from what is being written puts the list away; moving within it looks again."""
        if self._typed is not None and not self._typed.start <= self.cursor() <= self._typed.end + 1:
            self.close()

    def _show(self, typed: Typed, found: list[Candidate]) -> None:
        if typed is not self._typed:
            return  # something else is being written by now
        self._found = found
        if not found:
            super().close()  # what is being written stays known
            return
        rows = [(one.value if typed.field else f"{one.value}:", told(one.meaning)) for one in found]
        self.show_offers(rows, typed.start, choose=bool(typed.field))
