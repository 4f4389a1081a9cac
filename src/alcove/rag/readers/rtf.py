"""Rich Text: its paragraphs, tables, notes, headers and title.

The control words are followed here (RTF 1.9.1): striprtf, the one kept library, drops footnotes, headers, text
boxes and the title, and joins the cells of a row into one word; LibreOffice is no need for so plain a format.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from alcove.core.errors import DocumentError
from alcove.rag.readers import How
from alcove.rag.readers.manuscript import Manuscript
from alcove.rag.types import Document

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.DOTALL
)
_MOST_DEPTH = 5_000
_CHARSETS = {
    0: "cp1252", 77: "mac_roman", 78: "shift_jis", 80: "gb2312", 81: "big5", 85: "mac_greek", 89: "mac_cyrillic",
    128: "cp932", 129: "cp949", 130: "johab", 134: "gbk", 136: "big5", 161: "cp1253", 162: "cp1254", 163: "cp1258",
    177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
_CHARACTERS = {
    "tab": "\t", "line": "\n", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "bullet": "•", "emspace": "\u2003", "enspace": "\u2002", "qmspace": "\u2005",
}  # fmt: skip
_SYMBOLS = {b"~": "\u00a0", b"_": "\u2011", b"\\": "\\", b"{": "{", b"}": "}"}
_SKIPPED = {"fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "objdata", "themedata", "colorschememapping",
            "datastore", "latentstyles", "listtable", "listoverridetable", "rsidtbl", "generator", "fldinst",
            "xmlnstbl", "revtbl", "filetbl", "template", "userprops", "docvar", "bkmkstart", "bkmkend", "xe", "tc",
            "pnseclvl", "pntxta", "pntxtb", "nonshppict", "sn", "sv", "atnid", "atnauthor", "atrfstart", "atrfend",
            "atnref", "atndate", "atntime", "ftnsep", "ftnsepc", "aftnsep", "aftnsepc", "listpicture", "mmathPr",
            "wgrffmtfilter", "operator", "ffdata", "formfield", "datafield", "private", "ftncn", "aftncn", "sp",
            "txe", "rxe", "passwordhash", "background", "xmlattrname", "xmlattrvalue", "htmltag",
            "mhtmltag", "nesttableprops", "falt", "panose", "svb", "shprslt"}  # fmt: skip
_READ = {
    "shptxt",
    "shpinst",
    "shp",
    "annotation",
    "footnote",
    "header",
    "headerl",
    "headerr",
    "headerf",
    "footer",
    "footerl",
    "footerr",
    "footerf",
    "listtext",
    "pntext",
    "pn",
    "shppict",
    "ud",
    "fldrslt",
    "result",
    "dptxbxtext",
}
"""Destinations marked as ones that may be skipped (`\\*`), or that stand aside, whose text a person can read."""
_ASIDE = {"footnote", "annotation", "shptxt", "dptxbxtext", "header", "headerl", "headerr", "headerf", "footer",
          "footerl", "footerr", "footerf"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _State:
    """What holds in a group and ends with it."""

    skipped: bool = False
    encoding: str = "cp1252"
    spare: int = 1
    hidden: bool = False
    place: str = ""
    title: bool = False
    barred: bool = False


def read(path: Path, how: How) -> Document:
    """Read an RTF file. Raises DocumentError when it is none, or its groups nest without end."""
    data = path.read_bytes()
    if b"{\\rtf" not in data[:100]:
        raise DocumentError("the file is damaged or not what its name says")
    return _Rtf(data).document()


class _Rtf:
    """One document on its way into a manuscript: a stack of groups over one run through the file."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._script = Manuscript()
        self._state = _State()
        self._stack: list[_State] = []
        self._fonts: dict[int, str] = {}
        self._font = 0
        self._encoding = "cp1252"
        self._bytes = bytearray()
        self._text: list[str] = []
        self._title: list[str] = []
        self._outer: list[tuple[int, str, str]] = []
        self._after: list[str] = []
        self._cells: list[str] = []
        self._rows: list[list[str]] = []
        self._in_row = False
        self._level = 0
        self._label = ""
        self._levels: dict[int, int] = {}
        self._style = -1
        self._notes = 0
        self._skip = 0
        self._starred = False
        self._first = False

    def document(self) -> Document:
        """Follow the file to its end."""
        for match in self._tokens():
            word, number, code, symbol, brace, plain = match
            if brace or word:
                self._skip = 0
            if brace:
                self._flush()
                self._open() if brace == b"{" else self._close()
            elif word:
                self._word(word.decode("ascii"), int(number) if number else None)
            elif code:
                self._byte(int(code, 16))
            elif symbol:
                self._symbol(symbol)
            elif plain:
                self._plain(plain)
            if brace or word or symbol or plain or code:  # line ends count for nothing
                self._first = brace == b"{"
        self._flush()
        while self._outer:
            self._end_aside()
        self._paragraph()
        self._end_table()
        return self._script.document("".join(self._title).strip())

    def _tokens(self) -> Iterator[tuple[bytes, ...]]:
        at = 0
        end = len(self._data)
        while at < end:
            match = _TOKEN.match(self._data, at)
            if match is None:
                at += 1
                continue
            at = match.end()
            if match[1] == b"bin" and match[2]:
                at += max(int(match[2]), 0)
                continue
            yield match.groups(b"")

    def _open(self) -> None:
        if len(self._stack) > _MOST_DEPTH:
            raise DocumentError("it is nested too deeply to be read")
        self._stack.append(self._state)
        self._state = replace(self._state, place="")
        self._starred = False

    def _close(self) -> None:
        if self._state.place in ("listtext", "pntext"):
            self._label = " ".join(self._take().split())
        while self._outer and self._outer[-1][0] >= len(self._stack):
            self._end_aside()
        if self._stack:
            self._state = self._stack.pop()

    def _take(self) -> str:
        """Return the text so far and begin anew; halves of characters, which RTF writes one by one, are joined."""
        text = "".join(self._text)
        self._text = []
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    def _word(self, word: str, number: int | None) -> None:
        starred, self._starred = self._starred, False
        if word == "u" and number is not None:
            self._unicode(number % 65536)
            return
        self._flush()
        if word in _SKIPPED or (starred and word not in _READ):
            # What an old program shows in place of a shape repeats the shape's text.
            self._state = replace(self._state, skipped=True, barred=self._state.barred or word == "shprslt")
            return
        match word:
            case "title" if self._stack and self._state.skipped:
                self._state = replace(self._state, skipped=False, title=True)
            case "ansicpg" if number:
                self._encoding = _known(f"cp{number}") or self._encoding
                self._state = replace(self._state, encoding=self._encoding)
            case "mac" | "pc" | "pca":
                self._encoding = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}[word]
                self._state = replace(self._state, encoding=self._encoding)
            case "f" | "fcharset" | "cpg" | "deff":
                self._font_word(word, number or 0)
            case "uc":
                self._state = replace(self._state, spare=max(number if number is not None else 1, 0))
            case "v":
                self._state = replace(self._state, hidden=number != 0)
            case "plain":
                self._state = replace(self._state, hidden=False, encoding=self._encoding)
            case "listtext" | "pntext" if not self._state.skipped:
                self._state = replace(self._state, place=word)
            case _ if word in _CHARACTERS:
                self._put(_CHARACTERS[word])
            case _ if word in _ASIDE:
                self._begin_aside(word)
            case _:
                self._structure(word, number)

    def _font_word(self, word: str, number: int) -> None:
        if word == "f":
            self._font = number
            if not self._state.skipped:
                self._state = replace(self._state, encoding=self._fonts.get(number, self._encoding))
        elif word == "fcharset" and self._state.skipped and number not in (1, 2):
            self._fonts[self._font] = _CHARSETS.get(number, self._encoding)
        elif word == "cpg" and self._state.skipped and number:
            self._fonts[self._font] = _known(f"cp{number}") or self._encoding

    def _structure(self, word: str, number: int | None) -> None:
        if self._state.place in ("listtext", "pntext"):
            return
        if self._state.skipped:
            if word == "s" and number is not None:
                self._style = number
            elif word == "outlinelevel" and number is not None and self._style >= 0 and number < 9:
                self._levels[self._style] = number + 1
            return
        match word:
            case "par" | "sect" | "page" | "column":
                self._paragraph()
            case "pard":
                self._level, self._in_row = 0, False
            case "s":
                self._level = self._levels.get(number or 0, 0)
            case "outlinelevel":
                self._level = (number or 0) + 1 if (number or 0) < 9 else 0
            case "intbl" | "itap":
                self._in_row = number != 0
            case "cell" | "nestcell" | "row" if self._outer:
                self._put("\n" if word == "row" else " ")
            case "cell" | "nestcell":
                self._cells.append(" ".join(f"{self._label} {self._take()}".split()))
                self._label = ""
            case "row":
                self._rows.append(self._cells)
                self._cells = []
                self._in_row = False
            case "chftn" if not self._outer:
                self._put(f"[{self._notes + 1}]")

    def _begin_aside(self, word: str) -> None:
        if self._state.barred or (self._state.skipped and word not in ("shptxt", "dptxbxtext")):
            return
        self._state = replace(self._state, skipped=False, hidden=False)
        self._outer.append((len(self._stack), word, self._take()))
        if word == "footnote":
            self._notes += 1

    def _end_aside(self) -> None:
        """Keep what stands aside, to be written below the paragraph it hangs on."""
        _, word, outer = self._outer.pop()
        text = self._take().strip()
        self._text = [outer]
        if not text:
            return
        if word == "footnote":
            text = f"[{self._notes}] {text}"
        elif word == "annotation":
            text = f"[Comment: {' '.join(text.split())}]"
        self._after.append(text)

    def _paragraph(self) -> None:
        if self._in_row or self._outer:
            self._put("\n")
            return
        self._end_table()
        text = self._take()
        label, self._label = self._label, ""
        if label and text.strip():
            text = f"{label} {text.strip()}"
        if self._level and text.strip():
            self._script.heading(self._level, text)
        else:
            self._script.paragraph(text, item=bool(label))
        self._end_asides()

    def _end_asides(self) -> None:
        after, self._after = self._after, []
        for text in after:
            self._script.paragraph(text)

    def _end_table(self) -> None:
        if self._cells:
            self._rows.append(self._cells)
        rows, self._rows, self._cells = self._rows, [], []
        if max(map(len, rows), default=0) > 1:
            self._script.table(rows, 1)
        else:
            for row in rows:
                self._script.paragraph(" ".join(row))
        if rows:
            self._end_asides()

    def _unicode(self, code: int) -> None:
        self._flush()
        self._put(chr(code))
        self._skip = self._state.spare

    def _byte(self, code: int) -> None:
        if self._skip:
            self._skip -= 1
        else:
            self._bytes.append(code)

    def _plain(self, data: bytes) -> None:
        skipped = min(self._skip, len(data))
        self._skip -= skipped
        self._bytes += data[skipped:]

    def _symbol(self, symbol: bytes) -> None:
        if self._skip:
            self._skip -= 1
            return
        self._flush()
        if symbol == b"*":
            self._starred = self._first  # StarWriter writes it within text too, where it means nothing
        elif symbol in (b"\r", b"\n"):
            self._paragraph()
        elif symbol in _SYMBOLS:
            self._put(_SYMBOLS[symbol])

    def _flush(self) -> None:
        """Decode the bytes since the last control word, all at once: a character may be two of them."""
        if self._bytes:
            data = bytes(self._bytes)
            self._bytes.clear()
            self._put(data.decode(self._state.encoding, "replace"))

    def _put(self, text: str) -> None:
        if self._state.title:
            self._title.append(text)
        elif not self._state.skipped and not self._state.hidden:
            self._text.append(text)


def _known(encoding: str) -> str:
    name = {"cp10000": "mac_roman", "cp10007": "mac_cyrillic", "cp65001": "utf-8"}.get(encoding, encoding)
    try:
        return codecs.lookup(name).name
    except LookupError:
        return ""
