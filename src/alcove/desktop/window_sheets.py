"""The sheets of the window, each made when it is first needed: the palette, all shortcuts, keys to press."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from alcove.desktop.actions import Action, ActionRegistry
from alcove.desktop.theme import Theme

if TYPE_CHECKING:
    from alcove.desktop.key_sheet import KeySheet
    from alcove.desktop.palette import Palette
    from alcove.desktop.shortcut_sheet import ShortcutSheet
    from alcove.desktop.window import MainWindow


class WindowSheets:
    """What lies over the window for a moment."""

    def __init__(self, theme: Theme, registry: ActionRegistry, window: MainWindow, over: QWidget) -> None:
        self._theme = theme
        self._over = over
        self._registry = registry
        self._window = window

    def find_anything(self) -> None:
        """Open the palette, or put it away when it is open."""
        from alcove.desktop.pools import window_pools

        if self.palette.isVisible():
            self.palette.put_away()
        else:
            self.palette.open(window_pools(self._registry, self._window), self._registry.recent)

    def show_shortcuts(self) -> None:
        """Show all shortcuts."""
        self.shortcuts.open()

    def show_keyboard(self) -> None:
        """Go to the settings of the keyboard."""
        self._window.show_page("settings")
        self._window.pages.settings_sections.show_section("Keyboard")
        self._window.pages.keyboard_section.table.setFocus()

    def change_keys(self, action: Action) -> None:
        """Ask for other keys of an action."""
        self.keys.open(action)

    @cached_property
    def palette(self) -> Palette:
        from alcove.desktop.palette import Palette

        made = Palette(self._theme, self._over)
        made.used.connect(self._registry.use)
        return made

    @cached_property
    def shortcuts(self) -> ShortcutSheet:
        from alcove.desktop.shortcut_sheet import ShortcutSheet

        made = ShortcutSheet(self._theme, self._over, self._registry)
        made.change_requested.connect(self.show_keyboard)
        return made

    @cached_property
    def keys(self) -> KeySheet:
        from alcove.desktop.key_sheet import KeySheet

        return KeySheet(self._theme, self._over, self._registry)
