"""Citing, the heart of the product: what is quoted stands there, what nothing supports is marked, spans are exact."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from alcove.rag.cite import CiteEvent, Citer, Text, open_quotation
from alcove.rag.sentences import sentence_spans, unwrapped
from alcove.rag.types import Citation, Hit, Unsupported
from tests.rag.evidence import alike, hit

LEASE = hit(
    "Machines may run on weekdays from 8:00 to 18:00. Machines may not run on Sundays and public holidays. "
    "The monthly rent is £3,200 and falls due on the 5th. The deposit is 6400 pounds.",
    1,
    start=500,
    page=2,
)
OIL = hit("Tung oil dries in 48 hours. Linseed oil needs three days, e.g. in winter. Wipe off what is left over.", 2)
ROOF = hit("Крышу починили в июне 2021 года за 12 000 ₽. Работал мастер Семён.", 3)
LIBRARY = [LEASE, OIL, ROOF]


def cite(answer: str, hits: Sequence[Hit] = LIBRARY, question: str = "?", cuts: Sequence[int] = ()) -> Citer:
    """Run an answer through a citer, cut into pieces at `cuts`, and check what holds for every answer."""
    citer = Citer(hits, question, alike)
    events: list[CiteEvent] = []
    places = sorted({0, len(answer), *(cut for cut in cuts if cut <= len(answer))})
    for start, end in pairwise(places):
        events += citer.feed(answer[start:end])
    events += citer.finish()
    assert "".join(event.text for event in events if isinstance(event, Text)) == citer.text
    assert [event for event in events if isinstance(event, Citation)] == citer.citations
    assert [event for event in events if isinstance(event, Unsupported)] == citer.unsupported
    check_spans(citer, hits)
    return citer


def check_spans(citer: Citer, hits: Sequence[Hit]) -> None:
    """Every citation's quote is its span; spans in the answer lie in it; markers are numbered by first use."""
    for citation in citer.citations:
        source = next(h for h in hits if h.uri == citation.uri)
        assert source.start <= citation.start < citation.end <= source.end
        assert citation.page == source.page
        if citation.verbatim:
            assert citation.quote == source.text[citation.start - source.start : citation.end - source.start]
        assert 0 <= citation.answer_start < citation.answer_end <= len(citer.text)
    for mark in citer.unsupported:
        assert 0 <= mark.start < mark.end <= len(citer.text)
        assert mark.text in citer.text[mark.start : mark.end]
    firsts = list(dict.fromkeys(citation.marker for citation in citer.citations))
    assert firsts == list(range(1, len(firsts) + 1))


# General knowledge


def told(answer: str, hits: Sequence[Hit] = LIBRARY, label: str = "general knowledge") -> Citer:
    """Run an answer that may come from general knowledge too through a citer."""
    citer = Citer(hits, "?", alike, general=label)
    for _ in (*citer.feed(answer), *citer.finish()):
        continue
    check_spans(citer, hits)
    return citer


def test_what_the_evidence_does_not_say_is_told_apart_as_general_knowledge() -> None:
    citer = told("Tung oil dries in 48 hours. The sea is deep and salty. Wipe off what is left over.")
    assert citer.text == (
        "“Tung oil dries in 48 hours” [1]. The sea is deep and salty (general knowledge). "
        "“Wipe off what is left over” [1]."
    )
    (mark,) = citer.unsupported
    assert mark.general
    assert citer.text[mark.start : mark.end] == "The sea is deep and salty (general knowledge)"
    assert mark.text == "The sea is deep and salty"


@pytest.mark.parametrize(
    "sentence",
    [
        "Linseed oil needs four days",  # what stands there is otherwise
        "The passages speak of whales and ships",
        "The provided text names a whale",
        "В тексте говорится о китах и кораблях",
    ],
)
def test_what_claims_to_come_from_the_evidence_and_does_not_is_no_general_knowledge(sentence: str) -> None:
    citer = told(f"{sentence}.")
    assert [(mark.text, mark.general) for mark in citer.unsupported] == [(sentence, False)]
    assert citer.text == f"{sentence}."


