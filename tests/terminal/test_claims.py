"""`alcove claims check` says what stands for and against a sentence, and how much was searched."""

from __future__ import annotations

from pathlib import Path

import pytest

from alcove.core.paths import Paths
from tests.terminal.conftest import Alcove

PASSAGE = {"uri", "page", "start", "end", "text", "reason"}


@pytest.fixture
def lease(run: Alcove, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library of a lease; search is by keyword, and no child loads torch."""
    monkeypatch.setattr(Paths, "model_folders", property(lambda self: (self.models,)))
    folder = tmp_path / "lease"
    folder.mkdir()
    file = folder / "lease.md"
    file.write_text(
        "# Lease\n\nThe rent is £640 a month. The tenant pays a deposit of £1,280 before moving in.\n", "utf-8"
    )
    assert run("sources", "add", folder).status == 0
    assert run("sync").status == 0
    return file


def test_a_claim_is_supported_contradicted_or_not_found(run: Alcove, lease: Path) -> None:
    held = run("claims", "check", "The rent is £640 per month.").one
    assert (held["verdict"], held["contradicted"], held["nearest"]) == ("supported", None, None)
    assert set(held["supported"]) == PASSAGE
    assert held["supported"]["text"] == "The rent is £640 a month."
    assert lease.read_text("utf-8")[held["supported"]["start"] : held["supported"]["end"]] == held["supported"]["text"]
    assert held["coverage"]["indexed"] == held["coverage"]["items"] == 1

    against = run("claims", "check", "The rent is £680 a month.").one
    assert (against["verdict"], against["supported"]) == ("contradicted", None)
    assert against["contradicted"]["reason"] == "£680 in the claim, £640 in the passage"

    missing = run("claims", "check", "The roof was mended in spring.", "--source", "lease").one
    assert (missing["verdict"], missing["supported"], missing["contradicted"]) == ("not found", None, None)


def test_it_is_told_in_words_too(run: Alcove, lease: Path) -> None:
    told = run("claims", "check", "The rent is £680 a month.", json=False).out
    assert told.startswith("Contradicted by\n")
    assert f"{lease}: “The rent is £640 a month.”" in told
    assert "£680 in the claim, £640 in the passage" in told
    assert "searched 1 of 1 items" in told
    assert "does not mean that it is wrong" in run("claims", "check", "Roses need lime.", json=False).out


def test_what_says_nothing_is_refused(run: Alcove, lease: Path) -> None:
    error = run("claims", "check", "it is").error
    assert error["hint"] == "Give a whole sentence."
