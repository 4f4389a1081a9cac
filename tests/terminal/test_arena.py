"""The arena from the command line: the starter model against itself with other settings, on the sample library."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from alcove.core.database import Database
from alcove.core.paths import Paths
from alcove.models.shelf import STARTER
from tests.terminal.conftest import Alcove, Synced
from tests.terminal.test_end_to_end import ANSWERED

PLAIN, HOT = STARTER, f"{STARTER}@temperature=1.3,top_k=60"
SHORT = ("--max-tokens", 12)
ASKED = [one["question"] for one in ANSWERED if one["language"] == "en"]


@pytest.fixture(scope="module")
def at(synced: Synced, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The synced library with an arena of its own: what is asked here is nobody else's."""
    import shutil

    return Path(shutil.copytree(synced.data_dir, tmp_path_factory.mktemp("arena") / "data"))


def test_two_settings_of_the_starter_are_compared_blind_voted_on_and_rated(run: Alcove, at: Path) -> None:
    assert "no votes yet" in run("arena", "ratings", at=at).error["message"]
    asked = run("arena", "ask", ASKED[0], "--models", PLAIN, HOT, "--tag", "Lease", *SHORT, at=at).one
    assert (asked["state"], asked["vote"], asked["seed"], asked["tags"]) == ("ready", None, None, ["lease"])
    assert [one["letter"] for one in asked["answers"]] == ["A", "B"]
    assert "SmolLM" not in json.dumps(asked) and "checks" not in json.dumps(asked)
    assert any(one["citations"] for one in asked["answers"]), "answers are made from the library"
    for one in asked["answers"]:
        for cited in one["citations"]:
            assert f"[{cited['marker']}]" in one["answer"] and Path(cited["uri"]).exists()
    waits = run("arena", "vote", at=at).one
    assert waits == asked
    assert "no such answer" in run("arena", "vote", asked["match"], "d", at=at).error["message"]
    assert "'x' is no vote" in run("arena", "vote", asked["match"], "x", at=at).error["message"]
    assert "What is the vote" in run("arena", "vote", asked["match"], at=at).error["message"]
    voted = run("arena", "vote", asked["match"], "B", at=at).one
    assert voted["vote"] == "B" and {one["contender"] for one in voted["answers"]} == {PLAIN, HOT}
    assert [one["answer"] for one in voted["answers"]] == [one["answer"] for one in asked["answers"]]
    assert all(one["checks"]["tokens"] > 0 for one in voted["answers"])
    winner = voted["answers"][1]["contender"]
    rated = run("arena", "ratings", "--tag", "lease", at=at).lines
    assert (rated[0]["contender"], rated[0]["won"], rated[0]["few"]) == (winner, 1, True)
    assert rated[0]["low"] < rated[0]["points"] < rated[0]["high"]
    assert "too few votes to say" in run("arena", "ratings", json=False, at=at).out
    withdrawn = run("arena", "vote", asked["match"], "--withdraw", at=at).one
    assert withdrawn["withdrawn"] and "no votes yet" in run("arena", "ratings", at=at).error["message"]
    assert run("arena", "vote", at=at).one == {"match": None}


def test_a_batch_that_is_killed_goes_on_where_it_was(run: Alcove, at: Path, tmp_path: Path) -> None:
    file = tmp_path / "leases.txt"
    file.write_text("\n".join(ASKED[1:3]), "utf-8")
    models = ("--models", PLAIN, HOT)
    command = [sys.executable, "-m", "alcove.terminal.main", "--data-dir", str(at), "arena", "batch", str(file)]
    process = subprocess.Popen(
        [*command, *map(str, (*models, *SHORT))], env=dict(os.environ), stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        answered = wait_for_an_answer(at)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    (left,) = run("arena", "batch", at=at).lines
    assert (left["name"], left["state"], left["entries"]) == ("leases", "running", 4)
    assert answered <= left["answered"] < 4
    before = answers(at)
    done = run("arena", "batch", "--resume", left["batch"], at=at).one
    assert (done["state"], done["answered"], done["waiting"], done["failed"]) == ("done", 4, 0, 0)
    assert done["ready"] + done["same"] == 2
    after = answers(at)
    assert {key: after[key] for key in before} == before, "what was answered was not answered again"
    words = run("arena", "batch", json=False, at=at).out
    assert "leases  done: 4 of 4 answers" in words


def wait_for_an_answer(at: Path) -> int:
    database = Database(Paths.at(at).database)
    count = "SELECT count(*) AS n FROM arena_entries e JOIN arena_matches x ON x.id = e.match_id " \
            "JOIN messages m ON m.id = e.message_id WHERE m.status = 'complete' AND x.batch_id IS NOT NULL"  # fmt: skip
    end = time.monotonic() + 120
    try:
        while not (found := database.query(count)[0]["n"]) and time.monotonic() < end:
            time.sleep(0.05)
    finally:
        database.close()
    assert found
    return int(found)


def answers(at: Path) -> dict[int, str]:
    database = Database(Paths.at(at).database)
    rows = database.query(
        "SELECT m.id, m.text FROM arena_entries e JOIN messages m ON m.id = e.message_id WHERE m.status = 'complete'"
    )
    database.close()
    return {row["id"]: row["text"] for row in rows}


def test_a_person_votes_on_one_after_the_other(run: Alcove, at: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    run("arena", "ask", ASKED[4], "--models", PLAIN, HOT, *SHORT, at=at)
    waiting = sum(line["ready"] for line in run("arena", "batch", at=at).lines)
    typed = Terminal("\n".join(["next"] * waiting + ["tie", ""]) + "\n")
    monkeypatch.setattr("sys.stdin", typed)
    told = run("arena", "vote", json=False, at=at)
    assert told.status == 0
    assert "Nobody is told which model wrote what before the vote" in told.out
    assert "Your vote: a tie." in told.out and "Nothing else waits for a vote." in told.out
    blind, _, named = told.out.partition("Your vote: a tie.")[0].rpartition("To vote: ")
    assert "SmolLM" not in blind and f"A  {STARTER}" in named and "tokens/s" in named


def test_everything_is_exported(run: Alcove, at: Path, tmp_path: Path) -> None:
    told = run("arena", "export", tmp_path / "all.json", at=at).one
    whole = json.loads(Path(told["files"][0]).read_text("utf-8"))
    assert {one["state"] for one in whole["matches"]} >= {"voted"} and whole["pairs"][0]["better"] == "tie"
    tables = run("arena", "export", tmp_path / "tables", at=at).one["files"]
    assert [Path(file).name for file in tables] == ["answers.csv", "votes.csv", "ratings.csv"]


def test_one_model_alone_is_told_what_to_do(run: Alcove, at: Path) -> None:
    error = run("arena", "ask", "Why?", at=at).error
    assert "one model only" in error["message"] and "@temperature=0.8" in error["hint"]
    assert "no model named 'Dora'" in run("arena", "ask", "Why?", "--models", PLAIN, "Dora", at=at).error["message"]
    assert "no match 99" in run("arena", "ask", "--match", 99, at=at).error["message"]
    assert "no batch 99" in run("arena", "batch", "--resume", 99, at=at).error["message"]
