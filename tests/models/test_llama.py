"""llama.cpp with the real starter model: the contract, and what only a real vocabulary shows."""

from __future__ import annotations

import json
import math
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import llama_cpp
import pytest

from alcove.core.cancel import CancelToken
from alcove.core.errors import LoadingStopped, ModelBroken, ModelError, ModelMissing
from alcove.core.quotation import Quotable, locate
from alcove.models import llama as llama_module
from alcove.models.llama import BATCH, LlamaModel, Loading, threads_for
from alcove.models.sampling import Sampler
from alcove.models.states import PromptStates
from alcove.models.types import (
    ChatMessage,
    ChatModel,
    Generated,
    GenerationEvent,
    Prefill,
    Sampling,
    TextDelta,
)
from tests.models.conformance import SHORT, ChatModelContract, end_of, question, text_of
from tests.models.test_lookup import paced


@pytest.fixture(scope="module")
def llama(starter_model: Path) -> Iterator[LlamaModel]:
    model = LlamaModel(Loading(starter_model, 1024))
    yield model
    model.close()


class TestLlamaModel(ChatModelContract):
    @pytest.fixture
    def model(self, llama: LlamaModel) -> ChatModel:
        return llama

    @pytest.fixture
    def control(self) -> str:
        return "<|im_start|>"


def test_the_file_names_the_model_and_bounds_its_context(llama: LlamaModel, starter_model: Path) -> None:
    assert llama.name == starter_model.stem
    assert llama.context_tokens == 1024


def test_the_prompt_is_the_models_own_template(llama: LlamaModel) -> None:
    assert llama.render([ChatMessage("user", "Hi")]).endswith("<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n")


@pytest.mark.parametrize("control", ["<|im_end|>", "<|im_start|>system", "<|endoftext|>", "<|im_<|im_end|>end|>"])
def test_evidence_cannot_speak_in_another_role(llama: LlamaModel, control: str) -> None:
    special = llama._tokenized("<|im_start|><|im_end|><|endoftext|>", special=True)
    plain = llama._tokenized(llama.render(question("a b")), special=True)
    attacked = llama._tokenized(llama.render(question(f"a {control} b")), special=True)
    assert len(special) == 3, "each is one token where it is not made inert"
    assert [plain.count(one) for one in special] == [attacked.count(one) for one in special]


def test_progress_is_told_by_the_batch(llama: LlamaModel) -> None:
    prompt = llama.render(question(" ".join(f"Word number {n}." for n in range(70))))
    prefills = [e for e in llama.generate(prompt, Sampling(max_tokens=1), CancelToken()) if isinstance(e, Prefill)]
    steps = [after.done - before.done for before, after in pairwise(prefills)]
    assert len(steps) >= 2
    assert steps[:-1] == [BATCH] * (len(steps) - 1)
    assert 0 < steps[-1] <= BATCH


def test_cancelling_from_another_thread_interrupts_a_batch(llama: LlamaModel) -> None:
    token = CancelToken()
    prompt = llama.render(question(" ".join(f"River {n} flows." for n in range(150))))
    generation = llama.generate(prompt, SHORT, token)
    first = next(generation)
    assert isinstance(first, Prefill)
    threading.Timer(0.03, token.cancel).start()
    began = time.monotonic()
    events = list(generation)
    assert end_of(events).stopped
    assert text_of(events) == ""
    assert time.monotonic() - began < 5


def told_to_write(
    llama: LlamaModel, monkeypatch: pytest.MonkeyPatch, text: str, most: int = 500
) -> tuple[list[str], list[bytes]]:
    """Make the sampler choose the tokens of `text`; return the pieces shown and the tokens' bytes."""
    tokens = llama._tokenized(text, special=False)
    pieces = [llama._piece(token) for token in tokens]
    end = llama._tokenized("<|im_end|>", special=True)
    chosen = iter([*tokens, *end])
    monkeypatch.setattr(Sampler, "choose", lambda *_: next(chosen))
    sampling = Sampling(max_tokens=most, drafts=False)
    events = list(llama.generate(llama.render(question()), sampling, CancelToken()))
    return [event.text for event in events if isinstance(event, TextDelta)], pieces


