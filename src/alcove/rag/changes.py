"""What became of the passages an answer was made from: whether they still stand, and where; else what stands there.

Decided in the book of record alone: by content hash, then by the stored text. No file is opened. `chat.receipts`
asks about answers here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from sqlite3 import Row
from typing import Literal, NamedTuple

from alcove.core.database import Database
from alcove.rag.difference import Piece, Span, difference, found_again, nearest
from alcove.rag.types import HIDDEN, Hit

_HASH = 32
"""Bytes of the hash of one chunk."""
_AT_ONCE = 500
"""Parameters of one query; SQLite took no more than 999 for long."""

Fate = Literal["unchanged", "changed", "gone"]


@dataclass(frozen=True, slots=True)
class Passage:
    """Text an answer was made from, as it stood at `start:end` of a document then.

    `content_hash` is that of its chunk; where neighbours were joined, that of each, one behind the other. `header` is
    that of the table it is a piece of, where `text` begins below it.
    """

    uri: str
    start: int
    end: int
    text: str
    content_hash: bytes
    header: str = ""

    @property
    def chunks(self) -> tuple[bytes, ...]:
        """The hash of each chunk it is made of, in their order."""
        return tuple(self.content_hash[at : at + _HASH] for at in range(0, len(self.content_hash), _HASH))


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of a passage, and where it stands now: `uri` is another when its file was renamed or moved.

    The place is the old one where it does not stand any more. `why` says what happened to one that is "gone".
    """

    passage: Passage
    fate: Fate
    uri: str
    start: int
    end: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """A passage that does not stand any more: what it was, what its document says now, and how they differ.

    `now` is empty where the document says nothing like it.
    """

    standing: Standing
    was: str
    now: str
    difference: tuple[Piece, ...]


class _Place(NamedTuple):
    """Where a chunk lies."""

    content_hash: bytes
    item: int
    ordinal: int
    start: int
    end: int
    uri: str


def passage_of(hit: Hit) -> Passage:
    """Return what is kept of a hit that an answer is made from."""
    return Passage(hit.uri, hit.start, hit.end, hit.text, hit.content_hash, hit.header)


