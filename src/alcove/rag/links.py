"""The link graph: which item a link leads to, what leads to an item, and what a note shows of others.

`resolve` follows Obsidian's rules and is called by the sync; `LinkGraph` answers the shells and the retriever.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from posixpath import dirname, normpath
from sqlite3 import Connection, Row
from typing import Literal, NamedTuple

from alcove.connectors.obsidian import DailyNotes, in_words, relative
from alcove.core.database import Database
from alcove.rag.keywords import indexed
from alcove.rag.languages import ENGLISH
from alcove.rag.types import HIDDEN, ChunkId, ItemId, SourceId

MOST_EMBEDDED = 6_000
"""Characters of other notes that one chunk is found by; a whole book embedded in a note should not drown it."""
MOST_DEPTH = 3
"""How far embeds in embedded notes are followed."""
_MARKUP = re.compile(r"[!\"#$%&()*+,.:;<=>?@^`{|}~/\[\]\\]")
_NOTES = (".md", ".markdown")
_OWN_WEIGHTS = "0.6, 1.0, 0.0"
_EMBEDDED_WEIGHTS = "0.0, 0.0, 1.0"
"""Of BM25, for a stem in the headings and the body of a chunk, and in what it embeds: one without the other."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A link in an item, at `start:end` of its text. `uri` and `title` are empty when it leads nowhere.

    `place` is where its fragment is in the target's text; None without one, or when the target has no such place.
    """

    kind: Literal["link", "embed"]
    target: str
    fragment: str
    start: int
    end: int
    uri: str
    title: str
    place: int | None


@dataclass(frozen=True, slots=True)
class Backlink:
    """A link that leads here, at `start:end` of the text of `uri`; `context` is the line it stands in."""

    kind: Literal["link", "embed"]
    uri: str
    title: str
    fragment: str
    start: int
    end: int
    context: str


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A target that no item answers to, as it was first written, and the items that link to it."""

    target: str
    links: int
    uris: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TagCount:
    """A tag, without its `#`, and how many items have it."""

    tag: str
    items: int


