"""The mask that lets a decoder quote nothing but given texts.

Outside quotation marks every token is free, but those that would open a quotation no text can fill, or leave a stray
mark behind. Inside, only tokens that go on in one of the texts where the quotation stands, or that end it where a word
ends. Code spans and fenced code are left alone, and are closed before the answer may end. All of it is followed byte
by byte in the output, so no token has to be tried: `allowed` costs some lookups in a table.
"""

import codecs
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from alcove.core.quotation import CLOSERS, MARKS, Quotable, is_spaced, is_word

Tokens = npt.NDArray[np.int64]
"""Token ids, shape (n,)."""

_STRAY = frozenset("”»」』‘‟＂〝〞")
_LONGEST = 48
"""Bytes of a token that quoted text is looked up by; longer ones are runs of one sign."""
_ENOUGH = 400
"""Bytes after which a quotation ends at the next word: nobody reads a longer one in a sentence."""
_MOST_STATES = 256
"""Of which it is remembered what must not follow: an answer has a handful, one made of backticks has more."""
_RISKY = frozenset([*MARKS, *_STRAY, "'", "`"])
"""Signs that change what may follow them, or that may not stand everywhere."""
_MARK_BYTES = tuple(sign.encode() for sign in sorted(_RISKY))
_MARK = re.compile(b"|".join(map(re.escape, _MARK_BYTES)))
_REST = re.compile(b"|".join(re.escape(mark[cut:]) for mark in _MARK_BYTES for cut in range(1, len(mark))))
"""What may end such a sign that a token before has begun."""
_CONTINUES = re.compile(rb"[\x80-\xbf]")


class Vocabulary:
    """The tokens of a model as bytes, sorted for the mask. `ends` are those that end an answer."""

    def __init__(self, pieces: Sequence[bytes], ends: Sequence[int]) -> None:
        self.pieces = pieces
        self.ends = frozenset(ends)
        self.by_bytes: dict[bytes, list[int]] = defaultdict(list)
        self.risky: list[int] = []
        """Tokens with a sign that matters outside quotations, also one that may be the rest of such a sign."""
        self.breaking: list[int] = []
        """Tokens with the end of a line."""
        self.closing: dict[str, dict[bytes, list[int]]] = {mark: defaultdict(list) for mark in MARKS}
        """By closing mark and the bytes before it: tokens that close a quotation, with nothing risky after it."""
        self._ruled: dict[tuple[_Outside, bytes], tuple[list[int], list[tuple[int, bytes]]]] = {}
        for token, piece in enumerate(pieces):
            if piece and len(piece) <= _LONGEST:
                self.by_bytes[piece].append(token)
            if b"\n" in piece:
                self.breaking.append(token)
            if not (_MARK.search(piece) or _REST.match(piece)):
                continue
            self.risky.append(token)
            for mark, groups in self.closing.items():
                before, found, after = piece.partition(mark.encode())
                if found and not _MARK.search(after):
                    groups[before].append(token)

    def ruled(self, state: "_Outside", held: bytes) -> tuple[list[int], list[tuple[int, bytes]]]:
        """Tell which tokens must not follow, after the bytes of an unfinished character, whatever may be quoted.

        And which ones open a quotation, with what they begin it with. Worked out once: the states are few.
        """
        key = state, held
        if key not in self._ruled:
            if len(self._ruled) >= _MOST_STATES:
                self._ruled.clear()
            stray: list[int] = []
            opening: list[tuple[int, bytes]] = []
            for token in {*self.risky, *self.breaking} if state.code or state.ticks else self.risky:
                piece = self.pieces[token]
                if _CONTINUES.match(piece) and _MARK.search(piece):
                    stray.append(token)
                    continue
                try:
                    _, opened, rest = _followed(state, (held + piece).decode("utf-8", "replace"))
                except _Stray:
                    stray.append(token)
                    continue
                if opened and set(rest) & _RISKY:
                    stray.append(token)
                elif opened:
                    opening.append((token, rest.encode()))
            self._ruled[key] = stray, opening
        return self._ruled[key]


@dataclass(frozen=True, slots=True)
class _Outside:
    """Where the output stands outside quotations: what matters of the text so far.

    `last` stands for the last character (see `_kind`); `line` is what the line begins with, while that may still become
    a fence; `ticks` counts the backticks just written; `code` those that the open span or fence must be closed with (0:
    none); `fence` tells which of the two it is, and `info` whether this is still the fence's first line.
    """

    last: str = " "
    line: str | None = ""
    ticks: int = 0
    code: int = 0
    fence: bool = False
    info: bool = False


