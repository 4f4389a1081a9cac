"""The palette: what a few letters find, in which order, and that nothing but a keyboard is needed."""

from __future__ import annotations

import re
import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from alcove.core.settings import SettingsStore
from alcove.desktop.actions import RECENT_AS, ActionRegistry, native
from alcove.desktop.fuzzy import Query, folded, ranked
from alcove.desktop.palette import Pool, rows_of
from tests.desktop.conftest import Stage, Stager
from tests.desktop.fakes import QWEN, STARTER, FakeShelf, Script, boiler_answer
from tests.desktop.test_actions import press
from tests.desktop.test_window import answered

# Finding


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("new", "New conversation"), ("nc", "New conversation"), ("conv del", "Delete this conversation"),
        ("елка", "Ёлка на даче"), ("STRASSE", "Straße und Haus"), ("boiler", "Boiler"), ("lib", "Library"),
    ],
)  # fmt: skip
def test_the_best_name_comes_first(typed: str, first: str) -> None:
    names = ["Boiler warranty", "New conversation", "Delete this conversation", "Search conversations", "Library",
             "Boiler", "Ёлка на даче", "Straße und Haus", "The soil of the boil"]  # fmt: skip
    found = ranked(Query(typed), [folded(name) for name in names], 3)
    assert names[found[0][1]] == first


def test_every_word_must_be_found() -> None:
    query = Query("boiler roof")
    assert query.cost("the roof above the boiler") is not None
    assert query.cost("the boiler") is None
    assert Query("x").cost("a box") is not None and Query("q").cost("a box") is None
    assert Query("zz").cost("a box") is None


def test_the_letters_that_were_meant_are_known() -> None:
    assert Query("con").letters("New conversation") == frozenset({4, 5, 6})
    assert Query("ation").letters("New conversation") == frozenset(range(11, 16))
    assert Query("nc").letters("New conversation") == frozenset({0, 4})
    assert Query("strasse").letters("Straße") == frozenset(), "its length changes when it is folded"
    assert Query("zz").letters("box") == frozenset()


def test_what_was_used_last_comes_first() -> None:
    ran: list[int] = []
    pools = [
        Pool("Action", ["x", "y"], ["a.one", "a.two"], ["Open", "Open again"], ran.append, ["A", "B"], ["Ctrl+1", ""],
             listed=True),
        Pool("Conversation", ["z"], ["c:1", "c:2"], ["Opening hours", "Roof"], ran.append),
    ]  # fmt: skip
    assert [row.id for row in rows_of(pools, "", [])] == ["a.one", "a.two"]
    shown = rows_of(pools, "", ["c:2", "gone", "a.two"])
    assert [(row.id, row.recent) for row in shown] == [("c:2", True), ("a.two", True), ("a.one", False)]
    assert [row.id for row in rows_of(pools, "open", [])] == ["a.one", "a.two", "c:1"]
    assert next(row.id for row in rows_of(pools, "open", ["c:1"])) == "c:1"
    assert [row.id for row in rows_of(pools, "roof conversation", [])] == ["c:2"], "what it is can be typed too"
    first = rows_of(pools, "open", [])[0]
    assert (first.told(), first.icon, first.letters) == ("Open, A, Ctrl+1", "x", frozenset(range(4)))
    assert rows_of(pools, "roof", [])[0].icon == "z"


# In the window


def typed(stage: Stage, words: str) -> list[str]:
    """Open the palette, type, and return what is offered."""
    palette = stage.window.sheets.palette
    if not palette.isVisible():
        press(stage.window, "Ctrl+K")
    palette.field.setText(words)
    return [row.name for row in palette.rows.rows]


