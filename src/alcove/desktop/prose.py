"""An answer's Markdown as rich text: citation pills, quotations, doubted sentences; grown block by block.

Qt parses one Markdown block at a time in a scratch document; its fragments are written into the shown document
in our own formats. Spans travel through the parser between characters of the Batak script that the Unicode
standard calls punctuation, so that emphasis beside them parses as it would beside a comma.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtGui import (
    QColor,
    QFont,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextLength,
    QTextListFormat,
    QTextTable,
    QTextTableCellFormat,
    QTextTableFormat,
)

from alcove.desktop.theme import Size, Theme, points
from alcove.rag.types import Citation, Unsupported

DOUBT, CERTAIN, PILL, END = "\u1bfc", "\u1bfd", "\u1bfe", "\u1bff"
PILL_PROPERTY = QTextFormat.Property.UserProperty.value + 1
QUOTE_PROPERTY = QTextFormat.Property.UserProperty.value + 2
CODE_PROPERTY = QTextFormat.Property.UserProperty.value + 3
DOUBT_PROPERTY = QTextFormat.Property.UserProperty.value + 4
"""What `ProseView` paints: the pill of a citation (its index + 1), a quotation, code, a doubted sentence."""
TAIL_MOST = 4000
"""Characters of an unfinished block that are parsed anew at every update; a longer one is shown unparsed."""

_FENCED = QTextFormat.Property.BlockCodeFence
_MARKER = re.compile(r"[ \u00a0]?\[(\d{1,3})\]")
_SIGN = re.compile(f"([{DOUBT}{PILL}]\\d+{END}|{CERTAIN})")
_FENCE = re.compile(r"[ ]{0,3}(```|~~~)")
_LIST_ITEM = re.compile(r"[ \t]*([-*+]|\d+[.)])[ \t]")
_LINE_HEAD = re.compile(r"[ \t]*(?:(?:>|[-*+]|\d+[.)]|#{1,6})[ \t]+)*")
_NARROW_SPACE = "\u202f"


@dataclass(frozen=True, slots=True)
class Block:
    """A Markdown block `start:end` of an answer's text."""

    start: int
    end: int


def blocks_of(text: str, start: int = 0) -> Iterator[Block]:
    """Split Markdown from `start` at its blank lines; fences and loose lists stay whole."""
    begin: int | None = None
    at, end, fence, in_list = start, start, "", False
    blank = False
    for line in text[start:].splitlines(keepends=True):
        opened = _FENCE.match(line)
        if begin is not None and blank and not fence:
            indented = line[:1] in " \t" and line.strip()
            if line.strip() and not (in_list and (indented or _LIST_ITEM.match(line))):
                yield Block(begin, end)
                begin = None
        if line.strip() or fence:
            if begin is None:
                begin, in_list = at, bool(_LIST_ITEM.match(line))
            end = at + len(line.rstrip("\n"))
            blank = False
        else:
            blank = True
        if opened:
            fence = "" if fence == opened[1] else fence or opened[1]
        at += len(line)
    if begin is not None:
        yield Block(begin, end)


def annotated(text: str, block: Block, citations: Sequence[Citation], unsupported: Sequence[Unsupported]) -> str:
    """Return a block's Markdown with signs around what is cited and what is doubted."""
    piece = text[block.start : block.end]
    if _FENCE.match(piece):
        return piece
    edits: list[tuple[int, int, int, str]] = []  # start, order among equal starts, end, new text
    for match in _MARKER.finditer(piece):
        index = _nearest(citations, int(match[1]), block.start + match.start())
        if index is not None:
            edits.append((match.start(), 1, match.end(), f"{PILL}{index}{END}"))
    pills = list(edits)

    def outside_pills(at: int) -> int:
        return next((start for start, _, end, _ in pills if start < at < end), at)

    for number, span in enumerate(unsupported):
        start, end = max(span.start, block.start) - block.start, min(span.end, block.end) - block.start
        if start < end:
            head = _LINE_HEAD.match(piece, piece.rfind("\n", 0, start) + 1)
            start = outside_pills(max(start, head.end() if head else 0))
            end = outside_pills(start + len(piece[start:end].rstrip()))
            if start < end:
                edits += [(start, 2, start, f"{DOUBT}{number}{END}"), (end, 0, end, CERTAIN)]
    for start, _, end, sign in sorted(edits, reverse=True):
        piece = piece[:start] + sign + piece[end:]
    return piece