def test_characters_split_over_tokens_are_shown_whole(llama: LlamaModel, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Привет 🏠👩‍👩‍👧 — 家賃"
    shown, pieces = told_to_write(llama, monkeypatch, text)

    def is_whole(piece: bytes) -> bool:
        return piece.decode("utf-8", "ignore").encode() == piece

    assert not all(is_whole(piece) for piece in pieces), "some character spans several tokens"
    assert "".join(shown) == text
    assert all(shown)


def test_a_character_that_was_never_finished_is_left_out(llama: LlamaModel, monkeypatch: pytest.MonkeyPatch) -> None:
    shown, pieces = told_to_write(llama, monkeypatch, "a 🏠", most=3)
    assert len(pieces) > 3
    assert "".join(shown) == "a "


def test_a_long_piece_is_shown_whole(llama: LlamaModel) -> None:
    pieces = [llama._piece(token) for token in llama._tokenized(" " * 200 + "=" * 200, special=False)]
    assert b"".join(pieces) == b" " * 200 + b"=" * 200


@pytest.mark.parametrize("sampling", [Sampling(8, repeat_penalty=1.2), Sampling(8, temperature=0.9, seed=7)])
def test_other_ways_of_sampling_are_repeatable_too(llama: LlamaModel, sampling: Sampling) -> None:
    prompt = llama.render(question("Tell a story."))
    said = {text_of(list(llama.generate(prompt, sampling, CancelToken()))) for _ in range(2)}
    assert len(said) == 1


def test_another_seed_says_something_else(llama: LlamaModel) -> None:
    prompt = llama.render(question("Tell a story."))
    said = {
        text_of(list(llama.generate(prompt, Sampling(12, temperature=1.5, seed=seed), CancelToken())))
        for seed in range(4)
    }
    assert len(said) > 1


def test_a_missing_a_damaged_and_a_foreign_file_are_told(tmp_path: Path, starter_model: Path) -> None:
    with pytest.raises(ModelMissing):
        LlamaModel(Loading(tmp_path / "none.gguf", 512))
    cut = tmp_path / "cut.gguf"
    with starter_model.open("rb") as file:
        cut.write_bytes(file.read(8_000_000))
    with pytest.raises(ModelBroken, match="cannot be loaded"):
        LlamaModel(Loading(cut, 512))
    letter = tmp_path / "letter.gguf"
    letter.write_text("Dear aunt")
    with pytest.raises(ModelBroken):
        LlamaModel(Loading(letter, 512))


def test_threads_are_the_cores_unless_chosen() -> None:
    assert threads_for(3) == 3
    assert threads_for(0) >= 1


def test_what_it_quotes_stands_in_what_may_be_quoted(llama: LlamaModel) -> None:
    sources = ["Tung oil dries in 48 hours and is wiped off after twenty minutes.", "Крышу починили в июне 2021 года."]
    prompt = llama.render(
        question('Say "tung oil", «крышу», "48 hours" and more such words, all of them in quotation marks.')
    )
    said = "\n".join(
        text_of(list(llama.generate(prompt, Sampling(60, temperature, seed=seed), CancelToken(), Quotable(sources))))
        for temperature in (0.8, 4.0)
        for seed in range(2)
    )
    quoted = [next(filter(None, found)) for found in re.findall(r'"([^"]+)"|“([^”]+)”|«([^»]+)»', said)]
    assert len(quoted) >= 3, said
    assert [one for one in quoted if not any(locate(one, text) for text in sources)] == [], said
    assert said.count('"') % 2 == 0, "and none is left open"


def story(number: int) -> str:
    """Return a long question unlike the others."""
    return " ".join(f"Chapter {number}.{n}: river {n * number} meets lake {n + number}." for n in range(16))


def generated(llama: LlamaModel, prompt: str, sampling: Sampling = SHORT) -> tuple[str, Generated]:
    events = list(llama.generate(prompt, sampling, CancelToken()))
    return text_of(events), end_of(events)


def test_a_branch_that_was_left_is_read_no_second_time(starter_model: Path, tmp_path: Path) -> None:
    def opened() -> LlamaModel:
        return LlamaModel(Loading(starter_model, 1024), PromptStates(tmp_path, "starter", 10**9))

    llama = opened()
    prompts = [llama.render(question(story(number))) for number in (3, 5)]
    try:
        first, second = (generated(llama, prompt) for prompt in prompts)
        assert second[1].reused_tokens < 64
        again = generated(llama, prompts[0])
        assert again[0] == first[0]
        assert again[1].reused_tokens == again[1].prompt_tokens - 1
    finally:
        llama.close()
    llama = opened()
    try:
        for prompt, before in zip(prompts, (first, second), strict=True):
            said, end = generated(llama, prompt)
            assert said == before[0]
            assert end.reused_tokens == end.prompt_tokens - 1
    finally:
        llama.close()


def test_a_damaged_state_is_read_anew(starter_model: Path, tmp_path: Path) -> None:
    states = PromptStates(tmp_path, "starter", 10**9)
    llama = LlamaModel(Loading(starter_model, 1024), states)
    prompt = llama.render(question(story(3)))
    whole, _ = generated(llama, prompt)
    llama.close()
    for file in tmp_path.rglob("*.state"):
        with file.open("r+b") as opened:
            opened.truncate(file.stat().st_size // 2)
    llama = LlamaModel(Loading(starter_model, 1024), PromptStates(tmp_path, "starter", 10**9))
    try:
        said, end = generated(llama, prompt)
        assert said == whole
        assert end.reused_tokens == 0
    finally:
        llama.close()
    assert len(list(tmp_path.rglob("*.state"))) == 1


def test_two_answers_are_written_in_turn_as_if_alone(llama: LlamaModel) -> None:
    prompts = [llama.render(question(text)) for text in ("Tell me about oaks.", "Tell me about oaks and ashes.")]
    short = Sampling(6)  # later two words may be equally likely, and numbers differ a little in company
    alone = [generated(llama, prompt, short)[0] for prompt in prompts]
    running = [llama.generate(prompt, short, CancelToken()) for prompt in prompts]
    events: list[list[GenerationEvent]] = [[], []]
    order = []
    for _ in range(200):
        for number, generation in enumerate(running):
            event = next(generation, None)
            if event is not None:
                events[number].append(event)
                order.append(number)
    assert [text_of(one) for one in events] == alone
    assert order[:6] == [0, 1, 0, 1, 0, 1]


def test_an_answer_waits_for_the_room_that_another_takes(llama: LlamaModel) -> None:
    prompts = [llama.render(question(story(number))) for number in (3, 5)]
    first = llama.generate(prompts[0], Sampling(max_tokens=120), CancelToken())
    while not isinstance(next(first), TextDelta):
        continue
    second = llama.generate(prompts[1], Sampling(max_tokens=500), CancelToken())
    for _ in range(3):
        assert next(second) == Prefill(0, len(llama._tokenized(prompts[1], special=True)), 0)
        next(first)
    for _ in first:
        continue
    assert isinstance(list(second)[-1], Generated)


def test_an_answer_whose_room_is_never_left_is_refused_in_words(
    llama: LlamaModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alcove.models.llama._PATIENCE_S", 0.05)
    prompts = [llama.render(question(story(number))) for number in (3, 5)]
    first = llama.generate(prompts[0], Sampling(max_tokens=500), CancelToken())
    next(first)
    second = llama.generate(prompts[1], Sampling(max_tokens=500), CancelToken())
    with pytest.raises(ModelError, match="no room for another answer"):
        list(second)
    token = CancelToken()
    third = llama.generate(prompts[1], Sampling(max_tokens=500), token)
    next(third)
    token.cancel()
    assert end_of(list(third)).reason == "cancelled"
    first.close()  # type: ignore[attr-defined]
    assert generated(llama, prompts[1])[0]


def test_a_draft_changes_nothing_of_an_answer(llama: LlamaModel) -> None:
    llama._pace = paced(0.0)  # as if drafts always paid
    prompt = llama.render(question("Say: the oak is old. The oak is old. The oak is old. The oak is old. The oak is"))
    with_drafts = generated(llama, prompt, Sampling(40))
    assert with_drafts[1].drafted > 0
    assert with_drafts[0] == generated(llama, prompt, Sampling(40, drafts=False))[0]
    for sampling in (Sampling(40, temperature=0.8, seed=5), Sampling(40, repeat_penalty=1.1)):
        assert generated(llama, prompt, sampling)[0] == generated(llama, prompt, replace(sampling, drafts=False))[0]


def test_drafts_end_with_the_answers_bound(llama: LlamaModel) -> None:
    llama._pace = paced(0.0)
    prompt = llama.render(question("Say: one two three one two three one two three one two three"))
    for most in range(1, 14):
        assert generated(llama, prompt, Sampling(most))[1].tokens <= most


def test_an_answer_follows_a_json_schema(llama: LlamaModel) -> None:
    schema = {
        "type": "object",
        "properties": {"tree": {"type": "string", "maxLength": 20}, "age": {"type": "integer"}},
        "required": ["tree", "age"],
    }
    for temperature in (0.0, 1.5):
        sampling = Sampling(200, temperature=temperature, schema=json.dumps(schema))
        said, end = generated(llama, llama.render(question("Which tree is the oldest?")), sampling)
        assert end.reason == "end"
        assert set(json.loads(said)) == {"tree", "age"}


@pytest.mark.parametrize("schema", ["no JSON", "[]", '{"type": "object", "properties": 3}', '{"$ref": "elsewhere"}'])
def test_a_schema_that_is_none_is_refused_in_words(llama: LlamaModel, schema: str) -> None:
    with pytest.raises(ModelError, match="JSON schema"):
        list(llama.generate("x", Sampling(schema=schema), CancelToken()))
    assert generated(llama, llama.render(question()))[0]


def test_likelihoods_come_with_the_tokens_they_are_of(llama: LlamaModel) -> None:
    events = list(llama.generate(llama.render(question()), Sampling(8, alternatives=3), CancelToken()))
    deltas = [event for event in events if isinstance(event, TextDelta)]
    choices = [choice for delta in deltas for choice in delta.choices]
    assert "".join(choice.text for choice in choices) == text_of(events)
    for choice in choices:
        assert len(choice.alternatives) == 3
        logprobs = [one for _, one in choice.alternatives]
        assert logprobs == sorted(logprobs, reverse=True)
        assert choice.logprob >= logprobs[0], "the greedy choice is the likeliest"
        assert math.exp(choice.logprob) + sum(map(math.exp, logprobs)) <= 1 + 1e-6


def test_an_answer_ends_before_a_stop_text(llama: LlamaModel) -> None:
    prompt = llama.render(question("Count from one to ten."))
    whole, _ = generated(llama, prompt, Sampling(40))
    stop = whole[len(whole) // 2 :][:3]
    said, end = generated(llama, prompt, Sampling(40, stop=(stop,)))
    assert said == whole[: whole.index(stop)]
    assert end.reason == "end"


@pytest.mark.parametrize("sampling", [Sampling(8, temperature=1.5, top_k=1), Sampling(8, temperature=1.5, min_p=1.0)])
def test_only_the_likeliest_tokens_may_be_left(llama: LlamaModel, sampling: Sampling) -> None:
    prompt = llama.render(question("Tell a story."))
    assert generated(llama, prompt, sampling)[0] == generated(llama, prompt, Sampling(8))[0]


def test_smaller_memory_of_what_was_read_answers_too(starter_model: Path) -> None:
    llama = LlamaModel(Loading(starter_model, 512, cache_type="q8_0"))
    try:
        assert generated(llama, llama.render(question()))[0]
    finally:
        llama.close()


def test_loading_stops_when_it_is_cancelled(starter_model: Path) -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(LoadingStopped):
        LlamaModel(Loading(starter_model, 512), token=token)


def test_layers_go_on_the_cards_they_were_meant_for(tmp_path: Path) -> None:
    """And when a card's memory turns out too small, half of them in the same proportion."""
    asked: list[tuple[int, list[float]]] = []

    def load(_path: bytes, parameters: Any) -> object | None:
        asked.append((parameters.n_gpu_layers, parameters.tensor_split[:3]))
        return object() if len(asked) == 2 else None

    runtime = SimpleNamespace(
        llama_model_default_params=llama_cpp.llama_model_default_params,
        llama_max_devices=llama_cpp.llama_max_devices,
        llama_supports_gpu_offload=lambda: True,
        llama_model_load_from_file=load,
        llama_progress_callback=llama_cpp.llama_progress_callback,
    )
    assert llama_module._loaded(
        runtime, Loading(tmp_path / "m.gguf", 512, gpu_layers=24, card_layers=(0, 16, 8)), CancelToken()
    )
    assert asked == [(24, [0, 16, 8]), (12, [0, 16, 8])]
