"""The language of a search: words, and filters that narrow it to some items. Issues grow it by rows of `FIELDS`.

    tag:project/alpha     items with the tag, or with one below it
    path:folder/          items whose path has a part that begins so; path:/folder/ begins at the source's top
    in:notes              items of the sources whose names begin so
    type:pdf              items of a format, by its ending or its name: pdf, docx, markdown, python, image
    title:lease           items whose title or file name holds it
    after:2025-03         items changed in that day, month or year, or later
    before:2025-03-15     items changed before that day, month or year began
    -tag:draft            not these (any filter)
    path:"with space"     a value with spaces stands in quotation marks

Several filters narrow together. What is no filter is a word: an unknown `name:`, a filter without a value. Below a
line of three dashes stands how to answer, which is not searched for.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import PurePath

from alcove.core.database import Database
from alcove.core.formats import FORMATS, format_of
from alcove.rag.catalogue import WEIGHTS, among
from alcove.rag.types import ChunkId, ItemId, SourceId

Values = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A filter: its name, an example with its meaning, and what it asks of an item.

    `plain` turns what was written into the value (empty: it says nothing); `clause` is SQL over `i` (items) and `s`
    (their sources) with `values(value)` for its question marks.
    """

    name: str
    example: str
    meaning: str
    plain: Callable[[str], str]
    clause: str
    values: Callable[[str], Values]


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter of a query, its value plain."""

    field: str
    value: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query: the words that are searched for, and the filters."""

    words: str
    filters: tuple[Filter, ...] = ()


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def _tag(written: str) -> str:
    return written.lstrip("#").strip("/ ").lower()


def _path(written: str) -> str:
    return _folded(written.replace("\\", "/").strip())


def _type(written: str) -> str:
    named = _folded(written).removeprefix(".")
    return named if any(_is_type(one.mime, named) for one in FORMATS) else ""


@lru_cache(maxsize=4096)
def _is_type(mime: str, named: str) -> bool:
    """Tell whether a name means a format: its ending, the beginning of what it is called, its family of MIME types."""
    known = format_of(mime)
    if known is None:
        return False
    return f".{named}" in known.suffixes or known.name.casefold().startswith(named) or mime.startswith(f"{named}/")


def _date(written: str) -> str:
    return written if _DATE.fullmatch(written) and _moment(written) is not None else ""


def _moment(date: str) -> int | None:
    """Return when a day, month or year began here, in nanoseconds since 1970; None where the calendar has none such."""
    year, month, day = (*map(int, date.split("-")), 1, 1)[:3]
    try:
        return int(datetime(year, month, day).timestamp()) * 10**9
    except (ValueError, OverflowError, OSError):
        return None


def _began(date: str) -> Values:
    return (_moment(date) or 0,)


def _begins(path: str) -> Values:
    """Return where a part of a path begins: anywhere, or at the top when it is written so."""
    return (path, "1") if path.startswith("/") else (f"/{path}", "0")


FIELDS = (
    Field(
        "tag", "tag:project/alpha", "items with the tag, or with one below it", _tag,
        "EXISTS (SELECT 1 FROM item_tags t WHERE t.item_id = i.id AND (t.tag = ? OR (t.tag > ? AND t.tag < ?)))",
        lambda tag: (tag, f"{tag}/", f"{tag}0"),  # 0 is the sign after the slash
    ),
    Field(
        "path", "path:folder/",
        "items whose path has a part that begins so; path:/folder/ begins at the source's top", _path,
        "alcove_begins(substr(i.uri, length(s.path) + 1), ?, ?)", _begins,
    ),
    Field(
        "in", "in:notes", "items of the sources whose names begin so", lambda written: _folded(written.strip()),
        "substr(alcove_folded(s.name), 1, length(?)) = ?", lambda name: (name, name),
    ),
    Field(
        "type", "type:pdf", "items of a format, by its ending or its name: pdf, docx, markdown, python, image", _type,
        "alcove_is_type(i.mime, ?)", lambda named: (named,),
    ),
    Field(
        "title", "title:lease", "items whose title or file name holds it", lambda written: _folded(written.strip()),
        "alcove_titled(i.title, i.uri, ?)", lambda words: (words,),
    ),
    Field(
        "after", "after:2025-03", "items changed in that day, month or year, or later", _date,
        "i.modified_ns >= ?", _began,
    ),
    Field(
        "before", "before:2025-03-15", "items changed before that day, month or year began", _date,
        "i.modified_ns < ?", _began,
    ),
)  # fmt: skip
_BY_NAME = {field.name: field for field in FIELDS}
_DATE = re.compile(r"\d{4}(?:-\d{1,2}(?:-\d{1,2})?)?")
RULE = re.compile(r"^[ \t]*---[ \t]*$", re.MULTILINE)
"""The line of three dashes."""
_TOKEN = re.compile(r'(?<!\S)(-?)([A-Za-z]+):(?:"([^"]*)"?|(\S+))')