def test_where_general_knowledge_is_welcome_short_sentences_are_told_apart_too() -> None:
    citer = told("Yes. Tung oil. Tokyo! …")
    assert citer.text == "Yes. Tung oil [1]. Tokyo (general knowledge)! …"
    assert cite("Yes. Tung oil. Tokyo! …").text == "Yes. Tung oil. Tokyo! …", "as ever where it is not"


def test_a_sentence_with_a_quotation_is_judged_as_ever() -> None:
    citer = told("As they say, “Wipe off what is left over”, and whales sing about the deep and very salty sea.")
    assert "general" not in citer.text
    assert [mark.general for mark in citer.unsupported] == [False]


def test_without_evidence_all_of_an_answer_is_general_knowledge_and_needs_no_label() -> None:
    answer = "The sea is deep and salty. Melville wrote “Moby-Dick” about a whale."
    citer = told(answer, (), "")
    assert citer.text == answer
    assert [mark.general for mark in citer.unsupported] == [True, True]


# Sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("He said “no.” Then he left.", ["He said “no.”", "Then he left."]),
        ("Wait… what?! Yes.", ["Wait…", "what?!", "Yes."]),
        ("Dr. Smith met J. Brown, i.e. him. They ate.", ["Dr. Smith met J. Brown, i.e. him.", "They ate."]),
        ("В 2021 г. крышу починили. Ул. Мира, стр. 5.", ["В 2021 г. крышу починили.", "Ул. Мира, стр. 5."]),
        ("Version 3.5 of example.com is out. Good", ["Version 3.5 of example.com is out.", "Good"]),
        ("It takes 25. The rest waits.", ["It takes 25.", "The rest waits."]),
        ("1. First thing\n2. Second thing", ["1. First thing", "2. Second thing"]),
        ("See no. 5 and p. 7. The answer is no. Next.", ["See no. 5 and p. 7.", "The answer is no.", "Next."]),
        ("Plan B! Or plan C? Yes.", ["Plan B!", "Or plan C?", "Yes."]),
        ("  \n\n one line\n\nother line  ", ["one line", "other line"]),
        ("", []),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in sentence_spans(text)] == sentences


