"""The embedders on this computer, and the services a person added: which there are, and which one is to be used."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from alcove.core.database import Database
from alcove.core.errors import ModelBroken, ModelError, ModelMissing
from alcove.core.paths import Paths
from alcove.models.embedder import DEFAULT_EMBEDDER, MODULES, EmbedderIdentity, identify
from alcove.models.gguf_embedder import identify_gguf
from alcove.models.remote_embedder import restored, saved
from alcove.models.types import ModelInfo

_KEY_AMONG = 65_536
"""Bytes at a GGUF file's beginning in which it says how vectors are made, before its long vocabulary."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An embedder that can be used. `added` says that a person added it, so that it can be taken off the list."""

    name: str
    identity: EmbedderIdentity
    added: bool

    @property
    def bytes(self) -> int:
        """What it takes on the disk; nothing where a service runs it."""
        place = self.identity.folder
        if self.identity.kind == "remote":
            return 0
        files = place.rglob("*") if place.is_dir() else [place]
        return sum(file.stat().st_size for file in files if file.is_file())

    def info(self) -> ModelInfo:
        """Return it as models are listed."""
        one = self.identity
        return ModelInfo(
            self.name, "embedding", str(one.place), self.bytes, one.most_tokens, False, languages=one.languages
        )


class EmbedderShelf:
    """List, add, find and choose embedders. Nothing is loaded here."""

    def __init__(self, database: Database, paths: Paths) -> None:
        self._database = database
        self._paths = paths

    def all(self) -> list[Listed]:
        """Return every embedder that is sound: those in the model folders, then added ones."""
        return [one for one in self._found() if isinstance(one, Listed)]

    def broken(self) -> Sequence[ModelError]:
        """Return what is wrong with those that cannot be used."""
        return [one for one in self._found() if isinstance(one, ModelError)]

    def find(self, name: str) -> Listed:
        """Return an embedder by name. Raises ModelMissing, or ModelBroken where it is there and unsound."""
        for row in self._rows():
            if row.name == name:
                return Listed(name, row.identity(), True)
        for one in self.all():
            if one.name == name:
                return one
        known = ", ".join(one.name for one in self.all()) or "none"
        raise ModelMissing(f"There is no embedding model named {name!r}.", f"Embedding models here: {known}.")

    def automatic(self, answering: str = "") -> Listed:
        """Return the one to use where nobody chose: one that reads many languages, else the one Alcove comes with.

        Of several that read many it is the one that answers already, by its key. A service is never used unasked.
        Raises ModelMissing.
        """
        here = [one for one in self.all() if one.identity.kind != "remote"]

        def order(one: Listed) -> tuple[bool, bool, bool]:
            many, other = one.identity.multilingual, one.identity.key != answering
            return not many, not many and one.name != DEFAULT_EMBEDDER, other

        if not here:
            raise ModelMissing(
                "There is no embedding model, so search works by keyword only.",
                "Run `make run` once to fetch the one that comes with Alcove.",
            )
        return min(here, key=order)

    def add(self, path: Path, name: str = "") -> Listed:
        """Use a sentence-transformers folder or a GGUF file where it lies. Raises ModelMissing or ModelBroken."""
        place = path.expanduser().absolute()
        if not place.exists():
            raise ModelMissing(
                f"There is nothing at {place}.", "Give the folder of an embedding model, or a GGUF file."
            )
        if place.is_dir() and not (place / MODULES).is_file():
            raise ModelBroken(
                f"{place} is not the folder of an embedding model: it has no {MODULES}.",
                "Choose the folder that sentence-transformers loads, or a GGUF file.",
            )
        identity = identify(place) if place.is_dir() else identify_gguf(place)
        same = [one for one in self.all() if one.identity.place == place]
        return same[0] if same else self._put(identity, "{}", name)

    def add_remote(self, identity: EmbedderIdentity, name: str = "") -> Listed:
        """Put a service on the list, as `remote_embedder.ask_about` found it."""
        return self._put(identity, saved(identity), name)

    def was_added(self, name: str) -> bool:
        """Tell whether a person added an embedder of this name, be it here still or not."""
        return any(row.name == name for row in self._rows())

    def remove(self, name: str) -> "Added":
        """Take an added embedder off the list; its files stay.

        Raises ModelMissing, or ModelError where it lies in a model folder.
        """
        with self._database.transaction() as tx:
            row = tx.execute("SELECT * FROM added_embedders WHERE name = ?", (name,)).fetchone()
            tx.execute("DELETE FROM added_embedders WHERE name = ?", (name,))
        if row is None:
            raise ModelError(
                f"{self.find(name).name} came with the installation or lies in the model folder.",
                "Delete its folder or file to remove it.",
            )
        return Added(*row)

    def restore(self, removed: "Added") -> None:
        """Put back what was taken off the list."""
        with self._database.transaction() as tx:
            tx.execute("INSERT OR IGNORE INTO added_embedders VALUES (?, ?, ?, ?, ?)", removed)

    def _put(self, identity: EmbedderIdentity, details: str, name: str = "") -> Listed:
        wanted = name or identity.name
        taken = {one.name for one in self.all()} | {row.name for row in self._rows()}
        name, number = wanted, 2
        while name in taken:
            name, number = f"{wanted} {number}", number + 1
        self.restore(Added(name, identity.kind, str(identity.place), details, time.time()))
        return Listed(name, identity, True)

    def _found(self) -> Iterator[Listed | ModelError]:
        """Yield what there is, sound or not."""
        seen: set[str] = set()
        for place in self._in_folders():
            try:
                identity = identify(place) if place.is_dir() else identify_gguf(place)
            except ModelError as error:
                yield error
                continue
            if identity.key not in seen:
                seen.add(identity.key)
                yield Listed(identity.name, identity, False)
        for row in self._rows():
            try:
                yield Listed(row.name, row.identity(), True)
            except ModelError as error:
                yield error

    def _in_folders(self) -> Iterator[Path]:
        for folder in self._paths.model_folders:
            yield from (modules.parent for modules in sorted(folder.glob(f"*/{MODULES}")))
            yield from (file for file in sorted(folder.glob("*.gguf")) if _may_embed(file))

    def _rows(self) -> list["Added"]:
        return [Added(*row) for row in self._database.query("SELECT * FROM added_embedders ORDER BY added")]


class Added(NamedTuple):
    """What is kept of an added embedder."""

    name: str
    kind: str
    place: str
    details: str
    added: float

    def identity(self) -> EmbedderIdentity:
        """Identify it anew. Raises ModelMissing or ModelBroken."""
        if self.kind == "remote":
            return restored(self.place, self.details)
        place = Path(self.place)
        if not place.exists():
            raise ModelMissing(
                f"The embedding model {self.name} is not at {place} any more.",
                "Connect its disk, or take it off the list and choose another one.",
            )
        return identify(place) if place.is_dir() else identify_gguf(place)


def _may_embed(file: Path) -> bool:
    """Tell from its first bytes whether a GGUF file may be an embedder: reading all headers would take its time."""
    try:
        with file.open("rb") as beginning:
            return b".pooling_type" in beginning.read(_KEY_AMONG)
    except OSError:
        return False
