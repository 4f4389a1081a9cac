"""Adding sources of every kind: the menu that offers them, and what each asks for."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from alcove.core.settings import Settings, SettingsStore
from alcove.desktop.source_dialogs import LEAVES, SWITCHES_ON, PlainDialog, WebPageDialog
from alcove.desktop.syncing import Syncing
from alcove.desktop.tasks import TaskRunner
from alcove.desktop.theme import Theme
from alcove.desktop.translation import marked, tr

KINDS = (
    ("folder", marked("Folder…"), marked("Add a folder to the library")),
    ("obsidian", marked("Obsidian vault…"), marked("Add an Obsidian vault to the library")),
    ("git", marked("Git repository…"), marked("Add a git repository to the library")),
    ("web", marked("Web page…"), ""),
)
"""Kind, what the menu calls it, and the title of the dialog that asks for its folder."""


class SourceAdder(QObject):
    """Ask for a source and add it; `settings_saved` tells the settings when leave was given to use the network."""

    settings_saved = Signal(object)

    def __init__(
        self, window: QWidget, theme: Theme, syncing: Syncing, store: SettingsStore, tasks: TaskRunner,
        settings: Callable[[], Settings],
    ) -> None:  # fmt: skip
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._syncing = syncing
        self._store = store
        self._tasks = tasks
        self._settings = settings
        self.dialog: WebPageDialog | None = None
        self.leave: PlainDialog | None = None

    def menu(self, parent: QWidget) -> QMenu:
        """Return a menu of everything that can be added."""
        menu = QMenu(parent)
        for kind, words, _ in KINDS:
            menu.addAction(tr(words)).triggered.connect(lambda _=False, kind=kind: self.ask(kind))
        return menu

    def ask(self, kind: str = "folder") -> None:
        """Ask where a source of this kind is, and add it; a vault is recognised without being told."""
        if kind == "web":
            self.ask_address()
            return
        title = next(title for one, _, title in KINDS if one == kind)
        name = QFileDialog.getExistingDirectory(self._window, tr(title), str(Path.home()))
        if name:
            self._syncing.add(Path(name), kind=None if kind == "folder" else kind)

    def ask_address(self) -> None:
        """Ask for the address of a web page."""
        dialog = WebPageDialog(self._window, self._theme, web=self._web(), network=self._settings().network)
        dialog.accepted.connect(lambda: self._add_page(dialog.place(), dialog))
        dialog.open()
        dialog.address.setFocus()
        self.dialog = dialog

    def ask_leave(self) -> None:
        """Ask for leave to fetch the web pages that are sources already; they are read when it is given."""
        dialog = PlainDialog(self._window, tr("Fetch web pages"), tr("Switch on"))
        dialog.say(tr(LEAVES), "warn")
        if not self._settings().network:
            dialog.say(tr(SWITCHES_ON), "warn")
        dialog.accepted.connect(lambda: self._switch_on(self.settings_saved.emit))
        dialog.open()
        self.leave = dialog

    def _switch_on(self, then: Callable[[Settings], None]) -> None:
        """Save the leave to use the network; `then` gets the settings."""

        def both() -> Settings:
            self._store.set("network", True)
            return self._store.set("web", True)

        self._tasks.run("io", both, owner=self, done=then)

    def _web(self) -> bool:
        """Tell whether web pages may be fetched."""
        return self._settings().web and self._settings().network

    def _add_page(self, address: str, dialog: WebPageDialog) -> None:
        options = dialog.options()
        if self._web():
            self._syncing.add(address, kind="web", options=options)
            return

        def saved(settings: Settings) -> None:
            self.settings_saved.emit(settings)
            self._syncing.add(address, kind="web", options=options)

        self._switch_on(saved)
