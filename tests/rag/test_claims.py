"""Checking a claim: what supports it, what says otherwise, and how much was looked at."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from alcove.core.errors import AppError
from alcove.rag.claims import Checked, check
from alcove.rag.retrieve import Found
from alcove.rag.types import ChunkId, Coverage, Hit, SearchResult

LEASE = (
    "# Rent\n\n3.1 The rent is £640 a month, payable in advance on the first working day. "
    "The tenant pays a deposit of £1,280 before moving in. The flat is insured."
)
GATE = "The gate code changes on 1 May. What is not covered\nBoth hives were treated with thymol in August."


class Shelf:
    """A library that finds the same passages for whatever is asked."""

    def __init__(self, *texts: str, items: int = 3) -> None:
        self.texts = texts
        self.items = items
        self.asked: list[tuple[str, int, Sequence[str] | None]] = []

    def find(self, query: str, *, k: int, source: Sequence[str] | None) -> Found:
        self.asked.append((query, k, source))
        hits = tuple(
            Hit(n, 1.0, ChunkId(n), "Contracts", f"/{n}.md", "Lease", None, "", 10, 10 + len(text), text, b"")
            for n, text in enumerate(self.texts, start=1)
        )
        return Found(SearchResult(hits, 1.0), 1.0, 0.9, "no embedding model is installed")

    def counts(self, names: Sequence[str] | None) -> Coverage:
        return Coverage(self.items, self.items - 1)

    def rarity(self, words: Sequence[str]) -> dict[str, float]:
        return dict.fromkeys(words, 3.0)


def checked(claim: str, *texts: str) -> Checked:
    return check(claim, Shelf(*texts))


def test_what_supports_a_claim_is_told_with_its_place() -> None:
    found = checked("The rent is £640 per month.", LEASE, GATE)
    assert (found.verdict, found.contradicted, found.nearest) == ("supported", None, None)
    assert found.supported is not None
    assert found.supported.text.startswith("3.1 The rent is £640 a month")
    assert found.supported.hit.uri == "/1.md"
    assert (found.passages, found.coverage.items) == (2, 3)
    assert found.degraded == "no embedding model is installed"


def test_what_contradicts_it_is_told_with_the_reason() -> None:
    found = checked("The rent is £680 a month, due in advance.", GATE, LEASE)
    assert (found.verdict, found.supported) == ("contradicted", None)
    assert found.contradicted is not None
    assert found.contradicted.cause is not None
    assert found.contradicted.cause.words("in the claim", "in the passage") == "£680 in the claim, £640 in the passage"
    assert found.contradicted.text in LEASE


def test_documents_may_dispute() -> None:
    found = checked("The gate code changes on 1 April.", "The gate code changes on 1 April.", GATE)
    assert found.verdict == "disputed"
    assert found.supported is not None
    assert found.contradicted is not None
    assert (found.supported.hit.uri, found.contradicted.hit.uri) == ("/1.md", "/2.md")


def test_a_document_that_supports_it_is_not_heard_against_it() -> None:
    both = "The gate code changes on 1 May. The gate code changes on 1 April."
    assert checked("The gate code changes on 1 April.", both).verdict == "supported"


def test_what_is_not_found_says_what_is_nearest() -> None:
    near = checked("The tenant pays for heating, water and the garden shed.", LEASE)
    assert near.verdict == "not found"
    assert near.nearest is not None
    assert "The tenant pays" in near.nearest.text
    assert checked("The rent covers heating, water and the garden shed.", "# Rent").nearest is None
    assert checked("Roses need lime.", LEASE).nearest is None
    assert checked("Roses need lime.").verdict == "not found"


def test_headings_contradict_nothing_and_doubt_supports_nothing() -> None:
    assert checked("It is covered.", GATE).verdict == "not found"
    assert checked("Both hives were treated with thymol in May.", GATE).verdict == "not found"
    assert checked("The flat is not insured.", LEASE).verdict == "contradicted"


def test_a_claim_is_no_query_with_filters() -> None:
    shelf = Shelf(LEASE)
    check("path:lease -tag:old: the rent is £640", shelf, ["Contracts"])
    assert shelf.asked == [("path lease  tag old  the rent is £640", 16, ["Contracts"])]


@pytest.mark.parametrize("claim", ["", "   ", "it is"])
def test_what_says_nothing_is_refused(claim: str) -> None:
    with pytest.raises(AppError, match="nothing in this claim"):
        checked(claim, LEASE)
