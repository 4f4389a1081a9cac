"""How the command prints: JSON for programs on stdout, words for people; progress goes to stderr."""

import json
import sys
from typing import Any


class Output:
    """Print results. With `as_json` stdout holds JSON objects and nothing else."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self._progress_shown = False

    def emit(self, value: dict[str, Any], words: str) -> None:
        """Print one result: the object, or what a person reads."""
        self.clear()
        print(json.dumps(value, ensure_ascii=False) if self.as_json else words, flush=True)

    def progress(self, words: str) -> None:
        """Show passing progress on stderr, on one line that is overwritten where stderr is a terminal."""
        if sys.stderr.isatty():
            print(f"\r\x1b[K{words}", end="", file=sys.stderr, flush=True)
            self._progress_shown = True

    def note(self, words: str) -> None:
        """Tell something lasting on stderr."""
        self.clear()
        print(words, file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Remove the passing line."""
        if self._progress_shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
            self._progress_shown = False
