"""GGUF headers: every kind of value, every way of being broken, and the real starter model."""

from __future__ import annotations

import contextlib
import struct
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from alcove.core.errors import ModelBroken, ModelMissing
from alcove.models.gguf import GgufHeader, read_header
from tests.models.gguf_files import ARRAY, BOOL, CHAT, CODES, F32, F64, I64, STRING, U8, U32, U64, gguf, string

EVERYTHING = {
    **CHAT,
    "float": (F32, 0.5),
    "double": (F64, -2.25),
    "yes": (BOOL, True),
    "large": (U64, 2**63),
    "negative": (I64, -5),
    "short": (ARRAY, (U32, [1, 2, 3])),
    "nested": (ARRAY, (ARRAY, [(U8, [1, 2]), (STRING, ["a"])])),
    "vocabulary": (ARRAY, (STRING, [f"token {n}" for n in range(70)])),
    "scores": (ARRAY, (F32, [0.25] * 70)),
    "last": (STRING, "the end"),
}


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("gguf") / "model.gguf"


def header(file: Path, data: bytes) -> GgufHeader:
    file.write_bytes(data)
    return read_header(file)


@pytest.mark.parametrize("version", [2, 3])
def test_every_kind_of_value_is_read_and_long_arrays_are_left_out(file: Path, version: int) -> None:
    read = header(file, gguf(EVERYTHING, version=version))
    expected = {
        key: (content[1] if kind == ARRAY else content)  # type: ignore[index]
        for key, (kind, content) in EVERYTHING.items()
        if key not in ("vocabulary", "scores", "nested")
    }
    assert {key: v for key, v in read.values.items() if key != "nested"} == expected
    assert read.values["nested"] == [[1, 2], ["a"]]


def test_what_a_model_says_of_itself(file: Path) -> None:
    read = header(file, gguf(CHAT))
    assert (read.architecture, read.context_tokens, read.languages, read.is_chat) == ("llama", 2048, ("en", "ru"), True)


def test_what_it_does_not_say(file: Path) -> None:
    read = header(file, gguf({}))
    assert (read.architecture, read.context_tokens, read.languages, read.is_chat) == ("", 0, (), True)


@pytest.mark.parametrize(
    "values",
    [
        {"general.architecture": (STRING, "bert"), "bert.pooling_type": (U32, 1)},
        {"general.architecture": (STRING, "clip")},
    ],
)
def test_embedders_and_vision_projectors_are_no_chat_models(file: Path, values: dict[str, tuple[int, object]]) -> None:
    assert not header(file, gguf(values)).is_chat


@pytest.mark.parametrize("last", ["last", "scores", "vocabulary", "nested"])
def test_cut_at_any_place_it_is_broken(file: Path, last: str) -> None:
    data = gguf({**{key: value for key, value in EVERYTHING.items() if key != last}, last: EVERYTHING[last]})
    for length in range(len(data)):
        with pytest.raises(ModelBroken, match="not a sound GGUF"):
            header(file, data[:length])


@given(st.integers(0, len(gguf(CHAT)) - 1), st.integers(0, 255))
@example(4, 1)
@example(16, 255)
def test_with_any_byte_changed_it_is_read_or_broken(file: Path, at: int, byte: int) -> None:
    data = bytearray(gguf(CHAT))
    data[at] = byte
    with contextlib.suppress(ModelBroken):
        header(file, bytes(data))


def one_pair(kind: int, data: bytes) -> bytes:
    return b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + string("key") + struct.pack("<I", kind) + data


@pytest.mark.parametrize(
    "data",
    [
        gguf(CHAT, magic=b"GGML"),
        gguf(CHAT, magic=b"FUGG"),
        gguf(CHAT, version=1),
        gguf(CHAT, version=0x03000000),  # big endian
        b"GGUF" + struct.pack("<IQQ", 3, 0, 2**40),
        one_pair(99, b"\0" * 64),
        one_pair(STRING, struct.pack("<Q", 2**63) + b"x"),
        one_pair(ARRAY, struct.pack("<IQ", 99, 1) + b"\0" * 64),
        one_pair(ARRAY, struct.pack("<IQ", U64, 2**63)),
        one_pair(ARRAY, struct.pack("<IQ", U8, 2**62)),
        one_pair(ARRAY, struct.pack("<IQ", ARRAY, 1000)),
        one_pair(ARRAY, struct.pack("<IQ", ARRAY, 1) * 5000),
        gguf({"general.architecture": (STRING, "x"), "x.context_length": (STRING, "many")}),
        gguf({"general.architecture": (STRING, "x"), "x.context_length": (F32, 1.5)}),
        gguf({"general.languages": (U32, 5)}),
    ],
)  # fmt: skip
def test_what_cannot_be_is_broken(file: Path, data: bytes) -> None:
    with pytest.raises(ModelBroken) as broken:
        header(file, data)
    assert "fetch it again" in broken.value.hint


def test_every_scalar_kind_has_its_size(file: Path) -> None:
    for kind, code in CODES.items():
        values = {"first": (kind, 1), "array": (ARRAY, (kind, [1] * 70)), "after": (STRING, "ok")}
        assert header(file, gguf(values)).values == {"first": 1, "after": "ok"}, code


def test_a_file_that_is_not_there_or_cannot_be_opened_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="There is no file"):
        read_header(tmp_path / "none.gguf")
    with pytest.raises(ModelMissing, match="cannot be opened"):
        read_header(tmp_path)


def test_the_starter_model(starter_model: Path) -> None:
    read = read_header(starter_model)
    assert read.architecture == "llama"
    assert read.context_tokens == 8192
    assert read.is_chat
    assert "<|im_start|>" in read.values["tokenizer.chat_template"]
    assert "tokenizer.ggml.tokens" not in read.values
