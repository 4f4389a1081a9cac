"""Stand-ins for the layers below the window: scripted, instant, with the signatures of the real ones."""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from alcove.chat.arena import Arena
from alcove.chat.arena_export import write
from alcove.chat.differences import Comparison
from alcove.chat.measure import ContextUse, Part
from alcove.chat.prompts import PromptLibrary
from alcove.chat.starters import prompt_library
from alcove.chat.store import ConversationId, ConversationStore, LeftOut, Message, MessageId, Timings
from alcove.chat.turns import (
    Cited,
    Extracted,
    Marked,
    ModelLoading,
    SourcesFound,
    TurnEvent,
    TurnRequest,
    TurnSaved,
    TurnStarted,
)
from alcove.chat.unsure import Unsure
from alcove.connectors.base import SourceOptions
from alcove.core.cancel import CancelToken
from alcove.core.database import Database
from alcove.core.errors import AppError, DocumentError, ModelBroken, ModelError, ModelMissing, SourceError
from alcove.core.settings import ModelSettings, SettingsStore, Value, parsed
from alcove.desktop.translation import language
from alcove.models.catalogue import CatalogueModel, catalogue
from alcove.models.download import DownloadEvent, Fetched, Wanted
from alcove.models.elsewhere import Elsewhere
from alcove.models.embedder_shelf import Added
from alcove.models.endpoints import Endpoints
from alcove.models.families import MANY
from alcove.models.fits import Fit, Machine, fit_of, room_words
from alcove.models.hub import Choice, Found, HubFile, Kind, Repository
from alcove.models.llama import Loading
from alcove.models.memory import Fit as MemoryFit
from alcove.models.memory import InUse, MemoryNeeds, fit
from alcove.models.shelf import Removal, Unusable
from alcove.models.traits import About, Speed, Traits
from alcove.models.types import ModelInfo, Prefill, Served, TextDelta, ThinkingDelta
from alcove.rag.attached import AttachEvent
from alcove.rag.changes import Compared, Passage, Standing
from alcove.rag.claims import Checked
from alcove.rag.claims import Passage as ClaimPassage
from alcove.rag.completion import Candidate, Typed
from alcove.rag.difference import difference, found_again, nearest
from alcove.rag.mentions import Mentionable, Mentioning
from alcove.rag.own import OwnId, OwnQuestion, OwnResult
from alcove.rag.placing import Placed
from alcove.rag.query import FIELDS
from alcove.rag.serving import EmbedderCard, EmbedderState
from alcove.rag.terms import Term
from alcove.rag.types import (
    Changed,
    ChangeEvent,
    ChunkId,
    Citation,
    Coverage,
    Done,
    Hit,
    Indexed,
    ItemCoverage,
    OcrWord,
    PageKind,
    PageSpan,
    Placing,
    Planned,
    Progress,
    Source,
    SourceId,
    StoredDocument,
    SyncEvent,
    Trace,
    Unsupported,
)
from tests.rag.reading import read_file

DOWNLOADED = Path("/home/anna/.local/share/alcove/models")
"""Where a fake shelf has what was downloaded."""
SAMPLES = Path(__file__).resolve().parents[2] / "src" / "alcove" / "samples" / "library"


def wait_for(condition: Callable[[], bool], token: CancelToken, seconds: float = 10) -> None:
    """Wait on a lane until a test lets go, or the token is cancelled."""
    end = time.monotonic() + seconds
    while not condition() and not token.cancelled and time.monotonic() < end:
        token.wait(0.005)


OFFERED = {
    "": [Candidate(one.name, one.meaning) for one in FIELDS],
    "tag": [Candidate("wood", "41 items"), Candidate("wood/oak", "12 items"), Candidate("house", "3 items")],
    "in": [Candidate("Contracts", "340 items"), Candidate("Notes", "137 items"), Candidate("Scans 2019", "52 items")],
}


