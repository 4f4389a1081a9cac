"""What a library knows by name and by use, found in texts: over a catalogue written by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from alcove.core.database import Database
from alcove.rag import terms as module
from alcove.rag.keywords import indexed
from alcove.rag.terms import Terms


class Shelf:
    """A catalogue to which items are written as a sync does."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.terms = Terms(database)
        with database.transaction() as tx:
            tx.execute("INSERT INTO sources (id, name, kind, path) VALUES (1, 'Notes', 'folder', '/notes')")

    def add(
        self,
        title: str,
        *chunks: str,
        heading: str = "",
        tags: tuple[str, ...] = (),
        aliases: tuple[str, ...] = (),
        language: str = "en",
    ) -> None:
        with self.database.transaction() as tx:
            item = tx.execute(
                "INSERT INTO items (source_id, uri, mime, size, modified_ns, state, title) "
                "VALUES (1, ?, 'text/markdown', 1, 1, 'indexed', ?)",
                (f"/notes/{title or 'a-file_name'}.md", title or None),
            ).lastrowid
            tx.executemany("INSERT INTO item_tags VALUES (?, ?)", [(item, tag) for tag in tags])
            tx.executemany("INSERT INTO item_aliases VALUES (?, ?)", [(item, alias) for alias in aliases])
            for number, text in enumerate(chunks):
                chunk = tx.execute(
                    'INSERT INTO chunks (item_id, ordinal, start, "end", heading, content_hash, language) '
                    "VALUES (?, ?, 0, 1, ?, ?, ?)",
                    (item, number, heading, f"{item} {number}".encode(), language),
                ).lastrowid
                tx.execute(
                    "INSERT INTO chunks_fts (rowid, heading, body, embedded) VALUES (?, ?, ?, '')",
                    (chunk, indexed(f"{title} {heading}", language), indexed(text, language)),
                )

    def fill(self, count: int = 20) -> None:
        """Add items that say nothing of what is looked for."""
        for number in range(count):
            self.add(f"Filler number {number}", "Other words stand here, and the weather was fine.")

    def found(self, text: str) -> list[tuple[str, str, int]]:
        return [(text[term.start : term.end], term.kind, term.items) for term in self.terms.terms_in(text)]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    one = Database(tmp_path / "alcove.db")
    yield one
    one.close()


@pytest.fixture
def shelf(database: Database) -> Shelf:
    made = Shelf(database)
    made.fill()
    return made


def test_names_are_found_whatever_their_endings(shelf: Shelf) -> None:
    shelf.add("Notice periods", "How long it takes.", tags=("garden/compost-heap",), aliases=("Break clause",))
    shelf.add("Leases", "Nothing.", heading="Lease › 3.2 Service charges")
    assert shelf.found("The notice period is long.") == [("notice period", "title", 1)]
    assert shelf.found("The break clauses name a service charge.\n\nTo the compost heap.") == [
        ("break clauses", "name", 1), ("service charge", "heading", 1), ("compost heap", "tag", 1),
    ]  # fmt: skip


def test_parts_of_titles_are_names_too(shelf: Shelf) -> None:
    shelf.add("Kestrel 24 boiler: your warranty", "Nothing.")
    shelf.add("", "Nothing.")
    assert shelf.found("The Kestrel 24 boiler hums.") == [("Kestrel 24 boiler", "title", 1)]
    assert [kind for _, kind, _ in shelf.found("See a file name.")] == []


def test_names_of_other_languages_are_found_in_theirs(shelf: Shelf) -> None:
    shelf.add("Kündigungsfristen", "Wie lange es dauert.", language="de")
    text = "Die Kündigungsfrist ist lang und beginnt mit dem Ende des Monats."
    assert shelf.found(text) == [("Kündigungsfrist", "title", 1)]


def test_what_stands_everywhere_is_no_term(shelf: Shelf) -> None:
    assert shelf.found("The weather was fine.") == []
    for number in range(6):
        shelf.add(f"Report {number}", "Nothing.", heading="Summary of findings")
    assert shelf.found("Read the summary of findings.") == [], "a heading of many documents is a form"


def test_words_that_say_nothing_are_no_names(shelf: Shelf) -> None:
    for title in ("The", "2024", "ab", "A", "12/30 2024", "これはテスト", "One two three four five six seven"):
        shelf.add(title, "Nothing.")
    assert shelf.found("The 2024 ab A 12/30 2024 one two three four five six seven これはテスト") == []


def test_phrases_that_come_again_where_they_are_used(shelf: Shelf) -> None:
    for number in range(2):
        shelf.add(f"Varnish {number}x", *("Tung oil dries slowly, as every drying oil.",) * 3)
    found = shelf.found("Use tung oil today, or a drying oil.")
    assert ("tung oil", "phrase", 2) in found and ("drying oil", "phrase", 2) in found
    shelf.add("Once", "A marten bit the cable twice.")
    assert shelf.found("A marten bit it.") == [], "what was said once is no term"


def test_a_single_word_is_one_where_texts_are_about_it(shelf: Shelf) -> None:
    shelf.add("First", *("The mites came back.",) * 6)
    for number in range(5):
        shelf.add(f"Second {number}", "It came back.")
    assert shelf.found("Those mites never came.") == [("mites", "phrase", 1)]


def test_each_is_told_once_and_few_in_a_paragraph(shelf: Shelf) -> None:
    names = [f"{one} oil" for one in ("tung", "walnut", "linseed", "poppy", "hemp", "castor", "neem")]
    for name in names:
        shelf.add(name.title(), "Nothing.")
    told = shelf.found(f"Take tung oil. Then tung oil.\n\n{', '.join(names)}.\n\n- tung oil\n- hemp oil")
    assert [words for words, _, _ in told].count("tung oil") == 1
    assert len(told) <= 2 + 2 + 1


def test_code_markers_and_tables_are_left_alone(shelf: Shelf) -> None:
    shelf.add("Tung oil", "Nothing.")
    for text in ("`tung oil` is it", "```\ntung oil\n```", "| tung oil | yes |", "see https://x.y/tung-oil"):
        assert shelf.found(text) == []
    assert shelf.found("tung, oil") == [], "nor what only stands near"


def test_an_empty_library_knows_nothing(database: Database) -> None:
    assert Shelf(database).found("Tung oil dries.") == []


def test_names_are_read_again_only_when_the_catalogue_changed(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.add("Tung oil", "Nothing.")
    first = shelf.terms.names()
    assert shelf.terms.names() is first
    shelf.add("Walnut oil", "Nothing.")
    assert shelf.found("A walnut oil.") and shelf.terms.names() is not first
    with shelf.database.transaction() as tx:
        tx.execute("DELETE FROM items WHERE title = 'Walnut oil'")
    assert shelf.found("A walnut oil.") == []


def test_phrases_are_not_asked_for_without_end(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.add("Walnut oil", *("Tung oil dries slowly.",) * 6)
    monkeypatch.setattr(module, "_PATIENCE_S", -1.0)
    assert shelf.found("Walnut oil is dearer than tung oil, it is said, by all who know about it at all.") == [
        ("Walnut oil", "title", 1)
    ]


def test_of_what_stands_in_many_chunks_the_first_tell(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_SAMPLE", 10)
    for number in range(10):
        shelf.add(f"Bees {number}", *("The bees came.",) * 5)
    assert shelf.found("The bees came.") == [], "ten of 30 items, told by the first two of them"
