"""The layers below, imported and built at their first use: importing them takes longer than showing a window.

Every method here is called on a lane, never on the GUI thread, so the first of them pays and nobody waits.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from alcove.core.cancel import CancelToken
from alcove.core.database import Database
from alcove.core.net import Door
from alcove.core.paths import Paths
from alcove.core.settings import ModelSettings, Settings, Value
from alcove.desktop.translation import language

if TYPE_CHECKING:
    from alcove.chat.arena import Arena
    from alcove.chat.conversations import RemovedFolder
    from alcove.chat.differences import Comparison
    from alcove.chat.kept import KeptId
    from alcove.chat.measure import ContextUse, Measurer
    from alcove.chat.prompts import PromptLibrary
    from alcove.chat.receipts import Receipts
    from alcove.chat.records import Column
    from alcove.chat.search import Found as FoundConversation
    from alcove.chat.store import (
        AskedWith,
        Conversation,
        ConversationId,
        ConversationStore,
        Glimpse,
        Message,
        MessageId,
    )
    from alcove.chat.transfer import ImportEvent, Transfer
    from alcove.chat.transfer import Kind as ExportKind
    from alcove.chat.tree import Node
    from alcove.chat.turns import TurnEvent, TurnRequest, Turns
    from alcove.connectors.base import SourceOptions
    from alcove.models.catalogue import CatalogueModel
    from alcove.models.download import DownloadEvent, Downloads, Wanted
    from alcove.models.elsewhere import Elsewhere
    from alcove.models.embedder_shelf import Added
    from alcove.models.endpoints import Endpoint, Endpoints
    from alcove.models.fits import Fit
    from alcove.models.hub import Choice, Found, Hub, Kind, Repository
    from alcove.models.memory import Fit as MemoryFit
    from alcove.models.memory import InUse
    from alcove.models.running import AtWork
    from alcove.models.shelf import ModelShelf, Removal, Unusable
    from alcove.models.traits import About
    from alcove.models.types import ModelInfo
    from alcove.rag.changes import Compared, Standing
    from alcove.rag.claims import Checked
    from alcove.rag.completion import Candidate, Typed
    from alcove.rag.library import Library
    from alcove.rag.mentions import Mentionable, Mentioning
    from alcove.rag.own import OwnQuestion, OwnResult
    from alcove.rag.placing import Placed
    from alcove.rag.serving import EmbedderState
    from alcove.rag.terms import Term
    from alcove.rag.types import (
        AnswerFrom,
        ChangeEvent,
        ItemCoverage,
        OcrWord,
        PageSpan,
        Source,
        StoredDocument,
        SyncEvent,
    )


@dataclass(frozen=True, slots=True)
class Layers:
    """What stands below the window."""

    library: Library
    shelf: ModelShelf
    endpoints: Endpoints
    turns: Turns
    store: ConversationStore
    receipts: Receipts
    arena: Arena
    transfer: Transfer
    prompts: PromptLibrary
    measurer: Measurer
    crashed: AtWork | None = None
    """The model that was at fault when the last run crashed, and what it was doing."""


class LateLayers:
    """Build the layers once, whoever asks first. `crash` is the report of the last run's, empty without one."""

    def __init__(self, database: Database, settings: Settings, paths: Paths, door: Door, crash: str = "") -> None:
        self._crash = crash
        self._door = door
        self._database = database
        self._settings = settings
        self._paths = paths
        self._lock = threading.Lock()
        self._built: Layers | None = None

    def get(self) -> Layers:
        """Return the layers; raises what building them raises."""
        with self._lock:
            if self._built is None:
                from alcove.chat.arena import Arena
                from alcove.chat.arena_store import ArenaStore
                from alcove.chat.measure import Measurer
                from alcove.chat.receipts import Receipts
                from alcove.chat.starters import prompt_library
                from alcove.chat.store import ConversationStore
                from alcove.chat.transfer import Transfer
                from alcove.chat.turns import Turns
                from alcove.models.endpoints import Endpoints
                from alcove.models.running import Running
                from alcove.models.shelf import ModelShelf
                from alcove.rag.library import Library

                library = Library(self._database, self._settings, self._paths, self._door)
                endpoints = Endpoints(self._database, self._door)
                running = Running(self._paths.running)
                shelf = ModelShelf(self._database, self._settings, self._paths, endpoints, running)
                crashed = shelf.after(self._crash)  # before anything can ask which model answers
                store = ConversationStore(self._database)
                turns = Turns(library, shelf, store, self._settings)
                receipts = Receipts(store, library.changes)
                arena = Arena(turns, shelf, ArenaStore(self._database, store))
                transfer, prompts = Transfer(self._database), prompt_library(self._database, language())
                measurer = Measurer(library, shelf, store, self._settings)
                self._built = Layers(
                    library, shelf, endpoints, turns, store, receipts, arena, transfer, prompts, measurer, crashed
                )
            return self._built

    @property
    def settings(self) -> Settings:
        """The settings of now."""
        return self._settings

    def use(self, settings: Settings) -> None:
        """Read and answer with changed settings from the next item and question on."""
        with self._lock:
            self._settings = settings
            if self._built is not None:
                self._built.library.use(settings)
                self._built.turns.use(settings)
                self._built.measurer.use(settings)
                self._built.shelf.use(settings)

    def close(self) -> None:
        """Stop the children and unload the model, if any was ever needed."""
        if self._built is not None:
            self._built.library.close()
            self._built.shelf.close()


