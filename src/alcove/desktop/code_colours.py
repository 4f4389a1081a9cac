"""What the parts of code are, told by Pygments: keyword, text, number, name, comment, removed, added. No Qt.

A thousand lines take some 50 ms: asked for off the GUI thread, through the `Illustrator`.
"""

from dataclasses import dataclass
from functools import cache
from typing import Literal

What = Literal["keyword", "text", "number", "name", "comment", "removed", "added"]
LONGEST = 400_000
"""Characters; longer code stays in the colour of ink."""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a line, from a column on."""

    start: int
    length: int
    what: What


Lines = tuple[tuple[Run, ...], ...]
"""The runs of each line; what is none of these has none."""


@dataclass(frozen=True, slots=True)
class Coloured:
    """Code as told: what its language is called, and the runs of its lines."""

    language: str
    lines: Lines = ()


def coloured(code: str, language: str) -> Coloured:
    """Return the runs of each line of code; none for a language that is not known."""
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return Coloured(language)
    if len(code) > LONGEST:
        return Coloured(lexer.name)
    lines: list[list[Run]] = [[]]
    column = 0
    for token, text in lexer.get_tokens(code):
        what = _what(token)
        for number, piece in enumerate(text.split("\n")):
            if number:
                lines.append([])
                column = 0
            length = len(piece.encode("utf-16-le")) // 2  # Qt counts in UTF-16
            if what is not None and piece.strip():
                lines[-1].append(Run(column, length, what))
            column += length
    return Coloured(lexer.name, tuple(tuple(line) for line in lines))


@cache
def _what(token: object) -> What | None:
    from pygments.token import Comment, Generic, Keyword, Literal, Name, Number, Operator, String

    table: tuple[tuple[object, What], ...] = (
        (Comment, "comment"), (Keyword, "keyword"), (Operator.Word, "keyword"), (String, "text"), (Number, "number"),
        (Literal, "number"), (Name.Function, "name"), (Name.Class, "name"), (Name.Tag, "keyword"),
        (Name.Attribute, "name"), (Name.Decorator, "name"), (Name.Exception, "name"), (Name.Builtin, "name"),
        (Name.Namespace, "name"), (Name.Variable, "name"), (Generic.Deleted, "removed"), (Generic.Inserted, "added"),
        (Generic.Heading, "name"), (Generic.Subheading, "name"), (Generic.Prompt, "comment"),
    )  # fmt: skip
    return next((what for kind, what in table if token in kind), None)  # type: ignore[operator]
