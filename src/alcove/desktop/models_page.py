"""The models on this computer: what each is and needs, which one answers, adding a file, taking one off the list."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from alcove.core.settings import Settings
from alcove.desktop.confirm import confirmed
from alcove.desktop.elided_label import ElidedLabel
from alcove.desktop.model_facts import ModelFacts
from alcove.desktop.model_list import ModelList, choose_knowingly
from alcove.desktop.model_row import ModelRow, bytes_words
from alcove.desktop.model_settings import ModelSettingsDialog
from alcove.desktop.sections import ScrollColumn
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import told, tr

if TYPE_CHECKING:
    from alcove.models.elsewhere import Elsewhere
    from alcove.models.shelf import Removal, Unusable
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


class ElsewhereRow(ModelCard):
    """A model that another program has, which can be used in place."""

    def __init__(self, found: "Elsewhere") -> None:
        super().__init__(found.name, f"{bytes_words(found.bytes)} · {found.program}")
        self.facts.setToolTip(str(found.path))
        self.use_button.setText(tr("Use here too"))
        self.use_button.setAccessibleName(
            tr("Use {model} of {program} here too").format(model=found.name, program=found.program)
        )


class UnusableRow(ModelCard):
    """A file that should be a model and is none."""

    remove_requested = Signal()

    def __init__(self, theme: Theme, found: "Unusable") -> None:
        super().__init__(found.name, told(found.why))
        self.found = found
        self.facts.setWordWrap(True)
        self.facts.setToolTip(str(found.path))
        dress(self.facts, "warn")
        self.use_button.setText(tr("Cannot be used"))
        self.use_button.setAccessibleName(tr("{model} cannot be used").format(model=found.name))
        self.use_button.setEnabled(False)
        self.remove_button = QToolButton()
        self.remove_button.setToolTip(tr("Remove"))
        self.remove_button.setAccessibleName(tr("Remove {model}").format(model=found.name))
        theme.set_icon(self.remove_button, "trash", "faint")
        self.remove_button.clicked.connect(self.remove_requested)
        self.row.addWidget(self.remove_button)


class ModelsPage(QWidget):
    """All chat models as cards, what is wrong with files, and below them the models of other programs."""

    def __init__(self, theme: Theme, models: ModelList, facts: ModelFacts, settings: Callable[[], Settings]) -> None:
        super().__init__()
        self._theme = theme
        self._models = models
        self._facts = facts
        self._settings = settings
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Size.S3)
        column.addLayout(self._head(theme))
        holder = QWidget()
        dress(holder, "clear")
        outer = QVBoxLayout(holder)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(Size.S2)
        self._own, self._wrong, self._others = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        for part in (self._own, self._wrong, self._others):
            part.setSpacing(Size.S2)
            outer.addLayout(part)
        outer.addStretch(1)
        scroll = ScrollColumn(holder)
        column.addWidget(scroll, 1)
        self.rows: list[ModelRow] = []
        self.unusable_rows: list[UnusableRow] = []
        self.found_rows: list[ElsewhereRow] = []
        models.changed.connect(self._write)
        facts.changed.connect(self._on_facts)
        facts.around_changed.connect(self._on_around)
        self._write()
        models.look_elsewhere()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._facts.look()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._facts.rest()

    def _head(self, theme: Theme) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(Size.S4)
        self.add_button = QPushButton("  " + tr("Add a model file"))
        dress(self.add_button, "primary")
        theme.set_icon(self.add_button, "plus", "on_accent")
        self.add_button.clicked.connect(self._on_add)
        words = QLabel(
            tr(
                "Any chat model in a GGUF file can answer. It runs on this computer; the file is used where it "
                "lies. You can also drop it on this window."
            )
        )
        words.setWordWrap(True)
        dress(words, "soft")
        self.memory = QLabel()
        dress(self.memory, "soft")
        self.memory.hide()
        texts = QVBoxLayout()
        texts.setSpacing(Size.S1)
        texts.addWidget(words)
        texts.addWidget(self.memory)
        head.addLayout(texts, 1)
        head.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignTop)
        return head

    def _write(self) -> None:
        """Show the list as it is now; cards that stay are kept, and with them the keyboard's place."""
        infos = [info for info in self._models.infos if info.served is None]
        if [row.info.name for row in self.rows] != [info.name for info in infos] or not infos:
            self._write_rows(infos)
        at = self._models.answering
        for row, info in zip(self.rows, infos, strict=True):
            row.show_info(info, used=info is at)
            self._show_facts(row)
        _clear(self._others)
        self.found_rows = []
        if self._models.elsewhere:
            heading = QLabel(tr("Of other programs on this computer"))
            dress(heading, "soft")
            self._others.addWidget(heading)
        for found in self._models.elsewhere:
            other = ElsewhereRow(found)
            other.use_requested.connect(lambda found=found: self._models.add(found.path, found.name))
            self._others.addWidget(other)
            self.found_rows.append(other)
        if self.isVisible():
            self._facts.look()

    def _write_rows(self, infos: "Sequence[ModelInfo]") -> None:
        _clear(self._own)
        self.rows = []
        for info in infos:
            row = ModelRow(self._theme, info)
            row.use_requested.connect(lambda row=row: choose_knowingly(self, self._models, row.info))
            row.settings_requested.connect(lambda name=info.name: self._on_settings(name))
            row.remove_requested.connect(lambda name=info.name: self._models.remove(name, self._confirm))
            row.fit.remedy_requested.connect(lambda name=info.name: self._facts.use_remedy(name))
            row.fit.unload_requested.connect(lambda name=info.name: self._facts.unload(name))
            self._own.addWidget(row)
            self.rows.append(row)
        if not infos and self._models.listed:
            none = QLabel(tr("There is no model on this computer. Until one is added, answers are passages only."))
            none.setWordWrap(True)
            dress(none, "warn")
            self._own.addWidget(none)

    def _on_facts(self, name: str) -> None:
        for row in self.rows:
            if row.info.name == name:
                self._show_facts(row)

    def _on_around(self) -> None:
        if self._facts.in_use is not None:
            self.memory.setText(told(self._facts.in_use.words))
            self.memory.show()
        for row in self.rows:
            self._show_facts(row)
        if [row.found for row in self.unusable_rows] == list(self._facts.unusable):
            return
        _clear(self._wrong)
        self.unusable_rows = []
        for found in self._facts.unusable:
            wrong = UnusableRow(self._theme, found)
            wrong.remove_requested.connect(lambda name=found.name: self._models.remove(name, self._confirm))
            self._wrong.addWidget(wrong)
            self.unusable_rows.append(wrong)

    def _show_facts(self, row: ModelRow) -> None:
        row.show_facts(self._facts.of(row.info.name), self._facts.bytes_of(row.info.path))

    def _on_settings(self, name: str) -> None:
        ModelSettingsDialog(self, name, self._facts, self._settings()).open()

    def _confirm(self, removal: "Removal") -> bool:
        return confirmed(
            self,
            tr("Delete {model}?").format(model=removal.name),
            tr("It was downloaded into Alcove’s own folder. Deleting it frees {size}.").format(
                size=bytes_words(removal.bytes)
            ),
            tr("Delete"),
        )

    def _on_add(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, tr("Add a model file"), str(Path.home()), tr("Models") + " (*.gguf)"
        )
        if name:
            self._models.add(Path(name))


def _clear(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
