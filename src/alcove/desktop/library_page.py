"""The library: its sources with what was read of them, every item with what became of it, and one item's pages."""

from time import monotonic

from PySide6.QtCore import QModelIndex, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from alcove.desktop import item_rows, place
from alcove.desktop.adding import SourceAdder
from alcove.desktop.item_detail import ItemDetail
from alcove.desktop.item_rows import STATE_WORDS, Filter, Listing, Tally
from alcove.desktop.items_table import ItemTable, ItemTableModel
from alcove.desktop.marks import Mark, Swatch
from alcove.desktop.own_line import OwnLine
from alcove.desktop.own_set import OwnSet
from alcove.desktop.reading_bar import ReadingBar
from alcove.desktop.sections import ScrollColumn
from alcove.desktop.services import LibraryService
from alcove.desktop.source_card import SourceCard
from alcove.desktop.source_dialogs import SourceOptionsDialog
from alcove.desktop.syncing import Syncing
from alcove.desktop.tasks import TaskRunner
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import marked, number, tr
from alcove.rag.types import ItemState, Source

SOURCES_HIGH = 264
SOURCES_SHARE, LOW_SHARE = 0.34, 0.22
"""Cards of sources take at most so much of the page, and of a low one; more of them scroll."""
TYPING_MS = 120
REST = 6
"""A large library is read anew at most a sixth of the time, so that the sync itself has the processor."""
LEGEND: tuple[tuple[Mark, float | None, str], ...] = (
    ("text", None, marked("text")),
    ("ocr", 95.0, marked("OCR")),
    ("ocr", 50.0, marked("OCR, less sure")),
    ("poor", None, marked("poor, not searched")),
    ("empty", None, marked("empty")),
    ("waiting", None, marked("waiting")),
    ("unread", None, marked("not read")),
    ("away", None, marked("out of reach")),
)


