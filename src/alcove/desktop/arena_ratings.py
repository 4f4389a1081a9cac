"""The arena's section *Ratings*: what the votes say of each model, how sure that is, and where they say nothing yet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from alcove.desktop.arena_desk import ArenaDesk
from alcove.desktop.contender_picker import contender_words
from alcove.desktop.elided_label import ElidedLabel
from alcove.desktop.model_list import ModelList
from alcove.desktop.sections import ScrollColumn
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import joined, marked, number, tr

if TYPE_CHECKING:
    from alcove.chat.ratings import Rating, Table

KINDS = marked("JSON (*.json);;Tables, in a folder of this name (*.csv)")
HOW = marked(
    "Points come from all votes together (Bradley and Terry’s model, with ties). The mean is 1000; 400 points more "
    "mean being preferred ten times as often. In 95 of 100 cases the truth lies within the bar."
)
NOTHING = (
    marked("No votes yet"),
    marked(
        "Every vote makes this clearer: ten to a model say something, fifty say much. Have a list of questions "
        "answered under Batches, and vote when you like."
    ),
)
HEADS = (
    marked("Place"), marked("Model"), "", marked("Points"), marked("Votes"), marked("Won, tied, lost"),
)  # fmt: skip
TAGS_SHOWN = 8
_BAR = 0.3
"""How much of the dot's ink its bar has."""


class IntervalBar(QWidget):
    """A rating as a dot, and its interval as a bar, on the scale of its table."""

    def __init__(self, theme: Theme, one: Rating, low: float, high: float) -> None:
        super().__init__()
        self._theme = theme
        self._one = one
        self._low, self._high = low, high
        self.setMinimumWidth(Size.FIELD // 2)
        self.setFixedHeight(Size.S6)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(Size.BUBBLE, Size.S6)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens, one = self._theme.tokens, self._one
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.height() / 2
        painter.setPen(QPen(QColor(tokens.line), Size.HAIR))
        painter.drawLine(QPointF(0, middle), QPointF(self.width(), middle))
        painter.drawLine(QPointF(self._x(1000), 0), QPointF(self._x(1000), self.height()))
        painter.setPen(Qt.PenStyle.NoPen)
        ink = QColor(tokens.faint if one.few else tokens.accent)
        ink.setAlphaF(_BAR)
        painter.setBrush(ink)
        left, right = self._x(one.low), self._x(one.high)
        painter.drawRoundedRect(QRectF(left, middle - Size.S1, right - left, Size.S2), Size.S1, Size.S1)
        painter.setBrush(QColor(tokens.faint if one.few else tokens.accent))
        painter.drawEllipse(QPointF(self._x(one.points), middle), Size.S1, Size.S1)

    def _x(self, points: float) -> float:
        return Size.S2 + (points - self._low) / (self._high - self._low) * (self.width() - 2 * Size.S2)


class RatingTable(QFrame):
    """Models that were compared with each other, the best first."""

    def __init__(self, theme: Theme, table: Table, models: ModelList) -> None:
        super().__init__()
        self.table = table
        dress(self, "plain-card")
        grid = QGridLayout(self)
        grid.setContentsMargins(Size.S4, Size.S3, Size.S4, Size.S3)
        grid.setHorizontalSpacing(Size.S4)
        grid.setVerticalSpacing(Size.S2)
        grid.setColumnStretch(1, 2)
        grid.setColumnStretch(2, 3)
        self.rows: list[str] = []
        low, high = min(one.low for one in table.ratings), max(one.high for one in table.ratings)
        for column, words in enumerate(HEADS):
            label = QLabel(tr(words) if words else "")
            dress(label, "faint")
            grid.addWidget(label, 0, column)
        for row, one in enumerate(table.ratings, start=1):
            name = ElidedLabel(_named(one, models))
            dress(name, "heading")
            bar = IntervalBar(theme, one, low, high)
            place = tr("place {place} of {all}").format(place=place_words(one), all=len(table.ratings))
            votes = tr("%n vote(s)", None, one.votes)
            spoken = f"{_named(one, models)}: {points_words(one)}, {place}, {votes}"
            bar.setAccessibleName(spoken)
            bar.setToolTip(_range(one.low, one.high) if not one.few else spoken)
            self.rows.append(spoken)
            cells: tuple[QWidget, ...] = (
                _label(place_words(one), "soft"), name, bar, _label(points_words(one), "faint" if one.few else "soft"),
                _label(number(one.votes), "soft"),
                _label(" · ".join(map(number, (one.won, one.tied, one.lost))), "soft"),
            )  # fmt: skip
            for column, cell in enumerate(cells):
                grid.addWidget(cell, row, column)


class RatingsView(QWidget):
    """All tables, by topic or batch, and what they say in a sentence."""

    def __init__(self, theme: Theme, desk: ArenaDesk, models: ModelList) -> None:
        super().__init__()
        self._theme = theme
        self._desk = desk
        self._models = models
        self._written: object = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Size.S3)
        column.addLayout(self._head())
        self.sentence = _label("", "title")
        self.sentence.setWordWrap(True)
        self.how = _label("", "soft")
        self.how.setWordWrap(True)
        column.addWidget(self.sentence)
        column.addWidget(self.how)
        holder = QWidget()
        dress(holder, "clear")
        outer = QVBoxLayout(holder)
        outer.setContentsMargins(0, 0, 0, 0)
        self._list = QVBoxLayout()
        self._list.setSpacing(Size.S3)
        outer.addLayout(self._list)
        outer.addStretch(1)
        scroll = ScrollColumn(holder)
        scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        scroll.setAccessibleName(tr("Ratings"))
        column.addWidget(scroll, 1)
        self.tables: list[RatingTable] = []
        desk.ratings_changed.connect(self._write)
        models.changed.connect(self._write)
        self._write()

    def _head(self) -> QHBoxLayout:
        self._filters = QHBoxLayout()
        self._filters.setSpacing(Size.S2)
        self.tag_buttons: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        self.batch_button = QPushButton()
        dress(self.batch_button, "pill")
        self.export_button = QPushButton("  " + tr("Save as a file"))
        dress(self.export_button, "second")
        self._theme.set_icon(self.export_button, "download-simple")
        self.export_button.clicked.connect(self._on_export)
        top = QHBoxLayout()
        top.setSpacing(Size.S2)
        top.addLayout(self._filters)
        top.addStretch(1)
        top.addWidget(self.batch_button)
        top.addWidget(self.export_button)
        return top

    def _write(self) -> None:
        desk = self._desk
        written = (
            desk.tables,
            desk.tags,
            desk.tag,
            desk.of_batch,
            [one.name for one in desk.batches],
            self._models.infos,
        )
        if written == self._written:
            return
        self._written = written
        self._write_filters()
        _clear(self._list)
        self.tables = []
        for at, table in enumerate(desk.tables):
            if at:
                self._list.addWidget(_label(tr("Not compared with those above"), "soft"))
            made = RatingTable(self._theme, table, self._models)
            self._list.addWidget(made)
            self.tables.append(made)
        self.sentence.setText(sentence(desk.tables[0], self._models) if desk.tables else tr(NOTHING[0]))
        self.how.setText(tr(HOW) if desk.tables else tr(NOTHING[1]))
        self.export_button.setVisible(desk.counts is not None and desk.counts.matches > 0)

    def _write_filters(self) -> None:
        desk = self._desk
        _clear(self._filters)
        self.tag_buttons = {}
        shown = list(desk.tags)[:TAGS_SHOWN]
        if desk.tag and desk.tag not in shown:
            shown.append(desk.tag)
        for tag in ["", *shown] if shown else []:
            button = QPushButton(
                (f"{tag}  {number(desk.tags.get(tag, 0))}" if tag else tr("All topics")).replace("&", "&&")
            )
            button.setCheckable(True)
            button.setChecked(tag == desk.tag)
            dress(button, "pill")
            button.clicked.connect(lambda _=False, tag=tag: desk.rate(tag=tag, batch=desk.of_batch))
            self._group.addButton(button)
            self._filters.addWidget(button)
            self.tag_buttons[tag] = button
        chosen = next((one.name for one in desk.batches if one.id == desk.of_batch), tr("All questions"))
        self.batch_button.setText(f" {chosen}".replace("&", "&&"))
        self.batch_button.setAccessibleName(tr("Votes on: {name}").format(name=chosen))
        self.batch_button.setVisible(bool(desk.batches))
        menu = QMenu(self.batch_button)
        menu.addAction(tr("All questions")).triggered.connect(lambda: desk.rate(tag=desk.tag))
        for one in desk.batches:
            votes = tr("%n vote(s)", None, one.counts.voted)
            action = menu.addAction(f"{one.name}\t{votes}".replace("&", "&&"))
            action.triggered.connect(lambda _=False, batch=one.id: desk.rate(tag=desk.tag, batch=batch))
        self.batch_button.setMenu(menu)

    def _on_export(self) -> None:
        name, kind = QFileDialog.getSaveFileName(
            self, tr("Save the arena"), str(Path.home() / "alcove-arena.json"), tr(KINDS)
        )  # fmt: skip
        if name:
            place = Path(name)
            self._desk.export(place.with_suffix("") if "csv" in kind or place.suffix.lower() == ".csv" else place)


