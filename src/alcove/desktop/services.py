"""What the window needs from the layers below, as contracts, so that tests can stand fakes in for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from alcove.core.cancel import CancelToken
from alcove.core.ledger import Entry
from alcove.core.paths import Paths
from alcove.core.settings import ModelSettings, SettingsStore, Value
from alcove.desktop.notify import Notifier
from alcove.desktop.tasks import TaskRunner
from alcove.desktop.theme import Theme

if TYPE_CHECKING:
    from alcove.chat.arena import Answering
    from alcove.chat.arena_store import Asked, Batch, BatchId, Counts, Match, MatchId, Terms
    from alcove.chat.contenders import Contender
    from alcove.chat.conversations import RemovedFolder
    from alcove.chat.differences import Comparison
    from alcove.chat.drafts import Draft
    from alcove.chat.kept import KeptId
    from alcove.chat.measure import ContextUse
    from alcove.chat.prompts import PromptLibrary
    from alcove.chat.ratings import Table
    from alcove.chat.records import Column
    from alcove.chat.search import Found as FoundConversation
    from alcove.chat.store import AskedWith, Conversation, ConversationId, Glimpse, Message, MessageId
    from alcove.chat.transfer import ImportEvent
    from alcove.chat.transfer import Kind as ExportKind
    from alcove.chat.tree import Node
    from alcove.chat.turns import TurnEvent, TurnRequest
    from alcove.connectors.base import SourceOptions
    from alcove.models.catalogue import CatalogueModel
    from alcove.models.download import DownloadEvent, Wanted
    from alcove.models.elsewhere import Elsewhere
    from alcove.models.embedder_shelf import Added
    from alcove.models.endpoints import Endpoint
    from alcove.models.fits import Fit
    from alcove.models.hub import Choice, Found, Kind, Repository
    from alcove.models.memory import Fit as MemoryFit
    from alcove.models.memory import InUse
    from alcove.models.shelf import Removal, Unusable
    from alcove.models.traits import About
    from alcove.models.types import ModelInfo
    from alcove.rag.attached import AttachEvent
    from alcove.rag.changes import Compared, Standing
    from alcove.rag.claims import Checked
    from alcove.rag.completion import Candidate, Typed
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


class LibraryService(Protocol):
    """The library: `alcove.rag.library.Library`. Every method may be called from any thread."""

    def sources(self) -> list[Source]: ...

    def add_source(
        self,
        path: Path | str,
        *,
        kind: str | None = None,
        name: str | None = None,
        options: SourceOptions | None = None,
    ) -> Source: ...

    def set_options(self, name: str, options: SourceOptions) -> None: ...

    def remove_source(self, name: str) -> None: ...

    def sync(self, names: Sequence[str] | None, token: CancelToken) -> Iterator[SyncEvent]: ...

    def coverage(self, source: str | None = None) -> list[ItemCoverage]: ...

    def watch(self, token: CancelToken) -> Iterator[tuple[str, ...]]:
        """Yield the names of sources whose files changed; blocks until cancelled."""

    def read_again(self, uri: str, password: str = "") -> list[str]:
        """Have an item read once more; return the names of the sources to sync."""

    def pages(self, uri: str) -> tuple[PageSpan, ...]: ...

    def ocr_words(self, uri: str) -> list[OcrWord]: ...

    def document(self, uri: str) -> StoredDocument: ...

    def check(self, claim: str) -> Checked:
        """Look for what supports or contradicts a sentence."""

    def completions(self, typed: Typed) -> list[Candidate]: ...

    def terms_in(self, text: str) -> list[Term]: ...

    def mentionable(self, mentioning: Mentioning) -> list[Mentionable]: ...

    def warm(self) -> str:
        """Start the children; return why search works by keyword only, empty when it does not."""


class AttachService(Protocol):
    """The files of conversations: `alcove.rag.attached.AttachedFiles`. `read` and `finish` take their time."""

    def read(self, uri: str, token: CancelToken, *, again: bool = False) -> Iterator[AttachEvent]: ...

    def finish(self, uris: Sequence[str], token: CancelToken) -> Iterator[int]:
        """Let files be found by their meaning too."""

    def coverage(self, uris: Sequence[str]) -> list[ItemCoverage]: ...

    def keep_picture(self, picture: bytes) -> str:
        """Keep a copy of a picture (PNG); return its uri."""


class DraftService(Protocol):
    """Questions that are not sent yet: `alcove.chat.drafts.DraftStore`."""

    def get(self, conversation: ConversationId) -> Draft: ...

    def keep(self, conversation: ConversationId, draft: Draft) -> None: ...


class ModelService(Protocol):
    """The models: `alcove.models.shelf.ModelShelf`."""

    def list(self) -> list[ModelInfo]: ...

    def elsewhere(self) -> Sequence[Elsewhere]: ...

    def add(self, file: Path, name: str = "") -> ModelInfo: ...

    def removal(self, name: str) -> Removal: ...

    def remove(self, name: str, *, delete: bool = False) -> None: ...

    def default_name(self) -> str: ...

    def warm(self) -> None: ...

    def unusable(self) -> Sequence[Unusable]: ...

    def about(self, name: str) -> About: ...

    def fit(self, name: str) -> MemoryFit:
        """Examine a model in a child process, once, and compare what it needs with what there is."""

    def in_use(self) -> InUse: ...

    def unload(self, name: str) -> None:
        """Take a model out of the memory; on the lane of the models."""

    def model_settings(self, name: str) -> ModelSettings: ...

    def opinions(self, name: str, comparison: Comparison, token: CancelToken) -> Iterator[Comparison | None]:
        """Ask a model about the rows of a comparison that the rules leave open."""

    def set_model_setting(self, name: str, key: str, raw: Value) -> ModelSettings: ...

    def reset_model_settings(self, name: str) -> ModelSettings: ...

    def trust(self, name: str) -> None: ...


class HubService(Protocol):
    """The model hub, and downloads from it: `alcove.models.hub` and `alcove.models.download`."""

    @property
    def host(self) -> str: ...

    def catalogue(self) -> Sequence[CatalogueModel]: ...

    def search(self, text: str, token: CancelToken, *, kind: Kind = "chat") -> list[Found]: ...

    def repository(self, name: str, token: CancelToken) -> Repository: ...

    def room(self) -> str:
        """Say what this computer can take, in a sentence."""

    def fit(self, repository: Repository, choice: Choice) -> Fit: ...

    def plan(self, repository: Repository, choice: Choice) -> Wanted: ...

    def unfinished(self) -> list[Wanted]: ...

    def download(self, wanted: Wanted, token: CancelToken) -> Iterator[DownloadEvent]: ...

    def discard(self, wanted: Wanted) -> None: ...


class EndpointService(Protocol):
    """The services that run models elsewhere: `alcove.models.endpoints.Endpoints`."""

    def list(self) -> list[Endpoint]: ...

    def add(self, url: str, name: str = "") -> Endpoint: ...

    def remove(self, name: str) -> None: ...

    def switch(self, name: str, *, on: bool) -> Endpoint: ...

    def check(self, name: str, token: CancelToken) -> Endpoint: ...

    def set_context(self, name: str, model: str, tokens: int) -> Endpoint: ...

    def keep_key(self, name: str, key: str, *, openly: bool = False, this_run: bool = False) -> Endpoint: ...

    def forget_key(self, name: str) -> Endpoint: ...


class EmbedderService(Protocol):
    """The embedding models: of `alcove.rag.library.Library`."""

    def state(self) -> EmbedderState: ...

    def change(self, token: CancelToken) -> Iterator[ChangeEvent]:
        """Let the one answer that the settings want, once all is embedded with it."""

    def add(self, path: Path) -> str:
        """Put a folder or a file on the list; return its name there."""

    def add_service(self, url: str, model: str, key: str) -> tuple[str, bool]:
        """Put a service's model on the list; return its name, and whether its key outlives this run."""

    def remove(self, name: str) -> Added: ...

    def restore(self, added: Added) -> None: ...

    def free(self, key: str, token: CancelToken) -> Iterator[int]: ...


