"""The numbers and bullets Word computes for the paragraphs of lists, so that "clause 4.2" can be found as such."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from alcove.rag.readers.package import attribute, child, local

_MOST_LEVEL = 9
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщэюя"


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list is numbered: where it starts, in which signs, in which pattern ("%1.%2")."""

    start: int = 1
    signs: str = "decimal"
    pattern: str = ""
    legal: bool = False


@dataclass(slots=True)
class _List:
    levels: dict[int, _Level]
    counts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """The lists of one document, which count on as its paragraphs are read in their order."""

    def __init__(self, root: Any) -> None:
        self._lists: dict[str, _List] = {}
        self._overrides: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()
        parts = list(root) if root is not None else []
        abstract = {
            attribute(one, "abstractNumId"): _List(dict(map(_level, _named(one, "lvl"))))
            for one in parts
            if local(one) == "abstractNum"
        }
        for one in parts:
            reference = child(one, "abstractNumId") if local(one) == "num" else None
            if reference is None or attribute(reference, "val") not in abstract:
                continue
            shared = abstract[attribute(reference, "val")]
            number = attribute(one, "numId")
            own = dict(_level(lvl) for change in _named(one, "lvlOverride") for lvl in _named(change, "lvl"))
            self._lists[number] = _List({**shared.levels, **own}, shared.counts)
            self._overrides[number] = {
                _integer(attribute(change, "ilvl")): _integer(attribute(start, "val"))
                for change in _named(one, "lvlOverride")
                for start in _named(change, "startOverride")
            }

    def label(self, number: str, level: int) -> str:
        """Count a paragraph of list `number` at `level` (from 0) and return its label; empty when it has none."""
        one = self._lists.get(number)
        if one is None or not 0 <= level < _MOST_LEVEL:
            return ""
        fresh = self._overrides[number].get(level)
        if fresh is not None and (number, level) not in self._begun:
            one.counts.pop(level, None)
        start = fresh if fresh is not None else one.levels.get(level, _Level()).start
        self._begun.add((number, level))
        one.counts[level] = one.counts.get(level, start - 1) + 1
        for deeper in [at for at in one.counts if at > level]:
            del one.counts[deeper]
        own = one.levels.get(level, _Level(signs="none"))
        if own.signs == "bullet":
            return "•"
        if own.signs == "none":
            return ""
        label = own.pattern
        for at in range(_MOST_LEVEL):
            if f"%{at + 1}" in label:
                other = one.levels.get(at, _Level())
                signs = "decimal" if own.legal and at != level else other.signs
                label = label.replace(f"%{at + 1}", counted(one.counts.get(at, other.start), signs))
        return label.strip()


def counted(number: int, signs: str) -> str:
    """Write a number in Word's signs for lists (ECMA-376 17.18.59), the usual ones; others as digits."""
    if number < 1 or number > 30_000:
        return str(number)
    as_letter = _LETTERS.get(signs)
    return as_letter(number) if as_letter else str(number)


def _letter(number: int, letters: str) -> str:
    times, at = divmod(number - 1, len(letters))
    return letters[at] * min(times + 1, 20)


def _roman(number: int) -> str:
    found = ""
    for value, sign in _ROMAN:
        found += sign * (number // value)
        number %= value
    return found


_LATIN = "abcdefghijklmnopqrstuvwxyz"
_LETTERS: dict[str, Callable[[int], str]] = {
    "lowerLetter": lambda number: _letter(number, _LATIN),
    "upperLetter": lambda number: _letter(number, _LATIN.upper()),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "russianLower": lambda number: _letter(number, _RUSSIAN),
    "russianUpper": lambda number: _letter(number, _RUSSIAN.upper()),
    "decimalZero": lambda number: f"{number:02}",
}


def _level(element: Any) -> tuple[int, _Level]:
    values = {local(one): attribute(one, "val") for one in element}
    legal = "isLgl" in values and values["isLgl"] not in ("0", "false")
    level = _Level(
        _integer(values.get("start", "1")), values.get("numFmt", "decimal"), values.get("lvlText", ""), legal
    )
    return _integer(attribute(element, "ilvl")), level


def _named(element: Any, name: str) -> list[Any]:
    return [one for one in element if local(one) == name]


def _integer(text: str) -> int:
    return int(text) if text.lstrip("-").isdecimal() else 0
