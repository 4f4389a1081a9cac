"""One row of the view of differences: what it is and why, its claims in columns, the check of one of them beneath."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout

from alcove.chat.differences import Claim, Row, RowKind
from alcove.desktop.checked_card import CheckedCard, cause_words
from alcove.desktop.claim_cell import ClaimCell
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import marked, tr

_TAGS: dict[RowKind, tuple[str, str, str]] = {
    "agreeing": (marked("Agreeing"), "badge", marked("They say the same")),
    "contradicting": (marked("Contradicting"), "tag-warn", marked("Both cannot be true")),
    "different": (marked("Different"), "tag", marked("About the same thing; whether they agree is not certain")),
    "only here": (
        marked("Only here"),
        "tag",
        marked("The other answers do not speak of it, as far as their words show"),
    ),
}


class RowFrame(QFrame):
    """One row: what it is and why, its claims in columns, and beneath them the check of one of them."""

    claim_chosen = Signal(object)
    check_requested = Signal(object)
    hit_chosen = Signal(object)
    moved = Signal(object, int, int)

    def __init__(self, theme: Theme, row: Row, names: Sequence[str]) -> None:
        super().__init__()
        self._theme = theme
        self.row = row
        self.cells: list[ClaimCell] = []
        self.checked: CheckedCard | None = None
        self._returns: ClaimCell | None = None
        dress(self, "notice" if row.kind == "contradicting" else "plain-card")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(Size.S2, Size.S2, Size.S2, Size.S2)
        self._column.setSpacing(Size.S1)
        self._column.addLayout(self._head(names))
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(Size.S2)
        grid.setVerticalSpacing(0)
        for column, name in enumerate(names):
            grid.setColumnStretch(column, 1)
            for line, claim in enumerate(row.cells[column]):
                grid.addWidget(self._cell(claim, name), line, column, Qt.AlignmentFlag.AlignTop)
            if not row.cells[column]:
                grid.addWidget(_nothing(name), 0, column, Qt.AlignmentFlag.AlignTop)
        self._column.addLayout(grid)

    def check(self, claim: Claim) -> CheckedCard:
        """Open a card for the check of a claim, in place of an earlier one."""
        self.put_away()
        self._returns = next(cell for cell in self.cells if cell.claim == claim)
        self.checked = CheckedCard(self._theme, claim.text)
        self.checked.closed.connect(self._on_closed)
        self.checked.hit_chosen.connect(self.hit_chosen)
        self._column.addWidget(self.checked)
        return self.checked

    def put_away(self) -> None:
        """Put the check away."""
        if self.checked is not None:
            self.checked.hide()
            self.checked.deleteLater()
            self.checked = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.checked is not None:
            self._on_closed()
        else:
            super().keyPressEvent(event)

    def _on_closed(self) -> None:
        self.put_away()
        if self._returns is not None:
            self._returns.setFocus()

    def _head(self, names: Sequence[str]) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setContentsMargins(Size.S2, 0, Size.S2, 0)
        line.setSpacing(Size.S2)
        words, look, means = _TAGS[self.row.kind]
        self.tag = QLabel(tr(words))
        self.tag.setToolTip(tr(means))
        dress(self.tag, look)
        line.addWidget(self.tag, 0, Qt.AlignmentFlag.AlignTop)
        self.reason = QLabel(reason_words(self.row, names))
        self.reason.setWordWrap(True)
        self.reason.setTextFormat(Qt.TextFormat.PlainText)
        dress(self.reason, "warn" if self.row.contrasts else "faint")
        line.addWidget(self.reason, 1)
        return line

    def _cell(self, claim: Claim, name: str) -> ClaimCell:
        cell = ClaimCell(self._theme, claim, name, self.row.marks(claim))
        cell.setAccessibleDescription(". ".join(part for part in (self.tag.text(), self.reason.text()) if part))
        cell.chosen.connect(lambda: self.claim_chosen.emit(claim))
        cell.check_requested.connect(lambda: self.check_requested.emit(claim))
        cell.moved.connect(lambda columns, rows: self.moved.emit(cell, columns, rows))
        self.cells.append(cell)
        return cell


def reason_words(row: Row, names: Sequence[str]) -> str:
    """Return why a row is what it is: "£1,700 in Qwen, £1,500 in Gemma"; empty where the tag says all."""
    places = [tr("in {name}", "an answer").format(name=name) for name in names]
    causes = dict.fromkeys(
        cause_words(one.cause, places[one.first.answer], places[one.second.answer]) for one in row.contrasts
    )
    judged = [tr("judged by {model}").format(model=row.judge)] if row.judge else []
    words = " · ".join([*causes, *judged])
    return words[:1].upper() + words[1:]


def _nothing(name: str) -> QLabel:
    label = QLabel("–")
    label.setAccessibleName(tr("{name}: nothing of this").format(name=name))
    label.setMinimumHeight(Size.BUTTON)
    label.setContentsMargins(Size.S2 + Size.HAIR, Size.S2, 0, 0)  # as high as a sentence of one line
    dress(label, "faint")
    return label
