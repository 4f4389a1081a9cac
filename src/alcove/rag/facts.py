"""Facts of a sentence that can be compared: amounts with their units, dates, times, places in an order, names, code.

However they are written: 1,200, 1 200 and twelve hundred, 12 months and a year, 3 May 2025 and 2025-05-03. English,
German, French and Russian. `agreement` compares sentences by them; what they leave of a sentence is its words.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from alcove.core.folding import fold
from alcove.rag.measures import MONEY, MONTH, MONTHS, ORDINALS, UNITS, WEEKDAYS
from alcove.rag.numerals import PARTED, SPACE, numerals, scaled
from alcove.rag.stems import FUNCTION_STEMS, stem

Kind = Literal["amount", "date", "time", "weekday", "place", "name", "code"]
Relation = Literal["same", "other", "unsure", "apart"]
"""Of two facts: the same; of one thing, but another; of one thing, and not certain; nothing to compare."""
Day = tuple[int | None, int | None, int | None]
"""Year, month and day, as far as they are told."""

_MONTH = "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True))
_YEAR = r"(?:19|20)\d\d"
_OF = rf"(?:[{SPACE}](?:года|году|год|г\b))?"
_IN = r"\b(?:in|im|since|until|by|of|from|en|à|seit|bis|в|с|до)"
_DATES = tuple(
    (re.compile(pattern), order)
    for pattern, order in (
        (rf"(?<!\d)({_YEAR})-(\d\d)-(\d\d)(?!\d)", "ymd"),
        (rf"(?<!\d)(\d{{1,2}})\.[{SPACE}]?(\d{{1,2}})\.[{SPACE}]?({_YEAR})(?!\d){_OF}", "dmy"),
        (r"(?<![\d.])(\d{1,2})\.(\d{1,2})\.(?!\d)", "dm"),
        (rf"(?<!\d)(\d{{1,2}})/(\d{{1,2}})/({_YEAR})(?!\d)", "either"),
        (
            rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th|er|\.)?[{SPACE}](?:of )?({_MONTH})\b\.?"
            rf"(?:,?[{SPACE}]({_YEAR})(?!\d){_OF})?",
            "dmy",
        ),
        (rf"\b({_MONTH})\b\.?[{SPACE}](\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,?[{SPACE}]({_YEAR})(?!\d))?", "mdy"),
        (rf"\b({_MONTH})\b\.?,?[{SPACE}](?:of )?({_YEAR})(?!\d){_OF}", "my"),
        (rf"{_IN}[{SPACE}](?:early |late )?({_MONTH})\b", "m"),
        (rf"(?<![\w.,£$€])({_YEAR})(?![\w,.]*\d|[{SPACE}]?[%€£$°]){_OF}", "y"),
    )
)
"""How dates are written in folded text, and what the groups are."""
_CLOCK = re.compile(
    rf"(?<![\w.:])(\d{{1,2}})(?:(?::|[{SPACE}]?h[{SPACE}]?)(\d\d))?[{SPACE}]?"
    rf"(?:(a\.?m\b|p\.?m\b)|(?:uhr\b|h\b(?=[{SPACE}]|$)|o.clock)|(?<=[:h]\d\d)|(?<=h[{SPACE}]\d\d))"
)
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_LETTERS = re.compile(r"[^\W\d_]+")
_UNIT = re.compile(rf"[{SPACE}-]?(кв\.м|м²|m[²2]|°c?|%|[£$€₽]|[^\W\d_]+)\.?")
_MANY_WORDS = re.compile(
    r"square met(?:er|re)s?|per cent|pour cent|degrees celsius|grad celsius|метр\w* квадратн\w*|кв\.? ?м\b"
    r"|квадратн\w* метр\w*"
)
_JOINED = {"square": "m2", "кв": "m2", "м": "m2", "метр": "m2", "per": "%", "pour": "%", "degr": "°", "grad": "°"}
_TO = re.compile(rf"[{SPACE}]?(?:[-–—]|(?:and|to|bis|und|a|et|до|и)\b)[{SPACE}]?\d+(?:[.,]\d+)?")
_EVERY = "an?|per|each|every|pro|im|je|jede[nrs]?|par|chaque|в|за|кажд\\w+"
_EACH = rf"[{SPACE}]?(?:/|(?:{_EVERY})[{SPACE}])[{SPACE}]?([^\W\d_]+)"
_PER, _PER_COUNTED = re.compile(_EACH), re.compile(rf"(?:[{SPACE}-][^\W\d_]+)?{_EACH}")
_VERSION = re.compile(r"(?<![\w.])\d+(?:\.\d+){2,}(?!\d|,\d)")
_SIGN_BEFORE = re.compile(rf"([£$€₽])[{SPACE}]?\Z")
_ROUGHLY = re.compile(
    r"\b(?:about|around|roughly|approximately|nearly|almost|some|circa|ca\.?|rund|etwa|ungefahr|fast|environ|pres de"
    r"|около|примерно|почти)\s+\Z"
)
_LIMIT = re.compile(
    r"\b(no |not |nicht |pas |не )?(?:(at least|more than|over|above|mindestens|uber|mehr als|au moins|plus de|более"
    r"|больше|свыше)|at most|up to|less than|fewer than|under|below|within|hochstens|bis zu|unter|weniger als|au plus"
    r"|jusqu.a|moins de|менее|меньше|до)\s+\Z"
)
"""What makes an amount a bound: whether it is denied, and whether it is a lower one."""
_HALF = re.compile(r"\bhalf\b(?: (an?)\b)?|\b(?:die )?halfte\b|\bla moitie\b|\bполовин[аыу]\b")
_THIRDS = re.compile(r"\b(a|one|two|ein|zwei|un|deux) (?:third|drittel|tiers)s?\b")
_QUARTER = re.compile(r"\bq([1-4])\b")
_NUMBERED = re.compile(r"\b(?:(\d{1,3})(st|nd|rd|th|er|e|-[а-я]{1,2}|\.)|[^\W\d_]+)(?=\s)")
_THE = re.compile(r"(?:\A|\b(?:the|a|an|its|their|this|that|his|her|our|my|your|every|each|on|for|in) )\Z")
_CODE = re.compile(r"`([^`]+)`|\b\w+_\w+\b|\b[a-z]+[A-Z]\w*\b|\b[A-Z][a-z]+(?:[A-Z][a-z]+)+\b")
_TITLE = re.compile(r"\b(?:Mrs?|Ms|Dr|Prof|Frau|Herrn?|M|Mme|Mlle|Monsieur|Madame|г-н|г-жа)\.?\s+\Z")
_BIG = r"(?=[^\W\d_a-zß-ÿа-яё])[^\W\d_][\w’'-]*"
_CAPITAL = re.compile(rf"(?<![\w’'-]){_BIG}(?:(?:\s+(?:&\s+)?|\.\s?){_BIG})*")
_ROUGH_SAME, _ROUGH_OTHER = Fraction(5, 100), Fraction(25, 100)
_CALENDAR_SAME, _CALENDAR_OTHER = Fraction(2, 100), Fraction(15, 100)
"""How far two rough amounts, or spans of time in different units, are apart to be the same, and to be others."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact at `start:end` of its text.

    `values` are what it may mean, where its spelling leaves that open: amounts in the first unit of their dimension,
    `Day`s, minutes of the day, numbers, or folded words. `unit` is the dimension of an amount that is measured, or the
    stem of what is counted or numbered. `span` has the word of its unit, which is no other word of the text.
    """

    kind: Kind
    start: int
    end: int
    values: frozenset[object]
    unit: str = ""
    measured: bool = False
    rough: bool = False
    scale: Fraction = Fraction(1)
    """Of the unit it is written in."""
    per: Fraction = Fraction(0)
    """The seconds of "a month" in "£850 a month"; 0 where it is of no time."""
    bound: int = 0
    """1 for "at least", -1 for "at most"."""


def relation(one: Fact, other: Fact) -> Relation:
    """Compare two facts."""
    if one.kind != other.kind:
        return "apart"
    if one.kind == "amount":
        told = _amounts(one, other)
        return told if one.bound == other.bound else _bounded(one, other, told)
    if one.kind == "date":
        return _dates(one, other)
    if one.kind == "place" and one.unit != other.unit:
        return "apart"
    if one.kind == "name" and one.values & other.values:
        return "same" if one.values <= other.values or other.values <= one.values else "unsure"
    return "same" if one.values & other.values else "other"


def facts_in(text: str, language: str, names: Collection[str] = ()) -> tuple[Fact, ...]:
    """Return the facts of a sentence in order. `names` are known to be names, folded, where a capital tells nothing.

    German writes all nouns with capitals: there only titles tell names.
    """
    folded = _folded(text)
    found: list[Fact] = []
    taken = bytearray(len(text))
    for finder in (_code, _days, _clock, _weekdays, _places, _quantities):
        for fact in finder(text, folded, taken, language):
            found.append(fact)
            taken[fact.start : fact.end] = b"\1" * (fact.end - fact.start)
    found += _named(text, folded, taken, language, names)
    return tuple(sorted(found, key=lambda one: one.start))


def _folded(text: str) -> str:
    """Fold a text sign by sign, so that every offset stays."""
    return "".join(sign if len(plain := fold(sign)) != 1 else plain for sign in text)


# Amounts


def _quantities(text: str, folded: str, taken: bytearray, language: str) -> Iterator[Fact]:
    for start, end, value, unit in _shares(folded):
        if not any(taken[start:end]):
            rough = bool(_ROUGHLY.search(folded[:start]))
            yield Fact("amount", start, end, frozenset({value}), unit, measured=True, rough=rough)
    for start, end, values in list(numerals(folded, taken)):
        sign = _SIGN_BEFORE.search(folded[:start])
        end, factor = scaled(folded, end, money=sign is not None)
        first = sign.start() if sign else start
        if any(taken[first:end]):
            continue
        measure = (end, *UNITS[sign[1]]) if sign else _measure(folded, end) or _of_range(folded, end)
        end, unit, scale = measure or (end, _counted(folded, start, end), Fraction(1))
        meant = frozenset(value * factor * scale for value in values)
        rough = bool(_ROUGHLY.search(folded[:first]))
        per = _each(folded, end, counted=measure is None)
        bound = 0
        if limit := _LIMIT.search(folded[:first]):
            first, bound = limit.start(), 1 if bool(limit[2]) != bool(limit[1]) else -1
        yield Fact("amount", first, end, meant, unit, measure is not None, rough, scale, per, bound)


def _shares(folded: str) -> Iterator[tuple[int, int, Fraction, str]]:
    """Find halves, of an hour or in per cent, and thirds."""
    for match in _HALF.finditer(folded):
        measure = _measure(folded, match.end()) if match[1] else None
        if measure:
            yield match.start(), measure[0], measure[2] / 2, measure[1]
        else:
            yield match.start(), match.start(1) - 1 if match[1] else match.end(), Fraction(50), "%"
    for match in _THIRDS.finditer(folded):
        yield *match.span(), Fraction(200 if match[1] in ("two", "zwei", "deux") else 100, 3), "%"


def _measure(folded: str, end: int) -> tuple[int, str, Fraction] | None:
    """Return the end, the dimension and the scale of the unit behind a number."""
    start = end + (folded[end : end + 1] in tuple(SPACE))
    if many := _MANY_WORDS.match(folded, start):
        name = next(unit for begin, unit in _JOINED.items() if many[0].startswith(begin))
        return many.end(), *UNITS[name]
    unit = _UNIT.match(folded, end)
    if unit and unit[1] in UNITS:
        return unit.end(1), *UNITS[unit[1]]
    return None


def _each(folded: str, end: int, *, counted: bool) -> Fraction:
    """Return the seconds of what an amount is for: a month in "£850 a month" and "two tablets each month"."""
    per = (_PER_COUNTED if counted else _PER).match(folded, end)
    dimension, seconds = UNITS.get(per[1], ("", Fraction(0))) if per else ("", Fraction(0))
    return seconds if dimension == "time" else Fraction(0)


def _of_range(folded: str, end: int) -> tuple[int, str, Fraction] | None:
    """Return the unit of a range that a number begins: "2–8 °C", "between 2 and 8 degrees"."""
    to = _TO.match(folded, end)
    measure = _measure(folded, to.end()) if to else None
    return (end, *measure[1:]) if measure else None


def _counted(folded: str, start: int, end: int) -> str:
    """Return the stem of what is counted, which stands behind a number, or of what bears it, before it."""
    after = _UNIT.match(folded, end)
    if after and stem(after[1]) not in FUNCTION_STEMS:
        return stem(after[1])
    before = _LETTERS.findall(folded[:start])
    return f"#{stem(before[-1])}" if before and stem(before[-1]) not in FUNCTION_STEMS else ""


def _amounts(one: Fact, other: Fact) -> Relation:
    if one.per != other.per:
        return _rates(one, other)
    if one.measured != other.measured:
        return "same" if _plain(one) & _plain(other) and not (one.unit and other.unit) else "apart"
    if one.values & other.values and (one.unit == other.unit or not one.measured):
        return "same"
    if one.unit != other.unit:
        money = one.unit in MONEY and other.unit in MONEY
        return "other" if money and one.values & other.values else "apart"
    if not (one.measured or one.unit):
        return "unsure"
    gap = min(
        _gap(a, b) for a in one.values for b in other.values if isinstance(a, Fraction) and isinstance(b, Fraction)
    )
    calendar = one.unit == "time" and one.scale != other.scale and max(one.scale, other.scale) >= MONTH
    same, apart = (_ROUGH_SAME, _ROUGH_OTHER) if one.rough or other.rough else (Fraction(0), Fraction(0))
    if calendar:
        same, apart = max(same, _CALENDAR_SAME), max(apart, _CALENDAR_OTHER)
    return "same" if gap <= same else "other" if gap > apart else "unsure"


def _bounded(one: Fact, other: Fact, told: Relation) -> Relation:
    """Compare amounts of which one is a bound, or both are in different directions: 7 is "at least 5", 3 is not."""
    if told != "other":
        return "unsure" if told == "same" and one.bound and other.bound else told
    if one.per != other.per:
        return "unsure"
    least, most = (one, other) if one.bound > other.bound else (other, one)
    lowest = min(value for value in least.values if isinstance(value, Fraction))
    highest = max(value for value in most.values if isinstance(value, Fraction))
    return "other" if lowest > highest else "unsure"


def _rates(one: Fact, other: Fact) -> Relation:
    """Compare amounts of a month and a year; where one does not say of what time, only equal figures tell."""
    if one.per and other.per:
        return _amounts(
            *(replace(fact, values=_by(fact), per=Fraction(0), scale=fact.scale * fact.per) for fact in (one, other))
        )
    told = _amounts(replace(one, per=Fraction(0)), replace(other, per=Fraction(0)))
    return told if told in ("same", "apart") else "unsure"


def _by(fact: Fact) -> frozenset[object]:
    return frozenset(value / fact.per for value in fact.values if isinstance(value, Fraction))


def _plain(fact: Fact) -> frozenset[object]:
    """Return the figures of an amount without its unit."""
    return frozenset(value / fact.scale for value in fact.values if isinstance(value, Fraction))


def _gap(one: Fraction, other: Fraction) -> Fraction:
    return abs(one - other) / max(abs(one), abs(other), Fraction(1, 10**9))


# Dates and times


def _days(text: str, folded: str, taken: bytearray, language: str) -> Iterator[Fact]:
    used = bytearray(taken)
    for pattern, order in _DATES:
        for match in pattern.finditer(folded):
            start, end = match.span(1) if order in ("m", "y") else match.span()
            days = frozenset(_meant(match, order))
            if not days or any(used[start:end]) or (order in ("m", "my", "mdy") and not text[match.start(1)].isupper()
                                                    and folded[match.start(1)].isascii()):  # fmt: skip
                continue
            end = start + len(text[start:end].rstrip("., "))
            used[start:end] = b"\1" * (end - start)
            yield Fact("date", start, end, days)


def _meant(match: re.Match[str], order: str) -> Iterator[Day]:
    for one in ("dmy", "mdy") if order == "either" else (order,):
        parts = dict(zip(one, match.groups(), strict=True))
        year, month, day = parts.get("y"), parts.get("m"), parts.get("d")
        number = MONTHS.get(month) or int(month) if month else None
        if (number is None or number <= 12) and (day is None or 0 < int(day) <= 31):
            yield int(year) if year else None, number, int(day) if day else None


def _dates(one: Fact, other: Fact) -> Relation:
    compared = [
        [a == b for a, b in zip(first, second, strict=True) if a is not None and b is not None]
        for first in one.values if isinstance(first, tuple)
        for second in other.values if isinstance(second, tuple)
    ]  # fmt: skip
    if not any(compared):
        return "apart"
    return "same" if any(parts and all(parts) for parts in compared) else "other"


def _clock(text: str, folded: str, taken: bytearray, language: str) -> Iterator[Fact]:
    for match in _CLOCK.finditer(folded):
        hour, minute = int(match[1]), int(match[2] or 0)
        if hour <= 24 and minute < 60 and not any(taken[match.start() : match.end()]):
            if match[3]:
                hour = hour % 12 + (12 if match[3].startswith("p") else 0)
            yield Fact("time", *match.span(), frozenset({hour * 60 + minute}))


def _weekdays(text: str, folded: str, taken: bytearray, language: str) -> Iterator[Fact]:
    for match in _LETTERS.finditer(folded):
        if match[0] in WEEKDAYS and not taken[match.start()]:
            yield Fact("weekday", *match.span(), frozenset({WEEKDAYS[match[0]]}))


def _places(text: str, folded: str, taken: bytearray, language: str) -> Iterator[Fact]:
    for match in _QUARTER.finditer(folded):
        yield Fact("place", *match.span(), frozenset({int(match[1])}), stem("quarter"))
    for match in _NUMBERED.finditer(folded):
        if match[2] == "." and (language != "de" or not text[match.end() :].lstrip()[:1].isalpha()):
            continue
        value = int(match[1]) if match[1] else ORDINALS.get(match[0])
        following = _LETTERS.search(folded, match.end())
        if match[0] in ("second", "last") and not _THE.search(folded[: match.start()]):
            continue  # a measure, or a verb
        if value is not None and following is not None and not any(taken[match.start() : match.end()]):
            yield Fact("place", *match.span(), frozenset({value}), stem(following[0]))


# Names and code


def _code(text: str, folded: str, taken: bytearray, language: str) -> Iterator[Fact]:
    for match in _CODE.finditer(text):
        yield Fact("code", *match.span(), frozenset({(match[1] or match[0]).strip().removesuffix("()")}))
    for match in _VERSION.finditer(text):
        if not PARTED.fullmatch(match[0]) and not _DATES[1][0].match(text, match.start()):
            yield Fact("code", *match.span(), frozenset({match[0]}))


def _named(text: str, folded: str, taken: bytearray, language: str, names: Collection[str]) -> Iterator[Fact]:
    for match in _CAPITAL.finditer(text):
        words = [(match.start() + one.start(), match.start() + one.end()) for one in _WORD.finditer(match[0])]
        first = not text[: match.start()].strip(_BEFORE)
        while words and (folded[slice(*words[0])] in TITLES or stem(text[slice(*words[0])]) in FUNCTION_STEMS):
            first = first and folded[slice(*words[0])] in TITLES
            del words[0]
        if not words or any(taken[words[0][0] : match.end()]):
            continue
        called = frozenset(folded[start:end] for start, end in words)
        titled = bool(_TITLE.search(text[: words[0][0]]))
        alone = len(words) == 1 and (first or text[words[0][0] : words[0][1]].isupper())
        if titled or called & frozenset(names) or (language != "de" and not alone):
            yield Fact("name", words[0][0], words[-1][1], called)


_BEFORE = " \t\n\"'“„«([*_>-"
TITLES = frozenset({"mr", "mrs", "ms", "m", "dr", "prof", "frau", "herr", "herrn", "mme", "mlle", "monsieur", "madame"})
"""What stands before a name and is no part of it."""


def names_in(text: str, language: str) -> frozenset[str]:
    """Return the words, folded, that a text writes with a capital within sentences, and never without.

    None where all nouns are written so.
    """
    if language == "de":
        return frozenset()
    capital: set[str] = set()
    small: set[str] = set()
    for match in _WORD.finditer(text):
        if match[0][0].islower():
            small.add(fold(match[0]))
        elif re.search(r"[\w,;] \Z", text[max(0, match.start() - 3) : match.start()]) and not match[0].isupper():
            capital.add(fold(match[0]))
    return frozenset(capital - small)