class LateLibrary:
    """The library, as `services.LibraryService` has it."""

    def __init__(self, layers: LateLayers) -> None:
        self._layers = layers

    def sources(self) -> list[Source]:
        return self._layers.get().library.sources()

    def add_source(
        self,
        path: Path | str,
        *,
        kind: str | None = None,
        name: str | None = None,
        options: SourceOptions | None = None,
    ) -> Source:
        return self._layers.get().library.add_source(path, kind=kind, name=name, options=options)

    def set_options(self, name: str, options: SourceOptions) -> None:
        self._layers.get().library.set_options(name, options)

    def remove_source(self, name: str) -> None:
        self._layers.get().library.remove_source(name)

    def sync(self, names: Sequence[str] | None, token: CancelToken) -> Iterator[SyncEvent]:
        yield from self._layers.get().library.sync(names, token)

    def coverage(self, source: str | None = None) -> list[ItemCoverage]:
        return self._layers.get().library.coverage(source)

    def watch(self, token: CancelToken) -> Iterator[tuple[str, ...]]:
        yield from self._layers.get().library.watch(token)

    def read_again(self, uri: str, password: str = "") -> list[str]:
        return self._layers.get().library.read_again(uri, password)

    def pages(self, uri: str) -> tuple[PageSpan, ...]:
        return self._layers.get().library.pages(uri)

    def ocr_words(self, uri: str) -> list[OcrWord]:
        return self._layers.get().library.ocr_words(uri)

    def document(self, uri: str) -> StoredDocument:
        return self._layers.get().library.document(uri)

    def check(self, claim: str) -> Checked:
        from alcove.rag.claims import check

        return check(claim, self._layers.get().library)

    def completions(self, typed: Typed) -> list[Candidate]:
        return self._layers.get().library.completions(typed)

    def terms_in(self, text: str) -> list[Term]:
        return self._layers.get().library.terms.terms_in(text)

    def mentionable(self, mentioning: Mentioning) -> list[Mentionable]:
        return self._layers.get().library.mentionable(mentioning)

    def warm(self) -> str:
        library = self._layers.get().library
        library.warm()
        return library.degraded


