"""Ratings from votes: published estimates, and how often the intervals hold the truth in simulations."""

from __future__ import annotations

import numpy as np
import pytest

from alcove.chat import ratings
from alcove.chat.ratings import MIDDLE, POINTS, Choice, Pair, pairs, tables

NO_PRIOR = 1e3
BASEBALL = {
    "Milwaukee": (0, 7, 9, 7, 7, 9, 11), "Detroit": (6, 0, 7, 5, 11, 9, 9), "Toronto": (4, 6, 0, 7, 7, 8, 12),
    "New York": (6, 8, 6, 0, 6, 7, 10), "Boston": (6, 2, 6, 7, 0, 7, 12), "Cleveland": (4, 4, 5, 6, 6, 0, 6),
    "Baltimore": (2, 4, 1, 3, 1, 7, 0),
}  # fmt: skip
"""Games of the American League in 1987: how often each won against each (Agresti, Categorical Data Analysis)."""
BASEBALL_FITTED = {
    "Boston": (1.1077, 0.3339), "Cleveland": (0.6839, 0.3319), "Detroit": (1.4364, 0.3396),
    "Milwaukee": (1.5814, 0.3433), "New York": (1.2476, 0.3359), "Toronto": (1.2945, 0.3367),
}  # fmt: skip
"""Estimates against Baltimore and their standard errors, as BradleyTerry2 for R prints them."""
PUDDING = (
    (1, 2, 19, 22, 16), (1, 3, 16, 19, 12), (2, 3, 19, 19, 10), (1, 4, 18, 23, 13), (2, 4, 23, 19, 9),
    (3, 4, 19, 20, 15), (1, 5, 13, 19, 18), (2, 5, 16, 20, 12), (3, 5, 16, 15, 17), (4, 5, 17, 14, 16),
    (1, 6, 18, 21, 12), (2, 6, 22, 20, 12), (3, 6, 13, 18, 10), (4, 6, 14, 19, 18), (5, 6, 11, 21, 12),
)  # fmt: skip
"""Davidson's second example: two brands of chocolate pudding, how often each was preferred, and how often neither."""
PUDDING_WORTH = (0.1388, 0.1730, 0.1617, 0.1654, 0.1587, 0.2024)


def baseball() -> list[Choice]:
    teams = list(BASEBALL)
    return [
        Choice((team, other), team)
        for team, won in BASEBALL.items()
        for other, times in zip(teams, won, strict=True)
        for _ in range(times)
    ]


def test_estimates_and_standard_errors_are_the_published_ones_of_baseball_1987() -> None:
    order = sorted(BASEBALL)
    worth, covariance = ratings._fitted(order, baseball(), NO_PRIOR)
    base = order.index("Baltimore")
    for team, (estimate, error) in BASEBALL_FITTED.items():
        at = order.index(team)
        assert worth[at] - worth[base] == pytest.approx(estimate, abs=1e-4)
        spread = covariance[at, at] + covariance[base, base] - 2 * covariance[at, base]
        assert spread**0.5 == pytest.approx(error, abs=1e-4)


def test_worths_with_ties_are_those_of_davidsons_puddings() -> None:
    choices = []
    for first, second, won, lost, tied in PUDDING:
        names = (str(first), str(second))
        choices += [Choice(names, names[0])] * won + [Choice(names, names[1])] * lost + [Choice(names, None)] * tied
    worth, _ = ratings._fitted(list("123456"), choices, NO_PRIOR)
    share = np.exp(worth) / np.exp(worth).sum()
    assert share == pytest.approx(PUDDING_WORTH, abs=5e-5)


def test_the_prior_moves_little_and_the_scale_is_that_of_chess() -> None:
    (table,) = tables(baseball())
    by_name = {one.contender: one for one in table.ratings}
    assert np.mean([one.points for one in table.ratings]) == pytest.approx(MIDDLE)
    assert table.ratings[0].contender == "Milwaukee" and table.votes == len(baseball())
    apart = by_name["Milwaukee"].points - by_name["Baltimore"].points
    assert apart == pytest.approx(1.5814 * POINTS, rel=0.03)
    assert np.exp(400 / POINTS) == pytest.approx(10), "400 points are ten to one"
    assert by_name["Baltimore"].best_place > 1 and by_name["Baltimore"].worst_place == 7
    assert by_name["Milwaukee"].best_place == 1 and 1 < by_name["Milwaukee"].worst_place < 7, "the best ones are close"


@pytest.mark.parametrize(
    ("contenders", "votes", "at_once"), [(2, 30, 2), (4, 60, 2), (4, 200, 2), (3, 30, 3), (4, 60, 3)]
)
def test_intervals_hold_the_truth_as_often_as_they_say(contenders: int, votes: int, at_once: int) -> None:
    draw = np.random.default_rng(20)
    names = [f"m{number}" for number in range(contenders)]
    held = []
    for _ in range(250):
        worth = draw.normal(0, 0.7, contenders)
        choices = []
        for _ in range(votes):
            some = draw.choice(contenders, at_once, replace=False)
            chances = np.exp([*worth[some], np.log(0.8) + worth[some].mean()])
            best = draw.choice(at_once + 1, p=chances / chances.sum())
            choices.append(Choice(tuple(names[n] for n in some), names[some[best]] if best < at_once else None))
        (table,) = tables(choices)
        truth = MIDDLE + POINTS * (worth - worth.mean())
        held += [one.low <= truth[names.index(one.contender)] <= one.high for one in table.ratings]
    assert 0.93 <= np.mean(held) <= 0.99


def test_one_that_always_wins_has_a_rating_all_the_same() -> None:
    (table,) = tables([Choice(("a", "b"), "a")] * 12)
    first, second = table.ratings
    assert (first.contender, first.won, second.lost, first.few) == ("a", 12, 12, False)
    assert 1200 < first.points < 2000 and first.low < first.points < first.high
    assert (first.best_place, first.worst_place, second.best_place) == (1, 1, 2)


def test_only_ties_leave_everything_open() -> None:
    (table,) = tables([Choice(("a", "b"), None)] * 9)
    assert [one.points for one in table.ratings] == pytest.approx([1000, 1000])
    assert all(one.few and one.tied == 9 and (one.best_place, one.worst_place) == (1, 2) for one in table.ratings)


def test_what_was_never_compared_is_not_ranked_together() -> None:
    choices = [Choice(("a", "b"), "a"), Choice(("c", "d"), "d"), Choice(("e", "f"), "e"), Choice(("d", "e"), None)]
    found = [[one.contender for one in table.ratings] for table in tables([*choices, Choice(("x",), "x")])]
    assert [sorted(names) for names in found] == [["c", "d", "e", "f"], ["a", "b"]]
    joined = tables([*choices, Choice(("b", "c", "f"), "b")])
    assert [len(table.ratings) for table in joined] == [6]
    assert tables([]) == []


def test_a_best_of_three_is_two_results_of_pairs_and_a_tie_three() -> None:
    assert pairs([Choice(("b", "a", "c"), "b"), Choice(("a", "b"), None)]) == (
        Pair("a", "b", 0, 1, 1), Pair("b", "c", 1, 0, 0),
    )  # fmt: skip
    assert len(pairs([Choice(("a", "b", "c"), None)])) == 3