class LinkGraph:
    """Ask the stored graph."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def outgoing(self, uri: str) -> list[Outgoing]:
        """Return the links of an item in order."""
        rows = self._db.query(
            "SELECT l.*, t.uri AS to_uri, t.title AS to_title FROM links l JOIN items i ON i.id = l.item_id "
            "LEFT JOIN items t ON t.id = l.target_id WHERE i.uri = ? ORDER BY l.start, l.id",
            (uri,),
        )
        parts = _Parts(self._db.connection)
        return [
            Outgoing(
                r["kind"], r["target"].removeprefix("./"), r["fragment"], r["start"], r["end"],
                r["to_uri"] or "", r["to_title"] or "", self._place(parts, r),
            )
            for r in rows
        ]  # fmt: skip

    def backlinks(self, uri: str) -> list[Backlink]:
        """Return the links of other items that lead to an item, by item and place."""
        rows = self._db.query(
            "SELECT l.*, i.uri, i.title FROM links l JOIN items i ON i.id = l.item_id "
            "JOIN items t ON t.id = l.target_id WHERE t.uri = ? AND i.id != t.id ORDER BY i.uri, l.start, l.id",
            (uri,),
        )
        parts = _Parts(self._db.connection)
        return [
            Backlink(
                r["kind"], r["uri"], r["title"] or "", r["fragment"], r["start"], r["end"],
                _line_around(parts.text(r["item_id"]), r["start"], r["end"]),
            )
            for r in rows
        ]  # fmt: skip

    def unresolved(self, source: SourceId | None = None) -> list[Unresolved]:
        """Return what is linked to but is not there, the most wanted first."""
        rows = self._db.query(
            "SELECT l.target, i.uri FROM links l JOIN items i ON i.id = l.item_id "
            "WHERE l.target_id IS NULL AND (? IS NULL OR i.source_id = ?) ORDER BY l.id",
            (source, source),
        )
        wanted: dict[str, tuple[str, list[str]]] = {}
        for row in rows:
            written = row["target"].removeprefix("./")
            wanted.setdefault(folded(written), (written, []))[1].append(row["uri"])
        found = [Unresolved(name, len(uris), tuple(dict.fromkeys(uris))) for name, uris in wanted.values()]
        return sorted(found, key=lambda one: (-one.links, one.target))

    def tags(self, source: SourceId | None = None) -> list[TagCount]:
        """Return all tags by name."""
        rows = self._db.query(
            "SELECT t.tag, count(*) AS n FROM item_tags t JOIN items i ON i.id = t.item_id "
            f"WHERE (? IS NULL AND i.source_id NOT IN {HIDDEN}) OR i.source_id = ? GROUP BY t.tag ORDER BY t.tag",
            (source, source),
        )
        return [TagCount(row["tag"], row["n"]) for row in rows]

    # For the retriever

    def neighbours(self, chunks: Sequence[ChunkId], most: int = 200) -> set[ItemId]:
        """Return the items that those of some chunks link to or are linked from, other items among these included."""
        own = sorted(set(self.items_of(chunks).values()))
        marks = ",".join("?" * len(own))
        rows = self._db.query(
            f"SELECT target_id FROM links WHERE item_id IN ({marks}) AND target_id != item_id "
            f"UNION SELECT item_id FROM links WHERE target_id IN ({marks}) AND target_id != item_id LIMIT ?",
            (*own, *own, most),
        )
        return {ItemId(row[0]) for row in rows}

    def items_of(self, chunks: Sequence[ChunkId]) -> dict[ChunkId, ItemId]:
        """Return the item of each chunk."""
        marks = ",".join("?" * len(chunks))
        rows = self._db.query(f"SELECT id, item_id FROM chunks WHERE id IN ({marks})", tuple(chunks))
        return {row["id"]: row["item_id"] for row in rows}

    def owners(self, match: str, chunks: Sequence[ChunkId]) -> dict[ChunkId, ChunkId]:
        """Return the chunks that were found because of what they embed, each with the chunk that owns that text.

        `match` is the FTS5 expression they were found by. A chunk counts as found by itself unless what it embeds
        answers better.
        """
        shown = {chunk: within for chunk in self._embedding(chunks) if (within := self._shown_in(chunk))}
        wanted = {*shown, *(one for within in shown.values() for one in within)}
        own = {chunk: self._score(match, chunk, _OWN_WEIGHTS) for chunk in wanted}
        best = {chunk: max(within, key=lambda one: own[one]) for chunk, within in shown.items()}
        return {
            chunk: owner
            for chunk, owner in best.items()
            if own[owner] > own[chunk] and self._score(match, chunk, _EMBEDDED_WEIGHTS)
        }

    def _embedding(self, chunks: Sequence[ChunkId]) -> list[ChunkId]:
        marks = ",".join("?" * len(chunks))
        rows = self._db.query(
            "SELECT DISTINCT c.id FROM chunks c JOIN links l ON l.item_id = c.item_id AND l.kind = 'embed' "
            f'AND l.target_id IS NOT NULL AND l.start >= c.start AND l.start < c."end" WHERE c.id IN ({marks})',
            tuple(chunks),
        )
        return [row["id"] for row in rows]

    def _shown_in(self, chunk: ChunkId) -> list[ChunkId]:
        """Return the chunks of other notes that a chunk shows."""
        parts = _Parts(self._db.connection)
        row = self._db.query('SELECT item_id, start, "end" FROM chunks WHERE id = ?', (chunk,))[0]
        found: dict[ChunkId, None] = {}
        for item, start, end in parts.shown(row["item_id"], row["start"], row["end"]):
            rows = self._db.query(
                'SELECT id FROM chunks WHERE item_id = ? AND start < ? AND "end" > ? ORDER BY ordinal',
                (item, end, start),
            )
            found |= dict.fromkeys(one["id"] for one in rows)
        found.pop(chunk, None)
        return list(found)

    def _score(self, match: str, chunk: ChunkId, weights: str) -> float:
        rows = self._db.query(
            f"SELECT -bm25(chunks_fts, {weights}) AS score FROM chunks_fts WHERE chunks_fts MATCH ? AND rowid = ?",
            (match, chunk),
        )
        return float(rows[0]["score"]) if rows else 0.0

    @staticmethod
    def _place(parts: "_Parts", row: Row) -> int | None:
        span = parts.span(row["target_id"], row["fragment"]) if row["target_id"] and row["fragment"] else None
        return span[0] if span else None


def resolve(database: Database, source: SourceId) -> int:
    """Bring the links of a source up to date with its items, and what its chunks embed; return how many changed.

    Everything is compared and only what differs is written, so it may be called at any time. It must be after items
    were read, moved or removed.
    """
    with database.transaction() as tx:
        row = tx.execute("SELECT path, kind FROM sources WHERE id = ?", (source,)).fetchone()
        if row is None:
            return 0
        paths = {one.id: one for one in _paths(tx, source, row["path"])}
        changed = _resolve_links(tx, source, paths)
        daily = DailyNotes.of(row["path"]) if row["kind"] == "obsidian" else None
        changed += _refresh_embedded(tx, source, paths, daily)
    return changed


# Where a link leads


class _Path(NamedTuple):
    """An item's path below its source, as it is and folded for comparing."""

    id: ItemId
    path: str
    folded: str
    inside: bool
    """It lies inside another item; links never lead to such."""


