"""The arena in the window: blind until the vote, by mouse and keys, batches unattended, ratings."""

from __future__ import annotations

import csv
import json
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from alcove.chat.arena_store import Match
from alcove.chat.contenders import contender
from alcove.core.errors import ModelBroken
from alcove.desktop.arena_batches import BatchCard
from alcove.desktop.arena_page import ArenaPage
from alcove.models.types import ModelInfo
from alcove.rag.own import OwnId, OwnQuestion
from tests.desktop.conftest import Stage, Stager
from tests.desktop.fakes import (
    COVERED,
    QWEN,
    SERVICED,
    STARTER,
    AnswerWriter,
    FakeOwn,
    FakeShelf,
    Script,
    boiler_answer,
    hit,
    stored_pdf,
)

QUESTION = "Is the boiler still under warranty, and who serviced it last?"
GEMMA = ModelInfo("gemma-3-4b-it-Q4_K_M", "chat", "/models/gemma.gguf", 2_400_000_000, 32_768, False)
NAMES = ("SmolLM", "Qwen", "gemma")


def other_answer() -> Script:
    warranty = stored_pdf()
    writer = AnswerWriter(hit(warranty, COVERED), hit(warranty, SERVICED, rank=2))
    one = "The boiler has to be serviced once a year"
    return Script(writer.say(one).cite(warranty, SERVICED, 1, one).say(". Look in the house log.").events)


def short_answer() -> Script:
    return Script(AnswerWriter(hit(stored_pdf(), COVERED)).say("Seven years.").events)


def arena(stage: Stage, view: str = "Vote") -> ArenaPage:
    stage.window.show_page("models")
    stage.window.pages.model_sections.show_section("Arena")
    page = stage.window.pages.arena_page
    page.show_view(view)
    return page


def pair(staged: Stager, *scripts: Script, shelf: FakeShelf | None = None, **more: object) -> tuple[Stage, ArenaPage]:
    shelf = shelf or FakeShelf([STARTER, QWEN])
    stage = staged(scripts=list(scripts) or [Script(boiler_answer()), other_answer()], shelf=shelf, **more)
    return stage, arena(stage)


def asked(qtbot: QtBot, stage: Stage, page: ArenaPage, question: str = QUESTION) -> Match:
    page.vote.composer.field.setPlainText(question)
    page.vote.composer.button.click()
    qtbot.waitUntil(lambda: stage.window.arena.run is None and stage.window.arena.match is not None)
    return match_of(stage)


def match_of(stage: Stage) -> Match:
    assert stage.window.arena.match is not None
    return stage.window.arena.match


def seen(widget: QWidget) -> str:
    """Everything a person can read, hear or hover in a part of the window."""
    told = [widget.toolTip(), widget.accessibleName()]
    for one in widget.findChildren(QWidget):
        told += [one.toolTip(), one.accessibleName()]
        if isinstance(one, QLabel | QAbstractButton):
            told.append(one.text())
    return " | ".join(told)


# Asking and voting


def test_two_answers_stand_side_by_side_and_nothing_tells_who_wrote_them(qtbot: QtBot, staged: Stager) -> None:
    stage, page = pair(staged)
    match = asked(qtbot, stage, page)
    ballot = page.vote.ballot
    assert match.state == "ready" and [one.entry.letter for one in ballot.columns] == ["A", "B"]
    assert {one.view.toPlainText()[:10] for one in ballot.columns} == {"Yes. The b", "The boiler"}
    told = seen(page.vote.shown)
    assert not any(name in told for name in NAMES) and "tokens/s" not in told and "first word" not in told
    assert [button.accessibleName() for button in ballot.vote_buttons] == [
        "A is better", "B is better", "Tie", "Both bad",
    ]  # fmt: skip
    assert {request.model for request in stage.turns.requests} == {STARTER.name, QWEN.name}
    assert stage.store.conversations() == []


