"""What is clicked in an answer beside its words: the head of a block of code, the bar of what is too wide."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollBar, QToolButton, QWidget

from alcove.desktop.prose_part import Part, Wide
from alcove.desktop.prose_wide import CodeBlock, CodePart
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import tr

if TYPE_CHECKING:
    from alcove.desktop.prose_canvas import ProseCanvas

SAID_MS = 1500
"""How long a button says that something was copied."""


class CodeTools(QWidget):
    """The head of a block of code: its language, a button that wraps long lines, one that copies it."""

    wrap_toggled = Signal()

    def __init__(self, theme: Theme, code: CodeBlock, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.code = code
        row = QHBoxLayout(self)
        row.setContentsMargins(Size.S4, Size.S1, Size.S2, 0)
        row.setSpacing(Size.S1)
        self.language = QLabel()
        dress(self.language, "faint")
        self.wrap = QToolButton()
        self.wrap.setCheckable(True)
        self.wrap.setChecked(code.wraps)
        self.wrap.clicked.connect(self._on_wrap)
        self.copy_button = QToolButton()
        self.copy_button.clicked.connect(self._on_copy)
        row.addWidget(self.language, 1)
        for button in (self.wrap, self.copy_button):
            button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            row.addWidget(button)
        self._say(self.wrap, "arrow-u-down-left", tr("Wrap long lines"))
        self._say(self.copy_button, "copy", tr("Copy this code"))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SAID_MS)
        self._timer.timeout.connect(lambda: self._say(self.copy_button, "copy", tr("Copy this code")))

    def show_language(self, name: str) -> None:
        """Say which language it is in."""
        if self.language.text() != name:
            self.language.setText(name)

    def _say(self, button: QToolButton, icon: str, words: str) -> None:
        button.setToolTip(words)
        button.setAccessibleName(words)
        self._theme.set_icon(button, icon, "accent" if icon == "check" else "faint", Size.ICON_SMALL)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.code.code)
        self._say(self.copy_button, "check", tr("Copied"))
        self._timer.start()

    def _on_wrap(self) -> None:
        self.code.wraps = self.wrap.isChecked()
        self.wrap_toggled.emit()


class SideBar(QScrollBar):
    """Scroll what is wider than the view sideways."""

    def __init__(self, wide: Wide, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.wide = wide
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName(tr("Scroll sideways"))
        self.setSingleStep(Size.S8)
        self.valueChanged.connect(self._on_value_changed)

    def fit(self, room: float) -> None:
        """Take in how much room there is."""
        self.setPageStep(int(room))
        self.setRange(0, max(0, round(self.wide.natural - room)))
        self.wide.x = float(self.value())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}  # Qt's own bars do not listen to them
        by = steps.get(Qt.Key(event.key()))
        if by is None:
            super().keyPressEvent(event)
        else:
            self.setValue(self.value() + by * self.singleStep())

    def _on_value_changed(self, value: int) -> None:
        self.wide.x = float(value)
        parent = self.parentWidget()
        if parent is not None:
            parent.update()


class BesideWords:
    """The widgets of the blocks that are built: made when they come near the view, gone with them."""

    def __init__(self, theme: Theme, view: "ProseCanvas") -> None:
        self._theme = theme
        self._view = view
        self.tools: dict[CodeBlock, CodeTools] = {}
        self.bars: dict[Wide, SideBar] = {}
        self._index: int | None = None

    def lay_out(self, parts: Sequence[Part], width: int) -> None:
        """Put the widgets where their parts are."""
        wide: dict[Wide, list[Part]] = {}
        for part in parts:
            if part.wide is not None:
                wide.setdefault(part.wide, []).append(part)
        near = {one: some for one, some in wide.items() if any(part.document is not None for part in some)}
        for one in [one for one in self.bars if one not in near]:
            self._let_go(self.bars.pop(one))
        for code in [code for code in self.tools if code not in near]:
            self._let_go(self.tools.pop(code))
        for one, some in near.items():
            self._lay_out_one(one, some, width)

    def _lay_out_one(self, one: Wide, some: list[Part], width: int) -> None:
        first, last = some[0], some[-1]
        left = int(first.left)
        room = width - left
        if isinstance(one, CodeBlock):
            tools = self.tools.get(one)
            if tools is None:
                tools = self.tools[one] = CodeTools(self._theme, one, self._view)
                tools.wrap_toggled.connect(lambda: self._view.code_wrapped(one))
                tools.show()
            tools.show_language(one.name)
            tools.wrap.setVisible(one.wraps or one.natural > room + 1)
            tools.setGeometry(QRect(left, int(first.top) + 1, room, Size.CODE_HEAD - 2))
        if one.natural > room + 1:
            bar = self.bars.get(one)
            if bar is None:
                bar = self.bars[one] = SideBar(one, self._view)
                bar.show()
            inset = Size.S4 if isinstance(last, CodePart) else 0
            bottom = int(last.top + last.height) - Size.S2 - (2 if inset else 0)
            bar.setGeometry(QRect(left + inset, bottom, room - 2 * inset, Size.S2))
            bar.fit(room)
        elif one in self.bars:
            self._let_go(self.bars.pop(one))
            one.x = 0.0

    def show_language(self, code: CodeBlock) -> None:
        """Say in which language a block of code is, now that it is known."""
        if code in self.tools:
            self.tools[code].show_language(code.name)

    def scroll(self, wide: Wide | None, by: float) -> bool:
        """Scroll what is too wide sideways; return whether there was anything to scroll."""
        bar = self.bars.get(wide) if wide is not None else None
        if bar is not None:
            bar.setValue(round(bar.value() + by))
        return bar is not None

    # By keyboard: the buttons of a block of code, then its bar.

    @property
    def focused(self) -> int | None:
        """Which part has one of its widgets focused."""
        here: QWidget | None = self._view.focusWidget()
        inside = here is not None and here is not self._view and self._view.isAncestorOf(here)
        return self._index if inside else None

    def enter(self, part: Part, index: int, *, forward: bool) -> None:
        """Give the keyboard to the first of a part's widgets, or to the last."""
        self._index = index
        order = self._order(part.wide)
        if order:
            order[0 if forward else -1].setFocus(Qt.FocusReason.TabFocusReason)

    def pass_on(self, forward: bool) -> bool:
        """Go on to the next widget of the same block; return whether there is one."""
        index = self.focused
        parts = self._view.prose.parts
        if index is None or index >= len(parts):
            return False
        order = self._order(parts[index].wide)
        here = self._view.focusWidget()
        at = next((n for n, one in enumerate(order) if one is here), -1)
        to = at + (1 if forward else -1)
        if at < 0 or not 0 <= to < len(order):
            return False
        order[to].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def _order(self, wide: Wide | None) -> list[QWidget]:
        order: list[QWidget] = []
        if isinstance(wide, CodeBlock) and wide in self.tools:
            order += [self.tools[wide].copy_button, self.tools[wide].wrap]
        if wide is not None and wide in self.bars:
            order.append(self.bars[wide])
        return order

    @staticmethod
    def _let_go(widget: QWidget) -> None:
        widget.hide()
        widget.deleteLater()
