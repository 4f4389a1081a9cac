"""The dialog of how one model runs. What is changed is saved at once; whether it fits is told meanwhile."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from alcove.core.settings import INHERITED, ModelSettings, Settings, Value, described
from alcove.desktop.fit_line import FitLine
from alcove.desktop.model_facts import ModelFacts
from alcove.desktop.model_list import short_name
from alcove.desktop.settings_page import SettingRow, typed, written
from alcove.desktop.source_dialogs import PlainDialog
from alcove.desktop.theme import Size, dress
from alcove.desktop.translation import tr

HEIGHT = 400


class ModelSettingsDialog(PlainDialog):
    """Show every setting of a model with its explanation."""

    def __init__(self, parent: QWidget, name: str, facts: ModelFacts, shared: Settings) -> None:
        super().__init__(parent, tr("How {model} runs").format(model=short_name(name)), tr("Done"))
        self._name = name
        self._facts = facts
        self.resize(Size.COLUMN, Size.LOW)
        self.fit = FitLine(name)
        self.fit.remedy_requested.connect(lambda: facts.use_remedy(name))
        self.column.addWidget(self.fit)
        known = facts.of(name).about
        values = known.settings if known else ModelSettings()
        self.rows: dict[str, SettingRow] = {}
        holder = QWidget()
        dress(holder, "clear")
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, Size.S3, 0)
        column.setSpacing(0)
        for info in described(ModelSettings):
            inherited = inherited_words(shared, info.key) if info.key in INHERITED else ""
            row = SettingRow(info, getattr(values, info.key), inherited)
            row.edited.connect(self._on_edited)
            self.rows[info.key] = row
            rule = QFrame()
            dress(rule, "rule")
            rule.setFixedHeight(Size.HAIR)
            column.addWidget(row)
            column.addWidget(rule)
        if known and not known.traits.thinks:
            self.rows["thinks"].field.setEnabled(False)
            self.rows["thinks"].help.setText(tr("This model answers without thinking first."))
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(holder)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setMinimumHeight(HEIGHT)
        self.column.addWidget(scroll, 1)
        self.say(tr("A change counts from its next answer on."), "faint")
        self.reset_button = QPushButton(tr("Reset all"))
        dress(self.reset_button, "quiet")
        self.reset_button.setAutoDefault(False)
        self.reset_button.setAccessibleName(tr("Reset all settings of {model}").format(model=name))
        self.reset_button.clicked.connect(lambda: facts.reset(name))
        self.buttons.insertWidget(0, self.reset_button)
        self.setTabOrder(self.reset_button, self.accept_button)
        self.rows["context_tokens"].field.setFocus()
        self.cancel_button.hide()
        self.accept_button.setDefault(False)  # Enter in a field saves that field and closes nothing
        self.accept_button.setAutoDefault(False)
        facts.changed.connect(self._on_facts)
        facts.refused.connect(self._on_refused)
        self._show_fit()

    @property
    def values(self) -> ModelSettings:
        """What is saved."""
        known = self._facts.of(self._name).about
        return known.settings if known else ModelSettings()

    def _show_fit(self) -> None:
        self.fit.show_facts(self._facts.of(self._name))

    def _on_facts(self, name: str) -> None:
        if name != self._name:
            return
        self._show_fit()
        for key, row in self.rows.items():
            if row.wrong.isHidden() and not row.field.hasFocus():
                row.show_value(getattr(self.values, key))

    def _on_edited(self, key: str, value: Value) -> None:
        row, before = self.rows[key], getattr(self.values, key)
        value = typed(value, before)
        if value in (before, written(before)):
            row.show_value(before)
            return
        row.wrong.hide()
        self._facts.set(self._name, key, value)

    def _on_refused(self, name: str, key: str, why: str) -> None:
        if name == self._name:
            self.rows[key].show_wrong(why)


def inherited_words(shared: Settings, key: str) -> str:
    """Say how a setting is where a model has none of its own."""
    value: Value = getattr(shared, key)
    if value == -1:
        return tr("as in the settings")
    return tr("as in the settings: {value}").format(value=written(value))
