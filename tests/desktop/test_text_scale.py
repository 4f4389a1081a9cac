"""The size of text in the system's settings is followed, and nothing is made of what cannot be read."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from alcove.desktop import text_scale
from alcove.desktop.text_scale import FACTOR, apply, system_text_scale


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_CURRENT_DESKTOP", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)


def gnome(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, says: str) -> None:
    """Be under GNOME and Wayland, with a `gsettings` that says this."""
    tool = tmp_path / "gsettings"
    tool.write_text(f"#!/bin/sh\n{says}\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "ubuntu:GNOME")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")


@pytest.mark.parametrize(
    ("says", "scale"),
    [("echo 1.5", 1.5), ("echo 0.8", 1.0), ("echo 9", 2.25), ("echo nothing", 1.0), ("exit 1", 1.0), ("sleep 5", 1.0)],
)
def test_gnome_is_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, says: str, scale: float) -> None:
    gnome(monkeypatch, tmp_path, says)
    assert system_text_scale() == scale


def test_without_the_tool_text_is_as_usual(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    gnome(monkeypatch, tmp_path, "echo 1.5")
    (tmp_path / "gsettings").unlink()
    monkeypatch.setenv("PATH", str(tmp_path))
    assert system_text_scale() == 1.0


def test_elsewhere_qt_follows_by_itself(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    gnome(monkeypatch, tmp_path, "echo 1.5")
    monkeypatch.delenv("WAYLAND_DISPLAY")
    assert system_text_scale() == 1.0


class Key:
    def __enter__(self) -> Key:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing was opened."""


@pytest.mark.parametrize(("value", "scale"), [(150, 1.5), (None, 1.0)])
def test_windows_is_asked(monkeypatch: pytest.MonkeyPatch, value: int | None, scale: float) -> None:
    registry = ModuleType("winreg")

    def query(key: Key, name: str) -> tuple[int, int]:
        if value is None:
            raise FileNotFoundError(name)
        return value, 4

    registry.HKEY_CURRENT_USER = 1  # type: ignore[attr-defined]
    registry.OpenKey = lambda *_: Key()  # type: ignore[attr-defined]
    registry.QueryValueEx = query  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "winreg", registry)
    monkeypatch.setattr(text_scale.sys, "platform", "win32")
    assert system_text_scale() == scale


def test_a_factor_set_by_hand_stays(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    gnome(monkeypatch, tmp_path, "echo 1.5")
    given, bare = {FACTOR: "3"}, dict[str, str]()
    apply(given)
    apply(bare)
    assert (given, bare) == ({FACTOR: "3"}, {FACTOR: "1.5"})
    monkeypatch.delenv("WAYLAND_DISPLAY")
    usual: dict[str, str] = {}
    apply(usual)
    assert usual == {}
