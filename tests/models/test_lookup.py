"""Drafts of what an answer repeats of its prompt: where they come from, and when they pay."""

from __future__ import annotations

import pytest

from alcove.models.lookup import MOST_DRAFTED, Pace, PromptLookup


def paced(per_token: float = 0.0, *, most: int = MOST_DRAFTED + 1) -> Pace:
    """Return the pace of a machine on which each further token of a step costs this much of a step of one."""
    pace = Pace()
    for count in range(1, most + 1):
        pace.note_step(count, 1 + per_token * (count - 1))
    return pace


def test_a_draft_goes_on_where_the_last_tokens_stand_in_the_prompt() -> None:
    lookup = PromptLookup([1, 2, 3, 4, 5, 6, 7], paced())
    lookup.take([2, 3], [], 0)
    assert lookup.draft(3) == [4, 5, 6]


def test_the_longest_match_is_followed_and_of_equal_ones_the_last() -> None:
    lookup = PromptLookup([9, 2, 3, 4, 8, 2, 3, 5, 7, 2, 3, 6], paced())
    lookup.take([8, 2, 3], [], 0)
    assert lookup.draft(1) == [5]
    lookup.take([0, 2, 3], [], 0)
    assert lookup.draft(1) == [0], "what the answer repeats of itself counts too, and comes last"


def test_nothing_is_drafted_without_a_match() -> None:
    lookup = PromptLookup([1, 2, 3], paced())
    assert lookup.draft(4) == []
    lookup.take([7, 8], [], 0)
    assert lookup.draft(4) == []
    assert PromptLookup([], paced()).draft(4) == []


def test_a_draft_ends_with_the_prompt() -> None:
    lookup = PromptLookup([1, 2, 3, 4], paced())
    lookup.take([2, 3], [], 0)
    assert lookup.draft(9) == [4, 2, 3]


def test_only_as_much_is_drafted_as_pays() -> None:
    lengths = [paced(each).length(10, MOST_DRAFTED) for each in (0.0, 0.1, 0.3, 0.6, 0.9)]
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[0] == MOST_DRAFTED
    assert lengths[-1] == 0


def test_what_is_guessed_wrong_is_not_guessed_again_and_again() -> None:
    pace = paced(0.3)
    before = pace.length(4, MOST_DRAFTED)
    for _ in range(40):
        pace.note_draft(4, before, 0)
    assert pace.length(4, MOST_DRAFTED) < before
    assert pace.length(20, MOST_DRAFTED) > 0, "after longer matches it is"


def test_what_is_guessed_right_is_trusted_further() -> None:
    pace = paced(0.55)
    before = pace.length(2, MOST_DRAFTED)
    for _ in range(400):
        pace.note_draft(2, 8, 8)
    assert pace.length(2, MOST_DRAFTED) > before


def test_a_step_that_was_held_up_counts_little() -> None:
    pace = paced(0.2)
    before = pace.length(5, MOST_DRAFTED)
    pace.note_step(4, 60.0)
    assert 0 < pace.length(5, MOST_DRAFTED) <= before
    assert pace._seconds[4] < 3


@pytest.mark.parametrize("per_token", [0.1, 0.5])
def test_what_was_not_measured_is_taken_to_cost_like_what_was(per_token: float) -> None:
    pace = Pace()
    assert pace.length(10, 4) <= 4
    pace.note_step(1, 1.0)
    pace.note_step(3, 1 + 2 * per_token)
    assert pace._cost(9) == pytest.approx(1 + 8 * per_token)
    pace.note_step(17, 5.0)
    assert pace._cost(10) == pytest.approx((1 + 2 * per_token + 5) / 2), "half the way from 3 to 17"
    assert pace._cost(3) == 1 + 2 * per_token
    assert pace._cost(1) == 1


def test_a_single_token_after_a_draft_tells_nothing() -> None:
    pace = Pace()
    for tokens, seconds in ((1, 1.0), (4, 2.0), (1, 5.0)):
        pace.note_step(tokens, seconds)
    assert pace.single == 1.0
    pace.note_step(1, 2.0)
    assert pace.single > 1.0


def test_an_answer_risks_no_more_than_it_gained() -> None:
    """Each further token of a step costs a tenth of a second, a step of one a second."""
    lookup = PromptLookup(range(40), paced(0.1))
    lookup.take([2, 3], [], 0)
    assert lookup.draft(15) == [], "the first token may be the last"
    lookup.take([4, 5, 6], [], 3.0)
    assert lookup.draft(15) == [], "3 % of what it took is less than a token costs"
    lookup.take([7, 8, 9, 10], [], 4.0)
    assert lookup.draft(15) == [11, 12]
    lookup.take([11, 12, 13], [11, 12], 1.2)
    assert len(lookup.draft(15)) == 8, "what was right pays for the next"
    lookup.take([50], [14], 3.0)
    assert len(lookup.draft(15)) == 0


@pytest.mark.parametrize(("followed", "right", "counted"), [([4, 5, 9], 2, 3), ([9], 0, 1), ([4, 5, 6, 7], 3, 3)])
def test_what_became_of_a_draft_is_counted(followed: list[int], right: int, counted: int) -> None:
    pace = paced()
    made, correct = sum(pace._made), sum(pace._right)
    lookup = PromptLookup([1, 2, 3, 4, 5, 6, 7], pace)
    lookup.take([2, 3], [], 0)
    lookup.take(followed, lookup.draft(3), 1)
    assert sum(pace._made) - made == counted, "those after the first wrong one tell nothing"
    assert sum(pace._right) - correct == right
