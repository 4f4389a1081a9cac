"""Every page, state and dialog of the window, one after another, full of what one has after some years.

What holds everywhere (names, keys, contrast, sizes) is tested by going through them. A new page or dialog is a line
in `places`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from alcove.chat.measure import ContextUse, Part
from alcove.chat.records import Column
from alcove.chat.store import AskedWith, LeftOut
from alcove.chat.turns import ThinkingDelta
from alcove.core.errors import ModelMissing
from alcove.core.ledger import Ledger
from alcove.core.net import Attempt
from alcove.desktop.arena_batches import NewBatchDialog
from alcove.desktop.column_dialog import ColumnDialog
from alcove.desktop.contender_picker import VariantDialog
from alcove.desktop.crash import CrashDialog
from alcove.desktop.model_crash import ModelCrash, ModelCrashDialog
from alcove.desktop.own_line import OwnDialog
from alcove.desktop.search_section import ServiceDialog
from alcove.desktop.service_dialogs import AddServiceDialog, ContextDialog, KeyDialog, NoKeyringDialog
from alcove.desktop.source_dialogs import PasswordDialog, SourceOptionsDialog, WebPageDialog
from alcove.desktop.translation import told, tr
from alcove.desktop.window import MainWindow
from alcove.models.elsewhere import Elsewhere
from alcove.models.endpoints import EndpointModel
from alcove.models.running import AtWork
from alcove.models.traits import Traits
from alcove.models.types import ModelInfo
from alcove.rag.own import OwnId, OwnQuestion
from alcove.rag.types import Indexed, ItemCoverage, Planned
from tests.desktop.conftest import Stage, Stager
from tests.desktop.fakes import (
    COVERED,
    HOUSE_LOG,
    LEDGER,
    QWEN,
    STARTER,
    AnswerWriter,
    FakeLibrary,
    FakeOwn,
    FakeShelf,
    Script,
    boiler_answer,
    boiler_trace,
    changed_log,
    hit,
    messy_library,
    stored_pdf,
)

Place = tuple[str, QWidget]
CRASH = """Alcove on Linux, with PySide6

Traceback (most recent call last):
  File "alcove/desktop/tasks.py", line 214, in _settle
    task.done(result)
  File "alcove/desktop/library_page.py", line 366, in _on_read
    self._show_listing(found)
