"""Embedders that a service runs: any with OpenAI's `/v1/embeddings`, such as Ollama, LM Studio, llama-server or vLLM.

Every text that is embedded is sent there. The `index` child asks, through its door; nothing is asked before a person
chose the service and switched it on.
"""

import json
import math
import time
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from alcove.core.cancel import CancelToken
from alcove.core.errors import ModelBroken, ModelError, ModelMissing, NetworkRefused
from alcove.core.net import Door, Errand, connection_errors, is_local
from alcove.models.embedder import EmbedderIdentity, PromptedEmbedder
from alcove.models.families import family_prompts, languages_of
from alcove.models.types import Vectors

MOST_TOKENS = 512
"""What a service is taken to read: the least of what those in use read."""
_BYTES_A_TOKEN = 4
"""What services' tokenizers make of a text is not known here. English has 4.4 bytes a token, Russian 6, Chinese 4.5."""
_PATIENCE_S = 10.0, 60.0, 60.0, 10.0
"""For a connection, for the next byte, for what is sent, for a free connection."""
_TRIES = 3
_MOST_WAIT_S = 20.0
_BUSY = (408, 429, 500, 502, 503, 504)
_TOLD = 200


def leaves(identity: EmbedderIdentity) -> str:
    """Return the host that texts are sent to; empty where they stay on this computer."""
    host = urlsplit(str(identity.place)).hostname or "" if identity.kind == "remote" else ""
    return "" if is_local(host) else host


def secret_name(identity: EmbedderIdentity) -> str:
    """Return what a service's key is kept by."""
    return f"embedder {identity.place}"


def checked_address(written: str) -> str:
    """Return the address of a service in one form. Raises ModelError."""
    url = written.strip() if "://" in written else f"http://{written.strip()}"
    parts = urlsplit(url.rstrip("/").removesuffix("/embeddings"))
    try:
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number
        sound = False
    if not sound or parts.query or parts.fragment or parts.username or parts.password:
        raise ModelError(
            f"{written!r} is not the address of a service.", "Write it like http://127.0.0.1:11434/v1, without a key."
        )
    return parts.geturl()


def ask_about(url: str, model: str, key: str, door: Door, token: CancelToken | None = None) -> EmbedderIdentity:
    """Return the identity of a model of a service, whose dimension is found by asking for one vector.

    Raises ModelError, ModelMissing or NetworkRefused.
    """
    url = checked_address(url)
    service = _Service(url, model, key, door, token or CancelToken())
    return _identity(url, model, len(service.vectors(["dimension"])[0]), MOST_TOKENS)


def saved(identity: EmbedderIdentity) -> str:
    """Return what is kept of a service's embedder besides its address."""
    details = {"model": identity.name, "dimension": identity.dimension, "most_tokens": identity.most_tokens}
    return json.dumps(details) if identity.kind == "remote" else "{}"


def restored(url: str, details: str) -> EmbedderIdentity:
    """Return the identity of a service's embedder from what was saved. Raises ModelBroken."""
    try:
        told = json.loads(details)
        return _identity(url, str(told["model"]), int(told["dimension"]), int(told["most_tokens"]))
    except (ValueError, KeyError, TypeError) as error:
        raise ModelBroken(
            f"What was kept of the service at {url} is damaged.", "Remove it and add it again."
        ) from error


def _identity(url: str, model: str, dimension: int, most_tokens: int) -> EmbedderIdentity:
    prompts = json.dumps(family_prompts(model), sort_keys=True)
    # A service does not say which revision it runs; its address stands for it.
    return EmbedderIdentity(url, model, f"at {url}", dimension, prompts, most_tokens, "remote", languages_of(model))


def remote_counter(identity: EmbedderIdentity) -> Callable[[str], int]:
    """Return what estimates the tokens of a passage by its bytes."""
    prompt = len(identity.prompt("document").encode())
    return lambda text: math.ceil((prompt + len(text.encode("utf-8", "replace"))) / _BYTES_A_TOKEN)


