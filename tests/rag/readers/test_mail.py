"""E-mail: what a person reads of it, whatever wrote it; attachments and mailboxes member by member."""

from __future__ import annotations

import base64
import time
import tracemalloc
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from alcove.core.errors import DocumentError
from alcove.rag.readers import MemberRead, read
from alcove.rag.types import Document
from tests.rag.reading import read_all, read_file, read_members

HEADS = "From: Aunt <aunt@x.org>\nTo: me@x.org\nDate: Wed, 1 Jul 2026 16:17:43 +0000\nSubject: Oil\n"
HEAD_TEXT = HEADS.rstrip("\n")


def put(tmp_path: Path, data: str | bytes, name: str = "a.eml") -> Path:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def body(tmp_path: Path, kind: str, text: str | bytes, encoding: str = "8bit") -> str:
    """Return what is read of a message of one part, below its headers."""
    data = text.encode() if isinstance(text, str) else text
    head = f"{HEADS}MIME-Version: 1.0\nContent-Type: {kind}\nContent-Transfer-Encoding: {encoding}\n\n".encode()
    read = read_file(put(tmp_path, head + data)).text
    assert read.startswith(f"{HEAD_TEXT}\n\n")
    return read[len(HEAD_TEXT) + 2 :]


def composed(**files: bytes) -> EmailMessage:
    message = EmailMessage(SMTP)
    message["From"], message["To"], message["Subject"] = "Тётя <aunt@x.org>", "me@x.org", "Масло для пола " * 8
    message["Date"] = "Wed, 1 Jul 2026 16:17:43 +0000"
    message.set_content("Масло сохнет двое суток.\n")
    message.add_alternative("<p>Масло <b>сохнет</b></p>", subtype="html")
    for name, data in files.items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name.replace("_", "."))
    return message


def test_a_message_is_its_headers_and_its_plain_text(tmp_path: Path) -> None:
    message = composed()
    message["X-Gmail-Labels"] = 'Inbox,"Wood care",'
    read = read_file(put(tmp_path, message.as_bytes()))
    assert read.title == ("Масло для пола " * 8).strip()
    assert read.tags == ("Inbox", "Wood care")
    assert read.text.split("\n") == [
        "From: Тётя <aunt@x.org>", "To: me@x.org", "Date: Wed, 01 Jul 2026 16:17:43 +0000",
        f"Subject: {read.title}", "", "Масло сохнет двое суток."]  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        (b"=?utf-8?B?0JzQsNGB0Ls=?= =?utf-8?Q?=D0=BE?=", "Масло"),
        (b"=?koi8-r?B?7cHTzM8=?=", "Масло"),
        (b"=?utf-8?B?0JzQ?=\n =?utf-8?B?sNGB0LvQvg==?=", "Масло"),
        ("Масло".encode(), "Масло"),
        (b"Oil =?no-such?Q?of_wood?= now", "Oil of wood now"),
        (b"=?utf-8?B?broken!?=", "=?utf-8?B?broken!?="),
        (b"Oil\n\tof wood", "Oil of wood"),
        (b"", ""),
    ],
)
def test_subjects_are_decoded(tmp_path: Path, raw: bytes, title: str) -> None:
    assert read_file(put(tmp_path, b"From: a@x.org\nSubject: " + raw + b"\n\nx")).title == title


