"""One column on the page: its head, its messages, and an input of its own while it is not asked with the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from alcove.desktop.column_head import ColumnHead
from alcove.desktop.column_session import ColumnSession
from alcove.desktop.columns import tab_stops
from alcove.desktop.compare import Compare
from alcove.desktop.model_list import ModelList
from alcove.desktop.question_field import QuestionField
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.thread import Thread
from alcove.desktop.translation import tr

if TYPE_CHECKING:
    from alcove.desktop.illustrator import Illustrator


class ColumnInput(QFrame):
    """A field for questions to one column."""

    question_sent = Signal(str)
    stop_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._busy = False
        self.can_ask: Callable[[], bool] = lambda: True
        """Asked before a question goes; where not, it stays to be sent later."""
        dress(self, "composer")
        self.field = QuestionField(theme)
        self.field.setPlaceholderText(tr("Ask this column alone"))
        self.field.setAccessibleName(tr("Your question to this column"))
        self.field.send_requested.connect(self.send)
        self.field.focus_changed.connect(lambda on: dress(self, "composer-on" if on else "composer"))
        self.field.textChanged.connect(self._write)
        self.button = QPushButton()
        dress(self.button, "send")
        self.button.setIconSize(QSize(Size.ICON, Size.ICON))
        self.button.clicked.connect(self._on_button)
        row = QHBoxLayout(self)
        row.setContentsMargins(Size.S3, Size.S2, Size.S2, Size.S2)
        row.setSpacing(Size.S2)
        row.addWidget(self.field, 1)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignBottom)
        self._write()

    def set_busy(self, *, busy: bool) -> None:
        """Offer to stop while an answer is on its way."""
        self._busy = busy
        self._write()

    def send(self) -> None:
        """Send the question, where there is one."""
        question = self.field.toPlainText().strip()
        if question and not self._busy and self.can_ask():
            self.field.clear()
            self.question_sent.emit(question)

    def _on_button(self) -> None:
        if self._busy:
            self.stop_requested.emit()
        else:
            self.send()

    def _write(self) -> None:
        ready = self._busy or bool(self.field.toPlainText().strip())
        words = tr("Stop this answer") if self._busy else tr("Send to this column (Enter)")
        self.button.setToolTip(words)
        self.button.setAccessibleName(words.partition(" (")[0])
        self.button.setEnabled(ready)
        icon, ink = ("stop-fill" if self._busy else "arrow-up"), ("on_accent" if ready else "faint")
        self._theme.set_icon(self.button, icon, ink)


class CompareColumn(QFrame):
    """A line of the conversation, and who answers on it."""

    settings_requested = Signal()

    def __init__(
        self, theme: Theme, compare: Compare, models: ModelList, session: ColumnSession, illustrator: Illustrator
    ) -> None:
        super().__init__()
        self._compare = compare
        self.session = session
        dress(self, "column")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setMinimumWidth(Size.BESIDE_LEAST)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.head = ColumnHead(theme, compare, models, session)
        self.messages = Thread(theme, session, illustrator, beside=True)
        self.input = ColumnInput(theme)
        foot = QHBoxLayout()
        foot.setContentsMargins(Size.S3, Size.S1, Size.S3, Size.S2)
        foot.addWidget(self.input)
        column.addWidget(self.head)
        column.addWidget(self.messages, 1)
        column.addLayout(foot)
        self._connect()
        self.write()

    def write(self) -> None:
        """Show what became of the column."""
        self.head.write()
        name = self._compare.name_of(self.session)
        self.messages.setAccessibleName(tr("Conversation with {name}").format(name=name))
        self.input.setVisible(not self.session.column.synced)
        self.input.set_busy(busy=self.session.busy)

    def stops(self) -> list[QWidget]:
        """Return what Tab reaches in it, from top to bottom."""
        return [*tab_stops(self.head), *self.messages.stops(), *tab_stops(self.input)]

    def _connect(self) -> None:
        head, session, compare = self.head, self.session, self._compare
        head.model_chosen.connect(lambda name: compare.change(session, replace(session.column, contender=name)))
        head.settings_requested.connect(self.settings_requested)
        head.synced.connect(lambda on: compare.set_synced(session, on=on))
        head.stopped.connect(session.stop)
        head.continued.connect(lambda: compare.continue_from(session))
        head.carried.connect(lambda: compare.carry(session))
        head.removed.connect(lambda: compare.remove(session))
        self.input.can_ask = lambda: compare.can_ask(session)
        self.input.question_sent.connect(session.ask)
        self.input.stop_requested.connect(session.stop)
        session.conversation_opened.connect(self.messages.show_end)
