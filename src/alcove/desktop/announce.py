"""What is said to people who hear the window: how reading goes, that an answer is there, what a notice tells."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from alcove.desktop.notify import Notice
from alcove.desktop.session import ChatSession
from alcove.desktop.syncing import Syncing
from alcove.desktop.translation import told, tr

if TYPE_CHECKING:
    from alcove.desktop.turn_state import TurnState

BETWEEN_S = 20.0
"""How far reading is, is said no oftener."""


def say(widget: QWidget, words: str) -> None:
    """Let a screen reader say something when it has finished what it says now."""
    if words and QAccessible.isActive():
        event = QAccessibleAnnouncementEvent(widget, words)
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Polite)
        QAccessible.updateAccessibility(event)


class Announcer(QObject):
    """Say what changes while the keyboard is elsewhere."""

    def __init__(self, window: QWidget, session: ChatSession, syncing: Syncing) -> None:
        super().__init__(window)
        self._window = window
        self._syncing = syncing
        self._answering: list[TurnState] = []
        self._reading = ""
        self._said = 0.0
        self.follow(session)
        syncing.progress_changed.connect(self._on_progress_changed)

    def follow(self, session: ChatSession) -> None:
        """Say how the answers go that are asked for here."""
        session.turn_added.connect(self._on_turn_changed)
        session.turn_changed.connect(self._on_turn_changed)

    def tell(self, notice: Notice) -> None:
        """Say what a notice tells."""
        offers = f" {notice.action_label}: F8" if notice.action is not None else ""
        say(self._window, " ".join(part for part in (notice.text, notice.hint) if part) + offers)

    def _on_turn_changed(self, turn: TurnState) -> None:
        if turn.busy and turn not in self._answering:
            self._answering.append(turn)
            if len(self._answering) == 1:
                say(self._window, tr("Answering"))
        elif not turn.busy and turn in self._answering:
            self._answering.remove(turn)
            say(self._window, ended_words(turn))

    def _on_progress_changed(self) -> None:
        reading = self._syncing.reading()
        if reading is None:
            if self._reading:
                self._reading = ""
                say(self._window, tr("Reading is paused") if self._syncing.paused else tr("Reading has ended"))
            return
        if reading.source != self._reading or monotonic() - self._said >= BETWEEN_S:
            self._reading, self._said = reading.source, monotonic()
            say(self._window, reading.line())


def ended_words(turn: TurnState) -> str:
    """Return what is said when an answer has come to its end."""
    if turn.phase == "failed":
        return told(turn.error) or tr("The answer could not be written.")
    if turn.phase == "stopped":
        return tr("The answer was stopped")
    if turn.refused and not turn.text:
        return tr("The library does not say")
    cited = len({one.marker for one in turn.citations})
    if not cited:
        return tr("The answer is there, with no sources")
    return tr("The answer is there, with %n source(s)", None, cited)
