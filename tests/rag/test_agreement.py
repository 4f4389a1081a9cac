"""What agrees, what contradicts, and what is left open; the reason in words."""

from __future__ import annotations

import pytest

from alcove.rag.agreement import Cause, judged, pair, sentence, spoken


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("The lease runs for 12 months from 1 June 2025.", "It is a one-year lease beginning on 2025-06-01."),
        ("The rent is £850 a month.", "Rent: £10,200 a year."),
        ("The limit is 900 pounds.", "The limit is £900."),
        ("There is a shed.", "There is a shed."),
        ("Anna, Ben and Carl were present.", "Carl, Ben and Anna were present."),
        ("In Leeds the office closed in March.", "The office in Leeds closed in March."),
        ("The warranty excludes limescale damage.", "Limescale damage is not covered by the warranty."),
        ("Lock the door before you leave.", "Leave after you lock the door."),
        ("The office was closed in Leeds.", "In Leeds closed the office."),
        ("The shed door is red.", "The door of the shed was red."),
        ("After lunch, the board met.", "Lunch came before the board met."),
        ("The fee was paid by Anna Lee.", "Anna Lee paid the fee."),
        ("Die Kaution beträgt 1.800 Euro.", "Als Kaution sind 1800 € zu zahlen."),
        ("Счёт оплачен 4 марта 2025 года.", "Счёт оплатили 04.03.2025."),
        ("Le loyer est de 950 euros par mois.", "Il faut payer 950 € de loyer."),
    ],
)
def test_sentences_that_say_the_same_agree(first: str, second: str) -> None:
    assert pair(first, second).verdict == "agreeing"
    assert pair(second, first).verdict == "agreeing"


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        ("The notice period is three months.", "The notice period is 2 months.", "three months here, 2 months there"),
        ("Pay the invoice by 3 May 2025.", "Pay the invoice by 2025-06-03.", "3 May 2025 here, 2025-06-03 there"),
        ("Smoking is allowed.", "One may not smoke.", "“not” stands only there"),
        ("The cache is not used.", "The cache is used.", "“not” stands only here"),
        ("The motion was carried.", "The motion was rejected.", "“carried” here, “rejected” there"),
        ("The flat is furnished.", "The flat is unfurnished.", "“furnished” here, “unfurnished” there"),
        ("The door is red.", "The door is blue.", "“red” here, “blue” there"),
        ("The price is high.", "The price is low.", "“high” here, “low” there"),
        ("It needs at least 5 people.", "It needs 3 people.", "at least 5 here, 3 there"),
        ("It takes no more than 5 kg.", "It takes 7 kg.", "no more than 5 kg here, 7 kg there"),
        ("Нужно не менее 5 человек.", "Нужно 3 человека.", "не менее 5 here, 3 there"),
        ("It takes up to 3 kg.", "It takes more than 5 kg.", "up to 3 kg here, more than 5 kg there"),
        ("The tenant pays for small repairs.", "Small repairs are paid by the landlord.",
         "“tenant” here, “landlord” there"),
        ("Sofia reports to Daniel Berg.", "Daniel Berg reports to Sofia.",
         "“Sofia” and “Daniel Berg” are the other way round"),
        ("Juniper gave 14 kg and Hazel 6 kg.", "Juniper gave 6 kg and Hazel 14 kg.",
         "“14 kg” and “6 kg” are the other way round"),
        ("Take it before meals.", "Take it after meals.", "“Take” and “meals” are the other way round"),
        ("After lunch, the board met.", "The board met before lunch.", "“lunch” and “met” are the other way round"),
        ("The chair is Anna Lee.", "The chair is Ben Kurz.", "Anna Lee here, Ben Kurz there"),
        ("`get` returns `None`.", "`get` returns `False`.", "None here, False there"),
        ("`get` returns None.", "`get` does not return None.", "“not” stands only there"),
        ("Version 2 supports Windows.", "Version 2 no longer supports Windows.", "“no longer” stands only there"),
        ("Lists are mutable.", "Lists are immutable.", "“mutable” here, “immutable” there"),
        ("The boiler was last serviced in May 2023.", "The boiler was last serviced in June 2023.",
         "May 2023 here, June 2023 there"),
        ("The capital of Australia is Sydney.", "The capital of Australia is Canberra.", "Sydney here, Canberra there"),
        ("Haustiere sind erlaubt.", "Haustiere sind nicht erlaubt.", "“nicht” stands only there"),
        ("Курить в комнатах не разрешено.", "Курить в комнатах разрешено.", "“не” stands only here"),
        ("Курить запрещено.", "Курить можно.", "“запрещено” here, “можно” there"),
    ],
)  # fmt: skip
def test_contradictions_are_told_with_their_reason(first: str, second: str, reason: str) -> None:
    judgement = pair(first, second)
    assert judgement.verdict == "contradicting"
    assert judgement.against
    assert judgement.cause is not None
    assert judgement.cause.words() == reason
    for text, spans in ((first, judgement.cause.first_spans), (second, judgement.cause.second_spans)):
        assert all(text[start:end].strip() for start, end in spans)
    assert pair(second, first).verdict == "contradicting"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("The rent is £850 a month.", "The deposit is £1,700."),
        ("Adults take two tablets a day.", "Children take one tablet a day."),
        ("Sales in Germany rose by 4 %.", "Sales in France fell by 2 %."),
        ("Position 3 is 40 hours of work.", "Position 4 is 12 hours of work."),
        ("The first instalment is 400 euros.", "The last instalment is 250 euros."),
        ("The hedge was trimmed and reviewed in May 2023.", "The hedge was trimmed and reviewed in May 2024."),
        ("The boiler was last serviced in May 2023.", "The boiler was first serviced in June 2019."),
        ("The garden is open to all.", "The front garden is not open to all."),
        ("Members may vote.", "Guest members may not vote."),
        ("The policy covers theft.", "The policy does not cover theft by employees."),
        ("Hot water is included.", "Cold water is included."),
        ("Hot water is included.", "Cold water is not included."),
        ("The soup is not hot.", "The soup is cold."),
        ("L'eau chaude est comprise.", "L'eau froide est comprise."),
        ("Холодная вода включена.", "Горячая вода не включена."),
        ("The minimum is 5 kg.", "The maximum is 5 kg."),
        ("If it rains, we meet indoors.", "If it does not rain, we meet outdoors."),
        ("She speaks French.", "He does not speak French."),
        ("Children under 6 travel free.", "Children over 6 do not travel free."),
        ("It weighs less than 5 kg.", "It weighs more than 3 kg."),
        ("It needs at least 5 people.", "It needs 7 people."),
        ("It needs no less than 5 people.", "It needs 7 people."),
        ("Нужно не менее 5 человек.", "Нужно 7 человек."),
        ("It takes no more than 5 kg.", "It takes 3 kg."),
        ("Es fasst nicht mehr als 5 kg.", "Es fasst 3 kg."),
        ("The rent is at least £9,000 a year.", "The rent is £850 a month."),
        ("The garden may be used.", "The garden of the neighbour may not be used."),
        ("Pets are allowed.", "Pets are not allowed unless the landlord agrees."),
        ("It costs £5 or £6.", "It costs £7."),
        ("The club has about 60 members.", "The club has 66 members."),
        ("Anna Lee visited the flat.", "Ben Kurz visited the flat."),
        ("It is covered until 8 October 2030.", "The flue is covered until 8 October 2030."),
        ("Juniper was treated on 24 May.", "Hazel was treated on 24 May."),
        ("The valve is replaced every three years.", "The valve is replaced and cleaned."),
        ("The tests do not pass.", "Rejected tests pass."),
        ("Covered until May 2030.", "What is not covered."),
        ("The report was read by Anna Lee, and the plan by Ben Kurz.", "The report is here."),
        ("Вода стоит 5 рублей.", "Хлеб стоит 6 рублей."),
        ("The tenant phoned the landlord.", "The landlord wrote a letter."),
        ("Before the board meeting.", "After the board meeting."),
        ("5 kg.", "6 kg."),
        ("Take it before meals and before bed.", "Take it before bed and after meals."),
        ("", ""),
    ],
)
def test_where_it_is_not_certain_they_are_different(first: str, second: str) -> None:
    for judgement in (pair(first, second), pair(second, first)):
        assert judgement.verdict == "different"
        assert judgement.cause is None


