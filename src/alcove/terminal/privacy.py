"""`alcove ledger`: what left this computer, and what was refused."""

import time
from argparse import Namespace

from alcove.core.ledger import Entry, Ledger, Tally, as_plain, counted, size_words
from alcove.core.paths import Paths
from alcove.core.switch import Switch
from alcove.terminal.output import Output


def ledger(options: Namespace, output: Output) -> None:
    """List the attempts to reach beyond this computer, the newest first."""
    paths = Paths.at(options.data_dir)
    entries = Ledger(paths.ledger).entries()
    if not output.as_json:
        off = "" if Switch(paths.switch).on() else " The network is switched off."
        output.emit({}, f"{Tally.of(entries).words()}.{off}")
    for entry in entries:
        output.emit(as_plain(entry), _words(entry))


def _words(entry: Entry) -> str:
    when = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(entry.until))
    where = f"{entry.host}:{entry.port}" if entry.port else entry.host
    told = [when, "let through" if entry.allowed else "refused", where, entry.why, entry.who]
    told.append(counted(entry.times, "request"))
    if entry.sent is not None and entry.allowed:
        told.append(f"{size_words(entry.sent)} sent, {size_words(entry.received or 0)} received")
    return "  ".join(told)
