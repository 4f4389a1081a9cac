"""The figures of an evaluation, worked out by hand."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from alcove.core.errors import AppError
from alcove.rag.evaluate import Measure, Question, answered_figures, found_figures, measured, read_questions


def place(uri: str, page: int | None = None, start: int = 0, end: int = 10) -> dict[str, Any]:
    return {"uri": uri, "page": page, "start": start, "end": end}


def test_a_file_of_questions_is_read_in_each_of_its_forms(tmp_path: Path) -> None:
    lines = [
        {"id": 1, "query": "a", "relevant": {"x/one.md": 2, "two.md": 1}, "answer": "48 hours"},
        {"id": "b", "query": "b", "relevant": ["one.md"], "pages": [["one.md", 3]], "answers": ["x", "y"]},
        {"id": "c", "query": "c", "relevant_pages": [["one.pdf", 0]], "spans": [{"start": 2, "end": 5, "text": "abc"}]},
        {"id": "d", "query": "d", "no_answer": True},
    ]
    file = tmp_path / "questions.jsonl"
    file.write_text("\n\n".join(map(json.dumps, lines)), "utf-8")
    assert read_questions(file) == [
        Question("1", "a", {"one.md": 2.0, "two.md": 1.0}, answers=("48 hours",)),
        Question("b", "b", {"one.md": 1.0}, (("one.md", 3),), answers=("x", "y")),
        Question("c", "c", {}, (("one.pdf", 1),), ((2, 5),)),
        Question("d", "d", no_answer=True),
    ]


@pytest.mark.parametrize("line", ["x", "[]", '{"id": 1}', '{"id": 1, "query": "a", "pages": [["b"]]}'])
def test_a_line_that_is_no_question_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text(f'{{"id": 0, "query": "fine"}}\n{line}\n', "utf-8")
    with pytest.raises(AppError, match="Line 2 of"):
        read_questions(file)


def test_files_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    with pytest.raises(AppError, match="cannot be read"):
        read_questions(tmp_path / "gone")
    (tmp_path / "x").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(AppError, match="not in UTF-8"):
        read_questions(tmp_path / "x")


def test_hits_are_worth_their_ranks() -> None:
    question = Question("1", "a", {"one.md": 2.0, "two.md": 1.0})
    hits = [place("/l/other.md"), place("/l/one.md"), place("/l/one.md", start=20), place("/l/two.md")]
    figures = dict(found_figures(question, hits))
    assert figures["ndcg@10"] == pytest.approx((2 / math.log2(3) + 1 / math.log2(4)) / (2 + 1 / math.log2(3)))
    assert (figures["mrr@10"], figures["recall@5"], figures["recall@10"]) == (0.5, 1.0, 1.0)
    assert dict(found_figures(question, [])) == {"ndcg@10": 0, "mrr@10": 0, "recall@5": 0, "recall@10": 0}
    assert dict(found_figures(Question("1", "a"), hits)) == {}


def test_where_pages_are_known_pages_are_judged() -> None:
    question = Question("1", "a", {"one.pdf": 1.0}, (("one.pdf", 2), ("one.pdf", 3)))
    figures = dict(found_figures(question, [place("/l/one.pdf", 1), place("/l/one.pdf", 3)]))
    assert (figures["mrr@10"], figures["recall@5"]) == (0.5, 0.5)


def test_spans_are_covered_by_the_first_hits_of_their_item() -> None:
    question = Question("1", "a", {"one.md": 1.0}, spans=((5, 15),))
    figures = dict(found_figures(question, [place("/l/two.md", start=0, end=99), place("/l/one.md", start=0, end=10)]))
    assert figures["span recall@5"] == 0.5


def test_a_passage_is_found_where_a_hit_is_half_of_it() -> None:
    question = Question("1", "a", passage=("/l/one.md", 100, 200))
    others = [place("/l/two.md", start=100, end=200), place("/l/one.md", start=0, end=149)]
    hits = [*others, place("/l/one.md", start=150, end=400)]
    found = dict(found_figures(question, hits))
    assert found == {"passage@5": 1.0, "passage@10": 1.0, "passage mrr@10": pytest.approx(1 / 3)}
    assert dict(found_figures(question, others)) == {"passage@5": 0.0, "passage@10": 0.0, "passage mrr@10": 0.0}
    late = [*others * 3, place("/l/one.md", start=120, end=130)]
    assert dict(found_figures(question, late))["passage@5"] == 0.0
    assert dict(found_figures(question, late))["passage@10"] == 1.0


def test_answers_are_worth_what_they_contain_and_cite() -> None:
    question = Question("1", "a", {"one.md": 1.0}, answers=("no", "48 Hours"))
    citations = [{**place("/l/one.md"), "verbatim": True}, {**place("/l/two.md"), "verbatim": False}]
    answer = {"answer": "It takes  48, hours [1].", "refused": False, "citations": citations}
    assert dict(answered_figures(question, answer)) == {
        "answerable, refused": 0.0,
        "answer match": 1.0,
        "answer F1": pytest.approx(2 * 2 / (5 + 2)),
        "carries a quotation": 0.0,
        "quotations verbatim": 0.5,
        "citation precision": 0.5,
    }
    refused = {"answer": "The library does not say.", "refused": True, "citations": citations}
    assert dict(answered_figures(question, refused)) == {
        "answerable, refused": 1.0,
        "answer match": 0.0,
        "answer F1": 0.0,
    }
    assert dict(answered_figures(Question("1", "a", no_answer=True), refused)) == {"unanswerable, refused": 1.0}
    bare = Question("1", "a")
    assert dict(answered_figures(bare, answer)) == {
        "answerable, refused": 0.0,
        "carries a quotation": 0.0,
        "quotations verbatim": 0.5,
    }
    quoting = {"answer": "It says: “dries in two days or three” [1].", "refused": False, "citations": []}
    assert dict(answered_figures(bare, quoting)) == {"answerable, refused": 0.0, "carries a quotation": 1.0}
    assert dict(answered_figures(bare, {**quoting, "answer": "“Two days”"}))["carries a quotation"] == 0
    paged = Question("1", "a", pages=(("one.md", 2),))
    assert dict(answered_figures(paged, answer))["citation precision"] == 0.0


def test_means_come_with_their_standard_error() -> None:
    assert measured([("a", 1.0), ("b", 0.5), ("a", 0.0)]) == [Measure("a", 0.5, 2, 0.5), Measure("b", 0.5, 1, 0.0)]
