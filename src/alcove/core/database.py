"""The book of record: one SQLite file in WAL mode, opened here, migrated here, and nowhere else.

Readers get a connection each (one a thread); writers go through `transaction`, which takes SQLite's write
lock at once, so that two threads or two processes never both believe they are writing.
"""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alcove.core.errors import DatabaseDamaged, DatabaseError, DatabaseTooNew, DiskFull
from alcove.core.folding import searchable
from alcove.core.schema import MIGRATIONS, Migration

BUSY_TIMEOUT_S = 30.0
_ROWS, _TURN_S = 200, 0.0002


class Database:
    """Open the library's database, or another one by its own migrations, creating or migrating it as needed.

    Raises DatabaseTooNew for a file from a newer version, DatabaseDamaged for one that is not a database.
    """

    def __init__(self, path: Path, migrations: tuple[tuple[str, Migration], ...] | None = None) -> None:
        self.path = path
        self._migrations = MIGRATIONS if migrations is None else migrations
        self._local = threading.local()
        self._lock = threading.Lock()
        self._open: list[sqlite3.Connection] = []
        with translated(path):
            self._migrate()

    @property
    def connection(self) -> sqlite3.Connection:
        """The calling thread's own connection (autocommit; rows by name)."""
        existing: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if existing is not None:
            return existing
        with translated(self.path):
            connection = sqlite3.connect(
                self.path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
            )
            with self._lock:
                self._open.append(connection)
            connection.row_factory = sqlite3.Row
            write_ahead(connection)
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA recursive_triggers = ON")
            connection.create_function("searchable", 1, searchable, deterministic=True)  # triggers call it
        self._local.connection = connection
        return connection

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Run a block as one write transaction; all of it is kept, or none."""
        with translated(self.path):
            connection = self.connection
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def query(self, sql: str, parameters: tuple[object, ...] | dict[str, object] = ()) -> list[sqlite3.Row]:
        """Return all rows of a reading statement.

        Other threads have their turn after so many rows. Within a fetch the interpreter's lock is let go at each row,
        and taken again before who waits for it is awake: 2,000 rows at once held the window up for 50 to 70 ms.
        """
        with translated(self.path):
            cursor = self.connection.execute(sql, parameters)
            rows: list[sqlite3.Row] = []
            while more := cursor.fetchmany(_ROWS):
                rows += more
                if len(more) == _ROWS:
                    time.sleep(_TURN_S)
            return rows

    def close(self) -> None:
        """Close every thread's connection."""
        with self._lock:
            for connection in self._open:
                connection.close()
            self._open.clear()
        self._local = threading.local()

    def _migrate(self) -> None:
        connection = self.connection
        connection.execute("CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, applied REAL)")
        done = {row["name"] for row in connection.execute("SELECT name FROM migrations")}
        unknown = done - {name for name, _ in self._migrations}
        if unknown:
            self.close()
            raise DatabaseTooNew(
                f"The library at {self.path.parent} was written by a newer version of Alcove.",
                "Install that version again, or choose another folder with --data-dir. Nothing was changed.",
            )
        for name, migrate in self._migrations:
            if name in done:
                continue
            with self.transaction() as tx:
                # Another process may have migrated while we waited for the lock.
                if not tx.execute("SELECT 1 FROM migrations WHERE name = ?", (name,)).fetchone():
                    migrate(tx)
                    tx.execute("INSERT INTO migrations VALUES (?, julianday('now'))", (name,))


def write_ahead(connection: sqlite3.Connection, patience_s: float = BUSY_TIMEOUT_S) -> None:
    """Switch a database to WAL mode.

    While another connection does so to a new file, SQLite says that it is locked at once, whatever its time-out.
    """
    until = time.monotonic() + patience_s
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() >= until:
                raise
            time.sleep(0.01)


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn SQLite's exceptions into ours; a wrong statement of our own stays a bug."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", None)
        if code is None:
            raise
        primary = code & 0xFF
        if primary == sqlite3.SQLITE_FULL:
            raise DiskFull(
                "The disk is full, so the last change was not saved.",
                "Free some room and try again. Everything saved before is safe.",
            ) from error
        if primary in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise DatabaseDamaged(
                f"The library's database is damaged: {path}",
                "Move that file away to start afresh, or restore it from a backup. Your own files are untouched.",
            ) from error
        if primary in (
            sqlite3.SQLITE_CANTOPEN,
            sqlite3.SQLITE_READONLY,
            sqlite3.SQLITE_IOERR,
            sqlite3.SQLITE_PERM,
        ):
            raise DatabaseError(
                f"The library's database cannot be written: {path}",
                "Check that the folder exists, that you may write to it, and that the disk is sound and has room.",
            ) from error
        if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise DatabaseError(
                "Another program kept the library's database locked for too long.",
                "Close other windows of Alcove and try again.",
            ) from error
        raise