def _nearest(citations: Sequence[Citation], marker: int, at: int) -> int | None:
    """Return the index of the citation with `marker` that ends nearest to a place in the answer."""
    same = [number for number, citation in enumerate(citations) if citation.marker == marker]
    return min(same, key=lambda number: abs(citations[number].answer_end - at), default=None)


class Prose:
    """Grow a QTextDocument with an answer's text. Counts what it parses, for the test that it stays little."""

    def __init__(self, document: QTextDocument, theme: Theme) -> None:
        self._document = document
        self._theme = theme
        self._scratch = QTextDocument()
        self._settled = 0  # up to here the text is written for good,
        self._settled_at = 0  # which is here in the document,
        self._settled_after_table = False  # where Qt keeps an empty block if a table stands before
        self._after_table = False
        self.parsed_characters = 0
        self.full_renders = 0
        document.setUndoRedoEnabled(False)
        document.setDocumentMargin(0)
        document.setIndentWidth(Size.S6)

    def render(self, text: str, citations: Sequence[Citation], unsupported: Sequence[Unsupported]) -> None:
        """Write the whole answer anew."""
        self.full_renders += 1
        self._document.clear()
        self._document.setDefaultFont(self._theme.font(Size.ANSWER))
        self._settled = self._settled_at = 0
        self._settled_after_table = False
        self.grow(text, citations, unsupported, whole=True)

    def grow(
        self,
        text: str,
        citations: Sequence[Citation],
        unsupported: Sequence[Unsupported],
        *,
        whole: bool = False,
    ) -> None:
        """Show what `text` has gained: finished blocks are written once, the last one anew each time."""
        cursor = QTextCursor(self._document)
        cursor.beginEditBlock()
        cursor.setPosition(min(self._settled_at, self._document.characterCount() - 1))
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        self._after_table = self._settled_after_table
        found = list(blocks_of(text, self._settled))
        for number, block in enumerate(found):
            last = number == len(found) - 1
            if last and not whole and block.end - block.start > TAIL_MOST:
                self._write_plain(cursor, text[block.start : block.end])
                break
            self.parsed_characters += block.end - block.start
            _Writer(self, cursor, citations, unsupported).write(annotated(text, block, citations, unsupported))
            if not last:
                self._settled = found[number + 1].start
                self._settled_at = self._document.characterCount() - 1
                self._settled_after_table = self._after_table
        cursor.endEditBlock()

    def _write_plain(self, cursor: QTextCursor, text: str) -> None:
        self.next_block(cursor, QTextBlockFormat())
        cursor.insertText(text, self.char_format())

    def next_block(self, cursor: QTextCursor, block_format: QTextBlockFormat) -> None:
        """Begin a block at the end, in the empty first one if there is nothing yet."""
        cursor.movePosition(QTextCursor.MoveOperation.End)
        if self._after_table or self._document.characterCount() <= 1:
            cursor.setBlockFormat(block_format)
        else:
            cursor.insertBlock(block_format, self.char_format())
        self._after_table = False

    def table_written(self) -> None:
        """Remember that the empty block Qt keeps after a table waits to be used."""
        self._after_table = True

    def parse(self, markdown: str) -> QTextDocument:
        """Parse one block; tags are shown as text and nothing is ever loaded."""
        features = QTextDocument.MarkdownFeature
        self._scratch.setMarkdown(markdown, features.MarkdownDialectGitHub | features.MarkdownNoHTML)
        return self._scratch

    def char_format(self) -> QTextCharFormat:
        """Return the format of running text."""
        made = QTextCharFormat()
        made.setFont(self._theme.font(Size.ANSWER))
        made.setForeground(QColor(self._theme.tokens.ink))
        return made

    @property
    def theme(self) -> Theme:
        return self._theme


