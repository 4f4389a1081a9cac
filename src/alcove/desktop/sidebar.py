"""The left column: search and conversations, what is being read, and the way to the other pages.

`Rail` is the same column with icons only, for narrow windows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from alcove.desktop.conversation_list import ConversationList
from alcove.desktop.conversation_menus import ConversationMenus
from alcove.desktop.conversation_rows import Entry
from alcove.desktop.elided_label import ElidedLabel
from alcove.desktop.organiser import Organiser
from alcove.desktop.privacy import NOTHING, Sign
from alcove.desktop.reading_bar import ReadingBar
from alcove.desktop.session import ChatSession
from alcove.desktop.syncing import Syncing
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import marked, tr

if TYPE_CHECKING:
    from alcove.chat.search import Found

PAGES = (
    ("library", "books", marked("Library")),
    ("models", "cpu", marked("Models")),
    ("prompts", "chat-text", marked("Prompts")),
    ("privacy", "shield-check", NOTHING),
    ("settings", "gear-six", marked("Settings")),
)


TYPING_MS = 120
"""How long one pauses in typing before it is searched for."""


class SearchField(QLineEdit):
    """Says what conversations to find; Esc empties it, Down and Enter go to what was found."""

    left = Signal()
    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)


class Sidebar(QFrame):
    """The whole left column."""

    page_requested = Signal(str)
    new_requested = Signal()
    conversation_requested = Signal(object, object)
    """A conversation, and the message in it that was found, or None."""

    def __init__(
        self,
        theme: Theme,
        session: ChatSession,
        organiser: Organiser,
        menus: ConversationMenus,
        syncing: Syncing,
        brand: QIcon,
    ) -> None:
        super().__init__()
        self._organiser = organiser
        self._menus = menus
        self._listed = False
        self._theme = theme
        self._session = session
        self._syncing = syncing
        dress(self, "side")
        self.setFixedWidth(Size.LEFT)
        column = QVBoxLayout(self)
        column.setContentsMargins(Size.S3, Size.S3, Size.S3, Size.S3)
        column.setSpacing(Size.S2)
        column.addLayout(self._head(brand))
        self.search = self._search_field()
        column.addWidget(self.search)
        self.new_button = QPushButton("  " + tr("New conversation"))
        dress(self.new_button, "new")
        theme.set_icon(self.new_button, "note-pencil", "ink")
        self.new_button.clicked.connect(self.new_requested)
        column.addWidget(self.new_button)
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.told.setContentsMargins(Size.S3, 0, 0, 0)
        dress(self.told, "faint")
        self.told.hide()
        column.addWidget(self.told)
        self.list = self._conversations(theme)
        column.addWidget(self.list, 1)
        column.addWidget(self._importing())
        self.reading = ReadingBar(theme, syncing, compact=True)
        column.addWidget(self.reading)
        column.addLayout(self._navigation())
        session.conversations_changed.connect(self._on_conversations_changed)
        session.conversation_opened.connect(self._on_conversation_opened)

    def show_page(self, page: str) -> None:
        """Point out which page is on view."""
        for name, button in self.buttons.items():
            button.setChecked(name == page)
        if page != "chat":
            self.list.set_current(None)
        else:
            self._on_conversation_opened()

    def show_privacy(self, sign: Sign) -> None:
        """Say what left this computer."""
        button = self.buttons["privacy"]
        button.setText(f"  {sign.words}")
        button.setToolTip(sign.why)
        self._theme.set_icon(button, sign.icon, sign.ink)

    def begin_search(self) -> None:
        """Open the search field and go there."""
        self.search.show()
        self.search.setFocus()
        self.search.selectAll()

    def _search_field(self) -> SearchField:
        field = SearchField()
        field.setPlaceholderText(tr("Search conversations"))
        field.setAccessibleName(tr("Search conversations"))
        field.hide()
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._typing.timeout.connect(self._on_typed)
        field.textChanged.connect(self._on_typing)
        field.left.connect(self._on_search_left)
        field.entered.connect(self._on_search_entered)
        self._organiser.found.connect(self._on_found)
        return field

    def _conversations(self, theme: Theme) -> ConversationList:
        made = ConversationList(theme)
        made.make_menu, made.make_folder_menu = self._menus.of_conversations, self._menus.of_folder
        made.rows.open_folders = self._organiser.open_folders()
        made.open_requested.connect(self._on_open_requested)
        made.delete_requested.connect(self._organiser.delete)
        made.rename_requested.connect(self._menus.rename)
        made.move_requested.connect(self._organiser.move)
        made.folder_rename_requested.connect(self._menus.ask_folder_path)
        made.folder_remove_requested.connect(self._organiser.remove_folder)
        made.folders_toggled.connect(lambda: self._organiser.remember_open(made.rows.open_folders))
        return made

    def _importing(self) -> QWidget:
        """Make the line that tells how far an import is, and stops it."""
        self.importing = QWidget()
        row = QHBoxLayout(self.importing)
        row.setContentsMargins(Size.S3, 0, 0, 0)
        self.importing_words = ElidedLabel()
        dress(self.importing_words, "reading")
        stop = QToolButton()
        stop.setToolTip(tr("Stop importing"))
        stop.setAccessibleName(tr("Stop importing"))
        self._theme.set_icon(stop, "x", "faint", Size.ICON_SMALL)
        stop.clicked.connect(self._organiser.stop_import)
        row.addWidget(self.importing_words, 1)
        row.addWidget(stop)
        self.importing.hide()
        self._organiser.importing_changed.connect(self._on_importing_changed)
        return self.importing

    def _head(self, brand: QIcon) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(Size.S1, 0, 0, 0)
        row.setSpacing(Size.S2)
        sign = QLabel()
        if brand.isNull():
            self._theme.set_icon(sign, "bookmarks", "accent", Size.S5)
        else:
            sign.setPixmap(brand.pixmap(Size.S5, Size.S5))
        name = QLabel("Alcove")
        dress(name, "brand")
        self.search_button = QToolButton()
        self.search_button.setAccessibleName(tr("Search conversations"))
        self._theme.set_icon(self.search_button, "magnifying-glass")
        self.search_button.clicked.connect(self.begin_search)
        row.addWidget(sign)
        row.addWidget(name)
        row.addStretch(1)
        self.more_button = QToolButton()
        self.more_button.setToolTip(tr("Folders and import"))
        self.more_button.setAccessibleName(tr("Folders and import"))
        self._theme.set_icon(self.more_button, "dots-three")
        self.more_button.clicked.connect(self._on_more)
        row.addWidget(self.search_button)
        row.addWidget(self.more_button)
        return row

    def _navigation(self) -> QVBoxLayout:
        box = QVBoxLayout()
        box.setSpacing(0)
        self.buttons: dict[str, QPushButton] = {}
        for page, icon, words in PAGES:
            button = QPushButton(f"  {tr(words)}")
            dress(button, "nav")
            self._theme.set_icon(button, icon)
            box.addWidget(button)
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, page=page: self.page_requested.emit(page))
            self.buttons[page] = button
        return box

    def _on_more(self) -> None:
        menu = self._menus.of_list(self)
        menu.popup(self.more_button.mapToGlobal(self.more_button.rect().bottomLeft()))

    def _on_open_requested(self, entry: Entry) -> None:
        self.conversation_requested.emit(entry.conversation, entry.found.message if entry.found else None)

    def _on_typing(self, text: str) -> None:
        if text.strip():
            self._typing.start()
        else:
            self._typing.stop()
            self._organiser.search("")  # what is still on its way is not shown
            self.list.rows.set_found(None)
            self._tell()
            self._on_conversation_opened()

    def _on_typed(self) -> None:
        self._organiser.search(self.search.text())

    def _on_found(self, found: list[Found], text: str) -> None:
        if not text.strip():
            return
        self.list.rows.set_found(found)
        self.list.scrollToTop()
        self._tell()
        self._on_conversation_opened()

    def _tell(self) -> None:
        """Say how many were found, or that there is nothing yet."""
        count = self.list.rows.rowCount()
        if self.list.rows.searched:
            found = tr("%n conversation(s)", None, count)
            self.told.setText(found if count else tr("Nothing found, in titles or in messages"))
        else:
            self.told.setText(tr("What you ask stands here, by day. The dots above import what you asked elsewhere."))
        self.told.setVisible(self.list.rows.searched or (self._listed and not count))

    def _on_search_left(self) -> None:
        self.search.hide()
        self.list.setFocus()

    def _on_search_entered(self) -> None:
        if self.list.rows.rowCount():
            self.list.setFocus()
            self.list.setCurrentIndex(self.list.rows.index(0))

    def _on_importing_changed(self) -> None:
        self.importing.setVisible(bool(self._organiser.importing))
        self.importing_words.set_full_text(self._organiser.importing)

    def _on_conversations_changed(self) -> None:
        self.list.rows.set_conversations(self._session.conversations, self._session.folders)
        self._listed = True
        self._tell()
        if self.list.rows.searched:
            self._typing.start()  # what was found may be another thing now
        self._on_conversation_opened()

    def _on_conversation_opened(self) -> None:
        at = self._session.conversation
        self.list.set_current(at.id if at else None)


class Rail(QFrame):
    """The left column of a narrow window: icons with names in their tooltips."""

    page_requested = Signal(str)
    new_requested = Signal()
    expand_requested = Signal()

    def __init__(self, theme: Theme, syncing: Syncing) -> None:
        super().__init__()
        self._theme = theme
        self._syncing = syncing
        dress(self, "side")
        self.setFixedWidth(Size.RAIL)
        column = QVBoxLayout(self)
        column.setContentsMargins(Size.S2, Size.S3, Size.S2, Size.S3)
        column.setSpacing(Size.S2)
        self.buttons: dict[str, QToolButton] = {}
        for page, icon, words in (
            ("expand", "list", tr("Conversations")),
            ("new", "note-pencil", tr("New conversation")),
            *PAGES,
        ):
            if page == "library":
                column.addStretch(1)
                column.addWidget(self._reading(), 0, Qt.AlignmentFlag.AlignHCenter)
                column.addWidget(self.bar)
            button = QToolButton()
            button.setToolTip(tr(words))
            button.setAccessibleName(tr(words))
            button.setFixedSize(Size.NAV, Size.NAV)
            theme.set_icon(button, icon)
            button.setCheckable(page not in ("expand", "new"))
            button.clicked.connect(lambda _=False, page=page: self._on_clicked(page))
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
            self.buttons[page] = button
        syncing.progress_changed.connect(self._on_progress_changed)
        self._on_progress_changed()

    def show_page(self, page: str) -> None:
        """Point out which page is on view."""
        for name, button in self.buttons.items():
            button.setChecked(name == page)

    def show_privacy(self, sign: Sign) -> None:
        """Say what left this computer."""
        button = self.buttons["privacy"]
        button.setToolTip(sign.words)
        button.setAccessibleName(sign.words)
        self._theme.set_icon(button, sign.icon, sign.ink)

    def _reading(self) -> QToolButton:
        """Make what tells of reading here: a thin bar, and a button that pauses and goes on."""
        self.pause_button = QToolButton()
        self.pause_button.setFixedSize(Size.NAV, Size.NAV)
        self.pause_button.clicked.connect(self._on_pause)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("What is being read"))
        return self.pause_button

    def _on_progress_changed(self) -> None:
        reading = self._syncing.reading()
        paused = self._syncing.paused and not self._syncing.showing
        self.bar.setVisible(reading is not None)
        self.pause_button.setVisible(reading is not None or paused)
        if reading is not None:
            self.bar.setMaximum(max(1, reading.total))
            self.bar.setValue(reading.done)
            self.bar.setToolTip(reading.line())
            self._write_pause("pause", tr("Pause: {reading}").format(reading=reading.line()), tr("Pause reading"))
        elif paused:
            self._write_pause("play", tr("Reading is paused: resume"), tr("Resume reading"))

    def _write_pause(self, icon: str, tip: str, name: str) -> None:
        if self.pause_button.accessibleName() != name:
            self._theme.set_icon(self.pause_button, icon, "accent")
            self.pause_button.setAccessibleName(name)
        self.pause_button.setToolTip(tip)

    def _on_pause(self) -> None:
        if self._syncing.showing:
            self._syncing.pause()
        else:
            self._syncing.resume()

    def _on_clicked(self, page: str) -> None:
        if page == "expand":
            self.expand_requested.emit()
        elif page == "new":
            self.new_requested.emit()
        else:
            self.page_requested.emit(page)
