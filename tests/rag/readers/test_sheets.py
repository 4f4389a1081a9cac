"""Spreadsheets: what a cell shows, which row names the columns, and what huge or odd sheets cost."""

from __future__ import annotations

import struct
import tracemalloc
from datetime import date, datetime, timedelta
from datetime import time as clock
from pathlib import Path

import pytest

from alcove.core.errors import DocumentError
from alcove.rag.readers import sheets
from alcove.rag.readers.grid import Grid, header_row
from alcove.rag.readers.manuscript import Manuscript
from alcove.rag.readers.sheets import column_number, shown_number
from alcove.rag.split import split
from alcove.rag.types import Document
from tests.rag.readers.office_files import DRAWING, SHEET, core, ole, relations, row, shape, xlsx
from tests.rag.reading import read_file

EPOCH = datetime(1899, 12, 30)


def read(tmp_path: Path, data: bytes, name: str = "book.xlsx") -> Document:
    path = tmp_path / name
    path.write_bytes(data)
    return read_file(path)


@pytest.mark.parametrize(
    ("stored", "pattern", "shown"),
    [
        ("5", "", "5"),
        ("0.30000000000000004", "", "0.3"),
        ("1E+20", "General", "1e+20"),
        ("0.25", "0%", "25%"),
        ("0.1234", "0.0%", "12.3%"),
        ("1234.5", '#,##0.00 "€"', "1234.50"),
        ("1234.5", "#,##0", "1235"),
        ("1234567", "0.0,,", "1234567"),
        ("3.5", "# ?/?", "3.5"),
        ("45292", "yyyy-mm-dd", "2024-01-01"),
        ("45292.5", "dd.mm.yyyy hh:mm", "2024-01-01 12:00"),
        ("45292.75", "d/m/yy", "2024-01-01"),
        ("0.604166666666667", "h:mm AM/PM", "14:30"),
        ("1.5", "[h]:mm", "36:00:00"),
        ("45292", '[$-419]d\\ mmmm\\ yyyy" г."', "2024-01-01"),
        ("45292", "[Red]0.00;-0.00", "45292.00"),
        ("99999999999", "yyyy", "99999999999"),
        ("oops", "0.00", "oops"),
        ("nan", "0.00", "nan"),
    ],
)
def test_numbers_are_shown_as_their_format_says(stored: str, pattern: str, shown: str) -> None:
    assert shown_number(stored, pattern, EPOCH) == shown


def test_cells_of_all_kinds(tmp_path: Path) -> None:
    cells = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="b"><v>1</v></c><c r="C1" t="e"><v>#N/A</v></c>'
        '<c r="D1" t="str"><f>A1</f><v>made</v></c><c r="E1" s="1"><v>45292</v></c><c r="F1" s="2"><v>0.5</v></c>'
        '<c r="G1" s="3"><v>0.5</v></c><c r="H1" t="d"><v>2024-05-06T00:00:00</v></c><c t="s"><v>1</v></c>'
        '<c r="K1" t="s"><v>99</v></c></row>'
    )
    parts = {
        "xl/sharedStrings.xml": f'<sst xmlns="{SHEET}"><si><r><t>Ri</t></r><r><t>ch</t></r><rPh><t>no</t></rPh></si>'
        "<si><t>line_x000A_two</t></si></sst>",
        "xl/styles.xml": f'<styleSheet xmlns="{SHEET}"><numFmts><numFmt numFmtId="170" formatCode="0.0%"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="20"/></cellXfs></styleSheet>',
        "docProps/core.xml": core("Accounts"),
    }
    book = read(tmp_path, xlsx({"One": cells}, parts))
    assert book.text == "Rich | TRUE | #N/A | made | 2024-01-01 | 50.0% | 12:00 | 2024-05-06 | line two"
    assert book.title == "Accounts"


