"""The SQL of the library: sources, items, documents and chunks. That of their vectors is in `embeddings.py`."""

import hashlib
import json
import time
import zlib
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import PurePath
from sqlite3 import Connection
from typing import NamedTuple

from alcove.connectors.base import Item, SourceOptions
from alcove.core.database import Database
from alcove.core.errors import SourceError
from alcove.core.settings import SettingsStore
from alcove.rag.keywords import any_of
from alcove.rag.links import resolve
from alcove.rag.reader import Reading
from alcove.rag.split import heading_stems
from alcove.rag.types import (
    ATTACHED,
    ATTACHED_NAME,
    HIDDEN,
    ChunkId,
    Coverage,
    Document,
    Hit,
    ItemCoverage,
    ItemId,
    OcrWord,
    PageSpan,
    Source,
    SourceId,
    StoredDocument,
)

_PASSWORD = "password."
_LINKS = "links."
_HIDDEN_CHUNKS = f"SELECT c.id FROM items i JOIN chunks c ON c.item_id = i.id WHERE i.source_id IN {HIDDEN}"
WEIGHTS = "0.6, 1.0, 0.4"
"""Of BM25, for a stem in the headings, in the body, and in what the body embeds from other notes."""


class Known(NamedTuple):
    """What the catalogue remembers of an item, to tell whether it changed or moved."""

    uri: str
    id: ItemId
    size: int
    modified_ns: int
    state: str
    reader: str
    file_id: int
    mime: str


