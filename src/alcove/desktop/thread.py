"""The messages of the line in view, one below the other. Only those near to what is on view are laid out.

A long conversation is opened at its end; what stands above and below is laid out turn by turn between two events, so
that scrolling, typing and an answer that streams go on meanwhile, and without moving what is on view.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from alcove.desktop.columns import tab_stops
from alcove.desktop.focus_ring import application
from alcove.desktop.message import DEEDS, Act, MessageBox
from alcove.desktop.session import ChatSession
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import tr

if TYPE_CHECKING:
    from alcove.chat.tree import Delve
    from alcove.desktop.answer_block import AnswerBlock
    from alcove.desktop.illustrator import Illustrator
    from alcove.desktop.question_bubble import QuestionBubble
    from alcove.desktop.turn_state import TurnState

AT_ONCE_S = 0.01
"""Seconds that turns are laid out for before other events get their turn."""
AHEAD, KEPT = 1.5, 4.0
"""Heights of the window that are laid out beyond what is on view, and that stay laid out."""
READ_AHEAD = 8
"""Turns read from the store at a time."""


@dataclass(frozen=True, slots=True)
class _Laid:
    """The widgets of one turn."""

    turn: TurnState
    bubble: QuestionBubble | None
    block: AnswerBlock

    def messages(self) -> list[MessageBox]:
        return [self.block] if self.bubble is None else [self.bubble, self.block]

    def top(self) -> QWidget:
        return self.bubble or self.block


class Thread(QScrollArea):
    """Show the line in view, follow its end, and do with messages what is asked for by mouse and keys."""

    turn_in_view = Signal(object)
    citation_clicked = Signal(int)
    hit_clicked = Signal(object)
    item_clicked = Signal(str)
    why_requested = Signal()
    message_added = Signal(object)
    """A question or an answer is laid out: its box."""
    changed = Signal()
    """Other messages are laid out, or they say something else."""
    words_wanted = Signal(object)
    """It is to be found out which words of this turn's answer the library knows."""
    scrolled = Signal()
    """It was scrolled by a person."""
    differences_requested = Signal(object)
    """How the answer of a turn differs from those beside it is asked for."""

    def __init__(self, theme: Theme, session: ChatSession, illustrator: Illustrator, *, beside: bool = False) -> None:
        """With `beside` it is one of several columns, which are narrow."""
        super().__init__()
        self._beside = beside
        self._by_hand = False
        self._theme = theme
        self._illustrator = illustrator
        self._session = session
        self._laid: list[_Laid] = []
        self._made: _Laid | None = None
        """What is put in its place next."""
        self._first = 0
        self._follow = True
        self._drafts: dict[object, str] = {}
        self._refocus: Callable[[_Laid], None] | None = None
        self._current: MessageBox | None = None
        self._lay_out()
        self.setAccessibleName(tr("Conversation"))
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(self._on_range_changed)
        bar.valueChanged.connect(self._on_scrolled)
        bar.actionTriggered.connect(self._on_scrolled_by_hand)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._go_on)
        self._between: Callable[[], None] | None = None
        session.turn_added.connect(self._on_turn_added)
        session.turn_changed.connect(self._on_turn_changed)
        session.line.changed.connect(self._on_line_changed)
        session.line.turns_read.connect(self._on_turns_read)
        session.line.arrived.connect(self.show_turn)
        session.unsure_toggled.connect(self._on_unsure_toggled)
        session.looks.changed.connect(self._on_receipt_changed)
        application().focusChanged.connect(self._on_focus_changed)
        self._add_shortcuts()

    # What is shown

    @property
    def blocks(self) -> list[AnswerBlock]:
        """The answers that are laid out."""
        return [laid.block for laid in self._laid]

    @property
    def bubbles(self) -> list[QuestionBubble]:
        """The questions that are laid out."""
        return [laid.bubble for laid in self._laid if laid.bubble is not None]

    def block_of(self, turn: TurnState) -> AnswerBlock | None:
        """Return the block that shows a turn, if it is laid out."""
        return next((laid.block for laid in self._laid if laid.turn is turn), None)

    def show_end(self) -> None:
        """Lay out the end of the line."""
        self._clear()
        self._first = len(self._session.turns)
        self._follow = True
        self._fill_window()

    def call_between(self, call: Callable[[], None]) -> None:
        """Call this once what is laid out is painted, before more is: a step of its own, so that none takes long."""
        self._between = call
        self._timer.start(0)

    def show_beginning(self) -> None:
        """Lay out the beginning of the line."""
        self._clear()
        self._first = 0
        self._follow = False
        self._fill_window()
        self.verticalScrollBar().setValue(0)

    def show_turn(self, turn: TurnState, words: Delve | None = None) -> None:
        """Lay out a turn of the line and scroll to it, and to `words` of its answer."""
        if turn not in self._session.turns:
            return
        if self.block_of(turn) is None:
            self._clear()
            self._first = self._session.turns.index(turn)
            self._fill_window()
        self._follow = False
        self._settle()
        laid = next((laid for laid in self._laid if laid.turn is turn), None)
        if laid is None:
            return
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + self._top(laid) - Size.S4)
        self._follow = False
        rects = laid.block.view.rects_of(words.start, words.end) if words is not None else []
        if rects:
            at = laid.block.view.mapTo(self._content, rects[0].center().toPoint())
            self.ensureVisible(at.x(), at.y(), 0, Size.S8 * 3)
        self.turn_in_view.emit(turn)

    def can_delve(self) -> bool:
        """Tell whether there is an answer to delve into."""
        return any(block.can("delve") for block in self.blocks)

    def delve(self) -> None:
        """Delve into what is selected in an answer, else offer the terms of the one that has the focus, or the last."""
        blocks = [block for block in self.blocks if block.can("delve")]
        selected = [block for block in blocks if block.view.selected_span()]
        block = next((one for one in (*selected, *(b for b in blocks if b.current), *blocks[::-1])), None)
        if block is not None and block.delving is not None:
            block.delving.choose()

    def can_choose_other(self) -> bool:
        """Tell whether a model was unsure of a word of an answer."""
        return bool(self._unsure_blocks())

    def choose_other(self) -> None:
        """Offer the words the model was unsure of in the answer that has the focus, or in the last that has any."""
        delving = self._unsure_blocks()[0].delving
        if delving is not None:
            delving.choose_other()

    def _unsure_blocks(self) -> list[AnswerBlock]:
        blocks = [block for block in self.blocks[::-1] if block.turn.unsure and not block.turn.busy]
        return sorted(blocks, key=lambda block: not block.current)

    def refresh_words(self, turn: TurnState) -> None:
        """Point out what is known now of the words of a turn's answer."""
        block = self.block_of(turn)
        if block is not None:
            block.show_words(unsure=self._session.shows_unsure)

    def stops(self) -> list[QWidget]:
        """Return what Tab reaches in it, from top to bottom."""
        within = self._content
        placed = [(stop.mapTo(within, QPoint()), stop) for stop in tab_stops(within)]
        return [stop for _, stop in sorted(placed, key=lambda one: (one[0].y(), one[0].x()))]

    def turn_at_top(self) -> tuple[TurnState, int] | None:
        """Return the turn that stands at the top of what is on view, and how far below the edge it begins."""
        for laid in self._laid:
            if laid.block.mapTo(self.viewport(), laid.block.rect().bottomLeft()).y() > 0:
                return laid.turn, self._top(laid)
        return None

    def bring(self, turn: TurnState, y: int) -> None:
        """Scroll so that a turn begins so far below the upper edge, or as near to that as there is room."""
        laid = next((laid for laid in self._laid if laid.turn is turn), None)
        if laid is None and turn in self._session.turns:
            self.show_turn(turn)
            laid = next((laid for laid in self._laid if laid.turn is turn), None)
        if laid is not None:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + self._top(laid) - y)

    def set_current_citation(self, turn: TurnState | None, index: int | None) -> None:
        """Point out the pill of the citation whose span is on view, and scroll to it."""
        for block in self.blocks:
            block.view.set_current(index if block.turn is turn else None)
            if block.turn is turn and index is not None:
                rect = block.view.pill_rect(index)
                if rect is not None:
                    at = block.view.mapTo(self._content, rect.center().toPoint())
                    self.ensureVisible(at.x(), at.y(), 0, Size.S8 * 2)

    # What can be done

    def can(self, act: Act) -> bool:
        """Tell whether something can be done with the message at hand."""
        message = self._at_hand(act)
        return message is not None and message.can(act)

    def do(self, act: Act) -> None:
        """Do something with the message at hand: the one that has the focus, else the last; of a turn, its answer."""
        message = self._at_hand(act)
        if message is not None and message.can(act):
            self._do(message, act)

    def can_step(self, by: int) -> bool:
        """Tell whether there is an earlier or later version to show."""
        message = self._stepped()
        return message is not None and 0 <= _version(message) + by < _versions(message)

    def step(self, by: int) -> None:
        """Show an earlier or later version of the message that has the focus, else of the last that has several."""
        message = self._stepped()
        if message is not None:
            self._step(message, by, self._focus_on(message))

    def block_at_hand(self) -> AnswerBlock | None:
        """Return the answer of the message that has the focus, else the last one, where it is laid out."""
        turns = self._session.turns
        turn = self._current.turn if self._current is not None else turns[-1] if turns else None
        return self.block_of(turn) if turn is not None else None

    def scroll_on(self, by: int) -> None:
        """Go on through the conversation by most of what is in view; -1 back."""
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + by * (bar.pageStep() - Size.HEADER))
        self.scrolled.emit()

    def go_to_answer(self, by: int) -> bool:
        """Give the keyboard to the answer above or below; from elsewhere, the last one is above. False below the last.

        The words themselves get it, to be selected and copied; `go` leads from message to message.
        """
        if self._current is None and self._last < len(self._session.turns):
            self.show_end()
        blocks, current = self.blocks, self._current
        at = next((n for n, laid in enumerate(self._laid) if current in laid.messages()), len(blocks))
        if by < 0 or current is None or current.is_answer:  # what is below a question is its own answer
            at += by
        if 0 <= at < len(blocks):
            blocks[at].view.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.ensureWidgetVisible(blocks[at].view, 0, Size.S6)
        return at < len(blocks) or self._last < len(self._session.turns)

    def _at_hand(self, act: Act) -> MessageBox | None:
        """Return the message that has the focus, else the last answer; without it the last question is edited."""
        if self._current is not None:
            return self._current
        end = self._laid[-1] if self._laid and self._last == len(self._session.turns) else None
        if end is None:
            return None
        return end.bubble if act == "edit" and end.bubble is not None else end.block

    def _stepped(self) -> MessageBox | None:
        if self._current is not None:
            return self._current
        last = self._laid[-1].messages()[::-1] if self._laid else []
        return next((one for one in last if _versions(one) > 1), None)

    def go(self, by: int) -> None:
        """Put the focus on a message above or below the one that has it."""
        messages = [message for laid in self._laid for message in laid.messages()]
        if self._current in messages:
            at = messages.index(self._current) + by
            if 0 <= at < len(messages):
                self._focus(messages[at])

    def _do(self, message: MessageBox, act: Act) -> None:
        turn, line = message.turn, self._session.line
        if act == "edit":
            message.begin_edit(self._drafts.pop(_key(message), None))
        elif act == "again":
            self._refocus = lambda laid: self._focus(laid.block)
            self._session.ask_again(turn)
        elif act == "go on":
            self._refocus = lambda laid: self._focus(laid.block)
            self._session.go_on(turn)
        elif act == "branch":
            line.branch(turn)
        elif act == "copy":
            message.copy()
        elif act == "delve":
            self.delve()
        elif act == "unsure":
            self._session.show_unsure(shown=not self._session.shows_unsure)
        else:
            self._session.delete_message(turn, answer=message.is_answer)

    def _step(self, message: MessageBox, by: int, refocus: Callable[[_Laid], None]) -> None:
        line = self._session.line
        self._refocus = refocus
        (line.step_answer if message.is_answer else line.step_question)(message.turn, by)

    def _rewritten(self, message: MessageBox, text: str) -> None:
        self._refocus = self._focus_on(message)
        if message.is_answer:
            self._session.line.correct(message.turn, text)
        else:
            self._session.ask_edited(message.turn, text)

    def _focus(self, message: MessageBox) -> None:
        message.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.ensureWidgetVisible(message, 0, Size.S4)

    def _focus_on(self, message: MessageBox) -> Callable[[_Laid], None]:
        """Return what puts the focus on the message that comes in the place of one, if the focus is in that now."""
        focused = message.current

        def focus(laid: _Laid) -> None:
            if focused:
                self._focus(laid.block if message.is_answer else laid.bubble or laid.block)

        return focus

    # Laying out

    def _lay_out(self) -> None:
        self._content = _Page(self._theme)
        dress(self._content, "clear")
        middle = QVBoxLayout(self._content)
        margin = Size.S4 if self._beside else Size.S6
        middle.setContentsMargins(margin, Size.S3 if self._beside else 0, margin, margin)
        self._column = QWidget()
        self._column.setMaximumWidth(Size.COLUMN)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._column, 1000)
        row.addStretch(1)
        middle.addLayout(row)
        middle.addStretch(1)
        column = QVBoxLayout(self._column)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Size.S4)
        self._greeting = _greeting()
        if self._beside:
            self._greeting.hide()
        self._turns = QVBoxLayout()
        self._turns.setSpacing(Size.S4)
        self.branch_note = self._branch_note()
        column.addWidget(self._greeting)
        column.addLayout(self._turns)
        column.addWidget(self.branch_note)
        self.setWidget(self._content)

    def _branch_note(self) -> QWidget:
        note = QWidget()
        row = QHBoxLayout(note)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Size.S1)
        sign = QLabel()
        self._theme.set_icon(sign, "git-branch", "accent", Size.ICON_SMALL)
        words = QLabel(tr("Your next question goes on from here"))
        dress(words, "soft")
        self.back_button = QPushButton(tr("Show what followed"))
        dress(self.back_button, "link")
        self.back_button.clicked.connect(self._session.line.go_back)
        for widget in (sign, words, self.back_button):
            row.addWidget(widget)
        row.addStretch(1)
        note.hide()
        return note

    @property
    def _last(self) -> int:
        """Which turn of the line comes after those that are laid out."""
        return self._first + len(self._laid)

    def _clear(self, start: int = 0) -> None:
        """Take away what is laid out from the turn of this number on."""
        self._forget_made()
        keep = max(0, start - self._first)
        for laid in self._laid[keep:]:
            self._take_away(laid)
        del self._laid[keep:]

    def _take_away(self, laid: _Laid) -> None:
        for message in laid.messages():
            draft = message.draft()
            if draft is not None:
                self._drafts[_key(message)] = draft
            if message is self._current:
                self._set_current(None)
            self._turns.removeWidget(message)
            message.hide()
            message.deleteLater()

    def _make(self, turn: TurnState) -> _Laid:
        from alcove.desktop.answer_block import AnswerBlock
        from alcove.desktop.question_bubble import QuestionBubble

        asked = bool(turn.question) or turn.question_id is not None
        bubble = QuestionBubble(self._theme, turn, self._illustrator) if asked else None
        laid = _Laid(turn, bubble, AnswerBlock(self._theme, turn, self._illustrator))
        block, session = laid.block, self._session
        if self._beside:
            block.narrow()
        for message in laid.messages():
            message.setParent(self._column)
            message.fit(self._column.width())  # so that it is laid out once
        for message in laid.messages():
            message.acted.connect(lambda act, message=message: self._do(message, act))
            message.rewritten.connect(lambda text, message=message: self._rewritten(message, text))
            message.stepped.connect(
                lambda by, message=message: self._step(message, by, lambda laid: _focus_stepper(message, laid))
            )
        block.citation_clicked.connect(lambda index: self._tell(turn, lambda: self.citation_clicked.emit(index)))
        block.hit_clicked.connect(lambda hit: self._tell(turn, lambda: self.hit_clicked.emit(hit)))
        block.item_clicked.connect(self.item_clicked)
        block.differences_requested.connect(lambda: self._tell(turn, lambda: self.differences_requested.emit(turn)))
        block.why_requested.connect(lambda: self._tell(turn, self.why_requested.emit))
        block.again_and_compare_requested.connect(lambda: session.ask_again(turn, compare=True))
        block.general_requested.connect(lambda: session.ask_again(turn, answer_from="both"))
        block.sources_compared.connect(lambda: session.looks.compare_sources(turn))
        block.answers_compared.connect(lambda: session.looks.compare_answers(turn))
        if not self._beside:  # a column has no room for where one would be
            self._open_words(laid)
        return laid

    def _open_words(self, laid: _Laid) -> None:
        """Let words of an answer be delved into."""
        turn, session = laid.turn, self._session
        self.words_wanted.emit(turn)
        delving = laid.block.add_delving(lambda tell: session.tell_raw(turn, tell), unsure=session.shows_unsure)
        delving.chosen.connect(lambda start, end: session.delve(turn, start, end))
        delving.other_chosen.connect(lambda number, other: session.go_on_with(turn, number, other))

    def _tell(self, turn: TurnState, tell: Callable[[], None]) -> None:
        self.turn_in_view.emit(turn)
        tell()

    def _put(self, laid: _Laid, at: int) -> None:
        """Lay out a turn above (0) or below all others; what is on view stays where it is."""
        place = 0 if at == 0 else self._turns.count()
        for message in reversed(laid.messages()):
            self._turns.insertWidget(place, message)
            message.show()
        self._laid.insert(at, laid)
        for message in laid.messages():
            self.message_added.emit(message)

    def _settle(self) -> None:
        """Give the messages their places now, not when the event loop comes to it; what stands beside them waits."""
        for _ in range(3):  # an answer knows its height only at its width
            high = self._content.height()
            messages = [message for laid in self._laid for message in laid.messages()]
            for widget in (*messages, self._column, self._content):
                QCoreApplication.sendPostedEvents(widget, QEvent.Type.LayoutRequest)
            QCoreApplication.sendEvent(self, QEvent(QEvent.Type.LayoutRequest))  # makes the content as high as it needs
            if self._content.height() == high:
                break

    def _fill_window(self) -> None:
        """Lay out one turn, and what more there is time for now; the rest between other events."""
        began, before = time.monotonic(), len(self._laid)
        while len(self._laid) == before or time.monotonic() - began < AT_ONCE_S:
            turns = self._session.turns
            first = len(self._laid) == before and self._last < len(turns)  # whatever room there seems to be yet
            if not (self._lay(self._last) if first else self._lay_one()):
                break
        self._mark()
        self._timer.start(0)

    def _go_on(self) -> None:
        between, self._between = self._between, None
        if between is not None:
            between()
            self._timer.start(0)
        elif self._lay_one() or self._let_one_go():
            self._mark()
            self._timer.start(0)

    def _lay_one(self) -> bool:
        """Lay out the next turn above or below that will soon be on view; return whether there was one."""
        turns, bar, high = self._session.turns, self.verticalScrollBar(), max(1, self.viewport().height())
        above = bar.value() if self._laid else 0
        below = bar.maximum() - bar.value() if self._laid else 0
        if self._last < len(turns) and below < high * AHEAD:
            return self._lay(self._last)
        if self._first > 0 and above < high * AHEAD:
            return self._lay(self._first - 1)
        return False

    def _lay(self, number: int) -> bool:
        """Make the widgets of a turn, and the next time put them in their place."""
        above = number < self._first
        turn = self._session.turns[number]
        if not turn.read:
            near = slice(max(0, number - READ_AHEAD + 1), number + 1) if above else slice(number, number + READ_AHEAD)
            self._session.line.read(self._session.turns[near])
            return False
        if self._made is None or self._made.turn is not turn:
            self._forget_made()
            self._made = self._make(turn)
            return True
        made, self._made = self._made, None
        made.block.refresh()  # it may have gone on since
        stays = self._laid[0] if self._laid else None
        where = self._top(stays) if stays is not None else None
        self._put(made, 0 if above else len(self._laid))
        self._first = min(self._first, number)
        self._hold(stays, where)
        return True

    def _forget_made(self) -> None:
        if self._made is not None:
            for message in self._made.messages():
                message.deleteLater()
            self._made = None

    def _let_one_go(self) -> bool:
        """Take away the turn farthest from what is on view, if it is far; return whether there was one."""
        high = self.viewport().height()
        for number, next_one in ((0, 1), (-1, -2)):
            if len(self._laid) < 3:
                return False
            laid, near = self._laid[number], self._laid[next_one]
            edge = self._top(near) if number == 0 else self._top(laid)
            far = edge < -high * KEPT if number == 0 else edge > high * (1 + KEPT)
            used = laid.turn.busy or any(one.editor is not None or one.current for one in laid.messages())
            if far and not used:
                where = self._top(near)
                self._take_away(laid)
                del self._laid[number]
                self._first += number == 0
                self._hold(near, where)
                return True
        return False

    def _hold(self, laid: _Laid | None, where: int | None) -> None:
        """Give everything its place now; a turn is on view at that height then, unless the end is followed."""
        bar, follow = self.verticalScrollBar(), self._follow
        self._settle()
        if laid is not None and where is not None and not follow:
            bar.setValue(bar.value() + self._top(laid) - where)
        self._follow = follow

    def _mark(self) -> None:
        """Tell every message its place in the line."""
        turns, idle = self._session.turns, not self._session.busy
        for number, laid in enumerate(self._laid, start=self._first):
            last = number == len(turns) - 1
            for message in laid.messages():
                message.set_place(number + 1, last=last, idle=idle)
        self.changed.emit()
        self._greeting.setVisible(not turns and not self._beside)
        self.branch_note.setVisible(self._session.line.ends_early and self._last == len(turns))

    # Following what happens

    def _on_turn_added(self, turn: TurnState) -> None:
        if self._last != len(self._session.turns) - 1:
            self.show_end()
        else:
            self._put(self._make(turn), len(self._laid))
            self._follow = True
            self._mark()
            self._settle()
        self.turn_in_view.emit(turn)

    def _on_turn_changed(self, turn: TurnState) -> None:
        laid = next((laid for laid in self._laid if laid.turn is turn), None)
        if laid is None:
            return
        laid.block.refresh()
        if laid.bubble is not None:
            laid.bubble.refresh()
        if not turn.busy:
            self.refresh_words(turn)
            self.words_wanted.emit(turn)
        self._mark()
        if turn is self._session.turns[-1]:
            self.turn_in_view.emit(turn)

    def _on_line_changed(self, at: int) -> None:
        refocus, self._refocus = self._refocus, None
        turns = self._session.turns
        old = self._laid[at - self._first] if self._first <= at < self._last else None
        y = self._top(old) if old is not None else 0
        if at < self._first or not self._laid:
            self.show_end()
        else:
            self._clear(at)
            self._follow = False
            self._fill_window()
            new = self._laid[at - self._first] if at < self._last else None
            if old is not None and new is not None:  # it stands where the other one stood
                self._hold(new, y)
            self._follow = self._last == len(turns) and (at == len(turns) or self._session.busy)
            if self._follow:
                self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())
            if refocus is not None and new is not None:
                refocus(new)
        self.turn_in_view.emit(turns[min(at, len(turns) - 1)] if turns else None)

    def _top(self, laid: _Laid) -> int:
        """Return how far below the upper edge of what is on view a turn begins."""
        return laid.top().mapTo(self.viewport(), laid.top().rect().topLeft()).y()

    def _on_turns_read(self, turns: list[TurnState]) -> None:
        self._timer.start(0)
        if self._session.turns and self._session.turns[-1] in turns:
            self.turn_in_view.emit(self._session.turns[-1])

    def _on_unsure_toggled(self) -> None:
        for block in self.blocks:
            block.show_words(unsure=self._session.shows_unsure)

    def _on_receipt_changed(self, turn: TurnState) -> None:
        block = self.block_of(turn)
        if block is not None:
            block.refresh()

    def _on_focus_changed(self, _: QWidget | None, now: QWidget | None) -> None:
        if now is None or QApplication.activePopupWidget() is not None:
            return
        messages = [message for laid in self._laid for message in laid.messages()]
        current = next((one for one in messages if one is now or one.isAncestorOf(now)), None)
        self._set_current(current)
        for shortcut in self._shortcuts:  # in a field these keys write
            shortcut.setEnabled(current is not None and current.editor is None)

    def _set_current(self, message: MessageBox | None) -> None:
        if message is not self._current:
            for one, on in ((self._current, False), (message, True)):
                if one is not None:
                    one.set_current(on=on)
            self._current = message
            self._content.set_current(message)

    def _on_scrolled(self, value: int) -> None:
        self._follow = self._last == len(self._session.turns) and value >= self.verticalScrollBar().maximum() - Size.S6
        self._timer.start(0)

    def _on_scrolled_by_hand(self, _: int) -> None:
        self._by_hand = True  # the value follows
        QTimer.singleShot(0, self, self._tell_scrolled)

    def _tell_scrolled(self) -> None:
        if self._by_hand:
            self._by_hand = False
            self.scrolled.emit()

    def _on_range_changed(self, least: int, most: int) -> None:
        if self._follow:
            self.verticalScrollBar().setValue(most)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._greeting.setContentsMargins(0, max(Size.S8 * 3, self.viewport().height() // 3), 0, 0)
        self._timer.start(0)

    def _add_shortcuts(self) -> None:
        keys: list[tuple[str, Callable[[], object]]] = [
            (key, partial(self.do, act)) for act, deed in DEEDS.items() for key in deed.keys
        ]
        keys += [("Up", lambda: self.go(-1)), ("Down", lambda: self.go(1))]
        keys += [("Ctrl+Home", self.show_beginning), ("Ctrl+End", self.show_end)]
        self._shortcuts = [QShortcut(QKeySequence(key), self) for key, _ in keys]
        for shortcut, (_, action) in zip(self._shortcuts, keys, strict=True):
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.setEnabled(False)
            shortcut.activated.connect(action)


class _Page(QWidget):
    """What is scrolled; marks the answer that has the focus by a bar beside it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._current: MessageBox | None = None

    def set_current(self, message: MessageBox | None) -> None:
        """Mark this message, if it is an answer."""
        self._current = message
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._current is not None and self._current.is_answer:
            at = self._current.mapTo(self, self._current.rect().topLeft())
            painter = QPainter(self)
            painter.fillRect(
                at.x() - Size.S3, at.y(), Size.FOCUS, self._current.height(), QColor(self._theme.tokens.accent)
            )
            painter.end()


def _versions(message: MessageBox) -> int:
    return len(message.turn.answers if message.is_answer else message.turn.questions)


def _version(message: MessageBox) -> int:
    """Return which version of a message it is, from 0."""
    return (message.turn.number if message.is_answer else message.turn.question_number) - 1


def _key(message: MessageBox) -> object:
    """Return what a draft is kept under."""
    return message.turn.answer_id if message.is_answer else message.turn.question_id


def _focus_stepper(message: MessageBox, laid: _Laid) -> None:
    """Put the focus on the stepper that came in the place of the one that was pressed."""
    if message.is_answer:
        laid.block.stepper.take_focus()
    elif laid.bubble is not None:
        laid.bubble.stepper.take_focus()


def _greeting() -> QWidget:
    box = QWidget()
    column = QVBoxLayout(box)
    column.setSpacing(Size.S2)
    title = QLabel(tr("Ask your files"))
    dress(title, "page-title")
    words = QLabel(tr("Answers come with the pages they are made from. What no source supports is marked."))
    words.setWordWrap(True)
    words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    dress(words, "soft")
    column.addWidget(title, 0, Qt.AlignmentFlag.AlignHCenter)
    column.addWidget(words)
    return box
