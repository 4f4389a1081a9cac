"""The field a question is written in: as high as its text, or as tall as it was pulled; Enter sends."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit

from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import tr


class QuestionField(QPlainTextEdit):
    """A field as high as its text; Enter sends, Shift+Enter begins a line."""

    send_requested = Signal()
    focus_changed = Signal(bool)

    most = Size.INPUT_MOST
    """How high it may grow."""
    least = 0
    """How high it is at least."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        dress(self, "input")
        self.setFont(theme.font(Size.ANSWER))
        self.setTabChangesFocus(True)
        self.setAcceptDrops(False)  # the whole window takes files and folders
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        self.setAccessibleName(tr("Your question"))
        self.document().documentLayout().documentSizeChanged.connect(self.fit)
        self.textChanged.connect(self.fit)
        self.fit()

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

    def fit(self) -> None:
        """Be as high as the text; several lines put there at once are not counted before each was asked for."""
        spacing, lines, block = self.fontMetrics().lineSpacing(), 0, self.document().firstBlock()
        while block.isValid() and lines * spacing < self.most:
            self.blockBoundingRect(block)
            lines += max(1, block.layout().lineCount())
            block = block.next()
        self.setFixedHeight(max(self.least, min(self.most, lines * spacing + Size.S1)))