class QuotationMask:
    """Follow one answer token by token; `allowed` before each is sampled, `take` after."""

    def __init__(self, vocabulary: Vocabulary, quotable: Quotable) -> None:
        self._words = vocabulary
        self._quotable = quotable
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._outside = _Outside()
        self._closers = ""
        self._at: list[int] = []
        self._length = 0
        self._first: Tokens | None = None
        self._openings = sorted({quotable.data[at : at + _ENOUGH] for at in quotable.starts})
        self._banned: dict[tuple[_Outside, bytes], Tokens] = {}

    @property
    def quoting(self) -> bool:
        """Whether the output stands inside a quotation."""
        return bool(self._closers)

    @property
    def complete(self) -> bool:
        """Whether the answer may end here: no quotation is open and no code span, for which there would be none."""
        code = self._outside.code
        return not self._closers and (not code or self._outside.fence or self._outside.ticks == code)

    def take(self, token: int) -> None:
        """Note that a token was chosen."""
        piece = self._words.pieces[token]
        if self._closers:
            before, mark, after = _cut(piece, self._closers)
            self._at = self._advanced(before)
            self._length += len(before)
            if not mark:
                return
            self._closers, piece = "", after
        self._outside, opened, rest = _followed(self._outside, self._decoder.decode(piece))
        if opened:
            self._closers, self._length = CLOSERS[opened], len(rest.encode())
            self._at = list(self._quotable.starts)
            self._at = self._advanced(rest.encode())

    def banned(self) -> Tokens:
        """Return the tokens that must not follow outside a quotation."""
        held = self._decoder.getstate()[0]
        if not any(mark.startswith(held) for mark in _MARK_BYTES):
            held = b"\xff"  # some other unfinished character
        key = self._outside, held
        if key not in self._banned:
            stray, opening = self._words.ruled(self._outside, held)
            unfilled = [token for token, content in opening if not self._begins(content)]
            ends = () if self.complete else self._words.ends
            self._banned[key] = np.array([*stray, *unfilled, *ends], np.int64)
        return self._banned[key]

    def allowed(self, *, closing: bool = False) -> Tokens:
        """Return the tokens that may follow inside a quotation; with `closing` those that end it, or an open code span.

        Where a quotation may not end yet, they are those that go on with it.
        """
        if not self._closers:  # a code span ends with as many backticks as began it
            more = self._outside.ticks > self._outside.code
            return np.array(self._words.by_bytes.get(b" " if more else b"`", []), np.int64)
        ends = [
            token
            for mark in self._closers
            for before, tokens in self._words.closing[mark].items()
            if self._length + len(before) and any(self._quotable.closable[at] for at in self._advanced(before))
            for token in tokens
        ]
        if ends and (closing or self._length > _ENOUGH):
            return np.array(ends, np.int64)
        return np.concatenate([self._going_on(), np.array(ends, np.int64)])

    def _going_on(self) -> Tokens:
        if self._length == 0:
            if self._first is None:
                self._first = self._continuing(self._at)
            return self._first
        return self._continuing(self._at)

    def _continuing(self, places: Sequence[int]) -> Tokens:
        data, by_bytes = self._quotable.data, self._words.by_bytes
        found: set[int] = set()
        for text in {data[at : at + _LONGEST].partition(b"\n")[0] for at in places}:
            for end in range(1, len(text) + 1):
                found.update(by_bytes.get(text[:end], ()))
        return np.array(sorted(found), np.int64)

    def _advanced(self, piece: bytes) -> list[int]:
        data, length = self._quotable.data, len(piece)
        return [at + length for at in self._at if data.startswith(piece, at)]

    def _begins(self, content: bytes) -> bool:
        """Tell whether a quotation may begin with this."""
        at = bisect_left(self._openings, content)
        return at < len(self._openings) and self._openings[at].startswith(content)


class _Stray(Exception):
    """A mark stands where none may."""


def _followed(state: _Outside, text: str) -> tuple[_Outside, str, str]:
    """Follow text outside quotations; return the state, the mark that opened one if any, and what came after it.

    Raises _Stray for a mark that can neither open a quotation nor stand by itself.
    """
    for at, sign in enumerate(text):
        if sign != "`" and state.ticks:
            state = _after_ticks(state, sign)
        if sign == "`":
            if state.info:
                raise _Stray  # with one there it would be no fence
            escaped = state.last == "\\" and not (state.ticks or state.code)
            state = replace(state, ticks=state.ticks + (not escaped))
        elif not state.code:
            if sign in CLOSERS and not (sign == '"' and is_spaced(state.last)):
                return replace(state, last=" ", line=None), sign, text[at + 1 :]
            if sign in MARKS or sign in _STRAY or (sign == "'" and not is_word(state.last)):
                raise _Stray
        elif sign == "\n" and not state.fence:
            raise _Stray  # a code span that never ends is none
        info = state.info and sign != "\n"
        state = replace(state, last=_kind(state.last, sign), line=_line(state.line, sign), info=info)
    return state, "", ""


def _kind(last: str, sign: str) -> str:
    """Return what stands for a character, so that few states are different: a backslash is one that escapes."""
    if is_word(sign):
        return "a" if is_spaced(sign) else "字"
    return sign if sign == "\\" != last else " "


def _line(line: str | None, sign: str) -> str | None:
    """Return what a line holds so far, or None once it cannot be the mark of a fence any more."""
    if sign == "\n":
        return ""
    return None if line is None or sign not in " `" or len(line) > 8 else line + sign


def _after_ticks(state: _Outside, sign: str) -> _Outside:
    """A run of backticks has ended: it opens or closes code, or is part of it (CommonMark 4.5 and 6.1)."""
    ticks, state = state.ticks, replace(state, ticks=0)
    alone = state.line is not None and len(state.line.strip(" ")) == ticks and ticks >= 3
    if not state.code:
        return replace(state, code=ticks, fence=alone, info=alone and sign != "\n")
    ends = alone and ticks >= state.code and sign in " \n" if state.fence else ticks == state.code
    return replace(state, code=0, fence=False) if ends else state


def _cut(piece: bytes, closers: str) -> tuple[bytes, str, bytes]:
    """Cut a token at the first mark that closes the quotation."""
    found = [(piece.find(mark.encode()), mark) for mark in closers if mark.encode() in piece]
    if not found:
        return piece, "", b""
    at, mark = min(found)
    return piece[:at], mark, piece[at + len(mark.encode()) :]
