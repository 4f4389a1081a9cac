"""One of the columns of a conversation that is asked side by side: its line, who answers there, its answers in flight.

A chat session like the one of the window, but for what it does not have of its own: the list of conversations, their
names, and asking, which `compare` does for all columns at once.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from alcove.desktop.notify import Notifier
from alcove.desktop.services import ReceiptService, StoreService, TurnService
from alcove.desktop.session import ChatSession
from alcove.desktop.tasks import TaskRunner

if TYPE_CHECKING:
    from alcove.chat.records import Column
    from alcove.chat.store import AskedWith, Conversation, ConversationId, Message, MessageId
    from alcove.chat.tree import Tree
    from alcove.chat.turns import TurnRequest
    from alcove.desktop.turn_state import TurnState
    from alcove.rag.types import AnswerFrom


class ColumnSession(ChatSession):
    """A line of the open conversation, and who answers on it."""

    moved = Signal()
    """Another message stands at its end."""
    asked = Signal(str, tuple)
    """A question is to be asked here alone, with these documents and files."""
    began = Signal()
    """A conversation began with an answer here, and is not named yet."""
    messages_deleted = Signal()
    """Messages of its line are deleted, or brought back: they may stand in other columns too."""

    def __init__(
        self,
        column: Column,
        whole: ChatSession,
        turns: TurnService,
        store: StoreService,
        receipts: ReceiptService,
        tasks: TaskRunner,
        notifier: Notifier,
    ) -> None:
        super().__init__(turns, store, receipts, tasks, notifier)
        self._whole = whole
        self.column = column
        self.led = True
        """Whether its line is in view, and not still being read."""
        self.unnamed: ConversationId | None = None
        """A conversation that began here and was not named yet."""
        self.line.keep = self._on_moved
        self.line.deleted.connect(self.messages_deleted)
        self.use(column)

    def use(self, column: Column) -> None:
        """Answer otherwise from the next question on."""
        self.column = column
        self.scope, self.answer_from, self.persona_id = column.scope, column.answer_from, column.persona

    @property
    def end(self) -> MessageId | None:
        """The message that what is asked next here follows."""
        return self.line.end if self.led else self.column.leaf

    def lead(self, tree: Tree, end: MessageId | None) -> None:
        """Show the line of the conversation to `end` of a tree that was read."""
        self.led = False
        super().lead(tree, end)

    def refresh(self) -> None:
        """Have the list of conversations read anew, by whoever has it."""
        self._whole.refresh()

    def ask(self, question: str, asked_with: tuple[AskedWith, ...] = ()) -> None:
        """Have a question asked here alone, with documents and files."""
        if not self.busy and self.led and question.strip():
            self.asked.emit(question, asked_with)

    def ask_edited(self, turn: TurnState, question: str) -> None:
        """Ask the question of a turn put differently; one that could not be kept is asked as if for the first time."""
        if turn.question_id is None:
            self.stop()
            self.line.drop_last()
            self.ask(question, turn.still_asked_with(question))
        else:
            super().ask_edited(turn, question)

    def put(self, question: str, answer_from: AnswerFrom | None, asked_with: tuple[AskedWith, ...]) -> TurnState:
        """Show a question at the end of the line that will be kept in a moment; None: answered as the column is."""
        turn = self._turn(question, asked_with)
        turn.answer_from = answer_from or self.answer_from
        self.line.add(turn)
        self.turn_added.emit(turn)
        return turn

    def answer(self, turn: TurnState, conversation: Conversation, question: Message) -> None:
        """Have a question answered that was kept, unless it was stopped meanwhile."""
        if self.conversation is None:
            self.line.begin(conversation.id)
        self.conversation = conversation
        turn.conversation, turn.question_id = conversation.id, question.id
        if turn.busy:
            request = replace(self._request(turn), question="", parent=None, regenerate=question.id)
            self._start(turn, self._as_persona(request))
        else:
            self.turn_changed.emit(turn)

    def stop(self) -> None:
        """Stop what is answered here; what is written stays."""
        super().stop()
        live = [turn for turn, _ in self._live]
        for turn in self.turns:
            if turn.busy and turn not in live:  # its question is being kept
                turn.phase = "stopped"
                self.turn_changed.emit(turn)

    def let_go(self, tree: Tree) -> None:
        """Stop what is answered here to messages that are not in a tree any more, and know it no more."""
        gone = [(turn, task) for turn, task in self._live if turn.end is not None and turn.end not in tree]
        self._live = [one for one in self._live if one not in gone]
        for turn, task in gone:
            task.cancel()
            turn.phase = "stopped"
            self.turn_changed.emit(turn)

    def _request(self, turn: TurnState) -> TurnRequest:
        self.kept = self._whole.kept  # they are the conversation's, whichever column is asked
        return super()._request(turn)

    def _as_persona(self, request: TurnRequest) -> TurnRequest:
        from alcove.chat.columns import applied

        return applied(self.column, request, self.persona)

    def name(self) -> None:
        """Have the conversation named that began here."""
        if self.unnamed is not None:
            super()._name(self.unnamed)

    def _name(self, conversation: ConversationId) -> None:
        self.unnamed = conversation  # once no column writes: a model would do both, and each half as quickly
        self.began.emit()

    def _on_led(self) -> None:
        self.led = True
        super()._on_led()

    def _on_moved(self, _: ConversationId, end: MessageId) -> None:
        if end != self.column.leaf:
            self.column = replace(self.column, leaf=end)
            self.moved.emit()
