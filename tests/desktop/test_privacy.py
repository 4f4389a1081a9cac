"""The privacy page and the line in the left column: true, live, whichever process wrote, and the switch over it all."""

from __future__ import annotations

import csv
import datetime as dt
import json
import time
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from alcove.core.ledger import Entry, Ledger
from alcove.core.net import Attempt
from alcove.core.switch import Switch
from alcove.desktop import privacy as module
from alcove.desktop.ledger_table import HOST, OUTCOME, WHEN, WHO, WHY, LedgerModel, LedgerTable, entry_words, when_words
from alcove.desktop.privacy_page import PrivacyPage
from alcove.desktop.theme import LIGHT, Theme
from tests.desktop.conftest import Stage, Stager

NOW = time.time()
GOT = Attempt("window", "hub.example.org", True, 443, "a/b on the model hub", 3, 2_000, 1_500_000_000, at=NOW)
REFUSED = Attempt("index", "t.example.com", False, 80, "nobody asked for it, chromadb did", 2, at=NOW - 5)
OLD = Attempt("terminal", "192.168.1.9", True, 11434, "answer by Ada", 1, 10, 20, at=NOW - 90 * 86_400)


@pytest.fixture
def stage(staged: Stager, monkeypatch: pytest.MonkeyPatch) -> Stage:
    monkeypatch.setattr(module, "LOOK_MS", 20)
    made: Stage = staged()
    return made


def line(stage: Stage) -> str:
    return stage.window.sidebar.buttons["privacy"].text().strip()


def noted(qtbot: QtBot, stage: Stage, *attempts: Attempt) -> None:
    """Write attempts down as another process would, and wait until the window tells of them."""
    other = Ledger(stage.services.paths.ledger)
    before = len(stage.window.privacy.entries)
    for attempt in attempts:
        other.note(attempt)
    qtbot.waitUntil(lambda: len(stage.window.privacy.entries) == before + len(attempts))


def opened(stage: Stage) -> PrivacyPage:
    stage.window.sidebar.buttons["privacy"].click()
    assert stage.window.stack.currentWidget() is stage.window.pages.privacy_page
    return stage.window.pages.privacy_page


def shown(page: PrivacyPage, column: int = HOST) -> list[str]:
    return [page.model.index(row, column).data() for row in range(page.model.rowCount())]


def test_the_line_tells_of_today_live(qtbot: QtBot, stage: Stage) -> None:
    assert line(stage) == "Nothing left this computer"
    noted(qtbot, stage, OLD)
    assert line(stage) == "Nothing left today"
    noted(qtbot, stage, REFUSED)
    assert line(stage) == "2 requests refused today"
    noted(qtbot, stage, GOT)
    assert line(stage) == "3 requests, 2 refused"
    assert stage.window.sidebar.buttons["privacy"].toolTip() == (
        "4 requests left this computer, 1.5 GB, all asked for by you; 2 requests refused."
    )
    stage.window.resize(900, 700)
    assert stage.window.rail.buttons["privacy"].toolTip() == line(stage)
    noted(qtbot, stage, Attempt("reader", "x.example.com", False, at=NOW))
    assert stage.window.rail.buttons["privacy"].accessibleName() == "3 requests, 3 refused"


