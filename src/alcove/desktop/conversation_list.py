"""The conversations at the left, by day, newest first; filtered as one types."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from alcove.desktop.theme import Size, Theme

if TYPE_CHECKING:
    from alcove.chat.store import Conversation, ConversationId

AnyIndex = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()


def day_words(when: float, now: dt.datetime) -> str:
    """Return the heading a conversation of that time stands under."""
    day = dt.datetime.fromtimestamp(when).date()
    age = (now.date() - day).days
    if age <= 0:
        return "Today"
    if age == 1:
        return "Yesterday"
    if age < 7:
        return "This week"
    if age < 14:
        return "Last week"
    return day.strftime("%B" if day.year == now.year else "%B %Y")


class ConversationTableModel(QAbstractListModel):
    """Rows are headings (str) and conversations."""

    def __init__(self) -> None:
        super().__init__()
        self._all: list[Conversation] = []
        self._filter = ""
        self._rows: list[str | Conversation] = []

    def set_conversations(self, conversations: Sequence[Conversation]) -> None:
        """Show these, the newest first."""
        self._all = list(conversations)
        self._build()

    def set_filter(self, text: str) -> None:
        """Show only conversations whose title holds every word of `text`."""
        self._filter = text
        self._build()

    def conversation(self, index: AnyIndex) -> Conversation | None:
        """Return the conversation of a row, None for a heading."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        return None if isinstance(row, str) else row

    def row_of(self, conversation: ConversationId) -> int:
        """Return the row of a conversation, -1 if it is not shown."""
        for number, row in enumerate(self._rows):
            if not isinstance(row, str) and row.id == conversation:
                return number
        return -1

    def rowCount(self, parent: AnyIndex = ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        row = self._rows[index.row()]
        if not isinstance(row, str):
            return row.title
        return row if role == Qt.ItemDataRole.DisplayRole else None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if self.conversation(index) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def _build(self) -> None:
        words = self._filter.casefold().split()
        now = dt.datetime.now()
        self.beginResetModel()
        self._rows = []
        heading = ""
        for conversation in self._all:
            title = conversation.title.casefold()
            if not all(word in title for word in words):
                continue
            day = day_words(conversation.updated, now)
            if day != heading:
                heading = day
                self._rows.append(day)
            self._rows.append(conversation)
        self.endResetModel()


class _RowDelegate(QStyledItemDelegate):
    """Paint headings quietly and conversations as rounded rows."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        heading = not index.flags() & Qt.ItemFlag.ItemIsSelectable
        return QSize(Size.RAIL, Size.ROW - Size.S1 if heading else Size.ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        tokens = self._theme.tokens
        heading = not index.flags() & Qt.ItemFlag.ItemIsSelectable
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if heading:
            painter.setFont(self._theme.font(Size.SMALL))
            painter.setPen(QColor(tokens.faint))
            rect = rect.adjusted(Size.S3, Size.S2, -Size.S2, 0)
        else:
            selected = bool(state & QStyle.StateFlag.State_Selected)
            hovered = bool(state & QStyle.StateFlag.State_MouseOver)
            focused = bool(state & QStyle.StateFlag.State_HasFocus)
            painter.setPen(QColor(tokens.accent) if focused else Qt.PenStyle.NoPen)
            if selected or hovered or focused:
                painter.setBrush(QColor(tokens.accent_soft if selected else tokens.user))
                painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), Size.ROW_RADIUS, Size.ROW_RADIUS)
            painter.setFont(self._theme.font(Size.BODY, 600 if selected else 400))
            painter.setPen(QColor(tokens.ink))
            rect = rect.adjusted(Size.S3, 0, -Size.S2, 0)
        text = painter.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        painter.restore()


class ConversationList(QListView):
    """The list itself. Enter or a click opens, Delete deletes, the menu renames."""

    open_requested = Signal(object)
    delete_requested = Signal(object)
    rename_requested = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = ConversationTableModel()
        self.setModel(self.rows)
        self.setItemDelegate(_RowDelegate(theme, self))
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Conversations")
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._on_menu)
        self.clicked.connect(self._on_clicked)
        theme.changed.connect(self.viewport().update)

    @property
    def chosen(self) -> Conversation | None:
        """The conversation the keyboard is on, while the list has it."""
        return self.rows.conversation(self.currentIndex()) if self.hasFocus() else None

    def set_current(self, conversation: ConversationId | None) -> None:
        """Point out the open conversation."""
        row = self.rows.row_of(conversation) if conversation is not None else -1
        self.setCurrentIndex(self.rows.index(row) if row >= 0 else QModelIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        conversation = self.rows.conversation(self.currentIndex())
        if conversation is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_requested.emit(conversation)
        elif conversation is not None and event.key() == Qt.Key.Key_Delete:
            self.delete_requested.emit(conversation)
        else:
            super().keyPressEvent(event)

    def _on_clicked(self, index: QModelIndex) -> None:
        conversation = self.rows.conversation(index)
        if conversation is not None:
            self.open_requested.emit(conversation)

    def _on_menu(self, at: QPoint) -> None:
        conversation = self.rows.conversation(self.indexAt(at))
        if conversation is not None:
            menu = self.menu_for(conversation)
            menu.popup(self.viewport().mapToGlobal(at))

    def menu_for(self, conversation: Conversation) -> QMenu:
        """Return what can be done with a conversation."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Rename").triggered.connect(lambda: self.rename_requested.emit(conversation))
        menu.addAction("Delete").triggered.connect(lambda: self.delete_requested.emit(conversation))
        return menu
