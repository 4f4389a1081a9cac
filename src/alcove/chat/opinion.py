"""A model's judgement of two sentences that the rules leave open: whether they say the same or contradict each other.

Asked in both orders, with an answer that can be nothing but a verdict; it counts only where both are the same and the
model was sure of each. Small models call nearly everything a contradiction: of the 13 pairs of bench/differences/tune
that are neither and the rules leave open, one of 1.5B calls all 13 so, though never with more than .88 both times; that
two sentences are the same it said twice, rightly.
"""

import json
import math
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from typing import Literal

from alcove.chat.differences import Claim, Comparison, Contrast, Row, is_open
from alcove.core.cancel import CancelToken
from alcove.models.types import ChatMessage, ChatModel, ModelInfo, Sampling, TextDelta
from alcove.rag.agreement import Cause

Opinion = Literal["same", "contradiction", "neither"]

SURE: dict[Opinion, float] = {"same": 0.4, "contradiction": 0.9, "neither": 0.0}
"""How likely a model must find a verdict, in both orders."""
_SCHEMA = json.dumps({"enum": ["same", "contradiction", "neither"]})
_SYSTEM = (
    "You compare two statements about one matter. Answer with one word in quotation marks.\n"
    '"same": both say the same in other words. "contradiction": they cannot both be true. '
    '"neither": they speak of different things, or both can be true.'
)
_EXAMPLES = (
    ("The shop opens at nine.", "Opening time is 9 o'clock.", "same"),
    ("Ms Berg wrote the letter.", "The letter was written by Mr Holm.", "contradiction"),
    ("The shop opens at nine.", "The shop sells bread.", "neither"),
    ("The large room has two doors.", "The small room has one door.", "neither"),
)


def judge_among(models: Sequence[ModelInfo], writers: Sequence[str]) -> str:
    """Return the name of the model to ask, empty for none: the largest that is loaded here.

    One that runs elsewhere is asked only where there is none, and where it is among the `writers` of the answers: it
    knows what they say already.
    """
    chats = [one for one in models if one.kind == "chat" and not one.trial]
    here = [one for one in chats if one.served is None and one.loaded]
    there = [one for one in chats if one.served is not None and one.name in writers]
    return max(here or there, key=lambda one: one.bytes).name if here or there else ""


def opinion(model: ChatModel, first: str, second: str, token: CancelToken) -> Generator[None, None, Opinion]:
    """Ask a model what two sentences are to each other; yield as it works, so that others may have their turn.

    Returns "neither" where it is not sure, or was cancelled.
    """
    said = yield from _asked(model, first, second, token)
    if said == "neither":
        return said
    again = yield from _asked(model, second, first, token)
    return said if said == again else "neither"


def opinions(comparison: Comparison, model: ChatModel, token: CancelToken) -> Iterator[Comparison | None]:
    """Ask about each row that is "different" between two sentences; yield the comparison when that changes it.

    In between it yields None, so that others may have their turn.
    """
    rows = list(comparison.rows)
    for at, row in enumerate(rows):
        if not is_open(row) or token.cancelled:
            continue
        first, second = row.claims
        said = yield from opinion(model, first.text, second.text, token)
        if said != "neither":
            rows[at] = _judged(row, first, second, said, model.name)
            yield replace(comparison, rows=tuple(rows))


def _judged(row: Row, first: Claim, second: Claim, said: Opinion, judge: str) -> Row:
    if said == "same":
        return replace(row, kind="agreeing", judge=judge)
    contrast = Contrast(first, second, Cause("opinion"))
    return replace(row, kind="contradicting", contrasts=(contrast,), judge=judge)


def _asked(model: ChatModel, first: str, second: str, token: CancelToken) -> Generator[None, None, Opinion]:
    messages = [ChatMessage("system", _SYSTEM)]
    for one, other, verdict in _EXAMPLES:
        messages += [ChatMessage("user", _pair(one, other)), ChatMessage("assistant", json.dumps(verdict))]
    prompt = model.render([*messages, ChatMessage("user", _pair(first, second))])
    text, sure = "", 0.0
    for event in model.generate(prompt, Sampling(max_tokens=12, schema=_SCHEMA, alternatives=1, drafts=False), token):
        if isinstance(event, TextDelta):
            text += event.text
            sure += sum(choice.logprob for choice in event.choices) if event.choices else -math.inf
        yield
    verdicts: tuple[Opinion, ...] = ("same", "contradiction")
    return next((one for one in verdicts if text.strip() == json.dumps(one) and math.exp(sure) >= SURE[one]), "neither")


def _pair(first: str, second: str) -> str:
    return f"1. {first}\n2. {second}"
