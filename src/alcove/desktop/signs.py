"""What an answer's Markdown carries through Qt's parser beside its words: citations, doubts, formulas, footnotes.

They travel as signs between characters of Batak and Balinese that the Unicode standard calls punctuation, so that
emphasis beside them parses as it would beside a comma. Spans index the answer's text and stay what they are.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from alcove.core.markup import MARKER
from alcove.desktop.blocks import Block, dedented
from alcove.rag.types import Citation, Unsupported

DOUBT, CERTAIN, PILL, END = "\u1bfc", "\u1bfd", "\u1bfe", "\u1bff"
FORMULA, NOTE = "\u1b5a", "\u1b5b"
"""The signs of formulas and footnotes hold where they stand in the answer, the others the number of what they mean."""
SIGN = re.compile(f"([{DOUBT}{PILL}{FORMULA}{NOTE}]\\d+(?:,\\d+)?{END}|{CERTAIN})")

_LINE_HEAD = re.compile(r"[ \t]*(?:(?:>|[-*+]|\d+[.)]|#{1,6})[ \t]+)*")
_HARMLESS = str.maketrans(dict.fromkeys((DOUBT, CERTAIN, PILL, END, FORMULA, NOTE), "\ufffd"))
_INSIDE = re.compile(
    r"(?<!`)(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)"
    r"|\\\((?P<round>.+?)\\\)"
    r"|\\\[(?P<square>.+?)\\\]"
    r"|\$\$(?P<double>[^$]+?)\$\$"
    r"|(?<![\w\\$])\$(?P<single>(?=[^\s$])(?:\\.|[^$\\\n]|\n(?!\s*\n)){1,600}?(?<![\s\\]))\$(?![\d$])"
    r"|\[\^(?P<note>[^\]\s]{1,40})\](?!:)"
    r"|\\.",
    re.DOTALL,
)
_PRICE = re.compile(r"\d[\s\w%()/.,;:–-]*$")


@dataclass(frozen=True, slots=True)
class Inside:
    """A formula or a reference to a footnote, `start:end` in the text it was found in; `body` is what it holds."""

    start: int
    end: int
    body: str
    display: bool = False
    note: bool = False


def insides_of(text: str) -> Iterator[Inside]:
    """Find formulas and footnotes outside of code.

    A dollar opens a formula when something stands right behind it, and closes one when something stands right before
    it and no digit behind (the rule of Pandoc's `tex_math_dollars`); what then reads as a price is one all the same.
    """
    for match in _INSIDE.finditer(text):
        kind, body = match.lastgroup, match[match.lastgroup] if match.lastgroup else ""
        if kind in ("round", "square", "double", "single"):
            if not body.strip() or (kind == "single" and _PRICE.match(body) and " " in body):
                continue
            yield Inside(match.start(), match.end(), body.strip(), display=kind in ("square", "double"))
        elif kind == "note":
            yield Inside(match.start(), match.end(), body, note=True)


def annotated(text: str, block: Block, citations: Sequence[Citation], unsupported: Sequence[Unsupported]) -> str:
    """Return a block's Markdown, in from the margin, with signs around what is cited and what is doubted."""
    piece = text[block.start : block.end]
    if block.kind == "code":
        return piece
    edits: list[tuple[int, int, int, str]] = []  # start, order among equal starts, end, new text
    for one in insides_of(piece):
        sign = NOTE if one.note else FORMULA
        edits.append((one.start, 1, one.end, f"{sign}{block.start + one.start},{block.start + one.end}{END}"))
    formulas = list(edits)
    for match in MARKER.finditer(piece):
        index = _nearest(citations, int(match[1]), block.start + match.start())
        if index is not None and not any(start < match.end() and match.start() < end for start, _, end, _ in formulas):
            edits.append((match.start(), 1, match.end(), f"{PILL}{index}{END}"))
    whole = list(edits)

    def outside(at: int) -> int:
        return next((start for start, _, end, _ in whole if start < at < end), at)

    for number, span in enumerate(unsupported):
        start, end = max(span.start, block.start) - block.start, min(span.end, block.end) - block.start
        if start < end:
            head = _LINE_HEAD.match(piece, piece.rfind("\n", 0, start) + 1)
            start = outside(max(start, head.end() if head else 0))
            end = outside(start + len(piece[start:end].rstrip()))
            if start < end:
                edits += [(start, 2, start, f"{DOUBT}{number}{END}"), (end, 0, end, CERTAIN)]
    piece = piece.translate(_HARMLESS)
    for start, _, end, sign in sorted(edits, reverse=True):
        piece = piece[:start] + sign + piece[end:]
    return dedented(piece, block.dedent)


def _nearest(citations: Sequence[Citation], marker: int, at: int) -> int | None:
    """Return the index of the citation with `marker` that ends nearest to a place in the answer."""
    same = [number for number, citation in enumerate(citations) if citation.marker == marker]
    return min(same, key=lambda number: abs(citations[number].answer_end - at), default=None)
