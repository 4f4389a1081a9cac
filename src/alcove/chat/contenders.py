"""What competes in the arena: a model with settings of its own, and what must not be told of it before a vote."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from alcove.chat.records import LeftOut, Message, Timings
from alcove.core.errors import AppError
from alcove.core.settings import ModelSettings, parsed

TUNABLE = ("temperature", "top_p", "top_k", "min_p", "repeat_penalty")
"""What may differ between contenders of one model file: how words are chosen. It is loaded once for all of them."""
MOST = 4
LETTERS = "ABCD"
"""What answers are called until a vote, by their position."""
_SETTINGS = re.compile(r"\w+=[^,=]+(?:,\w+=[^,=]+)*")
_WORD = re.compile(r"[^\W\d_]{3,}")
_PLAIN = frozenset(
    {"instruct", "chat", "model", "coder", "base", "mini", "small", "large", "medium", "preview", "latest"}
)
"""Parts of models' names that are words like others."""


@dataclass(frozen=True, slots=True)
class Contender:
    """A model, and those of its settings that are others than it is set to.

    `key` names it everywhere: "Qwen3-4B" or "Qwen3-4B@temperature=0.8,top_k=40". The same key is the same contender.
    """

    model: str
    settings: tuple[tuple[str, float], ...] = ()

    @property
    def key(self) -> str:
        told = ",".join(f"{key}={json.dumps(value)}" for key, value in self.settings)
        return f"{self.model}@{told}" if told else self.model

    @property
    def words(self) -> str:
        """What sets it apart from the model as it is set: "temperature 0.8, top k 40"; empty for nothing."""
        return ", ".join(f"{key.replace('_', ' ')} {value:g}" for key, value in self.settings)

    def applied(self, own: ModelSettings) -> ModelSettings | None:
        """Return how the model runs for this contender, given how it is set; None where that is the same."""
        return replace(own, **dict(self.settings)) if self.settings else None  # type: ignore[arg-type]  # all are parsed


def contender(key: str) -> Contender:
    """Read a contender's key. Raises AppError for a setting that is none, or that a contender cannot have."""
    model, at, told = key.rpartition("@")
    if not at or not model or not _SETTINGS.fullmatch(told):
        return Contender(key)
    given = dict(part.split("=", 1) for part in told.split(","))
    unknown = next((name for name in given if name not in TUNABLE), None)
    if unknown:
        raise AppError(
            f"{unknown} is nothing in which contenders of one model can differ.", f"What can: {', '.join(TUNABLE)}."
        )
    values = {name: parsed(name, value.strip(), ModelSettings) for name, value in sorted(given.items())}
    return Contender(model, tuple((name, value) for name, value in values.items() if isinstance(value, int | float)))


def checked(contenders: Sequence[Contender]) -> tuple[Contender, ...]:
    """Return the contenders of a match by their keys. Raises AppError for too few, too many, or one twice."""
    ordered = tuple(sorted(contenders, key=lambda one: one.key))
    if len({one.key for one in ordered}) < len(ordered):
        raise AppError(
            "The same model is there twice.", "Give one of them other settings, such as NAME@temperature=0.8."
        )
    if not 2 <= len(ordered) <= MOST:
        raise AppError(
            f"A match is between 2 to {MOST} models; these are {len(ordered)}.",
            "Choose another model, or the same one with other settings, such as NAME@temperature=0.8.",
        )
    return ordered


def blind(answer: Message, contenders: Sequence[Contender]) -> Message:
    """Return an answer without anything that tells who wrote it, how quickly, or after what.

    Words of the contenders' names in its text are covered, letter for letter, so that its citations stay in place.
    """
    return replace(
        answer,
        created=0.0,
        text=covered(answer.text, contenders),
        unsupported=tuple(replace(one, text=covered(one.text, contenders)) for one in answer.unsupported),
        model=None,
        served=None,
        timings=Timings(),
        thinking="",
        left_out=LeftOut(),
        error="",
        extractive=False,
        trace=None,
    )


def covered(text: str, contenders: Sequence[Contender]) -> str:
    """Cover what names a contender in a text."""
    names = {one.model.lower() for one in contenders}
    names |= {word.lower() for one in contenders for word in _WORD.findall(one.model)} - _PLAIN
    longest_first = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    pattern = re.compile(rf"(?<![^\W\d_])(?:{longest_first})(?![^\W\d_])", re.IGNORECASE)
    return pattern.sub(lambda found: "•" * len(found[0]), text)


def names_itself(text: str, contenders: Sequence[Contender]) -> bool:
    """Tell whether a text holds words of the contenders' names."""
    return covered(text, contenders) != text
