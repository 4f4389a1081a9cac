"""How good answers were, from votes: Bradley and Terry's model with ties and with more than two answers at once.

Each vote is one choice among the answers of a match, or a tie of all. That is the model of Davidson (1970, JASA
65:317), and for more than two answers that of Davidson and Luce (Firth, Kosmidis and Turner 2019, arXiv:1902.07046): i
is the best with a chance that goes as its worth, a tie of n with one that goes as a factor of its own times the
geometric mean of their worths. With two answers and no ties it is the model of Bradley and Terry (1952, Biometrika
39:324). A best of three is one observation of it, not two independent pairs: intervals would come out too narrow.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

MIDDLE = 1000.0
"""The rating of the mean of what was compared with each other."""
POINTS = 400 / float(np.log(10))
"""Points of rating for each factor e of worth: 400 points are ten to one, as in chess."""
PRIOR_SD = 3.0
"""Standard deviation, in natural logarithms of worth, of what is assumed before any vote: 521 points, so little that
ten votes outweigh it. It keeps a rating finite where one always won or lost, and where all tied."""
LEAST_VOTES = 10
"""With fewer votes a rating says nothing yet."""
_Z = 1.959964
_STEPS = 30
"""Of Newton's method from equal worths; 14 were enough in each of 700 extreme cases, and none overshot."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One vote: whose answers were compared, and which of them was the best; None for a tie of all."""

    contenders: tuple[str, ...]
    best: str | None


@dataclass(frozen=True, slots=True)
class Pair:
    """How often each of two was the better one, and how often they tied."""

    first: str
    second: str
    won: int
    lost: int
    tied: int


@dataclass(frozen=True, slots=True)
class Rating:
    """How one contender stands: points with their 95 % interval, and the places that these votes leave open.

    Places count from 1. Another one stands before it for certain only where the interval of their difference leaves
    out 0.
    """

    contender: str
    points: float
    low: float
    high: float
    votes: int
    won: int
    tied: int
    lost: int
    best_place: int
    worst_place: int

    @property
    def few(self) -> bool:
        """Whether there are too few votes to say anything."""
        return self.votes < LEAST_VOTES


@dataclass(frozen=True, slots=True)
class Table:
    """Contenders that were compared with each other, directly or by way of others, the best first.

    Only ratings of one table can be compared: the mean of each is `MIDDLE`.
    """

    ratings: tuple[Rating, ...]
    pairs: tuple[Pair, ...]
    votes: int


def tables(choices: Iterable[Choice], prior_sd: float = PRIOR_SD) -> list[Table]:
    """Rate contenders by votes, a table for each set of those that were compared, the one with most votes first.

    Points are the most probable ones of the model with a wide normal prior (see `PRIOR_SD`). The intervals are Wald's,
    from the inverse of the Fisher information that was observed, with the prior's; `tests/chat/test_ratings.py`
    measures how often they hold the truth.
    """
    chosen = [one for one in choices if len(one.contenders) > 1]
    made = [_table(names, [one for one in chosen if one.contenders[0] in names], prior_sd) for names in _sets(chosen)]
    return sorted(made, key=lambda table: (-table.votes, table.ratings[0].contender))


