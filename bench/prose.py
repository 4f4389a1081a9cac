"""An answer of 20,000 words in the window: the longest stalls of its event loop while it is opened, read and streamed.

The bound is on the work that the window's own thread does at a stretch: on a busy machine other processes add theirs to
what the clock shows, which is told beside it.
"""

import argparse
import tempfile

from figures import Figure, probe

TOLD = {
    "stream": "streaming its last 500 words",
    "scroll": "scrolling by wheel",
    "jump": "jumping to places not laid out",
    "resize": "resizing the window",
}
STALL_MS = 50


def stalls(options: argparse.Namespace) -> list[Figure]:
    """Do all of it in one window; what a short answer costs to open, and a change of theme, stand beside it."""
    with tempfile.TemporaryDirectory() as place:
        told = probe("probe_prose.py", place)
    figures = []
    for name, words in TOLD.items():
        figures += [
            Figure(f"most work at a stretch, {words}", told[name]["busy_ms"], 0, "ms", most=STALL_MS, absolute=True),
            Figure(f"longest stall by the clock, {words}", told[name]["longest_ms"], 0, "ms"),
        ]
    opened, short = told["open"]["busy_ms"], told["short"]["busy_ms"]
    return [
        *figures,
        Figure("opening it / its first paragraph with as many sources, work", opened, short, "ms"),
        Figure("opening it, work beyond that", opened - short, 0, "ms", most=STALL_MS, absolute=True),
        Figure("longest stall by the clock, opening it", told["open"]["longest_ms"], 0, "ms"),
        Figure("changing the theme, work (most is the style sheet)", told["theme"]["busy_ms"], 0, "ms"),
    ]
