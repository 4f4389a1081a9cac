"""What the input needs of the layers that are built at their first use, as `desktop/services.py` has it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from alcove.core.cancel import CancelToken
from alcove.core.database import Database
from alcove.desktop.late import LateLayers

if TYPE_CHECKING:
    from alcove.chat.drafts import Draft
    from alcove.chat.store import ConversationId
    from alcove.rag.attached import AttachEvent
    from alcove.rag.types import ItemCoverage


class LateAttached:
    """The files of conversations, as `services.AttachService` has them."""

    def __init__(self, layers: LateLayers) -> None:
        self._layers = layers

    def read(self, uri: str, token: CancelToken, *, again: bool = False) -> Iterator[AttachEvent]:
        yield from self._layers.get().library.attached.read(uri, token, again=again)

    def finish(self, uris: Sequence[str], token: CancelToken) -> Iterator[int]:
        yield from self._layers.get().library.attached.finish(uris, token)

    def coverage(self, uris: Sequence[str]) -> list[ItemCoverage]:
        return self._layers.get().library.attached.coverage(uris)

    def keep_picture(self, picture: bytes) -> str:
        return self._layers.get().library.attached.keep_picture(picture)


class LateDrafts:
    """Drafts, as `services.DraftService` has them. They need the database alone, even when the window closes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, conversation: ConversationId) -> Draft:
        from alcove.chat.drafts import DraftStore

        return DraftStore(self._database).get(conversation)

    def keep(self, conversation: ConversationId, draft: Draft) -> None:
        from alcove.chat.drafts import DraftStore

        DraftStore(self._database).keep(conversation, draft)
