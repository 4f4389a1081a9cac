"""The sample library opens, and says what its questions claim it says."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

import alcove

SAMPLES = Path(alcove.__file__).parent / "samples"
FILES = sorted((SAMPLES / "library").iterdir())
QUESTIONS: list[dict[str, Any]] = json.loads((SAMPLES / "questions.json").read_text("utf-8"))
ANSWERED = [question for question in QUESTIONS if not question.get("no_answer")]
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def pages_of(path: Path) -> list[str]:
    import pypdfium2

    pdf = pypdfium2.PdfDocument(path)
    try:
        pages = []
        for page in pdf:
            text = page.get_textpage()
            pages.append(text.get_text_range())
            text.close()
            page.close()
        return pages
    finally:
        pdf.close()


def text_of(path: Path) -> str:
    match path.suffix:
        case ".md":
            text = path.read_text("utf-8")
        case ".pdf":
            text = "\n".join(pages_of(path))
        case ".docx":
            with zipfile.ZipFile(path) as archive:
                root = ElementTree.fromstring(archive.read("word/document.xml"))
            paragraphs = root.iter(f"{WORD}p")
            text = "\n".join("".join(run.text or "" for run in each.iter(f"{WORD}t")) for each in paragraphs)
        case other:
            raise AssertionError(f"no reader for {other}")
    return re.sub(r"\s+", " ", text)


def test_library_is_a_dozen_small_files() -> None:
    assert [sum(path.suffix == suffix for path in FILES) for suffix in (".pdf", ".docx", ".md")] == [4, 3, 5]
    assert all(path.stat().st_size < 60_000 for path in FILES)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_sample_opens_and_is_readable(path: Path) -> None:
    text = text_of(path)

    assert len(text) > 1_500
    assert "�" not in text
    assert "■" not in text, "a letter that the embedded font lacks"


@pytest.mark.parametrize("name", ["boiler-warranty.pdf", "workshop-lease.pdf", "dogovor-arendy-garazha.pdf"])
def test_long_pdfs_number_their_pages(name: str) -> None:
    pages = pages_of(SAMPLES / "library" / name)

    assert 2 <= len(pages) <= 4
    for number, page in enumerate(pages, 1):
        assert re.search(rf"(Page {number} of|Страница {number} из) {len(pages)}", page)


@pytest.mark.parametrize("question", ANSWERED, ids=lambda question: question["answer_contains"])
def test_answer_stands_in_the_declared_file(question: dict[str, Any]) -> None:
    assert question["answer_contains"] in text_of(SAMPLES / "library" / question["file"])


def test_questions_cover_every_file_and_both_languages() -> None:
    assert {question["file"] for question in ANSWERED} == {path.name for path in FILES}
    assert len(ANSWERED) == 16
    assert sum(question["language"] == "ru" for question in ANSWERED) == 4
    assert len(QUESTIONS) - len(ANSWERED) == 4
    assert len({question["question"] for question in QUESTIONS}) == len(QUESTIONS)
