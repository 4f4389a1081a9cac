"""What a model thought before it answered: one quiet line, and the text when asked for."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from alcove.desktop.illustrator import Illustrator
from alcove.desktop.links import offer_link
from alcove.desktop.prose_view import ProseView
from alcove.desktop.prose_writer import Setting
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import tr


class Thoughts(QWidget):
    """Hidden while there is nothing thought; closed until it is clicked."""

    def __init__(self, theme: Theme, illustrator: Illustrator) -> None:
        super().__init__()
        self._text = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Size.S2)
        self.button = QPushButton()
        self.button.setCheckable(True)
        dress(self.button, "flush")
        self.button.toggled.connect(self._on_toggled)
        look = Setting(theme, illustrator, ink="soft", size=Size.NORMAL, breaks=True)
        self.words = ProseView(theme, illustrator, look)
        self.words.link_clicked.connect(lambda address: offer_link(self, address))
        self.words.setAccessibleName(tr("What the model thought"))
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.words)
        theme.changed.connect(self._on_theme_changed)
        self.words.hide()
        self.show_thoughts("", thinking=False)

    def show_thoughts(self, text: str, *, thinking: bool) -> None:
        """Show what was thought so far; `thinking` while that goes on."""
        self.setVisible(bool(text.strip()))
        self._thinking = thinking
        self._write()
        self._text = text.strip()
        self._show(growing=thinking)

    def _show(self, *, growing: bool) -> None:
        if self.button.isChecked() and self.words.prose.said.text != self._text:
            self.words.show_text(self._text, growing=growing)

    def _on_theme_changed(self) -> None:
        self.words.restyle()

    def _on_toggled(self, shown: bool) -> None:
        self.words.setVisible(shown)
        self._show(growing=self._thinking)
        self._write()

    def _write(self) -> None:
        if self.button.isChecked():
            self.button.setText(tr("Hide what it thought"))
        else:
            self.button.setText(tr("Thinking, see what") if self._thinking else tr("See what it thought"))
