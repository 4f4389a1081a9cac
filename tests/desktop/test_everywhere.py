"""What holds in every place of the window: all of it by keyboard, with a ring to be seen and names to be heard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleActionInterface, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QDialog,
    QFrame,
    QLabel,
    QLineEdit,
    QMainWindow,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from alcove.desktop.columns import tab_stops
from alcove.desktop.focus_ring import MARKS_ITSELF
from alcove.desktop.page_list import PageStrip
from alcove.desktop.palette import Palette
from alcove.desktop.sheet import Sheet
from alcove.desktop.theme import Scheme, Size
from tests.desktop.conftest import Stager
from tests.desktop.places import first_start, furnished, places
from tests.desktop.reach import interface, name_of, told, unreached, usable

SAYS_NOTHING = (QAccessible.Role.NoRole, QAccessible.Role.Client, QAccessible.Role.Border, QAccessible.Role.Pane)


def other_ways(widget: QWidget) -> bool:
    """Tell whether what a click does here is done by keys elsewhere."""
    if isinstance(widget, PageStrip):
        return True  # the list beneath it has every page
    return isinstance(widget, QAbstractItemView) and isinstance(widget.parentWidget().parentWidget(), Palette)


@pytest.fixture(autouse=True)
def heard(qapp: QApplication) -> Iterator[None]:
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


def test_all_that_can_be_clicked_is_reached_by_keys(qtbot: QtBot, staged: Stager) -> None:
    missed = {name: unreached(place, other_ways) for name, place in places(qtbot, furnished(staged))}
    assert {name: widgets for name, widgets in missed.items() if widgets} == {}


@pytest.mark.parametrize("size", [(1360, 860), (900, 600)])
def test_the_first_start_is_reached_by_keys(staged: Stager, size: tuple[int, int]) -> None:
    _, place = first_start(staged, size)
    assert unreached(place, other_ways) == []


def test_a_narrow_window_is_reached_by_keys(qtbot: QtBot, staged: Stager) -> None:
    missed = {}
    for name, place in places(qtbot, furnished(staged, (900, 600))):
        missed[name] = unreached(place, other_ways)
        if name == "notices":
            break
    assert {name: widgets for name, widgets in missed.items() if widgets} == {}


def test_all_that_can_be_used_has_a_name_and_a_role(qtbot: QtBot, staged: Stager) -> None:
    nameless, roleless, bare = set(), set(), set()
    for name, place in places(qtbot, furnished(staged)):
        for widget in {*usable(place), *tab_stops(place)}:
            if not name_of(widget):
                nameless.add(f"{name}: {told(widget)}")
            if interface(widget).role() in SAYS_NOTHING:
                roleless.add(f"{name}: {told(widget)}")
            if isinstance(widget, QAbstractButton) and not widget.text().strip() and not widget.accessibleName():
                bare.add(f"{name}: {told(widget)}")  # its tooltip alone would be read, or nothing
    assert (nameless, roleless, bare) == (set(), set(), set())


def test_rows_of_lists_say_all_they_show(qtbot: QtBot, staged: Stager) -> None:
    silent = set()
    for name, place in places(qtbot, furnished(staged)):
        for view in place.findChildren(QAbstractItemView):
            model = view.model()
            if not view.isVisible() or model is None or type(view).__module__.startswith("PySide6.QtWidgets.QHeader"):
                continue
            for row in range(min(5, model.rowCount())):
                index = model.index(row, 0)
                text = index.data(Qt.ItemDataRole.AccessibleTextRole) or index.data(Qt.ItemDataRole.DisplayRole)
                if not text:
                    silent.add(f"{name}: {told(view)}")
    assert silent == set()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_has_the_keyboard_is_seen(qtbot: QtBot, staged: Stager, scheme: Scheme) -> None:
    stage = furnished(staged)
    stage.services.theme.set_scheme(scheme)
    unseen: set[str] = set()
    looked: set[str] = set()
    for _, place in places(qtbot, stage):
        place.window().activateWindow()
        stops = [one for one in tab_stops(place) if not one.visibleRegion().isEmpty()]
        for stop in stops:
            away = next((one for one in stops if not one.isAncestorOf(stop) and not stop.isAncestorOf(one)), None)
            if told(stop) in looked or away in (None, stop):
                continue
            looked.add(told(stop))
            away.setFocus(Qt.FocusReason.TabFocusReason)
            without = _look(stop)
            stop.setFocus(Qt.FocusReason.TabFocusReason)
            if _look(stop) == without:
                unseen.add(told(stop))
    assert unseen == set() and len(looked) > 80
    stage.services.theme.set_scheme("light")


def _look(widget: QWidget) -> QImage:
    QApplication.processEvents()
    window = widget.window()
    out = Size.S4 if widget.property(MARKS_ITSELF) else 4  # an answer has a bar beside it
    area = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size()).adjusted(-out, -out, out, out)
    return window.grab(area).toImage()


def test_a_card_is_pressed_by_who_does_not_see_it(qtbot: QtBot, staged: Stager) -> None:
    stage = furnished(staged)
    walk = places(qtbot, stage)
    while next(walk)[0] != "answer":
        pass
    evidence = stage.window.evidence
    evidence.close_document()
    press = interface(evidence.cards[1]).actionInterface()
    assert QAccessibleActionInterface.pressAction() in press.actionNames()
    press.doAction(QAccessibleActionInterface.pressAction())
    assert evidence.selected == 1
    press.doAction(QAccessibleActionInterface.setFocusAction())
    assert stage.window.focusWidget() is evidence.cards[1]


def test_every_dialog_and_sheet_is_among_the_places(qtbot: QtBot, staged: Stager) -> None:
    """Whoever adds a dialog or a sheet adds it to `places.py`, and it is tested as all others are."""
    stage = furnished(staged)
    been = {type(place) for _, place in places(qtbot, stage)}
    own = {kind for base in (QDialog, Sheet) for kind in _kinds(base) if kind.__module__.startswith("alcove.")}
    assert {kind.__name__ for kind in own - been} == set()


def _kinds(base: type) -> Iterator[type]:
    for kind in base.__subclasses__():
        yield kind
        yield from _kinds(kind)


def test_no_part_is_shown_as_a_window_of_its_own(qtbot: QtBot, staged: Stager, qapp: QApplication) -> None:
    """What is shown before it lies in something flashes up on the desktop and takes the keyboard away."""
    shown = _Shown()
    qapp.installEventFilter(shown)
    for name, _ in places(qtbot, furnished(staged)):
        shown.at = name
    qapp.removeEventFilter(shown)
    assert shown.windows == []


class _Shown(QObject):
    """Notes which widgets are shown as windows, after which place."""

    def __init__(self) -> None:
        super().__init__()
        self.at = "start"
        self.windows: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        stray = isinstance(watched, QWidget) and not isinstance(watched, QDialog | QMainWindow | QMenu)
        if stray and event.type() == QEvent.Type.Show and watched.isWindow():
            text = watched.text() if isinstance(watched, QLabel | QAbstractButton) else ""
            self.windows.append(f"after {self.at}: {type(watched).__name__} “{text or watched.accessibleName()}”")
        return False


def test_what_only_a_mouse_can_use_is_found(qtbot: QtBot) -> None:
    """The walk is worth nothing if it finds nothing."""
    place = QWidget()
    qtbot.addWidget(place)
    column = QVBoxLayout(place)
    first, missed, hand = QPushButton("First"), QPushButton("Missed"), QFrame()
    missed.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    hand.setCursor(Qt.CursorShape.PointingHandCursor)
    hand.setMinimumHeight(20)
    for widget in (first, missed, hand, QLineEdit()):
        column.addWidget(widget)
    place.show()
    assert [words.split(" in ")[0] for words in unreached(place, lambda _: False)] == [
        "QPushButton “Missed”",
        "QFrame “”",
    ]
    assert name_of(first) == "First" and interface(hand).role() in SAYS_NOTHING
