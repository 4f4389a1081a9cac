"""What is known of the embedding models, and the change from one to another as it goes on in the background.

Views read and listen. A change goes on by itself at the next start, unless a person paused it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from alcove.core.cancel import CancelToken
from alcove.core.errors import AppError
from alcove.core.settings import Settings, SettingsStore
from alcove.desktop.notify import Notifier
from alcove.desktop.services import EmbedderService
from alcove.desktop.tasks import Task, TaskRunner
from alcove.desktop.translation import tr

if TYPE_CHECKING:
    from alcove.models.embedder_shelf import Added
    from alcove.rag.serving import EmbedderCard, EmbedderState
    from alcove.rag.types import ChangeEvent, Progress

PAUSED = "embedder.paused"

log = logging.getLogger(__name__)


class EmbedderList(QObject):
    """The embedding models, read on a lane, and the change in flight."""

    changed = Signal()
    settings_saved = Signal(object)

    def __init__(self, embedders: EmbedderService, tasks: TaskRunner, notifier: Notifier, store: SettingsStore) -> None:
        super().__init__()
        self._embedders = embedders
        self._tasks = tasks
        self._notifier = notifier
        self._store = store
        self._task: Task[ChangeEvent] | None = None
        self._again = False
        self._lives: tuple[str, bool] | None = None
        """The settings that what goes on was begun by."""
        self.state: EmbedderState | None = None
        self.progress: Progress | None = None
        """How far the change is that goes on."""
        self.failed: AppError | None = None
        """Why the last change stopped by itself."""
        self.freeing = ""
        """The key of the embedder whose vectors are being deleted."""
        self.paused = store.state(PAUSED) == "yes"

    @property
    def running(self) -> bool:
        """Whether a change goes on."""
        return self._task is not None

    def begin(self) -> None:
        """Read how things stand, and go on with a change that is not complete."""
        self._tasks.run("io", self._embedders.state, owner=self, done=self._on_begun)

    def refresh(self) -> None:
        """Read how things stand."""
        self._tasks.run("io", self._embedders.state, owner=self, done=self._on_read)

    def choose(self, card: EmbedderCard, *, leave: bool = False) -> None:
        """Change to an embedder; with `leave` a person allowed that texts are sent to the service that runs it."""

        def save() -> Settings:
            if leave:
                self._store.set("remote_embedder", True)
            self._store.remember(PAUSED, "")
            return self._store.set("embedder", card.name)

        self._save(save)

    def choose_by_itself(self) -> None:
        """Let Alcove choose."""
        self._save(lambda: self._store.set("embedder", ""))

    def pause(self) -> None:
        """Stop the change, until it is resumed; the next start of Alcove included."""
        self._set_paused(True)
        if self._task is not None:
            self._task.cancel()
        self.changed.emit()

    def resume(self) -> None:
        """Go on with the change, or try it again."""
        self._set_paused(False)
        self._start()

    def use(self, settings: Settings) -> None:
        """Live by settings that were changed elsewhere."""
        lives = settings.embedder, settings.remote_embedder
        if self._lives is not None and lives != self._lives:
            self._lives = lives
            self._restart()

    def add(self, path: Path) -> None:
        """Put a folder or a GGUF file on the list."""
        self._added(lambda: self._embedders.add(path))

    def add_service(self, url: str, model: str, key: str, done: Callable[[AppError | None], None]) -> None:
        """Put a model that a service runs on the list, once it has answered; `done` is told what went wrong."""

        def added(told: tuple[str, bool]) -> None:
            name, kept = told
            done(None)
            self.refresh()
            if not kept:
                self._notifier.warn(
                    tr("The key of {name} is kept until Alcove is closed").format(name=name),
                    tr("This computer has no keyring to keep it in."),
                )

        self._tasks.run("io", lambda: self._embedders.add_service(url, model, key), owner=self, done=added, failed=done)

    def remove(self, card: EmbedderCard) -> None:
        """Take one off the list, and offer to put it back; its files stay."""

        def removed(added: Added) -> None:
            self.refresh()
            words = tr("{name} is off the list").format(name=card.name)
            self._notifier.offer(words, tr("Undo"), lambda: self._restore(added))

        self._tasks.run("io", lambda: self._embedders.remove(card.name), owner=self, done=removed)

    def free(self, card: EmbedderCard) -> None:
        """Delete what is kept of an embedder."""
        self.freeing = card.key

        def freed(token: CancelToken) -> Iterator[int]:
            return self._embedders.free(card.key, token)

        self._tasks.iterate(
            "fill", freed, owner=self, events=self._on_freeing, done=lambda _: self._on_freed(),
            failed=self._on_free_failed,
        )  # fmt: skip
        self.changed.emit()

    def _added(self, add: Callable[[], str]) -> None:
        def added(name: str) -> None:
            self.refresh()
            words = tr("{name} is on the list; “{button}” changes to it")
            self._notifier.info(words.format(name=name, button=tr("Use for search")))

        self._tasks.run("io", add, owner=self, done=added)

    def _restore(self, added: Added) -> None:
        self._tasks.run("io", lambda: self._embedders.restore(added), owner=self, done=lambda _: self.refresh())

    def _save(self, save: Callable[[], Settings]) -> None:
        self.paused = False

        def saved(settings: Settings) -> None:
            self._lives = settings.embedder, settings.remote_embedder
            self.settings_saved.emit(settings)
            self._restart()

        self._tasks.run("io", save, owner=self, done=saved)

    def _set_paused(self, paused: bool) -> None:
        self.paused = paused
        value = "yes" if paused else ""
        self._tasks.run("io", lambda: self._store.remember(PAUSED, value), owner=self)

    def _restart(self) -> None:
        """Begin towards what is wanted now, after what goes on has stopped."""
        if self._task is not None:
            self._again = True
            self._task.cancel()
        else:
            self._start()

    def _start(self) -> None:
        if self._task is not None:
            return
        self.failed, self.progress = None, None
        self._task = self._tasks.iterate(
            "fill", self._embedders.change, owner=self, events=self._on_events, done=self._on_done,
            failed=self._on_failed,
        )  # fmt: skip
        self.refresh()

    def _on_events(self, events: list[ChangeEvent]) -> None:
        from alcove.rag.types import Progress

        for event in events:
            if isinstance(event, Progress):
                self.progress = event
            elif not event.cancelled:
                log.info("the embedder changed: %d chunks in %.0f s", event.chunks, event.seconds)
                if event.chunks:
                    self._notifier.info(tr("{name} searches from now on").format(name=event.embedder))
        self.changed.emit()

    def _on_done(self, _: object) -> None:
        self._end()

    def _on_failed(self, error: AppError) -> None:
        if not self._again:
            self.failed = error
            log.info("the embedder was not changed: %s", error)
        self._end()

    def _end(self) -> None:
        self._task, self.progress = None, None
        self.refresh()
        if self._again:
            self._again = False
            self._start()

    def _on_freeing(self, _: list[int]) -> None:
        self.changed.emit()

    def _on_freed(self) -> None:
        self.freeing = ""
        self.refresh()

    def _on_free_failed(self, error: AppError) -> None:
        self._notifier.error(error)
        self._on_freed()

    def _on_begun(self, state: EmbedderState) -> None:
        self._on_read(state)
        self._lives = state.chosen, state.sending
        if state.changing and not self.paused:
            self._start()

    def _on_read(self, state: EmbedderState) -> None:
        self.state = state
        self.changed.emit()
