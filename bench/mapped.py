"""The map of a conversation of 1,000 messages: how soon it is painted, and how often a second while it is zoomed."""

import argparse
import statistics

from figures import Figure, probe


def painted(options: argparse.Namespace) -> list[Figure]:
    """Paint maps of 1,000 and of 20 messages in turn, without a screen, and zoom the large one in and out."""
    runs = [probe("probe_map.py") for _ in range(options.runs)]
    first, few = (statistics.median(one[name] for one in runs) for name in ("first_ms", "few_ms"))
    frames = statistics.median(one["frames_per_s"] for one in runs)
    return [
        Figure("first paint of a map of 1,000 messages / 20 messages", first, few, "ms", most=100, absolute=True),
        Figure("frames a second while it is zoomed", frames, 0.0, "frames", least=30, absolute=True),
        Figure("processor time of the slowest frame", statistics.median(one["slowest_ms"] for one in runs), 0.0, "ms"),
        Figure("placing one more message", statistics.median(one["added_ms"] for one in runs), 0.0, "ms"),
    ]
