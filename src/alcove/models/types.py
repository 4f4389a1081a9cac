"""The contracts of what thinks, and the events a generation tells. Fakes for tests live in `models.testing`."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt

from alcove.core.cancel import CancelToken
from alcove.core.quotation import Quotable

TokenIds = Sequence[int]
"""Tokens of one model's vocabulary."""

Vectors = npt.NDArray[np.float32]
"""Shape (n, dimension), rows of length 1."""


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One message of a prompt."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Sampling:
    """How tokens are chosen. Temperature 0 is greedy; `max_tokens` bounds the answer.

    `top_k` 0 and `min_p` 0 leave all tokens in. The answer ends before the first of the texts in `stop`, and with
    `schema`, a JSON schema, is a JSON value of that shape. `alternatives` asks for the likelihood of each token, and
    that many others. Without `drafts` each token is worked out by itself: the same answer, slower where it quotes.
    """

    max_tokens: int = 512
    temperature: float = 0.0
    top_p: float = 0.95
    repeat_penalty: float = 1.0
    seed: int = 0
    top_k: int = 0
    min_p: float = 0.0
    stop: tuple[str, ...] = ()
    schema: str = ""
    alternatives: int = 0
    drafts: bool = True

    @classmethod
    def from_repr(cls, text: str) -> "Sampling | None":
        """Return what `repr` wrote down, None for what is none; what another version knew besides is left out."""
        try:
            call = ast.parse(text, mode="eval").body
            if not isinstance(call, ast.Call):
                return None
            told = {word.arg: ast.literal_eval(word.value) for word in call.keywords if word.arg}
        except (SyntaxError, ValueError):
            return None
        return cls(**{field.name: told[field.name] for field in fields(cls) if field.name in told})


@dataclass(frozen=True, slots=True)
class Prefill:
    """`done` of `total` prompt tokens are evaluated; `reused` of them cost nothing."""

    done: int
    total: int
    reused: int


@dataclass(frozen=True, slots=True)
class TokenChoice:
    """One token of an answer, how likely the model found it (natural logarithm), and what else it thought of."""

    text: str
    logprob: float
    alternatives: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class TextDelta:
    """The next piece of the answer's text. `choices` are its tokens, where they were asked for."""

    text: str
    choices: tuple[TokenChoice, ...] = ()


@dataclass(frozen=True, slots=True)
class ThinkingDelta:
    """The next piece of what a model thinks before it answers; no part of the answer."""

    text: str


@dataclass(frozen=True, slots=True)
class ServerSaid:
    """What a server that wrote an answer called the model and the way it runs it; empty where it did not say."""

    model: str = ""
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Generated:
    """The end of a generation, with its figures. `stopped` says that it was cancelled.

    `drafted` tokens were guessed and evaluated together with others, `accepted` of them were right. `runtime_ms` is the
    time spent inside llama.cpp, of the whole.
    """

    prompt_tokens: int
    reused_tokens: int
    tokens: int
    ttft_ms: float
    tokens_per_s: float
    stopped: bool
    reason: Literal["end", "length", "cancelled"]
    drafted: int = 0
    accepted: int = 0
    runtime_ms: float = 0.0
    said: ServerSaid | None = None
    """None for a model that runs in Alcove."""


GenerationEvent = Prefill | ThinkingDelta | TextDelta | Generated


@dataclass(frozen=True, slots=True)
class Served:
    """Who else runs a model: the service and what it calls the model, its address, and the host that is asked.

    `leaves` says that what it is asked leaves this computer, be it by way of a program on this one.
    """

    service: str
    model: str
    url: str
    host: str
    leaves: bool


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """A model as it is listed. `languages` is empty when its file does not say."""

    name: str
    kind: Literal["chat", "embedding"]
    path: str
    bytes: int
    context: int
    loaded: bool
    trial: bool = False
    languages: tuple[str, ...] = ()
    served: Served | None = None
    """None for a model that runs in Alcove."""
    crashed: bool = False
    """Whether it ended the process the last time it was at work, and was not chosen again since."""
    context_known: bool = True
    """Whether `context` is more than a guess: a service need not tell."""


class ChatModel(Protocol):
    """A language model that is loaded and can answer."""

    @property
    def name(self) -> str: ...

    @property
    def context_tokens(self) -> int: ...

    def count_tokens(self, text: str) -> int: ...

    def render(self, messages: Sequence[ChatMessage]) -> str:
        """Return the exact prompt the messages become with this model's chat template."""

    def generate(
        self, prompt: str, sampling: Sampling, token: CancelToken, quotable: Quotable | None = None
    ) -> Iterator[GenerationEvent]:
        """Evaluate a rendered prompt and stream the answer; the last event is `Generated`.

        With `quotable`, a model that runs here puts nothing else in quotation marks.
        """


class Embedder(Protocol):
    """A model that turns texts into vectors of length 1."""

    @property
    def identity(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def embed_passages(self, texts: Sequence[str]) -> Vectors: ...

    def embed_queries(self, texts: Sequence[str]) -> Vectors: ...
