"""The models on this computer: listed, added, removed, chosen, loaded."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from alcove.core.database import Database
from alcove.core.errors import ModelBroken, ModelError, ModelMissing
from alcove.core.paths import Paths
from alcove.core.settings import Settings
from alcove.models import shelf as module
from alcove.models.elsewhere import Elsewhere
from alcove.models.shelf import STARTER, ModelShelf
from tests.models.gguf_files import CHAT, STRING, U32, write

BERT = {"general.architecture": (STRING, "bert"), "bert.pooling_type": (U32, 1)}


class FakeLlama:
    """Stands in for a loaded model."""

    def __init__(self, path: Path, *, context_tokens: int, threads: int, gpu_layers: int) -> None:
        self.made_with = (path.stem, context_tokens, threads, gpu_layers)
        self.closed = False

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paths:
    """A library with nothing installed beside it, and nothing that could really be loaded."""
    installed = tmp_path / "prefix"
    (installed / "share" / "alcove" / "models").mkdir(parents=True)
    monkeypatch.setattr("sys.prefix", str(installed))
    monkeypatch.setattr(module, "LlamaModel", FakeLlama)
    return Paths.at(tmp_path / "data")


@pytest.fixture
def database(place: Paths) -> Iterator[Database]:
    one = Database(place.database)
    yield one
    one.close()


@pytest.fixture
def shelf(database: Database, place: Paths) -> ModelShelf:
    return ModelShelf(database, Settings(), place)


@pytest.fixture
def installed(place: Paths) -> Path:
    return place.model_folders[1]


def test_an_empty_shelf_says_what_to_do(shelf: ModelShelf) -> None:
    assert shelf.list() == []
    assert shelf.default_name() == ""
    assert not shelf.is_loaded()
    for ask in (shelf.info, shelf.chat_model, shelf.sha256):
        with pytest.raises(ModelMissing, match="no model to answer with") as missing:
            ask()
        assert "alcove models add" in missing.value.hint


def test_what_is_in_the_model_folders_is_listed(shelf: ModelShelf, place: Paths, installed: Path) -> None:
    write(installed / f"{STARTER}.gguf")
    place.models.mkdir()
    write(place.models / "own.gguf")
    (installed / "damaged.gguf").write_text("Dear aunt")
    infos = {info.name: info for info in shelf.list()}
    assert list(infos) == ["own", STARTER]
    assert infos[STARTER].trial and not infos["own"].trial
    assert infos["own"] == replace(infos[STARTER], name="own", path=str(place.models / "own.gguf"), trial=False)
    assert (infos["own"].kind, infos["own"].context, infos["own"].languages) == ("chat", 2048, ("en", "ru"))
    assert infos["own"].bytes == (place.models / "own.gguf").stat().st_size


def test_the_librarys_own_folder_goes_first(shelf: ModelShelf, place: Paths, installed: Path) -> None:
    place.models.mkdir()
    for folder in (installed, place.models):
        write(folder / "same.gguf")
    (info,) = shelf.list()
    assert info.path == str(place.models / "same.gguf")


def test_embedders_are_listed_too(shelf: ModelShelf, installed: Path, embedder_dir: Path) -> None:
    shutil.copytree(embedder_dir, installed / embedder_dir.name, copy_function=lambda a, b: Path(b).symlink_to(a))
    (installed / "half").mkdir()
    (installed / "half" / "modules.json").write_text("[]")
    (info,) = shelf.list()
    assert (info.name, info.kind, info.context) == (embedder_dir.name, "embedding", 256)
    assert info.bytes > 50_000_000
    with pytest.raises(ModelMissing):
        shelf.info(info.name)
    with pytest.raises(ModelError, match="came with the installation"):
        shelf.remove(info.name)


def test_a_file_is_used_where_it_lies(shelf: ModelShelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "my model.gguf")
    monkeypatch.chdir(tmp_path)
    info = shelf.add(Path("my model.gguf"))
    assert (info.name, info.path) == ("my model", str(tmp_path / "my model.gguf"))
    assert shelf.add(Path("my model.gguf")) == info, "adding it again changes nothing"
    assert shelf.list() == [info]


def test_another_file_of_the_same_name_gets_a_number(shelf: ModelShelf, tmp_path: Path) -> None:
    for folder in ("a", "b", "c"):
        (tmp_path / folder).mkdir()
        shelf.add(write(tmp_path / folder / "model.gguf"))
    assert [info.name for info in shelf.list()] == ["model", "model 2", "model 3"]


def test_a_file_is_called_as_one_wishes(shelf: ModelShelf, tmp_path: Path) -> None:
    assert shelf.add(write(tmp_path / "sha256-ab"), "llama3.2:1b").name == "llama3.2:1b"
    assert shelf.add(write(tmp_path / "sha256-cd"), "llama3.2:1b").name == "llama3.2:1b 2"


def test_what_other_programs_have_is_told_until_it_is_on_the_list(
    shelf: ModelShelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Elsewhere("llama3.2:1b", write(tmp_path / "sha256-ab"), 1, "Ollama")
    monkeypatch.setattr(module, "find_elsewhere", lambda: [other])
    assert shelf.elsewhere() == [other]
    shelf.add(other.path, other.name)
    assert shelf.elsewhere() == []


def test_what_writes_no_text_is_not_added(shelf: ModelShelf, tmp_path: Path) -> None:
    with pytest.raises(ModelBroken, match="how long its vectors are"):
        shelf.add(write(tmp_path / "bert.gguf", BERT))
    with pytest.raises(ModelBroken, match="not a model that writes text"):
        shelf.add(write(tmp_path / "nothing.gguf", {}))
    with pytest.raises(ModelMissing):
        shelf.add(tmp_path / "none.gguf")
    assert shelf.list() == []


def test_an_embedder_among_the_files_is_not_taken_for_a_chat_model(shelf: ModelShelf, installed: Path) -> None:
    write(installed / "a-bert.gguf", BERT)
    write(installed / f"{STARTER}.gguf")
    assert [info.name for info in shelf.list()] == [STARTER]


def test_removing_leaves_the_file(shelf: ModelShelf, tmp_path: Path, installed: Path) -> None:
    path = write(tmp_path / "mine.gguf")
    shelf.add(path)
    shelf.remove("mine")
    assert shelf.list() == []
    assert path.exists()
    with pytest.raises(ModelMissing, match="no model named 'mine'"):
        shelf.remove("mine")
    write(installed / "given.gguf")
    with pytest.raises(ModelError, match="Delete its file"):
        shelf.remove("given")


def test_a_file_that_is_gone_is_not_listed_and_is_told_when_asked_for(shelf: ModelShelf, tmp_path: Path) -> None:
    path = write(tmp_path / "mine.gguf")
    shelf.add(path)
    path.unlink()
    assert shelf.list() == []
    with pytest.raises(ModelMissing):
        shelf.info("mine")


def test_which_model_answers(database: Database, place: Paths, installed: Path, tmp_path: Path) -> None:
    shelf = ModelShelf(database, Settings(), place)
    write(installed / "a first by name.gguf")
    assert shelf.default_name() == "a first by name"
    write(installed / f"{STARTER}.gguf")
    assert shelf.default_name() == STARTER
    shelf.add(write(tmp_path / "older.gguf"))
    latest = write(tmp_path / "newer.gguf")
    shelf.add(latest)
    assert shelf.default_name() == "newer"
    assert shelf.info().name == "newer"
    latest.unlink()
    assert shelf.default_name() == "older"
    assert ModelShelf(database, Settings(chat_model=STARTER), place).default_name() == STARTER
    assert ModelShelf(database, Settings(chat_model="forgotten"), place).default_name() == "older"


def test_one_model_is_loaded_at_a_time_with_the_settings(database: Database, place: Paths, installed: Path) -> None:
    for name in ("a", "b"):
        write(installed / f"{name}.gguf")
    shelf = ModelShelf(database, Settings(context_tokens=1000, threads=3, gpu_layers=5), place)

    first = shelf.chat_model("a")
    assert first.made_with == ("a", 1000, 3, 5)  # type: ignore[attr-defined]
    assert shelf.chat_model("a") is shelf.chat_model() is first
    assert shelf.is_loaded("a") and shelf.is_loaded() and not shelf.is_loaded("b")
    assert [info.loaded for info in shelf.list()] == [True, False]

    second = shelf.chat_model("b")
    assert first.closed  # type: ignore[attr-defined]
    shelf.close()
    shelf.close()
    assert second.closed  # type: ignore[attr-defined]
    assert not shelf.is_loaded("b")
    with pytest.raises(ModelMissing, match="no model named 'c'") as missing:
        shelf.chat_model("c")
    assert missing.value.hint == "Models here: a, b."


def test_the_hash_is_that_of_the_file_now(shelf: ModelShelf, installed: Path) -> None:
    path = write(installed / "a.gguf")
    assert shelf.sha256("a") == shelf.sha256() == hashlib.sha256(path.read_bytes()).hexdigest()
    write(path, {**CHAT, "more": (U32, 1)})
    assert shelf.sha256("a") == hashlib.sha256(path.read_bytes()).hexdigest()


def test_how_quickly_a_model_reads_is_remembered(shelf: ModelShelf, database: Database, place: Paths) -> None:
    assert shelf.reading_speed("any") == 0
    shelf.note_reading("any", 700, 10.0)
    assert shelf.reading_speed("any") == 70
    shelf.note_reading("any", 900, 10.0)
    again = ModelShelf(database, Settings(), place)
    assert again.reading_speed("any") == 80
    assert again.reading_speed("other") == 0
