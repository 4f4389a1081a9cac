"""Marks of pages: told apart by everyone, painted to scale, found again under the pointer."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from alcove.desktop import marks
from alcove.desktop.marks import Mark, Run
from alcove.desktop.theme import DARK, LIGHT, Size, Theme, Tokens

# Machado, Oliveira, Fernandes 2009, severity 1.0, on linear RGB.
SIGHT = {
    "all": np.eye(3),
    "no red": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "no green": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "no blue": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
SOLID: tuple[tuple[Mark, float | None], ...] = (
    ("text", None),
    ("ocr", 95.0),
    ("ocr", 80.0),
    ("poor", None),
    ("waiting", None),
)


def lab(colour: QColor, sight: np.ndarray) -> np.ndarray:
    """Return a colour as it is seen, in CIE L*a*b*."""
    srgb = np.array([colour.redF(), colour.greenF(), colour.blueF()])
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(sight @ linear, 0, 1)
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    ratio = (to_xyz @ seen) / np.array([0.9505, 1.0, 1.089])
    f = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_marks_are_told_apart_by_everyone(tokens: Tokens, sight: str) -> None:
    seen = {one: lab(marks.colour(*_args(one, tokens)), SIGHT[sight]) for one in SOLID}
    near = {
        (a, b): float(np.linalg.norm(seen[a] - seen[b])) for a, b in combinations(SOLID, 2)
    }  # 2.3 is the least difference anyone notices
    assert min(near.values()) > 12, sorted(near.items(), key=lambda pair: pair[1])[:3]


def _args(one: tuple[Mark, float | None], tokens: Tokens) -> tuple[Mark, Tokens, float | None]:
    return one[0], tokens, one[1]


def test_the_surer_ocr_is_the_stronger_its_colour() -> None:
    surface = QColor(LIGHT.surface).lightness()
    shades = [surface - marks.colour("ocr", LIGHT, sure).lightness() for sure in (95.0, 80.0, 50.0)]
    assert shades == sorted(shades, reverse=True) and len(set(shades)) == 3
    assert marks.colour("ocr", LIGHT) == QColor(LIGHT.ocr)


def painted(runs: list[Run], width: int = 120, *, bar: bool = False) -> list[str]:
    """Return the colours along the middle of what was painted."""
    image = QImage(width, Size.STRIP, QImage.Format.Format_RGB32)
    image.fill(QColor(LIGHT.paper))
    painter = QPainter(image)
    (marks.paint_bar if bar else marks.paint_cells)(painter, QRectF(image.rect()), runs, LIGHT)
    painter.end()
    return [image.pixelColor(x, Size.STRIP // 2).name() for x in range(width)]


def name(mark: Mark) -> str:
    return marks.colour(mark, LIGHT).name()


def test_few_pages_are_cells(theme: Theme) -> None:
    line = painted([("text", 2, None), ("poor", 1, None)])
    paper = QColor(LIGHT.paper).name()
    cell, gap = Size.CELL, Size.CELL_GAP
    assert line[:cell] == [name("text")] * cell and line[cell] == paper
    assert line[2 * (cell + gap)] == name("poor")
    assert set(line[3 * (cell + gap) :]) == {paper}


def test_one_poor_page_of_a_thousand_is_seen(theme: Theme) -> None:
    line = painted([("text", 600, None), ("poor", 1, None), ("text", 399, None)])
    assert line.count(name("poor")) >= 1
    assert line.count(name("text")) > 110
    assert 60 < line.index(name("poor")) < 80


def test_a_bar_is_full_and_to_scale(theme: Theme) -> None:
    line = painted([("text", 60, None), ("ocr", 0, None), ("waiting", 20, None)], bar=True)
    assert abs(line.count(name("text")) - 90) <= 2
    assert line.count(name("waiting")) == 120 - line.count(name("text")) - 2, "all but its outline"
    assert set(painted([], bar=True)) == {QColor(LIGHT.line).name()}
    assert set(painted([])) == {QColor(LIGHT.paper).name()}


@pytest.mark.parametrize("mark", ["unread", "away", "empty"])
def test_what_was_not_read_is_no_solid_colour(theme: Theme, mark: Mark) -> None:
    line = set(painted([(mark, 4, None)], bar=True))
    assert len(line) > 1, "a pattern, not only a colour"


@pytest.mark.parametrize(("pages", "width"), [(3, 120), (12, 120), (400, 120)])
def test_the_page_under_the_pointer_is_the_one_that_is_painted(pages: int, width: int) -> None:
    assert marks.page_at(0, width, pages) == 0
    seen = {marks.page_at(x / 4, width, pages) for x in range(width * 4)}
    assert seen - {None} == set(range(pages))
    assert marks.page_at(-1, width, pages) is None
    assert marks.page_at(width + 50, width, pages) is None


def test_a_stored_strip_keeps_its_order() -> None:
    assert marks.runs_of((("text", 2), ("ocr", 3)), 87.0) == (("text", 2, None), ("ocr", 3, 87.0))
