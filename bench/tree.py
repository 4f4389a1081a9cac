"""A tree of 2,000 files of many formats, all different, the same in every run: what a home folder is made of."""

import csv
import email.message
import io
import json
import os
import random
import zipfile
from pathlib import Path

from figures import NOTE_TEXT, write_notes

SHARES = {"md": 0.4, "py": 0.2, "txt": 0.1, "html": 0.08, "csv": 0.05, "json": 0.05, "eml": 0.05, "pdf": 0.04,
          "docx": 0.015, "zip": 0.01, "png": 0.005}  # fmt: skip
_OPEN = "http://schemas.openxmlformats.org"
_WORD = f"{_OPEN}/wordprocessingml/2006/main"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_CONTENT_TYPES = (
    f"<Types xmlns='{_OPEN}/package/2006/content-types'>"
    f"<Override PartName='/word/document.xml' ContentType='{_MAIN}'/></Types>"
)
_RELATIONS = (
    f"<Relationships xmlns='{_OPEN}/package/2006/relationships'><Relationship Id='r1' "
    f"Type='{_OPEN}/officeDocument/2006/relationships/officeDocument' Target='word/document.xml'/></Relationships>"
)
PAGES = 3
"""Pages of each PDF."""


def words(seed: object, count: int) -> str:
    """Return a text of so many words."""
    order = random.Random(str(seed))
    known = NOTE_TEXT.split()
    made = [order.choice(known) for _ in range(count)]
    for at in range(9, count, 10):
        made[at] += f" {order.randint(1, 10_000)}."
    return " ".join(made).capitalize()


def write_code(folder: Path, count: int) -> None:
    """Write Python modules of a class and some functions each."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        order = random.Random(number)
        parts = [f'"""{words(("module", number), 12)}"""\n\nimport os\n\n\nclass Box{number}:\n']
        for method in range(order.randint(2, 6)):
            parts.append(
                f'    def method_{method}(self, value: int) -> int:\n        """{words((number, method), 9)}"""\n'
            )
            parts += [f"        value += {order.randint(1, 99)}\n" for _ in range(order.randint(2, 12))]
            parts.append("        return value\n\n")
        (folder / f"module_{number:04}.py").write_text("".join(parts), encoding="utf-8")


def write_pdfs(folder: Path, count: int, pages: int = PAGES) -> None:
    """Write PDFs with a text layer, by Qt."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QMarginsF, QRectF
    from PySide6.QtGui import QFont, QGuiApplication, QPageSize, QPainter, QPdfWriter

    keep = QGuiApplication.instance() or QGuiApplication([])
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        writer = QPdfWriter(str(folder / f"paper-{number:04}.pdf"))
        writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        writer.setPageMargins(QMarginsF(20, 20, 20, 20))
        painter = QPainter(writer)
        painter.setFont(QFont("Inter", 10))
        for page in range(pages):
            if page:
                writer.newPage()
            area = QRectF(0, 0, writer.width(), writer.height())
            painter.drawText(area, 0x1000, words(("pdf", number, page), 300))  # wrapped at words
        painter.end()
    del keep


def write_scan(file: Path, seed: object, *, dpi: int = 200) -> None:
    """Write the picture of a page of text, as a scanner makes it."""
    from PIL import Image, ImageDraw, ImageFont

    page = Image.new("L", (round(8.27 * dpi), round(5.0 * dpi)), 255)
    font = ImageFont.load_default(size=round(11 / 72 * dpi))
    text = words(seed, 110).split()
    lines = [" ".join(text[at : at + 10]) for at in range(0, len(text), 10)]
    ImageDraw.Draw(page).multiline_text((dpi // 2, dpi // 2), "\n".join(lines), font=font, fill=20, spacing=dpi // 20)
    page.save(file, dpi=(dpi, dpi))


def write_tree(folder: Path, count: int) -> None:
    """Write the whole tree, a folder a format."""
    many = {kind: round(count * share) for kind, share in SHARES.items()}
    write_notes(folder / "md", many["md"], 1500)
    write_code(folder / "py", many["py"])
    write_pdfs(folder / "pdf", many["pdf"])
    for kind in ("txt", "html", "csv", "json", "eml", "docx", "zip", "png"):
        (folder / kind).mkdir(parents=True, exist_ok=True)
        for number in range(many[kind]):
            _write_one(folder / kind / f"{kind}-{number:04}.{kind}", kind, number)


def _write_one(file: Path, kind: str, number: int) -> None:
    seed = (kind, number)
    if kind == "txt":
        file.write_text(words(seed, 250), encoding="utf-8")
    elif kind == "html":
        body = "".join(f"<h2>{words((seed, at), 4)}</h2><p>{words((seed, at, 1), 90)}</p>" for at in range(3))
        file.write_text(f"<html><head><title>Page {number}</title></head><body>{body}</body></html>", encoding="utf-8")
    elif kind == "csv":
        out = io.StringIO()
        rows = csv.writer(out)
        rows.writerow(["date", "place", "pounds"])
        rows.writerows([[f"2026-01-{at:02}", words((seed, at), 3), at * number] for at in range(1, 29)])
        file.write_text(out.getvalue(), encoding="utf-8")
    elif kind == "json":
        file.write_text(
            json.dumps({f"key {at}": words((seed, at), 12) for at in range(15)}, indent=1), encoding="utf-8"
        )
    elif kind == "eml":
        message = email.message.EmailMessage()
        message["Subject"], message["From"], message["To"] = words(seed, 5), "ann@example.org", "bob@example.org"
        message.set_content(words((seed, "body"), 150))
        file.write_bytes(bytes(message))
    elif kind == "docx":
        body = "".join(f"<w:p><w:r><w:t>{words((seed, at), 60)}</w:t></w:r></w:p>" for at in range(6))
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as box:
            box.writestr("[Content_Types].xml", _CONTENT_TYPES)
            box.writestr("_rels/.rels", _RELATIONS)
            box.writestr("word/document.xml", f"<w:document xmlns:w='{_WORD}'><w:body>{body}</w:body></w:document>")
    elif kind == "zip":
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as box:
            for at in range(4):
                box.writestr(f"inside/{at}.md", words((seed, at), 120))
    else:
        write_scan(file, seed)
