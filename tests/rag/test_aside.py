"""A file that is read for one question: as items are, within limits, and never left running."""

from __future__ import annotations

from pathlib import Path

import pytest

from alcove.core.cancel import CancelToken
from alcove.core.errors import DocumentError
from alcove.core.paths import Paths
from alcove.rag import aside
from alcove.rag.aside import text_aside


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths.at(tmp_path / "data")


def test_a_file_is_read_as_an_item_is(tmp_path: Path, paths: Paths) -> None:
    (tmp_path / "a.html").write_text("<h1>Oil</h1><p>Tung oil <b>dries</b>.", "utf-8")
    assert "Tung oil dries." in text_aside(tmp_path / "a.html", paths, CancelToken())


def test_what_cannot_be_read_is_told_with_its_name(
    tmp_path: Path, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4 broken")
    (tmp_path / "b.xyz").write_text("x", "utf-8")
    (tmp_path / "long.txt").write_text("word " * 20, "utf-8")
    monkeypatch.setattr(aside, "MOST_CHARACTERS", 50)
    refused = {
        "a.pdf": "a.pdf is not read", "b.xyz": "does not read .xyz files", "none": "cannot be opened",
        ".": "it is a folder", "long.txt": "has 100 characters, more than",
    }  # fmt: skip
    for name, told in refused.items():
        with pytest.raises(DocumentError, match=told):
            text_aside(tmp_path / name, paths, CancelToken())


def test_cancelled_there_is_no_text(tmp_path: Path, paths: Paths) -> None:
    (tmp_path / "a.txt").write_text("x", "utf-8")
    token = CancelToken()
    token.cancel()
    assert text_aside(tmp_path / "a.txt", paths, token) == ""
