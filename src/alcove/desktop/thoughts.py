"""What a model thought before it answered: one quiet line, and the text when asked for."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from alcove.desktop.theme import Size, dress


class Thoughts(QWidget):
    """Hidden while there is nothing thought; closed until it is clicked."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Size.S2)
        self.button = QPushButton()
        self.button.setCheckable(True)
        dress(self.button, "link")
        self.button.toggled.connect(self._on_toggled)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.words.setAccessibleName("What the model thought")
        dress(self.words, "soft")
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.words)
        self.words.hide()
        self.show_thoughts("", thinking=False)

    def show_thoughts(self, text: str, *, thinking: bool) -> None:
        """Show what was thought so far; `thinking` while that goes on."""
        self.setVisible(bool(text.strip()))
        self._thinking = thinking
        self._write()
        if self.words.text() != text.strip():
            self.words.setText(text.strip())

    def _on_toggled(self, shown: bool) -> None:
        self.words.setVisible(shown)
        self._write()

    def _write(self) -> None:
        if self.button.isChecked():
            self.button.setText("Hide what it thought")
        else:
            self.button.setText("Thinking, see what" if self._thinking else "See what it thought")
