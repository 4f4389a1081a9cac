"""What is said at the start after a model brought Alcove down, and what is offered then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QWidget

from alcove.desktop.model_list import short_name
from alcove.desktop.source_dialogs import PlainDialog
from alcove.desktop.theme import dress
from alcove.desktop.translation import tr

if TYPE_CHECKING:
    from alcove.chat.store import Conversation
    from alcove.models.running import AtWork


@dataclass(frozen=True, slots=True)
class ModelCrash:
    """A model that brought Alcove down, the conversation it was answering in and what it had written, and which model
    answers instead; empty where there is none."""

    at_work: AtWork
    conversation: Conversation | None
    written: str
    instead: str

    @property
    def title(self) -> str:
        """What happened."""
        if self.at_work.doing == "answering":
            words = tr("Alcove closed by itself while {model} was answering")
        else:
            words = tr("Alcove closed by itself while {model} was being loaded")
        return words.format(model=short_name(self.at_work.model))

    @property
    def consequence(self) -> str:
        """What follows from it."""
        if self.instead:
            follows = tr("{model} answers instead.").format(model=short_name(self.instead))
        else:
            follows = tr("There is no other model here, so answers are passages only.")
        put_away = tr("{model} is not loaded by itself any more, until you choose it again.")
        return f"{put_away.format(model=short_name(self.at_work.model))} {follows}"


class ModelCrashDialog(PlainDialog):
    """Say what happened, and offer what was written, or else the choice of another model."""

    conversation_requested = Signal(object)
    models_requested = Signal()

    def __init__(self, parent: QWidget, crash: ModelCrash, report: str) -> None:
        kept = tr("Show what it had written") if crash.written else tr("Show the question")
        super().__init__(parent, crash.title, kept if crash.conversation else tr("Choose a model"))
        self._crash = crash
        self._report = report
        self.head.setWordWrap(True)
        broke_off = tr("llama.cpp, which runs the models, broke off; the fault lies there or in the model’s file.")
        if crash.written:
            safe = tr("Your files and conversations are safe, and what was written is kept.")
        else:
            safe = tr("Your files and conversations are safe.")
        self.say(f"{broke_off} {safe}")
        self.say(crash.consequence)
        self.cancel_button.setText(tr("Close"))
        self.copy_button = QPushButton(tr("Copy details"))
        self.copy_button.setToolTip(tr("They stay on this computer until you paste them somewhere"))
        dress(self.copy_button, "quiet")
        self.copy_button.setAutoDefault(False)
        self.copy_button.clicked.connect(self._on_copy)
        self.buttons.insertWidget(0, self.copy_button)
        self.accepted.connect(self._on_accepted)

    def _on_accepted(self) -> None:
        if self._crash.conversation is not None:
            self.conversation_requested.emit(self._crash.conversation)
        else:
            self.models_requested.emit()

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._report)
        self.copy_button.setText(tr("Copied"))
