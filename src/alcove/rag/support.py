"""Support: how far neighbouring sentences of the evidence say what a sentence of an answer says.

No model is asked: words, figures and negations decide, so the verdict is instant, the same every time, and can be
explained. A word of the sentence counts by how rare it is in the library. Held by the evidence sentence it speaks for
it; held only by the title or heading above, it does so in part. A word that stands nowhere in the evidence may be the
answer's own way of saying it and speaks a little against, more so where the question brought it in; one that the
evidence uses, but elsewhere, speaks of something else: it is the other hive, the other row of the table. One sentence
rests on one or two of the evidence, and one that enumerates on as many as a list has. Whatever the share, support is
refused when a figure is missing or belongs to another clause, when a name is somebody else's or somebody else does it,
when one side denies what the other says, or when `agreement` finds an opposite or is certain of a contradiction.

`make bench` measures it against sentences judged by hand (bench/support/pairs.txt).
"""

import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from alcove.core.folding import fold
from alcove.core.quotation import MARKS, SOFT_HYPHEN
from alcove.rag.agreement import pair
from alcove.rag.measures import SPELT
from alcove.rag.opposites import CLAUSE, COUNTERPARTS, DENIES, RESERVES
from alcove.rag.sentences import begins_within, sentence_spans, unwrapped
from alcove.rag.stems import FUNCTION_STEMS, stem, stems
from alcove.rag.stems import words as words_of
from alcove.rag.types import Hit

Rarity = Callable[[Sequence[str]], Mapping[str, float]]

QUOTED_LEAST, QUOTED_MOST = 5, 50
"""Words of a quotation: fewer tell nothing by themselves, more are not read."""
SUPPORT = 0.65
"""The least share that counts as support."""
_ABOVE = 0.6
"""What a word speaks for a sentence that holds it only in its title or heading."""
_NOWHERE, _ASKED, _ELSEWHERE = 0.5, 0.8, 1.3
"""What a word speaks against, which the evidence has nowhere, nowhere though it is asked about, or only elsewhere."""
_WORDS_EACH = 3
"""A sentence may rest on as many neighbouring statements as it has so many words, such as the items of a list."""
_OPPOSITES = ("opposite", "class", "party")
"""What a statement may have in the place of a word, so that it says something else, whether or not both can be true."""
_LONGER = 0.05
"""A longer run must say so much more than a shorter one, or the span would be longer than it need be."""

_NUMBER = re.compile(
    r"(?:(?<![^\s(])[-−])?(?:(?<!\d)\d{1,3}(?:[, \u00a0\u202f]\d{3})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,:/]\d+)*)"
)
_BETWEEN_THOUSANDS = re.compile(r"[, \u00a0\u202f](?=\d{3}(?!\d))")
_WORD = re.compile(r"[^\W\d_]+")
_DIGITS = re.compile(r"\d+")
_OWN_MARK = re.compile(r"\A\s*(?:[-*•+]|\d{1,3}[.)])\s+")
"""What a list puts before its items."""
_LEAD_MOST = 8
"""Words of what stands above a list."""
_ENDS = re.compile(r"[.!?…][)*_]*\Z")
LABEL = re.compile(r"\A\s*(?:\d+(?:\.\d+)+\.?|\d+[.)])\s")
"""The number of a clause or list item: it counts nothing."""
_MEASURES = frozenset(
    stems(
        "second minute hour day week month year percent per cent kg g kilogram gram ton km m cm mm kilometre metre "
        "mile litre ml euro cent pound pence dollar rouble degree ms mbit gb mb "
        "секунда минута час день дней неделя месяц год лет процент кг г т км м см мм л руб рубль евро доллар градус"
    )
)
"""Words behind a figure that say what it measures: another one is another figure."""
_WITHIN = re.compile(r"[\w,;] \Z")
_NEXT_WORD = re.compile(r"[\s\u00a0-]*([^\W\d_]+)")
_SAYS_NOTHING = FUNCTION_STEMS | set(
    stems("yes per percent cent above over under below exceed да процент процента процентов свыше выше ниже")
)


