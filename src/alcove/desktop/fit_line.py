"""The line that says what a model needs in memory and whether it fits, with a click that makes it fit."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from alcove.desktop.model_facts import Facts
from alcove.desktop.theme import Size, dress
from alcove.desktop.translation import told, tr
from alcove.models.memory import needs_words, remedy_words, size_words


class FitLine(QWidget):
    """Say what is known of it: nothing yet, in memory, fits, does not fit, or that the file is broken."""

    remedy_requested = Signal()
    unload_requested = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.words = QLabel()
        self.words.setWordWrap(True)
        dress(self.words, "soft")
        column.addWidget(self.words)
        self.memory, self.unload_button = self._offer("badge", tr("Unload"), column)
        self.unload_button.clicked.connect(self.unload_requested)
        self.unload_button.setAccessibleName(tr("Take {name} out of the memory").format(name=name))
        self.unload_button.setToolTip(tr("Give its memory back; the next answer loads it again"))
        self.remedy, self.remedy_button = self._offer("warn", tr("Use that"), column)
        self.remedy_button.clicked.connect(self.remedy_requested)
        self.remedy_button.setToolTip(tr("What it has read takes less memory then: q8_0 half of it, hardly less exact"))

    def show_facts(self, facts: Facts, in_memory: int = 0) -> None:
        """Show whether it fits; `in_memory` are the bytes it takes already."""
        found = facts.fit
        lacks = found is not None and not found.fits and not in_memory
        needs = f"{told(needs_words(found))}." if found else tr("Finding out what it needs")
        self.words.setText(told(facts.problem) or needs)
        self.words.setVisible(not in_memory)
        dress(self.words, "warn" if facts.problem or lacks else "soft")
        self.memory.setText(tr("In memory, {size}").format(size=told(size_words(in_memory))))
        for widget in (self.memory, self.unload_button):
            widget.setVisible(bool(in_memory))
        self.remedy.setText(f"{told(remedy_words(found))}." if found and lacks else "")
        self.remedy.setVisible(lacks)
        remedy = found.remedy if found and lacks else None
        self.remedy_button.setVisible(remedy is not None)
        if remedy is not None:
            words = tr("Let {name} run with a context of %n tokens kept as {kind}", None, remedy.context_tokens)
            self.remedy_button.setAccessibleName(words.format(name=self._name, kind=remedy.cache_type))

    def _offer(self, look: str, words: str, column: QVBoxLayout) -> tuple[QLabel, QPushButton]:
        """Add a line with something to click behind its words."""
        row = QHBoxLayout()
        row.setSpacing(Size.S2)
        label, button = QLabel(), QPushButton(words)
        dress(label, look)
        dress(button, "link")
        button.setAutoDefault(False)
        for widget in (label, button):
            widget.hide()
            row.addWidget(widget)
        row.addStretch(1)
        column.addLayout(row)
        return label, button