def pairs(choices: Iterable[Choice]) -> tuple[Pair, ...]:
    """Return votes as results of pairs: the best won against each of the others; of those nothing is known."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for one in choices:
        for first, second in combinations(sorted(one.contenders), 2):
            if one.best is None or one.best in (first, second):
                kind = "tied" if one.best is None else "won" if one.best == first else "lost"
                counts[first, second, kind] += 1
    together = sorted({(first, second) for first, second, _ in counts})
    return tuple(Pair(*pair, *(counts[*pair, kind] for kind in ("won", "lost", "tied"))) for pair in together)


def _sets(choices: Sequence[Choice]) -> list[set[str]]:
    """Return the sets of contenders that hang together by comparisons."""
    found: list[set[str]] = []
    for one in choices:
        names = set(one.contenders)
        touched = [other for other in found if other & names]
        found = [other for other in found if not other & names]
        found.append(names.union(*touched))
    return found


def _table(names: set[str], choices: Sequence[Choice], prior_sd: float) -> Table:
    order = sorted(names)
    worth, covariance = _fitted(order, choices, prior_sd)
    count = len(order)
    middle = np.eye(count) - 1 / count
    points = MIDDLE + POINTS * (middle @ worth)
    spread = POINTS * np.sqrt(np.diag(middle @ covariance @ middle))
    variance = np.diag(covariance)
    apart = worth[:, None] - worth[None, :]
    unsure = _Z * np.sqrt(np.maximum(0.0, variance[:, None] + variance[None, :] - 2 * covariance))
    ratings = []
    for number, name in enumerate(order):
        mine = [one for one in choices if name in one.contenders]
        won, tied = sum(one.best == name for one in mine), sum(one.best is None for one in mine)
        before = int(np.sum(apart[:, number] > unsure[:, number]))
        behind = int(np.sum(-apart[:, number] > unsure[:, number]))
        low, high = points[number] - _Z * spread[number], points[number] + _Z * spread[number]
        ratings.append(
            Rating(name, float(points[number]), float(low), float(high), len(mine), won, tied, len(mine) - won - tied,
                   before + 1, count - behind)
        )  # fmt: skip
    ratings.sort(key=lambda one: (-one.points, one.contender))
    return Table(tuple(ratings), pairs(choices), len(choices))


def _fitted(order: Sequence[str], choices: Sequence[Choice], prior_sd: float) -> tuple[Floats, Floats]:
    """Return the logarithms of the worths and their covariance, by Newton's method: the log-posterior is concave.

    What is fitted are the worths and, for each number of answers that tied, the factor of such ties.
    """
    sizes = sorted({len(one.contenders) for one in choices if one.best is None})
    columns = len(order) + len(sizes)
    observed = _observed(order, sizes, choices, columns)
    precision = np.eye(columns) / prior_sd**2
    at = np.zeros(columns)
    for _ in range(_STEPS):
        gradient, information = _slopes(at, observed, precision)
        at = at + np.linalg.solve(information, gradient)
    covariance: Floats = np.linalg.inv(information).astype(np.float64)
    return at[: len(order)], covariance[: len(order), : len(order)]


def _observed(
    order: Sequence[str], sizes: Sequence[int], choices: Sequence[Choice], columns: int
) -> list[tuple[Floats, Floats]]:
    """Return for each set of contenders what makes each outcome likely, a row each, and how often it came.

    A size at which nothing ever tied has no outcome of a tie: its likeliest factor is 0.
    """
    number = {name: at for at, name in enumerate(order)}
    counts: dict[tuple[str, ...], Counter[str | None]] = {}
    for one in choices:
        counts.setdefault(tuple(sorted(one.contenders)), Counter())[one.best] += 1
    observed = []
    for names, outcomes in counts.items():
        ties = len(names) in sizes
        rows = np.zeros((len(names) + ties, columns))
        for row, name in enumerate(names):
            rows[row, number[name]] = 1
        if ties:
            rows[-1, [number[name] for name in names]] = 1 / len(names)
            rows[-1, len(order) + sizes.index(len(names))] = 1
        came = [outcomes[name] for name in names] + ([outcomes[None]] if ties else [])
        observed.append((rows, np.array(came, float)))
    return observed


def _slopes(at: Floats, observed: Sequence[tuple[Floats, Floats]], precision: Floats) -> tuple[Floats, Floats]:
    """Return the gradient of the log-posterior, and its information, the negative of its second derivatives."""
    gradient = -precision @ at
    information = precision.copy()
    for rows, came in observed:
        likely = rows @ at
        chances = np.exp(likely - likely.max())
        chances /= chances.sum()
        mean = chances @ rows
        gradient = gradient + came @ rows - came.sum() * mean
        information += came.sum() * ((rows.T * chances) @ rows - np.outer(mean, mean))
    return gradient, information