class RemoteEmbedder(PromptedEmbedder):
    """An `Embedder` that a service runs. Its methods raise ModelError or NetworkRefused."""

    def __init__(self, identity: EmbedderIdentity, door: Door, key: str = "") -> None:
        super().__init__(identity)
        self._service = _Service(str(identity.place), identity.name, key, door, CancelToken())

    def _embed(self, texts: Sequence[str], task: str) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        prompt = self._identity.prompt(task)
        # Services refuse an empty text; so that it has a vector all the same, it is taken for a full stop.
        vectors = self._service.vectors([(prompt + text).strip() or "." for text in texts])
        if any(len(one) != self.dimension for one in vectors):
            raise ModelBroken(
                f"{self._service.host} answers with vectors of {len(vectors[0])} numbers instead of {self.dimension}: "
                f"it runs another model as {self._identity.name} now.",
                "Take it off the list and add it again: what was embedded cannot be mixed.",
            )
        found = np.asarray(vectors, np.float32)
        lengths = np.linalg.norm(found, axis=1, keepdims=True)
        if not np.isfinite(found).all() or not (lengths > 0).all():
            raise ModelBroken(f"What {self._service.host} answers are no vectors.", "Choose another embedding model.")
        return np.asarray(found / lengths, np.float32)


class _Service:
    """One model of a service."""

    def __init__(self, url: str, model: str, key: str, door: Door, token: CancelToken) -> None:
        self.host = urlsplit(url).hostname or ""
        self._url = f"{url}/embeddings"
        self._model = model
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._door = door
        self._errand = Errand(f"embedding passages and questions with {model}", (self.host,), token)
        self._token = token

    def vectors(self, texts: Sequence[str]) -> list[list[float]]:
        """Ask for the vectors of some texts; a busy service is asked again after a while."""
        body = {"model": self._model, "input": list(texts), "encoding_format": "float"}
        for attempt in range(1, _TRIES + 1):
            status, wait, answer = self._asked(body)
            if status not in _BUSY or attempt == _TRIES or self._token.cancelled:
                break
            time.sleep(min(wait or 2.0**attempt / 2, _MOST_WAIT_S))
        if status != 200:
            raise self._refused(status, answer)
        try:
            found = sorted(answer["data"], key=lambda one: one["index"])
            vectors = [[float(x) for x in one["embedding"]] for one in found]
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise self._strange() from error
        if len(vectors) != len(texts) or not all(vectors):
            raise self._strange()
        return vectors

    def _asked(self, body: dict[str, Any]) -> tuple[int, float, Any]:
        """Return the status, the seconds to wait that the service asks for, and the answer."""
        try:
            with self._door.client(self._errand, timeout=_PATIENCE_S, headers=self._headers) as client:
                answer = client.post(self._url, json=body)
        except NetworkRefused:
            raise
        except connection_errors() as error:
            late = type(error).__name__.endswith("Timeout")  # httpx's ConnectTimeout, ReadTimeout
            raise ModelError(
                f"{self.host} did not answer in time." if late else f"There is no connection to {self.host}.",
                "Check that the service runs and can be reached, then try again.",
            ) from error
        told = answer.headers.get("retry-after", "")
        try:
            return answer.status_code, float(told) if told.isdecimal() else 0.0, answer.json()
        except ValueError:
            return answer.status_code, 0.0, answer.text if answer.status_code != 200 else None

    def _refused(self, status: int, answer: Any) -> ModelError:
        said = _said(answer)
        if status in (401, 403):
            return ModelError(f"{self.host} does not accept the key.", "Give the key of this service once more.")
        if status in (404, 405):
            return ModelMissing(
                f"{self.host} has no embedding model named {self._model!r} at this address.{said}",
                "Check the name of the model and the address, which mostly ends in /v1.",
            )
        if status == 429:
            return ModelError(
                f"{self.host} takes no more for now: too much was asked, or nothing is left to pay with.{said}",
                "Try again later.",
            )
        if status < 500:
            return ModelError(f"{self.host} refuses what it is asked.{said}", "Choose another model of this service.")
        return ModelError(f"{self.host} fails.{said}", "Try again later, or look into that service.")

    def _strange(self) -> ModelError:
        return ModelError(
            f"What {self.host} answers is not what an embedding service answers.",
            "Check the address, which mostly ends in /v1.",
        )


def _said(answer: Any) -> str:
    """Return what a service says in its own words, as a sentence behind ours."""
    error = answer.get("error", answer) if isinstance(answer, dict) else answer
    text = error.get("message", "") if isinstance(error, dict) else error
    words = " ".join(str(text).split())[:_TOLD] if isinstance(text, str) and "<" not in text else ""
    return f" It says: {words}" if words else ""
