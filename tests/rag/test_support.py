"""What supports a sentence of an answer: words, figures in their places, and neither side denying the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from alcove.core.folding import fold
from alcove.rag.sentences import sentence_spans, unwrapped
from alcove.rag.support import SUPPORT, Evidence, numbers_of
from alcove.rag.types import Hit
from tests.rag.evidence import alike, hit

BEES = hit(
    "3 May. Charged queen cups in Hazel, removed four. 24 May. Hazel swarmed at about eleven in the morning and "
    "settled in the pear tree. 19 July. Honey off: 14 kg from Juniper, 6 kg from Hazel. No dogs near the hives.",
    title="Bees, season 2025",
)
COVER = hit(
    "Part Period Covered until\nBoiler, parts and labour 7 years 8 October 2030\nFlue supplied by us 5 years 8 October "
    "2028\nRoom thermostat 2 years 8 October 2025\n",
    2,
    title="Your warranty",
)
PUMP = hit(
    "Обратный клапан меняйте раз в три года. Гарантия 24 месяца со дня продажи. Она не распространяется на кабель, "
    "сетку и на поломки от работы всухую.",
    3,
)
RULES = hit(
    "4. Wait 20 minutes, then wipe the surface. Hotels: up to 140 euros a night, in Paris and London 190 euros. The "
    "client waits 0.5, 1 and 2 seconds between attempts and never retries POST.",
    4,
)


def supported(sentence: str, *evidence: Hit) -> bool:
    found = Evidence(evidence, alike).nearest(sentence)
    return found is not None and found.enough


@pytest.mark.parametrize(
    ("sentence", "evidence"),
    [
        ("Yes, the boiler is covered until 8 October 2030.", COVER),
        ("Your boiler's warranty covers parts and labour for seven years.", COVER),
        ("Hazel swarmed on 24 May and settled in the pear tree.", BEES),
        ("14 kg of honey came from Juniper and 6 kg from Hazel.", BEES),
        ("Dogs are not allowed near the hives.", BEES),
        ("Гарантия — 24 месяца со дня продажи.", PUMP),
        ("Обратный клапан меняют раз в 3 года.", PUMP),
        ("Гарантия не распространяется на поломки от работы всухую.", PUMP),
        ("Wait twenty minutes and wipe the surface.", RULES),
        ("Hotels cost up to 140 euros a night.", RULES),
        ("The client waits 0.5, 1 and 2 seconds between the attempts.", RULES),
        ("POST is only retried if you ask the client.", RULES),
        ("Wait no longer than 20 minutes, then wipe the surface.", RULES),
    ],
)
def test_what_the_evidence_says_in_other_words_is_supported(sentence: str, evidence: Hit) -> None:
    assert supported(sentence, evidence)


@pytest.mark.parametrize(
    ("sentence", "evidence"),
    [
        ("The boiler is covered until 8 October 2031.", COVER),
        ("The flue is from us and has seven years.", COVER),
        ("Juniper swarmed in the morning and settled in the pear tree.", BEES),
        ("6 kg of honey came from Juniper.", BEES),
        ("Dogs are welcome near the hives.", BEES),
        ("Обратный клапан меняют раз в пять лет.", PUMP),
        ("Гарантия распространяется на поломки от работы всухую.", PUMP),
        ("Wait 20 seconds, then wipe the surface.", RULES),
        ("Wait 4 minutes, then wipe the surface.", RULES),
        ("Hotels cost 190 euros a night.", RULES),
        ("The client does not wait between attempts for hotels.", RULES),
        ("The client retries POST between attempts.", RULES),
        ("Varroa mites weaken the colonies.", BEES),
    ],
)
def test_other_rows_other_figures_and_denials_are_not(sentence: str, evidence: Hit) -> None:
    assert not supported(sentence, evidence)


@pytest.mark.parametrize(
    ("sentence", "evidence"),
    [
        ("Pets are allowed in the flat.", "Pets are forbidden in the flat."),
        ("The landlord pays for the repair of the boiler.", "The tenant pays for the repair of the boiler."),
        ("The least it takes is 60 minutes at minimum heat.", "The least it takes is 60 minutes at maximum heat."),
        ("The boiler was last serviced in May 2023.", "The boiler was last serviced in June 2023."),
        ("Version 2.1 supports Windows 7.", "Version 2.1 no longer supports Windows 7."),
        ("`get` returns None if a key is missing.", "`get` does not return None if a key is missing."),
        ("Python lists are mutable.", "Python lists are immutable."),
        ("Haustiere sind in der Wohnung erlaubt.", "Haustiere sind in der Wohnung nicht erlaubt."),
        ("Les chiens sont admis dans la maison.", "Les chiens ne sont pas admis dans la maison."),
        ("Животные в квартире разрешены.", "Животные в квартире запрещены."),
    ],
)
def test_what_the_evidence_contradicts_is_not(sentence: str, evidence: str) -> None:
    assert not supported(sentence, hit(evidence))
    assert supported(evidence, hit(evidence))


def test_what_another_does_supports_nothing_of_somebody() -> None:
    lease = hit("5.1 The Landlord insures the building against fire. 5.2 The Tenant insures the machines and tools.")
    assert supported("The building is insured against fire by the landlord.", lease)
    assert not supported("The Tenant insures the building against fire.", lease)
    assert not supported("The Landlord insures the machines.", lease)
    club = hit("Anna Lee chairs the board. Ben Kurz keeps the minutes. He lives in Leeds, and Anna Lee in York.")
    assert supported("Ben Kurz lives in Leeds.", club) and supported("The minutes are kept by Ben Kurz.", club)
    assert not supported("Ben Kurz chairs the board.", club)
    assert not supported("The minutes are kept by Anna Lee.", club)


def test_what_stands_above_a_list_denies_its_items() -> None:
    policy = hit(
        "What is insured\n• Contents up to £500.\nWhat is not insured\n• Bees and beehives, and loss by swarming.\n"
        "• Damage by damp. Damage by storm is insured.\n"
    )
    assert supported("Bees and beehives are not insured.", policy)
    assert not supported("Bees and beehives are insured.", policy)
    assert supported("Contents are insured up to £500.", policy)
    assert supported("Damage by storm is insured.", policy)
    assert not supported("Damage by damp is insured.", policy)
    assert not supported("Ropes are lent.", hit("• Ropes.", heading="What is not lent"))


def test_in_an_enumeration_everybody_has_a_deed() -> None:
    day = hit("In May Tom checks brakes, Anna sells honey, and Raj prints the posters. Tom, Raj and Anna were present.")
    assert supported("Raj prints the posters.", day) and supported("Tom was present.", day)
    assert not supported("Tom prints the posters.", day)


def test_a_denial_goes_on_in_the_next_line() -> None:
    assert supported("Theft is no longer covered.", hit("Water and theft are no longer\ncovered."))


def test_a_bound_a_number_and_not_only_deny_nothing() -> None:
    assert supported("The repair takes 5 days.", hit("The repair takes no longer than 5 days."))
    assert supported("Bus 5 stops at the door.", hit("Bus No. 5 stops at the door."))
    assert supported("It covers the roof, and the walls.", hit("It covers not only the roof, but also the walls."))
    assert supported("The point of the plan is late.", hit("The next point of the plan is late."))


def test_what_is_written_without_spaces_is_compared_by_its_parts() -> None:
    lease = hit("合同于三月一日生效，房租每月支付一次。", 5)
    assert supported("房租每月支付一次。", lease)
    assert not supported("图书馆每天开放到晚上。", lease)


ROLE = hit(
    "The manager of the yard\n\n- Oversees daily operations\n- Creates a budget\n- Presents reports to the board\n"
    "- Analyzes systems and processes\n- Greets every visitor\n",
    6,
)


def test_a_sentence_that_enumerates_rests_on_the_items_of_a_list() -> None:
    said = (
        "The manager oversees daily operations, creates a budget, presents reports to the board and analyzes systems."
    )
    found = Evidence([ROLE], alike).nearest(said)
    assert found is not None and found.enough
    assert "\n- Creates a budget\n- Presents reports" in found.text
    assert "Greets" not in found.text

    def rarity(words: Sequence[str]) -> Mapping[str, float]:
        return {word: 1.0 if word in fold(ROLE.text) else 3.0 for word in words}

    longer = f"{said[:-1]}, hires staff, paints sheds and feeds cats."
    invented = Evidence([ROLE], rarity).nearest(longer)
    assert invented is not None and not invented.enough


def test_a_word_of_the_question_the_evidence_has_nowhere_speaks_against_more_than_one_of_the_answers_own() -> None:
    plan = hit("The standard plan covers online yoga.")
    said = "The standard plan covers postnatal toddler yoga."
    own, asked = (Evidence([plan], alike, question).nearest(said) for question in ("", "Is postnatal yoga covered?"))
    assert own is not None and asked is not None
    assert own.share > asked.share


def test_a_denial_needs_one_in_the_evidence() -> None:
    assert not supported("Hazel never swarmed in the morning.", hit("Hazel swarmed in the morning."))


def test_the_span_is_that_of_the_sentences_that_say_it() -> None:
    found = Evidence([COVER, BEES], alike).nearest("Honey: 14 kg from Juniper")
    assert found is not None and found.hit is BEES
    assert BEES.text[found.start : found.end].endswith("Honey off: 14 kg from Juniper, 6 kg from Hazel.")


def test_without_evidence_there_is_no_nearest_and_without_words_no_share() -> None:
    assert Evidence([], alike).nearest("Hazel swarmed.") is None
    found = Evidence([BEES], alike).nearest("Yes, it is.")
    assert found is not None and found.share == 0.0 < SUPPORT


def test_a_figure_behind_all_words_stands_by_itself() -> None:
    assert supported("The gate code: 4711.", hit("The gate code changes.\n\n4711"))


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("twenty-two bushes, двадцать два куста", {"20", "2"}),
        ("£1,280 or 1 280, minus −3", {"1280", "-3"}),
        ("the second coat, a third of a second", {"2nd", "3rd"}),
        ("half past 8:30", {"1/2", "8:30"}),
        ("one of them", set()),
    ],
)
def test_figures_are_read_as_digits_and_as_words(text: str, numbers: set[str]) -> None:
    assert numbers_of(text) == numbers


def test_rows_that_end_in_figures_stand_alone() -> None:
    rows = "Lift in staircase B yes 41\nBicycle racks in court 52\nBan on fireworks at all 38\n"
    spans = list(sentence_spans(unwrapped(rows)))
    assert [rows[start:end] for start, end in spans] == rows.splitlines()
