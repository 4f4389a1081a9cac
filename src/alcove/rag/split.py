"""Splitting a document into chunks with exact spans: by headings, paragraphs, lines, sentences, words."""

import hashlib
import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass, replace

from alcove.rag.keywords import indexed
from alcove.rag.languages import ENGLISH, language_of
from alcove.rag.stems import units, unspaced
from alcove.rag.types import Chunk, Document, Heading

CHUNKER_VERSION = 1
"""Part of an embedder's identity: a new one embeds everything anew."""
SPLIT_VERSION = 3
"""A new one reads every item again, for other chunks or other stems; what is embedded of it is kept by its content."""
MOST_CHARACTERS = 500
"""A paragraph or two. Half of what an embedder reads is found sharper than all of it: of the characters that answer a
question of chroma_chunking .68 instead of .58 are among the first 1,000 found, of northwind's pages as many among the
first five. What belongs together is joined again for reading (`passages.py`), and finds each other (`retrieve.LENT`).
About 115 English tokens; other text has more, and `Limit` cuts it shorter.
"""
MOST_HEADER = 150
"""Characters of a table's header that every piece of it keeps."""
MOST_PLACE = 300
"""Characters of title and headings that are embedded with a chunk."""
LEAST_CHARACTERS = 125
"""A heading begins a new chunk once the current one is this long; shorter sections share a chunk."""
LEAST_CUT = 100
"""Nothing shorter is cut for an embedder's sake."""
SPELT = 0.6
"""Tokens a letter from which an embedder is taken to spell words it does not know, instead of reading them.

Asked of texts whose words are mostly not of plain Latin letters, which every embedder reads, nor without spaces,
which are one token a character to many that do read them. With all-MiniLM-L6-v2: English .22, German .37, Turkish .46
(at most .57), Russian, Greek, Arabic and Hindi .92 to 1 (at least .83 but for texts half in Latin letters). Its
vectors of them have no say in a search (`index._trust`), and cutting them to 256 tokens would cost keywords .004
(Russian) to .021 (Arabic) of nDCG@10 on XQuAD.
"""

_BREAKS = (
    re.compile(r"(?:\r?\n[ \t]*){2,}"),  # paragraphs
    re.compile(r"\r?\n"),  # lines
    re.compile(r"(?<=[.!?…])[\"'”’»)\]]*\s+"),  # sentences
    re.compile(r"\s+"),  # words
)