ZeroDivisionError: division by zero"""
QUESTION = "Is the boiler still under warranty, and who serviced it last?"


def furnished(staged: Stager, size: tuple[int, int] = (1360, 860)) -> Stage:
    """Return a window over a library, models and questions of many kinds."""
    thought = [*boiler_answer()[:2], ThinkingDelta("The warranty says seven years."), *boiler_answer()[2:]]
    refusal = AnswerWriter(hit(stored_pdf(), COVERED)).events[:1]
    gone = ModelMissing(f"There is no file {QWEN.path}.", "Give the path of a GGUF file.")
    failure = Script(boiler_answer()[:1], fails=gone)
    own = FakeOwn()
    own.pairs = [OwnQuestion(OwnId(1), QUESTION, HOUSE_LOG, None, 0, 9, "14 October", b"", 0.0)]
    crashed = ModelInfo("gemma-3-1b-it-Q8_0", "chat", "/models/gemma.gguf", 1_070_000_000, 32_768, False, crashed=True)
    shelf = FakeShelf([STARTER, QWEN, crashed], [Elsewhere("llama3.2:1b", Path("/ollama/a"), 1_300_000_000, "Ollama")])
    shelf.traits[STARTER.name] = Traits("llama", "Q4_1", "135M", 8192, ("en",), False, False)
    shelf.traits[QWEN.name] = Traits("qwen3", "Q4_K_M", "4B", 32_768, (), True, True)
    shelf.traits[crashed.name] = Traits("gemma3", "Q8_0", "1B", 32_768, (), False, False)
    scripts = [Script(thought, trace=boiler_trace()), Script(refusal, refused=True), failure]
    stage: Stage = staged(library=messy_library(), scripts=scripts, shelf=shelf, own=own, size=size)
    return stage


def places(qtbot: QtBot, stage: Stage) -> Iterator[Place]:
    """Go through the furnished window, and yield each place with the widget that holds it."""
    lived_in(qtbot, stage)
    for part in (_talk, _input, _library, _models, _prompts, _other_pages, _sheets):
        yield from part(qtbot, stage)
    for make in DIALOGS:
        yield from _dialog(qtbot, make(stage))


def first_start(staged: Stager, size: tuple[int, int] = (1360, 860)) -> Place:
    """Return the window as it is at the very beginning."""
    return "first start", staged(library=FakeLibrary(), size=size).window


TALKS = (
    ("Comparing the two leases", "Which of the two leases renews by itself?",
     "The workshop lease renews for a year unless either side gives notice.", 0, "House"),
    ("Поездка в Тверь", "Каким поездом мы ехали?", "Скорым, в 7:40 с Ленинградского вокзала.", 0, ""),
    ("What did Anneli decide?", "What was decided about the roof?", "It is mended in May, before the rains.", 1, ""),
    ("Notice for the garage", "When does the garage lease end?", "On 31 December; it is signed anew.", 3, "House"),
    ("Reading notes: Braudel", "What does Braudel mean by long duration?", "Change slower than a life.", 9, ""),
    ("requests: retry and timeout", "How do I retry with requests?", "Mount an adapter that has a Retry.", 9, ""),
    ("Old questions about tax", "What can be deducted?", "The room that is used for nothing else.", 90, ""),
)  # fmt: skip
"""Conversations as one has them: title, question, answer, days ago, folder."""


def lived_in(qtbot: QtBot, stage: Stage) -> None:
    """Give a window conversations of some months, one of them pinned, one archived, some in a folder."""
    store = stage.store
    store.add_folder("House")
    for title, question, answer, age, folder in TALKS:
        talk = store.create(title)
        asked = store.add(talk.id, "user", question, parent=None)
        store.add(talk.id, "assistant", answer, parent=asked.id, model=QWEN.name)
        if folder:
            store.move([talk.id], folder)
        with store._database.transaction() as tx:
            tx.execute("UPDATE conversations SET updated = updated - ? WHERE id = ?", (age * 86_400, talk.id))
    numbers = {one.title: one.id for one in store.conversations()}
    store.pin(numbers["Reading notes: Braudel"])
    store.archive(numbers["Old questions about tax"])
    session = stage.window.session
    session.refresh()
    qtbot.waitUntil(lambda: len(session.conversations) == len(TALKS))
    settled()


def renewed_log(qtbot: QtBot, stage: Stage) -> None:
    """Let the house log be edited after the last answer cited it."""
    window = stage.window
    stage.library.documents[HOUSE_LOG] = changed_log()
    stage.library.sync_events = [Planned("Notes", 0, 1, 0, 0), Indexed(HOUSE_LOG, 3)]
    window.syncing.sync()
    qtbot.waitUntil(lambda: not window.syncing.running and not window.session.looks.looking)
    qtbot.waitUntil(window.chat.blocks[-1].outdated.isVisible)


def settled() -> None:
    """Let layouts and deletions that wait be done."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    for _ in range(3):
        QApplication.processEvents()


