"""The question being written as it will look: rendered as answers are, in the place of the field."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from alcove.desktop.accessible import Role, plays
from alcove.desktop.illustrator import Illustrator
from alcove.desktop.prose_view import ProseView
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import tr


class QuestionPreview(QScrollArea):
    """Show a text, as high as it is within bounds; keys that do not scroll are for whoever holds it."""

    def __init__(self, theme: Theme, illustrator: Illustrator) -> None:
        super().__init__()
        self._least, self._most = 0, Size.INPUT_MOST
        self.view = ProseView(theme, illustrator)
        self.view.setAccessibleName(tr("Your question as it will look"))
        self.view.installEventFilter(self)
        holder = QWidget()
        dress(holder, "clear")
        column = QVBoxLayout(holder)
        column.setContentsMargins(Size.S2, Size.S1, Size.S2, Size.S1)
        column.addWidget(self.view)
        column.addStretch(1)
        self.setWidget(holder)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        plays(self, Role.Document)
        self.setAccessibleName(tr("Your question as it will look"))

    def show_text(self, text: str, *, least: int, most: int) -> None:
        """Render a text, between so many pixels high."""
        self._least, self._most = least, most
        self.view.show_text(text)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._fit()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            super().keyPressEvent(event)
        else:
            event.ignore()

    def _fit(self) -> None:
        self.setFixedHeight(max(self._least, min(self._most, self.view.height() + 2 * Size.S1)))
