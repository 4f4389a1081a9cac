"""What is imported, whoever wrote it: conversations as trees, and how one is saved without being there twice.

`chatgpt`, `openwebui` and `copies` make these values of what they read; `transfer` saves them.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from alcove.chat.records import Message, MessageId, Role, Status, Titled, details_of
from alcove.core.database import Database
from alcove.rag.types import AnswerFrom

Fate = Literal["added", "extended", "known"]


@dataclass(frozen=True, slots=True)
class IncomingMessage:
    """A message under the one with the key `parent`; keys are unique within a conversation and always the same.

    `rows` holds what only our own export has, by table: the rest of the message, citations, receipt, passages.
    """

    key: str
    parent: str | None
    role: Role
    text: str
    created: float
    model: str | None = None
    status: Status = "complete"
    thinking: str = ""
    rows: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Incoming:
    """A conversation with its messages, each after its parent; `losses` counts what could not be taken over."""

    uid: str
    title: str
    created: float
    updated: float
    messages: tuple[IncomingMessage, ...]
    folder: str = ""
    pinned: bool = False
    archived: bool = False
    titled: Titled = "person"
    scope: tuple[str, ...] = ()
    answer_from: AnswerFrom = "documents"
    documents: str = "[]"
    """What every question is asked with, as it is saved."""
    losses: Mapping[str, int] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of an imported conversation: whether it is new here, and how many of its messages are."""

    fate: Fate
    messages: int


def keep(database: Database, incoming: Incoming) -> Kept:
    """Save a conversation, or what of it is not here yet; one that was deleted is brought back."""
    with database.transaction() as tx:
        known = tx.execute("SELECT id, deleted FROM conversations WHERE uid = ?", (incoming.uid,)).fetchone()
        number = known["id"] if known else _begun(tx, incoming)
        if known and known["deleted"] is not None:
            tx.execute("UPDATE conversations SET deleted = NULL WHERE id = ?", (number,))
        ids = {
            row["origin"] or message_key(incoming.uid, row["id"]): row["id"]
            for row in tx.execute("SELECT id, origin FROM messages WHERE conversation_id = ?", (number,))
        }
        added = 0
        for message in incoming.messages:
            if message.key not in ids:
                ids[message.key] = _saved(tx, number, ids.get(message.parent or ""), message)
                added += 1
        if known and added:
            tx.execute("UPDATE conversations SET updated = max(updated, ?) WHERE id = ?", (incoming.updated, number))
    restored = known is not None and known["deleted"] is not None
    return Kept("added" if known is None or restored else "extended" if added else "known", added)


def message_key(uid: str, number: int) -> str:
    """Return the key of a message that was written here, as our export has it."""
    return f"{uid}/{number}"


def _begun(tx: sqlite3.Connection, incoming: Incoming) -> int:
    parts = incoming.folder.split("/") if incoming.folder else []
    tx.executemany(
        "INSERT OR IGNORE INTO conversation_folders VALUES (?)",
        [("/".join(parts[:count]),) for count in range(1, len(parts) + 1)],
    )
    cursor = tx.execute(
        "INSERT INTO conversations "
        "(title, created, updated, scope, answer_from, folder, pinned, archived, uid, titled, documents) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (incoming.title, incoming.created, incoming.updated, json.dumps(incoming.scope), incoming.answer_from,
         incoming.folder, incoming.pinned, incoming.archived, incoming.uid, incoming.titled, incoming.documents),
    )  # fmt: skip
    return cursor.lastrowid or 0


def _saved(tx: sqlite3.Connection, conversation: int, parent: int | None, message: IncomingMessage) -> int:
    details = message.rows.get("details", "")
    if not details and message.thinking:
        details = details_of(_answer(message))
    values: dict[str, Any] = {
        "conversation_id": conversation, "parent_id": parent, "role": message.role, "text": message.text,
        "status": message.status, "created": message.created, "model": message.model, "origin": message.key,
        "details": details or "{}", "served": message.rows.get("served", ""),
        "refused": int(message.rows.get("refused", 0)), "delve": message.rows.get("delve", ""),
    }  # fmt: skip
    number = insert(tx, "messages", values)
    for table in ("citations", "receipts", "receipt_chunks", "message_documents"):
        for row in message.rows.get(table, ()):
            insert(tx, table, {**row, "message_id": number})
    return number


def insert(tx: sqlite3.Connection, table: str, values: Mapping[str, Any]) -> int:
    """Insert a row; return its number."""
    columns = ", ".join(f'"{name}"' for name in values)
    marks = ", ".join("?" * len(values))
    return tx.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", tuple(values.values())).lastrowid or 0


def _answer(message: IncomingMessage) -> Message:
    bare = Message(MessageId(0), 0, None, message.role, message.text, message.status, message.created)  # type: ignore[arg-type]
    return replace(bare, thinking=message.thinking)


def in_order(messages: Sequence[IncomingMessage], last: Sequence[str]) -> tuple[IncomingMessage, ...]:
    """Return messages parents first, and those on the way `last` after their siblings, for that is what is shown.

    What hangs on a parent that is not there begins a line of its own; what hangs on itself is left out.
    """
    known = {message.key for message in messages}
    children: dict[str | None, list[IncomingMessage]] = {}
    for message in messages:
        children.setdefault(message.parent if message.parent in known else None, []).append(message)
    way = set(last)
    found: list[IncomingMessage] = []
    waiting = sorted(children.get(None, ()), key=lambda one: one.key in way)
    while waiting:
        message = waiting.pop(0)
        found.append(message)
        waiting = sorted(children.get(message.key, ()), key=lambda one: one.key in way) + waiting
    return tuple(found)
