"""Which models answer in the arena: any two, or those that are ticked, some of them with settings of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from alcove.core.errors import AppError
from alcove.desktop.contender_words import settings_words
from alcove.desktop.model_list import ModelList, name_words, out_icon, short_name
from alcove.desktop.source_dialogs import PlainDialog
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import joined, told, tr
from alcove.desktop.tunable_fields import TunableFields

if TYPE_CHECKING:
    from alcove.chat.contenders import Contender
    from alcove.models.types import ModelInfo, Served

MOST = 4


def contender_words(one: Contender, models: ModelList) -> str:
    """Return what a contender is called: "Qwen3 4B", "Qwen3 4B (temperature 0.8)"."""
    info = next((info for info in models.infos if info.name == one.model), None)
    name = name_words(info) if info else short_name(one.model)
    return f"{name} ({settings_words(one.settings)})" if one.settings else name


class ContenderPicker(QPushButton):
    """A button with a menu of models to tick. None ticked means any two of those on this computer, with `any_two`."""

    chosen_changed = Signal()

    def __init__(self, theme: Theme, models: ModelList, *, any_two: bool = True) -> None:
        super().__init__()
        self._theme = theme
        self._models = models
        self._any_two = any_two
        self._chosen: list[str] = []
        self._variants: list[str] = []
        dress(self, "pill")
        self._menu = QMenu(self)
        self._menu.installEventFilter(self)
        self.setMenu(self._menu)
        self.dialog: VariantDialog | None = None
        models.changed.connect(self._write)
        theme.changed.connect(self._write)
        self._write()

    @property
    def chosen(self) -> list[Contender]:
        """The contenders that are ticked; none for any two."""
        from alcove.chat.contenders import contender

        return [contender(key) for key in self._chosen]

    @property
    def pool(self) -> list[Contender]:
        """Those of which any two may be taken: what runs on this computer, and did not crash."""
        from alcove.chat.contenders import Contender, contender

        here = [info.name for info in self._models.infos if info.served is None and not info.crashed]
        return [*map(Contender, here), *(one for one in map(contender, self._variants) if one.model in here)]

    @property
    def ready(self) -> bool:
        """Whether there are two at least."""
        return len(self._chosen or self.pool) >= 2

    @property
    def destinations(self) -> list[Served]:
        """Who beyond this computer would get the question."""
        models = {one.model for one in self.chosen}
        return [i.served for i in self._models.infos if i.name in models and i.served and i.served.leaves]

    def choose(self, keys: list[str]) -> None:
        """Tick these contenders, and no others."""
        from alcove.chat.contenders import contender

        self._chosen = keys
        self._variants = list(dict.fromkeys([*self._variants, *(key for key in keys if contender(key).settings)]))
        self._write()
        self.chosen_changed.emit()

    def add_variant(self) -> None:
        """Ask for a model with settings of its own, and tick it."""
        self.dialog = VariantDialog(self, self._models)
        self.dialog.made.connect(self._on_made)
        self.dialog.open()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the menu open while models are ticked."""
        if event.type() == QEvent.Type.MouseButtonRelease and watched is self._menu:
            active: QAction | None = self._menu.activeAction()  # None in truth, whatever the stubs say
            if active is not None and active.data():
                active.trigger()
                return True
        return False

    def _write(self) -> None:
        names = {info.name for info in self._models.infos}
        self._chosen = [one.key for one in self.chosen if one.model in names]
        self._fill(names)
        if not self._chosen:
            words = tr("Any two models") if self._any_two else tr("Choose models")
        else:
            named = [contender_words(one, self._models) for one in self.chosen]
            words = joined(named) if len(named) == 2 else tr("%n model(s)", None, len(named))
        out = bool(self.destinations)
        dress(self, "pill-out" if out else "pill")
        self._theme.set_icon(self, *(("arrow-square-out", "warn") if out else ("cpu", "soft")), Size.ICON_SMALL)
        self.setText(f" {words}".replace("&", "&&"))
        self.setAccessibleName(tr("Models that answer: {names}").format(names=words))
        self.setToolTip(tr("Which models answer; names are told after the vote"))

    def _fill(self, names: set[str]) -> None:
        from alcove.chat.contenders import Contender, contender

        self._menu.clear()
        if self._any_two:
            words = tr("Any two on this computer"), tr("those that met least often")
            any_two = self._menu.addAction("\t".join(words))
            any_two.setCheckable(True)
            any_two.setChecked(not self._chosen)
            any_two.triggered.connect(lambda: self.choose([]))
            self._menu.addSeparator()
        for info in self._models.infos:
            self._add(Contender(info.name), info)
        for one in map(contender, self._variants):
            if one.model in names:
                self._add(one, None)
        self._menu.addSeparator()
        other = self._menu.addAction(tr("The same model with other settings…"))
        other.triggered.connect(self.add_variant)
        other.setEnabled(bool(self._models.infos))

    def _add(self, one: Contender, info: ModelInfo | None) -> None:
        action = self._menu.addAction(contender_words(one, self._models).replace("&", "&&"))
        action.setCheckable(True)
        action.setChecked(one.key in self._chosen)
        action.setData(one.key)
        action.setEnabled(one.key in self._chosen or len(self._chosen) < MOST)
        if info is not None and info.served is not None and info.served.leaves:
            action.setIcon(out_icon(self._theme))
            action.setText("\t".join((action.text(), tr("goes to {host}").format(host=info.served.host))))
        elif info is not None and info.crashed:
            action.setText("\t".join((action.text(), tr("closed Alcove when it was used last"))))
        action.triggered.connect(lambda _=False, key=one.key: self._on_ticked(key))

    def _on_ticked(self, key: str) -> None:
        if key in self._chosen:
            self.choose([one for one in self._chosen if one != key])
        else:
            self.choose([*self._chosen, key])

    def _on_made(self, one: Contender) -> None:
        plain = [one.model] if not self._chosen else []  # the model as it is set is what one compares it with
        self.choose(list(dict.fromkeys([*self._chosen, *plain, one.key]))[:MOST])


