"""A button whose words may be longer than its place."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

from alcove.desktop.theme import Size


class ElidedButton(QPushButton):
    """One line of text that ends in an ellipsis where there is no room; a screen reader has the whole."""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self._full = text
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.set_full_text(text)

    def set_full_text(self, text: str) -> None:
        """Show `text`, or as much of it as fits."""
        self._full = text
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(text)
        self._elide()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        self.ensurePolished()  # its weight and what it has around it come with the style sheet
        words = self.fontMetrics().horizontalAdvance(self._full) + 1  # it is rounded, and may be too little by a part
        return QSize(words + self._around(), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(min(Size.COLUMN_LEAST, self.sizeHint().width()), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _around(self) -> int:
        """Return how wide the button is beside its words."""
        shown = self.fontMetrics().horizontalAdvance(self.text().replace("&&", "&"))
        return super().sizeHint().width() - shown

    def _elide(self) -> None:
        room = max(0, self.width() - self._around())
        shown = self.fontMetrics().elidedText(self._full, Qt.TextElideMode.ElideRight, room).replace("&", "&&")
        if shown != self.text():
            self.setText(shown)
