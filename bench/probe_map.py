"""Paint the map of a conversation and zoom it from all of it to its words and back; print the figures as JSON."""

import json
import random
import time

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from alcove.chat.store import Glimpse, MessageId
from alcove.chat.tree import Delve, Node
from alcove.desktop.map_view import MapView
from alcove.desktop.theme import Theme

SIZE = (1108, 740)
FRAMES = 120
WORDS = ("notice", "deposit", "rent", "repair", "boiler", "warranty", "insurance", "quarter", "handover", "roof")


def conversation(count: int) -> list[Glimpse]:
    """Return a tree as one grows: mostly on, now and then another answer, another question, or a delve."""
    rng = random.Random(7)
    nodes = [Node(MessageId(1), None, "user")]
    for number in range(2, count + 1):
        parent = nodes[-1] if rng.random() < 0.7 else rng.choice(nodes)
        role = "assistant" if parent.role == "user" else "user"
        aside = role == "user" and parent is not nodes[-1] and rng.random() < 0.6
        nodes.append(Node(MessageId(number), parent.id, role, Delve("x", number, number + 1) if aside else None))
    return [Glimpse(node, " ".join(rng.choices(WORDS, k=40)), "complete", 0.0) for node in nodes]


def line_of(told: list[Glimpse]) -> list[MessageId]:
    """Return the line to the newest message."""
    parents = {one.node.id: one.node.parent_id for one in told}
    line: list[MessageId] = []
    at: MessageId | None = told[-1].node.id
    while at is not None:
        line.append(at)
        at = parents[at]
    return line[::-1]


def first_paint(theme: Theme, told: list[Glimpse]) -> tuple[MapView, float]:
    """Return a map and the milliseconds it took to be made, laid out and painted."""
    began = time.perf_counter()
    view = MapView(theme)
    view.resize(*SIZE)
    view.show_tree(told, line_of(told))
    view.show()
    view.grab()
    return view, (time.perf_counter() - began) * 1000


def zoomed(view: MapView) -> list[float]:
    """Zoom out to all of it and in again; return the seconds of each frame."""
    image = QImage(*SIZE, QImage.Format.Format_ARGB32_Premultiplied)
    view.look_at_all()
    factor = (1.2 / view.scale) ** (2 / FRAMES)
    taken = []
    for number in range(FRAMES):
        began = time.perf_counter()
        view.zoom(factor if number < FRAMES / 2 else 1 / factor)
        view.render(image)
        taken.append(time.perf_counter() - began)
    return taken


def main() -> None:
    """Measure, warm: fonts are loaded before."""
    app = QApplication([])
    theme = Theme(app, "light")
    first_paint(theme, conversation(10))
    large, few = conversation(1000), conversation(20)
    view, first = first_paint(theme, large)
    _, small = first_paint(theme, few)
    frames = zoomed(view)
    began = time.perf_counter()
    view.show_tree([*large, Glimpse(Node(MessageId(1001), MessageId(40), "user"), "more", "complete", 0.0)], [])
    added = time.perf_counter() - began
    told = {"first_ms": first, "few_ms": small, "frames_per_s": len(frames) / sum(frames)}
    print(json.dumps({**told, "slowest_ms": max(frames) * 1000, "added_ms": added * 1000}))


if __name__ == "__main__":
    main()
