"""Choosing a token among logits: llama.cpp's sampler chains, grammars made of JSON schemas, and likelihoods."""

import ctypes
from collections.abc import Sequence
from typing import Any

import numpy as np

from alcove.core.errors import ModelError
from alcove.models.decoder import Logits
from alcove.models.types import Sampling, TokenChoice

_PENALISED = 64
"""Last tokens that a repeat penalty looks at."""
_NEAR = 8.0
"""Logits less than the highest by more are of tokens that are hardly thought of: one in 3,000."""


class Sampler:
    """Choose the tokens of one answer. Raises ModelError when the JSON schema of `sampling` is none."""

    def __init__(self, llama: Any, vocab: Any, words: int, sampling: Sampling) -> None:
        self._llama = llama
        self._greedy = sampling.temperature <= 0 and sampling.repeat_penalty == 1.0
        self._grammar = _grammar(llama, vocab, sampling.schema) if sampling.schema else None
        self._chain = _chain(llama, words, sampling)
        self._candidates = np.zeros(
            words, np.dtype([("id", np.int32), ("logit", np.float32), ("p", np.float32)], align=True)
        )

    def choose(self, logits: Logits) -> int:
        """Return the next token, and count on it."""
        token = int(logits.argmax()) if self._greedy else self._chosen(logits)
        if self._grammar is not None and not self._fits(token):
            token = self._chosen(logits, within_grammar=True)
        self._llama.llama_sampler_accept(self._chain, token)
        if self._grammar is not None:
            self._llama.llama_sampler_accept(self._grammar, token)
        return token

    def close(self) -> None:
        """Free the samplers."""
        self._llama.llama_sampler_free(self._chain)
        if self._grammar is not None:
            self._llama.llama_sampler_free(self._grammar)

    def _chosen(self, logits: Logits, *, within_grammar: bool = False) -> int:
        candidates = self._candidates
        candidates["id"] = np.arange(len(candidates), dtype=np.int32)
        candidates["logit"] = logits
        candidates["p"] = 0
        array = self._array(candidates)
        if within_grammar:
            self._llama.llama_sampler_apply(self._grammar, ctypes.byref(array))
        self._llama.llama_sampler_apply(self._chain, ctypes.byref(array))
        return int(array.data[array.selected].id)

    def _fits(self, token: int) -> bool:
        """Tell whether the grammar lets a token follow: asking for one is far quicker than for all."""
        one = np.zeros(1, self._candidates.dtype)
        one["id"] = token
        array = self._array(one)
        self._llama.llama_sampler_apply(self._grammar, ctypes.byref(array))
        return bool(array.data[0].logit > -np.inf)

    def _array(self, candidates: Any) -> Any:
        llama = self._llama
        data = candidates.ctypes.data_as(ctypes.POINTER(llama.llama_token_data))
        return llama.llama_token_data_array(data=data, size=len(candidates), selected=-1, sorted=False)


def likelihood(logits: Logits, token: int, others: int, pieces: Sequence[bytes]) -> TokenChoice:
    """Return a token with its log-probability and that of the likeliest `others`."""
    most = logits.max()
    total = most + np.log(np.exp(logits - most).sum(dtype=np.float64))
    top = np.flatnonzero(logits > most - _NEAR)  # to part all of a vocabulary takes six times as long as this
    if len(top) <= others:
        top = np.argpartition(logits, -others - 1)[-others - 1 :]
    top = top[np.argsort(-logits[top])][: others + 1]

    def text(one: int) -> str:
        return pieces[one].decode("utf-8", "replace")

    alternatives = tuple((text(int(one)), float(logits[one] - total)) for one in top if one != token)[:others]
    return TokenChoice(text(token), float(logits[token] - total), alternatives)


def _chain(llama: Any, words: int, sampling: Sampling) -> Any:
    chain = llama.llama_sampler_chain_init(llama.llama_sampler_chain_default_params())
    stages = []
    if sampling.repeat_penalty != 1.0:
        stages.append(llama.llama_sampler_init_penalties(words, _PENALISED, sampling.repeat_penalty, 0.0, 0.0))
    if sampling.temperature <= 0:
        stages.append(llama.llama_sampler_init_greedy())
    else:
        if sampling.top_k:
            stages.append(llama.llama_sampler_init_top_k(sampling.top_k))
        stages.append(llama.llama_sampler_init_top_p(sampling.top_p, 1))
        if sampling.min_p:
            stages.append(llama.llama_sampler_init_min_p(sampling.min_p, 1))
        stages.append(llama.llama_sampler_init_temp(sampling.temperature))
        stages.append(llama.llama_sampler_init_dist(sampling.seed))
    for stage in stages:
        llama.llama_sampler_chain_add(chain, stage)
    return chain


def _grammar(llama: Any, vocab: Any, schema: str) -> Any:
    from llama_cpp.llama_grammar import json_schema_to_gbnf

    try:
        grammar = json_schema_to_gbnf(schema)
    except (ValueError, KeyError, TypeError, AttributeError, AssertionError) as error:
        raise ModelError(f"The answer's JSON schema cannot be used: {error}", "Correct the schema.") from error
    made = llama.llama_sampler_init_grammar(vocab, grammar.encode(), b"root")
    if not made:
        raise ModelError("The answer's JSON schema cannot be followed.", "Use a simpler schema.")
    return made
