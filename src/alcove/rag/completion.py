"""Completing the filters of a question while it is written: what is being written at the cursor, what could stand
there, and what the text becomes. The window shows it; the grammar is that of `query.py`.

The name of a filter is offered where it cannot be an ordinary word: behind `-` or `:`, at the beginning of the question
or behind another filter (there not when it is a whole word such as "in"), or where it is asked for. A value is offered
as soon as the colon stands.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from alcove.core.database import Database
from alcove.core.formats import format_of
from alcove.rag.links import LinkGraph
from alcove.rag.query import FIELDS, filters_in
from alcove.rag.types import HIDDEN

MOST = 8
"""Candidates offered at once."""
_FEW_LETTERS = 2
_NAMES = {field.name: field for field in FIELDS}
_VALUE = re.compile(r'(?<!\S)-?([A-Za-z]+):(?:"([^"]*)("?)|(\S*))')
_SLASH = re.compile("/")
_LAST_PART = re.compile(r"[/\\#]")
_SHORTLY = re.compile("[;:]")
_NAME = re.compile(r"(?<!\S)(-?)(:?)([A-Za-z]*)\Z")


@dataclass(frozen=True, slots=True)
class Typed:
    """What is being written: the beginning of a filter's name (`field` is empty) or of its value.

    A candidate takes the place of `start:end` of the text.
    """

    field: str
    written: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may stand there, plain, and what is known of it. It is found by `also`, too."""

    value: str
    meaning: str
    also: str = ""


def typed_at(text: str, cursor: int, *, asked: bool = False) -> Typed | None:
    """Return what of a filter is being written at the cursor, if anything; `asked`: whoever writes asks for offers."""
    for match in _VALUE.finditer(text):
        value = match.end(1) + 1
        field = match[1].lower()
        if field not in _NAMES or not value <= cursor <= match.end():
            continue
        if match[4] is not None:
            return Typed(field, text[value:cursor], value, match.end())
        if match[3] and cursor == match.end():
            return None
        # A quotation mark that is never closed takes in all the rest, which is not to be replaced.
        return Typed(field, text[value + 1 : cursor], value, match.end() if match[3] else cursor)
    name = _NAME.search(text, 0, cursor)
    if name is None or text[cursor : cursor + 1].strip():
        return None
    typed = Typed("", name[3], name.start(2), cursor)
    plain = bool(name[2]) or bool(name[1] and name[3])
    return typed if asked or plain or _begins_a_filter(text[: name.start()], name[3]) else None


def _begins_a_filter(before: str, word: str) -> bool:
    """Tell whether a word that begins a filter's name stands where filters stand, and is none of its own."""
    stands = not before.strip() or any(end == len(before.rstrip()) for _, end, _ in filters_in(before))
    return stands and len(word) >= _FEW_LETTERS and word.islower() and word not in _NAMES


def candidates(database: Database, typed: Typed, today: date) -> list[Candidate]:
    """Return what could stand there, best first; nothing where that is what is written already."""
    if typed.field:
        known = _VALUES[typed.field](database, today)
        found = _fitting(known, typed.written.lstrip("#/") if typed.field in ("tag", "path") else typed.written)
    else:
        begin = typed.written.lower()
        found = [Candidate(one.name, _SHORTLY.split(one.meaning)[0]) for one in FIELDS if one.name.startswith(begin)]
    same = len(found) == 1 and found[0].value.casefold() == typed.written.casefold()
    return [] if same and typed.field else found[:MOST]


def completed(text: str, typed: Typed, candidate: Candidate) -> tuple[str, int]:
    """Return what takes the place of `typed.start:typed.end`, and where in the new text the cursor then stands."""
    if not typed.field:
        new = f"{candidate.value}:"
        return new, typed.start + len(new)
    new = f'"{candidate.value}"' if re.search(r"\s", candidate.value) else candidate.value
    gap = "" if text[typed.end : typed.end + 1] == " " else " "
    return new + gap, typed.start + len(new) + 1


