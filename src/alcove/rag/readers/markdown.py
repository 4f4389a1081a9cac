"""Markdown, CommonMark's and Obsidian's: headings, tables, tags, links, block ids and frontmatter.

The document's text is the decoded file unchanged: all that is found here are spans of it. markdown-it finds the
blocks, so that what stands in code is no heading, link or tag.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from alcove.rag.readers import How
from alcove.rag.readers.text import decoded
from alcove.rag.types import Anchor, Document, Heading, Link, Table

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

Span = tuple[int, int]

_FRONTMATTER = re.compile(r"---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_LINE_END = re.compile(r"\r\n?|\n")
_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_MATH = re.compile(r"\$\$.+?\$\$|(?<![\\$\w])\$(?=\S)[^$\n]+(?<=\S)\$(?![$\d])", re.DOTALL)
_WIKI = re.compile(r"(!?)\[\[([^\[\]\n|#]*)(?:#([^\[\]\n|]*))?(?:\|(?:[^\]\n]|\](?!\]))*)?\]\]")
_DESTINATION = r"\(\s*(<[^<>\n]*>|[^\s()<>]*(?:\([^\s()]*\)[^\s()]*)*)(?:\s+(?:\"[^\"\n]*\"|'[^'\n]*'))?\s*\)"
_IMAGE = re.compile(r"!\[[^\[\]]*\]" + _DESTINATION)
_LINK = re.compile(r"(?<!!)\[[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*\]" + _DESTINATION)
_DEFINITION = re.compile(r"^[ ]{0,3}\[[^\[\]^][^\[\]]*\]:[ \t]*(\S+)", re.MULTILINE)
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]+:")
_NO_TAGS = re.compile(r"\b[a-zA-Z][a-zA-Z0-9+.-]+://\S+|</?[a-zA-Z][^<>]*>")
"""Addresses and HTML: what follows a `#` there is an anchor or a colour."""
# What is no tag's character is Obsidian's list; the punctuation of Chinese and Japanese was added to it.
_TAG = re.compile(
    r"(?:^|(?<=\s))#([^\s!-,.:-@\[-^`{-~\u2000-\u206f\u2e00-\u2e7f\u3001-\u3003\uff01\uff0c\uff1a\uff1b\uff1f]+)"
)
_BLOCK_ID = re.compile(r"(?:^|[ \t])(\^[A-Za-z0-9-]+)[ \t]*\Z")
_QUOTE_MARKS = re.compile(r"[ \t>]*")
_MOST_UNDERLINED = 200
"""Characters of an underlined heading: a longer one is a paragraph with a line of `=` or `-` below it."""
_MOST_YAML = 16_384
"""Characters of frontmatter for the quick YAML parser: nested 100,000 deep it crashed, 20,000 deep it did not."""


@dataclass(slots=True)
class Marks:
    """What a Markdown text tells beyond its words."""

    title: str = ""
    headings: list[Heading] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    tags: dict[str, None] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    links: list[Link] = field(default_factory=list)
    anchors: list[Anchor] = field(default_factory=list)


def read(path: Path, how: How) -> Document:
    """Read a Markdown file. Its title is that of its frontmatter, else its first heading of level 1."""
    text = decoded(path.read_bytes())
    found = marks(text)
    title = found.title or next((h.text for h in found.headings if h.level == 1), "")
    return Document(
        text,
        title,
        headings=tuple(found.headings),
        tables=tuple(found.tables),
        tags=tuple(found.tags),
        aliases=found.aliases,
        links=tuple(found.links),
        anchors=tuple(found.anchors),
    )


def markdown_headings(text: str) -> tuple[Heading, ...]:
    """Find the headings outside frontmatter, code, quotes and lists."""
    return tuple(marks(text).headings)


def marks(text: str) -> Marks:
    """Find what a Markdown text tells: see `Document` for what each is.

    Tags are lower case and without their `#`. A Markdown link leads from the file's own folder, so its target is given
    with `./`; a wikilink's is given as it is written. Links with a scheme (`https:`) lead out of the library and are
    left out.
    """
    found = Marks()
    matter = _FRONTMATTER.match(text)
    begin = matter.end() if matter else 0
    if matter:
        _read_frontmatter(found, matter[1])
        links = [link for link, _ in _wikilinks(text[: matter.end()], 0)]
        # In single quotation marks, YAML writes an apostrophe twice.
        found.links += [replace(link, target=link.target.replace("''", "'")) for link in links]
    for start, end in _Blocks(found, text, begin).prose():
        _read_prose(found, text[start:end], start)
    found.links.sort(key=lambda link: link.start)
    found.anchors.sort(key=lambda anchor: anchor.start)
    return found


# Frontmatter


def _read_frontmatter(found: Marks, source: str) -> None:
    """Take title, tags and aliases from YAML; where it is broken, there are none."""
    import yaml

    quick = len(source) <= _MOST_YAML and yaml.__with_libyaml__
    try:
        # The base loader makes strings, lists and mappings only: no dates to be wrong, no objects to be made.
        fields = yaml.load(source, yaml.CBaseLoader if quick else yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError, ValueError):
        return
    if not isinstance(fields, dict):
        return
    plain = {str(key).lower(): value for key, value in fields.items()}
    title = plain.get("title")
    found.title = " ".join(title.split()) if isinstance(title, str) else ""
    for name in ("tags", "tag"):
        for tag in _listed(plain.get(name), r"[,\s]+"):
            _add_tag(found, tag.lstrip("#"))
    aliases = [one for name in ("aliases", "alias") for one in _listed(plain.get(name), ",")]
    found.aliases = tuple(dict.fromkeys(aliases))


def _listed(value: Any, separator: str) -> list[str]:
    """Return the strings of a list, or of one string with separators."""
    many = value if isinstance(value, list) else re.split(separator, value) if isinstance(value, str) else []
    return [" ".join(one.split()) for one in many if isinstance(one, str) and one.strip()]


def _add_tag(found: Marks, tag: str) -> None:
    name = tag.strip("/").lower()
    if name and not name.isdigit():
        found.tags[name] = None


# Blocks


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    # What stands inside blocks is looked at here: markdown-it tells no positions of it. A definition such as
    # `[1]: file.md` stays a paragraph that way.
    return MarkdownIt("commonmark").enable("table").disable(["reference", "inline", "text_join"])


class _Blocks:
    """A walk over the blocks of a text from `begin` on, noting headings, tables and block ids in `found`."""

    def __init__(self, found: Marks, text: str, begin: int) -> None:
        self._found = found
        self._text = text
        self._lines = [begin, *(match.end() for match in _LINE_END.finditer(text, begin))]
        self._tokens = _parser().parse(text[begin:])
        self._open: list[Token] = []
        self._closed: dict[int, Span] = {}

    def prose(self) -> Iterator[Span]:
        """Yield the spans that may hold links and tags: paragraphs, headings and tables."""
        for token in self._tokens:
            if token.nesting == 1:
                self._open.append(token)
                self._closed.pop(token.level + 1, None)
            elif token.nesting == -1:
                self._close(self._open.pop())
            elif token.map and token.type in ("fence", "code_block", "html_block"):
                self._closed[token.level] = self._span(token)
            if token.type == "heading_open" and token.level == 0:
                yield self._heading(token)
            elif token.type == "heading_open" or token.type in ("paragraph_open", "table_open"):
                yield self._span(token)
            elif token.type == "inline" and self._open[-1].type == "heading_open" and self._open[-1].level == 0:
                self._name_heading(token)

    def _close(self, token: "Token") -> None:
        if token.map is None:
            return
        span = self._span(token)
        if token.type == "table_open":
            span = self._table(token, span)
        elif token.type == "paragraph_open":
            span = self._paragraph(token, span)
        self._closed[token.level] = span

    def _heading(self, token: "Token") -> Span:
        span = self._span(token)
        self._found.headings.append(Heading(int(token.tag[1]), "", span[0]))
        return span

    def _name_heading(self, inline: "Token") -> None:
        heading = self._found.headings.pop()
        name = " ".join(_BLOCK_ID.sub("", inline.content).split())
        underlined = self._open[-1].markup in "=-"
        if name and not (underlined and len(name) > _MOST_UNDERLINED):
            self._found.headings.append(Heading(heading.level, name, heading.start))

    def _table(self, token: "Token", span: Span) -> Span:
        """Note a table. A last line that is a block id only names it."""
        assert token.map
        start, end = span
        last = self._text.rfind("\n", start, end) + 1
        row = _QUOTE_MARKS.sub("", self._text[last:end], count=1)
        if _BLOCK_ID.fullmatch(row):
            end = last + len(self._text[last:end]) - len(row)
            end = start + len(self._text[start:end].rstrip())
            self._found.anchors.append(Anchor(row.strip(), start, end))
        header_end = self._lines[min(token.map[0] + 2, len(self._lines) - 1)]
        header_end = start + len(self._text[start : min(header_end, end)].rstrip())
        self._found.tables.append(Table(start, end, start, header_end))
        return start, end

    def _paragraph(self, token: "Token", span: Span) -> Span:
        """Note the block id a paragraph ends with; one that stands alone names the block before it."""
        last = max(self._text.rfind("\n", *span), self._text.rfind("\r", *span)) + 1
        line = self._text[max(last, span[0]) : span[1]]
        match = _BLOCK_ID.search(line)
        if not match:
            return span
        around = self._open[-1] if self._open else None
        alone = _QUOTE_MARKS.sub("", self._text[span[0] : span[1]], count=1) == match[1]
        if alone and token.level in self._closed:
            named = self._closed[token.level]
        elif around is not None and around.map and around.type in ("list_item_open", "blockquote_open"):
            named = self._span(around)
        else:
            named = span
        self._found.anchors.append(Anchor(match[1], *named))
        return named if alone else span

    def _span(self, token: "Token") -> Span:
        """Return where a block stands, without white space at its ends."""
        assert token.map
        first, behind = token.map
        start = self._lines[first]
        end = self._lines[behind] if behind < len(self._lines) else len(self._text)
        body = self._text[start:end]
        return start + len(body) - len(body.lstrip()), start + len(body.rstrip())


# What stands inside blocks


def _read_prose(found: Marks, text: str, at: int) -> None:
    """Note the links and tags of a paragraph, heading or table that begins at `at`."""
    bare = _CODE.sub(_blank, text) if "`" in text else text
    if "$" in bare:
        bare = _MATH.sub(_blank, bare)
    if "[" in bare:
        links = [*_wikilinks(bare, at), *_markdown_links(bare, at)]
        found.links += [link for link, _ in links if link is not None]
        for _, (start, end) in links:
            bare = bare[:start] + " " * (end - start) + bare[end:]
    if "#" in bare:
        for match in _TAG.finditer(_NO_TAGS.sub(_blank, bare)):
            _add_tag(found, match[1])


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _wikilinks(text: str, at: int) -> Iterator[tuple[Link, Span]]:
    """Find `[[target#fragment|alias]]`; in a table its `|` is written `\\|`."""
    for match in _WIKI.finditer(text):
        target, fragment = match[2].rstrip("\\").strip(), (match[3] or "").rstrip("\\").strip()
        if target or fragment:
            yield (
                Link("embed" if match[1] else "link", target, fragment, at + match.start(), at + match.end()),
                match.span(),
            )


def _markdown_links(text: str, at: int) -> Iterator[tuple[Link | None, Span]]:
    """Find `[text](target#fragment)`, images and definitions; None stands for one that leads out of the library."""
    for pattern in (_IMAGE, _LINK, _DEFINITION):
        for match in pattern.finditer(text):
            yield _markdown_link(match, at, embed=pattern is _IMAGE), match.span()


def _markdown_link(match: re.Match[str], at: int, *, embed: bool) -> Link | None:
    written = match[1].strip("<>").strip()
    if not written or _SCHEME.match(written) or written.startswith("//"):
        return None
    target, _, fragment = (unquote(part) for part in written.partition("#"))
    if target and not target.startswith(("/", "./", "../")):
        target = f"./{target}"
    return Link("embed" if embed else "link", target, fragment.strip(), at + match.start(), at + match.end())
