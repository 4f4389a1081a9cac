"""Asking, stopping, asking again, leaving and coming back, deleting and undoing: without any widget."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from alcove.chat.store import ConversationStore
from alcove.core.errors import ModelMissing
from alcove.desktop.notify import Notice, Notifier
from alcove.desktop.session import ChatSession
from alcove.desktop.tasks import TaskRunner
from alcove.desktop.turn_state import TurnState
from tests.desktop.conftest import Bugs
from tests.desktop.fakes import (
    AnswerWriter,
    FakeLibrary,
    FakeReceipts,
    Script,
    ScriptedTurns,
    boiler_answer,
    boiler_library,
)

Maker = Callable[..., ChatSession]


@pytest.fixture
def notices() -> list[Notice]:
    return []


@pytest.fixture
def library() -> FakeLibrary:
    return boiler_library()


@pytest.fixture
def make(
    store: ConversationStore, library: FakeLibrary, tasks: TaskRunner, notices: list[Notice], qtbot: QtBot
) -> Maker:
    def made(*scripts: Script) -> ChatSession:
        notifier = Notifier()
        notifier.attach(notices.append)
        turns = ScriptedTurns(store, *(scripts or (Script(boiler_answer()),)))
        session = ChatSession(turns, store, FakeReceipts(store, library), tasks, notifier)
        session.test_turns = turns  # type: ignore[attr-defined]
        return session

    return made


def asked(qtbot: QtBot, session: ChatSession, question: str) -> TurnState:
    session.ask(question)
    qtbot.waitUntil(lambda: not session.busy)
    return session.turns[-1]


def said(text: str, **more: object) -> Script:
    return Script(AnswerWriter().say(text).events, **more)  # type: ignore[arg-type]


def test_the_first_question_begins_a_conversation_named_after_it(
    qtbot: QtBot, make: Maker, store: ConversationStore
) -> None:
    session = make()
    turn = asked(qtbot, session, "Is the boiler still under warranty?")
    assert turn.phase == "complete"
    qtbot.waitUntil(lambda: bool(session.conversations))
    assert [c.title for c in session.conversations] == ["Is the boiler still under warranty"]
    assert session.conversation is not None
    assert [m.role for m in store.messages(session.conversation.id)] == ["user", "assistant"]


def test_the_model_names_the_conversation_after_its_first_answer(
    qtbot: QtBot, make: Maker, store: ConversationStore
) -> None:
    session = make(said("One."), said("Two."))
    turns = session.test_turns  # type: ignore[attr-defined]
    turns.title = "Oils for oak"
    asked(qtbot, session, "Which oil is best for oak?")
    qtbot.waitUntil(lambda: session.conversation is not None and session.conversation.title == "Oils for oak")
    assert session.conversation is not None
    assert turns.named == [session.conversation.id]
    session.rename(session.conversation, "Mine")
    qtbot.waitUntil(lambda: [one.title for one in session.conversations] == ["Mine"])
    asked(qtbot, session, "second")
    assert len(turns.named) == 1 and session.conversation.title == "Mine"


def test_a_conversation_is_opened_at_a_message_on_its_own_line(
    qtbot: QtBot, make: Maker, store: ConversationStore
) -> None:
    session = make(said("One."), said("Two."), said("Three."))
    first = asked(qtbot, session, "first")
    asked(qtbot, session, "second")
    session.ask_again(first)
    qtbot.waitUntil(lambda: not session.busy)
    talk = session.conversation
    assert talk is not None and [turn.text for turn in session.turns] == ["Three."]
    sought = next(one for one in store.messages(talk.id) if one.text == "second")
    session.new()
    with qtbot.waitSignal(session.conversation_opened):
        session.open(talk, sought.id)
    assert session.sought is session.turns[1]
    assert [turn.text for turn in session.turns] == ["One.", "Two."]
    with qtbot.waitSignal(session.conversation_opened):
        session.open(talk)
    assert session.sought is None


def test_a_follow_up_hangs_under_the_answer_before(qtbot: QtBot, make: Maker) -> None:
    session = make(said("One."), said("Two."))
    first = asked(qtbot, session, "first")
    asked(qtbot, session, "second")
    requests = session.test_turns.requests  # type: ignore[attr-defined]
    assert requests[0].parent is None
    assert requests[1].parent == first.answer_id
    assert requests[1].conversation == requests[0].conversation != 0


def test_nothing_is_asked_while_an_answer_is_on_its_way(qtbot: QtBot, make: Maker) -> None:
    gate = threading.Event()
    session = make(said("One.", gate=gate))
    session.ask("first")
    session.ask("second")
    session.ask("   ")
    assert len(session.turns) == 1
    gate.set()
    qtbot.waitUntil(lambda: not session.busy)


def test_stopping_keeps_what_is_written(qtbot: QtBot, make: Maker, store: ConversationStore) -> None:
    session = make(said("As far as here", gate=threading.Event()))
    session.ask("first")
    qtbot.waitUntil(lambda: bool(session.turns[0].text))
    session.stop()
    qtbot.waitUntil(lambda: not session.busy)
    assert (session.turns[0].phase, session.turns[0].text) == ("stopped", "As far as here")
    assert session.conversation is not None
    assert store.messages(session.conversation.id)[-1].status == "stopped"


def test_a_known_failure_stays_with_its_turn(qtbot: QtBot, make: Maker, notices: list[Notice]) -> None:
    session = make(said("Half", fails=ModelMissing("The model is gone.", "Add it again.")))
    turn = asked(qtbot, session, "first")
    assert (turn.phase, turn.text, turn.error) == ("failed", "Half", "The model is gone. Add it again.")
    assert notices == []


def test_a_bug_in_a_turn_ends_it_and_is_reported(qtbot: QtBot, make: Maker, bugs: Bugs) -> None:
    session = make(said("Half", breaks=ZeroDivisionError()))
    turn = asked(qtbot, session, "first")
    assert turn.phase == "failed"
    assert len(bugs.bugs) == 1
    bugs.bugs.clear()


def test_asking_again_answers_the_same_question_anew(qtbot: QtBot, make: Maker, store: ConversationStore) -> None:
    session = make(said("One."), said("Two."))
    first = asked(qtbot, session, "first")
    session.ask_again()
    qtbot.waitUntil(lambda: not session.busy)
    assert [turn.text for turn in session.turns] == ["Two."]
    assert session.turns[0].question_id == first.question_id
    assert session.conversation is not None
    answers = [m.text for m in store.messages(session.conversation.id) if m.role == "assistant"]
    assert answers == ["One.", "Two."], "the earlier answer stays in the tree"


def test_an_answer_goes_on_while_another_conversation_is_open(qtbot: QtBot, make: Maker) -> None:
    gate = threading.Event()
    session = make(said("Slow answer.", gate=gate), said("Other."))
    session.ask("slow one")
    qtbot.waitUntil(lambda: bool(session.turns[0].text))
    slow = session.conversation
    assert slow is not None
    session.new()
    assert session.turns == [] and not session.busy
    with qtbot.waitSignal(session.conversation_opened):
        session.open(slow)
    assert session.busy and session.turns[0].text == "Slow answer."
    gate.set()
    qtbot.waitUntil(lambda: not session.busy)
    assert session.turns[0].phase == "complete"


def test_an_answer_that_is_awaited_from_a_service_keeps_none_here_waiting(qtbot: QtBot, make: Maker) -> None:
    gate = threading.Event()
    session = make(said("Elsewhere.", gate=gate), said("Here."))
    session.runs_elsewhere = True
    session.ask("far one")
    qtbot.waitUntil(lambda: bool(session.turns[0].text))
    session.new()
    session.runs_elsewhere = False
    session.ask("near one")
    qtbot.waitUntil(lambda: not session.busy)
    assert session.turns[0].text == "Here."
    gate.set()


def test_a_failure_out_of_sight_is_told(qtbot: QtBot, make: Maker, notices: list[Notice]) -> None:
    gate = threading.Event()
    session = make(said("x", gate=gate, fails=ModelMissing("The model is gone.")))
    session.ask("first")
    qtbot.waitUntil(lambda: bool(session.turns[0].text))
    session.new()
    gate.set()
    qtbot.waitUntil(lambda: bool(notices))
    assert notices[0].text == "The model is gone."


def test_opening_reads_what_was_said(qtbot: QtBot, make: Maker) -> None:
    session = make(said("One."))
    asked(qtbot, session, "first")
    conversation = session.conversation
    assert conversation is not None
    session.new()
    with qtbot.waitSignal(session.conversation_opened):
        session.open(conversation)
    assert [(turn.question, turn.text) for turn in session.turns] == [("first", "One.")]


def test_the_conversation_wanted_last_is_the_one_that_opens(
    qtbot: QtBot, make: Maker, store: ConversationStore
) -> None:
    session = make()
    one, two = store.create("one"), store.create("two")
    session.open(one)
    session.open(two)
    qtbot.waitUntil(lambda: session.conversation is not None)
    qtbot.wait(60)
    assert session.conversation == two


def test_deleting_can_be_undone(qtbot: QtBot, make: Maker, notices: list[Notice]) -> None:
    session = make(said("One."))
    asked(qtbot, session, "A question that is much longer than what a notice has room for, and so on")
    conversation = session.conversation
    assert conversation is not None
    session.delete(conversation)
    qtbot.waitUntil(lambda: bool(notices) and not session.conversations)
    assert session.conversation is None and session.turns == []
    assert notices[0].action_label == "Undo" and "…" in notices[0].text
    assert notices[0].action is not None
    notices[0].action()
    qtbot.waitUntil(lambda: bool(session.turns) and bool(session.conversations))
    assert session.turns[0].text == "One."


def test_deleting_stops_what_is_being_answered_there(qtbot: QtBot, make: Maker, notices: list[Notice]) -> None:
    session = make(said("x", gate=threading.Event()))
    session.ask("first")
    qtbot.waitUntil(lambda: session.conversation is not None and bool(session.turns[0].text))
    turn = session.turns[0]
    assert session.conversation is not None
    session.delete(session.conversation)
    qtbot.waitUntil(lambda: not turn.busy and bool(notices))


def test_scope_and_title_are_kept(qtbot: QtBot, make: Maker, store: ConversationStore) -> None:
    session = make(said("One."))
    session.set_scope(("Notes",))
    asked(qtbot, session, "first")
    assert session.test_turns.requests[0].scope == ("Notes",)  # type: ignore[attr-defined]
    assert session.conversation is not None
    session.set_scope(("Contracts",))
    session.rename(session.conversation, "  Better  ")
    session.rename(session.conversation, "  ")
    qtbot.waitUntil(lambda: [(c.title, c.scope) for c in store.conversations()] == [("Better", ("Contracts",))])
    assert session.conversation.title == "Better"


def test_asking_again_before_anything_was_saved_asks_afresh(qtbot: QtBot, make: Maker) -> None:
    session = make(said("One."))
    session.ask_again()
    assert session.turns == []
