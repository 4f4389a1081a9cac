"""Which embedder answers: the wanted one once nothing is missing, else the one that did, else what has the most."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from alcove.connectors.base import Item
from alcove.core.cancel import CancelToken
from alcove.core.database import Database
from alcove.core.errors import ModelError, ModelMissing
from alcove.core.paths import Paths
from alcove.core.secrets import Secrets
from alcove.core.settings import Settings
from alcove.models.embedder import EmbedderIdentity, identify
from alcove.models.remote_embedder import restored
from alcove.rag import embeddings as embeddings_module
from alcove.rag.catalogue import Catalogue
from alcove.rag.embeddings import Embeddings, free, known_keys, stored
from alcove.rag.index import Index
from alcove.rag.reader import Reading
from alcove.rag.serving import Embedders, served
from alcove.rag.split import split
from alcove.rag.types import Document

SMALL = ("config.json", "modules.json", "tokenizer.json", "1_Pooling/config.json", "sentence_bert_config.json")
CHUNKS = 3


class Ground:
    """A library of three chunks, and embedders made of small files that nobody loads."""

    def __init__(self, database: Database, paths: Paths, embedder_dir: Path) -> None:
        self.database = database
        self.paths = paths
        self._from = embedder_dir
        self.embedders = Embedders(database, paths, Secrets("alcove-test"))

    def make(self, name: str) -> EmbedderIdentity:
        """Put an embedder into the model folder."""
        at = self.paths.models / name
        for file in SMALL:
            (at / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(self._from / file, at / file)
        (at / "model.safetensors").write_bytes(name.encode())
        return identify(at)

    def write(self) -> None:
        """Let the library hold three chunks."""
        catalogue = Catalogue(self.database)
        source = catalogue.add_source("notes", "folder", "/notes", 1).id
        for n in range(CHUNKS):
            item = Item(f"/notes/{n}.md", "text/markdown", 1, 1)
            document = Document(f"note {n}")
            catalogue.keep(source, item, "r", Reading(document, split(document, str(n))))

    def embed(self, identity: EmbedderIdentity, count: int = CHUNKS) -> Embeddings:
        """Let some of the chunks be embedded and in Chroma."""
        made = Embeddings.of(self.database, identity)
        some = made.pending(count)
        made.keep({one.content_hash: np.ones(384, np.float32) for one in some})
        made.intend([one.id for one in some])
        made.confirm([one.id for one in some])
        return made

    def answering(self, chosen: str = "", *, remote: bool = False) -> str:
        settings = Settings(embedder=chosen, remote_embedder=remote)
        identity = self.embedders.answering(settings)
        self.embedders.note_answering(identity)
        return identity.name


@pytest.fixture
def ground(tmp_path: Path, embedder_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ground]:
    monkeypatch.setattr(Paths, "model_folders", property(lambda paths: (paths.models,)))
    paths = Paths.at(tmp_path / "data")
    database = Database(paths.database)
    yield Ground(database, paths, embedder_dir)
    database.close()


def test_without_any_there_is_none(ground: Ground) -> None:
    with pytest.raises(ModelMissing, match="keyword only"):
        ground.answering()


def test_an_empty_library_answers_with_what_is_wanted(ground: Ground) -> None:
    ground.make("first")
    assert ground.answering() == "first"
    ground.make("multilingual-second")
    assert ground.answering() == "multilingual-second"
    assert ground.answering("first") == "first"


def test_the_one_that_answers_does_until_the_wanted_one_has_everything(ground: Ground) -> None:
    old, new = ground.make("old"), ground.make("new")
    ground.write()
    assert ground.answering("old") == "old"
    ground.embed(old)
    assert ground.answering("new") == "old"
    ground.embed(new, 2)
    assert ground.answering("new") == "old"
    ground.embed(new)
    assert ground.answering("new") == "new"
    assert ground.answering("old") == "old", "going back costs nothing"


def test_a_library_of_before_goes_on_with_what_it_was_embedded_by(ground: Ground) -> None:
    old = ground.make("old")
    ground.write()
    ground.embed(old)
    ground.make("multilingual-new")
    assert ground.answering() == "old"


def test_where_its_files_are_gone_the_one_with_the_most_answers(ground: Ground) -> None:
    gone, half, most = (ground.make(name) for name in ("gone", "half", "most"))
    ground.write()
    ground.embed(gone)
    assert ground.answering("gone") == "gone"
    ground.embed(most, 2)
    ground.embed(half, 1)
    shutil.rmtree(gone.folder)
    assert ground.answering("gone") == "most"


def test_one_that_is_named_and_not_here_is_told(ground: Ground) -> None:
    ground.make("here")
    with pytest.raises(ModelMissing, match=r"no embedding model named 'gone'\. Embedding models here: here"):
        ground.embedders.wanted(Settings(embedder="gone"))


def service(ground: Ground, url: str = "https://api.example/v1") -> EmbedderIdentity:
    identity = restored(url, json.dumps({"model": "theirs", "dimension": 384, "most_tokens": 512}))
    ground.embedders.shelf.add_remote(identity)
    return identity


def test_a_service_answers_only_while_it_is_switched_on(ground: Ground) -> None:
    own, theirs = ground.make("own"), service(ground)
    ground.write()
    ground.embed(own)
    ground.embed(theirs)
    with pytest.raises(ModelError, match=r"send passages and questions to api\.example, which is not switched on"):
        ground.embedders.wanted(Settings(embedder="theirs"))
    assert ground.answering("theirs") == "own"
    assert ground.answering("theirs", remote=True) == "theirs"
    assert ground.answering("theirs") == "own"


def test_one_on_this_computer_needs_no_leave(ground: Ground) -> None:
    service(ground, "http://127.0.0.1:11434/v1")
    assert ground.answering("theirs") == "theirs"


def test_what_is_forbidden_embeds_nothing_and_asks_nothing(ground: Ground) -> None:
    index = Index(ground.embedders.config(ground.make("one"), Settings()))
    reason = ModelError("It is switched off.")
    index.forbid(reason)
    for asked in (index.warm, index.try_out, lambda: index.embed(["x"]), lambda: index.nearest("x", 1)):
        with pytest.raises(ModelError, match="switched off"):
            asked()
    assert index.pid is None, "no child was started for it"


def test_the_key_of_a_service_is_kept_apart_from_it(ground: Ground) -> None:
    identity = service(ground)
    assert ground.embedders.key(identity) == ""
    assert not ground.embedders.keep_key(identity, "secret"), "there is no keyring in a test"
    config = ground.embedders.config(identity, Settings())
    assert config.key == "secret" and "secret" not in repr(config)
    assert "secret" not in repr(Index(config)._caller)


def test_how_things_stand(ground: Ground) -> None:
    old, new = ground.make("old"), ground.make("multilingual-new")
    gone = ground.make("gone")
    ground.write()
    ground.embed(old)
    ground.embed(new, 1)
    ground.embed(gone, 2)
    shutil.rmtree(gone.folder)
    (ground.paths.models / "broken").mkdir()
    (ground.paths.models / "broken" / "modules.json").write_text("{}")
    index = Index(ground.embedders.config(old, Settings()))
    serving = served(ground.database, Catalogue(ground.database), index)
    state = ground.embedders.state(Settings(), serving, {"en"}, "")
    assert state.changing and state.answers is not None and state.answers.name == "old"
    assert state.wanted is not None and (state.wanted.name, state.wanted.left) == ("multilingual-new", 2)
    assert [(one.name, one.here, one.vectors, one.bytes) for one in state.unused] == [("gone", False, 2, 2 * 384 * 4)]
    assert len(state.broken) == 1 and state.chunks == CHUNKS
    missing = ground.embedders.state(Settings(embedder="gone"), serving, {"en"}, "")
    assert missing.wanted is None and not missing.changing and "no embedding model named 'gone'" in missing.trouble


def test_what_is_kept_is_deleted_in_steps_that_go_on(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embeddings_module, "_FREED_AT_ONCE", 2)
    old, new = ground.make("old"), ground.make("new")
    ground.write()
    row = ground.embed(old).embedder
    ground.embed(new)
    token = CancelToken()
    steps = free(ground.database, row, token)
    assert next(steps) == 2
    token.cancel()
    assert list(steps) == []
    assert [one.vectors for one in stored(ground.database)] == [1, 3]
    assert Embeddings.of(ground.database, old).entries() == []
    assert list(free(ground.database, row, CancelToken())) == [1]
    assert known_keys(ground.database) == [new.key]
    assert Embeddings.of(ground.database, new).count_pending() == 0, "the other's are untouched"


def test_the_place_of_one_is_not_that_of_another(ground: Ground) -> None:
    first, second = ground.embed(ground.make("first")), ground.embed(ground.make("second"))
    first.note_place("here")
    assert (first.place(), second.place()) == ("here", "")
    second.note_place("there")
    first.doubt_others()
    assert (first.place(), second.place()) == ("here", "")
