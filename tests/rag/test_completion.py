"""Completing filters: what is being written at the cursor, what could stand there, what the text becomes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alcove.connectors.base import Item
from alcove.core.database import Database
from alcove.rag import completion
from alcove.rag.catalogue import Catalogue
from alcove.rag.completion import MOST, Candidate, Typed, candidates, completed, typed_at
from alcove.rag.query import FIELDS, parse
from alcove.rag.reader import Reading
from alcove.rag.split import split
from alcove.rag.types import Document

TODAY = date(2026, 3, 1)


def at(marked: str, *, asked: bool = False) -> tuple[str, Typed | None]:
    """Return a text without its `|`, and what is being written there."""
    text = marked.replace("|", "")
    return text, typed_at(text, marked.index("|"), asked=asked)


@pytest.mark.parametrize(
    ("marked", "field", "written", "replaced"),
    [
        ("tag:|", "tag", "", ""),
        ("oil tag:wo| dry", "tag", "wo", "wo"),
        ("oil tag:w|ood dry", "tag", "w", "wood"),
        ("-TAG:wo|", "tag", "wo", "wo"),
        ('path:"My n|otes/" x', "path", "My n", '"My notes/"'),
        ('path:|"My notes/"', "path", "", '"My notes/"'),
        ('path:"My n| and more', "path", "My n", '"My n'),
        ("-ta|", "", "ta", "ta"),
        ("what -t|", "", "t", "t"),
        ("what :|", "", "", ":"),
        ("what -:ta|", "", "ta", ":ta"),
        ("ta|", "", "ta", "ta"),
        ("ta| and more", "", "ta", "ta"),
        ("in:notes ti|", "", "ti", "ti"),
    ],
)
def test_what_is_being_written_is_seen(marked: str, field: str, written: str, replaced: str) -> None:
    text, typed = at(marked)
    assert typed is not None
    assert (typed.field, typed.written, text[typed.start : typed.end]) == (field, written, replaced)


@pytest.mark.parametrize(
    "marked",
    [
        "|", "in|", "in how many|", "title|", "type|", "the tit|", "what is in| it", "In|", "After|", "t|",
        "ta|g and", "note:x|", "http://ta|", 'path:"a b"|', "tag:wood |", "|tag:wood", "tag:wood dry ti|", "-|",
        "x-ta|", "what kind of type|", "before| noon",
    ],
)  # fmt: skip
def test_ordinary_words_are_left_alone(marked: str) -> None:
    assert at(marked)[1] is None


@pytest.mark.parametrize(("marked", "written"), [("|", ""), ("dry ti|", "ti"), ("in|", "in"), ("dry |", "")])
def test_whoever_asks_is_offered_names_anywhere(marked: str, written: str) -> None:
    typed = at(marked, asked=True)[1]
    assert typed is not None
    assert (typed.field, typed.written) == ("", written)


@given(st.text(st.sampled_from('tagin:-" x\ny😀'), max_size=24), st.integers(0, 24), st.booleans())
def test_no_place_in_any_text_is_an_error(text: str, cursor: int, asked: bool) -> None:
    typed = typed_at(text, min(cursor, len(text)), asked=asked)
    if typed is not None:
        assert 0 <= typed.start <= typed.end <= len(text)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "library.db")
    catalogue = Catalogue(database)
    vault = catalogue.add_source("My notes", "obsidian", "/v", 1)
    papers = catalogue.add_source("Papers", "folder", "/w", 1)
    catalogue.add_source("Nothing yet", "folder", "/n", 1)
    held = (
        (vault, "/v/wood/Oil finish.md", "text/markdown", "Oil finish", ("wood", "wood/oak")),
        (vault, "/v/wood/deep down/b.md", "text/markdown", 'The "green" door', ("wood",)),
        (vault, "/v/c.md", "text/markdown", "", ("house/roof",)),
        (papers, "/w/Lease.pdf", "application/pdf", "Lease of the workshop", ()),
        (papers, "/w/old.zip#2024/Make", "text/x-unsuffixed", "", ()),
        (papers, "/w/odd.xyz", "application/octet-stream", '""', ()),
    )
    for number, (source, uri, mime, title, tags) in enumerate(held):
        document = Document(f"word{number}", title=title, tags=tags)
        item = Item(uri, mime, 1, number * 10**9)
        catalogue.keep(source.id, item, "r", Reading(document, split(document, f"n{number}")))
    with database.transaction() as tx:  # one that is not read yet
        tx.execute(
            "INSERT INTO items (source_id, uri, mime, size, modified_ns) VALUES (?, '/w/new.pdf', ?, 1, ?)",
            (papers.id, "application/pdf", 99 * 10**9),
        )
    yield database
    database.close()


def offered(library: Database, marked: str) -> list[str]:
    typed = at(marked)[1]
    assert typed is not None
    return [one.value for one in candidates(library, typed, TODAY)]


@pytest.mark.parametrize(
    ("marked", "values"),
    [
        ("tag:|", ["wood", "house/roof", "wood/oak"]),
        ("tag:#wo|", ["wood", "wood/oak"]),
        ("tag:oa|", ["wood/oak"]),
        ("tag:OO|", ["wood", "house/roof", "wood/oak"]),
        ("-tag:ho|", ["house/roof"]),
        ("tag:wood/oak|", []),
        ("tag:items|", []),
        ("in:|", ["My notes", "Nothing yet", "Papers"]),
        ("in:no|", ["Nothing yet", "My notes"]),
        ("type:|", ["md", "pdf", "text"]),
        ("type:mark|", ["md"]),
        ("title:|", ["new.pdf", "Make", "Lease of the workshop", "c", "green", "Oil finish"]),
        ("title:work|", ["Lease of the workshop"]),
        ("title:b.m|", ["green"]),
        ("path:|", ["wood/", "wood/deep down/"]),
        ("path:/wood/d|", ["wood/deep down/"]),
        ("after:|", ["2026-03-01", "2026-02-22", "2026-03", "2026-02", "2026", "2025"]),
        ("before:last|", ["2026-02", "2025"]),
        ("-before:2025|", []),
        ("before:2026-0|", ["2026-03-01", "2026-02-22", "2026-03", "2026-02"]),
        (":|", [field.name for field in FIELDS]),
        ("-T|", ["tag", "type", "title"]),
        ("-tag|", ["tag"]),
    ],
)
def test_what_could_stand_there_is_offered_best_first(library: Database, marked: str, values: list[str]) -> None:
    assert offered(library, marked) == values


def test_what_is_offered_says_what_it_means(library: Database) -> None:
    def meanings(marked: str) -> dict[str, str]:
        typed = at(marked)[1]
        assert typed is not None
        return {one.value: one.meaning for one in candidates(library, typed, TODAY)}

    assert meanings("tag:|")["wood"] == "2 items"
    assert meanings("in:|") == {"My notes": "3 items", "Nothing yet": "0 items", "Papers": "4 items"}
    assert meanings("type:|")["pdf"] == "PDF, 2 items"
    assert meanings("title:|")["green"] == "b.md" and meanings("title:|")["new.pdf"] == ""
    assert meanings("path:|")["wood/deep down/"] == "1 item"
    assert meanings("after:|")["2026-02"] == "last month"
    assert meanings("-in|")["in"] == next(field.meaning for field in FIELDS if field.name == "in")


def test_every_filter_has_candidates_and_each_of_them_is_a_filter(library: Database) -> None:
    assert set(completion._VALUES) == {field.name for field in FIELDS}
    for field in FIELDS:
        text, typed = at(f"oil -{field.name}:|")
        assert typed is not None
        for one in candidates(library, typed, TODAY):
            new, cursor = completed(text, typed, one)
            whole = text[: typed.start] + new + text[typed.end :]
            (found,) = parse(whole).filters
            assert (found.field, found.negated) == (field.name, True)
            assert found.value.casefold() == one.value.casefold()
            assert cursor == len(whole)


def test_no_more_than_a_handful_is_offered(library: Database) -> None:
    catalogue = Catalogue(library)
    for number in range(2 * MOST):
        catalogue.add_source(f"source {number}", "folder", f"/s{number}", 1)
    assert len(offered(library, "in:source|")) == MOST


@pytest.mark.parametrize(
    ("marked", "value", "becomes"),
    [
        ("ta|", "tag", "tag:|"),
        ("x -:ta| y", "tag", "x -tag:| y"),
        ("tag:wo|", "wood", "tag:wood |"),
        ("tag:wo| dry", "wood", "tag:wood |dry"),
        ("tag:w|o\ndry", "wood", "tag:wood |\ndry"),
        ("path:my|", "My notes/", 'path:"My notes/" |'),
        ('path:"my| and more', "My notes/", 'path:"My notes/" |and more'),
        ('path:"my|" x', "Mine/", "path:Mine/ |x"),
    ],
)
def test_a_candidate_takes_the_place_of_what_was_written(marked: str, value: str, becomes: str) -> None:
    text, typed = at(marked)
    assert typed is not None
    new, cursor = completed(text, typed, Candidate(value, ""))
    whole = text[: typed.start] + new + text[typed.end :]
    assert whole[:cursor] + "|" + whole[cursor:] == becomes
