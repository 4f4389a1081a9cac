"""The vectors of the chunks by one embedder, and what Chroma has of them and still owes."""

import json
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from sqlite3 import Row

import numpy as np

from alcove.core.cancel import CancelToken
from alcove.core.database import Database, translated
from alcove.core.settings import SettingsStore
from alcove.models.embedder import EmbedderIdentity
from alcove.models.types import Vectors
from alcove.rag.catalogue import among
from alcove.rag.split import CHUNKER_VERSION, embedded_text
from alcove.rag.types import HIDDEN, ChunkId, ItemId, SourceId

_PLACE = "index.place"
_FREED_AT_ONCE = 2000
_CHUNKER = f" chunker {CHUNKER_VERSION}"
_PENDING = (
    f"FROM chunks c JOIN items i ON i.id = c.item_id WHERE i.source_id NOT IN {HIDDEN} AND NOT EXISTS "
    "(SELECT 1 FROM chroma_entries e WHERE e.chunk_id = c.id AND e.embedder_id = ? AND e.done > 0)"
)


@dataclass(frozen=True, slots=True)
class Pending:
    """A chunk that Chroma does not have yet. `text` is what is embedded; `vector` is known when `has_vector`."""

    id: ChunkId
    source: SourceId
    content_hash: bytes
    text: str
    has_vector: bool


@dataclass(frozen=True, slots=True)
class Stored:
    """What is kept of an embedder: its row and name, and its vectors."""

    embedder: int
    key: str
    vectors: int
    bytes: int

    @property
    def name(self) -> str:
        return self.key.split(" ", 1)[0]


