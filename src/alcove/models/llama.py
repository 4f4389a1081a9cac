"""llama.cpp in this process, on llama-cpp-python's low-level bindings.

The high-level `Llama` offers no progress and no cancel while it evaluates a prompt; this does both, reuses
the longest common prefix of the last prompt, and computes logits only for the token that is sampled.
A loaded model belongs to one lane: it is not safe to use from two threads at once.
"""

import codecs
import contextlib
import ctypes
import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np

from alcove.core.cancel import CancelToken
from alcove.core.errors import ModelBroken, ModelError
from alcove.core.quotation import Quotable
from alcove.models.gguf import read_header
from alcove.models.quoting import QuotationMask, Vocabulary
from alcove.models.types import ChatMessage, Generated, GenerationEvent, Prefill, Sampling, TextDelta

BATCH = 128
"""Prompt tokens evaluated at a time: progress is told after each. On a CPU, larger batches are no quicker."""
_ALL_LAYERS = 999
_ABORTED = 2
_TO_CLOSE = 64
"""Tokens an answer may grow beyond its bound, to end the quotation it stands in."""
_PLAIN = "{% for m in messages %}{{ m.content }}\n\n{% endfor %}"


def threads_for(wanted: int) -> int:
    """Return the threads to use: `wanted`, or with 0 every core this process may run on."""
    if wanted:
        return wanted
    with contextlib.suppress(AttributeError):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class LlamaModel:
    """A `ChatModel` on llama.cpp. Raises ModelMissing or ModelBroken when the file cannot be loaded."""

    _log_callback: Any = None  # kept for good: the process crashes if the object passed to llama_log_set is collected

    def __init__(self, path: Path, *, context_tokens: int, threads: int = 0, gpu_layers: int = -1) -> None:
        header = read_header(path)
        import llama_cpp as llama

        self._llama = llama
        self._name = path.stem
        _silence(llama)
        llama.llama_backend_init()
        self._model = _loaded(llama, path, gpu_layers)
        self._vocab = llama.llama_model_get_vocab(self._model)
        trained = header.context_tokens
        parameters = llama.llama_context_default_params()
        parameters.n_ctx = min(context_tokens, trained) if trained else context_tokens
        parameters.n_batch = parameters.n_ubatch = BATCH
        parameters.n_threads = parameters.n_threads_batch = threads_for(threads)
        parameters.no_perf = True
        if not llama.llama_supports_gpu_offload():
            # On a CPU flash attention evaluates prompts 4 % faster and decodes 5 % slower, measured.
            parameters.flash_attn_type = llama.LLAMA_FLASH_ATTN_TYPE_DISABLED
        self._context = llama.llama_init_from_model(self._model, parameters)
        if not self._context:
            llama.llama_model_free(self._model)
            raise ModelBroken(
                f"There is not enough memory to run {path.name} with a context of {parameters.n_ctx} tokens.",
                "Choose a smaller model, or lower context_tokens in the settings.",
            )
        self._memory = llama.llama_get_memory(self._context)
        self._abort, self._abort_callback = _abort_flag(llama, self._context)
        self._tokens: list[int] = []
        self.vocabulary = self._vocabulary()
        self._control = _control_texts(llama, self._vocab)
        self._template, self._specials_by_template = self._formatter(header.values.get("tokenizer.chat_template", ""))

    @property
    def name(self) -> str:
        return self._name

    @property
    def context_tokens(self) -> int:
        return int(self._llama.llama_n_ctx(self._context))

    def count_tokens(self, text: str) -> int:
        """Count the tokens of plain text."""
        return len(self._tokenized(text, special=False))

    def render(self, messages: Sequence[ChatMessage]) -> str:
        """Apply the model's chat template. Text that looks like one of its control tokens is made inert."""
        plain = [{"role": m.role, "content": self._inert(m.content)} for m in messages]
        return str(self._template(messages=plain).prompt)

    def generate(
        self, prompt: str, sampling: Sampling, token: CancelToken, quotable: Quotable | None = None
    ) -> Iterator[GenerationEvent]:
        """Evaluate a rendered prompt and stream the answer; the last event is `Generated`.

        With `quotable`, what stands in quotation marks is verbatim by construction: see `QuotationMask`.
        Raises ModelError when the prompt does not fit the context.
        """
        began = time.perf_counter()
        tokens = self._tokenized(prompt, special=True)
        room = self.context_tokens - len(tokens)
        if room < 1:
            raise ModelError(
                f"The question with its evidence is {len(tokens)} tokens long, and {self._name} sees "
                f"{self.context_tokens}.",
                "Raise context_tokens or lower evidence_tokens in the settings.",
            )
        self._abort[0] = 0
        unsubscribe = token.on_cancel(self._request_abort)
        try:
            reused = self._reuse(tokens)
            yield Prefill(reused, len(tokens), reused)
            for done in self._evaluate(tokens, reused):
                yield Prefill(done, len(tokens), reused)
            mask = QuotationMask(self.vocabulary, quotable) if quotable else None
            yield from self._answer(tokens, reused, room, sampling, token, began, mask)
        finally:
            unsubscribe()

    def close(self) -> None:
        """Free the model's memory; the object cannot be used afterwards."""
        self._llama.llama_free(self._context)
        self._llama.llama_model_free(self._model)

    def _answer(
        self,
        prompt: list[int],
        reused: int,
        room: int,
        sampling: Sampling,
        token: CancelToken,
        began: float,
        mask: QuotationMask | None,
    ) -> Iterator[GenerationEvent]:
        """Stream the answer to an evaluated prompt, and its figures."""
        decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        times: list[float] = []
        reason: Literal["end", "length", "cancelled"] = "cancelled"
        if len(self._tokens) == len(prompt):
            for chosen in self._chosen(room, sampling, token, mask):
                times.append(time.perf_counter())
                if chosen in self.vocabulary.ends:
                    reason = "end"
                    break
                text = decoder.decode(self.vocabulary.pieces[chosen])
                if text:
                    yield TextDelta(text)
            else:
                reason = "cancelled" if token.cancelled else "length"
        # What the decoder still holds is a part of a character that was never finished.
        count = len(times)
        yield Generated(
            len(prompt),
            reused,
            count,
            (times[0] - began) * 1000 if times else 0.0,
            (count - 1) / (times[-1] - times[0]) if count > 1 else 0.0,
            reason == "cancelled",
            reason,
        )

    def _chosen(self, room: int, sampling: Sampling, token: CancelToken, mask: QuotationMask | None) -> Iterator[int]:
        """Sample token after token and evaluate each; ends when cancelled, or with the length of the answer."""
        llama = self._llama
        chain = _chain(llama, len(self.vocabulary.pieces), sampling)
        most = min(room, sampling.max_tokens)
        one = (llama.llama_token * 1)()
        count = 0
        try:
            while count < most or (mask and not mask.complete and count < min(room, most + _TO_CLOSE)):
                if token.cancelled or (mask and not self._masked(mask, closing=count >= most)):
                    return
                one[0] = llama.llama_sampler_sample(chain, self._context, -1)
                count += 1
                yield one[0]
                if mask:
                    mask.take(one[0])
                if not self._decode(one, 1):
                    return
                self._tokens.append(one[0])
        finally:
            llama.llama_sampler_free(chain)

    def _masked(self, mask: QuotationMask, *, closing: bool) -> bool:
        """Leave only what `mask` lets follow among the last token's logits; return whether that is anything."""
        logits = np.ctypeslib.as_array(
            self._llama.llama_get_logits_ith(self._context, -1), (len(self.vocabulary.pieces),)
        )
        if not (mask.quoting or closing):
            logits[mask.banned()] = -np.inf
            return True
        allowed = mask.allowed(closing=closing)
        kept = logits[allowed]
        logits.fill(-np.inf)
        logits[allowed] = kept
        return bool(len(allowed))

    def _vocabulary(self) -> Vocabulary:
        tokens = range(self._llama.llama_vocab_n_tokens(self._vocab))
        ends = [token for token in tokens if self._llama.llama_vocab_is_eog(self._vocab, token)]
        return Vocabulary([self._piece(token) for token in tokens], ends)

    def _reuse(self, tokens: list[int]) -> int:
        """Keep the memory of the longest common prefix with the last prompt and answer; return its length."""
        common = 0
        for old, new in zip(self._tokens, tokens[:-1], strict=False):
            if old != new:
                break
            common += 1
        if not self._llama.llama_memory_seq_rm(self._memory, 0, common, -1):
            # Recurrent models cannot forget a part of what they have seen.
            self._llama.llama_memory_clear(self._memory, True)
            common = 0
        self._tokens = tokens[:common]
        return common

    def _evaluate(self, tokens: list[int], start: int) -> Iterator[int]:
        """Evaluate the prompt from `start` on, yielding how many tokens are done; ends early when cancelled."""
        for at in range(start, len(tokens), BATCH):
            batch = tokens[at : at + BATCH]
            if not self._decode((self._llama.llama_token * len(batch))(*batch), len(batch)):
                return
            self._tokens += batch
            yield at + len(batch)

    def _decode(self, tokens: Any, count: int) -> bool:
        """Evaluate tokens; return False when that was cancelled, with the memory as it was before."""
        status = self._llama.llama_decode(self._context, self._llama.llama_batch_get_one(tokens, count))
        if status == 0:
            return True
        self._llama.llama_memory_seq_rm(self._memory, 0, len(self._tokens), -1)
        if status == _ABORTED:
            return False
        raise ModelError(f"{self._name} could not go on (llama_decode returned {status}).", "Ask again.")

    def _request_abort(self) -> None:
        self._abort[0] = 1

    def _tokenized(self, text: str, *, special: bool) -> list[int]:
        data = text.encode("utf-8", "replace")
        add = special and not self._specials_by_template
        room = len(data) + 8
        tokens = (self._llama.llama_token * room)()
        count = self._llama.llama_tokenize(self._vocab, data, len(data), tokens, room, add, special)
        return list(tokens[:count])

    def _piece(self, token: int) -> bytes:
        size = 64
        while True:
            buffer = ctypes.create_string_buffer(size)
            count = self._llama.llama_token_to_piece(self._vocab, token, buffer, size, 0, False)
            if count >= 0:
                return buffer.raw[:count]
            size = -count

    def _inert(self, text: str) -> str:
        for control in self._control:
            if control in text:
                text = text.replace(control, f"{control[0]}\u200b{control[1:]}")
        return text

    def _formatter(self, template: str) -> tuple[Any, bool]:
        """Return what renders messages, and whether its text already holds the special tokens."""
        from llama_cpp.llama_chat_format import Jinja2ChatFormatter

        llama = self._llama

        def text_of(token: int) -> str:
            return llama.llama_vocab_get_text(self._vocab, token).decode() if token >= 0 else ""

        formatter = Jinja2ChatFormatter(
            template or _PLAIN,
            eos_token=text_of(llama.llama_vocab_eos(self._vocab)),
            bos_token=text_of(llama.llama_vocab_bos(self._vocab)),
        )
        return formatter, bool(template)


