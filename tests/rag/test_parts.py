"""Texts longer than an embedder reads are embedded to their end."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from alcove.models.testing import HashEmbedder
from alcove.models.types import Vectors
from alcove.rag.parts import embedded_whole, parts_of
from alcove.rag.split import Limit

WORDS = Limit(10, lambda text: len(text.split()))


class Counting(HashEmbedder):
    """Keeps what it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed."""
        self.asked += texts
        return super().embed_passages(texts)


def test_what_fits_is_embedded_as_it_is() -> None:
    embedder = Counting()
    texts = ["one two", "three", ""]
    np.testing.assert_array_equal(embedded_whole(embedder, texts, WORDS), HashEmbedder().embed_passages(texts))
    assert embedder.asked == texts
    assert embedded_whole(embedder, [], WORDS).shape == (0, embedder.dimension)


@pytest.mark.parametrize("count", [11, 20, 25, 100])
def test_what_is_longer_is_cut_into_even_parts_that_hold_all_of_it(count: int) -> None:
    text = " ".join(f"w{n}" for n in range(count))
    parts = parts_of(text, WORDS)
    assert " ".join(parts) == text
    assert len(parts) == -(-count // 10) and max(len(part.split()) for part in parts) <= 10


def test_a_word_longer_than_all_it_reads_stays_whole() -> None:
    assert parts_of("x" * 50, Limit(10, len)) == ["x" * 50]
    assert parts_of("ab " + "x" * 50, Limit(10, len)) == ["ab", "x" * 50]


def test_the_mean_of_the_parts_stands_for_the_whole() -> None:
    embedder = Counting()
    long = " ".join(["oil"] * 10 + ["roof"] * 10)
    short, whole = embedded_whole(embedder, ["wax", long], WORDS)
    assert len(embedder.asked) == 3
    oil, roof, wax = HashEmbedder().embed_passages(["oil", "roof", "wax"])
    np.testing.assert_allclose(short, wax, atol=1e-6)
    mean = (oil + roof) / np.linalg.norm(oil + roof)
    np.testing.assert_allclose(whole, mean, atol=1e-6)
    cut = HashEmbedder().embed_passages([" ".join(long.split()[:10])])[0]
    assert whole @ roof > cut @ roof + 0.5, "its end counts too"


def test_a_text_it_only_spells_stays_whole() -> None:
    letters = Limit(10, len)
    assert parts_of("Крыша протекла в июне и была починена", letters) == ["Крыша протекла в июне и была починена"]
    placed = "Notes › June\nКрыша протекла в июне и была починена осенью"
    assert parts_of(placed, letters) == [placed], "where it stands is no part of what is read"


def test_without_a_limit_nothing_is_cut() -> None:
    embedder = Counting()
    text = "word " * 1000
    embedded_whole(embedder, [text], None)
    assert embedder.asked == [text]