class VariantDialog(PlainDialog):
    """Ask for a model and the settings in which it is to differ."""

    made = Signal(object)

    def __init__(self, parent: QWidget, models: ModelList) -> None:
        super().__init__(parent, tr("The same model with other settings"), tr("Use it"))
        self._models = models
        self._name = (models.answering or models.infos[0]).name
        self.say(tr("What is left empty stays as the model is set. The file is loaded once for both."))
        form = self.form()
        self.model_button = QPushButton()
        menu = QMenu(self)
        for info in models.infos:
            menu.addAction(name_words(info).replace("&", "&&")).triggered.connect(
                lambda _=False, name=info.name: self._on_model(name)
            )
        self.model_button.setMenu(menu)
        form.addRow(tr("Model"), self.model_button)
        self._tunable = TunableFields(form)
        self._tunable.edited.connect(self._on_edited)
        self.fields = self._tunable.fields
        self.trouble = self.say("", "warn")
        self._on_model(self._name)
        self._on_edited()

    def accept(self) -> None:
        from alcove.chat.contenders import contender

        try:
            one = contender(self._tunable.key(self._name))
        except AppError as error:
            self.trouble.setText(told(str(error)))
            self.trouble.show()
            return
        super().accept()
        self.made.emit(one)

    def _on_model(self, name: str) -> None:
        self._name = name
        info = next(info for info in self._models.infos if info.name == name)
        self.model_button.setText(name_words(info).replace("&", "&&"))
        self.model_button.setAccessibleName(tr("Model: {model}").format(model=name_words(info)))

    def _on_edited(self) -> None:
        self.trouble.hide()
        self.accept_button.setEnabled(bool(self._tunable.typed()))