def test_what_left_today_is_told_with_how_much(qtbot: QtBot, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    noted(qtbot, stage, GOT)
    assert line(stage) == "3 requests, 1.5 GB"

    class Tomorrow(dt.date):
        @classmethod
        def today(cls) -> dt.date:
            return dt.date.fromtimestamp(NOW) + dt.timedelta(1)

    monkeypatch.setattr(module.dt, "date", Tomorrow)
    qtbot.waitUntil(lambda: line(stage) == "Nothing left today")


def test_an_empty_ledger_is_good_news(stage: Stage) -> None:
    page = opened(stage)
    assert page.empty.isVisible() and page.empty_words.text() == "Nothing left this computer"
    for hidden in (page.sum, page.pills, page.table, page.save_button, page.clear_button):
        assert not hidden.isVisible()


def test_attempts_are_listed_summed_up_and_chosen(qtbot: QtBot, stage: Stage) -> None:
    page = opened(stage)
    noted(qtbot, stage, OLD, REFUSED, GOT)
    assert not page.empty.isVisible()
    assert page.sentence.text() == "4 requests left this computer, 1.5 GB, all asked for by you; 2 requests refused"
    assert shown(page) == ["hub.example.org", "t.example.com", "192.168.1.9:11434"]
    assert [button.text() for button in page.filters.values()] == ["All  3", "Let through  2", "Refused  1"]
    page.filters[False].click()
    assert shown(page) == ["t.example.com"]
    assert page.model.index(0, OUTCOME).data(Qt.ItemDataRole.ForegroundRole) == QColor(LIGHT.warn)
    page.filters[True].click()
    assert shown(page) == ["hub.example.org", "192.168.1.9:11434"]
    assert shown(page, WHY) == ["a/b on the model hub", "Answer by Ada"]
    Ledger(stage.services.paths.ledger).note(replace(GOT))
    qtbot.waitUntil(lambda: page.sentence.text().startswith("7 requests left this computer, 3.0 GB"))
    assert shown(page) == ["hub.example.org", "192.168.1.9:11434"], "in its place"


def test_a_filter_that_lets_nothing_through_says_so(qtbot: QtBot, stage: Stage) -> None:
    page = opened(stage)
    noted(qtbot, stage, GOT)
    page.filters[False].click()
    assert page.empty.isVisible() and page.empty_words.text() == "Nothing was refused" and page.pills.isVisible()
    noted(qtbot, stage, REFUSED)
    assert not page.empty.isVisible() and shown(page) == ["t.example.com"]


def test_it_is_cleared_and_brought_back(qtbot: QtBot, stage: Stage) -> None:
    page = opened(stage)
    noted(qtbot, stage, GOT, REFUSED)
    page.clear_button.click()
    qtbot.waitUntil(lambda: page.empty.isVisible() and bool(stage.notices()))
    assert line(stage) == "Nothing left this computer" and stage.notices()[0].action_label == "Undo"
    stage.window.toasts.toasts[0].action_button.click()
    qtbot.waitUntil(lambda: shown(page) == ["hub.example.org", "t.example.com"])


def test_the_switch_is_for_all_processes_and_told_wherever_it_was_switched(qtbot: QtBot, stage: Stage) -> None:
    window, switch = stage.window, Switch(stage.services.paths.switch)
    page = opened(stage)
    settings: list[bool] = []
    window.settings_changed.connect(lambda values: settings.append(values.network))
    on, off = (page.switch._buttons[value] for value in (True, False))
    off.click()
    qtbot.waitUntil(lambda: line(stage) == "Network is off")
    assert not switch.on() and set(settings) == {False}
    switch.set(on=True)  # another process
    qtbot.waitUntil(lambda: line(stage) == "Nothing left this computer")
    assert on.isChecked() and settings[-1]
    window.show_page("settings")
    switch.set(on=False)
    qtbot.waitUntil(lambda: window.pages.settings_page.rows["network"]._buttons[False].isChecked())


def test_web_pages_wait_for_the_switch(qtbot: QtBot, stage: Stage) -> None:
    store, window = stage.services.settings, stage.window
    store.set("web", True)
    window._on_settings_saved(store.set("network", False))
    assert not window.syncing.web
    window.adder.ask_leave()
    assert window.adder.leave is not None
    window.adder.leave.accept_button.click()
    qtbot.waitUntil(lambda: window.syncing.web)
    assert store.load().network
    window._on_settings_saved(store.set("network", False))
    window.adder.ask("web")
    assert window.adder.dialog is not None and window.adder.dialog.leave.isVisible()
    assert "switched off for now" in window.adder.dialog.warning.text()
    window.adder.dialog.reject()


@pytest.mark.parametrize(("chosen", "kind", "made"), [("list", "JSON (*.json)", "list.json"), ("a.csv", "", "a.csv")])
def test_it_is_saved_for_other_programs(
    qtbot: QtBot, stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chosen: str, kind: str, made: str
) -> None:
    page = opened(stage)
    noted(qtbot, stage, REFUSED, GOT)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / chosen), kind))
    page.save_button.click()
    qtbot.waitUntil(lambda: bool(stage.notices()))
    assert stage.notices()[0].text == f"The list was saved as {made}"
    written = (tmp_path / made).read_text("utf-8")
    rows = json.loads(written) if made.endswith("json") else list(csv.DictReader(written.splitlines()))
    assert [row["host"] for row in rows] == ["hub.example.org", "t.example.com"]


@pytest.mark.expects_log("alcove.desktop.tasks", "cannot be written")
def test_where_it_cannot_be_saved_that_is_told(
    qtbot: QtBot, stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened(stage)
    noted(qtbot, stage, GOT)
    for name in ("", str(tmp_path / "nowhere" / "list.csv")):
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, name=name: (name, ""))
        page.save_button.click()
    qtbot.waitUntil(lambda: bool(stage.notices()))
    assert "cannot be written" in stage.notices()[0].text


ENTRY = Entry(NOW - 60, NOW, "window", "hub.example.org", 443, "download of a/b", True, 3, 2_000, 1_500_000_000)


def test_qt_finds_no_fault_with_the_model(theme: Theme, qtbot: QtBot) -> None:
    model = LedgerModel(theme)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_entries([ENTRY] * 3)
    model.set_entries([ENTRY] * 3)
    model.set_filter(False)
    model.set_entries([])
    assert tester.model() is model


def test_fewer_columns_are_shown_where_it_is_narrow(theme: Theme, qtbot: QtBot) -> None:
    table = LedgerTable(LedgerModel(theme))
    qtbot.addWidget(table)
    table.resize(1000, 300)
    table.show()
    assert not any(table.isColumnHidden(column) for column in range(8))
    table.resize(600, 300)
    assert [column for column in range(8) if not table.isColumnHidden(column)] == [WHEN, HOST, WHY, OUTCOME]
    assert table.isColumnHidden(WHO)


def test_an_entry_tells_everything_on_hover() -> None:
    lines = entry_words(ENTRY).splitlines()
    assert lines[0] == "hub.example.org, port 443" and lines[1].startswith("3 requests, ") and " to " in lines[1]
    assert lines[2:] == ["let through: download of a/b, in the process window", "2.0 kB sent, 1.5 GB received"]
    alone = Entry(NOW, NOW, "index", "chroma.lan", 0, "search index", True, 1, None, None)
    assert entry_words(alone).splitlines()[0] == "chroma.lan" and " to " not in entry_words(alone).splitlines()[1]
    assert entry_words(alone).endswith("was not counted: a library’s own connection")
    assert len(entry_words(Entry(NOW, NOW, "index", "a", 80, "w", False, 1, None, None)).splitlines()) == 3


def test_when_is_as_short_as_it_can_be() -> None:
    now = dt.datetime(2026, 11, 26, 12, 0)
    for then, words in (
        (dt.datetime(2026, 11, 26, 9, 5, 7), "09:05:07"),
        (dt.datetime(2026, 11, 5, 9, 5), "5 Nov, 09:05"),
        (dt.datetime(2025, 12, 31, 9, 5), "31 Dec 2025"),
    ):
        assert when_words(then.timestamp(), now) == words
