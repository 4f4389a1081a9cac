"""Canvases: cards, notes, groups and arrows as text, and files that are none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from alcove.core.errors import DocumentError
from alcove.rag.types import Document
from tests.rag.reading import read_file


def canvas(tmp_path: Path, nodes: Any, edges: Any = ()) -> Document:
    path = tmp_path / "plan.canvas"
    path.write_text(json.dumps({"nodes": nodes, "edges": list(edges)}))
    return read_file(path)


def node(number: int, kind: str, x: int = 0, y: int = 0, size: int = 10, **more: str) -> dict[str, Any]:
    return {"id": str(number), "type": kind, "x": x, "y": y, "width": size, "height": size, **more}


def test_cards_notes_groups_and_arrows_become_text_with_a_heading_each(tmp_path: Path) -> None:
    document = canvas(
        tmp_path,
        [
            node(1, "text", 500, 0, text="alone"),
            node(2, "file", 20, 30, file="Notes/Tung oil.md", subpath="#Drying"),
            node(3, "text", 10, 10, text="# Цель ^goal\n\nsee [[Wax|the wax]] #Project/Oil\n\n| a |\n|---|\n| 1 |"),
            node(4, "group", 0, 0, 100, label="Plan"),
            node(5, "link", 500, 50, url="https://example.org/a"),
            node(6, "text", 500, 90, text=" "),
            node(7, "group", 900, 0, 5),
        ],
        [
            {"fromNode": "3", "toNode": "2", "label": "needs"},
            {"fromNode": "2", "toNode": "1"},
            {"fromNode": "1", "toNode": "9"},
            {"fromNode": "6", "toNode": "1"},
        ],
    )
    assert [(h.level, h.text, document.text[h.start :].split("\n")[0]) for h in document.headings] == [
        (1, "Plan", "Plan"),
        (2, "Цель", "# Цель ^goal"),
        (2, "Tung oil", "![[Notes/Tung oil.md#Drying]]"),
        (1, "alone", "alone"),
        (1, "https://example.org/a", "https://example.org/a"),
        (1, "Connections", "Connections"),
    ]
    assert document.text.endswith("Connections\n\nЦель → Tung oil: needs\nTung oil → alone")
    assert [(one.kind, one.target, one.fragment, document.text[one.start : one.end]) for one in document.links] == [
        ("link", "Wax", "", "[[Wax|the wax]]"),
        ("embed", "/Notes/Tung oil.md", "Drying", "![[Notes/Tung oil.md#Drying]]"),
    ]
    assert document.tags == ("project/oil",)
    (table,) = document.tables
    assert document.text[table.header_start : table.header_end] == "| a |\n|---|"
    assert document.text[table.start : table.end] == "| a |\n|---|\n| 1 |"


def test_a_card_lies_on_the_smallest_group_around_it_and_long_names_are_cut(tmp_path: Path) -> None:
    document = canvas(
        tmp_path,
        [
            node(1, "group", 0, 0, 1000, label="Outer"),
            node(2, "group", 10, 10, 100, label="Inner"),
            node(3, "text", 20, 20, text="1. **Item** " + "long " * 40),
            node(4, "text", 500, 5, text="outside ^id"),
        ],
    )
    names = [(h.level, h.text[:10]) for h in document.headings]
    assert names == [(1, "Outer"), (2, "outside"), (1, "Inner"), (2, "Item long ")]
    assert len(document.headings[3].text) <= 80 and document.headings[3].text.endswith("…")
    (anchor,) = document.anchors
    assert document.text[anchor.start : anchor.end] == "outside ^id"


@pytest.mark.parametrize("text", ["{", "[]", '"x"', "[" * 100_000])
def test_what_is_no_canvas_is_not_read(tmp_path: Path, text: str) -> None:
    path = tmp_path / "broken.canvas"
    path.write_text(text)
    with pytest.raises(DocumentError, match="not a canvas"):
        read_file(path)


@pytest.mark.parametrize("text", ["{}", '{"nodes": 1, "edges": 2}', '{"nodes": [1, {"type": 5}, {"type": "text"}]}'])
def test_an_empty_canvas_has_no_text(tmp_path: Path, text: str) -> None:
    path = tmp_path / "empty.canvas"
    path.write_text(text)
    with pytest.raises(DocumentError, match="no text"):
        read_file(path)


def test_numbers_of_the_wrong_kind_are_taken_for_nothing(tmp_path: Path) -> None:
    assert canvas(tmp_path, [{"id": 3, "type": "text", "text": "card", "x": "far"}]).text == "card"
