"""Using a prompt: `/name` in the input, the small form above it, and the filled text, to be edited before it goes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit

from alcove.desktop.completion import FieldCompletion
from alcove.desktop.composer import Composer
from alcove.desktop.prompt_book import PromptBook
from alcove.desktop.session import ChatSession
from alcove.desktop.theme import Theme

if TYPE_CHECKING:
    from alcove.chat.drafts import Mention
    from alcove.chat.kept import Kept
    from alcove.chat.prompts import Prompt
    from alcove.chat.templates import Template
    from alcove.desktop.prompt_card import PromptCard

MOST_OFFERED = 8
_SLASH = re.compile(r"/(\S{0,60})")


class SlashCompletion(FieldCompletion):
    """Offer prompts while `/name` is written at the beginning of the input."""

    chosen = Signal(object)

    def __init__(self, field: QPlainTextEdit, theme: Theme, book: PromptBook) -> None:
        super().__init__(field, theme)
        self._book = book
        self._found: list[Kept[Prompt]] = []
        self.resting = False
        """Whether a prompt is in use, whose text may begin with a slash itself."""

    def look(self) -> None:
        """See whether the name of a prompt is being written."""
        typed = _SLASH.fullmatch(self.field.toPlainText())
        if typed is None or self.resting or not self.field.hasFocus():
            self.close()
            return
        from alcove.chat.kept import offered

        self._found = offered(self._book.prompts, typed[1])[:MOST_OFFERED]
        rows = [(f"/{one.content.name}", one.content.title) for one in self._found]
        self.show_offers(rows, 0, choose=True)

    def take(self, row: int) -> None:
        """Use a prompt."""
        if row < len(self._found):
            self.close()
            self.chosen.emit(self._found[row])


class PromptUse(QObject):
    """Keep the input filled with a prompt until it is sent or left."""

    def __init__(self, theme: Theme, book: PromptBook, composer: Composer, session: ChatSession) -> None:
        super().__init__(composer)
        self._theme = theme
        self._book = book
        self._composer = composer
        self._session = session
        self._prompt: Prompt | None = None
        self._template: Template | None = None
        self._before: tuple[str, tuple[Mention, ...]] = ("", ())
        self._writing = False
        self._edited = False
        self.completion = SlashCompletion(composer.field, theme, book)
        self.completion.chosen.connect(lambda kept: self.begin(kept.content))
        composer.may_send = self._may_send
        composer.field.installEventFilter(self)
        composer.question_sent.connect(lambda _: self.end())
        composer.field.textChanged.connect(self._on_text_changed)
        session.conversation_opened.connect(self._apply_once)

    @cached_property
    def card(self) -> PromptCard:
        """The form, made when it is first needed: the window is there sooner."""
        from alcove.desktop.prompt_card import PromptCard

        card = PromptCard(self._theme, self._book)
        card.closed.connect(self.leave)
        card.again.connect(self._on_again)
        card.form.changed.connect(self._write)
        card.form.entered.connect(self._composer.send)
        self._composer.put_above(card)
        return card

    @property
    def active(self) -> bool:
        """Whether a prompt is in use."""
        return self._prompt is not None

    def begin(self, prompt: Prompt) -> None:
        """Fill the input with a prompt, and ask for what it needs."""
        if not self.active:
            self._before = self._composer.field.written()
        self._prompt, self._template = prompt, prompt.template
        self.completion.resting = True
        self.card.form.set_sources(self._composer.scope.names)
        self.card.show_prompt(prompt, self._template)
        self._edited = False
        self._apply_once()
        self._write()
        if self._template.variables:
            self.card.form.go_to()
        else:
            self._composer.field.setFocus()

    def leave(self) -> None:
        """Go back to what stood in the input before."""
        if not self.active:
            return
        self.end()
        self._put(*self._before)
        self._composer.field.setFocus()

    def end(self) -> None:
        """Know that what stands in the input is not this prompt any more: it was sent, or is another conversation's."""
        if not self.active:
            return
        self._prompt = self._template = None
        self.completion.resting = False
        self.card.hide()
        self._session.answer_once = None
        self._composer.set_answer_from(self._session.answer_from)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Escape in the text leaves the prompt, and stops no answer."""
        pressed = event if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress else None
        if pressed is not None and self.active and pressed.key() == Qt.Key.Key_Escape:
            self.leave()
            return True
        return False

    def _apply_once(self) -> None:
        """Show what the answer is made from, where the prompt says so."""
        if self._prompt is not None and self._prompt.answer_from is not None:
            self._session.answer_once = self._prompt.answer_from
            self._composer.set_answer_from(self._prompt.answer_from)

    def _write(self) -> None:
        from alcove.chat.templates import filled

        if self._template is not None and not self._edited:
            self._put(filled(self._template, self.card.form.answers(), date.today()))
            self.card.form.show_wrong({})

    def _put(self, text: str, mentions: Sequence[Mention] = ()) -> None:
        self._writing = True
        self._composer.field.put(text, mentions)
        self._writing = False

    def _on_text_changed(self) -> None:
        if self.active and not self._writing and not self._edited:
            self._edited = True
            self.card.set_edited(True)

    def _on_again(self) -> None:
        self._edited = False
        self.card.set_edited(False)
        self._write()
        self.card.form.go_to()

    def _may_send(self) -> bool:
        """Tell whether all is filled in; where it is not, say what is missing and go there."""
        from alcove.chat.templates import missing

        if self._template is None or self._edited:
            return True
        wrong = missing(self._template, self.card.form.answers(), date.today())
        self.card.form.show_wrong(wrong)
        if wrong:
            self.card.form.go_to(next(iter(wrong)))
        return not wrong