class _Writer:
    """Write one parsed Markdown block at the end of the shown document."""

    def __init__(
        self,
        prose: Prose,
        cursor: QTextCursor,
        citations: Sequence[Citation],
        unsupported: Sequence[Unsupported],
    ) -> None:
        self._prose = prose
        self._cursor = cursor
        self._theme = prose.theme
        self._tokens = prose.theme.tokens
        self._citations = citations
        self._unsupported = unsupported
        self._doubt: Unsupported | None = None
        self._code_family = prose.theme.code_font(Size.NORMAL).families()

    def write(self, markdown: str) -> None:
        scratch = self._prose.parse(markdown)
        block = scratch.begin()
        done: list[QTextTable] = []
        while block.isValid():
            table = QTextCursor(block).currentTable()
            if table is not None:
                if table not in done:
                    done.append(table)
                    self._write_table(table)
            elif block.text() or block.textList() or block.blockFormat().hasProperty(_FENCED):
                self._write_block(block)
            block = block.next()

    def _write_block(self, block: QTextBlock) -> None:
        source = block.blockFormat()
        code = source.hasProperty(_FENCED)
        self._prose.next_block(self._cursor, self._block_format(block, code=code))
        items = block.textList()
        if items is not None:
            self._write_list_format(items.format(), items.itemNumber(block))
        base = self._prose.char_format()
        level = source.headingLevel()
        if level:
            base.setFont(self._theme.font(Size.TITLE if level <= 2 else Size.ANSWER, 600))
        if code:
            base.setFont(self._theme.code_font(Size.NORMAL))
        self._write_fragments(block, base)

    def _block_format(self, block: QTextBlock, *, code: bool) -> QTextBlockFormat:
        source = block.blockFormat()
        quote = int(source.property(QTextFormat.Property.BlockQuoteLevel) or 0)
        made = QTextBlockFormat()
        made.setLineHeight(Size.LEADING if not code else 120, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        made.setBottomMargin(Size.S3)
        if source.headingLevel():
            made.setHeadingLevel(source.headingLevel())
            made.setTopMargin(Size.S2)
            made.setBottomMargin(Size.S1)
        if quote:
            made.setLeftMargin(Size.S4 * quote)
            made.setProperty(QUOTE_PROPERTY, quote)
        if block.textList() is not None:
            made.setBottomMargin(Size.S1)
        if code:
            made.setProperty(CODE_PROPERTY, True)
            made.setLeftMargin(Size.S3)
            made.setRightMargin(Size.S3)
            made.setTopMargin(0 if block.previous().blockFormat().hasProperty(_FENCED) else Size.S2)
            inner = block.next().blockFormat().hasProperty(_FENCED)
            made.setBottomMargin(0 if inner else Size.S5)
            made.setNonBreakableLines(False)
        return made

    def _write_list_format(self, source: QTextListFormat, number: int) -> None:
        made = QTextListFormat()
        made.setStyle(source.style())
        made.setIndent(max(1, source.indent()))
        made.setStart(max(1, source.start()))
        previous = self._cursor.block().previous()
        # Items of one list are joined; a nested one begins anew, and its parent goes on after it.
        while number and previous.isValid() and previous.textList() is not None:
            if previous.textList().format().indent() == made.indent():
                previous.textList().add(self._cursor.block())
                return
            previous = previous.previous()
        self._cursor.createList(made)

    def _write_table(self, table: QTextTable) -> None:
        self._prose.next_block(self._cursor, QTextBlockFormat())
        made = QTextTableFormat()
        made.setBorder(0)
        made.setCellSpacing(0)
        made.setBottomMargin(Size.S3)
        made.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        shown = self._cursor.insertTable(table.rows(), table.columns(), made)
        outer = self._cursor
        for row in range(table.rows()):
            for column in range(table.columns()):
                cell = QTextTableCellFormat()
                cell.setPadding(Size.S1)
                cell.setBottomBorder(Size.HAIR)
                cell.setBottomBorderBrush(QColor(self._tokens.line))
                cell.setBottomBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
                shown.cellAt(row, column).setFormat(cell)
                self._cursor = shown.cellAt(row, column).firstCursorPosition()
                base = self._prose.char_format()
                base.setFont(self._theme.font(Size.BODY, 600 if row == 0 else 400))
                self._write_fragments(table.cellAt(row, column).firstCursorPosition().block(), base)
        self._cursor = outer
        self._prose.table_written()

    def _write_fragments(self, block: QTextBlock, base: QTextCharFormat) -> None:
        iterator = block.begin()
        while not iterator.atEnd():
            fragment = iterator.fragment()
            source = fragment.charFormat()
            made = self._inline_format(base, source)
            text = fragment.text()
            if source.isImageFormat():
                text = source.toImageFormat().stringProperty(QTextFormat.Property.ImageAltText.value)
            for piece in _SIGN.split(text):
                self._write_piece(piece, made)
            iterator += 1

    def _write_piece(self, piece: str, made: QTextCharFormat) -> None:
        if not piece:
            return
        if piece[0] == DOUBT and piece[-1] == END:
            self._doubt = self._unsupported[int(piece[1:-1])]
        elif piece == CERTAIN:
            self._doubt = None
        elif piece[0] == PILL and piece[-1] == END:
            self._write_pill(int(piece[1:-1]))
        else:
            if self._doubt is not None:
                made = QTextCharFormat(made)
                if self._doubt.general:  # no fault: only quieter than what the documents say
                    made.setForeground(QColor(self._tokens.soft))
                else:
                    made.setProperty(DOUBT_PROPERTY, True)
                made.setToolTip(self._doubt.why)
            self._cursor.insertText(piece, made)

    def _write_pill(self, index: int) -> None:
        citation = self._citations[index]
        self._cursor.insertText(_NARROW_SPACE, self._prose.char_format())
        pill = QTextCharFormat()
        pill.setFont(self._theme.font(Size.SMALL, 600))
        pill.setForeground(QColor(self._tokens.accent))
        pill.setAnchor(True)
        pill.setAnchorHref(f"cite:{index}")
        pill.setProperty(PILL_PROPERTY, index + 1)
        page = f", page {citation.page}" if citation.page else ""
        pill.setToolTip(f"{citation.title}{page}")
        self._cursor.insertText(f"{_NARROW_SPACE}{citation.marker}{_NARROW_SPACE}", pill)

    def _inline_format(self, base: QTextCharFormat, source: QTextCharFormat) -> QTextCharFormat:
        made = QTextCharFormat(base)
        font = QFont(base.font())
        if source.fontWeight() > QFont.Weight.Normal:
            font.setWeight(QFont.Weight.DemiBold)
        font.setItalic(source.fontItalic())
        font.setStrikeOut(source.fontStrikeOut())
        families = source.fontFamilies()
        if isinstance(families, list) and "monospace" in families:
            font.setFamilies(self._code_family)
            font.setPointSizeF(points(Size.BODY))
            made.setBackground(QColor(self._tokens.user))
        made.setFont(font)
        if source.isAnchor():
            # Links of an answer are words: nothing is opened beyond this computer because a model wrote it.
            made.setToolTip(source.anchorHref())
            made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
            made.setUnderlineColor(QColor(self._tokens.line))
        return made


def marked_spans(block: QTextBlock, what: int) -> list[tuple[int, int, int]]:
    """Return (value, start, end) of each span of a block that carries a property, in reading order."""
    found: list[tuple[int, int, int]] = []
    iterator = block.begin()
    while not iterator.atEnd():
        fragment = iterator.fragment()
        value = fragment.charFormat().property(what)
        if value:
            found.append((int(value), fragment.position(), fragment.position() + fragment.length()))
        iterator += 1
    return found


def pill_spans(block: QTextBlock) -> list[tuple[int, int, int]]:
    """Return (index of the citation, start, end) of each citation pill in a block, in reading order."""
    return [(value - 1, start, end) for value, start, end in marked_spans(block, PILL_PROPERTY)]
