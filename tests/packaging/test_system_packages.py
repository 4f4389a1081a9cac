"""What set-up demands of the operating system, and how it asks for it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import system_packages
from running import SetupError


@pytest.fixture
def debian(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[list[str]]]:
    """Pretend a Debian that lacks `missing`; return the list commands go to instead of running."""

    def pretend(*, missing: set[str], root: bool, family: bool = True) -> list[list[str]]:
        commands: list[list[str]] = []

        def note(_title: str, argv: list[str], _log: Path, **_: Any) -> None:
            commands.append(argv)
            if "install" in argv:
                missing.clear()

        monkeypatch.setattr(system_packages, "is_present", lambda need: need.package not in missing)
        monkeypatch.setattr(system_packages, "is_debian", lambda: family)
        monkeypatch.setattr(system_packages, "is_root", lambda: root)
        monkeypatch.setattr(system_packages, "run_logged", note)
        monkeypatch.setattr(sys, "platform", "linux")
        return commands

    return pretend


def test_without_root_the_exact_command_is_given_and_nothing_else_happens(
    debian: Callable[..., list[list[str]]], tmp_path: Path
) -> None:
    commands = debian(missing={"g++", "libxcb-cursor0", "strace"}, root=False)
    with pytest.raises(SetupError) as refused:
        system_packages.install_system_packages(tests=False, log=tmp_path / "log")
    assert "sudo apt-get install --yes --no-install-recommends g++ libxcb-cursor0" in refused.value.hint
    assert "strace" not in refused.value.hint
    assert commands == []


def test_fonts_are_not_worth_stopping_for(
    debian: Callable[..., list[list[str]]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    debian(missing={"fonts-inter"}, root=False)
    system_packages.install_system_packages(tests=True, log=tmp_path / "log")
    assert "apt-get install --yes --no-install-recommends fonts-inter" in capsys.readouterr().out


def test_root_installs_only_what_is_missing(debian: Callable[..., list[list[str]]], tmp_path: Path) -> None:
    commands = debian(missing={"libegl1", "xvfb"}, root=True)
    system_packages.install_system_packages(tests=True, log=tmp_path / "log")
    assert [c[-1] for c in commands] == ["update", "xvfb"]
    assert commands[1][-2:] == ["libegl1", "xvfb"]
    commands.clear()
    system_packages.install_system_packages(tests=True, log=tmp_path / "log")
    assert commands == []


def test_other_distributions_are_told_in_words(
    debian: Callable[..., list[list[str]]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    commands = debian(missing={"libegl1"}, root=True, family=False)
    system_packages.install_system_packages(tests=False, log=tmp_path / "log")
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
    assert {probe: system_packages.is_present(system_packages.Need(probe, "x")) for probe in present} == present


@pytest.mark.skipif(sys.platform != "linux", reason="these are Linux' names")
def test_this_computer_has_everything_the_window_needs() -> None:
    assert [n.package for n in system_packages.NEEDS if n.essential and not system_packages.is_present(n)] == []


@pytest.mark.parametrize(
    ("release", "debian_like"),
    [("ID=debian\n", True), ('ID=linuxmint\nID_LIKE="ubuntu debian"\n', True), ("ID=fedora\n", False)],
)
def test_debian_and_its_descendants_are_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, release: str, debian_like: bool
) -> None:
    (tmp_path / "os-release").write_text(release, encoding="utf-8")
    monkeypatch.setattr(system_packages, "Path", lambda _path: tmp_path / "os-release")
    monkeypatch.setattr(shutil, "which", lambda _command: "/usr/bin/apt-get")
    assert system_packages.is_debian() is debian_like
