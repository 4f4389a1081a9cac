"""One sentence of an answer in the view of differences, what contradicts marked, and a check beside it."""

import re
from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton

from alcove.chat.differences import Claim
from alcove.desktop.accessible import Role, plays
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import tr
from alcove.rag.agreement import Span

_LONG = re.compile(r"(\S{16})(?=\S)")
_ZERO_WIDTH = "\u200b"

CYRILLIC_C = "\u0441"
"""What the key of C writes on a Russian keyboard."""


class ClaimCell(QFrame):
    """A claim. A click or Enter chooses it, C checks it, the arrows ask for the claims beside it."""

    clicked = Signal()
    """It was pressed by who does not see it."""
    chosen = Signal()
    check_requested = Signal()
    moved = Signal(int, int)
    """Columns and rows to go."""

    def __init__(self, theme: Theme, claim: Claim, name: str, marks: Sequence[Span] = ()) -> None:
        super().__init__()
        self._theme = theme
        self.claim = claim
        self._marks = marks
        dress(self, "claim")
        plays(self, Role.Button)
        self.clicked.connect(self.chosen)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"{name}: {claim.text}")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(Size.S2, Size.S1, Size.S1, Size.S1)
        row.setSpacing(Size.S1)
        self.label = QLabel()
        self.label.setWordWrap(True)
        self.label.setTextFormat(Qt.TextFormat.RichText)
        self.label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row.addWidget(self.label, 1, Qt.AlignmentFlag.AlignVCenter)
        self.check_button = QToolButton()
        self.check_button.setToolTip(tr("Check it against the library (C)"))
        self.check_button.setAccessibleName(tr("Check against the library: {claim}").format(claim=claim.text))
        theme.set_icon(self.check_button, "shield-check", "faint", Size.ICON_SMALL)
        self.check_button.clicked.connect(self.check_requested)
        row.addWidget(self.check_button, 0, Qt.AlignmentFlag.AlignTop)
        theme.changed.connect(self._write)
        self._write()

    def _write(self) -> None:
        tokens, text, at = self._theme.tokens, self.claim.text, 0
        written = []
        for start, end in self._marks:
            look = f"background:{tokens.mark};color:{tokens.ink};font-weight:600"
            written += [_shown(text[at:start]), f'<span style="{look}">{_shown(text[start:end])}</span>']
            at = max(at, end)
        self.label.setText("".join([*written, _shown(text[at:])]))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit()
        elif (key == Qt.Key.Key_C and not event.modifiers()) or event.text() == CYRILLIC_C:
            self.check_requested.emit()
        elif key in steps:
            self.moved.emit(*steps[key])
        else:
            super().keyPressEvent(event)


def _shown(text: str) -> str:
    """Return text as it is written into a label; a long word may be broken, as columns are narrow."""
    return escape(_LONG.sub(rf"\1{_ZERO_WIDTH}", text))
