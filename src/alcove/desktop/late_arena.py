"""The arena of the layers that are built at their first use, as `services.ArenaService` has it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from alcove.core.cancel import CancelToken
from alcove.desktop.late import LateLayers

if TYPE_CHECKING:
    from alcove.chat.arena import Answering, Arena
    from alcove.chat.arena_store import Asked, Batch, BatchId, Counts, Match, MatchId, Terms
    from alcove.chat.contenders import Contender
    from alcove.chat.ratings import Table
    from alcove.chat.store import ConversationId


class LateArena:
    """Called on lanes only, so that the first call pays and nobody waits."""

    def __init__(self, layers: LateLayers) -> None:
        self._layers = layers

    @property
    def _arena(self) -> Arena:
        return self._layers.get().arena

    def new_match(
        self, question: str, contenders: Sequence[Contender], terms: Terms | None = None, *, tags: Sequence[str] = ()
    ) -> MatchId:
        return self._arena.new_match(question, contenders, terms, tags=tags)

    def match(self, match: MatchId) -> Match:
        return self._arena.match(match)

    def next_waiting(self, *, batch: BatchId | None = None, without: Sequence[MatchId] = ()) -> MatchId | None:
        return self._arena.next_waiting(batch=batch, without=without)

    def counts(self) -> Counts:
        return self._arena.counts()

    def vote(self, match: MatchId, best: int | None, *, bad: bool = False) -> Match:
        return self._arena.vote(match, best, bad=bad)

    def withdraw(self, match: MatchId, *, withdrawn: bool = True) -> None:
        self._arena.withdraw(match, withdrawn=withdrawn)

    def remove_match(self, match: MatchId, *, removed: bool = True) -> None:
        self._arena.remove_match(match, removed=removed)

    def keep_conversation(self, match: MatchId) -> ConversationId:
        return self._arena.keep_conversation(match)

    def lacking(self, *, match: MatchId | None = None, batch: BatchId | None = None) -> tuple[bool, bool]:
        return self._arena.lacking(match=match, batch=batch)

    def answer(
        self,
        token: CancelToken,
        *,
        match: MatchId | None = None,
        batch: BatchId | None = None,
        elsewhere: bool | None = None,
    ) -> Iterator[Answering]:
        yield from self._arena.answer(token, match=match, batch=batch, elsewhere=elsewhere)

    def new_batch(
        self, name: str, questions: Sequence[Asked], contenders: Sequence[Contender], terms: Terms | None = None
    ) -> BatchId:
        return self._arena.new_batch(name, questions, contenders, terms)

    def batches(self) -> list[Batch]:
        return self._arena.batches()

    def try_again(self, *, match: MatchId | None = None, batch: BatchId | None = None) -> int:
        return self._arena.try_again(match=match, batch=batch)

    def remove_batch(self, batch: BatchId, *, removed: bool = True) -> None:
        self._arena.remove_batch(batch, removed=removed)

    def tags(self) -> dict[str, int]:
        return self._arena.tags()

    def ratings(self, *, tag: str = "", batch: BatchId | None = None) -> list[Table]:
        return self._arena.ratings(tag=tag, batch=batch)

    def least_compared(self, pool: Sequence[Contender]) -> tuple[Contender, Contender]:
        return self._arena.least_compared(pool)

    def write(self, place: Path) -> list[Path]:
        from alcove.chat.arena_export import write

        return write(self._arena, place)
