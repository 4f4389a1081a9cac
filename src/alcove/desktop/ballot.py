"""The answers of a match side by side, without names until the vote, and the buttons and keys to vote with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from alcove.desktop.contender_picker import contender_words
from alcove.desktop.elided_label import ElidedLabel
from alcove.desktop.illustrator import Illustrator
from alcove.desktop.model_list import ModelList
from alcove.desktop.prose_view import ProseView
from alcove.desktop.sections import ScrollColumn
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import decimal, told, tr
from alcove.desktop.turn_state import TurnState

if TYPE_CHECKING:
    from alcove.chat.arena import Checks
    from alcove.chat.arena_store import Entry, Match

KEYS = "1234"
CYRILLIC = str.maketrans("теи", "ntb")
"""What the keys N, T and B type on a Russian keyboard."""


class AnswerColumn(QFrame):
    """One answer under its letter; after the vote under its model's name, with what can be told of it."""

    citation_clicked = Signal(int)

    def __init__(self, theme: Theme, illustrator: Illustrator, match: Match, entry: Entry, models: ModelList) -> None:
        super().__init__()
        self._theme = theme
        self.entry = entry
        self.turn = _turn(match, entry)
        column = QVBoxLayout(self)
        column.setContentsMargins(Size.S4, Size.S3, Size.S4, Size.S4)
        column.setSpacing(Size.S3)
        self.name = ElidedLabel(self._name(models))
        self.best = QLabel(tr("the best"))
        column.addLayout(self._head(match))
        self.view = ProseView(theme, illustrator)
        self.view.setAccessibleName(tr("Answer {letter}").format(letter=entry.letter))
        self.view.citation_clicked.connect(self.citation_clicked)
        self.view.render_turn(self.turn)
        column.addWidget(self.view)
        self.problem = QLabel(told(entry.answer.error) if entry.answer and entry.failed and match.revealed else "")
        self.problem.setWordWrap(True)
        dress(self.problem, "warn")
        self.problem.setVisible(bool(self.problem.text()))
        column.addWidget(self.problem)
        column.addStretch(1)
        self.facts = QLabel(_facts(match, entry))
        self.facts.setWordWrap(True)
        dress(self.facts, "faint")
        self.facts.setVisible(bool(self.facts.text()))
        column.addWidget(self.facts)
        self.set_on(False)
        theme.changed.connect(lambda: self.view.render_turn(self.turn))

    def set_on(self, on: bool) -> None:
        """Show whether Enter would vote for this one."""
        dress(self, "card-on" if on else "plain-card")

    def _name(self, models: ModelList) -> str:
        if self.entry.contender:
            return contender_words(self.entry.contender, models)
        return tr("Answer {letter}").format(letter=self.entry.letter)

    def _head(self, match: Match) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(Size.S2)
        letter = QLabel(self.entry.letter)
        dress(letter, "badge")
        dress(self.name, "heading")
        dress(self.best, "badge")
        self.best.setVisible(match.vote is not None and match.vote.best == self.entry.position)
        row.addWidget(letter)
        row.addWidget(self.name, 1)
        served = self.entry.answer.served if self.entry.answer else None
        if served is not None and served.leaves:
            went = QLabel(tr("went to {host}").format(host=served.host))
            dress(went, "out")
            row.addWidget(went)
        row.addWidget(self.best)
        return row


