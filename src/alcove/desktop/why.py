"""Why these passages: the passages that came into consideration for an answer, where each came, what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from alcove.core.formats import mime_of
from alcove.desktop import place
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import decimal, marked, number, told, tr
from alcove.desktop.turn_state import TurnState
from alcove.rag.types import Citation, PageSpan, Placing, Trace

if TYPE_CHECKING:
    from alcove.rag.placing import Placed

AnyIndex = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
PLACING_ROLE = Qt.ItemDataRole.UserRole + 1
LINE = 19
READ = "read"
RANKS = {1: marked("{n}st"), 2: marked("{n}nd"), 3: marked("{n}rd")}
"""Ranks by their last digit; the others are `OTHER_RANKS`."""
OTHER_RANKS = marked("{n}th")
LEFT_OUT, LEFT_OUT_WITHIN = marked("left out: {why}"), marked("left out, {why}")
"""Why a passage was left out, by itself and within a sentence that has a colon."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One passage as the list tells of it."""

    placing: Placing
    name: str
    places: str
    became: str
    cited: bool
    used: bool
    """Whether the model read it or the answer cites it."""


def ordinal(rank: int) -> str:
    """Return a rank in words: "1st", "12th", "34th"."""
    words = OTHER_RANKS if 10 <= rank % 100 <= 20 else RANKS.get(rank % 10, OTHER_RANKS)
    return tr(words).format(n=number(rank))


def places_words(placing: Placing) -> str:
    """Return where a passage came: "by words 3rd · not found by meaning · together 2nd"."""
    if not placing.keyword and not placing.meaning and placing.lent:
        parts = [tr("by its neighbours alone")]
    else:
        parts = [_by_words(placing) or tr("not found by words"), _by_meaning(placing) or tr("not found by meaning")]
    if placing.rank:
        parts.append(_together(placing))
    return " · ".join(parts)


def _by_words(placing: Placing) -> str:
    return tr("by words {rank}").format(rank=ordinal(placing.keyword)) if placing.keyword else ""


def _by_meaning(placing: Placing) -> str:
    return tr("by meaning {rank}").format(rank=ordinal(placing.meaning)) if placing.meaning else ""


def _together(placing: Placing) -> str:
    return tr("together {rank}").format(rank=ordinal(placing.rank)) if placing.rank else ""


def _markers(placing: Placing, citations: Sequence[Citation]) -> list[int]:
    """Return the numbers a passage is cited by."""
    return sorted({c.marker for c in citations if _holds(placing, c)})


def became_words(placing: Placing, citations: Sequence[Citation], left_out: str = LEFT_OUT) -> str:
    """Return what became of a passage: "cited as 2", "read by the model", "left out: no room"."""
    markers = _markers(placing, citations)
    if markers:
        return tr("cited as {marks}").format(marks=", ".join(map(str, markers)))
    if placing.became == READ:
        return tr("read by the model")
    if not placing.became:
        return tr("the answer was stopped before")
    return tr(left_out).format(why=told(placing.became))


def shown(turn: TurnState) -> tuple[Shown, ...]:
    """Return the passages of an answer's trace as the list tells of them, best first."""
    placings = turn.trace.placings if turn.trace else ()
    searched = any(one.keyword or one.meaning for one in placings)  # else filters alone listed them
    return tuple(_shown(one, turn.citations, searched=searched) for one in placings)


def summary(turn: TurnState) -> str:
    """Return what the list as a whole says, and how the question was searched where that was not as usual."""
    rows = shown(turn)
    if turn.trace is None or not rows:
        return ""
    cited = sum(row.cited for row in rows)
    read = sum(row.placing.became == READ for row in rows)
    if read:
        words = tr(
            "The %n best passage(s) for this question; the model read {read} and cites {cited}.", None, len(rows)
        )
    else:
        words = tr(
            "The %n best passage(s) for this question; no model read them, and {cited} are quoted.", None, len(rows)
        )
    parts = [words.format(read=number(read), cited=number(cited))]
    if turn.trace.query != turn.question:
        parts.append(tr("It was searched together with the question before it."))
    return " ".join([*parts, *search_words(turn.trace)])


def search_words(trace: Trace) -> list[str]:
    """Return why words alone counted, where they did."""
    if trace.degraded:
        return [tr("Words alone counted: {why}.").format(why=told(trace.degraded).rstrip("."))]
    if not trace.trust and any(one.meaning or one.keyword for one in trace.placings):
        return [tr("Words alone counted: the embedding model does not read the language of the question.")]
    return []


def pointed_words(placed: "Placed", turn: TurnState) -> str:
    """Return where a passage that a person pointed at came for the question of a turn, and what became of it."""
    placing = placed.placing
    if placing is None:
        return tr("No search for this question finds it: {why}.").format(why=told(placed.hidden))
    parts = [
        _by_words(placing) or tr("not by words, for {why}").format(why=told(placed.no_keyword)),
        _by_meaning(placing) or tr("not by meaning, for {why}").format(why=told(placed.no_meaning)),
        _together(placing) or tr("too far down in both to be joined"),
    ]
    words = (", " if placing.keyword and placing.meaning else "; ").join(parts)
    return f"{words[:1].upper()}{words[1:]}: {fate_words(placing, turn)}."


