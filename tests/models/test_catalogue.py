"""The list of models worth having."""

from __future__ import annotations

import re

from alcove.models.catalogue import catalogue, preferred
from alcove.models.hub import FOLDER, quantisation

OWNED = re.compile(r"[\w.-]+/[\w.-]+")


def test_every_row_is_complete() -> None:
    for one in catalogue():
        told = (one.name, one.good_for, one.parameters, one.languages, one.licence)
        assert all(words and words == words.strip() for words in told), one
        assert OWNED.fullmatch(one.repository), one
        assert one.kind in ("chat", "embedding")
        assert one.good_for.endswith(".") and one.good_for.count(". ") <= 1, one
        assert re.match(r"\d+(\.\d+)? [BM]", one.parameters), one
        assert one.quantisation == FOLDER or quantisation(f"x-{one.quantisation}") == one.quantisation
        assert (one.quantisation == FOLDER) <= (one.kind == "embedding"), "a chat model is a GGUF file"


def test_nothing_is_on_it_twice() -> None:
    for key in ("name", "repository"):
        values = [getattr(one, key).lower() for one in catalogue()]
        assert len(values) == len(set(values))


def test_there_is_something_for_everyone() -> None:
    def billions(words: str) -> float:
        number, unit = words.split()[:2]
        return float(number) * (1 if unit.startswith("B") else 0.001)

    chat = [one for one in catalogue() if one.kind == "chat"]
    assert sum(billions(one.parameters) <= 4 for one in chat) >= 5, "ordinary laptops"
    assert any(billions(one.parameters) >= 12 for one in chat)
    assert sum("Russian" in one.languages for one in chat) >= 4
    assert sum("oder" in one.name for one in chat) >= 2
    embedders = [one for one in catalogue() if one.kind == "embedding"]
    assert sum("100 languages" in one.languages for one in embedders) >= 3
    assert {one.quantisation == FOLDER for one in embedders} == {True, False}


def test_what_to_take_of_a_repository() -> None:
    assert preferred("qwen/qwen3-8b-gguf") == "Q4_K_M"
    assert preferred("intfloat/multilingual-e5-small") == FOLDER
    assert preferred("some/other") == ""
