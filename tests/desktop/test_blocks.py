"""Where Markdown is cut into blocks: code, tables, formulas and lists, finished or still being written."""

from __future__ import annotations

import pytest

from alcove.desktop.blocks import LIST_PIECE, blocks_of, cells_of, code_of, dedented, formula_of


def told(text: str) -> list[tuple[str, str]]:
    return [(block.kind, text[block.start : block.end]) for block in blocks_of(text)]


def kinds(text: str) -> list[str]:
    return [block.kind for block in blocks_of(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("So:\n```py\nx\n```\nafter", [("text", "So:"), ("code", "```py\nx\n```"), ("text", "after")]),
        ("So:\n| a | b |\n|--|--|\n| 1 | 2 |\nafter",
         [("text", "So:"), ("table", "| a | b |\n|--|--|\n| 1 | 2 |"), ("text", "after")]),
        ("a | b\n\nno table", [("text", "a | b"), ("text", "no table")]),
        ("| a | b |\n|---|\n", [("text", "| a | b |\n|---|")]),
        ("$$\nx\n$$\nafter", [("formula", "$$\nx\n$$"), ("text", "after")]),
        ("\\[ x \\]", [("formula", "\\[ x \\]")]),
        ("$$ x $$ and more", [("text", "$$ x $$ and more")]),
        ("$$\nnever closed\n\nafter", [("text", "$$\nnever closed"), ("text", "after")]),
        ("$$x", [("text", "$$x")]),
        ("a\n\n    code\n\n    more\n\nb", [("text", "a"), ("code", "    code\n\n    more"), ("text", "b")]),
        ("one\n    goes on", [("text", "one\n    goes on")]),
        ("a[^1]\n\n[^1]: Note.\n[^2]: Two.", [("text", "a[^1]"), ("note", "[^1]: Note.\n[^2]: Two.")]),
        ("text\n1. one\n2. two", [("text", "text"), ("text", "1. one\n2. two")]),
        ("in 1999\n2000. is no item", [("text", "in 1999\n2000. is no item")]),
        ("a\n\n***\n\nb", [("text", "a"), ("text", "***"), ("text", "b")]),
        ("> q\n> ```\n> c\n> ```", [("text", "> q\n> ```\n> c\n> ```")]),
    ],
)  # fmt: skip
def test_blocks_are_cut_where_they_look_different(text: str, expected: list[tuple[str, str]]) -> None:
    assert told(text) == expected


def test_code_in_a_list_stands_by_itself_and_the_list_goes_on() -> None:
    text = "1. first\n\n   ```sh\n   ls\n     -l\n   ```\n\n   more\n   - sub\n\n     ```\n     x\n     ```\n2. b\n\nc"
    found = list(blocks_of(text))
    assert [(block.kind, block.level) for block in found] == [
        ("text", 0), ("code", 1), ("text", 1), ("code", 2), ("text", 0), ("text", 0),
    ]  # fmt: skip
    assert code_of(text, found[1]) == ("sh", "ls\n  -l")
    assert code_of(text, found[3]) == ("", "x")
    assert dedented(text[found[2].start : found[2].end], found[2].dedent) == "more\n- sub"
    assert len({block.group for block in found[:5]}) == 1 and found[5].group == -1


def test_a_long_list_is_cut_at_its_items_and_keeps_its_numbers() -> None:
    text = "\n".join(f"{n}. {'word ' * 40}" for n in range(1, 30))
    found = list(blocks_of(text))
    assert len(found) > 3
    assert max(block.end - block.start for block in found) < LIST_PIECE + 300
    assert {block.group for block in found} == {0}
    assert [text[block.start : block.end].partition(".")[0].isdigit() for block in found] == [True] * len(found)


@pytest.mark.parametrize(
    ("text", "language", "code", "closed"),
    [
        ("```python\nx\n\ny\n```", "python", "x\n\ny", True),
        ("```python title=a\nx", "python", "x", False),
        ("```{.r}\nx\n```", "r", "x", True),
        ("~~~~\n```\n~~~\n~~~~", "", "```\n~~~", True),
        ("```", "", "", False),
        ("```\n", "", "", False),
        ("    x\n\n      y", "", "x\n\n  y", False),
    ],
)
def test_code_is_what_stands_between_its_fences(text: str, language: str, code: str, closed: bool) -> None:
    (block,) = blocks_of(text)
    assert code_of(text, block) == (language, code)
    assert block.closed == closed


def test_formulas_lose_their_marks() -> None:
    text = "$$\nx^2\n$$\n\n\\[ y \\]"
    assert [formula_of(text, block) for block in blocks_of(text)] == ["x^2", "y"]


def test_cells() -> None:
    assert cells_of("| a | b\\|c |  |") == ["a", "b\\|c", ""]
    assert cells_of("a | b") == ["a", "b"]


def test_what_is_still_written_is_cut_as_the_whole_is() -> None:
    code, listed = "One:\n```py\nx = 1\n```\n\n", "1. a\n\n   ```\n   b\n   ```\n2. c\n\n"
    text = f"{code}{listed}| a | b |\n|---|---|\n| 1 | 2 |\n\n$$\nx\n$$\n\nend"
    whole = [(block.start, block.kind) for block in blocks_of(text)]
    for end in range(len(text)):
        found = [(block.start, block.kind) for block in blocks_of(text[:end])][:-1]
        assert found == whole[: len(found)], text[:end]
