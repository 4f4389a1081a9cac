"""From the words OCR read to what is marked on a page: boxes of the words a span touches, joined line by line."""

from collections.abc import Iterable

from PySide6.QtCore import QRectF

from alcove.rag.types import OcrWord

SAME_LINE = 0.5
"""Two boxes lie on one line when they overlap by this share of the lower one's height."""


def boxes(words: Iterable[OcrWord], page: int, start: int, end: int) -> list[QRectF]:
    """Return what to mark on `page` (from 1) for the span `start:end`, in fractions of the page."""
    made: list[QRectF] = []
    if start == end:
        return made  # a place between words, even where it lies in one
    for word in words:
        if word.page != page or word.end <= start or word.start >= end:
            continue
        left, top, right, bottom = word.box
        box = QRectF(left, top, right - left, bottom - top)
        if made and _same_line(made[-1], box):
            made[-1] = made[-1].united(box)
        else:
            made.append(box)
    return made


def _same_line(line: QRectF, box: QRectF) -> bool:
    overlap = min(line.bottom(), box.bottom()) - max(line.top(), box.top())
    near = -line.height() <= box.left() - line.right() <= 3 * line.height()
    return near and overlap > SAME_LINE * min(line.height(), box.height())
