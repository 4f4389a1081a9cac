"""Tokens as text: stop texts, thinking told apart, characters whole."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from alcove.models.streamed import THINK, StreamedText, thinking_marks
from alcove.models.types import TextDelta, ThinkingDelta, TokenChoice

HARMONY = thinking_marks("...<|channel|>analysis...")


def told(stream: StreamedText, pieces: Sequence[str]) -> tuple[str, str]:
    """Return what was thought and what was answered."""
    thought = answered = ""
    for piece in pieces:
        if stream.ended:
            break
        for event in stream.feed(piece.encode()):
            thought += event.text if isinstance(event, ThinkingDelta) else ""
            answered += event.text if isinstance(event, TextDelta) else ""
    for event in stream.rest():
        thought += event.text if isinstance(event, ThinkingDelta) else ""
        answered += event.text if isinstance(event, TextDelta) else ""
    return thought, answered


def cut(text: str, size: int) -> list[str]:
    return [text[at : at + size] for at in range(0, len(text), size)]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 100])
@pytest.mark.parametrize(
    ("text", "thought", "answered"),
    [
        ("<think>\nOak or ash?\n</think>\n\nOak.", "Oak or ash?\n", "Oak."),
        ("\n<think></think>Oak.", "", "Oak."),
        ("Oak <think>not</think>", "", "Oak <think>not</think>"),
        ("<thin ice>", "", "<thin ice>"),
        ("<think>for ever", "for ever", ""),
        ("  Oak.", "", "  Oak."),
        ("<think>a</thing></think>b", "a</thing>", "b"),
    ],
)
def test_thinking_is_told_apart(text: str, thought: str, answered: str, size: int) -> None:
    assert told(StreamedText(marks=THINK), cut(text, size)) == (thought, answered)


def test_a_prompt_may_have_begun_the_thinking() -> None:
    assert told(StreamedText(marks=THINK, prompt="...<think>\n"), cut("Hm.</think>\nOak.", 2)) == ("Hm.", "Oak.")


def test_channels_are_told_apart_too() -> None:
    text = "<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>Oak."
    assert told(StreamedText(marks=HARMONY), cut(text, 4)) == ("Hm.<|end|>", "Oak.")
    assert told(StreamedText(marks=HARMONY), cut("<|channel|>final<|message|>Oak.", 4)) == ("", "Oak.")


def test_a_template_says_how_a_model_thinks() -> None:
    assert thinking_marks("{{ '<think>' }}") == THINK
    assert thinking_marks("{{ messages }}") is None


@pytest.mark.parametrize("size", [1, 2, 7])
@pytest.mark.parametrize(
    ("stop", "text", "answered"),
    [
        (("\nQ:",), "Oak.\nQ: and ash?", "Oak."),
        (("\nQ:",), "Oak.\nQuite so.", "Oak.\nQuite so."),
        (("END", "\n\n"), "One.\n\nTwo. END", "One."),
        (("END", ""), "no such thing EN", "no such thing EN"),
    ],
)
def test_an_answer_ends_before_a_stop_text(stop: tuple[str, ...], text: str, answered: str, size: int) -> None:
    stream = StreamedText(stop)
    assert told(stream, cut(text, size))[1] == answered
    assert stream.ended is (answered != text)


def test_the_likelihoods_go_with_the_text_they_are_of() -> None:
    stream = StreamedText(("EN",), THINK)
    choices = [TokenChoice(piece, -0.1) for piece in ("<think>", "Hm", "</think>", "Oak E", "lm")]
    events = [event for choice in choices for event in stream.feed(choice.text.encode(), choice)]
    texts = [event for event in events if isinstance(event, TextDelta)]
    assert "".join(event.text for event in texts) == "Oak Elm"
    assert [one.text for event in texts for one in event.choices][-2:] == ["Oak E", "lm"]
