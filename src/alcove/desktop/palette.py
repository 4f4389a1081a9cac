"""The palette: what can be done and gone to, found by a few letters, with the keyboard alone.

What it offers comes as `Pool`s of names. Ten thousand conversations are ten thousand names: nothing is made of them
before one is chosen.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from alcove.desktop import icons
from alcove.desktop.announce import say
from alcove.desktop.fuzzy import Query, folded, ranked
from alcove.desktop.sheet import Sheet
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import tr

AnyIndex = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
ROW_ROLE = Qt.ItemDataRole.UserRole + 1
MOST = 60
RECENT_GAIN = 3.0
"""What was used lately comes before what is found a little better."""


@dataclass(frozen=True)
class Pool:
    """Things of one kind: `ids` to remember them by, and `run`, which is told which one was chosen.

    `keys` are what the things can be done with. A pool that is not `listed` is looked into only once something is
    typed.
    """

    group: str
    icons: Sequence[str]
    ids: Sequence[str]
    names: Sequence[str]
    run: Callable[[int], object]
    groups: Sequence[str] = ()
    keys: Sequence[str] = ()
    listed: bool = False

    def group_of(self, place: int) -> str:
        """Return what a thing is, in words."""
        return self.groups[place] if self.groups else self.group

    @cached_property
    def folded(self) -> list[str]:
        """Names as they are compared: the group counts too, so that "model qwen" finds a model."""
        return [folded(f"{name} {self.group_of(place)}") for place, name in enumerate(self.names)]


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that is offered, and which letters of its name were typed."""

    pool: Pool
    place: int
    letters: frozenset[int] = frozenset()
    recent: bool = False

    @property
    def id(self) -> str:
        return self.pool.ids[self.place]

    @property
    def name(self) -> str:
        return self.pool.names[self.place]

    @property
    def group(self) -> str:
        return self.pool.group_of(self.place)

    @property
    def keys(self) -> str:
        return self.pool.keys[self.place] if self.pool.keys else ""

    @property
    def icon(self) -> str:
        return self.pool.icons[self.place if len(self.pool.icons) > 1 else 0]

    def told(self) -> str:
        """Return all of it, for who hears it."""
        return ", ".join(part for part in (self.name, self.group, self.keys) if part)


def rows_of(pools: Sequence[Pool], typed: str, recent: Sequence[str]) -> list[Row]:
    """Return what is offered for what was typed, the best first; without anything typed, the last used first."""
    query = Query(typed)
    if not query.words:
        used = [row for name in recent if (row := _of(pools, name)) is not None]
        rest = (Row(pool, n) for pool in pools if pool.listed for n in range(len(pool.ids)))
        return [*used, *(row for row in rest if row.id not in recent)]
    last = set(recent)
    found: list[tuple[float, int, int]] = []
    for number, pool in enumerate(pools):
        for cost, place in ranked(query, pool.folded, MOST):
            found.append((cost - RECENT_GAIN * (pool.ids[place] in last), number, place))
    best = heapq.nsmallest(MOST, found)
    return [Row(pools[n], at, query.letters(pools[n].names[at])) for _, n, at in best]


def _of(pools: Sequence[Pool], name: str) -> Row | None:
    return next((Row(pool, pool.ids.index(name), recent=True) for pool in pools if name in pool.ids), None)


class PaletteModel(QAbstractListModel):
    """What is offered now."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = []

    def set_rows(self, rows: list[Row]) -> None:
        """Offer these."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.told()
        return row if role == ROW_ROLE else None


