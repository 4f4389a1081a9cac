"""What is dropped on the window, and the sign that says what becomes of it: of folders, of models, of files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from alcove.desktop.theme import Size, dress
from alcove.desktop.translation import tr

MODEL_SUFFIX = ".gguf"


@dataclass(frozen=True, slots=True)
class Dropped:
    """Folders go to the library, models to the list of models, files into the conversation."""

    folders: tuple[Path, ...] = ()
    models: tuple[Path, ...] = ()
    files: tuple[Path, ...] = ()

    @property
    def any(self) -> bool:
        return bool(self.folders or self.models or self.files)


def dropped(event: QDropEvent) -> Dropped:
    """Return what is being dropped."""
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    folders = tuple(path for path in paths if path.is_dir())
    files = tuple(path for path in paths if path.is_file())
    models = tuple(path for path in files if path.suffix.lower() == MODEL_SUFFIX)
    return Dropped(folders, models, tuple(path for path in files if path not in models))


class DropSign(QWidget):
    """Lies over the window while something is dragged: a field for each thing that would be done."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        dress(self, "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Size.S4)
        self._fields = [_Field(), _Field(), _Field()]
        for field in self._fields:
            row.addWidget(field, 1)
        self.hide()

    @property
    def words(self) -> list[str]:
        """What is said."""
        return [field.title.text() for field in self._fields if not field.isHidden()]

    def show_for(self, found: Dropped) -> None:
        """Say what becomes of these."""
        offers = (
            (found.folders, tr("Add to the library"), tr("Its files are read and can be asked about everywhere")),
            (found.models, tr("Add this model") if len(found.models) == 1 else tr("Add these models"), ""),
            (found.files, tr("Use in this conversation"), tr("Read for this conversation alone, where they lie")),
        )
        for field, (paths, title, meaning) in zip(self._fields, offers, strict=True):
            field.setVisible(bool(paths))
            field.title.setText(title)
            names = ", ".join(path.name for path in paths[:2])
            if len(paths) > 2:
                names = tr("{names} and %n more", None, len(paths) - 2).format(names=names)
            field.meaning.setText(f"{names}\n{meaning}".rstrip())
        self.show()


class _Field(QFrame):
    def __init__(self) -> None:
        super().__init__()
        dress(self, "drop")
        column = QVBoxLayout(self)
        column.setContentsMargins(Size.S6, Size.S6, Size.S6, Size.S6)
        column.addStretch(1)
        self.title, self.meaning = QLabel(), QLabel()
        dress(self.title, "page-title")
        dress(self.meaning, "soft")
        for label in (self.title, self.meaning):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            column.addWidget(label)
        column.addStretch(1)