@pytest.mark.parametrize(
    ("kind", "text", "encoding", "read"),
    [
        ("text/plain; charset=utf-8", "D=C3=BCnn=\ne =C3=96le", "quoted-printable", "Dünne Öle"),
        ("text/plain; charset=koi8-r", base64.b64encode("Масло".encode("koi8-r")), "base64", "Масло"),
        ("text/plain; charset=us-ascii", "Dünne Öle auf Holz".encode("cp1252"), "8bit", "Dünne Öle auf Holz"),
        ("text/plain; charset=no-such", "Öl", "8bit", "Öl"),
        ("text/plain; charset=iso-8859-1", b"\x93so\x94", "8bit", "“so”"),
        ("text/html", "<p>Oil &amp; <b>wax</b><br>x", "8bit", "Oil & wax\nx"),
        ("text/html", "<div>" * 5000 + "deep", "8bit", "<div>" * 5000 + "deep"),
        ("text/plain; format=flowed", "> a \n> b\nc \nd\n-- \nme", "7bit", "> a b\nc d\n-- \nme"),
        ("text/plain; format=flowed; delsp=yes", "ab \ncd\n  x", "7bit", "abcd\n x"),
        ("text/plain", b"a\x00\x81\x8d\x8f\x90", "8bit", "a\0" + "\ufffd" * 4),
    ],
)  # fmt: skip
def test_bodies_are_decoded(tmp_path: Path, kind: str, text: str | bytes, encoding: str, read: str) -> None:
    assert body(tmp_path, kind, text, encoding) == read


def test_html_is_preferred_where_the_plain_form_says_nothing(tmp_path: Path) -> None:
    message = EmailMessage(SMTP)
    message["Subject"] = "Oil"
    message.set_content("Your program shows no HTML.")
    message.add_alternative(f"<h1>News</h1><p>{'Oil dries. ' * 50}</p>", subtype="html")
    read = read_file(put(tmp_path, message.as_bytes()))
    assert "Your program" not in read.text
    assert [read.text[h.start :][:6] for h in read.headings] == ["# News"]


def test_attachments_are_read_by_their_own_readers(tmp_path: Path) -> None:
    message = composed(note_txt="Воск".encode(), winmail_dat=b"x\x9f", a_md=b"# A")
    message.add_attachment(b"second", maintype="text", subtype="plain", filename="note.txt")
    message.add_attachment(b"\x89PNG" * 50, maintype="image", subtype="png", filename="smiley.png")
    message.add_attachment(b"sig", maintype="application", subtype="pgp-signature", filename="s.asc")
    message.add_attachment(b"named by type", maintype="text", subtype="markdown")
    message.add_attachment(b"evil", maintype="text", subtype="plain", filename="../../etc/имя.txt")
    members = read_members(put(tmp_path, message.as_bytes()))
    texts = {name: one.document.text if one.document else one.reason for name, one in members.items()}
    assert texts == {
        "note.txt": "Воск",
        "winmail.dat": "Alcove does not read .dat files",
        "a.md": "# A",
        "note (2).txt": "second",
        "part 7.md": "named by type",
        "etc-имя.txt": "evil",
    }
    assert {one.modified_ns for one in members.values()} == {1782922663 * 10**9}


def test_forwarded_messages_stand_below_a_heading(tmp_path: Path) -> None:
    outer = EmailMessage(SMTP)
    outer["From"], outer["Subject"] = "me@x.org", "Fwd"
    outer.set_content("See below.")
    outer.add_attachment(composed(note_txt=b"in the inner one"))
    read, told = read_all(put(tmp_path, outer.as_bytes()))
    (heading,) = read.headings
    assert heading.level == 1 and heading.text.startswith("Масло для пола")
    assert read.text[heading.start :].startswith("From: Тётя") and "Масло сохнет" in read.text[heading.start :]
    assert [one.name for one in told if isinstance(one, MemberRead)] == ["note.txt"]


def test_reports_of_failed_delivery_are_read(tmp_path: Path) -> None:
    text = read_file(put(tmp_path, (
        f'{HEADS}Content-Type: multipart/report; boundary="b"\n\n--b\n\nFailed.\n--b\n'
        "Content-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nStatus: 5.1.1\n\n--b--\n"
    ))).text  # fmt: skip
    assert text == f"{HEAD_TEXT}\n\nFailed.\n\nReporting-MTA: dns; x\n\nStatus: 5.1.1"


def test_messages_as_apple_mail_keeps_them(tmp_path: Path) -> None:
    message = f"{HEADS}\nOil dries.\n".encode()
    read = read_file(put(tmp_path, b"%-10d\n" % len(message) + message + b"<?xml version='1.0'?><plist/>", "1.emlx"))
    assert read.text == f"{HEAD_TEXT}\n\nOil dries."


