"""Every page of one item with how it was read: a strip to click on, and a list that is quick with thousands."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from alcove.desktop import marks, place
from alcove.desktop.accessible import Role, plays
from alcove.desktop.marks import Run
from alcove.desktop.theme import Size, Theme
from alcove.desktop.translation import decimal, marked, told, tr
from alcove.rag.types import PageSpan

AnyIndex = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
PAGE_ROLE = Qt.ItemDataRole.UserRole + 1
LINE = 18
READ_WORDS = {
    "text": marked("its own text"),
    "poor": marked("poor, not searched"),
    "empty": marked("nothing on it"),
    "unread": marked("not read"),
}


def read_words(page: PageSpan) -> str:
    """Return how a page was read, in words: "OCR, 87 % sure"."""
    if page.confidence is None or page.kind not in ("ocr", "poor"):
        return tr("OCR") if page.kind == "ocr" else tr(READ_WORDS[page.kind])
    words = tr("OCR, {sure} % sure") if page.kind == "ocr" else tr("poor, not searched, {sure} % sure")
    return words.format(sure=decimal(page.confidence, 0))


def runs(pages: Sequence[PageSpan]) -> tuple[Run, ...]:
    """Return pages as runs of those that are painted alike."""
    made: list[Run] = []
    for page in pages:
        sure = page.confidence if page.kind == "ocr" else None
        if made and made[-1][0] == page.kind and made[-1][2] == sure:
            made[-1] = (page.kind, made[-1][1] + 1, sure)
        else:
            made.append((page.kind, 1, sure))
    return tuple(made)


class PageListModel(QAbstractListModel):
    """The pages of one item."""

    def __init__(self) -> None:
        super().__init__()
        self._pages: tuple[PageSpan, ...] = ()
        self._mime = ""

    @property
    def pages(self) -> tuple[PageSpan, ...]:
        return self._pages

    def set_pages(self, pages: Sequence[PageSpan], mime: str) -> None:
        """Show these pages."""
        self.beginResetModel()
        self._pages, self._mime = tuple(pages), mime
        self.endResetModel()

    def name(self, row: int) -> str:
        """Return what a page is called: "Page 12"."""
        words = place.page_words(self._pages[row], self._mime)
        return words[:1].upper() + words[1:]

    def rowCount(self, parent: AnyIndex = ROOT) -> int:
        return 0 if parent.isValid() else len(self._pages)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        page = self._pages[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.name(index.row())
        if role == PAGE_ROLE:
            return page
        if role == Qt.ItemDataRole.AccessibleTextRole:
            words = f"{self.name(index.row())}: {read_words(page)}", told(page.reason)
            return " ".join(part for part in words if part)
        if role == Qt.ItemDataRole.ToolTipRole:
            return told(page.reason) or None
        return None


class PageDelegate(QStyledItemDelegate):
    """A page's mark, name, how it was read, and beneath it the reason where there is one."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        page: PageSpan = index.data(PAGE_ROLE)
        return QSize(Size.FIELD, Size.ROW + (LINE if page.reason else 0))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        page: PageSpan = index.data(PAGE_ROLE)
        tokens = self._theme.tokens
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            chosen = state & QStyle.StateFlag.State_Selected
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.accent_soft if chosen else tokens.user))
            painter.drawRoundedRect(rect, Size.ROW_RADIUS, Size.ROW_RADIUS)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        line = rect.adjusted(Size.S2, 0, -Size.S2, 0)
        line.setHeight(Size.ROW)
        mark = QRectF(line.left(), line.top() + (Size.ROW - Size.STRIP) // 2, Size.STRIP, Size.STRIP)
        marks.paint_mark(painter, mark, page.kind, tokens, page.confidence)
        line.setLeft(line.left() + Size.STRIP + Size.S2)
        words = read_words(page)
        painter.setFont(self._theme.font(Size.NORMAL))
        metrics = painter.fontMetrics()
        wide = metrics.horizontalAdvance(words)
        painter.setPen(QColor(tokens.warn if page.kind in ("poor", "unread") else tokens.soft))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)
        painter.setPen(QColor(tokens.ink))
        name = metrics.elidedText(str(index.data()), Qt.TextElideMode.ElideRight, line.width() - wide - Size.S3)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
        if page.reason:
            painter.setFont(self._theme.font(Size.SMALL))
            painter.setPen(QColor(tokens.soft))
            below = line.translated(0, LINE + 2)
            reason = painter.fontMetrics().elidedText(told(page.reason), Qt.TextElideMode.ElideRight, below.width())
            painter.drawText(below, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, reason)
        painter.restore()


class PageList(QListView):
    """The list as it is shown; a click, Enter or a move chooses a page."""

    page_chosen = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.pages = PageListModel()
        self.setModel(self.pages)
        self.setItemDelegate(PageDelegate(theme, self))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Pages of the item"))
        self.clicked.connect(lambda index: self.page_chosen.emit(index.row()))
        self.activated.connect(lambda index: self.page_chosen.emit(index.row()))
        theme.changed.connect(self.viewport().update)

    def choose(self, row: int) -> None:
        """Select a page and bring it into view."""
        self.setCurrentIndex(self.pages.index(row))
        self.scrollTo(self.pages.index(row), QAbstractItemView.ScrollHint.PositionAtCenter)
        self.page_chosen.emit(row)


class PageStrip(QWidget):
    """All pages from left to right; a click chooses the page under it."""

    page_clicked = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.runs: tuple[Run, ...] = ()
        self._names: list[str] = []
        self.setFixedHeight(Size.STRIP_WIDE)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        plays(self, Role.Graphic)
        theme.changed.connect(self.update)

    def set_runs(self, runs: Sequence[Run], words: str, names: Sequence[str] = ()) -> None:
        """Show these runs; `words` tell the same, `names` each page under the pointer."""
        self.runs = tuple(runs)
        self._names = list(names)
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.setCursor(Qt.CursorShape.PointingHandCursor if names else Qt.CursorShape.ArrowCursor)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        marks.paint_cells(painter, QRectF(self.rect()), self.runs, self._theme.tokens)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        page = self._page_at(event)
        self.setToolTip(self._names[page] if page is not None else self.accessibleName())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        page = self._page_at(event)
        if page is not None and event.button() == Qt.MouseButton.LeftButton:
            self.page_clicked.emit(page)

    def _page_at(self, event: QMouseEvent) -> int | None:
        return marks.page_at(event.position().x(), self.width(), len(self._names)) if self._names else None
