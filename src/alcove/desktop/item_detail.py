"""One item of the library: what became of it and of each of its pages, why, and what can be done about it."""

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSplitter, QToolButton, QVBoxLayout

from alcove.core.errors import AppError
from alcove.desktop import item_rows, place
from alcove.desktop.elided_label import ElidedLabel
from alcove.desktop.item_rows import Row
from alcove.desktop.own_set import OwnSet
from alcove.desktop.page_list import PageList, PageStrip, read_words, runs
from alcove.desktop.preview import DocumentPreview
from alcove.desktop.remedy import Remedy, remedy
from alcove.desktop.services import LibraryService
from alcove.desktop.source_dialogs import PasswordDialog
from alcove.desktop.syncing import Syncing
from alcove.desktop.tasks import TaskRunner
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import tr
from alcove.rag.types import PageSpan


class ItemDetail(QFrame):
    """The right side of the library page."""

    closed = Signal()

    def __init__(
        self, theme: Theme, library: LibraryService, syncing: Syncing, tasks: TaskRunner, own: OwnSet | None = None
    ) -> None:
        super().__init__()
        self._theme = theme
        self._library = library
        self._syncing = syncing
        self._tasks = tasks
        self._row: Row | None = None
        self.dialog: PasswordDialog | None = None
        dress(self, "evidence")
        column = QVBoxLayout(self)
        column.setContentsMargins(Size.S4, Size.S3, Size.S3, Size.S4)
        column.setSpacing(Size.S2)
        column.addLayout(self._head())
        self.facts = QLabel()
        self.facts.setWordWrap(True)
        dress(self.facts, "soft")
        self.folder = ElidedLabel()
        dress(self.folder, "faint")
        column.addWidget(self.facts)
        column.addWidget(self.folder)
        column.addSpacing(Size.S1)
        self.strip = PageStrip(theme)
        self.strip.page_clicked.connect(self._on_strip_clicked)
        column.addWidget(self.strip)
        self.state = QLabel()
        self.state.setWordWrap(True)
        dress(self.state, "soft")
        column.addWidget(self.state)
        column.addWidget(self._help_box())
        self.list = PageList(theme)
        self.list.page_chosen.connect(self._on_page_chosen)
        self.preview = DocumentPreview(theme, library, tasks, syncing.source_of, own)
        self.preview.closed.connect(self.preview.hide)
        self.preview.hide()
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(Size.S3)
        self.splitter.addWidget(self.list)
        self.splitter.addWidget(self.preview)
        column.addWidget(self.splitter, 1)
        column.addLayout(self._foot())

    @property
    def row(self) -> Row | None:
        """The item on view."""
        return self._row

    def show_row(self, row: Row) -> None:
        """Show an item; its pages are read on a lane, and the newest request wins."""
        another = self._row is None or self._row.item.uri != row.item.uri
        if not another and self._row == row:
            return
        self._row = row
        item = row.item
        if another:
            self.preview.hide()
            self.list.pages.set_pages((), "")
        self.preview.forget()
        self.title.set_full_text(row.name)
        inside = tr("in {name}").format(name=row.inside_name) if row.inside else ""
        pages = item_rows.page_count(item.pages, item.mime) if item.pages else ""
        self.facts.setText(" · ".join(part for part in (item.source, row.kind, pages, inside) if part))
        self.folder.set_full_text(item_rows.folder_words(item.uri))
        self.strip.set_runs(item_rows.strip_runs(item), item_rows.strip_words(item) or item_rows.state_words(item))
        self._write_state(row)
        self._write_help(remedy(item.action) if item.action else None)
        file = place.file_of(item.uri)
        self.open_button.setEnabled(file is not None or place.is_address(item.uri))
        if item.state != "skipped" or item.strip:
            self._read_pages(row)
        else:
            self._show_pages(row, ())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self.preview.isVisible():
                self.preview.hide()
            else:
                self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.title = ElidedLabel()
        dress(self.title, "title")
        self.close_button = QToolButton()
        self.close_button.setToolTip(tr("Close (Esc)"))
        self.close_button.setAccessibleName(tr("Close the item"))
        self._theme.set_icon(self.close_button, "x", "faint", Size.ICON_SMALL)
        self.close_button.clicked.connect(self.closed)
        row.addWidget(self.title, 1)
        row.addWidget(self.close_button)
        return row

    def _help_box(self) -> QFrame:
        self.help = QFrame()
        dress(self.help, "plain-card")
        column = QVBoxLayout(self.help)
        column.setContentsMargins(Size.S3, Size.S3, Size.S3, Size.S3)
        column.setSpacing(Size.S2)
        self.remedy_button = QPushButton()
        dress(self.remedy_button, "second")
        self.remedy_button.clicked.connect(self._on_remedy)
        self.remedy_words = QLabel()
        self.remedy_words.setWordWrap(True)
        dress(self.remedy_words, "soft")
        self.command = QLabel()
        self.command.setWordWrap(True)
        self.command.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.command.setAccessibleName(tr("Command to run in a terminal"))
        self.command.setFont(self._theme.code_font(Size.SMALL))
        dress(self.command, "command")
        self.copy_button = QPushButton(tr("Copy"))
        self.copy_button.setAccessibleName(tr("Copy the command"))
        self.copy_button.clicked.connect(self._on_copy)
        self.try_button = QPushButton(tr("Try again"))
        self.try_button.clicked.connect(self._on_try_again)
        column.addWidget(self.remedy_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.remedy_words)
        column.addWidget(self.command)
        line = QHBoxLayout()
        line.setSpacing(Size.S2)
        line.addWidget(self.copy_button)
        line.addWidget(self.try_button)
        line.addStretch(1)
        column.addLayout(line)
        return self.help

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(Size.S1)
        self.open_button = QPushButton(tr("Open"))
        self.open_button.setAccessibleName(tr("Open the item in its own application"))
        self.again_button = QPushButton(tr("Read again"))
        for button in (self.open_button, self.again_button):
            dress(button, "quiet")
            row.addWidget(button)
        self.open_button.clicked.connect(self._on_open)
        self.again_button.clicked.connect(self._on_try_again)
        row.addStretch(1)
        return row

    def _write_state(self, row: Row) -> None:
        item = row.item
        state = item_rows.state_words(item)
        words = state[:1].upper() + state[1:]
        if item.state == "indexed" and len(item.strip) > 1:
            words = tr("Read: {pages}").format(pages=item_rows.strip_sentence(item))
        if item.reason:
            words = f"{words}: {row.reason}" if item.state != "indexed" else f"{words}. {row.reason}"
        trouble = item.state in ("skipped", "unavailable")
        dress(self.state, "warn" if trouble else "soft")
        self.state.setText(words)

    def _write_help(self, found: Remedy | None) -> None:
        self.help.setVisible(found is not None)
        self.again_button.setVisible(found is None)
        if found is None:
            return
        self.remedy_button.setText(found.label)
        self.remedy_words.setText(found.words)
        self.command.setText(found.command)
        self.copy_button.setText(tr("Copy"))
        self._unfold(open_it=not found.command)

    def _unfold(self, *, open_it: bool) -> None:
        """Show the command only once it is asked for: most people never need it."""
        command = bool(self.command.text())
        self.remedy_words.setVisible(bool(self.remedy_words.text()) and open_it)
        self.command.setVisible(command and open_it)
        self.copy_button.setVisible(command and open_it)
        self.try_button.setVisible(command and open_it)

    def _read_pages(self, row: Row) -> None:
        uri = row.item.uri

        def read(pages: tuple[PageSpan, ...]) -> None:
            if self._row is not None and self._row.item.uri == uri:
                self._show_pages(self._row, pages)

        def failed(error: AppError) -> None:
            read(())

        self._tasks.run("io", lambda: self._library.pages(uri), owner=self, done=read, failed=failed)

    def _show_pages(self, row: Row, pages: tuple[PageSpan, ...]) -> None:
        if pages != self.list.pages.pages:
            self.list.pages.set_pages(pages, row.item.mime)
        self.list.setVisible(bool(pages))
        if pages:
            names = [f"{self.list.pages.name(n)}: {read_words(page)}" for n, page in enumerate(pages)]
            self.strip.set_runs(runs(pages), item_rows.strip_words(row.item), names)

    def _on_strip_clicked(self, page: int) -> None:
        self.list.choose(page)

    def _on_page_chosen(self, number: int) -> None:
        if self._row is None or not 0 <= number < len(self.list.pages.pages):
            return
        page = self.list.pages.pages[number]
        if self.preview.isHidden():
            self.preview.show()
            high = max(1, self.splitter.height())
            needed = min(high * 2 // 5, Size.ROW * (len(self.list.pages.pages) + 1))
            self.splitter.setSizes([needed, high - needed])
        self.preview.open(place.Span(self._row.item.uri, page.start, page.start, page.number))

    def _on_remedy(self) -> None:
        if self._row is None:
            return
        action = self._row.item.action
        if action == "password":
            uri = self._row.item.uri
            dialog = PasswordDialog(self.window(), self._row.name)
            dialog.accepted.connect(lambda: self._syncing.read_again(uri, dialog.field.text()))
            dialog.open()
            dialog.field.setFocus()
            self.dialog = dialog
        elif self.command.text():
            self._unfold(open_it=self.command.isHidden())
        else:
            self._on_try_again()

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.command.text())
        self.copy_button.setText(tr("Copied"))

    def _on_try_again(self) -> None:
        if self._row is not None:
            self._syncing.read_again(self._row.item.uri)

    def _on_open(self) -> None:
        if self._row is None:
            return
        address = place.address_of(self._row.item.uri, self._syncing.source_of(self._row.item.uri))
        if address:
            QDesktopServices.openUrl(QUrl(address))
