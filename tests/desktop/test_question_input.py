"""The input by real keys, drops and the clipboard: files, mentions as tokens, drafts, the meter, the preview, undo."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from alcove.chat.drafts import NEW, Draft, DraftStore, Mention
from alcove.chat.measure import ContextUse, Part
from alcove.chat.prompts import Persona
from alcove.chat.store import AskedWith, Conversation, ConversationId, LeftOut
from alcove.core.database import Database
from alcove.core.errors import ModelMissing
from alcove.desktop.context_meter import ContextCard
from alcove.desktop.document_chips import DocumentChip, SentChips
from alcove.desktop.question_editor import QuestionEditor
from alcove.desktop.question_input import MEASURE_MS, Handle, QuestionInput
from alcove.models.types import Served
from alcove.rag.types import ItemCoverage, Progress
from tests.desktop.conftest import Stage, Stager
from tests.desktop.fakes import QWEN, STARTER, FakeAttached, FakeShelf, boiler_library

KEY, MOD = Qt.Key, Qt.KeyboardModifier
READ = ItemCoverage("", "", "attached", "indexed", None, None, None, 3, None)


@pytest.fixture
def stage(qtbot: QtBot, staged: Stager) -> Stage:
    made = staged()
    field_of(made).setFocus()
    qtbot.waitUntil(lambda: field_of(made).hasFocus() and input_of(made).drafts._fetched)
    return made


def field_of(stage: Stage) -> QuestionEditor:
    return stage.window.chat.composer.field


def input_of(stage: Stage) -> QuestionInput:
    return stage.window.input


def named(stage: Stage) -> list[str]:
    return [one.written for one in field_of(stage).mentions]


def chips(stage: Stage) -> dict[str, DocumentChip]:
    return {one.chip.named.name: one for one in input_of(stage).chips.shown}


def offered(stage: Stage) -> list[str]:
    mentions = input_of(stage).mentions
    if not mentions.open:
        return []
    rows = mentions.offers.rows
    return [item.text(0) for n in range(rows.topLevelItemCount()) if (item := rows.topLevelItem(n)) is not None]


def write(qtbot: QtBot, stage: Stage, text: str) -> None:
    qtbot.keyClicks(field_of(stage), text)


def press(qtbot: QtBot, stage: Stage, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
    together = MOD.NoModifier
    for one in modifiers:
        together |= one
    qtbot.keyClick(field_of(stage), key, together)


def take(qtbot: QtBot, stage: Stage, text: str, key: Qt.Key = KEY.Key_Return) -> None:
    """Write a mention and take the first that is offered."""
    write(qtbot, stage, text)
    qtbot.waitUntil(lambda: bool(offered(stage)))
    press(qtbot, stage, key)


def file(tmp_path: Path, name: str) -> Path:
    path = tmp_path / name
    path.write_text("x")
    return path


def mime(*paths: Path) -> QMimeData:
    made = QMimeData()
    made.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return made


def drop(stage: Stage, data: QMimeData) -> list[str]:
    """Drag something over the window and drop it; return what the sign said."""
    buttons, copy = Qt.MouseButton.LeftButton, Qt.DropAction.CopyAction
    stage.window.dragEnterEvent(QDragEnterEvent(QPoint(9, 9), copy, data, buttons, MOD.NoModifier))
    words = stage.window._drop.words
    stage.window.dropEvent(QDropEvent(QPointF(9, 9), copy, data, buttons, MOD.NoModifier))
    return words


def read(qtbot: QtBot, stage: Stage) -> None:
    qtbot.waitUntil(lambda: all(one.chip.state in ("read", "unread") for one in input_of(stage).chips.shown))


def answered(qtbot: QtBot, stage: Stage, count: int = 1) -> None:
    qtbot.waitUntil(lambda: len(stage.turns.requests) == count and not stage.window.session.busy)


def pull(qtbot: QtBot, handle: Handle, *by: int) -> None:
    """Press the handle, move up by so many pixels, one after the other, and let go."""
    left, at = Qt.MouseButton.LeftButton, handle.mapToGlobal(handle.rect().center())
    qtbot.mousePress(handle, left, pos=handle.mapFromGlobal(at))
    for up in by:
        at -= QPoint(0, up)
        qtbot.mouseMove(handle, handle.mapFromGlobal(at))
        QApplication.processEvents()  # it is laid out anew, and the handle goes along
    qtbot.mouseRelease(handle, left, pos=handle.mapFromGlobal(at))


class Slow(DraftStore):
    """Drafts that are first read when the gate is open."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.gate = threading.Event()

    def get(self, conversation: ConversationId) -> Draft:
        assert self.gate.wait(10)
        return super().get(conversation)


# Mentions


def test_a_document_is_named_and_goes_with_the_question(qtbot: QtBot, stage: Stage) -> None:
    take(qtbot, stage, "What does #boi")
    assert named(stage) == ["#Boiler warranty.pdf"]
    assert field_of(stage).toPlainText() == "What does #Boiler warranty.pdf "
    assert field_of(stage).hasFocus() and not offered(stage)
    write(qtbot, stage, "say?")
    assert named(stage) == ["#Boiler warranty.pdf"], "what is written behind is no part of it"
    assert list(chips(stage)) == ["Boiler warranty.pdf"]
    press(qtbot, stage, KEY.Key_Return)
    answered(qtbot, stage)
    request = stage.turns.requests[0]
    assert request.question == "What does #Boiler warranty.pdf say?"
    assert [(one.role, one.name) for one in request.asked_with] == [("pinned", "Boiler warranty.pdf")]
    assert stage.window.session.conversation is not None
    assert stage.window.session.conversation.title == "What does Boiler warranty.pdf say"
    assert not chips(stage)