class _RowDelegate(QStyledItemDelegate):
    """Paint an icon, the name with what was typed of it in strong letters, and at the right what it is and its keys."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(Size.FIELD, max(Size.NAV, option.fontMetrics.height() + Size.S3))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        row: Row = index.data(ROW_ROLE)
        tokens = self._theme.tokens
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.accent_soft if chosen else tokens.user))
            painter.drawRoundedRect(rect.adjusted(0, 1, 0, -1), Size.ROW_RADIUS, Size.ROW_RADIUS)
        line = rect.adjusted(Size.S3, 0, -Size.S3, 0)
        if row.icon:
            image = icons.pixmap(row.icon, tokens.accent if chosen else tokens.soft, Size.ICON)
            painter.drawPixmap(line.left(), line.center().y() - Size.ICON // 2, image)
        line.setLeft(line.left() + Size.ICON + Size.S3)
        line.setRight(self._paint_right(painter, line, row))
        self._paint_name(painter, line, row)
        painter.restore()

    def _paint_right(self, painter: QPainter, line: QRect, row: Row) -> int:
        """Paint the keys, and left of them what it is; return where that begins."""
        painter.setFont(self._theme.font(Size.SMALL))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        tokens, metrics = self._theme.tokens, painter.fontMetrics()
        rest = QRect(line)
        for words, ink in ((row.keys, tokens.ink), (row.group, tokens.soft)):
            if words:
                painter.setPen(QColor(ink))
                painter.drawText(rest, right, words)
                rest.setRight(rest.right() - metrics.horizontalAdvance(words) - Size.S3)
        return rest.right()

    def _paint_name(self, painter: QPainter, line: QRect, row: Row) -> None:
        painter.setPen(QColor(self._theme.tokens.ink))
        plain, strong = self._theme.font(Size.BODY), self._theme.font(Size.BODY, 600)
        painter.setFont(strong if row.letters else plain)
        shown = painter.fontMetrics().elidedText(row.name, Qt.TextElideMode.ElideRight, line.width())
        at = 0
        while at < len(shown):
            end = at + 1
            while end < len(shown) and (end in row.letters) == (at in row.letters):
                end += 1
            painter.setFont(strong if at in row.letters else plain)
            painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown[at:end])
            line.setLeft(line.left() + painter.fontMetrics().horizontalAdvance(shown[at:end]))
            at = end


class _Field(QLineEdit):
    """What is typed; keys that move through the list are handed to it."""

    moved = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}.get(event.key())  # type: ignore[call-overload]  # the stubs say int
        if by is None:
            super().keyPressEvent(event)
        else:
            self.moved.emit(by)


class Palette(Sheet):
    """The field, and what is found; `used` tells the id of what was chosen."""

    used = Signal(str)

    def __init__(self, theme: Theme, over: QWidget) -> None:
        super().__init__(theme, over, tr("Find anything"), Size.PALETTE)
        self._pools: Sequence[Pool] = ()
        self._recent: Sequence[str] = ()
        column = QVBoxLayout(self.card)
        column.setContentsMargins(Size.S2, Size.S2, Size.S2, Size.S2)
        column.setSpacing(Size.S2)
        self.field = _Field()
        self.field.setPlaceholderText(tr("Find an action, a conversation, a model, a source or a setting"))
        self.field.setAccessibleName(tr("Find anything"))
        dress(self.field, "find")
        self.rows = PaletteModel()
        self.list = QListView()
        self.list.setModel(self.rows)
        self.list.setItemDelegate(_RowDelegate(theme, self.list))
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setAccessibleName(tr("What is found"))
        self.nothing = QLabel(tr("Nothing is called like that"))
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        dress(self.nothing, "soft")
        column.addWidget(self.field)
        column.addWidget(self.nothing)
        column.addWidget(self.list, 1)
        column.addStretch(0)
        self.field.textChanged.connect(self._write)
        self.field.moved.connect(self._move)
        self.field.returnPressed.connect(self._on_chosen)
        self.list.clicked.connect(self._on_chosen)
        theme.changed.connect(self.list.viewport().update)

    def open(self, pools: Sequence[Pool], recent: Sequence[str]) -> None:
        """Offer what is in these pools."""
        self._pools, self._recent = pools, recent
        self.field.clear()
        self._write()
        self.show_over(self.field)

    @property
    def row(self) -> Row | None:
        """What Enter would choose."""
        index = self.list.currentIndex()
        return self.rows.rows[index.row()] if index.isValid() else None

    def _write(self) -> None:
        self.rows.set_rows(rows_of(self._pools, self.field.text(), self._recent))
        self.nothing.setVisible(not self.rows.rows)
        self.list.setVisible(bool(self.rows.rows))
        self._go_to(0)

    def _move(self, by: int) -> None:
        count = len(self.rows.rows)
        at = self.list.currentIndex().row() + by
        if count:
            self._go_to(at % count if abs(by) == 1 else min(max(at, 0), count - 1))

    def _go_to(self, place: int) -> None:
        self.list.setCurrentIndex(self.rows.index(place))
        row = self.row
        say(self.field, row.told() if row is not None else self.nothing.text())

    def _on_chosen(self) -> None:
        row = self.row
        if row is not None:
            self.put_away()
            self.used.emit(row.id)
            row.pool.run(row.place)
