"""Writing a document's text piece by piece, so that pages, headings and tables have exact spans.

Hides how paragraphs and the cells of a row are parted. The office readers write into it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from alcove.core.errors import DocumentError
from alcove.rag.types import Document, Heading, PageKind, PageSpan, Table

MOST_TEXT = 48_000_000
"""Characters of one document; War and Peace has three million."""
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_CELL = " | "


class TooLong(DocumentError):
    """The document has more text than is kept of one."""


class Manuscript:
    """Collects text; `document` hands it over. Paragraphs are parted by an empty line, rows and list items by none."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._at = 0
        self._pages: list[PageSpan] = []
        self._headings: list[Heading] = []
        self._tables: list[Table] = []
        self._open = False
        self._close_up = False

    def page(self, label: str) -> None:
        """Begin the next page: a slide, a sheet."""
        self._end_page()
        self._close_up = False
        self._gap()
        self._pages.append(PageSpan(len(self._pages) + 1, self._at, self._at, "empty", label=label))
        self._open = True

    def label(self, label: str) -> None:
        """Call the page that is being written by a better name."""
        if label.strip():
            self._pages[-1] = replace(self._pages[-1], label=" ".join(_CONTROL.sub("", label).split()))

    def end_list(self) -> None:
        """Let the next item begin a list of its own."""
        self._close_up = False

    def unread(self, reason: str) -> None:
        """Mark the page that is being written as not read, or not read to its end."""
        self._pages[-1] = replace(self._pages[-1], kind="unread", reason=reason)

    def heading(self, level: int, text: str) -> None:
        """Write a heading of `level` (1 is the highest) as a paragraph of its own."""
        text = " ".join(_CONTROL.sub("", text).split())
        if text:
            self._gap()
            self._headings.append(Heading(min(max(level, 1), 9), text, self._at))
            self._put(text)

    def paragraph(self, text: str, *, item: bool = False) -> None:
        """Write a paragraph; an item of a list stands right below the item before it."""
        text = _CONTROL.sub("", text).strip("\n\r\v\f").rstrip()
        if not text.isspace() and text:
            self._gap("\n" if item and self._close_up else "\n\n")
            self._put(text)
            self._close_up = item

    def table(
        self, rows: Iterable[Sequence[str]], header: int, *, below: tuple[int, int] | None = None
    ) -> tuple[int, int] | None:
        """Write a table, a line a row; return the span of its first `header` rows, which name the columns.

        A table without such rows may stand `below` a header that was written before.
        """
        start = named = 0
        number = 0
        for line in filter(None, map(row_line, rows)):
            if number:
                self._put("\n")
            else:
                self._gap()
                start = self._at
            self._put(line)
            number += 1
            if number == header:
                named = self._at
        if named and number > header:
            below = (start, named)
        if not number:
            return below
        if below:
            self._tables.append(Table(start, self._at, *below))
        return below

    def document(self, title: str) -> Document:
        """Return what was written."""
        self._end_page()
        return Document(
            "".join(self._parts),
            " ".join(_CONTROL.sub("", title).split()),
            tuple(self._pages),
            tuple(self._headings),
            tuple(self._tables),
        )

    def _put(self, text: str) -> None:
        if self._at + len(text) > MOST_TEXT:
            raise TooLong(f"it holds more than {MOST_TEXT // 1_000_000} million characters of text")
        self._parts.append(text)
        self._at += len(text)
        self._close_up = False

    def _gap(self, gap: str = "\n\n") -> None:
        if self._at and not (self._open and self._pages[-1].start == self._at):
            self._put(gap)

    def _end_page(self) -> None:
        if self._open:
            page = self._pages[-1]
            kind: PageKind = "text" if page.kind == "empty" and self._at > page.start else page.kind
            self._pages[-1] = replace(page, end=self._at, kind=kind)


def row_line(cells: Sequence[str]) -> str:
    """Return a row as one line, without the empty cells at its end; empty for an empty row."""
    folded = [" ".join(_CONTROL.sub("", cell).split()) for cell in cells]
    while folded and not folded[-1]:
        folded.pop()
    return _CELL.join(folded)