def _fitting(known: Iterable[Candidate], written: str) -> list[Candidate]:
    """Return the candidates that begin so, then those with a part or word that does, then those that hold it."""
    wanted = written.casefold()
    ranked: tuple[list[Candidate], ...] = ([], [], [])
    inner = re.compile(rf"(?<=[\W_]){re.escape(wanted)}")
    for one in known:
        for value in (one.value.casefold(), one.also.casefold()):
            if value.startswith(wanted):
                ranked[0].append(one)
                break
            if wanted in value:
                ranked[1 if inner.search(value) else 2].append(one)
                break
    return [one for rank in ranked for one in rank]


def _tags(database: Database, _: date) -> list[Candidate]:
    found = sorted(LinkGraph(database).tags(), key=lambda one: (-one.items, one.tag))
    return [Candidate(one.tag, _items(one.items)) for one in found]


def _sources(database: Database, _: date) -> list[Candidate]:
    rows = database.query(
        "SELECT s.name, count(i.id) AS n FROM sources s LEFT JOIN items i ON i.source_id = s.id "
        f"WHERE s.id NOT IN {HIDDEN} GROUP BY s.id ORDER BY s.name"
    )
    return [Candidate(row["name"], _items(row["n"])) for row in rows]


def _formats(database: Database, _: date) -> list[Candidate]:
    """Return each format by its first ending, with its name and how many items have it, the most frequent first."""
    counts: Counter[tuple[str, str]] = Counter()
    for row in database.query(f"SELECT mime, count(*) AS n FROM items WHERE source_id NOT IN {HIDDEN} GROUP BY mime"):
        known = format_of(row["mime"])
        if known is not None:
            counts[(known.suffixes[0][1:] if known.suffixes else known.name, known.name)] += row["n"]
    return [Candidate(ending, f"{name}, {_items(n)}", name) for (ending, name), n in counts.most_common()]


def _titles(database: Database, _: date) -> list[Candidate]:
    """Return titles, and file names where there is none, what changed last first; what stands in quotes is cut out."""
    found: dict[str, str] = {}
    for title, uri in database.query(
        f"SELECT title, uri FROM items WHERE source_id NOT IN {HIDDEN} ORDER BY modified_ns DESC, uri"
    ):
        file = _LAST_PART.split(uri)[-1]
        plain = max((title or file).split('"'), key=len)
        found.setdefault(" ".join(plain.split()), file if title else "")
    return [Candidate(title, file, file) for title, file in found.items() if title]


def _folders(database: Database, _: date) -> list[Candidate]:
    """Return the folders below the sources, those with most items first."""
    counts: Counter[str] = Counter()
    inner: Counter[str] = Counter()
    for uri, path in database.query(
        f"SELECT i.uri, s.path FROM items i JOIN sources s ON s.id = i.source_id WHERE i.source_id NOT IN {HIDDEN}"
    ):
        below = uri[len(path) :].partition("#")[0].replace("\\", "/").lstrip("/")
        inner[below[: below.rfind("/") + 1]] += 1
    for folder, n in inner.items():
        for match in _SLASH.finditer(folder):
            counts[folder[: match.end()]] += n
    return [Candidate(folder, _items(n)) for folder, n in sorted(counts.items(), key=lambda one: (-one[1], one[0]))]


def _dates(_: Database, today: date) -> list[Candidate]:
    month = today.replace(day=1)
    known = (
        (f"{today:%Y-%m-%d}", "today"),
        (f"{today - timedelta(days=7):%Y-%m-%d}", "a week ago"),
        (f"{today:%Y-%m}", "this month"),
        (f"{month - timedelta(days=1):%Y-%m}", "last month"),
        (f"{today:%Y}", "this year"),
        (f"{today.year - 1}", "last year"),
    )
    return [Candidate(written, meaning, meaning) for written, meaning in known]


def _items(count: int) -> str:
    return "1 item" if count == 1 else f"{count:,} items"


_VALUES: dict[str, Callable[[Database, date], list[Candidate]]] = {
    "tag": _tags,
    "path": _folders,
    "in": _sources,
    "type": _formats,
    "title": _titles,
    "after": _dates,
    "before": _dates,
}
"""What may stand behind each filter's colon; a test holds it to `FIELDS`."""
