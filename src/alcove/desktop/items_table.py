"""The table of everything the library lists: a Qt model over plain rows, and how its cells are painted.

Ten thousand rows are filtered in a few milliseconds as plain lists (`item_rows`); a QSortFilterProxyModel would
call back into Python for every row and every comparison. Strips are painted for the rows on view only.
"""

from collections.abc import Callable

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from alcove.desktop import item_rows, marks
from alcove.desktop.item_rows import STATE_WORDS, Filter, Listing, Row, Totals, short_state
from alcove.desktop.theme import Size, Theme
from alcove.desktop.translation import marked, number, tr
from alcove.rag.types import ItemState

AnyIndex = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
ROW_ROLE = Qt.ItemDataRole.UserRole + 1
NAME, SOURCE, STATE, STRIP, PAGES, PIECES, REASON = range(7)
WIDTHS = (240, 108, 128, 124, 56, 60)
"""Widths of the columns but the last, in pixels, as they begin; words that need more get it."""
NEEDED = {PIECES: 900, SOURCE: 800, PAGES: 700, REASON: 600}
"""A column is shown from this width of the table on: what the others tell too goes first."""


def _count(value: int | None) -> str:
    return number(value) if value else ""


_COLUMNS: tuple[tuple[str, Callable[[Row], str], Callable[[Row], object]], ...] = (
    (marked("Name"), lambda r: r.name, lambda r: r.name.casefold()),
    (marked("Source"), lambda r: r.item.source, lambda r: r.item.source.casefold()),
    (
        marked("State"),
        lambda r: short_state(r.item),
        lambda r: (STATE_WORDS[r.item.state], -(r.item.ocr_confidence or 101)),
    ),
    (marked("How it was read"), lambda r: "", lambda r: sum(count for _, count in r.item.strip)),
    (marked("Pages"), lambda r: _count(r.item.pages), lambda r: r.item.pages or 0),
    (marked("Pieces"), lambda r: _count(r.item.chunks), lambda r: r.item.chunks),
    (marked("Reason"), lambda r: r.reason, lambda r: r.reason.casefold()),
)
"""Heading, what is shown, what is sorted by."""
_SORTS = (
    marked("Sort by name"),
    marked("Sort by source"),
    marked("Sort by state"),
    marked("Sort by how it was read"),
    marked("Sort by pages"),
    marked("Sort by pieces"),
    marked("Sort by reason"),
)