def sentence(table: Table, models: ModelList) -> str:
    """Return what a table says, and no more than it says."""
    first = table.ratings[0]
    if first.few or len(table.ratings) < 2 or table.ratings[1].few:
        return tr("Too few votes to say which is better: {count} so far").format(count=number(table.votes))
    if first.worst_place == 1:
        name = _named(first, models)
        return tr("{name} is the best of these {count}").format(name=name, count=len(table.ratings))
    close = [one for one in table.ratings if one.best_place == 1]
    if len(close) == len(table.ratings):
        return tr("No difference can be told between these {count} yet").format(count=len(close))
    words = tr("{names} cannot be told apart yet; the others stand behind the best of them")
    return words.format(names=joined([_named(one, models) for one in close]))


def points_words(one: Rating) -> str:
    """Return a rating with its interval, or that it says nothing yet."""
    if one.few:
        return tr("too few votes to say")
    return f"{number(round(one.points))}  ({_range(one.low, one.high)})"


def place_words(one: Rating) -> str:
    """Return the places that the votes leave open: "1", "1 to 3"."""
    return f"{one.best_place}" if one.best_place == one.worst_place else _range(one.best_place, one.worst_place)


def _range(low: float, high: float) -> str:
    return tr("{low} to {high}").format(low=number(round(low)), high=number(round(high)))


def _named(one: Rating, models: ModelList) -> str:
    from alcove.chat.contenders import contender

    return contender_words(contender(one.contender), models)


def _label(words: str, look: str) -> QLabel:
    label = QLabel(words)
    dress(label, look)
    return label


def _clear(layout: QHBoxLayout | QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
