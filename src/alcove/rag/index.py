"""The `index` child: the embedder and Chroma. torch and Chroma live here, never in the window.

A question's vector and search are answered ahead of indexing, which arrives in small batches.
"""

import contextlib
import hashlib
import logging
import os
import random
import re
import shutil
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np

from alcove.core.errors import IndexUnavailable, NetworkRefused
from alcove.core.ledger import guarded
from alcove.core.net import connection_errors, is_local, reach
from alcove.core.paths import Paths
from alcove.models.embedder import EmbedderIdentity
from alcove.models.types import Vectors
from alcove.rag.child import URGENT, Child, ChildDied

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

EF_SEARCH, NEIGHBOURS, EF_CONSTRUCTION = 1000, 32, 200
"""How Chroma walks and builds its graph. Of the ten nearest among 100,145 chunks whose vectors lie between real ones it
finds .9995 in 4.9 ms; walking with 500 it finds .993 to .997 in 3.3 ms. With its own 16 neighbours, 100 for building
and 200 for walking it finds .9865 among 10,628, and is built in half the time.
"""
_LOCK = "alcove.lock"
_OPEN = "alcove.open"
"""While Chroma is open, its folder holds a file of this name that says which process opened it."""
_LOCK_S = 5.0
_REACH_S = 5.0
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_UNREADABLE, _READABLE = 0.54, 0.36
_LEAST_TRUST = 0.5


@dataclass(frozen=True, slots=True)
class Nearest:
    """Answer of a vector search: chunk ids with cosine similarity, best first.

    `vector` is the question's; `trust` (0 to 1) says how well the embedder reads the question's language.
    `approximate` is False when Chroma could not be used and the caller must compare vectors itself. Embedding the
    question took `embedding_ms` of the whole time.
    """

    vector: Vectors
    trust: float
    ids: tuple[int, ...]
    similarities: tuple[float, ...]
    approximate: bool
    embedding_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class IndexConfig:
    """What the child needs to begin."""

    embedder: EmbedderIdentity
    chroma_folder: Path
    chroma_url: str
    reranker: Path | None = None
    """The folder of a cross-encoder."""
    paths: Paths | None = None
    """Where the library lies whose network ledger and switch are minded."""


def collection_name(embedder_key: str) -> str:
    """Name the Chroma collection of an embedder: a changed embedder, or graph, gets another collection."""
    made = f"{embedder_key} {EF_SEARCH} {NEIGHBOURS} {EF_CONSTRUCTION}"
    return "alcove-" + hashlib.sha256(made.encode()).hexdigest()[:24]


