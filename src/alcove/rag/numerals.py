"""Numbers in figures and in words, in English, German, French and Russian: where they stand and what they may mean."""

import itertools
import re
from collections.abc import Iterator
from fractions import Fraction

from alcove.rag.measures import CARDINALS, SCALES
from alcove.rag.stems import FUNCTION_STEMS, stem

SPACE = " \u00a0\u202f"
"""What may part the thousands of a number, and a number from its unit."""
PARTED = re.compile(r"-?(?!0)\d{1,3}([.,])\d{3}(?:\1\d{3})*")
"""What may be a number in groups of three figures."""
_GROUPED = rf"\d{{1,3}}(?:[{SPACE}'’]\d{{3}})+(?!\d)(?:[.,]\d+)?"
_NUMBER = re.compile(rf"(?<![\w.,])[-−]?(?:{_GROUPED}|\d+(?:[.,]\d+)*)")
_LETTERS = re.compile(r"[^\W\d_]+")
_BEHIND = re.compile(rf"[{SPACE}-]?([^\W\d_]+)")
_SCALE = re.compile(rf"[{SPACE}]?([^\W\d_]+)\.?")
_HUNDREDFOLD = re.compile(r"(?:(\w+)hundert)?(?:(\w+)und)?(\w+)?")
_NO_NUMBER_BEFORE = re.compile(r"\b(?:no|any|each|every|this|that|the|which|another|some)\s+\Z")

Numeral = tuple[int, int, list[Fraction]]
"""Where a number stands, and what it may mean."""


def numerals(folded: str, taken: bytearray) -> Iterator[Numeral]:
    """Find the numbers of a folded text outside of what is `taken`."""
    for match in _NUMBER.finditer(folded):
        if not any(taken[match.start() : match.end()]):
            yield *match.span(), _values(match[0])
    words = [match for match in _LETTERS.finditer(folded) if not taken[match.start()]]
    at = 0
    while at < len(words):
        begins = _cardinal(words[at][0]) is not None
        count, value = _spelt([words[at], *_beside(folded, words[at:])]) if begins else (0, 0)
        if count and not (count == 1 and _is_pronoun(folded, words[at])):
            yield words[at].start(), words[at + count - 1].end(), [Fraction(value)]
        at += max(count, 1)


def scaled(folded: str, end: int, *, money: bool) -> tuple[int, int]:
    """Return the end of what multiplies a number, such as "million" behind it, and the factor."""
    scale = _SCALE.match(folded, end)
    if scale and scale[1] in SCALES and (scale[1] != "m" or money):
        return scale.end(), SCALES[scale[1]]
    return end, 1


def _values(written: str) -> list[Fraction]:
    """Return what a number in figures may mean: 1.800 is a thousand in Berlin and less than two in London."""
    plain = re.sub(rf"[{SPACE}'’]", "", written).replace("−", "-")
    marks = re.findall(r"[.,]", plain)
    joined = re.sub(r"[.,]", "", plain)
    parted = [Fraction(joined)] if not marks or PARTED.fullmatch(plain) else []
    if len(marks) == 1 or (marks and not parted):
        whole, _, rest = plain.rpartition(marks[-1])
        return [*parted, Fraction(f"{re.sub('[.,]', '', whole)}.{rest}")]
    return parted


def _beside(folded: str, words: list[re.Match[str]]) -> Iterator[re.Match[str]]:
    """Yield the words that follow the first one with nothing but spaces and hyphens between."""
    for before, word in itertools.pairwise(words):
        if folded[before.end() : word.start()].strip(f"{SPACE}-"):
            return
        yield word


def _spelt(words: list[re.Match[str]]) -> tuple[int, int]:
    """Return how many of some words are a number, and which: "twelve hundred", "twenty-five", "двадцать пять"."""
    whole = part = count = 0
    for at, match in enumerate(words):
        word, value = match[0], _cardinal(match[0])
        if word in ("vingt", "vingts") and part % 100 == 4:  # quatre-vingts
            part += 76
        elif value is not None and (not count or _continues(part, value)):
            part += value
        elif count and SCALES.get(word) == 100:
            part *= 100
        elif count and len(word) > 1 and word in SCALES:
            whole, part = whole + part * SCALES[word], 0
        elif (whole or part >= 100) and word in ("and", "und", "et") and words[at + 1 :]:
            continue  # counts with what follows, if that is a number
        else:
            break
        count = at + 1
    return count, whole + part


def _continues(part: int, value: int) -> bool:
    """Tell whether a number goes on with another one: after "twenty" with "five", after "hundred" with "twenty"."""
    if value < 100:
        return part % 100 == 0 or (part % 100 >= 20 and value < 20)
    return value < 1000 and part > 0 and part % 1000 == 0


def _cardinal(word: str) -> int | None:
    """Return the number a word is; German writes "fünfundzwanzig" and "zwölfhundert" in one."""
    if word in CARDINALS:
        return CARDINALS[word]
    joined = _HUNDREDFOLD.fullmatch(word)
    if joined is None or not (joined[1] or joined[2]):
        return None
    parts = [1 if one == "ein" else CARDINALS.get(one, -1) for one in joined.groups(default="null")]
    return parts[0] * 100 + parts[1] + parts[2] if min(parts) >= 0 else None


def _is_pronoun(folded: str, word: re.Match[str]) -> bool:
    """Tell whether "one" counts nothing."""
    if CARDINALS.get(word[0]) != 1:
        return False
    after = _BEHIND.match(folded, word.end())
    return bool(_NO_NUMBER_BEFORE.search(folded[: word.start()])) or after is None or stem(after[1]) in FUNCTION_STEMS
