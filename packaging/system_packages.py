"""What the operating system must bring: looked for, and installed or asked for in words."""

from __future__ import annotations

import ctypes
import glob
import importlib.util
import os
import shlex
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from running import SetupError, run_logged, say


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
    if sys.platform == "win32" and shutil.which("cl") is None:
        say("The language model runtime needs a C++ compiler: install the Visual Studio Build Tools, workload")
        say('"Desktop development with C++", if the next step fails.')
