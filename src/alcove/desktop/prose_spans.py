"""Where spans of an answer's text lie in what is shown of it, in its parts of text that are laid out.

Words are found again in what Qt's parser made of them (`core.alignment`), once for each part as it is written.
"""

from bisect import bisect_right
from collections.abc import Iterator
from weakref import WeakKeyDictionary

from PySide6.QtCore import QRectF
from PySide6.QtGui import QTextDocument

from alcove.core.alignment import Alignment
from alcove.desktop.prose import Prose
from alcove.desktop.prose_paint import rects
from alcove.desktop.prose_part import Part, TextPart


class ProseSpans:
    """Find spans of one answer; what was found in a part is kept until it is written or laid out anew."""

    def __init__(self, prose: Prose) -> None:
        self._prose = prose
        self._beside: WeakKeyDictionary[Part, tuple[QTextDocument, Alignment]] = WeakKeyDictionary()
        self._found: dict[tuple[int, int], tuple[QTextDocument, float, list[QRectF]]] = {}

    def rects(self, start: int, end: int) -> list[QRectF]:
        """Return where a span lies in the view, a rectangle a line; nothing where it is not laid out."""
        return [rect for part in self._parts(start, end) for rect in self._in_part(part, start, end)]

    def _parts(self, start: int, end: int) -> Iterator[TextPart]:
        parts = self._prose.parts
        for part in parts[max(0, bisect_right(parts, start, key=lambda part: part.block.start) - 1) :]:
            if part.block.start >= end:
                break
            if isinstance(part, TextPart) and part.exact and part.document is not None and start < part.block.end:
                yield part

    def _in_part(self, part: TextPart, start: int, end: int) -> list[QRectF]:
        document = part.written()
        known = self._found.get((start, end))
        whole = part.block.start <= start and end <= part.block.end
        if known is not None and known[0] is document and known[1] == document.textWidth():
            return [rect.translated(part.origin()) for rect in known[2]]
        base = part.block.start
        where = self._alignment(part, document).across(max(start, base) - base, min(end, part.block.end) - base)
        shown = document.toPlainText()
        found = shown_rects(document, *(_units(shown, place) for place in where)) if where else []
        if whole:
            self._found[start, end] = (document, document.textWidth(), found)
        return [rect.translated(part.origin()) for rect in found]

    def _alignment(self, part: TextPart, document: QTextDocument) -> Alignment:
        known = self._beside.get(part)
        if known is None or known[0] is not document:
            source = self._prose.said.text[part.block.start : part.block.end]
            known = self._beside[part] = (document, Alignment(source, document.toPlainText()))
        return known[1]


def shown_rects(document: QTextDocument, start: int, end: int) -> list[QRectF]:
    """Return where what is shown between two positions lies in its document, a rectangle a line."""
    block, found = document.findBlock(start), []
    while block.isValid() and block.position() < end:
        first, last = max(start, block.position()), min(end, block.position() + block.length())
        found += rects(document, block, first, last, trimmed=True)
        block = block.next()
    return found


def _units(text: str, place: int) -> int:
    """Return a place in a text as Qt counts, in UTF-16."""
    return len(text[:place].encode("utf-16-le", "surrogatepass")) // 2
