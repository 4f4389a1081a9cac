"""Two texts that say the same in the same order but for marks and insertions, laid beside each other word by word.

So a span of an answer as its model wrote it is found in the answer with its markers, and that in what is shown of it.
"""

import re
from bisect import bisect_left, bisect_right

_WORD = re.compile(r"\w+")
_AHEAD = 80
"""Words passed over at most, in both texts together, to find where they agree again."""
_NEAR = 3
"""So few words passed over need only one to agree behind them; more need two, or the end of a text."""


class Alignment:
    """Find spans of `one` in `other`, and of `other` in `one`. In time about linear in their lengths."""

    def __init__(self, one: str, other: str) -> None:
        pairs = list(_pairs(_WORD.findall(one), _WORD.findall(other)))
        at_one = [match.span() for match in _WORD.finditer(one)]
        at_other = [match.span() for match in _WORD.finditer(other)]
        self._one = [at_one[i] for i, _ in pairs]
        self._other = [at_other[j] for _, j in pairs]

    def across(self, start: int, end: int) -> tuple[int, int] | None:
        """Return where a span of the first text lies in the second; None where none of its words do."""
        return _found(self._one, self._other, start, end)

    def back(self, start: int, end: int) -> tuple[int, int] | None:
        """Return where a span of the second text lies in the first; None where none of its words do."""
        return _found(self._other, self._one, start, end)


def _pairs(one: list[str], other: list[str]) -> "list[tuple[int, int]]":
    found: list[tuple[int, int]] = []
    i = j = 0
    while i < len(one) and j < len(other):
        if one[i] == other[j]:
            found.append((i, j))
            i, j = i + 1, j + 1
            continue
        i, j = _agreeing(one, i, other, j)
    return found


def _agreeing(one: list[str], i: int, other: list[str], j: int) -> tuple[int, int]:
    """Return where two texts agree again, with as few words passed over as can be."""
    for together in range(1, _AHEAD):
        for passed in range(together + 1):
            a, b = i + passed, j + together - passed
            if _agree(one[a : a + 2], other[b : b + 2], near=together <= _NEAR):
                return a, b
    return i + 1, j + 1


def _agree(one: list[str], other: list[str], *, near: bool) -> bool:
    if near or min(len(one), len(other)) < 2:
        return bool(one and other) and one[0] == other[0]
    return one == other


def _found(these: list[tuple[int, int]], those: list[tuple[int, int]], start: int, end: int) -> tuple[int, int] | None:
    first = bisect_right(these, start, key=lambda span: span[1])
    last = bisect_left(these, end, key=lambda span: span[0]) - 1
    if first > last:
        return None
    begin = those[first][0] + max(0, start - these[first][0])
    return begin, those[last][1] - max(0, these[last][1] - end)