class Embeddings:
    """Read and change what is kept of one embedder, `embedder` its row. Every method is one transaction or query."""

    def __init__(self, database: Database, embedder: int) -> None:
        self._db = database
        self._state = SettingsStore(database)
        self.embedder = embedder

    @classmethod
    def of(cls, database: Database, identity: EmbedderIdentity) -> "Embeddings":
        """Return those of an embedder, adding its row when it is new. The chunker's version is part of it."""
        key = identity.key + _CHUNKER
        rows = database.query("SELECT id FROM embedders WHERE identity = ?", (key,))
        if rows:
            return cls(database, int(rows[0]["id"]))
        with database.transaction() as tx:
            tx.execute("INSERT OR IGNORE INTO embedders (identity, dimension) VALUES (?, ?)", (key, identity.dimension))
        return cls.of(database, identity)

    def place(self) -> str:
        """Return where the entries of `chroma_entries` are: see `Index.place`."""
        return self._state.state(f"{_PLACE}.{self.embedder}", self._state.state(_PLACE))

    def note_place(self, place: str) -> None:
        """Remember where the entries are."""
        if place != self.place():
            self._state.remember(f"{_PLACE}.{self.embedder}", place)

    def doubt_others(self) -> None:
        """Forget where the entries of all other embedders are, so that they are compared with Chroma before use."""
        for row in self._db.query("SELECT id FROM embedders WHERE id != ?", (self.embedder,)):
            self._state.remember(f"{_PLACE}.{row['id']}", "")

    def count_pending(self) -> int:
        """Count the chunks Chroma does not have yet."""
        rows = self._db.query(f"SELECT count(*) AS n {_PENDING}", (self.embedder,))
        return int(rows[0]["n"])

    def pending(self, limit: int) -> list[Pending]:
        """Return chunks that Chroma does not have yet, those of one item together."""
        rows = self._db.query(
            'SELECT c.id, c.start, c."end", c.heading, c.content_hash, c.item_id, c.header_start, c.header_end, '
            "i.source_id, EXISTS "
            "(SELECT 1 FROM vectors v WHERE v.content_hash = c.content_hash AND v.embedder_id = ?2) AS has "
            f"{_PENDING.replace('?', '?2')} ORDER BY c.item_id, c.ordinal LIMIT ?1",
            (limit, self.embedder),
        )
        return self._with_texts(rows)

    def without_vector(self, items: Sequence[ItemId]) -> list[Pending]:
        """Return the chunks of some items that have no vector yet."""
        rows = self._db.query(
            'SELECT c.id, c.start, c."end", c.heading, c.content_hash, c.item_id, c.header_start, c.header_end, '
            "i.source_id, 0 AS has FROM chunks c JOIN items i ON i.id = c.item_id "
            "WHERE i.id IN (SELECT value FROM json_each(?)) AND NOT EXISTS "
            "(SELECT 1 FROM vectors v WHERE v.content_hash = c.content_hash AND v.embedder_id = ?) "
            "ORDER BY c.item_id, c.ordinal",
            (json.dumps(list(items)), self.embedder),
        )
        return self._with_texts(rows)

    def _with_texts(self, rows: Sequence[Row]) -> list[Pending]:
        result: list[Pending] = []
        title, text, item = "", "", None
        for row in rows:
            if row["item_id"] != item:
                item = row["item_id"]
                documents = self._db.query("SELECT title, text FROM documents WHERE item_id = ?", (item,))
                title, text = documents[0] if documents else ("", "")
            header = text[row["header_start"] : row["header_end"]] if row["header_start"] is not None else ""
            content = embedded_text(title, row["heading"], text[row["start"] : row["end"]], header)
            result.append(Pending(row["id"], row["source_id"], row["content_hash"], content, bool(row["has"])))
        return result

    def vectors(self, hashes: Sequence[bytes]) -> dict[bytes, Vectors]:
        """Return the stored vectors of some contents, each of shape (dimension,)."""
        found: dict[bytes, Vectors] = {}
        for content_hash in hashes:
            rows = self._db.query(
                "SELECT vector FROM vectors WHERE content_hash = ? AND embedder_id = ?",
                (content_hash, self.embedder),
            )
            if rows:
                found[content_hash] = np.frombuffer(rows[0]["vector"], np.float32)
        return found

    def keep(self, vectors: dict[bytes, Vectors]) -> None:
        """Store vectors by content."""
        with self._db.transaction() as tx:
            tx.executemany(
                "INSERT OR IGNORE INTO vectors VALUES (?, ?, ?)",
                [(h, self.embedder, np.asarray(v, np.float32).tobytes()) for h, v in vectors.items()],
            )

    def intend(self, chunks: Sequence[ChunkId]) -> set[ChunkId]:
        """Note which entries are about to be written to Chroma; return those whose chunk is still there."""
        there = set()
        with self._db.transaction() as tx:
            for chunk in chunks:
                if tx.execute("SELECT 1 FROM chunks WHERE id = ?", (chunk,)).fetchone():
                    tx.execute("INSERT OR IGNORE INTO chroma_entries VALUES (?, ?, 0)", (self.embedder, chunk))
                    there.add(chunk)
        return there

    def confirm(self, chunks: Sequence[ChunkId], unfound: Set[int] = frozenset()) -> None:
        """Note that Chroma has these entries (done = 1), of which it finds some not by their own vector (done = 2)."""
        with self._db.transaction() as tx:
            tx.executemany(
                "UPDATE chroma_entries SET done = ? WHERE embedder_id = ? AND chunk_id = ?",
                [(2 if chunk in unfound else 1, self.embedder, chunk) for chunk in chunks],
            )

    def unfound(self) -> set[ChunkId]:
        """Return the entries Chroma has but does not find: whoever searches compares their vectors himself."""
        rows = self._db.query(
            "SELECT chunk_id FROM chroma_entries WHERE embedder_id = ? AND done = 2", (self.embedder,)
        )
        return {row["chunk_id"] for row in rows}

    def unconfirm(self, chunks: Sequence[ChunkId] | None = None) -> None:
        """Note that Chroma lost entries (None: all of them), so that the next sync writes them again."""
        with self._db.transaction() as tx:
            if chunks is None:
                tx.execute("DELETE FROM chroma_entries WHERE embedder_id = ?", (self.embedder,))
                tx.execute("DELETE FROM chroma_owes_delete WHERE embedder_id = ?", (self.embedder,))
            else:
                tx.executemany(
                    "UPDATE chroma_entries SET done = 0 WHERE embedder_id = ? AND chunk_id = ?",
                    [(self.embedder, chunk) for chunk in chunks],
                )

    def owed_deletes(self) -> list[ChunkId]:
        """Return the entries Chroma still has to remove."""
        rows = self._db.query("SELECT chunk_id FROM chroma_owes_delete WHERE embedder_id = ?", (self.embedder,))
        return [row["chunk_id"] for row in rows]

    def deletes_done(self, chunks: Sequence[ChunkId]) -> None:
        """Note that Chroma removed these entries."""
        with self._db.transaction() as tx:
            tx.executemany(
                "DELETE FROM chroma_owes_delete WHERE embedder_id = ? AND chunk_id = ?",
                [(self.embedder, chunk) for chunk in chunks],
            )

    def entries(self) -> list[ChunkId]:
        """Return the ids Chroma is known to have."""
        rows = self._db.query(
            "SELECT chunk_id FROM chroma_entries WHERE embedder_id = ? AND done > 0 ORDER BY chunk_id",
            (self.embedder,),
        )
        return [row["chunk_id"] for row in rows]

    def unfound_vectors(self, sources: Sequence[SourceId] | None = None) -> list[tuple[ChunkId, bytes]]:
        """Return the vectors of what Chroma has but does not find."""
        clause, values = among("i.source_id", sources)
        rows = self._db.query(
            "SELECT c.id, v.vector FROM chroma_entries e JOIN chunks c ON c.id = e.chunk_id "
            "JOIN items i ON i.id = c.item_id "
            "JOIN vectors v ON v.content_hash = c.content_hash AND v.embedder_id = e.embedder_id "
            f"WHERE e.done = 2 AND e.embedder_id = ? AND {clause}",
            (self.embedder, *values),
        )
        return [(row["id"], row["vector"]) for row in rows]

    def all_vectors(
        self, sources: Sequence[SourceId] | None = None, *, last: int | None = None
    ) -> Iterator[tuple[ChunkId, bytes]]:
        """Yield the vector of every embedded chunk, the newest first; `last` bounds their number."""
        clause, values = among("i.source_id", sources)
        with translated(self._db.path):
            rows = self._db.connection.execute(
                "SELECT c.id, v.vector FROM chunks c JOIN items i ON i.id = c.item_id "
                "JOIN vectors v ON v.content_hash = c.content_hash AND v.embedder_id = ? "
                f"WHERE {clause} ORDER BY c.id DESC LIMIT ?",
                (self.embedder, *values, -1 if last is None else last),
            )
            for row in rows:
                yield row["id"], row["vector"]


