"""Which model is at work, noted in a file that outlives the process, so that the start after a crash knows of it.

Only the window keeps the note: it alone is told at its start that it crashed before, and there is one a library.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from alcove.core.settings import SettingsStore
from alcove.models.types import GenerationEvent

_CRASHED = "crashed_models"
_CRASHED_THREAD = re.compile(r"^Current thread .*?(?=\n\s*\n|\Z)", re.MULTILINE | re.DOTALL)
_RUNTIME = re.compile(r"[\\/](?:llama_cpp|alcove[\\/]models)[\\/]")


@dataclass(frozen=True, slots=True)
class AtWork:
    """A model, and what it was doing."""

    model: str
    doing: Literal["loading", "answering"]


class Running:
    """Keep the note in `file`; without one, keep none. Belongs to the thread the models belong to."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._noted: AtWork | None = None

    @contextmanager
    def loading(self, model: str) -> Iterator[None]:
        """Note that a model is being loaded, for the time of a block."""
        work = AtWork(model, "loading")
        self._note(work)
        try:
            yield
        finally:
            self._clear(work)

    def answering(self, model: str, events: Iterator[GenerationEvent]) -> Iterator[GenerationEvent]:
        """Follow an answer of a model, and note before each of its steps that it is the one at work.

        Several answers may go on in turn; nothing is written while the same model goes on.
        """
        work = AtWork(model, "answering")
        try:
            while True:
                self._note(work)
                try:
                    event = next(events)
                except StopIteration:
                    return
                yield event
        finally:
            self._clear(work)

    def left(self) -> AtWork | None:
        """Take the note that an earlier process left, if it did not end in good order."""
        if self._file is None:
            return None
        try:
            told = json.loads(self._file.read_text("utf-8"))
            left = AtWork(told["model"], told["doing"])
        except (OSError, ValueError, KeyError, TypeError):
            left = None
        self._file.unlink(missing_ok=True)
        return left

    def _note(self, work: AtWork) -> None:
        if self._file is not None and self._noted != work:
            with suppress(OSError):  # an answer is worth more than the note
                self._file.write_text(json.dumps(asdict(work)), "utf-8")
            self._noted = work

    def _clear(self, work: AtWork) -> None:
        if self._file is not None and self._noted == work:
            self._file.unlink(missing_ok=True)
            self._noted = None


class Crashed:
    """The models that ended the process when they were at work last, remembered until they are trusted again."""

    def __init__(self, state: SettingsStore) -> None:
        self._state = state

    def add(self, model: str, file: Path) -> None:
        """Remember a model; another file in the place of this one is another model."""
        self._save({**self._all(), model: _stamp(file)})

    def remove(self, model: str) -> None:
        """Trust a model again."""
        known = self._all()
        if known.pop(model, None) is not None:
            self._save(known)

    def holds(self, model: str, file: Path) -> bool:
        """Tell whether a model crashed and was not trusted since."""
        return self._all().get(model) == _stamp(file)

    def _all(self) -> dict[str, list[float]]:
        found: dict[str, list[float]] = json.loads(self._state.state(_CRASHED, "{}"))
        return found

    def _save(self, known: dict[str, list[float]]) -> None:
        self._state.remember(_CRASHED, json.dumps(known))


def _stamp(file: Path) -> list[float]:
    """Return what tells a file from one that took its place; nothing of a file that is gone."""
    with suppress(OSError):
        stat = file.stat()
        return [stat.st_size, stat.st_mtime]
    return []


def is_at_fault(report: str) -> bool:
    """Tell whether a crash came out of the runtime, by what faulthandler wrote about it; empty: there was none.

    The crashed thread was in the runtime, or none of Python's, as llama.cpp's own are.
    """
    crashed = _CRASHED_THREAD.search(report)
    return bool(report) and (crashed is None or _RUNTIME.search(crashed[0]) is not None)
