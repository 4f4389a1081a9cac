"""The input as a whole: puts the field, its documents, mentions, drafts, meter and preview together.

The composer is the frame; the session asks. Everything a person can do here is a method.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFileDialog, QToolButton, QWidget

from alcove.core.errors import AppError
from alcove.desktop.chat_page import ChatPage
from alcove.desktop.context_meter import ContextMeter
from alcove.desktop.document_chips import QuestionChips, SentChips, sent_documents
from alcove.desktop.drafts import DraftKeeper
from alcove.desktop.mention_completion import MentionCompletion
from alcove.desktop.question_documents import Chip, QuestionDocuments
from alcove.desktop.services import Services
from alcove.desktop.session import ChatSession
from alcove.desktop.tasks import Lane, Task
from alcove.desktop.theme import Size, Theme
from alcove.desktop.translation import tr

if TYPE_CHECKING:
    from alcove.chat.measure import ContextUse
    from alcove.desktop.illustrator import Illustrator
    from alcove.desktop.message import MessageBox
    from alcove.desktop.question_preview import QuestionPreview
    from alcove.desktop.source_dialogs import PasswordDialog
    from alcove.desktop.thread import Thread

ATTACH_KEYS, PREVIEW_KEYS, EXPAND_KEYS = "Ctrl+Alt+F", "Ctrl+Shift+V", "Ctrl+Alt+Return"
MEASURE_MS = 350


class QuestionInput(QObject):
    """Owned by the window, which connects the shortcuts."""

    document_opened = Signal(object)

    def __init__(self, services: Services, session: ChatSession, chat: ChatPage, illustrator: Illustrator) -> None:
        composer = chat.composer
        super().__init__(composer)
        theme, tasks = services.theme, services.tasks
        self._services = services
        self._session = session
        self._composer = composer
        self._chat = chat
        self._illustrator = illustrator
        self._preview: QuestionPreview | None = None
        self._measuring: Task[ContextUse] | None = None
        self._recalled = -1
        self._recalled_text = ""
        self.dialog: PasswordDialog | None = None
        field = composer.field
        self.documents = QuestionDocuments(
            services.attached, services.library, session, field, tasks, services.notifier
        )
        self.documents.turns = lambda: chat.turns
        self.mentions = MentionCompletion(field, theme, services.library, tasks)
        self.drafts = DraftKeeper(services.drafts, session, field, self.documents, tasks)
        self.chips = QuestionChips(theme, self.documents, field)
        self.chips.document_opened.connect(self.document_opened)
        self.chips.again_requested.connect(self.read_again)
        self.meter = ContextMeter(theme)
        give = tr("Give files to this question ({keys})").format(keys=ATTACH_KEYS)
        see = tr("See it as it will look ({keys})").format(keys=PREVIEW_KEYS)
        self.attach_button = self._button("paperclip", give, self.choose_files)
        self.preview_button = self._button("eye", see, self.toggle_preview)
        self.preview_button.setCheckable(True)
        self.handle = Handle(theme)
        self.handle.toggled.connect(self.toggle_tall)
        self.handle.pulled.connect(self._on_pulled)
        composer.put_top(self.handle)
        composer.put_above(self.chips)
        composer.put_first(self.attach_button)
        for widget in (self.preview_button, self.meter):
            composer.put_last(widget)
        composer.awaited = self.documents.awaited
        composer.documents = lambda: self.documents.asked_with
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(MEASURE_MS)
        self._timer.timeout.connect(self._measure)
        self._connect()

    def begin(self) -> None:
        """Bring back what was typed, once the window is shown."""
        self.drafts.begin()
        self.measure_soon()

    @property
    def tall(self) -> bool:
        """Whether the field was made a tall editor."""
        return self._composer.field.least > 0

    def choose_files(self) -> None:
        """Ask for files and give them to the question."""
        files, _ = QFileDialog.getOpenFileNames(self._composer.window(), tr("Give files to this question"))
        self.give([Path(file) for file in files])

    def give(self, files: Sequence[Path]) -> None:
        """Give files to the question."""
        if files:
            self.documents.add_files(list(files))
            self._composer.field.setFocus()

    def read_again(self, chip: Chip) -> None:
        """Try again to read a file, with its password where it wants one."""
        if chip.action != "password":
            self.documents.read_again(chip)
            return
        from alcove.desktop.source_dialogs import PasswordDialog

        dialog = self.dialog = PasswordDialog(self._composer.window(), chip.named.name)
        dialog.accepted.connect(lambda: self.documents.read_again(chip, dialog.field.text()))
        dialog.open()
        dialog.field.setFocus()

    def toggle_preview(self) -> None:
        """Show the question as it will look, or go back to writing it."""
        field = self._composer.field
        if self._close_preview():
            field.setFocus()
            return
        if self._preview is None:
            from alcove.desktop.question_preview import QuestionPreview

            self._preview = QuestionPreview(self._services.theme, self._illustrator)
            self._composer.middle.addWidget(self._preview)
        text = field.toPlainText()
        self._preview.show()
        self._preview.show_text(text or tr("*Nothing is written yet*"), least=field.height(), most=field.most)
        field.hide()
        self._preview.setFocus()
        self.preview_button.setChecked(True)

    def _close_preview(self) -> bool:
        """Let the field stand there again; return whether the preview did."""
        there = self._preview is not None and not self._preview.isHidden()
        if self._preview is not None and there:
            self._preview.hide()
            self._composer.field.show()
            self.preview_button.setChecked(False)
        return there

    def toggle_tall(self) -> None:
        """Make the field a tall editor, or as high as its text again."""
        self._set_height(0 if self.tall else self._tallest())

    def show_documents_in(self, messages: Thread) -> None:
        """Show under the questions of a line what they were asked with."""
        messages.message_added.connect(self._on_message_added)

    def measure_soon(self) -> None:
        """Measure what the question takes, once nothing changes for a moment."""
        self._timer.start()

    def recall(self, by: int) -> None:
        """Put an earlier question into the field, or a later one."""
        asked = [turn for turn in self._chat.at_hand.turns if turn.question]
        at = (self._recalled if self._recalled >= 0 else len(asked)) + by
        if at < 0 or (self._recalled < 0 and by > 0):
            return
        field = self._composer.field
        if at >= len(asked):
            self._recalled, self._recalled_text = -1, ""
            field.put("")
            return
        from alcove.chat.drafts import Mention

        turn = asked[at]
        mentions = [
            Mention(turn.question.find(one.written), one)
            for one in turn.asked_with
            if one.role != "attached" and one.written in turn.question
        ]
        self._recalled, self._recalled_text = at, turn.question
        field.put(turn.question, mentions)

    # Connecting

    def _connect(self) -> None:
        field, session = self._composer.field, self._session
        field.files_given.connect(self.give)
        field.picture_given.connect(self.documents.add_picture)
        field.recall_requested.connect(self.recall)
        field.recalled = lambda: self._recalled >= 0 and field.toPlainText() == self._recalled_text
        self.drafts.left.connect(self._on_left)
        session.conversation_opened.connect(self.documents.look_at_line)  # after the drafts, which let go what waits
        self._composer.question_sent.connect(lambda _: self._on_sent())
        self._composer.scope_changed.connect(lambda _: self.measure_soon())
        self._composer.answer_from_changed.connect(lambda _: self.measure_soon())
        for told in (session.conversation_opened, session.line.changed, field.textChanged):
            told.connect(lambda *_: self.measure_soon())
        self.show_documents_in(self._chat.messages)
        session.turn_changed.connect(lambda turn: None if turn.busy else self.measure_soon())
        self.documents.changed.connect(self._on_documents_changed)
        self._composer.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show:
            self.measure_soon()  # what was changed on another page
        is_press = event.type() == QEvent.Type.KeyPress
        if is_press and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if self._preview is not None and self._preview.isVisible():
                self.toggle_preview()
                return True
            return self.meter.hide_card()
        return False

    def _on_left(self) -> None:
        """Go on with nothing that was under way in the conversation before."""
        self._composer.let_go()
        self._recalled = -1
        self._close_preview()

    def _on_sent(self) -> None:
        self.documents.sent()
        self._recalled = -1
        self._set_height(0)
        if self._preview is not None and self._preview.isVisible():
            self.toggle_preview()

    def _on_message_added(self, message: MessageBox) -> None:
        """Show under a question the files and documents it was asked with."""
        from alcove.desktop.question_bubble import QuestionBubble

        sent = sent_documents(message.turn.asked_with)
        if isinstance(message, QuestionBubble) and sent:
            chips = SentChips(self._services.theme, sent, self.documents.chip_of)
            chips.document_opened.connect(self.document_opened)
            message.put_below(chips)

    def _on_documents_changed(self) -> None:
        for chips in self._chat.findChildren(SentChips):
            chips.refresh()
        self._composer.set_documents(len(self.documents.chips))
        self._composer.look_again()
        self.measure_soon()

    def _on_pulled(self, by: int) -> None:
        field = self._composer.field
        self._set_height(max(0, min(self._tallest(), field.height() + by)))

    def _set_height(self, least: int) -> None:
        field = self._composer.field
        field.least = least if least > field.fontMetrics().lineSpacing() + Size.S1 else 0
        field.most = max(Size.INPUT_MOST, field.least)
        field.fit()
        self.handle.set_tall(self.tall)

    def _tallest(self) -> int:
        return max(Size.INPUT_MOST, int(self._composer.window().height() * 0.55))

    def _button(self, icon: str, words: str, action: object) -> QToolButton:
        button = QToolButton()
        button.setToolTip(words)
        button.setAccessibleName(words.partition(" (")[0])
        button.setFixedSize(Size.BUTTON, Size.BUTTON)
        self._services.theme.set_icon(button, icon, "soft", Size.ICON)
        button.clicked.connect(action)
        return button

    def _measure(self) -> None:
        if not self._composer.isVisible():
            return
        if self._measuring is not None:
            self._measuring.cancel()
        session = self._chat.at_hand
        request = session.request(self._composer.field.toPlainText(), self.documents.asked_with)
        lane: Lane = "io" if session.runs_elsewhere else "model"
        task = self._measuring = self._services.tasks.run(
            lane, lambda: self._services.turns.measure(request), owner=self,
            done=lambda use: self._on_measured(task, use), failed=lambda error: self._on_not_measured(task, error),
        )  # fmt: skip

    def _on_measured(self, task: Task[ContextUse], use: ContextUse | None) -> None:
        if task is self._measuring and use is not None:
            self.meter.show_use(use)

    def _on_not_measured(self, task: Task[ContextUse], error: AppError) -> None:
        if task is self._measuring:
            self.meter.show_use(None)  # without a model there is nothing to fill


class Handle(QWidget):
    """The edge of the input: pulled it makes the field higher, a click makes it tall or lets it shrink."""

    toggled = Signal()
    pulled = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._from: int | None = None
        self._moved = False
        self.setFixedHeight(Size.S2)
        self.setCursor(Qt.CursorShape.SizeVerCursor)
        self.set_tall(False)
        theme.changed.connect(self.update)

    def set_tall(self, tall: bool) -> None:
        """Say what a click does."""
        keys = EXPAND_KEYS.replace("Return", "Enter")
        words = tr("Make the input tall ({keys}), or pull it")
        if tall:
            words = tr("Let the input be as high as its text ({keys})")
        words = words.format(keys=keys)
        self.setToolTip(words)
        self.setAccessibleName(words)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._from, self._moved = int(event.globalPosition().y()), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from is None:
            return
        at = int(event.globalPosition().y())
        if at != self._from:
            self._moved = True
            self.pulled.emit(self._from - at)
            self._from = at

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._from is not None and not self._moved:
            self.toggled.emit()
        self._from = None

    def enterEvent(self, event: object) -> None:
        self.update()

    def leaveEvent(self, event: object) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        from PySide6.QtGui import QColor

        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.tokens.faint if self.underMouse() else self._theme.tokens.line))
        wide = Size.S8
        painter.drawRoundedRect((self.width() - wide) // 2, (self.height() - Size.BAR) // 2, wide, Size.BAR, 2, 2)
        painter.end()
