"""Items as the library page lists them: names, kinds, what lies in what, totals and filters. Plain lists, no widgets.

Made on a lane from what the library tells of its items, so that the GUI thread only looks things up.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from os.path import basename
from pathlib import PurePath

from alcove.core.formats import format_of
from alcove.desktop import marks, place
from alcove.desktop.marks import Mark, Run
from alcove.desktop.translation import marked, number, told, tr
from alcove.rag.types import ItemCoverage, ItemState

STATE_WORDS: dict[ItemState, str] = {
    "indexed": marked("read"),
    "pending": marked("waiting"),
    "skipped": marked("skipped"),
    "unavailable": marked("unavailable"),
}
_COUNTED: dict[Mark, str] = {
    "text": marked("{count} text"),
    "ocr": marked("{count} OCR"),
    "poor": marked("{count} poor"),
    "empty": marked("{count} empty"),
    "unread": marked("{count} not read"),
}
"""How many pages were read in which way."""
_MARKS: dict[ItemState, Mark] = {"pending": "waiting", "skipped": "unread", "unavailable": "away"}


@dataclass(frozen=True, slots=True)
class Row:
    """One item with what is shown of it; `inside` is the uri of the item it lies in, or empty."""

    item: ItemCoverage
    name: str
    kind: str
    inside: str
    reason: str

    @property
    def inside_name(self) -> str:
        """The short name of the item it lies in."""
        return place.item_name(self.inside) if self.inside else ""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many items of a source became what."""

    read: int = 0
    ocr: int = 0
    poor: int = 0
    waiting: int = 0
    skipped: int = 0
    away: int = 0

    @property
    def runs(self) -> tuple[Run, ...]:
        """The same as shares of a bar."""
        return (
            ("text", self.read, None), ("ocr", self.ocr, None), ("poor", self.poor, None),
            ("waiting", self.waiting, None), ("unread", self.skipped, None), ("away", self.away, None),
        )  # fmt: skip

    def words(self) -> str:
        """Return "1,204 read, 12 by OCR, 3 waiting, 9 skipped"; empty when there is nothing."""
        counted = (
            (self.read + self.ocr, tr("{count} read")), (self.ocr, tr("{count} by OCR")),
            (self.poor, tr("{count} too poor to search")), (self.waiting, tr("{count} waiting")),
            (self.skipped, tr("{count} skipped")), (self.away, tr("{count} out of reach")),
        )  # fmt: skip
        return ", ".join(words.format(count=number(count)) for count, words in counted if count)


@dataclass(frozen=True, slots=True)
class Listing:
    """All items, members right after what they lie in, and the tally of each source by its name."""

    rows: tuple[Row, ...] = ()
    tallies: dict[str, Tally] = field(default_factory=dict)
    scans: bool = False
    """Whether OCR read anything."""
    poor: bool = False
    """Whether any page was too poor to be searched."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which items are shown; every part that is set narrows. `text` holds words that all must occur."""

    state: ItemState | None = None
    source: str | None = None
    kind: str | None = None
    text: str = ""
    ocr: bool = False
    poor: bool = False


@dataclass(frozen=True, slots=True)
class Totals:
    """What the shown items come to: items, pages by how they were read, pieces."""

    items: int = 0
    chunks: int = 0
    pages: tuple[tuple[Mark, int], ...] = ()

    def words(self) -> str:
        """Return "214 items · 1,204 pages: 1,180 text, 20 OCR, 4 not read · 9,310 pieces"."""
        parts = [tr("%n item(s)", None, self.items)]
        pages = sum(count for _, count in self.pages)
        if pages:
            read = ", ".join(_counted(mark, count) for mark, count in self.pages)
            parts.append(": ".join((tr("%n page(s)", None, pages), read)))
        if self.chunks:
            parts.append(tr("%n piece(s)", None, self.chunks))
        return " · ".join(parts)


def listed(items: Sequence[ItemCoverage]) -> Listing:
    """Make the listing of what the library tells of its items."""
    uris = {item.uri for item in items}
    rows = [_row(item, uris) for item in items]
    rows.sort(key=lambda row: row.item.uri.split("#"))
    counted: dict[str, Counter[str]] = {}
    for item in items:
        counted.setdefault(item.source, Counter())[_fate(item)] += 1
    kinds = {kind for item in items for kind, _ in item.strip}
    tallies = {source: Tally(**count) for source, count in counted.items()}
    return Listing(tuple(rows), tallies, any(item.ocr_pages for item in items), "poor" in kinds)


def shown(rows: Iterable[Row], wanted: Filter) -> list[Row]:
    """Return the rows a filter lets through, in their order."""
    words = wanted.text.casefold().split()
    return [row for row in rows if _passes(row, wanted, words)]


def state_counts(rows: Iterable[Row]) -> dict[ItemState, int]:
    """Count rows by state."""
    counted = Counter(row.item.state for row in rows)
    return {state: counted[state] for state in STATE_WORDS}


def kinds(rows: Iterable[Row]) -> list[tuple[str, int]]:
    """Return the kinds of files with how many there are, the commonest first."""
    return sorted(Counter(row.kind for row in rows).items(), key=lambda pair: (-pair[1], pair[0].casefold()))


