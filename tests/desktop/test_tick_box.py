"""A check box in the theme's own colours."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from alcove.desktop.theme import DARK, LIGHT, Theme
from alcove.desktop.tick_box import BOX, TickBox


def colours(box: TickBox) -> set[str]:
    """Return the colours that are seen where the box is."""
    image = box.grab().toImage()
    ratio = image.devicePixelRatio()
    return {image.pixelColor(int(x * ratio), int(box.height() / 2 * ratio)).name() for x in range(1, BOX + 2)}


def test_a_click_anywhere_ticks_it_and_it_shows(qtbot: QtBot, theme: Theme) -> None:
    box = TickBox(theme, "Read hidden files and folders too")
    qtbot.addWidget(box)
    box.show()
    assert QColor(LIGHT.accent).name() not in colours(box)
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(box.width() - 4, box.height() // 2))
    assert box.isChecked() and QColor(LIGHT.accent).name() in colours(box)
    theme.set_scheme("dark")
    assert QColor(DARK.accent).name() in colours(box)
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert not box.isChecked()


def test_its_words_have_room(qtbot: QtBot, theme: Theme) -> None:
    box = TickBox(theme, "Leave out what .gitignore files leave out")
    qtbot.addWidget(box)
    assert box.sizeHint().width() >= box.fontMetrics().horizontalAdvance(box.text()) + BOX
    assert box.minimumSizeHint() == box.sizeHint()
