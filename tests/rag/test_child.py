"""The supervised child: restart, deadlines, urgency, errors, and death with its parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from alcove.core.errors import DocumentError
from alcove.rag.child import URGENT, Child, ChildBug, ChildDied

SERVICE = "tests.rag.child_service:Service"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log"


@pytest.fixture
def child(log: Path) -> Iterator[Child]:
    one = Child("test", SERVICE, (str(log),))
    yield one
    one.kill()
    one.close()


def running(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def wait_until(true: Callable[[], bool], seconds: float = 3.0) -> bool:
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def written(file: Path) -> int:
    assert wait_until(lambda: file.exists() and file.read_text() != "", 10)
    return int(file.read_text())


def test_it_starts_at_the_first_call_and_leads_a_group_of_its_own(child: Child) -> None:
    assert not child.running and child.pid is None
    assert child.call("echo", "ё") == "ё"
    assert child.running and child.pid == child.call("pid")
    assert os.getpgid(child.pid or 0) == child.pid != os.getpgid(0)


def test_a_killed_child_is_started_again_by_the_next_call(child: Child) -> None:
    first = child.call("pid")
    os.kill(first, signal.SIGKILL)
    with pytest.raises(ChildDied):
        # Whether the call finds a dead pipe or a dead process, it fails or starts anew; it never hangs.
        for _ in range(2):
            child.call("die", timeout=20)
    assert child.call("pid", timeout=20) != first


def test_every_call_in_flight_fails_when_the_child_dies(child: Child) -> None:
    waiting = [child.submit("die"), *(child.submit("echo", n) for n in range(5))]
    for future in waiting:
        assert isinstance(future.exception(20), ChildDied)


def test_a_deadline_kills_the_child_and_what_it_started(child: Child, tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    before = child.call("pid")
    with pytest.raises(TimeoutError):
        child.call("start_and_hang", str(pid_file), timeout=1.5)
    grandchild = written(pid_file)
    assert wait_until(lambda: not running(before) and not running(grandchild))
    assert child.call("echo", 1) == 1


def test_a_deadline_holds_while_the_child_is_still_starting(child: Child) -> None:
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        child.call("echo", 1, timeout=0.001)
    assert time.monotonic() - began < 2 and not child.running


def test_what_a_crashed_child_had_started_does_not_outlive_it(child: Child, tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    with pytest.raises(ChildDied):
        child.call("start_and_die", str(pid_file), timeout=20)
    grandchild = written(pid_file)
    assert wait_until(lambda: not running(grandchild))


def test_urgent_calls_go_first(child: Child, log: Path) -> None:
    child.call("echo", 0)
    calls = [child.submit("note", "first", 0.5)]
    time.sleep(0.2)
    calls += [child.submit("note", f"patient {n}") for n in range(3)]
    calls += [child.submit("note", "urgent", urgency=URGENT)]
    for call in calls:
        call.result(20)
    assert log.read_text().split("\n")[:5] == ["first", "urgent", "patient 0", "patient 1", "patient 2"]


def test_a_known_error_comes_back_as_itself(child: Child) -> None:
    with pytest.raises(DocumentError) as caught:
        child.call("known_error")
    assert caught.value.message == "it is a test" and caught.value.hint == "Nothing to do."
    assert child.call("echo", 1) == 1


def test_a_bug_comes_back_with_its_traceback(child: Child) -> None:
    with pytest.raises(ChildBug) as caught:
        child.call("bug")
    told = str(caught.value)
    assert told.startswith("ZeroDivisionError: unforeseen") and "_no_such_thing" in told
    assert child.call("echo", 1) == 1


def test_close_is_orderly_and_drops_what_was_not_begun(child: Child, log: Path) -> None:
    child.call("echo", 0)
    begun = child.submit("note", "begun", 0.5)
    waiting = child.submit("note", "never", 5)
    time.sleep(0.2)
    assert child.close()
    assert begun.result(1) == "begun"
    assert isinstance(waiting.exception(1), ChildDied)
    assert log.read_text().split() == ["begun", "closed"]


def test_close_ends_a_child_that_hangs_and_says_so(child: Child, tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    child.submit("start_and_hang", str(pid_file))
    grandchild = written(pid_file)
    began = time.monotonic()
    assert not child.close()
    assert time.monotonic() - began < 4
    assert wait_until(lambda: not running(grandchild))


def test_it_dies_with_its_parent_and_takes_what_it_started(tmp_path: Path) -> None:
    script = textwrap.dedent(
        f"""
        import sys, time
        sys.path.insert(0, {str(ROOT)!r})
        from alcove.rag.child import Child
        child = Child("test", {SERVICE!r})
        child.submit("start_and_hang", {str(tmp_path / "grandchild")!r})
        print(child.pid, flush=True)
        time.sleep(600)
        """
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pids = [int(parent.stdout.readline()), written(tmp_path / "grandchild")]
        assert all(map(running, pids))
        parent.kill()
    assert wait_until(lambda: not any(map(running, pids)))


def test_what_a_generator_yields_comes_before_its_answer_and_in_order(child: Child) -> None:
    news: list[int] = []
    assert child.submit("count", 5, on_news=news.append).result(20) == "counted"
    assert news == [0, 1, 2, 3, 4]
    assert child.call("count", 3) == "counted", "nobody need listen"


def test_news_that_was_sent_is_told_even_when_the_child_dies_or_fails_after_it(child: Child) -> None:
    for method, ending in (("count_and_die", ChildDied), ("count_and_fail", DocumentError)):
        news: list[int] = []
        assert isinstance(child.submit(method, 200, on_news=news.append).exception(20), ending)
        assert news == list(range(200)) if ending is DocumentError else news == list(range(len(news)))


def test_a_kill_in_the_middle_of_news_fails_the_call_once(child: Child) -> None:
    news: list[int] = []
    future = child.submit("count", 100_000, 0.001, on_news=news.append)
    assert wait_until(lambda: len(news) > 20, 20)
    child.kill()
    assert isinstance(future.exception(5), ChildDied)
    told = len(news)
    assert child.call("echo", "again", timeout=20) == "again"
    assert len(news) == told, "nothing of the old call comes through the new pipe"


def test_an_answer_there_is_no_room_to_send_costs_the_call_and_not_the_child(child: Child) -> None:
    before = child.call("pid")
    assert isinstance(child.submit("unsendable").exception(20), MemoryError)
    assert child.call("pid") == before


def test_a_call_whose_caller_gave_up_is_dropped(child: Child) -> None:
    child.call("echo", 0)
    busy = child.submit("note", "busy", 0.3)
    waiting = child.submit("echo", 1)
    assert waiting.cancel()
    assert busy.result(20) == "busy" and child.call("echo", 2, timeout=20) == 2


def test_a_call_to_a_child_that_just_died_fails_or_is_answered(child: Child) -> None:
    for _ in range(10):
        os.kill(child.call("pid", timeout=20), signal.SIGKILL)
        failed = child.submit("echo", 1).exception(20)
        assert failed is None or isinstance(failed, ChildDied)


class ClosedAtTheOtherEnd:
    """A pipe as it is between the moment its process closed it and the moment that process is seen to be dead."""

    closed = False

    def send(self, _: object) -> None:
        raise BrokenPipeError


def test_a_call_that_never_reached_a_dying_child_goes_to_the_next_one(child: Child) -> None:
    before = child.call("pid")
    child._pipe = ClosedAtTheOtherEnd()  # type: ignore[assignment]
    assert child.running
    assert child.call("pid", timeout=20) != before
    assert wait_until(lambda: not running(before))
