"""Naming a source (`@`) or a document (`#`) in a question: what is being written at the cursor, what it could mean, and
what remains of it for whoever reads the question. The window shows it.

A sign counts where a word can begin: not inside an e-mail address, a link or a filter, not in code, and `# ` is a
heading.
"""

import re
import time
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from alcove.core.database import Database
from alcove.rag.types import HIDDEN

MOST = 8
"""Offered at once."""
_KEPT_S = 3.0
_LONGEST = 60
_SUBSEQUENCE_FROM = 3
_SIGN = re.compile(r"(?<![^\s(\[\"'«“])([@#])(?!#)([^\s@#`](?:[^\n@#`]*[^\n@#`\s])? ?|)\Z")
_FENCE = re.compile(r"^[ \t]*(?:```|~~~)", re.MULTILINE)
_STEP = re.compile(r"[\W_]+")
_SLASH = re.compile(r"[/\\]")

Sign = Literal["@", "#"]


@dataclass(frozen=True, slots=True)
class Mentioning:
    """A mention that is being written: its sign, and what stands behind it. It would take the place of `start:end`."""

    sign: Sign
    written: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mentionable:
    """What could be meant: a document by its uri and title, or a source by its name, and what tells it from others."""

    sign: Sign
    uri: str
    name: str
    meaning: str


class _Row(NamedTuple):
    uri: str
    name: str
    file: str
    source: str
    title_folded: str
    file_folded: str
    path_folded: str
    words: str
    """The words of title and file, a space before each."""


def mentioning_at(text: str, cursor: int) -> Mentioning | None:
    """Return the mention that is being written at the cursor, if any is."""
    line = text.rfind("\n", 0, cursor) + 1
    before = text[line:cursor]
    found = _SIGN.search(before, max(0, len(before) - _LONGEST))
    after = text[cursor : cursor + 1]
    if found is None or after.isalnum() or _in_code(text[:line], before):
        return None
    return Mentioning("@" if found[1] == "@" else "#", found[2], cursor - len(found[0]), cursor)


def without_signs(text: str, documents: Sequence[str], sources: Sequence[str]) -> str:
    """Return a question without the signs of what it mentions: documents by their names alone, sources not at all."""
    for name in sorted(documents, key=len, reverse=True):
        text = text.replace(f"#{name}", name)
    for name in sorted(sources, key=len, reverse=True):
        text = re.sub(rf"@{re.escape(name)}[^\S\n]?", "", text)
    return text.strip()


class Mentions:
    """Find what could be meant, among thousands of documents while a person types."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._rows: list[_Row] = []
        self._read = -_KEPT_S
        self._stamp: tuple[object, ...] = ()

    def offered(self, mentioning: Mentioning) -> list[Mentionable]:
        """Return what could be meant, best first; of equals, what changed last."""
        wanted = _folded(" ".join(mentioning.written.split()))
        return self._sources(wanted) if mentioning.sign == "@" else self._documents(wanted)

    def forget(self) -> None:
        """Read the documents anew when they are asked for: what was only renamed changes no count."""
        self._read, self._stamp = -_KEPT_S, ()

    def _documents(self, wanted: str) -> list[Mentionable]:
        return [Mentionable("#", row.uri, row.name, _where(row)) for row in _best(self._listed(), wanted)]

    def _sources(self, wanted: str) -> list[Mentionable]:
        rows = self._db.query(
            "SELECT s.name, count(i.id) AS n FROM sources s LEFT JOIN items i ON i.source_id = s.id "
            f"WHERE s.id NOT IN {HIDDEN} GROUP BY s.id ORDER BY s.name"
        )
        counts = {row["name"]: "1 item" if row["n"] == 1 else f"{row['n']:,} items" for row in rows}
        known = [_row("", name, name, "") for name in counts]
        return [Mentionable("@", "", row.source, counts[row.source]) for row in _best(known, wanted)]

    def _listed(self) -> list[_Row]:
        """Return all documents, read anew when that was some seconds ago."""
        now = time.monotonic()
        if now - self._read < _KEPT_S:
            return self._rows
        # Reading tens of thousands takes half a second, and seldom is there anything new.
        stamp = tuple(self._db.query("SELECT count(*), max(id), total(modified_ns), count(title) FROM items")[0])
        if stamp != self._stamp:
            rows = self._db.query(
                "SELECT i.uri, i.title, s.name, s.path FROM items i JOIN sources s ON s.id = i.source_id "
                f"WHERE i.state = 'indexed' AND i.source_id NOT IN {HIDDEN} ORDER BY i.modified_ns DESC, i.uri"
            )
            self._rows, self._stamp = [_row(*one) for one in rows], stamp
        self._read = now
        return self._rows


def _row(uri: str, title: str | None, source: str, path: str) -> _Row:
    inner = uri.rpartition("#")[2] if uri.startswith(path) else uri
    file = _SLASH.split(inner or uri)[-1]
    name = " ".join((title or file).replace("#", " ").replace("@", " ").split()) or file
    below = uri[len(path) :] if uri.startswith(path) else uri
    title_folded, file_folded = _folded(name), _folded(file)
    words = " ".join(["", *_STEP.split(title_folded), "", *_STEP.split(file_folded)])
    return _Row(uri, name, file, source, title_folded, file_folded, _folded(below), words)


def _best(rows: Sequence[_Row], wanted: str) -> list[_Row]:
    """Return the rows that fit best; what only runs through a name counts where nothing else fits."""
    ranked = [(rank, place) for place, row in enumerate(rows) if (rank := _rank(row, wanted)) is not None]
    bare = wanted.replace(" ", "")
    if not ranked and len(bare) >= _SUBSEQUENCE_FROM:
        begins = re.compile(rf"\b{re.escape(bare[0])}")
        ranked = [(0, place) for place, row in enumerate(rows) if _runs_through(bare, begins, row.words)]
    return [rows[place] for _, place in sorted(ranked)[:MOST]]


def _where(row: _Row) -> str:
    return f"{row.file} · {row.source}" if row.file != row.name else row.source


def _rank(row: _Row, wanted: str) -> int | None:
    """Return how well a row fits, 0 best; None where it does not."""
    if row.title_folded.startswith(wanted) or row.file_folded.startswith(wanted):
        return 0
    words = wanted.split()
    if all(f" {word}" in row.words for word in words):
        return 1
    if wanted in row.title_folded or wanted in row.file_folded:
        return 2
    return 3 if all(word in row.title_folded or word in row.path_folded for word in words) else None


def _runs_through(letters: str, begins: re.Pattern[str], text: str) -> bool:
    """Tell whether the letters stand in a text in their order, from the beginning of a word on."""
    first = begins.search(text)
    at = first.start() if first else -1
    for letter in letters if first else "":
        at = text.find(letter, at) + 1
        if not at:
            return False
    return first is not None


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def _in_code(above: str, before: str) -> bool:
    """Tell whether a place is inside a fence of code that is open above, or between backticks of its line."""
    return len(_FENCE.findall(above)) % 2 == 1 or before.count("`") % 2 == 1
