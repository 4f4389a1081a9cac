"""Rich Text: characters of all kinds, tables, notes, and what is no text."""

from __future__ import annotations

from pathlib import Path

import pytest

from alcove.core.errors import DocumentError
from alcove.rag.types import Document
from tests.rag.reading import read_file


def read(tmp_path: Path, inner: str) -> Document:
    path = tmp_path / "letter.rtf"
    path.write_bytes(rf"{{\rtf1\ansi\ansicpg1252\deff0{inner}}}".encode("cp1252"))
    return read_file(path)


FONTS = r"{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial CYR;}{\f2\fcharset128 MS Mincho;}}"


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        (r"Plain \b bold\b0 , done.\par Next\line line", "Plain bold, done.\n\nNext\nline"),
        (r"caf\'e9 \'93quoted\'94 \{x\} a\~b\_c \endash\bullet", "café “quoted” {x} a\u00a0b\u2011c –•"),
        (r"\u1055?\u1056\'3f \uc2\u8364\'80\'80.", "ПР €."),
        (r"\u-10179?\u-8704?", "😀"),
        (FONTS + r"\f1 \'cf\'f0\'e8\'e2\'e5\'f2 \f0 caf\'e9 \f2 \'93\'fa", "Привет café 日"),
        (r"{\pict\bin5 }{}\}}seen", "seen"),
        (r"{\v hidden}shown{\*\unknown no}{\info{\author no}}", "shown"),
        (r"{\f0 \*\cs7\f0 not a destination}" + "{\r\n" + r"\*\unknown no}", "not a destination"),
        (r"{\field{\*\fldinst HYPERLINK x}{\fldrslt a link}}", "a link"),
        (r"{\listtext 1.\tab}one\par{\pntext a)\tab}two\par", "1. one\na) two"),
        (r"{\shp{\*\shpinst{\shptxt box\par}}{\shprslt{\*\do{\dptxbxtext box\par}}}}Text\par", "Text\n\nbox"),
        (r"never closed {\i italic", "never closed italic"),
    ],
)
def test_what_is_read(tmp_path: Path, inner: str, text: str) -> None:
    assert read(tmp_path, inner).text == text


def test_the_title_and_headings(tmp_path: Path) -> None:
    style = r"{\stylesheet{\s1\outlinelevel0 heading 1;}{\s2 Body;}}"
    lease = read(
        tmp_path, r"{\info{\title The lease}}" + style + r"\pard\s1 Rent\par\pard\s2 Due.\par\pard\outlinelevel1 B\par"
    )
    assert lease.title == "The lease" and lease.text == "Rent\n\nDue.\n\nB"
    assert [(h.level, h.text, h.start) for h in lease.headings] == [(1, "Rent", 0), (2, "B", 12)]


def test_tables_keep_their_header(tmp_path: Path) -> None:
    def row(*cells: str) -> str:
        return r"\trowd\pard\intbl " + "".join(rf"{one}\cell " for one in cells) + r"\row "

    inner = row("Oil", "Hours") + row(r"Tung\par oil", "48") + r"\pard After\par " + row("Alone")
    letter = read(tmp_path, inner)
    assert letter.text == "Oil | Hours\nTung oil | 48\n\nAfter\n\nAlone"
    assert [letter.text[t.header_start : t.header_end] for t in letter.tables] == ["Oil | Hours"]


def test_notes_headers_and_comments_stand_below(tmp_path: Path) -> None:
    inner = r"{\header Top\par}Pay\chftn{\footnote\chftn  Monthly.} soon{\*\annotation Why?}\par Next\par"
    assert read(tmp_path, inner).text == "Pay[1] soon\n\nTop\n\n[1] Monthly.\n\n[Comment: Why?]\n\nNext"


def test_what_nests_without_end_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="nested too deeply"):
        read(tmp_path, "{" * 6_000)
