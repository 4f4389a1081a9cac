"""The model runtime against llama.cpp driven bare through its bindings, and against itself when it may reuse nothing.

`--model FILE` takes another model than the starter. The bare loop has the same threads, context and batch, and takes
turns with ours, so that a slow moment of the machine hits both.
"""

import argparse
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from figures import Figure, probe

from alcove.core.cancel import CancelToken
from alcove.models.llama import LlamaModel, Loading, context_parameters
from alcove.models.shelf import STARTER
from alcove.models.states import PromptStates
from alcove.models.types import ChatMessage, Generated, Prefill, Sampling, TextDelta
from alcove.samples import library as sample_library

CONTEXT = 4096
LAYERS = 999
"""All of them, on a graphics card where the runtime is built for one."""
TOKENS = 64
STATES_BYTES = 10**10
Turn = tuple[str, str]


def model_file(options: argparse.Namespace) -> Path:
    """Return the model that is measured."""
    if options.model:
        return Path(options.model)
    import sys

    return Path(sys.prefix) / "share" / "alcove" / "models" / f"{STARTER}.gguf"


def loaded(options: argparse.Namespace, states: Path | None = None) -> LlamaModel:
    """Load the model, with what it read before in `states`."""
    return LlamaModel(
        Loading(model_file(options), CONTEXT, gpu_layers=LAYERS),
        PromptStates(states, "bench", STATES_BYTES) if states else None,
    )


def document() -> str:
    """Return real text of the sample library, about a thousand tokens."""
    with sample_library() as folder:
        texts = [file.read_text("utf-8") for file in sorted(folder.rglob("*.md"))]
    return "\n\n".join(texts)[:3000]


def prompt(model: LlamaModel, question: str, before: Sequence[Turn] = (), text: str = "") -> str:
    """Return a conversation that begins with a document."""
    messages = [ChatMessage("system", f"Answer from this document.\n\n{text or document()}")]
    for asked, answered in before:
        messages += [ChatMessage("user", asked), ChatMessage("assistant", answered)]
    return model.render([*messages, ChatMessage("user", question)])


def answered(
    model: LlamaModel, text: str, tokens: int = TOKENS, *, drafts: bool = True
) -> tuple[str, Generated, float]:
    """Return an answer, its figures, and the seconds it took."""
    began = time.perf_counter()
    events = list(model.generate(text, Sampling(tokens, drafts=drafts), CancelToken()))
    seconds = time.perf_counter() - began
    end = events[-1]
    assert isinstance(end, Generated)
    return "".join(event.text for event in events if isinstance(event, TextDelta)), end, seconds


def against_bare(options: argparse.Namespace) -> list[Figure]:
    """Evaluate and decode in turn with a bare loop."""
    model, bare = loaded(options), Bare(model_file(options))
    text = prompt(model, "What is this document about? Tell all of it in many words.")
    ours: list[tuple[float, float]] = []
    theirs: list[tuple[float, float]] = []
    outside = []
    tokens = model._tokenized(text, special=True)
    for _ in range(options.runs):
        answered(model, "x", 1)  # nothing of the last prompt is left
        _, end, seconds = answered(model, text, drafts=False)
        ours.append((end.prompt_tokens / end.ttft_ms * 1000, end.tokens_per_s))
        outside.append(100 * (1 - end.runtime_ms / 1000 / seconds))
        theirs.append(bare.run(tokens, TOKENS))
    model.close()
    bare.close()
    reading = [statistics.median(one[0] for one in runs) for runs in (ours, theirs)]
    writing = [statistics.median(one[1] for one in runs) for runs in (ours, theirs)]
    return [
        Figure("time outside llama_decode and the samplers", statistics.median(outside), 0, "%", most=2, absolute=True),
        Figure("prompt evaluation / bare loop", *reading, "tokens/s", least=0.97),
        Figure("decoding / bare loop", *writing, "tokens/s", least=0.97),
    ]


