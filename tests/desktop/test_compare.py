"""Side by side: columns of one conversation, asked together or alone, and how it goes on from one of them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from alcove.chat.drafts import NEW, Draft
from alcove.chat.kept import KeptId
from alcove.chat.measure import ContextUse, Measurer, Part
from alcove.chat.records import Column
from alcove.chat.store import AskedWith, ConversationId, ConversationStore, Message, Timings
from alcove.chat.tree import Tree
from alcove.chat.turns import SamplingChoice, SourcesFound, TurnEvent, TurnRequest, Turns, TurnSaved, TurnStarted
from alcove.core.cancel import CancelToken
from alcove.core.database import Database
from alcove.core.errors import AppError, DatabaseError, ModelError
from alcove.core.paths import Paths
from alcove.core.settings import Settings
from alcove.desktop.column_session import ColumnSession
from alcove.desktop.compare_column import CompareColumn
from alcove.desktop.document_chips import SentChips
from alcove.desktop.question_bubble import QuestionBubble
from alcove.desktop.question_documents import Chip
from alcove.desktop.theme import Size
from alcove.models.shelf import ModelShelf
from alcove.models.testing import ScriptedModel
from alcove.models.types import Prefill, Served, TextDelta
from alcove.rag.types import Coverage, ItemCoverage
from tests.chat.fakes import FakeLibrary as NoLibrary
from tests.chat.fakes import FakeShelf as OneModel
from tests.desktop.conftest import Stage, Stager
from tests.desktop.fakes import COVERED, QWEN, STARTER, FakeShelf, hit, stored_pdf

GEMMA = replace(QWEN, name="Gemma-3-4B-it.Q4_K_M", path="/models/gemma.gguf")
LLAMA = replace(QWEN, name="Llama-3.2-3B-Instruct.Q4_K_M", path="/models/llama.gguf")
FAR = Served("Far", "large", "https://api.example.org/v1", "api.example.org", True)
QUESTION = "Is the boiler under warranty?"
KEYS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class Speaking:
    """Turns that say a different sentence for each model, as quickly as a test lets them."""

    def __init__(self, store: ConversationStore) -> None:
        self._store = store
        self.requests: list[TurnRequest] = []
        self.gate: threading.Event | None = None
        self.fails: dict[str, AppError] = {}
        self.named: list[ConversationId] = []
        self.measured: list[TurnRequest] = []

    def measure(self, request: TurnRequest) -> ContextUse:
        self.measured.append(request)
        return ContextUse(4096, (Part("question", 8),))

    def run(self, request: TurnRequest, token: CancelToken) -> Iterator[TurnEvent]:
        self.requests.append(request)
        if request.regenerate is not None:
            question = self._store.thread(request.regenerate)[-1]
        else:
            question = self._store.add(
                request.conversation, "user", request.question, parent=request.parent, delve=request.delve
            )
        answer = self._store.add(
            request.conversation, "assistant", "", parent=question.id, status="streaming", model=request.model
        )
        yield TurnStarted(question, answer)
        if request.model in self.fails:
            self._store.finish(replace(answer, status="failed", error=str(self.fails[request.model])))
            raise self.fails[request.model]
        found = hit(stored_pdf(), COVERED)
        yield SourcesFound((found,), Coverage(3, 3), 1.0)
        for word in self._said(request, question).split(" "):
            yield TextDelta(f"{word} ")
            answer = replace(answer, text=f"{answer.text}{word} ")
        while self.gate is not None and not self.gate.is_set() and not token.cancelled:
            time.sleep(0.001)
            yield TextDelta("")
        number = 1 + [QWEN.name, GEMMA.name, LLAMA.name].index(request.model)
        done = replace(
            answer,
            text=answer.text.rstrip(),
            hits=(found,),
            status="stopped" if token.cancelled else "complete",
            timings=Timings(1, 100, 0, 500 * number, 12, 20 / number),
            persona=request.persona,
        )
        self._store.finish(done)
        yield TurnSaved(done)

    def name(self, conversation: ConversationId, token: CancelToken) -> Iterator[str]:
        self.named.append(conversation)
        yield "Boiler"

    @staticmethod
    def _said(request: TurnRequest, question: Message) -> str:
        heat = f" at {request.sampling.temperature}" if request.sampling.temperature is not None else ""
        return f"{request.model[:5]}{heat} says the warranty ends in 2030."


class Side:
    """A window that can compare, and what one does in it."""

    def __init__(self, qtbot: QtBot, stage: Stage, turns: Speaking) -> None:
        self.qtbot, self.stage, self.turns = qtbot, stage, turns
        self.window, self.compare, self.chat = stage.window, stage.window.compare, stage.window.chat

    @property
    def columns(self) -> list[CompareColumn]:
        return self.chat.columns.columns

    @property
    def sessions(self) -> list[ColumnSession]:
        return self.compare.columns

    @property
    def conversation(self) -> ConversationId:
        talk = self.window.session.conversation
        assert talk is not None
        return talk.id

    def wait(self, until: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(until()), timeout=20_000)

    def begin(self, count: int = 2) -> None:
        self.chat.compare_button.click()
        self.wait(lambda: self.compare.on)
        for number in range(3, count + 1):
            self.chat.add_button.click()
            self.wait(lambda number=number: len(self.sessions) == number)

    def ask(self, question: str = QUESTION) -> None:
        before = len(self.turns.requests)
        self.stage.ask(question)
        self.wait(lambda: len(self.turns.requests) > before and not self.compare.answering)

    def texts(self) -> list[list[str]]:
        return [[turn.text for turn in one.turns] for one in self.sessions]

    def messages(self) -> list[Message]:
        return self.stage.store.messages(self.conversation)

    def kept(self) -> tuple[Column, ...]:
        return self.stage.store.columns(self.conversation)


@pytest.fixture
def side(qtbot: QtBot, staged: Stager, store: ConversationStore) -> Side:
    turns = Speaking(store)
    stage = staged(shelf=FakeShelf([GEMMA, LLAMA, QWEN]), turns=turns)
    stage.window.show_page("chat")
    return Side(qtbot, stage, turns)


CONTINUE, CARRY, REMOVE = "Continue from this column", "Carry this answer into all columns", "Remove this column"


def possible(column: CompareColumn) -> list[str]:
    """Return what can be chosen in the menu of a column."""
    return [action.text() for action in column.head.menu().actions() if action.isEnabled()]


def choose(column: CompareColumn, words: str) -> None:
    """Choose something in the menu of a column."""
    action = next(one for one in column.head.menu().actions() if one.text() == words)
    assert action.isEnabled()
    action.trigger()


def choose_model(column: CompareColumn, name: str) -> None:
    """Choose a model in the menu of a column."""
    next(one for one in column.head.model.fill().actions() if one.text().partition("\t")[0] == name).trigger()


SAYS = "{} says the warranty ends in 2030."
QWEN_SAYS, GEMMA_SAYS, LLAMA_SAYS = SAYS.format("Qwen3"), SAYS.format("Gemma"), SAYS.format("Llama")


def test_one_input_asks_two_models_one_question(side: Side) -> None:
    side.begin()
    assert [one.model for one in side.sessions] == [QWEN.name, GEMMA.name], "the one in use, and another"
    assert not side.chat.messages.isVisible() and side.chat.columns.isVisible()
    assert not side.window.chooser.isVisible() and not side.chat.composer.scope.isVisible()
    side.ask()
    assert side.texts() == [[QWEN_SAYS], [GEMMA_SAYS]]
    messages = side.messages()
    assert [one.role for one in messages] == ["user", "assistant", "assistant"]
    assert messages[1].parent_id == messages[2].parent_id == messages[0].id, "one question, two answers"
    side.wait(lambda: [one.leaf for one in side.kept()] == [messages[1].id, messages[2].id])
    assert side.chat.title.full_text()


def test_all_are_asked_with_the_files_and_documents_of_the_input(side: Side, tmp_path: Path) -> None:
    deed = tmp_path / "Deed.pdf"
    deed.write_text("x")
    side.stage.attached.found = {"Deed.pdf": ItemCoverage("", "", "attached", "indexed", None, None, None, 3, None)}
    side.begin()
    documents, field = side.window.input.documents, side.chat.composer.field
    documents.add_files([deed])
    side.wait(lambda: documents.chips and documents.chips[0].state == "read")
    log = AskedWith("pinned", "file:///log.pdf", "Log")
    documents.keep(Chip(log, "read"), on=True)
    field.insertPlainText("Is the boiler under warranty, by #?")
    rules = AskedWith("pinned", "file:///rules.pdf", "Rules")
    field.mention(rules, 33, 34)
    side.chat.composer.send()
    side.wait(lambda: len(side.turns.requests) == 2 and not side.compare.answering)
    given = (AskedWith("attached", str(deed), "Deed.pdf"), rules)
    assert [turn.asked_with for one in side.sessions for turn in one.turns] == [given, given]
    assert [one.asked_with for one in side.messages()] == [given, (), ()], "one question has them, two answers"
    assert [one.kept for one in side.turns.requests] == [(log,), (log,)]
    assert side.window.session.conversation is not None and side.window.session.conversation.documents == (log,)
    shown = [column.findChildren(SentChips) for column in side.columns]
    assert [len(one) for one in shown] == [1, 1], "each column says what it was asked with"
    side.columns[1].head.sync_button.click()
    side.columns[1].input.field.setPlainText("And the pump?")
    side.columns[1].input.send()
    side.wait(lambda: len(side.turns.requests) == 3 and not side.compare.answering)
    assert side.turns.requests[2].kept == (log,)


def test_what_is_typed_next_is_kept_in_a_conversation_that_began_side_by_side(side: Side) -> None:
    drafts, field = side.stage.services.drafts, side.chat.composer.field
    side.begin()
    side.ask()
    field.insertPlainText("And who services it?")
    side.wait(lambda: drafts.get(side.conversation).text == "And who services it?")
    assert drafts.get(NEW) == Draft()
    side.columns[1].head.continued.emit()
    side.wait(lambda: not side.compare.on and side.window.session.turns)
    assert field.toPlainText() == "And who services it?", "it is the same conversation"
    side.wait(lambda: side.window.session.conversations)
    side.window.new_conversation()
    side.wait(lambda: side.window.input.drafts._fetched)
    assert field.toPlainText() == ""
    side.window.open_conversation(side.window.session.conversations[0])
    side.wait(lambda: field.toPlainText() == "And who services it?")


def test_the_meter_and_earlier_questions_are_those_of_the_column_that_is_worked_in(side: Side) -> None:
    side.begin()
    side.ask()
    for at, model in ((1, GEMMA.name), (0, QWEN.name)):
        side.turns.measured.clear()
        side.compare.focus(side.sessions[at])
        side.wait(lambda: side.turns.measured)
        last = side.turns.measured[-1]
        assert (last.model, last.parent) == (model, side.sessions[at].end)
    side.window.input.recall(-1)
    assert side.chat.composer.field.toPlainText() == QUESTION


def test_each_column_goes_on_from_its_own_answer(side: Side) -> None:
    side.begin()
    side.ask()
    first = {one.model: one.id for one in side.messages() if one.role == "assistant"}
    side.ask("And who services it?")
    questions = [one for one in side.messages() if one.text == "And who services it?"]
    assert sorted(one.parent_id or 0 for one in questions) == sorted(first.values())
    assert [len(one.turns) for one in side.sessions] == [2, 2]
    assert all(len(turn.answers) == 1 for one in side.sessions for turn in one.turns), "no versions of each other"


def test_a_column_out_of_step_is_asked_alone(side: Side) -> None:
    side.begin()
    side.ask()
    column = side.columns[1]
    column.head.sync_button.click()
    assert column.input.isVisible() and not side.columns[0].input.isVisible()
    side.ask("And the flue?")
    assert [len(one.turns) for one in side.sessions] == [2, 1]
    column.input.field.setPlainText("And the pump?")
    QTest.keyClick(column.input.field, Qt.Key.Key_Return)
    side.wait(lambda: len(side.sessions[1].turns) == 2 and not side.compare.answering)
    assert [turn.question for turn in side.sessions[1].turns] == [QUESTION, "And the pump?"]
    column.head.sync_button.click()
    side.ask("And the valve?")
    assert [len(one.turns) for one in side.sessions] == [3, 3]
    side.wait(lambda: [one.synced for one in side.kept()] == [True, True])


def test_a_question_stays_where_no_column_is_asked_with_the_others(side: Side, tmp_path: Path) -> None:
    deed = tmp_path / "Deed.pdf"
    deed.write_text("x")
    side.stage.attached.found = {"Deed.pdf": ItemCoverage("", "", "attached", "indexed", None, None, None, 3, None)}
    side.begin()
    for column in side.columns:
        column.head.sync_button.click()
    documents, field = side.window.input.documents, side.chat.composer.field
    documents.add_files([deed])
    side.wait(lambda: documents.chips and documents.chips[0].state == "read")
    field.setPlainText(QUESTION)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.toPlainText() == QUESTION and documents.chips, "nothing of it is lost"
    assert any(one.text == "No column is asked with the others" for one in side.stage.notices())
    side.columns[0].head.sync_button.click()
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert not field.toPlainText()
    side.wait(lambda: len(side.turns.requests) == 1 and not side.compare.answering)
    assert [len(one.turns) for one in side.sessions] == [1, 0]


@pytest.fixture
def late(side: Side) -> Iterator[threading.Event]:
    """The lane of models is not there for anybody until this is set."""
    free = threading.Event()
    side.stage.services.tasks.run("model", lambda: free.wait(20), owner=side.window)
    yield free
    free.set()


def test_what_is_asked_can_be_stopped_before_its_model_has_begun(side: Side, late: threading.Event) -> None:
    side.begin()
    field = side.chat.composer.field
    field.setPlainText(QUESTION)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert side.chat.composer.button.accessibleName() == "Stop the answer"
    assert all(one.head.stop_button.isVisible() for one in side.columns)
    field.setPlainText("And the flue?")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.toPlainText() == "And the flue?", "what cannot be asked yet stays"
    late.set()
    side.wait(lambda: len(side.turns.requests) == 2 and not side.compare.answering)
    QTest.keyClick(field, Qt.Key.Key_Return)
    side.wait(lambda: len(side.turns.requests) == 4 and not side.compare.answering)
    assert [[turn.question for turn in one.turns] for one in side.sessions] == [[QUESTION, "And the flue?"]] * 2


def test_a_question_to_one_column_stays_until_it_can_be_asked(side: Side, late: threading.Event) -> None:
    side.begin()
    for column in side.columns:
        column.head.sync_button.click()
    first, second = (one.input for one in side.columns)
    for one in (first, second):
        one.field.setPlainText(QUESTION)
        QTest.keyClick(one.field, Qt.Key.Key_Return)
    assert first.button.accessibleName() == "Stop this answer" and not first.field.toPlainText()
    assert second.field.toPlainText() == QUESTION, "the conversation is being begun with the other"
    late.set()
    side.wait(lambda: side.window.session.conversation is not None and not side.compare.answering)
    QTest.keyClick(second.field, Qt.Key.Key_Return)
    side.wait(lambda: [len(one.turns) for one in side.sessions] == [1, 1] and not side.compare.answering)


def test_an_answer_that_is_asked_again_can_be_stopped_before_its_model_has_begun(side: Side) -> None:
    side.begin()
    side.columns[1].head.sync_button.click()
    side.ask()
    free = threading.Event()
    side.stage.services.tasks.run("model", lambda: free.wait(20), owner=side.window)
    side.sessions[0].ask_again()
    assert [one.head.stop_button.isVisible() for one in side.columns] == [True, False]
    free.set()
    side.wait(lambda: len(side.turns.requests) == 2 and not side.compare.answering)


def test_one_answer_is_carried_into_all(side: Side) -> None:
    side.begin(3)
    assert possible(side.columns[1]) == [CONTINUE, REMOVE], "there is nothing to carry yet"
    side.turns.gate = threading.Event()
    side.stage.ask(QUESTION)
    side.wait(lambda: all(one.turns and one.turns[-1].text for one in side.sessions))
    assert possible(side.columns[1]) == [CONTINUE, REMOVE], "nor while anything is answered"
    side.turns.gate.set()
    side.wait(lambda: not side.compare.answering)
    assert possible(side.columns[1]) == [CONTINUE, CARRY, REMOVE]
    answer = side.sessions[1].line.end
    choose(side.columns[1], CARRY)
    side.wait(lambda: [one.end for one in side.sessions] == [answer] * 3)
    side.wait(lambda: side.texts() == [[GEMMA_SAYS]] * 3)
    side.ask("And the flue?")
    asked = [one for one in side.messages() if one.text == "And the flue?"]
    assert len(asked) == 1 and asked[0].parent_id == answer, "they stand at one place again"
    assert [texts[-1] for texts in side.texts()] == [QWEN_SAYS, GEMMA_SAYS, LLAMA_SAYS]


def test_it_goes_on_from_one_and_the_others_stay_in_the_tree(side: Side) -> None:
    side.begin(3)
    side.ask()
    before = side.messages()
    choose(side.columns[2], CONTINUE)
    side.wait(lambda: not side.compare.on and side.window.session.turns)
    assert [turn.text for turn in side.window.session.turns] == [LLAMA_SAYS]
    assert len(side.window.session.turns[0].answers) == 3, "the others are other versions"
    assert side.chat.messages.isVisible() and side.window.chooser.isVisible()
    assert side.messages() == before
    side.wait(lambda: side.kept() == ())
    side.window.session.model = QWEN.name
    side.stage.ask("And the flue?")
    side.wait(lambda: len(side.window.session.turns) == 2 and not side.window.session.busy)
    assert side.messages()[-2].parent_id == before[3].id


def test_columns_are_there_again_when_the_conversation_is(side: Side) -> None:
    side.begin()
    side.ask()
    side.columns[1].head.sync_button.click()
    side.wait(lambda: [one.synced for one in side.kept()] == [True, False])
    side.window.new_conversation()
    assert not side.compare.on and side.chat.messages.isVisible()
    side.wait(lambda: side.window.session.conversations and side.window.session.conversations[0].compared)
    side.window.open_conversation(side.window.session.conversations[0])
    side.wait(lambda: side.compare.on and side.texts() == [[QWEN_SAYS], [GEMMA_SAYS]])
    assert [one.column.synced for one in side.sessions] == [True, False]
    assert side.columns[1].input.isVisible()
    side.ask("And the flue?")
    assert [len(one.turns) for one in side.sessions] == [2, 1]


def test_an_answer_goes_on_while_another_conversation_is_looked_at(side: Side) -> None:
    side.turns.gate = threading.Event()
    side.begin()
    side.stage.ask(QUESTION)
    side.wait(lambda: all(one.turns and one.turns[-1].text for one in side.sessions))
    sessions = list(side.sessions)
    side.window.new_conversation()
    side.wait(lambda: side.window.session.conversations and side.window.session.conversations[0].compared)
    side.window.open_conversation(side.window.session.conversations[0])
    side.wait(lambda: side.sessions == sessions)
    assert side.chat.composer.button.accessibleName() == "Stop the answer"
    side.wait(lambda: [len(one.messages.blocks) for one in side.columns] == [1, 1])
    side.turns.gate.set()
    side.wait(lambda: not side.compare.answering)
    assert side.texts() == [[QWEN_SAYS], [GEMMA_SAYS]]


def test_all_are_stopped_or_one(side: Side) -> None:
    side.turns.gate = threading.Event()
    side.begin()
    side.stage.ask(QUESTION)
    side.wait(lambda: all(one.turns and one.turns[-1].text for one in side.sessions))
    assert side.columns[0].head.stop_button.isVisible()
    side.columns[0].head.stop_button.click()
    side.wait(lambda: not side.sessions[0].busy)
    assert side.sessions[1].busy, "the other one writes on"
    assert not side.columns[0].head.stop_button.isVisible()
    QTest.keyClick(side.window, Qt.Key.Key_Escape)
    side.wait(lambda: not side.compare.answering)
    assert [one.turns[-1].phase for one in side.sessions] == ["stopped", "stopped"]


def test_one_that_is_stopped_before_its_question_is_kept_is_not_asked(side: Side) -> None:
    side.begin()
    side.stage.ask(QUESTION)
    side.compare.stop()
    side.wait(lambda: all(one.turns[0].question_id is not None for one in side.sessions))
    assert side.turns.requests == []
    assert [one.turns[-1].phase for one in side.sessions] == ["stopped", "stopped"]


def test_one_that_fails_does_no_harm_to_the_others(side: Side) -> None:
    side.turns.fails = {GEMMA.name: ModelError("It does not fit.", "Choose a smaller one.")}
    side.begin()
    side.ask()
    assert [one.turns[-1].phase for one in side.sessions] == ["complete", "failed"]
    assert side.columns[1].head.state.full_text() == "Could not answer"
    assert side.columns[0].head.first_word.isVisible()
    side.turns.fails = {}
    side.sessions[1].ask_again(side.sessions[1].turns[-1])
    side.wait(lambda: side.sessions[1].turns[-1].phase == "complete")
    assert side.texts() == [[QWEN_SAYS], [GEMMA_SAYS]]


def test_a_question_that_could_not_be_kept_can_be_asked_again(side: Side, monkeypatch: pytest.MonkeyPatch) -> None:
    side.begin()

    def full(*_: object) -> None:
        raise DatabaseError("The disk is full.", "Make room.")

    with monkeypatch.context() as broken:
        broken.setattr(side.stage.store, "questions_after", full)
        side.stage.ask(QUESTION)
        side.wait(lambda: all(one.turns and one.turns[-1].phase == "failed" for one in side.sessions))
    side.sessions[0].ask_edited(side.sessions[0].turns[-1], "Is the boiler covered?")
    side.wait(lambda: side.sessions[0].turns[-1].phase == "complete")
    assert [turn.question for turn in side.sessions[0].turns] == ["Is the boiler covered?"]


def test_how_quick_each_was_is_told_and_the_best_are_marked(side: Side) -> None:
    side.begin()
    assert side.columns[0].head.state.full_text() == "Nothing was asked yet"
    side.ask()
    heads = [one.head for one in side.columns]
    told = [(h.first_word.text(), h.speed.text(), h.length.text()) for h in heads]
    assert told == [
        ("first word 0.5 s", "20 tokens/s", "7 words"),
        ("first word 1.0 s", "10 tokens/s", "7 words"),
    ]
    assert [h.first_word.property("look") for h in heads] == ["best", "faint"]
    assert heads[0].speed.accessibleName() == "20 tokens/s, the quickest"


SAID = {
    QWEN.name: "The warranty ends on 8 October 2030. Denholm serviced the boiler.",
    GEMMA.name: "Denholm serviced the boiler. The warranty ends on 8 October 2029.",
    LLAMA.name: "The warranty ends on 8 October 2030. The flue is new.",
}


def test_what_differs_is_shown_and_a_claim_is_checked(side: Side, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Speaking, "_said", staticmethod(lambda request, question: SAID[request.model]))
    side.begin(3)
    assert not side.chat.differences_button.isVisible(), "nothing is answered yet"
    side.ask()
    assert [one.turns[-1].beside for one in side.sessions] == [3, 3, 3]
    block = side.columns[1].messages.blocks[-1]
    assert block.differences_button.isVisible()
    QTest.mouseClick(block.differences_button, Qt.MouseButton.LeftButton)
    page = side.chat.columns.differences
    side.wait(lambda: page.isVisible() and len(page.view.rows) == 3)
    compared = page.view.comparison
    assert compared is not None and [one.name for one in compared.answers] == ["Qwen3 4B", "Gemma 3 4B", "Llama 3.2 3B"]
    assert sorted((row.kind, tuple(len(cell) for cell in row.cells)) for row in compared.rows) == [
        ("agreeing", (1, 1, 0)), ("contradicting", (1, 1, 1)), ("only here", (0, 0, 1)),
    ]  # fmt: skip
    assert side.chat.differences_button.isChecked()
    row = next(one for one in page.view.rows if one.row.kind == "contradicting")
    assert row.reason.text().startswith("8 October 2030 in Qwen3 4B, 8 October 2029 in Gemma 3 4B")
    QTest.mouseClick(row.cells[1].check_button, Qt.MouseButton.LeftButton)
    side.wait(lambda: row.checked is not None and row.checked.cards)
    assert row.checked is not None and row.checked.verdict.text() == "A passage of the library says so."
    QTest.mouseClick(row.checked.cards[0], Qt.MouseButton.LeftButton)
    side.wait(lambda: side.window.evidence.isVisible() and side.window.evidence.preview.isVisible())
    QTest.mouseClick(row.cells[2].label, Qt.MouseButton.LeftButton)
    assert side.compare.focused is side.sessions[2], "whose answer says it is the one that is worked in"
    QTest.keyClick(page.back_button, Qt.Key.Key_Escape)
    assert not page.isVisible() and side.columns[0].isVisible()


def test_differences_are_told_of_the_models_that_wrote_the_answers(side: Side, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Speaking, "_said", staticmethod(lambda request, question: SAID[request.model]))
    side.stage.shelf.infos = [replace(GEMMA, served=FAR, loaded=False), replace(QWEN, loaded=False)]
    side.window.models.refresh()
    side.wait(lambda: any(one.served for one in side.window.models.infos))
    side.begin()
    choose_model(side.columns[0], "Qwen3 4B")
    choose_model(side.columns[1], "large")
    side.ask()
    choose_model(side.columns[1], "Qwen3 4B")
    view = side.chat.columns
    view.show_last_differences()
    side.wait(lambda: view.differences.view.comparison)
    compared = view.differences.view.comparison
    assert compared is not None and [one.name for one in compared.answers] == ["Qwen3 4B (1)", "large"]
    assert "large" in view.differences.view.ask_button.text(), "it knows what one of them says already"


def test_differences_are_shown_and_put_away_by_keys(side: Side) -> None:
    action = side.window.registry.find("column.differences")
    side.begin()
    assert not action.enabled()
    side.ask()
    assert action.enabled()
    view = side.chat.columns
    QTest.keyClick(side.chat.composer.field, Qt.Key.Key_X, KEYS)
    side.wait(lambda: view.shows_differences and view.differences.view.rows)
    QTest.keyClick(view.differences.back_button, Qt.Key.Key_X, KEYS)
    assert not view.shows_differences and view.columns[0].isVisible()


def test_the_evidence_follows_the_column_that_is_worked_in(side: Side) -> None:
    side.begin()
    side.ask()
    side.window.show_evidence()
    for session, column in zip(side.sessions, side.columns, strict=True):
        column.head.model.setFocus()
        assert side.compare.focused is session
        assert side.window.evidence.turn is session.turns[-1]
        assert column.head.property("look") == "column-head-on"
    side.chat.columns.step(1)
    assert side.compare.focused is side.sessions[0], "around the end"


def test_sources_are_hidden_at_once_after_a_document_of_a_question_was_read(side: Side, tmp_path: Path) -> None:
    side.begin()
    side.ask()
    side.window.open_document(AskedWith("pinned", str(tmp_path / "deed.pdf"), "deed.pdf"))
    assert side.window.evidence.isVisible()
    side.window.evidence.citation_selected.emit(0)
    assert not side.window.pages.made("arena_page"), "the arena has nothing to do with it"
    QTest.mouseClick(side.window.evidence.hide_button, Qt.MouseButton.LeftButton)
    assert not side.window.evidence.isVisible()


def test_another_model_or_the_same_otherwise_answers_from_then_on(side: Side) -> None:
    side.begin()
    head = side.columns[1].head
    action = next(one for one in head.model.fill().actions() if one.text() == "Llama 3.2 3B")
    action.trigger()
    assert side.sessions[1].model == LLAMA.name and head.model.text() == "Llama 3.2 3B"
    head.settings_button.click()
    dialog = side.chat.columns.dialog
    assert dialog is not None
    dialog.tunable.fields["temperature"].setText("9")
    dialog.accept()
    assert dialog.trouble.isVisible() and "temperature" in dialog.trouble.text()
    dialog.tunable.fields["temperature"].setText("0.8")
    dialog.answer_from.set_answer_from("model")
    dialog.instructions.setPlainText("Rhyme.")
    dialog.for_all.setChecked(True)
    dialog.accept()
    assert head.apart.full_text() == "temperature 0.8 · own instructions · no library"
    assert side.columns[0].head.apart.full_text() == "as it is set · own instructions · no library"
    side.ask()
    asked = {one.model: one for one in side.turns.requests}
    assert asked[LLAMA.name].sampling == SamplingChoice(temperature=0.8)
    assert {(one.answer_from, one.instructions) for one in asked.values()} == {("model", "Rhyme.")}


def test_the_same_model_twice_is_told_apart(side: Side) -> None:
    side.stage.shelf.infos = [QWEN]
    side.window.models.refresh()
    side.wait(lambda: len(side.window.models.infos) == 1)
    side.begin()
    assert [side.compare.name_of(one) for one in side.sessions] == ["Qwen3 4B", "Qwen3 4B, temperature 0.8"]
    side.chat.add_button.click()
    side.wait(lambda: len(side.sessions) == 3)
    assert [side.compare.name_of(one) for one in side.sessions][::2] == ["Qwen3 4B (1)", "Qwen3 4B (2)"]
    side.ask()
    assert side.texts()[1] == ["Qwen3 at 0.8 says the warranty ends in 2030."]


def test_it_goes_on_in_one_line_while_the_columns_are_still_being_kept(
    side: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    side.begin()
    side.ask()
    side.wait(lambda: len(side.kept()) == 2)
    store, gate, session = side.stage.store, threading.Event(), side.window.session
    write, told = store.set_columns, list[bool]()

    def slowly(conversation: ConversationId, columns: Sequence[Column]) -> None:
        assert gate.wait(10)
        write(conversation, columns)

    monkeypatch.setattr(store, "set_columns", slowly)
    side.compare._writer.written.connect(lambda _, on: told.append(on))
    side.columns[1].head.sync_button.click()
    side.chat.compare_button.click()
    side.wait(lambda: not side.compare.on)
    gate.set()
    side.wait(lambda: session.turns and told)
    assert told == [False] and not side.compare.on
    assert session.conversation is not None and not session.conversation.compared and side.kept() == ()


def test_a_column_is_taken_away_and_with_two_the_other_goes_on(side: Side) -> None:
    side.begin(3)
    side.ask()
    choose(side.columns[0], REMOVE)
    assert [one.model for one in side.sessions] == [GEMMA.name, LLAMA.name]
    assert len(side.columns) == 2
    side.wait(lambda: len(side.kept()) == 2)
    choose(side.columns[1], REMOVE)
    side.wait(lambda: not side.compare.on and side.window.session.turns)
    assert side.window.session.turns[-1].text == GEMMA_SAYS


def test_there_are_four_at_most_and_they_have_room_or_are_scrolled_sideways(side: Side) -> None:
    side.begin(4)
    assert not side.chat.add_button.isEnabled()
    side.compare.add()
    assert any("4 columns" in one.text for one in side.stage.notices())
    side.ask()
    assert all(one.width() >= Size.BESIDE_LEAST for one in side.columns)
    assert side.window.as_drawer, "the sources lie over columns that need the room"
    bar = side.chat.columns.scroller.horizontalScrollBar()
    assert bar.maximum() == 0
    side.window.resize(900, 700)
    side.wait(lambda: bar.maximum() > 0)
    side.chat.columns.step(-1)
    side.wait(lambda: bar.value() == bar.maximum())


def test_who_was_compared_last_is_compared_the_next_time(side: Side) -> None:
    side.begin()
    choose_model(side.columns[1], "Llama 3.2 3B")
    side.chat.compare_button.click()
    side.wait(lambda: not side.compare.on)
    side.begin()
    assert [one.model for one in side.sessions] == [QWEN.name, LLAMA.name]


def test_columns_begin_at_the_line_in_view_and_what_is_deleted_is_gone_from_all(side: Side) -> None:
    side.window.session.model = QWEN.name
    side.stage.ask(QUESTION)
    side.wait(lambda: side.window.session.turns and not side.window.session.busy)
    end = side.window.session.line.end
    side.begin()
    assert [one.end for one in side.sessions] == [end, end]
    side.wait(lambda: side.texts() == [[QWEN_SAYS]] * 2)
    assert [one.turns[0].beside for one in side.sessions] == [0, 0], "one answer is not compared with itself"
    side.ask("And the flue?")
    side.sessions[0].delete_message(side.sessions[0].turns[1], answer=False)
    side.wait(lambda: [len(one.turns) for one in side.sessions] == [1, 1])
    undo = next(one for one in side.window.toasts.toasts if one.notice.action is not None)
    assert undo.notice.action is not None
    undo.notice.action()
    side.wait(lambda: len(side.sessions[0].turns) == 2)


def test_a_question_is_deleted_from_all_while_one_answers_it_still(side: Side) -> None:
    side.turns.gate = threading.Event()
    side.begin()
    side.stage.ask(QUESTION)
    side.wait(lambda: all(one.turns and one.turns[-1].text for one in side.sessions))
    side.columns[0].head.stop_button.click()
    side.wait(lambda: not side.sessions[0].busy)
    bubble = side.columns[0].messages.findChildren(QuestionBubble)[-1]
    next(one for one in bubble.menu().actions() if one.text().startswith("Delete this question")).trigger()
    side.wait(lambda: not side.compare.busy and side.texts() == [[], []])
    side.turns.gate.set()
    side.ask("Is the flue new?")
    assert side.texts() == [[QWEN_SAYS], [GEMMA_SAYS]]
    assert all(len(turn.questions) == 1 for one in side.sessions for turn in one.turns), "the deleted one is no version"
    side.wait(lambda: None not in [one.leaf for one in side.kept()])
    nodes = {node.id for node in Tree(side.stage.store.nodes(side.conversation)).nodes()}
    assert {one.leaf for one in side.kept()} <= nodes, "what is answered from then on can be reached"
    undo = next(one for one in side.window.toasts.toasts if one.notice.action is not None)
    assert undo.notice.action is not None
    undo.notice.action()
    side.wait(lambda: len(side.sessions[0].turns[0].questions) == 2)


def test_columns_are_scrolled_together_by_turn(side: Side) -> None:
    side.begin()
    for number in range(8):
        side.ask(f"Question {number}?")
    side.chat.together_button.click()
    assert side.chat.columns.together
    first, second = (one.messages for one in side.columns)
    first.verticalScrollBar().triggerAction(first.verticalScrollBar().SliderAction.SliderToMinimum)
    side.wait(lambda: second.verticalScrollBar().value() == first.verticalScrollBar().value() == 0)
    side.chat.together_button.click()
    second.verticalScrollBar().triggerAction(second.verticalScrollBar().SliderAction.SliderToMaximum)
    side.qtbot.wait(30)
    assert first.verticalScrollBar().value() == 0


def test_a_delve_has_no_columns_and_a_column_no_delve(side: Side) -> None:
    side.begin()
    side.ask()
    answer = side.columns[0].messages.blocks[-1]
    assert not answer.can("delve") and not any("Delve" in one.text() for one in answer.menu().actions())
    assert not side.chat.map_button.isVisible() and not side.window.registry.find("go.map").enabled()
    session = side.window.session
    side.compare.toggle()
    side.wait(lambda: not side.compare.on and side.chat.map_button.isVisible())
    side.wait(lambda: side.chat.messages.blocks and side.chat.messages.blocks[-1].can("delve"))
    session.model = QWEN.name
    session.delve(session.turns[-1], 0, 5)
    side.wait(lambda: session.line.trail and not session.busy and not side.chat.compare_button.isEnabled())
    side.compare.toggle()
    session.line.leave()
    side.wait(lambda: not session.line.trail and side.chat.compare_button.isEnabled())
    assert not side.compare.on


def test_what_leaves_this_computer_is_told(side: Side) -> None:
    side.stage.shelf.infos = [GEMMA, replace(LLAMA, served=FAR), QWEN]
    side.window.models.refresh()
    side.wait(lambda: any(one.served for one in side.window.models.infos))
    side.begin()
    assert not side.chat.composer.destination.isVisible()
    choose_model(side.columns[1], FAR.model)
    assert "api.example.org" in side.chat.composer.goes.full_text()
    assert side.chat.composer.destination.isVisible()
    assert side.columns[1].head.model.accessibleName().endswith("goes to api.example.org")
    side.columns[1].head.sync_button.click()
    assert not side.chat.composer.destination.isVisible(), "the one input does not ask it"


def test_a_conversation_is_named_once_when_all_have_answered(side: Side) -> None:
    side.begin()
    side.ask()
    side.wait(lambda: side.turns.named == [side.conversation])
    side.ask("And the flue?")
    after: list[object] = []
    side.stage.services.tasks.run("model", lambda: None, owner=side.window, done=after.append)
    side.wait(lambda: after)  # on the lane where a second naming would be
    assert side.turns.named == [side.conversation]


def test_without_a_model_there_is_nothing_to_compare(qtbot: QtBot, staged: Stager) -> None:
    stage = staged(shelf=FakeShelf([]))
    stage.window.show_page("chat")
    QTest.mouseClick(stage.window.chat.compare_button, Qt.MouseButton.LeftButton)
    assert any("no model" in one.text for one in stage.notices())
    assert not stage.window.compare.on and not stage.window.chat.compare_button.isChecked()


def test_a_persona_answers_in_one_column(side: Side) -> None:
    from alcove.chat.prompts import Persona

    book = side.window.prompts
    book.save("persona", None, Persona("terse", "Terse", "Be brief.", answer_from="both"), done=lambda _: None,
              failed=lambda _: None)  # fmt: skip
    side.wait(lambda: any(one.content.name == "terse" for one in book.personas))
    kept = next(one for one in book.personas if one.content.name == "terse")
    side.begin()
    side.columns[0].head.settings_button.click()
    dialog = side.chat.columns.dialog
    assert dialog is not None
    dialog.choose_persona(None)
    assert dialog.persona_button.text() == "Nobody in particular"
    dialog.choose_persona(kept)
    assert dialog.answer_from.answer_from == "both"
    dialog.accept()
    assert side.sessions[0].column.persona == kept.id != KeptId(0)
    assert side.columns[0].head.apart.full_text() == "as it is set · as Terse"
    side.ask()
    assert {one.model: one.persona for one in side.turns.requests} == {QWEN.name: "terse", GEMMA.name: ""}


def test_the_starter_model_writes_two_answers_at_once(
    qtbot: QtBot, staged: Stager, store: ConversationStore, database: Database, tmp_path: Path
) -> None:
    """Real turns and the real model: one file in memory, two ways to choose its words, a step of each in turn."""
    settings = replace(Settings(), temperature=0.0, answer_tokens=40)
    shelf = ModelShelf(database, settings, Paths.at(tmp_path / "data"))
    library: Any = NoLibrary()
    turns: Any = Turns(library, shelf, store, settings)  # nothing is searched
    turns.measure = Measurer(library, shelf, store, settings).measure
    stage = staged(shelf=FakeShelf([STARTER]), turns=turns)
    stage.window.show_page("chat")
    side = Side(qtbot, stage, turns)
    side.stage.window.session.set_answer_from("model")
    side.begin()
    assert [one.column.contender for one in side.sessions] == [STARTER.name, f"{STARTER.name}@temperature=0.8"]
    together: list[int] = []

    def count(_: object) -> None:
        together.append(sum(one.turns[-1].phase == "writing" for one in side.sessions))

    def ask(question: str) -> None:
        before = len(side.sessions[0].turns)
        stage.ask(question)
        qtbot.waitUntil(lambda: all(len(one.turns) > before and not one.busy for one in side.sessions), timeout=120_000)

    ask("Hello?")  # the one that loads the model had its time then
    for one in side.sessions:
        one.turn_changed.connect(count)
    ask("What is a boiler?")
    assert max(together) == 2, "both were being written"
    cool, warm = (one.turns[-1] for one in side.sessions)
    assert cool.phase == warm.phase == "complete" and cool.text and warm.text
    assert cool.timings.tokens > 1 and warm.timings.tokens > 1
    receipts = [store.receipt(one.answer_id) for one in (cool, warm) if one.answer_id is not None]
    assert ["temperature=0.8" in one.sampler for one in receipts if one is not None] == [False, True]
    assert len({one.model_sha256 for one in receipts if one is not None}) == 1
    again = TurnRequest(side.conversation, "What is a boiler?", cool.parent, answer_from="model")
    *_, alone = turns.run(again, CancelToken())
    assert isinstance(alone, TurnSaved) and alone.message.text == cool.text, "the other one changes nothing"
    shelf.close()


def test_a_conversation_begun_side_by_side_is_named_by_a_model_that_answered(
    qtbot: QtBot, staged: Stager, store: ConversationStore
) -> None:
    """Real turns, with a model that says what it is told to."""
    library: Any = NoLibrary()
    model = ScriptedModel(["It ends in 2030.", "It ends in 2030.", "Boiler warranty"])
    shelf: Any = OneModel(model)
    turns: Any = Turns(library, shelf, store, Settings())
    turns.measure = Measurer(library, shelf, store, Settings()).measure
    stage = staged(shelf=FakeShelf([replace(QWEN, name=model.name)]), turns=turns)
    stage.window.show_page("chat")
    side = Side(qtbot, stage, turns)
    side.begin()
    stage.ask(QUESTION)
    side.wait(lambda: side.chat.title.full_text() == "Boiler warranty")
    assert side.texts() == [["It ends in 2030."]] * 2


def test_how_a_column_is_while_it_answers(side: Side) -> None:
    from alcove.desktop.column_head import _state_words
    from alcove.desktop.turn_state import TurnState

    turn = TurnState(None, QUESTION)
    assert _state_words(turn) == "Waits for its turn"
    turn.apply(Prefill(3, 10, 0))
    assert _state_words(turn) == "Reads the question: 30 %"
    turn.apply(TextDelta("Yes it is."))
    assert _state_words(turn) == "Writes: 3 words"
    turn.phase = "complete"
    assert _state_words(turn) == "No model wrote this"
