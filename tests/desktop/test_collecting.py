"""Full collections do not look through what was imported; what is made later is collected as ever."""

from __future__ import annotations

import gc
import sys
import types
import weakref

import pytest

from alcove.desktop.collecting import modules_spared


class Ring:
    """Refers to itself."""

    def __init__(self) -> None:
        self.itself = self


def test_what_was_imported_is_left_out_and_later_garbage_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    with modules_spared():
        gc.collect()
        spared = gc.get_freeze_count()
        assert spared > 10_000
        ring = Ring()
        gone = weakref.ref(ring)
        del ring
        gc.collect()
        assert gone() is None and gc.get_freeze_count() <= spared, "nothing was imported: nothing more is left out"
        late = types.ModuleType("late")
        vars(late)["rings"] = [Ring() for _ in range(1000)]
        monkeypatch.setitem(sys.modules, "late", late)
        gc.collect()
        assert gc.get_freeze_count() >= spared + 1000
    assert gc.get_freeze_count() == 0
    rings = weakref.ref(vars(late)["rings"][0])
    vars(late).clear()
    gc.collect()
    assert rings() is None
