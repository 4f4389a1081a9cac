"""Files of conversations: read by the real reader, found where they are asked for, seen nowhere else."""

from __future__ import annotations

import time
import zipfile
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from alcove.core.cancel import CancelToken
from alcove.core.database import Database
from alcove.core.errors import IndexUnavailable, SourceError
from alcove.core.paths import Paths
from alcove.core.settings import Settings
from alcove.models.embedder_shelf import EmbedderShelf
from alcove.rag.attached import PICTURE, AttachEvent, uri_of
from alcove.rag.completion import Typed
from alcove.rag.embeddings import Embeddings, chunk_count
from alcove.rag.library import Library
from alcove.rag.mentions import Mentioning
from alcove.rag.types import Coverage, Done, Indexed, ItemCoverage, Progress, Skipped
from tests.rag import paper

OIL = "Tung oil is dry after two days. Linseed oil takes three.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "folder"
    path.mkdir()
    (path / "oil.md").write_text(OIL)
    (path / "kettle.md").write_text("The kettle costs twenty pounds.\n")
    return path


@pytest.fixture
def library(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    """Return a library that knows the folder, without an embedding model."""
    monkeypatch.setattr(EmbedderShelf, "all", lambda shelf: [])
    paths = Paths.at(tmp_path / "data")
    database = Database(paths.database)
    one = Library(database, Settings(), paths)
    one.add_source(folder)
    assert isinstance(list(one.sync(None, CancelToken()))[-1], Done)
    yield one
    one.close()
    database.close()


def attach(library: Library, path: Path, *, again: bool = False) -> list[AttachEvent]:
    events = list(library.attached.read(uri_of(path), CancelToken(), again=again))
    assert list(library.attached.finish([uri_of(path)], CancelToken())) == []
    return events


def state(library: Library, path: Path) -> ItemCoverage:
    return library.attached.coverage([uri_of(path)])[0]


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """Return a PDF of two pages that are pictures only."""
    path = tmp_path / "elsewhere" / "Lease scan.pdf"
    path.parent.mkdir()
    pages = [
        paper.Sheet(scan=paper.picture(paper.ENGLISH)),
        paper.Sheet(scan=paper.picture("The deposit is 900 euros.")),
    ]
    path.write_bytes(paper.pdf(*pages))
    return path


def test_a_scan_is_read_by_ocr_and_found_only_where_it_is_asked(library: Library, scan: Path) -> None:
    events = attach(library, scan)
    assert isinstance(events[-1], Indexed) and events[-1].uri == uri_of(scan)
    assert any(isinstance(one, Progress) and one.pages == 2 for one in events)
    told = state(library, scan)
    assert (told.state, told.pages, told.ocr_pages) == ("indexed", 2, 2) and (told.ocr_confidence or 0) > 80
    found = library.find("When does the lease of the garage begin?", beside=[uri_of(scan)])
    hit = found.result.hits[0]
    assert (hit.uri, hit.page, hit.source) == (uri_of(scan), 1, "attached")
    assert library.text(hit.uri, hit.start, hit.end) == hit.text
    assert "first of June" in " ".join(library.document(uri_of(scan)).text.split())
    assert library.ocr_words(uri_of(scan))
    for hits in (library.search("lease garage").hits, library.search("lease", source=["folder"]).hits):
        assert all(one.uri != uri_of(scan) for one in hits)


def test_what_is_attached_is_seen_nowhere_in_the_library(library: Library, scan: Path) -> None:
    before = (library.sources(), library.coverage(), library.counts(), library.links.tags())
    note = scan.with_name("note.md")
    note.write_text("---\ntags: [secret]\n---\n# Garage\n\nThe lease of the garage.\n")
    attach(library, scan)
    attach(library, note)
    assert (library.sources(), library.coverage(), library.counts(), library.links.tags()) == before
    assert library.terms.terms_in("The Garage is let.") == [], "nor is it known by name"
    for field in ("tag", "title", "in", "type", "path"):
        offered = library.completions(Typed(field, "", 0, 0))
        assert not {one.value for one in offered} & {"secret", "Lease scan", "Garage", "\x1fattached", "pdf"}
    assert [one.name for one in library.mentionable(Mentioning("@", "", 0, 1))] == ["folder"]
    assert {one.name for one in library.mentionable(Mentioning("#", "", 0, 1))} == {"kettle", "oil"}
    assert library.search("type:pdf").hits == ()
    assert isinstance(list(library.sync(None, CancelToken()))[-1], Done)
    assert state(library, scan).state == "indexed", "a sync leaves it alone"


def test_beside_the_library_or_alone(library: Library, scan: Path) -> None:
    attach(library, scan)
    both = [Path(one.uri).name for one in library.find("oil dry deposit", beside=[uri_of(scan)]).result.hits]
    assert set(both) == {"oil.md", "Lease scan.pdf"}
    alone = library.find("oil dry deposit", beside=[uri_of(scan)], alone=True)
    assert {one.uri for one in alone.result.hits} == {uri_of(scan)}
    assert {one.uri for one in alone.trace.placings} == {uri_of(scan)}
    filtered = library.find("title:kettle deposit", beside=[uri_of(scan)])
    assert {Path(one.uri).name for one in filtered.result.hits} == {"Lease scan.pdf"}, "filters narrow the library only"


def test_where_no_word_is_found_it_is_read_from_its_beginning(library: Library, scan: Path) -> None:
    attach(library, scan)
    hits = library.find("Zebra?", beside=[uri_of(scan)]).result.hits
    assert [one.uri for one in hits] and hits[0].start == 0


def test_what_did_not_change_is_not_read_again(library: Library, scan: Path) -> None:
    attach(library, scan)
    assert [type(one) for one in attach(library, scan)] == [Indexed]
    scan.write_bytes(paper.pdf("A text layer of some length, which says nothing of garages at all."))
    attach(library, scan)
    assert "garages at all" in library.document(uri_of(scan)).text
    scan.unlink()
    assert [type(one) for one in attach(library, scan)] == [Indexed], "what was read of it stays"


def test_a_file_of_the_library_is_not_read_twice(library: Library, folder: Path) -> None:
    library.attached.forget([], before=time.time() + 1)
    events = list(library.attached.read(uri_of(folder / "oil.md"), CancelToken()))
    assert [type(one) for one in events] == [Indexed]
    assert library.attached._reader is None
    hits = library.find("oil dry", beside=[uri_of(folder / "oil.md")]).result.hits
    assert [one.uri for one in hits].count(uri_of(folder / "oil.md")) == 1
    (folder / "oil.md").write_text("Walnut oil never goes rancid.\n")
    attach(library, folder / "oil.md")
    assert library.document(uri_of(folder / "oil.md")).text.startswith("Walnut"), "the newest reading counts"
    assert len(library.whole(uri_of(folder / "oil.md"))) == 1


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("empty.txt", b"", "the file is empty"),
        ("film.mkv", b"x", "Alcove does not read .mkv files"),
        ("broken.pdf", b"%PDF-1.4 nothing", ""),
        ("gone.txt", None, "the file cannot be opened: No such file or directory"),
    ],
)
def test_what_cannot_be_read_says_why(
    library: Library, tmp_path: Path, name: str, data: bytes | None, why: str
) -> None:
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    last = attach(library, path)[-1]
    assert isinstance(last, Skipped) and (last.reason == why if why else last.reason)
    assert (state(library, path).state, state(library, path).reason) == ("skipped", last.reason)
    assert attach(library, path)[-1] == last
    assert library.find("nothing", beside=[uri_of(path)], alone=True).result.hits == ()
    path.write_text("Now there is something to read in it.\n")
    if path.suffix == ".txt":
        assert isinstance(attach(library, path)[-1], Indexed)


