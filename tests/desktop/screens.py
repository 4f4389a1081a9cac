"""Renders every page and state, light and dark, into docs/screens: `make screenshots`; `ARGS="-k arena"` for some.

It is no test, and collected only when it is named. The window is the real one, over the scripted layers of the tests,
so the pictures are the same every time; the documents in it are those of the sample library.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from alcove.desktop.theme import Scheme, Theme
from tests.desktop.conftest import Stager
from tests.desktop.places import first_start, furnished, places
from tests.desktop.states import STATES

FOLDER = Path(os.environ.get("ALCOVE_SCREENS") or Path(__file__).parents[2] / "docs" / "screens")
WIDE, SMALL = (1360, 860), (900, 600)
LOOKS: list[tuple[Scheme, tuple[int, int]]] = [("light", WIDE), ("dark", WIDE), ("light", SMALL)]
COLOURS = 96
"""Kept of a picture: a third of its size, and no eye sees what is gone."""
looks = pytest.mark.parametrize(("scheme", "size"), LOOKS, ids=["light", "dark", "small"])


@looks
def test_places(qtbot: QtBot, theme: Theme, staged: Stager, scheme: Scheme, size: tuple[int, int]) -> None:
    theme.set_scheme(scheme)
    for name, place in places(qtbot, furnished(staged, size)):
        if size == WIDE or place.window().size().toTuple() == size:
            keep(name, place, scheme, size)


@looks
def test_first_start(theme: Theme, staged: Stager, scheme: Scheme, size: tuple[int, int]) -> None:
    theme.set_scheme(scheme)
    keep(*first_start(staged, size), scheme, size)


@pytest.mark.parametrize("name", STATES)
@looks
def test_states(qtbot: QtBot, theme: Theme, staged: Stager, scheme: Scheme, size: tuple[int, int], name: str) -> None:
    theme.set_scheme(scheme)
    keep(name, STATES[name](qtbot, staged, size), scheme, size)
    for menu in QApplication.topLevelWidgets():
        if isinstance(menu, QMenu):
            menu.close()


def keep(name: str, place: QWidget, scheme: Scheme, size: tuple[int, int]) -> None:
    """Save the window of a place, with the menu that is open over it."""
    window = place.window()
    picture = window.grab()
    painter = QPainter(picture)
    for one in QApplication.topLevelWidgets():
        if isinstance(one, QMenu) and one.isVisible():
            painter.drawPixmap(_place_of(one, window), one.grab())
    painter.end()
    folder = FOLDER if size == WIDE else FOLDER / f"{size[0]}x{size[1]}"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{slug(name)}-{scheme}.png"
    assert picture.save(str(file)), file
    with Image.open(file) as read:
        fewer_colours(read.convert("RGB")).save(file, optimize=True)


def fewer_colours(image: Image.Image) -> Image.Image:
    """Keep the most frequent colours exactly as they are, and make each other one the nearest of them."""
    parts = np.asarray(image, np.int32)
    colours, at, counts = np.unique(parts @ (65536, 256, 1), return_inverse=True, return_counts=True)
    kept = np.sort(colours[np.argsort(counts)[-COLOURS:]])
    palette, all_of_them = (np.stack([some >> 16, some >> 8 & 255, some & 255], -1) for some in (kept, colours))
    nearest = [int(np.argmin(((palette - one) ** 2).sum(-1))) for one in all_of_them]
    made = Image.fromarray(np.array(nearest, np.uint8)[at].reshape(parts.shape[:2]), "P")
    made.putpalette(palette.astype(np.uint8).tobytes())
    return made


def _place_of(menu: QMenu, window: QWidget) -> QPoint:
    """Return where a menu lies: below its button, or above where it would not fit; this screen is smaller than that."""
    button = menu.parentWidget()
    at = button.mapTo(window, QPoint(0, button.height()))
    if at.y() + menu.height() > window.height():
        at.setY(at.y() - button.height() - menu.height())
    return QPoint(min(at.x(), window.width() - menu.width()), at.y())


def slug(name: str) -> str:
    """Return a place's name as a file's: "models, for search" -> "models-for-search"."""
    return re.sub(r"\W+", "-", re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name)).lower()
