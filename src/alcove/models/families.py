"""What families of embedders are known to need: words before questions and passages, which their files may not tell.

A model trained with such words finds worse without them, and many files do not hold them: no GGUF does, nor do the
sentence-transformers folders of E5. The words are those of the models' own cards.
"""

import re
from dataclasses import dataclass

MANY = ("multilingual",)
"""The languages of an embedder that reads many."""
_MANY_CODES = 8
_LARGE_VOCABULARY = 100_000
"""Tokens from which a vocabulary is one of many languages: English BERT has 30,522, XLM-R of a hundred 250,002."""


@dataclass(frozen=True, slots=True)
class Family:
    """Embedders whose names hold `pattern`, and what stands before a question and before a passage."""

    pattern: str
    query: str = ""
    document: str = ""


_SEARCH = "Represent this sentence for searching relevant passages: "
_INSTRUCT = "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery: "
_FAMILIES = (  # the first that matches
    Family(r"\be5\b.*\binstruct\b|\be5 mistral\b|qwen3 embedding", _INSTRUCT),
    Family(r"\be5\b", "query: ", "passage: "),
    Family(r"nomic embed text", "search_query: ", "search_document: "),
    Family(r"embedding ?gemma", "task: search result | query: ", "title: none | text: "),
    Family(r"arctic embed (m|l) v2", "query: "),
    Family(r"arctic embed|mxbai embed|bge (small|base|large) en", _SEARCH),
    Family(r"bge (small|base|large) zh", "为这个句子生成表示以用于检索相关文章："),
)
_MULTILINGUAL = re.compile(
    r"multilingual|bge m3|labse|embedding ?gemma|qwen3 embedding|arctic embed (m|l) v2|nomic embed text v2|"
    r"jina embeddings v3|distiluse .*multi"
)


def family_prompts(name: str) -> dict[str, str]:
    """Return the prompts that an embedder of this name needs, as sentence-transformers names them; none if none."""
    plain = _plain(name)
    family = next((one for one in _FAMILIES if re.search(one.pattern, plain)), None)
    return {"query": family.query, "document": family.document} if family else {}


def languages_of(name: str, told: tuple[str, ...] = (), vocabulary: int = 0) -> tuple[str, ...]:
    """Return the languages an embedder reads: those it tells, else MANY where its name or vocabulary is of many.

    Empty when nothing tells.
    """
    if "multilingual" in told or len(told) >= _MANY_CODES:
        return MANY
    if told:
        return told
    return MANY if _MULTILINGUAL.search(_plain(name)) or vocabulary >= _LARGE_VOCABULARY else ()


def _plain(name: str) -> str:
    return " ".join(re.split(r"[^a-z0-9]+", name.lower()))
