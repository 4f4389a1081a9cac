"""The dialog of a column: how its model chooses words, who answers and how, from which sources."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPlainTextEdit, QPushButton, QWidget

from alcove.core.errors import AppError
from alcove.desktop.answer_from import AnswerFromPicker
from alcove.desktop.composer import ScopePicker
from alcove.desktop.prompt_book import PromptBook
from alcove.desktop.source_dialogs import PlainDialog
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.tick_box import TickBox
from alcove.desktop.translation import told, tr
from alcove.desktop.tunable_fields import TunableFields

if TYPE_CHECKING:
    from alcove.chat.kept import Kept, KeptId
    from alcove.chat.prompts import Persona
    from alcove.chat.records import Column


class ColumnDialog(PlainDialog):
    """Change everything of a column but its model and its place."""

    chosen = Signal(object, bool)
    """The column as it is to be, and whether what is not the model's own is for all columns."""

    def __init__(
        self, parent: QWidget, theme: Theme, column: Column, name: str, book: PromptBook, sources: tuple[str, ...]
    ) -> None:
        super().__init__(parent, tr("How {name} answers here").format(name=name), tr("Use it"))
        from alcove.chat.contenders import contender

        self._column = column
        self._book = book
        self._persona = column.persona
        one = contender(column.contender)
        self._model = one.model
        self.say(tr("What is left empty is as the model is set. It counts from the next question on."))
        form = self.form()
        self.tunable = TunableFields(form)
        self.tunable.show_settings(one.settings)
        self.persona_button = QPushButton()
        dress(self.persona_button, "choice")
        form.addRow(tr("Who answers"), _left(self.persona_button))
        self.scope = ScopePicker(theme)
        self.scope.set_sources(sources)
        self.scope.set_scope(column.scope)
        form.addRow(tr("Sources"), _left(self.scope))
        self.answer_from = AnswerFromPicker(theme)
        self.answer_from.set_answer_from(column.answer_from)
        form.addRow(tr("Answers from"), _left(self.answer_from))
        self.instructions = QPlainTextEdit(column.instructions)
        self.instructions.setPlaceholderText(
            tr("Be brief. Quote the clause. In the place of a persona's instructions.")
        )
        self.instructions.setAccessibleName(tr("Instructions of this column"))
        self.instructions.setTabChangesFocus(True)
        self.instructions.setFixedHeight(Size.PATTERNS_HIGH)
        dress(self.instructions, "patterns")
        form.addRow(tr("Instructions"), self.instructions)
        self.for_all = TickBox(theme, tr("Who answers, sources and instructions for all columns"))
        self.column.addSpacing(Size.S1)
        self.column.addWidget(self.for_all)
        self.trouble = self.say("", "warn")
        self.trouble.hide()
        self.tunable.edited.connect(self.trouble.hide)
        self._fill_personas()

    def accept(self) -> None:
        from alcove.chat.contenders import contender

        try:
            key = contender(self.tunable.key(self._model)).key
        except AppError as error:
            self.trouble.setText(told(str(error)))
            self.trouble.show()
            return
        super().accept()
        made = replace(
            self._column, contender=key, persona=self._persona, instructions=self.instructions.toPlainText().strip(),
            scope=self.scope.scope, answer_from=self.answer_from.answer_from,
        )  # fmt: skip
        self.chosen.emit(made, self.for_all.isChecked())

    def choose_persona(self, kept: Kept[Persona] | None) -> None:
        """Let a persona answer, with its sources and what it answers from, or nobody in particular."""
        from alcove.chat.kept import KeptId

        self._persona = kept.id if kept is not None else KeptId(0)
        if kept is not None:
            sources = tuple(one for one in kept.content.sources if one in self.scope.names)
            self.scope.set_scope(sources or self.scope.scope)
            self.answer_from.set_answer_from(kept.content.answer_from or self.answer_from.answer_from)
        self._write_persona()

    def _fill_personas(self) -> None:
        menu = QMenu(self)
        for kept in (None, *self._book.personas):
            words = kept.content.title if kept is not None else tr("Nobody in particular")
            menu.addAction(words.replace("&", "&&")).triggered.connect(
                lambda _=False, kept=kept: self.choose_persona(kept)
            )
        self.persona_button.setMenu(menu)
        self._write_persona()

    def _write_persona(self) -> None:
        """Show who answers: whom the model has by default, where nobody was chosen."""
        number: KeptId | None = self._persona if self._persona is not None else self._book.defaults.get(self._model)
        kept = next((one for one in self._book.personas if one.id == number), None)
        words = kept.content.title if kept is not None else tr("Nobody in particular")
        self.persona_button.setText(words.replace("&", "&&"))
        self.persona_button.setAccessibleName(tr("Who answers: {name}").format(name=words))


def _left(widget: QWidget) -> QHBoxLayout:
    """Return a row with a widget at its beginning, no wider than it needs to be."""
    row = QHBoxLayout()
    row.addWidget(widget)
    row.addStretch(1)
    return row
