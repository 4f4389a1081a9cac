"""Pictures (PNG, JPEG, WebP, TIFF, BMP, GIF): read by OCR as they are shown; the frames of a TIFF are its pages."""

import struct
import warnings
import zlib
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from alcove.core.errors import DocumentError
from alcove.rag import ocr
from alcove.rag.ocr import Ocr, Page
from alcove.rag.readers import How, PagesDone
from alcove.rag.types import Document

if TYPE_CHECKING:
    from PIL import Image

_FORMATS = ("PNG", "JPEG", "WEBP", "TIFF", "BMP", "GIF", "DIB")
_MOST_FRAMES = 5_000
_KNOWN_DPI = range(100, 2_401)
_SMALL_SIDE = 2_400
_MOST_GROWTH = 3.0
_ORIENTATION = 0x0112
_TURNS = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}
"""EXIF's orientation to Pillow's number of the transposition that sets it right."""
# What Pillow lets through on damaged files, beside OSError (which its own errors are).
_DAMAGE = (SyntaxError, ValueError, TypeError, EOFError, IndexError, KeyError, OverflowError, struct.error, zlib.error)


def read(path: Path, how: How) -> Generator[PagesDone, None, Document]:
    """Read the text in a picture.

    Raises DocumentError when there is none, when the picture is damaged or too large, or when OCR is not to be had.
    """
    with path.open("rb"):
        pass  # a file that cannot be opened at all is no damaged picture
    reader = Ocr(how)
    lack = reader.lack
    if lack is not None:
        raise DocumentError(f"it is a picture, and {lack.reason}", action=lack.action)
    pages: dict[int, Page] = {}
    with reader:
        frames = _frames(path, pages)
        for page in reader.read(frames):
            if page is not None:
                pages[page.number] = page
            yield PagesDone(len(pages), max(pages, default=1))
    return ocr.bind([pages[number] for number in sorted(pages)])


def _frames(path: Path, pages: dict[int, Page]) -> "Iterator[tuple[int, Image.Image]]":
    """Yield the frames to be read; blank and damaged ones go straight to `pages`. Animations have one frame."""
    number = 1
    try:
        with _opened(path) as picture:
            frames = min(getattr(picture, "n_frames", 1), _MOST_FRAMES) if picture.format == "TIFF" else 1
            for number in range(1, frames + 1):
                image = _frame(picture, number)
                small = image.copy()
                small.thumbnail((600, 600))
                if ocr.is_blank(small):
                    pages[number] = Page(number, "empty", reason="no text was found on it")
                else:
                    yield number, image
    except (OSError, *_DAMAGE) as error:
        if number == 1:
            raise DocumentError("the picture is damaged or not of the format its name tells") from error
        pages[number] = Page(number, "unread", reason="the page is damaged")


def _opened(path: Path) -> "Image.Image":
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # odd tags, and sizes that are still within the limit
        try:
            return Image.open(path, formats=_FORMATS)
        except Image.DecompressionBombError as error:
            raise DocumentError("the picture is too large to be read: it has more than 178 million pixels") from error


def _frame(picture: "Image.Image", number: int) -> "Image.Image":
    """Return a frame in grey, upright by its EXIF data, on white, at about the resolution Tesseract likes."""
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            picture.seek(number - 1)
            dpi = _dpi(picture)
            if picture.format == "JPEG":
                scale = ocr.bounded(*picture.size, 1.0)
                picture.draft("L", (int(picture.width * scale), int(picture.height * scale)))
            picture.load()
        except Image.DecompressionBombError as error:
            raise DocumentError("the picture is too large to be read: it has more than 178 million pixels") from error
        turn = _TURNS.get(picture.getexif().get(_ORIENTATION, 1))
        image = _grey(picture)
    scale = 1.0
    if dpi in _KNOWN_DPI:
        scale = min(ocr.DPI / dpi, _MOST_GROWTH)
    elif max(image.size) < _SMALL_SIDE:
        scale = 2.0
    scale = ocr.bounded(*image.size, scale)
    if not 0.8 < scale < 1.25:
        size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
        image = image.resize(size, Image.Resampling.BICUBIC if scale > 1 else Image.Resampling.BOX)
    return image if turn is None else image.transpose(Image.Transpose(turn))


def _dpi(picture: "Image.Image") -> int:
    """Return the resolution a picture states; 0 when it states none, or one for each direction."""
    try:
        across, down = picture.info.get("dpi", (0, 0))
        return int(across) if abs(across - down) <= 1 else 0
    except (TypeError, ValueError, OverflowError, ZeroDivisionError):
        return 0


def _grey(picture: "Image.Image") -> "Image.Image":
    from PIL import Image

    if picture.mode.startswith("I") or picture.mode == "F":  # 16 bits and more: Pillow would cut them off
        values = np.asarray(picture, dtype=np.float32)
        low, high = float(values.min()), float(values.max())
        return Image.fromarray(((values - low) * (255 / max(high - low, 1e-9))).astype(np.uint8))
    if picture.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in picture.info:
        colours = picture.convert("RGBA")
        image = Image.new("RGBA", colours.size, "white")
        image.alpha_composite(colours)
        return image.convert("L")
    return picture.convert("L")
