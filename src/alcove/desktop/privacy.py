"""What is known of the network ledger and its switch, and the sentence about it that is always on view."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, QTimer, Signal

from alcove.core.ledger import Entry, Tally
from alcove.core.settings import Settings, SettingsStore
from alcove.core.switch import Switch
from alcove.desktop.notify import Notifier
from alcove.desktop.services import LedgerService
from alcove.desktop.tasks import TaskRunner
from alcove.desktop.translation import decimal, marked, number, tr

LOOK_MS = 1000
"""How often it is looked whether any process wrote to the ledger; that is two looks at the disk's table."""
NOTHING, NOTHING_TODAY = marked("Nothing left this computer"), marked("Nothing left today")
NOTHING_WHY = marked(
    "Your files, questions and answers stay here. Should anything try to connect elsewhere, it is listed."
)
OFF, OFF_WHY = marked("Network is off"), marked("Nothing leaves this computer, whatever is asked for.")
_SIZES = ((marked("{size} GB"), 10**9), (marked("{size} MB"), 10**6), (marked("{size} kB"), 10**3))


@dataclass(frozen=True, slots=True)
class Sign:
    """What the left column says about privacy: a few words, more of them, an icon and its ink."""

    words: str = field(default_factory=lambda: tr(NOTHING))
    why: str = field(default_factory=lambda: tr(NOTHING_WHY))
    icon: str = "shield-check"
    ink: str = "soft"


class Privacy(QObject):
    """The entries of the ledger and whether the network is on, as they are now, whichever process changed them."""

    changed = Signal()
    settings_saved = Signal(object)

    def __init__(
        self, ledger: LedgerService, switch: Switch, store: SettingsStore, tasks: TaskRunner, notifier: Notifier
    ) -> None:
        super().__init__()
        self._ledger = ledger
        self._switch = switch
        self._store = store
        self._tasks = tasks
        self._notifier = notifier
        self.entries: Sequence[Entry] = ()
        self.on = True
        """Whether the network is switched on."""
        self._stamp: tuple[int, ...] = ()
        self._day = dt.date.today()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)

    def begin(self, settings: Settings) -> None:
        """Read the ledger, and look for changes from now on."""
        self.on = settings.network
        self.look()
        self._timer.start()

    def look(self) -> None:
        """Read anew what has changed."""
        if (stamp := self._ledger.stamp()) != self._stamp:
            self._stamp = stamp
            self._tasks.run("io", self._ledger.entries, owner=self, done=self._on_read)
        if self._switch.on() != self.on:
            self._tasks.run("io", self._store.load, owner=self, done=self._on_settings)
        if self._day != dt.date.today():
            self._day = dt.date.today()
            self.changed.emit()

    def use(self, settings: Settings) -> None:
        """Live by changed settings."""
        self.on = settings.network
        self.changed.emit()

    def set_network(self, on: bool) -> None:
        """Switch the network on or off."""
        self._tasks.run("io", lambda: self._store.set("network", on), owner=self, done=self.settings_saved.emit)

    def clear(self) -> None:
        """Forget all entries; what they were is offered to be brought back."""
        self._tasks.run("io", self._ledger.clear, owner=self, done=self._on_cleared)

    def sign(self) -> Sign:
        """Return what the left column says: what happened today."""
        today = Tally.of(one for one in self.entries if dt.date.fromtimestamp(one.until) == self._day)
        why = f"{tally_words(Tally.of(self.entries))}." if self.entries else tr(NOTHING_WHY)
        if not self.on:
            return Sign(tr(OFF), f"{tr(OFF_WHY)} {why}", "shield-slash")
        if not today.allowed and not today.refused:
            return Sign(tr(NOTHING_TODAY if self.entries else NOTHING), why)
        if not today.allowed:
            return Sign(tr("%n request(s) refused today", None, today.refused), why, "warning", "warn")
        more = size_said(today.moved) if today.moved else ""
        if today.refused:
            more = tr("%n refused", None, today.refused)
        words = tr("%n request(s)", None, today.allowed)
        return Sign(", ".join(filter(None, (words, more))), why, "globe", "warn")

    def _on_read(self, entries: Sequence[Entry]) -> None:
        self.entries = entries
        self.changed.emit()

    def _on_settings(self, settings: Settings) -> None:
        if settings.network != self.on:  # it may have been switched by this window meanwhile
            self.settings_saved.emit(settings)

    def _on_cleared(self, entries: Sequence[Entry]) -> None:
        self.look()

        def undo() -> None:
            self._tasks.run("io", lambda: self._ledger.restore(entries), owner=self, done=lambda _: self.look())

        self._notifier.offer(tr("The list of what left this computer was cleared"), tr("Undo"), undo)


def tally_words(tally: Tally) -> str:
    """Say in one sentence what became of attempts."""
    refused = tr("%n request(s) refused", None, tally.refused) if tally.refused else ""
    if not tally.allowed:
        return ", ".join(filter(None, (tr(NOTHING), refused)))
    if tally.moved:
        left = tr("%n request(s) left this computer, {size}, all asked for by you", None, tally.allowed)
        left = left.format(size=size_said(tally.moved))
    else:
        left = tr("%n request(s) left this computer, all asked for by you", None, tally.allowed)
    return "; ".join(filter(None, (left, refused)))


def size_said(count: int) -> str:
    """Say how many bytes there are, in one short word."""
    for words, least in _SIZES:
        if count >= least:
            return tr(words).format(size=decimal(count / least, 1) if count < 10 * least else number(count // least))
    return tr("%n byte(s)", None, count)
