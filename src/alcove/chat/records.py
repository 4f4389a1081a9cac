"""What is saved of conversations, as values, and the rows these become; `store` and `conversations` have the SQL."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal, NewType

from alcove.chat.kept import KeptId
from alcove.chat.tree import Delve, Node
from alcove.chat.unsure import Unsure
from alcove.models.types import Served, ServerSaid
from alcove.rag.types import AnswerFrom, ChunkId, Citation, Coverage, Hit, Placing, Trace, Unsupported

ConversationId = NewType("ConversationId", int)
MessageId = NewType("MessageId", int)
Role = Literal["user", "assistant"]
Status = Literal["streaming", "complete", "stopped", "failed"]
Titled = Literal["question", "model", "person"]
DocumentRole = Literal["attached", "pinned", "source"]


@dataclass(frozen=True, slots=True)
class AskedWith:
    """What a question was asked with, by uri and the name it has in the question.

    A file that is "attached" is there for all that goes on from the question; a "pinned" document, and a "source" that
    is asked alone, for this question.
    """

    role: DocumentRole
    uri: str
    name: str

    @property
    def written(self) -> str:
        """How it is named in a question."""
        return f"{'@' if self.role == 'source' else '#'}{self.name}"


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation as the list shows it; times are seconds since the epoch. `scope` names sources; empty is all.

    `folder` is a path like `Work/Contracts`, empty outside of all. `uid` is its name in exports, the same wherever it
    is imported. `titled` says whose words the title is.
    """

    id: ConversationId
    title: str
    created: float
    updated: float
    scope: tuple[str, ...] = ()
    answer_from: AnswerFrom = "documents"
    folder: str = ""
    pinned: bool = False
    archived: bool = False
    uid: str = ""
    titled: Titled = "question"
    persona: KeptId | None = None
    """Who answers; None where nobody was chosen, 0 where nobody is to."""
    documents: tuple[AskedWith, ...] = ()
    """The documents that every question is asked with."""
    compared: bool = False
    """Whether it is asked side by side, in columns."""


@dataclass(frozen=True, slots=True)
class Column:
    """One of the lines of a conversation that are asked side by side, and who answers there; see `columns`.

    `contender` is a model, alone or with settings of its own: "Qwen3-4B@temperature=0.8". `instructions` come in the
    place of a persona. One that is not `synced` is left out when all are asked.
    """

    contender: str
    persona: KeptId | None = None
    """Who answers; None where nobody was chosen, 0 where nobody is to."""
    instructions: str = ""
    scope: tuple[str, ...] = ()
    answer_from: AnswerFrom = "documents"
    synced: bool = True
    leaf: MessageId | None = None
    """The message that what is asked there next follows; None at the beginning."""


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
    """What the model did not see: so many of the oldest turns, and documents by name.

    `partly`: only passages of them that fit the question; `unread` could not be read at all, each with its reason.
    Answers of an older version have pinned documents that were left out.
    """

    turns: int = 0
    pinned: tuple[str, ...] = ()
    partly: tuple[str, ...] = ()
    unread: tuple[tuple[str, str], ...] = ()


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
    asked_with: tuple[AskedWith, ...] = ()
    """Of a question: its files and documents."""
    corrected: bool = False
    """Whether it says what the person made of an answer."""
    cut: bool = False
    """Whether it ends where it was as long as an answer may be."""
    delve: Delve | None = None
    """Which words of the answer before it a question asks to explain."""
    unsure: tuple[Unsure, ...] = ()
    """The words its model was unsure of, in reading order; empty where it did not tell, too: see `told_sure`."""
    told_sure: bool = False
    """Whether its model told how sure it was."""


@dataclass(frozen=True, slots=True)
class Glimpse:
    """A message as a map of its conversation shows it."""

    node: Node
    text: str
    status: Status
    created: float
    refused: bool = False


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


