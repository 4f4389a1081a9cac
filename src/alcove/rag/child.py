"""A supervised child process: spawn, calls over a pipe, deadlines, restart, and death with its parent.

The parent holds a `Child`; the child runs `serve` around a service object and answers calls of its methods,
the most urgent first. What a method that is a generator yields is sent on the way, before its answer. Each child
leads a process group of its own, so that killing it takes what it started.
"""

import contextlib
import itertools
import multiprocessing
import os
import pickle
import queue
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from importlib import import_module
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any

from alcove.core.errors import AppError

URGENT, NORMAL = 0, 1
_STOP = -1
_STOP_S = 2.0
_CLOSE_S = 0.9
"""How long a call may take to end when all is closed; what it did is not lost, only done again."""


class ChildDied(AppError):
    """The child process ended while a call was in flight; the next call starts a new one."""


class ChildBug(Exception):
    """Something unforeseen was raised in a child; holds its traceback. For the crash report."""


@dataclass(order=True, slots=True)
class _Call:
    urgency: int
    number: int
    method: str = field(compare=False)
    arguments: tuple[Any, ...] = field(compare=False)


@dataclass(frozen=True, slots=True)
class _News:
    """What a method yielded before its answer."""

    value: Any


@dataclass(slots=True)
class _Waiting:
    future: "Future[Any]"
    on_news: Callable[[Any], None] | None


class Child:
    """The parent's side. `service` is the import path of the class whose methods are called, made with `arguments`.

    Safe to use from several threads. The process starts at the first call.
    """

    def __init__(self, name: str, service: str, arguments: tuple[Any, ...] = ()) -> None:
        self._name = name
        self._service = service
        self._arguments = arguments
        self._lock = threading.Lock()
        self._numbers = itertools.count()
        self._process: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection | None = None
        self._waiting: dict[int, _Waiting] = {}

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.is_alive()

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process is not None and self.running else None

    def submit(
        self, method: str, *arguments: Any, urgency: int = NORMAL, on_news: Callable[[Any], None] | None = None
    ) -> "Future[Any]":
        """Send a call and return at once; the future fails with ChildDied if the process ends first.

        `on_news` is given what the method yields, on another thread.
        """
        waiting = _Waiting(Future(), on_news)
        call = _Call(urgency, next(self._numbers), method, arguments)
        with self._lock:
            if self._pipe is None or self._pipe.closed or not self.running:
                self._start()
            if not self._sent(call, waiting):
                # It is dying and nobody has seen it dead yet: the call never reached it, so it cannot be the cause.
                self.kill()
                self._start()
                if not self._sent(call, waiting):
                    waiting.future.set_exception(self._died())
        return waiting.future

    def call(self, method: str, *arguments: Any, urgency: int = NORMAL, timeout: float | None = None) -> Any:
        """Send a call and wait for its answer. On time-out the process is killed and TimeoutError raised."""
        future = self.submit(method, *arguments, urgency=urgency)
        try:
            return future.result(timeout)
        except TimeoutError:
            if not future.done():
                self.kill()
            raise

    def kill(self) -> None:
        """End the process and all it started, now."""
        process = self._process
        if process is None or process.pid is None:
            return
        _kill_group(process.pid)
        process.join(_STOP_S)

    def close(self) -> bool:
        """Let the process finish the call it is in, for a moment, and end it.

        Return whether it ended in good order. Calls it had not begun fail with ChildDied.
        """
        with self._lock:
            process, pipe = self._process, self._pipe
            self._process = self._pipe = None
            if pipe is not None:
                with contextlib.suppress(OSError, ValueError):
                    pipe.send(None)
        if process is not None:
            process.join(_CLOSE_S)
            if process.is_alive() and process.pid is not None:
                _kill_group(process.pid)
                process.join(_STOP_S)
        return process is None or process.exitcode == 0

    def _sent(self, call: _Call, waiting: _Waiting) -> bool:
        """Send a call to the process there is; return False when its end of the pipe is closed."""
        assert self._pipe is not None
        self._waiting[call.number] = waiting
        try:
            self._pipe.send(call)
        except (OSError, ValueError):
            self._waiting.pop(call.number, None)
            return False
        return True

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(
            target=serve,
            args=(theirs, self._service, self._arguments),
            name=f"alcove-{self._name}",
            daemon=True,
        )
        with _main_hidden():
            process.start()
        theirs.close()
        self._process, self._pipe, self._waiting = process, ours, {}
        threading.Thread(
            target=self._receive,
            args=(ours, self._waiting, process),
            name=f"{self._name}-answers",
            daemon=True,
        ).start()

    def _receive(self, pipe: Connection, waiting: dict[int, _Waiting], process: SpawnProcess) -> None:
        try:
            while True:
                number, value, error = pipe.recv()
                if isinstance(value, _News):
                    call = waiting.get(number)
                    if call is not None and call.on_news is not None:
                        call.on_news(value.value)
                    continue
                call = waiting.pop(number, None)
                if call is None or not call.future.set_running_or_notify_cancel():
                    continue
                if error is None:
                    call.future.set_result(value)
                else:
                    call.future.set_exception(error)
        except (EOFError, OSError, pickle.UnpicklingError):
            # Closed here and nowhere else: another thread would give the number of a file we are reading from
            # to the next pipe, and we would take its answers.
            with self._lock:
                pipe.close()
            for call in list(waiting.values()):
                if not call.future.done():
                    call.future.set_exception(self._died())
            waiting.clear()
            # It may still be ending in good order; what it had started does not outlive it.
            ended = wait([process.sentinel], _STOP_S)
            if process.pid is not None:
                _kill_group(process.pid, leader=not ended)

    def _died(self) -> ChildDied:
        return ChildDied(f"The {self._name} process ended unexpectedly.", "It is started again by itself.")