class StoreService(Protocol):
    """What the window does with conversations: `alcove.chat.store.ConversationStore`."""

    def create(
        self,
        title: str,
        scope: Sequence[str] = (),
        *,
        answer_from: AnswerFrom = "documents",
        persona: KeptId | None = None,
        documents: Sequence[AskedWith] = (),
    ) -> Conversation: ...

    def conversations(self) -> list[Conversation]: ...

    def nodes(self, conversation: ConversationId) -> list[Node]: ...

    def some(self, messages: Sequence[MessageId]) -> list[Message]: ...

    def holding(self, messages: Sequence[MessageId], words: str) -> list[MessageId]: ...

    def glimpses(self, conversation: ConversationId) -> list[Glimpse]: ...

    def raw(self, answer: MessageId) -> str: ...

    def leaf(self, conversation: ConversationId) -> MessageId | None: ...

    def set_leaf(self, conversation: ConversationId, leaf: MessageId) -> None: ...

    def correct(self, answer: MessageId, text: str) -> Message: ...

    def delete_message(self, message: MessageId) -> float | None: ...

    def restore_message(self, message: MessageId, deleted: float) -> None: ...

    def rename(self, conversation: ConversationId, title: str) -> None: ...

    def set_scope(self, conversation: ConversationId, scope: Sequence[str]) -> None: ...

    def set_answer_from(self, conversation: ConversationId, answer_from: AnswerFrom) -> None: ...

    def columns(self, conversation: ConversationId) -> tuple[Column, ...]: ...

    def set_columns(self, conversation: ConversationId, columns: Sequence[Column]) -> None: ...

    def questions_after(
        self,
        conversation: ConversationId,
        parents: Sequence[MessageId | None],
        text: str,
        asked_with: Sequence[AskedWith] = (),
    ) -> list[Message]: ...

    def set_persona(self, conversation: ConversationId, persona: KeptId | None) -> None: ...

    def set_documents(self, conversation: ConversationId, documents: Sequence[AskedWith]) -> None: ...

    def delete(self, *conversations: ConversationId) -> None: ...

    def restore(self, *conversations: ConversationId) -> None: ...

    def pin(self, *conversations: ConversationId, on: bool = True) -> None: ...

    def archive(self, *conversations: ConversationId, on: bool = True) -> None: ...

    def move(self, conversations: Iterable[ConversationId], folder: str) -> None: ...

    def folders(self) -> list[str]: ...

    def add_folder(self, path: str) -> str: ...

    def move_folder(self, path: str, to: str) -> str: ...

    def remove_folder(self, path: str) -> RemovedFolder: ...

    def put_back(self, removed: RemovedFolder) -> None: ...

    def search(self, text: str, *, most: int = 60) -> list[FoundConversation]: ...


