"""Evaluated prompts on the disk: which is found, what is replaced, and what goes when there is no room."""

from __future__ import annotations

import os
import struct
from pathlib import Path

import numpy as np
import pytest

from alcove.models.states import PromptStates


def as_tokens(tokens: list[int]) -> np.ndarray:
    return np.array(tokens, np.int32)


def kept(states: PromptStates, tokens: list[int], *, size: int = 1000) -> None:
    """Keep tokens as llama.cpp would write them."""

    def write(file: Path) -> int:
        data = struct.pack(f"<III{len(tokens)}i", 0x67677371, 2, len(tokens), *tokens) + bytes(size)
        return file.write_bytes(data)

    states.keep(tokens, write)


def files(root: Path) -> list[Path]:
    return sorted(root.glob("*/*"))


def test_the_longest_beginning_is_found_also_by_another_run(tmp_path: Path) -> None:
    states = PromptStates(tmp_path, "m", 10**9)
    assert states.longest(as_tokens([1, 2])) == (None, 0)
    kept(states, [1, 2, 3, 4])
    kept(states, [1, 2, 9])
    for found in (states, PromptStates(tmp_path, "m", 10**9)):
        file, count = found.longest(as_tokens([1, 2, 3, 7, 8]))
        assert count == 3
        assert file is not None and file.exists()
        assert found.longest(as_tokens([1, 2, 9, 9]))[1] == 3
    assert PromptStates(tmp_path, "other model", 10**9).longest(as_tokens([1, 2])) == (None, 0)


def test_a_prompt_that_goes_on_replaces_what_it_begins_with(tmp_path: Path) -> None:
    states = PromptStates(tmp_path, "m", 10**9)
    kept(states, [1, 2])
    kept(states, [1, 2, 3])
    assert len(files(tmp_path)) == 1
    kept(states, [1, 2])
    assert len(files(tmp_path)) == 1, "and is not written again"
    assert states.longest(as_tokens([1, 2, 3]))[1] == 3


def test_what_was_not_used_for_longest_goes_first_whichever_model_it_is_of(tmp_path: Path) -> None:
    for number, model in enumerate(("a", "b")):
        kept(PromptStates(tmp_path, model, 10**9), [number, 1])
    first, second = files(tmp_path)
    os.utime(first, (1, 1))
    os.utime(second, (2, 2))
    states = PromptStates(tmp_path, "a", 2500)
    states.used(first)
    kept(states, [7, 7])
    assert first in files(tmp_path)
    assert second not in files(tmp_path)
    assert len(files(tmp_path)) == 2


def test_one_that_is_larger_than_allowed_is_not_kept(tmp_path: Path) -> None:
    states = PromptStates(tmp_path, "m", 500)
    kept(states, [1, 2], size=1000)
    assert files(tmp_path) == []
    assert states.longest(as_tokens([1, 2]))[1] == 0


def test_without_a_budget_nothing_is_written(tmp_path: Path) -> None:
    root = tmp_path / "prompts"
    kept(PromptStates(root, "m", 10**9), [1, 2])
    kept(PromptStates(root, "m", 0), [1, 2, 3])
    assert not root.exists(), "what was kept before is deleted too"


def test_a_disk_that_fails_costs_nothing_but_time(tmp_path: Path) -> None:
    (tmp_path / "m").write_text("a file where the folder should be")
    states = PromptStates(tmp_path, "m", 10**9)
    kept(states, [1, 2])
    assert states.longest(as_tokens([1, 2]))[1] == 0
    states = PromptStates(tmp_path, "n", 10**9)
    states.keep([1, 2], lambda file: 0)
    assert states.longest(as_tokens([1, 2]))[1] == 0
    states.used(tmp_path / "n" / "gone")


@pytest.mark.parametrize(
    "content", [b"", b"short", struct.pack("<III", 1, 2, 400) + bytes(8), struct.pack("<III", 1, 2, 0)]
)
def test_a_damaged_file_is_passed_over(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "x.state").write_bytes(content)
    assert PromptStates(tmp_path, "m", 10**9).longest(as_tokens([1, 2])) == (None, 0)


def test_the_newest_stays_while_others_can_go(tmp_path: Path) -> None:
    states = PromptStates(tmp_path, "m", 1500)
    kept(states, [1, 2])
    (old,) = files(tmp_path)
    os.utime(old, (2**33, 2**33))  # used in the future, by a clock that was set back since
    kept(states, [7, 7])
    assert old not in files(tmp_path)
    assert states.longest(as_tokens([7, 7]))[1] == 2