class Catalogue:
    """Read and change the book of record. Every method is one transaction or one query."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._state = SettingsStore(database)

    # Sources

    def sources(self) -> list[Source]:
        """Return all sources by name, but for that of the files of conversations."""
        rows = self._db.query(
            "SELECT s.*, (SELECT count(*) FROM items i WHERE i.source_id = s.id) AS items FROM sources s "
            "WHERE s.kind != ? ORDER BY name",
            (ATTACHED,),
        )
        return [
            Source(
                r["id"], r["name"], r["kind"], r["path"], r["state"], r["items"],
                SourceOptions.from_json(json.loads(r["options"])),
            )
            for r in rows
        ]  # fmt: skip

    def source(self, name: str) -> Source:
        """Return one source by name. Raises SourceError."""
        found = [source for source in self.sources() if source.name == name]
        if not found:
            known = ", ".join(s.name for s in self.sources()) or "none yet"
            raise SourceError(f"There is no source named {name!r}.", f"Sources are: {known}.")
        return found[0]

    def add_source(
        self, name: str, kind: str, path: str, device: int | None, options: SourceOptions | None = None
    ) -> Source:
        """Add a source. Raises SourceError when its path or name is taken."""
        for source in self.sources():
            if source.path == path:
                raise SourceError(f"{path} is already in the library, as {source.name!r}.")
            if source.name == name:
                raise SourceError(f"There is already a source named {name!r}.", "Choose another name with --name.")
        with self._db.transaction() as tx:
            tx.execute(
                "INSERT INTO sources (name, kind, path, device, options) VALUES (?, ?, ?, ?, ?)",
                (name, kind, path, device, json.dumps((options or SourceOptions()).to_json())),
            )
        return self.source(name)

    def attached_source(self) -> SourceId:
        """Return the source of the files of conversations, made at its first use."""
        rows = self._db.query("SELECT id FROM sources WHERE kind = ?", (ATTACHED,))
        if not rows:
            with self._db.transaction() as tx:
                tx.execute(
                    "INSERT OR IGNORE INTO sources (name, kind, path, state) VALUES (?, ?, ?, 'ready')",
                    (ATTACHED_NAME, ATTACHED, ATTACHED_NAME),
                )
            return self.attached_source()
        return SourceId(rows[0]["id"])

    def set_options(self, source: SourceId, options: SourceOptions) -> None:
        """Change what a person chose for a source; the next sync applies it."""
        with self._db.transaction() as tx:
            tx.execute("UPDATE sources SET options = ? WHERE id = ?", (json.dumps(options.to_json()), source))

    def remove_source(self, source: SourceId) -> None:
        """Remove a source and all that was indexed of it; vectors are kept for when it comes back."""
        with self._db.transaction() as tx:
            tx.execute("DELETE FROM sources WHERE id = ?", (source,))

    def device(self, source: SourceId) -> int | None:
        """Return the disk a source was last seen on."""
        rows = self._db.query("SELECT device FROM sources WHERE id = ?", (source,))
        return rows[0]["device"] if rows else None

    def set_state(self, source: SourceId, state: str, device: int | None = None) -> None:
        """Note whether a source could be listed, and when."""
        with self._db.transaction() as tx:
            tx.execute(
                "UPDATE sources SET state = ?, synced = ?, device = coalesce(?, device) WHERE id = ?",
                (state, time.time(), device, source),
            )

    # Items

    def known(self, source: SourceId) -> dict[str, Known]:
        """Return what is remembered of the items a source lists, by uri; of those inside others nothing."""
        cursor = self._db.connection.cursor()
        cursor.row_factory = None
        rows = cursor.execute(
            "SELECT uri, id, size, modified_ns, state, reader, file_id, mime FROM items "
            "WHERE source_id = ? AND container_id IS NULL",
            (source,),
        )
        return {known.uri: known for known in map(Known._make, rows)}

    def note_pending(self, source: SourceId, items: Iterable[Item], readers: Iterable[str]) -> None:
        """List items that wait to be read; what is indexed of a changed one stays until then.

        The remembered size and time are left alone, so that a sync that dies here finds the change again.
        """
        with self._db.transaction() as tx:
            _require(tx, source)
            tx.executemany(
                "INSERT INTO items (source_id, uri, mime, size, modified_ns, reader) VALUES (?, ?, ?, -1, -1, ?) "
                "ON CONFLICT (source_id, uri) DO UPDATE SET state = 'pending'",
                [(source, i.uri, i.mime, reader) for i, reader in zip(items, readers, strict=True)],
            )

    def remove_items(self, items: Iterable[ItemId]) -> None:
        """Forget items that are gone."""
        with self._db.transaction() as tx:
            for item in items:
                tx.execute("DELETE FROM items WHERE id = ?", (item,))

    def move_items(self, source: SourceId, moved: Iterable[tuple[Known, Item]]) -> None:
        """Give items that were renamed or moved their new place; their text, chunks and vectors stay as they are."""
        with self._db.transaction() as tx:
            _require(tx, source)
            moved = list(moved)
            for old, _ in moved:  # out of each other's way first: two files may have swapped their names
                tx.execute("UPDATE items SET uri = 'moving ' || id WHERE id = ?", (old.id,))
            for old, new in moved:
                old_name, new_name = item_name(old.uri), item_name(new.uri)
                tx.execute(
                    "UPDATE items SET uri = ?, modified_ns = ?, file_id = ?, "
                    "title = CASE title WHEN ? THEN ? ELSE title END WHERE id = ?",
                    (new.uri, new.modified_ns, new.file_id, old_name, new_name, old.id),
                )
                tx.execute(
                    "UPDATE items SET uri = ? || substr(uri, ?) WHERE container_id = ?",
                    (new.uri, len(old.uri) + 1, old.id),
                )
                if old_name != new_name:
                    _rename(tx, old.id, old_name, new_name)

    def keep(
        self, source: SourceId, item: Item, reader: str, reading: Reading, *, container: ItemId | None = None
    ) -> ItemId:
        """Replace what is known of an item by a new reading, searchable by keyword at once."""
        document = reading.document
        with self._db.transaction() as tx:
            _require(tx, source)
            item_id = _put(tx, source, item, reader, container=container, document=document)
            tx.execute(
                "INSERT INTO documents (item_id, text, pages, content_hash, title) VALUES (?, ?, ?, ?, ?)",
                (
                    item_id,
                    document.text,
                    json.dumps([_plain(page) for page in document.pages]),
                    hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).digest(),
                    document.title or item_name(item.uri),
                ),
            )
            for chunk in reading.chunks:
                cursor = tx.execute(
                    'INSERT INTO chunks (item_id, ordinal, start, "end", page, heading, content_hash, '
                    "header_start, header_end, language) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        item_id,
                        chunk.ordinal,
                        chunk.start,
                        chunk.end,
                        chunk.page,
                        chunk.heading,
                        chunk.content_hash,
                        *(chunk.header or (None, None)),
                        chunk.language,
                    ),
                )
                tx.execute(
                    "INSERT INTO chunks_fts (rowid, heading, body, embedded) VALUES (?, ?, ?, '')",
                    (cursor.lastrowid, chunk.heading_stems, chunk.stems),
                )
            _put_marks(tx, item_id, document)
        return item_id

    def begin_container(self, source: SourceId, item: Item, reader: str) -> ItemId:
        """List an item whose members are coming; it counts as pending until it is kept itself."""
        with self._db.transaction() as tx:
            _require(tx, source)
            return _put(tx, source, item._replace(modified_ns=-1), reader, state="pending")

    def drop_members(self, container: ItemId, but: Sequence[str]) -> None:
        """Forget the members of a container that were not met in the last reading."""
        met = set(but)
        with self._db.transaction() as tx:
            rows = tx.execute("SELECT id, uri FROM items WHERE container_id = ?", (container,)).fetchall()
            tx.executemany("DELETE FROM items WHERE id = ?", [(r["id"],) for r in rows if r["uri"] not in met])

    def outermost(self, uri: str) -> str:
        """Return the uri of the item that an item lies in, or its own; empty when the library lists neither."""
        rows = self._db.query(
            "SELECT coalesce((SELECT c.uri FROM items c WHERE c.id = i.container_id), i.uri) AS uri "
            "FROM items i WHERE i.uri = ? LIMIT 1",
            (uri,),
        )
        return str(rows[0]["uri"]) if rows else ""

    def read_again(self, uri: str) -> list[str]:
        """Have an item read once more by the next sync; return the names of its sources."""
        with self._db.transaction() as tx:
            tx.execute("UPDATE items SET state = 'pending', modified_ns = -1 WHERE uri = ?", (uri,))
            rows = tx.execute(
                "SELECT DISTINCT s.name FROM sources s JOIN items i ON i.source_id = s.id WHERE i.uri = ?", (uri,)
            ).fetchall()
        return [row["name"] for row in rows]

    # Links

    def note_links(self, source: SourceId, *, stale: bool) -> None:
        """Remember whether items of a source changed since its links were resolved."""
        self._state.remember(f"{_LINKS}{source}", "stale" if stale else "")

    def links_stale(self, source: SourceId) -> bool:
        """Tell whether the links of a source are to be resolved anew."""
        return bool(self._state.state(f"{_LINKS}{source}"))

    def resolve_links(self, source: SourceId) -> None:
        """Bring the links of a source, and what its notes show of others, up to date with its items."""
        resolve(self._db, source)
        self.note_links(source, stale=False)

    # Passwords

    def note_password(self, uri: str) -> None:
        """Remember that a password for an item was given; the password itself is kept elsewhere."""
        self._state.remember(_PASSWORD + uri, "given")

    def has_password(self, uri: str) -> bool:
        """Tell whether a password for an item was ever given."""
        return bool(self._state.state(_PASSWORD + uri))

    def skip(
        self, source: SourceId, skipped: Iterable[tuple[Item, str, str, str]], *, container: ItemId | None = None
    ) -> None:
        """Note items that were not read: each with its reader, the reason, and what would help."""
        with self._db.transaction() as tx:
            _require(tx, source)
            for item, reader, reason, action in skipped:
                item_id = _put(tx, source, item, reader, reason=reason, action=action, container=container)
                tx.execute("DELETE FROM items WHERE container_id = ?", (item_id,))

    def postpone(self, source: SourceId, item: Item, reader: str, reason: str) -> None:
        """Note that an item's bytes could not be had this time; what is indexed of it stays."""
        with self._db.transaction() as tx:
            _require(tx, source)
            stays = tx.execute(
                "UPDATE items SET state = 'pending', reason = ? WHERE source_id = ? AND uri = ? "
                "AND EXISTS (SELECT 1 FROM documents d WHERE d.item_id = items.id)",
                (reason, source, item.uri),
            ).rowcount
            if not stays:
                _put(tx, source, item._replace(modified_ns=-1), reader, reason=reason, action="retry")

    def coverage(self, source: SourceId | None = None, uris: Sequence[str] = ()) -> list[ItemCoverage]:
        """Return what became of every item, of those of some uris alone where there are any."""
        clause, values = among("i.source_id", None if source is None else [source])
        if uris:
            clause += " AND i.uri IN (SELECT value FROM json_each(?))"
        rows = self._db.query(
            "SELECT i.*, s.name AS source, s.state AS source_state, "
            "(SELECT count(*) FROM chunks c WHERE c.item_id = i.id) AS chunks "
            f"FROM items i JOIN sources s ON s.id = i.source_id WHERE {clause} ORDER BY i.uri",
            (*values, *([json.dumps(list(uris))] if uris else ())),
        )
        return [
            ItemCoverage(
                r["uri"],
                r["title"] or "",
                r["source"],
                "unavailable" if r["source_state"] == "unavailable" else r["state"],
                r["pages"],
                r["ocr_pages"],
                r["ocr_confidence"],
                r["chunks"],
                r["reason"],
                r["action"],
                tuple((kind, count) for kind, count in json.loads(r["strip"])),
                r["mime"],
            )
            for r in rows
        ]

    def counts(self, sources: Sequence[SourceId] | None) -> Coverage:
        """Count items by state, in some sources or in all."""
        clause, values = among("i.source_id", sources)
        rows = self._db.query(
            "SELECT CASE WHEN s.state = 'unavailable' THEN 'unavailable' ELSE i.state END AS state, count(*) AS n "
            f"FROM items i JOIN sources s ON s.id = i.source_id WHERE {clause} GROUP BY 1",
            values,
        )
        by_state = {row["state"]: row["n"] for row in rows}
        return Coverage(sum(by_state.values()), **by_state)

    # Documents and chunks

    def document(self, uri: str) -> StoredDocument:
        """Return a stored document. Raises SourceError when the library has none by that uri."""
        rows = self._db.query(
            "SELECT i.uri, i.title, i.mime, d.text, d.pages FROM items i JOIN documents d ON d.item_id = i.id "
            "WHERE i.uri = ? ORDER BY i.modified_ns DESC LIMIT 1",  # a file may be attached, and in the library
            (uri,),
        )
        if not rows:
            raise SourceError(
                f"The library holds no text of {uri}.",
                "`alcove coverage` lists what was read, and why others were not.",
            )
        row = rows[0]
        return StoredDocument(row["uri"], row["title"], row["mime"], row["text"], _pages(row["pages"]))

    def keyword(self, match: str, k: int, sources: Sequence[SourceId] | None) -> list[tuple[ChunkId, float]]:
        """Return the best k chunks for an FTS5 expression with their BM25 scores (higher is better)."""
        clause, values = among("i.source_id", sources)
        joins = "JOIN chunks c ON c.id = f.rowid JOIN items i ON i.id = c.item_id"
        if sources is None:  # without a join: ranking takes a third of the time
            clause, joins = f"f.rowid NOT IN ({_HIDDEN_CHUNKS})", ""
        rows = self._db.query(
            f"SELECT f.rowid AS id, -bm25(chunks_fts, {WEIGHTS}) AS score FROM chunks_fts f {joins} "
            f"WHERE chunks_fts MATCH ? AND {clause} ORDER BY bm25(chunks_fts, {WEIGHTS}), f.rowid LIMIT ?",
            (match, *values, k),
        )
        return [(row["id"], row["score"]) for row in rows]

    def document_frequency(self, forms: Sequence[str]) -> int:
        """Count the chunks that hold any of some stems."""
        return self.matching(any_of(forms))

    def matching(self, match: str) -> int:
        """Count the chunks an FTS5 expression matches: a tenth of the time it takes to rank them."""
        return int(self._db.query("SELECT count(*) AS n FROM chunks_fts WHERE chunks_fts MATCH ?", (match,))[0]["n"])

    def languages(self) -> set[str]:
        """Return the languages of the chunks: those their words are stemmed by."""
        # Steps from one to the next along the index, however many chunks there are.
        rows = self._db.query(
            "WITH RECURSIVE held (code) AS (SELECT min(language) FROM chunks UNION ALL "
            "SELECT (SELECT min(language) FROM chunks WHERE language > code) FROM held WHERE code IS NOT NULL) "
            "SELECT code FROM held WHERE code IS NOT NULL"
        )
        return {row["code"] for row in rows}

    def chunk_count(self) -> int:
        """Count all chunks."""
        return int(self._db.query("SELECT count(*) AS n FROM chunks")[0]["n"])

    def chunks_of(self, uri: str) -> list[ChunkId]:
        """Return the chunks of an item, in order."""
        rows = self._db.query(
            "SELECT c.id FROM chunks c WHERE c.item_id = "
            "(SELECT i.id FROM items i JOIN documents d ON d.item_id = i.id "
            "WHERE i.uri = ? ORDER BY i.modified_ns DESC LIMIT 1) ORDER BY c.ordinal",
            (uri,),
        )
        return [row["id"] for row in rows]

    def neighbours(self, chunks: Sequence[ChunkId], most: int) -> list[tuple[ChunkId, ChunkId, int]]:
        """Return each of some chunks with those of its document that lie at most `most` chunks away, and how far."""
        rows = self._db.query(
            "SELECT c.id, n.id AS neighbour, abs(n.ordinal - c.ordinal) AS distance FROM json_each(?) wanted "
            "JOIN chunks c ON c.id = wanted.value JOIN chunks n ON n.item_id = c.item_id AND n.id != c.id "
            "AND n.ordinal BETWEEN c.ordinal - ? AND c.ordinal + ?",
            (json.dumps(list(chunks)), most, most),
        )
        return [(row["id"], row["neighbour"], row["distance"]) for row in rows]

    def hits(self, ranked: Sequence[tuple[ChunkId, float]]) -> list[Hit]:
        """Fill ranked chunk ids in, in their order; ids that are gone meanwhile are left out."""
        rows = {
            row["id"]: row
            for row in self._db.query(
                'SELECT c.id, c.start, c."end", c.page, c.heading, c.content_hash, c.item_id, c.header_start, '
                "c.header_end, i.uri, i.title, i.ocr_pages, "
                f"CASE s.kind WHEN '{ATTACHED}' THEN '{ATTACHED}' ELSE s.name END AS source FROM chunks c "
                "JOIN items i ON i.id = c.item_id JOIN sources s ON s.id = i.source_id "
                "WHERE c.id IN (SELECT value FROM json_each(?))",
                (json.dumps([chunk for chunk, _ in ranked]),),
            )
        }
        texts = {item: self._text(item) for item in {row["item_id"] for row in rows.values()}}
        sure = {row["item_id"]: self._confidences(row["item_id"]) for row in rows.values() if row["ocr_pages"]}
        found: dict[int, Hit] = {}
        for chunk_id, score in ranked:
            row = rows.get(chunk_id)
            if row is None:
                continue
            text = texts[row["item_id"]]
            header = text[row["header_start"] : row["header_end"]] if row["header_start"] is not None else ""
            found[chunk_id] = Hit(
                len(found) + 1, score, row["id"], row["source"], row["uri"], row["title"], row["page"],
                row["heading"], row["start"], row["end"], text[row["start"] : row["end"]], row["content_hash"],
                header, sure.get(row["item_id"], {}).get(row["page"]),
            )  # fmt: skip
        return list(found.values())

    def places(self, chunks: Sequence[ChunkId]) -> dict[ChunkId, tuple[str, str, int | None, int, int, str]]:
        """Return where some chunks stand: uri, title, page, start, end and heading; without those that are gone."""
        rows = self._db.query(
            'SELECT c.id, i.uri, i.title, c.page, c.start, c."end", c.heading FROM chunks c '
            "JOIN items i ON i.id = c.item_id WHERE c.id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(chunks)),),
        )
        return {
            row["id"]: (row["uri"], row["title"] or "", row["page"], row["start"], row["end"], row["heading"])
            for row in rows
        }

    def _confidences(self, item: int) -> dict[int | None, float | None]:
        rows = self._db.query("SELECT pages FROM documents WHERE item_id = ?", (item,))
        return {page.number: page.confidence for one in rows for page in _pages(one["pages"])}

    def ocr_words(self, uri: str) -> list[OcrWord]:
        """Return the words that OCR read in an item, in order; none where it was not read that way."""
        rows = self._db.query(
            "SELECT w.words FROM ocr_words w JOIN items i ON i.id = w.item_id WHERE i.uri = ? "
            "ORDER BY i.modified_ns DESC LIMIT 1",
            (uri,),
        )
        saved = json.loads(zlib.decompress(rows[0]["words"])) if rows else []
        return [OcrWord(page, start, end, sure, tuple(box)) for page, start, end, sure, *box in saved]

    def _text(self, item: int) -> str:
        rows = self._db.query("SELECT text FROM documents WHERE item_id = ?", (item,))
        return str(rows[0]["text"]) if rows else ""


