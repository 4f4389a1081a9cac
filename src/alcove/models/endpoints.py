"""The services that run models elsewhere: which the person added, which are switched on, and what they have.

Off until switched on: nothing is connected to a service that is off, and its models answer nothing. Keys lie in the
keyring, or in memory until this run ends, and nowhere else.
"""

import re
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath
from typing import Literal
from urllib.parse import urlsplit

from alcove.core.cancel import CancelToken
from alcove.core.database import Database
from alcove.core.errors import ServiceError
from alcove.core.fetching import address
from alcove.core.net import Door, is_local
from alcove.core.secrets import Secrets
from alcove.models.complaints import Asked
from alcove.models.remote import RemoteModel, list_models
from alcove.models.types import ModelInfo, Served

CONTEXT = 4096
"""Tokens a model is taken to see where neither its service nor the person says more: the least of today's defaults."""
LEAST_CONTEXT, MOST_CONTEXT = 512, 10_000_000
_CLOUD = re.compile(r"[-:]cloud$", re.I)
"""Ollama sends models whose tag ends so on to its own servers."""


KeyState = Literal["", "kept", "for this run"]
"""Whether a service has a key: none, one in the keyring, or one in memory."""


@dataclass(frozen=True, slots=True)
class Preset:
    """A service that most people know, and its address where it listens unless told otherwise."""

    name: str
    url: str


PRESETS = (
    Preset("Ollama", "http://localhost:11434/v1"),
    Preset("LM Studio", "http://localhost:1234/v1"),
    Preset("llama-server", "http://localhost:8080/v1"),
    Preset("vLLM", "http://localhost:8000/v1"),
)


