"""The values that travel between the parts of the library and up to the shells. Plain, frozen, no behaviour."""

from dataclasses import dataclass, field
from typing import Literal, NewType

from alcove.connectors.base import SourceOptions

SourceId = NewType("SourceId", int)
ItemId = NewType("ItemId", int)
ChunkId = NewType("ChunkId", int)

ItemState = Literal["indexed", "pending", "skipped", "unavailable"]
Phase = Literal["reading", "embedding", "changing"]
PageKind = Literal["text", "ocr", "poor", "empty", "unread"]
"""How a page was read: its text layer; by OCR; by OCR but too unsure to be used; nothing on it; not read."""
SearchMode = Literal["hybrid", "vector", "keyword"]
AnswerFrom = Literal["documents", "both", "model"]
"""What an answer is made of: the library alone; the library and what the model knows, told apart; the model alone."""
ATTACHED = "attached"
"""The kind of the source that holds the files of conversations: listed nowhere, and searched only where it is asked."""
ATTACHED_NAME = "\x1fattached"
"""Its name, which nobody gives."""
HIDDEN = f"(SELECT id FROM sources WHERE kind = '{ATTACHED}')"
"""That source, in SQL."""


@dataclass(frozen=True, slots=True)
class Source:
    """A configured place, with how many items it holds."""

    id: SourceId
    name: str
    kind: str
    path: str
    state: Literal["new", "ready", "unavailable"]
    items: int
    options: SourceOptions = field(default_factory=SourceOptions)


@dataclass(frozen=True, slots=True)
class PageSpan:
    """Page `number` (from 1) covers `start:end` of the document's text; slides and sheets are pages too.

    `confidence` (0 to 100) is the mean over its words when it was read by OCR; `label` the name of a slide, sheet
    or chapter; `reason` why it is "poor" or "unread". A poor page keeps its text, but is not searched.
    """

    number: int
    start: int
    end: int
    kind: PageKind = "text"
    confidence: float | None = None
    label: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of `level` (1 is the highest) that begins at `start` of the document's text.

    It covers what follows up to the next heading of its level or higher, or up to `end` where it has one, as the
    name of a function does.
    """

    level: int
    text: str
    start: int
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table at `start:end` whose header stands at `header_start:header_end`: every piece of it keeps that."""

    start: int
    end: int
    header_start: int
    header_end: int


@dataclass(frozen=True, slots=True)
class Link:
    """A link at `start:end` to another item: `target` as written, `fragment` a heading or `^block` in it.

    An "embed" shows the target's text in this place.
    """

    kind: Literal["link", "embed"]
    target: str
    fragment: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Anchor:
    """A named place `start:end` that links can lead to (in Obsidian a block id, its `^` included)."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class OcrWord:
    """A word at `start:end` that OCR read, with its confidence (0 to 100) and its box on page `page`.

    The box is left, top, right, bottom in fractions of the page as it is shown, from its top left corner.
    """

    page: int
    start: int
    end: int
    confidence: float
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Document:
    """The text read from an item; offsets count Unicode code points.

    `title` is empty when the document has none of its own: then the item's name stands for it.
    """

    text: str
    title: str = ""
    pages: tuple[PageSpan, ...] = ()
    headings: tuple[Heading, ...] = ()
    tables: tuple[Table, ...] = ()
    tags: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    words: tuple[OcrWord, ...] = ()


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece `start:end` of a document: what is indexed.

    `heading` is the path of headings above it, joined by " › ". `stems` and `heading_stems` are what the
    keyword index holds, by its `language`; `content_hash` covers what is embedded, so equal content keeps its vector.
    """

    ordinal: int
    start: int
    end: int
    page: int | None
    heading: str
    stems: str
    heading_stems: str
    content_hash: bytes
    header: tuple[int, int] | None = None
    """The span of the header of the table it is a piece of, when that stands before it."""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document as the library keeps it; `text[start:end]` of any hit or citation stands in it."""

    uri: str
    title: str
    mime: str
    text: str
    pages: tuple[PageSpan, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk with a rank for this question. `score` compares hits of one search only.

    `header` is the header of the table that `text` is a piece of, where `text` begins below it. `confidence` (0 to
    100) tells how sure the reading is when its page was read by OCR.
    """

    rank: int
    score: float
    chunk_id: ChunkId
    source: str
    uri: str
    title: str
    page: int | None
    heading: str
    start: int
    end: int
    text: str
    content_hash: bytes
    header: str = ""
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Placing:
    """Where one chunk came in a search. Ranks count from 1, None where it is not in that list.

    `keyword` and `meaning` are its ranks by words and by meaning, `similarity` its cosine with the question, `rank` the
    one both lists together gave it. It is `lent` where neighbours gave it of their score, `linked` where a link led to
    it. `became` is "read" where the model read it, else why it did not; empty where that is not known.
    """

    chunk_id: ChunkId
    uri: str
    title: str
    page: int | None
    start: int
    end: int
    heading: str = ""
    keyword: int | None = None
    meaning: int | None = None
    similarity: float | None = None
    rank: int | None = None
    lent: bool = False
    linked: bool = False
    became: str = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """How a question was searched: the query as it was asked, among which sources (none: all), and what came where.

    `trust` and `degraded` are those of `Found`.
    """

    query: str = ""
    placings: tuple[Placing, ...] = ()
    scope: tuple[str, ...] = ()
    trust: float = 0.0
    degraded: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in the answer tied to a span of a document.

    `verbatim` says that `quote` is the document's `text[start:end]`, character for character after folding
    white space and line-end hyphens. When it is False, `quote` is what the answer put in quotation marks and
    the span is the nearest text. `answer_start:answer_end` is the sentence (or the quotation) it belongs to.
    """

    marker: int
    uri: str
    title: str
    page: int | None
    start: int
    end: int
    quote: str
    verbatim: bool
    answer_start: int
    answer_end: int


@dataclass(frozen=True, slots=True)
class Unsupported:
    """A span of the answer that no evidence supports, and why it is marked.

    `general`: no fault, for the model was asked for its general knowledge too, and the answer says so behind it.
    """

    start: int
    end: int
    text: str
    why: str
    general: bool = False


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the library a search could see: counts of items by state."""

    items: int = 0
    indexed: int = 0
    pending: int = 0
    skipped: int = 0
    unavailable: int = 0