def _require(tx: Connection, source: SourceId) -> None:
    """Raise SourceError when a source was removed from the library meanwhile, by another thread or process."""
    if not tx.execute("SELECT 1 FROM sources WHERE id = ?", (source,)).fetchone():
        raise SourceError("The source was removed from the library.")


def _put(
    tx: Connection,
    source: SourceId,
    item: Item,
    reader: str,
    *,
    state: str = "",
    reason: str | None = None,
    action: str = "",
    container: ItemId | None = None,
    document: Document | None = None,
) -> ItemId:
    """Write an item's row, without the chunks it had; it was read when there is a document."""
    pages = document.pages if document else ()
    seen = [page.confidence for page in pages if page.kind in ("ocr", "poor") and page.confidence is not None]
    tx.execute(
        "INSERT INTO items (source_id, uri, mime, size, modified_ns, file_id, reader, state, reason, action, title, "
        "pages, ocr_pages, ocr_confidence, strip, container_id) "
        f"VALUES ({','.join('?' * 16)}) "
        "ON CONFLICT (source_id, uri) DO UPDATE SET mime = excluded.mime, size = excluded.size, "
        "modified_ns = excluded.modified_ns, file_id = excluded.file_id, reader = excluded.reader, "
        "state = excluded.state, reason = excluded.reason, action = excluded.action, title = excluded.title, "
        "pages = excluded.pages, ocr_pages = excluded.ocr_pages, ocr_confidence = excluded.ocr_confidence, "
        "strip = excluded.strip, container_id = excluded.container_id",
        (
            source,
            *item,
            reader,
            state or ("indexed" if document else "skipped"),
            reason,
            action,
            (document.title or item_name(item.uri)) if document else None,
            len(pages) or None,
            sum(page.kind in ("ocr", "poor") for page in pages) or None,
            sum(seen) / len(seen) if seen else None,
            json.dumps([(kind, len(list(run))) for kind, run in groupby(page.kind for page in pages)]),
            container,
        ),
    )
    row = tx.execute("SELECT id FROM items WHERE source_id = ? AND uri = ?", (source, item.uri)).fetchone()
    item_id = ItemId(row["id"])
    for table in ("chunks", "documents", "ocr_words", "item_tags", "item_aliases", "anchors", "links"):
        tx.execute(f"DELETE FROM {table} WHERE item_id = ?", (item_id,))
    return item_id


