"""Lines through the tree of a conversation: what stands between its beginning and a message, and what else could.

Whoever shows a conversation shows one line of it. A message whose parent is not there, because it was deleted, is
out of reach, and so is all that follows it. A delve, a question about words of an answer, begins a line beside the one
the answer stands in: what is asked next does not follow it, and no other line leads into it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alcove.chat.store import MessageId, Role


@dataclass(frozen=True, slots=True)
class Delve:
    """What a question asks to explain: `phrase`, which stands at `start:end` of the text of the answer before it."""

    phrase: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Node:
    """Where a message stands in the tree, without what it says. `delve` makes it a question beside the line."""

    id: MessageId
    parent_id: MessageId | None
    role: Role
    delve: Delve | None = None

    @property
    def place(self) -> tuple[Role, tuple[int, int] | None]:
        """What it has in common with its other versions, beside what they follow."""
        return self.role, (self.delve.start, self.delve.end) if self.delve else None


class Tree:
    """The messages of one conversation that can be reached, by what they follow."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        children: dict[MessageId | None, list[Node]] = {}
        for node in sorted(nodes, key=lambda node: node.id):
            children.setdefault(node.parent_id, []).append(node)
        self._nodes: dict[MessageId, Node] = {}
        self._newest: dict[MessageId | None, MessageId] = {}
        """The newest message under each, itself among them, in the same line: of no delve under it."""
        self._inner: dict[MessageId | None, MessageId | None] = {None: None}
        """The delve each message stands in, by its question."""
        waiting = list(children.get(None, ()))
        for node in waiting:  # grows while it is gone through
            self._nodes[node.id] = node
            self._inner[node.id] = node.id if node.delve else self._inner[node.parent_id]
            waiting += children.get(node.id, ())
        self._children = {id: children[id] for id in (None, *self._nodes) if id in children}
        for node in reversed(waiting):
            newest = max(node.id, self._newest.get(node.id, node.id))
            self._newest[node.id] = newest
            if not node.delve:
                self._newest[node.parent_id] = max(newest, self._newest.get(node.parent_id, newest))

    def __contains__(self, message: object) -> bool:
        return message in self._nodes

    def nodes(self) -> list[Node]:
        """Return the messages that can be reached, each after the one it follows."""
        return list(self._nodes.values())

    def line(self, end: MessageId | None) -> list[Node]:
        """Return the messages from the beginning to `end`; none where that is not there."""
        line: list[Node] = []
        while end is not None and end in self._nodes:
            line.append(self._nodes[end])
            end = self._nodes[end].parent_id
        return line[::-1]

    def after(self, message: MessageId | None) -> tuple[MessageId, ...]:
        """Return what goes on from a message, oldest first; from None the beginnings."""
        return tuple(node.id for node in self._children.get(message, ()))

    def siblings(self, message: MessageId) -> tuple[MessageId, ...]:
        """Return the versions of a message, itself among them, oldest first: what its author said in its place."""
        own = self._nodes[message]
        return tuple(node.id for node in self._children[own.parent_id] if node.place == own.place)

    def delves(self, answer: MessageId | None) -> tuple[Node, ...]:
        """Return the questions about words of an answer, oldest first."""
        return tuple(node for node in self._children.get(answer, ()) if node.delve)

    def trail(self, message: MessageId | None) -> tuple[Node, ...]:
        """Return the delves a message stands in, the outermost first; none for one of the conversation itself."""
        return tuple(node for node in self.line(message) if node.delve)

    def under(self, message: MessageId | None) -> set[MessageId]:
        """Return all that follows a message, and itself; under None that is everything."""
        found = [*self.after(None)] if message is None else [message] if message in self._nodes else []
        for one in found:  # grows while it is gone through
            found += self.after(one)
        return set(found)

    def end(self, message: MessageId | None = None, looked: Sequence[MessageId] = ()) -> MessageId | None:
        """Return where the line goes that is shown when a message is chosen; None: when the conversation is opened.

        That is the end looked at last, of those under it (`looked`: the last one last), else the newest one.
        """
        reach = self._nodes if message is None else self.under(message)
        inner = self._inner.get(message)
        same = (one for one in reversed(looked) if one in reach and self._inner[one] == inner)
        return next(same, self._newest.get(message))
