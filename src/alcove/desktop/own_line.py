"""The quiet line of the library page about the person's own questions, and the list they can be removed from."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from alcove.core.formats import mime_of
from alcove.desktop import place
from alcove.desktop.elided_label import ElidedLabel
from alcove.desktop.own_set import OwnSet, own_words
from alcove.desktop.sections import ScrollColumn
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import number, tr
from alcove.rag.types import PageSpan


class OwnLine(QWidget):
    """How many of the person's own questions are found; measuring anew; seeing them."""

    def __init__(self, theme: Theme, own: OwnSet, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._own = own
        self.dialog: OwnDialog | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Size.S1)
        self.words = ElidedLabel()
        dress(self.words, "soft")
        self.measure_button = QPushButton()
        self.measure_button.clicked.connect(self._on_measure)
        self.list_button = QPushButton(tr("See them"))
        self.list_button.setAccessibleName(tr("See your own questions"))
        self.list_button.clicked.connect(self.show_pairs)
        row.addWidget(self.words, 1)
        for button in (self.measure_button, self.list_button):
            dress(button, "quiet")
            row.addWidget(button)
        own.changed.connect(self._write)
        self._write()

    def _write(self) -> None:
        own = self._own
        self.setVisible(bool(own.pairs))
        if own.progress is not None:
            done, count = own.progress
            words = tr("Measuring your questions: {done} of {count}")
            self.words.set_full_text(words.format(done=number(done), count=number(count)))
            self.measure_button.setText(tr("Stop"))
            return
        self.words.set_full_text(own_words(len(own.pairs), own.result))
        self.measure_button.setText(tr("Measure again") if own.result else tr("Measure"))

    def _on_measure(self) -> None:
        if self._own.progress is None:
            self._own.measure()
        else:
            self._own.stop()

    def show_pairs(self) -> None:
        """Show the pairs in a dialog."""
        self.dialog = OwnDialog(self.window(), self._theme, self._own)
        self.dialog.open()


class OwnDialog(QDialog):
    """The pairs, each with a button that removes it."""

    def __init__(self, parent: QWidget, theme: Theme, own: OwnSet) -> None:
        super().__init__(parent)
        self._theme = theme
        self._own = own
        self.setWindowTitle(tr("Your questions"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumSize(Size.DIALOG, Size.FIELD)
        column = QVBoxLayout(self)
        column.setContentsMargins(Size.S6, Size.S5, Size.S6, Size.S5)
        column.setSpacing(Size.S3)
        title = QLabel(tr("Your questions"))
        dress(title, "page-title")
        self.note = QLabel(
            tr("Each with the passage you said answers it. They measure how well your library is found.")
        )
        self.note.setWordWrap(True)
        dress(self.note, "soft")
        column.addWidget(title)
        column.addWidget(self.note)
        holder = QWidget()
        dress(holder, "clear")
        self._rows = QVBoxLayout(holder)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        scroll = ScrollColumn(holder)
        column.addWidget(scroll, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        close = QPushButton(tr("Close"))
        dress(close, "second")
        close.clicked.connect(self.accept)
        foot.addWidget(close)
        column.addLayout(foot)
        self.remove_buttons: list[QToolButton] = []
        own.changed.connect(self._write)
        self._shown: list[object] = []
        self._write()

    def _write(self) -> None:
        if self._shown == self._own.pairs and self._shown:
            return
        self._shown = [*self._own.pairs]
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.remove_buttons = []
        for own in self._own.pairs:
            name = place.item_name(own.uri)
            where = [name]
            if own.page is not None:
                where.append(place.page_words(PageSpan(own.page, 0, 0), mime_of(name)))
            button = QToolButton()
            button.setToolTip(tr("Remove this question"))
            button.setAccessibleName(tr("Remove “{question}”").format(question=own.question))
            self._theme.set_icon(button, "trash", "faint", Size.ICON_SMALL)
            button.clicked.connect(lambda _=False, own=own: self._own.remove(own))
            self.remove_buttons.append(button)
            passage = " ".join(own.text.split())
            told = (own.question, "heading"), (" · ".join(where), "soft"), (passage, "faint")
            self._rows.addWidget(_row(told, button))
            rule = QFrame()
            dress(rule, "rule")
            rule.setFixedHeight(Size.HAIR)
            self._rows.addWidget(rule)
        self._rows.addStretch(1)


def _row(told: tuple[tuple[str, str], ...], button: QToolButton) -> QWidget:
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(0, Size.S2, 0, Size.S2)
    line.setSpacing(Size.S3)
    words = QVBoxLayout()
    words.setSpacing(0)
    for text, look in told:
        label = ElidedLabel(text)
        dress(label, look)
        words.addWidget(label)
    line.addLayout(words, 1)
    line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
    return row
