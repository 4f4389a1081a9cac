"""Finding: keyword and vector search, joined by weighted reciprocal rank fusion, narrowed by filters.

The weight of the vectors is how well the embedder reads the question's language, probed for each question:
plain fusion with an embedder that cannot read Russian turned an nDCG@10 of .954 into .557. Links help too: what the
best hits link to, or are linked from, moves up behind them.
"""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from alcove.core.database import Database
from alcove.core.errors import AppError
from alcove.models.types import Vectors
from alcove.rag.catalogue import Catalogue
from alcove.rag.embeddings import Embeddings
from alcove.rag.index import Index, Nearest
from alcove.rag.keywords import forms_of, terms_of
from alcove.rag.links import LinkGraph
from alcove.rag.query import Selection, parse
from alcove.rag.scale import PLAIN, Scale
from alcove.rag.split import embedded_text
from alcove.rag.types import ChunkId, Hit, ItemId, Placing, SearchMode, SearchResult, SourceId, Trace

DEPTH = 100
"""How many of each list are joined."""
RRF_K = 10
"""The constant of reciprocal rank fusion (Cormack, Clarke and Büttcher, 2009), whose 60 suits dozens of lists.

Of two lists the first places must tell more. With 10 instead of 60, and the vectors at .7, pages among the first five
on northwind are .876 instead of .856, spans on chroma_chunking .891 instead of .874; 20 does nearly as well.
Chosen among 36 settings on these very sets, and the differences are about one standard error: an upper bound.
"""
VECTOR_WEIGHT = 0.7
"""Of the vectors beside the keywords, where the embedder reads the language."""
LENT = (0.3, 0.15)
"""What a chunk lends of its score to those beside it, and to the next but one: where a document speaks of something,
it does so in several. Of northwind's pages .896 instead of .876 are among the first five (in chunks of 1,000
characters), of chroma_chunking's sought characters .959 instead of .935 among the first 8,000. Chosen among eleven
settings on these very sets.
"""
SEEDS = 3
"""The links of so many of the best chunks are followed, and nothing they lead to overtakes these."""
LINKED_WEIGHT, LINKED_K = 0.3, 60
"""Of the list of chunks that links lead to, joined to what words and vectors found together.

Measured by keyword on four public vaults of 173 to 1,903 notes: of questions put together from a note and one it links
to, the linked note is among the first five in .72, .80, .76 and .64 of the cases instead of .66, .71, .64 and .51; of
questions from one note alone that note stays where it was (mean reciprocal rank .95, .95, .91, .85, all unchanged).
Where linked ones may overtake the first ones, these fall by .12 to .15 at a weight of only .1.
"""
RANKED_MOST = 20_000
"""Chunks a search by words ranks, where they are more: those with its rarest words. Ranking 100,000 takes 70 ms."""
TRACED = 100
"""Of so many of the best chunks an answer keeps where they came: some ten kilobytes of its details."""
RERANKED = 20
"""So many of the first chunks a cross-encoder puts in order, where one is installed."""
RERANKED_TRUST = 0.5
"""In languages that the embedder reads; those of the cross-encoder are taken to be the same."""
EXACT_MOST = 20_000
"""Where filters leave at most so many chunks, all their vectors are compared: 30 MB, a tenth of a second."""

Ranked = list[tuple[ChunkId, float]]


@dataclass(frozen=True, slots=True)
class Found:
    """A search with what the answer needs to judge it.

    `trust` is the probed trust in the embedder (0 where it was not asked); `similarity` the best cosine, on the scale
    of `scale.PLAIN`; `degraded` says why vectors were not used, if they should have been. Embedding the question took
    `embedding_ms` of the result's milliseconds. `trace` tells where each of the best chunks came, the hits first.
    """

    result: SearchResult
    trust: float
    similarity: float
    degraded: str = ""
    embedding_ms: float = 0.0
    trace: Trace = field(default_factory=Trace)


@dataclass(frozen=True, slots=True)
class Near:
    """What was found by meaning, the trust in it, how long the question's vector took, and that vector if asked for.

    `scale` says what the cosines mean.
    """

    ranked: Ranked
    trust: float
    embedding_ms: float = 0.0
    vector: Vectors | None = None
    scale: Scale = PLAIN

    @classmethod
    def of(cls, found: Nearest, ranked: Ranked) -> "Near":
        """Return what was found with the question's vector, however it was compared."""
        return cls(ranked, found.trust, found.embedding_ms, found.vector, found.scale)


_NOTHING_NEAR = Near([], 0.0)


