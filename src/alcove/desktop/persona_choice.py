"""Who answers: chosen for a conversation, or by default for a model; a quiet button in the input's row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QPushButton

from alcove.desktop.composer import Composer
from alcove.desktop.model_list import ModelList, name_words
from alcove.desktop.prompt_book import PromptBook
from alcove.desktop.session import ChatSession
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import tr

if TYPE_CHECKING:
    from alcove.chat.kept import Kept, KeptId
    from alcove.chat.prompts import Persona

NOBODY = 0
"""Chosen where a conversation is to have no persona, whatever the model's default."""


class PersonaChoice(QObject):
    """Find out who answers, tell the session, and apply what a persona begins a conversation with."""

    changed = Signal()

    def __init__(self, session: ChatSession, book: PromptBook, models: ModelList, composer: Composer) -> None:
        super().__init__()
        self._session = session
        self._book = book
        self._models = models
        self._composer = composer
        self.kept: Kept[Persona] | None = None
        """Who answers now."""
        book.changed.connect(self._find)
        models.changed.connect(self._find)
        session.conversation_opened.connect(self._on_opened)

    @property
    def model(self) -> str:
        """The model that answers."""
        return self._models.answering.name if self._models.answering else ""

    @property
    def model_words(self) -> str:
        """What the model that answers is called in a few words."""
        return name_words(self._models.answering) if self._models.answering else ""

    @property
    def by_default(self) -> bool:
        """Whether who answers was not chosen, but is the model's default."""
        return self._session.persona_id is None

    def choose(self, kept: Kept[Persona] | None) -> None:
        """Let this persona answer in this conversation, with its model, its sources and what it answers from."""
        from alcove.chat.kept import KeptId

        self._session.set_persona(kept.id if kept else KeptId(NOBODY))
        self._find()
        if kept is not None:
            model = kept.content.model
            if model and model != self.model and any(info.name == model for info in self._models.infos):
                self._models.choose(model)
            self._begin(kept.content)

    def set_default(self, on: bool) -> None:
        """Let who answers now always answer for this model where nobody is chosen, or nobody."""
        if self.model:
            self._book.set_default(self.model, self.kept.id if on and self.kept else None)

    def is_default(self) -> bool:
        """Tell whether who answers now is the model's default."""
        return self.kept is not None and self._book.defaults.get(self.model) == self.kept.id

    def _on_opened(self) -> None:
        self._find()
        if self._session.conversation is None and not self._session.turns and self.kept is not None:
            self._begin(self.kept.content)

    def _begin(self, persona: Persona) -> None:
        """Set what a conversation with a persona begins with; it can be set otherwise afterwards."""
        sources = tuple(one for one in persona.sources if one in self._composer.scope.names)
        if sources:
            self._composer.scope.set_scope(sources)
            self._session.set_scope(sources)
        if persona.answer_from is not None:
            self._composer.set_answer_from(persona.answer_from)
            self._session.set_answer_from(persona.answer_from)

    def _find(self) -> None:
        number: KeptId | None = self._session.persona_id
        if number is None:
            number = self._book.defaults.get(self.model)
        self.kept = next((one for one in self._book.personas if one.id == number), None)
        self._session.persona = self.kept.content if self.kept else None
        self.changed.emit()


class PersonaPicker(QPushButton):
    """The button: an icon while nobody in particular answers, else with a name."""

    manage_requested = Signal()

    def __init__(self, theme: Theme, choice: PersonaChoice, book: PromptBook) -> None:
        super().__init__()
        self._theme = theme
        self._choice = choice
        self._book = book
        dress(self, "pill")
        self._menu = QMenu(self)
        self.setMenu(self._menu)
        self._menu.aboutToShow.connect(self.fill)
        choice.changed.connect(self._write)
        self._write()

    def fill(self) -> QMenu:
        """Write down who there is to choose from."""
        kept = self._choice.kept
        self._menu.clear()
        group = QActionGroup(self._menu)
        for one in (None, *self._book.personas):
            action = self._menu.addAction((one.content.title if one else tr("Nobody in particular")).replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(one.id == kept.id if one and kept else one is kept)
            action.triggered.connect(lambda _=False, one=one: self._choice.choose(one))
            group.addAction(action)
        self._menu.addSeparator()
        at = self._choice.model
        if kept is not None and at:
            always = self._menu.addAction(
                tr("Always with {model}").format(model=self._choice.model_words).replace("&", "&&")
            )
            always.setCheckable(True)
            always.setChecked(self._choice.is_default())
            always.triggered.connect(self._choice.set_default)
        self._menu.addAction(tr("Manage personas")).triggered.connect(self.manage_requested)
        return self._menu

    def _write(self) -> None:
        kept = self._choice.kept
        words = kept.content.title if kept else tr("nobody in particular")
        self._theme.set_icon(self, "user-circle", "accent" if kept else "soft", Size.ICON_SMALL)
        self.setText(f" {words}".replace("&", "&&") if kept else "")
        who = tr("Who answers: {name}").format(name=words)
        self.setAccessibleName(who)
        by_default = kept is not None and self._choice.by_default
        self.setToolTip(tr("Who answers: {name}, by default for this model").format(name=words) if by_default else who)
