"""The library page as a person uses it: sources and their tallies, items, pages, actions, pauses, additions."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from alcove.connectors.base import SourceOptions
from alcove.desktop.library_page import LibraryPage
from alcove.desktop.place import container_of
from alcove.desktop.theme import Size
from alcove.rag.types import Progress
from tests.desktop.conftest import Stage, Stager
from tests.desktop.fakes import LEDGER, WARRANTY, FakeLibrary, messy_library, stored_pdf

HOUSE = "/home/anna/Documents/House"
DEED = f"{HOUSE}/Deed (notary).pdf"
TVER = f"{HOUSE}/Letter from Tver.tif"


def opened(
    qtbot: QtBot, staged: Stager, library: FakeLibrary | None = None, **how: object
) -> tuple[Stage, LibraryPage]:
    stage = staged(library=library or messy_library(), **how)
    stage.window.show_page("library")
    page = stage.window.pages.library
    qtbot.waitUntil(lambda: page.items.rowCount() > 20)
    return stage, page


def choose(qtbot: QtBot, page: LibraryPage, uri: str) -> None:
    """Click an item's row."""
    index = page.items.index_of(uri)
    page.table.scrollTo(index)
    qtbot.mouseClick(
        page.table.viewport(), Qt.MouseButton.LeftButton, pos=page.table.visualRect(index).center() - QPoint(60, 0)
    )
    assert page.detail.isVisible() and page.detail.row is not None and page.detail.row.item.uri == uri


# Sources


def test_cards_tell_what_became_of_each_source(qtbot: QtBot, staged: Stager) -> None:
    _, page = opened(qtbot, staged)
    told = {card.source.name: card.words.full_text() for card in page.rows}
    assert told["House"] == "10 read, 3 by OCR, 5 skipped"
    assert told["Notes"] == "2 read, 1 too poor to search, 1 waiting"
    assert told["boilers.example.org"] == "web pages are switched off; what was read stays"
    assert told["Scans 2019"] == "cannot be reached; what was read stays"
    assert page.rows[0].bar.accessibleName() == "House: 10 read, 3 by OCR, 5 skipped"
    assert [count for _, count, _ in page.rows[0].bar.runs] == [7, 3, 0, 0, 5, 0]


def test_a_card_narrows_the_table_to_its_source(qtbot: QtBot, staged: Stager) -> None:
    _, page = opened(qtbot, staged)
    page.rows[2].filter_button.click()
    assert page.items.rowCount() == 3
    assert page.totals.text() == "3 items · 28 pieces"
    page.rows[2].filter_button.click()
    assert page.items.rowCount() == 26


def test_options_of_a_source_are_chosen_saved_and_read_by(qtbot: QtBot, staged: Stager) -> None:
    stage, page = opened(qtbot, staged)
    page.rows[2].options_button.click()
    dialog = page.options_dialog
    dialog.exclude.setPlainText("tests/\n\n  *.lock ")
    dialog.hidden.click()
    dialog.most.setText("20")
    dialog.revision.setText("main")
    dialog.accept_button.click()
    expected = SourceOptions(exclude=("tests/", "*.lock"), hidden=True, most_mb=20, revision="main")
    qtbot.waitUntil(lambda: stage.library.held[2].options == expected)
    qtbot.waitUntil(lambda: ("heating-control",) in stage.library.synced and not stage.window.syncing.running)


def test_a_web_pages_options_are_its_own(qtbot: QtBot, staged: Stager) -> None:
    stage, page = opened(qtbot, staged)
    page.rows[3].options_button.click()
    dialog = page.options_dialog
    assert dialog.links.text() == "2" and not hasattr(dialog, "hidden")
    dialog.links.clear()
    dialog.pages.setText("40")
    dialog.accept_button.click()
    qtbot.waitUntil(lambda: stage.library.held[3].options == SourceOptions(depth=0, most_pages=40))
    qtbot.waitUntil(lambda: not stage.window.syncing.running)


def test_escape_leaves_the_options_as_they_were(qtbot: QtBot, staged: Stager) -> None:
    stage, page = opened(qtbot, staged)
    page.rows[0].options_button.click()
    dialog = page.options_dialog
    dialog.hidden.click()
    with qtbot.waitSignal(dialog.rejected):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert stage.library.held[0].options == SourceOptions()


