"""The fakes keep the contracts, and do what their own script says."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from alcove.core.cancel import CancelToken
from alcove.models.testing import HashEmbedder, ScriptedModel
from alcove.models.types import ChatModel, Embedder, Prefill, Sampling
from tests.models.conformance import ChatModelContract, EmbedderContract, end_of, text_of

STORY = "Once upon a time there was a river that went to the sea and was never seen again, they say."


class TestScriptedModel(ChatModelContract):
    @pytest.fixture
    def model(self) -> ChatModel:
        return ScriptedModel([STORY])

    @pytest.fixture
    def control(self) -> str:
        return "<|assistant|>"

    def test_answers_come_in_turn_and_the_last_one_again(self) -> None:
        model = ScriptedModel(["One.", "Two."])
        said = [text_of(list(model.generate(f"{n}?", Sampling(), CancelToken()))) for n in range(4)]
        assert said == ["One.", "Two.", "Two.", "Two."]
        assert model.prompts == ["0?", "1?", "2?", "3?"]

    def test_an_answer_may_be_made_of_the_prompt(self) -> None:
        model = ScriptedModel(lambda prompt: f"You asked: {prompt}")
        events = list(model.generate("Why?", Sampling(), CancelToken()))
        assert text_of(events) == "You asked: Why?"
        assert end_of(events).reason == "end"

    def test_progress_is_told_by_the_batch(self) -> None:
        events = list(ScriptedModel(["x"], batch=4).generate("a b c d e f g h i j", Sampling(), CancelToken()))
        assert [event.done for event in events if isinstance(event, Prefill)] == [0, 4, 8, 10]


class TestHashEmbedder(EmbedderContract):
    @pytest.fixture
    def embedder(self) -> Embedder:
        return HashEmbedder()

    @pytest.fixture
    def again(self) -> Callable[[], Embedder]:
        return HashEmbedder

    def test_another_dimension_is_another_embedder(self) -> None:
        assert HashEmbedder(8).identity != HashEmbedder(9).identity
