"""Getting models in the window: the list, a search, what fits, downloads."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from alcove.core.errors import AppError, ModelError
from alcove.desktop.get_models import GetModels, size_words
from alcove.desktop.repository_card import RepositoryCard
from alcove.models.catalogue import catalogue
from alcove.models.download import Checking, Fetched, Fetching
from alcove.models.types import ModelInfo
from tests.desktop.conftest import Stage, Stager
from tests.desktop.fakes import (
    DOWNLOADED,
    LARGE_REPOSITORY,
    QWEN,
    QWEN_REPOSITORY,
    STARTER,
    FakeHub,
    FakeShelf,
    repository,
)

USUAL = QWEN_REPOSITORY.choices[1]
GOT = DOWNLOADED / USUAL.files[0].path


def shown(stage: Stage) -> GetModels:
    stage.window.show_page("models")
    stage.window.pages.model_sections.buttons["Get models"].click()
    return stage.window.pages.get_models


def card_of(page: GetModels, name: str) -> RepositoryCard:
    return next(card for card in page.cards if card.ask_button.accessibleName() == f"Files and sizes of {name}")


def words(widget: QWidget) -> str:
    return " | ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def unfolded(qtbot: QtBot, page: GetModels, name: str = "Qwen3 4B") -> RepositoryCard:
    card = card_of(page, name)
    card.ask_button.click()
    qtbot.waitUntil(lambda: bool(card.rows))
    return card


def test_the_list_is_there_and_nobody_was_asked(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    page = shown(stage)
    assert len(page.cards) == len(catalogue())
    assert "Asks huggingface.co when you search or download; nothing else leaves this computer." in words(page)
    qtbot.waitUntil(lambda: "This computer has 8 GB of memory" in words(page))
    told = words(card_of(page, "Qwen3 4B"))
    assert "best first choice for a laptop" in told and "Russian" in told and "Apache 2.0" in told
    assert stage.hub.asked == []


def test_sections_are_chosen_by_buttons(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    page = shown(stage)
    sections = stage.window.pages.model_sections
    assert page.isVisible() and not stage.window.pages.models_page.isVisible()
    sections.buttons["On this computer"].click()
    assert stage.window.pages.models_page.isVisible() and not page.isVisible()
    sections.add("More", lambda: more)
    more = QLabel("more")
    sections.buttons["More"].click()
    assert more.isVisible() and sections.buttons["More"].isChecked()


def test_a_card_shows_the_usual_file_and_whether_it_fits(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    card = unfolded(qtbot, shown(stage))
    assert stage.hub.asked == ["unsloth/Qwen3-4B-Instruct-2507-GGUF"]
    assert [row.isVisible() for row in card.rows] == [False, True, False, False]
    assert "2.5 GB · Q4_K_M · the usual choice" in words(card.rows[1])
    assert "fits: needs about" in words(card.rows[1])
    assert card.more_button is not None and card.more_button.text() == "3 other sizes"
    card.more_button.click()
    assert all(row.isVisible() for row in card.rows) and not card.more_button.isVisible()
    assert "1.7 GB · Q2_K · very small, and much worse" in words(card.rows[0])
    assert "8.1 GB · F16 · the original precision" in words(card.rows[3])
    large = unfolded(qtbot, stage.window.pages.get_models, "Qwen3 14B")
    assert "too large: needs about 9.4 GB of memory, this computer has 8 GB" in words(large.rows[0])


def test_why_there_are_no_files_is_said(qtbot: QtBot, staged: Stager) -> None:
    shy = repository("unsloth/Qwen3-1.7B-GGUF", ("Q4_K_M", 1_000_000_000), gated=True)
    stage = staged(hub=FakeHub([shy, replace(QWEN_REPOSITORY, choices=())]))
    page = shown(stage)
    for name, told in (("Qwen3 1.7B", "an account"), ("Qwen3 4B", "nothing here that Alcove can run")):
        card = card_of(page, name)
        card.ask_button.click()
        qtbot.waitUntil(lambda card=card, told=told: told in card.told)
    stage.hub.fails = ModelError("huggingface.co cannot be reached.", "Check the connection.")
    card = card_of(page, "Qwen3 8B")
    card.ask_button.click()
    assert card.told == "Asking huggingface.co" and not card.ask_button.isEnabled()
    qtbot.waitUntil(lambda: card.told == "huggingface.co cannot be reached. Check the connection.")
    assert card.ask_button.isEnabled(), "it can be tried again"


def test_a_search_asks_the_hub_and_leads_back(qtbot: QtBot, staged: Stager) -> None:
    gated = repository("acme/Qwen3-9B-GGUF", gated=True)
    stage = staged(hub=FakeHub([QWEN_REPOSITORY, LARGE_REPOSITORY, gated]))
    page = shown(stage)
    page.field.setText(" qwen ")
    page.search_button.click()
    qtbot.waitUntil(lambda: len(page.cards) == 3)
    assert stage.hub.asked == ["chat qwen"]
    qtbot.waitUntil(lambda: "3 repositories with “qwen” in the name" in words(page))
    told = words(card_of(page, "acme/Qwen3-9B-GGUF"))
    assert "1,200,000 downloads · apache-2.0 · needs an account" in told
    unfolded(qtbot, page, "Qwen/Qwen3-14B-GGUF")
    next(button for button in page.findChildren(QPushButton) if button.text() == "Back to the list").click()
    assert len(page.cards) == len(catalogue()) and page.field.text() == ""
    page.kind_buttons["embedding"].click()
    page.field.setText("zebra")
    page.search()
    qtbot.waitUntil(lambda: "no such model with “zebra” in its name" in words(page))
    assert stage.hub.asked[-1] == "embedding zebra"
    stage.hub.fails = ModelError("The hub takes no more requests for 4 minutes.", "Try again later.")
    page.search()
    qtbot.waitUntil(lambda: "no more requests for 4 minutes. Try again later." in words(page))


def test_an_answer_that_comes_late_is_dropped(qtbot: QtBot, staged: Stager) -> None:
    gate = threading.Event()
    stage = staged(hub=FakeHub(gate_search=gate))
    page = shown(stage)
    page.field.setText("qwen")
    page.search()
    qtbot.waitUntil(lambda: len(stage.hub.asked) == 1)
    stage.hub.gate_search = None
    page.field.setText("14B")
    page.search()
    qtbot.waitUntil(lambda: len(page.cards) == 1)
    gate.set()
    qtbot.wait(50)
    assert len(page.cards) == 1


def test_a_download_tells_how_far_it_is_and_ends_on_the_list(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    page = shown(stage)
    card = unfolded(qtbot, page)
    card.rows[1].button.click()
    qtbot.waitUntil(lambda: len(page.downloads.rows) == 1)
    (row,) = page.downloads.rows
    assert card.rows[1].button.text() == "Downloading" and not card.rows[1].button.isEnabled()
    assert "0 of 2.5 GB · waiting" in row.facts.text()
    stage.hub.steps.put(Fetching(1_234_000_000, USUAL.bytes, 12_300_000, 102.0))
    qtbot.waitUntil(lambda: row.facts.text() == "1.2 of 2.5 GB · 12.3 MB/s · 2 min left")
    assert row.bar.value() == 494
    stage.hub.steps.put(Fetching(1_300_000_000, USUAL.bytes, 0, None, "The connection broke off. Trying again."))
    qtbot.waitUntil(lambda: row.trouble.isVisible() and "Trying again" in row.trouble.text())
    assert row.facts.text() == "1.3 of 2.5 GB"
    stage.hub.steps.put(Checking(1_250_000_000, USUAL.bytes))
    qtbot.waitUntil(lambda: row.facts.text() == "comparing checksums, 50 %")
    stage.shelf.infos.append(ModelInfo(USUAL.name.removesuffix(".gguf"), "chat", str(GOT), USUAL.bytes, 40_960, False))
    stage.hub.steps.put(Fetched(GOT, "chat"))
    qtbot.waitUntil(lambda: not page.downloads.rows)
    qtbot.waitUntil(lambda: card.rows[1].button.text() == "On this computer")
    assert stage.window.session.model == GOT.stem, "until now only the trial model answered"


def test_one_that_is_downloaded_beside_another_is_offered(qtbot: QtBot, staged: Stager) -> None:
    stage = staged(shelf=FakeShelf([STARTER, QWEN]))
    stage.window.downloads.start(QWEN_REPOSITORY, USUAL)
    stage.hub.steps.put(Fetched(GOT, "chat"))
    qtbot.waitUntil(lambda: bool(stage.notices()))
    (notice,) = stage.notices()
    assert (notice.text, notice.action_label) == (f"{GOT.stem} is here", "Use it")
    assert stage.window.models.answering is not None and stage.window.models.answering.name == QWEN.name
    assert notice.action is not None
    notice.action()
    qtbot.waitUntil(lambda: stage.window.session.model == GOT.stem)


def test_an_embedder_does_not_answer(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    stage.window.downloads.start(QWEN_REPOSITORY, USUAL)
    stage.hub.steps.put(Fetched(DOWNLOADED / "multilingual-e5-small", "embedding"))
    qtbot.waitUntil(lambda: bool(stage.notices()))
    assert stage.notices()[0].text == "multilingual-e5-small is here and can be used for search"
    assert stage.window.session.model == ""


def test_a_download_is_paused_goes_on_and_several_run_at_once(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    page = shown(stage)
    for one in (QWEN_REPOSITORY, LARGE_REPOSITORY):
        stage.window.downloads.start(one, one.choices[1])
    qtbot.waitUntil(lambda: stage.hub.running == 2)
    row = page.downloads.rows[0]
    assert row.pause_button.accessibleName() == f"Pause the download of {row.download.wanted.name}"
    row.pause_button.click()
    assert row.facts.text().endswith("pausing") and not row.pause_button.isEnabled()
    qtbot.waitUntil(lambda: row.facts.text().endswith("paused") and stage.hub.running == 1)
    assert row.pause_button.accessibleName() == f"Go on with the download of {row.download.wanted.name}"
    row.pause_button.click()
    qtbot.waitUntil(lambda: stage.hub.running == 2)
    assert stage.window.downloads.start(QWEN_REPOSITORY, QWEN_REPOSITORY.choices[1]) is None
    qtbot.wait(50)
    assert len(page.downloads.rows) == 2, "the same is not downloaded twice"


@pytest.mark.parametrize("running", [True, False])
def test_a_download_is_thrown_away_when_that_is_meant(
    qtbot: QtBot, staged: Stager, monkeypatch: pytest.MonkeyPatch, running: bool
) -> None:
    asked: list[str] = []
    answers = [False, True]

    def confirmed(parent: QWidget, question: str, told: str, yes: str) -> bool:
        asked.append(told)
        return answers.pop(0)

    monkeypatch.setattr("alcove.desktop.download_rows.confirmed", confirmed)
    stage = staged()
    page = shown(stage)
    stage.window.downloads.start(QWEN_REPOSITORY, USUAL)
    stage.hub.steps.put(Fetching(1_234_000_000, USUAL.bytes, 1, None))
    qtbot.waitUntil(lambda: bool(page.downloads.rows) and page.downloads.rows[0].download.done > 0)
    (row,) = page.downloads.rows
    if not running:
        row.pause_button.click()
        qtbot.waitUntil(lambda: row.download.phase == "paused")
    row.discard_button.click()
    assert asked == ["The 1.2 GB that have come are deleted."] and row.download.phase != "discarding"
    row.discard_button.click()
    qtbot.waitUntil(lambda: not page.downloads.rows)
    assert stage.hub.begun == []


def test_one_of_which_nothing_came_is_thrown_away_without_a_question(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    page = shown(stage)
    stage.window.downloads.start(QWEN_REPOSITORY, USUAL)
    qtbot.waitUntil(lambda: stage.hub.running == 1)
    page.downloads.rows[0].discard_button.click()
    qtbot.waitUntil(lambda: not page.downloads.rows and not stage.hub.begun)


def test_why_a_download_stopped_is_on_its_row_or_told(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    page = shown(stage)
    full = AppError("The disk is full.", "Free some room and go on.")
    stage.window.downloads.start(QWEN_REPOSITORY, USUAL)
    stage.hub.steps.put(full)
    qtbot.waitUntil(lambda: bool(page.downloads.rows) and page.downloads.rows[0].trouble.isVisible())
    (row,) = page.downloads.rows
    assert row.trouble.text() == "The disk is full. Free some room and go on."
    assert row.facts.text() == "0 of 2.5 GB · stopped"
    assert stage.notices() == []
    stage.window.show_page("library")
    stage.window.downloads.resume(row.download)
    assert row.trouble.text() == ""
    stage.hub.steps.put(full)
    qtbot.waitUntil(lambda: [notice.text for notice in stage.notices()] == ["The disk is full."])


@pytest.mark.expects_log("alcove.desktop.tasks", "the disk has 1.0 GB free")
def test_what_cannot_be_downloaded_is_told(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    page = shown(stage)
    card = unfolded(qtbot, page)
    stage.hub.fails = ModelError("It needs 2.5 GB more, and the disk has 1.0 GB free.", "Free some room.")
    card.rows[1].button.click()
    qtbot.waitUntil(lambda: bool(stage.notices()))
    assert "the disk has 1.0 GB free" in stage.notices()[0].text
    assert page.downloads.rows == []


def test_interrupted_downloads_are_offered_at_the_next_start(qtbot: QtBot, staged: Stager) -> None:
    hub = FakeHub()
    begun = [hub.plan(one, one.choices[0]) for one in (QWEN_REPOSITORY, LARGE_REPOSITORY)]
    hub.begun = [replace(one, done=one.bytes // 2) for one in begun]
    stage = staged(hub=hub)
    qtbot.waitUntil(lambda: bool(stage.notices()))
    (notice,) = stage.notices()
    assert notice.text == "2 downloads were interrupted; what has come is kept"
    assert (notice.action_label, hub.running, hub.asked) == ("Go on", 0, []), "nobody is asked before that"
    page = shown(stage)
    assert page.downloads.rows[0].facts.text() == "835 MB of 1.7 GB · paused"
    assert page.downloads.rows[0].bar.value() == 500
    assert notice.action is not None
    notice.action()
    qtbot.waitUntil(lambda: hub.running == 2)


def test_removing_a_downloaded_model_asks_first(qtbot: QtBot, staged: Stager, monkeypatch: pytest.MonkeyPatch) -> None:
    own = ModelInfo("Own", "chat", str(DOWNLOADED / "Own.gguf"), 2_500_000_000, 8192, False)
    stage = staged(shelf=FakeShelf([STARTER, own]))
    stage.window.show_page("models")
    page = stage.window.pages.models_page
    asked: list[str] = []
    answers = [False, True]

    def exec_(box: QMessageBox) -> int:
        asked.append(f"{box.text()} {box.informativeText()}")
        wanted = "Delete" if answers.pop(0) else "Cancel"
        next(button for button in box.buttons() if button.text().replace("&", "") == wanted).click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", exec_)
    page.rows[1].remove_requested.emit()
    qtbot.waitUntil(lambda: len(asked) == 1)
    assert asked[0] == "Delete Own? It was downloaded into Alcove’s own folder. Deleting it frees 2.5 GB."
    assert len(stage.shelf.infos) == 2
    page.rows[1].remove_requested.emit()
    qtbot.waitUntil(lambda: len(page.rows) == 1)
    assert stage.notices()[0].text == "Own was deleted" and stage.notices()[0].action is None


def test_the_window_closes_at_once_while_it_downloads(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    stage.window.downloads.start(QWEN_REPOSITORY, USUAL)
    qtbot.waitUntil(lambda: stage.hub.running == 1)
    assert stage.services.tasks.close(1.5)
    assert stage.hub.begun, "it is offered again"


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("1.7 B", "1.7 billion parameters"),
        ("118 M", "118 million parameters"),
        ("8 B, of which 4 B work", "8 billion parameters, of which 4 billion work"),
    ],
)
def test_sizes_are_told_in_words(written: str, told: str) -> None:
    assert size_words(written) == told
