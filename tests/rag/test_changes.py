"""What became of passages: unchanged, moved, edited, gone; and what is not a change at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from alcove.connectors.base import Item
from alcove.core.database import Database
from alcove.rag.catalogue import Catalogue
from alcove.rag.changes import Changes, Passage, Standing, passage_of
from alcove.rag.reader import Reading
from alcove.rag.split import split
from alcove.rag.types import Chunk, ChunkId, Document, Table

RENT = "The workshop is let from 1 May 2024. The rent is £640 a month, due on the first."
NOTICE = "Notice is three months on either side. The tenant keeps the interior in repair."
FILLER = "Nothing of note is said here, and it is said at length, over and over again. "
LONG = "\n\n".join([FILLER * 12, RENT, NOTICE, FILLER * 13])


class Shelf:
    """A source whose files are written into the catalogue as a sync does."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.catalogue = Catalogue(database)
        self.source = self.catalogue.add_source("papers", "folder", "/papers", 1)

    def put(self, name: str, text: str, tables: tuple[Table, ...] = ()) -> list[Chunk]:
        document = Document(text, tables=tables)
        chunks = split(document, Path(name).stem)
        self.catalogue.keep(self.source.id, self.item(name), "r", Reading(document, chunks))
        return chunks

    def item(self, name: str) -> Item:
        return Item(f"/papers/{name}", "text/markdown", 9, 1)

    def passage(self, words: str) -> Passage:
        """Return the chunk that holds some words, as an answer's evidence."""
        (row,) = self.database.query(
            "SELECT c.id FROM chunks c JOIN documents d ON d.item_id = c.item_id "
            'WHERE instr(substr(d.text, c.start + 1, c."end" - c.start), ?)',
            (words,),
        )
        return passage_of(self.catalogue.hits([(ChunkId(row["id"]), 1.0)])[0])

    def move(self, old: str, new: str) -> None:
        known = self.catalogue.known(self.source.id)[f"/papers/{old}"]
        self.catalogue.move_items(self.source.id, [(known, self.item(new))])

    def remove(self, name: str) -> None:
        self.catalogue.remove_items([self.catalogue.known(self.source.id)[f"/papers/{name}"].id])


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(tmp_path / "library.db")
    yield made
    made.close()


@pytest.fixture
def shelf(database: Database) -> Shelf:
    return Shelf(database)


@pytest.fixture
def changes(database: Database) -> Changes:
    return Changes(database)


def one(changes: Changes, passage: Passage) -> Standing:
    (standing,) = changes.standing([passage])
    assert standing.passage == passage
    return standing


def text_at(shelf: Shelf, standing: Standing) -> str:
    return shelf.catalogue.document(standing.uri).text[standing.start : standing.end]


# What stands


def test_what_was_not_touched_stands_where_it_stood(shelf: Shelf, changes: Changes) -> None:
    shelf.put("lease.md", RENT)
    passage = shelf.passage("£640")
    assert one(changes, passage) == Standing(passage, "unchanged", "/papers/lease.md", 0, len(RENT))
    assert changes.standing([]) == []


def test_the_same_passage_may_be_asked_about_twice(shelf: Shelf, changes: Changes) -> None:
    shelf.put("lease.md", RENT)
    passage = shelf.passage("£640")
    first, second = changes.standing([passage, passage])
    assert first == second


def test_what_moved_within_its_file_stands_at_its_new_place(shelf: Shelf, changes: Changes) -> None:
    shelf.put("lease.md", LONG)
    passage = shelf.passage("£640")
    text = "\n\n".join([FILLER * 12, FILLER * 12, LONG])
    shelf.put("lease.md", text)
    standing = one(changes, passage)
    assert standing.fate == "unchanged" and standing.start > passage.start
    assert text_at(shelf, standing) == passage.text


def test_a_chunk_that_ends_elsewhere_is_no_change(shelf: Shelf, changes: Changes) -> None:
    shelf.put("lease.md", RENT)
    passage = shelf.passage("£640")
    shelf.put("lease.md", f"First.\n\n{RENT} {NOTICE}")
    standing = one(changes, passage)
    assert (standing.fate, text_at(shelf, standing)) == ("unchanged", RENT)


def test_white_space_is_no_change(shelf: Shelf, changes: Changes) -> None:
    shelf.put("lease.md", RENT)
    passage = shelf.passage("£640")
    shelf.put("lease.md", RENT.replace("2024. ", "2024.\n").replace(" a month", "  a month"))
    standing = one(changes, passage)
    assert standing.fate == "unchanged"
    assert text_at(shelf, standing).split() == RENT.split()


