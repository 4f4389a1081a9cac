"""The pages beside the chat and their sections, each made when it is first needed: half of the time a start takes."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from alcove.desktop.services import Services
from alcove.desktop.translation import marked, tr

if TYPE_CHECKING:
    from alcove.core.settings import Settings
    from alcove.desktop.arena_page import ArenaPage
    from alcove.desktop.get_models import GetModels
    from alcove.desktop.keyboard_section import KeyboardSection
    from alcove.desktop.library_page import LibraryPage
    from alcove.desktop.map_page import MapPage
    from alcove.desktop.models_page import ModelsPage
    from alcove.desktop.other_services import OtherServices
    from alcove.desktop.persona_editor import PersonaEditor
    from alcove.desktop.privacy_page import PrivacyPage
    from alcove.desktop.prompt_editor import PromptEditor
    from alcove.desktop.prompts_page import TextsPage
    from alcove.desktop.search_section import SearchSection
    from alcove.desktop.sections import Sections
    from alcove.desktop.settings_page import SettingsPage
    from alcove.desktop.start_page import StartPage
    from alcove.desktop.window import MainWindow

GET_MODELS, ARENA = marked("Get models"), marked("Arena")
PROMPTS, PERSONAS = marked("Prompts"), marked("Personas")


class WindowPages(QObject):
    """Make the pages of a window; `settings` returns those of now."""

    settings_saved = Signal(object)
    message_chosen = Signal(int)
    """On the map."""
    citation_clicked = Signal(object, int)
    """Of a turn of the arena."""
    conversation_kept = Signal(int)
    """A match of the arena became this conversation."""

    def __init__(self, window: MainWindow, services: Services, settings: Callable[[], Settings]) -> None:
        super().__init__(window)
        self._window = window
        self._services = services
        self._settings = settings
        self._theme = services.theme

    def page(self, name: str) -> QWidget:
        """Return a page by its name."""
        makers: dict[str, Callable[[], QWidget]] = {
            "start": lambda: self.start,
            "library": lambda: self.library,
            "models": lambda: self.model_sections,
            "prompts": lambda: self.prompt_sections,
            "privacy": lambda: self.privacy_page,
            "settings": lambda: self.settings_sections,
            "map": lambda: self.map,
        }
        return makers[name]()

    def made(self, attribute: str) -> bool:
        """Tell whether what this attribute holds is there already."""
        return attribute in self.__dict__

    def use(self, settings: Settings) -> None:
        """Show changed settings."""
        if self.made("settings_page"):
            self.settings_page.show_settings(settings)

    def show_sources(self, names: tuple[str, ...]) -> None:
        """Let these sources be chosen."""
        if self.made("prompt_editor"):
            self.prompt_editor.form.set_sources(names)
        if self.made("persona_editor"):
            self.persona_editor.scope.set_sources(names)

    @cached_property
    def start(self) -> StartPage:
        from alcove.desktop.start_page import StartPage

        page = StartPage(self._theme, self._window.adder.menu(self._window))
        page.add_requested.connect(self._window.choose_folder)
        page.sample_requested.connect(self._window.add_sample)
        return page

    @cached_property
    def library(self) -> LibraryPage:
        from alcove.desktop.library_page import LibraryPage

        window, services = self._window, self._services
        return LibraryPage(self._theme, services.library, window.syncing, services.tasks, window.adder, window.own)

    # Models

    @cached_property
    def model_sections(self) -> Sections:
        from alcove.desktop.sections import Sections

        page = Sections(tr("Models"))
        page.add(marked("On this computer"), lambda: self.models_page)
        page.add(GET_MODELS, lambda: self.get_models)
        page.add(marked("Other services"), lambda: self.other_services, scrolls=True)
        page.add(marked("For search"), lambda: self.search_section, scrolls=True)
        page.add(ARENA, lambda: self.arena_page)
        return page

    @cached_property
    def models_page(self) -> ModelsPage:
        from alcove.desktop.model_facts import ModelFacts
        from alcove.desktop.models_page import ModelsPage

        services, models = self._services, self._window.models
        facts = ModelFacts(services.models, models, services.tasks, services.notifier)
        return ModelsPage(self._theme, models, facts, self._settings)

    @cached_property
    def get_models(self) -> GetModels:
        from alcove.desktop.get_models import GetModels

        window, services = self._window, self._services
        return GetModels(self._theme, services.hub, window.downloads, window.models, services.tasks)

    @cached_property
    def other_services(self) -> OtherServices:
        from alcove.desktop.other_services import OtherServices

        return OtherServices(self._theme, self._window.services, self._window.models)

    @cached_property
    def search_section(self) -> SearchSection:
        from alcove.desktop.search_section import SearchSection

        section = SearchSection(self._theme, self._window.embedders)
        section.multilingual_requested.connect(self._on_multilingual_requested)
        return section

    @cached_property
    def arena_page(self) -> ArenaPage:
        from alcove.desktop.arena_page import ArenaPage

        window = self._window
        page = ArenaPage(self._theme, window.illustrator, window.arena, window.models, window.syncing, window.own)
        page.citation_clicked.connect(self.citation_clicked)
        page.conversation_kept.connect(self.conversation_kept)
        page.models_requested.connect(lambda: self.model_sections.show_section(GET_MODELS))
        return page

    def _on_multilingual_requested(self) -> None:
        """Show what can be got for search; nothing is fetched before it is clicked there."""
        self.model_sections.show_section(GET_MODELS)
        self.get_models.show_embedders()

    # Prompts

    @cached_property
    def prompt_sections(self) -> Sections:
        from alcove.desktop.sections import Sections

        page = Sections(tr("Prompts"))
        page.add(PROMPTS, lambda: self.prompts_page)
        page.add(PERSONAS, lambda: self.personas_page)
        return page

    @cached_property
    def prompts_page(self) -> TextsPage:
        from alcove.desktop.prompts_page import TextsPage

        return TextsPage(self._theme, self._window.prompts, self.prompt_editor)

    @cached_property
    def prompt_editor(self) -> PromptEditor:
        from alcove.desktop.prompt_editor import PromptEditor

        editor = PromptEditor(self._theme, self._window.prompts)
        editor.use_requested.connect(self._window.use_prompt)
        editor.form.set_sources([source.name for source in self._window.syncing.sources])
        return editor

    @cached_property
    def personas_page(self) -> TextsPage:
        from alcove.desktop.prompts_page import TextsPage

        return TextsPage(self._theme, self._window.prompts, self.persona_editor)

    @cached_property
    def persona_editor(self) -> PersonaEditor:
        from alcove.desktop.persona_editor import PersonaEditor

        editor = PersonaEditor(self._theme, self._window.prompts, self._window.models)
        editor.scope.set_sources(tuple(source.name for source in self._window.syncing.sources))
        return editor

    # Settings

    @cached_property
    def settings_sections(self) -> Sections:
        from alcove.desktop.sections import Sections

        page = Sections(tr("Settings"))
        page.add(marked("General"), lambda: self.settings_page)
        page.add(marked("Keyboard"), lambda: self.keyboard_section)
        return page

    @cached_property
    def settings_page(self) -> SettingsPage:
        from alcove.desktop.settings_page import SettingsPage

        services = self._services
        page = SettingsPage(self._theme, services.settings, self._settings(), services.tasks, services.notifier)
        page.saved.connect(self.settings_saved)
        return page

    @cached_property
    def keyboard_section(self) -> KeyboardSection:
        from alcove.desktop.keyboard_section import KeyboardSection

        section = KeyboardSection(self._theme, self._window.registry)
        section.change_requested.connect(self._window.sheets.change_keys)
        return section

    # Others

    @cached_property
    def privacy_page(self) -> PrivacyPage:
        from alcove.desktop.privacy_page import PrivacyPage

        services = self._services
        return PrivacyPage(self._theme, self._window.privacy, services.tasks, services.notifier)

    @cached_property
    def map(self) -> MapPage:
        from alcove.desktop.map_page import MapPage

        services = self._services
        page = MapPage(self._theme, self._window.session, services.store, services.tasks)
        page.message_chosen.connect(self.message_chosen)
        page.closed.connect(lambda: self._window.show_page("chat"))
        return page
