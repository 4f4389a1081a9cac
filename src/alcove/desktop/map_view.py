"""The map of a conversation, painted: zoomed, moved, walked through with the arrow keys; what is small is only hinted.

It shows `Glimpse`s in the places of `MapLayout` and tells which one is chosen. Lengths are those of a map at 100 %.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QLineF, QPoint, QPointF, QRectF, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from alcove.desktop.accessible import Role, plays
from alcove.desktop.announce import say
from alcove.desktop.focus_ring import MARKS_ITSELF
from alcove.desktop.map_card import MapCard, said_of
from alcove.desktop.map_layout import MapLayout, Spot, Way
from alcove.desktop.theme import Size, Theme
from alcove.desktop.translation import tr

if TYPE_CHECKING:
    from alcove.chat.store import Glimpse, MessageId

WIDE, HIGH = 216.0, 58.0
"""Of a message."""
PITCH_X, PITCH_Y = 256.0, 86.0
MARGIN, LINE = 48.0, 20.0
LEAST, MOST, FIRST = 0.015, 1.6, 0.85
WORDS, LINES = 0.6, 0.26
"""Scales from which a message shows its words, and that it has lines of them."""
BRANCHES, BEND = (0.5, 0.25, 0.75), 12.0
"""How far down between two rows a branch turns aside, and the radius of its corners."""
ANSWERS = 0.45
"""How much of an answer's block is seen beside that of a question."""
STEP = 1.25
MOVE = 80.0
HOVER_MS = 180
_DRAG = 4
_KEYS: dict[int, Way] = {
    Qt.Key.Key_Up: "up", Qt.Key.Key_Down: "down", Qt.Key.Key_Left: "left", Qt.Key.Key_Right: "right",
}  # fmt: skip


