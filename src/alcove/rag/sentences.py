"""Sentences of any text by their spans, for citing, extracts and the evidence: full stops, line ends, abbreviations."""

import re
from collections.abc import Iterator

_SENTENCE_END = re.compile(r"[.!?…]+[\"'”’»)\]*_]*(?=\s|$)|\n+")
_ABBREVIATION = re.compile(
    r"^\W*\d{1,3}$|(?:^|[\s(])(?:[^\W\d_]|[A-Z]\.[A-Z]|e\.g|i\.e|etc|vs|cf|mr|mrs|dr|inc|ltd|co|approx|ст|гл|стр|г|ул|руб|кв|куб|тыс|млн|обл|др|пр|им|т\.е|т\.д)$",
    re.I,
)
_BEFORE_A_NUMBER = re.compile(r"(?:^|[\s(])(?:no|nos|p|pp|fig)$", re.I)
_OWN_LINE = re.compile(r"\s*(?:[-*•#|>]|\d+[.)])")
_FULL_LINE = 0.7
_FIGURE_LAST = re.compile(r"\d\W*$")


def sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    """Cut a text into sentences and lines, without white space at their ends."""
    start = 0
    for match in _SENTENCE_END.finditer(text):
        if "\n" not in match[0] and abbreviated(text[start : match.start()], match[0], text[match.end() :][:2]):
            continue
        yield from _stripped(text, start, match.end())
        start = match.end()
    yield from _stripped(text, start, len(text))


def abbreviated(said: str, stop: str, following: str) -> bool:
    """Tell whether a full stop belongs to the word before it and does not end a sentence."""
    if stop.rstrip("\"'”’»)]*_") != ".":
        return False
    return bool(_ABBREVIATION.search(said) or (_BEFORE_A_NUMBER.search(said) and following.strip()[:1].isdigit()))


def begins_within(text: str, start: int) -> bool:
    """Tell whether what begins at `start` of a passage is the rest of a sentence that began before it."""
    return start == len(text) - len(text.lstrip()) and text[start : start + 1].islower()


def unwrapped(text: str) -> str:
    """Turn the line ends inside a paragraph into spaces, keeping every offset.

    A line is taken to go on in the next when it is nearly as long as the longest; rows of a table, headings and
    the last lines of paragraphs are shorter. A line that begins like a list item or a table row stands alone, and so do
    neighbours that both end in a figure, as the rows of a table do.
    """
    lines = text.splitlines(keepends=True)
    full = _FULL_LINE * max((len(line.rstrip()) for line in lines), default=0)
    joined = []
    for line, following in zip(lines, [*lines, ""][1:], strict=True):
        bare = line.rstrip("\r\n")
        goes_on = len(bare.rstrip()) >= full and following.strip() and not _OWN_LINE.match(following)
        goes_on = goes_on and not (_FIGURE_LAST.search(bare) and _FIGURE_LAST.search(following))
        joined.append(bare + " " * (len(line) - len(bare)) if goes_on else line)
    return "".join(joined)


def _stripped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    if piece.strip():
        yield start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
