"""Going about the window by keys: from part to part, out of what lies on top, through lists and menus."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QInputDialog, QMenu
from pytestqt.qtbot import QtBot

from tests.desktop.conftest import Stager
from tests.desktop.fakes import Script, boiler_answer
from tests.desktop.places import furnished, settled
from tests.desktop.test_actions import press
from tests.desktop.test_window import answered


def test_f6_goes_round_and_shift_f6_goes_back(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    answered(qtbot, stage)
    window = stage.window
    qtbot.waitUntil(lambda: window.evidence.cards[0].isVisible())
    window.chat.composer.field.setFocus()
    right, left, middle = window.evidence.cards[0], window.sidebar.list, window.chat.composer.field
    for key, stop in (("F6", right), ("F6", left), ("F6", middle), ("Shift+F6", left), ("Shift+F6", right)):
        press(window, key)
        assert window.focusWidget() is stop, key
    press(window, "Alt+PgUp")
    press(window, "F6")
    assert window.focusWidget() is right, "wherever in the middle one is"


def test_f6_finds_its_way_on_every_page(qtbot: QtBot, staged: Stager) -> None:
    stage = furnished(staged)
    window = stage.window
    for page in ("library", "models", "privacy", "settings"):
        window.show_page(page)
        settled()
        seen = []
        for _ in range(3):
            press(window, "F6")
            seen.append(window.focusWidget())
        holder = window.stack.currentWidget()
        assert any(holder.isAncestorOf(stop) for stop in seen) and window.sidebar.list in seen, page
    window.show_page("library")
    qtbot.waitUntil(lambda: window.pages.library.items.rowCount() > 3)
    window.pages.library.table.clicked.emit(window.pages.library.items.index(0, 0))
    window.pages.library.table.setFocus()
    press(window, "F6")
    assert window.pages.library.detail.isAncestorOf(window.focusWidget())
    press(window, "Shift+F6")
    assert window.focusWidget() is window.pages.library.table


def test_f6_goes_through_a_narrow_window(staged: Stager) -> None:
    window = staged(size=(900, 600)).window
    window.chat.composer.field.setFocus()
    press(window, "F6")
    assert window.rail.isAncestorOf(window.focusWidget())
    press(window, "F6")
    assert window.focusWidget() is window.chat.composer.field


def test_esc_puts_away_what_lies_on_top_one_after_another(qtbot: QtBot, staged: Stager) -> None:
    stage = staged(size=(1000, 700), scripts=[Script(boiler_answer()), Script(boiler_answer(), gate=threading.Event())])
    answered(qtbot, stage)
    window = stage.window
    stage.ask("And again?")
    qtbot.waitUntil(lambda: window.session.busy and bool(window.session.turns[-1].citations))
    press(window, "Ctrl+Shift+E")
    window.evidence.select(0)
    qtbot.waitUntil(window.evidence.preview.isVisible)
    window.evidence.preview.close_button.setFocus()
    press(window, "Ctrl+K")
    press(window.focusWidget(), "Esc")
    assert window.sheets.palette.isHidden() and window.evidence.preview.isVisible()
    press(window.focusWidget(), "Esc")
    assert window.evidence.preview.isHidden() and window.evidence.isVisible()
    press(window.focusWidget(), "Esc")
    assert window.evidence.isHidden() and window.session.busy
    press(window.focusWidget(), "Esc")
    qtbot.waitUntil(lambda: not window.session.busy)


def test_the_library_is_gone_through_by_keys(qtbot: QtBot, staged: Stager) -> None:
    window = furnished(staged).window
    press(window, "Ctrl+2")
    page = window.pages.library
    qtbot.waitUntil(lambda: page.items.rowCount() > 20)
    press(window, "F6")
    assert window.focusWidget() is page.table
    press(page.table, "Down")
    press(page.table, "Return")
    assert page.detail.isVisible() and page.detail.row is not None
    press(page.detail.close_button, "Esc")
    assert page.detail.isHidden() and window.focusWidget() is page.table
    first = page.items.index(0, 0).data()

    def choose() -> None:
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        for _ in range(2):
            press(menu, "Down")
        press(menu, "Return")

    QTimer.singleShot(20, choose)
    press(window, "Ctrl+F8")
    qtbot.waitUntil(lambda: page.items.index(0, 0).data() != first)
    assert page.table.horizontalHeader().isSortIndicatorShown()


def test_the_chosen_conversation_is_renamed(qtbot: QtBot, staged: Stager, monkeypatch: pytest.MonkeyPatch) -> None:
    stage = staged()
    answered(qtbot, stage)
    window = stage.window
    stage.store.create("Another")
    window.session.refresh()
    qtbot.waitUntil(lambda: window.sidebar.list.rows.rowCount() == 3)
    asked: list[str] = []

    def ask(*_: object, text: str) -> tuple[str, bool]:
        asked.append(text)
        return text, False

    monkeypatch.setattr(QInputDialog, "getText", ask)
    window.sidebar.list.setFocus()
    row = next(n for n in range(3) if window.sidebar.list.rows.index(n).data() == "Another")
    window.sidebar.list.setCurrentIndex(window.sidebar.list.rows.index(row))
    press(window.sidebar.list, "F2")
    window.chat.composer.field.setFocus()
    press(window, "F2")
    assert asked[0] == "Another" and asked[1] != "Another"


def test_a_long_conversation_is_scrolled_from_the_input(qtbot: QtBot, staged: Stager) -> None:
    stage = staged(scripts=[Script(boiler_answer()) for _ in range(6)])
    for number in range(6):
        answered(qtbot, stage, f"Question {number}?")
    window = stage.window
    settled()
    bar = window.chat.messages.verticalScrollBar()
    bar.setValue(bar.maximum())
    press(window.chat.composer.field, "Ctrl+PgUp")
    assert 0 < bar.maximum() - bar.value() <= bar.pageStep()
    press(window.chat.composer.field, "Ctrl+PgDown")
    assert bar.value() == bar.maximum()


def test_a_ring_comes_by_keys_and_not_by_the_mouse(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    window = stage.window
    button = window.sidebar.buttons["models"]
    button.setFocus(Qt.FocusReason.TabFocusReason)
    ring = window.rings.ring(window)
    assert ring is not None and ring.isVisible() and ring.around is button
    assert ring.geometry().contains(button.geometry().translated(window.sidebar.pos()))
    qtbot.mousePress(window.sidebar.list.viewport(), Qt.MouseButton.LeftButton)
    assert ring.isHidden()
    qtbot.mouseRelease(window.sidebar.list.viewport(), Qt.MouseButton.LeftButton)
    button.setFocus(Qt.FocusReason.TabFocusReason)
    window.resize(1200, 700)
    settled()
    assert ring.geometry().contains(button.geometry().translated(window.sidebar.pos())), "it goes with it"
    button.hide()
    settled()
    assert ring.around is not button
    button.show()
    window.chat.composer.field.setFocus(Qt.FocusReason.TabFocusReason)
    assert ring.isHidden(), "a field shows it by its edge"
