"""The quiet line beneath an answer whose sources changed, and what they say now."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from alcove.desktop.difference_view import DifferenceCard
from alcove.desktop.elided_button import ElidedButton
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import tr
from alcove.desktop.turn_state import TurnState


class OutdatedNote(QWidget):
    """Say that an answer is outdated; offer to see why, and to ask again."""

    compare_requested = Signal()
    again_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Size.S2)
        row = QHBoxLayout()
        row.setSpacing(Size.S1)
        sign = QLabel()
        theme.set_icon(sign, "warning", "warn", Size.ICON_SMALL)
        self.words_button = ElidedButton()
        dress(self.words_button, "warn-link")
        self.words_button.setToolTip(tr("See what changed"))
        self.words_button.clicked.connect(self.compare_requested)
        self.again_button = QPushButton(tr("Ask again and compare"))
        dress(self.again_button, "link")
        self.again_button.clicked.connect(self.again_requested)
        row.addWidget(sign)
        row.addWidget(self.words_button)
        row.addWidget(self.again_button)
        row.addStretch(1)
        self._column = column
        column.addLayout(row)
        self.card = DifferenceCard(theme, tr("What changed in the sources"))
        self.card.closed.connect(self.compare_requested)
        column.addWidget(self.card)
        self.hide()

    def narrow(self) -> None:
        """Do with little room: what is offered stands below."""
        self._column.insertWidget(1, self.again_button, 0, Qt.AlignmentFlag.AlignLeft)

    def show_turn(self, turn: TurnState) -> None:
        """Show whether the sources of an answer still stand."""
        words = turn.outdated_words() if turn.text and not turn.busy else ""
        self.setVisible(bool(words))
        self.words_button.set_full_text(words)
        self.card.show_sources(turn.compared if words else None)
