"""The `index` child: embedders and Chroma. torch and Chroma live here, never in the window.

A question's vector and search are answered ahead of indexing, which arrives in small batches. While another embedder is
filled beside the one that answers, it runs in a child of its own: whatever becomes of it, questions are answered.
"""

import contextlib
import logging
import os
import random
import re
import time
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import numpy as np

from alcove.core.errors import AppError, IndexUnavailable, ModelBroken
from alcove.core.ledger import guarded
from alcove.core.net import is_local
from alcove.core.paths import Paths
from alcove.models.embedder import EmbedderIdentity, opened, passage_counter
from alcove.models.reranker import CrossEncoderReranker
from alcove.models.types import Embedder, Vectors
from alcove.rag.child import URGENT, Child, ChildDied
from alcove.rag.chroma import Chroma, collection_name, left_open
from alcove.rag.parts import embedded_whole
from alcove.rag.scale import PLAIN, Scale, measured
from alcove.rag.split import Limit

_BEHIND = 15
"""How nice an embedder is that is filled beside the one that answers. As nice as that one, it made a search take 6 to 9
times as long on two cores.
"""
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_UNREADABLE, _READABLE = 0.54, 0.36
_LEAST_TRUST = 0.5


@dataclass(frozen=True, slots=True)
class Nearest:
    """Answer of a vector search: chunk ids with cosine similarity, best first.

    `vector` is the question's; `trust` (0 to 1) says how well the embedder reads the question's language.
    `approximate` is False when Chroma could not be used and the caller must compare vectors itself. Embedding the
    question took `embedding_ms` of the whole time. `scale` says what the embedder's cosines mean.
    """

    vector: Vectors
    trust: float
    ids: tuple[int, ...]
    similarities: tuple[float, ...]
    approximate: bool
    embedding_ms: float = 0.0
    scale: Scale = PLAIN


class Caller(NamedTuple):
    """Whose embedder a call is for, and the key of the service where that is one."""

    embedder: EmbedderIdentity
    key: str = ""

    def __repr__(self) -> str:
        return f"Caller({self.embedder.key})"  # without the key

    @property
    def collection(self) -> str:
        """The name of its collection in Chroma."""
        return collection_name(self.embedder.key)


@dataclass(frozen=True, slots=True)
class IndexConfig:
    """What the child needs to begin."""

    embedder: EmbedderIdentity
    chroma_folder: Path
    chroma_url: str
    reranker: Path | None = None
    """The folder of a cross-encoder."""
    key: str = field(default="", repr=False)
    """Of the service that embeds, where one does."""
    paths: Paths | None = None
    """Where the library lies whose network ledger and switch are minded."""
    nice: int = 5
    """How far the child stands behind in the queue for the processor: a model that is answering goes first."""


class _Loaded(NamedTuple):
    caller: Caller
    embedder: Embedder
    scale: Scale
    limit: Limit | None


