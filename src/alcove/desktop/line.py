"""The line of the open conversation that is in view, as turns, within the tree it leads through. No Qt, no store.

The chat session moves it; a turn that stays in view stays the same object, whatever else is shown below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from alcove.chat.tree import Delve, Node, Tree

if TYPE_CHECKING:
    from alcove.chat.store import ConversationId, Message, MessageId
    from alcove.desktop.turn_state import TurnState

LOOKED_MOST = 400
"""Ends of lines that are remembered, the last ones."""


class Line:
    """Where one is in a conversation, and where one was."""

    def __init__(self) -> None:
        self.tree = Tree(())
        self.turns: list[TurnState] = []
        self.back: MessageId | None = None
        """Where the line led before it was cut for the next question to go on from its end; None while it is not."""
        self.looked: tuple[MessageId, ...] = ()
        """The ends of lines that were looked at, in any conversation, the last one last."""

    @property
    def end(self) -> MessageId | None:
        """The message that what is asked next follows."""
        last = self.turns[-1] if self.turns else None
        return None if last is None else last.end if last.end is not None else last.parent

    def clear(self) -> None:
        """Be in no conversation; where one was in others is remembered."""
        self.tree, self.turns, self.back = Tree(()), [], None

    @property
    def trail(self) -> tuple[Delve, ...]:
        """The delves one is in, the outermost first; nothing in the conversation itself."""
        first = self.turns[0] if self.turns else None
        if first is None or first.delve is None:
            return ()
        return (*(node.delve for node in self.tree.trail(first.parent) if node.delve), first.delve)

    def look(self, end: MessageId) -> None:
        """Remember that the line to `end` is looked at."""
        self.looked = (*(one for one in self.looked[-LOOKED_MOST:] if one != end), end)

    def end_of(self, message: MessageId | None) -> MessageId | None:
        """Return where choosing a message leads."""
        return self.tree.end(message, self.looked)

    def note(self, turn: TurnState) -> None:
        """Take the messages of a turn that was saved into the tree."""
        new = []
        if turn.question_id is not None and turn.question_id not in self.tree:
            new.append(Node(turn.question_id, turn.parent, "user", turn.delve))
        if turn.answer_id is not None and turn.answer_id not in self.tree:
            new.append(Node(turn.answer_id, turn.question_id, "assistant"))
        if new:
            self.use(Tree([*self.tree.nodes(), *new]))

    def add(self, message: Message) -> None:
        """Take another message into the tree."""
        self.use(Tree([*self.tree.nodes(), Node(message.id, message.parent_id, message.role)]))

    def without(self, message: MessageId) -> MessageId | None:
        """Take a message out of the tree; return where the line then leads: beside it, else up to it."""
        others = [one for one in self.tree.siblings(message) if one != message]
        beside = max((one for one in others if one < message), default=min(others, default=None))
        above = self.tree.line(message)[-1].parent_id
        gone = self.tree.under(message)
        self.use(Tree(node for node in self.tree.nodes() if node.id not in gone))
        return self.end_of(beside if beside is not None else above) if beside or above else None

    def use(self, tree: Tree) -> None:
        """Lead through another tree from now on; the turns in view are still there."""
        self.tree = tree
        for turn in self.turns:
            if turn.question_id is not None and turn.question_id in tree:
                turn.questions = tree.siblings(turn.question_id)
            if turn.answer_id is not None and turn.answer_id in tree:
                turn.answers, turn.delves = tree.siblings(turn.answer_id), tree.delves(turn.answer_id)

    def to(
        self, end: MessageId | None, live: Sequence[TurnState], conversation: ConversationId | None
    ) -> list[TurnState]:
        """Return the line to `end`: those in view that stay as they are, and answers under way in their places."""
        from alcove.desktop.turn_state import turns_of

        turns = turns_of(self.tree, end, conversation)
        # One under way last: in view may be the same, as it was read while it was written.
        known = {turn.end: turn for turn in (*self.turns, *live) if turn.end is not None}
        for number, turn in enumerate(turns):
            same = known.get(turn.end) if turn.end is not None else None
            if same is not None and same.question_id == turn.question_id:
                same.questions, same.answers = turn.questions, turn.answers or same.answers
                same.delves = turn.delves
                turns[number] = same
        # One that waits for its turn has no place in the tree yet.
        turns += [turn for turn in live if turn.end is None and turn.parent == end and not turn.delve]
        return turns

    def first_other(self, turns: Sequence[TurnState]) -> int:
        """Return where the first of these turns stands that is not in view in the same place."""
        pairs = zip(self.turns, turns, strict=False)
        return next((at for at, (old, new) in enumerate(pairs) if old is not new), min(len(self.turns), len(turns)))
