"""Chunks: exact spans that cover every word, in order, none across a page, none too long."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from alcove.rag.keywords import indexed
from alcove.rag.split import (
    LEAST_CHARACTERS,
    LEAST_CUT,
    MOST_CHARACTERS,
    MOST_HEADER,
    MOST_PLACE,
    Limit,
    embedded_text,
    split,
)
from alcove.rag.stems import stems
from alcove.rag.types import Chunk, Document, Heading, PageSpan, Table

SENTENCE = "The quick brown fox jumps over the lazy dog near the bank. "


def texts_of(document: Document, chunks: list[Chunk]) -> list[str]:
    return [document.text[chunk.start : chunk.end] for chunk in chunks]


PIECES = st.one_of(
    st.sampled_from(
        ["word ", "слово ", "End. ", "Так? ", "\n", "\r\n", "\n\n", " \n \n", "\t", "\u00a0", "\x0c", "”) "]
    ),
    st.sampled_from([SENTENCE * 3, SENTENCE * 30, "x" * 1200 + " ", "line\n" * 60, "слово " * 200]),
    st.text(max_size=20),
)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A document of one to four pages (or none) with headings anywhere."""
    parts = ["".join(draw(st.lists(PIECES, max_size=8))) for _ in range(draw(st.integers(1, 4)))]
    text = "\n\x0c".join(parts)
    pages: list[PageSpan] = []
    if draw(st.booleans()):
        at = 0
        for number, part in enumerate(parts, start=1):
            pages.append(PageSpan(number, at, at + len(part)))
            at += len(part) + 2
    places = sorted(draw(st.sets(st.integers(0, max(0, len(text) - 1)), max_size=5)))
    headings = [Heading(draw(st.integers(1, 3)), f"H{at}", at) for at in places]
    return Document(text, "Title", tuple(pages), tuple(headings))


@given(documents())
@example(Document("", "Title"))
@example(Document("x" * (3 * MOST_CHARACTERS + 1), "Title"))
def test_what_holds_for_every_document(document: Document) -> None:
    chunks = split(document)
    texts = texts_of(document, chunks)

    assert "".join("".join(text.split()) for text in texts) == "".join(document.text.split()), "every word, once"
    assert all(before.end <= after.start for before, after in pairwise(chunks))
    assert [chunk.ordinal for chunk in chunks] == list(range(len(chunks)))
    for chunk, text in zip(chunks, texts, strict=True):
        assert 0 < len(text) <= MOST_CHARACTERS
        assert text == text.strip()
        assert chunk.stems == indexed(text, chunk.language)
        if document.pages:
            page = document.pages[(chunk.page or 0) - 1]
            assert page.start <= chunk.start < chunk.end <= page.end
        else:
            assert chunk.page is None
        above = [heading for heading in document.headings if heading.start <= chunk.start]
        assert chunk.heading.split(" › ")[-1] == (above[-1].text if above else "")
        assert chunk.heading_stems == indexed(f"Title {chunk.heading}", chunk.language)


@given(documents())
def test_splitting_is_deterministic(document: Document) -> None:
    assert split(document) == split(document)


def test_a_short_document_is_one_chunk_without_its_outer_white_space() -> None:
    (chunk,) = split(Document("\n\n  A note.\n", "Note"))
    assert (chunk.start, chunk.end, chunk.heading, chunk.page) == (4, 11, "", None)


@pytest.mark.parametrize("nothing", ["", " \n\t\r\n", "\x0c"])
def test_nothing_gives_no_chunks(nothing: str) -> None:
    assert split(Document(nothing, "Empty")) == []


def test_paragraphs_are_kept_whole_where_they_fit() -> None:
    paragraphs = [SENTENCE.strip() * 1 + " " + SENTENCE * 7 for _ in range(6)]
    document = Document("\n\n".join(paragraphs), "T")
    for text in texts_of(document, split(document)):
        assert text.startswith("The quick") and text.endswith("bank.")


def test_long_paragraphs_are_cut_at_lines_then_sentences_then_words() -> None:
    lines = Document("\n".join(["a line that has no full stop " * 3] * 30), "T")
    assert all("\n" not in text or text.startswith("a line") for text in texts_of(lines, split(lines)))
    sentences = Document(SENTENCE * 40, "T")
    assert all(text.endswith("bank.") for text in texts_of(sentences, split(sentences)))
    words = Document("word " * 600, "T")
    assert all(set(text.split()) == {"word"} for text in texts_of(words, split(words)))


