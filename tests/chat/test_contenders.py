"""Contenders: their keys, what may differ, and answers without anything that tells who wrote them."""

from __future__ import annotations

import pytest

from alcove.chat.contenders import Contender, blind, checked, contender, covered, names_itself
from alcove.chat.store import ConversationId, LeftOut, Message, MessageId, Timings
from alcove.core.errors import AppError, SettingsError
from alcove.core.settings import ModelSettings
from alcove.models.types import Served
from alcove.rag.types import Unsupported

QWEN = Contender("Qwen3-4B-Instruct")
SMOL = Contender("SmolLM2-135M", (("temperature", 0.8), ("top_k", 40)))


def test_a_key_says_everything_and_is_read_back() -> None:
    assert (QWEN.key, QWEN.words) == ("Qwen3-4B-Instruct", "")
    assert SMOL.key == "SmolLM2-135M@temperature=0.8,top_k=40"
    assert SMOL.words == "temperature 0.8, top k 40"
    assert contender(SMOL.key) == SMOL and contender(QWEN.key) == QWEN
    assert contender("SmolLM2-135M@top_k=40,temperature=0.80") == SMOL, "one contender has one key"
    assert contender("tiny (me@home)") == Contender("tiny (me@home)") and contender("@a=1") == Contender("@a=1")


def test_what_cannot_differ_is_refused() -> None:
    with pytest.raises(AppError, match="context_tokens is nothing in which"):
        contender("Qwen@context_tokens=4096")
    with pytest.raises(SettingsError, match="temperature cannot be 9"):
        contender("Qwen@temperature=9")


def test_its_settings_hold_over_those_of_the_model() -> None:
    own = ModelSettings(temperature=0.2, min_p=0.1)
    assert QWEN.applied(own) is None
    assert SMOL.applied(own) == ModelSettings(temperature=0.8, top_k=40, min_p=0.1)


def test_a_match_is_between_two_to_four_that_differ() -> None:
    assert checked([SMOL, QWEN]) == (QWEN, SMOL)
    with pytest.raises(AppError, match="twice"):
        checked([QWEN, QWEN])
    with pytest.raises(AppError, match="these are 1"):
        checked([QWEN])


def test_a_blind_answer_tells_nothing_but_what_it_says() -> None:
    served = Served("Here", "tiny", "http://127.0.0.1/v1", "127.0.0.1", False)
    answer = Message(
        MessageId(5), ConversationId(1), MessageId(4), "assistant", "I am Qwen3-4B-Instruct, of SmolLM2: smoothly.",
        "complete", 9.0, "Qwen3-4B", served=served, timings=Timings(1, 2, 3, 4, 5, 6), thinking="Hm.", error="slow",
        left_out=LeftOut(2), extractive=True, unsupported=(Unsupported(0, 3, "Qwen said so", "why"),),
    )  # fmt: skip
    shown = blind(answer, [QWEN, SMOL])
    assert shown.text == "I am •••••••••••••••••, of ••••••2: smoothly." and len(shown.text) == len(answer.text)
    assert [mark.text for mark in shown.unsupported] == ["•••• said so"]
    assert (shown.model, shown.served, shown.timings, shown.thinking) == (None, None, Timings(), "")
    assert (shown.error, shown.left_out, shown.extractive, shown.trace, shown.created) == (
        "", LeftOut(), False, None, 0.0,
    )  # fmt: skip
    assert names_itself(answer.text, [QWEN]) and not names_itself(shown.text, [QWEN, SMOL])
    assert covered("an instruct model", [Contender("a-1B-instruct")]) == "an instruct model"