class MapView(QWidget):
    """Show a conversation as a tree. The ring is around where one is; Enter or a click goes to a message."""

    chosen = Signal(int)
    scale_changed = Signal(float)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.layout_of = MapLayout()
        self._glimpses: dict[MessageId, Glimpse] = {}
        self._words: dict[MessageId, tuple[str, str]] = {}
        self._line: set[MessageId] = set()
        self._here: MessageId | None = None
        self.focused: MessageId | None = None
        """The message that the keys are at."""
        self._hovered: MessageId | None = None
        self._matches: frozenset[MessageId] = frozenset()
        self.scale = 1.0
        self._offset = QPointF(MARGIN, MARGIN)
        self._pressed: QPoint | None = None
        self._dragged = False
        self._placed = False
        self.card = MapCard(theme, self)
        self._hovering = QTimer(self)
        self._hovering.setSingleShot(True)
        self._hovering.setInterval(HOVER_MS)
        self._hovering.timeout.connect(self._on_hovered)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        plays(self, Role.Graphic)
        self.setProperty(MARKS_ITSELF, True)
        self.setAccessibleName(tr("Map of the conversation"))
        theme.changed.connect(self.update)

    # What is shown

    def show_tree(self, glimpses: Sequence[Glimpse], line: Sequence[MessageId]) -> None:
        """Show a conversation; the last message of `line` is where one is. What was in its place stays there."""
        known = {glimpse.node.id for glimpse in glimpses}
        reached = [one for one in glimpses if one.node.parent_id is None or one.node.parent_id in known]
        fresh = self._glimpses.keys() - known or not self._glimpses
        if fresh:
            self.layout_of = MapLayout()
        for glimpse in reached:
            if glimpse.node.id not in self.layout_of.spots and self._hangs(glimpse):
                self.layout_of.add(glimpse.node)
        self._glimpses = {one.node.id: one for one in reached if one.node.id in self.layout_of.spots}
        self._words = {}
        self._line, self._here = set(line), line[-1] if line else None
        if self.focused not in self._glimpses:
            self.focused = self._here
        self.setAccessibleDescription(self._told(self.focused))
        if not self._placed and self._glimpses and self.width() > 1:
            self._look_first()
        self.update()

    def _hangs(self, glimpse: Glimpse) -> bool:
        return glimpse.node.parent_id is None or glimpse.node.parent_id in self.layout_of.spots

    def show_other(self) -> None:
        """Forget the conversation on view: another one comes."""
        self._glimpses, self.layout_of, self.focused, self._placed = {}, MapLayout(), None, False
        self._matches = frozenset()
        self.card.hide()

    def mark(self, matches: Sequence[MessageId]) -> None:
        """Point out what was searched for."""
        self._matches = frozenset(matches)
        self.update()

    # Where it is looked at from

    def rect_of(self, message: MessageId) -> QRectF:
        """Return where a message lies on the map at 100 %."""
        return _rect(self.layout_of.spots[message])

    def on_view(self, rect: QRectF) -> QRectF:
        """Return where a rectangle of the map lies in this widget."""
        return QRectF(rect.topLeft() * self.scale + self._offset, rect.size() * self.scale)

    def look_at_all(self) -> None:
        """Show the whole map, as large as fits; one that would be too small to read from where one is."""
        self._placed = True
        whole = self._whole()
        fits = min((self.width() - 2 * MARGIN) / whole.width(), (self.height() - 2 * MARGIN) / whole.height())
        self.scale = max(LEAST, min(1.0, fits))
        self._offset = QPointF(self.width() / 2, self.height() / 2) - whole.center() * self.scale
        if fits < LEAST and self.focused is not None:
            self._show(self.focused)
        self._moved()

    def _look_first(self) -> None:
        """Show all of it, or where that cannot be read what is around where one is."""
        self.look_at_all()
        if self.scale < FIRST and self.focused is not None:
            self.scale = FIRST
            self.look_at(self.focused)
            self._keep_on_paper()

    def _keep_on_paper(self) -> None:
        """Leave no more empty than the margin on any side, or as much on both where all fits."""
        size = self._whole().size() * self.scale
        ways = ((self._offset.x(), self.width(), size.width()), (self._offset.y(), self.height(), size.height()))
        kept = [
            (room - needed) / 2 if needed + 2 * MARGIN <= room else max(room - MARGIN - needed, min(at, MARGIN))
            for at, room, needed in ways
        ]
        self._offset = QPointF(*kept)

    def _whole(self) -> QRectF:
        lanes, rows = max(1, self.layout_of.lanes), max(1, len(self.layout_of.rows))
        return QRectF(0, 0, (lanes - 1) * PITCH_X + WIDE, (rows - 1) * PITCH_Y + HIGH)

    def look_at(self, message: MessageId) -> None:
        """Put a message in the middle."""
        self._offset = QPointF(self.width() / 2, self.height() / 2) - self.rect_of(message).center() * self.scale
        self._moved()

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom in or out around a point of this widget, by default its middle."""
        point = at if at is not None else QPointF(self.width() / 2, self.height() / 2)
        scale = max(LEAST, min(MOST, self.scale * factor))
        self._offset = point - (point - self._offset) * (scale / self.scale)
        self.scale = scale
        self._moved()

    def set_scale(self, scale: float) -> None:
        """Zoom to a scale around the message the keys are at."""
        middle = self.on_view(self.rect_of(self.focused)).center() if self.focused is not None else None
        self.zoom(scale / self.scale, middle)

    def pan(self, x: float, y: float) -> None:
        """Move what is on view."""
        self._offset += QPointF(x, y)
        self._moved()

    def _moved(self) -> None:
        self.card.hide()
        self._hovering.stop()
        self.scale_changed.emit(self.scale)
        self.update()

    def _show(self, message: MessageId) -> None:
        """Move as little as needed for a message to be on view."""
        rect = self.on_view(self.rect_of(message))
        room = QRectF(self.rect()).adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        x = max(0.0, room.left() - rect.left()) - max(0.0, rect.right() - room.right())
        y = max(0.0, room.top() - rect.top()) - max(0.0, rect.bottom() - room.bottom())
        self._offset += QPointF(x, y)

    # Walking

    def walk(self, way: Way) -> None:
        """Go to the message next to the one the keys are at."""
        if self.focused is not None:
            found = self.layout_of.step(self.focused, way, self._line)
            if found is not None:
                self.go_to(found)

    def go_to(self, message: MessageId) -> None:
        """Put the keys at a message, and show what it says beside it."""
        self.focused = message
        self._show(message)
        self._moved()
        self.setAccessibleDescription(self._told(message))
        say(self, self._told(message))
        self._show_card(message)

    def at(self, point: QPointF) -> MessageId | None:
        """Return the message at a point of this widget."""
        place = (point - self._offset) / self.scale
        spot = Spot(int(place.y() // PITCH_Y), int(place.x() // PITCH_X))
        if not 0 <= spot.row < len(self.layout_of.rows):
            return None
        found = (one for one in self.layout_of.rows[spot.row] if self.layout_of.spots[one] == spot)
        return next((one for one in found if _rect(spot).contains(place)), None)

    def _told(self, message: MessageId | None) -> str:
        glimpse = self._glimpses.get(message) if message is not None else None
        return f"{kind_of(glimpse)}: {said_of(glimpse)}" if glimpse is not None else ""

    def _show_card(self, message: MessageId) -> None:
        self.card.show_message(self._glimpses[message], kind_of(self._glimpses[message]))
        self.card.place(self.on_view(self.rect_of(message)), self.rect())

    def _on_hovered(self) -> None:
        if self._hovered is not None and self._hovered in self._glimpses and self._pressed is None:
            self._show_card(self._hovered)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(self._theme.tokens.paper))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, self.scale >= LINES)
        painter.setTransform(QTransform(self.scale, 0, 0, self.scale, self._offset.x(), self._offset.y()))
        led, seen = self._in_view()
        self._paint_edges(painter, led)
        if self.scale >= LINES:
            fonts = {strong: self._theme.font(Size.NORMAL, 600 if strong else 400) for strong in (True, False)}
            for message in seen:
                self._paint_message(painter, message, fonts)
        else:
            self._paint_blocks(painter, seen)
        self._paint_rings(painter)
        painter.end()

    def _in_view(self) -> tuple[list[MessageId], list[MessageId]]:
        """Return the messages whose edges from above can be on view, and those that are themselves."""
        room = QRectF(-self._offset / self.scale, QSizeF(self.size()) / self.scale)
        first, last = max(0, int(room.top() // PITCH_Y)), max(0, int(room.bottom() // PITCH_Y) + 2)
        left, right = int(room.left() // PITCH_X), int(room.right() // PITCH_X)
        spots, parents = self.layout_of.spots, self.layout_of.parents
        led: list[MessageId] = []
        seen: list[MessageId] = []
        for row in self.layout_of.rows[first:last]:
            for message in row:
                lane, parent = spots[message].lane, parents[message]
                if lane >= left and (spots[parent].lane if parent is not None else lane) <= right:
                    led.append(message)
                    if lane <= right:
                        seen.append(message)
        return led, seen

    def _paint_edges(self, painter: QPainter, seen: Sequence[MessageId]) -> None:
        tokens, thick = self._theme.tokens, max(1.0, 1.0 / self.scale)
        kinds: dict[str, list[MessageId]] = {"other": [], "delve": [], "line": []}
        for message in seen:
            delve = self._glimpses[message].node.delve is not None
            kinds["line" if message in self._line else "delve" if delve else "other"].append(message)
        other = tokens.faint if self.scale >= LINES else tokens.line
        looks = (("other", other, 1.0), ("delve", tokens.faint, 1.0), ("line", tokens.accent, 2.0))
        for kind, colour, width in looks:
            pen = QPen(QColor(colour), width * thick)
            if kind == "delve":
                pen.setDashPattern([3, 3])
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            if self.scale >= LINES:
                path = QPainterPath()
                for message in kinds[kind]:
                    self._add_edge(path, message)
                painter.drawPath(path)
            else:
                painter.drawLines(list(self._straight(kinds[kind])))

    def _add_edge(self, path: QPainterPath, message: MessageId) -> None:
        parent = self.layout_of.parents[message]
        if parent is None:
            return
        above, below = self.rect_of(parent), self.rect_of(message)
        start, end = QPointF(above.center().x(), above.bottom()), QPointF(below.center().x(), below.top())
        path.moveTo(start)
        if start.x() == end.x():
            path.lineTo(end)
            return
        # Next to each other, messages have their branches at heights of their own.
        share = BRANCHES[self.layout_of.spots[parent].lane % len(BRANCHES)]
        middle = start.y() + (end.y() - start.y()) * share
        bend = min(BEND, middle - start.y(), end.y() - middle)
        path.lineTo(start.x(), middle - bend)
        path.quadTo(start.x(), middle, start.x() + bend, middle)
        path.lineTo(end.x() - bend, middle)
        path.quadTo(end.x(), middle, end.x(), middle + bend)
        path.lineTo(end)

    def _straight(self, messages: Sequence[MessageId]) -> Iterator[QLineF]:
        for message in messages:
            parent = self.layout_of.parents[message]
            if parent is not None:
                yield QLineF(self.rect_of(parent).center(), self.rect_of(message).center())

    def _paint_blocks(self, painter: QPainter, seen: Sequence[MessageId]) -> None:
        """Paint messages too small to be more than blocks of colour, those of a kind at once."""
        tokens = self._theme.tokens
        blocks: dict[str, list[QRectF]] = {}
        for message in seen:
            question = self._glimpses[message].node.role == "user"
            colour = tokens.accent if message in self._line else tokens.faint if question else ""
            if message in self._matches:
                colour = tokens.poor
            blocks.setdefault(colour, []).append(self.rect_of(message))
        painter.setPen(Qt.PenStyle.NoPen)
        for colour, rects in blocks.items():
            ground = QColor(colour or tokens.faint)
            ground.setAlphaF(1.0 if colour else ANSWERS)
            painter.setBrush(ground)
            painter.drawRects(rects)

    def _paint_message(self, painter: QPainter, message: MessageId, fonts: Mapping[bool, QFont]) -> None:
        tokens, glimpse = self._theme.tokens, self._glimpses[message]
        rect, question = self.rect_of(message), glimpse.node.role == "user"
        on = message in self._line
        ground = tokens.mark if message in self._matches else tokens.user if question else tokens.surface
        if glimpse.node.delve is not None and message not in self._matches:
            ground = tokens.accent_soft
        edge = tokens.accent if on else tokens.faint if message == self._hovered else tokens.line
        painter.setPen(QPen(QColor(edge), 1.5 if on else 1.0))
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(rect, Size.CARD_RADIUS, Size.CARD_RADIUS)
        inside = rect.adjusted(Size.S3, Size.S2, -Size.S3, -Size.S2)
        if self.scale >= WORDS:
            self._paint_words(painter, message, inside, fonts[question], strong=question)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.faint if question else tokens.line))
            for y, share in ((8, 0.9), (26, 0.6)):
                painter.drawRoundedRect(QRectF(inside.left(), inside.top() + y, inside.width() * share, 7), 3, 3)

    def _paint_words(self, painter: QPainter, message: MessageId, inside: QRectF, font: QFont, *, strong: bool) -> None:
        tokens = self._theme.tokens
        if message not in self._words:
            self._words[message] = _two_lines(said_of(self._glimpses[message]), QFontMetricsF(font), inside.width())
        painter.setFont(font)
        plainly = bool(self._glimpses[message].text) and (strong or message in self._line or message in self._matches)
        painter.setPen(QColor(tokens.ink if plainly else tokens.soft))
        lines = [words for words in self._words[message] if words]
        top = inside.center().y() - len(lines) * LINE / 2
        for number, words in enumerate(lines):
            line = QRectF(inside.left(), top + number * LINE, inside.width(), LINE)
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)

    def _paint_rings(self, painter: QPainter) -> None:
        """Mark where one is by a ring, and what the keys are at by another."""
        tokens, thick = self._theme.tokens, 1 / self.scale
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        rings = [(self._here, tokens.accent, 3.0, 4.0)]
        if self.hasFocus():
            rings.append((self.focused, tokens.ink, 1.5, 8.0 if self.focused == self._here else 4.0))
        for message, colour, width, away in rings:
            if message is not None and message in self.layout_of.spots:
                painter.setPen(QPen(QColor(colour), width * thick))
                out = away * max(1.0, thick * 0.6)
                radius = Size.CARD_RADIUS + out
                painter.drawRoundedRect(self.rect_of(message).adjusted(-out, -out, out, out), radius, radius)

    # Mouse and keys

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A wheel zooms; two fingers on a pad move, and with Ctrl zoom."""
        pixels = event.pixelDelta()
        if not pixels.isNull() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.pan(pixels.x(), pixels.y())
        else:
            self.zoom(1.0015 ** event.angleDelta().y(), event.position())
        event.accept()

    def event(self, event: QEvent) -> bool:
        pinch = Qt.NativeGestureType.ZoomNativeGesture
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == pinch:
            self.zoom(1 + event.value(), event.position())
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.card.hide()
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._dragged = event.position().toPoint(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        if self._pressed is not None and event.buttons():
            if self._dragged or (point - self._pressed).manhattanLength() > _DRAG:
                self._dragged = True
                moved, self._pressed = point - self._pressed, point
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
                self.pan(moved.x(), moved.y())
            return
        over = self.at(event.position())
        if over != self._hovered:
            self._hovered = over
            self.card.hide()
            self.setCursor(Qt.CursorShape.PointingHandCursor if over is not None else Qt.CursorShape.ArrowCursor)
            self.update()
        if over is not None and self.card.isHidden():
            self._hovering.start()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        clicked = self.at(event.position())
        dragged, self._pressed, self._dragged = self._dragged, None, False
        self.setCursor(Qt.CursorShape.ArrowCursor)
        if not dragged and clicked is not None:
            self.focused = clicked
            self.chosen.emit(clicked)

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = None
        self._hovering.stop()
        self.card.hide()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        way, held = _KEYS.get(event.key()), event.modifiers()
        if way is not None and held & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier):
            moves = {"up": (0, MOVE), "down": (0, -MOVE), "left": (MOVE, 0), "right": (-MOVE, 0)}
            self.pan(*moves[way])
        elif way is not None:
            self.walk(way)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.focused is not None:
            self.chosen.emit(self.focused)
        elif event.text() in ("+", "="):
            self.zoom(STEP)
        elif event.text() == "-":
            self.zoom(1 / STEP)
        elif event.text() == "0":
            self.look_at_all()
        elif event.key() == Qt.Key.Key_Home and self._here is not None:
            self.go_to(self._here)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._placed and self._glimpses:
            self._look_first()


def kind_of(glimpse: Glimpse) -> str:
    """Return what a message is called on the map."""
    if glimpse.node.delve is not None:
        return tr("Delve", "a question about words")
    return tr("Question") if glimpse.node.role == "user" else tr("Answer")


def _rect(spot: Spot) -> QRectF:
    return QRectF(spot.lane * PITCH_X, spot.row * PITCH_Y, WIDE, HIGH)


def _two_lines(text: str, metrics: QFontMetricsF, width: float) -> tuple[str, str]:
    """Return what of a text fits two lines."""
    text = " ".join(text[:400].split())
    if metrics.horizontalAdvance(text) <= width:
        return text, ""
    words, first = text.split(" "), ""
    while words and metrics.horizontalAdvance(f"{first} {words[0]}".strip()) <= width:
        first = f"{first} {words.pop(0)}".strip()
    rest = " ".join(words) if first else text
    return first, metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width)
