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
        doing = "was answering" if self.at_work.doing == "answering" else "was being loaded"
        return f"Alcove closed by itself while {short_name(self.at_work.model)} {doing}"

    @property
    def consequence(self) -> str:
        """What follows from it."""
        told = f"{short_name(self.at_work.model)} is not loaded by itself any more, until you choose it again."
        if self.instead:
            return f"{told} {short_name(self.instead)} answers instead."
        return f"{told} There is no other model here, so answers are passages only."


class ModelCrashDialog(PlainDialog):
    """Say what happened, and offer what was written, or else the choice of another model."""

    conversation_requested = Signal(object)
    models_requested = Signal()

    def __init__(self, parent: QWidget, crash: ModelCrash, report: str) -> None:
        kept = "Show what it had written" if crash.written else "Show the question"
        super().__init__(parent, crash.title, kept if crash.conversation else "Choose a model")
        self._crash = crash
        self._report = report
        self.head.setWordWrap(True)
        self.say(
            "llama.cpp, which runs the models, broke off; the fault lies there or in the model’s file. Your files and "
            f"conversations are safe{', and what was written is kept' if crash.written else ''}."
        )
        self.say(crash.consequence)
        self.cancel_button.setText("Close")
        self.copy_button = QPushButton("Copy details")
        self.copy_button.setToolTip("They stay on this computer until you paste them somewhere")
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
        self.copy_button.setText("Copied")
