"""What cosines mean: the bundled embedder's own scale, and others put on it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from alcove.models.embedder import identify, opened
from alcove.models.testing import HashEmbedder
from alcove.models.types import Vectors
from alcove.rag.scale import PLAIN, Scale, measured

E5 = Scale(0.7319, 0.8604, 0.7839)
"""Measured with multilingual-e5-small in four bits."""


class Narrow(HashEmbedder):
    """All texts lie near one direction, as those of E5 do."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self._share = share

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Mix each vector with the common one."""
        vectors = super().embed_passages(texts) * (1 - self._share)
        vectors[:, 0] += self._share
        made: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return made


def test_the_plain_scale_is_that_of_the_embedder_that_comes_with_alcove(embedder_dir: Path) -> None:
    found = measured(opened(identify(embedder_dir)))
    for name in ("unrelated", "related", "questions"):
        assert getattr(found, name) == pytest.approx(getattr(PLAIN, name), abs=2e-3), name
    assert PLAIN.alike(0.42) == pytest.approx(0.42) and PLAIN.same(0.54) == pytest.approx(0.54)
    assert found.alike(0.42) == pytest.approx(0.42, abs=2e-3)


def test_a_narrow_embedder_is_put_on_the_same_scale() -> None:
    scale = measured(Narrow(0.6))
    assert scale.unrelated > 0.5 and scale.tells
    assert scale.alike(scale.unrelated) == pytest.approx(PLAIN.unrelated)
    assert scale.alike(scale.related) == pytest.approx(PLAIN.related)
    assert scale.same(1.0) == 1.0
    assert scale.same(scale.questions) == pytest.approx(PLAIN.questions)


def test_what_e5_finds_alike_and_not_stands_on_either_side_of_what_answers() -> None:
    from alcove.rag.answer import ALIKE
    from alcove.rag.index import _trust

    assert E5.alike(0.788) < ALIKE < E5.alike(0.836), "its most alike unrelated pair, its least alike related one"
    assert _trust(E5.same(0.839)) == 1.0, "the English question that scrambling changes least"
    assert _trust(0.839) == 0.0, "as it would be by the other one's cosines"


def test_one_that_puts_everything_in_one_place_tells_nothing() -> None:
    scale = measured(Narrow(0.999))
    assert not scale.tells
    assert scale.alike(0.99) == 0.0
    assert Scale(1.0, 1.0, 1.0).same(0.5) < -1000, "and no division by nothing"
