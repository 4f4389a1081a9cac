"""E-mail: what a person reads of a message (headers, then its text), its attachments, and mailboxes message by message.

The standard library takes messages apart, under its older policy: the newer one raises on headers as real mail has
them. What headers and parts say is decoded here, each on its own, so that one wrong charset costs one line.
"""

import io
import mimetypes
import re
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from datetime import UTC
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import BinaryIO

from alcove.core.errors import DocumentError
from alcove.core.formats import UNKNOWN, format_of, mime_of
from alcove.rag.readers import How, Member
from alcove.rag.readers.hypertext import Rendered, decoded_as, decoded_page, rendered
from alcove.rag.types import Document, Heading, Table

_READ = ("From", "To", "Cc", "Date", "Subject")
_OF_MAIL = {"from", "to", "subject", "date", "received", "message-id", "return-path", "newsgroups", "mime-version"}
_LEFT_OUT = frozenset(("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"))
_SMALL_PICTURE = 6_000
"""Bytes below which a picture is taken for a smiley or part of a signature."""
_POOR = 10
"""Of an alternative in HTML, the plain one is preferred unless that says this many times more."""
_UNSAFE = re.compile(r"[/\\\0-\x1f\x7f]+")
_BEGINS = re.compile(rb"From (?:.*\d:\d\d.*)?\r?\n")
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_LINE = 65_536
"""Bytes of a mailbox looked at in one go: it may hold one endless line."""
_MOST_HEAD = 65_536
_MOST_ENCODED = 20_000
"""Characters of a header whose encoded words are decoded: the standard library is quadratic in words left open."""
_MOST_SUBJECT = 60


def read(path: Path, how: How) -> Generator[Member, None, Document]:
    """Read a message; its attachments are members. Raises DocumentError for what is no message."""
    data = path.read_bytes().removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    first, _, rest = data[:20].partition(b"\n")
    if first.strip().isdigit() and rest:  # Apple Mail's .emlx: the message's length, the message, a property list
        begins = data.index(b"\n") + 1
        data = data[begins : begins + int(first)]
    message = message_from_bytes(data)
    if not _OF_MAIL & {name.lower() for name in message}:
        raise DocumentError("the file is damaged or no e-mail: it has none of the headers of one")
    letter = Letter()
    letter.add(message)
    yield from letter.members()
    return letter.document(header(message, "Subject"), tags=_labels(message))


def read_mailbox(path: Path, how: How) -> Generator[Member, None, Document]:
    """Read a mailbox (mbox, RFC 4155) as its messages, one after the other: it is never in memory as a whole."""
    with path.open("rb") as file:
        if not _BEGINS.match(file.readline(_LINE)):
            raise DocumentError("the file is damaged or no mailbox: it does not begin with a message")
        file.seek(0)
        for number, (start, end, head) in enumerate(_messages(file), start=1):
            message = message_from_bytes(head)
            subject = safe_name(header(message, "Subject"))[:_MOST_SUBJECT].strip() or "(no subject)"
            name = f"{number:04} {subject}.eml"
            yield Member(name, "message/rfc822", end - start, sent_ns(message), _slice(path, start, end))
    return Document("")


def _messages(file: BinaryIO) -> Iterator[tuple[int, int, bytes]]:
    """Tell where each message of a mailbox begins and ends, and its headers."""
    start, head, in_head, blank, whole = -1, b"", False, True, True
    at = 0
    while line := file.readline(_LINE):
        if whole and blank and line.startswith(b"From ") and _BEGINS.fullmatch(line):
            if start >= 0:
                yield start, at, head
            start, head, in_head = at + len(line), b"", True
        elif in_head:
            in_head = bool(line.strip()) and len(head) < _MOST_HEAD
            head += line
        blank = whole and not line.strip()
        whole = line.endswith(b"\n")
        at += len(line)
    if start >= 0:
        yield start, at, head


def _slice(path: Path, start: int, end: int) -> Callable[[], BinaryIO]:
    def opened() -> BinaryIO:
        with path.open("rb") as file:
            file.seek(start)
            return io.BytesIO(_QUOTED_FROM.sub(rb"\1", file.read(end - start)))

    return opened


