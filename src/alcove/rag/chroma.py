"""Chroma, in the `index` child: a collection for each embedder, in this library's folder or on a server.

One process has the folder open at a time, and leaves a note there while it does: Chroma may have lost something when
that process ended otherwise than by `close`.
"""

import contextlib
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from alcove.core.errors import IndexUnavailable, NetworkRefused
from alcove.core.net import Door, connection_errors, is_local, reach
from alcove.models.types import Vectors

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


def collection_name(embedder_key: str) -> str:
    """Name the Chroma collection of an embedder: a changed embedder, or graph, gets another collection."""
    made = f"{embedder_key} {EF_SEARCH} {NEIGHBOURS} {EF_CONSTRUCTION}"
    return "alcove-" + hashlib.sha256(made.encode()).hexdigest()[:24]


def left_open(folder: Path) -> bool:
    """Tell whether a process that is gone had Chroma's folder open, so that it may not hold what it confirmed."""
    try:
        opener = (folder / _OPEN).read_text()
    except OSError:
        return False
    return not _running(opener)


class Chroma:
    """The collections, by name; opened when first needed. Every method raises IndexUnavailable for what goes wrong."""

    def __init__(self, folder: Path, url: str, door: Door) -> None:
        self._folder = folder
        self._door = door
        self._url = url
        self._client: ClientAPI | None = None
        self._collections: dict[str, Collection] = {}
        self._lock: Any = None
        self._lock_s = _LOCK_S

    @contextlib.contextmanager
    def collection(self, name: str) -> Iterator["Collection"]:
        """Give a collection for one step, made where there is none."""
        with self._guarded():
            if name not in self._collections:
                self._client = self._client or self._connected()
                # The graph must be set at creation: modifying it later had no effect in the same process.
                self._collections[name] = self._client.get_or_create_collection(
                    name,
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
            yield self._collections[name]

    def upsert(self, name: str, ids: Sequence[int], vectors: Vectors, sources: Sequence[int]) -> list[int]:
        """Write entries (writing one again changes nothing); return those it does not find afterwards.

        WORKAROUND: in Chroma 1.5.9 some entries that are unlike all others cannot be reached in the graph, not even by
        their own vector: 6 of 25 with 16 neighbours, 1 of 25 with 64 (random vectors beside clusters of 256 to 1,500).
        """
        with self.collection(name) as collection:
            collection.upsert(ids=[str(i) for i in ids], embeddings=vectors, metadatas=[{"source": s} for s in sources])
        return self.lost(name, ids, vectors)

    def delete(self, name: str, ids: Sequence[int]) -> None:
        """Remove entries; ids it does not have are ignored."""
        if ids:
            with self.collection(name) as collection:
                collection.delete(ids=[str(i) for i in ids])

    def present(self, name: str, ids: Sequence[int] | None = None) -> list[int]:
        """Return which of `ids` (None: all) it holds."""
        wanted = None if ids is None else [str(i) for i in ids]
        with self.collection(name) as collection:
            return sorted(int(one) for one in collection.get(ids=wanted, include=[])["ids"])

    def lost(self, name: str, ids: Sequence[int], vectors: Vectors) -> list[int]:
        """Return which entries it cannot find by their own vector, though it may count them."""
        with self.collection(name) as collection:
            found = collection.query(query_embeddings=list(vectors), n_results=10, include=["distances"])
        distances = found["distances"] or []
        return [
            wanted
            for wanted, near, far in zip(ids, found["ids"], distances, strict=True)
            # A copy of the same text elsewhere may stand first: distance 0 is as good.
            if str(wanted) not in near and not (far and far[0] < 1e-5 and far[-1] < 1e-5)
        ]

    def drop(self, name: str) -> None:
        """Delete a collection and its files; one that is not there is no error.

        WORKAROUND: Chroma 1.5.9 leaves the folder with a deleted collection's graph, which is the most of it.
        """
        from chromadb.errors import NotFoundError

        with self._guarded():
            self._client = self._client or self._connected()
            folders = self._segments(name)
            with contextlib.suppress(NotFoundError):
                self._client.delete_collection(name)
            self._collections.pop(name, None)
            for folder in folders:
                shutil.rmtree(folder, ignore_errors=True)

    def wipe(self) -> None:
        """Delete all files, which need not be sound. For a process that has not opened them."""
        self._locked()
        for path in self._folder.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
            elif path.name != _LOCK:
                path.unlink()

    def settle(self) -> None:
        """Note that what it holds has been compared with the catalogue, whatever happened before."""
        if self._lock is not None:
            (self._folder / _OPEN).write_text(_this_process())

    def close(self) -> None:
        """Let go of it in good order."""
        if self._client is not None:
            self._client.close()  # type: ignore[attr-defined]  # PersistentClient has it, its declared type not
        self._client = None
        self._collections.clear()
        if self._lock is not None:
            opened = self._folder / _OPEN
            with contextlib.suppress(OSError):
                if opened.read_text() == _this_process():
                    opened.unlink()
            self._lock.release()

    @contextlib.contextmanager
    def _guarded(self) -> Iterator[None]:
        from chromadb.errors import ChromaError

        trouble: tuple[type[Exception], ...] = (ChromaError, *connection_errors())
        try:
            self._mind_switch()
            yield
        except NetworkRefused as error:
            self._collections.clear()
            self._client = None
            raise IndexUnavailable(error.message, error.hint) from error
        except trouble as error:
            self._collections.clear()
            if not self._url:
                raise IndexUnavailable(
                    f"The vector index cannot be used: {error}.", "`alcove doctor --rebuild` makes it anew."
                ) from error
            self._client = None  # the server may be another one when it is back
            raise self._no_server() from error

    def _mind_switch(self) -> None:
        """Raise NetworkRefused while the network is off: Chroma's client would go on with a connection it has kept."""
        host = urlsplit(self._url).hostname or ""
        if not is_local(host):
            self._door.must_be_on(host)

    def _segments(self, name: str) -> list[Path]:
        """Return the folders that hold a collection's graph."""
        file = self._folder / "chroma.sqlite3"
        if self._url or not file.exists():
            return []
        with (
            contextlib.suppress(sqlite3.Error),
            contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database,
        ):
            rows = database.execute(
                "SELECT s.id FROM segments s JOIN collections c ON c.id = s.collection WHERE c.name = ?", (name,)
            )
            return [self._folder / row[0] for row in rows if (self._folder / row[0]).is_dir()]
        return []

    def _connected(self) -> "ClientAPI":
        import chromadb
        from chromadb.api.shared_system_client import SharedSystemClient
        from chromadb.config import Settings
        from chromadb.errors import ChromaError

        settings = Settings(anonymized_telemetry=False)
        if self._url:
            address = urlsplit(self._url)
            secure = address.scheme == "https"
            host, port = address.hostname or "", address.port or (443 if secure else 8000)
            self._door.allow(host, port, "search index on a Chroma server")
            reach(host, port, _REACH_S)  # Chroma's own client would wait without end
            try:
                return chromadb.HttpClient(host=host, port=port, ssl=secure, settings=settings)
            except ValueError as error:
                raise self._no_server() from error
        self._locked()
        opened = self._folder / _OPEN
        if not opened.exists():  # one that is left over stays, until somebody has compared Chroma with the catalogue
            opened.write_text(_this_process())
        try:
            return chromadb.PersistentClient(str(self._folder), settings=settings)
        except ChromaError:
            # WORKAROUND: Chroma 1.5.9 keeps the half-started client, and opening again is an AttributeError.
            SharedSystemClient.clear_system_cache()
            raise

    def _locked(self) -> None:
        """Make this process the only one that has Chroma's files open. Raises IndexUnavailable."""
        import filelock

        if self._lock is not None:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(self._folder / _LOCK)
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
            f"The Chroma server at {self._url} does not answer.",
            "Start it, or empty the setting chroma_url to keep the index in this library.",
        )


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
