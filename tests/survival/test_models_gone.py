"""Model files that are missing or broken: a plain error, and keyword search goes on."""

from __future__ import annotations

import os
import shutil
import struct
from pathlib import Path

import pytest

from alcove.core.cancel import CancelToken
from alcove.core.paths import Paths
from alcove.rag.types import Degraded, Done
from tests.survival import inspection
from tests.survival.command import alcove
from tests.survival.conftest import OpenLibrary, Small


def broken_models(starter: Path) -> dict[str, bytes]:
    """Make files that look like models to different depths."""
    whole = starter.read_bytes()[:30_000_000]
    return {
        "cut in the tensors": whole,
        "cut in the header": whole[:20_000],
        "magic and noise": b"GGUF" + os.urandom(50_000),
        "a header without tensors": b"GGUF" + struct.pack("<IQQ", 3, 0, 0),
        "no model at all": b"PK\3\4" + os.urandom(1000),
        "empty": b"",
    }


def test_a_broken_model_file_is_refused_in_plain_words(small: Small, starter_model: Path, tmp_path: Path) -> None:
    for name, data in broken_models(starter_model).items():
        path = tmp_path / f"{name}.gguf"
        path.write_bytes(data)
        added = alcove(small.data_dir, "models", "add", path)
        if added.status == 0:  # its header is whole: what is wrong shows when it is loaded
            asked = alcove(small.data_dir, "ask", "Where is the river?", "--model", name)
            assert "is damaged" in asked.error["message"]
            assert "Traceback" not in asked.stderr
        else:
            assert name in added.error["message"] and added.error["hint"]
    assert alcove(small.data_dir, "search", "river", "--mode", "keyword").last["hits"]


def test_a_model_file_that_is_gone_is_told(small: Small, starter_model: Path, tmp_path: Path) -> None:
    path = tmp_path / "mine.gguf"
    shutil.copy(starter_model, path)
    alcove(small.data_dir, "models", "add", path)
    path.unlink()
    error = alcove(small.data_dir, "ask", "Where is the river?", "--model", "mine").error
    assert "mine" in error["message"] and error["hint"]


@pytest.mark.usefixtures("no_embedder")
def test_without_an_embedder_keyword_search_works_and_says_so(small: Small, open_library: OpenLibrary) -> None:
    library = open_library(small.data_dir)
    assert "keyword only" in library.degraded
    events = list(library.sync(None, CancelToken()))
    assert isinstance(events[-1], Done) and events[-1].unchanged == 6
    assert [e for e in events if isinstance(e, Degraded)]
    found = library.find("river boat")
    assert found.result.hits and found.degraded
    assert [check.name for check in library.doctor(rebuild=False) if check.problem] == ["embedding model"]


def test_a_broken_embedder_costs_only_search_by_meaning(
    small: Small, embedder_dir: Path, open_library: OpenLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = small.data_dir / "models" / embedder_dir.name
    shutil.copytree(embedder_dir, own)
    with (own / "model.safetensors").open("r+b") as file:
        file.truncate(2_000_000)
    monkeypatch.setattr(Paths, "model_folders", property(lambda paths: (paths.models,)))  # nothing came with it
    library = open_library(small.data_dir)
    events = list(library.sync(None, CancelToken()))
    [degraded] = [event for event in events if isinstance(event, Degraded)]
    assert "cannot be loaded" in degraded.reason and isinstance(events[-1], Done)
    found = library.find("river boat")
    assert found.result.hits and "cannot be loaded" in found.degraded
    library.close()
    shutil.rmtree(own)
    alcove(small.data_dir, "sync")
    inspection.check(small.data_dir)


def test_a_broken_copy_of_the_embedder_costs_nothing_where_a_sound_one_answers(
    small: Small, embedder_dir: Path, open_library: OpenLibrary
) -> None:
    own = small.data_dir / "models" / embedder_dir.name
    shutil.copytree(embedder_dir, own)
    with (own / "model.safetensors").open("r+b") as file:
        file.truncate(2_000_000)
    library = open_library(small.data_dir)
    found = library.find("river boat", mode="vector")
    assert found.result.hits and not found.degraded
    assert list(library.change_embedder(CancelToken())) == []


def test_an_incomplete_embedder_folder_is_told(small: Small, embedder_dir: Path) -> None:
    own = small.data_dir / "models" / embedder_dir.name
    own.mkdir(parents=True)
    shutil.copy(embedder_dir / "modules.json", own)
    [told] = alcove(small.data_dir, "doctor").problems
    assert told.startswith("The embedding model in")
    assert alcove(small.data_dir, "search", "river boat").last["hits"]
    shutil.rmtree(own)
    inspection.check(small.data_dir)
