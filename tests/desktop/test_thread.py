"""The tree in the window: versions, editing in place, branching, deleting, by mouse and keys; long conversations."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from alcove.chat.store import Conversation, ConversationStore
from alcove.desktop.message import MessageBox
from alcove.desktop.session import ChatSession
from alcove.desktop.thread import Thread
from tests.desktop.conftest import Stage, Stager
from tests.desktop.fakes import AnswerWriter, Script, boiler_answer, newer_answer

ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


def said(text: str, **more: object) -> Script:
    return Script(AnswerWriter().say(text).events, **more)  # type: ignore[arg-type]


def talk(qtbot: QtBot, staged: Stager, *questions: str, scripts: list[Script] | None = None) -> Stage:
    """Return a window in which these were asked; answers are numbered."""
    stage = staged(scripts=scripts or [said(f"Answer {number}.") for number in range(1, 9)])
    for question in questions:
        stage.ask(question)
        settled(qtbot, stage)
    return stage


def settled(qtbot: QtBot, stage: Stage) -> None:
    session = stage.window.session
    qtbot.waitUntil(lambda: bool(session.turns) and not session.busy)


def thread(stage: Stage) -> Thread:
    return stage.window.chat.messages


def shown(stage: Stage) -> list[tuple[str, str]]:
    """Return what stands on the page: questions and answers."""
    view = thread(stage)
    while view._timer.isActive():
        QApplication.processEvents()
    assert [bubble.turn for bubble in view.bubbles] == [block.turn for block in view.blocks]
    return [(block.turn.question, block.view.toPlainText()) for block in view.blocks]


def moved(qtbot: QtBot, stage: Stage, *keys: tuple[Qt.Key, Qt.KeyboardModifier]) -> None:
    """Press keys where the focus is, each of which leads to another line."""
    for key, modifier in keys:
        with qtbot.waitSignal(stage.window.session.line.changed):
            press(key, modifier)


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget(), key, modifier)


def focused(stage: Stage) -> MessageBox:
    view = thread(stage)
    (message,) = (one for one in (*view.bubbles, *view.blocks) if one.current)
    return message


def send(stage: Stage, message: MessageBox, text: str) -> None:
    """Write another text into the field a message has become."""
    assert message.editor is not None
    message.editor.field.setPlainText(text)
    message.editor.send_button.click()


# Editing questions


def test_an_edited_question_stands_beside_the_old_one(qtbot: QtBot, staged: Stager) -> None:
    stage = talk(qtbot, staged, "first", "second")
    bubble = thread(stage).bubbles[0]
    bubble.edit_button.click()
    assert bubble.editor is not None and bubble.editor.field.toPlainText() == "first"
    assert bubble.editor.field.hasFocus()
    send(stage, bubble, "first, put differently")
    settled(qtbot, stage)
    assert shown(stage) == [("first, put differently", "Answer 3.")]
    (bubble,) = thread(stage).bubbles
    assert (bubble.stepper.number.text(), bubble.stepper.isVisible()) == ("2 of 2", True)
    assert stage.turns.requests[-1].parent is None
    with qtbot.waitSignal(stage.window.session.line.changed):
        bubble.stepper.earlier.click()
    assert shown(stage) == [("first", "Answer 1."), ("second", "Answer 2.")]
    bubble = thread(stage).bubbles[0]
    assert bubble.stepper.number.text() == "1 of 2" and bubble.stepper.later.hasFocus()
    assert not thread(stage).bubbles[1].stepper.isVisible()
    assert len(stage.store.messages(stage.store.conversations()[0].id)) == 6, "nothing was overwritten"


def test_a_follow_up_is_edited_under_the_same_answer(qtbot: QtBot, staged: Stager) -> None:
    stage = talk(qtbot, staged, "first", "second")
    answer = stage.window.session.turns[0].answer_id
    thread(stage).bubbles[1].begin_edit()
    send(stage, thread(stage).bubbles[1], "other")
    settled(qtbot, stage)
    assert shown(stage) == [("first", "Answer 1."), ("other", "Answer 3.")]
    assert stage.turns.requests[-1].parent == answer


@pytest.mark.parametrize("how", ["double click", "Ctrl+E", "E"])
def test_there_are_many_ways_into_editing(qtbot: QtBot, staged: Stager, how: str) -> None:
    stage = talk(qtbot, staged, "first")
    (bubble,) = thread(stage).bubbles
    if how == "double click":
        qtbot.mouseDClick(bubble.words.label, Qt.MouseButton.LeftButton)
    else:
        bubble.setFocus()
        press(*{"Ctrl+E": (Qt.Key.Key_E, CONTROL), "E": (Qt.Key.Key_E,)}[how])
    assert bubble.editor is not None and bubble.editor.isVisible() and not bubble.words.isVisible()
    field = bubble.editor.field
    for key in (Qt.Key.Key_E, Qt.Key.Key_R, Qt.Key.Key_B, Qt.Key.Key_Up):
        press(key)
    assert field.toPlainText() == "firsterb" and field.hasFocus(), "in the field these keys write"
    press(Qt.Key.Key_Escape)
    assert bubble.editor is None and bubble.words.isVisible() and bubble.hasFocus()
    assert shown(stage) == [("first", "Answer 1.")]


def test_keys_work_on_the_last_message_from_the_input(qtbot: QtBot, staged: Stager) -> None:
    stage = talk(qtbot, staged, "first", "second")
    registry, field = stage.window.registry, stage.window.chat.composer.field
    field.setFocus()
    assert not registry.find("message.branch").enabled() and not registry.find("message.earlier").enabled()
    press(Qt.Key.Key_E, CONTROL)
    editor = thread(stage).bubbles[1].editor
    assert editor is not None and editor.field.hasFocus()
    field.setPlainText("not to be sent yet")
    press(Qt.Key.Key_X)
    moved(qtbot, stage, (Qt.Key.Key_Return, CONTROL))
    settled(qtbot, stage)
    assert shown(stage) == [("first", "Answer 1."), ("secondx", "Answer 3.")]
    assert field.toPlainText() == "not to be sent yet"
    field.setFocus()
    moved(qtbot, stage, (Qt.Key.Key_Left, ALT))
    assert shown(stage)[1] == ("second", "Answer 2.") and not registry.find("message.earlier").enabled()
    moved(qtbot, stage, (Qt.Key.Key_R, CONTROL))
    settled(qtbot, stage)
    assert shown(stage)[1] == ("second", "Answer 4.")


def test_sending_a_question_unchanged_or_empty_asks_nothing(qtbot: QtBot, staged: Stager) -> None:
    stage = talk(qtbot, staged, "first")
    (bubble,) = thread(stage).bubbles
    bubble.begin_edit()
    assert bubble.editor is not None
    bubble.editor.field.setPlainText("  ")
    assert not bubble.editor.send_button.isEnabled()
    press(Qt.Key.Key_Return)
    assert bubble.editor is not None
    send(stage, bubble, " first ")
    assert bubble.editor is None and len(stage.turns.requests) == 1


def test_what_was_begun_is_there_again(qtbot: QtBot, staged: Stager) -> None:
    stage = talk(qtbot, staged, "first", "second")
    second = thread(stage).bubbles[1]
    second.begin_edit()
    assert second.editor is not None
    second.editor.field.setPlainText("second, but")
    with qtbot.waitSignal(stage.window.session.line.changed):
        stage.window.session.ask_edited(stage.window.session.turns[0], "other")
    settled(qtbot, stage)
    with qtbot.waitSignal(stage.window.session.line.changed):
        thread(stage).bubbles[0].stepper.earlier.click()
    assert len(shown(stage)) == 2
    second = thread(stage).bubbles[1]
    assert second.editor is None
    second.edit_button.click()
    assert second.editor is not None and second.editor.field.toPlainText() == "second, but"


def test_editing_a_question_that_is_being_answered_ends_that_answer(qtbot: QtBot, staged: Stager) -> None:
    stage = talk(qtbot, staged, scripts=[said("Half", gate=threading.Event()), said("Whole.")])
    stage.ask("first")
    session = stage.window.session
    qtbot.waitUntil(lambda: bool(session.turns and session.turns[0].text))
    session.ask_edited(session.turns[0], "better")
    qtbot.waitUntil(lambda: not session.busy and session.turns[0].phase == "complete")
    assert shown(stage) == [("better", "Whole.")]
    with qtbot.waitSignal(session.line.changed):
        thread(stage).bubbles[0].stepper.earlier.click()
    assert shown(stage) == [("first", "Half")] and session.turns[0].phase == "stopped"


# Correcting answers


def test_a_corrected_answer_is_what_goes_on(qtbot: QtBot, staged: Stager) -> None:
    stage = talk(qtbot, staged, "first", "second", scripts=[Script(boiler_answer()), said("Two."), said("Three.")])
    block = thread(stage).blocks[0]
    block.edit_button.click()
    assert block.editor is not None and not block.view.isVisible() and not block.footer.isVisible()
    text = block.editor.field.toPlainText()
    with qtbot.waitSignal(stage.window.session.line.changed):
        send(stage, block, text.replace("Twelve months have passed", "A year has passed"))
    (block,) = thread(stage).blocks
    assert "A year has passed" in block.view.toPlainText() and block.facts.full_text().startswith("edited by you")
    assert block.stepper.number.text() == "2 of 2"
    assert [one.marker for one in block.turn.citations] == [1, 2, 3], "what they belong to was left alone"
    stage.ask("And now?")
    settled(qtbot, stage)
    assert stage.turns.requests[-1].parent == block.turn.answer_id
    with qtbot.waitSignal(stage.window.session.line.changed):
        thread(stage).blocks[0].stepper.earlier.click()
    assert [question for question, _ in shown(stage)] == ["first", "second"]


def test_enter_begins_a_line_of_an_answer_and_ctrl_enter_saves(qtbot: QtBot, staged: Stager) -> None:
    stage = talk(qtbot, staged, "first")
    (block,) = thread(stage).blocks
    block.setFocus()
    press(Qt.Key.Key_E)
    assert block.editor is not None and block.editor.field.textCursor().atStart()
    press(Qt.Key.Key_End)
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_X)
    assert block.editor.field.toPlainText() == "Answer 1.\nx"
    moved(qtbot, stage, (Qt.Key.Key_Return, CONTROL))
    assert stage.window.session.turns[0].text == "Answer 1.\nx"
    assert focused(stage) is thread(stage).blocks[0]


def test_an_answer_without_words_cannot_be_corrected(qtbot: QtBot, staged: Stager) -> None:
    stage = talk(qtbot, staged, "first", scripts=[Script([])])
    (block,) = thread(stage).blocks
    assert not block.edit_button.isVisible() and not block.can("edit")
    block.begin_edit()
    assert block.editor is None


# Asking again, branching


def test_answering_again_in_the_middle_keeps_what_followed(qtbot: QtBot, staged: Stager) -> None:
    stage = talk(qtbot, staged, "first", "second")
    thread(stage).blocks[0].again_button.click()
    settled(qtbot, stage)
    assert shown(stage) == [("first", "Answer 3.")]
    thread(stage).blocks[0].setFocus()
    moved(qtbot, stage, (Qt.Key.Key_Left, ALT))
    assert shown(stage) == [("first", "Answer 1."), ("second", "Answer 2.")]


def test_the_next_question_goes_on_from_where_one_branches(qtbot: QtBot, staged: Stager) -> None:
    stage = talk(qtbot, staged, "first", "second", "third")
    view, session = thread(stage), stage.window.session
    assert not view.branch_note.isVisible()
    view.blocks[0].branch_button.click()
    assert [question for question, _ in shown(stage)] == ["first"]
    assert view.branch_note.isVisible() and not view.blocks[0].branch_button.isVisible()
    with qtbot.waitSignal(session.line.changed):
        view.back_button.click()
    assert [question for question, _ in shown(stage)] == ["first", "second", "third"]
    assert not view.branch_note.isVisible()
    view.blocks[0].setFocus()
    press(Qt.Key.Key_B)
    stage.ask("another way")
    settled(qtbot, stage)
    assert [question for question, _ in shown(stage)] == ["first", "another way"]
    assert stage.turns.requests[-1].parent == session.turns[0].answer_id
    assert view.bubbles[1].stepper.number.text() == "2 of 2" and not view.branch_note.isVisible()
    session.line.branch(session.turns[-1])
    assert not session.line.ends_early, "at the end it goes on anyway"


def test_a_conversation_opens_on_the_line_one_left(qtbot: QtBot, staged: Stager) -> None:
    stage = talk(qtbot, staged, "first", "second")
    session = stage.window.session
    session.ask_again(session.turns[0])
    settled(qtbot, stage)
    with qtbot.waitSignal(session.line.changed):
        session.line.step_answer(session.turns[0], -1)
    conversation = session.conversation
    assert conversation is not None
    end = session.turns[1].answer_id
    qtbot.waitUntil(lambda: stage.store.leaf(conversation.id) == end)
    session.line._line.looked = ()  # as after a restart
    stage.window.new_conversation()
    with qtbot.waitSignal(session.conversation_opened):
        stage.window.open_conversation(conversation)
    assert shown(stage) == [("first", "Answer 1."), ("second", "Answer 2.")]


# Going on with an answer


@pytest.mark.parametrize("how", ["stopped", "cut"])
def test_an_answer_that_was_stopped_or_cut_is_gone_on_with(qtbot: QtBot, staged: Stager, how: str) -> None:
    begun = said("It is", gate=threading.Event()) if how == "stopped" else said("It is", cut=True)
    stage = talk(qtbot, staged, scripts=[begun, said("It is so."), said("Two.")])
    session = stage.window.session
    stage.ask("first")
    qtbot.waitUntil(lambda: bool(session.turns and session.turns[0].text))
    session.stop()
    settled(qtbot, stage)
    (block,) = thread(stage).blocks
    assert block.status.text() == {"stopped": "Stopped here", "cut": "Cut here: it is as long as an answer may be"}[how]
    assert block.on_button.isVisible()
    first = session.turns[0]
    block.on_button.click()
    settled(qtbot, stage)
    request = stage.turns.requests[-1]
    assert (request.continues, request.model) == (first.answer_id, first.model)
    (block,) = thread(stage).blocks
    assert shown(stage) == [("first", "It is so.")] and block.stepper.number.text() == "2 of 2"
    assert not block.can("go on") and "on_button" not in block.__dict__
    block.setFocus()
    moved(qtbot, stage, (Qt.Key.Key_Left, ALT))
    assert shown(stage) == [("first", "It is")]
    assert "Continue writing\tG" in [action.text() for action in thread(stage).blocks[0].menu().actions()]
    moved(qtbot, stage, (Qt.Key.Key_G, Qt.KeyboardModifier.NoModifier))
    settled(qtbot, stage)
    assert shown(stage) == [("first", "Two.")]


# While an answer is written


def test_one_may_look_elsewhere_while_an_answer_is_written(qtbot: QtBot, staged: Stager) -> None:
    gate = threading.Event()
    stage = talk(qtbot, staged, "first", "second", scripts=[said("One."), said("Two."), said("Three", gate=gate),
                                                            said("Four.")])  # fmt: skip
    session = stage.window.session
    session.runs_elsewhere = True  # on a lane of its own, for the fake answer keeps its lane while it waits
    session.ask_again(session.turns[0])
    session.runs_elsewhere = False
    live = session.turns[0]
    qtbot.waitUntil(lambda: live.text == "Three")
    block = thread(stage).blocks[0]
    assert block.stepper.number.text() == "2 of 2" and block.stepper.isVisible() and not block.copy_button.isVisible()
    with qtbot.waitSignal(session.line.changed):
        block.stepper.earlier.click()
    assert shown(stage) == [("first", "One."), ("second", "Two.")] and not session.busy
    assert "Send" in stage.window.chat.composer.button.accessibleName()
    with qtbot.waitSignal(session.line.changed):
        thread(stage).blocks[0].stepper.later.click()
    assert session.turns == [live] and session.busy and shown(stage) == [("first", "Three")]
    with qtbot.waitSignal(session.line.changed):
        thread(stage).blocks[0].stepper.earlier.click()
    stage.ask("third")
    qtbot.waitUntil(lambda: len(session.turns) == 3 and not session.busy)
    assert live.busy
    gate.set()
    qtbot.waitUntil(lambda: live.phase == "complete")
    qtbot.waitUntil(lambda: thread(stage).blocks[0].stepper.number.text() == "1 of 2")


def test_a_version_that_is_asked_for_elsewhere_is_counted_at_once(qtbot: QtBot, staged: Stager) -> None:
    gates = [threading.Event(), threading.Event()]
    stage = talk(qtbot, staged, "first", scripts=[said("One."), said("Two", gate=gates[0]), said("x", gate=gates[1])])
    session = stage.window.session
    session.ask_edited(session.turns[0], "edited")
    live = session.turns[0]
    qtbot.waitUntil(lambda: live.answer_id is not None)
    with qtbot.waitSignal(session.line.changed):
        session.line.step_question(live, -1)
    conversation = session.conversation
    assert conversation is not None and thread(stage).bubbles[0].stepper.number.text() == "1 of 2"
    stage.window.new_conversation()
    with qtbot.waitSignal(session.conversation_opened):
        stage.window.open_conversation(conversation)
    with qtbot.waitSignal(session.line.changed):
        thread(stage).bubbles[0].stepper.later.click()
    assert session.turns == [live], "it is shown as it is being written"
    gates[0].set()
    settled(qtbot, stage)
    assert shown(stage) == [("edited", "Two")]


# Deleting


def test_a_question_is_deleted_with_what_follows_and_undo_brings_it_back(qtbot: QtBot, staged: Stager) -> None:
    stage = talk(qtbot, staged, "first", "second", "third")
    session = stage.window.session
    thread(stage).bubbles[1].setFocus()
    moved(qtbot, stage, (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier))
    assert [question for question, _ in shown(stage)] == ["first"]
    qtbot.waitUntil(lambda: bool(stage.notices()))
    assert stage.notices()[0].text == "Deleted the question and 3 messages after it"
    with qtbot.waitSignal(session.line.changed):
        stage.window.toasts.toasts[0].action_button.click()
    assert [question for question, _ in shown(stage)] == ["first", "second", "third"]


def test_after_a_deletion_the_version_beside_is_shown(qtbot: QtBot, staged: Stager) -> None:
    stage = talk(qtbot, staged, "first", "second")
    session = stage.window.session
    session.ask_again(session.turns[1])
    settled(qtbot, stage)
    with qtbot.waitSignal(session.line.changed):
        session.delete_message(session.turns[1], answer=True)
    assert shown(stage) == [("first", "Answer 1."), ("second", "Answer 2.")]
    assert not thread(stage).blocks[1].stepper.isVisible()
    with qtbot.waitSignal(session.line.changed):
        session.delete_message(session.turns[1], answer=True)
    assert shown(stage) == [("first", "Answer 1."), ("second", "")]
    block = thread(stage).blocks[1]
    assert block.status.text() == "Not answered yet" and block.again_button.isVisible()
    block.again_button.click()
    settled(qtbot, stage)
    assert shown(stage)[1] == ("second", "Answer 4.")


def test_everything_can_be_deleted_and_the_page_is_a_beginning_again(qtbot: QtBot, staged: Stager) -> None:
    stage = talk(qtbot, staged, "first")
    session = stage.window.session
    with qtbot.waitSignal(session.line.changed):
        session.delete_message(session.turns[0], answer=False)
    assert session.turns == [] and thread(stage)._greeting.isVisible() and not stage.window.evidence.isVisible()
    stage.ask("anew")
    settled(qtbot, stage)
    assert shown(stage) == [("anew", "Answer 2.")] and not thread(stage)._greeting.isVisible()
    assert len(stage.store.conversations()) == 1


def test_deleting_ends_an_answer_that_is_being_written_there(qtbot: QtBot, staged: Stager) -> None:
    stage = talk(qtbot, staged, "first", scripts=[said("One."), said("x", gate=threading.Event())])
    session = stage.window.session
    stage.ask("second")
    qtbot.waitUntil(lambda: session.turns[-1].text == "x")
    live = session.turns[-1]
    with qtbot.waitSignal(session.line.changed):
        session.delete_message(live, answer=False)
    qtbot.waitUntil(lambda: not live.busy)
    assert shown(stage) == [("first", "One.")]


# Keys and names


def test_messages_are_reached_by_keys(qtbot: QtBot, staged: Stager) -> None:
    stage = talk(qtbot, staged, "first", "second")
    view = thread(stage)
    view.blocks[1].setFocus()
    seen = []
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Down):
        press(key)
        seen.append(focused(stage))
    assert seen == [view.bubbles[1], view.blocks[0], view.bubbles[0], view.bubbles[0], view.blocks[0]]
    press(Qt.Key.Key_C)
    assert QGuiApplication.clipboard().text() == "Answer 1."
    view.bubbles[0].setFocus()
    assert view.bubbles[0].tools.isVisible() and not view.bubbles[1].tools.isVisible()
    press(Qt.Key.Key_Tab)
    assert view.bubbles[0].edit_button.hasFocus() and focused(stage) is view.bubbles[0]
    view.blocks[0].view.setFocus()
    press(Qt.Key.Key_R)
    settled(qtbot, stage)
    assert shown(stage) == [("first", "Answer 3.")]
    assert focused(stage) is view.blocks[0]


def test_versions_are_stepped_through_from_the_field_too(qtbot: QtBot, staged: Stager) -> None:
    stage = talk(qtbot, staged, "first", "second")
    session = stage.window.session
    session.ask_again()
    settled(qtbot, stage)
    stage.window.chat.composer.field.setFocus()
    moved(qtbot, stage, (Qt.Key.Key_Left, ALT))
    assert shown(stage)[1] == ("second", "Answer 2.") and stage.window.chat.composer.field.hasFocus()
    moved(qtbot, stage, (Qt.Key.Key_Right, ALT))
    assert shown(stage)[1] == ("second", "Answer 3.")
    with qtbot.assertNotEmitted(session.line.changed, wait=60):
        press(Qt.Key.Key_Right, ALT)
    session.ask_edited(session.turns[1], "other")
    settled(qtbot, stage)
    moved(qtbot, stage, (Qt.Key.Key_Left, ALT))
    assert shown(stage)[1] == ("second", "Answer 3.")


def test_messages_say_what_they_are(qtbot: QtBot, staged: Stager) -> None:
    stage = talk(qtbot, staged, "first", "second")
    session = stage.window.session
    session.ask_edited(session.turns[1], "other")
    settled(qtbot, stage)
    session.ask_again()
    settled(qtbot, stage)
    names = [(m.accessibleName(), m.accessibleDescription()) for m in (*thread(stage).bubbles, *thread(stage).blocks)]
    assert names == [
        ("Question 1", "first"), ("Question 2, version 2 of 2", "other"),
        ("Answer to question 1", "Answer 1."), ("Answer to question 2, version 2 of 2", "Answer 4."),
    ]  # fmt: skip


def test_a_menu_says_what_can_be_done_with_which_key(qtbot: QtBot, staged: Stager) -> None:
    stage = talk(qtbot, staged, "first", "second")
    menu = thread(stage).blocks[1].menu()
    told = {action.text().replace("\t", " "): action.isEnabled() for action in menu.actions() if action.text()}
    assert told == {
        "Edit this answer E": True, "Answer again R": True, "Branch from here B": False, "Copy this answer C": True,
        "Delve into words of this answer D": True, "Show where the model was unsure U": True,
        "Delete this answer Del": True,
    }  # fmt: skip
    with qtbot.waitSignal(stage.window.session.line.changed):
        next(action for action in menu.actions() if "Delete" in action.text()).trigger()
    assert shown(stage)[1] == ("second", "")
    thread(stage).bubbles[0].more_button.click()
    popup = QApplication.activePopupWidget()
    assert popup is not None
    popup.close()


# Long conversations


TURNS = 150


@pytest.fixture
def long(store: ConversationStore) -> Conversation:
    conversation = store.create("Long")
    parent = None
    for number in range(TURNS):
        question = store.add(conversation.id, "user", f"question {number}", parent=parent)
        text = f"Answer {number}. " + "It says a good deal about it. " * (5 + number % 7 * 9)
        parent = store.add(conversation.id, "assistant", text, parent=question.id).id
    return conversation


def opened(qtbot: QtBot, stage: Stage, conversation: Conversation) -> Thread:
    with qtbot.waitSignal(stage.window.session.conversation_opened):
        stage.window.open_conversation(conversation)
    rested(qtbot, stage)
    return thread(stage)


def rested(qtbot: QtBot, stage: Stage) -> None:
    """Wait until all is laid out that is near to what is on view."""
    view = thread(stage)
    qtbot.waitUntil(lambda: not view._timer.isActive() and not stage.window.session.line._reading)
    qtbot.wait(20)
    qtbot.waitUntil(lambda: not view._timer.isActive())


def numbers(view: Thread) -> list[int]:
    return [int(block.turn.question.split()[1]) for block in view.blocks]


def test_a_long_conversation_shows_its_end_and_lays_out_little(
    qtbot: QtBot, staged: Stager, long: Conversation
) -> None:
    stage = staged()
    view = opened(qtbot, stage, long)
    assert numbers(view) == list(range(TURNS - len(view.blocks), TURNS)) and 2 < len(view.blocks) < 30
    assert view.verticalScrollBar().value() == view.verticalScrollBar().maximum()
    assert len(stage.window.session.turns) == TURNS
    assert sum(turn.read for turn in stage.window.session.turns) < 40
    assert view.blocks[-1].accessibleName() == f"Answer to question {TURNS}"


def test_earlier_turns_come_as_one_scrolls_up_and_nothing_jumps(
    qtbot: QtBot, staged: Stager, long: Conversation
) -> None:
    stage = staged()
    view = opened(qtbot, stage, long)
    bar = view.verticalScrollBar()
    for _ in range(120):
        here = next(laid for laid in view._laid if view._top(laid) > 0 or laid is view._laid[-1])
        before = view._top(here)
        value = bar.value()
        bar.setValue(value - 150)
        scrolled = value - bar.value()
        qtbot.wait(1)
        if here in view._laid:
            assert view._top(here) == before + scrolled, "what is on view moves only as it is scrolled"
        if view._first == 0 and not bar.value():
            break
    rested(qtbot, stage)
    assert view._first < TURNS - 40
    shown_now = numbers(view)
    assert shown_now == list(range(shown_now[0], shown_now[0] + len(shown_now))), "none is left out"
    assert len(shown_now) < 60, "what is far away is let go"
    for _ in range(400):
        bar.setValue(bar.value() + 400)
        qtbot.wait(1)
        if numbers(view)[-1] == TURNS - 1 and bar.value() == bar.maximum():
            break
    rested(qtbot, stage)
    assert numbers(view)[-1] == TURNS - 1


def test_tab_goes_down_through_what_was_laid_out_upwards(qtbot: QtBot, staged: Stager, long: Conversation) -> None:
    """Earlier turns are made later than those below them; the keyboard goes through them as one reads."""
    stage = staged()
    view = opened(qtbot, stage, long)
    view.blocks[0].setFocus(Qt.FocusReason.TabFocusReason)
    passed: list[int] = []
    for _ in range(80):
        at = next((number for number, block in zip(numbers(view), view.blocks, strict=True)
                   if block is QApplication.focusWidget()), None)  # fmt: skip
        if at is not None and (not passed or passed[-1] != at):
            passed.append(at)
        if len(passed) == 3 or not view.isAncestorOf(QApplication.focusWidget()):
            break
        press(Qt.Key.Key_Tab)
    assert passed == list(range(passed[0], passed[0] + 3))


def test_the_beginning_and_the_end_are_a_key_away(qtbot: QtBot, staged: Stager, long: Conversation) -> None:
    stage = staged()
    view = opened(qtbot, stage, long)
    view.blocks[-1].setFocus()
    press(Qt.Key.Key_Home, CONTROL)
    qtbot.waitUntil(lambda: bool(view.blocks) and numbers(view)[0] == 0)
    rested(qtbot, stage)
    assert view.verticalScrollBar().value() == 0
    view.blocks[0].setFocus()
    press(Qt.Key.Key_End, CONTROL)
    rested(qtbot, stage)
    assert numbers(view)[-1] == TURNS - 1


def test_asking_from_far_above_shows_the_question(qtbot: QtBot, staged: Stager, long: Conversation) -> None:
    stage = staged(scripts=[said("Yes.")])
    view = opened(qtbot, stage, long)
    view.show_beginning()
    qtbot.waitUntil(lambda: bool(view.blocks) and numbers(view)[0] == 0)
    stage.ask("question 999")
    settled(qtbot, stage)
    assert numbers(view)[-1] == 999 and view.blocks[-1].view.toPlainText() == "Yes."
    rested(qtbot, stage)
    assert view.verticalScrollBar().value() == view.verticalScrollBar().maximum()


def test_stepping_far_above_the_end_keeps_the_place_and_both_branches(
    qtbot: QtBot, staged: Stager, long: Conversation
) -> None:
    stage = staged(scripts=[said("Other.")])
    session: ChatSession = stage.window.session
    view = opened(qtbot, stage, long)
    view.show_beginning()
    qtbot.waitUntil(lambda: len(view.blocks) > 3)
    rested(qtbot, stage)
    session.ask_again(session.turns[2])
    settled(qtbot, stage)
    assert [len(session.turns), numbers(view)[-1]] == [3, 2]
    with qtbot.waitSignal(session.line.changed):
        view.blocks[-1].stepper.earlier.click()
    rested(qtbot, stage)
    assert len(session.turns) == TURNS and numbers(view)[:4] == [0, 1, 2, 3]
    assert view.blocks[2].stepper.later.hasFocus()


def test_an_answer_that_was_asked_again_meanwhile_is_newer(qtbot: QtBot, staged: Stager) -> None:
    stage = talk(qtbot, staged, "first", scripts=[Script(boiler_answer()), Script(newer_answer())])
    stage.window.session.ask_again(compare=True)
    settled(qtbot, stage)
    qtbot.waitUntil(lambda: thread(stage).blocks[0].changes.isVisible())