class TransferService(Protocol):
    """Conversations out of Alcove and into it: `alcove.chat.transfer.Transfer`."""

    def export(
        self, conversation: ConversationId, kind: ExportKind, *, leaf: MessageId | None = None, whole: bool = False
    ) -> str: ...

    def import_file(self, path: Path, token: CancelToken) -> Iterator[ImportEvent]: ...


class TurnService(Protocol):
    """The turns: `alcove.chat.turns.Turns`."""

    def run(self, request: TurnRequest, token: CancelToken) -> Iterator[TurnEvent]: ...

    def measure(self, request: TurnRequest) -> ContextUse:
        """Return what asking would take of what the model sees at once; on the lane of the models."""

    def name(self, conversation: ConversationId, token: CancelToken) -> Iterator[str]:
        """Let the model that gave a conversation's first answer name it, where it can."""


class ReceiptService(Protocol):
    """Whether what answers were made from still stands: `alcove.chat.receipts.Receipts`."""

    def standing(self, answers: Sequence[MessageId]) -> dict[MessageId, tuple[Standing, ...]]: ...

    def compared(self, standings: Sequence[Standing]) -> tuple[Compared, ...]: ...


class OwnService(Protocol):
    """The person's own questions, and where passages come for a question: of `alcove.rag.library.Library`."""

    def place(self, query: str, scope: Sequence[str], *, uri: str, start: int, end: int) -> Placed: ...

    def all(self) -> list[OwnQuestion]: ...

    def add(self, question: str, placed: Placed) -> OwnQuestion | None: ...

    def remove(self, own: OwnQuestion) -> None: ...

    def restore(self, own: OwnQuestion) -> None: ...

    def result(self) -> OwnResult | None: ...

    def measure(self, token: CancelToken) -> Iterator[tuple[int, int]]: ...


