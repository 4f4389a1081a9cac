"""The mask that makes quotations verbatim: random logits never misquote under it, and what it costs a real answer."""

import argparse
import re
import statistics
import time

import numpy as np
from figures import Figure

from alcove.core.cancel import CancelToken
from alcove.core.paths import Paths
from alcove.core.quotation import CLOSERS, MARKS, Quotable, locate
from alcove.models.llama import LlamaModel, Loading
from alcove.models.quoting import QuotationMask, Vocabulary
from alcove.models.shelf import STARTER
from alcove.models.types import ChatMessage, Generated, Sampling
from alcove.samples import library as sample_library

RANDOM_TOKENS = 20_000
TOKENS = 200
_PREFERRED = 3.0
"""Added to the logits of tokens with a quotation mark: of 150,000 words hardly any has one."""


def random_and_real(options: argparse.Namespace) -> list[Figure]:
    """Write tokens from random logits under the mask and look for misquotes; time a real answer with and without."""
    with sample_library() as folder:
        texts = [file.read_text("utf-8") for file in sorted(folder.rglob("*.md"))]
        starters = (place / f"{STARTER}.gguf" for place in Paths.at(folder).model_folders)
        file = options.model or next(one for one in starters if one.exists())
    model = LlamaModel(Loading(file, 4096))
    try:
        quoted, wrong = _random(model.vocabulary, texts)
        free, masked, own = _timed(model, texts, options.runs)
    finally:
        model.close()
    return [
        Figure("quotations in 20,000 tokens from random logits", quoted, 0.0, "quotations", least=500, absolute=True),
        Figure("misquotes among them", wrong, 0.0, "misquotes", most=0, absolute=True),
        Figure("time of the mask / of decoding", own, free, "ms a token", most=0.05),
        Figure("tokens a second with the mask / without", masked, 1000 / free, "tokens/s"),
    ]  # fmt: skip


def _random(vocabulary: Vocabulary, texts: list[str]) -> tuple[int, int]:
    """Return how many quotations there are in random tokens, and how many stand in no text."""
    mask, random, written = QuotationMask(vocabulary, Quotable(texts)), np.random.default_rng(0), bytearray()
    words = len(vocabulary.pieces)
    preferred = np.zeros(words)
    for token, piece in enumerate(vocabulary.pieces):
        preferred[token] = _PREFERRED * any(mark.encode() in piece for mark in MARKS)
        if token in vocabulary.ends or not piece or b"`" in piece:  # neither an end, nor code
            preferred[token] = -np.inf
    for step in range(RANDOM_TOKENS + 64):
        if step >= RANDOM_TOKENS and mask.complete:
            break
        logits = random.standard_normal(words) + preferred
        if mask.quoting:
            allowed = mask.allowed(closing=step >= RANDOM_TOKENS)
            chosen = int(allowed[np.argmax(logits[allowed])])
        else:
            logits[mask.banned()] = -np.inf
            chosen = int(np.argmax(logits))
        mask.take(chosen)
        written += vocabulary.pieces[chosen]
    pairs = "|".join(f"{re.escape(begin)}([^{ends}]*)[{ends}]" for begin, ends in CLOSERS.items())
    found = [next(filter(None, match.groups()), "") for match in re.finditer(pairs, written.decode("utf-8", "replace"))]
    return len(found), sum(not any(locate(one, text) for text in texts) for one in found)


def _timed(model: LlamaModel, texts: list[str], runs: int) -> tuple[float, float, float]:
    """Return milliseconds a token without the mask, tokens a second with it, and the mask's own milliseconds."""
    passages = "\n\n".join(texts)[:4000]
    prompt = model.render([ChatMessage("user", f"{passages}\n\nQuote ten sentences of this in quotation marks.")])
    runs_of = [(_decoded(model, prompt, None), *_masked(model, prompt, passages)) for _ in range(runs)]
    free, masked, own = (statistics.median(one) for one in zip(*runs_of, strict=True))
    return 1000 / free, masked, own


def _masked(model: LlamaModel, prompt: str, passages: str) -> tuple[float, float]:
    """Return tokens a second under the mask, and its own milliseconds a token."""
    inner, spent = model._masked, 0.0

    def timed(mask: QuotationMask, *, closing: bool) -> bool:
        nonlocal spent
        began = time.perf_counter()
        try:
            return inner(mask, closing=closing)
        finally:
            spent += time.perf_counter() - began

    model._masked = timed  # type: ignore[method-assign]  # a clock around it, for this run alone
    try:
        return _decoded(model, prompt, Quotable([passages])), spent * 1000 / TOKENS
    finally:
        model._masked = inner  # type: ignore[method-assign]  # as it was


def _decoded(model: LlamaModel, prompt: str, quotable: Quotable | None) -> float:
    *_, end = model.generate(prompt, Sampling(TOKENS, repeat_penalty=1.1), CancelToken(), quotable)
    assert isinstance(end, Generated)
    return end.tokens_per_s
