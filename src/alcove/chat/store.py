"""The SQL of conversations: trees of messages with their citations and receipts.

A message is never overwritten by another: editing or asking again adds a sibling under the same parent. What is deleted
is hidden until it is purged.
"""

import itertools
import json
import time
from collections.abc import Sequence

from alcove.chat.conversations import Conversations
from alcove.chat.corrections import corrected
from alcove.chat.records import (
    AskedWith,
    Conversation,
    ConversationId,
    Glimpse,
    LeftOut,
    Message,
    MessageId,
    Receipt,
    Role,
    Status,
    Timings,
    citation_of,
    delve_of,
    details_of,
    message_of,
    saved_delve,
    saved_server,
    server_of,
)
from alcove.chat.tree import Delve, Node, Tree
from alcove.core.markup import as_read
from alcove.models.types import Served
from alcove.rag.changes import Passage, passage_of
from alcove.rag.types import Citation, Hit

__all__ = [
    "AskedWith",
    "Conversation",
    "ConversationId",
    "ConversationStore",
    "Glimpse",
    "LeftOut",
    "Message",
    "MessageId",
    "Receipt",
    "Role",
    "Status",
    "Timings",
]


_BELOW = """WITH RECURSIVE below(id) AS (
    VALUES (?) UNION SELECT m.id FROM messages m JOIN below ON m.parent_id = below.id)"""
"""A message and all that goes on from it."""


