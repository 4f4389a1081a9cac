"""Markdown: what of a note is a heading, a tag, a link, a place to link to, and what only looks like one."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alcove.rag.readers.markdown import markdown_headings, marks
from tests.rag.reading import read_file


def headings(text: str) -> list[tuple[int, str]]:
    return [(heading.level, heading.text) for heading in markdown_headings(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("# One\n\n## Two ##\n", [(1, "One"), (2, "Two")]),
        ("   ### Three\n    # code\n", [(3, "Three")]),
        ("#no\n#######  seven\n#\n", []),
        ("# Ends with C#\n# Ends with # #\n", [(1, "Ends with C#"), (1, "Ends with #")]),
        ("# A\r\ntext\r\n# B\r\n", [(1, "A"), (1, "B")]),
        ("```\n# code\n```\n# A\n", [(1, "A")]),
        ("```python\n# code\n~~~\n``` no\n# code\n````\n# A\n", [(1, "A")]),
        ("~~~\n# code\n```\n~~~\n# A\n", [(1, "A")]),
        ("# A\n```\n# never closed\n", [(1, "A")]),
        ("<!--\n# hidden\n-->\n# A\n", [(1, "A")]),
        ("---\ntitle: x\n# comment\n---\n# A\n", [(1, "A")]),
        ("---\r\n# comment\r\n...\r\n# A\r\n", [(1, "A")]),
        ("---\n# A\n", [(1, "A")]),
        ("# A ^block\n", [(1, "A")]),
        ("Great\n===\n\nSmall\n-----\n", [(1, "Great"), (2, "Small")]),
        ("long paragraph " * 20 + "\n===\n# A\n", [(1, "A")]),
        ("text\n\n---\n# A\n\n---\n# B\n", [(1, "A"), (1, "B")]),
        ("`# no`\n> # quoted\n- # item\n", []),
    ],
)
def test_headings(text: str, found: list[tuple[int, str]]) -> None:
    assert headings(text) == found


def test_headings_begin_at_their_line() -> None:
    text = "---\na: 1\n---\r\n\r\n  # Один\r\ntext\u2028x\x0cy\r\n\r\nTwo\r\n---\r\n"
    assert [text[h.start :].split("\r\n")[0] for h in markdown_headings(text)] == ["# Один", "Two"]


def test_the_title_is_that_of_the_frontmatter_else_the_first_great_heading(tmp_path: Path) -> None:
    path = tmp_path / "note.md"
    for text, title in (("---\ntitle: ' My\n  oil '\n---\n# Great\n", "My oil"), ("## Small\n# Great\n", "Great"),
                        ("---\ntitle: [1]\n---\n## Small\n", "")):  # fmt: skip
        path.write_text(text)
        document = read_file(path)
        assert (document.text, document.title) == (text, title)


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("#one and #Two/Three, (#no) x#no #a-b_c/", ["one", "two/three", "a-b_c"]),
        ("#1984 #y1984 #1/2", ["y1984", "1/2"]),
        ("#проект/альфа #日本、語 #✅done", ["проект/альфа", "日本", "✅done"]),
        ("`#code` ``#co`de`` http://x.y/ #yes https://x.y/#no [a](#no) [[a #no|#no]]", ["yes"]),
        ("# Heading #inheading\n\n- item #initem\n> #inquote\n\n| a |\n|---|\n| #incell |\n",
         ["inheading", "initem", "inquote", "incell"]),
        ("```\n#no\n```\n\n    #no\n\n<p title=' #no'>\n</p>\n\na <b x=' #no'>c</b>", []),
        ("$a #no b$ and $5 #yes $6 $$\n#no\n$$", ["yes"]),
        ("---\ntags: [A, '#b', c/D, 2024]\ntag: e, #f g\n---\n#b #h", ["a", "b", "c/d", "e", "h"]),
        ("---\ntags:\n- x\n-\n- [y]\n---\n", ["x"]),
        ("---\ntags: one two,three\n---\n", ["one", "two", "three"]),
        ("---\n# tags: [no]\n---\n", []),
    ],
)  # fmt: skip
def test_tags(text: str, tags: list[str]) -> None:
    assert list(marks(text).tags) == tags


@pytest.mark.parametrize(
    ("matter", "aliases"),
    [
        ("aliases: [One, Two words, One]", ("One", "Two words")),
        ("alias: One, Two words", ("One", "Two words")),
        ("Aliases:\n  - 2024-13-45\n  - yes", ("2024-13-45", "yes")),
        ("aliases:", ()),
        ("- a\n- list", ()),
        ("aliases: [broken", ()),
        ("aliases: {{date}}", ()),
        ("a: &a [x]\nb: *c\naliases: x", ()),
        ("aliases: [x]\nmore: " + "[" * 30_000, ()),
        ("a: !!python/object/apply:os.system [exit]\naliases: [x]", ("x",)),
    ],
)
def test_aliases_and_broken_frontmatter(matter: str, aliases: tuple[str, ...]) -> None:
    found = marks(f"---\n{matter}\n---\n# A #tag\n")
    assert found.aliases == aliases
    assert list(found.tags) == ["tag"]


def links(text: str) -> list[tuple[str, str, str, str]]:
    return [(one.kind, one.target, one.fragment, text[one.start : one.end]) for one in marks(text).links]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[[Note]] [[a/Note.md#Head#Sub|see ] this]]", [("link", "Note", ""), ("link", "a/Note.md", "Head#Sub")]),
        ("[[#Here]] [[#^block]]", [("link", "", "Here"), ("link", "", "^block")]),
        ("![[pic.png|100x200]] ![[Note#^id]]", [("embed", "pic.png", ""), ("embed", "Note", "^id")]),
        ("| a | b |\n|--|--|\n| [[x\\|y]] | ![[z\\|9]] |\n", [("link", "x", ""), ("embed", "z", "")]),
        ("`[[no]]` ``[[no]] ` [[no]]`` [[yes]]\n\n    [[no]]\n```\n[[no]]\n```\n", [("link", "yes", "")]),
        ("[[ ]] [[|x]] [[\nno]] [no](https://a.b/c.md) [no](mailto:a@b.c) [no](//a.b) [no]()", []),
        ("[x](../note%20name.md#head%20ing)", [("link", "../note name.md", "head ing")]),
        ('[x](<a b.md> "title") [y](/root.md) [z](a(1).md)',
         [("link", "./a b.md", ""), ("link", "/root.md", ""), ("link", "./a(1).md", "")]),
        ("[![alt](img.png)](note.md)", [("link", "./note.md", ""), ("embed", "./img.png", "")]),
        ("[x][1] [y](#place)\n\n[1]: other.md#Top 'title'\n[2]: https://a.b\n[^3]: foot [[note]]\n",
         [("link", "", "place"), ("link", "./other.md", "Top"), ("link", "note", "")]),
        ("---\nup: '[[Pa''u]]'\n---\n$5 for [[a]] and $6, $[[no]]$, $$\n[[no]]\n$$",
         [("link", "Pa'u", ""), ("link", "a", "")]),
        ('---\nup: "[[Home#Top|home]]"\n---\n> - [[in quote]]\n', [("link", "Home", "Top"), ("link", "in quote", "")]),
    ],
)  # fmt: skip
def test_links(text: str, found: list[tuple[str, str, str]]) -> None:
    assert [one[:3] for one in links(text)] == found


def test_links_stand_where_they_are_written() -> None:
    text = "---\r\nup: '[[Дом]]'\r\n---\r\nпривет ![[a]] и\r\n[b](c.md)\r\n"
    assert [one[3] for one in links(text)] == ["[[Дом]]", "![[a]]", "[b](c.md)"]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("First.\n\nA paragraph\nof two lines. ^p1\n\nLast.", {"^p1": "A paragraph\nof two lines. ^p1"}),
        ("- one ^a\n- two\n  - deep ^b\n- three\n\n^c\n",
         {"^a": "- one ^a", "^b": "- deep ^b", "^c": "- one ^a\n- two\n  - deep ^b\n- three"}),
        ("> [!note] Title\n> text\n\n^call\n", {"^call": "> [!note] Title\n> text"}),
        ("> quoted\n> ^in\n", {"^in": "> quoted\n> ^in"}),
        ("| a |\n|---|\n| 1 |\n\n^t\n", {"^t": "| a |\n|---|\n| 1 |"}),
        ("| a |\n|---|\n| 1 |\n^t\n", {"^t": "| a |\n|---|\n| 1 |"}),
        ("```\ncode\n```\n\n^code\n", {"^code": "```\ncode\n```"}),
        ("^first\n", {"^first": "^first"}),
        ("2^10 x^2\n\n`^no`\n\nend ^no way\n", {}),
    ],
)  # fmt: skip
def test_block_ids_name_the_block_they_stand_at(text: str, named: dict[str, str]) -> None:
    for shape in (text, text.replace("\n", "\r\n")):
        found = {one.name: shape[one.start : one.end].replace("\r\n", "\n") for one in marks(shape).anchors}
        assert found == named


def test_tables_know_their_header() -> None:
    text = "x\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> | c |\n> |---|\n\n| d |\n|---|\n"
    assert [(text[t.start : t.end], text[t.header_start : t.header_end]) for t in marks(text).tables] == [
        ("| a | b |\n|---|---|\n| 1 | 2 |", "| a | b |\n|---|---|"),
        ("> | c |\n> |---|", "> | c |\n> |---|"),
        ("| d |\n|---|", "| d |\n|---|"),
    ]


@given(st.text(st.sampled_from("#^[]|!`>-*$ \t\r\n.:/abя0\u2028\"'()=%"), max_size=200))
def test_whatever_is_written_spans_lie_in_the_text_in_order(text: str) -> None:
    found = marks(text)
    for spans in (found.links, found.anchors, found.tables):
        assert all(0 <= one.start < one.end <= len(text) for one in spans)
    starts = [one.start for one in found.headings]
    assert starts == sorted(starts)
    assert all(heading.text and text[heading.start] not in " \r\n" for heading in found.headings)
