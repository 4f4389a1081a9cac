"""Calendars and address books, as programs write them, become what a person reads."""

from __future__ import annotations

import base64
import time
from pathlib import Path

import pytest

from alcove.core.errors import DocumentError
from alcove.rag.types import Document
from tests.rag.reading import read_file


def read(tmp_path: Path, name: str, *lines: str, encoding: str = "utf-8") -> Document:
    path = tmp_path / name
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return read_file(path)


def test_a_calendar_is_its_events(tmp_path: Path) -> None:
    document = read(
        tmp_path, "a.ics",
        "BEGIN:VCALENDAR", "VERSION:2.0", "X-WR-CALNAME:Wood\\, care", "BEGIN:VTIMEZONE", "TZID:Europe/Berlin",
        "BEGIN:STANDARD", "DTSTART:19701025T030000", "END:STANDARD", "END:VTIMEZONE",
        "BEGIN:VEVENT", "UID:1@x", "DTSTAMP:20260101T000000Z", "DTSTART;TZID=Europe/Berlin:20260701T090000",
        "DTEND:20260701T100000Z", "SUMMARY:Oil the fl", " oor\\; then wa", "\tit", "LOCATION:Hall\\nfirst floor",
        "ATTENDEE;CN=\"Aunt: Ann\";ROLE=REQ:mailto:ann@x.org", "ORGANIZER:MAILTO:me@x.org", "RRULE:FREQ=YEARLY",
        "DESCRIPTION:Tung\\nlinseed", "CATEGORIES:Home,Care\\, wood", "ATTACH;ENCODING=BASE64:AAAA",
        "BEGIN:VALARM", "DESCRIPTION:Reminder", "END:VALARM", "END:VEVENT",
        "BEGIN:VTODO", "DUE;VALUE=DATE:20260801", "CATEGORIES:Home", "END:VTODO", "END:VCALENDAR",
    )  # fmt: skip
    assert document.title == "Wood, care" and document.tags == ("Home", "Care, wood")
    assert document.text.split("\n") == [
        "# Oil the floor; then wait", "Starts: 2026-07-01 09:00 Europe/Berlin", "Ends: 2026-07-01 10:00 UTC",
        "Place: Hall", "first floor", "Attendee: Aunt: Ann <ann@x.org>", "Organizer: me@x.org",
        "Repeats: FREQ=YEARLY", "Tung", "linseed", "Categories: Home,Care, wood", "",
        "# Task", "Due: 2026-08-01", "Categories: Home"]  # fmt: skip
    assert [document.text[h.start :][:6] for h in document.headings] == ["# Oil ", "# Task"]


def test_contacts_are_read_without_their_photographs(tmp_path: Path) -> None:
    photo = base64.b64encode(bytes(range(256)) * 20).decode()
    document = read(
        tmp_path, "a.vcf",
        "BEGIN:VCARD", "VERSION:3.0", "N:Holz;Anna;Maria;Dr.;jun.", "FN:Dr. Anna Holz", "ORG:Wood;Care",
        "item1.TEL;TYPE=CELL,VOICE:tel:+49 1", "EMAIL;TYPE=internet:anna@x.org", "ADR;TYPE=home:;;Weg 1;Ulm;;89073;",
        "PHOTO;ENCODING=b;TYPE=JPEG:" + photo[:60], " " + photo[60:], "NOTE:likes wax", "X-NO:thing", "END:VCARD",
        "BEGIN:VCARD", "VERSION:2.1", "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D0=81=D0=B6;=D0=92=D0=B0=",
        "=D0=BD=D1=8F", "TEL;HOME;FAX:12", "LOGO;BASE64:", " " + photo, "NOTE;QUOTED-PRINTABLE:a=0D=0Ab",
        "NOTE:" + photo, "END:VCARD",
    )  # fmt: skip
    assert document.title == ""
    assert document.text.split("\n") == [
        "# Dr. Anna Holz", "Organization: Wood, Care", "Phone (cell): +49 1", "E-mail: anna@x.org",
        "Address (home): Weg 1, Ulm, 89073", "likes wax", "",
        "# Ваня Ёж", "Phone (home, fax): 12", "a", "b"]  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (["N:Holz;Anna;Maria;Dr.;jun."], "Dr. Anna Maria Holz jun."),
        (["FN: ", "ORG:Wood"], "Wood"),
        (["EMAIL:a@x.org"], "a@x.org"),
        (["BDAY:1970-01-02"], "Contact"),
    ],
)
def test_a_contact_is_called_by_what_there_is(tmp_path: Path, lines: list[str], name: str) -> None:
    assert read(tmp_path, "a.vcf", "BEGIN:VCARD", *lines, "END:VCARD").title == name


def test_old_encodings_and_damage_are_read_as_far_as_they_go(tmp_path: Path) -> None:
    lines = ["BEGIN:VCALENDAR", "no line", ":", "BEGIN:VEVENT", "SUMMARY:Масло для пола и воск", "DTSTART:tomorrow"]
    document = read(tmp_path, "a.ics", "END:VCARD", *lines, encoding="cp1251")
    assert document.text == "# Масло для пола и воск\nStarts: tomorrow"


@pytest.mark.parametrize(
    "text", ["words", "BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n", "END:VEVENT", "BEGIN:VEVENT"]
)
def test_a_file_without_entries_says_so(tmp_path: Path, text: str) -> None:
    with pytest.raises(DocumentError, match="no entries"):
        read(tmp_path, "a.ics", text)


def test_time_grows_with_the_size_only(tmp_path: Path) -> None:
    began = time.monotonic()
    event = ["BEGIN:VEVENT", "SUMMARY:Oil", "DESCRIPTION:" + "x" * 70, *([" " + "y" * 70] * 50), "END:VEVENT"]
    assert len(read(tmp_path, "a.ics", *(event * 2_000)).headings) == 2_000
    read(tmp_path, "b.ics", "BEGIN:VEVENT", "SUMMARY:" + ";a=" * 300_000, "X" + ';A="b"' * 100_000, "END:VEVENT")
    assert time.monotonic() - began < 20
