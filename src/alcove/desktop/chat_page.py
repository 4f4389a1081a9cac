"""The middle: a conversation, its title and model, and the input."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from alcove.desktop.composer import Composer
from alcove.desktop.elided_label import ElidedLabel
from alcove.desktop.find_bar import FindBar
from alcove.desktop.model_list import ModelChoice
from alcove.desktop.session import ChatSession
from alcove.desktop.syncing import Syncing
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.thread import Thread
from alcove.desktop.trail_bar import TrailBar
from alcove.desktop.translation import tr

if TYPE_CHECKING:
    from alcove.desktop.answer_block import AnswerBlock
    from alcove.desktop.compare import Compare
    from alcove.desktop.compare_view import CompareView
    from alcove.desktop.illustrator import Illustrator
    from alcove.desktop.turn_state import TurnState


class ChatPage(QWidget):
    """Show the open conversation and take questions."""

    turn_in_view = Signal(object)
    citation_clicked = Signal(int)
    hit_clicked = Signal(object)
    item_clicked = Signal(str)
    why_requested = Signal()
    sources_toggled = Signal()
    map_requested = Signal()

    def __init__(
        self,
        theme: Theme,
        session: ChatSession,
        compare: Compare,
        syncing: Syncing,
        models: ModelChoice,
        illustrator: Illustrator,
        make_columns: Callable[[], CompareView],
    ) -> None:
        super().__init__()
        self._theme = theme
        self._session = session
        self._compare = compare
        self._syncing = syncing
        self._models = models
        self._make_columns = make_columns
        self.messages = Thread(theme, session, illustrator)
        self.messages.turn_in_view.connect(self.turn_in_view)
        self.messages.citation_clicked.connect(self.citation_clicked)
        self.messages.hit_clicked.connect(self.hit_clicked)
        self.messages.item_clicked.connect(self.item_clicked)
        self.messages.why_requested.connect(self.why_requested)
        dress(self, "page")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._depth = 0
        """How many delves one is in, one in the other."""
        self.trail = TrailBar(theme)
        self.trail.left.connect(session.line.leave)
        column.addWidget(self._header(models))
        column.addWidget(self.trail)
        self.find_bar = FindBar(
            theme, lambda: self.blocks, lambda: None if compare.on else session.line, self.messages.show_turn
        )
        self.find_bar.closed.connect(lambda: self.composer.field.setFocus())
        self.messages.changed.connect(self.find_bar.search_again)
        column.addWidget(self.find_bar)
        column.addWidget(self.messages, 1)
        self._middle = column
        column.addWidget(self._foot())
        compare.changed.connect(self._on_columns_changed)
        compare.column_changed.connect(self._on_column_changed)
        session.conversation_opened.connect(self._on_opened)
        session.conversations_changed.connect(self._on_conversations_changed)
        session.turn_added.connect(self._on_turn_changed)
        session.turn_changed.connect(self._on_turn_changed)
        session.line.changed.connect(self._on_line_changed)
        syncing.sources_changed.connect(self._on_sources_changed)
        self._on_opened()

    @cached_property
    def columns(self) -> CompareView:
        """What stands in the place of the conversation while it is asked side by side."""
        view = self._make_columns()
        view.sources = self.composer.scope.names
        for signal, mine in (
            (view.turn_in_view, self.turn_in_view), (view.citation_clicked, self.citation_clicked),
            (view.hit_clicked, self.hit_clicked), (view.item_clicked, self.item_clicked),
            (view.why_requested, self.why_requested), (view.changed, self._on_columns_shown),
        ):  # fmt: skip
            signal.connect(mine)
        self._middle.insertWidget(self._middle.indexOf(self.messages), view, 1)
        return view

    @property
    def at_hand(self) -> ChatSession:
        """The line that is worked in: that of a column, or else the conversation's."""
        return self._compare.focused or self._session

    @property
    def turns(self) -> Sequence[TurnState]:
        """The turns in view, of all columns."""
        if self._compare.on:
            return [turn for column in self._compare.columns for turn in column.turns]
        return self._session.turns

    @property
    def messages_at_hand(self) -> Thread:
        """The messages of the line that is worked in."""
        column = self.columns.focused if self._compare.on else None
        return column.messages if column is not None else self.messages

    def put_in_order(self) -> None:
        """Let Tab go through messages from top to bottom: they are made as they come to view, also upwards."""
        stops = self.columns.stops() if self._compare.on else self.messages.stops()
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    @property
    def busy(self) -> bool:
        """Whether an answer is on its way."""
        return self._compare.answering if self._compare.on else self._session.busy

    def stop(self) -> None:
        """Stop the answers that are on their way; what is written stays."""
        if self._compare.on:
            self._compare.stop()
        else:
            self._session.stop()

    @property
    def blocks(self) -> list[AnswerBlock]:
        """The answers that are laid out, of all columns."""
        if self._compare.on:
            return [block for column in self.columns.columns for block in column.messages.blocks]
        return self.messages.blocks

    def block_at_hand(self) -> AnswerBlock | None:
        """Return the answer of the message that has the keyboard, else the last one, where it is laid out."""
        return self.messages_at_hand.block_at_hand()

    def go_on(self, by: int) -> None:
        """Go on through the conversation by most of what is in view; -1 back."""
        self.messages_at_hand.scroll_on(by)

    def go_to_answer(self, by: int) -> None:
        """Give the keyboard to the answer above or below; below the last one is the input."""
        if not self.messages_at_hand.go_to_answer(by):
            self.composer.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def begin_find(self) -> None:
        """Ask for words to find in the answers; what is selected in one is looked for at once."""
        self.find_bar.ask(next((block.view.selected_text() for block in self.blocks if block.view.selection.ends), ""))

    def set_current_citation(self, turn: TurnState | None, index: int | None) -> None:
        """Point out the pill of the citation whose span is on view, and scroll to it."""
        self.messages_at_hand.set_current_citation(turn, index)

    def step(self, by: int) -> None:
        """Show an earlier or later version of the message that has the focus, else of the last that has several."""
        self.messages_at_hand.step(by)

    def _header(self, models: ModelChoice) -> QWidget:
        header = QWidget()
        header.setFixedHeight(Size.HEADER)
        row = QHBoxLayout(header)
        row.setContentsMargins(Size.S6, 0, Size.S4, 0)
        row.setSpacing(Size.S2)
        self.title = ElidedLabel()
        dress(self.title, "title")
        self.delete_button = QToolButton()
        self.delete_button.setToolTip(tr("Delete this conversation"))
        self.delete_button.setAccessibleName(tr("Delete this conversation"))
        self._theme.set_icon(self.delete_button, "trash", "faint")
        self.delete_button.clicked.connect(self._on_delete)
        self.sources_button = self._pill(tr("Sources"), "file-text")
        self.sources_button.clicked.connect(self.sources_toggled)
        self.compare_button = self._pill(tr("Compare"), "columns")
        self.compare_button.setCheckable(True)
        self.compare_button.clicked.connect(self._on_compare)
        self.differences_button = self._pill(tr("Differences"), "intersect")
        self.differences_button.setCheckable(True)
        self.differences_button.clicked.connect(lambda: self.columns.show_last_differences())
        self.add_button = self._tool("plus", tr("Add a column"))
        self.add_button.clicked.connect(self._compare.add)
        self.together_button = self._tool("arrows-down-up", tr("Scroll the columns together"))
        self.together_button.setCheckable(True)
        self.together_button.clicked.connect(lambda on: self.columns.set_together(on=on))
        self.map_button = self._pill(tr("Map"), "tree-structure")
        self.map_button.clicked.connect(self.map_requested)
        row.addWidget(self.title, 1)
        for widget in (
            models, self.together_button, self.add_button, self.differences_button, self.compare_button,
            self.map_button, self.sources_button, self.delete_button,
        ):  # fmt: skip
            row.addWidget(widget)
        return header

    def _pill(self, words: str, icon: str) -> QPushButton:
        button = QPushButton(f" {words}")
        button.setAccessibleName(words)
        dress(button, "pill")
        self._theme.set_icon(button, icon, "soft", Size.ICON_SMALL)
        return button

    def _tool(self, icon: str, words: str) -> QToolButton:
        button = QToolButton()
        button.setToolTip(words)
        button.setAccessibleName(words)
        self._theme.set_icon(button, icon, "soft")
        return button

    def _foot(self) -> QWidget:
        foot = QWidget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(Size.S6, Size.S2, Size.S6, Size.S5)
        self.composer = Composer(self._theme)
        self.composer.setMaximumWidth(Size.COLUMN)
        self.composer.can_ask = lambda: not self._compare.on or self._compare.can_ask()
        self.composer.question_sent.connect(self._on_question_sent)
        self.composer.stop_requested.connect(self.stop)
        self.composer.scope_changed.connect(self._session.set_scope)
        self.composer.answer_from_changed.connect(self._session.set_answer_from)
        row.addStretch(1)
        row.addWidget(self.composer, 1000)
        row.addStretch(1)
        return foot

    def _on_opened(self) -> None:
        sought = self._session.sought
        if sought is not None:
            self.messages.show_turn(sought)
        else:
            self.messages.show_end()
        self._write_busy()
        self._show_trail()
        self._write_tools()
        self.composer.scope.set_scope(self._session.scope)
        self.composer.set_answer_from(self._session.answer_from)
        self.find_bar.search_line_again()
        if self._compare.on:
            return
        if self._session.turns:
            self.messages.call_between(self._tell)  # what is beside the messages comes once the last one is painted
        else:
            self.turn_in_view.emit(None)

    def _tell(self) -> None:
        turns, sought = self._session.turns, self._session.sought
        self.turn_in_view.emit(sought if sought in turns else turns[-1] if turns else None)

    def _on_question_sent(self, question: str) -> None:
        if self._compare.on:
            self._compare.ask(question, self.composer.asked_with)
        else:
            self._session.ask(question, self.composer.asked_with)

    def _on_compare(self) -> None:
        self._compare.toggle()
        self._write_tools()  # it stays as it is where there is nothing to compare with, and until the columns are read

    def _on_columns_changed(self) -> None:
        """Show the columns, or the conversation in one line again."""
        on = self._compare.on
        if on or "columns" in self.__dict__:
            self.columns.setVisible(on)
        self.messages.setVisible(not on)
        self._models.setVisible(not on)
        self._write_tools()
        if not on:
            self.composer.ask_many(None)
        self._write_busy()
        self.find_bar.search_line_again()

    def _on_column_changed(self, _: object) -> None:
        self.composer.ask_many([served.host for served in self._compare.destinations])
        self._write_busy()
        self._write_tools()

    def _on_columns_shown(self) -> None:
        self.find_bar.search_again()
        self._write_tools()

    def _write_tools(self) -> None:
        on = self._compare.on
        self.compare_button.setChecked(on)
        self.compare_button.setEnabled(on or self._compare.can_begin)
        self.together_button.setVisible(on)
        self.add_button.setVisible(on)
        self.add_button.setEnabled(self._compare.can_add)
        self.differences_button.setVisible(on and self.columns.last_compared() is not None)
        self.differences_button.setChecked(on and self.columns.shows_differences)
        self.delete_button.setVisible(self._session.conversation is not None)
        self.map_button.setVisible(self._session.conversation is not None and not on)
        self._write_title()

    def _write_busy(self) -> None:
        """Let the input stop what it asked for, or ask."""
        self.composer.set_busy(self._compare.busy if self._compare.on else self._session.busy)

    def _write_title(self) -> None:
        conversation = self._session.conversation
        self.title.set_full_text(conversation.title if conversation else tr("New conversation"))

    def _on_turn_changed(self, turn: TurnState) -> None:
        self._write_busy()
        self.compare_button.setEnabled(self._compare.on or self._compare.can_begin)
        conversation = self._session.conversation
        if conversation is not None and turn in self._session.turns:
            self.title.set_full_text(conversation.title)
            self.delete_button.show()
            self.map_button.setVisible(not self._compare.on)

    def _on_conversations_changed(self) -> None:
        if self._session.conversation is not None:
            self.title.set_full_text(self._session.conversation.title)

    def _on_line_changed(self, _: int) -> None:
        self._write_busy()
        self._write_tools()
        self._show_trail()
        self.find_bar.search_line_again()

    def _show_trail(self) -> None:
        """Show where one is in the conversation, and what the next question is about."""
        line, conversation = self._session.line, self._session.conversation
        trail = () if self._compare.on else line.trail
        if len(trail) > self._depth:
            self.composer.field.setFocus()  # what had it is not there any more
        self._depth = len(trail)
        self.trail.show_trail(conversation.title if conversation else tr("Conversation"), trail)
        self.composer.set_subject(trail[-1].phrase if trail else "")
        if not trail:
            return
        self.trail.show_sentence("", "")
        delve, answer = trail[-1], line.turns[0].parent

        def tell(said: str) -> None:
            from alcove.chat.delve import sentence_of

            if line.trail == trail:
                self.trail.show_sentence(sentence_of(said, delve), delve.phrase)

        if answer is not None:
            line.tell_said(answer, tell)

    def _on_delete(self) -> None:
        if self._session.conversation is not None:
            self._session.delete(self._session.conversation)

    def _on_sources_changed(self) -> None:
        names = tuple(source.name for source in self._syncing.sources)
        self.composer.scope.set_sources(names)
        if "columns" in self.__dict__:
            self.columns.sources = names