def test_closing_marks_stay_with_their_sentence() -> None:
    document = Document("He said: “It is so.” " * 120, "T")
    assert all(text.endswith("so.”") for text in texts_of(document, split(document)))


def test_a_heading_begins_a_chunk_once_there_is_enough_before_it() -> None:
    body = SENTENCE * 5
    assert len(body) > LEAST_CHARACTERS
    text = f"# One\n{body}\n# Two\n{body}"
    document = Document(text, "T", headings=(Heading(1, "One", 0), Heading(1, "Two", text.index("# Two"))))
    first, second = split(document)
    assert (first.heading, second.heading) == ("One", "Two")
    assert second.start == text.index("# Two")


def test_short_sections_share_a_chunk() -> None:
    text = "# One\nshort\n# Two\nshort\n"
    document = Document(text, "T", headings=(Heading(1, "One", 0), Heading(1, "Two", text.index("# Two"))))
    (chunk,) = split(document)
    assert chunk.heading == "One"


def test_the_path_of_headings_follows_their_levels() -> None:
    body = SENTENCE * 6
    names = [(1, "A"), (2, "B"), (3, "C"), (2, "D"), (1, "E"), (3, "F")]
    text, headings = "", []
    for level, name in names:
        headings.append(Heading(level, name, len(text)))
        text += f"{name}\n{body}\n"
    paths = [chunk.heading for chunk in split(Document(text, "T", headings=tuple(headings)))]
    assert paths == ["A", "A › B", "A › B › C", "A › D", "E", "E › F"]


def test_what_is_embedded_says_where_it_stands() -> None:
    assert (
        embedded_text("Lease", "Rent › Due", "It is\n due  on the\u00ad 5th")
        == "Lease › Rent › Due\nIt is due on the 5th"
    )
    assert embedded_text("Rent", "Rent", "x") == "Rent\nx"
    assert embedded_text("", "", " house\u00adhold \n x ") == "household x"


def test_equal_content_has_an_equal_hash_wherever_it_stands() -> None:
    (one,) = split(Document("It is  due.", "Lease"))
    (other,) = split(Document("\n\nIt is\ndue.", "Lease"))
    (elsewhere,) = split(Document("It is due.", "Other"))
    assert one.content_hash == other.content_hash != elsewhere.content_hash


def test_broken_surrogates_do_not_stop_splitting() -> None:
    assert len(split(Document("a \ud800 b", "T"))) == 1


# Tables, poor pages, the ends of headings


def table(rows: int, *, header: str = "Name | Price", row: str = "Kettle number {} | 25 pounds\n") -> tuple[str, Table]:
    text = header + "\n" + "".join(row.format(one) for one in range(rows))
    return text, Table(0, len(text), 0, len(header))


def test_every_piece_of_a_long_table_keeps_its_header() -> None:
    text, prices = table(200)
    document = Document(text, "Prices", tables=(prices,))
    chunks = split(document)
    assert len(chunks) > 5
    assert [chunk.header for chunk in chunks] == [None] + [(0, 12)] * (len(chunks) - 1)
    assert all(text[chunk.start : chunk.end].startswith("Kettle") for chunk in chunks[1:])
    assert all(chunk.stems.startswith("name price") for chunk in chunks)
    assert max(chunk.end - chunk.start for chunk in chunks) + len("Name | Price") <= MOST_CHARACTERS


def test_a_short_table_stays_with_the_text_around_it() -> None:
    text, prices = table(5)
    moved = Table(10, 10 + prices.end, 10, 22)
    document = Document(f"Our goods\n{text}That is all.", "Prices", tables=(moved,))
    assert [chunk.header for chunk in split(document)] == [None]


def test_text_around_a_long_table_is_not_part_of_it() -> None:
    body, prices = table(100)
    text = f"Before.\n{body}After."
    document = Document(text, "T", tables=(Table(8, 8 + prices.end, 8, 20),))
    texts = texts_of(document, split(document))
    assert texts[0] == "Before." and texts[-1] == "After."


