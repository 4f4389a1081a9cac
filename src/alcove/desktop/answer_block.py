"""An answer on the page, in whatever state it is."""

from collections.abc import Callable
from functools import cached_property

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from alcove.desktop.cards import HitCard
from alcove.desktop.delving import Delving, unsure_words
from alcove.desktop.difference_view import DifferenceCard
from alcove.desktop.elided_label import ElidedLabel
from alcove.desktop.focus_ring import MARKS_ITSELF
from alcove.desktop.illustrator import Illustrator, named_uri
from alcove.desktop.links import offer_link
from alcove.desktop.message import DEEDS, Act, MessageBox
from alcove.desktop.message_field import MessageField
from alcove.desktop.outdated_note import OutdatedNote
from alcove.desktop.prose_view import ProseView
from alcove.desktop.stepper import Stepper, quiet_button
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.thoughts import Thoughts
from alcove.desktop.translation import number, told, tr
from alcove.desktop.turn_state import TurnState
from alcove.rag.types import Citation, Hit

NEAREST_SHOWN = 3


class AnswerBlock(MessageBox):
    """The answer of one turn: status, text, nearest passages when refused, whether it is outdated, the quiet line."""

    citation_clicked = Signal(int)
    hit_clicked = Signal(object)
    item_clicked = Signal(str)
    why_requested = Signal()
    general_requested = Signal()
    again_and_compare_requested = Signal()
    sources_compared = Signal()
    answers_compared = Signal()
    differences_requested = Signal()
    """How it differs from the answers beside it."""

    is_answer = True

    def __init__(self, theme: Theme, turn: TurnState, illustrator: Illustrator) -> None:
        super().__init__(theme, turn)
        self._illustrator = illustrator
        self.setProperty(MARKS_ITSELF, True)  # by the bar beside it
        self._narrow = False
        self._shown_text = ""
        self._finished: tuple[str, str, str] | None = None
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Size.S2)
        self.status = QLabel()
        self.status.setWordWrap(True)
        dress(self.status, "soft")
        self.view = ProseView(theme, illustrator)
        self.view.citation_clicked.connect(self.citation_clicked)
        self.view.item_clicked.connect(self._on_item_clicked)
        self.view.link_clicked.connect(lambda address: offer_link(self, address))
        self._slots = {name: QVBoxLayout() for name in ("above", "nearest", "problem", "outdated", "changes", "below")}
        self._slots["beside"] = QVBoxLayout()
        """Where it is offered to compare it with the answers beside it; part of a narrow block alone."""
        self._nearest = self._slots["nearest"]
        self._nearest.setSpacing(Size.S2)
        column.addWidget(self.status)
        column.addLayout(self._slots["above"])
        column.addWidget(self.view)
        for name in ("nearest", "problem", "outdated", "changes", "below"):
            column.addLayout(self._slots[name])
        column.addWidget(self._footer())
        self.delving: Delving | None = None
        theme.changed.connect(self._on_theme_changed)
        self.refresh()

    def add_delving(self, raw: Callable[[Callable[[str], None]], None], *, unsure: bool) -> Delving:
        """Let words of the answer be delved into; `raw` tells what its model wrote. With `unsure`, tint those words."""
        self.may_delve = True
        self.delving = Delving(self._theme, self.view, self.turn, raw)
        self.delving.refresh(unsure=unsure)
        return self.delving

    def is_on(self, act: Act) -> bool | None:
        return self.delving is not None and self.delving.unsure_shown if act == "unsure" else None

    def show_words(self, *, unsure: bool) -> None:
        """Point out what is known now of the answer's words."""
        if self.delving is not None:
            self.delving.refresh(unsure=unsure)
        why = unsure_words(self.turn) if unsure and not self.turn.busy and self.turn.text else ""
        self.facts.set_full_text(" · ".join(filter(None, (self.turn.facts(), why))))

    # What most answers do not have is made when one has it: a turn is laid out between two events.

    @cached_property
    def bar(self) -> QProgressBar:
        bar = QProgressBar()
        bar.setTextVisible(False)
        bar.setAccessibleName(tr("Tokens of the question read by the model"))
        bar.setMaximumWidth(Size.FIELD)
        self._slots["above"].insertWidget(0, bar)
        bar.hide()
        return bar

    @cached_property
    def thoughts(self) -> Thoughts:
        thoughts = Thoughts(self._theme, self._illustrator)
        self._slots["above"].addWidget(thoughts)
        return thoughts

    @cached_property
    def general_button(self) -> QPushButton:
        button = QPushButton(tr("Answer from general knowledge"))
        dress(button, "second")
        button.setToolTip(tr("What the library says is still told first, and the two are told apart"))
        button.clicked.connect(self.general_requested)
        self._slots["problem"].insertWidget(0, button, 0, Qt.AlignmentFlag.AlignLeft)
        button.hide()
        return button

    @cached_property
    def on_button(self) -> QPushButton:
        button = QPushButton(tr("Continue writing"))
        dress(button, "link")
        button.setToolTip(tr("From where it ends; this answer is kept beside the longer one"))
        button.clicked.connect(lambda: self.acted.emit("go on"))
        self._slots["problem"].insertWidget(0, button, 0, Qt.AlignmentFlag.AlignLeft)
        button.hide()
        return button

    @cached_property
    def problem(self) -> QFrame:
        card = self._problem_card()
        self._slots["problem"].addWidget(card)
        card.hide()
        return card

    @cached_property
    def outdated(self) -> OutdatedNote:
        note = OutdatedNote(self._theme)
        note.compare_requested.connect(self.sources_compared)
        note.again_requested.connect(self.again_and_compare_requested)
        note.again_button.setEnabled(self.idle)
        self._slots["outdated"].addWidget(note)
        if self._narrow:
            note.narrow()
        return note

    @cached_property
    def changes(self) -> DifferenceCard:
        card = DifferenceCard(self._theme, tr("What changed in the answer"))
        card.closed.connect(self.answers_compared)
        self._slots["changes"].addWidget(card)
        return card

    @cached_property
    def differences_button(self) -> QPushButton:
        button = QPushButton(" " + tr("Differences"))
        dress(button, "link")
        self._theme.set_icon(button, "intersect", "accent", Size.ICON_SMALL)
        button.clicked.connect(self.differences_requested)
        self._slots["beside"].addWidget(button)
        button.hide()
        return button

    @cached_property
    def written(self) -> ElidedLabel:
        label = ElidedLabel()
        dress(label, "faint")
        self._slots["below"].addWidget(label)
        label.hide()
        return label

    def made(self, name: str) -> QWidget | None:
        """Return one of these parts where this answer has it."""
        return self.__dict__.get(name)

    def _show_if(self, name: str, *, shown: bool) -> bool:
        """Show one of these parts, or hide it if it was ever made; return whether it is shown."""
        if shown or name in self.__dict__:
            getattr(self, name).setVisible(shown)
        return shown

    def narrow(self) -> None:
        """Do with little room: the facts stand above a column, the tools but the most used are in the menu."""
        self._narrow = True
        for part in (self.edit_button, self.branch_button, self.facts):
            part.hide()
        if "outdated" in self.__dict__:
            self.outdated.narrow()
        self._tool_row.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(Size.S1)
        row.addLayout(self._slots["beside"])
        for button, words in ((self.why_button, tr("Why", "these passages")), (self.compare_button, tr("Changed"))):
            button.setText(words)
            row.addWidget(button)
        row.addStretch(1)
        self._column.addLayout(row)

    def refresh(self) -> None:
        """Show what the turn has become."""
        beside = 0 if self.turn.busy else self.turn.beside
        if self._show_if("differences_button", shown=beside > 1):
            self.differences_button.setAccessibleName(tr("Differences between these %n answers", None, beside))
        if self.turn.outdated or "outdated" in self.__dict__:
            self.outdated.show_turn(self.turn)
        if self.turn.thinking or "thoughts" in self.__dict__:
            self.thoughts.show_thoughts(self.turn.thinking, thinking=self.turn.phase == "thinking")
        if self.turn.answer_difference is not None or "changes" in self.__dict__:
            self.changes.show_answers(self.turn.answer_difference)
        self.stepper.show_place(self.turn.number, len(self.turn.answers))
        if not self.turn.busy:
            self._finish()
            return
        self._set_busy(busy=True)
        for name in ("written", "problem", "general_button", "on_button"):
            self._show_if(name, shown=False)
        words = self._status_words()
        self.status.setText(words)
        self.status.setVisible(bool(words))
        dress(self.status, "warn" if self.turn.sent and self.turn.sent.served.leaves else "soft")
        reading = self.turn.phase == "reading" and self.turn.prefill is not None and self.turn.sent is None
        if self._show_if("bar", shown=reading) and self.turn.prefill is not None:
            self.bar.setMaximum(max(1, self.turn.prefill.total))
            self.bar.setValue(self.turn.prefill.done)
        self._show_extract()
        if self.turn.text != self._shown_text:
            self._shown_text = self.turn.text
            self.view.grow(self.turn)

    def buttons(self) -> dict[QAbstractButton, str]:
        return {
            self.copy_button: "answer.copy", self.again_button: "answer.again", self.edit_button: "message.edit",
            self.branch_button: "message.branch", self.stepper.earlier: "message.earlier",
            self.stepper.later: "message.later", self.compare_button: "answer.changed", self.why_button: "answer.why",
        }  # fmt: skip

    def fit(self, width: int) -> None:
        self.view.fit(width)

    def set_place(self, number: int, *, last: bool, idle: bool) -> None:
        """Only the newest refusal can be answered all the same; while an answer is on its way, none is asked for."""
        super().set_place(number, last=last, idle=idle)
        self._show_if("general_button", shown=last and self.turn.refused and not self.turn.busy)
        self._show_if("on_button", shown=self.turn.unfinished and idle)
        self.branch_button.setVisible(not last and not self.turn.busy and not self._narrow)
        self.again_button.setEnabled(idle)
        if "outdated" in self.__dict__:
            self.outdated.again_button.setEnabled(idle)

    def _status_words(self) -> str:
        turn = self.turn
        match turn.phase:
            case "waiting":
                return tr("Waiting for the answer before")
            case "searching":
                asks = turn.answer_from != "model" and not turn.hits
                return tr("Searching the library") if asks else tr("Preparing the answer")
            case "loading":
                return tr("Loading {model}").format(model=turn.model)
            case "reading" if turn.sent is not None:
                return turn.sent_words()
            case "reading" if turn.prefill is not None:
                done, total = number(turn.prefill.done), number(turn.prefill.total)
                return tr("Reading {done} of {total} tokens").format(done=done, total=total)
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
        self._show_if("bar", shown=False)
        written = turn.written_words()
        if self._show_if("written", shown=bool(written)):
            self.written.set_full_text(written)
            dress(self.written, "out" if turn.served and turn.served.leaves else "faint")
        dress(self.status, "soft")
        note = self._note()
        self.status.setText(note)
        self.status.setVisible(bool(note))
        if self._show_if("problem", shown=turn.phase == "failed"):
            self.problem_words.setText(told(turn.error) or tr("The answer could not be written."))
        self._show_nearest()
        self._show_if("general_button", shown=self.last and turn.refused)
        self.facts.set_full_text(turn.facts())
        self._set_busy(busy=False)

    def _note(self) -> str:
        turn = self.turn
        note, why = "", ""
        if turn.refused:
            note = "" if turn.text else tr("The library does not say. These passages come nearest:")
        elif turn.answer_id is None:
            note = tr("Not answered yet") if turn.phase == "stopped" else ""
        elif turn.phase == "stopped":
            note = tr("Stopped here") if turn.text else tr("Stopped before the first word")
        elif turn.cut:
            note = tr("Cut here: it is as long as an answer may be")
        elif turn.extractive and turn.text:
            note, why = tr("Passages only, no model wrote this"), told(turn.error)
        return ". ".join(part for part in (turn.left_out_words(), note, why) if part)

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
        self._tool_row = row = QHBoxLayout(self.footer)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Size.S1)
        self.copy_button = self._tool("copy", "copy")
        self.again_button = self._tool("arrows-clockwise", "again")
        self.edit_button = self._tool("pencil-simple", "edit")
        self.branch_button = self._tool("git-branch", "branch")
        self.more_button = quiet_button(self._theme, "dots-three", tr("More"))
        self.more_button.clicked.connect(self._on_more)
        self.stepper = Stepper(self._theme, "answer")
        self.stepper.stepped.connect(self.stepped)
        self.compare_button = QPushButton(tr("What changed"))
        self.compare_button.setToolTip(tr("How this answer differs from the one before"))
        dress(self.compare_button, "quiet")
        self.compare_button.clicked.connect(self.answers_compared)
        self.why_button = QPushButton(tr("Why these passages"))
        self.why_button.setToolTip(tr("Where each passage came in the search, what was left out and why"))
        dress(self.why_button, "quiet")
        self.why_button.clicked.connect(self.why_requested)
        self.facts = ElidedLabel()
        dress(self.facts, "faint")
        self._tools = (self.copy_button, self.again_button, self.edit_button, self.branch_button, self.more_button)
        for widget in (*self._tools, self.stepper, self.compare_button, self.why_button):
            row.addWidget(widget)
        row.addSpacing(Size.S2)
        row.addWidget(self.facts, 1)
        return self.footer

    def _tool(self, icon: str, act: Act) -> QToolButton:
        button = quiet_button(self._theme, icon, tr(DEEDS[act].answer))
        button.clicked.connect(lambda: self.acted.emit(act))
        return button

    def _set_busy(self, *, busy: bool) -> None:
        """Beneath an answer that is being written there is only the way to the other versions."""
        turn = self.turn
        for button in (*self._tools, self.facts):
            button.setVisible(not busy)
        self.copy_button.setVisible(not busy and bool(turn.text))
        self.facts.setVisible(not busy and not self._narrow)
        self.edit_button.setVisible(not busy and not self._narrow and self.can("edit"))
        self.branch_button.setVisible(not busy and not self._narrow and not self.last)
        self.why_button.setVisible(not busy and turn.trace is not None and bool(turn.trace.placings))
        self.compare_button.setVisible(not busy and bool(turn.before and turn.text))
        self.footer.setVisible(self.editor is None and (not busy or len(turn.answers) > 1))

    def copy(self) -> None:
        super().copy()
        self._theme.set_icon(self.copy_button, "check", "accent", Size.ICON_SMALL)
        self.copy_button.setToolTip(tr("Copied"))

    def _on_more(self) -> None:
        self.pop_menu(self.more_button.mapToGlobal(self.more_button.rect().bottomLeft()))

    def _swap(self, editor: MessageField | None) -> None:
        self.view.setVisible(editor is None and bool(self.turn.text))
        self.footer.setVisible(editor is None)
        if self.delving is not None:
            self.delving.forget()
        if editor is not None:
            self._column.insertWidget(self._column.indexOf(self.view), editor)

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
