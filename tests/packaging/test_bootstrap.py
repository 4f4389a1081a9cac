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
from running import SetupError, run_logged

ROOT = Path(__file__).resolve().parents[2]


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
        monkeypatch.setattr(environment.Venv, "create", lambda venv: self._create(venv))

    def _install(self, _venv: Any, *, cmake_args: str, rebuild: bool) -> None:
        self.steps.append(f"rebuild with {cmake_args}" if rebuild else "packages")

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

    def ran(self, *, tests: bool = False) -> list[str]:
        """Set up once more and return the steps it took."""
        self.steps.clear()
        bootstrap.set_up(self.venv, tests=tests)
        return list(self.steps)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Recorded:
    return Recorded(tmp_path / "alcove", monkeypatch)


def test_the_second_set_up_does_nothing(repository: Recorded) -> None:
    assert repository.ran() == ["system", "venv", "packages", "models"]
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
    assert repository.ran() == ["system", "venv", "packages", "models"]


def test_other_build_flags_compile_the_runtime_again(repository: Recorded, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.ran()
    monkeypatch.setenv("CMAKE_ARGS", "-DGGML_CUDA=on")
    assert "rebuild with -DGGML_CUDA=on" in repository.ran()
    assert repository.ran() == []


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


def test_a_finished_set_up_starts_within_three_seconds(repository: Recorded) -> None:
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
