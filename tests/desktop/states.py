"""What `places` does not come by: a window at one moment, reached by scripts of its own, each in a window of its own.

A new state is a line in `STATES`: it has room in small and large windows (`test_sizes`), and is pictured (`screens`).
"""

from __future__ import annotations

import itertools
import random
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from alcove.chat.arena_store import Asked
from alcove.chat.contenders import contender
from alcove.chat.store import Timings
from alcove.chat.tree import Delve
from alcove.chat.unsure import Unsure
from alcove.core.cancel import CancelToken
from alcove.core.settings import Settings
from alcove.desktop.arena_page import ArenaPage
from alcove.desktop.get_models import GetModels
from alcove.desktop.prose_selection import Place
from alcove.models.download import Fetching
from alcove.models.types import ModelInfo, Prefill, Served, TextDelta
from alcove.rag.types import Progress
from tests.desktop.conftest import Stage, Stager
from tests.desktop.fakes import (
    COVERED,
    E5,
    LARGE_REPOSITORY,
    LAST_SERVICE,
    LEDGER,
    QWEN,
    QWEN_REPOSITORY,
    SAMPLES,
    SERVICED,
    STARTER,
    WARRANTY,
    AnswerWriter,
    FakeEmbedders,
    FakeHub,
    FakeLibrary,
    FakeShelf,
    Script,
    boiler_answer,
    boiler_library,
    hit,
    items,
    messy_library,
    mixed_answer,
    newer_answer,
    reading,
    stored_pdf,
    stored_text,
)
from tests.desktop.places import QUESTION, furnished, lived_in, renewed_log, settled

Shown = tuple[int, int]
State = Callable[[QtBot, Stager, Shown], QWidget]
GEMMA = ModelInfo("gemma-3-4b-it-Q4_K_M", "chat", "/models/gemma.gguf", 2_400_000_000, 32_768, False)
AWAY = Served("Northwind", "Qwen3-235B-A22B", "https://api.northwind.example/v1", "api.northwind.example", True)
SHED = "/home/anna/Documents/House/Letter from Tver.tif"
DEED = "/home/anna/Documents/House/Deed (notary).pdf"

LEASES = """## What the two leases say

The workshop and the garage are let on different terms. The differences that matter:

| | Workshop | Garage |
|---|---:|---:|
| Rent a month | £640 | £85 |
| Notice, in months | 3 | 1 |
| Repairs up to | £250 | none |

1. The **workshop** lease renews by itself for a year unless either side gives notice.
2. The **garage** lease ends on 31 December and must be signed anew:
   - in writing,
   - by both owners.
3. Neither allows *subletting* without consent.

What is owed after some months grows with the rent $r$, a deposit $d$ and interest $i$ on it:

$$ S = 12\\,r + d\\,\\left(1 + \\frac{i}{100}\\right)^{n} $$

```python
def owed(months: int, rent: float, deposit: float = 0.0) -> float:
    \"\"\"Return what is owed at the end of a lease.\"\"\"
    return months * rent - deposit  # the deposit is held by the agent
```

> The tenant shall keep the interior in good repair.

Everything else follows the usual terms."""

# In the conversation


def asked(
    qtbot: QtBot,
    staged: Stager,
    size: Shown,
    *scripts: Script,
    question: str = QUESTION,
    until: Callable[[Stage], bool] | None = None,
    library: FakeLibrary | None = None,
) -> Stage:
    """Return a window with a question asked in it, when it is answered or `until` holds."""
    shelf = FakeShelf([STARTER, QWEN])
    stage = staged(library=library, scripts=list(scripts) or [Script(boiler_answer())], shelf=shelf, size=size)
    lived_in(qtbot, stage)
    stage.ask(question)
    window = stage.window
    qtbot.waitUntil(lambda: until(stage) if until else bool(window.session.turns) and not window.session.busy)
    settled()
    return stage


