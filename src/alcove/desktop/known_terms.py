"""Which words of the answers in view the library knows: asked on a lane, one answer at a time, the last one first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from alcove.desktop.services import LibraryService
from alcove.desktop.tasks import TaskRunner

if TYPE_CHECKING:
    from alcove.desktop.turn_state import TurnState
    from alcove.rag.terms import Term


KEPT = 200


class KnownTerms(QObject):
    """Ask the library for the terms of answers."""

    found = Signal(object)
    """The terms of this turn's answer are known now."""

    def __init__(self, library: LibraryService, tasks: TaskRunner) -> None:
        super().__init__()
        self._library = library
        self._tasks = tasks
        self._wanted: list[TurnState] = []
        self._asking = False
        self._known: dict[str, tuple[Term, ...]] = {}
        """Those of answers that were asked for last, by what they say."""

    def forget(self) -> None:
        """Ask anew for answers that are shown from now on: the library has changed."""
        self._known.clear()

    def want(self, turn: TurnState) -> None:
        """Find out which terms an answer holds, once it is written."""
        if turn.terms is None and not turn.busy and turn.text in self._known:
            turn.terms = self._known[turn.text]
            self.found.emit(turn)
        elif turn.terms is None and not turn.busy and turn.text and turn not in self._wanted:
            self._wanted.append(turn)
            self._ask()

    def _ask(self) -> None:
        if self._asking or not self._wanted:
            return
        self._asking = True
        turn = self._wanted.pop()
        text = turn.text

        def found(terms: list[Term]) -> None:
            self._asking = False
            self._known = {**dict(list(self._known.items())[-KEPT:]), text: tuple(terms)}
            if turn.text == text:
                turn.terms = tuple(terms)
                self.found.emit(turn)
            self._ask()

        def failed(_: object) -> None:
            self._asking = False  # an answer without underlined words is one all the same
            self._ask()

        self._tasks.run("io", lambda: self._library.terms_in(text), owner=self, done=found, failed=failed)
