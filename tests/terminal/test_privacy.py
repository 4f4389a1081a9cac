"""`alcove ledger` tells what the ledger holds, in words and for programs."""

from __future__ import annotations

from pathlib import Path

from alcove.core.ledger import Ledger
from alcove.core.net import Attempt
from alcove.core.paths import Paths
from tests.terminal.conftest import Alcove


def test_an_empty_ledger_says_that_nothing_left(run: Alcove) -> None:
    assert run("ledger").lines == []
    assert run("ledger", json=False).out == "Nothing left this computer.\n"
    assert run("settings", "set", "network", "off").one == {"key": "network", "value": False}
    assert run("ledger", json=False).out == "Nothing left this computer. The network is switched off.\n"


def test_attempts_are_listed_the_newest_first(run: Alcove, data_dir: Path) -> None:
    ledger = Ledger(Paths.at(data_dir).ledger)
    ledger.note(Attempt("window", "hub.example.org", True, 443, "download of a/b", 2, 2000, 1_500_000_000, at=1e9))
    ledger.note(Attempt("reader", "t.example.com", False, 0, "nobody asked for it", at=1e9 + 60))
    refused, allowed = run("ledger").lines
    assert refused == {
        "at": "2001-09-09T01:47:40Z", "until": "2001-09-09T01:47:40Z", "who": "reader", "host": "t.example.com",
        "port": 0, "why": "nobody asked for it", "allowed": False, "times": 1, "sent": None, "received": None,
    }  # fmt: skip
    assert (allowed["host"], allowed["times"], allowed["received"]) == ("hub.example.org", 2, 1_500_000_000)
    first, *rest = run("ledger", json=False).out.splitlines()
    assert first == "2 requests left this computer, 1.5 GB, all asked for by you; 1 request refused."
    assert rest[0].endswith("  refused  t.example.com  nobody asked for it  reader  1 request")
    assert rest[1].endswith(
        "  let through  hub.example.org:443  download of a/b  window  2 requests  2.0 kB sent, 1.5 GB received"
    )