@pytest.mark.parametrize(
    ("key", "best", "bad"),
    [(Qt.Key.Key_1, 0, False), (Qt.Key.Key_2, 1, False), (Qt.Key.Key_T, None, False), (Qt.Key.Key_B, None, True)],
)
def test_one_key_votes_and_the_names_are_told(
    qtbot: QtBot, staged: Stager, key: Qt.Key, best: int | None, bad: bool
) -> None:
    stage, page = pair(staged)
    asked(qtbot, stage, page)
    assert stage.window.focusWidget() is page.vote.ballot, "the keys work at once"
    qtbot.keyClick(page.vote.ballot, key)
    qtbot.waitUntil(lambda: match_of(stage).state == "voted")
    vote = match_of(stage).vote
    assert vote is not None and (vote.best, vote.bad) == (best, bad)
    assert {one.name.full_text() for one in page.vote.ballot.columns} == {"SmolLM2 135M", "Qwen3 4B"}
    assert [not one.best.isHidden() for one in page.vote.ballot.columns] == [best == 0, best == 1]
    assert "tokens/s" in page.vote.ballot.columns[0].facts.text()
    assert "citations verbatim" in page.vote.ballot.columns[0].facts.text()
    assert page.vote.ballot.vote_buttons == []
    words = page.vote.verdict.full_text()
    assert words.startswith("You preferred") if best is not None else words.startswith("You found")


