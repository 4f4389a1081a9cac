"""Contrast as WCAG 2 counts it, of every two colours that are really drawn together, in both schemes.

What the style sheet dresses is found by going through all places: the text, and the ground it lies on. What is painted
by hand is in a table, and every token that a painting module uses must be in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

import pytest
from PySide6.QtWidgets import (
    QAbstractButton,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

import alcove.desktop
from alcove.desktop.theme import DARK, LIGHT, PAGE_WHITE, Tokens, dress, style_sheet
from tests.desktop.conftest import Stager
from tests.desktop.places import first_start, furnished, places
from tests.desktop.reach import told

TEXT, SIGN = 4.5, 3.0
"""At least so much for text, and for icons, edges that tell something, marks and the ring."""
Pair = tuple[str, str]
"""A token in front, and the one it is drawn on."""

ROWS = ("accent_soft", "user")
"""What a chosen row lies on, and one under the pointer."""
PAINTED_TEXT: dict[str, dict[str, tuple[str, ...]]] = {
    "conversation_list.py": {"ink": ("side", *ROWS), "faint": ("side",), "soft": ("side", *ROWS)},
    "claim_cell.py": {"ink": ("mark",)},
    "completion.py": {"soft": ("surface", "accent_soft")},
    "prompt_editor.py": {"accent": ("accent_soft",), "warn": ("surface",), "faint": ("surface",)},
    "text_list.py": {"ink": ("paper", *ROWS), "soft": ("paper", *ROWS), "faint": ("paper",)},
    "value_fields.py": {"ink": ("surface",), "soft": ("surface",)},
    "palette.py": {"ink": ("surface", *ROWS), "soft": ("surface", *ROWS)},
    "why.py": {"ink": ("paper", *ROWS), "soft": ("paper", *ROWS), "accent": ("paper", *ROWS)},
    "page_list.py": {"ink": ("paper", *ROWS), "soft": ("paper", *ROWS), "warn": ("paper", *ROWS)},
    "items_table.py": {"ink": ("paper",), "soft": ("paper", "accent_soft"), "warn": ("paper",), "faint": ("paper",)},
    "ledger_table.py": {"ink": ("paper",), "soft": ("paper",), "warn": ("paper",)},
    "keyboard_section.py": {"ink": ("paper", "accent_soft"), "soft": ("paper",), "accent": ("paper",)},
    "filters.py": {"soft": ("surface", "accent_soft"), "accent": ("surface",)},
    "prose_writer.py": {
        "ink": ("paper", "user"),
        "soft": ("paper", "user"),
        "accent": ("accent_soft", "mark"),
        "faint": ("paper",),
        "code_keyword": ("surface",),
        "code_text": ("surface",),
        "code_number": ("surface",),
        "code_name": ("surface",),
        "code_comment": ("surface",),
        "code_removed": ("surface",),
        "code_added": ("surface",),
    },
    "prose_canvas.py": {"ink": ("accent_soft", "mark"), "on_accent": ("accent",)},
    "prose_wide.py": {"ink": ("paper", "surface")},
    "preview.py": {"ink": ("mark",)},
    "cards.py": {"ink": ("mark",)},
    "difference_view.py": {"ink": ("surface", "mark"), "soft": ("surface",)},
    "tick_box.py": {"ink": ("paper", "surface"), "faint": ("paper", "surface")},
    "delving.py": {"ink": ("unsure", "unsure_more", "unsure_most")},
    "map_view.py": {"ink": ("user", "surface", "accent_soft", "mark"), "soft": ("surface",)},
    "trail_bar.py": {"ink": ("mark",)},
}
"""What is painted as text by hand: module, ink, grounds. Selected rows of tables are in ink, whatever they were in."""
PAINTED_SIGNS: dict[str, dict[str, tuple[str, ...]]] = {
    "conversation_list.py": {"accent": ("side", *ROWS)},
    "palette.py": {"accent": ("accent_soft",)},
    "arena_ratings.py": {"accent": ("paper",), "faint": ("paper",)},
    "text_list.py": {"accent": ("paper", *ROWS)},
    "value_fields.py": {"faint": ("surface",)},
    "prose_canvas.py": {"accent": ("paper",)},
    "prose_paint.py": {"accent": ("paper",), "warn": ("paper",), "faint": ("paper",), "on_accent": ("accent",)},
    "tick_box.py": {"accent": ("paper", "surface"), "faint": ("paper", "surface"), "on_accent": ("accent",)},
    "context_meter.py": {"soft": ("surface", "line", "user"), "warn": ("surface", "line"), "accent": ("surface",)},
    "question_input.py": {"faint": ("surface",)},
    "focus_ring.py": {"accent": ("paper", "surface", "side", "user")},
    "thread.py": {"accent": ("paper",)},
    "delving.py": {"accent": ("paper",), "faint": ("paper",)},
    "map_view.py": {"accent": ("paper",), "faint": ("paper", "user", "accent_soft")},
    "marks.py": {"accent": ("paper", "surface"), "warn": ("surface",), "faint": ("surface", "line")},
}
GROUNDS = {"accent_soft", "user", "mark", "surface", "paper", "line", "unsure", "unsure_more", "unsure_most"}
"""Tokens that stand in painting modules because something is filled with them."""
SHADES = {"ocr", "poor"}
"""Colours of marks, which differ in lightness and are told in words too (`test_marks`)."""


def luminance(colour: str) -> float:
    """Return relative luminance as WCAG 2 defines it."""

    def linear(value: int) -> float:
        part = value / 255
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


# The style sheet


@dataclass(frozen=True)
class Rule:
    """One selector of the style sheet: which widgets, in which states, and what they are given, as tokens."""

    kind: str
    look: str
    states: frozenset[str]
    given: tuple[tuple[str, str], ...]

    def suits(self, widget: QWidget, states: frozenset[str]) -> bool:
        if self.kind not in ("*", "") and not widget.inherits(self.kind):
            return False
        return (not self.look or widget.property("look") == self.look) and self.states <= states


NAMED = Tokens(*(f"#{number:06x}" for number in range(1, len(fields(Tokens)) + 1)))
"""A scheme whose colours tell which token they are."""
TOKEN_OF = {getattr(NAMED, one.name): one.name for one in fields(Tokens)}


@cache
def rules() -> tuple[Rule, ...]:
    """Return the style sheet, rule by rule, weaker ones first as Qt weighs them."""
    found: list[tuple[int, Rule]] = []
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", style_sheet(NAMED)):
        given = []
        for name, value in re.findall(r"([\w-]+):\s*([^;]+);", body):
            token = TOKEN_OF.get(next(iter(re.findall(r"#\w{6}", value)), ""), "none" if "transparent" in value else "")
            if token and (name in ("color", "background") or name.startswith("border")):
                given.append((name, token))
        for selector in selectors.split(","):
            met = re.fullmatch(r"\s*(\*|\w+)(?:\[look=\"([\w-]+)\"\])?((?:::?[\w-]+)*)\s*", selector)
            if met and "::" not in met[3]:
                states = frozenset(met[3].strip(":").split(":")) - {""}
                rule = Rule(met[1], met[2] or "", states, tuple(given))
                found.append((10 * (bool(met[2]) + len(states)) + (met[1] != "*"), rule))
    return tuple(rule for _, rule in sorted(found, key=lambda one: one[0]))


def given(widget: QWidget, what: str, states: frozenset[str]) -> str:
    """Return the token a widget is given for `what`; "none" for a transparent ground, "" where no rule says."""
    found = ""
    for rule in rules():
        if rule.suits(widget, states):
            found = dict(rule.given).get(what, found)
    return found


def ground_of(widget: QWidget, states: frozenset[str] = frozenset()) -> str:
    """Return the token of what is seen behind a widget."""
    own = given(widget, "background", states or states_of(widget))
    if own not in ("", "none"):
        return own
    parent = widget.parentWidget()
    return "paper" if widget.isWindow() or parent is None else ground_of(parent)


def states_of(widget: QWidget) -> frozenset[str]:
    checked = isinstance(widget, QAbstractButton) and widget.isChecked()
    return frozenset(name for name, on in (("checked", checked), ("disabled", not widget.isEnabled())) if on)


def texts(place: QWidget) -> Iterator[tuple[Pair, QWidget]]:
    """Yield what a place shows as text: its ink and its ground, buttons also as they are under the pointer."""
    for widget in [place, *place.findChildren(QWidget)]:
        if not widget.isVisible() or isinstance(widget, QHeaderView):
            continue
        if isinstance(widget, QLabel | QAbstractButton) and widget.text().strip():
            states = states_of(widget)
            hovers = isinstance(widget, QAbstractButton) and widget.isEnabled()
            hovered = (states, states | {"hover"}) if hovers else (states,)
            for state in hovered:
                if "<span" not in widget.text():
                    yield (given(widget, "color", state) or "ink", ground_of(widget, state)), widget
        elif isinstance(widget, QLineEdit | QPlainTextEdit | QTextEdit):
            yield ("ink", ground_of(widget)), widget
            if isinstance(widget, QLineEdit | QPlainTextEdit) and widget.placeholderText():
                yield ("faint", ground_of(widget)), widget


def drawn(qtbot: QtBot, staged: Stager) -> tuple[dict[Pair, str], dict[Pair, str]]:
    """Return all pairs of text and of icons that the places show, each with where it was seen first."""
    text: dict[Pair, str] = {}
    icons: dict[Pair, str] = {}
    stage = furnished(staged)

    def note(name: str, place: QWidget) -> None:
        for pair, widget in texts(place):
            text.setdefault(pair, f"{name}: {told(widget)}")
        for shown, (_, ink, _) in list(stage.services.theme._icons.items()):
            if isValid(shown) and shown.isVisible() and shown.isEnabled():
                icons.setdefault((ink, ground_of(shown)), f"{name}: {told(shown)}")

    for name, place in places(qtbot, stage):
        note(name, place)
    note(*first_start(staged))
    return text, icons


def too_faint(pairs: dict[Pair, str], least: float) -> list[str]:
    """Return the pairs that have too little contrast in one of the schemes."""
    return [
        f"{front} on {ground} has {contrast(getattr(tokens, front), getattr(tokens, ground)):.2f} "
        f"{'dark' if tokens is DARK else 'light'} ({where})"
        for (front, ground), where in pairs.items()
        for tokens in (LIGHT, DARK)
        if contrast(getattr(tokens, front), getattr(tokens, ground)) < least
    ]


def test_black_on_white_has_the_contrast_of_the_standard() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


def test_all_that_the_sheet_dresses_can_be_read(qtbot: QtBot, staged: Stager) -> None:
    text, icons = drawn(qtbot, staged)
    assert len(text) > 15 and ("soft", "surface") in text and ("warn", "paper") in text and ("soft", "paper") in icons
    assert too_faint(text, TEXT) == []
    assert too_faint(icons, SIGN) == []


def test_menus_tips_and_headings_can_be_read(qtbot: QtBot, staged: Stager) -> None:
    menu = QMenu()
    assert given(menu, "background", frozenset()) == "surface"
    pairs = {
        ("ink", "surface"): "menu",
        ("ink", "accent_soft"): "chosen entry",
        ("faint", "surface"): "entry that cannot",
    }
    pairs |= {("soft", "paper"): "heading of a table", ("ink", "mark"): "selected text"}
    assert too_faint(pairs, TEXT) == []


@pytest.mark.parametrize(("table", "least"), [(PAINTED_TEXT, TEXT), (PAINTED_SIGNS, SIGN)], ids=["text", "signs"])
def test_all_that_is_painted_can_be_read(table: dict[str, dict[str, tuple[str, ...]]], least: float) -> None:
    pairs = {(ink, ground): name for name, inks in table.items() for ink, grounds in inks.items() for ground in grounds}
    assert too_faint(pairs, least) == []


def test_every_token_that_is_painted_with_is_in_the_table() -> None:
    names = {one.name for one in fields(Tokens)}
    for source in sorted(Path(alcove.desktop.__file__).parent.glob("*.py")):
        used = set(re.findall(r"tokens\.(\w+)", source.read_text("utf-8"))) & names
        told_of = set(PAINTED_TEXT.get(source.name, {})) | set(PAINTED_SIGNS.get(source.name, {}))
        if source.name != "theme.py":
            assert used - GROUNDS - SHADES <= told_of, f"{source.name} paints with {used - GROUNDS - SHADES - told_of}"


def test_edges_that_tell_something_are_seen() -> None:
    """A field one writes in, what has the keyboard, what is switched on: by more than a hairline's colour."""
    pairs: dict[Pair, str] = {("accent", ground): "edge of a field in use" for ground in ("paper", "surface", "side")}
    pairs |= {
        ("warn", "paper"): "edge of a warning",
        ("warn", "surface"): "edge of a warning",
        ("accent", "line"): "bar",
    }
    assert too_faint(pairs, SIGN) == []


def test_paper_is_marked_so_that_print_stays_readable() -> None:
    assert contrast(LIGHT.mark, "#000000") >= TEXT and contrast(PAGE_WHITE, "#000000") == pytest.approx(21)


def test_the_resolver_knows_what_a_button_wears(qtbot: QtBot) -> None:
    """The walk is worth nothing if it reads the sheet wrongly: compared with what the sheet says by hand."""
    button = QPushButton()
    qtbot.addWidget(button)
    dress(button, "primary")
    assert (given(button, "color", frozenset()), given(button, "background", frozenset())) == ("on_accent", "accent")
    button.setEnabled(False)
    assert given(button, "color", states_of(button)) == "soft" and ground_of(button) == "line"
    dress(button, "nav")
    button.setEnabled(True)
    assert given(button, "background", frozenset()) == "none"
    assert ground_of(button, frozenset({"hover"})) == "user"