class LateModels:
    """The models, as `services.ModelService` has them."""

    def __init__(self, layers: LateLayers) -> None:
        self._layers = layers

    def list(self) -> list[ModelInfo]:
        return self._layers.get().shelf.list()

    def elsewhere(self) -> Sequence[Elsewhere]:
        return self._layers.get().shelf.elsewhere()

    def add(self, file: Path, name: str = "") -> ModelInfo:
        return self._layers.get().shelf.add(file, name)

    def removal(self, name: str) -> Removal:
        return self._layers.get().shelf.removal(name)

    def remove(self, name: str, *, delete: bool = False) -> None:
        self._layers.get().shelf.remove(name, delete=delete)

    def default_name(self) -> str:
        return self._layers.get().shelf.default_name()

    def warm(self) -> None:
        self._layers.get().shelf.warm()

    def unusable(self) -> Sequence[Unusable]:
        return self._layers.get().shelf.unusable()

    def about(self, name: str) -> About:
        return self._layers.get().shelf.about(name)

    def fit(self, name: str) -> MemoryFit:
        return self._layers.get().shelf.fit(name)

    def in_use(self) -> InUse:
        return self._layers.get().shelf.in_use()

    def unload(self, name: str) -> None:
        self._layers.get().shelf.unload(name)

    def model_settings(self, name: str) -> ModelSettings:
        return self._layers.get().shelf.model_settings(name)

    def opinions(self, name: str, comparison: Comparison, token: CancelToken) -> Iterator[Comparison | None]:
        from alcove.chat.opinion import opinions

        layers = self._layers.get()
        model = layers.shelf.chat_model(name, token)
        with layers.shelf.held(model), layers.library.generating():
            yield from opinions(comparison, model, token)

    def set_model_setting(self, name: str, key: str, raw: Value) -> ModelSettings:
        return self._layers.get().shelf.set_model_setting(name, key, raw)

    def reset_model_settings(self, name: str) -> ModelSettings:
        return self._layers.get().shelf.reset_model_settings(name)

    def trust(self, name: str) -> None:
        self._layers.get().shelf.trust(name)


class LateHub:
    """The hub and downloads, as `services.HubService` has them; `host` and `catalogue` cost little and come at once."""

    def __init__(self, layers: LateLayers, paths: Paths, door: Door) -> None:
        self._layers = layers
        self._paths = paths
        self._door = door

    @property
    def host(self) -> str:
        return self._hub.host

    @property
    def _hub(self) -> Hub:
        from alcove.models.hub import Hub

        return Hub(self._door)

    @property
    def _downloads(self) -> Downloads:
        from alcove.models.download import Downloads

        return Downloads(self._paths.models, self._hub)

    def catalogue(self) -> Sequence[CatalogueModel]:
        from alcove.models.catalogue import catalogue

        return catalogue()

    def search(self, text: str, token: CancelToken, *, kind: Kind = "chat") -> list[Found]:
        return self._hub.search(text, token, kind=kind)

    def repository(self, name: str, token: CancelToken) -> Repository:
        return self._hub.repository(name, token)

    def room(self) -> str:
        from alcove.models.fits import room_words, this_machine

        return room_words(this_machine(self._paths.models), self._layers.settings.context_tokens)

    def fit(self, repository: Repository, choice: Choice) -> Fit:
        from alcove.models.fits import fit_of, this_machine

        return fit_of(choice, repository, this_machine(self._paths.models), self._layers.settings.context_tokens)

    def plan(self, repository: Repository, choice: Choice) -> Wanted:
        return self._downloads.plan(repository, choice)

    def unfinished(self) -> list[Wanted]:
        return self._downloads.unfinished()

    def download(self, wanted: Wanted, token: CancelToken) -> Iterator[DownloadEvent]:
        yield from self._downloads.run(wanted, token)

    def discard(self, wanted: Wanted) -> None:
        self._downloads.discard(wanted)


class LateEndpoints:
    """The services that run models elsewhere, as `services.EndpointService` has them."""

    def __init__(self, layers: LateLayers) -> None:
        self._layers = layers

    def list(self) -> list[Endpoint]:
        return self._layers.get().endpoints.list()

    def add(self, url: str, name: str = "") -> Endpoint:
        return self._layers.get().endpoints.add(url, name)

    def remove(self, name: str) -> None:
        self._layers.get().endpoints.remove(name)

    def switch(self, name: str, *, on: bool) -> Endpoint:
        return self._layers.get().endpoints.switch(name, on=on)

    def check(self, name: str, token: CancelToken) -> Endpoint:
        return self._layers.get().endpoints.check(name, token)

    def set_context(self, name: str, model: str, tokens: int) -> Endpoint:
        return self._layers.get().endpoints.set_context(name, model, tokens)

    def keep_key(self, name: str, key: str, *, openly: bool = False, this_run: bool = False) -> Endpoint:
        return self._layers.get().endpoints.keep_key(name, key, openly=openly, this_run=this_run)

    def forget_key(self, name: str) -> Endpoint:
        return self._layers.get().endpoints.forget_key(name)