@dataclass(frozen=True, slots=True)
class EndpointModel:
    """A model of a service: what it calls it, what it is called here, and the context (0: the service does not say)."""

    model: str
    name: str
    told_context: int
    own_context: int
    leaves: bool

    @property
    def context(self) -> int:
        """Tokens it is taken to see."""
        return self.own_context or self.told_context or CONTEXT


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A service. `models` are those it had when it was asked last."""

    id: int
    name: str
    url: str
    active: bool
    key: KeyState
    models: tuple[EndpointModel, ...] = ()

    @property
    def host(self) -> str:
        """The host, with its port where that is not the usual one."""
        return host_of(self.url)

    @property
    def leaves(self) -> bool:
        """Whether what it is asked leaves this computer."""
        return leaves(self.url)

    @property
    def open_to_read(self) -> bool:
        """Whether others on the way could read along."""
        return sent_openly(self.url)


def host_of(url: str) -> str:
    """Return the host of an address, with its port where that is not the usual one."""
    return urlsplit(url).netloc


def leaves(url: str) -> bool:
    """Tell whether what is sent to an address leaves this computer."""
    return not is_local(urlsplit(url).hostname or "")


def sent_openly(url: str) -> bool:
    """Tell whether what is sent to an address leaves this computer unencrypted."""
    return leaves(url) and urlsplit(url).scheme == "http"


def endpoint_url(typed: str) -> str:
    """Return the base address of a service in one form, as a person may have typed it. Raises ServiceError."""
    written = typed.strip()
    if written and "://" not in written:
        written = f"{'https' if leaves(f'//{written}') else 'http'}://{written}"
    parts = urlsplit(address(written))
    if not parts.hostname or " " in urlsplit(written).netloc:
        raise ServiceError(
            f"{typed.strip() or 'Nothing'} is no address of a service.",
            "It begins with http:// or https:// and mostly ends in /v1.",
        )
    if "@" in urlsplit(written).netloc or parts.query:
        raise ServiceError(
            "The address of a service holds no key and no password.", "Give the key by itself: it is kept safely then."
        )
    path = re.sub(r"/(chat/completions|completions|models)?/*$", "", parts.path.rstrip("/") + "/")
    return f"{parts.scheme}://{parts.netloc}{path or '/v1'}"


class Endpoints:
    """Keep the services and ask them. Safe to use from any thread."""

    def __init__(self, database: Database, door: Door, secrets: Secrets | None = None) -> None:
        self._database = database
        self._door = door
        self._secrets = secrets or Secrets()
        self._this_run: set[str] = set()
        self._models: dict[tuple[str, int], RemoteModel] = {}

    def list(self) -> list[Endpoint]:
        """Return every service, oldest first."""
        models: dict[int, list[sqlite3.Row]] = {}
        for row in self._database.query("SELECT * FROM endpoint_models ORDER BY endpoint_id, model"):
            models.setdefault(row["endpoint_id"], []).append(row)
        return [
            self._endpoint(row, models.get(row["id"], ()))
            for row in self._database.query("SELECT * FROM endpoints ORDER BY id")
        ]

    def get(self, name: str) -> Endpoint:
        """Return the service of that name. Raises ServiceError."""
        known = self.list()
        found = next((one for one in known if one.name == name), None)
        if found is None:
            names = ", ".join(one.name for one in known) or "none; `alcove endpoints add URL` adds one"
            raise ServiceError(f"There is no service named {name!r}.", f"Services: {names}.")
        return found

    def add(self, url: str, name: str = "") -> Endpoint:
        """Add a service, called `name` or else as it is known; it is off. Raises ServiceError."""
        place = endpoint_url(url)
        known = self.list()
        same = next((one for one in known if one.url == place), None)
        if same is not None:
            raise ServiceError(f"{place} is there already, as {same.name}.", "")
        preset = next((one.name for one in PRESETS if one.url == place), host_of(place))
        wanted = name.strip() or preset
        title, number = wanted, 2
        while any(one.name == title for one in known):
            title, number = f"{wanted} {number}", number + 1
        with self._database.transaction() as tx:
            tx.execute("INSERT INTO endpoints (name, url) VALUES (?, ?)", (title, place))
        return self.get(title)

    def remove(self, name: str) -> None:
        """Remove a service, its key too. Raises ServiceError."""
        endpoint = self.get(name)
        self.forget_key(name)
        with self._database.transaction() as tx:
            tx.execute("DELETE FROM endpoints WHERE id = ?", (endpoint.id,))

    def switch(self, name: str, *, on: bool) -> Endpoint:
        """Switch a service on or off; nothing is asked by that. Raises ServiceError."""
        endpoint = self.get(name)
        with self._database.transaction() as tx:
            tx.execute("UPDATE endpoints SET active = ? WHERE id = ?", (on, endpoint.id))
        return self.get(name)

    def check(self, name: str, token: CancelToken) -> Endpoint:
        """Ask a service for its models and keep their list. Raises ServiceError, also where it is off."""
        endpoint = self.get(name)
        if not endpoint.active:
            raise ServiceError(f"{name} is switched off, so it is not asked.", "Switch it on first.")
        asked = Asked(name, endpoint.url, endpoint.host, endpoint.leaves, key=self._key_of(endpoint)())
        found = list_models(self._door, asked, token)
        if token.cancelled:
            return endpoint
        own = {one.model: one.own_context for one in endpoint.models}
        with self._database.transaction() as tx:
            tx.execute("DELETE FROM endpoint_models WHERE endpoint_id = ?", (endpoint.id,))
            tx.executemany(
                "INSERT OR REPLACE INTO endpoint_models VALUES (?, ?, ?, ?)",
                [(endpoint.id, one.model, one.context, own.get(one.model, 0)) for one in found],
            )
        return self.get(name)

    def set_context(self, name: str, model: str, tokens: int) -> Endpoint:
        """Say how many tokens a model sees; 0 leaves it to what its service tells. Raises ServiceError."""
        endpoint = self.get(name)
        if all(one.model != model for one in endpoint.models):
            raise ServiceError(f"{name} has no model {model!r}.", "Ask it for its models again.")
        if tokens and not LEAST_CONTEXT <= tokens <= MOST_CONTEXT:
            raise ServiceError(
                f"A context cannot be {tokens:,} tokens.", f"It lies between {LEAST_CONTEXT:,} and {MOST_CONTEXT:,}."
            )
        with self._database.transaction() as tx:
            tx.execute(
                "UPDATE endpoint_models SET own_context = ? WHERE endpoint_id = ? AND model = ?",
                (tokens, endpoint.id, model),
            )
        return self.get(name)

    def keep_key(self, name: str, key: str, *, openly: bool = False, this_run: bool = False) -> Endpoint:
        """Keep the key a service wants: in the keyring, or with `this_run` in memory until this run ends.

        Where there is no keyring it is not kept, as `Endpoint.key` then tells: the person is to choose. Raises
        ServiceError where it would leave this computer unencrypted and that was not allowed (`openly`).
        """
        endpoint, key = self.get(name), key.strip()
        if not key or not key.isascii() or not key.isprintable() or " " in key:
            raise ServiceError("That cannot be a key.", "A key is one line of letters, digits and signs.")
        if endpoint.open_to_read and not openly:
            raise ServiceError(
                f"{endpoint.url} is not encrypted: whoever is on the way to {endpoint.host} could read the key.",
                "Use the https address of the service, or allow it explicitly.",
            )
        if this_run:
            self._secrets.hold(_secret(endpoint.url), key)
            self._this_run.add(endpoint.url)
            return self.get(name)
        kept = self._secrets.keep(_secret(endpoint.url), key)
        if not kept:
            self._secrets.forget(_secret(endpoint.url))
        self._this_run.discard(endpoint.url)
        self._note_key(endpoint, kept=kept)
        return self.get(name)

    def forget_key(self, name: str) -> Endpoint:
        """Remove the key of a service. Raises ServiceError."""
        endpoint = self.get(name)
        if endpoint.key:
            self._secrets.forget(_secret(endpoint.url))
            self._this_run.discard(endpoint.url)
            self._note_key(endpoint, kept=False)
        return self.get(name)

    def infos(self) -> Sequence[ModelInfo]:
        """Return the models of the services that are switched on."""
        return [
            ModelInfo(
                model.name,
                "chat",
                endpoint.url,
                0,
                model.context,
                False,
                served=Served(endpoint.name, model.model, endpoint.url, endpoint.host, model.leaves),
                context_known=bool(model.own_context or model.told_context),
            )
            for endpoint in self.list()
            if endpoint.active
            for model in endpoint.models
        ]

    def chat_model(self, info: ModelInfo) -> RemoteModel:
        """Return a model of `infos` ready to be asked."""
        served = info.served
        assert served is not None
        endpoint = self.get(served.service)
        at = (info.name, info.context)
        if at not in self._models:
            self._models[at] = RemoteModel(
                info.name, served, context_tokens=info.context, door=self._door, key=self._key_of(endpoint)
            )
        return self._models[at]

    def _endpoint(self, row: sqlite3.Row, models: Sequence[sqlite3.Row]) -> Endpoint:
        name, url = row["name"], row["url"]
        key: KeyState = "for this run" if url in self._this_run else "kept" if row["keyed"] else ""
        return Endpoint(
            row["id"],
            name,
            url,
            bool(row["active"]),
            key,
            tuple(
                EndpointModel(
                    one["model"],
                    f"{label(one['model'])} ({name})",
                    one["told_context"],
                    one["own_context"],
                    leaves(url) or bool(_CLOUD.search(one["model"])),
                )
                for one in models
            ),
        )

    def _note_key(self, endpoint: Endpoint, *, kept: bool) -> None:
        with self._database.transaction() as tx:
            tx.execute("UPDATE endpoints SET keyed = ? WHERE id = ?", (kept, endpoint.id))

    def _key_of(self, endpoint: Endpoint) -> Callable[[], str]:
        """Return what gives the key when it is needed: a keyring may ask the person, so it is not asked in vain."""
        name, url = endpoint.name, endpoint.url
        return lambda: self._secrets.get(_secret(url)) if self.get(name).key else ""


def _secret(url: str) -> str:
    return f"endpoint {url}"


def label(model: str) -> str:
    """Return what a model is called: of a path (llama_cpp.server tells one) the file's name."""
    path = PureWindowsPath(model) if "\\" in model else PurePosixPath(model)
    return path.stem if path.is_absolute() else model
