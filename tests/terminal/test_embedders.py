"""The commands about embedding models, in this process: lists, services, refusals. Changes are in tests/survival."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from alcove.core.database import Database
from alcove.core.paths import Paths
from alcove.models.embedder import DEFAULT_EMBEDDER
from tests.models.embedding_server import Service, serving
from tests.models.gguf_embedders import header_of
from tests.models.gguf_files import gguf
from tests.terminal.conftest import Alcove


@pytest.fixture
def file(tmp_path: Path, embedder_dir: Path) -> Path:
    path = tmp_path / "other.gguf"
    path.write_bytes(gguf(header_of(embedder_dir)))
    return path


@pytest.fixture
def service() -> Iterator[Service]:
    with serving(Service(key="secret")) as one:
        yield one


CARD = {"name", "kind", "place", "languages", "dimension", "role", "left", "vectors", "bytes", "sent_to", "here"}


def test_they_are_listed_with_what_they_do(run: Alcove, file: Path, embedder_dir: Path) -> None:
    assert run("models", "add", file).one["kind"] == "embedding"
    first, second = run("models", "embedder", "--list").lines
    assert set(first) == CARD
    assert (first["name"], first["role"], first["languages"]) == (DEFAULT_EMBEDDER, "answers", ["en"])
    assert (second["name"], second["role"], second["kind"], second["dimension"]) == ("other", "", "gguf", 384)
    assert run("models", "embedder", "--list", json=False).out.splitlines()[0] == f"{DEFAULT_EMBEDDER}  answers  en"
    assert [line["name"] for line in run("models", "list").lines if line["kind"] == "embedding"] == [
        DEFAULT_EMBEDDER, "other",
    ]  # fmt: skip
    assert run("models", "remove", "other").one == {"removed": "other", "deleted": [], "bytes": 0}
    assert len(run("models", "embedder", "--list").lines) == 1


def test_where_nothing_is_to_be_done_that_is_said(run: Alcove) -> None:
    assert run("models", "embedder").one == {"event": "changed", "embedder": DEFAULT_EMBEDDER, "chunks": 0, "left": 0}
    assert run("models", "embedder", "auto", json=False).out == f"{DEFAULT_EMBEDDER} answers already.\n"


def test_one_that_is_not_there_is_told_and_nothing_changes(run: Alcove) -> None:
    assert "no embedding model named 'nothing'" in run("models", "embedder", "nothing").error["message"]
    settings = {line["key"]: line["value"] for line in run("settings", "list").lines}
    assert settings["embedder"] == ""
    run("settings", "set", "embedder", "nothing")
    assert "no embedding model named 'nothing'" in run("models", "embedder").error["message"]
    listed = run("models", "embedder", "--list")
    assert listed.lines[0]["role"] == "answers" and "no embedding model named 'nothing'" in listed.err


def test_a_service_is_added_with_its_key_from_stdin(
    run: Alcove, service: Service, monkeypatch: pytest.MonkeyPatch, data_dir: Path
) -> None:
    refused = run("models", "add-service", service.url, "hash")
    assert "does not accept the key" in refused.error["message"]
    monkeypatch.setattr("sys.stdin", io.StringIO("secret\n"))
    added = run("models", "add-service", service.url, "hash", "--key", "--name", "mine")
    assert added.one == {"name": "mine", "url": service.url, "dimension": 32, "sent_to": ""}
    assert "no keyring" in added.err
    database = Database(Paths.at(data_dir).database)
    (row,) = database.query("SELECT * FROM added_embedders")
    database.close()
    assert "secret" not in json.dumps(dict(row))
    assert len(run("models", "embedder", "--list").lines) == 2


def test_a_service_elsewhere_says_that_it_leaves_this_computer(run: Alcove, data_dir: Path) -> None:
    run("sources", "list")
    database = Database(Paths.at(data_dir).database)
    with database.transaction() as tx:
        details = json.dumps({"model": "bge-m3", "dimension": 8, "most_tokens": 512})
        tx.execute(
            "INSERT INTO added_embedders VALUES ('theirs', 'remote', 'https://api.example/v1', ?, 1.0)", (details,)
        )
    database.close()
    *_, theirs = run("models", "embedder", "--list").lines
    assert (theirs["sent_to"], theirs["languages"]) == ("api.example", ["multilingual"])
    said = run("models", "embedder", "--list", json=False).out
    assert "many languages  sends passages and questions to api.example" in said
    error = run("models", "embedder", "theirs").error
    assert "which is not switched on" in error["message"] and "remote_embedder on" in error["hint"]


def test_what_is_not_kept_cannot_be_freed(run: Alcove) -> None:
    assert "Nothing is kept" in run("models", "free", "nothing").error["message"]
