"""llama.cpp in this process, on llama-cpp-python's low-level bindings.

The high-level `Llama` offers no progress and no cancel while it evaluates a prompt, and one sequence at a time. This
does, reuses what any earlier prompt or answer began with (`decoder`, `states`), drafts what an answer repeats of its
prompt (`lookup`), and computes logits only where a token is chosen. A loaded model belongs to one thread, on which
several answers may be written in turn, a step of each.
"""

import contextlib
import ctypes
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from alcove.core.cancel import CancelToken
from alcove.core.errors import LoadingStopped, ModelBroken, ModelError
from alcove.core.quotation import Quotable
from alcove.models.decoder import SLOTS, Decoder
from alcove.models.generation import TO_CLOSE, Generation
from alcove.models.gguf import read_header
from alcove.models.lookup import MOST_DRAFTED, Pace
from alcove.models.quoting import QuotationMask, Vocabulary
from alcove.models.sampling import Sampler
from alcove.models.states import PromptStates
from alcove.models.streamed import StreamedText, thinking_marks
from alcove.models.types import (
    ChatMessage,
    Generated,
    GenerationEvent,
    Prefill,
    Sampling,
)

BATCH = 64
"""Prompt tokens evaluated at a time on a CPU: progress is told after each, and larger batches are no quicker."""
_GPU_BATCH = 512
_PATIENCE_S = 10.0
"""How long an answer waits for room when those that take it do not go on."""
_PAUSE_S = 0.01
_PLAIN = "{% for m in messages %}{{ m.content }}\n\n{% endfor %}"


@dataclass(frozen=True, slots=True)
class Loading:
    """How a model is loaded: another one of these is another load.

    `threads` 0 takes every core; `gpu_layers` is how many layers go on the graphics card, and `card_layers` how many of
    them on each where there are several; empty leaves that to llama.cpp. `cache_type` is how what was read is stored:
    smaller is less exact. `thinks` lets a model think first that can do without. `mapped`
    leaves the weights in the file, of which the system keeps in memory what has room: for models that do not fit.
    """

    path: Path
    context_tokens: int
    threads: int = 0
    gpu_layers: int = 0
    cache_type: Literal["f16", "q8_0", "q4_0"] = "f16"
    thinks: bool = False
    mapped: bool = False
    card_layers: tuple[int, ...] = ()


def threads_for(wanted: int) -> int:
    """Return the threads to use: `wanted`, or with 0 every core this process may run on."""
    if wanted:
        return wanted
    with contextlib.suppress(AttributeError):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class LlamaModel:
    """A `ChatModel` on llama.cpp. Raises ModelMissing or ModelBroken when the file cannot be loaded.

    `states` keeps what was read for the next time, None nothing. When `token` is cancelled while the file is read,
    LoadingStopped is raised.
    """

    _log_callback: Any = None  # kept for good: the process crashes if the object passed to llama_log_set is collected

    def __init__(self, loading: Loading, states: PromptStates | None = None, token: CancelToken | None = None) -> None:
        header = read_header(loading.path)
        import llama_cpp as llama

        self._llama = llama
        self._name = loading.path.stem
        self._loading = loading
        _silence(llama)
        llama.llama_backend_init()
        self._model = _loaded(llama, loading, token or CancelToken())
        self._vocab = llama.llama_model_get_vocab(self._model)
        parameters = context_parameters(llama, loading, self._model, header.context_tokens)
        self._context = llama.llama_init_from_model(self._model, parameters)
        if not self._context:
            llama.llama_model_free(self._model)
            raise ModelBroken(
                f"There is not enough memory to run {loading.path.name} with a context of {parameters.n_ctx} tokens.",
                "Choose a smaller model, or lower context_tokens in the settings.",
            )
        self.vocabulary = self._vocabulary()
        words = len(self.vocabulary.pieces)
        self._decoder = Decoder(llama, self._context, batch=parameters.n_batch, words=words, states=states)
        self._pace = Pace()
        self._control = _control_texts(llama, self._vocab)
        template = header.chat_template
        self._marks = thinking_marks(template)
        self._template, self._specials_by_template = self._formatter(template)

    @property
    def name(self) -> str:
        return self._name

    @property
    def context_tokens(self) -> int:
        return int(self._llama.llama_n_ctx(self._context))

    @property
    def busy(self) -> bool:
        """Whether an answer is being written."""
        return self._decoder.busy

    def count_tokens(self, text: str) -> int:
        """Count the tokens of plain text."""
        return len(self._tokenized(text, special=False))

    def render(self, messages: Sequence[ChatMessage]) -> str:
        """Apply the model's chat template. Text that looks like one of its control tokens is made inert."""
        plain = [{"role": m.role, "content": self._inert(m.content)} for m in messages]
        return str(self._template(messages=plain, enable_thinking=self._loading.thinks).prompt)

    def generate(
        self, prompt: str, sampling: Sampling, token: CancelToken, quotable: Quotable | None = None
    ) -> Iterator[GenerationEvent]:
        """Evaluate a rendered prompt and stream the answer; the last event is `Generated`.

        With `quotable`, what stands in quotation marks is verbatim by construction: see `QuotationMask`. While another
        answer takes the room that this one needs, it waits. Raises ModelError when the prompt does not fit the context.
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
        reserved = len(tokens) + min(room, sampling.max_tokens + TO_CLOSE)
        yield from self._waited(reserved, len(tokens), token)
        if not self._decoder.has_room(reserved):
            yield Generated(len(tokens), 0, 0, 0.0, 0.0, True, "cancelled")
            return
        sampler = Sampler(self._llama, self._vocab, len(self.vocabulary.pieces), sampling)
        slot = self._decoder.take(tokens, reserved)
        try:
            yield from Generation(
                self._decoder,
                slot,
                tokens,
                self.vocabulary,
                sampler,
                sampling,
                StreamedText(sampling.stop, self._marks, prompt),
                self._pace,
                QuotationMask(self.vocabulary, quotable) if quotable else None,
                room,
                began,
            ).events(token)
        finally:
            self._decoder.leave(slot)
            sampler.close()

    def close(self) -> None:
        """Keep what was read, and free the model's memory; the object cannot be used afterwards."""
        self._decoder.close()
        self._llama.llama_free(self._context)
        self._llama.llama_model_free(self._model)

    def _waited(self, reserved: int, total: int, token: CancelToken) -> Iterator[Prefill]:
        """Wait for other answers of this model to leave enough room. Raises ModelError when they do not go on."""
        steps, since = -1, 0.0
        while not self._decoder.has_room(reserved) and not token.cancelled:
            if steps != self._decoder.steps:
                steps, since = self._decoder.steps, time.monotonic()
            elif time.monotonic() - since > _PATIENCE_S:
                raise ModelError(f"{self._name} has no room for another answer.", "Wait until the other one is done.")
            else:
                token.wait(_PAUSE_S)
            yield Prefill(0, total, 0)

    def _vocabulary(self) -> Vocabulary:
        tokens = range(self._llama.llama_vocab_n_tokens(self._vocab))
        ends = [token for token in tokens if self._llama.llama_vocab_is_eog(self._vocab, token)]
        return Vocabulary([self._piece(token) for token in tokens], ends)

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


