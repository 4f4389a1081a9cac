"""Prompt-lookup drafts: guess the next tokens where the last ones stand in the prompt, as far as that pays.

Method: prompt lookup decoding (A. Saxena, 2023), a speculative decoding (Leviathan et al., 2023) without a second
model. An answer made from evidence repeats much of it, and a step that evaluates several tokens at once costs less than
as many steps. How much less depends on the machine and the model, and how often a guess is right on what was matched:
both are measured while answers are read and written, and where a draft does not pay none is made. A draft that pays on
the whole may still be wrong this time: each answer risks no more than it gained before, and a little.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence

MOST_DRAFTED = 15
_LONGEST_MATCH = 24
_MOST_PLACES = 32
"""Of a pair of tokens that are looked at; of a frequent one the last."""
_MATCHES = (2, 3, 4, 5, 7, 10)
"""Lower ends of the classes of matches, in tokens, that are counted apart."""
_RIGHT = (0.5, 0.65, 0.7, 0.78, 0.84, 0.86)
"""Share of guesses that are right after such a match; of answers of a 1.5B model about insurance papers."""
_WEIGHT = 40
"""Guesses that this counts as much as."""
_PER_TOKEN = 0.6
"""What each further token of a step costs, against a step of one, until anything is measured."""
_RISK = 0.03
"""Share of the time an answer took so far that drafts may cost it, at the worst."""
_UNNOTICED_S = 0.01
"""And what nobody notices: several steps of a graphics card, a fraction of one of a processor."""
_MARGIN = 1.05
"""What a draft must promise to gain; a guess of a gain is often too high."""
_NEW = 0.3
"""Share of the newest measurement in the estimate of what a step costs."""


class Pace:
    """What steps of several tokens cost on this machine with one model, and how often guesses are right."""

    def __init__(self) -> None:
        self._seconds: dict[int, float] = {}
        self._before = 1
        self._right = [share * _WEIGHT for share in _RIGHT]
        self._made = [float(_WEIGHT)] * len(_RIGHT)

    @property
    def single(self) -> float:
        """The seconds of a step of one token; 0 before there was one."""
        return self._seconds.get(1, 0.0)

    def note_step(self, tokens: int, seconds: float) -> None:
        """Take down what a step, or reading so many tokens at once, took.

        One that was interrupted by something else counts little. One of a single token after a draft tells nothing: a
        graphics card has to be told anew what it works on.
        """
        before, self._before = self._before, tokens
        if tokens == 1 != before and self.single:
            return
        known = self._seconds.get(tokens)
        if known is not None:
            seconds = known + _NEW * (min(seconds, 2 * known) - known)
        self._seconds[tokens] = seconds

    def note_draft(self, match: int, drafted: int, accepted: int) -> None:
        """Take down how many tokens of a draft were right: those after the first wrong one tell nothing."""
        for at in range(min(accepted + 1, drafted)):
            group = _group(match + at)
            self._made[group] += 1
            self._right[group] += at < accepted

    def length(self, match: int, most: int) -> int:
        """Return how many tokens to draft after a match of so many tokens; 0 where that does not pay."""
        best, gain = 0, _MARGIN
        expected = chance = 1.0
        for count in range(1, most + 1):
            group = _group(match + count - 1)
            chance *= self._right[group] / self._made[group]
            expected += chance
            if (promised := expected / self._cost(count + 1)) > gain:
                best, gain = count, promised
        return best

    def risk(self, drafted: int) -> float:
        """Return the seconds that a draft of so many tokens costs where all of them are wrong."""
        return (self._cost(drafted + 1) - 1) * self.single

    def _cost(self, tokens: int) -> float:
        """Return what a step of so many tokens costs, against one of one token: on a line between measured ones."""
        if not self.single:
            return 1 + _PER_TOKEN * (tokens - 1)
        measured = sorted(self._seconds)
        above = bisect_left(measured, tokens)
        if above < len(measured):
            more, less = measured[above], measured[max(0, above - 1)]
            share = (tokens - less) / (more - less) if more > less else 0.0
            return (self._seconds[less] + share * (self._seconds[more] - self._seconds[less])) / self.single
        most = measured[-1]
        each = (self._seconds[most] / self.single - 1) / (most - 1) if most > 1 else _PER_TOKEN
        return 1 + each * (tokens - 1)


class PromptLookup:
    """Follow one answer and draft what may come next. `tokens` are those of the prompt."""

    def __init__(self, tokens: Sequence[int], pace: Pace) -> None:
        self._pace = pace
        self._tokens: list[int] = []
        self._places: dict[tuple[int, int], list[int]] = defaultdict(list)
        self._match = 0
        self._slack = _UNNOTICED_S
        for token in tokens:
            self._append(token)

    def draft(self, most: int) -> list[int]:
        """Return what may follow, at most so many tokens and only as many as pay."""
        at = self._place()
        if not at:
            return []
        count = self._pace.length(self._match, min(most, MOST_DRAFTED, len(self._tokens) - at))
        while count and self._pace.risk(count) > self._slack:
            count -= 1
        return self._tokens[at : at + count]

    def take(self, tokens: Sequence[int], draft: Sequence[int], seconds: float) -> None:
        """Note what followed: what was right of `draft`, and a token more, in a step of so many seconds.

        0 seconds for the first token, which reading the prompt gave.
        """
        if seconds:
            self._slack += len(tokens) * (1 + _RISK) * self._pace.single - seconds
        if draft:
            right = next((at for at, (one, other) in enumerate(zip(draft, tokens, strict=False)) if one != other), None)
            self._pace.note_draft(self._match, len(draft), min(len(draft), len(tokens)) if right is None else right)
        for token in tokens:
            self._append(token)

    def _append(self, token: int) -> None:
        if self._tokens:
            self._places[self._tokens[-1], token].append(len(self._tokens) + 1)
        self._tokens.append(token)

    def _place(self) -> int:
        """Return where what follows the longest match begins, the last of several; 0 where there is none."""
        tokens, end = self._tokens, len(self._tokens)
        best = self._match = 0
        for place in reversed(self._places.get((tokens[-2], tokens[-1]), ())[-_MOST_PLACES - 1 :] if end > 1 else ()):
            if place == end:
                continue
            length = 2
            while length < min(place, _LONGEST_MATCH) and tokens[place - 1 - length] == tokens[end - 1 - length]:
                length += 1
            if length > self._match:
                best, self._match = place, length
        return best


def _group(match: int) -> int:
    return bisect_right(_MATCHES, match) - 1
