"""What is known of the models on this computer, and the button that chooses the one that answers."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QActionGroup, QIcon
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from alcove.desktop import icons
from alcove.desktop.confirm import confirmed
from alcove.desktop.notify import Notifier
from alcove.desktop.services import ModelService
from alcove.desktop.tasks import TaskRunner
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import marked, tr

if TYPE_CHECKING:
    from alcove.models.download import Fetched
    from alcove.models.elsewhere import Elsewhere
    from alcove.models.shelf import Removal
    from alcove.models.types import ModelInfo, Served

OUT_ICON = ("arrow-square-out", "warn")
"""What leaves this computer: its icon and its ink."""
TRIAL_WORDS = marked("trial model")
TRIAL_WHY = marked("Small enough to come with Alcove, and too small to rely on. Add a larger model for good answers.")


class ModelList(QObject):
    """What is known of the models, read on a lane; the page and the chooser show it."""

    changed = Signal()
    chosen = Signal(str)

    def __init__(self, models: ModelService, tasks: TaskRunner, notifier: Notifier) -> None:
        super().__init__()
        self._models = models
        self._tasks = tasks
        self._notifier = notifier
        self.infos: list[ModelInfo] = []
        self.every: list[ModelInfo] = []
        """Those that search by meaning too."""
        self.elsewhere: Sequence[Elsewhere] = ()
        """Those of other programs, not on the list."""
        self.default = ""
        self.selected = ""
        self.listed = False
        self._asked = 0
        """How often the list was asked for."""

    @property
    def answering(self) -> "ModelInfo | None":
        """The model that will answer the next question."""
        name = self.selected or self.default
        return next((info for info in self.infos if info.name == name), None)

    def refresh(self) -> None:
        """Read the models anew."""
        self._asked += 1
        number = self._asked

        def listed(found: "tuple[list[ModelInfo], str]") -> None:
            if number == self._asked:  # an older list may lack what was chosen since
                self._on_listed(found)

        self._tasks.run("io", lambda: (self._models.list(), self._models.default_name()), owner=self, done=listed)

    def look_elsewhere(self) -> None:
        """Look for the models of other programs."""
        self._tasks.run("io", self._models.elsewhere, owner=self, done=self._on_elsewhere)

    def choose(self, name: str) -> None:
        """Let this model answer from now on, though it crashed before."""
        self.selected = name
        self.chosen.emit(name)
        self.changed.emit()
        if any(info.name == name and info.crashed for info in self.infos):
            self._tasks.run("io", lambda: self._models.trust(name), owner=self, done=lambda _: self.refresh())

    def leave(self, name: str) -> None:
        """Let another model answer in place of one that turned out broken."""
        at = self.answering
        if at is not None and at.name == name:
            if self.selected == name:
                self.choose("")
            self.refresh()

    def add(self, file: Path, name: str = "") -> None:
        """Put a GGUF file on the list, called `name` or else like the file, and let it answer."""

        def added(info: "ModelInfo") -> None:
            self.choose(info.name)
            self.refresh()
            self.look_elsewhere()
            self._notifier.info(tr("{model} was added and answers from now on").format(model=info.name))

        self._tasks.run("io", lambda: self._models.add(file, name), owner=self, done=added)

    def remove(self, name: str, confirm: "Callable[[Removal], bool]") -> None:
        """Take a model off the list; the files of one that was downloaded are deleted when `confirm` says so.

        A file that is used where it lies stays, so it can be put back.
        """

        info = next((one for one in self.infos if one.name == name), None)

        def removed(removal: "Removal") -> None:
            if self.selected == name:
                self.choose("")
            self.refresh()
            self.look_elsewhere()
            if removal.files:
                self._notifier.info(tr("{model} was deleted").format(model=name))
            elif info is None:
                self._notifier.info(tr("{model} is off the list").format(model=name))
            else:
                path = Path(info.path)
                words = tr("{model} is off the list; its file is still there").format(model=name)
                self._notifier.offer(words, tr("Undo"), lambda: self.add(path, name))

        def told(removal: "Removal") -> None:
            if removal.files and not confirm(removal):
                return
            delete = bool(removal.files)
            self._tasks.run(
                "model",  # it may have to be unloaded
                lambda: self._models.remove(name, delete=delete),
                owner=self,
                done=lambda _: removed(removal),
            )

        self._tasks.run("io", lambda: self._models.removal(name), owner=self, done=told)

    def take(self, fetched: "Fetched") -> None:
        """List a model that was downloaded; it answers at once where only the trial model did until now."""
        from alcove.models.gguf import model_name

        self.refresh()
        at, name = self.answering, model_name(fetched.path)
        if fetched.kind == "embedding":
            words = tr("{model} is here and can be used for search")
            self._notifier.info(words.format(model=fetched.path.stem))
        elif at is None or at.trial:
            self.add(fetched.path)
        else:
            self._notifier.offer(tr("{model} is here").format(model=name), tr("Use it"), lambda: self.add(fetched.path))

    def _on_elsewhere(self, found: "Sequence[Elsewhere]") -> None:
        self.elsewhere = found
        self.changed.emit()

    def _on_listed(self, found: "tuple[list[ModelInfo], str]") -> None:
        self.every, self.default = found
        self.infos = [info for info in self.every if info.kind == "chat"]
        if self.selected and all(info.name != self.selected for info in self.infos):
            self.selected = ""
        self.listed = True
        self.changed.emit()


class ModelChoice(QPushButton):
    """The model of the conversation, as a button with a menu."""

    manage_requested = Signal()

    def __init__(self, theme: Theme, models: ModelList) -> None:
        super().__init__()
        self._models = models
        self._theme = theme
        dress(self, "pill")
        self._menu = QMenu(self)
        self.setMenu(self._menu)
        models.changed.connect(self._write)
        theme.changed.connect(self._write)
        self._write()

    def _write(self) -> None:
        at = self._models.answering
        if at is None:
            words = tr("No model") if self._models.listed else tr("Models")
        else:
            words = f"{name_words(at)} · {tr(TRIAL_WORDS) if at.trial else where_words(at.served)}"
        out = at is not None and at.served is not None and at.served.leaves
        dress(self, "pill-out" if out else "pill")
        self._theme.set_icon(self, *(OUT_ICON if out else ("cpu", "soft")), Size.ICON_SMALL)
        self.setText(f" {words}".replace("&", "&&"))
        self.setAccessibleName(tr("Model that answers: {model}").format(model=words))
        self.setToolTip(tr(TRIAL_WHY) if at is not None and at.trial else tr("Which model answers"))
        self._menu.clear()
        group = QActionGroup(self._menu)
        services: dict[str, QMenu] = {}
        for info in self._models.infos:
            menu, name = self._menu, info.name
            if info.served is not None:
                menu, name = self._menu_of(services, info.served), info.served.model
            action = menu.addAction(name.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(info is at)
            if info.served is not None and info.served.leaves:
                action.setIcon(out_icon(self._theme))
            action.triggered.connect(lambda _=False, info=info: choose_knowingly(self, self._models, info))
            group.addAction(action)
        self._menu.addSeparator()
        self._menu.addAction(tr("Manage models")).triggered.connect(self.manage_requested)

    def _menu_of(self, menus: dict[str, QMenu], served: "Served") -> QMenu:
        """Return the menu of a service's models, whose name tells whether all of them leave this computer."""
        if served.service not in menus:
            known = [info.served for info in self._models.infos if info.served]
            out = all(one.leaves for one in known if one.service == served.service)
            where = tr("beyond this computer") if out else tr("on this computer")
            words = f"{served.service} · {where}"
            menus[served.service] = self._menu.addMenu(words.replace("&", "&&"))
            if out:
                menus[served.service].setIcon(out_icon(self._theme))
        return menus[served.service]