class IndexService:
    """What runs in the child. The embedder and Chroma are opened when they are first needed."""

    def __init__(self, config: IndexConfig) -> None:
        logging.disable(logging.ERROR)
        with contextlib.suppress(OSError, AttributeError):
            os.nice(5)  # a model that is answering goes first
        self._door = guarded("index", config.paths)
        self._door.shut()
        self._config = config
        self._embedder: Any = None
        self._reranker: Any = None
        self._client: ClientAPI | None = None
        self._collection: Collection | None = None
        self._lock: Any = None
        self._lock_s = _LOCK_S

    def warm(self) -> None:
        """Load what a question needs."""
        self._embedding().embed_queries(["warm"])
        with contextlib.suppress(IndexUnavailable), self._chroma():
            pass

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed passages, shape (len(texts), dimension)."""
        vectors: Vectors = self._embedding().embed_passages(texts)
        return vectors

    def nearest(self, question: str, k: int, sources: Sequence[int] | None) -> Nearest:
        """Find the k chunks nearest to a question, among some sources or all."""
        began = time.perf_counter()
        scrambled = _scrambled(question)
        vector, other = self._embedding().embed_queries([question, scrambled])
        embedding_ms = (time.perf_counter() - began) * 1000
        trust = _trust(float(vector @ other)) if scrambled != question else 1.0
        where: Any = {"source": {"$in": list(sources)}} if sources is not None else None
        try:
            with self._chroma() as collection:
                found = collection.query(query_embeddings=[vector], n_results=k, where=where, include=["distances"])
        except IndexUnavailable:
            return Nearest(vector, trust, (), (), False, embedding_ms)
        distances = (found["distances"] or [[]])[0]
        return Nearest(
            vector,
            trust,
            tuple(int(one) for one in found["ids"][0]),
            tuple(1.0 - float(d) for d in distances),
            True,
            embedding_ms,
        )

    def rerank(self, question: str, passages: Sequence[str]) -> list[float]:
        """Return how well each passage answers a question. Raises ModelBroken where the cross-encoder is none."""
        if self._reranker is None:
            from alcove.models.reranker import CrossEncoderReranker

            assert self._config.reranker is not None
            self._reranker = CrossEncoderReranker(self._config.reranker)
        scores: list[float] = self._reranker.scores(question, passages)
        return scores

    def upsert(self, ids: Sequence[int], vectors: Vectors, sources: Sequence[int]) -> list[int]:
        """Write entries to Chroma (writing one again changes nothing); return those it does not find afterwards.

        WORKAROUND: in Chroma 1.5.9 some entries that are unlike all others cannot be reached in the graph, not even by
        their own vector: 6 of 25 with 16 neighbours, 1 of 25 with 64 (random vectors beside clusters of 256 to 1,500).
        """
        with self._chroma() as collection:
            collection.upsert(ids=[str(i) for i in ids], embeddings=vectors, metadatas=[{"source": s} for s in sources])
        return self.lost(ids, vectors)

    def delete(self, ids: Sequence[int]) -> None:
        """Remove entries from Chroma; ids it does not have are ignored."""
        if ids:
            with self._chroma() as collection:
                collection.delete(ids=[str(i) for i in ids])

    def present(self, ids: Sequence[int] | None = None) -> list[int]:
        """Return which of `ids` (None: all) Chroma holds."""
        wanted = None if ids is None else [str(i) for i in ids]
        with self._chroma() as collection:
            return sorted(int(one) for one in collection.get(ids=wanted, include=[])["ids"])

    def lost(self, ids: Sequence[int], vectors: Vectors) -> list[int]:
        """Return which entries Chroma cannot find by their own vector, though it may count them."""
        with self._chroma() as collection:
            found = collection.query(query_embeddings=list(vectors), n_results=10, include=["distances"])
        distances = found["distances"] or []
        return [
            wanted
            for wanted, near, far in zip(ids, found["ids"], distances, strict=True)
            # A copy of the same text elsewhere may stand first: distance 0 is as good.
            if str(wanted) not in near and not (far and far[0] < 1e-5 and far[-1] < 1e-5)
        ]

    def drop(self) -> None:
        """Delete the collection and begin an empty one."""
        with self._chroma():
            assert self._client is not None
            self._client.delete_collection(collection_name(self._config.embedder.key))
            self._collection = None

    def wipe(self) -> None:
        """Delete Chroma's files, which need not be sound, and begin anew. For a child that has not opened them."""
        self._locked()
        for path in self._config.chroma_folder.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
            elif path.name != _LOCK:
                path.unlink()
        with self._chroma():
            pass

    def settle(self) -> None:
        """Note that Chroma has been compared with the catalogue, whatever happened before."""
        if self._lock is not None:
            (self._config.chroma_folder / _OPEN).write_text(_this_process())

    def close(self) -> None:
        """Let go of Chroma in good order."""
        if self._client is not None:
            self._client.close()  # type: ignore[attr-defined]  # PersistentClient has it, its declared type not
        self._client = self._collection = None
        if self._lock is not None:
            opened = self._config.chroma_folder / _OPEN
            with contextlib.suppress(OSError):
                if opened.read_text() == _this_process():
                    opened.unlink()
            self._lock.release()

    def _embedding(self) -> Any:
        if self._embedder is None:
            from alcove.models.embedder import SentenceTransformerEmbedder

            self._embedder = SentenceTransformerEmbedder(self._config.embedder)
        return self._embedder

    @contextlib.contextmanager
    def _chroma(self) -> Iterator["Collection"]:
        """Give the collection for one step. Raises IndexUnavailable for whatever goes wrong with Chroma."""
        from chromadb.errors import ChromaError

        trouble: tuple[type[Exception], ...] = (ChromaError, *connection_errors())
        try:
            self._mind_switch()
            if self._collection is None:
                self._client = self._client or self._connected()
                # The graph must be set at creation: modifying it later had no effect in the same process.
                self._collection = self._client.get_or_create_collection(
                    collection_name(self._config.embedder.key),
                    configuration={
                        "hnsw": {
                            "space": "cosine",
                            "ef_search": EF_SEARCH,
                            "max_neighbors": NEIGHBOURS,
                            "ef_construction": EF_CONSTRUCTION,
                        }
                    },
                    embedding_function=None,
                )
            yield self._collection
        except NetworkRefused as error:
            self._collection = self._client = None
            raise IndexUnavailable(error.message, error.hint) from error
        except trouble as error:
            self._collection = None
            if not self._config.chroma_url:
                raise IndexUnavailable(
                    f"The vector index cannot be used: {error}.", "`alcove doctor --rebuild` makes it anew."
                ) from error
            self._client = None  # the server may be another one when it is back
            raise self._no_server() from error

    def _mind_switch(self) -> None:
        """Raise NetworkRefused while the network is off: Chroma's client would go on with a connection it has kept."""
        host = urlsplit(self._config.chroma_url).hostname or ""
        if not is_local(host):
            self._door.must_be_on(host)

    def _connected(self) -> "ClientAPI":
        import chromadb
        from chromadb.api.shared_system_client import SharedSystemClient
        from chromadb.config import Settings
        from chromadb.errors import ChromaError

        settings = Settings(anonymized_telemetry=False)
        if self._config.chroma_url:
            address = urlsplit(self._config.chroma_url)
            secure = address.scheme == "https"
            host, port = address.hostname or "", address.port or (443 if secure else 8000)
            self._door.allow(host, port, "search index on a Chroma server")
            reach(host, port, _REACH_S)  # Chroma's own client would wait without end
            try:
                return chromadb.HttpClient(host=host, port=port, ssl=secure, settings=settings)
            except ValueError as error:
                raise self._no_server() from error
        self._locked()
        opened = self._config.chroma_folder / _OPEN
        if not opened.exists():  # one that is left over stays, until somebody has compared Chroma with the catalogue
            opened.write_text(_this_process())
        try:
            return chromadb.PersistentClient(str(self._config.chroma_folder), settings=settings)
        except ChromaError:
            # WORKAROUND: Chroma 1.5.9 keeps the half-started client, and opening again is an AttributeError.
            SharedSystemClient.clear_system_cache()
            raise

    def _locked(self) -> None:
        """Make this process the only one that has Chroma's files open. Raises IndexUnavailable."""
        import filelock

        if self._lock is not None:
            return
        self._config.chroma_folder.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(self._config.chroma_folder / _LOCK)
        # The child of an Alcove that was killed a moment ago may still be on its way out; wait for it once.
        patience, self._lock_s = self._lock_s, 0.0
        try:
            lock.acquire(timeout=patience)
        except filelock.Timeout as error:
            raise IndexUnavailable(
                "Another Alcove has this library's index open.", "Close it to search at full speed."
            ) from error
        self._lock = lock

    def _no_server(self) -> IndexUnavailable:
        return IndexUnavailable(
            f"The Chroma server at {self._config.chroma_url} does not answer.",
            "Start it, or empty the setting chroma_url to keep the index in this library.",
        )


