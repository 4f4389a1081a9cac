"""Several answers side by side, sentence by sentence: what they agree on, what contradicts, what only one of them says.

`show_answers` compares them on a lane. A claim that is clicked is told by `claim_chosen`, a passage that a check found
by `hit_chosen`. What the library says of a claim comes from `check`; where `offer_opinion` named a model, it can be
asked about the rows that are left open.
"""

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from alcove.chat.differences import Answer, Claim, Comparison, Row, RowKind, compared, is_open
from alcove.core.cancel import CancelToken
from alcove.core.errors import AppError
from alcove.desktop.claim_cell import ClaimCell
from alcove.desktop.differences_row import RowFrame
from alcove.desktop.elided_label import ElidedLabel
from alcove.desktop.tasks import Lane, Task, TaskRunner
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import marked, number, told, tr
from alcove.rag.claims import Checked

Check = Callable[[str], Checked]
Opinions = Callable[[Comparison, CancelToken], Iterator[Comparison | None]]

ROWS_AT_ONCE = 12
"""Rows made in one turn of the event loop: a long answer has hundreds."""
ROWS_MOST = 200
"""Rows shown before more are asked for."""
FILTERS: tuple[tuple[RowKind | None, str], ...] = (
    (None, marked("All")),
    ("contradicting", marked("Contradictions")),
    ("different", marked("Different")),
    ("only here", marked("Only here")),
    ("agreeing", marked("Agreeing")),
)