@dataclass(frozen=True, slots=True)
class ItemCoverage:
    """What became of one item."""

    uri: str
    title: str
    source: str
    state: ItemState
    pages: int | None
    ocr_pages: int | None
    ocr_confidence: float | None
    chunks: int
    reason: str | None
    action: str = ""
    """What would help: see `DocumentError.action`."""
    strip: tuple[tuple[PageKind, int], ...] = ()
    """Its pages in order, as runs of the same kind: (("text", 12), ("ocr", 3))."""
    mime: str = ""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The hits of one search and the milliseconds it took."""

    hits: tuple[Hit, ...]
    ms: float


# What `sync` tells while it runs.


@dataclass(frozen=True, slots=True)
class Planned:
    """The comparison of a source with the catalogue is done: counts of items."""

    source: str
    new: int
    changed: int
    gone: int
    unchanged: int
    moved: int = 0


@dataclass(frozen=True, slots=True)
class Indexed:
    """An item is searchable by keyword now."""

    uri: str
    chunks: int


@dataclass(frozen=True, slots=True)
class Skipped:
    """An item was not read, and why."""

    uri: str
    reason: str


@dataclass(frozen=True, slots=True)
class Unavailable:
    """A whole source could not be listed; what was indexed of it stays."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a sync, or a change of the embedder, has come.

    `phase` "reading" counts items, "embedding" and "changing" count chunks; `source` of the last is the embedder that
    comes. `seconds_left` is None until it can be told.
    `uri` is being read now; of a long one, `page` of `pages` is done.
    """

    phase: Phase
    source: str
    done: int
    total: int
    seconds_left: float | None
    uri: str = ""
    page: int = 0
    pages: int = 0


@dataclass(frozen=True, slots=True)
class Done:
    """The sync has ended (by itself or cancelled); counts over all its sources."""

    items: int
    indexed: int
    unchanged: int
    removed: int
    skipped: tuple[Skipped, ...]
    chunks: int
    seconds: float
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Degraded:
    """Part of the work could not be done and is owed; keyword search is complete all the same."""

    reason: str
    hint: str


SyncEvent = Planned | Indexed | Skipped | Unavailable | Degraded | Progress | Done


@dataclass(frozen=True, slots=True)
class Changed:
    """A change of the embedder has ended: `embedder` answers now, or was called off and `left` chunks remain to it."""

    embedder: str
    chunks: int
    seconds: float
    left: int = 0
    cancelled: bool = False


ChangeEvent = Progress | Changed
