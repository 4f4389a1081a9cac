"""Lines through the tree of a conversation: from its root to a message, and what branches off."""

from collections.abc import Sequence
from dataclasses import dataclass

from alcove.chat.records import Message, MessageId


@dataclass(frozen=True, slots=True)
class Branch:
    """What goes on from a message, down to where nothing does; `parent` is None at the root."""

    parent: Message | None
    messages: tuple[Message, ...]


def line_to(messages: Sequence[Message], leaf: MessageId | None = None) -> list[Message]:
    """Return the messages from the root down to `leaf`; without one, to where the conversation last went on."""
    by_id = {message.id: message for message in messages}
    at = leaf if leaf is not None else max(by_id, default=None)
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

    def favourite(siblings: Sequence[Message]) -> Message:
        return next((one for one in siblings if one.id in main), siblings[-1])

    found: list[Branch] = []
    starts = sorted(children.get(None, ()), key=lambda root: root.id not in main)
    while starts:
        first = starts.pop(0)
        line = [first]
        while line[-1].id in children:
            line.append(favourite(children[line[-1].id]))
        parent = by_id[first.parent_id] if first.parent_id is not None else None
        found.append(Branch(parent, tuple(line)))
        starts = [one for passed in line[1:] for one in children[passed.parent_id] if one is not passed] + starts
    return found
