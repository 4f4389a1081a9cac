"""Where a question is written: a field that grows, the sources it asks, and send or stop."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from alcove.desktop.answer_from import AnswerFromPicker
from alcove.desktop.elided_label import ElidedLabel
from alcove.desktop.question_editor import QuestionEditor
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import joined, marked, tr

if TYPE_CHECKING:
    from alcove.chat.store import AskedWith
    from alcove.models.types import Served
    from alcove.rag.types import AnswerFrom


ASK = marked("Ask your library, or type / for a prompt")
ASK_ALL = marked("Ask all columns, or type / for a prompt")


class ScopePicker(QPushButton):
    """Which sources the question asks; none chosen means all."""

    scope_changed = Signal(tuple)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        dress(self, "pill")
        theme.set_icon(self, "books", "soft", Size.ICON_SMALL)
        self._names: tuple[str, ...] = ()
        self._scope: tuple[str, ...] = ()
        self._menu = QMenu(self)
        self._menu.installEventFilter(self)
        self.setMenu(self._menu)
        self._write()

    def set_sources(self, names: tuple[str, ...]) -> None:
        """Offer these sources; a chosen one that is gone is no longer asked."""
        self._names = names
        self._menu.clear()
        everything = self._menu.addAction(tr("All sources"))
        everything.setCheckable(True)
        everything.triggered.connect(lambda: self._choose(()))
        self._menu.addSeparator()
        for name in names:
            action = self._menu.addAction(name.replace("&", "&&"))
            action.setCheckable(True)
            action.setData(name)
            action.triggered.connect(self._on_toggled)
        kept = tuple(name for name in self._scope if name in names)
        if kept != self._scope:
            self._choose(kept)
        else:
            self._write()

    def set_scope(self, scope: tuple[str, ...]) -> None:
        """Show a scope without telling of it."""
        self._scope = scope
        self._write()

    @property
    def scope(self) -> tuple[str, ...]:
        return self._scope

    @property
    def names(self) -> tuple[str, ...]:
        """The sources there are."""
        return self._names

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the menu open while sources are ticked."""
        if event.type() == QEvent.Type.MouseButtonRelease and watched is self._menu:
            active: QAction | None = self._menu.activeAction()  # None in truth, whatever the stubs say
            if active is not None and active.data():
                active.trigger()
                return True
        return False

    def _actions(self) -> list[QAction]:
        return [action for action in self._menu.actions() if action.data()]

    def _on_toggled(self) -> None:
        chosen = tuple(action.data() for action in self._actions() if action.isChecked())
        self._choose(() if len(chosen) == len(self._names) else chosen)

    def _choose(self, scope: tuple[str, ...]) -> None:
        self._scope = scope
        self._write()
        self.scope_changed.emit(scope)

    def _write(self) -> None:
        for action in self._menu.actions():
            if action.isCheckable():
                action.setChecked(action.data() in self._scope if action.data() else not self._scope)
        if not self._scope:
            words = tr("All sources")
        elif len(self._scope) == 1:
            words = self._scope[0]
        else:
            words = tr("%n source(s)", None, len(self._scope))
        self.setText(f" {words}".replace("&", "&&"))
        self.setAccessibleName(tr("Sources asked: {names}").format(names=words))


