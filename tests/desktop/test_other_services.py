"""Services that run models elsewhere, in the window: over the real ones, and a service on loopback."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import keyring
import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from alcove.chat.turns import SentOut
from alcove.core.database import Database
from alcove.desktop.other_services import FEW, OtherServices, ServiceCard
from alcove.desktop.service_dialogs import OTHER, AddServiceDialog, ContextDialog, KeyDialog, NoKeyringDialog
from alcove.desktop.theme import Theme
from alcove.models.types import Prefill, Served
from tests.core.test_secrets import Memory
from tests.desktop.conftest import Stage, Stager
from tests.desktop.fakes import QWEN, FakeShelf, Script, boiler_answer
from tests.models.service import Service, plain, serving

FAR = Served("Far", "vendor/large-2", "https://api.example.org/v1", "api.example.org", True)


@pytest.fixture
def service() -> Iterator[Service]:
    with serving(plain("Yes.")) as running:
        yield running


def section_of(stage: Stage) -> OtherServices:
    stage.window.show_page("models")
    stage.window.pages.model_sections.show_section("Other services")
    return stage.window.pages.other_services


def added(qtbot: QtBot, stage: Stage, url: str, name: str = "Here") -> ServiceCard:
    stage.endpoints.add(url, name)
    section = section_of(stage)
    stage.window.services.refresh()
    qtbot.waitUntil(lambda: bool(section.cards))
    return next(iter(section.cards.values()))


def far(database: Database, stage: Stage) -> None:
    """Know a service beyond this computer that is on; it is never asked here."""
    stage.endpoints.add(FAR.url, "Far")
    with database.transaction() as tx:
        tx.execute("UPDATE endpoints SET active = 1")
        tx.execute("INSERT INTO endpoint_models VALUES (1, ?, 131072, 0)", (FAR.model,))
    stage.window.models.refresh()


def test_a_service_is_added_in_a_dialog_and_asked_only_when_switched_on(
    qtbot: QtBot, staged: Stager, service: Service
) -> None:
    stage = staged()
    section = section_of(stage)
    section.add_button.click()
    dialog = section.dialog
    assert isinstance(dialog, AddServiceDialog)
    assert (dialog.url(), dialog.name.text()) == ("http://localhost:11434/v1", "Ollama")
    dialog.presets[OTHER].click()
    assert not dialog.accept_button.isEnabled() and not dialog.notice.isVisible()
    dialog.address.setText("no address")
    assert "is no address of a service" in dialog.wrong.text() and not dialog.accept_button.isEnabled()
    dialog.address.setText(service.url)
    dialog.name.setText("Here")
    assert "runs on this computer" in dialog.notice.words.text()
    dialog.accept_button.click()
    qtbot.waitUntil(lambda: bool(section.cards))
    (card,) = section.cards.values()
    assert (card.state.text(), card.switch.text(), card.check_button.isHidden(), card.rows) == ("", "Off", True, [])
    assert service.asked == []

    card.switch.click()
    qtbot.waitUntil(lambda: card.state.text() == "answers, 1 model")
    assert [row.model.name for row in card.rows] == ["tiny (Here)"]
    qtbot.waitUntil(lambda: any(info.served for info in stage.window.models.infos))
    card.rows[0].use_button.click()
    assert stage.window.session.model == "tiny (Here)"
    assert stage.window.chooser.text().strip() == "tiny · on this computer, by Here"
    assert stage.window.chat.composer.destination.isHidden(), "nothing leaves"
    assert card.rows[0].use_button.text() == "Answers"

    card.switch.click()
    qtbot.waitUntil(lambda: stage.window.session.model == "")
    assert card.rows == [] and card.state.text() == ""
    card.remove_button.click()
    qtbot.waitUntil(lambda: not section.cards)
    assert stage.endpoints.list() == []


def test_what_is_wrong_stands_on_the_card_until_it_answers(qtbot: QtBot, staged: Stager, service: Service) -> None:
    stage = staged()
    good = service.models
    service.models = lambda reply: reply.json({"error": {"message": "who?"}}, 401)
    card = added(qtbot, stage, service.url)
    card.switch.click()
    qtbot.waitUntil(lambda: card.state.text() == "does not answer")
    assert "wants a key. It said: “who?”. Give it one under Other services." in card.problem.text()
    assert stage.notices() == [], "it is told once"
    service.models = good
    card.check_button.click()
    qtbot.waitUntil(lambda: card.state.text() == "answers, 1 model")
    assert card.problem.isHidden()


def test_switching_off_stops_asking(qtbot: QtBot, staged: Stager, service: Service) -> None:
    service.models = lambda reply: reply.until_gone()
    stage = staged()
    card = added(qtbot, stage, service.url)
    card.switch.click()
    qtbot.waitUntil(lambda: card.state.text() == "asking")
    assert service.came.wait(5) and not card.check_button.isEnabled()
    card.switch.click()
    qtbot.waitUntil(lambda: card.state.text() == "")
    assert service.gone.wait(5)


def test_many_models_are_few_until_asked_for_and_can_be_found(qtbot: QtBot, staged: Stager, service: Service) -> None:
    service.models = lambda reply: reply.json({"data": [{"id": f"model-{n}"} for n in range(30)]})
    stage = staged()
    card = added(qtbot, stage, service.url)
    card.switch.click()
    qtbot.waitUntil(lambda: card.state.text() == "answers, 30 models")
    assert len(card.rows) == FEW and card.more.text() == "Show all 30" and card.filter.isHidden()
    card.more.click()
    assert len(card.rows) == 30 and not card.filter.isHidden()
    card.filter.setText("MODEL-2")
    assert [row.model.model for row in card.rows] == ["model-2", *(f"model-2{n}" for n in range(10))]
    card.more.click()
    assert len(card.rows) == FEW and card.more.text() == "Show all 30"
    qtbot.waitUntil(lambda: any(info.served for info in stage.window.models.infos))
    stage.window.models.choose("model-9 (Here)")
    assert card.rows[0].model.model == "model-9", "the one that answers is always on view"


def test_a_context_is_set_in_a_dialog(qtbot: QtBot, staged: Stager, service: Service) -> None:
    stage = staged()
    card = added(qtbot, stage, service.url)
    card.switch.click()
    qtbot.waitUntil(lambda: bool(card.rows))
    assert card.rows[0].context_button.text() == "sees 4,096 tokens, assumed"
    card.rows[0].context_button.click()
    dialog = card.dialog
    assert isinstance(dialog, ContextDialog)
    dialog.tokens.setText("100")
    assert not dialog.accept_button.isEnabled()
    dialog.tokens.setText("16384")
    dialog.accept_button.click()
    qtbot.waitUntil(lambda: card.rows[0].context_button.text() == "sees 16,384 tokens")


def test_what_a_program_here_sends_on_is_marked(qtbot: QtBot, staged: Stager, service: Service) -> None:
    service.models = lambda reply: reply.json({"data": [{"id": "big:1t-cloud"}, {"id": "small:1b"}]})
    stage = staged()
    card = added(qtbot, stage, service.url)
    card.switch.click()
    qtbot.waitUntil(lambda: len(card.rows) == 2)
    marks = [[label.text() for label in row.findChildren(QLabel)] for row in card.rows]
    assert "sent on to a cloud" in marks[0] and "sent on to a cloud" not in marks[1]
    assert [row.use_button.property("look") for row in card.rows] == ["pill-out", "pill"]


# Keys


def give_key(card: ServiceCard, key: str) -> None:
    card.key_button.click()
    dialog = card.dialog
    assert isinstance(dialog, KeyDialog)
    dialog.key.setText(key)
    dialog.accept_button.click()


def test_a_key_is_kept_and_forgotten(qtbot: QtBot, staged: Stager, service: Service) -> None:
    before = keyring.get_keyring()
    keeper = Memory()
    keyring.set_keyring(keeper)
    try:
        stage = staged()
        card = added(qtbot, stage, service.url)
        give_key(card, "k3y")
        qtbot.waitUntil(lambda: "with a key" in card.place.full_text())
        assert list(keeper.kept.values()) == ["k3y"]
        card.key_button.click()
        dialog = card.dialog
        assert isinstance(dialog, KeyDialog) and dialog.key.text() == ""
        dialog.forget_button.click()
        qtbot.waitUntil(lambda: "with a key" not in card.place.full_text())
        assert keeper.kept == {}
    finally:
        keyring.set_keyring(before)


@pytest.mark.parametrize("keep", [True, False])
def test_without_a_keyring_the_person_chooses(
    qtbot: QtBot, staged: Stager, service: Service, keep: bool, database: Database
) -> None:
    stage = staged()
    section = section_of(stage)
    section.add_button.click()
    dialog = section.dialog
    assert isinstance(dialog, AddServiceDialog)
    dialog.address.setText(service.url)
    dialog.key.setText("k3y")
    dialog.accept_button.click()
    qtbot.waitUntil(lambda: isinstance(section.dialog, NoKeyringDialog))
    choice = section.dialog
    assert isinstance(choice, NoKeyringDialog)
    (choice.accept_button if keep else choice.cancel_button).click()
    (card,) = section.cards.values()
    if keep:
        qtbot.waitUntil(lambda: "with a key until Alcove closes" in card.place.full_text())
    card.switch.click()
    qtbot.waitUntil(lambda: card.state.text() == "answers, 1 model")
    assert service.asked[-1].headers.get("authorization") == ("Bearer k3y" if keep else None)
    assert "k3y" not in repr([tuple(row) for row in database.query("SELECT * FROM endpoints")])


def test_a_key_that_others_could_read_needs_leave(qtbot: QtBot, staged: Stager, theme: Theme) -> None:
    stage = staged()
    section = section_of(stage)
    section.add_button.click()
    dialog = section.dialog
    assert isinstance(dialog, AddServiceDialog)
    dialog.address.setText("http://192.0.2.7:8000")
    assert dialog.accept_button.isEnabled() and "others on the way to 192.0.2.7:8000 can read along." in (
        dialog.notice.words.text()
    )
    dialog.key.setText("k3y")
    assert not dialog.accept_button.isEnabled() and "the key too." in dialog.notice.words.text()
    dialog.notice.leave.click()
    assert dialog.accept_button.isEnabled() and dialog.openly
    dialog.address.setText("https://192.0.2.7:8000")
    assert dialog.accept_button.isEnabled() and not dialog.openly
    dialog.reject()
    key = KeyDialog(None, theme, "Far", "http://192.0.2.7:8000/v1", has_key=False)
    qtbot.addWidget(key)
    key.key.setText("k3y")
    assert not key.accept_button.isEnabled()
    key.notice.leave.click()
    assert key.accept_button.isEnabled() and key.openly


# What leaves


def test_a_model_beyond_this_computer_is_told_everywhere_before_a_question_goes(
    qtbot: QtBot, staged: Stager, database: Database
) -> None:
    stage = staged(shelf=FakeShelf([QWEN]))
    window = stage.window
    far(database, stage)
    qtbot.waitUntil(lambda: any(info.served for info in window.models.infos))
    assert window.chooser.property("look") == "pill" and window.chat.composer.destination.isHidden()
    window.models.choose("vendor/large-2 (Far)")
    assert window.chooser.text().strip() == "large-2 · goes to api.example.org"
    assert window.chooser.property("look") == "pill-out"
    composer = window.chat.composer
    assert composer.goes.full_text() == (
        "Your question, this conversation and the passages found go to api.example.org"
    )
    assert not composer.destination.isHidden()
    composer.set_answer_from("model")
    assert composer.goes.full_text() == "Your question and this conversation go to api.example.org"
    window.models.choose(QWEN.name)
    assert composer.destination.isHidden() and window.chooser.property("look") == "pill"


def test_services_have_menus_of_their_own(qtbot: QtBot, staged: Stager, database: Database) -> None:
    stage = staged(shelf=FakeShelf([QWEN]))
    far(database, stage)
    qtbot.waitUntil(lambda: any(info.served for info in stage.window.models.infos))
    (menu,) = [action.menu() for action in stage.window.chooser.menu().actions() if action.menu()]
    assert menu.title() == "Far · beyond this computer" and not menu.icon().isNull()
    (action,) = menu.actions()
    assert action.text() == FAR.model and not action.icon().isNull()
    action.trigger()
    assert stage.window.session.model == "vendor/large-2 (Far)"


def test_where_an_answer_was_written_stands_under_it_also_after_a_reload(qtbot: QtBot, staged: Stager) -> None:
    gate = threading.Event()
    script = Script([SentOut(FAR, 5), Prefill(0, 900, 0)], gate=gate)
    stage = staged(scripts=[script, Script(boiler_answer())])
    stage.turns.served = FAR
    stage.ask("Is the boiler still under warranty?")
    session = stage.window.session
    qtbot.waitUntil(lambda: bool(stage.window.chat.blocks) and stage.window.chat.blocks[-1].turn.sent is not None)
    block = stage.window.chat.blocks[-1]
    assert block.status.text() == "Sent to api.example.org: your question and 5 passages"
    assert block.status.property("look") == "warn" and block.bar.isHidden() and block.written.isHidden()
    gate.set()
    qtbot.waitUntil(lambda: not session.busy)
    assert block.written.isHidden(), "nothing was written"
    stage.ask("And who serviced it last?")
    qtbot.waitUntil(lambda: not session.busy)
    block = stage.window.chat.blocks[-1]
    assert block.written.full_text() == "Written by large-2 at api.example.org"
    assert block.written.property("look") == "out"
    conversation = session.conversation
    assert conversation is not None
    session.new()
    session.open(conversation)
    qtbot.waitUntil(lambda: len(stage.window.chat.blocks) == 2)
    assert stage.window.chat.blocks[-1].written.full_text() == "Written by large-2 at api.example.org"


def test_an_answer_by_a_program_here_says_so_quietly(qtbot: QtBot, staged: Stager) -> None:
    here = Served("Ollama", "llama3.2:3b", "http://localhost:11434/v1", "localhost:11434", False)
    script = Script([SentOut(here, 1), Prefill(0, 900, 0), *boiler_answer()])
    stage = staged(scripts=[script])
    stage.turns.served = here
    stage.ask("Is the boiler still under warranty?")
    qtbot.waitUntil(lambda: bool(stage.window.session.turns) and not stage.window.session.busy)
    block = stage.window.chat.blocks[-1]
    assert block.written.full_text() == "Written by llama3.2:3b, on this computer, by Ollama"
    assert block.written.property("look") == "faint"
    assert block.turn.sent_words() == "Waiting for Ollama"


def test_a_context_that_cannot_be_is_told(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    stage.window.services.set_context("absent", "x", 4096)
    qtbot.waitUntil(lambda: bool(stage.notices()))
    assert "no service named 'absent'" in stage.notices()[0].text
