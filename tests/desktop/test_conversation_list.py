"""Conversations by day: grouping, filtering, keys and the menu."""

from __future__ import annotations

import datetime as dt

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from alcove.chat.store import Conversation, ConversationId
from alcove.desktop.conversation_list import ConversationList, ConversationTableModel, day_words
from alcove.desktop.theme import Theme

NOW = dt.datetime(2026, 3, 18, 9, 30)
DAY = 86_400


def conversation(number: int, title: str, days_ago: float = 0) -> Conversation:
    when = dt.datetime.now().timestamp() - days_ago * DAY
    return Conversation(ConversationId(number), title, when, when)


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (dt.datetime(2026, 3, 18, 0, 1), "Today"),
        (dt.datetime(2026, 3, 18, 23, 59), "Today"),
        (dt.datetime(2026, 3, 19), "Today"),
        (dt.datetime(2026, 3, 17, 23, 59), "Yesterday"),
        (dt.datetime(2026, 3, 12), "This week"),
        (dt.datetime(2026, 3, 5), "Last week"),
        (dt.datetime(2026, 1, 2), "January"),
        (dt.datetime(2025, 12, 30), "December 2025"),
    ],
)
def test_days_are_named_as_people_do(when: dt.datetime, words: str) -> None:
    assert day_words(when.timestamp(), NOW) == words


def rows(model: ConversationTableModel) -> list[str]:
    return [str(model.index(row).data()) for row in range(model.rowCount())]


def test_conversations_stand_under_their_day(qtbot: QtBot) -> None:
    model = ConversationTableModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_conversations([conversation(1, "new"), conversation(2, "also new"), conversation(3, "old", 9)])
    assert rows(model) == ["Today", "new", "also new", "Last week", "old"]
    assert not model.flags(model.index(0)) & Qt.ItemFlag.ItemIsSelectable
    assert model.conversation(model.index(0)) is None
    assert model.conversation(QModelIndex()) is None
    assert model.row_of(ConversationId(3)) == 4
    assert model.row_of(ConversationId(9)) == -1


def test_words_filter_titles_and_empty_days_go(qtbot: QtBot) -> None:
    model = ConversationTableModel()
    model.set_conversations([conversation(1, "Boiler warranty"), conversation(2, "Поездка в Тверь", 9)])
    model.set_filter("тверь по")
    assert rows(model) == ["Last week", "Поездка в Тверь"]
    model.set_filter("neither")
    assert rows(model) == []
    model.set_filter("")
    assert len(rows(model)) == 4


@pytest.fixture
def shown(qtbot: QtBot, theme: Theme) -> ConversationList:
    made = ConversationList(theme)
    qtbot.addWidget(made)
    made.resize(240, 300)
    made.rows.set_conversations([conversation(1, "one"), conversation(2, "two"), conversation(3, "three", 3)])
    made.show()
    return made


def test_a_click_opens_and_a_heading_does_not(qtbot: QtBot, shown: ConversationList) -> None:
    heading = shown.visualRect(shown.rows.index(0)).center()
    with qtbot.assertNotEmitted(shown.open_requested):
        qtbot.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=heading)
    at = shown.visualRect(shown.rows.index(2)).center()
    with qtbot.waitSignal(shown.open_requested) as opened:
        qtbot.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert opened.args[0].title == "two"


def test_keys_walk_open_and_delete(qtbot: QtBot, shown: ConversationList) -> None:
    shown.set_current(ConversationId(2))
    qtbot.keyClick(shown, Qt.Key.Key_Down)
    with qtbot.waitSignal(shown.open_requested) as opened:
        qtbot.keyClick(shown, Qt.Key.Key_Return)
    assert opened.args[0].title == "three", "headings are stepped over"
    with qtbot.waitSignal(shown.delete_requested) as deleted:
        qtbot.keyClick(shown, Qt.Key.Key_Delete)
    assert deleted.args[0].title == "three"


def test_the_menu_offers_rename_and_delete(qtbot: QtBot, shown: ConversationList) -> None:
    menu = shown.menu_for(conversation(5, "five"))
    rename, delete = menu.actions()
    with qtbot.waitSignal(shown.rename_requested):
        rename.trigger()
    with qtbot.waitSignal(shown.delete_requested):
        delete.trigger()
    menu.close()


def test_rows_are_painted_in_every_state(qtbot: QtBot, shown: ConversationList, theme: Theme) -> None:
    shown.set_current(ConversationId(1))
    shown.setFocus()
    light = shown.grab().toImage()
    theme.set_scheme("dark")
    assert shown.grab().toImage() != light
    shown.set_current(None)
    assert not shown.currentIndex().isValid()
