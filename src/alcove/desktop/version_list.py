"""The versions of a prompt or persona: when each was saved, what differs from now, and the way back to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QDate, QLocale, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from alcove.desktop.answer_from import WORDS
from alcove.desktop.difference_view import DifferenceView
from alcove.desktop.sections import scrolling
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import marked, tr

if TYPE_CHECKING:
    from alcove.chat.kept import Version

UNTOLD = ("name", "body", "instructions")
"""What is compared word by word, or is told by itself."""
KEYS = {
    "title": marked("title"),
    "folder": marked("folder"),
    "tags": marked("tags"),
    "answer_from": marked("answer from"),
    "model": marked("model"),
    "temperature": marked("temperature"),
    "top_p": marked("top p"),
    "max_tokens": marked("max tokens"),
    "seed": marked("seed"),
    "sources": marked("sources"),
}
"""What else a prompt or a persona has."""


class VersionList(QWidget):
    """Versions at the left, the newest first; at the right what the chosen one said otherwise."""

    restore_requested = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._versions: list[Version[Any]] = []
        self._at = 0
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Size.S4)
        holder = QWidget()
        self._buttons = QVBoxLayout(holder)
        self._buttons.setContentsMargins(0, 0, 0, 0)
        self._buttons.setSpacing(0)
        left = scrolling(holder)
        left.setFixedWidth(Size.LIST)
        row.addWidget(left)
        right = QVBoxLayout()
        right.setSpacing(Size.S2)
        head = QHBoxLayout()
        self.told = QLabel()
        self.told.setWordWrap(True)
        dress(self.told, "soft")
        self.restore_button = QPushButton(tr("Restore this version"))
        dress(self.restore_button, "pill")
        self.restore_button.clicked.connect(lambda: self.restore_requested.emit(self._versions[self._at].number))
        head.addWidget(self.told, 1)
        head.addWidget(self.restore_button, 0, Qt.AlignmentFlag.AlignTop)
        right.addLayout(head)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        right.addWidget(self._area, 1)
        row.addLayout(right, 1)
        self._group = QButtonGroup(self)
        self.buttons: list[QPushButton] = []

    def show_versions(self, versions: Sequence[Version[Any]]) -> None:
        """Show these, the newest first, and what the last change was."""
        self._versions = list(versions)
        while (item := self._buttons.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                self._group.removeButton(widget)  # type: ignore[arg-type]  # nothing else stands there
                widget.hide()
                widget.deleteLater()
        self.buttons = []
        for at, version in enumerate(self._versions):
            words = (tr("Version {n} · now") if at == 0 else tr("Version {n}")).format(n=version.number)
            button = QPushButton(f"{words}\n{when_words(version.saved)}")
            button.setAccessibleName(f"{words}, {when_words(version.saved)}")
            dress(button, "version")
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, at=at: self.choose(at))
            self._group.addButton(button)
            self._buttons.addWidget(button)
            self.buttons.append(button)
        if self._versions:
            self.choose(min(1, len(self._versions) - 1))

    def choose(self, at: int) -> None:
        """Show what a version said otherwise than what stands now."""
        self._at = at
        self.buttons[at].setChecked(True)
        self.restore_button.setVisible(at > 0)
        now, then = self._versions[0].content, self._versions[at].content
        if at == 0:
            self.told.setText(
                tr("This is how it stands now.") if len(self._versions) > 1 else tr("It was not changed yet.")
            )
        else:
            self.told.setText(changes_words(then.plain(), now.plain()))
        from alcove.rag.difference import difference

        view = DifferenceView(self._theme, difference(then.words, now.words))
        view.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._area.setWidget(view)


def changes_words(then: dict[str, Any], now: dict[str, Any]) -> str:
    """Say what a version had otherwise, beside its text."""
    changes = []
    if then["name"] != now["name"]:
        changes.append(tr("it was named {name}").format(name=then["name"]))
    for key in sorted((then.keys() | now.keys()) - set(UNTOLD)):
        if then.get(key) != now.get(key):
            what = tr(KEYS[key]) if key in KEYS else key.replace("_", " ")
            values = {"before": _value(key, then.get(key)), "after": _value(key, now.get(key))}
            changes.append(tr("{what}: {before}, now {after}").format(what=what, **values))
    words = tr("Crossed out: only there. Marked: only in what stands now.")
    also = tr("Also {changes}.").format(changes="; ".join(changes))
    return f"{words} {also}" if changes else words


def when_words(seconds: float, now: datetime | None = None) -> str:
    """Say when something was saved: "today 14:02", "3 March 2026, 14:02"."""
    then, now = datetime.fromtimestamp(seconds), now or datetime.now()
    days = (now.date() - then.date()).days
    date = QLocale().toString(QDate(then.year, then.month, then.day), tr("d MMMM yyyy"))
    day = {0: tr("today"), 1: tr("yesterday")}.get(days, date)
    return f"{day} {then:%H:%M}"


def _value(key: str, value: object) -> str:
    if key == "answer_from" and value in WORDS:
        return tr(WORDS[value][0])
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return tr("none") if value is None else str(value)
