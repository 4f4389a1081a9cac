"""Cancelling is told once, from any thread, and never raises."""

from __future__ import annotations

import threading
import time

from alcove.core.cancel import CancelToken


def test_cancelling_calls_back_once() -> None:
    token = CancelToken()
    calls: list[str] = []
    token.on_cancel(lambda: calls.append("a"))
    token.on_cancel(lambda: calls.append("b"))

    assert not token.cancelled
    token.cancel()
    token.cancel()

    assert token.cancelled
    assert calls == ["a", "b"]


def test_a_late_callback_is_called_at_once() -> None:
    token = CancelToken()
    token.cancel()
    calls: list[str] = []

    unsubscribe = token.on_cancel(lambda: calls.append("late"))
    unsubscribe()

    assert calls == ["late"]


def test_an_unsubscribed_callback_is_not_called() -> None:
    token = CancelToken()
    calls: list[str] = []
    unsubscribe = token.on_cancel(lambda: calls.append("gone"))
    token.on_cancel(lambda: calls.append("stays"))

    unsubscribe()
    unsubscribe()
    token.cancel()

    assert calls == ["stays"]


def test_a_callback_may_unsubscribe_itself_while_called() -> None:
    token = CancelToken()
    calls: list[str] = []

    def once() -> None:
        calls.append("once")
        forget()

    forget = token.on_cancel(once)
    token.on_cancel(lambda: calls.append("next"))
    token.cancel()

    assert calls == ["once", "next"]


def test_waiting_ends_early_when_cancelled_from_another_thread() -> None:
    token = CancelToken()
    threading.Timer(0.05, token.cancel).start()
    began = time.monotonic()

    assert token.wait(30)
    assert time.monotonic() - began < 10


def test_waiting_says_when_nobody_cancelled() -> None:
    assert not CancelToken().wait(0.001)


def test_waiting_ends_when_cancelled() -> None:
    token = CancelToken()
    assert not token.wait(0.001)
    token.cancel()
    assert token.wait(60)
