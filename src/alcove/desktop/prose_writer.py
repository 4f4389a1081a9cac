"""Writing parsed Markdown into the document that is shown: pills, quotations, doubts, formulas, links, pictures.

Qt parses a block's Markdown in a scratch document; its fragments are written anew in our own formats.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextImageFormat,
    QTextLength,
    QTextListFormat,
    QTextTable,
    QTextTableCellFormat,
    QTextTableFormat,
)

from alcove.desktop.illustrator import Illustrator, figure_uri, painted
from alcove.desktop.signs import CERTAIN, DOUBT, END, FORMULA, NOTE, PILL, SIGN
from alcove.desktop.theme import Size, Theme, points
from alcove.desktop.translation import told, tr
from alcove.rag.types import Citation, Unsupported

PILL_PROPERTY = QTextFormat.Property.UserProperty.value + 1
QUOTE_PROPERTY = QTextFormat.Property.UserProperty.value + 2
CODE_PROPERTY = QTextFormat.Property.UserProperty.value + 3
DOUBT_PROPERTY = QTextFormat.Property.UserProperty.value + 4
FORMULA_PROPERTY = QTextFormat.Property.UserProperty.value + 5
RULE_PROPERTY = QTextFormat.Property.UserProperty.value + 6
PLAIN_PROPERTY = QTextFormat.Property.UserProperty.value + 7
TASK_PROPERTY = QTextFormat.Property.UserProperty.value + 8
"""What is painted or copied as more than its letters: the pill of a citation (its index + 1), a quotation, code, a
doubted sentence, a formula (its LaTeX), a rule, what stands for other words (those words), a task (1, or 2: done)."""

_FENCED = QTextFormat.Property.BlockCodeFence
_RULER = QTextFormat.Property.BlockTrailingHorizontalRulerWidth
_NARROW_SPACE = "\u202f"
_FORMULA_SCALE = 1.12 / 16
"""A formula's letters to the text's: those of STIX are smaller than Inter's of the same size."""
_ADDRESS_MOST = 60


@dataclass(frozen=True, slots=True)
class Said:
    """An answer: its text and what is known of it. `uris` are of the documents it was made from."""

    text: str = ""
    citations: Sequence[Citation] = ()
    unsupported: Sequence[Unsupported] = ()
    uris: Sequence[str] = ()
    notes: Mapping[str, int] = field(default_factory=dict)
    """The numbers of its footnotes, by their names."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a part is written with: theme, who makes formulas and pictures, the screen's sharpness, and the ink."""

    theme: Theme
    illustrator: Illustrator
    dpr: float = 1.0
    ink: str = "ink"
    size: float = Size.ANSWER
    literal: bool = False
    """Whether nothing but code is more than its letters, as in what a person typed."""
    breaks: bool = False
    """Whether every end of a line is one, as in what a model thought."""


def char_format(setting: Setting) -> QTextCharFormat:
    """Return the format of running text."""
    made = QTextCharFormat()
    made.setFont(setting.theme.font(setting.size))
    made.setForeground(QColor(getattr(setting.theme.tokens, setting.ink)))
    return made


def new_document(setting: Setting) -> QTextDocument:
    """Return an empty document for a part."""
    document = QTextDocument()
    document.setUndoRedoEnabled(False)
    document.setDocumentMargin(0)
    document.setIndentWidth(Size.S6)
    document.setDefaultFont(setting.theme.font(setting.size))
    return document


