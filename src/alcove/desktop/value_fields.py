"""The fields a prompt's variables are answered in, one a kind, all alike to whoever holds them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QLocale, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QColor, QIcon, QTextCharFormat
from PySide6.QtWidgets import (
    QCalendarWidget,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
    QWidgetAction,
)

from alcove.desktop import icons
from alcove.desktop.elided_label import ElidedLabel
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.tick_box import TickBox
from alcove.desktop.translation import told, tr

if TYPE_CHECKING:
    from alcove.chat.templates import Variable
    from alcove.core.errors import AppError
    from alcove.desktop.prompt_book import PromptBook
    from alcove.desktop.tasks import Task

LINES = 3
"""Lines of a long text on view."""


class ValueField(QWidget):
    """The answer to one variable; `focus_on` is what takes the keyboard."""

    changed = Signal()

    def __init__(self, variable: Variable, focus_on: QWidget) -> None:
        super().__init__()
        self.variable = variable
        self.focus_on = focus_on
        self.setFocusProxy(focus_on)
        focus_on.setAccessibleName(variable.name)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(Size.S2)

    @property
    def value(self) -> str:
        """What was answered."""
        raise NotImplementedError

    def set_value(self, value: str) -> None:
        """Answer it."""
        raise NotImplementedError


class LineField(ValueField):
    """A line of text, or a number."""

    def __init__(self, variable: Variable) -> None:
        self._line = QLineEdit(variable.default or "")
        super().__init__(variable, self._line)
        self._line.setPlaceholderText(tr("May stay empty") if variable.optional else "")
        self._line.textChanged.connect(self.changed)
        self.row.addWidget(self._line)

    @property
    def value(self) -> str:
        return self._line.text()

    def set_value(self, value: str) -> None:
        self._line.setText(value)


class LongField(ValueField):
    """Several lines; Tab goes on to the next field."""

    def __init__(self, variable: Variable) -> None:
        self._text = QPlainTextEdit(variable.default or "")
        super().__init__(variable, self._text)
        dress(self._text, "patterns")
        self._text.setTabChangesFocus(True)
        self._text.setFixedHeight(LINES * self._text.fontMetrics().lineSpacing() + Size.S4)
        self._text.setPlaceholderText(tr("May stay empty") if variable.optional else "")
        self._text.textChanged.connect(self.changed)
        self.row.addWidget(self._text)

    @property
    def value(self) -> str:
        return self._text.toPlainText()

    def set_value(self, value: str) -> None:
        self._text.setPlainText(value)


class ChoiceField(ValueField):
    """One of some, from a menu; Down opens it. An empty answer is shown as `nothing`."""

    def __init__(self, theme: Theme, variable: Variable, offered: Sequence[str], nothing: str) -> None:
        self._button = QPushButton()
        super().__init__(variable, self._button)
        dress(self._button, "choice")
        self._button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the sign stands behind the words
        theme.set_icon(self._button, "caret-down", "faint", Size.ICON_SMALL)
        self._nothing = nothing
        self._value = variable.default or ""
        self._menu = QMenu(self._button)
        group = QActionGroup(self._menu)
        for one in [*([""] if variable.optional else []), *offered]:
            action = self._menu.addAction((one or nothing).replace("&", "&&"))
            action.setCheckable(True)
            action.setData(one)
            action.triggered.connect(lambda _=False, one=one: self.set_value(one))
            group.addAction(action)
        self._button.setMenu(self._menu)
        self.row.addWidget(self._button)
        self.row.addStretch(1)
        self._write()

    @property
    def value(self) -> str:
        return self._value

    def set_value(self, value: str) -> None:
        if value not in [action.data() for action in self._menu.actions()]:
            return
        self._value = value
        self._write()
        self.changed.emit()

    def open_menu(self) -> None:
        """Show what there is to choose from."""
        self._button.showMenu()

    def _write(self) -> None:
        shown = self._value or (self._nothing if self.variable.optional else tr("Choose"))
        self._button.setText(f"{shown} ".replace("&", "&&"))
        self._button.setAccessibleName(f"{self.variable.name}: {shown}")
        for action in self._menu.actions():
            action.setChecked(action.data() == self._value)


class YesNoField(ValueField):
    """Yes or no, as a box to tick."""

    def __init__(self, theme: Theme, variable: Variable) -> None:
        from alcove.chat.templates import YES

        words = next((one for one in variable.options if one), "")
        self._box = TickBox(theme, " ".join(words.split()).lstrip(",;. ") or tr("Yes"))
        super().__init__(variable, self._box)
        self._box.setChecked(variable.default == YES)
        self._box.toggled.connect(self.changed)
        self.row.addWidget(self._box, 1)

    @property
    def value(self) -> str:
        from alcove.chat.templates import NO, YES

        return YES if self._box.isChecked() else NO

    def set_value(self, value: str) -> None:
        self._box.setChecked(value == "yes")


class DateField(ValueField):
    """A day: typed as 2026-03-31, today or today - 30, or picked from a calendar."""

    def __init__(self, theme: Theme, variable: Variable) -> None:
        self._line = QLineEdit(variable.default or "")
        super().__init__(variable, self._line)
        self._line.setPlaceholderText("2026-03-31, today, today - 30")
        self._line.setMaximumWidth(Size.LIST)
        self._theme = theme
        self.pick = QAction(tr("Pick a day"), self._line)
        self.pick.triggered.connect(self._open)
        self._line.addAction(self.pick, QLineEdit.ActionPosition.TrailingPosition)
        self._day = ElidedLabel()
        dress(self._day, "faint")
        self._line.textChanged.connect(self._on_typed)
        theme.changed.connect(self._draw)
        self._draw()
        self.row.addWidget(self._line, 1)
        self.row.addWidget(self._day, 1)
        self._on_typed()

    @property
    def value(self) -> str:
        return self._line.text()

    def set_value(self, value: str) -> None:
        self._line.setText(value)

    def _on_typed(self) -> None:
        from alcove.chat.templates import day_of

        day = day_of(self.value, date.today())
        shown = QLocale().toString(QDate(day.year, day.month, day.day), tr("ddd d MMM yyyy")) if day else ""
        self._day.set_full_text(shown)
        self.changed.emit()

    def _open(self) -> None:
        from alcove.chat.templates import day_of

        menu = QMenu(self)
        calendar = Calendar(self._theme, day_of(self.value, date.today()) or date.today())
        holder = QWidgetAction(menu)
        holder.setDefaultWidget(calendar)
        menu.addAction(holder)

        def picked(chosen: QDate) -> None:
            self.set_value(chosen.toString("yyyy-MM-dd"))
            menu.close()

        calendar.clicked.connect(picked)
        calendar.activated.connect(picked)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._line.mapToGlobal(self._line.rect().bottomLeft()))
        calendar.setFocus()

    def _draw(self) -> None:
        self.pick.setIcon(QIcon(icons.pixmap("calendar-blank", self._theme.tokens.faint, Size.ICON_SMALL)))


class Calendar(QCalendarWidget):
    """A month in the theme's colours, as it is when it is made; Qt's own has red week-ends and black arrows."""

    def __init__(self, theme: Theme, day: date) -> None:
        super().__init__()
        self.setSelectedDate(QDate(day.year, day.month, day.day))
        self.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.SingleLetterDayNames)
        self.setMinimumWidth(Size.LIST)
        plain, head = QTextCharFormat(), QTextCharFormat()
        plain.setForeground(QColor(theme.tokens.ink))
        head.setForeground(QColor(theme.tokens.soft))
        self.setHeaderTextFormat(head)
        for weekday in Qt.DayOfWeek:
            self.setWeekdayTextFormat(weekday, plain)
        for name, icon in (("qt_calendar_prevmonth", "caret-left"), ("qt_calendar_nextmonth", "caret-right")):
            button = self.findChild(QToolButton, name)
            if isinstance(button, QToolButton):
                button.setIcon(QIcon(icons.pixmap(icon, theme.tokens.soft, Size.ICON)))


class FileField(ValueField):
    """A file, whose text is the answer; it is read when it is chosen."""

    def __init__(self, theme: Theme, variable: Variable, book: PromptBook) -> None:
        self._button = QPushButton(" " + tr("Choose a file"))
        super().__init__(variable, self._button)
        dress(self._button, "choice")
        theme.set_icon(self._button, "file-text", "soft", Size.ICON_SMALL)
        self._book = book
        self._text = ""
        self._task: Task[str] | None = None
        self.told = ElidedLabel(tr("May be left out") if variable.optional else "")
        dress(self.told, "faint")
        self._button.clicked.connect(self._on_clicked)
        self.row.addWidget(self._button)
        self.row.addWidget(self.told, 1)

    @property
    def value(self) -> str:
        return self._text

    def set_value(self, value: str) -> None:
        self._text = value
        self.changed.emit()

    def read(self, path: Path) -> None:
        """Read a file and answer with its text."""
        if self._task is not None:
            self._task.cancel()
        self._text = ""
        self._say(tr("Reading {name}").format(name=path.name), "faint")
        self.changed.emit()
        self._task = self._book.read_file(
            path, owner=self, done=lambda text: self._on_read(path, text), failed=self._on_failed
        )

    def _on_clicked(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, tr("Choose a file"), str(Path.home()))
        if name:
            self.read(Path(name))

    def _on_read(self, path: Path, text: str | None) -> None:
        if text is None:
            return
        self._task, self._text = None, text
        self._say(tr("{name}, %n character(s)", None, len(text)).format(name=path.name), "faint")
        self.changed.emit()

    def _on_failed(self, error: AppError) -> None:
        self._task = None
        self._say(told(str(error)), "warn")

    def _say(self, words: str, look: str) -> None:
        dress(self.told, look)
        self.told.set_full_text(words)


def field_for(theme: Theme, variable: Variable, sources: Sequence[str], book: PromptBook) -> ValueField:
    """Make the field that answers a variable."""
    makers: dict[str, Callable[[], ValueField]] = {
        "text": lambda: LineField(variable),
        "number": lambda: LineField(variable),
        "long text": lambda: LongField(variable),
        "choice": lambda: ChoiceField(theme, variable, variable.options, tr("None of these")),
        "source": lambda: ChoiceField(theme, variable, sources, tr("All sources")),
        "date": lambda: DateField(theme, variable),
        "yes/no": lambda: YesNoField(theme, variable),
        "file": lambda: FileField(theme, variable, book),
    }
    return makers[variable.kind]()
