"""Downloads of models as the window has them: begun, paused, going on, also after a restart.

Views read and listen; the hub is asked on lanes. Each download has a worker of the lane `download`, or waits for one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Signal

from alcove.core.cancel import CancelToken
from alcove.core.errors import AppError
from alcove.desktop.notify import Notifier
from alcove.desktop.services import HubService
from alcove.desktop.tasks import Task, TaskRunner
from alcove.desktop.translation import tr

if TYPE_CHECKING:
    from alcove.models.download import DownloadEvent, Fetching, Wanted
    from alcove.models.hub import Choice, Repository

Phase = Literal["waiting", "fetching", "checking", "pausing", "paused", "discarding", "failed"]


@dataclass(eq=False)
class Download:
    """One download and how far it is."""

    wanted: Wanted
    phase: Phase = "paused"
    done: int = 0
    at: Fetching | None = None
    error: AppError | None = None
    task: Task[DownloadEvent] | None = None

    @property
    def busy(self) -> bool:
        """Whether it has a worker, or waits for one."""
        return self.task is not None


class DownloadList(QObject):
    """All downloads that are not at their end."""

    changed = Signal()
    """Others than before are on the list."""
    moved = Signal(object)
    """This download is further, or in another phase."""
    failed = Signal(object)
    """A download stopped for this `AppError`; its row says so."""
    arrived = Signal(object)
    """A model is there: `Fetched`."""

    def __init__(self, hub: HubService, tasks: TaskRunner, notifier: Notifier) -> None:
        super().__init__()
        self._hub = hub
        self._tasks = tasks
        self._notifier = notifier
        self.downloads: list[Download] = []

    def refresh(self) -> None:
        """Find what an earlier end of the window interrupted, and offer to go on; the hub is not asked."""
        self._tasks.run("io", self._hub.unfinished, owner=self, done=self._on_found)

    def of(self, repository: Repository, choice: Choice) -> Download | None:
        """Return the download of a choice, if it is under way."""
        same = repository.name, choice.files
        return next((one for one in self.downloads if (one.wanted.repository, one.wanted.files) == same), None)

    def start(self, repository: Repository, choice: Choice) -> None:
        """Download a choice."""
        self._tasks.run("io", lambda: self._hub.plan(repository, choice), owner=self, done=self._on_planned)

    def pause(self, download: Download) -> None:
        """Stop for now; what has come is kept."""
        if download.task is not None:
            download.task.cancel()
            self._tell(download, "pausing")

    def resume(self, download: Download) -> None:
        """Go on from where it stopped."""
        if download.task is not None:
            return
        download.error, download.at = None, None

        def run(token: CancelToken) -> Iterator[DownloadEvent]:
            yield from self._hub.download(download.wanted, token)

        download.task = self._tasks.iterate(
            "download",
            run,
            owner=self,
            events=lambda news: self._on_events(download, news),
            done=lambda _: self._on_ended(download),
            failed=lambda error: self._on_failed(download, error),
        )
        self._tell(download, "waiting")

    def resume_all(self) -> None:
        """Go on with everything that waits."""
        for download in self.downloads:
            self.resume(download)

    def discard(self, download: Download) -> None:
        """Stop, and delete what has come."""
        if download.task is not None:
            download.task.cancel()
            self._tell(download, "discarding")
            return
        self._tasks.run(
            "io", lambda: self._hub.discard(download.wanted), owner=self, done=lambda _: self._take_off(download)
        )

    def _on_found(self, found: list[Wanted]) -> None:
        known = {one.wanted.key for one in self.downloads}
        new = [Download(wanted, done=wanted.done) for wanted in found if wanted.key not in known]
        if not new:
            return
        self.downloads += new
        self.changed.emit()
        words = tr("%n downloads were interrupted; what has come is kept", None, len(new))
        if len(new) == 1:
            words = tr("The download of {name} was interrupted; what has come is kept")
        self._notifier.offer(words.format(name=new[0].wanted.name), tr("Go on"), self.resume_all)

    def _on_planned(self, wanted: Wanted) -> None:
        known = next((one for one in self.downloads if one.wanted.key == wanted.key), None)
        download = known or Download(wanted, done=wanted.done)
        if known is None:
            self.downloads.append(download)
            self.changed.emit()
        self.resume(download)

    def _on_events(self, download: Download, news: list[DownloadEvent]) -> None:
        from alcove.models.download import Checking, Fetched

        last = news[-1]
        if isinstance(last, Fetched):
            download.task = None
            self._take_off(download)
            self.arrived.emit(last)
        elif download.phase not in ("pausing", "discarding"):
            download.done = last.done
            download.at = None if isinstance(last, Checking) else last
            self._tell(download, "checking" if isinstance(last, Checking) else "fetching")

    def _on_ended(self, download: Download) -> None:
        if download not in self.downloads:
            return
        unwanted, download.task = download.phase == "discarding", None
        if unwanted:
            self.discard(download)
        else:
            self._tell(download, "paused")

    def _on_failed(self, download: Download, error: AppError) -> None:
        if download.phase == "discarding":
            self._on_ended(download)
            return
        download.task, download.error = None, error
        self._tell(download, "failed")
        self.failed.emit(error)

    def _take_off(self, download: Download) -> None:
        self.downloads.remove(download)
        self.changed.emit()

    def _tell(self, download: Download, phase: Phase) -> None:
        download.phase = phase
        self.moved.emit(download)
