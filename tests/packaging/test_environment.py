"""What is installed into the private environment, in which order, and what it costs."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

import environment
from graphics import Build

CPU = Build("cpu", "")
CUDA = Build("cuda", "-DGGML_CUDA=on", "cuda")


class Pip:
    """A pip that notes what it was asked to install and answers from a table."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, **answers: str) -> None:
        self.installed: list[tuple[str, ...]] = []
        self.variables: list[Mapping[str, str]] = []
        monkeypatch.setattr(sys, "platform", "linux")
        monkeypatch.setattr(shutil, "which", lambda _command: None)
        monkeypatch.delenv("ALCOVE_TORCH_INDEX", raising=False)
        monkeypatch.setattr(environment.Venv, "pip", self._pip)
        monkeypatch.setattr(
            environment.Venv,
            "pip_answer",
            lambda _venv, *words: answers.get("_".join(words[:2]).replace("-", ""), ""),
        )

    def _pip(self, title: str, *words: str, env: Mapping[str, str] | None = None) -> None:
        self.installed.append((title, *words))
        self.variables.append(env or {})

    @property
    def cache(self) -> str:
        """The folder that the built runtime is kept in; "" where that is pip's own."""
        runtime = self.installed[1]
        return runtime[runtime.index("--cache-dir") + 1] if "--cache-dir" in runtime else ""


def test_torch_comes_first_and_the_runtime_tells_what_it_costs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pip = Pip(monkeypatch)
    environment.install_packages(environment.Venv(tmp_path), CPU, rebuild=False)
    assert [step[2] for step in pip.installed] == [environment.TORCH, environment.LLAMA, "-e"]
    assert "compiles for about 7 minutes" in pip.installed[1][0]
    known = Pip(monkeypatch, cache_list=" - llama_cpp_python-0.3.36-py3-none-linux_x86_64.whl (8.0 MB)")
    environment.install_packages(environment.Venv(tmp_path), CPU, rebuild=False)
    assert "built before on this machine" in known.installed[1][0]


def test_each_kind_of_build_has_a_cache_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    builds = (CPU, CUDA, Build("vulkan", "-DGGML_VULKAN=on"), Build("", "-DGGML_CUDA=on -DGGML_NATIVE=OFF"))
    caches = []
    for build in builds:
        pip = Pip(monkeypatch, cache_dir="/cache/pip")
        environment.install_packages(environment.Venv(tmp_path), build, rebuild=True)
        assert {"--force-reinstall", "--no-deps"} <= set(pip.installed[1])
        caches.append(pip.cache)
    assert caches[0] == "", "the processor's build is pip's usual one"
    assert len(set(caches)) == 4
    assert all(cache.startswith("/cache/pip-alcove-") for cache in caches[1:])


def test_without_pips_cache_a_build_with_flags_is_not_taken_from_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pip = Pip(monkeypatch)
    environment.install_packages(environment.Venv(tmp_path), CUDA, rebuild=True)
    assert "--no-cache-dir" in pip.installed[1]


def test_only_the_runtime_is_built_with_the_flags(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pip = Pip(monkeypatch)
    environment.install_packages(environment.Venv(tmp_path), CUDA, rebuild=False)
    assert [one.get("CMAKE_ARGS", "") for one in pip.variables] == ["", "-DGGML_CUDA=on", ""]
    assert pip.installed[1][0].startswith("installing the language model runtime for CUDA: compiles once")


def test_a_torch_that_brings_cuda_is_announced_before_the_download(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = '{"install": [{"metadata": {"name": "torch"}}, {"metadata": {"name": "nvidia-cublas"}}]}'
    Pip(monkeypatch, install_dryrun=plan)
    environment.install_packages(environment.Venv(tmp_path), CPU, rebuild=False)
    assert "ALCOVE_TORCH_INDEX" in capsys.readouterr().out
    monkeypatch.setenv("ALCOVE_TORCH_INDEX", "file:///cpu")
    environment.install_packages(environment.Venv(tmp_path), CPU, rebuild=False)
    assert "ALCOVE_TORCH_INDEX" not in capsys.readouterr().out
