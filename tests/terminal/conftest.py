"""The command line run in this process: what it prints, and a library synced once for all tests that only look."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import alcove
from alcove.terminal.main import main

SAMPLES = Path(alcove.__file__).parent / "samples" / "library"


@dataclass(frozen=True)
class Ran:
    """What a command did: its exit status and what stood on stdout and stderr."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The JSON objects on stdout; anything else there fails."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def one(self) -> dict[str, Any]:
        (line,) = self.lines
        return line

    @property
    def error(self) -> dict[str, str]:
        """The known error this ended with."""
        assert self.status == 2
        assert set(self.one) == {"error"}
        error: dict[str, str] = self.one["error"]
        assert set(error) == {"message", "hint"}
        assert error["message"].endswith((".", "?"))
        return error


Alcove = Callable[..., Ran]


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], data_dir: Path) -> Alcove:
    """Run `alcove --json` with arguments on an empty library; `json=False` for a person's words."""

    def ran(*arguments: object, json: bool = True, at: Path = data_dir) -> Ran:
        capfd.readouterr()
        status = main([*(["--json"] if json else []), "--data-dir", str(at), *map(str, arguments)])
        said = capfd.readouterr()
        return Ran(status, said.out, said.err)

    return ran


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """A folder with two notes."""
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "oil.md").write_text("# Oils\n\nTung oil dries in 48 hours.\n", "utf-8")
    (folder / "wax.txt").write_text("Bees make wax.\r\nIt is soft.\r\n", "utf-8")
    return folder


@dataclass(frozen=True)
class Synced:
    """A library of the samples: where it lies, where its files lie, and what the sync said."""

    data_dir: Path
    files: Path
    events: list[dict[str, Any]]


@pytest.fixture(scope="session")
def synced(tmp_path_factory: pytest.TempPathFactory, starter_model: Path, embedder_dir: Path) -> Synced:
    """Read, embed and index the sample library with the real children, once."""
    place = tmp_path_factory.mktemp("synced")
    files = Path(shutil.copytree(SAMPLES, place / "library"))
    data_dir = str(place / "data")

    def ran(*arguments: str) -> str:
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            assert main([*arguments, "--json", "--data-dir", data_dir]) == 0
        return said.getvalue()

    ran("sources", "add", str(files))
    ran("settings", "set", "evidence_tokens", "200")  # reading is what takes the starter model its time
    return Synced(Path(data_dir), files, [json.loads(line) for line in ran("sync").splitlines()])
