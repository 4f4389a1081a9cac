"""What retrieval is measured against: a recursive character splitter, BM25, and rank fusion, as commonly known."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import Stemmer

SEPARATORS = ("\n\n", "\n", " ", "")
Place = tuple[str, int, int]
"""A file's name with the start and end of a passage of its text."""


def split(name: str, text: str, most: int, separators: Sequence[str] = SEPARATORS) -> list[Place]:
    """Split as the widely used recursive character splitters do: at the first separator the text has, and the pieces
    that are too long at the next; neighbours are joined up to `most` characters, and nothing overlaps.

    A separator stays at the beginning of the piece behind it, and passages lose the white space at their ends.
    """
    trimmed = []
    for start, end in _split(text, 0, len(text), most, separators):
        body = text[start:end]
        start += len(body) - len(body.lstrip())
        if body.strip():
            trimmed.append((name, start, start + len(body.strip())))
    return trimmed


def _split(text: str, start: int, end: int, most: int, separators: Sequence[str]) -> Iterator[tuple[int, int]]:
    at = next(n for n, one in enumerate(separators) if not one or text.find(one, start, end) >= 0)
    waiting: list[tuple[int, int]] = []
    for piece in _pieces(text, start, end, separators[at]):
        if piece[1] - piece[0] < most:
            waiting.append(piece)
            continue
        yield from _joined(waiting, most)
        waiting = []
        if at + 1 == len(separators):
            yield piece
        else:
            yield from _split(text, *piece, most, separators[at + 1 :])
    yield from _joined(waiting, most)


def _pieces(text: str, start: int, end: int, separator: str) -> Iterator[tuple[int, int]]:
    if not separator:
        yield from ((at, at + 1) for at in range(start, end))
        return
    began = start
    found = text.find(separator, start, end)
    while found >= 0:
        if found > began:
            yield began, found
        began = found
        found = text.find(separator, found + len(separator), end)
    if end > began:
        yield began, end


def _joined(pieces: Sequence[tuple[int, int]], most: int) -> Iterator[tuple[int, int]]:
    if not pieces:
        return
    began = pieces[0][0]
    for start, end in pieces:
        if end - began > most and start > began:
            yield began, start
            began = start
    yield began, pieces[-1][1]


@dataclass(frozen=True, slots=True)
class Bm25:
    """BM25 in the variant of Lucene (Kamphuis et al., 2020) over stemmed words."""

    postings: dict[str, list[tuple[int, float]]]

    @classmethod
    def of(cls, texts: Sequence[str], k1: float = 1.2, b: float = 0.75) -> "Bm25":
        """Index some texts."""
        counts = [Counter(words(text)) for text in texts]
        lengths = [sum(one.values()) for one in counts]
        mean = sum(lengths) / len(lengths)
        held = Counter(word for one in counts for word in one)
        postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, one in enumerate(counts):
            for word, n in one.items():
                rare = math.log(1 + (len(texts) - held[word] + 0.5) / (held[word] + 0.5))
                postings[word].append((number, rare * n / (n + k1 * (1 - b + b * lengths[number] / mean))))
        return cls(dict(postings))

    def ranked(self, question: str, k: int) -> list[int]:
        """Return the numbers of the best k texts; each word of the question counts as often as it stands there."""
        scores: dict[int, float] = defaultdict(float)
        for word in words(question):
            for number, score in self.postings.get(word, ()):
                scores[number] += score
        return sorted(scores, key=lambda one: (-scores[one], one))[:k]


_STEMMER = Stemmer.Stemmer("english")
_WORD = re.compile(r"\b\w\w+\b")


def words(text: str) -> list[str]:
    """Return the stems (Snowball, English) of a text's words in lower case, stop words left out."""
    found: list[str] = _STEMMER.stemWords([word for word in _WORD.findall(text.lower()) if word not in STOP_WORDS])
    return found


_STOP_WORDS = """
a an and are as at be but by for if in into is it no not of on or such that the their then there these they this to was
will with
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
"""Lucene's."""


def fused(*lists: Sequence[int], constant: int = 60) -> list[int]:
    """Join ranked lists by reciprocal rank (Cormack, Clarke and Büttcher, 2009)."""
    scores: dict[int, float] = defaultdict(float)
    for ranked in lists:
        for rank, number in enumerate(ranked, start=1):
            scores[number] += 1 / (constant + rank)
    return sorted(scores, key=lambda one: -scores[one])
