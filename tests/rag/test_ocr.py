"""OCR: orientation, skew, grain, languages, layout, what is poor, and what is left behind."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from alcove.core.errors import DocumentError
from alcove.rag import ocr
from alcove.rag.ocr import Ocr, Page, bind, told_languages
from alcove.rag.readers import How
from alcove.rag.types import OcrWord
from tests.rag.paper import ENGLISH, RUSSIAN, error_rate, picture

DPI = 300


@pytest.fixture(autouse=True)
def prompt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Tesseract stand back behind nobody: on a busy machine the tests would wait for minutes."""
    monkeypatch.setattr(ocr, "NICE", 0)


def read(*images: Image.Image, how: How | None = None) -> list[Page]:
    with Ocr(how or How()) as reader:
        pages = [page for page in reader.read(enumerate(images, 1)) if page is not None]
    return sorted(pages, key=lambda page: page.number)


@pytest.fixture(scope="module")
def page() -> Image.Image:
    return picture(ENGLISH, ENGLISH, dpi=DPI)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_is_read_and_its_boxes_lie_where_the_words_are(page: Image.Image, turn: int) -> None:
    turns = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}
    turned = page.transpose(turns[turn])
    (found,) = read(turned)
    assert found.kind == "ocr" and error_rate(found.text, f"{ENGLISH} {ENGLISH}") < 0.02
    darkness = 255 - np.asarray(turned, dtype=np.float64)
    covered = np.zeros_like(darkness, dtype=bool)
    for word in found.words:
        left, top, right, bottom = word.box
        y0, y1, x0, x1 = top * turned.height, bottom * turned.height, left * turned.width, right * turned.width
        covered[int(y0) : int(y1) + 1, int(x0) : int(x1) + 1] = True
    assert darkness[covered].sum() > 0.98 * darkness.sum() and covered.mean() < 0.35


@pytest.mark.parametrize("degrees", [-4.0, 2.3])
def test_a_skewed_page_is_straightened(page: Image.Image, degrees: float) -> None:
    askew = page.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255)
    assert ocr.skew(askew) == pytest.approx(-degrees, abs=0.3)
    assert ocr.skew(page) == 0
    (found,) = read(askew)
    assert error_rate(found.text, f"{ENGLISH} {ENGLISH}") < 0.02
    assert all(0 <= edge <= 1 for word in found.words for edge in word.box)


def test_a_grainy_page_is_smoothed(page: Image.Image) -> None:
    grain = np.random.default_rng(1).normal(0, 50, (page.height, page.width))
    grainy = Image.fromarray(np.clip(np.asarray(page) * 0.8 + 25 + grain, 0, 255).astype(np.uint8))
    assert ocr.noise(page) < 2 < 10 < ocr.noise(grainy)
    (found,) = read(grainy)
    assert found.kind == "ocr" and error_rate(found.text, f"{ENGLISH} {ENGLISH}") < 0.03


def test_each_page_is_read_in_its_language(page: Image.Image) -> None:
    english, russian = read(page, picture(RUSSIAN, RUSSIAN, dpi=DPI))
    assert error_rate(english.text, f"{ENGLISH} {ENGLISH}") < 0.02
    assert error_rate(russian.text, f"{RUSSIAN} {RUSSIAN}") < 0.02
    assert not any("\u0400" <= sign <= "\u04ff" for sign in english.text)


def test_the_chosen_languages_are_used() -> None:
    (found,) = read(picture(RUSSIAN, dpi=DPI), how=How(languages=("eng",)))
    assert found.kind in ("poor", "unread") or error_rate(found.text, RUSSIAN) > 0.3


def test_paragraphs_lines_and_spans_of_words(page: Image.Image) -> None:
    (found,) = read(page)
    assert found.text.count("\n\n") == 1
    assert found.text.split("\n")[0].startswith("The lease of the garage begins")
    assert [found.text[word.start : word.end] for word in found.words] == found.text.split()
    assert found.confidence == pytest.approx(sum(word.confidence for word in found.words) / len(found.words))


def test_a_word_broken_at_the_end_of_a_line_is_joined() -> None:
    (found,) = read(picture("Oil and the house-", "hold goods of the Anglo-", "Saxon owner are listed.", dpi=DPI))
    tsv = "\n".join(
        ["level\tpage\tblock\tpar\tline\tword\tleft\ttop\twidth\theight\tconf\ttext"]
        + [f"5\t1\t1\t1\t{line}\t{n}\t0\t0\t9\t9\t{confidence}\t{text}"
           for n, (line, confidence, text) in enumerate(
               [(1, 96, "house-"), (2, 95, "hold"), (2, 20, "|"), (2, 94, "ﬁne"), (2, 90, "Anglo-"), (3, 91, "Saxon")])]
    )  # fmt: skip
    laid_out = ocr._laid_out(tsv, 1, ocr._Upright(Image.new("L", (100, 100), 255), 0))
    assert laid_out.text == "house\ufffehold fine Anglo-\nSaxon"
    assert [laid_out.text[w.start : w.end] for w in laid_out.words] == [
        "house\ufffe",
        "hold",
        "fine",
        "Anglo-",
        "Saxon",
    ]
    assert "hold goods" in found.text


