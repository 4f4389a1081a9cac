"""What a question and an answer on the page have in common: focus, a name, versions, editing, what can be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QMenu, QWidget

from alcove.desktop.accessible import Role, plays
from alcove.desktop.message_field import MessageField
from alcove.desktop.theme import Theme
from alcove.desktop.translation import marked, tr

if TYPE_CHECKING:
    from alcove.desktop.turn_state import TurnState

Act = Literal["edit", "again", "go on", "branch", "copy", "delve", "unsure", "delete"]


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that can be done with a message: what it is called there, and its key while a message has the focus."""

    question: str
    answer: str
    keys: tuple[str, ...]


DEEDS: dict[Act, Deed] = {
    "edit": Deed(marked("Edit this question"), marked("Edit this answer"), ("E",)),
    "again": Deed(marked("Answer again"), marked("Answer again"), ("R",)),
    "go on": Deed("", marked("Continue writing"), ("G",)),
    "branch": Deed(marked("Branch from here"), marked("Branch from here"), ("B",)),
    "copy": Deed(marked("Copy this question"), marked("Copy this answer"), ("C",)),
    "delve": Deed("", marked("Delve into words of this answer"), ("D",)),
    "unsure": Deed("", marked("Show where the model was unsure"), ("U",)),
    "delete": Deed(marked("Delete this question"), marked("Delete this answer"), ("Del",)),
}


class MessageBox(QWidget):
    """One message. Edited in place: `body` gives way to a field."""

    acted = Signal(str)
    """One of `DEEDS` is asked for."""
    rewritten = Signal(str)
    stepped = Signal(int)

    is_answer = False
    may_delve = False
    """Whether its words can be delved into, once they are there."""

    def __init__(self, theme: Theme, turn: TurnState) -> None:
        super().__init__()
        plays(self, Role.Grouping)
        self._theme = theme
        self.turn = turn
        self.last = True
        self.idle = True
        self.current = False
        self.editor: MessageField | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def text(self) -> str:
        """What the message says."""
        return self.turn.text if self.is_answer else self.turn.question

    def can(self, act: Act) -> bool:
        """Tell whether something can be done with it now."""
        turn = self.turn
        match act:
            case "edit":
                saved = turn.answer_id is not None and not turn.busy
                return self.editor is None and (saved and bool(turn.text) if self.is_answer else True)
            case "again":
                return self.idle and turn.question_id is not None
            case "go on":
                return self.is_answer and self.idle and turn.unfinished
            case "branch":
                return not self.last and turn.end is not None
            case "copy":
                return bool(self.text)
            case "delve":
                return self.may_delve and not turn.busy and turn.answer_id is not None and bool(turn.text)
            case "unsure":
                return self.may_delve and not turn.busy and bool(turn.text)
            case "delete":
                return (turn.answer_id if self.is_answer else turn.question_id) is not None

    def is_on(self, act: Act) -> bool | None:
        """Tell whether something that is switched on and off is on; None for what is just done."""
        return None

    def set_place(self, number: int, *, last: bool, idle: bool) -> None:
        """Say which turn of the line it belongs to, whether that is the last, and whether no answer is on its way."""
        self.last, self.idle = last, idle
        turn = self.turn
        which, count = (turn.number, len(turn.answers)) if self.is_answer else (
            turn.question_number, len(turn.questions)
        )  # fmt: skip
        name = (tr("Answer to question {number}") if self.is_answer else tr("Question {number}")).format(number=number)
        if count > 1:
            name = tr("{message}, version {which} of {count}").format(message=name, which=which, count=count)
        self.setAccessibleName(name)
        self.setAccessibleDescription(self.text)

    def buttons(self) -> dict[QAbstractButton, str]:
        """Return its buttons that do what an action of the window does, each with the id of that."""
        raise NotImplementedError

    def fit(self, width: int) -> None:
        """Become as high as the message needs in a column of that width."""

    def set_current(self, *, on: bool) -> None:
        """Show whether the focus is in it."""
        self.current = on

    def begin_edit(self, text: str | None = None) -> None:
        """Turn the message into a field, with `text` that was begun before."""
        if not self.can("edit"):
            return
        self.editor = MessageField(self._theme, self.text if text is None else text, answer=self.is_answer)
        self.editor.sent.connect(self._on_sent)
        self.editor.cancelled.connect(self.end_edit)
        self._swap(self.editor)
        self.editor.show()
        self.editor.field.setFocus()

    def end_edit(self) -> None:
        """Show the message again."""
        if self.editor is not None:
            editor, self.editor = self.editor, None
            self._swap(None)
            editor.hide()
            editor.deleteLater()
            self.setFocus()

    def draft(self) -> str | None:
        """Return what was begun to be written in its place and not sent."""
        if self.editor is None:
            return None
        text = self.editor.field.toPlainText()
        return text if text != self.text else None

    def copy(self) -> None:
        """Put what it says on the clipboard."""
        QGuiApplication.clipboard().setText(self.text)

    def menu(self) -> QMenu:
        """Return what can be done with it."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for act, deed in DEEDS.items():
            if act in ("go on", "delve", "unsure") and not self.can(act):
                continue
            if act == "delete":
                menu.addSeparator()
            action = menu.addAction(f"{tr(deed.answer if self.is_answer else deed.question)}\t{deed.keys[0]}")
            action.setEnabled(self.can(act))
            action.setCheckable(self.is_on(act) is not None)
            action.setChecked(bool(self.is_on(act)))
            action.triggered.connect(lambda _=False, act=act: self.acted.emit(act))
        return menu

    def pop_menu(self, at: QPoint) -> None:
        """Show what can be done with it, at a place of the screen."""
        self.menu().popup(at)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.pop_menu(event.globalPos())

    def _on_sent(self, text: str) -> None:
        changed = text != self.text.strip()
        self.end_edit()
        if changed:
            self.rewritten.emit(text)

    def _swap(self, editor: MessageField | None) -> None:
        """Put a field in the place of what the message says, or that back."""
        raise NotImplementedError
