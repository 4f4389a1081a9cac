"""What several answers to one question have in common, and where they differ: their sentences, side by side.

Sentences that speak of the same thing stand in one row, whatever their order; each row is agreeing, contradicting, only
here, or, where that is not certain, different. `agreement` judges; `opinion` may ask a model about the rows it leaves
open. Pure functions over text; the shells show what they return.
"""

import itertools
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from alcove.core.cancel import CancelToken
from alcove.core.markup import MARKER
from alcove.rag.agreement import Cause, Judgement, Sentence, Span, judged, sentence, spoken
from alcove.rag.facts import names_in
from alcove.rag.opposites import LIGHT
from alcove.rag.sentences import sentence_spans
from alcove.rag.stems import content_stems

RowKind = Literal["agreeing", "contradicting", "only here", "different"]

_ALIKE = 0.3
"""How much two sentences must share to stand in one row."""
_BESIDE = 0.5
"""The same, for a second sentence of an answer to stand in a row."""
_SAME_PLACE = 0.08
"""What it speaks for two sentences that they stand at the same place of their answers."""
_COMMON = 0.1
"""A word in more of all sentences than this share leads nowhere: it is what the question is about."""
_NEAREST = 4
"""So many sentences of another answer, those that share most, are looked at for each."""
_FEW = 24
"""So few sentences are compared by every word."""

_FENCED = re.compile(r"^ {0,3}(```+|~~~+).*?(?:^ {0,3}\1[`~]*\s*?$|\Z)", re.MULTILINE | re.DOTALL)
_LINE_MARK = re.compile(r"\A\s*(?:>\s*)*(?:[-*•+]\s+|\d{1,3}[.)]\s+)?(?:\[[ xX]\]\s+)?")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_EMPHASIS = re.compile(r"\*\*|__|(?<!\w)[*_](?=\w)|(?<=[\w.,:;!?])[*_](?!\w)")
_AND = re.compile(r",?\s+(?:and|und|et|и|while|während|tandis que|а)\s+|;\s+|,\s+(?=(?:the|die|der|das|le|la|les)\s)")
_FIGURE = re.compile(r"\d[\d.,]*")
_SAYS = 1
"""Words that a part of a sentence has besides its figures, to be a statement of its own."""
_RULE = re.compile(r"[\s|:=_*-]*")
_CELLS = re.compile(r"\s*\|\s*")
_LABEL = re.compile(r"\s*\((?:general knowledge|общие знания)\)")


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer and who gave it."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of answer number `answer`, at `start:end` of its text; `text` is it without Markdown and markers."""

    answer: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Contrast:
    """Two claims that contradict each other, and why."""

    first: Claim
    second: Claim
    cause: Cause


