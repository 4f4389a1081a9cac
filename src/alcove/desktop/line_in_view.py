"""Moving the line of the open conversation that is in view: to other versions, to a branch, past what was deleted.

The chat session opens conversations and asks; this reads what is in view from the store, on a lane, and no more of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from alcove.desktop.line import Line
from alcove.desktop.notify import Notifier
from alcove.desktop.services import StoreService
from alcove.desktop.tasks import TaskRunner
from alcove.desktop.translation import tr

if TYPE_CHECKING:
    from alcove.chat.store import ConversationId, Message, MessageId
    from alcove.chat.tree import Delve, Tree
    from alcove.desktop.turn_state import TurnState

READ_AT_ONCE = 8
"""Turns that are read when a line is shown: about a window full. Others are read when they come into view."""


class LineInView(QObject):
    """Show lines of one conversation at a time; `live` returns its turns that are being answered, in view or not."""

    changed = Signal(int)
    """Another line is in view, from the turn of this number on."""
    deleted = Signal()
    """Messages of it were deleted, or brought back."""
    turns_read = Signal(list)
    """It is known now what these turns say."""
    arrived = Signal(object, object)
    """This turn was to be shown, and these words of its answer (a `Delve`, or None)."""

    def __init__(
        self,
        store: StoreService,
        tasks: TaskRunner,
        notifier: Notifier,
        live: Callable[[ConversationId | None], Sequence[TurnState]],
    ) -> None:
        super().__init__()
        self._store = store
        self._tasks = tasks
        self._notifier = notifier
        self._live = live
        self._conversation: ConversationId | None = None
        self._line = Line()
        self._opens = self._moves = 0
        self.keep: Callable[[ConversationId, MessageId], None] = self._keep_leaf
        """Called with the end of the line in view, so that it is there again when the conversation is opened."""
        self._reading: set[MessageId] = set()

    @property
    def turns(self) -> list[TurnState]:
        """The line in view."""
        return self._line.turns

    @property
    def end(self) -> MessageId | None:
        """The message that what is asked next follows."""
        return self._line.end

    @property
    def trail(self) -> tuple[Delve, ...]:
        """The delves one is in, the outermost first; nothing in the conversation itself."""
        return self._line.trail

    @property
    def tree(self) -> Tree:
        """All messages of the conversation, by what they follow."""
        return self._line.tree

    @property
    def ends_early(self) -> bool:
        """Whether the line was cut, for the next question to go on from its end."""
        return self._line.back is not None

    def clear(self) -> None:
        """Be in no conversation."""
        self._conversation = None
        self._line.clear()
        self._opens += 1
        self._moves += 1

    def begin(self, conversation: ConversationId) -> None:
        """Be in a conversation that holds nothing yet but the turns in view."""
        self._conversation = conversation

    def open(
        self,
        conversation: ConversationId,
        done: Callable[[], None],
        message: MessageId | None = None,
        *,
        to: tuple[Tree, MessageId | None] | None = None,
    ) -> None:
        """Read a conversation and lead where one left it, or through `message`, unless another is wanted meanwhile.

        With `to`, a tree that was read already and a message in it, lead there and no further.
        """
        self._opens += 1
        opening, looked = self._opens, self._line.looked

        def read() -> tuple[Tree, MessageId | None, list[TurnState]]:
            from alcove.chat.tree import Tree
            from alcove.desktop.turn_state import turns_of

            if to is not None:
                (tree, end), through = to, None
            else:
                tree = Tree(self._store.nodes(conversation))
                left = self._store.leaf(conversation)
                through = message if message in tree else None
                end = tree.end(through, looked if left is None else (left, *looked))
            turns = turns_of(tree, end, conversation)
            near = turns[-READ_AT_ONCE:] if through is None else _around(turns, through)
            _fill(near, self._said(near))
            return tree, end, turns

        def show(found: tuple[Tree, MessageId | None, list[TurnState]]) -> None:
            if opening == self._opens:
                self._open(conversation, *found)
                done()

        self._tasks.run("io", read, owner=self, done=show)

    def turn_of(self, message: MessageId | None) -> TurnState | None:
        """Return the turn in view that a message belongs to."""
        if message is None:
            return None
        return next((turn for turn in self.turns if message in (turn.question_id, turn.answer_id)), None)

    def read(self, turns: Sequence[TurnState]) -> None:
        """Find out what these turns say."""
        unread = [turn for turn in turns if not turn.read and turn.end not in self._reading]
        if not unread:
            return
        ends = {turn.end for turn in unread if turn.end is not None}
        self._reading |= ends

        def done(said: list[Message]) -> None:
            self._reading -= ends
            _fill(unread, said)
            self.turns_read.emit(unread)

        self._tasks.run("io", lambda: self._said(unread), owner=self, done=done)

    def add(self, turn: TurnState) -> None:
        """Put a turn at the end."""
        self._line.back = None
        self.turns.append(turn)

    def replace(self, old: TurnState, new: TurnState) -> None:
        """Show another turn in the place of one and of what follows it."""
        at = self.turns.index(old)
        self._line.back = None
        self.turns[at:] = [new]
        self.changed.emit(at)

    def enter(self, turn: TurnState) -> None:
        """Be in a delve that begins with this turn."""
        self._moves += 1  # what was on its way to be shown is not wanted any more
        self._line.back = None
        self._line.turns = [turn]
        self.changed.emit(0)

    def leave(self, levels: int = 1) -> None:
        """Leave the delve one is in, or several of them at once, for the words it was about."""
        trail = self._line.tree.trail(self.turns[0].parent) if self.trail else ()
        if not self.trail:
            return
        first = self.turns[0]
        outer = [(node.parent_id, node.delve) for node in trail] + [(first.parent, first.delve)]
        message, words = outer[max(0, len(outer) - levels)]
        self._go(self._line.end_of(message), to=message, words=words)

    def go_to(self, message: MessageId) -> None:
        """Show a message, on the line it stands in that was looked at last."""
        if message in self._line.tree:
            self._go(self._line.end_of(message), to=message)

    def tell_said(self, message: MessageId, tell: Callable[[str], None]) -> None:
        """Read what a message says, and tell it."""
        self._tasks.run(
            "io",
            lambda: self._store.some([message]),
            owner=self,
            done=lambda said: tell(said[0].text if said else ""),
        )

    def tell_holding(self, words: str, tell: Callable[[list[TurnState]], None]) -> None:
        """Find out which turns of the line have these words in their answer, and tell those."""
        turns = {turn.answer_id: turn for turn in self.turns if turn.answer_id is not None}

        def found(holding: list[MessageId]) -> None:
            tell([turns[answer] for answer in holding])

        self._tasks.run("io", lambda: self._store.holding(list(turns), words), owner=self, done=found)

    def drop_last(self) -> None:
        """Show the last turn no more."""
        self.turns.pop()
        self.changed.emit(len(self.turns))

    def note(self, turn: TurnState) -> list[TurnState]:
        """Give a turn that was saved its place in the tree; return those in view that have one more version now."""
        if turn.conversation != self._conversation:
            return []
        self._line.note(turn)
        if turn in self.turns:
            self._looked()
        return [
            other
            for other in self.turns
            if other is not turn and (other.parent == turn.parent or other.answer_id == turn.parent)
        ]

    def versions(self, turn: TurnState) -> tuple[MessageId, ...]:
        """Return the versions of a turn's question that are saved."""
        question = turn.question_id
        return self._line.tree.siblings(question) if question is not None and question in self._line.tree else ()

    def under(self, turn: TurnState, *, answer: bool) -> set[MessageId]:
        """Return the question of a turn, or its answer, and all that follows it in any branch."""
        message = turn.answer_id if answer else turn.question_id
        return set() if message is None else self._line.tree.under(message)

    def step_answer(self, turn: TurnState, by: int) -> None:
        """Show an earlier or later answer to the question of a turn, and what went on from it."""
        self._step(turn.answers, turn.number - 1 + by)

    def step_question(self, turn: TurnState, by: int) -> None:
        """Show an earlier or later version of the question of a turn, and what went on from it."""
        self._step(turn.questions, turn.question_number - 1 + by)

    def branch(self, turn: TurnState) -> None:
        """Let the next question go on from a turn: the line in view ends there, until `go_back`."""
        at = self.turns.index(turn)
        if turn.end is None or at == len(self.turns) - 1:
            return
        self._line.back = self._line.back or self._line.end
        del self.turns[at + 1 :]
        self.changed.emit(at + 1)

    def go_back(self) -> None:
        """Show what followed before `branch`."""
        if self._line.back is not None:
            self._go(self._line.back)

    def correct(self, turn: TurnState, text: str) -> None:
        """Put an answer as the person wants it beside the one that was written; what is asked next goes on from it."""
        answer, conversation = turn.answer_id, self._conversation
        if answer is None or turn.busy or not text.strip() or text.strip() == turn.text.strip():
            return

        def corrected(message: Message) -> None:
            if self._conversation == conversation:
                self._line.add(message)
                self._go(message.id)

        self._tasks.run("io", lambda: self._store.correct(answer, text), owner=self, done=corrected)

    def delete(self, turn: TurnState, *, answer: bool) -> None:
        """Hide the question of a turn, or its answer, with all that follows it, and offer to bring it back."""
        message, conversation, back = turn.answer_id if answer else turn.question_id, self._conversation, self.end
        if message is None or conversation is None or message not in self._line.tree:
            return
        after = len(self._line.tree.under(message)) - 1
        said = _deleted_words(after, answer=answer)
        self._go(self._line.without(message))

        def deleted(when: float | None) -> None:
            self.deleted.emit()
            if when is not None:
                self._notifier.offer(said, tr("Undo"), lambda: self._restore(conversation, message, when, back))

        self._tasks.run("io", lambda: self._store.delete_message(message), owner=self, done=deleted)

    def _restore(self, conversation: ConversationId, message: MessageId, when: float, back: MessageId | None) -> None:
        def restore() -> Tree:
            from alcove.chat.tree import Tree

            self._store.restore_message(message, when)
            return Tree(self._store.nodes(conversation))

        def restored(tree: Tree) -> None:
            if back is not None:
                self._line.look(back)
            if self._conversation == conversation:
                self._line.use(tree)
                self._go(back)
            self.deleted.emit()

        self._tasks.run("io", restore, owner=self, done=restored)

    def _open(self, conversation: ConversationId, tree: Tree, end: MessageId | None, turns: list[TurnState]) -> None:
        live = self._live(conversation)
        self.clear()
        self._conversation = conversation
        self._line.use(tree)
        self._line.turns = turns
        if live:
            for turn in live:
                self._line.note(turn)
            self._line.turns = self._line.to(end, live, conversation)
        self._looked()

    def _step(self, versions: Sequence[MessageId], wanted: int) -> None:
        if 0 <= wanted < len(versions):
            self._go(self._line.end_of(versions[wanted]))

    def _go(self, end: MessageId | None, *, to: MessageId | None = None, words: Delve | None = None) -> None:
        """Show the line to `end`, once it is known what its first other turns say; and of it the message `to`."""
        self._moves += 1
        move, conversation = self._moves, self._conversation
        turns = self._line.to(end, self._live(conversation), conversation)
        at = self._line.first_other(turns)
        wanted = next((turn for turn in turns if to is not None and to in (turn.question_id, turn.answer_id)), None)
        near = [*turns[at : at + READ_AT_ONCE], *([wanted] if wanted is not None else [])]
        unread = [turn for turn in dict.fromkeys(near) if not turn.read]

        def show(said: list[Message]) -> None:
            if move == self._moves:
                self._line.turns, self._line.back = turns, None
                _fill(unread, said)
                self._looked()
                self.changed.emit(at)
                if wanted is not None:
                    self.arrived.emit(wanted, words)

        self._tasks.run("io", lambda: self._said(unread), owner=self, done=show)

    def _looked(self) -> None:
        """Remember the line in view, also for the next time the conversation is opened."""
        end, conversation = self.end, self._conversation
        if end is not None and conversation is not None:
            self._line.look(end)
            if not self.trail:  # opened anew, a conversation shows its own line
                self.keep(conversation, end)

    def _keep_leaf(self, conversation: ConversationId, end: MessageId) -> None:
        self._tasks.run("io", lambda: self._store.set_leaf(conversation, end), owner=self)

    def _said(self, turns: Sequence[TurnState]) -> list[Message]:
        wanted = sorted({message for turn in turns for message in turn.wanted()})
        return self._store.some(wanted) if wanted else []


def _around(turns: Sequence[TurnState], message: MessageId) -> Sequence[TurnState]:
    """Return the turn of a message and those that are on view with it."""
    at = next(number for number, turn in enumerate(turns) if message in (turn.question_id, turn.answer_id))
    return turns[max(0, at - 2) : at + READ_AT_ONCE - 2]


def _deleted_words(after: int, *, answer: bool) -> str:
    """Return what is said of a message that was deleted with so many after it."""
    if answer:
        return tr("Deleted the answer and %n message(s) after it", None, after) if after else tr("Deleted the answer")
    return tr("Deleted the question and %n message(s) after it", None, after) if after else tr("Deleted the question")


def _fill(turns: Sequence[TurnState], messages: list[Message]) -> None:
    said = {message.id: message for message in messages}
    for turn in turns:
        if not turn.read:
            turn.fill(said)
