"""Fields for how a model chooses its words where that is other than it is set: of a contender, or of a column."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLocale, QObject, Signal
from PySide6.QtGui import QDoubleValidator
from PySide6.QtWidgets import QFormLayout, QLineEdit

from alcove.core.settings import ModelSettings, described
from alcove.desktop.contender_words import figure
from alcove.desktop.settings_page import NAMES
from alcove.desktop.translation import told, tr


class TunableFields(QObject):
    """A row of a form for each setting; what is left empty stays as the model is set."""

    edited = Signal()

    def __init__(self, form: QFormLayout) -> None:
        super().__init__(form)
        from alcove.chat.contenders import TUNABLE

        self.fields: dict[str, QLineEdit] = {}
        for info in described(ModelSettings):
            if info.key in TUNABLE:
                field = QLineEdit()
                field.setPlaceholderText(tr("as it is set"))
                field.setAccessibleName(tr(NAMES[info.key]))
                field.setToolTip(told(info.help))
                validator = QDoubleValidator(field)
                validator.setLocale(QLocale.c())  # lets both a point and a comma be typed
                field.setValidator(validator)
                field.textChanged.connect(self.edited)
                form.addRow(field.accessibleName(), field)
                self.fields[info.key] = field

    def show_settings(self, settings: Sequence[tuple[str, float]]) -> None:
        """Write what is other than the model is set."""
        own = dict(settings)
        for key, field in self.fields.items():
            field.setText(figure(own[key]) if key in own else "")

    def typed(self) -> dict[str, str]:
        """Return what stands in the fields that are not empty."""
        texts = {key: field.text().strip().replace(",", ".") for key, field in self.fields.items()}
        return {key: text for key, text in texts.items() if text}

    def key(self, model: str) -> str:
        """Return how a model with what was typed is named, checked or not."""
        own = ",".join(f"{key}={text}" for key, text in self.typed().items())
        return f"{model}@{own}" if own else model
