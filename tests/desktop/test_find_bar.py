"""Finding words in the answers: counted, marked, gone through by keyboard, and kept while answers change."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

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
    store, window = stage.services.store, stage.window
    talk = store.create("Long")
    parent = None
    for number in range(120):
        question = store.add(talk.id, "user", f"Question {number}?", parent=parent)
        says = "The **zebra** sleeps, the zebra wakes." if number in (5, 60) else "Nothing of it. " * 30
        says = "See [that](https://zebra.example/) page." if number == 30 else says
        answer = store.add(talk.id, "assistant", "", parent=question.id, model="m")
        store.finish(replace(answer, text=says))
        parent = answer.id
    window.open_conversation(talk)
    qtbot.waitUntil(lambda: len(window.session.turns) == 120 and bool(window.chat.blocks))
    bar = found(qtbot, stage, "zebra")

    def on_view() -> str:
        at = bar.found[bar.at][0] if 0 <= bar.at < len(bar.found) else None
        return next((block.turn.question for block in window.chat.blocks if block.view is at), "")

    qtbot.waitUntil(lambda: on_view() == "Question 5?")
    assert bar.count.text() == "1 of 2, in 2 answers further off"
    bar.step(1)
    assert on_view() == "Question 5?" and bar.count.text().startswith("2 of 2")
    bar.step(1)
    qtbot.waitUntil(lambda: on_view() == "Question 60?")
    bar.step(-1)
    qtbot.waitUntil(lambda: on_view() == "Question 5?")
    assert bar.count.text() == "2 of 2, in 1 answer further off", "the address of a link is not read"
