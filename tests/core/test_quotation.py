"""What verbatim means, and what may be quoted of a text: its own words, whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alcove.core.quotation import MARKS, Quotable, locate

# locate: what "verbatim" means


@pytest.mark.parametrize(
    ("quote", "text", "found"),
    [
        ("tung oil", "Use tung oil.", "tung oil"),
        ("tung oil", "Use tung\n  oil.", "tung\n  oil"),
        ("tung  oil ", "Use tung\u00a0oil.", "tung\u00a0oil"),
        ("household", "a house\u00adhold item", "house\u00adhold"),
        ("household", "a house\ufffehold item", "house\ufffehold"),
        ("household", "a house-\r\n  hold item", "house-\r\n  hold"),
        ("house\u00adhold", "a household item", "household"),
        ("well-known", "a well-known oil", "well-known"),
        ("well-known", "a well-\nknown oil", "well-\nknown"),
        ("well-known", "a well\ufffeknown oil", "well\ufffeknown"),
        ("a (b) [c] $1.50?", "so a (b) [c] $1.50? yes", "a (b) [c] $1.50?"),
        ("крышу", "чинил крышу", "крышу"),
        ("30", "in 30 days", "30"),
        ("3,200", "rent £3,200.", "3,200"),
        ("3,200", "rent 3,200, due", "3,200"),
        ("-5 °C", "at -5 °C", "-5 °C"),
        ("12 000 ₽", "за 12\u00a0000 ₽", "12\u00a0000 ₽"),
        ("20", "pages 20-30", "20"),
        ("30", "pages 20-30", "30"),
        ("(see", "oil(see there)", "(see"),
        ("料は一日", "賃料は一日に払う", "料は一日"),
        ("API", "第3章のAPI設計", "API"),
        ("계약", "계약을 맺다", "계약"),
        ("30,", "30, or more", "30,"),
    ],
)
def test_found_verbatim(quote: str, text: str, found: str) -> None:
    span = locate(quote, text)
    assert span is not None
    assert text[span[0] : span[1]] == found


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("", "anything"),
        (" \n", "anything"),
        ("\u00ad", "anything"),
        ("Tung oil", "use tung oil"),  # another case is another text
        ("tung oils", "use tung oil"),
        ("tungoil", "use tung oil"),
        ("tung oil", "tungoil"),
        ("able", "unable"),
        ("art", "arts"),
        ("hold", "house\u00adhold"),
        ("house", "house\ufffehold"),
        ("30", "130 days"),
        ("30", "300 days"),
        ("200", "£3,200"),
        ("3", "£3,200"),
        ("3", "3.5 hours"),
        ("5", "3.5 hours"),
        ("5 °C", "at -5 °C"),
        ("5 °C", "at −5 °C"),
        ("000 ₽", "12 000 ₽"),
        ("за 12", "за 12 000 ₽"),
        ("well-known", "well- known"),
        ("well-known", "wellknown"),
        ("don't", "don’t"),
        ("30,", "30,000 days"),
        ("5", "-5 °C"),
    ],
)
def test_not_verbatim(quote: str, text: str) -> None:
    assert locate(quote, text) is None


WORDS = st.text(st.sampled_from("абxyz-19.,"), min_size=1, max_size=8)


@given(
    st.lists(WORDS, min_size=1, max_size=8),
    st.lists(st.sampled_from([" ", "\n", "\r\n", "  \n\t", "\u00a0"]), min_size=8),
)
def test_any_run_of_whole_words_is_found_whatever_the_white_space(words: list[str], gaps: list[str]) -> None:
    text = "".join(gap + word for word, gap in zip(words, gaps, strict=False))
    span = locate(" ".join(words), f"({text} )")
    assert span is not None
    assert text[span[0] - 1 : span[1] - 1].split() == words


@given(st.text(max_size=60), st.text(max_size=200))
def test_what_is_found_is_the_quote_up_to_white_space_and_hyphens(quote: str, text: str) -> None:
    span = locate(quote, text)

    def bare(piece: str) -> str:
        return "".join(c for c in piece if not c.isspace() and c not in "-\u00ad\ufffe")

    if span is not None:
        assert bare(text[span[0] : span[1]]) == bare(quote)


# Quotable: the same definition, to be followed byte by byte


def passages(quotable: Quotable) -> list[str]:
    """Return everything that can be quoted, as texts."""
    data, found = quotable.data, []
    for start in quotable.starts:
        end = data.index(b"\n", start)
        found += [data[start:at].decode() for at in range(start + 1, end + 1) if quotable.closable[at]]
    return found


def test_a_quotation_begins_and_ends_with_words() -> None:
    assert set(passages(Quotable(["Tung oil,\n 3,200 £"]))) == {
        "Tung", "Tung oil", "Tung oil,", "Tung oil, 3,200", "Tung oil, 3,200 £",
        "oil", "oil,", "oil, 3,200", "oil, 3,200 £", "3,200", "3,200 £", "£",
    }  # fmt: skip


def test_it_crosses_neither_texts_nor_quotation_marks() -> None:
    assert set(passages(Quotable(["one", "two “three” four"]))) == {"one", "two", "three", "four"}


def test_words_broken_at_line_ends_may_be_quoted_either_way() -> None:
    found = passages(Quotable(["a house-\nhold item"]))
    assert {"household", "house-hold", "a household item"} <= set(found)
    assert set(passages(Quotable(["a house\u00adhold"]))) == {"a", "a household", "household"}


def test_nothing_may_be_quoted_of_nothing() -> None:
    assert Quotable([]).starts == []
    assert Quotable([""]).starts == []


@given(st.lists(st.text(st.sampled_from('ab яё1 2.,-\n\u00ad“"字の%'), max_size=25), max_size=3))
def test_whatever_may_be_quoted_stands_in_a_text(texts: list[str]) -> None:
    for quote in passages(Quotable(texts)):
        assert any(locate(quote, text) for text in texts), quote
        assert not MARKS & set(quote)