def _talk(qtbot: QtBot, stage: Stage) -> Iterator[Place]:
    window = stage.window
    settled()
    yield "greeting", window

    def ask(question: str) -> None:
        stage.ask(question)
        qtbot.waitUntil(lambda: bool(window.session.turns) and not window.session.busy)
        settled()

    ask(QUESTION)
    window.chat.blocks[-1].thoughts.button.click()
    window.show_evidence()
    window.evidence.select(0)
    preview = window.evidence.preview
    qtbot.waitUntil(lambda: preview.shows_page and preview.pdf is not None and preview.pdf.page.drawn)
    settled()
    yield "answer", window
    window.evidence.close_document()
    window.evidence.show_why()
    settled()
    yield "why these passages", window
    window.evidence.show_sources()
    renewed_log(qtbot, stage)
    window.session.looks.compare_sources(window.session.turns[-1])
    qtbot.waitUntil(window.chat.blocks[-1].outdated.card.isVisible)
    settled()
    yield "outdated answer", window
    ask("And what does it not cover?")
    yield "refusal", window
    ask("And when was the roof mended?")
    yield "failure", window
    yield from _tree(qtbot, window)
    window.show_evidence()
    talk = next(one for one in window.session.conversations if one.id != window.session.conversation.id)
    window.organiser.archive([talk], on=True)
    qtbot.waitUntil(lambda: len(window.toasts.toasts) == 1)
    stage.services.notifier.warn(tr("Search works by keyword only"), told("no embedding model is installed"))
    settled()
    yield "notices", window
    for toast in list(window.toasts.toasts):
        toast.dismiss()
    window.sidebar.begin_search()
    window.sidebar.search.setText("nothing is called like that")
    qtbot.waitUntil(lambda: window.sidebar.list.rows.searched)
    settled()
    yield "search of conversations", window
    window.sidebar.search.left.emit()
    window.sidebar.search.clear()
    yield from _columns(qtbot, stage)


def _input(qtbot: QtBot, stage: Stage) -> Iterator[Place]:
    """The input with all it can hold: files, a kept document, a mention, the meter's card, the preview."""
    window = stage.window
    window.new_conversation()
    locked = ItemCoverage(
        "", "", "", "skipped", None, None, None, 0, "the file is encrypted and needs a password", "password"
    )
    scan = replace(locked, state="indexed", pages=12, ocr_pages=12, ocr_confidence=91.0, reason=None, action="")
    stage.attached.found = {"Deed.pdf": locked, "Lease scan.pdf": scan}
    documents, field = window.input.documents, window.chat.composer.field
    documents.add_files([stage.services.paths.data_dir / name for name in ("Deed.pdf", "Lease scan.pdf")])
    qtbot.waitUntil(lambda: all(one.state in ("read", "unread") for one in documents.chips))
    field.insertPlainText("When does # end?")
    field.mention(AskedWith("pinned", HOUSE_LOG, "House log"), 10, 11)
    documents.keep(next(one for one in documents.chips if one.named.name == "House log"), True)
    left_out = LeftOut(3, (), ("Lease scan.pdf",), (("Deed.pdf", "the file is encrypted and needs a password"),))
    stage.turns.use = ContextUse(4096, (Part("rules", 81), Part("document", 900, "House log")), left_out, counted=False)
    window.input.measure_soon()
    qtbot.waitUntil(lambda: window.input.meter.use is stage.turns.use)
    settled()
    yield "question with documents", window
    window.input.meter.show_card()
    settled()
    yield "what the model would see", window
    window.input.meter.hide_card()
    window.input.toggle_preview()
    settled()
    yield "question as it will look", window
    window.input.toggle_preview()
    window.input.toggle_tall()
    settled()
    yield "tall input", window
    window.input.toggle_tall()
    window.chat.composer.send()
    qtbot.waitUntil(lambda: bool(window.session.turns) and not window.session.busy)
    settled()
    yield "question that was sent with documents", window


def _tree(qtbot: QtBot, window: MainWindow) -> Iterator[Place]:
    """Change messages where they stand, and go on from one in the middle."""
    messages = window.chat.messages
    window.chat.composer.field.setFocus()
    window.registry.run("message.edit")
    settled()
    assert messages.bubbles[-1].editor is not None
    yield "editing a question", window
    messages.bubbles[-1].end_edit()
    first = window.session.turns[0]
    messages.show_beginning()
    qtbot.waitUntil(lambda: messages.block_of(first) is not None)
    block = messages.block_of(first)
    assert block is not None
    block.begin_edit()
    settled()
    yield "editing an answer", window
    block.end_edit()
    block.setFocus()
    window.registry.run("message.branch")
    qtbot.waitUntil(messages.branch_note.isVisible)
    settled()
    yield "branching", window
    messages.back_button.click()
    qtbot.waitUntil(lambda: len(window.session.turns) == 3)
    messages.show_end()
    qtbot.waitUntil(lambda: len(messages.blocks) == 3)  # one between two events
    settled()
    yield from _beside(qtbot, window)