def fate_words(placing: Placing, turn: TurnState) -> str:
    """Return what became of a passage in the answer of a turn."""
    if turn.trace is None:
        return tr("the answer does not say what became of it")
    same = next((one for one in turn.trace.placings if _same(one, placing)), None)
    if same is None:
        return tr("left out, it came too far down")
    return became_words(same, turn.citations, LEFT_OUT_WITHIN)


def _shown(placing: Placing, citations: Sequence[Citation], *, searched: bool) -> Shown:
    name = place.item_name(placing.uri)
    if placing.page is not None:
        name = f"{name} · {place.page_words(PageSpan(placing.page, 0, 0), mime_of(name))}"
    heading = placing.heading.rpartition(place.HEADING_JOINT)[2]
    if heading and heading != placing.title:
        name = f"{name} · {heading}"
    became = became_words(placing, citations)
    cited = bool(_markers(placing, citations))
    extra = [tr("a link leads to it")] if placing.linked else []
    listed = tr("listed {rank} by the filters").format(rank=ordinal(placing.rank or 1))
    places = places_words(placing) if searched else listed
    return Shown(placing, name, places, " · ".join([became, *extra]), cited, cited or placing.became == READ)


def _holds(placing: Placing, citation: Citation) -> bool:
    """Tell whether the middle of what is cited stands in a passage: its ends may reach into the next one."""
    return placing.uri == citation.uri and placing.start <= (citation.start + citation.end) // 2 < placing.end


def _same(one: Placing, other: Placing) -> bool:
    """Tell whether two placings are of one passage: since the answer its document may have been read anew."""
    if one.chunk_id == other.chunk_id:
        return True
    shared = min(one.end, other.end) - max(one.start, other.start)
    return one.uri == other.uri and 2 * shared > min(one.end - one.start, other.end - other.start)


class PlacingListModel(QAbstractListModel):
    """The passages of one answer."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[Shown, ...] = ()

    @property
    def rows(self) -> tuple[Shown, ...]:
        return self._rows

    def set_rows(self, rows: tuple[Shown, ...]) -> None:
        """Show these passages."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name
        if role == PLACING_ROLE:
            return row
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            parts = [row.places.replace(" · ", ", ")]
            if row.placing.similarity is not None:
                parts.append(tr("cosine {value}").format(value=decimal(row.placing.similarity, 2)))
            if row.placing.lent:
                parts.append(tr("helped by its neighbours"))
            return f"{row.name}: {', '.join([*parts, row.became.replace(' · ', ', ')])}"
        return None


class PlacingDelegate(QStyledItemDelegate):
    """Three lines a passage: its item and page, its places, what became of it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(Size.FIELD, 3 * LINE + Size.S4)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        row: Shown = index.data(PLACING_ROLE)
        tokens = self._theme.tokens
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            chosen = state & QStyle.StateFlag.State_Selected
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.accent_soft if chosen else tokens.user))
            painter.drawRoundedRect(rect.adjusted(0, 1, 0, -1), Size.ROW_RADIUS, Size.ROW_RADIUS)
        line = rect.adjusted(Size.S2, Size.S2, -Size.S2, 0)
        line.setHeight(LINE)
        became_ink = tokens.accent if row.used else tokens.soft
        name_ink = tokens.ink if row.used else tokens.soft
        for words, size, weight, ink in (
            (row.name, Size.NORMAL, 600, name_ink),
            (row.places, Size.SMALL, 400, tokens.soft),
            (row.became[:1].upper() + row.became[1:], Size.SMALL, 400, became_ink),
        ):
            painter.setFont(self._theme.font(size, weight))
            painter.setPen(QColor(ink))
            drawn = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, line.width())
            painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, drawn)
            line.translate(0, LINE)
        painter.restore()


class WhyPanel(QWidget):
    """The list with what it says as a whole, in the place of the sources; a passage that is chosen opens."""

    closed = Signal()
    placing_chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, Size.S1, 0)
        column.setSpacing(Size.S2)
        head = QHBoxLayout()
        head.setSpacing(Size.S1)
        self.back_button = QToolButton()
        self.back_button.setToolTip(tr("Back to the sources (Esc)"))
        self.back_button.setAccessibleName(tr("Back to the sources"))
        theme.set_icon(self.back_button, "arrow-left", "soft", Size.ICON_SMALL)
        self.back_button.clicked.connect(self.closed)
        title = QLabel(tr("Why these passages"))
        dress(title, "heading")
        head.addWidget(self.back_button)
        head.addWidget(title, 1)
        column.addLayout(head)
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        dress(self.summary, "soft")
        column.addWidget(self.summary)
        self.rows = PlacingListModel()
        self.list = QListView()
        self.list.setModel(self.rows)
        self.list.setItemDelegate(PlacingDelegate(theme, self.list))
        self.list.setUniformItemSizes(True)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setMouseTracking(True)
        self.list.setAccessibleName(tr("Passages that came into consideration"))
        self.list.clicked.connect(self._on_chosen)
        self.list.activated.connect(self._on_chosen)
        theme.changed.connect(self.list.viewport().update)
        column.addWidget(self.list, 1)

    def show_turn(self, turn: TurnState) -> None:
        """Tell of the passages of an answer."""
        rows = shown(turn)
        if rows != self.rows.rows:
            self.rows.set_rows(rows)
        self.summary.setText(summary(turn))

    def _on_chosen(self, index: QModelIndex) -> None:
        self.placing_chosen.emit(self.rows.rows[index.row()].placing)
