"""Facts are the same however they are written, and others where they are."""

from __future__ import annotations

import pytest

from alcove.rag.facts import Fact, facts_in, names_in, relation


def facts(text: str, language: str = "en") -> list[Fact]:
    return list(facts_in(text, language))


def only(text: str, language: str = "en") -> Fact:
    (fact,) = facts(text, language)
    return fact


def told(text: str, language: str = "en") -> list[tuple[str, str]]:
    return [(fact.kind, text[fact.start : fact.end]) for fact in facts(text, language)]


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("£1,200", "1200 pounds", "en"),
        ("1 200 €", "twelve hundred euros", "en"),
        ("1.800 Euro", "1800 €", "de"),
        ("zwölfhundert Euro", "1.200,00 €", "de"),
        ("fünfundzwanzig Tage", "25 Tage", "de"),
        ("einundzwanzig Tage", "21 Tage", "de"),
        ("quatre-vingt-dix euros", "90 €", "fr"),
        ("soixante-dix euros", "70 €", "fr"),
        ("deux cents", "deux cents", "fr"),
        ("тысяча двести рублей", "1 200 руб.", "ru"),
        ("двадцать пять дней", "25 дней", "ru"),
        ("45 тыс. рублей", "45 000 руб", "ru"),
        ("two hundred and fifty members", "250 members", "en"),
        ("two thousand and five pounds", "£2,005", "en"),
        ("three million euros", "€3m", "en"),
        ("$1.5 million", "$1,500,000", "en"),
        ("1.234.567,50 €", "1,234,567.50 €", "de"),
        ("12 months", "one year", "en"),
        ("14 days", "two weeks", "en"),
        ("2,000 ml", "two litres", "en"),
        ("240 square metres", "240 m²", "en"),
        ("0,5 kg", "500 g", "de"),
        ("20 %", "twenty per cent", "en"),
        ("twenty-five", "25", "en"),
        ("half of the members", "50 % of the members", "en"),
        ("two thirds", "about 66 %", "en"),
        ("one third", "ca. 33 %", "en"),
        ("half an hour", "30 minutes", "en"),
        ("5 votes", "five in favour", "en"),
        ("220 °C", "220 degrees", "en"),
        ("£850 a month", "£10,200 a year", "en"),
        ("£850 a month", "£850", "en"),
        ("two tablets a day", "14 tablets a week", "en"),
        ("−5 °C", "-5 °C", "en"),
    ],
)
def test_amounts_are_the_same_however_they_are_written(one: str, other: str, language: str) -> None:
    assert relation(only(one, language), only(other, language)) == "same"
    assert relation(only(other, language), only(one, language)) == "same"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("5 mg", "5 g", "other"),
        ("£450", "£540", "other"),
        ("€450", "£450", "other"),
        ("€450", "£540", "apart"),
        ("three months", "two months", "other"),
        ("four weeks", "one month", "unsure"),
        ("four weeks", "two months", "other"),
        ("12 months", "three years", "other"),
        ("about 60 %", "66 %", "unsure"),
        ("about 20 %", "66 %", "other"),
        ("5 tablets", "6 tablets", "other"),
        ("5 tablets", "6 spoons", "apart"),
        ("port 8080", "port 80", "other"),
        ("5", "6", "unsure"),
        ("5 kg", "5 votes", "apart"),
        ("220 °C", "220", "same"),
        ("£850 a month", "£900 a year", "other"),
        ("£850", "£900 a month", "unsure"),
        ("£850", "5 kg a month", "apart"),
        ("£0", "£5", "other"),
    ],
)
def test_amounts_of_one_kind_can_be_others(one: str, other: str, expected: str) -> None:
    assert relation(only(one), only(other)) == expected


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("on 3 May 2025", "2025-05-03", "en"),
        ("on May 3, 2025", "on the 3rd of May 2025", "en"),
        ("am 31. März 2026", "31.03.2026", "de"),
        ("am 12. Juni", "am 12.06. um", "de"),
        ("15 мая 2025 года", "15.05.2025", "ru"),
        ("12 janvier 2025", "12/01/2025", "fr"),
        ("12/31/2024", "31 December 2024", "en"),
        ("October 2030", "8 October 2030", "en"),
        ("in 2024", "June 2024", "en"),
        ("in March", "3 March", "en"),
    ],
)
def test_dates_are_the_same_however_they_are_written(one: str, other: str, language: str) -> None:
    assert relation(only(one, language), only(other, language)) == "same"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("14 February 2025", "2025-02-24", "other"),
        ("October 2023", "October 2024", "other"),
        ("in 2024", "3 May", "apart"),
        ("10:00", "10 am", "same"),
        ("18 h 30", "6:30 pm", "same"),
        ("12 am", "00:00", "same"),
        ("10:00", "18:00", "other"),
        ("Tuesday", "mardi", "same"),
        ("Tuesday", "Thursday", "other"),
        ("Q3 results", "the third quarter", "same"),
        ("the third floor", "the second floor", "other"),
        ("the third floor", "the second week", "apart"),
        ("`None`", "`KeyError`", "other"),
        ("version 2.3.1", "version 2.3.2", "other"),
        ("10:00", "Tuesday", "apart"),
    ],
)
def test_what_else_is_compared(one: str, other: str, expected: str) -> None:
    assert relation(facts(one)[-1], facts(other)[-1]) == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Nothing is 25.99.2025 here.", "en", [("amount", "25.99.2025")]),
        ("We may go, and march on.", "en", []),
        ("No one came, and one of them slept; one can see.", "en", []),
        ("One member left.", "en", [("amount", "One")]),
        ("It lasts 30 days; 5 m long.", "en", [("amount", "30 days"), ("amount", "5 m")]),
        ("Store at 2–8 °C for 10-15 days.", "en",
         [("amount", "2"), ("amount", "8 °C"), ("amount", "10"), ("amount", "15 days")]),
        ("The last instalment lasts.", "en", [("place", "last")]),
        ("They last two weeks.", "en", [("amount", "two weeks")]),
        ("A 10 second timeout.", "en", [("amount", "10 second")]),
        ("Am 3. Werktag, nicht am 4. 5.", "de", [("place", "3."), ("amount", "4"), ("amount", "5")]),
        ("There were 3. Then", "en", [("amount", "3")]),
        ("At 25:00 or 10:75 h.", "en", [("amount", "25"), ("amount", "00"), ("amount", "10"), ("amount", "75 h")]),
        ("`retry_after` is 1.234.567 or 01.02.2024", "en",
         [("code", "`retry_after`"), ("amount", "1.234.567"), ("date", "01.02.2024")]),
        ("half of 3 May, half a loaf", "en", [("amount", "half"), ("date", "3 May"), ("amount", "half")]),
        ("`half` of 3 million_rows", "en", [("code", "`half`"), ("code", "million_rows")]),
        ("two hundred and", "en", [("amount", "two hundred")]),
        ("5 kg, m² and 3 parrots in cages", "en", [("amount", "5 kg"), ("amount", "3")]),
    ],
)  # fmt: skip
def test_what_is_no_fact_is_left(text: str, language: str, expected: list[tuple[str, str]]) -> None:
    assert told(text, language) == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("The key is kept by Jonas Lind.", "en", ["Jonas Lind"]),
        ("The Leeds office is closed, and You may go to IBM.", "en", ["Leeds"]),
        ("Mrs Okafor and Dr. Berg met Brandt & Sons.", "en", ["Okafor", "Berg", "Brandt & Sons"]),
        ("Brandt & Sons wrote.", "en", ["Brandt & Sons"]),
        ("Frau Keller übernimmt die Buchhaltung.", "de", ["Keller"]),
        ("Protocol was signed by Соколов.", "ru", ["Соколов"]),
        ("Payment is due.", "en", []),
    ],
)
def test_names_are_told_by_capitals_and_titles(text: str, language: str, expected: list[str]) -> None:
    assert [words for kind, words in told(text, language) if kind == "name"] == expected


def test_a_name_at_the_beginning_is_known_from_elsewhere() -> None:
    names = names_in("Sofia reports to Daniel. Later, Sofia left NATO. The chair went.", "en")
    assert names == {"daniel", "sofia"}
    (fact,) = facts_in("Sofia left.", "en", names)
    assert (fact.kind, fact.values) == ("name", {"sofia"})
    assert names_in("Die Miete, Kaution und Heizung.", "de") == frozenset()


def test_names_in_part_the_same_are_not_certain() -> None:
    one, other, third = (facts(f"It is {name}.")[0] for name in ("Anna Lee", "Ben Lee", "Lee"))
    assert relation(one, other) == "unsure"
    assert relation(one, third) == relation(third, one) == "same"