def test_a_file_that_was_renamed_or_moved_is_no_change(shelf: Shelf, changes: Changes) -> None:
    shelf.put("lease.md", RENT)
    passage = shelf.passage("£640")
    shelf.move("lease.md", "old/lease 2024.md")
    standing = one(changes, passage)
    assert (standing.fate, standing.uri) == ("unchanged", "/papers/old/lease 2024.md")
    assert text_at(shelf, standing) == RENT


def test_a_source_that_is_away_keeps_what_was_read(shelf: Shelf, changes: Changes) -> None:
    shelf.put("lease.md", RENT)
    passage = shelf.passage("£640")
    shelf.catalogue.set_state(shelf.source.id, "unavailable")
    assert one(changes, passage).fate == "unchanged"


def test_what_waits_to_be_read_again_stands_until_then(shelf: Shelf, changes: Changes) -> None:
    shelf.put("lease.md", RENT)
    passage = shelf.passage("£640")
    shelf.catalogue.note_pending(shelf.source.id, [shelf.item("lease.md")], ["r"])
    assert one(changes, passage).fate == "unchanged"
    shelf.catalogue.begin_container(shelf.source.id, shelf.item("lease.md"), "r")
    assert one(changes, passage) == Standing(passage, "unchanged", passage.uri, passage.start, passage.end)


def test_of_equal_chunks_the_nearest_is_meant(shelf: Shelf, changes: Changes) -> None:
    text = FILLER * 60
    chunks = shelf.put("lease.md", text)
    same = [chunk for chunk in chunks if chunk.content_hash == chunks[0].content_hash]
    assert len(same) > 2
    last = same[-1]
    passage = Passage("/papers/lease.md", last.start, last.end, text[last.start : last.end], last.content_hash)
    assert one(changes, passage).start == last.start


# Joined neighbours


def joined(text: str, chunks: list[Chunk]) -> Passage:
    start, end = chunks[0].start, chunks[-1].end
    return Passage("/papers/lease.md", start, end, text[start:end], b"".join(chunk.content_hash for chunk in chunks))


def test_joined_neighbours_stand_while_each_of_them_does(shelf: Shelf, changes: Changes) -> None:
    chunks = shelf.put("lease.md", LONG)
    passage = joined(LONG, chunks[:3])
    assert passage.chunks == tuple(chunk.content_hash for chunk in chunks[:3])
    assert one(changes, passage).fate == "unchanged"
    shelf.put("lease.md", LONG.replace("£640", "£700"))
    assert one(changes, passage).fate == "changed"


def test_neighbours_that_are_none_any_more_are_held_against_the_text(shelf: Shelf, changes: Changes) -> None:
    chunks = shelf.put("lease.md", LONG)
    rent = next(at for at, chunk in enumerate(chunks) if "£640" in LONG[chunk.start : chunk.end])
    passage = joined(LONG, chunks[rent - 1 : rent + 1])
    between = chunks[rent].start
    shelf.put("lease.md", LONG[:between] + "\n\n" + "Something else now stands between them. " * 30 + LONG[between:])
    assert one(changes, passage).fate == "changed"


def test_the_hash_of_one_of_the_neighbours_alone_is_not_trusted(shelf: Shelf, changes: Changes) -> None:
    chunks = shelf.put("lease.md", LONG)
    passage = replace(joined(LONG, chunks[:2]), content_hash=chunks[0].content_hash)
    assert one(changes, passage).fate == "unchanged", "its words stand"
    shelf.put("lease.md", LONG[: chunks[0].end] + "\n\nAnother ending.")
    assert one(changes, passage).fate == "changed"


# What changed


def test_an_edited_sentence_is_a_change_and_shows_what_stands_there_now(shelf: Shelf, changes: Changes) -> None:
    shelf.put("lease.md", LONG)
    passage = shelf.passage("£640")
    shelf.put("lease.md", LONG.replace("£640", "£700"))
    standing = one(changes, passage)
    assert (standing.fate, standing.start) == ("changed", passage.start)
    (compared,) = changes.compared([standing])
    assert compared.was == passage.text
    assert compared.now == passage.text.replace("£640", "£700")


@pytest.mark.parametrize("now", ["The rent is £6400", "The rent is £640.50"])
def test_a_figure_that_goes_on_is_a_change(shelf: Shelf, changes: Changes, now: str) -> None:
    shelf.put("lease.md", "The rent is £640")
    passage = shelf.passage("£640")
    shelf.put("lease.md", now)
    standing = one(changes, passage)
    assert standing.fate == "changed"
    assert changes.compared([standing])[0].now == now


def test_a_document_written_anew_says_nothing_like_it(shelf: Shelf, changes: Changes) -> None:
    shelf.put("lease.md", RENT)
    passage = shelf.passage("£640")
    shelf.put("lease.md", "Bees make wax.")
    standing = one(changes, passage)
    assert standing.fate == "changed"
    assert [one.now for one in changes.compared([standing, standing])] == ["", ""]


