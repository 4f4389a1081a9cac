"""Pictures of pages to text: Tesseract, and all that it needs to be told (orientation, skew, script, language).

The readers of PDFs and pictures give it images, in the `reader` child; nobody else knows that Tesseract exists.
"""

import os
import re
import shutil
import tempfile
import threading
import time
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from functools import cache
from math import ceil, cos, radians, sin, sqrt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from alcove.core.errors import DocumentError
from alcove.rag.readers import How
from alcove.rag.types import Document, Heading, OcrWord, PageKind, PageSpan

if TYPE_CHECKING:
    from PIL import Image

DPI = 300
"""What Tesseract is told, and what pages are rasterised at where memory allows."""
MOST_PIXELS = 40_000_000
"""Of one raster: a page of A2 at 300 dpi. Larger ones are scaled down to it."""
MOST_SIDE = 30_000
"""Tesseract refuses sides from 32,768."""
PAGE_S = 120.0
"""Seconds that all attempts at one page may take together."""
POOR = 65.0
"""Below this mean confidence a page is kept, but not searched. Of pages of known text that were blurred, shrunk, dimmed
and made noisy, those 59 % sure had a character error rate of .51, those 77 % sure .19, and from 87 % on at most .03."""
SURE = 80.0
"""From this mean confidence on nothing else is tried."""
NICE = 10
"""How far Tesseract stands back behind other programs: a tenth of what the window and an answer get."""
PAGE_BREAK = "\n\f"

LEAST_LINES = 12
"""Fewer pieces of lines than these are no text worth a doubt: see `lines_of_text`."""

_ALIVE_S = 5.0
_NOISY = 6.0
_PATIENCE_S = 15.0
_OSD_REDUCED = 2
_LEAST_TURN = 2.0
_SURE_SCRIPT, _LIKELY_SCRIPT = 4.0, 1.0
_FOLDER = "alcove-ocr-"
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\ufffe": "-", "\t": " "}
)
_WORD = re.compile(r"[^\W\d_]+")

# Tesseract's names of the languages that are not written in Latin letters, by the names its script detection uses.
_SCRIPTS = {
    "Cyrillic": ("rus", "ukr", "bel", "bul", "srp", "mkd", "kaz", "kir", "mon", "tat", "tgk"),
    "Greek": ("ell", "grc"),
    "Arabic": ("ara", "fas", "urd", "pus", "uig", "snd"),
    "Hebrew": ("heb", "yid"),
    "Han": ("chi_sim", "chi_tra"),
    "Japanese": ("jpn", "jpn_vert"),
    "Hangul": ("kor",),
    "Korean": ("kor",),
    "Devanagari": ("hin", "mar", "nep", "san"),
    "Bengali": ("ben", "asm"),
    "Tamil": ("tam",),
    "Telugu": ("tel",),
    "Kannada": ("kan",),
    "Malayalam": ("mal",),
    "Gujarati": ("guj",),
    "Gurmukhi": ("pan",),
    "Thai": ("tha",),
    "Georgian": ("kat",),
    "Armenian": ("hye",),
    "Ethiopic": ("amh", "tir"),
    "Khmer": ("khm",),
    "Lao": ("lao",),
    "Myanmar": ("mya",),
    "Sinhala": ("sin",),
}
_TAKEN_FOR = (("Latin", "Fraktur"), ("Han", "Japanese"), ("Hangul", "Korean"))
_MOST_UNASKED = 3
"""More languages of Latin letters than these are not tried at once unasked."""

