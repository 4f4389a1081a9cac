"""Answers whose sources changed: the mark, what changed, asking again, and stepping between the answers."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from alcove.core.errors import DatabaseError
from alcove.desktop.answer_block import AnswerBlock
from alcove.desktop.difference_view import DifferenceCard, DifferenceView, spoken
from alcove.desktop.preview import CHANGED, GONE
from alcove.desktop.session import ChatSession
from alcove.desktop.theme import DARK, LIGHT, Theme
from alcove.rag.changes import Compared, Passage, Standing
from alcove.rag.difference import Piece, difference
from alcove.rag.types import Indexed, Planned
from tests.desktop.conftest import Stage, Stager
from tests.desktop.fakes import (
    HOUSE_LOG,
    LAST_SERVICE,
    LATER_SERVICE,
    WARRANTY,
    AnswerWriter,
    FakeReceipts,
    Script,
    boiler_answer,
    changed_log,
    hit,
    newer_answer,
    stored_text,
)

QUESTION = "Is the boiler still under warranty?"


def answered(qtbot: QtBot, stage: Stage, question: str = QUESTION) -> AnswerBlock:
    stage.ask(question)
    qtbot.waitUntil(lambda: bool(stage.window.session.turns) and not stage.window.session.busy)
    looked(qtbot, stage)
    return stage.window.chat.blocks[-1]


def looked(qtbot: QtBot, stage: Stage) -> None:
    """Wait until no look at receipts is under way."""
    qtbot.waitUntil(lambda: not stage.window.session.looks.looking)


def sync(qtbot: QtBot, stage: Stage, *uris: str, gone: int = 0) -> None:
    """Let a sync read some items anew and find others gone."""
    stage.library.sync_events = [Planned("Notes", 0, len(uris), gone, 0), *(Indexed(uri, 3) for uri in uris)]
    stage.window.syncing.sync()
    qtbot.waitUntil(lambda: not stage.window.syncing.running)
    looked(qtbot, stage)


def edit_log(qtbot: QtBot, stage: Stage) -> None:
    stage.library.documents[HOUSE_LOG] = changed_log()
    sync(qtbot, stage, HOUSE_LOG)


def receipts(stage: Stage) -> FakeReceipts:
    found = stage.services.receipts
    assert isinstance(found, FakeReceipts)
    return found


def marked_text(stage: Stage) -> list[str]:
    return [
        selection.cursor.selectedText()  # type: ignore[attr-defined]
        for selection in stage.window.evidence.preview.text.extraSelections()
    ]


# The mark


def test_a_sync_that_changes_a_source_marks_the_open_answer(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    block = answered(qtbot, stage)
    assert not block.outdated.isVisible()
    sync(qtbot, stage, HOUSE_LOG)
    assert not block.outdated.isVisible(), "it was read again, and says the same"

    edit_log(qtbot, stage)
    assert block.outdated.isVisible()
    assert block.outdated.words_button.accessibleName() == "Source changed: house-log.md"
    fates = [card.fate.text() for card in stage.window.evidence.cards if card.fate.isVisible()]
    assert fates == ["Changed since this answer"]

    stage.library.documents[HOUSE_LOG] = stored_text()
    sync(qtbot, stage, HOUSE_LOG)
    assert not block.outdated.isVisible(), "the change was undone"
    assert not any(card.fate.isVisible() for card in stage.window.evidence.cards)


def test_only_answers_made_from_what_changed_are_looked_at(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    answered(qtbot, stage)
    before = len(receipts(stage).looks)
    sync(qtbot, stage, "/home/anna/Notes/other.md")
    assert len(receipts(stage).looks) == before
    sync(qtbot, stage, WARRANTY)
    assert len(receipts(stage).looks) == before + 1
    sync(qtbot, stage, gone=1)
    assert len(receipts(stage).looks) == before + 2, "what went may have been one of them"


def test_what_lies_inside_a_changed_file_is_looked_at(qtbot: QtBot, staged: Stager) -> None:
    inside = replace(stored_text(), uri="/post/box.mbox#3#log.md")
    writer = AnswerWriter(hit(inside, LAST_SERVICE))
    writer.say("Denholm").cite(inside, LAST_SERVICE, 1, "Denholm")
    stage = staged(scripts=[Script(writer.events)])
    stage.library.documents[inside.uri] = inside
    block = answered(qtbot, stage)
    del stage.library.documents[inside.uri]
    sync(qtbot, stage, "/post/box.mbox")
    assert block.outdated.words_button.accessibleName().startswith("Source gone: ")


def test_opening_a_conversation_marks_what_changed_meanwhile(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    answered(qtbot, stage)
    conversation = stage.window.session.conversation
    assert conversation is not None
    stage.window.new_conversation()
    edit_log(qtbot, stage)
    with qtbot.waitSignal(stage.window.session.conversation_opened):
        stage.window.open_conversation(conversation)
    looked(qtbot, stage)
    assert stage.window.chat.blocks[0].outdated.isVisible()


def test_a_source_that_changed_while_it_was_answered_is_marked_at_the_end(qtbot: QtBot, staged: Stager) -> None:
    gate = threading.Event()
    stage = staged(scripts=[Script(boiler_answer(), gate=gate)])
    stage.ask(QUESTION)
    qtbot.waitUntil(lambda: bool(stage.window.session.turns and stage.window.session.turns[0].text))
    stage.library.documents[HOUSE_LOG] = changed_log()
    assert not stage.window.chat.blocks[0].outdated.isVisible()
    gate.set()
    qtbot.waitUntil(lambda: stage.window.chat.blocks[0].outdated.isVisible())


def test_a_look_at_receipts_leaves_the_sources_on_view_alone(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    block = answered(qtbot, stage)
    answered(qtbot, stage, "And who serviced it?")
    first, _ = stage.window.session.turns
    with qtbot.waitSignal(stage.window.evidence.preview.shown):
        block.citation_clicked.emit(0)
    edit_log(qtbot, stage)
    assert all(one.outdated.isVisible() for one in stage.window.chat.blocks)
    assert stage.window.evidence.turn is first and stage.window.evidence.preview.isVisible()


def test_a_removed_source_takes_its_documents_along(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    block = answered(qtbot, stage)
    stage.library.documents.clear()
    stage.window.syncing.remove(stage.library.held[0])
    qtbot.waitUntil(lambda: block.outdated.isVisible())
    assert block.outdated.words_button.accessibleName() == "2 sources gone"


def test_a_look_that_fails_is_told_and_the_next_one_goes_on(
    qtbot: QtBot, staged: Stager, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = staged()
    block = answered(qtbot, stage)

    def locked(_answers: object) -> None:
        raise DatabaseError("The database is locked.")

    with monkeypatch.context() as broken:
        broken.setattr(receipts(stage), "standing", locked)
        edit_log(qtbot, stage)
        qtbot.waitUntil(lambda: bool(stage.notices()))
    assert not block.outdated.isVisible()
    sync(qtbot, stage, HOUSE_LOG)
    assert block.outdated.isVisible()


def test_what_changes_during_a_look_is_looked_at_after_it(
    qtbot: QtBot, staged: Stager, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = staged()
    block = answered(qtbot, stage)
    gate, session, real = threading.Event(), stage.window.session, receipts(stage).standing

    def slow(answers: list[int]) -> object:
        found = real(answers)  # type: ignore[arg-type]
        gate.wait(5)
        return found

    monkeypatch.setattr(receipts(stage), "standing", slow)
    session.looks.check_again(None)
    stage.library.documents[HOUSE_LOG] = changed_log()
    session.looks.check_again(frozenset({HOUSE_LOG}))
    gate.set()
    qtbot.waitUntil(lambda: block.outdated.isVisible())


# What changed


def test_a_click_shows_what_changed_and_another_puts_it_away(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    block = answered(qtbot, stage)
    edit_log(qtbot, stage)
    block.outdated.words_button.click()
    card = block.outdated.card
    qtbot.waitUntil(card.isVisible)
    assert card.said == ["house-log.md"]
    (view,) = card.views
    said = view.accessibleDescription()
    assert "removed: Denholm, £95." in said and "added: Harcourt, £120." in said
    block.outdated.words_button.click()
    assert not card.isVisible()


def test_the_difference_on_view_follows_a_further_change(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    block = answered(qtbot, stage)
    edit_log(qtbot, stage)
    block.outdated.words_button.click()
    qtbot.waitUntil(block.outdated.card.isVisible)
    del stage.library.documents[HOUSE_LOG]
    sync(qtbot, stage, gone=1)
    qtbot.waitUntil(lambda: "It was deleted or moved away." in block.outdated.card.said)
    stage.library.documents[HOUSE_LOG] = stored_text()
    sync(qtbot, stage, HOUSE_LOG)
    assert not block.outdated.isVisible() and not block.outdated.card.isVisible()


def test_a_citation_whose_words_are_gone_marks_nothing_and_says_so(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    block = answered(qtbot, stage)
    edit_log(qtbot, stage)
    preview = stage.window.evidence.preview
    with qtbot.waitSignal(preview.shown):
        block.citation_clicked.emit(1)
    assert preview.note.text() == CHANGED and preview.note.isVisible()
    assert marked_text(stage) == [""]
    assert LATER_SERVICE in preview.text.toPlainText()


def test_a_citation_of_a_document_that_is_gone_shows_the_words_it_was_made_from(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    block = answered(qtbot, stage)
    del stage.library.documents[HOUSE_LOG]
    sync(qtbot, stage, gone=1)
    preview = stage.window.evidence.preview
    with qtbot.waitSignal(preview.shown):
        block.citation_clicked.emit(1)
    assert (preview.note.text(), preview.text.toPlainText()) == (GONE, LAST_SERVICE)
    assert marked_text(stage) == []


def test_a_citation_follows_its_file_and_its_words(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    block = answered(qtbot, stage)
    turn = stage.window.session.turns[0]
    moved = replace(stored_text(), uri="/home/anna/Notes/log.md", text="Preface.\n\n" + stored_text().text)
    stage.library.documents = {moved.uri: moved}
    turn.standings = tuple(
        replace(one, uri=moved.uri) if one.passage.uri == HOUSE_LOG else one for one in turn.standings
    )
    preview = stage.window.evidence.preview
    with qtbot.waitSignal(preview.shown):
        block.citation_clicked.emit(1)
    assert preview.span is not None and preview.span.uri == moved.uri
    assert marked_text(stage) == [LAST_SERVICE]


# Asking again


def test_asking_again_shows_the_new_answer_and_what_changed_in_it(qtbot: QtBot, staged: Stager) -> None:
    stage = staged(scripts=[Script(boiler_answer()), Script(newer_answer())])
    block = answered(qtbot, stage)
    edit_log(qtbot, stage)
    block.outdated.again_button.click()
    session = stage.window.session
    qtbot.waitUntil(lambda: not session.busy)
    (block,) = stage.window.chat.blocks
    qtbot.waitUntil(block.changes.isVisible)
    assert "Harcourt" in block.view.toPlainText()
    stepper = block.stepper
    assert stepper.number.text() == "2 of 2" and stepper.earlier.isEnabled() and not stepper.later.isEnabled()
    said = block.changes.views[0].accessibleDescription()
    assert "removed: Denholm" in said and "added: Harcourt" in said and "[1]" not in said
    looked(qtbot, stage)
    assert not block.outdated.isVisible(), "it was made from what stands there now"

    with qtbot.waitSignal(session.line.changed):
        block.stepper.earlier.click()
    looked(qtbot, stage)
    (block,) = stage.window.chat.blocks
    assert "Denholm" in block.view.toPlainText() and block.outdated.isVisible()
    stepper = block.stepper
    assert stepper.number.text() == "1 of 2" and not stepper.earlier.isEnabled() and stepper.later.isEnabled()
    assert block.stepper.later.hasFocus()
    assert not block.compare_button.isVisible(), "there is none before the first"
    assert stage.window.evidence.turn is session.turns[0]

    with qtbot.waitSignal(session.line.changed):
        block.stepper.later.click()
    (block,) = stage.window.chat.blocks
    assert block.stepper.number.text() == "2 of 2" and not block.changes.isVisible()
    block.compare_button.click()
    qtbot.waitUntil(block.changes.isVisible)
    block.compare_button.click()
    assert not block.changes.isVisible()


def test_an_answer_in_the_middle_is_asked_again_and_what_followed_stays_with_it(qtbot: QtBot, staged: Stager) -> None:
    follow_up = Script(AnswerWriter().say("Denholm did.").events)
    stage = staged(scripts=[Script(boiler_answer()), follow_up, Script(newer_answer()), follow_up])
    answered(qtbot, stage)
    answered(qtbot, stage, "Who did that?")
    edit_log(qtbot, stage)
    first, second = stage.window.chat.blocks
    assert first.outdated.isVisible() and not second.outdated.isVisible()
    first.outdated.again_button.click()
    session = stage.window.session
    assert len(session.turns) == 1
    qtbot.waitUntil(lambda: not session.busy)
    assert [turn.question for turn in session.turns] == [QUESTION]

    with qtbot.waitSignal(session.line.changed):
        stage.window.chat.blocks[0].stepper.earlier.click()
    assert [turn.text[:7] for turn in session.turns] == ["Yes. Th", "Denholm"]
    session.ask("And before?")
    qtbot.waitUntil(lambda: len(session.turns) == 3 and not session.busy)
    assert stage.turns.requests[-1].parent == session.turns[1].answer_id


def test_an_answer_is_compared_with_one_made_from_the_same(qtbot: QtBot, staged: Stager) -> None:
    stage = staged(scripts=[Script(boiler_answer()), Script(newer_answer()), Script(newer_answer())])
    stage.window.session.set_answer_from("both")
    block = answered(qtbot, stage)
    stage.window.session.set_answer_from("documents")
    edit_log(qtbot, stage)
    block.outdated.again_button.click()
    qtbot.waitUntil(lambda: not stage.window.session.busy)
    stage.window.chat.blocks[0].again_button.click()
    qtbot.waitUntil(lambda: not stage.window.session.busy)
    assert [asked.answer_from for asked in stage.turns.requests] == ["both", "both", "documents"]


def test_while_an_answer_is_on_its_way_no_other_is_asked_for(qtbot: QtBot, staged: Stager) -> None:
    gate = threading.Event()
    stage = staged(scripts=[Script(boiler_answer()), Script(newer_answer(), gate=gate)])
    answered(qtbot, stage)
    edit_log(qtbot, stage)
    stage.ask("Who did that?")
    block = stage.window.chat.blocks[0]
    assert not block.outdated.again_button.isEnabled()
    stage.window.session.line.step_answer(stage.window.session.turns[0], -1)
    stage.window.session.ask_again(stage.window.session.turns[0])
    gate.set()
    qtbot.waitUntil(lambda: not stage.window.session.busy)
    assert len(stage.turns.requests) == 2 and len(stage.window.session.turns) == 2
    qtbot.waitUntil(block.outdated.again_button.isEnabled)


def test_an_answer_that_failed_again_is_not_compared(qtbot: QtBot, staged: Stager) -> None:
    stage = staged(scripts=[Script(boiler_answer()), Script([], fails=DatabaseError("The disk is full."))])
    block = answered(qtbot, stage)
    edit_log(qtbot, stage)
    block.outdated.again_button.click()
    qtbot.waitUntil(lambda: not stage.window.session.busy)
    (block,) = stage.window.chat.blocks
    assert block.problem.isVisible() and not block.changes.isVisible() and not block.compare_button.isVisible()
    assert block.stepper.number.text() == "2 of 2"


def test_stepping_past_the_ends_does_nothing(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    answered(qtbot, stage)
    session: ChatSession = stage.window.session
    with qtbot.assertNotEmitted(session.line.changed, wait=60):
        session.line.step_answer(session.turns[0], 1)
        session.line.step_answer(session.turns[0], -1)


# How it looks


PIECES = difference("The rent is <£640> a month\nand more.", "The rent is <£700> a month\nand more.")


def test_removed_words_are_struck_and_added_ones_marked_in_both_schemes(qtbot: QtBot, theme: Theme) -> None:
    view = DifferenceView(theme, PIECES)
    qtbot.addWidget(view)
    for scheme, tokens in (("light", LIGHT), ("dark", DARK)):
        theme.set_scheme(scheme)  # type: ignore[arg-type]
        assert f'<span style="color:{tokens.soft};text-decoration:line-through">&lt;£640&gt;</span> ' in view.text()
        assert f'<span style="color:{tokens.ink};background:{tokens.mark}">&lt;£700&gt;</span> ' in view.text()
        assert "month<br>and more." in view.text()


def test_what_is_gone_keeps_its_lines_and_what_was_replaced_does_not(qtbot: QtBot, theme: Theme) -> None:
    alone = DifferenceView(theme, difference("one\n\ntwo", ""))
    beside = DifferenceView(theme, difference("one\n\ntwo", "three"))
    for view in (alone, beside):
        qtbot.addWidget(view)
    assert "one<br><br>two" in alone.text() and "one two" in beside.text()


def test_a_difference_can_be_heard() -> None:
    assert spoken(PIECES) == "The rent is, removed: <£640>, added: <£700>, a month and more."


def compared(uri: str, was: str, now: str, why: str = "") -> Compared:
    standing = Standing(Passage(uri, 0, len(was), was, b""), "gone" if why else "changed", uri, 0, 0, why)
    return Compared(standing, was, now, difference(was, now))


def test_a_card_tells_documents_apart_and_what_happened_to_each(qtbot: QtBot, theme: Theme) -> None:
    card = DifferenceCard(theme, "What changed in the sources")
    qtbot.addWidget(card)
    card.show_sources([
        compared("/a/lease.md", "old", "new"), compared("/a/oil.md", "Tung", "", "it was deleted or moved away"),
        compared("/a/lease.md", "other", ""),
    ])  # fmt: skip
    assert card.said == [
        "lease.md", "Nothing like it stands in the document now.", "oil.md", "It was deleted or moved away.",
    ]  # fmt: skip
    assert len(card.views) == 3
    card.show_sources(None)
    assert card.isHidden() and card.views == []


def test_two_answers_that_say_the_same_are_said_to(qtbot: QtBot, theme: Theme) -> None:
    card = DifferenceCard(theme, "What changed in the answer")
    qtbot.addWidget(card)
    card.show_answers((Piece("kept", "Yes."),))
    assert card.said == ["Both answers say the same, word for word."] and card.views == []
    assert any(label.text() == card.said[0] for label in card.findChildren(QLabel))
