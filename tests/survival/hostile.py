"""Files made to crash, hang or explode whatever reads them. Each function writes one family into a folder."""

from __future__ import annotations

import gzip
import io
import random
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path

from tests.survival import corpus

LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    + "]>"
)
QUADRATIC = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "{"ha" * 50_000}">]>'
MEGABYTE = b"0" * 1_000_000
BODY = "<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body><w:p><w:r><w:t>"
BODY_END = "</w:t></w:r></w:p></w:body></w:document>"


def packed(parts: Iterable[tuple[str, bytes | Iterable[bytes]]]) -> bytes:
    """Make a zip archive."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", compresslevel=1) as archive:
        for name, content in parts:
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(info, "w", force_zip64=True) as part:
                for block in [content] if isinstance(content, bytes) else content:
                    part.write(block)
    return data.getvalue()


def zeros(megabytes: int) -> Iterable[bytes]:
    """Give many zeros."""
    return (MEGABYTE for _ in range(megabytes))


def with_part(package: bytes, name: str, content: bytes | Iterable[bytes]) -> bytes:
    """Replace one part of an office document, or add it."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        parts: list[tuple[str, bytes | Iterable[bytes]]] = [
            (one, archive.read(one)) for one in archive.namelist() if one != name
        ]
    return packed([*parts, (name, content)])


_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OPEN_XML = "application/vnd.openxmlformats-officedocument."


def package(kind: str, main: str, parts: dict[str, str], part: str, part_kind: str) -> bytes:
    """Make an office document whose main part points at one other."""
    relations = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    folder, _, name = main.rpartition("/")
    all_parts = {
        "[Content_Types].xml": f'<Types xmlns="{types}"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/{main}" ContentType="{_OPEN_XML}{kind}.main+xml"/>'
        f'<Override PartName="/{folder}/{part}" ContentType="{_OPEN_XML}{part_kind}+xml"/></Types>',
        "_rels/.rels": f'{relations}<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="{main}"/>'
        "</Relationships>",
        f"{folder}/_rels/{name}.rels": f'{relations}<Relationship Id="r1" Type="{_OFFICE}/{part_kind.split(".")[-1]}" '
        f'Target="{part}"/></Relationships>',
        **parts,
    }
    return packed((one, text.encode()) for one, text in all_parts.items())


def sheet() -> bytes:
    """Make a small workbook."""
    names = f'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{_OFFICE}"'
    book = f'<workbook {names}><sheets><sheet name="One" sheetId="1" r:id="r1"/></sheets></workbook>'
    cells = '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>cell</t></is></c></row></sheetData>'
    return package(
        "spreadsheetml.sheet",
        "xl/workbook.xml",
        {"xl/workbook.xml": book, "xl/worksheets/sheet1.xml": f"<worksheet {names}>{cells}</worksheet>"},
        "worksheets/sheet1.xml",
        "spreadsheetml.worksheet",
    )


def slides() -> bytes:
    """Make a small presentation."""
    names = f'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="{_OFFICE}" '
    names += 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
    show = f'<p:presentation {names}><p:sldIdLst><p:sldId id="256" r:id="r1"/></p:sldIdLst></p:presentation>'
    text = "<p:sp><p:txBody><a:p><a:r><a:t>A slide</a:t></a:r></a:p></p:txBody></p:sp>"
    slide = f"<p:sld {names}><p:cSld><p:spTree>{text}</p:spTree></p:cSld></p:sld>"
    return package(
        "presentationml.presentation",
        "ppt/presentation.xml",
        {"ppt/presentation.xml": show, "ppt/slides/slide1.xml": slide},
        "slides/slide1.xml",
        "presentationml.slide",
    )


def lying(package: bytes) -> bytes:
    """Make an archive whose directory says of every file that it is ten bytes long."""
    data = bytearray(package)
    at = data.find(b"PK\x01\x02")
    while at != -1:
        struct.pack_into("<I", data, at + 24, 10)
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


def archives(folder: Path) -> None:
    """Write archives that unpack to far more than they are, lie, climb out or have odd names."""
    bomb = packed([("zeros.txt", zeros(600))])
    write = {
        "bomb.zip": bomb,
        "nested.zip": packed([("inner.zip", packed([("inmost.zip", bomb), ("bomb.txt", zeros(300))]))]),
        "lying.zip": lying(packed([("zeros.txt", zeros(200))])),
        "many.zip": packed((f"{n}.txt", b"x") for n in range(30_000)),
        "climbing.zip": packed(
            (name, b"A text that stays where it is.")
            for name in ("../../climbed.txt", "/abs.txt", "a\nb.txt", "Ёж.txt", "c:\\d.txt", "." * 200 + "/x.txt")
        ),
        "cut.zip": bomb[: len(bomb) // 2],
        "bomb.gz": gzip.compress(b"0" * 300_000_000, 1),
    }
    for name, data in write.items():
        (folder / name).write_bytes(data)
    with tarfile.open(folder / "climbing.tar", "w") as tar:
        for name, kind in (
            ("../../climbed2.txt", tarfile.REGTYPE),
            ("link.txt", tarfile.SYMTYPE),
            ("dev.txt", tarfile.CHRTYPE),
        ):
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, "/etc/passwd"
            content = b"A text in a tar." if kind == tarfile.REGTYPE else b""
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))


