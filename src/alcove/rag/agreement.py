"""Whether two sentences agree or contradict each other: by figures, dates, names, negations and opposites.

No model is asked: the verdict comes at once, is the same every time and can be explained. What weighs most is that a
contradiction is one: two sentences contradict each other only where they speak of the same thing and differ in one
respect that excludes the other. Words that only one of them has may be what tells their subjects apart, so there, as
wherever it is not certain, they are called different.

`make bench ARGS=differences` measures it on pairs judged by hand (bench/differences).
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from alcove.core.folding import fold
from alcove.rag.facts import TITLES, Fact, Kind, facts_in, names_in, relation
from alcove.rag.languages import FUNCTION_WORDS, language_of
from alcove.rag.opposites import (
    BEARS,
    BEFORE_AFTER,
    CLASSES,
    CLAUSE,
    COUNTERPARTS,
    DENIES,
    HELD_BY_ONE,
    IRREGULAR,
    LIGHT,
    ONE_TIME,
    OPPOSITES,
    PERSONS,
    POLES_FROM,
    REPEATS,
    RESERVES,
    RESERVES_TOO,
)
from alcove.rag.stems import FUNCTION_STEMS, stem

Verdict = Literal["agreeing", "contradicting", "different"]
CauseKind = Kind | Literal["denial", "opposite", "class", "party", "order", "opinion"]
Span = tuple[int, int]

_FACT = 2.0
"""What a fact that both have tells of their agreement, in words."""
_AGREED, _AGREED_APART = 0.62, 0.72
"""The share of agreement that is enough; where each side has words the other has not, more is wanted."""
_LEAST_TOLD = 2.0
_TELLING = 2
"""Facts in common that tell by themselves that two sentences speak of the same thing."""
_ALIKE, _ALIKE_SHARE = 4, 0.75
_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
_LIST = re.compile(r"[\s,;&]*(?:\b(?:and|or|und|oder|et|ou|и|или|with|mit|avec|с)\b)?[\s,;&]*")
_PRONOUN = re.compile(
    r"\W*(?:(?:yes|no|ja|nein|oui|non|да|нет)\W+)?(?:it|they|he|she|this|that|these|es|er|sie|dies\w*|ils?|elles?|c.est|cela|он[аои]?|это)\b",
    re.IGNORECASE,
)
_BY = re.compile(r"\b(?:by|von|vom|par|durch)\b", re.IGNORECASE)
_PREFIXED = 4
_PREFIXES = ("un", "in", "im", "non", "dis", "не", "il", "ir")


@dataclass(frozen=True, slots=True)
class Word:
    """A word that says something: its stem, its place, and the stems it has without a prefix that denies it."""

    stem: str
    start: int
    end: int
    bare: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence taken apart: its facts, and its words besides them."""

    text: str
    language: str
    facts: tuple[Fact, ...]
    words: tuple[Word, ...]
    denials: tuple[Span, ...]
    reserves: bool

    @property
    def stems(self) -> frozenset[str]:
        """What its words say."""
        return frozenset(word.stem for word in self.words)


