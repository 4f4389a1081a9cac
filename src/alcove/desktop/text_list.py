"""The list of prompts or personas at the left of their page: by folder, with names and tags."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from alcove.desktop.theme import Size, Theme
from alcove.desktop.translation import marked, tr

if TYPE_CHECKING:
    from alcove.chat.kept import Kept, KeptId

AnyIndex = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
NEW: KeptId = 0  # type: ignore[assignment]  # the module of the numbers is not needed before the page is
"""What stands for one that is not kept yet, among the numbers of those that are."""
NO_FOLDER = marked("No folder")
TWO_LINES = 46


class TextListModel(QAbstractListModel):
    """Rows: a folder's name, then what lies in it. `unsaved` are numbers of those with changes that are not saved."""

    def __init__(self, slash: str) -> None:
        super().__init__()
        self._slash = slash
        self._rows: list[str | Kept[Any]] = []
        self._unsaved: frozenset[int] = frozenset()

    def set_texts(self, texts: Sequence[Kept[Any]]) -> None:
        """Show these, which come by folder."""
        folders = {one.content.folder for one in texts}
        self.beginResetModel()
        self._rows = []
        at: str | None = None
        for one in texts:
            if one.content.folder != at and folders != {""}:
                self._rows.append(one.content.folder or tr(NO_FOLDER))
            at = one.content.folder
            self._rows.append(one)
        self.endResetModel()

    def set_unsaved(self, numbers: Iterable[int]) -> None:
        """Mark those with changes that are not saved."""
        self._unsaved = frozenset(numbers)
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def text(self, index: AnyIndex) -> Kept[Any] | None:
        """Return what a row shows; None for a folder."""
        row = self._rows[index.row()] if index.isValid() else ""
        return None if isinstance(row, str) else row

    def row_of(self, number: KeptId | int | None) -> int:
        """Return the row of one, -1 if it is not shown."""
        return next((at for at, row in enumerate(self._rows) if not isinstance(row, str) and row.id == number), -1)

    def below(self, index: AnyIndex) -> str:
        """Return the second line of a row."""
        kept = self.text(index)
        if kept is None:
            return ""
        tags = " ".join(f"#{tag}" for tag in kept.content.tags)
        return f"{self._slash}{kept.content.name}{'   ' if tags else ''}{tags}"

    def is_unsaved(self, index: AnyIndex) -> bool:
        """Whether a row has changes that are not saved."""
        kept = self.text(index)
        return kept is not None and kept.id in self._unsaved

    def rowCount(self, parent: AnyIndex = ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row if isinstance(row, str) else row.content.title
        if role == Qt.ItemDataRole.AccessibleTextRole and not isinstance(row, str):
            parts = [row.content.title, self.below(index)]
            return ", ".join([*parts, tr("not saved")] if self.is_unsaved(index) else parts)
        return None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if self.text(index) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class _Delegate(QStyledItemDelegate):
    """Paint folders quietly, and what lies in them in two lines."""

    def __init__(self, theme: Theme, model: TextListModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(Size.RAIL, Size.ROW - Size.S1 if self._model.text(index) is None else TWO_LINES)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        tokens = self._theme.tokens
        rect: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._model.text(index) is None:
            painter.setFont(self._theme.font(Size.SMALL))
            painter.setPen(QColor(tokens.faint))
            self._write(painter, rect.adjusted(Size.S3, Size.S2, -Size.S2, 0), str(index.data()))
            painter.restore()
            return
        state: QStyle.StateFlag = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        focused = bool(state & QStyle.StateFlag.State_HasFocus)
        if selected or focused or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(QColor(tokens.accent) if focused else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.accent_soft if selected else tokens.user))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), Size.ROW_RADIUS, Size.ROW_RADIUS)
        inner = rect.adjusted(Size.S3, Size.S1, -Size.S3, -Size.S1)
        if self._model.is_unsaved(index):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.accent))
            painter.drawEllipse(inner.right() - Size.S2, inner.center().y() - 3, 6, 6)
            inner.adjust(0, 0, -Size.S4, 0)
        half = inner.height() // 2
        painter.setFont(self._theme.font(Size.BODY, 600 if selected else 400))
        painter.setPen(QColor(tokens.ink))
        self._write(painter, inner.adjusted(0, 0, 0, -half + 2), str(index.data()))
        painter.setFont(self._theme.font(Size.SMALL))
        painter.setPen(QColor(tokens.soft))
        self._write(painter, inner.adjusted(0, half + 1, 0, 0), self._model.below(index))
        painter.restore()

    @staticmethod
    def _write(painter: QPainter, rect: QRect, text: str) -> None:
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


class TextList(QListView):
    """The list itself: a step or a click shows one, Delete deletes it, Enter goes on to its text."""

    chosen = Signal(object)
    delete_requested = Signal(object)
    entered_text = Signal()

    def __init__(self, theme: Theme, slash: str, name: str) -> None:
        super().__init__()
        self.rows = TextListModel(slash)
        self.setModel(self.rows)
        self.setItemDelegate(_Delegate(theme, self.rows, self))
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(name)
        theme.changed.connect(self.viewport().update)

    def set_texts(self, texts: Sequence[Kept[Any]], number: KeptId | int | None) -> None:
        """Show these, and point out one without telling of it."""
        self.selectionModel().blockSignals(True)
        self.rows.set_texts(texts)
        row = self.rows.row_of(number)
        self.setCurrentIndex(self.rows.index(row) if row >= 0 else QModelIndex())
        self.selectionModel().blockSignals(False)
        self.viewport().update()

    def currentChanged(self, current: AnyIndex, previous: AnyIndex) -> None:
        super().currentChanged(current, previous)
        kept = self.rows.text(current)
        if kept is not None and not self.selectionModel().signalsBlocked():
            self.chosen.emit(kept)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        kept = self.rows.text(self.currentIndex())
        if kept is not None and event.key() == Qt.Key.Key_Delete:
            self.delete_requested.emit(kept)
        elif kept is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered_text.emit()
        else:
            super().keyPressEvent(event)
