"""Changing the embedder with the real children and models: the old one answers throughout, a kill loses nothing."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from alcove.core.cancel import CancelToken
from alcove.core.errors import LibraryBusy, ModelError
from alcove.core.settings import SettingsStore
from alcove.rag import feed
from alcove.rag.index import Index, collection_name
from alcove.rag.library import Library
from alcove.rag.types import Changed, ChangeEvent, Done, Progress
from tests.models.embedding_server import Service, serving
from tests.models.gguf_embedders import write_embedder
from tests.survival import corpus, inspection
from tests.survival.command import SyncRun, alcove
from tests.survival.conftest import OpenLibrary
from tests.survival.test_kills import children

OLD, NEW = "all-MiniLM-L6-v2", "other"
QUESTION = "a boat on the river"


@dataclass(frozen=True)
class Ground:
    """A folder, a library that knows all of it, and another embedder: the same model as GGUF."""

    folder: Path
    data_dir: Path
    file: Path


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory, embedder_dir: Path) -> Ground:
    base = tmp_path_factory.mktemp("change")
    folder = base / "folder"
    folder.mkdir()
    corpus.become(folder, 1)
    for path in sorted(path for path in folder.rglob("*") if path.is_file())[15:]:
        path.unlink()
    file = write_embedder(base / f"{NEW}.gguf", embedder_dir)
    alcove(base / "data", "sources", "add", folder)
    assert alcove(base / "data", "sync").last["skipped"] == []
    alcove(base / "data", "models", "add", file)
    return Ground(folder, base / "data", file)


@pytest.fixture
def data_dir(ground: Ground, tmp_path: Path) -> Path:
    return Path(shutil.copytree(ground.data_dir, tmp_path / "data"))


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "_UPSERT_BATCH", 16)
    monkeypatch.setattr(feed, "EMBED_BATCH", 4)


def choose(library: Library, name: str) -> None:
    library.use(SettingsStore(library._database).set("embedder", name))


def found(library: Library) -> list[str]:
    """Search by meaning; the words tell which passages came."""
    result = library.find(QUESTION, mode="vector", k=5)
    assert not result.degraded and result.trust == 1.0
    return [hit.text for hit in result.result.hits]


def rows(data_dir: Path, sql: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(data_dir / "alcove.db") as db:
        got = db.execute(sql).fetchall()
    db.close()
    return got


def counts(data_dir: Path) -> dict[str, tuple[int, int]]:
    """Return how many vectors and confirmed entries each embedder has, by name."""
    sql = """SELECT substr(identity, 1, instr(identity, ' ') - 1),
        (SELECT count(*) FROM vectors v WHERE v.embedder_id = e.id),
        (SELECT count(*) FROM chroma_entries c WHERE c.embedder_id = e.id AND c.done > 0) FROM embedders e"""
    return {name: (vectors, entries) for name, vectors, entries in rows(data_dir, sql)}


def test_the_old_one_answers_until_the_new_one_is_complete(
    ground: Ground, data_dir: Path, open_library: OpenLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.move(ground.folder, ground.folder.with_name("away"))  # no file is opened
    try:
        library = open_library(data_dir)
        before, old = found(library), library.embedder
        choose(library, NEW)
        assert library.embedder == old and library.embedder_state().changing
        events: list[ChangeEvent] = []
        began = time.perf_counter()
        for event in library.change_embedder(CancelToken()):
            events.append(event)
            if isinstance(event, Progress):
                assert library.embedder == old and found(library) == before
        seconds = time.perf_counter() - began
    finally:
        shutil.move(ground.folder.with_name("away"), ground.folder)
    done = events[-1]
    chunks = rows(data_dir, "SELECT count(*) FROM chunks")[0][0]
    assert isinstance(done, Changed) and (done.embedder, done.left, done.cancelled) == (NEW, 0, False)
    assert done.chunks == chunks and {e.source for e in events if isinstance(e, Progress)} == {NEW}
    print(f"{chunks} chunks in {seconds:.1f} s with searches between: {seconds / chunks * 1000:.0f} ms a chunk")
    assert library.embedder.startswith(f"{NEW} ") and library._index is not None
    assert library._index.place.endswith(collection_name(library.embedder))
    asked: list[str] = []
    monkeypatch.setattr(Index, "place", property(lambda index: asked.append(index.embedder.name) or "nowhere"))
    after = found(library)  # all vectors are compared then
    assert set(asked) == {NEW} and after == before, "the same model, so the same passages"
    library.close()
    check_both(data_dir, {OLD, NEW})


def check_both(data_dir: Path, names: set[str]) -> None:
    """Fail unless each embedder has all chunks, in SQLite and in Chroma by id."""
    chunks = rows(data_dir, "SELECT count(*), count(DISTINCT content_hash) FROM chunks")[0]
    have = counts(data_dir)
    assert set(have) == names
    assert {entries for _, entries in have.values()} == {chunks[0]}
    assert all(vectors >= chunks[1] for vectors, _ in have.values())
    assert rows(data_dir, "SELECT * FROM chroma_owes_delete") == []


def test_going_back_costs_nothing_and_what_is_unused_can_be_freed(data_dir: Path, open_library: OpenLibrary) -> None:
    library = open_library(data_dir)
    old = library.embedder
    choose(library, NEW)
    list(library.change_embedder(CancelToken()))
    choose(library, OLD)
    (done,) = library.change_embedder(CancelToken())
    assert isinstance(done, Changed) and (done.chunks, done.embedder) == (0, OLD) and library.embedder == old
    (unused,) = library.embedder_state().unused
    assert unused.name == NEW and unused.bytes == unused.vectors * 384 * 4
    graphs = {path for path in (data_dir / "chroma").iterdir() if path.is_dir()}
    with pytest.raises(ModelError, match="needed"):
        list(library.free_embedder(old, CancelToken()))
    token = CancelToken()
    token.cancel()
    assert list(library.free_embedder(unused.key, token)) == []
    assert list(library.free_embedder(unused.key, CancelToken()))[-1] == unused.vectors
    assert library.embedder_state().unused == () and found(library)
    left = {path for path in (data_dir / "chroma").iterdir() if path.is_dir()}
    assert len(graphs) == 2 and len(left) == 1, "the graph's files are gone too"
    library.close()
    inspection.check(data_dir)


def test_it_is_cancelled_and_goes_on_at_the_next_start(data_dir: Path, open_library: OpenLibrary) -> None:
    library, token = open_library(data_dir), CancelToken()
    old = library.embedder
    choose(library, NEW)
    for event in library.change_embedder(token):
        if isinstance(event, Progress) and event.done >= 20:
            token.cancel()
    assert isinstance(event, Changed) and event.cancelled and event.left > 0
    assert library.embedder == old and found(library)
    library.close()
    kept = counts(data_dir)[NEW][0]
    assert kept >= 20
    library = open_library(data_dir)
    assert library.embedder == old
    state = library.embedder_state()
    assert state.wanted is not None and state.wanted.name == NEW and 0 < state.wanted.left < state.chunks
    notes = {check.name: check for check in library.doctor(rebuild=False)}
    assert "passages are left to other" in notes["change of the embedding model"].note
    events = list(library.change_embedder(CancelToken()))
    assert isinstance(events[-1], Changed) and not events[-1].cancelled
    assert events[-1].chunks <= state.wanted.left + 16, "what has a vector is not embedded again"
    library.close()
    check_both(data_dir, {OLD, NEW})


def test_killed_in_the_middle_it_goes_on_and_nothing_is_lost(data_dir: Path, open_library: OpenLibrary) -> None:
    for least in (4, 20, 36):
        run = SyncRun(data_dir, words=("models", "embedder", NEW))
        assert run.wait_for(lambda least=least: counts(data_dir).get(NEW, (0, 0))[0] >= least), run.stderr
        run.kill()
        assert run.left_behind() == []
        assert alcove(data_dir, "search", QUESTION, "--mode", "vector").last["hits"], "the old one answers"
    before = counts(data_dir)
    assert before[OLD][0] > before[NEW][0] >= 36
    done = alcove(data_dir, "models", "embedder").last
    assert (done["event"], done["embedder"], done["left"], done["cancelled"]) == ("changed", NEW, 0, False)
    check_both(data_dir, {OLD, NEW})
    library = open_library(data_dir)
    assert library.embedder.startswith(f"{NEW} ") and found(library)
    assert isinstance(list(library.sync(None, CancelToken()))[-1], Done)
    assert all(not check.problem for check in library.doctor(rebuild=False))
    library.close()
    held = inspection.collections(data_dir / "chroma")
    assert sorted(held.values()) == [rows(data_dir, "SELECT count(*) FROM chunks")[0][0]] * 2


def test_the_child_that_fills_is_killed_and_questions_are_answered_by_the_other(
    data_dir: Path, open_library: OpenLibrary
) -> None:
    library = open_library(data_dir)
    found(library)
    answering = library._index.pid if library._index else None
    choose(library, NEW)
    killed: list[int] = []
    for event in library.change_embedder(CancelToken()):
        if isinstance(event, Progress) and event.done and len(killed) < 3:
            assert library._filling is not None
            pid = library._filling._embedding.pid
            assert pid is not None and pid != answering
            if pid not in killed:
                os.kill(pid, signal.SIGKILL)
                killed.append(pid)
            assert found(library)
    assert len(killed) == 3 and isinstance(event, Changed) and not event.cancelled
    assert library._index is not None and library._index.pid == answering, "it was never disturbed"
    library.close()
    assert not children()
    check_both(data_dir, {OLD, NEW})


def test_what_comes_meanwhile_is_embedded_with_both(
    ground: Ground, data_dir: Path, open_library: OpenLibrary, tmp_path: Path
) -> None:
    more = tmp_path / "more"
    more.mkdir()
    (more / "zebra.md").write_text("Zebras graze beside the river at dawn, far from any boat.\n")
    library = open_library(data_dir)
    choose(library, NEW)
    added = False
    for event in library.change_embedder(CancelToken()):
        if isinstance(event, Progress) and event.done and not added:
            added = True
            library.add_source(more)
            assert isinstance(list(library.sync(["more"], CancelToken()))[-1], Done)
            hits = library.find("zebras in the morning", mode="vector").result.hits
            assert "Zebras" in hits[0].text, "the one that answers has it at once"
    assert isinstance(event, Changed) and not event.cancelled
    hits = library.find("zebras in the morning", mode="vector").result.hits
    assert "Zebras" in hits[0].text and library.embedder.startswith(f"{NEW} ")
    library.close()
    check_both(data_dir, {OLD, NEW})


def test_files_that_vanish_leave_the_old_one_answering(
    ground: Ground, data_dir: Path, open_library: OpenLibrary, tmp_path: Path
) -> None:
    own = Path(shutil.copy(ground.file, tmp_path / "vanishing.gguf"))
    library = open_library(data_dir)
    old = library.embedder
    library.embedders.shelf.add(own)
    choose(library, "vanishing")
    own.write_bytes(own.read_bytes()[:30_000_000])
    with pytest.raises(ModelError, match="The change to vanishing stopped") as stopped:
        list(library.change_embedder(CancelToken()))
    assert "Search goes on with the old one" in stopped.value.hint
    assert library.embedder == old and found(library)
    own.unlink()
    with pytest.raises(ModelError, match="any more"):
        list(library.change_embedder(CancelToken()))
    assert "any more" in library.embedder_state().trouble
    library.close()
    again = open_library(data_dir)
    assert again.embedder == old and found(again)


def test_two_at_once_are_refused(data_dir: Path, open_library: OpenLibrary) -> None:
    library = open_library(data_dir)
    choose(library, NEW)
    running = library.change_embedder(CancelToken())
    next(running)
    other = open_library(data_dir)
    with pytest.raises(LibraryBusy, match="changing"):
        list(other.change_embedder(CancelToken()))
    running.close()  # type: ignore[attr-defined]


def test_an_empty_library_changes_at_once(tmp_path: Path, ground: Ground, open_library: OpenLibrary) -> None:
    library = open_library(tmp_path / "empty")
    library.embedders.shelf.add(ground.file)
    choose(library, NEW)
    (done,) = library.change_embedder(CancelToken())
    assert isinstance(done, Changed) and library.embedder.startswith(f"{NEW} ")
    library.close()
    assert open_library(tmp_path / "empty").embedder.startswith(f"{NEW} ")


@pytest.fixture
def service() -> Iterator[Service]:
    with serving(Service(dimension=256, key="secret")) as one:
        yield one


def test_a_service_fills_and_answers(data_dir: Path, open_library: OpenLibrary, service: Service) -> None:
    from alcove.core.net import Door
    from alcove.models.remote_embedder import ask_about

    library = open_library(data_dir)
    old = library.embedder
    identity = ask_about(service.url, "hash", "secret", Door("test"))
    library.embedders.keep_key(identity, "secret")
    library.embedders.shelf.add_remote(identity)
    choose(library, "hash")
    service.answers = [(500, {}, b"down")] * 3
    with pytest.raises(ModelError, match=r"127\.0\.0\.1 fails"):
        list(library.change_embedder(CancelToken()))
    assert library.embedder == old and found(library)
    service.gate = threading.Event()
    changing = library.change_embedder(CancelToken())
    next(changing)
    service.gate.set()
    *_, event = changing
    assert isinstance(event, Changed) and not event.cancelled and library.embedder == identity.key
    chunks = rows(data_dir, "SELECT count(DISTINCT content_hash) FROM chunks")[0][0]
    assert counts(data_dir)["hash"][0] == chunks and len(set(service.texts)) > chunks
    assert found(library), "the question is embedded there too"
    assert service.texts[-1] == QUESTION or QUESTION in service.texts
    library.close()
