"""Source code: the decoded file unchanged, outlined by its definitions, so that a function stays in one piece.

Hides which language a file is in and how its definitions are found: with tree-sitter where `grammars.py` has a
grammar, else by the lines that begin them.
"""

import re
import time
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

from alcove.core.errors import DocumentError
from alcove.core.formats import UNSUFFIXED, mime_of
from alcove.rag.readers import How
from alcove.rag.readers.grammars import GRAMMARS, LINES, Grammar, compiled
from alcove.rag.readers.text import decoded
from alcove.rag.split import MOST_CHARACTERS
from alcove.rag.types import Document, Heading

if TYPE_CHECKING:
    from tree_sitter import Node, Tree

MOST_OUTLINED = 2_000_000
"""Bytes of the largest file that is outlined; trees take some twenty times the memory of their text."""
PARSE_S = 5.0
"""A parse that takes more of the processor is given up, and the file is split by its lines; usual is 2 MB a second."""
_LONG_LINE = 2_000
_LONG_NAME = 100
_READ_AT_ONCE = 16_384
_PREFIX = "text/x-"

_SHEBANG = re.compile(r"#!\s*\S*?(?:/env\s+(?:-\S+\s+)*)?([a-z]+)[\d.]*(?:\s|$)")
_RUN_BY = {
    "python": "python", "pypy": "python", "node": "javascript", "deno": "typescript", "bun": "typescript",
    "sh": "sh", "bash": "sh", "dash": "sh", "zsh": "sh", "ksh": "sh", "ruby": "ruby", "perl": "perl", "php": "php",
    "lua": "lua", "luajit": "lua", "rscript": "r", "julia": "julia", "pwsh": "powershell", "tclsh": "tcl",
    "make": "makefile", "elixir": "elixir", "runhaskell": "haskell", "groovy": "groovy", "scala": "scala",
}  # fmt: skip
_SNIFFED: dict[str, tuple[tuple[str, re.Pattern[str]], ...]] = {
    "c": (
        ("objective-c", re.compile(r"^\s*(?:@interface|@protocol|@class|#import)\b", re.MULTILINE)),
        (
            "c++",
            re.compile(r"^\s*(?:namespace|template\s*<|class\s+\w|using\s|public:|private:)|\bstd::", re.MULTILINE),
        ),
    ),
    "objective-c": (
        ("objective-c", re.compile(r"^\s*(?:[@#](?:import|include|interface|implementation)\b|//|/\*)", re.MULTILINE)),
        ("matlab", re.compile(r"^\s*(?:%|function\b|classdef\b|\w+\s*=)", re.MULTILINE)),
    ),
    "perl": (
        ("perl", re.compile(r"^\s*(?:use|package|sub|my|#!.*perl)\b", re.MULTILINE)),
        ("prolog", re.compile(r"^(?::-|[a-z]\w*\(.*:-|%)", re.MULTILINE)),
    ),
}
"""Suffixes that several languages share: the first whose marks are found."""
_COMMENT_LINE = re.compile(r"[ \t]*(?:#|//|/?\*|--|%|;|'|!|\(\*|@\w|<#)")
_TAIL = re.compile(r"[ \t]*[;,][ \t]*(?=\r?\n|$)")


@dataclass(frozen=True, slots=True)
class _Definition:
    """A definition at `start:end`, in bytes of the UTF-8 text at first and then in characters."""

    start: int
    end: int
    name: str


def read(path: Path, how: How) -> Document:
    """Read a file of source code. Raises DocumentError when it is no text, or minified."""
    text = decoded(path.read_bytes())
    language = language_of(path.name, text)
    if language not in ("", "sql") and _is_minified(text):
        raise DocumentError("the file is minified or generated: most of it stands in lines of thousands of characters")
    return Document(text, headings=outline(text, language))


def read_unsuffixed(path: Path, how: How) -> Document:
    """Read a file whose name does not tell its format, if it holds text; a first line `#!` tells its language."""
    with path.open("rb") as file:
        decoded(file.read(65536))  # a large file of another kind is not read to its end
    return read(path, how)


def read_lock(path: Path, how: How) -> Document:
    """Refuse a package manager's list of exact versions. Raises DocumentError."""
    raise DocumentError("a program wrote the file for itself: exact versions and checksums of packages")


def language_of(name: str, text: str) -> str:
    """Name the language of a file as `grammars.py` does, by its name and, where that leaves it open, its text."""
    mime = mime_of(name)
    if mime == UNSUFFIXED:
        ran = _SHEBANG.match(text)
        return _RUN_BY.get(ran[1], "") if ran else ""
    language = mime.removeprefix(_PREFIX)
    head = text[:20_000]
    # A suffix of one language only, such as `.c`, needs no look at the text.
    if name.lower().endswith((".h", ".m", ".pl")):
        return next((one for one, marks in _SNIFFED[language] if marks.search(head)), language)
    return language


def outline(text: str, language: str) -> tuple[Heading, ...]:
    """Find the definitions in a text, as headings that nest. Empty where the language is not known."""
    if language in GRAMMARS and len(text) <= MOST_OUTLINED:
        return _parsed(text, language)
    if language in LINES:
        return _by_lines(text, LINES[language])
    return ()


def _is_minified(text: str) -> bool:
    """Tell whether most of a text of some length stands in very long lines."""
    if len(text) < 2 * _LONG_LINE:
        return False
    return sum(len(line) for line in text.splitlines() if len(line) > _LONG_LINE) > len(text) / 2


