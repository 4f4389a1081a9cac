"""Python's garbage collector, so that it does not hold the window up.

A full collection looks through all there is, on whichever thread it comes due, and no other thread goes on meanwhile:
at the start of the window that is 96,000 objects and 55 ms. Nearly all are of modules, which are there for good.
"""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def modules_spared() -> Iterator[None]:
    """Keep what has been imported out of full collections meanwhile.

    Before a full collection, where modules were imported since the last such moment, all there is then is left out of
    this one and of those to come. What is garbage by then, and refers to itself, stays: that is a few times in a run.
    """
    known = 0

    def before(phase: str, collection: dict[str, Any]) -> None:
        nonlocal known
        if phase == "start" and collection["generation"] == 2 and len(sys.modules) > known:
            known = len(sys.modules)
            gc.freeze()

    gc.callbacks.append(before)
    try:
        yield
    finally:
        gc.callbacks.remove(before)
        gc.unfreeze()
