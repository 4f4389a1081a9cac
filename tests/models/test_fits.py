"""Whether a model would run here."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest

from alcove.models.fits import Machine, fit, room_words, this_machine

GB = 10**9
GIB = 2**30
LAPTOP = Machine(8 * GIB, 100 * GB)
Q4 = {"1.7B": 1_107_409_472, "4B": 2_497_280_256, "8B": 5_027_783_488, "14B": 9_001_752_960}
"""Bytes of Qwen3 at Q4_K_M."""


@pytest.mark.parametrize(
    ("size", "machine", "verdict", "words"),
    [
        (Q4["1.7B"], LAPTOP, "fits", "fits: needs about 1.6 GB of memory"),
        (Q4["4B"], LAPTOP, "fits", "fits: needs about"),
        (Q4["14B"], LAPTOP, "too large", "too large: needs about 9.4 GB of memory, this computer has 8 GB"),
        (Q4["14B"], Machine(16 * GIB, 100 * GB), "slow", "fits, but slowly: without a graphics card"),
        (Q4["14B"], Machine(16 * GIB, 100 * GB, graphics=True), "fits", "fits: needs about 9.4 GB"),
        (Q4["4B"], Machine(8 * GIB, 1 * GB), "no room", "no room: the disk has 1.0 GB free"),
        (40 * GB, Machine(32 * GIB, 1 * GB), "too large", "needs about 38 GB of memory, this computer has 32 GB"),
    ],
)
def test_a_model_is_judged_in_words(size: int, machine: Machine, verdict: str, words: str) -> None:
    told = fit(size, machine)
    assert told.verdict == verdict
    assert told.words.startswith(words) or words in told.words


def test_a_mixture_of_experts_is_not_slow() -> None:
    large = Machine(32 * GIB, 100 * GB)
    assert fit(12 * GB, large, architecture="qwen3").verdict == "slow"
    for architecture in ("qwen3moe", "gpt-oss"):
        assert fit(12 * GB, large, architecture=architecture).verdict == "fits"


def test_a_longer_conversation_needs_more() -> None:
    short, long = fit(Q4["8B"], LAPTOP), fit(Q4["8B"], LAPTOP, context_tokens=40_000)
    assert long.needs > short.needs > Q4["8B"]
    assert (short.verdict, long.verdict) == ("fits", "too large")
    assert fit(Q4["8B"], LAPTOP, context_tokens=0).needs < short.needs


def test_what_a_computer_can_take_is_said() -> None:
    words = "This computer has 8 GB of memory and 100 GB free on the disk: a model of up to about 5.5 GB runs on it."
    assert room_words(LAPTOP, 4096) == words
    assert "up to about 1.0 GB" in room_words(Machine(8 * GIB, 1 * GB), 4096)


def test_the_machine_is_this_one(tmp_path: Path) -> None:
    machine = this_machine(tmp_path / "not" / "made" / "yet")
    assert machine.memory == psutil.virtual_memory().total
    assert machine.free_disk == pytest.approx(psutil.disk_usage(str(tmp_path)).free, rel=0.2)
