"""Which parts of an answer are laid out, and how a scroll area is kept on what is read while heights become exact."""

import time
from bisect import bisect_right
from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from alcove.desktop.prose import Prose
from alcove.desktop.prose_part import Part
from alcove.desktop.theme import Size

NEAR = 1200
"""Pixels beyond the view in which parts are built ahead, when there is time."""
KEPT = 300
"""Parts that stay built; of more, the farthest are let go."""
SLICE_S = 0.006
"""Seconds that building ahead takes at a time."""


class ProseLayout:
    """Place the parts of an answer below each other, and build those that are wanted."""

    def __init__(self, prose: Prose) -> None:
        self._prose = prose
        self._tops: list[float] = []
        self._heights: list[float] = []
        self.height = 0.0

    def place(self, width: float) -> None:
        """Place all parts in a width."""
        self.height = self._prose.tops(width)
        self._tops = [part.top for part in self._prose.parts]
        self._heights = [part.height for part in self._prose.parts]

    @property
    def placed(self) -> int:
        """How many parts were placed last."""
        return len(self._tops)

    def index_at(self, y: float) -> int:
        """Return which part lies at a height."""
        return max(0, bisect_right(self._tops, y) - 1)

    def into(self, index: int, y: float) -> tuple[float, float]:
        """Return how far into a part a height is, and how far below its end, as they were placed last."""
        into = y - self._tops[index]
        return min(into, self._heights[index]), max(0.0, into - self._heights[index])

    def between(self, top: float, bottom: float) -> range:
        """Return which parts lie between two heights."""
        if not self._tops:
            return range(0)
        return range(self.index_at(top), min(len(self._tops), bisect_right(self._tops, bottom)))

    def build(self, width: float, top: float, bottom: float, seconds: float = 1.0) -> bool:
        """Build the parts between two heights, the first ones first; return whether heights changed.

        It ends early when the time is over.
        """
        until = time.monotonic() + seconds
        changed = False
        for index in self.between(top, bottom):
            changed |= self._prose.parts[index].build(width)
            if time.monotonic() > until:
                break
        return changed

    def unbuilt(self, top: float, bottom: float) -> bool:
        """Tell whether any part between two heights is not laid out."""
        return any(not self._prose.parts[index].exact for index in self.between(top, bottom))

    def drop_far(self, top: float, bottom: float) -> None:
        """Let go of what is farthest from the view, when much is built."""
        built = [part for part in self._prose.parts if part.document is not None]
        if len(built) > KEPT:
            built.sort(key=lambda part: max(top - part.top, part.top - bottom))
            for part in built[KEPT:]:
                part.drop()


class ScrollKeeper:
    """Keep what is read in its place: the part at the top of the view, while those above it become higher or lower."""

    def __init__(self, view: QWidget, layout: ProseLayout, parts: Callable[[], list[Part]]) -> None:
        self._view = view
        self._layout = layout
        self._parts = parts
        self._anchor: tuple[Part, float, float] | None = None  # a part, how far into it, and how far below its end
        self._keeping = False
        self.area: QScrollArea | None = None

    def look_for_area(self) -> QScrollArea | None:
        """Return the scroll area around the view when it is another one than before."""
        above = self._view.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if above is self.area:
            return None
        self.area = above
        return above

    def in_view(self) -> tuple[float, float] | None:
        """Return from where to where the view can be seen; None when it cannot."""
        seen = self._view.visibleRegion().boundingRect()
        return (float(seen.top()), float(seen.bottom() + 1)) if not seen.isEmpty() else None

    def remember(self) -> None:
        """Take what is at the top of the view for what is read."""
        if self._keeping:
            return
        seen = self.in_view()
        self._anchor = None
        if seen is not None and seen[0] > 0 and self._layout.placed == len(self._parts()) > 0 and not self._at_end():
            index = self._layout.index_at(seen[0])
            self._anchor = (self._parts()[index], *self._layout.into(index, seen[0]))

    def top(self, otherwise: float) -> float:
        """Return the height of what is read, as the parts are placed now."""
        if self._anchor is None or self._anchor[0] not in self._parts():
            return otherwise
        part, into, below = self._anchor
        return part.top + (part.height + below if below else min(into, part.height))

    def keep(self) -> None:
        """Scroll so that what is read stands where it stood."""
        seen = self.in_view()
        if self._anchor is None or seen is None or self.area is None:
            return
        wanted = self.top(seen[0])
        self._keeping = True
        self._lay_out_above()
        bar = self.area.verticalScrollBar()
        content = self.area.widget()
        if content is not None:
            there = self._view.mapTo(content, QPoint(0, round(wanted))).y()
            if abs(there - bar.value()) >= 1:
                bar.setValue(there)
        self._keeping = False

    def show(self, y: float, margin: int) -> None:
        """Scroll so that a height of the view can be seen."""
        content = self.area.widget() if self.area is not None else None
        if self.area is not None and content is not None:
            at = self._view.mapTo(content, QPoint(0, round(y)))
            self.area.ensureVisible(self.area.horizontalScrollBar().value(), at.y(), 0, margin)

    def _at_end(self) -> bool:
        """Tell whether the area is scrolled to its end, where it follows what comes."""
        if self.area is None:
            return False
        bar = self.area.verticalScrollBar()
        return bar.value() >= bar.maximum() - Size.S6

    def _lay_out_above(self) -> None:
        """Have the widgets around the view take in its new height now, not when the event loop comes to it."""
        widget: QWidget | None = self._view
        content = self.area.widget() if self.area else None
        while widget is not None and widget is not content:
            widget = widget.parentWidget()
            above = widget.layout() if widget is not None else None
            if above is not None:
                above.activate()
        if content is not None:
            QApplication.sendEvent(content, QEvent(QEvent.Type.LayoutRequest))
