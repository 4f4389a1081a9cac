"""Everything a person can do, in one place: what it is called, with which keys, when it can be done, and what does it.

The window fills an `ActionRegistry` with `Action`s, a line each (`window_actions`). The palette, the overview of
shortcuts, the settings of the keyboard and the tooltips read them from here, so nothing else names a key.
"""

from __future__ import annotations

import json
import sys
import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QKeyCombination, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from alcove.core.settings import SettingsStore
from alcove.desktop.tasks import TaskRunner
from alcove.desktop.translation import tr

KEPT_AS, RECENT_AS = "shortcuts", "actions.recent"
"""What the settings remember them by."""
RECENT_MOST = 12
_MAC = {
    "Alt+Left": "Ctrl+[",
    "Alt+Right": "Ctrl+]",
    "Alt+Up": "Ctrl+Shift+[",
    "Alt+Down": "Ctrl+Shift+]",
    "Ctrl+Shift+Q": "Ctrl+Shift+U",
    "Ctrl+M": "Ctrl+Shift+2",
}
"""What moves through text, or belongs to the system, on a Mac, and what is taken there instead."""
_TEXT = QKeySequence.StandardKey
TEXT_KEYS = (
    _TEXT.Copy, _TEXT.Cut, _TEXT.Paste, _TEXT.Undo, _TEXT.Redo, _TEXT.SelectAll, _TEXT.DeleteStartOfWord,
    _TEXT.DeleteEndOfWord, _TEXT.MoveToNextWord, _TEXT.MoveToPreviousWord, _TEXT.SelectNextWord,
    _TEXT.SelectPreviousWord, _TEXT.MoveToStartOfDocument, _TEXT.MoveToEndOfDocument, _TEXT.SelectStartOfDocument,
    _TEXT.SelectEndOfDocument, _TEXT.MoveToStartOfBlock, _TEXT.MoveToEndOfBlock, _TEXT.MoveToNextPage,
    _TEXT.MoveToPreviousPage, _TEXT.SelectNextPage, _TEXT.SelectPreviousPage,
)  # fmt: skip
"""What edits text keeps its keys: in a field they would win anyway."""
_ALONE = ("F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "F10", "F11", "F12", "?", "Pause")
"""Keys that stand for something without Ctrl or Alt."""


def always() -> bool:
    """Say yes: most actions are possible at any time."""
    return True


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a person can do. `keys` are as Qt writes them, several with spaces between; the first is shown.

    `name` is a few words, as in a menu. `enabled` is asked when it matters, never kept.
    """

    id: str
    name: str
    group: str
    run: Callable[[], object]
    keys: str = ""
    icon: str = ""
    enabled: Callable[[], bool] = always


@dataclass(frozen=True, slots=True)
class Held:
    """Keys that belong to what has the keyboard, such as Enter in the input: told, and not to be changed."""

    name: str
    group: str
    keys: str


class ActionRegistry(QObject):
    """All actions of a window, with the keys a person gave them."""

    keys_changed = Signal()

    def __init__(self, window: QWidget, store: SettingsStore, tasks: TaskRunner) -> None:
        super().__init__(window)
        self._window = window
        self._store = store
        self._tasks = tasks
        self._actions: dict[str, Action] = {}
        self._made: dict[str, QAction] = {}
        self._own: dict[str, tuple[str, ...]] = _read(store.state(KEPT_AS))
        self._tips: weakref.WeakKeyDictionary[QWidget, tuple[str, str]] = weakref.WeakKeyDictionary()
        self.held: list[Held] = []
        self.recent: list[str] = _listed(store.state(RECENT_AS))
        """What was used last from the palette, newest first: ids of actions and of other entries of it."""

    def add(self, *actions: Action) -> None:
        """Take actions up: from now on their keys work in the window.

        Raises ValueError for an id or a key that is given twice.
        """
        for action in actions:
            defaults = default_keys(action)
            if action.id in self._actions:
                raise ValueError(f"there are two actions {action.id}")
            for one in self._actions.values():
                if shared := set(defaults) & set(default_keys(one)):
                    raise ValueError(f"{one.id} and {action.id} both have {', '.join(shared)}")
            made = QAction(action.name, self._window)
            made.setObjectName(action.id)
            made.triggered.connect(lambda _=False, name=action.id: self.run(name))
            self._actions[action.id], self._made[action.id] = action, made
            self._window.addAction(made)
        self._give_keys()

    def hold(self, *held: Held) -> None:
        """Note keys that are not to be changed, for the overview."""
        self.held.extend(held)

    def all(self) -> tuple[Action, ...]:
        """Return all actions in the order they were added."""
        return tuple(self._actions.values())

    def find(self, name: str) -> Action:
        """Return an action by its id. Raises KeyError."""
        return self._actions[name]

    def run(self, name: str) -> None:
        """Do what an action does, if it is possible now."""
        action = self._actions[name]
        if action.enabled():
            action.run()

    def use(self, name: str) -> None:
        """Note what was chosen in the palette."""
        self.recent = [name, *(one for one in self.recent if one != name)][:RECENT_MOST]
        told = json.dumps(self.recent)
        self._tasks.run("io", lambda: self._store.remember(RECENT_AS, told), owner=self)

    def keys(self, name: str) -> tuple[str, ...]:
        """Return the keys of an action as they are now, as Qt writes them."""
        if name in self._own:
            return self._own[name]
        taken = {key for other, keys in self._own.items() if other in self._actions for key in keys}
        return tuple(key for key in default_keys(self._actions[name]) if key not in taken)

    def words(self, name: str) -> str:
        """Return the first key of an action as this system writes it, empty without one."""
        keys = self.keys(name)
        return native(keys[0]) if keys else ""

    def changed(self, name: str) -> bool:
        """Tell whether a person gave an action other keys."""
        return name in self._own

    def taken_by(self, key: str, *, besides: str) -> Action | None:
        """Return the other action that has a key."""
        return next((one for one in self._actions.values() if one.id != besides and key in self.keys(one.id)), None)

    def set_keys(self, name: str, keys: Sequence[str]) -> None:
        """Give an action these keys, and no other action any of them."""
        for other in self._actions:
            if other != name and other in self._own:
                self._own[other] = tuple(key for key in self._own[other] if key not in keys)
        self._own[name] = tuple(keys)
        if self._own[name] == default_keys(self._actions[name]):
            del self._own[name]
        self._save()

    def reset(self, name: str) -> None:
        """Give an action the keys back that it had at first; what has one of them by now loses it."""
        self.set_keys(name, default_keys(self._actions[name]))

    def reset_all(self) -> None:
        """Give all actions the keys they had at first."""
        self._own = {}
        self._save()

    def label(self, widget: QWidget, name: str, tip: str = "") -> None:
        """Say in a tooltip with which keys the same is done, now and after they are changed."""
        self._tips[widget] = (name, tip or self._actions[name].name)
        self._write_tip(widget)

    def _write_tip(self, widget: QWidget) -> None:
        name, tip = self._tips[widget]
        keys = self.words(name)
        widget.setToolTip(f"{tip} ({keys})" if keys else tip)

    def _give_keys(self) -> None:
        for name, made in self._made.items():
            made.setShortcuts([QKeySequence(key) for key in self.keys(name)])

    def _save(self) -> None:
        self._give_keys()
        for widget in list(self._tips):
            if isValid(widget):
                self._write_tip(widget)
        kept = json.dumps(self._own)
        self._tasks.run("io", lambda: self._store.remember(KEPT_AS, kept), owner=self)
        self.keys_changed.emit()


def default_keys(action: Action, platform: str = sys.platform) -> tuple[str, ...]:
    """Return the keys an action has at first; some are others on a Mac."""
    return tuple(_MAC.get(key, key) if platform == "darwin" else key for key in action.keys.split())


def native(key: str) -> str:
    """Return a key as this system writes it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def refusal(key: str) -> str:
    """Return why a key cannot stand for an action; empty when it can."""
    sequence = QKeySequence(key)
    if sequence.isEmpty():
        return tr("Press a key together with Ctrl or Alt, or one of F1 to F12.")
    pressed: QKeyCombination = sequence[0]  # type: ignore[index]  # the stubs lack it
    if any(sequence in QKeySequence.keyBindings(one) for one in TEXT_KEYS):
        return tr("{key} edits text, here and everywhere. Choose another.").format(key=native(key))
    strong = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
    if key.rpartition("+")[2] not in _ALONE and key not in _ALONE and not pressed.keyboardModifiers() & strong:
        return tr("{key} alone is needed for typing and moving. Add Ctrl or Alt.").format(key=native(key))
    return ""


def _listed(kept: str) -> list[str]:
    """Return the ids that were used last, as far as they can be read."""
    try:
        found = json.loads(kept or "[]")
    except ValueError:
        return []
    return [str(one) for one in found] if isinstance(found, list) else []


def _read(kept: str) -> dict[str, tuple[str, ...]]:
    """Return the keys a person chose, as far as they can be read."""
    try:
        found = json.loads(kept or "{}")
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {
        str(name): tuple(str(key) for key in keys if not refusal(str(key)))
        for name, keys in found.items()
        if isinstance(keys, list)
    }
