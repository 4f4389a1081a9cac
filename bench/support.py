"""Marking sentences that no source supports, against judgements made by hand: `support/pairs.txt`.

Each sentence is given to the citer as an answer, with its passage among others as the evidence, in a real library of
all passages and the sample documents. Marked is what the citer marks. Alone: `python bench/support.py --half tune -v`.
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
from alcove.rag.cite import Citer
from alcove.rag.library import Library
from alcove.rag.types import Hit
from alcove.samples import library as sample_library

PAIRS = Path(__file__).parent / "support" / "pairs.txt"
OTHERS = 5
"""Passages beside the right one."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence with the passage it was judged against."""

    passage: str
    half: str
    question: str
    sentence: str
    supported: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a document; `name` is its file's."""

    name: str
    title: str
    heading: str
    text: str


def read_pairs() -> tuple[list[Passage], list[Judged]]:
    """Read the judgements, and the passages they were made against."""
    passages: list[Passage] = []
    judged: list[Judged] = []
    head: list[str] = []
    body: list[str] = []
    question = ""
    for line in PAIRS.read_text("utf-8").splitlines():
        mark, rest = line[:1], line[2:]
        if mark == "@":
            head, body = [part.strip() for part in rest.split("|")], []
        elif mark == "?":
            name, _, title, heading = head
            passages.append(Passage(name, title, heading, "\n".join(body).strip()))
            question = rest
        elif mark in ("+", "-"):
            judged.append(Judged(head[0], head[1], question, rest, mark == "+"))
        elif head and mark != "#":
            body.append(line)
    return passages, judged


def marked(half: str) -> Iterator[tuple[Judged, bool]]:
    """Yield each judgement of one half with whether the citer marks its sentence."""
    passages, judged = read_pairs()
    with sample_library() as samples, tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "passages"
        folder.mkdir()
        for one in passages:
            (folder / f"{one.name}.md").write_text(f"# {one.title}\n\n## {one.heading}\n\n{one.text}\n", "utf-8")
        paths = Paths.at(Path(place) / "data")
        database = Database(paths.database)
        library = Library(database, Settings(), paths)
        try:
            library.add_source(folder)
            library.add_source(samples)
            for _ in library.sync(None, CancelToken()):
                continue
            for one in judged:
                if one.half == half:
                    citer = Citer(_evidence(library, one), one.question, library.rarity)
                    for _ in (*citer.feed(one.sentence), *citer.finish()):
                        continue
                    yield one, bool(citer.unsupported)
        finally:
            library.close()
            database.close()


def _evidence(library: Library, one: Judged) -> Sequence[Hit]:
    """Return what is found for the question with the passage judged against always among it."""
    found = library.find(one.question, k=30).result.hits
    own = [hit for hit in found if Path(hit.uri).stem == one.passage]
    if not own:
        own = [h for h in library.find(f"path:{one.passage}.md", k=5).result.hits if Path(h.uri).stem == one.passage]
    return [*own, *[hit for hit in found if hit not in own][:OTHERS]]


def against_judgement(options: argparse.Namespace) -> list[Figure]:
    """Measure on the half that is kept for it."""
    return figures(list(marked("kept")), "kept")


def figures(results: Sequence[tuple[Judged, bool]], half: str) -> list[Figure]:
    """Return precision and recall of the marks; what is to be marked is what no passage supports."""
    right = sum(told and not one.supported for one, told in results)
    told = sum(told for _, told in results)
    unsupported = sum(not one.supported for one, _ in results)
    return [
        Figure(f"of {told} sentences marked ({half} half), rightly", 100 * right / max(told, 1), 0, "%"),
        Figure(f"of {unsupported} sentences without support, marked", 100 * right / unsupported, 0, "%"),
        Figure(
            "of the supported ones, left alone",
            100 * (1 - (told - right) / (len(results) - unsupported)), 0, "%",
        ),
    ]  # fmt: skip


def main() -> None:
    """Print the figures of one half, and with -v where the marks and the judgements differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=("tune", "kept"), default="tune")
    parser.add_argument("-v", action="store_true", dest="tells")
    options = parser.parse_args()
    results = list(marked(options.half))
    for figure in figures(results, options.half):
        print(figure)
    for one, told in results if options.tells else ():
        if told == one.supported:
            print("  ", "marked wrongly:" if told else "not marked:", one.passage, "|", one.sentence)


if __name__ == "__main__":
    main()
