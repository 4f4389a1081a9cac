"""Measuring a library on questions with known answers: what is found, what is answered, what is refused.

A file of questions has one JSON object a line:

    id, query       the question
    relevant        {file: grade}: the items that answer it, by path or file name; or a list of them
    pages           [[file, page], ...]: the pages that do, from 1 (`relevant_pages` counts from 0)
    spans           [{"start", "end"}, ...]: the characters of the one relevant item that do
    answer, answers what a right answer contains, any of them
    no_answer       true where the library says nothing, and refusing is right
"""

import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any

from alcove.core.errors import AppError
from alcove.core.folding import fold, whole_words

QUOTED_WORDS = 5
"""Least words of a quotation that counts as one."""
_QUOTED = re.compile(r"[“\"«]([^”\"»]+)[”\"»]")
Place = tuple[str, int | None]
"""A file name, and a page where pages are judged."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question with what is known about it."""

    id: str
    query: str
    relevant: Mapping[str, float] = field(default_factory=dict)
    pages: tuple[tuple[str, int], ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    answers: tuple[str, ...] = ()
    no_answer: bool = False
    passage: tuple[str, int, int] | None = None
    """Of the person's own questions: the uri, start and end of what answers it."""

    @property
    def gold(self) -> dict[Place, float]:
        """The places that answer it with their grades: its pages, where they are known, or else its items."""
        if self.pages:
            return dict.fromkeys(self.pages, 1.0)
        return {(name, None): grade for name, grade in self.relevant.items()}


@dataclass(frozen=True, slots=True)
class Measure:
    """The mean of one figure over the questions it could be taken of, and its standard error."""

    name: str
    mean: float
    count: int
    error: float


def read_questions(file: Path) -> list[Question]:
    """Read a file of questions. Raises AppError with the line that is none."""
    return [_question(line, number, file) for number, line in numbered_lines(file)]


def numbered_lines(file: Path) -> list[tuple[int, str]]:
    """Return the lines of a text file that are not empty, with their numbers. Raises AppError."""
    try:
        lines = file.read_text("utf-8").splitlines()
    except OSError as error:
        raise AppError(f"The file {file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise AppError(f"The file {file} is not in UTF-8.", "Save it as UTF-8.") from error
    return [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]


def _question(line: str, number: int, file: Path) -> Question:
    try:
        told = json.loads(line)
        relevant = told.get("relevant") or {}
        graded = relevant if isinstance(relevant, dict) else dict.fromkeys(relevant, 1.0)
        pages = [(name, int(page)) for name, page in told.get("pages") or []]
        pages += [(name, int(page) + 1) for name, page in told.get("relevant_pages") or []]
        answers = told.get("answers") or ([told["answer"]] if told.get("answer") else [])
        return Question(
            str(told["id"]),
            str(told["query"]),
            {PurePath(name).name: float(grade) for name, grade in graded.items()},
            tuple((PurePath(name).name, page) for name, page in pages),
            tuple((int(span["start"]), int(span["end"])) for span in told.get("spans") or []),
            tuple(map(str, answers)),
            bool(told.get("no_answer")),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise AppError(
            f"Line {number} of {file} is not a question.",
            'Each line is JSON: {"id": ..., "query": ..., "relevant": ...}',
        ) from error


def found_figures(question: Question, hits: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, float]]:
    """Yield what the hits of a question are worth; `hits` as the command line prints them.

    nDCG with the grades as gains (Järvelin and Kekäläinen, 2002), recall, and the mean reciprocal rank, over pages or
    items; of spans the share of their characters among the first hits; and of a passage whether a hit is it.
    """
    gold = question.gold
    if gold:
        paged = bool(question.pages)
        ranked = list(dict.fromkeys((_name(hit), hit["page"] if paged else None) for hit in hits))
        gains = sum(gold.get(place, 0.0) / math.log2(n + 2) for n, place in enumerate(ranked[:10]))
        best = sum(grade / math.log2(n + 2) for n, grade in enumerate(sorted(gold.values(), reverse=True)[:10]))
        yield "ndcg@10", gains / best
        yield "mrr@10", next((1 / (n + 1) for n, place in enumerate(ranked[:10]) if place in gold), 0.0)
        for k in (5, 10):
            yield f"recall@{k}", len(gold.keys() & set(ranked[:k])) / len(gold)
    if question.spans:
        wanted = {at for start, end in question.spans for at in range(start, end)}
        for k in (5, 10):
            own = [hit for hit in hits[:k] if _name(hit) in question.relevant]
            covered = {at for hit in own for at in range(hit["start"], hit["end"])}
            yield f"span recall@{k}", len(wanted & covered) / len(wanted)
    if question.passage:
        at = next((n for n, hit in enumerate(hits[:10]) if _is_passage(hit, question.passage)), math.inf)
        yield "passage@5", float(at < 5)
        yield "passage@10", float(at < 10)
        yield "passage mrr@10", 1 / (at + 1)


def answered_figures(question: Question, answer: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    """Yield what an answer is worth; `answer` as the command line prints it."""
    refused = bool(answer["refused"])
    if question.no_answer:
        yield "unanswerable, refused", float(refused)
        return
    yield "answerable, refused", float(refused)
    if question.answers:
        said = f" {_plain(answer['answer'])} "
        yield "answer match", float(any(f" {_plain(one)} " in said for one in question.answers))
        yield "answer F1", max(_alike(said, _plain(one)) for one in question.answers)
    citations = answer["citations"]
    if refused:
        return
    yield (
        "carries a quotation",
        float(any(len(one.split()) >= QUOTED_WORDS for one in quotations(answer["answer"]))),
    )
    if not citations:
        return
    yield "quotations verbatim", sum(one["verbatim"] for one in citations) / len(citations)
    gold = question.gold
    if gold:
        right = [(_name(one), one["page"] if question.pages else None) in gold for one in citations]
        yield "citation precision", sum(right) / len(right)


def quotations(text: str) -> list[str]:
    """Return what stands between quotation marks in an answer."""
    return _QUOTED.findall(text)


def _alike(said: str, expected: str) -> float:
    """Return the F1 of the words of two texts (Rajpurkar et al., 2016): for answers too long to be contained."""
    ours, theirs = Counter(said.split()), Counter(expected.split())
    common = (ours & theirs).total()
    return 2 * common / (ours.total() + theirs.total()) if common else 0.0


def measured(figures: Sequence[tuple[str, float]]) -> list[Measure]:
    """Return the mean of each figure, in the order in which they first came."""
    values: dict[str, list[float]] = defaultdict(list)
    for name, value in figures:
        values[name].append(value)
    return [_mean(name, taken) for name, taken in values.items()]


def _mean(name: str, taken: Sequence[float]) -> Measure:
    count = len(taken)
    mean = sum(taken) / count
    spread = sum((one - mean) ** 2 for one in taken) / max(1, count - 1)
    return Measure(name, mean, count, math.sqrt(spread / count))


def _name(place: Mapping[str, Any]) -> str:
    return PurePath(place["uri"]).name


def _is_passage(hit: Mapping[str, Any], passage: tuple[str, int, int]) -> bool:
    """Tell whether a hit shares half of the shorter of both: since a passage was kept, chunks may end elsewhere."""
    uri, start, end = passage
    shared = min(hit["end"], end) - max(hit["start"], start)
    return bool(hit["uri"] == uri and 2 * shared >= min(hit["end"] - hit["start"], end - start) > 0)


def _plain(text: str) -> str:
    """Return a text's words, folded, with one space between: how answers are compared."""
    letters = "".join(sign if sign.isalnum() else " " for sign in whole_words(text))
    return " ".join(map(fold, letters.split()))
