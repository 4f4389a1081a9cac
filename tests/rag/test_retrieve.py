"""Joining ranked lists, what a search does when the embedder reads the language, does not, or is not there; filters
and links."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alcove.connectors.base import Item
from alcove.core.database import Database
from alcove.core.errors import IndexUnavailable
from alcove.rag import retrieve
from alcove.rag.catalogue import Catalogue
from alcove.rag.embeddings import Embeddings
from alcove.rag.index import Nearest
from alcove.rag.links import LinkGraph, TagCount, resolve
from alcove.rag.reader import Reading
from alcove.rag.readers.markdown import marks
from alcove.rag.retrieve import RRF_K, Ranked, Retriever, deduplicated, fused, narrowed
from alcove.rag.split import split
from alcove.rag.types import ChunkId, Document, Hit, SourceId
from tests.rag.evidence import hit

HITS = {n: hit(f"passage {n}", n) for n in range(1, 10)}


def ranked(*ids: int) -> Ranked:
    return [(ChunkId(i), 1.0 / (place + 1)) for place, i in enumerate(ids)]


class FakeCatalogue:
    """Nine chunks; the keyword search finds 1, 2, 3 in that order."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int, Sequence[SourceId] | None]] = []
        self.beside: dict[ChunkId, list[tuple[ChunkId, int]]] = {}

    def keyword(self, match: str, k: int, sources: Sequence[SourceId] | None) -> Ranked:
        self.asked.append((match, k, sources))
        return ranked(1, 2, 3)[:k]

    def neighbours(self, chunks: Sequence[ChunkId], most: int) -> list[tuple[ChunkId, ChunkId, int]]:
        return [(one, other, by) for one in chunks for other, by in self.beside.get(one, ())]

    def hits(self, found: Ranked) -> list[Hit]:
        return [dataclasses.replace(HITS[i], rank=n, score=s) for n, (i, s) in enumerate(found, start=1)]

    def places(self, chunks: Sequence[ChunkId]) -> dict[ChunkId, tuple[str, str, int | None, int, int, str]]:
        held = {one: HITS[one] for one in chunks if one in HITS}
        return {n: (one.uri, one.title, one.page, one.start, one.end, one.heading) for n, one in held.items()}

    def chunk_count(self) -> int:
        return 9

    def languages(self) -> set[str]:
        return {"en"}

    def document_frequency(self, forms: Sequence[str]) -> int:
        return max({"oil": 3, "the": 9}.get(one, 0) for one in forms)

    def matching(self, match: str) -> int:
        return self.document_frequency(match.strip('"'))


class FakeEmbeddings:
    """Has the vectors of 4, 5 and 6, and of 8, which Chroma does not find."""

    def all_vectors(self, sources: Sequence[SourceId] | None) -> list[tuple[ChunkId, bytes]]:
        if sources == [SourceId(99)]:
            return []
        vectors = {4: (1.0, 0.0), 5: (0.6, 0.8), 6: (0.0, 1.0)}
        return [(ChunkId(i), np.array(v, np.float32).tobytes()) for i, v in vectors.items()]

    def place(self) -> str:
        return "here"

    def unfound_vectors(self, sources: Sequence[SourceId] | None) -> list[tuple[ChunkId, bytes]]:
        return [(ChunkId(8), np.array((0.85, 0.5), np.float32).tobytes())] if sources == [SourceId(5)] else []


class FakeIndex:
    """Finds 3, 4, 5 with a trust that is given; fails or stays exact where asked to."""

    def __init__(
        self, trust: float = 1.0, *, approximate: bool = True, fails: bool = False, place: str = "here"
    ) -> None:
        self.place = place
        self._trust = trust
        self._approximate = approximate
        self._fails = fails
        self.reranks = False
        self.reranked: list[str] = []

    def rerank(self, question: str, passages: Sequence[str]) -> list[float]:
        self.reranked += passages
        if self._trust < 0.9:
            raise IndexUnavailable("The index process ended.", "Ask again.")
        return [float(passage.rsplit(" ", 1)[-1]) for passage in passages]

    def nearest(self, question: str, k: int, sources: Sequence[int] | None = None) -> Nearest:
        if self._fails:
            raise IndexUnavailable("The index process ended.", "Ask again.")
        vector = np.array([1, 0], np.float32)
        if not self._approximate:
            return Nearest(vector, self._trust, (), (), False)
        return Nearest(vector, self._trust, (3, 4, 5), (0.9, 0.8, 0.7), True, 12.5)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(tmp_path / "library.db")
    yield made
    made.close()


