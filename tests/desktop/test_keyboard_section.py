"""Shortcuts as they are shown and changed: the sheet of all, the section of the settings, the keys one presses."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from alcove.desktop.actions import KEPT_AS, native
from tests.desktop.conftest import Stager
from tests.desktop.test_actions import press


def test_all_shortcuts_are_on_one_sheet(staged: Stager) -> None:
    window = staged().window
    press(window, "F1")
    sheet = window.sheets.shortcuts
    assert sheet.isVisible() and window.focusWidget() is sheet.scroller
    told = [label.text() for label in sheet.findChildren(QLabel) if label.isVisibleTo(sheet)]
    for action in window.registry.all():
        assert action.name in told and window.registry.words(action.id) in told, action.id
    send = dict(sheet.groups()["Question"])["Send the question"]
    assert send == [native("Ctrl+Return"), native("Return")]
    press(window.focusWidget(), "Tab")
    assert window.focusWidget() is sheet.change_button
    press(window.focusWidget(), "Shift+Tab")
    press(window.focusWidget(), "Esc")
    assert sheet.isHidden()
    window.sidebar.new_button.setFocus()
    press(window.focusWidget(), "?")
    assert sheet.isVisible()
    sheet.close_button.click()
    assert sheet.isHidden() and window.focusWidget() is window.sidebar.new_button
    press(window, "F1")
    sheet.change_button.click()
    assert sheet.isHidden() and window.focusWidget() is window.pages.keyboard_section.table


def test_shortcuts_are_looked_for(qtbot: QtBot, staged: Stager) -> None:
    window = staged().window
    press(window, "Ctrl+F1")
    section = window.pages.keyboard_section
    QAbstractItemModelTester(section.rows, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert section.rows.rowCount() == len(window.registry.all())
    section.search.setText("models ctrl+3")
    assert [one.id for one in section.rows.actions] == ["go.models"]
    assert section.rows.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole).startswith("Models, Go to: ")
    section.search.setText("nothing like it")
    assert section.nothing.isVisible() and not section.change_button.isEnabled()
    section.search.clear()
    assert section.table.isVisible() and section.change_button.isEnabled()


def test_keys_are_changed_told_of_a_conflict_and_reset(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    window = stage.window
    press(window, "Ctrl+F1")
    section, registry = window.pages.keyboard_section, window.registry
    section.search.setText("new conversation")
    section.table.setFocus()
    press(section.table, "Return")
    sheet = window.sheets.keys
    assert sheet.isVisible() and window.focusWidget() is sheet.field and not sheet.use_button.isEnabled()
    press(sheet.field, "Ctrl+C")
    assert "edits text" in sheet.told.text() and not sheet.use_button.isEnabled()
    press(sheet.field, "A")
    assert "alone is needed" in sheet.told.text()
    press(sheet.field, "Ctrl+N")
    assert sheet.told.text() == "It has these keys already." and window.page == "settings", "nothing was done by it"
    press(sheet.field, "Ctrl+2")
    assert sheet.told.text() == "“Library” has these keys. It will be without them." and sheet.use_button.isEnabled()
    press(sheet.field, "Ctrl+Shift+8")
    assert sheet.told.text() == "Nothing else has these keys."
    press(sheet.field, "Ctrl+2")
    press(sheet.field, "Return")
    assert sheet.isHidden() and window.focusWidget() is section.table
    assert registry.keys("conversation.new") == ("Ctrl+2",) and registry.keys("go.library") == ("Ctrl+Shift+L",)
    qtbot.waitUntil(lambda: "Ctrl+2" in stage.services.settings.state(KEPT_AS))
    assert section.rows.index(0, 2).data() == f"{native('Ctrl+2')}, yours"
    assert native("Ctrl+2") in window.sidebar.new_button.toolTip()
    press(window, "Ctrl+2")
    assert window.page == "chat"
    press(window, "Ctrl+F1")
    section.reset_button.click()
    assert registry.keys("conversation.new") == ("Ctrl+N",) and registry.keys("go.library")[0] == "Ctrl+2"
    press(section.table, "Delete")
    assert registry.keys("conversation.new") == () and not section.remove_button.isEnabled()
    assert window.sidebar.new_button.toolTip() == "New conversation"
    section.reset_all_button.click()
    assert registry.keys("conversation.new") == ("Ctrl+N",) and not section.reset_all_button.isEnabled()


def test_nobody_is_caught_where_keys_are_pressed(staged: Stager) -> None:
    window = staged().window
    press(window, "Ctrl+F1")
    window.pages.keyboard_section.change_button.click()
    sheet = window.sheets.keys
    press(sheet.field, "Tab")
    assert window.focusWidget() is sheet.cancel_button
    press(sheet.cancel_button, "Shift+Tab")
    assert window.focusWidget() is sheet.field
    press(sheet.field, "Esc")
    assert sheet.isHidden() and window.focusWidget() is window.pages.keyboard_section.table
    window.pages.keyboard_section.change_button.click()
    press(sheet.field, "F12")
    sheet.use_button.click()
    assert window.registry.keys("conversation.new") == ("F12",)
