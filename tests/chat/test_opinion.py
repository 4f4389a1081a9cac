"""A model is asked about what the rules leave open; what it is not sure of changes nothing."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence

import pytest

from alcove.chat.differences import Answer, compared
from alcove.chat.opinion import judge_among, opinion, opinions
from alcove.core.cancel import CancelToken
from alcove.core.quotation import Quotable
from alcove.models.testing import ScriptedModel
from alcove.models.types import ChatMessage, GenerationEvent, ModelInfo, Sampling, Served, TextDelta, TokenChoice

HEATING = (Answer("A", "The tenant pays for heating."), Answer("B", "Heating is included in the rent."))


ORDERS = (["contradiction", "same"], ["same", "neither"])
"""Answers of which only the second tells that the first does not count."""


class SureModel(ScriptedModel):
    """A scripted model that tells how sure it is; None tells nothing."""

    def __init__(self, answers: Sequence[str], sure: float | None = 1.0) -> None:
        super().__init__([json.dumps(answer) for answer in answers], name="Judge")
        self.sure = sure
        self.samplings: list[Sampling] = []

    def generate(
        self, prompt: str, sampling: Sampling, token: CancelToken, quotable: Quotable | None = None
    ) -> Iterator[GenerationEvent]:
        self.samplings.append(sampling)
        for event in super().generate(prompt, sampling, token, quotable):
            if isinstance(event, TextDelta) and self.sure is not None and event.text == '"':
                yield TextDelta(event.text, (TokenChoice(event.text, math.log(self.sure) / 2),))
            elif isinstance(event, TextDelta) and self.sure is not None:
                yield TextDelta(event.text, (TokenChoice(event.text, 0.0),))
            else:
                yield event


def asked(model: ScriptedModel, token: CancelToken | None = None) -> str:
    asking = opinion(model, "One.", "Other.", token or CancelToken())
    while True:
        try:
            next(asking)
        except StopIteration as said:
            return str(said.value)


@pytest.mark.parametrize(
    ("answers", "sure", "expected"),
    [
        (["same", "same"], 0.5, "same"),
        (["same", "same"], 0.3, "neither"),
        (["contradiction", "contradiction"], 0.95, "contradiction"),
        (["contradiction", "contradiction"], 0.8, "neither"),
        (["contradiction", "same"], 1.0, "neither"),
        (["same", "neither"], 1.0, "neither"),
        (["neither"], 1.0, "neither"),
        (["same", "same"], None, "neither"),
    ],
)
def test_an_opinion_counts_where_it_is_sure_in_both_orders(
    answers: list[str], sure: float | None, expected: str
) -> None:
    model = SureModel(answers, sure)
    assert asked(model) == expected
    assert len(model.prompts) == (2 if expected != "neither" or answers[:2] in ORDERS else 1)
    assert model.samplings[0].schema == json.dumps({"enum": ["same", "contradiction", "neither"]})
    assert model.prompts[0].rindex("1. One.") < model.prompts[0].rindex("2. Other.")


def test_a_cancelled_question_is_no_opinion() -> None:
    token = CancelToken()
    token.cancel()
    assert asked(SureModel(["same"]), token) == "neither"


@pytest.mark.parametrize(("said", "kind"), [("same", "agreeing"), ("contradiction", "contradicting")])
def test_an_open_row_becomes_what_the_model_is_sure_of(said: str, kind: str) -> None:
    before = compared(HEATING)
    assert [row.kind for row in before.rows] == ["different"]
    yielded = list(opinions(before, SureModel([said]), CancelToken()))
    *working, after = yielded
    assert working == [None] * len(working)
    assert working
    assert after is not None
    (row,) = after.rows
    assert (row.kind, row.judge, row.cells) == (kind, "Judge", before.rows[0].cells)
    assert [one.cause.words() for one in row.contrasts] == (["both cannot be true"] if kind == "contradicting" else [])


def test_what_is_not_open_is_not_asked_about() -> None:
    model = SureModel(["same"])
    settled = compared([Answer("A", "The rent is £850. There is a shed."), Answer("B", "The rent is £850.")])
    assert list(opinions(settled, model, CancelToken())) == []
    assert model.prompts == []
    assert set(opinions(compared(HEATING), SureModel(["neither"]), CancelToken())) == {None}


def test_nothing_is_asked_once_cancelled() -> None:
    token, model = CancelToken(), SureModel(["same"])
    token.cancel()
    assert list(opinions(compared(HEATING), model, token)) == []
    assert model.prompts == []


def test_the_model_to_ask_is_loaded_here_or_wrote_an_answer() -> None:
    def info(name: str, size: int, *, loaded: bool = True, trial: bool = False, there: bool = False) -> ModelInfo:
        served = Served("Hosted", name, "https://example.org", "example.org", True) if there else None
        return ModelInfo(name, "chat", "", size, 4096, loaded, trial, served=served)

    small, large, asleep = info("small", 1), info("large", 2), info("asleep", 9, loaded=False)
    starter, there = info("starter", 5, trial=True), info("there", 0, there=True)
    embedder = ModelInfo("embedder", "embedding", "", 99, 512, True)
    models = [small, large, asleep, starter, there, embedder]
    assert judge_among(models, ["there"]) == "large"
    assert judge_among([asleep, starter, there, embedder], ["there", "asleep"]) == "there"
    assert judge_among([asleep, starter, there, embedder], ["asleep"]) == ""
    assert judge_among([], []) == ""


def test_the_examples_are_part_of_the_conversation() -> None:
    model = SureModel(["neither"])
    rendered: list[Sequence[ChatMessage]] = []
    real = model.render
    model.render = lambda messages: rendered.append(messages) or real(messages)  # type: ignore[method-assign,func-returns-value]
    asked(model)
    (messages,) = rendered
    assert [message.role for message in messages] == ["system", *["user", "assistant"] * 4, "user"]
    assert {json.loads(m.content) for m in messages if m.role == "assistant"} == {"same", "contradiction", "neither"}
