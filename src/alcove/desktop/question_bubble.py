"""What the person asked, at the right, with what can be done with it beside it while it is pointed at."""

import re

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QEnterEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from alcove.desktop.blocks import blocks_of
from alcove.desktop.focus_ring import MARKS_ITSELF
from alcove.desktop.illustrator import Illustrator
from alcove.desktop.message import MessageBox
from alcove.desktop.message_field import MessageField
from alcove.desktop.prose_view import ProseView
from alcove.desktop.prose_writer import Setting
from alcove.desktop.stepper import Stepper, quiet_button
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import tr
from alcove.desktop.turn_state import TurnState

_LONG_WORD = re.compile(r"\S{40,}")
_ZERO_WIDTH_SPACE = "\u200b"


class QuestionWords(QWidget):
    """A question as it is shown: its letters, and code in it as code."""

    def __init__(self, text: str, theme: Theme, illustrator: Illustrator) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(Size.S1)
        self._row.addStretch(1)
        self.view: ProseView | None = None
        self.label = QLabel(_LONG_WORD.sub(_breakable, text))
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setWordWrap(True)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.label.setAccessibleName(tr("You asked: {question}").format(question=text))
        self.label.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.frame = QFrame()
        self.set_current(on=False)
        self._row.addWidget(self.label)
        self._row.addWidget(self.frame)
        self.frame.hide()
        if any(block.kind == "code" for block in blocks_of(text)):
            self._show_code(text, theme, illustrator)

    def put_beside(self, widget: QWidget) -> None:
        """Put something left of the question, at its end."""
        self._row.insertWidget(1, widget, 0, Qt.AlignmentFlag.AlignBottom)

    def set_current(self, *, on: bool) -> None:
        """Show whether the keyboard is in the message."""
        dress(self.label, "bubble-on" if on else "bubble")
        dress(self.frame, "bubble-frame-on" if on else "bubble-frame")

    def fit(self, width: int) -> None:
        """Be as wide as the question needs in a column of that width, and as high."""
        most = min(Size.BUBBLE, int(width * 0.8))
        if self.view is not None:
            self.frame.setFixedWidth(most)
            self.view.fit(most - 2 * Size.S4)
            return
        self.label.ensurePolished()
        metrics = self.label.fontMetrics()
        padding = 2 * Size.S4 + Size.S3
        natural = max(metrics.horizontalAdvance(line) for line in self.label.text().split("\n")) + padding
        wide = min(most, natural)
        # A wrapping label asks for a line too many at the width that just fits its text.
        wrap = Qt.TextFlag.TextWordWrap
        text = metrics.boundingRect(QRect(0, 0, wide - padding + Size.S2, 0), wrap, self.label.text())
        self.label.setFixedSize(wide, text.height() + 2 * Size.S2 + Size.S1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.fit(self.width())

    def _show_code(self, text: str, theme: Theme, illustrator: Illustrator) -> None:
        """Show code as code; of the rest nothing is more than its letters."""
        self.view = ProseView(theme, illustrator, Setting(theme, illustrator, literal=True))
        self.view.setAccessibleName(tr("You asked: {question}").format(question=text))
        self.view.show_text(text)
        theme.changed.connect(self.view.restyle)
        column = QVBoxLayout(self.frame)
        column.setContentsMargins(Size.S4, Size.S2, Size.S4, Size.S3)
        column.addWidget(self.view)
        self.label.hide()
        self.frame.show()


class QuestionBubble(MessageBox):
    """One version of a question."""

    def __init__(self, theme: Theme, turn: TurnState, illustrator: Illustrator) -> None:
        super().__init__(theme, turn)
        self.setProperty(MARKS_ITSELF, True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.words = QuestionWords(turn.question, theme, illustrator)
        self.words.label.installEventFilter(self)
        self.tools = self._tools()
        self.words.put_beside(self.tools)
        self.stepper = Stepper(theme, "question")
        self.stepper.stepped.connect(self.stepped)
        self._column.addWidget(self.words)
        self._column.addWidget(self.stepper, 0, Qt.AlignmentFlag.AlignRight)
        self.refresh()

    def put_below(self, widget: QWidget) -> None:
        """Let something stand under the question."""
        self._column.setSpacing(Size.S2)
        self._column.addWidget(widget)

    def refresh(self) -> None:
        """Show which version it is."""
        self.stepper.show_place(self.turn.question_number, len(self.turn.questions))

    def buttons(self) -> dict[QAbstractButton, str]:
        stepper = self.stepper
        return {
            self.edit_button: "message.edit", stepper.earlier: "message.earlier", stepper.later: "message.later"
        }  # fmt: skip

    def fit(self, width: int) -> None:
        self.words.fit(width)

    def set_current(self, *, on: bool) -> None:
        super().set_current(on=on)
        self.words.set_current(on=on)
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
        self.edit_button = quiet_button(self._theme, "pencil-simple", tr("Edit this question"))
        self.edit_button.clicked.connect(lambda: self.acted.emit("edit"))
        self.more_button = quiet_button(self._theme, "dots-three", tr("More"))
        self.more_button.clicked.connect(self._on_more)
        row.addWidget(self.edit_button)
        row.addWidget(self.more_button)
        tools.hide()
        return tools

    def _on_more(self) -> None:
        self.pop_menu(self.more_button.mapToGlobal(self.more_button.rect().bottomLeft()))

    def _swap(self, editor: MessageField | None) -> None:
        self.words.setVisible(editor is None)
        if editor is None:
            self.refresh()
        else:
            self.stepper.hide()
            self._column.insertWidget(0, editor)


def _breakable(word: re.Match[str]) -> str:
    """Let a label break an address or a hash, which it would cut off."""
    return _ZERO_WIDTH_SPACE.join(word[0][at : at + 8] for at in range(0, len(word[0]), 8))
