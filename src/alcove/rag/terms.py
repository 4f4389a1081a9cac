"""What the library knows by name, found in a text: titles, other names, tags, headings, phrases its documents share.

Names are kept in memory, by their stems, for as long as the catalogue stays what it is. Phrases are not: how many
documents share one of the text's own is asked of the keyword index, which always knows.
"""

import math
import re
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePath
from typing import Literal

from alcove.core.database import Database
from alcove.core.folding import whole_words
from alcove.rag.languages import ENGLISH, FUNCTION_WORDS, language_of
from alcove.rag.stems import FUNCTION_STEMS, stem, unspaced
from alcove.rag.types import HIDDEN

Kind = Literal["title", "name", "tag", "heading", "phrase"]
_RANKS: dict[Kind, int] = {"title": 0, "name": 0, "tag": 1, "heading": 1, "phrase": 2}
_MOST_WORDS = 6
"""Words of a name: a longer one stands in no sentence."""
_PHRASE = 3
"""Words of a phrase, of which the first and the last say something and are no figures."""
_COMMON, _FEW = 0.15, 3
"""Share of the items that may hold a term, and how many may in any library: what stands everywhere says little."""
_STRUCTURE, _STRUCTURES = 0.02, 4
"""Share of the items that may have the same heading, and how many may: more is a form, such as "Summary"."""
_OFTEN = 3
"""Chunks that a frequent phrase stands in at least,"""
_BURSTS, _BURSTS_ALONE = 2.0, 3.0
"""and in each item that holds it, on average; of a single word more. What texts are about comes again in them, other
words do not (Church and Gale, "Poisson mixtures", 1995). Of several words, to be shared by items is enough."""
_NAMED, _SEVERAL = 4.0, 1.5
"""What a name weighs more than a phrase, and how many times as much several words weigh as one."""
_LINKS = 3
_SAMPLE = 400
"""Chunks looked at for each."""
_WORDS_A_TERM = 10
"""A paragraph has one term for so many words, within these bounds."""
_LEAST_TERMS, _MOST_TERMS = 2, 5
_PATIENCE_S = 0.5
"""How long phrases are asked for: those that were not asked by then are not told."""

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_PARAGRAPH = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*+•]|\d+[.)]|#{1,6}|\|)\s)")
_LISTED = f"state = 'indexed' AND source_id NOT IN {HIDDEN}"
_HIDDEN_ITEMS = f"(SELECT id FROM items WHERE source_id IN {HIDDEN})"
"""Files of conversations, of which the library knows nothing."""
_CODE = re.compile(r"(?s)(```|~~~).*?(?:\1|\Z)|`[^`\n]*`|\[\d{1,3}\]|https?://\S+|(?m:^\s*\|.*\|\s*$)")
_NUMBERING = re.compile(r"^\s*(?:§\s*)?(?:\d+(?:\.\d+)*[.)]?|[A-Z][.)]|[IVX]+[.)])\s+")
_PARTS = re.compile(r"\s*[:;,()–—/|]\s*|\s+-\s+")
_NAME_MARKS = re.compile(r"[-_.]+")
_LETTERS = re.compile(r"[^\W\d_]{3,}|[^\W\d_]\S*[^\W\d_]")
_ONLY_CODE = re.compile(r"\d|\A[a-z]{1,2}\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Term:
    """Words of a text that the library knows, `start:end`; `items` is how many of its items hold them."""

    start: int
    end: int
    kind: Kind
    items: int


@dataclass(frozen=True, slots=True)
class _Name:
    stems: tuple[str, ...]
    kind: Kind


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    forms: tuple[str, ...]
    """Its stem in the language of the text, and in English, as which a name's language may have been taken."""
    says: bool
    """Whether it is no function word and no figure."""
    links: bool
    """Whether it is a short function word, such as "of"."""


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A term, by what it is told only once, and how much it tells."""

    term: Term
    key: str
    weight: float


@dataclass(frozen=True, slots=True)
class _Size:
    """How many items have been read, and the numbers of the first and the last chunk."""

    items: int
    first: int
    last: int


_Names = dict[str, list[_Name]]


class Terms:
    """Find terms in texts. Safe to use from any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._known: tuple[object, _Names] = (None, {})

    def names(self) -> _Names:
        """Return what is known by name, by the first stem; read anew when the catalogue has changed."""
        state = self._state()
        with self._lock:
            if self._known[0] != state:
                self._known = (state, _by_first(self._read()))
            return self._known[1]

    def forget(self) -> None:
        """Read the names anew when they are asked for: what was only renamed changes no count."""
        with self._lock:
            self._known = (None, {})

    def terms_in(self, text: str) -> list[Term]:
        """Return the terms of a text that are worth pointing out, in order: each once, and few in a paragraph."""
        size = self._size()
        if not size.items:
            return []
        names = self.names()
        found: list[Term] = []
        told: set[str] = set()
        until = time.monotonic() + _PATIENCE_S
        for paragraph in _paragraphs(text, language_of(text, ENGLISH)):
            wanted = min(_MOST_TERMS, max(_LEAST_TERMS, len(paragraph) // _WORDS_A_TERM))
            for weighed in sorted(self._weighed(paragraph, names, size, until), key=lambda one: -one.weight):
                term = weighed.term
                if (
                    wanted
                    and weighed.key not in told
                    and all(a.end <= term.start or term.end <= a.start for a in found)
                ):
                    told.add(weighed.key)
                    found.append(term)
                    wanted -= 1
        return sorted(found, key=lambda term: term.start)

    def _weighed(self, words: Sequence[_Word], names: _Names, size: _Size, until: float) -> Iterator[_Weighed]:
        """Yield what the library knows of a paragraph: names, and phrases as long as there is time."""
        for start, stop, kind in _candidates(words, names):
            if kind == "phrase" and time.monotonic() > until:
                return
            side = words[start:stop]
            keys = sorted({" ".join(word.forms[at] for word in side) for at in range(len(side[0].forms))})
            chunks, items, share = self._holding(keys, size)
            named, several = kind != "phrase", stop - start > 1
            bursts = chunks / max(1, items)
            often = chunks >= _OFTEN and (bursts >= _BURSTS or items > 1 if several else bursts >= _BURSTS_ALONE)
            if items / share <= max(_FEW, _COMMON * size.items) and (named or often):
                weight = bursts * math.log(1 + size.items * share / max(1, items)) * (_SEVERAL if several else 1.0)
                term = Term(side[0].start, side[-1].end, kind, max(1, round(items / share)))
                yield _Weighed(term, keys[0], weight + (_NAMED if named else 0))

    def _holding(self, keys: Sequence[str], size: _Size) -> tuple[int, int, float]:
        """Return how many chunks hold some words side by side, of how many items, and in what share of the library.

        Chunks come in the order of their numbers, those of an item together, so that the first ones tell of all.
        """
        row = self._database.query(
            "SELECT count(*) AS chunks, count(DISTINCT item_id) AS items, max(id) AS last "
            "FROM (SELECT c.id, c.item_id FROM chunks_fts f JOIN chunks c ON c.id = f.rowid "
            "WHERE chunks_fts MATCH ? AND c.item_id NOT IN " + _HIDDEN_ITEMS + " LIMIT ?)",
            (" OR ".join(f'"{key}"' for key in keys), _SAMPLE),
        )[0]
        whole = row["chunks"] < _SAMPLE
        share = 1.0 if whole else (row["last"] - size.first + 1) / (size.last - size.first + 1)
        return row["chunks"], row["items"], share

    def _size(self) -> _Size:
        row = self._database.query(
            "SELECT (SELECT count(*) FROM items WHERE " + _LISTED + ") AS items, "
            "(SELECT min(id) FROM chunks) AS first, (SELECT max(id) FROM chunks) AS last"
        )[0]
        return _Size(row["items"] if row["last"] else 0, row["first"] or 0, row["last"] or 0)

    def _state(self) -> object:
        """Return what changes whenever an item is read or removed: rows of chunks are numbered, and never again."""
        row = self._database.query(
            "SELECT (SELECT seq FROM sqlite_sequence WHERE name = 'chunks') AS last, "
            "(SELECT count(*) FROM items WHERE state = 'indexed') AS n, (SELECT count(*) FROM item_tags) AS tags, "
            "(SELECT count(*) FROM item_aliases) AS aliases"
        )[0]
        return tuple(row)

    def _read(self) -> Iterator[_Name]:
        query = self._database.query
        languages = {
            row["item_id"]: row["language"]
            for row in query("SELECT item_id, language FROM chunks WHERE language <> ? GROUP BY item_id", (ENGLISH,))
        }
        for row in query("SELECT id, title, uri FROM items WHERE " + _LISTED):
            title = row["title"] or _NAME_MARKS.sub(" ", PurePath(row["uri"].rpartition("#")[2] or row["uri"]).stem)
            yield from _named(title, "title", languages.get(row["id"], ENGLISH))
        for row in query("SELECT item_id, alias FROM item_aliases"):
            yield from _named(row["alias"], "name", languages.get(row["item_id"], ENGLISH))
        for row in query("SELECT DISTINCT tag FROM item_tags"):
            yield from _named(_NAME_MARKS.sub(" ", row["tag"].rpartition("/")[2]), "tag", ENGLISH)
        yield from self._headings()

    def _headings(self) -> Iterator[_Name]:
        """Yield the headings that are no form; each stands in the paths of the chunks below it."""
        items: dict[tuple[str, str], set[int]] = {}
        for row in self._database.query(
            "SELECT DISTINCT item_id, heading, language FROM chunks WHERE heading <> '' AND item_id NOT IN "
            + _HIDDEN_ITEMS
        ):
            for part in row["heading"].split(" › "):
                items.setdefault((part, row["language"]), set()).add(row["item_id"])
        most = max(_STRUCTURES, int(_STRUCTURE * self._size().items))
        for (heading, language), held in items.items():
            if len(held) <= most:
                yield from _named(heading, "heading", language)


def _named(text: str, kind: Kind, language: str) -> Iterator[_Name]:
    """Yield the names that a title or heading gives, if they could stand in a sentence: its parts, and the whole."""
    text = _NUMBERING.sub("", whole_words(text))
    for part in dict.fromkeys((text, *_PARTS.split(text))):
        words = _WORD.findall(part)
        if not 0 < len(words) <= _MOST_WORDS or any(map(unspaced, words)):
            continue
        if len(words) == 1 and (_ONLY_CODE.search(words[0]) or stem(words[0]) in FUNCTION_STEMS):
            continue
        if any(_LETTERS.search(word) for word in words):
            yield _Name(tuple(stem(word, language) for word in words), kind)


def _candidates(words: Sequence[_Word], names: _Names) -> Iterator[tuple[int, int, Kind]]:
    """Yield what may be a term, names first: which words, and what it would be."""
    named: set[tuple[int, int]] = set()
    for at, word in enumerate(words):
        for name in {name for form in word.forms for name in names.get(form, ())}:
            side = words[at : at + len(name.stems)]
            fits = len(side) == len(name.stems) and _joined(side)
            fits = fits and side[0].says and side[-1].says
            if fits and all(wanted in one.forms for wanted, one in zip(name.stems, side, strict=True)):
                named.add((at, at + len(side)))
                yield at, at + len(side), name.kind
    for at, word in enumerate(words):
        for stop in range(at + 1, min(at + _PHRASE, len(words)) + 1):
            side = words[at:stop]
            inner = stop - at < _PHRASE or words[at + 1].links  # "notice of termination", not "long notice period"
            if word.says and side[-1].says and inner and _joined(side) and (at, stop) not in named:
                yield at, stop, "phrase"


def _joined(words: Sequence[_Word]) -> bool:
    """Tell whether nothing but a space stands between words."""
    return all(one.end + 1 == after.start for one, after in pairwise(words))


def _by_first(names: Iterator[_Name]) -> _Names:
    best: dict[tuple[str, ...], _Name] = {}
    for name in names:
        known = best.get(name.stems)
        if known is None or _RANKS[name.kind] < _RANKS[known.kind]:
            best[name.stems] = name
    found: _Names = {}
    for name in best.values():
        found.setdefault(name.stems[0], []).append(name)
    return found


def _paragraphs(text: str, language: str) -> Iterator[list[_Word]]:
    """Yield the words of each paragraph; code, markers and tables have none."""
    text = _CODE.sub(lambda match: " " * len(match[0]), text)
    functional = FUNCTION_WORDS.get(language, frozenset())
    at = 0
    for end in [*(match.start() for match in _PARAGRAPH.finditer(text)), len(text)]:
        yield [_word(match, language, functional) for match in _WORD.finditer(text, at, end)]
        at = end


def _word(match: re.Match[str], language: str, functional: frozenset[str]) -> _Word:
    word = match[0]
    forms = stem(word, language), stem(word, ENGLISH)
    function = forms[1] in FUNCTION_STEMS or word.lower() in functional
    says = not function and len(word) > 2 and not word[0].isdigit()
    return _Word(match.start(), match.end(), forms, says, function and len(word) <= _LINKS)
