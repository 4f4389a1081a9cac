"""Conversations as trees: nothing is overwritten, nothing is lost, what a crash left is closed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from alcove.chat import store as module
from alcove.chat.kept import KeptId
from alcove.chat.store import AskedWith, Conversation, ConversationStore, Message, Receipt, Timings
from alcove.chat.tree import Node, Tree
from alcove.core.database import Database
from alcove.rag.changes import Passage
from alcove.rag.types import ChunkId, Citation, Coverage, Placing, Trace, Unsupported
from tests.rag.evidence import hit


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    one = Database(tmp_path / "alcove.db")
    yield one
    one.close()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that moves by a second whenever it is asked; its last entry is the time."""
    times = [1_000.0]

    def now() -> float:
        times.append(times[-1] + 1)
        return times[-1]

    monkeypatch.setattr(module.time, "time", now)
    return times


@pytest.fixture
def store(database: Database, clock: list[float]) -> ConversationStore:
    return ConversationStore(database)


@pytest.fixture
def talk(store: ConversationStore) -> Conversation:
    return store.create("Oil", ["notes"])


def turn(
    store: ConversationStore, talk: Conversation, question: str, answer: str, parent: Message | None = None
) -> Message:
    asked = store.add(talk.id, "user", question, parent=parent.id if parent else None)
    return store.add(talk.id, "assistant", answer, parent=asked.id, model="m")


def finished(message: Message) -> Message:
    """Return an answer with everything an answer can have."""
    return replace(
        message,
        text="Tung oil [1]. Nonsense.",
        status="complete",
        model="starter",
        refused=True,
        citations=(
            Citation(1, "/a.pdf", "A", 3, 10, 18, "Tung oil", True, 0, 8),
            Citation(2, "/b.md", "B", None, 0, 4, "quote", False, 2, 8),
        ),
        unsupported=(Unsupported(14, 22, "Nonsense", "no passage"),),
        hits=(hit("Tung oil", 1, page=3), hit("Linseed — «масло»", 2)),
        coverage=Coverage(5, 3, 1, 1, 0),
        trace=Trace(
            "in:notes oil",
            (
                Placing(ChunkId(1), "/library/1.md", "A", 3, 0, 8, "Part", 1, 2, 0.613, 1, lent=True, became="read"),
                Placing(ChunkId(2), "/library/2.md", "", None, 0, 17, rank=2, linked=True, became="no room"),
            ),
            ("notes",),
            0.8,
            "no model",
        ),
        timings=Timings(1.5, 100, 40, 250.0, 12, 9.5),
        extractive=True,
        error="",
        answer_from="both",
        persona="terse",
    )


def test_the_list_shows_what_changed_last_first(store: ConversationStore) -> None:
    first, second = store.create("First"), store.create("Second", ["notes", "work"])
    assert store.conversations() == [second, first]
    assert second.scope == ("notes", "work")
    store.add(first.id, "user", "hello", parent=None)
    assert [one.title for one in store.conversations()] == ["First", "Second"]


def test_a_conversation_is_renamed_and_asks_other_sources(store: ConversationStore, talk: Conversation) -> None:
    store.rename(talk.id, "Oils")
    store.set_scope(talk.id, [])
    store.set_answer_from(talk.id, "both")
    store.set_persona(talk.id, KeptId(0))
    (now,) = store.conversations()
    assert (now.title, now.scope, now.answer_from, now.persona) == ("Oils", (), "both", 0)
    assert store.create("Wax", answer_from="model", persona=KeptId(3)) in store.conversations()


def test_deleting_is_undone_by_restoring(store: ConversationStore, talk: Conversation) -> None:
    answer = turn(store, talk, "Which?", "Tung.")
    store.delete(talk.id)
    assert store.conversations() == []
    store.restore(talk.id)
    assert [one.id for one in store.conversations()] == [talk.id]
    assert [m.text for m in store.thread(answer.id)] == ["Which?", "Tung."]


