"""Delving in the window: terms, what is selected, unsure words, the way in and back, the trail; by mouse and keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QHelpEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QToolTip
from pytestqt.qtbot import QtBot

from alcove.chat.store import ConversationStore
from alcove.chat.unsure import Unsure
from alcove.desktop.answer_block import AnswerBlock
from alcove.desktop.composer import ASK
from alcove.desktop.delving import Delving, tint_of, unsure_words, why_not
from alcove.desktop.theme import DARK, LIGHT, Theme
from alcove.desktop.turn_state import TurnState
from alcove.models.types import Served
from tests.desktop.conftest import Stage, Stager
from tests.desktop.fakes import AnswerWriter, FakeLibrary, Script, boiler_library
from tests.desktop.test_contrast import contrast
from tests.desktop.test_thread import CONTROL, press, settled, shown, thread

LEASE = "The **notice period** is three months.\n\nThe deposit is two monthly rents, and the notice must be in writing."
PERIOD = "It is the time between the notice and the end of the lease."


def library(*terms: str) -> FakeLibrary:
    made = boiler_library()
    made.terms = terms
    return made


def unsure(text: str, word: str, sure: float, *others: tuple[str, float]) -> Unsure:
    at = text.index(word)
    return Unsure(at, at + len(word), at - 1, at + len(word), sure, others)


@pytest.fixture
def stage(qtbot: QtBot, staged: Stager) -> Stage:
    """Return a window with an answer about a lease, two words of which the library knows, one unsure."""
    words = (
        unsure(LEASE, "three", 0.3, (" two", 0.25), (" six", 0.1)),
        unsure(LEASE, "writing", 0.1, (" person", 0.1)),
    )
    scripts = [
        Script(AnswerWriter().say(LEASE).events, unsure=words),
        Script(AnswerWriter().say(PERIOD).events),
        *(Script(AnswerWriter().say(f"Answer {number}.").events) for number in range(3, 9)),
    ]
    made = staged(library=library("notice period", "deposit", "lease"), scripts=scripts)
    made.ask("How does the lease end?")
    settled(qtbot, made)
    shown(made)
    qtbot.waitUntil(lambda: block(made).turn.terms is not None)
    return made


def block(stage: Stage) -> AnswerBlock:
    return thread(stage).blocks[-1]


def delving(stage: Stage) -> Delving:
    found = block(stage).delving
    assert found is not None
    return found


def said(stage: Stage) -> list[tuple[str, str]]:
    """Return the words that are pointed out, with how."""
    text = block(stage).turn.text
    return [(mark.kind, text[mark.start : mark.end]) for mark in delving(stage).marks]


def middle(stage: Stage, words: str) -> QPoint:
    """Return where words of the answer lie."""
    at = block(stage).turn.text.index(words)
    (rect,) = block(stage).view.rects_of(at, at + len(words))
    return rect.center().toPoint()


def click(stage: Stage, words: str) -> None:
    QTest.mouseClick(block(stage).view, Qt.MouseButton.LeftButton, pos=middle(stage, words))


def select(stage: Stage, words: str) -> None:
    """Drag the mouse over words."""
    view = block(stage).view
    at = block(stage).turn.text.index(words)
    (rect,) = view.rects_of(at, at + len(words))
    begin, end = (QPoint(round(x), round(rect.center().y())) for x in (rect.left() + 1, rect.right() - 1))
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=begin)
    place, none = QPointF(end), Qt.KeyboardModifier.NoModifier
    left = Qt.MouseButton.LeftButton
    QApplication.sendEvent(
        view, QMouseEvent(QEvent.Type.MouseMove, place, QPointF(view.mapToGlobal(end)), left, left, none)
    )
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=end)


def delve(qtbot: QtBot, stage: Stage, words: str) -> None:
    click(stage, words)
    settled(qtbot, stage)
    shown(stage)


def crumbs(stage: Stage) -> list[str]:
    """Return the way that is shown above the delve."""
    trail = stage.window.chat.trail
    if trail.isHidden():
        return []
    buttons = [one for one in trail.findChildren(QPushButton) if not one.isHidden()]
    return [one.text() for one in buttons] + [stage.window.session.line.trail[-1].phrase]


def popup() -> QMenu:
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def told(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions() if action.text()]


def entry(menu: QMenu, begins: str) -> QAction:
    return next(action for action in menu.actions() if action.text().startswith(begins))


# Terms


def test_what_the_library_knows_is_underlined(stage: Stage) -> None:
    assert said(stage) == [("term", "notice period"), ("term", "deposit")]
    rects = [rect for _, (rect, *_) in delving(stage)._placed()]
    assert rects[0].bottom() < rects[1].top()


def test_a_click_on_a_term_opens_it_beside_the_conversation(qtbot: QtBot, stage: Stage) -> None:
    delve(qtbot, stage, "notice period")
    assert shown(stage) == [("notice period", PERIOD)]
    assert crumbs(stage) == ["How does the lease end", "notice period"]
    assert stage.window.chat.composer.field.placeholderText() == "Ask more about “notice period”"
    request = stage.turns.requests[-1]
    assert request.delve is not None and request.parent is not None
    assert LEASE[request.delve.start : request.delve.end] == request.question == "notice period"
    trail = stage.window.chat.trail
    qtbot.waitUntil(lambda: "three months" in trail.said.text())
    assert "background-color" in trail.said.text() and trail.said.isVisible()


def test_what_was_delved_into_is_marked_and_opens_at_once(qtbot: QtBot, stage: Stage) -> None:
    delve(qtbot, stage, "notice period")
    press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: shown(stage)[0][0] == "How does the lease end?")
    assert said(stage) == [("delved", "notice period"), ("term", "deposit")]
    with qtbot.waitSignal(stage.window.session.line.changed):
        click(stage, "notice period")
    assert shown(stage) == [("notice period", PERIOD)] and len(stage.turns.requests) == 2


def test_a_delve_of_a_delve_and_the_way_back(qtbot: QtBot, stage: Stage) -> None:
    delve(qtbot, stage, "notice period")
    qtbot.waitUntil(lambda: bool(said(stage)))
    delve(qtbot, stage, "lease")
    assert crumbs(stage) == ["How does the lease end", "notice period", "lease"]
    with qtbot.waitSignal(stage.window.session.line.arrived):
        press(Qt.Key.Key_Escape)
    assert crumbs(stage) == ["How does the lease end", "notice period"]
    with qtbot.waitSignal(stage.window.session.line.changed):
        click(stage, "lease")
    first = [one for one in stage.window.chat.trail.findChildren(QPushButton) if not one.isHidden()]
    with qtbot.waitSignal(stage.window.session.line.arrived):
        next(one for one in first if one.text() == "How does the lease end").click()
    assert crumbs(stage) == [] and shown(stage)[0][0] == "How does the lease end?"
    assert stage.window.chat.composer.field.placeholderText() == ASK


def test_the_main_line_stays_and_a_conversation_opens_on_it(
    qtbot: QtBot, stage: Stage, store: ConversationStore
) -> None:
    stage.ask("And the deposit?")
    settled(qtbot, stage)
    before = shown(stage)
    with qtbot.waitSignal(stage.window.session.line.changed):
        stage.window.session.delve(thread(stage).blocks[0].turn, 6, 19)
    settled(qtbot, stage)
    stage.ask("In days?")
    settled(qtbot, stage)
    assert [question for question, _ in shown(stage)] == ["notice period", "In days?"]
    conversation = stage.window.session.conversation
    assert conversation is not None
    stage.window.session.new()
    with qtbot.waitSignal(stage.window.session.conversation_opened):
        stage.window.session.open(conversation)
    assert shown(stage) == before
    assert all(len(turn.questions) == 1 for turn in stage.window.session.turns), "a delve is no version of a question"


def test_a_delve_that_is_deleted_leads_back_and_can_be_restored(qtbot: QtBot, stage: Stage) -> None:
    delve(qtbot, stage, "notice period")
    with qtbot.waitSignal(stage.window.session.line.changed):
        stage.window.session.delete_message(stage.window.session.turns[0], answer=False)
    assert shown(stage)[0][0] == "How does the lease end?" and said(stage)[0] == ("term", "notice period")
    qtbot.waitUntil(lambda: bool(stage.notices()))
    undo = stage.notices()[-1].action
    assert undo is not None
    with qtbot.waitSignal(stage.window.session.line.changed):
        undo()
    assert shown(stage) == [("notice period", PERIOD)]


def test_a_delve_is_edited_and_answered_again_in_its_place(qtbot: QtBot, stage: Stage) -> None:
    delve(qtbot, stage, "notice period")
    session = stage.window.session
    session.ask_edited(session.turns[0], "notice period, in days")
    settled(qtbot, stage)
    assert (
        session.turns[0].questions == tuple(sorted(session.turns[0].questions))
        and session.turns[0].question_number == 2
    )
    session.ask_again()
    settled(qtbot, stage)
    assert session.turns[0].number == 2 and crumbs(stage) == ["How does the lease end", "notice period"]


def test_one_may_leave_a_delve_while_it_is_written(qtbot: QtBot, staged: Stager) -> None:
    import threading

    gate = threading.Event()
    stage = staged(
        library=library("deposit"),
        scripts=[Script(AnswerWriter().say(LEASE).events), Script(AnswerWriter().say(PERIOD).events, gate=gate)],
    )
    stage.ask("How does the lease end?")
    settled(qtbot, stage)
    stage.window.session.delve(block(stage).turn, 6, 19)
    qtbot.waitUntil(lambda: stage.window.session.turns[0].phase == "writing")
    stage.window.session.line.leave()
    qtbot.waitUntil(lambda: shown(stage)[0][0] == "How does the lease end?")
    assert len(stage.window.session.turns) == 1
    qtbot.waitUntil(lambda: ("delved", "notice period") in said(stage))
    gate.set()
    with qtbot.waitSignal(stage.window.session.line.arrived):
        click(stage, "notice period")
    settled(qtbot, stage)
    assert shown(stage) == [("notice period", PERIOD)]


# What is selected


def test_what_is_selected_is_offered_and_delved_into(qtbot: QtBot, stage: Stage) -> None:
    select(stage, "monthly rents")
    button = delving(stage).button
    assert button.isVisible() and block(stage).view.rect().contains(button.geometry())
    button.click()
    settled(qtbot, stage)
    assert crumbs(stage)[-1] == "monthly rents"


def test_the_button_is_below_a_selection_at_the_top_and_goes_with_it(stage: Stage) -> None:
    select(stage, "notice period")
    button = delving(stage).button
    assert button.y() > middle(stage, "notice period").y()
    QTest.mouseClick(block(stage).view, Qt.MouseButton.LeftButton, pos=middle(stage, "rents"))
    assert button.isHidden()


def test_a_long_passage_is_no_term(stage: Stage) -> None:
    block(stage).turn.text = LEASE * 9
    block(stage).view.render_turn(block(stage).turn)
    block(stage).view.select_all()
    assert "button" not in delving(stage).__dict__ or delving(stage).button.isHidden()


def test_a_key_delves_into_what_is_selected_or_offers_the_terms(qtbot: QtBot, stage: Stage) -> None:
    select(stage, "writing")
    QTest.keyClick(stage.window, Qt.Key.Key_D, CONTROL)
    settled(qtbot, stage)
    assert crumbs(stage)[-1] == "writing"
    with qtbot.waitSignal(stage.window.session.line.arrived):
        press(Qt.Key.Key_Escape)
    stage.window.delve()
    menu = popup()
    assert told(menu) == ["notice period", "deposit", "writing"]
    assert [action.isChecked() for action in menu.actions()] == [False, False, True]
    entry(menu, "deposit").trigger()
    menu.close()
    settled(qtbot, stage)
    assert crumbs(stage)[-1] == "deposit"


def test_the_menu_says_where_nothing_is_known(qtbot: QtBot, staged: Stager) -> None:
    stage = staged(scripts=[Script(AnswerWriter().say("It is.").events)])
    stage.ask("Is it?")
    settled(qtbot, stage)
    menu = delving(stage).terms_menu()
    assert told(menu) == ["The library knows none of these words: select some"] and not menu.actions()[0].isEnabled()
    stage.window.show_page("settings")
    stage.window.delve()
    assert QApplication.activePopupWidget() is None


# The mouse


def test_the_menu_of_a_place_offers_its_word_or_what_is_selected(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    view = block(stage).view
    point = view.mapToGlobal(middle(stage, "writing"))
    monkeypatch.setattr("alcove.desktop.delving.QCursor.pos", lambda: point)
    menu = QMenu()
    view.menu_opening.emit(menu)
    assert told(menu) == ["Delve into “writing”"]
    select(stage, "monthly rents")
    menu = QMenu()
    menu.addAction("Copy")
    view.menu_opening.emit(menu)
    assert told(menu) == ["Delve into “monthly rents”", "Copy"]
    chosen: list[tuple[int, int]] = []
    delving(stage).chosen.disconnect()
    delving(stage).chosen.connect(lambda *span: chosen.append(span))
    menu.actions()[0].trigger()
    assert [LEASE[slice(*span)] for span in chosen] == ["monthly rents"]


def test_a_term_says_what_a_click_does(stage: Stage) -> None:
    view, point = block(stage).view, middle(stage, "deposit")
    QTest.mouseMove(view, point)
    assert view.cursor().shape() == Qt.CursorShape.PointingHandCursor
    QApplication.sendEvent(view, QHelpEvent(QEvent.Type.ToolTip, point, view.mapToGlobal(point)))
    assert QToolTip.text() == "Delve into “deposit”: in 2 documents"
    QTest.mouseMove(view, middle(stage, "writing"))
    assert view.cursor().shape() != Qt.CursorShape.PointingHandCursor
    assert delving(stage).mark_at(QPointF(-5, -5)) is None


def test_a_term_in_one_document_that_was_delved_into(qtbot: QtBot, stage: Stage) -> None:
    delve(qtbot, stage, "deposit")
    press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: ("delved", "deposit") in said(stage))
    view, point = block(stage).view, middle(stage, "deposit")
    QApplication.sendEvent(view, QHelpEvent(QEvent.Type.ToolTip, point, view.mapToGlobal(point)))
    assert QToolTip.text() == "What was said about “deposit”"


# Unsure words


def test_unsure_words_are_tinted_when_that_is_wanted(qtbot: QtBot, stage: Stage) -> None:
    block(stage).setFocus()
    press(Qt.Key.Key_U)
    assert ("unsure", "three") in said(stage) and ("unsure", "writing") in said(stage)
    assert stage.window.session.shows_unsure
    qtbot.waitUntil(lambda: stage.services.settings.state("shows_unsure") == "on")
    menu = block(stage).menu()
    assert entry(menu, "Show where").isChecked() and not entry(menu, "Copy").isCheckable()
    stage.window.toggle_unsure()
    assert said(stage) == [("term", "notice period"), ("term", "deposit")]


def test_a_click_on_one_shows_the_others_and_goes_on_from_one(qtbot: QtBot, stage: Stage) -> None:
    stage.window.toggle_unsure()
    click(stage, "three")
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    menu = popup()
    assert told(menu) == [
        "30% sure of “three”",
        "two\t25%",
        "six\t10%",
        "Choose one to go on from it, beside this answer",
    ]
    answer = block(stage).turn
    entry(menu, "six").trigger()
    menu.close()
    qtbot.waitUntil(lambda: len(stage.turns.requests) == 2)
    settled(qtbot, stage)
    request = stage.turns.requests[-1]
    assert request.continues == answer.answer_id and request.begin_with.endswith(" six") and request.delve is None
    assert block(stage).turn.number == 2, "it stands beside the answer"


def test_keys_choose_another_word(qtbot: QtBot, stage: Stage) -> None:
    window = stage.window
    window.registry.run("message.other")
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    menu = popup()
    assert told(menu) == ["three\t30%", "writing\t10%"]
    others = menu.actions()[1].menu()
    assert isinstance(others, QMenu)
    assert told(others) == ["person\t10%", "Choose one to go on from it, beside this answer"]
    others.actions()[0].trigger()
    menu.close()
    qtbot.waitUntil(lambda: len(stage.turns.requests) == 2)
    settled(qtbot, stage)
    assert stage.turns.requests[-1].begin_with.endswith(" person")
    shown(stage)
    assert not window.registry.find("message.other").enabled(), "of this answer no word was unsure"


@pytest.mark.parametrize(("sure", "token"), [(0.49, "unsure"), (0.3, "unsure_more"), (0.1, "unsure_most")])
@pytest.mark.parametrize("tokens", [LIGHT, DARK])
def test_tints_keep_the_contrast(sure: float, token: str, tokens: object) -> None:
    assert tint_of(tokens, sure) == getattr(tokens, token)  # type: ignore[arg-type]
    assert contrast(tokens.ink, tint_of(tokens, sure)) >= 4.5  # type: ignore[attr-defined, arg-type]


def test_it_is_said_why_nothing_can_be_shown_or_chosen(theme: Theme, stage: Stage) -> None:
    served = Served("Ollama", "m", "http://localhost:1", "localhost", leaves=False)
    assert unsure_words(TurnState(None, "q")) == "No model told how sure it was of this"
    assert unsure_words(TurnState(None, "q", served=served)) == "Ollama did not tell how sure its model was"
    assert unsure_words(TurnState(None, "q", told_sure=True)) == ""
    assert why_not(TurnState(None, "q", served=served)).startswith("Only a model that runs in Alcove")
    assert why_not(TurnState(None, "q", thinking="hm")).startswith("A model that thought first")
    block(stage).turn.served = served
    menu = delving(stage).others_menu(0, "")
    assert not any(action.isEnabled() for action in menu.actions() if action.text())
    block(stage).turn.told_sure = False
    stage.window.toggle_unsure()
    assert "Ollama did not tell how sure its model was" in block(stage).facts.full_text()
