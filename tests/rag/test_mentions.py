"""Naming sources and documents: what is being written, what could be meant, what remains of the signs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from alcove.connectors.base import Item
from alcove.core.database import Database
from alcove.rag import mentions as module
from alcove.rag.catalogue import Catalogue
from alcove.rag.mentions import MOST, Mentionable, Mentioning, Mentions, mentioning_at, without_signs
from alcove.rag.reader import Reading
from alcove.rag.types import ATTACHED, Document


@pytest.mark.parametrize(
    ("marked", "sign", "written"),
    [
        ("#|", "#", ""),
        ("see #lea|", "#", "lea"),
        ("see #lease 20|", "#", "lease 20"),
        ("see #lease |", "#", "lease "),
        ("(@con|", "@", "con"),
        ("“#x|", "#", "x"),
        ("`code` #x|", "#", "x"),
        ("```\ncode\n```\n#x|", "#", "x"),
        ("a\n@Наши|", "@", "Наши"),
        ("#x| and more", "#", "x"),
    ],
)
def test_a_mention_is_seen_while_it_is_written(marked: str, sign: str, written: str) -> None:
    text = marked.replace("|", "")
    found = mentioning_at(text, marked.index("|"))
    assert found is not None and (found.sign, found.written) == (sign, written)
    assert text[found.start : found.end] == sign + written


@pytest.mark.parametrize(
    "marked",
    [
        "|", "plain|", "anna@con|", "# |", "# Heading|", "## Heading|", "x#y|", "tag:#wood|", "https://x.org/#part|",
        "`#x|", "```py\n#x|", "~~~\n@x|", "#lease  |", "#a\nb|", "#wo|od", f"#{'x' * 70}|", "##|", "C#|",
    ],
)  # fmt: skip
def test_signs_that_mean_something_else_are_left_alone(marked: str) -> None:
    assert mentioning_at(marked.replace("|", ""), marked.index("|")) is None


def test_the_signs_are_taken_out_of_a_question() -> None:
    text = "What does #Lease 2024 say about @My notes and #Lease? @My notes"
    assert without_signs(text, ["Lease", "Lease 2024"], ["My notes"]) == "What does Lease 2024 say about and Lease?"
    assert without_signs("write to a@b.org #5", [], []) == "write to a@b.org #5"


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[tuple[Catalogue, Database]]:
    database = Database(tmp_path / "library.db")
    yield Catalogue(database), database
    database.close()


def put(catalogue: Catalogue, source: int, uri: str, title: str = "", when: int = 1) -> None:
    reading = Reading(Document("Some text.", title), [])
    catalogue.keep(source, Item(uri, "text/markdown", 1, when), "r", reading)  # type: ignore[arg-type]


@pytest.fixture
def named(catalogue: tuple[Catalogue, Database]) -> Mentions:
    one, database = catalogue
    house = one.add_source("House", "folder", "/house", 1).id
    notes = one.add_source("My notes", "folder", "/notes", 1).id
    for number, (source, uri, title) in enumerate(
        [
            (house, "/house/2024/lease.pdf", "Lease of the garage"),
            (house, "/house/old/deed.pdf", "Deed"),
            (house, "/house/post.zip#letter.md", ""),
            (notes, "/notes/release #4 @home.md", "Release #4 @home"),
            (notes, "/notes/garage lease.md", "Garage lease, terms"),
            (notes, "/notes/Поездка.md", "Поездка в Тверь"),
        ]
    ):
        put(one, source, uri, title, number)
    put(one, one.attached_source(), "/elsewhere/secret lease.pdf", "Secret lease", 99)
    return Mentions(database)


def offered(mentions: Mentions, written: str, sign: str = "#") -> list[str]:
    return [one.name for one in mentions.offered(Mentioning(sign, written, 0, 1 + len(written)))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("lease", ["Lease of the garage", "Garage lease, terms", "Release 4 home"]),
        ("LEASE of", ["Lease of the garage"]),
        ("gar le", ["Garage lease, terms", "Lease of the garage"]),
        ("letter", ["letter"]),
        ("2024", ["Lease of the garage"]),
        ("dd.pdf", []),
        ("old deed", ["Deed"]),
        ("loga", ["Lease of the garage"]),
        ("gtms", ["Garage lease, terms"]),
        ("gt", []),
        ("поез", ["Поездка в Тверь"]),
        ("secret", []),
        ("zzz", []),
        ("xlo", []),
    ],
)
def test_documents_are_found_by_what_is_remembered_of_them(named: Mentions, written: str, names: list[str]) -> None:
    found = offered(named, written)
    assert found[: len(names)] == names and (names or not found)


def test_without_a_word_what_changed_last_is_offered(named: Mentions) -> None:
    assert offered(named, "")[0] == "Поездка в Тверь"
    assert len(offered(named, "")) == 6


def test_a_document_is_told_from_others(named: Mentions) -> None:
    (deed,) = named.offered(Mentioning("#", "deed", 0, 5))
    assert deed == Mentionable("#", "/house/old/deed.pdf", "Deed", "deed.pdf · House")
    (letter,) = named.offered(Mentioning("#", "letter", 0, 7))
    assert letter.meaning == "letter.md · House"


def test_sources_are_offered_by_name(named: Mentions, catalogue: tuple[Catalogue, Database]) -> None:
    assert offered(named, "", "@") == ["House", "My notes"]
    assert offered(named, "not", "@") == ["My notes"]
    put(catalogue[0], catalogue[0].add_source("One", "folder", "/one", 1).id, "/one/a.md")
    assert [one.meaning for one in named.offered(Mentioning("@", "", 0, 1))] == ["3 items", "3 items", "1 item"]
    assert ATTACHED not in offered(named, "att", "@")


def test_what_is_new_is_known_some_seconds_later(
    named: Mentions, catalogue: tuple[Catalogue, Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert offered(named, "brand") == []
    put(catalogue[0], 1, "/house/brand new.md")
    assert offered(named, "brand") == []
    monkeypatch.setattr(module, "_KEPT_S", 0.0)
    assert offered(named, "brand") == ["brand new"]
    assert offered(named, "brand") == ["brand new"]


def test_thousands_are_read_once_while_a_person_types(
    catalogue: tuple[Catalogue, Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, database = catalogue
    source = one.add_source("House", "folder", "/house", 1).id
    with database.transaction() as tx:
        tx.executemany(
            "INSERT INTO items (source_id, uri, mime, size, modified_ns, state, title) "
            "VALUES (?, ?, 'text/plain', 1, ?, 'indexed', ?)",
            [(source, f"/house/{n % 97}/file {n}.md", n, f"Minutes of meeting {n}") for n in range(20_000)],
        )
    mentions = Mentions(database)
    assert len(offered(mentions, "minu")) == MOST
    monkeypatch.setattr(database, "query", lambda *_: pytest.fail("they are read once, not at each letter"))
    assert offered(mentions, "meeting 19999") == ["Minutes of meeting 19999"]