def office(folder: Path) -> None:
    """Write office documents whose parts explode."""
    word, excel, show = corpus.docx(["x"]), sheet(), slides()
    rows = "<row r='1'><c r='A1' t='inlineStr'><is><t>"
    sheet_xml = "<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><sheetData>"

    def long(start: str, end: str, megabytes: int = 600) -> Iterable[bytes]:
        yield start.encode()
        yield from zeros(megabytes)
        yield end.encode()

    def many_rows() -> Iterable[bytes]:
        yield sheet_xml.encode()
        for _ in range(300):
            yield b"<row><c t='inlineStr'><is><t>cell</t></is></c></row>" * 10_000
        yield b"</sheetData></worksheet>"

    write = {
        "bomb.docx": with_part(word, "word/document.xml", long(BODY, BODY_END)),
        "laughs.docx": with_part(word, "word/document.xml", f"{LAUGHS}{BODY}&a11;{BODY_END}".encode()),
        "deep.docx": with_part(
            word, "word/document.xml", BODY.encode() + b"<w:r>" * 100_000 + b"</w:r>" * 100_000 + BODY_END.encode()
        ),
        "bomb.xlsx": with_part(
            excel, "xl/worksheets/sheet1.xml", long(sheet_xml + rows, "</t></is></c></row></sheetData></worksheet>")
        ),
        "rows.xlsx": with_part(excel, "xl/worksheets/sheet1.xml", many_rows()),
        "laughs.xlsx": with_part(
            excel,
            "xl/worksheets/sheet1.xml",
            f"{LAUGHS}{sheet_xml}{rows}&a11;</t></is></c></row></sheetData></worksheet>".encode(),
        ),
        "bomb.pptx": with_part(show, "ppt/slides/slide1.xml", long("<a>", "</a>")),
        "laughs.pptx": with_part(show, "ppt/slides/slide1.xml", f"{LAUGHS}<x>&a11;</x>".encode()),
    }
    for name, data in write.items():
        (folder / name).write_bytes(data)


def markup(folder: Path) -> None:
    """Write texts whose markup has no end, nests too deep or makes patterns run for ever."""
    write = {
        "laughs.xml": f"{LAUGHS}<x>&a11;</x>",
        "laughs.svg": f"{LAUGHS}<svg xmlns='http://www.w3.org/2000/svg'><text>&a11;</text></svg>",
        "quadratic.xml": f"{QUADRATIC}<x>{'&a;' * 50_000}</x>",
        "outside.xml": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>kept &a;</x>',
        "deep.html": "<html><body>" + "<div>" * 10_000 + "deep" + "</div>" * 10_000,
        "deep.json": "[" * 10_000 + "]" * 10_000,
        "deep.yaml": "".join(" " * n + "a:\n" for n in range(3000)) + " " * 3000 + "b: 1\n",
        "flow.yaml": "[" * 10_000 + "]" * 10_000,
        "alias.yaml": "a0: &a0 [x,x,x,x,x,x,x,x,x]\n"
        + "".join(f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)),
        "deep.toml": "a = " + "[" * 10_000 + "]" * 10_000,
        "deep.xml": "<a>" * 100_000 + "x" + "</a>" * 100_000,
        "deep.py": "(" * 10_000 + ")" * 10_000,
        "deep.tex": "{\\bf " * 10_000 + "x" + "}" * 10_000,
        "deep.ipynb": '{"cells":' * 5000 + "1" + "}" * 5000,
    }
    for mark in (
        "[",
        "*",
        "<",
        "#",
        " ",
        "`",
        "_",
        "![",
        "[[",
        "> ",
        "- ",
        "|",
        "\\",
        "&",
        "<!--",
        "---\n",
        "=\n",
        "~",
    ):
        bait = "word " + mark * (400_000 // len(mark)) + " word"
        name = "-".join(f"{ord(one):x}" for one in mark)
        for suffix in ("md", "html", "rst", "org", "tex"):
            write[f"bait-{name}.{suffix}"] = bait
    for name, text in write.items():
        (folder / name).write_text(text)


def long_texts(folder: Path) -> None:
    """Write texts of one line, or of two million."""
    words = ("the harbour and the boats that lie in it " * 25_000).encode()
    (folder / "line.txt").write_bytes(words * 100)
    (folder / "short line.txt").write_bytes(words * 5)
    (folder / "line.json").write_bytes(b'{"a": "' + words * 5 + b'"}')
    (folder / "line.md").write_bytes(words * 5)
    (folder / "line.csv").write_bytes(b"a,b\n" + words * 5)
    (folder / "rows.csv").write_bytes(b"number,name\n" + b"".join(b"%d,boat\n" % n for n in range(2_000_000)))
    (folder / "unclosed.csv").write_bytes(b'a,b\n"' + words * 5)
    (folder / "no space.txt").write_bytes(b"x" * 20_000_000)


def pdf_of(objects: list[bytes]) -> bytes:
    """Make a PDF of these objects, the first of which is its catalogue."""
    data = bytearray(b"%PDF-1.4\n")
    places = []
    for number, one in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(data + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))


