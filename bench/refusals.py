"""Setting when the library is taken not to say (`answer.Signs.enough`), on sets of questions with known answers.

`python bench/refusals.py SET [SET ...] [--data-dir PLACE]`. A set is a folder with `corpus/`, `queries.jsonl` and,
where it has any, `queries_dontknow.jsonl`, whose questions nothing in the corpus answers. PLACE keeps a library for
each set, named like it. Every question is asked in the library of its set, and questions of each set in those of the
others. Three kinds should be refused: a set's own without an answer, those of other sets, and, told apart because
another passage may answer them too, the answerable ones with the passages that answer taken out.

The thresholds are fitted on one half of the questions and tried on the other, both ways round: of all pairs on a grid,
those that refuse most (each set and kind weighing alike, the last kind a tenth) while at most PRICE of the answerable
questions are refused. Printed is what is refused: by the rule as it stands, and by that fitted on the other half.
"""

import argparse
import itertools
import math
import sys
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

sys.path.insert(0, str(Path(__file__).parent))

import numpy as np
import numpy.typing as npt
from spans import library_of

from alcove.rag.answer import Signs, signs
from alcove.rag.evaluate import Question, read_questions
from alcove.rag.library import Library
from alcove.rag.retrieve import DEPTH, Found
from alcove.rag.stems import content_stems
from alcove.rag.types import Hit, SearchResult

PRICE = 0.01
FOREIGN = 200
"""Questions of another set that are asked, at most: those a constant step apart."""
OWN, UNANSWERABLE, FOREIGN_KIND, WITHOUT = "answerable", "unanswerable", "of another set", "answer taken out"
ALIKES = np.arange(0.30, 0.701, 0.02)
COVERS = np.arange(0.30, 1.001, 0.05)
UNREADS = np.arange(0.10, 0.501, 0.02)

Thresholds = tuple[float, float, float]
"""Cosine, coverage, and coverage where the embedder does not read the language."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question asked in the library of `set`: its kind, in which half it is, and its signs."""

    set: str
    kind: str
    half: int
    signs: Signs


def asked(folder: Path, others: Sequence[Path], place: Path | None) -> Iterator[Asked]:
    """Ask everything in the library of one set."""
    every = [(OWN, one) for one in read_questions(folder / "queries.jsonl")]
    unanswerable = folder / "queries_dontknow.jsonl"
    if unanswerable.exists():
        every += [(UNANSWERABLE, one) for one in read_questions(unanswerable)]
    for other in others:
        questions = read_questions(other / "queries.jsonl")
        every += [(FOREIGN_KIND, one) for one in questions[:: math.ceil(len(questions) / FOREIGN)]]
    with library_of(folder / "corpus", place / folder.name if place else None) as (library, _):
        for kind, question in every:
            if not content_stems(question.query):
                continue  # answered with whatever was found
            half = zlib.crc32(question.query.encode()) % 2
            found = library.find(question.query, k=DEPTH)
            yield Asked(folder.name, kind, half, signs(found, question.query, library.rarity))
            if kind == OWN:
                yield Asked(
                    folder.name, WITHOUT, half, signs(without(library, found, question), question.query, library.rarity)
                )


def without(library: Library, found: Found, question: Question) -> Found:
    """Return what was found without the passages that are known to answer."""
    near = library.find(question.query, k=DEPTH, mode="vector").result.hits
    left = tuple(hit for hit in found.result.hits if not answers(hit, question))
    similarity = max((hit.score for hit in near if not answers(hit, question)), default=0.0)
    return replace(found, result=SearchResult(left, found.result.ms), similarity=similarity)


def answers(hit: Hit, question: Question) -> bool:
    """Tell whether a passage is known to answer: by its characters, its page or its item, whatever the set knows."""
    name = PurePath(hit.uri).name
    if question.spans:
        return name in question.relevant and any(hit.start < end and start < hit.end for start, end in question.spans)
    return (name, hit.page if question.pages else None) in question.gold