def test_arrows_choose_and_enter_votes_but_not_while_a_question_is_typed(qtbot: QtBot, staged: Stager) -> None:
    stage, page = pair(staged)
    asked(qtbot, stage, page)
    qtbot.keyClicks(page.vote.composer.field, "12tb")
    assert match_of(stage).state == "ready"
    ballot = page.vote.ballot
    qtbot.keyClick(ballot, Qt.Key.Key_Return)
    qtbot.keyClick(ballot, Qt.Key.Key_Left)
    assert [one.property("look") for one in ballot.columns] == ["plain-card", "card-on"]
    qtbot.keyClick(ballot, Qt.Key.Key_Right)
    assert [one.property("look") for one in ballot.columns] == ["card-on", "plain-card"]
    qtbot.keyClick(ballot, Qt.Key.Key_4)
    qtbot.keyClick(ballot, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert match_of(stage).state == "ready"
    qtbot.keyClick(ballot.columns[1].view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: match_of(stage).state == "voted")
    vote = match_of(stage).vote
    assert vote is not None and vote.best == 0


def test_a_citation_opens_its_passage_beside_the_answers(qtbot: QtBot, staged: Stager) -> None:
    stage, page = pair(staged)
    asked(qtbot, stage, page)
    column = page.vote.ballot.columns[0]
    column.citation_clicked.emit(0)
    evidence = stage.window.evidence
    assert evidence.isVisible() and evidence.turn is column.turn and evidence.selected == 0
    qtbot.waitUntil(lambda: evidence.preview.shows_page)
    assert not any(name in seen(evidence) for name in NAMES)
    stage.window.toggle_evidence()
    assert not evidence.isVisible() and stage.window._evidence_wanted, "the conversation's own choice stays"
    column.citation_clicked.emit(0)
    stage.window.show_page("chat")
    assert evidence.turn is None


def test_while_answers_are_written_nothing_of_them_is_shown_and_it_can_be_stopped(qtbot: QtBot, staged: Stager) -> None:
    stage, page = pair(staged, Script(boiler_answer()), Script(boiler_answer(), gate=threading.Event()))
    page.vote.composer.field.setPlainText(QUESTION)
    page.vote.composer.button.click()
    qtbot.waitUntil(lambda: page.vote.step.text() == "1 of 2 answers are there")
    assert page.vote.stack.currentWidget() is page.vote.waiting
    assert "Yes. The boiler" not in seen(page.vote) and not any(name in seen(page.vote.waiting) for name in NAMES)
    qtbot.keyClick(page.vote, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: stage.window.arena.match is not None)
    assert match_of(stage).state == "waiting" and page.vote.verdict.full_text() == "Answers are missing."
    stage.turns.scripts = [other_answer()]
    page.vote.again_button.click()
    qtbot.waitUntil(lambda: match_of(stage).state == "ready")
    assert len(stage.turns.requests) == 3, "the answer that was there stayed"


def test_withdrawing_removing_and_undoing(qtbot: QtBot, staged: Stager) -> None:
    stage, page = pair(staged)
    asked(qtbot, stage, page)
    page.vote.ballot.vote_buttons[0].click()
    qtbot.waitUntil(lambda: page.vote.withdraw_button.isVisible() and len(stage.window.arena.tables) == 1)
    page.vote.withdraw_button.click()
    qtbot.waitUntil(lambda: page.vote.verdict.full_text().endswith("and withdrew that"))
    qtbot.waitUntil(lambda: stage.window.arena.tables == [])
    undo(stage)
    qtbot.waitUntil(lambda: len(stage.window.arena.tables) == 1)
    page.vote.remove_button.click()
    qtbot.waitUntil(lambda: stage.window.arena.tables == [])
    assert page.vote.stack.currentWidget() is page.vote.empty
    undo(stage)
    qtbot.waitUntil(lambda: stage.window.arena.match is not None and len(stage.window.arena.tables) == 1)


def undo(stage: Stage) -> None:
    notice = stage.notices()[-1]
    assert notice.action_label == "Undo" and notice.action is not None
    notice.action()


def test_a_match_can_be_opened_as_a_conversation(qtbot: QtBot, staged: Stager) -> None:
    stage, page = pair(staged)
    asked(qtbot, stage, page)
    assert not page.vote.open_button.isVisible(), "it would tell the names"
    page.vote.ballot.vote_buttons[0].click()
    qtbot.waitUntil(page.vote.open_button.isVisible)
    page.vote.open_button.click()
    qtbot.waitUntil(lambda: stage.window.page == "chat" and len(stage.window.session.turns) == 1)
    assert len(stage.window.session.turns[0].answers) == 2
    qtbot.waitUntil(lambda: [one.title for one in stage.window.session.conversations] != [])


def test_three_models_one_of_which_fails(qtbot: QtBot, staged: Stager) -> None:
    fails = Script(fails=ModelBroken("It cannot be loaded.", "Choose another."))
    shelf = FakeShelf([STARTER, QWEN, GEMMA])
    stage, page = pair(staged, Script(boiler_answer()), fails, short_answer(), shelf=shelf)
    page.vote.picker.choose([STARTER.name, QWEN.name, GEMMA.name])
    assert page.vote.picker.text() == " 3 models"
    asked(qtbot, stage, page)
    assert len(page.vote.ballot.columns) == 2
    assert page.vote.verdict.full_text() == "Which is better? One model could not answer"
    assert "cannot be loaded" not in seen(page.vote)
    qtbot.keyClick(page.vote.ballot, Qt.Key.Key_T)
    qtbot.waitUntil(lambda: match_of(stage).state == "voted")
    assert "It cannot be loaded. Choose another." in [one.problem.text() for one in page.vote.ballot.columns]


def test_the_same_words_and_a_failed_match_say_why_there_is_no_vote(qtbot: QtBot, staged: Stager) -> None:
    stage, page = pair(staged, Script(boiler_answer()))
    assert asked(qtbot, stage, page).state == "same"
    assert "word for word" in page.vote.verdict.full_text() and page.vote.ballot.vote_buttons == []
    stage.turns.scripts = [Script(fails=ModelBroken("It cannot be loaded.", "Choose another."))]
    assert asked(qtbot, stage, page, "Once more?").state == "failed"
    assert "Fewer than two" in page.vote.verdict.full_text() and page.vote.again_button.isVisible()


def test_the_next_that_waits_comes_and_later_ones_have_their_turn(qtbot: QtBot, staged: Stager) -> None:
    scripts = [Script(boiler_answer()), other_answer(), short_answer(), Script(boiler_answer())]
    stage, page = pair(staged, *scripts)
    first = asked(qtbot, stage, page)
    second = asked(qtbot, stage, page, "And the second?")
    qtbot.waitUntil(lambda: page.vote.queue_button.text() == "1 more waits for your vote")
    qtbot.keyClick(page.vote.ballot, Qt.Key.Key_N)
    qtbot.waitUntil(lambda: match_of(stage).id == first.id)
    qtbot.keyClick(page.vote.ballot, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: match_of(stage).state == "voted")
    page.vote.next_button.click()
    qtbot.waitUntil(lambda: match_of(stage).id == second.id)
    qtbot.keyClick(page.vote.ballot, Qt.Key.Key_2)
    qtbot.waitUntil(lambda: match_of(stage).state == "voted")
    page.vote.next_button.click()
    qtbot.waitUntil(lambda: page.vote.stack.currentWidget() is page.vote.empty)


# Who answers


def test_one_model_alone_says_what_to_do(qtbot: QtBot, staged: Stager) -> None:
    stage = staged(shelf=FakeShelf([STARTER]))
    page = arena(stage)
    assert page.vote.empty_title.text() == "One model is here, and nothing to compare it with"
    assert not page.vote.composer.isEnabled()
    page.vote.variant_button.click()
    dialog = page.vote.picker.dialog
    assert dialog is not None and not dialog.accept_button.isEnabled()
    dialog.fields["temperature"].setText("9")
    dialog.accept_button.click()
    assert "temperature cannot be 9" in dialog.trouble.text()
    dialog.fields["temperature"].setText("0,8")
    dialog.accept_button.click()
    assert [one.key for one in page.vote.picker.chosen] == [STARTER.name, f"{STARTER.name}@temperature=0.8"]
    assert page.vote.picker.text() == " SmolLM2 135M and SmolLM2 135M (temperature 0.8)"
    assert page.vote.composer.isEnabled() and page.vote.empty_title.text() == "Which model answers you best?"
    page.vote.get_button.click()
    assert stage.window.pages.model_sections.buttons["Get models"].isChecked()


def test_without_any_model_models_are_offered(staged: Stager) -> None:
    page = arena(staged(shelf=FakeShelf([])))
    assert page.vote.empty_title.text() == "There is no model on this computer"
    assert not page.vote.variant_button.isVisible() and page.vote.get_button.isVisible()


def test_models_elsewhere_are_no_part_of_any_two_and_are_marked_when_chosen(qtbot: QtBot, staged: Stager) -> None:
    stage, page = pair(staged)
    away = stage.endpoints.add("https://api.example/v1", "Away")
    with stage.endpoints._database.transaction() as tx:
        tx.execute("UPDATE endpoints SET active = 1")
        tx.execute("INSERT INTO endpoint_models VALUES (?, 'large', 8192, 0)", (away.id,))
    stage.window.models.refresh()
    qtbot.waitUntil(lambda: any(info.served for info in stage.window.models.infos))
    name = next(info.name for info in stage.window.models.infos if info.served)
    picker = page.vote.picker
    assert [one.key for one in picker.pool] == [STARTER.name, QWEN.name]
    assert picker.property("look") == "pill" and not page.vote.goes.isVisible()
    picker.choose([QWEN.name, name])
    assert picker.property("look") == "pill-out"
    assert page.vote.goes.full_text() == "Your question and the passages found go to api.example"
    asked(qtbot, stage, page)
    qtbot.keyClick(page.vote.ballot, Qt.Key.Key_T)
    qtbot.waitUntil(lambda: match_of(stage).state == "voted")
    assert "large" in {one.name.full_text() for one in page.vote.ballot.columns}
    picker.eventFilter(picker, qt_event())
    stage.endpoints.switch("Away", on=False)
    stage.window.models.refresh()
    qtbot.waitUntil(lambda: picker.text() == " Any two models" or [one.key for one in picker.chosen] == [QWEN.name])


def qt_event() -> object:
    from PySide6.QtCore import QEvent

    return QEvent(QEvent.Type.MouseButtonRelease)


def test_ticking_in_the_menu(qtbot: QtBot, staged: Stager) -> None:
    _, page = pair(staged, shelf=FakeShelf([STARTER, QWEN, GEMMA]))
    picker = page.vote.picker

    def tick(words: str) -> None:
        next(action for action in picker.menu().actions() if action.text().startswith(words)).trigger()

    tick("Qwen3 4B")
    assert not picker.ready
    tick("gemma")
    assert picker.text() == " Qwen3 4B and gemma 3 4b" and picker.ready
    tick("Qwen3 4B")
    assert [one.key for one in picker.chosen] == [GEMMA.name]
    tick("Any two")
    assert picker.chosen == [] and picker.text() == " Any two models"


# Batches


def card(page: ArenaPage) -> BatchCard:
    return page.batches.cards[0]


def words_of(page: ArenaPage) -> str:
    return card(page).words.text() if page.batches.cards else ""


def begun(qtbot: QtBot, page: ArenaPage, questions: str = "How long?\nWho pays?\nWhy?") -> None:
    page.batches.new_button.click()
    dialog = page.batches.dialog
    assert dialog is not None and not dialog.accept_button.isEnabled()
    dialog.questions.setPlainText(questions)
    dialog.picker.choose([STARTER.name, QWEN.name])
    dialog.name.setText("Leases")
    dialog.accept_button.click()
    qtbot.waitUntil(lambda: bool(page.batches.cards))


def test_a_batch_runs_is_paused_goes_on_and_waits_for_votes(qtbot: QtBot, staged: Stager) -> None:
    gate = threading.Event()
    boiler = Script(boiler_answer())
    scripts = [boiler, boiler, Script(boiler_answer(), gate=gate), boiler, other_answer()]
    stage, page = pair(staged, *scripts)
    page.show_view("Batches")
    assert page.batches.none_yet.isVisible()
    begun(qtbot, page)
    qtbot.waitUntil(lambda: words_of(page) == "Answered 2 of 6")
    card(page).buttons["pause"].click()
    qtbot.waitUntil(lambda: words_of(page).startswith("Rests at 2 of 6 answers"))
    gate.set()
    card(page).buttons["go on"].click()
    qtbot.waitUntil(lambda: words_of(page) == "6 answers · 3 wait for your vote")
    assert [request.model for request in stage.turns.requests] == [QWEN.name] * 4 + [STARTER.name] * 3
    card(page).buttons["vote"].click()
    qtbot.waitUntil(lambda: stage.window.arena.match is not None)
    assert page.stack.currentWidget() is page.vote and match_of(stage).question == "How long?"
    qtbot.keyClick(page.vote.ballot, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: match_of(stage).state == "voted")
    page.show_view("Batches")
    qtbot.waitUntil(lambda: "ratings" in card(page).buttons)
    card(page).buttons["ratings"].click()
    qtbot.waitUntil(lambda: page.ratings.batch_button.text() == " Leases" and len(page.ratings.tables) == 1)
    page.show_view("Batches")
    card(page).remove_button.click()
    qtbot.waitUntil(lambda: not page.batches.cards)
    assert stage.window.arena.match is None and "its votes with it" in stage.notices()[-1].text
    undo(stage)
    qtbot.waitUntil(lambda: bool(page.batches.cards))


def test_what_failed_in_a_batch_is_tried_again_and_it_tells_when_it_is_through(qtbot: QtBot, staged: Stager) -> None:
    broken = Script(fails=ModelBroken("It cannot be loaded.", "Choose another."))
    stage, page = pair(staged, Script(boiler_answer()), broken, short_answer())
    page.show_view("Batches")
    begun(qtbot, page, "How long?")
    qtbot.waitUntil(lambda: words_of(page) == "1 answer · 1 failed")
    stage.window.show_page("library")
    stage.window.arena.go_on(card(page).batch.id)
    qtbot.waitUntil(lambda: bool(stage.notices()))
    notice = stage.notices()[-1]
    assert notice.text == "“Leases” is answered: 1 waits for your vote" and notice.action is not None
    notice.action()
    qtbot.waitUntil(lambda: stage.window.arena.match is not None)
    assert page.vote.isVisible()


def test_questions_come_from_a_file_or_are_the_persons_own(
    qtbot: QtBot, staged: Stager, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = FakeOwn(pairs=[OwnQuestion(OwnId(1), "Who pays?", "/a.md", None, 0, 4, "Anna", b"", 0.0)])
    stage, page = pair(staged, own=own)
    stage.window.own.refresh()
    qtbot.waitUntil(lambda: bool(stage.window.own.pairs))
    page.show_view("Batches")
    page.batches.new_button.click()
    dialog = page.batches.dialog
    assert dialog is not None
    file = tmp_path / "leases.txt"
    file.write_text("How long?\n\nWho pays?\n", "utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
    dialog.file_button.click()
    dialog.own_button.click()
    assert dialog.questions.toPlainText() == "How long?\nWho pays?" and dialog.name.text() == "leases"
    dialog.picker.choose([STARTER.name, QWEN.name])
    assert dialog.counted.text() == "2 questions, 2 models: 4 answers" and dialog.accept_button.isEnabled()
    dialog.questions.setPlainText('{"question": ')
    assert "Line 1 is no question" in dialog.trouble.text() and not dialog.accept_button.isEnabled()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "gone.txt"), ""))
    dialog.file_button.click()
    assert "cannot be read" in dialog.trouble.text()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    dialog.file_button.click()
    dialog.accept()
    assert dialog.isVisible() and stage.window.arena.batches == []
    dialog.reject()


