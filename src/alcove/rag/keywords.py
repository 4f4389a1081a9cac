"""What the keyword index holds of a text, and how it is asked.

A chunk is indexed by the stems of its language, with names of code split and whole (`parseHttpResponse` as its three
words and as one); what is written without spaces by overlapping pairs of characters. A question is asked in every
language that the library holds.
"""

import re
from collections.abc import Collection, Iterable
from functools import lru_cache

from alcove.core.folding import whole_words
from alcove.rag.languages import ENGLISH, language_of
from alcove.rag.stems import content_words, pairs, stem, units, unspaced, words

_JOINED = re.compile(r"(?<![^\W_])[^\W\d_][^\W_]*(?:[-_][^\W_]+)+")
_DOTTED = re.compile(r"(?<![^\W_])[^\W\d_]\w*(?:\.[^\W\d_]\w*)+")
_BETWEEN = re.compile(r"[-_.]+")
_HUMP = re.compile(r"(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_PLURAL = re.compile(r"[A-Z]+s")
_NUMBERED = re.compile(r"([^\W\d_]{2,})\d+")


def indexed(text: str, language: str) -> str:
    """Return what the index holds of a text: the stems of its words, then the names among them whole."""
    found: list[str] = []
    for unit in units(text):
        if unspaced(unit):
            found += map(stem, pairs(unit))
            found += stem(unit[-1]) if len(unit) > 1 else ()  # no pair begins with it
        else:
            found += _of_word(unit, language)
    found += [stem(name, language) for name in _joined(text)]
    return " ".join(found)


def terms_of(question: str, languages: Collection[str]) -> list[str]:
    """Return the FTS5 phrases for a question: its words' stems in each of the languages.

    Of a question whose language can be told only that and English, which stands for what could not be told. A form
    in another language is rarer and BM25 would take it for telling: in a library of the same texts in five languages
    English and Spanish questions fall from an nDCG@10 of .946 and .925 to .938 and .921 with all of them.
    """
    asked = content_words(question) or words(question)
    told = language_of(question, among=languages)
    forms: dict[str, None] = {}
    for language in dict.fromkeys((ENGLISH, *((told,) if told else sorted(languages)))):
        for word in asked:
            forms.update(dict.fromkeys(_of_word(word, language)))
        forms.update(dict.fromkeys(stem(name, language) for name in _joined(question)))
    return [_phrase(one) for one in forms]


def any_of(stems: Iterable[str]) -> str:
    """Return the FTS5 expression for chunks that hold any of some stems."""
    return " OR ".join(map(_phrase, stems))


def _phrase(stem: str) -> str:
    """Quote a stem; a single character of a script without spaces is found as the beginning of a pair too."""
    return f'"{stem}"*' if len(stem) == 1 and unspaced(stem) else f'"{stem}"'


def forms_of(plain: str, languages: Collection[str]) -> list[str]:
    """Return how a plain stem (see `stems.stem`) may stand in the index, in each of the languages."""
    return list(dict.fromkeys((plain, *(stem(plain, language) for language in sorted(languages)))))


@lru_cache(maxsize=200_000)
def _of_word(word: str, language: str) -> tuple[str, ...]:
    """Return the stems of one word: of `maxSize2` those of max, Size2, Size, and of the whole."""
    whole = stem(word, language)
    if word.islower() or word[1:].islower() or word.isupper() or _PLURAL.fullmatch(word):
        return (whole,)
    parts = [part for part in _HUMP.split(word) if len(part) > 1]
    if len(parts) < 2:
        return (whole,)
    parts += [numbered[1] for part in parts if (numbered := _NUMBERED.fullmatch(part))]
    return (*(stem(part, language) for part in parts), whole)


def _joined(text: str) -> list[str]:
    """Return the names that are joined by hyphens, underscores or dots, as one word: `max_size` as `maxsize`."""
    text = whole_words(text)
    names = [*_JOINED.findall(text), *_DOTTED.findall(text)]
    return [_BETWEEN.sub("", name) for name in names]
