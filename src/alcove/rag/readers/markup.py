"""reStructuredText, Org and LaTeX: the decoded file unchanged, with its headings, title and tags."""

import re
from pathlib import Path

from alcove.rag.readers import How
from alcove.rag.readers.text import decoded
from alcove.rag.types import Document, Heading

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_RULE = re.compile(r"([!-/:-@\[-`{-~])\1+[ \t]*$")
_RST_TAGS = re.compile(r"^:(?:tags|keywords):[ \t]*(.+)$", re.IGNORECASE | re.MULTILINE)
_ORG_HEADING = re.compile(
    r"^(\*+)[ \t]+(?:(?:TODO|DONE|NEXT|WAITING|CANCELL?ED)[ \t]+)?(?:\[#\w\][ \t]+)?(.*?)"
    r"(?:[ \t]+(:[\w@#%:]+:))?[ \t]*\r?$",
    re.MULTILINE,
)
_ORG_KEYWORD = re.compile(r"^#\+(title|filetags|tags|keywords):[ \t]*(.+?)[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_ORG_LINK = re.compile(r"\[\[([^\[\]]+)\](?:\[([^\[\]]+)\])?\]")
_TEX_LEVELS = {
    name: level
    for level, name in enumerate(
        ("part", "chapter", "section", "subsection", "subsubsection", "paragraph", "subparagraph"), 1
    )
}
_TEX_HEADING = re.compile(
    r"\\(?:(part|chapter|section|subsection|subsubsection|paragraph|subparagraph)\*?|(frametitle|title))"
    r"[ \t\r\n]*(?:\[[^\]]{0,300}\])?[ \t\r\n]*\{"
)
_TEX_PASSED_OVER = re.compile(
    r"(?<!\\)%[^\n]*|\\begin\{(verbatim\*?|lstlisting|comment|minted)\}.*?(?:\\end\{\1\}|\Z)", re.DOTALL
)
_TEX_COMMAND = re.compile(r"\\(?:label|footnote|thanks|index)\{[^{}]*\}|\\[a-zA-Z]+\*?[ \t]*|\\.|[{}$]")
_TEX_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_FRAME = len(_TEX_LEVELS) + 1
_MOST_TITLE = 500


def read_rst(path: Path, how: How) -> Document:
    """Read reStructuredText; its title is the heading it begins with."""
    text = decoded(path.read_bytes())
    headings = rst_headings(text)
    fields = _RST_TAGS.search(text, 0, 2000)
    tags = tuple(tag.strip() for tag in fields[1].split(",") if tag.strip()) if fields else ()
    return Document(text, headings[0].text if headings else "", headings=headings, tags=tags)


def rst_headings(text: str) -> tuple[Heading, ...]:
    """Find the sections: a line over a rule of one sign, or between two; their order tells which is above which."""
    lines = [(match.start(), match[0].rstrip()) for match in _LINE.finditer(text) if match[0]]
    found: list[Heading] = []
    styles: list[tuple[str, bool]] = []
    at = 0
    while at < len(lines):
        step = _rst_section(lines, at)
        if step is None:
            at += 1
            continue
        style, title, begins, length = step
        if style not in styles:
            styles.append(style)
        found.append(Heading(styles.index(style) + 1, title, begins))
        at += length
    return tuple(found)


def _rst_section(lines: list[tuple[int, str]], at: int) -> tuple[tuple[str, bool], str, int, int] | None:
    """Return the style, name, beginning and number of lines of a section's heading, if one begins at this line."""

    def line(number: int) -> str:
        return lines[number][1] if 0 <= number < len(lines) else ""

    first, second, third = line(at), line(at + 1), line(at + 2)
    if line(at - 1) and not line(at - 1).startswith(".. "):
        return None
    if (over := _RULE.match(first)) and second.strip() and third == first and not _RULE.match(second):
        fits = len(second.strip()) <= len(first) and line(at + 4) != first  # else a table of one column
        return ((over[1], True), second.strip(), lines[at][0], 3) if fits else None
    under = _RULE.match(second)
    if under and first and not first[0].isspace() and not _RULE.match(first):
        fits = len(second) >= len(first) or len(second) >= 4
        return ((under[1], False), first, lines[at][0], 2) if fits else None
    return None


def read_org(path: Path, how: How) -> Document:
    """Read an Org file with its title and tags, those of its headings too."""
    text = decoded(path.read_bytes())
    keywords = [(match[1].lower(), match[2]) for match in _ORG_KEYWORD.finditer(text)]
    title = " ".join(value for name, value in keywords if name == "title")
    tags = [tag for name, value in keywords if name == "filetags" for tag in re.split(r"[:\s]+", value)]
    headings: list[Heading] = []
    for match in _ORG_HEADING.finditer(text):
        tags += (match[3] or "").split(":")
        if match[2]:
            name = _ORG_LINK.sub(lambda link: link[2] or link[1], match[2])
            headings.append(Heading(len(match[1]), name, match.start()))
    return Document(text, title, headings=tuple(headings), tags=tuple(dict.fromkeys(tag for tag in tags if tag)))


def read_tex(path: Path, how: How) -> Document:
    """Read LaTeX with its sections, and the title it sets."""
    text = decoded(path.read_bytes())
    title, headings = tex_headings(text)
    return Document(text, title, headings=headings)


def tex_headings(text: str) -> tuple[str, tuple[Heading, ...]]:
    """Return the title and the sections outside comments and verbatim text; the highest level in use is 1."""
    hidden = [match.span() for match in _TEX_PASSED_OVER.finditer(text)]
    title = ""
    found: list[tuple[int, str, int]] = []
    at = 0
    for match in _TEX_HEADING.finditer(text):
        while at < len(hidden) and hidden[at][1] <= match.start():
            at += 1
        if at < len(hidden) and hidden[at][0] <= match.start():
            continue
        name = _tex_plain(text[match.end() : _closing(text, match.end())])
        if match[2] == "title":
            title = title or name
        elif name:
            found.append((_TEX_LEVELS.get(match[1], _FRAME), name, match.start()))
    ranks = {level: rank for rank, level in enumerate(sorted({level for level, _, _ in found}), 1)}
    return title, tuple(Heading(ranks[level], name, start) for level, name, start in found)


def _closing(text: str, at: int) -> int:
    """Return where the brace that stands open at `at` is closed, at most _MOST_TITLE characters on."""
    depth = 1
    for match in _TEX_BRACE.finditer(text, at, at + _MOST_TITLE):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if depth == 0:
            return match.start()
    return min(len(text), at + _MOST_TITLE)


def _tex_plain(name: str) -> str:
    name = _TEX_PASSED_OVER.sub("", name).replace("\\\\", " ").replace("~", " ")
    return " ".join(_TEX_COMMAND.sub(lambda match: match[0][1:] if match[0][1:] in "&%#_$" else "", name).split())