def test_a_header_as_long_as_a_page_is_kept_in_part() -> None:
    text, wide = table(100, header="Column " * 200)
    chunks = split(Document(text, "T", tables=(wide,)))
    assert chunks[-1].header == (0, MOST_HEADER)
    assert max(chunk.end - chunk.start for chunk in chunks) <= MOST_CHARACTERS - MOST_HEADER


def test_a_table_that_runs_over_pages_keeps_its_header_on_each() -> None:
    text, prices = table(200)
    middle = text.index("Kettle number 100")
    document = Document(text, "T", (PageSpan(1, 0, middle), PageSpan(2, middle, len(text))), tables=(prices,))
    second = [chunk for chunk in split(document) if chunk.page == 2]
    assert {chunk.header for chunk in second} == {(0, 12)}


def test_a_page_whose_scan_is_poor_is_not_searched() -> None:
    text = "Clear words.\n\fxq zzv wpw.\n\fMore words."
    pages = (PageSpan(1, 0, 12), PageSpan(2, 14, 25, "poor", 21.0), PageSpan(3, 27, 38, "ocr", 92.0))
    chunks = split(Document(text, "T", pages))
    assert [(chunk.page, text[chunk.start : chunk.end]) for chunk in chunks] == [
        (1, "Clear words."),
        (3, "More words."),
    ]


def test_a_heading_with_an_end_covers_only_what_is_before_it() -> None:
    method = "def add(self):\n" + "    one\n" * 40
    rest = "    x = 1\n" * 40
    top = "class Box:\n" + "    # a word on boxes\n" * 20
    text = f"{top}{method}{rest}done = True\n" + "y = 2\n" * 60
    inner, outer = len(top + method), len(top + method + rest)
    headings = (Heading(1, "Box", 0, outer), Heading(2, "add", len(top), inner))
    found = {
        text[c.start : c.end].splitlines()[0].strip(): c.heading for c in split(Document(text, "T", headings=headings))
    }
    assert found["x = 1"] == "Box" and found["done = True"] == ""
    assert "Box › add" in found.values()


def test_headings_that_end_together_are_left_together() -> None:
    text = "class Box:\n" + "# a word\n" * 40 + "def add():\n" + "    one\n" * 60 + "def free():\n" + "    two\n" * 60
    end = text.index("def free")
    headings = (
        Heading(1, "Box", 0, end),
        Heading(2, "add", text.index("def add"), end),
        Heading(1, "free", end, len(text)),
    )
    assert {c.heading for c in split(Document(text, "T", headings=headings))} >= {"Box › add", "free"}


def test_the_name_of_an_item_stands_for_a_title_it_has_not() -> None:
    (chunk,) = split(Document("Sand it."), "Oiling boards")
    assert chunk.heading_stems == " ".join(stems("Oiling boards"))
    assert chunk.content_hash == split(Document("Sand it.", "Oiling boards"))[0].content_hash


def test_the_header_of_a_table_is_embedded_with_its_piece() -> None:
    assert embedded_text("T", "H", "Kettle  25", "Name | Price") == "T › H\nName | Price Kettle 25"


def test_a_function_of_some_length_begins_a_chunk_of_its_own() -> None:
    licence, body = "# Free.\n", "def oil():\n" + "    rub()\n" * 40
    text = f"{licence}{body}x = 1\n"
    headings = (Heading(1, "oil", len(licence), len(licence + body)),)
    assert [c.heading for c in split(Document(text, "T", headings=headings))] == ["", "oil", ""]


def test_a_document_is_found_by_its_title_and_by_its_items_name() -> None:
    (chunk,) = split(Document("Sand it.", "Oiling boards"), "woodwork")
    assert chunk.heading_stems.split() == stems("Oiling boards woodwork")


# What the embedder reads


def letters_for_what_is_not_english(text: str) -> int:
    """Count a token for a word of English, and one for each character of anything else, as an embedder may."""
    return sum(1 if word.isascii() and word.isalpha() else len(word) for word in text.split())


def counted(document: Document, chunks: list[Chunk]) -> list[int]:
    text = document.text
    return [
        letters_for_what_is_not_english(
            embedded_text(
                document.title, one.heading, text[one.start : one.end],
                text[one.header[0] : one.header[1]] if one.header else "",
            )
        )
        for one in chunks
    ]  # fmt: skip