class ConversationStore(Conversations):
    """Save, list and load conversations and their messages."""

    def messages(self, conversation: ConversationId) -> list[Message]:
        """Return the whole tree of a conversation without what is deleted, oldest message first."""
        return self.some([node.id for node in self.nodes(conversation)])

    def nodes(self, conversation: ConversationId) -> list[Node]:
        """Return where each message of a conversation stands, oldest first, without reading what they say."""
        rows = self._database.query(
            "SELECT id, parent_id, role, delve FROM messages WHERE conversation_id = ? AND deleted IS NULL ORDER BY id",
            (conversation,),
        )
        return [Node(row["id"], row["parent_id"], row["role"], delve_of(row["delve"])) for row in rows]

    def glimpses(self, conversation: ConversationId) -> list[Glimpse]:
        """Return where each message of a conversation stands and what it says, oldest first, and nothing else of it."""
        rows = self._database.query(
            "SELECT id, parent_id, role, delve, text, status, created, refused FROM messages "
            "WHERE conversation_id = ? AND deleted IS NULL ORDER BY id",
            (conversation,),
        )
        return [
            Glimpse(
                Node(row["id"], row["parent_id"], row["role"], delve_of(row["delve"])),
                row["text"], row["status"], row["created"], bool(row["refused"]),
            )
            for row in rows
        ]  # fmt: skip

    def some(self, messages: Sequence[MessageId]) -> list[Message]:
        """Return these messages, oldest first."""
        wanted = json.dumps(messages)
        cited: dict[int, list[Citation]] = {}
        for row in self._database.query(
            "SELECT * FROM citations WHERE message_id IN (SELECT value FROM json_each(?)) ORDER BY message_id, ordinal",
            (wanted,),
        ):
            cited.setdefault(row["message_id"], []).append(citation_of(row))
        rows = self._database.query(
            "SELECT * FROM messages WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id", (wanted,)
        )
        asked = self._asked_with(messages)
        return [message_of(row, tuple(cited.get(row["id"], ())), tuple(asked.get(row["id"], ()))) for row in rows]

    def _asked_with(self, messages: Sequence[MessageId]) -> dict[int, list[AskedWith]]:
        asked: dict[int, list[AskedWith]] = {}
        for row in self._database.query(
            "SELECT * FROM message_documents WHERE message_id IN (SELECT value FROM json_each(?)) "
            "ORDER BY message_id, ordinal",
            (json.dumps(messages),),
        ):
            asked.setdefault(row["message_id"], []).append(AskedWith(row["role"], row["uri"], row["name"]))
        return asked

    def holding(self, messages: Sequence[MessageId], words: str) -> list[MessageId]:
        """Return which of these messages say these words, in any case, as far as their Markdown tells; oldest first."""
        sought = words.casefold()
        rows = self._database.query(
            "SELECT id, text FROM messages WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
            (json.dumps(messages),),
        )
        return [MessageId(row["id"]) for row in rows if sought in as_read(row["text"]).casefold()]

    def attached(self) -> set[str]:
        """Return the uris of the files that questions were, or are to be, asked with; deleted conversations' too."""
        found = self._database.query(
            "SELECT DISTINCT uri FROM message_documents WHERE role = 'attached' UNION "
            "SELECT json_extract(one.value, '$[0]') FROM conversations, json_each(documents) one"
        )
        return {row["uri"] for row in found}

    def leaf(self, conversation: ConversationId) -> MessageId | None:
        """Return the message at the end of the line one left a conversation on."""
        rows = self._database.query("SELECT leaf_id FROM conversations WHERE id = ?", (conversation,))
        return rows[0]["leaf_id"] if rows else None

    def set_leaf(self, conversation: ConversationId, leaf: MessageId) -> None:
        """Remember which line of a conversation one looks at."""
        self._set([conversation], "leaf_id", leaf)

    def thread(self, leaf: MessageId) -> list[Message]:
        """Return the messages from the root of a conversation down to `leaf`, with what was said and asked with.

        What else answers have (citations, evidence, trace, times) is not read: `some` does that.
        """
        rows = self._database.query("SELECT conversation_id FROM messages WHERE id = ?", (leaf,))
        nodes = self.nodes(rows[0]["conversation_id"]) if rows else []
        line = [node.id for node in Tree(nodes).line(leaf)]
        asked = self._asked_with(line)
        rows = self._database.query(
            "SELECT id, conversation_id, parent_id, role, text, status, created, model, refused, served, delve, "
            "'{}' AS details FROM messages WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
            (json.dumps(line),),
        )
        return [message_of(row, (), tuple(asked.get(row["id"], ()))) for row in rows]

    def questions_after(
        self,
        conversation: ConversationId,
        parents: Sequence[MessageId | None],
        text: str,
        asked_with: Sequence[AskedWith] = (),
    ) -> list[Message]:
        """Ask the same behind each of these messages (None: at the root); return the question of each.

        Behind the same message it is the same question, also where it was asked there before: in these words, with
        these documents.
        """
        asked: dict[MessageId | None, Message] = {}
        for parent in parents:
            if parent not in asked:
                rows = self._database.query(
                    "SELECT id FROM messages WHERE conversation_id = ? AND parent_id IS ? AND role = 'user' "
                    "AND text = ? AND delve = '' AND deleted IS NULL ORDER BY id",
                    (conversation, parent, text),
                )
                same = [one for one in self.some([row["id"] for row in rows]) if one.asked_with == tuple(asked_with)]
                asked[parent] = (
                    same[0] if same else self.add(conversation, "user", text, parent=parent, asked_with=asked_with)
                )
        return [asked[parent] for parent in parents]

    def add(
        self,
        conversation: ConversationId,
        role: Role,
        text: str,
        *,
        parent: MessageId | None,
        status: Status = "complete",
        model: str | None = None,
        served: Served | None = None,
        asked_with: Sequence[AskedWith] = (),
        delve: Delve | None = None,
    ) -> Message:
        """Append a message under `parent` (None: at the root)."""
        now = time.time()
        with self._database.transaction() as tx:
            cursor = tx.execute(
                "INSERT INTO messages (conversation_id, parent_id, role, text, status, model, created, served, delve) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (conversation, parent, role, text, status, model, now, saved_server(served), saved_delve(delve)),
            )
            tx.execute("UPDATE conversations SET updated = ? WHERE id = ?", (now, conversation))
            number = MessageId(cursor.lastrowid or 0)
            tx.executemany(
                "INSERT INTO message_documents VALUES (?, ?, ?, ?, ?)",
                [(number, place, one.role, one.uri, one.name) for place, one in enumerate(asked_with)],
            )
        return Message(
            number, conversation, parent, role, text, status, now, model=model, served=served,
            asked_with=tuple(asked_with), delve=delve,
        )  # fmt: skip

    def delete_message(self, message: MessageId) -> float | None:
        """Hide a message and what goes on from it; return when, which `restore_message` takes, None if it is gone."""
        now = time.time()
        with self._database.transaction() as tx:
            tx.execute(
                f"{_BELOW} UPDATE messages SET deleted = ? WHERE id IN below AND deleted IS NULL", (message, now)
            )
            hidden: int = tx.execute("SELECT changes()").fetchone()[0]
        return now if hidden else None

    def restore_message(self, message: MessageId, deleted: float) -> None:
        """Undo `delete_message`; what was deleted by itself before stays so."""
        with self._database.transaction() as tx:
            tx.execute(
                f"{_BELOW} UPDATE messages SET deleted = NULL WHERE id IN below AND deleted = ?", (message, deleted)
            )

    def correct(self, answer: MessageId, text: str) -> Message:
        """Put an answer as the person wants it beside the one that was written, with its citations that still stand."""
        (written,) = self.some([answer])
        beside = self.add(written.conversation_id, "assistant", text, parent=written.parent_id)
        made = corrected(written, beside)
        self.finish(made)
        return made

    def save_partial(self, message: MessageId, text: str) -> None:
        """Keep what has been written of an answer so far, so that a crash loses at most what came after."""
        with self._database.transaction() as tx:
            tx.execute("UPDATE messages SET text = ? WHERE id = ?", (text, message))

    def finish(self, message: Message, receipt: Receipt | None = None, raw: str = "") -> None:
        """Save an answer with its citations, its receipt and the passages it was made from in one transaction.

        Without a receipt, as when no model wrote it, it is made from the hits it cites. `raw` is the answer as the
        model wrote it, without our markers: the next prompt repeats it exactly.
        """
        with self._database.transaction() as tx:
            tx.execute(
                "UPDATE messages SET text = ?, status = ?, model = ?, served = ?, refused = ?, details = ? "
                "WHERE id = ?",
                (
                    message.text,
                    message.status,
                    message.model,
                    saved_server(message.served),
                    message.refused,
                    details_of(message),
                    message.id,
                ),
            )
            tx.execute("DELETE FROM citations WHERE message_id = ?", (message.id,))
            tx.executemany(
                "INSERT INTO citations VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (message.id, i, c.marker, c.uri, c.title, c.page, c.start, c.end, c.quote, c.verbatim,
                     c.answer_start, c.answer_end)
                    for i, c in enumerate(message.citations)
                ],
            )  # fmt: skip
            if receipt is not None:
                tx.execute(
                    "INSERT OR REPLACE INTO receipts (message_id, prompt, content, raw, model_sha256, sampler, seed, "
                    "served, persona, instructions) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (message.id, receipt.prompt, receipt.content, raw, receipt.model_sha256, receipt.sampler,
                     receipt.seed, saved_server(receipt.served, receipt.said), receipt.persona, receipt.instructions),
                )  # fmt: skip
            evidence = receipt.evidence if receipt is not None else _cited(message)
            tx.execute("DELETE FROM receipt_chunks WHERE message_id = ?", (message.id,))
            tx.executemany(
                'INSERT INTO receipt_chunks (message_id, rank, content_hash, uri, start, "end", text, header) '
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (message.id, n, p.content_hash, p.uri, p.start, p.end, p.text, p.header)
                    for n, p in enumerate(map(passage_of, evidence), start=1)
                ],
            )

    def receipt(self, message: MessageId) -> Receipt | None:
        """Return what an answer was made from, if it was generated by a model."""
        rows = self._database.query("SELECT * FROM receipts WHERE message_id = ?", (message,))
        if not rows:
            return None
        row = rows[0]
        served, said = server_of(row["served"])
        return Receipt(
            row["prompt"], row["model_sha256"], row["sampler"], row["seed"], row["content"], served=served, said=said,
            persona=row["persona"], instructions=row["instructions"],
        )  # fmt: skip

    def raw(self, answer: MessageId) -> str:
        """Return an answer as its model wrote it, without our markers; empty where none did."""
        rows = self._database.query("SELECT raw FROM receipts WHERE message_id = ?", (answer,))
        return str(rows[0]["raw"]) if rows else ""

    def passages(self, answers: Sequence[MessageId]) -> dict[MessageId, list[Passage]]:
        """Return what each of these answers was made from, best first; nothing for what was made from nothing."""
        found: dict[MessageId, list[Passage]] = {}
        for row in self._database.query(
            f"SELECT * FROM receipt_chunks WHERE message_id IN ({','.join('?' * len(answers))}) "
            "ORDER BY message_id, rank",
            tuple(answers),
        ):
            passage = Passage(
                row["uri"], row["start"], row["end"], row["text"], row["content_hash"], row["header"]
            )  # fmt: skip
            found.setdefault(row["message_id"], []).append(passage)
        return found

    def exchanges(self, thread: Sequence[Message]) -> "list[tuple[str, str]]":
        """Return earlier turns of a thread as the model saw and wrote them; others as their plain texts.

        Repeated exactly, they are a prefix of the next prompt, which then need not be evaluated again.
        """
        saved = {
            row["message_id"]: (row["content"], row["raw"])
            for row in self._database.query(
                "SELECT message_id, content, raw FROM receipts WHERE message_id IN (SELECT value FROM json_each(?))",
                (json.dumps([message.id for message in thread]),),
            )
        }
        pairs = []
        for question, answer in itertools.pairwise(thread):
            if question.role == "user" and answer.role == "assistant" and answer.text:
                pairs.append(saved.get(answer.id, (question.text, answer.text)))
        return pairs

    def interrupted(self, model: str, *, before: float) -> Message | None:
        """Return the answer of a model that a crash left unfinished, the last of several, as far as it was saved.

        `before` is when this process began (seconds since the epoch): what was asked since then is under way.
        """
        rows = self._database.query(
            "SELECT * FROM messages WHERE status = 'streaming' AND model = ? AND created < ? AND deleted IS NULL "
            "ORDER BY id DESC LIMIT 1",
            (model, before),
        )
        return message_of(rows[0], ()) if rows else None

    def close_interrupted(self, *, before: float) -> int:
        """Mark answers that a crash left unfinished as stopped; return how many there were. `before` as above."""
        with self._database.transaction() as tx:
            return tx.execute(
                "UPDATE messages SET status = 'stopped' WHERE status = 'streaming' AND created < ?", (before,)
            ).rowcount


def _cited(message: Message) -> list[Hit]:
    """Return the hits an answer cites."""
    return [
        hit
        for hit in message.hits
        if any(hit.uri == c.uri and hit.start < c.end and c.start < hit.end for c in message.citations)
    ]
