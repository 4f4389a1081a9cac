"""Before and around the model: whether the library can answer, what the model sees, and what stands in for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from alcove.rag.answer import (
    ALIKE,
    COVERED_UNREAD,
    WORDS,
    asked,
    can_answer,
    cost,
    extracts,
    messages,
    reads,
    script_of,
    signs,
    words_for,
)
from alcove.rag.retrieve import Found
from alcove.rag.stems import stems
from alcove.rag.types import Hit, SearchResult
from tests.rag.evidence import alike, hit

LEASE = hit(
    "Machines may run on weekdays. The monthly rent of the workshop is £3,200. It falls due on the 5th.",
    1, title="Workshop lease", heading="Rent", page=3, start=100,
)  # fmt: skip
ROOF = hit("Крышу гаража починили в июне 2021 года. Работу сделал мастер Семён Кузьмин.", 2, title="Дача")
LIBRARY = [LEASE, ROOF]


def rarity(words: Sequence[str]) -> Mapping[str, float]:
    """Weigh a word that stands somewhere 1, one that stands nowhere 3."""
    known = {word for one in LIBRARY for word in stems(f"{one.title} {one.heading} {one.text}")}
    return {word: 1.0 if word in known else 3.0 for word in words}


def found(hits: Sequence[Hit] = LIBRARY, *, trust: float = 1.0, similarity: float = 0.0) -> Found:
    return Found(SearchResult(tuple(hits), 1.0), trust, similarity)


# Scripts and languages


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("What is it?", "LATIN"),
        ("Что это?", "CYRILLIC"),
        ("Что такое HTML?", "CYRILLIC"),
        ("家賃はいくら", "HIRAGANA"),
        ("房租多少", "CJK"),
        ("שכר דירה", "HEBREW"),
        ("12345 ?!", "LATIN"),
        ("", "LATIN"),
    ],
)
def test_the_script_of_a_text(text: str, script: str) -> None:
    assert script_of(text) == script


@pytest.mark.parametrize(
    ("languages", "question", "can"),
    [
        (("en",), "What is it?", True),
        (("en",), "Что это?", False),
        (("en", "ru"), "Что это?", True),
        (("ru-RU",), "Что это?", True),
        (("UK",), "Що це?", True),
        ((), "Что это?", True),
        (("en",), "家賃はいくら", False),
        (("ja",), "房租多少", True),
        (("en",), "ქირა", True),  # a script not in the table is not refused
    ],
)
def test_whether_a_model_reads_a_question(languages: tuple[str, ...], question: str, can: bool) -> None:
    assert reads(languages, question) is can


def test_the_products_words_follow_the_question() -> None:
    assert words_for("Сколько стоит?") is WORDS["ru"]
    assert words_for("How much?") is words_for("Wie viel?") is WORDS["en"]


# Whether the library can answer


def test_nothing_found_answers_nothing() -> None:
    assert not can_answer(found([]), "How much is the rent?", rarity)


def test_a_question_of_function_words_takes_what_was_found() -> None:
    assert can_answer(found(), "What is it?", rarity)


def test_covered_words_are_enough() -> None:
    assert can_answer(found(), "How much is the monthly rent?", rarity)


def test_scattered_words_are_not_enough() -> None:
    assert not can_answer(found(), "Which recipes for pancakes need a machine?", rarity)


def test_a_near_meaning_is_enough_where_the_embedder_reads_the_language() -> None:
    question = "Which recipes for pancakes need a machine?"
    assert can_answer(found(similarity=ALIKE), question, rarity)
    assert not can_answer(found(similarity=ALIKE - 0.01), question, rarity)
    assert not can_answer(found(similarity=0.99, trust=0.0), question, rarity)


def test_words_alone_decide_where_the_embedder_cannot_read() -> None:
    unread = found(trust=0.0)
    assert COVERED_UNREAD < 0.5
    assert can_answer(unread, "Когда починили крышу?", rarity)
    assert can_answer(unread, "Кто покрасил крышу гаража?", rarity)
    assert not can_answer(unread, "Кто покрасил забор?", rarity)


@pytest.mark.parametrize(
    "question",
    ["Is the monthly rent of the Zurich workshop high?", "Was the monthly rent of the workshop £3,300?",
     "Is the monthly rent of workshop E9 high?"],
)  # fmt: skip
def test_a_name_or_number_that_stands_nowhere_is_refused_however_near_the_rest(question: str) -> None:
    assert not can_answer(found(similarity=0.9), question, rarity)


@pytest.mark.parametrize(
    "question",
    [
        "Can I see the monthly rent of the workshop?",
        "Zurich: what is the monthly rent of the workshop?",
        "Good morning. Who pays the monthly rent of the workshop?",
        "The lease is here. Compare the monthly rent of the workshop!",
        "«Почините крышу гаража»?",
    ],
)
def test_words_that_begin_a_sentence_are_no_names(question: str) -> None:
    assert can_answer(found(similarity=0.9), question, rarity)


def test_names_that_stand_nowhere_are_no_sign_where_the_embedder_cannot_read() -> None:
    question = "Правда, что крышу гаража починил Кузьмину Пётр Ильич?"
    assert signs(found(trust=0.0), question, rarity).unheard
    assert can_answer(found(trust=0.0), question, rarity)
    assert not can_answer(found(trust=1.0, similarity=0.9), question, rarity)


def test_the_signs_of_a_question() -> None:
    told = signs(found(similarity=0.3), "How high is the monthly rent of pancakes?", rarity)
    assert (told.alike, told.unheard, told.reads) == (0.3, False, True)
    assert told.covered == pytest.approx(2 / 8)  # of high (3), monthly, rent and pancakes (3)
    assert signs(found([]), "the monthly rent", rarity).covered == 0.0


def test_other_thresholds_can_be_tried() -> None:
    told = signs(found(similarity=0.3), "How high is the monthly rent of pancakes?", rarity)
    assert not told.enough()
    assert told.enough(alike=0.3)
    assert told.enough(covered=0.25)


def test_words_that_weigh_nothing_cover_nothing() -> None:
    def weightless(words: Sequence[str]) -> dict[str, float]:
        return dict.fromkeys(words, 0.0)

    assert not can_answer(found(), "the monthly rent", weightless)


# What the model sees


def length(text: str) -> int:
    return len(text.split())


def test_a_passage_costs_what_is_really_sent() -> None:
    passage = hit("word " * 10, 1, title="a long title of five words")
    assert cost(passage, length) == length(asked("", [passage])) - length("Passages: Question:") + 1


def test_the_question_stands_behind_the_numbered_evidence() -> None:
    soft = hit("The house\u00adhold\n  pays.", 2, title="Bills")
    assert asked("Who pays?", [LEASE, soft]) == (
        "Passages:\n\n[1] Workshop lease, page 3, Rent\nMachines may run on weekdays. The monthly rent of the workshop "
        "is £3,200. It falls due on the 5th.\n\n[2] Bills\nThe household pays.\n\nQuestion: Who pays?"
    )
    assert asked("Who pays?", []) == "Who pays?"


def test_a_piece_of_a_table_stands_below_its_header() -> None:
    piece = replace(hit("Kettle | 25\nTeapot | 30", title="Prices"), header="Name | Pounds")
    assert "[1] Prices\nName | Pounds\nKettle | 25\nTeapot | 30" in asked("How many pounds?", [piece])


def test_what_stays_the_same_stands_first() -> None:
    first = messages([], "one", answer_from="documents")
    second = messages([("one", "answer")], "two", answer_from="documents")
    assert [m.role for m in second] == ["system", "user", "assistant", "user"]
    assert second[:2] == first
    assert second[2].content == "answer"
    assert messages([], "one", answer_from="model")[0] != first[0]


def test_instructions_stand_behind_the_rules_and_what_is_pinned_and_lift_no_rule() -> None:
    pinned = [hit("Tung oil dries.", 1)]
    plain = messages([], "one", answer_from="documents", pinned=pinned)[0].content
    terse = messages([], "one", answer_from="documents", pinned=pinned, instructions=" Be brief. ")[0].content
    other = messages([], "one", answer_from="documents", pinned=pinned, instructions="Explain.")[0].content
    assert terse.startswith(plain) and other.startswith(plain), "another persona need not have it read again"
    assert "changes nothing about what may be said" in terse[len(plain) :]
    assert terse.endswith("Be brief.")
    assert messages([], "one", answer_from="documents", pinned=pinned, instructions=" ")[0].content == plain
    assert messages([], "one", answer_from="model", instructions="Sing.")[0].content == "Sing."


# Extracts


def spans(chosen: Sequence[tuple[Hit, int, int]]) -> list[str]:
    return [one.text[start - one.start : end - one.start] for one, start, end in chosen]


def test_extracts_are_the_sentences_that_hold_most_of_the_question() -> None:
    assert spans(extracts("What is the monthly rent of the workshop?", LIBRARY, rarity)) == [
        "The monthly rent of the workshop is £3,200."
    ]
    assert spans(extracts("Кто чинил крышу гаража?", LIBRARY, rarity)) == ["Крышу гаража починили в июне 2021 года."]


def test_extracts_know_where_they_stand() -> None:
    ((one, start, end),) = extracts("monthly rent", [LEASE], rarity)
    assert one is LEASE
    assert start == 100 + LEASE.text.index("The monthly")
    assert end - start == len("The monthly rent of the workshop is £3,200.")


def test_a_title_that_only_repeats_the_question_is_no_extract() -> None:
    passage = hit("Monthly rent of the workshop\nIt is three thousand two hundred pounds of rent.", 1)
    assert spans(extracts("monthly rent of the workshop", [passage], alike)) == [
        "It is three thousand two hundred pounds of rent."
    ]


def test_a_short_sentence_with_a_figure_says_something_new() -> None:
    passage = hit("Tung oil dries in 48 hours. Linseed oil needs three days.")
    assert spans(extracts("In how many hours does tung oil dry?", [passage], alike, most=1)) == [
        "Tung oil dries in 48 hours."
    ]


def test_names_count_twice() -> None:
    passages = [hit("The rent of some other place is high.", 1), hit("In Zurich people pay a great deal.", 2)]
    assert spans(extracts("What of rent in Zurich?", passages, alike, most=1)) == ["In Zurich people pay a great deal."]


def test_a_whole_sentence_comes_before_the_rest_of_one() -> None:
    passages = [
        hit("and the monthly rent is owed by the tenant alone. Nobody else pays.", 1),
        hit("The monthly rent is three thousand pounds and more.", 2),
    ]
    assert spans(extracts("monthly rent", passages, alike)) == [
        "The monthly rent is three thousand pounds and more.",
        "and the monthly rent is owed by the tenant alone.",
    ]


def test_copies_of_a_passage_are_extracted_once_and_no_more_than_asked_for() -> None:
    copies = [hit("The monthly rent is three thousand pounds.", number) for number in (1, 2, 3)]
    assert len(extracts("monthly rent", copies, alike)) == 1
    others = [hit(f"The monthly rent of house number {number} is high.", number) for number in range(1, 6)]
    assert len(extracts("monthly rent", others, alike)) == 3
    assert len(extracts("monthly rent", others, alike, most=1)) == 1


def test_there_is_no_extract_of_nothing() -> None:
    assert extracts("monthly rent", [], rarity) == []
    assert extracts("pancakes", LIBRARY, rarity) == []
