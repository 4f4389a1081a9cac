"""The embedder's identity, and the real one on its contract."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from alcove.core.errors import ModelBroken, ModelMissing
from alcove.models.embedder import (
    DEFAULT_EMBEDDER,
    EmbedderIdentity,
    SentenceTransformerEmbedder,
    find_embedder,
    identify,
    passage_counter,
)
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


@pytest.mark.parametrize("name", [one for one in [*NEEDED, "model.safetensors"] if one != "sentence_bert_config.json"])
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


@pytest.fixture
def prompted(tmp_path: Path, embedder_dir: Path) -> EmbedderIdentity:
    """The real embedder with prompts of its own, as models of the E5 family name theirs."""
    copy = tmp_path / "prompted"
    shutil.copytree(embedder_dir, copy, copy_function=lambda source, target: Path(target).symlink_to(source))
    saved = copy / "config_sentence_transformers.json"
    told = json.loads(saved.read_text("utf-8"))
    saved.unlink()
    saved.write_text(json.dumps({**told, "prompts": {"query": "query: ", "passage": "passage: "}}), encoding="utf-8")
    return identify(copy)


def test_questions_and_passages_get_the_models_own_prompts(minilm: Embedder, prompted: EmbedderIdentity) -> None:
    embedder = SentenceTransformerEmbedder(prompted)
    plain = minilm.embed_passages(["query: the rent", "passage: the rent", "the rent"])
    asked, told = embedder.embed_queries(["the rent"]), embedder.embed_passages(["the rent"])
    assert asked @ plain[0] == pytest.approx(1.0, abs=1e-4)
    assert told @ plain[1] == pytest.approx(1.0, abs=1e-4)
    assert told @ plain[2] < 0.99
    without = minilm.embed_queries(["the rent"])
    assert without @ plain[2] == pytest.approx(1.0, abs=1e-4), "a model without prompts gets none"


def test_tokens_of_a_passage_are_counted_with_its_prompt(embedder_dir: Path, prompted: EmbedderIdentity) -> None:
    plain, with_prompt = passage_counter(identify(embedder_dir)), passage_counter(prompted)
    assert plain("rent") == 3, "with the two tokens around it"
    assert with_prompt("rent") == plain("passage: rent") == 5
    assert plain("rent " * 500) == 502, "nothing is cut off"


def test_a_broken_tokenizer_is_told(folder: Path) -> None:
    (folder / "tokenizer.json").write_text('{"version": "1.0"}')
    with pytest.raises(ModelBroken, match="tokenizer"):
        passage_counter(identify(folder))


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