def stored(database: Database) -> list[Stored]:
    """Return what is kept of each embedder, in the order they came."""
    rows = database.query(
        "SELECT e.id, e.identity, count(v.vector) AS n, coalesce(sum(length(v.vector)), 0) AS bytes "
        "FROM embedders e LEFT JOIN vectors v ON v.embedder_id = e.id GROUP BY e.id ORDER BY e.id"
    )
    return [Stored(row["id"], row["identity"].removesuffix(_CHUNKER), row["n"], row["bytes"]) for row in rows]


def chunk_count(database: Database) -> int:
    """Count the chunks that are to be embedded: all but those of the files of conversations."""
    hidden = f"SELECT count(*) FROM chunks c JOIN items i ON i.id = c.item_id WHERE i.source_id IN {HIDDEN}"
    return int(database.query(f"SELECT count(*) - ({hidden}) AS n FROM chunks")[0]["n"])


def known_keys(database: Database) -> list[str]:
    """Return the identities of the embedders the library ever used, the last one first."""
    rows = database.query("SELECT identity FROM embedders ORDER BY id DESC")
    return [row["identity"].removesuffix(_CHUNKER) for row in rows]


def free(database: Database, embedder: int, token: CancelToken) -> Iterator[int]:
    """Delete what is kept of an embedder but for its entries in Chroma, telling how many vectors are gone so far.

    In small steps: other writers get their turn, and one that is interrupted goes on where it stopped.
    """
    Embeddings(database, embedder).unconfirm()
    gone, last = 0, b""
    while not token.cancelled:
        with database.transaction() as tx:
            some = tx.execute(
                "SELECT content_hash FROM vectors WHERE content_hash > ? AND embedder_id = ? "
                "ORDER BY content_hash LIMIT ?",
                (last, embedder, _FREED_AT_ONCE),
            ).fetchall()
            tx.executemany(
                "DELETE FROM vectors WHERE content_hash = ? AND embedder_id = ?",
                [(row["content_hash"], embedder) for row in some],
            )
            if not some:
                tx.execute("DELETE FROM embedders WHERE id = ?", (embedder,))
                return
        gone, last = gone + len(some), some[-1]["content_hash"]
        yield gone