def cited(qtbot: QtBot, stage: Stage, index: int) -> QWidget:
    """Open the page of a citation of the last answer."""
    stage.window.chat.blocks[-1].citation_clicked.emit(index)
    preview = stage.window.evidence.preview
    printed = stage.window.session.turns[-1].citations[index].uri.endswith(".pdf")

    def shown() -> bool:
        if printed:
            return preview.shows_page and preview.pdf is not None and preview.pdf.page.drawn
        return bool(preview.text.toPlainText())

    qtbot.waitUntil(shown)
    settled()
    return stage.window


def written(qtbot: QtBot, staged: Stager, size: Shown, text: str) -> Stage:
    """Return a window in whose input something is written, with the keyboard in it."""
    stage = staged(shelf=FakeShelf([STARTER, QWEN]), size=size)
    lived_in(qtbot, stage)
    qtbot.waitUntil(lambda: stage.window.prompts.listed)
    stage.window.activateWindow()
    field = stage.window.chat.composer.field
    field.setFocus()
    field.insertPlainText(text)
    settled()
    return stage


def streaming(qtbot: QtBot, staged: Stager, size: Shown) -> QWidget:
    def told(stage: Stage) -> bool:
        return bool(stage.window.session.turns) and "Twelve" in stage.window.session.turns[-1].text

    return asked(qtbot, staged, size, Script(boiler_answer(), gate=threading.Event()), until=told).window


def prefill(qtbot: QtBot, staged: Stager, size: Shown) -> QWidget:
    script = Script([*boiler_answer()[:2], Prefill(640, 1240, 0)], gate=threading.Event())

    def told(stage: Stage) -> bool:
        return bool(stage.window.session.turns) and stage.window.session.turns[-1].phase == "reading"

    return asked(qtbot, staged, size, script, until=told).window


def text_citation(qtbot: QtBot, staged: Stager, size: Shown) -> QWidget:
    return cited(qtbot, asked(qtbot, staged, size), 1)


def extract(qtbot: QtBot, staged: Stager, size: Shown) -> QWidget:
    warranty = stored_pdf()
    writer = AnswerWriter(hit(warranty, COVERED)).say("These passages fit the question best:\n\n> ")
    writer.say(f"“{COVERED}”").cite(warranty, COVERED, 1, f"“{COVERED}”")
    return asked(qtbot, staged, size, Script(writer.events, extractive=True, timings=Timings(60))).window


def mixed(qtbot: QtBot, staged: Stager, size: Shown) -> QWidget:
    stage = staged(scripts=[Script(mixed_answer())], shelf=FakeShelf([QWEN]), size=size)
    lived_in(qtbot, stage)
    stage.window.session.set_answer_from("both")
    stage.window.chat.composer.set_answer_from("both")
    stage.ask("How is the boiler serviced?")
    qtbot.waitUntil(lambda: bool(stage.window.session.turns) and not stage.window.session.busy)
    return cited(qtbot, stage, 0)


def rich(qtbot: QtBot, staged: Stager, size: Shown) -> QWidget:
    script = Script([boiler_answer()[0], TextDelta(LEASES)])
    stage = asked(
        qtbot, staged, size, script, question="Compare the two leases, and show how to work out what is owed."
    )
    qtbot.wait(300)  # formulas and colours come a moment later
    settled()
    settled()  # what stands below a formula moves down for it
    return stage.window


def served_elsewhere(qtbot: QtBot, staged: Stager, size: Shown) -> QWidget:
    stage = staged(shelf=FakeShelf([STARTER, QWEN]), size=size)
    lived_in(qtbot, stage)
    stage.endpoints.add("https://api.northwind.example/v1", "Northwind")
    with stage.endpoints._database.transaction() as tx:
        tx.execute("UPDATE endpoints SET active = 1")
        tx.execute("INSERT INTO endpoint_models VALUES (1, 'Qwen3-235B-A22B', 131072, 0)")
    stage.window.models.refresh()
    qtbot.waitUntil(lambda: any(info.served for info in stage.window.models.infos))
    stage.window.models.choose(next(info.name for info in stage.window.models.infos if info.served))
    stage.turns.served = AWAY
    stage.ask(QUESTION)
    qtbot.waitUntil(lambda: bool(stage.window.session.turns) and not stage.window.session.busy)
    settled()
    return stage.window


