"""Where the Markdown of an answer falls into blocks that are laid out by themselves. Pure text, no Qt.

A block is what Qt's Markdown parser gets at a time, or what it is never given: code, tables and formulas, which have
looks of their own. Lists are cut at their items and around code in them; `level` and `dedent` put the pieces in place.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "code", "table", "formula", "note"]
LIST_PIECE = 1500
"""Characters after which a list is cut at its next item."""

_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})[ \t]*([^`\n]*)$")
_ITEM = re.compile(r"([ \t]*)([-*+]|\d{1,9}[.)])([ \t]+|$)")
_NOTE = re.compile(r" {0,3}\[\^[^\]\s]+\]:")
_DELIMITERS = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_RULE = re.compile(r" {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}$")
_FORMULA_ENDS = {"$$": "$$", "\\[": "\\]"}


@dataclass(frozen=True, slots=True)
class Block:
    """A block `start:end` of an answer's text.

    `level` tells how many list items it stands in, `dedent` how many columns of its lines are the list's. `group` is
    where the list began that it is a piece of. A `closed` block is not changed by what follows.
    """

    start: int
    end: int
    kind: Kind = "text"
    level: int = 0
    dedent: int = 0
    group: int = -1
    closed: bool = False


def blocks_of(text: str, start: int = 0) -> Iterator[Block]:
    """Split Markdown from `start`, which is where a block begins."""
    yield from _Splitter(text, start).blocks()


def code_of(text: str, block: Block) -> tuple[str, str]:
    """Return the language a block of code names, and the code without its fence."""
    lines = [_dedented(line, block.dedent) for line in text[block.start : block.end].split("\n")]
    fence = _FENCE.match(lines[0])
    if fence is None:
        return "", "\n".join(_dedented(line, 4) for line in lines)
    words = fence[2].split()
    own = len(lines[0]) - len(lines[0].lstrip())
    inner = lines[1:-1] if block.closed and len(lines) > 1 else lines[1:]
    return words[0].strip("{}.") if words else "", "\n".join(_dedented(line, own) for line in inner)


def formula_of(text: str, block: Block) -> str:
    """Return the LaTeX of a displayed formula."""
    return text[block.start : block.end].strip()[2:-2].strip()


def dedented(text: str, columns: int) -> str:
    """Return text without the first columns of its lines, where they are blank."""
    return "\n".join(_dedented(line, columns) for line in text.split("\n")) if columns else text


class _Splitter:
    """Read lines and tell where one block ends and the next begins."""

    def __init__(self, text: str, start: int) -> None:
        self._text = text
        self._at = start
        self._begin: int | None = None
        self._end = start
        self._kind: Kind = "text"
        self._level = self._dedent = 0
        self._group = -1
        self._columns: list[int] = []  # where the content of the open list items begins
        self._fence = ""
        self._formula = ""
        self._blank = True  # whether the line before was

    def blocks(self) -> Iterator[Block]:
        lines = self._text[self._at :].split("\n")
        for number, line in enumerate(lines):
            following = lines[number + 1] if number + 1 < len(lines) else None
            yield from self._take(line, following)
            self._at += len(line) + 1
        yield from self._flush()

    def _take(self, line: str, following: str | None) -> Iterator[Block]:
        if self._fence or self._formula:
            yield from self._take_inside(line)
            return
        if not line.strip():
            if self._kind in ("table", "note") or (self._kind == "text" and not self._columns):
                yield from self._flush(closed=True)
            self._blank = True
            return
        indent = _columns(line)
        if self._blank and self._columns and indent < self._columns[0] and not _ITEM.match(line):
            yield from self._flush(closed=True)
            self._columns, self._group = [], -1
        opened = _FENCE.match(line)
        if opened and (indent < 4 or self._columns):
            yield from self._flush(closed=True)
            self._fence = opened[1]
            self._open(indent, "code")
        elif (mark := line.strip()[:2]) in _FORMULA_ENDS and self._closes(mark):
            yield from self._flush(closed=True)
            self._formula = _FORMULA_ENDS[mark]
            self._open(indent, "formula")
            yield from self._take_inside(line)
            return
        elif self._kind == "table" and self._begin is not None and "|" in line:
            pass
        elif _table_begins(line, following):
            yield from self._flush(closed=True)
            self._open(indent, "table")
        elif _NOTE.match(line) and self._blank:
            yield from self._flush(closed=True)
            self._columns = []
            self._open(0, "note")
        else:
            yield from self._take_text(line, indent)
        self._end = self._at + len(line)
        self._blank = False

    def _take_text(self, line: str, indent: int) -> Iterator[Block]:
        item = None if _RULE.match(line) else _ITEM.match(line)
        if self._kind in ("table", "formula") or (self._kind == "code" and not self._indented(indent)):
            yield from self._flush(closed=True)
        if item and (self._blank or self._columns or self._begin is None or item[2] in ("-", "*", "+", "1.", "1)")):
            yield from self._take_item(item, indent)
        if self._begin is None:
            self._open(indent, "code" if self._indented(indent) else "text", item=item is not None)

    def _take_item(self, item: "re.Match[str]", indent: int) -> Iterator[Block]:
        outer = [column for column in self._columns if column <= indent]
        if self._begin is not None and not self._columns:
            yield from self._flush(closed=True)  # a paragraph stands right before
        elif self._begin is not None and (indent < self._dedent or (not outer and self._at - self._begin > LIST_PIECE)):
            yield from self._flush(closed=True)
        if not self._columns:
            self._group = self._at
        if self._begin is None:
            self._columns = outer
            self._open(indent, "text", item=True)
        self._columns = [*outer, len(item[0].expandtabs(4)) or indent + 2]

    def _indented(self, indent: int) -> bool:
        """Tell whether a line so far in is code without a fence, or goes on with it."""
        return indent >= 4 and not self._columns and (self._kind == "code" or self._blank)

    def _closes(self, mark: str) -> bool:
        """Tell whether a displayed formula that begins here ends with its line, before a blank one."""
        until = self._text.find("\n\n", self._at)
        piece = self._text[self._at : until if until >= 0 else len(self._text)].lstrip()
        at = piece.find(_FORMULA_ENDS[mark], 2)
        return at >= 0 and not piece[at + 2 :].split("\n", 1)[0].strip()

    def _take_inside(self, line: str) -> Iterator[Block]:
        self._end = self._at + len(line)
        if self._formula:
            begun = self._at <= (self._begin or 0)
            if line.rstrip().endswith(self._formula) and (not begun or len(line.strip()) > 2):
                self._formula = ""
                yield from self._flush(closed=True)
            return
        shut = _FENCE.match(line)
        if shut and not shut[2] and shut[1][0] == self._fence[0] and len(shut[1]) >= len(self._fence):
            self._fence = ""
            yield from self._flush(closed=True)
            self._blank = True

    def _open(self, indent: int, kind: Kind, *, item: bool = False) -> None:
        self._begin, self._kind = self._at, kind
        inside = [column for column in self._columns if column <= indent]
        self._level = len(inside)
        self._dedent = inside[-1] if inside and not item else (indent if item else 0)
        if not self._columns and not item:
            self._group = -1

    def _flush(self, *, closed: bool = False) -> Iterator[Block]:
        if self._begin is None:
            return
        made = Block(self._begin, self._end, self._kind, self._level, self._dedent, self._group, closed)
        self._begin, self._kind = None, "text"
        yield made


def _table_begins(line: str, following: str | None) -> bool:
    if "|" not in line or following is None or "-" not in following or not _DELIMITERS.match(following):
        return False
    return len(cells_of(line)) == len(cells_of(following))


def cells_of(row: str) -> list[str]:
    """Return the cells of a table's row; a bar inside a cell stands behind a backslash."""
    row = row.strip()
    row = row.removeprefix("|")
    if row.endswith("|") and not row.endswith("\\|"):
        row = row[:-1]
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", row)]


def _columns(line: str) -> int:
    """Return how far in a line begins."""
    return len(line[: len(line) - len(line.lstrip())].expandtabs(4))


def _dedented(line: str, columns: int) -> str:
    blank = len(line) - len(line.lstrip(" \t"))
    if "\t" in line[:blank]:
        line = line[:blank].expandtabs(4) + line[blank:]
        blank = len(line) - len(line.lstrip(" "))
    return line[min(blank, columns) :]
