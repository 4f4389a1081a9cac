"""`@` and `#` in the question field: sources and documents are offered, and what is taken becomes a token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from alcove.desktop.completion import FieldCompletion
from alcove.desktop.question_editor import QuestionEditor
from alcove.desktop.services import LibraryService
from alcove.desktop.tasks import Task, TaskRunner
from alcove.desktop.theme import Theme
from alcove.desktop.translation import told

if TYPE_CHECKING:
    from alcove.rag.mentions import Mentionable, Mentioning


class MentionCompletion(FieldCompletion):
    """Offer what could be meant by what is written behind a sign; found on a lane, among thousands."""

    def __init__(self, field: QuestionEditor, theme: Theme, library: LibraryService, tasks: TaskRunner) -> None:
        super().__init__(field, theme)
        self._editor = field
        self._library = library
        self._tasks = tasks
        self._typed: Mentioning | None = None
        self._found: list[Mentionable] = []
        self._task: Task[list[Mentionable]] | None = None
        self._refused = -1
        field.cursorPositionChanged.connect(self._on_cursor_moved)

    def close(self) -> None:
        """Put the list away."""
        self._typed = None
        super().close()

    def key_pressed(self, event: QKeyEvent) -> bool:
        """Take a key that is for the list; Escape also leaves alone what is written behind this sign."""
        if event.key() == Qt.Key.Key_Escape and self.open and self._typed is not None:
            self._refused = self._typed.start
        return super().key_pressed(event)

    def look(self) -> None:
        """See whether a mention is being written."""
        text = self.field.toPlainText()
        if not self.field.hasFocus() or ("@" not in text and "#" not in text):
            self._refused = -1
            self.close()
            return
        from alcove.rag.mentions import mentioning_at

        typed = mentioning_at(text, self.cursor())
        if typed is None or typed.start == self._refused or self._is_token(typed):
            self._refused = -1 if typed is None else self._refused
            self.close()
            return
        self._typed = typed
        if self._task is not None:
            self._task.cancel()  # where it has not begun yet
        self._task = self._tasks.run(
            "io", lambda: self._library.mentionable(typed), owner=self, done=lambda found: self._show(typed, found)
        )

    def take(self, row: int) -> None:
        """Let what is written become the token of what was taken."""
        typed = self._typed
        if typed is None or row >= len(self._found):
            return
        from alcove.chat.store import AskedWith

        one = self._found[row]
        self.close()
        named = AskedWith("pinned", one.uri, one.name) if one.sign == "#" else AskedWith("source", one.name, one.name)
        self._editor.mention(named, typed.start, typed.end)

    def _is_token(self, typed: Mentioning) -> bool:
        """Tell whether a token begins where the sign stands."""
        _, mentions = self._editor.written()
        return any(one.start == typed.start for one in mentions)

    def _on_cursor_moved(self) -> None:
        if self._typed is not None and not self._typed.start < self.cursor() <= self._typed.end + 1:
            self.close()

    def _show(self, typed: Mentioning, found: list[Mentionable]) -> None:
        if typed is not self._typed:
            return  # something else is being written by now
        self._found = found
        if not found:
            super().close()
            return
        # Enter takes the first only where that is plainly meant: whoever writes on may mean a number sign.
        wanted = typed.written.strip().casefold()
        chosen = bool(wanted) and (" " not in wanted or found[0].name.casefold().startswith(wanted))
        self.show_offers([(one.name, told(one.meaning)) for one in found], typed.start, choose=chosen)
