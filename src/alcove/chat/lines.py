"""Lines through the tree of a conversation: from its root to a message, and what branches off."""

from collections.abc import Sequence
from dataclasses import dataclass

from alcove.chat.records import Message, MessageId
from alcove.chat.tree import Node, Tree


@dataclass(frozen=True, slots=True)
class Branch:
    """What goes on from a message, down to where nothing does; `parent` is None at the root."""

    parent: Message | None
    messages: tuple[Message, ...]


def line_to(messages: Sequence[Message], leaf: MessageId | None = None) -> list[Message]:
    """Return the messages from the root down to `leaf`; without one, to where the conversation last went on.

    That is in none of its delves, which stand beside it.
    """
    by_id = {message.id: message for message in messages}
    at = leaf if leaf is not None else Tree(_node(message) for message in messages).end()
    line: list[Message] = []
    while at is not None and at in by_id:
        line.append(by_id[at])
        at = by_id[at].parent_id
    return line[::-1]


def branches(messages: Sequence[Message], leaf: MessageId | None = None) -> list[Branch]:
    """Return the whole tree as lines: the one to `leaf`, then what branches off it, each message once."""
    children: dict[MessageId | None, list[Message]] = {}
    for message in messages:
        children.setdefault(message.parent_id, []).append(message)
    by_id = {message.id: message for message in messages}
    main = {message.id for message in line_to(messages, leaf)}

    def going_on(message: Message) -> Message | None:
        after = [one for one in children.get(message.id, ()) if one.delve is None]
        return next((one for one in after if one.id in main), after[-1] if after else None)

    found: list[Branch] = []
    starts = sorted(children.get(None, ()), key=lambda root: root.id not in main)
    while starts:
        line = [starts.pop(0)]
        while (after := going_on(line[-1])) is not None:
            line.append(after)
        parent = by_id[line[0].parent_id] if line[0].parent_id is not None else None
        found.append(Branch(parent, tuple(line)))
        shown = {one.id for one in line}
        starts = [one for passed in line for one in children.get(passed.id, ()) if one.id not in shown] + starts
    return found


def _node(message: Message) -> Node:
    return Node(message.id, message.parent_id, message.role, message.delve)
