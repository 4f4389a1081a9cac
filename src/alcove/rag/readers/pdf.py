"""PDF: pdfium gives the text layer; a page without one that can be used is rasterised whole and read by OCR.

The text of a page with a text layer keeps pdfium's character indices, so that a span can be highlighted on the page:
nothing is inserted or removed but at the ends of pages (what was typed into a form), and a line-end hyphen (U+FFFE
from pdfium) is replaced by one character.
"""

import io
import mimetypes
import re
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

from alcove.core.errors import DocumentError
from alcove.core.formats import UNKNOWN, mime_of
from alcove.rag import ocr
from alcove.rag.ocr import Lack, Ocr, Page
from alcove.rag.readers import How, Member, PagesDone
from alcove.rag.readers.form_values import with_typed
from alcove.rag.types import Document

if TYPE_CHECKING:
    from PIL import Image

_BROKEN_WORD = re.compile(r"(\w+)\ufffe(\w+)")
_WORD = re.compile(r"\w+")
_CID = re.compile(r"\(cid:\d+\)")
SOFT_HYPHEN = "\u00ad"

MOST_PAGES = 100_000
_MOST_BOOKMARKS = 20_000
_MOST_MEMBERS = 1_000
_TOLD_EVERY_S = 0.25
_SMALL_DPI = 75
_MOST_OBJECTS = 1_000
"""Of a page, looked through for pictures: a scan is among the first, or nearly alone."""
_PICTURE_SHARE = 0.12
_LEAST_LETTERS = 300
_MANY_STROKES = 300
_SURE_ENOUGH = 70.0

_LATIN_VOWELS = frozenset("aeiouyàáâãäåæèéêëìíîïòóôõöøùúûüýāąēęěėīįōőœūůűųı")
_CYRILLIC_VOWELS = frozenset("аеёиоуыэюяєіїўѣ")
_COMMON = frozenset("eainorst")
"""At least three of these are among the five commonest letters in every language of Latin letters tried (18)."""

Layer = Literal["good", "none", "garbage", "odd", "part"]
"""A page's text layer: can be used; is not there; is no text; looks like none; covers little of the page's ink."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page as pdfium gives it."""

    page: Page
    layer: Layer


def read(path: Path, how: How) -> Generator[PagesDone | Member, None, Document]:
    """Read page by page: text layers first, then what has to be read by OCR, on all cores.

    Raises DocumentError for a file that is encrypted, damaged, or of which no page can be read.
    """
    document = _opened(path, how.password)
    try:
        sheets = yield from _layers(document, has_pictures=_has_pictures(path))
        pages = yield from _scans(document, sheets, how)
        texts = _with_hyphens([page.text for page in pages])
        pages = [replace(page, text=text) for page, text in zip(pages, texts, strict=True)]
        members = 0
        for member in _attachments(document):
            members += 1
            yield member
        title = " ".join(document.get_metadata_value("Title").replace("\0", " ").split())
        return ocr.bind(pages, title, _outline(document), members=members > 0)
    finally:
        document.close()


def _opened(path: Path, password: str) -> Any:
    import pypdfium2

    with path.open("rb"):
        pass  # a file that cannot be opened at all is no damaged PDF
    try:
        document = pypdfium2.PdfDocument(path, password=password or None)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise DocumentError("the file is encrypted and needs a password", action="password") from error
        raise DocumentError("the file is damaged or not a PDF") from error
    if len(document) > MOST_PAGES:
        pages = len(document)
        document.close()
        raise DocumentError(f"it claims to have {pages:,} pages, and files are read up to {MOST_PAGES:,}")
    return document


def _has_pictures(path: Path) -> bool:
    """Tell by a look at the bytes whether any page can hold a picture; the name of its kind is never packed."""
    with path.open("rb") as file:
        tail = b""
        while block := file.read(1 << 22):
            if b"/Image" in tail + block:
                return True
            tail = block[-8:]
    return False


