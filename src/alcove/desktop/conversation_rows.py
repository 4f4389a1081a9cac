"""What the list of conversations shows, row by row: pinned ones, folders, days, the archive, or what was found.

A flat model: folders indent what they hold. Rows are built in one pass; ten thousand conversations take some 20 ms.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QAbstractListModel, QLocale, QModelIndex, QPersistentModelIndex, Qt

from alcove.desktop.translation import number, tr

if TYPE_CHECKING:
    from alcove.chat.search import Found
    from alcove.chat.store import Conversation, ConversationId

AnyIndex = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
JOINT = "/"


@dataclass(frozen=True, slots=True)
class Heading:
    """Words above a group; nothing happens on them."""

    words: str


@dataclass(frozen=True, slots=True)
class FolderRow:
    """A folder, `depth` folders deep, with so many conversations in it and below."""

    path: str
    depth: int
    count: int
    open: bool

    @property
    def name(self) -> str:
        return self.path.rpartition(JOINT)[2]


@dataclass(frozen=True, slots=True)
class Entry:
    """A conversation, and where it was searched for, what was found in it."""

    conversation: Conversation
    depth: int = 0
    found: Found | None = None


@dataclass(frozen=True, slots=True)
class Door:
    """The way into the archive, or out of it."""

    to: Literal["archive", "list"]
    words: str


Row = Heading | FolderRow | Entry | Door


def day_words(when: float, now: dt.datetime) -> str:
    """Return the heading a conversation of that time stands under."""
    return _heading(dt.datetime.fromtimestamp(when).date(), now.date())


def _heading(day: dt.date, today: dt.date) -> str:
    age = (today - day).days
    if age <= 0:
        return tr("Today")
    if age == 1:
        return tr("Yesterday")
    if age < 7:
        return tr("This week")
    if age < 14:
        return tr("Last week")
    month = QLocale().standaloneMonthName(day.month)
    month = month[:1].upper() + month[1:]
    return month if day.year == today.year else f"{month} {day.year}"


class ConversationTableModel(QAbstractListModel):
    """Build and hold the rows."""

    def __init__(self) -> None:
        super().__init__()
        self._conversations: list[Conversation] = []
        self._folders: list[str] = []
        self._found: list[Found] | None = None
        self._rows: list[Row] = []
        self._at: dict[ConversationId, int] = {}
        self.open_folders: set[str] = set()
        self.in_archive = False

    @property
    def searched(self) -> bool:
        """Whether what was found is shown, instead of all."""
        return self._found is not None

    def set_conversations(self, conversations: Sequence[Conversation], folders: Sequence[str] = ()) -> None:
        """Show these, the newest first, in these folders."""
        self._conversations, self._folders = list(conversations), list(folders)
        if not any(one.archived for one in conversations):
            self.in_archive = False
        self._build()

    def set_found(self, found: Sequence[Found] | None) -> None:
        """Show what was found, the best first; None for all conversations."""
        self._found = None if found is None else list(found)
        self._build()

    def show_archive(self, on: bool) -> None:
        """Show what is in the archive, or what is not."""
        self.in_archive = on
        self._build()

    def toggle(self, path: str, *, on: bool) -> None:
        """Open or close a folder."""
        if on != (path in self.open_folders):
            self.open_folders ^= {path}
            self._build()

    def row(self, index: AnyIndex) -> Row | None:
        """Return what a row shows."""
        return self._rows[index.row()] if index.isValid() else None

    def conversation(self, index: AnyIndex) -> Conversation | None:
        """Return the conversation of a row, None for any other."""
        row = self.row(index)
        return row.conversation if isinstance(row, Entry) else None

    def row_of(self, conversation: ConversationId) -> int:
        """Return the row of a conversation, -1 if it is not shown."""
        return self._at.get(conversation, -1)

    def row_of_folder(self, path: str) -> int:
        """Return the row of a folder, -1 if it is not shown."""
        return next((n for n, row in enumerate(self._rows) if isinstance(row, FolderRow) and row.path == path), -1)

    def folder_at(self, index: AnyIndex) -> str | None:
        """Return the folder that something dropped on a row goes to, "" for none, None where it can go nowhere."""
        row = self.row(index)
        if isinstance(row, FolderRow):
            return row.path
        if isinstance(row, Entry) and not row.found:
            return row.conversation.folder
        return "" if isinstance(row, Heading) else None

    def rowCount(self, parent: AnyIndex = ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.row(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return _words(row)
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(row, Entry):
            return row.conversation.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return _spoken(row)
        return None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        row = self.row(index)
        if row is None or isinstance(row, Heading):
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsDragEnabled if isinstance(row, Entry) else flags

    def _build(self) -> None:
        self.beginResetModel()
        if self._found is not None:
            self._rows = [Entry(one.conversation, found=one) for one in self._found]
        elif self.in_archive:
            archived = (one for one in self._conversations if one.archived)
            self._rows = [Door("list", tr("Archive")), *_by_day(archived)]
        else:
            self._rows = list(self._all())
        self._at = {row.conversation.id: n for n, row in enumerate(self._rows) if isinstance(row, Entry)}
        self.endResetModel()

    def _all(self) -> Iterator[Row]:
        shown = [one for one in self._conversations if not one.archived]
        pinned = [one for one in shown if one.pinned]
        if pinned:
            yield Heading(tr("Pinned"))
            yield from map(Entry, pinned)
        if self._folders:
            yield Heading(tr("Folders"))
            yield from _in_folders(self._folders, [one for one in shown if not one.pinned], self.open_folders)
        known = set(self._folders)
        yield from _by_day(one for one in shown if not one.pinned and one.folder not in known)
        count = len(self._conversations) - len(shown)
        if count:
            yield Door("archive", tr("Archive · {count}").format(count=number(count)))


def _by_day(conversations: Iterable[Conversation]) -> Iterator[Row]:
    """Yield conversations under their days."""
    today = dt.date.today()
    heading, since = "", float("inf")
    for one in conversations:
        if one.updated < since:  # another day than the one before
            day = dt.datetime.fromtimestamp(one.updated)
            since = dt.datetime.combine(day.date(), dt.time()).timestamp()
            words = _heading(day.date(), today)
            if words != heading:
                heading = words
                yield Heading(heading)
        yield Entry(one)


def _in_folders(folders: Sequence[str], shown: Sequence[Conversation], opened: Collection[str]) -> Iterator[Row]:
    """Yield folders, and in the open ones the folders and conversations in them."""
    held: dict[str, list[Conversation]] = {path: [] for path in folders}
    for one in shown:
        if one.folder in held:
            held[one.folder].append(one)
    counts = dict.fromkeys(folders, 0)
    for path, some in held.items():
        while path:
            counts[path] = counts.get(path, 0) + len(some)
            path = path.rpartition(JOINT)[0]
    below: dict[str, list[str]] = {}
    for path in folders:
        below.setdefault(path.rpartition(JOINT)[0], []).append(path)

    def of(path: str, depth: int) -> Iterator[Row]:
        yield FolderRow(path, depth, counts[path], path in opened)
        if path in opened:
            for one in below.get(path, ()):
                yield from of(one, depth + 1)
            yield from (Entry(one, depth + 1) for one in held[path])

    for path in below.get("", ()):
        yield from of(path, 0)


def _words(row: Row | None) -> str | None:
    if isinstance(row, Entry):
        return row.conversation.title
    if isinstance(row, FolderRow):
        return row.name
    return row.words if row is not None else None


def _spoken(row: Row | None) -> str | None:
    """Return what is read aloud of a row."""
    if isinstance(row, FolderRow):
        words = tr("Folder {name}, {holds}, open") if row.open else tr("Folder {name}, {holds}, closed")
        return words.format(name=row.name, holds=tr("%n conversation(s)", None, row.count))
    if isinstance(row, Entry) and row.found is not None:
        return f"{row.conversation.title}: {row.found.snippet}"
    return _words(row)
