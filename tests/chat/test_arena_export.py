"""What leaves the arena for other programs: no name before the vote, everything after it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from alcove.chat.arena_export import as_csv, everything, match_plain, outcome, pairs_plain, write
from alcove.core.database import Database
from alcove.core.errors import AppError
from tests.chat.test_arena import ADA, BEA, CLEO, HOT, Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    database = Database(tmp_path / "alcove.db")
    yield Desk(database)
    database.close()


def test_a_sealed_match_has_letters_texts_and_citations_alone(desk: Desk) -> None:
    told = match_plain(desk.played(ADA, BEA, tags=("wood",)))
    assert (told["state"], told["vote"], told["seed"], told["tags"]) == ("ready", None, None, ["wood"])
    assert [one["letter"] for one in told["answers"]] == ["A", "B"]
    assert all(set(one) == {"letter", "answer", "citations"} for one in told["answers"])
    assert "Ada" not in json.dumps(told) and "Bea" not in json.dumps(told)


def test_after_the_vote_names_settings_and_checks_are_told(desk: Desk) -> None:
    voted = desk.vote(HOT, HOT, BEA)
    told = match_plain(voted)
    assert told["vote"] == "AB"[desk.at(voted.id, HOT)] and told["seed"] == 1
    hot = next(one for one in told["answers"] if one["contender"] == HOT.key)
    assert (hot["model"], hot["temperature"], hot["problem"]) == ("Ada-7B", 0.8, "")
    assert hot["checks"]["by_model"] and hot["checks"]["tokens"] > 0
    assert pairs_plain(voted) == [
        {"match": 1, "first": HOT.key, "second": "Bea-3B", "better": HOT.key, "bad": False}
    ]  # fmt: skip
    assert (outcome(desk.vote(None)), outcome(desk.vote(None, bad=True))) == ("tie", "bad")


def test_a_vote_outlives_its_answers(desk: Desk) -> None:
    voted = desk.vote(ADA)
    desk.talks.delete(desk.arena.keep_conversation(voted.id))
    desk.talks.purge_deleted(-1)
    told = match_plain(desk.arena.match(voted.id))
    assert {(one["contender"], one["answer"]) for one in told["answers"]} == {("Ada-7B", ""), ("Bea-3B", "")}
    assert all("checks" not in one for one in told["answers"]) and len(pairs_plain(voted)) == 1


def test_pairs_of_a_vote_of_three_of_a_tie_and_of_a_withdrawn_one(desk: Desk) -> None:
    best = desk.vote(CLEO, ADA, BEA, CLEO)
    assert [row["better"] for row in pairs_plain(best)] == ["Cleo-1B", "Cleo-1B"]
    assert {row["better"] for row in pairs_plain(desk.vote(None, bad=True))} == {"tie"}
    second = desk.vote(BEA, BEA, CLEO)
    assert [row["better"] for row in pairs_plain(second)] == ["Bea-3B"]
    desk.arena.withdraw(second.id)
    assert pairs_plain(desk.arena.match(second.id)) == []


def test_everything_goes_into_one_file_or_a_folder_of_tables(desk: Desk, tmp_path: Path) -> None:
    desk.vote(ADA, tags=("wood",))
    desk.shelf.broken = {"Bea-3B"}
    desk.played(ADA, BEA)
    desk.shelf.broken = set()
    desk.played(ADA, BEA)
    whole = json.loads(write(desk.arena, tmp_path / "arena.json")[0].read_text("utf-8"))
    assert whole == json.loads(json.dumps(everything(desk.arena)))
    assert [one["state"] for one in whole["matches"]] == ["voted", "failed", "ready"]
    assert whole["ratings"][0]["contender"] == "Ada-7B" and whole["ratings"][0]["few"]
    assert whole["by_tag"]["wood"][0]["votes"] == 1
    files = write(desk.arena, tmp_path / "arena")
    rows = {file.name: list(csv.DictReader(io.StringIO(file.read_text("utf-8"), newline=""))) for file in files}
    assert [row["state"] for row in rows["answers.csv"]] == ["voted"] * 2 + ["failed"] * 2 + ["ready"] * 2
    assert [row["contender"] for row in rows["answers.csv"]][4:] == ["", ""], "nothing of what waits for a vote"
    assert {row["problem"] for row in rows["answers.csv"]} == {"", "Bea-3B cannot be loaded. Choose another."}
    assert rows["votes.csv"][0]["better"] == "Ada-7B"
    assert [row["tag"] for row in rows["ratings.csv"]] == ["", "", "wood", "wood"]


def test_what_cannot_be_written_is_told(desk: Desk, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("", "utf-8")
    with pytest.raises(AppError, match="cannot be written"):
        write(desk.arena, taken)


def test_a_spreadsheet_runs_nothing_of_an_answer() -> None:
    assert as_csv([{"a": "=1+1", "b": ["x", "y"]}, {"a": -2.5}]).splitlines() == ["a,b", "'=1+1,x; y", "-2.5,"]
