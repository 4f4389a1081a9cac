"""Words to stems, the same for what is indexed and what is asked. Needs no language model and no Qt.

`keywords.py` makes the keyword index of it; sentences, questions and evidence are compared by the plain `stems`.
"""

import re
from functools import lru_cache

import Stemmer

from alcove.core.folding import UNSPACED, WORD, fold, whole_words
from alcove.rag.languages import ENGLISH, FUNCTION_WORDS, language_of

_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
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
    return WORD.findall(text if text.isascii() else UNSPACED.sub(r" \g<0> ", text))


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
    return bool(UNSPACED.match(word))


def stems(text: str) -> list[str]:
    """Return the stems of a text's words, in order."""
    return [stem(word) for word in words(text)]


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
