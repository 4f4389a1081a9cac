"""The small form of a prompt's variables: in the composer, and beside a prompt while it is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import told
from alcove.desktop.value_fields import ChoiceField, LongField, ValueField, field_for

if TYPE_CHECKING:
    from alcove.chat.templates import Variable
    from alcove.desktop.prompt_book import PromptBook


class ValueForm(QWidget):
    """A row a variable: its name, its field and, where an answer cannot be, what to write.

    Tab goes through the fields, Enter, or Ctrl+Enter in several lines, says that all is filled, Escape goes back.
    """

    changed = Signal()
    entered = Signal()
    left = Signal()
    resized = Signal()
    """It takes another height now."""
    gone_to = Signal(QWidget)

    def __init__(self, theme: Theme, book: PromptBook) -> None:
        super().__init__()
        dress(self, "clear")
        self._theme = theme
        self._book = book
        self._sources: tuple[str, ...] = ()
        self._variables: tuple[Variable, ...] = ()
        self.fields: dict[str, ValueField] = {}
        self._wrong: dict[str, QLabel] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(Size.S4)
        self._grid.setVerticalSpacing(Size.S1)
        self._grid.setColumnStretch(1, 1)

    def set_sources(self, names: Sequence[str]) -> None:
        """Offer these where a source is asked for."""
        if tuple(names) != self._sources:
            self._sources = tuple(names)
            if any(one.kind == "source" for one in self._variables):
                self._build(self.answers())

    def show_variables(self, variables: Sequence[Variable]) -> None:
        """Ask for these; what was answered before stays, by name."""
        if tuple(variables) != self._variables:
            answers = self.answers()
            before = {one.name: one for one in self._variables}
            kept = {name: value for name, value in answers.items() if value != (before[name].default or "")}
            self._variables = tuple(variables)
            self._build(kept)

    def answers(self) -> dict[str, str]:
        """Return what was answered, by the names of the variables."""
        return {name: field.value for name, field in self.fields.items()}

    def show_wrong(self, wrong: Mapping[str, str]) -> None:
        """Say beneath the fields what to write there; nothing for those that are right."""
        for name, label in self._wrong.items():
            label.setText(told(wrong.get(name, "")))
            label.setVisible(name in wrong)
        self._grid.activate()
        self.resized.emit()

    def go_to(self, name: str = "") -> None:
        """Go to a field, the first one by default."""
        field = self.fields.get(name) or next(iter(self.fields.values()), None)
        if field is not None:
            field.focus_on.setFocus(Qt.FocusReason.TabFocusReason)
            self.gone_to.emit(field)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        field = next((one for one in self.fields.values() if one.focus_on is watched), None)
        key, control = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key == Qt.Key.Key_Escape:
            self.left.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (control or not isinstance(field, LongField)):
            self.entered.emit()
        elif key == Qt.Key.Key_Down and isinstance(field, ChoiceField):
            field.open_menu()
        else:
            return False
        return True

    def _build(self, answers: Mapping[str, str]) -> None:
        from alcove.chat.templates import MEANINGS

        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.fields, self._wrong = {}, {}
        before: QWidget | None = None
        for number, variable in enumerate(self._variables):
            field = field_for(self._theme, variable, self._sources, self._book)
            name = QLabel(variable.name[:1].upper() + variable.name[1:])
            name.setToolTip(told(MEANINGS[variable.kind]).capitalize())
            name.setBuddy(field.focus_on)
            name.setMinimumHeight(Size.BUTTON)
            dress(name, "field-name")
            wrong = QLabel()
            wrong.setWordWrap(True)
            dress(wrong, "out")
            wrong.hide()
            self._grid.addWidget(name, 2 * number, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(field, 2 * number, 1)
            self._grid.addWidget(wrong, 2 * number + 1, 1)
            self.fields[variable.name], self._wrong[variable.name] = field, wrong
            if variable.name in answers:
                field.set_value(answers[variable.name])
            field.changed.connect(self.changed)
            field.focus_on.installEventFilter(self)
            if before is not None:
                QWidget.setTabOrder(before, field.focus_on)
            before = field.focus_on
        self._grid.activate()
        self.resized.emit()
