"""All threads of the window: lanes that run work, and one bridge that brings what it tells to the GUI thread.

Views hand over a function or a synchronous generator and an owner; they get events (coalesced to at most 30
deliveries a second), then exactly one of done and failed, never after the owner is gone or the runner is closed.
A lane with one worker owns what only it touches, so that needs no lock: `model` the loaded models, `index` the
library's one reader of sources. On `fill` another embedder is filled beside the one that answers, which may take hours;
on `watch` waits what tells of changes in the sources, on `download` what is being fetched. On `model` several
generators go on in turn, a step of the one that had least time so far: two threads would fight for the cores, see
`bench/engine.py`. On `service` answers are awaited that are written elsewhere, on `attach` files are
read that were given to a question.
"""

import logging
import os
import queue
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from typing import Any, Generic, Literal, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from alcove.core.cancel import CancelToken, Waiting
from alcove.core.errors import AppError
from alcove.desktop.translation import tr

T = TypeVar("T")
Lane = Literal["model", "service", "index", "fill", "io", "watch", "download", "attach"]

WORKERS: dict[Lane, int] = {
    "model": 1, "service": 4, "index": 1, "fill": 1, "io": 3, "watch": 1, "download": 3, "attach": 1,
}  # fmt: skip
IN_TURN: dict[Lane, int] = {"model": 4}
"""How many tasks one worker of a lane goes on with in turn, where it is more than one."""
UPDATES_PER_SECOND = 30
CLOSE_SECONDS = 1.0
GIVES_WAY = 4
"""How much lower than the window a lane stands with the processor, of the 40 ranks there are."""
WAITS_S = 0.25
"""How long one that can only go on once others have is let be, unless one of them ends."""
NAP_S = 0.01
"""How often a lane where all wait looks for what is new."""

log = logging.getLogger(__name__)


class Task(Generic[T]):
    """One piece of work in flight; a plain object, never a QObject.

    `cancel` asks the work to stop: a generator ends early with what it has and is reported as done; work that
    has not begun yet is reported as done with None.
    """

    def __init__(
        self,
        work: Callable[[CancelToken], T | Iterator[T]],
        owner: QObject,
        events: Callable[[list[T]], None] | None,
        done: Callable[[Any], None] | None,
        failed: Callable[[AppError], None] | None,
    ) -> None:
        self.token = CancelToken()
        self._work = work
        self._owner = weakref.ref(owner)
        self._events = _held(events)
        self._done = _held(done)
        self._failed = _held(failed)
        self._lock = threading.Lock()
        self._pending: list[T] = []
        self._outcome: tuple[Literal["done", "failed"], Any] | None = None

    def cancel(self) -> None:
        """Ask the work to stop."""
        self.token.cancel()

    @property
    def finished(self) -> bool:
        """Whether the work has ended; its last callback may still be on the way."""
        return self._outcome is not None

    def _take(self) -> tuple[list[T], tuple[str, Any] | None]:
        with self._lock:
            pending, self._pending = self._pending, []
            return pending, self._outcome


class _Running:
    """A task that a worker goes on with, and the time it had; a newcomer begins with what the others had."""

    def __init__(self, task: Task[Any], seconds: float) -> None:
        self.task = task
        self.seconds = seconds
        self.waits_until = 0.0
        """Until when it is let be, as it can only go on once others have."""
        self._events: Iterator[Any] | None = None

    @property
    def ready(self) -> bool:
        """Whether it is to go on, or to end."""
        return self.task.token.cancelled or time.monotonic() >= self.waits_until

    def step(self) -> tuple[Literal["done", "failed"], Any] | None:
        """Go on to the next event; return how the task ended, None while it has not."""
        task = self.task
        if task._events is None:
            return "done", None if task.token.cancelled else task._work(task.token)
        if self._events is None:
            self._events = iter(task._work(task.token))
        try:
            event = next(self._events)
        except StopIteration:
            return "done", None
        self.waits_until = time.monotonic() + WAITS_S if isinstance(event, Waiting) else 0.0
        with task._lock:
            task._pending.append(event)
        return None


class _Bridge(QObject):
    """The one QObject between the lanes and the window; lives as long as the runner."""

    woken = Signal()


