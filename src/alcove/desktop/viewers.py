"""Opening a PDF at a page, in the application the system has for PDFs, where that can be told a page.

An address with `#page=3` would do for browsers alone: the desktops' own viewers take it for a part of the file's name.
"""

import configparser
import os
import shlex
import subprocess
from pathlib import Path, PurePath

TOLD = {
    "evince": ("--page-index={page}", "{file}"),
    "papers": ("--page-index={page}", "{file}"),
    "atril": ("--page-index={page}", "{file}"),
    "xreader": ("--page-index={page}", "{file}"),
    "okular": ("--page", "{page}", "{file}"),
    "zathura": ("--page={page}", "{file}"),
    "mupdf": ("{file}", "{page}"),
    "qpdfview": ("{file}#{page}",),
}
"""How viewers are told a page, counted from 1."""
_PATIENCE_S = 2


def at_page(file: Path, page: int) -> list[str]:
    """Return the command that opens a PDF at a page; empty where the system's viewer cannot be told. Takes a moment."""
    program = _viewer()
    arguments = TOLD.get(PurePath(program).name, ())
    return [program, *(one.format(file=file, page=page) for one in arguments)] if arguments else []


def _viewer() -> str:
    """Return the program that opens PDFs here (freedesktop.org's MIME applications); empty where that is not known."""
    try:
        asked = subprocess.run(
            ["xdg-mime", "query", "default", "application/pdf"],
            capture_output=True, text=True, timeout=_PATIENCE_S, check=True,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return ""
    entry = asked.stdout.strip()
    home = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local/share")
    shared = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    for folder in (home, *shared.split(":")):
        described = configparser.ConfigParser(interpolation=None, strict=False)
        try:
            if entry and described.read(Path(folder) / "applications" / entry, "utf-8"):
                return shlex.split(described.get("Desktop Entry", "Exec"))[0]
        except (configparser.Error, ValueError, IndexError):
            return ""
    return ""