@dataclass(frozen=True, slots=True)
class Ranking:
    """The lists of one search, best first, and what they became together.

    `lent` have some of their score from neighbours, `linked` of a link. `degraded` is that of `Found`.
    """

    ranked: Ranked
    keyword: Ranked = field(default_factory=list)
    near: Near = _NOTHING_NEAR
    lent: frozenset[ChunkId] = frozenset()
    linked: frozenset[ChunkId] = frozenset()
    degraded: str = ""


class Retriever:
    """Answer searches from the catalogue and the `index` child (None: keyword only)."""

    def __init__(self, catalogue: Catalogue, index: Index | None, embeddings: Embeddings, database: Database) -> None:
        self._catalogue = catalogue
        self._index = index
        self._embeddings = embeddings
        self._database = database
        self._graph = LinkGraph(database)

    def search(
        self,
        query: str,
        k: int,
        sources: Sequence[SourceId] | None,
        mode: SearchMode,
        *,
        beside: Sequence[ItemId] = (),
        alone: bool = False,
    ) -> Found:
        """Return the best k hits among some sources (None: all) for a query, which may hold filters (`query.py`).

        Filters without words list the chunks of what they leave, in order. Items `beside` are searched as well,
        filters or not, with nothing else where they are `alone`.
        """
        began = time.perf_counter()
        asked = parse(query)
        selection = Selection(self._database, asked.filters, sources) if asked.filters else None
        if alone:
            ranking = Ranking([])
        elif selection and not asked.words:
            ranking = Ranking([(chunk, 0.0) for chunk in selection.first(k)])
        else:
            ranking = self.rank(asked.words, max(DEPTH, k), sources, selection=selection, mode=mode)
        if beside:
            ranking = together(self._within(asked.words, k, beside, mode), ranking)
        hits = self._catalogue.hits(ranking.ranked[:k])
        trace = Trace(
            query, self._placings(ranking, max(TRACED, k)), trust=ranking.near.trust, degraded=ranking.degraded
        )
        ms = (time.perf_counter() - began) * 1000
        near = ranking.near
        similarity = max((near.scale.alike(score) for _, score in near.ranked), default=0.0)
        return Found(SearchResult(tuple(hits), ms), near.trust, similarity, ranking.degraded, near.embedding_ms, trace)

    def _within(self, words: str, k: int, items: Sequence[ItemId], mode: SearchMode) -> Ranking:
        """Search in some items; where nothing is found, they are taken from their beginning."""
        selection = Selection(self._database, (), None, items)
        found = self.rank(words, max(DEPTH, k), None, selection=selection, mode=mode)
        if found.ranked:
            return found
        return replace(found, ranked=[(chunk, 1.0) for chunk in selection.first(k)])

    def rank(
        self,
        words: str,
        depth: int,
        sources: Sequence[SourceId] | None,
        *,
        selection: Selection | None,
        mode: SearchMode = "hybrid",
    ) -> Ranking:
        """Search by words and by meaning, and join the first `depth` of both."""
        near, degraded = _NOTHING_NEAR, ""
        if mode != "keyword" and self._catalogue.chunk_count():
            if self._index is None:
                degraded = "no embedding model is installed"
            else:
                try:
                    near = self._nearest(self._index, words, depth, sources, selection)
                except AppError as error:
                    degraded = error.message
        if mode == "vector":
            return Ranking(near.ranked, near=near, degraded=degraded)
        keyword = self.by_words(words, 3 * depth, sources, selection)
        alone = not (near.ranked and near.trust)  # then the scores of BM25 tell more than the ranks
        joined = [(keyword[:depth], 1.0), (near.ranked, VECTOR_WEIGHT * near.trust)]
        own = keyword[:depth] if alone else fused(joined)
        ranked = self._lent(own)
        scores = dict(own)
        lent = frozenset(chunk for chunk, score in ranked if score > scores.get(chunk, 0.0))
        linked = self._linked(ranked[:SEEDS], [*keyword, *near.ranked])
        if linked:
            seeds = fused([(ranked[:SEEDS], 1.0)], LINKED_K)
            rest = fused([(ranked, 1.0), (linked, LINKED_WEIGHT)], LINKED_K)
            ranked = _once([*seeds, *((chunk, min(score, seeds[-1][1])) for chunk, score in rest)])
        if mode == "hybrid" and near.trust >= RERANKED_TRUST and self._index is not None and self._index.reranks:
            ranked = self._reranked(self._index, words, ranked)
        return Ranking(ranked, keyword, near, lent, frozenset(chunk for chunk, _ in linked), degraded)

    def _reranked(self, index: Index, words: str, ranked: Ranked) -> Ranked:
        """Let the cross-encoder put the first chunks in order; the scores stay with the places."""
        first = self._catalogue.hits(ranked[:RERANKED])
        try:
            scores = index.rerank(words, [embedded_text(hit.title, hit.heading, hit.text, hit.header) for hit in first])
        except AppError:
            return ranked  # it only betters the order
        best = sorted(zip(scores, first, strict=True), key=lambda pair: -pair[0])
        placed = [(hit.chunk_id, place.score) for (_, hit), place in zip(best, first, strict=True)]
        return [*placed, *ranked[len(first) :]]

    def _placings(self, ranking: Ranking, most: int) -> tuple[Placing, ...]:
        """Return where the best chunks came."""
        best = [chunk for chunk, _ in ranking.ranked[:most]]
        places = self._catalogue.places(best)
        keyword = places_in(ranking.keyword)
        near, cosines = places_in(ranking.near.ranked), dict(ranking.near.ranked)
        return tuple(
            Placing(
                chunk, *places[chunk], keyword=keyword.get(chunk), meaning=near.get(chunk),
                similarity=round(cosines[chunk], 3) if chunk in cosines else None, rank=rank,
                lent=chunk in ranking.lent, linked=chunk in ranking.linked,
            )
            for rank, chunk in enumerate(best, start=1)
            if chunk in places
        )  # fmt: skip

    def rarity(self, words: Sequence[str]) -> dict[str, float]:
        """Return the inverse document frequency of plain stems, however the library's languages stem their words."""
        total, languages = self._catalogue.chunk_count(), self._catalogue.languages()
        return {
            word: math.log(1 + (total - n + 0.5) / (n + 0.5))
            for word in dict.fromkeys(words)
            for n in [self._catalogue.document_frequency(forms_of(word, languages))]
        }

    def by_words(self, words: str, k: int, sources: Sequence[SourceId] | None, selection: Selection | None) -> Ranked:
        """Find by words. What was found because of a note it embeds gives its place to that note, and comes last."""
        terms = terms_of(words, self._catalogue.languages())
        if not terms:
            return []
        ranked: Ranked = []
        for part in narrowed(terms, self._catalogue.matching, k):
            ranked += selection.keyword(part, k) if selection else self._catalogue.keyword(part, k, sources)
        ranked = sorted(ranked, key=lambda pair: (-pair[1], pair[0]))[:k]
        owners = self._graph.owners(" OR ".join(terms), [chunk for chunk, _ in ranked[:DEPTH]])
        if selection:
            kept = selection.keep(list(owners.values()))
            owners = {chunk: owner for chunk, owner in owners.items() if owner in kept}
        placed = [(owners.get(chunk, chunk), score) for chunk, score in ranked]
        return _once([*placed, *((chunk, 0.0) for chunk in owners)])

    def _nearest(
        self,
        index: Index,
        words: str,
        k: int,
        sources: Sequence[SourceId] | None,
        selection: Selection | None,
    ) -> Near:
        """Find the k nearest by meaning."""
        if selection is None:
            found = index.nearest(words, k, sources)
            return Near.of(found, self.similar(index, found, k, sources))
        left = selection.count()
        if not left:
            return _NOTHING_NEAR
        if left > EXACT_MOST:
            # Chroma knows nothing of filters: it is asked for more, and what they leave out is left out.
            deeper = min(2 * k * self._catalogue.chunk_count() // left, EXACT_MOST)
            found = index.nearest(words, deeper, sources)
            near = self.similar(index, found, deeper, sources)
            kept = selection.keep([chunk for chunk, _ in near])
            near = [one for one in near if one[0] in kept]
            if len(near) >= k:
                return Near.of(found, near[:k])
        else:
            found = index.nearest(words, 1, sources)
        return Near.of(found, compared(found.vector, selection.vectors(self._embeddings.embedder))[:k])

    def similar(self, index: Index, found: Nearest, k: int, sources: Sequence[SourceId] | None) -> Ranked:
        """Return the k nearest of what the index answered and of what it is known not to find."""
        if not found.approximate or self._embeddings.place() != index.place:
            # Chroma cannot be used now (another process has it open), or its collection is not the one that was
            # filled (an update made its graph another way) until the next sync: compare all vectors.
            return compared(found.vector, list(self._embeddings.all_vectors(sources)))[:k]
        near = [(ChunkId(i), s) for i, s in zip(found.ids, found.similarities, strict=True)]
        unfound = compared(found.vector, self._embeddings.unfound_vectors(sources))
        return sorted({**dict(unfound), **dict(near)}.items(), key=lambda pair: -pair[1])[:k]

    def _lent(self, ranked: Ranked) -> Ranked:
        """Let each chunk lend of its score to its neighbours in the document, found or not."""
        scores = dict(ranked)
        lent = dict(ranked)
        for chunk, neighbour, distance in self._catalogue.neighbours(list(scores), len(LENT)):
            lent[neighbour] = lent.get(neighbour, 0.0) + LENT[distance - 1] * scores[chunk]
        return sorted(lent.items(), key=lambda pair: -pair[1])

    def _linked(self, best: Ranked, candidates: Ranked) -> Ranked:
        """Return the candidates whose items the best chunks' items link to or are linked from."""
        neighbours = self._graph.neighbours([chunk for chunk, _ in best])
        if not neighbours:
            return []
        items = self._graph.items_of([chunk for chunk, _ in candidates])
        return _once([one for one in candidates if items.get(one[0]) in neighbours])


def narrowed(terms: Sequence[str], matching: Callable[[str], int], k: int) -> list[str]:
    """Return FTS5 expressions that together find the best k chunks with any of some terms, each chunk at most once.

    Where the terms stand in more than RANKED_MOST chunks, those with none of the rarest ones are not ranked at all: a
    chunk with common words only hardly ever comes first. The scores of the others stay what they were: BM25 counts each
    phrase of an expression, so both expressions hold every term once.
    """
    counts = {term: matching(term) for term in terms}
    if sum(counts.values()) <= RANKED_MOST:
        return [" OR ".join(terms)]
    rare: list[str] = []
    rows = 0
    for term in sorted(terms, key=lambda one: counts[one]):
        if rows >= k and rows + counts[term] > RANKED_MOST:
            break
        rare.append(term)
        rows += counts[term]
    common = " OR ".join(term for term in terms if term not in rare)
    if not common:
        return [" OR ".join(terms)]
    first = " OR ".join(rare)
    return [f"({first}) AND ({common})", f"({first}) NOT ({common})"]


def together(first: Ranking, second: Ranking) -> Ranking:
    """Join what was found in two places, as if the best of both were equally good; of equals the first goes first."""
    best, other = (ranking.ranked[0][1] if ranking.ranked else 0.0 for ranking in (first, second))
    scale = other / best if best > 0 and other > 0 else 1.0
    scaled = [(chunk, score * scale) for chunk, score in first.ranked]
    near = first.near if first.near.vector is not None else second.near
    return Ranking(
        _once(_by_score([*scaled, *second.ranked])),
        _once(_by_score([*first.keyword, *second.keyword])),
        replace(near, ranked=_once(_by_score([*first.near.ranked, *second.near.ranked]))),
        first.lent | second.lent,
        first.linked | second.linked,
        first.degraded or second.degraded,
    )


def _by_score(ranked: Ranked) -> Ranked:
    return sorted(ranked, key=lambda pair: -pair[1])


def places_in(ranked: Ranked) -> dict[ChunkId, int]:
    """Return the place of each chunk of a list, from 1."""
    return {chunk: place for place, (chunk, _) in enumerate(ranked, start=1)}


def _once(ranked: Ranked) -> Ranked:
    """Keep each chunk where it stands first."""
    first: dict[ChunkId, float] = {}
    for chunk, score in ranked:
        first.setdefault(chunk, score)
    return list(first.items())


def compared(question: Vectors, pairs: Sequence[tuple[ChunkId, bytes]]) -> Ranked:
    """Rank chunks by the cosine between their vectors and the question's, exactly."""
    if not pairs:
        return []
    matrix = np.frombuffer(b"".join(vector for _, vector in pairs), np.float32).reshape(len(pairs), -1)
    scores = matrix @ question
    return [(pairs[i][0], float(scores[i])) for i in np.argsort(-scores)]


def fused(lists: Sequence[tuple[Ranked, float]], constant: int = RRF_K) -> Ranked:
    """Join ranked lists by weighted reciprocal rank; ties keep the order of the first list that has them."""
    scores: dict[ChunkId, float] = {}
    for ranked, weight in lists:
        if weight <= 0:
            continue
        for rank, (chunk, _) in enumerate(ranked, start=1):
            scores[chunk] = scores.get(chunk, 0.0) + weight / (constant + rank)
    return sorted(scores.items(), key=lambda pair: -pair[1])


def deduplicated(hits: Sequence[Hit]) -> list[Hit]:
    """Keep the first of hits with the same content."""
    seen: dict[bytes, Hit] = {}
    for hit in hits:
        seen.setdefault(hit.content_hash, hit)
    return list(seen.values())