class Composer(QFrame):
    """The input at the foot of a conversation."""

    question_sent = Signal(str)
    stop_requested = Signal()
    scope_changed = Signal(tuple)
    answer_from_changed = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._busy = False
        self.may_send: Callable[[], bool] = lambda: True
        """Asked before a question goes; whoever says no tells why."""
        self.can_ask: Callable[[], bool] = lambda: True
        """Asked before a question goes: whether it can be asked now. Where not, it stays to be sent later."""
        self._subject = ""
        self.awaited: Callable[[], str] = lambda: ""
        """Says what a question waits for before it goes; empty for nothing."""
        self.documents: Callable[[], tuple[AskedWith, ...]] = tuple
        """What a question is asked with besides its text."""
        self.asked_with: tuple[AskedWith, ...] = ()
        """What the question was asked with that was sent last."""
        self._held = False
        dress(self, "composer")
        self.field = QuestionEditor(theme)
        self.field.send_requested.connect(self.send)
        self.field.let_go_requested.connect(self.let_go)
        self.field.focus_changed.connect(lambda on: dress(self, "composer-on" if on else "composer"))
        self.field.textChanged.connect(self._write)
        self.scope = ScopePicker(theme)
        self.scope.scope_changed.connect(self.scope_changed)
        self.answer_from = AnswerFromPicker(theme)
        self.answer_from.answer_from_changed.connect(self._on_answer_from_changed)
        self.button = QPushButton()
        dress(self.button, "send")
        self.button.setIconSize(QSize(Size.ICON, Size.ICON))
        self.button.clicked.connect(self._on_button)
        self._served: Served | None = None
        self._hosts: tuple[str, ...] | None = None
        """Where a question to several columns goes beyond this computer; None where it is asked in one line."""
        self._of_line: list[QWidget] = [self.scope, self.answer_from]
        self._documents = 0
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(Size.S4, Size.S3, Size.S2, Size.S2)
        column.setSpacing(Size.S2)
        column.addWidget(self._destination())
        self._above = QVBoxLayout()
        column.addLayout(self._above)
        self.middle = QVBoxLayout()
        """Where the field stands, and what may stand in its place."""
        self.middle.addWidget(self.field)
        column.addLayout(self.middle)
        column.addWidget(self._waiting())
        self._row = row = QHBoxLayout()
        row.setSpacing(Size.S2)
        row.addWidget(self.scope)
        row.addWidget(self.answer_from)
        row.addStretch(1)
        row.addWidget(self.button)
        column.addLayout(row)
        self.set_answer_from("documents")
        self._write()

    def set_destination(self, served: "Served | None") -> None:
        """Say where the question goes: who runs the model that answers, where it is not Alcove."""
        self._served = served
        self._write_destination()

    def put_top(self, widget: QWidget) -> None:
        """Let something stand at the upper edge."""
        self._column.insertWidget(0, widget)
        self._column.setContentsMargins(Size.S4, Size.S1, Size.S2, Size.S2)

    def ask_many(self, hosts: Sequence[str] | None) -> None:
        """Be the input of several columns, which have their own sources; None: of one line again."""
        self._hosts = tuple(hosts) if hosts is not None else None
        for widget in self._of_line:
            widget.setVisible(hosts is None)
        self._write_placeholder()
        self._write_destination()

    def put_above(self, widget: QWidget) -> None:
        """Let something stand above the field."""
        self._above.addWidget(widget)

    def put_first(self, widget: QWidget) -> None:
        """Let a button stand at the beginning of the row below the field."""
        self._row.insertWidget(0, widget)

    def put_last(self, widget: QWidget) -> None:
        """Let something stand before the button that sends."""
        self._row.insertWidget(self._row.indexOf(self.button), widget)

    def put_beside(self, widget: QWidget) -> None:
        """Let a button stand in the row below the field."""
        self._row.insertWidget(self._row.indexOf(self.answer_from) + 1, widget)
        self._of_line.append(widget)

    def set_busy(self, busy: bool) -> None:
        """Offer to stop while an answer is on its way."""
        self._busy = busy
        self._write()

    def set_answer_from(self, answer_from: "AnswerFrom") -> None:
        """Show what answers are made from, without telling of it."""
        self.answer_from.set_answer_from(answer_from)
        self.scope.setEnabled(answer_from != "model")
        self._write_placeholder()
        self._write_destination()

    def set_subject(self, phrase: str) -> None:
        """Say what a question is about that is asked in a delve; empty outside of one."""
        self._subject = phrase
        self._write_placeholder()

    def _write_placeholder(self) -> None:
        alone = tr("Ask the model") if self.answer_from.answer_from == "model" else tr(ASK)
        words = alone if self._hosts is None else tr(ASK_ALL)
        about = tr("Ask more about “{words}”").format(words=self._subject)
        self.field.setPlaceholderText(about if self._subject else words)

    def set_documents(self, count: int) -> None:
        """Know how many documents a question is asked with, to say what goes out."""
        self._documents = count
        self._write_destination()

    def _waiting(self) -> QWidget:
        self.waiting = ElidedLabel()
        dress(self.waiting, "reading")
        self.waiting.hide()
        return self.waiting

    def _destination(self) -> QWidget:
        self.destination = QWidget()
        row = QHBoxLayout(self.destination)
        row.setContentsMargins(0, 0, Size.S2, 0)
        row.setSpacing(Size.S2)
        sign = QLabel()
        self._theme.set_icon(sign, "arrow-square-out", "warn", Size.ICON_SMALL)
        self.goes = ElidedLabel()
        dress(self.goes, "out")
        row.addWidget(sign)
        row.addWidget(self.goes, 1)
        return self.destination

    def _write_destination(self) -> None:
        served = self._served
        here = (served.host,) if served is not None and served.leaves else ()
        hosts = here if self._hosts is None else self._hosts
        if hosts:
            searched = self.answer_from.answer_from != "model" or self._hosts is not None
            words = _sent_words(self._documents, searched=searched)
            self.goes.set_full_text(words.format(hosts=joined(hosts)))
        self.destination.setVisible(bool(hosts))

    def _on_answer_from_changed(self, answer_from: "AnswerFrom") -> None:
        self.set_answer_from(answer_from)
        self.answer_from_changed.emit(answer_from)

    def _write(self) -> None:
        stops = self._busy or self._held
        if self._busy:
            name, tip = tr("Stop the answer"), tr("Stop the answer (Esc)")
        elif self._held:
            name, tip = tr("Do not send yet"), tr("Do not send yet (Esc)")
        else:
            name, tip = tr("Send"), tr("Send (Enter)")
        ready = stops or bool(self.field.toPlainText().strip())
        if self.button.toolTip() == tip and self.button.isEnabled() == ready:
            return
        self.button.setToolTip(tip)
        self.button.setAccessibleName(name)
        self.button.setEnabled(ready)
        icon, ink = ("stop-fill" if stops else "arrow-up"), ("on_accent" if ready else "faint")
        self._theme.set_icon(self.button, icon, ink)

    def _on_button(self) -> None:
        if self._busy:
            self.stop_requested.emit()
        elif self._held:
            self.let_go()
        else:
            self.field.setFocus()  # the button is disabled now, and would hand the keyboard on to whatever comes next
            self.send()

    @property
    def held(self) -> bool:
        """Whether a question waits to be sent."""
        return self._held

    def send(self) -> None:
        """Send the question, where there is one and nothing is missing."""
        question = self.field.toPlainText().strip()
        if not question or self._busy or not (self.may_send() and self.can_ask()):
            return
        if words := self.awaited():
            self._hold(words)
            return
        self.asked_with = self.documents()
        self.field.put("")
        self.question_sent.emit(question)

    def look_again(self) -> None:
        """Send what waited, where there is nothing to wait for any more; else say what it waits for now."""
        if not self._held:
            return
        if words := self.awaited():
            self.waiting.set_full_text(words)
        else:
            self.let_go()
            self.send()

    def let_go(self) -> None:
        """Send nothing for now: what is written can be changed again."""
        self._held = False
        self.field.setReadOnly(False)
        self.waiting.hide()
        self._write()

    def _hold(self, words: str) -> None:
        self._held = True
        self.field.setReadOnly(True)
        self.waiting.set_full_text(words)
        self.waiting.show()
        self._write()


def _sent_words(documents: int, *, searched: bool) -> str:
    """Return what goes out with a question that is asked with so many documents; to where is still to be put in."""
    if searched and documents:
        return tr(
            "Your question, this conversation, the passages found and the %n document(s) with it go to {hosts}",
            None,
            documents,
        )
    if documents:
        return tr("Your question, this conversation and the %n document(s) with it go to {hosts}", None, documents)
    if searched:
        return tr("Your question, this conversation and the passages found go to {hosts}")
    return tr("Your question and this conversation go to {hosts}")
