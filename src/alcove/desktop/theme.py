"""The look: one table of tokens for light and dark, the fonts, and the one style sheet made of both.

Nothing else in the window names a colour or a size. Widgets say what they are with the property `look`
(`dress`), icons with `Theme.set_icon`; what paints itself asks `Theme.tokens` and repaints on `changed`.
"""

import sys
import weakref
from dataclasses import dataclass
from functools import cache
from typing import Literal

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from shiboken6 import isValid

from alcove.desktop import icons

Scheme = Literal["system", "light", "dark"]


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one scheme, by what they are used for."""

    paper: str
    surface: str
    side: str
    ink: str
    soft: str
    faint: str
    line: str
    accent: str
    accent_soft: str
    on_accent: str
    mark: str
    user: str
    warn: str
    ocr: str
    poor: str
    code_keyword: str
    code_text: str
    code_number: str
    code_name: str
    code_comment: str
    code_removed: str
    code_added: str
    unsure: str
    unsure_more: str
    unsure_most: str


LIGHT = Tokens(
    paper="#FBFAF8", surface="#FFFFFF", side="#F4F2EE", ink="#1F1D1A", soft="#6A655D", faint="#736E65",
    line="#E7E3DC", accent="#1C6B5A", accent_soft="#E2EFEB", on_accent="#FFFFFF", mark="#FFE9A8",
    user="#F0EDE7", warn="#8A5A00", ocr="#4C86D8", poor="#F0AE3C",
    code_keyword="#1C6B5A", code_text="#8A5A00", code_number="#2F5F9E", code_name="#7B3F7E", code_comment="#736E65",
    code_removed="#A5382B", code_added="#1C6B5A",
    unsure="#F7EEDA", unsure_more="#F3DFB4", unsure_most="#EFCB8B",
)  # fmt: skip
DARK = Tokens(
    paper="#171614", surface="#1F1D1B", side="#1A1917", ink="#ECE8E1", soft="#A8A196", faint="#8C857A",
    line="#302D29", accent="#63C2AA", accent_soft="#20352F", on_accent="#0E1F1A", mark="#52430F",
    user="#292622", warn="#E0B257", ocr="#5B86D6", poor="#F2C14E",
    code_keyword="#63C2AA", code_text="#E0B257", code_number="#8FB7EA", code_name="#D2A3D6", code_comment="#8C857A",
    code_removed="#EC8B7C", code_added="#63C2AA",
    unsure="#2B2413", unsure_more="#43360F", unsure_most="#5F480B",
)  # fmt: skip
PAGE_WHITE = "#FFFFFF"
"""Pages of documents lie on white paper in both schemes, and are marked as in the light one."""


class Size:
    """Every length of the window, in logical pixels; spaces come in steps of 4."""

    SMALL, NORMAL, BODY, ANSWER, TITLE = 12.0, 13.0, 14.0, 15.5, 17.0
    LEFT, RAIL, RIGHT, COLUMN = 252, 56, 372, 720
    BUBBLE, FIELD, LIST = 460, 320, 280
    DRAWER_BELOW, RAIL_BELOW, LEAST_WIDTH, LEAST_HEIGHT = 1100, 960, 720, 480
    WINDOW = (1360, 860)
    ROW_RADIUS, CARD_RADIUS, INPUT_RADIUS, PILL_RADIUS = 8, 12, 16, 15
    S1, S2, S3, S4, S5, S6, S8 = 4, 8, 12, 16, 20, 24, 32
    PALETTE, SHEET, KEY_SHEET, VEIL = (640, 420), (860, 640), (460, 264), 0.72
    DOT, DOT_STEP = 1.6, 4.0
    CELL, CELL_GAP, STRIP, STRIP_WIDE, HATCH = 8, 1, 12, 16, 4
    DIALOG, PATTERNS_HIGH, LOW, BESIDE = 480, 88, 640, 600
    FOUND = 64
    """A row of a conversation that was found: its title, and two lines of its words."""
    ROW, NAV, BUTTON, SEND, HEADER = 33, 36, 30, 32, 54
    ICON, ICON_SMALL, ICON_LARGE = 17, 15, 28
    HAIR, FOCUS, QUOTE_BAR, BAR = 1, 2, 3, 4
    INPUT_MOST = 180
    MOTION = 120
    """Milliseconds."""
    BESIDE_LEAST = 276
    """The least width of a column among others."""
    CODE_HEAD, PICTURE, COLUMN_LEAST = 36, 420, 96
    LEADING = 138
    """Per cent of the font's own line height; with Inter that is about 1.65 of its size."""


