"""What is read beside a question: documents whole or in part, passages, the last turns."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from alcove.chat.reading_plan import LEAST_EVIDENCE, MARGIN, Documents, Guess, ReadingPlan, Wanted
from alcove.models.testing import ScriptedModel
from alcove.models.types import ChatMessage
from tests.rag.evidence import hit


class Words:
    """A model whose tokens are words."""

    context_tokens = 2000

    def __init__(self, context: int = 2000) -> None:
        self.context_tokens = context
        self.counted = 0

    def count_tokens(self, text: str) -> int:
        self.counted += 1
        return len(text.split())

    def render(self, messages: Sequence[ChatMessage]) -> str:
        return "\n".join(one.content for one in messages)


def document(name: str, words: int, *, must: bool = False) -> Wanted:
    return Wanted(f"/{name}", name, (hit("word " * words, 1, title=name),), must)


def plan(context: int = 2000, question: str = "What is it?") -> ReadingPlan:
    return ReadingPlan(Words(context), question, "Be brief.", 100)


def names(documents: Documents) -> tuple[list[str], list[str]]:
    return [one.name for one, _ in documents.whole], [one.name for one in documents.partly]


def test_room_is_what_the_question_and_the_answer_leave() -> None:
    assert plan().room == 2000 - 100 - MARGIN - 3 - 2


def test_documents_are_read_whole_while_they_fit() -> None:
    found = plan().documents([document("a", 300), document("b", 300), document("c", 400)])
    assert names(found) == (["a", "b"], ["c"]), "what need not be whole takes half of the room"
    assert found.tokens == sum(tokens for _, tokens in found.whole) and len(found.passages) == 2
    must = plan().documents([document("a", 1200, must=True), document("b", 300), document("c", 50)])
    assert names(must) == (["a", "c"], ["b"]), "what is named takes the room, what is small still fits beside it"
    assert plan().documents([document("huge", 30_000, must=True)]).partly[0].name == "huge"
    assert names(plan().documents([Wanted("/zip", "zip", (), True)])) == ([], ["zip"]), "nothing to read in itself"


def test_a_book_is_not_counted_to_its_end() -> None:
    model = Words()
    parts = tuple(hit("word " * 50, number, title="t") for number in range(1, 200))
    made = ReadingPlan(model, "q", "", 100)
    assert made.documents([Wanted("/b", "b", parts, True)]).partly
    assert model.counted < 60


def test_passages_get_half_of_what_is_left_and_no_more_than_there_is_time_for() -> None:
    made = plan()
    nothing = Documents()
    assert made.evidence(nothing, 5000) == made.room // 2
    assert made.evidence(nothing, 300) == 300
    assert made.evidence(nothing, 5000, patience=600) == 600
    assert made.evidence(nothing, 5000, patience=10) == LEAST_EVIDENCE
    assert plan(150).evidence(nothing, 5000) == 0


@pytest.mark.parametrize(("reserve", "kept"), [(0, 3), (600, 2), (1300, 1), (1900, 0)])
def test_the_last_turns_are_kept_beside_what_is_reserved(reserve: int, kept: int) -> None:
    history = [("word " * 250, "word " * 250) for _ in range(3)]
    made = plan().prompt(history, Documents(), (), answer_from="model", reserve=reserve)
    assert (len(made.history), made.left_out) == (kept, 3 - kept)
    assert made.text.count("What is it?") == 1


def test_of_a_long_conversation_only_the_end_is_counted_and_once() -> None:
    model = Words()
    history = [(f"question {number}", "word " * 100) for number in range(3000)]
    made = ReadingPlan(model, "q", "", 100)
    found = made.prompt(history, Documents(), (), answer_from="model")
    assert 10 < len(found.history) < 19 and model.counted < 60
    before = model.counted
    made.prompt(history, Documents(), (), answer_from="model")
    assert model.counted - before < 10


def test_passages_that_an_earlier_turn_shows_cost_nothing() -> None:
    shown = hit("Tung oil dries in 48 hours.", 1, title="Oils")
    made = plan().prompt([(f"Passages: {shown.text}", "Two days.")], Documents(), [shown], answer_from="documents")
    assert made.text.count(shown.text) == 1


def test_a_model_that_is_not_there_is_guessed() -> None:
    guess = Guess(4096)
    assert guess.count_tokens("four words stand here") >= 4
    assert guess.render([ChatMessage("user", "Hello")]) == "<|user|>\nHello"
    assert ReadingPlan(guess, "q", "", 512).room < 4096 - 512
    assert ReadingPlan(ScriptedModel(["x"], context_tokens=500), "q", "", 64).room > 300