class IndexService:
    """What runs in the child. An embedder and Chroma are opened when they are first needed, one embedder at a time."""

    def __init__(self, config: IndexConfig) -> None:
        logging.disable(logging.ERROR)
        with contextlib.suppress(OSError, AttributeError):
            os.nice(config.nice)
        self._door = guarded("index", config.paths)
        self._door.shut()
        self._config = config
        self._loaded: _Loaded | None = None
        self._reranker: CrossEncoderReranker | None = None
        self._chroma = Chroma(config.chroma_folder, config.chroma_url, self._door)

    def warm(self, caller: Caller) -> None:
        """Load what a question needs."""
        self._embedding(caller)
        with contextlib.suppress(IndexUnavailable), self._chroma.collection(caller.collection):
            pass

    def try_out(self, caller: Caller) -> Scale:
        """Load an embedder and measure it. Raises ModelBroken."""
        return self._embedding(caller).scale

    def embed(self, caller: Caller, texts: Sequence[str]) -> Vectors:
        """Embed passages, each to its end, shape (len(texts), dimension)."""
        loaded = self._embedding(caller)
        return embedded_whole(loaded.embedder, texts, loaded.limit)

    def nearest(self, caller: Caller, question: str, k: int, sources: Sequence[int] | None) -> Nearest:
        """Find the k chunks nearest to a question, among some sources or all."""
        began = time.perf_counter()
        loaded = self._embedding(caller)
        vector, trust = _asked(loaded, question)
        embedding_ms = (time.perf_counter() - began) * 1000
        where = {"source": {"$in": list(sources)}} if sources is not None else None
        try:
            with self._chroma.collection(caller.collection) as collection:
                found = collection.query(
                    query_embeddings=vector[None],
                    n_results=k,
                    where=where,  # type: ignore[arg-type]  # Chroma's type knows no list of plain numbers
                    include=["distances"],
                )
        except IndexUnavailable:
            return Nearest(vector, trust, (), (), False, embedding_ms, loaded.scale)
        distances = (found["distances"] or [[]])[0]
        return Nearest(
            vector,
            trust,
            tuple(int(one) for one in found["ids"][0]),
            tuple(1.0 - float(d) for d in distances),
            True,
            embedding_ms,
            loaded.scale,
        )

    def rerank(self, question: str, passages: Sequence[str]) -> list[float]:
        """Return how well each passage answers a question. Raises ModelBroken where the cross-encoder is none."""
        if self._reranker is None:
            assert self._config.reranker is not None
            self._reranker = CrossEncoderReranker(self._config.reranker)
        return self._reranker.scores(question, passages)

    def upsert(self, name: str, ids: Sequence[int], vectors: Vectors, sources: Sequence[int]) -> list[int]:
        """Write entries to Chroma; return those it does not find afterwards."""
        return self._chroma.upsert(name, ids, vectors, sources)

    def delete(self, name: str, ids: Sequence[int]) -> None:
        """Remove entries from Chroma."""
        self._chroma.delete(name, ids)

    def present(self, name: str, ids: Sequence[int] | None = None) -> list[int]:
        """Return which of `ids` (None: all) Chroma holds."""
        return self._chroma.present(name, ids)

    def lost(self, name: str, ids: Sequence[int], vectors: Vectors) -> list[int]:
        """Return which entries Chroma cannot find by their own vector, though it may count them."""
        return self._chroma.lost(name, ids, vectors)

    def drop(self, name: str) -> None:
        """Delete a collection."""
        self._chroma.drop(name)

    def wipe(self) -> None:
        """Delete Chroma's files, which need not be sound. For a child that has not opened them."""
        self._chroma.wipe()

    def settle(self) -> None:
        """Note that Chroma has been compared with the catalogue, whatever happened before."""
        self._chroma.settle()

    def close(self) -> None:
        """Let go of Chroma in good order."""
        self._chroma.close()

    def _embedding(self, caller: Caller) -> _Loaded:
        if self._loaded is None or self._loaded.caller != caller:
            self._loaded = None  # its memory goes before the other one's comes
            embedder = opened(caller.embedder, self._door, caller.key)
            limit = None
            with contextlib.suppress(ModelBroken):
                limit = Limit(caller.embedder.most_tokens, passage_counter(caller.embedder))
            self._loaded = _Loaded(caller, embedder, measured(embedder), limit)
        return self._loaded


