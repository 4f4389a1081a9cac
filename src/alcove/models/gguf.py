"""The header of a GGUF file: what a model says of itself, read without loading it.

Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md (versions 2 and 3, little endian).
"""

import operator
import re
import struct
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

from alcove.core.errors import ModelBroken, ModelMissing

_SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_STRING, _ARRAY = 8, 9
_MOST_KEYS = 100_000
_MOST_STRING = 64_000_000
_MOST_SKIPPED = 2**40
_KEPT_ARRAY = 64
_PART = re.compile(r"-(\d{5})-of-(\d{5})$")


@dataclass(frozen=True, slots=True)
class GgufHeader:
    """The metadata of a model file. Long arrays (the vocabulary) are left out of `values`."""

    values: dict[str, Any]

    @property
    def architecture(self) -> str:
        return str(self.values.get("general.architecture", ""))

    @property
    def context_tokens(self) -> int:
        """How many tokens the model was trained to see; 0 when it does not say."""
        return operator.index(self.values.get(f"{self.architecture}.context_length", 0))

    @property
    def languages(self) -> tuple[str, ...]:
        """ISO 639 codes of the languages the model is for; empty when it does not say."""
        value = self.values.get("general.languages", ())
        return tuple(str(one) for one in value)

    @property
    def chat_template(self) -> str:
        """The Jinja template its prompts are made with; empty when it has none."""
        return str(self.values.get("tokenizer.chat_template", ""))

    @property
    def is_chat(self) -> bool:
        """Whether this is a text generator and not, say, an embedder or a vision projector."""
        return f"{self.architecture}.pooling_type" not in self.values and self.architecture != "clip"


def parts_of(path: Path) -> tuple[Path, ...]:
    """Return all files of a model by any one of them, the first part first; the file alone when it is not in parts."""
    part = _PART.search(path.stem)
    if part is None:
        return (path,)
    stem = path.stem[: part.start()]
    return tuple(path.with_name(f"{stem}-{number:05}-of-{part[2]}.gguf") for number in range(1, int(part[2]) + 1))


def size_of(path: Path) -> int:
    """Return the bytes of a model, all parts together. Raises ModelMissing when one is not there."""
    size = 0
    for part in parts_of(path):
        try:
            size += part.stat().st_size
        except OSError as error:
            raise ModelMissing(f"There is no file {part}.", "A model in parts needs all of them.") from error
    return size


def model_name(path: Path) -> str:
    """Return what a model is called by its file: without the number of the part."""
    return _PART.sub("", path.stem)


def read_header(path: Path) -> GgufHeader:
    """Read the metadata of a GGUF file; once, while the file does not change.

    Raises ModelMissing when there is no such file, ModelBroken when it is no sound GGUF.
    """
    try:
        stat = path.stat()
        return _read(path, stat.st_size, stat.st_mtime_ns)
    except FileNotFoundError as error:
        raise ModelMissing(f"There is no file {path}.", "Give the path of a GGUF file.") from error
    except OSError as error:
        raise ModelMissing(f"{path} cannot be opened: {error.strerror}.", "Check that you may read it.") from error
    except (struct.error, ValueError, TypeError, KeyError, OverflowError, MemoryError, RecursionError) as error:
        raise ModelBroken(
            f"{path.name} is not a sound GGUF file.",
            "It may be damaged or only partly downloaded; fetch it again.",
        ) from error


@lru_cache(maxsize=256)
def _read(path: Path, size: int, _modified_ns: int) -> GgufHeader:
    with path.open("rb") as file:
        header = GgufHeader(_values(file))
        if file.tell() > size:  # seeking past the end is no error
            raise ValueError("the header is cut off")
    # Asking for them checks them.
    _ = header.context_tokens, header.languages
    return header


def _values(file: BinaryIO) -> dict[str, Any]:
    if file.read(4) != b"GGUF":
        raise ValueError("no GGUF magic")
    version, _tensors, keys = struct.unpack("<IQQ", file.read(20))
    if version not in (2, 3) or keys > _MOST_KEYS:
        raise ValueError("unknown version")
    values: dict[str, Any] = {}
    for _ in range(keys):
        name = _string(file)
        value = _value(file, _unpack(file, "I"))
        if value is not None:
            values[name] = value
    return values


def _value(file: BinaryIO, kind: int) -> Any:
    if kind == _STRING:
        return _string(file)
    if kind != _ARRAY:
        return _unpack(file, _SCALARS[kind])
    inner, count = struct.unpack("<IQ", file.read(12))
    if count <= _KEPT_ARRAY:
        return [_value(file, inner) for _ in range(count)]
    if inner == _STRING:
        _skip_strings(file, count)
    elif inner == _ARRAY:
        raise ValueError("nested long arrays")
    else:
        _skip(file, struct.calcsize("<" + _SCALARS[inner]) * count)
    return None


def _skip(file: BinaryIO, count: int) -> None:
    if count > _MOST_SKIPPED:
        raise ValueError("an array is impossibly long")
    file.seek(count, 1)


def _skip_strings(file: BinaryIO, count: int) -> None:
    """Skip a vocabulary: a hundred thousand strings, so every call counts."""
    read, seek, unpack = file.read, file.seek, struct.Struct("<Q").unpack
    for _ in range(count):
        (length,) = unpack(read(8))
        if length > _MOST_STRING:
            raise ValueError("a string is impossibly long")
        seek(length, 1)


def _string(file: BinaryIO) -> str:
    length = _length(file)
    data = file.read(length)
    if len(data) < length:
        raise ValueError("a string is cut off")
    return data.decode("utf-8", errors="replace")


def _length(file: BinaryIO) -> int:
    length = int(_unpack(file, "Q"))
    if length > _MOST_STRING:
        raise ValueError("a string is impossibly long")
    return length


def _unpack(file: BinaryIO, code: str) -> Any:
    return struct.unpack("<" + code, file.read(struct.calcsize("<" + code)))[0]