def _outline(document: Any) -> dict[int, list[tuple[int, str]]]:
    """Return levels and names of the outline by page; what leads nowhere is left out."""
    import pypdfium2

    found: dict[int, list[tuple[int, str]]] = {}
    try:
        for entry in islice(document.get_toc(), _MOST_BOOKMARKS):
            target = entry.get_dest()
            index = target.get_index() if target is not None else None
            name = " ".join(entry.get_title().split())
            if index is not None and name:
                found.setdefault(index + 1, []).append((entry.level + 1, name))
    except (pypdfium2.PdfiumError, UnicodeDecodeError):
        return found
    return found


def _attachments(document: Any) -> Iterator[Member]:
    import pypdfium2

    for index in range(min(document.count_attachments(), _MOST_MEMBERS)):
        try:
            attached = document.get_attachment(index)
            name = attached.get_name() or f"attachment {index + 1}"
            data = bytes(attached.get_data())
        except (pypdfium2.PdfiumError, UnicodeDecodeError):
            continue
        mime = mime_of(name)
        if mime == UNKNOWN:
            mime = mimetypes.guess_type(name)[0] or UNKNOWN
        yield Member(name, mime, len(data), 0, _opening(data))


def _opening(data: bytes) -> Callable[[], BinaryIO]:
    return lambda: io.BytesIO(data)


# -------------------------------------------------------------------------------------------- text layers


def _layers(document: Any, *, has_pictures: bool) -> Generator[PagesDone, None, list[_Sheet]]:
    """Read every page's text layer and judge it."""
    sheets: list[_Sheet] = []
    told = time.monotonic()
    total = len(document)
    done = 0
    for index in range(total):
        sheet = _sheet(document, index, has_pictures=has_pictures)
        sheets.append(sheet)
        done += sheet.layer == "good"
        if time.monotonic() - told > _TOLD_EVERY_S:
            told = time.monotonic()
            yield PagesDone(done, total)
    return sheets


def _sheet(document: Any, index: int, *, has_pictures: bool) -> _Sheet:
    import pypdfium2

    number = index + 1
    try:
        label = document.get_page_label(index)
    except UnicodeDecodeError:
        label = ""
    label = "" if label == str(number) else label
    try:
        page = document[index]
    except pypdfium2.PdfiumError:
        return _Sheet(Page(number, "unread", label=label, reason="the page is damaged"), "good")
    try:
        textpage = page.get_textpage()
        try:
            text = textpage.get_text_range()
            layer = layer_of(text)
            if layer == "good" and _is_suspect(page, text, has_pictures=has_pictures) and _misses(page, textpage):
                layer = "part"
            if layer == "good":
                text = with_typed(page, text)
        finally:
            textpage.close()
    except (pypdfium2.PdfiumError, AssertionError):  # pypdfium2 asserts what a broken page breaks
        text, layer = "", "none"
    finally:
        page.close()
    return _Sheet(Page(number, "text", text, label=label), layer)


def layer_of(text: str) -> Layer:
    """Judge the text of a page by its characters alone.

    Garbage is what no reader could take for text: numbers of glyphs, private or control characters, letters of two
    scripts in turns, Cyrillic taken for Western letters. Odd is what has the wrong letters for any language, as
    when a font names its glyphs at will; formulas and codes look like that too.
    """
    counts = Counter(text)
    signs = sum(counts.values()) - sum(counts[space] for space in " \r\n\t\f\u00a0\ufffe")
    if not any(sign.isalnum() for sign in counts):
        return "none"
    if "(cid:" in text and sum(map(len, _CID.findall(text))) > signs * 0.3:
        return "garbage"
    lower: Counter[str] = Counter()
    wrong = 0
    for sign, count in counts.items():
        if sign.isalpha():
            lower[sign.lower()] += count
        elif sign in "\ufffd\u25a1" or (not sign.isprintable() and sign not in "\r\n\t\f\u00a0\u00ad\ufffe\u200b"):
            wrong += count  # not printable: control, private and unassigned ones
    if wrong > signs * 0.2:
        return "garbage"
    return _letters_of(lower)


