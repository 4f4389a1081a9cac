"""The private Python environment, and what is installed into it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from graphics import Build, tools_environment
from running import ROOT, SetupError, run_logged, say

OLDEST_PYTHON = (3, 11)
TORCH = "torch==2.13.0"
LLAMA = "llama-cpp-python==0.3.36"


@dataclass(frozen=True)
class Venv:
    """The private Python environment of this clone and where things lie in it."""

    path: Path

    @property
    def python(self) -> Path:
        """Return the interpreter."""
        return self.script("python")

    @property
    def log(self) -> Path:
        """Return the log of everything the set-up ran."""
        return self.path / "bootstrap.log"

    @property
    def models(self) -> Path:
        """Return the folder where the application looks for the models it came with."""
        return self.path / "share" / "alcove" / "models"

    def script(self, name: str) -> Path:
        """Return the path of an installed command."""
        if sys.platform == "win32":
            return self.path / "Scripts" / f"{name}.exe"
        return self.path / "bin" / name

    def version(self) -> str:
        """Return the version of its Python, or "" when there is no usable environment."""
        if not (self.python.exists() and self.script("pip").exists()):
            return ""
        lines = (self.path / "pyvenv.cfg").read_text(encoding="utf-8").splitlines()
        return next((line.split("=", 1)[1].strip() for line in lines if line.startswith("version")), "")

    def create(self) -> None:
        """Make the environment anew; of an old one only the log is kept.

        Raises SetupError when this Python is too old or brings no pip.
        """
        this = _dotted(sys.version_info[:3])
        if sys.version_info < OLDEST_PYTHON:
            raise SetupError(
                f"Alcove needs Python {_dotted(OLDEST_PYTHON)} or newer; this one is {this}.",
                _newer_python(),
            )
        say(f"creating {self.path.name} with Python {this}")
        self._clear()
        made = subprocess.run([sys.executable, "-m", "venv", str(self.path)], capture_output=True, text=True)
        if made.returncode:
            raise SetupError("The Python environment could not be made.\n" + made.stdout + made.stderr)

    def _clear(self) -> None:
        for old in self.path.iterdir() if self.path.exists() else ():
            if old.is_dir() and not old.is_symlink():
                shutil.rmtree(old)
            elif old != self.log:
                old.unlink()

    def pip(self, title: str, *arguments: str, env: Mapping[str, str] | None = None) -> None:
        """Run one pip command with its output in the log, and with variables of its own."""
        quiet = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", "PYTHONUTF8": "1"}
        run_logged(title, [str(self.python), "-m", "pip", *arguments], self.log, env={**quiet, **(env or {})})

    def pip_answer(self, *arguments: str) -> str:
        """Ask pip something; "" when it cannot tell."""
        command = [str(self.python), "-m", "pip", "--disable-pip-version-check", *arguments]
        asked = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
        return asked.stdout.strip() if asked.returncode == 0 else ""


def digest(text: str) -> str:
    """Return the SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def _dotted(version: Sequence[int]) -> str:
    return ".".join(map(str, version))


def _newer_python() -> str:
    for minor in (13, 12, 11):
        name = f"python3.{minor}"
        if shutil.which(name):
            return f"There is a newer one here: make run PYTHON={name}"
    return "Install a newer Python, then: make run PYTHON=/path/to/it"


def install_packages(venv: Venv, build: Build, *, rebuild: bool) -> None:
    """Install everything the application and its tests import.

    Order matters: torch alone first, so that a CPU build found for it satisfies what comes after.
    `rebuild` installs the language model runtime again although it is there (it was built otherwise).
    """
    constraints = ["-c", str(ROOT / "packaging" / "constraints.txt")]
    index = os.environ.get("ALCOVE_TORCH_INDEX", "")
    if sys.platform == "linux" and not index:
        _warn_of_cuda(venv)
    where = ["--index-url", index] if index else []
    venv.pip("installing PyTorch, which the embedder runs on", "install", TORCH, *constraints, *where)
    again = ["--force-reinstall", "--no-deps"] if rebuild else []
    cache = _runtime_cache(venv, build.cmake_args)
    title = f"installing the language model runtime{build.title}: {_cost(venv, build, cache)}"
    venv.pip(title, "install", LLAMA, *constraints, *again, *cache, env=tools_environment(build))
    venv.pip("installing Alcove and what it builds on", "install", "-e", f"{ROOT}[dev]", *constraints)


def _cost(venv: Venv, build: Build, cache: Sequence[str]) -> str:
    if LLAMA.partition("==")[2] in venv.pip_answer("cache", "list", "llama_cpp_python", *cache):
        return "built before on this machine"
    if build.kind in ("cuda", "vulkan"):
        return "compiles once on this machine, longer than the 7 minutes it takes for the processor"
    return "compiles for about 7 minutes, once on this machine"


def _runtime_cache(venv: Venv, cmake_args: str) -> list[str]:
    """Keep builds with flags (CUDA, Metal) apart: pip's wheel cache does not see CMAKE_ARGS."""
    if not cmake_args:
        return []
    default = venv.pip_answer("cache", "dir")
    return ["--cache-dir", f"{default}-alcove-{digest(cmake_args)[:8]}"] if default else ["--no-cache-dir"]


def _warn_of_cuda(venv: Venv) -> None:
    if shutil.which("nvidia-smi"):
        return
    plan = venv.pip_answer("install", "--dry-run", "--quiet", "--report", "-", TORCH)
    try:
        names = [package["metadata"]["name"] for package in json.loads(plan)["install"]]
    except (ValueError, KeyError, TypeError):
        return  # no plan, no warning: the installation itself will say what is wrong
    if any(name.startswith("nvidia") for name in names):
        say("Note: the PyTorch found here brings some gigabytes for NVIDIA cards, and this computer has none.")
        say("  For the small build stop now, set ALCOVE_TORCH_INDEX to the address PyTorch's install page")
        say("  shows for Linux, Pip, CPU, and start again.")
