"""The list of conversations: pinned ones, folders, days, the archive, what was found; keys, dragging, selecting."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QModelIndex, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from alcove.chat.search import Found
from alcove.chat.store import Conversation, ConversationId, MessageId
from alcove.desktop.conversation_list import ConversationList
from alcove.desktop.conversation_rows import ConversationTableModel, Entry, FolderRow, day_words
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
    assert model.index(1).data(Qt.ItemDataRole.ToolTipRole) == "new"
    assert model.index(0).data(Qt.ItemDataRole.ToolTipRole) is None


ARRANGED = [
    replace(conversation(1, "pinned"), pinned=True, folder="Work"),
    replace(conversation(2, "filed"), folder="Work"),
    replace(conversation(3, "filed deeper"), folder="Work/Old"),
    conversation(4, "loose"),
    replace(conversation(5, "put away"), archived=True, folder="Work"),
    replace(conversation(6, "of a folder that is gone"), folder="Gone"),
]
FOLDERS = ["House", "Work", "Work/Old"]


def test_pinned_ones_come_first_then_folders_then_days_then_the_archive(qtbot: QtBot) -> None:
    model = ConversationTableModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_conversations(ARRANGED, FOLDERS)
    loose = ["Today", "loose", "of a folder that is gone", "Archive · 1"]
    assert rows(model) == ["Pinned", "pinned", "Folders", "House", "Work", *loose]
    model.toggle("Work", on=True)
    model.toggle("Work", on=True)
    assert rows(model) == ["Pinned", "pinned", "Folders", "House", "Work", "Old", "filed", *loose]
    model.toggle("Work/Old", on=True)
    folder = model.row(model.index(model.row_of_folder("Work")))
    assert folder == FolderRow("Work", 0, 2, True)
    assert model.row(model.index(6)) == Entry(ARRANGED[2], 2)
    assert model.index(4).data(Qt.ItemDataRole.AccessibleTextRole) == "Folder Work, 2 conversations, open"
    assert model.index(1).data(Qt.ItemDataRole.AccessibleTextRole) == "pinned"
    model.show_archive(True)
    assert rows(model) == ["Archive", "Today", "put away"]
    model.set_conversations(ARRANGED[:4], FOLDERS)
    assert not model.in_archive, "there is nothing in it"


def test_what_was_found_stands_alone_with_its_words(qtbot: QtBot) -> None:
    model = ConversationTableModel()
    model.set_conversations(ARRANGED, FOLDERS)
    model.set_found([Found(ARRANGED[4], 1.0, (), 1, MessageId(3), "user", "the boiler", ((4, 10),))])
    assert rows(model) == ["put away"] and model.searched
    assert model.index(0).data(Qt.ItemDataRole.AccessibleTextRole) == "put away: the boiler"
    model.set_found([])
    assert rows(model) == []
    model.set_found(None)
    assert not model.searched and rows(model)[0] == "Pinned"


def test_what_is_dragged_falls_into_folders_or_out_of_them(qtbot: QtBot) -> None:
    model = ConversationTableModel()
    model.set_conversations(ARRANGED, FOLDERS)
    model.toggle("Work", on=True)
    places = [model.folder_at(model.index(row)) for row in range(model.rowCount())]
    assert places == ["", "Work", "", "House", "Work", "Work/Old", "Work", "", "", "Gone", None]
    assert model.folder_at(QModelIndex()) is None


@pytest.fixture
def shown(qtbot: QtBot, theme: Theme) -> ConversationList:
    made = ConversationList(theme)
    qtbot.addWidget(made)
    made.resize(240, 400)
    made.rows.set_conversations([conversation(1, "one"), conversation(2, "two"), conversation(3, "three", 3)], ["Work"])
    made.show()
    return made


def at(shown: ConversationList, title: str) -> QPoint:
    row = rows(shown.rows).index(title)
    return shown.visualRect(shown.rows.index(row)).center()


def test_a_click_opens_and_a_heading_does_not(qtbot: QtBot, shown: ConversationList) -> None:
    with qtbot.assertNotEmitted(shown.open_requested):
        qtbot.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=at(shown, "Today"))
    with qtbot.waitSignal(shown.open_requested) as opened:
        qtbot.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=at(shown, "two"))
    assert opened.args[0].conversation.title == "two"


def test_keys_walk_open_rename_and_delete(qtbot: QtBot, shown: ConversationList) -> None:
    shown.set_current(ConversationId(2))
    qtbot.keyClick(shown, Qt.Key.Key_Down)
    with qtbot.waitSignal(shown.open_requested) as opened:
        qtbot.keyClick(shown, Qt.Key.Key_Return)
    assert opened.args[0].conversation.title == "three", "headings are stepped over"
    with qtbot.waitSignal(shown.rename_requested) as renamed:
        qtbot.keyClick(shown, Qt.Key.Key_F2)
    assert renamed.args[0].title == "three"
    with qtbot.waitSignal(shown.delete_requested) as deleted:
        qtbot.keyClick(shown, Qt.Key.Key_Delete)
    assert [one.title for one in deleted.args[0]] == ["three"]


def test_folders_open_and_close_by_click_and_by_key(qtbot: QtBot, shown: ConversationList) -> None:
    shown.rows.set_conversations(ARRANGED, FOLDERS)
    with qtbot.waitSignal(shown.folders_toggled):
        qtbot.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=at(shown, "Work"))
    assert "filed" in rows(shown.rows)
    qtbot.keyClick(shown, Qt.Key.Key_Left)
    assert "filed" not in rows(shown.rows)
    qtbot.keyClick(shown, Qt.Key.Key_Right)
    assert "filed" in rows(shown.rows)
    assert shown.currentIndex().data() == "Work", "one stays where one is"
    with qtbot.waitSignal(shown.folder_rename_requested) as renamed:
        qtbot.keyClick(shown, Qt.Key.Key_F2)
    with qtbot.waitSignal(shown.folder_remove_requested) as removed:
        qtbot.keyClick(shown, Qt.Key.Key_Delete)
    assert renamed.args == removed.args == ["Work"]


def test_the_archive_is_a_door(qtbot: QtBot, shown: ConversationList) -> None:
    shown.rows.set_conversations(ARRANGED, FOLDERS)
    shown.setCurrentIndex(shown.rows.index(shown.rows.rowCount() - 1))
    qtbot.keyClick(shown, Qt.Key.Key_Return)
    assert rows(shown.rows) == ["Archive", "Today", "put away"]
    qtbot.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=at(shown, "Archive"))
    assert rows(shown.rows)[-1] == "Archive · 1"


def test_several_are_selected_and_stay_so_when_the_list_is_read_anew(qtbot: QtBot, shown: ConversationList) -> None:
    with qtbot.assertNotEmitted(shown.open_requested):
        held = Qt.KeyboardModifier.ControlModifier
        qtbot.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, held, at(shown, "one"))
        qtbot.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, held, at(shown, "three"))
    assert [one.title for one in shown.selected()] == ["one", "three"]
    shown.rows.set_conversations([conversation(3, "three", 3), conversation(1, "one"), conversation(9, "new")])
    shown.set_current(ConversationId(9))
    assert {one.title for one in shown.selected()} == {"one", "three"}
    with qtbot.waitSignal(shown.delete_requested) as deleted:
        qtbot.keyClick(shown, Qt.Key.Key_Delete)
    assert len(deleted.args[0]) == 2


def test_the_list_stays_where_it_was_scrolled_to(qtbot: QtBot, shown: ConversationList) -> None:
    many = [conversation(number, f"talk {number}") for number in range(200)]
    shown.rows.set_conversations(many)
    shown.doItemsLayout()
    shown.verticalScrollBar().setValue(500)
    shown.rows.set_conversations(many)
    assert shown.verticalScrollBar().value() == 500


def dropped(shown: ConversationList, place: QPoint, kind: QEvent.Type) -> QDropEvent:
    """Return a drag of the selected rows over a place, as Qt would deliver it; its source is another widget."""
    mime = shown.rows.mimeData(shown.selectedIndexes())
    made = {QEvent.Type.DragEnter: QDragEnterEvent, QEvent.Type.DragMove: QDragMoveEvent}.get(kind)
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    if made is not None:
        return made(place, Qt.DropAction.CopyAction, mime, buttons, keys)
    return QDropEvent(QPointF(place), Qt.DropAction.CopyAction, mime, buttons, keys)


class FromHere:
    """Let an event say that it comes from the list itself."""

    def __init__(self, event: QDropEvent, source: object) -> None:
        self._event, self._source = event, source

    def source(self) -> object:
        return self._source

    def __getattr__(self, name: str) -> object:
        return getattr(self._event, name)


def test_conversations_are_dropped_on_a_folder(qtbot: QtBot, shown: ConversationList) -> None:
    shown.set_current(ConversationId(2))
    place = at(shown, "Work")
    entered = dropped(shown, place, QEvent.Type.DragEnter)
    entered.ignore()
    shown.dragEnterEvent(FromHere(entered, shown))  # type: ignore[arg-type]
    assert entered.isAccepted()
    moved = dropped(shown, place, QEvent.Type.DragMove)
    shown.dragMoveEvent(FromHere(moved, shown))  # type: ignore[arg-type]
    assert shown.target.data() == "Work"
    shown.grab()
    shown.dragLeaveEvent(QDragLeaveEvent())
    assert not shown.target.isValid()
    with qtbot.waitSignal(shown.move_requested) as told:
        shown.dropEvent(FromHere(dropped(shown, place, QEvent.Type.Drop), shown))  # type: ignore[arg-type]
    assert ([one.title for one in told.args[0]], told.args[1]) == (["two"], "Work")


def test_what_comes_from_elsewhere_is_not_taken(qtbot: QtBot, shown: ConversationList) -> None:
    place = at(shown, "Work")
    for kind, handle in (
        (QEvent.Type.DragEnter, shown.dragEnterEvent), (QEvent.Type.DragMove, shown.dragMoveEvent),
        (QEvent.Type.Drop, shown.dropEvent),
    ):  # fmt: skip
        event = dropped(shown, place, kind)
        event.ignore()
        with qtbot.assertNotEmitted(shown.move_requested):
            handle(event)  # type: ignore[operator]
        assert not event.isAccepted()


def test_the_menu_is_of_the_row_or_of_all_that_are_selected(qtbot: QtBot, shown: ConversationList) -> None:
    asked: list[object] = []

    def of_some(view: QWidget, chosen: Sequence[Conversation]) -> QMenu:
        asked.append([one.title for one in chosen])
        return QMenu(view)

    def of_folder(view: QWidget, path: str) -> QMenu:
        asked.append(path)
        return QMenu(view)

    assert shown.menu_at(shown.rows.index(1)) is None, "nobody makes any"
    shown.make_menu, shown.make_folder_menu = of_some, of_folder
    shown.selectAll()
    for place in ("two", "Work", "Today"):
        shown.customContextMenuRequested.emit(at(shown, place))
    shown.set_current(None)
    shown.clearSelection()
    shown.customContextMenuRequested.emit(at(shown, "one"))
    assert asked == [["one", "two", "three"], "Work", ["one"]]
    for menu in shown.findChildren(QMenu):
        menu.close()


def test_rows_are_painted_in_every_state(qtbot: QtBot, shown: ConversationList, theme: Theme) -> None:
    shown.rows.set_conversations(ARRANGED, FOLDERS)
    shown.rows.toggle("Work", on=True)
    shown.set_current(ConversationId(4))
    shown.setFocus()
    light = shown.grab().toImage()
    theme.set_scheme("dark")
    assert shown.grab().toImage() != light
    shown.set_current(None)
    assert not shown.currentIndex().isValid()
    words = "🧠 the boiler and many more words that do not fit on two lines of so narrow a list, whatever one does"
    shown.rows.set_found([
        Found(replace(ARRANGED[4], title=words), 1.0, ((6, 12),), 1, MessageId(3), "user", words, ((6, 12), (90, 96))),
        Found(ARRANGED[0], 1.0, ((0, 6),)),
    ])  # fmt: skip
    found = shown.grab().toImage()
    shown.rows.set_found([Found(replace(ARRANGED[4], title=words), 1.0, (), 1, MessageId(3), "user", words)])
    assert shown.grab().toImage() != found
    shown.rows.show_archive(True)
    shown.rows.set_found(None)
    shown.grab()


def test_ten_thousand_conversations_are_shown_at_once(qtbot: QtBot, shown: ConversationList) -> None:
    many = [replace(conversation(n, f"talk {n}", n / 20), folder="Work" if n % 3 else "") for n in range(10_000)]
    began = time.perf_counter()
    shown.rows.open_folders = {"Work"}
    shown.rows.set_conversations(many, ["Work"])
    shown.grab()
    assert time.perf_counter() - began < 1.0, "some 0.05 s where nothing else runs"
    assert shown.rows.row_of(ConversationId(9_999)) > 9_999