def test_what_was_deleted_long_ago_is_purged_with_all_it_held(
    store: ConversationStore, database: Database, clock: list[float]
) -> None:
    old, recent, kept = store.create("old"), store.create("recent"), store.create("kept")
    answer = turn(store, old, "Which?", "")
    store.finish(finished(answer), Receipt("p", "h", "s", 0, "c", (hit("x"),)), raw="r")
    store.delete(old.id)
    clock.append(clock[-1] + 10_000)
    store.delete(recent.id)
    store.purge_deleted(older_than_s=1_000)
    store.restore(old.id)
    store.restore(recent.id)
    assert {one.id for one in store.conversations()} == {recent.id, kept.id}
    for table in ("messages", "citations", "receipts", "receipt_chunks"):
        assert database.query(f"SELECT * FROM {table}") == [], table


def test_messages_form_a_tree_of_siblings(store: ConversationStore, talk: Conversation) -> None:
    one = turn(store, talk, "Which?", "Tung.")
    question = store.thread(one.id)[0]
    other = store.add(talk.id, "assistant", "Linseed.", parent=question.id)
    edited = turn(store, talk, "Which wax?", "Bees.")
    deeper = turn(store, talk, "Why?", "It dries.", parent=other)

    assert len(store.messages(talk.id)) == 7
    assert [m.text for m in store.thread(one.id)] == ["Which?", "Tung."]
    assert [m.text for m in store.thread(deeper.id)] == ["Which?", "Linseed.", "Why?", "It dries."]
    assert [m.text for m in store.thread(edited.id)] == ["Which wax?", "Bees."]
    assert store.thread(module.MessageId(99)) == []


def test_messages_of_other_conversations_stay_out(store: ConversationStore, talk: Conversation) -> None:
    turn(store, talk, "Which?", "Tung.")
    other = store.create("other")
    assert store.messages(other.id) == []


def test_an_answer_comes_back_as_it_was_saved(store: ConversationStore, talk: Conversation) -> None:
    answer = finished(turn(store, talk, "Which?", ""))
    store.finish(answer)
    assert store.messages(talk.id)[-1] == answer
    assert store.receipt(answer.id) is None


def test_answers_of_an_older_version_do_not_say_how_they_were_searched(
    store: ConversationStore, talk: Conversation, database: Database
) -> None:
    answer = finished(turn(store, talk, "Which oil?", ""))
    store.finish(answer)
    with database.transaction() as tx:
        tx.execute("UPDATE messages SET details = json_remove(details, '$.trace') WHERE id = ?", (answer.id,))
    assert store.messages(talk.id)[-1] == replace(answer, trace=None)


def test_saving_again_replaces_citations_and_receipt(
    store: ConversationStore, talk: Conversation, database: Database
) -> None:
    answer = finished(turn(store, talk, "Which?", ""))
    receipt = Receipt("prompt", "hash", "Sampling()", 7, "content", (hit("x", 1), hit("y", 2)))
    store.finish(answer, receipt, raw="raw")
    shorter = replace(answer, citations=answer.citations[:1])
    store.finish(shorter, replace(receipt, prompt="other", evidence=(hit("x", 1),)), raw="raw")

    assert store.messages(talk.id)[-1] == shorter
    saved = store.receipt(answer.id)
    assert saved is not None
    assert (saved.prompt, saved.model_sha256, saved.sampler, saved.seed, saved.content) == (
        "other", "hash", "Sampling()", 7, "content",
    )  # fmt: skip
    chunks = database.query("SELECT * FROM receipt_chunks")
    assert [(row["rank"], row["content_hash"], row["uri"]) for row in chunks] == [
        (1, hit("x", 1).content_hash, "/library/1.md")
    ]


