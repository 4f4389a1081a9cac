"""Reading an answer: code, tables, formulas, pictures, links, notes; selecting and copying; however long it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QDesktopServices, QGuiApplication, QImage, QTextCursor, QWheelEvent
from PySide6.QtWidgets import QApplication, QMenu, QMessageBox, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from alcove.core.errors import AppError
from alcove.desktop.illustrator import Illustrator, figure_uri
from alcove.desktop.links import offer_link, shown_address
from alcove.desktop.prose_copy import aligned, table_markdown, table_values
from alcove.desktop.prose_layout import KEPT
from alcove.desktop.prose_menu import markdown_of, menu_of
from alcove.desktop.prose_selection import Place
from alcove.desktop.prose_view import ProseView
from alcove.desktop.prose_wide import CODE_PIECE, TABLE_PIECE, CodePart, TablePart
from alcove.desktop.prose_writer import FORMULA_PROPERTY, QUOTE_PROPERTY, RULE_PROPERTY, TASK_PROPERTY, Setting
from alcove.desktop.tasks import TaskRunner
from alcove.desktop.theme import Size, Theme
from alcove.desktop.turn_state import TurnState
from tests.desktop.fakes import FakeLibrary

Shower = Callable[..., ProseView]


@pytest.fixture
def shown(qtbot: QtBot, theme: Theme, illustrator: Illustrator) -> Shower:
    """Show Markdown in a view of a width, or in a scroll area of a size around it."""

    def show(text: str, *, width: int = 640, area: tuple[int, int] | None = None, **look: object) -> ProseView:
        view = ProseView(theme, illustrator, Setting(theme, illustrator, **look))  # type: ignore[arg-type]
        if area is None:
            qtbot.addWidget(view)
            view.resize(width, 10)
            view.show()
        else:
            scroller = QScrollArea()
            content = QWidget()
            column = QVBoxLayout(content)
            column.setContentsMargins(0, 0, 0, 0)
            column.addWidget(view)
            column.addStretch(1)
            scroller.setWidget(content)
            scroller.setWidgetResizable(True)
            scroller.resize(*area)
            qtbot.addWidget(scroller)
            scroller.show()
            view.area = scroller  # type: ignore[attr-defined]
        view.show_text(text)
        for _ in range(3):
            QApplication.processEvents()
        return view

    return show


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


def settled(qtbot: QtBot, view: ProseView) -> None:
    """Wait until nothing more is being made for what is on view."""
    qtbot.waitUntil(lambda: not any(part.waits for part in view.prose.parts if part.document is not None))
    QApplication.processEvents()


# Code


CODE = "Do this:\n\n```python\ndef pay(n):\n    return n  # so\n```\n\nDone."


def test_code_has_its_language_and_a_button_that_copies_it(qtbot: QtBot, shown: Shower) -> None:
    view = shown(CODE)
    (tools,) = view._beside.tools.values()
    qtbot.waitUntil(lambda: tools.language.text() == "Python")
    qtbot.mouseClick(tools.copy_button, Qt.MouseButton.LeftButton)
    assert clipboard() == "def pay(n):\n    return n  # so"
    assert tools.copy_button.accessibleName() == "Copied"
    qtbot.waitUntil(lambda: tools.copy_button.accessibleName() == "Copy this code", timeout=3000)


def test_code_gets_its_colours(qtbot: QtBot, shown: Shower, theme: Theme) -> None:
    view = shown(CODE)
    part = view.prose.parts[1]
    assert isinstance(part, CodePart)

    def colours() -> list[str]:
        return [one.format.foreground().color().name().upper() for one in part.written().begin().layout().formats()]

    qtbot.waitUntil(lambda: bool(colours()))
    assert colours()[:2] == [theme.tokens.code_keyword, theme.tokens.code_name]


def test_the_keyboard_reaches_the_tools_of_code(qtbot: QtBot, shown: Shower) -> None:
    view = shown("[a](https://a.example)\n\n" + CODE.replace("so", "so " * 60) + " [b](https://b.example)")
    view.setFocus()
    (tools,) = view._beside.tools.values()
    (bar,) = view._beside.bars.values()
    qtbot.keyClick(view, Qt.Key.Key_Tab)
    qtbot.keyClick(view, Qt.Key.Key_Tab)
    assert tools.copy_button.hasFocus()
    qtbot.keyClick(tools.copy_button, Qt.Key.Key_Space)
    assert clipboard().startswith("def pay")
    qtbot.keyClick(tools.copy_button, Qt.Key.Key_Tab)
    assert tools.wrap.hasFocus()
    qtbot.keyClick(tools.wrap, Qt.Key.Key_Tab)
    assert bar.hasFocus()
    before = bar.value()
    qtbot.keyClick(bar, Qt.Key.Key_Right)
    assert bar.value() > before
    with qtbot.waitSignal(view.link_clicked) as clicked:
        qtbot.keyClick(bar, Qt.Key.Key_Tab)
        assert view.hasFocus()
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert clicked.args == ["https://b.example"]
    qtbot.keyClick(view, Qt.Key.Key_Backtab)
    assert bar.hasFocus()


def test_long_lines_are_scrolled_or_wrapped(qtbot: QtBot, shown: Shower) -> None:
    view = shown("```\n" + "word " * 60 + "\n```")
    part = view.prose.parts[0]
    (bar,) = view._beside.bars.values()
    (tools,) = view._beside.tools.values()
    low = part.height
    wheel = QWheelEvent(
        QPointF(50, 60), QPointF(50, 60), QPoint(-60, 0), QPoint(-120, 0), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view, wheel)
    assert bar.value() == 60 and part.wide is not None and part.wide.x == 60
    qtbot.mouseClick(tools.wrap, Qt.MouseButton.LeftButton)
    assert not view._beside.bars and part.height > 1.8 * low and part.wide.x == 0
    assert tools.wrap.isVisible()
    qtbot.mouseClick(tools.wrap, Qt.MouseButton.LeftButton)
    assert part.height == low and view._beside.bars


def test_an_unfinished_fence_is_code_already_and_grows(qtbot: QtBot, shown: Shower) -> None:
    view = shown("")
    text = "So:\n```python\n" + "".join(f"x{n} = {n}\n" for n in range(1000)) + "```\nEnd."
    documents = set()
    for end in range(5, len(text), 97):
        view.show_text(text[:end], growing=True)
        assert [part.block.kind for part in view.prose.parts][1:2] in ([], ["code"])
        documents |= {id(part.document) for part in view.prose.parts[1:2] if part.document is not None}
    assert len(documents) == 1, "it is written on, not anew"
    view.show_text(text)
    code = [part for part in view.prose.parts if isinstance(part, CodePart)]
    assert [part.text.count("\n") + 1 for part in code] == [CODE_PIECE] * 5
    assert view.prose.parts[-1].written().toPlainText() == "End."
    assert view.prose.parsed_characters < 100, "code is never parsed"


def test_colours_follow_code_that_is_being_written(qtbot: QtBot, shown: Shower) -> None:
    view = shown("```python\nx = 1\n")
    part = view.prose.parts[0]
    qtbot.waitUntil(lambda: bool(part.written().begin().layout().formats()))
    view.show_text("```python\nx = 1\ny = 2\n", growing=True)
    qtbot.waitUntil(lambda: bool(part.written().begin().next().layout().formats()), timeout=3000)


def test_what_a_person_typed_is_letters_but_for_code(shown: Shower) -> None:
    view = shown("Is **this** $x$ [1]?\n```\ncode\n```", literal=True)
    assert [part.block.kind for part in view.prose.parts] == ["text", "code"]
    assert view.toPlainText() == "Is **this** $x$ [1]?\n\ncode"


# Tables


TABLE = (
    "| Year | Rate | Name | Mixed |\n|---|--:|:-:|---|\n| 2021 | 6,192.48 | **a** | 1 |\n| 2022 | 1.5 % [1] | `b` | x |"
)


def test_numbers_stand_at_the_right_where_the_table_says_nothing(shown: Shower) -> None:
    (part,) = shown(TABLE).prose.parts
    assert isinstance(part, TablePart)
    assert part.wide.align == ["right", "right", "center", "left"]
    assert part.wide.numeric == [True, True, False, False]
    cursor = QTextCursor(part.written().find("2021"))
    assert cursor.blockFormat().alignment() == Qt.AlignmentFlag.AlignRight
    assert "tnum" in [tag.toString() for tag in cursor.charFormat().font().featureTags()]


def test_a_table_is_copied_for_whoever_needs_it(shown: Shower) -> None:
    (part,) = shown(TABLE).prose.parts
    assert isinstance(part, TablePart)
    assert table_markdown(part) == TABLE
    assert table_values(part.wide, "\t") == (
        "Year\tRate\tName\tMixed\n2021\t6,192.48\ta\t1\n2022\t1.5 %\tb\tx\n"
    )  # fmt: skip
    assert table_values(part.wide, ",").split("\n")[1] == '2021,"6,192.48",a,1'


def test_a_wide_table_is_scrolled_and_a_narrower_one_gives_way(shown: Shower) -> None:
    long = "words that go on " * 4
    view = shown(f"| a | b |\n|---|---|\n| {long} | {long} |")
    part = view.prose.parts[0]
    assert not view._beside.bars and part.wide is not None and part.wide.natural <= 640
    head = " | ".join(f"column{n:02}" for n in range(12))
    view = shown(f"| {head} |\n|{'---|' * 12}\n| {' | '.join(['something here'] * 12)} |")
    assert len(view._beside.bars) == 1


def test_a_long_table_is_laid_out_in_pieces_with_the_same_columns(shown: Shower) -> None:
    rows = "\n".join(f"| {n} | {'long words ' * (n % 7)} |" for n in range(100))
    view = shown(f"| n | text |\n|---|---|\n{rows}")
    parts = view.prose.parts
    assert len(parts) == -(-100 // TABLE_PIECE)
    text = view.toPlainText()
    assert text.count("n\ttext") == 1 and text.startswith("n\ttext\n0\t")
    assert [part._fitted for part in parts] == [parts[0]._fitted] * len(parts)  # type: ignore[attr-defined]


# Formulas


def formulas(view: ProseView) -> list[str]:
    found = []
    for part in view.prose.parts:
        block = part.written().begin()
        while block.isValid():
            iterator = block.begin()
            while not iterator.atEnd():
                look = iterator.fragment().charFormat()
                if look.property(FORMULA_PROPERTY):
                    found.append(f"{'image' if look.isImageFormat() else 'source'}: {look.property(FORMULA_PROPERTY)}")
                iterator += 1
            block = block.next()
    return found


def test_formulas_are_pictures_that_copy_as_their_source(qtbot: QtBot, shown: Shower) -> None:
    view = shown("With $r = \\frac{a}{b}$ it is\n\n$$\nx^2\n$$\n\nfor $5 and \\(y\\).")
    settled(qtbot, view)
    assert formulas(view) == ["image: r = \\frac{a}{b}", "image: x^2", "image: y"]
    assert view.toPlainText() == "With $r = \\frac{a}{b}$ it is\n\n$$x^2$$\n\nfor $5 and $y$."


def test_a_broken_formula_is_its_source_in_the_font_of_code(qtbot: QtBot, shown: Shower, theme: Theme) -> None:
    view = shown("So $\\frac{$ and $$\\unknown{x}$$.")
    settled(qtbot, view)
    assert formulas(view) == ["source: \\frac{", "source: \\unknown{x}"]
    cursor = view.prose.parts[0].written().find("frac")
    assert cursor.charFormat().font().family() == theme.code_font(Size.NORMAL).family()


def test_a_formula_stands_on_the_line(qtbot: QtBot, shown: Shower) -> None:
    view = shown("H $H_{\\frac{a}{b}}$ H")
    settled(qtbot, view)
    image = view.grab().toImage()
    ground = image.pixelColor(0, 0).name()

    def feet(left: int, right: int) -> int:
        places = ((x, y) for y in range(image.height()) for x in range(left, right))
        return max(y for x, y in places if image.pixelColor(x, y).name() != ground)

    first = feet(0, 11)
    letter = feet(15, 21)
    assert abs(first - letter) <= 1, "the H of the formula ends where that of the text does"


def test_a_formula_waits_for_nobody_while_it_streams(qtbot: QtBot, shown: Shower) -> None:
    view = shown("")
    text = "So $x^2$ holds, and $$\\frac{a"
    for end in range(len(text) + 1):
        view.show_text(text[:end], growing=True)
    settled(qtbot, view)
    assert formulas(view) == ["image: x^2"]
    assert view.toPlainText().endswith("and $$\\frac{a")


# Pictures


@pytest.mark.parametrize(
    ("address", "uri"),
    [
        ("/papers/plan.png", "/papers/plan.png"),
        ("file:///papers/a%20plan.png", "/papers/a plan.png"),
        ("plan.png", "/found/plan.png"),
        ("./plan.png", "/found/plan.png"),
        ("other.png", ""),
        ("/papers/lease.pdf", ""),
        ("http://example.org/plan.png", ""),
        ("//example.org/plan.png", ""),
        ("data:image/png;base64,AAAA", ""),
    ],
)
def test_only_pictures_of_the_library_are_meant(address: str, uri: str) -> None:
    assert figure_uri(address, ["/found/plan.png"]) == uri


def test_a_picture_elsewhere_is_named_and_not_loaded(shown: Shower) -> None:
    view = shown(f"![a plan](http://example.org/plan.png) ![x](data:image/png;base64,{'A' * 200})")
    text = view.toPlainText()
    assert text.startswith("a plan (picture not loaded: http://example.org/plan.png) x (picture not loaded: data:image")
    assert len(text) < 200


class Known(FakeLibrary):
    """A library that knows some files."""

    def __init__(self, *known: str) -> None:
        super().__init__()
        self.known = known

    def document(self, uri: str) -> object:  # type: ignore[override]
        if uri not in self.known:
            raise AppError("not there")
        return object()


def test_a_picture_of_the_library_is_shown_and_opens_it(
    qtbot: QtBot, theme: Theme, tasks: TaskRunner, tmp_path: Path
) -> None:
    inside, outside = tmp_path / "plan.png", tmp_path / "private.png"
    picture = QImage(200, 100, QImage.Format.Format_RGB32)
    picture.fill(QColor("red"))
    assert picture.save(str(inside)) and picture.save(str(outside))
    view = ProseView(theme, Illustrator(tasks, Known(str(inside))))  # type: ignore[arg-type]
    qtbot.addWidget(view)
    view.resize(640, 10)
    view.show()
    view.show_text(f"![a plan]({inside})\n\n![no]({outside})")
    settled(qtbot, view)
    assert view.prose.parts[0].height > 100
    assert "picture not loaded" in view.prose.parts[1].written().toPlainText()
    assert view.toPlainText().startswith("a plan")
    with qtbot.waitSignal(view.item_clicked) as clicked:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    assert clicked.args == [str(inside)]


# Links and notes


def test_a_link_is_opened_only_after_it_was_shown(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, shown: Shower) -> None:
    opened: list[str] = []
    told: list[str] = []
    choice = ["Cancel"]
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))

    def answer(box: QMessageBox) -> int:
        told.append(box.informativeText())
        next(button for button in box.buttons() if button.text().replace("&", "") == choice[0]).click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", answer)
    view = shown("words")
    offer_link(view, "https://example.org/a")
    assert not opened and told[0].startswith("https://example.org/a\n")
    choice[0] = "Copy address"
    offer_link(view, "https://example.org/a")
    assert not opened and clipboard() == "https://example.org/a"
    choice[0] = "Open"
    offer_link(view, "https://example.org/a")
    assert opened == ["https://example.org/a"]


def test_letters_that_look_like_others_are_shown_for_what_they_are() -> None:
    assert shown_address("https://аpple.example/x") == "https://xn--pple-43d.example/x"


def test_a_click_on_a_link_tells_of_it_and_a_selection_does_not(qtbot: QtBot, shown: Shower) -> None:
    view = shown("[here it is](https://example.org) and more words")
    with qtbot.waitSignal(view.link_clicked) as clicked:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(20, 12))
    assert clicked.args == ["https://example.org"]
    with qtbot.assertNotEmitted(view.link_clicked):
        qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(10, 12))
        qtbot.mouseMove(view, QPoint(40, 12))
        QApplication.processEvents()
        view.selection.extend(Place(0, 6))
        qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(40, 12))


def test_notes_are_numbered_in_the_order_they_are_mentioned(shown: Shower) -> None:
    view = shown("One[^b] and two[^a], three[^b], none[^c] here.\n\n[^a]: About two.\n[^b]: About one.\n[^x]: Lost.")
    text = view.toPlainText()
    assert text.startswith("One[1] and two[2], three[1], none[3] here.")
    notes = [part.written().toPlainText() for part in view.prose.parts if part.block.kind == "note"]
    assert notes[0].startswith("2\u2002About two.")


def test_a_note_is_shown_when_its_number_is_clicked(qtbot: QtBot, shown: Shower) -> None:
    text = "So[^1].\n\n" + "\n\n".join(["words " * 30] * 30) + "\n\n[^1]: The end."
    view = shown(text, area=(640, 300))
    bar = view.area.verticalScrollBar()  # type: ignore[attr-defined]
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Tab)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bar.value() > bar.maximum() - 300)


# Other Markdown


def test_tasks_rules_quotes_and_directions(shown: Shower) -> None:
    view = shown("- [x] done\n- [ ] open\n- plain\n\n***\n\n> said\n\nשלום עולם\n\nline  \nbreak\nsoft")
    lines = view.toPlainText().split("\n\n")
    assert lines[0] == "- [x] done\n- [ ] open\n- plain"
    assert lines[-1] == "line\nbreak soft"
    first = view.prose.parts[0].written().begin()
    assert [first.blockFormat().property(TASK_PROPERTY), first.next().blockFormat().property(TASK_PROPERTY)] == [2, 1]
    assert view.prose.parts[1].written().begin().blockFormat().property(RULE_PROPERTY)
    assert view.prose.parts[2].written().begin().blockFormat().property(QUOTE_PROPERTY) == 1
    assert view.prose.parts[3].written().begin().textDirection() == Qt.LayoutDirection.RightToLeft


def test_a_quotation_from_right_to_left_has_its_bar_at_the_right(shown: Shower, theme: Theme) -> None:
    view = shown("> שלום עולם")
    image = view.grab().toImage()
    bar = QColor(theme.tokens.accent).name()
    assert image.pixelColor(view.width() - 2, view.height() // 2).name() == bar
    assert view.prose.parts[0].written().begin().blockFormat().rightMargin() == Size.S4


def test_words_without_spaces_wrap(shown: Shower) -> None:
    view = shown("这是一段没有空格的中文文字" * 10 + "\n\n" + "x" * 400)
    for part in view.prose.parts:
        assert part.written().begin().layout().lineCount() > 2
        assert part.written().idealWidth() <= 640


def test_a_list_around_code_keeps_its_numbers(shown: Shower) -> None:
    view = shown("1. one\n2. two\n\n   ```\n   code\n   ```\n\n3. three")
    assert view.toPlainText() == "1. one\n2. two\n\ncode\n\n3. three".replace("\n\n", "\n")
    assert view.prose.parts[1].left == Size.S6


# Selecting and copying


def test_what_is_selected_over_parts_is_copied_as_shown_and_as_markdown(qtbot: QtBot, shown: Shower) -> None:
    text = "One **bold** word.\n\n```py\nx = 1\n```\n\n- item *a*\n- item b\n\nLast words."
    view = shown(text)
    view.select_all()
    assert view.selected_text() == "One bold word.\n\nx = 1\n\n- item a\n- item b\n\nLast words."
    assert view.selected_span() == (0, len(text))
    view.selection.begin(Place(0, 4))
    view.selection.extend(Place(3, 4))
    assert view.selected_text() == "bold word.\n\nx = 1\n\n- item a\n- item b\n\nLast"
    start, end = view.selected_span() or (0, 0)
    assert text[start:end].endswith("Last") and text[start:end].startswith("bold** word.")
    assert markdown_of(view.selection) == text[start:end]
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard().startswith("One bold word.")


def test_part_of_code_is_found_again_in_its_source(shown: Shower) -> None:
    text = "1. so\n\n   ```py\n   if x:\n       y = 1\n   ```"
    view = shown(text)
    view.selection.begin(Place(1, 10))
    view.selection.extend(Place(1, 15))
    assert view.selected_text() == "y = 1"
    assert markdown_of(view.selection) == "y = 1"


@pytest.mark.parametrize(
    ("source", "shown_text", "span", "expected"),
    [
        ("a **bold** word", "a bold word", (2, 6), "bold"),
        ("a **bold** word.", "a bold word.", (7, 12), "word."),
        ("[site](https://x.example/and) and more", "site and more", (9, 13), "more"),
        ("# Head *line*", "Head line", (0, 4), "Head"),
        ("x &amp; y z", "x & y z", (4, 5), "y"),
    ],
)
def test_words_are_found_again_in_their_markdown(
    source: str, shown_text: str, span: tuple[int, int], expected: str
) -> None:
    start = aligned(shown_text, source, span[0], end=False)
    end = aligned(shown_text, source, span[1], end=True)
    assert source[start:end] == expected


def test_a_word_is_selected_by_a_double_click_and_has_its_span(qtbot: QtBot, shown: Shower) -> None:
    view = shown("Some **bold** words.")
    at = view.rect_of((0, 5, 9))
    assert at is not None
    qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=at.center().toPoint())
    assert view.selected_text() == "bold"
    assert view.span_at(at.center().toPoint()) == (7, 11)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=at.center().toPoint())
    assert view.selected_text() == "Some bold words.", "a third click takes the paragraph"
    qtbot.wait(QGuiApplication.styleHints().mouseDoubleClickInterval() + 50)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=at.center().toPoint())
    assert view.selected_text() == ""


def test_the_menu_offers_what_can_be_copied_there(qtbot: QtBot, shown: Shower) -> None:
    view = shown(f"{CODE}\n\n{TABLE}")

    def offered(part: int, href: str = "", formula: str = "") -> list[str]:
        menu = menu_of(view, view.selection, view.prose.parts[part], href, formula, view.select_all)
        words = [action.text() for action in menu.actions() if action.text()]
        menu.deleteLater()
        return words

    assert offered(0) == ["Select all"]
    assert offered(1) == ["Copy code", "Select all"]
    assert offered(3) == ["Copy table as Markdown", "Copy table for a spreadsheet", "Copy table as CSV", "Select all"]
    assert offered(0, href="https://a.example") == ["Copy address", "Select all"]
    assert offered(0, formula="x^2") == ["Copy formula", "Select all"]
    view.select_all()
    assert offered(0)[:2] == ["Copy", "Copy as Markdown"]
    menu = menu_of(view, view.selection, view.prose.parts[3], "", "", view.select_all)
    next(action for action in menu.actions() if action.text().endswith("CSV")).trigger()
    assert clipboard().startswith("Year,Rate")
    assert isinstance(menu, QMenu)


# Length


def long_text(paragraphs: int = 300) -> str:
    words = "Some words that fill a line or two. "
    return "\n\n".join(f"Paragraph {n}. {words * (n % 9 + 1)}" for n in range(paragraphs))


def built(view: ProseView) -> list[int]:
    return [n for n, part in enumerate(view.prose.parts) if part.document is not None]


def test_only_what_is_near_the_view_is_built(qtbot: QtBot, shown: Shower) -> None:
    view = shown(long_text(), area=(640, 400))
    qtbot.wait(200)
    assert 3 < len(built(view)) < 40
    bar = view.area.verticalScrollBar()  # type: ignore[attr-defined]
    bar.setValue(bar.maximum() // 2)
    assert any(140 < n < 160 for n in built(view)), "what comes into view is built at once"
    assert 0.7 < view.height() / exact_height(view) < 1.3


def exact_height(view: ProseView) -> float:
    for part in view.prose.parts:
        part.build(view.width())
    return view.prose.tops(view.width())


def test_what_is_far_is_let_go(qtbot: QtBot, shown: Shower) -> None:
    view = shown(long_text(KEPT + 200), area=(640, 400))
    view.select_all()
    assert view.selected_text().count("Paragraph") == KEPT + 200
    view.refresh()
    qtbot.waitUntil(lambda: len(built(view)) <= KEPT)


def top_words(view: ProseView) -> tuple[str, float]:
    """Return what stands at the top of the view, and how far into its part that is."""
    seen = view.visibleRegion().boundingRect().top()
    part = next(part for part in view.prose.parts if part.top + part.height > seen)
    return part.written().toPlainText()[:16], seen - part.top


def test_what_is_read_stays_while_heights_become_exact(qtbot: QtBot, shown: Shower) -> None:
    view = shown(long_text(), area=(640, 400))
    bar = view.area.verticalScrollBar()  # type: ignore[attr-defined]
    bar.setValue(bar.maximum() // 2)
    before = top_words(view)
    exact_height(view)
    view.refresh()
    QApplication.processEvents()
    after = top_words(view)
    assert after[0] == before[0] and abs(after[1] - before[1]) <= 2


def test_what_is_read_stays_when_the_width_changes(qtbot: QtBot, shown: Shower) -> None:
    view = shown(long_text(), area=(640, 400))
    bar = view.area.verticalScrollBar()  # type: ignore[attr-defined]
    bar.setValue(bar.maximum() // 2)
    words, _ = top_words(view)
    view.area.resize(500, 400)  # type: ignore[attr-defined]
    qtbot.wait(100)
    assert top_words(view)[0] == words
    view.area.resize(640, 400)  # type: ignore[attr-defined]
    qtbot.wait(100)
    assert top_words(view)[0] == words


def test_scrolling_up_does_not_jump(qtbot: QtBot, shown: Shower) -> None:
    view = shown(long_text(), area=(640, 400))
    bar = view.area.verticalScrollBar()  # type: ignore[attr-defined]
    bar.setValue(bar.maximum() - 200)
    for _ in range(40):
        words, into = top_words(view)
        bar.setValue(bar.value() - 20)
        now, deeper = top_words(view)
        if now == words:
            assert abs((into - deeper) - 20) <= 2
        QApplication.processEvents()


def test_another_theme_writes_only_what_is_in_view(qtbot: QtBot, shown: Shower, theme: Theme) -> None:
    view = shown(long_text(), area=(640, 400))
    theme.set_scheme("dark")
    view.restyle()
    assert len(built(view)) < 15
    ink = QTextCursor(view.prose.parts[0].written()).charFormat().foreground().color().name().upper()
    assert ink == theme.tokens.ink


def test_an_answer_that_was_streamed_is_not_written_again_at_its_end(shown: Shower, qtbot: QtBot) -> None:
    view = shown("", area=(640, 400))
    text = long_text(20)
    turn = TurnState(None, "?")
    for end in range(0, len(text), 200):
        turn.text = text[:end]
        view.grow(turn)
    turn.text = text
    view.grow(turn)
    before = {id(part.document) for part in view.prose.parts if part.document is not None}
    view.render_turn(turn)
    after = {id(part.document) for part in view.prose.parts if part.document is not None}
    assert before <= after
    assert view.accessibleDescription() == text
