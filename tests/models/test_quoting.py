"""The mask: whatever a decoder prefers, what stands in its quotation marks stands in the texts it was given."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alcove.core.quotation import CLOSERS, Quotable, locate
from alcove.models.quoting import QuotationMask, Vocabulary

END = 0
WORDS = (
    "Tung oil dries in 48 hours", " oil", " dries", " in", " two", " days", "Tung", "ry", "и краска", " крас", "ка",
    ' "', '"', '" ', '."', '",', '""', '"Tung', ' "Tung', ' "Li', "“", "”", "”.", " „", "«", "»", "「", "」", "it's",
    " '", "'s", "' ", "‘", "’", "`", "``", "```", "```\n", " `", "\n", "\n\n", "\\", "‟",
)  # fmt: skip
PIECES = [b"", *(bytes([n]) for n in range(256)), *(word.encode() for word in WORDS), b"\xe2\x80", b"\x9cLi", b'\x80"']
VOCABULARY = Vocabulary(PIECES, [END])
TEXTS = ["Tung oil dries in 48 hours.", "Олифа и краска сохнут «два дня» в 2,5 раза дольше", "家賃は一日に払う。"]
QUOTABLE = Quotable(TEXTS)

Choose = Callable[[Sequence[int]], int]


def write(choose: Choose, most: int, quotable: Quotable = QUOTABLE) -> str:
    """Write at most `most` tokens, then as many as it takes to end what is open."""
    mask, written = QuotationMask(VOCABULARY, quotable), bytearray()
    for step in range(most + 100):
        if step >= most and mask.complete:
            break
        closing = step >= most
        if mask.quoting or closing:
            free = mask.allowed(closing=closing).tolist()
        else:
            free = sorted(set(range(len(PIECES))) - set(mask.banned().tolist()))
        if not free:
            break
        token = choose(free)
        mask.take(token)
        if token == END:
            break
        written += PIECES[token]
    return written.decode("utf-8", "replace")


def tokens_of(text: str) -> list[int]:
    """Cut a text into the longest tokens."""
    data, found = text.encode(), []
    while data:
        longest = max(
            (n for n, piece in enumerate(PIECES) if piece and data.startswith(piece)), key=lambda n: len(PIECES[n])
        )
        found.append(longest)
        data = data[len(PIECES[longest]) :]
    return found


def obeying(text: str) -> str:
    """Write a text as far as the mask lets every token of it pass."""
    wanted = tokens_of(text)

    class Refused(Exception):
        pass

    done: list[int] = []

    def choose(free: Sequence[int]) -> int:
        token = wanted[len(done)]
        if token not in free:
            raise Refused
        done.append(token)
        return token

    with contextlib.suppress(Refused, IndexError):
        write(choose, len(wanted))
    return b"".join(PIECES[token] for token in done).decode("utf-8", "replace")


def without_code(text: str) -> str:
    """Take fenced code and code spans out, independently of the mask."""
    text = re.sub(r"(?ms)^ {0,3}(`{3,})[^`\n]*$.*?(?:^ {0,3}\1`*[ \t]*$|\Z)", " ", text)
    return re.sub(r"\\[\\`]|(`+)(?!`)(.+?)(?<!`)\1(?!`)", " ", text)


def quotations(text: str) -> list[str]:
    pairs = "|".join(f"{re.escape(begin)}([^{ends}]*)(?:[{ends}]|$)" for begin, ends in CLOSERS.items())
    return [next((g for g in match.groups() if g), "") for match in re.finditer(pairs, without_code(text))]


@pytest.mark.parametrize(
    "text",
    [
        'It "dries in 48 hours".',
        'It says "Tung oil dries in 48 hours." and more',
        "Сказано «и краска сохнут» и „два дня“, “Олифа”",
        "「一日に払う」と書いてある",
        '"2,5" and "два"',
        "it's Tung's, users' oil",
        'code: `print("anything")` and "oil"',
        '``a ` "b"`` "oil"',
        'so:\n```\nprint("any")\n"\'”\n```\nthen "oil"',
        'a \\` "oil"',
        'a \\\\`" any "` "oil"',
        '他说"一日"',
        'a 5 ’ or 6’ and "48"',
    ],
)
def test_what_is_right_passes(text: str) -> None:
    assert obeying(text) == text


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ('It "dries in two', 'It "dries in'),
        ('It "dries in 4"', 'It "dries in 4'),  # not inside a number
        ('It "ries', 'It "'),  # not inside a word
        ('It "dries in 48 hours and', 'It "dries in 48 hours'),
        ('It "dries in 48 hours?"', 'It "dries in 48 hours'),
        ('an empty ""', 'an empty "'),
        ('the "Li', "the"),  # one token: a mark with what nothing says
        ('5" wide', "5"),  # inches would pair with the next mark
        ("a 'single' one", "a"),
        ("a stray ” mark", "a stray "),
        ("» this «", ""),
        ('"два дня"', '"два дня"'),
        ('"сохнут «два', '"сохнут'),  # marks inside a quotation end it
        ("an open `span\n", "an open `span"),
        ("a ‟b", "a "),
    ],
)
def test_what_is_wrong_is_refused(text: str, until: str) -> None:
    assert obeying(text) == until


def test_a_quotation_and_a_code_span_are_closed_before_the_end() -> None:
    assert END not in _free_after('It "dries')
    assert END not in _free_after("a `code")
    assert END not in _free_after("a ``code`")
    assert END in _free_after("a `")


@pytest.mark.parametrize(
    ("cut", "ended"),
    [('It "dri', 'It "dries"'), ('``a "b', '``a "b``'), ("``a`", "``a``"), ("`a``", "`a`` `"), ("```\na", "```\na")],
)
def test_what_is_open_where_the_answer_is_cut_off_is_ended(cut: str, ended: str) -> None:
    wanted = iter(tokens_of(cut))
    quote = PIECES.index(b'"')
    assert write(lambda free: next(wanted, quote if quote in free else free[0]), len(tokens_of(cut))) == ended

    assert END in _free_after("it `code` dries")
    assert END in _free_after("```\ncode")


def _free_after(text: str) -> set[int]:
    mask = QuotationMask(VOCABULARY, QUOTABLE)
    for token in tokens_of(text):
        mask.take(token)
    if mask.quoting:
        return set(mask.allowed().tolist())
    return set(range(len(PIECES))) - set(mask.banned().tolist())


def test_the_first_line_of_a_fence_holds_no_backtick() -> None:
    tick = PIECES.index(b"`")
    assert tick not in _free_after("```a")
    assert tick in _free_after("```a\n")


def test_without_a_text_there_is_no_quotation() -> None:
    mask = QuotationMask(VOCABULARY, Quotable([]))
    assert {PIECES.index(b'"'), PIECES.index("“".encode())} <= set(mask.banned().tolist())


def test_a_mark_may_not_be_put_together_of_bytes() -> None:
    mask = QuotationMask(VOCABULARY, QUOTABLE)
    mask.take(PIECES.index(b"\xe2\x80"))
    assert PIECES.index(b"\x9d") in mask.banned(), "the rest of a stray mark"
    assert PIECES.index(b"\x9cLi") in mask.banned()
    mask.take(PIECES.index(b"\x9c"))
    assert mask.quoting, "an opening one is one, whole or not"


def test_an_unfinished_character_hides_nothing() -> None:
    mask = QuotationMask(VOCABULARY, QUOTABLE)
    mask.take(PIECES.index(b"\xf0"))
    assert PIECES.index(b'\x80"') in mask.banned()
    assert PIECES.index(b"'s") in mask.banned()
    mask.take(PIECES.index(b"a"))
    assert not mask.quoting


def test_a_long_quotation_ends_at_the_next_word() -> None:
    long = Quotable([" ".join(["word"] * 300)])
    text = write(
        lambda free: PIECES.index(b'"') if PIECES.index(b'"') in free and len(free) > 200 else free[0], 600, long
    )
    found = quotations(text)
    assert found
    assert max(map(len, found)) < 420


@given(st.data())
def test_nothing_can_be_misquoted(data: st.DataObject) -> None:
    marks = [n for n, piece in enumerate(PIECES) if set(piece.decode("utf-8", "ignore")) & set('"“«„「`')]

    def choose(free: Sequence[int]) -> int:
        likely = [token for token in free if token in marks]
        return data.draw(st.sampled_from(likely if likely and data.draw(st.booleans()) else free))

    written = write(choose, data.draw(st.integers(5, 60)))
    for quote in quotations(written):
        assert any(locate(quote, text) for text in TEXTS), written


def test_twenty_thousand_random_tokens_misquote_nothing() -> None:
    random = np.random.default_rng(20)
    never = np.zeros(len(PIECES))
    never[[n for n, piece in enumerate(PIECES) if not piece or b"`" in piece]] = np.inf

    def choose(free: Sequence[int]) -> int:
        return free[int(np.argmax((random.standard_normal(len(PIECES)) - never)[free]))]

    text = write(choose, 20_000)
    found = quotations(text)
    assert len(found) > 500
    assert [quote for quote in found if not any(locate(quote, source) for source in TEXTS)] == []
