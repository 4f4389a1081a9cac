"""Where any passage comes in a search, however deep, or why it comes in no list; and what became of what was found.

The shells ask when a person says "the answer is here"; `chat.turns` tells what the model got to read.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from sqlite3 import Row

import numpy as np

from alcove.core.database import Database
from alcove.models.types import Vectors
from alcove.rag.catalogue import Catalogue
from alcove.rag.embeddings import Embeddings
from alcove.rag.query import Selection, parse
from alcove.rag.retrieve import DEPTH, Ranking, Retriever, places_in
from alcove.rag.types import ChunkId, Hit, PageSpan, Placing, SourceId, Trace

READ = "read"
NOT_ANSWERED = "nothing that was found was taken to answer the question"
NOT_QUOTED = "not quoted"
FILTERS_ALONE = "the question is filters alone"
_EVERYTHING = 10**9
_CANDIDATES = 50
"""Chunks of what was pointed at that are looked at: a page seldom has more than ten."""
_AT_ONCE = 8192
"""Vectors held in memory at a time: 12 MB."""
_EQUAL = 1e-6
"""Cosines that differ less are of the same text."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A passage with its places. `start:end` is the chunk that came best, or what was pointed at where there is none.

    `hidden` says why no search for this question can find it. `no_keyword` and `no_meaning` say why it has no rank by
    words or by meaning. It has no rank of both together where it is too deep in both lists to be joined.
    """

    uri: str
    page: int | None
    start: int
    end: int
    text: str
    content_hash: bytes = b""
    placing: Placing | None = None
    hidden: str = ""
    no_keyword: str = ""
    no_meaning: str = ""


class Placer:
    """Place passages by the same lists that a search joins."""

    def __init__(self, database: Database, catalogue: Catalogue, retriever: Retriever, embeddings: Embeddings) -> None:
        self._db = database
        self._catalogue = catalogue
        self._retriever = retriever
        self._embeddings = embeddings

    def place(self, query: str, sources: Sequence[SourceId] | None, *, uri: str, start: int, end: int) -> Placed:
        """Return where what stands at `start:end` of an item comes for a query among some sources (None: all)."""
        items = self._db.query(
            "SELECT i.id, i.state, i.reason, i.source_id, s.name, d.text FROM items i "
            "JOIN sources s ON s.id = i.source_id LEFT JOIN documents d ON d.item_id = i.id WHERE i.uri = ?",
            (uri,),
        )
        text = next((row["text"] for row in items if row["text"] is not None), "")
        pages = self._catalogue.document(uri).pages if text else ()
        page = next((one for one in pages if one.start <= start < max(one.end, one.start + 1)), None)
        nowhere = Placed(uri, page.number if page else None, start, end, text[start:end])
        asked = [row for row in items if sources is None or row["source_id"] in sources]
        chunks = self._chunks([row["id"] for row in asked], start, end)
        if not asked or not chunks:
            return replace(nowhere, hidden=_why_hidden(items, asked, page))
        parsed = parse(query)
        selection = Selection(self._db, parsed.filters, sources) if parsed.filters else None
        kept = selection.keep(list(chunks)) if selection else set(chunks)
        if not kept:
            return replace(nowhere, hidden="the filters of the question leave it out")
        hashes = {chunk: content_hash for chunk, content_hash in chunks.items() if chunk in kept}
        return self._placed(parsed.words, sources, selection, hashes)

    def _placed(
        self,
        words: str,
        sources: Sequence[SourceId] | None,
        selection: Selection | None,
        hashes: dict[ChunkId, bytes],
    ) -> Placed:
        """Return the best placed of some chunks."""
        if selection and not words:
            ranking = Ranking([(chunk, 0.0) for chunk in selection.first(_EVERYTHING)])
        else:
            ranking = self._retriever.rank(words, DEPTH, sources, selection=selection)
        together = places_in(ranking.ranked)
        keyword = places_in(self._retriever.by_words(words, _EVERYTHING, sources, selection))
        meaning: dict[ChunkId, tuple[int, float]] = {}
        if ranking.near.vector is not None and ranking.near.trust:
            pairs = selection.vectors(self._embeddings.embedder) if selection else None
            stored = pairs if pairs is not None else self._embeddings.all_vectors(sources)
            vectors = self._embeddings.vectors(list(set(hashes.values())))
            own = {chunk: vectors[one] for chunk, one in hashes.items() if one in vectors}
            meaning = by_meaning(ranking.near.vector, own, stored)

        def order(chunk: ChunkId) -> tuple[int, int]:
            deep = min(keyword.get(chunk, _EVERYTHING), meaning.get(chunk, (_EVERYTHING, 0.0))[0])
            return together.get(chunk, _EVERYTHING), deep

        best = min(hashes, key=order)
        (hit,) = self._catalogue.hits([(best, 0.0)])
        rank, cosine = meaning.get(best, (None, None))
        placing = Placing(
            best, hit.uri, hit.title, hit.page, hit.start, hit.end, hit.heading, keyword.get(best), rank,
            None if cosine is None else round(cosine, 3), together.get(best), best in ranking.lent,
            best in ranking.linked,
        )  # fmt: skip
        return Placed(
            hit.uri, hit.page, hit.start, hit.end, hit.text, hit.content_hash, placing,
            no_keyword="" if best in keyword else "no word of the question stands in it" if words else FILTERS_ALONE,
            no_meaning="" if best in meaning else _why_no_meaning(ranking, words),
        )  # fmt: skip

    def _chunks(self, items: Sequence[int], start: int, end: int) -> dict[ChunkId, bytes]:
        """Return the chunks that touch a span of some items, with their hashes."""
        marks = ",".join("?" * len(items))
        rows = self._db.query(
            f"SELECT id, content_hash FROM chunks WHERE item_id IN ({marks}) "
            'AND start < ? AND "end" > ? ORDER BY start LIMIT ?',
            (*items, max(end, start + 1), start, _CANDIDATES),
        )
        return {ChunkId(row["id"]): row["content_hash"] for row in rows}


def by_meaning(
    question: Vectors, own: dict[ChunkId, Vectors], stored: Iterable[tuple[ChunkId, bytes]]
) -> dict[ChunkId, tuple[int, float]]:
    """Return the rank (from 1) and cosine of some vectors among all that are stored, compared exactly."""
    cosines = {chunk: float(vector @ question) for chunk, vector in own.items()}
    better = dict.fromkeys(cosines, 0)
    for batch in _batches(stored if cosines else ()):
        matrix = np.frombuffer(b"".join(vector for _, vector in batch), np.float32).reshape(len(batch), -1)
        scores = matrix @ question
        for chunk, cosine in cosines.items():
            better[chunk] += int(np.count_nonzero(scores > cosine + _EQUAL))
    return {chunk: (better[chunk] + 1, cosine) for chunk, cosine in cosines.items()}


def with_fates(trace: Trace, read: Sequence[Hit], left: Iterable[tuple[Hit, str]]) -> Trace:
    """Say of each passage of a trace whether the model read it, else why not; `left` holds the reasons.

    What was neither read nor left out came too far down to be offered to the model.
    """
    reasons = {hit.chunk_id: why for hit, why in left}
    fates = [
        READ if any(_within(one, passage) for passage in read) else reasons.get(one.chunk_id, "")
        for one in trace.placings
    ]
    beyond = f"not among the first {sum(map(bool, fates))}"
    placings = (replace(one, became=fate or beyond) for one, fate in zip(trace.placings, fates, strict=True))
    return replace(trace, placings=tuple(placings))


def _within(placing: Placing, passage: Hit) -> bool:
    """Tell whether more than half of a chunk stands in a passage, which may be several chunks joined."""
    shared = min(placing.end, passage.end) - max(placing.start, passage.start)
    return placing.uri == passage.uri and 2 * shared > placing.end - placing.start


def _batches(pairs: Iterable[tuple[ChunkId, bytes]]) -> Iterator[list[tuple[ChunkId, bytes]]]:
    left = iter(pairs)
    while batch := list(islice(left, _AT_ONCE)):
        yield batch


def _why_hidden(items: Sequence[Row], asked: Sequence[Row], page: PageSpan | None) -> str:
    """Return why nothing that is searched stands in a place."""
    if not items:
        return "the library does not hold this document"
    if not asked:
        return f"its source, {items[0]['name']}, was not asked"
    reason = asked[0]["reason"] or ""
    if page is not None and page.kind in ("poor", "unread"):
        told = "was read too poorly to be searched" if page.kind == "poor" else "could not be read"
        return f"its page {told}: {page.reason}" if page.reason else f"its page {told}"
    if asked[0]["state"] == "skipped":
        return f"the document could not be read: {reason}"
    if asked[0]["state"] == "pending":
        return "the document waits to be read"
    return "nothing that is searched stands there"


def _why_no_meaning(ranking: Ranking, words: str) -> str:
    if not words:
        return FILTERS_ALONE
    if ranking.near.vector is not None and not ranking.near.trust:
        return "the embedding model does not read the language of the question"
    return ranking.degraded or "its meaning is not indexed yet"
