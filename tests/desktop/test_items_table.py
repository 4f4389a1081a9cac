"""The item table: a sound Qt model, quick with ten thousand rows, filtered by state, source and words."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from alcove.desktop import items_table, marks
from alcove.desktop.item_rows import Filter, listed
from alcove.desktop.items_table import NAME, PAGES, PIECES, REASON, SOURCE, STATE, STRIP, ItemTable, ItemTableModel
from alcove.desktop.theme import DARK, LIGHT, Theme
from tests.desktop.fakes import LEDGER, MINUTES, items, messy_items


@pytest.fixture
def model(theme: Theme) -> ItemTableModel:
    made = ItemTableModel(theme)
    made.set_listing(listed(items(200)))
    return made


def shown(model: QAbstractItemModel, column: int) -> list[str]:
    return [str(model.index(row, column).data()) for row in range(model.rowCount())]


def test_qt_finds_no_fault_with_the_model(theme: Theme, qtbot: QtBot) -> None:
    model = ItemTableModel(theme)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_listing(listed(items(300)))
    model.set_filter(Filter(state="skipped"))
    model.set_filter(Filter(text="lease"))
    model.sort(0)
    model.set_listing(listed([]))
    assert tester.model() is model


def test_rows_tell_name_source_state_pages_pieces_reason(model: ItemTableModel) -> None:
    headings = [model.headerData(column, Qt.Orientation.Horizontal) for column in range(model.columnCount())]
    assert headings == ["Name", "Source", "State", "How it was read", "Pages", "Pieces", "Reason"]
    assert [model.index(0, column).data() for column in range(7)] == [
        "00000 Boiler warranty.pdf", "Contracts", "read", "", "1", "4", "",
    ]  # fmt: skip
    assert model.index(0, STRIP).data(Qt.ItemDataRole.AccessibleTextRole) == "1 text"
    assert "no" not in str(model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)).split("/")[:2]


def test_skipped_items_give_their_reason(model: ItemTableModel) -> None:
    model.set_filter(Filter(state="skipped"))
    assert set(shown(model, 2)) == {"skipped"}
    assert all("(OCR) is switched off" in reason for reason in shown(model, REASON))
    assert model.index(0, 2).data(Qt.ItemDataRole.ForegroundRole) == QColor(LIGHT.warn)
    assert "(OCR) is switched off" in str(model.index(0, REASON).data(Qt.ItemDataRole.ToolTipRole))


def test_words_filter_by_name_place_and_reason(model: ItemTableModel) -> None:
    model.set_filter(Filter(text="ТВЕРЬ 0"))
    assert model.rowCount() > 0
    assert all("Тверь" in name for name in shown(model, 0))
    model.set_filter(Filter(text="(OCR) scans"))
    assert set(shown(model, 2)) == {"skipped"}
    model.set_filter(Filter(text="nowhere to be found"))
    assert model.rowCount() == 0


def test_a_source_narrows_rows_and_counts(model: ItemTableModel) -> None:
    assert sum(model.counts().values()) == 200
    model.set_filter(Filter(source="Notes"))
    assert set(shown(model, 1)) == {"Notes"}
    assert sum(model.counts().values()) == model.rowCount()
    assert model.counts()["unavailable"] == 0


def test_sorting_is_kept_while_items_change(model: ItemTableModel) -> None:
    model.sort(0, Qt.SortOrder.DescendingOrder)
    names = shown(model, 0)
    assert names == sorted(names, reverse=True, key=str.casefold)
    model.set_listing(listed(items(10)))
    assert shown(model, 0)[0].startswith("00009")
    model.sort(PIECES)
    pieces = [int(text or 0) for text in shown(model, PIECES)]
    assert pieces == sorted(pieces), "numbers sort as numbers"


def test_ten_thousand_rows_are_filtered_without_a_call_for_each_row_from_qt(
    theme: Theme, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = ItemTableModel(theme)
    model.set_listing(listed(items(10_000)))
    table = ItemTable(theme, model)
    qtbot.addWidget(table)
    table.resize(800, 400)
    table.show()
    asked: list[int] = []
    real = items_table.marks.paint_cells

    def counted(*painted: object) -> None:
        asked.append(1)
        real(*painted)  # type: ignore[arg-type]

    monkeypatch.setattr(items_table.marks, "paint_cells", counted)
    model.set_filter(Filter(state="indexed"))
    table.grab()
    table.verticalScrollBar().setValue(table.verticalScrollBar().maximum())
    table.grab()
    assert model.rowCount() > 5000
    assert 0 < len(asked) < 100, "only what is on view is painted"


def test_a_click_on_a_heading_sorts_then_turns_the_order(qtbot: QtBot, theme: Theme, model: ItemTableModel) -> None:
    table = ItemTable(theme, model)
    qtbot.addWidget(table)
    table.show()
    table.horizontalHeader().sectionClicked.emit(0)
    first = shown(model, 0)[0]
    table.horizontalHeader().sectionClicked.emit(0)
    assert shown(model, 0)[-1] == first
    table.horizontalHeader().sectionClicked.emit(1)
    assert shown(model, 1)[0] == "Contracts"


@pytest.fixture
def messy(theme: Theme) -> ItemTableModel:
    made = ItemTableModel(theme)
    made.set_listing(listed(messy_items()))
    return made


def painted(table: ItemTable, row: int, column: int) -> set[str]:
    """Return the colours that are seen in a cell."""
    image = table.viewport().grab(table.visualRect(table.model().index(row, column))).toImage()
    line = image.height() // 2
    return {image.pixelColor(x, line).name() for x in range(image.width())}


def test_strips_show_how_pages_were_read(qtbot: QtBot, theme: Theme, messy: ItemTableModel) -> None:
    table = ItemTable(theme, messy)
    qtbot.addWidget(table)
    table.resize(1060, 600)
    table.show()
    ledger = messy.index_of(LEDGER).row()
    seen = painted(table, ledger, STRIP)
    for mark in ("text", "poor"):
        assert marks.colour(mark, LIGHT).name() in seen
    assert marks.colour("ocr", LIGHT, 84.0).name() in seen
    theme.set_scheme("dark")
    assert marks.colour("poor", DARK).name() in painted(table, ledger, STRIP)
    assert messy.index(ledger, STATE).data() == "OCR, 84 % sure"


def test_what_lies_in_an_archive_stands_below_it(qtbot: QtBot, theme: Theme, messy: ItemTableModel) -> None:
    names = shown(messy, NAME)
    at = messy.index_of(MINUTES).row()
    assert names[at : at + 4] == ["Residents’ meetings.zip", "March.docx", "Re roof.eml", "estimate.pdf"]
    assert [messy.below_its_container(at + n) for n in range(4)] == [False, True, True, True]
    messy.set_filter(Filter(kind="PDF"))
    estimate = messy.index_of(f"{MINUTES}#2024/Re roof.eml#estimate.pdf")
    assert not messy.below_its_container(estimate.row()), "its e-mail is not shown"
    assert estimate.data(Qt.ItemDataRole.AccessibleTextRole) == "estimate.pdf, in Re roof.eml"


def test_a_filter_narrows_the_totals_too(messy: ItemTableModel) -> None:
    assert messy.totals().words().startswith("26 items · 56 pages: 26 text, 24 OCR, 2 poor, 2 empty, 2 not read")
    messy.set_filter(Filter(ocr=True, state="indexed"))
    assert set(shown(messy, STATE)) <= {
        "OCR, 84 % sure",
        "OCR, 96 % sure",
        "OCR, 91 % sure",
        "poor, 31 % sure",
    }
    assert messy.totals().items == messy.rowCount() == 4
    assert messy.counts()["unavailable"] == 1, "the other states can still be chosen"
    messy.set_filter(Filter(poor=True))
    assert shown(messy, NAME) == ["Ledger 1998-2004.pdf", "plan.png"]


def test_columns_go_as_it_narrows_the_least_told_first(qtbot: QtBot, theme: Theme, messy: ItemTableModel) -> None:
    table = ItemTable(theme, messy)
    qtbot.addWidget(table)
    table.show()
    seen = {}
    for width in (1060, 850, 750, 650, 500):
        table.resize(width, 300)
        qtbot.waitUntil(lambda width=width: table.width() == width)
        seen[width] = [c for c in range(messy.columnCount()) if not table.isColumnHidden(c)]
    assert seen[1060] == list(range(7))
    assert PIECES not in seen[850] and SOURCE in seen[850]
    assert SOURCE not in seen[750] and PAGES in seen[750]
    assert seen[650] == [NAME, STATE, STRIP, REASON]
    assert seen[500] == [NAME, STATE, STRIP]


def test_what_is_outside_is_nothing(model: ItemTableModel) -> None:
    assert model.rowCount(model.index(0, 0)) == 0
    assert model.columnCount(model.index(0, 0)) == 0
    assert model.data(QModelIndex()) is None
    assert model.headerData(99, Qt.Orientation.Horizontal) is None
    assert model.headerData(0, Qt.Orientation.Vertical) is None
