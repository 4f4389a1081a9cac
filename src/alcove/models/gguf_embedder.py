"""Embedders in GGUF files, on llama-cpp-python's low-level bindings. They run in the `index` child.

Several texts are evaluated at once, each a sequence of its own; how their tokens become one vector stands in the file.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from alcove.core.errors import ModelBroken
from alcove.models.embedder import EmbedderIdentity, PromptedEmbedder
from alcove.models.families import family_prompts, languages_of
from alcove.models.gguf import GgufHeader, read_header
from alcove.models.llama import threads_for
from alcove.models.types import Vectors

_MOST_TOKENS = 1024
"""More is not read of a text: a passage has some 150 tokens, and memory grows with what is evaluated at once."""
_TEXTS = 16
_POOLED = {1, 2, 3}
"""The mean of the tokens, the first, the last (llama_pooling_type). 4 is a reranker's."""
_READ = 1_000_000
_kept: list[Any] = []
"""The process crashes if the object passed to llama_log_set is collected."""


def is_embedder(header: GgufHeader) -> bool:
    """Tell whether a GGUF file says how texts become vectors."""
    return header.values.get(f"{header.architecture}.pooling_type") in _POOLED


def identify_gguf(path: Path) -> EmbedderIdentity:
    """Read a GGUF embedder's identity from its header and its size. Raises ModelMissing or ModelBroken."""
    header = read_header(path)
    values, kind = header.values, header.architecture
    if not is_embedder(header):
        raise ModelBroken(
            f"{path.name} is not an embedding model: it does not say how a text becomes a vector.",
            "Choose a GGUF file of an embedding model, such as one of the BERT or E5 families.",
        )
    digest = hashlib.sha256()
    with path.open("rb") as file:
        digest.update(file.read(_READ))
    digest.update(str(path.stat().st_size).encode())
    name = f"{path.stem} {values.get('general.name', '')}"
    dimension = values.get(f"{kind}.embedding_length_out") or values.get(f"{kind}.embedding_length")
    if not isinstance(dimension, int):
        raise ModelBroken(f"{path.name} does not say how long its vectors are.", "Fetch another copy of the model.")
    return EmbedderIdentity(
        path,
        path.stem,
        digest.hexdigest()[:12],
        dimension,
        json.dumps(family_prompts(name), sort_keys=True),
        min(header.context_tokens or _MOST_TOKENS, _MOST_TOKENS),
        "gguf",
        languages_of(name, header.languages, int(values.get(f"{kind}.vocab_size", 0))),
    )


def gguf_counter(identity: EmbedderIdentity) -> Callable[[str], int]:
    """Return what counts the tokens of a passage; only the file's vocabulary is loaded. Raises ModelBroken."""
    import llama_cpp as llama

    model = _loaded(llama, identity, vocab_only=True)
    vocab = llama.llama_model_get_vocab(model)
    prompt = identity.prompt("document")
    return lambda text: len(_tokens(llama, vocab, prompt + text))


