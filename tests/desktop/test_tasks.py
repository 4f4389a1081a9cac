"""Lanes: what a task tells reaches the GUI thread in order, coalesced, and never after its owner or the runner."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QThread
from pytestqt.qtbot import QtBot

from alcove.core.cancel import CancelToken, Waiting
from alcove.core.errors import AppError
from alcove.desktop.tasks import IN_TURN, UPDATES_PER_SECOND, WAITS_S, TaskRunner
from tests.desktop.conftest import Bugs


class Listener(QObject):
    """An owner that writes down what it is told, and on which thread."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[int] = []
        self.batches = 0
        self.done: list[object] = []
        self.failed: list[AppError] = []
        self.threads: set[QThread] = set()

    def on_events(self, events: list[int]) -> None:
        self.events += events
        self.batches += 1
        self.threads.add(QThread.currentThread())

    def on_done(self, value: object) -> None:
        self.done.append(value)
        self.threads.add(QThread.currentThread())

    def on_failed(self, error: AppError) -> None:
        self.failed.append(error)


def numbers(count: int) -> Iterator[int]:
    yield from range(count)


def test_a_function_runs_on_its_lane_and_its_value_arrives_on_the_gui_thread(qtbot: QtBot, tasks: TaskRunner) -> None:
    owner = Listener()
    tasks.run("io", lambda: threading.current_thread().name, owner=owner, done=owner.on_done)
    qtbot.waitUntil(lambda: bool(owner.done))
    assert str(owner.done[0]).startswith("io-")
    assert owner.threads == {QCoreApplication.instance().thread()}


def test_all_events_arrive_in_order_before_done(qtbot: QtBot, tasks: TaskRunner) -> None:
    owner = Listener()
    told: list[object] = []
    tasks.iterate(
        "index",
        lambda token: numbers(5000),
        owner=owner,
        events=owner.on_events,
        done=lambda _: told.append(len(owner.events)),
    )
    qtbot.waitUntil(lambda: bool(told))
    assert owner.events == list(range(5000))
    assert told == [5000]


def test_a_stream_is_delivered_at_most_thirty_times_a_second(qtbot: QtBot, tasks: TaskRunner) -> None:
    owner = Listener()

    def slow(token: CancelToken) -> Iterator[int]:
        for number in range(200):
            token.wait(0.002)
            yield number

    began = time.monotonic()
    tasks.iterate("io", slow, owner=owner, events=owner.on_events, done=owner.on_done)
    qtbot.waitUntil(lambda: bool(owner.done))
    seconds = time.monotonic() - began
    assert owner.events == list(range(200))
    assert owner.batches <= seconds * UPDATES_PER_SECOND + 2


def test_a_lane_with_one_worker_runs_one_task_at_a_time_in_order(qtbot: QtBot, tasks: TaskRunner) -> None:
    owner = Listener()
    running: list[int] = []
    most: list[int] = []

    def work(number: int) -> int:
        running.append(number)
        most.append(len(running))
        time.sleep(0.005)
        running.remove(number)
        return number

    for number in range(5):
        tasks.run("model", lambda number=number: work(number), owner=owner, done=owner.on_done)  # type: ignore[misc]
    qtbot.waitUntil(lambda: len(owner.done) == 5)
    assert owner.done == [0, 1, 2, 3, 4]
    assert max(most) == 1


def test_cancelling_ends_a_generator_early_and_is_no_error(qtbot: QtBot, tasks: TaskRunner, bugs: Bugs) -> None:
    owner = Listener()

    def endless(token: CancelToken) -> Iterator[int]:
        number = 0
        while not token.cancelled:
            yield number
            number += 1
            token.wait(0.001)

    task = tasks.iterate(
        "model", endless, owner=owner, events=owner.on_events, done=owner.on_done, failed=owner.on_failed
    )
    qtbot.waitUntil(lambda: bool(owner.events))
    task.cancel()
    qtbot.waitUntil(lambda: bool(owner.done))
    assert task.finished
    assert not owner.failed and not bugs.errors and not bugs.bugs


def test_a_function_cancelled_before_it_begins_never_runs(qtbot: QtBot, tasks: TaskRunner) -> None:
    owner = Listener()
    gate = threading.Event()
    ran: list[int] = []
    tasks.run("model", lambda: gate.wait(5), owner=owner)
    waiting = tasks.run("model", lambda: ran.append(1), owner=owner, done=owner.on_done)
    waiting.cancel()
    gate.set()
    qtbot.waitUntil(lambda: bool(owner.done))
    assert ran == []


def test_a_known_error_goes_to_the_task_or_else_to_the_road(qtbot: QtBot, tasks: TaskRunner, bugs: Bugs) -> None:
    owner = Listener()

    def fail() -> None:
        raise AppError("No.", "Try again.")

    tasks.run("io", fail, owner=owner, failed=owner.on_failed)
    qtbot.waitUntil(lambda: bool(owner.failed))
    assert not bugs.errors


