"""What the runtime is built for, and what a computer must have for that."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import environment
import graphics
from graphics import FLAGS, Build, check_tools, choose, find_nvcc, nvidia_card, tools_environment
from running import SetupError, advice


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Linux computer without any of the tools."""
    for name in ("CUDACXX", "CUDAHOSTCXX", "CUDA_PATH", "VULKAN_SDK"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(shutil, "which", lambda _command, path=None: None)
    monkeypatch.setattr(graphics, "CUDA_PLACES", ())
    monkeypatch.setattr(graphics, "is_present", lambda _need: False)
    monkeypatch.setattr(graphics, "is_debian", lambda: True)


def build(kind: str) -> Build:
    return Build(kind, FLAGS[kind], kind)


def program(path: Path, script: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let programs that are asked something answer: their output, their status, or the error of starting them."""

    def answer(out: str = "", status: int = 0, error: Exception | None = None) -> None:
        def run(argv: list[str], **_: object) -> subprocess.CompletedProcess[str]:
            if error is not None:
                raise error
            return subprocess.CompletedProcess(argv, status, out, "")

        monkeypatch.setattr(subprocess, "run", run)

    return answer


@pytest.mark.parametrize(
    ("platform", "asked", "remembered", "kind", "flags"),
    [
        ("linux", "", "", "cpu", ""),
        ("win32", "", "", "cpu", ""),
        ("darwin", "", "", "metal", "-DGGML_METAL=on"),
        ("linux", "cuda", "", "cuda", "-DGGML_CUDA=on"),
        ("linux", "", "cuda", "cuda", "-DGGML_CUDA=on"),
        ("linux", "vulkan", "cuda", "vulkan", "-DGGML_VULKAN=on"),
        ("linux", "cpu", "cuda", "cpu", ""),
    ],
)
def test_what_is_asked_comes_before_what_was_and_before_what_is_usual(
    monkeypatch: pytest.MonkeyPatch, platform: str, asked: str, remembered: str, kind: str, flags: str
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    assert choose(asked, remembered=remembered, by_hand="") == Build(kind, flags, asked or remembered)


def test_flags_given_by_hand_say_it_all(capsys: pytest.CaptureFixture[str]) -> None:
    by_hand = choose("", remembered="cuda", by_hand="-DGGML_HIP=on")
    assert by_hand == Build("", "-DGGML_HIP=on", "cuda")
    assert capsys.readouterr().out == ""
    check_tools(by_hand)
    assert tools_environment(by_hand) == {}, "they are in the environment already"


@pytest.mark.parametrize(
    ("kind", "message", "hint"),
    [
        ("cuda", "needs NVIDIA's CUDA toolkit", "developer.nvidia.com/cuda-downloads"),
        ("vulkan", "libvulkan-dev glslc spirv-headers", "sudo apt-get install --yes"),
        ("metal", "Metal is there on Macs only", "--gpu cuda, --gpu vulkan"),
    ],
)
def test_what_is_missing_is_named_before_anything_is_built(kind: str, message: str, hint: str) -> None:
    with pytest.raises(SetupError, match=message) as missing:
        check_tools(build(kind))
    assert hint in missing.value.hint


def test_the_processor_needs_no_tools() -> None:
    check_tools(build("cpu"))


@pytest.mark.parametrize("kind", ["cpu", "cuda", "vulkan"])
def test_a_mac_is_always_built_for_metal(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(SetupError, match="always built for Metal") as refused:
        check_tools(build(kind))
    assert "alcove settings set gpu_layers 0" in refused.value.hint


def test_metal_needs_apples_command_line_tools(monkeypatch: pytest.MonkeyPatch, answers: Callable[..., None]) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    answers("/Library/Developer/CommandLineTools\n")
    check_tools(build("metal"))
    for how in ({"status": 2}, {"error": FileNotFoundError()}):
        answers(**how)
        with pytest.raises(SetupError, match="Apple's command line tools") as missing:
            check_tools(build("metal"))
        assert "xcode-select --install" in missing.value.hint


@pytest.mark.parametrize("way", ["CUDACXX", "CUDA_PATH", "usual place"])
def test_a_cuda_compiler_off_the_path_is_found_and_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    nvcc = program(tmp_path / "cuda" / "bin" / "nvcc")
    if way == "usual place":
        monkeypatch.setattr(graphics, "CUDA_PLACES", (str(tmp_path / "none"), str(tmp_path / "cuda")))
    else:
        monkeypatch.setenv(way, str(nvcc if way == "CUDACXX" else tmp_path / "cuda"))
    assert find_nvcc() == nvcc
    variables = tools_environment(build("cuda"))
    assert variables["CMAKE_ARGS"] == "-DGGML_CUDA=on"
    assert variables["PATH"].split(os.pathsep)[0] == str(nvcc.parent)


def test_cuda_without_a_card_is_not_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """CMake refuses to build for "native" then, and the finished library would not load without the driver's."""
    monkeypatch.setenv("CUDACXX", str(program(tmp_path / "nvcc")))
    with pytest.raises(SetupError, match="needs an NVIDIA card and its driver") as refused:
        check_tools(build("cuda"))
    assert "--gpu vulkan" in refused.value.hint


MISSING = "<stdin>:1:10: fatal error: cublas_v2.h: No such file or directory"
TOO_NEW = "host_config.h:137:2: error: #error -- unsupported GNU version! gcc versions later than 15 are not supported!"


@pytest.mark.skipif(os.name != "posix", reason="the compiler is tried where it runs in any terminal")
@pytest.mark.parametrize(
    ("script", "message", "hint"),
    [
        (f"echo '{MISSING}' >&2; exit 1", "comes without cuBLAS", "libcublas-dev"),
        (f"echo '{TOO_NEW}' >&2; exit 1", "unsupported GNU version", "CUDAHOSTCXX"),
        ("echo 'nvcc fatal: Failed to preprocess' >&2; exit 1", "nvcc fatal: Failed", ""),
    ],
)
def test_a_cuda_toolkit_that_cannot_build_the_runtime_is_found_out_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, message: str, hint: str
) -> None:
    monkeypatch.setattr(graphics, "nvidia_card", lambda: "Tesla T4")
    monkeypatch.setenv("CUDACXX", str(program(tmp_path / "nvcc", script)))
    with pytest.raises(SetupError, match=message) as refused:
        check_tools(build("cuda"))
    assert hint in refused.value.hint


@pytest.mark.skipif(os.name != "posix", reason="the compiler is tried where it runs in any terminal")
def test_a_cuda_toolkit_is_tried_with_the_compiler_that_will_be_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nvcc = program(tmp_path / "nvcc", f'echo "$@" > {tmp_path}/asked; cat > {tmp_path}/read')
    monkeypatch.setattr(graphics, "nvidia_card", lambda: "Tesla T4")
    monkeypatch.setenv("CUDACXX", str(nvcc))
    monkeypatch.setenv("CUDAHOSTCXX", "/usr/bin/g++-12")
    check_tools(build("cuda"))
    assert (tmp_path / "asked").read_text() == "-ccbin /usr/bin/g++-12 -E -x cu -\n"
    assert "cublas" in (tmp_path / "read").read_text()
    nvcc.chmod(0o644)
    with pytest.raises(SetupError, match="cannot be run"):
        check_tools(build("cuda"))


def test_a_cuda_compiler_on_the_path_needs_no_help(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nvcc = program(tmp_path / "nvcc")
    monkeypatch.setattr(shutil, "which", lambda command: str(nvcc) if command == "nvcc" else None)
    assert find_nvcc() == nvcc
    assert tools_environment(build("cuda")) == {"CMAKE_ARGS": "-DGGML_CUDA=on"}


def test_a_cuda_compiler_that_is_named_must_be_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUDACXX", str(tmp_path / "nvcc"))
    with pytest.raises(SetupError, match="CUDA toolkit"):
        check_tools(build("cuda"))


def test_other_distributions_are_told_what_vulkan_needs_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graphics, "is_debian", lambda: False)
    monkeypatch.setattr(graphics, "is_present", lambda need: need.package == "glslc")
    with pytest.raises(SetupError, match=r"libvulkan-dev spirv-headers\.") as missing:
        check_tools(build("vulkan"))
    assert "your distribution" in missing.value.hint
    monkeypatch.setattr(graphics, "is_present", lambda _need: True)
    check_tools(build("vulkan"))


@pytest.mark.parametrize("platform", ["linux", "win32"])
def test_the_vulkan_sdk_brings_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setenv("VULKAN_SDK", str(tmp_path))
    with pytest.raises(SetupError, match="VULKAN_SDK does not lead to one"):
        check_tools(build("vulkan"))
    there = str(tmp_path / "bin")
    monkeypatch.setattr(shutil, "which", lambda _command, path="": there if there in path else None)
    check_tools(build("vulkan"))


def test_windows_takes_vulkan_from_the_sdk_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(SetupError, match="needs the Vulkan SDK"):
        check_tools(build("vulkan"))


@pytest.mark.parametrize(
    ("answer", "card"),
    [
        (
            {"out": "GPU 0: NVIDIA GeForce RTX 3060 (UUID: GPU-1)\nGPU 1: Tesla T4 (UUID: GPU-2)\n"},
            "NVIDIA GeForce RTX 3060",
        ),
        ({"out": "No devices were found\n"}, ""),
        ({"out": "GPU 0: NVIDIA GeForce RTX 3060 (UUID: GPU-1)\n", "status": 9}, ""),
        ({"error": subprocess.TimeoutExpired("nvidia-smi", 20)}, ""),
        ({"error": PermissionError()}, ""),
    ],
)
def test_an_nvidia_card_is_what_its_driver_sees(
    monkeypatch: pytest.MonkeyPatch, answers: Callable[..., None], answer: dict[str, object], card: str
) -> None:
    answers(**answer)
    assert nvidia_card() == "", "without its driver's program nobody is asked"
    monkeypatch.setattr(shutil, "which", lambda command: f"/usr/bin/{command}")
    assert nvidia_card() == card


def test_compilers_that_do_not_go_together_are_told_apart_from_a_missing_one() -> None:
    output = "#error -- unsupported GNU version! gcc versions later than 13 are not supported!\n"
    assert "CUDAHOSTCXX" in advice(output + "Failed building wheel for llama_cpp_python")
    assert "--gpu cpu" in advice("Failed building wheel for llama_cpp_python")


def test_the_readme_names_every_kind_with_the_flags_it_is_built_with() -> None:
    readme = (Path(graphics.__file__).parent / "README.md").read_text(encoding="utf-8")
    for kind, flags in FLAGS.items():
        (row,) = [line for line in readme.splitlines() if line.startswith(f"| `{kind}` |")]
        assert row.endswith(f"| `{flags}` |" if flags else "| |")
    assert f" {environment.LLAMA}\n" in readme
    for need in graphics.VULKAN_NEEDS:
        assert need.package in readme
