"""What an office file really is, whatever its name says, and who reads that.

Web pages called .xls, RTF called .doc and encrypted files called .docx are common.
"""

import re
from collections.abc import Generator
from importlib import import_module
from pathlib import Path

from alcove.core.errors import DocumentError
from alcove.core.formats import format_of
from alcove.rag.readers import How, Member, PagesDone
from alcove.rag.readers.legacy import ODD, converted, unlocked
from alcove.rag.readers.package import DAMAGED, Package, local
from alcove.rag.types import Document

Reading = Generator[PagesDone | Member, None, Document]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER = f"{DAMAGED} or not what its name says"
_READERS = {
    "docx": "word:read",
    "pptx": "slides:read",
    "xlsx": "sheets:read_xlsx",
    "xlsb": "sheets:read_binary",
    "xls": "sheets:read_binary",
    "odf": "opendocument:read",
    "rtf": "rtf:read",
    "xls 2003": "sheets2003:read",
    "table": "delimited:read",
    "text": "text:read_plain",
}
_FOLDERS = {"word": "docx", "xl": "xlsx", "ppt": "pptx"}
_ROOTS = {"document": "docx", "workbook": "xlsx", "presentation": "pptx"}
_OLE_STREAMS = (("encryptedpackage", "locked"), ("worddocument", "doc"), ("workbook", "xls"), ("book", "xls"),
                ("powerpoint document", "ppt"))  # fmt: skip
_CONVERTED = {"doc": "docx", "ppt": "pptx"}
_HTML = re.compile(
    rb"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body|meta|table|div|style|script)\b",
    re.IGNORECASE | re.DOTALL,
)
_MAIL = re.compile(rb"\s*(mime-version|from|content-type):\s", re.IGNORECASE)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_SHEET_NAMES = (".xls", ".xlsx", ".xlsm", ".xlsb", ".ods")
_LOOK = 65_536


def read(path: Path, how: How) -> Reading:
    """Read an office file as what it is. Raises DocumentError when it is nothing Alcove reads."""
    kind = kind_of(path)
    if kind == "locked" or (kind in ("doc", "xls", "ppt") and _is_locked(path)):
        with unlocked(path, how.password) as plain:
            return (yield from _read_as(kind_of(plain), plain, how))
    return (yield from _read_as(kind, path, how))


def _read_as(kind: str, path: Path, how: How) -> Reading:
    if kind in _CONVERTED:
        with converted(path, _CONVERTED[kind], how) as made:
            return (yield from _called(_READERS[_CONVERTED[kind]], made, how))
    if kind in _READERS:
        return (yield from _called(_READERS[kind], path, how))
    known = format_of(kind)
    if known is None:
        raise DocumentError(_OTHER)
    return (yield from _called(known.reader, path, how))


def _called(reader: str, path: Path, how: How) -> Reading:
    module, _, name = reader.partition(":")
    made: Reading | Document = getattr(import_module(f"alcove.rag.readers.{module}"), name)(path, how)
    if isinstance(made, Generator):
        return (yield from made)
    return made


def kind_of(path: Path) -> str:
    """Return what a file holds: a key of `_READERS`, "doc", "ppt", "locked", or the MIME type of another format."""
    with path.open("rb") as file:
        head = file.read(_LOOK)
        if head.startswith(b"PK"):
            return _kind_of_zip(Package(file))
    if head.startswith(_OLE):
        return _kind_of_ole(path)
    return _kind_of_text(head, path.suffix.lower())


def _kind_of_text(head: bytes, suffix: str) -> str:
    bare = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if bare.startswith(b"{\\rtf"):
        return "rtf"
    if bare.startswith(b"%PDF-"):
        return "application/pdf"
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head and b"<Workbook" in head:
        return "xls 2003"
    if _HTML.match(bare):
        return "text/html"
    if bare.startswith((b"<?xml", b"<")):
        raise DocumentError(f"{_OTHER}: it is XML of a kind Alcove does not read")
    if _MAIL.match(bare) and b"multipart/related" in head.lower():
        return "multipart/related"
    if not head.startswith((b"\xff\xfe", b"\xfe\xff")) and _CONTROL.search(head):
        raise DocumentError(_OTHER)
    return "table" if suffix in _SHEET_NAMES else "text"


def _kind_of_zip(package: Package) -> str:
    if "mimetype" in package and package.read("mimetype", 1_000).startswith(b"application/vnd.oasis.opendocument."):
        return "odf"
    if "content.xml" in package and "META-INF/manifest.xml" in package:
        return "odf"
    if "[Content_Types].xml" not in package and "_rels/.rels" not in package:
        raise DocumentError(f"{_OTHER}: it is a zip archive with no office document in it")
    part = package.main_part("word/document.xml", "xl/workbook.xml", "xl/workbook.bin", "ppt/presentation.xml")
    if part.lower().endswith(".bin"):
        return "xlsb"
    kind = _FOLDERS.get(part.partition("/")[0].lower()) or _ROOTS.get(local(package.xml(part)))
    if kind is None:
        raise DocumentError(f"{_OTHER}: it is a document of another kind")
    return kind


def _kind_of_ole(path: Path) -> str:
    import olefile

    try:
        with olefile.OleFileIO(path) as file:
            names = {one[0].lower() for one in file.listdir() if len(one) == 1}
    except ODD as error:
        raise DocumentError(_OTHER) from error
    kind = next((kind for stream, kind in _OLE_STREAMS if stream in names), "")
    if not kind:
        raise DocumentError(f"{_OTHER}: it is an old binary file of another kind")
    return kind


def _is_locked(path: Path) -> bool:
    """Tell whether a binary file of Office 97 to 2003 is encrypted; one too odd to tell is left to its reader."""
    import msoffcrypto
    from msoffcrypto.exceptions import FileFormatError, ParseError

    try:
        with path.open("rb") as file:
            return bool(msoffcrypto.OfficeFile(file).is_encrypted())
    except (FileFormatError, ParseError, *ODD):
        return False