Make = Callable[[FakeIndex | None], Retriever]


@pytest.fixture
def retriever(database: Database) -> Make:
    return lambda index: Retriever(FakeCatalogue(), index, FakeEmbeddings(), database)  # type: ignore[arg-type]  # fakes


def ids(hits: Sequence[Hit]) -> list[int]:
    return [int(one.chunk_id) for one in hits]


def test_fusion_adds_weighted_reciprocal_ranks() -> None:
    result = fused([(ranked(1, 2), 1.0), (ranked(2, 3), 0.5)])
    assert [chunk for chunk, _ in result] == [2, 1, 3]
    assert dict(result)[ChunkId(2)] == pytest.approx(1 / (RRF_K + 2) + 0.5 / (RRF_K + 1))


def test_a_list_of_no_weight_changes_nothing() -> None:
    assert fused([(ranked(1, 2, 3), 1.0), (ranked(9, 8), 0.0)]) == fused([(ranked(1, 2, 3), 1.0)])
    assert fused([]) == []


def test_ties_keep_the_first_lists_order() -> None:
    assert [chunk for chunk, _ in fused([(ranked(1, 2), 1.0), (ranked(2, 1), 1.0)])] == [1, 2]


@given(st.lists(st.tuples(st.lists(st.integers(0, 20), unique=True), st.floats(0, 1)), max_size=4))
def test_fusion_holds_every_chunk_of_weighted_lists_once_best_first(lists: list[tuple[list[int], float]]) -> None:
    result = fused([(ranked(*chunks), weight) for chunks, weight in lists])
    assert {int(chunk) for chunk, _ in result} == {c for chunks, weight in lists if weight > 0 for c in chunks}
    assert len(result) == len(dict(result))
    assert [score for _, score in result] == sorted((score for _, score in result), reverse=True)


def test_both_lists_are_joined_where_the_embedder_reads_the_language(retriever: Make) -> None:
    found = retriever(FakeIndex(1.0)).search("oil", 10, None, "hybrid")
    assert ids(found.result.hits) == [3, 1, 2, 4, 5]
    assert (found.trust, found.similarity, found.degraded) == (1.0, 0.9, "")
    assert [one.rank for one in found.result.hits] == [1, 2, 3, 4, 5]
    assert found.result.ms >= 0
    assert found.embedding_ms == 12.5


def test_vectors_weigh_nothing_where_it_does_not(retriever: Make) -> None:
    assert ids(retriever(FakeIndex(0.0)).search("масло", 10, None, "hybrid").result.hits) == [1, 2, 3]


def test_each_list_alone_may_be_asked(retriever: Make) -> None:
    assert ids(retriever(FakeIndex()).search("oil", 2, None, "vector").result.hits) == [3, 4]
    keyword = retriever(FakeIndex(fails=True)).search("oil", 2, None, "keyword")
    assert ids(keyword.result.hits) == [1, 2]
    assert (keyword.trust, keyword.similarity, keyword.degraded) == (0.0, 0.0, "")


def test_without_an_index_or_when_it_fails_keywords_answer_and_it_is_told(retriever: Make) -> None:
    none = retriever(None).search("oil", 10, None, "hybrid")
    assert ids(none.result.hits) == [1, 2, 3]
    assert none.degraded == "no embedding model is installed"
    failed = retriever(FakeIndex(fails=True)).search("oil", 10, None, "hybrid")
    assert ids(failed.result.hits) == [1, 2, 3]
    assert failed.degraded == "The index process ended."


