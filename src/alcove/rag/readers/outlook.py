"""Outlook's messages (msg): properties in streams of an OLE file (MS-OXMSG), told as any other e-mail.

olefile opens the container. python-oxmsg, the one permissive library above it, knows neither code pages nor messages
inside messages nor texts that are only RTF; extract-msg is GPL.
"""

import struct
import tempfile
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_string
from pathlib import Path
from typing import TYPE_CHECKING

from alcove.core.errors import DocumentError
from alcove.rag.readers import How, Member, rtf
from alcove.rag.readers.hypertext import Rendered, decoded_page, rendered
from alcove.rag.readers.mail import Letter, decoded_as_said, header, member, plain, safe_name
from alcove.rag.types import Document, Heading

if TYPE_CHECKING:
    from olefile import OleFileIO

_DAMAGED = "the file is damaged or not what its name says"
_MOST_DEPTH = 8
_SMALL_PICTURE = 6_000
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_CODE_PAGES = {65001: "utf-8", 20127: "ascii", 20866: "koi8-r", 21866: "koi8-u", 50220: "iso-2022-jp",
               50221: "iso-2022-jp", 51932: "euc-jp", 51949: "euc-kr", 54936: "gb18030"}  # fmt: skip

# Properties (MS-OXPROPS).
_SUBJECT, _HEADERS, _BODY, _HTML, _RTF = 0x0037, 0x007D, 0x1000, 0x1013, 0x1009
_SENDER, _SENDER_SMTP, _SENDER_ADDRESS, _FOR_SENDER = 0x0C1A, 0x5D01, 0x0C1F, 0x0042
_TO, _CC, _SENT, _DELIVERED = 0x0E04, 0x0E03, 0x0039, 0x0E06
_NAME, _SMTP, _ADDRESS, _KIND = 0x3001, 0x39FE, 0x3003, 0x0C15
_LONG_NAME, _SHORT_NAME, _DATA, _TYPE = 0x3707, 0x3704, 0x3701, 0x370E
_COMMON_RTF = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor "
    b"MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
"""What the ring of packed RTF begins with (MS-OXRTFCP, 2.1.3.1.3)."""
_MESSAGE_CODE_PAGE, _INTERNET_CODE_PAGE = 0x3FFD, 0x3FDE


def read(path: Path, how: How) -> Generator[Member, None, Document]:
    """Read a message; its attachments are members, messages in it stand below headings."""
    import olefile

    try:
        with olefile.OleFileIO(path) as file:
            letter = Letter()
            found: list[_File] = []
            store = _Store(file, ())
            if not store.exists("__properties_version1.0"):
                raise DocumentError(f"{_DAMAGED}: it is no message of Outlook's")
            _tell(store, letter, found, 0)
            used: dict[str, int] = {}
            for one in found:
                yield member(one.name, one.kind, one.store.stream(f"__substg1.0_{_DATA:04X}0102"), letter.sent, used)
            return letter.document(" ".join(store.text(_SUBJECT).split()))
    # What olefile raises on damaged files: its own errors are OSErrors, but those of the disk have a number.
    except (IndexError, struct.error, ValueError) as error:
        raise DocumentError(_DAMAGED) from error
    except OSError as error:
        if error.errno is not None:
            raise
        raise DocumentError(_DAMAGED) from error


