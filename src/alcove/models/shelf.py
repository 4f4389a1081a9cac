"""The models that can be used: which there are, what is known of each, which one answers, and those that are loaded."""

import hashlib
import json
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from alcove.core.cancel import CancelToken
from alcove.core.database import Database
from alcove.core.errors import ModelBroken, ModelError, ModelMissing
from alcove.core.paths import Paths
from alcove.core.settings import ModelSettings, Settings, SettingsStore, Value
from alcove.models.elsewhere import Elsewhere, find_elsewhere
from alcove.models.embedder_shelf import EmbedderShelf
from alcove.models.endpoints import Endpoints
from alcove.models.gguf import model_name, parts_of, read_header, size_of
from alcove.models.gguf_embedder import is_embedder
from alcove.models.llama import Loading
from alcove.models.loaded import LoadedModels
from alcove.models.memory import Fit, InUse
from alcove.models.running import AtWork, Crashed, Running, is_at_fault
from alcove.models.traits import About, Speed, traits_of
from alcove.models.types import ChatModel, Generated, GenerationEvent, ModelInfo, Served

STARTER = "SmolLM2-135M-Instruct.Q4_1"
"""Comes with the installation so that everything can be tried; too small to rely on."""
_SPEED = "reading_speed."
_HASH = "sha256."
_LAST = "last_answer."


@dataclass(frozen=True, slots=True)
class Removal:
    """What removing a model would delete, and how many bytes that frees; nothing of one that is used in place."""

    name: str
    files: tuple[Path, ...]
    bytes: int


@dataclass(frozen=True, slots=True)
class Unusable:
    """A file on the list, or in the model folders, that is no sound model, and why."""

    name: str
    path: Path
    why: str


