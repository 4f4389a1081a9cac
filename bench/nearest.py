"""What the index finds of the ten chunks that are nearest, against comparing all vectors.

The `index` child is asked as a search asks it. Of the ten chunks with the greatest exact cosine to the question's
vector, the share among the first ten found is its recall; a twin of the tenth, as near as it, is as good.
Alone: `python bench/nearest.py SET`, a folder with `corpus/` and `queries.jsonl`.
"""

import argparse
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import numpy as np
from figures import Figure
from spans import library_of

from alcove.core.database import Database
from alcove.core.paths import Paths
from alcove.models.embedder import find_embedder
from alcove.rag.catalogue import Catalogue
from alcove.rag.embeddings import Embeddings
from alcove.rag.evaluate import read_questions
from alcove.rag.index import Index, IndexConfig
from alcove.rag.retrieve import DEPTH, Retriever

K = 10
LEAST_RECALL = 0.995
_AS_NEAR = 1e-6
"""Rounding of a cosine."""


def recall(paths: Paths, questions: Sequence[str]) -> float:
    """Return the mean recall of the library at `paths`, which no other process has open."""
    identity = find_embedder(paths.model_folders)
    database = Database(paths.database)
    catalogue = Catalogue(database)
    embeddings = Embeddings.of(database, identity)
    index = Index(IndexConfig(identity, paths.chroma, ""))
    retriever = Retriever(catalogue, index, embeddings, database)
    pairs = list(embeddings.all_vectors())
    place = {chunk: number for number, (chunk, _) in enumerate(pairs)}
    vectors = np.frombuffer(b"".join(vector for _, vector in pairs), np.float32).reshape(len(pairs), -1)
    recalls = []
    for question in questions:
        near = index.nearest(question, DEPTH)
        exact = vectors @ near.vector
        tenth = np.partition(exact, -K)[-K]
        found = [place[chunk] for chunk, _ in retriever.similar(index, near, DEPTH, None)[:K]]
        recalls.append(sum(bool(exact[one] >= tenth - _AS_NEAR) for one in found) / K)
    index.close()
    database.close()
    return statistics.fmean(recalls)


def figure(name: str, found: float) -> Figure:
    """Return a recall beside that of comparing all."""
    return Figure(f"of the {K} nearest {name}, found", 100 * found, 100.0, "%", least=LEAST_RECALL)


def against_exact(options: argparse.Namespace) -> list[Figure]:
    """Ask the questions of a set in a library of its corpus."""
    questions = [one.query for one in read_questions(options.set / "queries.jsonl")]
    with library_of(options.set / "corpus", options.data_dir) as (library, paths):
        library.close()
        return [figure(f"of {options.set.name}", recall(paths, questions))]


def main() -> None:
    """Print the figure of a set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set", type=Path, metavar="SET")
    parser.add_argument("--data-dir", type=Path, help="a library of the set, to save its sync")
    for one in against_exact(parser.parse_args()):
        print(one)


if __name__ == "__main__":
    main()
