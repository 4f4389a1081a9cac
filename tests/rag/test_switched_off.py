"""The network switched off: what is under way with a Chroma server elsewhere is broken off, what is here goes on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from alcove.core.database import Database
from alcove.core.paths import Paths
from alcove.core.settings import Settings
from alcove.rag.child import Child
from alcove.rag.library import Library


@pytest.mark.usefixtures("embedder_dir")
@pytest.mark.parametrize(("server", "killed"), [("http://192.0.2.9:8000", 1), ("http://localhost:8000", 0), ("", 0)])
def test_the_index_child_is_ended_when_it_may_be_talking_to_another_computer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: str, killed: int
) -> None:
    kills: list[Child] = []
    monkeypatch.setattr(Child, "kill", lambda child: kills.append(child))
    paths = Paths.at(tmp_path)
    database = Database(paths.database)
    settings = Settings(chroma_url=server)
    library = Library(database, settings, paths)
    library.use(replace(settings, seed=1))
    assert kills == []
    library.use(replace(settings, network=False))
    library.use(replace(settings, network=False, seed=1))
    library.use(settings)
    assert len(kills) == killed
    library.close()
    database.close()