# Filters


def test_filters_come_together_and_totals_follow(qtbot: QtBot, staged: Stager) -> None:
    _, page = opened(qtbot, staged)
    page.kind_button.click()
    action = next(a for a in page.kind_menu.actions() if a.data() == "PDF")
    page.kind_menu.close()
    action.trigger()
    assert page.kind_button.text() == "PDF" and page.items.rowCount() == 7
    page.ocr_button.click()
    page.poor_button.click()
    assert [page.items.row_at(page.items.index(0, 0)).item.uri, page.items.rowCount()] == [LEDGER, 1]
    assert page.totals.text().startswith("1 item · 27 pages: 5 text, 18 OCR")
    assert page.state_buttons[None].text() == "All 1"
    page.poor_button.click()
    page.ocr_button.click()
    page.kind_button.click()
    page.kind_menu.close()
    page.kind_menu.actions()[0].trigger()
    assert page.items.rowCount() == 26 and page.kind_button.text() == "All kinds"


def test_what_nothing_has_is_not_offered_as_a_filter(qtbot: QtBot, staged: Stager) -> None:
    library = messy_library()
    library.items = [item for item in library.items if not item.ocr_pages]
    stage = staged(library=library)
    stage.window.show_page("library")
    page = stage.window.pages.library
    qtbot.waitUntil(lambda: page.items.rowCount() > 10)
    assert not page.ocr_button.isVisible() and not page.poor_button.isVisible()


# One item


def test_an_item_shows_every_page_with_how_it_was_read(qtbot: QtBot, staged: Stager) -> None:
    _, page = opened(qtbot, staged)
    choose(qtbot, page, LEDGER)
    detail = page.detail
    qtbot.waitUntil(lambda: detail.list.pages.rowCount() == 27)
    told = [str(detail.list.pages.index(n).data(Qt.ItemDataRole.AccessibleTextRole)) for n in range(27)]
    assert told[0] == "Page 1: its own text"
    assert told[2] == "Page 3: OCR, 78 % sure"
    assert told[7] == "Page 8: poor, not searched, 38 % sure the scan is too poor to trust: 38 % sure"
    assert told[17] == "Page 18: nothing on it"
    assert told[22] == "Page 23: not read reading the scan took longer than 60 seconds"
    assert detail.facts.text() == "House · PDF · 27 pages"
    assert detail.state.text() == "Read: 5 text, 18 OCR (84 % sure on average), 1 poor, 1 empty, 2 not read"
    assert sum(count for _, count, _ in detail.strip.runs) == 27


def test_a_click_on_the_strip_goes_to_the_page_and_shows_it(qtbot: QtBot, staged: Stager) -> None:
    library = messy_library()
    library.items = [replace(library.items[0], uri=WARRANTY), *library.items[1:]]
    _, page = opened(qtbot, staged, library)
    choose(qtbot, page, WARRANTY)
    detail = page.detail
    qtbot.waitUntil(lambda: detail.list.pages.rowCount() == 3)
    step = Size.CELL + Size.CELL_GAP
    qtbot.mouseMove(detail.strip, QPoint(step + 2, 5))
    qtbot.mouseClick(detail.strip, Qt.MouseButton.LeftButton, pos=QPoint(step + 2, 5))
    assert detail.list.currentIndex().row() == 1
    preview = detail.preview
    qtbot.waitUntil(lambda: preview.isVisible() and preview.shows_page)
    assert preview.place.text() == "2 of 3" and preview.pdf is not None and preview.pdf.page.rects == []
    qtbot.keyClick(detail, Qt.Key.Key_Escape)
    assert not preview.isVisible() and detail.isVisible()
    qtbot.keyClick(detail, Qt.Key.Key_Escape)
    assert not detail.isVisible() and page.table.hasFocus()


