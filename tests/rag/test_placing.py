"""Where any passage comes in a search, why it comes in none, and what is said of what the model did not read."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from alcove.connectors.base import Item
from alcove.core.database import Database
from alcove.rag import placing as module
from alcove.rag import retrieve
from alcove.rag.index import Nearest
from alcove.rag.placing import NOT_QUOTED, READ, Placed, Placer, by_meaning, with_fates
from alcove.rag.reader import Reading
from alcove.rag.retrieve import Retriever
from alcove.rag.types import ChunkId, Document, PageSpan, Placing, SourceId, Trace
from tests.rag.evidence import hit
from tests.rag.test_retrieve import Everything, Shelf, direction


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    database = Database(tmp_path / "library.db")
    yield Shelf(database)
    database.close()


class Foreign(Everything):
    """An index whose embedder does not read the question's language."""

    def nearest(self, question: str, k: int, sources: Sequence[int] | None = None) -> Nearest:
        return dataclasses.replace(super().nearest(question, k, sources), trust=0.0)


def place(
    shelf: Shelf,
    query: str,
    name: str,
    *,
    index: object = None,
    sources: Sequence[SourceId] | None = None,
    end: int = 5,
) -> Placed:
    retriever = Retriever(shelf.catalogue, index, shelf.embeddings, shelf.database)  # type: ignore[arg-type]  # a fake
    placer = Placer(shelf.database, shelf.catalogue, retriever, shelf.embeddings)
    return placer.place(query, sources, uri=f"/v/{name}", start=0, end=end)


def test_a_passage_has_its_rank_in_each_list_however_deep(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retrieve, "DEPTH", 3)
    monkeypatch.setattr(module, "DEPTH", 3)
    monkeypatch.setattr(module, "_AT_ONCE", 4)
    for number in range(1, 21):
        shelf.put(f"n{number}.md", f"oil {'filler ' * number}")
    found = place(shelf, "oil", "n15.md", index=Everything(20))
    assert found.placing is not None
    assert (found.placing.keyword, found.placing.meaning, found.placing.rank) == (15, 15, None)
    assert found.placing.similarity == pytest.approx(direction(15)[0], abs=0.001)
    assert (found.hidden, found.no_keyword, found.no_meaning) == ("", "", "")
    assert found.text.startswith("oil filler")
    first = place(shelf, "oil", "n1.md", index=Everything(20)).placing
    assert first is not None
    assert (first.keyword, first.meaning, first.rank) == (1, 1, 1)


def test_it_is_told_why_a_list_does_not_hold_it(shelf: Shelf) -> None:
    shelf.put("oil.md", "Tung oil hardens.")
    shelf.put("wax.md", "Bees make it.")
    by_words = place(shelf, "oil", "wax.md", index=Everything(2))
    assert by_words.no_keyword == "no word of the question stands in it"
    assert by_words.placing is not None
    assert by_words.placing.meaning == 2
    assert place(shelf, "oil", "oil.md").no_meaning == "no embedding model is installed"
    foreign = place(shelf, "масло oil", "oil.md", index=Foreign(2))
    assert foreign.no_meaning == "the embedding model does not read the language of the question"
    assert foreign.placing is not None
    assert (foreign.placing.meaning, foreign.placing.similarity) == (None, None)
    with shelf.database.transaction() as tx:
        tx.execute("DELETE FROM vectors")
    assert place(shelf, "oil", "oil.md", index=Everything(2)).no_meaning == "its meaning is not indexed yet"


def test_filters_are_heeded(shelf: Shelf) -> None:
    shelf.put("a.md", "oil #x")
    shelf.put("b.md", "oil oil #x")
    shelf.put("c.md", "oil oil oil")
    assert place(shelf, "tag:x oil", "c.md").hidden == "the filters of the question leave it out"
    within = place(shelf, "tag:x oil", "a.md", index=Everything(3)).placing
    assert within is not None
    assert (within.keyword, within.meaning) == (2, 1)
    alone = place(shelf, "tag:x", "b.md")
    assert alone.placing is not None
    assert alone.placing.rank == 2
    assert alone.no_keyword == alone.no_meaning == "the question is filters alone"


