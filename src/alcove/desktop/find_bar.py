"""Finding words in the answers on view: a quiet bar above them, the places marked, one of them pointed out."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QToolButton

from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import number, tr

if TYPE_CHECKING:
    from alcove.desktop.answer_block import AnswerBlock
    from alcove.desktop.line_in_view import LineInView
    from alcove.desktop.prose_canvas import Mark, ProseCanvas
    from alcove.desktop.prose_part import Part
    from alcove.desktop.turn_state import TurnState

SLICE_S = 0.008
"""Seconds that is searched at a time."""
WAIT_MS = 120
"""How long nothing is typed until it is searched for."""
_MARKS = re.compile(r"[*_~\\`]")


class FindBar(QFrame):
    """Ask for words, count where they stand, and go from one place to the next.

    `blocks` are the answers that are laid out; what is found in them is marked. Beyond them it goes on in the other
    answers of the line, each of which `show` lays out; without a line there are none.
    """

    closed = Signal()

    def __init__(
        self,
        theme: Theme,
        blocks: Callable[[], Sequence[AnswerBlock]],
        line: Callable[[], LineInView | None],
        show: Callable[[TurnState], None],
    ) -> None:
        super().__init__()
        self._theme = theme
        self._blocks = blocks
        self._line = line
        self._show = show
        self._holding: list[TurnState] = []
        """Turns of the line that have the words, in its order."""
        self._sought = ""
        """What the line was asked for."""
        self._wanted: tuple[TurnState, int] | None = None
        """The turn that is laid out to show what is found in it, and from which end."""
        self._going: Iterator[None] | None = None
        self._marked: set[ProseCanvas] = set()
        self.found: list[tuple[ProseCanvas, Mark]] = []
        self.at = -1
        dress(self, "find")
        row = QHBoxLayout(self)
        row.setContentsMargins(Size.S6, Size.S1, Size.S4, Size.S1)
        row.setSpacing(Size.S1)
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("Find in the answers"))
        self.field.setAccessibleName(tr("Find in the answers"))
        self.field.setMaximumWidth(Size.FIELD)
        self.count = QLabel()
        dress(self.count, "soft")
        row.addWidget(self.field, 1)
        row.addSpacing(Size.S1)
        row.addWidget(self.count)
        row.addStretch(1)
        self.before = self._button("caret-up", tr("The place before"), "Shift+Enter", lambda: self.step(-1))
        self.next = self._button("caret-down", tr("The next place"), "Enter", lambda: self.step(1))
        self.close_button = self._button("x", tr("Close"), "Esc", self.put_away)
        for button in (self.before, self.next, self.close_button):
            row.addWidget(button)
        self._again = False
        self._kept: tuple[ProseCanvas, Mark] | None = None
        self._wait = self._timer(WAIT_MS, self.search)
        self._slice = self._timer(0, self._go_on)
        self.field.textChanged.connect(lambda: self._wait.start())
        self.hide()

    def _timer(self, milliseconds: int, then: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(then)
        return timer

    def _button(self, icon: str, words: str, key: str, then: Callable[[], None]) -> QToolButton:
        button = QToolButton()
        button.setToolTip(f"{words} ({key})")
        button.setAccessibleName(words)
        self._theme.set_icon(button, icon, "soft", Size.ICON_SMALL)
        button.clicked.connect(then)
        return button

    def ask(self, words: str = "") -> None:
        """Open the bar, with words to look for where there are some."""
        self.show()
        if words and "\n" not in words:
            self.field.setText(words)
        self.field.setFocus()
        self.field.selectAll()
        self._wait.start()

    def put_away(self) -> None:
        """Close the bar and mark nothing any more."""
        self.hide()
        self.closed.emit()

    def search(self) -> None:
        """Look for the words from the beginning, a little at a time."""
        self._wait.stop()
        self._kept = self.found[self.at] if self._again and self.found else None
        self.found, self.at = [], -1
        words = self.field.text().strip()
        if words != self._sought or not self._again:
            self._ask_line(words)
        self._again = False
        self._going = self._look(words) if words and self.isVisible() else None
        if self._going is None:
            self._mark()
        else:
            self._go_on()

    def search_again(self) -> None:
        """Look anew, because the answers are others now."""
        if self.isVisible() and self.field.text().strip():
            self._again = True
            self._wait.start()

    def search_line_again(self) -> None:
        """Ask anew which answers have the words too, because they are another line's now."""
        self._sought, self._holding, self._wanted = "", [], None
        self.search_again()

    def step(self, by: int) -> None:
        """Go to the next place or to the one before, around the ends of the line."""
        self._drop_gone()
        beyond = self._beyond(by)
        if beyond is not None and not 0 <= self.at + by < len(self.found):
            self._wanted = (beyond, by)
            self._show(beyond)
            self.search_again()
        elif self.found:
            self._go_to((self.at + by) % len(self.found))

    def _go_to(self, at: int) -> None:
        self.at = at
        self._mark()
        view, mark = self.found[at]
        view.show_mark(mark)

    def _ask_line(self, words: str) -> None:
        """Find out which answers of the whole line have the words."""
        self._sought, self._holding, self._wanted, line = words, [], None, self._line()
        if not words or line is None or not self.isVisible():
            return

        def hold(turns: list[TurnState]) -> None:
            if words == self.field.text().strip():
                self._holding = turns
                self._mark()
                if self._going is None and not self.found:
                    self.step(1)

        line.tell_holding(words, hold)

    def _outside(self) -> list[TurnState]:
        """Return the turns that have the words and are not laid out."""
        laid = {block.turn for block in self._blocks()}
        return [turn for turn in self._holding if turn not in laid]

    def _beyond(self, by: int) -> TurnState | None:
        """Return the next turn that has the words, that way beyond what is laid out and around the ends."""
        outside, blocks, line = self._outside(), self._blocks(), self._line()
        if not outside or line is None or not blocks or blocks[-1].turn not in line.turns:
            return None
        edge = line.turns.index(blocks[-1 if by > 0 else 0].turn)
        places = [line.turns.index(turn) for turn in outside if turn in line.turns]
        further = [place for place in places if (place - edge) * by > 0] or places
        return line.turns[further[0 if by > 0 else -1]] if further else None

    def _go_on(self) -> None:
        until = time.monotonic() + SLICE_S
        while self._going is not None and time.monotonic() < until:
            if next(self._going, self) is self:
                self._going = None
        if self._going is not None:
            self._slice.start()
        elif self._wanted is not None:
            self._arrive(*self._wanted)
        elif self._kept in self.found:  # the answers have changed, what is looked at has not
            self.at = self.found.index(self._kept)
        elif self.found or self._holding:
            self.step(1)
        self._mark()

    def _arrive(self, turn: TurnState, by: int) -> None:
        """Go to what is found in a turn that was laid out for it; where nothing is, its words are marks, and on."""
        views = [block.view for block in self._blocks() if block.turn is turn]
        places = [at for at, (view, _) in enumerate(self.found) if view in views]
        if not views:
            return  # it comes in a moment, and is looked through then
        self._wanted = None
        if places:
            self._go_to(places[0 if by > 0 else -1])
        else:
            self._holding.remove(turn)
            self.at = len(self.found) - 1 if by > 0 else 0
            self.step(by)

    def _look(self, words: str) -> Iterator[None]:
        for view in self._views():
            for index, part in enumerate(list(view.prose.parts)):
                if _may_hold(part, words):
                    document = part.written()
                    cursor = document.find(words, 0)
                    while not cursor.isNull():
                        self.found.append((view, (index, cursor.selectionStart(), cursor.selectionEnd())))
                        cursor = document.find(words, cursor)
                yield

    def _views(self) -> list[ProseCanvas]:
        return [block.view for block in self._blocks()]

    def _drop_gone(self) -> None:
        """Forget places in answers that are not laid out any more."""
        views = self._views()
        here = self.found[self.at] if 0 <= self.at < len(self.found) else None
        self.found = [one for one in self.found if one[0] in views]
        self.at = self.found.index(here) if here in self.found else -1

    def _mark(self) -> None:
        self._drop_gone()
        by_view: dict[ProseCanvas, list[Mark]] = {}
        for view, mark in self.found:
            by_view.setdefault(view, []).append(mark)
        here = self.found[self.at] if 0 <= self.at < len(self.found) else None
        for view in self._marked - by_view.keys():
            if view in self._views():
                view.set_marks([], None)
        for view, marks in by_view.items():
            view.set_marks(marks, here[1] if here is not None and here[0] is view else None)
        self._marked = set(by_view)
        self.count.setText(self._count_words())
        for button in (self.before, self.next):
            button.setEnabled(bool(self.found or self._holding))

    def _count_words(self) -> str:
        if not self.field.text().strip():
            return ""
        if self._going is not None:
            return tr("{count} so far").format(count=number(len(self.found)))
        if not self.found and not self._holding:
            return tr("Not found")
        words = tr("{place} of {count}").format(place=number(self.at + 1), count=number(len(self.found)))
        outside = len(self._outside())
        more = tr("in %n answer(s) further off", None, outside)
        return f"{words}, {more}" if outside else words

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.put_away()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._wait.isActive():
                self.search()
            else:
                self.step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._wait.stop()
        self._slice.stop()
        self._going = None
        self.found, self.at = [], -1
        self._holding, self._wanted = [], None
        self._mark()


def _may_hold(part: Part, words: str) -> bool:
    """Tell from its Markdown whether a part may show some words; only such a part is written to look closer."""
    source = part.prose.said.text[part.block.start : part.block.end]
    longest = max(_MARKS.sub(" ", words).split(), key=len, default="")
    return longest.casefold() in _MARKS.sub("", source).casefold()