class LateEmbedders:
    """The embedding models, as `services.EmbedderService` has them."""

    def __init__(self, layers: LateLayers) -> None:
        self._layers = layers

    def state(self) -> EmbedderState:
        return self._layers.get().library.embedder_state()

    def change(self, token: CancelToken) -> Iterator[ChangeEvent]:
        yield from self._layers.get().library.change_embedder(token)

    def add(self, path: Path) -> str:
        return self._layers.get().library.embedders.shelf.add(path).name

    def add_service(self, url: str, model: str, key: str) -> tuple[str, bool]:
        listed, kept = self._layers.get().library.add_embedding_service(url, model, key)
        return listed.name, kept

    def remove(self, name: str) -> Added:
        return self._layers.get().library.remove_embedder(name)

    def restore(self, added: Added) -> None:
        self._layers.get().library.embedders.shelf.restore(added)

    def free(self, key: str, token: CancelToken) -> Iterator[int]:
        yield from self._layers.get().library.free_embedder(key, token)


class LateTurns:
    """The turns, as `services.TurnService` has them."""

    def __init__(self, layers: LateLayers) -> None:
        self._layers = layers

    def run(self, request: TurnRequest, token: CancelToken) -> Iterator[TurnEvent]:
        yield from self._layers.get().turns.run(request, token)

    def measure(self, request: TurnRequest) -> ContextUse:
        return self._layers.get().measurer.measure(request)

    def name(self, conversation: ConversationId, token: CancelToken) -> Iterator[str]:
        yield from self._layers.get().turns.name(conversation, token)


class LateStore:
    """The conversations, as `services.StoreService` has them."""

    def __init__(self, layers: LateLayers) -> None:
        self._layers = layers

    def create(
        self,
        title: str,
        scope: Sequence[str] = (),
        *,
        answer_from: AnswerFrom = "documents",
        persona: KeptId | None = None,
        documents: Sequence[AskedWith] = (),
    ) -> Conversation:
        store = self._layers.get().store
        return store.create(title, scope, answer_from=answer_from, persona=persona, documents=documents)

    def conversations(self) -> list[Conversation]:
        return self._layers.get().store.conversations()

    def nodes(self, conversation: ConversationId) -> list[Node]:
        return self._layers.get().store.nodes(conversation)

    def some(self, messages: Sequence[MessageId]) -> list[Message]:
        return self._layers.get().store.some(messages)

    def holding(self, messages: Sequence[MessageId], words: str) -> list[MessageId]:
        return self._layers.get().store.holding(messages, words)

    def glimpses(self, conversation: ConversationId) -> list[Glimpse]:
        return self._layers.get().store.glimpses(conversation)

    def raw(self, answer: MessageId) -> str:
        return self._layers.get().store.raw(answer)

    def leaf(self, conversation: ConversationId) -> MessageId | None:
        return self._layers.get().store.leaf(conversation)

    def set_leaf(self, conversation: ConversationId, leaf: MessageId) -> None:
        self._layers.get().store.set_leaf(conversation, leaf)

    def correct(self, answer: MessageId, text: str) -> Message:
        return self._layers.get().store.correct(answer, text)

    def delete_message(self, message: MessageId) -> float | None:
        return self._layers.get().store.delete_message(message)

    def restore_message(self, message: MessageId, deleted: float) -> None:
        self._layers.get().store.restore_message(message, deleted)

    def rename(self, conversation: ConversationId, title: str) -> None:
        self._layers.get().store.rename(conversation, title)

    def set_scope(self, conversation: ConversationId, scope: Sequence[str]) -> None:
        self._layers.get().store.set_scope(conversation, scope)

    def set_answer_from(self, conversation: ConversationId, answer_from: AnswerFrom) -> None:
        self._layers.get().store.set_answer_from(conversation, answer_from)

    def columns(self, conversation: ConversationId) -> tuple[Column, ...]:
        return self._layers.get().store.columns(conversation)

    def set_columns(self, conversation: ConversationId, columns: Sequence[Column]) -> None:
        self._layers.get().store.set_columns(conversation, columns)

    def questions_after(
        self,
        conversation: ConversationId,
        parents: Sequence[MessageId | None],
        text: str,
        asked_with: Sequence[AskedWith] = (),
    ) -> list[Message]:
        return self._layers.get().store.questions_after(conversation, parents, text, asked_with)

    def set_persona(self, conversation: ConversationId, persona: KeptId | None) -> None:
        self._layers.get().store.set_persona(conversation, persona)

    def set_documents(self, conversation: ConversationId, documents: Sequence[AskedWith]) -> None:
        self._layers.get().store.set_documents(conversation, documents)

    def delete(self, *conversations: ConversationId) -> None:
        self._layers.get().store.delete(*conversations)

    def restore(self, *conversations: ConversationId) -> None:
        self._layers.get().store.restore(*conversations)

    def pin(self, *conversations: ConversationId, on: bool = True) -> None:
        self._layers.get().store.pin(*conversations, on=on)

    def archive(self, *conversations: ConversationId, on: bool = True) -> None:
        self._layers.get().store.archive(*conversations, on=on)

    def move(self, conversations: Iterable[ConversationId], folder: str) -> None:
        self._layers.get().store.move(conversations, folder)

    def folders(self) -> list[str]:
        return self._layers.get().store.folders()

    def add_folder(self, path: str) -> str:
        return self._layers.get().store.add_folder(path)

    def move_folder(self, path: str, to: str) -> str:
        return self._layers.get().store.move_folder(path, to)

    def remove_folder(self, path: str) -> RemovedFolder:
        return self._layers.get().store.remove_folder(path)

    def put_back(self, removed: RemovedFolder) -> None:
        self._layers.get().store.put_back(removed)

    def search(self, text: str, *, most: int = 60) -> list[FoundConversation]:
        return self._layers.get().store.search(text, most=most)


