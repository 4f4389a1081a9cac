"""The window against a bare one: time until shown, memory, the longest stall of its event loop, long conversations."""

import argparse
import statistics
import tempfile
from pathlib import Path

from figures import Figure, probe, write_notes

SOME_TURNS, MANY_TURNS = 10, 100


def shown(options: argparse.Namespace) -> list[Figure]:
    """Start both windows in turn, each in a process of its own."""
    ours, bare = [], []
    with tempfile.TemporaryDirectory() as place:
        for _ in range(options.runs + 1):
            bare.append(probe("probe_window.py", "bare", place))
            ours.append(probe("probe_window.py", "alcove", place))
    # The first of each only warms the disk's cache.
    seconds = [statistics.median(one["seconds"] for one in runs[1:]) for runs in (ours, bare)]
    memory = [statistics.median(one["megabytes"] for one in runs[1:]) for runs in (ours, bare)]
    heavy = sorted({name for one in ours for name in one["heavy"]})
    return [
        Figure("window shown / bare PySide6 window", *seconds, "s", most=2.5),
        Figure("memory of its process before a model is loaded / bare", *memory, "MB"),
        Figure(f"heavy modules in the process {heavy or ''}", len(heavy), 0.0, "modules", most=0, absolute=True),
    ]


def _watched(kind: str) -> tuple[dict[str, float], dict[str, float]]:
    """Sync 200 notes and answer in the window; then beside a bare one, where another process does the same."""
    with tempfile.TemporaryDirectory() as place:
        notes = Path(place) / "notes"
        write_notes(notes, 200)
        ours = probe("probe_stall.py", kind, Path(place) / "ours", notes)
        return ours, probe("probe_stall.py", "bare", Path(place) / "bare", notes)


def stalls(options: argparse.Namespace) -> list[Figure]:
    """Sync while one answer is written."""
    ours, bare = _watched("alcove")
    return [
        Figure("longest stall while syncing and answering", ours["longest_ms"], bare["longest_ms"], "ms",
               most=100, absolute=True),
        Figure("99.9th percentile of the stalls", ours["high_ms"], bare["high_ms"], "ms"),
    ]  # fmt: skip


def beside(options: argparse.Namespace) -> list[Figure]:
    """Sync while two answers are written side by side."""
    ours, bare = _watched("beside")
    return [
        Figure("longest stall while syncing and writing two answers", ours["longest_ms"], bare["longest_ms"], "ms",
               most=50, absolute=True),
        Figure("99.9th percentile of the stalls", ours["high_ms"], bare["high_ms"], "ms"),
        Figure("processor time of the window's longest step", ours["busy_ms"], bare["busy_ms"], "ms"),
        Figure("longest stall while the columns are opened", ours["opening_ms"], 0.0, "ms"),
    ]  # fmt: skip


def opened(options: argparse.Namespace) -> list[Figure]:
    """Open a conversation of 2,000 messages and one of 20 in turn, type in the long one, scroll up and down in it."""
    with tempfile.TemporaryDirectory() as place:
        told = probe("probe_open.py", place, options.runs)
    return [
        Figure("2,000 messages open and painted / 20 messages", told["long_s"], told["short_s"], "s", most=3),
        *(
            Figure(f"longest stall while {what}", stall, 0.0, "ms", most=None if what == "opening 20" else 50,
                   absolute=True)
            for what, stall in told["stalls"].items()
        ),
        *(
            Figure(f"processor time of the longest step while {what}", worked, 0.0, "ms")
            for what, worked in told["worked"].items()
        ),
        Figure("turns laid out at the end, of 1,000", told["laid_out"], 0.0, "turns"),
    ]  # fmt: skip


def turns(options: argparse.Namespace) -> list[Figure]:
    """Ask the starter model 100 questions in one conversation over 20 notes; what 10 turns took stands beside it."""
    with tempfile.TemporaryDirectory() as place:
        notes = Path(place) / "notes"
        write_notes(notes, 20)
        told = probe("probe_turns.py", Path(place) / "library", notes, SOME_TURNS, MANY_TURNS)
    return [
        Figure(f"memory of the window after {MANY_TURNS} turns / after {SOME_TURNS}", told[f"after_{MANY_TURNS}"],
               told[f"after_{SOME_TURNS}"], "MB"),
        Figure("turns without an answer", told["failed"], 0.0, "turns", most=0, absolute=True),
    ]  # fmt: skip
