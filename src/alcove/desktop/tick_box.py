"""A check box that is drawn with the theme's tokens: a style sheet could do so only with pictures."""

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox

from alcove.desktop.theme import Size, Theme

BOX, RADIUS = 16, 4
TICK = ((0.24, 0.52), (0.43, 0.70), (0.77, 0.32))
"""The corners of the tick, in shares of the box."""


class TickBox(QCheckBox):
    """A box with a tick, and its words."""

    def __init__(self, theme: Theme, words: str) -> None:
        super().__init__(words)
        self._theme = theme
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFont(theme.font(Size.NORMAL))
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(BOX + Size.S2 + metrics.horizontalAdvance(self.text()) + Size.S1, max(Size.S6, metrics.height()))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, position: QPoint) -> bool:
        return self.rect().contains(position)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(Size.HAIR, (self.height() - BOX) / 2, BOX, BOX).adjusted(0.5, 0.5, -0.5, -0.5)
        on = self.isChecked()
        edge = tokens.accent if on or self.hasFocus() else tokens.faint
        painter.setPen(QPen(QColor(edge), Size.FOCUS if self.hasFocus() and not on else Size.HAIR))
        painter.setBrush(QColor(tokens.accent if on else tokens.surface))
        painter.drawRoundedRect(box, RADIUS, RADIUS)
        if on:
            painter.setPen(
                QPen(QColor(tokens.on_accent), 1.8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap,
                     Qt.PenJoinStyle.RoundJoin)
            )  # fmt: skip
            painter.drawPolyline([QPointF(box.x() + x * box.width(), box.y() + y * box.height()) for x, y in TICK])
        if on and self.hasFocus():
            painter.setPen(QPen(QColor(tokens.accent), Size.HAIR))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(-1.5, -1.5, 1.5, 1.5), RADIUS + 1, RADIUS + 1)
        painter.setPen(QColor(tokens.ink if self.isEnabled() else tokens.faint))
        words = QRect(BOX + Size.S2, 0, self.width() - BOX - Size.S2, self.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.text())
