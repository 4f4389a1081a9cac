"""How tokens were chosen is read back from what was written down of it."""

import pytest

from alcove.models.types import Sampling


def test_what_was_written_down_is_read_back() -> None:
    chosen = Sampling(64, 0.7, stop=("\n", "end"), schema='{"type": "string"}', alternatives=4, drafts=False)
    assert Sampling.from_repr(repr(chosen)) == chosen


def test_another_version_may_know_more_or_less() -> None:
    assert Sampling.from_repr("Sampling(temperature=0.5, mirostat=2)") == Sampling(temperature=0.5)


@pytest.mark.parametrize("text", ["", "greedy", "Sampling(", "Sampling(temperature=other())", "1 + 1"])
def test_what_is_none_is_none(text: str) -> None:
    assert Sampling.from_repr(text) is None
