"""reStructuredText, Org and LaTeX: the file's own text, and its sections at their exact places."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from alcove.rag.readers.markup import rst_headings, tex_headings
from alcove.rag.types import Document
from tests.rag.reading import read_file


def read(tmp_path: Path, name: str, text: str) -> Document:
    path = tmp_path / name
    path.write_bytes(text.encode())
    document = read_file(path)
    assert document.text == text
    return document


def outline(document: Document) -> list[tuple[int, str, str]]:
    """Return each heading with the line it stands at."""
    return [(h.level, h.text, document.text[h.start :].splitlines()[0]) for h in document.headings]


def test_rst_has_its_sections_in_the_order_of_their_rules(tmp_path: Path) -> None:
    text = (
        "========\nThe oils\n========\n\n:tags: wood, care\n\nTung\n====\r\n\n"
        "text\n\nDrying\n------\n\nLinseed\n=======\n"
    )
    document = read(tmp_path, "oil.rst", text)
    assert document.title == "The oils" and document.tags == ("wood", "care")
    assert outline(document) == [(1, "The oils", "========"), (2, "Tung", "Tung"), (3, "Drying", "Drying"),
                                 (2, "Linseed", "Linseed")]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "text\n\n----\n\nmore\n",
        "=====  ====\na      b\n=====  ====\nc      d\n=====  ====\n",
        "====\na\n====\nb\n====\n",
        "paragraph\nTitle\n=====\n",
        "  indented\n  ========\n",
        "long title here\n---\n",
        "====\n----\n====\n",
        "",
    ],
)
def test_rst_tables_and_rules_are_no_sections(text: str) -> None:
    assert rst_headings(text) == ()


def test_rst_sections_may_follow_a_comment_or_have_short_rules() -> None:
    found = rst_headings(".. a comment\nA longer title\n====\ntext\n\n.. _t:\n\n##\nC#\n##\nx\n")
    assert [(h.level, h.text) for h in found] == [(1, "A longer title"), (2, "C#")]


def test_org_has_headings_tags_and_a_title(tmp_path: Path) -> None:
    document = read(
        tmp_path,
        "oil.org",
        "#+TITLE: Care of wood\n#+filetags: :wood:care:\n* TODO [#A] Oils  :tung:work@home:\r\ntext * no\n"
        "** DONE [[https://x.org][Wax]] and [[resin]]\n*** \n*bold* is no heading\n* C :) smile\n",
    )
    assert document.title == "Care of wood"
    assert document.tags == ("wood", "care", "tung", "work@home")
    assert [(level, text) for level, text, _ in outline(document)] == [
        (1, "Oils"), (2, "Wax and resin"), (1, "C :) smile")]  # fmt: skip
    assert outline(document)[0][2].startswith("* TODO [#A] Oils")


def test_latex_has_sections_and_a_title(tmp_path: Path) -> None:
    document = read(
        tmp_path,
        "oil.tex",
        "\\documentclass{article}\n\\title{Care of \\emph{wood}\\thanks{aunt}}\n% \\section{commented}\n"
        "\\section[short]{Oils \\& {wax}~two\\label{s}}\n100\\% \\section*{Tung}\n"
        "\\begin{verbatim}\n\\section{no}\n\\end{verbatim}\n\\subsection\n{Drying $x$}\n\\section{}\n"
        "\\begin{frame}\\frametitle{A slide}\\end{frame}\\section{never closed",
    )
    assert document.title == "Care of wood"
    assert [(level, text) for level, text, _ in outline(document)] == [
        (1, "Oils & wax two"), (1, "Tung"), (2, "Drying x"), (3, "A slide"), (1, "never closed")]  # fmt: skip
    assert all(line.startswith("\\") for _, _, line in outline(document))


def test_the_highest_level_in_use_is_the_first() -> None:
    assert [h.level for h in tex_headings(r"\paragraph{a}\chapter{b}\section{c}")[1]] == [3, 1, 2]


def test_time_grows_with_the_size_only() -> None:
    began = time.monotonic()
    rst_headings("Title\n=====\n\ntext\n\n" * 100_000)
    tex_headings("\\section{" * 20_000)
    tex_headings("\\begin{verbatim} % \n" * 2_000 + "\\section{a}" * 50_000)
    assert time.monotonic() - began < 10
