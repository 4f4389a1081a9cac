"""Running the `alcove` command as a person does, and finding every process it leaves behind."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

ALCOVE = Path(sys.executable).with_name("alcove")
_MARK = "ALCOVE_TEST_RUN"
RUNS: list[SyncRun] = []
"""The syncs that the test under way began; a fixture ends them after it, however it ended."""


_WITHOUT_EMBEDDER = """
import sys
from alcove.models.embedder_shelf import EmbedderShelf
from alcove.terminal.main import main

EmbedderShelf.all = lambda shelf: []
sys.exit(main())
"""


def command_line(*, embedder: bool) -> list[str]:
    """Return how the command is run; without the embedder, nothing is spent on finding by meaning."""
    return [str(ALCOVE)] if embedder else [sys.executable, "-c", _WITHOUT_EMBEDDER]


@dataclass(frozen=True)
class Ran:
    """How a command ended, with its JSON lines."""

    status: int
    lines: list[dict[str, Any]]
    stderr: str

    @property
    def error(self) -> dict[str, str]:
        """The known error it told."""
        assert self.status == 2, (self.status, self.lines[-2:], self.stderr)
        error: dict[str, str] = self.lines[-1]["error"]
        return error

    @property
    def problems(self) -> list[str]:
        """What `doctor` found and could not mend."""
        return [line["problem"] for line in self.lines if line.get("ok") is False]

    @property
    def last(self) -> dict[str, Any]:
        """The last line of a command that went well."""
        assert self.status == 0, (self.status, self.lines[-2:], self.stderr)
        return self.lines[-1]


def alcove(
    data_dir: Path,
    *arguments: str | Path,
    before: Sequence[str] = (),
    timeout: float = 120,
    embedder: bool = True,
) -> Ran:
    """Run one command with --json; `before` is put in front of the command line."""
    program = command_line(embedder=embedder)
    command = [*before, *program, "--data-dir", str(data_dir), "--json", *map(str, arguments)]
    ran = subprocess.run(command, capture_output=True, timeout=timeout, stdin=subprocess.DEVNULL)
    lines = [json.loads(line) for line in ran.stdout.decode().splitlines()]
    return Ran(ran.returncode, lines, ran.stderr.decode(errors="replace"))


class SyncRun:
    """An `alcove sync` under way, or another command by its `words`: its events as they come, and its death."""

    def __init__(
        self, data_dir: Path, *arguments: str, embedder: bool = True, words: Sequence[str] = ("sync",)
    ) -> None:
        self._mark = uuid.uuid4().hex
        self._process = subprocess.Popen(
            [*command_line(embedder=embedder), "--data-dir", str(data_dir), "--json", *words, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, _MARK: self._mark},
            start_new_session=True,
        )
        self.events: list[dict[str, Any]] = []
        self.stderr = b""
        self._threads = [threading.Thread(target=self._read), threading.Thread(target=self._read_errors)]
        for thread in self._threads:
            thread.start()
        RUNS.append(self)

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            with contextlib.suppress(ValueError):  # the last line of a killed process may be half a line
                self.events.append(json.loads(line))

    def _read_errors(self) -> None:
        assert self._process.stderr is not None
        self.stderr = self._process.stderr.read()

    @property
    def running(self) -> bool:
        """Tell whether the command itself still runs."""
        return self._process.poll() is None

    def count(self, event: str) -> int:
        """Count the events of one kind so far."""
        return sum(one.get("event") == event for one in list(self.events))

    def wait_for(self, moment: Callable[[], bool], timeout: float = 60) -> bool:
        """Wait until a moment has come; False when the command ended before."""
        end = time.monotonic() + timeout
        while not moment():
            assert time.monotonic() < end, f"the moment never came: {self.events[-3:]} {self.stderr!r}"
            if not self.running:
                return False
            time.sleep(0.001)
        return True

    def interrupt(self) -> None:
        """Press Ctrl+C."""
        self._process.send_signal(signal.SIGINT)

    def kill(self) -> None:
        """End the command, and only it, as the kernel does when memory runs out."""
        self._process.kill()
        self.end()

    def end(self, timeout: float = 60) -> int:
        """Wait for the command's end; return its status."""
        status = self._process.wait(timeout)
        for thread in self._threads:
            thread.join(10)  # both streams end when the last process that holds them is gone
            assert not thread.is_alive()
        assert self._process.stdout is not None and self._process.stderr is not None
        self._process.stdout.close()
        self._process.stderr.close()
        return status

    def clear_away(self) -> None:
        """End whatever still lives of this run, when a test failed in the middle of it."""
        for process in self.left_behind(within=0):
            with contextlib.suppress(psutil.Error):
                process.kill()
        self._process.kill()
        if self._process.stdout is not None and not self._process.stdout.closed:
            self.end()

    def left_behind(self, within: float = 3.0) -> list[psutil.Process]:
        """Return the processes of this run that still live after some seconds."""
        end = time.monotonic() + within
        while (left := [p for p in psutil.process_iter() if self._is_of_this_run(p)]) and time.monotonic() < end:
            time.sleep(0.05)
        return left

    def _is_of_this_run(self, process: psutil.Process) -> bool:
        try:
            return process.environ().get(_MARK) == self._mark and process.status() != psutil.STATUS_ZOMBIE
        except psutil.Error:
            return False