@dataclass(slots=True)
class Letter:
    """The text of a message as it grows, and the parts that are files of their own. Also what Outlook's become."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    headings: list[Heading] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    files: list["Message[str, str]"] = field(default_factory=list)
    sent: int = 0

    def say(self, block: Rendered) -> None:
        """Append a block of text with its headings and tables."""
        if not block.text.strip():
            return
        gap = "\n\n" if self.parts else ""
        moved = block.moved(self.length + len(gap))
        self.parts += [gap, block.text]
        self.length += len(gap) + len(block.text)
        self.headings += moved.headings
        self.tables += moved.tables

    def add(self, message: "Message[str, str]", level: int = 0) -> None:
        """Append a message: its headers, its text; one inside another stands below a heading of its own."""
        self.sent = self.sent or sent_ns(message)
        lines = [f"{name}: {value}" for name in _READ if (value := header(message, name))]
        subject = header(message, "Subject")
        inner = (Heading(level, subject, 0),) if level and subject else ()
        self.say(Rendered("\n".join(lines), "", inner, ()))
        self._part(message, level)

    def _part(self, part: "Message[str, str]", level: int) -> None:
        kind = part.get_content_type()
        if kind == "multipart/alternative" and part.is_multipart():
            self._best(list(part.get_payload()), level)  # type: ignore[arg-type]
        elif kind == "message/delivery-status" and part.is_multipart():
            reports = [str(one).strip() for one in part.get_payload()]
            self.say(plain("\n\n".join(reports)))
        elif part.get_content_maintype() == "message" and part.is_multipart():
            for one in part.get_payload():
                self.add(one, min(level + 1, 6))  # type: ignore[arg-type]
        elif part.is_multipart():
            for one in part.get_payload():
                self._part(one, level)  # type: ignore[arg-type]
        elif _is_file(part):
            self.files.append(part)
        else:
            self.say(_text_of(part))

    def _best(self, options: list["Message[str, str]"], level: int) -> None:
        """Append the plain one of several forms of a text, unless another says far more; keep the files of all."""
        tried: list[tuple[Message[str, str], Letter]] = []
        for option in options:
            letter = Letter()
            letter._part(option, level)
            self.files += letter.files
            tried.append((option, letter))
        full = [(option, letter) for option, letter in tried if letter.length]
        if not full:
            return
        longest = max(letter.length for _, letter in full)
        plain_one = next((one for part, one in full if part.get_content_type() == "text/plain"), None)
        chosen = plain_one if plain_one and plain_one.length * _POOR >= longest else full[-1][1]
        self.say(Rendered("".join(chosen.parts), "", tuple(chosen.headings), tuple(chosen.tables)))

    def members(self) -> Iterator[Member]:
        """Yield the attachments, but signatures and small pictures; equal names are numbered."""
        used: dict[str, int] = {}
        for number, part in enumerate(self.files, start=1):
            data = part.get_payload(decode=True)
            kind = part.get_content_type()
            if not isinstance(data, bytes) or kind in _LEFT_OUT:
                continue
            if kind.startswith("image/") and len(data) < _SMALL_PICTURE:
                continue
            named = safe_name(_decoded_words(part.get_filename() or part.get_param("name") or ""))
            yield member(named or f"part {number}{mimetypes.guess_extension(kind) or ''}", kind, data, self.sent, used)

    def document(self, title: str, tags: tuple[str, ...] = ()) -> Document:
        """Return what has been added as a document."""
        return Document("".join(self.parts), title, headings=tuple(self.headings), tables=tuple(self.tables), tags=tags)


def member(name: str, kind: str, data: bytes, modified_ns: int, used: dict[str, int]) -> Member:
    """Return an attachment: its format is told by its name, else by the type its sender gives it."""
    used[name] = used.get(name, 0) + 1
    if used[name] > 1:
        stem, dot, suffix = name.rpartition(".")
        name = f"{stem or suffix} ({used[name]}){dot}{suffix if stem else ''}"
    mime = mime_of(name)
    if mime == UNKNOWN and format_of(kind):
        mime = kind
    return Member(name, mime, len(data), modified_ns, lambda: io.BytesIO(data))


def plain(text: str) -> Rendered:
    """Return text that has neither headings nor tables as a block."""
    return Rendered(text.replace("\r\n", "\n").strip("\n"), "", (), ())


def safe_name(name: str) -> str:
    """Return a file's name without what leads out of a folder, at most 150 characters, its suffix kept."""
    name = " ".join(_UNSAFE.sub("-", name).split()).lstrip(".-")
    stem, dot, suffix = name.rpartition(".")
    return f"{stem[: 149 - len(suffix)]}{dot}{suffix}" if stem and len(suffix) < 10 else name[:150]