def folded(path: str) -> str:
    """Return a path as Obsidian compares paths: letter case and ways to compose a letter make no difference."""
    if path.isascii():
        return path.lower()
    return unicodedata.normalize("NFC", path.replace("\u00a0", " ")).casefold()


def _paths(tx: Connection, source: SourceId, root: str) -> Iterable[_Path]:
    rows = tx.execute("SELECT id, uri, container_id FROM items WHERE source_id = ?", (source,))
    for row in rows:
        path = relative(root, row["uri"])
        yield _Path(row["id"], path, folded(path), row["container_id"] is not None)


class _Names:
    """The files of a source by name, to find what a link means."""

    def __init__(self, paths: Iterable[_Path]) -> None:
        self._by_name: defaultdict[str, list[_Path]] = defaultdict(list)
        for one in paths:
            if not one.inside:
                self._by_name[one.folded.rpartition("/")[2]].append(one)
        self._known: dict[tuple[str, str], ItemId | None] = {}

    def find(self, target: str, folder: str) -> ItemId | None:
        """Return the item a link means that stands in a note in `folder` (folded, empty at the top)."""
        key = target, folder
        if key not in self._known:
            self._known[key] = self._look_up(target.strip(), folder)
        return self._known[key]

    def _look_up(self, target: str, folder: str) -> ItemId | None:
        wanted = folded(target.replace("\\", "/"))
        if wanted.startswith(("./", "../")):
            joined = normpath(f"{folder}/{wanted}" if folder else wanted)
            found = self._meant(joined, target, None)
            # A Markdown link may be written by the shortest path too, as Obsidian does when it is set so.
            if found is not None or wanted.startswith("../"):
                return found
            wanted = wanted[2:]
        if wanted.startswith("/"):
            return self._meant(wanted.lstrip("/"), target, None)
        return self._meant(wanted, target, folder)

    def _meant(self, path: str, written: str, folder: str | None) -> ItemId | None:
        """Return the item at this path, or (with the folder of the note) the nearest one whose path ends so.

        Nearest is what lies below the note's folder, then what lies nearest to the top. Where letter case tells two
        apart, the one that is written so is meant.
        """
        below = f"{folder}/" if folder else ""
        for suffix in ("", *_NOTES):
            whole = path + suffix
            found = [
                one
                for one in self._by_name.get(whole.rpartition("/")[2], ())
                if one.folded == whole or (folder is not None and f"/{one.folded}".endswith(f"/{whole}"))
            ]
            if len(found) > 1:
                found.sort(key=lambda one: self._distance(one, whole, written, below))
            if found:
                return found[0].id
        return None

    @staticmethod
    def _distance(one: _Path, whole: str, written: str, below: str) -> tuple[bool, bool, bool, int, int, str]:
        return (
            one.folded != whole, not one.folded.startswith(below), _differs(one, written), one.path.count("/"),
            len(one.path), one.path,
        )  # fmt: skip


