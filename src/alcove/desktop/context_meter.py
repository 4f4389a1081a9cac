"""How full what the model sees at once would be: a thin bar beside send, and what it is made of in a card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from alcove.desktop.elided_label import ElidedLabel
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import marked, number, told, tr

if TYPE_CHECKING:
    from alcove.chat.measure import ContextUse, Part

WIDE = 56
PART_WORDS = {
    "rules": marked("How to answer"),
    "conversation": marked("This conversation"),
    "passages": marked("Passages, about"),
    "question": marked("This question"),
    "answer": marked("Room for the answer"),
}


def used_words(use: ContextUse) -> str:
    """Return how much is taken: "About 1,840 of 4,096 tokens"."""
    if use.counted:
        words = tr("{used} of {all} tokens") if use.known else tr("{used} of {all} or more tokens")
    else:
        words = tr("About {used} of {all} tokens") if use.known else tr("About {used} of {all} or more tokens")
    return words.format(used=number(use.tokens), all=number(use.context))


def left_out_lines(use: ContextUse) -> list[str]:
    """Return what the model would not see, a line each."""
    left = use.left_out
    lines = [tr("Left out: the first %n turn(s)", None, left.turns)] if left.turns else []
    lines += [tr("Read in part: {name}").format(name=name) for name in left.partly]
    lines += [tr("Not read: {name}, because {why}").format(name=name, why=told(why)) for name, why in left.unread]
    return lines


class ContextMeter(QAbstractButton):
    """The bar. A click, Enter or Space shows the card."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.use: ContextUse | None = None
        self._card: ContextCard | None = None
        self.setFixedSize(WIDE + 2 * Size.S2, Size.BUTTON)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self.show_card)
        theme.changed.connect(self.update)
        self.hide()

    def show_use(self, use: ContextUse | None) -> None:
        """Show another measure; None where there is nothing to be told."""
        self.use = use
        self.setVisible(use is not None)
        if use is None:
            return
        lines = [used_words(use), *left_out_lines(use)]
        self.setAccessibleName(tr("Context: {words}").format(words=". ".join(lines)))
        self.setToolTip("\n".join(lines))
        if self._card is not None and self._card.isVisible():
            self._card.show_use(use)
            self._place(self._card)
        self.update()

    def show_card(self) -> None:
        """Tell what it is made of, over the input."""
        if self.use is None:
            return
        if self._card is None:
            self._card = ContextCard(self._theme, self.window())
        if self._card.isVisible():
            self._card.hide()
            return
        self._card.show_use(self.use)
        self._place(self._card)
        self._card.show()
        self._card.raise_()

    def hide_card(self) -> bool:
        """Put the card away; return whether it was there."""
        there = self._card is not None and self._card.isVisible()
        if self._card is not None:
            self._card.hide()
        return there

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusOut, QEvent.Type.Hide):
            self.hide_card()
        return super().event(event)

    def sizeHint(self) -> QSize:
        return self.size()

    def paintEvent(self, event: QPaintEvent) -> None:
        use, tokens = self.use, self._theme.tokens
        if use is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.hasFocus() or self.underMouse():
            painter.setBrush(QColor(tokens.user))
            painter.drawRoundedRect(self.rect(), Size.ROW_RADIUS, Size.ROW_RADIUS)
        bar = QRectF(Size.S2, (self.height() - Size.BAR) / 2, WIDE, Size.BAR)
        painter.setBrush(QColor(tokens.line))
        painter.drawRoundedRect(bar, Size.BAR / 2, Size.BAR / 2)
        share = min(1.0, use.tokens / max(1, use.context))
        painter.setBrush(QColor(tokens.warn if use.leaves_out else tokens.soft))
        painter.drawRoundedRect(
            QRectF(bar.left(), bar.top(), max(float(Size.BAR), bar.width() * share), Size.BAR),
            Size.BAR / 2, Size.BAR / 2,
        )  # fmt: skip
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QColor(tokens.accent))
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), Size.ROW_RADIUS, Size.ROW_RADIUS)
        painter.end()

    def _place(self, card: ContextCard) -> None:
        card.adjustSize()
        at = self.mapTo(self.window(), QPoint(self.width() - card.width(), -card.height() - Size.S2))
        card.move(max(Size.S2, at.x()), max(Size.S2, at.y()))


class ContextCard(QFrame):
    """What takes how many tokens, and what is left out."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        dress(self, "toast")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(Size.S4, Size.S3, Size.S4, Size.S3)
        column.setSpacing(Size.S2)
        title = QLabel(tr("What the model would see"))
        dress(title, "heading")
        self.total = QLabel()
        dress(self.total, "soft")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(Size.S4)
        self._grid.setVerticalSpacing(Size.S1)
        self._grid.setColumnStretch(0, 1)
        self.left = QLabel()
        self.left.setWordWrap(True)
        dress(self.left, "warn")
        column.addWidget(title)
        column.addWidget(self.total)
        column.addLayout(self._grid)
        column.addWidget(self.left)
        self.setFixedWidth(Size.FIELD)

    def show_use(self, use: ContextUse) -> None:
        """Write it down."""
        words = used_words(use)
        if not use.known:
            words += ". " + tr("The service does not say how many it sees.")
        elif not use.counted:
            words = tr("{used}, counted once the model is loaded").format(used=words)
        self.total.setText(words)
        self.total.setWordWrap(True)
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for row, part in enumerate(use.parts):
            name, count = ElidedLabel(part_words(part)), QLabel(number(part.tokens))
            dress(name, "soft")
            dress(count, "soft")
            self._grid.addWidget(name, row, 0)
            self._grid.addWidget(count, row, 1, Qt.AlignmentFlag.AlignRight)
        lines = left_out_lines(use)
        self.left.setText("\n".join(lines))
        self.left.setVisible(bool(lines))
        self.adjustSize()


def part_words(part: Part) -> str:
    """Return what a part is called."""
    return tr(PART_WORDS[part.kind]) if part.kind in PART_WORDS else part.name