class Ballot(QWidget):
    """All answers of a match. Keys: 1 to 4 for the best, T for a tie, B for all bad; arrows and Enter; N goes on."""

    voted = Signal(object, bool)
    """The position of the best or None, and whether all are bad."""
    next_requested = Signal()
    citation_clicked = Signal(object, int)

    def __init__(self, theme: Theme, illustrator: Illustrator, models: ModelList) -> None:
        super().__init__()
        self._theme = theme
        self._illustrator = illustrator
        self._models = models
        self._at = -1
        self.match: Match | None = None
        self.columns: list[AnswerColumn] = []
        self.vote_buttons: list[QPushButton] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Answers to vote on"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Size.S3)
        holder = QWidget()
        dress(holder, "clear")
        outer = QVBoxLayout(holder)
        outer.setContentsMargins(0, 0, 0, 0)
        self._row = QHBoxLayout()
        self._row.setSpacing(Size.S3)
        outer.addLayout(self._row)
        outer.addStretch(1)
        self.scroller = ScrollColumn(holder)
        column.addWidget(self.scroller, 1)
        self.ringed = QFrame()
        """The row to vote in: what shows that the keys work."""
        dress(self.ringed, "plain-card")
        self.foot = QHBoxLayout(self.ringed)
        self.foot.setContentsMargins(Size.S4, Size.S2, Size.S2, Size.S2)
        self.foot.setSpacing(Size.S2)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(Size.S2)
        self.foot.addLayout(self._buttons)
        column.addWidget(self.ringed)

    def show_match(self, match: Match) -> None:
        """Show a match as it is now."""
        another = self.match is None or self.match.id != match.id
        self.match = match
        _clear(self._row)
        self.columns = []
        self._at = -1
        for entry in match.entries:
            if entry.answered or match.revealed:
                made = AnswerColumn(self._theme, self._illustrator, match, entry, self._models)
                made.citation_clicked.connect(lambda index, made=made: self.citation_clicked.emit(made.turn, index))
                self._row.addWidget(made, 1)
                self.columns.append(made)
        self._write_buttons(match)
        if another:
            self.scroller.verticalScrollBar().setValue(0)

    def set_current(self, turn: TurnState | None, index: int | None) -> None:
        """Point out the pill of the citation whose span is on view."""
        for one in self.columns:
            one.view.set_current(index if one.turn is turn else None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match = self.match
        key, plain = (
            event.text().lower().translate(CYRILLIC),
            not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier,
        )
        ready = match is not None and match.state == "ready" and plain
        if plain and key == "n":
            self.next_requested.emit()
        elif ready and key and key in KEYS and KEYS.index(key) < len(self.columns):
            self.voted.emit(self.columns[KEYS.index(key)].entry.position, False)
        elif ready and key in ("t", "b"):
            self.voted.emit(None, key == "b")
        elif ready and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._move(1 if event.key() == Qt.Key.Key_Right else -1)
        elif ready and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._at >= 0:
            self.voted.emit(self.columns[self._at].entry.position, False)
        else:
            super().keyPressEvent(event)

    def _move(self, by: int) -> None:
        self._at = (self._at + by) % len(self.columns) if self._at >= 0 else (0 if by > 0 else len(self.columns) - 1)
        for number, one in enumerate(self.columns):
            one.set_on(number == self._at)

    def _write_buttons(self, match: Match) -> None:
        _clear(self._buttons)
        self.vote_buttons = []
        if match.state != "ready":
            return
        two = len(self.columns) == 2
        for key, one in zip(KEYS, self.columns, strict=False):
            words = tr("{letter} is better") if two else tr("{letter} is best")
            self._button(words.format(letter=one.entry.letter), key, one.entry.position)
        self._button(tr("Tie"), "T", None)
        self._button(tr("Both bad") if two else tr("All bad"), "B", None, bad=True)

    def _button(self, words: str, key: str, best: int | None, *, bad: bool = False) -> None:
        button = QPushButton(f"{words}   {key}")
        button.setAccessibleName(words)
        button.setToolTip(f"{words} ({key})")
        dress(button, "pill")
        button.clicked.connect(lambda: self.voted.emit(best, bad))
        self._buttons.addWidget(button)
        self.vote_buttons.append(button)


def _turn(match: Match, entry: Entry) -> TurnState:
    turn = TurnState(match.conversation, match.question, match.question_id)
    if entry.answer is not None:
        turn.take(entry.answer)
    return turn


def _facts(match: Match, entry: Entry) -> str:
    """Return what can be told of an answer once its model is named."""
    from alcove.chat.arena import checks_of

    if entry.contender is None or entry.answer is None or not entry.answered:
        return ""
    return checks_words(checks_of(entry.answer, [one.contender for one in match.entries if one.contender]))


def checks_words(found: Checks) -> str:
    """Return what was looked at in an answer, in one line."""
    facts = [tr("refuses")] if found.refused else []
    facts.append(tr("%n word(s)", None, found.words))
    if found.quotations:
        verbatim = tr("{verbatim} of {all} citations verbatim")
        facts.append(verbatim.format(verbatim=found.verbatim, all=found.quotations))
    if found.unsupported:
        facts.append(tr("%n sentence(s) not supported", None, found.unsupported))
    if not found.by_model:
        facts.append(tr("no model wrote it"))
    if found.first_word_s:
        facts.append(tr("first word {seconds} s").format(seconds=decimal(found.first_word_s, 1)))
    if found.tokens_per_s:
        facts.append(tr("{count} tokens/s").format(count=round(found.tokens_per_s)))
    if found.names_itself:
        facts.append(tr("names its model"))
    return " · ".join(facts)


def _clear(layout: QHBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
