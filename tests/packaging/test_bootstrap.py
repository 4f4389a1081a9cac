"""Set-up: when it does nothing, what makes it begin again, and what it then starts."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import bootstrap
import bundled_models
import environment
import graphics
from graphics import Build
from running import SetupError, run_logged

ROOT = Path(__file__).resolve().parents[2]
PLATFORM = sys.platform


class Recorded:
    """A repository in a temporary folder whose set-up steps only note that they ran."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.steps: list[str] = []
        (root / "packaging").mkdir(parents=True)
        for name in bootstrap.RECIPE:
            shutil.copy(ROOT / name, root / name)
        self.root = root
        self.venv = bootstrap.Venv(root / ".venv")
        monkeypatch.delenv("CMAKE_ARGS", raising=False)
        monkeypatch.setattr(bootstrap, "ROOT", root)
        monkeypatch.setattr(bootstrap, "install_system_packages", lambda **_: self.steps.append("system"))
        monkeypatch.setattr(bootstrap, "install_packages", self._install)
        monkeypatch.setattr(bootstrap, "fetch_models", self._fetch)
        monkeypatch.setattr(bootstrap, "check_tools", lambda build: self.steps.append(f"tools{build.title}"))
        monkeypatch.setattr(sys, "platform", "linux")
        monkeypatch.setattr(graphics, "nvidia_card", lambda: "")
        monkeypatch.setattr(environment.Venv, "create", lambda venv: self._create(venv))

    def _install(self, _venv: Any, build: Build, *, rebuild: bool) -> None:
        self.steps.append(f"rebuild with {build.cmake_args}" if rebuild else "packages")

    def _create(self, venv: Any) -> None:
        self.steps.append("venv")
        for path in (venv.python, venv.script("pip")):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        (venv.path / "pyvenv.cfg").write_text("home = x\nversion = 3.11.7\n", encoding="utf-8")

    def _fetch(self, venv: Any) -> None:
        self.steps.append("models")
        for model in bootstrap.MODELS:
            (venv.models / model.target).mkdir(parents=True, exist_ok=True)

    def ran(self, *, tests: bool = False, gpu: str = "") -> list[str]:
        """Set up once more and return the steps it took."""
        self.steps.clear()
        bootstrap.set_up(self.venv, tests=tests, gpu=gpu)
        return list(self.steps)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Recorded:
    return Recorded(tmp_path / "alcove", monkeypatch)


def test_the_second_set_up_does_nothing(repository: Recorded) -> None:
    assert repository.ran() == ["tools", "system", "venv", "packages", "models"]
    assert repository.ran() == []


def test_what_only_the_tests_need_comes_with_the_first_test_run(repository: Recorded) -> None:
    repository.ran()
    assert repository.ran(tests=True) == ["system", "models"]
    assert repository.ran(tests=True) == []
    assert repository.ran() == []


