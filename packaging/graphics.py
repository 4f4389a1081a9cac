"""What the language model runtime computes on: the choice, the flags it is built with, and the tools that takes.

The names of the flags and what each kind needs are those of llama.cpp's docs/build.md and of llama-cpp-python's
CMakeLists.txt.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from running import SetupError, advice, say
from system_packages import Need, apt_command, is_debian, is_present

FLAGS = {"cpu": "", "cuda": "-DGGML_CUDA=on", "metal": "-DGGML_METAL=on", "vulkan": "-DGGML_VULKAN=on"}
TITLES = {"cuda": "CUDA", "metal": "Metal", "vulkan": "Vulkan"}
VULKAN_NEEDS = (
    Need("file:/usr/include/vulkan/vulkan.h", "libvulkan-dev"),
    Need("command:glslc", "glslc"),
    Need("file:/usr/*/cmake/SPIRV-Headers/SPIRV-HeadersConfig.cmake", "spirv-headers"),
)
CUDA_PLACES = ("/usr/local/cuda", "/opt/cuda")


@dataclass(frozen=True)
class Build:
    """How the runtime is built.

    `kind` is a key of FLAGS, or "" where flags given by hand say it all. `named` is the kind that was asked for, now or
    earlier, and "" when nobody ever did.
    """

    kind: str
    cmake_args: str
    named: str = ""

    @property
    def title(self) -> str:
        """Name it behind "the runtime": "" for the processor and for flags given by hand."""
        return f" for {TITLES[self.kind]}" if self.kind in TITLES else ""


def take_gpu(arguments: Sequence[str]) -> tuple[str, list[str]]:
    """Return the kind that `--gpu KIND` asks for, or "", and the other arguments. Raises SetupError for no kind."""
    asked, others, rest = "", [], iter(arguments)
    for argument in rest:
        option, _, value = argument.partition("=")
        if option != "--gpu":
            others.append(argument)
            continue
        asked = value or next(rest, "")
        if asked not in FLAGS:
            raise SetupError(f"--gpu takes cuda, metal, vulkan or cpu, not '{asked}'.")
    return asked, others


def choose(asked: str, *, remembered: str, by_hand: str) -> Build:
    """Decide how the runtime is built: flags given by hand, what is asked for, what was last time, what is usual here.

    On a Mac the runtime comes with Metal whatever it is told, so that is the usual one there.
    """
    if by_hand:
        if asked:
            say(f"CMAKE_ARGS is set and says how the runtime is built; --gpu {asked} changes nothing.")
        return Build("", by_hand, remembered)
    named = asked or remembered
    kind = named or ("metal" if sys.platform == "darwin" else "cpu")
    return Build(kind, FLAGS[kind], named)


def check_tools(build: Build) -> None:
    """See that this computer can build the runtime so. Raises SetupError with what to install or to choose instead."""
    is_mac = sys.platform == "darwin"
    if is_mac and build.kind in ("cpu", "cuda", "vulkan"):
        raise SetupError(
            "On a Mac the language model runtime is always built for Metal.",
            "Say --gpu metal. To keep models on the processor, run `alcove settings set gpu_layers 0` afterwards.",
        )
    if build.kind == "metal" and not is_mac:
        raise SetupError("Metal is there on Macs only.", "Say --gpu cuda, --gpu vulkan or --gpu cpu.")
    if build.kind == "metal":
        _check_xcode()
    elif build.kind == "cuda":
        _check_cuda()
    elif build.kind == "vulkan":
        _check_vulkan()


def tools_environment(build: Build) -> Mapping[str, str]:
    """Return the variables that the build needs: its flags, and the way to a CUDA compiler that is not on the path."""
    if not build.kind:
        return {}  # CMAKE_ARGS is in the environment already
    variables = {"CMAKE_ARGS": build.cmake_args}
    nvcc = find_nvcc() if build.kind == "cuda" else None
    if nvcc and not shutil.which("nvcc"):
        variables["PATH"] = str(nvcc.parent) + os.pathsep + os.environ.get("PATH", "")
    return variables


def find_nvcc() -> Path | None:
    """Look for CUDA's compiler: named by CUDACXX, on the path, or where toolkits are installed."""
    named = os.environ.get("CUDACXX") or shutil.which("nvcc")
    if named:
        return Path(named)
    places = [place for place in (os.environ.get("CUDA_PATH", ""), *CUDA_PLACES) if place]
    names = [Path(place, "bin", "nvcc.exe" if sys.platform == "win32" else "nvcc") for place in places]
    return next((path for path in names if path.is_file()), None)


