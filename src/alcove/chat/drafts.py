"""What was typed and not sent: kept for each conversation, and for the one that is not begun yet."""

import json
import time
from dataclasses import asdict, dataclass
from typing import Any

from alcove.chat.store import AskedWith, ConversationId
from alcove.core.database import Database

NEW = ConversationId(0)
"""The conversation that is not begun yet."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A document or source that is named in a text, from `start` on (in characters); its sign is part of it."""

    start: int
    named: AskedWith


@dataclass(frozen=True, slots=True)
class Draft:
    """A question as far as it is written: its text, what is named in it, and the files given with it.

    `pinned` are the documents of a conversation that is not begun yet.
    """

    text: str = ""
    mentions: tuple[Mention, ...] = ()
    attached: tuple[AskedWith, ...] = ()
    pinned: tuple[AskedWith, ...] = ()


class DraftStore:
    """Keep drafts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, conversation: ConversationId) -> Draft:
        """Return what was typed in a conversation; an empty draft where nothing was."""
        rows = self._database.query("SELECT content FROM drafts WHERE conversation_id = ?", (conversation,))
        return _read(json.loads(rows[0]["content"])) if rows else Draft()

    def keep(self, conversation: ConversationId, draft: Draft) -> None:
        """Remember what is typed; an empty draft is none."""
        with self._database.transaction() as tx:
            if draft == Draft():
                tx.execute("DELETE FROM drafts WHERE conversation_id = ?", (conversation,))
            else:
                tx.execute(
                    "INSERT OR REPLACE INTO drafts VALUES (?, ?, ?)",
                    (conversation, json.dumps(asdict(draft), ensure_ascii=False), time.time()),
                )

    def purge(self) -> None:
        """Remove the drafts of conversations that are no more."""
        with self._database.transaction() as tx:
            tx.execute(
                "DELETE FROM drafts WHERE conversation_id != ? AND conversation_id NOT IN "
                "(SELECT id FROM conversations)",
                (NEW,),
            )

    def attached(self) -> set[str]:
        """Return the uris of the files that drafts hold."""
        rows = self._database.query("SELECT content FROM drafts")
        return {one.uri for row in rows for one in _read(json.loads(row["content"])).attached}


def _read(saved: dict[str, Any]) -> Draft:
    return Draft(
        saved["text"],
        tuple(Mention(one["start"], AskedWith(**one["named"])) for one in saved["mentions"]),
        tuple(AskedWith(**one) for one in saved["attached"]),
        tuple(AskedWith(**one) for one in saved["pinned"]),
    )
