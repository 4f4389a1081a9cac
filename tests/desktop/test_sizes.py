"""Every place in windows from 900 x 600 to 4K, on screens of all densities: nothing cut off, or over another thing.

A screen's density, and the size a person gave all text in the system's settings, scale the whole window
(`text_scale`), so both are one factor here; each is tried in a process of its own, because Qt reads it at its start.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

import alcove.desktop
from alcove.desktop.theme import Size, Theme
from tests.desktop.conftest import Stager
from tests.desktop.fit import faults
from tests.desktop.places import first_start, furnished, places
from tests.desktop.states import STATES

SIZES = [(900, 600), (1360, 860), (2560, 1440), (3840, 2160)]
FACTORS = [1.25, 1.5, 2.0]
DENSE = "ALCOVE_TEST_FACTOR"


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_everything_has_room(qtbot: QtBot, staged: Stager, size: tuple[int, int]) -> None:
    if wanted := os.environ.get(DENSE):
        assert QGuiApplication.primaryScreen().devicePixelRatio() == float(wanted)
    found = {name: faults(place) for name, place in places(qtbot, furnished(staged, size))}
    name, place = first_start(staged, size)
    found[name] = faults(place)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


@pytest.mark.usefixtures("russian")
@pytest.mark.parametrize("size", SIZES[:2], ids=lambda size: f"{size[0]}x{size[1]}")
def test_everything_has_room_in_russian(qtbot: QtBot, staged: Stager, size: tuple[int, int]) -> None:
    test_everything_has_room(qtbot, staged, size)


@pytest.mark.usefixtures("russian")
@pytest.mark.parametrize("name", STATES)
def test_every_state_has_room_in_russian(qtbot: QtBot, staged: Stager, name: str) -> None:
    test_every_state_has_room(qtbot, staged, name)


@pytest.mark.parametrize("name", STATES)
def test_every_state_has_room(qtbot: QtBot, staged: Stager, name: str) -> None:
    assert faults(STATES[name](qtbot, staged, (900, 600))) == []
    for menu in QApplication.topLevelWidgets():
        if isinstance(menu, QMenu):
            menu.close()


@pytest.mark.parametrize("size", [(Size.LEAST_WIDTH, Size.LEAST_HEIGHT), (800, 600)])
def test_the_smallest_window_shows_the_talk(qtbot: QtBot, staged: Stager, size: tuple[int, int]) -> None:
    found = {}
    for name, place in places(qtbot, furnished(staged, size)):
        found[name] = faults(place)
        if name == "failure":
            break
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("factor", FACTORS)
def test_everything_has_room_on_a_dense_screen(tmp_path: Path, factor: float) -> None:
    """At 900 x 600 of the window's own pixels, on a 4K screen."""
    screen = {
        "name": "4K",
        "x": 0,
        "y": 0,
        "width": 3840,
        "height": 2160,
        "logicalDpi": 96,
        "logicalBaseDpi": 96,
        "dpr": 1,
    }
    config = tmp_path / "screens.json"
    config.write_text(
        json.dumps({"synchronousWindowSystemEvents": False, "windowFrameMargins": False, "screens": [screen]})
    )
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": f"offscreen:configfile={config}",
        "QT_SCALE_FACTOR": str(factor),
        DENSE: str(factor),
    }
    test = f"{__file__}::test_everything_has_room[900x600]"
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", test],
        env=environment, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2], timeout=240,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout[-4000:]
    assert "1 passed" in ran.stdout


def test_nothing_moves_where_the_system_asks_for_no_motion(theme: Theme, monkeypatch: pytest.MonkeyPatch) -> None:
    """What moves asks the theme how long; that is nothing at all where effects are switched off."""
    monkeypatch.setattr(type(theme._app), "isEffectEnabled", staticmethod(lambda _: True))
    assert theme.motion_ms == Size.MOTION
    monkeypatch.setattr(type(theme._app), "isEffectEnabled", staticmethod(lambda _: False))
    assert theme.motion_ms == 0
    for source in Path(alcove.desktop.__file__).parent.glob("*.py"):
        text = source.read_text("utf-8")
        if re.search(r"Q\w*Animation|QTimeLine", text):
            assert "motion_ms" in text, f"{source.name} moves without asking"


def test_what_has_no_room_is_found(qtbot: QtBot, theme: Theme) -> None:
    """The walk is worth nothing if it finds nothing."""
    place = QWidget()
    qtbot.addWidget(place)
    words, far, one, other = QLabel("Too long for its place"), QPushButton("Far"), QWidget(place), QWidget(place)
    words.setParent(place)
    words.resize(40, 20)
    far.setParent(place)
    far.move(280, 10)
    column = QVBoxLayout(place)
    for widget in (one, other):
        column.addWidget(widget)
    wrapped = QLabel("many words in one low line, " * 5, place)
    wrapped.setWordWrap(True)
    wrapped.setGeometry(0, 100, 100, 20)
    place.resize(300, 200)
    place.show()
    other.setGeometry(one.geometry())
    found = " ".join(faults(place))
    for kind in (
        "words cut: “Too long",
        "outside the window: QPushButton “Far”",
        "over each other",
        "lines cut: “many",
    ):
        assert kind in found, found