class Index:
    """The parent's side of the `index` child, for one embedder.

    `beside` another one it writes to Chroma by way of that one's child, which alone may have it open, and embeds in a
    child of its own, until it takes over.
    """

    def __init__(self, config: IndexConfig, beside: Child | None = None) -> None:
        self._config = config
        self._caller = Caller(config.embedder, config.key)
        own = Child("index" if beside is None else "embedder", "alcove.rag.index:IndexService", (config,))
        self._embedding = own
        self._child = beside or own
        self._forbidden: AppError | None = None

    def beside(self, embedder: EmbedderIdentity, key: str = "") -> "Index":
        """Return an index for another embedder, to be filled while this one answers."""
        return Index(replace(self._config, embedder=embedder, key=key, nice=_BEHIND), self._child)

    def take_over(self) -> None:
        """Answer from now on, in the child of the one it was filled beside."""
        if self._embedding is not self._child:
            self.close()
            self._embedding = self._child

    def forbid(self, reason: AppError) -> None:
        """Embed nothing from now on: `reason` is raised instead."""
        self._forbidden = reason

    def _allowed(self) -> Caller:
        if self._forbidden is not None:
            raise self._forbidden
        return self._caller

    @property
    def embedder(self) -> EmbedderIdentity:
        return self._config.embedder

    @property
    def keeps_waiting(self) -> bool:
        """Whether a question, or who stops it, waits for a batch of passages; a service has embedded it soon."""
        return self._config.embedder.kind != "remote"

    @property
    def pid(self) -> int | None:
        return self._child.pid

    @property
    def place(self) -> str:
        """Where the entries are kept: a server's address (none: this library's own folder) and the collection."""
        return f"{self._config.chroma_url} {self._caller.collection}".lstrip()

    def doubtful(self) -> bool:
        """Tell whether Chroma was left without being closed, so that it may not hold what it confirmed."""
        return not self._config.chroma_url and left_open(self._config.chroma_folder)

    def missing(self) -> bool:
        """Tell whether Chroma has no files at all."""
        return not self._config.chroma_url and not (self._config.chroma_folder / "chroma.sqlite3").exists()

    def warm(self) -> "Future[None]":
        """Begin loading the embedder and Chroma; do not wait."""
        return self._child.submit("warm", self._allowed(), urgency=URGENT)

    def try_out(self) -> "Future[Scale]":
        """Begin loading the embedder where it embeds; what it cannot do is raised."""
        return self._embedding.submit("try_out", self._allowed())

    def nearest(self, question: str, k: int, sources: Sequence[int] | None = None) -> Nearest:
        """Find the k chunks nearest to a question, ahead of any indexing in flight."""
        found: Nearest = self._child.call("nearest", self._allowed(), question, k, sources, urgency=URGENT)
        return found

    @property
    def reranks(self) -> bool:
        """Whether a cross-encoder is installed."""
        return self._config.reranker is not None

    def rerank(self, question: str, passages: Sequence[str]) -> list[float]:
        """Return how well each passage answers a question, ahead of any indexing in flight."""
        scores: list[float] = self._child.call("rerank", question, list(passages), urgency=URGENT)
        return scores

    def embed(self, texts: Sequence[str]) -> "Future[Vectors]":
        """Embed passages; the next batch may be sent before this one is back."""
        return self._embedding.submit("embed", self._allowed(), list(texts))

    def upsert(self, ids: Sequence[int], vectors: Vectors, sources: Sequence[int]) -> "Future[list[int]]":
        """Write entries to Chroma; the answer is those it cannot find although it has them."""
        return self._child.submit("upsert", self._caller.collection, list(ids), vectors, list(sources))

    def delete(self, ids: Sequence[int]) -> "Future[None]":
        """Remove entries from Chroma."""
        return self._child.submit("delete", self._caller.collection, list(ids))

    def find_present(self, ids: Sequence[int] | None = None) -> "Future[list[int]]":
        """Ask which entries Chroma holds."""
        return self._child.submit("present", self._caller.collection, ids)

    def present(self, ids: Sequence[int] | None = None) -> list[int]:
        """Return which entries Chroma holds."""
        return self.find_present(ids).result()

    def find_lost(self, ids: Sequence[int], vectors: Vectors) -> "Future[list[int]]":
        """Ask which entries cannot be found by their own vector."""
        return self._child.submit("lost", self._caller.collection, list(ids), vectors)

    def settle(self) -> "Future[None]":
        """Note that Chroma has been compared with the catalogue."""
        return self._child.submit("settle")

    def drop(self, embedder_key: str = "") -> None:
        """Delete the collection of an embedder, of this one where none is named."""
        self._child.call("drop", collection_name(embedder_key) if embedder_key else self._caller.collection)

    def empty(self) -> bool:
        """Begin the collection anew; return whether those of other embedders went too.

        They do where Chroma cannot open its files: these are deleted.
        """
        try:
            self.drop()
        except (ChildDied, IndexUnavailable):
            if self._config.chroma_url:
                raise
            self._child.close()
            self._child.call("wipe")
            return True
        return False

    def hang_up(self) -> None:
        """Break off what is under way with a server elsewhere; the child is started anew when it is needed."""
        if not is_local(urlsplit(self._config.chroma_url).hostname or ""):
            self._child.kill()

    def close(self) -> None:
        """Stop the child it embeds in; one that is shared with another index is left to it."""
        self._embedding.close()


def _asked(loaded: _Loaded, question: str) -> tuple[Vectors, float]:
    """Return a question's vector, and how far the embedder's say in its language is to be trusted."""
    scrambled = _scrambled(question)
    if loaded.caller.embedder.multilingual or scrambled == question:
        return loaded.embedder.embed_queries([question])[0], float(loaded.scale.tells)
    vector, other = loaded.embedder.embed_queries([question, scrambled])
    return vector, _trust(loaded.scale.same(float(vector @ other))) if loaded.scale.tells else 0.0


def _scrambled(text: str) -> str:
    """Shuffle the letters inside each word, the same way every time."""
    order = random.Random(0)

    def shuffled(match: re.Match[str]) -> str:
        letters = list(match[0])
        for _ in range(8):
            order.shuffle(letters)
            if "".join(letters) != match[0]:
                break
        return "".join(letters)

    return _LETTERS.sub(shuffled, text)


def _trust(similarity: float) -> float:
    """Turn the likeness of a question to itself with scrambled words into trust in the embedder.

    An embedder that reads a language takes scrambled words for something else; to one that sees single
    letters or unknown tokens they are the same bag. Measured with all-MiniLM-L6-v2: English .06 to .16,
    German .29, French .38, Russian .76, Chinese .98; of 508 English questions none above .54, of 300 Russian
    ones 5 % below .60. Below one half there is none: of a Russian question that is the Latin name in it.
    Of one that reads many languages it is not asked: multilingual-e5-small makes .7 of Chinese, which it reads, on the
    same scale, and of Hindi, whose vowel signs leave little to shuffle.
    """
    trust = float(np.clip((_UNREADABLE - similarity) / (_UNREADABLE - _READABLE), 0.0, 1.0))
    return trust if trust >= _LEAST_TRUST else 0.0
