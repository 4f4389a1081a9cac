"""The registry of actions: keys that work, that a person may change, and that nobody has twice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from alcove.core.database import Database
from alcove.core.settings import SettingsStore
from alcove.desktop.actions import KEPT_AS, Action, ActionRegistry, default_keys, native, refusal
from alcove.desktop.icons import GLYPHS
from alcove.desktop.tasks import TaskRunner
from tests.desktop.conftest import Stager
from tests.desktop.fakes import QWEN, STARTER, FakeShelf, Script, boiler_answer
from tests.desktop.test_window import answered


@pytest.fixture
def settings(database: Database) -> SettingsStore:
    return SettingsStore(database)


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[QWidget]:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    yield made


def press(widget: QWidget, key: str) -> None:
    """Press what Qt writes as `key`, as a keyboard would."""
    pressed = QKeySequence(key)[0]  # type: ignore[index]  # the stubs lack it
    QTest.keyClick(widget, pressed.key(), pressed.keyboardModifiers())


def test_a_key_does_what_its_action_does(window: QWidget, settings: SettingsStore, tasks: TaskRunner) -> None:
    done: list[str] = []
    registry = ActionRegistry(window, settings, tasks)
    registry.add(
        Action("a.one", "One", "A", lambda: done.append("one"), "Ctrl+1 F2"),
        Action("a.two", "Two", "A", lambda: done.append("two"), "Ctrl+2", "", lambda: False),
    )
    for key in ("Ctrl+1", "F2", "Ctrl+2"):
        press(window, key)
    assert done == ["one", "one"], "what is not possible now is not done"
    assert [one.id for one in registry.all()] == ["a.one", "a.two"] and registry.find("a.two").name == "Two"


def test_nothing_is_there_twice(window: QWidget, settings: SettingsStore, tasks: TaskRunner) -> None:
    registry = ActionRegistry(window, settings, tasks)
    registry.add(Action("a.one", "One", "A", list, "Ctrl+1"))
    with pytest.raises(ValueError, match=r"two actions a\.one"):
        registry.add(Action("a.one", "Again", "A", list))
    with pytest.raises(ValueError, match=r"both have Ctrl\+1"):
        registry.add(Action("a.two", "Two", "A", list, "Ctrl+2 Ctrl+1"))


def test_keys_are_changed_and_kept(qtbot: QtBot, window: QWidget, settings: SettingsStore, tasks: TaskRunner) -> None:
    done: list[str] = []
    actions = (
        Action("a.one", "One", "A", lambda: done.append("one"), "Ctrl+1"),
        Action("a.two", "Two", "A", lambda: done.append("two"), "Ctrl+2"),
    )
    registry = ActionRegistry(window, settings, tasks)
    registry.add(*actions)
    button = QPushButton()
    qtbot.addWidget(button)
    registry.label(button, "a.one", "Do one")
    assert button.toolTip() == f"Do one ({native('Ctrl+1')})"
    taken = registry.taken_by("Ctrl+2", besides="a.one")
    assert taken is not None and taken.id == "a.two"
    with qtbot.waitSignal(registry.keys_changed):
        registry.set_keys("a.one", ["Ctrl+2"])
    assert (registry.keys("a.one"), registry.keys("a.two"), registry.words("a.two")) == (("Ctrl+2",), (), "")
    assert button.toolTip() == f"Do one ({native('Ctrl+2')})"
    press(window, "Ctrl+2")
    press(window, "Ctrl+1")
    assert done == ["one"]
    qtbot.waitUntil(lambda: settings.state(KEPT_AS) == json.dumps({"a.one": ["Ctrl+2"]}))
    other = QWidget()
    qtbot.addWidget(other)
    again = ActionRegistry(other, settings, tasks)
    again.add(*actions)
    assert again.keys("a.one") == ("Ctrl+2",) and again.changed("a.one") and not again.changed("a.two")
    again.reset("a.one")
    assert (again.keys("a.one"), again.keys("a.two"), again.changed("a.one")) == (("Ctrl+1",), ("Ctrl+2",), False)
    again.set_keys("a.two", [])
    assert again.keys("a.two") == () and again.changed("a.two")
    again.reset_all()
    assert again.keys("a.two") == ("Ctrl+2",)


def test_a_key_given_away_returns_when_it_is_asked_back(
    window: QWidget, settings: SettingsStore, tasks: TaskRunner
) -> None:
    registry = ActionRegistry(window, settings, tasks)
    registry.add(Action("a.one", "One", "A", list, "Ctrl+1"), Action("a.two", "Two", "A", list, "Ctrl+2"))
    registry.set_keys("a.one", ["Ctrl+9"])
    registry.set_keys("a.two", ["Ctrl+9"])
    assert (registry.keys("a.one"), registry.keys("a.two")) == ((), ("Ctrl+9",))
    registry.reset("a.one")
    assert registry.keys("a.one") == ("Ctrl+1",)


@pytest.mark.parametrize("kept", ["no json", "[]", '{"a.one": 3}', '{"a.one": ["Ctrl+C", "x"]}'])
def test_what_was_kept_and_cannot_be_used_is_left(
    window: QWidget, settings: SettingsStore, tasks: TaskRunner, kept: str
) -> None:
    settings.remember(KEPT_AS, kept)
    registry = ActionRegistry(window, settings, tasks)
    registry.add(Action("a.one", "One", "A", list, "Ctrl+1"))
    assert registry.keys("a.one") == (() if "Ctrl+C" in kept else ("Ctrl+1",))


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("", "Press a key together"), ("A", "alone is needed"), ("Shift+A", "alone is needed"), ("Return", "alone"),
        ("Tab", "alone"), ("Ctrl+C", "edits text"), ("Ctrl+Z", "edits text"), ("Ctrl+Shift+Y", ""), ("F5", ""),
        ("Shift+F5", ""), ("Alt+X", ""),
    ],
)  # fmt: skip
def test_keys_of_typing_are_refused(qapp: object, key: str, words: str) -> None:
    assert (words in refusal(key)) if words else not refusal(key)


# What the window has


def test_every_action_of_the_window_has_a_name_and_keys_of_its_own(staged: Stager) -> None:
    registry = staged().window.registry
    keys = [key for one in registry.all() for key in registry.keys(one.id)]
    assert len(keys) == len(set(keys)) and len(registry.all()) > 40
    assert [one.id for one in registry.all() if not registry.keys(one.id)] == []
    names = [one.name for one in registry.all()]
    assert len(names) == len(set(names))
    for one in registry.all():
        assert one.name[:1].isupper() and one.group, one.id
        assert one.icon in GLYPHS or not one.icon, one.id
        assert all(QKeySequence(key).toString() == key for key in one.keys.split()), one.id
        assert not any(refusal(key) for key in registry.keys(one.id)), one.id


def test_on_a_mac_too_no_key_is_there_twice_or_moves_through_text(staged: Stager) -> None:
    keys = [key for one in staged().window.registry.all() for key in default_keys(one, "darwin")]
    assert len(keys) == len(set(keys))
    moving = {f"{held}+{arrow}" for held in ("Alt", "Ctrl") for arrow in ("Left", "Right", "Up", "Down", "Backspace")}
    system = {"Ctrl+H", "Ctrl+M", "Ctrl+W", "Ctrl+Space", "Ctrl+Shift+Q"}
    assert not (moving | system) & set(keys)


def test_no_key_of_an_action_edits_what_is_being_written(staged: Stager, monkeypatch: pytest.MonkeyPatch) -> None:
    window = staged(shelf=FakeShelf([STARTER, QWEN])).window
    field = window.chat.composer.field
    ran: list[str] = []
    monkeypatch.setattr(window.registry, "run", ran.append)
    for one in window.registry.all():
        for key in window.registry.keys(one.id):
            if key == "?":
                continue  # it is typed
            field.setPlainText("what is being written here")
            cursor = field.textCursor()
            cursor.setPosition(7)
            field.setTextCursor(cursor)
            field.setFocus()
            ran.clear()
            press(field, key)
            assert ran == [one.id], f"{key} does not reach {one.id}"
            assert field.toPlainText() == "what is being written here" and field.textCursor().position() == 7, key


def test_actions_on_answers_are_for_the_one_with_the_keyboard(qtbot: QtBot, staged: Stager) -> None:
    stage = staged(scripts=[Script(boiler_answer()), Script(boiler_answer())])
    answered(qtbot, stage)
    answered(qtbot, stage, "And the pump?")
    window = stage.window
    stage.window.session.turns[0].text = "the first answer"
    press(window, "Ctrl+Shift+Y")
    assert "until 8 October 2030" in QGuiApplication.clipboard().text()
    press(window, "Alt+PgUp")
    assert window.focusWidget() is window.chat.blocks[1].view
    press(window, "Alt+PgUp")
    press(window, "Ctrl+Shift+Y")
    assert QGuiApplication.clipboard().text() == "the first answer"
    assert window.chat.blocks[0].copy_button.toolTip() == "Copied"
    assert native("Ctrl+R") in window.chat.blocks[1].again_button.toolTip()
    for _ in range(3):
        press(window, "Alt+PgDown")
    assert window.focusWidget() is window.chat.composer.field


def test_actions_that_cannot_be_done_now_are_not_possible(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    registry = stage.window.registry

    def possible(*names: str) -> list[bool]:
        return [registry.find(name).enabled() for name in names]

    names = ("answer.copy", "answer.again", "sources.toggle", "conversation.delete", "question.stop", "document.close")
    assert possible(*names) == [False] * 6
    answered(qtbot, stage)
    assert possible(*names) == [True, True, True, True, False, False]
    stage.window.evidence.select(0)
    qtbot.waitUntil(stage.window.evidence.preview.isVisible)
    assert possible("document.close", "document.open") == [True, True]
    stage.window.show_page("library")
    assert possible(*names)[:3] == [False] * 3 and possible("library.sync", "library.find") == [True, True]


@pytest.mark.parametrize(
    ("key", "page"),
    [("Ctrl+2", "library"), ("Ctrl+F", "library"), ("Ctrl+4", "privacy"), ("Ctrl+G", "models"), ("Ctrl+5", "models")],
)
def test_every_page_has_a_key(staged: Stager, key: str, page: str) -> None:
    window = staged().window
    press(window, key)
    assert window.page == page
    press(window, "Ctrl+L")
    assert window.page == "chat" and window.focusWidget() is window.chat.composer.field


def test_reading_is_begun_and_paused_by_keys(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    before = len(stage.library.synced)
    press(stage.window, "F5")
    qtbot.waitUntil(lambda: len(stage.library.synced) == before + 1 and not stage.window.syncing.running)


def test_the_scheme_is_changed_and_saved(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    press(stage.window, "F9")
    assert stage.services.theme.dark
    qtbot.waitUntil(lambda: stage.services.settings.load().theme == "dark")
    press(stage.window, "F9")
    assert not stage.services.theme.dark
    qtbot.waitUntil(lambda: stage.services.settings.load().theme == "light")


def test_a_notice_is_reached_and_dismissed_by_keys(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    answered(qtbot, stage)
    press(stage.window, "Ctrl+Shift+Backspace")
    qtbot.waitUntil(lambda: bool(stage.window.toasts.toasts))
    press(stage.window, "F8")
    assert stage.window.focusWidget() is stage.window.toasts.toasts[0].action_button
    press(stage.window.focusWidget(), "Space")
    qtbot.waitUntil(lambda: bool(stage.window.session.turns))
    stage.services.notifier.warn("Something")
    press(stage.window, "F8")
    press(stage.window.focusWidget(), "Esc")
    assert not stage.window.toasts.toasts


def test_no_key_stands_in_a_text_of_the_window() -> None:
    """What has keys takes them from the registry."""
    import alcove.desktop

    folder = Path(alcove.desktop.__file__).parent
    for file in folder.glob("*.py"):
        if file.name not in ("actions.py", "window_actions.py"):
            assert "(Ctrl+" not in file.read_text("utf-8"), file.name