def test_an_answer_keeps_the_passages_it_was_made_from(store: ConversationStore, talk: Conversation) -> None:
    written = finished(turn(store, talk, "Which?", ""))
    rows = replace(hit("Tung | 48", 2, start=40), header="Oil | hours")
    store.finish(written, Receipt("p", "h", "s", 0, "c", (hit("Wax is soft.", 3), rows)))
    # No model wrote this: it is made of what it cites, which is the first of its two hits.
    extract = finished(turn(store, talk, "Which?", ""))
    extract = replace(extract, hits=(hit("Tung oil dries", 1), hit("Linseed", 2)), citations=(
        Citation(1, "/library/1.md", "", None, 5, 8, "oil", True, 0, 3),
        Citation(2, "/library/2.md", "", None, 90, 95, "other", True, 0, 3),
    ))  # fmt: skip
    store.finish(extract)
    empty = turn(store, talk, "Which?", "")
    store.finish(empty)
    assert store.passages([written.id, extract.id, empty.id]) == {
        written.id: [
            Passage("/library/3.md", 0, 12, "Wax is soft.", hit("Wax is soft.").content_hash),
            Passage("/library/2.md", 40, 49, "Tung | 48", rows.content_hash, "Oil | hours"),
        ],
        extract.id: [Passage("/library/1.md", 0, 14, "Tung oil dries", hit("Tung oil dries").content_hash)],
    }
    assert store.passages([]) == {}


def test_what_was_written_so_far_is_kept(store: ConversationStore, talk: Conversation) -> None:
    question = store.add(talk.id, "user", "Which?", parent=None)
    answer = store.add(talk.id, "assistant", "", parent=question.id, status="streaming")
    store.save_partial(answer.id, "Tung oil dr")
    assert store.messages(talk.id)[-1] == replace(answer, text="Tung oil dr")


def test_answers_a_crash_left_unfinished_are_stopped(store: ConversationStore, talk: Conversation) -> None:
    done = turn(store, talk, "Which?", "Tung.")
    cut = store.add(talk.id, "assistant", "Half an ans", parent=done.parent_id, status="streaming", model="qwen")
    later = cut.created + 1
    assert store.interrupted("other", before=later) is None
    found = store.interrupted("qwen", before=later)
    assert found == cut
    assert store.close_interrupted(before=later) == 1
    assert store.interrupted("qwen", before=later) is None
    assert store.close_interrupted(before=later) == 0
    assert [(m.id, m.status, m.text) for m in store.messages(talk.id)[1:]] == [
        (done.id, "complete", "Tung."),
        (cut.id, "stopped", "Half an ans"),
    ]


def test_an_answer_that_is_under_way_is_not_taken_for_a_crashed_one(
    store: ConversationStore, talk: Conversation
) -> None:
    began = time.time()
    asked = store.add(talk.id, "user", "Which?", parent=None)
    answer = store.add(talk.id, "assistant", "", parent=asked.id, status="streaming", model="qwen")
    assert store.interrupted("qwen", before=began) is None
    assert store.close_interrupted(before=began) == 0
    assert store.messages(talk.id)[-1].status == answer.status == "streaming"


def test_earlier_turns_are_repeated_exactly_as_the_model_saw_them(store: ConversationStore, talk: Conversation) -> None:
    first = finished(turn(store, talk, "Which?", ""))
    store.finish(first, Receipt("p", "h", "s", 0, "Passages… Which?"), raw="Tung oil. Nonsense.")
    refused = turn(store, talk, "And wax?", "The library does not say.", parent=first)
    empty = turn(store, talk, "Hello?", "", parent=refused)
    last = store.add(talk.id, "user", "Again?", parent=empty.id)

    assert store.exchanges(store.thread(last.id)) == [
        ("Passages… Which?", "Tung oil. Nonsense."),
        ("And wax?", "The library does not say."),
    ]
    assert store.exchanges([]) == []


def test_what_a_question_is_asked_with_stays_with_it(store: ConversationStore, talk: Conversation) -> None:
    lease, scan = AskedWith("pinned", "/lease.pdf", "Lease"), AskedWith("attached", "/scan.pdf", "scan.pdf")
    asked = store.add(talk.id, "user", "see #Lease", parent=None, asked_with=(scan, lease))
    assert asked.asked_with == (scan, lease)
    assert lease.written in asked.text
    assert store.messages(talk.id) == [asked] and store.thread(asked.id) == [asked]
    assert store.attached() == {scan.uri}
    store.delete(talk.id)
    assert store.attached() == {scan.uri}, "it can be brought back"
    store.purge_deleted(-5000)
    assert store.attached() == set()


