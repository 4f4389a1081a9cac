"""The library: the one object through which the shells and `chat` use everything below. One a process.

Making it opens nothing heavy; the children start when they are first needed. Safe to use from any thread.
"""

import contextlib
import re
import shutil
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePath

from alcove.connectors.base import CONNECTORS, SourceOptions, Surroundings, cache_of, connect
from alcove.core.cancel import CancelToken
from alcove.core.database import Database
from alcove.core.errors import AppError, DatabaseError, ModelError, SourceError
from alcove.core.net import Door
from alcove.core.paths import Paths
from alcove.core.secrets import Secrets
from alcove.core.settings import Settings
from alcove.models.embedder import EmbedderIdentity, find_embedder
from alcove.models.reranker import find_reranker
from alcove.rag.catalogue import Catalogue
from alcove.rag.changes import Changes
from alcove.rag.completion import Candidate, Typed, candidates
from alcove.rag.embeddings import Embeddings
from alcove.rag.feed import Feeder
from alcove.rag.index import Index, IndexConfig
from alcove.rag.links import LinkGraph
from alcove.rag.own import OwnQuestions
from alcove.rag.passages import joined
from alcove.rag.placing import Placed, Placer
from alcove.rag.reader import Reader, ReadOptions
from alcove.rag.retrieve import Found, Retriever
from alcove.rag.sync import Sync
from alcove.rag.types import (
    Coverage,
    Hit,
    ItemCoverage,
    OcrWord,
    PageSpan,
    SearchMode,
    SearchResult,
    Source,
    SourceId,
    StoredDocument,
    SyncEvent,
)
from alcove.rag.watch import Place, watch

