"""What is built from this repository works away from it: complete, colliding with nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "alcove"
NOT_SHIPPED = {"__pycache__", ".DS_Store"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from a copy, so that leftovers of an earlier build cannot complete it."""
    copy = tmp_path_factory.mktemp("source") / "alcove"
    ignored = shutil.ignore_patterns(".venv", ".git", "build", "*.egg-info", "__pycache__", ".*_cache")
    shutil.copytree(ROOT, copy, ignore=ignored)
    out = tmp_path_factory.mktemp("dist")
    pip = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--no-index"]
    built = subprocess.run([*pip, "--wheel-dir", str(out), str(copy)], capture_output=True, text=True)
    assert built.returncode == 0, built.stdout + built.stderr
    (found,) = out.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel where nothing of this repository is, with the libraries of this environment."""
    venv = tmp_path_factory.mktemp("elsewhere") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
    scheme = sysconfig.get_paths(scheme="venv", vars={"base": str(venv), "platbase": str(venv)})
    packages = Path(scheme["purelib"])
    pip = [sys.executable, "-m", "pip", "--python", str(venv), "install", "--no-deps", "--no-index"]
    subprocess.run([*pip, str(wheel)], check=True, capture_output=True)
    # A .pth line adds the folder only: the editable installation's own .pth inside it is not read.
    (packages / "borrowed.pth").write_text(sysconfig.get_paths()["purelib"] + "\n", encoding="utf-8")
    return venv


def alcove(venv: Path, *arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Run the installed command from a folder that is not the repository."""
    script = venv / ("Scripts/alcove.exe" if sys.platform == "win32" else "bin/alcove")
    env = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    command = [str(script), *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=home, env=env)


def test_every_module_and_resource_is_in_the_wheel(wheel: Path) -> None:
    shipped = set(zipfile.ZipFile(wheel).namelist())
    files = (path for path in SOURCE.rglob("*") if path.is_file() and not NOT_SHIPPED & set(path.parts))
    files = (path for path in files if path.suffix != ".ts")  # what Qt reads is made of them
    wanted = {f"alcove/{path.relative_to(SOURCE).as_posix()}" for path in files}
    assert wanted - shipped == set()


def test_the_wheel_holds_nothing_but_the_package(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"alcove"}


def test_our_top_level_names_collide_with_no_installed_distribution(wheel: Path) -> None:
    tops = {name.split("/")[0].removesuffix(".py") for name in zipfile.ZipFile(wheel).namelist()}
    owners = metadata.packages_distributions()
    others = {top: set(owners.get(top, [])) - {"alcove"} for top in tops}
    assert {top: names for top, names in others.items() if names} == {}


def test_the_folder_packaging_never_becomes_a_package() -> None:
    """With an `__init__.py` it would shadow the library of that name where the repository is on the path."""
    assert not (ROOT / "packaging" / "__init__.py").exists()
    assert not (ROOT / "tests" / "packaging" / "__init__.py").exists()


def test_the_command_explains_itself_from_another_folder(installed: Path, tmp_path: Path) -> None:
    answer = alcove(installed, "--help", home=tmp_path)
    assert answer.returncode == 0, answer.stderr
    for command in ("sources", "sync", "search", "ask", "models", "doctor"):
        assert command in answer.stdout


def test_the_code_that_runs_is_the_installed_one(installed: Path, tmp_path: Path) -> None:
    python = installed / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    code = "import alcove; print(alcove.__file__)"
    answer = subprocess.run([str(python), "-c", code], capture_output=True, text=True, cwd=tmp_path, check=True)
    assert Path(answer.stdout.strip()).is_relative_to(installed)


def test_an_installed_alcove_reads_and_searches_a_folder(installed: Path, embedder_dir: Path, tmp_path: Path) -> None:
    models = installed / "share" / "alcove" / "models"
    models.parent.mkdir(parents=True, exist_ok=True)
    if not models.exists():
        models.symlink_to(embedder_dir.parent)
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "boiler.md").write_text("# Boiler\n\nThe warranty ends on 3 May 2031.\n", encoding="utf-8")
    data = ["--data-dir", str(tmp_path / "data")]

    assert alcove(installed, *data, "sources", "list", "--json", home=tmp_path).stdout == ""
    added = alcove(installed, *data, "sources", "add", str(notes), "--json", home=tmp_path)
    assert added.returncode == 0, added.stderr
    synced = alcove(installed, *data, "sync", "--json", home=tmp_path)
    assert synced.returncode == 0, synced.stderr
    assert json.loads(synced.stdout.splitlines()[-1])["indexed"] == 1
    found = alcove(installed, *data, "search", "when does the warranty end", "--json", home=tmp_path)
    assert json.loads(found.stdout)["hits"][0]["uri"] == str(notes / "boiler.md")
