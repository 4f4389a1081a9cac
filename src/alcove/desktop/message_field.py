"""A message as a field, in its place: what the person writes there stands beside the message, never in its stead."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from alcove.desktop.question_field import QuestionField
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import tr


class _Field(QuestionField):
    """A field for a question: Enter sends it, Ctrl+Enter too, which elsewhere sends what is in the input."""

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _enters(event):
            event.accept()
            return True
        return super().event(event)


class _LongField(_Field):
    """A field for an answer: Enter begins a line, Ctrl+Enter saves."""

    most = Size.FIELD

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _enters(event) and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.insertPlainText("\n")
        else:
            super().keyPressEvent(event)


class MessageField(QFrame):
    """The field, what happens to what is written, and the buttons. Escape cancels."""

    sent = Signal(str)
    cancelled = Signal()

    def __init__(self, theme: Theme, text: str, *, answer: bool) -> None:
        super().__init__()
        dress(self, "composer")
        self.field: QuestionField = _LongField(theme) if answer else _Field(theme)
        self.field.setAccessibleName(
            tr("Your version of the answer") if answer else tr("Your question, put differently")
        )
        self.field.setPlainText(text)
        if not answer:  # the beginning of an answer is read, and on view
            self.field.moveCursor(QTextCursor.MoveOperation.End)
        self.field.send_requested.connect(self._on_send)
        self.field.textChanged.connect(self._write)
        self.field.focus_changed.connect(lambda on: dress(self, "composer-on" if on else "composer"))
        note = QLabel(tr("Kept beside the answer, as yours") if answer else tr("The question as it was is kept"))
        dress(note, "faint")
        self.cancel_button = QPushButton(tr("Cancel"))
        dress(self.cancel_button, "quiet")
        self.cancel_button.clicked.connect(self.cancelled)
        self.send_button = QPushButton(tr("Save") if answer else tr("Send"))
        dress(self.send_button, "small-primary")
        self.send_button.clicked.connect(self._on_send)
        column = QVBoxLayout(self)
        column.setContentsMargins(Size.S4, Size.S3, Size.S2, Size.S2)
        column.setSpacing(Size.S2)
        column.addWidget(self.field)
        row = QHBoxLayout()
        row.setSpacing(Size.S1)
        row.addWidget(note, 1)
        row.addWidget(self.cancel_button)
        row.addWidget(self.send_button)
        column.addLayout(row)
        self._write()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)

    def _write(self) -> None:
        self.send_button.setEnabled(bool(self.field.toPlainText().strip()))

    def _on_send(self) -> None:
        text = self.field.toPlainText().strip()
        if text:
            self.sent.emit(text)


def _enters(event: QKeyEvent) -> bool:
    return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
