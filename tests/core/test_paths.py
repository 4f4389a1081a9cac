"""`--data-dir` moves everything."""

from __future__ import annotations

import sys
from pathlib import Path

import platformdirs
import pytest

from alcove.core.errors import DatabaseError
from alcove.core.paths import Paths


def test_everything_lies_below_the_data_dir(tmp_path: Path) -> None:
    paths = Paths.at(tmp_path / "deep" / "library")

    assert paths.data_dir == tmp_path / "deep" / "library"
    assert paths.data_dir.is_dir()
    for place in (paths.database, paths.chroma, paths.logs, paths.models, paths.prompts, paths.running, paths.attached):
        assert place.parent == paths.data_dir
    assert paths.model_folders == (paths.models, Path(sys.prefix) / "share" / "alcove" / "models")


def test_a_relative_data_dir_becomes_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert Paths.at("here").data_dir == tmp_path / "here"


def test_the_home_folder_is_spelled_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert Paths.at("~/library").data_dir == tmp_path / "library"


def test_a_place_where_no_folder_can_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(DatabaseError, match="cannot be made") as refused:
        Paths.at(tmp_path / "file" / "library")
    assert "--data-dir" in refused.value.hint


@pytest.mark.parametrize("nothing", [None, ""])
def test_without_a_data_dir_the_platform_decides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nothing: str | None
) -> None:
    monkeypatch.setattr(platformdirs, "user_data_path", lambda name, appauthor: tmp_path / name)
    assert Paths.at(nothing).data_dir == tmp_path / "alcove"