def _by_lines(text: str, begins: re.Pattern[str]) -> tuple[Heading, ...]:
    """Outline by the lines that begin a definition, with the comment lines directly above them."""
    lines = text.splitlines(keepends=True)
    starts = list(accumulate((len(line) for line in lines), initial=0))
    found: list[Heading] = []
    for match in begins.finditer(text):
        number = bisect_right(starts, match.start(1)) - 1
        while number > 0 and _COMMENT_LINE.match(lines[number - 1]):
            number -= 1
        start = starts[number]
        if not found or start > found[-1].start:
            found.append(Heading(1, _folded(match[1]), start))
    return tuple(found)


def _parsed(text: str, language: str) -> tuple[Heading, ...]:
    """Outline by the syntax tree; empty when parsing took too long."""
    data = text.encode("utf-8", "surrogatepass")
    tree = _tree(data, language)
    if tree is None:
        return ()
    grammar = GRAMMARS[language]
    found = sorted(_definitions(tree, language), key=lambda one: (one.start, -one.end))
    if len(data) != len(text):
        found = _in_characters(found, data)
    if grammar.clauses:
        found = _clauses_joined(found)
    return tuple(_nested(found, text))


def _tree(data: bytes, language: str) -> "Tree | None":
    from tree_sitter import Parser

    end = time.thread_time() + PARSE_S
    parser = Parser(compiled(language)[0])
    try:
        return parser.parse(
            lambda at, _point: data[at : at + _READ_AT_ONCE],
            progress_callback=lambda _at, _error: time.thread_time() > end,
        )
    except ValueError:  # what it raises when told to stop
        return None


def _definitions(tree: "Tree", language: str) -> Iterator[_Definition]:
    from tree_sitter import QueryCursor

    grammar = GRAMMARS[language]
    cursor = QueryCursor(compiled(language)[1])
    # WORKAROUND: given a `progress_callback`, `matches` of tree-sitter 0.26.1 brings the process down. It is bounded
    # by the size of the tree all the same.
    for _, captures in cursor.matches(tree.root_node):
        whole = captures["whole"][0]
        start, stop = _extent(whole, grammar)
        yield _Definition(start, stop, _name(captures, grammar))


def _name(captures: "dict[str, list[Node]]", grammar: Grammar) -> str:
    def said(key: str) -> list[str]:
        return [(node.text or b"").decode("utf-8", "replace") for node in captures.get(key, ())]

    name = grammar.joint.join(said("name")).strip("\"'`").replace("::", " › ")
    if traits := said("trait"):
        name = f"{traits[0]} for {name}"
    if owners := said("of"):
        name = f"{owners[0].lstrip('*').partition('[')[0]} › {name}"
    return _folded(name)


def _folded(name: str) -> str:
    return " ".join(name.split())[:_LONG_NAME]


def _extent(whole: "Node", grammar: Grammar) -> tuple[int, int]:
    """Return where a definition begins and ends: with what it is wrapped in, and the comments directly above it."""
    while whole.parent is not None and whole.parent.type in grammar.wraps:
        whole = whole.parent
    first = whole
    while (above := _before(first)) is not None:
        belongs = "comment" in above.type or above.type in grammar.above
        # Some grammars count the line's end to a comment.
        last = above.end_point.row - (above.end_point.column == 0)
        if not belongs or first.start_point.row - last > 1 or _follows_code(above):
            break
        first = above
    return first.start_byte, whole.end_byte


def _before(node: "Node") -> "Node | None":
    """Return what stands before a node, also when it is the first in a body that the grammar makes a node of."""
    while node.prev_sibling is None and node.parent is not None and node.parent.start_byte == node.start_byte:
        node = node.parent
    return node.prev_sibling


def _follows_code(above: "Node") -> bool:
    """Tell whether a comment stands behind something on its line: then it belongs to that."""
    before = above.prev_sibling if "comment" in above.type else None
    return before is not None and before.end_point.row == above.start_point.row and before.end_point.column > 0


def _in_characters(found: list[_Definition], data: bytes) -> list[_Definition]:
    """Turn offsets of bytes into offsets of characters, each stretch of text decoded once."""
    characters = {0: 0}
    last = 0
    for at in sorted({offset for one in found for offset in (one.start, one.end)} - {0}):
        characters[at] = characters[last] + len(data[last:at].decode("utf-8", "surrogatepass"))
        last = at
    return [replace(one, start=characters[one.start], end=characters[one.end]) for one in found]


def _clauses_joined(found: list[_Definition]) -> list[_Definition]:
    """Make one definition of neighbours with one name, as the equations of a Haskell function are."""
    joined: list[_Definition] = []
    for one in found:
        before = joined[-1] if joined else None
        if before is not None and before.name == one.name and one.start >= before.end:
            joined[-1] = replace(before, end=one.end)
        else:
            joined.append(one)
    return joined


def _nested(found: list[_Definition], text: str) -> Iterator[Heading]:
    """Turn definitions in order into headings. What lies in one that fits a chunk is not named: it stays whole."""
    around: list[_Definition] = []
    for one in found:
        while around and around[-1].end <= one.start:
            around.pop()
        if around and (around[-1].end - around[-1].start <= MOST_CHARACTERS or one.start == around[-1].start):
            continue
        tail = _TAIL.match(text, one.end)
        end = tail.end() if tail else one.end
        line = text.rfind("\n", 0, one.start) + 1
        start = line if text[line : one.start].isspace() else one.start
        around.append(one)
        yield Heading(len(around), one.name, start, end)
