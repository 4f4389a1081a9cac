"""Telling apart what a model thinks, between `<think>` and `</think>` before its answer, and the answer itself."""

from collections.abc import Iterator

from alcove.models.types import TextDelta, ThinkingDelta

_OPEN, _CLOSE = "<think>", "</think>"


class ThinkingText:
    """Split the text of an answer as it streams in; a tag may come in pieces. Only the beginning can be thinking."""

    def __init__(self) -> None:
        self._held = ""
        self._state = "begin"

    def feed(self, text: str) -> Iterator[ThinkingDelta | TextDelta]:
        """Take the next piece and yield what can be told apart by now."""
        self._held += text
        if self._state == "begin":
            begun = self._held.lstrip()
            if begun.startswith(_OPEN):
                self._state, self._held = "thinking", begun[len(_OPEN) :].lstrip()
            elif not _OPEN.startswith(begun):
                self._state = "answer"
        if self._state == "thinking":
            yield from self._thought()
        if self._state == "after":
            self._held = self._held.lstrip()
            if self._held:
                self._state = "answer"
        if self._state == "answer" and self._held:
            held, self._held = self._held, ""
            yield TextDelta(held)

    def finish(self) -> Iterator[ThinkingDelta | TextDelta]:
        """Yield what was held back; call it when there is no more."""
        if self._held.strip():
            yield ThinkingDelta(self._held) if self._state == "thinking" else TextDelta(self._held)
        self._held = ""

    def _thought(self) -> Iterator[ThinkingDelta]:
        thought, closed, rest = self._held.partition(_CLOSE)
        if closed:
            self._state, self._held = "after", rest
        else:
            kept = next((n for n in range(len(_CLOSE) - 1, 0, -1) if thought.endswith(_CLOSE[:n])), 0)
            thought, self._held = thought[: len(thought) - kept], thought[len(thought) - kept :]
        if thought:
            yield ThinkingDelta(thought)
