"""Calendars (ics) and address books (vcf) as a person reads them: a heading an entry, then what it says, line by line.

The files themselves fold lines within words, escape commas and carry photographs in base64, so their own text can be
neither searched nor quoted. Both formats share one grammar of lines (RFC 5545, 3.1; RFC 6350, 3.3; with the
quoted-printable of vCard 2.1), read here as leniently as programs write it; icalendar and vobject refuse a file for one
wrong line.
"""

import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from alcove.core.errors import DocumentError
from alcove.rag.readers import How
from alcove.rag.readers.hypertext import decoded_as
from alcove.rag.readers.text import decoded
from alcove.rag.types import Document, Heading

_FOLD = re.compile(r"\r?\n[ \t]")
_LINE = re.compile(r"((?:[A-Za-z0-9-]+\.)?)([A-Za-z0-9-]+)((?:;(?:\"[^\"]*\"|[^\":;])*)*):(.*)", re.DOTALL)
_PARAMETER = re.compile(r";([A-Za-z0-9-]+)(?:=((?:\"[^\"]*\"|[^\";])*))?")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_TIME = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:T(\d\d):?(\d\d)(?::?\d\d)?(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?)?$")
_BINARY = re.compile(r"[A-Za-z0-9+/=\s]{200,}")

_ENTRIES = {"VEVENT": "Event", "VTODO": "Task", "VJOURNAL": "Journal", "VFREEBUSY": "Free and busy", "VCARD": "Contact"}
_NAMES = {
    "DTSTART": "Starts", "DTEND": "Ends", "DUE": "Due", "DURATION": "Lasts", "LOCATION": "Place", "RRULE": "Repeats",
    "RDATE": "Also on", "EXDATE": "Not on", "ORGANIZER": "Organizer", "ATTENDEE": "Attendee", "STATUS": "Status",
    "CATEGORIES": "Categories", "URL": "Address", "COMMENT": "Comment", "CONTACT": "Contact", "RESOURCES": "Resources",
    "DESCRIPTION": "", "PRIORITY": "Priority", "PERCENT-COMPLETE": "Done (%)", "COMPLETED": "Completed",
    "ATTACH": "Attached", "GEO": "Position", "FREEBUSY": "Busy", "CONFERENCE": "Conference",
    "NICKNAME": "Nickname", "ORG": "Organization", "TITLE": "Title", "ROLE": "Role", "TEL": "Phone", "EMAIL": "E-mail",
    "ADR": "Address", "LABEL": "Address", "BDAY": "Birthday", "ANNIVERSARY": "Anniversary", "NOTE": "",
    "IMPP": "Messenger", "X-SOCIALPROFILE": "Profile", "RELATED": "Related", "TZ": "Time zone", "GENDER": "Gender",
    "LANG": "Language", "X-SKYPE": "Skype", "X-JABBER": "Jabber", "X-ICQ": "ICQ", "X-AIM": "AIM",
    "X-PHONETIC-FIRST-NAME": "Pronounced", "X-PHONETIC-LAST-NAME": "Pronounced", "HOBBY": "Hobby",
    "INTEREST": "Interest", "EXPERTISE": "Expertise", "BIRTHPLACE": "Born in", "MEMBER": "Member",
}  # fmt: skip
"""What lines are called for a person; those not named here are of use to programs only."""
_KINDS = frozenset("home work cell mobile fax pager main other video car iphone".split())  # noqa: SIM905
_OF_TIME = frozenset(("DTSTART", "DTEND", "DUE", "COMPLETED", "RDATE", "EXDATE", "BDAY", "ANNIVERSARY"))
_OF_PARTS = frozenset(("N", "ADR", "ORG", "GENDER"))


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the grammar, its value decoded but its escapes kept."""

    name: str
    parameters: dict[str, str]
    value: str


def read(path: Path, how: How) -> Document:
    """Read a calendar or an address book. Raises DocumentError when it has no entries."""
    title = ""
    parts: list[str] = []
    headings: list[Heading] = []
    tags: dict[str, None] = {}
    at = 0
    for kind, lines in _entries(_unfolded(decoded(path.read_bytes()))):
        if kind == "VCALENDAR":
            title = next((_plain(line.value) for line in lines if line.name in ("X-WR-CALNAME", "NAME")), title)
            continue
        name = _entry_name(kind, lines)
        text = "\n".join([f"# {name}", *_told(lines, name)])
        headings.append(Heading(1, name, at))
        parts.append(text)
        at += len(text) + 2
        for line in lines:
            if line.name == "CATEGORIES":
                tags.update(dict.fromkeys(tag for one in _split(line.value, ",") if (tag := _plain(one))))
    if not parts:
        raise DocumentError("there are no entries in the file; it is empty, damaged or not what its name says")
    if not title and len(headings) == 1:
        title = headings[0].text
    return Document("\n\n".join(parts), title, headings=tuple(headings), tags=tuple(tags))


def _unfolded(text: str) -> Iterator[_Line]:
    """Yield the lines, joined where they are folded; what fits no grammar is passed over."""
    lines = _FOLD.sub("", text.replace("\r\r\n", "\r\n")).splitlines()
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        match = _LINE.fullmatch(line)
        if match is None:
            continue
        parameters: dict[str, str] = {}
        for name, value in _PARAMETER.findall(match[3]):
            # vCard 2.1 writes `TEL;HOME;FAX` for `TEL;TYPE=home,fax`.
            key, said = (name.upper(), value.strip('"')) if value else ("TYPE", name)
            parameters[key] = f"{parameters[key]},{said}" if key in parameters else said
        value = match[4]
        if "QUOTED-PRINTABLE" in f"{parameters.get('ENCODING', '')},{parameters.get('TYPE', '')}".upper():
            while value.endswith("=") and at < len(lines):
                value = value[:-1] + lines[at].lstrip(" \t")
                at += 1
            data = quopri.decodestring(value.encode("utf-8", "replace"))
            value = decoded_as(data, parameters.get("CHARSET", "utf-8")).replace("\r\n", "\n") if data else ""
        yield _Line(match[2].upper(), parameters, value.strip())


def _entries(lines: Iterator[_Line]) -> Iterator[tuple[str, list[_Line]]]:
    """Group the lines by entry: those of alarms within an event, and of time zones, belong to none."""
    stack: list[tuple[str, list[_Line]]] = []
    for line in lines:
        if line.name == "BEGIN":
            stack.append((line.value.upper(), []))
        elif line.name == "END":
            if stack and stack[-1][0] in (*_ENTRIES, "VCALENDAR"):
                yield stack[-1]
            if stack:
                stack.pop()
        elif stack:
            stack[-1][1].append(line)
    # A file that was cut off.
    yield from ((kind, found) for kind, found in stack if kind in _ENTRIES and found)


def _entry_name(kind: str, lines: list[_Line]) -> str:
    for wanted in ("SUMMARY", "FN", "N", "ORG", "NICKNAME", "EMAIL", "TEL"):
        for line in lines:
            if line.name == wanted and (name := " ".join(_value(line).split())):
                return name
    return _ENTRIES[kind]


def _told(lines: list[_Line], name: str) -> Iterator[str]:
    for line in lines:
        label = _NAMES.get(line.name)
        value = "" if label is None or line.parameters.get("ENCODING", "").upper() in ("B", "BASE64") else _value(line)
        if not value or (value == name and line.name in ("EMAIL", "TEL")) or _BINARY.fullmatch(value):
            continue
        kinds = [one for one in line.parameters.get("TYPE", "").lower().split(",") if one in _KINDS]
        label = f"{label} ({', '.join(kinds)})" if label and kinds else label
        yield f"{label}: {value}" if label else value


def _value(line: _Line) -> str:
    """Return a value as a person reads it."""
    if line.name in _OF_TIME or (line.name == "RRULE"):
        return ", ".join(_moment(one, line.parameters.get("TZID", "")) for one in line.value.split(","))
    if line.name in ("ORGANIZER", "ATTENDEE"):
        address = re.sub(r"^mailto:", "", line.value, flags=re.IGNORECASE)
        known = line.parameters.get("CN", "")
        return f"{known} <{address}>" if known and known != address else address
    if line.name == "N":
        family, given, *more = [*map(_plain, _split(line.value, ";")), "", ""]
        middle, before, after = [*more, "", "", ""][:3]
        return " ".join(part for part in (before, given, middle, family, after) if part)
    if line.name in _OF_PARTS:
        return ", ".join(part for part in map(_plain, _split(line.value, ";")) if part)
    return re.sub(r"^(?:tel|mailto):", "", _plain(line.value), flags=re.IGNORECASE)


def _moment(text: str, zone: str) -> str:
    """Return a date or a time as ISO 8601 with a space; what is neither stays as it is."""
    match = _TIME.match(text)
    if match is None:
        return _plain(text)
    year, month, day, hour, minute, offset = match.groups()
    place = "UTC" if offset == "Z" else offset or (zone if hour else "")
    return f"{year}-{month}-{day}" + (f" {hour}:{minute}" if hour else "") + (f" {place}" if place else "")


def _split(text: str, by: str) -> list[str]:
    """Split at a sign that is not escaped."""
    return re.split(rf"(?<!\\){by}", text)


def _plain(text: str) -> str:
    return _ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], text).strip()
