"""Try a model file in a process of its own: a native abort of llama.cpp costs that process and nothing else.

The child loads the file dry, without its weights, and makes a context as an answer would: it takes half a second,
finds out what is damaged or unknown, and tells what the model will need in memory.
"""

import contextlib
import multiprocessing
import os
import re
import signal
import sys
import tempfile
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from alcove.core.errors import ModelBroken, ModelError
from alcove.models.llama import Loading, context_parameters
from alcove.models.memory import MemoryNeeds

_MOST_S = 60.0
_KILLED = 9
_MIB = 2**20
_CACHE = re.compile(r"llama_(?:kv_cache|memory_recurrent)\w*: +size = +([\d.]+) MiB")
_COMPUTE = re.compile(r"(?:compute|output) buffer size = +([\d.]+) MiB")
_UNKNOWN = re.compile(r"unknown (?:model )?(?:architecture|pre-tokenizer type): '([^']*)'")
_DAMAGED = re.compile(r"corrupted|incomplete|not within the file bounds|failed to read|unexpectedly reached end")
_ASSERTED = re.compile(r"GGML_ASSERT\(.*|GGML_ABORT.*|\S+ failed$", re.MULTILINE)
_ERROR = re.compile(r"error loading model: (.*)")
_PYTHON_BYTES_A_WORD = 330
"""What the token mask keeps of each word of the vocabulary, measured on vocabularies of 49,000 to 262,000 words."""


def examine(loading: Loading) -> MemoryNeeds:
    """Return what a model will need.

    Raises ModelBroken, with what is wrong in words, when it cannot be loaded, and ModelError where that was not found
    out.
    """
    name = loading.path.name
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    with tempfile.TemporaryDirectory() as place:
        said = Path(place) / "said"
        child = context.Process(target=_try, args=(theirs, loading, said), name="examine", daemon=True)
        child.start()
        theirs.close()
        try:
            answer = ours.recv() if ours.poll(_MOST_S) else None
        except EOFError:
            answer = ""
        child.join(1.0)
        if child.is_alive():
            child.kill()
            child.join()
        words = said.read_text("utf-8", errors="replace") if said.exists() else ""
        ours.close()
    if isinstance(answer, MemoryNeeds):
        return answer
    if answer is None:
        raise ModelError(f"{name} cannot be loaded: llama.cpp did not answer within a minute.", "Try it again.")
    raise _failure(name, words, child.exitcode or 0)


def _failure(name: str, words: str, status: int) -> ModelError:
    """Say what is wrong with a file by what llama.cpp wrote about it; a child that was killed tells nothing of it."""
    if status == -_KILLED or (status >= 0 and not words):
        return ModelError(
            f"{name} could not be examined: the process that did was ended from outside.",
            "The memory may have run out; close other programs and try it again.",
        )
    if unknown := _UNKNOWN.search(words):
        return ModelBroken(
            f"{name} is of a kind that this version of llama.cpp does not know: {unknown[1]}.",
            "Choose another model, or try again with a newer Alcove.",
        )
    if _DAMAGED.search(words):
        return ModelBroken(f"{name} is damaged or was downloaded only in part.", "Fetch it again.")
    if status < 0:
        asserted = _ASSERTED.search(words)
        why = asserted[0].strip() if asserted else signal.strsignal(-status) or f"signal {-status}"
        return ModelBroken(f"{name} makes llama.cpp break off ({why}).", "Choose another file of this model.")
    error = _ERROR.search(words)
    return ModelBroken(
        f"{name} cannot be loaded{f': {error[1]}' if error else ''}.", "Fetch it again, or choose another model."
    )


def _try(pipe: Connection, loading: Loading, said: Path) -> None:
    """Load dry in the child, with all that is said going to a file."""
    os.environ["GGML_NO_BACKTRACE"] = "1"  # it would wait for a debugger
    file = os.open(said, os.O_WRONLY | os.O_CREAT)
    os.dup2(file, 2)
    with contextlib.suppress(OSError):
        pipe.send(_needs(loading, said) or "")
    sys.exit(0)


def _needs(loading: Loading, said: Path) -> MemoryNeeds | None:
    import llama_cpp as llama
    import psutil

    def heard(_level: int, text: bytes, _data: Any) -> None:
        os.write(2, text)

    callback = llama.llama_log_callback(heard)
    llama.llama_log_set(callback, None)
    llama.llama_backend_init()
    process = psutil.Process()
    before = process.memory_info().rss
    parameters = llama.llama_model_default_params()
    parameters.no_alloc, parameters.load_mode, parameters.n_gpu_layers = True, llama.LLAMA_LOAD_MODE_NONE, 0
    model = llama.llama_model_load_from_file(os.fsencode(loading.path), parameters)
    if not model:
        return None
    made = context_parameters(llama, loading, model, llama.llama_model_n_ctx_train(model))
    context = llama.llama_init_from_model(model, made)
    if not context:
        return None
    words = said.read_text("utf-8", errors="replace")
    vocabulary = llama.llama_vocab_n_tokens(llama.llama_model_get_vocab(model))
    return MemoryNeeds(
        weights=llama.llama_model_size(model),
        cache=_mebibytes(_CACHE, words),
        compute=_mebibytes(_COMPUTE, words),
        rest=process.memory_info().rss - before + vocabulary * _PYTHON_BYTES_A_WORD,
        context_tokens=made.n_ctx,
        layers=llama.llama_model_n_layer(model),
    )


def _mebibytes(what: "re.Pattern[str]", words: str) -> int:
    return int(sum(float(found) for found in what.findall(words)) * _MIB)
