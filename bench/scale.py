"""How long a search takes in a library of 10,000 and of 100,000 chunks, and what of its nearest ones Chroma finds.

The texts are sentences of the Python language's reference that stand near each other, recombined; one word in six is
an invented one, drawn by Zipf's law, so that there are as many different words as in real texts of this size. Each
chunk's vector lies between those of two real chunks (of that reference and of this repository, by the real
embedder), with a little noise. All is stored through what a sync stores it through; only reading and embedding are
spared. Every run makes the same library. Alone: `python bench/scale.py`.
"""

import argparse
import random
import re
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import nearest
import numpy as np
from figures import Figure

from alcove.connectors.base import Item
from alcove.core.database import Database
from alcove.core.paths import Paths
from alcove.core.settings import Settings
from alcove.models.embedder import SentenceTransformerEmbedder, find_embedder
from alcove.models.types import Vectors
from alcove.rag.catalogue import Catalogue
from alcove.rag.embeddings import Embeddings
from alcove.rag.feed import Feeder
from alcove.rag.index import Index, IndexConfig
from alcove.rag.library import Library
from alcove.rag.reader import Reading
from alcove.rag.split import embedded_text, split
from alcove.rag.types import Document

SIZES = (10_000, 100_000)
QUESTIONS = 200
WARMING = 10
"""Questions asked before those that are timed."""
MOST_MS = 60.0
CHARACTERS = 20_000
"""Of a document."""
NEAR = 60
"""Sentences in a row that a document is made of."""
INVENTED = 200_000
REPOSITORY = Path(__file__).parent.parent
_SENTENCE = re.compile(r"(?<=[.:!?])\s+|\n{2,}")


def real_texts() -> dict[str, str]:
    """Return texts that every installation has: the reference of the language, and this repository."""
    from pydoc_data.topics import topics

    files = [one for ending in ("md", "py") for one in sorted((REPOSITORY / "src").rglob(f"*.{ending}"))]
    files += sorted((REPOSITORY / "docs").rglob("*.md"))
    return {**topics, **{str(one.relative_to(REPOSITORY)): one.read_text("utf-8") for one in files}}


class Writer:
    """Make documents, the same in every run."""

    def __init__(self) -> None:
        from pydoc_data.topics import topics

        whole = "\n\n".join(topics.values())
        self._sentences = [one.split() for one in _SENTENCE.split(whole) if 5 <= len(one.split()) <= 40]
        order = random.Random(0)
        syllables = [first + last for first in "bdfgklmnprstvz" for last in ("a", "el", "in", "o", "ur")]
        self._invented = ["".join(order.choices(syllables, k=order.randint(2, 4))) for _ in range(INVENTED)]

    def documents(self) -> Iterator[Document]:
        """Yield documents without end."""
        order = random.Random(1)
        while True:
            at = order.randrange(len(self._sentences) - NEAR)
            near = self._sentences[at : at + NEAR]
            parts: list[str] = []
            length = 0
            while length < CHARACTERS:
                sentence = [self._word(word, order) for word in order.choice(near)]
                parts.append(" ".join(sentence) + ("\n\n" if order.random() < 0.2 else " "))
                length += len(parts[-1])
            yield Document("".join(parts))

    def questions(self) -> list[str]:
        """Return words in a row of such sentences, 3 to 12 of them."""
        order = random.Random(2)
        found: list[str] = []
        while len(found) < QUESTIONS + WARMING:
            words = [self._word(word, order) for word in order.choice(self._sentences)]
            count = order.randint(3, 12)
            if len(words) >= count:
                at = order.randrange(len(words) - count + 1)
                found.append(" ".join(words[at : at + count]))
        return found

    def _word(self, word: str, order: random.Random) -> str:
        if order.random() >= 1 / 6:
            return word
        return self._invented[int(INVENTED ** order.random()) - 1]  # Zipf's law: the logarithm of the rank is even


