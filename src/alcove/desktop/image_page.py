"""One picture as it is, with the cited words marked; read from its file on a lane, turned as its camera says."""

from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QImageReader, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from alcove.desktop.accessible import Role, plays
from alcove.desktop.theme import LIGHT, PAGE_WHITE, Size, Theme, dress
from alcove.desktop.translation import tr

LONGEST_SIDE = 3000
"""Pixels; a larger picture is read smaller: the window shows it 400 to 1,000 wide."""


def read_image(file: Path, frame: int) -> QImage:
    """Read a frame (from 0) of a picture, not larger than is looked at; a null image when it cannot be read."""
    reader = QImageReader(str(file))
    reader.setAutoTransform(True)
    if frame and not reader.jumpToImage(frame):
        return QImage()
    size = reader.size()
    if size.isValid() and max(size.width(), size.height()) > LONGEST_SIDE:
        reader.setScaledSize(size.scaled(QSize(LONGEST_SIDE, LONGEST_SIDE), Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()


def frames(file: Path) -> int:
    """Return how many pictures a file holds; at least 1."""
    return max(1, QImageReader(str(file)).imageCount())


class ImagePage(QWidget):
    """The picture itself, as wide as it may be but not larger than it is, with its marks."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.image = QImage()
        self.boxes: list[QRectF] = []
        """What is marked, in fractions of the picture."""
        plays(self, Role.Graphic)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_image(self, image: QImage, boxes: list[QRectF]) -> None:
        """Show a picture with its marks."""
        self.setAccessibleName(
            tr("The picture, with the cited words marked") if boxes else tr("The picture, nothing marked")
        )
        self.image, self.boxes = image, boxes
        self._fit()
        self.update()

    def first_mark(self) -> float:
        """Return how far down the first mark lies, in pixels of this widget."""
        return min((box.top() for box in self.boxes), default=0.0) * self.height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.size().width() != event.oldSize().width():
            self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.image.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        wide = float(self._shown_width())
        painter.fillRect(QRectF(0, 0, wide, self.height()), QColor(PAGE_WHITE))
        painter.drawImage(QRectF(0, 0, wide, self.height()), self.image, QRectF(self.image.rect()))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        for box in self.boxes:
            painter.fillRect(
                QRectF(box.x() * wide - 1, box.y() * self.height() - 1,
                       box.width() * wide + 2, box.height() * self.height() + 2),
                QColor(LIGHT.mark),
            )  # fmt: skip

    def _shown_width(self) -> int:
        return max(1, min(self.width(), max(self.image.width(), Size.FIELD)))

    def _fit(self) -> None:
        if self.image.isNull() or self.width() <= 0:
            return
        high = max(1, round(self._shown_width() * self.image.height() / self.image.width()))
        if self.height() != high:
            self.setFixedHeight(high)


class ImageView(QScrollArea):
    """A picture that can be scrolled; its first mark is in view."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.page = ImagePage(theme)
        dress(self.page, "clear")
        self.setWidget(self.page)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        plays(self, Role.Document)
        self.setAccessibleName(tr("Picture of the document"))

    def show_image(self, image: QImage, boxes: list[QRectF]) -> None:
        """Show a picture with its marks."""
        self.page.show_image(image, boxes)
        self._scroll_to_mark()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._scroll_to_mark()

    def _scroll_to_mark(self) -> None:
        top = int(self.page.first_mark()) - self.viewport().height() // 3
        self.verticalScrollBar().setRange(0, max(0, self.page.height() - self.viewport().height()))
        self.verticalScrollBar().setValue(max(0, top) if self.page.boxes else 0)
