"""Which embedders there are, adding and removing, and which one is used where nobody chose."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from alcove.core.database import Database
from alcove.core.errors import ModelBroken, ModelError, ModelMissing
from alcove.core.paths import Paths
from alcove.core.settings import Settings
from alcove.models.embedder import DEFAULT_EMBEDDER, identify
from alcove.models.embedder_shelf import EmbedderShelf
from alcove.models.remote_embedder import restored
from alcove.models.shelf import ModelShelf
from tests.models.gguf_embedders import header_of
from tests.models.gguf_files import STRING, gguf

SMALL = ("config.json", "modules.json", "tokenizer.json", "1_Pooling/config.json", "sentence_bert_config.json")


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths.at(tmp_path / "data")


@pytest.fixture
def database(paths: Paths) -> Iterator[Database]:
    one = Database(paths.database)
    yield one
    one.close()


@pytest.fixture
def shelf(database: Database, paths: Paths) -> EmbedderShelf:
    return EmbedderShelf(database, paths)


def folder(at: Path, embedder_dir: Path, weights: bytes = b"weights") -> Path:
    """Make the folder of an embedder that is sound as far as its identity goes."""
    for name in SMALL:
        (at / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(embedder_dir / name, at / name)
    (at / "model.safetensors").write_bytes(weights)
    return at


def file(at: Path, embedder_dir: Path, name: str = "mini") -> Path:
    at.write_bytes(gguf({**header_of(embedder_dir), "general.name": (STRING, name)}))
    return at


def names(shelf: EmbedderShelf) -> list[str]:
    return [one.name for one in shelf.all()]


def test_the_one_that_comes_with_it_is_there(shelf: EmbedderShelf) -> None:
    (only,) = shelf.all()
    assert (only.name, only.added, only.identity.kind) == (DEFAULT_EMBEDDER, False, "folder")
    assert only.bytes > 80_000_000 and only.info().kind == "embedding"
    assert shelf.automatic().identity == only.identity == shelf.find(DEFAULT_EMBEDDER).identity


def test_what_lies_in_the_model_folder_is_found(shelf: EmbedderShelf, paths: Paths, embedder_dir: Path) -> None:
    folder(paths.models / "bge-m3", embedder_dir)
    file(paths.models / "e5.gguf", embedder_dir)
    (paths.models / "chat.gguf").write_bytes(gguf({"general.architecture": (STRING, "llama")}))
    (paths.models / "broken").mkdir()
    (paths.models / "broken" / "modules.json").write_text("[]")
    assert names(shelf) == ["bge-m3", "e5", DEFAULT_EMBEDDER]
    (error,) = shelf.broken()
    assert "broken" in error.message


def test_a_folder_and_a_file_are_used_where_they_lie(shelf: EmbedderShelf, tmp_path: Path, embedder_dir: Path) -> None:
    first = shelf.add(folder(tmp_path / "mine", embedder_dir))
    second = shelf.add(file(tmp_path / "other.gguf", embedder_dir), "small")
    assert [(one.name, one.added) for one in (first, second)] == [("mine", True), ("small", True)]
    assert names(shelf) == [DEFAULT_EMBEDDER, "mine", "small"]
    assert shelf.add(tmp_path / "mine") == first, "adding it again changes nothing"
    elsewhere = shelf.add(folder(tmp_path / "deep" / "mine", embedder_dir, b"others"))
    assert elsewhere.name == "mine 2"
    assert shelf.find("mine 2").identity.key != shelf.find("mine").identity.key


def test_one_taken_off_the_list_can_be_put_back(shelf: EmbedderShelf, tmp_path: Path, embedder_dir: Path) -> None:
    place = folder(tmp_path / "mine", embedder_dir)
    shelf.add(place)
    removed = shelf.remove("mine")
    assert names(shelf) == [DEFAULT_EMBEDDER] and place.exists()
    shelf.restore(removed)
    assert names(shelf) == [DEFAULT_EMBEDDER, "mine"]
    with pytest.raises(ModelError, match="came with the installation"):
        shelf.remove(DEFAULT_EMBEDDER)
    with pytest.raises(ModelMissing, match="Embedding models here"):
        shelf.remove("nothing")


def test_one_whose_files_are_gone_is_told(shelf: EmbedderShelf, tmp_path: Path, embedder_dir: Path) -> None:
    shutil.rmtree(shelf.add(folder(tmp_path / "mine", embedder_dir)).identity.folder)
    assert names(shelf) == [DEFAULT_EMBEDDER]
    with pytest.raises(ModelMissing, match="any more"):
        shelf.find("mine")
    assert "any more" in str(shelf.broken()[0])
    shelf.remove("mine")
    assert not shelf.broken()


def test_what_is_no_embedder_is_refused(shelf: EmbedderShelf, tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="nothing at"):
        shelf.add(tmp_path / "nothing")
    with pytest.raises(ModelBroken, match=r"no modules\.json"):
        shelf.add(tmp_path)
    (tmp_path / "text.gguf").write_bytes(b"text")
    with pytest.raises(ModelBroken):
        shelf.add(tmp_path / "text.gguf")


def test_automatic_is_one_of_many_languages_that_answers_already(
    shelf: EmbedderShelf, tmp_path: Path, embedder_dir: Path
) -> None:
    english = shelf.add(folder(tmp_path / "english", embedder_dir))
    assert shelf.automatic(english.identity.key).name == DEFAULT_EMBEDDER, "one that was chosen is left for it"
    first = shelf.add(folder(tmp_path / "multilingual-one", embedder_dir))
    second = shelf.add(folder(tmp_path / "multilingual-two", embedder_dir, b"2"))
    assert shelf.automatic().name == shelf.automatic(english.identity.key).name == first.name
    assert shelf.automatic(second.identity.key).name == second.name


def test_a_service_is_on_the_list_and_never_used_unasked(
    shelf: EmbedderShelf, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    details = json.dumps({"model": "bge-m3", "dimension": 1024, "most_tokens": 512})
    added = shelf.add_remote(restored("https://api.example/v1", details), "theirs")
    assert (added.name, added.identity.name, added.bytes) == ("theirs", "bge-m3", 0)
    assert shelf.find("theirs").identity == added.identity
    assert shelf.automatic().name == DEFAULT_EMBEDDER
    monkeypatch.setattr(Paths, "model_folders", property(lambda one: (paths.models,)))
    with pytest.raises(ModelMissing, match="keyword only"):
        shelf.automatic()


def test_models_are_listed_added_and_removed_with_the_others(
    database: Database, paths: Paths, tmp_path: Path, embedder_dir: Path
) -> None:
    models = ModelShelf(database, Settings(), paths)
    assert models.add(folder(tmp_path / "mine", embedder_dir)).kind == "embedding"
    assert models.add(file(tmp_path / "file.gguf", embedder_dir)).languages == ("en",)
    listed = [info.name for info in models.list() if info.kind == "embedding"]
    assert listed == [DEFAULT_EMBEDDER, "mine", "file"]
    models.remove("mine")
    with pytest.raises(ModelError, match="came with the installation"):
        models.remove(DEFAULT_EMBEDDER)
    with pytest.raises(ModelMissing, match="no model named"):
        models.remove("nothing")
    assert [info.name for info in models.list() if info.kind == "embedding"] == [DEFAULT_EMBEDDER, "file"]


def test_a_folder_is_identified_as_it_is_now(shelf: EmbedderShelf, tmp_path: Path, embedder_dir: Path) -> None:
    place = folder(tmp_path / "mine", embedder_dir)
    before = shelf.add(place).identity
    (place / "model.safetensors").write_bytes(b"trained on")
    assert shelf.find("mine").identity == identify(place) != before