@given(st.text(st.sampled_from('ab1 .!?…\n"»)')))
def test_sentences_hold_every_character_in_order(text: str) -> None:
    spans = list(sentence_spans(text))
    assert all(start < end for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert "".join("".join(text[s:e] for s, e in spans).split()) == "".join(text.split())


def test_lines_of_a_paragraph_are_joined_and_offsets_kept() -> None:
    text = (
        "Machines may run on weekdays from eight\nto eighteen and never on Sundays, says\r\nthe lease.\n"
        "Heading\n- one item of a list that is long enough\n- other\n"
    )
    joined = unwrapped(text)
    assert len(joined) == len(text)
    assert "from eight to eighteen and never on Sundays, says  the lease.\nHeading\n- one item" in joined
    assert "long enough\n- other" in joined


@given(st.text(st.sampled_from("ab -\r\n|1.\x0c\u2028")))
def test_joining_lines_changes_line_ends_only(text: str) -> None:
    joined = unwrapped(text)
    assert len(joined) == len(text)
    assert all(new == old or (old in "\r\n" and new == " ") for old, new in zip(text, joined, strict=True))


# Support


def test_a_supported_sentence_is_cited_with_the_sentence_it_rests_on() -> None:
    citer = cite("Machines may not run on Sundays or public holidays.")

    assert citer.text == "Machines may not run on Sundays or public holidays [1]."
    assert citer.unsupported == []
    (citation,) = citer.citations
    assert citation.quote == "Machines may not run on Sundays and public holidays."
    assert citation.verbatim
    assert (citation.marker, citation.uri, citation.page) == (1, "/library/1.md", 2)
    assert citation.start == 500 + LEASE.text.index("Machines may not")
    assert (
        citer.text[citation.answer_start : citation.answer_end] == "Machines may not run on Sundays or public holidays"
    )


def test_two_neighbouring_sentences_may_support_one() -> None:
    citer = cite("The monthly rent of £3,200 falls due on the 5th and the deposit is 6400 pounds.")
    (citation,) = citer.citations
    assert citation.quote.startswith("The monthly rent")
    assert citation.quote.endswith("6400 pounds.")


def test_sentences_of_two_passages_never_support_one_together() -> None:
    first, second = hit("The red boat sleeps.", 1), hit("The green house sings.", 2)
    citer = cite("The red boat sleeps and the green house sings loudly tonight.", [first, second])
    assert citer.citations == []


def test_an_unsupported_sentence_is_marked_with_its_span() -> None:
    citer = cite("Tung oil dries in 48 hours. The moon is made of green cheese. Wipe off what is left over.")

    assert citer.text == (
        "“Tung oil dries in 48 hours” [1]. The moon is made of green cheese. “Wipe off what is left over” [1]."
    )
    (mark,) = citer.unsupported
    assert mark.text == "The moon is made of green cheese" == citer.text[mark.start : mark.end]
    assert "no passage" in mark.why


def test_the_passages_title_and_heading_count_as_said() -> None:
    passage = hit("It dries in two days.", title="Tung oil", heading="Drying times")
    assert cite("Tung oil drying dries in two days.", [passage]).unsupported == []


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        (
            "The monthly rent is £3,300 and falls due on the 5th.",
            "The monthly rent is £3,200 and falls due on the 5th.",
        ),
        ("The monthly rent is £3,200 and falls due on the 6th.", "The monthly rent is £3200 and falls due on the 5th."),
        ("The deposit is 640 pounds.", "The deposit is 6,400 pounds."),
        ("The deposit is -6400 pounds.", "The deposit is 6400 pounds."),
        ("Machines may run on weekdays from 8:00 to 19:00.", "Machines may run on weekdays from 8:00 to 18:00."),
        ("Tung oil dries in 4 hours.", "Tung oil dries in 48 hours."),
        ("Крышу починили в июне 2020 года за 12 000 ₽.", "Крышу починили в июне 2021 года за 12000 ₽."),
        ("Крышу починили в июне 2021 года за 12 ₽.", "Крышу починили в июне 2021 года за 12\u00a0000 ₽."),
        ("48 days and 3 hours.", "48 hours."),
        ("1. Tung oil dries in 1 hour.", "1. Tung oil dries in 48 hours."),
    ],
)
def test_numbers_that_differ_are_never_supported(wrong: str, right: str) -> None:
    refused, accepted = cite(wrong), cite(right)
    assert refused.citations == [] and len(refused.unsupported) == 1
    assert accepted.unsupported == [] and len(accepted.citations) == 1


@given(st.integers(0, 99_999))
def test_no_other_number_is_supported(number: int) -> None:
    supported = not cite(f"The deposit is {number} pounds.").unsupported
    assert supported == (number == 6400)


def test_a_neighbouring_sentence_lends_no_number_alone() -> None:
    citer = cite("The deposit is 5 pounds.")  # 5 stands in the sentence before, of the rent
    assert citer.citations == [] and len(citer.unsupported) == 1


def test_evidence_without_words_is_passed_over() -> None:
    assert cite("Tung oil dries in 48 hours.", [hit("***\n\n— — —\n\nTung oil dries in 48 hours.")]).unsupported == []


def test_a_short_answer_is_cited_when_it_names_a_figure_and_left_alone_when_it_does_not() -> None:
    assert cite("48 hours.").text == "48 hours [1]."
    plain = cite("Yes indeed.")
    assert plain.text == "Yes indeed." and not plain.citations and not plain.unsupported


