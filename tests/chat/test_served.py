"""Turns whose model runs elsewhere: what is told and kept of that, and that nothing is believed for it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from alcove.chat.store import ConversationStore
from alcove.chat.turns import SentOut, TurnStarted
from alcove.core.cancel import CancelToken
from alcove.core.database import Database
from alcove.core.errors import ServiceError
from alcove.core.net import Door
from alcove.models.remote import RemoteModel
from alcove.models.types import Served, ServerSaid, TextDelta, ThinkingDelta
from tests.chat.test_turns import ANSWER, Desk, saved_of
from tests.models.service import Reply, Script, Service, plain, serving


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    one = Database(tmp_path / "alcove.db")
    yield one
    one.close()


@pytest.fixture
def service() -> Iterator[Service]:
    with serving(plain(ANSWER)) as running:
        yield running


def served_desk(database: Database, service: Service, *scripts: Script) -> tuple[Desk, Served]:
    service.scripts = list(scripts) or service.scripts
    desk = Desk(database)
    served = Served("Here", "tiny", service.url, "192.0.2.7", True)
    desk.shelf.elsewhere = served, RemoteModel("tiny (Here)", served, context_tokens=4096, door=Door("test"))
    return desk, served


def test_an_answer_from_elsewhere_is_cited_and_says_who_wrote_it(database: Database, service: Service) -> None:
    desk, served = served_desk(database, service)
    events = desk.run()
    saved = saved_of(events)
    assert saved.text == "“Tung oil dries in 48 hours” [1]. It is made of moonlight and cheese."
    assert [citation.verbatim for citation in saved.citations] == [True]
    assert [mark.text for mark in saved.unsupported] == ["It is made of moonlight and cheese"]
    assert saved.served == served
    assert ConversationStore(database).messages(desk.talk.id)[-1].served == served, "it is known after a restart"
    sent = [event for event in events if isinstance(event, SentOut)]
    assert [one.served for one in sent] == [served]
    prompt = service.asked[0].body["messages"][-1]["content"]
    assert sent[0].passages == prompt.count("\n\n[") > 0, "as many passages went out as were told"
    started = next(event for event in events if isinstance(event, TurnStarted))
    assert started.answer.served == served
    first_word = next(n for n, event in enumerate(events) if isinstance(event, TextDelta))
    assert events.index(sent[0]) < first_word


def test_its_receipt_says_what_was_sent_and_what_the_server_called_itself(database: Database, service: Service) -> None:
    def script(reply: Reply) -> None:
        reply.head()
        reply.event({"model": "tiny-2026", "system_fingerprint": "fp_9", "choices": [{"delta": {"content": ANSWER}}]})
        reply.event({"choices": [{"delta": {}, "finish_reason": "stop"}]})

    desk, served = served_desk(database, service, script)
    receipt = desk.store.receipt(saved_of(desk.run()).id)
    assert receipt is not None
    assert (receipt.model_sha256, receipt.served, receipt.said) == ("", served, ServerSaid("tiny-2026", "fp_9"))
    sent = [json.loads(line) for line in receipt.prompt.split("\n") if line]
    assert sent == service.asked[0].body["messages"]


def test_a_quotation_that_no_source_holds_is_not_verbatim_whoever_wrote_it(
    database: Database, service: Service
) -> None:
    desk, _ = served_desk(database, service, plain("“Tung oil dries in 3 weeks and smells of cheese” [1]."))
    saved = saved_of(desk.run())
    assert not any(citation.verbatim for citation in saved.citations)
    assert saved.unsupported or saved.refused


def test_thinking_is_told_and_is_no_part_of_the_answer(database: Database, service: Service) -> None:
    desk, _ = served_desk(database, service, plain("<think>Let me see.</think>", ANSWER))
    events = desk.run()
    assert [event.text for event in events if isinstance(event, ThinkingDelta)] == ["Let me see."]
    assert "Let me see" not in saved_of(events).text


def test_how_long_it_took_elsewhere_says_nothing_of_this_computer(database: Database, service: Service) -> None:
    usage = {"prompt_tokens": 900, "completion_tokens": 20}
    desk, _ = served_desk(database, service, plain(ANSWER, usage=usage))
    assert saved_of(desk.run()).timings.prompt_tokens == 900
    assert desk.shelf.speed == 0.0


def test_a_failure_keeps_what_came_and_who_wrote_it(database: Database, service: Service) -> None:
    def script(reply: Reply) -> None:
        reply.head()
        reply.delta("Tung oil dries in 48 hours. It ")

    desk, served = served_desk(database, service, script)
    with pytest.raises(ServiceError, match="broke off"):
        list(desk.turns.run(desk.request(), CancelToken()))
    assert (desk.last.status, desk.last.served) == ("failed", served)
    assert desk.last.text == "“Tung oil dries in 48 hours” [1]. It"
    assert "broke off" in desk.last.error


def test_nobody_elsewhere_wrote_what_no_model_wrote(database: Database, service: Service) -> None:
    desk, _ = served_desk(database, service)
    saved = saved_of(desk.run("Who won the Zanzibar chess cup of 1911?"))
    assert (saved.refused, saved.model, saved.served) == (True, None, None)
    assert service.asked == [], "nothing was sent"


def test_an_answer_that_a_crash_cut_off_still_says_where_it_was_asked(database: Database, service: Service) -> None:
    desk, served = served_desk(database, service)
    asked = desk.store.add(desk.talk.id, "user", "Why?", parent=None)
    desk.store.add(
        desk.talk.id, "assistant", "Bec", parent=asked.id, status="streaming", model="tiny (Here)", served=served
    )
    assert desk.store.close_interrupted(before=time.time() + 1) == 1
    assert (desk.last.status, desk.last.served) == ("stopped", served)
