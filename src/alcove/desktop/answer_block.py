"""One turn on the page: the question in its bubble, and under it the answer in whatever state it is."""

import re

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from alcove.desktop.blocks import blocks_of
from alcove.desktop.cards import HitCard
from alcove.desktop.difference_view import DifferenceCard
from alcove.desktop.elided_label import ElidedLabel
from alcove.desktop.illustrator import Illustrator, named_uri
from alcove.desktop.links import offer_link
from alcove.desktop.outdated_note import OutdatedNote
from alcove.desktop.prose_view import ProseView
from alcove.desktop.prose_writer import Setting
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.thoughts import Thoughts
from alcove.desktop.turn_state import TurnState
from alcove.rag.types import Citation, Hit

NEAREST_SHOWN = 3
_LONG_WORD = re.compile(r"\S{40,}")
_ZERO_WIDTH_SPACE = "\u200b"


class QuestionBubble(QWidget):
    """What the person asked, at the right."""

    def __init__(self, text: str, theme: Theme, illustrator: Illustrator) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        self.view: ProseView | None = None
        self._label = QLabel(_LONG_WORD.sub(_breakable, text))
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setWordWrap(True)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._label.setAccessibleName(f"You asked: {text}")
        dress(self._label, "bubble")
        self._frame = QFrame()
        dress(self._frame, "bubble-frame")
        row.addWidget(self._label)
        row.addWidget(self._frame)
        self._frame.hide()
        if any(block.kind == "code" for block in blocks_of(text)):
            self._show_code(text, theme, illustrator)

    def _show_code(self, text: str, theme: Theme, illustrator: Illustrator) -> None:
        """Show code as code; of the rest nothing is more than its letters."""
        self.view = ProseView(theme, illustrator, Setting(theme, illustrator, literal=True))
        self.view.setAccessibleName(f"You asked: {text}")
        self.view.show_text(text)
        theme.changed.connect(self.view.restyle)
        column = QVBoxLayout(self._frame)
        column.setContentsMargins(Size.S4, Size.S2, Size.S4, Size.S3)
        column.addWidget(self.view)
        self._label.hide()
        self._frame.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self.view is not None:
            self._frame.setFixedWidth(min(Size.BUBBLE, int(self.width() * 0.8)))
            return
        self._label.ensurePolished()
        metrics = self._label.fontMetrics()
        padding = 2 * Size.S4 + Size.S3
        most = min(Size.BUBBLE, int(self.width() * 0.8))
        lines = self._label.text().split("\n")
        natural = max(metrics.horizontalAdvance(line) for line in lines) + padding
        width = min(most, natural)
        # A wrapping label asks for a line too many at the width that just fits its text.
        wrap = Qt.TextFlag.TextWordWrap
        text = metrics.boundingRect(QRect(0, 0, width - padding + Size.S2, 0), wrap, self._label.text())
        self._label.setFixedSize(width, text.height() + 2 * Size.S2 + Size.S1)


