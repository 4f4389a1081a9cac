"""The tokens are readable, the only place for colours, and followed live."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication, QLabel, QToolButton
from pytestqt.qtbot import QtBot

import alcove.desktop
from alcove.desktop import icons
from alcove.desktop.theme import DARK, LIGHT, Size, Theme, Tokens, dress, points, style_sheet

SOURCES = sorted(Path(alcove.desktop.__file__).parent.glob("*.py"))
TEXT_ON = [
    ("ink", "paper"), ("ink", "surface"), ("ink", "side"), ("ink", "user"), ("ink", "accent_soft"), ("ink", "mark"),
    ("soft", "paper"), ("soft", "surface"), ("soft", "side"), ("faint", "paper"), ("faint", "surface"),
    ("faint", "side"), ("accent", "paper"), ("accent", "surface"), ("accent", "accent_soft"), ("on_accent", "accent"),
    ("warn", "paper"), ("warn", "surface"),
    ("code_keyword", "surface"), ("code_text", "surface"), ("code_number", "surface"), ("code_name", "surface"),
    ("code_comment", "surface"), ("code_removed", "surface"), ("code_added", "surface"),
]  # fmt: skip


def luminance(colour: str) -> float:
    """Return relative luminance as WCAG 2 defines it."""

    def linear(value: int) -> float:
        part = value / 255
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON)
def test_text_can_be_read_on_its_ground(tokens: Tokens, text: str, ground: str) -> None:
    assert contrast(getattr(tokens, text), getattr(tokens, ground)) >= 4.5


def test_black_on_white_has_the_contrast_of_the_standard() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


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
