"""What was asked side by side: turns of columns that belong together, and which of their answers was quickest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from alcove.desktop.column_session import ColumnSession
    from alcove.desktop.turn_state import TurnState

Round: TypeAlias = "list[tuple[ColumnSession, TurnState]]"
"""The turns that were asked the same, each with its column."""


@dataclass(frozen=True, slots=True)
class Figures:
    """How quick the last answer of a column was and how long it is; the best of those beside each other are told."""

    first_word_s: float
    tokens_per_s: float
    words: int
    first: bool = False
    quickest: bool = False


def rounds_of(columns: Sequence[ColumnSession]) -> list[Round]:
    """Return what was asked in these columns."""
    from alcove.chat.columns import rounds

    lines = [[turn.question for turn in one.turns] for one in columns]
    return [[(columns[at], columns[at].turns[place]) for at, place in one.items()] for one in rounds(lines)]


def round_of(columns: Sequence[ColumnSession], session: ColumnSession, turn: TurnState) -> Round:
    """Return the turns of all columns that were asked what one was asked, itself among them."""
    return next((found for found in rounds_of(columns) if (session, turn) in found), [])


def figures_of(columns: Sequence[ColumnSession], session: ColumnSession) -> Figures | None:
    """Return how the last answer of a column went; None where no model wrote one, or it is being written."""
    from alcove.chat.columns import quickest

    turn = session.turns[-1] if session.turns else None
    if turn is None or turn.busy or not turn.timings.tokens:
        return None
    beside = round_of(columns, session, turn)
    first, quick = quickest([None if one.busy else one.timings for _, one in beside])
    at = next((number for number, (column, _) in enumerate(beside) if column is session), -1)
    return Figures(
        turn.timings.ttft_ms / 1000, turn.timings.tokens_per_s, len(turn.text.split()), at == first, at == quick
    )


def counted(columns: Sequence[ColumnSession]) -> list[tuple[ColumnSession, TurnState, int]]:
    """Return the turns beside which there is another number of answers to compare than they say, with that number."""
    changed = []
    for found in rounds_of(columns):
        texts = {turn.text for _, turn in found if turn.text and not turn.busy}
        for session, turn in found:
            count = len(texts) if len(texts) > 1 and turn.text else 0
            if turn.beside != count:
                changed.append((session, turn, count))
    return changed
