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
from alcove.desktop.turn_state import TurnState
from alcove.rag.types import Citation, Placing, Trace

if TYPE_CHECKING:
    from alcove.rag.placing import Placed

AnyIndex = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
PLACING_ROLE = Qt.ItemDataRole.UserRole + 1
LINE = 19
READ = "read"


@dataclass(frozen=True, slots=True)
class Shown:
    """One passage as the list tells of it."""

    placing: Placing
    name: str
    places: str
    became: str
    used: bool
    """Whether the model read it or the answer cites it."""


def ordinal(number: int) -> str:
    """Return a rank in words: "1st", "12th", "34th"."""
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{ending}"


def places_words(placing: Placing) -> str:
    """Return where a passage came: "by words 3rd · not found by meaning · together 2nd"."""
    if not placing.keyword and not placing.meaning and placing.lent:
        told = ["by its neighbours alone"]
    else:
        told = _list_words(placing)
    if placing.rank:
        told.append(f"together {ordinal(placing.rank)}")
    return " · ".join(told)


def _list_words(placing: Placing) -> list[str]:
    return [
        f"by words {ordinal(placing.keyword)}" if placing.keyword else "not found by words",
        f"by meaning {ordinal(placing.meaning)}" if placing.meaning else "not found by meaning",
    ]


def became_words(placing: Placing, citations: Sequence[Citation]) -> str:
    """Return what became of a passage: "cited as 2", "read by the model", "left out: no room"."""
    markers = sorted({c.marker for c in citations if _holds(placing, c)})
    if markers:
        return f"cited as {', '.join(map(str, markers))}"
    if placing.became == READ:
        return "read by the model"
    return f"left out: {placing.became}" if placing.became else "the answer was stopped before"


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
    cited = sum(row.became.startswith("cited") for row in rows)
    read = sum(row.placing.became == READ for row in rows)
    told = [f"The {len(rows)} best passages for this question; the model read {read} and cites {cited}."]
    if not read:
        told = [f"The {len(rows)} best passages for this question; no model read them, and {cited} are quoted."]
    if turn.trace.query != turn.question:
        told.append("It was searched together with the question before it.")
    return " ".join([*told, *search_words(turn.trace)])


def search_words(trace: Trace) -> list[str]:
    """Return why words alone counted, where they did."""
    if trace.degraded:
        return [f"Words alone counted: {trace.degraded.rstrip('.')}."]
    if not trace.trust and any(one.meaning or one.keyword for one in trace.placings):
        return ["Words alone counted: the embedding model does not read the language of the question."]
    return []


def pointed_words(placed: "Placed", turn: TurnState) -> str:
    """Return where a passage that a person pointed at came for the question of a turn, and what became of it."""
    placing = placed.placing
    if placing is None:
        return f"No search for this question finds it: {placed.hidden}."
    parts = [
        f"by words {ordinal(placing.keyword)}" if placing.keyword else f"not by words, for {placed.no_keyword}",
        f"by meaning {ordinal(placing.meaning)}" if placing.meaning else f"not by meaning, for {placed.no_meaning}",
        f"together {ordinal(placing.rank)}" if placing.rank else "too far down in both to be joined",
    ]
    joint = "; " if any(" for " in part for part in parts) else ", "
    words = joint.join(parts)
    return f"{words[:1].upper()}{words[1:]}: {fate_words(placing, turn)}."


def fate_words(placing: Placing, turn: TurnState) -> str:
    """Return what became of a passage in the answer of a turn."""
    if turn.trace is None:
        return "the answer does not say what became of it"
    same = next((one for one in turn.trace.placings if _same(one, placing)), None)
    if same is None:
        return "left out, it came too far down"
    return became_words(same, turn.citations).replace("left out: ", "left out, ")


def _shown(placing: Placing, citations: Sequence[Citation], *, searched: bool) -> Shown:
    name = place.item_name(placing.uri)
    if placing.page is not None:
        name = f"{name} · {place.page_word(mime_of(name))} {placing.page}"
    heading = placing.heading.rpartition(place.HEADING_JOINT)[2]
    if heading and heading != placing.title:
        name = f"{name} · {heading}"
    became = became_words(placing, citations)
    used = became.startswith("cited") or placing.became == READ
    extra = ["a link leads to it"] if placing.linked else []
    places = places_words(placing) if searched else f"listed {ordinal(placing.rank or 1)} by the filters"
    return Shown(placing, name, places, " · ".join([became, *extra]), used)


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
            alike = f", cosine {row.placing.similarity:.2f}" if row.placing.similarity is not None else ""
            alike += ", helped by its neighbours" if row.placing.lent else ""
            return f"{row.name}: {row.places.replace(' · ', ', ')}{alike}, {row.became.replace(' · ', ', ')}"
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
            told = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, line.width())
            painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, told)
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
        self.back_button.setToolTip("Back to the sources (Esc)")
        self.back_button.setAccessibleName("Back to the sources")
        theme.set_icon(self.back_button, "arrow-left", "soft", Size.ICON_SMALL)
        self.back_button.clicked.connect(self.closed)
        title = QLabel("Why these passages")
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
        self.list.setAccessibleName("Passages that came into consideration")
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
