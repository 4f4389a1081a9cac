"""The embedder Alcove comes with, as a GGUF file: the same vectors as from its folder, and what is no embedder."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from alcove.core.errors import ModelBroken, ModelMissing
from alcove.models.embedder import SentenceTransformerEmbedder, identify, opened, passage_counter
from alcove.models.gguf import read_header
from alcove.models.gguf_embedder import GgufEmbedder, identify_gguf, is_embedder
from alcove.models.types import Embedder
from tests.models.conformance import EmbedderContract
from tests.models.gguf_embedders import header_of, write_embedder
from tests.models.gguf_files import CHAT, STRING, U32, gguf, write

TEXTS = (
    "Tung oil dries in two days.",
    "The boiler's warranty (2 years) ends in May; ask the café owner.",
    "don't re-use naïve approaches: 12.5 %",
    "Крышу починили в июне.",
)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory, embedder_dir: Path) -> Path:
    return write_embedder(tmp_path_factory.mktemp("gguf") / "mini-f32.gguf", embedder_dir)


@pytest.fixture(scope="module")
def loaded(file: Path) -> Iterator[Embedder]:
    embedder = opened(identify_gguf(file))
    assert isinstance(embedder, GgufEmbedder)
    yield embedder
    embedder.close()


def test_its_identity_stands_in_its_header(file: Path) -> None:
    identity = identify_gguf(file)
    assert (identity.kind, identity.name, identity.dimension) == ("gguf", "mini-f32", 384)
    assert (identity.most_tokens, identity.languages, identity.place) == (512, ("en",), file)
    assert identity.key.startswith(f"mini-f32 {identity.revision} 384 ")


def test_a_file_of_a_family_gets_its_words(tmp_path: Path, embedder_dir: Path) -> None:
    header = {**header_of(embedder_dir), "general.name": (STRING, "Multilingual E5 Small")}
    path = tmp_path / "model.gguf"
    path.write_bytes(gguf(header))
    identity = identify_gguf(path)
    assert json.loads(identity.prompts) == {"document": "passage: ", "query": "query: "}


def test_the_same_model_gives_the_same_vectors_from_a_file_and_from_a_folder(
    loaded: Embedder, embedder_dir: Path
) -> None:
    folder = SentenceTransformerEmbedder(identify(embedder_dir))
    for here, there in ((loaded.embed_passages(TEXTS), folder.embed_passages(TEXTS)),
                        (loaded.embed_queries(TEXTS), folder.embed_queries(TEXTS))):  # fmt: skip
        np.testing.assert_allclose((here * there).sum(axis=1), 1, atol=1e-4)


def test_tokens_are_counted_as_the_folders_tokenizer_counts_them(file: Path, embedder_dir: Path) -> None:
    here, there = passage_counter(identify_gguf(file)), passage_counter(identify(embedder_dir))
    assert [here(text) for text in TEXTS] == [there(text) for text in TEXTS]
    assert here("rent " * 700) == 702, "nothing is cut off"


def test_more_texts_than_fit_at_once_keep_their_order(loaded: Embedder) -> None:
    texts = [f"Flat {number} is let for {number} pounds. " * (number % 7 + 1) for number in range(40)]
    alone = np.stack([loaded.embed_passages([text])[0] for text in texts])
    np.testing.assert_allclose((loaded.embed_passages(texts) * alone).sum(axis=1), 1, atol=1e-4)


@pytest.mark.parametrize("pooling", [0, 4])
def test_a_reranker_and_what_does_not_pool_are_no_embedders(tmp_path: Path, embedder_dir: Path, pooling: int) -> None:
    path = tmp_path / "other.gguf"
    path.write_bytes(gguf({**header_of(embedder_dir), "bert.pooling_type": (U32, pooling)}))
    assert not is_embedder(read_header(path))
    with pytest.raises(ModelBroken, match="not an embedding model"):
        identify_gguf(path)


def test_a_chat_model_and_nothing_at_all_are_told(tmp_path: Path) -> None:
    with pytest.raises(ModelBroken, match="does not say how a text becomes a vector"):
        identify_gguf(write(tmp_path / "chat.gguf", CHAT))
    with pytest.raises(ModelMissing):
        identify_gguf(tmp_path / "nothing.gguf")


def test_a_file_that_is_cut_off_is_broken(file: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.gguf"
    cut.write_bytes(file.read_bytes()[:20_000_000])
    with pytest.raises(ModelBroken, match="damaged"):
        opened(identify_gguf(cut))


def test_vectors_of_another_length_than_told_are_not_read(file: Path) -> None:
    with pytest.raises(ModelBroken, match="not as long"):
        opened(replace(identify_gguf(file), dimension=4096))


class TestGgufEmbedder(EmbedderContract):
    @pytest.fixture
    def embedder(self, loaded: Embedder) -> Embedder:
        return loaded

    @pytest.fixture
    def again(self, file: Path) -> Callable[[], Embedder]:
        made: list[GgufEmbedder] = []

        def make() -> Embedder:
            made.append(GgufEmbedder(identify_gguf(file)))
            return made[-1]

        return make
