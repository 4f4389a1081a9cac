"""The parts an answer is laid out in: text here, code, tables and formulas in `prose_wide`.

A part is built when it comes near the view. It knows how high it is, at first about, then exactly, and remembers that
for each width.
"""

import re
from collections.abc import Hashable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtGui import QTextCursor, QTextDocument, QTextOption

from alcove.desktop.blocks import Block
from alcove.desktop.prose_writer import Writer, char_format, new_document
from alcove.desktop.signs import PILL, SIGN, annotated
from alcove.desktop.theme import Size
from alcove.rag.types import Citation, Unsupported

if TYPE_CHECKING:
    from alcove.desktop.prose import Prose

TAIL_MOST = 4000
"""Characters of an unfinished block that are parsed anew at every update; a longer one is shown unparsed."""
_LINE_END = re.compile(r"(?<=\S) ?\n(?=\S)")


class Wide:
    """What the parts of one block share: how far it is scrolled sideways, and how wide it is."""

    def __init__(self) -> None:
        self.x = 0.0
        self.natural = 0.0


class Part:
    """One part. `document` is None until it is near the view; `height` then is about what it will be."""

    def __init__(self, prose: "Prose", block: Block, number: int = 0) -> None:
        self.prose = prose
        self.block = block
        self.number = number
        self.document: QTextDocument | None = None
        self.height = 0.0
        self.top = 0.0
        self.exact = False
        self.after: Part | None = None
        self.gap = -1.0
        """The space under which part it stands, and how much; less than 0 while that is not known."""
        self.waits: set[str] = set()
        self.last = True
        """Whether no other part of the same block follows."""
        self._heights: dict[float, float] = {}
        self._written: Hashable = None
        self._checked = -1
        self._laid = (-1.0, -1)
        self._guessed = (-1.0, -1)

    # What kinds of parts differ in.

    wide: Wide | None = None

    def _wanted(self) -> Hashable:
        """Return what a document is written from; another value, another document."""
        raise NotImplementedError

    def _write(self) -> QTextDocument:
        raise NotImplementedError

    def _guess(self, width: float) -> float:
        raise NotImplementedError

    def _lay(self, document: QTextDocument, width: float) -> float:
        """Lay out in a width; return the height."""
        document.setTextWidth(width)
        return document.size().height()

    @property
    def head(self) -> float:
        """What stands above the document."""
        return 0.0

    # What they share.

    @property
    def key(self) -> tuple[str, int, int]:
        """What it is known by while the answer grows."""
        return (self.block.kind, self.block.start, self.number)

    @property
    def length(self) -> int:
        """How much it holds; its height is known for as long as that stays."""
        return self.block.end - self.block.start

    @property
    def left(self) -> float:
        """How far in it begins."""
        return float(self.block.level * Size.S6)

    def origin(self) -> QPointF:
        """Return where the document begins, from the top left of the view."""
        return QPointF(self.left - (self.wide.x if self.wide else 0.0), self.top + self.head)

    def guess(self, width: float) -> None:
        """Say how high it is without building it."""
        length = self.length
        if self._guessed == (width, length) or (self.exact and self._laid == (width, length)):
            return
        self._guessed = (width, length)
        self.exact = False
        self.height = self._heights.get(width) or self._guess(width - self.left)

    def build(self, width: float) -> bool:
        """Write and lay it out where it is not yet; return whether anything changed."""
        before, height = self.document, self.height
        self._ensure()
        laid = (width, self.length)
        if self.document is before and self._laid == laid and self.exact:
            return False
        assert self.document is not None
        self.height = self._lay(self.document, width - self.left)
        self._laid, self.exact = laid, True
        self._heights[width] = self.height
        return self.document is not before or self.height != height

    def written(self) -> QTextDocument:
        """Return the document, laid out or not: what is copied or searched need not be on view."""
        self._ensure()
        assert self.document is not None
        return self.document

    def _ensure(self) -> None:
        if self.document is not None and self._checked == self.prose.generation:
            return
        wanted = self._wanted()
        if self.document is None or wanted != self._written:
            self.document = self._write()
            self._written = wanted
            self.forget_heights()
            self.exact = False
        self._checked = self.prose.generation

    def drop(self) -> None:
        """Let the document go; the height stays known."""
        self.document = None
        self.waits = set()

    def forget_heights(self) -> None:
        """What it holds has changed, and with it how high it is."""
        self._heights.clear()
        self._guessed = (-1.0, -1)

    def spoil(self) -> None:
        """Have it written anew when it is next in view."""
        self._written = None
        self._checked = -1