class DifferencesView(QWidget):
    """The rows of a comparison, with a summary above them and filters."""

    claim_chosen = Signal(object)
    """The `Claim` that was clicked."""
    hit_chosen = Signal(object)
    """The `Hit` of a passage that a check found, and that was clicked."""

    def __init__(self, theme: Theme, tasks: TaskRunner, check: Check) -> None:
        super().__init__()
        self._theme = theme
        self._tasks = tasks
        self._check = check
        self._ask: Opinions | None = None
        self._asking: Task[Comparison | None] | None = None
        self._lane: Lane = "model"
        self._judge = ""
        self._comparing: Task[Comparison] | None = None
        self._wanted: tuple[Answer, ...] = ()
        self._waiting: list[Row] = []
        self._kept: dict[Row, RowFrame] = {}
        self._room = ROWS_MOST
        self.comparison: Comparison | None = None
        self.rows: list[RowFrame] = []
        self.shown_kind: RowKind | None = None
        dress(self, "page")
        column = QVBoxLayout(self)
        column.setContentsMargins(Size.S4, Size.S3, Size.S2, 0)
        column.setSpacing(Size.S2)
        column.addLayout(self._head())
        self.trouble = QLabel()
        self.trouble.setWordWrap(True)
        dress(self.trouble, "warn")
        self.trouble.hide()
        column.addWidget(self.trouble)
        column.addLayout(self._filters())
        self._names = QHBoxLayout()
        self._names.setContentsMargins(Size.S2 + Size.HAIR, Size.S1, 2 * Size.S2 + Size.S1 + Size.HAIR, 0)
        self._names.setSpacing(Size.S2)
        column.addLayout(self._names)
        column.addWidget(self._scroller(), 1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._add_rows)

    def show_answers(self, answers: Sequence[Answer], question: str = "") -> None:
        """Compare two to four answers to a question and show the rows."""
        if self._comparing is not None:
            self._comparing.cancel()
        self.stop_asking()
        self._wanted = wanted = tuple(answers)
        self._clear()
        self.comparison = None
        self._write_names()
        if len(wanted) < 2:
            self._say(tr("Two answers are needed, to be compared."))
            return
        self._say(tr("Comparing the answers"))
        self._comparing = self._tasks.iterate(
            "io",
            lambda token: iter([compared(wanted, question, token)]),
            owner=self,
            events=self._on_compared,
        )

    def show_comparison(self, comparison: Comparison) -> None:
        """Show rows that are known; those that are shown already stay as they are."""
        if comparison.answers != self._wanted or self.comparison is None:
            self._clear()
        self._wanted, self.comparison = comparison.answers, comparison
        self._write_names()
        self._write_counts()
        self._lay()

    def offer_opinion(self, name: str, ask: Opinions | None, lane: Lane = "model") -> None:
        """Offer to ask the model called `name` about rows that are different; None takes the offer back."""
        self.stop_asking()
        self._judge, self._ask, self._lane = name, ask, lane
        self._write_offer()

    def stop_asking(self) -> None:
        """Let the model be; what it judged stays."""
        if self._asking is not None:
            self._asking.cancel()
            self._asking = None
            self._write_offer()

    def check_claim(self, claim: Claim) -> None:
        """Look in the library for what supports or contradicts a claim, and show it beneath its row."""
        frame = next((one for one in self.rows if claim in one.row.claims), None)
        if frame is None:
            return
        card = frame.check(claim)
        self._tasks.run(
            "io", lambda: self._check(claim.text), owner=card, done=card.show_checked, failed=card.show_error
        )

    def filter(self, kind: RowKind | None) -> None:
        """Show the rows of one kind alone; None shows all."""
        self.shown_kind, self._room = kind, ROWS_MOST
        self.buttons[kind].setChecked(True)
        self._lay()
        self.scroller.verticalScrollBar().setValue(0)

    # How it is made

    def _head(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setContentsMargins(Size.S2, 0, Size.S2, 0)
        line.setSpacing(Size.S3)
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        dress(self.summary, "title")
        line.addWidget(self.summary, 1)
        self.ask_button = QPushButton()
        dress(self.ask_button, "link")
        self.ask_button.hide()
        self.ask_button.clicked.connect(self._on_ask)
        line.addWidget(self.ask_button)
        return line

    def _filters(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setContentsMargins(Size.S1, 0, Size.S2, 0)
        line.setSpacing(Size.S2)
        self.buttons: dict[RowKind | None, QPushButton] = {}
        group = QButtonGroup(self)
        for kind, words in FILTERS:
            button = QPushButton(tr(words))
            dress(button, "pill")
            button.setCheckable(True)
            button.clicked.connect(lambda _checked, kind=kind: self.filter(kind))
            group.addButton(button)
            self.buttons[kind] = button
            line.addWidget(button)
        self.buttons[None].setChecked(True)
        line.addStretch(1)
        return line

    def _scroller(self) -> QScrollArea:
        holder = QWidget()
        dress(holder, "clear")
        outer = QVBoxLayout(holder)
        outer.setContentsMargins(0, 0, Size.S1, Size.S4)
        outer.setSpacing(Size.S2)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(Size.S2)
        outer.addLayout(self._rows)
        self.more_button = QPushButton()
        dress(self.more_button, "link")
        self.more_button.clicked.connect(self._on_more)
        self.more_button.hide()
        outer.addWidget(self.more_button, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(1)
        self.scroller = QScrollArea()
        self.scroller.setWidget(holder)
        self.scroller.setWidgetResizable(True)
        self.scroller.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroller.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.scroller.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return self.scroller

    # Writing

    def _on_compared(self, comparisons: list[Comparison]) -> None:
        if comparisons[-1].answers == self._wanted:
            self.show_comparison(comparisons[-1])

    def _write_names(self) -> None:
        _empty(self._names)
        for one in self._wanted:
            holder = QWidget()  # its margins are those of a claim
            inside = QHBoxLayout(holder)
            inside.setContentsMargins(Size.S2 + Size.HAIR, 0, Size.S2, 0)
            name = ElidedLabel(one.name)
            dress(name, "heading")
            inside.addWidget(name)
            self._names.addWidget(holder, 1)

    def _write_counts(self) -> None:
        comparison = self.comparison
        assert comparison is not None  # called when there is one
        self._say(summary_words(comparison))
        for kind, words in FILTERS:
            count = len(comparison.rows) if kind is None else comparison.count(kind)
            button = self.buttons[kind]
            button.setText(f"{tr(words)} {number(count)}")
            button.setEnabled(bool(count) or kind in (None, self.shown_kind))
        self._write_offer()

    def _write_offer(self) -> None:
        left = open_rows(self.comparison)
        self.ask_button.setVisible(self._asking is not None or bool(self._ask is not None and left))
        asks = tr("{model} is judging. Stop") if self._asking else tr("Ask {model} about %n rows", None, left)
        self.ask_button.setText(asks.format(model=self._judge))
        self.ask_button.setToolTip("" if self._asking else tr("It decides only where it is sure, both ways round"))

    def _say(self, words: str) -> None:
        self.summary.setText(words)

    def _clear(self) -> None:
        self._timer.stop()
        self._waiting, self.rows, self._kept, self._room = [], [], {}, ROWS_MOST
        _empty(self._rows)
        for kind, words in FILTERS:
            self.buttons[kind].setText(tr(words))
            self.buttons[kind].setEnabled(kind is None)
        self.shown_kind = None
        self.buttons[None].setChecked(True)
        for widget in (self.ask_button, self.trouble, self.more_button):
            widget.hide()

    def _lay(self) -> None:
        """Lay the rows of the chosen kind below each other; those that are there already are used again."""
        rows = self.comparison.rows if self.comparison else ()
        self._waiting = [row for row in rows if self.shown_kind in (None, row.kind)]
        self._kept |= {frame.row: frame for frame in self.rows}
        for row in self._kept.keys() - frozenset(self._waiting):
            frame = self._kept.pop(row)
            frame.hide()
            frame.deleteLater()
        while self._rows.takeAt(0) is not None:
            continue
        self.rows = []
        self._add_rows()
        for frame in self._kept.values():
            frame.hide()  # until its turn comes

    def _add_rows(self) -> None:
        made = 0
        while self._waiting and len(self.rows) < self._room and made < ROWS_AT_ONCE:
            row = self._waiting.pop(0)
            frame = self._kept.pop(row, None)
            if frame is None:
                frame, made = self._made(row), made + 1
            self._rows.addWidget(frame)
            frame.show()
            self.rows.append(frame)
        full = len(self.rows) >= self._room
        if self._waiting and not full:
            self._timer.start()
        self.more_button.setVisible(bool(self._waiting) and full)
        self.more_button.setText(tr("Show more of the %n rows below", None, len(self._waiting)))

    def _on_more(self) -> None:
        self._room += ROWS_MOST
        self._add_rows()

    def _made(self, row: Row) -> RowFrame:
        frame = RowFrame(self._theme, row, [one.name for one in self._wanted])
        frame.claim_chosen.connect(self.claim_chosen)
        frame.check_requested.connect(self.check_claim)
        frame.hit_chosen.connect(self.hit_chosen)
        frame.moved.connect(self._on_moved)
        return frame

    # What a person does

    def _on_moved(self, cell: ClaimCell, columns: int, rows: int) -> None:
        """Go to the next claim beside, or in the same column below or above."""
        column = cell.claim.answer
        if columns:
            frame = next(one for one in self.rows if cell in one.cells)
            beside = [one for one in frame.cells if (one.claim.answer - column) * columns > 0]
            target = min(beside, key=lambda one: abs(one.claim.answer - column), default=None)
        else:
            own = [one for frame in self.rows for one in frame.cells if one.claim.answer == column]
            to = own.index(cell) + rows
            target = own[to] if 0 <= to < len(own) else None
        if target is not None:
            target.setFocus()
            self.scroller.ensureWidgetVisible(target, 0, Size.S4)

    def _on_ask(self) -> None:
        if self._asking is not None:
            self.stop_asking()
            return
        ask, comparison = self._ask, self.comparison
        if ask is None or comparison is None:
            return
        self.trouble.hide()
        self._asking = self._tasks.iterate(
            self._lane,
            lambda token: ask(comparison, token),
            owner=self,
            events=self._on_judged,
            done=self._on_asked,
            failed=self._on_ask_failed,
        )
        self._write_offer()

    def _on_judged(self, comparisons: list[Comparison | None]) -> None:
        latest = next((one for one in reversed(comparisons) if one is not None), None)
        if latest is not None and latest.answers == self._wanted:
            self.show_comparison(latest)

    def _on_asked(self, _: object) -> None:
        if self._asking is not None and self._asking.finished:  # another one may have begun since
            self._asking = self._ask = None
            self._write_offer()

    def _on_ask_failed(self, error: AppError) -> None:
        self._on_asked(None)
        self.trouble.setText(f"{told(error.message)} {told(error.hint)}".strip())
        self.trouble.show()


def summary_words(comparison: Comparison) -> str:
    """Return how the answers compare: "8 agree, 2 contradict, 5 only in one"."""
    agree, contradict = comparison.count("agreeing"), comparison.count("contradicting")
    differ, alone = comparison.count("different"), comparison.count("only here")
    counts = (
        (agree, tr("%n agree", None, agree)),
        (contradict, tr("%n contradict", None, contradict)),
        (differ, tr("%n different", None, differ)),
        (alone, tr("%n only in one", None, alone)),
    )
    return ", ".join(words for count, words in counts if count) or tr("There is nothing in these answers to compare.")


def open_rows(comparison: Comparison | None) -> int:
    """Return how many rows a model can be asked about."""
    return sum(is_open(row) for row in comparison.rows) if comparison else 0


def _empty(layout: QHBoxLayout | QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
