"""The input's field: mentions stand in it as tokens, files and pictures are pasted, earlier questions come back by Up.

A token is text with a property; it counts as long as it says what it was made with, and stays through undo and redo.
Everything the program writes there is an edit of a cursor, so that one step back undoes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
)

from alcove.desktop.place import utf16
from alcove.desktop.question_field import QuestionField
from alcove.desktop.theme import Size, Theme

if TYPE_CHECKING:
    from alcove.chat.drafts import Mention
    from alcove.chat.store import AskedWith

TOKEN = int(QTextFormat.Property.UserProperty) + 21
"""The property of a token's text: its number."""
NO_KEYS = Qt.KeyboardModifier.NoModifier | Qt.KeyboardModifier.KeypadModifier


class QuestionEditor(QuestionField):
    """The field, with tokens. Offsets are Qt's own; `written` gives characters."""

    files_given = Signal(list)
    picture_given = Signal(QImage)
    recall_requested = Signal(int)
    let_go_requested = Signal()
    mentions_changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._theme = theme
        self._named: dict[int, AskedWith] = {}
        self._found: list[tuple[int, int, AskedWith]] | None = None
        self._shown: tuple[AskedWith, ...] = ()
        self._at = 0
        self.recalled: Callable[[], bool] = lambda: False
        """Whether what stands here is an earlier question, as it was."""
        self.document().contentsChange.connect(self._on_contents_change)
        self.textChanged.connect(self._on_text_changed)
        self.cursorPositionChanged.connect(self._on_cursor_moved)
        theme.changed.connect(self.viewport().update)

    # Tokens

    def tokens(self) -> list[tuple[int, int, AskedWith]]:
        """Return the tokens with their spans, looked for once after each change."""
        if self._found is None:
            self._found = list(self._look_for()) if self._named else []
        return self._found

    def _look_for(self) -> Iterator[tuple[int, int, AskedWith]]:
        block = self.document().begin()
        while block.isValid():
            for start, end, number, text in _runs(block):
                named = self._named.get(number)
                if named is not None and text == named.written:
                    yield block.position() + start, block.position() + end, named
            block = block.next()

    @property
    def mentions(self) -> tuple[AskedWith, ...]:
        """What is named, each once, in the order it is named."""
        return tuple(dict.fromkeys(named for _, _, named in self.tokens()))

    def mention(self, named: AskedWith, start: int, end: int) -> None:
        """Put a token in the place of `start:end`, with a space behind it; one step back undoes it."""
        text = self.toPlainText()
        cursor = self.textCursor()
        cursor.beginEditBlock()
        cursor.setPosition(utf16(text[:start]))
        cursor.setPosition(utf16(text[:end]), QTextCursor.MoveMode.KeepAnchor)
        self._insert(cursor, named)
        if not text[end : end + 1].isspace():
            cursor.insertText(" ", QTextCharFormat())
        else:
            cursor.movePosition(QTextCursor.MoveOperation.NextCharacter)
        cursor.endEditBlock()
        self.setTextCursor(cursor)

    def forget(self, uri: str) -> None:
        """Remove what names a document from the text."""
        cursor = self.textCursor()
        cursor.beginEditBlock()
        for start, end, named in reversed(self.tokens()):
            if named.uri == uri:
                cursor.setPosition(start)
                cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
                cursor.removeSelectedText()
        cursor.endEditBlock()

    def written(self) -> tuple[str, tuple[Mention, ...]]:
        """Return the text and what is named in it, from which character on."""
        from alcove.chat.drafts import Mention

        text, units = self.toPlainText(), []
        for start, _, named in self.tokens():
            units.append(Mention(_characters(text, start), named))
        return text, tuple(units)

    def put(self, text: str, mentions: Sequence[Mention] = ()) -> None:
        """Let this stand here instead; one step back undoes it."""
        cursor = self.textCursor()
        cursor.beginEditBlock()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.removeSelectedText()
        at = 0
        for one in sorted(mentions, key=lambda mention: mention.start):
            told = one.named.written
            if text[one.start : one.start + len(told)] != told or one.start < at:
                continue
            cursor.insertText(text[at : one.start], QTextCharFormat())
            self._insert(cursor, one.named)
            at = one.start + len(told)
        cursor.insertText(text[at:], QTextCharFormat())
        cursor.endEditBlock()
        self.setTextCursor(cursor)

    def begin_with(self, text: str, mentions: Sequence[Mention] = ()) -> None:
        """Begin with this: what was written before, elsewhere, cannot be got back by undoing."""
        self.put(text, mentions)
        self.document().clearUndoRedoStacks()

    def _insert(self, cursor: QTextCursor, named: AskedWith) -> None:
        number = len(self._named) + 1
        self._named[number] = named
        made = QTextCharFormat()
        made.setProperty(TOKEN, number)
        cursor.insertText(named.written, made)

    def _on_contents_change(self) -> None:
        self._found = None

    def _on_text_changed(self) -> None:
        mentions = self.mentions
        if mentions != self._shown:
            self._shown = mentions
            self.mentions_changed.emit()
        self.viewport().update()

    def _on_cursor_moved(self) -> None:
        """Keep the cursor out of tokens, and what is written beside one from becoming part of it."""
        cursor = self.textCursor()
        at, before, self._at = cursor.position(), self._at, cursor.position()
        for start, end, _ in self.tokens():
            if start < at < end:
                on = end if at > before or (at == before and end - at < at - start) else start
                mode = QTextCursor.MoveMode.KeepAnchor if cursor.hasSelection() else QTextCursor.MoveMode.MoveAnchor
                cursor.setPosition(on, mode)
                self.setTextCursor(cursor)
                return
        if cursor.charFormat().hasProperty(TOKEN):
            self.setCurrentCharFormat(QTextCharFormat())

    # Keys, the clipboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = event.key(), event.modifiers()
        if key == Qt.Key.Key_Escape and self.isReadOnly():
            self.let_go_requested.emit()
        elif key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete) and self._remove_token(key == Qt.Key.Key_Backspace):
            return
        elif key == Qt.Key.Key_Up and not modifiers & ~NO_KEYS and self._may_recall():
            self.recall_requested.emit(-1)
        elif key == Qt.Key.Key_Down and not modifiers & ~NO_KEYS and self.recalled():
            self.recall_requested.emit(1)
        else:
            super().keyPressEvent(event)

    def _may_recall(self) -> bool:
        return not self.toPlainText() or self.recalled()

    def _remove_token(self, before: bool) -> bool:
        """Remove the whole token that ends, or begins, at the cursor."""
        cursor = self.textCursor()
        if cursor.hasSelection() or self.isReadOnly():
            return False
        for start, end, _ in self.tokens():
            if cursor.position() == (end if before else start):
                cursor.setPosition(start)
                cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
                cursor.removeSelectedText()
                return True
        return False

    def createMimeDataFromSelection(self) -> QMimeData:
        made = QMimeData()
        made.setText(self.textCursor().selection().toPlainText())
        return made

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasImage() or source.hasUrls() or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Take files and pictures for the conversation; of what is text too, such as cells of a sheet, the text."""
        files = [Path(url.toLocalFile()) for url in source.urls() if url.isLocalFile()]
        if files:
            self.files_given.emit(files)
        elif source.hasImage() and not source.hasText():
            self.picture_given.emit(QImage(source.imageData()))
        else:
            super().insertFromMimeData(source)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.tokens.accent_soft))
        for start, end, _ in self.tokens():
            for rect in self._rects(start, end):
                painter.drawRoundedRect(rect.adjusted(-2, 0, 2, 0), Size.S1, Size.S1)
        painter.end()
        super().paintEvent(event)

    def _rects(self, start: int, end: int) -> Iterator[QRectF]:
        """Yield where a span lies, a rectangle for each line it stands on."""
        block = self.document().findBlock(start)
        top = self.blockBoundingGeometry(block).translated(self.contentOffset()).topLeft()
        layout = block.layout()
        for number in range(layout.lineCount()):
            line = layout.lineAt(number)
            first = max(start - block.position(), line.textStart())
            last = min(end - block.position(), line.textStart() + line.textLength())
            if first < last:
                left, right = (_x(line.cursorToX(at)) for at in (first, last))
                yield QRectF(top.x() + left, top.y() + line.y(), right - left, line.height())


def _x(found: object) -> float:
    """Return the place of a character on its line, which PySide gives with the character's own."""
    place = found[0] if isinstance(found, tuple) else found
    assert isinstance(place, float)
    return place


def _runs(block: QTextBlock) -> Iterator[tuple[int, int, int, str]]:
    """Yield the runs of a block's text that have one token's number, each with its text."""
    run: tuple[int, int, int, str] | None = None
    found = block.begin()
    while not found.atEnd():
        fragment = found.fragment()
        number = fragment.charFormat().property(TOKEN)
        start = fragment.position() - block.position()
        end = start + fragment.length()
        if run is not None and (number, start) == (run[2], run[1]):
            run = (run[0], end, run[2], run[3] + fragment.text())
        else:
            if run is not None:
                yield run
            run = (start, end, int(number), fragment.text()) if number else None
        found += 1
    if run is not None:
        yield run


def _characters(text: str, units: int) -> int:
    """Return how many characters so many UTF-16 units at the beginning of a text are."""
    return len(text.encode("utf-16-le", "surrogatepass")[: 2 * units].decode("utf-16-le", "surrogatepass"))