class ArenaService(Protocol):
    """Models compared blind: `alcove.chat.arena.Arena`, with its export. `answer` belongs on the models' lane."""

    def new_match(
        self, question: str, contenders: Sequence[Contender], terms: Terms | None = None, *, tags: Sequence[str] = ()
    ) -> MatchId: ...

    def match(self, match: MatchId) -> Match: ...

    def next_waiting(self, *, batch: BatchId | None = None, without: Sequence[MatchId] = ()) -> MatchId | None: ...

    def counts(self) -> Counts: ...

    def vote(self, match: MatchId, best: int | None, *, bad: bool = False) -> Match: ...

    def withdraw(self, match: MatchId, *, withdrawn: bool = True) -> None: ...

    def remove_match(self, match: MatchId, *, removed: bool = True) -> None: ...

    def keep_conversation(self, match: MatchId) -> ConversationId: ...

    def lacking(self, *, match: MatchId | None = None, batch: BatchId | None = None) -> tuple[bool, bool]: ...

    def answer(
        self,
        token: CancelToken,
        *,
        match: MatchId | None = None,
        batch: BatchId | None = None,
        elsewhere: bool | None = None,
    ) -> Iterator[Answering]: ...

    def new_batch(
        self, name: str, questions: Sequence[Asked], contenders: Sequence[Contender], terms: Terms | None = None
    ) -> BatchId: ...

    def batches(self) -> list[Batch]: ...

    def try_again(self, *, match: MatchId | None = None, batch: BatchId | None = None) -> int: ...

    def remove_batch(self, batch: BatchId, *, removed: bool = True) -> None: ...

    def tags(self) -> dict[str, int]: ...

    def ratings(self, *, tag: str = "", batch: BatchId | None = None) -> list[Table]: ...

    def least_compared(self, pool: Sequence[Contender]) -> tuple[Contender, Contender]: ...

    def write(self, place: Path) -> list[Path]:
        """Write everything to a file or a folder."""


class PromptService(Protocol):
    """The prompts and personas: `alcove.chat.prompts.PromptLibrary`; both methods are called on a lane."""

    def library(self) -> PromptLibrary: ...

    def text(self, path: Path, token: CancelToken) -> str:
        """Return the text of a file, for one question."""


class LedgerService(Protocol):
    """What left this computer: `alcove.core.ledger.Ledger`."""

    def entries(self) -> list[Entry]: ...

    def clear(self) -> list[Entry]: ...

    def restore(self, entries: Sequence[Entry]) -> None: ...

    def stamp(self) -> tuple[int, ...]:
        """Return something that is another one after anything was written down; called on the GUI thread."""


@dataclass(frozen=True, slots=True)
class Services:
    """Everything the pages are built with; made by the composition root."""

    paths: Paths
    library: LibraryService
    models: ModelService
    hub: HubService
    endpoints: EndpointService
    embedders: EmbedderService
    turns: TurnService
    store: StoreService
    receipts: ReceiptService
    own: OwnService
    arena: ArenaService
    ledger: LedgerService
    settings: SettingsStore
    tasks: TaskRunner
    theme: Theme
    notifier: Notifier
    transfer: TransferService
    prompts: PromptService
    attached: AttachService
    drafts: DraftService
