"""Our own export: a conversation as JSON, complete, so that importing it anywhere loses nothing.

The tree with what is hidden in it left out; questions with what they were asked with, answers with citations,
receipts and the passages they were made from. Which columns it was last asked in is of the window, and stays here.
Values stand as the database has them, columns by name: a later version adds columns and reads the earlier.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from alcove.chat.incoming import Incoming, IncomingMessage, message_key
from alcove.chat.records import ConversationId
from alcove.core.database import Database
from alcove.core.errors import ImportFailed

FORMAT = "alcove conversation"
VERSION = 1
_TABLES = {
    "citations": ("ordinal", "marker", "uri", "title", "page", "start", "end", "quote", "verbatim", "answer_start",
                  "answer_end"),
    "receipts": ("prompt", "content", "raw", "model_sha256", "sampler", "seed", "served", "persona",
                 "instructions"),
    "receipt_chunks": ("rank", "content_hash", "uri", "start", "end", "text", "header"),
    "message_documents": ("ordinal", "role", "uri", "name"),
}  # fmt: skip
"""What is known of a message, by table and column; `content_hash` stands as hexadecimal."""
_ORDERS = {
    "citations": "ordinal", "receipts": "message_id", "receipt_chunks": "rank", "message_documents": "ordinal",
}  # fmt: skip


def copy_of(database: Database, conversation: ConversationId) -> dict[str, Any]:
    """Return a conversation as it is exported. Raises ImportFailed where there is none."""
    rows = database.query("SELECT * FROM conversations WHERE id = ? AND deleted IS NULL", (conversation,))
    if not rows:
        raise ImportFailed("There is no such conversation.", "`alcove conversations list` names all of them.")
    row = rows[0]
    messages = database.query(
        "SELECT * FROM messages WHERE conversation_id = ? AND deleted IS NULL ORDER BY id", (conversation,)
    )
    keys = {one["id"]: one["origin"] or message_key(row["uid"], one["id"]) for one in messages}
    return {
        "format": FORMAT,
        "version": VERSION,
        **{name: row[name] for name in ("uid", "title", "titled", "created", "updated", "folder", "answer_from")},
        "pinned": bool(row["pinned"]),
        "archived": bool(row["archived"]),
        "scope": json.loads(row["scope"]),
        "documents": json.loads(row["documents"]),
        "messages": [
            {
                "id": keys[one["id"]],
                "parent": keys.get(one["parent_id"]),
                **{name: one[name] for name in ("role", "text", "status", "model", "created", "served", "delve")},
                "refused": bool(one["refused"]),
                "details": json.loads(one["details"]),
                **{table: list(_told(database, table, one["id"])) for table in _TABLES},
            }
            for one in messages
        ],
    }


def _told(database: Database, table: str, message: int) -> Iterator[dict[str, Any]]:
    order = _ORDERS[table]
    for row in database.query(f"SELECT * FROM {table} WHERE message_id = ? ORDER BY {order}", (message,)):
        values = {name: row[name] for name in _TABLES[table]}
        yield {name: value.hex() if isinstance(value, bytes) else value for name, value in values.items()}


def is_copy(value: Mapping[str, Any]) -> bool:
    """Tell whether a JSON object is one of ours."""
    return value.get("format") == FORMAT


def read(value: Mapping[str, Any]) -> Incoming:
    """Return a conversation of our export. Raises ImportFailed for one of a later version, or a damaged one."""
    if value.get("version", 0) > VERSION:
        raise ImportFailed(
            f"“{value.get('title', '')}” was exported by a newer version of Alcove.", "Import it with that version."
        )
    try:
        return Incoming(
            value["uid"], value["title"], value["created"], value["updated"],
            tuple(_message(one) for one in value["messages"]), value["folder"], value["pinned"], value["archived"],
            value["titled"], tuple(value["scope"]), value["answer_from"],
            documents=json.dumps(value.get("documents", [])),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as error:
        raise ImportFailed(
            f"“{value.get('title', '')}” is damaged: {error!r}.", "Export it once more where it came from."
        ) from error


def _message(value: Mapping[str, Any]) -> IncomingMessage:
    rows: dict[str, Any] = {
        "details": json.dumps(value["details"], ensure_ascii=False),
        "served": value["served"],
        "delve": value.get("delve", ""),  # exports of an older version have none
        "refused": value["refused"],
    }
    for table, columns in _TABLES.items():
        rows[table] = [
            {name: bytes.fromhex(row[name]) if name == "content_hash" else row[name] for name in columns}
            for row in (value.get(table, []) if table == "message_documents" else value[table])  # older: none
        ]
    return IncomingMessage(
        value["id"], value["parent"], value["role"], value["text"], value["created"], value["model"],
        value["status"], rows=rows,
    )  # fmt: skip
