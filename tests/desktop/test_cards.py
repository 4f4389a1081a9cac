"""Cards of found passages: what they tell besides the words."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from alcove.desktop.cards import HitCard
from alcove.desktop.theme import Theme
from tests.desktop.fakes import COVERED, hit, stored_pdf


def told(card: HitCard) -> list[str]:
    return [label.text() for label in card.findChildren(QLabel)]


def test_a_passage_from_a_scan_says_how_sure_ocr_was(qtbot: QtBot, theme: Theme) -> None:
    plain = hit(stored_pdf(), COVERED)
    for found, expected in ((plain, False), (replace(plain, confidence=87.4), True)):
        card = HitCard(theme, found)
        qtbot.addWidget(card)
        assert ("read by OCR, 87 % sure" in told(card)) is expected
