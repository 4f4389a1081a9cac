"""Columns: who answers in each, where they stand, what was asked in them side by side, who was quickest."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from alcove.chat.columns import (
    added,
    again,
    apart,
    applied,
    begun,
    carried,
    quickest,
    remembered,
    removed,
    rounds,
    standing,
)
from alcove.chat.kept import KeptId
from alcove.chat.prompts import Persona
from alcove.chat.records import AskedWith, Column, ConversationId, MessageId, Timings
from alcove.chat.store import ConversationStore
from alcove.chat.tree import Delve, Node, Tree
from alcove.chat.turns import SamplingChoice, TurnRequest
from alcove.core.database import Database
from alcove.core.errors import AppError
from alcove.core.settings import ModelSettings

ONE = Column("a", scope=("notes",), leaf=MessageId(2))
TWO = (ONE, replace(ONE, contender="b"))
TERSE = Persona("terse", "Terse", "Be brief.", temperature=0.1, top_p=0.5, max_tokens=50)


def node(number: int, parent: int | None, role: str = "user") -> Node:
    return Node(MessageId(number), MessageId(parent) if parent else None, role)  # type: ignore[arg-type]


# A question with three answers; one goes on.
TREE = Tree([node(1, None), *(node(n, 1, "assistant") for n in (2, 3, 4)), node(5, 3), node(6, 5, "assistant")])


def test_columns_begin_with_another_model_or_with_the_same_at_another_heat() -> None:
    assert begun(ONE, ["a", "b", "c"], ModelSettings()) == TWO
    assert [one.contender for one in begun(ONE, ["a"], ModelSettings())] == ["a", "a@temperature=0.8"]
    assert [one.contender for one in begun(ONE, [], ModelSettings(temperature=0.8))] == ["a", "a@temperature=0.2"]
    assert begun(replace(ONE, contender="a@top_k=4"), ["a"], ModelSettings())[1].contender == "a@temperature=0.8"


def test_there_are_two_to_four() -> None:
    four = added(added(TWO, "c"), "d")
    assert [one.contender for one in four] == ["a", "b", "c", "d"]
    assert four[3].leaf == 2 and four[3].scope == ("notes",)
    assert added((*TWO[:1], replace(TWO[1], synced=False)), "c")[2].synced, "a new one is asked with the others"
    with pytest.raises(AppError, match="There are 4 columns"):
        added(four, "e")
    assert [one.contender for one in removed(four, 1)] == ["a", "c", "d"]
    assert removed(TWO, 0) == ()


def test_one_answer_is_carried_into_all() -> None:
    assert [one.leaf for one in carried(TWO, MessageId(9))] == [9, 9]


def test_those_compared_last_are_compared_again_if_the_model_in_use_is_among_them() -> None:
    saved = remembered(["b", "a@temperature=0.8"])
    assert [one.contender for one in again(ONE, saved, ["a", "b"])] == ["b", "a@temperature=0.8"]
    assert all(one.leaf == 2 for one in again(ONE, saved, ["a", "b"]))
    assert again(ONE, saved, ["a"]) == (), "a model is gone"
    assert again(replace(ONE, contender="c"), saved, ["a", "b", "c"]) == ()
    assert again(ONE, "", ["a"]) == ()


def test_a_column_whose_line_was_deleted_stands_at_the_newest_message() -> None:
    columns = (ONE, replace(ONE, leaf=MessageId(77)), replace(ONE, leaf=None))
    assert [one.leaf for one in standing(columns, TREE)] == [2, 6, None]


def test_a_column_does_not_show_the_answers_of_others_as_versions_of_its_own() -> None:
    leaves = [MessageId(2), MessageId(6)]
    first, second = (apart(TREE, leaves, at) for at in (0, 1))
    assert first.siblings(MessageId(2)) == (2, 4), "one that is in no column is another version"
    assert second.siblings(MessageId(3)) == (3, 4)
    assert 6 not in first and [one.id for one in second.line(MessageId(6))] == [1, 3, 5, 6]
    assert apart(TREE, [None, None], 0).nodes() == TREE.nodes()


def test_what_a_column_asks() -> None:
    request = TurnRequest(ConversationId(1), "", regenerate=MessageId(1), answer_from="both")
    column = replace(ONE, contender="a@temperature=0.8,top_k=4")
    asked = applied(column, request, None)
    assert (asked.model, asked.scope, asked.regenerate, asked.answer_from) == ("a", ("notes",), 1, "both")
    assert asked.sampling == SamplingChoice(temperature=0.8, top_k=4)
    persona = applied(column, request, TERSE)
    assert (persona.persona, persona.instructions, persona.max_tokens) == ("terse", "Be brief.", 50)
    assert persona.sampling == SamplingChoice(0.8, 0.5, top_k=4), "what is set for the column counts more"
    own = applied(replace(column, instructions="Rhyme."), request, TERSE)
    assert (own.persona, own.instructions, own.max_tokens) == ("", "Rhyme.", None)
    goes_on = TurnRequest(ConversationId(1), "", continues=MessageId(2), model="z")
    assert applied(column, goes_on, TERSE) is goes_on


def test_what_was_asked_side_by_side() -> None:
    lines = [["Which oil?", "And mites?", "Which oil?"], ["Which oil?", "", "Which oil?", "Why?"], ["And mites?"]]
    assert rounds(lines) == [{0: 0, 1: 0}, {0: 1, 2: 0}, {0: 2, 1: 2}, {1: 3}]
    assert rounds([]) == []


def test_who_was_quickest() -> None:
    slow, quick = Timings(ttft_ms=900, tokens_per_s=9), Timings(ttft_ms=1200, tokens_per_s=14)
    assert quickest([slow, quick]) == (0, 1)
    assert quickest([slow, None]) == (None, None), "alone"
    assert quickest([slow, slow]) == (None, None), "a tie"
    assert quickest([Timings(), slow, quick]) == (1, 2), "one that no model wrote has no figures"
    assert quickest([]) == (None, None)


# How they are kept


@pytest.fixture
def store(tmp_path: Path) -> ConversationStore:
    return ConversationStore(Database(tmp_path / "alcove.db"))


def test_columns_are_kept_with_their_conversation(store: ConversationStore) -> None:
    talk = store.create("Oil")
    columns = (
        Column("Qwen@temperature=0.8", KeptId(3), "Be brief.", ("notes", "Дача"), "both", False, MessageId(7)),
        Column("Gemma"),
    )
    assert store.columns(talk.id) == () and not store.conversations()[0].compared
    store.set_columns(talk.id, columns)
    assert store.columns(talk.id) == columns
    assert store.conversations()[0].compared
    store.set_columns(talk.id, ())
    assert store.columns(talk.id) == () and not store.conversations()[0].compared
    assert store.columns(ConversationId(99)) == ()


def test_a_question_to_columns_at_one_place_is_one_question(store: ConversationStore) -> None:
    talk = store.create("Oil")
    first = store.questions_after(talk.id, [None, None, None], "Which oil?")
    assert len({one.id for one in first}) == 1
    answers = [store.add(talk.id, "assistant", text, parent=first[0].id).id for text in ("Tung.", "Linseed.")]
    second = store.questions_after(talk.id, [answers[0], answers[1], answers[0]], "How long?")
    assert [one.parent_id for one in second] == [answers[0], answers[1], answers[0]]
    assert second[0].id == second[2].id != second[1].id
    assert store.questions_after(talk.id, [answers[0]], "How long?")[0].id == second[0].id, "asked there before"
    deed = AskedWith("attached", "file:///deed.pdf", "deed.pdf")
    given = store.questions_after(talk.id, [answers[0], answers[0]], "How long?", [deed])
    assert [one.asked_with for one in given] == [(deed,), (deed,)]
    assert given[0].id == given[1].id != second[0].id, "with a file it is another question"
    assert store.questions_after(talk.id, [answers[0]], "How long?", (deed,))[0].id == given[0].id
    other = store.create("Wax")
    assert store.questions_after(other.id, [None], "Which oil?")[0].id != first[0].id
    store.delete_message(first[0].id)
    assert store.questions_after(talk.id, [None], "Which oil?")[0].id != first[0].id, "what is deleted stays so"
    delve = store.add(talk.id, "user", "tung", parent=answers[0], delve=Delve("tung", 0, 4))
    assert store.questions_after(talk.id, [answers[0]], "tung")[0].id != delve.id, (
        "a word that is explained is no question"
    )