class ItemTableModel(QAbstractTableModel):
    """Items with their state; `set_filter` chooses which are shown."""

    counted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._listing = Listing()
        self._shown: list[Row] = []
        self._filter = Filter()
        self._sort: tuple[int, Qt.SortOrder] = (-1, Qt.SortOrder.AscendingOrder)
        self._counts: dict[ItemState, int] = dict.fromkeys(STATE_WORDS, 0)
        self._totals = Totals()

    @property
    def filter(self) -> Filter:
        return self._filter

    def set_listing(self, listing: Listing) -> None:
        """Show these items."""
        self._listing = listing
        self._build()

    def set_filter(self, wanted: Filter) -> None:
        """Show only what the filter lets through."""
        self._filter = wanted
        self._build()

    def counts(self) -> dict[ItemState, int]:
        """Return how many items are in each state, of those the rest of the filter lets through."""
        return dict(self._counts)

    def totals(self) -> Totals:
        """Return what the shown items come to."""
        return self._totals

    def row_at(self, index: AnyIndex) -> Row:
        """Return the item of a row."""
        return self._shown[index.row()]

    def index_of(self, uri: str) -> QModelIndex:
        """Return where an item is shown; an invalid index when it is not."""
        row = next((n for n, one in enumerate(self._shown) if one.item.uri == uri), -1)
        return self.index(row, 0) if row >= 0 else ROOT

    def below_its_container(self, row: int) -> bool:
        """Tell whether an item is shown right below what it lies in, or below another of the same."""
        one = self._shown[row]
        if not one.inside or row == 0:
            return False
        above = self._shown[row - 1]
        return above.item.uri == one.inside or above.inside == one.inside or above.item.uri.startswith(f"{one.inside}#")

    def rowCount(self, parent: AnyIndex = ROOT) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: AnyIndex = ROOT) -> int:
        return 0 if parent.isValid() else len(_COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(_COLUMNS):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(_COLUMNS[section][0])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self._shown[index.row()]
        column = index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return _COLUMNS[column][1](row)
        if role == ROW_ROLE:
            return row
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._told(row, column, tip=role == Qt.ItemDataRole.ToolTipRole)
        if role == Qt.ItemDataRole.ForegroundRole:
            tokens = self._theme.tokens
            if column == STATE and (row.item.state in ("skipped", "unavailable") or item_rows.too_poor(row.item)):
                return QColor(tokens.warn)
            return QColor(tokens.ink if column == NAME else tokens.soft)
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._sort = (column, order)
        self._build()

    @staticmethod
    def _told(row: Row, column: int, *, tip: bool) -> str | None:
        if column == STRIP:
            return item_rows.strip_words(row.item) or item_rows.state_words(row.item)
        if not tip:
            inside = column == NAME and row.inside
            return tr("{name}, in {outer}").format(name=row.name, outer=row.inside_name) if inside else None
        return (row.reason or row.item.uri) if column == REASON else row.item.uri

    def _build(self) -> None:
        self.beginResetModel()
        every = item_rows.shown(self._listing.rows, _without_state(self._filter))
        self._counts = item_rows.state_counts(every)
        state = self._filter.state
        self._shown = every if state is None else [row for row in every if row.item.state == state]
        self._totals = item_rows.totals(self._shown)
        column, order = self._sort
        if 0 <= column < len(_COLUMNS):
            self._shown.sort(key=_COLUMNS[column][2], reverse=order == Qt.SortOrder.DescendingOrder)  # type: ignore[arg-type]  # one type a column
        self.endResetModel()
        self.counted.emit()


def _without_state(wanted: Filter) -> Filter:
    return Filter(None, wanted.source, wanted.kind, wanted.text, wanted.ocr, wanted.poor)


class ItemDelegate(QStyledItemDelegate):
    """Paint strips, and names of items that lie in others: indented below them, or with their name."""

    def __init__(self, theme: Theme, model: ItemTableModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        row = self._model.row_at(index)
        if index.column() == STRIP:
            super().paint(painter, option, index)
            rect = QRectF(option.rect).adjusted(Size.S3, 0, -Size.S2, 0)
            rect.setTop(float(option.rect.top() + (option.rect.height() - Size.STRIP) // 2))
            rect.setHeight(Size.STRIP)
            marks.paint_cells(painter, rect, item_rows.strip_runs(row.item), self._theme.tokens)
        elif index.column() == NAME and row.inside:
            self._paint_member(painter, option, index, row)
        else:
            super().paint(painter, option, index)

    def _paint_member(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex, row: Row) -> None:
        indented = self._model.below_its_container(index.row())
        shift = Size.S5 if indented else 0
        option.rect.adjust(shift, 0, 0, 0)
        super().paint(painter, option, index)
        rect = option.rect.adjusted(Size.S3, 0, -Size.S2, 0)
        metrics = option.fontMetrics
        painter.save()
        painter.setFont(option.font)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.setPen(QColor(self._theme.tokens.soft if chosen else self._theme.tokens.faint))
        if indented:
            middle, left = rect.center().y(), rect.left() - Size.S4
            painter.drawLine(left, rect.top(), left, middle)
            painter.drawLine(left, middle, left + Size.S2, middle)
        else:
            taken = metrics.horizontalAdvance(row.name) + Size.S2
            inside = tr("in {name}").format(name=row.inside_name)
            words = metrics.elidedText(inside, Qt.TextElideMode.ElideRight, rect.width() - taken)
            if len(words) > 4:  # "in …" tells nothing
                painter.drawText(rect.adjusted(taken, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, words)
        painter.restore()


class ItemTable(QTableView):
    """The table as it is shown: rows of one height, names wide, no grid; fewer columns where it is narrow."""

    def __init__(self, theme: Theme, model: ItemTableModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setItemDelegate(ItemDelegate(theme, model, self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setAlternatingRowColors(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSortingEnabled(False)
        self.setTabKeyNavigation(False)
        self.setAccessibleName(tr("Items of the library"))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(Size.ROW)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(False)
        header.setStretchLastSection(True)
        header.setMinimumSectionSize(Size.RAIL)
        self.ensurePolished()
        for column in range(len(WIDTHS)):
            self.setColumnWidth(column, self._width(column))
        header.sectionClicked.connect(self._on_section_clicked)
        self._order = Qt.SortOrder.DescendingOrder
        self._column = -1

    def _width(self, column: int) -> int:
        """Return how wide a column begins: wider where its words are longer in the window's language."""
        metrics = self.fontMetrics()
        needed = metrics.horizontalAdvance(tr(_COLUMNS[column][0])) + Size.S3 + Size.S2
        if column == STATE:
            words = tr("OCR, {sure} % sure").format(sure=99)
            needed = max(needed, metrics.horizontalAdvance(words) + 2 * Size.S3)
        return max(WIDTHS[column], needed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        width = self.viewport().width()
        for column, needed in NEEDED.items():
            if self.isColumnHidden(column) != (width < needed):
                self.setColumnHidden(column, width < needed)
        name = max(WIDTHS[NAME] - Size.S6, min(WIDTHS[NAME] + 2 * Size.RAIL, width // 4))
        if self.columnWidth(NAME) != name:
            self.setColumnWidth(NAME, name)
        super().resizeEvent(event)

    def show_sorts(self) -> None:
        """Offer in a menu what a click on a heading does."""
        menu = self.sorts = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for column in range(len(_COLUMNS)):
            action = menu.addAction(tr(_SORTS[column]))
            action.setCheckable(True)
            action.setChecked(column == self._column)
            action.triggered.connect(lambda _=False, column=column: self._on_section_clicked(column))
        menu.popup(self.mapToGlobal(self.horizontalHeader().rect().bottomLeft()))

    def _on_section_clicked(self, column: int) -> None:
        ascending = column != self._column or self._order == Qt.SortOrder.DescendingOrder
        self._column = column
        self._order = Qt.SortOrder.AscendingOrder if ascending else Qt.SortOrder.DescendingOrder
        self.horizontalHeader().setSortIndicatorShown(True)
        self.horizontalHeader().setSortIndicator(column, self._order)
        self.model().sort(column, self._order)
