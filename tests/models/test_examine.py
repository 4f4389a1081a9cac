"""Model files tried in a process of their own: real files, damaged, unknown and hostile ones."""

from __future__ import annotations

import os
import signal
import struct
from pathlib import Path
from typing import Any

import psutil
import pytest

from alcove.core.errors import ModelBroken, ModelError
from alcove.models import examine as module
from alcove.models.devices import Device
from alcove.models.examine import examine
from alcove.models.llama import LlamaModel, Loading
from alcove.models.memory import LEAST_CONTEXT, MemoryNeeds, available_memory, beside_cards, fit, layers_on
from tests.models.gguf_files import CHAT, STRING, U32, write


def test_what_a_model_needs_is_what_it_then_takes(starter_model: Path) -> None:
    loading = Loading(starter_model, 4096)
    needs = examine(loading)
    assert needs.layers == 30
    assert needs.context_tokens == 4096
    assert examine(Loading(starter_model, 1_000_000)).context_tokens == 8192, "it was trained with no more"
    assert needs.weights == pytest.approx(starter_model.stat().st_size, rel=0.05)
    process = psutil.Process()
    before = process.memory_info().rss
    model = LlamaModel(loading)
    try:
        taken = process.memory_info().rss - before
    finally:
        model.close()
    # Memory that Python and earlier tests gave back is used first, so less may be seen; `make bench` measures it alone.
    assert taken < needs.total * 1.15


def test_a_smaller_cache_and_context_need_less(starter_model: Path) -> None:
    whole = examine(Loading(starter_model, 2048))
    small = examine(Loading(starter_model, 2048, cache_type="q8_0"))
    assert small.cache == pytest.approx(whole.cache * 0.53, rel=0.02)
    assert examine(Loading(starter_model, 1024)).cache == whole.with_context(1024).cache == whole.cache // 2


def test_a_damaged_file_is_told(starter_model: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.gguf"
    with starter_model.open("rb") as file:
        cut.write_bytes(file.read(8_000_000))
    with pytest.raises(ModelBroken, match=r"cut\.gguf is damaged or was downloaded only in part") as broken:
        examine(Loading(cut, 512))
    assert broken.value.hint == "Fetch it again."


def test_an_unknown_architecture_is_named(tmp_path: Path) -> None:
    file = write(tmp_path / "new.gguf", {**CHAT, "general.architecture": (STRING, "mindreader")})
    with pytest.raises(ModelBroken, match=r"does not know: mindreader\."):
        examine(Loading(file, 512))


def test_what_else_is_wrong_is_told_in_llama_cpps_words(tmp_path: Path) -> None:
    file = write(tmp_path / "odd.gguf", {"general.architecture": (STRING, "llama"), "llama.block_count": (U32, 2)})
    with pytest.raises(ModelBroken, match=r"odd\.gguf cannot be loaded: .*key"):
        examine(Loading(file, 512))


def test_a_native_abort_costs_the_child_alone(starter_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_try", _aborting)
    with pytest.raises(ModelBroken, match=r"makes llama\.cpp break off \(GGML_ASSERT\(weights are sane\) failed\)"):
        examine(Loading(starter_model, 512))
    monkeypatch.setattr(module, "_try", _killed)
    with pytest.raises(ModelError, match="ended from outside") as killed:
        examine(Loading(starter_model, 512))
    assert not isinstance(killed.value, ModelBroken), "the file may be sound"


def test_a_child_that_hangs_is_given_up(starter_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_try", _hanging)
    monkeypatch.setattr(module, "_MOST_S", 2.0)
    with pytest.raises(ModelError, match="did not answer"):
        examine(Loading(starter_model, 512))


def _aborting(pipe: Any, loading: Loading, said: Path) -> None:
    said.write_text("loading\n/src/x.cpp:18: GGML_ASSERT(weights are sane) failed\n")
    os.abort()


def _killed(pipe: Any, loading: Loading, said: Path) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _hanging(pipe: Any, loading: Loading, said: Path) -> None:
    signal.pause()


def test_a_hostile_header_is_survived(tmp_path: Path) -> None:
    file = tmp_path / "huge.gguf"
    file.write_bytes(b"GGUF" + struct.pack("<IQQ", 3, 2**40, 2**40))
    with pytest.raises(ModelBroken):
        examine(Loading(file, 512))


GB = 10**9
NEEDS = MemoryNeeds(2 * GB, GB, 0, 0, 8192, 31)


def test_the_mildest_change_that_makes_it_fit_is_offered() -> None:
    loading = Loading(Path("m.gguf"), 8192)
    assert fit(NEEDS, loading, 3 * GB).fits
    halved = fit(NEEDS, loading, 2 * GB + GB // 2)
    assert halved.remedy == Loading(Path("m.gguf"), 8192, cache_type="q8_0")
    shorter = fit(NEEDS, loading, 2 * GB + GB // 4)
    assert shorter.remedy == Loading(Path("m.gguf"), 4096, cache_type="q8_0")
    assert fit(NEEDS, loading, 2 * GB).remedy is None
    least = fit(NEEDS, Loading(Path("m.gguf"), 8192, cache_type="q8_0"), 2 * GB + GB // 4)
    assert least.remedy == Loading(Path("m.gguf"), LEAST_CONTEXT, cache_type="q8_0")


def test_memory_is_left_to_others() -> None:
    assert 0 < available_memory() < psutil.virtual_memory().total * 0.9


def card(free: int) -> Device:
    return Device("GPU", "a card", free, 24 * GB)


def test_without_a_graphics_card_no_layer_goes_there() -> None:
    assert layers_on([], NEEDS) == ()


def test_layers_go_where_there_is_room_the_largest_card_first() -> None:
    """NEEDS has 31 layers and the output, of about 94 MB each; 300 MiB of a card are left to others."""
    assert layers_on([card(24 * GB)], NEEDS) == (32,)
    assert layers_on([card(2 * GB)], NEEDS) == (17,)
    assert layers_on([card(2 * GB), card(24 * GB)], NEEDS) == (0, 32), "what fits one card is not spread"
    assert layers_on([card(GB), card(2 * GB), card(GB // 5)], NEEDS) == (7, 17, 0)
    assert layers_on([card(2 * GB), card(2 * GB)], NEEDS) == (17, 15)


def test_what_lies_on_a_card_needs_no_memory_of_the_machine() -> None:
    beside = beside_cards(NEEDS, [card(24 * GB), card(GB)], (8, 8))
    assert (beside.weights, beside.cache) == (GB, GB // 2)
    assert beside_cards(NEEDS, [card(24 * GB)], (32,)).total == 0
    shared = Device("Metal", "a chip", 8 * GB, 16 * GB, shared=True)
    assert beside_cards(NEEDS, [shared], (32,)) == NEEDS
