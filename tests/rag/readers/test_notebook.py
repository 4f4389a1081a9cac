"""Notebooks: notes, code and what it printed, without the data of pictures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from alcove.core.errors import DocumentError
from alcove.rag.types import Document
from tests.rag.reading import read_file

PICTURE = "iVBORw0KGgo" * 50


def read(tmp_path: Path, notebook: Any) -> Document:
    path = tmp_path / "a.ipynb"
    path.write_text(notebook if isinstance(notebook, str) else json.dumps(notebook), "utf-8")
    return read_file(path)


def code(source: str, *outputs: dict[str, Any]) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "outputs": list(outputs)}


def test_cells_become_text_with_headings(tmp_path: Path) -> None:
    document = read(
        tmp_path,
        {
            "nbformat": 4,
            "metadata": {"language_info": {"name": "python"}},
            "cells": [
                {"cell_type": "markdown", "source": ["# Oils\n", f"![p](data:image/png;base64,{PICTURE})\n"]},
                {"cell_type": "markdown", "source": "text\n## Drying"},
                code("# no heading\nprint(1)\n", {"output_type": "stream", "text": ["\x1b[31m1\x1b[0m\n", "2\n"]}),
                code("a ```\n", {"data": {"image/png": PICTURE, "text/plain": "<Figure>"}}),
                {"cell_type": "raw", "source": "raw words"},
                code("", {"output_type": "error", "ename": "E", "evalue": "no", "traceback": ["line 1", "E: no"]}),
                "odd",
            ],
        },
    )
    assert document.title == "Oils"
    assert [(h.level, h.text) for h in document.headings] == [(1, "Oils"), (2, "Drying")]
    assert all(document.text[h.start :].startswith("#" * h.level + " " + h.text) for h in document.headings)
    assert "```python\n# no heading\nprint(1)\n```\n\n```\n1\n2\n```\n\n```python\na ```" in document.text
    assert "<Figure>" in document.text and "raw words" in document.text and "line 1\nE: no" in document.text
    assert "iVBOR" not in document.text and "\x1b" not in document.text


def test_tables_that_cells_show_are_tables(tmp_path: Path) -> None:
    shown = {"text/html": "<table><tr><th>oil<th>days<tr><td>tung<td>2</table>", "text/plain": "oil days"}
    document = read(
        tmp_path,
        {
            "metadata": {"title": "Mine", "kernelspec": {"language": "R"}},
            "cells": [
                code("x", {"data": shown}, {"data": {"text/html": "<b>bold</b>"}}, {"data": {"text/markdown": "# So"}})
            ],
        },
    )
    (table,) = document.tables
    assert document.title == "Mine"
    assert document.text[table.header_start : table.header_end] == "| oil | days |"
    assert document.text.startswith("```r\nx\n```") and document.text.endswith("```\nbold\n```\n\n# So")
    assert [document.text[h.start :] for h in document.headings] == ["# So"]


def test_older_formats_and_longer_fences(tmp_path: Path) -> None:
    cells = [
        {"cell_type": "heading", "level": 2, "source": ["Oils"]},
        {"cell_type": "code", "input": "'''\n```\n'''", "outputs": [{"output_type": "pyout", "text": "3"}]},
    ]
    document = read(tmp_path, {"nbformat": 3, "worksheets": [{"cells": cells}]})
    assert document.text == "## Oils\n\n````\n'''\n```\n'''\n````\n\n```\n3\n```"
    assert document.title == "" and document.headings[0].level == 2


def test_endless_output_is_cut(tmp_path: Path) -> None:
    document = read(tmp_path, {"cells": [code("", {"text": "row\n" * 1_000_000})]})
    assert len(document.text) < 21_000 and document.text.endswith("…\n```")


@pytest.mark.parametrize(
    ("notebook", "reason"),
    [
        ("{cut", "no JSON"),
        ([], "not a notebook"),
        ({"cells": {}}, "not a notebook"),
        ({"worksheets": [3]}, "no text"),
        ({"cells": [], "metadata": []}, "no text"),
    ],
)
def test_what_is_no_notebook_is_not_read(tmp_path: Path, notebook: Any, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        read(tmp_path, notebook)