# Words that tell a language of Latin or Cyrillic letters; those that several share count for each.
_TELLING = {
    "eng": "the of and to in is that for with was this are",
    "deu": "der die und das den nicht ist ein von mit sich auf",
    "fra": "le la les des et est une dans que pour du pas",
    "spa": "el los las que en una por con para del se es",
    "ita": "il di che per una con non sono della del gli le",
    "por": "os que não uma em para com do da dos as é",
    "nld": "de het een van en niet dat op te zijn voor met",
    "pol": "w na z się nie jest do że to od jak przez",
    "ces": "v na je se že s z do ve pro jako by",
    "swe": "och att det som en är på för av med inte ett",
    "dan": "og at det som en er på for af med ikke til",
    "nor": "og at det som en er på for av med ikke til",
    "fin": "ja on ei se että oli hän mutta kun ovat myös",
    "tur": "ve bir bu da de için ile olarak daha çok gibi ne",
    "rus": "и в не на что с по как это из его был",
    "ukr": "і в не на що з та як це до його був",
    "bel": "і ў не на што з па як гэта да яго быў",
    "bul": "и в не на че с по като това от се са",
    "srp": "и у не на да се је са као то од био",
}
_TELLING_WORDS = {language: frozenset(words.split()) for language, words in _TELLING.items()}
_TELLING_SHARE = 0.06


@dataclass(frozen=True, slots=True)
class Page:
    """What was read of page `number`; `words` count from the start of its `text`.

    `action` is that of the error when no page of the document could be read.
    """

    number: int
    kind: PageKind
    text: str = ""
    confidence: float | None = None
    words: tuple[OcrWord, ...] = ()
    label: str = ""
    reason: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class Lack:
    """Why nothing can be read by OCR here, and what would help."""

    reason: str
    action: str = ""


@dataclass(frozen=True, slots=True)
class _Sight:
    """What orientation and script detection saw: degrees to turn clockwise, and the script; empty when unsure.

    `likely` is the script even when it is no more than likely. Of blurred pages the detection says anything, so that
    only Cyrillic is believed on little.
    """

    turn: int = 0
    turn_sure: bool = False
    script: str = ""
    likely: str = ""


_BLIND = _Sight()


@cache
def languages_installed() -> frozenset[str]:
    """Return the languages Tesseract has data for; none at all when Tesseract itself is not there."""
    import pytesseract

    usual = Path(os.environ.get("PROGRAMFILES", "")) / "Tesseract-OCR" / "tesseract.exe"
    if shutil.which("tesseract") is None and usual.is_file():
        pytesseract.pytesseract.tesseract_cmd = str(usual)
    try:
        return frozenset(pytesseract.get_languages()) - {"osd", "equ", "snum"}
    except (pytesseract.TesseractNotFoundError, pytesseract.TesseractError, OSError):
        return frozenset()


@cache
def can_orient() -> bool:
    """Tell whether Tesseract has the data for orientation and script detection."""
    import pytesseract

    return bool(languages_installed()) and "osd" in pytesseract.get_languages()


def sweep() -> None:
    """Remove what a reader that was killed left behind: the folders of processes that are gone."""
    import psutil

    for folder in Path(tempfile.gettempdir()).glob(f"{_FOLDER}*"):
        owner = folder.name.removeprefix(_FOLDER).partition("-")[0]
        if owner.isdigit() and not psutil.pid_exists(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)


def told_languages(text: str) -> tuple[str, ...]:
    """Return the languages whose commonest words a text is full of, the surest first; Tesseract's names."""
    words = _WORD.findall(text[:20_000].lower())
    if len(words) < 20:
        return ()
    shares = {name: sum(word in telling for word in words) / len(words) for name, telling in _TELLING_WORDS.items()}
    best = max(shares.values())
    return tuple(
        sorted((name for name in shares if shares[name] >= max(_TELLING_SHARE, best * 0.7)), key=lambda n: -shares[n])
    )