def gone_source(qtbot: QtBot, staged: Stager, size: Shown) -> QWidget:
    stage = asked(qtbot, staged, size)
    renewed_log(qtbot, stage)
    del stage.library.documents[WARRANTY]
    window = stage.window
    window.syncing.documents_changed.emit(None)
    qtbot.waitUntil(lambda: any(one.fate == "gone" for one in window.session.turns[-1].outdated))
    window.chat.blocks[-1].outdated.words_button.click()
    qtbot.waitUntil(lambda: window.session.turns[-1].compared is not None)
    settled()
    return window


def asked_again(qtbot: QtBot, staged: Stager, size: Shown) -> QWidget:
    stage = asked(qtbot, staged, size, Script(boiler_answer()), Script(newer_answer()))
    renewed_log(qtbot, stage)
    stage.window.chat.blocks[-1].outdated.again_button.click()
    qtbot.waitUntil(lambda: stage.window.session.turns[-1].answer_difference is not None)
    settled()
    return stage.window


def found_words(qtbot: QtBot, staged: Stager, size: Shown) -> QWidget:
    stage = asked(qtbot, staged, size)
    bar = stage.window.chat.find_bar
    bar.ask("serviced")
    qtbot.waitUntil(lambda: len(bar.found) > 1)
    settled()
    return stage.window


def filters(qtbot: QtBot, staged: Stager, size: Shown) -> QWidget:
    stage = written(qtbot, staged, size, "in:Notes when was the boiler serviced? -tag:wo")
    qtbot.waitUntil(lambda: stage.window.completion.open)
    settled()
    return stage.window


def slash(qtbot: QtBot, staged: Stager, size: Shown) -> QWidget:
    stage = written(qtbot, staged, size, "/")
    qtbot.waitUntil(lambda: stage.window.prompt_use.completion.open)
    settled()
    return stage.window


def prompt_form(qtbot: QtBot, staged: Stager, size: Shown) -> QWidget:
    stage = written(qtbot, staged, size, "")
    prompts = stage.window.prompts.prompts
    most = max(prompts, key=lambda one: one.content.words.count("{{"))
    stage.window.use_prompt(most.content)
    settled()
    return stage.window


def conversation_found(qtbot: QtBot, staged: Stager, size: Shown) -> QWidget:
    stage = asked(qtbot, staged, size)
    window = stage.window
    window.search_conversations()
    window.sidebar.search.setText("lease")
    qtbot.waitUntil(lambda: window.sidebar.list.rows.searched and window.sidebar.list.rows.rowCount() > 0)
    settled()
    return window


def sources_as_drawer(qtbot: QtBot, staged: Stager, size: Shown) -> QWidget:
    return cited(qtbot, asked(qtbot, staged, (min(size[0], 1040), min(size[1], 700))), 2)


def sidebar_over(qtbot: QtBot, staged: Stager, size: Shown) -> QWidget:
    stage = asked(qtbot, staged, (900, 600))
    stage.window.rail.buttons["expand"].click()
    settled()
    return stage.window


def menu(qtbot: QtBot, staged: Stager, size: Shown, of: Callable[[Stage], QPushButton]) -> QWidget:
    """Open the menu of a button."""
    stage = asked(qtbot, staged, size)
    button = of(stage)
    opened = button.menu()
    opened.popup(button.mapToGlobal(button.rect().bottomLeft()))
    settled()
    return stage.window


# Delving, and the map

