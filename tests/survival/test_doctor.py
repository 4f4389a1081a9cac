"""Chroma is a cache: `doctor` makes it anew from SQLite, and finds what it lost."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from alcove.rag.index import Index
from tests.survival import inspection
from tests.survival.command import alcove
from tests.survival.conftest import OpenLibrary, Small

_CHANGE = """
import sys, chromadb
from chromadb.config import Settings
[collection] = chromadb.PersistentClient(sys.argv[1], Settings(anonymized_telemetry=False)).list_collections()
held = collection.get(include=["embeddings"])
collection.delete(ids=held["ids"][:4])
collection.add(ids=["987654"], embeddings=[held["embeddings"][0]], metadatas=[{"source": 1}])
"""


@pytest.fixture
def source_gone(small: Small) -> Iterator[None]:
    """Take the folder away, so that nothing can read a file."""
    away = small.folder.with_name("away")
    small.folder.rename(away)
    yield
    away.rename(small.folder)


@pytest.fixture
def never_embeds(monkeypatch: pytest.MonkeyPatch) -> None:
    def embed(self: Index, texts: object) -> Any:
        raise AssertionError("something was embedded")

    monkeypatch.setattr(Index, "embed", embed)


@pytest.mark.usefixtures("source_gone", "never_embeds")
@pytest.mark.parametrize("lost", ["nothing", "the folder", "its soundness"])
def test_rebuild_needs_neither_the_files_nor_the_embedder(small: Small, open_library: OpenLibrary, lost: str) -> None:
    if lost == "the folder":
        shutil.rmtree(small.data_dir / "chroma")
    elif lost == "its soundness":
        (small.data_dir / "chroma" / "chroma.sqlite3").write_bytes(b"no database" * 1000)
    library = open_library(small.data_dir)
    checks = list(library.doctor(rebuild=True))
    assert [check.problem for check in checks] == ["", "", ""] and checks[-1].mended
    library.close()
    inspection.check(small.data_dir)


@pytest.mark.usefixtures("source_gone", "never_embeds")
def test_doctor_finds_and_mends_a_deleted_folder(small: Small, open_library: OpenLibrary) -> None:
    shutil.rmtree(small.data_dir / "chroma")
    library = open_library(small.data_dir)
    *_, vector_index = library.doctor(rebuild=False)
    assert vector_index.mended and "entries were missing" in vector_index.problem
    library.close()
    inspection.check(small.data_dir)


@pytest.mark.usefixtures("source_gone", "never_embeds")
def test_doctor_finds_and_mends_lost_and_strange_entries(small: Small, open_library: OpenLibrary) -> None:
    subprocess.run([sys.executable, "-c", _CHANGE, str(small.data_dir / "chroma")], check=True, timeout=60)
    with pytest.raises(AssertionError):
        inspection.check(small.data_dir)
    library = open_library(small.data_dir)
    *_, vector_index = library.doctor(rebuild=False)
    assert vector_index.mended and vector_index.problem == "4 entries were missing"
    library.close()
    inspection.check(small.data_dir)


def test_a_sync_mends_a_deleted_folder_by_itself(small: Small) -> None:
    shutil.rmtree(small.data_dir / "chroma")
    done = alcove(small.data_dir, "sync").last
    assert (done["indexed"], done["unchanged"]) == (0, 6)
    inspection.check(small.data_dir)


def test_a_broken_folder_costs_no_hits_and_is_told(small: Small, open_library: OpenLibrary) -> None:
    (small.data_dir / "chroma" / "chroma.sqlite3").write_bytes(b"no database" * 1000)
    library = open_library(small.data_dir)
    exact = library.find("a boat on the river", mode="vector")
    assert len(exact.result.hits) == 10 and not exact.degraded
    *_, vector_index = library.doctor(rebuild=False)
    assert not vector_index.mended and "doctor --rebuild" in vector_index.problem
    *_, vector_index = library.doctor(rebuild=True)
    assert vector_index.mended and not vector_index.problem
    found = library.find("a boat on the river", mode="vector").result.hits
    assert [hit.chunk_id for hit in found] == [hit.chunk_id for hit in exact.result.hits]
    library.close()
    inspection.check(small.data_dir)
