"""Prompts and personas in the window: the page, `/name` in the input with its form, who answers."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QMenu, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from alcove.chat.kept import Kept, KeptId
from alcove.chat.prompts import Persona, Prompt, PromptLibrary
from alcove.core.database import Database
from alcove.desktop.prompt_editor import TRY
from alcove.desktop.prompts_page import TextsPage
from alcove.desktop.text_editor import HISTORY
from alcove.desktop.value_fields import Calendar, ChoiceField, DateField, FileField, YesNoField
from alcove.desktop.version_list import changes_words, when_words
from tests.desktop.conftest import Stage, Stager
from tests.desktop.fakes import QWEN, STARTER, FakePrompts, FakeShelf

KEY = Qt.Key
DUE = Prompt("due", "Due dates", "When is {{what}} due?\n{{where: source = }}\n---\nBriefly.", "Work", ("dates",))
ASK = Prompt("ask", "Ask a file", "What is in this?\n{{text: file}}", "Other", answer_from="model")
PLAIN = Prompt("plain", "What is new", "What is new in my files?", "Work")
TERSE = Persona("terse", "Terse", "One sentence.", temperature=0.2)
NOTES = Persona("notes", "Notes only", "Be kind.", sources=("Notes",), answer_from="both", model=QWEN.name)


class Few(FakePrompts):
    """Three prompts and two personas, without those that come along."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._few = PromptLibrary(database)
        for prompt in (DUE, ASK, PLAIN):
            self._few.prompts.add(prompt)
        for persona in (TERSE, NOTES):
            self._few.personas.add(persona)

    def library(self) -> PromptLibrary:
        return self._few


@pytest.fixture
def prompts(database: Database) -> Few:
    return Few(database)


@pytest.fixture
def stage(qtbot: QtBot, staged: Stager, prompts: Few) -> Stage:
    stage = staged(prompts=prompts, shelf=FakeShelf([STARTER, QWEN]))
    qtbot.waitUntil(lambda: stage.window.prompts.listed)
    return stage


def kept(stage: Stage, name: str) -> Kept[Prompt]:
    return next(one for one in stage.window.prompts.prompts if one.content.name == name)


def persona(stage: Stage, name: str) -> Kept[Persona]:
    return next(one for one in stage.window.prompts.personas if one.content.name == name)


def page_of(stage: Stage, section: str = "Prompts") -> TextsPage:
    stage.window.show_page("prompts")
    stage.window.pages.prompt_sections.show_section(section)
    return stage.window.pages.prompts_page if section == "Prompts" else stage.window.pages.personas_page


def titles(page: TextsPage) -> list[str]:
    rows = page.list.rows
    return [str(rows.index(row).data()) for row in range(rows.rowCount())]


def field_of(stage: Stage) -> QPlainTextEdit:
    return stage.window.chat.composer.field


def write(qtbot: QtBot, stage: Stage, text: str) -> None:
    field_of(stage).setFocus()
    qtbot.keyClicks(field_of(stage), text)


def offered(stage: Stage) -> list[str]:
    completion = stage.window.prompt_use.completion
    if not completion.open:
        return []
    items = [completion.offers.rows.topLevelItem(n) for n in range(completion.offers.rows.topLevelItemCount())]
    return [item.text(0) for item in items if item is not None]


# In the input


def test_a_slash_offers_prompts_and_enter_takes_one(qtbot: QtBot, stage: Stage) -> None:
    write(qtbot, stage, "/")
    assert offered(stage) == ["/ask", "/due", "/plain"]
    write(qtbot, stage, "dts")
    assert offered(stage) == ["/due"], "letters of its title, in order"
    qtbot.keyClick(field_of(stage), KEY.Key_Return)
    assert offered(stage) == []
    card = stage.window.prompt_use.card
    assert card.isVisible() and card.title.text() == "Due dates"
    assert list(card.form.fields) == ["what", "where"]
    assert card.form.fields["what"].focus_on.hasFocus()
    assert field_of(stage).toPlainText() == "When is {{what}} due?\n---\nBriefly."