@dataclass(frozen=True, slots=True)
class Cause:
    """Why two sentences contradict each other: of what kind it is, and the words of each side that do.

    `first_spans` and `second_spans` are where those stand. Of a denial only one side has words. "opinion" is that of a
    model, which names none.
    """

    kind: CauseKind
    first: str = ""
    second: str = ""
    first_spans: tuple[Span, ...] = ()
    second_spans: tuple[Span, ...] = ()

    def words(self, here: str = "here", there: str = "there") -> str:
        """Tell it in words: "12 months here, 6 months there"."""
        if self.kind == "opinion":
            return "both cannot be true"
        if self.kind == "denial":
            return f"{self.first or self.second} stands only {here if self.first else there}"
        if self.kind == "order":
            return f"{self.first} and {self.second} are the other way round"
        return f"{self.first} {here}, {self.second} {there}"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What two sentences are to each other, how much they share (0 to 1), and why they contradict each other.

    `against` is all that speaks against their agreement, be it not enough to contradict.
    """

    verdict: Verdict
    shared: float
    cause: Cause | None = None
    against: tuple[Cause, ...] = ()


def sentence(text: str, language: str = "", names: Collection[str] = ()) -> Sentence:
    """Take a sentence apart. `language` and `names` are those of the text it stands in, where that is known."""
    language = language or spoken(text)
    facts = facts_in(text, language, names)
    code = [one for one in facts if one.kind == "code"]
    cues = (match.span() for match in DENIES.finditer(text))
    denials = tuple(cue for cue in cues if not any(one.start <= cue[0] < one.end for one in code))
    functional = FUNCTION_WORDS.get(language, frozenset())
    words = []
    for match in _WORD.finditer(text):
        start, end = match.span()
        plain = fold(match[0])
        inside = any(one.start < end and start < one.end for one in facts)
        denying = any(begin < end and start < stop for begin, stop in denials)
        if inside or (denying and plain != "нельзя"):
            continue
        said = IRREGULAR.get(plain, "") if language == "en" else ""
        said = said or stem(plain, language)
        known = plain in OPPOSITES.get(language, {}) or plain in CLASSES
        if known or not (
            plain in TITLES
            or plain in BEFORE_AFTER
            or said in FUNCTION_STEMS
            or plain in functional
            or match[0].lower() in functional
        ):
            words.append(Word(plain if plain in CLASSES else said, start, end, _bare(plain, said, language)))
    reserves = bool(RESERVES.search(text) or RESERVES_TOO.search(text))
    return Sentence(text, language, facts, tuple(words), denials, reserves)


def _bare(plain: str, said: str, language: str) -> frozenset[str]:
    """Return the stems of a word without its prefix: that of "immutable" does not end like that of "mutable"."""
    rests = [
        whole.removeprefix(prefix)
        for whole in {plain, said}
        for prefix in _PREFIXES
        if whole.startswith(prefix) and len(whole) - len(prefix) >= _PREFIXED
    ]
    return frozenset([*rests, *(stem(rest, language) for rest in rests)])


def spoken(text: str) -> str:
    """Return the language of a text, however short; English where nothing tells."""
    words = {match[0].lower() for match in _WORD.finditer(text)}
    most = max(("en", "de", "fr"), key=lambda code: len(words & FUNCTION_WORDS[code]))
    return language_of(text, "ru" if re.search(r"[а-яё]{2}", text, re.IGNORECASE) else most)


def pair(first: str, second: str, language: str = "") -> Judgement:
    """Judge two sentences that stand alone."""
    both = f"{first}\n{second}"
    language = language or spoken(both)
    names = names_in(both, language)
    return judged(sentence(first, language, names), sentence(second, language, names))


def judged(first: Sentence, second: Sentence, about: Collection[str] = ()) -> Judgement:
    """Judge two sentences. `about` are stems both may leave unsaid, such as those of the question they answer."""
    one, other = _Side(first, second, about), _Side(second, first, about)
    matched, others, near, left = _paired(first.facts, second.facts)
    common = first.stems & second.stems
    told = len(common) + _FACT * len(matched)
    apart = min(len(one.own), len(other.own)) + _FACT * min(len(left[0]) + len(others), len(left[1]) + len(others))
    share = told / (told + apart) if told else 0.0
    shared = _likeness(one, other, len(matched), len(others))
    conflicts = [*_facts_apart(others, first, second), *_opposed(one, other), *_ordered(one, other, matched)]
    unsure = bool(near) or len(others) > 1 or _times_unsure(first, second)
    unsure = unsure or _crossed(one, other) or _of_others(one, other)
    certain = _certain(one, other, conflicts, told=told, unsure=unsure, left=left)
    if certain is not None:
        return Judgement("contradicting", shared, certain, tuple(conflicts))
    if conflicts or unsure or first.reserves != second.reserves:
        return Judgement("different", shared, against=tuple(conflicts))
    alike = not (one.own or other.own or any(left))  # all that the one says, the other says too
    agreed = told >= (1 if alike else _LEAST_TOLD) and share >= (_AGREED_APART if one.own and other.own else _AGREED)
    if len(matched) < _TELLING:  # nothing but the words tells that they speak of the same thing
        agreed = agreed and bool(common) and not _of_another(one, other, left) and not (any(left) and not matched)
    return Judgement("agreeing" if agreed and not (left[0] and left[1]) else "different", shared)


class _Side:
    """A sentence beside the other one: its opposites of the other's words, which words are its own, whether it denies.

    `own` are the stems that the other has not and that may tell another subject; `lone_minus` says that a word denies
    what the other does not assert in the same terms.
    """

    def __init__(self, said: Sentence, beside: Sentence, about: Collection[str]) -> None:
        self.said = said
        known = OPPOSITES.get(said.language, {})
        theirs = {known[word.stem][0] for word in beside.words if word.stem in known}
        self.opposites: dict[int | str, tuple[int, Word]] = {
            number: (side, word)
            for word in said.words
            if word.stem in known
            for number, side in [known[word.stem]]
            if number in theirs
        }
        self.opposites |= _prefixed(said, beside)
        kinds = {CLASSES[word.stem][0] for word in beside.words if word.stem in CLASSES}
        classed = [word for word in said.words if word.stem in CLASSES and CLASSES[word.stem][0] in kinds]
        self.classes = {CLASSES[word.stem][0]: word for word in classed}
        self.denies = any(not CLAUSE.search(said.text) or _touches(said, beside, span) for span in said.denials)
        paired = {*classed, *(word for _, word in self.opposites.values())}
        self.stems = frozenset(word.stem for word in said.words if word not in paired and word.stem not in LIGHT)
        denied = (
            {form for form, (number, side) in known.items() if number == 0 and side > 0} if beside.denials else set()
        )
        their_stems = beside.stems
        self.own = frozenset(
            one
            for one in self.stems.difference(about, denied, their_stems)
            if not any(_alike(one, their, said.language) for their in their_stems)
        )
        self.lone_minus = any(known.get(word.stem, (0, 1))[1] < 0 and word not in paired for word in said.words)


def _prefixed(said: Sentence, beside: Sentence) -> dict[int | str, tuple[int, Word]]:
    """Return the words that a prefix makes the opposite of one of the other sentence, or the other way round."""
    found: dict[int | str, tuple[int, Word]] = {}
    for side, long, short in ((-1, said, beside), (1, beside, said)):
        for word in long.words:
            for other in short.words:
                if other.stem in word.bare:
                    found[other.stem] = side, word if long is said else other
    return found


def _alike(one: str, other: str, language: str) -> bool:
    """Tell whether two stems are of one word: Russian changes the end of a stem (оплатить, оплачен)."""
    if one == other or language != "ru":
        return one == other
    same = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return same >= _ALIKE and same >= _ALIKE_SHARE * max(len(one), len(other))


def _of_another(one: _Side, other: _Side, left: tuple[list[Fact], list[Fact]]) -> bool:
    """Tell whether two sentences may be about different things: by what each begins with, a pronoun, or a name."""
    first = [next((word.stem for word in side.said.words), "") for side in (one, other)]
    vague = any(_PRONOUN.match(mine.said.text) and their.own for mine, their in ((one, other), (other, one)))
    named = any(
        fact.kind == "name" and side.own for facts, side in zip(left, (other, one), strict=True) for fact in facts
    )
    return vague or named or (first[0] in one.own and first[1] in other.own)


def _touches(said: Sentence, beside: Sentence, denial: Span) -> bool:
    """Tell whether a denial stands in a clause that speaks of what the other sentence speaks of."""
    start, end = _clause(said.text, denial[0])
    return bool({word.stem for word in said.words if start <= word.start < end} & beside.stems)


def _clause(text: str, at: int) -> Span:
    """Return the clause of a text that holds a place."""
    start, end = 0, len(text)
    for match in CLAUSE.finditer(text):
        if match.end() <= at:
            start = match.end()
        else:
            end = min(end, match.start())
    return start, end


def _opposites_apart(one: _Side, other: _Side) -> list[tuple[int | str, Word, Word]]:
    """Return where one side says the opposite of the other's word: which pair of opposites it is, and both words."""
    both = [(key, one.opposites[key], other.opposites[key]) for key in one.opposites.keys() & other.opposites.keys()]
    apart = [(key, mine[1], their[1]) for key, mine, their in both if mine[0] != their[0]]
    return sorted(apart, key=lambda found: found[1].start)


