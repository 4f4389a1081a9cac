"""Markdown, pills and doubts in the shown document; growing it stays cheap however long it gets."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QFont, QTextBlock, QTextCursor, QTextDocument
from pytestqt.qtbot import QtBot

from alcove.desktop.blocks import Block, blocks_of
from alcove.desktop.illustrator import Illustrator
from alcove.desktop.prose import Prose
from alcove.desktop.prose_part import TAIL_MOST
from alcove.desktop.prose_selection import whole_text
from alcove.desktop.prose_view import ProseView
from alcove.desktop.prose_writer import (
    DOUBT_PROPERTY,
    QUOTE_PROPERTY,
    Setting,
    marked_spans,
    pill_spans,
)
from alcove.desktop.signs import annotated
from alcove.desktop.theme import Theme
from alcove.desktop.turn_state import TurnState
from alcove.rag.types import Citation, Unsupported
from tests.desktop.fakes import boiler_answer


@pytest.fixture
def prose(theme: Theme, illustrator: Illustrator) -> Prose:
    return Prose(Setting(theme, illustrator))


def documents(prose: Prose) -> list[QTextDocument]:
    """Build every part; return their documents."""
    for part in prose.parts:
        part.build(640)
    return [part.written() for part in prose.parts]


def document(prose: Prose) -> QTextDocument:
    """Return the document of the first part."""
    return documents(prose)[0]


def cite(marker: int, start: int, end: int) -> Citation:
    return Citation(marker, "/a.pdf", "A", 2, 0, 5, "words", True, start, end)


def doubted(text: str, part: str) -> Unsupported:
    start = text.index(part)
    return Unsupported(start, start + len(part), part, "nothing supports it")


def blocks(prose: Prose) -> Iterator[tuple[str, QTextBlock]]:
    for shown in documents(prose):
        block = shown.begin()
        while block.isValid():
            yield block.text(), block
            block = block.next()


def pieces(text: str) -> list[str]:
    return [text[block.start : block.end] for block in blocks_of(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("\n\n", []),
        ("one", ["one"]),
        ("one\ntwo", ["one\ntwo"]),
        ("one\n\ntwo\n", ["one", "two"]),
        ("one\n\n\n\ntwo", ["one", "two"]),
        ("- a\n\n- b\n\nafter", ["- a\n\n- b", "after"]),
        ("1. a\n\n   more\n\nafter", ["1. a\n\n   more", "after"]),
        ("```\na\n\nb\n```\n\nafter", ["```\na\n\nb\n```", "after"]),
        ("```\nunfinished\n\nstill", ["```\nunfinished\n\nstill"]),
        ("~~~\n```\n\n~~~\n\nafter", ["~~~\n```\n\n~~~", "after"]),
        ("> a\n> b\n\nc", ["> a\n> b", "c"]),
        ("абв\n\n😀 где", ["абв", "😀 где"]),
    ],
)
def test_markdown_is_split_where_it_can_be(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected


def test_splitting_goes_on_from_a_place() -> None:
    assert [b.start for b in blocks_of("one\n\ntwo\n\nthree", 5)] == [5, 10]


def test_only_known_markers_become_pills(prose: Prose) -> None:
    text = "It is so [1]. Not this [2], nor x[3]."
    prose.render(text, [cite(1, 0, 8)], [])
    shown = document(prose)
    assert [index for index, _, _ in pill_spans(shown.begin())] == [0]
    assert "[2]" in shown.toPlainText() and "[1]" not in shown.toPlainText()


def test_a_repeated_marker_leads_to_the_nearest_citation(prose: Prose) -> None:
    text = "First [1]. Then a second sentence [1]."
    prose.render(text, [cite(1, 0, 5), cite(1, 11, 33)], [])
    assert [index for index, _, _ in pill_spans(document(prose).begin())] == [0, 1]


def test_a_doubted_sentence_is_marked_with_its_reason(prose: Prose) -> None:
    text = "Sure. **It may be** so, they say. Sure again."
    prose.render(text, [], [doubted(text, "**It may be** so, they say.")])
    shown = document(prose)
    found = marked_spans(shown.begin(), DOUBT_PROPERTY)
    plain = shown.toPlainText()
    assert "".join(plain[start:end] for _, start, end in found) == "It may be so, they say."
    cursor = QTextCursor(shown)
    cursor.setPosition(found[0][1] + 1)
    assert cursor.charFormat().toolTip() == "nothing supports it"
    assert cursor.charFormat().fontWeight() == QFont.Weight.DemiBold


@pytest.mark.parametrize(
    "text",
    [
        "- a doubted item\n- a sure one",
        "> a doubted item",
        "## a doubted item",
        "1. a doubted item\n2. more",
    ],
)
def test_a_doubt_at_the_head_of_a_line_keeps_the_line_what_it_is(prose: Prose, text: str) -> None:
    span = Unsupported(0, text.index("item") + 4, "", "why")
    prose.render(text, [], [span])
    shown = document(prose)
    first = shown.begin()
    assert first.text().startswith("a doubted item")
    assert marked_spans(first, DOUBT_PROPERTY)


def test_general_knowledge_is_quieter_and_no_fault(prose: Prose, theme: Theme) -> None:
    text = "Cited. The sea is salt (general knowledge). And so on."
    said = "The sea is salt (general knowledge)"
    start = text.index(said)
    prose.render(text, [], [Unsupported(start, start + len(said), "", "from the model", general=True)])
    block = document(prose).begin()
    assert marked_spans(block, DOUBT_PROPERTY) == []
    pieces = []
    iterator = block.begin()
    while not iterator.atEnd():
        made = iterator.fragment().charFormat()
        pieces.append((iterator.fragment().text(), made.foreground().color().name().upper()))
        iterator += 1
    ink, soft = theme.tokens.ink, theme.tokens.soft
    assert pieces == [("Cited. ", ink), (said, soft), (". And so on.", ink)]


def test_a_doubt_over_two_blocks_marks_both(prose: Prose) -> None:
    text = "one two\n\nthree four"
    prose.render(text, [], [Unsupported(4, 14, "", "why")])
    words = [
        shown[start - block.position() : end - block.position()]
        for shown, block in blocks(prose)
        for _, start, end in marked_spans(block, DOUBT_PROPERTY)
    ]
    assert words == ["two", "three"]


def test_a_doubt_that_ends_inside_a_marker_ends_before_it(prose: Prose) -> None:
    text = "Perhaps so [1]."
    prose.render(text, [cite(1, 0, 10)], [Unsupported(0, 12, "", "why")])
    shown = document(prose)
    assert [index for index, _, _ in pill_spans(shown.begin())] == [0]
    assert shown.toPlainText().startswith("Perhaps so")


def test_signs_never_reach_the_reader(prose: Prose) -> None:
    text = "A **bold [1]** claim, *doubted*."
    prose.render(text, [cite(1, 0, 8)], [doubted(text, "*doubted*")])
    assert not set(document(prose).toPlainText()) & set("\u1bfc\u1bfd\u1bfe\u1bff")
    assert "**" not in document(prose).toPlainText()


def test_code_is_left_alone() -> None:
    text = "```\nx[1]\n```"
    assert annotated(text, Block(0, len(text), "code"), [cite(1, 0, 2)], []) == text


def test_markdown_becomes_blocks_of_our_own_formats(prose: Prose) -> None:
    prose.render(
        "# Head\n\nA *b* `c` ~~d~~.\n\n> quoted\n\n1. one\n   - inner\n2. two\n\n```python\nx = 1\n\ny\n```\n\n"
        "| a | b |\n|---|---|\n| 1 | 2 |\n\nend",
        [],
        [],
    )
    shown = dict(blocks(prose))
    assert shown["Head"].blockFormat().headingLevel() == 1
    assert shown["quoted"].blockFormat().property(QUOTE_PROPERTY) == 1
    assert shown["inner"].textList().format().indent() == 2
    assert shown["two"].textList().itemNumber(shown["two"]) == 1
    assert QTextCursor(shown["2"]).currentTable().rows() == 2
    assert [part.block.kind for part in prose.parts] == ["text", "text", "text", "text", "code", "table", "text"]
    assert {"x = 1", "y"} <= set(shown)
    assert list(shown)[-1] == "end"


def test_html_is_shown_as_text(prose: Prose) -> None:
    prose.render('<img src="http://example.org/x.png"> and <b>bold</b>', [], [])
    assert document(prose).toPlainText() == '<img src="http://example.org/x.png"> and <b>bold</b>'


def link_at(prose: Prose, position: int) -> tuple[str, str]:
    cursor = QTextCursor(document(prose))
    cursor.setPosition(position)
    return cursor.charFormat().anchorHref(), cursor.charFormat().toolTip()


@pytest.mark.parametrize(
    ("written", "href"),
    [
        ("[the site](https://example.org)", "https://example.org"),
        ("[the site](mailto:a@example.org)", "mailto:a@example.org"),
        ("[the site](lease.pdf)", "item:lease.pdf"),
        ("[the site](/home/me/lease.pdf)", "item:/home/me/lease.pdf"),
        ("[the site](file:///home/me/lease.pdf)", "item:/home/me/lease.pdf"),
        ("[the site](javascript:alert)", ""),
        ("[the site](data:text/html,x)", ""),
        ("[the site](vscode://x)", ""),
    ],
)
def test_a_link_says_where_it_leads_and_only_some_lead_anywhere(prose: Prose, written: str, href: str) -> None:
    prose.render(f"See {written}.", [], [])
    found, told = link_at(prose, 6)
    assert found == href
    assert told and told in written


def test_growing_gives_what_rendering_gives(prose: Prose) -> None:
    text = "# H\n\npara **bold** text\n\n- a\n- b\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\ncode\n```\n\nend [1]."
    cited = [cite(1, 0, len(text) - 5)]
    for end in range(0, len(text) + 1, 3):
        prose.grow(text[:end], cited, [])
        documents(prose)
    prose.grow(text, cited, [])
    whole = Prose(prose.setting)
    whole.render(text, cited, [])
    assert whole_text(prose) == whole_text(whole)
    assert [part.key for part in prose.parts] == [part.key for part in whole.parts]


def test_a_long_answer_is_parsed_little_and_rendered_whole_once(prose: Prose) -> None:
    """10,000 tokens in paragraphs, 7 tokens an update: what is parsed grows with the answer, not its square."""
    words = [f"word{n} " if n % 80 else f"word{n}.\n\n" for n in range(1, 10_001)]
    text = ""
    for at in range(0, len(words), 7):
        text += "".join(words[at : at + 7])
        prose.grow(text, [], [])
        documents(prose)
    assert prose.full_renders == 0
    assert prose.parsed_characters < 20 * len(text)
    prose.render(text, [], [])
    assert prose.full_renders == 1
    assert whole_text(prose).count("word") == 10_000
    assert prose.parsed_characters < 20 * len(text), "what stood there and is the same was written again"


def test_an_endless_block_is_appended_unparsed(prose: Prose) -> None:
    text = "word " * TAIL_MOST
    for end in range(0, len(text), 500):
        prose.grow(text[:end], [], [])
        documents(prose)
    assert document(prose).toPlainText() == text[:end]
    assert prose.parsed_characters < TAIL_MOST * (TAIL_MOST / 500 + 2)


def test_clicking_a_pill_tells_which_citation(qtbot: QtBot, theme: Theme, illustrator: Illustrator) -> None:
    view = ProseView(theme, illustrator)
    qtbot.addWidget(view)
    view.resize(640, 300)
    turn = TurnState(None, "?")
    for event in boiler_answer():
        turn.apply(event)
    view.render_turn(turn)
    view.show()
    rect = view.pill_rect(1)
    assert rect is not None
    with qtbot.waitSignal(view.citation_clicked) as clicked:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=rect.center().toPoint())
    assert clicked.args == [1]
    assert view.pill_rect(7) is None


def test_the_view_is_as_high_as_its_text_and_paints_what_lies_under_it(
    qtbot: QtBot, theme: Theme, illustrator: Illustrator
) -> None:
    view = ProseView(theme, illustrator)
    qtbot.addWidget(view)
    view.resize(640, 10)
    turn = TurnState(None, "?")
    for event in boiler_answer():
        turn.apply(event)
    view.render_turn(turn)
    view.show()
    assert view.height() >= 5 * view.fontMetrics().height()
    rect = view.pill_rect(0)
    assert rect is not None
    inside = QPoint(int(rect.left()) + 3, int(rect.center().y()))

    def ground() -> int:
        return view.grab().toImage().pixelColor(inside).green()

    assert abs(ground() - QColor(theme.tokens.accent_soft).green()) < 3
    view.set_current(0)
    assert abs(ground() - QColor(theme.tokens.mark).green()) < 3
    image = view.grab().toImage()
    column = [image.pixelColor(1, y).name() for y in range(image.height())]
    assert column.count(theme.tokens.accent.lower()) > 15, "the bar beside the quotation"


def test_the_keyboard_reaches_the_pills(qtbot: QtBot, theme: Theme, illustrator: Illustrator) -> None:
    view = ProseView(theme, illustrator)
    qtbot.addWidget(view)
    turn = TurnState(None, "?")
    for event in boiler_answer():
        turn.apply(event)
    view.render_turn(turn)
    view.show()
    view.setFocus()
    with qtbot.waitSignal(view.citation_clicked) as clicked:
        qtbot.keyClick(view, Qt.Key.Key_Tab)
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert clicked.args == [0]
