"""Set Alcove up on this computer, then start, test or measure it.

    python3 packaging/bootstrap.py COMMAND [--gpu KIND] [arguments for what is started]

COMMAND is run|test|lint|bench|setup|screenshots|translations.

KIND is cuda, metal, vulkan or cpu: what the language model runtime is built for, from then on. README.md beside this
file says what that takes.

The Makefile calls this file and nothing else does the work, so Windows and macOS need no make. It uses the
standard library and the modules beside it only, because it runs before anything is installed. A second run finds
the stamp of the first and goes straight to the program.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence

import translations
from bundled_models import MODELS, fetch_models, file_digest
from environment import Venv, digest, install_packages
from graphics import check_tools, choose, say_what_is_unused, take_gpu
from running import ROOT, SetupError, say
from system_packages import install_system_packages

RECIPE = (
    "pyproject.toml",
    "packaging/constraints.txt",
    "packaging/bootstrap.py",
    "packaging/bundled_models.py",
    "packaging/environment.py",
    "packaging/graphics.py",
    "packaging/running.py",
    "packaging/system_packages.py",
    "packaging/translations.py",
)
UNFINISHED = "unfinished"
"""Stands for the flags of a runtime while another one is built: whatever is wanted next is installed anew."""
COMMANDS = ("run", "test", "lint", "bench", "screenshots", "translations", "setup")


def recipe(venv: Venv, cmake_args: str) -> dict[str, str]:
    """Return everything the result of a set-up depends on; a change in any of it asks for another one."""
    return {
        "files": digest("".join(file_digest(ROOT / name) for name in RECIPE)),
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


def set_up(venv: Venv, *, tests: bool, gpu: str = "") -> None:
    """Bring this clone to where the application starts; does nothing when it is there already.

    `gpu` is what the language model runtime is to run on; "" leaves it as it was. Whatever is asked for is remembered
    from when its tools are found to be there, so that a build that breaks off is not taken up as another one.
    """
    stamp = read_stamp(venv)
    build = choose(gpu, remembered=stamp.get("gpu", ""), by_hand=os.environ.get("CMAKE_ARGS", ""))
    remembered = {"gpu": build.named} if build.named else {}
    made_from = {key: value for key, value in stamp.items() if key not in ("tests", "gpu")}
    is_current = made_from == recipe(venv, build.cmake_args)
    if is_current and (stamp.get("tests") == "yes" or not tests) and _models_in_place(venv):
        if build.named != stamp.get("gpu", ""):
            write_stamp(venv, {**stamp, **remembered})
        return
    is_new = not venv.version() or (bool(stamp) and stamp.get("place") != str(venv.path))
    rebuild = not is_new and stamp.get("cmake_args") != build.cmake_args
    if is_new or rebuild:
        check_tools(build)
        say_what_is_unused(build)
    install_system_packages(tests=tests, log=venv.log)
    if is_new:
        venv.create()
    if not is_current:
        built = UNFINISHED if rebuild else build.cmake_args
        write_stamp(venv, {"place": str(venv.path), "cmake_args": built, **remembered})
        install_packages(venv, build, rebuild=rebuild)
    fetch_models(venv)
    has_tests = "yes" if tests or (is_current and stamp.get("tests") == "yes") else "no"
    write_stamp(venv, {**recipe(venv, build.cmake_args), "tests": has_tests, **remembered})
    say("Alcove is set up.")


def _models_in_place(venv: Venv) -> bool:
    return all((venv.models / model.target).exists() for model in MODELS)


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


def screenshots(venv: Venv, arguments: Sequence[str]) -> int:
    """Render the window's pages and states into docs/screens."""
    os.chdir(ROOT)
    command = [str(venv.python), "-m", "pytest", "-q", "tests/desktop/screens.py", *arguments]
    return start(command, {"QT_QPA_PLATFORM": "offscreen"})


def main(arguments: Sequence[str]) -> int:
    """Set up, then do what was asked; return the exit status (2 when this computer lacks something)."""
    try:
        gpu, others = take_gpu(arguments)
    except SetupError as error:
        return _tell(error)
    command, *rest = others or ["help"]
    if command not in COMMANDS:
        say(__doc__ or "")
        return 0 if command in ("help", "-h", "--help") else 2
    venv = Venv(ROOT / ".venv")
    programs: dict[str, Callable[[], int]] = {
        "run": lambda: run(venv, rest),
        "test": lambda: test(venv, rest),
        "lint": lambda: lint(venv),
        "bench": lambda: bench(venv, rest),
        "screenshots": lambda: screenshots(venv, rest),
        "translations": lambda: translations.update(venv),
        "setup": lambda: 0,
    }
    try:
        set_up(venv, tests=command in ("test", "screenshots"), gpu=gpu)
        translations.release(venv)
        return programs[command]()
    except SetupError as error:
        return _tell(error)
    except KeyboardInterrupt:
        print("\nStopped. Start the same command again: what is already installed is kept.", file=sys.stderr)
        return 130


def _tell(error: SetupError) -> int:
    print(f"\nalcove: {error}\n{error.hint}".rstrip(), file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