LONG_TALK = (
    ("What does the lease say about notice?",
     "Three months, to the end of a quarter, in writing. The workshop lease asks for the signature of both owners."),
    ("And if I miss the date?", "Then the **notice period** begins with the next quarter, and rent is owed till then."),
    ("Can the deposit be kept?", "Only for rent that is owed and for damage beyond wear, itemised within six weeks."),
    ("What counts as wear?", "Marks where furniture stood, faded paint, worn hinges. Holes wider than a dowel do not."),
    ("Who repairs the boiler?", "The owner, up to the last inspection; small repairs below £250 are the tenant's."),
    ("How is the rent raised?", "By the index, once a year, and never within twelve months of the last time."),
)  # fmt: skip
"""What goes back and forth in a long conversation."""
SAID = datetime(2024, 10, 14, 19, 20).timestamp()
WORDS = (
    "The boiler is insured as part of the building. What the insurance does not pay is listed in the house contract."
)


def doubted(word: str, sure: float, *others: tuple[str, float]) -> Unsure:
    """Return a word of the answer about the boiler that its model was so sure of."""
    written = AnswerWriter()
    for event in boiler_answer():
        written.text += event.text if isinstance(event, TextDelta) else ""
    at = written.text.index(word)
    return Unsure(at, at + len(word), at, at + len(word), sure, others)


def delved(qtbot: QtBot, staged: Stager, size: Shown) -> Stage:
    """Return a window with an answer two words of which were delved into, one inside the other."""
    library = boiler_library()
    library.terms = ("boiler", "last serviced", "Denholm", "service", "visit", "insured", "house contract")
    writer = AnswerWriter(hit(stored_pdf(), COVERED), hit(stored_text(), LAST_SERVICE, rank=2, source="Notes"))
    one = "Denholm is the plumber who looks after the boiler and writes a service record after each visit"
    writer.say(one).cite(stored_text(), LAST_SERVICE, 1, one).say(".")
    unsure_of_it = (
        doubted("2030", 0.44, ("2029", 0.31), ("2031", 0.12)),
        doubted("itself", 0.31, ("is", 0.28), ("and", 0.2), ("remains", 0.06)),
        doubted("check", 0.17, ("ask", 0.16), ("see", 0.11)),
    )
    scripts = [
        Script(boiler_answer(), unsure=unsure_of_it),
        Script(writer.events),
        Script(AnswerWriter().say(WORDS).events),
    ]
    return asked(qtbot, staged, size, *scripts, library=library, until=lambda stage: _known(stage, 1))


def _known(stage: Stage, answers: int) -> bool:
    turns = stage.window.session.turns
    return len(turns) >= answers and not stage.window.session.busy and turns[-1].terms is not None


def delve(qtbot: QtBot, stage: Stage, words: str) -> None:
    """Delve into words of the last answer."""
    session = stage.window.session
    turn, depth = session.turns[-1], len(session.line.trail)
    at = turn.text.index(words)
    session.delve(turn, at, at + len(words))
    qtbot.waitUntil(lambda: len(session.line.trail) > depth and _known(stage, 1))
    settled()


def terms(qtbot: QtBot, staged: Stager, size: Shown) -> QWidget:
    stage = delved(qtbot, staged, size)
    delve(qtbot, stage, "Denholm")
    with qtbot.waitSignal(stage.window.session.line.arrived):
        stage.window.session.line.leave()
    settled()
    return stage.window


def in_a_delve(qtbot: QtBot, staged: Stager, size: Shown) -> QWidget:
    stage = delved(qtbot, staged, size)
    delve(qtbot, stage, "Denholm")
    delve(qtbot, stage, "boiler")
    return stage.window


def selected(qtbot: QtBot, staged: Stager, size: Shown) -> QWidget:
    stage = delved(qtbot, staged, size)
    view = stage.window.chat.blocks[-1].view
    at = view.toPlainText().index("until 8 October")
    view.selection.begin(Place(0, at))
    view.selection.extend(Place(0, at + len("until 8 October 2030")))
    view._on_selected()
    settled()
    return stage.window


