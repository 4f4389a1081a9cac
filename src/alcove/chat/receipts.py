"""Whether what answers were made from still stands, and what stands there instead: the shells mark answers by it."""

from collections.abc import Sequence

from alcove.chat.store import ConversationStore, MessageId
from alcove.rag.changes import Changes, Compared, Standing


class Receipts:
    """Hold the passages of saved answers against the library as it is now."""

    def __init__(self, store: ConversationStore, changes: Changes) -> None:
        self._store = store
        self._changes = changes

    def standing(self, answers: Sequence[MessageId]) -> dict[MessageId, tuple[Standing, ...]]:
        """Tell what became of the passages of each answer; an answer is outdated when one does not stand any more."""
        passages = self._store.passages(answers)
        standings = iter(self._changes.standing([one for some in passages.values() for one in some]))
        told = {answer: tuple(next(standings) for _ in some) for answer, some in passages.items()}
        return {answer: told.get(answer, ()) for answer in answers}

    def compared(self, standings: Sequence[Standing]) -> tuple[Compared, ...]:
        """Set passages that do not stand any more beside what their documents say now."""
        return tuple(self._changes.compared(standings))
