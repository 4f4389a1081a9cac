"""GGUF headers made byte by byte (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md)."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path

U8, I8, U16, I16, U32, I32, F32, BOOL, STRING, ARRAY, U64, I64, F64 = range(13)
CODES = {U8: "B", I8: "b", U16: "H", I16: "h", U32: "I", I32: "i", F32: "f", BOOL: "?", U64: "Q", I64: "q", F64: "d"}

CHAT = {
    "general.architecture": (STRING, "llama"),
    "general.languages": (ARRAY, (STRING, ["en", "ru"])),
    "llama.context_length": (U32, 2048),
    "tokenizer.chat_template": (STRING, "{{ messages }}"),
}


def string(text: str) -> bytes:
    data = text.encode()
    return struct.pack("<Q", len(data)) + data


def value(kind: int, content: object) -> bytes:
    if kind == STRING:
        return string(str(content))
    if kind == ARRAY:
        inner, items = content  # type: ignore[misc]
        return struct.pack("<IQ", inner, len(items)) + b"".join(value(inner, item) for item in items)
    return struct.pack("<" + CODES[kind], content)


def gguf(
    values: Mapping[str, tuple[int, object]], *, magic: bytes = b"GGUF", version: int = 3, tensors: int = 0
) -> bytes:
    """Return a GGUF file up to its tensors."""
    pairs = (string(key) + struct.pack("<I", kind) + value(kind, content) for key, (kind, content) in values.items())
    return magic + struct.pack("<IQQ", version, tensors, len(values)) + b"".join(pairs)


def write(path: Path, values: Mapping[str, tuple[int, object]] = CHAT) -> Path:
    path.write_bytes(gguf(values))
    return path
