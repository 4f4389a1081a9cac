"""The left column: search and conversations, what is being read, and the way to the other pages.

`Rail` is the same column with icons only, for narrow windows.
"""

from PySide6.QtCore import Qt, Signal
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
)

from alcove.desktop.conversation_list import ConversationList
from alcove.desktop.privacy import NOTHING, Sign
from alcove.desktop.reading_bar import PAUSED, ReadingBar
from alcove.desktop.session import ChatSession
from alcove.desktop.syncing import Syncing
from alcove.desktop.theme import Size, Theme, dress

PAGES = (
    ("library", "books", "Library"),
    ("models", "cpu", "Models"),
    ("privacy", "shield-check", NOTHING),
    ("settings", "gear-six", "Settings"),
)


class SearchField(QLineEdit):
    """Filters the conversations; Esc empties it."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.left.emit()
        else:
            super().keyPressEvent(event)


class Sidebar(QFrame):
    """The whole left column."""

    page_requested = Signal(str)
    new_requested = Signal()
    conversation_requested = Signal(object)
    rename_requested = Signal(object)

    def __init__(self, theme: Theme, session: ChatSession, syncing: Syncing, brand: QIcon) -> None:
        super().__init__()
        self._theme = theme
        self._session = session
        self._syncing = syncing
        dress(self, "side")
        self.setFixedWidth(Size.LEFT)
        column = QVBoxLayout(self)
        column.setContentsMargins(Size.S3, Size.S3, Size.S3, Size.S3)
        column.setSpacing(Size.S2)
        column.addLayout(self._head(brand))
        self.search = SearchField()
        self.search.setPlaceholderText("Search conversations")
        self.search.setAccessibleName("Search conversations")
        self.search.hide()
        column.addWidget(self.search)
        self.new_button = QPushButton("  New conversation")
        dress(self.new_button, "new")
        theme.set_icon(self.new_button, "note-pencil", "ink")
        self.new_button.clicked.connect(self.new_requested)
        column.addWidget(self.new_button)
        self.list = ConversationList(theme)
        self.list.open_requested.connect(self.conversation_requested)
        self.list.delete_requested.connect(session.delete)
        self.list.rename_requested.connect(self.rename_requested)
        column.addWidget(self.list, 1)
        self.search.textChanged.connect(self.list.rows.set_filter)
        self.search.left.connect(self._on_search_left)
        self.nothing = QLabel("No conversation has that in its title")
        self.nothing.setWordWrap(True)
        dress(self.nothing, "faint")
        self.nothing.hide()
        self.list.rows.modelReset.connect(self._on_rows_reset)
        column.insertWidget(3, self.nothing)
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
        self.search_button.setAccessibleName("Search conversations")
        self._theme.set_icon(self.search_button, "magnifying-glass")
        self.search_button.clicked.connect(self.begin_search)
        row.addWidget(sign)
        row.addWidget(name)
        row.addStretch(1)
        row.addWidget(self.search_button)
        return row

    def _navigation(self) -> QVBoxLayout:
        box = QVBoxLayout()
        box.setSpacing(0)
        self.buttons: dict[str, QPushButton] = {}
        for page, icon, words in PAGES:
            button = QPushButton(f"  {words}")
            dress(button, "nav")
            self._theme.set_icon(button, icon)
            box.addWidget(button)
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, page=page: self.page_requested.emit(page))
            self.buttons[page] = button
        return box

    def _on_rows_reset(self) -> None:
        empty = self.list.rows.rowCount() == 0
        self.nothing.setVisible(empty and bool(self.search.text()))

    def _on_search_left(self) -> None:
        self.search.hide()
        self.list.setFocus()

    def _on_conversations_changed(self) -> None:
        self.list.rows.set_conversations(self._session.conversations)
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
            ("expand", "list", "Conversations"),
            ("new", "note-pencil", "New conversation"),
            *PAGES,
        ):
            if page == "library":
                column.addStretch(1)
                column.addWidget(self._reading(), 0, Qt.AlignmentFlag.AlignHCenter)
                column.addWidget(self.bar)
            button = QToolButton()
            button.setToolTip(words)
            button.setAccessibleName(words)
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
        self.bar.setAccessibleName("What is being read")
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
            self._write_pause("pause", f"Pause: {reading.line()}", "Pause reading")
        elif paused:
            self._write_pause("play", f"{PAUSED}: resume", "Resume reading")

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