@pytest.mark.parametrize(
    "text", ["# What the lease says about hats", "Here is what the papers say:", "**All sources:**"]
)
def test_headings_and_introductions_are_neither_cited_nor_marked(text: str) -> None:
    citer = cite(text)
    assert (citer.text, citer.citations, citer.unsupported) == (text, [], [])


def test_without_evidence_every_sentence_is_marked() -> None:
    citer = cite("Tung oil dries in 48 hours. Words of “someone else entirely” too.", hits=[])
    assert citer.citations == []
    assert [mark.start for mark in citer.unsupported] == [0, 37, 28]


def test_words_that_weigh_nothing_support_nothing() -> None:
    citer = Citer([OIL], "?", lambda words: dict.fromkeys(words, 0.0))
    list(citer.feed("Tung oil is dry in 48 hours."))
    list(citer.finish())
    assert citer.citations == [] and len(citer.unsupported) == 1


# Quotations


QUOTES = ["“{}”", "«{}»", "„{}“", "„{}”", '"{}"', "‘{}’", "'{}'"]


@pytest.mark.parametrize("marks", QUOTES)
def test_a_quotation_is_looked_up_and_cited(marks: str) -> None:
    quotation = marks.format("dries in 48 hours")
    citer = cite(f"The book says that it {quotation}, no more.")

    citation = citer.citations[0]
    assert citation.verbatim
    assert citation.quote == "dries in 48 hours"
    assert citation.start == OIL.text.index("dries")
    assert citer.text[citation.answer_start : citation.answer_end] == quotation
    assert not any("verbatim" in mark.why for mark in citer.unsupported)


@pytest.mark.parametrize("marks", QUOTES)
def test_a_quotation_that_stands_nowhere_is_marked_with_the_nearest_text(marks: str) -> None:
    quotation = marks.format("tung oil dries in a week")
    citer = cite(f"The book says {quotation} about drying.")

    mark = citer.unsupported[0]
    assert "not a verbatim quotation" in mark.why
    assert mark.text == "tung oil dries in a week"
    assert citer.text[mark.start : mark.end] == quotation
    nearest = citer.citations[0]
    assert not nearest.verbatim
    assert nearest.quote == "tung oil dries in a week"
    assert OIL.text[nearest.start : nearest.end] == "Tung oil dries in 48 hours."


def test_a_quotation_with_nothing_in_common_is_not_tied_to_any_place() -> None:
    citer = cite("He shouted “bananas everywhere tonight” at us.")
    assert citer.citations == []
    assert "verbatim" in citer.unsupported[0].why


def test_a_quotation_of_the_question_needs_no_source() -> None:
    citer = cite("Nothing is said of “purple paint”.", question="Is purple paint allowed?")
    assert not any("verbatim" in mark.why for mark in citer.unsupported)


def test_final_punctuation_inside_the_marks_may_be_the_answers_own() -> None:
    citer = cite("The book says “Tung oil dries in 48 hours,” and more. It adds “Wipe off what is left over!”")
    assert [c.quote for c in citer.citations if c.verbatim][:1] == ["Tung oil dries in 48 hours"]
    assert not any("verbatim" in mark.why for mark in citer.unsupported)


def test_the_pieces_around_an_ellipsis_are_looked_up_one_by_one() -> None:
    citer = cite("It says “Machines may run … on Sundays and public holidays … on Saturdays”.")
    assert [c.quote for c in citer.citations if c.verbatim][:2] == [
        "Machines may run",
        "on Sundays and public holidays",
    ]
    assert [mark.text for mark in citer.unsupported][:1] == ["on Saturdays"]


