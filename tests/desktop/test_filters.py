"""Filters in the question field: coloured, completed by keys and by mouse, never in the way of writing."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from alcove.desktop.filters import FilterCompletion
from alcove.desktop.question_field import QuestionField
from tests.desktop.conftest import Stage, Stager

KEY = Qt.Key


@pytest.fixture
def stage(qtbot: QtBot, staged: Stager) -> Stage:
    made = staged()
    field_of(made).setFocus()
    qtbot.waitUntil(field_of(made).hasFocus)
    return made


def field_of(stage: Stage) -> QuestionField:
    return stage.window.chat.composer.field


def completion_of(stage: Stage) -> FilterCompletion:
    return stage.window.completion


def shown(stage: Stage) -> list[str]:
    """Return what the open list offers."""
    rows = completion_of(stage).offers.rows
    if not completion_of(stage).open:
        return []
    items = [rows.topLevelItem(number) for number in range(rows.topLevelItemCount())]
    return [item.text(0) for item in items if item is not None]


def write(qtbot: QtBot, stage: Stage, text: str, offers: list[str] | None = None) -> None:
    """Type a text; wait for what it offers, or for nothing to be on its way."""
    qtbot.keyClicks(field_of(stage), text)
    if offers is None:
        qtbot.wait(80)
    else:
        qtbot.waitUntil(lambda: shown(stage) == offers)


def press(qtbot: QtBot, stage: Stage, key: Qt.Key, modifiers: Qt.KeyboardModifier | None = None) -> None:
    qtbot.keyClick(field_of(stage), key, modifiers or Qt.KeyboardModifier.NoModifier)


def test_a_value_is_taken_with_enter_and_the_next_enter_sends(qtbot: QtBot, stage: Stage) -> None:
    write(qtbot, stage, "-tag:wo", ["wood", "wood/oak"])
    press(qtbot, stage, KEY.Key_Down)
    press(qtbot, stage, KEY.Key_Return)
    assert field_of(stage).toPlainText() == "-tag:wood/oak "
    assert shown(stage) == [] and stage.turns.requests == []
    write(qtbot, stage, "oil?")
    press(qtbot, stage, KEY.Key_Return)
    qtbot.waitUntil(lambda: [one.question for one in stage.turns.requests] == ["-tag:wood/oak oil?"])


def test_a_name_is_taken_with_tab_and_then_its_values_are_offered(qtbot: QtBot, stage: Stage) -> None:
    write(qtbot, stage, "what :", ["tag:", "path:", "in:", "type:", "title:", "after:", "before:"])
    assert completion_of(stage).offers.chosen is None
    press(qtbot, stage, KEY.Key_Down)
    press(qtbot, stage, KEY.Key_Down)
    press(qtbot, stage, KEY.Key_Down)
    press(qtbot, stage, KEY.Key_Tab)
    assert field_of(stage).toPlainText() == "what in:"
    qtbot.waitUntil(lambda: shown(stage) == ["Contracts", "Notes", "Scans 2019"])
    press(qtbot, stage, KEY.Key_Up)
    press(qtbot, stage, KEY.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    assert field_of(stage).toPlainText() == 'what in:"Scans 2019" '
    assert field_of(stage).hasFocus()


def test_tab_takes_the_first_name_and_up_the_last(qtbot: QtBot, stage: Stage) -> None:
    write(qtbot, stage, "-t", ["tag:", "type:", "title:"])
    press(qtbot, stage, KEY.Key_Tab)
    assert field_of(stage).toPlainText() == "-tag:"
    field_of(stage).clear()
    write(qtbot, stage, "-t", ["tag:", "type:", "title:"])
    press(qtbot, stage, KEY.Key_Up)
    press(qtbot, stage, KEY.Key_Return)
    assert field_of(stage).toPlainText() == "-title:"


def test_enter_sends_while_no_name_is_chosen(qtbot: QtBot, stage: Stage) -> None:
    write(qtbot, stage, "-t", ["tag:", "type:", "title:"])
    press(qtbot, stage, KEY.Key_Return)
    qtbot.waitUntil(lambda: [one.question for one in stage.turns.requests] == ["-t"])
    assert shown(stage) == []


def test_escape_closes_the_list_and_nothing_else(qtbot: QtBot, stage: Stage) -> None:
    write(qtbot, stage, "tag:", ["wood", "wood/oak", "house"])
    press(qtbot, stage, KEY.Key_Escape)
    assert shown(stage) == []
    assert field_of(stage).toPlainText() == "tag:"
    press(qtbot, stage, KEY.Key_Return)
    qtbot.waitUntil(lambda: bool(stage.turns.requests))


def test_shift_enter_begins_a_line_and_other_keys_write(qtbot: QtBot, stage: Stage) -> None:
    write(qtbot, stage, "tag:", ["wood", "wood/oak", "house"])
    press(qtbot, stage, KEY.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert field_of(stage).toPlainText() == "tag:\n"
    qtbot.waitUntil(lambda: shown(stage) == [])


@pytest.mark.parametrize("text", ["in", "In how many", "the title of it", "what type is it - x", "note:x"])
def test_ordinary_words_open_nothing(qtbot: QtBot, stage: Stage, text: str) -> None:
    for letter in text:
        qtbot.keyClicks(field_of(stage), letter)
        qtbot.wait(40)
        assert shown(stage) == []


def test_the_beginning_of_a_name_is_offered_where_filters_stand_until_it_is_a_word(qtbot: QtBot, stage: Stage) -> None:
    write(qtbot, stage, "tag:wood ty", ["type:"])
    assert completion_of(stage).offers.chosen is None
    write(qtbot, stage, "pe")
    assert shown(stage) == []


def test_asked_for_names_are_offered_anywhere(qtbot: QtBot, stage: Stage) -> None:
    write(qtbot, stage, "the ti")
    press(qtbot, stage, KEY.Key_Space, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "title:" in shown(stage))


def test_a_click_takes_a_value_and_leaves_the_focus(qtbot: QtBot, stage: Stage) -> None:
    write(qtbot, stage, "oil tag:ho", ["house"])
    rows = completion_of(stage).offers.rows
    first = rows.topLevelItem(0)
    assert first is not None
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=rows.visualItemRect(first).center())
    assert field_of(stage).toPlainText() == "oil tag:house "
    assert field_of(stage).hasFocus() and shown(stage) == []


def test_moving_away_and_leaving_the_field_close_the_list(qtbot: QtBot, stage: Stage) -> None:
    write(qtbot, stage, "oil tag:", ["wood", "wood/oak", "house"])
    field_of(stage).moveCursor(QTextCursor.MoveOperation.Start)
    assert shown(stage) == []
    field_of(stage).moveCursor(QTextCursor.MoveOperation.End)
    write(qtbot, stage, "h", ["house"])
    stage.window.sidebar.list.setFocus()
    qtbot.waitUntil(lambda: shown(stage) == [])


def test_what_comes_too_late_is_not_shown(qtbot: QtBot, stage: Stage) -> None:
    stage.library.gate_completions = gate = threading.Event()
    write(qtbot, stage, "tag:")
    press(qtbot, stage, KEY.Key_Escape)
    write(qtbot, stage, "h")
    gate.set()
    qtbot.waitUntil(lambda: shown(stage) == ["house"])
    write(qtbot, stage, "x")
    assert shown(stage) == [], "nothing begins so"


def test_places_are_counted_in_characters_beyond_the_basic_plane(qtbot: QtBot, stage: Stage) -> None:
    field_of(stage).insertPlainText("😀😀 tag:ho")
    qtbot.waitUntil(lambda: shown(stage) == ["house"])
    press(qtbot, stage, KEY.Key_Tab)
    assert field_of(stage).toPlainText() == "😀😀 tag:house "
    assert field_of(stage).textCursor().atEnd()
    field_of(stage).undo()
    assert field_of(stage).toPlainText() == "😀😀 tag:ho", "taking a value is one step back"


def test_the_list_stays_within_the_field_and_above_it(qtbot: QtBot, staged: Stager) -> None:
    stage = staged(size=(720, 480))
    field_of(stage).setFocus()
    write(qtbot, stage, "what is it that was once said about the boiler tag:", ["wood", "wood/oak", "house"])
    rect = completion_of(stage).offers.geometry()
    field = field_of(stage)
    left = field.mapTo(stage.window, field.rect().topLeft())
    assert rect.bottom() < left.y()
    assert rect.right() <= left.x() + field.width()
    stage.window.resize(900, 520)
    qtbot.waitUntil(lambda: completion_of(stage).offers.geometry().bottom() > rect.bottom())


def test_filters_are_coloured_and_words_are_not(qtbot: QtBot, stage: Stage) -> None:
    field = field_of(stage)
    field.setPlainText("😀 in:Notes what is note:x")
    QApplication.processEvents()
    formats = field.document().firstBlock().layout().formats()
    accent = stage.services.theme.tokens.accent
    assert [(one.start, one.length, one.format.foreground().color().name().upper()) for one in formats] == [
        (3, 8, accent)
    ]
    stage.services.theme.set_scheme("dark")
    formats = field.document().firstBlock().layout().formats()
    assert formats[0].format.foreground().color().name().upper() == stage.services.theme.tokens.accent
