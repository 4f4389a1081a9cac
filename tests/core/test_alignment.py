"""Two texts beside each other: by hand, and of any answer with marks put in."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from alcove.core.alignment import Alignment

RAW = "The deposit is two **monthly rents**. It is returned within 30 days."
TEXT = "“Quoted first.” [1]\n\nThe deposit is two **monthly rents** [2]. It is returned within 30 days [3]."
SHOWN = "“Quoted first.” 1\nThe deposit is two monthly rents 2. It is returned within 30 days 3."


def across(one: str, other: str, words: str) -> str | None:
    at = one.index(words)
    span = Alignment(one, other).across(at, at + len(words))
    return other[slice(*span)] if span else None


def back(one: str, other: str, words: str) -> str | None:
    at = other.index(words)
    span = Alignment(one, other).back(at, at + len(words))
    return one[slice(*span)] if span else None


def test_words_are_found_on_the_other_side() -> None:
    assert across(RAW, TEXT, "deposit") == "deposit"
    assert across(RAW, TEXT, "epos") == "epos", "parts of words are"
    assert across(TEXT, SHOWN, "two **monthly rents** [2]. It") == "two monthly rents 2. It"
    assert back(TEXT, SHOWN, "monthly rents 2. It") == "monthly rents** [2]. It"
    assert across(RAW, TEXT, " 30 days.") == "30 days", "what is no word is not found by itself"


def test_what_is_only_on_one_side_is_not_found() -> None:
    assert back(RAW, TEXT, "Quoted first") is None
    assert across(RAW, TEXT, "**") is None
    assert across(RAW, TEXT, ". ") is None
    assert across("", TEXT, "") is None


def test_two_texts_that_agree_nowhere() -> None:
    assert across("one two three", "vier fünf sechs sieben", "two") is None
    assert across("one two three", "", "two") is None


def test_texts_agree_again_after_a_difference_on_both_sides() -> None:
    assert across("a long [link](http://some.where/far/away) to follow", "a long link to follow", "follow") == "follow"
    assert across("it says 5 7 here at last", "it says 1 here at last", "here at") == "here at"


@given(st.lists(st.sampled_from(["oil", "tung", "dries", "in", "48", "hours", "wax", "the"]), min_size=1), st.data())
def test_every_word_is_found_again_where_marks_were_put_in(words: list[str], data: st.DataObject) -> None:
    rng = random.Random(data.draw(st.integers(0, 99)))
    named = [f"{word}{number}" for number, word in enumerate(words)]
    marked = [f"**{word}** [{rng.randint(1, 9)}]" if rng.random() < 0.3 else word for word in named]
    one, other = " ".join(named), " ".join(marked)
    for word in named:
        assert across(one, other, word) == word
        assert back(one, other, word) == word
