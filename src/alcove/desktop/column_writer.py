"""Keeping the columns of conversations: one writing after the other, so that the last are those that are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from alcove.core.errors import AppError
from alcove.desktop.notify import Notifier
from alcove.desktop.services import StoreService
from alcove.desktop.tasks import TaskRunner

if TYPE_CHECKING:
    from alcove.chat.records import Column
    from alcove.chat.store import ConversationId


class ColumnWriter(QObject):
    """Write columns on a lane."""

    written = Signal(int, bool)
    """A conversation's columns are kept, as they are wanted now, and whether it has any."""

    def __init__(self, store: StoreService, tasks: TaskRunner, notifier: Notifier) -> None:
        super().__init__()
        self._store = store
        self._tasks = tasks
        self._notifier = notifier
        self._busy = False
        self._next: dict[ConversationId, tuple[Column, ...]] = {}

    def write(self, conversation: ConversationId, columns: tuple[Column, ...]) -> None:
        """Keep columns, once what is being written is."""
        self._next[conversation] = columns
        if not self._busy:
            self._write()

    def _write(self) -> None:
        conversation = next(iter(self._next))
        columns = self._next.pop(conversation)
        self._busy = True

        def over() -> None:
            self._busy = False
            if self._next:
                self._write()

        def done(_: object) -> None:
            if conversation not in self._next:
                self.written.emit(conversation, bool(columns))
            over()

        def failed(error: AppError) -> None:
            self._notifier.error(error)
            over()

        self._tasks.run(
            "io", lambda: self._store.set_columns(conversation, columns), owner=self, done=done, failed=failed
        )
