"""The layers below, built when they are first used."""

import os
from dataclasses import replace
from pathlib import Path

from alcove.chat.store import MessageId
from alcove.core.cancel import CancelToken
from alcove.core.database import Database
from alcove.core.net import Door
from alcove.core.paths import Paths
from alcove.core.settings import Settings
from alcove.desktop.late import LateEndpoints, LateLayers, LateModels, LateOwn, LateReceipts
from alcove.rag.changes import Passage, Standing
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
