"""The table of attempts to reach beyond this computer: when, where to, why, by which process, how much."""

import datetime as dt
from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from alcove.core.ledger import Entry, counted, size_words
from alcove.desktop.theme import Size, Theme

AnyIndex = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
WHEN, HOST, WHY, WHO, TIMES, SENT, RECEIVED, OUTCOME = range(8)
WIDTHS = {WHEN: 124, HOST: 210, WHO: 84, TIMES: 78, SENT: 82, RECEIVED: 82, OUTCOME: 92}
"""Widths of the columns, in pixels; what an attempt was for takes the rest."""
NEEDED = {WHO: 960, TIMES: 900, SENT: 840, RECEIVED: 700}
"""A column is shown from this width of the table on."""
LET_THROUGH, REFUSED = "let through", "refused"
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_USUAL = (0, 80, 443)

_COLUMNS: tuple[tuple[str, Callable[[Entry], str]], ...] = (
    ("When", lambda one: when_words(one.until, dt.datetime.now())),
    ("To", lambda one: host_words(one)),
    ("Why", lambda one: one.why[:1].upper() + one.why[1:]),
    ("Process", lambda one: one.who),
    ("Requests", lambda one: f"{one.times:,}"),
    ("Sent", lambda one: _moved(one, one.sent)),
    ("Received", lambda one: _moved(one, one.received)),
    ("", lambda one: LET_THROUGH if one.allowed else REFUSED),
)


class LedgerModel(QAbstractTableModel):
    """Entries of the ledger; `set_filter` chooses all, those let through, or those refused."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._entries: Sequence[Entry] = ()
        self._allowed: bool | None = None
        self._shown: list[Entry] = []

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Show these entries; what goes on in the same ones is written over, so that nothing jumps."""
        self._entries = entries
        shown = self._passing()
        if [_key(one) for one in shown] != [_key(one) for one in self._shown]:
            self._reset(shown)
        elif shown:
            self._shown = shown
            self.dataChanged.emit(self.index(0, 0), self.index(len(shown) - 1, len(_COLUMNS) - 1))

    def set_filter(self, allowed: bool | None) -> None:
        """Show those that were allowed, refused, or (None) all."""
        self._allowed = allowed
        self._reset(self._passing())

    def rowCount(self, parent: AnyIndex = ROOT) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: AnyIndex = ROOT) -> int:
        return 0 if parent.isValid() else len(_COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(_COLUMNS):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _COLUMNS[section][0]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if section in (TIMES, SENT, RECEIVED) else _LEFT
        return None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        entry, column = self._shown[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return _COLUMNS[column][1](entry)
        if role == Qt.ItemDataRole.ToolTipRole:
            return told(entry)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column in (TIMES, SENT, RECEIVED) else _LEFT
        if role == Qt.ItemDataRole.ForegroundRole:
            tokens = self._theme.tokens
            if not entry.allowed and column in (HOST, WHY, OUTCOME):
                return QColor(tokens.warn)
            return QColor(tokens.ink if column == HOST else tokens.soft)
        return None

    def _passing(self) -> list[Entry]:
        return [one for one in self._entries if self._allowed is None or one.allowed == self._allowed]

    def _reset(self, shown: list[Entry]) -> None:
        self.beginResetModel()
        self._shown = shown
        self.endResetModel()


class LedgerTable(QTableView):
    """The table as it is shown; fewer columns where it is narrow."""

    def __init__(self, model: LedgerModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setAccessibleName("Attempts to reach beyond this computer")
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(Size.ROW)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(WHY, QHeaderView.ResizeMode.Stretch)
        for column, width in WIDTHS.items():
            self.setColumnWidth(column, width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        width = self.viewport().width()
        for column, needed in NEEDED.items():
            if self.isColumnHidden(column) != (width < needed):
                self.setColumnHidden(column, width < needed)
        super().resizeEvent(event)


def when_words(at: float, now: dt.datetime) -> str:
    """Say when something was: the time today, the day too before that, and the year before this one."""
    then = dt.datetime.fromtimestamp(at)
    if then.date() == now.date():
        return f"{then:%H:%M:%S}"
    return f"{then.day} {then:%b, %H:%M}" if then.year == now.year else f"{then.day} {then:%b %Y}"


def host_words(entry: Entry) -> str:
    """Return the host, with its port where that tells something."""
    return entry.host if entry.port in _USUAL else f"{entry.host}:{entry.port}"


def told(entry: Entry) -> str:
    """Tell everything of an entry, a line each."""
    first, last = dt.datetime.fromtimestamp(entry.at), dt.datetime.fromtimestamp(entry.until)
    times = counted(entry.times, "request")
    lines = [
        f"{entry.host}, port {entry.port}" if entry.port else entry.host,
        f"{times}, {f'{first:%x %X}' if first == last else f'{first:%x %X} to {last:%X}'}",
        f"{LET_THROUGH if entry.allowed else REFUSED}: {entry.why}, in the process {entry.who}",
    ]
    if entry.allowed:
        sent, received = entry.sent, entry.received
        lines.append(
            "how much it moved was not counted: a library’s own connection"
            if sent is None or received is None
            else f"{size_words(sent)} sent, {size_words(received)} received"
        )
    return "\n".join(lines)


def _moved(entry: Entry, count: int | None) -> str:
    if not entry.allowed:
        return ""
    return "–" if count is None else size_words(count)


def _key(entry: Entry) -> tuple[object, ...]:
    return entry.at, entry.who, entry.host, entry.port, entry.why, entry.allowed
