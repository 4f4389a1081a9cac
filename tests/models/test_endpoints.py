"""Services that run models elsewhere: off until switched on, their models, their keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest

from alcove.core.cancel import CancelToken
from alcove.core.database import Database
from alcove.core.errors import ModelError, ServiceError
from alcove.core.net import Door
from alcove.core.paths import Paths
from alcove.core.secrets import Secrets
from alcove.core.settings import Settings
from alcove.models.endpoints import CONTEXT, PRESETS, Endpoints, endpoint_url, label
from alcove.models.shelf import ModelShelf
from alcove.models.types import Sampling
from tests.core.test_secrets import Memory
from tests.models.conformance import question, text_of
from tests.models.service import Service, plain, serving

FAR = "http://192.0.2.7:8000/v1"
"""An address of nobody, beyond this computer."""


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    one = Database(tmp_path / "alcove.db")
    yield one
    one.close()


@pytest.fixture
def endpoints(database: Database) -> Endpoints:
    return Endpoints(database, Door("test"))


@pytest.fixture
def keeper() -> Iterator[Memory]:
    before = keyring.get_keyring()
    one = Memory()
    keyring.set_keyring(one)
    yield one
    keyring.set_keyring(before)


@pytest.fixture
def service() -> Iterator[Service]:
    with serving(plain("Yes.")) as running:
        yield running


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("http://localhost:11434/v1", "http://localhost:11434/v1"),
        (" localhost:11434 ", "http://localhost:11434/v1"),
        ("192.168.0.5:8000/", "https://192.168.0.5:8000/v1"),
        ("api.example.org", "https://api.example.org/v1"),
        ("HTTPS://API.Example.org/openai/v1/", "https://api.example.org/openai/v1"),
        ("https://example.org/v1/chat/completions", "https://example.org/v1"),
        ("http://localhost:1234/v1/models/", "http://localhost:1234/v1"),
        ("http://[::1]:8080", "http://[::1]:8080/v1"),
    ],
)
def test_an_address_is_taken_as_people_type_it(typed: str, meant: str) -> None:
    assert endpoint_url(typed) == meant


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "Nothing is no address of a service"),
        ("ftp://example.org", "ftp://example.org is no address"),
        ("http://", "is no address"),
        ("not an address", "is no address"),
        ("https://me:k3y@example.org/v1", "holds no key and no password"),
        ("https://example.org/v1?key=k3y", "holds no key and no password"),
    ],
)
def test_what_is_no_address_is_refused_without_repeating_a_key(typed: str, message: str) -> None:
    with pytest.raises(ServiceError, match=message) as refused:
        endpoint_url(typed)
    assert refused.value.hint and "k3y" not in str(refused.value)


def test_presets_are_addresses_in_their_one_form() -> None:
    assert [endpoint_url(one.url) for one in PRESETS] == [one.url for one in PRESETS]


def test_a_service_is_off_and_nothing_is_asked_until_it_is_switched_on(
    endpoints: Endpoints, service: Service, database: Database, tmp_path: Path
) -> None:
    shelf = ModelShelf(database, Settings(), Paths.at(tmp_path), endpoints)
    one = endpoints.add(service.url, "Here")
    assert (one.name, one.active, one.leaves, one.models, one.key) == ("Here", False, False, (), "")
    assert [info for info in shelf.list() if info.served] == []
    with pytest.raises(ServiceError, match="switched off, so it is not asked"):
        endpoints.check("Here", CancelToken())
    endpoints.switch("Here", on=True)
    assert service.asked == []

    assert [model.name for model in endpoints.check("Here", CancelToken()).models] == ["tiny (Here)"]
    (info,) = (info for info in shelf.list() if info.served)
    assert (info.name, info.kind, info.context) == ("tiny (Here)", "chat", CONTEXT)
    assert shelf.info("tiny (Here)") == info and shelf.is_loaded("tiny (Here)") and shelf.sha256("tiny (Here)") == ""
    model = shelf.chat_model("tiny (Here)")
    assert text_of(list(model.generate(model.render(question()), Sampling(), CancelToken()))) == "Yes."
    assert shelf.chat_model("tiny (Here)") is model

    endpoints.switch("Here", on=False)
    assert shelf.served("tiny (Here)") is None
    with pytest.raises(ModelError, match="no model named"):
        shelf.chat_model("tiny (Here)")
    assert endpoints.get("Here").models, "what it had is still known"


def test_a_model_elsewhere_answers_only_where_it_was_chosen(
    endpoints: Endpoints, service: Service, database: Database, tmp_path: Path, starter_model: Path
) -> None:
    endpoints.add(service.url, "Here")
    endpoints.switch("Here", on=True)
    endpoints.check("Here", CancelToken())
    shelf = ModelShelf(database, Settings(), Paths.at(tmp_path), endpoints)
    assert shelf.default_name() == starter_model.stem
    chosen = ModelShelf(database, Settings(chat_model="tiny (Here)"), Paths.at(tmp_path), endpoints)
    assert chosen.default_name() == "tiny (Here)" and chosen.served() is not None
    endpoints.switch("Here", on=False)
    assert chosen.default_name() == starter_model.stem
    with pytest.raises(ModelError, match="no model named"):
        shelf.remove("tiny (Here)")
    endpoints.switch("Here", on=True)
    with pytest.raises(ModelError, match=r"runs at 127.0.0.1:\d+. Switch Here off instead"):
        shelf.remove("tiny (Here)")
    with pytest.raises(ModelError, match=r"Models here: .*tiny \(Here\)"):
        shelf.chat_model("absent")


def test_contexts_are_told_assumed_or_set(endpoints: Endpoints, service: Service) -> None:
    listed = {"data": [{"id": "a", "max_model_len": 16384}, {"id": "b"}]}
    service.models = lambda reply: reply.json(listed)
    endpoints.add(service.url, "Here")
    endpoints.switch("Here", on=True)
    assert [one.context for one in endpoints.check("Here", CancelToken()).models] == [16384, CONTEXT]
    assert [one.context for one in endpoints.set_context("Here", "b", 32768).models] == [16384, 32768]
    assert [one.context for one in endpoints.check("Here", CancelToken()).models] == [16384, 32768], "it is kept"
    assert endpoints.chat_model(endpoints.infos()[1]).context_tokens == 32768
    assert [one.context for one in endpoints.set_context("Here", "b", 0).models] == [16384, CONTEXT]
    with pytest.raises(ServiceError, match="cannot be 7 tokens"):
        endpoints.set_context("Here", "b", 7)
    with pytest.raises(ServiceError, match="has no model 'c'"):
        endpoints.set_context("Here", "c", 4096)


def test_services_have_names_of_their_own(endpoints: Endpoints) -> None:
    assert endpoints.add("localhost:11434").name == "Ollama"
    assert endpoints.add("https://api.example.org").name == "api.example.org"
    assert endpoints.add("https://api.example.com", "Ollama").name == "Ollama 2"
    assert [one.name for one in endpoints.list()] == ["Ollama", "api.example.org", "Ollama 2"]
    with pytest.raises(ServiceError, match="is there already, as Ollama"):
        endpoints.add("http://localhost:11434/v1/", "Mine")
    with pytest.raises(ServiceError, match="no service named 'Olama'") as missing:
        endpoints.get("Olama")
    assert "Ollama, api.example.org" in missing.value.hint
    endpoints.remove("Ollama")
    assert [one.name for one in endpoints.list()] == ["api.example.org", "Ollama 2"]


def test_a_service_that_is_removed_takes_its_models_along(endpoints: Endpoints, service: Service) -> None:
    endpoints.add(service.url, "Here")
    endpoints.switch("Here", on=True)
    endpoints.check("Here", CancelToken())
    endpoints.remove("Here")
    assert endpoints.add(service.url, "Here").models == ()


@pytest.mark.parametrize(
    ("url", "leaves", "openly"),
    [
        ("http://localhost:1234/v1", False, False),
        ("http://127.0.0.1:1234/v1", False, False),
        (FAR, True, True),
        ("https://nas.local/v1", True, False),
    ],
)
def test_what_leaves_this_computer(endpoints: Endpoints, url: str, leaves: bool, openly: bool) -> None:
    one = endpoints.add(url)
    assert (one.leaves, one.open_to_read) == (leaves, openly)


def test_models_that_a_program_here_sends_on_leave_this_computer(endpoints: Endpoints, service: Service) -> None:
    service.models = lambda reply: reply.json({"data": [{"id": n} for n in ("a:1b", "b:120b-cloud", "c:cloud")]})
    endpoints.add(service.url, "Ollama")
    endpoints.switch("Ollama", on=True)
    found = endpoints.check("Ollama", CancelToken()).models
    assert [(one.model, one.leaves) for one in found] == [("a:1b", False), ("b:120b-cloud", True), ("c:cloud", True)]
    assert [info.served.leaves for info in endpoints.infos() if info.served] == [False, True, True]


@pytest.mark.parametrize(
    ("model", "called"),
    [
        ("llama3.2:3b", "llama3.2:3b"),
        ("meta-llama/Llama-3.1-8B", "meta-llama/Llama-3.1-8B"),
        ("/models/SmolLM2.Q4_1.gguf", "SmolLM2.Q4_1"),
        ("C:\\models\\Qwen3.gguf", "Qwen3"),
    ],
)
def test_paths_are_called_by_their_file(model: str, called: str) -> None:
    assert label(model) == called


def test_a_check_that_is_cancelled_changes_nothing(endpoints: Endpoints, service: Service) -> None:
    endpoints.add(service.url, "Here")
    endpoints.switch("Here", on=True)
    before = endpoints.check("Here", CancelToken())
    token = CancelToken()
    token.cancel()
    assert endpoints.check("Here", token) == before


# Keys


def everywhere(database: Database) -> str:
    tables = [row["name"] for row in database.query("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return repr([[tuple(row) for row in database.query(f"SELECT * FROM {name}")] for name in tables])


def test_a_key_lies_in_the_keyring_and_nowhere_else(
    database: Database, service: Service, keeper: Memory, endpoints: Endpoints
) -> None:
    endpoints.add(service.url, "Here")
    endpoints.switch("Here", on=True)
    assert endpoints.keep_key("Here", " k3y-of-mine\n").key == "kept"
    assert list(keeper.kept.values()) == ["k3y-of-mine"]
    again = Endpoints(database, Door("test"), Secrets())
    again.check("Here", CancelToken())
    assert service.asked[-1].headers["authorization"] == "Bearer k3y-of-mine"
    assert "k3y-of-mine" not in everywhere(database) + repr(again.list())
    assert again.forget_key("Here").key == ""
    again.check("Here", CancelToken())
    assert "authorization" not in service.asked[-1].headers and keeper.kept == {}
    again.keep_key("Here", "k3y")
    again.remove("Here")
    assert keeper.kept == {}


def test_without_a_keyring_a_key_is_kept_only_where_that_was_chosen(
    database: Database, endpoints: Endpoints, service: Service
) -> None:
    endpoints.add(service.url, "Here")
    endpoints.switch("Here", on=True)
    assert endpoints.keep_key("Here", "k3y").key == ""
    endpoints.check("Here", CancelToken())
    assert "authorization" not in service.asked[-1].headers
    assert endpoints.keep_key("Here", "k3y", this_run=True).key == "for this run"
    endpoints.check("Here", CancelToken())
    assert service.asked[-1].headers["authorization"] == "Bearer k3y"
    assert Endpoints(database, Door("test"), Secrets()).get("Here").key == ""
    assert endpoints.forget_key("Here").key == ""


def test_a_key_for_this_run_leaves_the_one_in_the_keyring(endpoints: Endpoints, keeper: Memory) -> None:
    endpoints.add("http://localhost:1234/v1", "Here")
    endpoints.keep_key("Here", "lasting")
    assert endpoints.keep_key("Here", "passing", this_run=True).key == "for this run"
    assert list(keeper.kept.values()) == ["lasting"]


def test_a_key_goes_unencrypted_beyond_this_computer_only_where_that_was_allowed(
    endpoints: Endpoints, keeper: Memory
) -> None:
    endpoints.add(FAR, "Far")
    for this_run in (False, True):
        with pytest.raises(ServiceError, match="could read the key") as refused:
            endpoints.keep_key("Far", "k3y", this_run=this_run)
        assert "k3y" not in str(refused.value)
    assert endpoints.get("Far").key == "" and keeper.kept == {}
    assert endpoints.keep_key("Far", "k3y", openly=True).key == "kept"


@pytest.mark.parametrize("key", ["", " ", "two words", "ключ", "a\x07b"])
def test_what_cannot_be_a_key_is_refused(endpoints: Endpoints, key: str) -> None:
    endpoints.add("http://localhost:1234/v1", "Here")
    with pytest.raises(ServiceError, match="cannot be a key"):
        endpoints.keep_key("Here", key)
