"""Pictures: every format, as they are shown, and why one is not read."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from alcove.core.errors import DocumentError
from alcove.rag import ocr
from alcove.rag.readers import How, PagesDone
from tests.rag.paper import ENGLISH, RUSSIAN, error_rate, picture
from tests.rag.reading import read_all, read_file


@pytest.fixture(autouse=True)
def prompt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Tesseract stand back behind nobody: on a busy machine the tests would wait for minutes."""
    monkeypatch.setattr(ocr, "NICE", 0)


@pytest.mark.parametrize(
    ("suffix", "options"),
    [
        ("png", {"dpi": (200, 200)}),
        ("jpg", {"dpi": (200, 200), "quality": 80}),
        ("webp", {}),
        ("tiff", {"compression": "group4", "dpi": (200, 200)}),
        ("bmp", {}),
        ("gif", {}),
    ],
)
def test_pictures_of_every_format_are_read(tmp_path: Path, suffix: str, options: dict[str, Any]) -> None:
    shown = picture(ENGLISH)
    path = tmp_path / f"note.{suffix}"
    (shown.convert("1") if "compression" in options else shown).save(path, **options)
    read = read_file(path)
    assert error_rate(read.text, ENGLISH) < 0.02
    assert [page.kind for page in read.pages] == ["ocr"]
    assert read.pages[0].confidence == pytest.approx(sum(w.confidence for w in read.words) / len(read.words))


def test_all_frames_of_a_tiff_are_its_pages(tmp_path: Path) -> None:
    blank = Image.new("L", (800, 1100), 255)
    others = [picture(RUSSIAN), blank]
    picture(ENGLISH).save(tmp_path / "fax.tiff", save_all=True, append_images=others, dpi=(200, 200))
    read, told = read_all(tmp_path / "fax.tiff")
    assert [(page.number, page.kind) for page in read.pages] == [(1, "ocr"), (2, "ocr"), (3, "empty")]
    texts = [read.text[page.start : page.end] for page in read.pages]
    assert error_rate(texts[0], ENGLISH) < 0.02 and error_rate(texts[1], RUSSIAN) < 0.02 and texts[2] == ""
    assert isinstance(told[-1], PagesDone)
    assert all(read.pages[word.page - 1].start <= word.start < word.end <= read.pages[word.page - 1].end
               for word in read.words)  # fmt: skip


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_a_photograph_is_read_as_its_exif_data_turns_it(tmp_path: Path, orientation: int) -> None:
    turns = {3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}
    stored = picture(ENGLISH)
    stored = stored.transpose(turns[orientation]) if orientation in turns else stored
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored.save(tmp_path / "photo.jpg", exif=exif, dpi=(200, 200))
    read = read_file(tmp_path / "photo.jpg")
    assert error_rate(read.text, ENGLISH) < 0.02
    assert read.words[0].box[1] < 0.12 and read.words[-1].box[1] > read.words[0].box[1]


def test_transparent_and_deep_pictures_are_read(tmp_path: Path) -> None:
    shown = picture(ENGLISH)
    clear = Image.new("RGBA", shown.size, (0, 0, 0, 0))
    clear.putalpha(Image.eval(shown, lambda value: 255 - value))
    clear.save(tmp_path / "clear.png")
    deep = Image.fromarray(np.asarray(shown, dtype=np.uint16) * 200)
    deep.save(tmp_path / "deep.png")
    for name in ("clear.png", "deep.png"):
        assert error_rate(read_file(tmp_path / name).text, ENGLISH) < 0.02, name


def test_a_picture_of_nothing_has_no_text(tmp_path: Path) -> None:
    Image.new("RGB", (600, 400), "navy").save(tmp_path / "blue.png")
    Image.radial_gradient("L").resize((900, 900)).save(tmp_path / "light.png")
    for name in ("blue.png", "light.png"):
        with pytest.raises(DocumentError, match="no text was found"):
            read_file(tmp_path / name)


def png_of(width: int, height: int) -> bytes:
    """Return a PNG that claims a size and holds next to nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (png_of(20_000, 20_000), "too large to be read"),
        (png_of(100, 100), "damaged"),
        (png_of(0, 0), "damaged"),
        (b"Dear aunt", "damaged or not of the format"),
    ],
)
def test_a_damaged_or_huge_picture_is_refused_in_words(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "odd.png"
    path.write_bytes(data)
    with pytest.raises(DocumentError, match=reason):
        read_file(path)


def test_a_large_picture_is_scaled_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "MOST_PIXELS", 1_500_000)
    picture(ENGLISH, dpi=300).save(tmp_path / "large.png", dpi=(300, 300))
    assert error_rate(read_file(tmp_path / "large.png").text, ENGLISH) < 0.05


def test_a_damaged_frame_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "cut.tiff"
    second = picture(ENGLISH, ENGLISH)
    picture(ENGLISH).save(path, save_all=True, append_images=[second], compression="tiff_lzw", dpi=(200, 200))
    data = bytearray(path.read_bytes())
    with Image.open(path) as opened:
        opened.seek(1)
        at = opened.tag_v2[273][0]
    data[at : at + 400] = b"\xff" * 400
    path.write_bytes(data)
    read = read_file(path)
    assert read.pages[0].kind == "ocr" and error_rate(read.text[: read.pages[0].end], ENGLISH) < 0.02
    assert read.pages[-1].reason


def test_without_ocr_pictures_say_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    picture(ENGLISH).save(tmp_path / "note.png")
    with pytest.raises(DocumentError, match="switched off"):
        read_file(tmp_path / "note.png", how=How(ocr=False))
    with pytest.raises(DocumentError, match="lacks the language chosen") as caught:
        read_file(tmp_path / "note.png", how=How(languages=("ukr",)))
    assert caught.value.action == "language ukr"
    monkeypatch.setattr(ocr, "languages_installed", frozenset)
    with pytest.raises(DocumentError, match="Tesseract"):
        read_file(tmp_path / "note.png")
