"""Icons: glyphs of the Phosphor font that qtawesome ships.

Importing qtawesome loads a dozen fonts: 150 to 180 ms, and 40 to 70 ms more for its first icon, which is more
than a bare window takes. This one font of it costs 10 ms. A test compares the table with the font's own map.
"""

import importlib.util
from functools import cache
from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPainter, QPixmap

GLYPHS = {
    "archive-box": 0xF009,
    "arrow-clockwise": 0xF020,
    "arrow-counter-clockwise": 0xF021,
    "arrow-left": 0xF03B,
    "arrow-square-out": 0xF058,
    "arrow-u-down-left": 0xF05D,
    "arrow-up": 0xF061,
    "arrows-in-simple": 0xF04C,
    "arrows-out-simple": 0xF052,
    "arrows-clockwise": 0xF045,
    "arrows-down-up": 0xF047,
    "bookmarks": 0xF094,
    "books": 0xF098,
    "calendar-blank": 0xF0AD,
    "caret-down": 0xF0C2,
    "caret-left": 0xF0C3,
    "caret-right": 0xF0C4,
    "caret-up": 0xF0C5,
    "chat-text": 0xF0E6,
    "check": 0xF0E7,
    "clock-counter-clockwise": 0xF0FC,
    "columns": 0xF10E,
    "copy": 0xF114,
    "corners-out": 0xF118,
    "cpu": 0xF119,
    "dots-three": 0xF145,
    "download-simple": 0xF14C,
    "export": 0xF15A,
    "eye": 0xF15B,
    "file-text": 0xF170,
    "file-x": 0xF171,
    "folder-open": 0xF18C,
    "folder-plus": 0xF18D,
    "folder-simple": 0xF18F,
    "funnel": 0xF196,
    "gear-six": 0xF19C,
    "git-branch": 0xF1A6,
    "globe": 0xF1AF,
    "image": 0xF1DD,
    "intersect": 0xF1E2,
    "key": 0xF1E4,
    "keyboard": 0xF1E5,
    "link-simple": 0xF1F6,
    "link-simple-break": 0xF1F7,
    "list": 0xF1FA,
    "magnifying-glass": 0xF20A,
    "moon": 0xF21F,
    "magnifying-glass-plus": 0xF20C,
    "minus": 0xF21A,
    "note-pencil": 0xF22E,
    "notebook": 0xF22C,
    "paperclip": 0xF258,
    "pause": 0xF25E,
    "pencil-simple": 0xF266,
    "play": 0xF27C,
    "plus": 0xF27F,
    "push-pin": 0xF28D,
    "push-pin-fill": 0xF9F7,
    "quotes": 0xF295,
    "shield-check": 0xF2B8,
    "shield-slash": 0xF2BC,
    "sliders-horizontal": 0xF2D0,
    "stop-fill": 0xFA62,
    "trash": 0xF334,
    "user-circle": 0xF347,
    "tree-structure": 0xF339,
    "warning": 0xF35C,
    "x": 0xF36D,
}
"""Name in Phosphor 1.3 -> code point."""

FONT_FILE = "phosphor-1.3.0.ttf"
SCALE = 2
"""Icons are drawn at twice their size, so that they stay sharp on dense screens."""


def font_file() -> Path:
    """Return the path of the icon font without importing the package that ships it."""
    spec = importlib.util.find_spec("qtawesome")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("qtawesome, which ships the icon font, is not installed")
    return Path(spec.submodule_search_locations[0]) / "fonts" / FONT_FILE


@cache
def _family() -> str:
    families = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(font_file())))
    return families[0] if families else ""


def pixmap(name: str, colour: str, size: int) -> QPixmap:
    """Draw an icon into a square of `size` logical pixels."""
    image = QPixmap(size * SCALE, size * SCALE)
    image.fill(Qt.GlobalColor.transparent)
    font = QFont(_family())
    font.setPixelSize(size * SCALE)
    painter = QPainter(image)
    painter.setFont(font)
    painter.setPen(QColor(colour))
    painter.drawText(QRectF(0, 0, size * SCALE, size * SCALE), Qt.AlignmentFlag.AlignCenter, chr(GLYPHS[name]))
    painter.end()
    image.setDevicePixelRatio(SCALE)
    return image
