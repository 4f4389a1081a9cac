"""Whether the answers in view are outdated, and what differs: looked up on a lane, one look at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from alcove.core.errors import AppError
from alcove.core.markup import as_read
from alcove.desktop.notify import Notifier
from alcove.desktop.services import ReceiptService
from alcove.desktop.tasks import TaskRunner

if TYPE_CHECKING:
    from alcove.chat.store import MessageId
    from alcove.desktop.turn_state import TurnState
    from alcove.rag.changes import Compared, Standing
    from alcove.rag.difference import Piece


class ReceiptLooks(QObject):
    """Look at what the turns in view were made from; `turns` returns them."""

    changed = Signal(object)
    """What became of a turn's sources, or what is shown of that, is something else now."""

    def __init__(
        self,
        receipts: ReceiptService,
        tasks: TaskRunner,
        notifier: Notifier,
        turns: Callable[[], Sequence[TurnState]],
    ) -> None:
        super().__init__()
        self._receipts = receipts
        self._tasks = tasks
        self._notifier = notifier
        self._turns = turns
        self._checking: frozenset[MessageId] = frozenset()
        self._unchecked: set[MessageId] = set()

    @property
    def looking(self) -> bool:
        """Whether a look is under way."""
        return bool(self._checking)

    def check(self, turns: Sequence[TurnState]) -> None:
        """Have turns looked at, one look at a time, so that the newest is told last."""
        self._unchecked.update(
            turn.answer_id for turn in turns if turn.answer_id is not None and turn.read and not turn.busy
        )
        if self._checking or not self._unchecked:
            return
        self._checking, self._unchecked = frozenset(self._unchecked), set()
        answers = sorted(self._checking)
        self._tasks.run(
            "io",
            lambda: self._receipts.standing(answers),
            owner=self,
            done=self._on_checked,
            failed=self._on_check_failed,
        )

    def check_again(self, uris: frozenset[str] | None) -> None:
        """See whether answers in view are outdated, after these documents changed (None: any)."""
        self.check([turn for turn in self._turns() if uris is None or self._checking or _used(turn, uris)])

    def compare_sources(self, turn: TurnState) -> None:
        """Show what became of the passages a turn was made from, or put that away."""
        if turn.compared is not None:
            turn.compared = None
            self.changed.emit(turn)
            return
        outdated = turn.outdated

        def compared(found: tuple[Compared, ...]) -> None:
            if turn.outdated == outdated:
                turn.compared = found
                self.changed.emit(turn)

        self._tasks.run("io", lambda: self._receipts.compared(outdated), owner=self, done=compared)

    def compare_answers(self, turn: TurnState) -> None:
        """Show how an answer differs from the one before it, or put that away."""
        if turn.answer_difference is not None:
            turn.answer_difference = None
            self.changed.emit(turn)
            return
        before, after = turn.before, turn.text

        def compare() -> tuple[Piece, ...]:
            from alcove.rag.difference import difference

            return difference(as_read(before), as_read(after))

        def compared(found: tuple[Piece, ...]) -> None:
            turn.answer_difference = found
            self.changed.emit(turn)

        self._tasks.run("io", compare, owner=self, done=compared)

    def _on_checked(self, found: dict[MessageId, tuple[Standing, ...]]) -> None:
        self._checking = frozenset()
        for turn in self._turns():
            standings = found.get(turn.answer_id, turn.standings) if turn.answer_id is not None else ()
            if standings != turn.standings:
                turn.standings = standings
                shown, turn.compared = turn.compared, None
                self.changed.emit(turn)
                if shown is not None and turn.outdated:
                    self.compare_sources(turn)
        self.check(())

    def _on_check_failed(self, error: AppError) -> None:
        self._checking = frozenset()
        self._notifier.error(error)


def _used(turn: TurnState, uris: frozenset[str]) -> bool:
    """Tell whether a turn was made from one of these documents, or from what lies in one of them."""
    return any(_lies_in(one.uri, uris) or _lies_in(one.passage.uri, uris) for one in turn.standings)


def _lies_in(uri: str, uris: frozenset[str]) -> bool:
    while uri and uri not in uris:
        uri = uri.rpartition("#")[0]
    return bool(uri)