def test_a_source_is_named_and_asked_alone(qtbot: QtBot, stage: Stage) -> None:
    take(qtbot, stage, "@con", KEY.Key_Tab)
    write(qtbot, stage, "When?")
    assert not chips(stage), "a source stands in the text alone"
    press(qtbot, stage, KEY.Key_Return)
    answered(qtbot, stage)
    assert stage.turns.requests[0].asked_with == (AskedWith("source", "Contracts", "Contracts"),)
    assert stage.turns.requests[0].question == "@Contracts When?"


@pytest.mark.parametrize(
    "text", ["anna@con", "x#boi", "# boi", "`#boi", "tag:#boi", "see page#boi", "C# boi", "a/#boi", "## boi"]
)
def test_signs_that_mean_something_else_offer_nothing(qtbot: QtBot, stage: Stage, text: str) -> None:
    write(qtbot, stage, text)
    qtbot.wait(80)
    assert offered(stage) == []
    field_of(stage).put("")
    field_of(stage).insertPlainText("```\n")
    write(qtbot, stage, "#boi")
    qtbot.wait(80)
    assert offered(stage) == []


def test_enter_sends_where_nothing_is_chosen(qtbot: QtBot, stage: Stage) -> None:
    write(qtbot, stage, "Is it #")
    qtbot.waitUntil(lambda: len(offered(stage)) > 1)
    assert input_of(stage).mentions.offers.chosen is None
    press(qtbot, stage, KEY.Key_Return)
    answered(qtbot, stage)
    assert stage.turns.requests[0].question == "Is it #"


def test_escape_leaves_a_sign_alone(qtbot: QtBot, stage: Stage) -> None:
    write(qtbot, stage, "#boi")
    qtbot.waitUntil(lambda: bool(offered(stage)))
    press(qtbot, stage, KEY.Key_Escape)
    write(qtbot, stage, "l")
    qtbot.wait(80)
    assert not offered(stage) and field_of(stage).toPlainText() == "#boil"
    write(qtbot, stage, " and #bo")
    qtbot.waitUntil(lambda: bool(offered(stage)))


def test_one_backspace_removes_a_token_and_undo_brings_it_back(qtbot: QtBot, stage: Stage) -> None:
    take(qtbot, stage, "see #boi")
    press(qtbot, stage, KEY.Key_Backspace)
    press(qtbot, stage, KEY.Key_Backspace)
    assert field_of(stage).toPlainText() == "see " and not chips(stage)
    press(qtbot, stage, KEY.Key_Z, MOD.ControlModifier)
    assert named(stage) == ["#Boiler warranty.pdf"] and list(chips(stage)) == ["Boiler warranty.pdf"]
    press(qtbot, stage, KEY.Key_Z, MOD.ControlModifier, MOD.ShiftModifier)
    assert not named(stage)
    field_of(stage).undo()
    field_of(stage).moveCursor(field_of(stage).textCursor().MoveOperation.Start)
    for _ in range(4):
        press(qtbot, stage, KEY.Key_Right)
    press(qtbot, stage, KEY.Key_Delete)
    assert field_of(stage).toPlainText().strip() == "see"


def test_undo_takes_a_completion_back_to_what_was_written(qtbot: QtBot, stage: Stage) -> None:
    take(qtbot, stage, "see #boi")
    press(qtbot, stage, KEY.Key_Z, MOD.ControlModifier)
    assert field_of(stage).toPlainText() == "see #boi"
    field_of(stage).redo()
    assert named(stage) == ["#Boiler warranty.pdf"]


def test_the_cursor_steps_over_tokens(qtbot: QtBot, stage: Stage) -> None:
    take(qtbot, stage, "a #boi")
    start, end, _ = field_of(stage).tokens()[0]
    press(qtbot, stage, KEY.Key_Left)
    assert field_of(stage).textCursor().position() == end
    press(qtbot, stage, KEY.Key_Left)
    assert field_of(stage).textCursor().position() == start
    press(qtbot, stage, KEY.Key_Right)
    assert field_of(stage).textCursor().position() == end
    write(qtbot, stage, "x")
    assert named(stage) == ["#Boiler warranty.pdf"], "what is written right behind is no part of it"
    press(qtbot, stage, KEY.Key_Left)
    press(qtbot, stage, KEY.Key_Left, MOD.ShiftModifier)
    assert field_of(stage).textCursor().selectedText() == "#Boiler warranty.pdf"
    press(qtbot, stage, KEY.Key_C, MOD.ControlModifier)
    copied = QGuiApplication.clipboard().mimeData()
    assert copied.text() == "#Boiler warranty.pdf" and not copied.hasHtml(), "plain when copied"


def test_characters_beyond_the_first_plane_put_nothing_off(qtbot: QtBot, stage: Stage) -> None:
    field_of(stage).insertPlainText("😀 ")
    take(qtbot, stage, "#boi")
    text, mentions = field_of(stage).written()
    assert text[mentions[0].start :].startswith("#Boiler warranty.pdf")
    field_of(stage).put(text, mentions)
    assert named(stage) == ["#Boiler warranty.pdf"]


