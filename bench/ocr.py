"""OCR: its speed and errors on pages of known text next to bare Tesseract's, and PDF text next to bare pdfium's.

The pages are drawn from the sample library, in two fonts. Both sides run as many Tesseract processes as there are
cores, each on one thread, at ordinary priority, so that other programs disturb them alike; bare Tesseract is told the
language of each page and finds its orientation in a pass of its own. Alone: `python bench/ocr.py`.
"""

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import numpy as np
from figures import Figure
from PIL import Image, ImageDraw, ImageFont

import alcove
from alcove.core.formats import mime_of
from alcove.rag import ocr
from alcove.rag.readers import read
from alcove.rag.types import Document

SAMPLES = Path(alcove.__file__).parent / "samples" / "library"
TEXTS = {
    "eng": ("bees.md", "oil-finish.md", "house-log.md"),
    "rus": ("dacha-zametki.md", "poezdka-v-gruziyu.md"),
}
FONTS = ("DejaVuSerif.ttf", "DejaVuSans.ttf")
FONT_FOLDER = Path("/usr/share/fonts/truetype/dejavu")
LINES, SIGNS = 50, 76
MOST_TIME = 1.15
MOST_ERRORS = 0.02
PAGES_A_LANGUAGE = 3
TEXT_PAGES = 400


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page of known text."""

    language: str
    text: str
    image: Image.Image


def against_bare(options: argparse.Namespace) -> list[Figure]:
    """Measure all: speed of OCR, error rates by resolution and language, speed of text layers."""
    return list(measured(options.runs))


def measured(runs: int) -> Iterator[Figure]:
    """Yield the figures as they are measured."""
    ocr.NICE = 0
    with tempfile.TemporaryDirectory() as folder:
        yield from _speed(Path(folder), runs)
        yield from _text_layers(Path(folder), runs)
        yield from _errors(Path(folder))


def _pages(language: str, dpi: int, count: int) -> list[Drawn]:
    source = "\n".join((SAMPLES / name).read_text("utf-8") for name in TEXTS[language])
    plain = re.sub(r"^---\n.*?\n---\n|[#*`>|\[\]]|^-+ ?|^[-: ]+$", "", source, flags=re.MULTILINE | re.DOTALL)
    lines = [line for paragraph in plain.split("\n") for line in textwrap.wrap(paragraph, SIGNS)]
    pages = []
    for number in range(count):
        at = number * LINES % max(1, len(lines) - LINES)
        text = "\n".join(lines[at : at + LINES])
        pages.append(Drawn(language, text, _drawn(text, dpi, FONTS[number % len(FONTS)])))
    return pages


def _drawn(text: str, dpi: int, font_name: str) -> Image.Image:
    page = Image.new("L", (round(8.27 * dpi), round(11.69 * dpi)), 255)
    draw, font = ImageDraw.Draw(page), ImageFont.truetype(FONT_FOLDER / font_name, round(10.5 * dpi / 72))
    for number, line in enumerate(text.split("\n")):
        draw.text((0.9 * dpi, 0.8 * dpi + number * 14.5 * dpi / 72), line, font=font, fill=0)
    return page


def _read(path: Path) -> Document:
    """Read a file as the `reader` child does."""
    reading = read(path, mime_of(path.name))
    while True:
        try:
            next(reading)
        except StopIteration as end:
            return end.value


def _bare(path: Path, language: str, *, orient: bool) -> str:
    """Read an image with Tesseract alone; return its text."""
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}

    def run(*arguments: str) -> str:
        command = ["tesseract", str(path), "stdout", *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout

    if orient:
        run("--psm", "0")
    return run("--psm", "3", "-l", language)


def _timed(work: Callable[[], object]) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


def _spent(work: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds of processor time of this process and all it started, and those on the clock."""
    before, began = os.times(), time.monotonic()
    work()
    after = os.times()
    return sum(after[:4]) - sum(before[:4]), time.monotonic() - began


