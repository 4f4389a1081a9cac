"""The document a citation stands in, with its span marked: the printed page, the picture, or the stored text.

On pages that OCR read, the boxes of its words are marked. A file that is gone, or that is no longer the one that was
read, is shown as the text the library kept of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QProcess, QRectF, Qt, QUrl, Signal
from PySide6.QtGui import QColor, QDesktopServices, QImage, QResizeEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QStackedWidget,
    QTextEdit,
    QToolButton,
    QVBoxLayout,
)

from alcove.core.errors import AppError
from alcove.desktop import place, viewers
from alcove.desktop.elided_label import ElidedLabel
from alcove.desktop.own_set import OwnSet
from alcove.desktop.pointing import AnswerHere, Where
from alcove.desktop.services import LibraryService
from alcove.desktop.tasks import TaskRunner
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import marked, told, tr
from alcove.desktop.word_boxes import boxes
from alcove.rag.types import OcrWord, PageSpan, Source, StoredDocument

if TYPE_CHECKING:
    from alcove.desktop.image_page import ImageView
    from alcove.desktop.pdf_page import PdfView

TEXT_AROUND = 20_000
"""Characters of stored text shown on each side of a span: enough to read on, little enough to be instant."""
ELLIPSIS = "… "
KEPT = 8
GONE = marked("The library does not hold this document any more. These are the words the answer was made from.")
CHANGED = marked("The source has changed since. These words no longer stand in it.")
BY_OCR = ("ocr", "poor")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A document with the words OCR read in it, where it did."""

    document: StoredDocument
    words: tuple[OcrWord, ...] = ()


