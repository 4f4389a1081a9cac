"""What a model reads: worth its tokens, said once, neighbours joined with exact spans."""

from __future__ import annotations

from dataclasses import replace

from alcove.rag.passages import Packed, packed
from alcove.rag.types import Hit
from tests.rag.evidence import hit

DOCUMENT = "Tung oil dries in 48 hours.\n\nWipe off what is left over.  Two coats are enough.\fNext page."


def part(start: int, end: int, rank: int, *, page: int = 1, score: float = 1.0, uri: str = "/a.md") -> Hit:
    one = hit(DOCUMENT[start:end], rank, start=start, page=page)
    return replace(one, uri=uri, rank=rank, score=score)


def pack(hits: list[Hit], budget: int = 1000) -> Packed:
    return packed(hits, lambda one: len(one.text.split()), budget, lambda uri, start, end: DOCUMENT[start:end])


FIRST, SECOND, THIRD = (0, 27), (29, 56), (58, 80)


def test_neighbours_are_joined_in_the_place_of_the_better_one() -> None:
    boats = replace(hit("Boats are for the sea.", 2), score=1.0)
    found = pack([part(*THIRD, 1), boats, part(*SECOND, 3), part(*FIRST, 4)])
    assert [(one.uri, one.start, one.end, one.rank) for one in found.passages] == [
        ("/a.md", 0, 80, 1),
        ("/library/2.md", 0, 22, 2),
    ]
    whole = found.passages[0]
    assert whole.text == DOCUMENT[0:80]
    assert whole.content_hash == b"".join(part(*span, 1).content_hash for span in (FIRST, SECOND, THIRD))
    assert found.left_out == ()


def test_what_does_not_continue_stays_by_itself() -> None:
    apart = [part(*FIRST, 1), part(*THIRD, 2)]
    assert [(one.start, one.end) for one in pack(apart).passages] == [FIRST, THIRD], "something stands between"
    paged = [part(*SECOND, 1), part(*THIRD, 2, page=2)]
    assert len(pack(paged).passages) == 2, "a page ends"
    headed = [part(*SECOND, 1), replace(part(*THIRD, 2), header="Coats | Price")]
    assert len(pack(headed).passages) == 2, "a table begins"
    overlapping = [part(0, 40, 1), part(29, 56, 2)]
    assert len(pack(overlapping).passages) == 2


def test_what_says_the_same_adds_little_or_has_no_room_is_left_out_and_why_is_told() -> None:
    copy = replace(hit("Tung oil dries, in 48 hours?", 2), score=0.9)
    weak = replace(hit("Something else about boats and the sea.", 3), score=0.3)
    large = replace(hit("linseed " * 30, 4), score=0.8)
    small = replace(hit("A small one fits all the same.", 5), score=0.8)
    found = pack([part(*FIRST, 1), copy, weak, large, small], budget=15)
    assert [one.rank for one in found.passages] == [1, 5]
    assert [(one.rank, why) for one, why in found.left_out] == [
        (2, "says the same as another"),
        (3, "adds little"),
        (4, "no room"),
    ]


def test_the_best_one_is_read_whatever_it_costs() -> None:
    assert len(pack([part(*FIRST, 1)], budget=0).passages) == 1
    assert pack([]) == Packed((), ())


def test_copies_without_three_words_are_copies_too() -> None:
    assert len(pack([replace(hit(text, 1), score=1.0) for text in ("Yes.", "yes", "No.")]).passages) == 2
