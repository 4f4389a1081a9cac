"""What a corrected answer keeps of the one that was written."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alcove.chat.corrections import corrected
from alcove.chat.store import ConversationId, Message, MessageId
from alcove.rag.types import ChunkId, Citation, Hit, Unsupported

TEXT = "Tung oil dries in two days [1]. The log says “two coats” and no more [2]. Moons are cheese. It smells [1] [3]."


def hit(number: int) -> Hit:
    return Hit(number, 1.0, ChunkId(number), "Notes", f"/{number}.md", "", None, "", 0, 50, "x" * 50, b"")


def cite(marker: int, words: str, *, verbatim: bool = True) -> Citation:
    at = TEXT.index(words)
    return Citation(marker, f"/{marker}.md", "", None, 3, 9, "oil", verbatim, at, at + len(words))


def doubt(words: str) -> Unsupported:
    at = TEXT.index(words)
    return Unsupported(at, at + len(words), words, "no passage supports it")


WRITTEN = Message(
    MessageId(2), ConversationId(1), MessageId(1), "assistant", TEXT, "complete", 1.0, model="m", thinking="Hm.",
    citations=(
        cite(1, "Tung oil dries in two days"), cite(2, "“two coats”"), cite(1, "It smells"), cite(3, "It smells"),
    ),
    unsupported=(doubt("Moons are cheese"),), hits=(hit(1), hit(2), hit(3), hit(4)), answer_from="both",
)  # fmt: skip
BESIDE = Message(MessageId(5), ConversationId(1), MessageId(1), "assistant", "", "complete", 2.0)


def made(text: str) -> Message:
    return corrected(WRITTEN, replace(BESIDE, text=text))


def cited(message: Message) -> list[tuple[int, str]]:
    return [(one.marker, message.text[one.answer_start : one.answer_end]) for one in message.citations]


def test_the_same_text_keeps_everything_but_who_wrote_it() -> None:
    same = made(f"\n{TEXT}  ")
    assert (same.text, same.citations, same.unsupported) == (TEXT, WRITTEN.citations, WRITTEN.unsupported)
    assert (same.id, same.model, same.thinking, same.corrected, same.answer_from) == (5, None, "", True, "both")
    assert same.hits == WRITTEN.hits[:3], "what nothing cites was not read for it"


@pytest.mark.parametrize(
    ("text", "shown", "kept"),
    [
        ("Before it. Tung oil dries in two days [1].", None, [(1, "Tung oil dries in two days")]),
        ("Tung oil dries in 2 days [1].", "Tung oil dries in 2 days.", []),
        ("Tung oil dries in two days. It smells [3].", None, [(3, "It smells")]),
        ("It smells [1] [3]. Tung oil dries in two days [1].", None,
         [(1, "Tung oil dries in two days"), (1, "It smells"), (3, "It smells")]),
        ("It says “two coats”, which is\nlittle [2].", "It says “two coats”, which is\nlittle.", []),
        ("It says “two coats” [2].", None, [(2, "“two coats”")]),
        ("List [7] and x[1].", "List [7] and x.", []),
        ("It smells [1] [3]. It smells [1] [3].", None, [(1, "It smells"), (3, "It smells")]),
    ],
)  # fmt: skip
def test_a_citation_stays_with_its_words_and_its_marker(
    text: str, shown: str | None, kept: list[tuple[int, str]]
) -> None:
    message = made(text)
    assert message.text == (shown or text)
    assert cited(message) == kept


def test_a_mark_stays_with_its_words() -> None:
    message = made("So: Moons are cheese. Moons are cheese.")
    assert [(one.start, one.text) for one in message.unsupported] == [(4, "Moons are cheese")]
    assert made("Moons are stone.").unsupported == ()


def test_a_citation_of_nothing_is_dropped() -> None:
    written = replace(WRITTEN, citations=(replace(WRITTEN.citations[0], answer_start=4, answer_end=4),))
    assert corrected(written, replace(BESIDE, text="x [1]")).citations == ()


@given(st.lists(st.sampled_from(["Tung oil dries in two days", "It smells", "“two coats”", " [1]", " [2]", " [3]",
                                 ". ", "\n", "Moons are cheese", "x"])).map("".join))  # fmt: skip
def test_nothing_is_invented(text: str) -> None:
    message = made(text)
    was = {(one.marker, one.uri, one.start, one.quote) for one in WRITTEN.citations}
    for citation in message.citations:
        assert (citation.marker, citation.uri, citation.start, citation.quote) in was
        words = message.text[citation.answer_start : citation.answer_end]
        assert words in TEXT and f"[{citation.marker}]" in message.text[citation.answer_end :]
    markers = {one.marker for one in message.citations}
    assert all(f"[{number}]" not in message.text for number in {1, 2, 3} - markers)
    for mark in message.unsupported:
        assert message.text[mark.start : mark.end] == mark.text
