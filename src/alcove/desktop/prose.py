"""An answer as parts below each other: what it has gained is taken in, what has not changed stays as it is.

No widget: `ProseView` shows it. What is parsed is counted, for the test that it stays little however long it gets.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from alcove.desktop.blocks import Block, blocks_of, code_of, dedented
from alcove.desktop.prose_part import TAIL_MOST, Part, TextPart
from alcove.desktop.prose_wide import (
    CODE_PIECE,
    TABLE_PIECE,
    CodeBlock,
    CodePart,
    FormulaPart,
    TableBlock,
    TablePart,
)
from alcove.desktop.prose_writer import Said, Setting
from alcove.desktop.theme import Size
from alcove.rag.types import Citation, Unsupported

_NOTE = re.compile(r"\[\^([^\]\s]{1,40})\]")


class Prose:
    """Keep the parts of an answer. `generation` rises with whatever may change how a part is written."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.said = Said()
        self.parts: list[Part] = []
        self.generation = 0
        self.parsed_characters = 0
        self.full_renders = 0
        self._settled = 0  # up to here the text does not change any more,
        self._settled_parts = 0  # which is so many parts

    def render(self, text: str, citations: Sequence[Citation], unsupported: Sequence[Unsupported]) -> None:
        """Take in the whole answer; what stood there already and is the same stays."""
        self.full_renders += 1
        self._settled = self._settled_parts = 0
        self._take(text, citations, unsupported, whole=True)

    def grow(self, text: str, citations: Sequence[Citation], unsupported: Sequence[Unsupported]) -> None:
        """Take in what `text` has gained: finished blocks are kept, the last one is looked at anew each time."""
        self._take(text, citations, unsupported, whole=False)

    def set_uris(self, uris: Sequence[str]) -> None:
        """Say which documents the answer is made from: their pictures may be shown by their names."""
        self.said = replace(self.said, uris=tuple(uris))

    def restyle(self, setting: Setting) -> None:
        """Wear another setting: every part is written anew when it is next in view."""
        self.setting = setting
        for part in self.parts:
            part.spoil()
            part.drop()

    def tops(self, width: float) -> float:
        """Place the parts below each other in a width; return how high all of them are."""
        at = 0.0
        before: Part | None = None
        for part in self.parts:
            part.guess(width)
            if part.after is not before or part.gap < 0:
                part.after, part.gap = before, _gap(before, part) if before is not None else 0.0
            at += part.gap
            part.top = at
            at += part.height
            before = part
        return at

    def _take(
        self, text: str, citations: Sequence[Citation], unsupported: Sequence[Unsupported], *, whole: bool
    ) -> None:
        self.generation += 1
        self.said = replace(
            self.said, text=text, citations=tuple(citations), unsupported=tuple(unsupported), notes=_notes(text)
        )
        old = {part.key: part for part in self.parts[self._settled_parts :]}
        del self.parts[self._settled_parts :]
        found = list(blocks_of(text, self._settled))
        starts: list[tuple[int, int]] = []
        for number, block in enumerate(found):
            starts.append((block.start if block.group < 0 else block.group, len(self.parts)))
            last = number == len(found) - 1 and not whole
            self.parts += self._parts_of(block, old, growing=last)
        if starts and not whole:
            self._settle(starts)

    def _settle(self, starts: list[tuple[int, int]]) -> None:
        """Remember where the last block begins, or the list it is a piece of: what is before will not change."""
        place = starts[-1][0]
        self._settled, self._settled_parts = next(one for one in starts if one[0] == place)

    def _parts_of(self, block: Block, old: dict[tuple[str, int, int], Part], *, growing: bool) -> Iterator[Part]:
        if block.kind == "code":
            yield from self._code(block, old)
        elif block.kind == "table":
            yield from self._table(block, old)
        else:
            part = old.get((block.kind, block.start, 0))
            if part is None:
                part = FormulaPart(self, block) if block.kind == "formula" else TextPart(self, block)
            part.block, part.gap = block, -1.0
            if isinstance(part, TextPart):
                part.unparsed = growing and block.end - block.start > TAIL_MOST
            yield part

    def _code(self, block: Block, old: dict[tuple[str, int, int], Part]) -> Iterator[Part]:
        first = old.get((block.kind, block.start, 0))
        whole = first.wide if isinstance(first, CodePart) else CodeBlock()
        language, code = code_of(self.said.text, block)
        lines = whole.update(code, language, closed=block.closed)
        count = (len(lines) - 1) // CODE_PIECE + 1
        for number in range(count):
            part = old.get((block.kind, block.start, number))
            made = part if isinstance(part, CodePart) else CodePart(self, block, number, whole)
            made.block = block
            text = "\n".join(lines[number * CODE_PIECE : (number + 1) * CODE_PIECE])
            last = number == count - 1
            if text != made.text or last != made.last:
                made.text, made.last, made.exact = text, last, False
                made.forget_heights()
            yield made

    def _table(self, block: Block, old: dict[tuple[str, int, int], Part]) -> Iterator[Part]:
        first = old.get((block.kind, block.start, 0))
        whole = first.wide if isinstance(first, TablePart) else TableBlock()
        whole.update(dedented(self.said.text[block.start : block.end], block.dedent), self.setting)
        count = max(1, -(-len(whole.rows) // TABLE_PIECE))
        for number in range(count):
            part = old.get((block.kind, block.start, number))
            made = part if isinstance(part, TablePart) else TablePart(self, block, number, whole)
            if made.block != block:
                made.block, made.exact = block, False
                made.forget_heights()
            made.last = number == count - 1
            yield made


def _gap(before: Part, after: Part) -> float:
    """Return the space between two parts."""
    if before.block.start == after.block.start:
        return 0.0
    text = after.prose.said.text
    boxed = before.block.kind not in ("text", "note") or after.block.kind not in ("text", "note")
    if before.block.group >= 0 and before.block.group == after.block.group:
        return float(Size.S2 if boxed else Size.S1)
    if text.startswith("#", after.block.start):
        return float(Size.S5)
    if text.startswith("#", before.block.start) and "\n" not in text[before.block.start : before.block.end]:
        return float(Size.S1)
    if before.block.kind == after.block.kind == "note":
        return float(Size.S1)
    return float(Size.S4 if boxed else Size.S3)


def _notes(text: str) -> dict[str, int]:
    """Number the footnotes in the order of their first mention."""
    numbers: dict[str, int] = {}
    if "[^" in text:
        for match in _NOTE.finditer(text):
            numbers.setdefault(match[1], len(numbers) + 1)
    return numbers
