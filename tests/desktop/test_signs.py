"""Formulas, prices and footnotes in running text; signs that carry them beside citations and doubts."""

from __future__ import annotations

import pytest

from alcove.desktop.blocks import Block
from alcove.desktop.signs import CERTAIN, DOUBT, END, FORMULA, NOTE, PILL, annotated, insides_of
from alcove.rag.types import Citation, Unsupported


def cite(marker: int, end: int) -> Citation:
    return Citation(marker, "/a.pdf", "A", 2, 0, 5, "words", True, 0, end)


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("$x$ and $y_1 = 2$", ["x", "y_1 = 2"]),
        ("\\(a\\), \\[b\\] and $$c$$", ["a", "b", "c"]),
        ("$2x + 3 = 7$", ["2x + 3 = 7"]),
        ("$n$th, $1/2$ and $10^{-3}$", ["n", "1/2", "10^{-3}"]),
        ("$100\\%$", ["100\\%"]),
        ("$\\$5 + x$", ["\\$5 + x"]),
        ("`$x$` and ``$`y$``", []),
        ("It costs $5 and $10.", []),
        ("from $5-$10", []),
        ("US$5 and US$6", []),
        ("cost $20,000 today and $30,000 tomorrow", []),
        ("a $10 bill is worth 10$", []),
        ("pay $5 (about 4$)", []),
        ("between $5 million and 6$ something", []),
        ("$ x $ and $x $", []),
        ("\\$x\\$", []),
        ("$a\n\nb$", []),
        ("$$ $$", []),
    ],
)
def test_formulas_are_told_from_prices(text: str, bodies: list[str]) -> None:
    assert [one.body for one in insides_of(text)] == bodies


def test_only_what_stands_by_itself_is_set_large() -> None:
    assert [one.display for one in insides_of("$a$ \\(b\\) $$c$$ \\[d\\]")] == [False, False, True, True]


def test_footnotes_are_found_and_their_texts_are_not() -> None:
    assert [one.body for one in insides_of("so[^1] and[^n].\n[^1]: text")] == ["1", "n"]


def test_a_long_price_takes_no_time() -> None:
    assert list(insides_of("$1" + "a " * 5000 + "\\$")) == []


def test_signs_tell_where_formulas_and_notes_stand() -> None:
    text = "before\n\nso $x^2$ it[^1] is"
    marked = annotated(text, Block(8, len(text)), [], [])
    assert marked == f"so {FORMULA}11,16{END} it{NOTE}19,23{END} is"
    assert text[11:16] == "$x^2$"


def test_what_looks_like_a_marker_in_a_formula_is_none() -> None:
    text = "$x[1]$ holds [1]."
    assert annotated(text, Block(0, len(text)), [cite(1, 12)], []) == f"{FORMULA}0,6{END} holds{PILL}0{END}."


def test_a_doubt_that_ends_inside_a_formula_ends_before_it() -> None:
    text = "maybe $x + y$ so"
    marked = annotated(text, Block(0, len(text)), [], [Unsupported(0, 9, "", "why")])
    assert marked == f"{DOUBT}0{END}maybe {CERTAIN}{FORMULA}6,13{END} so"


def test_an_answer_cannot_forge_signs() -> None:
    text = f"a {PILL}7{END} b"
    assert annotated(text, Block(0, len(text)), [], []) == "a \ufffd7\ufffd b"
