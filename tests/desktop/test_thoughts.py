"""What a model thought, and what it did not see: beneath and above its answer, and after a reload."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from alcove.chat.store import LeftOut
from alcove.desktop.answer_block import AnswerBlock
from alcove.models.types import ThinkingDelta
from tests.desktop.conftest import Stage, Stager
from tests.desktop.fakes import Script, boiler_answer

THOUGHT = "They ask about the boiler.\nThe warranty says twelve months, so I quote that."


def answered(qtbot: QtBot, staged: Stager) -> tuple[Stage, AnswerBlock]:
    first, *rest = boiler_answer()
    events = [first, LeftOut(2, ("lease.pdf",)), ThinkingDelta(THOUGHT[:20]), ThinkingDelta(THOUGHT[20:]), *rest]
    stage = staged(scripts=[Script(events)])
    stage.ask("Is the boiler under warranty?")
    qtbot.waitUntil(lambda: bool(stage.window.session.turns) and stage.window.session.turns[0].phase == "complete")
    return stage, stage.window.chat.blocks[0]


def test_thoughts_are_shown_when_asked_for_and_are_no_part_of_the_answer(qtbot: QtBot, staged: Stager) -> None:
    _, block = answered(qtbot, staged)
    thoughts = block.thoughts
    assert thoughts.isVisible() and not thoughts.words.isVisible()
    assert thoughts.button.text() == "See what it thought"
    assert "They ask" not in block.view.toPlainText()
    thoughts.button.setFocus()
    qtbot.keyClick(thoughts.button, Qt.Key.Key_Space)
    assert thoughts.words.isVisible() and thoughts.words.toPlainText() == THOUGHT
    assert thoughts.button.text() == "Hide what it thought"


def test_what_the_model_did_not_see_is_named(qtbot: QtBot, staged: Stager) -> None:
    _, block = answered(qtbot, staged)
    assert block.status.text() == "Left out, for want of room: the first 2 turns, lease.pdf"
    assert block.status.isVisible()


def test_both_are_there_after_the_conversation_was_opened_again(qtbot: QtBot, staged: Stager) -> None:
    stage, _ = answered(qtbot, staged)
    conversation = stage.window.session.conversation
    assert conversation is not None
    stage.window.new_conversation()
    stage.window.open_conversation(conversation)
    qtbot.waitUntil(lambda: bool(stage.window.chat.blocks))
    block = stage.window.chat.blocks[0]
    block.thoughts.button.click()
    assert block.thoughts.words.toPlainText() == THOUGHT
    assert "lease.pdf" in block.status.text()


def test_an_answer_without_thoughts_shows_nothing_of_them(qtbot: QtBot, staged: Stager) -> None:
    stage = staged(scripts=[Script(boiler_answer())])
    stage.ask("Is the boiler under warranty?")
    qtbot.waitUntil(lambda: bool(stage.window.session.turns) and stage.window.session.turns[0].phase == "complete")
    assert not stage.window.chat.blocks[0].thoughts.isVisible()
