"""The network ledger: what it keeps and adds up, from several processes, and that nothing unlisted leaves."""

from __future__ import annotations

import csv
import io
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from alcove.core.errors import AppError, DatabaseDamaged, NetworkRefused
from alcove.core.ledger import SAME_S, Entry, Ledger, Tally, as_csv, as_plain, guarded, size_words
from alcove.core.net import Attempt as Made
from alcove.core.net import Door, Errand, Trip
from alcove.core.paths import Paths
from alcove.core.switch import Switch

ASKED = Made("window", "hub.example.org", True, 443, "download of a/b", 1, 0, 0, 1000.0)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "ledger.db")


def test_without_attempts_there_is_no_file(ledger: Ledger, tmp_path: Path) -> None:
    assert ledger.entries() == [] and ledger.clear() == [] and ledger.stamp() == ()
    assert list(tmp_path.iterdir()) == []


def test_attempts_alike_are_one_entry_with_what_they_moved(ledger: Ledger) -> None:
    ledger.note(ASKED)
    ledger.note(replace(ASKED, times=0, sent=100, received=2000, at=1001.0))
    ledger.note(replace(ASKED, at=1002.0))
    ledger.note(replace(ASKED, times=0, sent=1, received=2, at=1002.5))
    assert ledger.entries() == [
        Entry(1000.0, 1002.5, "window", "hub.example.org", 443, "download of a/b", True, 2, 101, 2002)
    ]
    assert ledger.entries()[0].moved == 2103


@pytest.mark.parametrize(
    "other",
    [
        {"who": "terminal"},
        {"host": "cdn.example.org"},
        {"port": 80},
        {"why": "search"},
        {"allowed": False},
        {"at": 1000.0 + SAME_S + 1},
    ],
)
def test_what_is_unlike_or_much_later_is_an_entry_of_its_own(ledger: Ledger, other: dict[str, object]) -> None:
    ledger.note(ASKED)
    ledger.note(replace(ASKED, **other))  # type: ignore[arg-type]  # one field each, of its type
    assert [one.times for one in ledger.entries()] == [1, 1]


def test_what_nobody_counted_stays_uncounted_until_somebody_does(ledger: Ledger) -> None:
    uncounted = replace(ASKED, sent=None, received=None)
    ledger.note(uncounted)
    ledger.note(uncounted)
    assert (ledger.entries()[0].sent, ledger.entries()[0].moved) == (None, 0)
    ledger.note(replace(uncounted, sent=5))
    ledger.note(uncounted)
    assert (ledger.entries()[0].sent, ledger.entries()[0].received) == (5, None)


def test_the_newest_come_first_and_many_write_at_once(ledger: Ledger) -> None:
    with ThreadPoolExecutor(4) as several:
        list(several.map(ledger.note, [replace(ASKED, port=port, at=1000.0 + port) for port in (1, 2, 3)] * 10))
    assert [(one.port, one.times) for one in ledger.entries()] == [(3, 10), (2, 10), (1, 10)]


def test_clearing_forgets_for_good_unless_it_is_undone(ledger: Ledger, tmp_path: Path) -> None:
    for port in (1, 2):
        ledger.note(replace(ASKED, port=port, at=1000.0 + port))
    before, stamp = ledger.entries(), ledger.stamp()
    assert ledger.clear() == before and ledger.entries() == [] and ledger.stamp() != stamp
    assert b"hub.example" not in b"".join(one.read_bytes() for one in tmp_path.iterdir())
    ledger.restore(before)
    assert ledger.entries() == before
    # What a request goes on moving stands there again.
    ledger.clear()
    ledger.note(replace(ASKED, times=0, received=7))
    assert [(one.times, one.received) for one in ledger.entries()] == [(1, 7)]


def test_the_sum_is_one_sentence() -> None:
    asked = Entry(0.0, 0.0, "window", "a", 443, "w", True, 2, 1_000_000, 1_199_000_000)
    refused = replace(asked, allowed=False, times=1, sent=None, received=None)
    for entries, words in (
        ([], "Nothing left this computer"),
        ([refused], "Nothing left this computer, 1 request refused"),
        ([asked], "2 requests left this computer, 1.2 GB, all asked for by you"),
        ([replace(asked, sent=0, received=None)], "2 requests left this computer, all asked for by you"),
        ([asked, refused, refused], "2 requests left this computer, 1.2 GB, all asked for by you; 2 requests refused"),
    ):
        assert Tally.of(entries).words() == words


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 bytes"), (1, "1 byte"), (999, "999 bytes"), (1000, "1.0 kB"), (25_400, "25 kB"), (4_690_000_000, "4.7 GB"),
     (1_234_000_000_000, "1,234 GB")],
)  # fmt: skip
def test_sizes_are_one_short_word(count: int, words: str) -> None:
    assert size_words(count) == words


def test_entries_go_to_other_programs() -> None:
    entry = Entry(0.0, 60.0, "window", "a.org", 443, 'answer by "Ada", hosted', True, 2, 10, None)
    rows = list(csv.DictReader(io.StringIO(as_csv([entry]))))
    assert rows == [{"at": "1970-01-01T00:00:00Z", "until": "1970-01-01T00:01:00Z", "who": "window", "host": "a.org",
                     "port": "443", "why": 'answer by "Ada", hosted', "allowed": "True", "times": "2", "sent": "10",
                     "received": ""}]  # fmt: skip
    assert as_plain(entry) | {"at": 0, "until": 0} == {
        "at": 0, "until": 0, "who": "window", "host": "a.org", "port": 443, "why": entry.why, "allowed": True,
        "times": 2, "sent": 10, "received": None,
    }  # fmt: skip


def test_the_door_of_a_process_writes_to_its_library_and_minds_its_switch(tmp_path: Path) -> None:
    paths, trip = Paths.at(tmp_path), Trip(Errand("a test", ("a.org",)))
    guarded("index", paths).admit(trip, "a.org", 443)
    Switch(paths.switch).set(on=False)
    with pytest.raises(NetworkRefused, match="switched off"):
        guarded("index", paths).admit(trip, "a.org", 443)
    assert [(one.who, one.host, one.allowed) for one in Ledger(paths.ledger).entries()] == [
        ("index", "a.org", False), ("index", "a.org", True),
    ]  # fmt: skip
    guarded("index", None).admit(trip, "a.org", 443)


def test_what_cannot_be_written_down_is_not_let_through(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").write_bytes(b"no database at all" * 100)
    door = Door("window", Ledger(tmp_path / "ledger.db").note)
    with pytest.raises(DatabaseDamaged):
        door.admit(Trip(Errand("a test", ("a.org",))), "a.org", 443)


def test_what_was_moved_is_told_later_when_it_cannot_be_told_now(ledger: Ledger, tmp_path: Path) -> None:
    full = [False]

    def note(attempt: Made) -> None:
        if full[0]:
            raise AppError("The disk is full.")
        ledger.note(attempt)

    passage = Door("window", note).admit(Trip(Errand("a test", ("a.org",))), "a.org", 443)
    full[0] = True
    passage.moved(sent=5)
    passage.end()
    full[0] = False
    passage.moved(received=6)
    passage.end()
    assert [(one.sent, one.received) for one in ledger.entries()] == [(5, 6)]


def test_it_is_a_database_anybody_can_read(ledger: Ledger, tmp_path: Path) -> None:
    ledger.note(ASKED)
    with sqlite3.connect(tmp_path / "ledger.db") as database:
        assert database.execute("SELECT who, host, times FROM ledger").fetchall() == [("window", "hub.example.org", 1)]
    database.close()
