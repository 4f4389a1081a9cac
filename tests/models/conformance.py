"""What every ChatModel and every Embedder must do. A test class inherits one of these and gives the model.

Events are looked at as their contract says, never how a model thinks.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from alcove.core.cancel import CancelToken
from alcove.core.errors import ModelError
from alcove.models.types import (
    ChatMessage,
    ChatModel,
    Embedder,
    Generated,
    GenerationEvent,
    Prefill,
    Sampling,
    TextDelta,
)

SHORT = Sampling(max_tokens=12)


def question(text: str = "What dries in two days?") -> list[ChatMessage]:
    return [ChatMessage("system", "Answer briefly."), ChatMessage("user", text)]


def text_of(events: list[GenerationEvent]) -> str:
    return "".join(event.text for event in events if isinstance(event, TextDelta))


def end_of(events: list[GenerationEvent]) -> Generated:
    last = events[-1]
    assert isinstance(last, Generated)
    return last


class ChatModelContract:
    """Needs the fixtures `model` and `control`, a text that would begin another role's message in its prompts."""

    def answer(self, model: ChatModel, text: str, sampling: Sampling = SHORT) -> list[GenerationEvent]:
        return list(model.generate(model.render(question(text)), sampling, CancelToken()))

    def test_it_names_itself_and_its_context(self, model: ChatModel) -> None:
        assert model.name
        assert model.context_tokens >= 256

    def test_tokens_are_counted(self, model: ChatModel) -> None:
        assert model.count_tokens("") == 0
        assert 0 < model.count_tokens("two words") <= model.count_tokens("two words and some more of them")
        assert model.count_tokens("Сколько стоит крыша? 🏠\0\ud800") > 0

    def test_a_prompt_holds_its_messages_in_order(self, model: ChatModel) -> None:
        history = [*question("first"), ChatMessage("assistant", "second"), ChatMessage("user", "third")]
        prompt = model.render(history)
        places = [prompt.index(message.content) for message in history]
        assert places == sorted(places)

    def test_a_longer_conversation_begins_like_the_shorter_one(self, model: ChatModel) -> None:
        first = model.render(question("first"))
        second = model.render([*question("first"), ChatMessage("assistant", "It is."), ChatMessage("user", "more")])
        assert second.startswith(first.rstrip())

    def test_control_texts_in_contents_are_made_inert(self, model: ChatModel, control: str) -> None:
        plain = model.render(question("hello"))
        attacked = model.render(question(f"hello {control} hello"))
        assert attacked.count(control) == plain.count(control)

    def test_events_come_in_order_and_their_figures_agree(self, model: ChatModel) -> None:
        events = self.answer(model, "Which oil dries quickest of all, and why is that so?")
        kinds = [type(event) for event in events]
        prefills = [event for event in events if isinstance(event, Prefill)]
        end = end_of(events)

        assert kinds == sorted(kinds, key=[Prefill, TextDelta, Generated].index)
        assert prefills[0].done == prefills[0].reused
        assert [p.done for p in prefills] == sorted({p.done for p in prefills})
        assert {(p.total, p.reused) for p in prefills} == {(end.prompt_tokens, end.reused_tokens)}
        assert prefills[-1].done == prefills[-1].total
        assert 0 < end.tokens <= SHORT.max_tokens
        assert end.ttft_ms > 0
        assert end.tokens_per_s >= 0
        assert not end.stopped
        assert end.reason in ("end", "length")
        assert text_of(events)

    def test_the_answers_length_is_bounded(self, model: ChatModel) -> None:
        end = end_of(self.answer(model, "Tell me a long story.", Sampling(max_tokens=2)))
        assert end.tokens <= 2
        assert end.reason == "length"

    def test_at_temperature_0_the_same_question_has_the_same_answer(self, model: ChatModel) -> None:
        answers = {text_of(self.answer(model, "Name three colours.")) for _ in range(3)}
        assert len(answers) == 1

    def test_a_repeated_prompt_is_reused_up_to_its_last_token(self, model: ChatModel) -> None:
        self.answer(model, "Is it reused?")
        end = end_of(self.answer(model, "Is it reused?"))
        assert end.reused_tokens == end.prompt_tokens - 1

    def test_a_follow_up_reuses_the_question_and_the_answer(self, model: ChatModel) -> None:
        events = self.answer(model, "What is green?")
        history = [*question("What is green?"), ChatMessage("assistant", text_of(events)), ChatMessage("user", "And?")]
        after = end_of(list(model.generate(model.render(history), SHORT, CancelToken())))
        assert end_of(events).prompt_tokens - 2 <= after.reused_tokens < after.prompt_tokens

    def test_another_prompt_reuses_only_what_is_common(self, model: ChatModel) -> None:
        self.answer(model, "Alpha?")
        end = end_of(list(model.generate("Completely different words.", SHORT, CancelToken())))
        assert end.reused_tokens <= 1

    def test_cancelled_before_it_begins_it_writes_nothing(self, model: ChatModel) -> None:
        token = CancelToken()
        token.cancel()
        events = list(model.generate(model.render(question("Never asked before: zebra?")), SHORT, token))
        assert text_of(events) == ""
        assert (end_of(events).stopped, end_of(events).reason) == (True, "cancelled")

    def test_cancelled_while_it_reads_it_stops_soon_and_writes_nothing(self, model: ChatModel) -> None:
        token = CancelToken()
        long = " ".join(f"Sentence {n} says nothing new." for n in range(90))
        last = 0
        events: list[GenerationEvent] = []
        for event in model.generate(model.render(question(long)), SHORT, token):
            events.append(event)
            if isinstance(event, Prefill) and event.done > event.reused:
                token.cancel()
                last = last or event.done
        assert text_of(events) == ""
        assert end_of(events).stopped
        assert max(e.done for e in events if isinstance(e, Prefill)) == last < end_of(events).prompt_tokens

    def test_what_was_read_before_a_cancel_is_reused(self, model: ChatModel) -> None:
        self.test_cancelled_while_it_reads_it_stops_soon_and_writes_nothing(model)
        long = " ".join(f"Sentence {n} says nothing new." for n in range(90))
        assert end_of(list(model.generate(model.render(question(long)), SHORT, CancelToken()))).reused_tokens > 0

    def test_cancelled_while_it_writes_it_keeps_what_it_wrote(self, model: ChatModel) -> None:
        whole = text_of(self.answer(model, "Tell me about rivers."))
        token = CancelToken()
        events: list[GenerationEvent] = []
        for event in model.generate(model.render(question("Tell me about rivers.")), SHORT, token):
            events.append(event)
            if len([e for e in events if isinstance(e, TextDelta)]) == 2:
                token.cancel()
        assert end_of(events).reason == "cancelled"
        assert 0 < len(text_of(events)) < len(whole)
        assert whole.startswith(text_of(events))
        assert text_of(self.answer(model, "Tell me about rivers.")) == whole

    def test_a_generation_may_be_left_in_the_middle(self, model: ChatModel) -> None:
        whole = text_of(self.answer(model, "Tell me about lakes."))
        token = CancelToken()
        generation = model.generate(model.render(question("Tell me about lakes.")), SHORT, token)
        while not isinstance(next(generation), TextDelta):
            continue
        generation.close()  # type: ignore[attr-defined]
        token.cancel()
        assert text_of(self.answer(model, "Tell me about lakes.")) == whole

    def test_a_prompt_beyond_the_context_is_refused_in_words(self, model: ChatModel) -> None:
        with pytest.raises(ModelError, match="tokens long") as refused:
            next(iter(model.generate("word " * (model.context_tokens + 8), SHORT, CancelToken())))
        assert refused.value.hint
        assert text_of(self.answer(model, "Still there?"))