def _letters_of(lower: Counter[str]) -> Layer:
    """Judge by how often each letter (lower case) stands there."""
    letters = sum(lower.values())
    western = sum(count for sign, count in lower.items() if "à" <= sign <= "ÿ")
    latin = sum(count for sign, count in lower.items() if sign < "\u0250")
    cyrillic = sum(count for sign, count in lower.items() if "\u0400" <= sign <= "\u052f")
    if letters >= 20 and western > letters * 0.6:
        return "garbage"  # windows-1251 or KOI8-R taken for Latin-1
    if letters < 150:
        return "good"
    if latin > letters * 0.8:
        vowels = sum(lower[sign] for sign in _LATIN_VOWELS)
        common = sum(sign in _COMMON for sign, _ in lower.most_common(5))
        return "good" if 0.22 < vowels / latin < 0.7 and common >= 2 else "odd"
    if cyrillic > letters * 0.8:
        vowels = sum(lower[sign] for sign in _CYRILLIC_VOWELS)
        return "good" if 0.25 < vowels / cyrillic < 0.7 else "odd"
    return "good"


def _is_suspect(page: Any, text: str, *, has_pictures: bool) -> bool:
    """Tell whether a page may show more text than it has: it holds large pictures, or many strokes and few letters.

    A look through the list of its objects; nothing is drawn for it.
    """
    from pypdfium2 import raw

    count = raw.FPDFPage_CountObjects(page)
    few = len(text) < _LEAST_LETTERS
    if few and count > _MANY_STROKES:
        return True
    if not has_pictures:
        return False
    width, height = page.get_size()
    least = width * height * _PICTURE_SHARE
    covered = 0.0
    for index in range(min(count, _MOST_OBJECTS)):
        thing = raw.FPDFPage_GetObject(page, index)
        kind = raw.FPDFPageObj_GetType(thing)
        if kind in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM):
            covered += _area(thing, width, height)
            if covered >= least:
                return True
    return False


def _area(thing: Any, width: float, height: float) -> float:
    """Return the area of an object's bounds, at most the page's."""
    from ctypes import byref, c_float

    from pypdfium2 import raw

    left, bottom, right, top = c_float(), c_float(), c_float(), c_float()
    if not raw.FPDFPageObj_GetBounds(thing, byref(left), byref(bottom), byref(right), byref(top)):
        return 0.0
    return min(abs(right.value - left.value), width) * min(abs(top.value - bottom.value), height)


def _misses(page: Any, textpage: Any) -> bool:
    """Tell whether a page shows lines that look like text where its text layer has none."""
    drawn = _drawn(page, _SMALL_DPI / 72, most=4_000_000)
    if drawn is None:
        return False
    image, place = drawn
    marks = ocr.ink(image)
    for index in range(min(textpage.count_rects(), 5_000)):
        left, bottom, right, top = textpage.get_rect(index)
        (x0, y0), (x1, y1) = place.to_bitmap(left, top), place.to_bitmap(right, bottom)
        x0, x1, y0, y1 = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
        marks[max(0, int(y0) - 2) : int(y1) + 3, max(0, int(x0) - 2) : int(x1) + 3] = False
    return ocr.lines_of_text(marks) >= ocr.LEAST_LINES


def _drawn(page: Any, scale: float, *, most: int = ocr.MOST_PIXELS) -> "tuple[Image.Image, Any] | None":
    """Draw a page in grey, with the way from its coordinates to the image's; None when it cannot be drawn."""
    import pypdfium2

    width, height = page.get_size()
    if width <= 0 or height <= 0:
        return None
    scale = min(ocr.bounded(width, height, scale), (most / (width * height)) ** 0.5)
    try:
        bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=False)
    except pypdfium2.PdfiumError:
        return None
    image = bitmap.to_pil().copy()
    place = bitmap.get_posconv(page)
    bitmap.close()
    return image, place


