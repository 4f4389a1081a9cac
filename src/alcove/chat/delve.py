"""Delving into words of an answer: what is asked of the model about them, and what the library is searched for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from alcove.core.markup import as_read
from alcove.rag.answer import words_for
from alcove.rag.sentences import sentence_spans

if TYPE_CHECKING:
    from alcove.chat.tree import Delve

_QUOTES = re.compile('[«»“”„"]')
_MOST = 320
"""Characters of the sentence that are shown to the model."""


def phrase_of(answer: str, start: int, end: int) -> str:
    """Return the words of a span of an answer as they are read: without markers and marks of Markdown."""
    return " ".join(as_read(answer[start:end]).strip(" \n\t.,;:!?…").split())


def sentence_of(answer: str, delve: Delve) -> str:
    """Return the sentence of an answer that the words stand in, as it is read; several where they go beyond one."""
    inside = [answer[a:b] for a, b in sentence_spans(answer) if a < delve.end and delve.start < b]
    said = " ".join(as_read(" ".join(inside)).split())
    return said if len(said) <= _MOST else said[:_MOST].rsplit(" ", 1)[0] + "…"


def explaining(phrase: str, sentence: str) -> str:
    """Return the question for the model, in the language of the sentence."""
    words = words_for(f"{phrase} {sentence}")
    inner = _QUOTES.sub("", sentence)
    if phrase.casefold() in inner.casefold() and len(phrase) < 0.7 * len(inner):
        return words.explain_in.format(phrase=phrase, sentence=inner)
    return words.explain.format(phrase=phrase)


def sought(phrase: str, sentence: str) -> str:
    """Return what the library is searched for: the phrase, and what it is about where it stands."""
    return " ".join(f"{phrase} {sentence}".replace(":", " ").split())
