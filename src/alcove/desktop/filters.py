"""Filters in the question field: coloured where they stand, and completed while they are written.

What could stand at the cursor is asked of the library on a lane; the list never takes the focus, and lies over the
window.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QColor, QKeyEvent, QSyntaxHighlighter, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QHeaderView, QPlainTextEdit, QTreeWidget, QTreeWidgetItem, QVBoxLayout

from alcove.desktop.place import utf16
from alcove.desktop.services import LibraryService
from alcove.desktop.tasks import Task, TaskRunner
from alcove.desktop.theme import Size, Theme, dress

if TYPE_CHECKING:
    from alcove.rag.completion import Candidate, Typed


class FilterHighlighter(QSyntaxHighlighter):
    """Colour the filters of a question, so that it shows what is a filter and what is a word."""

    def __init__(self, field: QPlainTextEdit, theme: Theme) -> None:
        super().__init__(field.document())
        self._theme = theme
        theme.changed.connect(self.rehighlight)

    def highlightBlock(self, text: str) -> None:
        if ":" not in text:
            return
        from alcove.rag.query import filters_in

        made = QTextCharFormat()
        made.setForeground(QColor(self._theme.tokens.accent))
        for start, end, _ in filters_in(text):
            self.setFormat(utf16(text[:start]), utf16(text[start:end]), made)


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
        self.rows.setAccessibleName("What can stand here")
        self.rows.header().setStretchLastSection(True)
        self.rows.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        column = QVBoxLayout(self)
        column.setContentsMargins(Size.S1, Size.S1, Size.S1, Size.S1)
        column.addWidget(self.rows)
        self.hide()

    def fill(self, found: list[Candidate], *, names: bool) -> None:
        """Show other candidates; the first value is chosen, a name only once it is stepped to."""
        self.rows.clear()
        for one in found:
            row = QTreeWidgetItem([f"{one.value}:" if names else one.value, one.meaning])
            row.setForeground(1, QColor(self._theme.tokens.soft))
            row.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{one.value}, {one.meaning}")
            self.rows.addTopLevelItem(row)
        widest = self.rows.sizeHintForColumn(0) + Size.S2
        self.rows.setColumnWidth(0, min(widest, Size.BESIDE // 2))
        if not names:
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


class FilterCompletion(QObject):
    """Offer what may stand at the cursor of a field, and put it there when it is taken.

    Down, Up, Tab and Enter work on the list while it is open, Escape closes it; Ctrl+Space asks for it.
    """

    def __init__(self, field: QPlainTextEdit, theme: Theme, library: LibraryService, tasks: TaskRunner) -> None:
        super().__init__(field)
        self._field = field
        self._theme = theme
        self._library = library
        self._tasks = tasks
        self._typed: Typed | None = None
        self._found: list[Candidate] = []
        self._taking = False
        self._task: Task[list[Candidate]] | None = None
        self._highlighter = FilterHighlighter(field, theme)
        field.installEventFilter(self)
        field.textChanged.connect(self._look)
        field.cursorPositionChanged.connect(self._on_cursor_moved)

    @cached_property
    def offers(self) -> CandidateList:
        """The list, made when it is first needed: the window is there sooner."""
        made = CandidateList(self._theme)
        made.rows.itemClicked.connect(lambda row: self._take(made.rows.indexOfTopLevelItem(row)))
        return made

    @property
    def open(self) -> bool:
        """Whether the list is on view."""
        return "offers" in self.__dict__ and self.offers.isVisible()

    def close(self) -> None:
        """Put the list away."""
        self._typed = None
        if self.open:
            self.offers.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._on_key(event)
        if event.type() in (QEvent.Type.FocusOut, QEvent.Type.Hide):
            self.close()
        elif event.type() == QEvent.Type.Resize and self.open and self._typed is not None:
            self._place(self._typed)
        return False

    def _on_key(self, event: QKeyEvent) -> bool:
        """Take a key that is for the list; return whether it was."""
        key, modifiers = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key == Qt.Key.Key_Space and modifiers == Qt.KeyboardModifier.ControlModifier:
            self._look(asked=True)
            return True
        if not self.open or modifiers:
            return False
        chosen = self.offers.chosen
        if key == Qt.Key.Key_Down:
            self.offers.choose(0 if chosen is None else chosen + 1)
        elif key == Qt.Key.Key_Up:
            self.offers.choose(-1 if chosen is None else chosen - 1)
        elif key == Qt.Key.Key_Tab:
            self._take(chosen or 0)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and chosen is not None:
            self._take(chosen)
        elif key == Qt.Key.Key_Escape:
            self.close()
        else:
            return False
        return True

    def _look(self, *, asked: bool = False) -> None:
        """See what is being written and have candidates for it found."""
        text, at = self._field.toPlainText(), self._cursor()
        if self._taking or not self._field.hasFocus() or not (asked or text):
            self.close()
            return
        from alcove.rag.completion import typed_at

        typed = typed_at(text, at, asked=asked)
        if typed is None:
            self.close()
            return
        self._typed = typed
        if self._task is not None:
            self._task.cancel()  # where it has not begun yet
        self._task = self._tasks.run(
            "io", lambda: self._library.completions(typed), owner=self, done=lambda found: self._show(typed, found)
        )

    def _on_cursor_moved(self) -> None:
        """Moving away from what is being written puts the list away; moving within it looks again."""
        if self._typed is not None and not self._typed.start <= self._cursor() <= self._typed.end + 1:
            self.close()

    def _show(self, typed: Typed, found: list[Candidate]) -> None:
        if typed is not self._typed:
            return  # something else is being written by now
        self._found = found
        if not found:
            if self.open:
                self.offers.hide()
            return
        window = self._field.window()
        if self.offers.parent() is not window:
            self.offers.setParent(window)
        self.offers.fill(found, names=not typed.field)
        self._place(typed)
        self.offers.show()
        self.offers.raise_()

    def _place(self, typed: Typed) -> None:
        """Put the list above the field, over where the filter begins and no further right than the field goes."""
        cursor = QTextCursor(self._field.document())
        cursor.setPosition(utf16(self._field.toPlainText()[: typed.start]))
        left = max(0, min(self._field.cursorRect(cursor).left(), self._field.width() - self.offers.width()))
        at = self._field.mapTo(self._field.window(), QPoint(left - Size.S4, -Size.S5 - self.offers.height()))
        self.offers.move(at)

    def _take(self, row: int) -> None:
        typed = self._typed
        if typed is None or row >= len(self._found):
            return
        from alcove.rag.completion import completed

        text = self._field.toPlainText()
        new, at = completed(text, typed, self._found[row])
        self._taking = True  # what is put there is looked at once, when the cursor stands right
        cursor = self._field.textCursor()
        cursor.setPosition(utf16(text[: typed.start]))
        cursor.setPosition(utf16(text[: typed.end]), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(new)
        cursor.setPosition(utf16(self._field.toPlainText()[:at]))
        self._field.setTextCursor(cursor)
        self._taking = False
        self.close()
        self._look()

    def _cursor(self) -> int:
        """Return where the cursor stands, in characters; Qt counts UTF-16 units."""
        cursor = self._field.textCursor()
        before = QTextCursor(self._field.document())
        before.setPosition(cursor.position(), QTextCursor.MoveMode.KeepAnchor)
        return len(before.selectedText())