class Ocr:
    """Reads the pages of one document: a context manager that owns a temporary folder and a thread for each core."""

    def __init__(self, how: How) -> None:
        self._how = how
        self._suggested: tuple[str, ...] = ()
        self._abandoned = threading.Event()
        self.cores = os.cpu_count() or 1

    def __enter__(self) -> "Ocr":
        sweep()
        os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # its threads gain little: pages side by side gain more
        self._folder = Path(tempfile.mkdtemp(prefix=f"{_FOLDER}{os.getpid()}-"))
        self._pool = ThreadPoolExecutor(self.cores, "ocr")
        return self

    def __exit__(self, *exception: object) -> None:
        self._abandoned.set()
        self._pool.shutdown(wait=True, cancel_futures=True)
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def lack(self) -> Lack | None:
        """Say why nothing can be read by OCR at all; None when it can be tried."""
        if not self._how.ocr:
            return Lack("reading scans (OCR) is switched off")
        if not languages_installed():
            wanted = self._how.languages[0] if self._how.languages else "eng"
            return Lack("it takes Tesseract to read scans, and that is not installed", f"language {wanted}")
        missing = [name for name in self._how.languages if name not in languages_installed()]
        if missing and len(missing) == len(self._how.languages):
            return Lack(f"Tesseract lacks the language chosen for scans: {missing[0]}", f"language {missing[0]}")
        return None

    def suggest(self, text: str) -> None:
        """Learn from text of the document that is known what language its scans may be in."""
        self._suggested = told_languages(text)

    def read(self, scans: "Iterable[tuple[int, Image.Image]]") -> Iterator[Page | None]:
        """Read the images of pages, given with the pages' numbers; yield pages as they are done, in any order.

        None means that it goes on: something is said at least every few seconds. Images are taken from `scans`
        only as they are needed, on the caller's thread.
        """
        pending: set[Future[Page]] = set()
        images = iter(scans)
        left = True
        while left or pending:
            while left and len(pending) <= self.cores:
                self._how.wait_while_busy()
                following = next(images, None)
                if following is None:
                    left = False
                else:
                    pending.add(self._pool.submit(self._page, *following))
            done, pending = wait(pending, _ALIVE_S, FIRST_COMPLETED)
            yield from (one.result() for one in done)
            if not done:
                yield None

    def _page(self, number: int, image: "Image.Image") -> Page:
        """Read one page; what goes wrong with it concerns only itself."""
        until = time.monotonic() + PAGE_S
        found: list[Page] = []
        try:
            sight = self._sight(image, until)
            self._attempt(found, image, number, sight, until)
        except TimeoutError:
            problem = f"reading the scan took longer than {PAGE_S:.0f} seconds"
        except _Failed as error:
            problem = f"Tesseract failed on it: {error}"
        if not found:
            return Page(number, "unread", reason=problem, action="retry")
        return _judged(max(found, key=_worth), self._lacking(sight.likely), image)

    def _attempt(self, found: list[Page], image: "Image.Image", number: int, sight: _Sight, until: float) -> None:
        """Read an image the likeliest way first, others while the result is doubtful, and add results to `found`."""
        upright: dict[int, _Upright] = {}
        began = time.monotonic()
        best, used = -1.0, (0, "")
        for turn, languages in self._ways(sight):
            upright[turn] = upright.get(turn) or _Upright(image, turn)
            found.append(self._recognised(upright[turn], languages, number, until))
            if _worth(found[-1]) > best:
                best, used = _worth(found[-1]), (turn, languages)
            if (found[-1].confidence or 0) >= SURE or time.monotonic() - began > _PATIENCE_S:
                break
        told = self._told(max(found, key=_worth), used[1])
        if told:
            found.append(self._recognised(upright[used[0]], told, number, until))

    def _ways(self, sight: _Sight) -> Iterator[tuple[int, str]]:
        """Yield turns and languages to try, as long as the caller is not content."""
        first, *others = self._languages(sight.script)
        yield sight.turn, first
        if not sight.turn_sure:
            yield 180, first
        yield from ((sight.turn, languages) for languages in others[:2])
        if not sight.turn_sure:
            yield 90, first
            yield 270, first

    def _languages(self, script: str) -> list[str]:
        """List languages to try, as Tesseract takes them: those of the script seen, then those of other scripts.

        Of one script at most three at once: Tesseract asks a further one only where the first is unsure, so that
        two cost hardly more than one. Latin and Cyrillic are not mixed unless the page has Cyrillic: in plain
        English Tesseract would find Russian words.
        """
        installed = languages_installed()
        chosen = [one for one in self._how.languages if one in installed]
        usual = sorted(installed, key=lambda one: (one != "eng", one != "rus", one))
        pool = chosen or sorted(usual, key=lambda one: one not in self._suggested)  # sorting keeps the order of equals
        scripts: dict[str, list[str]] = {}
        for language in pool:
            scripts.setdefault(_script_of(language), []).append(language)
        if not chosen and not self._suggested and len(scripts.get("Latin", ())) > _MOST_UNASKED:
            scripts["Latin"] = scripts["Latin"][:1]  # all there are is no choice; see what the text tells
        order = sorted(scripts, key=lambda one: one not in _alike(script))
        return ["+".join(self._with_english(scripts[one][:3], one, chosen)) for one in order]

    def _with_english(self, languages: list[str], script: str, chosen: list[str]) -> list[str]:
        """Add English: names and abbreviations in Latin letters stand in any text."""
        adds = script != "Latin" and "eng" in (chosen or languages_installed())
        return [languages[0], "eng", *languages[1:2]] if adds else languages

    def _told(self, page: Page, languages: str) -> str:
        """Return the languages to read a page in once more, after what its text tells; empty when they were used."""
        if (page.confidence or 0) < POOR:
            return ""
        first = _script_of(languages.partition("+")[0])
        if first != "Latin" and _latin_share(page.text) > 0.8:
            latin = self._languages("Latin")[0]  # English read as Russian has Russian words in it
            return latin if _script_of(latin.partition("+")[0]) == "Latin" else ""
        told = [one for one in told_languages(page.text) if one in languages_installed()]
        if self._how.languages or not told or told[0] in languages.split("+"):
            return ""
        return "+".join(dict.fromkeys((*told[:2], "eng") if "eng" in languages_installed() else told[:2]))

    def _lacking(self, script: str) -> str:
        """Return the language that would have to be installed for a script; empty when one is."""
        names = [name for one in _alike(script) for name in _SCRIPTS.get(one, ())]
        return "" if not names or set(names) & languages_installed() else names[0]

    def _sight(self, image: "Image.Image", until: float) -> _Sight:
        """Detect orientation and script, at half of the resolution: that is as sure and takes two thirds."""
        if not can_orient():
            return _BLIND
        try:
            told = self._tesseract(image.reduce(_OSD_REDUCED), "osd", "osd", "--psm 0 -c min_characters_to_try=10",
                                   DPI // _OSD_REDUCED, until)  # fmt: skip
        except _Failed:  # "Too few characters"
            return _BLIND
        fields = dict(line.split(": ", 1) for line in told.splitlines() if ": " in line)
        sure = float(fields["Orientation confidence"]) >= _LEAST_TURN
        script, confidence = fields["Script"], float(fields["Script confidence"])
        return _Sight(
            int(fields["Rotate"]) if sure else 0,
            sure,
            script if confidence >= _SURE_SCRIPT else "",
            script if confidence >= (_LIKELY_SCRIPT if script == "Cyrillic" else _SURE_SCRIPT) else "",
        )

    def _recognised(self, upright: "_Upright", languages: str, number: int, until: float) -> Page:
        tsv = self._tesseract(upright.image, "tsv", languages, "--psm 3 -c tessedit_create_tsv=1", DPI, until)
        return _laid_out(tsv, number, upright)

    def _tesseract(
        self, image: "Image.Image", extension: str, languages: str, config: str, dpi: int, until: float
    ) -> str:
        """Run Tesseract once on an image. Raises TimeoutError, _Failed."""
        import pytesseract

        self._how.wait_while_busy()
        left = until - time.monotonic()
        if left <= 0 or self._abandoned.is_set():
            raise TimeoutError
        base = self._folder / f"{threading.get_ident()}"
        picture = base.with_suffix(".pgm")
        image.save(picture, format="PPM")  # not packed: packing a PNG takes a third of the time of reading it
        output = base.with_suffix(f".{extension}")
        try:
            pytesseract.pytesseract.run_tesseract(
                str(picture), str(base), extension, languages, f"--dpi {dpi} {config}", nice=NICE, timeout=ceil(left)
            )
            return output.read_text(encoding="utf-8", errors="replace")
        except pytesseract.TesseractError as error:
            raise _Failed(str(error.message).strip().splitlines()[-1] if error.message else "it crashed") from error
        except RuntimeError as error:  # how pytesseract tells a time-out
            raise TimeoutError from error
        except OSError as error:
            raise _Failed(error.strerror or str(error)) from error
        finally:
            picture.unlink(missing_ok=True)
            output.unlink(missing_ok=True)


class _Failed(Exception):
    """Tesseract could not do it; the message is its own."""


def _script_of(language: str) -> str:
    return next((script for script, languages in _SCRIPTS.items() if language in languages), "Latin")


def _alike(script: str) -> tuple[str, ...]:
    """Return the scripts that Tesseract's detection takes for each other (and Fraktur, which is Latin)."""
    return next((group for group in _TAKEN_FOR if script in group), (script,))


def _latin_share(text: str) -> float:
    letters = [sign for sign in text if sign.isalpha()]
    return sum(sign < "\u0250" for sign in letters) / max(1, len(letters))


def _worth(page: Page) -> float:
    return sum((word.confidence - 40) * (word.end - word.start) for word in page.words)


def _judged(page: Page, lacking: str, image: "Image.Image") -> Page:
    """Mark a page that is not worth trusting."""
    marks = ink(image.reduce(DPI // 75))
    lines = lines_of_text(marks)
    height, width = marks.shape
    for word in page.words:
        left, top, right, bottom = word.box
        marks[max(0, int(top * height) - 1) : int(bottom * height) + 2, int(left * width) : int(right * width) + 2] = (
            False
        )
    missed = lines >= LEAST_LINES and lines_of_text(marks) > lines / 2
    if page.confidence is not None and page.confidence >= POOR and not missed:
        return page
    if lacking and lines >= LEAST_LINES:  # a script is seen in any photograph
        return Page(page.number, "unread", reason=f"it seems to be in a language that Tesseract lacks here ({lacking})",
                    action=f"language {lacking}")  # fmt: skip
    if page.confidence is None and not missed:
        return replace(page, kind="empty", reason="no text was found on it")
    if page.confidence is None:
        return replace(page, kind="poor", reason="the scan is too poor: no word could be read")
    if page.confidence < POOR:
        return replace(page, kind="poor", reason=f"the scan is too poor to trust: {page.confidence:.0f} % sure")
    return replace(page, kind="poor", reason="the scan is too poor: most of its lines could not be read")


class _Upright:
    """An image turned by right angles and rid of its skew, with the way back to the page's own coordinates."""

    def __init__(self, image: "Image.Image", turn: int) -> None:
        from PIL import Image, ImageFilter

        self._turn = turn
        if noise(image) > _NOISY:
            image = image.filter(ImageFilter.GaussianBlur(DPI / 150))
        turns = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}
        turned = image.transpose(turns[turn]) if turn else image
        self._turned = turned.size
        self._skew = skew(turned)
        if self._skew:
            paper = int(np.median(np.asarray(turned.reduce(8))))
            turned = turned.rotate(self._skew, Image.Resampling.BICUBIC, expand=True, fillcolor=paper)
        self.image = turned

    def box(self, left: int, top: int, right: int, bottom: int) -> tuple[float, float, float, float]:
        """Return the box on the page around a box on the upright image, in fractions of the page."""
        points = [self._point(x, y) for x in (left, right) for y in (top, bottom)]
        xs, ys = [min(1.0, max(0.0, x)) for x, _ in points], [min(1.0, max(0.0, y)) for _, y in points]
        return min(xs), min(ys), max(xs), max(ys)

    def _point(self, x: float, y: float) -> tuple[float, float]:
        width, height = self._turned
        angle = radians(self._skew)
        dx, dy = x - self.image.width / 2, y - self.image.height / 2
        x = width / 2 + dx * cos(angle) - dy * sin(angle)
        y = height / 2 + dx * sin(angle) + dy * cos(angle)
        x, y = x / width, y / height
        return {0: (x, y), 90: (y, 1 - x), 180: (1 - x, 1 - y), 270: (1 - y, x)}[self._turn]


def skew(image: "Image.Image") -> float:
    """Measure in degrees how far lines of text fall to the right; 0 when it is next to nothing.

    The angle whose projection of the ink has the sharpest rows (Postl 1986); up to 8 degrees either way.
    """
    from PIL import ImageFilter

    shrunk = image.reduce(max(1, max(image.size) // 1100))
    pixels = np.asarray(shrunk, dtype=np.int16)
    around = np.asarray(shrunk.filter(ImageFilter.BoxBlur(12)), dtype=np.int16)
    ys, xs = np.nonzero(pixels < around - 24)
    if not 100 < len(ys) < pixels.size // 3:
        return 0.0
    step = max(1, len(ys) // 60_000)
    ys, xs = ys[::step].astype(np.float32), xs[::step].astype(np.float32)

    def sharpness(angle: float) -> float:
        rows = (ys * cos(radians(angle)) - xs * sin(radians(angle))).astype(np.int32)
        counts = np.bincount(rows - rows.min())
        return float(np.square(np.diff(counts)).sum())

    coarse = max(np.arange(-8, 8.1, 0.5), key=sharpness)
    best = float(max(coarse + np.arange(-0.4, 0.41, 0.1), key=sharpness))
    return round(best, 1) if abs(best) >= 0.25 and sharpness(best) > 1.1 * sharpness(0.0) else 0.0


def noise(image: "Image.Image") -> float:
    """Measure the grain of a scan in grey levels: half of the pixels differ by more from their surroundings.

    Paper is most of a page, so that what is printed hardly counts. Tesseract takes each grain for a sign: it needs
    minutes for such a page and reads nothing.
    """
    from PIL import ImageFilter

    x, y = max(0, image.width // 2 - 300), max(0, image.height // 2 - 300)
    middle = image.crop((x, y, min(image.width, x + 600), min(image.height, y + 600)))
    smooth = np.asarray(middle.filter(ImageFilter.BoxBlur(2)), dtype=np.int16)
    return float(np.median(np.abs(np.asarray(middle, dtype=np.int16) - smooth)))


def _laid_out(tsv: str, number: int, upright: _Upright) -> Page:
    """Turn Tesseract's table of words into text with lines and paragraphs, and exact spans of the words.

    A word broken at a line's end is joined by U+FFFE, as pdfium does it: see `readers/pdf.py`.
    """
    parts: list[str] = []
    words: list[OcrWord] = []
    at = 0
    before: tuple[str, ...] = ()
    for row in tsv.splitlines()[1:]:
        cells = row.split("\t", 11)
        if len(cells) < 12 or cells[0] != "5":
            continue
        text = unicodedata.normalize("NFC", cells[11].translate(_LIGATURES)).strip()
        confidence = float(cells[10])
        if not text or (confidence < 50 and not any(map(str.isalnum, text))):
            continue  # specks and rules
        place = tuple(cells[2:5])
        if before:
            if place[:2] != before[:2]:
                gap = "\n\n"
            elif place == before:
                gap = " "
            elif _is_broken(parts[-1], text):
                parts[-1], gap = parts[-1][:-1] + "\ufffe", ""
            else:
                gap = "\n"
            parts.append(gap)
            at += len(gap)
        left, top, width, height = map(int, cells[6:10])
        box = upright.box(left, top, left + width, top + height)
        words.append(OcrWord(number, at, at + len(text), max(0.0, min(100.0, confidence)), box))
        parts.append(text)
        at += len(text)
        before = place
    mean = sum(word.confidence for word in words) / len(words) if words else None
    return Page(number, "ocr", "".join(parts), mean, tuple(words))


def _is_broken(word: str, following: str) -> bool:
    return len(word) > 2 and word[-1] in "-\u2010\u00ad" and word[-2].isalpha() and following[:1].islower()


def ink(image: "Image.Image") -> Any:
    """Return where a small grey image differs clearly from its paper, as an array of truths."""
    pixels = np.asarray(image, dtype=np.int16)
    return np.abs(pixels - int(np.median(pixels))) > 56


def lines_of_text(marks: Any) -> int:
    """Count pieces of lines in the ink of an image at 75 dpi.

    They are looked for in narrow upright strips: text alternates there between short runs of ink and of paper, a
    photograph or a drawing does not.
    """
    lines = 0
    for left in range(0, marks.shape[1] - 20, 40):
        inked = np.concatenate(([False], marks[:, left : left + 40].mean(axis=1) > 0.08, [False]))
        edges = np.flatnonzero(inked[1:] != inked[:-1])
        starts, ends = edges[::2], edges[1::2]
        heights, gaps = ends - starts, np.concatenate((starts[1:] - ends[:-1], [99]))
        lines += int(((heights >= 3) & (heights <= 22) & (gaps >= 2)).sum())
    return lines


def is_blank(image: "Image.Image") -> bool:
    """Tell by the ink of a small image (about 50 dpi) whether there is nothing on a page worth reading.

    The outermost margin does not count: the shadows of scans lie there.
    """
    marks = ink(image)
    y, x = marks.shape[0] // 40, marks.shape[1] // 40
    return int(marks[y : marks.shape[0] - y, x : marks.shape[1] - x].sum()) <= 8


def bounded(width: float, height: float, scale: float) -> float:
    """Return the scale, lowered so that a raster of `width` x `height` at it stays within the limits."""
    return min(scale, sqrt(MOST_PIXELS / (width * height)), MOST_SIDE / max(width, height))


_NUMBERED = r"(?:^|(?<=\f))[ \t]*(?:[\dIVXivx]+(?:\.\d+)*[.)]?[ \t]+)?"
"""What may stand before a heading on its line: its number."""


def bind(
    pages: list[Page],
    title: str = "",
    headings: dict[int, list[tuple[int, str]]] | None = None,
    *,
    members: bool = False,
) -> Document:
    """Join pages to a document; `headings` are level and name by the page they begin.

    Raises DocumentError when no page could be read, unless the document has `members` to be read.
    """
    _check(pages, members=members)
    spans: list[PageSpan] = []
    words: list[OcrWord] = []
    at = 0
    for page in pages:
        end = at + len(page.text)
        spans.append(PageSpan(page.number, at, end, page.kind, page.confidence, page.label, page.reason))
        words += [replace(word, start=word.start + at, end=word.end + at) for word in page.words]
        at = end + len(PAGE_BREAK)
    text = PAGE_BREAK.join(page.text for page in pages)
    return Document(text, title, tuple(spans), tuple(_placed(headings or {}, spans, text)), words=tuple(words))


def _placed(headings: dict[int, list[tuple[int, str]]], pages: Sequence[PageSpan], text: str) -> list[Heading]:
    """Place each heading at the line of its page that begins with it, or else where its page begins.

    Some programs let every entry of an outline lead to one page: then it is looked for on the later ones too.
    """
    astray = len(headings) == 1
    found: list[Heading] = []
    at = 0
    for page in pages:
        for level, name in headings.get(page.number, ()):
            line = re.compile(_NUMBERED + r"\s+".join(map(re.escape, name.split())), re.IGNORECASE | re.MULTILINE)
            start = max(at, page.start)
            match = line.search(text, start, len(text) if astray else page.end)
            at = match.start() if match else start
            found.append(Heading(level, name, at))
    return found


def _check(pages: list[Page], *, members: bool) -> None:
    if members or any(page.text.strip() for page in pages):
        return
    unread = [page for page in pages if page.kind == "unread"]
    many = f"none of its {len(pages)} pages has text that can be read: " if len(pages) > 1 else ""
    if unread:
        helped = next((page for page in unread if page.action), unread[0])
        raise DocumentError(many + helped.reason, action=helped.action)
    raise DocumentError(f"its {len(pages)} pages are empty" if len(pages) > 1 else "no text was found on it")
