"""`alcove prompts` and `alcove personas`, and asking by one of each."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from alcove.chat.store import ConversationStore, MessageId
from alcove.core.database import Database
from alcove.core.paths import Paths
from tests.terminal.conftest import Alcove, Synced

BODY = "When is {{what}} due?\n{{where: source = }}\n---\nAs {{form: choice(a list, a table) = a list}}."


@pytest.fixture
def due(run: Alcove, tmp_path: Path) -> Path:
    """A prompt named due, and the file its text came from."""
    file = tmp_path / "due.txt"
    file.write_text(BODY, "utf-8")
    run("prompts", "add", "due", "--text", file, "--title", "Due dates", "--folder", "Work", "--tag", "Dates")
    return file


def names(run: Alcove, *arguments: object) -> list[str]:
    return [one["name"] for one in run("prompts", "list", *arguments).lines]


def test_a_prompt_is_kept_shown_changed_and_found(run: Alcove, due: Path) -> None:
    shown = run("prompts", "show", "/due").one
    assert (shown["title"], shown["folder"], shown["tags"], shown["version"]) == ("Due dates", "Work", ["dates"], 1)
    assert shown["body"] == BODY
    assert shown["variables"] == [
        {"name": "what", "kind": "text", "options": [], "default": None},
        {"name": "where", "kind": "source", "options": [], "default": ""},
        {"name": "form", "kind": "choice", "options": ["a list", "a table"], "default": "a list"},
    ]
    assert "due" in names(run) and "deadlines" in names(run), "those that come with the product are there too"
    assert names(run, "due dates", "--folder", "Work", "--tag", "#dates") == ["due"]
    assert names(run, "--folder", "Elsewhere") == []
    assert run("prompts", "show", "due", json=False).out == f"{BODY}\n"
    assert "/due  Due dates  Work  #dates" in run("prompts", "list", json=False).out


def test_what_would_be_sent_is_shown(run: Alcove, due: Path) -> None:
    sent = run("prompts", "show", "due", "--set", "What=the rent", "--set", "where=Scans 2019").one["sent"]
    assert sent == 'When is the rent due?\nin:"Scans 2019"\n---\nAs a list.'
    assert run("prompts", "show", "due", "--set", "form=a table").error == {
        "message": "what: Fill this in.", "hint": 'Answer it with --set "what=…".',
    }  # fmt: skip
    assert "has no variable 'when'" in run("prompts", "show", "due", "--set", "when=x").error["message"]
    assert "has no variable 'what'" in run("prompts", "show", "due", "--set", "what").error["message"]
    assert "no variables" in run("personas", "show", "brief", "--set", "a=b").error["message"]


def test_every_version_is_kept(run: Alcove, due: Path) -> None:
    due.write_text("Until when?", "utf-8")
    assert run("prompts", "edit", "due", "--text", due, "--rename", "until").one["version"] == 2
    assert run("prompts", "edit", "until", "--title", "Due dates", json=False).out == "Nothing changed.\n"
    assert [one["version"] for one in run("prompts", "show", "until", "--versions").lines] == [2, 1]
    assert run("prompts", "show", "until", "--version", 1).one["body"] == BODY
    assert "no version 9" in run("prompts", "show", "until", "--version", 9).error["message"]
    back = run("prompts", "restore", "until", "--version", 1).one
    assert (back["name"], back["version"], back["body"]) == ("due", 3, BODY)


def test_what_is_removed_is_taken_back(run: Alcove, due: Path) -> None:
    assert run("prompts", "remove", "due", json=False).out.endswith("alcove prompts restore due\n")
    assert "due" not in names(run) and names(run, "--deleted") == ["due"]
    assert run("prompts", "restore", "due").one["name"] == "due"
    assert "No prompt named due was deleted." in run("prompts", "restore", "due").error["message"]


def test_text_comes_from_stdin_or_a_file(run: Alcove, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("What is new?"))
    assert run("prompts", "add", "/What is new").one["name"] == "what-is-new"
    assert "cannot be opened" in run("prompts", "add", "x", "--text", tmp_path / "none").error["message"]
    (tmp_path / "latin").write_bytes(b"caf\xe9")
    assert "UTF-8" in run("prompts", "add", "x", "--text", tmp_path / "latin").error["message"]
    (tmp_path / "wrong").write_text("a\n{{b: c}}", "utf-8")
    assert "Line 2: “c” is no kind" in run("prompts", "add", "x", "--text", tmp_path / "wrong").error["message"]


def test_prompts_go_from_one_library_to_another_once(run: Alcove, due: Path, tmp_path: Path) -> None:
    file, other = tmp_path / "all.json", tmp_path / "other"
    wrote = run("prompts", "export", file).one
    assert (wrote["files"], wrote["prompts"] > 15, wrote["personas"]) == ([str(file)], True, 5)
    brought = run("prompts", "import", file, at=other).one
    assert (brought["added"], brought["renamed"], brought["problems"]) == (["due"], [], [])
    assert run("personas", "import", file, at=other).one["added"] == []
    assert run("prompts", "export", tmp_path / "due.md", "due").one["prompts"] == 1
    (tmp_path / "due.md").write_text("---\ntitle: Other\n---\nWhen?", "utf-8")
    assert run("prompts", "import", tmp_path / "due.md", at=other).one["renamed"] == [
        {"wanted": "due", "name": "due-2"}
    ]
    file.write_text(json.dumps([{"command": "/x", "content": ""}]), "utf-8")
    assert "not read: /x: The prompt has no text." in run("prompts", "import", file, json=False).err


def test_a_persona_is_kept_with_what_it_sets(run: Alcove, tmp_path: Path) -> None:
    (tmp_path / "t").write_text("Be terse.", "utf-8")
    made = run(
        "personas", "add", "terse", "--text", tmp_path / "t", "--temperature", 0.2, "--source", "Notes",
        "--answer-from", "both", "--max-tokens", 64,
    ).one  # fmt: skip
    assert {"temperature": 0.2, "sources": ["Notes"], "answer_from": "both", "max_tokens": 64}.items() <= made.items()
    assert run("personas", "edit", "terse", "--seed", 3).one["version"] == 2
    assert "temperature cannot be 9.0" in run("personas", "edit", "terse", "--temperature", 9).error["message"]


def test_a_model_answers_with_its_persona_until_told_otherwise(run: Alcove, starter_model: Path) -> None:
    told = run("personas", "default", "SmolLM2-135M-Instruct.Q4_1", "brief").one
    assert told == {"model": "SmolLM2-135M-Instruct.Q4_1", "persona": "brief"}
    brief = next(one for one in run("personas", "list").lines if one["name"] == "brief")
    assert brief["default_of"] == ["SmolLM2-135M-Instruct.Q4_1"]
    assert "answers for SmolLM2" in run("personas", "list", json=False).out
    assert run("personas", "default", "SmolLM2-135M-Instruct.Q4_1").one["persona"] is None
    assert "no model named 'x'" in run("personas", "default", "x").error["message"]


# Asking


def test_asking_by_a_prompt_and_as_a_persona(run: Alcove, synced: Synced) -> None:
    value = run(
        "ask", "--prompt", "deadlines", "the lease of the workshop", "--persona", "careful", "--max-tokens", 16,
        at=synced.data_dir,
    ).one  # fmt: skip
    assert not value["refused"]
    assert (value["persona"], value["answer_from"]) == ("careful", "documents")
    assert any("lease" in hit["uri"] for hit in value["hits"])
    database = Database(Paths.at(synced.data_dir).database)
    try:
        asked, answered = database.query("SELECT id, text FROM messages ORDER BY id DESC LIMIT 2")[::-1]
        receipt = ConversationStore(database).receipt(MessageId(answered["id"]))
    finally:
        database.close()
    assert asked["text"].startswith("Until when, with what notice: the lease of the workshop\n---\nList every deadline")
    assert receipt is not None and receipt.persona == "careful" and receipt.instructions in receipt.prompt


def test_a_prompt_about_what_is_not_there_is_refused_whatever_the_persona_says(run: Alcove, synced: Synced) -> None:
    value = run(
        "ask", "--prompt", "explain", "nuclear fusion reactors", "--persona", "careful", at=synced.data_dir
    ).one  # fmt: skip
    assert value["refused"] and value["citations"] == []


def test_a_file_is_read_into_the_question(run: Alcove, synced: Synced, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<h1>Oil</h1><p>Tung oil <b>dries</b> in two days.", "utf-8")
    value = run(
        "ask", "--prompt", "file", "--set", f"text={tmp_path / 'a.html'}", "--persona", "brief", "--max-tokens", 8,
        at=synced.data_dir,
    ).one  # fmt: skip
    assert (value["answer_from"], value["hits"]) == ("model", [])
    database = Database(Paths.at(synced.data_dir).database)
    try:
        text = database.query("SELECT text FROM messages WHERE role = 'user' ORDER BY id DESC LIMIT 1")[0]["text"]
    finally:
        database.close()
    assert text.endswith("Tung oil dries in two days.") and "<b>" not in text


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--prompt", "nothing"), "There is no prompt named 'nothing'"),
        (("--persona", "nobody", "x"), "There is no persona named 'nobody'"),
        (("--set", "a=b", "x"), "--set answers the variables of a prompt"),
        (("--prompt", "explain"), "topic: Fill this in."),
        (("--prompt", "explain", "x", "--set", "where=Nowhere"), "There is no source named 'Nowhere'"),
        (("--prompt", "file", "--set", "text=/none/x.pdf"), "/none/x.pdf cannot be opened"),
        (("--prompt", "file", "--set", "text=/"), " is not read: it is a folder"),
        ((), "What is the question?"),
    ],
)
def test_what_cannot_be_asked_is_told(run: Alcove, arguments: tuple[str, ...], told: str) -> None:
    assert told in run("ask", *arguments).error["message"]


def test_a_prompt_without_variables_takes_no_question(run: Alcove, tmp_path: Path) -> None:
    (tmp_path / "p").write_text("What is new?", "utf-8")
    run("prompts", "add", "new", "--text", tmp_path / "p")
    assert "takes no question" in run("ask", "--prompt", "new", "x").error["message"]
