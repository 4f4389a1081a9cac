"""What share of the sought characters stands among the first characters found; against two reference splitters.

The set is a folder with `corpus/` and `queries.jsonl`, whose questions have the spans that answer them. Each ranking
is a list of passages. They are returned in order until an amount of characters is reached, the last one cut off
there; the share of a question's gold characters among those returned is its recall, and the mean over the questions
is the figure. Characters are those of the corpus, each known by its file and place, and each counts once on either
side: one that an earlier passage returned already costs nothing of the amount and gains nothing. The headers of
tables that a hit carries beside its own text are not counted.

Ours are the hits of `Library.find`. The references are the corpus cut into 1,600 and into 400 characters
(`reference.py`), ranked by BM25, by the bare embedder and by both joined. On chroma_chunking the first 5 and 10
passages of BM25 hold .930 and .969 of the gold characters at 1,600, .712 and .814 at 400. Alone:
`python bench/spans.py SET`.
"""

import argparse
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePath

sys.path.insert(0, str(Path(__file__).parent))

import numpy as np
import reference
from figures import Figure
from reference import Place

from alcove.core.cancel import CancelToken
from alcove.core.database import Database
from alcove.core.paths import Paths
from alcove.core.settings import Settings
from alcove.models.embedder import SentenceTransformerEmbedder, find_embedder
from alcove.rag.evaluate import Question, read_questions
from alcove.rag.library import Library
from alcove.rag.types import SearchMode

AMOUNTS = (1_000, 2_000, 4_000, 8_000)
SIZES = (1_600, 400)
DEPTH = 100
"""Passages of each list; those of 8,000 characters are among them."""
MODES: tuple[SearchMode, ...] = ("hybrid", "keyword", "vector")

Ranker = Callable[[str], Iterable[Place]]
Curve = tuple[float, ...]
"""The recall at each of AMOUNTS."""


def recalls(gold: set[tuple[str, int]], found: Iterable[Place]) -> Curve:
    """Return the share of gold characters (file, place) among the first characters found, at each of AMOUNTS."""
    returned: list[tuple[str, int]] = []
    seen: set[tuple[str, int]] = set()
    for name, start, end in found:
        fresh = [one for one in ((name, at) for at in range(start, end)) if one not in seen]
        returned += fresh
        seen.update(fresh)
        if len(returned) >= AMOUNTS[-1]:
            break
    return tuple(len(gold.intersection(returned[:amount])) / len(gold) for amount in AMOUNTS)


def curve(questions: Sequence[Question], ranker: Ranker) -> Curve:
    """Return the mean recall over the questions that have spans."""
    taken = []
    for one in questions:
        gold = {(name, at) for name in one.relevant for start, end in one.spans for at in range(start, end)}
        if gold:
            taken.append(recalls(gold, ranker(one.query)))
    return tuple(statistics.fmean(at) for at in zip(*taken, strict=True))


@contextmanager
def library_of(corpus: Path, data: Path | None) -> Iterator[tuple[Library, Paths]]:
    """Open a library of a corpus: the one kept at `data`, brought up to date, or one made for the time of the block."""
    with tempfile.TemporaryDirectory() as place:
        paths = Paths.at(data or Path(place))
        database = Database(paths.database)
        library = Library(database, Settings(), paths)
        try:
            if not library.sources():
                library.add_source(corpus)
            for _ in library.sync(None, CancelToken()):
                continue
            yield library, paths
        finally:
            library.close()
            database.close()


def ours(library: Library, mode: SearchMode) -> Ranker:
    """Rank by the library's own search."""

    def ranked(question: str) -> Iterator[Place]:
        for hit in library.find(question, k=DEPTH, mode=mode).result.hits:
            yield PurePath(hit.uri).name, hit.start, hit.end

    return ranked


def references(corpus: Path, questions: Sequence[Question], size: int) -> dict[str, Ranker]:
    """Rank the passages of a reference splitter by words, by meaning and by both."""
    texts = {file.name: _read(file) for file in sorted(corpus.iterdir())}
    places = [place for name, text in texts.items() for place in reference.split(name, text, size)]
    passages = [texts[name][start:end] for name, start, end in places]
    bm25 = reference.Bm25.of(passages)
    embedder = SentenceTransformerEmbedder(find_embedder(Paths.at(corpus).model_folders))
    scores = embedder.embed_queries([one.query for one in questions]) @ embedder.embed_passages(passages).T
    near = {one.query: np.argsort(-row)[:DEPTH].tolist() for one, row in zip(questions, scores, strict=True)}
    rankers: dict[str, Callable[[str], Sequence[int]]] = {
        "BM25": lambda question: bm25.ranked(question, DEPTH),
        "MiniLM": lambda question: near[question],
        "RRF": lambda question: reference.fused(bm25.ranked(question, DEPTH), near[question]),
    }
    return {name: _placed(places, ranked) for name, ranked in rankers.items()}


def _placed(places: Sequence[Place], ranked: Callable[[str], Sequence[int]]) -> Ranker:
    return lambda question: [places[number] for number in ranked(question)]


def _read(file: Path) -> str:
    with file.open(encoding="utf-8", newline="") as text:
        return text.read()


def against_splitters(options: argparse.Namespace) -> list[Figure]:
    """Print the recall of every list, and compare ours by words and meaning with the best of each splitter."""
    corpus = options.set / "corpus"
    questions = read_questions(options.set / "queries.jsonl")
    with library_of(corpus, options.data_dir) as (library, _):
        found = {f"ours, {mode}": curve(questions, ours(library, mode)) for mode in MODES}
    print_table(found)
    figures = []
    for size in SIZES:
        theirs = {
            f"recursive {size:,}, {name}": curve(questions, ranker)
            for name, ranker in references(corpus, questions, size).items()
        }
        print_table(theirs)
        for at, amount in enumerate(AMOUNTS):
            best, recall = max(((name, one[at]) for name, one in theirs.items()), key=lambda one: one[1])
            figures.append(
                Figure(
                    f"span recall in {amount:,} characters / {best}", 100 * found["ours, hybrid"][at], 100 * recall,
                    "%", least=1.0,
                )
            )  # fmt: skip
    return figures


def print_table(curves: dict[str, Curve]) -> None:
    """Print the recall of each list, one a line."""
    print(f"  {'characters returned':24}" + "".join(f"{amount:>8,}" for amount in AMOUNTS))
    for name, one in curves.items():
        print(f"  {name:24}" + "".join(f"{recall:8.3f}" for recall in one), flush=True)


def main() -> None:
    """Print the table and the figures of a set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set", type=Path, metavar="SET")
    parser.add_argument("--data-dir", type=Path, help="a library of the set, to save its sync")
    for figure in against_splitters(parser.parse_args()):
        print(figure)


if __name__ == "__main__":
    main()
