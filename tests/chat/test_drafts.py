"""Questions that are not sent: kept whole for each conversation, gone with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from alcove.chat.drafts import NEW, Draft, DraftStore, Mention
from alcove.chat.store import AskedWith, ConversationStore
from alcove.core.database import Database

LEASE = AskedWith("pinned", "/lease.pdf", "Lease")
SCAN = AskedWith("attached", "/scan.pdf", "scan.pdf")
DRAFT = Draft("see #Lease 😀", (Mention(4, LEASE),), (SCAN,), (LEASE,))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    one = Database(tmp_path / "alcove.db")
    yield one
    one.close()


def test_a_draft_is_kept_whole_and_an_empty_one_not_at_all(database: Database) -> None:
    drafts, talk = DraftStore(database), ConversationStore(database).create("Oil").id
    assert drafts.get(talk) == Draft()
    drafts.keep(talk, DRAFT)
    drafts.keep(NEW, Draft("other"))
    assert (drafts.get(talk), drafts.get(NEW)) == (DRAFT, Draft("other"))
    assert drafts.attached() == {SCAN.uri}
    drafts.keep(talk, Draft())
    assert drafts.get(talk) == Draft() and drafts.attached() == set()


def test_drafts_go_with_their_conversations(database: Database) -> None:
    drafts, store = DraftStore(database), ConversationStore(database)
    talk = store.create("Oil").id
    drafts.keep(talk, DRAFT)
    drafts.keep(NEW, DRAFT)
    store.delete(talk)
    drafts.purge()
    assert drafts.get(talk) == DRAFT, "it can be brought back"
    store.purge_deleted(-1)
    drafts.purge()
    assert drafts.get(talk) == Draft() and drafts.get(NEW) == DRAFT
