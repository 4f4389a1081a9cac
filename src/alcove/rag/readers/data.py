"""YAML, TOML and XML as text unchanged, with what gives it shape as headings; the words of SVG drawings.

XML is parsed by expat, which refuses entities that grow without bound (since 2.4.1: defusedxml adds nothing to that);
entities that lead out of the file are refused here, and none is ever followed.
"""

import re
from pathlib import Path
from xml.parsers import expat

from alcove.core.errors import DocumentError
from alcove.rag.readers import How
from alcove.rag.readers.text import decoded
from alcove.rag.types import Document, Heading

_TOML_TABLE = re.compile(r"^[ \t]*\[\[?[ \t]*([^\[\]#\r\n]+?)[ \t]*\]\]?[ \t]*(?:#.*)?\r?$", re.MULTILINE)
_YAML_KEY = re.compile(
    r"^([^\s#\-:'\"{}\[\]&*!|>%@`,?][^:#\r\n]*?)[ \t]*:[ \t]*(?:#.*)?\r?\n(?=[ \t]+\S|[ \t]*-)", re.MULTILINE
)
_AMPLIFICATION = 43
"""XML_ERROR_AMPLIFICATION_LIMIT_BREACH, which the `expat` module of Python 3.11 does not name."""
_TITLES = frozenset(("title", "head"))
"""What sections call their headings in DocBook, JATS, Atom and RSS; in TEI."""
_MOST_TITLE = 300
_WORDS_OF_DRAWINGS = frozenset(("title", "desc", "text", "foreignObject"))


def read_toml(path: Path, how: How) -> Document:
    """Read TOML; its tables are headings."""
    text = decoded(path.read_bytes())
    found = _TOML_TABLE.finditer(text)
    return Document(text, headings=tuple(Heading(1 + match[1].count("."), match[1], match.start()) for match in found))


def read_yaml(path: Path, how: How) -> Document:
    """Read YAML; the keys at its margin that hold more than a value are headings."""
    text = decoded(path.read_bytes())
    return Document(text, headings=tuple(Heading(1, match[1], match.start()) for match in _YAML_KEY.finditer(text)))


def read_xml(path: Path, how: How) -> Document:
    """Read XML with the titles of its sections; what is not well-formed is text all the same.

    Raises DocumentError for entities that grow without bound or lead out of the file.
    """
    text = decoded(path.read_bytes())
    outline = _Outline(text)
    outline.parse()
    return Document(text, outline.title, headings=outline.headings())


def read_svg(path: Path, how: How) -> Document:
    """Read the words of a drawing: its title, its description, and its texts line by line."""
    title, text = words_of_drawing(decoded(path.read_bytes()))
    if not text:
        raise DocumentError("there is no text in the drawing")
    return Document(text, title)


def words_of_drawing(svg: str) -> tuple[str, str]:
    """Return the title and the words of a drawing. Raises DocumentError when it is none."""
    drawing = _Drawing(svg)
    if not drawing.parse() and not drawing.lines:
        raise DocumentError("the file is damaged or not what its name says")
    return drawing.title, "\n".join(line for line in (" ".join(line.split()) for line in drawing.lines) if line)


class _Walk:
    """A walk through XML by expat, without recursion, that never leaves the file."""

    def __init__(self, text: str) -> None:
        self.data = text.encode("utf-8", "replace")
        self.parser = expat.ParserCreate("utf-8")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._said
        self.parser.ExternalEntityRefHandler = self._refused
        self.open: list[str] = []

    def parse(self) -> bool:
        """Walk as far as the file is well-formed, and tell whether that is to its end."""
        try:
            self.parser.Parse(self.data, True)
        except expat.ExpatError as error:
            if error.code == _AMPLIFICATION:
                raise DocumentError("its entities grow without bound, as in a “billion laughs” attack") from error
            return False
        return True

    def _refused(self, context: str, base: str | None, system: str | None, public: str | None) -> int:
        raise DocumentError("it draws in other files or addresses (external entities), which are not followed")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.open.append(name.rpartition(":")[2])
        self.enter(self.open[-1], attributes)

    def _end(self, name: str) -> None:
        self.leave(self.open.pop())

    def _said(self, text: str) -> None:
        self.say(text)

    def enter(self, name: str, attributes: dict[str, str]) -> None:
        raise NotImplementedError

    def leave(self, name: str) -> None:
        raise NotImplementedError

    def say(self, text: str) -> None:
        raise NotImplementedError


class _Outline(_Walk):
    """The titles of sections, and the texts of OPML outlines, by the place of their elements."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.title = ""
        self._found: list[tuple[int, str, int]] = []
        self._titled: list[bool] = []
        self._words: list[str] | None = None
        self._at = self._depth = 0

    def enter(self, name: str, attributes: dict[str, str]) -> None:
        self._titled.append(False)
        if name == "outline" and attributes.get("text"):
            self._found.append((self.open.count("outline"), attributes["text"], self.parser.CurrentByteIndex))
        elif name in _TITLES and self._words is None and len(self.open) > 1:
            self._words = []
            self._depth = len(self.open)
            self._at = self.parser.CurrentByteIndex

    def leave(self, name: str) -> None:
        self._titled.pop()
        if self._words is None or len(self.open) >= self._depth:
            return
        said = " ".join("".join(self._words).split())[:_MOST_TITLE]
        self._words = None
        if said:
            level = 1 + sum(self._titled[:-1])
            self._titled[-1] = True
            self._found.append((level, said, self._at))
            if not self.title and level == 1:
                self.title = said

    def say(self, text: str) -> None:
        if self._words is not None:
            self._words.append(text)

    def headings(self) -> tuple[Heading, ...]:
        """Return them by characters: expat counts bytes."""
        found: list[Heading] = []
        at_byte = at = 0
        for level, name, start in self._found:
            at += len(self.data[at_byte:start].decode("utf-8", "replace"))
            at_byte = start
            found.append(Heading(level, name[:_MOST_TITLE], at))
        return tuple(found)


class _Drawing(_Walk):
    """The words of a drawing; a run of them that is placed by itself begins a line."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.lines: list[str] = []
        self.title = ""

    def enter(self, name: str, attributes: dict[str, str]) -> None:
        placed = "y" in attributes or attributes.get("dy", "0") not in ("0", "0em")
        if name in ("title", "desc", "text", "p", "div", "li", "br") or (name == "tspan" and placed):
            self.lines.append("")

    def leave(self, name: str) -> None:
        if name == "title" and len(self.open) == 1:
            self.title = self.title or " ".join(self.lines[-1].split())

    def say(self, text: str) -> None:
        within = frozenset(self.open)
        if self.lines and within & _WORDS_OF_DRAWINGS and not within & {"style", "script", "metadata"}:
            self.lines[-1] += text