def give_way() -> None:
    """Let the window have the processor first where a thread has a rank of its own: on Linux, and so what it starts."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), os.getpriority(os.PRIO_PROCESS, 0) + GIVES_WAY)


class TaskRunner:
    """Run work on lanes and deliver what it tells on the GUI thread. Made on the GUI thread, once.

    `on_error` is told of a known error that no `failed` callback takes, `on_bug` of every other exception.
    """

    def __init__(self, on_error: Callable[[AppError], None], on_bug: Callable[[BaseException], None]) -> None:
        self._on_error = on_error
        self._on_bug = on_bug
        self._lock = threading.Lock()
        self._closed = False
        self._due: list[Task[Any]] = []
        self._running: set[Task[Any]] = set()
        self._last = 0.0
        self._bridge = _Bridge()
        self._bridge.woken.connect(self._on_woken, Qt.ConnectionType.QueuedConnection)
        self._timer = QTimer(self._bridge)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._deliver)
        self.deliveries = 0
        self._queues: dict[Lane, queue.SimpleQueue[Task[Any] | None]] = {}
        self._threads: list[threading.Thread] = []

    def run(
        self,
        lane: Lane,
        function: Callable[[], T],
        *,
        owner: QObject,
        done: Callable[[T], None] | None = None,
        failed: Callable[[AppError], None] | None = None,
    ) -> Task[T]:
        """Call `function` on a lane; `done` gets what it returns."""
        return self._submit(lane, Task(lambda token: function(), owner, None, done, failed))

    def iterate(
        self,
        lane: Lane,
        generator: Callable[[CancelToken], Iterator[T]],
        *,
        owner: QObject,
        events: Callable[[list[T]], None],
        done: Callable[[None], None] | None = None,
        failed: Callable[[AppError], None] | None = None,
    ) -> Task[T]:
        """Iterate a generator on a lane; `events` gets what it yields, several at a time, in order."""
        return self._submit(lane, Task(generator, owner, events, done, failed))

    def close(self, seconds: float = CLOSE_SECONDS) -> bool:
        """Cancel everything, deliver nothing more, and wait for the lanes; return whether all of them ended."""
        with self._lock:
            self._closed = True
            running = list(self._running)
            self._due.clear()
        self._timer.stop()
        for task in running:
            task.cancel()
        for lane, tasks in self._queues.items():
            for _ in range(WORKERS[lane]):
                tasks.put(None)
        deadline = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _submit(self, lane: Lane, task: Task[T]) -> Task[T]:
        with self._lock:
            if self._closed:
                task.cancel()
                return task
            self._running.add(task)
            if lane not in self._queues:
                self._start(lane)
        self._queues[lane].put(task)
        return task

    def _start(self, lane: Lane) -> None:
        """Start a lane's threads, at its first task: starting five costs as much as a fifth of a bare window."""
        self._queues[lane] = queue.SimpleQueue()
        for number in range(WORKERS[lane]):
            # Daemons: a call into native code that cannot be cancelled must not keep the process alive.
            thread = threading.Thread(
                target=self._work,
                args=(self._queues[lane], IN_TURN.get(lane, 1)),
                name=f"{lane}-{number}",
                daemon=True,
            )
            thread.start()
            self._threads.append(thread)

    # On the lanes.

    def _work(self, tasks: "queue.SimpleQueue[Task[Any] | None]", most: int) -> None:
        """Take tasks and go on with them in turn, until the runner is closed."""
        give_way()
        running: list[_Running] = []
        closed = False
        while running or not closed:
            while not closed and len(running) < most:
                try:
                    task = tasks.get(block=not running)
                except queue.Empty:
                    break
                if task is None:
                    closed = True
                else:
                    running.append(_Running(task, min((each.seconds for each in running), default=0.0)))
                del task
            if running and not self._went_on(running):
                time.sleep(NAP_S)

    def _went_on(self, running: list["_Running"]) -> bool:
        """Go on with the one that had least time; return whether there was any that does not wait."""
        ready = [each for each in running if each.ready]
        if not ready:
            return False
        one = min(ready, key=lambda each: each.seconds)
        for each in running:
            each.seconds = max(each.seconds, one.seconds)  # who waits has no time in hand for it later
        if self._stepped(one):
            running.remove(one)
            for each in running:
                each.waits_until = 0.0  # there may be room now
        return True

    def _stepped(self, running: "_Running") -> bool:
        """Go on with a task until its next event; return whether it is over."""
        task = running.task
        began = time.monotonic()
        try:
            outcome: tuple[Literal["done", "failed"], Any] | None = running.step()
        except AppError as error:
            outcome = ("failed", error)
        except Exception as error:  # noqa: BLE001  # the task runner: a bug in any task is reported, not lost
            outcome = ("failed", error)
        running.seconds += time.monotonic() - began
        if outcome is not None:
            with task._lock:
                task._outcome = outcome
        self._wake(task)
        return outcome is not None

    def _wake(self, task: Task[Any]) -> None:
        with self._lock:
            if self._closed or task in self._due:
                return
            self._due.append(task)
            if len(self._due) == 1:
                self._bridge.woken.emit()

    # On the GUI thread.

    @Slot()
    def _on_woken(self) -> None:
        if self._closed or self._timer.isActive():
            return
        wait = self._last + 1 / UPDATES_PER_SECOND - time.monotonic()
        if wait <= 0:
            self._deliver()
        else:
            self._timer.start(int(wait * 1000) + 1)

    def _deliver(self) -> None:
        self._last = time.monotonic()
        self.deliveries += 1
        with self._lock:
            due, self._due = self._due, []
        for task in due:
            if self._closed:
                return
            self._deliver_one(task)

    def _deliver_one(self, task: Task[Any]) -> None:
        pending, outcome = task._take()
        if outcome is not None:
            with self._lock:
                self._running.discard(task)
        owner = task._owner()
        wanted = owner is not None and shiboken6.isValid(owner)
        if wanted and pending and (events := task._events and task._events()):
            events(pending)
        if outcome is None:
            return
        kind, value = outcome
        if kind == "done":
            if wanted and (done := task._done and task._done()):
                done(value)
        elif not isinstance(value, AppError):
            self._on_bug(value)
            if wanted and (failed := task._failed and task._failed()):
                wrong = tr("Something went wrong inside Alcove.")
                failed(AppError(wrong, tr("The details are in the crash report.")))
        elif wanted and (failed := task._failed and task._failed()):
            failed(value)
        else:
            log.warning("%s", value)
            self._on_error(value)


def _held(callback: Callable[..., None] | None) -> Callable[[], Callable[..., None] | None] | None:
    """Hold a bound method weakly, so that a task keeps no view alive; hold any other callable as it is."""
    if callback is None:
        return None
    if hasattr(callback, "__self__") and hasattr(callback, "__func__"):
        return weakref.WeakMethod(callback)
    return lambda: callback