@pytest.mark.parametrize("text", ["due", "a /due", "/due x", "/none"])
def test_a_slash_elsewhere_is_a_slash(qtbot: QtBot, stage: Stage, text: str) -> None:
    write(qtbot, stage, text)
    assert offered(stage) == []


def test_the_form_is_filled_by_keyboard_and_sent_by_enter(qtbot: QtBot, stage: Stage) -> None:
    write(qtbot, stage, "/due")
    qtbot.keyClick(field_of(stage), KEY.Key_Tab)
    form = stage.window.prompt_use.card.form
    what, where = form.fields["what"], form.fields["where"]
    qtbot.keyClick(what.focus_on, KEY.Key_Return)
    assert [label.text() for label in form.findChildren(QLabel) if label.text() == "Fill this in."] != []
    assert stage.turns.requests == [] and what.focus_on.hasFocus()
    qtbot.keyClicks(what.focus_on, "the rent")
    qtbot.keyClick(what.focus_on, KEY.Key_Tab)
    assert where.focus_on.hasFocus()
    assert isinstance(where, ChoiceField)
    where.set_value(stage.window.chat.composer.scope.names[0])
    qtbot.keyClick(where.focus_on, KEY.Key_Return)
    qtbot.waitUntil(lambda: bool(stage.turns.requests))
    assert stage.turns.requests[0].question == f"When is the rent due?\nin:{where.value}\n---\nBriefly."
    assert not stage.window.prompt_use.active and not stage.window.prompt_use.card.isVisible()
    qtbot.waitUntil(lambda: not stage.window.session.busy)


def test_escape_goes_back_to_what_was_written(qtbot: QtBot, stage: Stage) -> None:
    write(qtbot, stage, "/due")
    qtbot.keyClick(field_of(stage), KEY.Key_Return)
    qtbot.keyClick(stage.window.prompt_use.card.form.fields["what"].focus_on, KEY.Key_Escape)
    assert field_of(stage).toPlainText() == "/due" and field_of(stage).hasFocus()
    assert not stage.window.prompt_use.active
    field_of(stage).clear()
    stage.window.prompt_use.begin(DUE)
    field_of(stage).setFocus()
    qtbot.keyClick(field_of(stage), KEY.Key_Escape)
    assert field_of(stage).toPlainText() == "" and not stage.window.prompt_use.active


def test_the_filled_text_is_edited_and_goes_as_it_stands(qtbot: QtBot, stage: Stage) -> None:
    use = stage.window.prompt_use
    use.begin(DUE)
    use.card.form.fields["what"].set_value("the rent")
    field_of(stage).setFocus()
    qtbot.keyClicks(field_of(stage), "!")
    assert not use.card.form.isEnabled() and not use.card.again_button.isHidden()
    use.card.again_button.click()
    assert field_of(stage).toPlainText() == "When is the rent due?\n---\nBriefly."
    assert use.card.form.isEnabled()
    qtbot.keyClicks(field_of(stage), "?")
    stage.window.chat.composer.button.click()
    qtbot.waitUntil(lambda: bool(stage.turns.requests))
    assert stage.turns.requests[0].question == "When is the rent due?\n---\nBriefly.?"
    qtbot.waitUntil(lambda: not stage.window.session.busy)


