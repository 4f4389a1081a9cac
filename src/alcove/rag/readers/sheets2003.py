"""Excel's XML of 2003, which programs still write and call .xls: each sheet a page."""

from pathlib import Path

from alcove.core.errors import DocumentError
from alcove.rag.readers import How
from alcove.rag.readers.grid import Grid
from alcove.rag.readers.manuscript import Manuscript
from alcove.rag.readers.package import DAMAGED, MOST_PART, attribute, child, local, parsed
from alcove.rag.types import Document


def read(path: Path, how: How) -> Document:
    """Read a workbook that is one XML file."""
    with path.open("rb") as file:
        data = file.read(MOST_PART)
    root = parsed(data.lstrip(), path.name)
    script = Manuscript()
    for sheet in root:
        if local(sheet) != "Worksheet":
            continue
        visible = child(sheet, "WorksheetOptions", "Visible")
        hidden = " (hidden)" if visible is not None and visible.text in ("SheetHidden", "SheetVeryHidden") else ""
        script.page(attribute(sheet, "Name") + hidden)
        grid = Grid()
        table = child(sheet, "Table")
        row = -1
        for one in table if table is not None else ():
            if local(one) != "Row":
                continue
            row = _place(one, row)
            column = -1
            for cell in (cell for cell in one if local(cell) == "Cell"):
                column = _place(cell, column)
                value = child(cell, "Data")
                grid.put(row, column, _shown("".join(value.itertext()), value) if value is not None else "")
                across = attribute(cell, "MergeAcross", "0")
                column += int(across) if across.isdecimal() else 0
        grid.write(script)
    document = script.document("")
    if not document.pages:
        raise DocumentError(f"{DAMAGED}: the workbook has no sheets")
    return document


def _place(element: object, last: int) -> int:
    index = attribute(element, "Index")
    return int(index) - 1 if index.isdecimal() else last + 1


def _shown(text: str, value: object) -> str:
    match attribute(value, "Type"):
        case "DateTime":
            return text.removesuffix(".000").removesuffix("T00:00:00").replace("T", " ").removesuffix(":00")
        case "Boolean":
            return {"1": "TRUE", "0": "FALSE"}.get(text, text)
    return text
