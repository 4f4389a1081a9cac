"""Conversations as wholes: folders, pins, the archive, what is deleted and comes back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from alcove.chat.conversations import folder_path
from alcove.chat.store import ConversationStore
from alcove.core.database import Database
from alcove.core.errors import FolderError


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    one = Database(tmp_path / "alcove.db")
    yield one
    one.close()


@pytest.fixture
def store(database: Database) -> ConversationStore:
    return ConversationStore(database)


def folders_of(store: ConversationStore) -> dict[str, str]:
    return {one.title: one.folder for one in store.conversations()}


def test_a_folder_is_made_with_those_it_lies_in(store: ConversationStore) -> None:
    assert store.add_folder(" Work /  Old   contracts ") == "Work/Old contracts"
    assert store.add_folder("Work") == "Work"
    assert store.folders() == ["Work", "Work/Old contracts"]
    for bad in ("", " / ", "x" * 81):
        with pytest.raises(FolderError):
            store.add_folder(bad)
    assert folder_path("a/b") == "a/b"


def test_conversations_go_into_folders_and_out(store: ConversationStore) -> None:
    one, two = store.create("one"), store.create("two")
    store.move([one.id, two.id], "Work/Old")
    assert folders_of(store) == {"one": "Work/Old", "two": "Work/Old"}
    assert store.folders() == ["Work", "Work/Old"]
    store.move([two.id], "")
    assert folders_of(store) == {"one": "Work/Old", "two": ""}


def test_a_folder_is_renamed_and_moved_with_all_it_holds(store: ConversationStore) -> None:
    one, two, other = store.create("one"), store.create("two"), store.create("other")
    store.move([one.id], "Work")
    store.move([two.id], "Work/Old")
    store.move([other.id], "Works")
    assert store.move_folder("Work", "House/Papers") == "House/Papers"
    assert store.folders() == ["House", "House/Papers", "House/Papers/Old", "Works"]
    assert folders_of(store) == {"one": "House/Papers", "two": "House/Papers/Old", "other": "Works"}
    assert store.move_folder("Works", "Works") == "Works"
    assert store.move_folder("House/Papers", "Papers") == "Papers"
    for path, to, words in (
        ("gone", "x", "no folder"),
        ("Papers", "Papers/In itself", "cannot lie in itself"),
        ("Papers", "Works", "already"),
    ):
        with pytest.raises(FolderError, match=words):
            store.move_folder(path, to)


def test_removing_a_folder_moves_its_conversations_out_and_is_undone(store: ConversationStore) -> None:
    one, two = store.create("one"), store.create("two")
    store.move([one.id], "House/Work")
    store.move([two.id], "House/Work/Old")
    removed = store.remove_folder("House/Work")
    assert removed.paths == ("House/Work", "House/Work/Old")
    assert store.folders() == ["House"]
    assert folders_of(store) == {"one": "House", "two": "House"}
    store.put_back(removed)
    assert store.folders() == ["House", "House/Work", "House/Work/Old"]
    assert folders_of(store) == {"one": "House/Work", "two": "House/Work/Old"}


def test_pins_and_the_archive_are_remembered(store: ConversationStore) -> None:
    one, two = store.create("one"), store.create("two")
    store.pin(one.id)
    store.archive(one.id, two.id)
    assert [(each.title, each.pinned, each.archived) for each in store.conversations()] == [
        ("two", False, True),
        ("one", True, True),
    ]
    store.pin(one.id, on=False)
    store.archive(two.id, on=False)
    assert [(each.pinned, each.archived) for each in store.conversations()] == [(False, False), (False, True)]


def test_several_are_deleted_and_come_back(store: ConversationStore) -> None:
    one, two, three = (store.create(name) for name in ("one", "two", "three"))
    store.delete(one.id, two.id)
    assert [each.title for each in store.conversations()] == ["three"]
    assert {each.title for each in store.deleted()} == {"one", "two"}
    store.restore(one.id, two.id)
    assert len(store.conversations()) == 3
    assert store.deleted() == []
    assert three.uid not in ("", one.uid, two.uid)


def test_a_title_that_a_person_gave_stays(store: ConversationStore) -> None:
    one = store.create("Oil")
    store.rename(one.id, "Oils for oak", titled="model")
    assert [(each.title, each.titled) for each in store.conversations()] == [("Oils for oak", "model")]
    store.rename(one.id, "Mine")
    store.rename(one.id, "Oils again", titled="model")
    assert [(each.title, each.titled) for each in store.conversations()] == [("Mine", "person")]
    store.rename(one.id, "Mine too")
    assert store.conversations()[0].title == "Mine too"


def test_a_message_is_hidden_with_what_goes_on_from_it_and_comes_back(
    store: ConversationStore, database: Database
) -> None:
    talk = store.create("Oil")
    question = store.add(talk.id, "user", "Which?", parent=None)
    first = store.add(talk.id, "assistant", "Tung.", parent=question.id)
    second = store.add(talk.id, "assistant", "Linseed.", parent=question.id)
    deeper = store.add(talk.id, "user", "Why?", parent=first.id)

    earlier = store.delete_message(deeper.id)
    when = store.delete_message(first.id)
    assert when is not None and earlier is not None and earlier < when
    assert [one.id for one in store.messages(talk.id)] == [question.id, second.id]
    assert store.thread(first.id) == []
    assert store.delete_message(first.id) is None, "it is gone already"
    store.restore_message(first.id, when)
    assert [one.id for one in store.messages(talk.id)] == [question.id, first.id, second.id], "not what went before"
    store.restore_message(deeper.id, earlier)
    assert len(store.messages(talk.id)) == 4

    store.delete_message(first.id)
    store.purge_deleted(older_than_s=-1)
    assert [row["id"] for row in database.query("SELECT id FROM messages ORDER BY id")] == [question.id, second.id]