def context_parameters(llama: Any, loading: Loading, model: Any, trained_tokens: int) -> Any:
    """Return llama.cpp's parameters of a context for answers; `trained_tokens` 0 where the file does not say.

    What a graphics card does not hold is read in small batches, as on a machine without one: a stop waits for the end
    of one.
    """
    parameters = llama.llama_context_default_params()
    wanted = loading.context_tokens
    parameters.n_ctx = min(wanted, trained_tokens) if trained_tokens else wanted
    layers = llama.llama_model_n_layer(model)
    on_gpu = llama.llama_supports_gpu_offload() and not 0 <= loading.gpu_layers <= layers
    parameters.n_batch = parameters.n_ubatch = _GPU_BATCH if on_gpu else BATCH
    parameters.n_outputs_max = MOST_DRAFTED + 1
    parameters.n_seq_max, parameters.kv_unified = SLOTS, True
    parameters.n_threads = parameters.n_threads_batch = threads_for(loading.threads)
    parameters.no_perf = True
    parameters.type_k = parameters.type_v = getattr(llama, f"GGML_TYPE_{loading.cache_type.upper()}")
    if loading.cache_type == "f16" and not on_gpu:
        # On a CPU flash attention evaluates prompts 4 % faster and decodes 5 % slower, measured. Smaller types need it.
        parameters.flash_attn_type = llama.LLAMA_FLASH_ATTN_TYPE_DISABLED
    return parameters


def _silence(llama: Any) -> None:
    if LlamaModel._log_callback is None:
        LlamaModel._log_callback = llama.llama_log_callback(lambda _level, _text, _data: None)
        llama.llama_log_set(LlamaModel._log_callback, None)


def _loaded(llama: Any, loading: Loading, token: CancelToken) -> Any:
    """Load a model, with fewer layers on the graphics card where its memory turns out too small."""
    parameters = llama.llama_model_default_params()
    layers = loading.gpu_layers if llama.llama_supports_gpu_offload() else 0
    if not (layers or loading.mapped):
        # A processor wants many weights in another order; what was mapped of them would stay in memory beside that.
        parameters.load_mode = llama.LLAMA_LOAD_MODE_NONE
    callback = llama.llama_progress_callback(lambda _share, _data: not token.cancelled)
    parameters.progress_callback = callback
    if any(loading.card_layers):
        parameters.tensor_split = (ctypes.c_float * llama.llama_max_devices())(*loading.card_layers)
    while True:
        parameters.n_gpu_layers = layers
        model = llama.llama_model_load_from_file(os.fsencode(loading.path), parameters)
        if model:
            return model
        if token.cancelled:
            raise LoadingStopped(f"{loading.path.stem} was not loaded: it was stopped.")
        if layers == 0:
            raise ModelBroken(
                f"{loading.path.name} cannot be loaded.",
                "It may be damaged, too large for the memory, or of a kind this version does not know.",
            )
        layers //= 2


def _control_texts(llama: Any, vocab: Any) -> tuple[str, ...]:
    """Return the texts of the vocabulary's control tokens, such as `<|im_end|>`."""
    count = llama.llama_vocab_n_tokens(vocab)
    texts = (
        llama.llama_vocab_get_text(vocab, token).decode("utf-8", "replace")
        for token in range(count)
        if llama.llama_vocab_is_control(vocab, token)
    )
    return tuple(text for text in texts if len(text) > 1)
