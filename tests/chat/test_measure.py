"""Measuring a question before it is asked: the same decisions as asking makes, in parts, and what would be left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from alcove.chat import measure as module
from alcove.chat.measure import ContextUse, Measurer, Part
from alcove.chat.store import AskedWith, LeftOut
from alcove.core.cancel import CancelToken
from alcove.core.database import Database
from alcove.core.errors import ModelMissing
from alcove.core.settings import Settings
from alcove.models.types import ModelInfo, Served
from alcove.rag.types import ItemCoverage, ItemState
from tests.chat.test_turns import ANSWER, OIL, ROOF, Desk, saved_of

SETTINGS = Settings(answer_tokens=64)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    one = Database(tmp_path / "alcove.db")
    yield one
    one.close()


def desk_of(database: Database, *, loaded: bool = True, context: int = 1400) -> tuple[Desk, Measurer]:
    desk = Desk(database, ANSWER, settings=SETTINGS, context_tokens=context)
    desk.shelf.loaded = loaded
    return desk, Measurer(desk.library, desk.shelf, desk.store, SETTINGS)  # type: ignore[arg-type]  # fakes


def kinds(use: ContextUse) -> list[str]:
    return [part.kind for part in use.parts]


def test_the_parts_of_a_question_are_told(database: Database) -> None:
    desk, measurer = desk_of(database)
    use = measurer.measure(desk.request("How long?"))
    assert kinds(use) == ["rules", "passages", "question", "answer"]
    assert use.parts[-1] == Part("answer", 64)
    assert (use.context, use.counted, use.known, use.leaves_out) == (1400, True, True, False)
    assert use.tokens == sum(part.tokens for part in use.parts) <= use.context
    alone = measurer.measure(desk.request("How long?", answer_from="model"))
    assert kinds(alone) == ["rules", "question", "answer"]


def test_what_asking_leaves_out_is_told_before(database: Database) -> None:
    desk, measurer = desk_of(database, context=700)
    first = saved_of(desk.run())
    for _ in range(12):
        first = saved_of(desk.run(parent=first.id))
    asked = desk.request("And now?", parent=first.id, pinned=(ROOF.uri,))
    use = measurer.measure(asked)
    assert "conversation" in kinds(use) and use.left_out.turns > 0
    again = measurer.measure(replace(asked, question="And now, then?"))
    assert again.left_out == use.left_out
    told = saved_of(list(desk.turns.run(asked, CancelToken())))
    assert told.left_out.turns > 0 and abs(told.left_out.turns - use.left_out.turns) <= 1
    assert told.left_out.partly == use.left_out.partly


def state_of(state: ItemState) -> ItemCoverage:
    reason = "it is broken" if state == "skipped" else None
    return ItemCoverage("", "", "", state, None, None, None, 1, reason)


def test_documents_are_told_by_name_whole_or_in_part(database: Database) -> None:
    desk, measurer = desk_of(database)
    files = {"read": state_of("indexed"), "bad": state_of("skipped")}
    desk.library.attached.states = {OIL.uri: files["read"], "/bad.pdf": files["bad"]}
    asked = (
        AskedWith("attached", OIL.uri, "oils.md"), AskedWith("attached", "/bad.pdf", "bad.pdf"),
        AskedWith("attached", "/new.pdf", "new.pdf"), AskedWith("pinned", ROOF.uri, "Roof"),
        AskedWith("pinned", "/gone.md", "Gone"), AskedWith("pinned", OIL.uri, "Oils"),
    )  # fmt: skip
    use = measurer.measure(desk.request("What is it?", asked_with=asked))
    assert [part.name for part in use.parts if part.kind == "document"] == ["oils.md", "Roof"]
    assert use.left_out == LeftOut(
        unread=(
            ("bad.pdf", "it is broken"), ("new.pdf", "it is not read yet"),
            ("Gone", "the library does not hold it any more"),
        )
    )  # fmt: skip
    tight, close = desk_of(database, context=480)
    told = close.measure(tight.request("What is it?", kept=(AskedWith("pinned", ROOF.uri, "Roof"),)))
    assert told.left_out == LeftOut(partly=("Roof",)) and told.leaves_out


def test_a_model_that_is_not_loaded_is_estimated(database: Database) -> None:
    desk, measurer = desk_of(database, loaded=False)
    use = measurer.measure(desk.request("How long does it take?"))
    assert not use.counted and use.context == 1400 and use.tokens > 0
    assert not desk.shelf.loaded, "measuring loads nothing"


def test_a_service_may_not_tell_what_it_sees(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    desk, measurer = desk_of(database)
    served = Served("Elsewhere", "m", "https://x.org", "x.org", True)
    info = ModelInfo("m", "chat", "", 0, 1400, False, served=served, context_known=False)
    monkeypatch.setattr(desk.shelf, "info", lambda name="": info)
    use = measurer.measure(desk.request())
    assert (use.known, use.counted) == (False, False)


def test_without_a_model_there_is_nothing_to_measure(database: Database) -> None:
    desk, measurer = desk_of(database)
    desk.shelf.gone = True
    with pytest.raises(ModelMissing):
        measurer.measure(desk.request())


def test_an_empty_library_has_no_passages_and_settings_count(database: Database) -> None:
    desk, measurer = desk_of(database)
    desk.library.passages = []
    assert kinds(measurer.measure(desk.request("Hello"))) == ["rules", "question", "answer"]
    measurer.use(replace(SETTINGS, answer_tokens=32))
    assert measurer.measure(desk.request("Hello")).parts[-1] == Part("answer", 32)
    desk.shelf.speed = 100.0
    desk.library.passages = [OIL]
    assert "passages" in kinds(measurer.measure(desk.request("Hello")))


def test_documents_are_not_read_at_each_letter(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    desk, measurer = desk_of(database)
    looked: list[str] = []
    whole = desk.library.whole
    monkeypatch.setattr(desk.library, "whole", lambda uri: looked.append(uri) or whole(uri))
    for text in ("a", "ab", "abc"):
        measurer.measure(desk.request(text, kept=(AskedWith("pinned", ROOF.uri, "Roof"),)))
    assert looked == [ROOF.uri]
    monkeypatch.setattr(module, "_DOCUMENTS_KEPT_S", -1.0)
    measurer.measure(desk.request("abcd", kept=(AskedWith("pinned", ROOF.uri, "Roof"),)))
    assert looked == [ROOF.uri] * 2
