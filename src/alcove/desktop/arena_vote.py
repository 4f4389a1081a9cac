"""The arena's section *Vote*: a question to several models, their answers without names, the vote, then the names."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from alcove.desktop.arena_desk import ArenaDesk
from alcove.desktop.ballot import Ballot
from alcove.desktop.composer import Composer
from alcove.desktop.contender_picker import ContenderPicker, contender_words
from alcove.desktop.elided_label import ElidedLabel
from alcove.desktop.illustrator import Illustrator
from alcove.desktop.model_list import ModelList
from alcove.desktop.question_bubble import QuestionWords
from alcove.desktop.syncing import Syncing
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import joined, marked, tr

if TYPE_CHECKING:
    from alcove.chat.arena_store import Match

EMPTY = (
    marked("Which model answers you best?"),
    marked(
        "Ask something. Two models answer, and nobody is told which wrote what until you say which answer is better. "
        "Some votes later, the ratings tell what your models are worth on your own questions."
    ),
)
ALONE = (
    marked("One model is here, and nothing to compare it with"),
    marked("Get another model, or let this one answer twice: as it is set, and with other settings."),
)
NONE_HERE = (
    marked("There is no model on this computer"),
    marked("The arena compares models. Get one or two, or switch on a service that runs some."),
)
WAITING = marked("Answers are shown together, once all are there: how quickly words come gives a model away.")
STATES = {
    "same": marked("All answers are the same, word for word: there is nothing to vote on."),
    "failed": marked("Fewer than two models answered, so there is nothing to vote on."),
    "waiting": marked("Answers are missing."),
}


class VoteView(QWidget):
    """The match in view, and the input for the next question."""

    citation_clicked = Signal(object, int)
    conversation_kept = Signal(int)
    models_requested = Signal()

    def __init__(
        self, theme: Theme, illustrator: Illustrator, desk: ArenaDesk, models: ModelList, syncing: Syncing
    ) -> None:
        super().__init__()
        self._theme = theme
        self._illustrator = illustrator
        self._desk = desk
        self._models = models
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Size.S3)
        self.stack = QStackedWidget()
        self.empty = self._empty()
        self.waiting = self._waiting()
        self.shown = QWidget()
        self._lay_out_match()
        for part in (self.empty, self.waiting, self.shown):
            self.stack.addWidget(part)
        column.addWidget(self.stack, 1)
        column.addLayout(self._foot(syncing))
        models.changed.connect(self._write)
        desk.match_changed.connect(self._on_match_changed)
        desk.progress_changed.connect(self._write_progress)
        desk.batches_changed.connect(self._write_queue)
        self._write()

    def _lay_out_match(self) -> None:
        column = QVBoxLayout(self.shown)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Size.S3)
        self._bubble_row = QVBoxLayout()
        column.addLayout(self._bubble_row)
        self.verdict = ElidedLabel()
        self.ballot = Ballot(self._theme, self._illustrator, self._models)
        self.ballot.voted.connect(lambda best, bad: self._desk.vote(best, bad=bad))
        self.ballot.next_requested.connect(self._on_next)
        self.ballot.citation_clicked.connect(self.citation_clicked)
        column.addWidget(self.ballot, 1)
        row = self.ballot.foot
        row.insertWidget(0, self.verdict, 1)
        self.again_button = self._act(tr("Try again"), self._desk.answer_again)
        self.withdraw_button = self._act(tr("Withdraw the vote"), self._desk.withdraw)
        self.open_button = self._act(tr("Open as a conversation"), self._on_open)
        self.remove_button = QToolButton()
        self.remove_button.setToolTip(tr("Remove this match"))
        self.remove_button.setAccessibleName(tr("Remove this match"))
        self._theme.set_icon(self.remove_button, "trash", "faint")
        self.remove_button.clicked.connect(self._desk.remove_match)
        self.next_button = QPushButton()
        dress(self.next_button, "pill")
        self.next_button.clicked.connect(self._on_next)
        for button in (
            self.again_button, self.withdraw_button, self.open_button, self.next_button, self.remove_button,
        ):  # fmt: skip
            row.addWidget(button)

    def _act(self, words: str, then: Callable[[], object]) -> QPushButton:
        button = QPushButton(words)
        dress(button, "quiet")
        button.clicked.connect(lambda: then())
        return button

    def _foot(self, syncing: Syncing) -> QVBoxLayout:
        foot = QVBoxLayout()
        foot.setSpacing(Size.S2)
        row = QHBoxLayout()
        row.setSpacing(Size.S2)
        self.picker = ContenderPicker(self._theme, self._models)
        self.picker.chosen_changed.connect(self._write)
        self.topics = QLineEdit()
        self.topics.setPlaceholderText(tr("Topics, with commas between them"))
        self.topics.setAccessibleName(tr("Topics of the question"))
        self.picker.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.topics.setMaximumWidth(Size.FIELD)
        self.queue_button = QPushButton()
        dress(self.queue_button, "link")
        self.queue_button.clicked.connect(lambda: self._desk.show_queue(None))
        self.goes = ElidedLabel()
        dress(self.goes, "out")
        for widget, stretch in ((self.picker, 0), (self.topics, 2), (self.goes, 3), (self.queue_button, 0)):
            row.addWidget(widget, stretch)
        row.addStretch(1)
        foot.addLayout(row)
        self.composer = Composer(self._theme)
        self.composer.field.setPlaceholderText(tr("Ask the models the same question"))
        self.composer.question_sent.connect(self._on_question_sent)
        self.composer.stop_requested.connect(self._desk.stop)
        self.composer.answer_from_changed.connect(lambda _: self._write())
        syncing.sources_changed.connect(
            lambda: self.composer.scope.set_sources(tuple(source.name for source in syncing.sources))
        )
        self.composer.scope.set_sources(tuple(source.name for source in syncing.sources))
        foot.addWidget(self.composer)
        return foot

    def _empty(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setSpacing(Size.S2)
        self.empty_title, self.empty_words = QLabel(), QLabel()
        dress(self.empty_title, "page-title")
        dress(self.empty_words, "soft")
        self.empty_words.setWordWrap(True)
        self.empty_words.setFixedWidth(Size.BUBBLE)
        self.get_button = QPushButton(tr("Get models"))
        self.variant_button = QPushButton(tr("Compare it with other settings"))
        dress(self.get_button, "primary")
        dress(self.variant_button, "second")
        self.get_button.clicked.connect(self.models_requested)
        self.variant_button.clicked.connect(lambda: self.picker.add_variant())
        column.addStretch(2)
        for label in (self.empty_title, self.empty_words):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addLayout(_centred(label))
        column.addSpacing(Size.S2)
        column.addLayout(_centred(self.get_button, self.variant_button))
        column.addStretch(3)
        return holder

    def _waiting(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Size.S3)
        self._asked_row = QVBoxLayout()
        column.addLayout(self._asked_row)
        self.step = QLabel()
        dress(self.step, "title")
        why = QLabel(tr(WAITING))
        why.setWordWrap(True)
        why.setFixedWidth(Size.BUBBLE)
        why.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        dress(why, "soft")
        self.sent = QLabel()
        dress(self.sent, "warn")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(Size.FIELD)
        self.bar.setAccessibleName(tr("Answers that are there"))
        column.addStretch(2)
        for part in (self.step, self.bar, why, self.sent):
            column.addLayout(_centred(part))
        column.addStretch(3)
        return holder

    # What is shown

    def _write(self) -> None:
        """Show the state as a whole: what can be asked, and what became of what was asked."""
        desk = self._desk
        words = EMPTY if self.picker.ready else ALONE if self._models.infos else NONE_HERE
        self.empty_title.setText(tr(words[0]))
        self.empty_words.setText(tr(words[1]))
        self.get_button.setVisible(not self.picker.ready)
        self.variant_button.setVisible(not self.picker.ready and bool(self._models.infos))
        self.composer.setEnabled(self.picker.ready)
        self.composer.set_busy(desk.run is not None)
        self._write_destination()
        self._write_queue()
        if desk.run is not None:
            self.stack.setCurrentWidget(self.waiting)
        else:
            self.stack.setCurrentWidget(self.shown if desk.match is not None else self.empty)
        self._write_progress()

    def _write_destination(self) -> None:
        hosts = sorted({served.host for served in self.picker.destinations})
        if self.composer.answer_from.answer_from == "model":
            words = tr("Your question goes to {hosts}")
        else:
            words = tr("Your question and the passages found go to {hosts}")
        self.goes.set_full_text(words.format(hosts=joined(hosts)) if hosts else "")
        self.goes.setVisible(bool(hosts))

    def _write_progress(self) -> None:
        run = self._desk.run
        if run is None:
            return
        total = max(run.total, 2)
        come = tr("{done} of {all} answers are there").format(done=run.done, all=total)
        self.step.setText(come if run.done else tr("The models are answering"))
        self.bar.setMaximum(total)
        self.bar.setValue(run.done)
        self.sent.setText(tr("Your question was sent to {host}").format(host=run.sent.host) if run.sent else "")
        self.sent.setVisible(run.sent is not None)

    def _write_queue(self) -> None:
        counts, match = self._desk.counts, self._desk.match
        others = counts.ready - (match is not None and match.state == "ready") if counts else 0
        self.queue_button.setText(
            tr("%n more wait(s) for your vote", None, others) if match else tr("%n wait(s) for your vote", None, others)
        )
        self.queue_button.setVisible(others > 0 and self._desk.run is None)

    def _on_match_changed(self) -> None:
        match = self._desk.match
        self._write_bubble(self._asked_row, self._desk.question if self._desk.run is not None else "")
        if match is not None:
            self._show_match(match)
        self._write()
        if match is not None and not self.composer.field.toPlainText() and self.isVisible():
            self.ballot.setFocus()

    def _show_match(self, match: Match) -> None:
        self._write_bubble(self._bubble_row, match.question)
        self.ballot.show_match(match)
        self.verdict.set_full_text(self._verdict(match))
        dress(self.verdict, "warn" if match.state == "failed" else "title" if match.state == "voted" else "soft")
        counted = match.vote is not None and not match.vote.withdrawn
        self.withdraw_button.setVisible(counted)
        self.open_button.setVisible(match.revealed and any(one.answered for one in match.entries))
        self.again_button.setVisible(match.state in ("failed", "waiting"))
        follows = tr("Next") if match.revealed else tr("Later")
        self.next_button.setText(f"{follows}   N")
        self.next_button.setAccessibleName(follows)

    def _verdict(self, match: Match) -> str:
        if match.vote is None:
            left_out = sum(one.failed for one in match.entries)
            if match.state in STATES:
                return tr(STATES[match.state])
            asked = tr("Which is better?") if len(self.ballot.columns) == 2 else ""  # more buttons leave it no room
            return " ".join(filter(None, (asked, tr("One model could not answer") if left_out else "")))
        withdrawn = match.vote.withdrawn
        best = next((one for one in match.entries if one.position == match.vote.best), None)
        if best is not None and best.contender is not None:
            words = tr("You preferred {name}, and withdrew that") if withdrawn else tr("You preferred {name}")
            return words.format(name=contender_words(best.contender, self._models))
        if match.vote.bad:
            return tr("You found all of them bad, and withdrew that") if withdrawn else tr("You found all of them bad")
        return tr("You found them equally good, and withdrew that") if withdrawn else tr("You found them equally good")

    # What is done

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._desk.run is not None:
            self._desk.stop()
        else:
            super().keyPressEvent(event)

    def _on_question_sent(self, question: str) -> None:
        from alcove.chat.arena_store import Terms

        terms = Terms(self.composer.scope.scope, self.composer.answer_from.answer_from)
        tags = [tag for tag in self.topics.text().split(",") if tag.strip()]
        chosen = self.picker.chosen
        self._desk.ask(question, chosen or self.picker.pool, terms, tags, two_of=not chosen)

    def _on_next(self) -> None:
        match = self._desk.match
        self._desk.show_next(passing=match is not None and not match.revealed)

    def _write_bubble(self, row: QVBoxLayout, question: str) -> None:
        while (item := row.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if question:
            row.addWidget(QuestionWords(question, self._theme, self._illustrator))

    def _on_open(self) -> None:
        self._desk.open_conversation(self.conversation_kept.emit)


def _centred(*widgets: QWidget) -> QHBoxLayout:
    """Return a row with widgets in its middle: a row asks a wrapped label how high it is, an alignment does not."""
    row = QHBoxLayout()
    row.setSpacing(Size.S2)
    row.addStretch(1)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row
