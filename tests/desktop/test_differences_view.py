"""Answers side by side in the window: rows, filters, the check beneath a row, and a model that is asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from alcove.chat.differences import Answer, Claim, Comparison, Contrast, Row, compared
from alcove.core.cancel import CancelToken
from alcove.core.errors import AppError, ModelError
from alcove.desktop.checked_card import CheckedCard, searched_words, verdict_words
from alcove.desktop.claim_cell import ClaimCell
from alcove.desktop.differences_row import RowFrame, reason_words
from alcove.desktop.differences_view import (
    ROWS_AT_ONCE,
    ROWS_MOST,
    Check,
    DifferencesView,
    summary_words,
)
from alcove.desktop.tasks import TaskRunner
from alcove.desktop.theme import Theme
from alcove.rag.agreement import Cause
from alcove.rag.claims import Checked, Passage
from alcove.rag.types import Coverage, Hit
from tests.desktop.fakes import COVERED, hit, stored_pdf

QWEN = Answer(
    "Qwen", "The lease runs for 12 months. The deposit is £1,700. There is a shed. The tenant pays for heating."
)
GEMMA = Answer("Gemma", "The deposit is £1,500. Heating is included in the rent. It is a one-year lease of 12 months.")
COVERAGE = Coverage(140, 137, 0, 3, 0)


def passage(cause: Cause | None = None) -> Passage:
    found = hit(stored_pdf(), COVERED)
    start = stored_pdf().text.index(COVERED)
    return Passage(found, start, start + len(COVERED), cause)


def supported(claim: str) -> Checked:
    return Checked(claim, COVERAGE, 16, supported=passage())


Make = Callable[..., DifferencesView]


@pytest.fixture
def make(qtbot: QtBot, theme: Theme, tasks: TaskRunner) -> Make:
    """Return a function that makes a view and waits until its rows are there."""

    def made(*answers: Answer, check: Check = supported) -> DifferencesView:
        view = DifferencesView(theme, tasks, check)
        qtbot.addWidget(view)
        view.resize(1000, 700)
        view.show()
        view.show_answers(answers or (QWEN, GEMMA))
        if len(answers) != 1:
            qtbot.waitUntil(lambda: whole(view))
        return view

    return made


def whole(view: DifferencesView) -> bool:
    return view.comparison is not None and len(view.rows) == min(ROWS_MOST, len(view.comparison.rows))


def of_kind(view: DifferencesView, kind: str) -> RowFrame:
    return next(frame for frame in view.rows if frame.row.kind == kind)


def cells(view: DifferencesView) -> list[ClaimCell]:
    return [cell for frame in view.rows for cell in frame.cells]


def test_the_answers_are_compared_and_counted(make: Make) -> None:
    view = make()
    assert view.summary.text() == "1 agrees, 1 contradicts, 1 different, 1 only in one"
    assert [button.text() for button in view.buttons.values()] == [
        "All 4", "Contradictions 1", "Different 1", "Only here 1", "Agreeing 1",
    ]  # fmt: skip
    frame = of_kind(view, "contradicting")
    assert (frame.tag.text(), frame.reason.text()) == ("Contradicting", "£1,700 in Qwen, £1,500 in Gemma")
    assert [cell.accessibleName() for cell in frame.cells] == [
        "Qwen: The deposit is £1,700.", "Gemma: The deposit is £1,500.",
    ]  # fmt: skip
    assert "£1,700 in Qwen" in frame.cells[0].accessibleDescription()
    names = [label.accessibleName() for label in of_kind(view, "only here").findChildren(QLabel)]
    assert "Gemma: nothing of this" in names


def test_what_contradicts_is_marked_in_both_schemes(make: Make, theme: Theme) -> None:
    label = of_kind(make(), "contradicting").cells[0].label
    for scheme in ("dark", "light"):
        theme.set_scheme(scheme)
        assert f"background:{theme.tokens.mark}" in label.text()
        assert label.text().startswith("The deposit is <span")
        assert label.text().endswith("£1,700</span>.")


def test_markup_and_long_words_are_shown_as_written(make: Make) -> None:
    view = make(Answer("A", "See <b>x</b> at https://example.org/a/long/address/of/a/form"), Answer("B", "No."))
    text = cells(view)[0].label.text()
    assert "&lt;b&gt;x&lt;/b&gt;" in text
    assert "\u200b" in text


def test_a_filter_leaves_one_kind(make: Make, qtbot: QtBot) -> None:
    view = make()
    kept = of_kind(view, "contradicting")
    view.buttons["contradicting"].click()
    assert view.rows == [kept]
    view.buttons[None].click()
    assert [frame.row for frame in view.rows] == list(view.comparison.rows if view.comparison else ())
    assert kept in view.rows
    qtbot.waitUntil(lambda: all(frame.isVisible() for frame in view.rows))
    view = make(QWEN, QWEN)
    assert not view.buttons["contradicting"].isEnabled()
    assert view.buttons["agreeing"].isEnabled()


def test_the_columns_are_of_one_width(make: Make) -> None:
    view = make(QWEN, GEMMA, Answer("A model with a very long name that does not fit", "There is a shed, and a pond."))
    for width in (900, 1600):
        view.resize(width, 700)
        QApplication.processEvents()
        widths = {cell.width() for cell in cells(view)}
        assert max(widths) - min(widths) <= 1
        assert view.scroller.horizontalScrollBar().maximum() == 0


def test_a_claim_is_chosen_by_click_and_key(make: Make, qtbot: QtBot) -> None:
    view = make()
    cell = of_kind(view, "contradicting").cells[1]
    chosen: list[Claim] = []
    view.claim_chosen.connect(chosen.append)
    qtbot.mouseClick(cell, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(cell, Qt.MouseButton.RightButton)
    qtbot.keyClick(cell, Qt.Key.Key_Return)
    assert chosen == [cell.claim, cell.claim]
    assert GEMMA.text[chosen[0].start : chosen[0].end] == "The deposit is £1,500."


def test_the_arrows_go_from_claim_to_claim(make: Make, qtbot: QtBot) -> None:
    view = make()
    view.activateWindow()
    frame = of_kind(view, "contradicting")
    at = frame.cells[0]
    at.setFocus()
    qtbot.keyClick(at, Qt.Key.Key_Right)
    assert view.focusWidget() is frame.cells[1]
    qtbot.keyClick(frame.cells[1], Qt.Key.Key_Right)
    assert view.focusWidget() is frame.cells[1]
    qtbot.keyClick(frame.cells[1], Qt.Key.Key_Left)
    assert view.focusWidget() is at
    qtbot.keyClick(at, Qt.Key.Key_Up)
    first = view.focusWidget()
    assert isinstance(first, ClaimCell)
    assert (first.claim.answer, first.claim.start < at.claim.start) == (0, True)
    qtbot.keyClick(first, Qt.Key.Key_Up)
    assert view.focusWidget() is first
    qtbot.keyClick(first, Qt.Key.Key_Down)
    assert view.focusWidget() is at


def test_a_check_shows_the_passage_beneath_its_row(make: Make, qtbot: QtBot) -> None:
    asked: list[str] = []

    def check(claim: str) -> Checked:
        asked.append(claim)
        return Checked(claim, COVERAGE, 16, contradicted=passage(Cause("amount", "£1,700", "£1,280")))

    view = make(check=check)
    frame = of_kind(view, "contradicting")
    frame.cells[0].check_button.click()
    qtbot.waitUntil(lambda: bool(frame.checked is not None and frame.checked.cards))
    assert asked == ["The deposit is £1,700."]
    card = frame.checked
    assert card is not None
    assert (
        card.verdict.text() == "A passage of the library says otherwise: £1,700 in the answer, £1,280 in the passage."
    )
    hits: list[Hit] = []
    view.hit_chosen.connect(hits.append)
    qtbot.mouseClick(card.cards[0], Qt.MouseButton.LeftButton)
    assert hits == [card.cards[0].hit]


def test_a_check_is_asked_for_and_put_away_by_keys(make: Make, qtbot: QtBot) -> None:
    view = make()
    frame = of_kind(view, "agreeing")
    cell = frame.cells[0]
    qtbot.keyClick(cell, Qt.Key.Key_Escape)
    qtbot.keyClick(cell, Qt.Key.Key_C)
    qtbot.waitUntil(lambda: bool(frame.checked is not None and frame.checked.cards))
    QApplication.sendEvent(cell, QKeyEvent(QEvent.Type.KeyPress, 0x421, Qt.KeyboardModifier.NoModifier, "с"))  # Russian
    qtbot.waitUntil(lambda: bool(frame.checked is not None and frame.checked.cards))
    assert len([card for card in frame.findChildren(CheckedCard) if not card.isHidden()]) == 1
    qtbot.keyClick(cell, Qt.Key.Key_Escape)
    assert frame.checked is None
    assert view.focusWidget() is cell


def test_a_check_that_fails_says_why(make: Make, qtbot: QtBot) -> None:
    def check(claim: str) -> Checked:
        raise AppError("The library is closed.", "Open it.")

    view = make(check=check)
    frame = view.rows[0]
    view.check_claim(frame.cells[0].claim)
    qtbot.waitUntil(
        lambda: frame.checked is not None and frame.checked.verdict.text() == "The library is closed. Open it."
    )
    view.check_claim(Claim(0, 900, 901, "gone"))  # of an answer that is not shown any more


def test_long_answers_come_row_by_row(make: Make, qtbot: QtBot) -> None:
    many = " ".join(f"Shelf {number} holds jar{number}." for number in range(ROWS_MOST + ROWS_AT_ONCE))
    view = make(Answer("A", many), Answer("B", "Nothing else."))
    assert view.comparison is not None
    left = len(view.comparison.rows) - ROWS_MOST
    assert view.more_button.text() == f"Show more of the {left} rows below"
    view.more_button.click()
    qtbot.waitUntil(lambda: len(view.rows) == ROWS_MOST + left)
    assert not view.more_button.isVisible()


def test_newer_answers_take_the_place_of_older_ones(make: Make, qtbot: QtBot) -> None:
    view = make()
    view.show_answers((GEMMA, QWEN))
    view.show_answers((QWEN, QWEN))
    qtbot.waitUntil(lambda: whole(view) and view.comparison is not None and view.comparison.answers == (QWEN, QWEN))
    assert {frame.row.kind for frame in view.rows} == {"agreeing"}
    late = compared((GEMMA, QWEN))
    view._on_compared([late])
    assert view.comparison is not late


def test_one_answer_has_nothing_to_be_compared_with(make: Make) -> None:
    assert make(QWEN).summary.text() == "Two answers are needed, to be compared."
    assert make(Answer("A", ""), Answer("B", "")).summary.text() == "There is nothing in these answers to compare."


# A model that is asked


def settled(comparison: Comparison) -> Comparison:
    """Return the comparison with its open row judged by a model."""
    rows = []
    for row in comparison.rows:
        if row.kind == "different":
            contrast = Contrast(row.claims[0], row.claims[1], Cause("opinion"))
            row = Row("contradicting", row.cells, (contrast,), "Qwen")
        rows.append(row)
    return Comparison(comparison.answers, tuple(rows))


def test_a_model_can_be_asked_about_open_rows(make: Make, qtbot: QtBot) -> None:
    view = make()
    kept = of_kind(view, "contradicting")
    view.offer_opinion("Qwen", lambda comparison, token: iter([None, settled(comparison)]))
    assert view.ask_button.text() == "Ask Qwen about 1 row"
    view.filter("contradicting")
    view.ask_button.click()
    qtbot.waitUntil(lambda: view._asking is None)
    assert view.buttons["contradicting"].text() == "Contradictions 2"
    assert kept in view.rows
    shown = ["£1,700 in Qwen, £1,500 in Gemma", "Both cannot be true · judged by Qwen"]
    qtbot.waitUntil(lambda: [frame.reason.text() for frame in view.rows if frame.isVisible()] == shown)
    assert not view.ask_button.isVisible()


def test_a_model_at_work_can_be_stopped(make: Make, qtbot: QtBot) -> None:
    view, begun, ended = make(), threading.Event(), threading.Event()

    def ask(comparison: Comparison, token: CancelToken) -> Iterator[Comparison | None]:
        yield None
        begun.set()
        token.wait(10)
        ended.set()

    view.offer_opinion("Qwen", ask)
    view.ask_button.click()
    assert view.ask_button.text() == "Qwen is judging. Stop"
    qtbot.waitUntil(begun.is_set)
    view.ask_button.click()
    qtbot.waitUntil(ended.is_set)
    assert view.ask_button.text() == "Ask Qwen about 1 row"
    view.offer_opinion("", None)
    assert not view.ask_button.isVisible()
    view._on_ask()
    assert view._asking is None


def test_a_model_that_fails_is_told(make: Make, qtbot: QtBot) -> None:
    def ask(comparison: Comparison, token: CancelToken) -> Iterator[Comparison | None]:
        raise ModelError("Qwen does not answer.", "Choose another one.")

    view = make()
    view.offer_opinion("Qwen", ask)
    view.ask_button.click()
    qtbot.waitUntil(view.trouble.isVisible)
    assert view.trouble.text() == "Qwen does not answer. Choose another one."


# Words


@pytest.mark.parametrize(
    ("checked", "verdict", "searched"),
    [
        (Checked("x", COVERAGE, 16, supported=passage()), "A passage of the library says so.",
         "Compared with 16 passages; 137 of 140 items could be seen."),
        (Checked("x", COVERAGE, 16, supported=passage(), contradicted=passage(Cause("amount", "5", "6"))),
         "One passage says so, another one says otherwise: 5 in the answer, 6 in the passage.",
         "Compared with 16 passages; 137 of 140 items could be seen."),
        (Checked("x", COVERAGE, 16, nearest=passage(), degraded="no embedding model is installed"),
         "Nothing in the library says so. The nearest passage:",
         "Compared with 16 passages; 137 of 140 items could be seen. Searched by words only: no embedding model is "
         "installed. That nothing was found does not mean that it is wrong."),
        (Checked("x", COVERAGE, 0), "Nothing in the library speaks of this.",
         "Compared with 0 passages; 137 of 140 items could be seen. That nothing was found does not mean that it is "
         "wrong."),
        (Checked("x", Coverage(), 0), "The library is empty, so there is nothing to check this against.",
         "Compared with 0 passages; 0 of 0 items could be seen."),
    ],
)  # fmt: skip
def test_a_check_is_told_in_honest_words(checked: Checked, verdict: str, searched: str) -> None:
    assert verdict_words(checked) == verdict
    assert searched_words(checked) == searched


def test_a_row_needs_no_reason_where_its_tag_says_all() -> None:
    comparison = compared((QWEN, GEMMA))
    assert [reason_words(row, ["A", "B"]) for row in comparison.rows if row.kind != "contradicting"] == ["", "", ""]
    assert summary_words(compared((QWEN, QWEN))) == "4 agree"