@dataclass
class FakeLibrary:
    """Sources and documents held in memory; a sync tells what `sync_events` says."""

    held: list[Source] = field(default_factory=list)
    items: list[ItemCoverage] = field(default_factory=list)
    documents: dict[str, StoredDocument] = field(default_factory=dict)
    sync_events: list[SyncEvent] = field(default_factory=list)
    gate: threading.Event | None = None
    """When given, a sync waits here after its events until it is set or cancelled."""
    synced: list[tuple[str, ...] | None] = field(default_factory=list)
    warmed: int = 0
    degraded: str = ""
    words: dict[str, list[OcrWord]] = field(default_factory=dict)
    paged: dict[str, tuple[PageSpan, ...]] = field(default_factory=dict)
    """Pages of items whose document is not among `documents`."""
    changes: queue.SimpleQueue[tuple[str, ...]] = field(default_factory=queue.SimpleQueue)
    """What a watch tells next."""
    watches: int = 0
    again: list[tuple[str, str]] = field(default_factory=list)
    offered: dict[str, list[Candidate]] = field(default_factory=lambda: OFFERED)
    """What completes each filter, and under the empty name the filters themselves."""
    terms: tuple[str, ...] = ()
    """Words that are known by name."""
    gate_completions: threading.Event | None = None
    """When given, completing waits here."""

    def sources(self) -> list[Source]:
        return list(self.held)

    def add_source(
        self,
        path: Path | str,
        *,
        kind: str | None = None,
        name: str | None = None,
        options: SourceOptions | None = None,
    ) -> Source:
        place = Path(path)
        if kind != "web" and not place.is_dir():
            raise SourceError(f"There is no folder {place}.", "Choose one that exists.")
        kind = kind or ("obsidian" if (place / ".obsidian").is_dir() else "folder")
        source = Source(
            SourceId(len(self.held) + 1), name or place.name, kind, str(path), "new", 0, options or SourceOptions()
        )
        self.held.append(source)
        return source

    def set_options(self, name: str, options: SourceOptions) -> None:
        self.held = [replace(one, options=options) if one.name == name else one for one in self.held]

    def remove_source(self, name: str) -> None:
        self.held = [source for source in self.held if source.name != name]

    def read_again(self, uri: str, password: str = "") -> list[str]:
        self.again.append((uri, password))
        return [item.source for item in self.items if item.uri == uri]

    def pages(self, uri: str) -> tuple[PageSpan, ...]:
        return self.paged[uri] if uri in self.paged else self.document(uri).pages

    def terms_in(self, text: str) -> list[Term]:
        """Return what `terms` names, where it stands."""
        return [Term(text.index(one), text.index(one) + len(one), "heading", 2) for one in self.terms if one in text]

    def ocr_words(self, uri: str) -> list[OcrWord]:
        return self.words.get(uri, [])

    def watch(self, token: CancelToken) -> Iterator[tuple[str, ...]]:
        self.watches += 1
        while not token.cancelled:
            try:
                yield self.changes.get(timeout=0.02)
            except queue.Empty:
                continue

    def sync(self, names: Sequence[str] | None, token: CancelToken) -> Iterator[SyncEvent]:
        self.synced.append(tuple(names) if names is not None else None)
        for event in self.sync_events:
            if token.cancelled:
                break
            yield event
        gate = self.gate
        if gate is not None:
            wait_for(gate.is_set, token)
        self.held = [replace(s, state="ready") if s.state == "new" else s for s in self.held]
        yield Done(len(self.items), len(self.items), 0, 0, (), 0, 0.1, token.cancelled)

    def coverage(self, source: str | None = None) -> list[ItemCoverage]:
        return [item for item in self.items if source in (None, item.source)]

    def document(self, uri: str) -> StoredDocument:
        if uri not in self.documents:
            raise SourceError("The library does not hold this document any more.", "Sync its source.")
        return self.documents[uri]

    def check(self, claim: str) -> Checked:
        found = hit(stored_pdf(), COVERED)
        start = stored_pdf().text.index(COVERED)
        supports = ClaimPassage(found, start, start + len(COVERED)) if "warranty" in claim.lower() else None
        return Checked(claim, Coverage(140, 137, 0, 3, 0), 16, supported=supports)

    def completions(self, typed: Typed) -> list[Candidate]:
        if self.gate_completions is not None:
            self.gate_completions.wait(10)
        offered = self.offered.get(typed.field, [])
        return [one for one in offered if one.value.startswith(typed.written)]

    def mentionable(self, mentioning: Mentioning) -> list[Mentionable]:
        """Offer the sources, or what documents and items are called, by their beginning."""
        wanted = mentioning.written.strip().casefold()
        if mentioning.sign == "@":
            known = [Mentionable("@", "", one.name, f"{one.items} items") for one in self.held]
        else:
            items = {one.uri: one.title or Path(one.uri).name for one in self.items[:8]}
            titled = {one.uri: one.title for one in self.documents.values()} | items
            known = [Mentionable("#", uri, name, Path(uri).name) for uri, name in titled.items()]
        return [one for one in known if one.name.casefold().startswith(wanted)][:8]

    def warm(self) -> str:
        self.warmed += 1
        return self.degraded


class FakeAttached:
    """Files of conversations: what becomes of one is told by `told`, else it is read at once."""

    def __init__(self, library: FakeLibrary, folder: Path) -> None:
        self.library = library
        self.folder = folder
        self.told: dict[str, list[AttachEvent]] = {}
        """Events of reading a file, by its name."""
        self.found: dict[str, ItemCoverage] = {}
        """What became of a file, by its name."""
        self.gate: threading.Event | None = None
        """When given, reading waits here after its events."""
        self.read_uris: list[tuple[str, bool]] = []
        self.finished: list[str] = []
        self.states: dict[str, ItemCoverage] = {}

    def read(self, uri: str, token: CancelToken, *, again: bool = False) -> Iterator[AttachEvent]:
        self.read_uris.append((uri, again))
        name = Path(uri).name
        for one in self.told.get(name, ()):
            yield replace(one, uri=uri)
        if self.gate is not None:
            wait_for(self.gate.is_set, token)
        if token.cancelled:
            return
        read = ItemCoverage(uri, Path(name).stem, "attached", "indexed", None, None, None, 3, None)
        self.states[uri] = replace(self.found.get(name, read), uri=uri)
        text = f"What stands in {name}."
        self.library.documents.setdefault(uri, StoredDocument(uri, Path(name).stem, "text/plain", text, ()))
        yield Indexed(uri, 3)

    def finish(self, uris: Sequence[str], token: CancelToken) -> Iterator[int]:
        self.finished += uris
        yield len(uris)

    def coverage(self, uris: Sequence[str]) -> list[ItemCoverage]:
        pending = ItemCoverage("", "", "", "pending", None, None, None, 0, None)
        return [replace(self.states.get(uri, pending), uri=uri) for uri in uris]

    def keep_picture(self, picture: bytes) -> str:
        place = self.folder / "Pasted image.png"
        place.write_bytes(picture)
        return str(place)


