"""How pages and items are marked by what became of them: colours, the strip of a document, the bar of a source.

The colours differ in lightness as well as in hue, and what was not read is hatched, so that they can be told apart
by people who see colours differently; a test computes that. Nothing here is slow: a strip is painted from its runs.
"""

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from alcove.desktop.accessible import Role, plays
from alcove.desktop.theme import Size, Theme, Tokens
from alcove.desktop.translation import marked, tr
from alcove.rag.types import PageKind

Mark = Literal["text", "ocr", "poor", "empty", "unread", "waiting", "away"]
"""What became of pages, and of whole items that were not read ("unread"), not yet, or whose source is away."""
Run = tuple[Mark, int, float | None]
"""So many pages (or items) alike, with how sure OCR is of them (0 to 100)."""

WORDS: dict[Mark, str] = {
    "text": marked("text"),
    "ocr": marked("OCR"),
    "poor": marked("poor"),
    "empty": marked("empty"),
    "unread": marked("not read"),
    "waiting": marked("waiting"),
    "away": marked("out of reach"),
}
SURE, FAIRLY = 90.0, 75.0
"""From so many per cent on, a page read by OCR is shown in the full colour, or in its middle shade."""
SHADES = (1.0, 0.68, 0.45)


def colour(mark: Mark, tokens: Tokens, confidence: float | None = None) -> QColor:
    """Return the colour of a mark; the surer OCR was, the stronger."""
    if mark == "ocr":
        sure = 100.0 if confidence is None else confidence
        return mixed(tokens.ocr, tokens.surface, SHADES[0 if sure >= SURE else 1 if sure >= FAIRLY else 2])
    plain = {"text": tokens.accent, "poor": tokens.poor, "unread": tokens.warn, "away": tokens.faint}
    return QColor(plain.get(mark, tokens.line))


def mixed(colour: str, ground: str, share: float) -> QColor:
    """Return `share` of a colour on a ground."""
    one, two = QColor(colour), QColor(ground)
    return QColor(
        *(
            round(a * share + b * (1 - share))
            for a, b in zip(one.getRgb()[:3], two.getRgb()[:3], strict=True)  # type: ignore[index]  # a tuple of four
        )
    )


def paint_mark(painter: QPainter, rect: QRectF, mark: Mark, tokens: Tokens, confidence: float | None = None) -> None:
    """Fill a rectangle with a mark: solid where something was read, hatched where not, hollow where nothing is."""
    ink = colour(mark, tokens, confidence)
    if mark not in ("empty", "unread", "away"):
        painter.fillRect(rect, ink)
        if mark == "waiting" and rect.height() >= Size.STRIP:
            painter.setPen(QPen(QColor(tokens.faint), Size.HAIR))
            painter.drawRect(rect.adjusted(0, 0, -Size.HAIR, -Size.HAIR))
        return
    line = QColor(tokens.faint) if mark == "empty" else ink
    painter.save()
    painter.setClipRect(rect)
    painter.fillRect(rect, QColor(tokens.surface))
    painter.setPen(QPen(line, Size.HAIR))
    if mark != "empty":
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        step = float(Size.HATCH)
        # Hatches begin on a grid of the widget, so that those of neighbours meet.
        at = rect.left() - rect.height() - (rect.left() - rect.height()) % step
        while at < rect.right():
            painter.drawLine(QPointF(at, rect.bottom()), QPointF(at + rect.height(), rect.top()))
            at += step
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.drawRect(rect.adjusted(0, 0, -Size.HAIR, -Size.HAIR))
    painter.restore()


def paint_cells(painter: QPainter, rect: QRectF, runs: Sequence[Run], tokens: Tokens) -> None:
    """Paint a document's pages from left to right: a cell each, or, when they are many, runs to scale."""
    pages = sum(count for _, count, _ in runs)
    if not pages:
        return
    cell = cell_width(rect.width(), pages)
    if cell is None:
        _paint_to_scale(painter, rect, runs, pages, tokens)
        return
    left = rect.left()
    for mark, count, confidence in runs:
        for _ in range(count):
            paint_mark(painter, QRectF(left, rect.top(), cell, rect.height()), mark, tokens, confidence)
            left += cell + Size.CELL_GAP


def paint_bar(painter: QPainter, rect: QRectF, runs: Sequence[Run], tokens: Tokens) -> None:
    """Paint shares of a whole from left to right, over the full width."""
    total = sum(count for _, count, _ in runs)
    if total:
        _paint_to_scale(painter, rect, runs, total, tokens)
    else:
        painter.fillRect(rect, QColor(tokens.line))


def cell_width(width: float, pages: int) -> float | None:
    """Return how wide a page's cell is; None when there are too many for cells."""
    cell = (width + Size.CELL_GAP) / pages - Size.CELL_GAP
    return min(float(Size.CELL), float(int(cell))) if cell >= Size.HATCH - 1 else None


def page_at(x: float, width: float, pages: int) -> int | None:
    """Return which page (from 0) is painted `x` from the left of a strip `width` wide; None beyond the last."""
    cell = cell_width(width, pages)
    step = cell + Size.CELL_GAP if cell is not None else width / max(1, pages)
    page = int(x / step) if x >= 0 else -1
    return page if 0 <= page < pages else None


def _paint_to_scale(painter: QPainter, rect: QRectF, runs: Sequence[Run], total: int, tokens: Tokens) -> None:
    """Paint every run at least a hair wide: one poor page of a thousand is seen too."""
    shown = [run for run in runs if run[1]]
    least = min(float(Size.CELL_GAP * 2), rect.width() / max(1, len(shown)))
    spare = max(0.0, rect.width() - least * len(shown))
    left = rect.left()
    for number, (mark, count, confidence) in enumerate(shown):
        wide = least + spare * count / total
        right = rect.right() if number == len(shown) - 1 else left + wide
        paint_mark(painter, QRectF(left, rect.top(), right - left, rect.height()), mark, tokens, confidence)
        left = right


def runs_of(strip: Sequence[tuple[PageKind, int]], confidence: float | None) -> tuple[Run, ...]:
    """Return a stored strip as runs; the mean confidence stands for every page read by OCR."""
    return tuple((kind, count, confidence if kind == "ocr" else None) for kind, count in strip)


class Bar(QWidget):
    """A thin bar of shares, as a source's card has it."""

    def __init__(self, theme: Theme, high: int = Size.STRIP // 2) -> None:
        super().__init__()
        self._theme = theme
        self._high = high
        self.runs: tuple[Run, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        plays(self, Role.Graphic)
        theme.changed.connect(self.update)

    def set_runs(self, runs: Sequence[Run], words: str) -> None:
        """Show these shares; `words` tell the same to whoever does not see them."""
        self.runs = tuple(runs)
        self.setToolTip(words)
        self.setAccessibleName(words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(Size.FIELD, self._high)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_bar(painter, QRectF(self.rect()), self.runs, self._theme.tokens)


class Swatch(QWidget):
    """One mark by itself, for the legend."""

    def __init__(self, theme: Theme, mark: Mark, confidence: float | None = None) -> None:
        super().__init__()
        self._theme = theme
        self._mark: Mark = mark
        self._confidence = confidence
        self.setFixedSize(Size.STRIP, Size.STRIP)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        plays(self, Role.Graphic)
        self.setAccessibleName(tr("Mark of {what}").format(what=tr(WORDS[mark])))
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_mark(painter, QRectF(self.rect()), self._mark, self._theme.tokens, self._confidence)
