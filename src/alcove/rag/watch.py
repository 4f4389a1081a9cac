"""Watching: tells which sources changed on the disk, soon and rarely. Hides the system's notifications.

A blocking generator; the shell that iterates it syncs what it is told. What changes meanwhile is told next time.
"""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from alcove.core.cancel import CancelToken

QUIET_MS = 100
"""A change is told when so long nothing else changed ..."""
MOST_MS = 1000
"""... or after this, so that a copy of ten thousand files is told once a second, not once a file."""
LOOK_MS = 500
"""How often is looked whether sources came or went, and whether watching was cancelled."""
ROUND_S = 60.0
"""Where the system gives no notifications, every source is told this often."""


@dataclass(frozen=True, slots=True)
class Place:
    """A folder to watch. Without `hidden`, what changes in hidden files and folders below it is of no interest."""

    folder: Path
    hidden: bool = False


class _Stop:
    """What the notifications ask whether to end."""

    def __init__(self, token: CancelToken) -> None:
        self._token = token

    def is_set(self) -> bool:
        """Tell whether watching was cancelled."""
        return self._token.cancelled


def watch(places: Callable[[], Mapping[str, Place]], own: Path, token: CancelToken) -> Iterator[tuple[str, ...]]:
    """Yield the names of sources in whose folders something changed, until cancelled.

    `places` is asked again and again: a source that is added is watched, and one whose folder appears (a disk was
    plugged in) is told. `own` is the library's own folder: what changes in it is of no interest.
    """
    there: dict[str, Place] = {}
    first = True
    while not token.cancelled:
        known, there = there, {name: one for name, one in places().items() if one.folder.is_dir()}
        fresh = tuple(name for name, one in there.items() if known.get(name) != one)
        if fresh and not first:
            yield fresh
        first = False
        if not there:
            token.wait(LOOK_MS / 1000)
            continue
        yield from _until_different(places, there, own, token)


def _until_different(
    places: Callable[[], Mapping[str, Place]], there: Mapping[str, Place], own: Path, token: CancelToken
) -> Iterator[tuple[str, ...]]:
    """Tell changes until other folders are to be watched."""
    from watchfiles import watch as changes_in

    def concerns(path: str) -> Iterator[str]:
        if path == str(own) or path.startswith(f"{own}{os.sep}"):
            return
        for name, place in there.items():
            root = str(place.folder)
            below = path.removeprefix(root + os.sep)
            if path != root and below == path:
                continue
            if place.hidden or not any(part.startswith(".") for part in below.split(os.sep)):
                yield name

    told = changes_in(
        *{place.folder for place in there.values()}, watch_filter=None, debounce=MOST_MS, step=QUIET_MS,
        rust_timeout=LOOK_MS, yield_on_timeout=True, stop_event=_Stop(token), raise_interrupt=False,
        ignore_permission_denied=True,
    )  # fmt: skip
    try:
        for changes in told:
            names = {name for _, path in changes for name in concerns(path)}
            if names:
                yield tuple(name for name in there if name in names)
            now = {name: one for name, one in places().items() if one.folder.is_dir()}
            if now != there:
                return
    except (OSError, RuntimeError):
        # WORKAROUND: where the system has no more watches to give, watchfiles raises one of its own kind of these.
        yield from _in_rounds(there, token)


def _in_rounds(there: Mapping[str, Place], token: CancelToken) -> Iterator[tuple[str, ...]]:
    end = time.monotonic() + ROUND_S
    while time.monotonic() < end:
        if token.cancelled:
            return
        token.wait(LOOK_MS / 1000)
    yield tuple(there)
