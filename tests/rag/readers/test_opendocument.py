"""OpenDocument: texts, presentations and spreadsheets as they are shown."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from alcove.core.errors import DocumentError
from alcove.rag.types import Document
from tests.rag.readers.office_files import ODF, odf, odf_styles
from tests.rag.reading import read_file


def read(tmp_path: Path, kind: str, body: str, *, styles: str = "", title: str = "", **parts: str) -> Document:
    path = tmp_path / {"text": "a.odt", "presentation": "a.odp", "spreadsheet": "a.ods"}[kind]
    path.write_bytes(odf(kind, body, styles=styles, title=title, parts=parts))
    return read_file(path)


def test_headings_paragraphs_and_spaces(tmp_path: Path) -> None:
    body = (
        '<text:p text:style-name="Title">The lease</text:p><text:h text:outline-level="2">Rent</text:h>'
        "<text:p>Due <text:span>on<text:s text:c='3'/>the</text:span> 5th<text:tab/>or<text:line-break/>later.</text:p>"
        "<text:tracked-changes><text:p>deleted</text:p></text:tracked-changes>"
        "<text:section><text:p>In a section</text:p></text:section>"
    )
    lease = read(tmp_path, "text", body)
    assert lease.text == "The lease\n\nRent\n\nDue on   the 5th\tor\nlater.\n\nIn a section"
    assert [(h.level, h.text) for h in lease.headings] == [(1, "The lease"), (2, "Rent")]
    assert lease.title == "The lease" and read(tmp_path, "text", body, title="Own").title == "Own"


def test_lists_are_numbered_as_their_styles_say(tmp_path: Path) -> None:
    styles = (
        '<text:list-style style:name="N"><text:list-level-style-number text:level="1" style:num-format="1"/>'
        '<text:list-level-style-bullet text:level="2"/></text:list-style>'
    )
    inner = "<text:list><text:list-item><text:p>dot</text:p></text:list-item></text:list>"
    body = (
        '<text:list text:style-name="N"><text:list-header><text:p>Head</text:p></text:list-header>'
        f"<text:list-item><text:p>one</text:p><text:p>more</text:p>{inner}</text:list-item>"
        '<text:list-item text:start-value="5"><text:p>five</text:p></text:list-item></text:list>'
    )
    assert read(tmp_path, "text", body, styles=styles).text == "Head\n\n1. one\n\nmore\n\n  • dot\n5. five"


def test_notes_comments_boxes_and_margins(tmp_path: Path) -> None:
    body = (
        "<text:p>Pay<text:note><text:note-body><text:p>Monthly.</text:p></text:note-body></text:note> soon"
        "<office:annotation><text:p>Why?</text:p></office:annotation>"
        "<draw:frame><draw:text-box><text:p>In a box</text:p></draw:text-box></draw:frame></text:p>"
    )
    margins = (
        "<office:master-styles><style:master-page><style:header><text:p>Top</text:p></style:header>"
        "<style:footer><text:p>Foot</text:p></style:footer></style:master-page><style:master-page><style:header>"
        "<text:p>Top</text:p></style:header></style:master-page></office:master-styles>"
    )
    text = read(tmp_path, "text", body, **{"styles.xml": odf_styles(margins)}).text
    assert text == "Top\n\nPay[1] soon\n\n[1] Monthly.\n\n[Comment: Why?]\n\nIn a box\n\nFoot"


def test_tables_and_charts_of_texts(tmp_path: Path) -> None:
    def cells(*texts: str) -> str:
        made = (f"<table:table-cell><text:p>{t}</text:p></table:table-cell>" for t in texts)
        return f"<table:table-row>{''.join(made)}</table:table-row>"

    table = (
        f"<table:table><table:table-header-rows>{cells('Oil', 'Hours')}</table:table-header-rows>{cells('Tung', '48')}"
    )
    chart = (
        f'<o:doc xmlns:o="{ODF}office:1.0" xmlns:text="{ODF}text:1.0" xmlns:table="{ODF}table:1.0" '
        f'xmlns:c="{ODF}chart:1.0"><c:chart><c:title><text:p>Rainfall</text:p></c:title></c:chart></o:doc>'
    )
    frame = '<text:p><draw:frame><draw:object xmlns:x="x" x:href="./Object 1"/></draw:frame></text:p>'
    one = f"<table:table>{cells('Alone')}</table:table>"
    read_text = read(tmp_path, "text", f"{table}</table:table>{one}{frame}", **{"Object 1/content.xml": chart})
    assert read_text.text == "Oil | Hours\nTung | 48\n\nAlone\n\nRainfall"
    assert [read_text.text[t.header_start : t.header_end] for t in read_text.tables] == ["Oil | Hours"]


def test_slides_have_titles_and_notes(tmp_path: Path) -> None:
    def frame(text: str, kind: str = "") -> str:
        box = f"<draw:text-box><text:p>{text}</text:p></draw:text-box>"
        return f'<draw:frame presentation:class="{kind}">{box}</draw:frame>'

    styles = (
        '<style:style style:name="H"><style:drawing-page-properties presentation:visibility="hidden"/></style:style>'
    )
    body = (
        f"<draw:page>{frame('Body')}{frame('Oils', 'title')}<presentation:notes>{frame('Say it', 'notes')}"
        f"{frame('1', 'page-number')}</presentation:notes></draw:page>"
        f'<draw:page draw:style-name="H">{frame("Two")}</draw:page>'
    )
    talk = read(tmp_path, "presentation", body, styles=styles)
    told = [(p.label, talk.text[p.start : p.end]) for p in talk.pages]
    assert told == [("Oils", "Oils\n\nBody\n\nNotes: Say it"), ("Slide 2 (hidden)", "Two")]
    assert talk.title == "Oils"


def test_cells_are_read_as_shown_and_repeated_emptiness_costs_nothing(tmp_path: Path) -> None:
    def cell(text: str, more: str = "") -> str:
        return f"<table:table-cell {more}><text:p>{text}</text:p></table:table-cell>"

    dated, twice = 'office:date-value="2024-02-01"', 'table:number-columns-repeated="2"'
    rows = (
        f"<table:table-row>{cell('Wood')}{cell('Paid')}{cell('Share')}</table:table-row>"
        '<table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="1024"/>'
        "</table:table-row>"
        f"<table:table-row>{cell('Oak')}{cell('01.02.2024', dated)}{cell('25 %')}"
        '<table:table-cell table:number-columns-repeated="16381"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="2"><table:table-cell><text:p>x</text:p>'
        "<office:annotation><text:p>Ask"
        "</text:p></office:annotation></table:table-cell></table:table-row>"
        f'<table:table-row table:number-rows-repeated="1048570">{cell("y", twice)}'
        "</table:table-row>"
    )
    styles = '<style:style style:name="ta"><style:table-properties table:display="false"/></style:style>'
    begun = time.monotonic()
    book = read(
        tmp_path,
        "spreadsheet",
        f'<table:table table:name="Rent" table:style-name="ta">{rows}</table:table>',
        styles=styles,
    )
    assert time.monotonic() - begun < 10
    lines = book.text.split("\n")
    assert lines[:6] == ["Wood | Paid | Share", "", "Oak | 01.02.2024 | 25 %", "x", "x", "y | y"]
    assert lines.count("y | y") == 1_000 and lines[-1] == "[Comment: Ask]"
    assert [p.label for p in book.pages] == ["Rent (hidden)"]


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"META-INF/manifest.xml": '<m:x xmlns:m="m"><m:encryption-data/></m:x>'}, "encrypted with a password"),
        ({"content.xml": "<o"}, "its part content.xml is not sound XML"),
        ({"content.xml": "<o/>"}, "its text is missing"),
        ({}, "there is no text"),
    ],
)
def test_why_a_file_is_not_read(tmp_path: Path, parts: dict[str, str], reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        read(tmp_path, "text", "<text:p/>", **parts)
