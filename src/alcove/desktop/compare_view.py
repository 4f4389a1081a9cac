"""The columns on the page, beside each other, and in their place how the answers of a turn differ."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from alcove.desktop.column_dialog import ColumnDialog
from alcove.desktop.compare import Compare
from alcove.desktop.compare_column import CompareColumn
from alcove.desktop.compare_differences import DifferencesPage
from alcove.desktop.focus_ring import application
from alcove.desktop.model_list import ModelList
from alcove.desktop.prompt_book import PromptBook
from alcove.desktop.services import Services
from alcove.desktop.theme import Theme, dress

if TYPE_CHECKING:
    from alcove.chat.records import Column
    from alcove.desktop.column_session import ColumnSession
    from alcove.desktop.illustrator import Illustrator
    from alcove.desktop.turn_state import TurnState


class CompareView(QWidget):
    """Show the columns of the open conversation. Where they have no room, they are scrolled sideways."""

    turn_in_view = Signal(object)
    citation_clicked = Signal(int)
    hit_clicked = Signal(object)
    item_clicked = Signal(str)
    why_requested = Signal()
    column_made = Signal(object)
    changed = Signal()
    """Other messages are laid out, or something else is shown in their place."""

    def __init__(
        self, services: Services, compare: Compare, models: ModelList, book: PromptBook, illustrator: Illustrator
    ) -> None:
        super().__init__()
        self._theme: Theme = services.theme
        self._compare = compare
        self._models = models
        self._book = book
        self._illustrator = illustrator
        self.sources: tuple[str, ...] = ()
        self.together = False
        """Whether the columns are scrolled together."""
        self.columns: list[CompareColumn] = []
        self._in_view: dict[ColumnSession, TurnState | None] = {}
        self.dialog: ColumnDialog | None = None
        self.stack = QStackedWidget()
        self.stack.addWidget(self._row_of_columns())
        self.differences = DifferencesPage(services, compare, models)
        self.differences.closed.connect(self.close_differences)
        self.differences.hit_chosen.connect(self.hit_clicked)
        self.differences.claim_chosen.connect(self._on_claim_chosen)
        self.stack.addWidget(self.differences)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stack)
        compare.changed.connect(self.show_columns)
        compare.column_changed.connect(self._on_column_changed)
        compare.focus_moved.connect(self._on_focus_moved)
        application().focusChanged.connect(self._on_focus_changed)

    @property
    def focused(self) -> CompareColumn | None:
        """The column that is worked in."""
        return next((one for one in self.columns if one.session is self._compare.focused), None)

    @property
    def shows_differences(self) -> bool:
        """Whether it is shown how answers differ, in the place of the columns."""
        return self.stack.currentWidget() is self.differences

    def column_of(self, session: ColumnSession) -> CompareColumn | None:
        """Return the column that shows a session."""
        return next((one for one in self.columns if one.session is session), None)

    def show_columns(self) -> None:
        """Show the columns there are now; those that stay are the same widgets."""
        sessions = self._compare.columns
        kept = {one.session: one for one in self.columns}
        for session, column in kept.items():
            if session not in sessions:
                self._row.removeWidget(column)
                column.hide()
                column.deleteLater()
                self._in_view.pop(session, None)
        self.columns = [kept.get(session) or self._made(session) for session in sessions]
        for at, column in enumerate(self.columns):
            self._row.insertWidget(at, column, 1)
            column.setProperty("first", at == 0)
            column.style().polish(column)
        if not self.columns:
            self.differences.clear()
        self.stack.setCurrentIndex(0)
        self._on_focus_moved()
        for column in self.columns:
            column.write()
        self.changed.emit()

    def step(self, by: int) -> None:
        """Give the keyboard to the column beside the one that is worked in, around the ends."""
        at = self.focused
        if at is None:
            return
        to = self.columns[(self.columns.index(at) + by) % len(self.columns)]
        self._compare.focus(to.session)
        to.head.model.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def stops(self) -> list[QWidget]:
        """Return what Tab reaches: one column after the other, from top to bottom."""
        return [stop for column in self.columns for stop in column.stops()]

    def set_together(self, *, on: bool) -> None:
        """Let all columns be scrolled when one is."""
        self.together = on
        if on and self.focused is not None:
            self._follow(self.focused)

    def show_differences(self, session: ColumnSession, turn: TurnState) -> None:
        """Lay the answers to a question side by side, sentence by sentence."""
        beside = [(one, answer) for one, answer in self._compare.beside(session, turn) if answer.text]
        if len(beside) > 1:
            self._compare.focus(session)
            self.differences.show_turns(beside)
            self.stack.setCurrentWidget(self.differences)
            self.differences.back_button.setFocus()
            self.changed.emit()

    def show_last_differences(self) -> None:
        """Show how the answers differ of the last turn that has several, or put that away."""
        found = self.last_compared()
        if self.shows_differences:
            self.close_differences()
        elif found is not None:
            self.show_differences(*found)

    def last_compared(self) -> tuple[ColumnSession, TurnState] | None:
        """Return the last turn of the column that is worked in that others answered too."""
        at = self._compare.focused
        if at is None:
            return None
        return next(((at, turn) for turn in reversed(at.turns) if turn.beside), None)

    def close_differences(self) -> None:
        """Show the columns again."""
        self.stack.setCurrentIndex(0)
        if self.focused is not None:
            self.focused.head.model.setFocus()
        self.changed.emit()

    def edit(self, session: ColumnSession) -> None:
        """Open the dialog of a column."""
        name = self._compare.name_of(session)
        self.dialog = ColumnDialog(self.window(), self._theme, session.column, name, self._book, self.sources)
        self.dialog.chosen.connect(lambda column, for_all: self._on_chosen(session, column, for_all=for_all))
        self.dialog.open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.shows_differences:
            self.close_differences()
        else:
            super().keyPressEvent(event)

    # How it is made

    def _row_of_columns(self) -> QScrollArea:
        holder = QWidget()
        dress(holder, "clear")
        self._row = QHBoxLayout(holder)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self.scroller = QScrollArea()
        self.scroller.setWidget(holder)
        self.scroller.setWidgetResizable(True)
        self.scroller.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroller.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return self.scroller

    def _made(self, session: ColumnSession) -> CompareColumn:
        made = CompareColumn(self._theme, self._compare, self._models, session, self._illustrator)
        thread = made.messages
        thread.turn_in_view.connect(lambda turn: self._on_turn_in_view(session, turn))
        for signal, mine in (
            (thread.citation_clicked, self.citation_clicked),
            (thread.hit_clicked, self.hit_clicked),
            (thread.item_clicked, self.item_clicked),
        ):
            signal.connect(lambda value, mine=mine: self._tell(session, lambda: mine.emit(value)))
        thread.why_requested.connect(lambda: self._tell(session, self.why_requested.emit))
        thread.changed.connect(self.changed)
        thread.differences_requested.connect(lambda turn: self.show_differences(session, turn))
        thread.scrolled.connect(lambda: self._follow(made))
        session.conversation_opened.connect(
            lambda: self._on_turn_in_view(session, session.turns[-1] if session.turns else None)
        )
        made.settings_requested.connect(lambda: self.edit(session))
        self.column_made.emit(made)
        if session.turns:  # it was left while it answered
            thread.show_end()
        return made

    def _tell(self, session: ColumnSession, tell: Callable[[], None]) -> None:
        """Tell of something in a column, which is the one that is worked in from then on."""
        turn = self._in_view.get(session)
        self._compare.focus(session)
        self.turn_in_view.emit(turn)
        tell()

    # Following what happens

    def _on_column_changed(self, session: ColumnSession) -> None:
        column = self.column_of(session)
        if column is not None:
            column.write()

    def _on_focus_moved(self) -> None:
        for one in self.columns:
            one.head.set_on(on=one is self.focused)
        at = self.focused
        if at is not None:
            QTimer.singleShot(0, at, lambda: self.scroller.ensureWidgetVisible(at, 0, 0))
            self.turn_in_view.emit(at.session.turns[-1] if at.session.turns else None)

    def _on_focus_changed(self, _: QWidget | None, now: QWidget | None) -> None:
        if now is not None:
            for one in self.columns:
                if one is now or one.isAncestorOf(now):
                    self._compare.focus(one.session)

    def _on_turn_in_view(self, session: ColumnSession, turn: TurnState | None) -> None:
        self._in_view[session] = turn
        if session is self._compare.focused:
            self.turn_in_view.emit(turn)

    def _on_chosen(self, session: ColumnSession, column: Column, *, for_all: bool) -> None:
        self._compare.change(session, column)
        if for_all:
            self._compare.change_all(session.column)

    def _on_claim_chosen(self, session: ColumnSession, turn: TurnState) -> None:
        self._compare.focus(session)
        self.turn_in_view.emit(turn)

    def _follow(self, column: CompareColumn) -> None:
        """Bring the other columns to where one is."""
        if not self.together:
            return
        place = column.messages.turn_at_top()
        if place is None:
            return
        turn, y = place
        for session, other in self._compare.beside(column.session, turn):
            beside = self.column_of(session)
            if beside is not None and beside is not column:
                beside.messages.bring(other, y)
