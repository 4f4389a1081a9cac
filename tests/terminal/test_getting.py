"""`alcove models catalogue, search, files, get`, against a server on this computer that answers as the hub does."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from alcove.core.paths import Paths
from tests.models.hub_server import BIG, MODEL, Fault, HubServer, stocked
from tests.terminal.conftest import Alcove

FILE = {"file", "kind", "quantisation", "bytes", "parts", "fit", "needs", "words"}


@pytest.fixture
def server() -> Iterator[HubServer]:
    made = stocked()
    yield made
    made.close()


@pytest.fixture
def ask(run: Alcove, server: HubServer, monkeypatch: pytest.MonkeyPatch) -> Alcove:
    """Run `alcove models ...` with this hub, and nothing installed."""
    monkeypatch.setattr(Paths, "model_folders", property(lambda self: (self.models,)))
    return lambda *arguments, **more: run("models", *arguments, "--hub", server.endpoint, **more)


def test_the_catalogue_asks_nobody(run: Alcove, server: HubServer) -> None:
    lines = run("models", "catalogue").lines
    assert {line["kind"] for line in lines} == {"chat", "embedding"}
    assert all(line["repository"].count("/") == 1 and line["good_for"] for line in lines)
    assert "Apache 2.0" in run("models", "catalogue", json=False).out
    assert server.asked == []


def test_models_are_searched_for(ask: Alcove) -> None:
    lines = ask("search", "model").lines
    assert [line["repository"] for line in lines] == ["two/models-GGUF", "one/model-GGUF", "shy/model-GGUF"]
    assert lines[1] == {
        "repository": "one/model-GGUF",
        "kind": "chat",
        "downloads": 1200,
        "licence": "apache-2.0",
        "gated": False,
        "parameters": 1_700_000_000,
    }
    assert [line["repository"] for line in ask("search", "embed", "--embedding").lines] == ["three/embedder"]
    words = ask("search", "model", json=False).out
    assert "one/model-GGUF  1.7 B  1,200 downloads  apache-2.0" in words
    assert "needs an account" in words
    nothing = ask("search", "zebra")
    assert nothing.lines == [] and "no such model" in nothing.err


def test_the_files_of_a_repository_and_what_fits(ask: Alcove) -> None:
    lines = ask("files", "two/models-GGUF").lines
    assert all(set(line) == FILE for line in lines)
    assert [(line["quantisation"], line["parts"]) for line in lines] == [("Q4_K_M", 1), ("UD-Q6_K_XL", 3), ("Q8_0", 1)]
    assert lines[0]["bytes"] == len(MODEL) and lines[0]["fit"] == "fits"
    assert "big-Q8_0.gguf  2 MB  fits: needs about" in ask("files", "two/models-GGUF", json=False).out
    assert "no GGUF file" in ask("files", "no/gguf").error["message"]


def test_a_model_is_downloaded_and_added(ask: Alcove, data_dir: Path) -> None:
    info = ask("get", "one/model-GGUF").one
    assert (info["name"], info["kind"], info["bytes"]) == ("model-Q4_K_M", "chat", len(MODEL))
    assert Path(info["path"]) == data_dir / "models" / "model-Q4_K_M.gguf"
    assert Path(info["path"]).read_bytes() == MODEL
    assert ask("get", "two/models-GGUF/parts-UD-Q6_K_XL.gguf").one["name"] == "parts-UD-Q6_K_XL"


def test_an_embedder_is_downloaded_whole(ask: Alcove, data_dir: Path) -> None:
    info = ask("get", "three/embedder").one
    assert (info["name"], info["kind"], info["path"]) == ("embedder", "embedding", str(data_dir / "models/embedder"))
    assert (data_dir / "models" / "embedder" / "1_Pooling" / "config.json").is_file()


def test_which_file_is_asked_for_unless_the_catalogue_says(
    ask: Alcove, server: HubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "small-Q4_K_M.gguf" in ask("get", "two/models-GGUF").error["hint"]
    server.repositories["Qwen/Qwen3-8B-GGUF"] = server.repositories["two/models-GGUF"]
    assert ask("get", "Qwen/Qwen3-8B-GGUF").one["name"] == "small-Q4_K_M"


@pytest.mark.parametrize(
    ("name", "words"),
    [("model", "names no model"), ("one/nothing", "or it is private"), ("shy/model-GGUF", "account")],
)
def test_what_cannot_be_had_is_said(ask: Alcove, name: str, words: str) -> None:
    assert words in ask("get", name).error["message"]


def test_an_interrupted_download_goes_on_or_is_thrown_away(
    ask: Alcove, server: HubServer, data_dir: Path, tmp_path: Path
) -> None:
    name = "two/models-GGUF/big-Q8_0.gguf"
    server.fault("big-Q8_0.gguf", Fault(stall_after=200_000))
    asked = [sys.executable, "-m", "alcove.terminal.main", "--data-dir", data_dir, "models", "get", name]
    with subprocess.Popen([*asked, "--hub", server.endpoint], stderr=subprocess.PIPE, text=True) as child:
        part = data_dir / "models" / ".unfinished"
        while not any(one.stat().st_size == 200_000 for one in part.glob("*/0.part")):
            assert child.poll() is None
        child.send_signal(signal.SIGINT)
        said = child.communicate(timeout=5)[1]
    assert child.returncode == 2 and "Stopped at 0 of 2 MB. The same command goes on" in said
    assert ask("get", name).one["bytes"] == len(BIG)
    assert server.ranges("big-Q8_0.gguf") == ["", "bytes=200000-"]

    server.fault("small-Q4_K_M.gguf", Fault(status=429, headers={"Retry-After": "7200"}))
    assert "120 minutes" in ask("get", "two/models-GGUF/small-Q4_K_M.gguf").error["message"]
    assert ask("get", "two/models-GGUF", "--discard").one == {"discarded": "small-Q4_K_M", "bytes": 0}
    assert "No download" in ask("get", "two/models-GGUF", "--discard").error["message"]


def test_removing_a_downloaded_model_frees_its_bytes(ask: Alcove, run: Alcove, data_dir: Path) -> None:
    name = ask("get", "one/model-GGUF").one["name"]
    refused = run("models", "remove", name)
    assert "deletes" in refused.error["message"] and "--delete" in refused.error["hint"]
    removed = run("models", "remove", "--delete", name).one
    assert removed["removed"] == name and removed["bytes"] == len(MODEL)
    assert not list((data_dir / "models").glob("*.gguf"))
