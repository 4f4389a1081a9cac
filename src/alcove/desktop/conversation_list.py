"""The conversations at the left: painted, opened, selected, dragged into folders, and what one can do with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QPainter,
    QPixmap,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from alcove.desktop import icons
from alcove.desktop.conversation_rows import AnyIndex, ConversationTableModel, Door, Entry, FolderRow, Heading
from alcove.desktop.marked_lines import paint_lines
from alcove.desktop.theme import Size, Theme
from alcove.desktop.translation import number, tr

if TYPE_CHECKING:
    from alcove.chat.store import Conversation, ConversationId

LINES_FOUND = 2
"""Lines of a message that are shown under the title of what was found."""


class _RowDelegate(QStyledItemDelegate):
    """Paint headings quietly, conversations and folders as rounded rows, and what was found with its words."""

    def __init__(self, theme: Theme, view: ConversationList) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view
        self._icons: dict[tuple[str, str], QPixmap] = {}

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(Size.RAIL, Size.FOUND if self._view.rows.searched else Size.ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        row = self._view.rows.row(index)
        rect: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(row, Heading):
            painter.setFont(self._theme.font(Size.SMALL))
            painter.setPen(QColor(self._theme.tokens.faint))
            self._line(painter, rect.adjusted(Size.S3, Size.S2, -Size.S2, 0), row.words)
        else:
            state: QStyle.StateFlag = option.state
            if isinstance(row, Door) and index.row():
                line = QRect(rect.left() + Size.S3, rect.top(), rect.width() - Size.S5, Size.HAIR)
                painter.fillRect(line, QColor(self._theme.tokens.line))
            selected = self._ground(painter, rect, state, over=index == self._view.target)
            inner = rect.adjusted(Size.S3, 0, -Size.S2, 0)
            if isinstance(row, FolderRow):
                self._folder(painter, inner, row)
            elif isinstance(row, Door):
                self._door(painter, inner, row)
            elif isinstance(row, Entry) and row.found is not None:
                self._found(painter, inner, row, selected=selected)
            elif isinstance(row, Entry):
                painter.setFont(self._theme.font(Size.BODY, 600 if selected else 400))
                painter.setPen(QColor(self._theme.tokens.ink))
                self._line(painter, inner.adjusted(row.depth * Size.S4, 0, 0, 0), row.conversation.title)
        painter.restore()

    def _ground(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag, *, over: bool) -> bool:
        """Paint what lies under a row; return whether it is selected."""
        tokens = self._theme.tokens
        selected = bool(state & QStyle.StateFlag.State_Selected)
        focused = bool(state & QStyle.StateFlag.State_HasFocus) or over
        painter.setPen(QColor(tokens.accent) if focused else Qt.PenStyle.NoPen)
        if selected or focused or state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(QColor(tokens.accent_soft if selected or over else tokens.user))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), Size.ROW_RADIUS, Size.ROW_RADIUS)
        return selected

    def _folder(self, painter: QPainter, rect: QRect, row: FolderRow) -> None:
        rect = rect.adjusted(row.depth * Size.S4 - Size.S1, 0, 0, 0)
        rect = self._icon(painter, rect, "caret-down" if row.open else "caret-right", "faint")
        rect = self._icon(painter, rect, "folder-open" if row.open else "folder-simple", "soft")
        painter.setFont(self._theme.font(Size.SMALL))
        painter.setPen(QColor(self._theme.tokens.faint))
        count = number(row.count) if row.count else ""
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, count)
        rect = rect.adjusted(0, 0, -painter.fontMetrics().horizontalAdvance(count) - Size.S2, 0)
        painter.setFont(self._theme.font(Size.BODY))
        painter.setPen(QColor(self._theme.tokens.ink))
        self._line(painter, rect, row.name)

    def _door(self, painter: QPainter, rect: QRect, row: Door) -> None:
        rect = self._icon(painter, rect, "archive-box" if row.to == "archive" else "arrow-left", "faint")
        painter.setFont(self._theme.font(Size.NORMAL))
        painter.setPen(QColor(self._theme.tokens.soft))
        self._line(painter, rect, row.words)

    def _found(self, painter: QPainter, rect: QRect, row: Entry, *, selected: bool) -> None:
        """Paint a title, and the words of the message below it, both with what was sought marked."""
        assert row.found is not None
        tokens, found = self._theme.tokens, row.found
        rect = rect.adjusted(0, Size.S2 - 2, 0, -Size.S1)
        title = self._theme.font(Size.BODY, 600 if selected else 500)
        if row.conversation.archived:
            self._icon(painter, QRect(rect.right() - Size.ICON, rect.top(), Size.ICON, Size.S5), "archive-box", "faint")
            rect_title = rect.adjusted(0, 0, -Size.S5, 0)
        else:
            rect_title = rect
        mark = tokens.mark, tokens.ink
        painter.setPen(QColor(tokens.ink))
        paint_lines(painter, rect_title, row.conversation.title, title, found.title_marks, mark, lines=1)
        words = found.snippet if found.message is not None else tr("In the title")
        below = rect.adjusted(0, Size.S5, 0, 0)
        painter.setPen(QColor(tokens.soft))
        paint_lines(painter, below, words, self._theme.font(Size.SMALL), found.marks, mark, lines=LINES_FOUND)

    def _icon(self, painter: QPainter, rect: QRect, name: str, ink: str) -> QRect:
        """Paint an icon at the left; return what is left of the place."""
        colour = getattr(self._theme.tokens, ink)
        if (name, colour) not in self._icons:
            self._icons[name, colour] = icons.pixmap(name, colour, Size.ICON_SMALL)
        painter.drawPixmap(rect.left(), rect.center().y() - Size.ICON_SMALL // 2, self._icons[name, colour])
        return rect.adjusted(Size.ICON_SMALL + Size.S2 - 2, 0, 0, 0)

    @staticmethod
    def _line(painter: QPainter, rect: QRect, text: str) -> None:
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


class ConversationList(QListView):
    """The list itself. Enter or a click opens; F2 renames, Delete deletes, Left and Right close and open folders."""

    open_requested = Signal(object)
    """A row of a conversation: an `Entry`."""
    delete_requested = Signal(object)
    rename_requested = Signal(object)
    move_requested = Signal(object, str)
    folder_rename_requested = Signal(str)
    folder_remove_requested = Signal(str)
    folders_toggled = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = ConversationTableModel()
        self.target = QModelIndex()
        """Where what is dragged would fall."""
        self.make_menu: Callable[[QWidget, Sequence[Conversation]], QMenu] | None = None
        self.make_folder_menu: Callable[[QWidget, str], QMenu] | None = None
        self.setModel(self.rows)
        self.setItemDelegate(_RowDelegate(theme, self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Conversations"))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._on_menu)
        self.clicked.connect(self._on_clicked)
        self.rows.modelAboutToBeReset.connect(self._on_about_to_reset)
        self.rows.modelReset.connect(self._on_reset)
        theme.changed.connect(self.viewport().update)
        self._kept: tuple[list[ConversationId], int] = ([], 0)

    def selected(self) -> list[Conversation]:
        """Return the selected conversations, in the order of the rows."""
        found = (self.rows.conversation(index) for index in sorted(self.selectedIndexes(), key=lambda one: one.row()))
        return [one for one in found if one is not None]

    @property
    def chosen(self) -> Conversation | None:
        """The conversation the keyboard is on, while the list has it."""
        return self.rows.conversation(self.currentIndex()) if self.hasFocus() else None

    def set_current(self, conversation: ConversationId | None) -> None:
        """Point out the open conversation; several that are selected stay so."""
        row = self.rows.row_of(conversation) if conversation is not None else -1
        if len(self.selectedIndexes()) < 2:
            self.setCurrentIndex(self.rows.index(row) if row >= 0 else QModelIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index, key = self.currentIndex(), event.key()
        row = self.rows.row(index)
        chosen = self.selected()
        if row is not None and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._activate(index)
        elif isinstance(row, FolderRow) and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._toggle(row, on=key == Qt.Key.Key_Right)
        elif isinstance(row, FolderRow) and key == Qt.Key.Key_F2:
            self.folder_rename_requested.emit(row.path)
        elif isinstance(row, FolderRow) and key == Qt.Key.Key_Delete and not chosen:
            self.folder_remove_requested.emit(row.path)
        elif chosen and key == Qt.Key.Key_F2:
            self.rename_requested.emit(chosen[0])
        elif chosen and key == Qt.Key.Key_Delete:
            self.delete_requested.emit(chosen)
        else:
            super().keyPressEvent(event)

    # Dragging: only rows of this list, onto a folder or out of one.

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.source() is self:
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if event.source() is self and self.rows.folder_at(index) is not None:
            self._set_target(index)
            event.acceptProposedAction()
        else:
            self._set_target(QModelIndex())
            event.ignore()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._set_target(QModelIndex())

    def dropEvent(self, event: QDropEvent) -> None:
        folder = self.rows.folder_at(self.indexAt(event.position().toPoint()))
        self._set_target(QModelIndex())
        if event.source() is self and folder is not None:
            event.acceptProposedAction()
            self.move_requested.emit(self.selected(), folder)

    def _set_target(self, index: QModelIndex) -> None:
        self.target = index
        self.viewport().update()

    def _on_clicked(self, index: QModelIndex) -> None:
        held = QGuiApplication.keyboardModifiers()
        if not held & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier):
            self._activate(index)

    def _activate(self, index: QModelIndex) -> None:
        row = self.rows.row(index)
        if isinstance(row, Entry):
            self.open_requested.emit(row)
        elif isinstance(row, FolderRow):
            self._toggle(row, on=not row.open)
        elif isinstance(row, Door):
            self.rows.show_archive(row.to == "archive")
            self.setCurrentIndex(self.rows.index(0 if self.rows.in_archive else self.rows.rowCount() - 1))

    def _toggle(self, row: FolderRow, *, on: bool) -> None:
        self.rows.toggle(row.path, on=on)
        self.setCurrentIndex(self.rows.index(self.rows.row_of_folder(row.path)))
        self.folders_toggled.emit()

    def _on_menu(self, at: QPoint) -> None:
        menu = self.menu_at(self.indexAt(at))
        if menu is not None:
            menu.popup(self.viewport().mapToGlobal(at))

    def menu_at(self, index: QModelIndex) -> QMenu | None:
        """Return what can be done with a row, or with all that are selected where it is one of them."""
        row = self.rows.row(index)
        if isinstance(row, FolderRow) and self.make_folder_menu is not None:
            return self.make_folder_menu(self, row.path)
        if isinstance(row, Entry) and self.make_menu is not None:
            chosen = self.selected()
            return self.make_menu(self, chosen if row.conversation in chosen else [row.conversation])
        return None

    def _on_about_to_reset(self) -> None:
        self._kept = [one.id for one in self.selected()], self.verticalScrollBar().value()

    def _on_reset(self) -> None:
        """Select anew what was selected where there were several, and scroll to where it was."""
        ids, at = self._kept
        rows = [row for one in ids if (row := self.rows.row_of(one)) >= 0]
        if len(ids) > 1:
            model = self.selectionModel()
            for row in rows:
                model.select(self.rows.index(row), model.SelectionFlag.Select)
        if at:
            self.doItemsLayout()
            self.verticalScrollBar().setValue(at)
