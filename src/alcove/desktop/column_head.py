"""The head of a column: which model answers in it, what sets it apart, how its last answer went, what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QVBoxLayout

from alcove.desktop.answer_from import WORDS
from alcove.desktop.column_session import ColumnSession
from alcove.desktop.compare import Compare
from alcove.desktop.contender_words import settings_words
from alcove.desktop.elided_button import ElidedButton
from alcove.desktop.elided_label import ElidedLabel
from alcove.desktop.model_list import OUT_ICON, ModelList, name_words, out_icon, short_name, where_words
from alcove.desktop.stepper import quiet_button
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import decimal, marked, tr

if TYPE_CHECKING:
    from alcove.desktop.turn_state import TurnState
    from alcove.models.types import ModelInfo

_STATES: dict[str, str] = {
    "waiting": marked("Waits for its turn"),
    "searching": marked("Searches"),
    "loading": marked("Is loaded"),
    "reading": marked("Reads the question"),
    "thinking": marked("Thinks"),
    "failed": marked("Could not answer"),
    "stopped": marked("Was stopped"),
}
"""What a column does in a phase of its turn."""


class ColumnModel(ElidedButton):
    """The model of a column, as a button with a menu; its name ends in an ellipsis where there is no room."""

    chosen = Signal(str)
    settings_requested = Signal()

    def __init__(self, theme: Theme, models: ModelList) -> None:
        super().__init__()
        self._theme = theme
        self._models = models
        dress(self, "column-model")
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self.fill)
        self._model = ""
        self.setMenu(self._menu)

    def show_model(self, info: ModelInfo | None, name: str) -> None:
        """Show which model it is; `info` is None where it is gone."""
        self._model = name
        words = name_words(info) if info is not None else tr("{model}, which is gone").format(model=short_name(name))
        out = info is not None and info.served is not None and info.served.leaves
        self._theme.set_icon(self, *(OUT_ICON if out else ("cpu", "soft")), Size.ICON_SMALL)
        self.set_full_text(words)
        if out and info is not None and info.served is not None:
            words = tr("{model}, goes to {host}").format(model=words, host=info.served.host)
        self.setAccessibleName(tr("Model of this column: {model}").format(model=words))
        self.setToolTip(words)

    def fill(self) -> QMenu:
        """Write down the models there are."""
        self._menu.clear()
        group = QActionGroup(self._menu)
        for info in self._models.infos:
            action = self._menu.addAction(name_words(info).replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(info.name == self._model)
            if info.served is not None and info.served.leaves:
                action.setIcon(out_icon(self._theme))
                action.setText(f"{action.text()}\t{where_words(info.served)}")
            elif info.crashed:
                action.setEnabled(False)
                action.setText(action.text() + "\t" + tr("closed Alcove when it was used last"))
            action.triggered.connect(lambda _=False, name=info.name: self.chosen.emit(name))
            group.addAction(action)
        self._menu.addSeparator()
        self._menu.addAction(tr("The same model with other settings…")).triggered.connect(self.settings_requested)
        return self._menu


class ColumnHead(QFrame):
    """Three lines above a column; all of them are as high, so that what was asked stands at one height."""

    model_chosen = Signal(str)
    settings_requested = Signal()
    removed = Signal()
    continued = Signal()
    carried = Signal()
    synced = Signal(bool)
    stopped = Signal()

    def __init__(self, theme: Theme, compare: Compare, models: ModelList, session: ColumnSession) -> None:
        super().__init__()
        self._theme = theme
        self._compare = compare
        self._session = session
        dress(self, "column-head")
        column = QVBoxLayout(self)
        column.setContentsMargins(Size.S3, Size.S2, Size.S2, Size.S2)
        column.setSpacing(Size.S1 // 2)
        self.model = ColumnModel(theme, models)
        self.model.chosen.connect(self.model_chosen)
        self.model.settings_requested.connect(self.settings_requested)
        column.addLayout(self._tools())
        self.apart = ElidedLabel()
        dress(self.apart, "faint")
        column.addLayout(_inset(self.apart))
        column.addLayout(self._figures())

    def write(self) -> None:
        """Show what the column is and how it goes."""
        session, compare = self._session, self._compare
        self.model.show_model(compare.model_of(session), session.model)
        self.apart.set_full_text(self._apart_words())
        on, name = session.column.synced, compare.name_of(session)
        self._theme.set_icon(self.sync_button, "link-simple" if on else "link-simple-break", "faint" if on else "warn")
        self.sync_button.setChecked(on)
        together = tr("Asked with the others. Click to ask it alone")
        self.sync_button.setToolTip(together if on else tr("Asked alone. Click to ask it with the others"))
        self.stop_button.setVisible(session.busy)
        self.setAccessibleName(tr("Column {name}").format(name=name))
        self._write_figures()

    def set_on(self, *, on: bool) -> None:
        """Show whether this column is worked in."""
        dress(self, "column-head-on" if on else "column-head")

    @property
    def can_carry(self) -> bool:
        """Whether there is an answer to carry, and nothing is on its way."""
        turns = self._session.turns
        return bool(turns) and turns[-1].answer_id is not None and not self._compare.answering

    def menu(self) -> QMenu:
        """Return what can be done with the column."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for words, signal, possible in (
            (tr("Continue from this column"), self.continued, True),
            (tr("Carry this answer into all columns"), self.carried, self.can_carry),
            (tr("Remove this column"), self.removed, True),
        ):
            action = menu.addAction(words)
            action.setEnabled(possible)
            action.triggered.connect(lambda _=False, signal=signal: signal.emit())
        return menu

    def _tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(0)
        self.stop_button = quiet_button(self._theme, "stop-fill", tr("Stop this answer"))
        self.stop_button.clicked.connect(self.stopped)
        self.settings_button = quiet_button(self._theme, "sliders-horizontal", tr("Settings, who answers and sources"))
        self.settings_button.clicked.connect(self.settings_requested)
        self.sync_button = quiet_button(self._theme, "link-simple", tr("Asked with the others"))
        self.sync_button.setCheckable(True)
        self.sync_button.clicked.connect(self.synced)
        self.more_button = quiet_button(self._theme, "dots-three", tr("More about this column"))
        self.more_button.clicked.connect(
            lambda: self.menu().popup(self.more_button.mapToGlobal(self.more_button.rect().bottomLeft()))
        )
        row.addWidget(self.model)
        row.addStretch(1)
        for button in (self.stop_button, self.settings_button, self.sync_button, self.more_button):
            dress(button, "column-tool")
            row.addWidget(button)
        return row

    def _figures(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(Size.S2, 0, 0, 0)
        row.setSpacing(Size.S3)
        self.state = ElidedLabel()
        dress(self.state, "faint")
        self.first_word, self.speed, self.length = QLabel(), QLabel(), QLabel()
        for label in (self.first_word, self.speed, self.length):
            dress(label, "faint")
            row.addWidget(label)
        row.addWidget(self.state, 1)
        row.addStretch(0)
        return row

    def _apart_words(self) -> str:
        """Return what sets the column apart: its settings, who answers, sources."""
        from alcove.chat.contenders import contender

        column, persona = self._session.column, self._session.persona
        said = [settings_words(contender(column.contender).settings) or tr("as it is set")]
        if column.instructions:
            said.append(tr("own instructions"))
        elif persona is not None:
            said.append(tr("as {persona}").format(persona=persona.title))
        if column.answer_from == "model":
            said.append(tr(WORDS["model"][0]).lower())
        elif column.scope:
            count = len(column.scope)
            said.append(column.scope[0] if count == 1 else tr("%n sources", None, count))
        return " · ".join(said)

    def _write_figures(self) -> None:
        figures = self._compare.figures(self._session)
        turn = self._session.turns[-1] if self._session.turns else None
        state = _state_words(turn) if figures is None else ""
        self.state.set_full_text(state)
        self.state.setVisible(figures is None)
        dress(self.state, "out" if turn is not None and turn.phase == "failed" else "faint")
        for label in (self.first_word, self.speed, self.length):
            label.setVisible(figures is not None)
        if figures is None:
            return
        first = tr("first word {seconds} s").format(seconds=decimal(figures.first_word_s, 1))
        speed = tr("{count} tokens/s").format(count=decimal(figures.tokens_per_s, 0))
        for label, words, best, why in (
            (self.first_word, first, figures.first, tr("The first to begin")),
            (self.speed, speed, figures.quickest, tr("The quickest")),
            (self.length, tr("%n words", None, figures.words), False, ""),
        ):
            label.setText(words)
            label.setToolTip(why if best else "")
            label.setAccessibleName(f"{words}, {why.lower()}" if best else words)
            dress(label, "best" if best else "faint")


def _state_words(turn: TurnState | None) -> str:
    """Return how a turn goes that has no figures yet, or has none."""
    if turn is None:
        return tr("Nothing was asked yet")
    if turn.phase == "reading" and turn.prefill is not None and turn.prefill.total:
        return tr("Reads the question: {share} %").format(share=100 * turn.prefill.done // turn.prefill.total)
    if turn.phase == "writing":
        return tr("Writes: %n words", None, len(turn.text.split()))
    if turn.phase in _STATES:
        return tr(_STATES[turn.phase])
    return "" if turn.model else tr("No model wrote this")


def _inset(label: QLabel) -> QHBoxLayout:
    """Return a row with a label that begins where the name of the model does."""
    row = QHBoxLayout()
    row.setContentsMargins(Size.S2, 0, 0, 0)
    row.addWidget(label)
    return row