class Writer:
    """Write one annotated Markdown block at the end of a document; `waits` tells what is still being made for it."""

    def __init__(self, document: QTextDocument, setting: Setting, said: Said) -> None:
        self._document = document
        self._cursor = QTextCursor(document)
        self._setting = setting
        self._theme = setting.theme
        self._tokens = setting.theme.tokens
        self._said = said
        self._doubt: Unsupported | None = None
        self._code_family = setting.theme.code_font(Size.NORMAL).families()
        self._begun = False
        self._head = ""
        self.waits: set[str] = set()
        self.pictures = False
        self.table: QTextTable | None = None

    def write(self, markdown: str, *, head: str = "") -> None:
        """Write a block; `head` stands before its first words, the number of a footnote."""
        scratch = parsed(markdown)
        self._head = head
        block = scratch.begin()
        done: list[QTextTable] = []
        while block.isValid():
            table = QTextCursor(block).currentTable()
            if table is not None:
                if table not in done:
                    done.append(table)
                    self._write_table(table)
            elif block.text() or block.textList() or _says_more(block):
                self._write_block(block)
            block = block.next()

    def write_rows(
        self, markdown: str, rows: tuple[int, int], align: Sequence[str], numeric: Sequence[bool]
    ) -> QTextTable:
        """Write a table's head, where `rows` begin with 0, and its rows, with the columns aligned as told."""
        scratch = parsed(markdown)
        source = scratch.begin()
        while source.isValid() and QTextCursor(source).currentTable() is None:
            source = source.next()
        table = QTextCursor(source).currentTable()
        self._write_table(table, skip=1 if rows[0] else 0, align=align, numeric=numeric)
        assert self.table is not None
        return self.table

    def write_plain(self, text: str) -> None:
        """Write text as it is."""
        self._next_block(self._leading(QTextBlockFormat()))
        self._cursor.insertText(text, char_format(self._setting))

    def write_formula(self, latex: str) -> None:
        """Write a displayed formula."""
        self._next_block(QTextBlockFormat())
        self._write_formula(latex, char_format(self._setting), display=True)

    def _leading(self, made: QTextBlockFormat) -> QTextBlockFormat:
        made.setLineHeight(Size.LEADING, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        return made

    def _next_block(self, block_format: QTextBlockFormat) -> None:
        self._cursor.movePosition(QTextCursor.MoveOperation.End)
        if self._begun:
            self._cursor.insertBlock(block_format, char_format(self._setting))
        else:
            self._cursor.setBlockFormat(block_format)
        self._begun = True

    def _write_block(self, block: QTextBlock) -> None:
        source = block.blockFormat()
        code = source.hasProperty(_FENCED)
        self._next_block(self._block_format(block, code=code))
        items = block.textList()
        if items is not None:
            self._write_list_format(items.format(), items.itemNumber(block))
        base = char_format(self._setting)
        level = source.headingLevel()
        if level:
            base.setFont(self._theme.font(Size.TITLE if level <= 2 else self._setting.size, 600))
        if code:
            base.setFont(self._theme.code_font(Size.NORMAL))
        if self._head:
            number = QTextCharFormat(base)
            number.setForeground(QColor(self._tokens.faint))
            self._cursor.insertText(f"{self._head}\u2002", number)
            self._head = ""
        self._write_fragments(block, base)

    def _block_format(self, block: QTextBlock, *, code: bool) -> QTextBlockFormat:
        source = block.blockFormat()
        quote = int(source.property(QTextFormat.Property.BlockQuoteLevel) or 0)
        made = self._leading(QTextBlockFormat())
        made.setBottomMargin(Size.S3 if block.next().isValid() else 0)
        if source.headingLevel():
            made.setHeadingLevel(source.headingLevel())
            made.setTopMargin(Size.S2 if self._begun else 0)
            made.setBottomMargin(Size.S1)
        if source.hasProperty(_RULER):
            made.setProperty(RULE_PROPERTY, True)
        if quote:
            right = block.textDirection() == Qt.LayoutDirection.RightToLeft
            (made.setRightMargin if right else made.setLeftMargin)(Size.S4 * quote)
            made.setProperty(QUOTE_PROPERTY, quote)
        if block.textList() is not None:
            made.setBottomMargin(Size.S1 if block.next().isValid() else 0)
            if source.marker() != QTextBlockFormat.MarkerType.NoMarker:
                made.setProperty(TASK_PROPERTY, 1 + (source.marker() == QTextBlockFormat.MarkerType.Checked))
        if code:
            made.setLineHeight(120, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            made.setProperty(CODE_PROPERTY, True)
            made.setLeftMargin(made.leftMargin() + Size.S3)
            made.setRightMargin(Size.S3)
            made.setTopMargin(0 if block.previous().blockFormat().hasProperty(_FENCED) else Size.S2)
            inner = block.next().blockFormat().hasProperty(_FENCED)
            made.setBottomMargin(0 if inner else Size.S5)
        return made

    def _write_list_format(self, source: QTextListFormat, number: int) -> None:
        made = QTextListFormat()
        made.setStyle(source.style())
        made.setIndent(max(1, source.indent()))
        made.setStart(max(1, source.start()))
        if self._cursor.blockFormat().hasProperty(TASK_PROPERTY):
            made.setStyle(QTextListFormat.Style.ListStyleUndefined)  # its box is painted under it
            self._cursor.createList(made)
            return
        previous = self._cursor.block().previous()
        # Items of one list are joined; a nested one begins anew, and its parent goes on after it.
        while number and previous.isValid() and previous.textList() is not None:
            if previous.textList().format().indent() == made.indent():
                previous.textList().add(self._cursor.block())
                return
            previous = previous.previous()
        self._cursor.createList(made)

    def _write_table(
        self, table: QTextTable, *, skip: int = 0, align: Sequence[str] = (), numeric: Sequence[bool] = ()
    ) -> None:
        self._next_block(QTextBlockFormat())
        made = QTextTableFormat()
        made.setBorder(0)
        made.setCellSpacing(0)
        if not align:
            made.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        self.table = shown = self._cursor.insertTable(max(1, table.rows() - skip), table.columns(), made)
        outer = self._cursor
        looks = {head: self._cell_format(head=head) for head in (True, False)}
        bases = {
            (head, tabular): self._cell_letters(head=head, tabular=tabular)
            for head in (True, False)
            for tabular in (True, False)
        }
        for row in range(skip, table.rows()):
            for column in range(table.columns()):
                target = shown.cellAt(row - skip, column)
                target.setFormat(looks[row == 0])
                self._cursor = target.firstCursorPosition()
                block = table.cellAt(row, column).firstCursorPosition().block()
                self._cursor.setBlockFormat(self._cell_block(block, align[column] if align else ""))
                self._write_fragments(block, bases[row == 0, bool(numeric and numeric[column])])
        self._cursor = outer

    def _cell_letters(self, *, head: bool, tabular: bool) -> QTextCharFormat:
        made = char_format(self._setting)
        font = self._theme.font(Size.BODY, 600 if head else 400)
        if tabular:  # figures as wide as each other
            font.setFeature(QFont.Tag("tnum"), 1)
        made.setFont(font)
        return made

    def _cell_format(self, *, head: bool) -> QTextTableCellFormat:
        cell = QTextTableCellFormat()
        cell.setFont(self._theme.font(Size.BODY))  # or an empty one would be as high as running text
        cell.setTopPadding(Size.S1)
        cell.setBottomPadding(Size.S1)
        cell.setLeftPadding(0)
        cell.setRightPadding(Size.S5)
        cell.setBottomBorder(Size.HAIR)
        cell.setBottomBorderBrush(QColor(self._tokens.faint if head else self._tokens.line))
        cell.setBottomBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        return cell

    def _cell_block(self, block: QTextBlock, align: str) -> QTextBlockFormat:
        made = QTextBlockFormat()
        made.setLineHeight(120, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        sides = {"right": Qt.AlignmentFlag.AlignRight, "center": Qt.AlignmentFlag.AlignHCenter}
        made.setAlignment(sides[align] if align in sides else block.blockFormat().alignment())
        return made

    def _write_fragments(self, block: QTextBlock, base: QTextCharFormat) -> None:
        iterator = block.begin()
        while not iterator.atEnd():
            fragment = iterator.fragment()
            source = fragment.charFormat()
            made = self._inline_format(base, source)
            if source.isImageFormat():
                for _ in fragment.text():  # two pictures that touch are one fragment
                    self._write_figure(source.toImageFormat(), made)
            else:
                for piece in SIGN.split(fragment.text()):
                    self._write_piece(piece, made)
            iterator += 1

    def _write_piece(self, piece: str, made: QTextCharFormat) -> None:
        if not piece:
            return
        body = piece[1:-1]
        if piece == CERTAIN:
            self._doubt = None
        elif piece[-1] != END:
            self._insert(piece, made)
        elif piece[0] == DOUBT:
            self._doubt = self._said.unsupported[int(body)]
        elif piece[0] == PILL:
            self._write_pill(int(body))
        elif piece[0] in (FORMULA, NOTE):
            start, end = map(int, body.split(","))
            source = self._said.text[start:end]
            if piece[0] == NOTE:
                self._write_note(source[2:-1], made)
            else:
                mark = 1 if source[0] == "$" != source[1] else 2
                self._write_formula(source[mark:-mark].strip(), made, display=source[:2] in ("$$", "\\["))

    def _insert(self, text: str, made: QTextCharFormat) -> None:
        if self._doubt is not None:
            made = QTextCharFormat(made)
            if self._doubt.general:  # no fault: only quieter than what the documents say
                made.setForeground(QColor(self._tokens.soft))
            else:
                made.setProperty(DOUBT_PROPERTY, True)
            made.setToolTip(told(self._doubt.why))
        self._cursor.insertText(text, made)

    def _write_pill(self, index: int) -> None:
        citation = self._said.citations[index]
        self._cursor.insertText(_NARROW_SPACE, char_format(self._setting))
        pill = QTextCharFormat()
        pill.setFont(self._theme.font(Size.SMALL, 600))
        pill.setForeground(QColor(self._tokens.accent))
        pill.setAnchor(True)
        pill.setAnchorHref(f"cite:{index}")
        pill.setProperty(PILL_PROPERTY, index + 1)
        pill.setProperty(PLAIN_PROPERTY, f"[{citation.marker}]")
        tip = citation.title
        if citation.page:
            tip = tr("{title}, page {page}").format(title=citation.title, page=citation.page)
        pill.setToolTip(tip)
        self._cursor.insertText(f"{_NARROW_SPACE}{citation.marker}{_NARROW_SPACE}", pill)

    def _write_note(self, name: str, made: QTextCharFormat) -> None:
        number = self._said.notes.get(name)
        if number is None:
            self._insert(f"[^{name}]", made)
            return
        note = QTextCharFormat(made)
        note.setFont(self._theme.font(Size.SMALL, 600))
        note.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignSuperScript)
        note.setForeground(QColor(self._tokens.accent))
        note.setAnchor(True)
        note.setAnchorHref(f"note:{name}")
        note.setToolTip(tr("Note {number}").format(number=number))
        note.setProperty(PLAIN_PROPERTY, f"[{number}]")
        self._cursor.insertText(str(number), note)

    def _write_formula(self, latex: str, made: QTextCharFormat, *, display: bool) -> None:
        formula = self._setting.illustrator.formula(latex, display=display)
        if formula is None or formula == "pending":
            if formula == "pending":
                self.waits.add(latex)
            source = QTextCharFormat(made)
            font = self._theme.code_font(Size.NORMAL)
            source.setFont(font)
            source.setProperty(FORMULA_PROPERTY, latex)
            source.setProperty(PLAIN_PROPERTY, f"$${latex}$$" if display else f"${latex}$")
            self._insert(latex, source)
            return
        scale = _FORMULA_SCALE * (made.font().pointSizeF() / points(1))
        image = painted(formula, made.foreground().color().name(), scale, self._setting.dpr)
        shown = QTextImageFormat()
        under = formula.descent * scale
        font = QFont(made.font().family())
        font.setPointSizeF(_descending(font.family(), max(1, math.ceil(under))))
        shown.setFont(font)
        shown.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignBaseline)
        below = QFontMetricsF(shown.font()).descent()
        self._insert_image(image, shown, formula.width * scale, formula.ascent * scale + below, below - under)
        words = f"$${latex}$$" if display else f"${latex}$"
        self._dress_image(shown, words, tip=latex, latex=latex)

    def _insert_image(self, image: QImage, shown: QTextImageFormat, wide: float, high: float, under: float) -> None:
        """Name a picture in the document, with some empty space under it, so that its base line lies on the text's."""
        if under > 0:
            dpr = image.devicePixelRatio()
            image = image.copy(0, 0, image.width(), round(high * dpr))
            image.setDevicePixelRatio(dpr)
        self.pictures = True
        name = f"picture:{self._document.characterCount()}"
        self._document.addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(name), image)
        shown.setName(name)
        shown.setWidth(wide)
        shown.setHeight(high)

    def _dress_image(self, shown: QTextImageFormat, words: str, *, tip: str, latex: str = "", link: str = "") -> None:
        shown.setProperty(PLAIN_PROPERTY, words)
        shown.setToolTip(tip)
        if latex:
            shown.setProperty(FORMULA_PROPERTY, latex)
        if self._doubt is not None:
            shown.setToolTip(told(self._doubt.why))
            if not self._doubt.general:
                shown.setProperty(DOUBT_PROPERTY, True)
        if link:
            shown.setAnchor(True)
            shown.setAnchorHref(link)
        self._cursor.insertImage(shown)

    def _write_figure(self, source: QTextImageFormat, made: QTextCharFormat) -> None:
        words = source.stringProperty(QTextFormat.Property.ImageAltText.value)
        address = source.name()
        uri = figure_uri(address, self._said.uris)
        image = self._setting.illustrator.figure(uri) if uri else QImage()
        if image == "pending":
            self.waits.add(uri)
            self._insert(words or address, made)
        elif not image.isNull():
            wide = min(float(image.width()), Size.COLUMN - Size.S8)
            high = wide * image.height() / image.width()
            wide, high = wide * min(1, Size.PICTURE / high), min(high, Size.PICTURE)
            shown = QTextImageFormat()
            self._insert_image(image, shown, wide, high, 0)
            self._dress_image(shown, words or address, tip=words or address, link=f"item:{uri}")
        else:
            self._write_not_loaded(words, address, made)

    def _write_not_loaded(self, words: str, address: str, made: QTextCharFormat) -> None:
        """Say that a picture was not loaded: nothing is fetched because a model wrote its address."""
        for piece in SIGN.split(words):
            self._write_piece(piece, made)
        quiet = QTextCharFormat(made)
        quiet.setForeground(QColor(self._tokens.soft))
        quiet.setFont(self._theme.font(Size.NORMAL))
        quiet.setToolTip(tr("Only pictures of your library are shown. Nothing is fetched because a model wrote it."))
        short = address if len(address) <= _ADDRESS_MOST else f"{address[:_ADDRESS_MOST]}…"
        told_so = tr("(picture not loaded: {address})").format(address=short)
        self._insert(f"{' ' if words else ''}{told_so}", quiet)

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
        if source.isAnchor() and not source.isImageFormat():
            self._link(made, source.anchorHref())
        return made

    def _link(self, made: QTextCharFormat, address: str) -> None:
        """Make a link of words: where it leads is shown before anything is opened. Other schemes stay words."""
        made.setToolTip(address)
        made.setFontUnderline(True)
        made.setUnderlineColor(QColor(self._tokens.faint))
        scheme = QUrl(address).scheme().lower()
        if scheme in ("http", "https", "mailto"):
            made.setAnchor(True)
            made.setAnchorHref(address)
        elif scheme in ("", "file") and not address.startswith("#"):
            made.setAnchor(True)
            made.setAnchorHref(f"item:{QUrl(address).path() if scheme else address}")


def parsed(markdown: str) -> QTextDocument:
    """Parse one block; tags are shown as text and nothing is ever loaded."""
    scratch = QTextDocument()
    features = QTextDocument.MarkdownFeature
    scratch.setMarkdown(markdown, features.MarkdownDialectGitHub | features.MarkdownNoHTML)
    return scratch


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


def _says_more(block: QTextBlock) -> bool:
    """Tell whether a block without words says something: a line of code, a rule."""
    return block.blockFormat().hasProperty(_FENCED) or block.blockFormat().hasProperty(_RULER)


@cache
def _descending(family: str, wanted: int) -> float:
    """Return the points at which a font goes so far below the line: a picture is set below it as far as its font is."""
    font = QFont(family)
    size = 4.0
    font.setPointSizeF(size)
    while QFontMetricsF(font).descent() < wanted:
        size += 0.5
        font.setPointSizeF(size)
    return size
