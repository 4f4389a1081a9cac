"""What stands over the input while a prompt is in use: its title, and a form of its variables, which may scroll."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QToolButton, QVBoxLayout

from alcove.desktop.answer_from import WORDS
from alcove.desktop.elided_label import ElidedLabel
from alcove.desktop.prompt_book import PromptBook
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import tr
from alcove.desktop.value_form import ValueForm

if TYPE_CHECKING:
    from alcove.chat.prompts import Prompt
    from alcove.chat.templates import Template

MOST_SHARE = 0.6
"""Of what the window is higher than at least, that a form takes beyond two rows."""


class PromptCard(QFrame):
    """What is being filled in: the prompt's title, and a field a variable."""

    closed = Signal()
    again = Signal()

    def __init__(self, theme: Theme, book: PromptBook) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, Size.S1, Size.S2, Size.S1)
        column.setSpacing(Size.S2)
        head = QHBoxLayout()
        head.setSpacing(Size.S2)
        self.title = QLabel()
        dress(self.title, "heading")
        self.told = ElidedLabel()
        dress(self.told, "faint")
        self.again_button = QPushButton(tr("Fill in again"))
        dress(self.again_button, "link")
        self.again_button.setToolTip(tr("Take back what was changed in the text"))
        self.again_button.clicked.connect(self.again)
        close = QToolButton()
        close.setToolTip(tr("Leave this prompt (Esc)"))
        close.setAccessibleName(tr("Leave this prompt"))
        theme.set_icon(close, "x", "faint", Size.ICON_SMALL)
        close.clicked.connect(self.closed)
        head.addWidget(self.title)
        head.addWidget(self.told, 1)
        head.addWidget(self.again_button)
        head.addWidget(close)
        column.addLayout(head)
        self.form = ValueForm(theme, book)
        self.form.left.connect(self.closed)
        self._area = QScrollArea()
        self.form.resized.connect(self._fit)
        self.form.gone_to.connect(self._area.ensureWidgetVisible)
        self._area.setWidget(self.form)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column.addWidget(self._area)
        rule = QFrame()
        dress(rule, "rule")
        rule.setFixedHeight(Size.HAIR)
        column.addWidget(rule)
        self.hide()

    def show_prompt(self, prompt: Prompt, template: Template) -> None:
        """Begin with a prompt."""
        self.title.setText(prompt.title)
        words = [f"/{prompt.name}"]
        if prompt.answer_from:
            words.append(tr("answered from: {what}").format(what=tr(WORDS[prompt.answer_from][0]).lower()))
        self.told.set_full_text(" · ".join(words))
        self.form.show_variables(())
        self.form.show_variables(template.variables)
        self._area.setVisible(bool(template.variables))
        self.set_edited(False)
        self.window().installEventFilter(self)  # a second time is no second filter
        self.setAccessibleName(tr("Prompt: {title}").format(title=prompt.title))
        self.show()
        self._fit()

    def set_edited(self, edited: bool) -> None:
        """Say whether the text was changed by hand, which the form would overwrite."""
        self.form.setEnabled(not edited)
        self.again_button.setVisible(edited)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._fit()
        return False

    def _fit(self) -> None:
        """Be as high as the form is, up to a share of the window; more of it scrolls."""
        needed = self.form.heightForWidth(self._area.width()) if self.form.hasHeightForWidth() else 0
        needed = max(needed, self.form.sizeHint().height())
        room = max(2 * Size.HEADER, int((self.window().height() - Size.LEAST_HEIGHT) * MOST_SHARE) + 2 * Size.HEADER)
        self._area.setFixedHeight(min(needed, room))