class Bare:
    """llama.cpp as its own examples drive it: one batch after the other, the likeliest token each time."""

    def __init__(self, file: Path) -> None:
        import llama_cpp

        self._llama: Any = llama_cpp
        loading = Loading(file, CONTEXT, gpu_layers=LAYERS)
        parameters = llama_cpp.llama_model_default_params()
        parameters.n_gpu_layers = loading.gpu_layers if llama_cpp.llama_supports_gpu_offload() else 0
        parameters.load_mode = llama_cpp.LLAMA_LOAD_MODE_NONE
        self._model = llama_cpp.llama_model_load_from_file(str(file).encode(), parameters)
        made = context_parameters(llama_cpp, loading, self._model, 0)
        made.n_seq_max, made.kv_unified = 1, False
        self._batch = made.n_batch
        self._context = llama_cpp.llama_init_from_model(self._model, made)
        self._chain = llama_cpp.llama_sampler_chain_init(llama_cpp.llama_sampler_chain_default_params())
        llama_cpp.llama_sampler_chain_add(self._chain, llama_cpp.llama_sampler_init_greedy())

    def run(self, tokens: Sequence[int], count: int) -> tuple[float, float]:
        """Return the tokens read and written a second."""
        llama = self._llama
        llama.llama_memory_clear(llama.llama_get_memory(self._context), True)
        began = time.perf_counter()
        for at in range(0, len(tokens), self._batch):
            part = tokens[at : at + self._batch]
            self._decode((llama.llama_token * len(part))(*part), len(part))
        times = []
        one = (llama.llama_token * 1)()
        for _ in range(count):
            one[0] = llama.llama_sampler_sample(self._chain, self._context, -1)
            times.append(time.perf_counter())
            self._decode(one, 1)
        return len(tokens) / (times[0] - began), (count - 1) / (times[-1] - times[0])

    def close(self) -> None:
        """Free everything."""
        self._llama.llama_free(self._context)
        self._llama.llama_model_free(self._model)

    def _decode(self, tokens: Any, count: int) -> None:
        status = self._llama.llama_decode(self._context, self._llama.llama_batch_get_one(tokens, count))
        assert status == 0, status


def reuse(options: argparse.Namespace) -> list[Figure]:
    """Time the first token of prompts that were read before, against the same prompts cold."""
    with tempfile.TemporaryDirectory() as place:
        states = Path(place)
        cold: dict[str, float] = {}
        warm: dict[str, float] = {}
        first, other = "What is this document about?", "List the names in it."
        for name, ask in _reused(first, other).items():
            model = loaded(options)
            cold[name] = answered(model, ask(model, "")[-1], 1)[1].ttft_ms
            model.close()
            for file in states.rglob("*.state"):
                file.unlink()
            model = loaded(options, states)
            *before, last = ask(model, "")
            for text in before:
                if text == RESTART:
                    model.close()
                    model = loaded(options, states)
                else:
                    answered(model, text, 24)
            warm[name] = answered(model, last, 1)[1].ttft_ms
            model.close()
    return [Figure(f"{name}: first token / cold", warm[name], cold[name], "ms", most=0.1) for name in cold]


RESTART = "(restart)"


def _reused(first: str, other: str) -> dict[str, Callable[[LlamaModel, str], list[str]]]:
    """Return what is asked before each of the prompts that are timed, and these."""
    said = "It is about a house, its garden and what was agreed on both."
    long = " ".join(f"And what does point {n} say, word for word?" for n in range(30))

    def conversation(model: LlamaModel, question: str, before: Sequence[Turn] = ()) -> str:
        return prompt(model, question, before)

    return {
        "follow-up turn": lambda m, _: [
            conversation(m, first),
            conversation(m, other, [(first, said)]),
        ],
        "switched branch": lambda m, _: [
            conversation(m, other, [(first, said), (long, said)]),
            conversation(m, other, [(first, said), (long.replace("word for word", "in short"), said)]),
            conversation(m, "Why?", [(first, said), (long, said), (other, "Anna and Bernd.")]),
        ],
        "reopened conversation, after another": lambda m, _: [
            conversation(m, other, [(first, said)]),
            prompt(m, first, text=document()[::-1]),
            conversation(m, "Why?", [(first, said), (other, "Anna and Bernd.")]),
        ],
        "reopened conversation, after a restart": lambda m, _: [
            conversation(m, other, [(first, said)]),
            RESTART,
            conversation(m, "Why?", [(first, said), (other, "Anna and Bernd.")]),
        ],
        "pinned document in a new conversation, after a restart": lambda m, _: [
            conversation(m, first),
            RESTART,
            conversation(m, "Who wrote it?"),
        ],
    }