class GgufEmbedder(PromptedEmbedder):
    """An `Embedder` on llama.cpp. Raises ModelBroken when the file cannot be loaded."""

    def __init__(self, identity: EmbedderIdentity) -> None:
        import llama_cpp as llama

        self._llama = llama
        super().__init__(identity)
        self._model = _loaded(llama, identity, vocab_only=False)
        self._vocab = llama.llama_model_get_vocab(self._model)
        parameters = llama.llama_context_default_params()
        # What is not causal is evaluated whole: a text has to fit one batch.
        parameters.n_ctx = parameters.n_batch = parameters.n_ubatch = max(identity.most_tokens, 512)
        parameters.n_seq_max = _TEXTS
        parameters.kv_unified = True
        parameters.embeddings = True
        parameters.n_threads = parameters.n_threads_batch = threads_for(0)
        parameters.no_perf = True
        self._room = int(parameters.n_batch)
        self._context = llama.llama_init_from_model(self._model, parameters)
        if not self._context:
            llama.llama_model_free(self._model)
            raise _broken(identity, "there is not enough memory for it")
        self._batch = llama.llama_batch_init(self._room, 0, 1)

    def close(self) -> None:
        """Free the model's memory; the object cannot be used afterwards."""
        self._llama.llama_batch_free(self._batch)
        self._llama.llama_free(self._context)
        self._llama.llama_model_free(self._model)

    def _embed(self, texts: Sequence[str], task: str) -> Vectors:
        prompt = self._identity.prompt(task)
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        at = 0
        for group in self._groups([self._cut(prompt + text) for text in texts]):
            vectors[at : at + len(group)] = self._evaluated(group)
            at += len(group)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        if not np.isfinite(vectors).all() or not (lengths > 0).all():
            raise _broken(self._identity, "what it makes of a text are no numbers")
        return np.asarray(vectors / lengths, np.float32)

    def _cut(self, text: str) -> list[int]:
        """Return a text's tokens, as many as are read; the last one ends a text and stays."""
        tokens = _tokens(self._llama, self._vocab, text) or [max(self._llama.llama_vocab_eos(self._vocab), 0)]
        most = self._identity.most_tokens
        return tokens if len(tokens) <= most else [*tokens[: most - 1], tokens[-1]]

    def _groups(self, texts: list[list[int]]) -> Iterator[list[list[int]]]:
        """Put neighbouring texts together, as many as are evaluated at once."""
        group: list[list[int]] = []
        for tokens in texts:
            if group and (len(group) == _TEXTS or sum(map(len, group)) + len(tokens) > self._room):
                yield group
                group = []
            group.append(tokens)
        if group:
            yield group

    def _evaluated(self, group: list[list[int]]) -> Vectors:
        llama, batch = self._llama, self._batch
        batch.n_tokens = 0
        for sequence, tokens in enumerate(group):
            for position, token in enumerate(tokens):
                at = batch.n_tokens
                batch.token[at], batch.pos[at] = token, position
                batch.n_seq_id[at], batch.seq_id[at][0] = 1, sequence
                batch.logits[at] = 1
                batch.n_tokens += 1
        memory = llama.llama_get_memory(self._context)
        if memory:  # of what reads from left to right; others remember nothing
            llama.llama_memory_clear(memory, True)
        status = (llama.llama_decode if memory else llama.llama_encode)(self._context, batch)
        if status != 0:
            raise _broken(self._identity, f"llama.cpp returned {status}")
        found = (llama.llama_get_embeddings_seq(self._context, one) for one in range(len(group)))
        return np.stack([np.ctypeslib.as_array(one, (self.dimension,)).copy() for one in found])


def _loaded(llama: Any, identity: EmbedderIdentity, *, vocab_only: bool) -> Any:
    if not _kept:
        _kept.append(llama.llama_log_callback(lambda _level, _text, _data: None))
    llama.llama_log_set(_kept[0], None)
    llama.llama_backend_init()
    parameters = llama.llama_model_default_params()
    parameters.vocab_only = vocab_only
    parameters.use_mmap = not vocab_only  # a mapped file counts as memory where that is limited
    parameters.n_gpu_layers = 0
    model = llama.llama_model_load_from_file(os.fsencode(identity.folder), parameters)
    if not model:
        raise _broken(identity, "it may be damaged, or of a kind this version does not know")
    # What the header says and what was loaded are one: the vectors would be read past their end.
    if not vocab_only and llama.llama_model_n_embd_out(model) != identity.dimension:
        llama.llama_model_free(model)
        raise _broken(identity, "its vectors are not as long as it says")
    return model


def _tokens(llama: Any, vocab: Any, text: str) -> list[int]:
    data = text.encode("utf-8", "replace")
    room = len(data) + 8
    tokens = (llama.llama_token * room)()
    return list(tokens[: llama.llama_tokenize(vocab, data, len(data), tokens, room, True, False)])


def _broken(identity: EmbedderIdentity, why: str) -> ModelBroken:
    return ModelBroken(
        f"The embedding model {identity.name} cannot be used: {why}.",
        "Fetch the file again, or choose another one on the Models page.",
    )