class Theme(QObject):
    """Keep the application dressed in the wanted scheme and follow the system when asked to."""

    changed = Signal()

    def __init__(self, app: QApplication, wanted: Scheme = "system") -> None:
        super().__init__()
        self._app = app
        self._wanted: Scheme = wanted
        self._icons: weakref.WeakKeyDictionary[QAbstractButton | QLabel, tuple[str, str, int]] = (
            weakref.WeakKeyDictionary()
        )
        self._drawn: dict[tuple[str, str, int], QPixmap] = {}
        self.tokens = LIGHT
        app.setStyle("Fusion")
        app.setFont(self.font(Size.BODY))
        app.styleHints().colorSchemeChanged.connect(self._on_system_changed)
        self.set_scheme(wanted)

    @property
    def dark(self) -> bool:
        return self.tokens is DARK

    @property
    def motion_ms(self) -> int:
        """How long something may move; nothing moves where the system asks for no effects."""
        return Size.MOTION if self._app.isEffectEnabled(Qt.UIEffect.UI_General) else 0

    def set_scheme(self, wanted: Scheme) -> None:
        """Wear `wanted` from now on; "system" follows the system live."""
        self._wanted = wanted
        hints = self._app.styleHints()
        if wanted == "system":
            hints.unsetColorScheme()
        else:
            hints.setColorScheme(Qt.ColorScheme.Dark if wanted == "dark" else Qt.ColorScheme.Light)
        self._wear()

    def font(self, size: float, weight: int = 400) -> QFont:
        """Return the interface font at `size` logical pixels, which Qt takes in whole pixels only."""
        font = QFont(_interface_family())
        font.setPointSizeF(points(size))
        font.setWeight(QFont.Weight(weight))
        return font

    def code_font(self, size: float) -> QFont:
        """Return the font of code."""
        font = _code_font()
        font.setPointSizeF(points(size))
        font.setFeature(QFont.Tag("calt"), 0)  # two hyphens are two hyphens
        return font

    def set_icon(self, widget: QAbstractButton | QLabel, name: str, ink: str = "soft", size: int = Size.ICON) -> None:
        """Give a button or label an icon in the colour of a token, now and after every change of scheme."""
        self._icons[widget] = (name, ink, size)
        self._draw(widget, name, ink, size)

    def _draw(self, widget: QAbstractButton | QLabel, name: str, ink: str, size: int) -> None:
        wanted = (name, getattr(self.tokens, ink), size)
        if wanted not in self._drawn:  # drawing one takes half a millisecond
            self._drawn[wanted] = icons.pixmap(*wanted)
        image = self._drawn[wanted]
        if isinstance(widget, QLabel):
            widget.setPixmap(image)
        else:
            drawn = QIcon(image)
            drawn.addPixmap(image, QIcon.Mode.Disabled)  # whoever disables a button chooses its ink
            widget.setIcon(drawn)
            widget.setIconSize(QSize(size, size))

    def _on_system_changed(self) -> None:
        if self._wanted == "system":
            self._wear()

    def _wear(self) -> None:
        scheme = self._wanted
        if scheme == "system":
            dark = self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark
            scheme = "dark" if dark else "light"
        self.tokens = DARK if scheme == "dark" else LIGHT
        self._app.setPalette(palette(self.tokens))
        self._app.setStyleSheet(style_sheet(self.tokens))
        for widget, wanted in list(self._icons.items()):
            if isValid(widget):  # Python may hold what Qt has deleted
                self._draw(widget, *wanted)
        self.changed.emit()


def dress(widget: QWidget, look: str) -> None:
    """Say what a widget is, so that the style sheet dresses it; may be called again to change it."""
    before = widget.property("look")
    widget.setProperty("look", look)
    if before is not None and before != look:
        style = widget.style()
        style.unpolish(widget)
        style.polish(widget)


