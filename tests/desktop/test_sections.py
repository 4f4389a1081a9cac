"""What scrolls in a page, and the dialogs: where they end, and where the keyboard begins."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from alcove.desktop.sections import ScrollColumn
from alcove.desktop.source_dialogs import PlainDialog
from alcove.desktop.theme import Size, Theme
from tests.desktop.places import settled


def test_a_list_ends_where_the_page_ends_until_there_is_a_bar(qtbot: QtBot, theme: Theme) -> None:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    scroll = ScrollColumn(holder)
    qtbot.addWidget(scroll)
    line = QLabel("one")
    column.addWidget(line)
    scroll.resize(300, 100)
    scroll.show()
    settled()
    assert line.width() == scroll.width()
    line.setFixedHeight(400)
    settled()
    assert line.width() == scroll.width() - Size.S2 * 2, "the bar, and as much before it"
    line.setFixedHeight(20)
    settled()
    assert line.width() == scroll.width()


def test_a_dialog_begins_where_something_is_to_be_typed_and_ends_with_its_buttons(qtbot: QtBot, theme: Theme) -> None:
    dialog = PlainDialog(None, "Names", "Keep")
    qtbot.addWidget(dialog)
    hidden, first, second = QLineEdit(), QLineEdit(), QLineEdit()
    for field in (hidden, first, second):
        dialog.column.addWidget(field)
    hidden.hide()
    dialog.open()
    dialog.activateWindow()
    settled()
    order = [dialog.focusWidget()]
    for _ in range(3):
        qtbot.keyClick(order[-1], Qt.Key.Key_Tab)
        order.append(dialog.focusWidget())
    assert order == [first, second, dialog.cancel_button, dialog.accept_button]


def test_a_dialog_without_a_field_begins_at_its_button(qtbot: QtBot, theme: Theme) -> None:
    dialog = PlainDialog(None, "Delete it?", "Delete")
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.activateWindow()
    settled()
    assert dialog.focusWidget() is dialog.accept_button
