"""A window over scripted layers: real store, settings, threads and theme; fake library, models and turns."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from alcove.chat.arena_store import ArenaStore
from alcove.chat.drafts import DraftStore
from alcove.chat.store import ConversationStore
from alcove.chat.transfer import Transfer
from alcove.core.database import Database
from alcove.core.errors import AppError
from alcove.core.ledger import Ledger
from alcove.core.net import Door
from alcove.core.paths import Paths
from alcove.core.settings import SettingsStore
from alcove.desktop.illustrator import Illustrator
from alcove.desktop.notify import Notice, Notifier
from alcove.desktop.services import Services
from alcove.desktop.tasks import TaskRunner
from alcove.desktop.theme import Theme
from alcove.desktop.translation import speak
from alcove.desktop.window import MainWindow
from alcove.models.endpoints import Endpoints
from tests.desktop.fakes import (
    FakeAttached,
    FakeEmbedders,
    FakeHub,
    FakeLibrary,
    FakeOwn,
    FakePrompts,
    FakeReceipts,
    FakeShelf,
    Script,
    ScriptedTurns,
    StagedArena,
    boiler_answer,
    boiler_library,
)

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform tells of what it lacks whenever a window is shown or raised; that is not ours."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support", extend=True))


@dataclass
class Bugs:
    """What the task runner reported."""

    errors: list[AppError]
    bugs: list[BaseException]


@pytest.fixture
def bugs() -> Bugs:
    return Bugs([], [])


@pytest.fixture
def tasks(qapp: QApplication, bugs: Bugs) -> Iterator[TaskRunner]:
    runner = TaskRunner(bugs.errors.append, bugs.bugs.append)
    yield runner
    assert runner.close(5.0), "a lane did not end"


@pytest.fixture(scope="session", autouse=True)
def english(qapp: QApplication) -> None:
    """The window speaks English, whatever the computer does."""
    speak(qapp, "en")


@pytest.fixture(scope="module", autouse=True)
def no_lane_collects() -> Iterator[None]:
    """Garbage is collected on this thread alone, as in the window: after each test that had one, and at the end."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def clipboard_let_go(qapp: QApplication) -> Iterator[None]:
    """Nothing made in Python stays in the offscreen clipboard, which is let go after Python has ended."""
    yield
    qapp.clipboard().clear()


@pytest.fixture
def russian(qapp: QApplication) -> Iterator[None]:
    """The window speaks Russian."""
    speak(qapp, "ru")
    yield
    speak(qapp, "en")


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    made = Theme(qapp, "light")
    yield made
    qapp.setStyleSheet("")


@pytest.fixture
def illustrator(tasks: TaskRunner) -> Illustrator:
    return Illustrator(tasks, FakeLibrary())


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(Paths.at(tmp_path / "data").database)
    yield made
    made.close()


@pytest.fixture
def store(database: Database) -> ConversationStore:
    return ConversationStore(database)


@dataclass
class Stage:
    """A window and what stands under it."""

    window: MainWindow
    services: Services
    library: FakeLibrary
    shelf: FakeShelf
    embedders: FakeEmbedders
    turns: ScriptedTurns
    store: ConversationStore
    own: FakeOwn
    bugs: Bugs
    hub: FakeHub
    endpoints: Endpoints
    attached: FakeAttached

    def ask(self, question: str) -> None:
        """Type a question and send it."""
        self.window.chat.composer.field.setPlainText(question)
        self.window.chat.composer.button.click()

    def notices(self) -> list[Notice]:
        """Return the notices on view."""
        return [toast.notice for toast in self.window.toasts.toasts]


Stager = Callable[..., Stage]


@pytest.fixture
def staged(
    qtbot: QtBot, tmp_path: Path, database: Database, store: ConversationStore, bugs: Bugs, theme: Theme
) -> Iterator[Stager]:
    """Make a window: `staged(library=..., scripts=[...], shelf=..., size=...)`; it is shown and has begun."""
    runners: list[TaskRunner] = []
    windows: list[MainWindow] = []

    def make(
        *,
        library: FakeLibrary | None = None,
        scripts: list[Script] | None = None,
        shelf: FakeShelf | None = None,
        size: tuple[int, int] = (1360, 860),
        begin: bool = True,
        own: FakeOwn | None = None,
        hub: FakeHub | None = None,
        embedders: FakeEmbedders | None = None,
        prompts: FakePrompts | None = None,
        attached: FakeAttached | None = None,
        turns: ScriptedTurns | None = None,
    ) -> Stage:
        notifier = Notifier()
        tasks = TaskRunner(notifier.error, bugs.bugs.append)
        runners.append(tasks)
        library = library if library is not None else boiler_library()
        shelf = shelf if shelf is not None else FakeShelf()
        turns = turns if turns is not None else ScriptedTurns(store, *(scripts or [Script(boiler_answer())]))
        settings = SettingsStore(database)
        paths = Paths.at(tmp_path / "data")
        receipts = FakeReceipts(store, library)
        own = own if own is not None else FakeOwn()
        hub = hub if hub is not None else FakeHub()
        endpoints = shelf.endpoints = Endpoints(database, Door("test"))
        embedders = embedders if embedders is not None else FakeEmbedders(settings)
        embedders.settings = settings
        arena = StagedArena(turns, shelf, ArenaStore(database, store))  # type: ignore[arg-type]
        ledger = Ledger(paths.ledger)
        attached = attached if attached is not None else FakeAttached(library, tmp_path)
        services = Services(
            paths,
            library,
            shelf,
            hub,
            endpoints,
            embedders,
            turns,
            store,
            receipts,
            own,
            arena,
            ledger,
            settings,
            tasks,
            theme,
            notifier,
            Transfer(database),
            prompts if prompts is not None else FakePrompts(database),
            attached,
            DraftStore(database),
        )
        window = MainWindow(services, settings.load(), QIcon())
        windows.append(window)
        window.resize(*size)
        window.show()
        if begin:
            window.begin()
            qtbot.waitUntil(lambda: window.syncing.listed and window.models.listed)
            qtbot.waitUntil(lambda: library.gate is not None or not window.syncing.running)
        return Stage(window, services, library, shelf, embedders, turns, store, own, bugs, hub, endpoints, attached)

    yield make
    for runner in runners:
        assert runner.close(5.0), "a lane did not end"
    for window in windows:
        window.close()
        window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    assert not bugs.bugs, f"a task broke: {bugs.bugs}"
