"""The one road to the person's eye: errors, warnings, and offers with an action. Queued until a window exists.

Whoever has something to say holds the `Notifier`; the window attaches a `ToastStack` to it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from alcove.core.errors import AppError
from alcove.desktop.accessible import Role, plays
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import told, tr

Kind = Literal["info", "warn", "error"]
SECONDS: dict[Kind, float] = {"info": 8, "warn": 12, "error": 0}
"""How long a notice stays; 0 until it is dismissed."""
MOST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a person should know: what happened, what to do, and one action that is offered."""

    kind: Kind
    text: str
    hint: str = ""
    action_label: str = ""
    action: Callable[[], None] | None = None


class Notifier:
    """Take notices and hand them to the window, or keep them until there is one. GUI thread only."""

    def __init__(self) -> None:
        self._show: Callable[[Notice], None] | None = None
        self._waiting: list[Notice] = []

    def attach(self, show: Callable[[Notice], None]) -> None:
        """Show notices with `show` from now on, those that waited first."""
        self._show = show
        waiting, self._waiting = self._waiting, []
        for notice in waiting:
            show(notice)

    def detach(self) -> None:
        """Keep notices again: the window is going."""
        self._show = None

    def error(self, error: AppError) -> None:
        """Tell of a known failure."""
        self.tell(Notice("error", told(error.message), told(error.hint)))

    def warn(self, text: str, hint: str = "") -> None:
        """Tell of something that works less well than it should."""
        self.tell(Notice("warn", text, hint))

    def offer(self, text: str, label: str, action: Callable[[], None]) -> None:
        """Tell of something done, and offer an action such as undoing it."""
        self.tell(Notice("info", text, "", label, action))

    def info(self, text: str) -> None:
        """Tell of something done."""
        self.tell(Notice("info", text))

    def tell(self, notice: Notice) -> None:
        """Show a notice, or queue it until a window is attached."""
        if self._show is None:
            self._waiting.append(notice)
        else:
            self._show(notice)


class Toast(QFrame):
    """One notice as a card that goes by itself or is dismissed."""

    def __init__(self, notice: Notice, theme: Theme, gone: Callable[["Toast"], None], parent: QWidget) -> None:
        super().__init__(parent)
        self.notice = notice
        self._gone = gone
        dress(self, "toast" if notice.kind == "info" else "toast-warn")
        plays(self, Role.AlertMessage)
        self.setAccessibleName(f"{notice.text} {notice.hint}".strip())
        row = QHBoxLayout(self)
        row.setContentsMargins(Size.S4, Size.S2, Size.S2, Size.S2)
        row.setSpacing(Size.S3)
        if notice.kind != "info":
            sign = QLabel()
            theme.set_icon(sign, "warning", "warn")
            row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        for text, look in ((notice.text, "body"), (notice.hint, "soft")):
            if text:
                label = QLabel(text)
                label.setTextFormat(Qt.TextFormat.PlainText)
                label.setWordWrap(len(text) > 50)
                label.setMinimumWidth(Size.FIELD if len(text) > 50 else 0)
                label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                dress(label, look)
                words.addWidget(label)
        row.addLayout(words, 1)
        if notice.action is not None:
            self.action_button = QPushButton(notice.action_label)
            dress(self.action_button, "link")
            self.action_button.clicked.connect(self._on_action)
            row.addWidget(self.action_button)
        close = QToolButton()
        close.setAccessibleName(tr("Dismiss"))
        close.setToolTip(tr("Dismiss (Esc)"))
        theme.set_icon(close, "x", "faint", Size.ICON_SMALL)
        close.clicked.connect(self.dismiss)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self.stop: QWidget = close if notice.action is None else self.action_button
        if SECONDS[notice.kind]:
            QTimer.singleShot(int(SECONDS[notice.kind] * 1000), self, self.dismiss)

    def dismiss(self) -> None:
        """Take the notice away."""
        self._gone(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def _on_action(self) -> None:
        if self.notice.action is not None:
            self.notice.action()
        self.dismiss()


class ToastStack(QWidget):
    """The newest notices over the lower edge of a widget, out of the way of what is clicked there.

    They lie in the window, so that what covers the widget does not cover them.
    """

    def __init__(self, theme: Theme, over: QWidget, bottom: int, window: QWidget | None = None) -> None:
        self._window = window or over
        super().__init__(self._window)
        self._theme = theme
        self._over = over
        self._bottom = bottom
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Size.S2)
        self._waiting: list[Notice] = []
        self.toasts: list[Toast] = []
        over.installEventFilter(self)
        self.hide()

    def show_notice(self, notice: Notice) -> None:
        """Show a notice; the same text is not shown twice at a time."""
        if any(toast.notice.text == notice.text and notice.action is None for toast in self.toasts):
            return
        if len(self.toasts) >= MOST_SHOWN:
            self._waiting.append(notice)
            return
        toast = Toast(notice, self._theme, self._on_gone, self)
        self.toasts.append(toast)
        self._column.addWidget(toast)
        self.show()
        toast.ensurePolished()
        self._place()

    def take_focus(self) -> None:
        """Give the keyboard to the newest notice: to what it offers, else to the button that dismisses it."""
        if self.toasts:
            self.toasts[-1].stop.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self._place()
        return False

    def _on_gone(self, toast: Toast) -> None:
        if toast not in self.toasts:
            return
        self.toasts.remove(toast)
        self._column.removeWidget(toast)
        toast.hide()
        toast.deleteLater()
        if self._waiting:
            self.show_notice(self._waiting.pop(0))
        self.setVisible(bool(self.toasts))
        self._place()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._place()
        return super().event(event)

    def _place(self) -> None:
        width = min(self._column.totalSizeHint().width(), self._over.width() - 2 * Size.S4)
        tall = self._column.totalHeightForWidth(width)
        height = max(self._column.totalSizeHint().height(), tall)
        corner = QPoint((self._over.width() - width) // 2, self._over.height() - height - self._bottom)
        self.setGeometry(QRect(self._over.mapTo(self._window, corner), QSize(width, height)))
        self.raise_()