def _differs(one: _Path, written: str) -> bool:
    """Tell whether a path is written in another letter case than in the link."""
    name, wanted = one.path.rpartition("/")[2], written.rpartition("/")[2]
    return wanted not in (name, name.rpartition(".")[0])


def _resolve_links(tx: Connection, source: SourceId, paths: dict[ItemId, _Path]) -> int:
    names = _Names(paths.values())
    folders = {one.id: dirname(one.folded) for one in paths.values()}
    cursor = tx.cursor()
    cursor.row_factory = None
    rows = cursor.execute(
        "SELECT l.id, l.item_id, l.target, l.target_id FROM links l JOIN items i ON i.id = l.item_id "
        "WHERE i.source_id = ?",
        (source,),
    ).fetchall()
    changes = []
    for link, item, target, before in rows:
        found = names.find(target, folders[item]) if target else item
        if found != before:
            changes.append((found, link))
    tx.executemany("UPDATE links SET target_id = ? WHERE id = ?", changes)
    return len(changes)


# What a note shows of others


class _Parts:
    """Texts and named places of items, each read once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._texts: dict[int, str] = {}
        self._languages: dict[int, str] = {}
        self._places: dict[int, list[Row]] = {}
        self._embeds: dict[int, list[Row]] = {}

    def text(self, item: ItemId) -> str:
        """Return an item's text; empty when it was not read."""
        if item not in self._texts:
            row = self._connection.execute("SELECT text FROM documents WHERE item_id = ?", (item,)).fetchone()
            self._texts[item] = row["text"] if row else ""
        return self._texts[item]

    def language(self, item: ItemId) -> str:
        """Return the language most chunks of an item are in."""
        if item not in self._languages:
            row = self._connection.execute(
                "SELECT language FROM chunks WHERE item_id = ? GROUP BY language ORDER BY count(*) DESC LIMIT 1",
                (item,),
            ).fetchone()
            self._languages[item] = row["language"] if row else ENGLISH
        return self._languages[item]

    def span(self, item: ItemId, fragment: str) -> tuple[int, int] | None:
        """Return the part of an item a fragment names: a section down to the next heading of its level, or a block."""
        places = self._look(
            self._places, item, 'SELECT name, start, "end", heading FROM anchors WHERE item_id = ? ORDER BY start'
        )
        if fragment.startswith("^"):
            block = next((p for p in places if not p["heading"] and p["name"].lower() == fragment.lower()), None)
            return (block["start"], block["end"]) if block else None
        headings = [p for p in places if p["heading"]]
        at, end, level = -1, len(headings), 0
        for name in (wanted for part in fragment.split("#") if (wanted := heading_key(part))):
            inside = range(at + 1, end)
            at = next(
                (n for n in inside if headings[n]["heading"] > level and heading_key(headings[n]["name"]) == name), -1
            )
            if at < 0:
                return None
            level = headings[at]["heading"]
            end = next((n for n in range(at + 1, len(headings)) if headings[n]["heading"] <= level), len(headings))
        if at < 0:
            return None
        return headings[at]["start"], headings[end]["start"] if end < len(headings) else len(self.text(item))

    def shown(
        self, item: ItemId, start: int, end: int, above: frozenset[tuple[int, str]] = frozenset()
    ) -> Iterable[tuple[ItemId, int, int]]:
        """Yield the parts of other items that are embedded in a part of one, and those embedded there in turn."""
        rows = self._look(
            self._embeds,
            item,
            "SELECT target_id, fragment, start FROM links WHERE item_id = ? AND kind = 'embed' "
            "AND target_id IS NOT NULL ORDER BY start",
        )
        for row in rows:
            key = row["target_id"], row["fragment"]
            if not start <= row["start"] < end or key in above or len(above) == MOST_DEPTH:
                continue
            part = self.span(*key) if row["fragment"] else (0, len(self.text(row["target_id"])))
            if part is not None:
                yield row["target_id"], *part
                yield from self.shown(row["target_id"], *part, above | {key})

    def _look(self, known: dict[int, list[Row]], item: ItemId, sql: str) -> list[Row]:
        if item not in known:
            known[item] = self._connection.execute(sql, (item,)).fetchall()
        return known[item]


