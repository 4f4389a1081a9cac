"""What answers are made from, as a button with a menu beside the sources."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QPushButton

from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import marked, tr

if TYPE_CHECKING:
    from alcove.rag.types import AnswerFrom

WORDS: "dict[AnswerFrom, tuple[str, str]]" = {
    "documents": (marked("Documents only"), marked("says so where they do not answer")),
    "both": (marked("Documents and general knowledge"), marked("tells the two apart")),
    "model": (marked("No library"), marked("the model alone, nothing is searched")),
}
"""What each is called, and what it means, in English."""


class AnswerFromPicker(QPushButton):
    """Choose what answers are made from; the menu says what each choice means."""

    answer_from_changed = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        dress(self, "pill")
        theme.set_icon(self, "quotes", "soft", Size.ICON_SMALL)
        self._chosen: AnswerFrom = "documents"
        self._menu = QMenu(self)
        group = QActionGroup(self._menu)
        for value, (name, meaning) in WORDS.items():
            # What follows a tab stands in a column of its own, at the right.
            action = self._menu.addAction(f"{tr(name)}\t{tr(meaning)}")
            action.setCheckable(True)
            action.setData(value)
            action.triggered.connect(lambda _=False, value=value: self._choose(value))
            group.addAction(action)
        self.setMenu(self._menu)
        self.set_answer_from("documents")

    @property
    def answer_from(self) -> "AnswerFrom":
        return self._chosen

    def set_answer_from(self, answer_from: "AnswerFrom") -> None:
        """Show a choice without telling of it."""
        self._chosen = answer_from
        name, meaning = WORDS[answer_from]
        for action in self._menu.actions():
            action.setChecked(action.data() == answer_from)
        self.setText(f" {tr(name)}")
        self.setAccessibleName(tr("Answers come from: {name}").format(name=tr(name)))
        self.setAccessibleDescription(tr(meaning))

    def _choose(self, answer_from: "AnswerFrom") -> None:
        self.set_answer_from(answer_from)
        self.answer_from_changed.emit(answer_from)