def test_a_quotation_of_several_sentences_is_one_quotation() -> None:
    text = "Machines may run on weekdays from 8:00 to 18:00. Machines may not run on Sundays and public holidays."
    right = cite(f"The lease says: “{text}” That is all it says about machines.")
    assert right.citations[0].quote == text
    assert right.text.startswith(f"The lease says: “{text}” [1] That is all")

    wrong = cite("The lease says: “Machines may run at night. Nobody may complain.” That is all.")
    assert "verbatim" in wrong.unsupported[0].why
    assert wrong.unsupported[0].text == "Machines may run at night. Nobody may complain."


def test_a_quotation_that_is_never_closed_is_looked_up_all_the_same() -> None:
    assert "verbatim" in cite("The lease says “machines may run at night").unsupported[0].why
    assert cite("The lease says «Machines may run on weekdays").citations[0].quote == "Machines may run on weekdays"


def test_an_open_quotation_ends_with_its_line() -> None:
    citer = cite(
        "Some “quotation never ends here. Tung oil dries.\nTung oil dries in 48 hours. Wipe off what is left over."
    )
    assert citer.text.endswith("\n“Tung oil dries in 48 hours” [1]. “Wipe off what is left over” [1].")


def test_apostrophes_and_inches_are_no_quotations() -> None:
    citer = cite("It's the owners' oil, and it doesn't matter. A 5\" board isn't 6\" wide.")
    assert not any("verbatim" in mark.why for mark in citer.unsupported)


def test_quotation_marks_around_nothing_are_ignored() -> None:
    assert cite('He wrote “…” and "!" there.', [OIL]).citations == []


def test_markers_stand_behind_closing_marks() -> None:
    assert cite("He wrote: “Wipe off what is left over.” Then he left.").text.startswith(
        "He wrote: “Wipe off what is left over.” [1] Then"
    )
    assert cite("**Tung oil dries in 48 hours.** And (wipe off what is left over.)").text == (
        "**Tung oil dries in 48 hours [1].** And (wipe off what is left over [1].)"
    )


# Markers, lists, code


def test_markers_are_numbered_by_first_use_and_reused() -> None:
    citer = cite("Linseed oil needs three days. The deposit is 6400 pounds. Tung oil dries in 48 hours.")
    assert citer.text == (
        "Linseed oil needs three days [1]. “The deposit is 6400 pounds” [2]. “Tung oil dries in 48 hours” [1]."
    )
    assert [c.marker for c in citer.citations] == [1, 2, 1]


@pytest.mark.parametrize(
    "answer",
    [
        "Tung oil dries in 48 hours [2]. The deposit is 6400 pounds [1].",
        "Tung oil dries in 48 hours.[2] The deposit is 6400 pounds.[1]",
        "Tung oil dries in 48 hours. [2] The deposit is 6400 pounds. [1]",
        "Tung oil [2, 3] dries in 48 hours [7] [8]. The deposit [1] is 6400 pounds[1][2].",
        "Tung oil dries in 48 hours[2]. The deposit is 6400 pounds. [1, 2] ",
    ],
)
def test_the_models_own_markers_give_way_to_ours(answer: str) -> None:
    assert cite(answer).text == "“Tung oil dries in 48 hours” [1]. “The deposit is 6400 pounds” [2]."


def test_other_brackets_stay() -> None:
    assert cite("See [a], [link](url), [ 1 and [").text == "See [a], [link](url), [ 1 and ["


def test_items_of_a_list_are_sentences_without_their_bullets() -> None:
    citer = cite("- Tung oil dries in 48 hours\n* The moon is made of cheese\n1. The deposit is 6400 pounds\n")
    assert citer.text == (
        "- “Tung oil dries in 48 hours” [1]\n* The moon is made of cheese\n1. “The deposit is 6400 pounds” [2]\n"
    )
    spans = [citer.text[c.answer_start : c.answer_end] for c in citer.citations]
    assert spans == ["“Tung oil dries in 48 hours”", "“The deposit is 6400 pounds”"]
    assert [mark.text for mark in citer.unsupported] == ["The moon is made of cheese"]


