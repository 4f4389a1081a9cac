"""Plain text: the decoded file unchanged, so that offsets are offsets in the file's own text."""

import codecs
import re
from pathlib import Path

from alcove.core.errors import DocumentError
from alcove.rag.readers import How
from alcove.rag.types import Document

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SEEN = 1_000_000
"""Bytes by which an encoding is told."""
_DECLARED = re.compile(rb"coding\s*[:=]\s*[\"']?([\w.-]+)")
"""What an XML declaration, an Emacs or a Python cookie say in a file's first lines."""
_ESCAPES = ((b"\x1b$)C", "iso2022_kr"), (b"\x1b$", "iso2022_jp_2"))
_C1 = re.compile(rb"[\x80-\x9f]")
_LATIN_2 = re.compile(rb"[A-Za-z\xc0-\xff][\xb1\xb6\xb9\xbc\xbe]|[\xa6\xa9\xae\xb6\xb9\xbc\xbe][a-z\xc0-\xff]")
"""Beside a letter: what is š, ž, ś, ź, ą in ISO 8859-2, and signs and rare letters in cp1250, which puts š, ž, ś, ź
where ISO 8859-2 has control characters."""
_CONTROLS = re.compile(rb"[\x01-\x06\x0e-\x1a\x1c-\x1f\x7f]")
_CONTROL_CHARACTERS = re.compile("[\0-\x08\x0e-\x1a\x1c-\x1f\ufffe\uffff]")
_BINARY = "the file holds binary data, not text"


def decoded(data: bytes) -> str:
    """Decode bytes of unknown encoding; the byte order mark is left out.

    Raises DocumentError when the bytes are no text. Without a mark, UTF-8 is tried first, then what the first lines
    declare, UTF-8 with some damage, and charset-normalizer's best guess; of equally good ones the common cp1252.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, errors="replace")
    seen = data[:_SEEN]
    if b"\0" in seen:
        return _with_nulls(data)
    for escape, encoding in _ESCAPES:
        if escape in seen and (text := _strictly(data, encoding)) is not None:
            return text
    if len(_CONTROLS.findall(seen)) > len(seen) // 20:
        raise DocumentError(_BINARY)
    for encoding in ("utf-8", *(name.decode("ascii", "ignore") for name in _DECLARED.findall(data[:300]))):
        if (text := _strictly(data, encoding)) is not None:
            return text.replace("\0", "\ufffd")
    return data.decode("utf-8" if _nearly_utf_8(seen) else _guessed(seen), errors="replace").replace("\0", "\ufffd")


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (LookupError, UnicodeError, ValueError):  # such as "hex", which is a codec too, but of no text
        return None


def _nearly_utf_8(seen: bytes) -> bool:
    """Tell whether most of what is not ASCII is sound UTF-8: a log with one bad byte, a file cut within a letter."""
    text = seen.decode("utf-8", errors="replace")
    wrong = text.count("\ufffd")
    more = len(seen) - len(text)  # the bytes that letters take beyond their first
    return wrong * 10 <= more


def _guessed(seen: bytes) -> str:
    from charset_normalizer import from_bytes

    guesses = from_bytes(seen)
    guess = guesses.best()
    if guess is None:
        raise DocumentError("the encoding of the text could not be recognised; save the file as UTF-8")
    # Several Latin encodings are often equally likely, and the first by name is told: "Où" becomes "Oů" in cp1250.
    common = next((g for g in guesses if g.encoding == "cp1252"), guess)
    if (common.chaos, -common.coherence) <= (guess.chaos, -guess.coherence):
        guess = common
    if guess.encoding == "cp1250" and not _C1.search(seen) and _LATIN_2.search(seen):
        return "iso8859_2"
    return guess.encoding


def _with_nulls(data: bytes) -> str:
    """Decode UTF-16 and UTF-32 without a mark, and text in which a few bytes were lost; raise DocumentError for others.

    In UTF-32 a fourth of the bytes or more are null; in UTF-16 the nulls of spaces and line ends stand on one side.
    """
    seen = data[: _SEEN // 4 * 4]
    nulls = [seen[at::4].count(0) for at in range(4)]
    quarter = len(seen) / 4
    if nulls[0] > quarter * 0.9 and nulls[1] > quarter * 0.5:
        names = ["utf-32-be"]
    elif nulls[3] > quarter * 0.9 and nulls[2] > quarter * 0.5:
        names = ["utf-32-le"]
    elif sum(nulls) * 1000 < len(seen) and _strictly(data, "utf-8") is not None:
        names = ["utf-8"]
    else:
        names = ["utf-16-be", "utf-16-le"] if nulls[0] + nulls[2] > nulls[1] + nulls[3] else ["utf-16-le", "utf-16-be"]
    for name in names:
        text = (_strictly(data, name) or "").replace("\0", "\ufffd" if name == "utf-8" else "\0")
        if _plausible(text[:_SEEN]):
            return text
    raise DocumentError(_BINARY)


def _plausible(text: str) -> bool:
    """Tell text from numbers: hardly a control character, letters of few alphabets, white space between them."""
    if len(_CONTROL_CHARACTERS.findall(text)) * 200 > len(text):
        return False
    rows = {ord(one) >> 8 for one in text}
    alphabets = {0x4E if 0x2E <= row <= 0x9F or 0xAC <= row <= 0xD7 else row for row in rows}  # East Asia's as one
    return len(alphabets) <= max(4, len(text) // 20) and any(one.isspace() for one in text)


def read_plain(path: Path, how: How) -> Document:
    """Read a text file; it has no title of its own."""
    return Document(decoded(path.read_bytes()))
