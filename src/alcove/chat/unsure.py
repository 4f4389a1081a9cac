"""Words of an answer that its model was unsure of, and what else it thought of: gathered while it writes.

A token is as unsure as it and the others that differ from it in nothing but case and space are together. One without a
letter or digit says nothing, and inside a quotation the choice was between places of the sources, not between facts.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from alcove.core.alignment import Alignment
from alcove.rag.cite import open_quotation

if TYPE_CHECKING:
    from alcove.models.types import TokenChoice

UNSURE = 0.5
"""Probability below which a word is kept."""
OTHERS = 3
"""Alternatives asked for."""
_LEAST = 0.02
"""Alternatives that are less likely are none."""
_LETTER = re.compile(r"\w")
_BROKEN = "\ufffd"
_RESYNC = 16
_WORD = re.compile(r"\w+\Z")


@dataclass(frozen=True, slots=True)
class Unsure:
    """A token of an answer: `start:end` of the answer's text, `raw_start:raw_end` of it as the model wrote it.

    `sure` is its probability. `others` are texts that could stand in the token's place, likeliest first.
    """

    start: int
    end: int
    raw_start: int
    raw_end: int
    sure: float
    others: tuple[tuple[str, float], ...]

    def saved(self) -> list[object]:
        """Return it as it is saved: a bare row."""
        return [self.start, self.end, self.raw_start, self.raw_end, self.sure, [list(other) for other in self.others]]

    @classmethod
    def of(cls, saved: Sequence[Any]) -> Unsure:
        """Return what was saved."""
        start, end, raw_start, raw_end, sure, others = saved
        return cls(start, end, raw_start, raw_end, sure, tuple((text, p) for text, p in others))

    def instead(self, raw: str, other: str) -> str:
        """Return what an answer begins with that says another of `others` in the place of this token."""
        return raw[: self.raw_start] + other

    def word_with(self, raw: str, other: str) -> str:
        """Return another of `others` with the beginning of the word it would stand in."""
        begun = "" if other[:1].isspace() else _begun(raw[: self.raw_start])
        return (begun + other).strip()


class UnsureWords:
    """Gather the tokens of one answer; `begun` is what it began with, and `kept` what was unsure in that."""

    def __init__(self, begun: str = "", kept: Sequence[Unsure] = ()) -> None:
        self._raw = begun
        self._at = len(begun)
        self._kept = [one for one in kept if one.raw_end <= len(begun)]
        self.told = bool(kept)
        """Whether a model told how sure it was."""

    def take(self, text: str, choices: Sequence[TokenChoice]) -> None:
        """Take in the next piece of the answer with its tokens."""
        self._raw += text
        for choice in choices:
            self.told = True
            start = self._raw.find(choice.text, self._at, self._at + len(choice.text) + _RESYNC)
            if not choice.text or _BROKEN in choice.text or start < 0:
                continue  # a piece of a character, or of what was not told: the next whole token is found again
            self._at = start + len(choice.text)
            self._judge(choice, start)

    def words(self, text: str) -> tuple[Unsure, ...]:
        """Return the unsure words with their places in the answer's text."""
        beside = Alignment(self._raw, text)
        placed = ((one, beside.across(one.raw_start, one.raw_end)) for one in self._kept)
        return tuple(Unsure(*where, one.raw_start, one.raw_end, one.sure, one.others) for one, where in placed if where)

    def _judge(self, choice: TokenChoice, start: int) -> None:
        if not _LETTER.search(choice.text):
            return
        same = _said(choice.text)
        sure = math.exp(choice.logprob)
        others: dict[str, tuple[str, float]] = {}
        for text, logprob in choice.alternatives:
            likely = math.exp(logprob)
            if _said(text) == same:
                sure += likely
            elif likely >= _LEAST and _LETTER.search(text) and _BROKEN not in text and _said(text) not in others:
                others[_said(text)] = (text, likely)
        if sure < UNSURE and others and open_quotation(self._raw[:start]) is None:
            told = tuple((text, round(likely, 3)) for text, likely in others.values())
            self._kept.append(Unsure(0, 0, start, self._at, round(sure, 3), told))


def _said(text: str) -> str:
    return text.strip().casefold()


def _begun(raw: str) -> str:
    found = _WORD.search(raw)
    return found[0] if found else ""
