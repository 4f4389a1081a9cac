"""Finding words in the answers: counted, marked, gone through by keyboard, and kept while answers change."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from alcove.chat.store import Conversation
from alcove.desktop.find_bar import FindBar
from alcove.models.types import TextDelta
from tests.desktop.conftest import Stage, Stager
from tests.desktop.fakes import Script

ANSWER = "The **boiler** is old.\n\n" + "words go on\n\n" * 60 + "| Boiler | Price |\n|---|---|\n| boiler | 5 |\n\nEnd."


@pytest.fixture
def stage(qtbot: QtBot, staged: Stager) -> Stage:
    made = staged(scripts=[Script([TextDelta(ANSWER)])])
    made.ask("Which?")
    qtbot.waitUntil(lambda: bool(made.window.session.turns) and not made.window.session.busy)
    return made


def found(qtbot: QtBot, stage: Stage, words: str) -> FindBar:
    bar = stage.window.chat.find_bar
    qtbot.keyClick(stage.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert bar.isVisible() and bar.field.hasFocus()
    qtbot.keyClicks(bar.field, words)
    qtbot.waitUntil(lambda: bar.count.text() not in ("",) and "so far" not in bar.count.text())
    return bar


def test_words_are_counted_and_gone_through(qtbot: QtBot, stage: Stage) -> None:
    bar = found(qtbot, stage, "boiler")
    qtbot.waitUntil(lambda: bar.count.text() == "1 of 3")
    scroll = stage.window.chat.messages.verticalScrollBar()
    qtbot.keyClick(bar.field, Qt.Key.Key_Return)
    assert bar.count.text() == "2 of 3"
    low = scroll.value()
    qtbot.keyClick(bar.field, Qt.Key.Key_Return)
    qtbot.keyClick(bar.field, Qt.Key.Key_Return)
    assert bar.count.text() == "1 of 3" and scroll.value() < low
    qtbot.keyClick(bar.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert bar.count.text() == "3 of 3" and scroll.value() >= low


def test_what_is_found_is_marked_until_the_bar_is_closed(qtbot: QtBot, stage: Stage) -> None:
    bar = found(qtbot, stage, "boiler")
    qtbot.waitUntil(lambda: len(bar.found) == 3)
    bar.step(1)
    view, mark = bar.found[0]
    rect = view.rect_of(mark)
    assert rect is not None
    tokens = stage.services.theme.tokens

    def ground() -> str:
        image = view.grab().toImage()
        return image.pixelColor(int(rect.left()) + 1, int(rect.top()) + 1).name()

    assert ground() == QColor(tokens.mark).name()
    qtbot.keyClick(bar.field, Qt.Key.Key_Escape)
    assert not bar.isVisible() and not view._marks
    assert ground() != QColor(tokens.mark).name()
    assert stage.window.chat.composer.field.hasFocus()


def test_what_is_nowhere_is_said(qtbot: QtBot, stage: Stage) -> None:
    bar = found(qtbot, stage, "zebra")
    assert bar.count.text() == "Not found"
    assert not bar.next.isEnabled()


def test_what_is_selected_is_looked_for(qtbot: QtBot, stage: Stage) -> None:
    view = stage.window.chat.blocks[0].view
    rect = view.rect_of((0, 4, 10))
    assert rect is not None
    qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=rect.center().toPoint())
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=rect.center().toPoint())  # else it stays pressed for others
    stage.window.chat.begin_find()
    bar = stage.window.chat.find_bar
    assert bar.field.text() == "boiler"
    qtbot.waitUntil(lambda: bar.count.text() == "1 of 3")


def test_another_answer_is_looked_through_too_and_nothing_moves(qtbot: QtBot, stage: Stage) -> None:
    bar = found(qtbot, stage, "boiler")
    qtbot.waitUntil(lambda: bar.count.text() == "1 of 3")
    bar.step(1)
    stage.ask("And?")
    qtbot.waitUntil(lambda: len(stage.window.session.turns) == 2 and not stage.window.session.busy)
    qtbot.waitUntil(lambda: bar.count.text() == "2 of 6")


def test_answers_that_are_not_laid_out_are_gone_to(qtbot: QtBot, stage: Stage) -> None:
    """Of a long conversation only the end is laid out; what is found further up is reached, and back around the end."""
    window, says = stage.window, "The **zebra** sleeps, the zebra wakes."
    talk = long_talk(stage, {5: says, 60: says, 30: "See [that](https://zebra.example/) page."})
    window.open_conversation(talk)
    qtbot.waitUntil(lambda: len(window.session.turns) == 120 and bool(window.chat.blocks))
    bar = found(qtbot, stage, "zebra")
    qtbot.waitUntil(lambda: on_view(stage) == "Question 5?")
    assert bar.count.text() == "1 of 2, in 2 answers further off"
    bar.step(1)
    assert on_view(stage) == "Question 5?" and bar.count.text().startswith("2 of 2")
    bar.step(1)
    qtbot.waitUntil(lambda: on_view(stage) == "Question 60?")
    bar.step(-1)
    qtbot.waitUntil(lambda: on_view(stage) == "Question 5?")
    assert bar.count.text() == "2 of 2, in 1 answer further off", "the address of a link is not read"


def test_another_conversation_is_looked_through_for_the_same_words(qtbot: QtBot, stage: Stage) -> None:
    window, says = stage.window, "The zebra sleeps."
    talks = [long_talk(stage, {5: says, 60: says}), long_talk(stage, {70: says}, 110), long_talk(stage, {}, 100)]
    window.open_conversation(talks[0])
    qtbot.waitUntil(lambda: len(window.session.turns) == 120 and bool(window.chat.blocks))
    bar = found(qtbot, stage, "zebra")
    qtbot.waitUntil(lambda: bar.count.text() == "1 of 1, in 1 answer further off")
    window.open_conversation(talks[1])
    qtbot.waitUntil(lambda: len(window.session.turns) == 110 and bar.count.text() == "1 of 1")
    assert on_view(stage) == "Question 70?"
    window.open_conversation(talks[2])
    qtbot.waitUntil(lambda: len(window.session.turns) == 100 and bar.count.text() == "Not found")
    window.open_conversation(talks[1])
    qtbot.waitUntil(lambda: len(window.session.turns) == 110 and bar.count.text() == "1 of 1")


def test_another_version_is_looked_through_for_the_same_words(qtbot: QtBot, stage: Stage) -> None:
    """Where the line goes another way, what is further up on the way it went before is found no more."""
    store, window = stage.services.store, stage.window
    talk = long_talk(stage, {5: "The zebra sleeps."})
    again = store.add(talk.id, "user", "Another way?", parent=None)
    parent = again.id
    for number in range(40):
        says = "The zebra wakes." if number == 3 else "Nothing of it. " * 30
        answer = store.add(talk.id, "assistant", "", parent=parent, model="m")
        store.finish(replace(answer, text=says))
        parent = store.add(talk.id, "user", f"Other {number}?", parent=answer.id).id
    store.set_leaf(talk.id, parent)
    window.open_conversation(talk)
    qtbot.waitUntil(lambda: len(window.session.turns) == 41 and bool(window.chat.blocks))
    bar = found(qtbot, stage, "zebra")
    qtbot.waitUntil(lambda: on_view(stage) == "Other 2?")
    window.session.line.step_question(window.session.turns[0], -1)
    qtbot.waitUntil(lambda: len(window.session.turns) == 120)
    qtbot.waitUntil(lambda: on_view(stage) == "Question 5?")
    assert bar.count.text() == "1 of 1"


def long_talk(stage: Stage, saying: dict[int, str], turns: int = 120) -> Conversation:
    """Return a conversation of so many turns, in which some answers say what is given and the others nothing."""
    store = stage.services.store
    talk = store.create("Long")
    parent = None
    for number in range(turns):
        question = store.add(talk.id, "user", f"Question {number}?", parent=parent)
        answer = store.add(talk.id, "assistant", "", parent=question.id, model="m")
        store.finish(replace(answer, text=saying.get(number, "Nothing of it. " * 30)))
        parent = answer.id
    return talk


def on_view(stage: Stage) -> str:
    """Return the question of the answer whose place is pointed out."""
    bar = stage.window.chat.find_bar
    at = bar.found[bar.at][0] if 0 <= bar.at < len(bar.found) else None
    return next((block.turn.question for block in stage.window.chat.blocks if block.view is at), "")
