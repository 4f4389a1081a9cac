"""The models on this computer: listed, added, removed, chosen, loaded."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from alcove.core.cancel import CancelToken
from alcove.core.database import Database
from alcove.core.errors import ModelBroken, ModelError, ModelMissing, NoRoomYet, SettingsError
from alcove.core.paths import Paths
from alcove.core.settings import ModelSettings, Settings
from alcove.models import loaded as module
from alcove.models.devices import Device
from alcove.models.elsewhere import Elsewhere
from alcove.models.llama import Loading
from alcove.models.memory import InUse, MemoryNeeds, fit_words
from alcove.models.running import AtWork, Running
from alcove.models.shelf import STARTER, ModelShelf, Removal
from alcove.models.states import PromptStates
from alcove.models.traits import Speed
from alcove.models.types import Generated, TextDelta
from tests.models.gguf_files import CHAT, STRING, U32, write

GB = 10**9
NEEDS = MemoryNeeds(weights=3 * GB, cache=GB, compute=GB // 2, rest=GB // 2, context_tokens=4096, layers=24)
CRASH = "Fatal Python error: Aborted\n\nThread 0x01 (most recent call first):\n  <no Python frame>\n"
BERT = {"general.architecture": (STRING, "bert"), "bert.pooling_type": (U32, 1)}


class FakeLlama:
    """Stands in for a loaded model."""

    def __init__(self, loading: Loading, states: PromptStates, token: CancelToken | None) -> None:
        self.loading = loading
        self.name = loading.path.stem
        self.closed = self.busy = False

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paths:
    """A library with nothing installed beside it, and nothing that could really be loaded."""
    installed = tmp_path / "prefix"
    (installed / "share" / "alcove" / "models").mkdir(parents=True)
    monkeypatch.setattr("sys.prefix", str(installed))
    monkeypatch.setattr(module, "LlamaModel", FakeLlama)
    monkeypatch.setattr(module, "examine", lambda loading: NEEDS)
    monkeypatch.setattr(module, "available_memory", lambda: 10 * GB)
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
    monkeypatch.setattr("alcove.models.shelf.find_elsewhere", lambda: [other])
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
    with pytest.raises(ModelError, match="came with the installation"):
        shelf.remove("given", delete=True)
    assert (installed / "given.gguf").exists()


def test_removing_a_downloaded_model_says_what_it_frees_and_deletes_it(shelf: ModelShelf, place: Paths) -> None:
    place.models.mkdir()
    parts = [write(place.models / f"large-{number:05}-of-00002.gguf") for number in (1, 2)]
    size = sum(part.stat().st_size for part in parts)
    info = shelf.add(parts[1])
    assert (info.name, info.path, info.bytes) == ("large", str(parts[0]), size)
    assert [one.name for one in shelf.list()] == ["large"], "parts are one model"
    assert shelf.removal("large") == Removal("large", tuple(parts), size)
    with pytest.raises(ModelError, match="--delete large"):
        shelf.remove("large")
    loaded = shelf.chat_model("large")
    shelf.remove("large", delete=True)
    assert loaded.closed  # type: ignore[attr-defined]  # its file could not be deleted on Windows while it is open
    assert list(place.models.iterdir()) == []
    with pytest.raises(ModelMissing):
        shelf.removal("large")


def test_a_model_of_which_a_part_is_missing_is_none(shelf: ModelShelf, place: Paths) -> None:
    place.models.mkdir()
    first = write(place.models / "large-00001-of-00002.gguf")
    assert shelf.list() == []
    with pytest.raises(ModelMissing, match="all of them"):
        shelf.add(first)


def test_an_embedder_that_was_downloaded_can_be_removed(shelf: ModelShelf, place: Paths, embedder_dir: Path) -> None:
    place.models.mkdir()
    shutil.copytree(embedder_dir, place.models / "own", copy_function=lambda a, b: Path(b).symlink_to(a))
    removal = shelf.removal("own")
    assert removal.files == (place.models / "own",)
    assert removal.bytes > 50_000_000
    shelf.remove("own", delete=True)
    assert not removal.files[0].exists()


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


def test_a_model_is_loaded_as_the_settings_and_its_own_say(database: Database, place: Paths, installed: Path) -> None:
    path = write(installed / "a.gguf")
    shelf = ModelShelf(database, Settings(context_tokens=1000, threads=3, gpu_layers=5), place)
    first = shelf.chat_model("a")
    assert first.loading == Loading(path, 1000, 3, 5)  # type: ignore[attr-defined]
    assert shelf.chat_model("a") is shelf.chat_model() is first
    assert shelf.in_use() == InUse({str(path): NEEDS.total}, 10 * GB)

    shelf.set_model_setting("a", "context_tokens", 700)
    shelf.set_model_setting("", "cache_type", "q8_0")
    assert shelf.model_settings("a").context_tokens == 700
    assert not shelf.is_loaded("a")
    second = shelf.chat_model("a")
    assert second.loading == Loading(path, 700, 3, 5, "q8_0")  # type: ignore[attr-defined]
    assert first.closed  # type: ignore[attr-defined]
    with pytest.raises(SettingsError, match="cache_type"):
        shelf.set_model_setting("a", "cache_type", "q1")
    with pytest.raises(ModelMissing):
        shelf.set_model_setting("b", "thinks", True)


def test_what_answered_longest_ago_makes_room_for_another(shelf: ModelShelf, installed: Path) -> None:
    for name in ("a", "b", "c", "d"):
        write(installed / f"{name}.gguf")
    loaded = {name: shelf.chat_model(name) for name in ("a", "b")}
    assert [info.loaded for info in shelf.list()] == [True, True, False, False]
    loaded["b"].busy = True  # type: ignore[attr-defined,misc]
    shelf.use(Settings(models_gb=11))
    shelf.chat_model("a")
    shelf.chat_model("c")
    assert loaded["a"].closed  # type: ignore[attr-defined]
    assert not loaded["b"].closed, "it is answering"  # type: ignore[attr-defined]
    assert shelf.is_loaded("b") and shelf.is_loaded("c") and not shelf.is_loaded("a")
    shelf.close()
    shelf.close()
    assert not shelf.is_loaded("b")
    with pytest.raises(ModelMissing, match="no model named 'e'") as missing:
        shelf.chat_model("e")
    assert missing.value.hint == "Models here: a, b, c, d."


def test_a_model_waits_for_the_room_that_an_answer_takes(shelf: ModelShelf, installed: Path) -> None:
    for name in ("a", "b"):
        write(installed / f"{name}.gguf")
    shelf.use(Settings(models_gb=8))
    first = shelf.chat_model("a")
    with shelf.held(first):
        with pytest.raises(NoRoomYet, match="no room for b while another model answers"):
            shelf.chat_model("b")
        with pytest.raises(ModelError, match="is answering"):
            shelf.unload("a")
    assert not first.closed  # type: ignore[attr-defined]
    shelf.chat_model("b")
    assert first.closed, "it answers no more"  # type: ignore[attr-defined]


def test_a_model_without_room_says_what_would_make_it_fit(
    shelf: ModelShelf, installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(installed / "a.gguf")
    monkeypatch.setattr(module, "available_memory", lambda: GB)
    with pytest.raises(
        ModelError, match=r"Needs 5\.0 GB of memory with a context of 4,096 tokens; 1\.0 GB are free for it\."
    ) as full:
        shelf.chat_model("a")
    assert full.value.hint == "It is too large for this computer as it is now: choose a smaller model."
    assert not shelf.fit("a").runs
    monkeypatch.setattr(module, "available_memory", lambda: 46 * GB // 10)
    remedy = shelf.fit("a").remedy
    assert remedy is not None
    assert (remedy.context_tokens, remedy.cache_type) == (4096, "q8_0")
    assert fit_words(shelf.fit("a")).endswith("It would fit with a context of 4,096 tokens kept as q8_0.")
    monkeypatch.setattr(module, "available_memory", lambda: 43 * GB // 10)
    remedy = shelf.fit("a").remedy
    assert remedy is not None
    assert (remedy.context_tokens, remedy.cache_type) == (2048, "q8_0")
    assert shelf.chat_model("a").loading.mapped, "the system keeps what has room"  # type: ignore[attr-defined]
    monkeypatch.setattr(module, "available_memory", lambda: -2 * GB)  # beside the 5 GB it takes
    assert fit_words(shelf.fit("a")).endswith("It runs all the same, from the disk, and slowly.")
    monkeypatch.setattr(module, "available_memory", lambda: 5 * GB)
    assert shelf.fit("a").fits


def test_layers_go_where_a_graphics_card_has_room(
    shelf: ModelShelf, installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(installed / "a.gguf")
    for free, layers in ((100 * GB, 25), (3 * GB, 13), (0, 0)):
        cards = [Device("CUDA0", "a card", 0, GB), Device("CUDA1", "a card", free, 100 * GB)]
        monkeypatch.setattr(module, "graphics_cards", lambda cards=cards: cards)
        shelf.close()
        loading = shelf.chat_model("a").loading  # type: ignore[attr-defined]
        assert (loading.gpu_layers, loading.card_layers) == (layers, (0, layers))
    shelf.set_model_setting("a", "gpu_layers", "7")
    loading = shelf.chat_model("a").loading  # type: ignore[attr-defined]
    assert (loading.gpu_layers, loading.card_layers) == (7, ()), "what the settings say is not looked up"
    assert shelf.fit("a").on_cards == 7 * 4 * GB // 25, "and what then lies on the card is known"


def test_what_fits_on_a_card_needs_no_memory_beside_it(
    shelf: ModelShelf, installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And a model that is idle there makes room for the next."""
    for name in ("a", "b"):
        write(installed / f"{name}.gguf")
    monkeypatch.setattr(module, "available_memory", lambda: 2 * GB)
    taken = {"a": False}
    monkeypatch.setattr(
        module, "graphics_cards", lambda: [Device("CUDA0", "a card", GB if taken["a"] else 6 * GB, 6 * GB)]
    )
    assert shelf.fit("a").fits
    assert fit_words(shelf.fit("a")) == (
        "Needs 1.0 GB of memory and 4.0 GB of the graphics card's; 2.0 GB are free for it."
    )
    first = shelf.chat_model("a")
    assert first.loading.gpu_layers == 25  # type: ignore[attr-defined]
    taken["a"] = True
    monkeypatch.setattr(FakeLlama, "close", lambda one: (setattr(one, "closed", True), taken.update(a=False)))
    assert shelf.fit("a").on_cards == 4 * GB, "where it lies, whatever room is left"
    assert shelf.in_use().models == {str(installed / "a.gguf"): GB}
    assert shelf.chat_model("b").loading.gpu_layers == 25  # type: ignore[attr-defined]
    assert first.closed  # type: ignore[attr-defined]


