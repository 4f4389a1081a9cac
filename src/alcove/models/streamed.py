"""An answer's tokens as text: characters whole, thinking told apart, an end before a stop text."""

import codecs
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from alcove.models.types import TextDelta, ThinkingDelta, TokenChoice


class ThinkingMarks(NamedTuple):
    """How a model marks what it thinks before it answers. `skipped` may stand before an answer without thinking."""

    opening: str
    closing: str
    skipped: str = ""


THINK = ThinkingMarks("<think>", "</think>")
_KNOWN = (
    THINK,
    ThinkingMarks("[THINK]", "[/THINK]"),
    ThinkingMarks(
        "<|channel|>analysis<|message|>",
        "<|start|>assistant<|channel|>final<|message|>",
        "<|channel|>final<|message|>",
    ),
)


def thinking_marks(template: str) -> ThinkingMarks | None:
    """Return how a model with this chat template marks its thinking; None when it does not think."""
    return next((marks for marks in _KNOWN if marks.opening.partition("<|message|>")[0] in template), None)


class StreamedText:
    """Follow one answer. `marks` are those of thinking; `prompt` may have begun it already."""

    def __init__(self, stop: Sequence[str] = (), marks: ThinkingMarks | None = None, prompt: str = "") -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._stop = tuple(filter(None, stop))
        self._marks = marks
        self._thinks = marks is not None and prompt.rstrip().endswith(marks.opening)
        self._begun = marks is None or self._thinks
        self._opened = self._thinks
        self._between = False
        self._held = ""
        self._choices: list[TokenChoice] = []
        self.ended = False
        """Whether a stop text was reached."""

    def feed(self, piece: bytes, choice: TokenChoice | None = None) -> Iterator[TextDelta | ThinkingDelta]:
        """Take a token's bytes; yield what can be told."""
        if choice is not None:
            self._choices.append(choice)
        self._held += self._decoder.decode(piece)
        yield from self._told()

    def rest(self) -> Iterator[TextDelta | ThinkingDelta]:
        """Yield what was held back, at the end; a character that was never finished is left out."""
        yield from self._released(len(self._held))

    def _told(self) -> Iterator[TextDelta | ThinkingDelta]:
        if self._marks is not None and not self._begun and not self._begins(self._marks):
            return
        if self._thinks and self._marks is not None:
            if self._opened:
                self._held = self._held.lstrip("\n")
                self._opened = not self._held
            before, found, after = self._held.partition(self._marks.closing)
            if not found:
                yield from self._released(len(self._held) - _held_back(self._held, [self._marks.closing]))
                return
            yield from self._released(len(before))
            self._thinks, self._between, self._held = False, True, after
        if self._between:  # there are empty lines between thinking and the answer
            self._held = self._held.lstrip()
            self._between = not self._held
        found_at = [at for at in map(self._held.find, self._stop) if at >= 0]
        if found_at:
            yield from self._released(min(found_at))
            self.ended, self._held = True, ""
        else:
            yield from self._released(len(self._held) - _held_back(self._held, self._stop))

    def _begins(self, marks: ThinkingMarks) -> bool:
        """Tell whether it is known by now what the answer begins with."""
        text = self._held.lstrip()
        if any(mark and mark.startswith(text) and mark != text for mark in (marks.opening, marks.skipped)):
            return False
        self._thinks = text.startswith(marks.opening)
        self._begun = True
        if self._thinks:
            self._held, self._opened = text.removeprefix(marks.opening), True
        elif marks.skipped:
            self._held = text.removeprefix(marks.skipped)
        return True

    def _released(self, count: int) -> Iterator[TextDelta | ThinkingDelta]:
        text, self._held = self._held[:count], self._held[count:]
        if not text:
            return
        if self._thinks:
            self._choices.clear()
            yield ThinkingDelta(text)
        else:
            choices, self._choices = tuple(self._choices), []
            yield TextDelta(text, choices)


def _held_back(text: str, marks: Sequence[str]) -> int:
    """Return how many characters at the end of a text may be the beginning of a mark."""
    return max(
        (size for mark in marks for size in range(1, min(len(mark), len(text) + 1)) if text.endswith(mark[:size])),
        default=0,
    )