class Index:
    """The parent's side of the `index` child."""

    def __init__(self, config: IndexConfig) -> None:
        self._config = config
        self._child = Child("index", "alcove.rag.index:IndexService", (config,))

    @property
    def pid(self) -> int | None:
        return self._child.pid

    @property
    def place(self) -> str:
        """Where the entries are kept: a server's address (none: this library's own folder) and the collection."""
        return f"{self._config.chroma_url} {collection_name(self._config.embedder.key)}".lstrip()

    def doubtful(self) -> bool:
        """Tell whether Chroma was left without being closed, so that it may not hold what it confirmed."""
        if self._config.chroma_url:
            return False
        try:
            opener = (self._config.chroma_folder / _OPEN).read_text()
        except OSError:
            return False
        return not _running(opener)

    def missing(self) -> bool:
        """Tell whether Chroma has no files at all."""
        return not self._config.chroma_url and not (self._config.chroma_folder / "chroma.sqlite3").exists()

    def warm(self) -> "Future[None]":
        """Begin loading the embedder and Chroma; do not wait."""
        return self._child.submit("warm", urgency=URGENT)

    def nearest(self, question: str, k: int, sources: Sequence[int] | None = None) -> Nearest:
        """Find the k chunks nearest to a question, ahead of any indexing in flight."""
        found: Nearest = self._child.call("nearest", question, k, sources, urgency=URGENT)
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
        return self._child.submit("embed", list(texts))

    def upsert(self, ids: Sequence[int], vectors: Vectors, sources: Sequence[int]) -> "Future[list[int]]":
        """Write entries to Chroma; the answer is those it cannot find although it has them."""
        return self._child.submit("upsert", list(ids), vectors, list(sources))

    def delete(self, ids: Sequence[int]) -> "Future[None]":
        """Remove entries from Chroma."""
        return self._child.submit("delete", list(ids))

    def find_present(self, ids: Sequence[int] | None = None) -> "Future[list[int]]":
        """Ask which entries Chroma holds."""
        return self._child.submit("present", ids)

    def present(self, ids: Sequence[int] | None = None) -> list[int]:
        """Return which entries Chroma holds."""
        return self.find_present(ids).result()

    def find_lost(self, ids: Sequence[int], vectors: Vectors) -> "Future[list[int]]":
        """Ask which entries cannot be found by their own vector."""
        return self._child.submit("lost", list(ids), vectors)

    def settle(self) -> "Future[None]":
        """Note that Chroma has been compared with the catalogue."""
        return self._child.submit("settle")

    def drop(self) -> None:
        """Empty Chroma's collection; files that Chroma cannot open are deleted."""
        try:
            self._child.call("drop")
        except (ChildDied, IndexUnavailable):
            if self._config.chroma_url:
                raise
            self._child.close()
            self._child.call("wipe")

    def hang_up(self) -> None:
        """Break off what is under way with a server elsewhere; the child is started anew when it is needed."""
        if not is_local(urlsplit(self._config.chroma_url).hostname or ""):
            self._child.kill()

    def close(self) -> None:
        """Stop the child."""
        self._child.close()


def _this_process() -> str:
    """Name this process for good: its number may be given to another one later."""
    import psutil

    return f"{os.getpid()} {psutil.Process().create_time()}"


def _running(process: str) -> bool:
    """Tell whether the process that `_this_process` named is still there."""
    import psutil

    try:
        number, began = process.split()
        found = psutil.Process(int(number))
        return bool(found.status() != psutil.STATUS_ZOMBIE and abs(found.create_time() - float(began)) < 2)
    except (ValueError, psutil.Error):
        return False


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
    """
    trust = float(np.clip((_UNREADABLE - similarity) / (_UNREADABLE - _READABLE), 0.0, 1.0))
    return trust if trust >= _LEAST_TRUST else 0.0