LIMIT = Limit(100, letters_for_what_is_not_english)


@given(documents())
@example(Document("1 23 456 7890 " * 100, "Figures"))
def test_with_a_limit_every_word_is_still_there_once(document: Document) -> None:
    chunks = split(document, limit=LIMIT)
    texts = texts_of(document, chunks)
    assert "".join("".join(text.split()) for text in texts) == "".join(document.text.split())
    assert all(before.end <= after.start for before, after in pairwise(chunks))
    for chunk in chunks:
        assert chunk.page is None or chunk.end <= document.pages[chunk.page - 1].end


def test_what_has_many_tokens_is_cut_shorter_and_what_has_few_is_not() -> None:
    figures = Document("1 23 456 7890. " * 100, "Figures")
    assert max(counted(figures, split(figures))) > 300
    cut = split(figures, limit=LIMIT)
    assert max(counted(figures, cut)) <= 100
    assert sum(counted(figures, cut)) / len(cut) > 60, "and not much shorter than it need be"
    prose = Document(SENTENCE.replace(".", "") * 10, "T")
    assert split(prose, limit=Limit(130, letters_for_what_is_not_english)) == split(prose)


def test_title_and_headings_count() -> None:
    text = "word " * 60
    plain, placed = Document(text, ""), Document(text, "T" * 20, headings=(Heading(1, "A long heading", 0),))
    third = Limit(60, lambda content: len(content) // 3)
    assert len(split(placed, limit=third)) > len(split(plain, limit=third)) > 1


def test_what_the_embedder_spells_is_left_as_it_is() -> None:
    russian = Document("слово за слово " * 100, "T")
    assert split(russian, limit=LIMIT) == split(russian)
    mixed = Document("слово word and some other ordinary words " * 60, "T")
    assert len(split(mixed, limit=LIMIT)) > len(split(mixed)), "most of it is read"


def test_short_names_of_code_are_no_spelling() -> None:
    document = Document("a1 = b2 + c3; " * 70, "T")
    assert max(counted(document, split(document, limit=LIMIT))) <= 100


def test_chinese_is_cut_for_it_says_as_much_in_a_quarter_of_the_characters() -> None:
    document = Document("合同于三月一日生效。 " * 60, "T")
    cut = split(document, limit=LIMIT)
    assert len(cut) > len(split(document))
    assert max(counted(document, cut)) <= LEAST_CUT + 1, "and never below that length"


def test_a_short_table_of_many_tokens_keeps_its_header() -> None:
    header = "Name | Price\n"
    rows = "".join(f"kettle{n} | {n}.{n}\n" for n in range(30))
    text = header + rows
    document = Document(text, "T", tables=(Table(0, len(text), 0, len(header) - 1),))
    assert len(text) < MOST_CHARACTERS
    chunks = split(document, limit=LIMIT)
    assert len(chunks) > 1
    assert all(chunk.header == (0, len(header) - 1) for chunk in chunks[1:])
    assert max(counted(document, chunks)) <= 100


def test_a_page_of_white_space_has_nothing_to_cut() -> None:
    document = Document(" \n ", "T", (PageSpan(1, 0, 3),))
    assert split(document, limit=LIMIT) == []


def test_a_place_is_embedded_up_to_a_length() -> None:
    assert len(embedded_text("T" * 900, "H", "body")) == MOST_PLACE + len("\nbody")


# Languages


def test_a_chunk_is_in_its_own_language_or_in_that_of_its_document() -> None:
    german = "Der Vertrag ist auf der ersten Seite unterschrieben und wird nicht verlängert. " * 6
    english = "The contract is signed on the first page and it will not be renewed by us. " * 5
    names = "Berlin Hamburg Potsdam Leipzig\n" * 12
    text = f"{german}\n\n{english}\n\n{german}\n\n{names}"
    places = [0, text.index(english), text.rindex(german), text.index(names)]
    document = Document(text, "T", headings=tuple(Heading(1, f"H{at}", at) for at in places))
    assert [chunk.language for chunk in split(document)] == ["de", "en", "de", "de"]
    assert "vertrag" in split(document)[0].stems.split()
    assert [chunk.language for chunk in split(Document(names, "T"))] == ["en"]
