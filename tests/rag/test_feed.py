"""Writing known vectors to the index: each is fetched about once, however many are owed."""

from concurrent.futures import Future
from pathlib import Path

import numpy as np
import pytest

from alcove.connectors.base import Item
from alcove.core.database import Database
from alcove.models.types import Vectors
from alcove.rag import feed
from alcove.rag.catalogue import Catalogue
from alcove.rag.embeddings import Embeddings, Pending
from alcove.rag.feed import Feeder
from alcove.rag.reader import Reading
from alcove.rag.split import split
from alcove.rag.types import Document

CHUNKS = 60


class Counting(Embeddings):
    """Counts the chunks it was asked for."""

    fetched = 0

    def pending(self, limit: int) -> list[Pending]:
        found = super().pending(limit)
        self.fetched += len(found)
        return found


class Writing:
    """An index that has what is written to it at once."""

    place = "here"

    def __init__(self) -> None:
        self.held: set[int] = set()

    def upsert(self, ids: list[int], vectors: Vectors, sources: list[int]) -> "Future[list[int]]":
        assert len(ids) == len(vectors) == len(sources)
        self.held.update(ids)
        done: Future[list[int]] = Future()
        done.set_result([])
        return done


def test_known_vectors_are_fetched_as_they_are_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "_WINDOW", 8)
    monkeypatch.setattr(feed, "_UPSERT_BATCH", 4)
    database = Database(tmp_path / "library.db")
    catalogue, embeddings = Catalogue(database), Counting(database, 1)
    source = catalogue.add_source("notes", "folder", "/notes", 1).id
    with database.transaction() as tx:
        tx.execute("INSERT INTO embedders VALUES (1, 'x', 2)")
    for number in range(CHUNKS):
        document = Document(f"note {number}")
        chunks = split(document, f"{number}")
        catalogue.keep(source, Item(f"/notes/{number}.md", "text/markdown", 1, 1), "r", Reading(document, chunks))
        embeddings.keep({chunks[0].content_hash: np.array([1, number], np.float32)})
    index = Writing()
    feeder = Feeder(embeddings, index)  # type: ignore[arg-type]  # an index without a child
    while feeder.step(block=True):
        continue
    assert len(index.held) == feeder.done == CHUNKS
    assert feeder.remaining() == 0
    assert embeddings.place() == "here"
    assert embeddings.fetched <= 2 * CHUNKS
    database.close()
