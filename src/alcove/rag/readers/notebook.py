"""Jupyter notebooks as Markdown: notes as written, code fenced, what it printed; pictures and their data left out."""

import json
import re
from pathlib import Path
from typing import Any

from alcove.core.errors import DocumentError
from alcove.rag.readers import How
from alcove.rag.readers.hypertext import rendered
from alcove.rag.readers.markdown import markdown_headings
from alcove.rag.readers.text import decoded
from alcove.rag.types import Document, Heading, Table

_COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_PICTURE = re.compile(r"\(data:[\w/+.-]+;base64,[A-Za-z0-9+/=\s]*\)|\(attachment:[^)\s]*\)")
_MOST_OUTPUT = 20_000
"""Characters kept of what one cell printed: a loop may print for megabytes."""


def read(path: Path, how: How) -> Document:
    """Read a notebook of any format from 3 on; its title is its own, else its first great heading."""
    try:
        notebook = json.loads(decoded(path.read_bytes()))
    except ValueError as error:
        raise DocumentError("the file is damaged: it is no JSON, as notebooks are") from error
    cells = _cells(notebook)
    language = _language(notebook)
    made = _Text()
    for cell in cells:
        _add(made, cell, language)
    metadata = notebook.get("metadata")
    title = str(metadata.get("title") or "") if isinstance(metadata, dict) else ""
    title = title or next((h.text for h in made.headings if h.level == 1), "")
    return Document("".join(made.parts), title, headings=tuple(made.headings), tables=tuple(made.tables))


class _Text:
    """A text that grows by blocks, with the places of headings and tables."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.headings: list[Heading] = []
        self.tables: list[Table] = []
        self.length = 0

    def add(self, block: str) -> int:
        """Append a block and return where it begins."""
        if self.parts:
            block = f"\n\n{block}"
        self.parts.append(block)
        self.length += len(block)
        return self.length - len(block) + 2 * (len(self.parts) > 1)

    def add_fenced(self, body: str, language: str = "") -> None:
        """Append a block of code, behind a fence longer than any in it."""
        fence = "`" * max(3, 1 + max((len(run) for run in re.findall(r"^\s*(`{3,})", body, re.MULTILINE)), default=0))
        self.add(f"{fence}{language}\n{body}\n{fence}")


def _cells(notebook: Any) -> list[dict[str, Any]]:
    """Return the cells; format 3 keeps them in worksheets. Raises DocumentError for JSON that is no notebook."""
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if cells is None and isinstance(notebook, dict) and isinstance(notebook.get("worksheets"), list):
        sheets = [sheet for sheet in notebook["worksheets"] if isinstance(sheet, dict)]
        cells = [cell for sheet in sheets for cell in sheet.get("cells") or ()]
    if not isinstance(cells, list):
        raise DocumentError("the file is not a notebook: it has no cells")
    return [cell for cell in cells if isinstance(cell, dict)]


def _language(notebook: dict[str, Any]) -> str:
    metadata = notebook.get("metadata")
    for key in ("language_info", "kernelspec"):
        known = metadata.get(key) if isinstance(metadata, dict) else None
        name = known.get("name" if key == "language_info" else "language") if isinstance(known, dict) else None
        if isinstance(name, str):
            return name.split()[0].lower() if name.strip() else ""
    return ""


def _add(made: _Text, cell: dict[str, Any], language: str) -> None:
    kind = cell.get("cell_type")
    source = _joined(cell.get("source") if "source" in cell else cell.get("input")).strip("\r\n")
    if kind == "code":
        if source.strip():
            made.add_fenced(source, language)
        for output in cell.get("outputs") or ():
            if isinstance(output, dict):
                _add_output(made, output)
    elif kind == "heading" and source.strip():  # format 3
        level = cell.get("level")
        level = min(max(level, 1), 6) if isinstance(level, int) else 1
        name = " ".join(source.split())
        made.headings.append(Heading(level, name, made.add("#" * level + " " + name)))
    elif source.strip():
        source = _PICTURE.sub("()", source)
        at = made.add(source)
        if kind == "markdown":
            made.headings += [Heading(h.level, h.text, at + h.start) for h in markdown_headings(source)]


def _add_output(made: _Text, output: dict[str, Any]) -> None:
    """Append what a cell printed or showed: its richest form that is text, tables as tables."""
    data = output.get("data") if isinstance(output.get("data"), dict) else output
    assert isinstance(data, dict)
    if output.get("output_type") in ("error", "pyerr"):
        plain = _joined(output.get("traceback"), "\n") or f"{output.get('ename')}: {output.get('evalue')}"
    elif page := _joined(data.get("text/html", data.get("html"))):
        view = rendered(page)
        if view.tables and view.text:
            moved = view.moved(made.add(view.text))
            made.tables += moved.tables
            return
        plain = _joined(data.get("text/plain", data.get("text"))) or view.text
    elif note := _joined(data.get("text/markdown")):
        at = made.add(_PICTURE.sub("()", note))
        made.headings += [Heading(h.level, h.text, at + h.start) for h in markdown_headings(_PICTURE.sub("()", note))]
        return
    else:
        plain = _joined(data.get("text/plain", data.get("text", data.get("text/latex"))))
    plain = _COLOURS.sub("", plain).strip("\r\n")
    if len(plain) > _MOST_OUTPUT:
        plain = plain[:_MOST_OUTPUT] + "\n…"
    if plain.strip():
        made.add_fenced(plain)


def _joined(lines: Any, by: str = "") -> str:
    """Return a text that notebooks keep as one string or as a list of lines."""
    if isinstance(lines, list):
        return by.join(line for line in lines if isinstance(line, str))
    return lines if isinstance(lines, str) else ""