# Ratings


def voted(stage: Stage, times: int, *, best: str = QWEN.name, other: str = STARTER.name, tag: str = "house") -> None:
    from alcove.core.cancel import CancelToken

    service = stage.services.arena
    for _ in range(times):
        number = service.new_match(QUESTION, [contender(best), contender(other)], tags=[tag])
        list(service.answer(CancelToken(), match=number))
        found = service._store.match(number)  # type: ignore[attr-defined]  # the real arena
        service.vote(number, next(one.position for one in found.entries if one.contender.key == best))


def test_ratings_say_what_the_votes_say_and_no_more(qtbot: QtBot, staged: Stager, tmp_path: Path) -> None:
    stage, page = pair(staged, *[Script(boiler_answer()), other_answer()] * 40)
    page.show_view("Ratings")
    assert page.ratings.sentence.text() == "No votes yet" and not page.ratings.export_button.isVisible()
    voted(stage, 3)
    stage.window.arena.refresh()
    qtbot.waitUntil(lambda: page.ratings.sentence.text() == "Too few votes to say which is better: 3 so far")
    assert page.ratings.tables[0].rows[0] == "Qwen3 4B: too few votes to say, place 1 to 2 of 2, 3 votes"
    voted(stage, 12, tag="contracts")
    voted(stage, 1, best=f"{QWEN.name}@temperature=0.8", other=f"{QWEN.name}@temperature=1.2")
    stage.window.arena.refresh()
    qtbot.waitUntil(lambda: page.ratings.sentence.text() == "Qwen3 4B is the best of these 2")
    assert [len(table.table.ratings) for table in page.ratings.tables] == [2, 2]
    assert "Not compared with those above" in seen(page.ratings)
    assert list(page.ratings.tag_buttons) == ["", "contracts", "house"]
    page.ratings.tag_buttons["house"].click()
    qtbot.waitUntil(lambda: page.ratings.sentence.text().startswith("Too few votes"))
    page.ratings.tag_buttons[""].click()
    qtbot.waitUntil(lambda: page.ratings.sentence.text() == "Qwen3 4B is the best of these 2")


