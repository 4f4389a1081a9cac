"""Beneath a document: "the answer is here", for the conversation's last question, and where that place came."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from alcove.core.errors import AppError
from alcove.desktop.own_set import OwnSet
from alcove.desktop.theme import Size, dress
from alcove.desktop.translation import marked, told, tr
from alcove.desktop.why import pointed_words

if TYPE_CHECKING:
    from alcove.rag.own import OwnQuestion
    from alcove.rag.placing import Placed

SELECT_FIRST = marked("Select the words that answer the question first")
ADDED = marked("Added to your questions.")
KNOWN = marked("It is among your questions already.")
TAKEN_OUT = marked("Taken out of your questions again.")

Where = tuple[str, int, int]
"""An item's uri, and the span in it that is pointed at."""


class AnswerHere(QWidget):
    """The action, its answer, and undoing it. `where` tells what is pointed at now, None where nothing is."""

    def __init__(self, own: OwnSet, where: Callable[[], Where | None], parent: QWidget) -> None:
        super().__init__(parent)
        self._own_set = own
        self._where = where
        self._added: OwnQuestion | None = None
        self._asked = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, Size.S1, 0, 0)
        column.setSpacing(Size.S1)
        self.places = QLabel()
        self.places.setWordWrap(True)
        self.kept = QLabel()
        dress(self.kept, "faint")
        column.addWidget(self.places)
        column.addWidget(self.kept)
        row = QHBoxLayout()
        row.setSpacing(Size.S1)
        self.button = QPushButton(tr("The answer is here"))
        dress(self.button, "quiet")
        self.button.clicked.connect(self._on_clicked)
        self.undo_button = QPushButton(tr("Undo", "of a change"))
        dress(self.undo_button, "link")
        self.undo_button.setAccessibleName(tr("Take it out of your own questions again"))
        self.undo_button.clicked.connect(self._on_undo)
        row.addWidget(self.button)
        row.addWidget(self.undo_button)
        row.addStretch(1)
        column.addLayout(row)
        own.question_changed.connect(self.forget)
        self.forget()

    def forget(self) -> None:
        """Another document or question is on view: what was said of the one before goes."""
        self._asked += 1
        self._added = None
        self._write("", "")
        self.refresh()

    def refresh(self) -> None:
        """Show whether there is a question, and something to point at."""
        turn = self._own_set.turn
        self.setVisible(turn is not None)
        if turn is None:
            return
        self.button.setEnabled(self._where() is not None)
        words = tr("Show where this came in the search for “{question}”, and keep the pair to measure by")
        possible = self.button.isEnabled()
        self.button.setToolTip(words.format(question=turn.question) if possible else tr(SELECT_FIRST))

    def _on_clicked(self) -> None:
        where = self._where()
        if where is None:
            return
        self._asked += 1
        asked = self._asked
        self._write(tr("Looking where it came"), "")

        def done(placed: Placed, added: OwnQuestion | None) -> None:
            turn = self._own_set.turn
            if asked == self._asked and turn is not None:
                self._added = added
                kept = tr(ADDED if added else KNOWN) if added or placed.text else ""
                self._write(pointed_words(placed, turn), kept)

        def failed(error: AppError) -> None:
            if asked == self._asked:
                self._write(told(str(error)), "")

        self._own_set.point(*where, done=done, failed=failed)

    def _on_undo(self) -> None:
        if self._added is not None:
            self._own_set.remove(self._added, offer=False)
            self._added = None
            self._write(self.places.text(), tr(TAKEN_OUT))

    def _write(self, places: str, kept: str) -> None:
        self.places.setText(places)
        self.places.setVisible(bool(places))
        self.kept.setText(kept)
        self.kept.setVisible(bool(kept))
        self.undo_button.setVisible(self._added is not None)
