"""The table of attempts to reach beyond this computer: when, where to, why, by which process, how much."""

import datetime as dt
from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractTableModel, QDate, QLocale, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from alcove.core.ledger import Entry
from alcove.desktop.privacy import size_said
from alcove.desktop.theme import Size, Theme
from alcove.desktop.translation import marked, number, told, tr

AnyIndex = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
WHEN, HOST, WHY, WHO, TIMES, SENT, RECEIVED, OUTCOME = range(8)
WIDTHS = {WHEN: 124, HOST: 210, WHO: 84, TIMES: 78, SENT: 82, RECEIVED: 82, OUTCOME: 104}
"""Widths of the columns, in pixels; what an attempt was for takes the rest."""
NEEDED = {WHO: 960, TIMES: 900, SENT: 840, RECEIVED: 700}
"""A column is shown from this width of the table on."""
LET_THROUGH, REFUSED = marked("let through"), marked("refused")
PROCESSES = {"window": marked("window"), "index": marked("index"), "reader": marked("reader")}
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_USUAL = (0, 80, 443)

_COLUMNS: tuple[tuple[str, Callable[[Entry], str]], ...] = (
    (marked("When"), lambda one: when_words(one.until, dt.datetime.now())),
    (marked("To"), lambda one: host_words(one)),
    (marked("Why"), lambda one: _capital(told(one.why))),
    (marked("Process"), lambda one: _process(one)),
    (marked("Requests"), lambda one: number(one.times)),
    (marked("Sent"), lambda one: _moved(one, one.sent)),
    (marked("Received"), lambda one: _moved(one, one.received)),
    ("", lambda one: _outcome(one)),
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
            name = _COLUMNS[section][0]
            return tr(name) if name else ""
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
            return entry_words(entry)
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
        self.setAccessibleName(tr("Attempts to reach beyond this computer"))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(Size.ROW)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(WHY, QHeaderView.ResizeMode.Stretch)
        for column, width in WIDTHS.items():
            self.setColumnWidth(column, max(width, header.sectionSizeHint(column)))

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
    date = QDate(then.year, then.month, then.day)
    if then.year == now.year:
        return f"{QLocale().toString(date, 'd MMM')}, {then:%H:%M}"
    return QLocale().toString(date, "d MMM yyyy")


def host_words(entry: Entry) -> str:
    """Return the host, with its port where that tells something."""
    return entry.host if entry.port in _USUAL else f"{entry.host}:{entry.port}"


def entry_words(entry: Entry) -> str:
    """Tell everything of an entry, a line each."""
    first, last = dt.datetime.fromtimestamp(entry.at), dt.datetime.fromtimestamp(entry.until)
    date = QLocale().toString(QDate(first.year, first.month, first.day), QLocale.FormatType.ShortFormat)
    when = f"{date} {first:%H:%M:%S}"
    if first != last:
        when = tr("{begin} to {end}").format(begin=when, end=f"{last:%H:%M:%S}")
    times = tr("%n request(s)", None, entry.times)
    lines = [
        tr("{host}, port {port}").format(host=entry.host, port=entry.port) if entry.port else entry.host,
        f"{times}, {when}",
        tr("{outcome}: {why}, in the process {process}").format(
            outcome=_outcome(entry), why=told(entry.why), process=_process(entry)
        ),
    ]
    if entry.allowed:
        sent, received = entry.sent, entry.received
        lines.append(
            tr("how much it moved was not counted: a library’s own connection")
            if sent is None or received is None
            else tr("{sent} sent, {received} received").format(sent=size_said(sent), received=size_said(received))
        )
    return "\n".join(lines)


def _moved(entry: Entry, count: int | None) -> str:
    if not entry.allowed:
        return ""
    return "–" if count is None else size_said(count)


def _outcome(entry: Entry) -> str:
    return tr(LET_THROUGH) if entry.allowed else tr(REFUSED)


def _process(entry: Entry) -> str:
    return tr(PROCESSES[entry.who]) if entry.who in PROCESSES else entry.who


def _capital(words: str) -> str:
    """Begin as a sentence does; the name of a repository keeps its own letters."""
    return words if "/" in words.partition(" ")[0] else words[:1].upper() + words[1:]


def _key(entry: Entry) -> tuple[object, ...]:
    return entry.at, entry.who, entry.host, entry.port, entry.why, entry.allowed