def test_abbreviations_do_not_end_a_sentence() -> None:
    citer = cite("Linseed oil needs three days, e.g. in winter. Wipe off what is left over.")
    assert citer.text == "“Linseed oil needs three days, e.g. in winter” [1]. “Wipe off what is left over” [1]."


@pytest.mark.parametrize("fence", ["```", "~~~~", "  ```"])
def test_code_is_left_as_it_is(fence: str) -> None:
    code = f'{fence}python\nx = a[0]. b [1]\nsay("Machines may run at night. Always")\n  ``\n{fence}\n'
    citer = cite(f"{code}Tung oil dries in 48 hours.")
    assert citer.text == f"{code}“Tung oil dries in 48 hours” [1]."
    assert citer.unsupported == []


def test_a_shorter_or_another_fence_does_not_close_the_code() -> None:
    code = "````\n```\n~~~~\n```` not the end\nMachines may run at night, every night.\n"
    citer = cite(code)
    assert citer.text == code
    assert citer.unsupported == []


def test_code_that_never_ends_is_shown_whole() -> None:
    citer = cite("```\nx = a[1]. Machines may run at night")
    assert citer.text == "```\nx = a[1]. Machines may run at night"
    assert citer.unsupported == []


# What the product says itself


def test_own_words_are_neither_cited_nor_marked() -> None:
    citer = Citer(LIBRARY, "?", alike)
    list(citer.say("The moon is made of green cheese.\n\n"))
    list(citer.feed("```\na[1]\n```\nTung oil dries in 48 hours."))
    list(citer.finish())
    assert citer.text == "The moon is made of green cheese.\n\n```\na[1]\n```\n“Tung oil dries in 48 hours” [1]."
    assert citer.unsupported == []


def test_an_extract_is_a_quotation_on_a_line_of_its_own() -> None:
    passage = hit("First. The house\u00adhold pays\n30 pounds. Last.", start=40)
    citer = Citer([passage], "?", alike)
    start = 40 + passage.text.index("The house")
    events = list(citer.extract(passage, start, start + 30))
    list(citer.extract(passage, start, start + 30))

    assert isinstance(events[0], Citation), "the citation comes before the text that holds its marker"
    assert citer.text == "> “The household pays 30 pounds.” [1]\n\n" * 2
    check_spans(citer, [passage])
    for citation in citer.citations:
        assert citation.quote == "The house\u00adhold pays\n30 pounds."
        assert citer.text[citation.answer_start : citation.answer_end] == "“The household pays 30 pounds.”"


def test_a_citation_comes_before_the_text_that_holds_its_marker() -> None:
    citer = Citer(LIBRARY, "?", alike)
    shown = ""
    for event in [*citer.feed("Tung oil dries in 48 hours. So it is."), *citer.finish()]:
        if isinstance(event, Text):
            shown += event.text
        elif isinstance(event, Citation):
            assert f"[{event.marker}]" not in shown


def test_text_is_shown_as_soon_as_it_is_certain() -> None:
    citer = Citer(LIBRARY, "?", alike)
    list(citer.feed("It dries"))
    assert citer.text == "It dries"
    list(citer.feed(" in 48 hours"))
    assert citer.text == "It dries in 48 hours"
    list(citer.feed(". "))
    assert citer.text == "It dries in 48 hours"
    list(citer.feed("Next"))
    assert citer.text == "It dries in 48 hours [1]. Next"


def test_saying_the_same_again_and_again_is_noticed() -> None:
    citer = Citer(LIBRARY, "?", alike)
    assert not citer.looping
    list(citer.feed("It is oil. It is oil. Is it? "))
    assert not citer.looping
    list(citer.feed("It is oil. So"))
    assert citer.looping


# Streaming