def test_what_no_search_can_find_says_why(shelf: Shelf) -> None:
    shelf.put("a.md", "oil")
    assert place(shelf, "oil", "none.md").hidden == "the library does not hold this document"
    away = place(shelf, "oil", "a.md", sources=[SourceId(9)])
    assert (away.hidden, away.text) == ("its source, v, was not asked", "oil")
    shelf.catalogue.note_pending(shelf.source, [Item("/v/p.md", "text/markdown", 1, 1)], ["r"])
    assert place(shelf, "oil", "p.md").hidden == "the document waits to be read"
    shelf.catalogue.skip(shelf.source, [(Item("/v/s.md", "text/markdown", 1, 1), "r", "it is locked", "")])
    assert place(shelf, "oil", "s.md").hidden == "the document could not be read: it is locked"
    shelf.catalogue.keep(shelf.source, Item("/v/e.md", "text/markdown", 1, 1), "r", Reading(Document("  "), ()))
    assert place(shelf, "oil", "e.md").hidden == "nothing that is searched stands there"


@pytest.mark.parametrize(
    ("page", "told"),
    [
        (
            PageSpan(3, 0, 5, "poor", 20.0, "", "faint pencil"),
            "its page was read too poorly to be searched: faint pencil",
        ),
        (PageSpan(3, 0, 5, "unread"), "its page could not be read"),
    ],
)
def test_a_page_that_was_not_read_is_the_reason(shelf: Shelf, page: PageSpan, told: str) -> None:
    document = Document("ledge", pages=(page,))
    shelf.catalogue.keep(shelf.source, Item("/v/l.pdf", "application/pdf", 1, 1), "r", Reading(document, ()))
    found = place(shelf, "ledger", "l.pdf")
    assert (found.hidden, found.page, found.text) == (told, 3, "ledge")


def test_of_what_was_pointed_at_the_best_chunk_is_the_passage(shelf: Shelf) -> None:
    text = "\n\n".join(f"# Part {n}\n\n{'Filler of this part. ' * 60}{'tung oil' if n == 2 else ''}" for n in range(4))
    shelf.put("long.md", text)
    found = place(shelf, "tung", "long.md", end=len(text))
    assert found.placing is not None
    assert found.placing.keyword == 1
    assert "tung oil" in found.text


def test_equal_texts_share_their_rank_by_meaning() -> None:
    question = np.array((1, 0), np.float32)
    own = {ChunkId(3): np.array(direction(2), np.float32)}
    stored = [(ChunkId(n), np.array(direction(angle), np.float32).tobytes()) for n, angle in ((1, 1), (2, 2), (3, 2))]
    assert by_meaning(question, own, stored) == {ChunkId(3): (2, pytest.approx(direction(2)[0]))}
    assert by_meaning(question, {}, stored) == {}


def placing_of(number: int, uri: str, start: int, end: int) -> Placing:
    return Placing(ChunkId(number), uri, "", None, start, end)


def test_what_was_not_read_says_why() -> None:
    read, copy, late = hit("one and two", 1), hit("one and two", 2), hit("three", 3)
    trace = Trace("q", tuple(placing_of(one.chunk_id, one.uri, one.start, one.end) for one in (read, copy, late)))
    trace = dataclasses.replace(
        trace, placings=(*trace.placings, placing_of(4, read.uri, 5, 11), placing_of(5, read.uri, 8, 30))
    )
    told = with_fates(trace, [read], [(copy, "adds little"), (late, "no room")])
    assert [one.became for one in told.placings] == [READ, "adds little", "no room", READ, "not among the first 4"]
    why = with_fates(trace, [], [(one, NOT_QUOTED) for one in (read, copy, late)])
    assert [one.became for one in why.placings] == [*[NOT_QUOTED] * 3, *["not among the first 3"] * 2]
