"""A list over the window of what may stand at the cursor of a field: what it looks like, its keys, and its place.

It never takes the focus. Filters and prompts are completed with it.
"""

from __future__ import annotations

from functools import cached_property

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QColor, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QHeaderView, QPlainTextEdit, QTreeWidget, QTreeWidgetItem, QVBoxLayout

from alcove.desktop.place import utf16
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import tr


class CandidateList(QFrame):
    """What may stand at the cursor, each with what it means; it only shows and can be clicked."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        dress(self, "plain-card")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.rows = QTreeWidget()
        dress(self.rows, "candidates")
        self.rows.setColumnCount(2)
        self.rows.setHeaderHidden(True)
        self.rows.setRootIsDecorated(False)
        self.rows.setUniformRowHeights(True)
        self.rows.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.rows.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows.setAccessibleName(tr("What can stand here"))
        self.rows.header().setStretchLastSection(True)
        self.rows.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        column = QVBoxLayout(self)
        column.setContentsMargins(Size.S1, Size.S1, Size.S1, Size.S1)
        column.addWidget(self.rows)
        self.hide()

    def fill(self, found: list[tuple[str, str]], *, choose: bool) -> None:
        """Show other candidates, each with its meaning; with `choose` the first is chosen, else none before a step."""
        self.rows.clear()
        for value, meaning in found:
            row = QTreeWidgetItem([value, meaning])
            row.setForeground(1, QColor(self._theme.tokens.soft))
            row.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{value.rstrip(':')}, {meaning}")
            self.rows.addTopLevelItem(row)
        widest = self.rows.sizeHintForColumn(0) + Size.S2
        self.rows.setColumnWidth(0, min(widest, Size.BESIDE // 2))
        if choose:
            self.choose(0)
        needed = self.rows.columnWidth(0) + self.rows.sizeHintForColumn(1) + Size.S6
        height = sum(self.rows.sizeHintForRow(row) for row in range(len(found)))
        self.rows.setFixedHeight(height)
        self.setFixedSize(max(Size.FIELD, min(Size.BESIDE, needed)), height + 2 * Size.S1 + 2)

    @property
    def chosen(self) -> int | None:
        """The row that is chosen, if any is."""
        rows = self.rows.selectedItems()
        return self.rows.indexOfTopLevelItem(rows[0]) if rows else None

    def choose(self, row: int) -> None:
        """Choose a row; beyond the last one comes the first."""
        item = self.rows.topLevelItem(row % self.rows.topLevelItemCount())
        assert item is not None  # an empty list is never open
        self.rows.setCurrentItem(item)


class FieldCompletion(QObject):
    """Offer what may stand at the cursor of a field, and put it there when it is taken.

    Down, Up, Tab and Enter work on the list while it is open, Escape closes it. Whoever inherits says what is offered
    for what is being written (`look`), and what taking one does (`take`).
    """

    def __init__(self, field: QPlainTextEdit, theme: Theme) -> None:
        super().__init__(field)
        self.field = field
        self._theme = theme
        self._start = 0
        field.installEventFilter(self)
        field.textChanged.connect(self.look)

    @cached_property
    def offers(self) -> CandidateList:
        """The list, made when it is first needed: the window is there sooner."""
        made = CandidateList(self._theme)
        made.rows.itemClicked.connect(lambda row: self.take(made.rows.indexOfTopLevelItem(row)))
        return made

    @property
    def open(self) -> bool:
        """Whether the list is on view."""
        return "offers" in self.__dict__ and self.offers.isVisible()

    def close(self) -> None:
        """Put the list away."""
        if self.open:
            self.offers.hide()

    def look(self) -> None:
        """See what is being written, and offer what it could be."""
        raise NotImplementedError

    def take(self, row: int) -> None:
        """Do what a row of the list stands for."""
        raise NotImplementedError

    def show_offers(self, found: list[tuple[str, str]], start: int, *, choose: bool) -> None:
        """Show these over where the writing began; none puts the list away."""
        if not found:
            self.close()
            return
        window = self.field.window()
        if self.offers.parent() is not window:
            self.offers.setParent(window)
        self.offers.fill(found, choose=choose)
        self._start = start
        self._place()
        self.offers.show()
        self.offers.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self.key_pressed(event)
        if event.type() in (QEvent.Type.FocusOut, QEvent.Type.Hide):
            self.close()
        elif event.type() == QEvent.Type.Resize and self.open:
            self._place()
        return False

    def key_pressed(self, event: QKeyEvent) -> bool:
        """Take a key that is for the list; return whether it was."""
        key, modifiers = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if not self.open or modifiers:
            return False
        chosen = self.offers.chosen
        if key == Qt.Key.Key_Down:
            self.offers.choose(0 if chosen is None else chosen + 1)
        elif key == Qt.Key.Key_Up:
            self.offers.choose(-1 if chosen is None else chosen - 1)
        elif key == Qt.Key.Key_Tab:
            self.take(chosen or 0)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and chosen is not None:
            self.take(chosen)
        elif key == Qt.Key.Key_Escape:
            self.close()
        else:
            return False
        return True

    def cursor(self) -> int:
        """Return where the cursor stands, in characters; Qt counts UTF-16 units."""
        cursor = self.field.textCursor()
        before = QTextCursor(self.field.document())
        before.setPosition(cursor.position(), QTextCursor.MoveMode.KeepAnchor)
        return len(before.selectedText())

    def _place(self) -> None:
        """Put the list above the field, over where the writing began and no further right than the field goes."""
        cursor = QTextCursor(self.field.document())
        cursor.setPosition(utf16(self.field.toPlainText()[: self._start]))
        left = max(0, min(self.field.cursorRect(cursor).left(), self.field.width() - self.offers.width()))
        at = self.field.mapTo(self.field.window(), QPoint(left - Size.S4, -Size.S5 - self.offers.height()))
        self.offers.move(at)
