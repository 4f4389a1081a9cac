"""How the answers of a turn differ, on the page in the place of the columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from alcove.desktop.differences_view import DifferencesView
from alcove.desktop.elided_label import ElidedLabel
from alcove.desktop.model_list import ModelList, name_words
from alcove.desktop.services import Services
from alcove.desktop.stepper import quiet_button
from alcove.desktop.theme import Size, dress
from alcove.desktop.translation import tr

if TYPE_CHECKING:
    from alcove.chat.differences import Claim, Comparison
    from alcove.core.cancel import CancelToken
    from alcove.desktop.column_session import ColumnSession
    from alcove.desktop.compare import Compare
    from alcove.desktop.turn_state import TurnState


class DifferencesPage(QWidget):
    """The answers to one question, sentence by sentence; Esc leads back to the columns."""

    closed = Signal()
    hit_chosen = Signal(object)
    claim_chosen = Signal(object, object)
    """The column and the turn whose answer makes the claim that was clicked."""

    def __init__(self, services: Services, compare: Compare, models: ModelList) -> None:
        super().__init__()
        self._compare = compare
        self._models = models
        self._services = services
        self._turns: list[tuple[ColumnSession, TurnState]] = []
        self.setAccessibleName(tr("Differences between the answers"))
        row = QHBoxLayout()
        row.setContentsMargins(Size.S4, Size.S2, Size.S4, 0)
        row.setSpacing(Size.S2)
        self.back_button = quiet_button(services.theme, "arrow-left", tr("Back to the columns (Esc)"))
        self.back_button.clicked.connect(self.closed)
        self.question = ElidedLabel()
        dress(self.question, "soft")
        row.addWidget(self.back_button)
        row.addWidget(self.question, 1)
        self.view = DifferencesView(services.theme, services.tasks, services.library.check)
        self.view.hit_chosen.connect(self.hit_chosen)
        self.view.claim_chosen.connect(self._on_claim_chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.view, 1)

    def show_turns(self, turns: Sequence[tuple[ColumnSession, TurnState]]) -> None:
        """Compare the answers of these turns, each by who wrote it."""
        from alcove.chat.differences import Answer
        from alcove.chat.opinion import judge_among

        self._turns = list(turns)
        question = turns[0][1].question
        self.question.set_full_text(question)
        names = self._compare.names_in(self._turns)
        answers = [Answer(name, turn.text) for name, (_, turn) in zip(names, turns, strict=True)]
        self.view.show_answers(answers, question)
        judge = judge_among(self._models.infos, [turn.model for _, turn in turns])
        info = next((one for one in self._models.infos if one.name == judge), None)
        if info is None:
            self.view.offer_opinion("", None)
        elif info.served is None:
            self.view.offer_opinion(name_words(info), partial(self._opinions, info.name), "model")
        else:
            self.view.offer_opinion(name_words(info), partial(self._opinions, info.name), "service")

    def clear(self) -> None:
        """Let the model be that was asked."""
        self._turns = []
        self.view.stop_asking()

    def _opinions(self, judge: str, comparison: Comparison, token: CancelToken) -> Iterator[Comparison | None]:
        yield from self._services.models.opinions(judge, comparison, token)

    def _on_claim_chosen(self, claim: Claim) -> None:
        if claim.answer < len(self._turns):
            self.claim_chosen.emit(*self._turns[claim.answer])
