"""The first start: add a folder, or try the library that comes with Alcove. Nothing else is asked."""

from importlib.resources import files
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import tr


def sample_library() -> Path:
    """Return the folder of the bundled sample documents."""
    return Path(str(files("alcove"))) / "samples" / "library"


class StartPage(QWidget):
    """Shown in the middle while the library is empty."""

    add_requested = Signal()
    sample_requested = Signal()

    def __init__(self, theme: Theme, menu: QMenu) -> None:
        super().__init__()
        self._menu = menu
        dress(self, "page")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(Size.S6, Size.S6, Size.S6, Size.S6)
        column = QVBoxLayout()
        column.setSpacing(Size.S3)
        sign = QLabel()
        theme.set_icon(sign, "books", "accent", Size.ICON_LARGE + Size.S3)
        title = QLabel(tr("What should Alcove read?"))
        dress(title, "page-title")
        words = QLabel(
            tr(
                "Choose a folder of documents or notes. Alcove reads it on this computer, leaves every file as it "
                "is, and answers questions with the pages the answers come from."
            )
        )
        words.setWordWrap(True)
        words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        words.setFixedWidth(Size.BUBBLE)
        dress(words, "soft")
        words.ensurePolished()
        words.setMinimumHeight(words.heightForWidth(Size.BUBBLE))
        self.add_button = QPushButton(tr("Add a folder"))
        dress(self.add_button, "primary")
        self.add_button.clicked.connect(self.add_requested)
        self.sample_button = QPushButton(tr("Try the sample library"))
        dress(self.sample_button, "second")
        self.sample_button.clicked.connect(self.sample_requested)
        buttons = QHBoxLayout()
        buttons.setSpacing(Size.S2)
        buttons.addStretch(1)
        buttons.addWidget(self.add_button)
        buttons.addWidget(self.sample_button)
        buttons.addStretch(1)
        hint = QLabel(tr("You can also drop a folder anywhere on this window."))
        dress(hint, "faint")
        self.other_button = QPushButton(tr("An Obsidian vault, a git repository or a web page"))
        dress(self.other_button, "link")
        self.other_button.clicked.connect(self._on_other)
        for widget in (sign, title, words):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(Size.S2)
        column.addLayout(buttons)
        column.addWidget(self.other_button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(hint, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(2)
        outer.addLayout(column)
        outer.addStretch(3)

    def _on_other(self) -> None:
        self._menu.popup(self.other_button.mapToGlobal(self.other_button.rect().bottomLeft()))