def nvidia_card() -> str:
    """Return the name of the first NVIDIA card that the driver sees, or ""."""
    if not shutil.which("nvidia-smi"):
        return ""
    try:
        listed = subprocess.run(["nvidia-smi", "-L"], capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    first = listed.stdout.partition("\n")[0]  # GPU 0: NVIDIA GeForce RTX 3060 (UUID: GPU-...)
    is_card = listed.returncode == 0 and first.startswith("GPU ")
    return first.partition(": ")[2].partition(" (UUID")[0] if is_card else ""


def say_what_is_unused(build: Build) -> None:
    """Tell how to use an NVIDIA card that is here while nobody said what to build for."""
    if build.kind != "cpu" or build.named:
        return
    card = nvidia_card()
    if card:
        say(f"Models will run on the processor. To use the {card}: make run GPU=cuda (without make: run --gpu cuda).")


def _check_xcode() -> None:
    try:
        found = subprocess.run(["xcode-select", "-p"], capture_output=True).returncode == 0
    except OSError:
        found = False
    if not found:
        raise SetupError(
            "Building the language model runtime needs Apple's command line tools.",
            "Run `xcode-select --install`, then start again.",
        )


def _check_cuda() -> None:
    nvcc = find_nvcc()
    if nvcc is None or not nvcc.is_file():
        raise SetupError(
            "Building for CUDA needs NVIDIA's CUDA toolkit: its compiler nvcc is not found.",
            "Install it from developer.nvidia.com/cuda-downloads, then start again in a new terminal. "
            "If it lies in an unusual place, set CUDACXX to the path of nvcc.",
        )
    if not nvidia_card():
        raise SetupError(
            "Building for CUDA needs an NVIDIA card and its driver: nvidia-smi finds none here.",
            "Install NVIDIA's driver, restart, and start again; or say --gpu vulkan or --gpu cpu.",
        )
    if sys.platform != "win32":  # there nvcc finds Microsoft's compiler in its own terminal only, CMake everywhere
        _try_nvcc(nvcc)


def _try_nvcc(nvcc: Path) -> None:
    """Let it read what the runtime includes: some toolkits come without cuBLAS, or refuse this C++ compiler."""
    host = os.environ.get("CUDAHOSTCXX", "")
    command = [str(nvcc), *(["-ccbin", host] if host else []), "-E", "-x", "cu", "-"]
    try:
        tried = subprocess.run(command, input="#include <cublas_v2.h>\n", capture_output=True, text=True, timeout=120)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SetupError(f"CUDA's compiler {nvcc} cannot be run: {error}", "Install the CUDA toolkit again.") from error
    if tried.returncode == 0:
        return
    if "cublas_v2.h" in tried.stderr:
        raise SetupError(
            f"The CUDA toolkit of {nvcc} comes without cuBLAS.",
            "Install the whole toolkit from developer.nvidia.com/cuda-downloads, or its package libcublas-dev.",
        )
    raise SetupError(f"CUDA's compiler {nvcc} does not work here.\n{tried.stderr.strip()}", advice(tried.stderr))


def _check_vulkan() -> None:
    sdk = os.environ.get("VULKAN_SDK", "")
    if sdk or sys.platform == "win32":
        folders = os.pathsep.join([str(Path(sdk, "bin")), os.environ.get("PATH", "")])
        if not (sdk and shutil.which("glslc", path=folders)):
            raise SetupError(
                "Building for Vulkan needs the Vulkan SDK: VULKAN_SDK does not lead to one with the compiler glslc.",
                "Install it from vulkan.lunarg.com, then start again in a new terminal.",
            )
        return
    missing = [need.package for need in VULKAN_NEEDS if not is_present(need)]
    if not missing:
        return
    hint = "Install what your distribution calls them, or the Vulkan SDK from vulkan.lunarg.com, then start again."
    if is_debian():
        hint = "Run this, then start again:\n  sudo " + " ".join(apt_command(missing))
    raise SetupError(f"Building for Vulkan needs, by Debian's names: {' '.join(missing)}.", hint)
