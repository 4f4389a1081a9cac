"""The documents of a question as chips: in the input with what becomes of them, and under a question that was sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QScrollArea, QToolButton, QWidget

from alcove.desktop.accessible import Role, plays
from alcove.desktop.flow_row import FlowRow
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import marked, tr

if TYPE_CHECKING:
    from alcove.chat.store import AskedWith
    from alcove.desktop.question_documents import Chip, QuestionDocuments

NAME_MOST, WORDS_MOST = 190, 230
ROWS_MOST = 3
PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff")
STATE_WORDS = {"waits": marked("waits to be read"), "reading": marked("being read"), "unread": marked("not read")}
"""What is said of a document of which nothing else is known; of one that was read nothing is."""


class DocumentChip(QFrame):
    """One document: a click or Enter opens it, Delete takes it away."""

    clicked = Signal()
    removed = Signal()
    kept = Signal(bool)
    again_requested = Signal()

    def __init__(self, theme: Theme, chip: Chip, *, sent: bool = False) -> None:
        super().__init__()
        self._theme = theme
        self._sent = sent
        self.chip = chip
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        plays(self, Role.Button)
        row = QHBoxLayout(self)
        row.setContentsMargins(Size.S2, 0, Size.S1 if not sent else Size.S2, 0)
        row.setSpacing(Size.S1)
        self.sign = QLabel()
        self.name = QLabel()
        self.words = QLabel()
        dress(self.name, "chip-name")
        self.again = QToolButton()
        self.pin = QToolButton()
        self.pin.setCheckable(True)
        self.close_button = QToolButton()
        row.addWidget(self.sign)
        row.addWidget(self.name)
        row.addWidget(self.words)
        for button in (self.again, self.pin, self.close_button):
            dress(button, "chip")
            row.addWidget(button)
            button.setVisible(not sent)
        self.setFixedHeight(Size.BUTTON - Size.S1)
        self.again.clicked.connect(self.again_requested)
        self.pin.clicked.connect(self.kept)
        self.close_button.clicked.connect(self.removed)
        self.show_chip(chip)

    def show_chip(self, chip: Chip) -> None:
        """Show what became of it."""
        self.chip = chip
        failed = chip.state == "unread"
        dress(self, "chip-warn" if failed else "chip-on" if chip.kept else "chip")
        self._theme.set_icon(self.sign, _icon(chip), "warn" if failed else "soft", Size.ICON_SMALL)
        name, words = chip.named.name, chip.words
        if not words and chip.state in STATE_WORDS:
            words = tr(STATE_WORDS[chip.state])
        self.name.setText(self.name.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, NAME_MOST))
        dress(self.words, "out" if failed else "faint")
        self.words.setText(self.words.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, WORDS_MOST))
        self.words.setVisible(bool(words))
        self.again.setVisible(failed and not self._sent)
        self.pin.setChecked(chip.kept)
        self._theme.set_icon(self.pin, "push-pin-fill" if chip.kept else "push-pin", "accent" if chip.kept else "faint",
                             Size.ICON_SMALL)  # fmt: skip
        keeps = (
            tr("Only for this question") if chip.kept else tr("Read it whole for every question of this conversation")
        )
        self.pin.setToolTip(keeps)
        self.pin.setAccessibleName(f"{name}: {keeps}")
        self.pin.setVisible(not failed and not self._sent)
        self.close_button.setToolTip(tr("Take it away"))
        self.close_button.setAccessibleName(tr("Take {name} away").format(name=name))
        self._theme.set_icon(self.close_button, "x", "faint", Size.ICON_SMALL)
        helps = tr("Give the password…") if chip.action == "password" else tr("Try again")
        self.again.setToolTip(helps)
        self.again.setAccessibleName(f"{name}: {helps}")
        self._theme.set_icon(self.again, "key" if chip.action == "password" else "arrow-clockwise", "warn",
                             Size.ICON_SMALL)  # fmt: skip
        self.setAccessibleName(f"{name}: {words}" if words else name)
        where = chip.named.uri if chip.named.role != "source" else ""
        self.setToolTip("\n".join(part for part in (where, words) if part))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not self._sent:
            self.removed.emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.height())


class QuestionChips(QScrollArea):
    """The chips above the field; more than three lines of them scroll. The focus of one that goes is `home`'s."""

    document_opened = Signal(object)
    again_requested = Signal(object)

    def __init__(self, theme: Theme, documents: QuestionDocuments, home: QWidget) -> None:
        super().__init__()
        self._theme = theme
        self._home = home
        self._documents = documents
        self._chips: dict[tuple[str, str], DocumentChip] = {}
        self._holder = QWidget()
        dress(self._holder, "clear")
        self._row = FlowRow(self._holder, spacing=Size.S1 + 2)
        self.setWidget(self._holder)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr("Documents of this question"))
        documents.changed.connect(self.refresh)
        self.refresh()

    @property
    def shown(self) -> list[DocumentChip]:
        """The chips on view."""
        return list(self._chips.values())

    def refresh(self) -> None:
        """Show the chips there are; those that stay are kept, with their focus."""
        wanted = {(chip.named.role, chip.named.uri): chip for chip in self._documents.chips}
        for key in [key for key in self._chips if key not in wanted]:
            gone = self._chips.pop(key)
            focused = QApplication.focusWidget()
            if focused is gone or (focused is not None and gone.isAncestorOf(focused)):
                self._home.setFocus()
            self._row.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        for key, chip in wanted.items():
            if key in self._chips:
                if self._chips[key].chip != chip:
                    self._chips[key].show_chip(chip)
            else:
                self._chips[key] = self._made(chip)
                self._row.addWidget(self._chips[key])
        self.setVisible(bool(wanted))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _made(self, chip: Chip) -> DocumentChip:
        made = DocumentChip(self._theme, chip)
        made.clicked.connect(lambda: self.document_opened.emit(made.chip.named))
        made.removed.connect(lambda: self._documents.remove(made.chip))
        made.kept.connect(lambda on: self._documents.keep(made.chip, on))
        made.again_requested.connect(lambda: self.again_requested.emit(made.chip))
        return made

    def _fit(self) -> None:
        line = Size.BUTTON - Size.S1
        most = ROWS_MOST * line + (ROWS_MOST - 1) * self._row.spacing()
        self._row.invalidate()
        self.setFixedHeight(min(most, max(line, self._row.heightForWidth(self.viewport().width()))))


class SentChips(QWidget):
    """The documents a question was sent with, under it."""

    document_opened = Signal(object)

    def __init__(self, theme: Theme, sent: Sequence[AskedWith], chip_of: Callable[[AskedWith], Chip]) -> None:
        super().__init__()
        self._chip_of = chip_of
        row = FlowRow(self, spacing=Size.S1 + 2, right=True)
        self.chips: list[DocumentChip] = []
        for named in sent:
            made = DocumentChip(theme, chip_of(named), sent=True)
            made.clicked.connect(lambda named=named: self.document_opened.emit(named))
            self.chips.append(made)
            row.addWidget(made)

    def refresh(self) -> None:
        """Show what became of them meanwhile."""
        for made in self.chips:
            chip = self._chip_of(made.chip.named)
            if made.chip != chip:
                made.show_chip(chip)


def sent_documents(asked_with: Sequence[AskedWith]) -> list[AskedWith]:
    """Return what of a question's documents is shown under it: sources stand in its text."""
    return [one for one in asked_with if one.role != "source"]


def _icon(chip: Chip) -> str:
    if chip.state == "unread":
        return "file-x"
    return "image" if chip.named.uri.lower().endswith(PICTURES) else "file-text"
