"""A small folder of Markdown, text, HTML, DOCX and PDF files, in two generations: the second has files added,
changed and removed. Every passage holds a word of its own, so that it can be asked for."""

from __future__ import annotations

import os
import random
import shutil
import zipfile
from pathlib import Path

WORDS = (
    "river",
    "boat",
    "winter",
    "garden",
    "engine",
    "letter",
    "market",
    "stone",
    "bridge",
    "harvest",
    "candle",
    "window",
    "forest",
    "teacher",
    "copper",
    "morning",
    "library",
    "journey",
    "kitchen",
    "painter",
    "signal",
    "village",
    "orchard",
    "ladder",
    "compass",
    "station",
)
_BEGAN = 1_700_000_000


def become(folder: Path, generation: int) -> None:
    """Make `folder` hold generation 1 or 2. What is the same in both keeps its bytes and its time."""
    wanted, older = _files(generation), _files(1)
    for path in [p for p in folder.rglob("*") if p.is_file() and str(p.relative_to(folder)) not in wanted]:
        path.unlink()
    for name, data in wanted.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        when = _BEGAN + (0 if older.get(name) == data else 1000 * generation)
        os.utime(path, (when, when))
    for path in [p for p in folder.iterdir() if p.is_dir() and not any(p.iterdir())]:
        shutil.rmtree(path)


def _files(generation: int) -> dict[str, bytes]:
    numbers = range(40) if generation == 1 else range(5, 44)
    return dict(_file(n, changed=generation == 2 and n % 6 == 0) for n in numbers)


def _file(number: int, *, changed: bool) -> tuple[str, bytes]:
    name, passages = f"note {number:02}", _passages(number, changed=changed)
    titles = [f"Part {letter}" for letter in "ABCDE"[: len(passages)]]
    if number % 10 == 9:
        return f"{name}.pdf", pdf(passages)
    if number % 10 == 8:
        return f"{name}.docx", docx(passages)
    if number % 10 in (6, 7):
        body = "".join(f"<h2>{t}</h2><p>{p}</p>" for t, p in zip(titles, passages, strict=True))
        return f"web/{name}.html", f"<html><head><title>{name}</title></head><body>{body}</body></html>".encode()
    if number % 10 in (3, 4, 5):
        return f"{name}.txt", "\n\n".join(passages).encode()
    return f"notes/{name}.md", "\n\n".join(f"## {t}\n\n{p}" for t, p in zip(titles, passages, strict=True)).encode()


def _passages(number: int, *, changed: bool) -> list[str]:
    chance = random.Random(number)
    passages = [
        f"Word {own_word(number, part)} stands here. " + " ".join(chance.choice(WORDS) for _ in range(45)) + "."
        for part in range(4)
    ]
    if number % 7 == 0:
        passages[3] = "The same words stand in several files, such as a signature or a footer. " * 4
    if changed:
        passages[1] = "Changed since. " + passages[1]
    return passages


def own_word(number: int, part: int) -> str:
    """Name the word that only this passage of this file holds."""
    return f"zq{'abcdefghij'[number // 10]}{'abcdefghij'[number % 10]}{'wxyz'[part]}k"


def docx(paragraphs: list[str]) -> bytes:
    """Make the smallest Word document that holds these paragraphs."""
    import io

    body = "".join(f"<w:p><w:r><w:t>{one}</w:t></w:r></w:p>" for one in paragraphs)
    parts = {
        "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships'
        '+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        'relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/'
        f'wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>',
    }
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), text)
    return data.getvalue()


def pdf(pages: list[str]) -> bytes:
    """Make a PDF with one page for each text; an empty text makes a page without a text layer."""
    count = len(pages)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {count} /Kids [{' '.join(f'{4 + 2 * n} 0 R' for n in range(count))}] >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, text in enumerate(pages):
        words = text.split()
        lines = [" ".join(words[at : at + 10]) for at in range(0, len(words), 10)]
        shown = " ".join(f"({line}) Tj T*" for line in lines)
        stream = f"BT /F1 11 Tf 14 TL 60 780 Td {shown} ET".encode() if text else b"0 0 100 100 re f"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * number} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    data = bytearray(b"%PDF-1.4\n")
    places = []
    for number, one in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(data)
