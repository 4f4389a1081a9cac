"""Words and offsets of places in documents."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from alcove.desktop import place
from alcove.rag.types import PageSpan, StoredDocument
from tests.desktop.fakes import COVERED, LAST_SERVICE, citation, hit, stored_pdf, stored_text


@pytest.mark.parametrize(
    ("uri", "name"),
    [
        ("/a/b/Lease.pdf", "Lease.pdf"), ("/a/minutes.pdf#inner/letter.txt", "letter.txt"), ("plain", "plain"),
        ("/a/minutes.pdf#old.docx#picture.png", "picture.png"), ("/a/C# notes.md", "C# notes.md"),
        ("/a/minutes.pdf#C# notes.md", "C# notes.md"), ("https://example.org/guide/%C3%A9t%C3%A9.html", "été.html"),
        ("https://example.org/", "example.org"), ("/", "/"),
    ],
)  # fmt: skip
def test_items_have_short_names(uri: str, name: str) -> None:
    assert place.item_name(uri) == name


@pytest.mark.parametrize(
    ("uri", "outer"),
    [
        ("/a/b.pdf", ""), ("/a/b.pdf#c.txt", "/a/b.pdf"), ("/a/b.pdf#c.docx#d.txt", "/a/b.pdf#c.docx"),
        ("/a/C# notes.md", ""), ("https://example.org/a.html#b", ""), ("/a/b.pdf#C# in C.md", "/a/b.pdf"),
    ],
)  # fmt: skip
def test_what_an_item_lies_in_is_found(uri: str, outer: str) -> None:
    assert place.container_of(uri) == outer


@pytest.mark.parametrize(
    ("uri", "mime", "kind"),
    [
        ("/a/b.PDF", "", "PDF"), ("/a/b", "text/markdown", "Markdown"), ("/a/b.xyz", "", "xyz"), ("/a/b", "", "text"),
        ("https://example.org/guide", "", "web page"), ("https://example.org/a.pdf", "", "PDF"),
        ("https://example.org/a.html", "text/html; web", "web page"), ("/a/.xyz", "", "text"),
    ],
)  # fmt: skip
def test_kinds_are_called_what_the_table_of_formats_calls_them(uri: str, mime: str, kind: str) -> None:
    assert place.kind_name(uri, mime) == kind


SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


@pytest.mark.parametrize(
    ("page", "mime", "words"),
    [
        (PageSpan(12, 0, 9), "application/pdf", "page 12"),
        (PageSpan(3, 0, 9, label="Budget"), SLIDES, "slide 3 · Budget"),
        (PageSpan(2, 0, 9, label="Prices"), SHEETS, "sheet Prices"),
        (PageSpan(2, 0, 9), SHEETS, "sheet 2"),
        (PageSpan(1, 0, 9, label="The storm"), "application/epub+zip", "chapter 1 · The storm"),
        (PageSpan(4, 0, 9, label="iv"), "application/pdf", "page 4 · iv"),
    ],
)
def test_pages_are_called_by_what_they_are(page: PageSpan, mime: str, words: str) -> None:
    assert place.page_words(page, mime) == words


def test_how_sure_ocr_is_is_told_in_words() -> None:
    assert place.sure_words(87.4) == "read by OCR, 87 % sure"
    assert place.sure_words(None) == "read by OCR"


def test_a_file_is_found_only_where_it_is(tmp_path: Path) -> None:
    file = tmp_path / "a.zip"
    file.write_bytes(b"x")
    assert place.file_of(str(file)) == file
    assert place.file_of(f"{file}#inner.txt") == file
    assert place.file_of(f"{file}#inner.eml#letter.txt") == file
    assert place.file_of(str(tmp_path / "gone.txt")) is None
    assert place.file_of("https://example.org/a") is None
    assert place.file_of("") is None


def test_where_tells_slides_and_sheets_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    mimes = {"talk.pptx": SLIDES, "prices.xlsx": SHEETS}
    monkeypatch.setattr(place, "mime_of", lambda name: mimes.get(name, "application/octet-stream"))
    talk = replace(hit(stored_pdf(), COVERED), uri="/a/talk.pptx", title="Talk", heading="Talk › Budget", page=3)
    assert place.where(talk).startswith("Contracts · slide 3 · Budget · ")
    prices = replace(talk, uri="/a/prices.xlsx", heading="Prices", page=2)
    assert place.where(prices).startswith("Contracts · sheet Prices · ")
    assert place.where(replace(prices, heading="")).startswith("Contracts · sheet 2 · ")
    assert place.span_of(talk).heading == "Talk › Budget"


def test_where_tells_source_page_and_kind() -> None:
    assert place.where(hit(stored_pdf(), COVERED)) == "Contracts · page 1 · PDF"
    log = hit(stored_text(), LAST_SERVICE, source="Notes")
    assert place.where(log) == "Notes · Markdown"
    assert place.where(replace(log, title="House log", heading="House log › 2024")) == "Notes · 2024 · Markdown"
    assert place.where(replace(log, title="House log", heading="House log")) == "Notes · Markdown"
    assert place.where(replace(log, uri="/x/Makefile")) == "Notes · Makefile"


def test_a_snippet_shows_the_cited_words_whole_and_on_one_line() -> None:
    warranty = stored_pdf()
    before, cited, after = place.snippet(hit(warranty, COVERED), citation(warranty, COVERED, 1, 0, 1))
    assert cited == COVERED
    assert before.startswith("… ") and before.endswith(" ")
    assert "\n" not in before + cited + after and "\r" not in before + cited + after


def test_a_snippet_without_a_citation_is_the_beginning() -> None:
    before, cited, after = place.snippet(hit(stored_text(), LAST_SERVICE), None)
    assert (before, cited) == ("", "")
    assert after.endswith(" …") and len(after) <= place.SNIPPET_MOST + 2
    assert "**" not in after


def test_a_citation_beyond_its_hit_is_not_invented() -> None:
    warranty = stored_pdf()
    far = replace(citation(warranty, COVERED, 1, 0, 1), start=0, end=5)
    assert place.snippet(hit(warranty, COVERED), far)[1] == ""


def test_utf16_counts_what_qt_counts() -> None:
    assert place.utf16("aя😀") == 4


def test_spans_are_told_page_by_page_in_utf16_units() -> None:
    text = "😀ab cd" + "\n\f" + "ef gh"
    document = StoredDocument("/a.pdf", "A", "application/pdf", text, (PageSpan(1, 0, 6), PageSpan(2, 8, 13)))
    assert place.spans_by_page(document, 1, 3) == {1: (2, 2)}
    assert place.spans_by_page(document, 4, 10) == {1: (5, 2), 2: (0, 2)}
    assert place.spans_by_page(document, 6, 8) == {}


# Where words stand now


def test_a_span_stands_while_its_words_do() -> None:
    log = stored_text()
    span = place.span_of(citation(log, LAST_SERVICE, 1, 0, 1))
    assert span.words == LAST_SERVICE and place.stands(span, log.text) and place.placed(span, log) is span
    bare = replace(span, words="")
    assert place.placed(bare, replace(log, text="")) is bare, "nobody said what stood there"
    near = replace(citation(log, LAST_SERVICE, 1, 0, 1), verbatim=False)
    assert place.span_of(near).words == "", "the answer's words, not the document's"
    found = hit(log, LAST_SERVICE)
    assert place.span_of(found).words == found.text


def test_words_that_moved_are_placed_on_their_page() -> None:
    pages = (PageSpan(1, 0, 10), PageSpan(2, 10, 40))
    now = StoredDocument("/a.pdf", "a", "application/pdf", "Now before The rent is\n£640 a month.", pages)
    span = place.Span("/a.pdf", 0, 22, 1, "Rent", "The rent is £640 a month.")
    assert place.placed(span, now) == replace(span, start=11, end=len(now.text), page=2)
    changed = replace(now, text=now.text.replace("£640", "£700"))
    assert place.placed(replace(span, start=900), changed) == replace(span, start=36, end=36, page=2)
    assert place.placed(span, replace(changed, pages=())).page is None