@dataclass
class FakeShelf:
    """A list of models; nothing is loaded."""

    infos: list[ModelInfo] = field(default_factory=lambda: [STARTER])
    others: list[Elsewhere] = field(default_factory=list)
    endpoints: Endpoints | None = None
    """Whose models are listed too."""
    available: int = 14_000_000_000
    """Bytes that models may take."""
    traits: dict[str, Traits] = field(default_factory=dict)
    needs: dict[str, MemoryNeeds | ModelError] = field(default_factory=dict)
    """What a model needs with 4,096 tokens kept as f16, or what is wrong with it."""
    speeds: dict[str, Speed] = field(default_factory=dict)
    own: dict[str, ModelSettings] = field(default_factory=dict)
    broken: list[Unusable] = field(default_factory=list)
    answering: str = ""
    """The model that cannot be unloaded now."""
    examined: list[str] = field(default_factory=list)
    gate_fit: threading.Event | None = None
    """When given, examining waits here."""
    trusted: list[str] = field(default_factory=list)

    def unusable(self) -> Sequence[Unusable]:
        return list(self.broken)

    def about(self, name: str) -> About:
        self._info(name)
        plain = Traits("llama", "Q4_K_M", "", 8192, (), False, False)
        return About(self.traits.get(name, plain), self.own.get(name, ModelSettings()), self.speeds.get(name))

    def fit(self, name: str) -> MemoryFit:
        self.examined.append(name)
        if self.gate_fit is not None:
            self.gate_fit.wait(10)
        needs = self.needs.get(name, MemoryNeeds(10**9, 2 * 10**8, 10**8, 0, 4096, 24))
        if isinstance(needs, ModelError):
            raise needs
        own = self.own.get(name, ModelSettings())
        needs = needs.with_context(own.context_tokens or 4096)
        if own.cache_type != "f16":
            needs = replace(needs, cache=needs.cache // 2)
        loading = Loading(Path(self._info(name).path), needs.context_tokens, cache_type=own.cache_type)
        return fit(needs, loading, self.available)

    def in_use(self) -> InUse:
        taken = {info.path: 3_200_000_000 for info in self.infos if info.loaded}
        return InUse(taken, self.available - sum(taken.values()))

    def unload(self, name: str) -> None:
        if name == self.answering:
            raise ModelError(f"{name} is answering.", "Stop it first, or wait until it is done.")
        self.infos = [replace(info, loaded=info.loaded and info.name != name) for info in self.infos]

    def opinions(self, name: str, comparison: Comparison, token: CancelToken) -> Iterator[Comparison | None]:
        yield None

    def set_model_setting(self, name: str, key: str, raw: Value) -> ModelSettings:
        value = parsed(key, raw, ModelSettings)
        self.own[name] = replace(self.own.get(name, ModelSettings()), **{key: value})  # type: ignore[arg-type]
        return self.own[name]

    def reset_model_settings(self, name: str) -> ModelSettings:
        self.own[name] = ModelSettings()
        return self.own[name]

    def trust(self, name: str) -> None:
        self.trusted.append(name)
        self.infos = [replace(info, crashed=info.crashed and info.name != name) for info in self.infos]

    def _info(self, name: str) -> ModelInfo:
        found = next((info for info in self.infos if info.name == name), None)
        if found is None:
            raise ModelMissing(f"There is no model named {name!r}.")
        return found

    def info(self, name: str) -> ModelInfo:
        found = next((info for info in self.list() if info.name == name), None)
        if found is None:
            raise ModelMissing(f"There is no model named {name!r}.")
        return found

    def served(self, name: str) -> Served | None:
        return self.info(name).served

    def is_loaded(self, name: str) -> bool:
        return self.info(name).loaded

    def model_settings(self, name: str) -> ModelSettings:
        return self.own.get(name, ModelSettings())

    def elsewhere(self) -> Sequence[Elsewhere]:
        listed = [info.path for info in self.infos]
        return [one for one in self.others if str(one.path) not in listed]

    def list(self) -> list[ModelInfo]:
        return [*self.infos, *(self.endpoints.infos() if self.endpoints else ())]

    def add(self, file: Path, name: str = "") -> ModelInfo:
        if file.suffix != ".gguf":
            raise ModelMissing(f"{file.name} is no model.", "Choose a GGUF file.")
        info = ModelInfo(name or file.stem, "chat", str(file), 2_500_000_000, 8192, False)
        self.infos.append(info)
        return info

    def removal(self, name: str) -> Removal:
        if any(one.name == name for one in self.broken):
            return Removal(name, (), 0)
        info = self._info(name)
        own = Path(info.path).parent == DOWNLOADED
        return Removal(name, (Path(info.path),) if own else (), info.bytes if own else 0)

    def remove(self, name: str, *, delete: bool = False) -> None:
        assert delete == bool(self.removal(name).files)
        self.infos = [info for info in self.infos if info.name != name]
        self.broken = [one for one in self.broken if one.name != name]

    def warm(self) -> None:
        """There is no runtime to import."""

    def default_name(self) -> str:
        broken = [name for name, needs in self.needs.items() if isinstance(needs, ModelError)]
        usable = [info.name for info in self.infos if not info.crashed and info.name not in broken]
        return usable[-1] if usable else ""


def repository(
    name: str, *sizes: tuple[str, int], kind: Kind = "chat", gated: bool = False, parts: int = 1
) -> Repository:
    """Return what a repository holds: a choice of each quantisation and its bytes."""
    stem = name.rpartition("/")[2].removesuffix("-GGUF")
    choices = []
    for quantisation, size in sizes:
        file = f"{stem}-{quantisation}.gguf"
        files = tuple(HubFile(file if parts == 1 else f"{n}-{file}", size // parts, "") for n in range(parts))
        choices.append(Choice(file, kind, quantisation, files))
    return Repository(name, "main", 1, "apache-2.0", gated, ("en",), 4 * 10**9, "qwen3", 40_960, tuple(choices))


QWEN_REPOSITORY = repository(
    "unsloth/Qwen3-4B-Instruct-2507-GGUF",
    ("Q2_K", 1_669_498_816), ("Q4_K_M", 2_497_281_120), ("Q8_0", 4_280_405_600), ("F16", 8_051_285_600),
)  # fmt: skip
LARGE_REPOSITORY = replace(
    repository("Qwen/Qwen3-14B-GGUF", ("Q4_K_M", 9_001_752_960), ("Q8_0", 15_698_533_728)), parameters=14_800_000_000
)


@dataclass
class FakeHub:
    """A hub in memory; a download comes in steps that a test lets through."""

    repositories: list[Repository] = field(default_factory=lambda: [QWEN_REPOSITORY, LARGE_REPOSITORY])
    machine: Machine = field(default_factory=lambda: Machine(8 * 2**30, 100 * 10**9))
    asked: list[str] = field(default_factory=list)
    fails: AppError | None = None
    steps: queue.SimpleQueue[DownloadEvent | AppError] = field(default_factory=queue.SimpleQueue)
    begun: list[Wanted] = field(default_factory=list)
    running: int = 0
    gate_search: threading.Event | None = None
    """When given, a search waits here."""

    @property
    def host(self) -> str:
        return "huggingface.co"

    def catalogue(self) -> Sequence[CatalogueModel]:
        return catalogue()

    def search(self, text: str, token: CancelToken, *, kind: Kind = "chat") -> list[Found]:
        self.asked.append(f"{kind} {text}")
        if self.gate_search is not None:
            wait_for(self.gate_search.is_set, token)
        if self.fails is not None:
            raise self.fails
        same = [one for one in self.repositories if text.lower() in one.name.lower()]
        return [Found(one.name, kind, 1_200_000, one.licence, one.gated, one.parameters) for one in same]

    def repository(self, name: str, token: CancelToken) -> Repository:
        self.asked.append(name)
        if self.fails is not None:
            raise self.fails
        return next(one for one in self.repositories if one.name == name)

    def room(self) -> str:
        return room_words(self.machine, 4096)

    def fit(self, repository: Repository, choice: Choice) -> Fit:
        return fit_of(choice, repository, self.machine, 4096)

    def plan(self, repository: Repository, choice: Choice) -> Wanted:
        if self.fails is not None:
            raise self.fails
        name = choice.name.removesuffix(".gguf")
        wanted = Wanted(name, name, repository.name, "main", choice.kind, False, choice.name, choice.files)
        self.begun = [*(one for one in self.begun if one.key != name), wanted]
        return wanted

    def unfinished(self) -> list[Wanted]:
        return list(self.begun)

    def download(self, wanted: Wanted, token: CancelToken) -> Iterator[DownloadEvent]:
        self.running += 1
        try:
            while not token.cancelled:
                with contextlib.suppress(queue.Empty):
                    step = self.steps.get(timeout=0.01)
                    if isinstance(step, AppError):
                        raise step
                    yield step
                    if isinstance(step, Fetched):
                        self.begun.remove(wanted)
                        return
        finally:
            self.running -= 1

    def discard(self, wanted: Wanted) -> None:
        assert not self.running
        self.begun = [one for one in self.begun if one.key != wanted.key]


MINILM = EmbedderCard(
    "all-MiniLM-L6-v2", "mini", "folder", "/models/all-MiniLM-L6-v2", ("en",), 91_000_000, 384, 256, vectors=8100,
    bytes=12_441_600,
)  # fmt: skip
E5 = EmbedderCard(
    "multilingual-e5-small", "e5", "folder", "/models/multilingual-e5-small", MANY, 487_000_000, 384, 512, added=True,
    left=8100,
)  # fmt: skip


@dataclass
class FakeEmbedders:
    """Embedding models in memory; a change tells steps, and waits for the gate, if there is one, after the first."""

    settings: SettingsStore | None = None
    cards: list[EmbedderCard] = field(default_factory=lambda: [MINILM, E5])
    answering: str = MINILM.key
    languages: frozenset[str] = frozenset({"en"})
    broken: tuple[ModelError, ...] = ()
    chunks: int = 8100
    gate: threading.Event | None = None
    fails: AppError | None = None
    changes: int = 0
    freed: list[str] = field(default_factory=list)
    services: list[tuple[str, str, str]] = field(default_factory=list)
    kept: bool = True

    def state(self) -> EmbedderState:
        chosen = self.chosen
        wanted = next((one for one in self.cards if one.name == chosen), None)
        return EmbedderState(
            tuple(self.cards), self.answering, wanted or self.card(self.answering), chosen, self.sending, "",
            self.broken, self.languages, self.chunks,
        )  # fmt: skip

    @property
    def chosen(self) -> str:
        return self.settings.load().embedder if self.settings else ""

    @property
    def sending(self) -> bool:
        return self.settings.load().remote_embedder if self.settings else False

    def card(self, key: str) -> EmbedderCard | None:
        return next((one for one in self.cards if one.key == key), None)

    def change(self, token: CancelToken) -> Iterator[ChangeEvent]:
        self.changes += 1
        wanted = self.state().wanted
        if wanted is None or wanted.key == self.answering:
            return
        for done in range(0, wanted.left + 1, 2700):
            yield Progress("changing", wanted.name, done, wanted.left, 720.0 if done else None)
            if done and self.gate is not None:
                wait_for(self.gate.is_set, token)
            if self.fails is not None and done:
                raise self.fails
            if token.cancelled:
                yield Changed(wanted.name, done, 1.0, wanted.left - done, True)
                return
        self.cards[self.cards.index(wanted)] = replace(wanted, left=0, vectors=self.chunks, bytes=12_441_600)
        self.answering = wanted.key
        yield Changed(wanted.name, self.chunks, 2.0)

    def add(self, path: Path) -> str:
        if path.suffix not in ("", ".gguf"):
            raise ModelBroken(f"{path.name} is not an embedding model.", "Choose another.")
        self.cards.append(EmbedderCard(path.stem, str(path), added=True, size=30_000_000, left=self.chunks))
        return path.stem

    def add_service(self, url: str, model: str, key: str) -> tuple[str, bool]:
        if self.fails is not None:
            raise self.fails
        self.services.append((url, model, key))
        self.cards.append(EmbedderCard(model, url, "remote", url, host="api.example", added=True, left=self.chunks))
        return model, self.kept

    def remove(self, name: str) -> Added:
        card = next(one for one in self.cards if one.name == name)
        self.cards.remove(card)
        return Added(card.name, card.kind, card.place, card.key, 0.0)

    def restore(self, added: Added) -> None:
        self.cards.append(EmbedderCard(added.name, added.details, place=added.place, added=True, left=self.chunks))

    def free(self, key: str, token: CancelToken) -> Iterator[int]:
        self.freed.append(key)
        yield 2000
        self.cards = [replace(one, vectors=0, bytes=0, left=8100) if one.key == key else one for one in self.cards]


class FakeReceipts:
    """Hold the passages of answers against the documents of a fake library."""

    def __init__(self, store: ConversationStore, library: FakeLibrary) -> None:
        self._store = store
        self._library = library
        self.looks: list[tuple[MessageId, ...]] = []

    def standing(self, answers: Sequence[MessageId]) -> dict[MessageId, tuple[Standing, ...]]:
        self.looks.append(tuple(answers))
        passages = self._store.passages(answers)
        return {answer: tuple(map(self._standing, passages.get(answer, ()))) for answer in answers}

    def compared(self, standings: Sequence[Standing]) -> tuple[Compared, ...]:
        return tuple(map(self._compared, standings))

    def _standing(self, passage: Passage) -> Standing:
        held = self._library.documents.get(passage.uri)
        if held is None:
            return Standing(passage, "gone", passage.uri, passage.start, passage.end, "it was deleted or moved away")
        span = found_again(passage.text, held.text, passage.start)
        if span is None:
            return Standing(passage, "changed", passage.uri, passage.start, passage.end)
        return Standing(passage, "unchanged", passage.uri, *span)

    def _compared(self, standing: Standing) -> Compared:
        was, held = standing.passage.text, self._library.documents.get(standing.uri)
        span = nearest(was, held.text, standing.start) if held else None
        now = held.text[slice(*span)] if held and span else ""
        return Compared(standing, was, now, difference(was, now))


class StagedArena(Arena):
    """The real arena, whose answers are scripted."""

    def write(self, place: Path) -> list[Path]:
        return write(self, place)


@dataclass
class FakeOwn:
    """A person's own questions in memory; every passage comes where `comes` says, or is hidden for `hidden`."""

    comes: Placing | None = None
    hidden: str = ""
    text: str = "words"
    pairs: list[OwnQuestion] = field(default_factory=list)
    last: OwnResult | None = None
    next_result: OwnResult | None = None
    """What the next measuring finds."""
    gate: threading.Event | None = None
    """When given, a measuring waits here after its first question."""
    fails: AppError | None = None
    placed: list[tuple[str, tuple[str, ...], str, int, int]] = field(default_factory=list)

    def place(self, query: str, scope: Sequence[str], *, uri: str, start: int, end: int) -> Placed:
        self.placed.append((query, tuple(scope), uri, start, end))
        if self.fails is not None:
            raise self.fails
        comes = replace(self.comes, uri=uri, start=start, end=end) if self.comes else None
        return Placed(uri, 1, start, end, self.text, b"", comes, self.hidden,
                      "no word of the question stands in it", "its meaning is not indexed yet")  # fmt: skip

    def all(self) -> list[OwnQuestion]:
        return [*self.pairs]

    def add(self, question: str, placed: Placed) -> OwnQuestion | None:
        if any((one.question, one.uri, one.start) == (question, placed.uri, placed.start) for one in self.pairs):
            return None
        own = OwnQuestion(OwnId(len(self.pairs) + 1), question, placed.uri, placed.page, placed.start, placed.end,
                          placed.text, b"", 0.0)  # fmt: skip
        self.pairs.insert(0, own)
        return own

    def remove(self, own: OwnQuestion) -> None:
        self.pairs.remove(own)

    def restore(self, own: OwnQuestion) -> None:
        self.pairs.append(own)

    def result(self) -> OwnResult | None:
        return self.last

    def measure(self, token: CancelToken) -> Iterator[tuple[int, int]]:
        yield 1, 2
        if self.fails is not None:
            raise self.fails
        if self.gate is not None:
            wait_for(self.gate.is_set, token)
        if not token.cancelled:
            self.last = self.next_result


STARTER = ModelInfo(
    "SmolLM2-135M-Instruct.Q4_1", "chat", "/models/SmolLM2.gguf", 98_000_000, 8192, False, True, ("en",)
)
QWEN = ModelInfo("Qwen3-4B-Instruct.Q4_K_M", "chat", "/models/Qwen3-4B.gguf", 2_500_000_000, 32_768, True)


@dataclass
class Script:
    """What one turn tells, beside its first and last event."""

    events: list[TurnEvent] = field(default_factory=list)
    timings: Timings = field(default_factory=lambda: Timings(80, 1240, 600, 1900, 120, 11.2))
    refused: bool = False
    extractive: bool = False
    fails: AppError | None = None
    breaks: BaseException | None = None
    gate: threading.Event | None = None
    """When given, the turn waits here before its end until it is set or cancelled."""
    trace: Trace | None = None
    cut: bool = False
    unsure: tuple[Unsure, ...] = ()


class FakePrompts:
    """The real prompts, with those that come along; files are text."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.gate: threading.Event | None = None
        """When given, reading a file waits here."""

    def library(self) -> PromptLibrary:
        return prompt_library(self._database, language())

    def text(self, path: Path, token: CancelToken) -> str:
        if self.gate is not None:
            wait_for(self.gate.is_set, token)
        try:
            return path.read_text("utf-8")
        except OSError as error:
            raise DocumentError(f"{path.name} cannot be opened.", "Choose a file that is there.") from error


class ScriptedTurns:
    """Play scripts through a real conversation store, as the real turns do."""

    def __init__(self, store: ConversationStore, *scripts: Script) -> None:
        self._store = store
        self.scripts = list(scripts)
        self.requests: list[TurnRequest] = []
        self.named: list[ConversationId] = []
        self.title = ""
        """What conversations are named."""
        self.served: Served | None = None
        """Who runs the model that answers elsewhere."""
        self.use: ContextUse | AppError | None = None
        """What a measure tells; by itself one that grows with the text."""
        self.measured: list[TurnRequest] = []

    def measure(self, request: TurnRequest) -> ContextUse:
        self.measured.append(request)
        if isinstance(self.use, AppError):
            raise self.use
        parts = (Part("rules", 60), Part("question", len(request.question) // 4), Part("answer", 512))
        return self.use or ContextUse(4096, parts)

    def run(self, request: TurnRequest, token: CancelToken) -> Iterator[TurnEvent]:
        self.requests.append(request)
        script = self.scripts.pop(0) if len(self.scripts) > 1 else self.scripts[0]
        if request.continues is not None:
            question = self._store.thread(request.continues)[-2]
        elif request.regenerate is not None:
            question = self._store.thread(request.regenerate)[-1]
        else:
            question = self._store.add(
                request.conversation,
                "user",
                request.question,
                parent=request.parent,
                asked_with=request.asked_with,
                delve=request.delve,
            )
        answer = self._store.add(
            request.conversation,
            "assistant",
            "",
            parent=question.id,
            status="streaming",
            model=request.model or STARTER.name,
            served=self.served,
        )
        yield TurnStarted(question, answer)
        for event in script.events:
            if token.cancelled:
                break
            answer = self._taken(answer, event)
            yield event
        if script.gate is not None:
            wait_for(script.gate.is_set, token)
        if script.breaks is not None:
            raise script.breaks
        if script.fails is not None:
            self._store.finish(replace(answer, status="failed", error=str(script.fails)))
            raise script.fails
        done = replace(
            answer,
            status="stopped" if token.cancelled else "complete",
            timings=script.timings,
            refused=script.refused,
            extractive=script.extractive,
            answer_from=request.answer_from,
            trace=script.trace,
            persona=request.persona,
            cut=script.cut,
            unsure=script.unsure,
            told_sure=bool(script.unsure),
        )
        self._store.finish(done)
        yield TurnSaved(done)

    def name(self, conversation: ConversationId, token: CancelToken) -> Iterator[str]:
        self.named.append(conversation)
        if self.title:
            yield self.title
            self._store.rename(conversation, self.title, titled="model")

    def _taken(self, answer: Message, event: TurnEvent) -> Message:
        match event:
            case SourcesFound():
                return replace(answer, hits=event.hits, coverage=event.coverage)
            case ThinkingDelta():
                return replace(answer, thinking=answer.thinking + event.text)
            case LeftOut():
                return replace(answer, left_out=event)
            case TextDelta():
                return replace(answer, text=answer.text + event.text)
            case Cited():
                return replace(answer, citations=(*answer.citations, event.citation))
            case Marked():
                return replace(answer, unsupported=(*answer.unsupported, event.unsupported))
            case _:
                return answer


# The example of the pictures: a boiler's warranty, and the house's log.

BOILER_QUESTION = "Is the boiler still under warranty?"
WARRANTY = str(SAMPLES / "boiler-warranty.pdf")
HOUSE_LOG = str(SAMPLES / "house-log.md")
SERVICED = "The boiler must be serviced once a year by a registered gas engineer."
COVERED = "Boiler, parts and labour 7 years 8 October 2030"
LAST_SERVICE = "First boiler service, Denholm, £95."
LATER_SERVICE = "Second boiler service, Harcourt, £120."
"""What the house log says in its place after it was edited."""


def stored_pdf(path: str = WARRANTY) -> StoredDocument:
    """Return a PDF as the library would keep it."""
    read = read_file(Path(path))
    return StoredDocument(path, read.title, "application/pdf", read.text, read.pages)


def stored_text(path: str = HOUSE_LOG) -> StoredDocument:
    """Return a Markdown file as the library would keep it."""
    return StoredDocument(path, Path(path).stem, "text/markdown", Path(path).read_text("utf-8"), ())


def stored_long(uri: str = "/gone/long.txt", characters: int = 300_000) -> StoredDocument:
    """Return a long text of a file that is not there."""
    return StoredDocument(uri, "long", "text/plain", "A line of a long text.\n" * (characters // 23), ())


def page_of(document: StoredDocument, start: int) -> int | None:
    return next((page.number for page in document.pages if page.start <= start < page.end), None)


def hit(document: StoredDocument, words: str, *, rank: int = 1, source: str = "Contracts", around: int = 120) -> Hit:
    """Return the passage around some words of a document."""
    at = document.text.index(words)
    start, end = max(0, at - around), min(len(document.text), at + len(words) + around)
    while start and not document.text[start - 1].isspace():  # chunks end where words do
        start -= 1
    while end < len(document.text) and not document.text[end].isspace():
        end += 1
    return Hit(
        rank, 1.0 / rank, ChunkId(rank), source, document.uri, document.title, page_of(document, at), "",
        start, end, document.text[start:end], b"\x00" * 8,
    )  # fmt: skip


def citation(document: StoredDocument, words: str, marker: int, answer_start: int, answer_end: int) -> Citation:
    """Return a citation of some words of a document."""
    at = document.text.index(words)
    return Citation(
        marker, document.uri, document.title, page_of(document, at), at, at + len(words), words, True,
        answer_start, answer_end,
    )  # fmt: skip


class AnswerWriter:
    """Write a script's events as the turns tell them: citations before their markers, offsets as they fall."""

    def __init__(self, *found: Hit, items: int = 140) -> None:
        coverage = Coverage(items, items - 3, 0, 3, 0)
        self.text = ""
        self.events: list[TurnEvent] = [
            SourcesFound(found, coverage, 80.0),
            ModelLoading(STARTER.name),
            Prefill(0, 1240, 600),
            Prefill(1240, 1240, 600),
        ]

    def extract(self, document: StoredDocument, words: str) -> AnswerWriter:
        """Show the nearest sentence while the model reads; before the model is loaded."""
        at = document.text.index(words)
        self.events.insert(1, Extracted(hit(document, words), at, at + len(words), words))
        return self

    def say(self, text: str) -> AnswerWriter:
        for word in text.splitlines(keepends=True):
            self.text += word
            self.events.append(TextDelta(word))
        return self

    def cite(self, document: StoredDocument, words: str, marker: int, sentence: str) -> AnswerWriter:
        start = len(self.text) - len(sentence)
        self.events.append(Cited(citation(document, words, marker, start, len(self.text))))
        return self.say(f" [{marker}]")

    def know(self, text: str) -> AnswerWriter:
        """Say a sentence of general knowledge, with its label."""
        labelled = f"{text} (general knowledge)"
        start = len(self.text)
        mark = Unsupported(start, start + len(labelled), text, "from the model's general knowledge", general=True)
        self.events.append(Marked(mark))
        return self.say(labelled)

    def doubt(self, text: str, why: str = "no passage that was found supports this sentence") -> AnswerWriter:
        start = len(self.text)
        self.say(text)
        self.events.append(Marked(Unsupported(start, len(self.text), text, why)))
        return self


def boiler_answer() -> list[TurnEvent]:
    """Return the events of a good answer about the boiler."""
    warranty, log = stored_pdf(), stored_text()
    writer = AnswerWriter(
        hit(warranty, COVERED), hit(log, LAST_SERVICE, rank=2, source="Notes"),
        hit(warranty, SERVICED, rank=3), hit(warranty, "What is not covered", rank=4),
    )  # fmt: skip
    one = "Yes. The boiler itself is covered **until 8 October 2030**, parts and labour"
    two = "It was last serviced by Denholm on 14 October 2024"
    writer.extract(warranty, COVERED)
    writer.say(one).cite(warranty, COVERED, 1, one).say(". ")
    writer.say(two).cite(log, LAST_SERVICE, 2, two).say(".\n\n> ")
    quote = f"“{SERVICED}”"
    writer.say(quote).cite(warranty, SERVICED, 3, quote).say("\n\n")
    writer.say("Twelve months have passed since that service, so check whether a visit took place: ")
    writer.doubt("it may have been done under the building’s contract").say(".")
    return writer.events


def boiler_trace() -> Trace:
    """Return how the passages of the answer about the boiler were found, and of some that were left out."""
    warranty, log = stored_pdf(), stored_text()

    def placing(
        number: int, document: StoredDocument, words: str, keyword: int | None, meaning: int | None, became: str
    ) -> Placing:
        found = hit(document, words, rank=number)
        alike = round(0.72 - 0.01 * meaning, 3) if meaning else None
        return Placing(found.chunk_id, found.uri, found.title, found.page, found.start, found.end, "", keyword, meaning,
                       alike, number, became=became)  # fmt: skip

    placings = [
        placing(1, warranty, COVERED, 1, 2, "read"),
        placing(2, log, LAST_SERVICE, 5, 1, "read"),
        placing(3, warranty, SERVICED, 3, 12, "read"),
        placing(4, warranty, "What is not covered", 2, 31, "read"),
        placing(5, warranty, "Service record", 7, None, "no room"),
        replace(placing(6, log, "Loft hatch key", None, None, "says the same as another"), lent=True),
    ]
    text = log.text
    for number in range(7, 31):
        at = (number * 97) % (len(text) - 60)
        placings.append(
            Placing(ChunkId(number), HOUSE_LOG, "House log", None, at, at + 60, "House log › Winter", number + 3,
                    2 * number, 0.31, number, linked=number == 9, became="not among the first 10")
        )  # fmt: skip
    return Trace(BOILER_QUESTION, tuple(placings), (), 1.0)


def newer_answer() -> list[TurnEvent]:
    """Return the events of what is answered once the house log says another price and firm."""
    warranty, log = stored_pdf(), changed_log()
    writer = AnswerWriter(hit(warranty, COVERED), hit(log, LATER_SERVICE, rank=2, source="Notes"))
    one = "Yes. The boiler itself is covered **until 8 October 2030**, parts and labour"
    two = "It was last serviced by Harcourt on 21 October 2025, for £120"
    writer.say(one).cite(warranty, COVERED, 1, one).say(". ")
    writer.say(two).cite(log, LATER_SERVICE, 2, two).say(".\n\n")
    writer.say("Twelve months have not passed since that service.")
    return writer.events


def changed_log() -> StoredDocument:
    """Return the house log as it is after it was edited."""
    log = stored_text()
    return replace(log, text=log.text.replace(LAST_SERVICE, LATER_SERVICE))


def mixed_answer() -> list[TurnEvent]:
    """Return the events of an answer that is of both kinds."""
    warranty = stored_pdf()
    writer = AnswerWriter(hit(warranty, COVERED), hit(warranty, SERVICED, rank=2))
    one = "The boiler must be serviced once a year by a registered gas engineer"
    writer.say(one).cite(warranty, SERVICED, 1, one).say(". ")
    writer.know("A service usually means cleaning the burner and checking the gas pressure").say(". ")
    writer.know("It takes about an hour").say(".")
    return writer.events


def boiler_library() -> FakeLibrary:
    """Return a library of three sources, one of them on a disk that is away."""
    sources = [
        Source(SourceId(1), "Contracts", "folder", "/home/anna/Documents/Contracts", "ready", 340),
        Source(SourceId(2), "Notes", "folder", "/home/anna/Notes", "ready", 137),
        Source(SourceId(3), "Scans 2019", "folder", "/media/anna/Archive/Scans", "unavailable", 52),
    ]
    documents = {document.uri: document for document in (stored_pdf(), stored_text())}
    return FakeLibrary(sources, items(140), documents)


def items(count: int) -> list[ItemCoverage]:
    """Return many items in all states."""
    made = []
    names = ("Boiler warranty.pdf", "House log.md", "Lease 2024.docx", "Поездка в Тверь.md", "scan.pdf")
    for number in range(count):
        name = names[number % len(names)]
        path = f"/home/anna/Documents/{number // 100:03d}/{number:05d} {name}"
        source = ("Contracts", "Notes", "Scans 2019")[number % 3]
        if number % 41 == 7:
            made.append(
                ItemCoverage(path, name, source, "skipped", None, None, None, 0,
                             "the page is a scan, and reading scans (OCR) is switched off")
            )  # fmt: skip
        elif number % 53 == 9:
            made.append(ItemCoverage(path, name, source, "pending", None, None, None, 0, None))
        elif source == "Scans 2019":
            made.append(ItemCoverage(path, name, source, "unavailable", 3, None, None, 6, None))
        else:
            scan = name == "scan.pdf"
            pages = 1 + number % 14 if name.endswith(".pdf") else None
            strip: tuple[tuple[PageKind, int], ...] = ((("ocr" if scan else "text"), pages),) if pages else ()
            sure = 70.0 + number % 29 if scan else None
            made.append(
                ItemCoverage(path, name, source, "indexed", pages, pages if scan else None, sure, 4 + number % 9, None,
                             "", strip)
            )  # fmt: skip
    return made


def reading(
    done: int = 214, total: int = 340, seconds: float | None = 125.0, uri: str = "", page: int = 0, pages: int = 0
) -> list[SyncEvent]:
    """Return the events of a sync that is under way."""
    return [
        Planned("Contracts", total, 0, 0, 0),
        Indexed("/home/anna/Documents/Contracts/a.pdf", 4),
        Progress("reading", "Contracts", done, total, seconds, uri, page, pages),
    ]


PAGES = (PageSpan(1, 0, 10), PageSpan(2, 12, 30))


# A library of every kind of file, as one has after ten years.

_PDF, _DOCX = "application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
LEDGER = "/home/anna/Documents/House/Ledger 1998-2004.pdf"
MINUTES = "/home/anna/Documents/House/Residents’ meetings.zip"
LEDGER_STRIP: tuple[tuple[PageKind, int], ...] = (
    ("text", 2), ("ocr", 5), ("poor", 1), ("ocr", 9), ("empty", 1), ("ocr", 4), ("unread", 2), ("text", 3),
)  # fmt: skip


def ledger_pages() -> tuple[PageSpan, ...]:
    """Return the pages of a ledger of which most were scanned."""
    made: list[PageSpan] = []
    sure = (94.0, 91.0, 87.0, 78.0, 66.0, 93.0, 88.0, 81.0)
    for kind, count in LEDGER_STRIP:
        for _ in range(count):
            number = len(made) + 1
            confidence = {"ocr": sure[number % len(sure)], "poor": 38.0}.get(kind)
            reason = {
                "poor": "the scan is too poor to trust: 38 % sure",
                "unread": "reading the scan took longer than 60 seconds",
            }.get(kind, "")
            made.append(PageSpan(number, number * 100, number * 100 + 90, kind, confidence, "", reason))
    return tuple(made)


def messy_library() -> FakeLibrary:
    """Return sources of every kind with items in every state."""
    sources = [
        Source(SourceId(1), "House", "folder", "/home/anna/Documents/House", "ready", 14),
        Source(SourceId(2), "Notes", "obsidian", "/home/anna/Notes", "ready", 4),
        Source(SourceId(3), "heating-control", "git", "/home/anna/code/heating-control", "ready", 3),
        Source(SourceId(4), "boilers.example.org", "web", "https://boilers.example.org/manual/", "ready", 2,
               SourceOptions(depth=2)),
        Source(SourceId(5), "Scans 2019", "folder", "/media/anna/Archive/Scans", "unavailable", 2),
    ]  # fmt: skip
    documents = {document.uri: document for document in (stored_pdf(), stored_text())}
    return FakeLibrary(sources, messy_items(), documents, paged={LEDGER: ledger_pages()})


def messy_items() -> list[ItemCoverage]:
    """Return items of many formats, some of them inside others."""

    def item(
        uri: str, mime: str, source: str = "House", strip: tuple[tuple[PageKind, int], ...] = (), chunks: int = 6,
        sure: float | None = None, title: str = "",
    ) -> ItemCoverage:  # fmt: skip
        pages = sum(count for _, count in strip) or None
        scanned = sum(count for kind, count in strip if kind in ("ocr", "poor")) or None
        return ItemCoverage(uri, title, source, "indexed", pages, scanned, sure, chunks, None, "", strip, mime)

    def skipped(uri: str, mime: str, reason: str, action: str = "", source: str = "House") -> ItemCoverage:
        return ItemCoverage(uri, "", source, "skipped", None, None, None, 0, reason, action, (), mime)

    house, code = "/home/anna/Documents/House", "/home/anna/code/heating-control"
    zipped, eml = "application/zip", "message/rfc822"
    return [
        item(f"{house}/Boiler warranty.pdf", _PDF, strip=(("text", 3),), chunks=9),
        item(f"{house}/Budget 2026.xlsx", _XLSX, strip=(("text", 4),), chunks=31),
        skipped(f"{house}/Deed (notary).pdf", _PDF, "the file is encrypted and needs a password", "password"),
        item(f"{house}/Insurance.docx", _DOCX, chunks=12),
        item(LEDGER, _PDF, strip=LEDGER_STRIP, chunks=58, sure=84.0),
        skipped(f"{house}/Letter from Tver.tif", "image/tiff",
                "it seems to be in a language that Tesseract lacks here (rus)", "language rus"),
        item(f"{house}/Meter reading.jpg", "image/jpeg", strip=(("ocr", 1),), chunks=1, sure=96.0),
        skipped(f"{house}/Old plan.doc", "application/msword",
                "reading .doc files needs LibreOffice, which is not installed", "libreoffice"),
        item(MINUTES, zipped, chunks=0),
        item(f"{MINUTES}#2024/March.docx", _DOCX, chunks=4),
        item(f"{MINUTES}#2024/Re roof.eml", eml, chunks=3),
        item(f"{MINUTES}#2024/Re roof.eml#estimate.pdf", _PDF, strip=(("text", 1), ("ocr", 2)), chunks=5, sure=91.0),
        skipped(f"{MINUTES}#photos/IMG_2210.heic", "application/octet-stream", "Alcove does not read .heic files"),
        item(f"{house}/Roof repair.pptx", _PPTX, strip=(("text", 11), ("empty", 1)), chunks=14),
        skipped(f"{house}/Survey 2011.pdf", _PDF, "reading it took longer than 140 seconds", "retry"),
        item("/home/anna/Notes/Heating.md", "text/markdown", "Notes", chunks=7),
        item("/home/anna/Notes/Поездка в Тверь.md", "text/markdown", "Notes", chunks=5),
        item("/home/anna/Notes/attachments/plan.png", "image/png", "Notes", (("poor", 1),), 0, 31.0),
        ItemCoverage("/home/anna/Notes/2026-11-20.md", "", "Notes", "pending", None, None, None, 0, None, "", (),
                     "text/markdown"),
        item(f"{code}/control.py", "text/x-python", "heating-control", chunks=22),
        item(f"{code}/README.md", "text/markdown", "heating-control", chunks=4),
        item(f"{code}/schedule.json", "application/json", "heating-control", chunks=2),
        item("https://boilers.example.org/manual/", "text/html", "boilers.example.org", chunks=8,
             title="Manual of the E-40 boiler"),
        item("https://boilers.example.org/manual/faults.html", "text/html", "boilers.example.org", chunks=17,
             title="Fault codes"),
        ItemCoverage("/media/anna/Archive/Scans/0001.pdf", "", "Scans 2019", "unavailable", 3, 3, 88.0, 4,
                     None, "", (("ocr", 3),), _PDF),
        ItemCoverage("/media/anna/Archive/Scans/0002.pdf", "", "Scans 2019", "unavailable", 2, None, None, 2,
                     None, "", (("text", 2),), _PDF),
    ]  # fmt: skip