def test_a_changed_recipe_is_installed(repository: Recorded) -> None:
    repository.ran()
    with (repository.root / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    assert repository.ran() == ["system", "packages", "models"]
    assert repository.ran() == []


def test_a_lost_model_is_fetched_again(repository: Recorded) -> None:
    repository.ran()
    (repository.venv.models / bundled_models.STARTER.target).rmdir()
    assert "models" in repository.ran()


def test_a_moved_clone_gets_a_new_environment(
    repository: Recorded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.ran()
    moved = repository.root.rename(tmp_path / "elsewhere")
    monkeypatch.setattr(bootstrap, "ROOT", moved)
    repository.venv = bootstrap.Venv(moved / ".venv")
    assert repository.ran() == ["tools", "system", "venv", "packages", "models"]


CUDA, VULKAN = "rebuild with -DGGML_CUDA=on", "rebuild with -DGGML_VULKAN=on"


def test_what_models_run_on_is_remembered_until_something_else_is_named(repository: Recorded) -> None:
    repository.ran()
    assert repository.ran(gpu="cuda") == ["tools for CUDA", "system", CUDA, "models"]
    assert repository.ran() == []
    assert repository.ran(gpu="cuda") == []
    assert repository.ran(gpu="vulkan") == ["tools for Vulkan", "system", VULKAN, "models"]
    assert repository.ran(tests=True) == ["system", "models"]
    assert repository.ran() == []
    assert repository.ran(gpu="cpu") == ["tools", "system", "rebuild with ", "models"]
    assert repository.ran() == []


def test_a_new_environment_is_built_for_what_was_named(repository: Recorded, tmp_path: Path) -> None:
    assert repository.ran(gpu="cuda") == ["tools for CUDA", "system", "venv", "packages", "models"]
    shutil.rmtree(repository.venv.path / "bin")
    assert repository.ran() == ["tools for CUDA", "system", "venv", "packages", "models"]
    assert bootstrap.read_stamp(repository.venv)["gpu"] == "cuda"


def test_naming_what_is_there_already_costs_nothing(
    repository: Recorded, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graphics, "nvidia_card", lambda: "NVIDIA GeForce RTX 3060")
    repository.ran()
    assert "To use the NVIDIA GeForce RTX 3060: make run GPU=cuda" in capsys.readouterr().out
    assert repository.ran(gpu="cpu") == []
    repository.venv.python.unlink()
    repository.ran()
    assert "RTX" not in capsys.readouterr().out, "whoever named the processor knows"


def test_without_the_tools_everything_stays_as_it_is(repository: Recorded, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_build: Build) -> None:
        raise SetupError("no nvcc")

    repository.ran()
    before = bootstrap.read_stamp(repository.venv)
    monkeypatch.setattr(bootstrap, "check_tools", refuse)
    with pytest.raises(SetupError, match="no nvcc"):
        repository.ran(gpu="cuda")
    assert repository.steps == []
    assert bootstrap.read_stamp(repository.venv) == before
    assert repository.ran() == []


def test_a_build_that_breaks_off_is_neither_forgotten_nor_taken_for_the_other(
    repository: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(*_: Any, **__: Any) -> None:
        raise SetupError("the compiler failed")

    repository.ran()
    with monkeypatch.context() as patch:
        patch.setattr(bootstrap, "install_packages", break_off)
        with pytest.raises(SetupError):
            repository.ran(gpu="cuda")
    assert CUDA in repository.ran()
    with monkeypatch.context() as patch:
        patch.setattr(bootstrap, "install_packages", break_off)
        with pytest.raises(SetupError):
            repository.ran(gpu="vulkan")
    assert CUDA in repository.ran(gpu="cuda"), "what is there may be either"


def test_flags_given_by_hand_win_and_are_not_remembered(
    repository: Recorded, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.ran(gpu="vulkan")
    monkeypatch.setenv("CMAKE_ARGS", "-DGGML_HIP=on")
    assert "rebuild with -DGGML_HIP=on" in repository.ran(gpu="cuda")
    assert "--gpu cuda changes nothing" in capsys.readouterr().out
    assert repository.ran() == []
    monkeypatch.delenv("CMAKE_ARGS")
    assert VULKAN in repository.ran()


def test_an_interrupted_set_up_is_not_taken_for_a_finished_one(
    repository: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_venv: Any) -> None:
        raise SetupError("no connection")

    with monkeypatch.context() as patch:
        patch.setattr(bootstrap, "fetch_models", fail)
        with pytest.raises(SetupError):
            repository.ran()
    assert repository.ran() == ["system", "packages", "models"]


def test_a_finished_set_up_starts_within_three_seconds(repository: Recorded, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", PLATFORM)
    repository.ran()
    command = [sys.executable, str(repository.root / "packaging" / "bootstrap.py"), "setup"]
    env = {key: value for key, value in os.environ.items() if key != "CMAKE_ARGS"}
    began = time.monotonic()
    finished = subprocess.run(command, capture_output=True, text=True, check=True, env=env)
    assert time.monotonic() - began < 3
    assert finished.stdout + finished.stderr == ""


def test_the_systems_python_alone_is_enough() -> None:
    """Nothing installed is on the path: `-S` leaves the site-packages out."""
    command = [sys.executable, "-S", "-E", str(ROOT / "packaging" / "bootstrap.py"), "help"]
    assert "run|test|lint|bench|setup" in subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_the_recipe_holds_every_script_that_sets_up() -> None:
    loaded = {Path(module.__file__) for module in list(sys.modules.values()) if getattr(module, "__file__", None)}
    beside = {f"packaging/{path.name}" for path in loaded if path.parent == ROOT / "packaging"}
    assert beside <= set(bootstrap.RECIPE)
    assert "packaging/running.py" in beside


def test_an_old_python_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(environment, "OLDEST_PYTHON", (99, 0))
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "install_system_packages", lambda **_: None)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "packaging", tmp_path / "packaging")
    assert bootstrap.main(["setup"]) == 2
    assert "needs Python 99.0 or newer; this one is 3." in capsys.readouterr().err


def test_a_failed_step_shows_its_last_words_and_what_to_do(tmp_path: Path) -> None:
    script = "print('first'); print('OSError: No space left on device'); raise SystemExit(1)"
    log = tmp_path / "venv" / "bootstrap.log"
    with pytest.raises(SetupError, match="No space left") as failed:
        run_logged("unpacking", [sys.executable, "-c", script], log)
    assert "free about 5 GB" in failed.value.hint
    assert str(log) in failed.value.hint
    assert "first" in log.read_text(encoding="utf-8")


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Return the list of what would have been started, set-up left out."""
    programs: list[list[str]] = []

    def note(argv: list[str], _env: Any = None) -> int:
        programs.append([Path(argv[0]).stem, *argv[1:]])
        return 0

    monkeypatch.setattr(bootstrap, "set_up", lambda _venv, **_: None)
    monkeypatch.setattr(bootstrap, "start", note)
    monkeypatch.setattr(os, "chdir", lambda _folder: None)
    return programs


@pytest.mark.parametrize(
    ("platform", "environ", "shows"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ""}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("darwin", {}, True),
        ("win32", {}, True),
    ],
)
def test_where_a_window_can_be_shown(platform: str, environ: dict[str, str], shows: bool) -> None:
    assert bootstrap.has_display(environ, platform) is shows


def test_without_a_display_the_demo_runs_in_the_terminal(
    started: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bootstrap, "has_display", lambda _environ: False)
    assert bootstrap.main(["run"]) == 0
    assert started == [["python", "-m", "alcove.terminal.demo"]]
    assert "no display" in capsys.readouterr().out


def test_with_a_display_the_window_opens(started: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "has_display", lambda _environ: True)
    bootstrap.main(["run", "--data-dir", "d"])
    assert started == [["alcove", "--data-dir", "d"]]


def test_what_models_run_on_is_not_passed_to_the_program(
    started: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(bootstrap, "set_up", lambda _venv, *, tests, gpu: asked.append(gpu))
    monkeypatch.setattr(bootstrap, "has_display", lambda _environ: True)
    for words in (["run", "--gpu", "cuda", "--data-dir", "d"], ["--gpu=cuda", "run", "--data-dir", "d"]):
        assert bootstrap.main(words) == 0
    assert asked == ["cuda", "cuda"]
    assert started == [["alcove", "--data-dir", "d"]] * 2
    for words in (["run", "--gpu", "opencl"], ["run", "--gpu"]):
        assert bootstrap.main(words) == 2
        assert "--gpu takes cuda, metal, vulkan or cpu" in capsys.readouterr().err
    assert len(started) == 2


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not here")
def test_make_passes_it_on_and_takes_none_from_the_environment() -> None:
    def dry(*words: str) -> str:
        env = {**os.environ, "GPU": "3"}
        command = ["make", "--dry-run", "--no-print-directory", *words]
        return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True).stdout

    assert "bootstrap.py run --gpu cuda" in dry("run", "GPU=cuda")
    assert "--gpu" not in dry("run")


@pytest.mark.parametrize("failing", [None, "mypy"])
def test_the_first_failing_check_ends_the_test_run(
    started: list[list[str]], monkeypatch: pytest.MonkeyPatch, failing: str | None
) -> None:
    checks: list[str] = []

    def check(argv: list[str], **_: Any) -> int:
        checks.append(Path(argv[0]).stem)
        return int(checks[-1] == failing)

    monkeypatch.setattr(subprocess, "call", check)
    status = bootstrap.main(["test", "-k", "x"])
    if failing:
        assert (status, checks, started) == (1, ["ruff", "ruff", "mypy"], [])
    else:
        assert checks == ["ruff", "ruff", "mypy", "lint-imports"]
        assert started == [["python", "-m", "pytest", "-k", "x"]]


def test_an_unknown_command_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert bootstrap.main(["frobnicate"]) == 2
    assert "run|test|lint|bench|setup" in capsys.readouterr().out