def test_documents_and_sources_are_named_by_different_signs() -> None:
    assert AskedWith("pinned", "/lease.pdf", "Lease").written == "#Lease"
    assert AskedWith("source", "House", "House").written == "@House"


def test_documents_are_pinned_to_a_conversation(store: ConversationStore, talk: Conversation) -> None:
    lease = AskedWith("pinned", "/lease.pdf", "Lease")
    assert talk.documents == ()
    store.set_documents(talk.id, (lease,))
    assert store.conversations()[0].documents == (lease,)
    begun = store.create("Other", documents=(lease,))
    assert begun.documents == (lease,) and begun in store.conversations()
    assert store.attached() == {lease.uri}, "a file kept for every question outlives the one it came with"


# The tree


def test_a_tree_is_read_without_what_it_says_and_parts_of_it_with(store: ConversationStore, talk: Conversation) -> None:
    one = turn(store, talk, "Which?", "")
    store.finish(finished(one))
    two = turn(store, talk, "Why?", "It dries.", parent=one)
    assert store.nodes(talk.id) == [Node(one.id, one.parent_id, one.role) for one in store.messages(talk.id)]
    assert store.some([two.id, one.id]) == [finished(one), two]
    assert store.some([]) == store.some([module.MessageId(99)]) == []


def test_the_line_one_left_is_remembered(store: ConversationStore, talk: Conversation) -> None:
    assert store.leaf(talk.id) is None
    answer = turn(store, talk, "Which?", "Tung.")
    store.set_leaf(talk.id, answer.id)
    assert store.leaf(talk.id) == answer.id
    assert store.leaf(module.ConversationId(99)) is None


def test_a_deleted_message_comes_back_with_what_follows(store: ConversationStore, talk: Conversation) -> None:
    one = turn(store, talk, "Which?", "Tung.")
    turn(store, talk, "Why?", "It dries.", parent=one)
    before = store.messages(talk.id)
    when = store.delete_message(one.id)
    assert when is not None and store.delete_message(one.id) is None
    tree = Tree(store.nodes(talk.id))
    assert [node.id for node in tree.nodes()] == [one.parent_id]
    store.restore_message(one.id, when)
    assert store.messages(talk.id) == before


def test_a_corrected_answer_stands_beside_the_one_it_corrects(store: ConversationStore, talk: Conversation) -> None:
    written = finished(turn(store, talk, "Which?", ""))
    store.finish(written, Receipt("p", "h", "s", 0, "content"), raw="Tung oil. Nonsense.")
    made = store.correct(written.id, "Tung oil [1]. Wax. ")
    assert store.messages(talk.id)[1:] == [written, made]
    assert (made.parent_id, made.text, made.corrected, made.model) == (
        written.parent_id, "Tung oil [1]. Wax.", True, None,
    )  # fmt: skip
    assert [one.quote for one in made.citations] == ["Tung oil"] and made.unsupported == ()
    last = store.add(talk.id, "user", "Again?", parent=made.id)
    assert store.exchanges(store.thread(last.id)) == [("Which?", "Tung oil [1]. Wax.")], "this is what goes on"


def test_words_are_looked_for_as_they_are_read(store: ConversationStore) -> None:
    talk = store.create("Boiler")
    asked = store.add(talk.id, "user", "Which?", parent=None)
    said = [
        store.add(talk.id, "assistant", text, parent=asked.id, model="m")
        for text in ("The **BOILER** is\nold [1].", "No furnace here.", "An Old boiler", "the old one is [2] gone")
    ]
    every = [one.id for one in said]
    assert store.holding(every, "boiler") == [every[0], every[2]]
    assert store.holding(every[1:], "old") == every[2:]
    assert store.holding(every, "one is gone") == [every[3]]
    assert store.holding([], "old") == []