def test_when_chroma_is_taken_all_vectors_are_compared(retriever: Make) -> None:
    found = retriever(FakeIndex(approximate=False)).search("oil", 2, None, "vector")
    assert ids(found.result.hits) == [4, 5]
    assert [one.score for one in found.result.hits] == pytest.approx([1.0, 0.6])
    nothing = retriever(FakeIndex(approximate=False)).search("oil", 2, [SourceId(99)], "vector")
    assert nothing.result.hits == ()


def test_until_a_collection_made_another_way_is_filled_all_vectors_are_compared(retriever: Make) -> None:
    found = retriever(FakeIndex(place="elsewhere")).search("oil", 2, None, "vector")
    assert ids(found.result.hits) == [4, 5]


def test_what_chroma_has_but_does_not_find_is_compared_beside_it(retriever: Make) -> None:
    found = retriever(FakeIndex()).search("oil", 3, [SourceId(5)], "vector")
    assert ids(found.result.hits) == [3, 8, 4]
    assert found.result.hits[1].score == pytest.approx(0.85)


def test_the_keyword_question_quotes_each_stem_once(database: Database) -> None:
    catalogue = FakeCatalogue()
    Retriever(catalogue, None, Embeddings(database, 1), database).search(
        'Oil "OR" oils* NEAR', 5, [SourceId(7)], "keyword"
    )  # type: ignore[arg-type]  # a fake
    assert catalogue.asked == [('"oil" OR "near"', 300, [SourceId(7)])]


def test_a_question_without_words_asks_nothing(retriever: Make) -> None:
    assert retriever(None).search("?!", 5, None, "keyword").result.hits == ()


def test_few_chunks_are_ranked_as_they_are() -> None:
    assert narrowed(['"oil"', '"boat"'], {'"oil"': 19_000, '"boat"': 900}.__getitem__, 300) == ['"oil" OR "boat"']


def test_of_many_chunks_those_without_any_rare_word_are_not_ranked() -> None:
    counts = {'"of"': 90_000, '"oil"': 19_000, '"boat"': 900, '"name"': 40_000}
    assert narrowed(list(counts), counts.__getitem__, 300) == [
        '("boat" OR "oil") AND ("of" OR "name")',
        '("boat" OR "oil") NOT ("of" OR "name")',
    ]


def test_rare_words_are_too_few_while_they_find_less_than_what_is_wanted() -> None:
    counts = {'"oil"': 40_000, '"tung"': 2, '"boat"': 50_000}
    assert narrowed(list(counts), counts.__getitem__, 300) == [
        '("tung" OR "oil") AND ("boat")',
        '("tung" OR "oil") NOT ("boat")',
    ]
    assert narrowed(['"oil"'], counts.__getitem__, 300) == ['"oil"']


def test_rarity_is_the_inverse_document_frequency(retriever: Make) -> None:
    rarity = retriever(None).rarity(["oil", "the", "tung", "oil"])
    assert list(rarity) == ["oil", "the", "tung"]
    assert rarity["oil"] == pytest.approx(math.log(1 + 6.5 / 3.5))
    assert rarity["tung"] > rarity["oil"] > rarity["the"] > 0


def test_copies_of_a_text_are_kept_once() -> None:
    copy = dataclasses.replace(HITS[1], chunk_id=ChunkId(8))
    assert ids(deduplicated([HITS[1], HITS[2], copy])) == [1, 2]


# Filters and links, on a real catalogue


