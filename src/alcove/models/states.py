"""Evaluated prompts on the disk, so that what a model has read once it need not read again, not even after a restart.

A file holds the tokens of a prompt and what the model made of them, as llama.cpp writes it. It lies in a folder of the
exact model and settings it was made with. What was not used for longest goes first when there is more than allowed;
losing a file costs time and nothing else, so no failure of the disk is told.
"""

import contextlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from alcove.models.types import TokenIds

_HEADER_BYTES = 12
"""llama.cpp's magic number, version and count of tokens, four bytes each, before the tokens."""
_SUFFIX = ".state"
_DISK_SHARE = 0.1
"""Of the disk's free space that may be used at most."""

Tokens = npt.NDArray[np.int32]


class PromptStates:
    """The evaluated prompts of one model. `root` holds those of all models, together at most `budget` bytes; none
    with a budget of 0, and what lies there is deleted."""

    def __init__(self, root: Path, model_key: str, budget: int) -> None:
        self._root = root
        self._folder = root / model_key
        self._budget = budget
        self._known: dict[Path, Tokens] = {}
        if not budget:
            shutil.rmtree(root, ignore_errors=True)
        for file in self._folder.glob(f"*{_SUFFIX}"):
            with contextlib.suppress(OSError, ValueError):
                self._known[file] = _tokens_in(file)

    def longest(self, tokens: Tokens) -> tuple[Path | None, int]:
        """Return the file that holds the longest beginning of `tokens`, and how many of them."""
        return max(
            ((file, common(known, tokens)) for file, known in self._known.items()),
            key=lambda found: found[1],
            default=(None, 0),
        )

    def keep(self, tokens: TokenIds, write: Callable[[Path], int]) -> None:
        """Keep an evaluated prompt, which `write` writes to a file, returning its bytes, 0 when it could not."""
        new = np.asarray(tokens, np.int32)
        if not self._budget or any(common(known, new) == len(new) for known in self._known.values()):
            return
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            file = self._folder / f"{os.urandom(8).hex()}{_SUFFIX}"
            written = file.with_suffix(".part")
            if not write(written):
                written.unlink(missing_ok=True)
                return
            written.rename(file)
            for old, known in list(self._known.items()):
                if common(known, new) == len(known):  # the new one begins with all of it
                    self.drop(old)
            self._known[file] = new
            self._make_room(file)

    def used(self, file: Path) -> None:
        """Note that a file was of use, so that it stays."""
        with contextlib.suppress(OSError):
            os.utime(file)

    def drop(self, file: Path) -> None:
        """Delete a file that is of no use."""
        self._known.pop(file, None)
        with contextlib.suppress(OSError):
            file.unlink()

    def _make_room(self, newest: Path) -> None:
        """Delete what was used longest ago while all models' files are more than allowed."""
        files = []
        for file in self._root.glob(f"*/*{_SUFFIX}"):
            with contextlib.suppress(OSError):
                stat = file.stat()
                files.append((stat.st_mtime, stat.st_size, file))
        used = sum(size for _, size, _ in files)
        allowed = min(self._budget, (shutil.disk_usage(self._root).free + used) * _DISK_SHARE)
        for _, size, file in sorted(files):
            if used <= allowed:
                return
            if file != newest or size > allowed:
                self.drop(file)
                used -= size


def common(some: Tokens, others: Tokens) -> int:
    """Return how many tokens two prompts begin with in common."""
    length = min(len(some), len(others))
    different = np.flatnonzero(some[:length] != others[:length])
    return int(different[0]) if len(different) else length


def _tokens_in(file: Path) -> Tokens:
    """Read the tokens of a state file. Raises ValueError when it is cut off."""
    with file.open("rb") as opened:
        count = int.from_bytes(opened.read(_HEADER_BYTES)[8:], "little")
        data = opened.read(4 * count)
    if len(data) < 4 * count or not count:
        raise ValueError("cut off")
    return np.frombuffer(data, np.int32)
