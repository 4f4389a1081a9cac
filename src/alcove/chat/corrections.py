"""An answer as the person wants it: what of its citations and marks still stands in the new text.

Nothing is added: a citation stays where the words it belongs to and its marker are still there, letter for letter.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from alcove.core.markup import MARKER

if TYPE_CHECKING:
    from alcove.chat.store import Message
    from alcove.rag.types import Citation

_AT_ONCE = re.compile(f"(?:{MARKER.pattern})+")
_IN_LINE = re.compile(r"[^\n]*")


def corrected(written: Message, beside: Message) -> Message:
    """Return `beside`, which holds the person's text, with what it keeps of the answer it corrects."""
    text = beside.text.strip()
    stands = {citation.marker for citation in _kept(written, text)}
    gone = {citation.marker for citation in written.citations} - stands
    text = MARKER.sub(lambda match: "" if int(match[1]) in gone else match[0], text)  # it would point nowhere
    kept = _kept(written, text)
    marks, at = [], 0
    for mark in written.unsupported:
        place = text.find(written.text[mark.start : mark.end], at)
        if place >= 0:
            at = place + mark.end - mark.start
            marks.append(replace(mark, start=place, end=at))
    hits = [
        hit
        for hit in written.hits
        if any(hit.uri == one.uri and hit.start < one.end and one.start < hit.end for one in kept)
    ]
    return replace(
        beside,
        text=text,
        citations=tuple(kept),
        unsupported=tuple(marks),
        hits=tuple(hits),
        answer_from=written.answer_from,
        corrected=True,
    )


def _kept(written: Message, text: str) -> list[Citation]:
    """Return the citations whose words and marker stand in `text`, in their order, with their new places."""
    kept: list[Citation] = []
    at = 0
    for citation in written.citations:
        start, end = citation.answer_start, citation.answer_end
        words = written.text[start:end]
        # A sentence has its marker behind it; a quotation within one has it at that sentence's end.
        at_once = citation.marker in _markers(_AT_ONCE, written.text, end)
        place = _place(text, words, citation.marker, at, _AT_ONCE if at_once else _IN_LINE)
        if place is not None:
            at = place
            kept.append(replace(citation, answer_start=place, answer_end=place + len(words)))
    return kept


def _place(text: str, words: str, marker: int, at: int, behind: re.Pattern[str]) -> int | None:
    """Return where `words` stand in `text` with the marker behind them: from `at` on, else the first place."""
    places = [
        match.start()
        for match in re.finditer(re.escape(words), text)
        if words.strip() and marker in _markers(behind, text, match.end())
    ]
    return next((place for place in places if place >= at), places[0] if places else None)


def _markers(behind: re.Pattern[str], text: str, at: int) -> set[int]:
    """Return the markers that stand in what matches from `at` on."""
    match = behind.match(text, at)
    return {int(number) for number in MARKER.findall(match[0])} if match else set()