def test_lines_that_could_not_be_read_are_not_passed_over(page: Image.Image) -> None:
    one = Page(1, "ocr", "The", 96.0, (OcrWord(1, 0, 3, 96.0, (0.1, 0.1, 0.2, 0.12)),))
    judged = ocr._judged(one, "", page)
    assert judged.kind == "poor" and judged.text == "The" and "most of its lines" in judged.reason
    assert ocr._judged(Page(1, "ocr"), "", page).reason == "the scan is too poor: no word could be read"
    assert ocr._judged(Page(1, "ocr"), "rus", page).action == "language rus"
    assert ocr._judged(Page(1, "ocr"), "", Image.new("L", (800, 800), 90)).kind == "empty"


def test_a_page_that_takes_too_long_says_so(page: Image.Image, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "PAGE_S", 0.0)
    (found,) = read(page)
    assert (found.kind, found.action) == ("unread", "retry") and "took longer" in found.reason


def test_tesseracts_failures_concern_their_page(page: Image.Image, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "can_orient", lambda: False)
    monkeypatch.setattr(ocr, "languages_installed", lambda: frozenset({"zzz"}))
    (found,) = read(page)
    assert found.kind == "unread" and found.reason.startswith("Tesseract failed on it:")


def test_nothing_starts_while_a_model_generates_and_no_image_is_made_in_advance(page: Image.Image) -> None:
    waited: list[int] = []
    made: list[int] = []

    def images() -> Iterator[tuple[int, Image.Image]]:
        for number in range(1, 7):
            made.append(number)
            yield number, Image.new("L", (400, 400), 255)

    with Ocr(How(wait_while_busy=lambda: waited.append(len(made)))) as reader:
        pages = reader.read(images())
        first = next(pages)  # a page, or None after some seconds: the sign that it is alive
        assert len(made) <= reader.cores + 2
        assert sum(page is not None for page in [first, *pages]) == 6
    assert set(range(7)) <= set(waited)


def test_it_leaves_no_files_and_removes_what_a_killed_reader_left(
    page: Image.Image, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    left, lives = tmp_path / f"alcove-ocr-{int(gone.stdout)}-x", tmp_path / f"alcove-ocr-{os.getppid()}-y"
    left.mkdir()
    (left / "page.pgm").touch()
    lives.mkdir()
    assert read(page)[0].kind == "ocr"
    assert list(tmp_path.iterdir()) == [lives]


def test_pages_are_bound_with_exact_spans() -> None:
    word = OcrWord(2, 0, 3, 90.0, (0, 0, 1, 1))
    bound = bind(
        [Page(1, "text", "One"), Page(2, "ocr", "Two.", 90.0, (word,), "ii"), Page(3, "unread", reason="torn")],
        "Title", {2: [(1, "Second")], 9: [(1, "nowhere")]},
    )  # fmt: skip
    assert bound.text[bound.words[0].start : bound.words[0].end] == "Two"
    assert [(page.kind, page.label, page.reason) for page in bound.pages] == [
        ("text", "", ""), ("ocr", "ii", ""), ("unread", "", "torn"),
    ]  # fmt: skip
    assert [(one.text, one.start) for one in bound.headings] == [("Second", bound.pages[1].start)]


def test_a_document_without_a_page_that_was_read_says_why_and_what_helps() -> None:
    pages = [
        Page(1, "empty"),
        Page(2, "unread", reason="torn"),
        Page(3, "unread", reason="no rus", action="language rus"),
    ]
    with pytest.raises(DocumentError, match="none of its 3 pages has text that can be read: no rus") as caught:
        bind(pages)
    assert caught.value.action == "language rus"
    assert bind(pages, members=True).text.strip() == ""


@pytest.mark.parametrize(
    ("text", "first"),
    [
        (ENGLISH, "eng"),
        (RUSSIAN, "rus"),
        ("Der Mieter hat die Miete bis zum dritten Werktag des Monats auf das Konto zu zahlen, das der Vermieter ihm "
         "nennt, und die Kosten sind nicht von ihm zu tragen.", "deu"),
        ("Le locataire paie le loyer avant le troisième jour de chaque mois et les réparations sont à la charge du "
         "propriétaire dans une maison que le bail ne nomme pas.", "fra"),
    ],
)  # fmt: skip
def test_a_text_tells_its_language(text: str, first: str) -> None:
    assert told_languages(text)[0] == first
    assert told_languages("12 34 56") == ()


def test_large_rasters_are_bounded() -> None:
    assert ocr.bounded(2480, 3508, 1.0) == 1.0
    scale = ocr.bounded(20_000, 20_000, 1.0)
    assert (20_000 * scale) ** 2 <= ocr.MOST_PIXELS * 1.001
    assert 1_000_000 * ocr.bounded(1_000_000, 2, 1.0) <= ocr.MOST_SIDE


def test_cancelling_ends_tesseract_within_a_second(page: Image.Image, tmp_path: Path) -> None:
    from alcove.core.cancel import CancelToken
    from alcove.rag.reader import Reader

    path = tmp_path / "long.tiff"
    page.save(path, save_all=True, append_images=[page] * 12, dpi=(DPI, DPI))
    reader, token = Reader(), CancelToken()
    try:
        reading = reader.read(path, "image/tiff", token=token)
        next(reading)
        child = reader.pid
        began = time.monotonic()
        token.cancel()
        assert list(reading) == []
        assert time.monotonic() - began < 1
        import psutil

        assert not [p for p in psutil.process_iter(["name"]) if p.info["name"] == "tesseract" and f"-{child}-" in
                    " ".join(p.cmdline() if p.is_running() and p.status() != "zombie" else [])]  # fmt: skip
    finally:
        reader.close()
