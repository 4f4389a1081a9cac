"""The embedder's identity, and the real one on its contract."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from alcove.core.errors import ModelBroken, ModelMissing
from alcove.models.embedder import DEFAULT_EMBEDDER, SentenceTransformerEmbedder, find_embedder, identify
from alcove.models.types import Embedder
from tests.models.conformance import EmbedderContract

NEEDED = ("config.json", "modules.json", "tokenizer.json", "1_Pooling/config.json", "sentence_bert_config.json")
SMALL = (*NEEDED, "config_sentence_transformers.json")


@pytest.fixture
def folder(tmp_path: Path, embedder_dir: Path) -> Path:
    """A copy of the embedder's small files, with weights of a few bytes."""
    copy = tmp_path / "models" / DEFAULT_EMBEDDER
    for name in SMALL:
        if (embedder_dir / name).exists():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(embedder_dir / name, copy / name)
    (copy / "model.safetensors").write_bytes(b"weights")
    return copy


def test_the_identity_of_the_real_one(embedder_dir: Path) -> None:
    identity = identify(embedder_dir)
    assert (identity.name, identity.dimension, identity.folder) == (DEFAULT_EMBEDDER, 384, embedder_dir)
    assert identity == identify(embedder_dir)
    assert identity.key.startswith(f"{DEFAULT_EMBEDDER} {identity.revision} 384 ")


def test_it_is_found_in_the_first_folder_that_has_it(folder: Path, embedder_dir: Path, tmp_path: Path) -> None:
    assert find_embedder([tmp_path, folder.parent, embedder_dir.parent]).folder == folder
    assert find_embedder([embedder_dir.parent, folder.parent]).folder == embedder_dir


def test_without_it_search_is_by_keyword_and_that_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="keyword only"):
        find_embedder([tmp_path])


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "model.safetensors").write_bytes(b"Weights"),
        lambda folder: (folder / "model.safetensors").write_bytes(b"weights" + b"\0" * 2_000_000),
        lambda folder: (folder / "tokenizer.json").write_text("{}"),
        lambda folder: (folder / "config_sentence_transformers.json").write_text('{"prompts": {"query": "q: "}}'),
        lambda folder: (folder / "1_Pooling" / "config.json").write_text('{"word_embedding_dimension": 12}'),
        lambda folder: folder.rename(folder.with_name(folder.name)) and folder.rename(folder.with_name("renamed")),
    ],
)
def test_whatever_changes_the_vectors_changes_the_key(folder: Path, change: Callable[[Path], object]) -> None:
    before = identify(folder).key
    change(folder)
    (after,) = folder.parent.iterdir()
    assert identify(after).key != before


def test_where_it_lies_is_no_part_of_the_key(folder: Path, tmp_path: Path) -> None:
    before = identify(folder)
    moved = shutil.move(folder, tmp_path / DEFAULT_EMBEDDER)
    assert identify(moved).key == before.key
    assert identify(moved).folder != before.folder


def test_a_folder_without_prompts_has_none(folder: Path) -> None:
    (folder / "config_sentence_transformers.json").unlink(missing_ok=True)
    assert identify(folder).prompts == "{}"


@pytest.mark.parametrize("name", [*NEEDED, "model.safetensors"])
def test_an_incomplete_folder_is_broken(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(ModelBroken, match="incomplete"):
        identify(folder)


@pytest.mark.parametrize("content", ["", "[1]", "{}", '{"word_embedding_dimension": null}', "\x00", "5"])
def test_a_damaged_file_is_broken(folder: Path, content: str) -> None:
    (folder / "1_Pooling" / "config.json").write_text(content)
    with pytest.raises(ModelBroken):
        identify(folder)


def test_prompts_of_another_shape_are_broken(folder: Path) -> None:
    (folder / "config_sentence_transformers.json").write_text(json.dumps(["no prompts"]))
    with pytest.raises(ModelBroken):
        identify(folder)


@pytest.fixture(scope="module")
def minilm(embedder_dir: Path) -> Iterator[Embedder]:
    """The real embedder. It forbids its process the hub for good, which this takes back for the tests of the hub."""
    from huggingface_hub import constants

    with pytest.MonkeyPatch.context() as patch:
        for name in ("HF_HUB_OFFLINE", "HF_HUB_DISABLE_TELEMETRY", "TOKENIZERS_PARALLELISM"):
            patch.setenv(name, "1")
        patch.setattr(constants, "HF_HUB_OFFLINE", True)
        yield SentenceTransformerEmbedder(identify(embedder_dir))


class TestSentenceTransformerEmbedder(EmbedderContract):
    @pytest.fixture
    def embedder(self, minilm: Embedder) -> Embedder:
        return minilm

    @pytest.fixture
    def again(self, embedder: Embedder) -> Callable[[], Embedder]:
        return lambda: embedder

    def test_weights_that_cannot_be_loaded_are_broken(self, embedder: Embedder, folder: Path) -> None:
        with pytest.raises(ModelBroken, match="cannot be loaded"):
            SentenceTransformerEmbedder(identify(folder))