def _silence(llama: Any) -> None:
    if LlamaModel._log_callback is None:
        LlamaModel._log_callback = llama.llama_log_callback(lambda _level, _text, _data: None)
        llama.llama_log_set(LlamaModel._log_callback, None)


def _loaded(llama: Any, path: Path, gpu_layers: int) -> Any:
    """Load a model, with as many layers on the graphics card as fit."""
    parameters = llama.llama_model_default_params()
    offload = llama.llama_supports_gpu_offload()
    layers = (_ALL_LAYERS if gpu_layers < 0 else gpu_layers) if offload else 0
    while True:
        parameters.n_gpu_layers = layers
        model = llama.llama_model_load_from_file(os.fsencode(path), parameters)
        if model:
            return model
        if layers == 0 or gpu_layers >= 0:
            raise ModelBroken(
                f"{path.name} cannot be loaded.",
                "It may be damaged, too large for the memory, or of a kind this version does not know.",
            )
        layers = 32 if layers == _ALL_LAYERS else layers // 2


def _abort_flag(llama: Any, context: Any) -> tuple[Any, Any]:
    """Give llama.cpp a flag to look at while it computes; setting its first byte stops it.

    WORKAROUND: a callback written in Python is called 500 times a token and needs the interpreter's lock,
    which costs a quarter of the speed. C's own strlen over a two-byte buffer says the same without it:
    0 while the first byte is 0, 1 when it is set. CPU only; on a graphics card the batch bounds the wait.
    """
    flag = (ctypes.c_ubyte * 2)()
    library = ctypes.CDLL("msvcrt") if os.name == "nt" else ctypes.CDLL(None)
    callback = ctypes.cast(library.strlen, llama.ggml_abort_callback)
    llama.llama_set_abort_callback(context, callback, ctypes.cast(flag, ctypes.c_void_p))
    return flag, callback


