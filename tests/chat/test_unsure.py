"""Words a model was unsure of: which count, where they stand, what is kept, and going on from another one."""

from __future__ import annotations

import math
from collections.abc import Iterator

from alcove.chat.store import Message
from alcove.chat.unsure import Unsure, UnsureWords
from alcove.core.cancel import CancelToken
from alcove.core.database import Database
from alcove.core.quotation import Quotable
from alcove.models.testing import ScriptedModel
from alcove.models.types import GenerationEvent, Sampling, Served, TextDelta, TokenChoice
from tests.chat.test_turns import Desk, database, saved_of

__all__ = ["database"]
WRITTEN = "Tung oil dries in 48 hours. Linseed oil needs three days."


def choice(text: str, sure: float, *others: tuple[str, float]) -> TokenChoice:
    return TokenChoice(text, math.log(sure), tuple((other, math.log(likely)) for other, likely in others))


def told(*choices: TokenChoice, text: str = "") -> tuple[Unsure, ...]:
    words = UnsureWords()
    said = "".join(one.text for one in choices)
    words.take(said, choices)
    return words.words(text or said)


def test_a_word_is_unsure_where_others_were_nearly_as_likely() -> None:
    (one,) = told(choice("It", 0.9), choice(" takes", 0.4, (" needs", 0.3), (" lasts", 0.01)), choice(" days", 0.8))
    assert (one.start, one.end, one.raw_start, one.raw_end) == (3, 8, 2, 8)
    assert math.isclose(one.sure, 0.4) and [text for text, _ in one.others] == [" needs"]
    assert one.instead("It takes days", " needs") == "It needs"
    assert one.word_with("It takes days", " needs") == "needs"


def test_others_that_say_the_same_make_it_surer() -> None:
    assert told(choice("It", 0.4, ("it", 0.2), (" it", 0.2), ("That", 0.1))) == ()
    (one,) = told(choice("It", 0.3, ("That", 0.2), ("that", 0.1), ("Yes", 0.1)))
    assert [text for text, _ in one.others] == ["That", "Yes"], "each is told once"


def test_signs_and_quotations_are_never_unsure() -> None:
    assert told(choice(",", 0.2, (".", 0.2))) == ()
    assert told(choice("It", 0.4, (".", 0.3))) == (), "nor is what only signs stood against"
    assert told(choice("It", 0.4, ("\ufffd", 0.3))) == ()
    inside = (choice("He", 1.0), choice(" said", 1.0), choice(" “", 1.0), choice("yes", 0.2, ("no", 0.2)))
    assert told(*inside) == ()
    (after,) = told(*inside, choice("”", 1.0), choice(" twice", 0.2, (" once", 0.2)))
    assert after.others[0][0] == " once"


def test_the_rest_of_a_word_is_told_with_its_beginning() -> None:
    (one,) = told(choice("Kündig", 0.9), choice("ung", 0.4, ("en", 0.3)))
    assert one.word_with("Kündigung", "en") == "Kündigen"
    assert one.instead("Kündigung", "en") == "Kündigen"


def test_tokens_are_found_again_after_pieces_of_characters() -> None:
    words = UnsureWords()
    words.take("Ж", (choice("\ufffd", 0.1, ("x", 0.1)), choice("\ufffd", 0.1, ("x", 0.1))))
    words.take(" oil", (choice(" oil", 0.3, (" wax", 0.3)),))
    words.take("", (choice(" never told", 0.3, (" wax", 0.3)), choice("", 0.3, ("x", 0.3))))
    (one,) = words.words("Ж oil")
    assert (one.start, one.end) == (2, 5)


def test_places_are_those_of_the_answer_with_its_markers() -> None:
    (one,) = told(choice("It", 1.0), choice(" dries", 0.3, (" sets", 0.3)), text="“Said.” [1]\n\nIt dries [2].")
    assert (one.start, one.end) == (16, 21)
    assert told(choice("It", 1.0), choice(" dries", 0.3, (" sets", 0.3)), text="Something else") == ()


def unsure_desk(database: Database) -> tuple[Desk, Message]:
    desk = Desk(database, WRITTEN, "ten days, or more.")
    desk.model._thought_of = {" dries": (0.3, [(" sets", 0.25)]), " three": (0.25, [(" two", 0.2), (" ten", 0.1)])}
    return desk, saved_of(desk.run())


def test_what_was_unsure_is_kept_with_the_answer(database: Database) -> None:
    desk, answer = unsure_desk(database)
    assert answer.told_sure and [answer.text[one.start : one.end] for one in answer.unsure] == ["dries", "three"]
    (read,) = desk.store.some([answer.id])
    assert read == answer
    assert desk.store.raw(answer.id)[answer.unsure[1].raw_start : answer.unsure[1].raw_end] == " three"


def test_going_on_from_another_word_keeps_what_stood_before(database: Database) -> None:
    desk, answer = unsure_desk(database)
    raw = desk.store.raw(answer.id)
    begin = answer.unsure[1].instead(raw, " ten")
    other = saved_of(desk.run(continues=answer.id, begin_with=begin))
    assert desk.model.prompts[1] == desk.model.prompts[0] + begin, "read once: all of it but the new word"
    assert other.parent_id == answer.parent_id and other.id != answer.id
    assert "Linseed oil needs ten" in other.text and "three" not in other.text
    assert desk.store.raw(other.id).startswith(begin)
    kept = [one for one in answer.citations if one.answer_end <= answer.unsure[1].start]
    assert kept and list(other.citations)[: len(kept)] == kept, "citations of the kept part stay"
    assert [other.text[one.start : one.end] for one in other.unsure] == ["dries"]
    assert desk.store.some([answer.id]) == [answer]


def test_a_model_elsewhere_is_asked_only_when_it_is_to_be_shown(database: Database) -> None:
    desk, _ = unsure_desk(database)
    asked: list[int] = []

    class Elsewhere(ScriptedModel):
        def generate(
            self, prompt: str, sampling: Sampling, token: CancelToken, quotable: Quotable | None = None
        ) -> Iterator[GenerationEvent]:
            asked.append(sampling.alternatives)
            return super().generate(prompt, sampling, token, quotable)

    desk.shelf.elsewhere = (
        Served("Here", "tiny", "http://127.0.0.1:1", "127.0.0.1", False),
        Elsewhere([WRITTEN], thought_of={}),
    )
    assert not saved_of(desk.run()).told_sure
    assert saved_of(desk.run(tells_sure=True)).told_sure
    assert asked == [0, 3]


def test_text_without_choices_is_not_told(database: Database) -> None:
    words = UnsureWords()
    words.take("It dries", TextDelta("It dries").choices)
    assert not words.told and words.words("It dries") == ()
    assert Unsure.of(Unsure(1, 2, 3, 4, 0.25, ((" x", 0.125),)).saved()) == Unsure(1, 2, 3, 4, 0.25, ((" x", 0.125),))
