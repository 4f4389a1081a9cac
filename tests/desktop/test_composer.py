"""Writing a question: keys, the growing field, sources, send and stop."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from alcove.desktop.composer import Composer, ScopePicker
from alcove.desktop.theme import Size, Theme


@pytest.fixture
def composer(qtbot: QtBot, theme: Theme) -> Composer:
    made = Composer(theme)
    qtbot.addWidget(made)
    made.resize(640, 120)
    made.show()
    return made


def test_enter_sends_and_empties_the_field(qtbot: QtBot, composer: Composer) -> None:
    composer.field.setPlainText("  Why is the sky blue?  ")
    with qtbot.waitSignal(composer.question_sent) as sent:
        qtbot.keyClick(composer.field, Qt.Key.Key_Return)
    assert sent.args == ["Why is the sky blue?"]
    assert composer.field.toPlainText() == ""


def test_the_keyboard_stays_in_the_field_after_a_click_on_send(qtbot: QtBot, composer: Composer) -> None:
    composer.activateWindow()
    composer.field.setPlainText("Why?")
    with qtbot.waitSignal(composer.question_sent):
        qtbot.mouseClick(composer.button, Qt.MouseButton.LeftButton)
    assert composer.focusWidget() is composer.field and not composer.button.isEnabled()


def test_shift_enter_begins_a_line(qtbot: QtBot, composer: Composer) -> None:
    with qtbot.assertNotEmitted(composer.question_sent):
        qtbot.keyClicks(composer.field, "one")
        qtbot.keyClick(composer.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
        qtbot.keyClicks(composer.field, "two")
    assert composer.field.toPlainText() == "one\ntwo"


def test_nothing_is_nothing_to_send(qtbot: QtBot, composer: Composer) -> None:
    composer.field.setPlainText("  \n ")
    assert not composer.button.isEnabled()
    with qtbot.assertNotEmitted(composer.question_sent):
        qtbot.keyClick(composer.field, Qt.Key.Key_Return)


def test_the_button_stops_while_an_answer_is_on_its_way(qtbot: QtBot, composer: Composer) -> None:
    composer.set_busy(True)
    assert composer.button.isEnabled()
    assert "Stop" in composer.button.accessibleName()
    with qtbot.waitSignal(composer.stop_requested):
        composer.button.click()
    composer.field.setPlainText("next")
    with qtbot.assertNotEmitted(composer.question_sent):
        qtbot.keyClick(composer.field, Qt.Key.Key_Return)
    assert composer.field.toPlainText() == "next", "what is written meanwhile is kept"
    composer.set_busy(False)
    assert "Send" in composer.button.accessibleName()


def test_the_field_grows_with_its_text_up_to_a_limit(composer: Composer) -> None:
    one = composer.field.height()
    composer.field.setPlainText("a\nb\nc")
    three = composer.field.height()
    composer.field.setPlainText("\n" * 60)
    assert one < three < composer.field.height() == Size.INPUT_MOST


def test_no_source_chosen_asks_all(theme: Theme, qtbot: QtBot) -> None:
    picker = ScopePicker(theme)
    qtbot.addWidget(picker)
    picker.set_sources(("Contracts", "Notes", "R&D"))
    assert picker.text().strip() == "All sources"
    checkable = [action for action in picker.menu().actions() if action.isCheckable()]
    assert [action.isChecked() for action in checkable] == [True, False, False, False]


def chosen(picker: ScopePicker, name: str) -> QAction:
    return next(action for action in picker.menu().actions() if action.data() == name)


def test_choosing_sources_tells_the_scope(theme: Theme, qtbot: QtBot) -> None:
    picker = ScopePicker(theme)
    qtbot.addWidget(picker)
    picker.set_sources(("Contracts", "Notes", "R&D"))
    with qtbot.waitSignal(picker.scope_changed) as told:
        chosen(picker, "R&D").trigger()
    assert told.args == [("R&D",)]
    assert picker.text().strip() == "R&&D"
    chosen(picker, "Notes").trigger()
    assert picker.scope == ("Notes", "R&D")
    assert picker.text().strip() == "2 sources"
    chosen(picker, "Contracts").trigger()
    assert picker.scope == (), "all of them is the same as no choice"
    chosen(picker, "Notes").trigger()
    picker.menu().actions()[0].trigger()
    assert picker.scope == ()


def test_a_source_that_is_gone_is_no_longer_asked(theme: Theme, qtbot: QtBot) -> None:
    picker = ScopePicker(theme)
    qtbot.addWidget(picker)
    picker.set_sources(("Contracts", "Notes"))
    picker.set_scope(("Notes",))
    with qtbot.waitSignal(picker.scope_changed) as told:
        picker.set_sources(("Contracts",))
    assert told.args == [()]


def test_showing_a_scope_tells_nobody(theme: Theme, qtbot: QtBot) -> None:
    picker = ScopePicker(theme)
    qtbot.addWidget(picker)
    picker.set_sources(("Contracts", "Notes"))
    with qtbot.assertNotEmitted(picker.scope_changed):
        picker.set_scope(("Contracts",))
    assert picker.text().strip() == "Contracts"


def test_the_menu_stays_open_while_sources_are_ticked(theme: Theme, qtbot: QtBot) -> None:
    picker = ScopePicker(theme)
    qtbot.addWidget(picker)
    picker.set_sources(("Contracts", "Notes"))
    menu: QMenu = picker.menu()
    menu.popup(QPoint(0, 0))
    rect = menu.actionGeometry(chosen(picker, "Contracts"))
    qtbot.mouseMove(menu, rect.center())
    qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=rect.center())
    assert picker.scope == ("Contracts",)
    assert menu.isVisible()
    menu.close()
