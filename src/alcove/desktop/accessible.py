"""What widgets that paint or press themselves are to a screen reader: a button, a picture, a dialog.

Qt knows that of its own widgets only. A widget says what it is with `plays`, as it says with `dress` how it looks.
"""

from functools import cache

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleActionInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

Role = QAccessible.Role
_PLAYS = "plays"


def plays(widget: QWidget, role: Role) -> None:
    """Say what a widget is, before anything else is said of it: what a screen reader knows by then, it keeps.

    One that is a button has a signal `clicked`, and is pressed through it.
    """
    widget.setProperty(_PLAYS, role.value)


@cache
def install() -> None:
    """Let Qt ask here first; once a process. What is made before a screen reader is there is found all the same."""
    QAccessible.installFactory(_interface)


class _Pressed(QAccessibleWidget):
    """A widget that can be pressed by who does not see it."""

    def actionNames(self) -> list[str]:
        return [QAccessibleActionInterface.pressAction(), *super().actionNames()]

    def doAction(self, actionName: str) -> None:
        if actionName == QAccessibleActionInterface.pressAction():
            self.object().clicked.emit()  # type: ignore[attr-defined]  # `plays` asks for it
        else:
            super().doAction(actionName)


def _interface(name: str, asked: QObject) -> QAccessibleWidget | None:
    role = asked.property(_PLAYS) if isinstance(asked, QWidget) else None
    if not isinstance(asked, QWidget) or role is None:
        return None
    return (_Pressed if role == Role.Button.value else QAccessibleWidget)(asked, Role(role))
