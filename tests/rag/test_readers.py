"""Formats: what is read of a file, where its headings and pages stand, and why a file is not read."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

import alcove
from alcove.core.errors import DocumentError
from alcove.core.formats import FORMATS
from alcove.rag.readers import reader_version, refusal
from alcove.rag.readers.text import decoded
from alcove.rag.split import SPLIT_VERSION
from alcove.rag.types import Document
from tests.rag.reading import read_file as read

SAMPLES = Path(alcove.__file__).parent / "samples" / "library"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
RUSSIAN = "Договор аренды гаража заключён в июне. Крышу чинит хозяин. Ёжик живёт под полом уже третий год подряд.\n"


def document(tmp_path: Path, name: str, data: bytes | str, mime: str) -> Document:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read(path, mime)


# Text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-bom", "utf-32", "cp1251", "koi8-r"])
def test_texts_in_any_usual_encoding_are_read(encoding: str) -> None:
    data = b"\xff\xfe" + RUSSIAN.encode("utf-16-le") if encoding.endswith("bom") else RUSSIAN.encode(encoding)
    assert decoded(data) == RUSSIAN


def test_western_texts_without_a_mark_are_read() -> None:
    text = "Die Miete beträgt fünfhundert Euro für das Büro am schönen Fluß. " * 3
    assert "beträgt fünfhundert" in decoded(text.encode("cp1252"))


@pytest.mark.parametrize("mime", ["text/plain", "text/markdown"])
@pytest.mark.parametrize(
    "text",
    [
        "a\r\nb\r\n",
        "\n\n a \t\n\x0c b",
        "---\nx: 1\n---\n# A\r\n",
        "é\u0301 \ud83c\udfe0".encode("utf-16", "surrogatepass").decode("utf-16"),
    ],
)
def test_plain_text_and_markdown_are_the_decoded_file_unchanged(tmp_path: Path, mime: str, text: str) -> None:
    for mark in ("", "\ufeff"):
        assert document(tmp_path, "note.md", mark + text, mime).text == text


@pytest.mark.parametrize("mime", ["text/plain", "text/markdown"])
@pytest.mark.parametrize(
    ("data", "reason"),
    [(b" \n\t\r\n", "no text"), (b"\xef\xbb\xbf", "no text"), (b"MZ\0\0\x01binary", "binary data")],
)
def test_what_is_no_text_is_not_read(tmp_path: Path, mime: str, data: bytes, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        document(tmp_path, "note.txt", data, mime)


def test_the_title_is_the_first_great_heading(tmp_path: Path) -> None:
    assert document(tmp_path, "oil.md", "## Small\n# Great\n# Second", "text/markdown").title == "Great"
    assert document(tmp_path, "oil.md", "## Small\n", "text/markdown").title == ""
    assert document(tmp_path, "My oil.txt", "# no heading", "text/plain").title == ""
    assert document(tmp_path, "My oil.txt", "# no heading", "text/plain").headings == ()


# DOCX


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.docx")), ids=lambda path: path.name)
def test_docx_samples_have_titles_headings_and_text(path: Path) -> None:
    sample = read(path, DOCX)
    assert sample.title
    assert sample.headings
    assert all(sample.text[h.start :].startswith(h.text) for h in sample.headings)
    assert len(sample.text) > 1_000


def test_a_damaged_or_encrypted_docx_is_not_read(tmp_path: Path) -> None:
    cut = next(SAMPLES.glob("*.docx")).read_bytes()[:9_000]
    encrypted = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600  # an OLE file, as Word locks documents
    for data in (cut, encrypted):
        with pytest.raises(DocumentError):
            document(tmp_path, "letter.docx", data, DOCX)


# The table


def test_the_table_names_readers_that_exist_and_their_versions() -> None:
    for known in FORMATS:
        module, _, name = known.reader.partition(":")
        assert callable(getattr(import_module(f"alcove.rag.readers.{module}"), name))
        assert reader_version(known.mime) == f"{known.reader}@{known.version}.{SPLIT_VERSION}"
    assert reader_version("application/octet-stream") == ""


def test_no_two_formats_claim_the_same_type_or_suffix() -> None:
    mimes = [one.mime for one in FORMATS]
    suffixes = [suffix for one in FORMATS for suffix in one.suffixes]
    assert len(set(mimes)) == len(mimes) and len(set(suffixes)) == len(suffixes)
    assert all(s.startswith(".") and s == s.lower() for s in suffixes)


@pytest.mark.parametrize(
    ("uri", "mime", "size", "reason"),
    [
        ("/a.md", "text/markdown", 5, ""),
        ("/a.md", "text/markdown", 0, "the file is empty"),
        ("/a.md", "text/markdown", 65_000_000, "too large: 65 MB, and its format is read up to 64 MB"),
        ("/a.XYZ", "application/octet-stream", 5, "does not read .xyz files"),
        ("/Makefile", "application/octet-stream", 5, "no suffix"),
    ],
)
def test_why_a_file_is_not_even_opened(uri: str, mime: str, size: int, reason: str) -> None:
    assert (reason in refusal(uri, mime, size)) if reason else refusal(uri, mime, size) == ""
