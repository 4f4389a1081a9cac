"""Telling how far long work has come."""

import time
from collections.abc import Iterator

from alcove.rag.types import Phase, Progress

_PROGRESS_S = 0.1


class Meter:
    """Tell progress at most ten times a second, with the time left at the pace since the first step was done."""

    def __init__(self, phase: Phase, source: str, total: int) -> None:
        self._phase = phase
        self._source = source
        self._total = total
        self._told = time.perf_counter()
        self._told_done = 0
        self._first: tuple[float, int] | None = None

    def at(self, done: int, *, uri: str = "", always: bool = False) -> Iterator[Progress]:
        now = time.perf_counter()
        if self._first is None and done:
            self._first = now, done  # before that, processes started and models were loaded
        late = now - self._told >= _PROGRESS_S and done != self._told_done
        if not self._total or not (late or always):
            return
        self._told, self._told_done = now, done
        yield Progress(self._phase, self._source, done, self._total, self._left(now, done), uri)

    def at_page(self, page: int, pages: int, uri: str) -> Iterator[Progress]:
        """Tell how far the document that is being read is."""
        now = time.perf_counter()
        if now - self._told >= _PROGRESS_S:
            self._told = now
            done = max(self._told_done, 0)
            yield Progress(self._phase, self._source, done, self._total, self._left(now, done), uri, page, pages)

    def _left(self, now: float, done: int) -> float | None:
        began, first = self._first or (now, done)
        if done == first or now - began < 1:
            return None
        return (now - began) / (done - first) * (self._total - done)
