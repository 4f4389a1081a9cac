"""What the person asked, at the right, with what can be done with it beside it while it is pointed at."""

import re

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QEnterEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from alcove.desktop.message import MessageBox
from alcove.desktop.message_field import MessageField
from alcove.desktop.stepper import Stepper, quiet_button
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.turn_state import TurnState

_LONG_WORD = re.compile(r"\S{40,}")
_ZERO_WIDTH_SPACE = "\u200b"


class QuestionBubble(MessageBox):
    """One version of a question."""

    def __init__(self, theme: Theme, turn: TurnState) -> None:
        super().__init__(theme, turn)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._body = QWidget()
        row = QHBoxLayout(self._body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Size.S1)
        row.addStretch(1)
        self.tools = self._tools()
        row.addWidget(self.tools, 0, Qt.AlignmentFlag.AlignBottom)
        self._label = QLabel(_LONG_WORD.sub(_breakable, turn.question))
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setWordWrap(True)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._label.setAccessibleName(f"You asked: {turn.question}")
        self._label.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._label.installEventFilter(self)
        dress(self._label, "bubble")
        row.addWidget(self._label)
        self.stepper = Stepper(theme, "question")
        self.stepper.stepped.connect(self.stepped)
        self._column.addWidget(self._body)
        self._column.addWidget(self.stepper, 0, Qt.AlignmentFlag.AlignRight)
        self.refresh()

    def refresh(self) -> None:
        """Show which version it is."""
        self.stepper.show_place(self.turn.question_number, len(self.turn.questions))

    def fit(self, width: int) -> None:
        self._label.ensurePolished()
        metrics = self._label.fontMetrics()
        padding = 2 * Size.S4 + Size.S3
        most = min(Size.BUBBLE, int(width * 0.8))
        natural = max(metrics.horizontalAdvance(line) for line in self._label.text().split("\n")) + padding
        wide = min(most, natural)
        # A wrapping label asks for a line too many at the width that just fits its text.
        wrap = Qt.TextFlag.TextWordWrap
        text = metrics.boundingRect(QRect(0, 0, wide - padding + Size.S2, 0), wrap, self._label.text())
        self._label.setFixedSize(wide, text.height() + 2 * Size.S2 + Size.S1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.fit(self.width())

    def set_current(self, *, on: bool) -> None:
        super().set_current(on=on)
        dress(self._label, "bubble-on" if on else "bubble")
        self.tools.setVisible(on or self.underMouse())

    def enterEvent(self, event: QEnterEvent) -> None:
        self.tools.show()

    def leaveEvent(self, event: QEvent) -> None:
        self.tools.setVisible(self.current)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A double click on the words edits them."""
        if event.type() == QEvent.Type.MouseButtonDblClick:
            self.begin_edit()
            return True
        return False

    def _tools(self) -> QWidget:
        tools = QWidget()
        row = QHBoxLayout(tools)
        row.setContentsMargins(0, 0, Size.S1, 0)
        row.setSpacing(0)
        self.edit_button = quiet_button(self._theme, "pencil-simple", "Edit this question (E)")
        self.edit_button.clicked.connect(lambda: self.acted.emit("edit"))
        self.more_button = quiet_button(self._theme, "dots-three", "More")
        self.more_button.clicked.connect(self._on_more)
        row.addWidget(self.edit_button)
        row.addWidget(self.more_button)
        tools.hide()
        return tools

    def _on_more(self) -> None:
        self.pop_menu(self.more_button.mapToGlobal(self.more_button.rect().bottomLeft()))

    def _swap(self, editor: MessageField | None) -> None:
        self._body.setVisible(editor is None)
        if editor is None:
            self.refresh()
        else:
            self.stepper.hide()
            self._column.insertWidget(0, editor)


def _breakable(word: re.Match[str]) -> str:
    """Let a label break an address or a hash, which it would cut off."""
    return _ZERO_WIDTH_SPACE.join(word[0][at : at + 8] for at in range(0, len(word[0]), 8))