def _beside(qtbot: QtBot, window: MainWindow) -> Iterator[Place]:
    """Delve into the first word of the first answer, look at the map, and come back."""
    first = window.session.turns[0]
    window.session.delve(first, 0, len(first.text.split()[0]))
    qtbot.waitUntil(lambda: bool(window.session.line.trail) and not window.session.busy)
    settled()
    yield "delve", window
    window.toggle_map()
    qtbot.waitUntil(lambda: bool(window.pages.map.view.layout_of.spots))
    settled()
    yield "map", window
    window.toggle_map()
    window.session.line.leave()
    qtbot.waitUntil(lambda: not window.session.line.trail)
    window.chat.messages.show_end()
    qtbot.waitUntil(lambda: len(window.chat.messages.blocks) == 3)
    settled()


def _columns(qtbot: QtBot, stage: Stage) -> Iterator[Place]:
    window = stage.window
    stage.turns.scripts = [Script(boiler_answer(), trace=boiler_trace())]
    window.compare.toggle()
    qtbot.waitUntil(lambda: window.compare.on and not window.compare.busy)
    view = window.chat.columns
    view.columns[1].head.sync_button.click()
    qtbot.wait(100)  # questions are higher in columns, and answers move down for them
    settled()
    yield "columns", window
    view.columns[1].head.sync_button.click()
    stage.ask("Who may service it?")
    qtbot.waitUntil(lambda: all(len(one.turns) > 3 for one in window.compare.columns) and not window.compare.answering)
    window.compare.columns[1].turns[-1].text += " It was serviced in 2019."
    window.compare._mark_beside()
    settled()
    yield "columns with answers", window
    window.chat.differences_button.click()
    qtbot.waitUntil(lambda: bool(view.differences.view.rows))
    settled()
    yield "differences", window
    view.close_differences()
    window.compare.toggle()
    qtbot.waitUntil(lambda: not window.compare.on and len(window.session.turns) == 4)
    settled()


def _library(qtbot: QtBot, stage: Stage) -> Iterator[Place]:
    window = stage.window
    window.show_page("library")
    page = window.pages.library
    qtbot.waitUntil(lambda: page.items.rowCount() > 20)
    settled()
    yield "library", window
    for name, uri in (("item", LEDGER), ("item in trouble", "/home/anna/Documents/House/Letter from Tver.tif")):
        index = page.items.index_of(uri)
        page.table.setCurrentIndex(index)
        page.table.clicked.emit(index)
        with suppress(StopIteration):
            qtbot.waitUntil(lambda: page.detail.row is not None and page.detail.isVisible())
        if name == "item":
            qtbot.waitUntil(lambda: page.detail.list.pages.rowCount() > 3)
        else:
            page.detail.remedy_button.click()
        settled()
        yield name, window
    page.close_detail()
    page.search.setText("nothing is called like that")
    qtbot.waitUntil(page.empty.isVisible)
    yield "library without a match", window
    page.search.clear()
    qtbot.waitUntil(lambda: not page.empty.isVisible())


def _models(qtbot: QtBot, stage: Stage) -> Iterator[Place]:
    window = stage.window
    stage.endpoints.add("http://127.0.0.1:1/v1", "LM Studio")
    stage.endpoints.add("https://api.northwind.example/v1", "Northwind")
    window.services.refresh()
    window.show_page("models")
    for section in list(window.pages.model_sections.buttons):
        window.pages.model_sections.show_section(section)
        settled()
        if section == "On this computer":
            rows = [row for row in window.pages.models_page.rows if not row.info.crashed]
            qtbot.waitUntil(lambda rows=rows: not any(row.fit.words.text().startswith("Finding") for row in rows))
            settled()
        if section == "Other services":
            qtbot.waitUntil(lambda: len(window.pages.other_services.cards) == 2)
            settled()
        yield f"models, {section.lower()}", window
    window.pages.model_sections.show_section("On this computer")


def _prompts(qtbot: QtBot, stage: Stage) -> Iterator[Place]:
    window = stage.window
    window.show_page("prompts")
    for section in list(window.pages.prompt_sections.buttons):
        window.pages.prompt_sections.show_section(section)
        settled()
        yield section.lower(), window