def test_where_words_have_cases_their_order_says_little() -> None:
    assert pair("Мартин пишет Елене письмо сегодня.", "Письмо пишет Елене Мартин сегодня.").verdict != "contradicting"


def test_a_denial_counts_where_its_clause_speaks_of_the_same() -> None:
    said = "Heating is included, and visitors are not counted, as they pay"
    assert pair(said, "Heating is included.").verdict != "contradicting"
    assert pair("Water is included, heating is not included", "Heating is included.").verdict == "contradicting"


def test_words_of_the_question_tell_no_subjects_apart() -> None:
    first, second = sentence("The dose is 5 mg."), sentence("Children get a dose of 6 mg.")
    assert judged(first, second).verdict == "different"
    assert judged(first, second, frozenset({"children"})).verdict == "contradicting"


def test_a_list_in_another_order_is_the_same_list() -> None:
    assert (
        pair("Anna Lee, Ben Kurz and Carl Berg came.", "Carl Berg, Ben Kurz and Anna Lee came.").verdict == "agreeing"
    )


def test_what_is_shared_tells_whether_they_speak_of_the_same() -> None:
    rent, same, other = "The rent is £850.", "The rent is £900.", "There is a shed in the garden."
    assert pair(rent, rent).shared == 1
    assert 0.3 < pair(rent, same).shared < 1
    assert pair(rent, other).shared == 0


def test_the_language_is_found_out_however_short() -> None:
    assert [spoken(text) for text in ("Счёт", "Die Miete ist hoch", "Le loyer est cher", "The rent", "42")] == [
        "ru", "de", "fr", "en", "en",
    ]  # fmt: skip


def test_an_opinion_names_no_words() -> None:
    assert Cause("opinion").words() == "both cannot be true"
    assert Cause("denial", "", "“no”").words("in A", "in B") == "“no” stands only in B"
