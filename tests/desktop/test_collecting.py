"""Garbage is collected on the GUI thread alone, and what was imported is not looked through again."""

from __future__ import annotations

import gc
import sys
import threading
import types
import weakref
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from alcove.desktop import collecting
from alcove.desktop.collecting import collected_here


class Ring:
    """Refers to itself, and tells which thread took it apart."""

    def __init__(self, ended: list[threading.Thread]) -> None:
        self.itself = self
        weakref.finalize(self, lambda: ended.append(threading.current_thread()))


@pytest.fixture
def collected(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(collecting, "LOOK_MS", 10)
    was_on, most = gc.isenabled(), gc.get_threshold()
    gc.collect()
    try:
        with collected_here():
            yield
        assert gc.isenabled() and gc.get_freeze_count() == 0
    finally:
        gc.set_threshold(*most)
        if not was_on:
            gc.disable()


@pytest.mark.usefixtures("collected")
def test_garbage_of_any_thread_is_collected_on_this_one(qtbot: QtBot) -> None:
    ended: list[threading.Thread] = []
    imported = [[number] for number in range(3000)]
    qtbot.waitUntil(lambda: gc.get_freeze_count() > len(imported))
    lane = threading.Thread(target=lambda: [Ring(ended) for _ in range(3000)])
    lane.start()
    lane.join()
    assert not ended, "no lane collects"
    qtbot.waitUntil(lambda: len(ended) >= 3000)
    assert set(ended) == {threading.current_thread()}


@pytest.mark.usefixtures("collected")
def test_what_was_imported_is_left_out(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[threading.Thread] = []
    gc.set_threshold(1, 0, 0)  # each is a full one
    kept = [Ring(ended) for _ in range(10)]
    qtbot.waitUntil(lambda: gc.get_freeze_count() > 10_000)
    spared = gc.get_freeze_count()
    Ring(ended)
    qtbot.waitUntil(lambda: len(ended) == 1)
    assert gc.get_freeze_count() <= spared, "nothing was imported: nothing more is left out"
    late = types.ModuleType("late")
    vars(late)["kept"] = [Ring(ended) for _ in range(1000)]
    monkeypatch.setitem(sys.modules, "late", late)
    Ring(ended)
    qtbot.waitUntil(lambda: gc.get_freeze_count() >= spared + 1000)
    assert len(kept) == 10 and len(ended) <= 2