def test_a_page_is_chosen_by_keyboard(qtbot: QtBot, staged: Stager) -> None:
    _, page = opened(qtbot, staged)
    page.table.setFocus()
    page.table.setCurrentIndex(page.items.index_of(LEDGER))
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert page.detail.isVisible()
    qtbot.waitUntil(lambda: page.detail.list.pages.rowCount() == 27)
    page.detail.list.setFocus()
    with qtbot.waitSignal(page.detail.list.page_chosen):
        qtbot.keyClick(page.detail.list, Qt.Key.Key_Down)
        qtbot.keyClick(page.detail.list, Qt.Key.Key_Return)


def test_a_password_is_asked_for_and_the_item_read_again(qtbot: QtBot, staged: Stager) -> None:
    stage, page = opened(qtbot, staged)
    choose(qtbot, page, DEED)
    assert page.detail.state.text() == "Skipped: the file is encrypted and needs a password"
    assert page.detail.remedy_button.text() == "Give the password…"
    page.detail.remedy_button.click()
    dialog = page.detail.dialog
    assert dialog is not None and not dialog.accept_button.isEnabled()
    dialog.field.setText("сезам 1")
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: stage.library.again == [(DEED, "сезам 1")])
    qtbot.waitUntil(lambda: ("House",) in stage.library.synced and not stage.window.syncing.running)


