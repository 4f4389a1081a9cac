"""What stands before questions and passages by a model's name, and which languages it reads."""

from __future__ import annotations

import pytest

from alcove.models.families import MANY, family_prompts, languages_of

E5 = {"query": "query: ", "document": "passage: "}


@pytest.mark.parametrize(
    ("name", "query", "document"),
    [
        ("multilingual-e5-small", "query: ", "passage: "),
        ("intfloat/e5-base-v2", "query: ", "passage: "),
        ("multilingual-e5-large-instruct-q8_0", "Instruct: ", ""),
        ("nomic-embed-text-v1.5.Q4_K_M", "search_query: ", "search_document: "),
        ("embeddinggemma-300M-Q8_0", "task: search result | query: ", "title: none | text: "),
        ("Qwen3-Embedding-0.6B-Q8_0", "Instruct: ", ""),
        ("snowflake-arctic-embed-m-v2.0", "query: ", ""),
        ("snowflake-arctic-embed-s", "Represent this sentence", ""),
        ("mxbai-embed-large-v1", "Represent this sentence", ""),
        ("bge-small-en-v1.5", "Represent this sentence", ""),
        ("bge-base-zh-v1.5", "为这个句子", ""),
    ],
)
def test_a_family_has_its_words(name: str, query: str, document: str) -> None:
    prompts = family_prompts(name)
    assert prompts["query"].startswith(query) and prompts["document"] == document


@pytest.mark.parametrize("name", ["all-MiniLM-L6-v2", "bge-m3", "LaBSE", "gte-base", "the5th", ""])
def test_others_have_none(name: str) -> None:
    assert family_prompts(name) == {}


@pytest.mark.parametrize(
    ("name", "told", "vocabulary", "languages"),
    [
        ("all-MiniLM-L6-v2", ("en",), 30_522, ("en",)),
        ("paraphrase-multilingual-MiniLM-L12-v2", (), 0, MANY),
        ("bge-m3-q4_k_m", (), 0, MANY),
        ("mine", ("multilingual", "af"), 0, MANY),
        ("mine", tuple("abcdefgh"), 0, MANY),
        ("mine", ("de", "en"), 250_002, ("de", "en")),
        ("mine", (), 250_002, MANY),
        ("mine", (), 50_368, ()),
    ],
)
def test_languages_are_those_it_tells_else_many_by_name_or_vocabulary(
    name: str, told: tuple[str, ...], vocabulary: int, languages: tuple[str, ...]
) -> None:
    assert languages_of(name, told, vocabulary) == languages