def test_dates_count_from_1904_where_the_workbook_says_so(tmp_path: Path) -> None:
    data = xlsx(
        {"A": '<row r="1"><c r="A1" s="0"><v>1</v></c></row>'},
        {
            "xl/styles.xml": f'<styleSheet xmlns="{SHEET}"><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>',
            "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="r"><workbookPr date1904="1"/><sheets>'
            '<sheet name="A" r:id="s1"/></sheets></workbook>',
        },
    )
    assert read(tmp_path, data).text == "1904-01-02"


def test_sheets_are_pages_hidden_ones_too(tmp_path: Path) -> None:
    sheets_of = {"Income": row(1, "a", 1), "Empty": "", "Secret": row(1, "b", 2)}
    book = read(tmp_path, xlsx(sheets_of, states={"Secret": "veryHidden"}))
    told = [(p.number, p.label, p.kind, book.text[p.start : p.end]) for p in book.pages]
    assert told == [(1, "Income", "text", "a | 1"), (2, "Empty", "empty", ""), (3, "Secret (hidden)", "text", "b | 2")]
    assert {chunk.page for chunk in split(book)} == {1, 3}


def test_every_piece_of_a_long_sheet_keeps_its_header(tmp_path: Path) -> None:
    rows = row(1, "Accounts of the yard") + row(2, "made in May") + row(4, "Item", "Maker", "Price")
    rows += "".join(row(n, f"Plane iron {n}", "Sorokin", n * 1.5) for n in range(5, 200))
    book = read(tmp_path, xlsx({"All": rows}))
    (table,) = book.tables
    assert book.text[table.header_start : table.header_end] == "Item | Maker | Price"
    assert table.end == len(book.text)
    below = [chunk for chunk in split(book) if chunk.start > table.header_end]
    assert len(below) > 4 and all(chunk.header == (table.header_start, table.header_end) for chunk in below)


def test_a_second_table_has_its_own_header_and_a_block_of_values_the_one_above(tmp_path: Path) -> None:
    rows = row(1, "Tool", "Price") + row(2, "Saw", 5) + row(4, "Total", 5.5) + row(8, "Name", "Town") + row(9, "Ann", 3)
    book = read(tmp_path, xlsx({"All": rows}))
    assert book.text == "Tool | Price\nSaw | 5\n\nTotal | 5.5\n\nName | Town\nAnn | 3"
    assert [book.text[t.header_start : t.header_end] for t in book.tables] == ["Tool | Price"] * 2 + ["Name | Town"]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([["Name", "Age"], ["Ann", "3"]], 0),
        ([["Report", ""], ["Name", "Age"], ["Ann", "3"]], 1),
        ([["", "2023", "2024"], ["Rent", "3", "4"]], 0),
        ([["1", "2"], ["3", "4"]], None),
        ([["Name", "Name"], ["Ann", "3"]], None),
        ([["Name", "Age"]], None),
        ([["one"], ["two"]], None),
        ([["x" * 200, "Age"], ["Ann", "3"]], None),
    ],
)
def test_which_row_names_the_columns(rows: list[list[str]], found: int | None) -> None:
    assert header_row(rows) == found


def test_merged_cells_stand_in_each_row_they_cover(tmp_path: Path) -> None:
    sheet = (
        f"<sheetData>{row(1, 'Wood', 'Work', 'Price')}{row(2, 'Oak', 'saw', 1)}{row(3, '', 'oil', 2)}"
        f"{row(4, 'Ash', 'wax', 3)}</sheetData>"
        '<mergeCells><mergeCell ref="A2:A3"/><mergeCell ref="A9:B9"/></mergeCells>'
    )
    assert (
        read(tmp_path, xlsx({"All": sheet})).text == "Wood | Work | Price\nOak | saw | 1\nOak | oil | 2\nAsh | wax | 3"
    )