def _other_pages(qtbot: QtBot, stage: Stage) -> Iterator[Place]:
    window = stage.window
    window.show_page("privacy")
    settled()
    yield "privacy, nothing left", window
    ledger = Ledger(stage.services.paths.ledger)
    why = "unsloth/Qwen3-4B-Instruct-2507-GGUF on the model hub"
    ledger.note(Attempt("window", "hub.example.org", True, 443, why, 3, 2_000, 1_500_000_000))
    ledger.note(Attempt("index", "t.example.com", False, 80, "nobody asked for it, chromadb did", 2))
    window.privacy.look()
    qtbot.waitUntil(lambda: len(window.privacy.entries) == 2)
    settled()
    yield "privacy", window
    window.show_page("settings")
    for section in list(window.pages.settings_sections.buttons):
        window.pages.settings_sections.show_section(section)
        settled()
        yield f"settings, {section.lower()}", window


def _sheets(qtbot: QtBot, stage: Stage) -> Iterator[Place]:
    window = stage.window
    window.show_page("chat")
    window.sheets.find_anything()
    settled()
    yield "palette", window.sheets.palette
    window.sheets.palette.field.setText("zzzz")
    settled()
    yield "palette without a match", window.sheets.palette
    window.sheets.palette.put_away()
    window.sheets.show_shortcuts()
    settled()
    yield "shortcuts", window.sheets.shortcuts
    window.sheets.shortcuts.put_away()
    window.sheets.change_keys(window.registry.find("go.library"))
    settled()
    yield "keys", window.sheets.keys
    window.sheets.keys.put_away()


def _dialog(qtbot: QtBot, dialog: QDialog) -> Iterator[Place]:
    dialog.open()
    settled()
    yield type(dialog).__name__, dialog
    if isValid(dialog):
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.close()
    settled()


def _leave(stage: Stage) -> QDialog:
    stage.window.adder.ask_leave()
    dialog = stage.window.adder.leave
    assert dialog is not None
    return dialog


def _model_settings(stage: Stage) -> QDialog:
    from alcove.desktop.model_settings import ModelSettingsDialog

    window = stage.window
    return ModelSettingsDialog(window, QWEN.name, window.pages.models_page._facts, stage.services.settings.load())


def _model_crash(stage: Stage) -> QDialog:
    crash = ModelCrash(AtWork(QWEN.name, "answering"), None, "", STARTER.name)
    return ModelCrashDialog(stage.window, crash, "report")


_FAR = EndpointModel("Qwen3-235B-A22B", "Qwen3-235B-A22B (Northwind)", 131_072, 0, True)
DIALOGS: tuple[Callable[[Stage], QDialog], ...] = (
    _leave,
    _model_settings,
    _model_crash,
    lambda s: WebPageDialog(s.window, s.services.theme, web=False, network=False),
    lambda s: SourceOptionsDialog(s.window, s.services.theme, s.library.held[0]),
    lambda s: SourceOptionsDialog(s.window, s.services.theme, s.library.held[3]),
    lambda s: PasswordDialog(s.window, "Deed (notary).pdf"),
    lambda s: AddServiceDialog(s.window, s.services.theme),
    lambda s: KeyDialog(s.window, s.services.theme, "Northwind", "http://api.northwind.example/v1", has_key=True),
    lambda s: ContextDialog(s.window, _FAR),
    lambda s: NoKeyringDialog(s.window, "Northwind"),
    lambda s: ServiceDialog(s.window, s.window.embedders),
    lambda s: OwnDialog(s.window, s.services.theme, s.window.own),
    lambda s: CrashDialog(CRASH, s.window),
    lambda s: NewBatchDialog(
        s.window, s.services.theme, s.window.arena, s.window.models, s.window.syncing, s.window.own
    ),
    lambda s: VariantDialog(s.window, s.window.models),
    lambda s: ColumnDialog(
        s.window, s.services.theme, Column(QWEN.name), "Qwen3 4B", s.window.prompts, ("Contracts", "Notes")
    ),
)
