"""Words to stems, the same for what is indexed and what is asked. Needs no language model and no Qt.

`keywords.py` makes the keyword index of it; sentences, questions and evidence are compared by the plain `stems`.
"""

import re
import unicodedata
from functools import lru_cache

import Stemmer

from alcove.rag.languages import ENGLISH, FUNCTION_WORDS, language_of

_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
    "\u0900-\u0963\u0981-\u0dff\u0e31-\u0e3a\u0e47-\u0e4e\u0eb1-\u0ebc\u0ec8-\u0ecd\u102b-\u103e\u17b4-\u17d3"
)
"""Signs that belong to the word they stand in though they are no letters: vowels and accents."""
_WORD = re.compile(rf"[^\W_]+(?:[{_MARKS}]+[^\W_]*)*")
_UNSPACED = re.compile(
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
_STEMMERS = {
    code: Stemmer.Stemmer(name)
    for code, name in {
        "en": "english", "de": "german", "fr": "french", "es": "spanish", "it": "italian", "pt": "portuguese",
        "nl": "dutch", "sv": "swedish", "da": "danish", "no": "norwegian", "fi": "finnish", "hu": "hungarian",
        "ro": "romanian", "tr": "turkish", "pl": "polish", "cs": "czech", "ru": "russian", "el": "greek",
        "ar": "arabic", "hi": "hindi", "hy": "armenian", "ta": "tamil",
    }.items()
}  # fmt: skip
_OF_SCRIPT = (
    (_CYRILLIC, "ru"),
    (re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]"), "el"),
    (re.compile(r"[\u0530-\u058f]"), "hy"),
    (re.compile(r"[\u0600-\u06ff]"), "ar"),
    (re.compile(r"[\u0900-\u097f]"), "hi"),
    (re.compile(r"[\u0b80-\u0bff]"), "ta"),
)


def fold(word: str) -> str:
    """Lower-case a word and fold `ё` and the diacritics of Latin letters; `й` is a letter of its own."""
    word = word.lower()
    if word.isascii():
        return word
    if _CYRILLIC.search(word):
        return word.replace("ё", "е")
    bare = _LATIN_MARKS.sub("", unicodedata.normalize("NFD", word))
    return unicodedata.normalize("NFC", bare.translate(_ALONE))


@lru_cache(maxsize=200_000)
def stem(word: str, language: str = ENGLISH) -> str:
    """Stem one word (Snowball) by its script, or where that is Latin by `language`.

    Marks are folded first: a word is found however its accents are written, which stemming would not grant.
    """
    folded = fold(word)
    if not folded.isascii():
        language = next((code for script, code in _OF_SCRIPT if script.search(folded)), language)
    return str(_STEMMERS[language].stemWord(folded))


def units(text: str) -> list[str]:
    """Return a text's words in order, as they are written, and what stands without spaces in runs."""
    text = whole_words(text)
    return _WORD.findall(text if text.isascii() else _UNSPACED.sub(r" \g<0> ", text))


def words(text: str) -> list[str]:
    """Return a text's words in order, as they are written; of runs without spaces the overlapping pairs."""
    found: list[str] = []
    for unit in units(text):
        found += pairs(unit) if unspaced(unit) else (unit,)
    return found


def pairs(run: str) -> list[str]:
    """Return the overlapping pairs of a run's characters; a single one is its own."""
    return [run[at : at + 2] for at in range(max(1, len(run) - 1))]


def unspaced(word: str) -> bool:
    """Tell whether a word is of a script without spaces between words."""
    return bool(_UNSPACED.match(word))


def stems(text: str) -> list[str]:
    """Return the stems of a text's words, in order."""
    return [stem(word) for word in words(text)]


def whole_words(text: str) -> str:
    """Return a text without the soft hyphens and stress marks inside its words, and with no letters of full width."""
    if text.isascii():
        return text
    text = _FULL_WIDTH.sub(lambda run: unicodedata.normalize("NFKC", run[0]), text)
    return _INSIDE_WORDS.sub("", unicodedata.normalize("NFC", text))


FUNCTION_STEMS = frozenset(
    stems(
        " ".join(FUNCTION_WORDS[ENGLISH]) + " tell give list describe explain say says said mean means please "
        "и в во не что он на я с со как а то все она так его но да ты к у же вы за бы по ее мне было вот от меня еще "
        "нет о из ему когда даже ну ли если уже или ни быть был него до вас нибудь опять вам ведь там потом себя "
        "ничего ей может они тут где есть надо ней для мы тебя их чем была сам чтоб без будто чего раз тоже себе под "
        "будет ж тогда кто этот того потому этого какой какая какое какие каком какую сколько совсем ним здесь этом "
        "один почти мой тем чтобы нее были куда зачем всех можно при два об хоть после над больше тот через эти нас "
        "про всего них много разве эту моя свою этой перед лучше том такой им более всегда всю между который которая "
        "скажи назови перечисли опиши почему откуда чей чья"
    )
)
"""Stems of function and question words, English and Russian: they say nothing of what a question is about."""


def content_words(question: str) -> list[str]:
    """Return the words of a question that say what it is about, in order: without function words of its language."""
    functional = FUNCTION_WORDS.get(language_of(question), frozenset())
    return [word for word in words(question) if stem(word) not in FUNCTION_STEMS and word.lower() not in functional]


def content_stems(question: str) -> list[str]:
    """Return the different stems of a question that say what it is about, in order."""
    return list(dict.fromkeys(map(stem, content_words(question))))