def test_cells_stay_under_their_columns(tmp_path: Path) -> None:
    rows = row(3, "A", "B", "C", first=2) + row(4, "x", "", "z", first=2) + row(5, "y", first=3)
    assert read(tmp_path, xlsx({"All": rows})).text == "A | B | C\nx |  | z\n | y"


def test_a_sheet_of_a_million_empty_rows_costs_little(tmp_path: Path) -> None:
    empty = "".join(f'<row r="{n}" s="1" customFormat="1"><c r="A{n}" s="1"/></row>' for n in range(2, 40_000))
    rows = row(1, "first", 1) + empty + row(1_048_576, "last", 2) + '<row r="7"><c r="XFD7"><v>3</v></c></row>'
    data = xlsx({"All": rows})
    tracemalloc.start()
    book = read(tmp_path, data)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert book.text == "first | 1\n\n3\n\nlast | 2"
    assert most < 5_000_000


def test_comments_text_boxes_and_charts_of_a_sheet(tmp_path: Path) -> None:
    box = shape("In a box").replace("p:sp", "xdr:sp").replace("p:txBody", "xdr:txBody")
    parts = {
        "xl/worksheets/_rels/sheet1.xml.rels": relations(
            ("c", "comments", "../comments1.xml"),
            ("d", "drawing", "../drawings/d.xml"),
            ("x", "comments", "../bad.xml"),
        ),
        "xl/comments1.xml": f'<comments xmlns="{SHEET}"><commentList><comment ref="B4"><text>'
        "<r><t>Ask </t></r><r><t>Ann</t>"
        "</r></text></comment></commentList></comments>",
        "xl/drawings/d.xml": f'<xdr:wsDr xmlns:xdr="x" xmlns:a="{DRAWING}"><xdr:twoCellAnchor>{box}</xdr:twoCellAnchor>'
        "</xdr:wsDr>",
        "xl/bad.xml": "<comments",
    }
    text = read(tmp_path, xlsx({"A": row(1, "cell", 1)}, parts)).text
    assert text.startswith(
        "cell | 1\n\n[Comment on B4: Ask Ann]\n\nIn a box\n\n[The comments of this sheet could not be"
    )


def test_a_damaged_sheet_costs_only_itself(tmp_path: Path) -> None:
    parts = {"xl/worksheets/sheet1.xml": f'<worksheet xmlns="{SHEET}"><sheetData>{row(1, "kept", 1)}<row'}
    book = read(tmp_path, xlsx({"Bad": "", "Good": row(1, "x", 2)}, parts))
    assert [(p.kind, p.reason[:30]) for p in book.pages] == [
        ("unread", "only its beginning was read: t"), ("text", "")
    ]  # fmt: skip
    assert book.text == "kept | 1\n\nx | 2"


def test_what_is_too_much_is_read_at_its_beginning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_CELLS", 10)
    book = read(tmp_path, xlsx({"A": "".join(row(n, "x", n) for n in range(1, 20)), "B": row(1, "y", 1)}))
    assert [(p.kind, p.reason) for p in book.pages] == [
        ("unread", "only its beginning was read: the file has more than 10 cells")
    ] * 2
    assert book.text.count("x |") == 5


def test_a_text_repeated_without_end_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("grid", "manuscript"):
        monkeypatch.setattr(f"alcove.rag.readers.{module}.MOST_TEXT", 4_800_000)
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 500))
    parts = {"xl/sharedStrings.xml": f'<sst xmlns="{SHEET}"><si><t>{"x" * 100_000}</t></si></sst>'}
    book = read(tmp_path, xlsx({"A": rows}, parts))
    assert book.pages[0].reason == "only its beginning was read: the file holds too much text"
    assert 4_000_000 < len(book.text) < 4_900_000