@dataclass(slots=True)
class _Store:
    """One object of the file: a message, a recipient, an attachment. Its properties by number."""

    file: "OleFileIO"
    path: tuple[str, ...]
    code_page: str = "cp1252"
    _fixed: dict[int, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        data = self.stream("__properties_version1.0")
        last = self.path[-1] if self.path else ""
        head = 32 if not last else 8 if last.startswith(("__recip", "__attach")) else 24
        for at in range(head, len(data) - 15, 16):
            self._fixed[struct.unpack_from("<H", data, at + 2)[0]] = data[at + 8 : at + 16]
        number = self.number(_MESSAGE_CODE_PAGE) or self.number(_INTERNET_CODE_PAGE)
        if number:
            self.code_page = _CODE_PAGES.get(number, f"cp{number}")

    def exists(self, name: str) -> bool:
        return bool(self.file.exists([*self.path, name]))

    def stream(self, name: str) -> bytes:
        """Return a stream's bytes; none when there is no such stream."""
        if not self.exists(name) or self.file.get_type([*self.path, name]) != 2:  # STGTY_STREAM
            return b""
        with self.file.openstream([*self.path, name]) as stream:
            return bytes(stream.read())

    def text(self, number: int) -> str:
        """Return a text property, kept in UTF-16 or in the message's code page."""
        name = f"__substg1.0_{number:04X}"
        if wide := self.stream(f"{name}001F"):
            return wide.decode("utf-16-le", errors="replace").rstrip("\0")
        narrow = self.stream(f"{name}001E").rstrip(b"\0")
        return decoded_as_said(narrow, self.code_page) if narrow else ""

    def number(self, number: int) -> int:
        """Return a property that is a whole number; 0 when it is missing."""
        return int.from_bytes(self._fixed.get(number, b"")[:4], "little")

    def moment(self, number: int) -> datetime | None:
        """Return a property that is a time; None when it is missing or none."""
        ticks = int.from_bytes(self._fixed.get(number, b""), "little")
        try:
            return _EPOCH + timedelta(microseconds=ticks // 10) if ticks else None
        except OverflowError:
            return None

    def within(self, begins: str) -> Iterator["_Store"]:
        """Yield the objects in this one whose names begin so."""
        depth = len(self.path)
        names = {
            one[depth]
            for one in self.file.listdir(streams=True, storages=True)
            if len(one) > depth and tuple(one[:depth]) == self.path and one[depth].startswith(begins)
        }
        for name in sorted(names):
            yield _Store(self.file, (*self.path, name), self.code_page)


@dataclass(frozen=True, slots=True)
class _File:
    """An attachment that is a file."""

    name: str
    kind: str
    store: _Store


def _tell(store: _Store, letter: Letter, found: list[_File], level: int) -> None:
    sent = store.moment(_SENT) or store.moment(_DELIVERED)
    if sent and not letter.sent:
        letter.sent = int(sent.timestamp()) * 10**9
    subject = " ".join(store.text(_SUBJECT).split())
    lines = [
        ("From", _sender(store)),
        ("To", _recipients(store, 1) or store.text(_TO)),
        ("Cc", _recipients(store, 2) or store.text(_CC)),
        ("Date", _date(store, sent)),
        ("Subject", subject),
    ]
    inner = (Heading(min(level, 6), subject, 0),) if level and subject else ()
    said = "\n".join(f"{name}: {' '.join(value.split())}" for name, value in lines if value.strip())
    letter.say(Rendered(said, "", inner, ()))
    letter.say(_body(store))
    for number, attached in enumerate(store.within("__attach_version1.0_#"), start=1):
        embedded = next(attached.within(f"__substg1.0_{_DATA:04X}000D"), None)
        if embedded is not None:
            if level < _MOST_DEPTH and embedded.exists("__properties_version1.0"):
                _tell(embedded, letter, found, level + 1)
            continue
        name = safe_name(attached.text(_LONG_NAME) or attached.text(_SHORT_NAME) or attached.text(_NAME))
        kind = attached.text(_TYPE).lower()
        data = attached.stream(f"__substg1.0_{_DATA:04X}0102")
        picture = kind.startswith("image/") or name.lower().endswith((".png", ".gif", ".jpg", ".jpeg", ".bmp"))
        if not picture or len(data) >= _SMALL_PICTURE:
            found.append(_File(name or f"part {number}", kind, attached))


def _sender(store: _Store) -> str:
    name = store.text(_SENDER) or store.text(_FOR_SENDER)
    addresses = (store.text(_SENDER_SMTP), store.text(_SENDER_ADDRESS))
    return _addressed(name, next((one for one in addresses if "@" in one), ""))


def _recipients(store: _Store, kind: int) -> str:
    found = [
        _addressed(one.text(_NAME), next((a for a in (one.text(_SMTP), one.text(_ADDRESS)) if "@" in a), ""))
        for one in store.within("__recip_version1.0_#")
        if one.number(_KIND) & 0xF == kind
    ]
    return ", ".join(one for one in found if one)


def _addressed(name: str, address: str) -> str:
    name = name.strip().strip("'")
    return f"{name} <{address}>" if name and address and name != address else name or address


def _date(store: _Store, sent: datetime | None) -> str:
    """Return the date as its sender wrote it, which names the time zone; else as the server kept it."""
    headers = message_from_string(store.text(_HEADERS).lstrip())
    return header(headers, "Date") or (f"{sent:%Y-%m-%d %H:%M} UTC" if sent else "")


def _body(store: _Store) -> Rendered:
    if (text := store.text(_BODY)).strip():
        return plain(text)
    page = store.stream(f"__substg1.0_{_HTML:04X}0102")
    charset = _CODE_PAGES.get(store.number(_INTERNET_CODE_PAGE), f"cp{store.number(_INTERNET_CODE_PAGE)}")
    if html := decoded_page(page, charset) if page else store.text(_HTML):
        return rendered(html)
    packed = store.stream(f"__substg1.0_{_RTF:04X}0102")
    return _of_rtf(packed) if packed else plain("")


def _of_rtf(packed: bytes) -> Rendered:
    """Return the text of a body that is only RTF; nothing when it is damaged."""
    with tempfile.TemporaryDirectory(prefix="alcove-") as folder:
        path = Path(folder) / "body.rtf"
        path.write_bytes(unpacked_rtf(packed))
        try:
            return plain(rtf.read(path, How()).text)
        except DocumentError:
            return plain("")


def unpacked_rtf(packed: bytes) -> bytes:
    """Unpack RTF as far as it is sound (MS-OXRTFCP, 2.2): LZ77 over a ring of 4 KB that begins with common words."""
    if packed[8:12] == b"MELA":
        return packed[16:]
    ring = bytearray(_COMMON_RTF.ljust(4096, b"\0"))
    write, at, out = len(_COMMON_RTF), 16, bytearray()
    while at < len(packed):
        control = packed[at]
        at += 1
        for bit in range(8):
            if control >> bit & 1:
                reference = int.from_bytes(packed[at : at + 2], "big")
                at += 2
                start = reference >> 4
                if at > len(packed) or start == write:
                    return bytes(out)
                places = range(start, start + (reference & 0xF) + 2)
            else:
                if at >= len(packed):
                    return bytes(out)
                places = range(0)
                ring[write] = packed[at]
                out.append(packed[at])
                write, at = (write + 1) % 4096, at + 1
            for place in places:
                ring[write] = ring[place % 4096]
                out.append(ring[write])
                write = (write + 1) % 4096
    return bytes(out)