def test_a_broken_file_is_examined_once_and_does_not_answer(
    shelf: ModelShelf, installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b"):
        write(installed / f"{name}.gguf")
    examined = []

    def examine(loading: Loading) -> MemoryNeeds:
        examined.append(loading.path.stem)
        raise ModelBroken("it is damaged")

    monkeypatch.setattr(module, "examine", examine)
    assert shelf.default_name() == "a"
    for ask in (shelf.fit, shelf.fit, shelf.chat_model):
        with pytest.raises(ModelBroken, match="damaged"):
            ask("a")
    assert examined == ["a", "a"], "once to look, and once more to load it after all"
    assert shelf.default_name() == "b"
    write(installed / "a.gguf", {**CHAT, "more": (U32, 1)})
    assert shelf.default_name() == "a", "it is another file now"


def test_a_file_that_could_not_be_examined_is_not_called_broken(
    shelf: ModelShelf, installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(installed / "a.gguf")

    def killed(loading: Loading) -> MemoryNeeds:
        raise ModelError("it was ended from outside")

    monkeypatch.setattr(module, "examine", killed)
    with pytest.raises(ModelError, match="from outside"):
        shelf.fit("a")
    assert shelf.default_name() == "a"
    monkeypatch.setattr(module, "examine", lambda loading: NEEDS)
    assert shelf.chat_model("a")
    assert shelf.fit("a").fits


def test_files_that_are_no_models_are_told(shelf: ModelShelf, place: Paths, tmp_path: Path) -> None:
    gone = write(tmp_path / "gone.gguf")
    shelf.add(gone)
    gone.unlink()
    place.models.mkdir()
    write(place.models / "sound.gguf")
    write(place.models / "large-00001-of-00002.gguf")
    (place.models / "letter.gguf").write_text("Dear aunt")
    told = {one.name: one.why for one in shelf.unusable()}
    assert list(told) == ["gone", "large", "letter"]
    assert "There is no file" in told["gone"] and "all of them" in told["large"] and "not a sound" in told["letter"]
    assert shelf.removal("letter") == Removal("letter", (place.models / "letter.gguf",), 9)
    for name in told:
        shelf.remove(name, delete=True)
    assert shelf.unusable() == []
    assert [info.name for info in shelf.list()] == ["sound"]


def test_a_model_is_unloaded_unless_it_answers(shelf: ModelShelf, installed: Path) -> None:
    write(installed / "a.gguf")
    model = shelf.chat_model("a")
    model.busy = True  # type: ignore[attr-defined,misc]
    with pytest.raises(ModelError, match="a is answering"):
        shelf.unload("a")
    model.busy = False  # type: ignore[attr-defined,misc]
    shelf.unload("a")
    assert model.closed and not shelf.is_loaded("a")  # type: ignore[attr-defined]
    assert shelf.in_use().words == "No model in memory · 10 GB free for models"


def test_what_is_in_use_in_words() -> None:
    assert InUse({"/a": 1_300_000_000}, 940_000_000).words == "1 model in memory, 1.3 GB · 940 MB free for models"
    assert InUse({"/a": 1, "/b": GB}, 12 * GB).words == "2 models in memory, 1.0 GB · 12 GB free for models"


def test_a_model_at_fault_for_a_crash_is_not_loaded_by_itself(
    database: Database, place: Paths, installed: Path
) -> None:
    for name in ("a", "b"):
        write(installed / f"{name}.gguf")
    shelf = ModelShelf(database, Settings(chat_model="a"), place, running=Running(place.running))
    assert shelf.after("") is None
    shelf.chat_model("a")
    assert shelf.after(CRASH) is None, "loading it went well"
    next(shelf.answering("a", iter([TextDelta("half")])))
    with Running(place.running).loading("a"):
        shelf = ModelShelf(database, Settings(chat_model="a"), place, running=Running(place.running))
        assert shelf.after("") is None, "the power may have failed"
    with Running(place.running).loading("a"):
        assert shelf.after(CRASH) == AtWork("a", "loading")
    assert shelf.default_name() == "b"
    assert [info.crashed for info in shelf.list()] == [True, False]
    assert shelf.chat_model("a"), "who asks for it gets it"
    with Running(place.running).loading("b"):
        shelf.after(CRASH)
    assert shelf.default_name() == ""
    with pytest.raises(ModelMissing, match="a closed Alcove when it was used last, so it is not used by itself"):
        shelf.info()
    shelf.trust("b")
    assert shelf.default_name() == "b"
    shelf.trust("a")
    assert shelf.default_name() == "a"
    with Running(place.running).loading("removed since"):
        assert shelf.after(CRASH) == AtWork("removed since", "loading")


def test_how_quick_the_last_answer_was_is_remembered(database: Database, place: Paths, installed: Path) -> None:
    write(installed / "a.gguf")
    shelf = ModelShelf(database, Settings(), place)
    assert shelf.about().last is None
    told = [TextDelta("Yes."), Generated(900, 100, 24, 812.4, 23.96, False, "end")]
    assert list(shelf.answering("", iter(told))) == told
    list(shelf.answering("a", iter([Generated(900, 0, 0, 0.0, 0.0, True, "cancelled")])))
    about = ModelShelf(database, Settings(), place).about("a")
    assert about.last == Speed(0.81, 24.0)
    assert (about.traits.architecture, about.settings) == ("llama", ModelSettings())
    shelf.set_model_setting("a", "top_k", 7)
    assert shelf.about("a").settings.top_k == 7
    assert shelf.reset_model_settings("a") == shelf.about("a").settings == ModelSettings()


def test_a_file_is_examined_once(shelf: ModelShelf, installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(installed / "a.gguf")
    examined = []
    monkeypatch.setattr(module, "examine", lambda loading: examined.append(loading) or NEEDS)
    for _ in range(3):
        shelf.fit("a")
    assert len(examined) == 1
    write(installed / "a.gguf", {**CHAT, "more": (U32, 1)})
    shelf.fit("a")
    assert len(examined) == 2


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