def heading_key(name: str) -> str:
    """Return what is compared of a heading: links leave its markup and signs out."""
    return " ".join(folded(_MARKUP.sub(" ", name)).split())


def _refresh_embedded(tx: Connection, source: SourceId, paths: dict[ItemId, _Path], daily: DailyNotes | None) -> int:
    """Write what each chunk is found by beyond its own text: embedded notes, its note's aliases, the day's name."""
    wanted = _embedded(tx, source)
    for item, words in _names_of(tx, source, paths, daily).items():
        for row in tx.execute("SELECT id FROM chunks WHERE item_id = ?", (item,)):
            wanted[row["id"]] = f"{words} {wanted[row['id']]}".strip()
    # WORKAROUND: that the column is empty is read off the sizes FTS5 keeps, three varints a row: the last is 0 when
    # its byte is 0 and does not go on from the one before. Reading the column itself would read the whole text.
    filled = tx.execute(
        "SELECT c.id FROM chunks c JOIN items i ON i.id = c.item_id JOIN chunks_fts_docsize d ON d.id = c.id "
        "WHERE i.source_id = ? AND (substr(d.sz, -1) != x'00' OR substr(d.sz, -2, 1) >= x'80')",
        (source,),
    ).fetchall()
    for row in filled:
        wanted[row["id"]]  # a defaultdict: what is wanted no more is wanted empty
    changes = []
    for chunk, words in wanted.items():
        before = tx.execute("SELECT embedded FROM chunks_fts WHERE rowid = ?", (chunk,)).fetchone()
        if before and before["embedded"] != words:
            changes.append((words, chunk))
    tx.executemany("UPDATE chunks_fts SET embedded = ? WHERE rowid = ?", changes)
    return len(changes)


def _embedded(tx: Connection, source: SourceId) -> defaultdict[ChunkId, str]:
    """Return the stems of what each chunk embeds."""
    rows = tx.execute(
        'SELECT DISTINCT c.id, c.item_id, c.start, c."end" FROM links l JOIN items i ON i.id = l.item_id '
        'JOIN chunks c ON c.item_id = l.item_id AND l.start >= c.start AND l.start < c."end" '
        "WHERE i.source_id = ? AND l.kind = 'embed' AND l.target_id IS NOT NULL",
        (source,),
    ).fetchall()
    parts = _Parts(tx)
    found: defaultdict[ChunkId, str] = defaultdict(str)
    for row in rows:
        left = MOST_EMBEDDED
        words: list[str] = []
        for item, start, end in islice(parts.shown(row["item_id"], row["start"], row["end"]), 100):
            words.append(indexed(parts.text(item)[start : min(end, start + left)], parts.language(item)))
            left -= min(end - start, left)
            if not left:
                break
        found[row["id"]] = " ".join(words)
    return found


def _names_of(
    tx: Connection, source: SourceId, paths: dict[ItemId, _Path], daily: DailyNotes | None
) -> dict[ItemId, str]:
    """Return the stems of what else items are called: their aliases, and the day a daily note is of."""
    names: defaultdict[ItemId, list[str]] = defaultdict(list)
    rows = tx.execute(
        "SELECT a.item_id, a.alias FROM item_aliases a JOIN items i ON i.id = a.item_id WHERE i.source_id = ? "
        "ORDER BY a.item_id, a.alias",
        (source,),
    )
    for row in rows:
        names[row["item_id"]].append(row["alias"])
    if daily:
        for one in paths.values():
            if one.folded.endswith(_NOTES) and (day := daily.day(one.path)):
                names[one.id].append(" ".join(in_words(day)))
    parts = _Parts(tx)
    return {
        item: " ".join(dict.fromkeys(indexed(" ".join(many), parts.language(item)).split()))
        for item, many in names.items()
    }


def _line_around(text: str, start: int, end: int) -> str:
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    return text[first : last if last >= 0 else len(text)].strip()
