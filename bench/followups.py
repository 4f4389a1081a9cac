"""Whether a question that leans on what was said before finds its passage, that which `followups/talks.txt` names.

Searched are the sample library and the documents of `followups/library` together. Told is the share of questions whose
passage is among the first five: searched for by the question alone, with the question before it joined, and as
`alcove.rag.followups` makes it; and of the questions that stand by themselves the share that stays as it is.
Alone: `python bench/followups.py --half tune -v`.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from figures import Figure

from alcove.core.cancel import CancelToken
from alcove.core.database import Database
from alcove.core.paths import Paths
from alcove.core.settings import Settings
from alcove.rag.followups import Said, searched
from alcove.rag.library import Library
from alcove.samples import library as sample_library

TALKS = Path(__file__).parent / "followups" / "talks.txt"
DOCUMENTS = Path(__file__).parent / "followups" / "library"
FIRST = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the conversation before it; `leans` says whether it depends on that."""

    half: str
    earlier: tuple[Said, ...]
    question: str
    file: str
    words: str
    leans: bool


@dataclass(frozen=True, slots=True)
class Found:
    """Whether the passage was found by the question alone, with the one before it, and by what is searched for."""

    asked: Asked
    query: str
    alone: bool
    joined: bool
    ours: bool


def read_talks() -> Iterator[Asked]:
    """Read the conversations."""
    half, earlier = "", list[Said]()
    for line in TALKS.read_text("utf-8").splitlines():
        mark, rest = line[:1], line[2:]
        if mark == "@":
            half, earlier = rest, []
        elif mark == "?":
            earlier.append(Said(rest))
        elif mark == "=":
            last = earlier.pop()
            earlier.append(Said(last.question, f"{last.answer}\n{rest}".strip()))
        elif mark in (">", "."):
            question, file, words = rest.split(" | ")
            yield Asked(half, tuple(earlier), question, file, words, mark == ">")


def results(half: str) -> Iterator[Found]:
    """Search for each question of one half."""
    with sample_library() as samples, tempfile.TemporaryDirectory() as place:
        paths = Paths.at(Path(place))
        database = Database(paths.database)
        library = Library(database, Settings(), paths)
        try:
            library.add_source(samples)
            library.add_source(DOCUMENTS)
            for _ in library.sync(None, CancelToken()):
                continue
            for one in read_talks():
                if one.half == half:
                    query = searched(one.question, one.earlier)
                    queries = (one.question, f"{one.earlier[-1].question} {one.question}", query)
                    yield Found(one, query, *(holds(library, each, one) for each in queries))
        finally:
            library.close()
            database.close()


def holds(library: Library, query: str, asked: Asked) -> bool:
    """Tell whether the passage of a question is among the first found for a query."""
    hits = library.find(query, k=FIRST).result.hits
    return any(
        Path(hit.uri).name == asked.file and asked.words in " ".join(f"{hit.header} {hit.text}".split()) for hit in hits
    )


def figures(found: Sequence[Found], half: str) -> Iterator[Figure]:
    """Yield the shares of one half."""
    for leans, name in ((True, "follow-ups"), (False, "questions that stand by themselves")):
        some = [one for one in found if one.asked.leans is leans]
        for way in ("alone", "joined", "ours"):
            share = 100 * sum(getattr(one, way) for one in some) / len(some)
            yield Figure(f"of {len(some)} {name} ({half} half), found {way}", share, 0, "%")
    alone = [one for one in found if not one.asked.leans]
    kept = 100 * sum(one.query == one.asked.question for one in alone) / len(alone)
    yield Figure(f"of these {len(alone)}, searched for as they are", kept, 0, "%")


def against_joined(options: argparse.Namespace) -> list[Figure]:
    """Measure on the half that is kept for it."""
    return list(figures(list(results("kept")), "kept"))


def main() -> None:
    """Print the figures of one half, and with -v what was not found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", choices=("tune", "kept"), default="tune")
    parser.add_argument("-v", action="store_true", dest="tells")
    options = parser.parse_args()
    found = list(results(options.half))
    for figure in figures(found, options.half):
        print(figure)
    for one in found if options.tells else ():
        if not one.ours or one.asked.leans is (one.query == one.asked.question):
            print(f"  alone {one.alone:d}, joined {one.joined:d}, ours {one.ours:d}: {one.query}")


if __name__ == "__main__":
    main()
