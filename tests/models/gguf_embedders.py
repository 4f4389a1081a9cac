"""The embedder Alcove comes with as a GGUF file, tensor by tensor: the same model must give the same vectors.

Names of llama.cpp's bert architecture (https://github.com/ggml-org/llama.cpp, gguf-py/gguf/constants.py).
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tests.models.gguf_files import ARRAY, BOOL, F32, I32, STRING, U32, gguf, string

ALIGNMENT = 32
_LAYER = {
    "attention.self.query": "attn_q", "attention.self.key": "attn_k", "attention.self.value": "attn_v",
    "attention.output.dense": "attn_output", "attention.output.LayerNorm": "attn_output_norm",
    "intermediate.dense": "ffn_up", "output.dense": "ffn_down", "output.LayerNorm": "layer_output_norm",
}  # fmt: skip
_TOP = {
    "embeddings.word_embeddings": "token_embd", "embeddings.position_embeddings": "position_embd",
    "embeddings.token_type_embeddings": "token_types", "embeddings.LayerNorm": "token_embd_norm",
}  # fmt: skip
Values = dict[str, tuple[int, object]]


def renamed(name: str) -> str | None:
    """Return llama.cpp's name of a tensor of BERT; None for those it has no use for."""
    place, _, kind = name.rpartition(".")
    if place in _TOP:
        return f"{_TOP[place]}.{kind}"
    if not place.startswith("encoder.layer."):
        return None
    number, _, part = place.removeprefix("encoder.layer.").partition(".")
    return f"blk.{number}.{_LAYER[part]}.{kind}"


def header_of(folder: Path) -> Values:
    """Return the header of a BERT in a sentence-transformers folder."""
    config: dict[str, Any] = json.loads((folder / "config.json").read_text("utf-8"))
    vocabulary: dict[str, int] = json.loads((folder / "tokenizer.json").read_text("utf-8"))["model"]["vocab"]
    tokens = [_phantom(word) for word in sorted(vocabulary, key=lambda one: vocabulary[one])]
    return {
        "general.architecture": (STRING, "bert"),
        "general.name": (STRING, folder.name),
        "general.languages": (ARRAY, (STRING, ["en"])),
        "bert.block_count": (U32, config["num_hidden_layers"]),
        "bert.context_length": (U32, config["max_position_embeddings"]),
        "bert.embedding_length": (U32, config["hidden_size"]),
        "bert.feed_forward_length": (U32, config["intermediate_size"]),
        "bert.attention.head_count": (U32, config["num_attention_heads"]),
        "bert.attention.layer_norm_epsilon": (F32, config["layer_norm_eps"]),
        "bert.attention.causal": (BOOL, False),
        "bert.pooling_type": (U32, 1),
        "bert.vocab_size": (U32, len(tokens)),
        "tokenizer.ggml.model": (STRING, "bert"),
        "tokenizer.ggml.token_type_count": (U32, config["type_vocab_size"]),
        "tokenizer.ggml.tokens": (ARRAY, (STRING, tokens)),
        "tokenizer.ggml.token_type": (ARRAY, (I32, [3 if one.startswith("[") else 1 for one in tokens])),
        "tokenizer.ggml.unknown_token_id": (U32, tokens.index("[UNK]")),
        "tokenizer.ggml.seperator_token_id": (U32, tokens.index("[SEP]")),
        "tokenizer.ggml.padding_token_id": (U32, tokens.index("[PAD]")),
        "tokenizer.ggml.cls_token_id": (U32, tokens.index("[CLS]")),
        "tokenizer.ggml.mask_token_id": (U32, tokens.index("[MASK]")),
    }


def _phantom(word: str) -> str:
    if word.startswith("[") and word.endswith("]"):
        return word
    return word.removeprefix("##") if word.startswith("##") else f"\u2581{word}"


def write_embedder(path: Path, folder: Path, changed: Mapping[str, tuple[int, object]] | None = None) -> Path:
    """Write the BERT of a sentence-transformers folder as GGUF, some values of its header `changed`."""
    from safetensors.numpy import load_file

    found = load_file(folder / "model.safetensors")
    tensors = {name: value.astype(np.float32) for one, value in found.items() if (name := renamed(one))}
    with path.open("wb") as file:
        file.write(gguf({**header_of(folder), **(changed or {})}, tensors=len(tensors)))
        offset = 0
        for name, value in tensors.items():
            dimensions = value.shape[::-1]
            file.write(string(name) + struct.pack(f"<I{len(dimensions)}QIQ", len(dimensions), *dimensions, 0, offset))
            offset += _padded(value.nbytes)
        file.write(b"\0" * (_padded(file.tell()) - file.tell()))
        for value in tensors.values():
            file.write(_data(value))
    return path


def _padded(size: int) -> int:
    return -(-size // ALIGNMENT) * ALIGNMENT


def _data(value: npt.NDArray[np.float32]) -> bytes:
    return np.ascontiguousarray(value).tobytes().ljust(_padded(value.nbytes), b"\0")
