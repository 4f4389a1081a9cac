"""Keeping in step: progress in words, a new folder first, removing with undo, sources that are away."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from alcove.connectors.base import SourceOptions
from alcove.core.cancel import CancelToken
from alcove.core.database import Database
from alcove.core.errors import LibraryBusy, SourceError
from alcove.core.settings import Settings, SettingsStore
from alcove.desktop.notify import Notice, Notifier
from alcove.desktop.syncing import Syncing, duration
from alcove.desktop.tasks import TaskRunner
from alcove.rag.types import Indexed, Planned, Progress, Skipped, SyncEvent, Unavailable
from tests.desktop.conftest import Bugs
from tests.desktop.fakes import FakeLibrary, boiler_library, reading


@pytest.fixture
def notices() -> list[Notice]:
    return []


@pytest.fixture
def library() -> FakeLibrary:
    return boiler_library()


@pytest.fixture
def store(database: Database) -> SettingsStore:
    return SettingsStore(database)


@pytest.fixture
def syncing(
    library: FakeLibrary, tasks: TaskRunner, notices: list[Notice], store: SettingsStore, qtbot: QtBot
) -> Iterator[Syncing]:
    notifier = Notifier()
    notifier.attach(notices.append)
    made = Syncing(library, tasks, notifier, store)
    yield made
    made.stop()
    if library.gate is not None:
        library.gate.set()
    qtbot.waitUntil(lambda: not made.running)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.2, "1 s"), (40, "40 s"), (59.4, "59 s"), (125, "2 min"), (5000, "83 min"), (7200, "2 h")],
)
def test_time_left_is_one_short_word(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_progress_is_told_in_words(qtbot: QtBot, syncing: Syncing, library: FakeLibrary) -> None:
    library.gate = threading.Event()
    library.sync_events = reading()
    assert syncing.reading() is None
    syncing.sync()
    qtbot.waitUntil(lambda: syncing.progress is not None)
    told = syncing.reading()
    assert told is not None and told.line() == "Reading Contracts: 214 of 340 · 2 min"
    library.gate.set()
    qtbot.waitUntil(lambda: not syncing.running)
    assert syncing.reading() is None


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (Progress("embedding", "Notes", 1200, 3400, None, "/a/x.md"), "Indexing Notes: 1,200 of 3,400"),
        (Progress("reading", "Notes", 3, 9, 180.0, "/a/x.md"), "Reading Notes: 3 of 9 · x.md · 3 min"),
        (
            Progress("reading", "House", 214, 340, 180.0, "/a/scan.pdf", 12, 80),
            "Reading House: 214 of 340 · scan.pdf, page 12 of 80 · 3 min",
        ),
    ],
)
def test_what_is_read_now_is_told_with_its_page_and_time_only_when_known(
    qtbot: QtBot, syncing: Syncing, library: FakeLibrary, at: Progress, words: str
) -> None:
    library.gate = threading.Event()
    library.sync_events = [at]
    syncing.sync()
    qtbot.waitUntil(lambda: syncing.progress is not None)
    reading = syncing.reading()
    assert reading is not None and reading.line() == words
    library.gate.set()


def test_a_new_folder_is_read_at_once_and_the_rest_after_it(
    qtbot: QtBot, syncing: Syncing, library: FakeLibrary, tmp_path: Path
) -> None:
    library.gate = threading.Event()
    syncing.sync()
    qtbot.waitUntil(lambda: library.synced == [None])
    folder = tmp_path / "New"
    folder.mkdir()
    syncing.add(folder)
    qtbot.waitUntil(lambda: library.synced == [None, ("New",)])
    library.gate.set()
    qtbot.waitUntil(lambda: library.synced == [None, ("New",), None] and not syncing.running)
    assert syncing.sources[-1].name == "New"


@pytest.mark.expects_log("alcove.desktop.tasks", "There is no folder")
def test_a_folder_that_is_not_there_is_told(qtbot: QtBot, syncing: Syncing, tmp_path: Path, bugs: Bugs) -> None:
    syncing.add(tmp_path / "gone")
    qtbot.waitUntil(lambda: bool(bugs.errors))
    assert "There is no folder" in bugs.errors[0].message


def test_removing_interrupts_and_can_be_undone(
    qtbot: QtBot, syncing: Syncing, library: FakeLibrary, notices: list[Notice], tmp_path: Path
) -> None:
    folder = tmp_path / "Letters"
    folder.mkdir()
    source = library.add_source(folder, name="Old letters")
    library.gate = threading.Event()
    syncing.sync()
    qtbot.waitUntil(lambda: syncing.running and bool(library.synced))
    syncing.remove(source)
    qtbot.waitUntil(lambda: bool(notices))
    assert "Old letters" not in [s.name for s in library.held]
    assert notices[0].action is not None
    notices[0].action()
    library.gate.set()
    qtbot.waitUntil(lambda: "Old letters" in [s.name for s in library.held])
    qtbot.waitUntil(lambda: not syncing.running)


def test_a_source_that_is_away_is_told_once(
    qtbot: QtBot, syncing: Syncing, library: FakeLibrary, notices: list[Notice]
) -> None:
    library.sync_events = [Unavailable("Scans 2019", "the folder is not there")]
    for _ in range(2):
        syncing.sync()
        qtbot.waitUntil(lambda: not syncing.running)
    assert [notice.text for notice in notices] == ["Scans 2019 cannot be reached now"]


def test_stopping_stops_everything_that_was_asked(qtbot: QtBot, syncing: Syncing, library: FakeLibrary) -> None:
    library.gate = threading.Event()
    syncing.sync()
    syncing.sync(("Notes",))
    qtbot.waitUntil(lambda: library.synced == [None])
    syncing.stop()
    qtbot.waitUntil(lambda: not syncing.running)
    assert library.synced == [None]


def test_asking_twice_for_the_same_is_asking_once(qtbot: QtBot, syncing: Syncing, library: FakeLibrary) -> None:
    library.gate = threading.Event()
    syncing.sync(("Notes",))
    syncing.sync()
    syncing.sync()
    library.gate.set()
    qtbot.waitUntil(lambda: not syncing.running)
    assert library.synced == [("Notes",), None]


def test_another_process_that_writes_is_told(
    qtbot: QtBot, syncing: Syncing, library: FakeLibrary, notices: list[Notice], monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(names: object, token: CancelToken) -> Iterator[SyncEvent]:
        raise LibraryBusy("Another Alcove reads this library.", "Wait for it.")
        yield

    monkeypatch.setattr(library, "sync", busy)
    syncing.sync()
    qtbot.waitUntil(lambda: bool(notices))
    assert notices[0].hint == "Wait for it." and not syncing.running


def test_views_hear_of_changes_when_a_sync_ends(qtbot: QtBot, syncing: Syncing) -> None:
    with qtbot.waitSignals([syncing.items_changed, syncing.sources_changed]):
        syncing.sync()


# Pausing


def test_a_pause_stops_and_lasts_until_it_is_ended(
    qtbot: QtBot, syncing: Syncing, library: FakeLibrary, store: SettingsStore
) -> None:
    library.gate = threading.Event()
    syncing.sync()
    qtbot.waitUntil(lambda: library.synced == [None])
    syncing.pause()
    qtbot.waitUntil(lambda: not syncing.running and store.state("sync.paused") == "yes")
    assert syncing.paused and library.synced == [None]
    library.gate.set()
    syncing.resume()
    qtbot.waitUntil(lambda: library.synced == [None, None] and not syncing.running)
    qtbot.waitUntil(lambda: store.state("sync.paused") == "")


def test_a_pause_outlives_the_window(
    qtbot: QtBot, library: FakeLibrary, tasks: TaskRunner, store: SettingsStore
) -> None:
    store.remember("sync.paused", "yes")
    syncing = Syncing(library, tasks, Notifier(), store)
    syncing.begin(Settings(watch=False))
    syncing.refresh()
    qtbot.waitUntil(lambda: syncing.listed)
    assert syncing.paused and not syncing.running and library.synced == []


def test_what_a_person_asks_for_is_read_in_a_pause_too_and_nothing_after_it(
    qtbot: QtBot, syncing: Syncing, library: FakeLibrary, tmp_path: Path
) -> None:
    syncing.pause()
    folder = tmp_path / "New"
    folder.mkdir()
    syncing.add(folder)
    qtbot.waitUntil(lambda: library.synced == [("New",)] and not syncing.running)
    assert syncing.paused


# Watching


def test_changes_are_read_by_themselves_and_quietly(qtbot: QtBot, syncing: Syncing, library: FakeLibrary) -> None:
    syncing.begin(Settings(watch=True))
    qtbot.waitUntil(lambda: library.synced == [None] and not syncing.running)
    library.gate = threading.Event()
    library.sync_events = reading()
    library.changes.put(("Notes", "Contracts"))
    qtbot.waitUntil(lambda: library.synced == [None, ("Notes", "Contracts")] and syncing.progress is not None)
    assert syncing.running and not syncing.showing and syncing.reading() is None
    with qtbot.waitSignal(syncing.progress_changed, timeout=3000):
        pass
    assert syncing.showing and syncing.reading() is not None, "what takes longer than a second is shown"
    library.gate.set()
    qtbot.waitUntil(lambda: not syncing.running)


def test_a_quiet_failure_is_not_told(
    qtbot: QtBot, syncing: Syncing, library: FakeLibrary, notices: list[Notice], monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(names: object, token: CancelToken) -> Iterator[SyncEvent]:
        raise LibraryBusy("Another Alcove reads this library.", "Wait for it.")
        yield

    monkeypatch.setattr(library, "sync", busy)
    syncing.use(Settings(watch=True))
    library.changes.put(("Notes",))
    qtbot.waitUntil(lambda: syncing.running)
    qtbot.waitUntil(lambda: not syncing.running)
    assert notices == []


def test_nothing_is_read_by_itself_in_a_pause(qtbot: QtBot, syncing: Syncing, library: FakeLibrary) -> None:
    syncing.pause()
    syncing.use(Settings(watch=True))
    library.changes.put(("Notes",))
    qtbot.waitUntil(library.changes.empty)
    syncing.refresh()
    qtbot.waitUntil(lambda: syncing.listed)
    assert library.synced == [] and not syncing.running


def test_watching_follows_its_setting(qtbot: QtBot, syncing: Syncing, library: FakeLibrary) -> None:
    syncing.use(Settings(watch=True))
    syncing.use(Settings(watch=True))
    qtbot.waitUntil(lambda: library.watches == 1)
    assert syncing.watching
    syncing.use(Settings(watch=False))
    assert not syncing.watching
    syncing.use(Settings(watch=True))
    qtbot.waitUntil(lambda: library.watches == 2)


def test_a_watch_that_fails_can_be_begun_again(
    qtbot: QtBot, syncing: Syncing, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(token: CancelToken) -> Iterator[tuple[str, ...]]:
        raise SourceError("Nothing can be watched.", "")
        yield

    with monkeypatch.context() as patch:
        patch.setattr(library, "watch", broken)
        syncing.use(Settings(watch=True))
        qtbot.waitUntil(lambda: not syncing.watching)
    syncing.use(Settings(watch=True))
    qtbot.waitUntil(lambda: library.watches == 1)


# Sources of every kind


def test_pages_of_the_web_are_quiet_while_they_are_switched_off_and_read_when_switched_on(
    qtbot: QtBot, syncing: Syncing, library: FakeLibrary, notices: list[Notice]
) -> None:
    library.add_source("https://example.org/a/", kind="web", name="Site")
    library.sync_events = [Unavailable("Site", "the site does not answer")]
    syncing.refresh()
    qtbot.waitUntil(lambda: syncing.listed)
    syncing.use(Settings(watch=False))
    syncing.sync()
    qtbot.waitUntil(lambda: library.synced == [None] and not syncing.running)
    assert notices == []
    syncing.use(Settings(watch=False, web=True))
    qtbot.waitUntil(lambda: library.synced == [None, ("Site",)] and not syncing.running)
    assert [(one.text, one.hint) for one in notices] == [("Site cannot be reached now", "the site does not answer")]


def test_a_vault_is_recognised_and_said_so(
    qtbot: QtBot, syncing: Syncing, library: FakeLibrary, notices: list[Notice], tmp_path: Path
) -> None:
    (tmp_path / "Diary" / ".obsidian").mkdir(parents=True)
    syncing.add(tmp_path / "Diary")
    qtbot.waitUntil(lambda: bool(notices))
    assert notices[0].text == "Added Diary as an Obsidian vault"
    qtbot.waitUntil(lambda: ("Diary",) in library.synced and not syncing.running)


def test_undoing_a_removal_brings_kind_and_options_back(
    qtbot: QtBot, syncing: Syncing, library: FakeLibrary, notices: list[Notice]
) -> None:
    options = SourceOptions(depth=2)
    source = library.add_source("https://example.org/a/", kind="web", name="Site", options=options)
    syncing.remove(source)
    qtbot.waitUntil(lambda: bool(notices))
    assert notices[0].action is not None
    notices[0].action()
    qtbot.waitUntil(lambda: ("Site",) in library.synced and not syncing.running)
    assert library.held[-1] == replace(source, id=library.held[-1].id, state="ready")


def test_other_options_are_saved_and_read_by(qtbot: QtBot, syncing: Syncing, library: FakeLibrary) -> None:
    source = library.held[1]
    syncing.set_options(source, source.options)
    syncing.set_options(source, SourceOptions(hidden=True))
    qtbot.waitUntil(lambda: library.synced == [("Notes",)] and not syncing.running)
    assert library.held[1].options.hidden


def test_reading_again_syncs_the_source_of_the_item(qtbot: QtBot, syncing: Syncing, library: FakeLibrary) -> None:
    syncing.read_again(library.items[0].uri, "secret")
    qtbot.waitUntil(lambda: library.synced == [(library.items[0].source,)] and not syncing.running)
    assert library.again == [(library.items[0].uri, "secret")]
    syncing.read_again("/not/there.pdf")
    qtbot.waitUntil(lambda: len(library.again) == 2)
    assert len(library.synced) == 1


def test_an_items_source_is_the_innermost_it_lies_in(qtbot: QtBot, syncing: Syncing, library: FakeLibrary) -> None:
    inner = replace(library.held[0], name="Inner", path="/home/anna/Notes/Diary")
    syncing.sources = [*library.held, inner]
    found = [syncing.source_of(f"/home/anna/Notes/{name}") for name in ("Diary/a.md", "b.md", "Diary 2.md")]
    assert [one.name if one else None for one in found] == ["Inner", "Notes", "Notes"]
    assert syncing.source_of("/elsewhere/a.md") is None


# Which documents changed


@pytest.mark.parametrize(
    ("events", "told"),
    [
        ([], []),
        ([Planned("Notes", 0, 0, 0, 9)], []),
        ([Planned("Notes", 1, 1, 0, 9), Indexed("/a.md", 3), Skipped("/b.md", "too large")],
         [frozenset({"/a.md", "/b.md"})]),
        ([Planned("Notes", 0, 0, 2, 9)], [None]),
        ([Planned("Notes", 0, 0, 0, 9, 1), Planned("House", 0, 0, 0, 3)], [None]),
        ([Planned("Notes", 0, 1, 1, 9), Indexed("/a.md", 3)], [frozenset({"/a.md"}), None]),
    ],
)  # fmt: skip
def test_a_sync_tells_which_documents_may_say_something_else(
    qtbot: QtBot, syncing: Syncing, library: FakeLibrary, events: list[SyncEvent], told: list[object]
) -> None:
    heard: list[object] = []
    syncing.documents_changed.connect(heard.append)
    library.sync_events = events
    syncing.sync()
    qtbot.waitUntil(lambda: not syncing.running)
    assert heard == told
    library.sync_events = []
    syncing.sync()
    qtbot.waitUntil(lambda: not syncing.running)
    assert heard == told, "told once"


def test_documents_of_a_removed_source_may_all_be_gone(qtbot: QtBot, syncing: Syncing, library: FakeLibrary) -> None:
    with qtbot.waitSignal(syncing.documents_changed) as heard:
        syncing.remove(library.held[0])
    assert heard.args == [None]