def test_a_folder_is_none(library: Library, folder: Path) -> None:
    last = attach(library, folder)[-1]
    assert isinstance(last, Skipped) and "folders are added to the library" in last.reason


def test_what_was_not_read_is_tried_again_when_asked(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "broken.pdf"
    path.write_bytes(b"%PDF-1.4 nothing")
    attach(library, path)
    with library._database.transaction() as tx:  # as it would be when OCR was switched off
        tx.execute("UPDATE items SET reason = 'made up' WHERE uri = ?", (uri_of(path),))
    assert attach(library, path) == [Skipped(uri_of(path), "made up")]
    (last,) = attach(library, path, again=True)[-1:]
    assert isinstance(last, Skipped) and last.reason != "made up"


def test_what_lies_inside_is_found_too(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "post.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("letter.txt", "The heron nests by the weir in March.\n")
        made.writestr("film.mkv", "x")
    attach(library, path)
    hits = library.find("Where does the heron nest?", beside=[uri_of(path)]).result.hits
    assert hits[0].uri == f"{uri_of(path)}#letter.txt"
    assert all("heron" not in one.text for one in library.search("heron").hits)


def test_a_pasted_picture_is_kept_once_and_read(library: Library, tmp_path: Path) -> None:
    made = tmp_path / "shot.png"
    paper.picture("Your parcel arrives on Tuesday, between nine and eleven.").save(made)
    uri = library.attached.keep_picture(made.read_bytes())
    assert Path(uri).name == PICTURE and library.attached.keep_picture(made.read_bytes()) == uri
    assert isinstance(list(library.attached.read(uri, CancelToken()))[-1], Indexed)
    assert "Tuesday" in library.find("When does the parcel arrive?", beside=[uri]).result.hits[0].text
    library.attached.forget([], before=time.time() - 60)
    assert Path(uri).exists(), "it may not be written down yet what it is for"
    library.attached.forget([uri], before=time.time() + 1)
    assert Path(uri).exists()
    library.attached.forget([], before=time.time() + 1)
    assert not Path(uri).parent.exists()
    assert library.attached.coverage([uri])[0].state == "pending"
    with pytest.raises(SourceError):
        library.document(uri)


def test_a_picture_that_cannot_be_kept_says_so(library: Library, tmp_path: Path) -> None:
    library._paths.attached.write_text("in the way")
    with pytest.raises(SourceError, match="cannot be kept"):
        library.attached.keep_picture(b"png")


def test_they_are_counted_by_what_became_of_them(library: Library, scan: Path, tmp_path: Path) -> None:
    attach(library, scan)
    attach(library, tmp_path / "gone.pdf")
    uris = [uri_of(scan), uri_of(tmp_path / "gone.pdf"), uri_of(tmp_path / "new.pdf")]
    assert library.attached.counted(uris) == Coverage(3, 1, 1, 1, 0)
    assert [one.state for one in library.attached.coverage(uris)] == ["indexed", "skipped", "pending"]


def test_a_reading_that_is_cancelled_leaves_nothing(library: Library, scan: Path) -> None:
    token = CancelToken()
    token.cancel()
    assert list(library.attached.read(uri_of(scan), token)) == []
    assert state(library, scan).state == "pending"


class Embedding:
    """Stands for the index: a vector a text; ends where it is told to."""

    def __init__(self, fails: bool = False) -> None:
        self.texts: list[str] = []
        self.fails = fails

    def embed(self, texts: list[str]) -> Future[object]:
        done: Future[object] = Future()
        if self.fails:
            done.set_exception(IndexUnavailable("The index process ended.", "Ask again."))
        else:
            self.texts += texts
            done.set_result(np.ones((len(texts), 4), np.float32))
        return done

    def close(self) -> None:
        pass


def test_what_was_read_is_embedded_once_and_never_given_to_chroma(library: Library, scan: Path) -> None:
    database = library._database
    with database.transaction() as tx:
        tx.execute("INSERT INTO embedders VALUES (1, 'x', 4)")
    attach(library, scan)
    index, embeddings = Embedding(), Embeddings(database, 1)
    library._serving = replace(library._serving, index=index, embeddings=embeddings)  # type: ignore[arg-type]
    owed = embeddings.count_pending()
    assert owed == 2 and chunk_count(database) == 2, "those of the folder"
    uris = [uri_of(scan)]
    assert list(library.attached.finish(uris, CancelToken()))[-1] == len(index.texts) > 0
    assert any("lease of the garage" in text for text in index.texts)
    assert list(library.attached.finish(uris, CancelToken())) == [], "once"
    assert embeddings.count_pending() == owed
    assert list(embeddings.all_vectors()) == []


def test_without_the_index_they_are_found_by_their_words(library: Library, scan: Path) -> None:
    with library._database.transaction() as tx:
        tx.execute("INSERT INTO embedders VALUES (1, 'x', 4)")
    attach(library, scan)
    embeddings = Embeddings(library._database, 1)
    library._serving = replace(library._serving, index=Embedding(fails=True), embeddings=embeddings)  # type: ignore[arg-type]
    assert list(library.attached.finish([uri_of(scan)], CancelToken())) == []
    assert library.find("lease garage", beside=[uri_of(scan)]).result.hits
    token = CancelToken()
    token.cancel()
    with library.generating():
        assert list(library.attached.finish([uri_of(scan)], token)) == []
