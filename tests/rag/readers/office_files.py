"""Office files made part by part, with nothing in them but what a test is about."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SLIDE = "http://schemas.openxmlformats.org/presentationml/2006/main"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
DIAGRAM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
ODF = "urn:oasis:names:tc:opendocument:xmlns:"
_SPACES = (
    f'xmlns:w="{WORD}" xmlns:r="{OFFICE}" xmlns:p="{SLIDE}" xmlns:a="{DRAWING}" xmlns:c="{CHART}" '
    f'xmlns:dgm="{DIAGRAM}" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)


def zipped(parts: Mapping[str, str | bytes], *, compressed: bool = True) -> bytes:
    """Return a zip of these parts."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return data.getvalue()


def relations(*found: tuple[str, str, str]) -> str:
    """Return a part of relations: id, kind, target."""
    inner = "".join(f'<Relationship Id="{i}" Type="{OFFICE}/{kind}" Target="{to}"/>' for i, kind, to in found)
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>'


def types(part: str, kind: str) -> str:
    """Return the part that says what kind of document the main part is."""
    return (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/><Default '
        f'Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName='
        f'"/{part}" ContentType="application/vnd.openxmlformats-officedocument.{kind}.main+xml"/></Types>'
    )


def core(title: str) -> str:
    """Return the part with a document's title."""
    return (
        f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{title}</dc:title></cp:coreProperties>"
    )


def element(name: str, inner: str) -> str:
    """Return a root element with all prefixes declared."""
    return f"<{name} {_SPACES}>{inner}</{name}>"


