"""The models on this computer in the window: what they need, whether they fit, how they run, what went wrong."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from alcove.chat.store import ConversationStore
from alcove.core.errors import ModelBroken
from alcove.core.settings import ModelSettings
from alcove.desktop.model_crash import ModelCrash, ModelCrashDialog
from alcove.desktop.model_row import ModelRow, languages_words, quantisation_words
from alcove.desktop.model_settings import ModelSettingsDialog
from alcove.desktop.models_page import ModelsPage
from alcove.models.memory import MemoryNeeds
from alcove.models.running import AtWork
from alcove.models.shelf import Unusable
from alcove.models.traits import Speed, Traits
from tests.desktop.conftest import Stage, Stager
from tests.desktop.fakes import QWEN, STARTER, FakeShelf

GB = 10**9
LARGE = replace(QWEN, name="Qwen3-14B-Q4_K_M", path="/models/large.gguf", bytes=9 * GB, loaded=False)
NEEDS = {
    LARGE.name: MemoryNeeds(9 * GB, 4 * GB, 0, 0, 4096, 40),
    STARTER.name: MemoryNeeds(241_000_000, 0, 0, 0, 4096, 1),
}
DAMAGED = ModelBroken("large.gguf is damaged or was downloaded only in part.", "Fetch it again.")


def shown(stage: Stage) -> ModelsPage:
    stage.window.show_page("models")
    return stage.window.pages.models_page


def row_of(page: ModelsPage, name: str) -> ModelRow:
    return next(row for row in page.rows if row.info.name == name)


def known(qtbot: QtBot, row: ModelRow) -> None:
    qtbot.waitUntil(lambda: not row.fit.words.text().startswith("Finding out"))


def test_a_card_says_what_a_model_is_needs_and_can(qtbot: QtBot, staged: Stager) -> None:
    shelf = FakeShelf([STARTER, replace(QWEN, languages=("en", "ru"))], needs=NEEDS)
    shelf.traits[QWEN.name] = Traits("qwen3", "Q4_K_M", "4B", 32_768, ("en", "ru"), True, True)
    shelf.speeds[QWEN.name] = Speed(0.84, 24.3)
    page = shown(staged(shelf=shelf))
    qwen, starter = row_of(page, QWEN.name), row_of(page, STARTER.name)
    known(qtbot, starter)
    assert qwen.facts.text() == "2.5 GB · 4B parameters · 4-bit (Q4_K_M) · trained to see 32,768 tokens at once"
    assert qwen.abilities.text() == "English, Russian · can think before it answers · can use tools"
    assert qwen.speed.text() == "Last answer: first word after 0.8 s, then 24 tokens a second"
    assert qwen.fit.memory.isVisible() and qwen.fit.memory.text() == "In memory, 3.2 GB"
    assert starter.fit.words.text() == "Needs 241 MB of memory; 14 GB are free for it."
    assert not starter.fit.memory.isVisible() and not starter.speed.isVisible()
    assert page.memory.text() == "1 model in memory, 3.2 GB · 11 GB free for models"


def test_models_are_examined_only_while_the_page_is_shown(qtbot: QtBot, staged: Stager) -> None:
    shelf = FakeShelf([STARTER, QWEN], gate_fit=threading.Event())
    stage = staged(shelf=shelf)
    qtbot.wait(50)
    assert shelf.examined == [], "nobody looks"
    page = shown(stage)
    qtbot.waitUntil(lambda: shelf.examined == [STARTER.name])
    assert page.rows[0].fit.words.text() == "Finding out what it needs"
    stage.window.show_page("chat")
    shelf.gate_fit.set()  # type: ignore[union-attr]
    qtbot.wait(100)
    assert shelf.examined == [STARTER.name], "the one under way is the last"
    shown(stage)
    known(qtbot, row_of(page, QWEN.name))


def test_what_makes_a_model_fit_is_one_click(qtbot: QtBot, staged: Stager) -> None:
    shelf = FakeShelf([STARTER, LARGE], needs=NEEDS, available=12 * GB)
    row = row_of(shown(staged(shelf=shelf)), LARGE.name)
    qtbot.waitUntil(row.fit.remedy_button.isVisible)
    assert row.fit.words.text() == "Needs 13 GB of memory with a context of 4,096 tokens; 12 GB are free for it."
    assert row.fit.remedy.text() == "It would fit with a context of 4,096 tokens kept as q8_0."
    assert row.fit.remedy_button.accessibleName() == (
        f"Let {LARGE.name} run with a context of 4,096 tokens kept as q8_0"
    )
    row.fit.remedy_button.click()
    qtbot.waitUntil(lambda: row.fit.words.text() == "Needs 11 GB of memory; 12 GB are free for it.")
    assert shelf.own[LARGE.name] == ModelSettings(context_tokens=4096, cache_type="q8_0")
    assert not row.fit.remedy_button.isVisible()


def test_a_model_that_can_never_fit_says_so(qtbot: QtBot, staged: Stager) -> None:
    row = row_of(shown(staged(shelf=FakeShelf([LARGE], needs=NEEDS, available=3 * GB))), LARGE.name)
    known(qtbot, row)
    assert row.fit.remedy.text() == "It is too large for this computer as it is now."
    assert not row.fit.remedy_button.isVisible()


def test_a_broken_file_says_what_is_wrong_and_answers_no_more(qtbot: QtBot, staged: Stager) -> None:
    stage = staged(shelf=FakeShelf([STARTER, LARGE], needs={LARGE.name: DAMAGED}))
    stage.window.models.choose(LARGE.name)
    row = row_of(page := shown(stage), LARGE.name)
    qtbot.waitUntil(lambda: row.use_button.text() == "Cannot be used")
    assert row.fit.words.text() == "large.gguf is damaged or was downloaded only in part. Fetch it again."
    assert not row.use_button.isEnabled()
    assert row.use_button.accessibleName() == f"{LARGE.name} cannot be used"
    qtbot.waitUntil(lambda: row_of(page, STARTER.name).use_button.text() == "Answers")
    assert stage.window.session.model == ""


def test_files_that_are_no_models_are_shown_and_removed(qtbot: QtBot, staged: Stager) -> None:
    why = "letter.gguf is not a sound GGUF file. Fetch it again."
    page = shown(staged(shelf=FakeShelf(broken=[Unusable("letter", Path("/models/letter.gguf"), why)])))
    qtbot.waitUntil(lambda: len(page.unusable_rows) == 1)
    (row,) = page.unusable_rows
    assert row.facts.text() == why and not row.use_button.isEnabled()
    row.remove_button.click()
    qtbot.waitUntil(lambda: not page.unusable_rows)


def test_a_model_is_unloaded_but_not_while_it_answers(qtbot: QtBot, staged: Stager) -> None:
    stage = staged(shelf=FakeShelf([STARTER, QWEN], answering=QWEN.name))
    row = row_of(page := shown(stage), QWEN.name)
    qtbot.waitUntil(row.fit.unload_button.isVisible)
    row.fit.unload_button.click()
    qtbot.waitUntil(lambda: bool(stage.notices()))
    assert stage.notices()[0].text == f"{QWEN.name} is answering."
    assert stage.notices()[0].hint == "Stop it first, or wait until it is done."
    stage.shelf.answering = ""
    row.fit.unload_button.click()
    qtbot.waitUntil(lambda: not row.fit.memory.isVisible())
    assert page.memory.text() == "No model in memory · 14 GB free for models"
    assert row.fit.words.isVisible()


def test_choosing_keeps_the_cards_and_the_keyboards_place(qtbot: QtBot, staged: Stager) -> None:
    stage = staged(shelf=FakeShelf([STARTER, QWEN]))
    page = shown(stage)
    rows = list(page.rows)
    rows[0].use_button.setFocus()
    qtbot.keyClick(rows[0].use_button, Qt.Key.Key_Space)
    assert [row.use_button.text() for row in page.rows] == ["Answers", "Use"]
    assert page.rows == rows and rows[0].use_button.hasFocus()
    rows[0].use_button.click()
    assert rows[0].use_button.isChecked(), "it goes on answering"


# How a model runs


def opened(qtbot: QtBot, page: ModelsPage, name: str = STARTER.name) -> ModelSettingsDialog:
    known(qtbot, row_of(page, name))
    row_of(page, name).settings_button.click()
    dialog: ModelSettingsDialog = page.findChildren(ModelSettingsDialog)[-1]
    return dialog


def type_in(dialog: ModelSettingsDialog, key: str, text: str) -> QLineEdit:
    field = dialog.rows[key].field
    assert isinstance(field, QLineEdit)
    field.setText(text)
    field.editingFinished.emit()
    return field


def test_every_setting_of_a_model_is_explained_and_saved(qtbot: QtBot, staged: Stager) -> None:
    shelf = FakeShelf([STARTER])
    dialog = opened(qtbot, shown(staged(shelf=shelf)))
    assert set(dialog.rows) == set(ModelSettings.__dataclass_fields__)
    assert all(row.help.text() and row.field.accessibleName() for row in dialog.rows.values())
    context = dialog.rows["context_tokens"].field
    assert isinstance(context, QLineEdit)
    assert (context.text(), context.placeholderText()) == ("", "as in the settings: 4,096")
    assert dialog.fit.words.text() == "Needs 1.3 GB of memory; 14 GB are free for it."
    type_in(dialog, "context_tokens", "8,192")
    qtbot.waitUntil(lambda: dialog.fit.words.text() == "Needs 1.5 GB of memory; 14 GB are free for it.")
    next(b for b in dialog.rows["cache_type"].findChildren(QPushButton) if b.text() == "Q8_0").click()
    qtbot.waitUntil(lambda: shelf.own.get(STARTER.name) == ModelSettings(context_tokens=8192, cache_type="q8_0"))
    type_in(dialog, "context_tokens", "")
    qtbot.waitUntil(lambda: shelf.own[STARTER.name].context_tokens == 0)
    dialog.reset_button.click()
    qtbot.waitUntil(lambda: shelf.own[STARTER.name] == ModelSettings())
    assert not dialog.rows["thinks"].field.isEnabled()
    assert dialog.rows["thinks"].help.text() == "This model answers without thinking first."


def test_what_cannot_be_is_told_in_its_place(qtbot: QtBot, staged: Stager) -> None:
    shelf = FakeShelf([STARTER])
    stage = staged(shelf=shelf)
    dialog = opened(qtbot, shown(stage))
    row = dialog.rows["context_tokens"]
    field = type_in(dialog, "context_tokens", "12")
    qtbot.waitUntil(row.wrong.isVisible)
    assert row.wrong.text() == "Context cannot be 12. It lies between 512 and 1,048,576."
    assert field.text() == "12", "it can be mended"
    assert shelf.own == {} and not stage.notices()
    type_in(dialog, "context_tokens", "1024")
    qtbot.waitUntil(lambda: shelf.own.get(STARTER.name) == ModelSettings(context_tokens=1024))
    assert not row.wrong.isVisible()
    type_in(dialog, "context_tokens", "none")
    qtbot.waitUntil(row.wrong.isVisible)
    type_in(dialog, "context_tokens", "1,024")
    assert not row.wrong.isVisible(), "what is saved is right"


def test_enter_saves_a_field_and_closes_nothing(qtbot: QtBot, staged: Stager) -> None:
    shelf = FakeShelf([STARTER])
    dialog = opened(qtbot, shown(staged(shelf=shelf)))
    field = dialog.rows["top_k"].field
    qtbot.waitExposed(dialog)
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(field, "40")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shelf.own.get(STARTER.name) == ModelSettings(top_k=40))
    assert dialog.isVisible()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


# After a crash


def test_a_model_that_crashed_is_used_again_after_a_warning(
    qtbot: QtBot, staged: Stager, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = staged(shelf=FakeShelf([STARTER, replace(QWEN, crashed=True)]))
    page = shown(stage)
    row = row_of(page, QWEN.name)
    assert "Alcove closed by itself when this model was used last" in row.why.text()
    assert row_of(page, STARTER.name).use_button.text() == "Answers"
    asked: list[str] = []
    answers = ["Cancel", "Use it"]

    def exec_(box: QMessageBox) -> int:
        asked.append(box.text())
        wanted = answers.pop(0)
        next(button for button in box.buttons() if button.text().replace("&", "") == wanted).click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", exec_)
    row.use_button.click()
    assert stage.window.session.model == "" and not row.use_button.isChecked()
    chosen = next(a for a in stage.window.chooser.menu().actions() if a.text() == QWEN.name)
    chosen.trigger()
    assert asked == ["Use Qwen3 4B all the same?"] * 2
    assert stage.window.session.model == QWEN.name
    qtbot.waitUntil(lambda: stage.shelf.trusted == [QWEN.name] and not row.why.isVisible())
    row_of(page, STARTER.name).use_button.click()
    row.use_button.click()
    assert len(asked) == 2, "it is asked once"


def test_the_start_after_a_crash_offers_what_was_written(
    qtbot: QtBot, staged: Stager, store: ConversationStore
) -> None:
    stage = staged()
    talk = store.create("The sea")
    at_work = AtWork("Qwen3-4B-Instruct.Q4_K_M", "answering")
    dialog = ModelCrashDialog(stage.window, ModelCrash(at_work, talk, "Once", STARTER.name), "the report")
    dialog.conversation_requested.connect(stage.window.open_conversation)
    dialog.show()
    assert dialog.head.text() == "Alcove closed by itself while Qwen3 4B was answering"
    dialog.copy_button.click()
    assert QGuiApplication.clipboard().text() == "the report"
    assert dialog.accept_button.text() == "Show what it had written"
    dialog.accept_button.click()
    qtbot.waitUntil(lambda: stage.window.session.conversation == talk)


def test_a_crash_while_loading_offers_other_models(qtbot: QtBot, staged: Stager) -> None:
    crash = ModelCrash(AtWork("mine", "loading"), None, "", "")
    assert crash.title == "Alcove closed by itself while mine was being loaded"
    assert crash.consequence.endswith("There is no other model here, so answers are passages only.")
    dialog = ModelCrashDialog(staged().window, crash, "")
    asked: list[bool] = []
    dialog.models_requested.connect(lambda: asked.append(True))
    assert dialog.accept_button.text() == "Choose a model"
    dialog.accept_button.click()
    assert asked == [True]


# Words


@pytest.mark.parametrize(
    ("name", "words"),
    [("Q4_K_M", "4-bit (Q4_K_M)"), ("IQ3_XXS", "3-bit (IQ3_XXS)"), ("BF16", "16-bit (BF16)"), ("F32", "32-bit (F32)"),
     ("MXFP4_MOE", "4-bit (MXFP4_MOE)"), ("odd", "odd")],
)  # fmt: skip
def test_how_it_was_compressed_in_words(name: str, words: str) -> None:
    assert quantisation_words(name) == words


def test_languages_in_words() -> None:
    assert languages_words(("en", "pt-BR", "xx")) == "English, Portuguese, xx"
    assert languages_words(("en", "de", "fr", "it", "es")) == "English, German, French, Italian, Spanish"
    assert (
        languages_words(("en", "de", "fr", "it", "es", "ru")) == "English, German, French, Italian and 2 more languages"
    )
