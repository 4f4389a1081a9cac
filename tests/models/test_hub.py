"""Searching the hub and looking into a repository, against a server on this computer that answers as the hub does."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import pytest

from alcove.core.cancel import CancelToken
from alcove.core.errors import AppError, HubUnreachable, ModelError, ModelMissing
from alcove.core.net import Attempt, Door
from alcove.models import hub as module
from alcove.models.hub import FOLDER, Hub, quantisation
from tests.models.hub_server import EMBEDDER, MODEL, REVISION, Fault, HubServer, Repo


def test_a_search_finds_chat_models_by_name(hub: Hub, server: HubServer) -> None:
    found = hub.search("model", CancelToken())
    assert [one.repository for one in found] == ["two/models-GGUF", "one/model-GGUF", "shy/model-GGUF"]
    two, one, shy = found
    assert (one.kind, one.downloads, one.licence, one.parameters) == ("chat", 1200, "apache-2.0", 1_700_000_000)
    assert (two.licence, shy.licence) == ("house-rules", "")
    assert [item.gated for item in found] == [False, False, True]


def test_a_search_for_embedders(hub: Hub) -> None:
    (found,) = hub.search("embed", CancelToken(), kind="embedding")
    assert (found.repository, found.kind, found.parameters) == ("three/embedder", "embedding", 118_000_000)


def test_what_a_repository_holds(hub: Hub) -> None:
    one = hub.repository("one/model-GGUF", CancelToken())
    assert (one.revision, one.licence, one.languages) == (REVISION, "apache-2.0", ("en", "ru"))
    assert (one.architecture, one.context_tokens, one.parameters) == ("qwen3", 40960, 1_700_000_000)
    (choice,) = one.choices
    assert (choice.name, choice.kind, choice.quantisation) == ("model-Q4_K_M.gguf", "chat", "Q4_K_M")
    assert choice.bytes == len(MODEL)
    assert choice.files[0].checksum.startswith("sha256:")


def test_parts_are_one_choice_and_companions_are_none(hub: Hub) -> None:
    two = hub.repository("two/models-GGUF", CancelToken())
    assert [one.quantisation for one in two.choices] == ["Q4_K_M", "UD-Q6_K_XL", "Q8_0"]
    parts = two.choices[1]
    assert parts.name == "parts-UD-Q6_K_XL.gguf"
    assert [file.path[-8:-5] for file in parts.files] == ["003"] * 3
    assert parts.bytes == sum(file.bytes for file in parts.files)


def test_of_an_embedder_what_it_needs(hub: Hub) -> None:
    (choice,) = hub.repository("three/embedder", CancelToken()).choices
    assert (choice.name, choice.kind, choice.quantisation) == ("embedder", "embedding", FOLDER)
    assert {file.path for file in choice.files} == {
        "1_Pooling/config.json",
        "config.json",
        "config_sentence_transformers.json",
        "model.safetensors",
        "modules.json",
        "sentence_bert_config.json",
        "tokenizer.json",
        "vocab.txt",
    }
    kinds = {file.path: file.checksum.partition(":")[0] for file in choice.files}
    assert (kinds["model.safetensors"], kinds["vocab.txt"]) == ("sha256", "git")


@pytest.mark.parametrize("path", ["../../evil.gguf", "/evil.gguf", "a/../../evil.gguf", "C:evil.gguf", "..\\evil.gguf"])
def test_a_file_that_leads_out_of_its_folder_is_none(hub: Hub, server: HubServer, path: str) -> None:
    server.repositories["bad/one"] = Repo({path: MODEL, "good.gguf": MODEL})
    assert [choice.name for choice in hub.repository("bad/one", CancelToken()).choices] == ["good.gguf"]


def test_pickled_weights_are_no_choice(hub: Hub, server: HubServer) -> None:
    files = server.repositories["three/embedder"].files
    server.repositories["three/embedder"].files = {k: v for k, v in files.items() if k != "model.safetensors"}
    assert hub.repository("three/embedder", CancelToken()).choices == ()
    assert "pytorch_model.bin" in EMBEDDER


def test_a_choice_is_the_named_one_the_only_one_or_the_preferred_one(hub: Hub) -> None:
    one = hub.repository("one/model-GGUF", CancelToken())
    two = hub.repository("two/models-GGUF", CancelToken())
    assert one.choice() == one.choices[0]
    assert two.choice("small-Q4_K_M.gguf").quantisation == "Q4_K_M"
    assert two.choice("parts-UD-Q6_K_XL-00002-of-00003.gguf") == two.choice("parts-UD-Q6_K_XL.gguf")
    assert two.choice(preferred="q8_0").name == "big-Q8_0.gguf"
    with pytest.raises(AppError, match=r"holds 3 GGUF files\. Name one of them: small.*parts.*big"):
        two.choice()
    with pytest.raises(ModelMissing, match="spelling"):
        two.choice("nothing.gguf")
    with pytest.raises(ModelMissing, match="holds no GGUF file"):
        replace(one, choices=()).choice()


@pytest.mark.parametrize(
    ("stem", "told"),
    [
        ("Qwen3-4B-Q4_K_M", "Q4_K_M"),
        ("qwen2.5-coder-7b-instruct-q4_k_m-00001-of-00002", "Q4_K_M"),
        ("SmolLM2-135M-Instruct.Q4_1", "Q4_1"),
        ("Qwen3-4B-Instruct-2507-UD-Q4_K_XL", "UD-Q4_K_XL"),
        ("model-IQ4_XS", "IQ4_XS"),
        ("BF16/model-BF16", "BF16"),
        ("gpt-oss-20b-mxfp4", "MXFP4"),
        ("model-f16", "F16"),
        ("Q-learning", ""),
        ("tq1_0-model", "TQ1_0"),
    ],
)
def test_the_quantisation_is_read_from_the_name(stem: str, told: str) -> None:
    assert quantisation(stem) == told


@pytest.mark.parametrize("name", ["model", "", "a/b/c", "one/mo del", "../etc"])
def test_what_names_no_repository_asks_nobody(hub: Hub, server: HubServer, name: str) -> None:
    with pytest.raises(ModelMissing, match="OWNER/REPOSITORY"):
        hub.repository(name, CancelToken())
    assert server.asked == []


@pytest.mark.parametrize(
    ("fault", "kind", "words"),
    [
        (Fault(status=401), ModelMissing, "or it is private"),
        (Fault(status=404), ModelMissing, "spelling"),
        (Fault(status=403, headers={"X-Error-Code": "GatedRepo"}), ModelError, "account"),
        (Fault(status=403, headers={"X-Error-Message": "Access to this resource is disabled."}), ModelError, "closed"),
        (Fault(status=418), ModelError, r"refused one/model-GGUF \(418\)"),
        (Fault(status=500), HubUnreachable, r"a fault of its own \(500\).*Try again later"),
        (Fault(status=429), HubUnreachable, "no more requests for a while"),
        (Fault(status=429, headers={"Retry-After": "40"}), HubUnreachable, "for 40 seconds"),
        (Fault(status=429, headers={"ratelimit": '"api";r=0;t=240'}), HubUnreachable, "for 4 minutes"),
        (Fault(body=b"<html>Sign in to the hotel</html>"), ModelError, "its own page first"),
        (Fault(body=b'{"siblings": 3}'), ModelError, "its own page first"),
    ],
)
def test_what_goes_wrong_is_said_in_words(
    hub: Hub, server: HubServer, fault: Fault, kind: type[AppError], words: str
) -> None:
    server.fault("/api", fault)
    with pytest.raises(kind, match=words):
        hub.repository("one/model-GGUF", CancelToken())


def test_a_missing_repository(hub: Hub) -> None:
    with pytest.raises(ModelMissing, match="The hub has no one/nothing, or it is private"):
        hub.repository("one/nothing", CancelToken())


def test_no_hub_at_all() -> None:
    began = time.monotonic()
    with pytest.raises(HubUnreachable, match=r"127\.0\.0\.1 cannot be reached: there is no connection"):
        Hub(Door("test"), endpoint="http://127.0.0.1:9").repository("one/model", CancelToken())
    assert time.monotonic() - began < 2, "one try, not six with waits between"


def test_a_hub_that_says_nothing_is_left_when_cancelled(hub: Hub, server: HubServer) -> None:
    server.fault("/api", Fault(stall_after=0))
    token = CancelToken()
    threading.Timer(0.2, token.cancel).start()
    began = time.monotonic()
    with pytest.raises(HubUnreachable):
        hub.search("model", token)
    assert time.monotonic() - began < 1.2


def test_a_hub_that_says_nothing_is_left_after_a_while(
    hub: Hub, server: HubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_WHOLE_S", 0.3)
    server.fault("/api", Fault(stall_after=0))
    with pytest.raises(HubUnreachable, match="did not answer in time"):
        hub.search("model", CancelToken())


def test_an_answer_without_end_is_left(hub: Hub, server: HubServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_JSON", 100)
    with pytest.raises(ModelError, match="cannot be understood"):
        hub.search("model", CancelToken())


def test_a_model_without_a_name_is_no_answer(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "_json", lambda *_: [{}])
    with pytest.raises(ModelError, match=r"^What the hub answered cannot be understood\."):
        hub.search("model", CancelToken())


def test_nothing_is_said_of_this_computer_but_the_programs_name(hub: Hub, server: HubServer) -> None:
    seen: list[Attempt] = []
    quiet = Hub(Door("test", seen.append), endpoint=server.endpoint)
    quiet.search("model", CancelToken())
    assert seen == [], "this computer is not beyond it"
    assert quiet.host == "127.0.0.1"
    assert Hub(Door("test")).host == "huggingface.co"
