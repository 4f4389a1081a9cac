"""Where a question is written: a field that grows, the sources it asks, and send or stop."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from alcove.desktop.answer_from import AnswerFromPicker
from alcove.desktop.elided_label import ElidedLabel
from alcove.desktop.theme import Size, Theme, dress

if TYPE_CHECKING:
    from alcove.models.types import Served
    from alcove.rag.types import AnswerFrom


class QuestionField(QPlainTextEdit):
    """A field as high as its text; Enter sends, Shift+Enter begins a line."""

    send_requested = Signal()
    focus_changed = Signal(bool)

    most = Size.INPUT_MOST
    """How high it may grow."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        dress(self, "input")
        self.setFont(theme.font(Size.ANSWER))
        self.setTabChangesFocus(True)
        self.setAcceptDrops(False)  # the whole window takes folders
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        self.setAccessibleName("Your question")
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self.textChanged.connect(self._fit)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.send_requested.emit()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.focus_changed.emit(event.type() == QEvent.Type.FocusIn)
        return super().event(event)

    def _fit(self) -> None:
        """Be as high as the text; several lines put there at once are not counted before each was asked for."""
        spacing, lines, block = self.fontMetrics().lineSpacing(), 0, self.document().firstBlock()
        while block.isValid() and lines * spacing < self.most:
            self.blockBoundingRect(block)
            lines += max(1, block.layout().lineCount())
            block = block.next()
        self.setFixedHeight(min(self.most, lines * spacing + Size.S1))


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
        everything = self._menu.addAction("All sources")
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
            words = "All sources"
        elif len(self._scope) == 1:
            words = self._scope[0]
        else:
            words = f"{len(self._scope)} sources"
        self.setText(f" {words}".replace("&", "&&"))
        self.setAccessibleName(f"Sources asked: {words}")


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
        dress(self, "composer")
        self.field = QuestionField(theme)
        self.field.send_requested.connect(self.send)
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
        column = QVBoxLayout(self)
        column.setContentsMargins(Size.S4, Size.S3, Size.S2, Size.S2)
        column.setSpacing(Size.S2)
        column.addWidget(self._destination())
        self._above = QVBoxLayout()
        column.addLayout(self._above)
        column.addWidget(self.field)
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

    def put_above(self, widget: QWidget) -> None:
        """Let something stand above the field."""
        self._above.addWidget(widget)

    def put_beside(self, widget: QWidget) -> None:
        """Let a button stand in the row below the field."""
        self._row.insertWidget(self._row.indexOf(self.answer_from) + 1, widget)

    def set_busy(self, busy: bool) -> None:
        """Offer to stop while an answer is on its way."""
        self._busy = busy
        self._write()

    def set_answer_from(self, answer_from: "AnswerFrom") -> None:
        """Show what answers are made from, without telling of it."""
        self.answer_from.set_answer_from(answer_from)
        self.scope.setEnabled(answer_from != "model")
        self.field.setPlaceholderText("Ask the model" if answer_from == "model" else "Ask your library")
        self._write_destination()

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
        if served is not None and served.leaves:
            passages = self.answer_from.answer_from != "model"
            what = ", this conversation and the passages found go" if passages else " and this conversation go"
            self.goes.set_full_text(f"Your question{what} to {served.host}")
        self.destination.setVisible(served is not None and served.leaves)

    def _on_answer_from_changed(self, answer_from: "AnswerFrom") -> None:
        self.set_answer_from(answer_from)
        self.answer_from_changed.emit(answer_from)

    def _write(self) -> None:
        name = "Stop the answer (Esc)" if self._busy else "Send (Enter)"
        ready = self._busy or bool(self.field.toPlainText().strip())
        if self.button.toolTip() == name and self.button.isEnabled() == ready:
            return
        self.button.setToolTip(name)
        self.button.setAccessibleName(name.partition(" (")[0])
        self.button.setEnabled(ready)
        icon, ink = ("stop-fill" if self._busy else "arrow-up"), ("on_accent" if ready else "faint")
        self._theme.set_icon(self.button, icon, ink)

    def _on_button(self) -> None:
        if self._busy:
            self.stop_requested.emit()
        else:
            self.send()

    def send(self) -> None:
        """Send the question, where there is one and nothing is missing."""
        question = self.field.toPlainText().strip()
        if question and not self._busy and self.may_send():
            self.field.clear()
            self.question_sent.emit(question)
