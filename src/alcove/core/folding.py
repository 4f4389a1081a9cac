"""How letters are folded and words told apart, the same for what is searched and what is asked.

`rag.stems` makes stems of it for the library; `searchable` is what the index of conversations holds.
"""

import re
import unicodedata

_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
    "\u0900-\u0963\u0981-\u0dff\u0e31-\u0e3a\u0e47-\u0e4e\u0eb1-\u0ebc\u0ec8-\u0ecd\u102b-\u103e\u17b4-\u17d3"
)
"""Signs that belong to the word they stand in though they are no letters: vowels and accents."""
WORD = re.compile(rf"[^\W_]+(?:[{_MARKS}]+[^\W_]*)*")
UNSPACED = re.compile(
    "[\u0e01-\u0e4e\u0e81-\u0ecd\u1000-\u103f\u1780-\u17d3\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]+"
)
"""Scripts without spaces between words (Thai, Lao, Burmese, Khmer, Japanese, Chinese), and Korean, whose words take
endings that no stemmer here knows."""
_FULL_WIDTH = re.compile(r"[\uff01-\uffee]+")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LATIN_MARKS = re.compile(r"[\u0300-\u036f]")
_INSIDE_WORDS = re.compile(r"[\u00ad\ufffe\u0300-\u036f]")
_ALONE = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i"}
)
"""Letters with a mark that Unicode does not take apart."""


def fold(word: str) -> str:
    """Lower-case a word and fold `ё` and the diacritics of Latin letters; `й` is a letter of its own."""
    word = word.lower()
    if word.isascii():
        return word
    if _CYRILLIC.search(word):
        return word.replace("ё", "е")
    bare = _LATIN_MARKS.sub("", unicodedata.normalize("NFD", word))
    return unicodedata.normalize("NFC", bare.translate(_ALONE))


def whole_words(text: str) -> str:
    """Return a text without the soft hyphens and stress marks inside its words, and with no letters of full width."""
    if text.isascii():
        return text
    text = _FULL_WIDTH.sub(lambda run: unicodedata.normalize("NFKC", run[0]), text)
    return _INSIDE_WORDS.sub("", unicodedata.normalize("NFC", text))


def searchable(text: str) -> str:
    """Return a text as the index of conversations holds it: words folded, scripts without spaces sign by sign.

    Any run of Chinese is then found as a phrase, be it two signs long, which trigrams would not find. SQLite's triggers
    call it: what it returns may change only together with a migration that builds the index anew.
    """
    if text.isascii():
        return text.lower()
    text = UNSPACED.sub(lambda run: f" {' '.join(run[0])} ", whole_words(text))
    return WORD.sub(lambda word: fold(word[0]), text)