def test_a_prompt_says_once_what_its_answer_is_made_from(
    qtbot: QtBot, stage: Stage, tmp_path: Path, prompts: Few, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text("Oil dries.", "utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "a.txt"), ""))
    window = stage.window
    window.use_prompt(ASK)
    assert window.chat.composer.answer_from.answer_from == "model"
    field = window.prompt_use.card.form.fields["text"]
    assert isinstance(field, FileField)
    prompts.gate = threading.Event()
    assert isinstance(field.focus_on, QPushButton)
    field.focus_on.click()
    assert field.told.full_text() == "Reading a.txt"
    window.chat.composer.send()
    assert stage.turns.requests == [], "the file is not read yet"
    prompts.gate.set()
    qtbot.waitUntil(lambda: field.value == "Oil dries.")
    assert field.told.full_text() == "a.txt, 10 characters"
    window.chat.composer.send()
    qtbot.waitUntil(lambda: bool(stage.turns.requests) and not window.session.busy)
    assert (stage.turns.requests[0].answer_from, stage.turns.requests[0].question) == (
        "model", "What is in this?\nOil dries.",
    )  # fmt: skip
    assert window.session.answer_from == "documents" == window.chat.composer.answer_from.answer_from
    assert window.session.conversation is not None and window.session.conversation.answer_from == "documents"
    stage.ask("And then?")
    qtbot.waitUntil(lambda: len(stage.turns.requests) == 2 and not window.session.busy)
    assert stage.turns.requests[1].answer_from == "documents"


def test_a_file_that_cannot_be_read_says_why(qtbot: QtBot, stage: Stage, tmp_path: Path) -> None:
    stage.window.use_prompt(ASK)
    field = stage.window.prompt_use.card.form.fields["text"]
    assert isinstance(field, FileField)
    field.read(tmp_path / "none.txt")
    qtbot.waitUntil(lambda: "cannot be opened" in field.told.full_text())
    field.set_value("x")
    assert "x" in field_of(stage).toPlainText()


def test_a_prompt_without_variables_is_there_at_once(qtbot: QtBot, stage: Stage) -> None:
    stage.window.use_prompt(PLAIN)
    assert field_of(stage).toPlainText() == PLAIN.body and field_of(stage).hasFocus()
    assert field_of(stage).height() >= field_of(stage).fontMetrics().lineSpacing()
    stage.window.new_conversation()
    assert stage.window.prompt_use.active, "none was begun: it is the same still"
    stage.window.use_prompt(DUE)
    stage.window.prompt_use.leave()
    assert field_of(stage).toPlainText() == ""


def test_a_prompt_stays_behind_when_another_conversation_is_opened(qtbot: QtBot, stage: Stage) -> None:
    window, use = stage.window, stage.window.prompt_use
    stage.ask("one")
    qtbot.waitUntil(lambda: len(stage.turns.requests) == 1 and not window.session.busy)
    (saved,) = stage.store.conversations()
    window.new_conversation()
    qtbot.waitUntil(lambda: window.input.drafts._fetched)
    write(qtbot, stage, "mine")
    window.use_prompt(ASK)
    use.card.form.fields["text"].set_value("oil")
    assert window.session.answer_once == "model" == window.chat.composer.answer_from.answer_from
    window.open_conversation(saved)
    qtbot.waitUntil(lambda: not use.active)
    qtbot.waitUntil(lambda: window.input.drafts._fetched)
    assert not use.card.isVisible() and field_of(stage).toPlainText() == "" and field_of(stage).hasFocus()
    assert window.session.answer_once is None
    assert window.chat.composer.answer_from.answer_from == "documents"
    use.leave()
    assert field_of(stage).toPlainText() == "", "what stood in the other one before the prompt stays there"
    stage.ask("two")
    qtbot.waitUntil(lambda: len(stage.turns.requests) == 2 and not window.session.busy)
    assert stage.turns.requests[1].answer_from == "documents"
    window.new_conversation()
    qtbot.waitUntil(lambda: field_of(stage).toPlainText() == "What is in this?\noil")
    assert not use.active and window.session.answer_once is None


@pytest.mark.parametrize("size", [(720, 480), (900, 600), (1360, 860)])
def test_a_long_form_scrolls_and_keeps_within_the_window(qtbot: QtBot, staged: Stager, size: tuple[int, int]) -> None:
    stage = staged(size=size)
    body = "\n".join(f"{{{{letter {n}: long text}}}}" for n in range(1, 9))
    stage.window.use_prompt(Prompt("long", "Long", body))
    qtbot.waitUntil(lambda: stage.window.prompt_use.card.isVisible())
    assert stage.window.size().toTuple() == size
    composer = stage.window.chat.composer
    corners = (composer.rect().topLeft(), composer.rect().bottomRight())
    assert all(stage.window.rect().contains(composer.mapTo(stage.window, one)) for one in corners)
    composer.send()
    last = stage.window.prompt_use.card.form.fields["letter 8"]
    stage.window.prompt_use.card.form.go_to("letter 8")
    assert last.focus_on.hasFocus() and not last.visibleRegion().isEmpty()
    stage.window.resize(size[0], size[1] + 40)
    qtbot.waitUntil(lambda: stage.window.height() == size[1] + 40)
    assert stage.window.rect().contains(composer.mapTo(stage.window, composer.rect().bottomRight()))


def test_the_shortcut_begins_a_slash(qtbot: QtBot, stage: Stage) -> None:
    stage.window.show_page("library")
    stage.window.offer_prompts()
    assert field_of(stage).toPlainText() == "/" and stage.window.page == "chat"
    stage.window.offer_prompts()
    assert field_of(stage).toPlainText() == "/"


# The fields


def test_every_kind_has_its_field(qtbot: QtBot, stage: Stage) -> None:
    body = (
        "{{a: choice(x, y)}} {{b: choice(x, y) = }} {{c: yes/no(Quote it.) = yes}} {{d: date = today}} "
        "{{e: number = 3}} {{f: long text = hi}} {{g: yes/no}}"
    )
    stage.window.use_prompt(Prompt("all", "All", body))
    form = stage.window.prompt_use.card.form
    choice, day, yes = form.fields["a"], form.fields["d"], form.fields["c"]
    assert isinstance(choice, ChoiceField) and isinstance(day, DateField) and isinstance(yes, YesNoField)
    assert form.answers() == {"a": "", "b": "", "c": "yes", "d": "today", "e": "3", "f": "hi", "g": "no"}
    assert choice.focus_on.accessibleName() == "a: Choose"
    choice.set_value("z")
    assert choice.value == "", "what is not offered cannot be chosen"
    choice.set_value("y")
    yes.set_value("no")
    day.set_value("2026-03-31")
    assert form.answers()["c"] == "no"
    assert any(label.text() == "Tue 31 Mar 2026" for label in day.findChildren(QLabel))
    qtbot.keyClick(form.fields["f"].focus_on, KEY.Key_Return)
    assert form.answers()["f"] == "\nhi"
    qtbot.keyClick(form.fields["f"].focus_on, KEY.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(stage.turns.requests))
    assert stage.turns.requests[0].question.startswith("y   2026-03-31 3 \nhi no")
    qtbot.waitUntil(lambda: not stage.window.session.busy)


def test_down_opens_what_there_is_to_choose_from(qtbot: QtBot, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[bool] = []
    monkeypatch.setattr(ChoiceField, "open_menu", lambda _: opened.append(True))
    stage.window.use_prompt(DUE)
    qtbot.keyClick(stage.window.prompt_use.card.form.fields["where"].focus_on, KEY.Key_Down)
    assert opened == [True]


def test_a_day_is_picked_from_a_calendar(qtbot: QtBot, stage: Stage) -> None:
    stage.window.use_prompt(Prompt("d", "D", "{{d: date = 2026-03-31}}"))
    field = stage.window.prompt_use.card.form.fields["d"]
    assert isinstance(field, DateField)
    field.pick.trigger()
    calendar = field.findChild(QMenu).findChild(Calendar)  # type: ignore[union-attr]
    assert isinstance(calendar, Calendar) and calendar.selectedDate() == QDate(2026, 3, 31)
    calendar.clicked.emit(QDate(2026, 4, 2))
    assert field.value == "2026-04-02"


def test_answers_stay_where_the_variables_change(qtbot: QtBot, stage: Stage) -> None:
    page_of(stage)
    editor = stage.window.pages.prompt_editor
    editor.body.setPlainText("{{a}} {{b = x}}")
    editor.form.fields["a"].set_value("oil")
    editor.body.setPlainText("{{a}} {{b = y}} {{c}}")
    assert editor.form.answers() == {"a": "oil", "b": "y", "c": ""}
    assert editor.sent.toPlainText() == "oil y {{c}}"


# The page


def test_prompts_are_listed_by_folder_and_searched(qtbot: QtBot, stage: Stage) -> None:
    page = page_of(stage)
    assert titles(page) == ["Other", "Ask a file", "Work", "Due dates", "What is new"]
    page.search.setText("DATES work")
    assert titles(page) == ["Work", "Due dates"]
    page.search.setText("nothing of it")
    assert titles(page) == [] and page.none.text() == "No prompt has that in it"
    qtbot.keyClick(page.search, KEY.Key_Escape)
    assert len(titles(page)) == 5
    page._fill_folders()
    page.folder_button.menu().actions()[2].trigger()
    assert (page.folder_button.text(), titles(page)) == ("Work", ["Work", "Due dates", "What is new"])
    page._fill_tags()
    page.tag_button.menu().actions()[1].trigger()
    assert (page.tag_button.text(), titles(page)) == ("#dates", ["Work", "Due dates"])
    page.search.setFocus()
    qtbot.keyClick(page.search, KEY.Key_Down)
    assert page.list.hasFocus() and page.editor.title.text() == "Due dates"


def test_a_prompt_is_changed_saved_and_every_version_kept(qtbot: QtBot, stage: Stage, prompts: Few) -> None:
    page, editor = page_of(stage), stage.window.pages.prompt_editor
    page.show_text(kept(stage, "due").id)
    assert not editor.save_button.isEnabled() and editor.save_button.text() == "Saved"
    editor.body.setPlainText("Until when is {{what}} due?")
    editor.tags.setText("dates, work")
    assert editor.save_button.isEnabled()
    assert page.list.rows.is_unsaved(page.list.currentIndex())
    editor.body.setFocus()
    qtbot.keySequence(editor.body, QKeySequence(QKeySequence.StandardKey.Save))
    qtbot.waitUntil(lambda: kept(stage, "due").version == 2)
    qtbot.waitUntil(lambda: not editor.save_button.isEnabled())
    assert prompts.library().prompts.get("due").content.tags == ("dates", "work")
    editor.sections[HISTORY].click()
    qtbot.waitUntil(lambda: len(editor.history.buttons) == 2)
    assert "Crossed out: only there" in editor.history.told.text()
    assert "tags: dates, now dates, work" in editor.history.told.text()
    editor.history.restore_button.click()
    qtbot.waitUntil(lambda: kept(stage, "due").version == 3)
    qtbot.waitUntil(lambda: editor.body.toPlainText() == DUE.body)
    editor.history.choose(0)
    assert editor.history.told.text() == "This is how it stands now."
    assert editor.history.restore_button.isHidden()
    editor.show_section(TRY)


def test_what_was_not_saved_is_there_the_next_time(qtbot: QtBot, staged: Stager, prompts: Few) -> None:
    due = prompts.library().prompts.get("due")
    prompts.library().keep_drafts({"prompt": {due.id: replace(DUE, body="Draft")}})
    stage = staged(prompts=prompts)
    qtbot.waitUntil(lambda: stage.window.prompts.listed)
    page = page_of(stage)
    page.show_text(due.id)
    assert page.editor.body.toPlainText() == "Draft" and page.editor.unsaved


def test_what_is_not_saved_stays_while_others_are_looked_at(qtbot: QtBot, stage: Stage, prompts: Few) -> None:
    page, editor = page_of(stage), stage.window.pages.prompt_editor
    page.show_text(kept(stage, "due").id)
    editor.body.setPlainText("Draft {{what}}")
    page.show_text(kept(stage, "plain").id)
    assert editor.body.toPlainText() == PLAIN.body
    stage.window.prompts.refresh()
    page.show_text(kept(stage, "due").id)
    assert editor.body.toPlainText() == "Draft {{what}}"
    qtbot.waitUntil(lambda: list(prompts.library().drafts()["prompt"]) == [kept(stage, "due").id])
    editor.body.setPlainText(DUE.body)
    assert not editor.unsaved and not page.list.rows.is_unsaved(page.list.currentIndex())


def test_what_is_wrong_is_marked_and_said(qtbot: QtBot, stage: Stage) -> None:
    page, editor = page_of(stage), stage.window.pages.prompt_editor
    page.show_text(kept(stage, "due").id)
    editor.body.setPlainText("{{what}}\n---\n{{tone: colour}}")
    assert editor.wrong.text().startswith("Line 3: “colour” is no kind of variable.")
    assert not editor.use_button.isEnabled() and len(editor.body.extraSelections()) == 3
    editor.save()
    qtbot.waitUntil(lambda: "Line 3" in editor.wrong.text())
    assert kept(stage, "due").version == 1
    stage.services.theme.set_scheme("dark")
    editor.body.setPlainText("{{what}}")
    assert editor.wrong.isHidden() and editor.use_button.isEnabled()


def test_a_new_prompt_gets_a_name_of_its_title(qtbot: QtBot, stage: Stage) -> None:
    page, editor = page_of(stage), stage.window.pages.prompt_editor
    page.new_button.click()
    assert editor.title.hasFocus() and not editor.duplicate_button.isEnabled()
    qtbot.keyClicks(editor.title, "What is due?")
    assert editor.name.placeholderText() == "what-is-due"
    editor.insert_button.menu().actions()[0].trigger()
    assert editor.body.toPlainText() == "{{topic}}"
    editor.source_button.menu().actions()[3].trigger()
    assert editor.source_button.text() == "No library"
    page.show_text(kept(stage, "due").id)
    page.begin_new()
    assert editor.title.text() == "What is due?", "it waits to be saved"
    editor.save_button.click()
    qtbot.waitUntil(lambda: len(stage.window.prompts.prompts) == 4)
    made = kept(stage, "what-is-due")
    assert (made.content.body, made.content.answer_from) == ("{{topic}}", "model")
    qtbot.waitUntil(lambda: page.editor.kept == made)
    page.begin_new()
    assert editor.title.text() == ""
    editor.name.setText("due")
    editor.body.setPlainText("x")
    editor.save_button.click()
    qtbot.waitUntil(lambda: "Another prompt is named due" in editor.wrong.text())


def test_a_prompt_is_duplicated_deleted_and_taken_back(qtbot: QtBot, stage: Stage) -> None:
    page, editor = page_of(stage), stage.window.pages.prompt_editor
    page.show_text(kept(stage, "due").id)
    editor.duplicate_button.click()
    qtbot.waitUntil(lambda: editor.title.text() == "Due dates (copy)")
    assert editor.name.text() == "due-2"
    editor.delete_button.click()
    qtbot.waitUntil(lambda: bool(stage.notices()))
    qtbot.waitUntil(lambda: editor.title.text() != "Due dates (copy)")
    assert stage.notices()[0].text == "Deleted “Due dates (copy)”"
    stage.window.toasts.toasts[0].action_button.click()
    qtbot.waitUntil(lambda: len(stage.window.prompts.prompts) == 4)
    page.list.setFocus()
    qtbot.keyClick(page.list, KEY.Key_Delete)
    qtbot.waitUntil(lambda: len(stage.window.prompts.prompts) == 3)
    qtbot.keyClick(page.list, KEY.Key_Return)
    assert editor.body.hasFocus()


def test_with_the_last_prompt_gone_the_page_says_what_it_is_for(qtbot: QtBot, stage: Stage) -> None:
    page = page_of(stage)
    for left in (2, 1, 0):
        page.delete(page.editor.kept)
        qtbot.waitUntil(lambda left=left: len(stage.window.prompts.prompts) == left)  # type: ignore[misc]
    shown = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    assert "Questions you ask again and again" in shown
    new = next(one for one in page.findChildren(QPushButton) if one.isVisible() and one.text() == "New prompt")
    new.click()
    assert page.editor.title.hasFocus()
    page.delete(None)


def test_prompts_go_out_and_in(qtbot: QtBot, stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = page_of(stage)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "all"), ""))
    page.export_all()
    qtbot.waitUntil(lambda: (tmp_path / "all.json").exists())
    page.show_text(kept(stage, "due").id)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "due.md"), ""))
    page.editor.export_button.click()
    qtbot.waitUntil(lambda: (tmp_path / "due.md").exists())
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "folder"))
    page.export_folder()
    qtbot.waitUntil(lambda: (tmp_path / "folder" / "plain.md").exists())
    (tmp_path / "new.md").write_text("What now?", "utf-8")
    (tmp_path / "bad.json").write_text('{"alcove_prompts": 1, "prompts": [{"name": "x"}]}', "utf-8")
    files = [str(tmp_path / name) for name in ("all.json", "new.md", "bad.json")]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: (files, ""))
    page.import_files()
    qtbot.waitUntil(lambda: len(stage.window.prompts.prompts) == 4)
    told = [notice.text for notice in stage.notices()]
    assert any("Nothing new, 5 were there already." in one for one in [*told, *_waiting(stage)])
    for chooser in ("getSaveFileName", "getOpenFileNames"):
        monkeypatch.setattr(QFileDialog, chooser, lambda *_: ("", ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    page.import_files()
    page.export_all()
    page.export_folder()


def _waiting(stage: Stage) -> list[str]:
    return [notice.text for notice in stage.window.toasts._waiting]


def test_a_prompt_is_used_from_its_page(qtbot: QtBot, stage: Stage) -> None:
    page = page_of(stage)
    page.show_text(kept(stage, "due").id)
    stage.window.pages.prompt_editor.use_button.click()
    assert stage.window.page == "chat" and stage.window.prompt_use.active


def test_versions_are_told_in_words() -> None:
    from datetime import datetime

    then = datetime(2026, 3, 3, 14, 2)
    assert when_words(then.timestamp(), datetime(2026, 3, 3, 20, 0)) == "today 14:02"
    assert when_words(then.timestamp(), datetime(2026, 3, 4, 1, 0)) == "yesterday 14:02"
    assert when_words(then.timestamp(), datetime(2026, 5, 4)) == "3 March 2026 14:02"
    words = changes_words({"name": "a", "title": "A", "body": "x"}, {"name": "b", "title": "A", "tags": ("c", "d")})
    assert words.endswith("Also it was named a; tags: none, now c, d.")


# Who answers


def chosen(stage: Stage) -> str:
    return stage.window.persona_picker.text().strip()


def test_nobody_in_particular_answers_until_somebody_is_chosen(qtbot: QtBot, stage: Stage) -> None:
    picker = stage.window.persona_picker
    assert chosen(stage) == "" and picker.accessibleName() == "Who answers: nobody in particular"
    names = [action.text() for action in picker.fill().actions() if action.text()]
    assert names == ["Nobody in particular", "Notes only", "Terse", "Manage personas"]
    picker.fill().actions()[2].trigger()
    assert chosen(stage) == "Terse"
    stage.ask("Why?")
    qtbot.waitUntil(lambda: bool(stage.turns.requests) and not stage.window.session.busy)
    asked = stage.turns.requests[0]
    assert (asked.persona, asked.instructions, asked.sampling.temperature) == ("terse", "One sentence.", 0.2)
    assert stage.window.session.turns[0].facts().startswith("as terse · ")
    stage.window.session.ask_again()
    qtbot.waitUntil(lambda: len(stage.turns.requests) == 2 and not stage.window.session.busy)
    assert stage.turns.requests[1].persona == "terse"


def test_who_answers_is_remembered_with_the_conversation(qtbot: QtBot, stage: Stage) -> None:
    window = stage.window
    window.persona_choice.choose(persona(stage, "terse"))
    stage.ask("Why?")
    qtbot.waitUntil(lambda: bool(window.session.conversations) and not window.session.busy)
    window.new_conversation()
    assert chosen(stage) == ""
    window.open_conversation(window.session.conversations[0])
    qtbot.waitUntil(lambda: chosen(stage) == "Terse")
    window.persona_choice.choose(None)
    qtbot.waitUntil(lambda: stage.store.conversations()[0].persona == 0)
    assert chosen(stage) == "" and window.session.persona is None


def test_a_persona_brings_its_model_sources_and_what_it_answers_from(qtbot: QtBot, stage: Stage) -> None:
    window = stage.window
    window.models.choose(STARTER.name)
    window.persona_choice.choose(persona(stage, "notes"))
    assert window.models.selected == QWEN.name
    assert window.session.scope == ("Notes",) == window.chat.composer.scope.scope
    assert window.session.answer_from == "both" == window.chat.composer.answer_from.answer_from
    window.session.set_answer_from("documents")
    stage.ask("Why?")
    qtbot.waitUntil(lambda: bool(stage.turns.requests) and not window.session.busy)
    assert stage.turns.requests[0].answer_from == "documents", "what was set since then holds"


def test_a_model_has_somebody_who_answers_by_default(qtbot: QtBot, stage: Stage) -> None:
    window = stage.window
    window.models.choose(STARTER.name)
    window.persona_choice.choose(persona(stage, "terse"))
    always = next(one for one in window.persona_picker.fill().actions() if one.text().startswith("Always with"))
    assert always.text() == "Always with SmolLM2 135M" and not always.isChecked()
    always.trigger()
    qtbot.waitUntil(lambda: bool(window.prompts.defaults))
    window.new_conversation()
    assert chosen(stage) == "Terse" and "by default" in window.persona_picker.toolTip()
    window.models.choose(QWEN.name)
    assert chosen(stage) == ""
    window.models.choose(STARTER.name)
    window.persona_choice.choose(None)
    assert chosen(stage) == "", "nobody is a choice too"
    window.persona_choice.choose(persona(stage, "terse"))
    assert window.persona_choice.is_default()
    window.persona_choice.set_default(False)
    qtbot.waitUntil(lambda: not window.prompts.defaults)


def test_a_deleted_persona_answers_no_more(qtbot: QtBot, stage: Stage) -> None:
    stage.window.persona_choice.choose(persona(stage, "terse"))
    stage.window.prompts.delete("persona", persona(stage, "terse"))
    qtbot.waitUntil(lambda: chosen(stage) == "")
    stage.window.prompts.restore("persona", KeptId(4))
    qtbot.waitUntil(lambda: chosen(stage) == "Terse")


def test_a_persona_is_edited_with_what_goes_with_it(qtbot: QtBot, stage: Stage, prompts: Few) -> None:
    stage.window.manage_personas()
    page, editor = stage.window.pages.personas_page, stage.window.pages.persona_editor
    assert page.isVisible() and titles(page) == ["Notes only", "Terse"]
    assert editor.model_button.text() == "Qwen3 4B" and editor.scope.scope == ("Notes",)
    page.show_text(persona(stage, "terse").id)
    assert editor.figures["temperature"].text() == "0.2"
    editor.fill_models()
    editor.model_button.menu_of.actions()[1].trigger()
    editor.from_button.menu_of.actions()[2].trigger()
    editor.figures["seed"].setText("seven")
    editor.save_button.click()
    assert editor.wrong.text().startswith("Seed cannot be seven.")
    editor.figures["seed"].setText("7")
    editor.figures["max_tokens"].setText("3")
    editor.save_button.click()
    qtbot.waitUntil(lambda: "Longest answer, in tokens cannot be 3" in editor.wrong.text())
    editor.figures["max_tokens"].setText("64")
    editor.figures["temperature"].setText("0,5")
    editor.save_button.click()
    qtbot.waitUntil(lambda: persona(stage, "terse").version == 2)
    assert prompts.library().personas.get("terse").content == replace(
        TERSE, temperature=0.5, seed=7, max_tokens=64, model=STARTER.name, answer_from="both"
    )
    editor.fill_defaults()
    editor.default_button.menu_of.actions()[0].trigger()
    qtbot.waitUntil(lambda: editor.default_button.text() == "SmolLM2 135M")
    editor.fill_models()
    editor.model_button.menu_of.actions()[0].trigger()
    editor.from_button.menu_of.actions()[0].trigger()
    assert editor.content.model == "" and editor.content.answer_from is None
    page.new_button.click()
    assert not editor.default_button.isEnabled()
    gone = replace(TERSE, model="gone")
    editor.show_text(None, gone)
    assert editor.model_button.text() == "gone, which is not here"


# Everything by keyboard, with a name


def test_every_widget_that_takes_the_focus_has_a_name(qtbot: QtBot, stage: Stage) -> None:
    stage.window.use_prompt(DUE)
    widgets: list[QWidget] = stage.window.prompt_use.card.findChildren(QWidget)
    for section in ("Prompts", "Personas"):
        widgets += page_of(stage, section).findChildren(QWidget)
    nameless = [
        widget
        for widget in widgets
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and isinstance(widget, QLineEdit | QPlainTextEdit | QPushButton)
        and not (widget.accessibleName() or getattr(widget, "text", str)())
    ]
    assert len(widgets) > 50 and nameless == []