def _control_texts(llama: Any, vocab: Any) -> tuple[str, ...]:
    """Return the texts of the vocabulary's control tokens, such as `<|im_end|>`."""
    count = llama.llama_vocab_n_tokens(vocab)
    texts = (
        llama.llama_vocab_get_text(vocab, token).decode("utf-8", "replace")
        for token in range(count)
        if llama.llama_vocab_is_control(vocab, token)
    )
    return tuple(text for text in texts if len(text) > 1)


def _chain(llama: Any, words: int, sampling: Sampling) -> Any:
    chain = llama.llama_sampler_chain_init(llama.llama_sampler_chain_default_params())
    if sampling.repeat_penalty != 1.0:
        llama.llama_sampler_chain_add(
            chain, llama.llama_sampler_init_penalties(words, 64, sampling.repeat_penalty, 0.0, 0.0)
        )
    if sampling.temperature <= 0:
        llama.llama_sampler_chain_add(chain, llama.llama_sampler_init_greedy())
        return chain
    llama.llama_sampler_chain_add(chain, llama.llama_sampler_init_top_p(sampling.top_p, 1))
    llama.llama_sampler_chain_add(chain, llama.llama_sampler_init_temp(sampling.temperature))
    llama.llama_sampler_chain_add(chain, llama.llama_sampler_init_dist(sampling.seed))
    return chain
