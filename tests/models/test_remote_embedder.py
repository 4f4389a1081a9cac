"""Embedders that a service runs, against a real server on loopback."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from alcove.core.errors import AppError, ModelBroken, ModelError, ModelMissing, NetworkRefused
from alcove.core.net import Door
from alcove.models import remote_embedder
from alcove.models.embedder import opened, passage_counter
from alcove.models.remote_embedder import RemoteEmbedder, ask_about, checked_address, leaves, restored, saved
from alcove.models.types import Embedder
from tests.models.conformance import EmbedderContract
from tests.models.embedding_server import Service, serving

DOOR = Door("test")


@pytest.fixture
def service() -> Iterator[Service]:
    with serving(Service()) as one:
        yield one


def asked(service: Service, key: str = "") -> Embedder:
    return opened(ask_about(service.url, service.model, key, DOOR), DOOR, key)


def test_its_dimension_is_found_by_asking(service: Service) -> None:
    identity = ask_about(f"{service.url}/embeddings/", "hash", "", DOOR)
    assert (identity.kind, identity.name, identity.dimension, identity.place) == ("remote", "hash", 32, service.url)
    assert service.url in identity.key, "the same name elsewhere may be another model"
    assert restored(service.url, saved(identity)) == identity


def test_vectors_come_in_order_and_with_length_1(service: Service) -> None:
    vectors = asked(service).embed_passages(["tung oil", "a roof", "wax"])
    again = asked(service).embed_passages(["wax"])
    np.testing.assert_allclose(vectors[2], again[0], atol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)


def test_a_family_gets_its_words(service: Service) -> None:
    service.model = "multilingual-e5-small"
    embedder = asked(service)
    embedder.embed_queries(["oil?"])
    embedder.embed_passages(["Oil."])
    assert service.texts[-2:] == ["query: oil?", "passage: Oil."]
    assert ask_about(service.url, service.model, "", DOOR).multilingual


def test_the_key_is_sent_and_a_wrong_one_told(service: Service) -> None:
    service.key = "right"
    assert asked(service, "right").embed_queries(["oil"]).shape == (1, 32)
    with pytest.raises(ModelError, match="does not accept the key"):
        asked(service, "wrong")


NOT_JSON = {"content-type": "text/html"}


@pytest.mark.parametrize(
    ("answer", "kind", "said"),
    [
        ((404, {}, b'{"error": "model \\"x\\" not found, try pulling it"}'), ModelMissing, "try pulling it"),
        ((405, NOT_JSON, b"<html>no</html>"), ModelMissing, "at this address"),
        ((400, {}, b'{"error": {"message": "input too long"}}'), ModelError, "It says: input too long"),
        ((200, {}, b"[]"), ModelError, "is not what an embedding service answers"),
        ((200, {}, b'{"data": []}'), ModelError, "is not what an embedding service answers"),
        ((200, {}, b'{"data": [{"index": 0, "embedding": ["x"]}]}'), ModelError, "is not what"),
        ((200, NOT_JSON, b"<html>hello</html>"), ModelError, "is not what"),
        ((200, {}, None), ModelError, "no connection"),
    ],
)
def test_what_goes_wrong_is_told_in_plain_words(
    service: Service, answer: tuple[int, dict[str, str], bytes | None], kind: type[AppError], said: str
) -> None:
    embedder = asked(service)
    service.answers = [answer]
    with pytest.raises(kind, match=r"127\.0\.0\.1") as error:
        embedder.embed_passages(["oil"])
    assert said in error.value.message and error.value.hint.endswith(".")
    assert "<" not in error.value.message
    assert embedder.embed_passages(["oil"]).shape == (1, 32), "and the next time it is asked again"


def test_a_busy_service_is_asked_again_after_the_time_it_wants(service: Service) -> None:
    embedder = asked(service)
    service.answers = [(429, {"retry-after": "1"}, b"{}"), (503, {}, b"")]
    began = time.monotonic()
    assert embedder.embed_passages(["oil"]).shape == (1, 32)
    assert 1.5 < time.monotonic() - began < 20


@pytest.mark.parametrize(("status", "said"), [(429, "takes no more for now"), (500, "fails")])
def test_one_that_stays_busy_is_told(service: Service, monkeypatch: pytest.MonkeyPatch, status: int, said: str) -> None:
    monkeypatch.setattr(remote_embedder, "_MOST_WAIT_S", 0.01)
    embedder = asked(service)
    service.answers = [(status, {}, b'{"error": {"message": "quota"}}')] * 3
    with pytest.raises(ModelError, match=f"{said}.* It says: quota"):
        embedder.embed_passages(["oil"])
    assert service.answers == []


def test_a_service_that_is_silent_is_given_up(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    embedder = asked(service)
    monkeypatch.setattr(remote_embedder, "_PATIENCE_S", (0.2, 0.2, 0.2, 0.2))
    service.delay_s = 1.0
    with pytest.raises(ModelError, match="did not answer in time"):
        embedder.embed_passages(["oil"])


def test_a_service_that_is_not_there_is_told() -> None:
    with serving(Service()) as gone:
        pass
    with pytest.raises(ModelError, match="no connection"):
        ask_about(gone.url, "hash", "", DOOR)


def test_another_model_under_the_same_name_does_not_mix(service: Service) -> None:
    embedder = asked(service)
    service.dimension = 48
    with pytest.raises(ModelBroken, match="48 numbers instead of 32"):
        embedder.embed_passages(["oil"])


@pytest.mark.parametrize("vector", [[0.0] * 32, [float("nan")] * 32])
def test_what_is_no_vector_is_refused(service: Service, vector: list[float]) -> None:
    embedder = asked(service)
    service.answers = [(200, {}, json.dumps({"data": [{"index": 0, "embedding": vector}]}).encode())]
    with pytest.raises(ModelBroken, match="no vectors"):
        embedder.embed_passages(["oil"])


def test_a_closed_door_lets_nothing_through() -> None:
    door = Door("test", switch=lambda: False)
    with pytest.raises(NetworkRefused):
        ask_about("http://192.0.2.1:8000/v1", "hash", "secret", door)


@pytest.mark.parametrize(
    ("written", "url"),
    [
        (" http://127.0.0.1:11434/v1/ ", "http://127.0.0.1:11434/v1"),
        ("127.0.0.1:8080/v1", "http://127.0.0.1:8080/v1"),
        ("https://api.example/v1/embeddings", "https://api.example/v1"),
    ],
)
def test_an_address_has_one_form(written: str, url: str) -> None:
    assert checked_address(written) == url


@pytest.mark.parametrize("written", ["", "ftp://host/v1", "http://", "http://h:99999/v1", "http://u:p@h/v1", "h?key=1"])
def test_what_is_no_address_is_refused(written: str) -> None:
    with pytest.raises(ModelError, match="not the address"):
        checked_address(written)


def test_whether_texts_leave_this_computer_is_known(service: Service) -> None:
    assert leaves(ask_about(service.url, "hash", "", DOOR)) == ""
    details = json.dumps({"model": "hash", "dimension": 32, "most_tokens": 512})
    assert leaves(restored("https://api.example/v1", details)) == "api.example"


@pytest.mark.parametrize("details", ["", "{}", "[]", '{"model": "m", "dimension": null, "most_tokens": 1}'])
def test_what_was_kept_and_is_damaged_is_told(details: str) -> None:
    with pytest.raises(ModelBroken, match="damaged"):
        restored("http://h/v1", details)


def test_tokens_are_estimated_from_bytes(service: Service) -> None:
    count = passage_counter(ask_about(service.url, "hash", "", DOOR))
    assert count("") == 0 and count("The rent is due.") == 4
    service.model = "e5-small-v2"
    assert passage_counter(ask_about(service.url, service.model, "", DOOR))("") == 3, "with its prompt"


class TestRemoteEmbedder(EmbedderContract):
    @pytest.fixture
    def embedder(self, service: Service) -> Embedder:
        return asked(service)

    @pytest.fixture
    def again(self, service: Service) -> Callable[[], Embedder]:
        return lambda: RemoteEmbedder(ask_about(service.url, "hash", "", DOOR), DOOR)
