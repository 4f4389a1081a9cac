"""Finding names by a few of their letters: every word of what is typed must be found, in any order.

A word is found best at the beginning of a name, then of one of its words, then inside one, then as letters that
follow each other with others between, the first at the beginning of a word ("nc" finds "New conversation").
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Sequence
from functools import cached_property

_YO = str.maketrans("ё", "е")
_START, _WORD, _INSIDE, _SCATTERED = 0.0, 1.0, 4.0, 8.0
_PER_GAP, _PER_LETTER = 0.4, 0.02


def folded(name: str) -> str:
    """Return a name as it is compared: without case, and ё like е."""
    return name.casefold().translate(_YO)


class Query:
    """What was typed, ready to be looked for in many names."""

    def __init__(self, typed: str) -> None:
        self.words = folded(typed).split()

    def cost(self, name: str) -> float | None:
        """Return how far a folded name is from what was typed, less being better; None when it is not meant."""
        total = len(name) * _PER_LETTER
        for word in self.words:
            at = name.find(word)
            if at == 0:
                total += _START
            elif at > 0 and (not name[at - 1].isalnum() or f" {word}" in name):
                total += _WORD
            elif at > 0:
                total += _INSIDE
            else:
                spread = self._scattered(word, name)
                if spread is None:
                    return None
                total += spread
        return total

    def letters(self, name: str) -> frozenset[int]:
        """Return which letters of a name were meant; none where its length changes when it is folded."""
        text = folded(name)
        if len(text) != len(name):
            return frozenset()
        found: set[int] = set()
        for word in self.words:
            at = 0 if text.startswith(word) else text.find(f" {word}") + 1 or text.find(word)
            if at >= 0:
                found.update(range(at, at + len(word)))
            elif (met := self._patterns[word].search(text)) is not None:
                found.update(met.start(number) for number in range(1, len(word) + 1))
        return frozenset(found)

    @cached_property
    def _patterns(self) -> dict[str, re.Pattern[str]]:
        """A pattern a word: its letters in order, the first at the beginning of a word of the name."""
        return {word: re.compile(r"\b" + ".*?".join(f"({re.escape(sign)})" for sign in word)) for word in self.words}

    def _scattered(self, word: str, name: str) -> float | None:
        if len(word) < 2:
            return None
        met = self._patterns[word].search(name)
        return None if met is None else _SCATTERED + (met.end() - met.start() - len(word)) * _PER_GAP


def ranked(query: Query, names: Sequence[str], most: int) -> list[tuple[float, int]]:
    """Return the places of the folded names that are meant, with their costs, the best first."""
    found = ((cost, place) for place, name in enumerate(names) if (cost := query.cost(name)) is not None)
    return heapq.nsmallest(most, found)
