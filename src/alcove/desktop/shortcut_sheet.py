"""All shortcuts on one sheet, by what they are for."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from alcove.desktop.accessible import Role, plays
from alcove.desktop.actions import ActionRegistry, native
from alcove.desktop.sheet import Sheet
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import tr


class ShortcutSheet(Sheet):
    """What is done with which keys, in two columns; it scrolls with the arrows."""

    change_requested = Signal()

    def __init__(self, theme: Theme, over: QWidget, registry: ActionRegistry) -> None:
        super().__init__(theme, over, tr("Shortcuts"), Size.SHEET)
        self._registry = registry
        column = QVBoxLayout(self.card)
        column.setContentsMargins(Size.S4, Size.S4, Size.S4, Size.S4)
        column.setSpacing(Size.S3)
        head = QHBoxLayout()
        head.setContentsMargins(Size.S2, 0, 0, 0)
        title = QLabel(tr("Shortcuts"))
        dress(title, "page-title")
        self.change_button = QPushButton(tr("Change them"))
        dress(self.change_button, "quiet")
        self.change_button.clicked.connect(self.change_requested)
        self.close_button = QPushButton(tr("Close"))
        dress(self.close_button, "quiet")
        self.close_button.setToolTip(tr("Close (Esc)"))
        self.close_button.clicked.connect(lambda: self.put_away())
        head.addWidget(title, 1)
        head.addWidget(self.change_button)
        head.addWidget(self.close_button)
        column.addLayout(head)
        self.scroller = QScrollArea()
        self.scroller.setWidgetResizable(True)
        self.scroller.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        plays(self.scroller, Role.Document)
        self.scroller.setAccessibleName(tr("Shortcuts"))
        column.addWidget(self.scroller, 1)

    def open(self) -> None:
        """Show the keys as they are now."""
        self.scroller.setWidget(self._all())
        self.show_over(self.scroller)

    def groups(self) -> dict[str, list[tuple[str, list[str]]]]:
        """Return what is told: a group, and in it names with their keys as this system writes them."""
        registry, told = self._registry, dict[str, list[tuple[str, list[str]]]]()
        for action in registry.all():
            keys = [native(key) for key in registry.keys(action.id)]
            if keys:
                told.setdefault(action.group, []).append((action.name, keys))
        for held in registry.held:
            lines = told.setdefault(held.group, [])
            same = next((keys for name, keys in lines if name == held.name), None)
            if same is None:
                lines.append((held.name, [native(held.keys)]))
            else:
                same.append(native(held.keys))
        return told

    def _all(self) -> QWidget:
        holder = QWidget()
        dress(holder, "clear")
        row = QHBoxLayout(holder)
        row.setContentsMargins(Size.S2, Size.S1, Size.S3, Size.S1)
        row.setSpacing(Size.S8)
        groups = self.groups()
        half = sum(len(lines) + 2 for lines in groups.values()) / 2
        sides = QVBoxLayout(), QVBoxLayout()
        taken = 0
        for group, lines in groups.items():
            sides[taken >= half - 2].addWidget(_group(group, lines))
            taken += len(lines) + 2
        for side in sides:
            side.setSpacing(Size.S4)
            side.addStretch(1)
            row.addLayout(side, 1)
        return holder


def _group(name: str, lines: list[tuple[str, list[str]]]) -> QWidget:
    box = QWidget()
    grid = QGridLayout(box)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(Size.S1)
    grid.setVerticalSpacing(Size.S1)
    grid.setColumnStretch(0, 1)
    heading = QLabel(name)
    dress(heading, "heading")
    grid.addWidget(heading, 0, 0)
    for number, (words, keys) in enumerate(lines, 1):
        label = QLabel(words)
        label.setWordWrap(True)
        either = tr("or")
        label.setAccessibleName(f"{words}: {f' {either} '.join(keys)}")
        dress(label, "soft")
        grid.addWidget(label, number, 0)
        caps = QHBoxLayout()
        caps.setSpacing(Size.S1)
        caps.addStretch(1)
        for key in keys:
            cap = QLabel(key)
            dress(cap, "key")
            caps.addWidget(cap, 0, Qt.AlignmentFlag.AlignTop)
        grid.addLayout(caps, number, 1)
    return box
