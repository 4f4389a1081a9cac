"""The page of the map: the conversation as a tree, a search through it, and the ways to zoom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QVBoxLayout, QWidget

from alcove.desktop.elided_label import ElidedLabel
from alcove.desktop.map_view import STEP, MapView
from alcove.desktop.services import StoreService
from alcove.desktop.session import ChatSession
from alcove.desktop.tasks import TaskRunner
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import marked, number, tr

if TYPE_CHECKING:
    from alcove.chat.store import ConversationId, Glimpse, MessageId
    from alcove.desktop.turn_state import TurnState

HELP = marked("Enter goes to a message · arrows walk, with Shift they move the map · + and − zoom, 0 shows it all")
_LEAST_LETTERS = 2


class MapPage(QWidget):
    """Show the open conversation as a map; read anew when it is shown, and while it grows."""

    message_chosen = Signal(int)
    closed = Signal()

    def __init__(self, theme: Theme, session: ChatSession, store: StoreService, tasks: TaskRunner) -> None:
        super().__init__()
        self._theme = theme
        self._session = session
        self._store = store
        self._tasks = tasks
        self._of: ConversationId | None = None
        self._glimpses: list[Glimpse] = []
        self._reads = 0
        dress(self, "page")
        self.view = MapView(theme)
        self.view.chosen.connect(self.message_chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._header())
        column.addWidget(self.view, 1)
        column.addWidget(self._foot())
        self.view.scale_changed.connect(self._on_scale_changed)
        session.turn_changed.connect(self._on_turn_changed)
        session.line.changed.connect(lambda _: self.refresh())
        session.conversation_opened.connect(self.refresh)

    def begin_find(self) -> None:
        """Let words be written that are to be found."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def refresh(self) -> None:
        """Read the conversation, if the map is on view."""
        if not self.isVisible():
            return
        conversation = self._session.conversation
        self.title.set_full_text(conversation.title if conversation else tr("New conversation"))
        self._reads += 1
        reading, wanted = self._reads, conversation.id if conversation else None

        def read(glimpses: list[Glimpse]) -> None:
            if reading == self._reads:
                self._show(wanted, glimpses)

        if wanted is None:
            self._show(None, [])
        else:
            self._tasks.run("io", lambda: self._store.glimpses(wanted), owner=self, done=read)

    def _show(self, conversation: ConversationId | None, glimpses: list[Glimpse]) -> None:
        from alcove.chat.tree import Tree

        if conversation != self._of:
            self.view.show_other()
            self._of = conversation
            self.field.clear()
        tree = Tree(one.node for one in glimpses)
        self._glimpses = [one for one in glimpses if one.node.id in tree]
        self.view.show_tree(self._glimpses, [node.id for node in tree.line(self._session.line.end)])
        self.empty.setVisible(not self._glimpses)
        self._find(self.field.text())

    def step(self, by: int) -> None:
        """Go to the next message that was found, or the one before."""
        found = self._found(self.field.text())
        if found:
            at = found.index(self.view.focused) + by if self.view.focused in found else (0 if by > 0 else -1)
            self.view.go_to(found[at % len(found)])
            self._tell(found)

    def _found(self, words: str) -> list[MessageId]:
        wanted = words.casefold().strip()
        if len(wanted) < _LEAST_LETTERS:
            return []
        return [one.node.id for one in self._glimpses if wanted in one.text.casefold()]

    def _find(self, words: str) -> None:
        found = self._found(words)
        self.view.mark(found)
        self._tell(found)

    def _tell(self, found: list[MessageId]) -> None:
        searched = len(self.field.text().strip()) >= _LEAST_LETTERS
        many = number(len(found))
        if self.view.focused in found:
            place = number(found.index(self.view.focused) + 1)
            many = tr("{place} of {many}").format(place=place, many=many)
        self.count.setText(many if found else tr("Not found") if searched else "")

    def _header(self) -> QWidget:
        header = QWidget()
        header.setFixedHeight(Size.HEADER)
        row = QHBoxLayout(header)
        row.setContentsMargins(Size.S4, 0, Size.S4, 0)
        row.setSpacing(Size.S2)
        self.close_button = self._tool("arrow-left", tr("Back to the conversation (Esc)"), self.closed.emit)
        self.title = ElidedLabel()
        dress(self.title, "title")
        self.count = QLabel()
        dress(self.count, "faint")
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("Find in this conversation"))
        self.field.setAccessibleName(tr("Find in this conversation"))
        self.field.setFixedWidth(Size.FIELD * 3 // 4)
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(self._find)
        self.field.returnPressed.connect(lambda: self.step(1))
        row.addWidget(self.close_button)
        row.addWidget(self.title, 1)
        row.addWidget(self.count)
        row.addWidget(self.field)
        row.addSpacing(Size.S2)
        row.addWidget(self._tool("minus", tr("Zoom out (−)"), lambda: self.view.zoom(1 / STEP)))
        self.scale = QToolButton()
        self.scale.setToolTip(tr("Show at full size"))
        self.scale.setFixedWidth(Size.S8 + Size.S5)
        self.scale.clicked.connect(lambda: self.view.set_scale(1.0))
        row.addWidget(self.scale)
        row.addWidget(self._tool("plus", tr("Zoom in (+)"), lambda: self.view.zoom(STEP)))
        row.addWidget(self._tool("corners-out", tr("Show all of it (0)"), self.view.look_at_all))
        self._on_scale_changed(1.0)
        return header

    def _foot(self) -> QWidget:
        foot = QWidget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(Size.S6, Size.S1, Size.S6, Size.S3)
        self.empty = QLabel(tr("Nothing was said here yet."))
        words = QLabel(tr(HELP))
        for label in (self.empty, words):
            dress(label, "faint")
            row.addWidget(label)
            row.addStretch(1)
        self.empty.hide()
        return foot

    def _tool(self, icon: str, words: str, act: object) -> QToolButton:
        button = QToolButton()
        button.setToolTip(words)
        button.setAccessibleName(words.partition(" (")[0])
        self._theme.set_icon(button, icon, "soft")
        button.clicked.connect(act)
        return button

    def _on_scale_changed(self, scale: float) -> None:
        self.scale.setText(f"{scale:.0%}")
        self.scale.setAccessibleName(tr("Shown at {scale}").format(scale=f"{scale:.0%}"))

    def _on_turn_changed(self, turn: TurnState) -> None:
        if not turn.busy or turn.phase == "searching":
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.view.setFocus(event.reason())  # a proxy would leave the way by Tab

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self.field.hasFocus():
                self.field.clear()
                self.view.setFocus()
            else:
                self.closed.emit()
        else:
            super().keyPressEvent(event)
