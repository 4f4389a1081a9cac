"""The settings a person can change: one typed schema gives defaults, validation, help and the settings page."""

import contextlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, get_args, get_type_hints
from typing import Literal as Choice
from urllib.parse import urlsplit

from alcove.core.database import Database
from alcove.core.errors import SettingsError
from alcove.core.paths import Paths
from alcove.core.switch import Switch

Value = str | int | float | bool
Language = Choice["en", "ru"]
"""A language that the window speaks."""
_YES_NO = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}


def _setting(default: Any, help_text: str, *, least: float | None = None, most: float | None = None) -> Any:
    return field(default=default, metadata={"help": help_text, "least": least, "most": most})


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings with their defaults; immutable, `SettingsStore.set` saves a changed copy."""

    theme: Choice["system", "light", "dark"] = _setting("system", "Light or dark, or as the system has it.")
    language: Choice["system", "en", "ru"] = _setting(
        "system", "Language of the window; system takes the computer's where the window speaks it."
    )
    chat_model: str = _setting("", "Name of the model that answers; empty means the starter model.")
    context_tokens: int = _setting(
        4096, "Tokens of conversation and evidence a model may see at once.", least=512, most=1_048_576
    )
    evidence_tokens: int = _setting(
        1200, "Most tokens of evidence in one prompt; less is quicker.", least=100, most=200_000
    )
    first_word_s: int = _setting(
        10,
        "Seconds the first word may take; a slow model gets less evidence, not under 400 tokens.",
        least=1,
        most=3600,
    )
    answer_tokens: int = _setting(512, "How many tokens an answer may have.", least=16, most=32_768)
    temperature: float = _setting(0.0, "0 answers the same way every time; higher varies.", least=0, most=2)
    seed: int = _setting(
        0, "The same number makes the same choices again, above a temperature of 0.", least=0, most=2**32 - 1
    )
    threads: int = _setting(0, "Processor threads a model uses; 0 means all cores.", least=0, most=1024)
    gpu_layers: int = _setting(
        -1,
        "Layers of a model on the graphics card; -1 means as many as fit in its free memory.",
        least=-1,
        most=1000,
    )
    models_gb: float = _setting(
        0.0, "Most memory for models, in GB; 0 means what other programs leave free.", least=0, most=10_000
    )
    prompt_cache_mb: int = _setting(
        2048,
        "Most room on the disk, in MB, for what models have read and need not read again; 0 keeps nothing.",
        least=0,
        most=1_000_000,
    )
    watch: bool = _setting(True, "Read what changes in the sources by itself, while Alcove is open.")
    ocr: bool = _setting(True, "Read scanned pages and pictures with OCR (Tesseract).")
    ocr_languages: str = _setting(
        "",
        "Languages scans are written in, as Tesseract names them, such as eng+rus; empty: those that are "
        "installed, chosen page by page.",
    )
    network: bool = _setting(
        True,
        "Let through what you ask for by name: web pages, models, answers from elsewhere. Off, nothing leaves this "
        "computer, whatever else is set.",
    )
    web: bool = _setting(
        False, "Fetch the web pages that are sources of this library. Off, they are not fetched from anywhere."
    )
    embedder: str = _setting(
        "",
        "Name of the embedding model that search by meaning uses; empty means one that reads many languages if there "
        "is one here, else the one Alcove comes with.",
    )
    remote_embedder: bool = _setting(
        False,
        "Let an embedding model that a service runs be used: every passage of the library and every question is sent "
        "there. Off, nothing is sent.",
    )
    chroma_url: str = _setting(
        "",
        "Address of a Chroma server, such as http://127.0.0.1:8000; empty keeps the index in this library.",
    )


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """How one model runs, where that is not as the settings of all have it."""

    context_tokens: int = _setting(
        0,
        "Tokens it sees at once; more takes more memory. 0 means as many as the settings say.",
        least=0,
        most=1_048_576,
    )
    cache_type: Choice["f16", "q8_0", "q4_0"] = _setting(
        "f16",
        "How it stores what it has read: q8_0 takes half the memory and is hardly less exact, q4_0 takes a quarter "
        "and may mix things up.",
    )
    gpu_layers: int = _setting(
        -1,
        "Layers on the graphics card; -1 means as many as fit in its free memory, 0 none.",
        least=-1,
        most=1000,
    )
    thinks: bool = _setting(False, "Let it think before it answers, if it can: slower, and sometimes better.")
    temperature: float = _setting(
        -1.0, "0 answers the same way every time, higher varies; -1 means as the settings say.", least=-1, most=2
    )
    top_p: float = _setting(0.95, "Considers the likeliest words that are together this likely.", least=0.01, most=1)
    top_k: int = _setting(0, "Considers only so many of the likeliest words; 0 means all.", least=0, most=1000)
    min_p: float = _setting(0.0, "Leaves out words less likely than this share of the likeliest.", least=0, most=1)
    repeat_penalty: float = _setting(
        1.0, "Above 1 it repeats itself less; too high, and it avoids words it needs.", least=0.5, most=2
    )


INHERITED = frozenset(f.name for f in fields(Settings)) & frozenset(f.name for f in fields(ModelSettings))
"""Settings of a model that are, at their default, as the settings of all have them."""


@dataclass(frozen=True, slots=True)
class SettingInfo:
    """One setting as the settings page and the help show it."""

    key: str
    help: str
    default: Value
    choices: tuple[str, ...]
    least: float | None
    most: float | None


def described(schema: type[Settings | ModelSettings] = Settings) -> tuple[SettingInfo, ...]:
    """Return every setting with its help, in the order of the schema."""
    hints = get_type_hints(schema)
    return tuple(
        SettingInfo(
            f.name,
            f.metadata["help"],
            f.default,  # type: ignore[arg-type]  # every field is made by _setting with a plain default
            tuple(get_args(hints[f.name])),
            f.metadata["least"],
            f.metadata["most"],
        )
        for f in fields(schema)
    )


def parsed(key: str, raw: Value, schema: type[Settings | ModelSettings] = Settings) -> Value:
    """Turn what a person typed for `key` into its value.

    Raises SettingsError for an unknown key, a wrong type, or a value out of range.
    """
    info = next((one for one in described(schema) if one.key == key), None)
    if info is None:
        known = ", ".join(one.key for one in described(schema))
        raise SettingsError(f"There is no setting named {key!r}.", f"The settings are: {known}.")
    try:
        value = _converted(raw, type(info.default))
        if key == "chroma_url":
            _check_address(str(value))
    except (KeyError, ValueError) as error:
        raise SettingsError(f"{key} cannot be {raw!r}.", info.help) from error
    if info.choices and value not in info.choices:
        raise SettingsError(f"{key} cannot be {raw!r}.", f"Choose one of: {', '.join(info.choices)}.")
    if isinstance(value, int | float) and not (
        (info.least is None or value >= info.least) and (info.most is None or value <= info.most)
    ):
        raise SettingsError(f"{key} cannot be {value}.", f"It lies between {info.least:,} and {info.most:,}.")
    if schema is ModelSettings and key in INHERITED and value != info.default:
        return parsed(key, raw)
    return value


def _converted(raw: object, kind: type[Value]) -> Value:
    """Return `raw` as a value of `kind`, nothing lost. Raises ValueError, or KeyError for neither yes nor no."""
    if type(raw) is kind or (kind is float and type(raw) is int):
        return kind(raw)
    if kind is bool and isinstance(raw, str):
        return _YES_NO[raw.strip().lower()]
    if isinstance(raw, str):
        return kind(raw)
    raise ValueError(f"{type(raw).__name__} is no {kind.__name__}")


def _check_address(address: str) -> None:
    """Raise ValueError unless `address` is empty or names a server."""
    parts = urlsplit(address)
    # Asking for the port checks it.
    if address and not (parts.scheme in ("http", "https") and parts.hostname and parts.port != 0):
        raise ValueError("no address of a server")


class SettingsStore:
    """Load and save the settings in the library's database; `network` alone is a `Switch`, for all processes to see."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._switch = Switch(Paths(database.path.parent).switch)

    def load(self) -> Settings:
        """Return the saved settings; a saved value this version cannot use falls back to its default."""
        saved = {row["key"]: row["value"] for row in self._database.query("SELECT key, value FROM settings")}
        return replace(Settings(), **{**_usable(saved, Settings), "network": self._switch.on()})

    def set(self, key: str, raw: Value) -> Settings:
        """Validate and save one setting; return all of them."""
        value = parsed(key, raw)
        if key == "network":
            self._switch.set(on=bool(value))
            return self.load()
        with self._database.transaction() as tx:
            tx.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (key, json.dumps(value)))
        return self.load()

    def for_model(self, name: str) -> ModelSettings:
        """Return how one model runs."""
        return replace(ModelSettings(), **_usable(json.loads(self.state(f"model.{name}", "{}")), ModelSettings))

    def set_for_model(self, name: str, key: str, raw: Value) -> ModelSettings:
        """Validate and save one setting of a model; return all of them."""
        saved = json.loads(self.state(f"model.{name}", "{}"))
        self.remember(f"model.{name}", json.dumps({**saved, key: json.dumps(parsed(key, raw, ModelSettings))}))
        return self.for_model(name)

    def reset_for_model(self, name: str) -> ModelSettings:
        """Let a model run as models do that were never set otherwise."""
        self.remember(f"model.{name}", "{}")
        return self.for_model(name)

    def state(self, key: str, default: str = "") -> str:
        """Return a remembered piece of the window's state, such as its geometry."""
        rows = self._database.query("SELECT value FROM settings WHERE key = ?", (f"state.{key}",))
        return str(json.loads(rows[0]["value"])) if rows else default

    def remember(self, key: str, value: str) -> None:
        """Keep a piece of the window's state; it is no setting and has no page."""
        with self._database.transaction() as tx:
            tx.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (f"state.{key}", json.dumps(value)))


def _usable(saved: Mapping[str, str], schema: type[Settings | ModelSettings]) -> dict[str, Any]:
    """Return what was saved, as JSON, of a schema's settings, as far as this version can use it."""
    values: dict[str, Any] = {}
    for key in {info.key for info in described(schema)} & saved.keys():
        with contextlib.suppress(SettingsError, ValueError):  # ValueError: not even JSON
            values[key] = parsed(key, json.loads(saved[key]), schema)
    return values
