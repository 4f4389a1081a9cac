"""Lines through a conversation's tree."""

from __future__ import annotations

from alcove.chat.lines import branches, line_to
from alcove.chat.store import ConversationId, Message, MessageId


def tree(*pairs: tuple[int, int | None]) -> list[Message]:
    return [
        Message(
            MessageId(number), ConversationId(1), None if parent is None else MessageId(parent), "user", str(number),
            "complete", 0.0,
        )
        for number, parent in pairs
    ]  # fmt: skip


def test_a_line_leads_from_the_root_to_a_message() -> None:
    messages = tree((1, None), (2, 1), (3, 1), (4, 3), (5, 2))
    assert [one.id for one in line_to(messages, MessageId(4))] == [1, 3, 4]
    assert [one.id for one in line_to(messages)] == [1, 2, 5], "where it last went on"
    assert line_to(messages, MessageId(9)) == line_to([]) == []


def test_branches_hold_each_message_once_the_line_on_view_first() -> None:
    messages = tree((1, None), (2, 1), (3, 1), (4, 3), (5, 2), (6, 2), (7, None), (8, 6))
    found = [
        (one.parent.id if one.parent else None, [each.id for each in one.messages])
        for one in branches(messages, MessageId(3))
    ]
    assert found == [(None, [1, 3, 4]), (1, [2, 6, 8]), (2, [5]), (None, [7])]
    assert branches([]) == []
