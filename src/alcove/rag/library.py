"""The library: the one object through which the shells and `chat` use everything below. One a process.

Making it opens nothing heavy; the children start when they are first needed. Safe to use from any thread.
"""

import contextlib
import re
import shutil
import threading
import time
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path, PurePath

from alcove.connectors.base import CONNECTORS, SourceOptions, Surroundings, cache_of, connect
from alcove.core.cancel import CancelToken
from alcove.core.database import Database
from alcove.core.errors import AppError, ModelError, SourceError
from alcove.core.net import Door
from alcove.core.paths import Paths
from alcove.core.secrets import Secrets
from alcove.core.settings import Settings
from alcove.models.embedder import EmbedderIdentity
from alcove.models.embedder_shelf import Added, Listed
from alcove.models.remote_embedder import ask_about
from alcove.rag.attached import AttachedFiles
from alcove.rag.catalogue import Catalogue
from alcove.rag.change import Change
from alcove.rag.changes import Changes
from alcove.rag.completion import Candidate, Typed, candidates
from alcove.rag.doctor import Check, checked
from alcove.rag.embeddings import Embeddings, free, stored
from alcove.rag.index import Index
from alcove.rag.links import LinkGraph
from alcove.rag.mentions import Mentionable, Mentioning, Mentions
from alcove.rag.own import OwnQuestions
from alcove.rag.passages import joined
from alcove.rag.placing import Placed
from alcove.rag.reader import Reader, ReadOptions
from alcove.rag.retrieve import Found
from alcove.rag.serving import Embedders, EmbedderState, served, switched_off
from alcove.rag.sync import Sync
from alcove.rag.terms import Terms
from alcove.rag.types import (
    ATTACHED_NAME,
    Changed,
    ChangeEvent,
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
_LOOK_S = 0.1


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
        self.terms = Terms(database)
        """What it knows by name, found in texts."""
        self.own = OwnQuestions(database, self.changes)
        """The person's own questions with the passages that answer them."""
        self._catalogue = Catalogue(database)
        self._idle = threading.Event()
        self._idle.set()
        self._generating = 0
        self._syncs = 0
        self._filling: Index | None = None
        self._lock = threading.Lock()
        self.embedders = Embedders(database, paths, self._secrets)
        """The embedding models: listing, adding, removing."""
        self.degraded = ""
        """Why search works by keyword only; empty when it does not."""
        index: Index | None = None
        try:
            identity = self.embedders.answering(settings)
            index = Index(self.embedders.config(identity, settings))
            self.embedders.note_answering(identity)
        except ModelError as error:
            self.degraded = str(error)
        self._serving = served(database, self._catalogue, index)
        self._reader = Reader(self._serving.embedder, paths)
        self.attached = AttachedFiles(database, self._catalogue, paths, lambda: self._serving, self._how, self._idle)
        """The files of conversations."""
        self._mentions = Mentions(database)

    @property
    def embedder(self) -> str:
        """What embeds, as one line; empty when nothing does."""
        identity = self._serving.embedder
        return identity.key if identity else ""

    @property
    def _index(self) -> Index | None:
        return self._serving.index

    @property
    def _embeddings(self) -> Embeddings:
        return self._serving.embeddings

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
        with self._lock:
            self._syncs += 1  # the embedder that answers stays until this has ended
        try:
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
        finally:
            self.terms.forget()
            self._mentions.forget()
            with self._lock:
                self._syncs -= 1

    def use(self, settings: Settings) -> None:
        """Read and fetch by these settings from now on; an embedder that is switched off embeds nothing any more."""
        if self._settings.network and not settings.network:
            for index in (self._filling, self._index):
                if index is not None:
                    index.hang_up()
        self._settings = settings
        for index in (self._filling, self._index):
            if index is not None and not self.embedders.allowed(index.embedder, settings):
                index.forbid(switched_off(index.embedder))

    def read_again(self, uri: str, password: str = "") -> list[str]:
        """Have an item read once more by the next sync, with a password if one is given; return its sources' names.

        None for a file of a conversation, which `attached` reads.

        The password is kept in the system's keyring, for when the item changes; where there is none, until the library
        is closed.
        """
        outer = self._catalogue.outermost(uri)
        if password and outer:
            self._secrets.keep(outer, password)
            self._catalogue.note_password(outer)
        return [name for name in self._catalogue.read_again(outer) if name != ATTACHED_NAME]

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
        self,
        query: str,
        *,
        k: int = 10,
        source: Sequence[str] | None = None,
        mode: SearchMode = "hybrid",
        beside: Sequence[str] = (),
        alone: bool = False,
    ) -> Found:
        """Search, with what an answer needs to judge the hits.

        Documents `beside`, by uri, are searched as well, whatever source they are of; `alone`, nothing else is.
        """
        items = self.attached.items(beside)
        return self._serving.retriever.search(query, k, self.scope(source), mode, beside=items, alone=alone)

    def place(self, query: str, source: Sequence[str] | None, *, uri: str, start: int, end: int) -> Placed:
        """Return where what stands at `start:end` of an item comes for a query, or why it is not found."""
        return self._serving.placer.place(query, self.scope(source), uri=uri, start=start, end=end)

    def measure_own(self, token: CancelToken) -> Iterator[tuple[int, int]]:
        """Measure this library by the person's own questions; yield how many of how many are done."""
        yield from self.own.measure(self.search, self.embedder, token)

    def completions(self, typed: Typed) -> list[Candidate]:
        """Return what could stand where a filter of a question is being written."""
        return candidates(self._database, typed, date.today())

    def mentionable(self, mentioning: Mentioning) -> list[Mentionable]:
        """Return what could be meant by a mention that is being written."""
        return self._mentions.offered(mentioning)

    def rarity(self, words: Sequence[str]) -> dict[str, float]:
        """Return how much each stem tells in this library (inverse document frequency)."""
        return self._serving.retriever.rarity(words)

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
            self.attached.rest(True)
        try:
            yield
        finally:
            with self._lock:
                self._generating -= 1
                if not self._generating:
                    self._idle.set()
                    self._reader.rest(False)
                    self.attached.rest(False)

    def close(self) -> None:
        """Stop the children in good order."""
        closing = [threading.Thread(target=one.close) for one in (self._reader, self.attached)]
        if self._index is not None:
            closing.append(threading.Thread(target=self._index.close))
        for one in closing:  # at the same time: each may take a moment to end its call
            one.start()
        for one in closing:
            one.join()

    # The embedder

    def embedder_state(self) -> EmbedderState:
        """Return which embedders there are, which one answers, which one is to, and what is kept of each."""
        return self.embedders.state(self._settings, self._serving, self._catalogue.languages(), self.degraded)

    def change_embedder(self, token: CancelToken) -> Iterator[ChangeEvent]:
        """Let the embedder answer that the settings want, once all is embedded with it; ends with `Changed`.

        The old one answers until then; cancelled, or after whatever error, it goes on to, and the next call takes up
        where this one stopped. There is nothing to do, and nothing told, where the wanted one answers. Raises AppError.
        """
        began = time.perf_counter()
        listed = self.embedders.wanted(self._settings, self.embedder)
        if listed.identity.key == self.embedder:
            return
        index = self._filling = self._beside(listed.identity)
        embeddings = Embeddings.of(self._database, listed.identity)
        change = Change(
            listed.name,
            index,
            embeddings,
            lock=self._paths.data_dir / "change.lock",
            may_go_on=self._may_change,
        )
        switched = False
        try:
            while not switched and not token.cancelled:
                yield from change.run(token)
                switched = self._may_change(token) and self._switch(index, embeddings)
            left = 0 if switched else embeddings.count_pending()
            yield Changed(listed.name, change.chunks, time.perf_counter() - began, left, not switched)
        finally:
            self._filling = None
            if not switched:
                index.close()

    def _beside(self, identity: EmbedderIdentity) -> Index:
        """Return an index for another embedder, beside the one that answers if there is one."""
        if self._index is not None:
            return self._index.beside(identity, self.embedders.key(identity))
        return Index(self.embedders.config(identity, self._settings))

    def _may_change(self, token: CancelToken) -> bool:
        """Wait while a model generates or a sync runs, which go first; return False when cancelled."""
        while not token.cancelled and (self._syncs or not self._idle.is_set()):
            token.wait(_LOOK_S)
        return not token.cancelled

    def _switch(self, index: Index, embeddings: Embeddings) -> bool:
        """Let an embedder answer, in one step; return False where there is something left to embed with it."""
        with self._lock:
            if self._syncs or embeddings.count_pending():
                return False
            self.embedders.note_answering(index.embedder)
            before = self._reader
            self._serving = served(self._database, self._catalogue, index)
            self._reader = Reader(index.embedder, self._paths)
            self._reader.rest(self._generating > 0)
            self.degraded = ""
        index.take_over()
        index.warm()
        before.close()
        return True

    def add_embedding_service(self, url: str, model: str, key: str, name: str = "") -> tuple[Listed, bool]:
        """Put an embedding model that a service runs on the list, once it has answered.

        Return it, and whether its key outlives this run, which takes a keyring. Raises ModelError.
        """
        identity = ask_about(url, model, key, self._door)
        kept = not key or self.embedders.keep_key(identity, key)
        return self.embedders.shelf.add_remote(identity, name), kept

    def remove_embedder(self, name: str) -> Added:
        """Take an added embedder off the list; its files stay. Raises ModelError, for the one that answers too."""
        if self.embedders.shelf.find(name).identity.key == self.embedder:
            raise ModelError(f"{name} answers, so it has to stay.", "Change to another one first.")
        return self.embedders.shelf.remove(name)

    def free_embedder(self, key: str, token: CancelToken) -> Iterator[int]:
        """Delete what is kept of an embedder, by its key; tell how many vectors are gone so far.

        Raises ModelError for the one that answers.
        """
        if key == self.embedder:
            raise ModelError(
                "What the embedding model that answers has made is needed.", "Change to another one first."
            )
        row = next((one for one in stored(self._database) if one.key == key), None)
        if row is not None:
            if self._index is not None:
                self._index.drop(key)
            yield from free(self._database, row.embedder, token)

    # Care

    def doctor(self, *, rebuild: bool) -> Iterator[Check]:
        """Check the book of record and Chroma against each other; mend what can be mended.

        With `rebuild`, Chroma's collection is made anew from the stored vectors: no file is opened and
        nothing is embedded that has a vector.
        """
        yield from checked(self._database, self._index, self._embeddings, self.embedder_state(), rebuild=rebuild)


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
