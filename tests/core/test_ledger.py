"""The network ledger: what it keeps, and when."""

from __future__ import annotations

from pathlib import Path

from alcove.core.database import Database
from alcove.core.ledger import Ledger
from alcove.core.net import Attempt


def test_the_ledger_is_written_at_a_good_moment(tmp_path: Path) -> None:
    opened: list[Database] = []

    def library() -> Database:
        opened.append(Database(tmp_path / "alcove.db"))
        return opened[-1]

    ledger = Ledger("sync")
    ledger.save(library)
    assert opened == [], "without attempts nothing is opened"

    ledger.note(Attempt("index", "example.org", False))
    ledger.note(Attempt("index", "chroma.example.org", True))
    ledger.save(library)
    ledger.save(library)
    rows = Database(tmp_path / "alcove.db").query("SELECT * FROM ledger ORDER BY id")
    assert [(row["who"], row["target"], row["purpose"], row["allowed"]) for row in rows] == [
        ("index", "example.org", "sync", 0),
        ("index", "chroma.example.org", "sync", 1),
    ]
    assert all(row["at"] > 1_600_000_000 for row in rows)
