"""Giving an action other keys: they are pressed, and what had them before is told."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from alcove.desktop.accessible import Role, plays
from alcove.desktop.actions import Action, ActionRegistry, native, refusal
from alcove.desktop.announce import say
from alcove.desktop.sheet import Sheet
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import marked, tr

_HELD = (Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr)
_LEAVES = (Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Return, Qt.Key.Key_Enter)
PRESS = marked("Press the keys")


class KeyField(QLabel):
    """Take down what is pressed; Tab, Enter and Esc alone keep their meaning, so that nobody is caught in here."""

    pressed = Signal(str)

    def __init__(self) -> None:
        super().__init__(tr(PRESS))
        dress(self, "key-field")
        plays(self, Role.HotkeyField)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and not _leaves(event):
            event.accept()  # no action is done with what is pressed here
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _HELD:
            return
        if _leaves(event):
            super().keyPressEvent(event)
            return
        self.pressed.emit(QKeySequence(event.keyCombination()).toString())

    def focusInEvent(self, event: QFocusEvent) -> None:
        dress(self, "key-field-on")
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        dress(self, "key-field")
        super().focusOutEvent(event)


class KeySheet(Sheet):
    """Ask for the keys of one action."""

    def __init__(self, theme: Theme, over: QWidget, registry: ActionRegistry) -> None:
        super().__init__(theme, over, tr("Change a shortcut"), Size.KEY_SHEET)
        self._registry = registry
        self._action: Action | None = None
        self._key = ""
        column = QVBoxLayout(self.card)
        column.setContentsMargins(Size.S6, Size.S5, Size.S6, Size.S5)
        column.setSpacing(Size.S3)
        self.title = QLabel()
        self.title.setWordWrap(True)
        dress(self.title, "page-title")
        self.field = KeyField()
        self.field.pressed.connect(self._on_pressed)
        self.told = QLabel()
        self.told.setWordWrap(True)
        dress(self.told, "soft")
        self.cancel_button, self.use_button = QPushButton(tr("Cancel")), QPushButton(tr("Use these keys"))
        dress(self.cancel_button, "second")
        dress(self.use_button, "primary")
        self.cancel_button.clicked.connect(lambda: self.put_away())
        self.use_button.clicked.connect(self._on_use)
        row = QHBoxLayout()
        row.setSpacing(Size.S2)
        row.addStretch(1)
        row.addWidget(self.cancel_button)
        row.addWidget(self.use_button)
        for widget in (self.title, self.field, self.told):
            column.addWidget(widget)
        column.addStretch(1)
        column.addLayout(row)

    def open(self, action: Action) -> None:
        """Ask for the keys of an action."""
        self._action = action
        self.title.setText(tr("New keys for “{action}”").format(action=action.name))
        self.field.setAccessibleName(tr("Press the new keys for {action}").format(action=action.name))
        keys = self._registry.words(action.id)
        now = tr("Now it is {keys}.").format(keys=keys) if keys else tr("Now it is without keys.")
        self._show("", " ".join((now, tr("Enter takes what you pressed."))))
        self.show_over(self.field)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.use_button.isEnabled():
            self._on_use()
        super().keyPressEvent(event)

    def _on_pressed(self, key: str) -> None:
        refused = refusal(key)
        taken = self._registry.taken_by(key, besides=self._action.id) if self._action is not None else None
        if refused:
            self._show("", refused, wrong=True)
        elif self._action is not None and key in self._registry.keys(self._action.id):
            self._show(key, tr("It has these keys already."))
        elif taken is not None:
            words = tr("“{action}” has these keys. It will be without them.")
            self._show(key, words.format(action=taken.name), wrong=True)
        else:
            self._show(key, tr("Nothing else has these keys."))

    def _show(self, key: str, told: str, *, wrong: bool = False) -> None:
        self._key = key
        self.field.setText(native(key) if key else tr(PRESS))
        self.told.setText(told)
        dress(self.told, "warn" if wrong else "soft")
        self.use_button.setEnabled(bool(key))
        say(self.field, f"{native(key)}. {told}" if key else told)

    def _on_use(self) -> None:
        if self._action is not None and self._key:
            self._registry.set_keys(self._action.id, [self._key])
        self.put_away()


def _leaves(event: QKeyEvent) -> bool:
    """Tell whether a key means here what it means everywhere."""
    return event.key() in _LEAVES and not event.modifiers() & ~(
        Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
    )