def paragraph(text: str, *, style: str = "", properties: str = "") -> str:
    """Return a paragraph of Word."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def docx(body: str, parts: Mapping[str, str | bytes] | None = None, *links: tuple[str, str, str]) -> bytes:
    """Return a Word file with this body, further parts, and relations of its text to them."""
    usual = {
        "[Content_Types].xml": types("word/document.xml", "wordprocessingml.document"),
        "_rels/.rels": relations(("r1", "officeDocument", "word/document.xml")),
        "word/document.xml": element("w:document", f"<w:body>{body}</w:body>"),
        "word/_rels/document.xml.rels": relations(*links),
    }
    return zipped({**usual, **(parts or {})})


def xlsx(
    sheets: Mapping[str, str],
    parts: Mapping[str, str | bytes] | None = None,
    *,
    states: Mapping[str, str] | None = None,
) -> bytes:
    """Return a workbook; each sheet is the XML of its rows, or of a whole worksheet."""
    listed, links, made = "", [], {}
    for number, (name, rows) in enumerate(sheets.items(), start=1):
        state = f' state="{states[name]}"' if states and name in states else ""
        listed += f'<sheet name="{name}" sheetId="{number}" r:id="s{number}"{state}/>'
        links.append((f"s{number}", "worksheet", f"worksheets/sheet{number}.xml"))
        inner = rows if "<sheetData" in rows else f"<sheetData>{rows}</sheetData>"
        made[f"xl/worksheets/sheet{number}.xml"] = f'<worksheet xmlns="{SHEET}" xmlns:r="{OFFICE}">{inner}</worksheet>'
    links += [("t", "sharedStrings", "sharedStrings.xml"), ("f", "styles", "styles.xml")]
    usual = {
        "[Content_Types].xml": types("xl/workbook.xml", "spreadsheetml.sheet"),
        "_rels/.rels": relations(("r1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(*links),
    }
    return zipped({**usual, **made, **(parts or {})})


def row(number: int, *cells: str | float, first: int = 0) -> str:
    """Return a row of a sheet: texts and numbers, from column `first`."""
    inner = ""
    for at, cell in enumerate(cells, start=first):
        place = f'r="{chr(65 + at)}{number}"'
        if isinstance(cell, str):
            inner += f'<c {place} t="inlineStr"><is><t>{cell}</t></is></c>' if cell else ""
        else:
            inner += f"<c {place}><v>{cell}</v></c>"
    return f'<row r="{number}">{inner}</row>'


def shape(*lines: str, kind: str = "") -> str:
    """Return a shape of a slide with these paragraphs."""
    place = f'<p:nvSpPr><p:nvPr><p:ph type="{kind}"/></p:nvPr></p:nvSpPr>' if kind else ""
    inner = "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in lines)
    return f"<p:sp>{place}<p:txBody>{inner}</p:txBody></p:sp>"


def slide(*shapes: str, hidden: bool = False) -> str:
    """Return a slide."""
    made = element("p:sld", f"<p:cSld><p:spTree>{''.join(shapes)}</p:spTree></p:cSld>")
    return made.replace("<p:sld ", '<p:sld show="0" ', 1) if hidden else made


def pptx(slides: list[str], parts: Mapping[str, str | bytes] | None = None) -> bytes:
    """Return a presentation of these slides."""
    listed = "".join(f'<p:sldId id="{255 + n}" r:id="s{n}"/>' for n in range(len(slides)))
    links = [(f"s{n}", "slide", f"slides/slide{n}.xml") for n in range(len(slides))]
    usual = {
        "[Content_Types].xml": types("ppt/presentation.xml", "presentationml.presentation"),
        "_rels/.rels": relations(("r1", "officeDocument", "ppt/presentation.xml")),
        "ppt/presentation.xml": element("p:presentation", f"<p:sldIdLst>{listed}</p:sldIdLst>"),
        "ppt/_rels/presentation.xml.rels": relations(*links),
        **{f"ppt/slides/slide{n}.xml": one for n, one in enumerate(slides)},
    }
    return zipped({**usual, **(parts or {})})


_ODF_SPACES = " ".join(
    f'xmlns:{short}="{ODF}{name}:1.0"'
    for short, name in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"), ("style", "style"),
        ("presentation", "presentation"), ("meta", "meta"), ("chart", "chart"),
    )
)  # fmt: skip


def odf(kind: str, body: str, *, styles: str = "", title: str = "", parts: Mapping[str, str] | None = None) -> bytes:
    """Return an OpenDocument file of `kind` (text, presentation, spreadsheet)."""
    usual = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "META-INF/manifest.xml": f'<m:manifest xmlns:m="{ODF}manifest:1.0"/>',
        "content.xml": f"<office:document-content {_ODF_SPACES}><office:automatic-styles>{styles}"
        f"</office:automatic-styles><office:body><office:{kind}>{body}</office:{kind}></office:body>"
        "</office:document-content>",
        "meta.xml": f'<office:document-meta {_ODF_SPACES} xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta>'
        f"<dc:title>{title}</dc:title></office:meta></office:document-meta>",
    }
    return zipped({**usual, **(parts or {})})


def odf_styles(inner: str) -> str:
    """Return the part with the styles and master pages of an OpenDocument file."""
    return f"<office:document-styles {_ODF_SPACES}>{inner}</office:document-styles>"


def ole(streams: Mapping[str, bytes]) -> bytes:
    """Return a compound file (MS-CFB) with these streams, each padded to 4,096 bytes or more so that none is mini."""
    sector = 512
    fat: list[int] = []
    body = b""
    entries = [_entry("Root Entry", 5, 1, 0xFFFFFFFE, 0)]
    for number, (name, content) in enumerate(streams.items(), start=1):
        padded = content.ljust(max(4096, -(-len(content) // sector) * sector), b"\0")
        start, count = len(fat), len(padded) // sector
        fat += [*range(start + 1, start + count), 0xFFFFFFFE]
        body += padded
        right = number + 1 if number < len(streams) else 0xFFFFFFFF
        entries.append(_entry(name, 2, 0xFFFFFFFF, start, len(padded), right))
    while len(entries) % 4:
        entries.append(_entry("", 0, 0xFFFFFFFF, 0, 0))
    directory, count = len(fat), len(entries) // 4
    fat += [*range(directory + 1, directory + count), 0xFFFFFFFE]
    body += b"".join(entries)
    table = len(fat)
    fat.append(0xFFFFFFFD)
    body += struct.pack("<128I", *fat, *[0xFFFFFFFF] * (128 - len(fat)))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, directory, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", table, *[0xFFFFFFFF] * 108)
    return header + body


def _entry(name: str, kind: int, child: int, start: int, size: int, right: int = 0xFFFFFFFF) -> bytes:
    raw = name.encode("utf-16-le")
    length = len(raw) + 2 if name else 0
    head = raw.ljust(64, b"\0") + struct.pack("<HBBIII", length, kind, 1, 0xFFFFFFFF, right, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)