@contextlib.contextmanager
def _main_hidden() -> Iterator[None]:
    """Keep spawn from running the parent's main script once more in the child.

    WORKAROUND: multiprocessing does so whenever `__main__` has a file; it costs time, and a script without the
    `if __name__ == "__main__"` guard would start children without end. A child of ours needs nothing from it.
    """
    main = sys.modules["__main__"]
    names: tuple[str, ...] = ("__file__", "__spec__")
    saved = {name: main.__dict__.pop(name) for name in names if name in main.__dict__}
    main.__spec__ = None
    try:
        yield
    finally:
        main.__dict__.update(saved)


def _kill_group(pid: int, *, leader: bool = True) -> None:
    """Kill a child with all it started; without `leader`, only what is left of its group."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
            return
    if leader:  # a process that is still starting leads no group yet, and Windows has none
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, getattr(signal, "SIGKILL", signal.SIGTERM))


def serve(pipe: Connection, service_path: str, arguments: tuple[Any, ...]) -> None:
    """Run a child: answer calls until the pipe closes. Ends the whole process group when the parent is gone."""
    if hasattr(os, "setsid"):
        os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal is the parent's to handle
    calls: queue.PriorityQueue[_Call] = queue.PriorityQueue()
    threading.Thread(target=_listen, args=(pipe, calls), name="calls", daemon=True).start()
    module, _, name = service_path.partition(":")
    service: Any = None
    make: Callable[..., Any] = getattr(import_module(module), name)
    while True:
        call = calls.get()
        if call.method == "":
            if service is not None and hasattr(service, "close"):
                service.close()
            return
        value: Any = None
        error: Exception | None = None
        try:
            if service is None:
                service = make(*arguments)
            answer = getattr(service, call.method)(*call.arguments)
            value = _sent_on(answer, pipe, call.number) if isinstance(answer, Generator) else answer
        except AppError as known:
            error = known
        except MemoryError as short:
            error = MemoryError(str(short))  # as itself, without what its traceback holds on to
        except Exception as unforeseen:  # noqa: BLE001  # the child's task runner: told to the parent, not swallowed
            error = ChildBug(f"{type(unforeseen).__name__}: {unforeseen}\n\n{traceback.format_exc()}")
        with contextlib.suppress(BrokenPipeError):
            try:
                pipe.send((call.number, value, error))
            except MemoryError as short:  # the answer was made, but there is no room to send it
                value = None
                pipe.send((call.number, None, MemoryError(str(short))))


def _sent_on(news: Generator[Any, None, Any], pipe: Connection, number: int) -> Any:
    """Send what a generator yields to the parent; return what it returns."""
    while True:
        try:
            value = next(news)
        except StopIteration as end:
            return end.value
        with contextlib.suppress(BrokenPipeError):
            pipe.send((number, _News(value), None))


def _listen(pipe: Connection, calls: "queue.PriorityQueue[_Call]") -> None:
    try:
        while (call := pipe.recv()) is not None:
            calls.put(call)
    except (EOFError, OSError):
        # The parent is gone: nobody wants the answer, and nothing may outlive it.
        sys.stdout = sys.stderr = None  # no output during the kill
        if hasattr(os, "killpg"):
            os.killpg(os.getpgid(0), signal.SIGKILL)
        os._exit(1)
    calls.put(_Call(_STOP, 0, "", ()))
