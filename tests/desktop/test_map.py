"""The map of a conversation: places that stay, zoom, walking, searching, going to a message."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from alcove.chat.store import Conversation, ConversationStore, Glimpse, MessageId
from alcove.chat.tree import Delve, Node
from alcove.desktop.map_card import said_of
from alcove.desktop.map_layout import MapLayout, Spot
from alcove.desktop.map_page import MapPage
from alcove.desktop.map_view import FIRST, LEAST, MOST, MapView
from alcove.desktop.theme import Theme
from tests.desktop.conftest import Stage, Stager
from tests.desktop.test_thread import said, settled, shown

SHIFT = Qt.KeyboardModifier.ShiftModifier


def nodes(count: int, seed: int = 1) -> list[Node]:
    """Return a tree as conversations have them: a line with branches, other answers and delves."""
    rng, made = random.Random(seed), [Node(MessageId(1), None, "user")]
    for number in range(2, count + 1):
        parent = made[-1] if rng.random() < 0.8 else rng.choice(made)
        role = "assistant" if parent.role == "user" else "user"
        delve = Delve("x", number, number + 1) if role == "user" and parent is not made[-1] and number % 2 else None
        made.append(Node(MessageId(number), parent.id, role, delve))
    return made


def glimpses(count: int) -> list[Glimpse]:
    return [Glimpse(node, f"Words of **message** {node.id} [1]", "complete", 1e9 + node.id) for node in nodes(count)]


def line_of(shown: list[Glimpse], end: int) -> list[MessageId]:
    parents = {one.node.id: one.node.parent_id for one in shown}
    line, at = [], MessageId(end)
    while at is not None:
        line.append(at)
        at = parents[at]  # type: ignore[assignment]
    return line[::-1]


@pytest.fixture
def view(qtbot: QtBot, theme: Theme) -> MapView:
    made = MapView(theme)
    qtbot.addWidget(made)
    made.resize(900, 600)
    told = glimpses(60)
    made.show_tree(told, line_of(told, 60))
    made.show()
    made.setFocus()
    return made


# Places


@given(st.integers(2, 60), st.integers(0, 50))
def test_a_message_that_is_added_moves_no_other(count: int, seed: int) -> None:
    all_of_them = nodes(count, seed)
    layout = MapLayout(all_of_them[:-1])
    before = dict(layout.spots)
    layout.add(all_of_them[-1])
    assert {one: layout.spots[one] for one in before} == before
    assert MapLayout(all_of_them).spots == layout.spots, "nor does it matter when it came"


@given(st.integers(1, 80), st.integers(0, 50))
def test_every_message_has_a_place_of_its_own_below_what_it_follows(count: int, seed: int) -> None:
    layout = MapLayout(nodes(count, seed))
    assert len(set(layout.spots.values())) == len(layout.spots) == count
    for node in nodes(count, seed):
        spot = layout.spots[node.id]
        above = layout.spots[node.parent_id] if node.parent_id is not None else Spot(-1, 0)
        assert spot.row == above.row + 1 and spot.lane >= above.lane + bool(node.delve)
        assert node.id in layout.rows[spot.row] and spot.lane < layout.lanes
    assert all(row == sorted(row, key=lambda one: layout.spots[one].lane) for row in layout.rows)


def test_a_line_is_straight_and_branches_stand_at_its_right() -> None:
    def node(number: int, parent: int | None, *, delve: bool = False) -> Node:
        role = "user" if number % 2 else "assistant"
        found = Delve("x", 0, 1) if delve else None
        return Node(MessageId(number), None if parent is None else MessageId(parent), role, found)

    layout = MapLayout(
        [node(1, None), node(2, 1), node(3, 2), node(4, 3), node(5, 2, delve=True), node(6, 1), node(7, 2)]
    )
    assert [(spot.row, spot.lane) for spot in layout.spots.values()] == [
        (0, 0), (1, 0), (2, 0), (3, 0), (2, 1), (1, 1), (2, 2),
    ]  # fmt: skip
    assert layout.step(MessageId(2), "down", [MessageId(7)]) == 7 and layout.step(MessageId(2), "down") == 3
    assert layout.step(MessageId(3), "right") == 5 and layout.step(MessageId(5), "left") == 3
    assert layout.step(MessageId(1), "up") is None and layout.step(MessageId(4), "down") is None
    assert layout.step(MessageId(1), "left") is None


# Looking


def test_the_first_look_is_near_enough_to_read(view: MapView) -> None:
    assert view.scale == FIRST and view.focused == 60
    assert view.rect().contains(view.on_view(view.rect_of(MessageId(60))).center().toPoint())
    view.look_at_all()
    assert LEAST <= view.scale < FIRST


def test_a_small_map_is_shown_whole(qtbot: QtBot, theme: Theme) -> None:
    made = MapView(theme)
    qtbot.addWidget(made)
    told = glimpses(3)
    made.show_tree(told, line_of(told, 3))
    made.resize(900, 600)
    made.show()
    assert made.scale == 1.0
    assert all(made.rect().contains(made.on_view(made.rect_of(one.node.id)).toRect()) for one in told)
    made.show_tree([], [])
    assert made.focused is None and made.accessibleDescription() == ""


def test_it_zooms_around_what_is_pointed_at(view: MapView) -> None:
    rect = view.on_view(view.rect_of(MessageId(60)))
    wheel(view, rect.center(), 240)
    after = view.on_view(view.rect_of(MessageId(60)))
    assert view.scale > FIRST and abs(after.center().x() - rect.center().x()) < 1
    for _ in range(60):
        view.zoom(1.3)
    assert view.scale == MOST
    for _ in range(60):
        view.zoom(0.7)
    assert view.scale == LEAST
    view.set_scale(1.0)
    assert view.scale == 1.0


def wheel(view: MapView, at: QPointF, turned: int, *, pixels: QPoint | None = None) -> None:
    event = QWheelEvent(
        at, QPointF(view.mapToGlobal(at.toPoint())), pixels or QPoint(), QPoint(0, turned), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view, event)


def test_two_fingers_and_the_mouse_move_it(view: MapView) -> None:
    before = view.on_view(view.rect_of(MessageId(60))).topLeft()
    wheel(view, QPointF(10, 10), 0, pixels=QPoint(7, -9))
    assert view.on_view(view.rect_of(MessageId(60))).topLeft() == before + QPointF(7, -9)
    before = view.on_view(view.rect_of(MessageId(60))).topLeft()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    drag(view, QPoint(45, 25))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(45, 25))
    assert view.on_view(view.rect_of(MessageId(60))).topLeft() == before + QPointF(40, 20)


@pytest.mark.parametrize("button", [Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton])
def test_only_the_left_button_chooses(qtbot: QtBot, view: MapView, button: Qt.MouseButton) -> None:
    chosen: list[MessageId] = []
    view.chosen.connect(chosen.append)
    place = view.on_view(view.rect_of(MessageId(60))).center().toPoint()
    qtbot.mouseClick(view, button, pos=place)
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseClick(view, button, pos=place)
    assert not chosen
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=place)
    assert chosen == [60]


def drag(view: MapView, to: QPoint) -> None:
    from PySide6.QtGui import QMouseEvent

    button, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    place = QPointF(to)
    QApplication.sendEvent(
        view, QMouseEvent(QEvent.Type.MouseMove, place, QPointF(view.mapToGlobal(to)), button, button, none)
    )


@pytest.mark.parametrize("scale", [1.0, 0.4, 0.1])
def test_it_is_painted_at_every_scale(view: MapView, scale: float) -> None:
    view.set_scale(scale)
    unmarked = view.grab().toImage()
    view.mark([MessageId(3), MessageId(60)])
    image = view.grab().toImage()
    colours = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    assert view._theme.tokens.accent.lower() in colours
    assert image != unmarked, "what was searched for is pointed out"


# Walking and choosing


def test_a_message_without_words_says_why() -> None:
    node = nodes(2)[1]
    assert said_of(Glimpse(node, "", "complete", 0.0, refused=True)) == "The library does not say"
    assert said_of(Glimpse(node, "", "failed", 0.0)) == "Could not answer"
    assert said_of(Glimpse(node, "", "stopped", 0.0)) == "Stopped before the first word"
    assert said_of(Glimpse(node, "", "streaming", 0.0)) == "Being written"
    assert said_of(Glimpse(node, " ", "complete", 0.0)) == "Nothing was written"
    assert said_of(Glimpse(node, "> **Two** weeks [1]", "complete", 0.0, refused=True)) == "Two weeks"


def test_arrow_keys_walk_and_enter_goes_there(qtbot: QtBot, view: MapView) -> None:
    QTest.keyClick(view, Qt.Key.Key_Up)
    parent = view.layout_of.parents[MessageId(60)]
    assert view.focused == parent and view.card.isVisible()
    assert f"message {parent}" in view.card.words.text() and view.accessibleDescription().endswith(f"message {parent}")
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.focused == 60, "down goes along the line one is on"
    with qtbot.waitSignal(view.chosen) as chosen:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert chosen.args == [60]
    QTest.keyClick(view, Qt.Key.Key_Left)
    QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.focused == 60


def test_keys_zoom_and_move(view: MapView) -> None:
    scale = view.scale
    QTest.keyClicks(view, "+")
    assert view.scale > scale
    QTest.keyClicks(view, "-")
    assert view.scale == pytest.approx(scale)
    before = view.on_view(view.rect_of(MessageId(60))).topLeft()
    QTest.keyClick(view, Qt.Key.Key_Left, SHIFT)
    assert view.on_view(view.rect_of(MessageId(60))).x() > before.x()
    QTest.keyClicks(view, "0")
    assert view.scale < scale
    QTest.keyClick(view, Qt.Key.Key_A)


def test_a_click_goes_there_and_pointing_shows_what_it_says(qtbot: QtBot, view: MapView) -> None:
    at = view.on_view(view.rect_of(MessageId(60))).center().toPoint()
    QTest.mouseMove(view, at)
    qtbot.waitUntil(view.card.isVisible)
    assert view.card.words.text() == "Words of message 60" and view.card.kind.text().startswith(("Question", "Answer"))
    with qtbot.waitSignal(view.chosen) as chosen:
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=at)
    assert chosen.args == [60]
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert view.card.isHidden()
    assert view.at(QPointF(-9999, -9999)) is None and view.at(QPointF(2, 2)) != 60


def test_what_is_added_leaves_the_rest_on_view_in_its_place(view: MapView) -> None:
    before = {one: view.on_view(view.rect_of(MessageId(one))) for one in range(1, 61)}
    told = [*glimpses(60), Glimpse(Node(MessageId(61), MessageId(4), "assistant"), "more", "streaming", 0.0)]
    view.show_tree(told, line_of(told, 61))
    assert {one: view.on_view(view.rect_of(MessageId(one))) for one in range(1, 61)} == before
    view.go_to(MessageId(61))
    assert view.card.words.text() == "more"
    without = [one for one in told if one.node.id != 61]
    view.show_tree(without, line_of(without, 60))
    assert view.focused == 60


# The page


@pytest.fixture
def stage(qtbot: QtBot, staged: Stager, store: ConversationStore) -> Stage:
    made = staged(
        scripts=[said(f"Answer {number} about varnish." if number == 2 else "Yes.") for number in range(1, 6)]
    )
    for question in ("first", "second"):
        made.ask(question)
        settled(qtbot, made)
    shown(made)
    return made


def opened(qtbot: QtBot, stage: Stage) -> MapPage:
    stage.window.toggle_map()
    page = stage.window.pages.map
    qtbot.waitUntil(lambda: len(page._glimpses) >= 4)
    return page


def test_the_map_shows_the_conversation_and_leads_to_a_message(qtbot: QtBot, stage: Stage) -> None:
    page = opened(qtbot, stage)
    assert page.title.full_text() == "first" and page.view.hasFocus() and page.view.focused == 4
    QTest.keyClick(page.view, Qt.Key.Key_Up)
    QTest.keyClick(page.view, Qt.Key.Key_Up)
    with qtbot.waitSignal(stage.window.session.line.arrived) as arrived:
        QTest.keyClick(page.view, Qt.Key.Key_Return)
    assert stage.window.page == "chat" and arrived.args[0].question == "first"
    assert [question for question, _ in shown(stage)] == ["first", "second"]


def test_the_map_grows_while_it_is_shown(qtbot: QtBot, stage: Stage) -> None:
    page = opened(qtbot, stage)
    spots = dict(page.view.layout_of.spots)
    stage.window.session.ask("third")
    qtbot.waitUntil(lambda: len(page._glimpses) == 6)
    assert spots.items() <= page.view.layout_of.spots.items()


def test_words_are_found_on_the_map(qtbot: QtBot, stage: Stage) -> None:
    page = opened(qtbot, stage)
    page.field.setFocus()
    QTest.keyClicks(page.field, "VARNISH")
    assert page.count.text().endswith("1")
    QTest.keyClick(page.field, Qt.Key.Key_Return)
    assert page.view.focused == 4 and page.count.text() == "1 of 1"
    page.step(1)
    assert page.view.focused == 4
    page.field.setText("nowhere")
    assert page.count.text() == "Not found"
    page.step(1)
    QTest.keyClick(page.field, Qt.Key.Key_Escape)
    assert page.field.text() == "" and page.view.hasFocus() and page.count.text() == ""
    QTest.keyClick(page.view, Qt.Key.Key_Escape)
    assert stage.window.page == "chat"


def test_ctrl_f_finds_on_the_map(qtbot: QtBot, stage: Stage) -> None:
    page = opened(qtbot, stage)
    QTest.keyClick(page.view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.field.hasFocus() and stage.window.page == "map"


def test_another_conversation_begins_a_new_map(qtbot: QtBot, stage: Stage, store: ConversationStore) -> None:
    page = opened(qtbot, stage)
    other: Conversation = store.create("Other")
    with qtbot.waitSignal(stage.window.session.conversation_opened):
        stage.window.session.open(other)
    stage.window.show_page("map")
    qtbot.waitUntil(lambda: page.title.full_text() == "Other" and not page._glimpses)
    assert page.empty.isVisible()
    stage.window.session.new()
    stage.window.show_page("map")
    assert page.title.full_text() == "New conversation"
    stage.window.toggle_map()
    assert stage.window.page == "chat"