def pdfs(folder: Path) -> None:
    """Write PDFs with a million objects, loops, nests and streams that explode."""
    catalogue, tree = b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>"
    flate = zlib.compress(b"0 0 m 9 9 l S\n" * 10_000_000, 1)
    content = b"<< /Length 10 >>\nstream\nBT ET\nendstream"
    stream = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream"
    twice = zlib.compress(zlib.compress(b"\0" * 300_000_000, 1), 1)
    outline = [b"<< /Title (x) /Parent 5 0 R /Next 7 0 R >>", b"<< /Title (y) /Parent 5 0 R /Next 6 0 R >>"]
    write = {
        "million.pdf": [catalogue, tree, page, content, *[b"[]"] * 1_000_000],
        "arrays.pdf": [catalogue, tree, page[:-3] + b" /X " + b"[" * 100_000 + b"]" * 100_000 + b" >>", content],
        "loop.pdf": [catalogue, b"<< /Type /Pages /Count 9 /Kids [2 0 R 2 0 R] >>"],
        "claims.pdf": [catalogue, b"<< /Type /Pages /Count 2000000000 /Kids [3 0 R] >>", page, content],
        "stream.pdf": [catalogue, tree, page, stream % (len(flate), flate)],
        "twice.pdf": [
            catalogue, tree, page,
            b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>\nstream\n%s\nendstream" % (len(twice), twice),
        ],
        "outline.pdf": [
            b"<< /Type /Catalog /Pages 2 0 R /Outlines 5 0 R >>", tree, page, content,
            b"<< /First 6 0 R /Last 7 0 R >>", *outline,
        ],
        "huge page.pdf": [catalogue, tree, page.replace(b"595 842", b"2000000 2000000"), content],
    }  # fmt: skip
    for name, objects in write.items():
        (folder / name).write_bytes(pdf_of(objects))


def png(width: int, height: int, *, rows: int | None = None) -> bytes:
    """Make a grey picture, of which only some rows may be there."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer = zlib.compressobj(9)
    row = b"\0" + b"\xff" * ((width + 7) // 8)
    data = b"".join(packer.compress(row) for _ in range(height if rows is None else rows)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def pictures(folder: Path) -> None:
    """Write pictures of 20,000 by 20,000 points, and one that says so only."""
    from PIL import Image

    (folder / "large.png").write_bytes(png(20_000, 20_000))
    (folder / "lying.png").write_bytes(png(60_000, 60_000, rows=10))
    (folder / "cut.png").write_bytes(png(2000, 2000)[:-300])
    large = Image.new("1", (20_000, 20_000), 1)
    large.save(folder / "large.tiff", compression="group4")
    large.convert("L").save(folder / "large.jpg", quality=20)
    large.convert("P").save(folder / "large.gif")
    small = Image.new("L", (40, 40), 255)
    small.save(folder / "frames.tiff", save_all=True, append_images=[small] * 3000)


def mails(folder: Path) -> None:
    """Write messages of a hundred thousand parts, or a thousand deep."""
    head = b"From: a@example.org\nSubject: s\nMIME-Version: 1.0\n"
    parts = b"--b\nContent-Type: text/plain\n\npart\n" * 100_000
    many = head + b"Content-Type: multipart/mixed; boundary=b\n\n" + parts + b"--b--\n"
    deep = head + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(1000)
    ) + b"Content-Type: text/plain\n\nfound\n"  # fmt: skip
    (folder / "many.eml").write_bytes(many)
    (folder / "deep.eml").write_bytes(deep)
    (folder / "forwarded.eml").write_bytes(head + (b"Content-Type: message/rfc822\n\n" + head) * 1000 + b"\nend\n")
    (folder / "box.mbox").write_bytes(
        b"".join(b"From a@b Mon Jan  1 00:00:00 2024\n%s\n" % one for one in (many, deep))
    )
    (folder / "header.eml").write_bytes(b"Subject: " + b"=?utf-8?q?" * 100_000 + b"\n\nbody")
    (folder / "events.ics").write_bytes(
        b"BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:1\nDTSTART:20240101T000000Z\nRRULE:FREQ=SECONDLY\n"
        b"SUMMARY:endless\nEND:VEVENT\n" + b"BEGIN:VEVENT\n" * 5000
    )


def noise(folder: Path) -> None:
    """Write nothing but noise, under every suffix there is."""
    from alcove.core.formats import FORMATS

    chance = random.Random(3)
    for suffix in sorted({one for known in FORMATS for one in known.suffixes}):
        (folder / f"noise{suffix}").write_bytes(chance.randbytes(20_000))


FAMILIES: tuple[Callable[[Path], None], ...] = (
    archives, office, markup, long_texts, pdfs, pictures, mails, noise,
)  # fmt: skip