@dataclass(frozen=True, slots=True)
class _Clause:
    words: frozenset[str]
    numbers: frozenset[str]
    units: frozenset[tuple[str, str]]
    """Each figure with the word behind it."""
    denies: bool
    first: str = ""
    """The word it begins with, if that says something."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of the evidence: its place in its document, what it says, and the words of what stands above it."""

    hit: Hit
    start: int
    end: int
    words: frozenset[str]
    above: frozenset[str]
    clauses: tuple[_Clause, ...]

    @property
    def numbers(self) -> frozenset[str]:
        """Its figures, those spelt out too."""
        return frozenset().union(*(clause.numbers for clause in self.clauses))


@dataclass(frozen=True, slots=True)
class Support:
    """The statement, or the neighbours, that say most of a sentence, and the share they say, 0 to 1."""

    share: float
    hit: Hit
    start: int
    end: int

    @property
    def text(self) -> str:
        """What they say, as it stands in the document."""
        return self.hit.text[self.start - self.hit.start : self.end - self.hit.start]

    @property
    def enough(self) -> bool:
        """Whether the sentence is supported."""
        return self.share >= SUPPORT


class Evidence:
    """The passages an answer was made from, sentence by sentence, and the question it answers."""

    def __init__(self, hits: Sequence[Hit], rarity: Rarity, question: str = "") -> None:
        self._asked = frozenset(_words(question))
        self._statements = [one for hit in hits for one in _statements(hit)]
        self._quotable = {plain for one in self._statements if (plain := _quotable(one))}
        self._known: dict[str, set[str]] = {}
        for one in self._statements:
            self._known.setdefault(one.hit.uri, set()).update(one.words)
        self._names = _names(hits)
        self._people = self._names | COUNTERPARTS.keys()
        self._rarity = rarity

    def begins(self, text: str) -> bool:
        """Tell whether a sentence of the evidence that is worth quoting begins with this text."""
        begun = " ".join(text.split())
        return any(one.startswith(begun) for one in self._quotable)

    def states(self, sentence: str) -> bool:
        """Tell whether the text is such a sentence, whole, but for white space and the sign at its end."""
        return _plain(sentence) in self._quotable

    def nearest(self, sentence: str) -> Support | None:
        """Return what says most of a sentence; None where there is no evidence."""
        numbers = numbers_of(sentence)
        words = list(dict.fromkeys(_words(sentence)))
        said = _clauses(sentence)
        weights = self._rarity([*words, *numbers])
        best: tuple[float, list[Statement]] | None = None
        for run in self._runs(max(2, len(words) // _WORDS_EACH)):
            share = self._share(run, words, numbers, weights)
            fits = self._holds_names(run, words) and _holds_numbers(run, said, numbers)
            fits = fits and _agrees(run, sentence, said, weights) and not self._by_another(run, words, weights)
            if not fits or (share >= SUPPORT and _contradicted(run, sentence)):
                share = min(share, SUPPORT - 0.01)
            if best is None or share > best[0] + (_LONGER if len(run) > len(best[1]) else 0.0):
                best = share, run
        if best is None:
            return None
        first, last = best[1][0], best[1][-1]
        return Support(best[0], first.hit, first.start, last.end)

    def _share(
        self, run: Sequence[Statement], words: Sequence[str], numbers: frozenset[str], weights: Mapping[str, float]
    ) -> float:
        held = frozenset().union(*(one.words for one in run))
        gained = sum(weights[number] for number in numbers & _numbers(run))
        lost = sum(weights[number] for number in numbers - _numbers(run))
        for word in words:
            if word in held:
                gained += weights[word]
            elif word in run[0].above:
                gained += _ABOVE * weights[word]
            else:
                lost += weights[word] * self._against(word, run[0].hit.uri)
        return gained / (gained + lost) if gained else 0.0

    def _against(self, word: str, uri: str) -> float:
        if word in self._known[uri]:
            return _ELSEWHERE
        return _ASKED if word in self._asked else _NOWHERE

    def _holds_names(self, run: Sequence[Statement], words: Sequence[str]) -> bool:
        """Tell whether no name of the sentence stands only elsewhere in the document: it would be somebody else's."""
        held = run[0].above.union(*(one.words for one in run))
        return not any(
            word in self._names and word not in held and word in self._known[run[0].hit.uri] for word in words
        )

    def _by_another(self, run: Sequence[Statement], words: Sequence[str], weights: Mapping[str, float]) -> bool:
        """Tell whether the clause that says it begins with somebody else: another name, or the other party."""
        told, deed = self._people.intersection(words), frozenset(words) - self._people
        if not told:
            return False
        clauses = [(clause, one) for one in run for clause in one.clauses]
        nearest, statement = max(clauses, key=lambda held: _weight(held[0].words & deed, weights))
        if any(told & one.words and one.words <= self._people for one in statement.clauses):
            return False  # one of several, as in "Anna, Ben and Carl came"
        return nearest.first in self._people - told and not told & nearest.words

    def _runs(self, longest: int) -> Iterator[list[Statement]]:
        for length in range(1, longest + 1):
            for at in range(len(self._statements) - length + 1):
                run = self._statements[at : at + length]
                if run[0].hit is run[-1].hit:
                    yield run


def _names(hits: Sequence[Hit]) -> set[str]:
    """Return the stems of words that passages write with a capital within sentences, and never without."""
    capitals: set[str] = set()
    small: set[str] = set()
    for hit in hits:
        for match in _WORD.finditer(hit.text):
            word = match[0]
            if word[0].islower():
                small.add(stem(word))
            elif len(word) > 1 and _WITHIN.search(hit.text[max(0, match.start() - 3) : match.start()]):
                capitals.add(stem(word))
    return capitals - small


def numbers_of(text: str) -> frozenset[str]:
    """Return the figures of a text with their signs, also those spelt out; how thousands are parted is no matter."""
    return frozenset(number for number, _ in _units(text))


def _units(text: str) -> Iterator[tuple[str, str]]:
    """Yield each figure of a text with the stem of the word that follows it, where one does."""
    found = [(match.end(), _figure(match[0])) for match in _NUMBER.finditer(text)]
    spelt = ((match.end(), SPELT.get(fold(match[0]), "")) for match in _WORD.finditer(text))
    for end, number in (*found, *(one for one in spelt if one[1])):
        unit = _NEXT_WORD.match(text, end)
        yield number, stem(unit[1]) if unit else ""


def _amounts(numbers: frozenset[str]) -> frozenset[str]:
    """Return the figures that are no ordinals."""
    return frozenset(number for number in numbers if number[-1].isdigit())


def _figure(written: str) -> str:
    return _BETWEEN_THOUSANDS.sub("", written).replace("−", "-")


def _words(text: str) -> list[str]:
    """Return the stems of what a text says: without figures and function words."""
    written = (_DIGITS.sub("", word) for word in words_of(text))
    found = (stem(word) for word in written if word and fold(word) not in SPELT)
    return [word for word in found if word not in _SAYS_NOTHING]


def _numbers(run: Sequence[Statement]) -> frozenset[str]:
    return frozenset().union(*(one.numbers for one in run))


def _clauses(text: str) -> tuple[_Clause, ...]:
    found = []
    for part in CLAUSE.split(text):
        if part.strip():
            said, denies = _words(part), bool(DENIES.search(part))
            units = frozenset(_units(part))
            found.append(_Clause(frozenset(said), numbers_of(part), units, denies, said[0] if said else ""))
    return tuple(found)


def _holds_numbers(run: Sequence[Statement], said: Sequence[_Clause], numbers: frozenset[str]) -> bool:
    """Tell whether a run holds all figures, each in a clause that speaks of the same.

    It does not where a word said with the figure stands only in other clauses, with figures that the sentence does not
    name; nor where the second of two statements adds nothing but a figure.
    """
    if not numbers <= _numbers(run):
        return False
    clauses = _dated([clause for one in run for clause in one.clauses])
    units = frozenset().union(*(clause.units for clause in clauses))
    for part in said:
        for number, unit in part.units:
            own = [clause for clause in clauses if number in clause.numbers]
            others = frozenset().union(*(one.words for one in clauses if _amounts(one.numbers) - numbers))
            about = part.words - {unit}
            if all(len(about & (others - one.words)) > len(about & one.words) for one in own):
                return False
            measured = {other for one, other in units if one == number} & _MEASURES
            if measured and (number, unit) not in units and (unit in _MEASURES or unit in {u for _, u in units}):
                return False
    words = frozenset().union(*(part.words for part in said))
    for one, other in itertools.permutations(run, 2):
        if numbers & one.numbers - other.numbers and not words & one.words - other.words and one.words:
            return False
    return True


def _dated(clauses: Sequence[_Clause]) -> list[_Clause]:
    """Give the figures of a clause that says nothing else, such as a date above an entry, to the next one."""
    joined: list[_Clause] = []
    waiting: frozenset[str] = frozenset()
    for clause in clauses:
        if clause.words:
            joined.append(replace(clause, numbers=clause.numbers | waiting))
            waiting = frozenset()
        else:
            waiting |= clause.numbers
    return [*joined, _Clause(frozenset(), waiting, frozenset(), False)] if waiting else joined


def _agrees(run: Sequence[Statement], sentence: str, said: Sequence[_Clause], weights: Mapping[str, float]) -> bool:
    """Tell whether neither side denies what the other says, as far as "not" and its like show."""
    clauses = [clause for one in run for clause in one.clauses]
    words = frozenset().union(*(part.words for part in said))
    if any(part.denies for part in said):
        return any(clause.denies and clause.words & words for clause in clauses)
    if RESERVES.search(sentence):
        return True
    nearest = max(run, key=lambda one: _weight(one.words & words, weights))
    return not any(clause.denies and clause.words & words for clause in nearest.clauses)


def _weight(words: frozenset[str], weights: Mapping[str, float]) -> float:
    return sum(weights.get(word, 0.0) for word in words)


def _contradicted(run: Sequence[Statement], sentence: str) -> bool:
    """Tell whether a statement contradicts a sentence whose words it has, or has the opposite of one of them."""
    said = (Support(1.0, one.hit, one.start, one.end).text for one in run)
    judgements = [pair(sentence, text) for text in said]
    return any(
        one.verdict == "contradicting" or any(cause.kind in _OPPOSITES for cause in one.against) for one in judgements
    )


def _plain(text: str) -> str:
    return " ".join(text.replace(SOFT_HYPHEN, "").split()).rstrip(".!?…:;")


def _quotable(one: Statement) -> str:
    """Return a statement as an answer repeats it; nothing where it is too short or too long, or holds marks itself.

    Nor where it may be a part of a sentence, cut by its chunk or its line: what is missing may reserve something.
    """
    passage, start, end = one.hit.text, one.start - one.hit.start, one.end - one.hit.start
    following = passage[end:].lstrip()[:1]
    ends = bool(_ENDS.search(passage, start, end)) or (following != "" and not following.islower())
    plain = _plain(_OWN_MARK.sub("", passage[start:end]))
    fits = QUOTED_LEAST <= len(plain.split()) <= QUOTED_MOST and ends and not begins_within(passage, start)
    return plain if fits and not MARKS.intersection(plain) and "`" not in plain else ""


def _statements(hit: Hit) -> Iterator[Statement]:
    """Cut a passage into statements; items of a list are denied by what stands above it: "What is not covered"."""
    above = frozenset(stems(f"{hit.title} {hit.heading} {hit.header}"))
    whole = unwrapped(hit.text)
    lead = hit.heading
    for start, end in sentence_spans(whole):
        text = LABEL.sub("", whole[start:end])
        item = _OWN_MARK.match(whole[start:end]) is not None
        if not item and _leads(whole, start, end):
            lead = text
        denial = lead if item and DENIES.search(lead) else ""
        if stems(text):
            said = (*_words(text), *_words(denial))
            clauses = [_denied(clause, denial) if denial else clause for clause in _clauses(text)]
            yield Statement(hit, hit.start + start, hit.start + end, frozenset(said), above, tuple(clauses))


def _leads(whole: str, start: int, end: int) -> bool:
    """Tell whether a few words that are no sentence have a line for themselves, as what stands above a list has."""
    alone = whole[:start].rstrip(" ")[-1:] in ("", "\n") and whole[end:].lstrip(" ")[:1] in ("", "\n")
    return alone and len(whole[start:end].split()) <= _LEAD_MOST and whole[end - 1] not in ".!?;,"


def _denied(clause: _Clause, denial: str) -> _Clause:
    return replace(clause, words=clause.words | frozenset(_words(denial)), denies=True)