def _classes_apart(one: _Side, other: _Side) -> list[tuple[Word, Word]]:
    """Return where the sides name different members of a closed class, such as two colours."""
    both = [(one.classes[kind], other.classes[kind]) for kind in one.classes if kind in other.classes]
    return [words for words in both if CLASSES[words[0].stem] != CLASSES[words[1].stem]]


def _crossed(one: _Side, other: _Side) -> bool:
    """Tell whether one side denies in one clause and says an opposite in another: no "not excluded"."""
    said = one.said if one.denies else other.said
    denied = {_clause(said.text, start) for start, _ in said.denials}
    words = [words[said is other.said] for _, *words in _opposites_apart(one, other)]
    return one.denies != other.denies and any(_clause(said.text, word.start) not in denied for word in words)


def _of_others(one: _Side, other: _Side) -> bool:
    """Tell whether two sentences may be about others: she, not he; hot water, not cold; what is not hot."""
    begin = [match[0].lower() for side in (one, other) if (match := _WORD.search(side.said.text))]
    language = one.said.language
    poles = [tuple(words) for key, *words in _opposites_apart(one, other) if _is_pole(key, language)]
    telling = [*poles, *_classes_apart(one, other)]
    return (
        len({*begin} & PERSONS) > 1
        or (bool(poles) and one.denies != other.denies)
        or any(_in_subject(one.said, mine) or _in_subject(other.said, theirs) for mine, theirs in telling)
    )


