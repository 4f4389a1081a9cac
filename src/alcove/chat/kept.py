"""Texts a person keeps, each by a name of its own and with every version it ever had: prompts, and personas.

What is saved is never overwritten: each save and each restore makes a version. Pages, terminal and import use this.
"""

import json
import re
import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, NewType, Protocol, Self, TypeVar

from alcove.core.database import Database
from alcove.core.errors import PromptError

KeptId = NewType("KeptId", int)
MOST_NAME = 40
_NAME = re.compile(r"[^\W_]+(?:[-_][^\W_]+)*")
_NO_NAME = re.compile(r"(?:[^\w-]|(?<![^\W_])[-_])+")


class Content(Protocol):
    """What is kept: how it is called, where it lies, and how it becomes JSON and comes back."""

    @property
    def name(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def folder(self) -> str: ...

    @property
    def tags(self) -> tuple[str, ...]: ...

    @property
    def words(self) -> str:
        """The text itself."""

    def called(self, name: str) -> Self:
        """Return the same by another name."""

    def checked(self) -> Self:
        """Return the same as it is kept. Raises PromptError where it cannot be."""

    def plain(self) -> dict[str, Any]: ...

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Self:
        """Make one of what `plain` returned. Raises PromptError when it is something else."""


C = TypeVar("C", bound=Content)


@dataclass(frozen=True, slots=True)
class Kept(Generic[C]):
    """A text as it stands now; `changed` in seconds since the epoch, `version` counts from 1."""

    id: KeptId
    content: C
    version: int
    changed: float


@dataclass(frozen=True, slots=True)
class Version(Generic[C]):
    """A text as it once stood."""

    number: int
    content: C
    saved: float


class KeptTexts(Generic[C]):
    """The texts of one kind ("prompt"), in the library's database."""

    def __init__(self, database: Database, kind: str, of: Callable[[Mapping[str, Any]], C]) -> None:
        self._database = database
        self.kind = kind
        self._of = of

    def all(self) -> list[Kept[C]]:
        """Return those that are not deleted, by folder and title."""
        rows = self._database.query(
            "SELECT t.*, v.content FROM kept_texts t JOIN kept_versions v ON v.text_id = t.id AND v.number = t.version "
            "WHERE t.kind = ? AND t.deleted IS NULL",
            (self.kind,),
        )
        found = [self._kept(row) for row in rows]
        return sorted(found, key=lambda one: (one.content.folder.casefold(), one.content.title.casefold(), one.id))

    def get(self, name: str) -> Kept[C]:
        """Return one by its name, which may have a slash before it. Raises PromptError."""
        wanted = name.strip().removeprefix("/").casefold()
        found = next((one for one in self.all() if one.content.name == wanted), None)
        if found is None:
            known = ", ".join(one.content.name for one in self.all())
            raise PromptError(
                f"There is no {self.kind} named {name!r}.", f"There are: {known}." if known else "There are none yet."
            )
        return found

    def find(self, number: KeptId | None) -> Kept[C] | None:
        """Return one by its number, None where it is deleted."""
        return next((one for one in self.all() if one.id == number), None)

    def add(self, content: C) -> Kept[C]:
        """Keep a new one. Raises PromptError where its name is taken, or it cannot be kept."""
        content, now = content.checked(), time.time()
        with self._database.transaction() as tx:
            self._check_free(tx, content.name, None)
            cursor = tx.execute(
                "INSERT INTO kept_texts (kind, name, version, changed) VALUES (?, ?, 1, ?)",
                (self.kind, content.name, now),
            )
            number = KeptId(cursor.lastrowid or 0)
            tx.execute("INSERT INTO kept_versions VALUES (?, 1, ?, ?)", (number, now, _json(content)))
        return Kept(number, content, 1, now)

    def save(self, number: KeptId, content: C) -> Kept[C]:
        """Make a new version of one, unless nothing changed. Raises PromptError as `add` does, and when it is gone."""
        content, now = content.checked(), time.time()
        with self._database.transaction() as tx:
            rows = tx.execute(
                "SELECT t.*, v.content FROM kept_texts t JOIN kept_versions v ON v.text_id = t.id "
                "AND v.number = t.version WHERE t.id = ? AND t.kind = ?",
                (number, self.kind),
            ).fetchall()
            if not rows or rows[0]["deleted"] is not None:
                raise PromptError(f"This {self.kind} is deleted.", "Save it as a new one.")
            before = self._kept(rows[0])
            if before.content == content:
                return before
            self._check_free(tx, content.name, number)
            version = before.version + 1
            tx.execute("INSERT INTO kept_versions VALUES (?, ?, ?, ?)", (number, version, now, _json(content)))
            tx.execute(
                "UPDATE kept_texts SET name = ?, version = ?, changed = ? WHERE id = ?",
                (content.name, version, now, number),
            )
        return Kept(number, content, version, now)

    def versions(self, number: KeptId) -> list[Version[C]]:
        """Return all versions of one, the newest first."""
        rows = self._database.query("SELECT * FROM kept_versions WHERE text_id = ? ORDER BY number DESC", (number,))
        return [Version(row["number"], self._of(json.loads(row["content"])), row["saved"]) for row in rows]

    def restore_version(self, number: KeptId, version: int) -> Kept[C]:
        """Make what one once was its newest version; where its name of then is another's now, it keeps the present one.

        Raises PromptError when there is no such version.
        """
        found = next((one for one in self.versions(number) if one.number == version), None)
        if found is None:
            raise PromptError(f"There is no version {version}.", "Look at its versions.")
        content = found.content
        if any(one.content.name == content.name and one.id != number for one in self.all()):
            present = self.find(number)
            content = content.called(present.content.name) if present else content
        return self.save(number, content)

    def delete(self, number: KeptId) -> None:
        """Hide one; `restore` brings it back whole."""
        with self._database.transaction() as tx:
            tx.execute("UPDATE kept_texts SET deleted = ? WHERE id = ?", (time.time(), number))

    def restore(self, number: KeptId) -> Kept[C]:
        """Undo `delete`; where its name was taken meanwhile, it gets one like it. Raises PromptError when purged."""
        with self._database.transaction() as tx:
            row = tx.execute("SELECT name FROM kept_texts WHERE id = ? AND kind = ?", (number, self.kind)).fetchone()
            if row is None:
                raise PromptError(f"This {self.kind} was deleted too long ago.", "Import it from an export.")
            taken = self._names(tx, number)
            name = free_name(row["name"], taken)
            tx.execute("UPDATE kept_texts SET deleted = NULL, name = ? WHERE id = ?", (name, number))
        back = next(one for one in self.all() if one.id == number)
        return self.save(number, back.content.called(name))

    def deleted(self) -> list[Kept[C]]:
        """Return those that can be restored, the one deleted last first."""
        rows = self._database.query(
            "SELECT t.*, v.content FROM kept_texts t JOIN kept_versions v ON v.text_id = t.id AND v.number = t.version "
            "WHERE t.kind = ? AND t.deleted IS NOT NULL ORDER BY t.deleted DESC, t.id DESC",
            (self.kind,),
        )
        return [self._kept(row) for row in rows]

    def purge_deleted(self, older_than_s: float) -> None:
        """Remove for good what was deleted more than `older_than_s` seconds ago."""
        with self._database.transaction() as tx:
            tx.execute("DELETE FROM kept_texts WHERE kind = ? AND deleted < ?", (self.kind, time.time() - older_than_s))

    def _names(self, tx: sqlite3.Connection, but: KeptId | None) -> set[str]:
        rows = tx.execute(
            "SELECT name FROM kept_texts WHERE kind = ? AND deleted IS NULL AND id IS NOT ?", (self.kind, but)
        )
        return {row["name"] for row in rows}

    def _check_free(self, tx: sqlite3.Connection, name: str, own: KeptId | None) -> None:
        taken = self._names(tx, own)
        if name in taken:
            raise PromptError(
                f"Another {self.kind} is named {name}.", f"Choose another name, such as {free_name(name, taken)}."
            )

    def _kept(self, row: sqlite3.Row) -> Kept[C]:
        return Kept(KeptId(row["id"]), self._of(json.loads(row["content"])), row["version"], row["changed"])


def checked_name(name: str) -> str:
    """Return a name as it is kept. Raises PromptError for what could not be typed behind a slash."""
    plain = name.strip().removeprefix("/").casefold()
    if not _NAME.fullmatch(plain) or len(plain) > MOST_NAME:
        better = name_of(name)
        raise PromptError(
            f"{name!r} cannot be a name.",
            f"Use letters and digits with - or _ between them, at most {MOST_NAME}"
            + (f", such as {better}." if better else "."),
        )
    return plain


def name_of(title: str) -> str:
    """Make a name of a title: "What changed?" -> what-changed; empty where no letter or digit stands there."""
    plain = _NO_NAME.sub("-", title.strip().removeprefix("/").casefold()).strip("-_")
    return re.sub(r"[-_]{2,}", "-", plain)[:MOST_NAME].rstrip("-_")


def free_name(name: str, taken: Iterable[str]) -> str:
    """Return a name, or one like it where it is taken: due, due-2, due-3."""
    held, number, found = set(taken), 2, name
    while found in held:
        end = f"-{number}"
        found, number = name[: MOST_NAME - len(end)].rstrip("-_") + end, number + 1
    return found


def matching(texts: Iterable[Kept[C]], written: str) -> list[Kept[C]]:
    """Return the texts that hold all words of what was written: in name, title, folder, tags or the text itself."""
    wanted = written.casefold().split()
    return [one for one in texts if all(word in _searched(one.content) for word in wanted)]


def offered(texts: Iterable[Kept[C]], written: str) -> list[Kept[C]]:
    """Return the texts whose name or title could be meant by what was typed so far, the likeliest first.

    Likelier is what begins so, then a word that begins so, then what holds it, then what has its letters in order.
    """
    wanted = "".join(written.casefold().split())
    ranked = [(rank, place, one) for place, one in enumerate(texts) if (rank := _rank(one.content, wanted)) is not None]
    return [one for _, _, one in sorted(ranked, key=lambda each: each[:2])]


def _searched(content: Content) -> str:
    return " ".join((content.name, content.title, content.folder, *content.tags, content.words)).casefold()


def _rank(content: Content, wanted: str) -> int | None:
    """Return how far a text is from what was typed, 0 the nearest; None where it cannot be meant."""
    found = [_distance(content.name, wanted), _distance(content.title.casefold(), wanted)]
    return min((one for one in found if one is not None), default=None)


def _distance(text: str, wanted: str) -> int | None:
    plain = "".join(letter for letter in text if letter.isalnum())
    if text.startswith(wanted) or plain.startswith(wanted):
        return 0
    if re.search(rf"(?<![^\W_]){re.escape(wanted)}", text):
        return 1
    if wanted in plain:
        return 2
    letters = iter(text)
    return 3 if all(letter in letters for letter in wanted) else None


def text_in(plain: Mapping[str, Any], key: str) -> str:
    """Return a text of what was read from a file; empty where it is missing. Raises PromptError for anything else."""
    value = plain.get(key, "")
    if value is None:
        return ""
    if not isinstance(value, str):
        raise PromptError(f"Its {key} is no text.", 'Put it in quotation marks: "…".')
    return value


def texts_in(plain: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """Return a list of texts, of a list or of one text with commas, none where it is missing. Raises PromptError."""
    value = plain.get(key) or ()
    if isinstance(value, str):
        value = value.split(",")
    if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
        raise PromptError(f"Its {key} are no list of texts.", 'Write them as ["a", "b"].')
    return tuple(one.strip() for one in value if one.strip())


def number_in(plain: Mapping[str, Any], key: str) -> float | None:
    """Return a number, None where it is missing. Raises PromptError for anything else."""
    value = plain.get(key)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise PromptError(f"Its {key} is no number.", "Write it without quotation marks: 0.7.")
    return value


def tidy_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Return tags without # and spaces around them, each once, in the order given."""
    plain = (" ".join(tag.split()).lstrip("#").strip() for tag in tags)
    return tuple(dict.fromkeys(tag.casefold() for tag in plain if tag))


def tidy_folder(folder: str) -> str:
    """Return a folder's path with single slashes and no space around its parts: "Work / Old" -> Work/Old."""
    return "/".join(part for part in (" ".join(one.split()) for one in folder.split("/")) if part)


def _json(content: Content) -> str:
    return json.dumps(content.plain(), ensure_ascii=False)