PIECES = [
    "Tung oil dries in 48 hours", "The moon is made of cheese", "“dries in 48 hours”", "“not in there”", "Так",
    "«Крышу починили»", '"', "“", "”", "'", "’", " ", "  ", "\n", "\n\n", "\r\n", ".", "?!", "…", "...", ",", ")",
    "(", "**", "_", "[1]", " [2, 3]", "[", "]", "[1", "1", "9", " e.g", " no", "- ", "1. ", "# ", "> ", "```",
    "```py\n", "~~~\n", ":", "\u00a0", "\u00ad",
]  # fmt: skip
ANSWERS = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
CUTS = st.lists(st.integers(0, 200), max_size=40)


@given(ANSWERS, CUTS)
@example("Hello there you. [1] Next", [15])
@example("Hello there you.\nNext", [17])
@example("So it is.” [12] x", [9, 13])
@example("```\na[1]\n```\nx[1]", [2, 5, 10])
def test_pieces_make_no_difference(answer: str, cuts: list[int]) -> None:
    whole, pieces, letters = cite(answer), cite(answer, cuts=cuts), cite(answer, cuts=range(len(answer)))
    for other in (pieces, letters):
        assert other.text == whole.text
        assert other.citations == whole.citations
        assert other.unsupported == whole.unsupported
        assert other.looping == whole.looping


@given(ANSWERS)
def test_nothing_of_an_answer_is_lost_but_its_own_markers(answer: str) -> None:
    def letters(text: str) -> list[str]:
        return [c for c in text if c.isalpha()]

    assert letters(cite(answer).text) == letters(answer)


# A sentence that is one of the evidence's


def test_a_sentence_is_held_back_while_it_may_be_one_of_the_evidences() -> None:
    citer = Citer(LIBRARY, "?", alike)
    list(citer.feed("1. Tung oil dries"))
    assert (citer.text, citer.written) == ("", "1. Tung oil dries")
    list(citer.feed(" in 48 hours. Linseed oil needs three"))
    assert citer.text == "1. “Tung oil dries in 48 hours” [1]. "
    list(citer.feed(" weeks"))
    assert citer.text == citer.written == "1. “Tung oil dries in 48 hours” [1]. Linseed oil needs three weeks"
    assert [c.quote for c in citer.citations] == ["Tung oil dries in 48 hours"]


@pytest.mark.parametrize(
    "answer",
    [
        "Tung oil dries in 48 hours or less.",  # goes on where the evidence does not
        "Linseed oil needs three days.",  # ends before the evidence does: it may reserve something
        "Wipe off what is left.",
        "tung oil dries in 48 hours.",
        "Tung oil dries in 48 hours.”",  # a mark of its own
        "Shed “B” is let until May.",  # marks within marks
        "Run `make all` at night only.",
        "Hats are welcome.",  # too short to tell anything by itself
    ],
)
def test_no_other_sentence_gets_quotation_marks(answer: str) -> None:
    others = hit("Shed “B” is let until May. Run `make all` at night only. Hats are welcome.", 4)
    assert cite(answer, [*LIBRARY, others]).text.replace(" [1]", "") == answer


@pytest.mark.parametrize(
    ("passage", "answer"),
    [
        ("The plan covers hearing aids for everybody", "The plan covers hearing aids for everybody."),  # the chunk ends
        (
            "The plan covers hearing aids for everybody\nwho was sent by a doctor, but for nobody else outside "
            "the scheme of retired members.",
            "The plan covers hearing aids for everybody.",
        ),
        ("it is said that the plan covers all.", "it is said that the plan covers all."),  # the chunk begins within it
    ],
)
def test_a_part_of_a_sentence_gets_no_quotation_marks(passage: str, answer: str) -> None:
    assert "“" not in cite(answer, [hit(passage, 4)]).text


def test_items_of_the_evidences_lists_are_sentences_too() -> None:
    rules = hit("You must:\n\n- Sweep the yard on every Friday\n- Lock the gate at night and on Sundays\n", 4)
    assert cite("Sweep the yard on every Friday.", [rules]).text == "“Sweep the yard on every Friday” [1]."