def _is_pole(key: int | str, language: str) -> bool:
    return isinstance(key, int) and key >= POLES_FROM.get(language, 0)


def _in_subject(said: Sentence, word: Word) -> bool:
    """Tell whether a sentence begins with a word, or with a noun and it: "hot water is …", «l’eau chaude est …»."""
    two = said.words[:2]
    return two[0] == word or (said.language == "fr" and two[-1] == word and two[0].end + 1 == word.start)


def _paired(
    first: Sequence[Fact], second: Sequence[Fact]
) -> tuple[list[tuple[Fact, Fact]], list[tuple[Fact, Fact]], list[tuple[Fact, Fact]], tuple[list[Fact], list[Fact]]]:
    """Pair the facts of two sentences: those that are the same, others, and not certain; and what is left of each."""
    left, right = list(first), list(second)
    found: dict[str, list[tuple[Fact, Fact]]] = {"same": [], "unsure": [], "other": []}
    for wanted, pairs in found.items():
        for fact in list(left):
            match = next((one for one in right if relation(fact, one) == wanted), None)
            if match is not None:
                pairs.append((fact, match))
                left.remove(fact)
                right.remove(match)
    ones = [[one for one in side if not (one.kind == "amount" and one.values == {1})] for side in (left, right)]
    return found["same"], found["other"], found["unsure"], (ones[0], ones[1])


def _likeness(one: _Side, other: _Side, matched: int, others: int) -> float:
    """Return how much two sentences share, 0 to 1: whether they speak of the same thing, whatever they say of it."""
    common = len(one.stems & other.stems) + len(one.opposites.keys() & other.opposites.keys()) + _FACT * matched
    common += 0.5 * others if common else 0
    whole = sum(len(side.stems) + len(side.opposites) + _FACT * len(side.said.facts) for side in (one, other)) / 2
    least = min(len(side.stems) + len(side.opposites) + _FACT * len(side.said.facts) for side in (one, other))
    return min(1.0, (common / whole + common / least) / 2) if least else 0.0


def _facts_apart(others: Sequence[tuple[Fact, Fact]], first: Sentence, second: Sentence) -> list[Cause]:
    found: dict[str, Cause] = {}
    for fact, their in others:
        spans = (fact.start, fact.end), (their.start, their.end)
        said, theirs = first.text[slice(*spans[0])].strip("`"), second.text[slice(*spans[1])].strip("`")
        found.setdefault(fact.kind, Cause(fact.kind, said, theirs, (spans[0],), (spans[1],)))
    return list(found.values())


