"""What left this computer: the sum in one sentence, the switch over all of it, and every attempt."""

import json
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from alcove.core.errors import AppError
from alcove.core.ledger import Entry, Tally, as_csv, as_plain
from alcove.core.settings import described
from alcove.desktop.ledger_table import LedgerModel, LedgerTable
from alcove.desktop.notify import Notifier
from alcove.desktop.privacy import NOTHING, Privacy, tally_words
from alcove.desktop.settings_page import SettingRow
from alcove.desktop.tasks import TaskRunner
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import marked, number, tr

HOW = marked(
    "Each part of Alcove writes down here where it is about to connect to, and goes on only when you asked for it. "
    "Servers on this computer are not listed. Compiled libraries ask nobody: they are kept quiet by switches of theirs."
)
FILTERS: tuple[tuple[str, bool | None], ...] = (
    (marked("All"), None),
    (marked("Let through"), True),
    (marked("Refused"), False),
)
EMPTY = {
    None: (
        NOTHING,
        marked(
            "No part of Alcove has tried to connect to another computer. Should one try, it is written down here "
            "before it may: where to, what for, how much, and whether it was let through."
        ),
    ),
    True: (NOTHING, marked("Everything that was attempted was refused.")),
    False: (marked("Nothing was refused"), marked("Nothing was attempted that you had not asked for.")),
}
KINDS = marked("Table (*.csv);;JSON (*.json)")


