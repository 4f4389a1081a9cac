"""The chat models that are in memory, within what may be used of it: the one that answered longest ago goes first."""

import hashlib
import json
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from alcove.core.cancel import CancelToken
from alcove.core.errors import ModelBroken, ModelError, NoRoomYet
from alcove.core.paths import Paths
from alcove.core.settings import Settings, SettingsStore
from alcove.models.devices import graphics_cards
from alcove.models.examine import examine
from alcove.models.gguf import read_header
from alcove.models.llama import LlamaModel, Loading
from alcove.models.memory import (
    Fit,
    InUse,
    MemoryNeeds,
    available_memory,
    beside_cards,
    fit,
    layers_on,
    needs_words,
    remedy_words,
)
from alcove.models.states import PromptStates
from alcove.models.types import ChatModel

_EXAMINED = "examined."
_GB = 10**9
_MB = 10**6


@dataclass(frozen=True, slots=True)
class InMemory:
    """A loaded model, how it was asked for, what it takes of the machine's memory, and the bytes it has on cards."""

    wanted: Loading
    model: LlamaModel
    needs: MemoryNeeds
    on_cards: int

    @property
    def bytes(self) -> int:
        return self.needs.total


class LoadedModels:
    """Load models as they are asked for, and unload others for them. Belongs to one thread.

    What it knows (`all`, `needs`, `fit`, `in_use`) may be asked from any.
    """

    def __init__(self, state: SettingsStore, settings: Settings, paths: Paths) -> None:
        self._state = state
        self._paths = paths
        self._loaded: list[InMemory] = []
        self._held: list[ChatModel] = []
        self._failed: dict[str, ModelError] = {}
        self.settings = settings

    @property
    def all(self) -> Sequence[InMemory]:
        """What is in memory, the one that answered last at the end."""
        return tuple(self._loaded)

    def holds(self, loading: Loading) -> bool:
        """Tell whether a model is in memory as it is wanted."""
        return any(one.wanted == loading for one in self._loaded)

    def get(self, loading: Loading, token: CancelToken | None = None) -> LlamaModel:
        """Return a model, loading it if need be.

        Raises ModelMissing, ModelBroken, ModelError without room, NoRoomYet where only answers under way take it, or
        LoadingStopped when `token` is cancelled.
        """
        for one in self._loaded:
            if one.wanted == loading:
                self._loaded.remove(one)
                self._loaded.append(one)
                return one.model
        self._unload([one for one in self._loaded if one.wanted.path == loading.path and not self._answers(one)])
        whole = self._needs(loading)  # what failed before is tried again
        self._make_room_on_cards(loading, whole)
        placed, needs = _placed(loading, whole)
        found = fit(needs, loading, self._made_room(needs.total))
        if not found.fits and fit(needs, loading, found.available + self._taken()).fits:
            raise NoRoomYet(
                f"There is no room for {loading.path.stem} while another model answers.", "Ask again once it is done."
            )
        if not found.runs:
            raise ModelError(
                f"{loading.path.stem} does not fit. {needs_words(found)}.",
                f"{remedy_words(found)}: {'change its settings' if found.remedy else 'choose a smaller model'}.",
            )
        placed = replace(placed, mapped=not found.fits)
        states = PromptStates(self._paths.prompts, _key(loading), self.settings.prompt_cache_mb * _MB)
        model = LlamaModel(placed, states, token)
        self._loaded.append(InMemory(loading, model, needs, whole.total - needs.total))
        return self._loaded[-1].model

    @contextmanager
    def held(self, model: ChatModel) -> Iterator[None]:
        """Keep a model in memory for the time of a block: it is about to answer, and others may be asked meanwhile."""
        self._held.append(model)
        try:
            yield
        finally:
            self._held.remove(model)

    def needs(self, loading: Loading) -> MemoryNeeds:
        """Return what a model needs in memory; a file is examined once.

        Raises ModelMissing, ModelBroken, or ModelError where it could not be found out.
        """
        failed = self._failed.get(_name(loading))
        if failed is not None:
            raise failed
        return self._needs(loading)

    def is_broken(self, loading: Loading) -> bool:
        """Tell whether a file was examined in this run, as it is now, and cannot be loaded."""
        return isinstance(self._failed.get(_name(loading)), ModelBroken)

    def fit(self, loading: Loading) -> Fit:
        """Return whether a model fits when others make room for it. Raises ModelMissing or ModelBroken."""
        room = self._room() + sum(one.bytes for one in self.all)
        for one in self.all:
            if one.wanted == loading:
                return replace(fit(one.needs, loading, room), on_cards=one.on_cards)
        whole = self.needs(loading)
        _, needs = _placed(loading, whole)
        return replace(fit(needs, loading, room), on_cards=whole.total - needs.total)

    def in_use(self) -> InUse:
        """Return what the loaded models take of the memory, and what is left for more."""
        return InUse({str(one.wanted.path): one.bytes for one in self.all}, max(0, self._room()))

    def unload(self, files: Collection[Path]) -> None:
        """Unload the models of these files. Raises ModelError while one of them answers."""
        some = [one for one in self._loaded if one.wanted.path in files]
        for one in some:
            if self._answers(one):
                raise ModelError(f"{one.model.name} is answering.", "Stop it first, or wait until it is done.")
        self._unload(some)

    def close(self) -> None:
        """Unload everything."""
        self._unload(list(self._loaded))

    def _needs(self, loading: Loading) -> MemoryNeeds:
        import llama_cpp

        read_header(loading.path)  # tells plainly of a file that is gone or is no model
        key = _name(loading)
        known = json.loads(self._state.state(key, "{}"))
        version = llama_cpp.__version__
        if known.get("version") != version:
            try:
                known = {"version": version, "needs": asdict(examine(loading))}
            except ModelError as failed:
                self._failed[key] = failed
                raise
            self._failed.pop(key, None)
            self._state.remember(key, json.dumps(known))
        return MemoryNeeds(**known["needs"])

    def _room(self) -> int:
        """Return the bytes that more models may take now."""
        free = available_memory()
        if not self.settings.models_gb:
            return free
        return min(free, int(self.settings.models_gb * _GB) - sum(one.bytes for one in self.all))

    def _made_room(self, wanted: int) -> int:
        """Unload what answered longest ago until there is room; return how much there is."""
        for one in list(self._loaded):
            if self._room() >= wanted:
                break
            if not self._answers(one):
                self._unload([one])
        return self._room()

    def _answers(self, one: InMemory) -> bool:
        """Tell whether a model answers, or is about to."""
        return one.model.busy or one.model in self._held

    def _taken(self) -> int:
        """Return the bytes of the models that answer."""
        return sum(one.bytes for one in self._loaded if self._answers(one))

    def _make_room_on_cards(self, loading: Loading, needs: MemoryNeeds) -> None:
        """Unload what has layers on a graphics card and answered longest ago, until a model fits there whole."""
        for one in list(self._loaded):
            if loading.gpu_layers >= 0 or sum(layers_on(graphics_cards(), needs)) > needs.layers:
                break
            if one.on_cards and not self._answers(one):
                self._unload([one])

    def _unload(self, some: Sequence[InMemory]) -> None:
        for one in some:
            self._loaded.remove(one)
            one.model.close()


def _placed(loading: Loading, needs: MemoryNeeds) -> tuple[Loading, MemoryNeeds]:
    """Say which layers go on which graphics card, where the settings leave that open, and what else it needs then."""
    cards = graphics_cards()
    if loading.gpu_layers < 0:
        layers = layers_on(cards, needs)
        placed = replace(loading, gpu_layers=sum(layers), card_layers=layers)
    else:
        placed, cards = loading, cards[:1]
        layers = (min(loading.gpu_layers, needs.layers + 1),) * len(cards)
    return placed, beside_cards(needs, cards, layers)


def _name(loading: Loading) -> str:
    """Return what is remembered of a file as it is now; nothing of one that is gone."""
    with suppress(OSError):
        return f"{_EXAMINED}{_key(loading)}"
    return ""


def _key(loading: Loading) -> str:
    """Return a short name for a file as it is now, and how what it read is kept."""
    stat = loading.path.stat()
    told = f"{loading.path} {stat.st_size} {stat.st_mtime_ns} {loading.context_tokens} {loading.cache_type}"
    return f"{loading.path.stem[:40]}-{hashlib.sha256(told.encode()).hexdigest()[:12]}"
