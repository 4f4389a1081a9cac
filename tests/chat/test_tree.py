"""Lines through trees: small ones by hand, any tree by its properties."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from alcove.chat.store import MessageId, Role
from alcove.chat.tree import Node, Tree


def node(number: int, parent: int | None = None) -> Node:
    """Return a message; questions have odd numbers."""
    role: Role = "user" if number % 2 else "assistant"
    return Node(MessageId(number), None if parent is None else MessageId(parent), role)


def tree(*pairs: tuple[int, int | None]) -> Tree:
    return Tree(node(*pair) for pair in pairs)


def ids(line: list[Node]) -> list[int]:
    return [one.id for one in line]


# Question 1 has the answers 2 and 4; 3 goes on from 2 with answer 6; 5 is 3 put differently; 7 is 1 put differently.
TALK = tree((1, None), (2, 1), (3, 2), (4, 1), (5, 2), (6, 3), (7, None), (8, 7), (10, 5))


def test_a_line_leads_from_the_beginning_to_its_end() -> None:
    assert ids(TALK.line(MessageId(6))) == [1, 2, 3, 6]
    assert ids(TALK.line(MessageId(2))) == [1, 2]
    assert TALK.line(None) == TALK.line(MessageId(99)) == []


def test_versions_are_what_the_same_author_said_in_the_same_place() -> None:
    assert TALK.siblings(MessageId(4)) == (2, 4)
    assert TALK.siblings(MessageId(3)) == (3, 5)
    assert TALK.siblings(MessageId(1)) == (1, 7)
    mixed = tree((1, None), (2, 1), (3, 1), (4, 1))
    assert mixed.siblings(MessageId(2)) == (2, 4)
    assert mixed.after(MessageId(1)) == (2, 3, 4)


def test_what_goes_on_from_a_message() -> None:
    assert TALK.after(None) == (1, 7)
    assert TALK.after(MessageId(2)) == (3, 5)
    assert TALK.after(MessageId(6)) == ()
    assert TALK.under(MessageId(2)) == {2, 3, 5, 6, 10}
    assert TALK.under(None) == {one.id for one in TALK.nodes()}


def test_choosing_a_message_leads_to_the_newest_under_it_or_the_one_looked_at_last() -> None:
    assert TALK.end() == 10
    assert TALK.end(MessageId(1)) == TALK.end(MessageId(2)) == 10
    assert TALK.end(MessageId(4)) == 4
    looked = [MessageId(6), MessageId(10), MessageId(8), MessageId(6)]
    assert TALK.end(MessageId(2), looked) == 6
    assert TALK.end(MessageId(5), looked) == 10
    assert TALK.end(MessageId(4), looked) == 4, "nothing under it was looked at"
    assert TALK.end(None, looked) == 6
    assert TALK.end(None, [MessageId(8), MessageId(99)]) == 8, "what is not there any more is passed over"
    assert TALK.end(MessageId(99)) is None


def test_the_end_may_be_in_the_middle() -> None:
    assert TALK.end(MessageId(1), [MessageId(2)]) == 2


def test_what_follows_a_deleted_message_is_out_of_reach() -> None:
    left = tree((1, None), (4, 1), (3, 2), (6, 3))
    assert {one.id for one in left.nodes()} == {1, 4}
    assert left.end() == 4 and MessageId(6) not in left and MessageId(4) in left
    assert left.line(MessageId(6)) == []


def test_an_empty_conversation() -> None:
    assert (tree().end(), tree().nodes(), tree().after(None), tree().under(None)) == (None, [], (), set())


@st.composite
def trees(draw: st.DrawFn) -> list[Node]:
    """Make messages that each follow an earlier one or none, in any order."""
    count = draw(st.integers(1, 30))
    parents = [draw(st.none() | st.integers(1, number - 1)) if number > 1 else None for number in range(1, count + 1)]
    nodes = [node(number, parent) for number, parent in enumerate(parents, start=1)]
    return draw(st.permutations(nodes))


@given(trees(), st.lists(st.integers(1, 40).map(MessageId)))
def test_any_tree(nodes: list[Node], looked: list[MessageId]) -> None:
    made = Tree(nodes)
    assert sorted(made.nodes(), key=lambda one: one.id) == sorted(nodes, key=lambda one: one.id)
    for one in nodes:
        line = made.line(one.id)
        assert line[-1] == one and line[0].parent_id is None
        assert all(below.parent_id == above.id for above, below in pairwise(line))
        versions = made.siblings(one.id)
        assert one.id in versions and list(versions) == sorted(versions)
        assert all(made.siblings(other) == versions for other in versions)
        end = made.end(one.id, looked)
        assert end is not None and one in made.line(end), "choosing a message shows it"
        assert end in looked or end == max(made.under(one.id))
        assert made.end(one.id, [*looked, end]) == end, "coming back shows what one left"
        for child in made.after(one.id):
            assert made.line(child)[:-1] == line


@given(trees(), st.data())
def test_without_a_message_and_what_follows_the_rest_stays(nodes: list[Node], data: st.DataObject) -> None:
    made = Tree(nodes)
    gone = data.draw(st.sampled_from(nodes)).id
    left = Tree(one for one in nodes if one.id != gone)
    assert {one.id for one in left.nodes()} == {one.id for one in nodes} - made.under(gone)
