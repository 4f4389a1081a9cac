"""Checking a claim against the library: what supports it, what says otherwise, and how much was searched.

A claim is any sentence, of an answer or of a person. `support` judges whether passages say it, `agreement` whether one
of their sentences contradicts it. Nothing found does not mean that it is wrong.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from alcove.core.errors import AppError
from alcove.rag.agreement import Cause, Span, judged, sentence, spoken
from alcove.rag.facts import names_in
from alcove.rag.opposites import CLAUSE
from alcove.rag.retrieve import Found
from alcove.rag.sentences import sentence_spans, unwrapped
from alcove.rag.stems import content_stems, stems
from alcove.rag.support import LABEL, Evidence
from alcove.rag.types import Coverage, Hit

LOOKED_AT = 16
"""Passages that a claim is compared with."""
_SAME_MATTER = 0.5
"""What a sentence must share with a claim to be about the same matter, so that it can contradict it."""
_HEADING = re.compile(r"#.*|[^\d.!?…;:]{1,60}")
_MEANS_A_FILTER = re.compile(r"[:\"]|(?<!\w)-(?=\w)")


class Searchable(Protocol):
    """What a claim is checked against: `library.Library`."""

    def find(self, query: str, *, k: int, source: Sequence[str] | None) -> Found: ...

    def counts(self, names: Sequence[str] | None) -> Coverage: ...

    def rarity(self, words: Sequence[str]) -> dict[str, float]: ...


@dataclass(frozen=True, slots=True)
class Passage:
    """What stands at `start:end` of the document of a hit; `cause` says why it contradicts, where it does."""

    hit: Hit
    start: int
    end: int
    cause: Cause | None = None

    @property
    def text(self) -> str:
        """Its words, as they stand in the document."""
        return self.hit.text[self.start - self.hit.start : self.end - self.hit.start]


@dataclass(frozen=True, slots=True)
class Checked:
    """What the library says of a claim.

    `passages` were looked at, of the items that `coverage` counts. `nearest` is what says most of the claim where
    nothing supports or contradicts it. `degraded` says why it was searched by words only, if it was.
    """

    claim: str
    coverage: Coverage
    passages: int
    supported: Passage | None = None
    contradicted: Passage | None = None
    nearest: Passage | None = None
    degraded: str = ""

    @property
    def verdict(self) -> Literal["supported", "contradicted", "disputed", "not found"]:
        """Say it in a word; "disputed" where one document supports it and another says otherwise."""
        if self.supported and self.contradicted:
            return "disputed"
        return "supported" if self.supported else "contradicted" if self.contradicted else "not found"


def check(claim: str, library: Searchable, sources: Sequence[str] = ()) -> Checked:
    """Look for what supports or contradicts a claim in some sources (none: all). Raises AppError where it says nothing.

    A document that supports a claim is not heard against it: it may tell what was before, or another case.
    """
    claim = " ".join(claim.split())
    if not content_stems(claim):
        raise AppError("There is nothing in this claim to look for.", "Give a whole sentence.")
    found = library.find(_MEANS_A_FILTER.sub(" ", claim), k=LOOKED_AT, source=sources or None)
    hits = found.result.hits
    nearest = Evidence(hits, library.rarity, claim).nearest(claim)
    passage = Passage(nearest.hit, nearest.start, nearest.end) if nearest else None
    supported = passage if passage and nearest and nearest.enough and not _doubtful(claim, passage.text) else None
    against = [one for one in _against(claim, hits) if supported is None or one[1].hit.uri != supported.hit.uri]
    contradicted = max(against, key=lambda one: one[0])[1] if against else None
    told = supported or contradicted or passage is None or _HEADING.fullmatch(passage.text)
    rest = None if told or not nearest or not nearest.share else passage
    coverage = library.counts(sources or None)
    return Checked(claim, coverage, len(hits), supported, contradicted, rest, found.degraded)


def _doubtful(claim: str, passage: str) -> bool:
    """Tell whether something in a passage speaks against a claim that its words support."""
    language = spoken(claim)
    names = names_in(f"{claim}\n{passage}", language)
    return bool(judged(sentence(claim, language, names), sentence(passage, language, names)).against)


def _against(claim: str, hits: Sequence[Hit]) -> Iterator[tuple[float, Passage]]:
    """Yield the sentences of passages that contradict a claim, each with how much it shares with it."""
    language = spoken(claim)
    for hit in hits:
        names = names_in(f"{claim}\n{hit.text}", language)
        said = [sentence(claim[begin:stop], language, names) for begin, stop in _pieces(claim, 0, len(claim))]
        above = frozenset(stems(f"{hit.title} {hit.heading} {hit.header}"))
        whole = unwrapped(hit.text)
        for start, end in sentence_spans(whole):
            if _HEADING.fullmatch(whole, start, end):
                continue
            passage = [sentence(whole[begin:stop], language, names) for begin, stop in _pieces(whole, start, end)]
            for one, other in itertools.product(said, passage):
                judgement = judged(one, other, above)
                if judgement.cause is not None and judgement.shared >= _SAME_MATTER:
                    yield judgement.shared, Passage(hit, hit.start + start, hit.start + end, judgement.cause)


def _pieces(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield a sentence without its number, and what stands before its first comma: the rest says when, how and why."""
    label = LABEL.match(text[start:end])
    start += label.end() if label else 0
    yield start, end
    clause = CLAUSE.search(text, start, end)
    if clause is not None and len(stems(text[start : clause.start()])) > 1:
        yield start, clause.start()
