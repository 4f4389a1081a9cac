"""Pages of known text for tests: as pictures, and as PDFs of text layers and scans, made at run time."""

from __future__ import annotations

import textwrap
import zlib
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf"
ENGLISH = (
    "The lease of the garage begins on the first of June and ends after twelve months unless it is renewed in "
    "writing. The tenant pays five hundred and twenty euros before the third working day of each month."
)
RUSSIAN = (
    "Договор аренды гаража заключён первого июня и действует двенадцать месяцев, если стороны не продлят его "
    "письменно. Арендатор вносит плату до третьего рабочего дня каждого месяца."
)
A5 = (583, 827)
"""At 100 dpi."""


def picture(*paragraphs: str, dpi: int = 200, size: int = 11, wide: int = 44) -> Image.Image:
    """Draw paragraphs in black on a page of A5; each is broken at `wide` characters."""
    page = Image.new("L", (A5[0] * dpi // 100, A5[1] * dpi // 100), 255)
    draw, font, y = ImageDraw.Draw(page), ImageFont.truetype(FONT, size * dpi // 72), dpi // 2
    for paragraph in paragraphs:
        for line in textwrap.wrap(paragraph, wide):
            draw.text((dpi // 2, y), line, font=font, fill=0)
            y += size * dpi * 14 // 720
        y += size * dpi // 50
    page.info["dpi"] = (dpi, dpi)
    return page


@dataclass(frozen=True)
class Sheet:
    """A page of a PDF: a text layer, a scan on all of it or on `place` of it (left, bottom, width, height)."""

    text: str = ""
    scan: Image.Image | None = None
    place: tuple[int, int, int, int] = (0, 0, 420, 595)
    rotate: int = 0
    invisible: bool = False
    size: tuple[int, int] = (420, 595)
    strokes: str = ""


def pdf(*pages: str | Sheet, title: str = "", catalog: str = "") -> bytes:
    """Return a PDF in a font every reader has; texts are Latin, lines parted by newlines."""
    objects: list[bytes] = [b"", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for page in pages:
        sheet = page if isinstance(page, Sheet) else Sheet(page)
        picture_number = 0
        if sheet.scan is not None:
            objects.append(_image(sheet.scan.convert("L")))
            picture_number = len(objects)
        objects.append(_stream(_content(sheet, picture_number).encode("latin-1")))
        pictures = f"/XObject << /I {picture_number} 0 R >>" if picture_number else ""
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {sheet.size[0]} {sheet.size[1]}] /Rotate {sheet.rotate} "
            f"/Contents {len(objects)} 0 R /Resources << /Font << /F1 3 0 R >> {pictures} >> >>".encode()
        )
        kids.append(f"{len(objects)} 0 R")
    objects[0] = f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode()
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    objects.append(f"<< /Title ({title}) >>".encode("latin-1"))
    return _file(objects)


def _content(sheet: Sheet, picture_number: int) -> str:
    content = sheet.strokes
    if picture_number:
        left, bottom, width, height = sheet.place
        content += f" q {width} 0 0 {height} {left} {bottom} cm /I Do Q "
    if sheet.text:
        lines = "".join(f"({line}) Tj 0 -14 Td " for line in sheet.text.split("\n"))
        content += f"BT {3 if sheet.invisible else 0} Tr /F1 12 Tf 50 {sheet.size[1] - 60} Td {lines}ET"
    return content


def _image(scan: Image.Image) -> bytes:
    data = zlib.compress(scan.tobytes(), 1)
    head = (
        f"<< /Type /XObject /Subtype /Image /Width {scan.width} /Height {scan.height} /ColorSpace /DeviceGray "
        f"/BitsPerComponent 8 /Filter /FlateDecode /Length {len(data)} >>\nstream\n"
    )
    return head.encode() + data + b"\nendstream"


def _stream(data: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(data), data)


def _file(objects: list[bytes]) -> bytes:
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    return (
        body
        + (
            f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n"
            f"<< /Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
        ).encode()
    )


def error_rate(read: str, truth: str) -> float:
    """Return the character error rate: edits (Levenshtein 1966) for each character of the truth; spaces folded."""
    read, truth = " ".join(read.split()), " ".join(truth.split())
    row = list(range(len(truth) + 1))
    for i, sign in enumerate(read, 1):
        before, row[0] = row[0], i
        for j, wanted in enumerate(truth, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (sign != wanted))
    return row[-1] / max(1, len(truth))