_EVEN = 1.1
"""Of their mean length, what parts of a span that is cut again may have: they end where sentences do."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Region:
    """A part of the text that chunks do not cross: `most` characters each, below `header` where it is of a table."""

    start: int
    end: int
    page: int | None
    most: int = MOST_CHARACTERS
    header: Span | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """What an embedder reads of a text: its first `most` tokens, as `count` counts those of a whole text."""

    most: int
    count: Callable[[str], int]


def split(document: Document, name: str = "", limit: Limit | None = None) -> list[Chunk]:
    """Cut a document into chunks of at most MOST_CHARACTERS, a table's header counted in; none crosses a page.

    Each chunk is `text[start:end]` without white space at its ends; together they hold all of the text's words but
    those of poor pages, which are not searched. `name` stands for the title of a document that has none. With `limit`
    no chunk is longer than the embedder reads, unless it cannot read its language at all.
    """
    places = _places(document.headings)
    starts = [at for at, _ in places]
    wholes = {one.start for one in document.headings if one.end and one.end - one.start >= LEAST_CHARACTERS}
    language = language_of(document.text, ENGLISH)
    chunks: list[Chunk] = []

    def made(region: _Region, span: Span) -> tuple[str, Span | None]:
        above = bisect_right(starts, span[0])
        heading = places[above - 1][1] if above else ""
        return heading, region.header if region.header and span[0] >= region.header[1] else None

    def excess(region: _Region, span: Span) -> float:
        heading, header = made(region, span)
        return _excess(limit, document, name, span, heading, header) if limit else 0.0

    for region in _regions(document, excess):
        for span in _packed(document.text, region, starts, wholes):
            for part in _fitting(document.text, region, span, starts, wholes, excess):
                heading, header = made(region, part)
                chunks.append(_chunk(document, name, len(chunks), part, region.page, heading, header, language))
    return chunks


def embedded_text(title: str, heading: str, body: str, header: str = "") -> str:
    """Return what is embedded for a chunk: where it stands, the header of its table, its text; white space folded."""
    place = " › ".join(dict.fromkeys(part for part in (title, heading) if part))[:MOST_PLACE]
    folded = " ".join(f"{header} {body}".replace("\u00ad", "").split())
    return f"{place}\n{folded}" if place else folded


def heading_stems(title: str, name: str, heading: str, language: str) -> str:
    """Return the stems of where a chunk stands: its document's own title, its item's name, the headings above."""
    return indexed(" ".join(dict.fromkeys(part for part in (title, name, heading) if part)), language)


def _chunk(
    document: Document,
    name: str,
    ordinal: int,
    span: Span,
    page: int | None,
    heading: str,
    header: Span | None,
    language: str,
) -> Chunk:
    body = document.text[span[0] : span[1]]
    above = document.text[header[0] : header[1]] if header else ""
    content = _content(document, name, span, heading, header)
    language = language_of(body, language)
    return Chunk(
        ordinal,
        span[0],
        span[1],
        page,
        heading,
        indexed(f"{above} {body}" if above else body, language),
        heading_stems(document.title, name, heading, language),
        hashlib.sha256(content.encode("utf-8", "surrogatepass")).digest(),
        header,
        language,
    )


def _content(document: Document, name: str, span: Span, heading: str, header: Span | None) -> str:
    above = document.text[header[0] : header[1]] if header else ""
    return embedded_text(document.title or name, heading, document.text[span[0] : span[1]], above)


def _excess(limit: Limit, document: Document, name: str, span: Span, heading: str, header: Span | None) -> float:
    """Return how many times over the limit a chunk is; 0 where the embedder cannot read it anyway."""
    times = limit.count(_content(document, name, span, heading, header)) / limit.most
    if times <= 1:
        return times
    return 0.0 if spelt(document.text[span[0] : span[1]], limit) else times


def spelt(body: str, limit: Limit) -> bool:
    """Tell whether an embedder spells the most of a text letter by letter, instead of reading it; see SPELT."""
    words = [word for word in units(body) if not word.isascii() and not unspaced(word)]
    letters = sum(sign.isalpha() for word in words for sign in word)
    return 2 * letters >= len("".join(body.split())) and limit.count(" ".join(words)) >= SPELT * letters


def _places(headings: tuple[Heading, ...]) -> list[tuple[int, str]]:
    """Return where the path of headings changes, and what it is from there on."""
    stack: list[Heading] = []
    places: list[tuple[int, str]] = []

    def note(at: int) -> None:
        if places and places[-1][0] == at:
            places.pop()
        places.append((at, " › ".join(h.text for h in stack)))

    def leave(at: float) -> None:
        while ended := [(h.end, h) for h in stack if h.end is not None and h.end <= at]:
            end, innermost = ended[-1]
            del stack[stack.index(innermost) :]
            note(end)

    for heading in headings:
        leave(heading.start)
        while stack and stack[-1].level >= heading.level:
            stack.pop()
        stack.append(heading)
        note(heading.start)
    leave(float("inf"))
    return places


def _regions(document: Document, excess: Callable[[_Region, Span], float]) -> Iterator[_Region]:
    """Cut the text at pages, and around tables too long for one chunk."""
    pages = [(p.start, p.end, p.number) for p in document.pages if p.kind != "poor"]
    whole: list[tuple[int, int, int | None]] = [(0, len(document.text), None)]
    for begin, end, page in pages if document.pages else whole:
        at = begin
        for table in document.tables:
            start, stop = max(table.start, at), min(table.end, end)
            if stop - start <= MOST_CHARACTERS and excess(_Region(start, stop, page), (start, stop)) <= 1:
                continue
            if start > at:
                yield _Region(at, start, page)
            header = (table.header_start, min(table.header_end, table.header_start + MOST_HEADER))
            yield _Region(start, stop, page, MOST_CHARACTERS - (header[1] - header[0]), header)
            at = stop
        if at < end:
            yield _Region(at, end, page)


def _packed(text: str, region: _Region, heading_starts: list[int], wholes: Set[int]) -> Iterator[Span]:
    """Join neighbouring pieces into spans of at most `region.most`, beginning anew at headings.

    What begins at one of `wholes`, such as a function, begins a span however short the one before it is.
    """
    start = end = region.start
    headings = set(heading_starts)
    for piece in _pieces(text, region, heading_starts):
        grown = piece[1] - start
        full = grown > region.most or (piece[0] in headings and end - start >= LEAST_CHARACTERS)
        if end > start and (full or piece[0] in wholes):
            yield start, end
            start = piece[0]
        end = piece[1]
    yield start, end


def _fitting(
    text: str,
    region: _Region,
    span: Span,
    heading_starts: list[int],
    wholes: Set[int],
    excess: Callable[[_Region, Span], float],
) -> Iterator[Span]:
    """Trim a span, and cut it again into ever shorter ones until the embedder reads each to its end."""
    trimmed = _trimmed(text, span)
    if trimmed is None:
        return
    length = trimmed[1] - trimmed[0]
    parts = math.ceil(excess(region, trimmed))
    if parts <= 1 or length <= LEAST_CUT:
        yield trimmed
        return
    shorter = replace(region, start=trimmed[0], end=trimmed[1], most=max(LEAST_CUT, round(_EVEN * length / parts)))
    for part in _packed(text, shorter, heading_starts, wholes):
        yield from _fitting(text, shorter, part, heading_starts, wholes, excess)


def _pieces(text: str, region: _Region, heading_starts: list[int]) -> Iterator[Span]:
    first, last = bisect_right(heading_starts, region.start), bisect_left(heading_starts, region.end)
    cuts = heading_starts[first:last]
    for start, end in zip([region.start, *cuts], [*cuts, region.end], strict=True):
        yield from _broken(text, (start, end), 0, region.most)


def _broken(text: str, span: Span, level: int, most: int) -> Iterator[Span]:
    """Break a span at the coarsest boundary that makes its parts short enough; each part keeps its white space."""
    start, end = span
    if end - start <= most and level > 0:
        yield span
        return
    if level == len(_BREAKS):
        for at in range(start, end, most):
            yield at, min(at + most, end)
        return
    for match in _BREAKS[level].finditer(text, start, end):
        yield from _broken(text, (start, match.end()), level + 1, most)
        start = match.end()
    if start < end:
        yield from _broken(text, (start, end), level + 1, most)


def _trimmed(text: str, span: Span) -> Span | None:
    body = text[span[0] : span[1]]
    left = len(body) - len(body.lstrip())
    start, end = span[0] + left, span[0] + len(body.rstrip())
    return (start, end) if end > start else None
