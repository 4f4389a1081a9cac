"""Which version of a message is in view, with a step to the one before and the next: `‹ 2 of 3 ›`."""

from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import marked, number, tr

What = Literal["answer", "question"]
STEPS: dict[What, tuple[str, str]] = {
    "answer": (marked("Answer before"), marked("Next answer")),
    "question": (marked("Question before"), marked("Next question")),
}
"""What the steps to the one before and to the next are called."""


class Stepper(QWidget):
    """Shown where there is more than one version; `what` is one of them."""

    stepped = Signal(int)

    def __init__(self, theme: Theme, what: What) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Size.S1)
        before, after = STEPS[what]
        self.earlier = quiet_button(theme, "caret-left", tr(before))
        self.earlier.clicked.connect(lambda: self.stepped.emit(-1))
        self.number = QLabel()
        dress(self.number, "faint")
        self.later = quiet_button(theme, "caret-right", tr(after))
        self.later.clicked.connect(lambda: self.stepped.emit(1))
        for widget in (self.earlier, self.number, self.later):
            row.addWidget(widget)
        self.show_place(1, 1)

    def show_place(self, at: int, count: int) -> None:
        """Say that this is the version of that number, of so many."""
        self.number.setText(tr("{n} of {total}").format(n=number(at), total=number(count)))
        self.earlier.setEnabled(at > 1)
        self.later.setEnabled(at < count)
        self.setVisible(count > 1)

    def take_focus(self) -> None:
        """Put the focus where the pressed button was, or on the other one at the end."""
        (self.earlier if self.earlier.isEnabled() else self.later).setFocus()


def quiet_button(theme: Theme, icon: str, words: str) -> QToolButton:
    """Return a small button that is an icon, as they stand beneath messages."""
    button = QToolButton()
    button.setToolTip(words)
    button.setAccessibleName(words)
    dress(button, "under")
    theme.set_icon(button, icon, "faint", Size.ICON_SMALL)
    return button
