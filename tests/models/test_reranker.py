"""Cross-encoders: found by what they are, used from their folder, and put to use by the retriever's order."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from alcove.core.errors import ModelBroken
from alcove.core.paths import Paths
from alcove.models.embedder import find_embedder
from alcove.models.reranker import CrossEncoderReranker, find_reranker


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a cross-encoder of two narrow layers, its weights random."""
    import torch
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    folder = tmp_path_factory.mktemp("models") / "tiny-cross-encoder"
    tokenizer = AutoTokenizer.from_pretrained(str(find_embedder(Paths.at(folder).model_folders).folder))
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=tokenizer.vocab_size, hidden_size=32, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=64, num_labels=1,
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def test_one_is_found_by_its_configuration(tiny: Path, tmp_path: Path) -> None:
    assert find_reranker([tmp_path, tiny.parent]) == tiny
    assert find_reranker([tmp_path]) is None


@pytest.mark.parametrize(
    "config",
    [
        "no JSON",
        "[]",
        json.dumps({"architectures": ["BertModel"]}),
        json.dumps({"architectures": ["BertForSequenceClassification"], "id2label": {"0": "a", "1": "b"}}),
        json.dumps({}),
    ],
)
def test_other_models_are_none(tmp_path: Path, config: str) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "config.json").write_text(config)
    assert find_reranker([tmp_path]) is None


def test_the_embedder_is_none() -> None:
    assert find_reranker([find_embedder(Paths.at(Path.cwd()).model_folders).folder.parent]) is None


def test_each_passage_gets_a_score(tiny: Path) -> None:
    model = CrossEncoderReranker(tiny)
    scores = model.scores("How long does tung oil dry?", ["Tung oil dries in 48 hours.", "The roof leaks.", ""])
    assert len(scores) == 3
    assert len(set(scores)) > 1
    assert model.scores("How long does tung oil dry?", ["The roof leaks."]) == [pytest.approx(scores[1], abs=1e-5)]
    assert model.scores("?", []) == []


def test_a_damaged_one_is_told_in_words(tiny: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "config.json").write_text((tiny / "config.json").read_text())
    (broken / "model.safetensors").write_bytes(b"none")
    with pytest.raises(ModelBroken, match="broken"):
        CrossEncoderReranker(broken)