def test_models_that_cannot_be_told_apart_are_not_put_in_order(qtbot: QtBot, staged: Stager) -> None:
    shelf = FakeShelf([STARTER, QWEN, GEMMA])
    stage, page = pair(staged, *[Script(boiler_answer()), other_answer()] * 60, shelf=shelf)
    voted(stage, 6)
    voted(stage, 6, best=STARTER.name, other=QWEN.name)
    page.show_view("Ratings")
    stage.window.arena.refresh()
    qtbot.waitUntil(lambda: page.ratings.sentence.text() == "No difference can be told between these 2 yet")
    voted(stage, 12, best=QWEN.name, other=GEMMA.name)
    stage.window.arena.refresh()
    qtbot.waitUntil(lambda: "cannot be told apart yet; the others stand behind" in page.ratings.sentence.text())


def test_everything_is_saved_as_json_or_tables(
    qtbot: QtBot, staged: Stager, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage, page = pair(staged)
    voted(stage, 1)
    page.show_view("Ratings")
    stage.window.arena.refresh()
    qtbot.waitUntil(page.ratings.export_button.isVisible)
    for name, kind, told in (
        ("", "", 0), (str(tmp_path / "a.json"), "JSON (*.json)", 1), (str(tmp_path / "t.csv"), "Tables (*.csv)", 2),
    ):  # fmt: skip
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, name=name, kind=kind: (name, kind))
        page.ratings.export_button.click()
        qtbot.waitUntil(lambda told=told: len(stage.notices()) == told)
    assert json.loads((tmp_path / "a.json").read_text("utf-8"))["pairs"][0]["better"] == QWEN.name
    lines = (tmp_path / "t" / "votes.csv").read_text("utf-8").splitlines()
    assert next(iter(csv.DictReader(lines)))["better"] == QWEN.name


def test_everything_that_takes_the_focus_has_a_name(qtbot: QtBot, staged: Stager) -> None:
    stage, page = pair(staged)
    asked(qtbot, stage, page)
    for view in ("Vote", "Ratings", "Batches"):
        page.show_view(view)
        QApplication.processEvents()
        for one in page.findChildren(QWidget):
            if one.isVisible() and one.focusPolicy() & Qt.FocusPolicy.TabFocus:
                named = one.accessibleName() or (one.text() if isinstance(one, QAbstractButton) else "")
                assert named.strip(), one