def test_a_chip_is_taken_away_with_what_names_it_and_can_come_back(qtbot: QtBot, stage: Stage) -> None:
    take(qtbot, stage, "#boi")
    chips(stage)["Boiler warranty.pdf"].close_button.click()
    assert field_of(stage).toPlainText().strip() == "" and not chips(stage)
    stage.notices()[-1].action()  # type: ignore[misc]
    assert named(stage) == ["#Boiler warranty.pdf"] and list(chips(stage)) == ["Boiler warranty.pdf"]


def test_only_a_left_click_on_a_chip_opens_its_document(qtbot: QtBot, stage: Stage) -> None:
    take(qtbot, stage, "#boi")
    chip = chips(stage)["Boiler warranty.pdf"]
    opened: list[AskedWith] = []
    input_of(stage).document_opened.connect(opened.append)
    for button in (Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton):
        qtbot.mouseClick(chip, button)
    qtbot.mousePress(chip, Qt.MouseButton.LeftButton)
    qtbot.mouseRelease(chip, Qt.MouseButton.LeftButton, pos=QPoint(5, chip.height() + 20))
    assert not opened
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert [one.name for one in opened] == ["Boiler warranty.pdf"]


def test_a_pinned_document_stays_for_the_conversation(qtbot: QtBot, stage: Stage) -> None:
    take(qtbot, stage, "One #boi")
    chips(stage)["Boiler warranty.pdf"].pin.click()
    press(qtbot, stage, KEY.Key_Return)
    answered(qtbot, stage)
    assert chips(stage)["Boiler warranty.pdf"].chip.kept
    write(qtbot, stage, "Two?")
    press(qtbot, stage, KEY.Key_Return)
    answered(qtbot, stage, 2)
    assert [one.name for one in stage.turns.requests[1].kept] == ["Boiler warranty.pdf"]
    assert stage.turns.requests[1].asked_with == ()
    saved = stage.store.conversations()[0]
    assert [one.name for one in saved.documents] == ["Boiler warranty.pdf"]
    stage.window.new_conversation()
    assert not chips(stage)
    stage.window.open_conversation(saved)
    qtbot.waitUntil(lambda: list(chips(stage)) == ["Boiler warranty.pdf"])
    chips(stage)["Boiler warranty.pdf"].pin.click()
    qtbot.waitUntil(lambda: stage.store.conversations()[0].documents == ())
    assert not chips(stage)


# Files


