"""The card beside a message on the map that is pointed at: what it is, when it was said, and how it begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QLocale, QPoint, QRect, QRectF, Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from alcove.core.markup import as_read
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import tr

if TYPE_CHECKING:
    from alcove.chat.store import Glimpse

_MOST = 520
_WIDE = 320
_GAP = 10


def said_of(glimpse: Glimpse) -> str:
    """Return how a message begins, as it is read; where it says nothing, why."""
    if said := as_read(glimpse.text[: 2 * _MOST]).strip():
        return said
    if glimpse.refused:
        return tr("The library does not say")
    return {
        "streaming": tr("Being written"), "stopped": tr("Stopped before the first word"),
        "failed": tr("Could not answer"),
    }.get(glimpse.status, tr("Nothing was written"))  # fmt: skip


class MapCard(QFrame):
    """Show one message; it takes no mouse and no focus."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        dress(self, "plain-card")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFixedWidth(_WIDE)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(Size.S4, Size.S3, Size.S4, Size.S3)
        column.setSpacing(Size.S1)
        self.kind, self.words = QLabel(), QLabel()
        dress(self.kind, "faint")
        for label in (self.kind, self.words):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            column.addWidget(label)
        self.hide()

    def show_message(self, glimpse: Glimpse, kind: str) -> None:
        """Say what a message says."""
        when = QLocale().toString(QDateTime.fromSecsSinceEpoch(int(glimpse.created)), "d MMMM, HH:mm")
        self.kind.setText(f"{kind} · {when}")
        said = said_of(glimpse)
        self.words.setText(said if len(said) <= _MOST else said[:_MOST].rsplit(" ", 1)[0] + "…")

    def place(self, beside: QRectF, room: QRect) -> None:
        """Lie at the right of a rectangle, or where there is no room at its left."""
        self.setFixedHeight(self._column.heightForWidth(_WIDE))
        right = round(beside.right()) + _GAP
        x = right if right + _WIDE <= room.right() else round(beside.left()) - _GAP - _WIDE
        y = max(Size.S2, min(round(beside.top()), room.bottom() - self.height() - Size.S2))
        self.move(QPoint(max(Size.S2, x), y))
        self.show()
        self.raise_()