class Changes:
    """Compare passages with the library as it is."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def standing(self, passages: Sequence[Passage]) -> list[Standing]:
        """Tell what became of each passage: one query for those whose chunks are there, one a document for the rest.

        What lies on a disk that is away is in the library still, and stands; so does what waits to be read again.
        """
        places = self._places({content_hash for passage in passages for content_hash in passage.chunks})
        found: dict[Passage, Standing] = {}
        open_by_uri: dict[str, list[Passage]] = {}
        for passage in dict.fromkeys(passages):
            runs = list(_runs(passage, places))
            here = min(
                (run for run in runs if run.uri == passage.uri), key=lambda run: abs(run.start - passage.start),
                default=None,
            )  # fmt: skip
            if here is not None:
                found[passage] = here
            else:
                open_by_uri.setdefault(passage.uri, []).append(passage)
        for uri, some in open_by_uri.items():
            found.update(zip(some, self._by_text(uri, some, places), strict=True))
        return [found[passage] for passage in passages]

    def compared(self, standings: Sequence[Standing]) -> list[Compared]:
        """Find what stands now where passages changed; what is gone is compared with nothing."""
        texts: dict[str, str] = {}
        for standing in standings:
            if standing.fate == "changed" and standing.uri not in texts:
                held = (row["text"] for row in self._documents(standing.uri))
                texts[standing.uri] = next((text for text in held if text is not None), "")
        return [_compared(one, texts.get(one.uri, "") if one.fate == "changed" else "") for one in standings]

    def _by_text(self, uri: str, passages: Sequence[Passage], places: dict[bytes, list[_Place]]) -> Iterator[Standing]:
        """Decide by a document's own text: a chunk may end elsewhere now while its words stand as they stood."""
        rows = self._documents(uri)
        texts = [row["text"] for row in rows if row["text"] is not None]
        waits = any(row["state"] == "pending" for row in rows)
        for passage in passages:
            span = next(filter(None, (_stands(passage, text) for text in texts)), None)
            moved = next(_runs(passage, places), None)
            if span is not None:
                yield Standing(passage, "unchanged", uri, *span)
            elif texts:
                yield _where_it_was(passage, "changed")
            elif waits:
                yield _where_it_was(passage, "unchanged")
            elif not rows and moved is not None:
                yield moved
            else:
                yield _where_it_was(passage, "gone", self._why_gone(uri, [row["reason"] for row in rows]))

    def _places(self, hashes: set[bytes]) -> dict[bytes, list[_Place]]:
        found: dict[bytes, list[_Place]] = {}
        wanted = list(hashes)
        for at in range(0, len(wanted), _AT_ONCE):
            some = wanted[at : at + _AT_ONCE]
            for row in self._db.query(
                'SELECT c.content_hash, c.item_id, c.ordinal, c.start, c."end", i.uri FROM chunks c '
                f"JOIN items i ON i.id = c.item_id WHERE c.content_hash IN ({','.join('?' * len(some))}) "
                "ORDER BY i.uri, c.ordinal",
                tuple(some),
            ):
                place = _Place(*row)
                found.setdefault(place.content_hash, []).append(place)
        return found

    def _documents(self, uri: str) -> list[Row]:
        """Return the items by a uri, each with its text: sources that lie in each other list the same file."""
        return self._db.query(
            "SELECT i.state, i.reason, d.text FROM items i LEFT JOIN documents d ON d.item_id = i.id WHERE i.uri = ?",
            (uri,),
        )

    def _why_gone(self, uri: str, reasons: Sequence[str | None]) -> str:
        told = next((reason for reason in reasons if reason), "")
        if told:
            return f"it cannot be read any more: {told}"
        paths = [str(row["path"]) for row in self._db.query(f"SELECT path FROM sources WHERE id NOT IN {HIDDEN}")]
        if any(uri == path or uri.startswith((f"{path.rstrip('/')}/", f"{path}\\")) for path in paths):
            return "it was deleted or moved away"
        return "its source was taken out of the library"


def _runs(passage: Passage, places: dict[bytes, list[_Place]]) -> Iterator[Standing]:
    """Yield where the chunks of a passage stand one behind the other, as long as it was.

    The length is compared because a hash may be that of the chunk that was found alone, not of the neighbours
    it was joined with, and because it folds white space.
    """
    first, *others = passage.chunks or (b"",)
    by_place = {(one.item, one.ordinal): one for content_hash in others for one in places.get(content_hash, ())}
    for place in places.get(first, ()):
        run = [by_place.get((place.item, place.ordinal + number)) for number in range(1, len(others) + 1)]
        if [one and one.content_hash for one in run] == others:
            end = run[-1].end if run and run[-1] else place.end
            if end - place.start == passage.end - passage.start:
                yield Standing(passage, "unchanged", place.uri, place.start, end)


def _stands(passage: Passage, text: str) -> Span | None:
    """Return where the words of a passage stand, below a header that stands as well."""
    if passage.header and found_again(passage.header, text, passage.start) is None:
        return None
    return found_again(passage.text, text, passage.start)


def _compared(standing: Standing, text: str) -> Compared:
    passage = standing.passage
    parts = [passage.text]
    if passage.header and found_again(passage.header, text, passage.start) is None:
        parts.insert(0, passage.header)
    spans = [found_again(part, text, passage.start) or nearest(part, text, passage.start) for part in parts]
    was, now = "\n".join(parts), "\n".join(text[slice(*span)] for span in spans if span)
    return Compared(standing, was, now, difference(was, now))


def _where_it_was(passage: Passage, fate: Fate, why: str = "") -> Standing:
    return Standing(passage, fate, passage.uri, passage.start, passage.end, why)