@dataclass(frozen=True, slots=True)
class Row:
    """What the answers say of one thing: a cell for each answer, which is empty where it says nothing.

    `contrasts` are told of a contradicting row. `judge` is the model that judged it, empty where the rules did.
    """

    kind: RowKind
    cells: tuple[tuple[Claim, ...], ...]
    contrasts: tuple[Contrast, ...] = ()
    judge: str = ""

    @property
    def claims(self) -> tuple[Claim, ...]:
        """All its claims."""
        return tuple(itertools.chain.from_iterable(self.cells))

    def marks(self, claim: Claim) -> tuple[Span, ...]:
        """Return the spans of a claim's text that contradict another one."""
        spans = [one.cause.first_spans for one in self.contrasts if one.first == claim]
        spans += [one.cause.second_spans for one in self.contrasts if one.second == claim]
        return tuple(sorted(set(itertools.chain.from_iterable(spans))))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Answers, and their sentences in rows, in the order in which they are said."""

    answers: tuple[Answer, ...]
    rows: tuple[Row, ...]

    def count(self, kind: RowKind) -> int:
        """Return how many rows are of a kind."""
        return sum(row.kind == kind for row in self.rows)


def is_open(row: Row) -> bool:
    """Tell whether a model may be asked about a row: it is "different" between two sentences."""
    held = [cell for cell in row.cells if cell]
    return row.kind == "different" and len(held) == len(row.claims) == 2 and not row.judge


def compared(answers: Sequence[Answer], question: str = "", token: CancelToken | None = None) -> Comparison:
    """Lay two or more answers to `question` side by side; cancelled, the rows are those found so far."""
    token = token or CancelToken()
    said = [claims_of(one.text, number) for number, one in enumerate(answers)]
    whole = "\n".join([*(one.text for one in answers), question])
    language = spoken(whole)
    names = names_in(whole, language)
    read = {claim: sentence(claim.text, language, names) for claims in said for claim in claims}
    about = frozenset(content_stems(question))
    groups = _grouped(said, read, about, token)
    rows = [_row(_cells(group, len(answers)), read, about) for group in _in_order(groups, said)]
    return Comparison(tuple(answers), tuple(rows))


def claims_of(text: str, answer: int = 0) -> list[Claim]:
    """Return the sentences of an answer that say something: no headings, no code, no words that lead in a list."""
    plain = _FENCED.sub(lambda block: re.sub(r"[^\n]", " ", block[0]), text)
    found = []
    for start, end in sentence_spans(plain):
        written = plain[start:end]
        if written.startswith("#") or _RULE.fullmatch(written):
            continue
        start += len(written) - len(_LINE_MARK.sub("", written, count=1))
        for begin, stop in _parts(plain, start, end):
            words = _plain(plain[begin:stop])
            if content_stems(words) and not words.endswith(":"):
                found.append(Claim(answer, begin, stop, words))
    return found


def _parts(text: str, start: int, end: int) -> Iterator[Span]:
    """Cut a sentence that tells several figures of several things: "The rent is £850 and the deposit £1,700"."""
    for match in _AND.finditer(text, start, end):
        parts = (MARKER.sub("", part) for part in (text[start : match.start()], text[match.end() : end]))
        if all(_FIGURE.search(part) and len(content_stems(_FIGURE.sub("", part))) >= _SAYS for part in parts):
            yield start, match.start()
            start = match.end()
    yield start, end


def _plain(written: str) -> str:
    """Return a sentence as it reads: without markers, emphasis and the bars of a table."""
    words = _LABEL.sub("", _EMPHASIS.sub("", _LINK.sub(r"\1", MARKER.sub("", written))))
    if words.startswith("|"):
        words = ", ".join(cell for cell in _CELLS.split(words.strip("| ")) if cell)
    return " ".join(words.split())


# Rows


class _Likeness:
    """How much two sentences share: each word and fact counts by how few of all sentences have it.

    One sentence of each answer may have it, and it counts no less. A sentence of light words alone is like the same.
    """

    def __init__(self, read: Mapping[Claim, Sentence], answers: int) -> None:
        self._keys = {claim: _keys(one) or frozenset({one.text}) for claim, one in read.items()}
        counts = Counter(itertools.chain.from_iterable(self._keys.values()))
        most = max(_FEW, math.ceil(_COMMON * len(read)))
        self._weight = {key: math.log(1 + len(read) / max(count, answers)) for key, count in counts.items()}
        self._whole = {claim: sum(self._weight[key] for key in keys) for claim, keys in self._keys.items()}
        self._leads = {key for key, count in counts.items() if count <= most}

    def candidates(self) -> Iterator[tuple[Claim, Claim, float]]:
        """Yield for each claim those of each later answer that share most with it, and how much."""
        holders: dict[object, list[Claim]] = {}
        for claim, keys in self._keys.items():
            for key in keys & self._leads:
                holders.setdefault(key, []).append(claim)
        for claim, keys in self._keys.items():
            common: Counter[Claim] = Counter()
            for key in keys & self._leads:
                common.update(other for other in holders[key] if other.answer > claim.answer)
            by_answer: dict[int, list[Claim]] = {}
            for other, _ in common.most_common():
                by_answer.setdefault(other.answer, []).append(other)
            for some in by_answer.values():
                for other in some[:_NEAREST]:
                    yield claim, other, self.of(claim, other)

    def of(self, first: Claim, second: Claim) -> float:
        """Return it as a share, 0 to 1: of what both say, and of what the one says that says less."""
        common = sum(self._weight[key] for key in self._keys[first] & self._keys[second])
        whole = self._whole[first], self._whole[second]
        return (2 * common / sum(whole) + common / min(whole)) / 2 if common else 0.0


def _keys(one: Sentence) -> frozenset[object]:
    """Return its words that say something, and of each fact the greatest value: 1.700 is more often a thousand."""
    figures = {
        (fact.kind, max(fact.values, key=lambda value: (value if isinstance(value, Fraction) else 0, str(value))))
        for fact in one.facts
    }
    return (one.stems - LIGHT) | figures


def _grouped(
    said: Sequence[Sequence[Claim]], read: Mapping[Claim, Sentence], about: frozenset[str], token: CancelToken
) -> list[list[Claim]]:
    """Put claims that speak of the same thing together, those first of which that is most certain.

    An answer has one claim in a group, or neighbours that each share enough with it.
    """
    place = {claim: (at, at / max(1, len(claims))) for claims in said for at, claim in enumerate(claims)}
    likeness = _Likeness(read, len(said))
    scored, told = [], set[tuple[Claim, Claim]]()
    for first, second, share in likeness.candidates():
        if token.cancelled:
            break
        certain = judged(read[first], read[second], about).verdict != "different"
        if certain or share >= _ALIKE:
            told |= {(first, second), (second, first)} if certain else set()
            near = _SAME_PLACE * (1 - abs(place[first][1] - place[second][1]))
            scored.append((certain + share + near, first, second))
    scored.sort(key=lambda one: (-one[0], one[1].answer, one[1].start))
    group_of = {claim: [claim] for claims in said for claim in claims}
    for _, first, second in scored:
        mine, theirs = group_of[first], group_of[second]
        if mine is theirs or not _fit(mine, theirs, likeness, told, place):
            continue
        mine += theirs
        for claim in theirs:
            group_of[claim] = mine
    return list({id(group): group for group in group_of.values()}.values())


def _fit(
    mine: Sequence[Claim], theirs: Sequence[Claim], likeness: _Likeness, told: Set[tuple[Claim, Claim]],
    place: Mapping[Claim, tuple[int, float]],
) -> bool:  # fmt: skip
    """Tell whether two groups can be one: their claims are alike, and those of one answer are neighbours.

    `told` are the pairs of which more is certain than that.
    """
    within = [abs(place[a][0] - place[b][0]) for a in mine for b in theirs if a.answer == b.answer]
    across = [(a, b) for a in mine for b in theirs if a.answer != b.answer]
    if max(within, default=1) > 1:
        return False
    sure = not told.isdisjoint(across)
    if sure and not within and len(across) == 1:
        return True
    least = _ALIKE if sure or (len(across) == 1 and not within) else _BESIDE
    return sum(likeness.of(a, b) for a, b in across) >= least * len(across)


def _cells(group: Sequence[Claim], columns: int) -> tuple[tuple[Claim, ...], ...]:
    ordered = sorted(group, key=lambda claim: claim.start)
    return tuple(tuple(claim for claim in ordered if claim.answer == column) for column in range(columns))


def _in_order(groups: Sequence[list[Claim]], said: Sequence[Sequence[Claim]]) -> list[list[Claim]]:
    """Order rows as the first answer goes; what only later ones say comes behind what they say before it."""
    group_of = {claim: group for group in groups for claim in group}
    ordered: list[list[Claim]] = []
    for claims in said:
        at = 0
        for claim in claims:
            group = group_of[claim]
            placed = next((place for place, one in enumerate(ordered) if one is group), None)
            if placed is None:
                ordered.insert(at, group)
                placed = at
            at = placed + 1
    return ordered


def _row(cells: tuple[tuple[Claim, ...], ...], read: Mapping[Claim, Sentence], about: frozenset[str]) -> Row:
    held = [cell for cell in cells if cell]
    if len(held) == 1:
        return Row("only here", cells)
    contrasts = []
    agreeing: list[bool] = []
    for first, second in itertools.combinations(held, 2):
        judgements = {(a, b): judged(read[a], read[b], about) for a in first for b in second}
        contrasts += [Contrast(a, b, one.cause) for (a, b), one in judgements.items() if one.cause is not None]
        agreeing.append(_agree(first, second, judgements, read, about))
    if contrasts:
        return Row("contradicting", cells, tuple(contrasts))
    return Row("agreeing" if all(agreeing) else "different", cells)


def _agree(
    first: Sequence[Claim], second: Sequence[Claim], judgements: Mapping[tuple[Claim, Claim], Judgement],
    read: Mapping[Claim, Sentence], about: frozenset[str],
) -> bool:  # fmt: skip
    """Tell whether two cells agree: their only sentences do, or each of the one with what the other says in all."""
    if len(first) == len(second) == 1:
        return judgements[first[0], second[0]].verdict == "agreeing"
    joined = [_joined([read[claim] for claim in cell]) for cell in (first, second)]
    return judged(joined[0], joined[1], about).verdict == "agreeing"


def _joined(sentences: Sequence[Sentence]) -> Sentence:
    if len(sentences) == 1:
        return sentences[0]
    text = " ".join(one.text for one in sentences)
    return sentence(text, sentences[0].language, names_in(text, sentences[0].language))
