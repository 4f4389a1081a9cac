"""Asking with files from the command line: a scan and a picture that no source has, read by the real reader."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rag import paper
from tests.terminal.conftest import Alcove, Synced


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    path = tmp_path / "Lease scan.pdf"
    path.write_bytes(paper.pdf(paper.Sheet(scan=paper.picture(paper.ENGLISH))))
    return path


def test_a_scan_is_read_for_one_question_and_cited(run: Alcove, synced: Synced, scan: Path) -> None:
    question = "How many euros does the tenant of the garage pay each month?"
    value = run("ask", question, "--attach", scan, "--max-tokens", 24, at=synced.data_dir).one
    assert str(scan) in [one["uri"] for one in value["hits"]]
    cited = [one for one in value["citations"] if one["uri"] == str(scan)]
    assert cited and cited[0]["verbatim"] and cited[0]["page"] == 1
    shown = run("show", scan, "--start", cited[0]["start"], "--end", cited[0]["end"], at=synced.data_dir).one
    assert " ".join(shown["text"].split()) == " ".join(cited[0]["quote"].split())
    assert all(one["uri"] != str(scan) for one in run("coverage", at=synced.data_dir).lines)
    found = run("search", "tenant of the garage", at=synced.data_dir).one
    assert all(one["uri"] != str(scan) for one in found["hits"]), "nobody else finds it"


def test_a_picture_answers_without_a_library(run: Alcove, starter_model: Path, tmp_path: Path) -> None:
    picture = tmp_path / "shot.png"
    paper.picture("Your parcel arrives on Tuesday, between nine and eleven.").save(picture)
    value = run("ask", "When does the parcel arrive?", "--attach", picture, "--max-tokens", 16).one
    assert [one["uri"] for one in value["hits"]] == [str(picture)]
    assert value["coverage"]["items"] == 1 and not value["refused"]


def test_what_cannot_be_read_ends_it_with_the_reason(run: Alcove, starter_model: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    error = run("ask", "What is it?", "--attach", tmp_path / "empty.txt").error
    assert "empty.txt is not read: the file is empty." in error["message"]
    assert "not read" in run("ask", "What?", "--attach", tmp_path / "gone.pdf").error["message"]
