"""The middle: a conversation, its title and model, and the input."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from alcove.desktop.composer import Composer
from alcove.desktop.elided_label import ElidedLabel
from alcove.desktop.find_bar import FindBar
from alcove.desktop.model_list import ModelChoice
from alcove.desktop.session import ChatSession
from alcove.desktop.syncing import Syncing
from alcove.desktop.theme import Size, Theme, dress

if TYPE_CHECKING:
    from alcove.desktop.answer_block import AnswerBlock
    from alcove.desktop.illustrator import Illustrator
    from alcove.desktop.turn_state import TurnState

TURNS_SHOWN = 30
"""Turns of a long conversation that are laid out at once; the others come when asked for."""


class ChatPage(QWidget):
    """Show the open conversation and take questions."""

    turn_in_view = Signal(object)
    citation_clicked = Signal(int)
    hit_clicked = Signal(object)
    item_clicked = Signal(str)
    why_requested = Signal()
    sources_toggled = Signal()
    block_added = Signal(object)

    def __init__(
        self, theme: Theme, session: ChatSession, syncing: Syncing, models: ModelChoice, illustrator: Illustrator
    ) -> None:
        super().__init__()
        self._theme = theme
        self._illustrator = illustrator
        self._session = session
        self._syncing = syncing
        self._all_shown = False
        self._follow = True
        self.blocks: list[AnswerBlock] = []
        dress(self, "page")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._header(models))
        self.find_bar = FindBar(theme, lambda: [block.view for block in self.blocks])
        self.find_bar.closed.connect(lambda: self.composer.field.setFocus())
        column.addWidget(self.find_bar)
        column.addWidget(self._thread(), 1)
        column.addWidget(self._foot())
        session.conversation_opened.connect(self._on_opened)
        session.conversations_changed.connect(self._on_conversations_changed)
        session.message_opened.connect(self._on_message_opened)
        session.turn_added.connect(self._on_turn_added)
        session.turn_changed.connect(self._on_turn_changed)
        session.answer_stepped.connect(self._on_answer_stepped)
        session.receipt_changed.connect(self._on_receipt_changed)
        syncing.sources_changed.connect(self._on_sources_changed)
        self._on_opened()

    def block_of(self, turn: TurnState) -> AnswerBlock | None:
        """Return the block that shows a turn."""
        return next((block for block in self.blocks if block.turn is turn), None)

    def block_at_hand(self) -> AnswerBlock | None:
        """Return the block that has the keyboard, else the last one."""
        focused = self.window().focusWidget()
        for block in self.blocks:
            if block.isAncestorOf(focused):
                return block
        return self.blocks[-1] if self.blocks else None

    def go_on(self, by: int) -> None:
        """Go on through the conversation by most of what is in view; -1 back."""
        bar = self.scroller.verticalScrollBar()
        bar.setValue(bar.value() + by * (bar.pageStep() - Size.HEADER))

    def go_to_answer(self, by: int) -> None:
        """Give the keyboard to the answer above or below; from the input, the last one is above."""
        focused = self.window().focusWidget()
        inside = (n for n, one in enumerate(self.blocks) if one.isAncestorOf(focused))
        at = next(inside, len(self.blocks)) + by
        if 0 <= at < len(self.blocks):
            self.blocks[at].view.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.scroller.ensureWidgetVisible(self.blocks[at].view, 0, Size.S6)
        elif at == len(self.blocks):
            self.composer.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def begin_find(self) -> None:
        """Ask for words to find in the answers; what is selected in one is looked for at once."""
        self.find_bar.ask(next((block.view.selected_text() for block in self.blocks if block.view.selection.ends), ""))

    def set_current_citation(self, turn: TurnState | None, index: int | None) -> None:
        """Point out the pill of the citation whose span is on view, and scroll to it."""
        for block in self.blocks:
            block.view.set_current(index if block.turn is turn else None)
            if block.turn is turn and index is not None:
                rect = block.view.pill_rect(index)
                if rect is not None:
                    at = block.view.mapTo(self._content, rect.center().toPoint())
                    self.scroller.ensureVisible(at.x(), at.y(), 0, Size.S8 * 2)

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
        row.addWidget(self.title, 1)
        row.addWidget(models)
        row.addWidget(self.sources_button)
        row.addWidget(self.delete_button)
        return header

    def _thread(self) -> QScrollArea:
        self._content = QWidget()
        dress(self._content, "clear")
        self._middle = QVBoxLayout(self._content)
        self._middle.setContentsMargins(Size.S6, 0, Size.S6, Size.S6)
        self._column = QWidget()
        self._column.setMaximumWidth(Size.COLUMN)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._column, 1000)
        row.addStretch(1)
        self._middle.addLayout(row)
        self._middle.addStretch(1)
        self._turns = QVBoxLayout(self._column)
        self._turns.setContentsMargins(0, 0, 0, 0)
        self._turns.setSpacing(Size.S4)
        self.scroller = QScrollArea()
        self.scroller.setWidget(self._content)
        self.scroller.setWidgetResizable(True)
        self.scroller.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroller.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        bar = self.scroller.verticalScrollBar()
        bar.rangeChanged.connect(self._on_range_changed)
        bar.valueChanged.connect(self._on_scrolled)
        return self.scroller

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

    def _clear(self) -> None:
        self.blocks = []
        while (item := self._turns.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    def _on_opened(self) -> None:
        self._all_shown = False
        self._lay_out()
        conversation = self._session.conversation
        self.title.set_full_text(conversation.title if conversation else "New conversation")
        self.delete_button.setVisible(conversation is not None)
        self.composer.scope.set_scope(self._session.scope)
        self.composer.set_answer_from(self._session.answer_from)
        self.turn_in_view.emit(self._session.turns[-1] if self._session.turns else None)

    def _lay_out(self) -> None:
        self._clear()
        turns = self._session.turns
        hidden = 0 if self._all_shown else max(0, len(turns) - TURNS_SHOWN)
        if not turns:
            self._turns.addWidget(self._greeting())
        if hidden:
            more = QPushButton(f"Show {hidden} earlier")
            dress(more, "link")
            more.clicked.connect(self._on_show_all)
            self._turns.addWidget(more, 0, Qt.AlignmentFlag.AlignHCenter)
        for turn in turns[hidden:]:
            self._add(turn)
        self._follow = True
        self._mark_last()
        self.find_bar.search_again()

    def _add(self, turn: TurnState) -> None:
        from alcove.desktop.answer_block import AnswerBlock, QuestionBubble

        bubble = QuestionBubble(turn.question, self._theme, self._illustrator)
        block = AnswerBlock(self._theme, turn, self._illustrator)
        block.citation_clicked.connect(lambda index: self._on_citation_clicked(turn, index))
        block.hit_clicked.connect(lambda hit: self._on_hit_clicked(turn, hit))
        block.item_clicked.connect(self.item_clicked)
        block.again_requested.connect(lambda: self._session.ask_again(turn))
        block.again_and_compare_requested.connect(lambda: self._session.ask_again(turn, compare=True))
        block.sources_compared.connect(lambda: self._session.compare_sources(turn))
        block.answers_compared.connect(lambda: self._session.compare_answers(turn))
        block.stepped.connect(lambda by: self._session.step_answer(turn, by))
        block.why_requested.connect(lambda: self._on_why_requested(turn))
        block.general_requested.connect(lambda: self._session.ask_again(turn, answer_from="both"))
        self._turns.addWidget(bubble)
        self._turns.addWidget(block)
        self.blocks.append(block)
        self.block_added.emit(block)

    def _greeting(self) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, max(Size.S8 * 3, self.scroller.viewport().height() // 3), 0, 0)
        column.setSpacing(Size.S2)
        title = QLabel("Ask your files")
        dress(title, "page-title")
        words = QLabel("Answers come with the pages they are made from. What no source supports is marked.")
        words.setWordWrap(True)
        words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        dress(words, "soft")
        column.addWidget(title, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(words)
        return box

    def _mark_last(self) -> None:
        for block in self.blocks:
            block.set_last(block is self.blocks[-1])
            block.set_idle(not self._session.busy)
        self.composer.set_busy(self._session.busy)

    def _on_show_all(self) -> None:
        self._all_shown = True
        self._lay_out()
        self._follow = False

    def _on_question_sent(self, question: str) -> None:
        self._session.ask(question)

    def _on_turn_added(self, turn: TurnState) -> None:
        if len(self._session.turns) == 1:
            self._clear()
        self._add(turn)
        self._follow = True
        self._mark_last()
        self.turn_in_view.emit(turn)

    def _on_turn_changed(self, turn: TurnState) -> None:
        block = self.block_of(turn)
        if block is None:
            return
        block.refresh()
        self.find_bar.search_again()
        self._mark_last()
        conversation = self._session.conversation
        if conversation is not None:
            self.title.set_full_text(conversation.title)
            self.delete_button.show()
        if block is self.blocks[-1]:
            self.turn_in_view.emit(turn)

    def _on_conversations_changed(self) -> None:
        if self._session.conversation is not None:
            self.title.set_full_text(self._session.conversation.title)

    def _on_message_opened(self, turn: TurnState) -> None:
        """Bring a turn into view that was sought."""
        if self.block_of(turn) is None:
            self._all_shown = True
            self._lay_out()
        self._follow = False
        self.turn_in_view.emit(turn)
        block = self.block_of(turn)
        if block is not None:
            QTimer.singleShot(0, block, lambda: self._scroll_to(block))

    def _scroll_to(self, block: AnswerBlock) -> None:
        """Scroll to a turn's question, which stands above its answer."""
        question = self._turns.itemAt(self._turns.indexOf(block) - 1)
        if question is not None:
            self.scroller.verticalScrollBar().setValue(question.geometry().top() - Size.S4)

    def _on_receipt_changed(self, turn: TurnState) -> None:
        block = self.block_of(turn)
        if block is not None:
            block.refresh()

    def _on_answer_stepped(self, turn: TurnState) -> None:
        self._lay_out()
        self._follow = False
        self.turn_in_view.emit(turn)
        block = self.block_of(turn)
        if block is not None:
            (block.earlier if block.earlier.isEnabled() else block.later).setFocus()  # where the pressed one stood
            QTimer.singleShot(0, block, lambda: self.scroller.ensureWidgetVisible(block.footer))

    def _on_citation_clicked(self, turn: TurnState, index: int) -> None:
        self.turn_in_view.emit(turn)
        self.citation_clicked.emit(index)

    def _on_hit_clicked(self, turn: TurnState, hit: object) -> None:
        self.turn_in_view.emit(turn)
        self.hit_clicked.emit(hit)

    def _on_why_requested(self, turn: TurnState) -> None:
        self.turn_in_view.emit(turn)
        self.why_requested.emit()

    def _on_delete(self) -> None:
        if self._session.conversation is not None:
            self._session.delete(self._session.conversation)

    def _on_sources_changed(self) -> None:
        self.composer.scope.set_sources(tuple(source.name for source in self._syncing.sources))

    def _on_scrolled(self, value: int) -> None:
        bar = self.scroller.verticalScrollBar()
        self._follow = value >= bar.maximum() - Size.S6

    def _on_range_changed(self, least: int, most: int) -> None:
        if self._follow:
            self.scroller.verticalScrollBar().setValue(most)
