"""Canvases (JSON Canvas 1.0): cards, notes on it, groups and arrows, rendered as text with a heading for each card.

The text is the document: a card's own text stands in it unchanged, a note on the canvas as an embed of that note.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from alcove.core.errors import DocumentError
from alcove.rag.readers import How
from alcove.rag.readers.markdown import marks
from alcove.rag.readers.text import decoded
from alcove.rag.types import Anchor, Document, Heading, Link, Table

CONNECTIONS = "Connections"
_MOST_NAME = 80
_MARKUP = re.compile(r"^[\s>#*+-]+|[*_`~\[\]]|^\d+[.)]\s+|\s\^[A-Za-z0-9-]+\s*$")


@dataclass(frozen=True, slots=True)
class _Box:
    """A node as far as it is used; what is missing or of the wrong kind is empty."""

    id: str
    kind: str
    body: str
    subpath: str
    x: float
    y: float
    width: float
    height: float

    def holds(self, other: "_Box") -> bool:
        """Tell whether another node lies on this one."""
        return (
            self.x <= other.x
            and self.y <= other.y
            and other.x + other.width <= self.x + self.width
            and other.y + other.height <= self.y + self.height
        )


@dataclass(slots=True)
class _Page:
    """The text as it is put together, with what its parts tell."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    headings: list[Heading] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    tags: dict[str, None] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    anchors: list[Anchor] = field(default_factory=list)

    def add(self, text: str) -> int:
        """Append a paragraph; return where it begins."""
        begin = self.length
        self.parts.append(text)
        self.length += len(text) + 2
        return begin

    def add_markdown(self, text: str) -> int:
        """Append a card's text with the links, tags, tables and block ids in it."""
        begin = self.add(text)
        found = marks(text)
        self.tags |= found.tags
        self.links += [replace(one, start=one.start + begin, end=one.end + begin) for one in found.links]
        self.anchors += [replace(one, start=one.start + begin, end=one.end + begin) for one in found.anchors]
        self.tables += [
            Table(one.start + begin, one.end + begin, one.header_start + begin, one.header_end + begin)
            for one in found.tables
        ]
        return begin


def read(path: Path, how: How) -> Document:
    """Read a canvas: groups first, each with the cards on it, from top left to bottom right; then what is connected.

    Raises DocumentError when it is no canvas.
    """
    try:
        canvas = json.loads(decoded(path.read_bytes()))
    except (json.JSONDecodeError, RecursionError) as error:
        raise DocumentError("the file is damaged or not a canvas") from error
    if not isinstance(canvas, dict):
        raise DocumentError("the file is damaged or not a canvas")
    boxes = [_box(one) for one in _objects(canvas, "nodes")]
    page = _Page()
    names: dict[str, str] = {}
    for level, box in _in_order(boxes):
        names[box.id] = _name(box)
        _add_box(page, box, level, names[box.id])
    _add_edges(page, _objects(canvas, "edges"), names)
    return Document(
        "\n\n".join(page.parts),
        headings=tuple(page.headings),
        tables=tuple(page.tables),
        tags=tuple(page.tags),
        links=tuple(page.links),
        anchors=tuple(page.anchors),
    )


def _objects(canvas: dict[str, Any], name: str) -> list[dict[str, Any]]:
    many = canvas.get(name)
    return [one for one in many if isinstance(one, dict)] if isinstance(many, list) else []


def _box(node: dict[str, Any]) -> _Box:
    def text(name: str) -> str:
        value = node.get(name)
        return value if isinstance(value, str) else ""

    def number(name: str) -> float:
        value = node.get(name)
        return value if isinstance(value, int | float) else 0

    kind = text("type")
    body = text({"text": "text", "file": "file", "link": "url", "group": "label"}.get(kind, "text"))
    return _Box(
        text("id"), kind, body, text("subpath"), number("x"), number("y"), number("width"), number("height")
    )  # fmt: skip


def _in_order(boxes: list[_Box]) -> list[tuple[int, _Box]]:
    """Return the nodes with their level: what lies on a group follows it, one level down; the rest comes last."""

    def by_place(some: Iterable[_Box]) -> list[_Box]:
        return sorted(some, key=lambda box: (box.y, box.x))

    groups = [box for box in boxes if box.kind == "group"]
    others = [box for box in boxes if box.kind != "group"]
    smallest = {
        index: min((g for g in groups if g.holds(box)), key=lambda g: g.width * g.height, default=None)
        for index, box in enumerate(others)
    }
    order: list[tuple[int, _Box]] = []
    for group in by_place(groups):
        order.append((1, group))
        order += [(2, box) for box in by_place(box for i, box in enumerate(others) if smallest[i] is group)]
    order += [(1, box) for box in by_place(box for i, box in enumerate(others) if smallest[i] is None)]
    return order


def _name(box: _Box) -> str:
    """Return what a node is called: a group by its label, a note by its file, a card by its first line."""
    if box.kind == "file":
        return PurePosixPath(box.body).stem
    first = next((line for line in box.body.splitlines() if line.strip()), "")
    plain = " ".join(_MARKUP.sub("", _MARKUP.sub("", first)).split()) if box.kind == "text" else first.strip()
    return plain if len(plain) <= _MOST_NAME else plain[: _MOST_NAME - 1].rstrip() + "…"


def _add_box(page: _Page, box: _Box, level: int, name: str) -> None:
    if not box.body.strip():
        return
    if box.kind == "file":
        text = f"![[{box.body}{box.subpath}]]"
        begin = page.add(text)
        page.links.append(Link("embed", f"/{box.body}", box.subpath.lstrip("#"), begin, begin + len(text)))
    elif box.kind == "text":
        begin = page.add_markdown(box.body)
    else:
        begin = page.add(box.body)
    if name:
        page.headings.append(Heading(level, name, begin))


def _add_edges(page: _Page, edges: list[dict[str, Any]], names: dict[str, str]) -> None:
    """Append a line for each arrow between two named nodes: `from → to: label`."""
    lines = []
    for edge in edges:
        ends = [names.get(str(edge.get(end)), "") for end in ("fromNode", "toNode")]
        label = edge.get("label")
        if all(ends):
            lines.append(" → ".join(ends) + (f": {label}" if isinstance(label, str) and label.strip() else ""))
    if lines:
        begin = page.add(CONNECTIONS)
        page.headings.append(Heading(1, CONNECTIONS, begin))
        page.add("\n".join(lines))