def cancelling(options: argparse.Namespace) -> list[Figure]:
    """Cancel at many moments and time how long it takes to end."""
    model = loaded(options)
    text = prompt(model, "Tell all of it again in many words.")
    late = {
        "prompt evaluation": [_cancelled(model, f"{n} {text}", Prefill, 0.01 + 0.043 * n) for n in range(12)],
        "decoding": [_cancelled(model, text, TextDelta, 0.01 + 0.017 * n) for n in range(12)],
    }
    model.close()
    return [
        Figure(f"cancelled in {name}: longest wait of {len(waits)}", max(waits), 0, "ms", most=200, absolute=True)
        for name, waits in late.items()
    ]


def _cancelled(model: LlamaModel, text: str, after: type, delay: float) -> float:
    """Return milliseconds from a cancel, so long after an event of this kind, to the end."""
    token = CancelToken()
    at = 0.0

    def cancel() -> None:
        nonlocal at
        at = time.perf_counter()
        token.cancel()

    timer = threading.Timer(delay, cancel)
    started = False
    for event in model.generate(text, Sampling(4000), token):
        if not started and isinstance(event, after):
            started = True
            timer.start()
    ended = time.perf_counter()
    timer.join()
    return max(0.0, ended - at) * 1000 if at else 0.0


def memory(options: argparse.Namespace) -> list[Figure]:
    """Compare what three models need by the estimate with what their process then takes."""
    figures = []
    for file in [model_file(argparse.Namespace(model=None)), *options.models]:
        found = probe("probe_memory.py", file, CONTEXT)
        name = f"{Path(file).stem}: estimated / measured memory"
        estimated, measured = (found[key] / 2**20 for key in ("estimated", "measured"))
        figures += [
            Figure(name, estimated, measured, "MB", most=1.15),
            Figure(f"{name} (from below)", estimated, measured, "MB", least=0.85),
        ]
    return figures


def together(options: argparse.Namespace) -> list[Figure]:
    """Write two answers at once, by two models, in three ways: one after the other, in turn, on two threads."""
    files = [model_file(options), *options.models][:2]
    files = files * (3 - len(files))
    ways: dict[str, Callable[[list[Path]], tuple[float, float]]] = {
        "one after the other": lambda files: _at_once(files, _in_sequence),
        "in turn": lambda files: _at_once(files, _in_turn),
        "two threads, half the cores each": lambda files: _at_once(files, _on_threads, threads=1),
        "two threads, all cores each": lambda files: _at_once(files, _on_threads),
    }
    seconds = {name: [way(files) for _ in range(max(1, options.runs // 2))] for name, way in ways.items()}
    medians = {name: statistics.median(one[0] for one in some) for name, some in seconds.items()}
    firsts = {name: statistics.median(one[1] for one in some) for name, some in seconds.items()}
    alone = medians["one after the other"]
    return [
        *(
            Figure(
                f"two answers, {name} / one after the other", took, alone, "s", most=1.1 if name == "in turn" else None
            )
            for name, took in medians.items()
        ),
        *(Figure(f"the later first word, {name}", firsts[name], firsts["one after the other"], "s") for name in firsts),
    ]


Run = Callable[[Sequence[Iterator[Any]]], None]


def _at_once(files: Sequence[Path], run: Run, threads: int = 0) -> tuple[float, float]:
    """Return the seconds two answers take, and those to the later of their first words."""
    models = [LlamaModel(Loading(file, 2048, threads)) for file in files]
    firsts: list[float] = []
    began = time.perf_counter()

    def watched(model: LlamaModel) -> Iterator[Any]:
        told = False
        text = prompt(model, "What is this document about?", text=document()[:1500])
        for event in model.generate(text, Sampling(48), CancelToken()):
            if not told and isinstance(event, TextDelta):
                told = True
                firsts.append(time.perf_counter() - began)
            yield event

    run([watched(model) for model in models])
    seconds = time.perf_counter() - began
    for model in models:
        model.close()
    return seconds, max(firsts)


def _in_sequence(answers: Sequence[Iterator[Any]]) -> None:
    for answer in answers:
        for _ in answer:
            continue


def _in_turn(answers: Sequence[Iterator[Any]]) -> None:
    spent = dict.fromkeys(answers, 0.0)
    while spent:
        answer = min(spent, key=spent.__getitem__)
        began = time.perf_counter()
        if next(answer, None) is None:
            del spent[answer]
        else:
            spent[answer] += time.perf_counter() - began


def _on_threads(answers: Sequence[Iterator[Any]]) -> None:
    running = [threading.Thread(target=_in_sequence, args=([answer],)) for answer in answers]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
