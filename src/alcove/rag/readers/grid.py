"""Rows of cells, however they were stored: where a table in them begins, which row names its columns.

The readers of sheets write through it, so that Excel, OpenDocument and old binary files read alike.
"""

import re
from collections.abc import Iterator, Sequence

from alcove.rag.readers.manuscript import MOST_TEXT, Manuscript, TooLong

Row = list[str]
_LOOK = 20
"""Rows of a block among which its header is looked for: titles and remarks stand above it."""
_VALUE = re.compile(r"[-+(]?[^\w\s]?\s?\d[\d.,:/\s%-]*\)?%?")
_MOST_HEADER_CELL = 120


class Grid:
    """The cells of one sheet in order of their rows; rows and cells that hold nothing cost nothing."""

    def __init__(self) -> None:
        self._rows: dict[int, dict[int, str]] = {}
        self._size = 0

    def put(self, row: int, column: int, text: str) -> None:
        """Keep a cell; both numbers count from 0. Raises TooLong when all cells hold more text than is kept."""
        if text and not text.isspace():
            self._size += len(text)
            if self._size > MOST_TEXT:
                raise TooLong("it holds too much text")
            self._rows.setdefault(row, {})[column] = text

    def fill(self, rows: range, column: int) -> None:
        """Repeat a cell that was merged downwards in the rows it covers, where these hold something."""
        text = self._rows.get(rows.start, {}).get(column)
        for row in rows[1:] if text else ():
            if row in self._rows and text:
                self._rows[row].setdefault(column, text)

    def write(self, script: Manuscript) -> None:
        """Write each block of rows: what stands above its header as lines, the rest as a table.

        A block that names no columns of its own stands below the header of the block above it.
        """
        header: tuple[int, int] | None = None
        for block in self._blocks():
            named = header_row(block)
            if named is None:
                wide = max(sum(1 for cell in row if cell) for row in block) > 1
                script.table(block, 0, below=header if wide else None)
                continue
            script.table(block[:named], 0)
            header = script.table(block[named:], 1)

    def _blocks(self) -> Iterator[list[Row]]:
        """Yield runs of rows without an empty one between, their cells under one another."""
        left = min((min(cells) for cells in self._rows.values()), default=0)
        block: list[Row] = []
        last = -1
        for number in sorted(self._rows):
            cells = self._rows[number]
            if block and number > last + 1:
                yield block
                block = []
            width = max(cells) - left + 1
            spread = [cells.get(at, "") for at in range(left, left + width)]
            # A cell far to the right of all others would cost a line of nothing but bars.
            block.append(spread if width < 50 + 10 * len(cells) else [cells[at] for at in sorted(cells)])
            last = number
        if block:
            yield block


def header_row(rows: Sequence[Row]) -> int | None:
    """Return which of the first rows names the columns of what follows; None when none does.

    Such a row has words in most of its columns, all different and none a number or date, and rows below it.
    """
    width = max((sum(1 for cell in row if cell) for row in rows[:200]), default=0)
    if width < 2 or len(rows) < 2:
        return None
    for at, row in enumerate(rows[: min(_LOOK, len(rows) - 1)]):
        filled = [cell for cell in row if cell]
        if len(filled) < max(2, (width + 1) // 2):
            continue
        words = [cell for cell in filled if not _VALUE.fullmatch(cell) and len(cell) <= _MOST_HEADER_CELL]
        years = [cell for cell in filled if re.fullmatch(r"(19|20)\d\d", cell)]
        good = len(words) + (len(years) if words or row[0] == "" else 0)
        return at if good == len(filled) and len(set(filled)) == len(filled) else None
    return None
