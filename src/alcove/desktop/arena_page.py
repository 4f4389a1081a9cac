"""The arena: a row of buttons, and under it the section of each: Vote, Ratings, Batches."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from alcove.desktop.arena_batches import BatchesView
from alcove.desktop.arena_desk import ArenaDesk
from alcove.desktop.arena_ratings import RatingsView
from alcove.desktop.arena_vote import VoteView
from alcove.desktop.illustrator import Illustrator
from alcove.desktop.model_list import ModelList
from alcove.desktop.own_set import OwnSet
from alcove.desktop.syncing import Syncing
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import marked, tr

if TYPE_CHECKING:
    from alcove.chat.arena_store import BatchId


class ArenaPage(QWidget):
    """Show one section at a time."""

    citation_clicked = Signal(object, int)
    """The turn of an answer, and which of its citations."""
    conversation_kept = Signal(int)
    models_requested = Signal()

    def __init__(
        self,
        theme: Theme,
        illustrator: Illustrator,
        desk: ArenaDesk,
        models: ModelList,
        syncing: Syncing,
        own: OwnSet,
    ) -> None:
        super().__init__()
        self._desk = desk
        self.vote = VoteView(theme, illustrator, desk, models, syncing)
        self.ratings = RatingsView(theme, desk, models)
        self.batches = BatchesView(theme, desk, models, syncing, own)
        self.vote.citation_clicked.connect(self.citation_clicked)
        self.vote.conversation_kept.connect(self.conversation_kept)
        self.vote.models_requested.connect(self.models_requested)
        self.batches.vote_requested.connect(self.show_queue)
        self.batches.ratings_requested.connect(self.show_ratings)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Size.S3)
        row = QHBoxLayout()
        row.setSpacing(Size.S1)
        self.stack = QStackedWidget()
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QPushButton] = {}
        for label, view in (
            (marked("Vote"), self.vote),
            (marked("Ratings"), self.ratings),
            (marked("Batches"), self.batches),
        ):
            button = QPushButton(tr(label))
            button.setCheckable(True)
            dress(button, "tab")
            button.clicked.connect(lambda _=False, label=label: self.show_view(label))
            self._group.addButton(button)
            row.addWidget(button)
            self.stack.addWidget(view)
            self.buttons[label] = button
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.stack, 1)
        self.show_view("Vote")

    def show_view(self, label: str) -> None:
        """Show the section of a button, by its English label."""
        self.buttons[label].setChecked(True)
        self.stack.setCurrentIndex(list(self.buttons).index(label))

    def show_queue(self, batch: "BatchId | None") -> None:
        """Show what of a batch, or of all, waits for a vote."""
        self._desk.show_queue(batch)
        self.show_view("Vote")

    def show_ratings(self, batch: "BatchId | None") -> None:
        """Show what the votes on a batch say."""
        self._desk.rate(batch=batch)
        self.show_view("Ratings")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._desk.refresh()