def test_a_missing_language_tells_the_command_and_tries_again(
    qtbot: QtBot, staged: Stager, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alcove.desktop.remedy.this_system", lambda: "debian")
    stage, page = opened(qtbot, staged)
    choose(qtbot, page, TVER)
    detail = page.detail
    assert not detail.command.isVisible()
    detail.remedy_button.click()
    assert detail.command.isVisible()
    detail.copy_button.click()
    assert QGuiApplication.clipboard().text() == "sudo apt install tesseract-ocr tesseract-ocr-rus"
    detail.try_button.click()
    qtbot.waitUntil(lambda: stage.library.again == [(TVER, "")])
    detail.remedy_button.click()
    assert not detail.command.isVisible()
    qtbot.waitUntil(lambda: not stage.window.syncing.running)


def test_what_took_too_long_is_tried_again_at_once(qtbot: QtBot, staged: Stager) -> None:
    stage, page = opened(qtbot, staged)
    choose(qtbot, page, f"{HOUSE}/Survey 2011.pdf")
    assert page.detail.remedy_button.text() == "Try again"
    page.detail.remedy_button.click()
    qtbot.waitUntil(lambda: stage.library.again == [(f"{HOUSE}/Survey 2011.pdf", "")])
    qtbot.waitUntil(lambda: not stage.window.syncing.running)


def test_what_nothing_helps_offers_nothing(qtbot: QtBot, staged: Stager) -> None:
    _, page = opened(qtbot, staged)
    heic = next(item.uri for item in page._library.coverage() if item.uri.endswith(".heic"))
    assert container_of(heic) or "#" in heic
    choose(qtbot, page, heic)
    assert not page.detail.help.isVisible()
    assert "in Residents’ meetings.zip" in page.detail.facts.text()


def test_the_chosen_item_stays_while_the_library_changes(qtbot: QtBot, staged: Stager) -> None:
    stage, page = opened(qtbot, staged)
    choose(qtbot, page, DEED)
    stage.library.items = [
        replace(one, state="indexed", reason=None, action="", chunks=3) if one.uri == DEED else one
        for one in stage.library.items
    ]
    stage.window.syncing.items_changed.emit()
    qtbot.waitUntil(lambda: page.detail.state.text() == "Read")
    assert not page.detail.help.isVisible()
    assert page.items.row_at(page.table.currentIndex()).item.uri == DEED


@pytest.mark.parametrize(("size", "over"), [((1360, 700), False), ((1040, 640), True), ((900, 600), True)])
def test_the_item_lies_beside_or_over_the_table(
    qtbot: QtBot, staged: Stager, size: tuple[int, int], over: bool
) -> None:
    stage, page = opened(qtbot, staged, size=size)
    choose(qtbot, page, LEDGER)
    QApplication.processEvents()
    right = page.table.mapTo(page, page.table.rect().topRight()).x()
    assert (right > page.detail.x()) is over
    assert page.rect().contains(page.detail.geometry())
    assert stage.window.size().toTuple() == size


def test_a_web_page_is_opened_in_the_browser(qtbot: QtBot, staged: Stager, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: told.append(url.toString()))
    _, page = opened(qtbot, staged)
    choose(qtbot, page, "https://boilers.example.org/manual/faults.html")
    assert page.detail.title.full_text() == "Fault codes"
    page.detail.open_button.click()
    page.table.doubleClicked.emit(page.items.index_of("https://boilers.example.org/manual/"))
    assert told == ["https://boilers.example.org/manual/faults.html", "https://boilers.example.org/manual/"]


# Reading, pausing


def reading_library() -> FakeLibrary:
    library = messy_library()
    library.gate = threading.Event()
    library.sync_events = [Progress("reading", "House", 214, 340, 180.0, f"{HOUSE}/scan.pdf", 12, 80)]
    return library


def test_what_is_read_now_is_told_and_can_be_paused(qtbot: QtBot, staged: Stager) -> None:
    stage, page = opened(qtbot, staged, reading_library())
    window = stage.window
    qtbot.waitUntil(lambda: page.reading_bar.bar.isVisible())
    assert page.reading_bar.words.text() == "Reading <b>House</b>: 214 of 340"
    assert page.reading_bar.now.full_text() == " · scan.pdf, page 12 of 80 · 3 min"
    assert window.sidebar.reading.now.full_text() == "scan.pdf, page 12 of 80"
    assert page.rows[0].sync_button.accessibleName() == "Pause reading House"
    page.rows[0].sync_button.click()
    qtbot.waitUntil(lambda: not window.syncing.running)
    assert page.reading_bar.words.text() == "Reading is paused"
    assert page.rows[0].sync_button.accessibleName() == "Read what is new in House"
    assert page.sync_button.text().strip() == "Resume reading"
    assert window.sidebar.reading.resume_button.isVisible()
    assert stage.library.gate is not None
    stage.library.gate.set()
    window.sidebar.reading.resume_button.click()
    qtbot.waitUntil(lambda: stage.library.synced == [None, None] and not window.syncing.running)
    assert not window.sidebar.reading.isVisible() and page.sync_button.text().strip() == "Sync now"


def test_the_rail_tells_of_reading_and_pauses_it(qtbot: QtBot, staged: Stager) -> None:
    stage, _ = opened(qtbot, staged, reading_library(), size=(900, 600))
    rail = stage.window.rail
    qtbot.waitUntil(lambda: rail.bar.isVisible())
    assert rail.bar.value() == 214 and "scan.pdf, page 12 of 80" in rail.pause_button.toolTip()
    rail.pause_button.click()
    qtbot.waitUntil(lambda: not stage.window.syncing.running)
    assert not rail.bar.isVisible() and rail.pause_button.accessibleName() == "Resume reading"
    assert stage.library.gate is not None
    stage.library.gate.set()
    rail.pause_button.click()
    qtbot.waitUntil(lambda: not rail.pause_button.isVisible())


def test_changes_are_read_without_a_word(qtbot: QtBot, staged: Stager) -> None:
    stage, page = opened(qtbot, staged)
    page.search.setFocus()
    stage.library.changes.put(("Notes",))
    qtbot.waitUntil(lambda: ("Notes",) in stage.library.synced and not stage.window.syncing.running)
    assert stage.notices() == [] and stage.window.focusWidget() is page.search


# Adding


def test_every_kind_of_source_is_offered(
    qtbot: QtBot, staged: Stager, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage, page = opened(qtbot, staged)
    page.add_button.click()
    names = [action.text() for action in page.add_menu.actions()]
    page.add_menu.close()
    assert names == ["Folder…", "Obsidian vault…", "Git repository…", "Web page…"]
    for number, kind in enumerate(("folder", "obsidian", "git")):
        folder = tmp_path / f"New {kind}"
        folder.mkdir()
        monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_, folder=folder: str(folder))
        page.add_menu.actions()[number].trigger()
        qtbot.waitUntil(lambda kind=kind: [s.kind for s in stage.library.held if s.name == f"New {kind}"] == [kind])
    qtbot.waitUntil(lambda: not stage.window.syncing.running)


def test_a_web_page_asks_for_leave_to_use_the_network(qtbot: QtBot, staged: Stager) -> None:
    stage, _ = opened(qtbot, staged)
    window = stage.window
    assert window.sidebar.buttons["privacy"].text().strip() == "Nothing left this computer"
    window.adder.ask("web")
    dialog = window.adder.dialog
    assert dialog is not None
    assert "leaves your computer" in dialog.warning.text() and dialog.leave.isVisible()
    dialog.address.setText("example.org/guide/")
    assert not dialog.accept_button.isEnabled(), "nobody agreed yet"
    dialog.leave.click()
    assert dialog.accept_button.isEnabled()
    dialog.address.setText("no address")
    assert not dialog.accept_button.isEnabled()
    dialog.address.setText("example.org/guide/")
    dialog.links.setText("2")
    dialog.accept_button.click()
    qtbot.waitUntil(lambda: stage.library.held[-1].kind == "web")
    added = stage.library.held[-1]
    assert (added.path, added.options) == ("https://example.org/guide/", SourceOptions(depth=2))
    assert stage.services.settings.load().web
    assert window.sidebar.buttons["privacy"].text().strip() == "Nothing left this computer", "nothing was fetched yet"
    qtbot.waitUntil(lambda: not window.syncing.running)
    window.adder.ask("web")
    assert window.adder.dialog is not None and not window.adder.dialog.leave.isVisible()
    window.adder.dialog.address.setText("http://localhost:8000/")
    window.adder.dialog.accept_button.click()
    qtbot.waitUntil(lambda: stage.library.held[-1].path == "http://localhost:8000/")
    qtbot.waitUntil(lambda: not window.syncing.running)


def test_a_web_source_can_be_switched_on_where_it_stands(qtbot: QtBot, staged: Stager) -> None:
    stage, page = opened(qtbot, staged)
    page.rows[3].sync_button.click()
    dialog = stage.window.adder.leave
    assert dialog is not None and stage.library.synced == [None], "not before somebody agrees"
    dialog.accept_button.click()
    qtbot.waitUntil(lambda: ("boilers.example.org",) in stage.library.synced and not stage.window.syncing.running)
    assert stage.services.settings.load().web
    assert page.rows[3].words.text() == "2 read"


def test_a_change_of_the_settings_is_lived_by_at_once(qtbot: QtBot, staged: Stager) -> None:
    stage, _ = opened(qtbot, staged)
    window = stage.window
    assert window.syncing.watching
    window.show_page("settings")
    off = next(b for b in window.pages.settings_page.rows["watch"].findChildren(QAbstractButton) if b.text() == "Off")
    off.click()
    qtbot.waitUntil(lambda: not window.syncing.watching)
    assert not stage.services.settings.load().watch


# For everyone


def test_what_has_no_text_has_a_name(qtbot: QtBot, staged: Stager) -> None:
    _, page = opened(qtbot, staged)
    choose(qtbot, page, TVER)
    page.detail.remedy_button.click()
    nameless = [
        button
        for button in page.findChildren(QAbstractButton)
        if button.isVisible() and not button.text().strip() and not button.accessibleName()
        and button.metaObject().className() != "QTableCornerButton"
    ]  # fmt: skip
    assert nameless == []


def test_the_page_is_walked_by_tab(qtbot: QtBot, staged: Stager) -> None:
    _, page = opened(qtbot, staged)
    page.sync_button.setFocus()
    stops = []
    for _ in range(60):
        page.focusNextChild()
        stops.append(page.window().focusWidget())
        if stops[-1] is page.table:
            break
    order = [page.add_button, page.rows[0].filter_button, page.rows[1].filter_button, page.search, page.table]
    found = [stops.index(stop) for stop in order]
    assert found == sorted(found)


def test_stored_documents_are_read_for_pages_no_one_scanned(qtbot: QtBot, staged: Stager) -> None:
    library = messy_library()
    library.items = [replace(library.items[0], uri=WARRANTY), *library.items[1:]]
    _, page = opened(qtbot, staged, library)
    choose(qtbot, page, WARRANTY)
    qtbot.waitUntil(lambda: page.detail.list.pages.pages == stored_pdf().pages)