def _rename(tx: Connection, item: ItemId, old: str, new: str) -> None:
    """Let the chunks of an item be found by its new name instead of the old one."""
    rows = tx.execute(
        "SELECT c.id, c.heading, c.language, d.title FROM chunks c JOIN documents d ON d.item_id = c.item_id "
        "WHERE c.item_id = ?",
        (item,),
    ).fetchall()
    tx.executemany(
        "UPDATE chunks_fts SET heading = ? WHERE rowid = ?",
        [
            (heading_stems("" if r["title"] == old else r["title"], new, r["heading"], r["language"]), r["id"])
            for r in rows
        ],
    )


def _put_marks(tx: Connection, item: ItemId, document: Document) -> None:
    """Write what a document tells beyond its text: tags, aliases, places to link to, links, the words of its scans."""
    tx.executemany("INSERT OR IGNORE INTO item_tags VALUES (?, ?)", [(item, tag) for tag in document.tags])
    tx.executemany("INSERT OR IGNORE INTO item_aliases VALUES (?, ?)", [(item, one) for one in document.aliases])
    places = [(item, h.text, h.start, h.start if h.end is None else h.end, h.level) for h in document.headings]
    places += [(item, a.name, a.start, a.end, 0) for a in document.anchors]
    tx.executemany("INSERT OR IGNORE INTO anchors VALUES (?, ?, ?, ?, ?)", places)
    tx.executemany(
        'INSERT INTO links (item_id, kind, target, fragment, start, "end") VALUES (?, ?, ?, ?, ?, ?)',
        [(item, one.kind, one.target, one.fragment, one.start, one.end) for one in document.links],
    )
    if document.words:
        words = [(w.page, w.start, w.end, round(w.confidence), *(round(x, 4) for x in w.box)) for w in document.words]
        tx.execute("INSERT INTO ocr_words VALUES (?, ?)", (item, zlib.compress(json.dumps(words).encode())))


def item_name(uri: str) -> str:
    """Return what stands for the title of an item that has none: its file's name without the suffix."""
    return PurePath(uri.rpartition("#")[2] or uri).stem


def _plain(page: PageSpan) -> list[object]:
    """Return a page as it is saved: without what has its default, from the end."""
    values: list[object] = [page.number, page.start, page.end, page.kind, page.confidence, page.label, page.reason]
    plain = ["text", None, "", ""]
    while len(values) > 3 and values[-1] == plain[len(values) - 4]:
        values.pop()
    return values


def among(column: str, sources: Sequence[SourceId] | None) -> tuple[str, tuple[SourceId, ...]]:
    """Return an SQL condition for a column to be one of some sources (None: any that is listed), and its values."""
    if sources is None:
        return f"{column} NOT IN {HIDDEN}", ()
    return f"{column} IN ({','.join('?' * len(sources))})", tuple(sources)


def _pages(saved: str) -> tuple[PageSpan, ...]:
    return tuple(PageSpan(*one) for one in json.loads(saved))
