"""Cancelling: one small object passed down every long call; nobody raises when it is set."""

import threading
from collections.abc import Callable

Callback = Callable[[], None]
Unsubscribe = Callable[[], None]


class CancelToken:
    """Tell work in flight to stop; safe to share between threads.

    Long calls look at `cancelled` between steps and return early with what they have: being cancelled is
    never an error. Native code that must stop sooner registers a callback with `on_cancel`.
    """

    def __init__(self) -> None:
        self._event = threading.Event()
        self._lock = threading.Lock()
        self._callbacks: list[Callback] = []

    @property
    def cancelled(self) -> bool:
        return self._event.is_set()

    def cancel(self) -> None:
        """Ask the work to stop; calling it again changes nothing."""
        with self._lock:
            first = not self._event.is_set()
            self._event.set()
            callbacks = self._callbacks if first else []
        for callback in list(callbacks):
            callback()

    def on_cancel(self, callback: Callback) -> Unsubscribe:
        """Call `callback` (from the cancelling thread) when cancelled, at once if that already happened."""
        with self._lock:
            already = self._event.is_set()
            if not already:
                self._callbacks.append(callback)
        if already:
            callback()

        def unsubscribe() -> None:
            with self._lock:
                if callback in self._callbacks:
                    self._callbacks.remove(callback)

        return unsubscribe

    def wait(self, seconds: float) -> bool:
        """Sleep at most `seconds`, less when cancelled; return whether it was cancelled."""
        return self._event.wait(seconds)


class Waiting:
    """An event of a generator that cannot go on before others have; whoever iterates several lets those go first."""

    __slots__ = ()
