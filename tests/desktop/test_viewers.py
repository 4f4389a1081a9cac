"""Opening a PDF at a page: the system is asked for its viewer, and told the page as that viewer takes it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from alcove.desktop import viewers

ENTRY = "[Desktop Entry]\nName=Viewer\nExec={}\n"


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A system whose viewer for PDFs is what `viewer.desktop` in the folder says."""
    applications = tmp_path / "applications"
    applications.mkdir()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "none"))
    monkeypatch.setenv("XDG_DATA_DIRS", str(tmp_path))
    tool = tmp_path / "xdg-mime"
    tool.write_text("#!/bin/sh\necho viewer.desktop\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return applications / "viewer.desktop"


@pytest.mark.parametrize(
    ("exec_line", "command"),
    [
        ("evince %U", ["evince", "--page-index=3", "/a b.pdf"]),
        ("/usr/bin/okular %U", ["/usr/bin/okular", "--page", "3", "/a b.pdf"]),
        ("mupdf %f", ["mupdf", "/a b.pdf", "3"]),
        ("qpdfview --unique %F", ["qpdfview", "/a b.pdf#3"]),
        ("some-browser %u", []),
        ("env X=1 evince %U", []),
        ("", []),
        ('"unclosed', []),
    ],
)
def test_known_viewers_are_told_the_page(system: Path, exec_line: str, command: list[str]) -> None:
    system.write_text(ENTRY.format(exec_line))
    assert viewers.at_page(Path("/a b.pdf"), 3) == command


def test_where_the_system_does_not_say_nothing_is_told(system: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert viewers.at_page(Path("/a.pdf"), 3) == [], "no such entry"
    system.write_text("no entry at all")
    assert viewers.at_page(Path("/a.pdf"), 3) == []

    def slow(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("xdg-mime", 2)

    monkeypatch.setattr(subprocess, "run", slow)
    assert viewers.at_page(Path("/a.pdf"), 3) == []