def points(size: float) -> float:
    """Turn logical pixels into points, which may be fractions."""
    screen = QGuiApplication.primaryScreen()
    return size * 72 / screen.logicalDotsPerInchY()


def _code_font() -> QFont:
    family = "JetBrains Mono"
    return QFont(family) if _has(family) else QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)


@cache
def _has(family: str) -> bool:
    return QFontDatabase.hasFamily(family)  # takes most of a millisecond


@cache
def _interface_family() -> str:
    if sys.platform.startswith("linux") and QFontDatabase.hasFamily("Inter"):
        return "Inter"
    return QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()


def palette(t: Tokens) -> QPalette:
    """Return the palette for what no rule of the style sheet covers, such as native dialogs' content."""
    made = QPalette()
    role = QPalette.ColorRole
    for which, colour in (
        (role.Window, t.paper), (role.Base, t.surface), (role.AlternateBase, t.side), (role.Button, t.surface),
        (role.WindowText, t.ink), (role.Text, t.ink), (role.ButtonText, t.ink), (role.Highlight, t.accent_soft),
        (role.HighlightedText, t.ink), (role.PlaceholderText, t.faint), (role.ToolTipBase, t.surface),
        (role.ToolTipText, t.ink), (role.Link, t.accent), (role.Accent, t.accent), (role.Mid, t.line),
        (role.Light, t.line), (role.Dark, t.line),
    ):  # fmt: skip
        made.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, which, QColor(t.faint))
    return made