def conversation_of(row: sqlite3.Row) -> Conversation:
    """Return a conversation as it was saved."""
    scope = row["scope"]
    return Conversation(
        row["id"], row["title"], row["created"], row["updated"], () if scope == "[]" else tuple(json.loads(scope)),
        row["answer_from"], row["folder"], bool(row["pinned"]), bool(row["archived"]), row["uid"], row["titled"],
        row["persona_id"], () if row["documents"] == "[]" else documents_of(row["documents"]), bool(row["columns"]),
    )  # fmt: skip


def documents_of(saved: str) -> tuple[AskedWith, ...]:
    """Return the documents of a conversation as they were saved."""
    return tuple(AskedWith("pinned", uri, name) for uri, name in json.loads(saved))


def saved_documents(documents: Sequence[AskedWith]) -> str:
    """Return the documents of a conversation as they are saved."""
    return json.dumps([(one.uri, one.name) for one in documents], ensure_ascii=False)


def columns_of(saved: str) -> tuple[Column, ...]:
    """Return columns as they were saved."""
    return tuple(Column(**{**one, "scope": tuple(one["scope"])}) for one in json.loads(saved or "[]"))


def saved_columns(columns: Sequence[Column]) -> str:
    """Return columns as they are saved; empty for none."""
    return json.dumps([asdict(one) for one in columns], ensure_ascii=False) if columns else ""


def citation_of(row: sqlite3.Row) -> Citation:
    """Return a citation as it was saved."""
    return Citation(
        row["marker"], row["uri"], row["title"], row["page"], row["start"], row["end"], row["quote"],
        bool(row["verbatim"]), row["answer_start"], row["answer_end"],
    )  # fmt: skip


def message_of(row: sqlite3.Row, citations: tuple[Citation, ...], asked_with: tuple[AskedWith, ...] = ()) -> Message:
    """Return a message as it was saved."""
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
        served=server_of(row["served"])[0],
        asked_with=asked_with,
        delve=delve_of(row["delve"]),
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
        corrected=details.get("corrected", False),
        cut=details.get("cut", False),
        unsure=tuple(Unsure.of(one) for one in details.get("unsure") or ()),
        told_sure=details.get("unsure") is not None,
    )


def details_of(message: Message) -> str:
    """Return what an answer has beyond columns of its own, as it is saved."""
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
        "corrected": message.corrected,
        "cut": message.cut,
        "unsure": [one.saved() for one in message.unsure] if message.told_sure else None,
    }
    return json.dumps(details, ensure_ascii=False)


def saved_delve(delve: Delve | None) -> str:
    """Return which words a question asks to explain, as it is saved; empty for any other message."""
    return json.dumps(asdict(delve), ensure_ascii=False) if delve else ""


def delve_of(saved: str) -> Delve | None:
    """Return which words a question asks to explain; None for any other message."""
    return Delve(**json.loads(saved)) if saved else None


def saved_server(served: Served | None, said: ServerSaid | None = None) -> str:
    """Return who ran a model elsewhere as it is saved; empty for one that ran here."""
    if served is None:
        return ""
    return json.dumps({"served": asdict(served), "said": asdict(said) if said else None}, ensure_ascii=False)


def server_of(saved: str) -> tuple[Served | None, ServerSaid | None]:
    """Return who ran a model elsewhere, and what that server said of it."""
    if not saved:
        return None, None
    value = json.loads(saved)
    return Served(**value["served"]), ServerSaid(**value["said"]) if value["said"] else None


def _hit(saved: dict[str, object]) -> Hit:
    values = {**saved, "content_hash": bytes.fromhex(str(saved["content_hash"]))}
    return Hit(**values)  # type: ignore[arg-type]  # as asdict() wrote it


def _left_out(saved: Mapping[str, Any]) -> LeftOut:
    unread = tuple((name, why) for name, why in saved.get("unread", ()))
    return LeftOut(saved.get("turns", 0), tuple(saved.get("pinned", ())), tuple(saved.get("partly", ())), unread)


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