class PrivacyPage(QWidget):
    """The ledger, read along as it grows."""

    def __init__(self, theme: Theme, privacy: Privacy, tasks: TaskRunner, notifier: Notifier) -> None:
        super().__init__()
        self._privacy = privacy
        self._tasks = tasks
        self._notifier = notifier
        self._wanted: bool | None = None
        dress(self, "page")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(Size.S6, Size.S2, Size.S6, Size.S3)
        column.setSpacing(Size.S3)
        column.addLayout(self._head(theme))
        self.sum = self._sum(theme)
        self.pills = self._filters()
        column.addWidget(self.sum)
        column.addWidget(self._switch())
        column.addWidget(self.pills)
        self.model = LedgerModel(theme)
        self.table = LedgerTable(self.model)
        column.addWidget(self.table, 1)
        self.empty = self._nothing(theme)
        column.addWidget(self.empty, 1)
        theme.changed.connect(self.table.viewport().update)
        privacy.changed.connect(self._write)
        self._write()

    def _head(self, theme: Theme) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(Size.S2)
        title = QLabel(tr("What left this computer"))
        dress(title, "page-title")
        self.save_button = QPushButton("  " + tr("Save as a file"))
        self.clear_button = QPushButton("  " + tr("Clear"))
        row.addWidget(title)
        row.addStretch(1)
        for button, icon, action in (
            (self.save_button, "download-simple", self._on_save),
            (self.clear_button, "trash", self._privacy.clear),
        ):
            dress(button, "second")
            policy = button.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            button.setSizePolicy(policy)
            theme.set_icon(button, icon)
            button.clicked.connect(lambda _=False, action=action: action())
            row.addWidget(button)
        return row

    def _sum(self, theme: Theme) -> QFrame:
        card = QFrame()
        dress(card, "clear")
        row = QHBoxLayout(card)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Size.S3)
        self._theme = theme
        self.sign = QLabel()
        words = QVBoxLayout()
        words.setSpacing(0)
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        dress(self.sentence, "title")
        how = QLabel(tr(HOW))
        how.setWordWrap(True)
        dress(how, "soft")
        words.addWidget(self.sentence)
        words.addWidget(how)
        row.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        return card

    def _switch(self) -> QFrame:
        card = QFrame()
        dress(card, "plain-card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(Size.S4, Size.S1, Size.S4, Size.S1)
        info = next(one for one in described() if one.key == "network")
        self.switch = SettingRow(info, self._privacy.on)
        self.switch.edited.connect(lambda _, on: self._privacy.set_network(bool(on)))
        inside.addWidget(self.switch)
        return card

    def _filters(self) -> QWidget:
        holder = QWidget()
        dress(holder, "clear")
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Size.S2)
        group = QButtonGroup(self)
        self.filters: dict[bool | None, QPushButton] = {}
        for words, allowed in FILTERS:
            button = QPushButton(tr(words))
            dress(button, "pill")
            button.setCheckable(True)
            button.setChecked(allowed is None)
            button.clicked.connect(lambda _=False, allowed=allowed: self._on_filter(allowed))
            group.addButton(button)
            row.addWidget(button)
            self.filters[allowed] = button
        row.addStretch(1)
        return holder

    def _nothing(self, theme: Theme) -> QWidget:
        holder = QWidget()
        dress(holder, "clear")
        column = QVBoxLayout(holder)
        column.setSpacing(Size.S2)
        sign = QLabel()
        theme.set_icon(sign, "shield-check", "accent", Size.ICON_LARGE)
        self.empty_words, self.empty_why = QLabel(), QLabel()
        dress(self.empty_words, "heading")
        dress(self.empty_why, "soft")
        self.empty_why.setWordWrap(True)
        self.empty_why.setFixedWidth(Size.BUBBLE)
        column.addStretch(2)
        for label in (sign, self.empty_words, self.empty_why):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            row = QHBoxLayout()  # a row asks a wrapped label how high it is, an alignment does not
            row.addStretch(1)
            row.addWidget(label)
            row.addStretch(1)
            column.addLayout(row)
        column.addStretch(3)
        return holder

    def _write(self) -> None:
        entries = self._privacy.entries
        tally = Tally.of(entries)
        self.model.set_entries(entries)
        self.sentence.setText(tally_words(tally))
        left = tally.allowed or tally.refused
        self._theme.set_icon(
            self.sign, "globe" if tally.allowed else "warning" if left else "shield-check",
            "warn" if left else "accent", Size.ICON_LARGE,
        )  # fmt: skip
        self.switch.show_value(self._privacy.on)
        counts = {None: len(entries), True: sum(one.allowed for one in entries)}
        counts[False] = counts[None] - counts[True]
        for words, allowed in FILTERS:
            count = f"  {number(counts[allowed])}" if counts[allowed] else ""
            self.filters[allowed].setText(f"{tr(words)}{count}")
        self._write_empty()

    def _write_empty(self) -> None:
        shown = self.model.rowCount() > 0
        words, why = EMPTY[self._wanted if self._privacy.entries else None]
        self.empty_words.setText(tr(words))
        self.empty_why.setText(tr(why))
        self.table.setVisible(shown)
        self.empty.setVisible(not shown)
        for part in (self.sum, self.pills, self.save_button, self.clear_button):
            part.setVisible(bool(self._privacy.entries))

    def _on_filter(self, allowed: bool | None) -> None:
        self._wanted = allowed
        self.model.set_filter(allowed)
        self._write_empty()

    def _on_save(self) -> None:
        name, kind = QFileDialog.getSaveFileName(
            self, tr("Save the list"), str(Path.home() / "alcove-ledger.csv"), tr(KINDS)
        )
        if not name:
            return
        path = Path(name)
        if not path.suffix:
            path = path.with_suffix(".json" if "json" in kind else ".csv")
        entries = list(self._privacy.entries)
        self._tasks.run(
            "io",
            lambda: write(path, entries),
            owner=self,
            done=lambda _: self._notifier.info(tr("The list was saved as {name}").format(name=path.name)),
        )


def write(path: Path, entries: list[Entry]) -> None:
    """Write entries to a file, as JSON or as a table by its ending. Raises AppError."""
    made = json.dumps([as_plain(one) for one in entries], ensure_ascii=False, indent=1)
    try:
        path.write_text(made if path.suffix.lower() == ".json" else as_csv(entries), "utf-8", newline="")
    except OSError as error:
        words = tr("{path} cannot be written: {reason}.").format(path=path, reason=error.strerror)
        raise AppError(words, tr("Choose another folder.")) from error
