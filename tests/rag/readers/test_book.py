"""EPUB: chapters in reading order as labelled pages, protected and damaged books told apart."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from alcove.core.errors import DocumentError
from alcove.rag.split import split
from alcove.rag.types import Document
from tests.rag.reading import read_file

CONTAINER = '<container><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>'
NAV = """<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><body>
<nav epub:type="toc"><ol><li><a href="two%20oils.xhtml#x">Of oils</a></li>
<li><a href="one.xhtml">Preface</a></li></ol></nav>
<nav epub:type="landmarks" hidden=""><ol><li><a href="three.xhtml">Hidden</a></li></ol></nav></body></html>"""
NCX = """<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap><navPoint><navLabel><text>Of
 oils</text></navLabel><content src="two%20oils.xhtml"/></navPoint></navMap></ncx>"""
OPF = """<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf"><metadata
 xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Care of wood</dc:title><dc:subject>Wood</dc:subject>
<dc:subject>Oil</dc:subject></metadata><manifest>
<item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="x" href="toc.ncx" media-type="application/x-dtbncx+xml"/>
<item id="1" href="one.xhtml" media-type="application/xhtml+xml"/>
<item id="2" href="two%20oils.xhtml" media-type="application/xhtml+xml"/>
<item id="3" href="THREE.xhtml" media-type="application/xhtml+xml"/>
<item id="p" href="cover.jpg" media-type="image/jpeg"/>
<item id="s" href="plan.svg" media-type="image/svg+xml"/></manifest>
<spine><itemref idref="p"/><itemref idref="1"/><itemref idref="2"/><itemref idref="s"/><itemref idref="3"/>
<itemref idref="none"/></spine></package>"""
FILES = {
    "META-INF/container.xml": CONTAINER,
    "OPS/book.opf": OPF,
    "OPS/one.xhtml": "<html><body><p>Who reads this.</p></body></html>",
    "OPS/two oils.xhtml": "<html xmlns='x'><head><title/></head><body><h1>Oils</h1><p>Tung.</p><h2>Drying</h2>"
    "<table><tr><th>oil</th><th>days</th></tr><tr><td>tung</td><td>2</td></tr></table></body></html>",
    "OPS/three.xhtml": "<html><body><img src='x.jpg'/></body></html>",
    "OPS/plan.svg": "<svg xmlns='http://www.w3.org/2000/svg'><text>Kitchen</text></svg>",
}


def book(tmp_path: Path, files: dict[str, str]) -> Document:
    with zipfile.ZipFile(tmp_path / "a.epub", "w") as made:
        made.writestr("mimetype", "application/epub+zip")
        for name, data in files.items():
            made.writestr(name, data)
    return read_file(tmp_path / "a.epub")


@pytest.mark.parametrize("contents", [{"OPS/nav.xhtml": NAV}, {"OPS/toc.ncx": NCX}])
def test_chapters_are_pages_in_reading_order_with_their_names(tmp_path: Path, contents: dict[str, str]) -> None:
    read = book(tmp_path, {**FILES, **contents})
    assert (read.title, read.tags) == ("Care of wood", ("Wood", "Oil"))
    preface = "Preface" if "OPS/nav.xhtml" in contents else ""
    assert [(p.number, p.kind, p.label, read.text[p.start : p.end][:6]) for p in read.pages] == [
        (1, "unread", "", ""),
        (2, "text", preface, "Who re"),
        (3, "text", "Of oils", "# Oils"),
        (4, "text", "", "Kitche"),
        (5, "empty", "", ""),
    ]
    named = [(1, "Preface", "Who re")] if preface else []
    assert [(h.level, h.text, read.text[h.start :][:6]) for h in read.headings] == [
        *named, (1, "Oils", "# Oils"), (2, "Drying", "## Dry")]  # fmt: skip
    (table,) = read.tables
    assert read.text[table.header_start : table.header_end] == "| oil | days |"
    assert {chunk.page for chunk in split(read)} == {2, 3, 4}


def test_a_book_is_found_without_its_container(tmp_path: Path) -> None:
    files = {name: data for name, data in FILES.items() if not name.startswith("META-INF")}
    assert "Tung." in book(tmp_path, files).text


def test_damaged_xml_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    opf = OPF.replace("Care of wood", "Care & <b>wood &eacute;").replace("</spine></package>", "")
    assert "Tung." in book(tmp_path, {**FILES, "OPS/book.opf": opf, "OPS/nav.xhtml": "<nav>", "OPS/toc.ncx": ""}).text


def encryption(algorithm: str, target: str) -> dict[str, str]:
    return {
        "META-INF/encryption.xml": "<encryption xmlns:e='http://www.w3.org/2001/04/xmlenc#'><e:EncryptedData>"
        f"<e:EncryptionMethod Algorithm='{algorithm}'/><e:CipherData><e:CipherReference URI='{target}'/>"
        "</e:CipherData></e:EncryptedData></encryption>"
    }


def test_a_protected_book_says_so_but_hidden_fonts_do_no_harm(tmp_path: Path) -> None:
    aes = "http://www.w3.org/2001/04/xmlenc#aes128-cbc"
    with pytest.raises(DocumentError, match="protected against copying"):
        book(tmp_path, {**FILES, **encryption(aes, "OPS/two%20oils.xhtml")})
    assert book(tmp_path, {**FILES, **encryption(aes, "OPS/x.jpg")}).text
    assert book(tmp_path, {**FILES, **encryption("http://www.idpf.org/2008/embedding", "OPS/one.xhtml")}).text


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({}, "damaged or not what"),
        ({"META-INF/container.xml": CONTAINER}, "damaged or not what"),
        ({**FILES, "OPS/book.opf": "no xml at all"}, "damaged or not what"),
        ({name: FILES[name] for name in ("META-INF/container.xml", "OPS/book.opf", "OPS/three.xhtml", "OPS/plan.svg")
          } | {"OPS/plan.svg": "<svg/>"}, "none of its 5 pages holds text"),
        ({**FILES, "OPS/one.xhtml": " " * 65_000_000}, "larger than is read"),
    ],
)  # fmt: skip
def test_what_is_no_readable_book_says_why(tmp_path: Path, files: dict[str, str], reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        book(tmp_path, files)


def test_a_file_that_is_no_book_and_one_cut_off_are_not_read(tmp_path: Path) -> None:
    book(tmp_path, FILES)
    whole = (tmp_path / "a.epub").read_bytes()
    for data in (b"words", whole[: len(whole) // 2]):
        (tmp_path / "b.epub").write_bytes(data)
        with pytest.raises(DocumentError, match="damaged or not what"):
            read_file(tmp_path / "b.epub")


def test_entities_of_a_book_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("a secret")
    entity = f'<!DOCTYPE p [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    opf = OPF.replace("?>", f"?>{entity}", 1).replace("Care of wood", "Care &e;")
    chapter = f"{entity}<html><body>Here: &e;</body></html>"
    read = book(tmp_path, {**FILES, "OPS/book.opf": opf, "OPS/one.xhtml": chapter})
    assert "secret" not in read.text + read.title and "Here:" in read.text
