"""Every command says exactly what DESIGN's table promises, and nothing else on stdout."""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from alcove import __version__
from alcove.core.database import Database
from alcove.core.errors import ModelError
from alcove.core.paths import Paths
from alcove.core.settings import SettingsStore
from alcove.models.devices import Device, Runtime
from alcove.models.running import Crashed
from alcove.terminal import commands
from alcove.terminal.main import main
from tests.models.gguf_files import STRING, write
from tests.terminal.conftest import SAMPLES, Alcove

SOURCE = {"name", "kind", "path", "state", "items"}
COVERED = {"uri", "state", "pages", "ocr_pages", "ocr_confidence", "chunks", "reason", "action", "page_kinds"}
HIT = {"rank", "score", "uri", "title", "page", "heading", "start", "end", "text"}
MODEL = {"name", "kind", "path", "bytes", "context", "loaded", "where"}
DONE = {"event", "items", "indexed", "unchanged", "removed", "skipped", "chunks", "seconds"}


@pytest.fixture
def without_embedder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is installed: search is by keyword, and no child loads torch."""
    monkeypatch.setattr(Paths, "model_folders", property(lambda self: (self.models,)))


# Sources


def test_sources_are_added_listed_and_removed(run: Alcove, notes: Path) -> None:
    added = run("sources", "add", notes).one
    assert set(added) == SOURCE
    assert added == {"name": "notes", "kind": "folder", "path": str(notes), "state": "new", "items": 0}
    assert run("sources", "list").lines == [added]
    assert run("sources", "add", notes.parent, "--kind", "folder", "--name", "All").one["name"] == "All"
    assert [line["name"] for line in run("sources", "list").lines] == ["All", "notes"]
    assert run("sources", "remove", "All").status == 0
    assert run("sources", "list").lines == [added]
    assert notes.is_dir()


def test_a_relative_path_and_a_taken_name(
    run: Alcove, notes: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(notes)
    assert run("sources", "add", ".").one["path"] == str(notes)
    other = tmp_path / "else" / "notes"
    other.mkdir(parents=True)
    assert run("sources", "add", other).one["name"] == "notes 2"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["sources", "add", "/nowhere/at/all"], "There is no folder"),
        (["sources", "remove", "nothing"], "There is no source named 'nothing'"),
        (["sync"], "no sources yet"),
        (["sync", "nothing"], ""),
        (["coverage", "--source", "nothing"], "There is no source"),
        (["show", "/nowhere.md"], "holds no text"),
        (["search"], "What is the question?"),
        (["search", "x", "--source", "nothing"], "There is no source"),
        (["search", "--queries", "/nowhere.jsonl"], "cannot be read"),
        (["ask"], "What is the question?"),
        (["ask", "x", "--model", "nothing"], "no model named 'nothing'"),
        (["models", "add", "/nowhere.gguf"], "There is no file"),
        (["models", "remove", "nothing"], "no model named 'nothing'"),
        (["settings", "set", "colour", "red"], "no setting named 'colour'"),
        (["settings", "set", "threads", "many"], "threads cannot be"),
    ],
)
def test_a_known_error_is_an_object_and_status_2(
    run: Alcove, without_embedder: None, arguments: list[str], message: str
) -> None:
    ran = run(*arguments)
    assert message in ran.error["message"]
    said = run(*arguments, json=False)
    assert said.status == 2
    assert said.out == ""
    assert said.err.startswith("alcove: ") and said.err.count("\n") == 1


def test_adding_twice_is_told(run: Alcove, notes: Path) -> None:
    run("sources", "add", notes)
    assert "already in the library" in run("sources", "add", notes).error["message"]
    assert "no kind of source" in run("sources", "add", notes.parent, "--kind", "moon").error["message"]


# Reading


def test_a_sync_tells_events_and_what_became_of_every_item(run: Alcove, notes: Path, without_embedder: None) -> None:
    (notes / "photo.raw").write_bytes(b"\0")
    run("sources", "add", notes)
    events = run("sync").lines
    assert all("event" in event for event in events)
    done = events[-1]
    assert set(done) == DONE
    assert (done["event"], done["items"], done["indexed"], done["unchanged"], done["removed"], done["chunks"]) == (
        "done", 3, 2, 0, 0, 2,
    )  # fmt: skip
    assert done["skipped"] == [{"uri": str(notes / "photo.raw"), "reason": "Alcove does not read .raw files"}]
    assert done["seconds"] > 0

    coverage = {Path(line["uri"]).name: line for line in run("coverage").lines}
    assert all(set(line) == COVERED for line in coverage.values())
    assert [coverage[name]["state"] for name in ("oil.md", "wax.txt", "photo.raw")] == ["indexed", "indexed", "skipped"]
    assert coverage["photo.raw"]["reason"] == "Alcove does not read .raw files"
    assert run("coverage", "--source", "notes").lines == run("coverage").lines

    (notes / "oil.md").unlink()
    again = run("sync", "notes").lines[-1]
    assert (again["items"], again["indexed"], again["unchanged"], again["removed"]) == (2, 0, 2, 1)


def test_coverage_ends_with_totals_in_words(run: Alcove, notes: Path, without_embedder: None) -> None:
    (notes / "photo.raw").write_bytes(b"\0")
    run("sources", "add", notes)
    run("sync")
    said = run("coverage", json=False)
    assert "3 items: 2 indexed, 1 skipped" in said.err
    assert "photo.raw: Alcove does not read .raw files" in said.out


def test_the_options_of_a_source_decide_what_is_listed(run: Alcove, notes: Path, without_embedder: None) -> None:
    (notes / ".hidden.md").write_text("A hidden note.\n")
    (notes / "draft.md").write_text("A draft.\n")
    run("sources", "add", notes, "--exclude", "draft*", "--hidden")
    run("sync")
    assert {Path(line["uri"]).name for line in run("coverage").lines} == {".hidden.md", "oil.md", "wax.txt"}


def test_a_vault_is_recognised_and_its_links_and_tags_are_told(
    run: Alcove, notes: Path, without_embedder: None
) -> None:
    (notes / ".obsidian").mkdir()
    (notes / "shed.md").write_text("See [[oil#Oils]] and [[nowhere]]. #wood/oak\n")
    assert run("sources", "add", notes).one["kind"] == "obsidian"
    run("sync")
    out = run("links", notes / "shed.md").lines
    assert [(one["direction"], one["target"], one["to"]) for one in out] == [
        ("out", "oil", str(notes / "oil.md")),
        ("out", "nowhere", None),
    ]
    assert [(one["direction"], one["from"]) for one in run("links", notes / "oil.md").lines] == [
        ("in", str(notes / "shed.md"))
    ]
    assert "→ nowhere  (leads nowhere)" in run("links", notes / "shed.md", json=False).out
    assert "wood/oak" in {one["tag"] for one in run("tags").lines}
    assert "#wood/oak" in run("tags", "--source", "notes", json=False).out
    assert [hit["uri"] for hit in run("search", "tag:wood oil").one["hits"]] == [str(notes / "shed.md")]


def test_an_item_is_read_once_more_when_asked(run: Alcove, notes: Path, without_embedder: None) -> None:
    run("sources", "add", notes)
    run("sync")
    events = run("read", notes / "oil.md").lines
    assert [one["uri"] for one in events if one["event"] == "indexed"] == [str(notes / "oil.md")]
    assert "does not list" in run("read", "/nowhere.md").error["message"]


def test_a_password_is_taken_from_stdin(
    run: Alcove, notes: Path, without_embedder: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(SAMPLES / "boiler-warranty.pdf"))
    writer.encrypt("sesame", algorithm="AES-256")
    writer.write(notes / "locked.pdf")
    run("sources", "add", notes)
    run("sync")
    locked = {Path(line["uri"]).name: line for line in run("coverage").lines}["locked.pdf"]
    assert (locked["state"], locked["action"]) == ("skipped", "password")
    monkeypatch.setattr("sys.stdin", io.StringIO("sesame\n"))
    run("read", notes / "locked.pdf", "--password")
    assert "boiler" in run("show", notes / "locked.pdf").one["text"].lower()


def test_watching_goes_on_until_it_is_interrupted(run: Alcove, notes: Path, without_embedder: None) -> None:
    def interrupt() -> None:
        (notes / "new.md").write_text("Saved while watched.\n")
        end = time.monotonic() + 20
        while time.monotonic() < end and not found():
            time.sleep(0.1)
        os.kill(os.getpid(), signal.SIGINT)

    def found() -> bool:
        with contextlib.closing(sqlite3.connect(data)) as db:
            return bool(db.execute("SELECT 1 FROM items WHERE uri LIKE '%new.md' AND state = 'indexed'").fetchall())

    run("sources", "add", notes)
    data = notes.parent / "data" / "alcove.db"
    helper = threading.Timer(3, interrupt)
    helper.start()
    events = run("watch").lines
    helper.join()
    assert [one["event"] for one in events].count("done") >= 2
    assert str(notes / "new.md") in [one["uri"] for one in events if one["event"] == "indexed"]


def test_show_gives_the_stored_text_unchanged(run: Alcove, notes: Path, without_embedder: None) -> None:
    run("sources", "add", notes)
    run("sync")
    uri = str(notes / "wax.txt")
    whole = run("show", uri).one
    assert whole == {"uri": uri, "text": "Bees make wax.\r\nIt is soft.\r\n", "pages": []}
    assert run("show", uri, "--start", 5, "--end", 9).one["text"] == "make"
    assert run("show", uri, "--start", 16).one["text"] == "It is soft.\r\n"
    for span in (["--start", -1], ["--end", 999], ["--start", 9, "--end", 5]):
        assert "no span" in run("show", uri, *span).error["message"]
    assert run("show", uri, json=False).out == "Bees make wax.\r\nIt is soft.\r\n\n"


# Finding


def test_a_search_gives_hits_and_its_time(run: Alcove, notes: Path, without_embedder: None) -> None:
    run("sources", "add", notes)
    run("sync")
    found = run("search", "When does tung oil dry?").one
    assert set(found) == {"hits", "ms"}
    (hit,) = found["hits"]
    assert set(hit) == HIT
    assert (hit["rank"], hit["uri"], hit["title"], hit["page"]) == (1, str(notes / "oil.md"), "Oils", None)
    assert run("show", hit["uri"], "--start", hit["start"], "--end", hit["end"]).one["text"] == hit["text"]
    assert run("search", "is it soft wax or oil", "-k", 1).one["hits"][0]["rank"] == 1
    assert (
        run("search", "oil", "--mode", "keyword", "--source", "notes").one["hits"] == run("search", "oil").one["hits"]
    )
    assert run("search", "pancakes").one["hits"] == []
    assert "by meaning is not possible" in run("search", "oil", "--mode", "vector").error["message"]


def test_many_questions_are_answered_in_one_process(
    run: Alcove, notes: Path, tmp_path: Path, without_embedder: None
) -> None:
    run("sources", "add", notes)
    run("sync")
    queries = tmp_path / "queries.jsonl"
    queries.write_text('{"id": 7, "query": "tung oil"}\n\n{"id": "b", "query": "воск"}\n', "utf-8")
    out = tmp_path / "out.jsonl"
    ran = run("search", "--queries", queries, "--out", out)
    assert (ran.status, ran.out) == (0, "")
    lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [line["id"] for line in lines] == [7, "b"]
    assert all(set(line) == {"id", "hits", "ms"} for line in lines)
    assert lines[0]["hits"][0]["uri"].endswith("oil.md")

    to_stdout = run("search", "--queries", queries, json=False).lines
    assert [line["id"] for line in to_stdout] == [7, "b"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"not json\n", "Line 1"),
        (b'{"id": 1, "query": "x"}\n{"query": "no id"}\n', "Line 2"),
        (b"[1, 2]\n", "Line 1"),
        ('{"id": 1, "query": "воск"}'.encode("cp1251"), "not in UTF-8"),
    ],
)
def test_questions_that_cannot_be_read_are_told(
    run: Alcove, tmp_path: Path, without_embedder: None, content: bytes, message: str
) -> None:
    queries = tmp_path / "queries.jsonl"
    queries.write_bytes(content)
    assert message in run("search", "--queries", queries, "--out", tmp_path / "out").error["message"]


def test_a_place_that_cannot_be_written_is_told(run: Alcove, tmp_path: Path, without_embedder: None) -> None:
    queries = tmp_path / "queries.jsonl"
    queries.write_text("")
    missing = tmp_path / "no" / "folder" / "out.jsonl"
    assert "cannot be written" in run("search", "--queries", queries, "--out", missing).error["message"]


def test_an_error_of_one_question_is_told_on_its_line(
    run: Alcove, notes: Path, tmp_path: Path, without_embedder: None
) -> None:
    run("sources", "add", notes)
    run("sync")
    queries = tmp_path / "queries.jsonl"
    queries.write_text('{"id": 1, "query": "tung oil"}\n{"id": 2, "query": "wax"}\n')
    lines = run("ask", "--queries", queries, "--model", "nobody").lines
    assert [line["id"] for line in lines] == [1, 2]
    assert all(set(line["error"]) == {"message", "hint"} for line in lines)
    assert lines[0]["error"]["message"] == "There is no model named 'nobody'."


def test_without_a_model_passages_answer(run: Alcove, notes: Path, without_embedder: None) -> None:
    run("sources", "add", notes)
    run("sync")
    answer = run("ask", "In how many hours does tung oil dry?").one
    assert "dries in 48 hours" in answer["answer"]
    assert answer["no_model"].startswith("There is no model to answer with.")
    told = run("ask", "In how many hours does tung oil dry?", json=False).out
    assert "No model wrote this. There is no model to answer with." in told


# Models, settings, care


def test_models_are_added_listed_and_removed(run: Alcove, tmp_path: Path, without_embedder: None) -> None:
    path = write(tmp_path / "mine.gguf")
    added = run("models", "add", path).one
    assert set(added) == MODEL
    assert added == {
        "name": "mine", "kind": "chat", "path": str(path), "bytes": path.stat().st_size, "context": 2048,
        "loaded": False, "where": None,
    }  # fmt: skip
    assert run("models", "list").lines == [added]
    assert run("models", "remove", "mine").status == 0
    assert run("models", "list").lines == []
    assert path.exists()


def test_models_of_other_programs_are_found(
    run: Alcove, tmp_path: Path, without_embedder: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OLLAMA_MODELS", str(tmp_path / "none"))
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    folder = tmp_path / ".lmstudio" / "models" / "maker" / "model"
    folder.mkdir(parents=True)
    path = write(folder / "theirs.gguf")
    (found,) = run("models", "found").lines
    assert found == {"name": "theirs", "path": str(path), "bytes": path.stat().st_size, "program": "LM Studio"}
    assert run("models", "add", found["path"], "--name", "ours").one["name"] == "ours"
    assert run("models", "found").lines == []


def test_what_is_known_of_a_model_is_shown(run: Alcove, starter_model: Path) -> None:
    shown = run("models", "show", starter_model.stem).one
    assert set(shown) >= MODEL | {"quantisation", "languages", "thinks", "tools", "settings", "crashed", "problem"}
    assert (shown["quantisation"], shown["languages"], shown["last_answer"]) == ("Q4_1", ["en"], None)
    assert shown["fit"]["fits"] and shown["fit"]["context"] == 4096
    told = run("models", "set", starter_model.stem, "context_tokens", "2048").one
    assert told == {"name": starter_model.stem, "key": "context_tokens", "value": 2048}
    less = run("models", "show", starter_model.stem).one["fit"]
    assert less["context"] == 2048 and less["needs"] < shown["fit"]["needs"]
    words = run("models", "show", starter_model.stem, json=False).out
    assert "Q4_1" in words and "free for it" in words and "context_tokens = 2048" in words
    assert "cannot be 'q2'" in run("models", "set", starter_model.stem, "cache_type", "q2").error["message"]
    assert run("models", "show", "nobody").error["message"] == "There is no model named 'nobody'."


def test_what_is_wrong_with_a_model_is_shown(run: Alcove, tmp_path: Path, data_dir: Path) -> None:
    run("models", "add", write(tmp_path / "mine.gguf", {"general.architecture": (STRING, "mindreader")}))
    shown = run("models", "show", "mine").one
    assert shown["fit"] is None and "does not know: mindreader" in shown["problem"]
    database = Database(Paths.at(data_dir).database)
    Crashed(SettingsStore(database)).add("mine", tmp_path / "mine.gguf")
    database.close()
    told = run("models", "show", "mine", json=False).out
    assert "mindreader" in told and "closed Alcove when it was used last" in told
    run("settings", "set", "chat_model", "mine")
    assert not run("models", "show", "mine").one["crashed"], "it was chosen again"


def test_what_came_with_the_installation_is_listed(run: Alcove, starter_model: Path, embedder_dir: Path) -> None:
    models = {line["name"]: line for line in run("models", "list").lines}
    assert all(set(line) == MODEL for line in models.values())
    assert models[starter_model.stem]["kind"] == "chat"
    assert models[embedder_dir.name]["kind"] == "embedding"
    assert "(trial model)" in run("models", "list", json=False).out


def test_settings_are_listed_and_set(run: Alcove) -> None:
    assert run("settings", "set", "threads", "2").one == {"key": "threads", "value": 2}
    settings = {line["key"]: line for line in run("settings", "list").lines}
    assert all(set(line) == {"key", "value", "default", "help"} for line in settings.values())
    assert (settings["threads"]["value"], settings["threads"]["default"]) == (2, 0)


def test_the_doctor_says_what_was_checked(run: Alcove, without_embedder: None) -> None:
    *checks, graphics, last = run("doctor").lines
    assert last["error"]["message"] == "Not mended: embedding model."
    assert all(set(check) == {"check", "ok", "problem", "mended", "note"} for check in checks)
    assert [(check["check"], check["ok"]) for check in checks[:2]] == [("database", True), ("keyword index", True)]
    assert set(graphics) == {"check", "ok", "problem", "mended", "built_for", "cards"}
    assert graphics["check"] == "graphics cards"


def test_the_doctor_says_what_models_run_on(
    run: Alcove, without_embedder: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = Device("CUDA0", "NVIDIA GeForce RTX 3060", 11 * 10**9, 12 * 10**9)
    monkeypatch.setattr(commands, "runtime", lambda: Runtime(["CUDA"], [card]))
    said = run("doctor", json=False).out
    assert "graphics cards: ok: built for CUDA; NVIDIA GeForce RTX 3060 (CUDA0), 11.0 of 12.0 GB free\n" in said
    *_, graphics, _ = run("doctor").lines
    assert (graphics["ok"], graphics["built_for"]) == (True, ["CUDA"])
    assert graphics["cards"] == [
        {
            "name": "CUDA0",
            "description": "NVIDIA GeForce RTX 3060",
            "free": 11 * 10**9,
            "total": 12 * 10**9,
            "shared": False,
        }
    ]


def test_a_graphics_card_that_is_not_found_is_wrong(
    run: Alcove, without_embedder: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "runtime", lambda: Runtime(["CUDA"], []))
    *_, graphics, last = run("doctor").lines
    assert not graphics["ok"] and "no graphics card is found" in graphics["problem"]
    assert last["error"]["message"] == "Not mended: embedding model, graphics cards."

    def broken() -> Runtime:
        raise ModelError("The language model runtime cannot be loaded: libcuda.so.1 is missing", "Build it again.")

    monkeypatch.setattr(commands, "runtime", broken)
    assert "graphics cards: wrong: The language model runtime" in run("doctor", json=False).out
    *_, graphics, _ = run("doctor").lines
    assert (graphics["ok"], graphics["cards"]) == (False, [])


# Every command


@pytest.mark.parametrize("where", ["before", "between", "after"])
def test_options_may_stand_anywhere(capfd: pytest.CaptureFixture[str], tmp_path: Path, notes: Path, where: str) -> None:
    options = ["--data-dir", str(tmp_path / where), "--json"]
    arguments = {
        "before": [*options, "sources", "add", str(notes)],
        "between": ["sources", *options, "add", str(notes)],
        "after": ["sources", "add", str(notes), *options],
    }
    assert main(arguments[where]) == 0
    assert json.loads(capfd.readouterr().out)["name"] == "notes"
    assert (tmp_path / where / "alcove.db").exists()


def test_people_read_words(run: Alcove, notes: Path, without_embedder: None) -> None:
    assert run("sources", "add", notes, json=False).out == "Added notes. `alcove sync` reads it.\n"
    synced = run("sync", json=False)
    assert "2 items, 2 read in 2 passages" in synced.out
    assert "notes: 2 new, 0 changed, 0 gone, 0 unchanged" in synced.err
    assert "notes  ready  2 items" in run("sources", "list", json=False).out
    assert "1 passages" in run("coverage", json=False).out
    assert run("search", "tung oil", json=False).out.startswith(f"1. {notes / 'oil.md'}\n")
    assert run("search", "pancakes", json=False).out == "Nothing found.\n"
    assert "database: ok" in run("doctor", json=False).out
    assert "theme = system" in run("settings", "list", json=False).out


def test_a_library_of_a_newer_version_is_a_known_error(run: Alcove, data_dir: Path) -> None:
    database = Database(Paths.at(data_dir).database)
    with database.transaction() as tx:
        tx.execute("INSERT INTO migrations VALUES ('9999_future', 0)")
    database.close()
    assert "newer version" in run("sources", "list").error["message"]


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["ask", "--help"]])
def test_help_and_version(capfd: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 0
    assert __version__ in capfd.readouterr().out or arguments != ["--version"]


@pytest.mark.parametrize("arguments", [["dance"], ["search", "x", "-k", "0"], ["search", "x", "--mode", "magic"]])
def test_what_is_no_command_is_refused(capfd: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert capfd.readouterr().out == ""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a display")
def test_without_a_display_the_window_is_refused_in_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert main(["--data-dir", str(tmp_path)]) == 2
    assert "There is no display here" in capsys.readouterr().err


def test_what_opens_the_window_does_not_load_the_commands() -> None:
    code = "import sys, alcove.terminal.main; print([m for m in ('numpy', 'alcove.rag.library') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["x", "--models", "a"], "2 to 4 models answer side by side"),
        (["x", "--models", "a", "b", "--model", "c"], "names its models itself"),
        (["--models", "a", "b"], "What is the question?"),
        (["x", "--models", "a", "a@heat=2"], "heat is nothing in which"),
        (["x", "--models", "nobody", "none"], "no model named 'nobody'"),
    ],
)
def test_what_cannot_be_asked_side_by_side_is_told(
    run: Alcove, notes: Path, without_embedder: None, arguments: list[str], words: str
) -> None:
    run("sources", "add", notes)
    assert words in run("ask", *arguments).error["message"]
