"""What the children of test_child.py run. In a module of its own, for the child imports it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Generator
from pathlib import Path

from alcove.core.errors import DocumentError, NetworkRefused
from alcove.rag.reader import ReaderService


class NoRoom:
    """Takes more memory to send than there is."""

    def __reduce__(self) -> str:
        raise MemoryError("no room")


class Service:
    """Answers, sleeps, starts processes, fails and dies on demand."""

    def __init__(self, log: str = "") -> None:
        self._log = log

    def echo(self, value: object) -> object:
        """Return what was sent."""
        return value

    def pid(self) -> int:
        """Return the child's own process id."""
        return os.getpid()

    def note(self, word: str, seconds: float = 0.0) -> str:
        """Write a word to the log after sleeping."""
        time.sleep(seconds)
        with Path(self._log).open("a") as file:
            file.write(word + "\n")
        return word

    def start_and_hang(self, pid_file: str) -> None:
        """Start a process of its own, as pytesseract does, and never answer."""
        grandchild = self.start(pid_file)
        grandchild.wait()

    def start(self, pid_file: str) -> subprocess.Popen[bytes]:
        """Start a process that runs for long."""
        grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        Path(pid_file).write_text(str(grandchild.pid))
        return grandchild

    def start_and_die(self, pid_file: str) -> None:
        """Start a process, then die of a signal."""
        self.start(pid_file)
        os.kill(os.getpid(), signal.SIGSEGV)

    def die(self) -> None:
        """Die in the middle of a call."""
        os.kill(os.getpid(), signal.SIGKILL)

    def count(self, to: int, pause: float = 0.0) -> Generator[int, None, str]:
        """Tell numbers on the way to the answer."""
        for number in range(to):
            yield number
            time.sleep(pause)
        return "counted"

    def count_and_die(self, to: int) -> Generator[int, None, None]:
        """Tell numbers, then die before the answer."""
        yield from range(to)
        os.kill(os.getpid(), signal.SIGKILL)

    def count_and_fail(self, to: int) -> Generator[int, None, None]:
        """Tell numbers, then fail."""
        yield from range(to)
        raise DocumentError("it ended badly")

    def unsendable(self) -> object:
        """Answer with something there is no room to send."""
        return NoRoom()

    def known_error(self) -> None:
        """Raise an error people may see."""
        raise DocumentError("it is a test", "Nothing to do.")

    def bug(self) -> None:
        """Raise something nobody foresaw."""
        self._no_such_thing()

    def _no_such_thing(self) -> None:
        raise ZeroDivisionError("unforeseen")

    def close(self) -> None:
        """Note that the end was an orderly one."""
        if self._log:
            self.note("closed")


class CallingReader(ReaderService):
    """Tries to reach another computer, as no parser should."""

    def call_home(self) -> str:
        """Return what it is told, after doing so on another thread too."""
        threading.Thread(target=self._attempt, args=(2,)).start()
        return self._attempt(1)

    def _attempt(self, port: int) -> str:
        try:
            with socket.socket(type=socket.SOCK_DGRAM) as one:
                one.connect(("192.0.2.1", port))
        except NetworkRefused as error:
            return error.message
        return "let through"