def totals(rows: Sequence[Row]) -> Totals:
    """Add up what these rows come to."""
    pages: Counter[Mark] = Counter()
    chunks = 0
    for row in rows:
        chunks += row.item.chunks
        for kind, count in row.item.strip:
            pages[kind] += count
    order: tuple[Mark, ...] = ("text", "ocr", "poor", "empty", "unread")
    return Totals(len(rows), chunks, tuple((mark, pages[mark]) for mark in order if pages[mark]))


def strip_runs(item: ItemCoverage) -> tuple[Run, ...]:
    """Return what is painted for an item: its pages, or one cell for what has none."""
    if item.strip:
        return marks.runs_of(item.strip, item.ocr_confidence)
    if item.state == "indexed" and not item.chunks:
        return (("empty", 1, None),)  # what lies in it was read
    if item.state == "indexed":
        return (("ocr" if item.ocr_pages else "text", 1, item.ocr_confidence),)
    return ((_MARKS[item.state], 1, None),)


def strip_words(item: ItemCoverage) -> str:
    """Return an item's pages in words: "12 text, 3 OCR, 1 poor scan"."""
    counted = _strip_counts(item)
    return ", ".join(_counted(kind, count) for kind, count in counted.items())


def short_state(item: ItemCoverage) -> str:
    """Return an item's state in few words: "OCR, 87 % sure"."""
    if item.state == "indexed" and item.ocr_pages:
        poor = too_poor(item)
        if item.ocr_confidence is None:
            return tr("poor") if poor else tr("OCR")
        words = tr("poor, {sure} % sure") if poor else tr("OCR, {sure} % sure")
        return words.format(sure=f"{item.ocr_confidence:.0f}")
    return tr(STATE_WORDS[item.state])


def too_poor(item: ItemCoverage) -> bool:
    """Tell whether nothing of an item can be searched, because OCR was too unsure of all of it."""
    kinds = {kind for kind, _ in item.strip}
    return "poor" in kinds and not kinds & {"text", "ocr"}


def strip_sentence(item: ItemCoverage) -> str:
    """Return an item's pages in a sentence: "5 text, 18 by OCR (84 % sure on average), 1 poor"."""
    if item.ocr_confidence is None:
        return strip_words(item)
    sure = f"{item.ocr_confidence:.0f}"
    return ", ".join(
        tr("{count} OCR ({sure} % sure on average)").format(count=number(count), sure=sure)
        if kind == "ocr"
        else _counted(kind, count)
        for kind, count in _strip_counts(item).items()
    )


def state_words(item: ItemCoverage) -> str:
    """Return an item's state in words, with how sure the reading of scans is."""
    if item.state == "indexed" and too_poor(item):
        if item.ocr_confidence is None:
            return tr("a poor scan, not searched")
        return tr("a poor scan, not searched, {sure} % sure").format(sure=f"{item.ocr_confidence:.0f}")
    if item.state == "indexed" and item.ocr_pages:
        return place.sure_words(item.ocr_confidence)
    return tr(STATE_WORDS[item.state])


def _row(item: ItemCoverage, uris: set[str]) -> Row:
    inside = _inside(item.uri, uris) if "#" in item.uri else ""
    if place.is_address(item.uri):
        name = item.title or place.item_name(item.uri)
    else:
        # Not PurePath: this is done for tens of thousands of items, again and again while they are read.
        name = basename(item.uri[len(inside) + 1 :] if inside else item.uri) or item.uri
    known = format_of(item.mime)
    kind = told(known.name) if known is not None else place.kind_name(item.uri, item.mime)
    return Row(item, name, kind, inside, told(item.reason or ""))


def _inside(uri: str, uris: set[str]) -> str:
    """Return the uri of the listed item that an item lies in; a file's name may hold a `#` too."""
    outer = uri.rpartition("#")[0]
    while outer and outer not in uris:
        outer = outer.rpartition("#")[0]
    return outer


def _counted(mark: Mark, count: int) -> str:
    return tr(_COUNTED[mark]).format(count=number(count))


def _strip_counts(item: ItemCoverage) -> Counter[Mark]:
    counted: Counter[Mark] = Counter()
    for kind, count in item.strip:
        counted[kind] += count
    return counted


def _fate(item: ItemCoverage) -> str:
    match item.state:
        case "indexed":
            return "poor" if too_poor(item) else "ocr" if item.ocr_pages else "read"
        case "pending":
            return "waiting"
        case "skipped":
            return "skipped"
        case "unavailable":
            return "away"


def _passes(row: Row, wanted: Filter, words: Sequence[str]) -> bool:
    item = row.item
    if (wanted.state is not None and item.state != wanted.state) or (
        wanted.source is not None and item.source != wanted.source
    ):
        return False
    if (wanted.kind is not None and row.kind != wanted.kind) or (wanted.ocr and not item.ocr_pages):
        return False
    if wanted.poor and not any(kind == "poor" for kind, _ in item.strip):
        return False
    if not words:
        return True
    text = f"{item.uri} {item.title} {row.reason}".casefold()
    return all(word in text for word in words)


def page_count(count: int, mime: str) -> str:
    """Return how many pages an item of this format has: "1 page", "12 slides"."""
    match place.page_word(mime):
        case "slide":
            return tr("%n slide(s)", None, count)
        case "sheet":
            return tr("%n sheet(s)", None, count)
        case "chapter":
            return tr("%n chapter(s)", None, count)
    return tr("%n page(s)", None, count)


def folder_words(uri: str) -> str:
    """Return where an item lies: its folder, or the address of a page."""
    return uri if place.is_address(uri) else str(PurePath(uri.partition("#")[0]).parent)