def unsure(qtbot: QtBot, staged: Stager, size: Shown) -> QWidget:
    stage = delved(qtbot, staged, size)
    window = stage.window
    window.session.show_unsure(shown=True)
    settled()
    block = window.chat.blocks[-1]
    assert block.delving is not None
    turn = window.session.turns[-1]
    (rect,) = block.view.rects_of(turn.unsure[1].start, turn.unsure[1].end)
    menu = block.delving.others_menu(1, turn.text)
    menu.popup(block.view.mapToGlobal(rect.bottomLeft().toPoint()))
    settled()
    return window


def mapped(qtbot: QtBot, staged: Stager, size: Shown, *, count: int, found: str = "") -> QWidget:
    """Return the map of a conversation of so many messages that went several ways."""
    stage = staged(shelf=FakeShelf([STARTER, QWEN]), size=size)
    lived_in(qtbot, stage)
    store, rng, answers = stage.store, random.Random(4), dict(LONG_TALK)
    talk = store.create("The workshop lease")
    told = [store.add(talk.id, "user", LONG_TALK[0][0], parent=None)]
    for number in range(1, count):
        last = told[-1]
        parent = last if rng.random() < 0.88 else rng.choice(told[-14:])
        question, other = LONG_TALK[number // 2 % len(LONG_TALK)]
        if parent.role == "user":
            answer = answers.get(parent.text, other)
            told.append(store.add(talk.id, "assistant", answer, parent=parent.id, model=QWEN.name))
        elif parent is last or rng.random() < 0.4:
            told.append(store.add(talk.id, "user", question, parent=parent.id))
        else:
            words = " ".join(parent.text.split()[-2:]).strip(",.*")
            told.append(store.add(talk.id, "user", words, parent=parent.id, delve=Delve(words, 0, 9)))
    with store._database.transaction() as tx:
        tx.execute("UPDATE messages SET created = ? WHERE conversation_id = ?", (SAID, talk.id))
    main = [one for one in told if one.delve is None]
    stage.window.open_conversation(talk, main[len(main) * 2 // 3].id)
    qtbot.waitUntil(lambda: bool(stage.window.session.turns))
    stage.window.toggle_map()
    view = stage.window.pages.map.view
    qtbot.waitUntil(lambda: len(view.layout_of.spots) == count)
    settled()
    if found:
        stage.window.pages.map.field.setText(found)
        stage.window.pages.map.step(1)
    elif count > 100:
        view.look_at_all()
    settled()
    return stage.window


# The library


def messy(qtbot: QtBot, staged: Stager, size: Shown, library: FakeLibrary | None = None) -> Stage:
    """Return the library page over sources of every kind."""
    stage = staged(library=library or messy_library(), size=size)
    lived_in(qtbot, stage)
    stage.window.syncing.use(Settings(web=True))
    stage.window.show_page("library")
    qtbot.waitUntil(lambda: stage.window.pages.library.items.rowCount() > 20)
    settled()
    return stage


def chosen(qtbot: QtBot, stage: Stage, uri: str) -> None:
    """Choose an item of the library page."""
    page = stage.window.pages.library
    index = page.items.index_of(uri)
    page.table.setCurrentIndex(index)
    page.table.clicked.emit(index)
    qtbot.waitUntil(lambda: page.detail.row is not None and page.detail.isVisible())
    settled()


def many_items(qtbot: QtBot, staged: Stager, size: Shown, *, state: str = "") -> QWidget:
    library = boiler_library()
    library.items = items(10_000)
    stage = staged(library=library, size=size)
    lived_in(qtbot, stage)
    page = stage.window.pages.library
    stage.window.show_page("library")
    qtbot.waitUntil(lambda: page.items.rowCount() == 10_000)
    if state:
        page.state_buttons[state].click()
    settled()
    return stage.window


def page_preview(qtbot: QtBot, staged: Stager, size: Shown) -> QWidget:
    library = messy_library()
    library.items = [
        replace(one, uri=WARRANTY) if one.uri.endswith("Boiler warranty.pdf") else one for one in library.items
    ]
    stage = messy(qtbot, staged, size, library)
    chosen(qtbot, stage, WARRANTY)
    detail = stage.window.pages.library.detail
    qtbot.waitUntil(lambda: detail.list.pages.rowCount() == 3)
    detail.list.choose(1)
    qtbot.waitUntil(lambda: detail.preview.pdf is not None and detail.preview.pdf.page.drawn)
    for label in detail.findChildren(QLabel):
        if str(SAMPLES) in label.text():
            label.setText("/home/anna/Documents/House")  # nobody is to see where the tests lie
    settled()
    return stage.window


def remedied(qtbot: QtBot, staged: Stager, size: Shown, uri: str) -> QWidget:
    stage = messy(qtbot, staged, size)
    chosen(qtbot, stage, uri)
    stage.window.pages.library.detail.remedy_button.click()
    settled()
    return stage.window


def busy(qtbot: QtBot, staged: Stager, size: Shown, *, paused: bool = False) -> QWidget:
    library = messy_library()
    library.gate = threading.Event()
    library.sync_events = [Progress("reading", "House", 214, 340, 180.0, LEDGER, 12, 27)]
    stage = messy(qtbot, staged, size, library)
    qtbot.waitUntil(lambda: stage.window.syncing.progress is not None)
    if paused:
        stage.window.syncing.pause()
    else:
        stage.window.syncing.progress_changed.emit()
    settled()
    return stage.window


def first_reading(qtbot: QtBot, staged: Stager, size: Shown) -> QWidget:
    library = boiler_library()
    library.gate = threading.Event()
    library.sync_events = reading()
    stage = staged(library=library, size=size)
    qtbot.waitUntil(lambda: stage.window.syncing.progress is not None)
    stage.window.syncing.progress_changed.emit()
    settled()
    return stage.window


# Models


def getting(qtbot: QtBot, staged: Stager, size: Shown) -> tuple[Stage, GetModels]:
    stage = staged(hub=FakeHub([QWEN_REPOSITORY, LARGE_REPOSITORY]), size=size)
    lived_in(qtbot, stage)
    stage.window.show_page("models")
    stage.window.pages.model_sections.show_section("Get models")
    return stage, stage.window.pages.get_models


def repository_files(qtbot: QtBot, staged: Stager, size: Shown) -> QWidget:
    stage, page = getting(qtbot, staged, size)
    card = next(one for one in page.cards if one.ask_button.accessibleName().endswith(" Qwen3 4B"))
    card.ask_button.click()
    qtbot.waitUntil(lambda: bool(card.rows))
    assert card.more_button is not None
    card.more_button.click()
    settled()
    card.parentWidget().parentWidget().parentWidget().ensureWidgetVisible(card)  # type: ignore[attr-defined]
    settled()
    return stage.window


def downloading(qtbot: QtBot, staged: Stager, size: Shown) -> QWidget:
    stage, page = getting(qtbot, staged, size)
    usual = QWEN_REPOSITORY.choices[1]
    stage.window.downloads.start(QWEN_REPOSITORY, usual)
    stage.hub.steps.put(Fetching(1_234_000_000, usual.bytes, 12_300_000, 102.0))
    qtbot.waitUntil(lambda: bool(page.downloads.rows) and page.downloads.rows[0].bar.value() > 400)
    settled()
    return stage.window


def hub_search(qtbot: QtBot, staged: Stager, size: Shown) -> QWidget:
    stage, page = getting(qtbot, staged, size)
    page.field.setText("qwen3")
    page.search()
    qtbot.waitUntil(lambda: len(page.cards) == 2)
    settled()
    return stage.window


def changing_embedder(qtbot: QtBot, staged: Stager, size: Shown) -> QWidget:
    stage = staged(embedders=FakeEmbedders(gate=threading.Event()), size=size)
    lived_in(qtbot, stage)
    stage.window.show_page("models")
    stage.window.pages.model_sections.show_section("For search")
    shown = stage.window.pages.search_section
    qtbot.waitUntil(lambda: bool(shown.cards))
    next(one for one in shown.cards if one.card.name == E5.name).use_button.click()
    qtbot.waitUntil(lambda: stage.window.embedders.progress is not None and stage.window.embedders.progress.done > 0)
    settled()
    return stage.window


# The arena

TOPICS = ("house", "contracts", "travel")
ASKED = (
    "When does the warranty of the boiler end?", "What notice does the workshop lease ask for?",
    "Which train did we take to Tver?", "Who repaired the roof, and for how much?",
    "What does the insurance not cover?", "Which of the two leases renews by itself?",
)  # fmt: skip


def other_answer() -> Script:
    warranty = stored_pdf()
    writer = AnswerWriter(hit(warranty, COVERED), hit(warranty, SERVICED, rank=2))
    one = "The boiler has to be serviced once a year by a registered gas engineer"
    writer.say(one).cite(warranty, SERVICED, 1, one).say(". ")
    two = "Boiler, parts and labour are covered for 7 years"
    return Script(writer.say(two).cite(warranty, COVERED, 2, two).say(", so it still is.").events)


def arena(qtbot: QtBot, staged: Stager, size: Shown, *scripts: Script, view: str = "Vote") -> tuple[Stage, ArenaPage]:
    shelf = FakeShelf([STARTER, QWEN, GEMMA])
    stage = staged(scripts=list(scripts) or [Script(boiler_answer()), other_answer()], shelf=shelf, size=size)
    lived_in(qtbot, stage)
    stage.window.show_page("models")
    stage.window.pages.model_sections.show_section("Arena")
    page = stage.window.pages.arena_page
    page.show_view(view)
    page.vote.picker.choose([QWEN.name, GEMMA.name])
    return stage, page


def ballot(qtbot: QtBot, staged: Stager, size: Shown, *, vote: bool = False) -> QWidget:
    stage, page = arena(qtbot, staged, size)
    page.vote.composer.field.setPlainText(QUESTION)
    page.vote.composer.button.click()
    desk = stage.window.arena
    qtbot.waitUntil(lambda: desk.run is None and desk.match is not None)
    if vote:
        page.vote.ballot.vote_buttons[0].click()
        qtbot.waitUntil(lambda: desk.match is not None and desk.match.state == "voted")
    settled()
    return stage.window


def being_answered(qtbot: QtBot, staged: Stager, size: Shown) -> QWidget:
    gate = threading.Event()
    stage, page = arena(qtbot, staged, size, Script(boiler_answer()), Script(boiler_answer(), gate=gate))
    page.vote.composer.field.setPlainText(QUESTION)
    page.vote.composer.button.click()
    qtbot.waitUntil(lambda: "1" in page.vote.step.text())
    settled()
    return stage.window


def ratings(qtbot: QtBot, staged: Stager, size: Shown) -> QWidget:
    stage, page = arena(qtbot, staged, size, view="Ratings")
    service, strength = stage.services.arena, {QWEN.name: 5, GEMMA.name: 4, STARTER.name: 1}
    pairs = list(itertools.combinations(strength, 2))
    for number in range(54):
        two = [contender(name) for name in pairs[number % 3]]
        stage.turns.scripts = [Script(boiler_answer()), other_answer()]
        tags = (TOPICS[number // 3 % 3],)
        match = service.new_match(ASKED[number % len(ASKED)], two, tags=tags)
        for _ in service.answer(CancelToken(), match=match):
            pass
        entries = service._store.match(match).entries  # type: ignore[attr-defined]
        chances = [strength[entry.contender.model] for entry in entries]
        best = None if number % 9 == 4 else int((number * 7 % 10) * sum(chances) >= chances[0] * 10)
        service.vote(match, best)
    stage.window.arena.rate()
    qtbot.waitUntil(lambda: bool(page.ratings.tables))
    settled()
    return stage.window


def batches(qtbot: QtBot, staged: Stager, size: Shown) -> QWidget:
    stage, page = arena(qtbot, staged, size, view="Batches")
    service = stage.services.arena
    models = [contender(QWEN.name), contender(GEMMA.name)]
    for name, whole in (("Questions about the leases", True), ("Travel notes", False)):
        batch = service.new_batch(name, [Asked(one, ("house",)) for one in ASKED], models)
        stage.turns.scripts = [Script(boiler_answer())] * 6 + [other_answer()] * 6 if whole else [other_answer()]
        token = CancelToken()
        for step in service.answer(token, batch=batch):
            if not whole and step.done == 4:
                token.cancel()
    stage.window.arena.refresh()
    qtbot.waitUntil(lambda: len(page.batches.cards) == 2)
    settled()
    return stage.window


# Privacy


def network_off(qtbot: QtBot, staged: Stager, size: Shown) -> QWidget:
    stage = furnished(staged, size)
    lived_in(qtbot, stage)
    stage.window.show_page("privacy")
    stage.window.privacy.set_network(False)
    qtbot.waitUntil(lambda: not stage.window.privacy.on)
    settled()
    return stage.window


STATES: dict[str, State] = {
    "delve, words of an answer": terms,
    "delve, in another delve": in_a_delve,
    "delve, words selected": selected,
    "unsure words": unsure,
    "map, of a long conversation": lambda q, s, size: mapped(q, s, size, count=36),
    "map, words found": lambda q, s, size: mapped(q, s, size, count=36, found="deposit"),
    "map, a thousand messages": lambda q, s, size: mapped(q, s, size, count=1000),
    "chat, reading the passages": prefill,
    "chat, streaming": streaming,
    "chat, a text opened": text_citation,
    "chat, passages only": extract,
    "chat, general knowledge": mixed,
    "chat, rich answer": rich,
    "chat, answered elsewhere": served_elsewhere,
    "chat, a source is gone": gone_source,
    "chat, asked again": asked_again,
    "chat, words found": found_words,
    "chat, sources as a drawer": sources_as_drawer,
    "chat, the left side opened": sidebar_over,
    "chat, first reading": first_reading,
    "input, filters": filters,
    "input, prompts": slash,
    "input, form of a prompt": prompt_form,
    "menu of models": lambda q, s, size: menu(q, s, size, lambda stage: stage.window.chooser),
    "menu of sources": lambda q, s, size: menu(q, s, size, lambda stage: stage.window.chat.composer.scope),
    "menu of what answers are from": lambda q, s, size: menu(
        q, s, size, lambda stage: stage.window.chat.composer.answer_from
    ),
    "conversations found": conversation_found,
    "library, ten thousand items": many_items,
    "library, skipped": lambda q, s, size: many_items(q, s, size, state="skipped"),
    "library, page of an item": page_preview,
    "library, a language is missing": lambda q, s, size: remedied(q, s, size, SHED),
    "library, reading": busy,
    "library, paused": lambda q, s, size: busy(q, s, size, paused=True),
    "get models, files": repository_files,
    "get models, downloading": downloading,
    "get models, search": hub_search,
    "for search, changing": changing_embedder,
    "arena, being answered": being_answered,
    "arena, vote": ballot,
    "arena, names told": lambda q, s, size: ballot(q, s, size, vote=True),
    "arena, ratings": ratings,
    "arena, batches": batches,
    "privacy, network off": network_off,
}