class TextPart(Part):
    """Paragraphs, headings, lists, quotations, and notes at the end."""

    def __init__(self, prose: "Prose", block: Block, number: int = 0) -> None:
        super().__init__(prose, block, number)
        self.unparsed = False
        self._counted: tuple[int, list[int]] = (-1, [])
        """Whether it is long and still growing."""

    def _wanted(self) -> Hashable:
        said = self.prose.said
        if self.unparsed or self.prose.setting.literal:
            return said.text[self.block.start : self.block.end]
        marked = annotated(said.text, self.block, said.citations, said.unsupported)
        return (marked, marks_in(self, marked), self._note_number())

    def _note_number(self) -> int:
        if self.block.kind != "note":
            return 0
        name = self.prose.said.text[self.block.start : self.block.end].lstrip()[2:].partition("]")[0]
        return self.prose.said.notes.get(name, 0)

    def _write(self) -> QTextDocument:
        said, setting = self.prose.said, self.prose.setting
        source = said.text[self.block.start : self.block.end]
        before = self._written if self.unparsed and isinstance(self._written, str) else None
        if self.document is not None and before is not None and source.startswith(before):
            cursor = QTextCursor(self.document)
            cursor.movePosition(QTextCursor.MoveOperation.End)
            cursor.insertText(source[len(before) :], char_format(setting))
            return self.document
        document = new_document(setting)
        writer = Writer(document, setting, said)
        if self.unparsed or setting.literal:
            writer.write_plain(source)
        else:
            self.prose.parsed_characters += self.block.end - self.block.start
            marked = annotated(said.text, self.block, said.citations, said.unsupported)
            if setting.breaks:
                marked = _LINE_END.sub("  \n", marked)
            number = self._note_number()
            head = ""
            if self.block.kind == "note":
                marked, head = marked.partition("]:")[2].strip(), str(number or "*")
            writer.write(marked, head=head)
        self.waits = writer.waits
        return document

    def _guess(self, width: float) -> float:
        text = self.prose.said.text[self.block.start : self.block.end]
        size = self.prose.setting.size
        letters = max(8.0, width / (size * 0.51))
        if len(text) != self._counted[0]:
            self._counted = (len(text), [len(line) for line in _joined(text)])
        lines = sum(int(length / letters) + 1 for length in self._counted[1])
        return lines * size * 1.21 * Size.LEADING / 100

    def _lay(self, document: QTextDocument, width: float) -> float:
        option = document.defaultTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        document.setDefaultTextOption(option)
        return super()._lay(document, width)


def _joined(text: str) -> list[str]:
    """Return the lines a text will about have: those of a paragraph flow into one."""
    lines: list[str] = []
    for line in text.split("\n"):
        flows = lines and lines[-1] and line.strip() and not re.match(r"\s*([-*+>#|]|\d+[.)])", line)
        if flows:
            lines[-1] += " " + line
        else:
            lines.append(line)
    return lines


def marks_in(part: Part, marked: str) -> tuple[tuple[tuple[int, Citation], ...], tuple[Unsupported, ...]]:
    """Return the citations and doubts in a part's annotated text: what else it is written from."""
    said, block = part.prose.said, part.block
    pills = [int(sign[1:-1]) for sign in SIGN.findall(marked) if sign[0] == PILL]
    doubts = tuple(one for one in said.unsupported if one.start < block.end and one.end > block.start)
    return tuple((index, said.citations[index]) for index in pills), doubts
