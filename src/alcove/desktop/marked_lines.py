"""A text painted on a few lines, with spans of it marked; what does not fit ends in three dots."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QColor, QFont, QPainter, QTextCharFormat, QTextLayout, QTextOption

DOTS = "…"


def paint_lines(
    painter: QPainter,
    rect: QRect,
    text: str,
    font: QFont,
    marks: Sequence[tuple[int, int]],
    mark: tuple[str, str],
    *,
    lines: int,
) -> None:
    """Paint a text in the painter's pen; `marks` are spans in characters, `mark` what lies under them and their ink."""
    layout, fitting = _laid_out(text, font, rect.width(), lines)
    if fitting < len(text):
        text = text[: max(0, fitting - 1)].rstrip() + DOTS
        layout, _ = _laid_out(text, font, rect.width(), lines)
    shape = QTextCharFormat()
    shape.setBackground(QColor(mark[0]))
    shape.setForeground(QColor(mark[1]))
    ranges = []
    for start, end in marks:
        if start < len(text):
            one = QTextLayout.FormatRange()
            one.start, one.length, one.format = _units(text[:start]), _units(text[start:end]), shape
            ranges.append(one)
    layout.draw(painter, QPointF(rect.topLeft()), ranges)


def _laid_out(text: str, font: QFont, width: int, most: int) -> tuple[QTextLayout, int]:
    """Lay a text out on lines; return that, and how many characters of it fit."""
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    top, units = 0.0, 0
    for _ in range(most):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        line.setPosition(QPointF(0, top))
        top += line.height()
        units = line.textStart() + line.textLength()
    layout.endLayout()
    return layout, len(text.encode("utf-16-le")[: units * 2].decode("utf-16-le", "ignore"))


def _units(text: str) -> int:
    """Return the length of a text as Qt counts it, in units of UTF-16."""
    return len(text.encode("utf-16-le")) // 2