def test_an_older_answer_whose_words_were_not_kept_is_told_by_its_hash(shelf: Shelf, changes: Changes) -> None:
    shelf.put("lease.md", RENT)
    passage = replace(shelf.passage("£640"), text="")
    assert one(changes, passage).fate == "unchanged"
    shelf.put("lease.md", NOTICE)
    standing = one(changes, passage)
    assert standing.fate == "changed"
    assert changes.compared([standing])[0].now == ""


def test_the_header_of_a_table_belongs_to_its_rows(shelf: Shelf, changes: Changes) -> None:
    header, rows = "| Item | EUR |\n", "".join(f"| part {n} | {n}00 |\n" for n in range(300))
    table = Table(0, len(header + rows), 0, len(header) - 1)
    shelf.put("prices.md", header + rows, (table,))
    passage = shelf.passage("| part 250 |")
    assert passage.header == "| Item | EUR |"
    shelf.put("prices.md", header + "| new | 5 |\n" + rows, (replace(table, end=table.end + 12),))
    assert one(changes, passage).fate == "unchanged"
    dollars = header.replace("EUR", "USD")
    shelf.put("prices.md", dollars + rows, (table,))
    standing = one(changes, passage)
    assert standing.fate == "changed"
    (compared,) = changes.compared([standing])
    assert (compared.was, compared.now) == (
        f"| Item | EUR |\n{passage.text}", f"| Item | USD |\n{passage.text}",
    )  # fmt: skip


# What is gone


def test_a_deleted_item_takes_its_passages_along(shelf: Shelf, changes: Changes) -> None:
    shelf.put("lease.md", RENT)
    passage = shelf.passage("£640")
    shelf.remove("lease.md")
    standing = one(changes, passage)
    assert (standing.fate, standing.why) == ("gone", "it was deleted or moved away")
    (compared,) = changes.compared([standing])
    assert (compared.was, compared.now) == (RENT, "")


def test_a_copy_elsewhere_stands_for_what_was_deleted(shelf: Shelf, changes: Changes) -> None:
    shelf.put("lease.md", RENT)
    passage = shelf.passage("£640")
    shelf.put("copies/lease.md", RENT)
    assert one(changes, passage).uri == "/papers/lease.md"
    shelf.remove("lease.md")
    assert (one(changes, passage).fate, one(changes, passage).uri) == ("unchanged", "/papers/copies/lease.md")


def test_a_copy_elsewhere_does_not_hide_a_change(shelf: Shelf, changes: Changes) -> None:
    shelf.put("lease.md", RENT)
    passage = shelf.passage("£640")
    shelf.put("copies/lease.md", RENT)
    shelf.put("lease.md", NOTICE)
    assert one(changes, passage).fate == "changed"


def test_what_cannot_be_read_any_more_says_why(shelf: Shelf, changes: Changes) -> None:
    shelf.put("lease.md", RENT)
    passage = shelf.passage("£640")
    shelf.catalogue.skip(shelf.source.id, [(shelf.item("lease.md"), "r", "the file is encrypted", "password")])
    standing = one(changes, passage)
    assert (standing.fate, standing.why) == ("gone", "it cannot be read any more: the file is encrypted")


def test_a_removed_source_says_so(shelf: Shelf, changes: Changes) -> None:
    shelf.put("lease.md", RENT)
    passage = shelf.passage("£640")
    shelf.catalogue.add_source("pap", "folder", "/pap", 1)
    shelf.catalogue.remove_source(shelf.source.id)
    standing = one(changes, passage)
    assert (standing.fate, standing.why) == ("gone", "its source was taken out of the library")


def test_a_file_that_two_sources_list_stands_while_one_has_it(shelf: Shelf, changes: Changes) -> None:
    shelf.put("lease.md", LONG)
    passage = shelf.passage("£640")
    inner = shelf.catalogue.add_source("inner", "folder", "/papers/inner", 1)
    skipped = [(shelf.item("lease.md"), "r", "too large", "")]
    shelf.catalogue.skip(inner.id, skipped)
    shelf.put("lease.md", LONG.replace("£640", "£700"))
    standing = one(changes, passage)
    assert standing.fate == "changed"
    assert changes.compared([standing])[0].now == passage.text.replace("£640", "£700")


def test_many_passages_are_asked_about_at_once(shelf: Shelf, changes: Changes) -> None:
    shelf.put("lease.md", RENT)
    known = shelf.passage("£640")
    others = [replace(known, uri=f"/papers/{n}.md", content_hash=n.to_bytes(32)) for n in range(1200)]
    standings = changes.standing([known, *others])
    assert [s.fate for s in standings[:2]] == ["unchanged", "gone"] and len(standings) == 1201
