"""The window as a person uses it: first start, asking, citations, pages, widths, keys, drops."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QInputDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from alcove.chat.titles import title_of
from alcove.core.errors import ModelMissing
from alcove.desktop.cards import HitCard
from alcove.desktop.start_page import sample_library
from alcove.desktop.theme import Size
from alcove.desktop.window import MainWindow
from alcove.models.elsewhere import Elsewhere
from alcove.models.types import TextDelta
from tests.desktop.conftest import Stage, Stager
from tests.desktop.fakes import (
    COVERED,
    QWEN,
    SERVICED,
    STARTER,
    AnswerWriter,
    FakeLibrary,
    FakeShelf,
    Script,
    boiler_answer,
    boiler_library,
    hit,
    items,
    mixed_answer,
    reading,
    stored_pdf,
)

QUESTION = "Is the boiler still under warranty, and who serviced it last?"


def answered(qtbot: QtBot, stage: Stage, question: str = QUESTION) -> None:
    stage.ask(question)
    qtbot.waitUntil(lambda: bool(stage.window.session.turns) and not stage.window.session.busy)


# First start


def test_the_first_start_asks_one_thing(qtbot: QtBot, staged: Stager) -> None:
    window = staged(library=FakeLibrary()).window
    assert window.stack.currentWidget() is window.pages.start
    buttons = [button.text() for button in window.pages.start.findChildren(QAbstractButton)]
    assert buttons[:2] == ["Add a folder", "Try the sample library"]
    assert buttons[2:] == ["An Obsidian vault, a git repository or a web page"]


def test_the_sample_library_is_added_and_then_one_can_ask(qtbot: QtBot, staged: Stager) -> None:
    stage = staged(library=FakeLibrary())
    stage.window.pages.start.sample_button.click()
    qtbot.waitUntil(lambda: stage.window.stack.currentWidget() is stage.window.chat)
    assert [source.name for source in stage.library.held] == ["Sample library"]
    assert Path(stage.library.held[0].path) == sample_library()
    qtbot.waitUntil(lambda: ("Sample library",) in stage.library.synced)


def test_a_folder_is_chosen_in_a_dialog(
    qtbot: QtBot, staged: Stager, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = staged(library=FakeLibrary())
    folder = tmp_path / "Papers"
    folder.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    stage.window.pages.start.add_button.click()
    qtbot.waitUntil(lambda: [source.name for source in stage.library.held] == ["Papers"])
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    stage.window.choose_folder()
    assert len(stage.library.held) == 1


def test_the_library_of_an_empty_library_is_the_first_start(qtbot: QtBot, staged: Stager) -> None:
    window = staged(library=FakeLibrary()).window
    window.show_page("library")
    assert window.stack.currentWidget() is window.pages.start
    assert window.sidebar.buttons["library"].isChecked()


# Asking


def test_a_link_to_a_file_opens_it_beside_the_answer(qtbot: QtBot, staged: Stager) -> None:
    log = hit(stored_pdf(), COVERED).uri
    events = [*boiler_answer(), TextDelta(f"\n\nSee [this]({Path(log).name}) and [that](/papers/other.md).")]
    stage = staged(scripts=[Script(events)])
    answered(qtbot, stage)
    (block,) = stage.window.chat.blocks
    opened: list[str] = []
    preview = stage.window.evidence.preview
    open_span = preview.open
    preview.open = lambda span: (opened.append(span.uri), open_span(span))  # type: ignore[method-assign]
    block.view.item_clicked.emit(Path(log).name)
    block.view.item_clicked.emit("/papers/other.md")
    assert opened == [log, "/papers/other.md"]
    assert preview.isVisible()


def test_an_answer_arrives_with_its_sources_and_facts(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    answered(qtbot, stage)
    window = stage.window
    (block,) = window.chat.blocks
    assert "until 8 October 2030" in block.view.toPlainText()
    assert block.facts.text().startswith("searched 137 of 140 items · first word 1.9 s · 11 tokens/s")
    assert window.evidence.isVisible()
    assert window.evidence.counts.text() == "3 cited · 4 found"
    assert [card.marker for card in window.evidence.cards] == [1, 2, 3, None]
    assert window.chat.title.full_text() == title_of(QUESTION)
    qtbot.waitUntil(lambda: window.sidebar.list.rows.rowCount() == 2)


def test_sources_stand_there_before_the_first_word(qtbot: QtBot, staged: Stager) -> None:
    events = boiler_answer()
    stage = staged(scripts=[Script(events[:1], gate=threading.Event())])
    stage.ask(QUESTION)
    qtbot.waitUntil(lambda: len(stage.window.evidence.cards) == 4)
    (block,) = stage.window.chat.blocks
    assert stage.window.session.turns[0].text == ""
    assert block.status.text() == "Preparing the answer" and not block.footer.isVisible()
    stage.window.session.stop()
    qtbot.waitUntil(lambda: not stage.window.session.busy)
    assert block.status.text() == "Stopped before the first word"


def test_reading_the_prompt_is_shown_in_tokens(qtbot: QtBot, staged: Stager) -> None:
    stage = staged(scripts=[Script(boiler_answer()[:4], gate=threading.Event())])
    stage.ask(QUESTION)
    qtbot.waitUntil(lambda: stage.window.session.turns[0].phase == "reading")
    (block,) = stage.window.chat.blocks
    qtbot.waitUntil(lambda: block.bar.isVisible())
    assert block.status.text() == "Reading 0 of 1,240 tokens"
    assert block.bar.maximum() == 1240
    qtbot.keyClick(stage.window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not stage.window.session.busy)
    assert not block.bar.isVisible()


def test_the_nearest_sentence_stands_there_until_the_first_word(qtbot: QtBot, staged: Stager) -> None:
    stage = staged(scripts=[Script(boiler_answer()[:2], gate=threading.Event()), Script(boiler_answer())])
    stage.ask(QUESTION)
    (block,) = stage.window.chat.blocks
    qtbot.waitUntil(lambda: len(block.findChildren(HitCard)) == 1)
    (card,) = block.findChildren(HitCard)
    assert card.citation is not None and card.citation.quote == COVERED
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: stage.window.evidence.preview.isVisible())
    stage.window.session.stop()
    qtbot.waitUntil(lambda: not stage.window.session.busy)
    stage.ask(QUESTION)
    qtbot.waitUntil(lambda: not stage.window.session.busy)
    assert not stage.window.chat.blocks[-1].findChildren(HitCard)


def test_loading_a_model_is_said(qtbot: QtBot, staged: Stager) -> None:
    stage = staged(scripts=[Script(boiler_answer()[:3], gate=threading.Event())])
    stage.ask(QUESTION)
    qtbot.waitUntil(lambda: bool(stage.window.chat.blocks) and "Loading" in stage.window.chat.blocks[0].status.text())
    stage.window.session.stop()
    qtbot.waitUntil(lambda: not stage.window.session.busy)


def test_stop_is_offered_while_it_streams_and_keeps_the_text(qtbot: QtBot, staged: Stager) -> None:
    stage = staged(scripts=[Script(boiler_answer(), gate=threading.Event())])
    stage.ask(QUESTION)
    window = stage.window
    qtbot.waitUntil(lambda: bool(window.chat.blocks) and "Twelve months" in window.chat.blocks[0].view.toPlainText())
    assert "Stop" in window.chat.composer.button.accessibleName()
    window.chat.composer.button.click()
    qtbot.waitUntil(lambda: not window.session.busy)
    assert window.chat.blocks[0].status.text() == "Stopped here"
    assert "Twelve months" in window.chat.blocks[0].view.toPlainText()
    assert window.chat.blocks[0].view.prose.full_renders == 1


def test_a_failure_says_what_to_do_and_can_be_tried_again(qtbot: QtBot, staged: Stager) -> None:
    fails = Script(boiler_answer()[:1], fails=ModelMissing("The model is gone.", "Choose another."))
    stage = staged(scripts=[fails, Script(boiler_answer())])
    answered(qtbot, stage)
    (block,) = stage.window.chat.blocks
    assert block.problem.isVisible() and block.problem_words.text() == "The model is gone. Choose another."
    block.again_button.click()
    qtbot.waitUntil(lambda: stage.window.session.turns[0].phase == "complete")
    assert not stage.window.chat.blocks[0].problem.isVisible()


def test_a_refusal_shows_what_comes_nearest(qtbot: QtBot, staged: Stager) -> None:
    warranty = stored_pdf()
    events = AnswerWriter(hit(warranty, COVERED), hit(warranty, SERVICED, rank=2)).events[:1]
    stage = staged(scripts=[Script(events, refused=True)])
    answered(qtbot, stage)
    (block,) = stage.window.chat.blocks
    assert block.status.text().startswith("The library does not say.")
    cards = [card for card in block.findChildren(QWidget) if hasattr(card, "hit")]
    assert len(cards) == 2
    qtbot.mouseClick(cards[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: stage.window.evidence.preview.shows_page)


def test_a_refusal_offers_an_answer_from_general_knowledge(qtbot: QtBot, staged: Stager) -> None:
    refusal = AnswerWriter(hit(stored_pdf(), COVERED)).events[:1]
    stage = staged(scripts=[Script(refusal, refused=True), Script(mixed_answer())])
    answered(qtbot, stage)
    (block,) = stage.window.chat.blocks
    assert block.general_button.isVisible()
    block.general_button.click()
    qtbot.waitUntil(lambda: stage.window.session.turns[0].phase == "complete")
    again = stage.turns.requests[1]
    assert (again.answer_from, again.regenerate) == ("both", stage.window.session.turns[0].question_id)
    (block,) = stage.window.chat.blocks
    assert not block.general_button.isVisible()
    assert "(general knowledge)" in block.turn.text
    assert "not supported" not in block.facts.text()
    assert stage.window.session.answer_from == "documents", "the conversation goes on as it was"
    assert block.stepper.number.text() == "2 of 2" and not block.changes.isVisible(), "the refusal is kept beside it"
    block.stepper.earlier.click()
    qtbot.waitUntil(lambda: stage.window.chat.blocks[0].general_button.isVisible())
    assert stage.window.session.turns[0].refused


def test_only_the_last_refusal_offers_a_way_on(qtbot: QtBot, staged: Stager) -> None:
    refusal = AnswerWriter(hit(stored_pdf(), COVERED)).events[:1]
    stage = staged(scripts=[Script(refusal, refused=True), Script(refusal, refused=True)])
    answered(qtbot, stage)
    answered(qtbot, stage)
    assert [block.general_button.isVisible() for block in stage.window.chat.blocks] == [False, True]


def test_what_answers_are_made_from_belongs_to_the_conversation(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    window, composer = stage.window, stage.window.chat.composer
    menu = composer.answer_from.menu()
    next(action for action in menu.actions() if action.data() == "model").trigger()
    assert composer.field.placeholderText() == "Ask the model"
    assert not composer.scope.isEnabled(), "no source is asked"
    answered(qtbot, stage)
    assert stage.turns.requests[0].answer_from == "model"
    assert stage.window.chat.blocks[0].facts.text().startswith("the library was not asked")
    next(action for action in menu.actions() if action.data() == "both").trigger()
    qtbot.waitUntil(lambda: [c.answer_from for c in stage.store.conversations()] == ["both"])
    window.new_conversation()
    assert (composer.answer_from.answer_from, window.session.answer_from) == ("documents", "documents")
    assert composer.scope.isEnabled()
    window.open_conversation(stage.store.conversations()[0])
    qtbot.waitUntil(lambda: composer.answer_from.answer_from == "both")


def test_a_shortcut_opens_the_menu_of_what_answers_are_made_from(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    picker = stage.window.chat.composer.answer_from
    seen: list[bool] = []

    def choose() -> None:
        menu = picker.menu()
        seen.append(menu.isVisible())
        qtbot.keyClick(menu, Qt.Key.Key_Down)
        qtbot.keyClick(menu, Qt.Key.Key_Down)
        qtbot.keyClick(menu, Qt.Key.Key_Return)

    QTimer.singleShot(50, choose)
    qtbot.keyClick(stage.window, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: picker.answer_from != "documents")
    assert seen == [True]
    assert picker.answer_from == "both"
    assert picker.accessibleName() == "Answers come from: Documents and general knowledge"
    stage.window.show_page("settings")
    qtbot.keyClick(stage.window, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert not picker.menu().isVisible(), "only where there is something to ask"


def test_extracts_say_that_no_model_wrote_them(qtbot: QtBot, staged: Stager) -> None:
    stage = staged(scripts=[Script(boiler_answer(), extractive=True)])
    answered(qtbot, stage)
    assert stage.window.chat.blocks[0].status.text() == "Passages only, no model wrote this"


def test_an_answer_can_be_copied(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    answered(qtbot, stage)
    stage.window.chat.blocks[0].copy_button.click()
    assert QGuiApplication.clipboard().text() == stage.window.session.turns[0].text


def test_any_answer_can_be_asked_again_but_only_those_in_the_middle_branched_from(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    answered(qtbot, stage)
    answered(qtbot, stage, "And the pump?")
    first, second = stage.window.chat.blocks
    assert first.again_button.isVisible() and second.again_button.isVisible()
    assert first.branch_button.isVisible() and not second.branch_button.isVisible()


@pytest.mark.parametrize("question", ["Hi", "one\ntwo\nthree", "x" * 300, "many words " * 60])
def test_a_question_is_shown_whole_in_its_bubble(qtbot: QtBot, staged: Stager, question: str) -> None:
    stage = staged(scripts=[Script(AnswerWriter().say("Yes.").events)])
    answered(qtbot, stage, question)
    label = next(one for one in stage.window.chat.findChildren(QLabel) if one.property("look") == "bubble")
    wrap = Qt.TextFlag.TextWordWrap
    needed = label.fontMetrics().boundingRect(label.contentsRect().adjusted(16, 0, -16, 0), wrap, label.text())
    assert needed.width() <= label.width() <= Size.BUBBLE
    assert needed.height() <= label.height() <= needed.height() + 3 * Size.S4


# Citations


def test_clicking_a_citation_opens_its_page_with_the_words_marked(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    answered(qtbot, stage)
    window = stage.window
    (block,) = window.chat.blocks
    rect = block.view.pill_rect(2)
    assert rect is not None
    qtbot.mouseClick(block.view, Qt.MouseButton.LeftButton, pos=rect.center().toPoint())
    preview = window.evidence.preview
    qtbot.waitUntil(lambda: preview.shows_page and preview.pdf is not None and preview.pdf.page.drawn)
    assert preview.pdf is not None and preview.pdf.page.rects
    assert preview.span is not None and preview.span.page == 1
    assert [card.property("look") for card in window.evidence.cards] == ["card", "card", "card-on", "card"]


def test_citations_are_stepped_through_by_keyboard(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    answered(qtbot, stage)
    window = stage.window
    seen = []
    for _ in range(4):
        qtbot.keyClick(window, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
        seen.append(window.evidence.selected)
    qtbot.keyClick(window, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert seen == [0, 1, 2, 0] and window.evidence.selected == 2


def test_cards_open_what_they_show(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    answered(qtbot, stage)
    evidence = stage.window.evidence
    qtbot.mouseClick(evidence.cards[1], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: evidence.preview.title.full_text() == "house-log.md")
    assert evidence.selected == 1
    evidence.cards[3].setFocus()
    qtbot.keyClick(evidence.cards[3], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: evidence.preview.shows_page)
    assert evidence.selected is None
    evidence.preview.closed.emit()
    assert evidence.preview.isHidden()


def test_cards_that_stay_are_kept_while_an_answer_streams(qtbot: QtBot, staged: Stager) -> None:
    events = boiler_answer()
    stage = staged(scripts=[Script(events[:1], gate=threading.Event())])
    stage.ask(QUESTION)
    evidence = stage.window.evidence
    qtbot.waitUntil(lambda: len(evidence.cards) == 4)
    before = list(evidence.cards)
    turn = stage.window.session.turns[0]
    for event in events[1:]:
        turn.apply(event)
        evidence.show_turn(turn)
    assert [card.marker for card in evidence.cards] == [1, 2, 3, None]
    assert evidence.cards[3] is before[3], "what nothing cites is the same card"
    stage.window.session.stop()
    qtbot.waitUntil(lambda: not stage.window.session.busy)


def test_another_turn_puts_the_document_away(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    answered(qtbot, stage)
    stage.window.evidence.select(0)
    answered(qtbot, stage, "And the pump?")
    assert stage.window.evidence.preview.isHidden()
    assert stage.window.evidence.turn is stage.window.session.turns[1]
    stage.window.chat.blocks[0].citation_clicked.emit(0)
    assert stage.window.evidence.turn is stage.window.session.turns[0]


# Conversations


def test_deleting_offers_undo_and_undo_brings_it_back(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    answered(qtbot, stage)
    window = stage.window
    window.chat.delete_button.click()
    qtbot.waitUntil(lambda: bool(window.toasts.toasts))
    assert window.session.turns == [] and stage.store.conversations() == []
    window.toasts.toasts[0].action_button.click()
    qtbot.waitUntil(lambda: bool(window.session.turns))
    assert len(stage.store.conversations()) == 1


def test_conversations_are_found_by_their_words_and_opened_there(qtbot: QtBot, staged: Stager) -> None:
    stage = staged(begin=False)
    long = stage.store.create("Boiler")
    parent = None
    for number in range(80):
        words = "Петров был здесь" if number == 3 else f"message {number}"
        parent = stage.store.add(long.id, "assistant" if number % 2 else "user", words, parent=parent).id
    stage.store.create("Поездка в Тверь")
    stage.window.begin()
    window = stage.window
    sidebar = window.sidebar
    qtbot.waitUntil(lambda: sidebar.list.rows.rowCount() == 3 and window.syncing.listed)
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(window, Qt.Key.Key_F, keys)
    sidebar.search.setText("петров")  # QTest types Latin letters only
    qtbot.waitUntil(lambda: sidebar.list.rows.searched and sidebar.list.rows.rowCount() == 1)
    assert sidebar.told.text() == "1 conversation"
    sidebar.grab()
    qtbot.keyClick(sidebar.search, Qt.Key.Key_Down)
    assert sidebar.list.hasFocus()
    qtbot.keyClick(sidebar.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(window.session.turns) == 40)
    sought = window.session.turns[1]
    assert sought.text == "Петров был здесь"
    block = window.chat.messages.block_of(sought)
    assert block is not None, "it is laid out though thirty others come after it"
    assert window.chat.messages.block_of(window.session.turns[-1]) is None, "which are not"
    qtbot.waitUntil(lambda: not block.visibleRegion().isEmpty())

    sidebar.search.setText("nothing")
    qtbot.waitUntil(lambda: sidebar.told.text().startswith("Nothing found"))
    qtbot.keyClick(sidebar.search, Qt.Key.Key_Return)
    qtbot.keyClick(sidebar.search, Qt.Key.Key_Escape)
    assert sidebar.list.rows.rowCount() == 3 and sidebar.search.isHidden() and sidebar.told.isHidden()
    sidebar.search.setText("gone before it is found")
    sidebar.search.clear()
    qtbot.waitUntil(lambda: not window.syncing.running)


def test_a_conversation_is_renamed(qtbot: QtBot, staged: Stager, monkeypatch: pytest.MonkeyPatch) -> None:
    stage = staged()
    answered(qtbot, stage)
    conversation = stage.window.session.conversation
    assert conversation is not None
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: ("Warranty", True))
    stage.window.sidebar.list.rename_requested.emit(conversation)
    qtbot.waitUntil(lambda: [c.title for c in stage.store.conversations()] == ["Warranty"])


@pytest.mark.usefixtures("russian")
def test_a_conversation_has_a_name_in_russian(staged: Stager, monkeypatch: pytest.MonkeyPatch) -> None:
    stage = staged()
    asked: list[str] = []
    monkeypatch.setattr(QInputDialog, "getText", lambda *words, **__: (asked.extend(words[1:]), ("", False))[1])
    stage.window.rename(stage.store.create("Boiler"))
    assert asked == ["Переименовать", "Название"]


def test_the_scope_belongs_to_the_conversation(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    window = stage.window
    qtbot.waitUntil(lambda: len(window.chat.composer.scope.menu().actions()) == 5)
    next(a for a in window.chat.composer.scope.menu().actions() if a.data() == "Notes").trigger()
    answered(qtbot, stage)
    assert stage.turns.requests[0].scope == ("Notes",)
    conversation = window.session.conversation
    assert conversation is not None
    window.new_conversation()
    assert window.chat.composer.scope.text().strip() == "All sources"
    window.open_conversation(conversation)
    qtbot.waitUntil(lambda: window.chat.composer.scope.text().strip() == "Notes")


# Pages


@pytest.mark.parametrize(
    ("key", "modifiers", "page"),
    [
        (Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier, "settings"),
        (Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier, "library"),
        (Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier, "models"),
        (Qt.Key.Key_7, Qt.KeyboardModifier.ControlModifier, "prompts"),
    ],
)
def test_pages_have_keys(qtbot: QtBot, staged: Stager, key: Qt.Key, modifiers: Qt.KeyboardModifier, page: str) -> None:
    window = staged().window
    qtbot.keyClick(window, key, modifiers)
    assert window.page == page
    qtbot.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert window.page == "chat"


def test_the_library_lists_and_filters_its_items(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    window = stage.window
    window.sidebar.buttons["library"].click()
    page = window.pages.library
    qtbot.waitUntil(lambda: page.items.rowCount() == 140)
    assert page.state_buttons[None].text() == "All 140"
    page.state_buttons["skipped"].click()
    assert page.items.rowCount() == 4
    page.search.setText("00007")
    qtbot.waitUntil(lambda: page.items.rowCount() == 1)
    page.search.setText("nothing like it")
    qtbot.waitUntil(lambda: page.empty.isVisible())
    page.search.clear()
    page.state_buttons[None].click()
    page.rows[1].filter_button.click()
    qtbot.waitUntil(lambda: page.items.rowCount() < 140)
    page.rows[2].filter_button.click()
    assert not page.rows[1].filter_button.isChecked()
    assert "cannot be reached" in " ".join(label.text() for label in page.rows[2].findChildren(QLabel))


def test_the_library_catches_up_when_it_is_seen(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    window = stage.window
    window.show_page("library")
    qtbot.waitUntil(lambda: window.pages.library.items.rowCount() == 140)
    window.show_page("chat")
    stage.library.items = items(7)
    window.syncing.items_changed.emit()
    assert window.pages.library.items.rowCount() == 140, "hidden pages do no work"
    window.show_page("library")
    qtbot.waitUntil(lambda: window.pages.library.items.rowCount() == 7)


def test_syncing_is_begun_and_stopped_on_the_library_page(qtbot: QtBot, staged: Stager) -> None:
    library = boiler_library()
    library.gate = threading.Event()
    library.sync_events = reading()
    stage = staged(library=library)
    window = stage.window
    window.show_page("library")
    qtbot.waitUntil(lambda: window.sidebar.reading.bar.isVisible())
    assert window.sidebar.reading.words.text() == "Reading <b>Contracts</b>: 214 of 340 · 2 min"
    assert window.pages.library.sync_button.text().strip() == "Stop reading"
    window.pages.library.sync_button.click()
    qtbot.waitUntil(lambda: not window.syncing.running)
    assert window.pages.library.sync_button.text().strip() == "Sync now"
    assert not window.sidebar.reading.isVisible()
    library.gate.set()
    window.pages.library.rows[0].sync_requested.emit()
    qtbot.waitUntil(lambda: library.synced[-1] == ("Contracts",) and not window.syncing.running)


def test_a_source_is_removed_with_undo(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    window = stage.window
    window.show_page("library")
    window.pages.library.rows[0].remove_requested.emit()
    qtbot.waitUntil(lambda: len(window.pages.library.rows) == 2)
    assert stage.notices()[0].text == "Contracts was removed from the library"
    qtbot.waitUntil(lambda: not window.syncing.running)


def test_models_are_chosen_added_and_taken_off(
    qtbot: QtBot, staged: Stager, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = staged(shelf=FakeShelf([STARTER, QWEN]))
    window = stage.window
    assert window.chooser.text().strip() == "Qwen3 4B · on this computer"
    window.show_page("models")
    page = window.pages.models_page
    assert [row.use_button.text() for row in page.rows] == ["Use", "Answers"]
    assert not page.rows[0].remove_button.isVisible(), "the starter came with the installation"
    page.rows[0].use_requested.emit()
    assert window.chooser.text().strip() == "SmolLM2 135M · trial model"
    assert window.session.model == STARTER.name
    qtbot.waitUntil(lambda: stage.services.settings.load().chat_model == STARTER.name)
    file = tmp_path / "Mistral-7B-Instruct.Q4_K_M.gguf"
    file.write_bytes(b"GGUF")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
    page.add_button.click()
    qtbot.waitUntil(lambda: len(page.rows) == 3)
    assert window.session.model == "Mistral-7B-Instruct.Q4_K_M"
    page.rows[2].remove_requested.emit()
    qtbot.waitUntil(lambda: len(page.rows) == 2)
    assert window.session.model == ""


def test_models_of_other_programs_are_used_in_place(qtbot: QtBot, staged: Stager, tmp_path: Path) -> None:
    others = [Elsewhere("llama3.2:1b", tmp_path / "sha256-ab.gguf", 1_300_000_000, "Ollama")]
    stage = staged(shelf=FakeShelf([STARTER], others))
    stage.window.show_page("models")
    page = stage.window.pages.models_page
    qtbot.waitUntil(lambda: len(page.found_rows) == 1)
    told = [label.text() for label in page.found_rows[0].findChildren(QLabel)]
    assert "1.3 GB · Ollama" in told
    page.found_rows[0].use_button.click()
    qtbot.waitUntil(lambda: len(page.rows) == 2 and not page.found_rows)
    assert stage.window.session.model == "llama3.2:1b"
    page.rows[1].remove_requested.emit()
    qtbot.waitUntil(lambda: len(page.rows) == 1 and len(page.found_rows) == 1)


def test_no_model_is_said(qtbot: QtBot, staged: Stager) -> None:
    window = staged(shelf=FakeShelf([])).window
    assert window.chooser.text().strip() == "No model"
    window.show_page("models")
    told = " ".join(label.text() for label in window.pages.models_page.findChildren(QLabel))
    assert "There is no model on this computer" in told


def test_settings_are_saved_as_they_are_changed(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    window = stage.window
    window.show_page("settings")
    page = window.pages.settings_page
    assert "chat_model" not in page.rows
    field = page.rows["answer_tokens"].field
    field.setText("1,024")  # type: ignore[attr-defined]
    field.editingFinished.emit()  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: stage.services.settings.load().answer_tokens == 1024)
    assert field.text() == "1,024"  # type: ignore[attr-defined]
    field.setText("lots")  # type: ignore[attr-defined]
    field.editingFinished.emit()  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: bool(stage.notices()))
    assert "cannot be" in stage.notices()[0].text
    assert field.text() == "1,024", "what is saved is what is shown"  # type: ignore[attr-defined]
    dark = next(b for b in page.rows["theme"].findChildren(QAbstractButton) if b.text() == "Dark")
    dark.click()
    assert stage.services.theme.dark
    qtbot.waitUntil(lambda: stage.services.settings.load().theme == "dark")
    stage.services.theme.set_scheme("light")


def test_keyword_only_search_is_told(qtbot: QtBot, staged: Stager) -> None:
    library = boiler_library()
    library.degraded = "The embedding model is not there."
    stage = staged(library=library)
    qtbot.waitUntil(lambda: bool(stage.notices()))
    assert stage.notices()[0].text == "Search works by keyword only"


# Widths


@pytest.mark.parametrize(
    ("width", "rail", "drawer"), [(1360, False, False), (1100, False, False), (1040, False, True), (900, True, True)]
)
def test_columns_fold_as_the_window_narrows(qtbot: QtBot, staged: Stager, width: int, rail: bool, drawer: bool) -> None:
    stage = staged(size=(width, 620))
    answered(qtbot, stage)
    window = stage.window
    assert window.sidebar.isVisible() is not rail
    assert window.evidence.isVisible() is not drawer
    assert window.chat.sources_button.isVisible() is drawer
    window.chat.blocks[0].citation_clicked.emit(0)
    assert window.evidence.isVisible()
    assert window.rect().contains(window.evidence.geometry())
    if drawer:
        qtbot.keyClick(window, Qt.Key.Key_Escape)
        assert not window.evidence.isVisible()


def test_what_lies_over_the_middle_makes_room_for_writing(qtbot: QtBot, staged: Stager) -> None:
    stage = staged(size=(900, 620))
    answered(qtbot, stage)
    window = stage.window
    window.chat.blocks[0].citation_clicked.emit(0)
    window.chat.blocks[0].setFocus()
    assert window.evidence.isVisible(), "what is only read stays half covered"
    window.chat.composer.field.setFocus()
    assert not window.evidence.isVisible() and window.chat.composer.field.hasFocus()
    assert window.chat.sources_button.isVisible()
    window.rail.buttons["expand"].click()
    assert window.sidebar.isVisible()
    window.chat.composer.field.setFocus()
    assert not window.sidebar.isVisible()


def test_the_sources_can_be_hidden_and_shown(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    answered(qtbot, stage)
    window = stage.window
    window.evidence.hidden_requested.emit()
    assert not window.evidence.isVisible()
    window.chat.sources_button.click()
    assert window.evidence.isVisible() and not window.chat.sources_button.isVisible()
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(window, Qt.Key.Key_E, keys)
    assert not window.evidence.isVisible()


def test_the_rail_opens_the_whole_column_over_the_page(qtbot: QtBot, staged: Stager) -> None:
    window = staged(size=(900, 600)).window
    window.rail.buttons["expand"].click()
    assert window.sidebar.isVisible() and window.sidebar.width() == Size.LEFT
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.sidebar.isVisible()
    window.rail.buttons["library"].click()
    assert window.page == "library" and window.rail.buttons["library"].isChecked()
    window.resize(1200, 700)
    assert window.sidebar.isVisible() and not window.rail.isVisible()


@pytest.mark.parametrize("size", [(720, 480), (900, 600), (1360, 860)])
def test_nothing_lies_outside_the_window(qtbot: QtBot, staged: Stager, size: tuple[int, int]) -> None:
    stage = staged(size=size)
    answered(qtbot, stage)
    for page in ("chat", "library", "models", "prompts", "settings"):
        stage.window.show_page(page)
        QApplication.processEvents()
        assert stage.window.size().toTuple() == size, f"{page} asks for more room than there is"
    right = stage.window.chat.composer.mapTo(stage.window, stage.window.chat.composer.rect().bottomRight())
    assert stage.window.rect().contains(right)


def test_size_and_place_are_remembered(qtbot: QtBot, staged: Stager) -> None:
    stage = staged(size=(780, 560))  # the offscreen screen is 800 wide
    qtbot.waitUntil(lambda: bool(stage.services.settings.state("geometry")), timeout=3000)
    again = MainWindow(stage.services, stage.services.settings.load(), stage.window.windowIcon())
    qtbot.addWidget(again)
    assert again.size().toTuple() == (780, 560)


# Dropping


def mime(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def drag(data: QMimeData) -> QDragEnterEvent:
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    return QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, data, buttons, keys)


def drop(data: QMimeData) -> QDropEvent:
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    return QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, buttons, keys)


def test_folders_and_models_are_dropped_anywhere(qtbot: QtBot, staged: Stager, tmp_path: Path) -> None:
    stage = staged()
    folder, model, other = tmp_path / "Dropped", tmp_path / "new-model.gguf", tmp_path / "a.txt"
    folder.mkdir()
    model.write_bytes(b"GGUF")
    other.write_text("x")
    window = stage.window
    data = mime(folder, model, other)
    entering = drag(data)
    window.dragEnterEvent(entering)
    assert entering.isAccepted() and window._drop.isVisible()
    window.dragLeaveEvent(QDragLeaveEvent())
    assert not window._drop.isVisible()
    window.dragEnterEvent(drag(data))
    window.dropEvent(drop(data))
    assert not window._drop.isVisible()
    qtbot.waitUntil(lambda: "Dropped" in [s.name for s in stage.library.held])
    qtbot.waitUntil(lambda: window.session.model == "new-model")
    qtbot.waitUntil(lambda: not window.syncing.running)


def test_what_is_not_there_is_not_taken(qtbot: QtBot, staged: Stager, tmp_path: Path) -> None:
    window = staged().window
    data = mime(tmp_path / "gone.txt")  # an event does not keep its data alive
    entering = drag(data)
    entering.ignore()
    window.dragEnterEvent(entering)
    assert not entering.isAccepted() and not window._drop.isVisible()


# For everyone


def test_what_has_no_text_has_a_name(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    answered(qtbot, stage)
    window = stage.window
    window.evidence.select(0)
    for page in ("chat", "library", "models", "prompts", "settings"):
        window.show_page(page)
        QApplication.processEvents()
        nameless = [
            button
            for button in window.findChildren(QAbstractButton)
            if button.isVisible() and not button.text().strip() and not button.accessibleName()
            and "QTableCornerButton" not in type(button).__name__ and button.objectName() != "qt_toolbar_ext_button"
            and button.metaObject().className() != "QTableCornerButton"
        ]  # fmt: skip
        assert nameless == [], page


def test_every_column_is_reached_by_f6(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    answered(qtbot, stage)
    window = stage.window
    qtbot.waitUntil(lambda: window.evidence.cards[0].isVisible())
    window.chat.composer.field.setFocus()
    seen = []
    for _ in range(3):
        qtbot.keyClick(window, Qt.Key.Key_F6)
        seen.append(window.focusWidget())
    assert seen == [window.evidence.cards[0], window.sidebar.list, window.chat.composer.field]


def test_a_new_conversation_puts_the_cursor_in_the_field(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    answered(qtbot, stage)
    qtbot.keyClick(stage.window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert stage.window.session.turns == []
    assert stage.window.focusWidget() is stage.window.chat.composer.field
    assert stage.window.chat.title.full_text() == "New conversation"


def test_the_whole_window_changes_scheme_live(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    answered(qtbot, stage)
    stage.window.evidence.select(1)
    light = stage.window.grab().toImage()
    stage.services.theme.set_scheme("dark")
    dark = stage.window.grab().toImage()
    middle = QPoint(stage.window.width() // 2, stage.window.height() // 2)
    assert light.pixelColor(middle).lightness() > 200 > 60 > dark.pixelColor(middle).lightness()
    assert stage.window.chat.blocks[0].view.pill_rect(0) is not None
