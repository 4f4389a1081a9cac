"""Outlook's messages: headers, bodies in every form it keeps, attachments, messages inside messages."""

from __future__ import annotations

import struct
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from alcove.core.errors import DocumentError
from alcove.rag.readers import MemberRead
from alcove.rag.readers.outlook import unpacked_rtf
from alcove.rag.types import Document
from tests.rag.reading import read_all

SENT = 134_273_962_630_000_000  # 2026-07-01 16:17:43 UTC, in tenths of a microsecond since 1601
END, FREE, SECTOR, MINI = 0xFFFFFFFE, 0xFFFFFFFF, 512, 64


def compound(tree: dict[str, Any]) -> bytes:
    """Return an OLE file (MS-CFB) of streams (bytes) and storages (dictionaries), all in its ministream."""
    entries: list[list[Any]] = [["Root Entry", 5, FREE, FREE, 0, b""]]

    def add(folder: dict[str, Any]) -> int:
        """Append a storage's entries, each the right sibling of the last; return the first one's number."""
        numbers = []
        for name in sorted(folder, key=lambda one: (len(one), one.upper())):
            numbers.append(len(entries))
            entries.append([name, 2 if isinstance(folder[name], bytes) else 1, FREE, FREE, 0, b""])
            if isinstance(folder[name], bytes):
                entries[-1][5] = folder[name]
            else:
                number = numbers[-1]
                entries[number][3] = add(folder[name])
        for before, after in pairwise(numbers):
            entries[before][2] = after
        return numbers[0] if numbers else FREE

    entries[0][3] = add(tree)
    ministream, minifat = b"", []
    for entry in entries[1:]:
        if entry[1] == 2 and entry[5]:
            first, count = len(minifat), -(-len(entry[5]) // MINI)
            entry[4] = first
            minifat += [*range(first + 1, first + count), END]
            ministream += entry[5].ljust(count * MINI, b"\0")
    directory = b""
    for name, kind, right, child, start, data in entries:
        raw = name.encode("utf-16-le") + b"\0\0"
        size = len(ministream) if kind == 5 else len(data)
        directory += raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, FREE, right, child)
        directory += bytes(36) + struct.pack("<IQ", start if kind != 5 else 0, size)

    def sectors(data: bytes, fill: bytes = b"\0") -> bytes:
        return data.ljust(-(-len(data) // SECTOR) * SECTOR, fill)

    parts = [sectors(ministream), sectors(directory), sectors(struct.pack(f"<{len(minifat)}I", *minifat), b"\xff")]
    starts, fat = [], []
    for part in parts:
        starts.append(len(fat))
        count = len(part) // SECTOR
        fat += [*range(len(fat) + 1, len(fat) + count), END] if count else []
    fats = 1 + len(fat) // 127
    fat_at = len(fat)
    fat += [0xFFFFFFFD] * fats
    difat = [*range(fat_at, fat_at + fats)] + [FREE] * (109 - fats)
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, fats, starts[1], 0, 4096, starts[2], len(parts[2]) // SECTOR, END, 0)
    return head + struct.pack("<109I", *difat) + b"".join(parts) + sectors(struct.pack(f"<{len(fat)}I", *fat), b"\xff")


def properties(head: int, **numbers: int) -> bytes:
    """Return the stream of properties of fixed size, `p0039=...` being number 0x0039."""
    data = bytes(head)
    for name, value in numbers.items():
        data += struct.pack("<HHIQ", 0x40 if value > 2**32 else 3, int(name[1:], 16), 6, value)
    return data


def wide(**texts: str) -> dict[str, bytes]:
    return {f"__substg1.0_{name[1:]}001F": text.encode("utf-16-le") for name, text in texts.items()}


def attached(**parts: Any) -> dict[str, Any]:
    return {"__properties_version1.0": bytes(8), **parts}


MESSAGE: dict[str, Any] = {
    "__properties_version1.0": properties(32, p0039=SENT),
    **wide(p0037="Масло", p0C1A="Aunt", p5D01="aunt@x.org", p1000="Oil dries.\r\nIn two days.\r\n"),
    "__recip_version1.0_#00000000": {
        "__properties_version1.0": properties(8, p0C15=1), **wide(p3001="Me", p39FE="me@x.org")},
    "__recip_version1.0_#00000001": {
        "__properties_version1.0": properties(8, p0C15=2), **wide(p3001="you@x.org", p3003="you@x.org")},
}  # fmt: skip


def message(tmp_path: Path, **changes: Any) -> tuple[Document, dict[str, MemberRead]]:
    names = {"attach0": "__attach_version1.0_#00000000", "attach1": "__attach_version1.0_#00000001",
             "fixed": "__properties_version1.0"}  # fmt: skip
    tree = {**MESSAGE, **{names.get(name, name): value for name, value in changes.items()}}
    path = tmp_path / "a.msg"
    path.write_bytes(compound({name: value for name, value in tree.items() if value is not None}))
    document, told = read_all(path)
    return document, {one.name: one for one in told if isinstance(one, MemberRead)}


HEADERS = "From: Aunt <aunt@x.org>\nTo: Me <me@x.org>\nCc: you@x.org\nDate: 2026-07-01 16:17 UTC\nSubject: Масло"
NO_BODY: dict[str, Any] = {"__substg1.0_1000001F": None}


def test_a_message_is_its_headers_and_its_text(tmp_path: Path) -> None:
    document, members = message(tmp_path)
    assert document == Document(f"{HEADERS}\n\nOil dries.\nIn two days.", "Масло")
    assert members == {}


def test_the_date_is_the_senders_where_it_is_known(tmp_path: Path) -> None:
    document, _ = message(tmp_path, **wide(p007D="Received: x\r\nDate: Wed, 1 Jul 2026 18:17:43 +0200\r\n"))
    assert "\nDate: Wed, 1 Jul 2026 18:17:43 +0200\n" in document.text
    late = {"fixed": properties(32, p0039=2**63 - 1), "__substg1.0_0037001F": None}
    assert message(tmp_path, **late)[0].title == ""


def test_a_body_in_html_is_rendered(tmp_path: Path) -> None:
    page = "<h1>Öle</h1><p>Öl <b>trocknet</b>".encode("koi8-r", "xmlcharrefreplace") + "<p>Воск".encode("koi8-r")
    document, _ = message(tmp_path, **NO_BODY, fixed=properties(32, p3FDE=20866), **{"__substg1.0_10130102": page})
    assert document.text.endswith("\n\n# Öle\n\nÖl trocknet\n\nВоск")
    (heading,) = document.headings
    assert document.text[heading.start :].startswith("# Öle")


PACKED = bytes.fromhex(  # the example of MS-OXRTFCP, 4.1.1
    "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
)


def test_rtf_is_unpacked_as_far_as_it_is_sound() -> None:
    whole = b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    assert unpacked_rtf(PACKED) == whole
    assert all(whole.startswith(unpacked_rtf(PACKED[:at])) for at in range(len(PACKED)))
    assert unpacked_rtf(bytes(8) + b"MELA" + bytes(4) + whole) == whole
    overlapping = bytes(8) + b"LZFu" + bytes(4) + b"\x06x" + (207 << 4 | 6).to_bytes(2, "big") + b"\0\0"
    assert unpacked_rtf(overlapping)[:9] == b"x" * 9


def test_a_body_that_is_only_rtf_is_read(tmp_path: Path) -> None:
    document, _ = message(tmp_path, **NO_BODY, **{"__substg1.0_10090102": PACKED})
    assert document.text == f"{HEADERS}\n\nhello world"
    document, _ = message(tmp_path, **NO_BODY, **{"__substg1.0_10090102": b"broken"})
    assert document.text == HEADERS


def test_texts_in_a_code_page_are_decoded(tmp_path: Path) -> None:
    changes = {"__substg1.0_0037001F": None, "__substg1.0_0037001E": "Воск".encode("cp1251") + b"\0"}
    assert message(tmp_path, fixed=properties(32, p3FFD=1251), **changes)[0].title == "Воск"


def test_attachments_are_members_but_small_pictures_and_the_empty(tmp_path: Path) -> None:
    note = attached(**wide(p3707="../note.txt", p370E="text/plain"), **{"__substg1.0_37010102": "Воск".encode()})
    smiley = attached(**wide(p3704="smiley.png"), **{"__substg1.0_37010102": b"\x89PNG"})
    _, members = message(tmp_path, attach0=note, attach1=smiley)
    (member,) = members.values()
    assert member.name == "note.txt" and member.document and member.document.text == "Воск"
    assert member.modified_ns == 1782922663 * 10**9
    _, members = message(tmp_path, attach0=attached(**{"__substg1.0_37010102": b"x"}))
    assert list(members) == ["part 1"]


def test_a_message_inside_stands_below_a_heading(tmp_path: Path) -> None:
    inner = {
        "__properties_version1.0": properties(24, p0039=SENT),
        **wide(p0037="Wax", p1000="Soft."),
        "__attach_version1.0_#00000000": attached(**wide(p3707="b.txt"), **{"__substg1.0_37010102": b"inside"}),
    }
    document, members = message(tmp_path, attach0=attached(**{"__substg1.0_3701000D": inner}))
    assert document.text.endswith("In two days.\n\nDate: 2026-07-01 16:17 UTC\nSubject: Wax\n\nSoft.")
    assert [(h.text, document.text[h.start :][:5]) for h in document.headings] == [("Wax", "Date:")]
    assert list(members) == ["b.txt"]


def test_what_is_no_message_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.msg"
    whole = compound(MESSAGE)
    for data in (b"words", compound({"WordDocument": b"x"}), whole[:600], whole[:512] + bytes(4000)):
        path.write_bytes(data)
        with pytest.raises(DocumentError, match="damaged or not what its name says"):
            read_all(path)