@pytest.mark.expects_log("alcove.desktop.tasks", "No")
def test_an_unclaimed_error_is_told_on_the_one_road(qtbot: QtBot, tasks: TaskRunner, bugs: Bugs) -> None:
    owner = Listener()

    def fail() -> None:
        raise AppError("No.", "Try again.")

    tasks.run("io", fail, owner=owner)
    qtbot.waitUntil(lambda: bool(bugs.errors))
    assert bugs.errors[0].hint == "Try again."


def test_a_bug_is_reported_and_the_lane_goes_on(qtbot: QtBot, tasks: TaskRunner, bugs: Bugs) -> None:
    owner = Listener()

    def broken(token: CancelToken) -> Iterator[int]:
        yield 1
        raise ZeroDivisionError

    tasks.iterate("index", broken, owner=owner, events=owner.on_events, failed=owner.on_failed)
    tasks.run("index", lambda: "after", owner=owner, done=owner.on_done)
    qtbot.waitUntil(lambda: bool(owner.done))
    assert owner.events == [1]
    assert isinstance(bugs.bugs[0], ZeroDivisionError)
    assert owner.failed, "the view learns that its work has ended"
    bugs.bugs.clear()


def test_nothing_is_told_to_an_owner_whose_object_is_destroyed(qtbot: QtBot, tasks: TaskRunner) -> None:
    owner = Listener()
    other = Listener()
    gate = threading.Event()
    told: list[str] = []
    tasks.run("io", lambda: gate.wait(5), owner=owner, done=lambda _: told.append("too late"))
    owner.deleteLater()
    QCoreApplication.sendPostedEvents(owner, QEvent.Type.DeferredDelete)
    gate.set()
    tasks.run("io", lambda: None, owner=other, done=other.on_done)
    qtbot.waitUntil(lambda: bool(other.done))
    qtbot.wait(50)
    assert told == []


def test_a_task_keeps_no_view_alive(qtbot: QtBot, tasks: TaskRunner) -> None:
    gate = threading.Event()
    owner: Listener | None = Listener()
    gone: list[str] = []
    assert owner is not None
    owner.destroyed.connect(lambda: gone.append("gone"))
    tasks.run("io", lambda: gate.wait(5), owner=owner, done=owner.on_done)
    owner = None
    qtbot.waitUntil(lambda: bool(gone))
    gate.set()


def test_closing_with_work_in_flight_cancels_it_and_delivers_nothing_more(qtbot: QtBot) -> None:
    runner = TaskRunner(lambda error: None, lambda error: None)
    owner = Listener()
    kept: list[bool] = []

    def endless(token: CancelToken) -> Iterator[int]:
        while not token.cancelled:
            yield 1
            token.wait(0.001)
        kept.append(True)

    for lane in ("model", "index", "io", "io"):
        runner.iterate(lane, endless, owner=owner, events=owner.on_events, done=owner.on_done)  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: len(owner.events) > 10)
    assert runner.close(5.0)
    delivered = len(owner.events)
    qtbot.wait(60)
    assert len(owner.events) == delivered
    assert kept == [True] * 4, "each generator got to its end, where what it has is kept"
    assert owner.done == []


def test_closing_does_not_wait_for_what_cannot_be_cancelled(qtbot: QtBot) -> None:
    runner = TaskRunner(lambda error: None, lambda error: None)
    gate = threading.Event()
    owner = Listener()
    runner.run("model", lambda: gate.wait(30), owner=owner)
    qtbot.wait(20)
    began = time.monotonic()
    assert not runner.close(0.1)
    assert time.monotonic() - began < 5
    gate.set()


def test_a_closed_runner_takes_no_more_work(qtbot: QtBot) -> None:
    runner = TaskRunner(lambda error: None, lambda error: None)
    owner = Listener()
    assert runner.close(1.0)
    task = runner.run("io", lambda: 1, owner=owner, done=owner.on_done)
    qtbot.wait(30)
    assert task.token.cancelled and owner.done == []


def test_lanes_start_no_thread_before_their_first_task(qtbot: QtBot) -> None:
    before = threading.active_count()
    runner = TaskRunner(lambda error: None, lambda error: None)
    assert threading.active_count() == before
    assert runner.close(1.0)


def test_answers_are_worked_on_in_turn_the_one_with_least_time_first(qtbot: QtBot, tasks: TaskRunner) -> None:
    order: list[str] = []
    threads: set[str] = set()
    both = threading.Barrier(2, timeout=5)

    def work(name: str, pause: float) -> Iterator[int]:
        for number in range(6):
            time.sleep(pause)
            order.append(name)
            threads.add(threading.current_thread().name)
            yield number

    owners = [Listener(), Listener()]
    tasks.run("model", both.wait, owner=owners[0])  # so that both are there when the lane begins
    for owner, name, pause in zip(owners, ("slow", "quick"), (0.03, 0.001), strict=True):
        tasks.iterate(
            "model",
            lambda token, name=name, pause=pause: work(name, pause),
            owner=owner,
            events=owner.on_events,
            done=owner.on_done,
        )
    both.wait()
    qtbot.waitUntil(lambda: all(owner.done for owner in owners))
    assert [owner.events for owner in owners] == [list(range(6))] * 2
    assert len(threads) == 1
    assert order.index("quick") < 2
    assert order[:8].count("quick") == 6, "it had least time"


