"""`alcove conversations`: list, find, show, put away, export, import."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.chat.exports import chatgpt, openwebui
from tests.terminal.conftest import Alcove


@pytest.fixture
def held(run: Alcove, tmp_path: Path) -> Path:
    """A file that was imported: two conversations."""
    path = tmp_path / "conversations.json"
    path.write_text(json.dumps([chatgpt(), openwebui(archived=False, title="The pump")]), "utf-8")
    assert run("conversations", "import", path).status == 0
    return path


def test_an_import_tells_its_progress_and_its_end(run: Alcove, held: Path) -> None:
    first, second, done = run("conversations", "import", held).lines
    assert (first["event"], second["conversations"], second["title"]) == ("importing", 2, "The pump")
    assert done == {
        "event": "done", "added": 0, "extended": 0, "known": 2, "messages": 0, "losses": {}, "problems": [],
        "cancelled": False,
    }  # fmt: skip
    ran = run("conversations", "import", held, json=False)
    assert ran.out == "Imported 0 conversations, 2 known already.\n"
    held.write_text(json.dumps([chatgpt("c-9"), {"mapping": {}, "title": "Lost"}]), "utf-8")
    assert "“Lost” has no id." in run("conversations", "import", held, json=False).err
    held.write_text("no", "utf-8")
    assert "no JSON" in run("conversations", "import", held).error["message"]


def test_conversations_are_listed_with_where_they_are(run: Alcove, held: Path) -> None:
    pump, boiler = run("conversations", "list").lines
    assert (pump["title"], pump["folder"], pump["pinned"], pump["archived"]) == ("The pump", "", True, False)
    assert boiler["created"] == "1970-01-01T00:00:01+00:00"
    assert "The pump  pinned\n" in run("conversations", "list", json=False).out
    run("conversations", "move", boiler["id"], "--to", "Work/Old")
    assert [one["id"] for one in run("conversations", "list", "--folder", "Work").lines] == [boiler["id"]]
    assert "[Work/Old]" in run("conversations", "list", "--folder", "Work/Old", json=False).out
    assert run("conversations", "move", boiler["id"], "--to", "").one["folder"] == ""


def test_words_are_found_with_what_stands_around_them(run: Alcove, held: Path) -> None:
    found = run("conversations", "search", "welc").one
    (hit,) = found["hits"]
    assert (hit["rank"], hit["title"], hit["role"], hit["places"]) == (1, "A boiler", "assistant", 1)
    assert [hit["snippet"][a:b] for a, b in hit["marks"]] == ["welcome"]
    assert found["ms"] >= 0
    (titled,) = run("conversations", "search", "pump", "-k", "1").one["hits"]
    assert titled["title_marks"] == [[4, 8]] and titled["message"] is None and titled["role"] is None
    words = run("conversations", "search", "boiler", json=False).out
    assert "A boiler  pinned\n      A boiler.\n" in words
    assert run("conversations", "search", "moonlight", json=False).out == "Nothing found.\n"


def test_one_is_shown_as_a_line_or_whole(run: Alcove, held: Path) -> None:
    number = next(one["id"] for one in run("conversations", "list").lines if one["title"] == "A boiler")
    value = run("conversations", "show", number).one
    assert len(value["messages"]) == 6
    assert value["messages"][0]["parent"] is None
    line = run("conversations", "show", number, json=False).out
    tree = run("conversations", "show", number, "--tree", json=False).out
    assert "You are welcome." not in line and "You are welcome." in tree
    assert run("conversations", "show", 99).error["message"] == "There is no conversation 99."


def test_some_are_pinned_archived_deleted_and_restored(run: Alcove, held: Path) -> None:
    ids = [one["id"] for one in run("conversations", "list").lines]
    assert [one["pinned"] for one in run("conversations", "pin", *ids).lines] == [True, True]
    assert run("conversations", "pin", ids[0], "--off").one["pinned"] is False
    assert run("conversations", "archive", ids[0]).one["archived"] is True
    assert [one["id"] for one in run("conversations", "list", "--archived").lines] == [ids[0]]
    assert run("conversations", "archive", ids[0], "--off").one["archived"] is False
    assert run("conversations", "delete", *ids).lines == [{"deleted": ids[0]}, {"deleted": ids[1]}]
    assert run("conversations", "list").lines == []
    assert len(run("conversations", "list", "--deleted").lines) == 2
    assert run("conversations", "restore", ids[0]).one["id"] == ids[0]
    assert "no deleted conversation" in run("conversations", "restore", ids[0]).error["message"]
    assert "restore" in run("conversations", "delete", ids[0], json=False).out


def test_exports_go_to_stdout_a_file_or_a_folder(run: Alcove, held: Path, tmp_path: Path) -> None:
    ids = [one["id"] for one in run("conversations", "list").lines]
    assert run("conversations", "export", ids[0], json=False).out.startswith("# ")
    assert run("conversations", "export", ids[0], "--format", "html").one["text"].startswith("<!doctype html>")
    out = tmp_path / "out"
    told = run("conversations", "export", "--all", "--format", "json", "--out", out).lines
    assert sorted(Path(one["file"]).name for one in told) == [
        f"A boiler {told[1]['id']}.json",
        f"The pump {ids[0]}.json",
    ]
    assert run("conversations", "import", told[0]["file"]).lines[-1]["known"] == 1
    there = run("conversations", "import", told[0]["file"], at=tmp_path / "there").lines[-1]
    assert there["added"] == 1
    single = run("conversations", "export", ids[0], "--out", tmp_path / "one.md").one
    assert Path(single["file"]).read_text("utf-8").startswith("# ")
    assert run("conversations", "export", ids[0], "--out", out).one["file"].startswith(str(out))
    for arguments, words in (
        ((), "No conversation was named"),
        ((*ids,), "need a folder"),
        ((ids[0], "--out", held / "below.md"), "could not be written"),
    ):
        assert words in run("conversations", "export", *arguments).error["message"]
