"""Pages from the web: the main text, with headings, tables and listings where they stand; else the whole page."""

from __future__ import annotations

from pathlib import Path

from alcove.rag.types import Document
from tests.rag.reading import read_file

SENTENCE = "The tide comes twice a day, and the boats in the harbour follow it. "
MENU = "<nav><ul>" + "".join(f"<li><a href='/{n}'>Menu entry {n}</a></li>" for n in range(30)) + "</ul></nav>"
FOOT = "<footer><p>All rights reserved. We use cookies.</p></footer>"


def read_page(
    folder: Path, body: str, head: str = "<title>Tides | Harbour</title>", encoding: str = "utf-8"
) -> Document:
    path = folder / "page.html"
    path.write_bytes(f"<html><head>{head}</head><body>{body}</body></html>".encode(encoding))
    return read_file(path, "text/html; web")


def test_the_main_text_is_read_with_headings_and_tables_in_their_places(tmp_path: Path) -> None:
    table = "<table><tr><th>Day</th><th>High</th></tr><tr><td>Monday</td><td>06:12</td></tr></table>"
    body = f"<h1>Tides</h1><p>{SENTENCE * 6}</p><h2>Times</h2><p>{SENTENCE * 4}</p>{table}<p>{SENTENCE * 3}</p>"
    document = read_page(tmp_path, f"{MENU}<main><article>{body}</article></main>{FOOT}")
    assert document.title == "Tides | Harbour"
    assert "Menu entry" not in document.text and "cookies" not in document.text
    assert [(one.level, one.text) for one in document.headings] == [(1, "Tides"), (2, "Times")]
    assert all(one.text in document.text[one.start : one.start + 20] for one in document.headings)
    [found] = document.tables
    assert "Monday" in document.text[found.start : found.end]
    assert "High" in document.text[found.header_start : found.header_end]


def test_code_stays_in_its_sentence_and_listings_keep_their_lines(tmp_path: Path) -> None:
    listing = "<pre class='hl'><span>def</span> <b>tide</b>():\n    return 2</pre>"
    body = f"<h1>Tides</h1><p>{SENTENCE * 6}</p><p>Call <code>tide()</code> twice.</p>{listing}<p>{SENTENCE * 4}</p>"
    text = read_page(tmp_path, f"{MENU}<main>{body}</main>").text
    assert "Call tide() twice." in text
    assert "def tide():\n    return 2" in text


def test_a_page_that_is_all_links_is_read_whole(tmp_path: Path) -> None:
    document = read_page(tmp_path, "<h1>Contents</h1>" + MENU, head="")
    assert document.title == "Contents"
    assert all(f"Menu entry {n}" in document.text for n in range(30))


def test_a_page_in_another_encoding_is_read(tmp_path: Path) -> None:
    russian = "Прилив приходит дважды в день, и лодки в гавани следуют за ним. " * 8
    document = read_page(tmp_path, f"<main><p>{russian}</p></main>", "<meta charset=windows-1251>", "cp1251")
    assert "лодки в гавани" in document.text
