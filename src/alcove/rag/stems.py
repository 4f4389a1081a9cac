"""Words to stems, the same for what is indexed and what is asked. Needs no language model and no Qt."""

import re
import unicodedata
from functools import lru_cache

import Stemmer

_WORD = re.compile(r"[^\W_]+")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LATIN_MARKS = re.compile(r"[\u0300-\u036f]")
_INSIDE_WORDS = re.compile(r"[\u00ad\ufffe\u0300-\u036f]")
_STEMMERS = {"english": Stemmer.Stemmer("english"), "russian": Stemmer.Stemmer("russian")}


def fold(word: str) -> str:
    """Lower-case a word and fold `ё` and the diacritics of Latin letters; `й` is a letter of its own."""
    word = word.lower()
    if word.isascii():
        return word
    if _CYRILLIC.search(word):
        return word.replace("ё", "е")
    return unicodedata.normalize("NFC", _LATIN_MARKS.sub("", unicodedata.normalize("NFD", word)))


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Stem one word (Snowball): Russian for Cyrillic letters, else English."""
    folded = fold(word)
    language = "russian" if _CYRILLIC.search(folded) else "english"
    return str(_STEMMERS[language].stemWord(folded))


def stems(text: str) -> list[str]:
    """Return the stems of a text's words, in order."""
    return [stem(word) for word in _WORD.findall(whole_words(text))]


def whole_words(text: str) -> str:
    """Return a text without the soft hyphens and stress marks inside its words."""
    return text if text.isascii() else _INSIDE_WORDS.sub("", unicodedata.normalize("NFC", text))


FUNCTION_STEMS = frozenset(
    stems(
        "a an the is are was were be been do does did done can could may might must shall should will would have has "
        "had i you he she it we they me my your his her its our their this that these those what which who whom whose "
        "when where why how much many of in on at by for with from to and or not no if than then as about into over "
        "under between during there any some all each other such only own same so too very also just more most tell "
        "give list describe explain say says said mean means please "
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


def content_stems(question: str) -> list[str]:
    """Return the different stems of a question that say what it is about, in order."""
    return [word for word in dict.fromkeys(stems(question)) if word not in FUNCTION_STEMS]
