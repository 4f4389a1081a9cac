"""The layers below, built when they are first used."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from alcove.chat.arena_store import Asked, Terms
from alcove.chat.contenders import Contender, contender
from alcove.chat.store import MessageId
from alcove.chat.transfer import Imported
from alcove.core.cancel import CancelToken
from alcove.core.database import Database
from alcove.core.errors import HubUnreachable
from alcove.core.net import Door
from alcove.core.paths import Paths
from alcove.core.settings import ModelSettings, Settings
from alcove.desktop.late import (
    LateEndpoints,
    LateHub,
    LateLayers,
    LateModels,
    LateOwn,
    LateReceipts,
    LateStore,
    LateTransfer,
    LateTurns,
)
from alcove.desktop.late_arena import LateArena
from alcove.models.download import Fetched
from alcove.models.running import AtWork
from alcove.rag.changes import Passage, Standing
from tests.models.hub_server import MODEL, Fault, stocked
from tests.models.service import plain, serving


def test_changed_settings_are_used_without_a_restart(tmp_path: Path, starter_model: Path) -> None:
    paths = Paths.at(tmp_path)
    paths.models.mkdir()
    os.symlink(starter_model, paths.models / "other.gguf")
    database = Database(paths.database)
    early, late = (LateLayers(database, Settings(), paths, Door("test")) for _ in range(2))
    models = LateModels(late)
    assert models.default_name() == starter_model.stem
    for layers in (early, late):  # before and after they were built
        layers.use(replace(Settings(), chat_model="other"))
    assert models.default_name() == LateModels(early).default_name() == "other"
    early.close()
    late.close()
    database.close()


def test_what_is_known_of_a_model_comes_from_the_shelf(tmp_path: Path, starter_model: Path) -> None:
    database, name = Database(Paths.at(tmp_path).database), starter_model.stem
    layers = LateLayers(database, Settings(), Paths.at(tmp_path), Door("test"))
    models = LateModels(layers)
    assert models.unusable() == [] and models.in_use().models == {}
    assert models.about(name).traits.quantisation == "Q4_1"
    whole = models.fit(name)
    assert models.set_model_setting(name, "context_tokens", 1024).context_tokens == 1024
    assert models.fit(name).needs.total < whole.needs.total
    assert models.reset_model_settings(name) == models.about(name).settings == ModelSettings()
    layers.get().shelf.chat_model(name)
    assert models.in_use().models == {str(starter_model): whole.needs.total}
    models.unload(name)
    assert models.in_use().models == {}
    layers.close()
    database.close()


def test_the_model_that_brought_the_last_run_down_is_known_before_any_is_chosen(
    tmp_path: Path, starter_model: Path
) -> None:
    paths = Paths.at(tmp_path)
    database, name = Database(paths.database), starter_model.stem
    paths.running.write_text(f'{{"model": "{name}", "doing": "loading"}}')
    layers = LateLayers(database, Settings(), paths, Door("test"), "Fatal Python error: Aborted")
    models = LateModels(layers)
    assert models.default_name() == ""
    assert layers.get().crashed == AtWork(name, "loading")
    models.trust(name)
    assert models.default_name() == name
    layers.close()
    database.close()


def test_receipts_are_held_against_the_library_of_the_same_folder(tmp_path: Path) -> None:
    database = Database(Paths.at(tmp_path).database)
    layers = LateLayers(database, Settings(), Paths.at(tmp_path), Door("test"))
    receipts = LateReceipts(layers)
    passage = Passage("/papers/gone.md", 0, 4, "Text", b"")
    standing = Standing(passage, "gone", passage.uri, 0, 4)
    assert receipts.standing([MessageId(7)]) == {7: ()}
    assert [one.was for one in receipts.compared([standing])] == ["Text"]
    layers.close()
    database.close()


def test_services_elsewhere_are_kept_and_their_models_listed(tmp_path: Path) -> None:
    database = Database(Paths.at(tmp_path).database)
    layers = LateLayers(database, Settings(), Paths.at(tmp_path), Door("test"))
    endpoints, models = LateEndpoints(layers), LateModels(layers)
    with serving(plain("Yes.")) as service:
        assert endpoints.add(service.url, "Here") == endpoints.list()[0]
        assert endpoints.switch("Here", on=True).active
        assert endpoints.keep_key("Here", "k3y", this_run=True).key == "for this run"
        assert [model.name for model in endpoints.check("Here", CancelToken()).models] == ["tiny (Here)"]
    assert service.asked[0].headers["authorization"] == "Bearer k3y"
    assert endpoints.set_context("Here", "tiny", 8192).models[0].context == 8192
    assert [info.context for info in models.list() if info.served] == [8192]
    assert endpoints.forget_key("Here").key == ""
    endpoints.remove("Here")
    assert endpoints.list() == []
    layers.close()
    database.close()


def test_own_questions_are_placed_kept_and_measured_by_the_library(tmp_path: Path) -> None:
    database = Database(Paths.at(tmp_path).database)
    layers = LateLayers(database, Settings(), Paths.at(tmp_path), Door("test"))
    own = LateOwn(layers)
    placed = own.place("Which oil?", (), uri="/papers/gone.md", start=0, end=4)
    assert placed.hidden == "the library does not hold this document"
    pair = own.add("Which oil?", replace(placed, text="Tung"))
    assert pair is not None
    assert own.all() == [pair]
    assert list(own.measure(CancelToken())) == []
    result = own.result()
    assert result is not None
    assert (result.count, result.gone) == (0, 1)
    own.remove(pair)
    assert own.all() == []
    own.restore(pair)
    assert own.all() == [pair]
    layers.close()
    database.close()


def test_a_model_here_meets_one_elsewhere_in_the_arena(tmp_path: Path, starter_model: Path) -> None:
    database, name = Database(Paths.at(tmp_path).database), starter_model.stem
    layers = LateLayers(database, Settings(), Paths.at(tmp_path), Door("test"))
    arena, endpoints, terms = LateArena(layers), LateEndpoints(layers), Terms((), "model", 8)
    here, there, hot = Contender(name), Contender("tiny (Here)"), contender(f"{name}@temperature=0.9")
    assert set(arena.least_compared([here, hot])) == {here, hot}
    with serving(plain("It is I.")) as service:
        endpoints.add(service.url, "Here")
        endpoints.switch("Here", on=True)
        endpoints.check("Here", CancelToken())
        match = arena.new_match("Who is it?", [here, there], terms, tags=["self"])
        assert arena.lacking(match=match) == (True, True)
        for elsewhere in (True, False):
            list(arena.answer(CancelToken(), match=match, elsewhere=elsewhere))
        batch = arena.new_batch("One", [Asked("What is it?")], [here, hot], terms)
        *_, last = arena.answer(CancelToken(), batch=batch)
    assert (last.done, arena.batches()[0].counts.answered, arena.try_again(batch=batch)) == (2, 2, 0)
    shown = arena.match(match)
    assert "It is I." in {one.answer.text for one in shown.entries if one.answer} and not shown.revealed
    assert name not in repr(shown) and "tiny" not in repr(shown)
    assert arena.next_waiting() == match and arena.counts().voted == 0
    voted = arena.vote(match, None)
    assert {one.contender for one in voted.entries} == {here, there}
    assert arena.tags() == {"self": 1} and arena.ratings()[0].votes == 1
    assert arena.keep_conversation(match) == layers.get().store.conversations()[0].id
    assert [file.name for file in arena.write(tmp_path / "all.json")] == ["all.json"]
    arena.withdraw(match)
    arena.remove_match(match)
    arena.remove_batch(batch)
    assert arena.ratings() == [] and arena.batches() == []
    layers.close()
    database.close()


def test_a_model_is_got_from_the_hub_and_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server = stocked()
    monkeypatch.setenv("HF_ENDPOINT", server.endpoint)
    paths = Paths.at(tmp_path)
    database = Database(paths.database)
    layers = LateLayers(database, Settings(), paths, Door("test"))
    hub, models = LateHub(layers, paths, Door("test")), LateModels(layers)
    assert hub.host == "127.0.0.1" and hub.catalogue()
    assert hub.room().startswith("This computer has ")
    assert server.asked == [], "looking at the list asks nobody"

    token = CancelToken()
    assert [one.repository for one in hub.search("embed", token, kind="embedding")] == ["three/embedder"]
    asked = hub.repository("one/model-GGUF", token)
    assert hub.fit(asked, asked.choices[0]).verdict == "fits"
    server.fault("model-Q4_K_M.gguf", Fault(status=429, headers={"Retry-After": "9999"}))
    wanted = hub.plan(asked, asked.choices[0])
    with pytest.raises(HubUnreachable):
        list(hub.download(wanted, token))
    assert hub.unfinished() == [wanted]
    hub.discard(wanted)
    assert hub.unfinished() == []
    *_, last = hub.download(hub.plan(asked, asked.choices[0]), token)
    assert last == Fetched(paths.models / "model-Q4_K_M.gguf", "chat")
    assert [info.name for info in models.list() if info.path == str(paths.models / "model-Q4_K_M.gguf")]
    assert models.removal("model-Q4_K_M").bytes == len(MODEL)
    models.remove("model-Q4_K_M", delete=True)
    assert not any(paths.models.iterdir())
    layers.close()
    database.close()
    server.close()


def test_conversations_are_arranged_exported_and_imported(tmp_path: Path) -> None:
    database = Database(Paths.at(tmp_path).database)
    layers = LateLayers(database, Settings(), Paths.at(tmp_path), Door("test"))
    store, transfer, turns = LateStore(layers), LateTransfer(layers), LateTurns(layers)
    one = store.create("Boiler")
    asked = layers.get().store.add(one.id, "user", "Which boiler?", parent=None)
    assert store.add_folder("Work") == "Work"
    store.move([one.id], "Work")
    assert store.move_folder("Work", "House") == "House"
    removed = store.remove_folder("House")
    assert store.folders() == []
    store.put_back(removed)
    store.pin(one.id)
    store.archive(one.id)
    (now,) = store.conversations()
    assert (now.folder, now.pinned, now.archived) == ("House", True, True)
    assert [found.message for found in store.search("which", most=5)] == [asked.id]
    when = store.delete_message(asked.id)
    assert when is not None and store.search("which") == []
    store.restore_message(asked.id, when)
    assert list(turns.name(one.id, CancelToken())) == []
    path = tmp_path / "boiler.json"
    path.write_text(transfer.export(one.id, "json"), "utf-8")
    *_, last = transfer.import_file(path, CancelToken())
    assert isinstance(last, Imported) and last.known == 1
    layers.close()
    database.close()