class Shelf:
    """Notes in a real catalogue, with vectors: the one of note n is at angle n of the question's."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.catalogue = Catalogue(database)
        self.embeddings = Embeddings(database, 1)
        self.source = self.catalogue.add_source("v", "obsidian", "/v", 1).id
        with database.transaction() as tx:
            tx.execute("INSERT INTO embedders VALUES (1, 'x', 2)")

    def put(self, name: str, text: str) -> ChunkId:
        found = marks(text)
        document = Document(text, tags=tuple(found.tags), links=tuple(found.links))
        chunks = split(document, name)
        self.catalogue.keep(self.source, Item(f"/v/{name}", "text/markdown", 1, 1), "r", Reading(document, chunks))
        rows = self.database.query("SELECT max(id) AS id FROM chunks")
        number = rows[0]["id"]
        self.embeddings.keep({chunks[0].content_hash: np.array(direction(number), np.float32)})
        return ChunkId(number)

    def found(self, query: str, mode: str = "keyword", index: object = None, k: int = 10) -> list[str]:
        resolve(self.database, self.source)
        made = Retriever(self.catalogue, index, self.embeddings, self.database)  # type: ignore[arg-type]  # a fake
        hits = made.search(query, k, None, mode).result.hits  # type: ignore[arg-type]
        return [one.uri.removeprefix("/v/") for one in hits]

    def found_tags(self) -> list[TagCount]:
        return LinkGraph(self.database).tags()


def direction(number: int) -> tuple[float, float]:
    return math.cos(number / 10), math.sin(number / 10)


class Everything:
    """An index that has every chunk up to a number, and keeps what it was asked."""

    reranks = False
    place = ""

    def __init__(self, last: int, *, approximate: bool = True) -> None:
        self.last = last
        self.approximate = approximate
        self.asked: list[tuple[str, int]] = []

    def nearest(self, question: str, k: int, sources: Sequence[int] | None = None) -> Nearest:
        self.asked.append((question, k))
        vector = np.array([1, 0], np.float32)
        ids = tuple(range(1, self.last + 1))[:k] if self.approximate else ()
        return Nearest(vector, 1.0, ids, tuple(direction(n)[0] for n in ids), self.approximate)


@pytest.fixture
def shelf(database: Database) -> Shelf:
    return Shelf(database)


def test_filters_narrow_words_and_meaning(shelf: Shelf) -> None:
    for number in range(12):
        shelf.put(f"n{number}.md", f"oil number {number} #{'rare' if number == 11 else 'often'}")
    index = Everything(12)
    assert shelf.found("tag:rare oil") == ["n11.md"]
    assert shelf.found("tag:rare oil", "vector", index) == ["n11.md"]
    assert shelf.found("-tag:often oil", "hybrid", index) == ["n11.md"]
    assert index.asked == [("oil", 1), ("oil", 1)]
    assert shelf.found("tag:rare wax") == []
    assert shelf.found("tag:none oil", "vector", index) == []
    assert len(index.asked) == 2
    assert shelf.found("tag:rare oil", "vector", Everything(12, approximate=False)) == ["n11.md"]


def test_where_filters_leave_much_the_index_is_asked_for_more(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(30):
        shelf.put(f"n{number}.md", f"oil number {number} #{'often' if number % 2 else 'other'}")
    monkeypatch.setattr(retrieve, "DEPTH", 5)
    monkeypatch.setattr(retrieve, "EXACT_MOST", 14)
    index = Everything(30)
    assert shelf.found("tag:often oil", "vector", index, 3) == ["n1.md", "n3.md", "n5.md"]
    assert index.asked == [("oil", 14)]
    assert shelf.found("tag:often oil", "vector", Everything(4), 3) == ["n1.md", "n3.md", "n5.md"]


def test_leaving_out_what_has_common_words_only_changes_no_score(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ("oil", "boat", "oil boat", "oil tung", "oil boat tung tung", "tung boat", "hull hull oil", "wax")
    for number, text in enumerate(words * 3):
        shelf.put(f"n{number}.md", f"{text} and more {'filler ' * number}")
    made = Retriever(shelf.catalogue, None, shelf.embeddings, shelf.database)

    monkeypatch.setattr(retrieve, "DEPTH", 2)
    everything = shelf.catalogue.keyword('"oil" OR "boat" OR "tung"', 6, None)
    monkeypatch.setattr(retrieve, "RANKED_MOST", 10)
    ranked_now = made.by_words("oil boat tung", 6, None, None)
    assert [chunk for chunk, _ in ranked_now] == [chunk for chunk, _ in everything]
    assert dict(ranked_now) == pytest.approx(dict(everything))
    assert len(shelf.found("path:n oil boat tung", k=4)) == 4


def test_filters_alone_list_what_they_leave_in_order(shelf: Shelf) -> None:
    for name in ("b.md", "a.md", "c.md"):
        shelf.put(name, "text #x")
    assert shelf.found("tag:x", "hybrid", Everything(3)) == ["a.md", "b.md", "c.md"]
    assert shelf.found("tag:x -path:b", k=1) == ["a.md"]


def test_what_is_shown_elsewhere_is_found_where_it_belongs_and_its_place_stays_near(shelf: Shelf) -> None:
    shelf.put("owner.md", "Tung oil hardens within forty hours. " + "Nothing else of note. " * 20)
    shelf.put("me.md", "My boat needs ![[owner]]")
    shelf.put("other.md", "Something else that hardens.")
    assert shelf.found("tung") == ["owner.md", "me.md"]
    assert shelf.found("boat tung")[0] == "me.md"
    assert shelf.found("path:me tung") == ["me.md"]


def test_what_the_best_hits_link_to_comes_next_and_overtakes_none_of_them(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.put("first.md", "varnish varnish varnish for the hull [[linked]]")
    for name in ("a.md", "b.md", "c.md", "linked.md", "z.md"):
        shelf.put(name, "some varnish here")
    assert shelf.found("varnish") == ["first.md", "a.md", "b.md", "linked.md", "c.md", "z.md"]
    hits = (
        Retriever(shelf.catalogue, None, shelf.embeddings, shelf.database)
        .search("varnish", 9, None, "keyword")
        .result.hits
    )
    assert [one.score for one in hits] == sorted((one.score for one in hits), reverse=True)
    monkeypatch.setattr(retrieve, "SEEDS", 1)
    assert shelf.found("varnish")[:2] == ["first.md", "linked.md"]
    shelf.put("first.md", "varnish varnish varnish for the hull")
    assert shelf.found("varnish") == ["first.md", "a.md", "b.md", "c.md", "linked.md", "z.md"]


def test_a_linked_note_beyond_the_depth_is_a_candidate(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retrieve, "DEPTH", 2)
    monkeypatch.setattr(retrieve, "SEEDS", 1)
    shelf.put("first.md", "varnish varnish varnish for the hull [[linked]]")
    shelf.put("second.md", "varnish and more varnish")
    shelf.put("third.md", "a text that has varnish in it somewhere among others")
    shelf.put("linked.md", "a longer text that has varnish in it somewhere among very many other words and things")
    assert shelf.found("varnish", k=2) == ["first.md", "second.md"]
    monkeypatch.setattr(retrieve, "LINKED_WEIGHT", 2.0)
    assert shelf.found("varnish", k=2) == ["first.md", "linked.md"]


def test_chunks_lend_of_their_score_to_their_neighbours(database: Database) -> None:
    catalogue = FakeCatalogue()
    retriever = Retriever(catalogue, None, Embeddings(database, 1), database)  # type: ignore[arg-type]  # a fake
    assert [hit.chunk_id for hit in retriever.search("oil", 3, None, "keyword").result.hits] == [1, 2, 3]
    catalogue.beside = {
        ChunkId(1): [(ChunkId(3), 1)],
        ChunkId(2): [(ChunkId(9), 1), (ChunkId(8), 2)],
        ChunkId(3): [(ChunkId(9), 1)],
    }
    assert [hit.chunk_id for hit in retriever.search("oil", 5, None, "keyword").result.hits] == [1, 3, 2, 9, 8]


def test_a_search_tells_where_each_chunk_came(database: Database, retriever: Make) -> None:
    trace = retriever(FakeIndex(1.0)).search("oil", 2, None, "hybrid").trace
    assert (trace.query, trace.trust, trace.degraded, trace.scope) == ("oil", 1.0, "", ())
    told = [(int(p.chunk_id), p.rank, p.keyword, p.meaning, p.similarity) for p in trace.placings]
    assert told == [(3, 1, 3, 1, 0.9), (1, 2, 1, None, None), (2, 3, 2, None, None), (4, 4, None, 2, 0.8),
                    (5, 5, None, 3, 0.7)]  # fmt: skip
    assert trace.placings[0].uri == HITS[3].uri
    assert not any(one.lent or one.linked or one.became for one in trace.placings)
    catalogue = FakeCatalogue()
    catalogue.beside = {ChunkId(1): [(ChunkId(9), 1), (ChunkId(77), 2)]}
    lent = Retriever(catalogue, None, Embeddings(database, 1), database).search("oil", 2, None, "keyword").trace  # type: ignore[arg-type]
    assert [int(one.chunk_id) for one in lent.placings if one.lent] == [9], "and of one that is gone nothing is told"


def test_a_chunk_that_a_link_led_to_is_told(shelf: Shelf) -> None:
    shelf.put("first.md", "varnish varnish varnish for the hull [[linked]]")
    for name in ("a.md", "b.md", "linked.md"):
        shelf.put(name, "some varnish here")
    resolve(shelf.database, shelf.source)
    trace = (
        Retriever(shelf.catalogue, None, shelf.embeddings, shelf.database).search("varnish", 9, None, "keyword").trace
    )
    assert [one.uri for one in trace.placings if one.linked] == ["/v/linked.md"]


def test_a_cross_encoder_puts_the_first_hits_in_order(retriever: Make) -> None:
    index = FakeIndex()
    index.reranks = True
    found = retriever(index).search("oil", 5, None, "hybrid").result.hits
    assert ids(found) == [5, 4, 3, 2, 1]
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)
    assert sorted(index.reranked) == [f"passage {n}" for n in range(1, 6)]
    assert ids(retriever(index).search("oil", 3, None, "keyword").result.hits) == [1, 2, 3], "asked for words alone"


@pytest.mark.parametrize("trust", [0.3, 0.6])
def test_where_it_reads_nothing_or_fails_the_order_stays(retriever: Make, trust: float) -> None:
    plain, index = FakeIndex(trust), FakeIndex(trust)
    index.reranks = True
    wanted = ids(retriever(plain).search("oil", 5, None, "hybrid").result.hits)
    assert ids(retriever(index).search("oil", 5, None, "hybrid").result.hits) == wanted
    assert bool(index.reranked) == (trust > 0.5)


# Beside the library


def test_items_beside_the_others_are_found_and_of_equals_go_first(shelf: Shelf) -> None:
    shelf.put("house.md", "The oil boiler of the house.")
    shelf.source = shelf.catalogue.attached_source()
    shelf.put("mine.md", "The oil boiler of mine.")
    shelf.put("other.md", "Nothing of the kind.")
    shelf.source = shelf.catalogue.source("v").id
    items = {row["uri"]: row["id"] for row in shelf.database.query("SELECT id, uri FROM items")}
    made = Retriever(shelf.catalogue, Everything(1), shelf.embeddings, shelf.database)  # type: ignore[arg-type]

    def found(query: str, *beside: str, alone: bool = False, mode: str = "hybrid") -> list[str]:
        ids = [items[f"/v/{one}"] for one in beside]
        result = made.search(query, 9, None, mode, beside=ids, alone=alone).result  # type: ignore[arg-type]
        return [one.uri.removeprefix("/v/") for one in result.hits]

    assert found("oil") == ["house.md"]
    assert found("oil", "mine.md") == ["mine.md", "house.md"]
    assert found("oil", "mine.md", alone=True) == ["mine.md"]
    assert found("zebra", "other.md", mode="keyword") == ["other.md"], "from its beginning, where nothing is found"
    assert found("tag:none oil", "mine.md") == ["mine.md"], "filters narrow the library only"
    assert found("oil", "house.md") == ["house.md"], "once, whatever finds it"
    assert found("oil", alone=True) == []
    trace = made.search("oil", 9, None, "hybrid", beside=[items["/v/mine.md"]]).trace
    assert [(one.rank, one.keyword, one.meaning) for one in trace.placings] == [(1, 1, 2), (2, 2, 1)]


def test_what_is_attached_is_no_part_of_the_library(shelf: Shelf) -> None:
    shelf.source = shelf.catalogue.attached_source()
    shelf.put("mine.md", "The oil boiler. #secret")
    shelf.source = shelf.catalogue.add_source("w", "folder", "/w", 1).id
    assert shelf.found("oil") == [] and shelf.found("tag:secret oil") == []
    assert shelf.catalogue.counts(None).items == 0
    assert [one.tag for one in shelf.found_tags()] == []