# Answers that the evidence does not hold


@pytest.mark.parametrize(
    ("answer", "unfounded"),
    [
        ("The moon is made of green cheese.", True),
        ("The moon is made of green cheese. Tung oil dries in 48 hours.", False),
        ("The moon is made of cheese, and oil is said to dry in 48 hours, like tung.", False),
        ("They write “dries in 48 hours”, and the moon is made of green cheese.", False),
        ("Yes.", False),  # says nothing that could be looked up
        ("The passages do not say how long a hat lasts.", True),
        ("The text doesn’t mention hats.", True),
        ("Hats are not mentioned in the documents.", True),
        ("No information is given in the passages.", True),
        ("В тексте об этом не говорится.", True),
        ("The documents do not say it of hats. Tung oil dries in 48 hours.", False),
    ],
)
def test_an_answer_of_which_the_evidence_says_nothing_is_unfounded(answer: str, unfounded: bool) -> None:
    assert cite(answer).unfounded == unfounded


@pytest.mark.parametrize(
    "claim",
    [
        "Personal information is not shared with any other company.",
        "Documents are not returned to whoever leaves the parish.",
        "Meals are not provided in the guest house on the hill.",
        "Тексты песен не продаются в киоске на площади.",
    ],
)
def test_a_denial_of_something_else_admits_nothing_and_is_marked(claim: str) -> None:
    assert [mark.text for mark in cite(claim).unsupported] == [claim.rstrip(".")]


def test_that_the_passages_do_not_say_it_is_neither_cited_nor_marked() -> None:
    citer = cite("The passages do not say how many hours tung oil dries.")
    assert (citer.citations, citer.unsupported) == ([], [])


# The words an answer rests on


def ended(answer: str) -> Citer:
    """Run an answer through a citer that ends it with a quotation, if there is one worth it."""
    citer = Citer(LIBRARY, "?", alike)
    for _ in (*citer.feed(answer), *citer.finish(), *citer.quote_evidence()):
        continue
    check_spans(citer, LIBRARY)
    return citer


def test_an_answer_ends_with_the_words_it_rests_on_most() -> None:
    citer = ended("The rent is £3,200. The rent falls due on the 5th.")
    assert citer.text == (
        "The rent is £3,200 [1]. The rent falls due on the 5th [1].\n\n"
        "> “The monthly rent is £3,200 and falls due on the 5th.” [1]\n\n"
    )


def test_words_that_begin_within_a_sentence_are_not_the_best_to_end_with() -> None:
    passages = [
        hit("and the shed on the hill is painted green by the parish in every fourth year.", 1),
        hit("The boat on the lake is varnished by its owner in May and in June.", 2),
    ]
    citer = Citer(passages, "?", alike)
    answer = "The shed is painted green in every fourth year. The boat is varnished in May."
    for _ in (*citer.feed(answer), *citer.finish(), *citer.quote_evidence()):
        continue
    assert "> “The boat on the lake" in citer.text


@pytest.mark.parametrize(
    "answer",
    [
        "Tung oil dries in 48 hours.",  # says just that
        "Tung oil “dries in 48 hours”, so wait two days.",  # quotes itself
        "Ships sail on the sea.",  # rests on nothing
        "```\nTung oil dries\n",  # ends in code
    ],
)
def test_nothing_is_quoted_twice_or_without_support(answer: str) -> None:
    assert "> “" not in ended(answer).text


@pytest.mark.parametrize(
    ("text", "at"),
    [("He said “one” and “two", 18), ("He said “one”.", None), ('a "b" "c', 6), ("", None), ("„eins“ «deux", 7)],
)
def test_a_quotation_that_is_not_closed_is_found(text: str, at: int | None) -> None:
    assert open_quotation(text) == at
