"""llama.cpp with the real starter model: the contract, and what only a real vocabulary shows."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from alcove.core.cancel import CancelToken
from alcove.core.errors import ModelBroken, ModelMissing
from alcove.core.quotation import Quotable, locate
from alcove.models.llama import BATCH, LlamaModel, threads_for
from alcove.models.types import ChatMessage, ChatModel, Prefill, Sampling, TextDelta
from tests.models.conformance import SHORT, ChatModelContract, end_of, question, text_of


@pytest.fixture(scope="module")
def llama(starter_model: Path) -> Iterator[LlamaModel]:
    model = LlamaModel(starter_model, context_tokens=1024)
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
    monkeypatch.setattr(llama._llama, "llama_sampler_sample", lambda *_: next(chosen))
    events = list(llama.generate(llama.render(question()), Sampling(max_tokens=most), CancelToken()))
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
        LlamaModel(tmp_path / "none.gguf", context_tokens=512)
    cut = tmp_path / "cut.gguf"
    with starter_model.open("rb") as file:
        cut.write_bytes(file.read(8_000_000))
    with pytest.raises(ModelBroken, match="cannot be loaded"):
        LlamaModel(cut, context_tokens=512)
    letter = tmp_path / "letter.gguf"
    letter.write_text("Dear aunt")
    with pytest.raises(ModelBroken):
        LlamaModel(letter, context_tokens=512)


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
