"""The tokens are the only place for colours, and followed live. Whether they can be read: `test_contrast`."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication, QLabel, QToolButton
from pytestqt.qtbot import QtBot
from shiboken6 import delete

import alcove.desktop
from alcove.desktop import icons
from alcove.desktop.theme import DARK, LIGHT, Size, Theme, dress, points, style_sheet

SOURCES = sorted(Path(alcove.desktop.__file__).parent.glob("*.py"))


@pytest.mark.parametrize("source", [s for s in SOURCES if s.name != "theme.py"], ids=lambda s: s.name)
def test_nothing_else_names_a_colour_or_a_font_size(source: Path) -> None:
    text = source.read_text("utf-8")
    assert not re.findall(r"#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{3}\b", text)
    assert not re.findall(r"font-size|setPointSize\(|QColor\(\d", text)


def test_icons_are_the_glyphs_of_the_font_that_ships_them() -> None:
    charmap = json.loads((icons.font_file().parent / "phosphor-charmap-1.3.0.json").read_text("utf-8"))
    assert {name: hex(code) for name, code in icons.GLYPHS.items()} == {name: charmap[name] for name in icons.GLYPHS}


def test_every_icon_the_window_names_exists() -> None:
    named = set()
    for source in SOURCES:
        named |= set(re.findall(r'set_icon\([\w.]+, "([\w-]+)"', source.read_text("utf-8")))
    assert named and named <= set(icons.GLYPHS)


def test_an_icon_is_drawn(qapp: QApplication) -> None:
    image = icons.pixmap("books", LIGHT.ink, Size.ICON).toImage()
    inked = [
        (x, y) for x in range(image.width()) for y in range(image.height()) if image.pixelColor(x, y).alpha() > 128
    ]
    assert image.width() == Size.ICON * icons.SCALE
    assert len(inked) > 40


def test_the_sheet_knows_every_look_that_widgets_have() -> None:
    sheet = style_sheet(LIGHT)
    known = set(re.findall(r'\[look="([\w-]+)"\]', sheet))
    used = set()
    for source in SOURCES:
        used |= set(re.findall(r'dress\([^()]*?"([\w-]+)"', source.read_text("utf-8")))
    assert used - known <= {"body"}


def test_switching_is_live_and_told(qtbot: QtBot, theme: Theme, qapp: QApplication) -> None:
    button = QToolButton()
    qtbot.addWidget(button)
    theme.set_icon(button, "books")
    before = button.icon().cacheKey()
    with qtbot.waitSignal(theme.changed):
        theme.set_scheme("dark")
    assert theme.dark
    assert DARK.paper in qapp.styleSheet()
    assert button.icon().cacheKey() != before
    theme.set_scheme("light")
    assert not theme.dark


def test_what_qt_deleted_is_drawn_no_more(qapp: QApplication, theme: Theme) -> None:
    button = QToolButton()
    theme.set_icon(button, "books")
    delete(button)
    theme.set_scheme("dark")
    theme.set_scheme("light")


def test_system_follows_the_system(theme: Theme, qapp: QApplication) -> None:
    theme.set_scheme("system")
    dark = qapp.styleHints().colorScheme() == Qt.ColorScheme.Dark
    assert theme.dark == dark


def test_dressing_again_changes_the_look(qtbot: QtBot, theme: Theme) -> None:
    label = QLabel("x")
    qtbot.addWidget(label)
    dress(label, "faint")
    label.show()
    small = label.fontMetrics().height()
    dress(label, "page-title")
    assert label.fontMetrics().height() > small


def test_fonts_take_fractions_of_pixels(theme: Theme) -> None:
    assert theme.font(Size.ANSWER).pointSizeF() == pytest.approx(points(15.5), abs=0.01)
    assert theme.code_font(Size.NORMAL).family() in {"JetBrains Mono", *QFontDatabase.families()}
