"""Deterministic stand-ins for models, for tests: they keep the contracts of `models.types` without a model file."""

import hashlib
import math
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from alcove.core.cancel import CancelToken
from alcove.core.errors import ModelError
from alcove.core.quotation import Quotable
from alcove.models.types import (
    ChatMessage,
    Generated,
    GenerationEvent,
    Prefill,
    Sampling,
    TextDelta,
    TokenChoice,
    Vectors,
)

_TOKEN = re.compile(r"\s*(?:\w{1,8}|[^\w\s])|\s+")
_END = ""
_WORD = re.compile(r"\w+")

Answer = Callable[[str], str]
Thought = tuple[float, Sequence[tuple[str, float]]]
"""How likely a token was, of 1, and others in its place."""


class ScriptedModel:
    """Answer with given texts, in turn and then the last one again, or with what a function makes of the prompt.

    Prompts are evaluated `batch` tokens at a time, where a token is a word or a piece of a long one. `prompts` and
    `samplings` keep what was asked, and how. With `thought_of` it tells how likely it found its tokens: of these so,
    and what else it thought of.
    """

    def __init__(
        self,
        answers: Sequence[str] | Answer,
        *,
        name: str = "scripted",
        context_tokens: int = 4096,
        batch: int = 16,
        thought_of: Mapping[str, Thought] | None = None,
    ) -> None:
        self._thought_of = thought_of
        self._answers = answers
        self._name = name
        self._context_tokens = context_tokens
        self._batch = batch
        self._seen: list[str] = []
        self.prompts: list[str] = []
        self.samplings: list[Sampling] = []

    @property
    def name(self) -> str:
        return self._name

    @property
    def context_tokens(self) -> int:
        return self._context_tokens

    def count_tokens(self, text: str) -> int:
        """Count the tokens of a text."""
        return len(_TOKEN.findall(text))

    def render(self, messages: Sequence[ChatMessage]) -> str:
        """Write each message behind its role in bars; bars in contents are made inert."""
        parts = [f"<|{m.role}|>\n{m.content.replace('<|', '< |')}\n" for m in messages]
        return "".join([*parts, "<|assistant|>\n"])

    def generate(
        self, prompt: str, sampling: Sampling, token: CancelToken, quotable: Quotable | None = None
    ) -> Iterator[GenerationEvent]:
        """Tell the prompt's progress, then the answer token by token. Raises ModelError when it does not fit."""
        began = time.perf_counter()
        tokens = _TOKEN.findall(prompt)
        room = self._context_tokens - len(tokens)
        if room < 1:
            raise ModelError(f"The prompt is {len(tokens)} tokens long.", "Ask with less evidence.")
        self.prompts.append(prompt)
        self.samplings.append(sampling)
        reused = self._reused(tokens)
        yield Prefill(reused, len(tokens), reused)
        done = reused
        while done < len(tokens) and not token.cancelled:
            done = min(done + self._batch, len(tokens))
            yield Prefill(done, len(tokens), reused)
        self._seen = tokens[:done]
        most = min(room, sampling.max_tokens)
        count, reason, first = 0, "cancelled", 0.0
        for piece in [*_TOKEN.findall(self._answer(prompt)), _END] if done == len(tokens) else ():
            if token.cancelled or count == most:
                reason = "cancelled" if token.cancelled else "length"
                break
            count += 1
            first = first or time.perf_counter()
            if piece == _END:
                reason = "end"
                break
            self._seen.append(piece)
            yield TextDelta(piece, self._choices(piece) if sampling.alternatives else ())
        ttft_ms = (first - began) * 1000 if first else 0.0
        yield Generated(
            len(tokens),
            reused,
            count,
            ttft_ms,
            count / max(time.perf_counter() - began, 1e-9),
            reason == "cancelled",
            reason,  # type: ignore[arg-type]  # one of the three literals above
        )

    def _choices(self, piece: str) -> tuple[TokenChoice, ...]:
        if self._thought_of is None:
            return ()
        sure, others = self._thought_of.get(piece, (1.0, ()))
        return (TokenChoice(piece, math.log(sure), tuple((text, math.log(likely)) for text, likely in others)),)

    def _reused(self, tokens: Sequence[str]) -> int:
        common = 0
        for old, new in zip(self._seen, tokens[:-1], strict=False):
            if old != new:
                break
            common += 1
        return common

    def _answer(self, prompt: str) -> str:
        if callable(self._answers):
            return self._answers(prompt)
        return self._answers[min(len(self.prompts), len(self._answers)) - 1]


class HashEmbedder:
    """Turn a text into the sum of its words' hashed directions: texts that share words are near each other."""

    def __init__(self, dimension: int = 64) -> None:
        self._dimension = dimension

    @property
    def identity(self) -> str:
        return f"hash 1 {self._dimension}"

    @property
    def dimension(self) -> int:
        return self._dimension

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed passages."""
        vectors = np.zeros((len(texts), self._dimension), np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word in _WORD.findall(text.lower()) or [""]:
                seed = int.from_bytes(hashlib.sha256(word.encode("utf-8", "replace")).digest()[:8], "little")
                row += np.random.default_rng(seed).standard_normal(self._dimension).astype(np.float32)
            row /= np.linalg.norm(row)
        return vectors

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Embed questions, as passages are."""
        return self.embed_passages(texts)
