"""Renders every page and state, light and dark, in both languages, into docs/screens: `make screenshots`.

`ARGS="-k arena"` takes some of them, `ARGS="-k en-light"` one look.

It is no test, and collected only when it is named. The window is the real one, over the scripted layers of the tests,
so the pictures are the same every time; the documents in it are those of the sample library.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from alcove.core.settings import Language
from alcove.desktop.theme import Scheme, Theme
from alcove.desktop.translation import LANGUAGES, speak
from tests.desktop.conftest import Stager
from tests.desktop.places import first_start, furnished, places
from tests.desktop.states import STATES

FOLDER = Path(os.environ.get("ALCOVE_SCREENS") or Path(__file__).parents[2] / "docs" / "screens")
WIDE, SMALL = (1360, 860), (900, 600)
SHAPES: list[tuple[str, Scheme, tuple[int, int]]] = [
    ("light", "light", WIDE), ("dark", "dark", WIDE), ("small", "light", SMALL),
]  # fmt: skip
COLOURS = 96
"""Kept of a picture: a third of its size, and no eye sees what is gone."""


@dataclass(frozen=True)
class Look:
    """How the window looks and speaks in a picture."""

    language: Language
    scheme: Scheme
    size: tuple[int, int]

    def file(self, name: str) -> Path:
        """Return where the picture of a place goes: the English ones on top, as the README shows those."""
        folder = FOLDER if self.language == "en" else FOLDER / self.language
        if self.size != WIDE:
            folder /= f"{self.size[0]}x{self.size[1]}"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{slug(name)}-{self.scheme}.png"


@pytest.fixture(params=[(language, shape) for language in LANGUAGES for shape in SHAPES],
                ids=lambda param: f"{param[0]}-{param[1][0]}")  # fmt: skip
def look(request: pytest.FixtureRequest, qapp: QApplication, theme: Theme) -> Iterator[Look]:
    language, (_, scheme, size) = request.param
    speak(qapp, language)
    theme.set_scheme(scheme)
    yield Look(language, scheme, size)
    speak(qapp, "en")


def test_places(qtbot: QtBot, staged: Stager, look: Look) -> None:
    for name, place in places(qtbot, furnished(staged, look.size)):
        if look.size == WIDE or place.window().size().toTuple() == look.size:
            keep(name, place, look)


def test_first_start(staged: Stager, look: Look) -> None:
    keep(*first_start(staged, look.size), look)


@pytest.mark.parametrize("name", STATES)
def test_states(qtbot: QtBot, staged: Stager, look: Look, name: str) -> None:
    keep(name, STATES[name](qtbot, staged, look.size), look)
    for menu in QApplication.topLevelWidgets():
        if isinstance(menu, QMenu):
            menu.close()


def keep(name: str, place: QWidget, look: Look) -> None:
    """Save the window of a place, with the menu that is open over it."""
    window = place.window()
    picture = window.grab()
    painter = QPainter(picture)
    for one in QApplication.topLevelWidgets():
        if isinstance(one, QMenu) and one.isVisible():
            painter.drawPixmap(_place_of(one, window), one.grab())
    painter.end()
    file = look.file(name)
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
    if not isinstance(button, QAbstractButton):
        return window.mapFromGlobal(menu.pos())
    at = button.mapTo(window, QPoint(0, button.height()))
    if at.y() + menu.height() > window.height():
        at.setY(at.y() - button.height() - menu.height())
    return QPoint(min(at.x(), window.width() - menu.width()), at.y())


def slug(name: str) -> str:
    """Return a place's name as a file's: "models, for search" -> "models-for-search"."""
    return re.sub(r"\W+", "-", re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name)).lower()
