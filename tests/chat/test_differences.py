"""Answers side by side: which sentences stand in one row, in which order, and what a row is."""

from __future__ import annotations

import pytest

from alcove.chat.differences import Answer, Claim, Comparison, Row, claims_of, compared, is_open
from alcove.core.cancel import CancelToken

QWEN = Answer(
    "Qwen",
    "The lease runs for 12 months from 1 June 2025 [1]. The rent is £850 a month. "
    "The deposit is £1,700 [2].\n\n"
    "- Pets are allowed.\n- The tenant pays for heating.\n\n"
    "The landlord may visit after giving 24 hours' notice.",
)
GEMMA = Answer(
    "Gemma",
    "Rent: £850 per month. It is a one-year lease beginning on 2025-06-01.\n\n"
    "- Pets are not allowed.\n- The garden may be used by all flats.\n- Heating is included in the rent.\n",
)
MISTRAL = Answer("Mistral", "The rent is £850 and the deposit £1,500. There is a shed.")


def told(comparison: Comparison) -> list[tuple[str, list[list[str]]]]:
    return [(row.kind, [[claim.text for claim in cell] for cell in row.cells]) for row in comparison.rows]


def rows_with(comparison: Comparison, words: str) -> list[Row]:
    return [row for row in comparison.rows if any(words in claim.text for claim in row.claims)]


def test_two_answers_are_laid_side_by_side_whatever_their_order() -> None:
    comparison = compared([QWEN, GEMMA], "What does the lease say?")
    assert told(comparison) == [
        ("agreeing", [["The lease runs for 12 months from 1 June 2025."],
                      ["It is a one-year lease beginning on 2025-06-01."]]),
        ("agreeing", [["The rent is £850 a month."], ["Rent: £850 per month."]]),
        ("only here", [["The deposit is £1,700."], []]),
        ("contradicting", [["Pets are allowed."], ["Pets are not allowed."]]),
        ("only here", [[], ["The garden may be used by all flats."]]),
        ("different", [["The tenant pays for heating."], ["Heating is included in the rent."]]),
        ("only here", [["The landlord may visit after giving 24 hours' notice."], []]),
    ]  # fmt: skip
    assert [comparison.count(kind) for kind in ("agreeing", "contradicting", "different", "only here")] == [2, 1, 1, 3]


def test_a_contradiction_is_told_with_its_spans() -> None:
    (row,) = [row for row in compared([QWEN, GEMMA]).rows if row.kind == "contradicting"]
    (contrast,) = row.contrasts
    assert contrast.cause.words("in Qwen", "in Gemma") == "“not” stands only in Gemma"
    first, second = row.claims
    assert row.marks(first) == ()
    assert [second.text[start:end] for start, end in row.marks(second)] == ["not"]


def test_a_claim_is_found_again_in_its_answer() -> None:
    for answer in (QWEN, GEMMA, MISTRAL):
        for claim in claims_of(answer.text):
            written = answer.text[claim.start : claim.end]
            assert claim.text.split()[0] in written
            assert claim.text.rstrip(".").split()[-1] in written


def test_three_answers_may_agree_in_part_and_one_may_stand_apart() -> None:
    comparison = compared([QWEN, GEMMA, MISTRAL])
    (rent,) = rows_with(comparison, "£850")
    assert (rent.kind, [len(cell) for cell in rent.cells]) == ("agreeing", [1, 1, 1])
    (deposit,) = rows_with(comparison, "deposit")
    assert deposit.kind == "contradicting"
    assert [len(cell) for cell in deposit.cells] == [1, 0, 1]
    assert rows_with(comparison, "shed")[0].kind == "only here"


def test_one_sentence_may_stand_beside_two() -> None:
    one = Answer("A", "The roof was repaired and the roof gutters were cleaned by the roofer Lindqvist in May.")
    two = Answer("B", "The roof was repaired by the roofer Lindqvist. The roof gutters were cleaned in May.")
    (row,) = compared([one, two]).rows
    assert [len(cell) for cell in row.cells] == [1, 2]
    assert row.kind == "agreeing"
    assert not is_open(row)


def test_sentences_far_apart_of_one_answer_share_no_row() -> None:
    one = Answer("A", "The gate code is new.")
    two = Answer("B", "The gate code is new. There is a shed. It rained. The gate code is new.")
    assert [len(row.claims) for row in rows_with(compared([one, two]), "gate")] == [2, 1]


def test_a_word_in_common_is_not_enough() -> None:
    one = Answer("A", "The old boiler in the cellar heats the flats of both staircases.")
    two = Answer("B", "The cellar holds bicycles, prams, sledges and paint.")
    assert [row.kind for row in compared([one, two]).rows] == ["only here", "only here"]


def test_the_same_answer_agrees_with_itself() -> None:
    assert {row.kind for row in compared([GEMMA, GEMMA]).rows} == {"agreeing"}


def test_answers_of_one_word_agree_where_it_is_the_same() -> None:
    comparison = compared([Answer("A", "Yes. It is new."), Answer("B", "Yes."), Answer("C", "The flue leaks. Yes.")])
    assert ("agreeing", [["Yes."], ["Yes."], ["Yes."]]) in told(comparison)


def test_words_of_all_sentences_lead_nowhere() -> None:
    said = [" ".join(f"The boiler part {word}{n} works." for n in range(40)) for word in ("red", "blue")]
    rows = compared([Answer("A", said[0]), Answer("B", said[1])]).rows
    assert {row.kind for row in rows} == {"only here"}
    assert len(rows) == 80


def test_a_cancelled_comparison_still_shows_what_is_said() -> None:
    token = CancelToken()
    token.cancel()
    comparison = compared([QWEN, GEMMA], token=token)
    assert {row.kind for row in comparison.rows} == {"only here"}
    assert sum(len(row.claims) for row in comparison.rows) == 11


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("# Rent\n\nThe points are:\n\n1. **Rent** is *due* on [Monday](https://example.org) [1][2].\n\n---\n",
         ["Rent is due on Monday."]),
        ("```python\nrent = 850\n```\n\nCall `pay()`.", ["Call `pay()`."]),
        ("| Part | Years |\n|---|---|\n| Boiler | 7 years |", ["Part, Years", "Boiler, 7 years"]),
        ("> - [x] Bees make wax. (general knowledge)", ["Bees make wax."]),
        ("The rent is £850, the deposit £1,700; it is due.", ["The rent is £850", "the deposit £1,700; it is due."]),
        ("It has 2 rooms and 3.", ["It has 2 rooms and 3."]),
        ("It is covered until 2030, parts and labour [1].", ["It is covered until 2030, parts and labour."]),
        ("It is. So what?", []),
        ("", []),
    ],
)  # fmt: skip
def test_what_says_something_is_a_claim(text: str, claims: list[str]) -> None:
    assert [claim.text for claim in claims_of(text)] == claims


def test_nothing_compares_with_nothing() -> None:
    assert compared([Answer("A", ""), Answer("B", "")]).rows == ()


def test_only_a_row_of_two_sentences_is_open() -> None:
    def claim(answer: int) -> Claim:
        return Claim(answer, 0, 1, "x")

    assert is_open(Row("different", ((claim(0),), (claim(1),))))
    assert not is_open(Row("agreeing", ((claim(0),), (claim(1),))))
    assert not is_open(Row("different", ((claim(0),), (claim(1),)), judge="Qwen"))
    assert not is_open(Row("different", ((claim(0),), (claim(1),), (claim(2),))))
