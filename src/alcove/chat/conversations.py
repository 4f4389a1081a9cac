"""The SQL of conversations as wholes: the list, folders, pins, the archive, deleting and bringing back.

A folder is a path like `Work/Contracts`; a conversation stands in one or in none. `store` adds their messages.
"""

import json
import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from alcove.chat.kept import KeptId
from alcove.chat.records import (
    AskedWith,
    Column,
    Conversation,
    ConversationId,
    Titled,
    columns_of,
    conversation_of,
    saved_columns,
    saved_documents,
)
from alcove.chat.search import Found, find
from alcove.core.database import Database
from alcove.core.errors import FolderError
from alcove.rag.types import AnswerFrom

JOINT = "/"
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class RemovedFolder:
    """What removing a folder took away: it and the folders in it, and which conversations stood where."""

    paths: tuple[str, ...]
    held: Mapping[ConversationId, str]


class Conversations:
    """Save, list, arrange and find conversations."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(
        self,
        title: str,
        scope: Sequence[str] = (),
        *,
        answer_from: AnswerFrom = "documents",
        persona: KeptId | None = None,
        documents: Sequence[AskedWith] = (),
    ) -> Conversation:
        """Begin a conversation."""
        now, uid = time.time(), uuid.uuid4().hex
        with self._database.transaction() as tx:
            cursor = tx.execute(
                "INSERT INTO conversations (title, created, updated, scope, answer_from, uid, titled, persona_id, "
                "documents) VALUES (?, ?, ?, ?, ?, ?, 'question', ?, ?)",
                (title, now, now, json.dumps(list(scope)), answer_from, uid, persona, saved_documents(documents)),
            )
        number = ConversationId(cursor.lastrowid or 0)
        return Conversation(
            number, title, now, now, tuple(scope), answer_from, uid=uid, persona=persona, documents=tuple(documents)
        )

    def conversations(self) -> list[Conversation]:
        """Return the conversations that are not deleted, those in the archive too, the one changed last first."""
        rows = self._database.query(
            "SELECT * FROM conversations WHERE deleted IS NULL AND arena_match IS NULL ORDER BY updated DESC, id DESC"
        )
        return [conversation_of(row) for row in rows]

    def deleted(self) -> list[Conversation]:
        """Return the conversations that are deleted and can still be brought back, the one deleted last first."""
        rows = self._database.query("SELECT * FROM conversations WHERE deleted IS NOT NULL ORDER BY deleted DESC")
        return [conversation_of(row) for row in rows]

    def search(self, text: str, *, most: int = 60) -> list[Found]:
        """Find conversations by words of their titles and messages, as they are typed; see `search.find`."""
        return find(self._database, text, most=most)

    def rename(self, conversation: ConversationId, title: str, *, titled: Titled = "person") -> None:
        """Give a conversation another title; one that a person gave is replaced by a person only."""
        with self._database.transaction() as tx:
            tx.execute(
                "UPDATE conversations SET title = ?, titled = ? WHERE id = ? AND (titled != 'person' OR ? = 'person')",
                (title, titled, conversation, titled),
            )

    def set_scope(self, conversation: ConversationId, scope: Sequence[str]) -> None:
        """Remember which sources a conversation asks; empty means all."""
        self._set([conversation], "scope", json.dumps(list(scope)))

    def set_answer_from(self, conversation: ConversationId, answer_from: AnswerFrom) -> None:
        """Remember what a conversation's answers are made from."""
        self._set([conversation], "answer_from", answer_from)

    def set_persona(self, conversation: ConversationId, persona: KeptId | None) -> None:
        """Remember who answers in a conversation; None: nobody was chosen, 0: nobody is to."""
        self._set([conversation], "persona_id", persona)

    def set_documents(self, conversation: ConversationId, documents: Sequence[AskedWith]) -> None:
        """Remember with which documents every question of a conversation is asked."""
        self._set([conversation], "documents", saved_documents(documents))

    def columns(self, conversation: ConversationId) -> tuple[Column, ...]:
        """Return the columns a conversation is asked in; none where it is asked in one line, as most are."""
        rows = self._database.query("SELECT columns FROM conversations WHERE id = ?", (conversation,))
        return columns_of(rows[0]["columns"]) if rows else ()

    def set_columns(self, conversation: ConversationId, columns: Sequence[Column]) -> None:
        """Remember the columns a conversation is asked in; none: it is asked in one line."""
        self._set([conversation], "columns", saved_columns(columns))

    def pin(self, *conversations: ConversationId, on: bool = True) -> None:
        """Let conversations stand above the others, or no more."""
        self._set(conversations, "pinned", int(on))

    def archive(self, *conversations: ConversationId, on: bool = True) -> None:
        """Put conversations out of the way, or back; they are found all the same."""
        self._set(conversations, "archived", int(on))

    def delete(self, *conversations: ConversationId) -> None:
        """Hide conversations; `restore` brings them back whole."""
        self._set(conversations, "deleted", time.time())

    def restore(self, *conversations: ConversationId) -> None:
        """Undo `delete`."""
        self._set(conversations, "deleted", None)

    def purge_deleted(self, older_than_s: float) -> None:
        """Remove for good what was deleted more than `older_than_s` seconds ago, single messages too."""
        before = time.time() - older_than_s
        with self._database.transaction() as tx:
            tx.execute("DELETE FROM conversations WHERE deleted < ?", (before,))
            tx.execute("DELETE FROM messages WHERE deleted < ?", (before,))

    # Folders

    def folders(self) -> list[str]:
        """Return the paths of all folders, each after the one it lies in."""
        return [row["path"] for row in self._database.query("SELECT path FROM conversation_folders ORDER BY path")]

    def add_folder(self, path: str) -> str:
        """Make a folder, and those it lies in; return its path. One that is there stays as it is."""
        path = folder_path(path)
        parts = path.split(JOINT)
        with self._database.transaction() as tx:
            tx.executemany(
                "INSERT OR IGNORE INTO conversation_folders VALUES (?)",
                [(JOINT.join(parts[:count]),) for count in range(1, len(parts) + 1)],
            )
        return path

    def move_folder(self, path: str, to: str) -> str:
        """Give a folder another path, with all that lies in it; return it. Raises FolderError."""
        to = folder_path(to)
        known = self.folders()
        if path not in known:
            raise FolderError(f"There is no folder {path}.", "It may have been removed or renamed meanwhile.")
        if to == path:
            return to
        if to.startswith(path + JOINT):
            raise FolderError(f"{path} cannot lie in itself.", "Choose another place for it.")
        if to in known:
            raise FolderError(f"There is a folder {to} already.", "Choose another name, or move what it holds.")
        if JOINT in to:
            self.add_folder(to.rpartition(JOINT)[0])
        with self._database.transaction() as tx:
            for table, column in (("conversation_folders", "path"), ("conversations", "folder")):
                tx.execute(
                    f"UPDATE {table} SET {column} = ? || substr({column}, ?) "
                    f"WHERE {column} = ? OR substr({column}, 1, ?) = ?",
                    (to, len(path) + 1, path, len(path) + 1, path + JOINT),
                )
        return to

    def remove_folder(self, path: str) -> RemovedFolder:
        """Remove a folder and those in it; their conversations move out to where it lay. `put_back` undoes it."""
        within = (path, len(path) + 1, path + JOINT)
        paths = self._database.query(
            "SELECT path FROM conversation_folders WHERE path = ? OR substr(path, 1, ?) = ? ORDER BY path", within
        )
        held = self._database.query(
            "SELECT id, folder FROM conversations WHERE folder = ? OR substr(folder, 1, ?) = ?", within
        )
        removed = RemovedFolder(tuple(row["path"] for row in paths), {row["id"]: row["folder"] for row in held})
        with self._database.transaction() as tx:
            tx.executemany("DELETE FROM conversation_folders WHERE path = ?", [(one,) for one in removed.paths])
            tx.executemany(
                "UPDATE conversations SET folder = ? WHERE id = ?",
                [(path.rpartition(JOINT)[0], one) for one in removed.held],
            )
        return removed

    def put_back(self, removed: RemovedFolder) -> None:
        """Undo `remove_folder`."""
        for path in removed.paths:
            self.add_folder(path)
        self.place(removed.held)

    def move(self, conversations: Iterable[ConversationId], folder: str) -> None:
        """Put conversations into a folder, which is made where it is not there; empty takes them out of theirs."""
        self.place(dict.fromkeys(conversations, self.add_folder(folder) if folder else ""))

    def place(self, folders: Mapping[ConversationId, str]) -> None:
        """Put each conversation into its folder."""
        with self._database.transaction() as tx:
            tx.executemany(
                "UPDATE conversations SET folder = ? WHERE id = ?", [(path, one) for one, path in folders.items()]
            )

    def _set(self, conversations: Sequence[ConversationId], column: str, value: object) -> None:
        with self._database.transaction() as tx:
            tx.executemany(
                f"UPDATE conversations SET {column} = ? WHERE id = ?", [(value, one) for one in conversations]
            )


def folder_path(typed: str) -> str:
    """Return the path of a folder as it is typed, each name trimmed. Raises FolderError for none, or a long one."""
    names = [" ".join(name.split()) for name in typed.split(JOINT)]
    names = [name for name in names if name]
    if not names:
        raise FolderError("A folder needs a name.", "Type one; / puts a folder into another.")
    if any(len(name) > _LONGEST_NAME for name in names):
        raise FolderError(f"The name of a folder has at most {_LONGEST_NAME} characters.", "Choose a shorter one.")
    return JOINT.join(names)
