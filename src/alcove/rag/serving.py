"""Which embedder answers searches by meaning, which one is to, and what stands around the one that does."""

import contextlib
from collections.abc import Collection
from dataclasses import dataclass

from alcove.core.database import Database
from alcove.core.errors import ModelError
from alcove.core.paths import Paths
from alcove.core.secrets import Secrets
from alcove.core.settings import Settings, SettingsStore
from alcove.models.embedder import EmbedderIdentity, EmbedderKind
from alcove.models.embedder_shelf import EmbedderShelf, Listed
from alcove.models.families import MANY
from alcove.models.remote_embedder import leaves, secret_name
from alcove.models.reranker import find_reranker
from alcove.rag.catalogue import Catalogue
from alcove.rag.embeddings import Embeddings, Stored, chunk_count, known_keys, stored
from alcove.rag.index import Index, IndexConfig
from alcove.rag.placing import Placer
from alcove.rag.retrieve import Retriever

_ANSWERS = "embedder.answers"
"""The key of the embedder that answers; another one that is wanted comes in when all is embedded with it."""


@dataclass(frozen=True, slots=True)
class EmbedderCard:
    """An embedder as it is shown: what it is, where it is, and how much of the library it has embedded.

    `left` are the chunks it has not; `vectors` and their `bytes` are kept. `host` is where texts are sent to, if they
    are. `here` is False of one that is only remembered by its vectors.
    """

    name: str
    key: str
    kind: EmbedderKind = "folder"
    place: str = ""
    languages: tuple[str, ...] = ()
    size: int = 0
    dimension: int = 0
    most_tokens: int = 0
    host: str = ""
    added: bool = False
    here: bool = True
    left: int = 0
    vectors: int = 0
    bytes: int = 0

    @property
    def multilingual(self) -> bool:
        return self.languages == MANY


@dataclass(frozen=True, slots=True)
class EmbedderState:
    """Which embedders there are: the key of the one that answers (empty: none), and the one that is to.

    `chosen` is the name a person chose; empty where Alcove does. `sending` tells whether services may be used.
    `trouble` says why the wanted one is not to be had, and `broken` what else there is that cannot be used.
    `languages` are those of the library's `chunks`.
    """

    cards: tuple[EmbedderCard, ...]
    answering: str
    wanted: EmbedderCard | None
    chosen: str
    sending: bool
    trouble: str
    broken: tuple[ModelError, ...]
    languages: frozenset[str]
    chunks: int

    @property
    def answers(self) -> EmbedderCard | None:
        """The one that answers."""
        return next((one for one in self.cards if one.key == self.answering), None)

    @property
    def changing(self) -> bool:
        """Whether another one is to answer."""
        return self.wanted is not None and self.wanted.key != self.answering

    @property
    def unused(self) -> tuple[EmbedderCard, ...]:
        """Those whose vectors are kept though neither answers nor is wanted."""
        used = {self.answering, self.wanted.key if self.wanted else ""}
        return tuple(one for one in self.cards if one.vectors and one.key not in used)


@dataclass(frozen=True, slots=True)
class Serving:
    """An embedder that answers (None: search is by keyword only) with all that asks it; replaced as a whole."""

    index: Index | None
    embeddings: Embeddings
    retriever: Retriever
    placer: Placer

    @property
    def embedder(self) -> EmbedderIdentity | None:
        return self.index.embedder if self.index is not None else None


