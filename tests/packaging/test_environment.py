"""What is installed into the private environment, in which order, and what it costs."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

import environment


class Pip:
    """A pip that notes what it was asked to install and answers from a table."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, **answers: str) -> None:
        self.installed: list[tuple[str, ...]] = []
        monkeypatch.setattr(sys, "platform", "linux")
        monkeypatch.setattr(shutil, "which", lambda _command: None)
        monkeypatch.delenv("ALCOVE_TORCH_INDEX", raising=False)
        monkeypatch.setattr(
            environment.Venv, "pip", lambda _venv, title, *words: self.installed.append((title, *words))
        )
        monkeypatch.setattr(
            environment.Venv,
            "pip_answer",
            lambda _venv, *words: answers.get("_".join(words[:2]).replace("-", ""), ""),
        )

    def _pip(self, title: str, *words: str) -> None:
        self.installed.append((title, *words))


def test_torch_comes_first_and_the_runtime_tells_what_it_costs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pip = Pip(monkeypatch)
    environment.install_packages(environment.Venv(tmp_path), cmake_args="", rebuild=False)
    assert [step[2] for step in pip.installed] == [environment.TORCH, environment.LLAMA, "-e"]
    assert "compiles for about 7 minutes" in pip.installed[1][0]
    known = Pip(monkeypatch, cache_list=" - llama_cpp_python-0.3.36-py3-none-linux_x86_64.whl (8.0 MB)")
    environment.install_packages(environment.Venv(tmp_path), cmake_args="", rebuild=False)
    assert "built before on this machine" in known.installed[1][0]


def test_builds_with_flags_have_a_cache_of_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pip = Pip(monkeypatch, cache_dir="/cache/pip")
    environment.install_packages(environment.Venv(tmp_path), cmake_args="-DGGML_CUDA=on", rebuild=True)
    runtime = pip.installed[1]
    assert {"--force-reinstall", "--no-deps"} <= set(runtime)
    assert runtime[runtime.index("--cache-dir") + 1].startswith("/cache/pip-alcove-")


def test_a_torch_that_brings_cuda_is_announced_before_the_download(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = '{"install": [{"metadata": {"name": "torch"}}, {"metadata": {"name": "nvidia-cublas"}}]}'
    Pip(monkeypatch, install_dryrun=plan)
    environment.install_packages(environment.Venv(tmp_path), cmake_args="", rebuild=False)
    assert "ALCOVE_TORCH_INDEX" in capsys.readouterr().out
    monkeypatch.setenv("ALCOVE_TORCH_INDEX", "file:///cpu")
    environment.install_packages(environment.Venv(tmp_path), cmake_args="", rebuild=False)
    assert "ALCOVE_TORCH_INDEX" not in capsys.readouterr().out
