"""Comparing texts: finding words again, finding what they became, and telling what differs word by word.

Pure functions over stored text; `changes` and the shells call them.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from alcove.core.quotation import may_begin, may_end
from alcove.rag.sentences import sentence_spans

_WORD = re.compile(r"\S+")
_WORD_AND_SPACE = re.compile(r"\S+\s*")
_ALIKE, _SURELY_ALIKE = 0.3, 0.5
"""Share of its words that must stand together to say that this is what a text became, and to look no further."""
_SHORT = 200_000
"""Characters of a text in which it is sooner known that words do not stand than an expression for them is compiled."""
_AROUND = 50_000
"""Characters on each side of its old place that are looked through first: a long book takes seconds."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that both texts have, or that only the old ("removed") or the new one ("added") has."""

    kind: Literal["kept", "removed", "added"]
    text: str


def difference(old: str, new: str) -> tuple[Piece, ...]:
    """Compare two texts by words, whatever the white space between them.

    What is kept and added makes up the new text; of what was changed the old words come first.
    """
    before, after = _words_with_space(old), _words_with_space(new)
    matcher = SequenceMatcher(None, [w.rstrip() for w in before], [w.rstrip() for w in after], autojunk=False)
    pieces: list[Piece] = []
    for kind, a, a_end, b, b_end in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(Piece("kept", "".join(after[b:b_end])))
            continue
        if a < a_end:
            removed = "".join(before[a:a_end])
            # The last word of a text has no space behind it, and would run into what took its place.
            apart = "" if removed[-1].isspace() else " "
            pieces.append(Piece("removed", removed + apart))
        if b < b_end:
            pieces.append(Piece("added", "".join(after[b:b_end])))
    return tuple(pieces)


def found_again(words: str, text: str, near: int) -> Span | None:
    """Find where `words` stand in `text`, the place nearest to `near`, whatever the white space between them.

    They do not stand where a word or number goes on over their ends: "£30" does not stand in "£300".
    """
    end = near + len(words)
    if words and text.startswith(words, near) and may_begin(text, near) and may_end(text, end):
        return near, end
    wanted = words.split()
    if not wanted or (len(text) < _SHORT and " ".join(wanted) not in " ".join(text.split())):
        return None
    spans = (match.span() for match in re.finditer(r"\s+".join(map(re.escape, wanted)), text))
    whole = (span for span in spans if may_begin(text, span[0]) and may_end(text, span[1]))
    return min(whole, key=lambda span: abs(span[0] - near), default=None)


def nearest(old: str, text: str, near: int) -> Span | None:
    """Find what `old` has become in `text`: the span that shares most words with it, None where none is like it.

    Around `near` it is looked for first, and taken where it shares half of its words; among equals the one nearest to
    `near`. Its ends are those of the first and last words it shares with the old text, or of their sentences where
    the old text had more before or after them.
    """
    begin, stop = max(0, near - _AROUND), near + len(old) + _AROUND
    for first, last, least in ((begin, stop, _SURELY_ALIKE), (0, len(text), _ALIKE)):
        span = _nearest(old, text[first:last], near - first, least)
        if span is not None:
            return first + span[0], first + span[1]
    return None


def _nearest(old: str, text: str, near: int, least: float) -> Span | None:
    words = [match.span() for match in _WORD.finditer(text)]
    wanted = _WORD.findall(old)
    at = _densest([text[start:end] for start, end in words], Counter(wanted), _word_at(words, near), least)
    if at is None:
        return None
    margin = len(wanted) // 2
    around = words[max(0, at - margin) : at + len(wanted) + margin]
    matcher = SequenceMatcher(None, wanted, [text[start:end] for start, end in around], autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    blocks = [block for block in blocks if block.size > 1] or blocks  # a lone "the" says nothing
    first, last = blocks[0], blocks[-1]
    start, end = around[first.b][0], around[last.b + last.size - 1][1]
    offset = around[0][0]
    for one, other in sentence_spans(text[offset : around[-1][1]]):
        if first.a and offset + one < start < offset + other:
            start = offset + one
        if last.a + last.size < len(wanted) and offset + one < end < offset + other:
            end = offset + other
    return start, end


def _densest(words: Sequence[str], wanted: Counter[str], near: int, least: float) -> int | None:
    """Return the first of the run of words that holds most of those wanted, as many as these are.

    None where no run holds their share `least`.
    """
    size = wanted.total()
    held: Counter[str] = Counter()
    score, best, found = 0, (0, 0), 0
    for number, word in enumerate(words):
        held[word] += 1
        score += held[word] <= wanted[word]
        leaving = number - size
        if leaving >= 0:
            score -= held[words[leaving]] <= wanted[words[leaving]]
            held[words[leaving]] -= 1
        first = max(0, leaving + 1)
        if (score, -abs(first - near)) > best:
            best, found = (score, -abs(first - near)), first
    return found if best[0] and best[0] >= least * size else None


def _word_at(words: Sequence[Span], near: int) -> int:
    """Return the number of the first word that does not end before `near`."""
    return next((number for number, (_, end) in enumerate(words) if end > near), len(words))


def _words_with_space(text: str) -> list[str]:
    return _WORD_AND_SPACE.findall(text.strip())