class Embedders:
    """Choose embedders, and remember which one answers."""

    def __init__(self, database: Database, paths: Paths, secrets: Secrets) -> None:
        self._database = database
        self._paths = paths
        self._secrets = secrets
        self._state = SettingsStore(database)
        self.shelf = EmbedderShelf(database, paths)

    def wanted(self, settings: Settings, answering: str = "") -> Listed:
        """Return the embedder that is to answer, by the settings. Raises ModelError where that is not to be had."""
        if not settings.embedder:
            return self.shelf.automatic(answering)
        listed = self.shelf.find(settings.embedder)
        if not self.allowed(listed.identity, settings):
            raise switched_off(listed.identity)
        return listed

    def answering(self, settings: Settings) -> EmbedderIdentity:
        """Return the embedder that answers: the wanted one if all is embedded with it, else the one that did before.

        Where that one is not here any more, it is the one that has embedded the most. Raises ModelError when none is
        to be had.
        """
        here = {one.identity.key: one.identity for one in self.shelf.all() if self.allowed(one.identity, settings)}
        answered = self._state.state(_ANSWERS)
        with contextlib.suppress(ModelError):
            wanted = self.wanted(settings, answered).identity
            if wanted.key == answered or not self._left(wanted):
                return wanted
        if answered in here:
            return here[answered]
        known = [here[key] for key in known_keys(self._database) if key in here]
        return min(known, key=self._left) if known else self.wanted(settings).identity

    def _left(self, identity: EmbedderIdentity) -> int:
        """Count the chunks that are not embedded with an embedder."""
        if identity.key in known_keys(self._database):
            return Embeddings.of(self._database, identity).count_pending()
        return chunk_count(self._database)

    def note_answering(self, identity: EmbedderIdentity) -> None:
        """Remember which embedder answers."""
        if self._state.state(_ANSWERS) != identity.key:
            self._state.remember(_ANSWERS, identity.key)

    def key(self, identity: EmbedderIdentity) -> str:
        """Return the key of the service that runs an embedder; empty where there is none."""
        return self._secrets.get(secret_name(identity)) if identity.kind == "remote" else ""

    def keep_key(self, identity: EmbedderIdentity, key: str) -> bool:
        """Keep the key of a service; return whether it outlives this run."""
        return self._secrets.keep(secret_name(identity), key)

    def config(self, identity: EmbedderIdentity, settings: Settings) -> IndexConfig:
        """Return what the `index` child is begun with."""
        return IndexConfig(
            identity,
            self._paths.chroma,
            settings.chroma_url,
            find_reranker(self._paths.model_folders),
            self.key(identity),
            self._paths,
        )

    def state(self, settings: Settings, serving: Serving, languages: Collection[str], degraded: str) -> EmbedderState:
        """Return how things stand."""
        answering = serving.embedder.key if serving.embedder else ""
        kept = {one.key: one for one in stored(self._database)}
        chunks = chunk_count(self._database)
        listed = self.shelf.all()
        cards = [self._card(one, kept.pop(one.identity.key, None), chunks) for one in listed]
        # Of one whose files are gone, or changed, only the vectors are left.
        cards += [
            EmbedderCard(one.name, one.key, here=False, left=chunks, vectors=one.vectors, bytes=one.bytes)
            for one in kept.values()
            if one.vectors or one.key == answering
        ]
        trouble, wanted = degraded, None
        try:
            key = self.wanted(settings, answering).identity.key
            wanted = next(one for one in cards if one.key == key)
        except ModelError as error:
            trouble = str(error)
        return EmbedderState(
            tuple(cards), answering, wanted, settings.embedder, settings.remote_embedder, trouble,
            tuple(self.shelf.broken()), frozenset(languages), chunks,
        )  # fmt: skip

    def _card(self, listed: Listed, kept: Stored | None, chunks: int) -> EmbedderCard:
        one = listed.identity
        left = Embeddings(self._database, kept.embedder).count_pending() if kept else chunks
        return EmbedderCard(
            listed.name, one.key, one.kind, str(one.place), one.languages, listed.bytes, one.dimension,
            one.most_tokens, leaves(one), listed.added, True, left, kept.vectors if kept else 0,
            kept.bytes if kept else 0,
        )  # fmt: skip

    @staticmethod
    def allowed(identity: EmbedderIdentity, settings: Settings) -> bool:
        """Tell whether an embedder may be used: one that texts leave this computer for is to be switched on."""
        return settings.remote_embedder or not leaves(identity)


def switched_off(identity: EmbedderIdentity) -> ModelError:
    """Say that nothing is sent to the service that runs an embedder."""
    return ModelError(
        f"{identity.name} would send passages and questions to {leaves(identity)}, which is not switched on.",
        "Choose it on the Models page, or: alcove settings set remote_embedder on",
    )


def served(database: Database, catalogue: Catalogue, index: Index | None) -> Serving:
    """Put together what asks an embedder."""
    embeddings = Embeddings(database, 0) if index is None else Embeddings.of(database, index.embedder)
    retriever = Retriever(catalogue, index, embeddings, database)
    return Serving(index, embeddings, retriever, Placer(database, catalogue, retriever, embeddings))
