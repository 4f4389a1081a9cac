"""Items as plain rows: what lies in what, tallies, kinds, filters, words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from alcove.desktop import item_rows
from alcove.desktop.item_rows import Filter, Tally, listed
from alcove.rag.types import ItemCoverage
from tests.desktop.fakes import LEDGER, MINUTES, items, messy_items


def named(uri_end: str) -> ItemCoverage:
    return next(item for item in messy_items() if item.uri.endswith(uri_end))


def test_every_source_is_tallied() -> None:
    tallies = listed(messy_items()).tallies
    assert tallies["House"] == Tally(read=7, ocr=3, skipped=5)
    assert tallies["House"].words() == "10 read, 3 by OCR, 5 skipped"
    assert tallies["Notes"].words() == "2 read, 1 too poor to search, 1 waiting"
    assert tallies["Scans 2019"].words() == "2 out of reach"
    assert sum(count for _, count, _ in tallies["House"].runs) == 15
    assert Tally().words() == ""


def test_members_follow_what_they_lie_in() -> None:
    made = listed([*reversed(messy_items())])
    names = [row.name for row in made.rows]
    at = names.index("Residents’ meetings.zip")
    assert names[at + 1 : at + 5] == ["March.docx", "Re roof.eml", "estimate.pdf", "IMG_2210.heic"]
    assert made.rows[at + 3].inside == f"{MINUTES}#2024/Re roof.eml"
    assert made.rows[at + 3].inside_name == "Re roof.eml"


def test_a_file_whose_name_holds_a_number_sign_lies_in_nothing() -> None:
    item = replace(items(1)[0], uri="/a/C# notes.md")
    (row,) = listed([item]).rows
    assert (row.name, row.inside, row.inside_name) == ("C# notes.md", "", "")


def test_pages_of_the_web_are_named_by_their_title() -> None:
    rows = {row.item.uri: row for row in listed(messy_items()).rows}
    assert rows["https://boilers.example.org/manual/"].name == "Manual of the E-40 boiler"
    assert item_rows.folder_words("https://boilers.example.org/manual/") == "https://boilers.example.org/manual/"
    assert item_rows.folder_words(f"{MINUTES}#2024/March.docx") == "/home/anna/Documents/House"


def test_kinds_are_counted_the_commonest_first() -> None:
    found = item_rows.kinds(listed(messy_items()).rows)
    assert found[0] == ("PDF", 7)
    assert ("Markdown", 4) in found and ("heic", 1) in found
    assert sum(count for _, count in found) == 26


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (Filter(), 26), (Filter(state="skipped"), 5), (Filter(source="Notes"), 4), (Filter(kind="Markdown"), 4),
        (Filter(ocr=True), 5), (Filter(poor=True), 2), (Filter(text="roof MARCH"), 0), (Filter(text="roof"), 3),
        (Filter(text="needs a password"), 1), (Filter(state="indexed", source="House", ocr=True, poor=True), 1),
    ],
)  # fmt: skip
def test_every_part_of_a_filter_narrows(wanted: Filter, count: int) -> None:
    assert len(item_rows.shown(listed(messy_items()).rows, wanted)) == count


def test_totals_come_to_items_pages_and_pieces() -> None:
    rows = listed(messy_items()).rows
    one = [row for row in rows if row.item.uri == LEDGER]
    assert item_rows.totals(one).words() == "1 item · 27 pages: 5 text, 18 OCR, 1 poor, 1 empty, 2 not read · 58 pieces"
    assert item_rows.totals([]).words() == "0 items"


def test_an_item_is_told_in_words() -> None:
    ledger, scan = named("Ledger 1998-2004.pdf"), named("0001.pdf")
    assert item_rows.state_words(ledger) == "read by OCR, 84 % sure"
    assert item_rows.short_state(ledger) == "OCR, 84 % sure"
    assert item_rows.short_state(replace(ledger, ocr_confidence=None)) == "OCR"
    assert item_rows.short_state(scan) == "unavailable"
    assert item_rows.short_state(named("plan.png")) == "poor, 31 % sure"
    assert item_rows.state_words(named("plan.png")) == "a poor scan, not searched, 31 % sure"
    assert item_rows.strip_sentence(ledger) == "5 text, 18 OCR (84 % sure on average), 1 poor, 1 empty, 2 not read"
    assert item_rows.strip_words(named("Heating.md")) == ""


@pytest.mark.parametrize(
    ("end", "marks"),
    [
        ("Heating.md", "text"), ("Deed (notary).pdf", "unread"), ("2026-11-20.md", "waiting"),
        ("meetings.zip", "empty"), ("0001.pdf", "ocr"), ("plan.png", "poor"),
    ],
)  # fmt: skip
def test_what_has_no_pages_is_one_cell(end: str, marks: str) -> None:
    assert {mark for mark, _, _ in item_rows.strip_runs(named(end))} == {marks}


def test_ten_thousand_items_are_listed_and_filtered_at_once() -> None:
    import time

    many = items(10_000)
    begun = time.perf_counter()
    rows = listed(many).rows
    listing = time.perf_counter() - begun
    begun = time.perf_counter()
    shown = item_rows.shown(rows, Filter(text="lease 00"))
    item_rows.totals(shown)
    filtering = time.perf_counter() - begun
    assert listing < 2.0 and filtering < 0.5, (listing, filtering)