def header(message: "Message[str, str]", name: str) -> str:
    """Return a header as a person reads it: unfolded, its encoded words decoded (RFC 2047), 8-bit ones guessed."""
    raw = next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")
    return _decoded_words(raw)


def _decoded_words(raw: object) -> str:
    if isinstance(raw, tuple):  # RFC 2231: charset, language, value
        raw = raw[2]
    text = str(raw)
    if not text.isascii():
        text = _guessed(text.encode("utf-8", "surrogateescape"))
    if "=?" in text:
        text, rest = text[:_MOST_ENCODED], text[_MOST_ENCODED:]
        try:
            pieces = decode_header(text)
        except (HeaderParseError, ValueError):
            pieces = []
        words = [_piece(piece, charset) for piece, charset in pieces]
        text = ("".join(words) or text) + rest
    return " ".join(text.split())


def _piece(piece: str | bytes, charset: str | None) -> str:
    if isinstance(piece, str):
        return piece
    return decoded_as_said(piece, charset or "ascii") if charset else piece.decode("latin-1")


def decoded_as_said(data: bytes, charset: str) -> str:
    """Decode what is said to be in `charset`, and be content with what can be had of it."""
    try:
        return decoded_as(data, charset)
    except DocumentError:
        return data.decode("cp1252", errors="replace")


def _guessed(data: bytes) -> str:
    return decoded_as_said(data, "utf-8")


def _is_file(part: "Message[str, str]") -> bool:
    kind = part.get_content_type()
    if part.get_content_disposition() == "attachment" or part.get_content_maintype() != "text":
        return True
    known = kind in ("text/calendar", "text/vcard", "text/x-vcard", "text/directory", "text/csv")
    return known or bool(part.get_filename())


def _text_of(part: "Message[str, str]") -> Rendered:
    data = part.get_payload(decode=True)
    assert isinstance(data, bytes)
    charset = part.get_content_charset() or ""
    if part.get_content_type() == "text/html":
        try:
            return rendered(decoded_page(data, charset))
        except DocumentError:
            return plain(decoded_as_said(data, charset))
    text = decoded_as_said(data, charset or "utf-8").replace("\r\n", "\n")
    if str(part.get_param("format") or "").lower() == "flowed":
        text = _unflowed(text, delete=str(part.get_param("delsp") or "").lower() == "yes")
    return plain(text)


def _unflowed(text: str, *, delete: bool) -> str:
    """Join the lines that were one paragraph (RFC 3676); the signature's mark `-- ` ends with a space and is none."""
    lines: list[str] = []
    depth, open_line = 0, False
    for raw in text.split("\n"):
        quotes = len(raw) - len(raw.lstrip(">"))
        line = raw[quotes:].removeprefix(" ")
        if open_line and quotes == depth and line != "-- ":
            lines[-1] = (lines[-1][:-1] if delete else lines[-1]) + line
        else:
            lines.append(f"{'>' * quotes}{' ' if quotes else ''}{line}")
        depth, open_line = quotes, line.endswith(" ") and line != "-- "
    return "\n".join(lines)


def _labels(message: "Message[str, str]") -> tuple[str, ...]:
    """Return the labels that a mail service exports with a message."""
    labels = (label.strip().strip('"') for label in header(message, "X-Gmail-Labels").split(","))
    return tuple(label for label in labels if label)


def sent_ns(message: "Message[str, str]") -> int:
    """Return when a message was sent, in nanoseconds; 0 when it does not say."""
    try:
        sent = parsedate_to_datetime(header(message, "Date"))
        return int((sent if sent.tzinfo else sent.replace(tzinfo=UTC)).timestamp() * 1e9)
    except (ValueError, TypeError, IndexError, OverflowError, OSError):
        return 0
