"""The editor of a prompt: its text with the variables marked, what is wrong with them, and trying it out."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QResizeEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from alcove.desktop.answer_from import WORDS
from alcove.desktop.elided_button import ElidedButton
from alcove.desktop.place import utf16
from alcove.desktop.prompt_book import PromptBook
from alcove.desktop.sections import scrolling
from alcove.desktop.text_editor import HISTORY, TextEditor
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import marked, told, tr
from alcove.desktop.value_form import ValueForm

if TYPE_CHECKING:
    from alcove.chat.prompts import Prompt
    from alcove.rag.types import AnswerFrom

TRY = marked("Try it")
HINT = marked(
    "What is asked, with variables such as {one} or {another}.\n---\n"
    "Below a line of three dashes: how to answer. That is not searched for."
)
AS_CONVERSATION = marked("As the conversation has it")
EXAMPLES = (
    (marked("A line of text"), marked("topic")),
    (marked("Several lines"), marked("letter: long text")),
    (marked("One of some"), marked("tone: choice(formal, plain) = plain")),
    (marked("A number"), marked("most: number = 5")),
    (marked("A day"), marked("since: date = today - 30")),
    (marked("Yes or no"), marked("quotes: yes/no(Quote the words.) = yes")),
    (marked("The text of a file"), marked("text: file")),
    (marked("A source"), marked("where: source = ")),
)
"""What a variable asks for, and one as it is written, without its braces."""


class PromptEditor(TextEditor):
    """Edit a prompt; `use_requested` puts it into the input."""

    use_requested = Signal(object)

    def __init__(self, theme: Theme, book: PromptBook) -> None:
        hint = tr(HINT).format(one=_variable(EXAMPLES[0][1]), another=_variable(EXAMPLES[2][1]))
        super().__init__(theme, book, "prompt", hint)
        self._answer_from: AnswerFrom | None = None
        self.body.setAccessibleName(tr("Text of the prompt"))
        self.use_button = QPushButton(tr("Use"))
        dress(self.use_button, "pill")
        self.use_button.setToolTip(tr("Put it into the input"))
        self.use_button.clicked.connect(lambda: self.use_requested.emit(self.content))
        self.tools.insertWidget(0, self.use_button)
        self.insert_button = self._insert_button()
        self.source_button = self._source_button()
        self.pills.addWidget(self.source_button)
        self.pills.addWidget(self.insert_button)
        self.form = ValueForm(theme, book)
        self.form.changed.connect(self._write_sent)
        self.sent = QPlainTextEdit()
        self.sent.setReadOnly(True)
        self.sent.setAccessibleName(tr("What is sent"))
        dress(self.sent, "sent")
        self.add_section(TRY, self._trial())
        self.add_section(HISTORY, self.history)
        theme.changed.connect(self._mark)

    def empty(self) -> Prompt:
        """Return what a new one begins as."""
        from alcove.chat.prompts import Prompt

        return Prompt("", "", "")

    def content_of(self, name: str, title: str, folder: str, tags: tuple[str, ...]) -> Prompt:
        """Return what stands in the fields."""
        from alcove.chat.prompts import Prompt

        return Prompt(name, title, self.body.toPlainText(), folder, tags, self._answer_from)

    def show_content(self, content: Any) -> None:
        """Show what a prompt has beyond its head."""
        self._set_answer_from(content.answer_from)

    def write_state(self) -> None:
        """Mark the variables, say what is wrong, ask for what the prompt asks."""
        super().write_state()
        from alcove.chat.templates import examined

        template, problems = examined(self.body.toPlainText())
        self.form.show_variables(template.variables)
        self.use_button.setEnabled(not problems and bool(self.body.toPlainText().strip()))
        if problems:
            self.show_wrong("\n".join(told(str(one)) for one in problems[:3]))
        self._nothing.setVisible(not template.variables and bool(self.body.toPlainText().strip()))
        self._mark()
        self._write_sent()

    def _mark(self) -> None:
        """Mark the variables in the text, those that cannot be read with a wave."""
        from alcove.chat.templates import spans
        from alcove.rag.query import RULE

        tokens, text, marks = self.theme.tokens, self.body.toPlainText(), []
        rule = RULE.search(text)
        places = [(start, end, "right" if right else "wrong") for start, end, right in spans(text)]
        for start, end, look in [*places, *([(*rule.span(), "rule")] if rule else [])]:
            made = QTextCharFormat()
            if look == "right":
                made.setBackground(QColor(tokens.accent_soft))
                made.setForeground(QColor(tokens.accent))
            elif look == "wrong":
                made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
                made.setUnderlineColor(QColor(tokens.warn))
                made.setForeground(QColor(tokens.warn))
            else:
                made.setForeground(QColor(tokens.faint))
            mark = QTextEdit.ExtraSelection()
            cursor = QTextCursor(self.body.document())
            cursor.setPosition(utf16(text[:start]))
            cursor.setPosition(utf16(text[:end]), QTextCursor.MoveMode.KeepAnchor)
            mark.cursor, mark.format = cursor, made
            marks.append(mark)
        self.body.setExtraSelections(marks)

    def _trial(self) -> QWidget:
        trial = QWidget()
        row = QHBoxLayout(trial)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Size.S5)
        self._nothing = QLabel(tr("It has no variables: it is sent as it stands."))
        self._nothing.setWordWrap(True)
        dress(self._nothing, "faint")
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._nothing)
        column.addWidget(self.form)
        row.addWidget(scrolling(holder), 1)
        self._sent_side = QWidget()
        right = QVBoxLayout(self._sent_side)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(Size.S1)
        name = QLabel(tr("What is sent"))
        dress(name, "faint")
        right.addWidget(name)
        right.addWidget(self.sent, 1)
        row.addWidget(self._sent_side, 1)
        return trial

    def _insert_button(self) -> QPushButton:
        button = QPushButton(tr("Insert a variable"))
        dress(button, "pill")
        menu = QMenu(button)
        for words, example in EXAMPLES:
            written = _variable(example)
            menu.addAction(f"{tr(words)}\t{written}").triggered.connect(lambda _=False, w=written: self._insert(w))
        button.setMenu(menu)
        return button

    def _source_button(self) -> ElidedButton:
        button = ElidedButton()
        dress(button, "pill")
        menu = QMenu(button)
        menu.addAction(tr(AS_CONVERSATION)).triggered.connect(lambda: self._on_answer_from(None))
        for value, (name, _) in WORDS.items():
            menu.addAction(tr(name)).triggered.connect(lambda _=False, value=value: self._on_answer_from(value))
        button.setMenu(menu)
        return button

    def _insert(self, example: str) -> None:
        self.body.insertPlainText(example)
        self.body.setFocus()

    def _on_answer_from(self, value: AnswerFrom | None) -> None:
        self._set_answer_from(value)
        self.on_edited()

    def _set_answer_from(self, value: AnswerFrom | None) -> None:
        self._answer_from = value
        words = tr(WORDS[value][0]) if value else tr("Answered as usual")
        self.source_button.set_full_text(words)
        told = tr("What its answers are made from: {words}").format(words=words)
        self.source_button.setAccessibleName(told)
        self.source_button.setToolTip(told)

    def _write_sent(self) -> None:
        from alcove.chat.templates import examined, filled

        template, _ = examined(self.body.toPlainText())
        self.sent.setPlainText(filled(template, self.form.answers(), date.today()))
        self._show_sent()

    def _show_sent(self) -> None:
        """Show what is sent where there is any and room for it; the input shows it too."""
        self._sent_side.setVisible(self.width() >= Size.LOW and bool(self.sent.toPlainText()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_sent()


def _variable(example: str) -> str:
    """Return one of the examples as it is written into a text."""
    return f"{{{{{tr(example)}}}}}"
