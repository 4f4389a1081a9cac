"""The `alcove` command. Parses, builds the library, runs one command, turns known errors into one line.

Without a command it opens the window. Composition root of the terminal: nothing else here builds a Library.
"""

import argparse
import json
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from alcove.core.cancel import CancelToken
from alcove.core.errors import AppError
from alcove.core.ledger import Ledger
from alcove.core.net import Door
from alcove.core.paths import Paths
from alcove.core.switch import Switch
from alcove.terminal.output import Output

KNOWN_ERROR = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status: 0, or 2 for a known error. Bugs raise (status 1)."""
    for_window, data_dir = _asks_for_window(arguments)
    if for_window:
        if not _has_display():
            print(
                "alcove: There is no display here for the window.\n`alcove --help` lists the commands.", file=sys.stderr
            )
            return KNOWN_ERROR
        from alcove.desktop.app import main as open_window

        return open_window(data_dir)
    from alcove.terminal.parser import make_parser

    options = make_parser().parse_args(arguments)
    output = Output(as_json=options.json)
    options.door = Door(
        "terminal",
        lambda attempt: Ledger(paths_of(options).ledger).note(attempt),
        lambda: Switch(paths_of(options).switch).on(),
    )
    if arguments is None:  # a door stays shut for good: only where the whole process is ours
        options.door.shut()
    try:
        options.run(options, output)
    except AppError as error:
        output.clear()
        if options.json:
            print(json.dumps({"error": {"message": error.message, "hint": error.hint}}, ensure_ascii=False))
        else:
            print(f"alcove: {error}", file=sys.stderr)
        return KNOWN_ERROR
    except BrokenPipeError:  # the reader of our output, such as `head`, has gone
        sys.stderr.close()
    return 0


def _asks_for_window(arguments: Sequence[str] | None) -> tuple[bool, Path | None]:
    """Tell whether there is no command, and where the library lies.

    Found out before the commands are imported: they would take a third of the window's time.
    """
    light = argparse.ArgumentParser(prog="alcove", add_help=False, allow_abbrev=False)
    light.add_argument("--data-dir", type=Path)
    light.add_argument("--json", action="store_true")
    options, rest = light.parse_known_args(arguments)
    return not rest, options.data_dir


def _has_display() -> bool:
    """Tell whether a window can be shown: Qt ends the process where it cannot."""
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform != "linux" or any(os.environ.get(name) for name in named)


@contextmanager
def cancel_on_interrupt() -> Iterator[CancelToken]:
    """Give a token that Ctrl+C cancels; a second Ctrl+C interrupts the hard way."""
    token = CancelToken()

    def interrupted(_signal: int, _frame: object) -> None:
        if token.cancelled:
            raise KeyboardInterrupt
        token.cancel()

    before = signal.signal(signal.SIGINT, interrupted)
    try:
        yield token
    finally:
        signal.signal(signal.SIGINT, before)


def paths_of(options: argparse.Namespace) -> Paths:
    """Return the library's paths for these options."""
    return Paths.at(options.data_dir)


if __name__ == "__main__":
    sys.exit(main())
