"""What the window needs from the layers below, as contracts, so that tests can stand fakes in for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
    from alcove.chat.kept import KeptId
    from alcove.chat.prompts import PromptLibrary
    from alcove.chat.store import Conversation, ConversationId, Message, MessageId
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
    from alcove.rag.changes import Compared, Standing
    from alcove.rag.completion import Candidate, Typed
    from alcove.rag.own import OwnQuestion, OwnResult
    from alcove.rag.placing import Placed
    from alcove.rag.serving import EmbedderState
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

    def completions(self, typed: Typed) -> list[Candidate]: ...

    def warm(self) -> str:
        """Start the children; return why search works by keyword only, empty when it does not."""


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
    ) -> Conversation: ...

    def conversations(self) -> list[Conversation]: ...

    def messages(self, conversation: ConversationId) -> list[Message]: ...

    def rename(self, conversation: ConversationId, title: str) -> None: ...

    def set_scope(self, conversation: ConversationId, scope: Sequence[str]) -> None: ...

    def set_answer_from(self, conversation: ConversationId, answer_from: AnswerFrom) -> None: ...

    def set_persona(self, conversation: ConversationId, persona: KeptId | None) -> None: ...

    def delete(self, conversation: ConversationId) -> None: ...

    def restore(self, conversation: ConversationId) -> None: ...


class TurnService(Protocol):
    """The turns: `alcove.chat.turns.Turns`."""

    def run(self, request: TurnRequest, token: CancelToken) -> Iterator[TurnEvent]: ...


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
    ledger: LedgerService
    settings: SettingsStore
    tasks: TaskRunner
    theme: Theme
    notifier: Notifier
    prompts: PromptService
