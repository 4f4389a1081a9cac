"""Every setting is described, accepts what it should, refuses what it cannot use, and survives odd saved values."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from alcove.core.database import Database
from alcove.core.errors import SettingsError
from alcove.core.settings import ModelSettings, Settings, SettingsStore, described, parsed
from alcove.core.switch import Switch

ACCEPTED = {
    "theme": [("dark", "dark"), ("system", "system")],
    "language": [("ru", "ru"), ("system", "system")],
    "chat_model": [("My model", "My model"), ("", "")],
    "context_tokens": [("8192", 8192), (512, 512), (1_048_576, 1_048_576), (" 600 ", 600)],
    "evidence_tokens": [("100", 100), (200_000, 200_000)],
    "first_word_s": [("1", 1), (3600, 3600)],
    "answer_tokens": [("16", 16), (32_768, 32_768)],
    "temperature": [("0", 0.0), (1, 1.0), ("0.7", 0.7), (2.0, 2.0)],
    "seed": [("0", 0), (2**32 - 1, 2**32 - 1)],
    "threads": [("0", 0), (8, 8)],
    "gpu_layers": [("-1", -1), (1000, 1000)],
    "models_gb": [("0", 0.0), ("7.5", 7.5)],
    "prompt_cache_mb": [("0", 0), (1_000_000, 1_000_000)],
    "watch": [("on", True), (" No ", False), (True, True)],
    "ocr": [("false", False), ("1", True)],
    "ocr_languages": [("", ""), ("eng+rus", "eng+rus")],
    "network": [("off", False), (True, True)],
    "web": [("yes", True), ("0", False)],
    "embedder": [("", ""), ("multilingual-e5-small", "multilingual-e5-small")],
    "remote_embedder": [("on", True), (False, False)],
    "chroma_url": [("", ""), ("http://127.0.0.1:8000", "http://127.0.0.1:8000"), ("https://host", "https://host")],
}
REFUSED = {
    "theme": ["", "Dark", "blue", 1],
    "language": ["", "de", "English", 1],
    "chat_model": [None],
    "context_tokens": ["", "many", "511", 1_048_577, "4096.5", 4096.5, True, None, float("inf"), float("nan")],
    "evidence_tokens": ["99", 200_001],
    "first_word_s": ["0", 3601],
    "answer_tokens": [15, 32_769],
    "temperature": ["-0.1", 2.1, "nan", "inf", "warm", False, [1]],
    "seed": [-1, 2**32],
    "threads": ["-1", 1025, "all"],
    "gpu_layers": [-2, 1001],
    "models_gb": [-1, "all"],
    "prompt_cache_mb": [-1, "1 GB"],
    "watch": ["", "maybe", 1, None],
    "ocr": ["2", 0.0],
    "ocr_languages": [None, 7],
    "network": ["", "maybe"],
    "web": ["anything"],
    "embedder": [None, 3],
    "remote_embedder": ["perhaps", 1],
    "chroma_url": ["127.0.0.1:8000", "ftp://host", "http://", "http://[", "http://host:99999", "chroma"],
}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    one = Database(tmp_path / "alcove.db")
    yield one
    one.close()


def test_every_setting_is_described_and_tried() -> None:
    keys = [info.key for info in described()]
    assert keys == [field.name for field in fields(Settings)]
    assert set(keys) == set(ACCEPTED) == set(REFUSED)
    for info in described():
        assert info.help.endswith("."), info.key
        assert info.default == getattr(Settings(), info.key)
        assert parsed(info.key, info.default) == info.default
        assert (info.least is None) == (info.most is None)


def test_choices_are_those_of_the_schema() -> None:
    assert {info.key: info.choices for info in described() if info.choices} == {
        "theme": ("system", "light", "dark"),
        "language": ("system", "en", "ru"),
    }


@pytest.mark.parametrize(("key", "raw", "value"), [(k, *pair) for k, pairs in ACCEPTED.items() for pair in pairs])
def test_what_a_person_types_is_parsed(key: str, raw: object, value: object) -> None:
    result = parsed(key, raw)  # type: ignore[arg-type]
    assert result == value
    assert type(result) is type(getattr(Settings(), key))


@pytest.mark.parametrize(("key", "raw"), [(key, raw) for key, raws in REFUSED.items() for raw in raws])
def test_what_cannot_be_used_is_refused_in_words(key: str, raw: object) -> None:
    with pytest.raises(SettingsError) as refused:
        parsed(key, raw)  # type: ignore[arg-type]
    assert refused.value.message.startswith(f"{key} cannot be ")
    assert refused.value.hint.endswith(".")


def test_a_range_is_told_in_plain_figures() -> None:
    with pytest.raises(SettingsError, match=r"between 512 and 1,048,576\."):
        parsed("context_tokens", 1)


def test_an_unknown_setting_names_the_known_ones() -> None:
    with pytest.raises(SettingsError, match="no setting named 'colour'") as refused:
        parsed("colour", "red")
    assert all(info.key in refused.value.hint for info in described())


def test_settings_are_saved_and_loaded(database: Database) -> None:
    store = SettingsStore(database)
    assert store.load() == Settings()
    assert store.set("temperature", "0.5").temperature == 0.5
    assert store.set("theme", "dark") == Settings(theme="dark", temperature=0.5)
    assert SettingsStore(database).load() == Settings(theme="dark", temperature=0.5)


def test_a_refused_setting_changes_nothing(database: Database) -> None:
    store = SettingsStore(database)
    with pytest.raises(SettingsError):
        store.set("threads", "-5")
    assert store.load() == Settings()


@pytest.mark.parametrize(
    ("key", "saved"),
    [
        ("theme", '"blue"'),
        ("context_tokens", "1"),
        ("context_tokens", "null"),
        ("threads", "[1, 2]"),
        ("chat_model", "null"),
        ("temperature", "not JSON"),
        ("setting_of_another_version", "5"),
    ],
)
def test_a_saved_value_that_cannot_be_used_falls_back_to_the_default(database: Database, key: str, saved: str) -> None:
    with database.transaction() as tx:
        tx.execute("INSERT INTO settings VALUES (?, ?)", (key, saved))
        tx.execute("INSERT INTO settings VALUES ('seed', '7')")
    assert SettingsStore(database).load() == Settings(seed=7)


def test_the_windows_state_is_remembered_apart_from_the_settings(database: Database) -> None:
    store = SettingsStore(database)
    assert store.state("geometry") == ""
    assert store.state("geometry", "none") == "none"
    store.remember("geometry", "10x20")
    store.remember("geometry", "10x30")
    assert store.state("geometry") == "10x30"
    assert store.load() == Settings()
    assert json.loads(database.query("SELECT value FROM settings")[0]["value"]) == "10x30"


def test_a_model_has_settings_of_its_own(database: Database) -> None:
    store = SettingsStore(database)
    assert store.for_model("a") == ModelSettings()
    store.set_for_model("a", "thinks", "yes")
    assert store.set_for_model("a", "context_tokens", 900) == ModelSettings(context_tokens=900, thinks=True)
    assert store.for_model("b") == ModelSettings()
    store.set_for_model("b", "thinks", "yes")
    assert store.reset_for_model("b") == store.for_model("b") == ModelSettings()
    with pytest.raises(SettingsError, match="no setting named 'theme'"):
        store.set_for_model("a", "theme", "dark")
    with pytest.raises(SettingsError, match="cannot be 12") as few:
        store.set_for_model("a", "context_tokens", "12")
    assert few.value.hint == "It lies between 512 and 1,048,576."
    with pytest.raises(SettingsError, match=r"cannot be -0\.5"):
        store.set_for_model("a", "temperature", "-0.5")
    assert store.set_for_model("a", "temperature", "-1") == store.for_model("a")
    store.remember("model.a", '{"thinks": "true", "top_p": "7", "cache_type": "no JSON", "gone": "1"}')
    assert store.for_model("a") == ModelSettings(thinks=True), "what this version cannot use has its default"


def test_every_setting_of_a_model_is_described() -> None:
    infos = described(ModelSettings)
    assert [info.key for info in infos] == [field.name for field in fields(ModelSettings)]
    assert all(info.help.endswith(".") for info in infos)


def test_the_network_is_a_switch_that_all_processes_see(database: Database, tmp_path: Path) -> None:
    store = SettingsStore(database)
    assert store.load().network and Switch(tmp_path / "network.off").on()
    assert not store.set("network", "off").network
    assert not Switch(tmp_path / "network.off").on() and not SettingsStore(database).load().network
    Switch(tmp_path / "network.off").set(on=True)
    assert store.load().network
    assert database.query("SELECT * FROM settings") == [], "it stands nowhere else"
