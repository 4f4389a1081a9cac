"""What `alcove doctor` looks at: the book of record, the keyword index, the vectors, and Chroma against them."""

from collections.abc import Iterator
from dataclasses import dataclass

from alcove.core.database import Database
from alcove.core.errors import AppError, DatabaseError
from alcove.rag.embeddings import Embeddings
from alcove.rag.feed import Feeder
from alcove.rag.index import Index
from alcove.rag.serving import EmbedderState


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: what is wrong (empty: nothing) and whether it was mended.

    `note` is worth knowing and nothing wrong.
    """

    name: str
    problem: str = ""
    mended: bool = False
    note: str = ""


def checked(
    database: Database, index: Index | None, embeddings: Embeddings, state: EmbedderState, *, rebuild: bool
) -> Iterator[Check]:
    """Look at everything in turn, mending what can be mended."""
    problems = [row[0] for row in database.query("PRAGMA integrity_check") if row[0] != "ok"]
    yield Check("database", "; ".join(problems))
    orphans = database.query("SELECT count(*) AS n FROM chunks_fts WHERE rowid NOT IN (SELECT id FROM chunks)")[0]["n"]
    yield Check("keyword index", f"{orphans} entries without a chunk" if orphans else "")
    yield from _embedders(state)
    if index is None:
        yield Check("embedding model", state.trouble)
    else:
        yield from _vector_index(Feeder(embeddings, index), embeddings, index, rebuild=rebuild)


def _embedders(state: EmbedderState) -> Iterator[Check]:
    """Tell of embedders that cannot be used, one that is filled halfway, and vectors that nothing uses."""
    for error in state.broken:
        yield Check("embedding model", str(error))
    wanted = state.wanted
    if wanted is not None and wanted.key != state.answering:
        yield Check(
            "change of the embedding model",
            note=f"{wanted.left:,} of {state.chunks:,} passages are left to {wanted.name}; "
            "`alcove models embedder` goes on with it",
        )
    for one in state.unused:
        yield Check(
            "unused vectors",
            note=f"{one.vectors:,} of {one.name}, {max(1, round(one.bytes / 1e6)):,} MB; "
            f'`alcove models free "{one.name}"` deletes them',
        )


def _vector_index(feeder: Feeder, embeddings: Embeddings, index: Index, *, rebuild: bool) -> Iterator[Check]:
    try:
        if rebuild:
            feeder.begin_anew()
        else:
            feeder.mend()
        owed = feeder.remaining()
        feeder.pay_deletes()
        while feeder.step(block=True):
            continue
        missing = set(embeddings.entries()) ^ set(index.present())
    except DatabaseError:
        raise
    except AppError as error:
        yield Check("vector index", str(error))
        return
    name = "vector index rebuilt" if rebuild else "vector index"
    if missing:
        yield Check(name, f"{len(missing)} entries differ from the catalogue")
    else:
        yield Check(name, f"{owed} entries were missing" if owed and not rebuild else "", mended=bool(owed))
