"""The link graph: what a link means, what links here, what a note shows of others, and that it stays true."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from alcove.connectors.base import Item, SourceOptions, Surroundings, connect
from alcove.core.database import Database
from alcove.rag.catalogue import Catalogue
from alcove.rag.links import MOST_EMBEDDED, LinkGraph, Outgoing, TagCount, folded, resolve
from alcove.rag.reader import Reading
from alcove.rag.readers.markdown import marks
from alcove.rag.split import split
from alcove.rag.stems import stem
from alcove.rag.types import ChunkId, Document, Source, SourceId
from tests.rag.reading import read_file
from tests.rag.vault import fingerprint, write_vault


class Vault:
    """A source whose notes are written into the catalogue as a sync does."""

    def __init__(self, folder: Path, kind: str = "obsidian", root: str = "/v") -> None:
        self.database = Database(folder / "library.db")
        self.catalogue = Catalogue(self.database)
        self.graph = LinkGraph(self.database)
        self.root = root
        self.source: Source = self.catalogue.add_source("v", kind, root, 1)

    def uri(self, path: str) -> str:
        return f"{self.root}/{path}"

    def put(self, path: str, text: str) -> None:
        found = marks(text)
        document = Document(
            text, headings=tuple(found.headings), tags=tuple(found.tags), aliases=found.aliases,
            links=tuple(found.links), anchors=tuple(found.anchors),
        )  # fmt: skip
        self.keep(path, document)

    def keep(self, path: str, document: Document) -> None:
        item = Item(self.uri(path), "text/markdown", len(document.text), 1)
        self.catalogue.keep(self.source.id, item, "r", Reading(document, split(document, Path(path).stem)))

    def remove(self, path: str) -> None:
        known = self.catalogue.known(self.source.id)
        self.catalogue.remove_items([known[self.uri(path)].id])

    def resolve(self) -> int:
        return resolve(self.database, self.source.id)

    def target(self, path: str) -> str:
        """Where the only link of a note leads, below the source."""
        self.resolve()
        (link,) = self.graph.outgoing(self.uri(path))
        return link.uri.removeprefix(f"{self.root}/")

    def embedded(self, path: str) -> list[list[str]]:
        """What each chunk of a note is found by beyond its own text."""
        rows = self.database.query(
            "SELECT f.embedded FROM chunks_fts f JOIN chunks c ON c.id = f.rowid JOIN items i ON i.id = c.item_id "
            "WHERE i.uri = ? ORDER BY c.ordinal",
            (self.uri(path),),
        )
        return [row["embedded"].split() for row in rows]

    def chunks(self, path: str) -> list[ChunkId]:
        sql = "SELECT c.id FROM chunks c JOIN items i ON i.id = c.item_id WHERE i.uri = ? ORDER BY ordinal"
        return [row["id"] for row in self.database.query(sql, (self.uri(path),))]


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    made = Vault(tmp_path)
    yield made
    made.database.close()


@pytest.mark.parametrize(
    ("link", "files", "target"),
    [
        ("[[Note]]", ["Note.md"], "Note.md"),
        ("[[note.MD]]", ["Note.md"], "Note.md"),
        ("[[NOTE]]", ["deep/er/Note.md"], "deep/er/Note.md"),
        ("[[er/Note]]", ["deep/er/Note.md", "other/Note.md"], "deep/er/Note.md"),
        ("[[r/Note]]", ["deep/er/Note.md"], ""),
        ("[[Note]]", ["x/Note.md", "Note.md"], "Note.md"),
        ("[[Note]]", ["a/b/Note.md", "z/Note.md"], "z/Note.md"),
        ("[[Note]]", ["a/Note.md", "from/deep/Note.md"], "from/deep/Note.md"),
        ("[[note]]", ["a/Note.md", "b/note.md"], "b/note.md"),
        ("[[Note]]", ["note.md", "Note.md"], "Note.md"),
        ("[[v1.0]]", ["v1.0.md"], "v1.0.md"),
        ("[[v1.0]]", ["v1.0.md", "v1.0"], "v1.0"),
        ("![[pic.png]]", ["files/pic.png", "pic.png.md"], "files/pic.png"),
        ("[[Board.canvas]]", ["Board.canvas"], "Board.canvas"),
        ("[[/Note]]", ["x/Note.md"], ""),
        ("[[/x/Note]]", ["x/Note.md"], "x/Note.md"),
        ("[[./Note]]", ["Note.md", "from/Note.md"], "from/Note.md"),
        ("[[../Note]]", ["Note.md", "from/Note.md"], "Note.md"),
        ("[[../../Note]]", ["Note.md"], ""),
        ("[x](Note.md)", ["Note.md", "from/Note.md"], "from/Note.md"),
        ("[x](Note.md)", ["far/Note.md"], "far/Note.md"),
        ("[x](../other/My%20note.md#a)", ["other/My note.md"], "other/My note.md"),
        ("[x](Note)", ["from/Note.markdown"], "from/Note.markdown"),
        ("[[Nowhere]]", ["Note.md"], ""),
        ("[x](folder/)", ["folder/Note.md"], ""),
        ("[[an alias]]", ["Note.md"], ""),
        ("[[Й\u0439]]", ["И\u0306и\u0306.md"], "И\u0306и\u0306.md"),
        ("[[#Here]]", [], "from/me.md"),
        ("[[a\\Note]]", ["a/Note.md", "Note.md"], "a/Note.md"),
    ],
)
def test_a_link_means_what_obsidian_takes_it_for(vault: Vault, link: str, files: list[str], target: str) -> None:
    vault.put("from/me.md", link)
    for name in files:
        vault.put(name, "---\naliases: [an alias]\n---\nx")
    assert vault.target("from/me.md") == target


def test_links_follow_what_comes_goes_and_moves_and_only_changes_are_written(vault: Vault) -> None:
    vault.put("me.md", "[[Note]] [[Other]]")
    assert vault.resolve() == 0
    vault.put("sub/Note.md", "x")
    assert (vault.resolve(), vault.resolve()) == (1, 0)
    vault.put("Note.md", "nearer")
    assert vault.resolve() == 1
    assert [one.uri for one in vault.graph.outgoing("/v/me.md")] == ["/v/Note.md", ""]
    vault.remove("Note.md")
    assert [one.uri for one in vault.graph.outgoing("/v/me.md")] == ["", ""]
    assert vault.resolve() == 1
    known = vault.catalogue.known(vault.source.id)["/v/sub/Note.md"]
    vault.catalogue.move_items(vault.source.id, [(known, Item("/v/sub/Other.md", "text/markdown", 1, 1))])
    assert vault.resolve() == 2
    assert [one.uri for one in vault.graph.outgoing("/v/me.md")] == ["", "/v/sub/Other.md"]


def test_only_the_sources_own_files_are_meant_and_none_inside_others(vault: Vault) -> None:
    other = vault.catalogue.add_source("w", "folder", "/w", 1)
    document = Document("x")
    vault.catalogue.keep(other.id, Item("/w/Note.md", "text/markdown", 1, 1), "r", Reading(document, split(document)))
    box = vault.catalogue.begin_container(vault.source.id, Item("/v/box.zip", "application/zip", 1, 1), "r")
    member = Item("/v/box.zip#in/Note.md", "text/markdown", 1, 1)
    vault.catalogue.keep(vault.source.id, member, "r", Reading(document, split(document)), container=box)
    vault.put("me.md", "[[Note]]")
    assert vault.target("me.md") == ""
    assert resolve(vault.database, other.id) == 0
    assert resolve(vault.database, SourceId(99)) == 0


def test_what_links_out_and_back_is_told_with_its_place(vault: Vault) -> None:
    vault.put("Note.md", "# Top\n\n## Part: [one]\n\nwords\n\nblock ^b1\n\n[[me]] [[#Top]]")
    vault.put(
        "me.md", "x\nsee [[Note#Top#Part one|it]] and\n![[Note#^B1]] [[Note#Gone]] [y](Missing.md) [[missing.md]]"
    )
    vault.resolve()
    text = "# Top\n\n## Part: [one]\n\nwords\n\nblock ^b1\n\n"
    first, *rest = vault.graph.outgoing("/v/me.md")
    assert first == Outgoing(
        "link", "Note", "Top#Part one", 6, 30, "/v/Note.md", "Note", text.index("## Part")
    )  # fmt: skip
    assert [(one.kind, one.target, one.place) for one in rest] == [
        ("embed", "Note", text.index("block")), ("link", "Note", None), ("link", "Missing.md", None),
        ("link", "missing.md", None),
    ]  # fmt: skip
    back = vault.graph.backlinks("/v/Note.md")
    assert [(one.kind, one.uri, one.title, one.fragment, one.context) for one in back] == [
        ("link", "/v/me.md", "me", "Top#Part one", "see [[Note#Top#Part one|it]] and"),
        ("embed", "/v/me.md", "me", "^B1", "![[Note#^B1]] [[Note#Gone]] [y](Missing.md) [[missing.md]]"),
        ("link", "/v/me.md", "me", "Gone", "![[Note#^B1]] [[Note#Gone]] [y](Missing.md) [[missing.md]]"),
    ]  # fmt: skip
    (wanted,) = vault.graph.unresolved()
    assert (wanted.target, wanted.links, wanted.uris) == ("Missing.md", 2, ("/v/me.md",))
    assert vault.graph.unresolved(vault.source.id) == [wanted]
    assert vault.graph.unresolved(SourceId(99)) == []
    assert vault.graph.outgoing("/v/gone.md") == vault.graph.backlinks("/v/gone.md") == []


def test_the_most_wanted_come_first_and_tags_are_counted(vault: Vault) -> None:
    vault.put("a.md", "[[one]] [[Two]] #x #Y/z")
    vault.put("b.md", "[[two]] #x")
    vault.resolve()
    assert [(one.target, one.links) for one in vault.graph.unresolved()] == [("Two", 2), ("one", 1)]
    assert vault.graph.tags() == vault.graph.tags(vault.source.id) == [TagCount("x", 2), TagCount("y/z", 1)]
    assert vault.graph.tags(SourceId(99)) == []


NOTE = "intro\n\n# One\n\nalpha\n\n## Deep\n\nbravo\n\n# Two\n\ncharlie\n\n- delta ^item\n"


@pytest.mark.parametrize(
    ("embed", "shown"),
    [
        ("![[Note]]", ["intro", "alpha", "bravo", "charlie", "delta"]),
        ("![[Note#One]]", ["alpha", "bravo"]),
        ("![[Note#one#deep]]", ["bravo"]),
        ("![[Note#Two]]", ["charlie", "delta"]),
        ("![[Note#Two#Deep]]", []),
        ("![[Note#Gone]]", []),
        ("![[Note#^ITEM]]", ["delta"]),
        ("![[Note#^gone]]", []),
        ("![[Note#*]]", []),
        ("![[Gone]]", []),
        ("[[Note]]", []),
    ],
)
def test_a_chunk_is_found_by_what_it_embeds(vault: Vault, embed: str, shown: list[str]) -> None:
    vault.put("Note.md", NOTE)
    vault.put("me.md", f"own words\n\n{embed}\n")
    vault.resolve()
    (found,) = vault.embedded("me.md")
    marked = {stem(word) for word in ("intro", "alpha", "bravo", "charlie", "delta")}
    assert [word for word in found if word in marked] == [stem(word) for word in shown]
    assert vault.embedded("Note.md") == [[]]


def test_what_is_embedded_follows_the_target(vault: Vault) -> None:
    vault.put("me.md", "![[Note]]")
    vault.put("Note.md", "alpha")
    assert (vault.resolve(), vault.resolve()) == (2, 0)
    assert vault.embedded("me.md") == [["alpha"]]
    vault.put("Note.md", "bravo")
    vault.resolve()
    assert vault.embedded("me.md") == [["bravo"]]
    vault.remove("Note.md")
    vault.resolve()
    assert vault.embedded("me.md") == [[]]
    vault.put("Note.md", " ".join(["charlie"] * 128))  # a size whose last byte is 0
    vault.resolve()
    assert len(vault.embedded("me.md")[0]) == 128
    vault.remove("Note.md")
    vault.resolve()
    assert vault.embedded("me.md") == [[]]


def test_embeds_in_embeds_are_followed_but_not_in_circles_nor_without_end(vault: Vault) -> None:
    for name, following in zip("abcdef", "bcdefa", strict=True):
        vault.put(f"{name}.md", f"word{name} ![[{following}]]")
    vault.put("self.md", "myself ![[self]]")
    vault.put("book.md", "long " * MOST_EMBEDDED)
    vault.put("short.md", "![[book]] ![[a]]")
    vault.resolve()
    assert [word for word in vault.embedded("a.md")[0] if word.startswith("word")] == ["wordb", "wordc", "wordd"]
    assert vault.embedded("self.md")[0].count("myself") == 1
    assert len(vault.embedded("short.md")[0]) == MOST_EMBEDDED // len("long ")


def test_many_small_embeds_of_a_chunk_are_all_shown(vault: Vault) -> None:
    for number in range(5):
        vault.put(f"n{number}.md", f"word{number}")
    vault.put("me.md", " ".join(f"![[n{number}]]" for number in range(5)))
    vault.resolve()
    assert vault.embedded("me.md") == [[f"word{number}" for number in range(5)]]


def test_aliases_and_the_days_of_daily_notes_find_a_note(vault: Vault) -> None:
    vault.put("Note.md", "---\naliases: [China wood oil, Тунговое масло]\n---\nx")
    vault.put("2024-03-05.md", "Sanded. ![[Note]]")
    vault.put("2024-03-05.png", "no note")
    vault.resolve()
    assert set(vault.embedded("Note.md")[0]) == {stem(w) for w in ("China", "wood", "oil", "Тунговое", "масло")}
    words = set(vault.embedded("2024-03-05.md")[0])
    assert words >= {stem(w) for w in ("Tuesday", "5", "March", "2024", "вторник", "марта", "x")}
    assert vault.embedded("2024-03-05.png") == [[]]
    found = vault.catalogue.keyword('"march" AND "tuesday"', 5, None)
    assert [chunk for chunk, _ in found] == vault.chunks("2024-03-05.md")
    known = vault.catalogue.known(vault.source.id)["/v/2024-03-05.md"]
    vault.catalogue.move_items(vault.source.id, [(known, Item("/v/Sanding.md", "text/markdown", 1, 1))])
    vault.resolve()
    assert "march" not in vault.embedded("Sanding.md")[0]


def test_what_is_embedded_is_stemmed_by_the_language_of_its_note(vault: Vault) -> None:
    vault.put("Note.md", "---\naliases: [Mietverträge]\n---\nDie Häuser sind nicht alt und die Straße ist auch lang.")
    vault.put("me.md", "This is what I have seen of the street: ![[Note]]")
    vault.resolve()
    assert vault.embedded("Note.md") == [["mietvertrag"]]
    assert "haus" in vault.embedded("me.md")[0]


def test_a_folder_that_is_no_vault_has_links_but_no_daily_notes(tmp_path: Path) -> None:
    folder = Vault(tmp_path, kind="folder")
    folder.put("2024-03-05.md", "[x](b.md)")
    folder.put("b.md", "x")
    assert folder.target("2024-03-05.md") == "b.md"
    assert folder.embedded("2024-03-05.md") == [[]]
    folder.database.close()


def owners(vault: Vault, match: str, chunks: Sequence[ChunkId]) -> dict[ChunkId, ChunkId]:
    vault.resolve()
    return vault.graph.owners(match, chunks)


def test_text_that_is_shown_elsewhere_belongs_to_its_note(vault: Vault) -> None:
    vault.put("Note.md", NOTE)
    vault.put("me.md", "frame words ![[Note#Two]]")
    vault.put("over.md", "outer ![[me]]")
    vault.put("me too.md", "charlie and delta ![[Note#One]] ![[pic.png]] ![[empty]]")
    vault.put("pic.png", " ")
    vault.put("empty.md", " ")
    (note,), (me,), (over,), (too,) = map(vault.chunks, ("Note.md", "me.md", "over.md", "me too.md"))
    everything = [me, over, too, note]
    assert owners(vault, '"charli"', everything) == {me: note, over: note}
    assert owners(vault, '"frame" OR "word"', everything) == {over: me}
    assert owners(vault, '"alpha"', everything) == {too: note}
    assert owners(vault, '"nothing"', everything) == {}
    assert owners(vault, '"charli"', []) == {}


def test_neighbours_are_what_links_lead_to_and_come_from(vault: Vault) -> None:
    vault.put("hub.md", "[[out]] [[hub]] [[gone]]")
    vault.put("out.md", "x")
    vault.put("back.md", "[[hub]]")
    vault.put("alone.md", "y")
    vault.resolve()
    ids = vault.graph.items_of(
        [chunk for name in ("hub", "out", "back", "alone") for chunk in vault.chunks(f"{name}.md")]
    )
    hub, out, back, alone = ids.values()
    assert vault.graph.neighbours(vault.chunks("hub.md")) == {out, back}
    assert vault.graph.neighbours([*vault.chunks("hub.md"), *vault.chunks("out.md")]) == {hub, out, back}
    assert len(vault.graph.neighbours(vault.chunks("hub.md"), most=1)) <= 1
    assert vault.graph.neighbours(vault.chunks("alone.md")) == vault.graph.neighbours([]) == set()
    assert alone not in (hub, out, back)


def test_a_whole_vault_from_the_disk_is_understood_and_left_alone(tmp_path: Path) -> None:
    root = write_vault(tmp_path / "vault")
    before = fingerprint(root)
    (tmp_path / "data").mkdir()
    vault = Vault(tmp_path / "data", root=str(root))
    for item in connect("obsidian", str(root), SourceOptions(), Surroundings(tmp_path)).scan():
        assert isinstance(item, Item)
        name = item.uri.removeprefix(f"{root}/")
        if not name.endswith(".png"):
            vault.keep(name, read_file(Path(item.uri)))
        else:
            vault.catalogue.note_pending(vault.source.id, [item], ["r"])
    vault.resolve()

    def leads(name: str) -> list[str]:
        return [one.uri.removeprefix(f"{root}/") for one in vault.graph.outgoing(str(root / name))]

    assert leads("Home.md") == [
        "Tung oil.md", "Workshop/Bench.md", "", "Tung oil.md", "Projects/Boat/Shopping list.md", "Tung oil.md",
    ]  # fmt: skip
    assert leads("Workshop/Bench.md") == ["Workshop/Clamp.md", "Workshop/Bench.md"]
    assert leads("Projects/Boat/Shopping list.md") == ["Projects/Boat/Clamp.md", "Attachments/plan.png"]
    assert leads("Board.canvas") == ["Tung oil.md", "Workshop/Bench.md"]
    assert [one.target for one in vault.graph.unresolved()] == ["Missing note"]
    assert [one.tag for one in vault.graph.tags()] == [
        "finish/oil",
        "project/boat",
        "project/boat/paint",
        "todo",
        "tool",
    ]
    assert "forti" in vault.embedded("Home.md")[0] and "nut" not in vault.embedded("Home.md")[0]
    assert any("rub" in words for words in vault.embedded("Board.canvas"))
    vault.database.close()
    assert fingerprint(root) == before


def test_paths_are_compared_as_obsidian_does() -> None:
    assert folded("A/B.md") == "a/b.md"
    assert folded("Straße\u00a0И\u0306") == folded("STRASSE й")
