"""CSV and TSV: the decoded file unchanged, with a table over it whose first record names the columns."""

import csv
from itertools import islice
from pathlib import Path

from alcove.rag.readers import How
from alcove.rag.readers.grid import header_row
from alcove.rag.readers.text import decoded
from alcove.rag.types import Document, Table

_DELIMITERS = ",;\t|"
_LOOK = 100
"""Records from which the delimiter and the header are found out."""


def read(path: Path, how: How) -> Document:
    """Read a file of records in lines."""
    text = decoded(path.read_bytes())
    begin = _first_line_end(text) if text[:4].lower() == "sep=" else 0
    named = text[4:5] if begin else ""
    records = _records(text, begin, named or delimiter(text))
    at = header_row([record for record, _ in records])
    if at is None:
        return Document(text)
    start = records[at - 1][1] if at else begin
    end = records[at][1]
    return Document(text, tables=(Table(start, len(text), start, start + len(text[start:end].rstrip())),))


def delimiter(text: str) -> str:
    """Return the sign that parts the fields: the one that gives most lines the same, greatest number of them."""
    lines = [line for line in islice(_lines(text), _LOOK) if line.strip()]

    def rating(sign: str) -> tuple[int, int]:
        counts = [sum(1 for _ in record) for record in _parsed(lines, sign)]
        wide = [count for count in counts if count > 1]
        usual = max(set(wide), key=wide.count) if wide else 0
        return wide.count(usual), usual

    return max(_DELIMITERS, key=rating)


def _records(text: str, begin: int, sign: str) -> list[tuple[list[str], int]]:
    """Return the first records from `begin`, each with where it ends in the text: quotes may hold line ends."""
    ends: list[int] = [begin]
    lines: list[str] = []
    for line in islice(_lines(text, begin), _LOOK * 5):
        lines.append(line)
        ends.append(ends[-1] + len(line))
    found: list[tuple[list[str], int]] = []
    reader = csv.reader(lines, delimiter=sign)
    try:
        for record in islice(reader, _LOOK):
            found.append(([one.strip() for one in record], ends[reader.line_num]))
    except csv.Error:
        pass
    return found


def _parsed(lines: list[str], sign: str) -> list[list[str]]:
    try:
        return list(csv.reader(lines, delimiter=sign))
    except csv.Error:
        return []


def _lines(text: str, at: int = 0) -> "list[str]":
    return text[at : at + 200_000].splitlines(keepends=True)


def _first_line_end(text: str) -> int:
    return len(text[:1000].splitlines(keepends=True)[0])
