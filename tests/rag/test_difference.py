"""Texts compared by words: what is found again, what became of the rest, what differs."""

from __future__ import annotations

import pytest

from alcove.rag.difference import Piece, difference, found_again, nearest

LEASE = """# Lease

The workshop is let from 1 May 2024. The rent is £640 a month, due on the first.

Notice is three months on either side. The tenant keeps the interior in repair.

The landlord insures the building. Keys are handed back on the last day.
"""


def at(text: str, words: str) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


# Finding again


def test_words_are_found_where_they_stood() -> None:
    assert found_again("Notice is three months", LEASE, LEASE.index("Notice")) == at(LEASE, "Notice is three months")


def test_words_that_moved_are_found_where_they_stand() -> None:
    moved = "Preface.\n\n" + LEASE
    assert found_again("Notice is three months", moved, LEASE.index("Notice")) == at(moved, "Notice is three months")


def test_white_space_may_differ() -> None:
    assert found_again("due on\nthe  first.", LEASE, 0) == at(LEASE, "due on the first.")


def test_scripts_without_spaces_may_be_found_inside_a_line() -> None:
    assert found_again("租金是六百", "每月的租金是六百英镑。", 0) == (3, 8)


def test_a_long_text_is_searched_as_a_short_one() -> None:
    text = "Filler. " * 40_000 + LEASE
    assert found_again("due on\nthe  first.", text, 0) == at(text, "due on the first.")
    assert found_again("due on the last.", text, 0) is None


def test_of_several_places_the_nearest_is_taken() -> None:
    text = "due Friday. " * 5
    assert found_again("due Friday.", text, 26) == (24, 35)
    assert found_again("due Friday.", text, 0) == (0, 11)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("The rent is £640", "The rent is £6400"),
        ("The rent is £640", "The rent is £640.50"),
        ("640 a month", "1,640 a month"),
        ("rent", "rental"),
        ("rent", "current"),
        ("a window", "a widow"),
        ("", "anything"),
        ("  ", "anything"),
    ],
)
def test_a_word_or_number_that_goes_on_is_another(words: str, text: str) -> None:
    assert found_again(words, text, 0) is None


@pytest.mark.parametrize("text", ["£640.", "£640, paid", "(£640)"])
def test_punctuation_behind_does_not_belong_to_it(text: str) -> None:
    assert found_again("£640", text, 0) == at(text, "£640")


# What it became


def test_an_edited_sentence_is_found_whole() -> None:
    now = LEASE.replace("£640 a month, due on the first", "£700 a month, due on the fifth")
    old = "The workshop is let from 1 May 2024. The rent is £640 a month, due on the first."
    span = nearest(old, now, LEASE.index("The workshop"))
    assert span == at(now, "The workshop is let from 1 May 2024. The rent is £700 a month, due on the fifth.")


def test_a_new_beginning_and_a_new_end_belong_to_it() -> None:
    now = LEASE.replace("The workshop is let", "This shed is rented out").replace("on the first.", "every Friday.")
    old = "The workshop is let from 1 May 2024. The rent is £640 a month, due on the first."
    span = nearest(old, now, 0)
    assert span == at(now, "This shed is rented out from 1 May 2024. The rent is £640 a month, due every Friday.")


def test_a_sentence_taken_out_at_the_front_leaves_what_follows() -> None:
    now = LEASE.replace("The workshop is let from 1 May 2024. ", "")
    old = "The workshop is let from 1 May 2024. The rent is £640 a month, due on the first."
    assert nearest(old, now, 9) == at(now, "The rent is £640 a month, due on the first.")


def test_among_equals_the_nearest_is_taken() -> None:
    text = "The rent is £1 now. Filler stands here. " * 3
    old = "The rent is £2 now."
    first, second, third = (text.index("The", 40 * n) for n in range(3))
    for near in (first, second, third):
        assert nearest(old, text, near) == (near, near + len("The rent is £1 now."))
    assert nearest(old, text, 10_000) == (third, third + len("The rent is £1 now."))


@pytest.mark.parametrize("text", ["", "   ", "Bees make wax, and wax is soft."])
def test_nothing_like_it_is_told(text: str) -> None:
    assert nearest("The rent is £640 a month.", text, 0) is None
    assert nearest("", text, 0) is None


def test_single_words_count_where_nothing_longer_is_shared() -> None:
    assert nearest("rent and notice", "our rent so notice", 0) == (4, 18)


def test_far_from_its_place_it_is_found_too_and_a_poor_likeness_nearby_does_not_hide_it() -> None:
    old = "The rent of the workshop is £640 a month, due on the first."
    now = old.replace("£640", "£700")
    poor = "The rent of the garage was low. "
    text = poor + "Filler. " * 20_000 + now
    assert nearest(old, text, 0) == at(text, now)
    assert nearest(old, poor + "Filler. " * 20_000, 0) is not None, "where nothing better is to be had"


# What differs


def kinds(pieces: tuple[Piece, ...]) -> list[tuple[str, str]]:
    return [(piece.kind, piece.text) for piece in pieces]


def test_a_changed_word_is_removed_and_added() -> None:
    assert kinds(difference("The rent is £640 a month.", "The rent is £700 a month.")) == [
        ("kept", "The rent is "), ("removed", "£640 "), ("added", "£700 "), ("kept", "a month."),
    ]  # fmt: skip


def test_the_last_word_does_not_run_into_what_took_its_place() -> None:
    assert kinds(difference("due on Friday.", "due on Monday.")) == [
        ("kept", "due on "), ("removed", "Friday. "), ("added", "Monday."),
    ]  # fmt: skip


def test_white_space_is_no_difference() -> None:
    assert kinds(difference(" a  b\nc ", "a b c")) == [("kept", "a b c")]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("", "", []),
        ("a b", "", [("removed", "a b ")]),
        ("", "a b", [("added", "a b")]),
        ("a c", "a b c", [("kept", "a "), ("added", "b "), ("kept", "c")]),
    ],
)
def test_what_only_one_side_has(old: str, new: str, told: list[tuple[str, str]]) -> None:
    assert kinds(difference(old, new)) == told


def test_kept_and_added_make_up_the_new_text() -> None:
    new = LEASE.replace("£640", "£700").replace("three months", "one month").replace("Keys are handed back ", "")
    pieces = difference(LEASE, new)
    assert "".join(p.text for p in pieces if p.kind != "removed") == new.strip()
    assert "".join(p.text for p in pieces if p.kind != "added").split() == LEASE.split()