class AnswerBlock(QWidget):
    """The answer of one turn: status, text, nearest passages when refused, whether it is outdated, the quiet line."""

    citation_clicked = Signal(int)
    hit_clicked = Signal(object)
    item_clicked = Signal(str)
    again_requested = Signal()
    why_requested = Signal()
    general_requested = Signal()
    again_and_compare_requested = Signal()
    sources_compared = Signal()
    answers_compared = Signal()
    stepped = Signal(int)

    def __init__(self, theme: Theme, turn: TurnState, illustrator: Illustrator) -> None:
        super().__init__()
        self._theme = theme
        self.turn = turn
        self._shown_text = ""
        self._finished: tuple[str, str, str] | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Size.S2)
        self.status = QLabel()
        self.status.setWordWrap(True)
        dress(self.status, "soft")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Tokens of the question read by the model")
        self.bar.setMaximumWidth(Size.FIELD)
        self.thoughts = Thoughts(theme, illustrator)
        self.view = ProseView(theme, illustrator)
        self.view.citation_clicked.connect(self.citation_clicked)
        self.view.item_clicked.connect(self._on_item_clicked)
        self.view.link_clicked.connect(lambda address: offer_link(self, address))
        self._nearest = QVBoxLayout()
        self._nearest.setSpacing(Size.S2)
        self.general_button = QPushButton("Answer from general knowledge")
        dress(self.general_button, "second")
        self.general_button.setToolTip("What the library says is still told first, and the two are told apart")
        self.general_button.clicked.connect(self.general_requested)
        self._last = True
        self.problem = self._problem_card()
        self.outdated = OutdatedNote(theme)
        self.outdated.compare_requested.connect(self.sources_compared)
        self.outdated.again_requested.connect(self.again_and_compare_requested)
        self.changes = DifferenceCard(theme, "What changed in the answer")
        self.changes.closed.connect(self.answers_compared)
        for widget in (self.status, self.bar, self.thoughts, self.view):
            column.addWidget(widget)
        column.addLayout(self._nearest)
        column.addWidget(self.general_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.problem)
        column.addWidget(self.outdated)
        column.addWidget(self.changes)
        self.written = ElidedLabel()
        dress(self.written, "faint")
        column.addWidget(self.written)
        column.addWidget(self._footer())
        theme.changed.connect(self._on_theme_changed)
        self.refresh()

    def refresh(self) -> None:
        """Show what the turn has become."""
        self.outdated.show_turn(self.turn)
        self.thoughts.show_thoughts(self.turn.thinking, thinking=self.turn.phase == "thinking")
        self.changes.show_answers(self.turn.answer_difference)
        if not self.turn.busy:
            self._finish()
            return
        self.footer.hide()
        self.written.hide()
        self.problem.hide()
        self.general_button.hide()
        words = self._status_words()
        self.status.setText(words)
        self.status.setVisible(bool(words))
        dress(self.status, "warn" if self.turn.sent and self.turn.sent.served.leaves else "soft")
        reading = self.turn.phase == "reading" and self.turn.prefill is not None and self.turn.sent is None
        self.bar.setVisible(reading)
        if reading and self.turn.prefill is not None:
            self.bar.setMaximum(max(1, self.turn.prefill.total))
            self.bar.setValue(self.turn.prefill.done)
        self._show_extract()
        if self.turn.text != self._shown_text:
            self._shown_text = self.turn.text
            self.view.grow(self.turn)

    def set_last(self, last: bool) -> None:
        """Only the newest answer can be asked for again, unless outdated, and a refusal be answered all the same."""
        self._last = last
        self.again_button.setVisible(last)
        self.general_button.setVisible(last and self.turn.refused and not self.turn.busy)

    def set_idle(self, idle: bool) -> None:
        """While an answer is on its way, no other is asked for or stepped to."""
        count = len(self.turn.answers)
        self.earlier.setEnabled(idle and self.turn.number > 1)
        self.later.setEnabled(idle and self.turn.number < count)
        self.outdated.again_button.setEnabled(idle)

    def _status_words(self) -> str:
        turn = self.turn
        match turn.phase:
            case "waiting":
                return "Waiting for the answer before"
            case "searching":
                asks = turn.answer_from != "model" and not turn.hits
                return "Searching the library" if asks else "Preparing the answer"
            case "loading":
                return f"Loading {turn.model}"
            case "reading" if turn.sent is not None:
                return turn.sent_words()
            case "reading" if turn.prefill is not None:
                return f"Reading {turn.prefill.done:,} of {turn.prefill.total:,} tokens"
            case _:
                return ""

    def _finish(self) -> None:
        turn = self.turn
        finished = (turn.phase, turn.text, turn.error)
        if finished == self._finished:
            return  # told twice: the answer is saved, then its task is over
        self._finished = finished
        self._shown_text = turn.text
        self.view.render_turn(turn)
        self.view.setVisible(bool(turn.text))
        self.bar.hide()
        written = turn.written_words()
        self.written.set_full_text(written)
        self.written.setVisible(bool(written))
        dress(self.written, "out" if turn.served and turn.served.leaves else "faint")
        dress(self.status, "soft")
        note = self._note()
        self.status.setText(note)
        self.status.setVisible(bool(note))
        self.problem.setVisible(turn.phase == "failed")
        self.problem_words.setText(turn.error or "The answer could not be written.")
        self._show_nearest()
        self.set_last(self._last)
        self.facts.set_full_text(turn.facts())
        self.why_button.setVisible(turn.trace is not None and bool(turn.trace.placings))
        self.copy_button.setVisible(bool(turn.text))
        self.number.setText(f"{turn.number} of {len(turn.answers)}")
        for widget in (self.earlier, self.number, self.later):
            widget.setVisible(len(turn.answers) > 1)
        self.compare_button.setVisible(bool(turn.before and turn.text))
        self.footer.show()

    def _note(self) -> str:
        turn = self.turn
        if turn.refused:
            return "" if turn.text else "The library does not say. These passages come nearest:"
        if turn.phase == "stopped":
            return "Stopped here" if turn.text else "Stopped before the first word"
        if turn.extractive and turn.text:
            return f"Passages only, no model wrote this{f'. {turn.error}' if turn.error else ''}"
        return turn.left_out_words()

    def _show_extract(self) -> None:
        """Show what the library says, word for word, until the answer's first word comes."""
        extract = self.turn.extract
        if self.turn.text or extract is None:
            self._clear_nearest()
        elif not self._nearest.count():
            hit = extract.hit
            said = Citation(0, hit.uri, hit.title, hit.page, extract.start, extract.end, extract.text, True, 0, 0)
            self._add_nearest(hit, said)

    def _clear_nearest(self) -> None:
        while (item := self._nearest.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()

    def _add_nearest(self, hit: Hit, citation: Citation | None = None) -> None:
        card = HitCard(self._theme, hit, None, citation)
        card.clicked.connect(lambda: self.hit_clicked.emit(hit))
        self._nearest.addWidget(card)

    def _show_nearest(self) -> None:
        self._clear_nearest()
        if not self.turn.refused or self.turn.citations:
            return
        for hit in self.turn.hits[:NEAREST_SHOWN]:
            self._add_nearest(hit)

    def _problem_card(self) -> QFrame:
        card = QFrame()
        dress(card, "toast-warn")
        row = QHBoxLayout(card)
        row.setContentsMargins(Size.S3, Size.S2, Size.S3, Size.S2)
        row.setSpacing(Size.S2)
        sign = QLabel()
        self._theme.set_icon(sign, "warning", "warn")
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        self.problem_words = QLabel()
        self.problem_words.setWordWrap(True)
        self.problem_words.setTextFormat(Qt.TextFormat.PlainText)
        self.problem_words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row.addWidget(self.problem_words, 1)
        return card

    def _footer(self) -> QWidget:
        self.footer = QWidget()
        row = QHBoxLayout(self.footer)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Size.S1)
        self.copy_button = self._action("copy", "Copy this answer")
        self.copy_button.clicked.connect(self._on_copy)
        self.again_button = self._action("arrows-clockwise", "Answer again")
        self.again_button.clicked.connect(self.again_requested)
        self.earlier = self._action("caret-left", "Answer before")
        self.earlier.clicked.connect(lambda: self.stepped.emit(-1))
        self.number = QLabel()
        dress(self.number, "faint")
        self.later = self._action("caret-right", "Next answer")
        self.later.clicked.connect(lambda: self.stepped.emit(1))
        self.compare_button = QPushButton("What changed")
        self.compare_button.setToolTip("How this answer differs from the one before")
        dress(self.compare_button, "quiet")
        self.compare_button.clicked.connect(self.answers_compared)
        self.why_button = QPushButton("Why these passages")
        self.why_button.setToolTip("Where each passage came in the search, what was left out and why")
        dress(self.why_button, "quiet")
        self.why_button.clicked.connect(self.why_requested)
        self.facts = ElidedLabel()
        dress(self.facts, "faint")
        row.addWidget(self.copy_button)
        row.addWidget(self.again_button)
        for widget in (self.earlier, self.number, self.later, self.compare_button):
            row.addWidget(widget)
        row.addWidget(self.why_button)
        row.addSpacing(Size.S2)
        row.addWidget(self.facts, 1)
        return self.footer

    def _action(self, icon: str, words: str) -> QToolButton:
        button = QToolButton()
        button.setToolTip(words)
        button.setAccessibleName(words)
        dress(button, "under")
        self._theme.set_icon(button, icon, "faint", Size.ICON_SMALL)
        return button

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.turn.text)
        self._theme.set_icon(self.copy_button, "check", "accent", Size.ICON_SMALL)
        self.copy_button.setToolTip("Copied")

    def _on_item_clicked(self, name: str) -> None:
        """Open what a link in the answer names: a document it was made from, or another of the library."""
        uri = named_uri(name, [hit.uri for hit in self.turn.hits]) or name
        hit = next((hit for hit in self.turn.hits if hit.uri == uri), None)
        if hit is not None:
            self.hit_clicked.emit(hit)
        else:
            self.item_clicked.emit(uri)

    def _on_theme_changed(self) -> None:
        self.view.restyle()


def _breakable(word: re.Match[str]) -> str:
    """Let a label break an address or a hash, which it would cut off."""
    return _ZERO_WIDTH_SPACE.join(word[0][at : at + 8] for at in range(0, len(word[0]), 8))