class Legend(QWidget):
    """What the marks mean, in words."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Size.S1)
        for mark, sure, words in LEGEND:
            row.addWidget(Swatch(theme, mark, sure))
            label = QLabel(tr(words))
            dress(label, "faint")
            row.addWidget(label)
            row.addSpacing(Size.S2)
        row.addStretch(1)


class LibraryPage(QWidget):
    """Sources above, items below, the chosen item at the right."""

    def __init__(
        self,
        theme: Theme,
        library: LibraryService,
        syncing: Syncing,
        tasks: TaskRunner,
        adder: SourceAdder,
        own: OwnSet,
    ) -> None:
        super().__init__()
        self._theme = theme
        self._library = library
        self._syncing = syncing
        self._tasks = tasks
        self._adder = adder
        self._dirty = True
        self._reading = False
        self._source: str | None = None
        self._kind: str | None = None
        self._listing = Listing()
        self._cost = 0.0
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._on_rested)
        dress(self, "page")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        column = QVBoxLayout()
        column.setContentsMargins(Size.S6, Size.S2, Size.S6, Size.S3)
        column.setSpacing(Size.S3)
        whole.addLayout(column, 1)
        self._whole = whole
        column.addLayout(self._head())
        self.reading_bar = ReadingBar(theme, syncing, compact=False)
        column.addWidget(self.reading_bar)
        column.addWidget(self._sources())
        column.addLayout(self._states())
        column.addLayout(self._filters())
        self.items = ItemTableModel(theme)
        self.table = ItemTable(theme, self.items)
        self.table.doubleClicked.connect(self._on_item_opened)
        self.table.activated.connect(self._on_item_chosen)
        self.table.clicked.connect(self._on_item_chosen)
        column.addWidget(self.table, 1)
        self.empty = QLabel()
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        dress(self.empty, "soft")
        column.addWidget(self.empty, 1)
        column.addWidget(self._foot())
        self.own = OwnLine(theme, own, self)
        column.addWidget(self.own)
        self.detail = ItemDetail(theme, library, syncing, tasks, own)
        self.detail.setParent(self)
        self.detail.setFixedWidth(Size.RIGHT)
        self.detail.hide()
        self.detail.closed.connect(self.close_detail)
        self._connect()
        self._write_sources()
        self._write_counts()
        self._write_empty()
        self._on_progress_changed()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._dirty:
            self._read()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.detail.isVisible():
            self.close_detail()
        else:
            super().keyPressEvent(event)

    def close_detail(self) -> None:
        """Put the item away; the table has the keyboard again."""
        self.detail.hide()
        self._arrange()
        self.table.setFocus()

    def _connect(self) -> None:
        syncing = self._syncing
        self.items.counted.connect(self._write_counts)
        self.items.modelReset.connect(self._write_empty)
        syncing.sources_changed.connect(self._write_sources)
        syncing.progress_changed.connect(self._on_progress_changed)
        syncing.items_changed.connect(self._on_items_changed)
        self._theme.changed.connect(self.table.viewport().update)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(Size.S2)
        title = QLabel(tr("Library"))
        dress(title, "page-title")
        self.sync_button = QPushButton()
        dress(self.sync_button, "second")
        self.sync_button.clicked.connect(self._on_sync)
        self.add_button = QPushButton("  " + tr("Add a source"))
        dress(self.add_button, "primary")
        self._theme.set_icon(self.add_button, "plus", "on_accent")
        self.add_menu = self._adder.menu(self.add_button)
        self.add_button.clicked.connect(self._on_add)
        row.addWidget(title)
        row.addStretch(1)
        row.addWidget(self.sync_button)
        row.addWidget(self.add_button)
        return row

    def _sources(self) -> ScrollColumn:
        holder = QWidget()
        dress(holder, "clear")
        outer = QVBoxLayout(holder)
        outer.setContentsMargins(0, 0, 0, 0)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(Size.S2)
        outer.addLayout(self._cards)
        outer.addStretch(1)
        self._scroll = ScrollColumn(holder, Size.S1)
        self.rows: list[SourceCard] = []
        return self._scroll

    def _states(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(Size.S2)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self.state_buttons: dict[ItemState | None, QPushButton] = {}
        states: tuple[ItemState | None, ...] = (None, "indexed", "pending", "skipped", "unavailable")
        for state in states:
            button = self._pill("")
            button.setChecked(state is None)
            button.clicked.connect(self._filter)
            self._group.addButton(button)
            self.state_buttons[state] = button
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _filters(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(Size.S2)
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Filter by name or reason"))
        self.search.setAccessibleName(tr("Filter items by name or reason"))
        self.search.setMaximumWidth(Size.FIELD)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._typing.timeout.connect(self._filter)
        self.search.textChanged.connect(self._typing.start)
        self.kind_button = self._pill(tr("All kinds"))
        self.kind_button.setAccessibleName(tr("Kind of file"))
        self.kind_button.clicked.connect(self._on_kind)
        self.ocr_button = self._pill(tr("Read by OCR"))
        self.poor_button = self._pill(tr("Poor pages"))
        for button in (self.ocr_button, self.poor_button):
            button.toggled.connect(self._filter)
        row.addWidget(self.search, 1)
        for widget in (self.kind_button, self.ocr_button, self.poor_button):
            row.addWidget(widget)
        row.addStretch(1)
        return row

    def _pill(self, words: str) -> QPushButton:
        button = QPushButton(words)
        dress(button, "pill")
        button.setCheckable(True)
        return button

    def _foot(self) -> QWidget:
        foot = QWidget()
        column = QVBoxLayout(foot)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Size.S1)
        self.totals = QLabel()
        self.totals.setWordWrap(True)
        dress(self.totals, "soft")
        self.legend = Legend(self._theme)
        column.addWidget(self.totals)
        column.addWidget(self.legend)
        self._foot_widget = foot
        return foot

    def _arrange(self) -> None:
        """Give the cards their share of the height, and the item its place: beside the table, or over it."""
        low = self.height() < Size.LOW
        high = sum(card.sizeHint().height() + Size.S2 for card in self.rows)
        most = int(self.height() * (LOW_SHARE if low else SOURCES_SHARE))
        self._scroll.setFixedHeight(min(SOURCES_HIGH, most, high))
        self.legend.setVisible(not low)
        beside = self.width() >= Size.RIGHT + Size.BESIDE
        at = self._whole.indexOf(self.detail)
        if beside and at < 0:
            self._whole.addWidget(self.detail)
        elif not beside:
            if at >= 0:
                self._whole.removeWidget(self.detail)
            self.detail.setGeometry(self.width() - Size.RIGHT, 0, Size.RIGHT, self.height())
            self.detail.raise_()

    def _write_sources(self) -> None:
        while (item := self._cards.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.rows = []
        names = [source.name for source in self._syncing.sources]
        if self._source not in names:
            self._source = None
        for source in self._syncing.sources:
            card = SourceCard(self._theme, source, web=self._syncing.web)
            card.show_tally(self._listing.tallies.get(source.name, Tally()))
            card.filter_button.setChecked(source.name == self._source)
            card.filter_button.setVisible(len(names) > 1)
            card.chosen.connect(lambda on, name=source.name: self._on_source_chosen(name, on))
            card.sync_requested.connect(lambda source=source: self._on_sync_requested(source))
            card.pause_requested.connect(self._syncing.pause)
            card.options_requested.connect(lambda source=source: self._on_options(source))
            card.remove_requested.connect(lambda source=source: self._syncing.remove(source))
            self._cards.addWidget(card)
            self.rows.append(card)
        self._order_tabs()
        self._scroll.setVisible(bool(self.rows))
        self._arrange()
        self._on_progress_changed()
        self._write_counts()
        self._write_empty()

    def _order_tabs(self) -> None:
        """Let Tab go through the cards where they stand, though they were made after what stands below them."""
        before: QWidget = self.reading_bar.resume_button
        for button in (button for card in self.rows for button in card.buttons):
            QWidget.setTabOrder(before, button)
            before = button

    def _write_counts(self) -> None:
        counts = self.items.counts()
        for state, button in self.state_buttons.items():
            count = sum(counts.values()) if state is None else counts[state]
            words = tr("All") if state is None else tr(STATE_WORDS[state]).capitalize()
            button.setText(f"{words} {number(count)}")
            button.setVisible(bool(self.rows) and (bool(count) or button.isChecked()))
        self.totals.setText(self.items.totals().words())

    def _write_empty(self) -> None:
        nothing = self.items.rowCount() == 0
        any_at_all = bool(self._listing.rows)
        self.table.setVisible(not nothing)
        self.empty.setVisible(nothing)
        self._foot_widget.setVisible(not nothing)
        self.search.setVisible(any_at_all)
        self.kind_button.setVisible(any_at_all)
        self.ocr_button.setVisible(self._listing.scans or self.ocr_button.isChecked())
        self.poor_button.setVisible(self._listing.poor or self.poor_button.isChecked())
        if not self._syncing.sources:
            words = tr("The library is empty. Add a source, or drop a folder anywhere on this window.")
        elif self._syncing.running and not any_at_all:
            words = tr("Looking at what is there.")
        elif not any_at_all:
            words = tr("There is nothing in these sources that Alcove could read.")
        else:
            words = tr("No item is like that. %n is/are hidden by the filters.", None, len(self._listing.rows))
        self.empty.setText(words)

    def _read(self) -> None:
        if self._reading or self._rest.isActive():
            self._dirty = True
            return
        self._dirty, self._reading = False, True

        def read() -> Listing:
            begun = monotonic()
            listing = item_rows.listed(self._library.coverage())
            self._cost = monotonic() - begun
            return listing

        self._tasks.run("io", read, owner=self, done=self._on_read, failed=self._on_read)

    def _on_read(self, found: object) -> None:
        self._reading = False
        self._rest.start(int(self._cost * 1000 * REST))
        if isinstance(found, Listing):
            self._show_listing(found)

    def _on_rested(self) -> None:
        if self._dirty and self.isVisible():
            self._read()

    def _show_listing(self, listing: Listing) -> None:
        self._listing = listing
        at = self.table.verticalScrollBar().value()
        for card in self.rows:
            card.show_tally(listing.tallies.get(card.source.name, Tally()))
        self.items.set_listing(listing)
        self.table.verticalScrollBar().setValue(at)
        self._keep_chosen()

    def _keep_chosen(self) -> None:
        """Show what became of the chosen item, still chosen."""
        row = self.detail.row
        if row is None or self.detail.isHidden():
            return
        index = self.items.index_of(row.item.uri)
        if index.isValid():
            self.table.setCurrentIndex(index)
            self.detail.show_row(self.items.row_at(index))

    def _filter(self) -> None:
        state = next((state for state, button in self.state_buttons.items() if button.isChecked()), None)
        self.kind_button.setChecked(self._kind is not None)
        self.kind_button.setText(self._kind or tr("All kinds"))
        self.items.set_filter(
            Filter(state, self._source, self._kind, self.search.text(),
                   self.ocr_button.isChecked(), self.poor_button.isChecked())
        )  # fmt: skip
        self._keep_chosen()

    def _on_source_chosen(self, name: str, on: bool) -> None:
        self._source = name if on else None
        for card in self.rows:
            card.filter_button.blockSignals(True)
            card.filter_button.setChecked(card.source.name == self._source)
            card.filter_button.blockSignals(False)
        self._filter()

    def _on_kind(self) -> None:
        self.kind_button.setChecked(self._kind is not None)
        self.kind_menu = QMenu(self)
        self.kind_menu.addAction(tr("All kinds")).triggered.connect(lambda: self._choose_kind(None))
        self.kind_menu.addSeparator()
        for kind, count in item_rows.kinds(self._listing.rows):
            action = self.kind_menu.addAction(f"{kind}  {number(count)}")
            action.setData(kind)
            action.triggered.connect(lambda _=False, kind=kind: self._choose_kind(kind))
        below = self.kind_button.mapToGlobal(self.kind_button.rect().bottomLeft())
        self.kind_menu.popup(below)

    def _choose_kind(self, kind: str | None) -> None:
        self._kind = kind
        self._filter()

    def _on_add(self) -> None:
        self.add_menu.adjustSize()
        corner = self.add_button.mapToGlobal(self.add_button.rect().bottomRight())
        corner.setX(corner.x() - self.add_menu.sizeHint().width())
        self.add_menu.popup(corner)

    def _on_options(self, source: Source) -> None:
        dialog = SourceOptionsDialog(self.window(), self._theme, source)
        dialog.accepted.connect(lambda: self._syncing.set_options(source, dialog.options()))
        dialog.open()
        self.options_dialog = dialog

    def _on_items_changed(self) -> None:
        if self.isVisible():
            self._read()
        else:
            self._dirty = True

    def _on_sync_requested(self, source: Source) -> None:
        if source.kind == "web" and not self._syncing.web:
            self._adder.ask_leave()
        else:
            self._syncing.sync((source.name,))

    def _on_sync(self) -> None:
        if self._syncing.showing:
            self._syncing.stop()
        elif self._syncing.paused:
            self._syncing.resume()
        else:
            self._syncing.sync()

    def _on_progress_changed(self) -> None:
        running, paused = self._syncing.showing, self._syncing.paused
        words = tr("Stop reading") if running else tr("Resume reading") if paused else tr("Sync now")
        words = f"  {words}"
        if self.sync_button.text() != words:
            self.sync_button.setText(words)
            icon = "stop-fill" if running else "play" if paused else "arrows-clockwise"
            self._theme.set_icon(self.sync_button, icon, "soft")
        reading = self._syncing.reading()
        for card in self.rows:
            card.show_reading(reading if reading is not None and reading.source == card.source.name else None)

    def _on_item_chosen(self, index: QModelIndex) -> None:
        self.detail.show_row(self.items.row_at(index))
        self.detail.show()
        self._arrange()

    def _on_item_opened(self, index: QModelIndex) -> None:
        uri = self.items.row_at(index).item.uri
        address = place.address_of(uri, self._syncing.source_of(uri))
        if address:
            QDesktopServices.openUrl(QUrl(address))
