"""Where the messages of a conversation lie on its map: a row for each step from the beginning, a lane for each branch.

A message's place follows from those that are older than it, and from nothing else, so that one more never moves
another. No Qt.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from alcove.chat.store import MessageId
    from alcove.chat.tree import Node

Way = Literal["up", "down", "left", "right"]


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the map: rows go down, lanes to the right."""

    row: int
    lane: int


class MapLayout:
    """Lay out nodes that can be reached, the oldest first; more may be added.

    What goes on from a message lies below it. Each other branch gets the nearest lane to the right that is free there,
    and a delve always one of its own.
    """

    def __init__(self, nodes: Iterable[Node] = ()) -> None:
        self.spots: dict[MessageId, Spot] = {}
        self.parents: dict[MessageId, MessageId | None] = {}
        self.children: dict[MessageId | None, list[MessageId]] = {}
        self.rows: list[list[MessageId]] = []
        """The messages of each row, from left to right."""
        self.lanes = 0
        self._taken: dict[Spot, MessageId] = {}
        for node in nodes:
            self.add(node)

    def add(self, node: Node) -> None:
        """Give a message its place; what it follows has one."""
        above = self.spots[node.parent_id] if node.parent_id is not None else Spot(-1, 0)
        beside = bool(node.delve) and node.parent_id is not None
        spot = Spot(above.row + 1, above.lane + beside)
        while spot in self._taken:
            spot = Spot(spot.row, spot.lane + 1)
        self.spots[node.id], self.parents[node.id] = spot, node.parent_id
        self.children.setdefault(node.parent_id, []).append(node.id)
        self._taken[spot] = node.id
        if spot.row == len(self.rows):
            self.rows.append([])
        self.rows[spot.row].append(node.id)
        self.rows[spot.row].sort(key=lambda one: self.spots[one].lane)
        self.lanes = max(self.lanes, spot.lane + 1)

    def step(self, message: MessageId, way: Way, line: Iterable[MessageId] = ()) -> MessageId | None:
        """Return the message next to one in a direction: up and down the tree, preferring `line`, else the nearest."""
        if way == "up":
            return self.parents[message]
        if way == "down":
            after = self.children.get(message, [])
            preferred = set(line)
            return next((one for one in after if one in preferred), after[0] if after else None)
        own, sign = self.spots[message], 1 if way == "right" else -1
        found = [one for one, spot in self.spots.items() if (spot.lane - own.lane) * sign > 0]

        def far(one: MessageId) -> tuple[int, int]:
            spot = self.spots[one]
            return abs(spot.row - own.row) * 2 + abs(spot.lane - own.lane), one

        return min(found, key=far, default=None)
