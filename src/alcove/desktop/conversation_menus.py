"""The menus and dialogs about conversations as wholes; what they do is the organiser's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMenu, QWidget

from alcove.desktop.organiser import SUFFIXES, Kind, Organiser
from alcove.desktop.translation import marked, tr

if TYPE_CHECKING:
    from alcove.chat.store import Conversation

KINDS: tuple[tuple[Kind, str], ...] = (
    ("pdf", "PDF"), ("html", marked("Web page")), ("markdown", "Markdown"), ("json", marked("JSON, complete")),
)  # fmt: skip
IMPORTED = marked("Exports of ChatGPT, Open WebUI and Alcove (*.zip *.json)")
FOLDER_HINT = marked("Name; / puts it into another folder")


class ConversationMenus:
    """Make the menus of the list; `window` is what dialogs stand before."""

    def __init__(self, window: QWidget, organiser: Organiser, rename: Callable[[Conversation], None]) -> None:
        self._window = window
        self._organiser = organiser
        self.rename = rename

    def of_conversations(self, view: QWidget, chosen: Sequence[Conversation]) -> QMenu:
        """Return what can be done with some conversations."""
        menu = _menu(view)
        one = self._organiser
        if len(chosen) == 1:
            _add(menu, tr("Rename"), lambda: self.rename(chosen[0]), "F2")
        pinned = all(each.pinned for each in chosen)
        archived = all(each.archived for each in chosen)
        _add(menu, tr("Unpin") if pinned else tr("Pin"), lambda: one.pin(chosen, on=not pinned))
        menu.addMenu(self._places(menu, chosen))
        put = tr("Bring back from the archive") if archived else tr("Archive", "to put away")
        _add(menu, put, lambda: one.archive(chosen, on=not archived))
        menu.addMenu(self._exports(menu, chosen))
        menu.addSeparator()
        _add(menu, tr("Delete"), lambda: one.delete(chosen), "Del")
        return menu

    def of_folder(self, view: QWidget, path: str) -> QMenu:
        """Return what can be done with a folder."""
        menu = _menu(view)
        _add(menu, tr("New folder in it…"), lambda: self.ask_folder(within=path))
        _add(menu, tr("Rename or move…"), lambda: self.ask_folder_path(path), "F2")
        menu.addSeparator()
        _add(menu, tr("Remove, its conversations stay"), lambda: self._organiser.remove_folder(path), "Del")
        return menu

    def of_list(self, view: QWidget) -> QMenu:
        """Return what can be done with the list itself."""
        menu = _menu(view)
        _add(menu, tr("New folder…"), self.ask_folder)
        _add(menu, tr("Import conversations…"), self.ask_import)
        return menu

    def ask_folder(self, holding: Sequence[Conversation] = (), within: str = "") -> None:
        """Ask for the name of a new folder and make it."""
        name, taken = QInputDialog.getText(self._window, tr("New folder"), tr(FOLDER_HINT))
        if taken and name.strip():
            self._organiser.add_folder(f"{within}/{name}" if within else name, holding)

    def ask_folder_path(self, path: str) -> None:
        """Ask for another path of a folder."""
        to, taken = QInputDialog.getText(self._window, tr("Rename or move"), tr(FOLDER_HINT), text=path)
        if taken and to.strip():
            self._organiser.rename_folder(path, to)

    def ask_export(self, chosen: Sequence[Conversation], kind: Kind, *, whole: bool = False) -> None:
        """Ask where to export to, and do it: several go into a folder."""
        from alcove.chat.export import file_name

        if len(chosen) > 1:
            place = QFileDialog.getExistingDirectory(self._window, tr("Export into a folder"))
        else:
            suffix = SUFFIXES[kind]
            offered = str(Path.home() / f"{file_name(chosen[0].title)}{suffix}")
            place, _ = QFileDialog.getSaveFileName(self._window, tr("Export"), offered, f"*{suffix}")
        if place:
            self._organiser.export(chosen, kind, Path(place), whole=whole)

    def ask_import(self) -> None:
        """Ask for a file and import it."""
        name, _ = QFileDialog.getOpenFileName(self._window, tr("Import conversations"), str(Path.home()), tr(IMPORTED))
        if name:
            self._organiser.import_file(Path(name))

    def _places(self, parent: QMenu, chosen: Sequence[Conversation]) -> QMenu:
        menu = QMenu(tr("Move to"), parent)
        for path in self._organiser.folders:
            name = "    " * path.count("/") + path.rpartition("/")[2].replace("&", "&&")
            action = _add(menu, name, partial(self._organiser.move, chosen, path))
            action.setCheckable(True)
            action.setChecked(all(each.folder == path for each in chosen))
        if self._organiser.folders:
            menu.addSeparator()
        _add(menu, tr("New folder…"), lambda: self.ask_folder(chosen))
        if any(each.folder for each in chosen):
            _add(menu, tr("Out of its folder"), lambda: self._organiser.move(chosen, ""))
        return menu

    def _exports(self, parent: QMenu, chosen: Sequence[Conversation]) -> QMenu:
        menu = QMenu(tr("Export"), parent)
        for kind, words in KINDS:
            _add(menu, f"{tr(words)}…", partial(self.ask_export, chosen, kind))
        menu.addSeparator()
        for kind, words in KINDS[:3]:
            name = tr("{format} with all branches…").format(format=tr(words))
            _add(menu, name, partial(self.ask_export, chosen, kind, whole=True))
        return menu


def _menu(view: QWidget) -> QMenu:
    menu = QMenu(view)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return menu


def _add(menu: QMenu, words: str, action: Callable[[], object], keys: str = "") -> QAction:
    """Add an entry; the list itself listens to its keys, which stand here to be learned."""
    made = menu.addAction(f"{words}\t{keys}" if keys else words)
    made.triggered.connect(lambda _=False: action())
    return made