def test_files_are_dropped_read_and_sent(qtbot: QtBot, stage: Stage, tmp_path: Path) -> None:
    stage.attached.found = {
        "scan.pdf": replace(
            READ, pages=12, ocr_pages=3, ocr_confidence=87.0, strip=(("text", 9), ("ocr", 2), ("poor", 1))
        )
    }
    assert drop(stage, mime(file(tmp_path, "scan.pdf"))) == ["Use in this conversation"]
    read(qtbot, stage)
    assert chips(stage)["scan.pdf"].chip.words == "12 pages, 3 by OCR, 87 % sure, 1 not readable"
    write(qtbot, stage, "What is it?")
    press(qtbot, stage, KEY.Key_Return)
    answered(qtbot, stage)
    assert stage.turns.requests[0].asked_with == (AskedWith("attached", str(tmp_path / "scan.pdf"), "scan.pdf"),)
    assert not chips(stage)
    sent = stage.window.findChildren(SentChips)
    assert [one.chip.named.name for one in sent[0].chips] == ["scan.pdf"]
    qtbot.waitUntil(lambda: stage.attached.finished == [str(tmp_path / "scan.pdf")])
    qtbot.mouseClick(sent[0].chips[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: stage.window.evidence.preview.isVisible())
    assert stage.window.evidence.preview.title.full_text() == "scan.pdf"


def test_folders_models_and_files_each_go_where_they_belong(qtbot: QtBot, stage: Stage, tmp_path: Path) -> None:
    folder, model = tmp_path / "Dropped", file(tmp_path, "new.gguf")
    folder.mkdir()
    words = drop(stage, mime(folder, model, file(tmp_path, "a.txt")))
    assert words == ["Add to the library", "Add this model", "Use in this conversation"]
    qtbot.waitUntil(lambda: "Dropped" in [one.name for one in stage.library.held])
    qtbot.waitUntil(lambda: stage.window.session.model == "new")
    assert list(chips(stage)) == ["a.txt"]


def test_what_is_being_read_delays_the_question(qtbot: QtBot, stage: Stage, tmp_path: Path) -> None:
    stage.attached.gate = threading.Event()
    stage.attached.told = {"scan.pdf": [Progress("reading", "", 0, 1, None, "", 3, 12)]}
    composer = stage.window.chat.composer
    input_of(stage).give([file(tmp_path, "scan.pdf"), file(tmp_path, "more.txt")])
    qtbot.waitUntil(lambda: chips(stage)["scan.pdf"].chip.words == "page 3 of 12")
    assert chips(stage)["more.txt"].chip.state == "waits"
    write(qtbot, stage, "What is it?")
    press(qtbot, stage, KEY.Key_Return)
    assert composer.held and stage.turns.requests == []
    assert composer.waiting.full_text() == "Goes as soon as scan.pdf, and 1 more is read: page 3 of 12"
    assert composer.button.accessibleName() == "Do not send yet"
    press(qtbot, stage, KEY.Key_Escape)
    assert not composer.held and field_of(stage).toPlainText() == "What is it?"
    write(qtbot, stage, " Quick")
    composer.button.click()
    stage.attached.gate.set()
    answered(qtbot, stage)
    assert stage.turns.requests[0].question == "What is it? Quick"
    assert len(stage.turns.requests[0].asked_with) == 2 and not composer.waiting.isVisible()


def test_what_cannot_be_read_says_why_and_is_tried_again(qtbot: QtBot, stage: Stage, tmp_path: Path) -> None:
    why = "the file is encrypted and needs a password"
    stage.attached.found = {"deed.pdf": replace(READ, state="skipped", reason=why, action="password")}
    input_of(stage).give([file(tmp_path, "deed.pdf")])
    read(qtbot, stage)
    chip = chips(stage)["deed.pdf"]
    assert (chip.chip.words, chip.accessibleName()) == (why, f"deed.pdf: {why}")
    stage.attached.found = {}
    chip.again.click()
    dialog = input_of(stage).dialog
    assert dialog is not None
    dialog.field.setText("secret")
    dialog.accept()
    qtbot.waitUntil(lambda: chips(stage)["deed.pdf"].chip.state == "read")
    assert stage.library.again == [(str(tmp_path / "deed.pdf"), "secret")]


def test_other_failures_are_simply_tried_again(qtbot: QtBot, stage: Stage, tmp_path: Path) -> None:
    stage.attached.found = {"a.pdf": replace(READ, state="skipped", reason="it crashed", action="retry")}
    input_of(stage).give([file(tmp_path, "a.pdf")])
    read(qtbot, stage)
    stage.attached.found = {}
    chips(stage)["a.pdf"].again.click()
    qtbot.waitUntil(lambda: chips(stage)["a.pdf"].chip.state == "read")


def test_a_file_is_taken_away_and_brought_back(qtbot: QtBot, stage: Stage, tmp_path: Path) -> None:
    stage.attached.gate = threading.Event()
    input_of(stage).give([file(tmp_path, "a.txt"), file(tmp_path, "b.txt")])
    qtbot.keyClick(chips(stage)["a.txt"], KEY.Key_Delete)
    assert list(chips(stage)) == ["b.txt"]
    stage.attached.gate.set()
    read(qtbot, stage)
    stage.notices()[-1].action()  # type: ignore[misc]
    qtbot.waitUntil(lambda: set(chips(stage)) == {"a.txt", "b.txt"})
    read(qtbot, stage)


def test_files_and_pictures_are_pasted(qtbot: QtBot, stage: Stage, tmp_path: Path) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.setMimeData(mime(file(tmp_path, "copied.pdf")))
    press(qtbot, stage, KEY.Key_V, MOD.ControlModifier)
    assert list(chips(stage)) == ["copied.pdf"] and field_of(stage).toPlainText() == ""
    picture = QImage(20, 10, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.red)
    clipboard.setImage(picture)
    press(qtbot, stage, KEY.Key_V, MOD.ControlModifier)
    qtbot.waitUntil(lambda: "Pasted image.png" in chips(stage))
    assert QImage(str(tmp_path / "Pasted image.png")).size() == picture.size()
    both = QMimeData()
    both.setImageData(picture)
    both.setText("cells")
    clipboard.setMimeData(both)
    press(qtbot, stage, KEY.Key_V, MOD.ControlModifier)
    assert field_of(stage).toPlainText() == "cells", "what is text too is text"


def test_files_are_picked(qtbot: QtBot, stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    picked = [str(file(tmp_path, "a.txt"))]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: (picked, ""))
    press(qtbot, stage, KEY.Key_F, MOD.ControlModifier, MOD.AltModifier)
    qtbot.waitUntil(lambda: list(chips(stage)) == ["a.txt"])
    picked.clear()
    input_of(stage).attach_button.click()
    assert list(chips(stage)) == ["a.txt"]


def test_a_folders_worth_of_files_is_refused(qtbot: QtBot, stage: Stage, tmp_path: Path) -> None:
    input_of(stage).give([tmp_path / f"{number}.txt" for number in range(60)])
    assert len(chips(stage)) == 50
    assert "Only the first 50 of 60" in stage.notices()[-1].text
    read(qtbot, stage)


def test_files_of_a_conversation_are_looked_at_when_it_is_opened(qtbot: QtBot, stage: Stage, tmp_path: Path) -> None:
    input_of(stage).give([file(tmp_path, "a.txt")])
    write(qtbot, stage, "What?")
    press(qtbot, stage, KEY.Key_Return)
    answered(qtbot, stage)
    saved = stage.store.conversations()[0]
    stage.window.new_conversation()
    stage.attached.read_uris.clear()
    stage.window.open_conversation(saved)
    qtbot.waitUntil(lambda: stage.attached.read_uris == [(str(tmp_path / "a.txt"), False)])
    assert stage.window.session.turns[0].asked_with[0].name == "a.txt"
    qtbot.waitUntil(lambda: bool(stage.window.findChildren(SentChips)))


def test_it_says_that_documents_go_out_too(qtbot: QtBot, stage: Stage, tmp_path: Path) -> None:
    composer = stage.window.chat.composer
    composer.set_destination(Served("Elsewhere", "m", "https://x.org", "x.org", True))
    assert composer.goes.full_text() == "Your question, this conversation and the passages found go to x.org"
    input_of(stage).give([file(tmp_path, "a.txt")])
    assert composer.goes.full_text().endswith("the passages found and the document with it go to x.org")
    input_of(stage).give([file(tmp_path, "b.txt")])
    assert "the 2 documents with it" in composer.goes.full_text()
    composer.set_answer_from("model")
    assert "passages" not in composer.goes.full_text()
    read(qtbot, stage)


# Drafts


def test_a_draft_is_kept_for_each_conversation(qtbot: QtBot, stage: Stage, tmp_path: Path) -> None:
    write(qtbot, stage, "first")
    press(qtbot, stage, KEY.Key_Return)
    answered(qtbot, stage)
    saved = stage.store.conversations()[0]
    take(qtbot, stage, "more of #boi")
    input_of(stage).give([file(tmp_path, "a.txt")])
    read(qtbot, stage)
    stage.window.new_conversation()
    qtbot.waitUntil(lambda: input_of(stage).drafts._fetched)
    assert field_of(stage).toPlainText() == "" and not chips(stage)
    assert not field_of(stage).document().isUndoAvailable(), "what was written elsewhere does not come back here"
    write(qtbot, stage, "another")
    stage.window.open_conversation(saved)
    qtbot.waitUntil(lambda: field_of(stage).toPlainText().startswith("more of"))
    assert named(stage) == ["#Boiler warranty.pdf"]
    assert set(chips(stage)) == {"a.txt", "Boiler warranty.pdf"}
    read(qtbot, stage)
    stage.window.new_conversation()
    qtbot.waitUntil(lambda: field_of(stage).toPlainText() == "another")


def test_a_draft_outlives_the_window(qtbot: QtBot, stage: Stage, database: Database, tmp_path: Path) -> None:
    take(qtbot, stage, "see #boi")
    chips(stage)["Boiler warranty.pdf"].pin.click()
    input_of(stage).give([file(tmp_path, "a.txt")])
    read(qtbot, stage)
    stage.window.close()
    draft = DraftStore(database).get(NEW)
    warranty = AskedWith("pinned", "/home/anna/Documents/000/00000 Boiler warranty.pdf", "Boiler warranty.pdf")
    assert draft.text == "see #Boiler warranty.pdf "
    assert [(one.start, one.named.name) for one in draft.mentions] == [(4, "Boiler warranty.pdf")]
    assert [one.name for one in draft.attached] == ["a.txt"]
    assert [one.name for one in draft.pinned] == [warranty.name]


def test_a_draft_comes_back_at_the_start(qtbot: QtBot, staged: Stager, database: Database, tmp_path: Path) -> None:
    uri = "/home/anna/x.pdf"
    draft = Draft(
        "see #Lease, @Gone",
        (Mention(4, AskedWith("pinned", uri, "Lease")), Mention(1, AskedWith("pinned", uri, "No"))),
        (AskedWith("attached", str(tmp_path / "a.txt"), "a.txt"),), (AskedWith("pinned", "/k.md", "Kept"),),
    )  # fmt: skip
    DraftStore(database).keep(NEW, draft)
    stage = staged()
    qtbot.waitUntil(lambda: field_of(stage).toPlainText() == "see #Lease, @Gone")
    assert named(stage) == ["#Lease"], "what does not stand where it should is text"
    assert set(chips(stage)) == {"Kept", "a.txt", "Lease"}
    read(qtbot, stage)
    field_of(stage).setFocus()
    press(qtbot, stage, KEY.Key_Return)
    answered(qtbot, stage)
    assert [one.name for one in stage.turns.requests[0].kept] == ["Kept"]
    qtbot.waitUntil(lambda: DraftStore(database).get(NEW) == Draft())


@pytest.mark.parametrize("shown", [True, False], ids=["while it is fetched", "before the window begins"])
def test_whoever_types_at_once_loses_nothing(
    qtbot: QtBot, staged: Stager, database: Database, tmp_path: Path, shown: bool
) -> None:
    old = AskedWith("attached", str(file(tmp_path, "old.txt")), "old.txt")
    DraftStore(database).keep(NEW, Draft("older", attached=(old,)))
    stage = staged(begin=False)
    if shown:
        stage.window.begin()
    assert not input_of(stage).drafts._fetched
    field_of(stage).insertPlainText("newer")
    input_of(stage).give([file(tmp_path, "new.txt")])
    if not shown:
        stage.window.begin()
    qtbot.waitUntil(lambda: input_of(stage).drafts._fetched)
    assert field_of(stage).toPlainText() == "newer"
    assert list(chips(stage)) == ["new.txt", "old.txt"]
    qtbot.waitUntil(lambda: DraftStore(database).get(NEW).text == "newer")
    read(qtbot, stage)


def test_what_is_asked_before_the_draft_is_there_takes_it_along(
    qtbot: QtBot, staged: Stager, database: Database
) -> None:
    drafts = Slow(database)
    drafts.keep(NEW, Draft("older"))
    stage = staged(begin=False)
    input_of(stage).drafts._service = drafts
    stage.window.begin()
    stage.ask("first")
    answered(qtbot, stage)
    drafts.gate.set()
    qtbot.waitUntil(lambda: field_of(stage).toPlainText() == "older")
    saved = stage.store.conversations()[0]
    qtbot.waitUntil(lambda: (drafts.get(NEW), drafts.get(saved.id)) == (Draft(), Draft("older")))


# Another conversation is opened


def begun(qtbot: QtBot, stage: Stage, *questions: str) -> list[Conversation]:
    """Ask each question in a conversation of its own; the last one is open."""
    made = []
    for question in questions:
        stage.window.new_conversation()
        qtbot.waitUntil(lambda: input_of(stage).drafts._fetched)
        stage.ask(question)
        answered(qtbot, stage, len(made) + 1)
        assert stage.window.session.conversation is not None
        made.append(stage.window.session.conversation)
    return made


def go_to(qtbot: QtBot, stage: Stage, one: Conversation) -> None:
    stage.window.open_conversation(one)
    qtbot.waitUntil(lambda: (talk := stage.window.session.conversation) is not None and talk.id == one.id)
    qtbot.waitUntil(lambda: input_of(stage).drafts._fetched)


def test_a_question_that_waits_is_let_go_and_sends_no_other(qtbot: QtBot, stage: Stage, tmp_path: Path) -> None:
    input_of(stage).give([file(tmp_path, "deed.pdf")])
    read(qtbot, stage)
    other, mine = begun(qtbot, stage, "one", "two")
    assert other.id != mine.id and [one.name for one in stage.turns.requests[0].asked_with] == ["deed.pdf"]
    go_to(qtbot, stage, other)
    write(qtbot, stage, "a draft of the other")
    go_to(qtbot, stage, mine)
    stage.attached.finished.clear()
    stage.attached.gate = threading.Event()
    input_of(stage).give([file(tmp_path, "scan.pdf")])
    write(qtbot, stage, "What is it?")
    press(qtbot, stage, KEY.Key_Return)
    composer = stage.window.chat.composer
    assert composer.held
    go_to(qtbot, stage, other)
    assert not composer.held and not composer.waiting.isVisible() and not field_of(stage).isReadOnly()
    assert field_of(stage).toPlainText() == "a draft of the other"
    assert input_of(stage).documents.awaited() == "Goes as soon as deed.pdf is read", "it would wait here too"
    stage.attached.gate.set()
    qtbot.waitUntil(lambda: not input_of(stage).documents.awaited())
    qtbot.waitUntil(lambda: bool(stage.attached.finished))
    assert field_of(stage).toPlainText() == "a draft of the other" and len(stage.turns.requests) == 2
    go_to(qtbot, stage, mine)
    assert field_of(stage).toPlainText() == "What is it?" and list(chips(stage)) == ["scan.pdf"]
    assert not composer.held
    read(qtbot, stage)
    assert len(stage.turns.requests) == 2


def test_a_question_that_waits_for_a_file_asked_before_is_not_asked_elsewhere(
    qtbot: QtBot, stage: Stage, tmp_path: Path
) -> None:
    scan = file(tmp_path, "scan.pdf")
    (other,) = begun(qtbot, stage, "one")
    stage.window.new_conversation()
    qtbot.waitUntil(lambda: input_of(stage).drafts._fetched)
    input_of(stage).give([scan])
    read(qtbot, stage)
    stage.ask("What is it?")
    answered(qtbot, stage, 2)
    qtbot.waitUntil(lambda: bool(stage.attached.finished))
    stage.attached.gate = threading.Event()
    input_of(stage).documents._read([str(scan)], again=True)
    stage.ask("And then?")
    assert stage.window.chat.composer.held
    go_to(qtbot, stage, other)
    assert len(stage.turns.requests) == 2 and field_of(stage).toPlainText() == ""
    stage.attached.gate.set()
    qtbot.waitUntil(lambda: not input_of(stage).documents._waits(str(scan)))
    assert len(stage.turns.requests) == 2


def test_what_was_taken_away_comes_back_to_its_own_conversation_alone(
    qtbot: QtBot, stage: Stage, tmp_path: Path
) -> None:
    other, mine = begun(qtbot, stage, "one", "two")
    input_of(stage).give([file(tmp_path, "a.txt"), file(tmp_path, "b.txt")])
    read(qtbot, stage)
    take(qtbot, stage, "see #boi")
    chips(stage)["Boiler warranty.pdf"].pin.click()
    chips(stage)["Boiler warranty.pdf"].close_button.click()
    chips(stage)["a.txt"].close_button.click()
    pinned, given = (one.action for one in stage.notices()[-2:])
    assert pinned is not None and given is not None
    go_to(qtbot, stage, other)
    pinned()
    given()
    assert not chips(stage) and field_of(stage).toPlainText() == "" and stage.window.session.kept == ()
    input_of(stage).give([file(tmp_path, "c.txt")])
    read(qtbot, stage)
    stage.window.new_conversation()
    qtbot.waitUntil(lambda: input_of(stage).drafts._fetched)
    given()
    assert not chips(stage)
    go_to(qtbot, stage, mine)
    assert list(chips(stage)) == ["b.txt"]
    chips(stage)["b.txt"].close_button.click()
    given()
    assert list(chips(stage)) == ["a.txt"], "no other that was there then"
    pinned()
    assert set(chips(stage)) == {"a.txt", "Boiler warranty.pdf"} and chips(stage)["Boiler warranty.pdf"].chip.kept
    assert field_of(stage).toPlainText().startswith("see #Boiler warranty.pdf")
    read(qtbot, stage)


def test_what_was_taken_away_before_a_conversation_began_comes_back_to_it_alone(qtbot: QtBot, stage: Stage) -> None:
    take(qtbot, stage, "see #boi")
    chips(stage)["Boiler warranty.pdf"].close_button.click()
    back = stage.notices()[-1].action
    assert back is not None
    write(qtbot, stage, "more")
    press(qtbot, stage, KEY.Key_Return)
    answered(qtbot, stage)
    saved = stage.store.conversations()[0]
    stage.window.new_conversation()
    qtbot.waitUntil(lambda: input_of(stage).drafts._fetched)
    back()
    assert not named(stage), "this one is not begun either, but another"
    go_to(qtbot, stage, saved)
    write(qtbot, stage, "or ")
    back()
    assert named(stage) == ["#Boiler warranty.pdf"] and field_of(stage).toPlainText().startswith("or #Boiler")


def test_preview_and_earlier_questions_stay_behind(qtbot: QtBot, stage: Stage) -> None:
    other, mine = begun(qtbot, stage, "one", "two")
    press(qtbot, stage, KEY.Key_Up)
    assert field_of(stage).toPlainText() == "two"
    press(qtbot, stage, KEY.Key_V, MOD.ControlModifier, MOD.ShiftModifier)
    preview = input_of(stage)._preview
    assert preview is not None and preview.isVisible()
    go_to(qtbot, stage, other)
    assert not preview.isVisible() and field_of(stage).isVisible() and field_of(stage).hasFocus()
    assert not input_of(stage).preview_button.isChecked() and field_of(stage).toPlainText() == ""
    press(qtbot, stage, KEY.Key_Down)
    assert field_of(stage).toPlainText() == ""
    press(qtbot, stage, KEY.Key_Up)
    assert field_of(stage).toPlainText() == "one", "the last that was asked here"
    go_to(qtbot, stage, mine)
    assert field_of(stage).toPlainText() == "two"
    press(qtbot, stage, KEY.Key_Down)
    assert field_of(stage).toPlainText() == "two", "a draft now"


# The meter


def use(**more: object) -> ContextUse:
    parts = (Part("rules", 81), Part("document", 900, "Lease"), Part("question", 9), Part("answer", 512))
    return ContextUse(4096, parts, **more)  # type: ignore[arg-type]


def test_the_meter_follows_what_is_written(qtbot: QtBot, stage: Stage) -> None:
    write(qtbot, stage, "How many words are that?")
    qtbot.waitUntil(lambda: bool(stage.turns.measured) and stage.turns.measured[-1].question.endswith("that?"))
    meter = input_of(stage).meter
    qtbot.waitUntil(meter.isVisible)
    stage.turns.use = use(counted=False, left_out=LeftOut(3, (), ("Lease",), (("deed.pdf", "it is locked"),)))
    input_of(stage).measure_soon()
    qtbot.waitUntil(lambda: meter.use is not None and meter.use.leaves_out)
    assert meter.toolTip().splitlines() == [
        "About 1,502 of 4,096 tokens", "Left out: the first 3 turns", "Read in part: Lease",
        "Not read: deed.pdf, because it is locked",
    ]  # fmt: skip
    assert meter.accessibleName().startswith("Context: About 1,502")
    meter.setFocus()
    qtbot.keyClick(meter, KEY.Key_Space)
    card = stage.window.findChild(ContextCard)
    assert card is not None and card.isVisible()
    assert "counted once the model is loaded" in card.total.text()
    stage.turns.use = use(known=False, left_out=LeftOut(1))
    input_of(stage).measure_soon()
    qtbot.waitUntil(lambda: "does not say" in card.total.text())
    assert card.left.text() == "Left out: the first turn"
    qtbot.keyClick(meter, KEY.Key_Escape)
    assert not card.isVisible()


def test_the_meter_follows_which_model_answers_as_whom_and_how_it_is_set(qtbot: QtBot, staged: Stager) -> None:
    stage = staged(shelf=FakeShelf([STARTER, QWEN]))
    window, measured = stage.window, stage.turns.measured
    qtbot.waitUntil(lambda: bool(measured))
    for model in (STARTER, QWEN):
        window.models.choose(model.name)
        qtbot.waitUntil(lambda model=model: measured[-1].model == model.name)
    persona = Persona("terse", "Terse", "Be brief.")
    window.prompts.save("persona", None, persona, done=window.persona_choice.choose, failed=pytest.fail)
    qtbot.waitUntil(lambda: measured[-1].instructions == "Be brief.")
    window.show_page("settings")
    measured.clear()
    qtbot.wait(MEASURE_MS * 2)
    assert not measured, "nobody sees it there"
    window.show_page("chat")
    qtbot.waitUntil(lambda: bool(measured))
    measured.clear()
    window.pages.settings_page.saved.emit(stage.services.settings.set("answer_tokens", 300))
    qtbot.waitUntil(lambda: bool(measured))


def test_without_a_model_there_is_no_meter(qtbot: QtBot, stage: Stage) -> None:
    input_of(stage).measure_soon()
    qtbot.waitUntil(input_of(stage).meter.isVisible)
    stage.turns.use = ModelMissing("There is no model.", "Add one.")
    input_of(stage).measure_soon()
    qtbot.waitUntil(lambda: not input_of(stage).meter.isVisible())
    assert not stage.notices()


def test_sources_are_hidden_at_once_though_a_document_was_read_before_any_answer(qtbot: QtBot, stage: Stage) -> None:
    window = stage.window
    take(qtbot, stage, "What does #boi")
    qtbot.mouseClick(chips(stage)["Boiler warranty.pdf"].name, Qt.MouseButton.LeftButton)
    assert window.evidence.isVisible()
    write(qtbot, stage, "say?")
    press(qtbot, stage, KEY.Key_Return)
    answered(qtbot, stage)
    window.chat.blocks[0].citation_clicked.emit(0)
    qtbot.waitUntil(lambda: window.evidence.turn is window.session.turns[0])
    assert not window.pages.made("arena_page"), "the arena has nothing to do with it"
    qtbot.mouseClick(window.evidence.hide_button, Qt.MouseButton.LeftButton)
    assert not window.evidence.isVisible()


# The preview, the height, earlier questions


def test_the_preview_shows_it_as_it_will_look(qtbot: QtBot, stage: Stage) -> None:
    field_of(stage).insertPlainText("- the **deposit**\n- the rent")
    press(qtbot, stage, KEY.Key_V, MOD.ControlModifier, MOD.ShiftModifier)
    preview = input_of(stage)._preview
    assert preview is not None
    qtbot.waitUntil(preview.isVisible)
    assert not field_of(stage).isVisible() and preview.hasFocus()
    assert "**" not in preview.view.toPlainText() and "deposit" in preview.view.toPlainText()
    qtbot.keyClick(preview, KEY.Key_Escape)
    assert field_of(stage).isVisible() and field_of(stage).hasFocus()
    input_of(stage).preview_button.click()
    stage.window.chat.composer.button.click()
    answered(qtbot, stage)
    assert field_of(stage).isVisible() and not input_of(stage).preview_button.isChecked()


def test_the_field_is_made_tall_and_pulled(qtbot: QtBot, stage: Stage) -> None:
    low = field_of(stage).height()
    press(qtbot, stage, KEY.Key_Return, MOD.ControlModifier, MOD.AltModifier)
    assert input_of(stage).tall and field_of(stage).height() > 300 and stage.turns.requests == []
    press(qtbot, stage, KEY.Key_Return, MOD.ControlModifier, MOD.AltModifier)
    assert field_of(stage).height() == low
    handle = input_of(stage).handle
    qtbot.mouseClick(handle, Qt.MouseButton.LeftButton)
    assert input_of(stage).tall
    qtbot.mouseClick(handle, Qt.MouseButton.LeftButton)
    assert not input_of(stage).tall
    pull(qtbot, handle, 60, 40)
    assert field_of(stage).height() == low + 100 and input_of(stage).tall
    pull(qtbot, handle, 10, -10)
    assert field_of(stage).height() == low + 100, "pulled there and back is no click"
    pull(qtbot, handle, -500)
    assert field_of(stage).height() == low and not input_of(stage).tall
    qtbot.mouseMove(handle, handle.rect().center() - QPoint(0, 100))
    assert field_of(stage).height() == low, "it was let go"


def test_up_brings_earlier_questions_back(qtbot: QtBot, stage: Stage) -> None:
    for number, text in enumerate(("first", "second about #boi"), start=1):
        if "#" in text:
            take(qtbot, stage, text)
        else:
            write(qtbot, stage, text)
        press(qtbot, stage, KEY.Key_Return)
        answered(qtbot, stage, number)
    press(qtbot, stage, KEY.Key_Up)
    assert field_of(stage).toPlainText() == "second about #Boiler warranty.pdf"
    assert named(stage) == ["#Boiler warranty.pdf"]
    press(qtbot, stage, KEY.Key_Up)
    press(qtbot, stage, KEY.Key_Up)
    assert field_of(stage).toPlainText() == "first"
    press(qtbot, stage, KEY.Key_Down)
    press(qtbot, stage, KEY.Key_Down)
    assert field_of(stage).toPlainText() == ""
    write(qtbot, stage, "mine")
    press(qtbot, stage, KEY.Key_Up)
    assert field_of(stage).toPlainText() == "mine", "what is written is not lost"
    field_of(stage).undo()


def test_what_was_sent_can_be_got_back(qtbot: QtBot, stage: Stage) -> None:
    write(qtbot, stage, "gone")
    press(qtbot, stage, KEY.Key_Return)
    answered(qtbot, stage)
    press(qtbot, stage, KEY.Key_Z, MOD.ControlModifier)
    assert field_of(stage).toPlainText() == "gone"


def test_everything_has_a_name(qtbot: QtBot, staged: Stager, tmp_path: Path) -> None:
    library = boiler_library()
    attached = FakeAttached(library, tmp_path)
    attached.found = {"bad.pdf": replace(READ, state="skipped", reason="it is damaged")}
    stage = staged(library=library, attached=attached)
    field_of(stage).setFocus()
    input_of(stage).give([file(tmp_path, "good.txt"), file(tmp_path, "bad.pdf")])
    read(qtbot, stage)
    for chip in chips(stage).values():
        assert chip.accessibleName() and chip.focusPolicy() == Qt.FocusPolicy.StrongFocus
        for button in (chip.again, chip.pin, chip.close_button):
            assert button.accessibleName()
    assert input_of(stage).handle.accessibleName()
    qtbot.keyClick(chips(stage)["good.txt"], KEY.Key_Return)
    qtbot.waitUntil(lambda: stage.window.evidence.preview.isVisible())
