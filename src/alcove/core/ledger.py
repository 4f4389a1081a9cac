"""The network ledger: every attempt to reach beyond this computer, of every process, allowed or refused.

It has a database of its own, because an attempt is written down before it is made, from whichever thread and process,
in the middle of whatever transaction the library's database is in. What cannot be written down is not let through.
"""

import csv
import io
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, astuple, dataclass, fields
from pathlib import Path

from alcove.core.database import Database
from alcove.core.net import Attempt, Door
from alcove.core.paths import Paths
from alcove.core.schema import LEDGER
from alcove.core.switch import Switch

SAME_S = 600.0
"""Attempts alike, each within so long of the last, are one entry: a site's pages, or a library that tries in vain."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Attempts alike: from and until when, by which process, where to and why, whether they were allowed.

    `sent` and `received` are bytes of HTTP; None where nobody counted them: a library's own connection, or one refused.
    """

    at: float
    until: float
    who: str
    host: str
    port: int
    why: str
    allowed: bool
    times: int
    sent: int | None
    received: int | None

    @property
    def moved(self) -> int:
        return (self.sent or 0) + (self.received or 0)


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of attempts: how many were allowed, what they moved in bytes, and how many were refused."""

    allowed: int = 0
    moved: int = 0
    refused: int = 0

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "Tally":
        """Add up entries."""
        entries = list(entries)
        return cls(
            sum(one.times for one in entries if one.allowed),
            sum(one.moved for one in entries),
            sum(one.times for one in entries if not one.allowed),
        )

    def words(self) -> str:
        """Say it in one sentence."""
        refused = f"{counted(self.refused, 'request')} refused" if self.refused else ""
        if not self.allowed:
            return f"Nothing left this computer{', ' + refused if refused else ''}"
        moved = f", {size_words(self.moved)}" if self.moved else ""
        left = f"{counted(self.allowed, 'request')} left this computer{moved}, all asked for by you"
        return f"{left}; {refused}" if refused else left


class Ledger:
    """Write attempts down as they are made, and read them; safe to use from any thread and process."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def note(self, attempt: Attempt) -> None:
        """Write an attempt down, or what one moved. Raises DatabaseError when that cannot be done."""
        what = attempt.who, attempt.host, attempt.port, attempt.why, attempt.allowed
        with self._opened() as database, database.transaction() as tx:
            found = tx.execute(
                """SELECT id FROM ledger WHERE who = ? AND host = ? AND port = ? AND why = ? AND allowed = ?
                AND until >= ? ORDER BY id DESC LIMIT 1""",
                (*what, attempt.at - SAME_S),
            ).fetchone()
            if found is None:
                row = (attempt.at, attempt.at, *what, max(1, attempt.times), attempt.sent, attempt.received)
                tx.execute(_INSERT, row)
                return
            tx.execute(
                """UPDATE ledger SET until = max(until, ?), times = times + ?,
                sent = coalesce(sent + ?, sent, ?), received = coalesce(received + ?, received, ?) WHERE id = ?""",
                (attempt.at, attempt.times, *[attempt.sent] * 2, *[attempt.received] * 2, found["id"]),
            )

    def entries(self) -> list[Entry]:
        """Return everything that is written down, the newest first."""
        if not self._path.exists():
            return []
        with self._opened() as database:
            rows = database.query(f"SELECT {_COLUMNS} FROM ledger ORDER BY until DESC, id DESC")
        return [Entry(**{name: row[name] for name in _NAMES} | {"allowed": bool(row["allowed"])}) for row in rows]

    def clear(self) -> list[Entry]:
        """Forget everything, and return what that was, for `restore`."""
        entries = self.entries()
        if entries:
            with self._opened() as database, database.transaction() as tx:
                tx.execute("PRAGMA secure_delete = ON")  # not merely out of sight
                tx.execute("DELETE FROM ledger WHERE until <= ?", (max(one.until for one in entries),))
        return entries

    def restore(self, entries: Sequence[Entry]) -> None:
        """Bring back what was cleared."""
        with self._opened() as database, database.transaction() as tx:
            tx.executemany(_INSERT, [astuple(one) for one in reversed(entries)])

    def stamp(self) -> tuple[int, ...]:
        """Return something that is another one after anything was written down, by whichever process."""
        found = []
        for path in (self._path, self._path.with_name(f"{self._path.name}-wal")):
            if path.exists():
                told = path.stat()
                found += [told.st_mtime_ns, told.st_size]
        return tuple(found)

    @contextmanager
    def _opened(self) -> Iterator[Database]:
        """Give the database, open for one step: nothing is held by a process that may be killed."""
        with closing(Database(self._path, LEDGER)) as database:
            yield database


_NAMES = tuple(one.name for one in fields(Entry))
_COLUMNS = ", ".join(_NAMES)
_INSERT = f"INSERT INTO ledger ({_COLUMNS}) VALUES ({', '.join('?' * len(_NAMES))})"


def guarded(who: str, paths: Paths | None) -> Door:
    """Make the door of a process: it writes to the ledger of its library, if it has one, and minds its switch."""
    return Door(who) if paths is None else Door(who, Ledger(paths.ledger).note, Switch(paths.switch).on)


def as_csv(entries: Iterable[Entry]) -> str:
    """Return entries as a table for other programs, times in UTC."""
    text = io.StringIO()
    table = csv.DictWriter(text, _NAMES)
    table.writeheader()
    table.writerows(as_plain(one) for one in entries)
    return text.getvalue()


def as_plain(entry: Entry) -> dict[str, object]:
    """Return an entry for JSON or a table, its times as ISO 8601 in UTC."""
    return {**asdict(entry), "at": _moment(entry.at), "until": _moment(entry.until)}


def counted(count: int, noun: str) -> str:
    """Say how many of something there are."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def size_words(count: int) -> str:
    """Say how many bytes there are, in one short word."""
    for unit, least in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= least:
            return f"{count / least:.1f} {unit}" if count < 10 * least else f"{count // least:,} {unit}"
    return counted(count, "byte")


def _moment(at: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))
