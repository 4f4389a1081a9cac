"""Delving, and going on from another word, through the layers of the window: real library, real starter model."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from alcove.chat.delve import phrase_of
from alcove.chat.store import ConversationId, Message
from alcove.chat.tree import Delve, Tree
from alcove.chat.turns import SourcesFound, TurnEvent, TurnRequest, TurnSaved
from alcove.core.cancel import CancelToken
from alcove.core.database import Database
from alcove.core.net import Door
from alcove.core.paths import Paths
from alcove.core.settings import Settings
from alcove.desktop.late import LateLayers, LateLibrary, LateStore, LateTurns
from alcove.samples import library as sample_library


@pytest.fixture
def layers(tmp_path: Path, starter_model: Path, embedder_dir: Path) -> Iterator[LateLayers]:
    """Return the layers over a library of three notes."""
    notes = tmp_path / "notes"
    notes.mkdir()
    with sample_library() as folder:
        for name in ("house-log.md", "bees.md", "oil-finish.md"):
            shutil.copy(folder / name, notes / name)
    paths = Paths.at(tmp_path / "data")
    database = Database(paths.database)
    made = LateLayers(database, Settings(), paths, Door("test"))
    made.get().library.add_source(notes, name="Notes")
    list(made.get().library.sync(None, CancelToken()))
    yield made
    made.close()
    database.close()


def answered(events: list[TurnEvent]) -> Message:
    assert isinstance(events[-1], TurnSaved)
    return events[-1].message


def test_a_term_is_delved_into_and_an_unsure_word_replaced(layers: LateLayers) -> None:
    library, store, turns = LateLibrary(layers), LateStore(layers), LateTurns(layers)
    talk: ConversationId = store.create("Oil").id

    def run(question: str = "", **more: object) -> tuple[Message, list[TurnEvent]]:
        events = list(turns.run(TurnRequest(talk, question, max_tokens=60, **more), CancelToken()))  # type: ignore[arg-type]
        return answered(events), events

    answer, _ = run("Which oil finish goes on the workbench, and how many coats?")
    assert answer.citations and answer.told_sure
    known = library.terms_in(answer.text)
    assert known, "the library knows words of what it said itself"
    term = known[0]
    delve = Delve(phrase_of(answer.text, term.start, term.end), term.start, term.end)
    explained, events = run(delve.phrase, parent=answer.id, delve=delve)
    found = next(event for event in events if isinstance(event, SourcesFound))
    assert found.hits and explained.citations
    assert explained.timings.reused_tokens > 0.4 * answer.timings.prompt_tokens, "the conversation is not read again"
    tree = Tree(store.nodes(talk))
    assert tree.end() == answer.id and [node.delve for node in tree.delves(answer.id)] == [delve]
    assert len(store.glimpses(talk)) == 4

    assert answer.unsure, "a small model is unsure of something"
    word = answer.unsure[-1]
    begin = word.instead(store.raw(answer.id), word.others[0][0])
    other, _ = run(continues=answer.id, begin_with=begin)
    assert store.raw(other.id).startswith(begin) and other.parent_id == answer.parent_id
    assert other.timings.reused_tokens > 0.9 * answer.timings.prompt_tokens
    kept = [one for one in answer.citations if one.answer_end <= word.start]
    assert kept and list(other.citations[: len(kept)]) == kept
    for one in other.citations:
        if one.verbatim:
            assert library.document(one.uri).text[one.start : one.end] == one.quote
