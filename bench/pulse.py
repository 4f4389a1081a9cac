"""The beat of a timer in an event loop: how long it was kept waiting, and by how much work of its own thread."""

import time

from PySide6.QtCore import Qt, QTimer

BEAT_MS = 5


class Pulse:
    """The gaps between the beats of a timer, beyond its interval."""

    def __init__(self) -> None:
        self.gaps: list[float] = []
        self.busy: list[float] = []
        self._last = time.perf_counter()
        self._worked = time.thread_time()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def stop(self) -> None:
        """Beat no more."""
        self._timer.stop()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.gaps.append((now - self._last) * 1000 - BEAT_MS)
        self._last = now
        worked = time.thread_time()
        self.busy.append((worked - self._worked) * 1000)
        self._worked = worked

    def figures(self) -> dict[str, float]:
        """Return the longest gap, the 99.9th percentile, and the most work between two beats, in milliseconds.

        Where other processes take the processor away, the gaps are theirs too; the work is not.
        """
        gaps = sorted(self.gaps)
        return {
            "longest_ms": gaps[-1], "high_ms": gaps[int(len(gaps) * 0.999)], "busy_ms": max(self.busy),
            "beats": len(gaps),
        }  # fmt: skip