def test_it_opens_chooses_and_gives_the_keyboard_back(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    window = stage.window
    window.chat.composer.field.setFocus()
    press(window, "Ctrl+K")
    palette = window.sheets.palette
    assert palette.isVisible() and window.focusWidget() is palette.field
    press(palette.field, "Esc")
    assert palette.isHidden() and window.focusWidget() is window.chat.composer.field
    press(window, "Ctrl+K")
    press(palette.field, "Ctrl+K")
    assert palette.isHidden(), "the same keys put it away"
    assert typed(stage, "library")[0] == "Library"
    press(palette.field, "Return")
    assert palette.isHidden() and window.page == "library"
    press(window, "Ctrl+K")
    assert palette.rows.rows[0].id == "go.library" and palette.rows.rows[0].recent
    qtbot.waitUntil(lambda: "go.library" in stage.services.settings.state(RECENT_AS))
    press(palette.field, "Ctrl+4")
    assert palette.isHidden() and window.page == "privacy", "other keys go on working"


def test_the_arrows_move_and_go_around(staged: Stager) -> None:
    stage = staged()
    press(stage.window, "Ctrl+K")
    palette = stage.window.sheets.palette
    rows = palette.rows.rows
    for key, expected in (("Down", 1), ("Up", 0), ("Up", len(rows) - 1), ("Down", 0), ("PgDown", 8), ("PgUp", 0)):
        press(palette.field, key)
        assert palette.row is rows[expected], key
    press(palette.field, "Tab")
    assert stage.window.focusWidget() is palette.field, "Tab stays within"
    palette.field.setText("zzzz")
    assert palette.row is None and palette.nothing.isVisible()
    press(palette.field, "Down")
    press(palette.field, "Return")
    assert palette.isVisible()


def test_a_click_chooses_and_a_click_beside_it_puts_it_away(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    typed(stage, "models")
    palette = stage.window.sheets.palette
    at = palette.list.visualRect(palette.rows.index(0)).center()
    qtbot.mouseClick(palette.list.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert stage.window.page == "models" and palette.isHidden()
    press(stage.window, "Ctrl+K")
    qtbot.mouseClick(palette, Qt.MouseButton.LeftButton, pos=palette.rect().bottomLeft())
    assert palette.isHidden()


def test_conversations_models_sources_and_settings_are_found(qtbot: QtBot, staged: Stager) -> None:
    stage = staged(shelf=FakeShelf([STARTER, QWEN]))
    answered(qtbot, stage)
    window = stage.window
    qtbot.waitUntil(lambda: bool(window.session.conversations))
    press(window, "Ctrl+N")
    palette = window.sheets.palette
    assert typed(stage, "boiler warranty")[0].startswith("Is the boiler still")
    press(palette.field, "Return")
    qtbot.waitUntil(lambda: bool(window.session.turns))
    other = next(info for info in window.models.infos if info is not window.models.answering)
    typed(stage, f"model {other.name[:6]}")
    press(palette.field, "Return")
    assert window.models.answering is other
    assert typed(stage, "notes only")[0] == "Notes"
    press(palette.field, "Return")
    assert window.session.scope == ("Notes",) and window.chat.composer.scope.scope == ("Notes",)
    typed(stage, "all sources ask")
    press(palette.field, "Return")
    assert window.session.scope == ()
    assert typed(stage, "longest answer")[0] == "Longest answer"
    press(palette.field, "Return")
    assert window.page == "settings"
    assert window.focusWidget() is window.pages.settings_page.rows["answer_tokens"].field
    typed(stage, "light and dark setting")
    press(palette.field, "Return")
    assert window.focusWidget() is window.pages.settings_page.rows["theme"].stop


def test_only_what_is_possible_now_is_offered(qtbot: QtBot, staged: Stager) -> None:
    stage = staged(scripts=[Script(boiler_answer(), gate=threading.Event())])
    assert "Copy the answer" not in typed(stage, "copy")
    assert "Find anything" not in typed(stage, "find")
    press(stage.window.sheets.palette.field, "Esc")
    stage.ask("Is it?")
    qtbot.waitUntil(lambda: stage.window.session.busy)
    assert typed(stage, "stop")[0] == "Stop the answer"
    press(stage.window.sheets.palette.field, "Return")
    qtbot.waitUntil(lambda: not stage.window.session.busy)


def test_keys_are_shown_as_they_are_now(staged: Stager) -> None:
    stage = staged()
    stage.window.registry.set_keys("go.library", ["F12"])
    typed(stage, "library")
    assert stage.window.sheets.palette.rows.rows[0].keys == native("F12")


def test_it_stays_within_a_small_window(staged: Stager) -> None:
    stage = staged(size=(720, 480))
    press(stage.window, "Ctrl+K")
    palette = stage.window.sheets.palette
    assert palette.rect().contains(palette.card.geometry())
    stage.window.resize(900, 600)
    QApplication.processEvents()
    assert palette.width() == 900 and palette.rect().contains(palette.card.geometry())


def test_one_of_ten_thousand_conversations_is_found(qtbot: QtBot, staged: Stager) -> None:
    """How long that takes, `bench/run.py actions` tells."""
    stage = staged(begin=False)
    with stage.services.settings._database.transaction() as tx:
        for number in range(10_000):
            tx.execute("INSERT INTO conversations (title, created, updated) VALUES (?, ?, ?)",
                       (f"About the boiler and the roof {number}", number, number))  # fmt: skip
    window = stage.window
    window.begin()
    qtbot.waitUntil(lambda: len(window.session.conversations) == 10_000 and window.syncing.listed, timeout=20_000)
    qtbot.waitUntil(lambda: not window.syncing.running)
    palette = window.sheets.palette
    press(window, "Ctrl+K")
    palette.field.setText("roof 99")
    assert palette.rows.rows[0].name.endswith("99")
    press(palette.field, "Esc")


@pytest.mark.usefixtures("russian")
def test_what_can_be_done_is_told_and_found_in_the_windows_language(staged: Stager) -> None:
    stage = staged()
    registry = stage.window.registry
    told = [(one.name, one.group) for one in (*registry.all(), *registry.held)]
    assert [words for words in told if not all(re.search("[а-яё]", part) for part in words)] == []
    assert set(stage.window.sheets.shortcuts.groups()) == {group for _, group in told}
    assert typed(stage, "новая бес")[0] == "Новая беседа" and typed(stage, "new conv") == []


@pytest.mark.parametrize("kept", ["no json", '{"a": 1}'])
def test_what_was_used_and_cannot_be_read_is_left(staged: Stager, kept: str) -> None:
    stage = staged()
    settings: SettingsStore = stage.services.settings
    settings.remember(RECENT_AS, kept)
    assert ActionRegistry(stage.window, settings, stage.services.tasks).recent == []
