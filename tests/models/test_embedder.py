"""The embedder's identity, and the real one on its contract."""

from __future__ import annotations

import hashlib
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
    opened,
    passage_counter,
)
from alcove.models.families import MANY
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


# Folders of other layouts


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory, embedder_dir: Path) -> Path:
    """Make an embedder of two narrow layers, its weights random, that ends in a dense layer."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Dense, Normalize, Pooling, Transformer
    from transformers import AutoTokenizer, BertConfig, BertModel

    base, folder = tmp_path_factory.mktemp("base"), tmp_path_factory.mktemp("models") / "tiny"
    tokenizer = AutoTokenizer.from_pretrained(str(embedder_dir))
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=tokenizer.vocab_size, hidden_size=32, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=64, max_position_embeddings=48,
    )  # fmt: skip
    BertModel(config).save_pretrained(base)
    tokenizer.save_pretrained(base)
    modules = [Transformer(str(base), max_seq_length=40), Pooling(32, pooling_mode="cls"), Dense(32, 24), Normalize()]
    SentenceTransformer(modules=modules, device="cpu").save(str(folder))
    return folder


@pytest.fixture
def copied(tiny: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny, tmp_path / "tiny"))


def change(file: Path, **values: object) -> None:
    file.write_text(json.dumps({**json.loads(file.read_text("utf-8")), **values}), "utf-8")


def test_a_folder_as_it_is_saved_today(tiny: Path) -> None:
    identity = identify(tiny)
    assert (identity.dimension, identity.most_tokens, identity.languages) == (24, 40, ())
    vectors = opened(identity).embed_passages(["one", "word " * 200])
    assert vectors.shape == (2, 24)
    assert passage_counter(identity)("word " * 200) == 202


def test_parts_may_lie_elsewhere(copied: Path) -> None:
    plain = opened(identify(copied)).embed_passages(["The rent is due."])
    (copied / "1_Pooling").rename(copied / "pool")
    inner = copied / "0_Transformer"
    inner.mkdir()
    for name in ("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json",
                 "sentence_bert_config.json"):  # fmt: skip
        (copied / name).rename(inner / name)
    modules = json.loads((copied / "modules.json").read_text("utf-8"))
    modules[0]["path"], modules[1]["path"] = "0_Transformer", "pool"
    (copied / "modules.json").write_text(json.dumps(modules))
    identity = identify(copied)
    assert passage_counter(identity)("rent") == 3
    assert opened(identity).embed_passages(["The rent is due."]) @ plain.T == pytest.approx(1, abs=1e-5)


def test_how_tokens_become_a_vector_and_what_follows_is_part_of_the_key(copied: Path) -> None:
    before = identify(copied).key
    change(copied / "1_Pooling" / "config.json", pooling_mode="max")
    pooled = identify(copied).key
    (copied / "2_Dense" / "model.safetensors").write_bytes(b"other weights")
    assert len({before, pooled, identify(copied).key}) == 3


def test_weights_in_several_files(copied: Path) -> None:
    from safetensors.torch import load_file, save_file

    plain = opened(identify(copied)).embed_passages(["The rent is due."])
    tensors = load_file(copied / "model.safetensors")
    (copied / "model.safetensors").unlink()
    names = sorted(tensors)
    parts = {"model-00001-of-00002.safetensors": names[::2], "model-00002-of-00002.safetensors": names[1::2]}
    for file, some in parts.items():
        save_file({name: tensors[name] for name in some}, copied / file, {"format": "pt"})
    index = {"metadata": {}, "weight_map": {name: file for file, some in parts.items() for name in some}}
    (copied / "model.safetensors.index.json").write_text(json.dumps(index))
    before = identify(copied)
    assert opened(before).embed_passages(["The rent is due."]) @ plain.T == pytest.approx(1, abs=1e-5)
    (copied / "model-00002-of-00002.safetensors").unlink()
    with pytest.raises(ModelBroken, match="incomplete"):
        identify(copied)


def test_weights_that_can_hide_a_program_are_refused(copied: Path) -> None:
    (copied / "model.safetensors").rename(copied / "pytorch_model.bin")
    with pytest.raises(ModelBroken, match="can hide a program") as refused:
        identify(copied)
    assert "model.safetensors" in refused.value.hint


@pytest.mark.parametrize("where", ["config", "module"])
def test_a_model_that_brings_a_program_is_refused(copied: Path, where: str) -> None:
    if where == "config":
        change(copied / "config.json", auto_map={"AutoModel": "modeling.Mine"})
    else:
        modules = json.loads((copied / "modules.json").read_text("utf-8"))
        modules[0]["type"] = "custom_st.Transformer"
        (copied / "modules.json").write_text(json.dumps(modules))
    with pytest.raises(ModelBroken, match="a program of its own"):
        identify(copied)


def test_a_model_without_a_transformer_is_told(copied: Path) -> None:
    modules = json.loads((copied / "modules.json").read_text("utf-8"))
    modules[0]["type"] = "sentence_transformers.models.CLIPModel"
    (copied / "modules.json").write_text(json.dumps(modules))
    with pytest.raises(ModelBroken, match="CLIPModel"):
        identify(copied)


@pytest.mark.parametrize(
    ("files", "config", "most"),
    [
        ({"sentence_bert_config.json": {"max_seq_length": 128}}, {}, 128),
        ({"sentence_bert_config.json": {"a": 1}, "tokenizer_config.json": {"model_max_length": 512}}, {}, 512),
        ({"tokenizer_config.json": {"model_max_length": 10**30}}, {"max_position_embeddings": 384}, 384),
        ({}, {"model_type": "xlm-roberta", "max_position_embeddings": 514}, 512),
        ({}, {}, 48),
    ],
)  # fmt: skip
def test_how_much_it_reads_is_told_in_one_place_or_another(
    copied: Path, files: dict[str, dict[str, object]], config: dict[str, object], most: int
) -> None:
    for name in ("sentence_bert_config.json", "tokenizer_config.json"):
        (copied / name).unlink()
        if name in files:
            (copied / name).write_text(json.dumps(files[name]))
    change(copied / "config.json", **config)
    assert identify(copied).most_tokens == most


@pytest.mark.parametrize("prompts", [None, {}, {"query": "", "document": ""}])
def test_a_family_gets_the_prompts_its_folder_lacks(copied: Path, prompts: dict[str, str] | None) -> None:
    folder = copied.rename(copied.with_name("multilingual-e5-small"))
    change(folder / "config_sentence_transformers.json", prompts=prompts)
    identity = identify(folder)
    assert (identity.prompt("query"), identity.prompt("document")) == ("query: ", "passage: ")
    assert identity.multilingual


def test_prompts_of_its_own_go_before_the_familys(copied: Path) -> None:
    folder = copied.rename(copied.with_name("my-e5-tuned"))
    change(folder / "config_sentence_transformers.json", prompts={"query": "ask: ", "document": ""})
    assert (identify(folder).prompt("query"), identify(folder).prompt("document")) == ("ask: ", "")


def test_a_folder_of_the_hubs_cache_is_called_like_its_repository(copied: Path, tmp_path: Path) -> None:
    snapshot = tmp_path / "models--intfloat--multilingual-e5-small" / "snapshots" / "614241f6"
    snapshot.parent.mkdir(parents=True)
    identity = identify(copied.rename(snapshot))
    assert identity.name == "multilingual-e5-small" and identity.prompt("query") == "query: "


@pytest.mark.parametrize(
    ("card", "languages"),
    [
        ("---\nlanguage: de\n---\n# Mine", ("de",)),
        ("---\nlanguage:\n- no\n- en\n---\n", ("no", "en")),
        ("---\nlanguage:\n- multilingual\n- af\n---\n", MANY),
        ("---\ntags: [a]\n---\n", ()),
        ("---\n[broken\n---\n", ()),
        ("# No head", ()),
        (None, ()),
    ],
)
def test_languages_stand_on_the_models_card(copied: Path, card: str | None, languages: tuple[str, ...]) -> None:
    (copied / "README.md").unlink()
    if card is not None:
        (copied / "README.md").write_text(card)
    assert identify(copied).languages == languages


def test_what_was_embedded_before_families_and_layouts_were_known_stays_valid(embedder_dir: Path) -> None:
    """The key of the embedder that comes with Alcove is what it was: another one would embed everything anew."""
    digest = hashlib.sha256()
    for name in ("config.json", "modules.json", "tokenizer.json", "model.safetensors"):
        data = (embedder_dir / name).read_bytes()
        digest.update(data[:1_000_000])
        digest.update(str(len(data)).encode())
    assert identify(embedder_dir).key == f"all-MiniLM-L6-v2 {digest.hexdigest()[:12]} 384 {{}}"
