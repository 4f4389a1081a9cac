"""The network ledger: what was attempted beyond this computer, kept in the library's database."""

from collections.abc import Callable

from alcove.core.database import Database
from alcove.core.net import Attempt


class Ledger:
    """Keep attempts in memory as they happen, and in the library's database when it is a good moment.

    An attempt may be made from any thread, in the middle of a transaction: nothing is written then.
    """

    def __init__(self, purpose: str) -> None:
        self._purpose = purpose
        self._attempts: list[Attempt] = []

    def note(self, attempt: Attempt) -> None:
        """Take down an attempt; a `Door` calls this."""
        if attempt.times:
            self._attempts.append(attempt)

    def save(self, open_database: Callable[[], Database]) -> None:
        """Write what was noted to the table `ledger`; without attempts the database is not even opened."""
        if not self._attempts:
            return
        attempts, self._attempts = self._attempts, []
        database = open_database()
        try:
            with database.transaction() as tx:
                tx.executemany(
                    "INSERT INTO ledger (at, who, target, purpose, allowed) VALUES (?, ?, ?, ?, ?)",
                    [(one.at, one.who, one.host, one.why or self._purpose, one.allowed) for one in attempts],
                )
        finally:
            database.close()
