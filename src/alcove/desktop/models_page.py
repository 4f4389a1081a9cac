"""The models on this computer: which one answers, adding a file, taking one off the list."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from alcove.desktop.confirm import confirmed
from alcove.desktop.elided_label import ElidedLabel
from alcove.desktop.model_list import TRIAL_WHY, ModelList
from alcove.desktop.theme import Size, Theme, dress

if TYPE_CHECKING:
    from alcove.models.elsewhere import Elsewhere
    from alcove.models.shelf import Removal
    from alcove.models.types import ModelInfo


class ModelCard(QFrame):
    """A model's name and what it is, with room for what can be done with it."""

    use_requested = Signal()

    def __init__(self, name: str, facts: str) -> None:
        super().__init__()
        dress(self, "plain-card")
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(Size.S4, Size.S3, Size.S3, Size.S3)
        self.row.setSpacing(Size.S3)
        self.words = QVBoxLayout()
        self.words.setSpacing(Size.S1)
        heading = ElidedLabel(name)
        dress(heading, "heading")
        self.facts = QLabel(facts)
        dress(self.facts, "soft")
        self.words.addWidget(heading)
        self.words.addWidget(self.facts)
        self.row.addLayout(self.words, 1)
        self.use_button = QPushButton()
        dress(self.use_button, "pill")
        self.use_button.clicked.connect(self.use_requested)
        self.row.addWidget(self.use_button)


class ModelRow(ModelCard):
    """One model on the list."""

    remove_requested = Signal()

    def __init__(self, theme: Theme, info: "ModelInfo", *, used: bool) -> None:
        super().__init__(info.name, facts_of(info))
        self.info = info
        if info.trial:
            why = QLabel(TRIAL_WHY)
            why.setWordWrap(True)
            dress(why, "warn")
            self.words.addWidget(why)
        self.use_button.setText("Answers" if used else "Use")
        self.use_button.setCheckable(True)
        self.use_button.setChecked(used)
        self.use_button.setAccessibleName(f"{info.name} answers" if used else f"Use {info.name}")
        self.remove_button = QToolButton()
        self.remove_button.setToolTip("Remove; a file that was not downloaded here stays")
        self.remove_button.setAccessibleName(f"Remove {info.name}")
        theme.set_icon(self.remove_button, "trash", "faint")
        self.remove_button.clicked.connect(self.remove_requested)
        self.remove_button.setVisible(not info.trial)
        self.row.addWidget(self.remove_button)


class ElsewhereRow(ModelCard):
    """A model that another program has, which can be used in place."""

    def __init__(self, found: "Elsewhere") -> None:
        super().__init__(found.name, f"{bytes_words(found.bytes)} · {found.program}")
        self.facts.setToolTip(str(found.path))
        self.use_button.setText("Use here too")
        self.use_button.setAccessibleName(f"Use {found.name} of {found.program} here too")


class ModelsPage(QWidget):
    """All chat models as cards, below them those of other programs, and what search uses."""

    def __init__(self, theme: Theme, models: ModelList) -> None:
        super().__init__()
        self._theme = theme
        self._models = models
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Size.S3)
        head = QHBoxLayout()
        head.setSpacing(Size.S4)
        self.add_button = QPushButton("  Add a model file")
        dress(self.add_button, "primary")
        theme.set_icon(self.add_button, "plus", "on_accent")
        self.add_button.clicked.connect(self._on_add)
        words = QLabel(
            "Any chat model in a GGUF file can answer. It runs on this computer; the file is used where it "
            "lies. You can also drop it on this window."
        )
        words.setWordWrap(True)
        dress(words, "soft")
        head.addWidget(words, 1)
        head.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        holder = QWidget()
        dress(holder, "clear")
        outer = QVBoxLayout(holder)
        outer.setContentsMargins(0, 0, 0, 0)
        self._list = QVBoxLayout()
        self._list.setSpacing(Size.S2)
        outer.addLayout(self._list)
        outer.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(holder)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column.addWidget(scroll, 1)
        self.rows: list[ModelRow] = []
        self.found_rows: list[ElsewhereRow] = []
        models.changed.connect(self._write)
        self._write()
        models.look_elsewhere()

    def _write(self) -> None:
        while (item := self._list.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.rows = []
        at = self._models.answering
        for info in self._models.infos:
            if info.served is not None:
                continue
            row = ModelRow(self._theme, info, used=info is at)
            row.use_requested.connect(lambda name=info.name: self._models.choose(name))
            row.remove_requested.connect(lambda info=info: self._models.remove(info, self._confirm))
            self._list.addWidget(row)
            self.rows.append(row)
        if not self.rows and self._models.listed:
            none = QLabel("There is no model on this computer. Until one is added, answers are passages only.")
            none.setWordWrap(True)
            dress(none, "warn")
            self._list.addWidget(none)
        self.found_rows = []
        if self._models.elsewhere:
            heading = QLabel("Of other programs on this computer")
            dress(heading, "soft")
            self._list.addWidget(heading)
        for found in self._models.elsewhere:
            other = ElsewhereRow(found)
            other.use_requested.connect(lambda found=found: self._models.add(found.path, found.name))
            self._list.addWidget(other)
            self.found_rows.append(other)

    def _confirm(self, removal: "Removal") -> bool:
        return confirmed(
            self,
            f"Delete {removal.name}?",
            f"It was downloaded into Alcove's own folder. Deleting it frees {bytes_words(removal.bytes)}.",
            "Delete",
        )

    def _on_add(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "Add a model file", str(Path.home()), "Models (*.gguf)")
        if name:
            self._models.add(Path(name))


def facts_of(info: "ModelInfo") -> str:
    """Return the quiet line under a model's name."""
    told = [bytes_words(info.bytes)]
    if info.context:
        told.append(f"sees {info.context:,} tokens at once")
    if info.languages:
        told.append(", ".join(info.languages[:6]))
    if info.loaded:
        told.append("in memory")
    return " · ".join(told)


def bytes_words(count: int) -> str:
    """Return a size in one short word."""
    if count >= 10**9:
        return f"{count / 10**9:.1f} GB"
    return f"{max(1, round(count / 10**6))} MB"