def _speed(folder: Path, runs: int) -> list[Figure]:
    """Read the same pages by turns; the median of the ratios of neighbouring runs counts.

    Processor time is told beside the clock: on a busy machine the clock says .6 in one run and 1.3 in the next.
    """
    pages = [page for language in TEXTS for page in _pages(language, 300, PAGES_A_LANGUAGE)]
    images = [page.image for page in pages]
    whole = folder / "pages.tiff"
    images[0].save(whole, save_all=True, append_images=images[1:], dpi=(300, 300))
    singles = []
    for number, page in enumerate(pages):
        singles.append((folder / f"page-{number}.tiff", page.language))
        page.image.save(singles[-1][0], dpi=(300, 300))

    def bare() -> None:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(lambda one: _bare(one[0], one[1], orient=True), singles))

    _read(singles[0][0])  # what is imported once does not count
    times = [(_spent(lambda: _read(whole)), _spent(bare)) for _ in range(max(1, runs))]
    (ours, our_clock), (theirs, their_clock) = sorted(times, key=lambda pair: pair[0][1] / pair[1][1])[len(times) // 2]
    count = len(pages)
    return [
        Figure(f"OCR of {count} pages at 300 dpi", our_clock, their_clock, "s", most=MOST_TIME),
        Figure("its processor time", ours, theirs, "s"),
        Figure("OCR, pages a second", count / our_clock, count / their_clock, "pages/s"),
    ]


def _errors(folder: Path) -> Iterator[Figure]:
    """Compare error rates at each resolution, and at 300 dpi on pages that lie askew, upside down, or in grain."""
    for language in TEXTS:
        for dpi in (300, 200, 150):
            yield _error(folder, f"{dpi} dpi", dpi, _pages(language, dpi, 1))
        straight = _pages(language, 300, 1)
        for name, spoilt in (("askew by 2.3 degrees", _askew), ("upside down", _overhead), ("grainy", _grainy)):
            pages = [Drawn(page.language, page.text, spoilt(page.image)) for page in straight]
            yield _error(folder, name, 300, pages)


def _askew(image: Image.Image) -> Image.Image:
    return image.rotate(2.3, Image.Resampling.BICUBIC, fillcolor=255)


def _overhead(image: Image.Image) -> Image.Image:
    return image.transpose(Image.Transpose.ROTATE_180)


def _grainy(image: Image.Image) -> Image.Image:
    grain = np.random.default_rng(7).normal(0, 40, (image.height, image.width))
    return Image.fromarray(np.clip(np.asarray(image) * 0.8 + 30 + grain, 0, 255).astype(np.uint8))


def _error(folder: Path, name: str, dpi: int, pages: list[Drawn]) -> Figure:
    ours, theirs = [], []
    for page in pages:
        path = folder / "page.png"
        page.image.save(path, dpi=(dpi, dpi))
        ours.append(error_rate(_read(path).text, page.text))
        theirs.append(error_rate(_bare(path, page.language, orient=False), page.text))
    return Figure(
        f"character errors, {pages[0].language}, {name}", 100 * statistics.mean(ours), 100 * statistics.mean(theirs),
        "%", most=100 * MOST_ERRORS, absolute=True,
    )  # fmt: skip


def error_rate(found: str, truth: str) -> float:
    """Return the edits (Levenshtein 1966) for each character of the truth; runs of space count as one."""
    a = np.array([ord(sign) for sign in " ".join(found.split())])
    b = np.array([ord(sign) for sign in " ".join(truth.split())])
    steps = np.arange(len(b) + 1)
    row = steps.copy()
    for number, sign in enumerate(a, 1):
        fresh = np.concatenate(([number], np.minimum(row[:-1] + (b != sign), row[1:] + 1)))
        row = np.minimum.accumulate(fresh - steps) + steps
    return float(row[-1]) / max(1, len(b))


def _text_layers(folder: Path, runs: int) -> list[Figure]:
    """Read a PDF of many pages with text layers, and only take its text with pdfium."""
    import pypdfium2

    path = folder / "long.pdf"
    long = pypdfium2.PdfDocument.new()
    while len(long) < TEXT_PAGES:
        for name in sorted(SAMPLES.glob("*.pdf")):
            sample = pypdfium2.PdfDocument(name)
            long.import_pages(sample)
            sample.close()
    long.save(path)
    count = len(long)
    long.close()

    def bare() -> None:
        document = pypdfium2.PdfDocument(path)
        for page in document:
            textpage = page.get_textpage()
            textpage.get_text_range()
            textpage.close()
            page.close()
        document.close()

    times = [(_timed(lambda: _read(path)), _timed(bare)) for _ in range(max(3, runs))]
    ours, theirs = (statistics.median(side) for side in zip(*times, strict=True))
    return [
        Figure(f"text of a PDF of {count} pages against bare pdfium", ours, theirs, "s", most=1.5),
        Figure("PDF text, pages a second", count / ours, count / theirs, "pages/s"),
    ]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    for figure in measured(parser.parse_args().runs):
        print(figure, flush=True)


if __name__ == "__main__":
    main()
