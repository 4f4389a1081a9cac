"""One page of a PDF as it is printed, on white paper, with the cited words marked.

QtPdf draws pages in a thread of its own (QPdfPageRenderer); marks are painted over them here, because QtPdf's own
view marks search results only.
"""

import re
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtPdf import QPdfDocument, QPdfPageRenderer
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from alcove.desktop.accessible import Role, plays
from alcove.desktop.theme import LIGHT, PAGE_WHITE, Theme, dress
from alcove.desktop.translation import tr

_FOLDED = re.compile(r"[\s\u00ad\ufffe\ufffd\u200b-]+")


def highlight_rects(document: QPdfDocument, page: int, start: int, length: int, expected: str) -> list[QRectF]:
    """Return the rectangles, in points from the top left, of a span of a page (from 0).

    Offsets are UTF-16 units of the page's text. Empty when the page holds other words there than `expected`:
    the file is not the one that was read.
    """
    selection = document.getSelectionAtIndex(page, start, length)
    if _FOLDED.sub("", selection.text()) != _FOLDED.sub("", expected):
        return []
    return [polygon.boundingRect() for polygon in selection.bounds()]


class PdfPage(QWidget):
    """The page itself: as wide as it may be, as high as it must."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._document = QPdfDocument(self)
        self._renderer = QPdfPageRenderer(self)
        self._renderer.setDocument(self._document)
        self._renderer.setRenderMode(QPdfPageRenderer.RenderMode.MultiThreaded)
        self._renderer.pageRendered.connect(self._on_page_rendered)
        self._wanted = 0
        self._page = 0
        self._image = QImage()
        self.rects: list[QRectF] = []
        plays(self, Role.Graphic)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def document(self) -> QPdfDocument:
        return self._document

    @property
    def drawn(self) -> bool:
        """Whether the page on view has been drawn."""
        return not self._image.isNull()

    def load(self, file: Path) -> bool:
        """Open a file; return whether it is a PDF that can be drawn."""
        return self._document.load(str(file)) == QPdfDocument.Error.None_

    @property
    def locked(self) -> bool:
        """Whether the file that was to be opened needs a password."""
        return self._document.error() == QPdfDocument.Error.IncorrectPassword

    def show_page(self, page: int, rects: list[QRectF]) -> None:
        """Draw a page (from 0) with its marks."""
        self._page, self.rects = page, rects
        self._image = QImage()
        self._fit()

    def scaled(self, page: int, boxes: list[QRectF]) -> list[QRectF]:
        """Turn boxes in fractions of a page (from 0) into points."""
        size = self._document.pagePointSize(page)
        wide, high = size.width(), size.height()
        return [QRectF(b.x() * wide, b.y() * high, b.width() * wide, b.height() * high) for b in boxes]

    def first_mark(self) -> float:
        """Return how far down the first mark lies, in pixels of this widget."""
        return min((rect.top() for rect in self.rects), default=0.0) * self._scale()

    def release(self) -> None:
        """Close the file, so that it can be moved or deleted."""
        self._document.close()
        self._image = QImage()
        self.rects = []

    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.size().width() != event.oldSize().width():
            self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), QColor(PAGE_WHITE))
        if not self._image.isNull():
            painter.drawImage(QRectF(self.rect()), self._image, QRectF(self._image.rect()))
        # Multiplied, a mark lets the ink through as a felt pen does. Paper is white in both schemes.
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        scale = self._scale()
        for rect in self.rects:
            painter.fillRect(
                QRectF(QPointF(rect.x() * scale - 1, rect.y() * scale - 1),
                       QSizeF(rect.width() * scale + 2, rect.height() * scale + 2)),
                QColor(LIGHT.mark),
            )  # fmt: skip

    def _scale(self) -> float:
        points = self._document.pagePointSize(self._page)
        return self.width() / points.width() if points.width() > 0 else 1.0

    def _fit(self) -> None:
        points = self._document.pagePointSize(self._page)
        if points.width() <= 0 or self.width() <= 0:
            return
        height = int(points.height() * self._scale())
        if self.height() != height:
            self.setFixedHeight(height)
        density = max(2.0, self.devicePixelRatioF())
        size = QSize(int(self.width() * density), int(height * density))
        self._wanted = self._renderer.requestPage(self._page, size)
        self.update()

    def _on_page_rendered(self, page: int, size: QSize, image: QImage, options: object, request: int) -> None:
        # 0 is what the renderer answers when the same request is already under way.
        if page == self._page and self._wanted in (request, 0):
            self._image = image
            self.update()


class PdfView(QScrollArea):
    """A page that can be scrolled; scrolls to the first mark when a page is shown."""

    page_changed = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.page = PdfPage(theme)
        dress(self.page, "clear")
        self.setWidget(self.page)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        plays(self, Role.Document)
        self.setAccessibleName(tr("Page of the document"))

    def show_page(self, page: int, rects: list[QRectF]) -> None:
        """Show a page (from 0) with its marks, the first of them in view."""
        self.page.show_page(page, rects)
        words = tr("Page {number}, with the cited words marked") if rects else tr("Page {number}, nothing marked")
        self.page.setAccessibleName(words.format(number=page + 1))
        self.page.setAccessibleDescription(self.page.document.getAllText(page).text())
        self._scroll_to_mark()
        self.page_changed.emit(page)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._scroll_to_mark()

    def _scroll_to_mark(self) -> None:
        top = int(self.page.first_mark()) - self.viewport().height() // 3
        self.verticalScrollBar().setRange(0, max(0, self.page.height() - self.viewport().height()))
        self.verticalScrollBar().setValue(max(0, top) if self.page.rects else 0)