def _with_hyphens(texts: list[str]) -> list[str]:
    """Replace each line-end hyphen: a soft one where the joined word stands elsewhere in the file, else "-"."""
    if not any("\ufffe" in text for text in texts):
        return texts
    words = {word.lower() for text in texts for word in _WORD.findall(text)}

    def mended(match: re.Match[str]) -> str:
        soft = (match[1] + match[2]).lower() in words
        return f"{match[1]}{SOFT_HYPHEN if soft else '-'}{match[2]}"

    return [_BROKEN_WORD.sub(mended, text).replace("\ufffe", "-") for text in texts]


# -------------------------------------------------------------------------------------------------- scans


def _scans(document: Any, sheets: list[_Sheet], how: How) -> Generator[PagesDone, None, list[Page]]:
    """Read by OCR the pages whose text layer is not good; return all pages in order."""
    pages = {sheet.page.number: sheet.page for sheet in sheets if sheet.layer == "good"}
    doubtful = {sheet.page.number: sheet for sheet in sheets if sheet.layer != "good"}
    total = len(sheets)
    if not doubtful:
        yield PagesDone(total, total)
        return list(pages.values())
    reader = Ocr(how)
    reader.suggest("\n".join(page.text for page in islice(pages.values(), 50)))
    images = _images(document, doubtful, pages, reader.lack)
    with reader:
        for read_page in reader.read(images):
            if read_page is not None:
                pages[read_page.number] = _better(doubtful[read_page.number], read_page)
            yield PagesDone(len(pages), total)
    return [pages[number] for number in range(1, total + 1)]


def _images(
    document: Any, doubtful: dict[int, _Sheet], pages: dict[int, Page], lack: Lack | None
) -> "Iterator[tuple[int, Image.Image]]":
    """Draw the pages that are to be read; those that need no reading or cannot be read go straight to `pages`."""
    import pypdfium2

    for number, sheet in doubtful.items():
        blank = replace(sheet.page, kind="empty", text="")
        try:
            page = document[number - 1]
        except pypdfium2.PdfiumError:
            pages[number] = replace(blank, kind="unread", reason="the page is damaged")
            continue
        try:
            small = _drawn(page, 50 / 72, most=2_000_000)
            if small is not None and ocr.is_blank(small[0]):
                pages[number] = blank
                continue
            if lack is not None:
                pages[number] = _unread(sheet, lack)
                continue
            drawn = _drawn(page, ocr.DPI / 72)
        finally:
            page.close()
        if drawn is None:
            pages[number] = replace(blank, kind="unread", reason="the page cannot be drawn")
            continue
        yield number, drawn[0]


def _unread(sheet: _Sheet, lack: Lack) -> Page:
    """Return a page as it is without OCR: what text it has, when that may be right, and why it is not all."""
    if sheet.layer in ("part", "odd"):
        return sheet.page
    what = "its text layer is garbage" if sheet.layer == "garbage" else "the page is a scan"
    return replace(sheet.page, kind="unread", text="", reason=f"{what}, and {lack.reason}", action=lack.action)


def _better(sheet: _Sheet, scan: Page) -> Page:
    """Choose between a doubtful text layer and what OCR read of the page."""
    scan = replace(scan, label=sheet.page.label)
    keeps = sheet.layer in ("part", "odd")
    if keeps and (scan.confidence or 0) < _SURE_ENOUGH:
        return sheet.page
    if sheet.layer == "part" and _letters(scan.text) < 1.2 * _letters(sheet.page.text) + 40:
        return sheet.page
    if sheet.layer == "odd" and layer_of(scan.text) == "odd":
        return sheet.page
    return scan


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))
