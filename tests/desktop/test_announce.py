"""What is said while the keyboard is elsewhere: in words, politely, and not over and over."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from alcove.core.errors import ModelMissing
from alcove.desktop import announce
from tests.desktop.conftest import Stager
from tests.desktop.fakes import COVERED, AnswerWriter, Script, boiler_answer, boiler_library, hit, reading, stored_pdf
from tests.desktop.test_actions import press
from tests.desktop.test_window import answered


@pytest.fixture
def said(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What a screen reader would be told, with how urgent it is."""
    told: list[str] = []

    def take(event: QAccessibleEvent) -> None:
        assert isinstance(event, QAccessibleAnnouncementEvent)
        assert event.politeness() == QAccessible.AnnouncementPoliteness.Polite
        told.append(event.message())

    monkeypatch.setattr(announce.QAccessible, "updateAccessibility", take)
    QAccessible.setActive(True)
    yield told
    QAccessible.setActive(False)


def test_an_answer_is_told_from_beginning_to_end(qtbot: QtBot, staged: Stager, said: list[str]) -> None:
    refusal = AnswerWriter(hit(stored_pdf(), COVERED)).events[:1]
    fails = Script(boiler_answer()[:1], fails=ModelMissing("The model is gone.", "Choose another."))
    held = Script(boiler_answer(), gate=threading.Event())
    stage = staged(scripts=[Script(boiler_answer()), Script(refusal, refused=True), fails, held])
    answered(qtbot, stage)
    assert said == ["Answering", "The answer is there, with 3 sources"]
    answered(qtbot, stage, "And?")
    assert said[-1] == "The library does not say"
    answered(qtbot, stage, "And?")
    assert "The model is gone." in said[-1]
    stage.ask("And?")
    qtbot.waitUntil(lambda: stage.window.session.turns[-1].phase == "writing")
    press(stage.window, "Ctrl+.")
    qtbot.waitUntil(lambda: not stage.window.session.busy)
    assert said[-1] == "The answer was stopped"


def test_one_source_is_one(qtbot: QtBot, staged: Stager, said: list[str]) -> None:
    stage = staged(scripts=[Script(AnswerWriter().say("Yes.").events)])
    answered(qtbot, stage)
    assert said[-1] == "The answer is there, with no sources"


def test_reading_is_told_now_and_then(
    qtbot: QtBot, staged: Stager, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    library = boiler_library()
    library.gate = threading.Event()
    library.sync_events = reading()
    stage = staged(library=library)
    qtbot.waitUntil(lambda: any("Reading Contracts: 214 of 340" in words for words in said))
    count = len(said)
    stage.window.syncing.progress_changed.emit()
    assert len(said) == count, "no oftener than every twenty seconds"
    monkeypatch.setattr(announce, "BETWEEN_S", 0.0)
    stage.window.syncing.progress_changed.emit()
    assert len(said) == count + 1
    library.gate.set()
    qtbot.waitUntil(lambda: said[-1] == "Reading has ended")


def test_notices_are_told_with_what_they_offer(qtbot: QtBot, staged: Stager, said: list[str]) -> None:
    stage = staged()
    stage.services.notifier.error(ModelMissing("The model is gone.", "Choose another."))
    assert said[-1] == "The model is gone. Choose another."
    stage.services.notifier.offer("It was deleted", "Undo", lambda: None)
    assert said[-1] == "It was deleted Undo: F8"


def test_the_palette_tells_what_enter_would_do(staged: Stager, said: list[str]) -> None:
    stage = staged()
    press(stage.window, "Ctrl+K")
    stage.window.sheets.palette.field.setText("library")
    assert said[-1].startswith("Library, Go to, ")
    stage.window.sheets.palette.field.setText("zzzz")
    assert said[-1] == "Nothing is called like that"


def test_nothing_is_told_to_nobody(staged: Stager, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(announce.QAccessible, "updateAccessibility", pytest.fail)
    stage = staged()
    stage.services.notifier.info("Something")