class _MarkedText(QPlainTextEdit):
    """Text with a span marked, which stays in the middle when the lines break anew."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.extraSelections():
            self.centerCursor()


class DocumentPreview(QFrame):
    """Show one span of one document at a time; the newest request wins."""

    closed = Signal()
    shown = Signal()

    def __init__(
        self,
        theme: Theme,
        library: LibraryService,
        tasks: TaskRunner,
        source_of: Callable[[str], Source | None] = lambda uri: None,
        own: OwnSet | None = None,
    ) -> None:
        super().__init__()
        self._theme = theme
        self._library = library
        self._tasks = tasks
        self._source_of = source_of
        self._kept: dict[str, Loaded] = {}
        self._span: place.Span | None = None
        self._loaded: Loaded | None = None
        self._pages: dict[int, tuple[int, int]] = {}
        self._page = 0
        self._count = 0
        self._first = 0
        """Where in the document the text on view begins."""
        self._pdf: PdfView | None = None
        self._image: ImageView | None = None
        dress(self, "plain-card")
        column = QVBoxLayout(self)
        column.setContentsMargins(Size.S3, Size.S2, Size.S2, Size.S3)
        column.setSpacing(Size.S2)
        column.addLayout(self._header())
        self.note = QLabel()
        self.note.setWordWrap(True)
        dress(self.note, "warn")
        self.note.hide()
        column.addWidget(self.note)
        self.stack = QStackedWidget()
        dress(self.stack, "clear")
        self.text = _MarkedText()
        self.text.setReadOnly(True)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.text.setAccessibleName(tr("Text of the document"))
        self.stack.addWidget(self.text)
        column.addWidget(self.stack, 1)
        self.here = AnswerHere(own, self.pointed, self) if own is not None else None
        if self.here is not None:
            column.addWidget(self.here)
            self.text.selectionChanged.connect(self.here.refresh)
            self.shown.connect(self.here.refresh)
        theme.changed.connect(self._on_theme_changed)

    @property
    def span(self) -> place.Span | None:
        """The span on view or on its way."""
        return self._span

    @property
    def shows_page(self) -> bool:
        """Whether the printed page is on view, not the stored text."""
        return self._pdf is not None and self.stack.currentWidget() is self._pdf

    @property
    def shows_picture(self) -> bool:
        """Whether a picture is on view."""
        return self._image is not None and self.stack.currentWidget() is self._image

    @property
    def pdf(self) -> "PdfView | None":
        return self._pdf

    @property
    def picture(self) -> "ImageView | None":
        return self._image

    def open(self, span: place.Span) -> None:
        """Load the document of a span and show it."""
        self._span = span
        if self.here is not None:
            self.here.forget()
        self.title.set_full_text(place.item_name(span.uri))
        kept = self._kept.get(span.uri)
        if kept is not None and place.stands(span, kept.document.text):
            self._show(kept)
            return

        def load() -> tuple[Loaded, place.Span]:
            found = self._load(span.uri)
            return found, place.placed(span, found.document)

        def loaded(answer: tuple[Loaded, place.Span]) -> None:
            found, placed = answer
            self._kept[found.document.uri] = found
            while len(self._kept) > KEPT:
                self._kept.pop(next(iter(self._kept)))
            if self._span == span:
                self._span = placed
                self._show(found)

        self._tasks.run(
            "io",
            load,
            owner=self,
            done=loaded,
            failed=lambda error: self._on_failed(span, error),
        )

    def _load(self, uri: str) -> Loaded:
        document = self._library.document(uri)
        scanned = any(page.kind in BY_OCR for page in document.pages)
        return Loaded(document, tuple(self._library.ocr_words(uri)) if scanned else ())

    def forget(self) -> None:
        """Drop what is kept of documents, because a sync may have changed them."""
        self._kept.clear()

    def pointed(self) -> Where | None:
        """Return what is pointed at: the words that are selected, or the page in view where nothing can be selected."""
        loaded, span = self._loaded, self._span
        if loaded is None or span is None or loaded.document.uri != span.uri or self.isHidden():
            return None
        if self.stack.currentWidget() is not self.text:
            page = self._page_span(self._page + 1)
            whole = (0, len(loaded.document.text)) if page is None else (page.start, page.end)
            return (span.uri, *whole) if whole[0] < whole[1] else None
        cursor = self.text.textCursor()
        ends = (cursor.selectionStart(), cursor.selectionEnd())
        start, end = (min(self._offset(at), len(loaded.document.text)) for at in ends)
        return (span.uri, start, end) if start < end else None

    def _offset(self, position: int) -> int:
        """Return where in the document a place of the shown text is, which Qt counts in UTF-16 units."""
        shown = self.text.toPlainText().encode("utf-16-le", "surrogatepass")[: 2 * position]
        return self._first + max(0, len(shown.decode("utf-16-le", "surrogatepass")) - len(ELLIPSIS) * bool(self._first))

    def turn_page(self, by: int) -> None:
        """Show the next or an earlier page."""
        page = min(max(0, self._page + by), self._count - 1)
        if self.shows_page:
            self._show_page(page)
        elif self.shows_picture and page != self._page:
            self._show_picture(page)

    def _header(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(0)
        self.title = ElidedLabel()
        dress(self.title, "heading")
        self.place = QLabel()
        dress(self.place, "faint")
        self.earlier = self._action("caret-left", tr("Page before"))
        self.later = self._action("caret-right", tr("Next page"))
        self.earlier.clicked.connect(lambda: self.turn_page(-1))
        self.later.clicked.connect(lambda: self.turn_page(1))
        self.open_button = self._action("arrow-square-out", tr("Open the file"))
        self.open_button.clicked.connect(self._on_open)
        self.folder_button = self._action("folder-open", tr("Show in its folder"))
        self.folder_button.clicked.connect(self._on_show_folder)
        self.close_button = self._action("x", tr("Close the document"))
        self.close_button.clicked.connect(self.closed)
        row.addWidget(self.title, 1)
        for widget in (self.earlier, self.place, self.later, self.open_button, self.folder_button, self.close_button):
            row.addWidget(widget)
        return row

    def _action(self, icon: str, words: str) -> QToolButton:
        button = QToolButton()
        button.setToolTip(words)
        button.setAccessibleName(words)
        self._theme.set_icon(button, icon, "soft", Size.ICON_SMALL)
        return button

    def _show(self, loaded: Loaded) -> None:
        span = self._span
        if span is None:
            return
        self._loaded = loaded
        document = loaded.document
        self.note.hide()
        if span.words and span.start == span.end:
            self._say(tr(CHANGED))
        self.title.set_full_text(place.item_name(document.uri))
        file = place.file_of(document.uri)
        self._write_actions(file)
        whole = file is not None and str(file) == document.uri
        if file is None and not place.is_address(document.uri):
            self._say(tr("The file is not there now. This is the text as it was read."))
        elif whole and document.mime == "application/pdf" and file is not None:
            if self._view().page.load(file):
                if self._show_printed(document, span):
                    return
                self._say(tr("The file has changed since it was read. This is the text as it was."))
            elif self._view().page.locked:
                self._say(tr("The file is locked by its password. This is the text that was read with it."))
        elif whole and document.mime.startswith("image/") and document.mime != "image/svg+xml":
            self._show_picture((span.page or 1) - 1)
            return
        self._show_text(document, span)
        self.shown.emit()

    def _show_printed(self, document: StoredDocument, span: place.Span) -> bool:
        """Show the page of a span as it is printed; return whether its words stand there."""
        self._pages = place.spans_by_page(document, span.start, span.end)
        page = min(self._pages, default=span.page or 1) - 1
        self._count = self._view().page.document.pageCount()
        if page >= self._count or (self._pages and not self._rects(page)):
            return False
        self.stack.setCurrentWidget(self._view())
        self._show_page(page)
        self.shown.emit()
        return True

    def _show_picture(self, page: int) -> None:
        """Read a picture on a lane and show it with the words of the span; else the text."""
        from alcove.desktop.image_page import frames, read_image

        span, loaded = self._span, self._loaded
        if span is None or loaded is None:
            return
        document = loaded.document

        def read() -> tuple[QImage, int]:
            return read_image(Path(document.uri), page), frames(Path(document.uri))

        def done(found: tuple[QImage, int]) -> None:
            if self._span != span or self._loaded is not loaded:
                return
            image, self._count = found
            if image.isNull():
                self._say(tr("The picture cannot be shown. This is the text that was read in it."))
                self._show_text(document, span)
            else:
                self._page = page
                view = self._picture()
                self.stack.setCurrentWidget(view)
                view.show_image(image, boxes(loaded.words, page + 1, span.start, span.end))
                self._write_place(page)
            self.shown.emit()

        self._tasks.run("io", read, owner=self, done=done)

    def _picture(self) -> "ImageView":
        if self._image is None:
            from alcove.desktop.image_page import ImageView

            self._image = ImageView(self._theme)
            self.stack.addWidget(self._image)
        return self._image

    def _write_actions(self, file: Path | None) -> None:
        """Say what opening means for this document: its file, the note in Obsidian, the page in the browser."""
        uri = self._span.uri if self._span else ""
        source = self._source_of(uri)
        words = tr("Open the file")
        if place.is_address(uri):
            words = tr("Open the page in the browser")
        elif source is not None and source.kind == "obsidian":
            words = tr("Open in Obsidian")
        self.open_button.setToolTip(words)
        self.open_button.setAccessibleName(words)
        self.open_button.setEnabled(file is not None or place.is_address(uri))
        self.folder_button.setEnabled(file is not None)
        self.folder_button.setVisible(not place.is_address(uri))

    def _view(self) -> "PdfView":
        if self._pdf is None:
            from alcove.desktop.pdf_page import PdfView

            self._pdf = PdfView(self._theme)
            self.stack.addWidget(self._pdf)
        return self._pdf

    def _page_span(self, number: int) -> PageSpan | None:
        if self._loaded is None:
            return None
        return next((one for one in self._loaded.document.pages if one.number == number), None)

    def _rects(self, page: int) -> list[QRectF]:
        loaded, on_page, spanned = self._loaded, self._pages.get(page + 1), self._page_span(page + 1)
        if loaded is None or on_page is None or self._span is None or spanned is None:
            return []
        if spanned.kind in BY_OCR:
            return self._view().page.scaled(page, boxes(loaded.words, page + 1, self._span.start, self._span.end))
        from alcove.desktop.pdf_page import highlight_rects

        first, last = max(self._span.start, spanned.start), min(self._span.end, spanned.end)
        expected = loaded.document.text[first:last]
        return highlight_rects(self._view().page.document, page, on_page[0], on_page[1], expected)

    def _show_page(self, page: int) -> None:
        self._page = page
        self._view().show_page(page, self._rects(page))
        self._write_place(page)

    def _write_place(self, page: int) -> None:
        """Tell which page is on view, and when it was read by OCR."""
        spanned = self._page_span(page + 1)
        words = ""
        if self._count > 1 or self.shows_page:
            words = tr("{page} of {pages}").format(page=page + 1, pages=self._count)
        if spanned is not None and spanned.kind in BY_OCR:
            words = " · ".join(part for part in (words, tr("OCR")) if part)
            self.place.setToolTip(place.sure_words(spanned.confidence))
        else:
            self.place.setToolTip("")
        self.place.setText(words)
        self._show_pager(self._count > 1)
        self.earlier.setEnabled(page > 0)
        self.later.setEnabled(page < self._count - 1)

    def _show_pager(self, on: bool) -> None:
        self.earlier.setVisible(on)
        self.later.setVisible(on)

    def _show_text(self, document: StoredDocument, span: place.Span) -> None:
        self.stack.setCurrentWidget(self.text)
        self._show_pager(False)
        spanned = self._page_span(span.page) if span.page else None
        self.place.setText(place.page_words(spanned, document.mime) if spanned else "")
        self.place.setToolTip("")
        code = is_code(document.mime)
        self.text.setFont(self._theme.code_font(Size.SMALL) if code else self._theme.font(Size.NORMAL))
        first = max(0, span.start - TEXT_AROUND)
        last = min(len(document.text), span.end + TEXT_AROUND)
        self._first = first
        before = (ELLIPSIS if first else "") + document.text[first : span.start]
        marked = document.text[span.start : span.end]
        after = document.text[span.end : last] + (" …" if last < len(document.text) else "")
        # Qt would take \r\n for one and \f for another kind of break; both must count as they are stored.
        before, marked, after = (t.replace("\r\n", " \n").replace("\f", " ") for t in (before, marked, after))
        self.text.setPlainText(before + marked + after)
        self._mark(place.utf16(before), place.utf16(before + marked))

    def _mark(self, start: int, end: int) -> None:
        cursor = QTextCursor(self.text.document())
        cursor.setPosition(start)
        at_start = QTextCursor(cursor)
        cursor.setPosition(min(end, self.text.document().characterCount() - 1), QTextCursor.MoveMode.KeepAnchor)
        look = QTextCharFormat()
        look.setBackground(QColor(self._theme.tokens.mark))
        look.setForeground(QColor(self._theme.tokens.ink))
        mark = QTextEdit.ExtraSelection()
        mark.cursor = cursor
        mark.format = look
        self.text.setExtraSelections([mark])
        self.text.setTextCursor(at_start)
        self.text.centerCursor()

    def _say(self, words: str) -> None:
        self.note.setText(words)
        self.note.show()

    def _on_failed(self, span: place.Span, error: AppError) -> None:
        if self._span == span:
            self.stack.setCurrentWidget(self.text)
            self.text.setExtraSelections([])
            self.text.setPlainText(span.words)
            self.place.clear()
            self._show_pager(False)
            self.open_button.setEnabled(False)
            self.folder_button.setEnabled(False)
            self._say(tr(GONE) if span.words else told(str(error)))
            self.shown.emit()

    def _on_open(self) -> None:
        if self._span is None:
            return
        address = QUrl(place.address_of(self._span.uri, self._source_of(self._span.uri), self._span.heading))
        if self.shows_page and address.isLocalFile():
            file, page = Path(address.toLocalFile()), self._page
            self._tasks.run(
                "io",
                lambda: viewers.at_page(file, page),
                owner=self,
                done=lambda command: _opened(address, command),
            )
        elif not address.isEmpty():
            _opened(address, [])

    def _on_show_folder(self) -> None:
        file = place.file_of(self._span.uri) if self._span else None
        if file is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(file.parent)))

    def _on_theme_changed(self) -> None:
        if self._loaded is not None and self._span is not None and self.stack.currentWidget() is self.text:
            self._show_text(self._loaded.document, self._span)


def _opened(address: QUrl, command: list[str]) -> None:
    """Open an address with the command that knows the page, or in whatever application the system has for it."""
    if not command or not QProcess.startDetached(command[0], command[1:])[0]:
        QDesktopServices.openUrl(address)


def is_code(mime: str) -> bool:
    """Tell whether the text of this format is set in the font of code."""
    return mime != "text/x-unsuffixed" and mime.startswith(
        ("text/x-", "application/json", "application/x-", "application/xml", "application/toml")
    )
