"""DrawingML: the text of shapes, tables, charts and diagrams, which Word, Excel and PowerPoint share."""

import re
from collections.abc import Iterator
from typing import Any

from alcove.core.errors import DocumentError
from alcove.rag.readers.manuscript import Manuscript
from alcove.rag.readers.package import Package, attribute, child, local

_MOST_POINTS = 2_000
"""Points of one series of a chart; a chart of more is a picture of data, not a table to read."""
_NUMBER = re.compile(r"-?\d+\.\d{6,}(e-?\d+)?", re.IGNORECASE)


def runs(paragraph: Any, *, numbers: bool = True) -> str:
    """Return a paragraph's text; without `numbers`, fields such as the slide's number are left out."""
    found = []
    for one in paragraph:
        match local(one):
            case "r":
                found.append(_text(child(one, "t")))
            case "fld" if numbers or attribute(one, "type") not in ("slidenum", "datetime"):
                found.append(_text(child(one, "t")))
            case "br":
                found.append("\n")
            case "m" | "AlternateContent" | "oMath" | "oMathPara":
                found.append(formula(one))
    return "".join(found)


def write_body(body: Any, script: Manuscript) -> None:
    """Write the paragraphs of a text body; what is indented below another stands as an item below it."""
    for paragraph in body if body is not None else ():
        if local(paragraph) == "p":
            properties = child(paragraph, "pPr")
            level = attribute(properties, "lvl") if properties is not None else ""
            indent = "  " * int(level) if level.isdigit() else ""
            text = runs(paragraph, numbers=False).strip()
            script.paragraph(f"{indent}{text}" if text else "", item=True)


def body_text(body: Any) -> str:
    """Return the paragraphs of a text body as lines."""
    paragraphs = [runs(one) for one in body.iter() if local(one) == "p"] if body is not None else []
    return "\n".join(one for one in paragraphs if one.strip())


def write_table(table: Any, script: Manuscript) -> None:
    """Write a DrawingML table; its first row is the header unless it says otherwise."""
    rows = []
    for row in (one for one in table if local(one) == "tr"):
        cells = [one for one in row if local(one) == "tc"]
        rows.append(
            ["" if one.get("hMerge") or one.get("vMerge") else body_text(child(one, "txBody")) for one in cells]
        )
    if rows and max(map(len, rows)) == 1:
        for row in rows:
            script.paragraph(" ".join(row))
        return
    script.table(rows, 1)


def write_chart(package: Package, part: str, script: Manuscript) -> None:
    """Write a chart as what it shows: its title, and a table of the values kept in it."""
    root = package.xml(part)
    chart = child(root, "chart")
    if chart is None:
        return
    script.paragraph(" ".join(body_text(child(chart, "title")).split()))
    series = [one for one in chart.iter() if local(one) == "ser"]
    if not series:
        return
    labels = next((found for one in series if (found := _points(_either(one, "cat", "xVal")))), {})
    columns = [_points(_either(one, "val", "yVal")) for one in series]
    names = [" ".join(_points(child(one, "tx")).values()) for one in series]
    places = sorted(set(labels).union(*columns))[:_MOST_POINTS]
    rows = [[labels.get(at, ""), *(column.get(at, "") for column in columns)] for at in places]
    script.table([["", *names], *rows] if any(names) else rows, int(any(names)))


def write_diagram(package: Package, part: str, script: Manuscript) -> None:
    """Write the texts of a SmartArt diagram."""
    root = package.xml(part)
    points = [one for one in root.iter() if local(one) == "pt"] if root is not None else []
    for point in points:
        if attribute(point, "type", "node") in ("node", "asst"):
            script.paragraph(" ".join(body_text(child(point, "t")).split()), item=True)


def write_graphics(package: Package, element: Any, relations: dict[str, Any], script: Manuscript) -> None:
    """Write the charts and diagrams that stand somewhere in `element`; a damaged one costs itself only."""
    for one in element.iter():
        name = local(one)
        if name not in ("chart", "relIds"):
            continue
        relation = relations.get(attribute(one, "id" if name == "chart" else "dm"))
        if relation is None:
            continue
        try:
            (write_chart if name == "chart" else write_diagram)(package, relation.target, script)
        except DocumentError as error:
            script.paragraph(f"[A {'chart' if name == 'chart' else 'diagram'} could not be read: {error.message}]")


def formula(element: Any) -> str:
    """Return Office's mathematics on one line: a/b, x^2, x_1, √(x)."""
    name = local(element)
    inner = [one for one in element if not local(one).endswith("Pr")]

    def part(which: str) -> str:
        found = child(element, which)
        text = formula(found) if found is not None else ""
        return text if len(text) < 2 else f"({text})"

    match name:
        case "t":
            return _text(element)
        case "AlternateContent":
            return formula(child(element, "Choice")) if child(element, "Choice") is not None else ""
        case "f":
            return f"{part('num')}/{part('den')}"
        case "sSup":
            return f"{part('e')}^{part('sup')}"
        case "sSub":
            return f"{part('e')}_{part('sub')}"
        case "sSubSup":
            return f"{part('e')}_{part('sub')}^{part('sup')}"
        case "rad":
            return f"{part('deg')}√{part('e')}"
        case "nary":
            sign = child(element, "naryPr", "chr")
            return f"{attribute(sign, 'val') if sign is not None else '∫'}_{part('sub')}^{part('sup')} {part('e')}"
        case "d":
            return f"({', '.join(formula(one) for one in inner)})"
        case "mr":
            return ", ".join(formula(one) for one in inner)
        case "m" if any(local(one) == "mr" for one in inner):
            return f"[{'; '.join(formula(one) for one in inner)}]"
    return "".join(formula(one) for one in inner)


def _either(element: Any, *names: str) -> Any:
    return next((found for name in names if (found := child(element, name)) is not None), None)


def _points(element: Any) -> dict[int, str]:
    """Return the values a chart keeps of the cells it was drawn from, by their place."""
    found: dict[int, str] = {}
    for point in element.iter() if element is not None else ():
        if local(point) == "pt" and attribute(point, "idx").isdigit():
            text = _text(child(point, "v"))
            place = int(attribute(point, "idx"))
            found[place] = f"{found[place]} {text}" if place in found else _rounded(text)
    if not found and element is not None and local(element) == "tx":
        text = " ".join(_text(one) for one in element.iter() if local(one) in ("v", "t"))
        return {0: text} if text.strip() else {}
    return found


def _rounded(text: str) -> str:
    return f"{float(text):.6g}" if _NUMBER.fullmatch(text) else text


def _text(element: Any) -> str:
    return (element.text or "") if element is not None else ""


def shapes(tree: Any) -> Iterator[Any]:
    """Yield the shapes of a tree in their order, groups opened, of alternatives the first."""
    for one in tree:
        match local(one):
            case "sp" | "graphicFrame" | "pic" | "cxnSp":
                yield one
            case "grpSp" | "twoCellAnchor" | "oneCellAnchor" | "absoluteAnchor" | "Choice":
                yield from shapes(one)
            case "AlternateContent":
                choice = _either(one, "Choice", "Fallback")
                yield from shapes(choice) if choice is not None else ()
