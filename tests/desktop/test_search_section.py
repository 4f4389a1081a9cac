"""For search: which model finds by meaning, changing to another one, services, and what is kept of former ones."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from alcove.core.errors import ModelError
from alcove.desktop.search_section import (
    SearchCard,
    SearchSection,
    ServiceDialog,
    in_order,
    reads_words,
    size_words,
    unread_words,
)
from alcove.models.families import MANY
from alcove.rag.serving import EmbedderCard
from tests.desktop.conftest import Stage, Stager
from tests.desktop.fakes import E5, MINILM, FakeEmbedders

THEIRS = EmbedderCard("bge-m3", "theirs", "remote", "https://api.example/v1", MANY, host="api.example", left=8100)
STOPPED = ModelError("The change stopped: the file is gone.", "Search goes on with the old one. Connect its disk.")


def section(qtbot: QtBot, stage: Stage) -> SearchSection:
    stage.window.show_page("models")
    stage.window.pages.model_sections.show_section("For search")
    shown = stage.window.pages.search_section
    qtbot.waitUntil(lambda: bool(shown.cards) and not stage.window.embedders.running)
    return shown


def card(shown: SearchSection, name: str) -> SearchCard:
    return next(one for one in shown.cards if one.card.name == name)


def link(made: SearchCard, words: str) -> QPushButton:
    return next(one for one in made.findChildren(QPushButton) if one.text() == words)


def words_of(made: SearchCard) -> str:
    from PySide6.QtWidgets import QLabel

    return " | ".join(label.text() for label in made.findChildren(QLabel))


def changing(qtbot: QtBot, staged: Stager, fake: FakeEmbedders | None = None) -> tuple[Stage, SearchSection]:
    """Return a window in the middle of a change."""
    fake = fake or FakeEmbedders(gate=threading.Event())
    stage = staged(embedders=fake)
    shown = section(qtbot, stage)
    qtbot.mouseClick(card(shown, E5.name).use_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: stage.window.embedders.progress is not None and stage.window.embedders.progress.done > 0)
    qtbot.waitUntil(lambda: "2,700 of 8,100" in words_of(card(shown, E5.name)))
    return stage, shown


def test_the_one_that_searches_stands_first_and_says_what_it_reads(qtbot: QtBot, staged: Stager) -> None:
    shown = section(qtbot, staged(embedders=FakeEmbedders(languages=frozenset({"en", "ru", "de"}))))
    first, second = shown.cards
    assert first.use_button.text() == "Searches now" and not first.use_button.isEnabled()
    assert first.facts.text() == "Reads English · on this computer · 91 MB"
    assert "German and Russian too, which this model does not read" in words_of(first)
    assert second.facts.text().startswith("Reads many languages") and second.use_button.text() == "Use for search"
    assert not first.remove_button.isVisible() and second.remove_button.isVisible()
    assert not shown.trouble.isVisible()


def test_changing_shows_how_far_it_is_and_who_answers_until_then(qtbot: QtBot, staged: Stager) -> None:
    stage, shown = changing(qtbot, staged)
    made = card(shown, E5.name)
    assert made.bar.maximum() == 8100 and made.bar.value() == 2700
    assert "12 min left. all-MiniLM-L6-v2 answers until then." in made.words.text()
    assert card(shown, MINILM.name).use_button.text() == "Searches now"
    assert stage.embedders.gate is not None
    stage.embedders.gate.set()
    qtbot.waitUntil(lambda: card(shown, E5.name).use_button.text() == "Searches now")
    assert any("multilingual-e5-small searches from now on" in notice.text for notice in stage.notices())
    assert stage.services.settings.load().embedder == E5.name
    assert stage.embedders.changes == 1, "saving the setting began nothing twice"


def test_it_pauses_and_goes_on_and_stays_paused_at_the_next_start(qtbot: QtBot, staged: Stager) -> None:
    stage, shown = changing(qtbot, staged)
    link(card(shown, E5.name), "Pause").click()
    qtbot.waitUntil(lambda: not stage.window.embedders.running)
    qtbot.waitUntil(lambda: "Paused at" in words_of(card(shown, E5.name)))
    assert "nothing is read twice" in words_of(card(shown, E5.name))
    qtbot.waitUntil(lambda: stage.services.settings.state("embedder.paused") == "yes")
    again = staged(embedders=stage.embedders)
    other = section(qtbot, again)
    assert "Paused at" in words_of(card(other, E5.name)) and stage.embedders.changes == 1
    stage.embedders.gate = None
    link(card(other, E5.name), "Go on").click()
    qtbot.waitUntil(lambda: stage.embedders.answering == E5.key)
    qtbot.waitUntil(lambda: stage.services.settings.state("embedder.paused") == "")


def test_a_change_goes_on_by_itself_at_the_next_start(qtbot: QtBot, staged: Stager) -> None:
    stage, _ = changing(qtbot, staged)
    for task in [stage.window.embedders._task]:
        assert task is not None
        task.cancel()
    qtbot.waitUntil(lambda: not stage.window.embedders.running)
    stage.embedders.gate = None
    staged(embedders=stage.embedders)
    qtbot.waitUntil(lambda: stage.embedders.answering == E5.key)


def test_the_old_one_can_be_kept(qtbot: QtBot, staged: Stager) -> None:
    stage, shown = changing(qtbot, staged)
    link(card(shown, E5.name), "Keep all-MiniLM-L6-v2").click()
    qtbot.waitUntil(lambda: stage.services.settings.load().embedder == MINILM.name)
    qtbot.waitUntil(lambda: not stage.window.embedders.running)
    qtbot.waitUntil(lambda: card(shown, E5.name).use_button.isVisible())
    assert stage.embedders.answering == MINILM.key


def test_what_stopped_a_change_says_what_to_do(qtbot: QtBot, staged: Stager) -> None:
    stage = staged(embedders=FakeEmbedders(fails=STOPPED))
    shown = section(qtbot, stage)
    card(shown, E5.name).use_button.click()
    qtbot.waitUntil(lambda: str(STOPPED) in words_of(card(shown, E5.name)))
    assert card(shown, MINILM.name).use_button.text() == "Searches now"
    stage.embedders.fails = None
    link(card(shown, E5.name), "Try again").click()
    qtbot.waitUntil(lambda: stage.embedders.answering == E5.key)


def test_a_service_is_used_only_after_a_person_read_what_leaves(qtbot: QtBot, staged: Stager) -> None:
    stage = staged(embedders=FakeEmbedders(cards=[MINILM, THEIRS]))
    shown = section(qtbot, stage)
    made = card(shown, "bge-m3")
    assert "Leaves this computer: passages and questions are sent to api.example" in words_of(made)
    made.use_button.click()
    dialog = shown.dialog
    assert dialog is not None and dialog.windowTitle() == "Send your library to api.example?"
    dialog.reject()
    assert not card(shown, "bge-m3").use_button.isChecked()
    settings = stage.services.settings.load()
    assert (settings.embedder, settings.remote_embedder, stage.embedders.changes) == ("", False, 0)
    card(shown, "bge-m3").use_button.click()
    assert shown.dialog is not None
    shown.dialog.accept()
    qtbot.waitUntil(lambda: stage.embedders.answering == "theirs")
    settings = stage.services.settings.load()
    assert (settings.embedder, settings.remote_embedder) == ("bge-m3", True)


def test_a_service_is_added_once_it_has_answered(qtbot: QtBot, staged: Stager) -> None:
    stage = staged(embedders=FakeEmbedders(fails=ModelError("api.example does not accept the key.", "Give another."),
                                           kept=False))  # fmt: skip
    shown = section(qtbot, stage)
    shown.menu.actions()[2].trigger()
    dialog = shown.dialog
    assert isinstance(dialog, ServiceDialog) and not dialog.accept_button.isEnabled()
    dialog.address.setText("https://api.example/v1")
    dialog.model.setText("bge-m3")
    dialog.key.setText("secret")
    dialog.accept_button.click()
    qtbot.waitUntil(dialog.trouble.isVisible)
    assert dialog.trouble.text() == "api.example does not accept the key. Give another."
    stage.embedders.fails = None
    dialog.key.setText("right")
    assert not dialog.trouble.isVisible()
    dialog.accept_button.click()
    qtbot.waitUntil(lambda: any(one.card.name == "bge-m3" for one in shown.cards))
    assert stage.embedders.services == [("https://api.example/v1", "bge-m3", "right")]
    qtbot.waitUntil(lambda: any("kept until Alcove is closed" in notice.text for notice in stage.notices()))


def test_a_folder_and_a_file_are_added_and_taken_off_again(
    qtbot: QtBot, staged: Stager, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = staged()
    shown = section(qtbot, stage)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "/models/mine")
    shown.menu.actions()[0].trigger()
    qtbot.waitUntil(lambda: any(one.card.name == "mine" for one in shown.cards))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("/models/nomic.gguf", ""))
    shown.menu.actions()[1].trigger()
    qtbot.waitUntil(lambda: any(one.card.name == "nomic" for one in shown.cards))
    card(shown, "mine").remove_button.click()
    qtbot.waitUntil(lambda: not any(one.card.name == "mine" for one in shown.cards))
    qtbot.waitUntil(lambda: any(notice.text == "mine is off the list" for notice in stage.notices()))
    offer = next(notice for notice in stage.notices() if notice.text == "mine is off the list")
    assert offer.action is not None
    offer.action()
    qtbot.waitUntil(lambda: any(one.card.name == "mine" for one in shown.cards))


def test_what_is_kept_of_a_former_one_is_freed_when_asked(qtbot: QtBot, staged: Stager) -> None:
    former = replace(E5, left=0, vectors=8100, bytes=12_441_600)
    stage = staged(embedders=FakeEmbedders(cards=[MINILM, former]))
    shown = section(qtbot, stage)
    made = card(shown, E5.name)
    assert made.words.text() == "It has read all of your library; that takes 12 MB"
    made.free_button.click()
    assert card(shown, E5.name).free_button.text() == "Freeing it", "and cannot be pressed twice"
    assert not card(shown, E5.name).free_button.isEnabled()
    qtbot.waitUntil(lambda: not card(shown, E5.name).words.text())
    assert stage.embedders.freed == [E5.key]


def test_one_of_many_languages_is_offered_and_shown_among_what_can_be_got(qtbot: QtBot, staged: Stager) -> None:
    stage = staged(embedders=FakeEmbedders(cards=[MINILM]))
    shown = section(qtbot, stage)
    (offer,) = [one for one in shown.findChildren(QPushButton) if "many languages" in one.text()]
    offer.click()
    got = stage.window.pages.get_models
    assert stage.window.pages.model_sections.buttons["Get models"].isChecked()
    assert got.kind == "embedding"
    first = next(one for one in stage.hub.catalogue() if one.kind == "embedding")
    assert first.name in {label.text() for label in got.cards[0].findChildren(QLabel)}
    assert stage.hub.asked == [], "nothing is asked before it is clicked"


def test_with_one_of_many_languages_none_is_offered(qtbot: QtBot, staged: Stager) -> None:
    shown = section(qtbot, staged())
    assert not [one for one in shown.findChildren(QPushButton) if "many languages" in one.text()]


def test_a_setting_changed_elsewhere_is_lived_by(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    shown = section(qtbot, stage)
    stage.window._on_settings_saved(stage.services.settings.set("embedder", E5.name))
    qtbot.waitUntil(lambda: card(shown, E5.name).use_button.text() == "Searches now")
    stage.window._on_settings_saved(stage.services.settings.set("ocr", False))
    assert stage.embedders.changes == 1


def test_words() -> None:
    assert reads_words(()) == "Does not say which languages it reads"
    assert reads_words(("en", "de", "xx", "fr")) == "Reads English, German, xx and 1 more"
    assert (size_words(10), size_words(12_441_600), size_words(2_300_000_000)) == ("1 MB", "12 MB", "2.3 GB")
    fake = FakeEmbedders(languages=frozenset({"en", "ru"}))
    state = fake.state()
    assert unread_words(MINILM, state).startswith("Your library holds Russian too")
    assert unread_words(E5, state) == unread_words(replace(MINILM, languages=()), state) == ""
    gone = EmbedderCard("a", "gone", here=False, vectors=3)
    ordered = in_order(replace(state, cards=(gone, E5, THEIRS, MINILM)))
    assert [one.name for one in ordered] == [MINILM.name, "bge-m3", E5.name, "a"]


def test_files_named_in_the_dialogs_are_paths(qtbot: QtBot, staged: Stager, monkeypatch: pytest.MonkeyPatch) -> None:
    stage = staged()
    shown = section(qtbot, stage)
    asked: list[Path] = []
    monkeypatch.setattr(stage.window.embedders, "add", asked.append)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    for action in shown.menu.actions()[:2]:
        action.trigger()
    assert asked == [], "a dialog that was closed adds nothing"
