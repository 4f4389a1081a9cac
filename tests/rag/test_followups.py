"""Which questions lean on what was said before, and what is searched for then."""

from __future__ import annotations

import pytest

from alcove.rag.followups import Said, leans, searched

WALKS = Said(
    "Which walks start from Hallowby?", "There are three walks: Quarry round, River path and Beacon ridge. [1]"
)
HOURS = Said("What are the opening hours of the Harbour Branch?", "From 10 to 20.")


@pytest.mark.parametrize(
    "question",
    [
        "And on Sundays?",
        "What about the summer concert?",
        "but how much is it",
        "Why?",
        "Who sings?",
        "How much is it?",
        "Does it run on gas in winter?",
        "This tin, how long does the oil in it keep?",
        "What does that cost?",
        "How many seats are there in them?",
        "Is the first one all right for dogs?",
        "What do I do about jams in the first?",
        "А второй?",
        "А сколько стоит второй?",
        "Кто ведёт первый?",
        "Что насчёт вишни?",
        "Сколько он весит?",
        "Что это?",
        "Und am Sonntag?",
        "Wer leitet ihn?",
        "Was ist mit Töpfern?",
        "Et le dimanche ?",
        "Qu'en est-il du prix ?",
        "¿Y los domingos?",
        "tag:shed and on Sundays?",
        "",
    ],
)
def test_what_leans(question: str) -> None:
    assert leans(question)


@pytest.mark.parametrize(
    "question",
    [
        "How long is the River path?",
        "What is sepsis?",
        "Who is Beatrix?",
        "Что такое сепсис?",
        "And how much is the yearly rent of the garage in Tver?",
        "How long does the boiler run before it needs a service?",
        "Is it allowed to burn things in the yard?",
        "Are there dogs in the yard on Sundays?",
        "What was planned for this year by tenants?",
        "How thick is the second coat of oil?",
        "Какие дела намечены на этот год?",
        "Wie viel kostet der Kurs Spanisch?",
        "Combien coûte la location du garage ?",
    ],
)
def test_what_stands_by_itself(question: str) -> None:
    assert not leans(question)
    assert searched(question, [HOURS, WALKS]) == question


def test_without_anything_said_before_nothing_is_added() -> None:
    assert searched("And on Sundays?", []) == "And on Sundays?"


def test_the_words_of_the_question_before_stand_behind_its_own() -> None:
    assert searched("And on Sundays?", [WALKS, HOURS]) == "And on Sundays? opening hours Harbour Branch"
    assert searched("And opening on Sundays?", [HOURS]) == "And opening on Sundays? hours Harbour Branch"


def test_a_question_before_that_leans_itself_brings_what_it_leans_on() -> None:
    said = [HOURS, Said("And on Sundays?", "From 13 to 17.")]
    assert searched("And in winter?", said) == "And in winter? Sundays opening hours Harbour Branch"


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("How long is the first one?", "Quarry round"),
        ("How long is the second?", "River path"),
        ("How long is the third one?", "Beacon ridge"),
        ("How long is the last one?", "Beacon ridge"),
        ("How long is the fifth one?", "walks start Hallowby"),
    ],
)
def test_a_place_in_a_list_means_its_entry(question: str, entry: str) -> None:
    assert searched(question, [WALKS]) == f"{question} {entry}"


@pytest.mark.parametrize("listed", ["1. {}\n2. {}\n3. {}", "- {}\n- **{}** [2]\n* {}", "1) {}\n2) {}\n3) {}"])
def test_lists_are_read_line_by_line(listed: str) -> None:
    answer = "There are some courses, with clay or wood:\n" + listed.format("Pottery", "Joinery", "English talks")
    assert searched("What is the price of the second?", [Said("Which courses?", answer)]).endswith("? Joinery")


def test_a_place_in_no_list_means_the_question_before() -> None:
    said = Said("When is the spring concert?", "On 29 March.")
    assert searched("And the second one?", [said]) == "And the second one? spring concert"


def test_russian_entries() -> None:
    said = Said("Какие есть походы?", "Клуб устраивает: озеро Лебяжье, гора Синюха и сплав по Юшуту.")
    assert searched("А сколько стоит второй?", [said]) == "А сколько стоит второй? гора Синюха"
    assert searched("Где сбор у последнего?", [said]) == "Где сбор у последнего? сплав Юшуту"


def test_filters_hold_on_until_others_are_given() -> None:
    said = Said("in:notes How does tung oil dry?", "Slowly.")
    assert searched("And wax?", [said]) == "And wax? tung oil dry in:notes"
    assert searched("And wax? tag:shed", [said]) == "And wax? tag:shed tung oil dry"
