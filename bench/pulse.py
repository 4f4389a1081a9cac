"""The gaps between the beats of a timer: how long the event loop was busy with something else."""

import json
import time

from PySide6.QtCore import Qt, QTimer

BEAT_MS = 5


class Pulse:
    """The gaps between the beats of a timer, beyond its interval, and how long its thread worked in them, in ms."""

    def __init__(self) -> None:
        self.gaps: list[float] = []
        self.worked: list[float] = []
        self._last, self._worked = time.perf_counter(), time.thread_time()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now, worked = time.perf_counter(), time.thread_time()
        self.gaps.append((now - self._last) * 1000 - BEAT_MS)
        self.worked.append((worked - self._worked) * 1000)
        self._last, self._worked = now, worked

    def told(self) -> str:
        """Return the longest gap and the 99.9th percentile, in milliseconds."""
        gaps = sorted(self.gaps)
        return json.dumps({"longest_ms": gaps[-1], "high_ms": gaps[int(len(gaps) * 0.999)], "beats": len(gaps)})
