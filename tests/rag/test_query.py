"""The language of a search: what is a filter and what stays a word, and what each filter leaves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alcove.connectors.base import Item
from alcove.core.database import Database
from alcove.rag import query
from alcove.rag.catalogue import Catalogue
from alcove.rag.embeddings import Embeddings
from alcove.rag.query import FIELDS, Filter, Query, Selection, divided, parse
from alcove.rag.reader import Reading
from alcove.rag.split import split
from alcove.rag.types import Document, SourceId


@pytest.mark.parametrize(
    ("text", "asked", "manner"),
    [
        ("tung oil", "tung oil", ""),
        ("tung oil\nin:notes\n---\nAs a list.\n---\nIn German.", "tung oil\nin:notes", "As a list.\n---\nIn German."),
        ("tung oil\n --- \n", "tung oil", ""),
        ("---\ntitle: a\n---\nbody", "---\ntitle: a\n---\nbody", ""),
        ("a --- b\n----\nc", "a --- b\n----\nc", ""),
    ],
)
def test_what_is_asked_stands_above_how_to_answer(text: str, asked: str, manner: str) -> None:
    assert divided(text) == (asked, manner)


@pytest.mark.parametrize(
    ("text", "words", "filters"),
    [
        ("tung oil", "tung oil", []),
        ("tag:Project/Alpha tung oil", "tung oil", [("tag", "project/alpha", False)]),
        ("tung -tag:#draft oil", "tung oil", [("tag", "draft", True)]),
        ('oil path:"My notes/" x', "oil x", [("path", "my notes/", False)]),
        ('path:"a b" TAG:c -path:/top/', "", [("path", "a b", False), ("tag", "c", False), ("path", "/top/", True)]),
        ('oil path:"never closed', "oil", [("path", "never closed", False)]),
        ('path:"a"b', "b", [("path", "a", False)]),
        ("path:Ёлка\\Мох", "", [("path", "ёлка/мох", False)]),
        ("what is tag: in html?", "what is tag: in html?", []),
        ('tag:"" tag:# tag:/ path:', 'tag:"" tag:# tag:/ path:', []),
        ("http://a.b/c?tag:x time:10:30 note:this  ok", "http://a.b/c?tag:x time:10:30 note:this  ok", []),
        ("xtag:a -- -word", "xtag:a -- -word", []),
        ("type:.PDF in:Notes rent", "rent", [("type", "pdf", False), ("in", "notes", False)]),
        ("type:of thing", "type:of thing", []),
        (
            "after:2025-3 before:2026 -title:Draft",
            "",
            [("after", "2025-3", False), ("before", "2026", False), ("title", "draft", True)],
        ),
        ("after:noon before:2025-13 after:2025-02-30", "after:noon before:2025-13 after:2025-02-30", []),
        ("", "", []),
    ],
)
def test_queries_are_taken_apart(text: str, words: str, filters: list[tuple[str, str, bool]]) -> None:
    assert parse(text) == Query(words, tuple(Filter(*one) for one in filters))


@given(st.text(st.sampled_from('tagphinyeflbr20-:"/# \n\tя'), max_size=40))
def test_no_query_is_an_error_and_every_filter_has_a_value(text: str) -> None:
    found = parse(text)
    assert all(one.value and one.field in [field.name for field in FIELDS] for one in found.filters)
    assert found.filters or found.words == text


def test_the_documentation_is_true() -> None:
    assert query.__doc__
    told = dict(re.findall(r"^    (\S+(?: \S+)?) {2,}(.+)$", query.__doc__, re.MULTILINE))
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    assert dict(re.findall(r"^\| `(-?[a-z]+:[^`]+)` \| (.+) \|$", readme, re.MULTILINE)) == told
    for field in FIELDS:
        assert told.pop(field.example) == field.meaning
        assert [one.field for one in parse(field.example).filters] == [field.name]
    assert parse("-tag:draft").filters[0].negated and told.pop("-tag:draft")
    assert parse('path:"with space"').filters[0].value == "with space" and told.pop('path:"with space"')
    assert not told
    assert parse("name:x tag:").filters == ()


DAY = 86_400 * 10**9
ITEMS = {
    "/v/Alpha/one.md": ("project/alpha",),
    "/v/Alpha/Два.md": ("project/alpha/deep", "draft"),
    "/v/sub/alpha/three.md": ("project/alphabet",),
    "/v/My notes/four.md": (),
}


@pytest.fixture
def library(tmp_path: Path) -> Iterator[tuple[Database, Catalogue]]:
    database = Database(tmp_path / "library.db")
    catalogue = Catalogue(database)
    vault = catalogue.add_source("v", "obsidian", "/v", 1)
    other = catalogue.add_source("w", "folder", "/w", 1)
    january = int(datetime(2025, 1, 1).timestamp()) * 10**9
    for number, (uri, tags) in enumerate({**ITEMS, "/w/alpha/five.md": ("draft",)}.items()):
        document = Document(f"shared word{number}", title=f"Lease {number}", tags=tags)
        source = vault.id if uri.startswith("/v") else other.id
        mime = "text/markdown" if uri.startswith("/v") else "application/pdf"
        item = Item(uri, mime, 1, january + 31 * number * DAY)
        catalogue.keep(source, item, "r", Reading(document, split(document, f"n{number}")))
    yield database, catalogue
    database.close()


def uris(database: Database, chunks: Sequence[int]) -> list[str]:
    sql = "SELECT i.uri FROM chunks c JOIN items i ON i.id = c.item_id WHERE c.id = ?"
    return [database.query(sql, (chunk,))[0]["uri"] for chunk in chunks]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("tag:project/alpha", ["/v/Alpha/one.md", "/v/Alpha/Два.md"]),
        ("tag:PROJECT", ["/v/Alpha/one.md", "/v/Alpha/Два.md", "/v/sub/alpha/three.md"]),
        ("tag:project -tag:draft", ["/v/Alpha/one.md", "/v/sub/alpha/three.md"]),
        ("tag:proj", []),
        ("path:alpha/", ["/v/Alpha/one.md", "/v/Alpha/Два.md", "/v/sub/alpha/three.md", "/w/alpha/five.md"]),
        ("path:/alpha/", ["/v/Alpha/one.md", "/v/Alpha/Два.md", "/w/alpha/five.md"]),
        ('path:"my notes"', ["/v/My notes/four.md"]),
        ("path:дВ", ["/v/Alpha/Два.md"]),
        ("path:lpha", []),
        ("path:sub/alpha/three.md tag:project", ["/v/sub/alpha/three.md"]),
        ("-path:alpha", ["/v/My notes/four.md"]),
        ("in:W", ["/w/alpha/five.md"]),
        ("in:v -tag:project", ["/v/My notes/four.md"]),
        ("in:nowhere", []),
        ("type:pdf", ["/w/alpha/five.md"]),
        ("type:mark tag:draft", ["/v/Alpha/Два.md"]),
        ("type:application", ["/w/alpha/five.md"]),
        ("type:python", []),
        ('title:"LEASE 3"', ["/v/My notes/four.md"]),
        ("title:два", ["/v/Alpha/Два.md"]),
        ("after:2025-04", ["/v/My notes/four.md", "/w/alpha/five.md"]),
        ("before:2025-01-02", ["/v/Alpha/one.md"]),
        ("after:2025-02 before:2025-03-01", ["/v/Alpha/Два.md"]),
        ("before:1969", []),
    ],
)
def test_filters_leave_what_they_say(library: tuple[Database, Catalogue], text: str, left: list[str]) -> None:
    database, _ = library
    selection = Selection(database, parse(text).filters, None)
    assert uris(database, selection.first(10)) == left
    assert selection.count() == len(left)
    assert sorted(uris(database, [chunk for chunk, _ in selection.keyword('"share"', 10)])) == sorted(left)
    assert len(selection.first(1)) == min(1, len(left))


def test_sources_narrow_too(library: tuple[Database, Catalogue]) -> None:
    database, catalogue = library
    only = [catalogue.source("w").id]
    assert uris(database, Selection(database, parse("tag:draft").filters, only).first(9)) == ["/w/alpha/five.md"]
    assert Selection(database, parse("tag:draft").filters, [SourceId(99)]).count() == 0


def test_words_and_scores_are_those_of_the_catalogue(library: tuple[Database, Catalogue]) -> None:
    database, catalogue = library
    selection = Selection(database, parse("-tag:nothing").filters, None)
    assert selection.keyword('"word1" OR "share"', 9) == catalogue.keyword('"word1" OR "share"', 9, None)


def test_chunks_and_vectors_of_what_is_left(library: tuple[Database, Catalogue]) -> None:
    database, _ = library
    with database.transaction() as tx:
        tx.execute("INSERT INTO embedders VALUES (1, 'x', 2), (2, 'y', 2)")
    hashes = [row["content_hash"] for row in database.query("SELECT content_hash FROM chunks ORDER BY id")]
    Embeddings(database, 1).keep({one: np.array([n, 1], np.float32) for n, one in enumerate(hashes)})
    selection = Selection(database, parse("tag:draft").filters, None)
    everything = [row["id"] for row in database.query("SELECT id FROM chunks ORDER BY id")]
    assert selection.keep(everything * 200) == {everything[1], everything[4]}
    assert selection.keep([]) == set()
    assert [chunk for chunk, _ in selection.vectors(1)] == [everything[4], everything[1]]
    assert np.frombuffer(selection.vectors(1)[0][1], np.float32).tolist() == [4.0, 1.0]
    assert selection.vectors(2) == []


def test_an_item_whose_format_is_no_longer_read_is_of_no_type() -> None:
    assert not query._is_type("application/x-gone", "application")
