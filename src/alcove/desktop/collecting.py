"""Python's garbage collector, kept to the GUI thread and from holding that up.

Left alone it runs on whichever thread happens to allocate. On a lane it would take Qt's objects apart beside the thread
they belong to, and no other thread goes on meanwhile: at the start of the window a full collection looks through 96,000
objects in 55 ms. Nearly all are of modules, which are there for good.
"""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QTimer

LOOK_MS = 1000
"""How often it is looked whether there is enough to collect."""


@contextmanager
def collected_here() -> Iterator[None]:
    """Collect garbage on this thread alone meanwhile, by its event loop."""
    collector, timer = _Collector(), QTimer()
    timer.setInterval(LOOK_MS)
    timer.timeout.connect(collector.look)
    timer.start()
    gc.disable()
    try:
        yield
    finally:
        timer.stop()
        gc.enable()
        gc.unfreeze()


class _Collector:
    """Collect what the collector itself would, by its own thresholds."""

    def __init__(self) -> None:
        self._modules = 0

    def look(self) -> None:
        """Collect the oldest generation that is due, and those that are younger.

        Where modules were imported since the last time, all there is by then is left out of this and later collections.
        What is garbage at that moment, and refers to itself, stays: that is a few times in a run.
        """
        generation = -1
        for count, most in zip(gc.get_count(), gc.get_threshold(), strict=True):
            if count <= most:
                break
            generation += 1
        if generation < 0:
            return
        if len(sys.modules) > self._modules:
            self._modules = len(sys.modules)
            gc.freeze()
        gc.collect(generation)
