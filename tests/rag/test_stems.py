"""The same stem for a word however it is written, inflected or broken."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alcove.core.folding import fold
from alcove.rag.stems import content_stems, stem, stems


@pytest.mark.parametrize(
    "forms",
    [
        ["run", "runs", "running", "RUNNING"],
        ["invoice", "Invoices", "invoiced"],
        ["крыша", "крыши", "крышу", "КРЫШЕ", "крышей"],
        ["договор", "договора", "договору", "договоры", "Договоров"],
        ["починили", "починил", "починила"],
        ["ёлка", "елка", "Ёлка", "елки"],
        ["café", "cafe", "CAFÉ", "cafe\u0301"],
        ["naïve", "naive"],
        ["straße", "Straße"],
        ["йод", "Йод", "и\u0306од"],
        ["ёж", "еж", "е\u0308ж"],
        ["замок", "за\u0301мок"],
        ["household", "house\u00adhold", "house\ufffehold"],
        ["E9", "e9"],
    ],
)
def test_forms_of_a_word_share_a_stem(forms: list[str]) -> None:
    assert len({tuple(stems(form)) for form in forms}) == 1, [stems(form) for form in forms]
    assert all(len(stems(form)) == 1 for form in forms)


@pytest.mark.parametrize(("one", "other"), [("й", "и"), ("йод", "иод"), ("2021", "2020"), ("oil", "boil")])
def test_other_words_keep_other_stems(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_words_are_taken_in_order_and_parted_at_everything_else() -> None:
    assert stems("The rent: £3,200/month (due_on 5th).") == ["the", "rent", "3", "200", "month", "due", "on", "5th"]
    assert stems("  …!\n") == []


def test_folding_keeps_short_i_and_drops_the_marks_of_latin_letters() -> None:
    assert fold("ЁЖИЙ") == "ежий"
    assert fold("ÀÉÎÕÜ") == "aeiou"
    assert fold("Plain") == "plain"


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("de", ["Vertrag", "Verträge", "VERTRAGES", "Vertraege"]),
        ("de", ["Straße", "Strassen"]),
        ("fr", ["société", "sociétés", "Societe"]),
        ("es", ["habitación", "habitaciones", "HABITACION"]),
        ("it", ["contratto", "contratti"]),
        ("pt", ["informação", "informacao"]),
        ("pl", ["umowa", "umowy", "umowę"]),
        ("da", ["kontrakt", "kontrakter"]),
        ("fi", ["talo", "talossa"]),
        ("en", ["договор", "договором"]),
        ("de", ["σπίτι", "σπίτια"]),
    ],
)
def test_forms_share_a_stem_in_their_language_or_in_that_of_their_script(language: str, forms: list[str]) -> None:
    assert len({stem(form, language) for form in forms}) == 1, [stem(form, language) for form in forms]


def test_what_is_written_without_spaces_is_taken_by_pairs() -> None:
    assert stems("合同于三月") == ["合同", "同于", "于三", "三月"]
    assert stems("本 API設計") == ["本", "api", "設計"]
    assert stems("ＡＰＩ") == ["api"]


def test_vowel_signs_belong_to_their_words() -> None:
    assert len(stems("हिन्दी की किताब")) == 3
    assert len(stems("مُحَمَّد")) == 1


@given(st.text())
def test_composed_and_decomposed_text_have_the_same_stems(text: str) -> None:
    assert stems(unicodedata.normalize("NFD", text)) == stems(unicodedata.normalize("NFC", text))


@given(st.text())
def test_a_stem_is_a_word_the_keyword_index_can_quote(text: str) -> None:
    for word in stems(text):
        assert word
        assert '"' not in word
        assert not any(c.isspace() for c in word)


def test_content_stems_leave_function_and_question_words_out() -> None:
    assert content_stems("How much is the monthly rent of the workshop, please?") == ["month", "rent", "workshop"]
    assert content_stems("Сколько стоила крыша и кто её чинил?") == ["сто", "крыш", "чин"]
    assert content_stems("What is it?") == []
