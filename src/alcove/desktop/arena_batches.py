"""The arena's section *Batches*: lists of questions that models answer unattended, to be voted on at leisure."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from alcove.core.errors import AppError
from alcove.desktop.answer_from import AnswerFromPicker
from alcove.desktop.arena_desk import ArenaDesk, Run
from alcove.desktop.composer import ScopePicker
from alcove.desktop.contender_picker import ContenderPicker, contender_words
from alcove.desktop.elided_label import ElidedLabel
from alcove.desktop.model_list import ModelList
from alcove.desktop.own_set import OwnSet
from alcove.desktop.sections import ScrollColumn, section_head
from alcove.desktop.source_dialogs import PlainDialog
from alcove.desktop.syncing import Syncing
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import joined, marked, number, told, tr

if TYPE_CHECKING:
    from alcove.chat.arena_store import Asked, Batch

WHAT_FOR = marked(
    "A list of questions, answered by the models you choose while you do something else. One model after the other, so "
    "that each is loaded once. Afterwards the answers wait for your votes, without names."
)
EXAMPLE = marked("One question on each line:\nHow long does tung oil take to dry?\nWho pays for the boiler?")
LINES = marked(
    'A text file with a question on each line, or one with {"question": "...", "tags": ["house"]} on each line'
)
LACKS = marked("A batch takes questions, and two models or more.")
NONE_YET = marked("No batches yet. The first one can be made of a text file with a question on each line.")


class NewBatchDialog(PlainDialog):
    """Ask for questions, models and where answers come from."""

    def __init__(
        self, parent: QWidget, theme: Theme, desk: ArenaDesk, models: ModelList, syncing: Syncing, own: OwnSet
    ):
        super().__init__(parent, tr("A new batch"), tr("Begin"))
        self._desk = desk
        self._own = own
        self.setMinimumWidth(Size.BESIDE)
        self.name = QLineEdit()
        self.name.setAccessibleName(tr("Name of the batch"))
        self.name.setPlaceholderText(tr("Name, such as “Questions about the lease”"))
        self.column.addWidget(self.name)
        self.questions = QPlainTextEdit()
        self.questions.setAccessibleName(tr("Questions, one on each line"))
        self.questions.setPlaceholderText(tr(EXAMPLE))
        self.questions.setTabChangesFocus(True)
        self.questions.setMinimumHeight(Size.INPUT_MOST)
        dress(self.questions, "patterns")
        self.column.addWidget(self.questions)
        self.column.addLayout(self._sources())
        self.own_button.setVisible(bool(self._own.pairs))
        self.column.addLayout(self._choices(theme, models, syncing))
        self.counted = self.say("")
        self.goes = self.say("", "warn")
        self.trouble = self.say("", "warn")
        self.questions.textChanged.connect(self._write)
        self.picker.chosen_changed.connect(self._write)
        self._write()
        self.questions.setFocus()

    def accept(self) -> None:
        from alcove.chat.arena_store import Terms

        questions = self._asked()
        if not questions or len(self.picker.chosen) < 2:
            return
        name = self.name.text().strip() or questions[0].question
        terms = Terms(self.scope.scope, self.answer_from.answer_from)
        self._desk.new_batch(name, questions, self.picker.chosen, terms)
        super().accept()

    def _sources(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(Size.S4)
        self.file_button, self.own_button = QPushButton(tr("From a file…")), QPushButton(tr("Your own questions"))
        self.file_button.clicked.connect(self._on_file)
        self.own_button.clicked.connect(self._on_own)
        self.file_button.setToolTip(tr(LINES))
        self.own_button.setToolTip(tr("Those of the library page, each with the passage you pointed out"))
        for button in (self.file_button, self.own_button):
            dress(button, "flush")
            button.setAutoDefault(False)
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _choices(self, theme: Theme, models: ModelList, syncing: Syncing) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(Size.S2)
        self.picker = ContenderPicker(theme, models, any_two=False)
        self.scope = ScopePicker(theme)
        self.scope.set_sources(tuple(source.name for source in syncing.sources))
        self.answer_from = AnswerFromPicker(theme)
        self.answer_from.answer_from_changed.connect(self.answer_from.set_answer_from)
        for button in (self.picker, self.scope, self.answer_from):
            button.setAutoDefault(False)
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _asked(self) -> list[Asked]:
        """Return the questions that were typed; none where a line is no question, which is told."""
        from alcove.chat.arena import questions_in

        try:
            return questions_in(self.questions.toPlainText())
        except AppError as error:
            self._show_trouble(error)
            return []

    def _show_trouble(self, error: AppError) -> None:
        self.trouble.setText(f"{told(error.message)} {told(error.hint)}".strip())
        self.trouble.show()

    def _write(self) -> None:
        self.trouble.hide()
        questions, models = self._asked(), self.picker.chosen
        asked, answering = tr("%n question(s)", None, len(questions)), tr("%n model(s)", None, len(models))
        answers = tr("%n answer(s)", None, len(questions) * len(models))
        self.counted.setText(f"{asked}, {answering}: {answers}" if questions and models else tr(LACKS))
        hosts = sorted({served.host for served in self.picker.destinations})
        goes = tr("All questions and the passages found for them go to {hosts}").format(hosts=joined(hosts))
        self.goes.setText(goes if hosts else "")
        self.goes.setVisible(bool(hosts))
        self.accept_button.setEnabled(bool(questions) and len(models) >= 2)

    def _on_file(self) -> None:
        from alcove.rag.evaluate import numbered_lines

        name, _ = QFileDialog.getOpenFileName(
            self, tr("A list of questions"), str(Path.home()), tr("Questions (*.txt *.jsonl *.md);;All files (*)")
        )
        if not name:
            return
        try:
            lines = [line for _, line in numbered_lines(Path(name))]
        except AppError as error:
            self._show_trouble(error)
            return
        self._add(lines)
        if not self.name.text():
            self.name.setText(Path(name).stem)

    def _on_own(self) -> None:
        self._add([one.question for one in self._own.pairs])

    def _add(self, lines: list[str]) -> None:
        there = self.questions.toPlainText().splitlines()
        self.questions.setPlainText("\n".join(dict.fromkeys([*there, *lines])))


class BatchCard(QFrame):
    """One batch: how far it is, what waits for a vote, and what can be done with it."""

    go_on_requested = Signal()
    pause_requested = Signal()
    vote_requested = Signal()
    ratings_requested = Signal()
    remove_requested = Signal()

    def __init__(self, theme: Theme, batch: Batch, run: Run | None, models: ModelList) -> None:
        super().__init__()
        self.batch = batch
        dress(self, "plain-card")
        column = QVBoxLayout(self)
        column.setContentsMargins(Size.S4, Size.S3, Size.S3, Size.S3)
        column.setSpacing(Size.S2)
        head = QHBoxLayout()
        name = ElidedLabel(batch.name)
        dress(name, "heading")
        self.remove_button = QToolButton()
        self.remove_button.setToolTip(tr("Remove this batch"))
        self.remove_button.setAccessibleName(tr("Remove {name}").format(name=batch.name))
        theme.set_icon(self.remove_button, "trash", "faint")
        self.remove_button.clicked.connect(self.remove_requested)
        head.addWidget(name, 1)
        head.addWidget(self.remove_button)
        column.addLayout(head)
        self.facts = QLabel(" · ".join(contender_words(one, models) for one in batch.contenders))
        self.facts.setWordWrap(True)
        dress(self.facts, "soft")
        column.addWidget(self.facts)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setMaximum(max(1, batch.counts.entries))
        self.bar.setValue(batch.counts.answered)
        self.bar.setAccessibleName(tr("Answers of {name}").format(name=batch.name))
        self.bar.setVisible(batch.counts.waiting > 0)
        column.addWidget(self.bar)
        self.words = QLabel(batch_words(batch, running=run is not None))
        self.words.setWordWrap(True)
        dress(self.words, "warn" if batch.counts.failed and run is None else "soft")
        column.addWidget(self.words)
        if run is not None and run.sent is not None:
            sent = QLabel(tr("Questions go to {host}").format(host=run.sent.host))
            dress(sent, "out")
            column.addWidget(sent)
        column.addLayout(self._acts(run))

    def _acts(self, run: Run | None) -> QHBoxLayout:
        counts = self.batch.counts
        row = QHBoxLayout()
        row.setSpacing(Size.S4)
        self.buttons: dict[str, QPushButton] = {}
        again = run is None and not counts.waiting and counts.failed > 0
        votes = tr("Vote on {count}").format(count=number(counts.ready))
        acts: list[tuple[str, str, SignalInstance, bool]] = [
            ("pause", tr("Pause"), self.pause_requested, run is not None),
            ("go on", tr("Go on"), self.go_on_requested, run is None and counts.waiting > 0),
            ("again", tr("Try again"), self.go_on_requested, again),
            ("vote", votes, self.vote_requested, counts.ready > 0),
            ("ratings", tr("Ratings"), self.ratings_requested, counts.voted > 0),
        ]
        for key, words, then, shown in acts:
            if shown:
                button = QPushButton(words)
                button.setAccessibleName(f"{words}: {self.batch.name}")
                dress(button, "flush")
                button.clicked.connect(then)
                row.addWidget(button)
                self.buttons[key] = button
        row.addStretch(1)
        return row


class BatchesView(QWidget):
    """All batches, the newest first."""

    vote_requested = Signal(object)
    ratings_requested = Signal(object)

    def __init__(self, theme: Theme, desk: ArenaDesk, models: ModelList, syncing: Syncing, own: OwnSet) -> None:
        super().__init__()
        self._theme = theme
        self._desk = desk
        self._models = models
        self._make: Callable[[], NewBatchDialog] = lambda: NewBatchDialog(self, theme, desk, models, syncing, own)
        self.dialog: NewBatchDialog | None = None
        self.cards: list[BatchCard] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Size.S3)
        self.new_button = QPushButton("  " + tr("New batch"))
        dress(self.new_button, "primary")
        theme.set_icon(self.new_button, "plus", "on_accent")
        self.new_button.clicked.connect(self.open_dialog)
        column.addLayout(section_head(tr(WHAT_FOR), self.new_button))
        holder = QWidget()
        dress(holder, "clear")
        outer = QVBoxLayout(holder)
        outer.setContentsMargins(0, 0, 0, 0)
        self._list = QVBoxLayout()
        self._list.setSpacing(Size.S2)
        self.none_yet = QLabel(tr(NONE_YET))
        self.none_yet.setWordWrap(True)
        dress(self.none_yet, "soft")
        outer.addWidget(self.none_yet)
        outer.addLayout(self._list)
        outer.addStretch(1)
        scroll = ScrollColumn(holder)
        scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        scroll.setAccessibleName(tr("Batches"))
        column.addWidget(scroll, 1)
        desk.batches_changed.connect(self._write)
        models.changed.connect(self._write)
        self._write()

    def open_dialog(self) -> None:
        """Ask for a new batch."""
        self.dialog = self._make()
        self.dialog.open()

    def _write(self) -> None:
        while (item := self._list.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.cards = [self._card(batch) for batch in self._desk.batches]
        for card in self.cards:
            self._list.addWidget(card)
        self.none_yet.setVisible(not self.cards)

    def _card(self, batch: Batch) -> BatchCard:
        desk = self._desk
        card = BatchCard(self._theme, batch, desk.running(batch.id), self._models)
        card.go_on_requested.connect(lambda: desk.go_on(batch.id))
        card.pause_requested.connect(lambda: desk.pause(batch.id))
        card.vote_requested.connect(lambda: self.vote_requested.emit(batch.id))
        card.ratings_requested.connect(lambda: self.ratings_requested.emit(batch.id))
        card.remove_requested.connect(lambda: desk.remove_batch(batch))
        return card


def batch_words(batch: Batch, *, running: bool) -> str:
    """Return how a batch stands: "Answered 12 of 40", "Rests at 12 of 40", "40 answers · 12 wait for your vote"."""
    counts = batch.counts
    done, entries = number(counts.answered), number(counts.entries)
    if running:
        words = [tr("Answered {done} of {all}").format(done=done, all=entries)]
    elif counts.waiting:
        words = [tr("Rests at {done} of {all} answers; nothing is written twice").format(done=done, all=entries)]
    else:
        words = [tr("%n answer(s)", None, counts.answered)]
    if counts.ready:
        words.append(tr("%n wait(s) for your vote", None, counts.ready))
    if counts.voted:
        words.append(tr("{count} voted on").format(count=number(counts.voted)))
    if counts.same:
        words.append(tr("%n question(s) answered alike by all", None, counts.same))
    if counts.failed:
        words.append(tr("{count} failed").format(count=number(counts.failed)))
    return " · ".join(words)
