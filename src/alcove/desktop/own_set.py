"""The person's own test set as the window has it: the pairs, the last figures, and the question pairs are added for.

Views read and listen; the database and the searches are asked on lanes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QLocale, QObject, Signal

from alcove.core.cancel import CancelToken
from alcove.core.errors import AppError
from alcove.desktop.notify import Notifier
from alcove.desktop.services import OwnService
from alcove.desktop.tasks import Task, TaskRunner
from alcove.desktop.translation import number, tr

if TYPE_CHECKING:
    from alcove.desktop.turn_state import TurnState
    from alcove.rag.own import OwnQuestion, OwnResult
    from alcove.rag.placing import Placed

TOLD_MOST = 40


class OwnSet(QObject):
    """Keep, measure and remove pairs of a question and the passage that answers it."""

    changed = Signal()
    """Other pairs, other figures, or a measuring that moved on."""
    question_changed = Signal()

    def __init__(self, own: OwnService, tasks: TaskRunner, notifier: Notifier) -> None:
        super().__init__()
        self._own = own
        self._tasks = tasks
        self._notifier = notifier
        self._measuring: Task[tuple[int, int]] | None = None
        self._answered: object = None
        self.turn: TurnState | None = None
        """The last question of the open conversation, once it is answered."""
        self.pairs: list[OwnQuestion] = []
        self.result: OwnResult | None = None
        self.progress: tuple[int, int] | None = None
        """How many questions of how many are measured, while that goes on."""

    def refresh(self) -> None:
        """Read the pairs and the figures."""
        self._tasks.run("io", lambda: (self._own.all(), self._own.result()), owner=self, done=self._on_read)

    def show_turn(self, turn: TurnState | None) -> None:
        """Take the last turn of the open conversation."""
        turn = turn if turn is not None and not turn.busy and turn.answer_from != "model" else None
        answered = None if turn is None else (id(turn), turn.answer_id)
        if answered != self._answered:
            self.turn, self._answered = turn, answered
            self.question_changed.emit()

    def point(
        self,
        uri: str,
        start: int,
        end: int,
        *,
        done: Callable[[Placed, OwnQuestion | None], None],
        failed: Callable[[AppError], None],
    ) -> None:
        """Place what a person says answers the last question, and keep the pair; `done` gets None where it was kept.

        Nothing is kept where the library holds no words.
        """
        turn = self.turn
        if turn is None:
            return
        query, scope = (turn.trace.query, turn.trace.scope) if turn.trace else (turn.question, ())

        def pointed() -> tuple[Placed, OwnQuestion | None]:
            placed = self._own.place(query, scope, uri=uri, start=start, end=end)
            return placed, self._own.add(query, placed) if placed.text else None

        def told(found: tuple[Placed, OwnQuestion | None]) -> None:
            done(*found)
            self.refresh()

        self._tasks.run("io", pointed, owner=self, done=told, failed=failed)

    def remove(self, own: OwnQuestion, *, offer: bool = True) -> None:
        """Take a pair out of the set, and offer to bring it back."""
        self._tasks.run(
            "io", lambda: self._own.remove(own), owner=self, done=lambda _: self._on_removed(own, offer=offer)
        )

    def measure(self) -> None:
        """Measure the set anew in the background."""
        if self._measuring is not None:
            return
        self.progress = (0, len(self.pairs))
        self.changed.emit()

        def measure(token: CancelToken) -> Iterator[tuple[int, int]]:
            yield from self._own.measure(token)

        self._measuring = self._tasks.iterate(
            "io",
            measure,
            owner=self,
            events=self._on_progress,
            done=lambda _: self._on_measured(),
            failed=self._on_failed,
        )

    def stop(self) -> None:
        """Stop measuring; the figures of before stay."""
        if self._measuring is not None:
            self._measuring.cancel()

    def _on_read(self, found: tuple[list[OwnQuestion], OwnResult | None]) -> None:
        self.pairs, self.result = found
        self.changed.emit()

    def _on_removed(self, own: OwnQuestion, *, offer: bool) -> None:
        self.refresh()
        if offer:
            question = own.question if len(own.question) <= TOLD_MOST else f"{own.question[:TOLD_MOST].rstrip()}…"
            words = tr("Removed “{question}” from your questions").format(question=question)
            self._notifier.offer(words, tr("Undo"), lambda: self._restore(own))

    def _restore(self, own: OwnQuestion) -> None:
        self._tasks.run("io", lambda: self._own.restore(own), owner=self, done=lambda _: self.refresh())

    def _on_progress(self, news: list[tuple[int, int]]) -> None:
        self.progress = news[-1]
        self.changed.emit()

    def _on_measured(self) -> None:
        self._measuring, self.progress = None, None
        self.refresh()

    def _on_failed(self, error: AppError) -> None:
        self._on_measured()
        self._notifier.error(error)


def own_words(count: int, result: OwnResult | None) -> str:
    """Return how a set of so many pairs stands: "Your 12 questions: 9 among the first five, measured 25 November"."""
    yours = tr("Your %n question(s)", None, count)
    if result is None or not result.count:
        return tr("{yours}: not measured yet").format(yours=yours)
    when = datetime.fromtimestamp(result.measured)
    day = QDate(when.year, when.month, when.day)
    date = QLocale().toString(day, "d MMMM" if when.year == datetime.now().year else "d MMMM yyyy")
    if result.count != count:
        words = tr("{yours}: {found} of {measured} among the first five, measured {date}")
    elif count != 1:
        words = tr("{yours}: {found} among the first five, measured {date}")
    elif result.first_five:
        words = tr("{yours}: among the first five, measured {date}")
    else:
        words = tr("{yours}: not among the first five, measured {date}")
    words = words.format(yours=yours, found=number(result.first_five), measured=number(result.count), date=date)
    if result.gone:
        words = tr("{figures}; %n left out, their words are gone", None, result.gone).format(figures=words)
    return words
