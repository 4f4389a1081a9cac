"""The window's languages: bring Qt Linguist's files up to date with the code, and make what Qt reads of them."""

from __future__ import annotations

import subprocess
from pathlib import Path

from environment import Venv
from running import ROOT, SetupError, say

WINDOW = ROOT / "src" / "alcove" / "desktop"
FOLDER = WINDOW / "translations"
MARK = "QT_TR_NOOP+=marked"
"""`alcove.desktop.translation.marked` marks a text for translation as Qt's own macro does."""


def sources() -> list[Path]:
    """Return the Linguist files: one a language, English for its plurals alone."""
    return sorted(FOLDER.glob("alcove_*.ts"))


def release(venv: Venv) -> None:
    """Make the files that Qt reads, where they are missing or older than Linguist's."""
    for source in sources():
        made = source.with_suffix(".qm")
        if not made.exists() or made.stat().st_mtime < source.stat().st_mtime:
            _run(venv, "pyside6-lrelease", "-silent", str(source), "-qm", str(made))


def update(venv: Venv) -> int:
    """Take new texts of the code into Linguist's files, drop those that are gone, and tell what is to be translated."""
    modules = [str(path) for path in sorted({*WINDOW.glob("*.py"), *WINDOW.glob("said_below/*.py")})]
    for source in sources():
        plurals = ["-pluralonly"] if source.stem.endswith("_en") else []
        _run(
            venv, "pyside6-lupdate", *plurals, "-no-obsolete", "-locations", "none", "-sort-messages",
            "-tr-function-alias", MARK, *modules, "-ts", str(source),
        )  # fmt: skip
        left = source.read_text(encoding="utf-8").count('type="unfinished"')
        say(f"{source.name}: {left} to be translated")
    release(venv)
    return 0


def _run(venv: Venv, program: str, *arguments: str) -> None:
    done = subprocess.run([str(venv.script(program)), *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SetupError(f"{program} failed: {done.stderr.strip() or done.stdout.strip()}", "Run `make setup` again.")