class ModelShelf:
    """List, add and load models. `running` notes which one is at work."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        paths: Paths,
        endpoints: Endpoints | None = None,
        running: Running | None = None,
    ) -> None:
        self._running = running or Running()
        self._database = database
        self._endpoints = endpoints
        self._settings = settings
        self._paths = paths
        self._state = SettingsStore(database)
        self._crashed = Crashed(self._state)
        self._loaded = LoadedModels(self._state, settings, paths)
        self.embedders = EmbedderShelf(database, paths)

    def use(self, settings: Settings) -> None:
        """Choose and load models by other settings from the next question on."""
        self._settings = self._loaded.settings = settings

    def list(self) -> list[ModelInfo]:
        """Return every model found: added ones, those in the model folders, embedders, and those that run elsewhere."""
        infos = []
        for name, path in self._chat_files().items():
            try:
                header, size = read_header(path), size_of(path)
            except ModelError:
                continue  # told by `unusable`
            if not header.is_chat:
                continue
            infos.append(
                ModelInfo(
                    name,
                    "chat",
                    str(path),
                    size,
                    header.context_tokens,
                    any(one.wanted.path == path for one in self._loaded.all),
                    name == STARTER,
                    header.languages,
                    crashed=self._crashed.holds(name, path),
                )
            )
        embedders = (one.info() for one in self.embedders.all())
        return [*infos, *embedders, *(self._endpoints.infos() if self._endpoints else ())]

    def unusable(self) -> Sequence[Unusable]:
        """Return the files that should be models and are none: damaged, incomplete, or gone."""
        found = []
        for name, path in self._chat_files().items():
            try:
                read_header(path), size_of(path)
            except ModelError as error:
                found.append(Unusable(name, path, str(error)))
        return found

    def elsewhere(self) -> Sequence[Elsewhere]:
        """Return the chat models of other programs that are not on the list."""
        listed = {path.resolve() for path in self._chat_files().values()}
        return [one for one in find_elsewhere() if one.path.resolve() not in listed]

    def add(self, file: Path, name: str = "") -> ModelInfo:
        """Use a GGUF file, or the folder of an embedder, where it lies, called `name` or else as it is itself.

        Raises ModelMissing or ModelBroken.
        """
        given = file.expanduser().absolute()
        if given.is_dir():
            return self.embedders.add(given, name).info()
        path = parts_of(given)[0]
        header = read_header(path)
        if is_embedder(header):
            return self.embedders.add(path, name).info()
        if not header.is_chat or not header.architecture:
            raise ModelBroken(f"{path.name} is not a model that writes text.", "Choose a chat model.")
        size_of(path)  # all parts must be there
        known = self._chat_files()
        if path not in known.values():
            wanted = name or model_name(path)
            name, number = wanted, 2
            while name in known:
                name, number = f"{wanted} {number}", number + 1
            with self._database.transaction() as tx:
                tx.execute("INSERT OR REPLACE INTO models VALUES (?, ?, ?)", (name, str(path), time.time()))
        return next(info for info in self.list() if info.path == str(path))

    def removal(self, name: str) -> Removal:
        """Return what removing a model takes: its files where they lie in the library's own folder.

        Raises ModelMissing, or ModelError for one that came with the installation.
        """
        info = next((one for one in self.list() if one.name == name), None)
        if info and info.served:
            raise ModelError(f"{name} runs at {info.served.host}.", f"Switch {info.served.service} off instead.")
        listed = self._database.query("SELECT path FROM models WHERE name = ?", (name,))
        path = Path(info.path) if info else self._chat_files().get(name)
        if path is None and not self.embedders.was_added(name):
            raise self._missing(name)
        if path is not None and self._paths.models in path.parents:
            files = (path,) if path.is_dir() else tuple(one for one in parts_of(path) if one.exists())
            return Removal(name, files, info.bytes if info else sum(one.stat().st_size for one in files))
        if not (listed or self.embedders.was_added(name)):
            raise ModelError(f"{name} came with the installation.", "It is needed to start with; it stays.")
        return Removal(name, (), 0)

    def remove(self, name: str, *, delete: bool = False) -> None:
        """Take a model off the list; one in the library's own folder only together with its files, with `delete`.

        Raises ModelMissing or ModelError.
        """
        removal = self.removal(name)
        if removal.files and not delete:
            raise ModelError(
                f"{name} lies in the library's own folder: removing it deletes {removal.bytes / 1e9:.1f} GB.",
                f"To do that: alcove models remove --delete {name}",
            )
        self._loaded.unload(removal.files)
        for file in removal.files:  # the first part first: what is left of a model is none
            if file.is_dir():
                shutil.rmtree(file)
            else:
                file.unlink()
        with self._database.transaction() as tx:
            tx.execute("DELETE FROM models WHERE name = ?", (name,))
        if self.embedders.was_added(name):
            self.embedders.remove(name)

    def default_name(self) -> str:
        """Return which model answers: the chosen one, else the one added last, else the starter; empty for none.

        One that runs elsewhere answers only where it was chosen; one that crashed, or that is known not to load, not
        at all.
        """
        listed = [info for info in self.list() if info.kind == "chat" and not self._fails(info)]
        if any(info.name == self._settings.chat_model for info in listed):
            return self._settings.chat_model
        usable = [info.name for info in listed if info.served is None]
        added = [row["name"] for row in self._database.query("SELECT name FROM models ORDER BY added DESC")]
        wanted = (*added, STARTER, *usable)
        return next((name for name in wanted if name in usable), "")

    def info(self, name: str = "") -> ModelInfo:
        """Return one chat model (empty: the default). Raises ModelMissing."""
        wanted = name or self.default_name()
        for info in self.list():
            if info.name == wanted and info.kind == "chat":
                return info
        raise self._missing(wanted)

    def served(self, name: str = "") -> Served | None:
        """Return who runs a model elsewhere; None for one on this computer, and for one there is not."""
        info = self._served(name or self.default_name())
        return info.served if info else None

    def is_loaded(self, name: str = "") -> bool:
        """Tell whether a model can answer at once; when one that runs elsewhere is loaded is not ours to know."""
        wanted = name or self.default_name()
        if self._served(wanted):
            return True
        path = self._chat_files().get(wanted)
        return path is not None and self._loaded.holds(self._loading(wanted, path))

    def chat_model(self, name: str = "", token: CancelToken | None = None) -> ChatModel:
        """Return a chat model ready to answer, loading it if need be.

        Raises ModelMissing, ModelBroken, ModelError without room, NoRoomYet where only answers under way take it, or
        LoadingStopped when `token` is cancelled.
        """
        wanted = name or self.default_name()
        path = self._chat_files().get(wanted)
        served = self._served(wanted) if path is None else None
        if served and self._endpoints:
            return self._endpoints.chat_model(served)
        if path is None:
            raise self._missing(wanted)
        loading = self._loading(wanted, path)
        if self._loaded.holds(loading):
            return self._loaded.get(loading)
        with self._running.loading(wanted):
            return self._loaded.get(loading, token)

    def at_hand(self, name: str = "") -> ChatModel | None:
        """Return a chat model that can be asked without loading it; None for others. On the lane of the models."""
        return self.chat_model(name) if self.is_loaded(name) else None

    def context_tokens(self, name: str = "") -> int:
        """Return how many tokens a model sees at once, as it is set. Raises ModelMissing."""
        info = self.info(name)
        if info.served is not None:
            return info.context
        wanted = self._loading(info.name, Path(info.path)).context_tokens
        return min(wanted, info.context) if info.context else wanted

    def held(self, model: ChatModel) -> AbstractContextManager[None]:
        """Keep a model in memory for the time of a block: it is about to answer, and others may be asked meanwhile."""
        return self._loaded.held(model)

    def answering(
        self, name: str, events: Iterator[GenerationEvent], *, measured: bool = True
    ) -> Iterator[GenerationEvent]:
        """Follow an answer of a model that runs here: note that it is at work, and keep how quick it was."""
        name = name or self.default_name()
        for event in self._running.answering(name, events):
            if measured and isinstance(event, Generated) and event.tokens:
                last = [round(event.ttft_ms / 1000, 2), round(event.tokens_per_s, 1)]
                self._state.remember(f"{_LAST}{name}", json.dumps(last))
            yield event

    def after(self, crash: str) -> AtWork | None:
        """Take in that the process before this one ended, and the report of its crash (empty: there was none).

        Return the model at fault, if one is: it is not the default any more, until it is trusted again.
        """
        left = self._running.left()
        if left is None or not is_at_fault(crash):
            return None
        if path := self._chat_files().get(left.model):
            self._crashed.add(left.model, path)
        return left

    def trust(self, name: str) -> None:
        """Let a model that crashed be used again."""
        self._crashed.remove(name)

    def about(self, name: str = "") -> About:
        """Return what is known of a model on this computer without examining it. Raises ModelMissing or ModelBroken."""
        info = self._here(name)
        last = json.loads(self._state.state(f"{_LAST}{info.name}", "null"))
        return About(traits_of(Path(info.path)), self.model_settings(info.name), Speed(*last) if last else None)

    def fit(self, name: str = "") -> Fit:
        """Return whether a model fits the memory as it is set. Raises ModelMissing or ModelBroken."""
        info = self._here(name)
        return self._loaded.fit(self._loading(info.name, Path(info.path)))

    def in_use(self) -> InUse:
        """Return what the loaded models take of the memory, and what is left for more."""
        return self._loaded.in_use()

    def unload(self, name: str) -> None:
        """Take a model out of the memory. Raises ModelError while it answers."""
        self._loaded.unload([Path(self.info(name).path)])

    def model_settings(self, name: str = "") -> ModelSettings:
        """Return how a model runs."""
        return self._state.for_model(name or self.default_name())

    def set_model_setting(self, name: str, key: str, raw: Value) -> ModelSettings:
        """Change how a model runs, from its next answer on. Raises ModelMissing or SettingsError."""
        return self._state.set_for_model(self.info(name).name, key, raw)

    def reset_model_settings(self, name: str) -> ModelSettings:
        """Let a model run as models do that were never set otherwise. Raises ModelMissing."""
        return self._state.reset_for_model(self.info(name).name)

    def warm(self) -> None:
        """Import the runtime, which holds the interpreter for a tenth of a second, before an answer needs it."""
        import llama_cpp  # noqa: F401

    def reading_speed(self, name: str = "") -> float:
        """Return how many tokens of a prompt a model reads a second on this computer; 0 where that is not known yet."""
        return float(self._state.state(f"{_SPEED}{name or self.default_name()}", "0"))

    def note_reading(self, name: str, tokens: int, seconds: float) -> None:
        """Remember how long a model took to read some tokens; what was known counts as much."""
        known = self.reading_speed(name)
        speed = tokens / seconds
        self._state.remember(f"{_SPEED}{name or self.default_name()}", f"{(known + speed) / 2 if known else speed:.1f}")

    def sha256(self, name: str = "") -> str:
        """Return the SHA-256 of a model's file, remembered while the file does not change; empty if it is not here."""
        info = self.info(name)
        if info.served is not None:
            return ""
        path = Path(info.path)
        stat = path.stat()
        key = f"{_HASH}{path} {stat.st_size} {stat.st_mtime_ns}"
        known = self._state.state(key)
        if not known:  # some seconds for some gigabytes
            with path.open("rb") as file:
                known = hashlib.file_digest(file, "sha256").hexdigest()
            self._state.remember(key, known)
        return known

    def close(self) -> None:
        """Unload all models."""
        self._loaded.close()

    def _loading(self, name: str, path: Path) -> Loading:
        settings, own = self._settings, self._state.for_model(name)
        return Loading(
            path,
            own.context_tokens or settings.context_tokens,
            settings.threads,
            own.gpu_layers if own.gpu_layers >= 0 else settings.gpu_layers,
            own.cache_type,
            own.thinks,
        )

    def _chat_files(self) -> dict[str, Path]:
        files = {row["name"]: Path(row["path"]) for row in self._database.query("SELECT * FROM models ORDER BY added")}
        for folder in self._paths.model_folders:
            for path in sorted(folder.glob("*.gguf")):
                if path == parts_of(path)[0]:
                    files.setdefault(model_name(path), path)
        return files

    def _here(self, name: str) -> ModelInfo:
        """Return a chat model that runs in Alcove. Raises ModelMissing, or ModelError for one that does not."""
        info = self.info(name)
        if info.served is not None:
            raise ModelError(
                f"{info.name} runs at {info.served.host}.", f"What it needs is up to {info.served.service}."
            )
        return info

    def _fails(self, info: ModelInfo) -> bool:
        """Tell whether a model is known not to work."""
        if info.served is not None:
            return False
        return info.crashed or self._loaded.is_broken(self._loading(info.name, Path(info.path)))

    def _served(self, name: str) -> ModelInfo | None:
        infos = self._endpoints.infos() if self._endpoints else ()
        return next((info for info in infos if info.name == name), None)

    def _missing(self, name: str) -> ModelMissing:
        elsewhere = self._endpoints.infos() if self._endpoints else ()
        known = ", ".join([*self._chat_files(), *(info.name for info in elsewhere)]) or "none"
        if not name:
            if crashed := [info.name for info in self.list() if info.crashed]:
                return ModelMissing(
                    f"{crashed[0]} closed Alcove when it was used last, so it is not used by itself.",
                    "Choose it again, or another model.",
                )
            return ModelMissing("There is no model to answer with.", "Add a GGUF file: alcove models add FILE")
        return ModelMissing(f"There is no model named {name!r}.", f"Models here: {known}.")