def style_sheet(t: Tokens) -> str:
    """Make the application's one style sheet."""
    s = Size
    small, normal, answer, title = (f"{points(size):.2f}pt" for size in (s.SMALL, s.NORMAL, s.ANSWER, s.TITLE))
    return f"""
    QMainWindow, QDialog, *[look="page"] {{ background: {t.paper}; }}
    QWidget {{ color: {t.ink}; }}
    QToolTip {{ background: {t.surface}; color: {t.ink}; border: {s.HAIR}px solid {t.line}; padding: {s.S1}px; }}
    *[look="side"] {{ background: {t.side}; border: none; border-right: {s.HAIR}px solid {t.line}; }}
    *[look="evidence"] {{ background: {t.paper}; border: none; border-left: {s.HAIR}px solid {t.line}; }}
    *[look="clear"], QScrollArea, QScrollArea > QWidget > *[look="clear"] {{ background: transparent; border: none; }}
    QLabel {{ background: transparent; }}
    QLabel[look="brand"] {{ font-size: {title}; font-weight: 600; }}
    QLabel[look="title"] {{ font-size: {answer}; font-weight: 600; }}
    QLabel[look="page-title"] {{ font-size: {title}; font-weight: 600; }}
    QLabel[look="heading"] {{ font-weight: 600; }}
    QLabel[look="soft"] {{ color: {t.soft}; font-size: {normal}; }}
    QLabel[look="field-name"] {{ color: {t.soft}; font-size: {normal}; }}
    QLabel[look="faint"] {{ color: {t.faint}; font-size: {small}; }}
    QLabel[look="reading"] {{ color: {t.soft}; font-size: {small}; }}
    QLabel[look="warn"] {{ color: {t.warn}; font-size: {normal}; }}
    QLabel[look="out"] {{ color: {t.warn}; font-size: {small}; }}
    QLabel[look="badge"] {{ background: {t.accent_soft}; color: {t.accent}; font-size: {small}; font-weight: 600;
        border-radius: {s.S1}px; padding: 0 {s.S1}px; }}
    QLabel[look="tag"], QLabel[look="tag-warn"] {{ color: {t.soft}; background: {t.user}; font-size: {small};
        border-radius: {s.S1}px; padding: 0 {s.S1}px; }}
    QLabel[look="tag-warn"] {{ color: {t.surface}; background: {t.warn}; font-weight: 600; }}
    QLabel[look="bubble"], QLabel[look="bubble-on"] {{ background: {t.user}; border-radius: {s.CARD_RADIUS}px;
        padding: {s.S2}px {s.S4}px; font-size: {answer}; border: {s.HAIR}px solid {t.user}; }}
    QLabel[look="bubble-on"] {{ border-color: {t.accent}; }}
    QFrame[look="bubble-frame"], QFrame[look="bubble-frame-on"] {{ background: {t.user};
        border: {s.HAIR}px solid {t.user}; border-radius: {s.CARD_RADIUS}px; }}
    QFrame[look="bubble-frame-on"] {{ border-color: {t.accent}; }}

    QFrame[look="chip"] {{ background: {t.side}; border: {s.HAIR}px solid {t.line};
        border-radius: {s.ROW_RADIUS}px; }}
    QFrame[look="chip-on"] {{ background: {t.accent_soft}; border: {s.HAIR}px solid {t.accent_soft};
        border-radius: {s.ROW_RADIUS}px; }}
    QFrame[look="chip-warn"] {{ background: {t.surface}; border: {s.HAIR}px solid {t.warn};
        border-radius: {s.ROW_RADIUS}px; }}
    QFrame[look="chip"]:hover {{ border-color: {t.faint}; }}
    QFrame[look="chip"]:focus, QFrame[look="chip-on"]:focus, QFrame[look="chip-warn"]:focus {{
        border-color: {t.accent}; }}
    QLabel[look="chip-name"] {{ font-size: {normal}; }}

    QPushButton, QToolButton {{ border-radius: {s.ROW_RADIUS}px; outline: none; }}
    QPushButton {{ background: {t.surface}; border: {s.HAIR}px solid {t.line}; padding: 0 {s.S3}px;
        min-height: {s.BUTTON - 2}px; }}
    QPushButton:hover {{ background: {t.user}; }}
    QPushButton:disabled {{ color: {t.faint}; }}
    QPushButton[look="pill"], QPushButton[look="pill-out"] {{
        border-radius: {s.PILL_RADIUS}px; padding: 0 {s.S3}px; font-size: {normal};
        min-height: {s.BUTTON - 2}px; max-height: {s.BUTTON - 2}px; }}
    QPushButton[look="pill"]::menu-indicator, QPushButton[look="pill-out"]::menu-indicator {{ image: none; width: 0; }}
    QPushButton[look="pill"]:checked {{ background: {t.accent_soft}; border-color: {t.accent_soft};
        color: {t.accent}; }}
    QPushButton[look="pill-out"] {{ color: {t.warn}; border-color: {t.warn}; }}
    QPushButton[look="pill-out"]:checked {{ background: {t.warn}; color: {t.paper}; border-color: {t.warn}; }}
    QPushButton[look="primary"] {{ background: {t.accent}; color: {t.on_accent}; border-color: {t.accent};
        font-weight: 600; padding: 0 {s.S4}px; min-height: {s.NAV - 2}px; }}
    QPushButton[look="primary"]:disabled {{ background: {t.line}; border-color: {t.line}; color: {t.soft}; }}
    QPushButton[look="small-primary"] {{ background: {t.accent}; color: {t.on_accent}; border-color: {t.accent};
        font-weight: 600; padding: 0 {s.S3}px; font-size: {normal}; min-height: {s.S6}px; }}
    QPushButton[look="small-primary"]:disabled {{ background: {t.line}; border-color: {t.line}; color: {t.soft}; }}
    QPushButton[look="second"] {{ padding: 0 {s.S4}px; min-height: {s.NAV - 2}px; }}
    QPushButton[look="new"] {{ font-weight: 600; text-align: left; padding: 0 {s.S3}px; min-height: {s.NAV - 2}px; }}
    QPushButton[look="nav"] {{ background: transparent; border-color: transparent; text-align: left;
        padding: 0 {s.S2}px; min-height: {s.NAV - 2}px; }}
    QPushButton[look="nav"]:hover {{ background: {t.user}; }}
    QPushButton[look="nav"]:checked {{ background: {t.accent_soft}; font-weight: 600; }}
    QPushButton[look="tab"] {{ background: transparent; border: none; border-radius: 0; color: {t.soft};
        border-bottom: {s.FOCUS}px solid transparent; padding: 0 {s.S2}px; font-weight: 600; }}
    QPushButton[look="tab"]:hover {{ color: {t.ink}; }}
    QPushButton[look="tab"]:checked {{ color: {t.accent}; border-bottom-color: {t.accent}; }}
    QPushButton[look="tab"]:focus {{ background: {t.accent_soft}; }}
    QPushButton[look="link"] {{ background: transparent; border-color: transparent; color: {t.accent};
        padding: 0 {s.S1}px; font-size: {normal}; font-weight: 600; min-height: {s.S5}px; }}
    QPushButton[look="link"]:hover {{ background: {t.accent_soft}; }}
    QPushButton[look="flush"] {{ background: transparent; border: none; color: {t.accent}; padding: 0;
        font-size: {normal}; font-weight: 600; min-height: {s.S6}px; }}
    QPushButton[look="flush"]:hover {{ text-decoration: underline; }}
    QPushButton[look="warn-link"] {{ background: transparent; border-color: transparent; color: {t.warn};
        padding: 0 {s.S1}px; font-size: {normal}; min-height: {s.S5}px; }}
    QPushButton[look="warn-link"]:hover {{ background: {t.user}; }}
    QPushButton[look="delve"] {{ background: {t.surface}; border-color: {t.line}; color: {t.accent};
        font-size: {normal}; font-weight: 600; padding: 0 {s.S2}px; min-height: {s.S6}px; }}
    QPushButton[look="delve"]:hover {{ background: {t.accent_soft}; }}
    QPushButton[look="crumb"] {{ background: transparent; border-color: transparent; color: {t.soft};
        padding: 0 {s.S1}px; font-size: {normal}; min-height: {s.S5}px; }}
    QPushButton[look="crumb"]:hover {{ color: {t.accent}; }}
    QLabel[look="crumb-here"] {{ font-size: {normal}; font-weight: 600; }}
    QFrame[look="column"] {{ background: transparent; border: none; border-left: {s.HAIR}px solid {t.line}; }}
    QFrame[look="column"][first="true"] {{ border-left: none; }}
    QFrame[look="column-head"], QFrame[look="column-head-on"] {{ background: transparent; border: none;
        border-bottom: {s.HAIR}px solid {t.line}; border-top: {s.FOCUS}px solid transparent; }}
    QFrame[look="column-head-on"] {{ border-top-color: {t.accent}; }}
    QPushButton[look="column-model"] {{ background: transparent; border-color: transparent; text-align: left;
        padding: 0 {s.S2}px; font-weight: 600; }}
    QPushButton[look="column-model"]:hover {{ background: {t.user}; }}
    QPushButton[look="column-model"]::menu-indicator {{ image: none; width: 0; }}
    QToolButton[look="column-tool"]:checked {{ background: transparent; }}
    QLabel[look="best"] {{ color: {t.accent}; font-size: {small}; font-weight: 600; }}
    QPushButton[look="send"] {{ background: {t.accent}; border: none; border-radius: {s.SEND // 2}px; padding: 0;
        min-width: {s.SEND}px; max-width: {s.SEND}px; min-height: {s.SEND}px; max-height: {s.SEND}px; }}
    QPushButton[look="send"]:disabled {{ background: {t.line}; }}
    QToolButton {{ background: transparent; border: {s.HAIR}px solid transparent; padding: {s.S1}px; }}
    QToolButton::menu-indicator {{ image: none; width: 0; }}
    QToolButton:hover {{ background: {t.user}; }}
    QToolButton[look="chip"] {{ padding: 1px; }}
    QToolButton[look="chip"]:checked {{ background: transparent; }}
    QToolButton[look="under"] {{ padding: {s.S1}px {s.S1}px {s.S1}px 0; }}
    QToolButton:checked {{ background: {t.accent_soft}; }}

    QFrame[look="card"] {{ background: {t.surface}; border: {s.HAIR}px solid {t.line};
        border-radius: {s.CARD_RADIUS}px; }}
    QFrame[look="card-on"] {{ background: {t.surface}; border: {s.FOCUS}px solid {t.accent};
        border-radius: {s.CARD_RADIUS}px; }}
    QFrame[look="card"]:hover {{ border-color: {t.faint}; }}
    QFrame[look="claim"] {{ background: transparent; border: {s.HAIR}px solid transparent;
        border-radius: {s.ROW_RADIUS}px; }}
    QFrame[look="claim"]:hover {{ background: {t.user}; }}
    QFrame[look="claim"]:focus {{ border-color: {t.accent}; }}
    QFrame[look="plain-card"] {{ background: {t.surface}; border: {s.HAIR}px solid {t.line};
        border-radius: {s.CARD_RADIUS}px; }}
    QFrame[look="composer"] {{ background: {t.surface}; border: {s.HAIR}px solid {t.line};
        border-radius: {s.INPUT_RADIUS}px; }}
    QFrame[look="composer-on"] {{ background: {t.surface}; border: {s.HAIR}px solid {t.accent};
        border-radius: {s.INPUT_RADIUS}px; }}
    QFrame[look="toast"] {{ background: {t.surface}; border: {s.HAIR}px solid {t.line};
        border-radius: {s.CARD_RADIUS}px; }}
    QFrame[look="toast-warn"] {{ background: {t.surface}; border: {s.HAIR}px solid {t.warn};
        border-radius: {s.CARD_RADIUS}px; }}
    QFrame[look="sheet"] {{ background: {t.surface}; border: {s.HAIR}px solid {t.line};
        border-radius: {s.CARD_RADIUS}px; }}
    QLineEdit[look="find"] {{ border-color: transparent; border-bottom: {s.HAIR}px solid {t.line}; border-radius: 0;
        font-size: {answer}; min-height: {s.NAV}px; }}
    QLineEdit[look="find"]:focus {{ border-color: transparent; border-bottom-color: {t.accent}; }}
    QLabel[look="key"] {{ background: {t.side}; border: {s.HAIR}px solid {t.line}; border-radius: {s.S1}px;
        padding: 0 {s.S1 + 2}px; font-size: {small}; }}
    QLabel[look="key-field"], QLabel[look="key-field-on"] {{ background: {t.side}; border: {s.FOCUS}px solid {t.line};
        border-radius: {s.ROW_RADIUS}px; min-height: {s.HEADER}px; font-size: {title}; font-weight: 600; }}
    QLabel[look="key-field-on"] {{ border-color: {t.accent}; }}
    QFrame[look="drop"] {{ background: {t.accent_soft}; border: {s.FOCUS}px dashed {t.accent};
        border-radius: {s.INPUT_RADIUS}px; }}
    QFrame[look="find"] {{ background: {t.paper}; border: none; border-bottom: {s.HAIR}px solid {t.line}; }}
    QFrame[look="rule"] {{ background: {t.line}; border: none; }}

    QLineEdit {{ background: {t.surface}; border: {s.HAIR}px solid {t.line};
        border-radius: {s.ROW_RADIUS}px; padding: 0 {s.S2}px; min-height: {s.BUTTON - 2}px;
        selection-background-color: {t.accent_soft}; selection-color: {t.ink}; }}
    QLineEdit:focus {{ border-color: {t.accent}; }}
    QLineEdit[look="title-edit"] {{ background: transparent; border-color: transparent; font-size: {title};
        font-weight: 600; padding: 0; min-height: {s.NAV - 2}px; }}
    QLineEdit[look="title-edit"]:focus {{ border-bottom-color: {t.accent}; border-radius: 0; }}
    QPushButton[look="choice"] {{ padding: 0 {s.S3}px; font-size: {normal};
        min-height: {s.BUTTON - 2}px; max-height: {s.BUTTON - 2}px; }}
    QPushButton[look="choice"]::menu-indicator {{ image: none; width: 0; }}
    QPlainTextEdit[look="body"] {{ background: {t.surface}; border: {s.HAIR}px solid {t.line};
        border-radius: {s.CARD_RADIUS}px; padding: {s.S2}px; }}
    QPlainTextEdit[look="body"]:focus {{ border-color: {t.accent}; }}
    QPlainTextEdit[look="sent"] {{ background: {t.user}; border-radius: {s.ROW_RADIUS}px; padding: {s.S2}px;
        font-size: {normal}; }}
    QPushButton[look="version"] {{ background: transparent; border-color: transparent; text-align: left;
        font-size: {normal}; padding: {s.S1}px {s.S2}px; min-height: {s.NAV + s.S1}px; }}
    QPushButton[look="version"]:hover {{ background: {t.user}; }}
    QPushButton[look="version"]:checked {{ background: {t.accent_soft}; }}
    QPushButton[look="version"]:focus {{ border-color: {t.accent}; }}
    QCalendarWidget QWidget {{ background: {t.surface}; alternate-background-color: {t.surface}; }}
    QCalendarWidget QAbstractItemView {{ selection-background-color: {t.accent_soft}; selection-color: {t.ink};
        outline: none; }}
    QTextEdit, QPlainTextEdit {{ background: transparent; border: none;
        selection-background-color: {t.accent_soft}; selection-color: {t.ink}; }}
    QPlainTextEdit[look="input"] {{ font-size: {answer}; }}
    QPlainTextEdit[look="report"] {{ background: {t.surface}; border: {s.HAIR}px solid {t.line};
        border-radius: {s.ROW_RADIUS}px; font-size: {small}; padding: {s.S1}px; }}

    QMenu {{ background: {t.surface}; border: {s.HAIR}px solid {t.line}; border-radius: {s.ROW_RADIUS}px;
        padding: {s.S1}px; }}
    QMenu::item {{ padding: {s.S2}px {s.S4}px {s.S2}px {s.S2}px; border-radius: {s.S1}px; }}
    QMenu::item:selected {{ background: {t.accent_soft}; }}
    QMenu::item:disabled {{ color: {t.faint}; font-size: {small}; }}
    QMenu::separator {{ height: {s.HAIR}px; background: {t.line}; margin: {s.S1}px; }}
    QMenu::indicator {{ width: {s.S3}px; height: {s.S3}px; margin-left: {s.S1}px; }}

    QListView, QTableView, QTreeView {{ background: transparent; border: none; outline: none; }}
    QTableView {{ gridline-color: {t.line}; font-size: {normal}; selection-background-color: {t.accent_soft};
        selection-color: {t.ink}; }}
    QTableView::item {{ padding: 0 {s.S2}px; border-bottom: {s.HAIR}px solid {t.line}; }}
    QTreeView[look="candidates"] {{ font-size: {normal}; }}
    QTreeView[look="candidates"]::item {{ padding: {s.S1}px {s.S2}px; }}
    QTreeView[look="candidates"]::item:selected {{ background: {t.accent_soft}; color: {t.ink}; }}
    QHeaderView {{ background: transparent; border: none; }}
    QHeaderView::section {{ background: {t.paper}; color: {t.soft}; border: none; font-size: {small};
        border-bottom: {s.HAIR}px solid {t.line}; padding: {s.S1}px {s.S2 + 3}px; text-align: left; }}
    QTableCornerButton::section {{ background: {t.paper}; border: none; }}

    QProgressBar {{ background: {t.line}; border: none; border-radius: {s.BAR // 2}px;
        min-height: {s.BAR}px; max-height: {s.BAR}px; }}
    QPushButton[look="quiet"] {{ background: transparent; border-color: transparent; color: {t.soft};
        padding: 0 {s.S2}px; font-size: {normal}; min-height: {s.S6}px; }}
    QPushButton[look="quiet"]:hover {{ background: {t.user}; }}
    QFrame[look="notice"] {{ background: {t.surface}; border: {s.HAIR}px solid {t.warn};
        border-radius: {s.CARD_RADIUS}px; }}
    QLabel[look="command"] {{ background: {t.side}; border: {s.HAIR}px solid {t.line};
        border-radius: {s.ROW_RADIUS}px; padding: {s.S2}px; }}
    QPlainTextEdit[look="patterns"] {{ background: {t.surface}; border: {s.HAIR}px solid {t.line};
        border-radius: {s.ROW_RADIUS}px; font-size: {normal}; padding: {s.S1}px; }}
    QPlainTextEdit[look="patterns"]:focus {{ border-color: {t.accent}; }}

    QProgressBar::chunk {{ background: {t.accent}; border-radius: {s.BAR // 2}px; }}
    QScrollBar:vertical {{ background: transparent; width: {s.S2}px; margin: 0; }}
    QScrollBar:horizontal {{ background: transparent; height: {s.S2}px; margin: 0; }}
    QScrollBar::handle {{ background: {t.line}; border-radius: {s.S1}px; min-height: {s.S8}px; min-width: {s.S8}px; }}
    QScrollBar::handle:hover {{ background: {t.faint}; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    QSplitter::handle {{ background: transparent; }}
    QSplitter::handle:hover {{ background: {t.line}; }}
    QCheckBox, QRadioButton {{ background: transparent; spacing: {s.S2}px; }}
    """
