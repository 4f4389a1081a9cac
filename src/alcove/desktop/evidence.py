"""The right side: the sources of the answer in view, cited first, and under them the document one stands in."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from alcove.desktop import place
from alcove.desktop.cards import HitCard
from alcove.desktop.own_set import OwnSet
from alcove.desktop.preview import DocumentPreview
from alcove.desktop.sections import ScrollColumn
from alcove.desktop.services import LibraryService
from alcove.desktop.tasks import TaskRunner
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import tr
from alcove.desktop.turn_state import TurnState
from alcove.desktop.why import WhyPanel
from alcove.rag.types import Citation, Hit, Placing, Source

CARDS_AT_ONCE = 6
"""More are made between other events: sixteen at once take as long as three frames."""


class EvidencePanel(QFrame):
    """Show where an answer comes from."""

    citation_selected = Signal(int)
    selection_cleared = Signal()
    hidden_requested = Signal()

    def __init__(
        self,
        theme: Theme,
        library: LibraryService,
        tasks: TaskRunner,
        source_of: Callable[[str], Source | None] = lambda uri: None,
        own: OwnSet | None = None,
    ) -> None:
        super().__init__()
        self._theme = theme
        self._turn: TurnState | None = None
        self._written: tuple[object, ...] = ()
        self.cards: list[HitCard] = []
        self._waiting: list[Hit] = []
        """Hits whose cards are made between other events."""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_next)
        self.selected: int | None = None
        dress(self, "evidence")
        column = QVBoxLayout(self)
        column.setContentsMargins(Size.S4, 0, Size.S3, Size.S4)
        column.setSpacing(0)
        column.addWidget(self._header())
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(Size.S3)
        self._list = QVBoxLayout()
        self._list.setSpacing(Size.S2)
        holder = QWidget()
        dress(holder, "clear")
        outer = QVBoxLayout(holder)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addLayout(self._list)
        outer.addStretch(1)
        self.scroller = ScrollColumn(holder, Size.S1)
        self.why = WhyPanel(theme)
        self.why.closed.connect(self.show_sources)
        self.why.placing_chosen.connect(self._on_placing_chosen)
        self.lists = QStackedWidget()
        dress(self.lists, "clear")
        self.lists.addWidget(self.scroller)
        self.lists.addWidget(self.why)
        self.preview = DocumentPreview(theme, library, tasks, source_of, own)
        self.preview.closed.connect(self.close_document)
        self.preview.hide()
        self.splitter.addWidget(self.lists)
        self.splitter.addWidget(self.preview)
        self.splitter.setStretchFactor(0, 2)
        self.splitter.setStretchFactor(1, 3)
        column.addWidget(self.splitter, 1)
        self.show_turn(None)

    def show_turn(self, turn: TurnState | None) -> None:
        """Show the sources of a turn; called again as it goes on, it changes only what is new."""
        another = turn is not self._turn
        self._turn = turn
        if another:
            self.selected = None
            self.close_document()
            self.show_sources()
        elif turn is not None and self.shows_why:
            self.why.show_turn(turn)
        hits = turn.hits if turn else ()
        cited = turn.cited_hits() if turn else []
        written = (hits, tuple(marker for marker, _ in cited))
        if another or written != self._written:
            self._written = written
            if another:
                self._write((), [])
            self._write(hits, cited)
        self._mark_outdated()

    @property
    def shows_why(self) -> bool:
        """Whether it is told why these passages, in the place of the cards."""
        return self.lists.currentWidget() is self.why

    @property
    def stop(self) -> QWidget:
        """What has the keyboard when a person comes here."""
        if self.shows_why:
            return self.why.list
        return self.cards[0] if self.cards else self.scroller

    def show_why(self) -> None:
        """Tell where the passages of the turn came, and what became of each."""
        if self._turn is not None:
            self.why.show_turn(self._turn)
            self.lists.setCurrentWidget(self.why)
            self.why.list.setFocus()

    def show_sources(self) -> None:
        """Show the cards again."""
        self.lists.setCurrentWidget(self.scroller)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        escapes = event.key() == Qt.Key.Key_Escape
        if escapes and self.shows_why and not self.preview.isAncestorOf(self.window().focusWidget()):
            self.show_sources()
            self.stop.setFocus()
        elif escapes and self.preview.isVisible():
            self.close_document()
            self.stop.setFocus()
        else:
            super().keyPressEvent(event)

    def _mark_outdated(self) -> None:
        """Say on each card whether its passage still stands."""
        outdated = self._turn.outdated if self._turn else ()
        fates = {(one.passage.uri, one.passage.start, one.passage.end): one.fate for one in outdated}
        for card in self.cards:
            card.set_fate(fates.get((card.hit.uri, card.hit.start, card.hit.end), ""))

    @property
    def turn(self) -> TurnState | None:
        """The turn whose sources are shown."""
        return self._turn

    def citations_at_hand(self) -> bool:
        """Whether there is a citation to step to."""
        return bool(self._citations())

    def select(self, index: int) -> None:
        """Open the document of one of the answer's citations and mark its span."""
        if self._turn is None or not 0 <= index < len(self._turn.citations):
            return
        citation = self._turn.citations[index]
        self.selected = index
        self._turn_on(citation.marker)
        hit = next((card.hit for card in self.cards if card.marker == citation.marker), None)
        span = place.span_of(citation)
        if hit is not None:
            words = span.words or hit.text[max(0, span.start - hit.start) : span.end - hit.start]
            span = replace(span, heading=hit.heading, words=words)
        self._open(span)
        self.citation_selected.emit(index)

    def step(self, by: int) -> None:
        """Open the next or an earlier citation of the answer, around its ends."""
        if self._turn is None or not self._turn.citations:
            return
        citations = self._turn.citations
        order = sorted(range(len(citations)), key=lambda n: citations[n].answer_start)
        at = order.index(self.selected) + by if self.selected in order else (0 if by > 0 else -1)
        self.select(order[at % len(order)])

    def open_hit(self, hit: Hit) -> None:
        """Open the document of a found passage that nothing cites."""
        self.selected = None
        self.selection_cleared.emit()
        for card in self.cards:
            card.set_on(card.hit == hit)
        self._open(place.span_of(hit))

    def open_item(self, uri: str) -> None:
        """Open a document from its beginning."""
        self.selected = None
        self.selection_cleared.emit()
        for card in self.cards:
            card.set_on(False)
        self._open(place.Span(uri, 0, 0))

    def close_document(self) -> None:
        """Put the document away."""
        self.preview.hide()
        self.selected = None
        self.selection_cleared.emit()
        for card in self.cards:
            card.set_on(False)

    def _header(self) -> QWidget:
        header = QWidget()
        header.setFixedHeight(Size.HEADER)
        row = QHBoxLayout(header)
        row.setContentsMargins(0, 0, 0, 0)
        title = QLabel(tr("Sources"))
        dress(title, "title")
        self.counts = QLabel()
        dress(self.counts, "soft")
        self.hide_button = QToolButton()
        self.hide_button.setAccessibleName(tr("Hide the sources"))
        self._theme.set_icon(self.hide_button, "x", "faint", Size.ICON_SMALL)
        self.hide_button.clicked.connect(self.hidden_requested)
        row.addWidget(title)
        row.addStretch(1)
        row.addWidget(self.counts)
        row.addWidget(self.hide_button)
        return header

    def _write(self, hits: tuple[Hit, ...], cited: list[tuple[int, Hit]]) -> None:
        # Cards that stay are kept: making ten anew at each citation of a stream would stall the window.
        kept: dict[tuple[int, int | None], HitCard] = {(card.hit.chunk_id, card.marker): card for card in self.cards}
        while (item := self._list.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None and widget not in self.cards:
                widget.hide()
                widget.deleteLater()
        self.cards = []
        for marker, hit in cited:
            first = next((c for c in self._citations() if c.marker == marker), None)
            key = (hit.chunk_id, marker)
            self._add(kept.pop(key) if key in kept else self._made(hit, marker, first))
        rest = [hit for hit in hits if all(hit is not one for _, one in cited)]
        if cited and rest:
            label = QLabel(tr("Also found"))
            dress(label, "faint")
            self._list.addWidget(label)
        self._waiting = []
        for number, hit in enumerate(rest):
            bare = (hit.chunk_id, None)
            if bare not in kept and len(self.cards) >= CARDS_AT_ONCE:
                self._waiting = rest[number:]
                self._timer.start(0)
                break
            self._add(kept.pop(bare) if bare in kept else self._made(hit))
        for card in kept.values():
            card.hide()
            card.deleteLater()
        if hits:
            counts = [tr("%n cited", None, len(cited))] if cited else []
            self.counts.setText(" · ".join([*counts, tr("%n found", None, len(hits))]))
        else:
            self.counts.clear()
            self._list.addWidget(self._empty())
        if self.selected is not None and self.selected < len(self._citations()):
            self._turn_on(self._citations()[self.selected].marker)

    def _on_next(self) -> None:
        if self._waiting:
            self._add(self._made(self._waiting.pop(0)))
            self._mark_outdated()
            self._timer.start(0)

    def _made(self, hit: Hit, marker: int | None = None, citation: Citation | None = None) -> HitCard:
        card = HitCard(self._theme, hit, marker, citation)
        card.clicked.connect(lambda: self._on_card_clicked(card))
        return card

    def _citations(self) -> list[Citation]:
        return self._turn.citations if self._turn else []

    def _empty(self) -> QLabel:
        words = tr("What an answer is made from appears here, before its first word.")
        if self._turn is not None and not self._turn.busy:
            words = tr("Nothing was found for this question.")
        label = QLabel(words)
        label.setWordWrap(True)
        dress(label, "soft")
        return label

    def _add(self, card: HitCard) -> None:
        self.cards.append(card)
        self._list.addWidget(card)

    def _on_card_clicked(self, card: HitCard) -> None:
        if card.marker is None:
            self.open_hit(card.hit)
            return
        index = next((n for n, c in enumerate(self._citations()) if c.marker == card.marker), None)
        if index is not None:
            self.select(index)

    def _on_placing_chosen(self, placing: Placing) -> None:
        hit = next((one for one in self._turn.hits if one.chunk_id == placing.chunk_id), None) if self._turn else None
        if hit is not None:
            self.open_hit(hit)
            return
        self.selected = None
        self.selection_cleared.emit()
        self._open(place.Span(placing.uri, placing.start, placing.end, placing.page))

    def _turn_on(self, marker: int) -> None:
        for card in self.cards:
            card.set_on(card.marker == marker)
            if card.marker == marker:
                if self.window().focusWidget() in self.cards:
                    card.setFocus()  # what has the keyboard is what is on view
                self.scroller.ensureWidgetVisible(card, 0, Size.S2)
                # and once more when the page has taken its part of the room
                QTimer.singleShot(0, card, lambda card=card: self.scroller.ensureWidgetVisible(card, 0, Size.S2))

    def _open(self, span: place.Span) -> None:
        """Open the document a span stands in, where its file is now."""
        for standing in self._turn.standings if self._turn else ():
            if standing.passage.uri == span.uri:
                span = replace(span, uri=standing.uri)
        if self.preview.isHidden():
            self.preview.show()
            height = max(1, self.splitter.height())
            self.splitter.setSizes([height * 2 // 5, height * 3 // 5])
        self.preview.open(span)
