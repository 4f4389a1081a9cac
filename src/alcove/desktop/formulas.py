"""LaTeX formulas as SVG: ziamath draws them with the outlines of STIX Two Math; no TeX, no web engine, no Qt.

One formula takes some 10 ms, the first half a second: the `Illustrator` asks for them off the GUI thread.
"""

import re
import threading
from dataclasses import dataclass
from types import ModuleType

SIZE = 16.0
"""The size of the letters in the SVG."""
LONGEST = 4000
"""Characters; what is longer is shown as its source."""

_UNKNOWN = re.compile(r">\s*\\[A-Za-z]")
_VIEW = re.compile(r'viewBox="([-\d.e]+) ([-\d.e]+) ([-\d.e]+) ([-\d.e]+)"')
_drawing = threading.Lock()  # ziamath keeps its font and its numbering in the module


@dataclass(frozen=True, slots=True)
class Formula:
    """A drawn formula, in black. `ascent` and `descent` are what stands above and below the base line."""

    svg: bytes
    width: float
    ascent: float
    descent: float


def drawn(latex: str, *, display: bool) -> Formula | None:
    """Draw a formula; None for one that is broken or uses what is not known."""
    if len(latex) > LONGEST:
        return None
    import xml.etree.ElementTree as xml

    with _drawing:  # also the importing: its modules need each other, and two threads would see them half made
        from latex2mathml import exceptions
        from ziamath.config import config
        from ziamath.tex import tex2mml
        from ziamath.zmath import Math

        # Neither library promises what it raises on bad LaTeX; these came up over some thousands of broken formulas.
        broken: tuple[type[Exception], ...] = (
                  ValueError, LookupError, AttributeError, TypeError, ArithmeticError, RecursionError, StopIteration,
                  AssertionError, xml.ParseError, *_own(exceptions))  # fmt: skip
        config.svg2 = False  # Qt draws no `use` of a `symbol`
        try:
            mathml = tex2mml(_tidy(latex), inline=not display)
            if _UNKNOWN.search(mathml):
                return None
            svg = Math(mathml, size=SIZE).svg()
        except broken:
            return None
    view = _VIEW.search(svg)
    if view is None:
        return None
    _, top, width, height = (float(number) for number in view.groups())
    return Formula(svg.encode(), width, -top, height + top)


def _own(exceptions: ModuleType) -> list[type[Exception]]:
    """Return the exceptions a module defines, which have no base of their own."""
    found = vars(exceptions).values()
    return [one for one in found if isinstance(one, type) and issubclass(one, Exception)]


def _tidy(latex: str) -> str:
    """Write what models write in a way the converter reads: it takes neither labels nor a bare line's numbering."""
    latex = re.sub(r"\\(?:label|tag)\*?\{[^{}]*\}|\\(?:nonumber|notag)\b", "", latex)
    return re.sub(r"\\(begin|end)\{(?:equation|gather|multline|split)\*?\}", r"\\\1{align*}", latex)