def test_one_that_waits_is_asked_again_once_another_ends_and_now_and_then(qtbot: QtBot, tasks: TaskRunner) -> None:
    order: list[str] = []
    at: dict[str, float] = {}
    both = threading.Barrier(2, timeout=5)

    def writes(token: CancelToken) -> Iterator[object]:
        for number in range(60):
            time.sleep(0.01)
            order.append("writes")
            yield number
        at["written"] = time.monotonic()

    def waits(token: CancelToken) -> Iterator[object]:
        while "written" not in at:
            order.append("waits")
            yield Waiting()
        at["goes on"] = time.monotonic()
        yield 0

    owners = [Listener(), Listener()]
    tasks.run("model", both.wait, owner=owners[0])
    for owner, work in zip(owners, (waits, writes), strict=True):
        tasks.iterate("model", work, owner=owner, done=owner.on_done, events=lambda _: None)
    began = time.monotonic()
    both.wait()
    qtbot.waitUntil(lambda: all(owner.done for owner in owners))
    most = 1 + (at["written"] - began) / WAITS_S
    assert 2 <= order.count("waits") <= most, "it looks for room, which takes a while"
    assert at["goes on"] - at["written"] < WAITS_S / 2, "not only when its time has come again"


def test_one_that_waited_has_no_time_in_hand_then(qtbot: QtBot, tasks: TaskRunner) -> None:
    order: list[str] = []

    def writes(token: CancelToken) -> Iterator[object]:
        for number in range(60):
            time.sleep(0.01)
            order.append("writes")
            yield number

    def waits(token: CancelToken) -> Iterator[object]:
        while order.count("writes") < 20:
            yield Waiting()
        for number in range(10):
            time.sleep(0.01)
            order.append("waited")
            yield number

    owners = [Listener(), Listener()]
    for owner, work in zip(owners, (waits, writes), strict=True):
        tasks.iterate("model", work, owner=owner, done=owner.on_done, events=lambda _: None)
    qtbot.waitUntil(lambda: all(owner.done for owner in owners))
    first = order.index("waited")
    assert first < 60
    assert order[first : first + 10].count("writes") >= 3


def test_one_that_waits_for_nobody_here_leaves_the_processor_alone_and_ends_at_once(
    qtbot: QtBot, tasks: TaskRunner
) -> None:
    asked: list[float] = []
    owner, other = Listener(), Listener()

    def waits(token: CancelToken) -> Iterator[object]:
        while not token.cancelled:
            asked.append(time.monotonic())
            yield Waiting()

    task = tasks.iterate("model", waits, owner=owner, done=owner.on_done, events=lambda _: None)
    qtbot.waitUntil(lambda: len(asked) == 3)
    assert asked[2] - asked[0] >= 1.9 * WAITS_S
    began = time.monotonic()
    tasks.run("model", lambda: None, owner=other, done=other.on_done)
    qtbot.waitUntil(lambda: bool(other.done))
    task.cancel()
    qtbot.waitUntil(lambda: bool(owner.done))
    assert time.monotonic() - began < WAITS_S, "neither a newcomer nor an end waits for it"


def test_one_that_fails_does_not_end_the_other(qtbot: QtBot, tasks: TaskRunner) -> None:
    failing, going_on = Listener(), Listener()

    def fails(token: CancelToken) -> Iterator[int]:
        yield 1
        raise AppError("No.", "Never mind.")

    def goes_on(token: CancelToken) -> Iterator[int]:
        for number in range(20):
            token.wait(0.001)
            yield number

    tasks.iterate("model", fails, owner=failing, events=failing.on_events, failed=failing.on_failed)
    tasks.iterate("model", goes_on, owner=going_on, events=going_on.on_events, done=going_on.on_done)
    qtbot.waitUntil(lambda: bool(going_on.done and failing.failed))
    assert going_on.events == list(range(20))


def test_no_more_than_four_answers_are_worked_on_at_once(qtbot: QtBot, tasks: TaskRunner) -> None:
    owners = [Listener() for _ in range(6)]
    begun: list[int] = []
    most = 0

    def work(number: int) -> Iterator[int]:
        nonlocal most
        begun.append(number)
        for step in range(5):
            time.sleep(0.002)
            most = max(most, len(begun))
            yield step
        begun.remove(number)

    for number, owner in enumerate(owners):
        tasks.iterate(
            "model", lambda token, number=number: work(number), owner=owner, events=owner.on_events, done=owner.on_done
        )
    qtbot.waitUntil(lambda: all(owner.done for owner in owners))
    assert most == IN_TURN["model"]
