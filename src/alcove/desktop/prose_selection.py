"""What is selected in an answer, over all of its parts, and the places a keyboard reaches in it."""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtGui import QTextCursor

from alcove.desktop.prose import Prose
from alcove.desktop.prose_copy import plain_text, source_place
from alcove.desktop.prose_part import Part
from alcove.desktop.prose_wide import CodePart


@dataclass(frozen=True, order=True, slots=True)
class Place:
    """A position in the document of one of the parts."""

    part: int
    position: int


@dataclass(frozen=True, slots=True)
class Stop:
    """A place that Tab leads to: a link from a position to another, or the tools of code (without `href`)."""

    place: Place
    end: int = 0
    href: str = ""


class Selection:
    """A span of an answer, from where the mouse was pressed to where it is."""

    def __init__(self, prose: Prose) -> None:
        self._prose = prose
        self._fixed: Place | None = None
        self._moving: Place | None = None

    @property
    def ends(self) -> tuple[Place, Place] | None:
        """The first and the last place of what is selected; None when nothing is."""
        if self._fixed is None or self._moving is None or self._fixed == self._moving:
            return None
        first, last = sorted((self._fixed, self._moving))
        return (first, last) if last.part < len(self._prose.parts) else None

    @property
    def source(self) -> str:
        """The whole answer's Markdown."""
        return self._prose.said.text

    def begin(self, place: Place) -> None:
        """Select nothing, from here on."""
        self._fixed = self._moving = place

    def extend(self, place: Place) -> None:
        """Select up to here."""
        self._fixed = self._fixed or place
        self._moving = place

    def clear(self) -> None:
        """Select nothing."""
        self._fixed = self._moving = None

    def select_all(self) -> None:
        """Select the whole answer."""
        if self._prose.parts:
            last = len(self._prose.parts) - 1
            end = self._prose.parts[last].written().characterCount() - 1
            self._fixed, self._moving = Place(0, 0), Place(last, end)

    def select_word(self, place: Place) -> None:
        """Select the word around a place."""
        cursor = QTextCursor(self._prose.parts[place.part].written())
        cursor.setPosition(place.position)
        cursor.select(QTextCursor.SelectionType.WordUnderCursor)
        self._fixed = Place(place.part, cursor.selectionStart())
        self._moving = Place(place.part, cursor.selectionEnd())

    def select_paragraph(self, place: Place) -> None:
        """Select the paragraph, or the line of code, around a place."""
        block = self._prose.parts[place.part].written().findBlock(place.position)
        self._fixed = Place(place.part, block.position())
        self._moving = Place(place.part, block.position() + block.length() - 1)

    def span_in(self, index: int) -> tuple[int, int] | None:
        """Return what is selected of one part, as positions; the end may lie beyond its own."""
        if self.ends is None:
            return None
        first, last = self.ends
        if not first.part <= index <= last.part:
            return None
        end = last.position if index == last.part else self._prose.parts[index].written().characterCount() - 1
        return (first.position if index == first.part else 0), end

    def text(self) -> str:
        """Return what is selected as it is shown."""
        if self.ends is None:
            return ""
        pieces: list[str] = []
        before: Part | None = None
        for index in range(self.ends[0].part, self.ends[1].part + 1):
            part = self._prose.parts[index]
            start, end = self.span_in(index) or (0, 0)
            if before is not None:
                same = before.block.start == part.block.start
                listed = before.block.group >= 0 and before.block.group == part.block.group
                pieces.append("\n" if same or listed else "\n\n")
            pieces.append(plain_text(part.written(), start, end))
            before = part
        return "".join(pieces)

    def span(self) -> tuple[int, int] | None:
        """Return the span of the answer's text, its Markdown, that what is selected was made from."""
        if self.ends is None:
            return None
        first, last = self.ends
        beyond = self._prose.parts[first.part].block.start != self._prose.parts[last.part].block.start
        start = source_place(self._prose.parts[first.part], first.position, end=False, beyond=beyond)
        end = source_place(self._prose.parts[last.part], last.position, end=True, beyond=beyond)
        return (start, end) if start < end else None


def whole_text(prose: Prose) -> str:
    """Return all of an answer as it is shown."""
    selection = Selection(prose)
    selection.select_all()
    return selection.text()


def stops(prose: Prose, after: Stop | None, *, forward: bool) -> Iterator[Stop]:
    """Yield where Tab leads to from a place, or from the beginning or the end."""
    count = len(prose.parts)
    begin = after.place.part if after else (0 if forward else count - 1)
    for index in range(begin, count) if forward else range(begin, -1, -1):
        here = list(_stops_in(prose.parts[index], index))
        if after is not None and index == after.place.part:
            here = [one for one in here if (one.place > after.place if forward else one.place < after.place)]
        yield from here if forward else reversed(here)


def _stops_in(part: Part, index: int) -> Iterator[Stop]:
    if isinstance(part, CodePart):
        if part.number == 0:
            yield Stop(Place(index, 0))
        return
    source = part.prose.said.text[part.block.start : part.block.end]
    if not any(sign in source for sign in ("[", "://", "@", "www.")):
        return  # nothing in it is a link: it need not be written to know
    block = part.written().begin()
    while block.isValid():
        iterator = block.begin()
        before = ""
        while not iterator.atEnd():
            fragment = iterator.fragment()
            href = fragment.charFormat().anchorHref()
            if href and href != before:
                yield Stop(Place(index, fragment.position()), fragment.position() + fragment.length(), href)
            before = href
            iterator += 1
        block = block.next()
