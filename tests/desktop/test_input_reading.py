"""A scan that is dropped and a screenshot that is pasted: read by the real reader, sent, opened."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from alcove.core.database import Database
from alcove.core.paths import Paths
from alcove.core.settings import Settings
from alcove.desktop.document_chips import SentChips
from alcove.models.embedder_shelf import EmbedderShelf
from alcove.rag.library import Library
from tests.desktop.conftest import Stager
from tests.desktop.fakes import boiler_library
from tests.desktop.test_question_input import chips, drop, field_of, mime, press, write
from tests.rag import paper


@pytest.fixture
def library(tmp_path: Path, database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    monkeypatch.setattr(EmbedderShelf, "all", lambda shelf: [])
    made = Library(database, Settings(), Paths.at(tmp_path / "data"))
    yield made
    made.close()


def test_a_scan_and_a_screenshot_are_read_sent_and_opened(
    qtbot: QtBot, staged: Stager, library: Library, tmp_path: Path
) -> None:
    scan, shot = tmp_path / "Lease scan.pdf", tmp_path / "shot.png"
    scan.write_bytes(paper.pdf(paper.Sheet(scan=paper.picture(paper.ENGLISH)), "A second page of plain text, typed."))
    paper.picture("Your parcel arrives on Tuesday, between nine and eleven.").save(shot)
    fake = boiler_library()
    stage = staged(library=fake, attached=library.attached)
    field_of(stage).setFocus()
    drop(stage, mime(scan))
    QGuiApplication.clipboard().setImage(QImage(str(shot)))
    press(qtbot, stage, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    write(qtbot, stage, "When?")
    qtbot.waitUntil(lambda: "Pasted image.png" in chips(stage), timeout=20_000)
    press(qtbot, stage, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(stage.turns.requests) == 1, timeout=60_000)
    qtbot.waitUntil(lambda: not stage.window.session.busy)
    (sent,) = stage.window.findChildren(SentChips)
    words = {one.chip.named.name: one.chip.words for one in sent.chips}
    assert words["Lease scan.pdf"].startswith("2 pages, 1 by OCR, ") and words["Lease scan.pdf"].endswith(" % sure")
    assert words["Pasted image.png"].startswith("read by OCR, ")
    uris = [one.uri for one in stage.turns.requests[0].asked_with]
    assert "Tuesday" in library.find("When does the parcel arrive?", beside=uris).result.hits[0].text
    fake.documents |= {uri: library.document(uri) for uri in uris}
    fake.words = {uri: library.ocr_words(uri) for uri in uris}
    qtbot.mouseClick(sent.chips[0], Qt.MouseButton.LeftButton)
    preview = stage.window.evidence.preview
    qtbot.waitUntil(lambda: preview.isVisible() and preview.title.full_text() == "Lease scan.pdf")
