"""Keeping the library in step with its sources, on the index lane, and telling how far it is.

Asking again while a sync runs is cheap: every moment is a safe moment to stop, and what is unchanged costs one
stat, so a new source is read at once and the rest goes on after it. That is also how it pauses: it stops, and
begins again. What a person asks for is read in a pause too; what Alcove would do by itself waits for its end.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from alcove.core.cancel import CancelToken
from alcove.core.errors import AppError
from alcove.core.settings import Settings, SettingsStore
from alcove.desktop import place
from alcove.desktop.notify import Notifier
from alcove.desktop.services import LibraryService
from alcove.desktop.tasks import Task, TaskRunner
from alcove.desktop.translation import marked, number, told, tr

if TYPE_CHECKING:
    from alcove.connectors.base import SourceOptions
    from alcove.rag.types import Progress, Source, SyncEvent, Unavailable

REFRESH_MS = 1500
QUIET_MS = 1000
"""What is read by itself is shown when it takes longer than this."""
PAUSED = "sync.paused"
ADDED = {
    "obsidian": marked("Added {source} as an Obsidian vault"),
    "git": marked("Added {source} as a git repository"),
    "web": marked("Added {source} as a web page"),
}
"""What is said of a source that was recognised to be more than a folder."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A sync that was asked for: which sources (None: all), and whether nobody asked, so that it keeps quiet."""

    names: tuple[str, ...] | None
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What is being read, in words: "Reading", "Contracts", "214 of 340", "scan.pdf, page 12 of 80", "3 min"."""

    verb: str
    source: str
    counts: str
    now: str
    left: str
    done: int
    total: int

    def short(self) -> str:
        """Return how far it is: "214 of 340 · 3 min"."""
        return " · ".join(part for part in (self.counts, self.left) if part)

    def line(self) -> str:
        """Return all of it: "Reading Contracts: 214 of 340 · scan.pdf, page 12 of 80 · 3 min"."""
        far = " · ".join(part for part in (self.counts, self.now, self.left) if part)
        return f"{self.verb} {self.source}: {far}"


class Syncing(QObject):
    """The sources, and the sync in flight."""

    sources_changed = Signal()
    progress_changed = Signal()
    items_changed = Signal()
    documents_changed = Signal(object)
    """The uris whose text may be another now; None where any may: items went or moved."""

    def __init__(self, library: LibraryService, tasks: TaskRunner, notifier: Notifier, store: SettingsStore) -> None:
        super().__init__()
        self._library = library
        self._tasks = tasks
        self._notifier = notifier
        self._store = store
        self._task: Task[SyncEvent] | None = None
        self._watch: Task[tuple[str, ...]] | None = None
        self._now = Wanted(None)
        self._queue: list[Wanted] = []
        self._told_unavailable: set[str] = set()
        self._read: set[str] = set()
        self._went = False
        self._refresh_timer = self._timer(REFRESH_MS, self._refresh_views)
        self._quiet_timer = self._timer(QUIET_MS, self.progress_changed.emit)
        self.sources: list[Source] = []
        self.listed = False
        self.progress: Progress | None = None
        self.web = False
        """Whether web pages may be fetched."""
        self.paused = store.state(PAUSED) == "yes"

    @property
    def running(self) -> bool:
        """Whether a sync is under way."""
        return self._task is not None

    @property
    def showing(self) -> bool:
        """Whether a sync is under way that should be seen: asked for by a person, or long."""
        return self._task is not None and not (self._now.quiet and self._quiet_timer.isActive())

    @property
    def watching(self) -> bool:
        """Whether changes in the sources are heard of."""
        return self._watch is not None

    def refresh(self) -> None:
        """Read the list of sources anew."""
        self._tasks.run("io", self._library.sources, owner=self, done=self._on_sources)

    def begin(self, settings: Settings) -> None:
        """Bring the library up to date and watch its sources, as the settings and an earlier pause have it."""
        if not self.paused:
            self.sync()
        self.use(settings)

    def use(self, settings: Settings) -> None:
        """Watch the sources or leave it, and fetch web pages or not, by the settings."""
        web = settings.web and settings.network
        if web and not self.web:
            pages = tuple(source.name for source in self.sources if source.kind == "web")
            if pages:
                self.sync(pages)
        if web != self.web:
            self.web = web
            self.sources_changed.emit()
        if settings.watch and self._watch is None:
            self._watch = self._tasks.iterate(
                "watch", self._library.watch, owner=self, events=self._on_watched,
                done=self._on_watch_ended, failed=self._on_watch_ended,
            )  # fmt: skip
        elif not settings.watch and self._watch is not None:
            self._watch.cancel()
            self._watch = None

    def sync(self, names: tuple[str, ...] | None = None, *, quiet: bool = False) -> None:
        """Sync the named sources (None: all) after what is under way."""
        if any(one.names == names for one in self._queue):
            return
        self._queue.append(Wanted(names, quiet))
        self._next()

    def stop(self) -> None:
        """Stop the sync; what was read stays."""
        self._queue.clear()
        if self._task is not None:
            self._task.cancel()

    def pause(self) -> None:
        """Stop, and begin nothing by itself until `resume`, the next start of Alcove included."""
        self._set_paused(True)
        self.stop()

    def resume(self) -> None:
        """Go on reading where it was paused: nothing is read twice."""
        self._set_paused(False)
        self.sync()

    def add(
        self,
        where: Path | str,
        name: str | None = None,
        *,
        kind: str | None = None,
        options: SourceOptions | None = None,
    ) -> None:
        """Add a folder, or what else is a source, and read it at once."""

        def added(source: Source) -> None:
            self.refresh()
            if source.kind in ADDED:
                self._notifier.info(tr(ADDED[source.kind]).format(source=source.name))
            self._read_first((source.name,))

        self._tasks.run(
            "io",
            lambda: self._library.add_source(where, kind=kind, name=name, options=options),
            owner=self,
            done=added,
        )

    def set_options(self, source: Source, options: SourceOptions) -> None:
        """Change what is read of a source, and read it by that."""
        if options == source.options:
            return

        def changed(_: object) -> None:
            self.refresh()
            self._read_first((source.name,))

        self._interrupt()
        self._tasks.run(
            "index", lambda: self._library.set_options(source.name, options), owner=self,
            done=changed, failed=self._on_change_failed,
        )  # fmt: skip

    def read_again(self, uri: str, password: str = "") -> None:
        """Read one item once more, with a password if one is given."""

        def found(names: list[str]) -> None:
            if names:
                self._read_first(tuple(names))

        self._tasks.run("io", lambda: self._library.read_again(uri, password), owner=self, done=found)

    def remove(self, source: Source) -> None:
        """Take a source out of the library, and offer to add it again; its files are never touched."""
        self._interrupt()

        def again() -> None:
            self.add(source.path, source.name, kind=source.kind, options=source.options)

        def removed(_: object) -> None:
            self.refresh()
            self.items_changed.emit()
            self.documents_changed.emit(None)
            said = tr("{source} was removed from the library").format(source=source.name)
            self._notifier.offer(said, tr("Undo"), again)
            self._next()

        self._tasks.run(
            "index",
            lambda: self._library.remove_source(source.name),
            owner=self,
            done=removed,
            failed=self._on_change_failed,
        )

    def reading(self) -> Reading | None:
        """Return what is going on in words; None when nothing is to be seen."""
        at = self.progress
        if at is None or not self.showing:
            return None
        now = ""
        if at.uri and at.phase == "reading":
            name = place.item_name(at.uri)
            now = name
            if at.pages > 1:
                now = tr("{name}, page {page} of {pages}").format(
                    name=name, page=number(at.page), pages=number(at.pages)
                )
        left = duration(at.seconds_left) if at.seconds_left is not None and at.seconds_left > 0 else ""
        verb = tr("Reading") if at.phase == "reading" else tr("Indexing")
        counts = tr("{n} of {total}").format(n=number(at.done), total=number(at.total))
        return Reading(verb, at.source, counts, now, left, at.done, at.total)

    def source_of(self, uri: str) -> Source | None:
        """Return the source an item lies in, told by its place; the innermost where they lie in each other."""
        found = [one for one in self.sources if one.path == uri or uri.startswith(one.path.rstrip("/\\") + _sep(uri))]
        return max(found, key=lambda one: len(one.path), default=None)

    def _timer(self, interval: int, then: Callable[[], object]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval)
        timer.timeout.connect(then)
        return timer

    def _set_paused(self, paused: bool) -> None:
        self.paused = paused
        value = "yes" if paused else ""
        self._tasks.run("io", lambda: self._store.remember(PAUSED, value), owner=self)
        self.progress_changed.emit()

    def _read_first(self, names: tuple[str, ...]) -> None:
        self._interrupt()
        self._queue = [one for one in self._queue if one.names != names]
        self._queue.insert(0, Wanted(names))
        self._next()

    def _interrupt(self) -> None:
        """Stop what runs, to go on with it later."""
        if self._task is not None:
            self._task.cancel()
            if not self.paused and not any(one.names is None for one in self._queue):
                self._queue.append(Wanted(None, self._now.quiet))

    def _next(self) -> None:
        if self._task is not None or not self._queue:
            return
        self._now = self._queue.pop(0)
        names = self._now.names

        def events(token: CancelToken) -> Iterator[SyncEvent]:
            return self._library.sync(names, token)

        self._task = self._tasks.iterate(
            "index", events, owner=self, events=self._on_events, done=self._on_done, failed=self._on_failed
        )
        if self._now.quiet:
            self._quiet_timer.start()
        else:
            self._quiet_timer.stop()
            self.progress_changed.emit()

    def _on_events(self, events: list[SyncEvent]) -> None:
        from alcove.rag.types import Done, Indexed, Planned, Progress, Skipped, Unavailable

        for event in events:
            match event:
                case Progress():
                    self.progress = event
                case Indexed() | Skipped():
                    self._read.add(event.uri)
                case Planned():
                    self._went = self._went or event.gone > 0 or event.moved > 0
                case Unavailable():
                    self._tell_unavailable(event)
                case Done():
                    log.info("sync done: %d indexed, %d skipped", event.indexed, len(event.skipped))
                case _:
                    pass
        if self.showing:
            self.progress_changed.emit()
        if not self._refresh_timer.isActive():
            self._refresh_timer.start()

    def _tell_unavailable(self, event: Unavailable) -> None:
        source = next((one for one in self.sources if one.name == event.source), None)
        page = source is not None and source.kind == "web"
        if event.source in self._told_unavailable or (page and not self.web):
            return  # its card says so
        self._told_unavailable.add(event.source)
        why = told(event.reason) if page else tr("What was read of it before stays searchable.")
        self._notifier.warn(tr("{source} cannot be reached now").format(source=event.source), why)

    def _on_done(self, _: object) -> None:
        self._end()

    def _on_failed(self, error: AppError) -> None:
        if self._now.quiet:
            log.info("what changed was not read: %s", error)
        else:
            self._notifier.error(error)
        self._end()

    def _on_watched(self, changed: list[tuple[str, ...]]) -> None:
        names = tuple(dict.fromkeys(name for one in changed for name in one))
        if not self.paused and names:
            self.sync(names, quiet=True)

    def _on_watch_ended(self, outcome: object) -> None:
        if isinstance(outcome, AppError):
            log.info("the sources are not watched: %s", outcome)
            self._watch = None

    def _on_change_failed(self, error: AppError) -> None:
        self._notifier.error(error)
        self._next()

    def _end(self) -> None:
        self._task = None
        self.progress = None
        self._quiet_timer.stop()
        self.progress_changed.emit()
        self._refresh_timer.stop()
        self._refresh_views()
        if self._went:  # told at the end: when it was planned, it had not yet happened
            self._went = False
            self.documents_changed.emit(None)
        self._next()

    def _refresh_views(self) -> None:
        self.refresh()
        self.items_changed.emit()
        if self._read:
            read, self._read = frozenset(self._read), set()
            self.documents_changed.emit(read)

    def _on_sources(self, sources: list[Source]) -> None:
        first = not self.listed
        self.listed = True
        if first or sources != self.sources:
            self.sources = sources
            self.sources_changed.emit()


def _sep(uri: str) -> str:
    return "\\" if "\\" in uri and "/" not in uri else "/"


def duration(seconds: float) -> str:
    """Return a time left in one short word: "40 s", "2 min", "3 h"."""
    if seconds < 60:
        return tr("{n} s").format(n=max(1, round(seconds)))
    if seconds < 5400:
        return tr("{n} min").format(n=round(seconds / 60))
    return tr("{n} h").format(n=round(seconds / 3600))