_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing `doctor` looked at: what is wrong (empty: nothing) and whether it was mended."""

    name: str
    problem: str = ""
    mended: bool = False


class Library:
    """Sources, sync, coverage, search and documents. Web pages come through `door`, that of the whole process."""

    def __init__(self, database: Database, settings: Settings, paths: Paths, door: Door | None = None) -> None:
        self._database = database
        self._paths = paths
        self._settings = settings
        self._door = door or Door("library")
        self._secrets = Secrets()
        self.links = LinkGraph(database)
        """What links lead where, and the tags."""
        self.changes = Changes(database)
        """What became of passages that answers were made from."""
        self.own = OwnQuestions(database, self.changes)
        """The person's own questions with the passages that answer them."""
        self._catalogue = Catalogue(database)
        self._idle = threading.Event()
        self._idle.set()
        self._generating = 0
        self._lock = threading.Lock()
        self._index: Index | None = None
        self._embeddings = Embeddings(database, 0)
        self.degraded = ""
        """Why search works by keyword only; empty when it does not."""
        self.embedder = ""
        """What embeds, as one line; empty when nothing does."""
        identity: EmbedderIdentity | None = None
        try:
            identity = find_embedder(paths.model_folders)
            self.embedder = identity.key
            self._embeddings = Embeddings.of(database, identity)
            self._index = Index(
                IndexConfig(identity, paths.chroma, settings.chroma_url, find_reranker(paths.model_folders), paths)
            )
        except ModelError as error:
            self.degraded = str(error)
        self._reader = Reader(identity, paths)
        self._retriever = Retriever(self._catalogue, self._index, self._embeddings, database)
        self._placer = Placer(database, self._catalogue, self._retriever, self._embeddings)

    # Sources

    def sources(self) -> list[Source]:
        """Return the sources by name."""
        return self._catalogue.sources()

    def add_source(
        self,
        path: Path | str,
        *,
        kind: str | None = None,
        name: str | None = None,
        options: SourceOptions | None = None,
    ) -> Source:
        """Add a folder, or what else a connector reads; without `kind` it is recognised by itself.

        Raises SourceError when it is not there or already part of the library.
        """
        kind, place = recognised(str(path), kind)
        options = options or SourceOptions()
        connector = connect(kind, place, options, self._surroundings())
        taken = {source.name for source in self.sources()}
        return self._catalogue.add_source(name or _free_name(place, taken), kind, place, connector.device(), options)

    def set_options(self, name: str, options: SourceOptions) -> None:
        """Change what is read of a source; the next sync applies it."""
        self._catalogue.set_options(self._catalogue.source(name).id, options)

    def remove_source(self, name: str) -> None:
        """Remove a source from the library, and copies made of it; the files themselves are not touched."""
        source = self._catalogue.source(name)
        self._catalogue.remove_source(source.id)
        shutil.rmtree(cache_of(source.path, self._surroundings()), ignore_errors=True)

    def scope(self, names: Sequence[str] | None) -> list[SourceId] | None:
        """Turn source names into ids; None or no names means all sources. Raises SourceError."""
        return [self._catalogue.source(name).id for name in names] if names else None

    # Reading

    def sync(self, names: Sequence[str] | None, token: CancelToken) -> Iterator[SyncEvent]:
        """Bring the library up to date with some sources (None: all); see `Sync.run`."""
        sources = [self._catalogue.source(name) for name in names] if names else self.sources()
        sync = Sync(
            self._catalogue,
            self._reader,
            self._index,
            self._embeddings,
            lock=self._paths.data_dir / "sync.lock",
            idle=self._idle,
            surroundings=self._surroundings(token),
            how=self._how,
        )
        yield from sync.run(sources, token)

    def use(self, settings: Settings) -> None:
        """Read and fetch by these settings from now on."""
        if self._settings.network and not settings.network and self._index is not None:
            self._index.hang_up()
        self._settings = settings

    def read_again(self, uri: str, password: str = "") -> list[str]:
        """Have an item read once more by the next sync, with a password if one is given; return its sources' names.

        The password is kept in the system's keyring, for when the item changes; where there is none, until the library
        is closed.
        """
        outer = self._catalogue.outermost(uri)
        if password and outer:
            self._secrets.keep(outer, password)
            self._catalogue.note_password(outer)
        return self._catalogue.read_again(outer)

    def ocr_words(self, uri: str) -> list[OcrWord]:
        """Return the words that OCR read in an item, with their boxes and confidence."""
        return self._catalogue.ocr_words(uri)

    def _surroundings(self, token: CancelToken | None = None) -> Surroundings:
        return Surroundings(
            self._paths.data_dir / "cache", lambda: self._settings.web, self._door, token or CancelToken()
        )

    def _how(self, uri: str) -> ReadOptions:
        languages = tuple(part for part in self._settings.ocr_languages.replace(",", "+").split("+") if part.strip())
        return ReadOptions(
            self._settings.ocr, languages, self._secrets.get(uri) if self._catalogue.has_password(uri) else ""
        )

    def watch(self, token: CancelToken) -> Iterator[tuple[str, ...]]:
        """Yield the names of sources whose files changed, until cancelled; syncing them is the caller's."""
        yield from watch(self._watched, self._paths.data_dir, token)

    def _watched(self) -> dict[str, Place]:
        places = {}
        for source in self.sources():
            with contextlib.suppress(SourceError):
                folder = connect(source.kind, source.path, source.options, self._surroundings()).watched()
                if folder is not None:
                    hidden = source.options.hidden or source.kind == "git" or folder.name.startswith(".")
                    places[source.name] = Place(folder, hidden)
        return places

    def pages(self, uri: str) -> tuple[PageSpan, ...]:
        """Return the pages of an item, each with how it was read; none where the format has no pages."""
        return self._catalogue.document(uri).pages

    def coverage(self, source: str | None = None) -> list[ItemCoverage]:
        """Return what became of every item, by uri."""
        return self._catalogue.coverage(self._catalogue.source(source).id if source else None)

    def counts(self, names: Sequence[str] | None = None) -> Coverage:
        """Count the items a search over these sources can and cannot see."""
        return self._catalogue.counts(self.scope(names))

    def document(self, uri: str) -> StoredDocument:
        """Return a stored document. Raises SourceError."""
        return self._catalogue.document(uri)

    def text(self, uri: str, start: int, end: int) -> str:
        """Return a span of a stored document. Raises SourceError."""
        return self._catalogue.document(uri).text[start:end]

    def whole(self, uri: str) -> list[Hit]:
        """Return all of a document as passages, page by page. Raises SourceError."""
        self._catalogue.document(uri)
        return joined(self._catalogue.hits([(chunk, 0.0) for chunk in self._catalogue.chunks_of(uri)]), self.text)

    # Finding

    def search(
        self, query: str, *, k: int = 10, source: Sequence[str] | None = None, mode: SearchMode = "hybrid"
    ) -> SearchResult:
        """Return the best k hits. Falls back to keywords where vectors are not to be had."""
        return self.find(query, k=k, source=source, mode=mode).result

    def find(
        self, query: str, *, k: int = 10, source: Sequence[str] | None = None, mode: SearchMode = "hybrid"
    ) -> Found:
        """Search, with what an answer needs to judge the hits."""
        return self._retriever.search(query, k, self.scope(source), mode)

    def place(self, query: str, source: Sequence[str] | None, *, uri: str, start: int, end: int) -> Placed:
        """Return where what stands at `start:end` of an item comes for a query, or why it is not found."""
        return self._placer.place(query, self.scope(source), uri=uri, start=start, end=end)

    def measure_own(self, token: CancelToken) -> Iterator[tuple[int, int]]:
        """Measure this library by the person's own questions; yield how many of how many are done."""
        yield from self.own.measure(self.search, self.embedder, token)

    def completions(self, typed: Typed) -> list[Candidate]:
        """Return what could stand where a filter of a question is being written."""
        return candidates(self._database, typed, date.today())

    def rarity(self, words: Sequence[str]) -> dict[str, float]:
        """Return how much each stem tells in this library (inverse document frequency)."""
        return self._retriever.rarity(words)

    # The children

    def warm(self) -> None:
        """Start the `index` child, so that the first question need not wait for it."""
        if self._index is not None:
            with contextlib.suppress(AppError):
                self._index.warm().result()

    @contextlib.contextmanager
    def generating(self) -> Iterator[None]:
        """Keep sync from using the processor while a model generates."""
        with self._lock:
            self._generating += 1
            self._idle.clear()
            self._reader.rest(True)
        try:
            yield
        finally:
            with self._lock:
                self._generating -= 1
                if not self._generating:
                    self._idle.set()
                    self._reader.rest(False)

    def close(self) -> None:
        """Stop the children in good order."""
        closing = [threading.Thread(target=self._reader.close)]
        if self._index is not None:
            closing.append(threading.Thread(target=self._index.close))
        for one in closing:  # at the same time: each may take a moment to end its call
            one.start()
        for one in closing:
            one.join()

    # Care

    def doctor(self, *, rebuild: bool) -> Iterator[Check]:
        """Check the book of record and Chroma against each other; mend what can be mended.

        With `rebuild`, Chroma's collection is made anew from the stored vectors: no file is opened and
        nothing is embedded that has a vector.
        """
        problems = [row[0] for row in self._database.query("PRAGMA integrity_check") if row[0] != "ok"]
        yield Check("database", "; ".join(problems))
        orphans = self._database.query(
            "SELECT count(*) AS n FROM chunks_fts WHERE rowid NOT IN (SELECT id FROM chunks)"
        )[0]["n"]
        yield Check("keyword index", f"{orphans} entries without a chunk" if orphans else "")
        if self._index is None:
            yield Check("embedding model", self.degraded)
            return
        feeder = Feeder(self._embeddings, self._index)
        try:
            if rebuild:
                feeder.begin_anew()
            else:
                feeder.mend()
            owed = feeder.remaining()
            feeder.pay_deletes()
            while feeder.step(block=True):
                continue
            missing = set(self._embeddings.entries()) ^ set(self._index.present())
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


def recognised(path: str, kind: str | None = None) -> tuple[str, str]:
    """Return the kind of source a path or address is, and what it is kept by. Raises SourceError."""
    if kind == "web" or (kind is None and _ADDRESS.match(path)):
        return "web", path
    place = Path(path).expanduser().absolute()
    if not place.is_dir():
        raise SourceError(f"There is no folder {place}.", "Give the path of a folder that exists.")
    if kind is None:
        kind = "obsidian" if "obsidian" in CONNECTORS and (place / ".obsidian").is_dir() else "folder"
    return kind, str(place)


def _free_name(place: str, taken: set[str]) -> str:
    base = PurePath(place).name or place
    name, number = base, 2
    while name in taken:
        name, number = f"{base} {number}", number + 1
    return name