class LateTransfer:
    """Export and import, as `services.TransferService` has them."""

    def __init__(self, layers: LateLayers) -> None:
        self._layers = layers

    def export(
        self, conversation: ConversationId, kind: ExportKind, *, leaf: MessageId | None = None, whole: bool = False
    ) -> str:
        return self._layers.get().transfer.export(conversation, kind, leaf=leaf, whole=whole)

    def import_file(self, path: Path, token: CancelToken) -> Iterator[ImportEvent]:
        yield from self._layers.get().transfer.import_file(path, token)


class LatePrompts:
    """The prompts and personas, as `services.PromptService` has them."""

    def __init__(self, layers: LateLayers, paths: Paths) -> None:
        self._layers = layers
        self._paths = paths

    def library(self) -> PromptLibrary:
        return self._layers.get().prompts

    def text(self, path: Path, token: CancelToken) -> str:
        from alcove.rag.aside import text_aside

        return text_aside(path, self._paths, token)


class LateReceipts:
    """The receipts, as `services.ReceiptService` has them."""

    def __init__(self, layers: LateLayers) -> None:
        self._layers = layers

    def standing(self, answers: Sequence[MessageId]) -> dict[MessageId, tuple[Standing, ...]]:
        return self._layers.get().receipts.standing(answers)

    def compared(self, standings: Sequence[Standing]) -> tuple[Compared, ...]:
        return self._layers.get().receipts.compared(standings)


class LateOwn:
    """The person's own questions, as `services.OwnService` has them."""

    def __init__(self, layers: LateLayers) -> None:
        self._layers = layers

    def place(self, query: str, scope: Sequence[str], *, uri: str, start: int, end: int) -> Placed:
        return self._layers.get().library.place(query, scope, uri=uri, start=start, end=end)

    def all(self) -> list[OwnQuestion]:
        return self._layers.get().library.own.all()

    def add(self, question: str, placed: Placed) -> OwnQuestion | None:
        return self._layers.get().library.own.add(question, placed)

    def remove(self, own: OwnQuestion) -> None:
        self._layers.get().library.own.remove(own)

    def restore(self, own: OwnQuestion) -> None:
        self._layers.get().library.own.restore(own)

    def result(self) -> OwnResult | None:
        return self._layers.get().library.own.result()

    def measure(self, token: CancelToken) -> Iterator[tuple[int, int]]:
        yield from self._layers.get().library.measure_own(token)
