"""Outdated answers, from the question to the changed file: a real folder, real sync and reader, scripted model."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from alcove.chat.receipts import Receipts
from alcove.chat.store import ConversationStore, Message
from alcove.chat.turns import TurnRequest, Turns, TurnSaved
from alcove.core.cancel import CancelToken
from alcove.core.database import Database
from alcove.core.paths import Paths
from alcove.core.settings import Settings
from alcove.models.embedder_shelf import EmbedderShelf
from alcove.models.testing import ScriptedModel
from alcove.rag.difference import Piece
from alcove.rag.library import Library
from tests.chat.fakes import FakeShelf

LEASE = "# Lease\n\nThe rent of the workshop is £640 a month, due on the first.\n"
OIL = "# Oils\n\nTung oil dries in 48 hours, and linseed oil needs three days.\n"
ROOF = "# Гараж\n\nКрышу гаража починили в июне 2021 года, работу сделал мастер Кузьмин.\n"
RENT = "What is the rent of the workshop?"


class House:
    """A folder, the library that reads it, and turns over both."""

    def __init__(self, folder: Path, database: Database, paths: Paths) -> None:
        self.folder = folder
        self.library = Library(database, Settings(), paths)
        self.store = ConversationStore(database)
        self.receipts = Receipts(self.store, self.library.changes)
        shelf = FakeShelf(ScriptedModel(["The rent of the workshop is £640 a month."]), languages=("en",))
        self.turns = Turns(self.library, shelf, self.store, Settings())  # type: ignore[arg-type]
        self.talk = self.store.create("Rent")
        self.library.add_source(folder)

    def sync(self) -> None:
        for _ in self.library.sync(None, CancelToken()):
            pass

    def ask(self, question: str) -> Message:
        *_, last = self.turns.run(TurnRequest(self.talk.id, question), CancelToken())
        assert isinstance(last, TurnSaved)
        return last.message

    def outdated(self, answer: Message) -> list[tuple[str, str]]:
        standings = self.receipts.standing([answer.id])[answer.id]
        assert standings, "an answer is made from something"
        return [(one.fate, Path(one.uri).name) for one in standings if one.fate != "unchanged"]


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setattr(EmbedderShelf, "all", lambda shelf: [])
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "lease.md").write_text(LEASE, "utf-8")
    (folder / "oil.md").write_text(OIL, "utf-8")
    (folder / "roof.md").write_text(ROOF, "utf-8")
    paths = Paths.at(tmp_path / "data")
    database = Database(paths.database)
    made = House(folder, database, paths)
    made.sync()
    yield made
    made.library.close()
    database.close()


def test_an_answer_is_outdated_from_the_change_of_its_source_until_it_is_undone(house: House) -> None:
    answer, lease = house.ask(RENT), house.folder / "lease.md"
    assert answer.model and house.outdated(answer) == []

    (house.folder / "oil.md").write_text(OIL.replace("48", "72"), "utf-8")
    lease.write_text("# Flat\n\nSomething new on top.\n\n" + LEASE.replace("workshop is", "workshop\nis"), "utf-8")
    house.sync()
    assert house.outdated(answer) == [], "its words stand as they stood"

    lease.write_text(LEASE.replace("£640", "£700"), "utf-8")
    assert house.outdated(answer) == [], "nobody knows before the sync"
    house.sync()
    assert house.outdated(answer) == [("changed", "lease.md")]
    (compared,) = house.receipts.compared(house.receipts.standing([answer.id])[answer.id])
    assert [piece for piece in compared.difference if piece.kind != "kept"] == [
        Piece("removed", "£640 "), Piece("added", "£700 "),
    ]  # fmt: skip

    lease.write_text(LEASE, "utf-8")
    house.sync()
    assert house.outdated(answer) == []


def test_an_answer_tells_of_every_passage_and_what_was_pointed_at_outlives_changes(house: House) -> None:
    answer, lease = house.ask(RENT), house.folder / "lease.md"
    trace = answer.trace
    assert trace is not None
    assert [(Path(one.uri).name, one.keyword, one.rank, one.became) for one in trace.placings] == [
        ("lease.md", 1, 1, "read")
    ]
    assert trace.degraded == "no embedding model is installed"
    placed = house.library.place(trace.query, trace.scope, uri=str(lease), start=20, end=25)
    assert placed.placing is not None
    assert replace(placed.placing, became="read") == trace.placings[0]
    assert placed.no_meaning == trace.degraded
    unfound = house.library.place(trace.query, (), uri=str(house.folder / "roof.md"), start=0, end=9)
    assert unfound.no_keyword == "no word of the question stands in it"

    house.library.own.add(trace.query, placed)
    lease.rename(house.folder / "contract.md")
    house.sync()
    assert list(house.library.measure_own(CancelToken())) == [(1, 1)]
    (house.folder / "contract.md").rename(lease)
    lease.write_text("# Flat\n\nSomething new on top.\n\n" + LEASE, "utf-8")
    house.sync()
    assert list(house.library.measure_own(CancelToken())) == [(1, 1)]
    result = house.library.own.result()
    assert result is not None
    assert (result.count, result.first_five, result.gone, result.embedder) == (1, 1, 0, "")


def test_a_file_that_moves_keeps_its_answers_and_one_that_goes_takes_them(house: House) -> None:
    answer = house.ask(RENT)
    (house.folder / "old").mkdir()
    moved = (house.folder / "lease.md").rename(house.folder / "old" / "contract.md")
    house.sync()
    assert house.outdated(answer) == []
    assert {one.uri for one in house.receipts.standing([answer.id])[answer.id]} == {str(moved)}
    moved.unlink()
    house.sync()
    assert house.outdated(answer) == [("gone", "lease.md")]


def test_a_folder_that_is_away_outdates_nothing(house: House) -> None:
    answer = house.ask(RENT)
    shutil.move(house.folder, house.folder.with_name("unplugged"))
    house.sync()
    assert house.library.sources()[0].state == "unavailable"
    assert house.outdated(answer) == []


def test_sentences_of_the_library_alone_are_outdated_too(house: House) -> None:
    roof, rent = house.ask("Когда починили крышу гаража?"), house.ask(RENT)
    assert roof.extractive and house.store.receipt(roof.id) is None
    (house.folder / "roof.md").write_text(ROOF.replace("июне", "августе"), "utf-8")
    house.sync()
    assert (house.outdated(roof), house.outdated(rent)) == ([("changed", "roof.md")], [])


def test_a_refusal_is_outdated_with_the_sentences_it_shows_and_only_then(house: House) -> None:
    refused = house.ask("Who painted the rent of the roof of Kestrel's workshop in 1987?")
    assert refused.refused
    cited = {citation.uri for citation in refused.citations}
    standings = house.receipts.standing([refused.id])[refused.id]
    assert {one.uri for one in standings} == cited


def test_what_was_made_from_nothing_is_never_outdated(house: House) -> None:
    question = house.store.add(house.talk.id, "user", "Hello", parent=None)
    assert house.receipts.standing([question.id]) == {question.id: ()}