def out_icon(theme: Theme) -> QIcon:
    """Return the icon of what leaves this computer, for a menu."""
    name, ink = OUT_ICON
    return QIcon(icons.pixmap(name, getattr(theme.tokens, ink), Size.ICON_SMALL))


def choose_knowingly(parent: QWidget, models: ModelList, info: "ModelInfo") -> None:
    """Let a model answer; one that crashed only when the person says so again."""
    if not info.crashed or confirmed(
        parent,
        tr("Use {model} all the same?").format(model=short_name(info.name)),
        tr("Alcove closed by itself when it was used last. That may happen again; what is written until then is kept."),
        tr("Use it"),
    ):
        models.choose(info.name)


def name_words(info: "ModelInfo") -> str:
    """Return what a model is called in a few words."""
    return info.served.model.rpartition("/")[2] if info.served else short_name(info.name)


def where_words(served: "Served | None") -> str:
    """Return where a model runs, in a few words."""
    if served is None:
        return tr("on this computer")
    if served.leaves:
        return tr("goes to {host}").format(host=served.host)
    return tr("on this computer, by {service}").format(service=served.service)


def short_name(name: str) -> str:
    """Return a model's name without how it was quantised: "SmolLM2-135M-Instruct.Q4_1" -> "SmolLM2 135M"."""
    told = re.split(r"[-_. ](?:instruct|chat|it|gguf|i?q\d)(?=[-_. ]|$)", name, maxsplit=1, flags=re.IGNORECASE)[0]
    return " ".join(told.replace("_", " ").replace("-", " ").split()) or name
