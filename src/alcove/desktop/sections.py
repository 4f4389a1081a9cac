"""A page of sections: a row of buttons, and what each of them shows, made when it is first looked at."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from alcove.desktop.theme import Size, dress
from alcove.desktop.translation import tr


class Sections(QWidget):
    """Show one section at a time; `add` is all that another one takes."""

    def __init__(self, heading: str) -> None:
        super().__init__()
        dress(self, "page")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(Size.S6, Size.S4, Size.S6, Size.S4)
        column.setSpacing(Size.S3)
        title = QLabel(heading)
        dress(title, "page-title")
        column.addWidget(title)
        self._row = QHBoxLayout()
        self._row.setSpacing(Size.S2)
        self._row.addStretch(1)
        column.addLayout(self._row)
        self._stack = QStackedWidget()
        column.addWidget(self._stack, 1)
        self._group = QButtonGroup(self)
        self._makers: dict[str, Callable[[], QWidget]] = {}
        self._shown: dict[str, QWidget] = {}
        self.buttons: dict[str, QPushButton] = {}

    def add(self, label: str, make: Callable[[], QWidget], *, scrolls: bool = False) -> None:
        """Add a section under a button, whose marked label is its key; the first one is shown.

        With `scrolls` it may be taller than the page.
        """
        button = QPushButton(tr(label))
        button.setCheckable(True)
        dress(button, "pill")
        button.clicked.connect(lambda: self.show_section(label))
        self._group.addButton(button)
        self._row.insertWidget(self._row.count() - 1, button)
        self._makers[label], self.buttons[label] = (lambda: scrolling(make())) if scrolls else make, button
        if len(self.buttons) == 1:
            self.show_section(label)

    def show_section(self, label: str) -> None:
        """Show the section of a button."""
        if label not in self._shown:
            self._shown[label] = self._makers[label]()
            self._stack.addWidget(self._shown[label])
        self.buttons[label].setChecked(True)
        self._stack.setCurrentWidget(self._shown[label])


def section_head(told: str, button: QPushButton) -> QHBoxLayout:
    """Return what a section begins with: what it is for, and the button that adds to it."""
    words = QLabel(told)
    words.setWordWrap(True)
    dress(words, "soft")
    head = QHBoxLayout()
    head.setSpacing(Size.S4)
    head.addWidget(words, 1)
    head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
    return head


class ScrollColumn(QScrollArea):
    """Scrolls up and down what may be taller than its place; beside the bar is room, while there is a bar.

    So what it holds ends where the rest of the page ends.
    """

    def __init__(self, holder: QWidget, room: int = Size.S2) -> None:
        super().__init__()
        self._room = room
        self.setWidget(holder)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().rangeChanged.connect(self._on_range_changed)

    def _on_range_changed(self, least: int, most: int) -> None:
        holder: QWidget | None = self.widget()
        layout = holder.layout() if holder is not None else None
        if layout is not None:
            margins = layout.contentsMargins()
            margins.setRight(self._room if most > least else 0)
            layout.setContentsMargins(margins)


def scrolling(section: QWidget) -> QScrollArea:
    """Put a section into a frame that scrolls up and down."""
    holder = QWidget()
    dress(holder, "clear")
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(section)
    column.addStretch(1)
    return ScrollColumn(holder)
