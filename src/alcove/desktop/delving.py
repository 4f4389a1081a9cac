"""Delving from an answer: its terms underlined, words the model was unsure of tinted, and what a click on them does.

`ProseView` shows the answer and knows where its words lie; this is laid over it and listens to its mouse. Spans are
those of the answer's text. The button beside what is selected, and the menus, are made when they are first needed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QAction, QColor, QCursor, QHelpEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QMenu, QPushButton, QToolTip

from alcove.desktop.prose_view import ProseView
from alcove.desktop.theme import Size, Theme, Tokens, dress
from alcove.desktop.translation import tr

if TYPE_CHECKING:
    from alcove.desktop.turn_state import TurnState

WEAK, MIDDLE = 0.35, 0.2
"""Probabilities below which a tint is of the second and of the third strength."""
_QUIET = 0.6
"""How much of a term's underline is seen."""
_MOST_SHOWN = 40
LONGEST = 240
"""Characters of what can be delved into: more is a passage, and no term."""

Kind = Literal["term", "delved", "unsure"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A span that is pointed out. `number` is which of the turn's unsure words it is, `items` how many know a term."""

    kind: Kind
    start: int
    end: int
    number: int = 0
    items: int = 0


class Delving(QObject):
    """What a person can delve into in one answer."""

    chosen = Signal(int, int)
    """A span to delve into."""
    other_chosen = Signal(int, int)
    """Which unsure word is to be another one, and which other."""

    def __init__(self, theme: Theme, view: ProseView, turn: TurnState, raw: Callable[[Callable[[str], None]], None]):
        """`raw` tells a function what the answer's model wrote, when it has been read."""
        super().__init__(view)
        self._theme = theme
        self._view = view
        self._turn = turn
        self._raw = raw
        self._rects: list[tuple[Mark, list[QRectF]]] | None = None
        self._hovered: Mark | None = None
        self.unsure_shown = False
        self.marks: list[Mark] = []
        view.underlay = self.paint
        view.laid_out.connect(self.forget)
        view.selection_changed.connect(self._on_selection_changed)
        view.menu_opening.connect(self._on_menu_opening)
        view.installEventFilter(self)

    # What is pointed out

    def refresh(self, *, unsure: bool) -> None:
        """Take up what is known of the answer: terms, what was delved into, unsure words where they are `shown`."""
        turn = self._turn
        delved = [Mark("delved", node.delve.start, node.delve.end) for node in turn.delves if node.delve]
        marks = list({(mark.start, mark.end): mark for mark in delved}.values())
        for term in turn.terms or ():
            if not any(mark.start < term.end and term.start < mark.end for mark in marks):
                marks.append(Mark("term", term.start, term.end, items=term.items))
        if unsure:
            marks += [Mark("unsure", one.start, one.end, number) for number, one in enumerate(turn.unsure)]
        if turn.busy:
            marks = []
        if marks != self.marks or unsure != self.unsure_shown:
            self.marks, self.unsure_shown = marks, unsure
            self.forget()
            self._view.update()

    def forget(self) -> None:
        """Look anew where the words lie."""
        self._rects = None
        self._show_button()

    def paint(self, painter: QPainter, exposed: QRectF) -> None:
        """Paint what lies under the words in a part of the view."""
        tokens = self._theme.tokens
        for mark, rects in self._placed():
            for rect in rects:
                if rect.intersects(exposed):
                    self._paint_mark(painter, mark, rect, tokens)

    def _paint_mark(self, painter: QPainter, mark: Mark, rect: QRectF, tokens: Tokens) -> None:
        if mark.kind == "unsure":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tint_of(tokens, self._turn.unsure[mark.number].sure)))
            painter.drawRoundedRect(rect.adjusted(-1, 1, 1, -1), Size.S1, Size.S1)
            return
        quiet = mark.kind == "term" and mark != self._hovered
        colour = QColor(tokens.faint if quiet else tokens.accent)
        colour.setAlphaF(_QUIET if quiet else 1.0)
        painter.setPen(QPen(colour, Size.HAIR if quiet else Size.DOT))
        y = round(rect.bottom()) - 0.5
        painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y))

    def _placed(self) -> list[tuple[Mark, list[QRectF]]]:
        if self._rects is None:
            self._rects = [(mark, self._view.rects_of(mark.start, mark.end)) for mark in self.marks]
        return self._rects

    def mark_at(self, point: QPointF) -> Mark | None:
        """Return what is pointed out at a point: an unsure word before the term it stands in."""
        found = [mark for mark, rects in self._placed() if any(rect.contains(point) for rect in rects)]
        return max(found, key=lambda mark: mark.kind == "unsure", default=None)

    # What can be chosen

    def choose(self) -> None:
        """Delve into what is selected, or offer the terms of the answer."""
        span = self._chosen_span()
        if span is not None:
            self.chosen.emit(*span)
            return
        menu = self.terms_menu()
        menu.popup(self._view.mapToGlobal(QPoint(0, 0)))

    def _on_menu_opening(self, menu: QMenu) -> None:
        """Offer what is selected, or the word that is pointed at."""
        span = self._chosen_span() or self._view.span_at(self._view.mapFromGlobal(QCursor.pos()))
        words = self._said(Mark("term", *span)) if span is not None and not self._turn.busy else ""
        if span is not None and words:
            short = words if len(words) <= _MOST_SHOWN else words[:_MOST_SHOWN].rstrip() + "…"
            action = QAction(tr("Delve into “{words}”").format(words=short).replace("&", "&&"), menu)
            action.triggered.connect(lambda: self.chosen.emit(*span))
            if menu.actions():
                menu.insertAction(menu.actions()[0], action)
            else:
                menu.addAction(action)

    def terms_menu(self) -> QMenu:
        """Return the terms of the answer, for the keyboard; those that were delved into are ticked."""
        menu = QMenu(self._view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for mark in sorted(self.marks, key=lambda mark: mark.start):
            if mark.kind != "unsure":
                action = menu.addAction(self._said(mark).replace("&", "&&"))
                action.setCheckable(mark.kind == "delved")
                action.setChecked(mark.kind == "delved")
                action.triggered.connect(lambda _=False, mark=mark: self.chosen.emit(mark.start, mark.end))
        if menu.isEmpty():
            menu.addAction(tr("The library knows none of these words: select some")).setEnabled(False)
        return menu

    def others_menu(self, number: int, raw: str) -> QMenu:
        """Return what the model thought of in the place of an unsure word, with how likely it found each."""
        menu = QMenu(self._view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sure, word = f"{self._turn.unsure[number].sure:.0%}", self._word(number)
        menu.addAction(tr("{sure} sure of “{word}”").format(sure=sure, word=word)).setEnabled(False)
        self._add_others(menu, number, raw)
        return menu

    def unsure_menu(self, raw: str) -> QMenu:
        """Return the words the model was unsure of, for the keyboard, each with what else it thought of."""
        menu = QMenu(self._view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for number, unsure in enumerate(self._turn.unsure):
            others = menu.addMenu(f"{self._word(number)}\t{unsure.sure:.0%}")
            self._add_others(others, number, raw)
        return menu

    def choose_other(self) -> None:
        """Offer the words the model was unsure of."""
        at = self._view.mapToGlobal(QPoint(0, 0))
        self._raw(lambda raw: self.unsure_menu(raw).popup(at))

    def _word(self, number: int) -> str:
        unsure = self._turn.unsure[number]
        return self._turn.text[unsure.start : unsure.end].replace("&", "&&")

    def _add_others(self, menu: QMenu, number: int, raw: str) -> None:
        unsure, why = self._turn.unsure[number], why_not(self._turn)
        for place, (text, sure) in enumerate(unsure.others):
            other = unsure.word_with(raw, text).replace("&", "&&")
            action = menu.addAction(f"{other}\t{sure:.0%}")
            action.setEnabled(not why)
            action.triggered.connect(lambda _=False, place=place: self.other_chosen.emit(number, place))
        menu.addSeparator()
        menu.addAction(why or tr("Choose one to go on from it, beside this answer")).setEnabled(False)

    def _said(self, mark: Mark) -> str:
        from alcove.chat.delve import phrase_of

        return phrase_of(self._turn.text, mark.start, mark.end)

    def _chosen_span(self) -> tuple[int, int] | None:
        span = self._view.selected_span()
        usable = span is not None and span[1] - span[0] <= LONGEST and not self._turn.busy
        return span if usable and self._turn.answer_id is not None else None

    # The button beside what is selected

    @cached_property
    def button(self) -> QPushButton:
        button = QPushButton(tr("Delve"), self._view)
        button.setToolTip(tr("Have it explained, beside the conversation"))
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is selected stays so
        dress(button, "delve")
        self._theme.set_icon(button, "magnifying-glass-plus", "accent", Size.ICON_SMALL)
        button.clicked.connect(self._on_button)
        button.hide()
        return button

    def _on_button(self) -> None:
        span = self._chosen_span()
        if span is not None:
            self.button.hide()
            self.chosen.emit(*span)

    def _on_selection_changed(self) -> None:
        self._show_button()

    def _show_button(self) -> None:
        rects = self._view.selection_rects() if self._chosen_span() else []
        if not rects:
            if "button" in self.__dict__:
                self.button.hide()
            return
        self.button.adjustSize()
        self.button.move(self._place(rects))
        self.button.show()
        self.button.raise_()

    def _place(self, rects: Sequence[QRectF]) -> QPoint:
        """Return where the button lies: above the first line that is selected, or below the last at the top."""
        room = QRect(QPoint(0, 0), self._view.size())
        size = self.button.size()
        first, last = rects[0], rects[-1]
        above = round(first.top()) - size.height() - Size.S1
        x = min(max(0, round(first.left())), max(0, room.width() - size.width()))
        return QPoint(x, above if above >= 0 else min(round(last.bottom()) + Size.S1, room.height() - size.height()))

    # The mouse

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.MouseMove and isinstance(event, QMouseEvent) and not event.buttons():
            return self._hover(self.mark_at(event.position()))
        elif kind == QEvent.Type.Leave:
            self._hover(None)
        elif kind == QEvent.Type.MouseButtonRelease and isinstance(event, QMouseEvent):
            return self._on_released(event)
        elif kind == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            return self._on_tool_tip(event)
        return False

    def _hover(self, mark: Mark | None) -> bool:
        """Point out what the mouse is over; return whether that is anything."""
        if mark != self._hovered:
            self._hovered = mark
            self._view.update()
        if mark is not None:
            self._view.setCursor(Qt.CursorShape.PointingHandCursor)
        return mark is not None

    def _on_released(self, event: QMouseEvent) -> bool:
        mark = self.mark_at(event.position())
        plain = event.button() == Qt.MouseButton.LeftButton and self._view.selected_span() is None
        if mark is None or not plain or self._view.href_at(event.position()):
            return False
        if mark.kind == "unsure":
            at = event.globalPosition().toPoint()
            self._raw(lambda raw: self.others_menu(mark.number, raw).popup(at))
        else:
            self.chosen.emit(mark.start, mark.end)
        return False

    def _on_tool_tip(self, event: QHelpEvent) -> bool:
        mark = self.mark_at(QPointF(event.pos()))
        if mark is None or mark.kind == "unsure":
            return False
        words = self._said(mark)
        if mark.kind == "delved":
            told = tr("What was said about “{words}”")
        else:
            told = tr("Delve into “{words}”: in %n documents", None, mark.items)
        QToolTip.showText(event.globalPos(), told.format(words=words), self._view)
        return True


def tint_of(tokens: Tokens, sure: float) -> str:
    """Return the colour under a word its model was so sure of."""
    return tokens.unsure if sure >= WEAK else tokens.unsure_more if sure >= MIDDLE else tokens.unsure_most


def why_not(turn: TurnState) -> str:
    """Return why an answer cannot go on from another word; empty where it can."""
    if turn.served is not None:
        return tr("Only a model that runs in Alcove can go on from another word")
    if turn.thinking:
        return tr("A model that thought first cannot go on from another word")
    return ""


def unsure_words(turn: TurnState) -> str:
    """Return why nothing can be shown of what a model was unsure of; empty where it can."""
    if turn.told_sure:
        return ""
    if turn.served is not None:
        return tr("{service} did not tell how sure its model was").format(service=turn.served.service)
    return tr("No model told how sure it was of this")
