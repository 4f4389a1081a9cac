"""The models on this computer: which there are, which one answers, and the one that is loaded."""

import hashlib
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from alcove.core.database import Database
from alcove.core.errors import ModelBroken, ModelError, ModelMissing
from alcove.core.paths import Paths
from alcove.core.settings import Settings, SettingsStore
from alcove.models.elsewhere import Elsewhere, find_elsewhere
from alcove.models.embedder_shelf import EmbedderShelf
from alcove.models.gguf import read_header
from alcove.models.gguf_embedder import is_embedder
from alcove.models.llama import LlamaModel
from alcove.models.types import ChatModel, ModelInfo

STARTER = "SmolLM2-135M-Instruct.Q4_1"
"""Comes with the installation so that everything can be tried; too small to rely on."""
_SPEED = "reading_speed."


class Loading(NamedTuple):
    """How a model is loaded: another one of these is another load."""

    path: Path
    context_tokens: int
    threads: int
    gpu_layers: int


class ModelShelf:
    """List, add and load models. At most one chat model is loaded at a time."""

    def __init__(self, database: Database, settings: Settings, paths: Paths) -> None:
        self._database = database
        self._settings = settings
        self._paths = paths
        self._loaded: tuple[Loading, LlamaModel] | None = None
        self._state = SettingsStore(database)
        self._hashes: dict[tuple[Path, int, int], str] = {}
        self.embedders = EmbedderShelf(database, paths)

    def use(self, settings: Settings) -> None:
        """Choose and load models by other settings from the next question on."""
        self._settings = settings

    def list(self) -> list[ModelInfo]:
        """Return every model found: added ones, those in the model folders, and embedders."""
        infos = []
        for name, path in self._chat_files().items():
            try:
                header = read_header(path)
            except ModelError:
                continue  # a damaged file is told when it is added or asked for
            if not header.is_chat:
                continue
            infos.append(
                ModelInfo(
                    name,
                    "chat",
                    str(path),
                    path.stat().st_size,
                    header.context_tokens,
                    self._loaded is not None and self._loaded[0].path == path,
                    name == STARTER,
                    header.languages,
                )
            )
        return [*infos, *(one.info() for one in self.embedders.all())]

    def elsewhere(self) -> Sequence[Elsewhere]:
        """Return the chat models of other programs that are not on the list."""
        listed = {path.resolve() for path in self._chat_files().values()}
        return [one for one in find_elsewhere() if one.path.resolve() not in listed]

    def add(self, file: Path, name: str = "") -> ModelInfo:
        """Use a GGUF file, or the folder of an embedder, where it lies, called `name` or else as it is itself.

        Raises ModelMissing or ModelBroken.
        """
        path = file.expanduser().absolute()
        if path.is_dir() or is_embedder(header := read_header(path)):
            return self.embedders.add(path, name).info()
        if not header.is_chat or not header.architecture:
            raise ModelBroken(f"{path.name} is not a model that writes text.", "Choose a chat model.")
        known = self._chat_files()
        if path not in known.values():
            wanted = name or path.stem
            name, number = wanted, 2
            while name in known:
                name, number = f"{wanted} {number}", number + 1
            with self._database.transaction() as tx:
                tx.execute("INSERT OR REPLACE INTO models VALUES (?, ?, ?)", (name, str(path), time.time()))
        return next(info for info in self.list() if info.path == str(path))

    def remove(self, name: str) -> None:
        """Take a model off the list; its file stays. Raises ModelMissing."""
        with self._database.transaction() as tx:
            removed = tx.execute("DELETE FROM models WHERE name = ?", (name,)).rowcount
        if removed:
            return
        if name in self._chat_files():
            raise ModelError(
                f"{name} came with the installation or lies in the model folder.",
                "Delete its file to remove it.",
            )
        try:
            self.embedders.remove(name)
        except ModelMissing as error:
            raise self._missing(name) from error

    def default_name(self) -> str:
        """Return which model answers: the chosen one, else the one added last, else the starter."""
        usable = [info.name for info in self.list() if info.kind == "chat"]
        added = [row["name"] for row in self._database.query("SELECT name FROM models ORDER BY added DESC")]
        wanted = (self._settings.chat_model, *added, STARTER, *usable)
        return next((name for name in wanted if name in usable), "")

    def info(self, name: str = "") -> ModelInfo:
        """Return one chat model (empty: the default). Raises ModelMissing."""
        wanted = name or self.default_name()
        for info in self.list():
            if info.name == wanted and info.kind == "chat":
                return info
        raise self._missing(wanted)

    def is_loaded(self, name: str = "") -> bool:
        """Tell whether a model can answer at once."""
        path = self._chat_files().get(name or self.default_name())
        return self._loaded is not None and path is not None and self._loaded[0] == self._loading(path)

    def chat_model(self, name: str = "") -> ChatModel:
        """Return a chat model ready to answer, loading it if need be. Raises ModelMissing or ModelBroken."""
        wanted = name or self.default_name()
        path = self._chat_files().get(wanted)
        if path is None:
            raise self._missing(wanted)
        loading = self._loading(path)
        if self._loaded is None or self._loaded[0] != loading:
            self.close()
            model = LlamaModel(
                path,
                context_tokens=loading.context_tokens,
                threads=loading.threads,
                gpu_layers=loading.gpu_layers,
            )
            self._loaded = loading, model
        return self._loaded[1]

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
        """Return the SHA-256 of a model's file, remembered while the file does not change."""
        path = Path(self.info(name).path)
        stat = path.stat()
        key = path, stat.st_size, stat.st_mtime_ns
        if key not in self._hashes:
            with path.open("rb") as file:
                self._hashes[key] = hashlib.file_digest(file, "sha256").hexdigest()
        return self._hashes[key]

    def close(self) -> None:
        """Free the loaded model."""
        if self._loaded is not None:
            self._loaded[1].close()
            self._loaded = None

    def _loading(self, path: Path) -> Loading:
        settings = self._settings
        return Loading(path, settings.context_tokens, settings.threads, settings.gpu_layers)

    def _chat_files(self) -> dict[str, Path]:
        files = {row["name"]: Path(row["path"]) for row in self._database.query("SELECT * FROM models ORDER BY added")}
        for folder in self._paths.model_folders:
            for path in sorted(folder.glob("*.gguf")):
                files.setdefault(path.stem, path)
        return files

    def _missing(self, name: str) -> ModelMissing:
        known = ", ".join(self._chat_files()) or "none"
        if not name:
            return ModelMissing("There is no model to answer with.", "Add a GGUF file: alcove models add FILE")
        return ModelMissing(f"There is no model named {name!r}.", f"Models here: {known}.")