def parse(text: str) -> Query:
    """Take a query apart."""
    found = list(filters_in(text))
    words, at = "", 0
    for start, end, _ in found:
        words += f"{text[at:start]} "
        at = end
    words += text[at:]
    return Query(" ".join(words.split()) if found else text, tuple(one for _, _, one in found))


def divided(question: str) -> tuple[str, str]:
    """Return what a question asks, and how it wants to be answered: what stands below its first line of three dashes.

    Where nothing stands above that line, all of it is asked.
    """
    rule = RULE.search(question)
    if rule is None or not question[: rule.start()].strip():
        return question, ""
    return question[: rule.start()].rstrip(), question[rule.end() :].strip()


def filters_in(text: str) -> Iterator[tuple[int, int, Filter]]:
    """Yield each filter of a query with its span."""
    for match in _TOKEN.finditer(text):
        field = _BY_NAME.get(match[2].lower())
        value = field.plain(match[3] if match[4] is None else match[4]) if field else ""
        if field and value:
            yield match.start(), match.end(), Filter(field.name, value, bool(match[1]))


class Selection:
    """The items some filters leave, among some sources or all, or some items by themselves: search in them only."""

    def __init__(
        self,
        database: Database,
        filters: Sequence[Filter],
        sources: Sequence[SourceId] | None,
        items: Sequence[ItemId] | None = None,
    ) -> None:
        self._db = database
        for name, (count, function) in _FUNCTIONS.items():
            self._db.connection.create_function(name, count, function, deterministic=True)
        clauses, values = ["1"], list[object]()
        if items is not None:
            clauses.append("i.id IN (SELECT value FROM json_each(?))")
            values.append(json.dumps(list(items)))
        else:
            clause, ids = among("i.source_id", sources)
            clauses.append(clause)
            values += ids
        for one in filters:
            field = _BY_NAME[one.field]
            clauses.append(f"{'NOT ' if one.negated else ''}{field.clause}")
            values += field.values(one.value)
        self._where = " AND ".join(clauses)
        self._values = tuple(values)

    def keyword(self, match: str, k: int) -> list[tuple[ChunkId, float]]:
        """Return the best k chunks for an FTS5 expression with their BM25 scores, as the catalogue does for all."""
        rows = self._db.query(
            f"SELECT f.rowid AS id, -bm25(chunks_fts, {WEIGHTS}) AS score FROM chunks_fts f "
            "JOIN chunks c ON c.id = f.rowid JOIN items i ON i.id = c.item_id JOIN sources s ON s.id = i.source_id "
            f"WHERE chunks_fts MATCH ? AND {self._where} ORDER BY bm25(chunks_fts, {WEIGHTS}), f.rowid LIMIT ?",
            (match, *self._values, k),
        )
        return [(row["id"], row["score"]) for row in rows]

    def count(self) -> int:
        """Count the chunks of these items."""
        return int(self._db.query(f"SELECT count(*) AS n {self._from()}", self._values)[0]["n"])

    def first(self, k: int) -> list[ChunkId]:
        """Return the first k chunks, item by item in the order of their paths."""
        rows = self._db.query(f"SELECT c.id {self._from()} ORDER BY i.uri, c.ordinal LIMIT ?", (*self._values, k))
        return [row["id"] for row in rows]

    def keep(self, chunks: Sequence[ChunkId]) -> set[ChunkId]:
        """Return which of some chunks belong to these items."""
        kept: set[ChunkId] = set()
        for at in range(0, len(chunks), 500):
            part = chunks[at : at + 500]
            marks = ",".join("?" * len(part))
            rows = self._db.query(f"SELECT c.id {self._from()} AND c.id IN ({marks})", (*self._values, *part))
            kept |= {row["id"] for row in rows}
        return kept

    def vectors(self, embedder: int) -> list[tuple[ChunkId, bytes]]:
        """Return the vector of every embedded chunk of these items."""
        rows = self._db.query(
            f"SELECT c.id, v.vector {self._from('JOIN vectors v ON v.content_hash = c.content_hash')} "
            "AND v.embedder_id = ? ORDER BY c.id DESC",
            (*self._values, embedder),
        )
        return [(row["id"], row["vector"]) for row in rows]

    def _from(self, join: str = "") -> str:
        return (
            "FROM items i JOIN sources s ON s.id = i.source_id JOIN chunks c ON c.item_id = i.id "
            f"{join} WHERE {self._where}"
        )


def _titled(title: str | None, uri: str, words: str) -> bool:
    return words in _folded(title or "") or words in _folded(PurePath(uri.rpartition("#")[2] or uri).name)


def _has_part(path: str, part: str, top: str) -> bool:
    """Tell whether a part of a path below its source begins with `part` (folded, with its slash before it)."""
    below = "/" + _folded(path).replace("\\", "/").lstrip("/")
    return below.startswith(part) if top == "1" else part in below


_FUNCTIONS: dict[str, tuple[int, Callable[..., str | bool]]] = {
    "alcove_begins": (3, _has_part),
    "alcove_folded": (1, _folded),
    "alcove_is_type": (2, _is_type),
    "alcove_titled": (3, _titled),
}
"""What the clauses call, with the number of arguments."""