def _opposed(one: _Side, other: _Side) -> list[Cause]:
    """Return where one side denies what the other says, says its opposite, or names another of a closed class."""
    apart = _opposites_apart(one, other)
    odd = (one.denies != other.denies) ^ bool(apart)
    found = [_of_words("opposite", one, other, (mine, theirs)) for _, mine, theirs in apart if odd]
    if odd and not found:
        spans = tuple(side.said.denials if side.denies else () for side in (one, other))
        cues = [f"“{side.said.text[slice(*side.said.denials[0])]}”" if side.denies else "" for side in (one, other)]
        found.append(Cause("denial", cues[0], cues[1], spans[0], spans[1]))
    found += [_of_words("class", one, other, words) for words in _classes_apart(one, other)]
    parties = [
        (mine, theirs)
        for mine in one.said.words
        if mine.stem in COUNTERPARTS and mine.stem in one.own
        for theirs in other.said.words
        if theirs.stem in COUNTERPARTS and theirs.stem in other.own
        if COUNTERPARTS[mine.stem][0] == COUNTERPARTS[theirs.stem][0]
    ]
    if parties and all(side.said.stems & BEARS for side in (one, other)):
        found.append(_of_words("party", one, other, parties[0]))
    return found


def _of_words(
    kind: Literal["opposite", "class", "party", "order"], one: _Side, other: _Side, words: tuple[Word, Word]
) -> Cause:
    spans = tuple((word.start, word.end) for word in words)
    said, theirs = (side.said.text[slice(*span)] for side, span in zip((one, other), spans, strict=True))
    return Cause(kind, f"“{said}”", f"“{theirs}”", (spans[0],), (spans[1],))


def _ordered(one: _Side, other: _Side, matched: Sequence[tuple[Fact, Fact]]) -> list[Cause]:
    """Return where both name the same things, but two of them in each other's place."""
    if one.own or other.own or bool(_BY.search(one.said.text)) != bool(_BY.search(other.said.text)):
        return []
    keys = {fact: number for number, facts in enumerate(matched) for fact in facts}
    rows = [_row(side, keys) for side in (one, other)]
    if Counter(key for key, *_ in rows[0]) != Counter(key for key, *_ in rows[1]):
        return []
    apart = [at for at, (mine, theirs) in enumerate(zip(*rows, strict=True)) if mine[0] != theirs[0]]
    turned = _turned_round(one, other)
    if turned is not None:
        return [turned]
    if len(apart) != 2 or apart[1] - apart[0] < 2 or _BY.search(one.said.text):
        return []  # neighbours too: "the shed door" is "the door of the shed"
    start, end = apart
    kinds = {rows[0][at][3] for at in apart}
    if len(kinds) > 1 or (kinds <= {"word", "name"} and one.said.language in ("ru", "de")):
        return []  # where words have cases, their order says little
    between = one.said.text[rows[0][start][2] : rows[0][end][1]]
    for row in rows[0][start + 1 : end]:
        if row[3] == rows[0][start][3]:
            between = between.replace(one.said.text[row[1] : row[2]], "")
    if _LIST.fullmatch(between):
        return []
    spans = [tuple((row[at][1], row[at][2]) for at in apart) for row in rows]
    names = [one.said.text[slice(*span)] for span in spans[0]]
    return [Cause("order", f"“{names[0]}”", f"“{names[1]}”", spans[0], spans[1])]


def _row(side: _Side, keys: dict[Fact, int]) -> list[tuple[object, int, int, str]]:
    """Return what a sentence names, in order: what it is, where it stands, of what kind it is."""
    facts = [(keys.get(fact, fact), fact.start, fact.end, fact.kind) for fact in side.said.facts]
    words = [(word.stem, word.start, word.end, "word") for word in side.said.words if word.stem not in LIGHT]
    return sorted([*facts, *words], key=lambda one: one[1])