def test_a_sheet_that_unpacks_without_end_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("alcove.rag.readers.package.MOST_STREAMED", 100_000)
    rows = row(1, "x", 1) + '<row r="2"/>' * 100_000
    data = xlsx({"Bomb": rows, "Good": row(1, "y", 1)})
    assert len(data) < 50_000
    book = read(tmp_path, data)
    assert "larger than 0 MB" in book.pages[0].reason and book.text == "x | 1\n\ny | 1"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (xlsx({"A": row(1, "", "")}), "there is no text"),
        (xlsx({}), "no sheets"),
        (xlsx({"A": row(1, "x")})[:400], "damaged"),
        (ole({"Workbook": b"\x09\x08" + b"\xff" * 300}), "damaged"),
    ],
)
def test_why_a_workbook_is_not_read(tmp_path: Path, data: bytes, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        read(tmp_path, data)


def test_columns_are_called_by_letters() -> None:
    assert [column_number(one) for one in ("A", "Z", "AA", "XFD")] == [0, 25, 26, 16383]


def test_a_cell_far_to_the_right_makes_no_line_of_bars() -> None:
    grid, script = Grid(), Manuscript()
    grid.put(0, 0, "near")
    grid.put(0, 16_383, "far")
    grid.write(script)
    assert script.document("").text == "near | far"


def biff(*records: tuple[int, bytes]) -> bytes:
    return b"".join(kind.to_bytes(2, "little") + len(data).to_bytes(2, "little") + data for kind, data in records)


def test_binary_workbooks_are_read(tmp_path: Path) -> None:
    begin = bytes.fromhex("00060500") + bytes(12)
    sheet = (0x0809, bytes.fromhex("00061000") + bytes(12))
    name = b"Old"
    label = b"Tung oil"
    head = biff((0x0809, begin))
    bound_size = 4 + 6 + 2 + len(name)
    at = len(head) + bound_size + 4
    bound = (0x0085, at.to_bytes(4, "little") + b"\x01\x00" + bytes([len(name), 0]) + name)
    cells = (
        (0x0200, (0).to_bytes(4, "little") + (3).to_bytes(4, "little") + bytes([0, 0, 2, 0, 0, 0])),
        (0x0204, bytes.fromhex("020000000000") + len(label).to_bytes(2, "little") + b"\0" + label),
        (0x0203, bytes.fromhex("020001000000") + struct.pack("<d", 12.5)),
        (0x000A, b""),
    )
    book = read(tmp_path, ole({"Workbook": biff((0x0809, begin), bound, (0x000A, b""), sheet, *cells)}), "old.xls")
    assert [(p.label, p.kind) for p in book.pages] == [("Old (hidden)", "text")]
    assert book.text == "Tung oil | 12.5"


@pytest.mark.parametrize(
    ("value", "shown"),
    [(True, "TRUE"), ("x", "x"), (3, "3"), (2.50, "2.5"), (datetime(2024, 1, 1), "2024-01-01"), (date(2024, 1, 2),
     "2024-01-02"), (clock(14, 30), "14:30:00"), (timedelta(hours=36), "36:00:00"), (None, "")],
)  # fmt: skip
def test_values_of_binary_workbooks(value: object, shown: str) -> None:
    assert sheets._shown_value(value) == shown


def test_workbooks_of_2003_in_xml_are_read(tmp_path: Path) -> None:
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    data = (
        f'<?xml version="1.0"?><Workbook xmlns="{space}" xmlns:ss="{space}"><Worksheet ss:Name="Rent"><Table>'
        '<Row><Cell><Data ss:Type="String">Month</Data></Cell>'
        '<Cell ss:Index="3"><Data ss:Type="String">Paid</Data></Cell>'
        '</Row><Row ss:Index="2"><Cell><Data ss:Type="DateTime">2024-05-01T00:00:00.000</Data></Cell>'
        '<Cell ss:Index="3"><Data ss:Type="Boolean">1</Data></Cell></Row></Table></Worksheet></Workbook>'
    )
    book = read(tmp_path, data.encode(), "rent.xls")
    assert book.text == "Month |  | Paid\n2024-05-01 |  | TRUE" and book.pages[0].label == "Rent"
