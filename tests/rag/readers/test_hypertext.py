"""HTML as text: complete, in order, with headings and tables where they stand."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from alcove.core.errors import DocumentError
from alcove.rag.readers.hypertext import decoded_page, rendered
from alcove.rag.types import Document
from tests.rag.reading import read_file

RUSSIAN = "Договор аренды гаража заключён в июне. Крышу чинит хозяин."


def page(tmp_path: Path, data: bytes | str, name: str = "page.html") -> Document:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_file(path)


def test_a_page_becomes_text_with_title_and_headings(tmp_path: Path) -> None:
    read = page(
        tmp_path,
        "<html><head><title>Oil &amp;\n wax</title><style>p{}</style></head><body><script>alert(1)</script>"
        "<h1>O<b>il</b>s <br>of wood</h1><p>Tung <i>oil</i> <b>dries</b>, in 48&nbsp;hours."
        "<h2></h2><h3>Wax</h3></body>",
    )
    assert read.title == "Oil & wax"
    assert read.text == "# Oils of wood\n\nTung oil dries, in 48 hours.\n\n### Wax"
    assert [(h.level, h.text) for h in read.headings] == [(1, "Oils of wood"), (3, "Wax")]
    assert all(read.text[h.start :].startswith("#" * h.level + " ") for h in read.headings)


@pytest.mark.parametrize(("data", "title"), [("<h2>Oils</h2>x", "Oils"), ("<p>x</p><h2>Oils</h2>", ""), ("x", "")])
def test_a_page_without_a_title_is_called_after_the_heading_it_begins_with(
    tmp_path: Path, data: str, title: str
) -> None:
    assert page(tmp_path, data).title == title


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("a<br>b<div>c</div>d", "a\nb\nc\nd"),
        ("<p>a<p>b", "a\n\nb"),
        ("<ul><li>a<ul><li>b<li>c</ul><li><p>d</ul>e", "- a\n  - b\n  - c\n- d\n\ne"),
        ("<ol start=3><li>a<li>b</ol>", "3. a\n4. b"),
        ("<blockquote>a<p>b</blockquote>c", "> a\n\n> b\n\nc"),
        ("x<pre>\n a\n  b<br>c\n</pre>y", "x\n\n a\n  b\nc\n\ny"),
        ("<dl><dt>a<dd>b</dl>", "a\nb"),
        ("see <a href='x'>the <em>fig</em>ure</a>: <img alt='a cat' src=x>.", "see the figure: a cat ."),
        ("<p>a</p><!-- no --><?php no ?>tail", "a\n\ntail"),
        ("<nav>menu</nav>a<i hidden>b</i><p style='display: none'>c</p><a class=headerlink>¶</a>", "a"),
        ("a<b aria-hidden=true>x</b>", "a"),
        ("<nav>menu</nav>", "menu"),
        ("<h1>a<h2>b</h2></h1>c", "# a b\n\nc"),
        ("<select><option>no</select><button>no</button><noscript>no</noscript><textarea>yes</textarea>", "yes"),
        ("<li>a", "- a"),
        ("<ruby>漢<rp>(</rp><rt>kan</rt></ruby>", "漢kan"),
    ],
)  # fmt: skip
def test_blocks_lists_and_what_is_hidden(body: str, text: str) -> None:
    assert rendered(f"<html><body>{body}</body></html>").text == text


def test_a_table_keeps_rows_and_its_header() -> None:
    made = rendered(
        "<p>Prices:</p><table><caption>In euro</caption><tr><th>Oil<th>2023<th>2024"
        "<tr><td rowspan=2>Tung<td>12<td>13<tr><td colspan=2><p>none</p><p>left</p></table>after"
    )
    (table,) = made.tables
    assert made.text[table.start : table.end].split("\n") == [
        "| Oil | 2023 | 2024 |",
        "| --- | --- | --- |",
        "| Tung | 12 | 13 |",
        "| Tung | none left |  |",
    ]
    assert made.text[table.header_start : table.header_end] == "| Oil | 2023 | 2024 |"
    assert made.text.startswith("Prices:\n\nIn euro\n\n| Oil") and made.text.endswith("|\n\nafter")


@pytest.mark.parametrize(
    "table",
    [
        "<table><tr><td>a<td><h2>b</h2></table>",
        "<table><tr><td>a<td><table><tr><td>b</table></table>",
        "<table><tr><td>a</td></tr><tr><td>b</td></tr></table>",
        "<table role=presentation><tr><td>a<td>b<tr><td>c<td>d</table>",
        f"<table><tr><td>a<td>b<tr><td>c<td>{'word ' * 200}</table>",
    ],
)
def test_a_table_that_only_places_things_is_no_table(table: str) -> None:
    made = rendered(table)
    assert made.tables == () and "|" not in made.text
    assert set("ab") <= set(made.text)


@pytest.mark.parametrize(
    ("data", "charset"),
    [
        (f"<meta charset='windows-1251'>{RUSSIAN}".encode("cp1251"), ""),
        (f"<meta http-equiv=c content='text/html; charset=koi8-r'>{RUSSIAN}".encode("koi8-r"), ""),
        (f"<?xml version='1.0' encoding='cp1251'?><html>{RUSSIAN}".encode("cp1251"), ""),
        (f"<meta charset='windows-1251'>{RUSSIAN}".encode(), ""),
        (f"<meta charset='nonsense'>{RUSSIAN}".encode("cp1251"), ""),
        (RUSSIAN.encode("utf-16"), ""),
        (RUSSIAN.encode("cp1251"), "cp1251"),
    ],
)
def test_pages_in_any_encoding_are_read(data: bytes, charset: str) -> None:
    assert RUSSIAN in decoded_page(data, charset)


def test_labels_mean_what_browsers_take_them_for() -> None:
    assert decoded_page(b"<meta charset=iso-8859-1>\x93so\x94") == "<meta charset=iso-8859-1>“so”"
    assert decoded_page("<meta charset=iso-2022-jp>日本".encode("iso-2022-jp")).endswith("日本")


def test_xhtml_may_close_elements_at_once(tmp_path: Path) -> None:
    read = page(
        tmp_path,
        '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><script src="a"/><title/></head>'
        '<body><a id="x"/><p class="y"/>Text<br/>more &nbsp; &eacute;</body></html>',
        "page.xhtml",
    )
    assert read.text == "Text\nmore é"


def test_a_saved_page_is_read_with_its_frames(tmp_path: Path) -> None:
    read = page(
        tmp_path,
        'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n--x\n'
        "Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
        "<title>Oil=C3=A9</title><h1>Oils</h1>\n--x\n"
        "Content-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw0=\n--x\nContent-Type: text/html\n\n"
        "<h2>Frame</h2><table><tr><th>a<th>b<tr><td>c<td>d</table>\n--x--\n",
        "page.mhtml",
    )
    assert (read.title, read.text[:19]) == ("Oilé", "# Oils\n\n## Frame\n\n|")
    assert [read.text[h.start :].split("\n")[0] for h in read.headings] == ["# Oils", "## Frame"]
    assert read.text[read.tables[0].header_start : read.tables[0].header_end] == "| a | b |"
    with pytest.raises(DocumentError, match="no page in the file"):
        page(tmp_path, "just words", "page.mht")


@pytest.mark.parametrize("data", ["<!-- -->", "<html></html>", "<p> </p>", "<script>x</script>"])
def test_a_page_without_text_is_not_read(tmp_path: Path, data: str) -> None:
    with pytest.raises(DocumentError, match="no text"):
        page(tmp_path, data)


def test_odd_pages_neither_hang_nor_crash() -> None:
    began = time.monotonic()
    assert len(rendered("<p>" + "word " * 1_000_000).text) == 4_999_999
    assert rendered("<table><tr><td>" * 300 + "deep").text == "deep"
    assert rendered("<td colspan=99999999999><td colspan=9999>a\0b").text == "ab"
    with pytest.raises(DocumentError, match="nested too deeply"):
        rendered("<div>" * 100_000 + "x")
    assert time.monotonic() - began < 10