def _times(said: Sentence) -> list[re.Match[str]]:
    """Return the words that put something before or after something else."""
    return [match for match in _WORD.finditer(said.text) if fold(match[0]) in BEFORE_AFTER]


def _in_time(said: Sentence) -> tuple[list[Word], list[Word]] | None:
    """Return what a sentence puts first in time, and what it puts last; None where that is not told for certain."""
    found = _times(said)
    if len(found) != 1:
        return None
    (match,) = found
    before = [word for word in said.words if word.end <= match.start()]
    after = [word for word in said.words if word.start >= match.end()]
    comma = CLAUSE.search(said.text, match.end())
    if not before and comma:  # "After lunch, the board met"
        before = [word for word in after if word.start >= comma.end()]
        after = [word for word in after if word.end <= comma.start()]
    if not before or not after:
        return None
    return (before, after) if BEFORE_AFTER[fold(match[0])] else (after, before)


def _times_unsure(first: Sentence, second: Sentence) -> bool:
    """Tell whether one sentence may put before what the other puts after, and that is not told for certain."""
    times = [sorted(BEFORE_AFTER[fold(match[0])] for match in _times(said)) for said in (first, second)]
    return all(times) and times[0] != times[1] and not (_in_time(first) and _in_time(second))


def _turned_round(one: _Side, other: _Side) -> Cause | None:
    """Return a conflict where one side puts before what the other puts after."""
    mine, theirs = _in_time(one.said), _in_time(other.said)
    if mine is None or theirs is None:
        return None
    first, their_first = ({word.stem for word in times[0]} for times in (mine, theirs))
    if len(first & their_first) >= len(first - their_first):
        return None
    names = [f"“{one.said.text[words[-1].start : words[-1].end]}”" for words in mine]
    spans = [tuple(match.span() for match in _times(side.said)) for side in (one, other)]
    return Cause("order", names[0], names[1], spans[0], spans[1])


def _certain(
    one: _Side, other: _Side, conflicts: Sequence[Cause], *, told: float, unsure: bool,
    left: tuple[list[Fact], list[Fact]],
) -> Cause | None:  # fmt: skip
    """Return the conflict that is certain: the only one, between sentences that speak of the same thing."""
    if len({conflict.kind for conflict in conflicts}) != 1 or unsure or one.said.reserves != other.said.reserves:
        return None
    conflict, own = conflicts[0], (one.own, other.own)
    if any(fact.kind in ("place", conflict.kind) for facts in left for fact in facts):
        return None  # the first of several, or another one that may be meant
    if conflict.kind == "date" and all(side.said.stems & REPEATS for side in (one, other)):
        times = [{fold(match[0]) for match in ONE_TIME.finditer(side.said.text)} for side in (one, other)]
        if not times[0] or times[0] != times[1]:
            return None
    if not told and not (one.opposites.keys() & other.opposites.keys() and not (own[0] or own[1])):
        return None
    if conflict.kind == "party":
        own = (own[0] - COUNTERPARTS.keys(), own[1] - COUNTERPARTS.keys())
    if conflict.kind in ("denial", "opposite"):
        own = (_own_beside(one, conflict.first_spans), _own_beside(other, conflict.second_spans))
    if own[0] or own[1] or (left[0] and left[1]):
        return None
    if conflict.kind in ("denial", "opposite"):
        lone = one.lone_minus or other.lone_minus
        return None if lone or (told < _LEAST_TOLD and any(left)) else conflict
    if conflict.kind == "name" and not all(_held_by_one(side) for side in (one, other)):
        return None
    return conflict


def _own_beside(side: _Side, spans: Sequence[Span]) -> frozenset[str]:
    """Return the words a side has for itself in the clauses that hold some words; everywhere where it has none."""
    clauses = {_clause(side.said.text, start) for start, _ in spans} or {(0, len(side.said.text))}
    inside = {word.stem for word in side.said.words for start, end in clauses if start <= word.start < end}
    return side.own & inside


def _held_by_one(side: _Side) -> bool:
    return any(word.stem in HELD_BY_ONE for word in side.said.words)
