"""The SQL of conversations: trees of messages with their citations and receipts.

A message is never overwritten by another: editing or asking again adds a sibling under the same parent.
"""

import itertools
import json
import sqlite3
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal, NewType

from alcove.chat.kept import KeptId
from alcove.core.database import Database
from alcove.models.types import Served, ServerSaid
from alcove.rag.changes import Passage, passage_of
from alcove.rag.types import AnswerFrom, ChunkId, Citation, Coverage, Hit, Placing, Trace, Unsupported

ConversationId = NewType("ConversationId", int)
MessageId = NewType("MessageId", int)
Role = Literal["user", "assistant"]
Status = Literal["streaming", "complete", "stopped", "failed"]


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation as the list shows it; times are seconds since the epoch. `scope` names sources; empty is all."""

    id: ConversationId
    title: str
    created: float
    updated: float
    scope: tuple[str, ...] = ()
    answer_from: AnswerFrom = "documents"
    persona: KeptId | None = None
    """Who answers; None where nobody was chosen, 0 where nobody is to."""


@dataclass(frozen=True, slots=True)
class Timings:
    """The figures of one answer; rates are 0 where nothing was generated."""

    retrieve_ms: float = 0.0
    prompt_tokens: int = 0
    reused_tokens: int = 0
    ttft_ms: float = 0.0
    tokens: int = 0
    tokens_per_s: float = 0.0


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What does not fit what the model sees at once: so many of the oldest turns, and pinned documents by name."""

    turns: int = 0
    pinned: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the tree. What follows `refused` is filled for answers only.

    `text` holds its citations as markers like `[1]`. `error` tells in words why an answer failed, or why no model wrote
    it.
    """

    id: MessageId
    conversation_id: ConversationId
    parent_id: MessageId | None
    role: Role
    text: str
    status: Status
    created: float
    model: str | None = None
    refused: bool = False
    citations: tuple[Citation, ...] = ()
    unsupported: tuple[Unsupported, ...] = ()
    hits: tuple[Hit, ...] = ()
    coverage: Coverage = field(default_factory=Coverage)
    timings: Timings = field(default_factory=Timings)
    extractive: bool = False
    error: str = ""
    answer_from: AnswerFrom = "documents"
    trace: Trace | None = None
    """How its question was searched; answers of an older version do not say."""
    thinking: str = ""
    """What the model thought before it answered."""
    left_out: LeftOut = field(default_factory=LeftOut)
    """What of the conversation the model did not see."""
    served: Served | None = None
    """Who wrote it elsewhere; None for a model that ran in Alcove, and where no model wrote it."""
    persona: str = ""
    """Who answered, by name."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an answer was made from: the exact prompt, the model's hash, sampler and seed, and the evidence.

    `content` is the person's message as the model got it, with the evidence before the question. A model that runs
    elsewhere has no hash: `served` tells who ran it, `said` what that server called the model and its settings.
    `instructions` are those of then of the persona that answered.
    """

    prompt: str
    model_sha256: str
    sampler: str
    seed: int
    content: str
    evidence: tuple[Hit, ...] = ()
    served: Served | None = None
    said: ServerSaid | None = None
    persona: str = ""
    instructions: str = ""


class ConversationStore:
    """Save, list and load conversations."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(
        self,
        title: str,
        scope: Sequence[str] = (),
        *,
        answer_from: AnswerFrom = "documents",
        persona: KeptId | None = None,
    ) -> Conversation:
        """Begin a conversation."""
        now = time.time()
        with self._database.transaction() as tx:
            cursor = tx.execute(
                "INSERT INTO conversations (title, created, updated, scope, answer_from, persona_id) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                (title, now, now, json.dumps(list(scope)), answer_from, persona),
            )
        return Conversation(ConversationId(cursor.lastrowid or 0), title, now, now, tuple(scope), answer_from, persona)

    def conversations(self) -> list[Conversation]:
        """Return the conversations that are not deleted, the one changed last first."""
        rows = self._database.query("SELECT * FROM conversations WHERE deleted IS NULL ORDER BY updated DESC, id DESC")
        return [
            Conversation(
                row["id"], row["title"], row["created"], row["updated"], tuple(json.loads(row["scope"])),
                row["answer_from"], row["persona_id"],
            )
            for row in rows
        ]  # fmt: skip

    def rename(self, conversation: ConversationId, title: str) -> None:
        """Give a conversation another title."""
        self._set(conversation, "title", title)

    def set_scope(self, conversation: ConversationId, scope: Sequence[str]) -> None:
        """Remember which sources a conversation asks; empty means all."""
        self._set(conversation, "scope", json.dumps(list(scope)))

    def set_answer_from(self, conversation: ConversationId, answer_from: AnswerFrom) -> None:
        """Remember what a conversation's answers are made from."""
        self._set(conversation, "answer_from", answer_from)

    def set_persona(self, conversation: ConversationId, persona: KeptId | None) -> None:
        """Remember who answers in a conversation; None: nobody was chosen, 0: nobody is to."""
        self._set(conversation, "persona_id", persona)

    def delete(self, conversation: ConversationId) -> None:
        """Hide a conversation; `restore` brings it back whole."""
        self._set(conversation, "deleted", time.time())

    def restore(self, conversation: ConversationId) -> None:
        """Undo `delete`."""
        self._set(conversation, "deleted", None)

    def purge_deleted(self, older_than_s: float) -> None:
        """Remove for good what was deleted more than `older_than_s` seconds ago."""
        with self._database.transaction() as tx:
            tx.execute("DELETE FROM conversations WHERE deleted < ?", (time.time() - older_than_s,))

    def messages(self, conversation: ConversationId) -> list[Message]:
        """Return the whole tree of a conversation, oldest message first."""
        rows = self._database.query("SELECT * FROM messages WHERE conversation_id = ? ORDER BY id", (conversation,))
        cited: dict[int, list[Citation]] = {}
        for row in self._database.query(
            "SELECT c.* FROM citations c JOIN messages m ON m.id = c.message_id "
            "WHERE m.conversation_id = ? ORDER BY c.message_id, c.ordinal",
            (conversation,),
        ):
            cited.setdefault(row["message_id"], []).append(_citation(row))
        return [_message(row, tuple(cited.get(row["id"], ()))) for row in rows]

    def thread(self, leaf: MessageId) -> list[Message]:
        """Return the messages from the root of a conversation down to `leaf`."""
        rows = self._database.query("SELECT conversation_id FROM messages WHERE id = ?", (leaf,))
        by_id = {m.id: m for m in self.messages(rows[0]["conversation_id"])} if rows else {}
        line: list[Message] = []
        at: MessageId | None = leaf
        while at is not None and at in by_id:
            line.append(by_id[at])
            at = by_id[at].parent_id
        return line[::-1]

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
    ) -> Message:
        """Append a message under `parent` (None: at the root)."""
        now = time.time()
        with self._database.transaction() as tx:
            cursor = tx.execute(
                "INSERT INTO messages (conversation_id, parent_id, role, text, status, model, created, served) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (conversation, parent, role, text, status, model, now, _saved(served)),
            )
            tx.execute("UPDATE conversations SET updated = ? WHERE id = ?", (now, conversation))
        number = MessageId(cursor.lastrowid or 0)
        return Message(number, conversation, parent, role, text, status, now, model=model, served=served)

    def save_partial(self, message: MessageId, text: str) -> None:
        """Keep what has been written of an answer so far, so that a crash loses at most what came after."""
        with self._database.transaction() as tx:
            tx.execute("UPDATE messages SET text = ? WHERE id = ?", (text, message))

    def finish(self, message: Message, receipt: Receipt | None = None, raw: str = "") -> None:
        """Save an answer with its citations, its receipt and the passages it was made from in one transaction.

        Without a receipt, as when no model wrote it, it is made from the hits it cites. `raw` is the answer as the
        model wrote it, without our markers: the next prompt repeats it exactly.
        """
        details = {
            "unsupported": [asdict(u) for u in message.unsupported],
            "hits": [{**asdict(h), "content_hash": h.content_hash.hex()} for h in message.hits],
            "coverage": asdict(message.coverage),
            "timings": asdict(message.timings),
            "extractive": message.extractive,
            "error": message.error,
            "answer_from": message.answer_from,
            "trace": _trace_saved(message.trace),
            "thinking": message.thinking,
            "left_out": asdict(message.left_out),
            "persona": message.persona,
        }
        with self._database.transaction() as tx:
            tx.execute(
                "UPDATE messages SET text = ?, status = ?, model = ?, served = ?, refused = ?, details = ? "
                "WHERE id = ?",
                (
                    message.text,
                    message.status,
                    message.model,
                    _saved(message.served),
                    message.refused,
                    json.dumps(details, ensure_ascii=False),
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
                     receipt.seed, _saved(receipt.served, receipt.said), receipt.persona, receipt.instructions),
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
        served, said = _served(row["served"])
        return Receipt(
            row["prompt"], row["model_sha256"], row["sampler"], row["seed"], row["content"], served=served, said=said,
            persona=row["persona"], instructions=row["instructions"],
        )  # fmt: skip

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
            for message in thread
            for row in self._database.query(
                "SELECT message_id, content, raw FROM receipts WHERE message_id = ?", (message.id,)
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
            "SELECT * FROM messages WHERE status = 'streaming' AND model = ? AND created < ? ORDER BY id DESC LIMIT 1",
            (model, before),
        )
        return _message(rows[0], ()) if rows else None

    def close_interrupted(self, *, before: float) -> int:
        """Mark answers that a crash left unfinished as stopped; return how many there were. `before` as above."""
        with self._database.transaction() as tx:
            return tx.execute(
                "UPDATE messages SET status = 'stopped' WHERE status = 'streaming' AND created < ?", (before,)
            ).rowcount

    def _set(self, conversation: ConversationId, column: str, value: object) -> None:
        with self._database.transaction() as tx:
            tx.execute(f"UPDATE conversations SET {column} = ? WHERE id = ?", (value, conversation))


def _cited(message: Message) -> list[Hit]:
    """Return the hits an answer cites."""
    return [
        hit
        for hit in message.hits
        if any(hit.uri == c.uri and hit.start < c.end and c.start < hit.end for c in message.citations)
    ]


def _citation(row: sqlite3.Row) -> Citation:
    return Citation(
        row["marker"], row["uri"], row["title"], row["page"], row["start"], row["end"], row["quote"],
        bool(row["verbatim"]), row["answer_start"], row["answer_end"],
    )  # fmt: skip


def _message(row: sqlite3.Row, citations: tuple[Citation, ...]) -> Message:
    details = json.loads(row["details"])
    message = Message(
        row["id"],
        row["conversation_id"],
        row["parent_id"],
        row["role"],
        row["text"],
        row["status"],
        row["created"],
        model=row["model"],
        refused=bool(row["refused"]),
        citations=citations,
        served=_served(row["served"])[0],
    )
    if not details:
        return message
    return replace(
        message,
        unsupported=tuple(Unsupported(**u) for u in details["unsupported"]),
        hits=tuple(_hit(h) for h in details["hits"]),
        coverage=Coverage(**details["coverage"]),
        timings=Timings(**details["timings"]),
        extractive=details["extractive"],
        error=details["error"],
        answer_from=details.get("answer_from", "documents"),  # answers of an older version do not say
        trace=_trace(details.get("trace")),
        thinking=details.get("thinking", ""),
        left_out=_left_out(details.get("left_out", {})),
        persona=details.get("persona", ""),
    )


def _saved(served: Served | None, said: ServerSaid | None = None) -> str:
    """Return who ran a model elsewhere as it is saved; empty for one that ran here."""
    if served is None:
        return ""
    return json.dumps({"served": asdict(served), "said": asdict(said) if said else None}, ensure_ascii=False)


def _served(saved: str) -> tuple[Served | None, ServerSaid | None]:
    if not saved:
        return None, None
    value = json.loads(saved)
    return Served(**value["served"]), ServerSaid(**value["said"]) if value["said"] else None


def _hit(saved: dict[str, object]) -> Hit:
    values = {**saved, "content_hash": bytes.fromhex(str(saved["content_hash"]))}
    return Hit(**values)  # type: ignore[arg-type]  # as asdict() wrote it


def _left_out(saved: Mapping[str, Any]) -> LeftOut:
    return LeftOut(saved.get("turns", 0), tuple(saved.get("pinned", ())))


def _trace_saved(trace: Trace | None) -> dict[str, object] | None:
    """Return a trace as it is saved: each place once, each placing a bare row, a quarter of what names would take."""
    if trace is None:
        return None
    items = list(dict.fromkeys((one.uri, one.title, one.heading) for one in trace.placings))
    numbers = {item: number for number, item in enumerate(items)}
    rows = [
        [one.chunk_id, numbers[one.uri, one.title, one.heading], one.page, one.start, one.end, one.keyword, one.meaning,
         one.similarity, one.rank, int(one.lent), int(one.linked), one.became]
        for one in trace.placings
    ]  # fmt: skip
    return {
        "query": trace.query, "scope": trace.scope, "trust": trace.trust, "degraded": trace.degraded,
        "items": items, "placings": rows,
    }  # fmt: skip


def _trace(saved: dict[str, Any] | None) -> Trace | None:
    if saved is None:
        return None
    items: list[tuple[str, str, str]] = saved["items"]
    placings = tuple(
        Placing(
            ChunkId(chunk), items[item][0], items[item][1], page, start, end, items[item][2], keyword, meaning,
            similarity, rank, bool(lent), bool(linked), became,
        )
        for chunk, item, page, start, end, keyword, meaning, similarity, rank, lent, linked, became in saved["placings"]
    )  # fmt: skip
    return Trace(saved["query"], placings, tuple(saved["scope"]), saved["trust"], saved["degraded"])