def fitted(results: Sequence[Asked], now: Thresholds) -> Thresholds:
    """Return the thresholds of the grid that refuse most at the price; `now` for a language that nothing was asked in.

    Among equal ones the cheapest is taken, and then the lowest.
    """
    alike, covered, unread = now
    if read := [one for one in results if one.signs.reads]:
        _, alike, covered = min(
            (rank(read, (a, c, 0.0)), a, c) for a, c in itertools.product(map(float, ALIKES), map(float, COVERS))
        )
    if others := [one for one in results if not one.signs.reads]:
        _, unread = min((rank(others, (0.0, 0.0, u)), u) for u in map(float, UNREADS))
    return alike, covered, unread


def rank(results: Sequence[Asked], thresholds: Thresholds) -> tuple[float, float]:
    """Return how bad thresholds are: by how much they cost above the price, and by what they let pass.

    Questions with their answer taken out weigh a tenth: they decide where nearly all of the others are refused.
    """
    shares = {key: float(np.mean(values)) for key, values in refusals(results, thresholds).items()}
    price = float(np.mean([not one.signs.enough(*thresholds) for one in results if one.kind == OWN] or [0.0]))
    passed = sum((0.1 if kind == WITHOUT else 1.0) * (1 - share) for (_, kind), share in shares.items() if kind != OWN)
    return (max(0.0, price - PRICE) * 1_000 + passed, price)


def refusals(results: Sequence[Asked], thresholds: Thresholds) -> dict[tuple[str, str], npt.NDArray[np.bool_]]:
    """Return what is refused, by set and kind."""
    groups: dict[tuple[str, str], list[bool]] = {}
    for one in results:
        groups.setdefault((one.set, one.kind), []).append(not one.signs.enough(*thresholds))
    return {key: np.array(values) for key, values in groups.items()}


def table(results: Sequence[Asked]) -> Iterator[str]:
    """Yield the lines of the report."""
    defaults = Signs.enough.__defaults__ or ()
    now: Thresholds = (defaults[0], defaults[1], defaults[2])
    kept: dict[tuple[str, str], list[bool]] = {}
    for half in (0, 1):
        there = fitted([one for one in results if one.half != half], now)
        yield f"half {half} judged by: alike {there[0]:.2f}, covered {there[1]:.2f}, where unread {there[2]:.2f}"
        for key, values in refusals([one for one in results if one.half == half], there).items():
            kept.setdefault(key, []).extend(values.tolist())
    every = fitted(results, now)
    yield f"of all questions: alike {every[0]:.2f}, covered {every[1]:.2f}, where unread {every[2]:.2f}"
    yield f"as it stands:     alike {now[0]:.2f}, covered {now[1]:.2f}, where unread {now[2]:.2f}"
    yield f"{'refused in':<18}{'kind':<18}{'of':>5}{'as it stands':>16}{'kept half':>16}"
    for (name, kind), values in refusals(results, now).items():
        yield f"{name:<18}{kind:<18}{len(values):>5}{share(values):>16}{share(np.array(kept[name, kind])):>16}"


def share(values: npt.NDArray[np.bool_]) -> str:
    """Return a share in per cent with its standard error."""
    return f"{100 * values.mean():.1f} ± {100 * math.sqrt(values.mean() * (1 - values.mean()) / len(values)):.1f} %"


def main() -> None:
    """Print the report of some sets."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", type=Path, nargs="+", metavar="SET")
    parser.add_argument("--data-dir", type=Path, metavar="PLACE", help="libraries of the sets, to save their sync")
    options = parser.parse_args()
    sets: list[Path] = options.sets
    results = [
        one for folder in sets for one in asked(folder, [other for other in sets if other != folder], options.data_dir)
    ]
    for line in table(results):
        print(line)


if __name__ == "__main__":
    main()
