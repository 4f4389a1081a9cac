"""Cards of found passages, as the sources panel and a refused answer show them."""

from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from alcove.desktop import place
from alcove.desktop.accessible import Role, plays
from alcove.desktop.elided_label import ElidedLabel
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import marked, tr
from alcove.rag.types import Citation, Hit

FATES = {"changed": marked("Changed since this answer"), "gone": marked("Gone since this answer")}


class HitCard(QFrame):
    """One found passage: number, name, place, and the words, those cited marked. A click opens it."""

    clicked = Signal()

    def __init__(
        self,
        theme: Theme,
        hit: Hit,
        marker: int | None = None,
        citation: Citation | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.hit = hit
        self.marker = marker
        self.citation = citation
        dress(self, "card")
        plays(self, Role.Button)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        name = hit.title or place.item_name(hit.uri)
        words = tr("Source {number}: {name}") if marker else tr("Source: {name}")
        self.setAccessibleName(words.format(number=marker, name=name))
        column = QVBoxLayout(self)
        column.setContentsMargins(Size.S3, Size.S2, Size.S3, Size.S3)
        column.setSpacing(Size.S1)
        top = QHBoxLayout()
        top.setSpacing(Size.S2)
        if marker is not None:
            badge = QLabel(str(marker))
            dress(badge, "badge")
            top.addWidget(badge)
        title = ElidedLabel(name)
        dress(title, "heading")
        top.addWidget(title, 1)
        column.addLayout(top)
        self._where = ElidedLabel(place.where(hit))
        dress(self._where, "soft")
        column.addWidget(self._where)
        if hit.confidence is not None:
            scan = QLabel(place.sure_words(hit.confidence))
            dress(scan, "faint")
            column.addWidget(scan)
        self.fate = QLabel()
        dress(self.fate, "warn")
        self.fate.hide()
        column.addWidget(self.fate)
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.RichText)
        dress(self._words, "soft")
        column.addWidget(self._words)
        theme.changed.connect(self._write)
        self._write()

    def set_on(self, on: bool) -> None:
        """Show whether this card's passage is on view."""
        dress(self, "card-on" if on else "card")

    def set_fate(self, fate: str) -> None:
        """Say that the passage "changed" or is "gone" since it was found; empty while it stands."""
        self.fate.setText(tr(FATES[fate]) if fate else "")
        self.fate.setVisible(bool(fate))

    def _write(self) -> None:
        before, cited, after = (escape(part) for part in place.snippet(self.hit, self.citation))
        tokens = self._theme.tokens
        shown = f'<span style="background:{tokens.mark};color:{tokens.ink}">{cited}</span>' if cited else ""
        self._words.setText(before + shown + after)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)
