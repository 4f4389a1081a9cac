"""What a quotation is and when it is verbatim: one definition, for the decoder that allows nothing else and for the
check of what was written. Verbatim is equal after folding runs of white space, line-end hyphens and U+FFFE.
"""

import re
from collections.abc import Iterable, Iterator

SOFT_HYPHEN = "\u00ad"
CLOSERS = {"“": "”", '"': '"', "«": "»", "„": "“”", "「": "」", "『": "』"}
"""Each mark that opens a quotation, with those that close it. Single marks are apostrophes too often."""
MARKS = frozenset("".join((*CLOSERS, *CLOSERS.values())))

_UNSPACED = re.compile("[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
"""Letters of scripts that put no space between words, and Hangul, which adds its endings to them."""
_HIDDEN = "\u00ad\ufffe"
_INSIDE_WORD = f"(?:[{_HIDDEN}]|-\\s*\n\\s*)?"
_HYPHEN = f"(?:-(?:\\s*\n\\s*)?|[{_HIDDEN}])"
_HIDE = re.compile(f"[{_HIDDEN}]")
_INNER = re.compile(f"(?<=\\w)[{_HIDDEN}](?=\\w)")
_LINE_END_HYPHEN = re.compile(r"(?<=\w)-\s*\n\s*(?=\w)")
_SPACES = re.compile(r"\s+")
_ENDS_ALL = re.compile(f" ?[{re.escape(''.join(sorted(MARKS)))}‟＂〝〞`{_HIDDEN}] ?")
_CUT = "\n"
"""Stands in folded text where no quotation may go on."""


def locate(quote: str, text: str) -> tuple[int, int] | None:
    """Find `quote` in `text` verbatim; return its span.

    It must begin and end where a word or number of the text does: "30" does not stand in "130" or "3,200".
    """
    words = [word for word in _HIDE.sub("", quote).split() if word]
    if not words:
        return None
    spelt = [_INSIDE_WORD.join(_HYPHEN if c == "-" else re.escape(c) for c in word) for word in words]
    pattern = re.compile(r"\s+".join(spelt).removesuffix(_HYPHEN) + "-" * (words[-1][-1] == "-"))
    match = pattern.search(text)
    while match and not (may_begin(text, match.start()) and may_end(text, match.end())):
        match = pattern.search(text, match.start() + 1)
    return match.span() if match else None


def may_begin(text: str, at: int) -> bool:
    """Tell whether a quotation may begin with `text[at]`: not inside a word or number."""
    sign, before = text[at], text[max(0, at - 1) : at]
    if not is_word(sign):
        return not sign.isspace()
    earlier = text[max(0, at - 2) : at - 1] if at else ""
    if is_spaced(sign) and is_spaced(earlier if before in tuple(_HIDDEN) else before):
        return False
    if sign.isdigit():
        if before in tuple(".,:/") and earlier.isdigit():
            return False
        if before in ("-", "−") and not earlier.strip():
            return False
        return not (before.isspace() and earlier.isdigit() and _are_thousands(text, at))
    return True


def may_end(text: str, at: int) -> bool:
    """Tell whether a quotation may end with `text[at - 1]`: not inside a word or number."""
    sign, after, later = text[at - 1], text[at : at + 1], text[at + 1 : at + 2]
    if not is_word(sign):
        inside = sign in ".,:/" and after.isdigit() and text[max(0, at - 2) : at - 1].isdigit()
        return not (sign.isspace() or inside)
    if is_spaced(sign) and is_spaced(later if after in tuple(_HIDDEN) else after):
        return False
    if sign.isdigit():
        return not ((after in tuple(".,:/") and later.isdigit()) or (after.isspace() and _are_thousands(text, at + 1)))
    return True


def is_word(sign: str) -> bool:
    """Tell whether a character is a letter, a digit or an underscore."""
    return sign.isalnum() or sign == "_"


def is_spaced(sign: str) -> bool:
    """Tell whether a character is of a word that spaces part from others."""
    return is_word(sign) and not _UNSPACED.match(sign)


def _are_thousands(text: str, at: int) -> bool:
    return text[at : at + 3].isdigit() and len(text[at : at + 3]) == 3 and not text[at + 3 : at + 4].isdigit()


class Quotable:
    """Texts that may be quoted, folded and ready to be followed byte by byte in UTF-8.

    `data` holds them one behind the other, cut where a quotation must end: between texts and at quotation marks.
    `starts` are the offsets where a quotation may begin; `closable` has a 1 at those before which one may end.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        pieces = dict.fromkeys(piece for text in texts for piece in _variants(text))
        whole = _CUT + "".join(piece + _CUT for piece in pieces)
        offsets = [0]
        for sign in whole:
            offsets.append(offsets[-1] + len(sign.encode("utf-8", "replace")))
        self.data = whole.encode("utf-8", "replace")
        self.starts = [
            offsets[at]
            for at, sign in enumerate(whole)
            if (is_word(sign) or whole[at - 1 : at].isspace()) and may_begin(whole, at)
        ]
        self.closable = bytearray(len(self.data) + 1)
        for at in range(1, len(whole)):
            self.closable[offsets[at]] = may_end(whole, at)


def _variants(text: str) -> Iterator[str]:
    """Yield a text folded: with the hyphens that break its words at line ends, and without them."""
    for hyphen in ("-", ""):
        joined = _INNER.sub("", _LINE_END_HYPHEN.sub(hyphen, text))
        yield _ENDS_ALL.sub(_CUT, _SPACES.sub(" ", joined).strip())
