"""An Obsidian vault: a folder whose `.obsidian` says what is excluded and how daily notes are named. Only ever read.

Obsidian's own rules, told apart from any one vault: `Excluded`, `DailyNotes`, and the address that opens a note.
"""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import quote

from alcove.connectors.base import Item, Unlistable
from alcove.connectors.folder import FolderConnector

CONFIG = ".obsidian"
_OWN = (CONFIG, ".trash")
_NO_HEADING = re.compile(r"[#|^:\[\]\\]|%%")
_ISO_DATE = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_JS_GROUP = re.compile(r"\(\?<(?=[A-Za-z_])")


def is_vault(path: Path | str) -> bool:
    """Tell whether a folder is a vault: Obsidian keeps its settings in it."""
    return os.path.isdir(os.path.join(path, CONFIG))


def open_url(root: Path | str, uri: str, heading: str = "") -> str:
    """Return the address that opens a note of the vault at `root` in Obsidian.

    `heading` is a path of headings joined by " › ", as hits have it, or a block id with its `^`. Only notes are
    opened at a place; other files have none.
    """
    path = relative(str(root), uri)
    place = ""
    if path.lower().endswith(".md"):
        path = path[:-3]
        if heading.startswith("^"):
            place = f"#{heading}"
        else:
            # Obsidian leaves out of its own links to headings what means something in a link.
            names = [" ".join(_NO_HEADING.sub(" ", name).split()) for name in heading.split(" › ")]
            place = "".join(f"#{name}" for name in names if name)
    return f"obsidian://open?vault={quote(PurePath(root).name, safe='')}&file={quote(path + place, safe='')}"


class VaultConnector(FolderConnector):
    """Every file of a vault but Obsidian's own and those its settings exclude ("Excluded files")."""

    def scan(self) -> Iterator[Item | Unlistable]:
        """Walk the vault as any folder. The settings are looked at each time."""
        excluded = Excluded(_setting(self._root, "app.json").get("userIgnoreFilters"))
        for one in super().scan():
            path = relative(self._root, one.uri if isinstance(one, Item) else one.prefix)
            if path.partition("/")[0] not in _OWN and path not in excluded:
                yield one


class Excluded:
    """Obsidian's excluded files: beginnings of paths, or regular expressions between slashes; letter case is ignored.

    An expression that cannot be understood excludes nothing.
    """

    def __init__(self, filters: Any) -> None:
        written = [one for one in filters if isinstance(one, str) and one] if isinstance(filters, list) else []
        patterns = [one for one in written if len(one) > 2 and one[0] == one[-1] == "/"]
        self._beginnings = tuple(one.casefold() for one in written if one not in patterns)
        self._patterns = [compiled for one in patterns if (compiled := _compiled(one[1:-1]))]

    def __contains__(self, path: str) -> bool:
        return path.casefold().startswith(self._beginnings) or any(one.search(path) for one in self._patterns)


def _compiled(pattern: str) -> re.Pattern[str] | None:
    """Compile a JavaScript expression; named groups are written differently there."""
    try:
        return re.compile(_JS_GROUP.sub("(?P<", pattern), re.IGNORECASE)
    except (re.error, OverflowError):
        return None


@dataclass(frozen=True, slots=True)
class DailyNotes:
    """How a vault names its daily notes: the folder they lie in and a format of Moment.js, which may hold folders."""

    folder: str = ""
    format: str = "YYYY-MM-DD"

    @classmethod
    def of(cls, root: Path | str) -> "DailyNotes":
        """Return the settings of the vault at `root`; Obsidian's defaults where it has none."""
        saved = _setting(root, "daily-notes.json")
        folder, pattern = saved.get("folder"), saved.get("format")
        return cls(
            folder.strip("/") if isinstance(folder, str) else "",
            pattern.strip() if isinstance(pattern, str) and pattern.strip() else "YYYY-MM-DD",
        )

    def day(self, path: str) -> date | None:
        """Return the day a note is of, by its path in the vault: as the settings name it, or by an ISO date."""
        stem = path.rpartition(".")[0] or path
        below = stem.removeprefix(f"{self.folder}/") if self.folder else stem
        if below != stem or not self.folder:
            match = _pattern_of(self.format).fullmatch(below)
            if match and (day := _day(match.groupdict())):
                return day
        iso = _ISO_DATE.search(stem.rpartition("/")[2])
        return _date(int(iso[1]), int(iso[2]), int(iso[3])) if iso else None


def in_words(day: date) -> tuple[str, str]:
    """Return a day in English and in Russian words, as people ask for it."""
    month, weekday = day.month - 1, day.weekday()
    return (
        f"{_DAYS[weekday]}, {day.day} {_MONTHS[month]} {day.year}",
        f"{_DAYS_RUSSIAN[weekday]}, {day.day} {_MONTHS_RUSSIAN[month]} {day.year}",
    )


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_MONTHS_RUSSIAN = (
    "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября",
    "декабря",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAYS_RUSSIAN = ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье")
_TOKENS = {
    "YYYY": r"(?P<year>\d{4})",
    "YY": r"(?P<short>\d{2})",
    "MMMM": r"(?P<month_name>[^\W\d_]+)",
    "MMM": r"(?P<month_short>[^\W\d_]+)\.?",
    "MM": r"(?P<month>\d{2})",
    "M": r"(?P<month>\d{1,2})",
    "DD": r"(?P<day>\d{2})",
    "Do": r"(?P<day>\d{1,2})(?:st|nd|rd|th)",
    "D": r"(?P<day>\d{1,2})",
}
_OTHER = r"[^/]+?"
"""For what tells nothing more of the day, such as its name or the week."""
_PARTS = re.compile(
    r"\[([^\]]*)\]|(YYYY|YY|MMMM|MMM|MM|M|DDDD?|DD|Do|D|d{1,4}|[gG]{4}|[wW]{1,2}o?|[QEeHhmsSAaZXxkL]+)|(.)"
)


@cache
def _pattern_of(moment: str) -> re.Pattern[str]:
    """Turn a format of Moment.js into an expression; of a part named twice the first is taken."""
    seen: set[str] = set()
    pattern = ""
    for literal, token, other in _PARTS.findall(moment):
        part = _TOKENS.get(token, _OTHER) if token else re.escape(literal or other)
        name = re.search(r"\?P<(\w+)>", part)
        if name and name[1] in seen:
            part = _OTHER
        elif name:
            seen.add(name[1])
        pattern += part
    return re.compile(pattern, re.IGNORECASE)


def _day(found: dict[str, str | None]) -> date | None:
    """Return the day whose year, month and day were found; None when one is missing."""
    short = found.get("short")
    year = int(found.get("year") or 0) or (2000 + int(short) if short else 0)
    month = int(found.get("month") or 0) or _month(found.get("month_name") or found.get("month_short") or "")
    return _date(year, month, int(found.get("day") or 0))


def _month(name: str) -> int:
    short = name[:3].casefold()
    return next((n for n, one in enumerate(_MONTHS, start=1) if one[:3].casefold() == short), 0)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def relative(root: str, uri: str) -> str:
    """Return a file's path below the folder `root`, with `/` between folders on every system."""
    below = uri[len(root) :] if uri.startswith(root) else uri
    return below.replace(os.sep, "/").lstrip("/")


def _setting(root: Path | str, name: str) -> dict[str, Any]:
    """Return one of Obsidian's settings files; empty when it is missing or broken."""
    try:
        saved = json.loads(Path(root, CONFIG, name).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return saved if isinstance(saved, dict) else {}
