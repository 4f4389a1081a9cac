"""The person's own questions: kept once, found again after everything was read anew, measured, undone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from alcove.connectors.base import Item
from alcove.core.cancel import CancelToken
from alcove.core.database import Database
from alcove.rag.changes import Changes
from alcove.rag.own import OwnQuestions
from alcove.rag.placing import Placed, Placer
from alcove.rag.reader import Reading
from alcove.rag.retrieve import Retriever
from alcove.rag.split import split
from alcove.rag.types import Document, PageSpan, SearchResult
from tests.rag.test_retrieve import Shelf


class Desk:
    """Notes in a real catalogue, and own questions about them."""

    def __init__(self, database: Database) -> None:
        self.shelf = Shelf(database)
        self.own = OwnQuestions(database, Changes(database))
        self.retriever = Retriever(self.shelf.catalogue, None, self.shelf.embeddings, database)
        self.placer = Placer(database, self.shelf.catalogue, self.retriever, self.shelf.embeddings)

    def placed(self, question: str, name: str) -> Placed:
        return self.placer.place(question, None, uri=f"/v/{name}", start=0, end=5)

    def search(self, query: str) -> SearchResult:
        return self.retriever.search(query, 10, None, "keyword").result

    def measure(self) -> list[tuple[int, int]]:
        return list(self.own.measure(self.search, "mini", CancelToken()))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    database = Database(tmp_path / "library.db")
    yield Desk(database)
    database.close()


def test_a_pair_is_kept_once_and_can_be_taken_back(desk: Desk) -> None:
    desk.shelf.put("oil.md", "Tung oil hardens.")
    kept = desk.own.add("Which oil?", desk.placed("Which oil?", "oil.md"))
    assert kept is not None
    assert desk.own.add("Which oil?", desk.placed("Which oil?", "oil.md")) is None
    assert desk.own.all() == [kept]
    desk.own.remove(kept)
    assert desk.own.all() == []
    desk.own.restore(kept)
    desk.own.restore(kept)
    assert desk.own.all() == [kept]


def test_pairs_outlive_being_read_anew_and_renamed(desk: Desk) -> None:
    desk.shelf.put("oil.md", "Tung oil hardens.")
    desk.own.add("Which oil?", desk.placed("Which oil?", "oil.md"))
    (before,) = desk.own.questions()
    assert before.passage == ("/v/oil.md", 0, 17)
    assert (before.relevant, before.spans, before.pages) == ({"oil.md": 1.0}, ((0, 17),), ())

    desk.shelf.put("oil.md", "A new beginning of some length.\n\nTung oil hardens.")
    (moved,) = desk.own.questions()
    assert moved.passage == ("/v/oil.md", 33, 50)

    desk.shelf.put("oil.md", "Tung oil hardens.")
    known = desk.shelf.catalogue.known(desk.shelf.source)["/v/oil.md"]
    desk.shelf.catalogue.move_items(desk.shelf.source, [(known, Item("/v/tung.md", "text/markdown", 1, 1))])
    (renamed,) = desk.own.questions()
    assert renamed.passage is not None
    assert renamed.passage[0] == "/v/tung.md"

    desk.shelf.put("tung.md", "Nothing of it.")
    assert desk.own.questions() == []


def test_measuring_keeps_the_figures(desk: Desk) -> None:
    assert desk.own.result() is None
    for number in range(7):
        desk.shelf.put(f"n{number}.md", f"oil {'filler ' * number}")
    desk.shelf.put("wax.md", "Bees make wax.")
    desk.own.add("oil", desk.placed("oil", "n1.md"))
    desk.own.add("oil", desk.placed("oil", "n6.md"))
    desk.own.add("who makes wax", desk.placed("wax", "wax.md"))
    assert desk.measure() == [(1, 3), (2, 3), (3, 3)]
    result = desk.own.result()
    assert result is not None
    assert (result.count, result.first_five, result.embedder, result.gone) == (3, 2, "mini", 0)
    assert {one.name: one.mean for one in result.measures}["passage@10"] == 1.0

    desk.shelf.put("wax.md", "Nothing of it.")
    desk.measure()
    again = desk.own.result()
    assert again is not None
    assert (again.count, again.first_five, again.gone) == (2, 1, 1)


def test_a_measuring_that_is_cancelled_keeps_nothing(desk: Desk) -> None:
    desk.shelf.put("oil.md", "Tung oil hardens.")
    desk.own.add("oil", desk.placed("oil", "oil.md"))
    token = CancelToken()
    token.cancel()
    assert list(desk.own.measure(desk.search, "mini", token)) == []
    assert desk.own.result() is None


def test_without_pairs_nothing_is_counted(desk: Desk) -> None:
    assert desk.measure() == []
    result = desk.own.result()
    assert result is not None
    assert (result.count, result.first_five) == (0, 0)


def test_the_page_of_a_passage_is_judged_too(desk: Desk) -> None:
    document = Document("Tung oil hardens.", pages=(PageSpan(1, 0, 17),))
    chunks = split(document, "oil")
    item = Item("/v/oil.pdf", "application/pdf", 1, 1)
    desk.shelf.catalogue.keep(desk.shelf.source, item, "r", Reading(document, chunks))
    desk.own.add("oil", desk.placed("oil", "oil.pdf"))
    (question,) = desk.own.questions()
    assert question.pages == (("oil.pdf", 1),)