@pytest.mark.parametrize(
    "data", [b"%PDF-1.4\n%\xe2\xe3", b"just words\n\nand more", b"key: value\n\nx", b"\0\1\2\3" * 9]
)
def test_what_is_no_message_is_not_read(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(DocumentError, match="no e-mail"):
        read_file(put(tmp_path, data))


@pytest.mark.parametrize(
    "tail",
    [
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\ncut off",
        "Content-Type: multipart/mixed\n\ncut off",
        "Content-Type: nonsense\nContent-Transfer-Encoding: base64\n\ncut off!",
        "Content-Type: multipart/alternative; boundary=b\n\ncut off",
        "Date: yesterday\n\ncut off",
    ],
)
def test_damaged_messages_are_read_as_far_as_they_go(tmp_path: Path, tail: str) -> None:
    assert "Subject: Oil" in read_file(put(tmp_path, HEADS + tail)).text


MAILBOX = (
    "From aunt@x.org Wed Jul  1 16:17:43 2026\n"
    + HEADS
    + "\nOil dries.\n\nFrom here on it is wood.\n>From the forest.\n\nFrom - Thu Jul 02 10:00:00 2026\r\n"
    "Subject: =?utf-8?q?W=C3=A4x/../?=\n\nSoft.\nFrom aunt@x.org Wed Jul  1 16:17:43 2026 within\n\n"
    "From 123@xxx Fri Jul 03 10:00:00 +0000 2026\nX: y\n\nNo subject\n"
)


def test_a_mailbox_is_its_messages(tmp_path: Path) -> None:
    document, told = read_all(put(tmp_path, MAILBOX, "all.mbox"))
    members = [one for one in told if isinstance(one, MemberRead)]
    assert document == Document("")
    assert [one.name for one in members] == ["0001 Oil.eml", "0002 Wäx-..-.eml", "0003 (no subject).eml"]
    first, second, third = (one.document for one in members)
    assert first and first.text.endswith("Oil dries.\n\nFrom here on it is wood.\nFrom the forest.")
    assert second and second.text.endswith("Soft.\nFrom aunt@x.org Wed Jul  1 16:17:43 2026 within")
    assert third is None and "no e-mail" in members[2].reason
    assert members[0].modified_ns == 1782922663 * 10**9


def test_attachments_in_a_mailbox_are_named_after_their_message(tmp_path: Path) -> None:
    data = b"From a Wed Jul  1 16:17:43 2026\n" + composed(note_txt=b"inside").as_bytes().replace(b"\r\n", b"\n")
    names = list(read_members(put(tmp_path, data, "all.mbox")))
    assert len(names) == 2 and names[0].endswith("eml#note.txt") and names[1].startswith("0001 Масло для пола")
    assert all(len(name.encode()) < 200 for name in names)


def test_what_is_no_mailbox_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="no mailbox"):
        read_file(put(tmp_path, "Subject: x\n\ny", "a.mbox"))


def test_a_large_mailbox_is_never_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "large.mbox"
    message = f"From a Wed Jul  1 16:17:43 2026\n{HEADS}\n" + "Oil dries in two days on wood.\n" * 2_000
    path.write_text((message + "\n") * 200)
    tracemalloc.start()
    told = read(path, "application/mbox")
    count = sum(1 for one in told if isinstance(one, MemberRead) and one.document)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 200 and peak < path.stat().st_size / 3


def test_an_endless_line_in_a_mailbox_does_no_harm(tmp_path: Path) -> None:
    path = put(tmp_path, MAILBOX + "From " * 2_000_000 + "\n\n" + MAILBOX, "all.mbox")
    began = time.monotonic()
    assert len(read_members(path)) == 6
    assert time.monotonic() - began < 20


def test_a_subject_of_endless_encoded_words_costs_no_time(tmp_path: Path) -> None:
    path = tmp_path / "header.eml"
    path.write_bytes(b"From: a@example.org\nSubject: " + b"=?utf-8?q?" * 100_000 + b"\n\nThe body is found.\n")
    assert "The body is found." in read_file(path).text
