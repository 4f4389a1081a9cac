"""Models of other programs: where they keep them, each found once, nothing else taken for one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from alcove.models.elsewhere import find_elsewhere
from tests.models.gguf_files import STRING, U32, write

BERT = {"general.architecture": (STRING, "bert"), "bert.pooling_type": (U32, 1)}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("HF_HUB_CACHE", "HF_HOME", "OLLAMA_MODELS"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def put(file: Path, values: dict[str, tuple[int, object]] | None = None) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    return write(file, values) if values else write(file)


def ollama(store: Path, place: str, layers: object) -> None:
    manifest = store / "manifests" / place
    manifest.parent.mkdir(parents=True, exist_ok=True)
    manifest.write_text(layers if isinstance(layers, str) else json.dumps({"layers": layers}), "utf-8")


def layer(digest: str, kind: str = "model") -> dict[str, str]:
    return {"mediaType": f"application/vnd.ollama.image.{kind}", "digest": digest}


def names(home: Path) -> list[tuple[str, str]]:
    return [(one.name, one.program) for one in find_elsewhere(home)]


def test_nothing_is_found_where_no_other_program_is(home: Path) -> None:
    assert find_elsewhere(home) == []


@pytest.mark.parametrize(
    ("folder", "program"),
    [
        (".lmstudio/models/maker/model", "LM Studio"),
        (".cache/lm-studio/models/maker/model", "LM Studio"),
        (".local/share/nomic.ai/GPT4All", "GPT4All"),
        ("Library/Application Support/nomic.ai/GPT4All", "GPT4All"),
        ("AppData/Local/nomic.ai/GPT4All", "GPT4All"),
    ],
)
def test_files_in_the_folders_of_other_programs_are_found(home: Path, folder: str, program: str) -> None:
    file = put(home / folder / "small.gguf")
    (found,) = find_elsewhere(home)
    assert (found.name, found.path, found.bytes, found.program) == ("small", file, file.stat().st_size, program)


def test_embedders_and_damaged_files_are_passed_over(home: Path) -> None:
    folder = home / ".lmstudio" / "models"
    put(folder / "embedder.gguf", BERT)
    put(folder / "chat.gguf")
    (folder / "half.gguf").write_bytes(b"GGUF")
    assert names(home) == [("chat", "LM Studio")]


def test_a_model_in_parts_is_one_and_only_when_all_are_there(home: Path) -> None:
    folder = home / ".lmstudio" / "models"
    parts = [put(folder / f"big-{number:05}-of-00003.gguf") for number in (1, 2, 3)]
    put(folder / "torn-00001-of-00002.gguf")
    (found,) = find_elsewhere(home)
    assert (found.name, found.path) == ("big", parts[0])
    assert found.bytes == sum(one.stat().st_size for one in parts)


def test_ollamas_models_are_the_blobs_of_its_manifests(home: Path) -> None:
    store = home / ".ollama" / "models"
    blob = put(store / "blobs" / "sha256-aa")
    put(store / "blobs" / "sha256-bb")
    ollama(store, "registry.ollama.ai/library/llama3.2/1b", [layer("sha256:cc", "template"), layer("sha256:aa")])
    ollama(store, "registry.ollama.ai/someone/tuned/latest", [layer("sha256:bb")])
    ollama(store, "registry.ollama.ai/library/gone/latest", [layer("sha256:dd")])
    ollama(store, "registry.ollama.ai/library/only/words", [layer("sha256:aa", "license")])
    ollama(store, "registry.ollama.ai/library/torn/latest", "{")
    ollama(store, "registry.ollama.ai/library/odd/latest", "[]")
    assert names(home) == [("llama3.2:1b", "Ollama"), ("someone/tuned:latest", "Ollama")]
    assert find_elsewhere(home)[0].path == blob


def test_another_place_of_ollamas_store_is_known_by_its_variable(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OLLAMA_MODELS", str(home / "elsewhere"))
    put(home / "elsewhere" / "blobs" / "sha256-aa")
    ollama(home / "elsewhere", "registry.ollama.ai/library/llama3.2/1b", [layer("sha256:aa")])
    assert names(home) == [("llama3.2:1b", "Ollama")]


@pytest.mark.parametrize("variable", ["", "HF_HOME", "HF_HUB_CACHE"])
def test_what_the_hubs_library_downloaded_is_found_once(
    home: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    base = home / "cache" if variable else home / ".cache" / "huggingface"
    hub = base if variable == "HF_HUB_CACHE" else base / "hub"
    if variable:
        monkeypatch.setenv(variable, str(base))
    blob = put(hub / "models--maker--Small-GGUF" / "blobs" / "aa")
    for commit in ("c1", "c2"):
        snapshot = hub / "models--maker--Small-GGUF" / "snapshots" / commit
        snapshot.mkdir(parents=True)
        (snapshot / "small-q4.gguf").symlink_to(blob)
    put(hub / "datasets--maker--set" / "snapshots" / "c1" / "not.gguf")
    (hub / "version.txt").write_text("1", "utf-8")
    (found,) = find_elsewhere(home)
    assert (found.name, found.program, found.path.name) == ("small-q4", "Hugging Face", "small-q4.gguf")
