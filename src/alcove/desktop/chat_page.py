"""The middle: a conversation, its title and model, and the input."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
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

if TYPE_CHECKING:
    from alcove.desktop.answer_block import AnswerBlock
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
        self, theme: Theme, session: ChatSession, syncing: Syncing, models: ModelChoice, illustrator: Illustrator
    ) -> None:
        super().__init__()
        self._theme = theme
        self._session = session
        self._syncing = syncing
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
        self.find_bar = FindBar(theme, lambda: [block.view for block in self.blocks])
        self.find_bar.closed.connect(lambda: self.composer.field.setFocus())
        self.messages.changed.connect(self.find_bar.search_again)
        column.addWidget(self.find_bar)
        column.addWidget(self.messages, 1)
        column.addWidget(self._foot())
        session.conversation_opened.connect(self._on_opened)
        session.conversations_changed.connect(self._on_conversations_changed)
        session.turn_added.connect(self._on_turn_changed)
        session.turn_changed.connect(self._on_turn_changed)
        session.line.changed.connect(self._on_line_changed)
        syncing.sources_changed.connect(self._on_sources_changed)
        self._on_opened()

    @property
    def blocks(self) -> list[AnswerBlock]:
        """The answers that are laid out."""
        return self.messages.blocks

    def block_at_hand(self) -> AnswerBlock | None:
        """Return the answer of the message that has the keyboard, else the last one, where it is laid out."""
        return self.messages.block_at_hand()

    def go_on(self, by: int) -> None:
        """Go on through the conversation by most of what is in view; -1 back."""
        self.messages.scroll_on(by)

    def go_to_answer(self, by: int) -> None:
        """Give the keyboard to the answer above or below; below the last one is the input."""
        if not self.messages.go_to_answer(by):
            self.composer.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def begin_find(self) -> None:
        """Ask for words to find in the answers; what is selected in one is looked for at once."""
        self.find_bar.ask(next((block.view.selected_text() for block in self.blocks if block.view.selection.ends), ""))

    def set_current_citation(self, turn: TurnState | None, index: int | None) -> None:
        """Point out the pill of the citation whose span is on view, and scroll to it."""
        self.messages.set_current_citation(turn, index)

    def step(self, by: int) -> None:
        """Show an earlier or later version of the message that has the focus, else of the last that has several."""
        self.messages.step(by)

    def _header(self, models: ModelChoice) -> QWidget:
        header = QWidget()
        header.setFixedHeight(Size.HEADER)
        row = QHBoxLayout(header)
        row.setContentsMargins(Size.S6, 0, Size.S4, 0)
        row.setSpacing(Size.S2)
        self.title = ElidedLabel()
        dress(self.title, "title")
        self.delete_button = QToolButton()
        self.delete_button.setToolTip("Delete this conversation")
        self.delete_button.setAccessibleName("Delete this conversation")
        self._theme.set_icon(self.delete_button, "trash", "faint")
        self.delete_button.clicked.connect(self._on_delete)
        self.sources_button = QPushButton(" Sources")
        dress(self.sources_button, "pill")
        self._theme.set_icon(self.sources_button, "columns", "soft", Size.ICON_SMALL)
        self.sources_button.clicked.connect(self.sources_toggled)
        self.map_button = QPushButton(" Map")
        dress(self.map_button, "pill")
        self._theme.set_icon(self.map_button, "tree-structure", "soft", Size.ICON_SMALL)
        self.map_button.clicked.connect(self.map_requested)
        row.addWidget(self.title, 1)
        row.addWidget(models)
        row.addWidget(self.map_button)
        row.addWidget(self.sources_button)
        row.addWidget(self.delete_button)
        return header

    def _foot(self) -> QWidget:
        foot = QWidget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(Size.S6, Size.S2, Size.S6, Size.S5)
        self.composer = Composer(self._theme)
        self.composer.setMaximumWidth(Size.COLUMN)
        self.composer.question_sent.connect(self._on_question_sent)
        self.composer.stop_requested.connect(self._session.stop)
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
        self.composer.set_busy(self._session.busy)
        self._show_trail()
        conversation = self._session.conversation
        self.title.set_full_text(conversation.title if conversation else "New conversation")
        self.delete_button.setVisible(conversation is not None)
        self.map_button.setVisible(conversation is not None)
        self.composer.scope.set_scope(self._session.scope)
        self.composer.set_answer_from(self._session.answer_from)
        if self._session.turns:
            QTimer.singleShot(0, self, self._tell)  # what is beside the messages comes after them
        else:
            self.turn_in_view.emit(None)

    def _tell(self) -> None:
        turns, sought = self._session.turns, self._session.sought
        self.turn_in_view.emit(sought if sought in turns else turns[-1] if turns else None)

    def _on_question_sent(self, question: str) -> None:
        self._session.ask(question, self.composer.asked_with)

    def _on_turn_changed(self, turn: TurnState) -> None:
        self.composer.set_busy(self._session.busy)
        conversation = self._session.conversation
        if conversation is not None and turn in self._session.turns:
            self.title.set_full_text(conversation.title)
            self.delete_button.show()
            self.map_button.show()

    def _on_conversations_changed(self) -> None:
        if self._session.conversation is not None:
            self.title.set_full_text(self._session.conversation.title)

    def _on_line_changed(self, _: int) -> None:
        self.composer.set_busy(self._session.busy)
        self._show_trail()

    def _show_trail(self) -> None:
        """Show where one is in the conversation, and what the next question is about."""
        trail, line = self._session.line.trail, self._session.line
        conversation = self._session.conversation
        if len(trail) > self._depth:
            self.composer.field.setFocus()  # what had it is not there any more
        self._depth = len(trail)
        self.trail.show_trail(conversation.title if conversation else "Conversation", trail)
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
        self.composer.scope.set_sources(tuple(source.name for source in self._syncing.sources))
