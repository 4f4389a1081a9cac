"""Encodings: texts as people have them, in many of them; bytes that are no text are told from those that are."""

from __future__ import annotations

import random
import struct
import time
import zlib

import pytest

from alcove.core.errors import DocumentError
from alcove.rag.readers.text import decoded

RUSSIAN = "Договор аренды гаража заключён в июне. Крышу чинит хозяин. Ёжик живёт под полом уже третий год подряд.\n"
JAPANESE = "木の床には油を塗ります。乾くまで二日かかります。\n"
KOREAN = "나무 바닥에는 기름을 바릅니다. 이틀이 걸립니다.\n"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize(
    "text", ["Just a few plain words, in two lines.\r\nMore.\r\n", RUSSIAN, JAPANESE * 3 + "oil\n"]
)
def test_wide_texts_without_a_mark_are_read(encoding: str, text: str) -> None:
    assert decoded(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (JAPANESE, "iso2022_jp"),
        (KOREAN, "iso2022_kr"),
        (RUSSIAN, "cp866"),
        (f"<?xml version='1.0' encoding='koi8-u'?><a>{RUSSIAN}</a>", "koi8-u"),
        ("# -*- coding: cp1251 -*-\n# да\n", "cp1251"),
        ("x = 1  # coding: hex\n", "ascii"),
        ("\x1b[31mred\x1b[0m \x1b$ is no Japanese\n", "ascii"),
    ],
)
def test_other_encodings_are_told_by_their_signs(text: str, encoding: str) -> None:
    assert decoded(text.encode(encoding)) == text


def test_a_declaration_that_is_wrong_is_not_believed() -> None:
    assert decoded(f"<?xml version='1.0' encoding='cp1251'?>{RUSSIAN}".encode()).endswith(RUSSIAN)
    assert RUSSIAN in decoded(f"# coding: utf-8\n{RUSSIAN * 3}".encode("cp1251"))
    assert RUSSIAN in decoded(f"# coding: nonsense\n{RUSSIAN * 3}".encode("cp1251"))


def test_utf_8_with_some_damage_is_utf_8_still() -> None:
    whole = (RUSSIAN * 3).encode()
    assert decoded(whole[:-3]) == (RUSSIAN * 3)[:-3] + "\ufffd"
    assert decoded(whole + b"\xff\n" + whole) == f"{RUSSIAN * 3}\ufffd\n{RUSSIAN * 3}"
    assert decoded(b"x\0y" + whole * 10) == "x\ufffdy" + RUSSIAN * 30, "a null that a crash left in a log"


def binary(kind: str) -> bytes:
    noise = random.Random(7)
    return {
        "noise": noise.randbytes(5000),
        "numbers": struct.pack("<500d", *(noise.random() for _ in range(500))),
        "shorts": struct.pack("<2000H", *(noise.randrange(1, 60000) for _ in range(2000))),
        "counts": struct.pack("<2000I", *range(2000)),
        "packed": zlib.compress(RUSSIAN.encode() * 50).replace(b"\0", b"\1") * 20,
        "executable": b"MZ\0\0\x01binary",
        "nulls": b"\0" * 4096,
        "odd": b"\0a\0",
    }[kind]


@pytest.mark.parametrize("kind", ["noise", "numbers", "shorts", "counts", "packed", "executable", "nulls", "odd"])
def test_binary_data_is_not_taken_for_text(kind: str) -> None:
    with pytest.raises(DocumentError, match="binary data"):
        decoded(binary(kind))


CZECH = "Už týdny hýbe veřejností soud s rodiči, jimž úřad odebral děti. Žádná zpráva však neříká, co přijde poté.\n"


@pytest.mark.parametrize("encoding", ["iso8859_2", "cp1250"])
def test_the_two_encodings_of_central_europe_are_told_apart(encoding: str) -> None:
    assert decoded((CZECH * 3).encode(encoding)) == CZECH * 3


def test_what_no_encoding_fits_is_told() -> None:
    with pytest.raises(DocumentError, match="could not be recognised"):
        decoded(bytes(range(128, 256)) * 3)


def test_time_grows_with_the_size_only() -> None:
    began = time.monotonic()
    line = "2026-01-01 00:00:00 service started, fünf Wörter\n".encode()
    assert len(decoded(line * 400_000)) == 400_000 * len(line.decode())
    assert len(decoded(line.decode().encode("cp1252") * 400_000)) == 400_000 * len(line.decode())
    assert time.monotonic() - began < 10
