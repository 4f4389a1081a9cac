"""Why these passages, "the answer is here", and the person's own questions: in words, in the window, undone."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QTextCursor
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from alcove.core.errors import DatabaseError
from alcove.desktop.own_set import own_words
from alcove.desktop.pointing import ADDED, KNOWN, SELECT_FIRST, AnswerHere
from alcove.desktop.preview import DocumentPreview
from alcove.desktop.turn_state import TurnState
from alcove.desktop.why import (
    PlacingListModel,
    became_words,
    ordinal,
    places_words,
    pointed_words,
    shown,
    summary,
)
from alcove.rag.evaluate import Measure
from alcove.rag.own import OwnId, OwnQuestion, OwnResult
from alcove.rag.placing import Placed
from alcove.rag.types import ChunkId, Placing, Trace
from tests.desktop.conftest import Stage, Stager
from tests.desktop.fakes import (
    BOILER_QUESTION,
    HOUSE_LOG,
    LAST_SERVICE,
    WARRANTY,
    FakeOwn,
    Script,
    boiler_answer,
    boiler_trace,
    citation,
    stored_long,
    stored_text,
)

DEEP = Placing(ChunkId(500), HOUSE_LOG, "", None, 0, 9, "", 34, 7, 0.4, 12)


def answered(qtbot: QtBot, staged: Stager, *, trace: Trace | None = None, own: FakeOwn | None = None) -> Stage:
    stage = staged(scripts=[Script(boiler_answer(), trace=trace)], own=own)
    stage.ask(BOILER_QUESTION)
    qtbot.waitUntil(lambda: bool(stage.window.session.turns) and not stage.window.session.busy)
    return stage


def told(stage: Stage) -> AnswerHere:
    here = stage.window.evidence.preview.here
    assert here is not None
    return here


# In words


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (13, "13th"), (21, "21st"),
     (34, "34th"), (112, "112th"), (1203, "1,203rd")],
)  # fmt: skip
def test_ranks_are_said_as_people_say_them(number: int, words: str) -> None:
    assert ordinal(number) == words


def test_the_places_of_a_passage_are_said() -> None:
    assert places_words(DEEP) == "by words 34th · by meaning 7th · together 12th"
    alone = replace(DEEP, keyword=None, meaning=None, rank=None)
    assert places_words(alone) == "not found by words · not found by meaning"
    assert places_words(replace(alone, lent=True, rank=6)) == "by its neighbours alone · together 6th"


def test_what_became_of_a_passage_is_said() -> None:
    log = stored_text()
    cited = citation(log, LAST_SERVICE, 2, 0, 4)
    there = replace(DEEP, start=cited.start, end=cited.end, became="read")
    assert became_words(there, [cited]) == "cited as 2"
    assert became_words(there, []) == "read by the model"
    assert became_words(replace(there, became="no room"), []) == "left out: no room"
    assert became_words(replace(there, became=""), []) == "the answer was stopped before"


def test_a_list_says_how_it_was_searched_where_that_was_unusual() -> None:
    turn = TurnState(None, BOILER_QUESTION, trace=boiler_trace())
    assert summary(turn) == "The 30 best passages for this question; the model read 4 and cites 0."
    trace = replace(boiler_trace(), query="Earlier. Is it?", degraded="The index process ended.")
    assert summary(replace(turn, trace=trace)).endswith(
        "It was searched together with the question before it. Words alone counted: The index process ended."
    )
    foreign = summary(replace(turn, trace=replace(boiler_trace(), trust=0.0)))
    assert foreign.endswith("Words alone counted: the embedding model does not read the language of the question.")
    unread = tuple(replace(one, became="not quoted") for one in boiler_trace().placings)
    refused = replace(turn, trace=replace(boiler_trace(), placings=unread))
    assert summary(refused) == "The 30 best passages for this question; no model read them, and 0 are quoted."
    assert summary(replace(turn, trace=None)) == ""
    near = replace(boiler_trace().placings[0], lent=True)
    listed = replace(boiler_trace(), placings=(replace(near, keyword=None, meaning=None, lent=False, rank=3),))
    assert shown(replace(turn, trace=listed))[0].places == "listed 3rd by the filters"
    assert shown(turn)[8].name == "house-log.md · Winter"
    extra = [row.became for row in shown(turn) if " · " in row.became]
    assert extra == [
        "left out: not among the first 10 · a link leads to it",
    ]


def test_a_passage_that_was_pointed_at_is_told_in_one_sentence() -> None:
    trace = Trace(BOILER_QUESTION, (replace(DEEP, became="no room"),), (), 1.0)
    turn = TurnState(None, BOILER_QUESTION, trace=trace)
    placed = Placed(HOUSE_LOG, None, 0, 9, "", b"", DEEP, "", "no word stands in it", "it is not indexed yet")
    assert pointed_words(placed, turn) == "By words 34th, by meaning 7th, together 12th: left out, no room."
    shifted = replace(placed, placing=replace(DEEP, chunk_id=ChunkId(9), start=2, end=11))
    assert pointed_words(shifted, turn).endswith("left out, no room."), "its document was read anew"
    bare = replace(DEEP, chunk_id=ChunkId(9), start=90, end=99, keyword=None, meaning=None, rank=None)
    assert pointed_words(replace(placed, placing=bare), turn) == (
        "Not by words, for no word stands in it; not by meaning, for it is not indexed yet; "
        "too far down in both to be joined: left out, it came too far down."
    )
    older = replace(turn, trace=None)
    assert pointed_words(placed, older).endswith("together 12th: the answer does not say what became of it.")
    hidden = replace(placed, placing=None, hidden="the filters of the question leave it out")
    assert pointed_words(hidden, turn) == (
        "No search for this question finds it: the filters of the question leave it out."
    )


def test_the_figures_are_said_with_their_day() -> None:
    now = time.time()
    result = OwnResult(now, "mini", (Measure("passage@5", 0.75, 12, 0.1),))
    day = time.strftime("%d %B", time.localtime(now)).lstrip("0")
    assert own_words(12, result) == f"Your 12 questions: 9 among the first five, measured {day}"
    assert own_words(13, result) == f"Your 13 questions: 9 of 12 among the first five, measured {day}"
    assert own_words(12, None) == "Your 12 questions: not measured yet"
    one = OwnResult(0.0, "mini", (Measure("passage@5", 1.0, 1, 0.0),), gone=2)
    assert own_words(1, one).startswith("Your question: among the first five, measured 1 January 1970; 2 left out")
    missed = replace(one, measures=(Measure("passage@5", 0.0, 1, 0.0),))
    assert own_words(1, missed).startswith("Your question: not among the first five")


def test_the_list_is_a_sound_model(qtmodeltester: ModelTester) -> None:
    rows = PlacingListModel()
    qtmodeltester.check(rows)
    trace = boiler_trace()
    helped = replace(trace.placings[0], lent=True)
    rows.set_rows(shown(TurnState(None, BOILER_QUESTION, trace=replace(trace, placings=(helped, *trace.placings)))))
    qtmodeltester.check(rows)
    assert rows.data(QModelIndex()) is None
    assert ", helped by its neighbours, " in str(rows.data(rows.index(0), Qt.ItemDataRole.ToolTipRole))
    spoken = rows.data(rows.index(1), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == (
        "boiler-warranty.pdf · page 1: by words 1st, by meaning 2nd, together 1st, cosine 0.70, read by the model"
    )


# Why these passages


def test_an_answer_tells_why_these_passages(qtbot: QtBot, staged: Stager) -> None:
    stage = answered(qtbot, staged, trace=boiler_trace())
    window = stage.window
    block = window.chat.blocks[0]
    assert block.why_button.isVisible()
    block.why_button.click()
    evidence = window.evidence
    assert evidence.shows_why and evidence.why.isVisible()
    assert evidence.why.rows.rowCount() == 30
    assert "the model read 4 and cites 3" in evidence.why.summary.text()
    assert [row.became for row in evidence.why.rows.rows[:3]] == ["cited as 1", "cited as 2", "cited as 3"]

    with qtbot.waitSignal(evidence.preview.shown):
        qtbot.keyClick(evidence.why.list, Qt.Key.Key_Down)
        qtbot.keyClick(evidence.why.list, Qt.Key.Key_Return)
    assert evidence.preview.isVisible() and evidence.preview.span is not None
    with qtbot.waitSignal(evidence.preview.shown):
        evidence.why.list.clicked.emit(evidence.why.rows.index(20))
    assert evidence.preview.span.uri == HOUSE_LOG
    assert evidence.preview.span.start == boiler_trace().placings[20].start

    qtbot.keyClick(evidence.why.list, Qt.Key.Key_Escape)
    assert not evidence.shows_why and evidence.scroller.isVisible()


def test_answers_without_a_trace_do_not_offer_it(qtbot: QtBot, staged: Stager) -> None:
    stage = answered(qtbot, staged)
    assert not stage.window.chat.blocks[0].why_button.isVisible()
    stage.window.evidence.show_turn(None)
    stage.window.evidence.show_why()
    assert not stage.window.evidence.shows_why


def test_another_answer_puts_the_list_away_and_an_answer_of_before_still_tells(qtbot: QtBot, staged: Stager) -> None:
    stage = answered(qtbot, staged, trace=boiler_trace())
    window = stage.window
    conversation = window.session.conversation
    assert conversation is not None
    window.chat.blocks[0].why_button.click()
    assert window.evidence.stop is window.evidence.why.list
    window.new_conversation()
    assert not window.evidence.shows_why
    with qtbot.waitSignal(window.session.conversation_opened):
        window.open_conversation(conversation)
    window.chat.blocks[0].why_button.click()
    assert window.evidence.why.rows.rows[4].became == "left out: no room"


# The answer is here


def opened_log(qtbot: QtBot, stage: Stage) -> DocumentPreview:
    evidence = stage.window.evidence
    with qtbot.waitSignal(evidence.preview.shown):
        evidence.select(1)
    assert evidence.preview.span is not None
    assert evidence.preview.span.uri == HOUSE_LOG
    return evidence.preview


def select(preview: DocumentPreview, words: str) -> None:
    cursor = preview.text.document().find(words)
    assert not cursor.isNull()
    preview.text.setTextCursor(cursor)


def test_selected_words_are_placed_and_kept_and_taken_back(qtbot: QtBot, staged: Stager) -> None:
    stage = answered(qtbot, staged, trace=boiler_trace(), own=FakeOwn(DEEP))
    preview, here = opened_log(qtbot, stage), told(stage)
    assert here.isVisible() and not here.button.isEnabled()
    assert here.button.toolTip() == SELECT_FIRST
    select(preview, LAST_SERVICE)
    assert here.button.isEnabled()
    here.button.click()
    qtbot.waitUntil(lambda: here.kept.text() == ADDED)
    assert here.places.text() == "By words 34th, by meaning 7th, together 12th: cited as 2."
    at = stored_text().text.index(LAST_SERVICE)
    assert stage.own.placed == [(BOILER_QUESTION, (), HOUSE_LOG, at, at + len(LAST_SERVICE))]
    qtbot.waitUntil(lambda: len(stage.window.own.pairs) == 1)
    here.button.click()
    qtbot.waitUntil(lambda: here.kept.text() == KNOWN)
    assert not here.undo_button.isVisible()

    stage.window.own.remove(stage.own.pairs[0])
    qtbot.waitUntil(lambda: not stage.own.pairs)
    here.button.click()
    qtbot.waitUntil(lambda: here.undo_button.isVisible())
    here.undo_button.click()
    qtbot.waitUntil(lambda: not stage.window.own.pairs and not stage.own.pairs)
    assert not here.undo_button.isVisible()


def test_where_nothing_can_be_selected_the_page_in_view_is_meant(qtbot: QtBot, staged: Stager) -> None:
    own = FakeOwn(None, "its page could not be read")
    stage = answered(qtbot, staged, own=own)
    evidence, here = stage.window.evidence, told
    with qtbot.waitSignal(evidence.preview.shown):
        evidence.select(0)
    assert evidence.preview.shows_page
    here(stage).button.click()
    qtbot.waitUntil(lambda: bool(here(stage).kept.text()))
    assert here(stage).places.text() == "No search for this question finds it: its page could not be read."
    page = stage.library.documents[WARRANTY].pages[0]
    assert own.placed == [(BOILER_QUESTION, (), WARRANTY, page.start, page.end)]
    own.text, own.hidden = "", "the library does not hold this document"
    here(stage).button.click()
    qtbot.waitUntil(lambda: here(stage).places.text().endswith("finds it: the library does not hold this document."))
    assert not here(stage).kept.isVisible() and len(own.pairs) == 1, "there is nothing to keep"
    evidence.open_hit(stage.window.session.turns[0].hits[3])
    assert not here(stage).places.isVisible(), "another place is on view"


def test_without_a_question_there_is_nothing_to_point_out(qtbot: QtBot, staged: Stager) -> None:
    stage = answered(qtbot, staged)
    opened_log(qtbot, stage)
    assert told(stage).isVisible()
    stage.window.new_conversation()
    assert stage.window.own.turn is None
    assert told(stage).isHidden()
    stage.window.own.point("/x", 0, 1, done=lambda *_: None, failed=lambda _: None)
    assert stage.own.placed == []


def test_a_failure_is_said_where_it_was_asked(qtbot: QtBot, staged: Stager) -> None:
    stage = answered(qtbot, staged, own=FakeOwn(DEEP, fails=DatabaseError("The library is locked.", "Try again.")))
    preview, here = opened_log(qtbot, stage), told(stage)
    select(preview, LAST_SERVICE)
    here.button.click()
    qtbot.waitUntil(lambda: here.places.text().startswith("The library is locked."))


def test_a_selection_in_a_long_text_is_found_in_the_document(qtbot: QtBot, staged: Stager) -> None:
    from alcove.desktop import place

    stage = answered(qtbot, staged)
    document = replace(stored_long(), text="Прежде 𝄞 всего.\n" * 12_000)
    stage.library.documents[document.uri] = document
    preview = stage.window.evidence.preview
    preview.show()
    with qtbot.waitSignal(preview.shown):
        preview.open(place.Span(document.uri, 100_000, 100_010))
    assert preview.pointed() is None
    cursor = preview.text.textCursor()
    cursor.setPosition(2000)
    cursor.movePosition(QTextCursor.MoveOperation.EndOfLine)
    cursor.movePosition(QTextCursor.MoveOperation.StartOfLine, QTextCursor.MoveMode.KeepAnchor)
    preview.text.setTextCursor(cursor)
    pointed = preview.pointed()
    assert pointed is not None
    assert document.text[pointed[1] : pointed[2]] == cursor.selectedText() == "Прежде 𝄞 всего."
    cursor.select(QTextCursor.SelectionType.Document)
    preview.text.setTextCursor(cursor)
    whole = preview.pointed()
    assert whole is not None
    assert (whole[1], whole[2]) == (80_000, 120_012)


# The own questions on the library page


def own_pairs() -> list[OwnQuestion]:
    return [
        OwnQuestion(OwnId(2), "When was the boiler serviced?", HOUSE_LOG, None, 0, 9, LAST_SERVICE, b"", 2.0),
        OwnQuestion(OwnId(1), BOILER_QUESTION, WARRANTY, 1, 0, 9, "Boiler, parts and labour", b"", 1.0),
    ]


def test_the_library_page_tells_the_figures_and_measures_anew(qtbot: QtBot, staged: Stager) -> None:
    gate = threading.Event()
    found = OwnResult(time.time(), "mini", (Measure("passage@5", 0.5, 2, 0.5),))
    stage = staged(own=FakeOwn(pairs=own_pairs(), next_result=found, gate=gate))
    stage.window.show_page("library")
    line = stage.window.pages.library.own
    qtbot.waitUntil(line.isVisible)
    assert line.words.full_text() == "Your 2 questions: not measured yet"
    assert line.measure_button.text() == "Measure"
    line.measure_button.click()
    stage.window.own.measure()
    qtbot.waitUntil(lambda: line.words.full_text() == "Measuring your questions: 1 of 2")
    line.measure_button.click()
    qtbot.waitUntil(lambda: line.measure_button.text() == "Measure")
    assert stage.own.last is None
    gate.set()
    line.measure_button.click()
    qtbot.waitUntil(lambda: line.words.full_text().startswith("Your 2 questions: 1 among the first five, measured "))
    assert line.measure_button.text() == "Measure again"
    stage.window.own.stop()


def test_a_measuring_that_fails_is_told(qtbot: QtBot, staged: Stager) -> None:
    stage = staged(own=FakeOwn(pairs=own_pairs(), fails=DatabaseError("The disk is full.", "Make room.")))
    stage.window.show_page("library")
    qtbot.waitUntil(stage.window.pages.library.own.isVisible)
    stage.window.pages.library.own.measure_button.click()
    qtbot.waitUntil(lambda: [notice.text for notice in stage.notices()] == ["The disk is full."])
    assert stage.window.own.progress is None


def test_single_pairs_are_removed_and_brought_back(qtbot: QtBot, staged: Stager) -> None:
    stage = staged(own=FakeOwn(pairs=own_pairs()))
    stage.window.show_page("library")
    line = stage.window.pages.library.own
    qtbot.waitUntil(line.isVisible)
    line.list_button.click()
    dialog = line.dialog
    assert dialog is not None
    assert [button.accessibleName() for button in dialog.remove_buttons] == [
        "Remove “When was the boiler serviced?”", f"Remove “{BOILER_QUESTION}”",
    ]  # fmt: skip
    dialog.remove_buttons[0].click()
    qtbot.waitUntil(lambda: len(dialog.remove_buttons) == 1)
    (notice,) = stage.notices()
    assert notice.text == "Removed “When was the boiler serviced?” from your questions"
    assert notice.action is not None
    notice.action()
    qtbot.waitUntil(lambda: len(dialog.remove_buttons) == 2)
    dialog.accept()


def test_without_pairs_the_library_page_says_nothing_of_them(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    stage.window.show_page("library")
    assert not stage.window.pages.library.own.isVisible()