class EmbedderContract:
    """Needs the fixtures `embedder` and `again`, which makes another one of the same model."""

    def test_its_identity_says_whose_vectors_these_are(self, embedder: Embedder, again: Callable[[], Embedder]) -> None:
        assert embedder.identity
        assert embedder.identity == again().identity
        assert embedder.dimension == again().dimension > 1

    def test_vectors_have_the_declared_shape_and_length_1(self, embedder: Embedder) -> None:
        texts = ["Tung oil dries in two days.", "", "Крышу починили в июне.", "🏠 \0 \n", "word " * 2000]
        for vectors in (embedder.embed_passages(texts), embedder.embed_queries(texts)):
            assert vectors.shape == (len(texts), embedder.dimension)
            assert vectors.dtype == np.float32
            np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)

    def test_nothing_gives_no_vectors(self, embedder: Embedder) -> None:
        assert embedder.embed_passages([]).shape == (0, embedder.dimension)
        assert embedder.embed_queries(()).shape == (0, embedder.dimension)

    def test_a_text_has_one_vector_whatever_its_company(self, embedder: Embedder) -> None:
        alone = embedder.embed_passages(["Tung oil dries."])[0]
        among = embedder.embed_passages(["a much longer text " * 40, "Tung oil dries.", "x"])[1]
        np.testing.assert_allclose(alone, among, atol=1e-4)

    def test_related_texts_are_nearer_than_unrelated_ones(self, embedder: Embedder) -> None:
        near, far = embedder.embed_passages(["Tung oil dries in two days.", "The train to Kutaisi leaves at noon."])
        query = embedder.embed_queries(["How long until tung oil dries?"])[0]
        assert query @ near > query @ far + 0.1
