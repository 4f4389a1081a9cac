"""Say what happens, run what a person waits for, and turn what failed into what to do about it."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class SetupError(Exception):
    """Say what is wrong with this computer or its connection, and what to do about it."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


def say(text: str) -> None:
    """Print a line a person follows; flushed, so that it stands before what a child process prints."""
    print(text, flush=True)


def run_logged(title: str, argv: Sequence[str], log: Path, *, env: Mapping[str, str] | None = None) -> None:
    """Run a command with its output in the log, showing a line a person can follow.

    Raises SetupError with the end of that output when the command fails.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    say(f"{title} ...")
    began = time.monotonic()
    with log.open("ab") as out:
        out.write(f"\n== {title}\n$ {shlex.join(argv)}\n".encode())
        out.flush()
        start = out.tell()
        with subprocess.Popen(
            argv, stdout=out, stderr=subprocess.STDOUT, env={**os.environ, **(env or {})}, cwd=ROOT
        ) as child:
            status = _wait_showing_time(child, began)
    if status:
        output = log.read_bytes()[start:].decode(errors="replace")
        tail = "\n".join("    " + line for line in output.splitlines()[-25:])
        raise SetupError(f"That failed: {title}.\n{tail}", f"{advice(output)}\nAll of the output: {log}")
    say(f"  done in {_spell(time.monotonic() - began)}")


def _wait_showing_time(child: subprocess.Popen[bytes], began: float) -> int:
    terminal = sys.stdout.isatty()
    while True:
        try:
            status = child.wait(timeout=1 if terminal else 60)
        except subprocess.TimeoutExpired:
            spent = _spell(time.monotonic() - began)
            print(f"\r  {spent} " if terminal else f"  {spent}, still at it\n", end="", flush=True)
        else:
            print("\r" if terminal else "", end="", flush=True)
            return status


def _spell(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 100 else f"{int(seconds) // 60} min {int(seconds) % 60} s"


ADVICE = (
    ("No space left on device", "The disk is full: free about 5 GB, then start again."),
    (
        "unsupported GNU version",
        "This CUDA toolkit is older than the C++ compiler. Install a newer toolkit, or an older compiler and set "
        "CUDAHOSTCXX to it, such as /usr/bin/g++-12. Then start again.",
    ),
    (
        "Failed building wheel for llama",
        "The compiler failed: is a C++ compiler installed? Then start again. "
        "The way back from a build for the graphics card is --gpu cpu.",
    ),
    ("No matching distribution found", "The package index is not reachable, or has nothing for this Python."),
    ("Temporary failure in name resolution", "There is no connection: the first set-up needs one."),
    (
        "Unable to locate package",
        "The list of system packages is old: run `apt-get update`, then start again.",
    ),
)


def advice(output: str) -> str:
    """Turn the words of a failed command into what to do next."""
    for words, what_to_do in ADVICE:
        if words in output:
            return what_to_do
    return "Start the same command again: what is already installed is kept."