def real_vectors(embedder: SentenceTransformerEmbedder) -> Vectors:
    """Embed the chunks of the real texts."""
    passages = [
        embedded_text(name, chunk.heading, text[chunk.start : chunk.end])
        for name, text in real_texts().items()
        for chunk in split(Document(text), name)
    ]
    return embedder.embed_passages(passages)


def between(real: Vectors, count: int, order: np.random.Generator) -> Vectors:
    """Return vectors between two real ones each, with noise of a third of their length."""
    first, second = (real[order.integers(len(real), size=count)] for _ in range(2))
    share = order.uniform(0.5, 1.0, (count, 1))
    noise = order.normal(0, 0.3 / np.sqrt(real.shape[1]), first.shape)
    mixed = share * first + (1 - share) * second + noise
    vectors: Vectors = (mixed / np.linalg.norm(mixed, axis=1, keepdims=True)).astype(np.float32)
    return vectors


class Grower:
    """Fill the library at `paths` through what a sync fills it through."""

    def __init__(self, paths: Paths, real: Vectors) -> None:
        self._paths = paths
        self._real = real
        self._documents = Writer().documents()
        self._order = np.random.default_rng(3)
        self._number = 0

    def grow(self, count: int) -> None:
        """Add documents until the library has `count` chunks, all of them in Chroma."""
        database = Database(self._paths.database)
        catalogue = Catalogue(database)
        identity = find_embedder(self._paths.model_folders)
        embeddings = Embeddings.of(database, identity)
        if not catalogue.sources():
            catalogue.add_source("made", "folder", str(self._paths.data_dir / "made"), None)
        source = catalogue.source("made").id
        while catalogue.chunk_count() < count:
            for document in islice(self._documents, 25):
                self._number += 1
                reading = Reading(document, split(document, f"part {self._number}"))
                item = Item(f"{self._paths.data_dir}/made/part {self._number}.txt", "text/plain", 1, 1)
                catalogue.keep(source, item, "plain 1", reading)
                vectors = between(self._real, len(reading.chunks), self._order)
                hashes = [chunk.content_hash for chunk in reading.chunks]
                embeddings.keep(dict(zip(hashes, vectors, strict=True)))
        index = Index(IndexConfig(identity, self._paths.chroma, ""))
        feeder = Feeder(embeddings, index)
        while feeder.step(block=True):
            continue
        index.close()
        database.close()


def speeds(options: argparse.Namespace) -> list[Figure]:
    """Search in the growing library; times are without the embedding of the question."""
    questions = Writer().questions()
    figures: list[Figure] = []
    slow: list[float] = []
    with tempfile.TemporaryDirectory() as place:
        paths = Paths.at(place)
        grower = Grower(paths, real_vectors(SentenceTransformerEmbedder(find_embedder(paths.model_folders))))
        for size in SIZES:
            grower.grow(size)
            times = measured(paths, questions)
            near = nearest.recall(paths, questions[WARMING:])
            slow.append(statistics.quantiles(times, n=20)[-1])
            figures += [
                Figure(f"search of {size:,} chunks without embedding, median", statistics.median(times), 0, "ms"),
                Figure(f"search of {size:,} chunks, 95th percentile", slow[-1], 0, "ms", most=MOST_MS, absolute=True),
                nearest.figure(f"of {size:,} chunks", near),
            ]  # fmt: skip
    return [*figures, Figure(f"95th percentile at {SIZES[-1]:,} / at {SIZES[0]:,}", slow[-1], slow[0], "ms")]


def measured(paths: Paths, questions: Sequence[str]) -> list[float]:
    """Return the milliseconds of each search but the first WARMING ones, without the embedding of the question."""
    database = Database(paths.database)
    library = Library(database, Settings(), paths)
    try:
        found = [library.find(question) for question in questions]
    finally:
        library.close()
        database.close()
    return [one.result.ms - one.embedding_ms for one in found[WARMING:]]


def main() -> None:
    """Print the figures."""
    for figure in speeds(argparse.Namespace()):
        print(figure)


if __name__ == "__main__":
    main()
