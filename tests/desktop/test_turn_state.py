"""What the window knows of a turn, event by event and from the store. No Qt."""

from __future__ import annotations

from dataclasses import replace

from alcove.chat.store import ConversationId, ConversationStore, LeftOut, Message, MessageId, Timings
from alcove.chat.tree import Node, Tree
from alcove.chat.turns import TurnSaved, TurnStarted
from alcove.core.errors import AppError
from alcove.desktop.turn_state import TurnState, turns_of
from alcove.models.types import Prefill, TextDelta, ThinkingDelta
from alcove.rag.changes import Fate, Passage, Standing
from alcove.rag.types import Coverage, Unsupported
from tests.desktop.fakes import COVERED, SERVICED, AnswerWriter, boiler_answer, citation, hit, stored_pdf

HERE = ConversationId(1)


def message(number: int, parent: int | None, role: str, text: str = "", status: str = "complete") -> Message:
    return Message(
        MessageId(number), HERE, MessageId(parent) if parent else None, role, text, status, 0.0,  # type: ignore[arg-type]
    )  # fmt: skip


def read(messages: list[Message], end: int | None = None) -> list[TurnState]:
    """Return the line to a message, the newest without one, with all it says."""
    tree = Tree(Node(one.id, one.parent_id, one.role) for one in messages)
    line = turns_of(tree, tree.end() if end is None else MessageId(end), HERE)
    said = {one.id: one for one in messages}
    for turn in line:
        assert not turn.read
        turn.fill({number: said[number] for number in turn.wanted()})
    return line


def test_phases_follow_the_events() -> None:
    turn = TurnState(None, "Is the boiler under warranty?")
    assert turn.phase == "waiting" and turn.busy
    question, answer = message(1, None, "user", "Is it?"), message(2, 1, "assistant", status="streaming")
    turn.apply(TurnStarted(question, answer))
    assert (turn.phase, turn.question_id, turn.answer_id) == ("searching", 1, 2)
    phases = []
    for event in boiler_answer():
        turn.apply(event)
        phases.append(turn.phase)
    assert phases[:5] == ["searching", "searching", "loading", "reading", "reading"]
    assert phases[-1] == "writing"
    assert turn.prefill == Prefill(1240, 1240, 600)
    assert len(turn.citations) == 3 and len(turn.unsupported) == 1
    done = replace(answer, status="complete", text="Final.", timings=Timings(ttft_ms=1900, tokens_per_s=11.4))
    turn.apply(TurnSaved(done))
    assert (turn.phase, turn.text, turn.busy) == ("complete", "Final.", False)


def test_offsets_of_what_is_marked_match_the_text() -> None:
    turn = TurnState(None, "?")
    for event in boiler_answer():
        turn.apply(event)
    for span in turn.unsupported:
        assert turn.text[span.start : span.end] == span.text
    for cited in turn.citations:
        assert turn.text[cited.answer_end :].startswith(f" [{cited.marker}]")


def test_a_failure_keeps_what_was_written() -> None:
    turn = TurnState(None, "?", text="Half an ans")
    turn.fail(AppError("The model is gone.", "Add it again."))
    assert (turn.phase, turn.text, turn.error) == ("failed", "Half an ans", "The model is gone. Add it again.")


def test_cited_hits_come_in_the_order_of_their_markers() -> None:
    warranty = stored_pdf()
    first, second = hit(warranty, COVERED), hit(warranty, "What is not covered", rank=2)
    turn = TurnState(None, "?", hits=(second, first))
    turn.citations = [citation(warranty, "What is not covered", 2, 0, 5), citation(warranty, COVERED, 1, 6, 9)]
    assert [(marker, found.rank) for marker, found in turn.cited_hits()] == [(1, 1), (2, 2)]


def test_a_citation_without_its_hit_is_left_out() -> None:
    turn = TurnState(None, "?", citations=[citation(stored_pdf(), COVERED, 1, 0, 3)])
    assert turn.cited_hits() == []


def test_facts_tell_only_what_is_known() -> None:
    turn = TurnState(None, "?")
    assert turn.facts() == ""
    turn.coverage = Coverage(1400, 1370, 0, 30, 0)
    assert turn.facts() == "searched 1,370 of 1,400 items"
    turn.timings = Timings(ttft_ms=1900, tokens_per_s=11.4)
    turn.unsupported = [Unsupported(0, 1, "x", "y")]
    assert turn.facts() == ("searched 1,370 of 1,400 items · first word 1.9 s · 11 tokens/s · 1 sentence not supported")
    turn.unsupported *= 2
    assert turn.facts().endswith("2 sentences not supported")


def test_facts_count_no_general_knowledge_as_unsupported() -> None:
    turn = TurnState(None, "?", unsupported=[Unsupported(0, 1, "x", "y", general=True)])
    assert turn.facts() == ""
    assert TurnState(None, "?", answer_from="model").facts() == "the library was not asked"


def test_the_shown_line_takes_the_newest_answer_and_question() -> None:
    messages = [
        message(1, None, "user", "first"),
        message(2, 1, "assistant", "old answer"),
        message(3, 1, "assistant", "new answer"),
        message(4, 3, "user", "then"),
        message(5, 4, "assistant", "", "streaming"),
    ]
    line = read(messages)
    assert [(turn.question, turn.text) for turn in line] == [("first", "new answer"), ("then", "")]
    assert line[1].phase == "stopped", "what a crash left unfinished is not on its way"


def test_a_question_without_an_answer_is_shown_as_stopped() -> None:
    (turn,) = read([message(1, None, "user", "first")])
    assert (turn.phase, turn.answer_id) == ("stopped", None)


def test_no_messages_no_turns() -> None:
    assert read([]) == []


def test_a_saved_answer_reads_back_the_same(store: ConversationStore) -> None:
    conversation = store.create("Boiler")
    question = store.add(conversation.id, "user", "Is it?", parent=None)
    answer = store.add(conversation.id, "assistant", "", parent=question.id, status="streaming")
    turn = TurnState(conversation.id, "Is it?")
    turn.apply(TurnStarted(question, answer))
    for event in boiler_answer():
        turn.apply(event)
    store.finish(
        replace(answer, status="complete", text=turn.text, citations=tuple(turn.citations),
                unsupported=tuple(turn.unsupported), hits=turn.hits, coverage=turn.coverage)
    )  # fmt: skip
    (saved,) = read(store.messages(conversation.id))
    assert (saved.text, saved.citations, saved.unsupported, saved.hits) == (
        turn.text, turn.citations, turn.unsupported, turn.hits,
    )  # fmt: skip


def test_a_writer_of_answers_keeps_its_offsets() -> None:
    writer = AnswerWriter().say("One. ").doubt("Two.")
    marked = [event for event in writer.events if hasattr(event, "unsupported")]
    assert writer.text[marked[0].unsupported.start :] == "Two."


def scanned_answer(*sure: float) -> TurnState:
    """Return a turn that cites a scan for each of these confidences."""
    turn = TurnState(None, "What did the roof cost?", phase="complete", text="1,240 pounds")
    page = stored_pdf()
    turn.hits = tuple(
        replace(hit(page, words, rank=n, around=0), confidence=one)
        for n, (words, one) in enumerate(zip((COVERED, SERVICED), sure, strict=False), 1)
    )
    turn.citations = [citation(page, found.text, found.rank, 0, 5) for found in turn.hits]
    return turn


def test_an_answer_from_a_scan_says_so_quietly() -> None:
    assert scanned_answer(86.6).facts() == "cites a scan, 87 % sure"
    assert scanned_answer(86.6, 71.2).facts() == "cites 2 scans, at least 71 % sure"


def test_how_sure_a_scan_is_is_kept_with_its_answer(store: ConversationStore) -> None:
    conversation = store.create("Roof")
    question = store.add(conversation.id, "user", "What did it cost?", parent=None)
    answer = store.add(conversation.id, "assistant", "", parent=question.id, status="streaming")
    turn = scanned_answer(86.6)
    store.finish(replace(answer, status="complete", text=turn.text, citations=tuple(turn.citations), hits=turn.hits))
    (saved,) = read(store.messages(conversation.id))
    assert saved.facts() == turn.facts()


# Answers beside each other


TREE = [
    message(1, None, "user", "first"), message(2, 1, "assistant", "One."), message(3, 2, "user", "second"),
    message(4, 3, "assistant", "Two."), message(5, 1, "assistant", "One anew."),
]  # fmt: skip


def shown(messages: list[Message], end: int | None = None) -> list[tuple[str, int, int, str]]:
    return [(turn.text, turn.number, len(turn.answers), turn.before) for turn in read(messages, end)]


def test_the_line_leads_to_its_end() -> None:
    assert shown(TREE) == [("One anew.", 2, 2, "One.")]
    assert shown(TREE, 4) == [("One.", 1, 2, ""), ("Two.", 1, 1, "")]
    assert shown(TREE, 2) == [("One.", 1, 2, "")], "it may end in the middle"


def test_questions_have_versions_too() -> None:
    edited = [*TREE, message(6, 2, "user", "second, put differently"), message(7, 6, "assistant", "Two anew.")]
    first, second = read(edited)
    assert (first.question_number, first.questions, first.parent) == (1, (1,), None)
    assert (second.question_number, second.questions, second.parent) == (2, (3, 6), 2)
    asked = TurnState(HERE, "?", parent=MessageId(2), questions=(MessageId(3),))
    assert asked.question_number == 2, "it counts from its start"
    asked.apply(TurnStarted(message(6, 2, "user"), message(7, 6, "assistant", status="streaming")))
    assert (asked.question_number, asked.questions, asked.end) == (2, (3, 6), 7)


def test_what_follows_no_question_is_shown_without_one() -> None:
    odd = [
        message(1, None, "assistant", "Welcome."), message(2, 1, "user", "first"), message(3, 2, "user", "also"),
        message(4, 3, "assistant", "Yes."), message(5, 4, "assistant", "And more."),
    ]  # fmt: skip
    assert [(turn.question, turn.question_id, turn.text) for turn in read(odd)] == [
        ("", None, "Welcome."), ("first", 2, ""), ("also", 3, "Yes."), ("", None, "And more."),
    ]  # fmt: skip


def test_what_was_deleted_before_it_was_read_is_empty() -> None:
    (turn,) = turns_of(Tree([Node(MessageId(1), None, "user"), Node(MessageId(2), MessageId(1), "assistant")]),
                       MessageId(2))  # fmt: skip
    turn.fill({})
    assert (turn.read, turn.question, turn.text, turn.busy) == (True, "", "", False)


def test_an_answer_that_was_corrected_says_so() -> None:
    (turn,) = read([message(1, None, "user", "first"), replace(message(2, 1, "assistant", "Mine."), corrected=True)])
    assert turn.facts() == "edited by you"


def test_an_answer_is_compared_with_the_last_one_that_says_something() -> None:
    failed = [*TREE[:2], message(3, 1, "assistant", "", "failed"), message(4, 1, "assistant", "Two.")]
    assert shown(failed) == [("Two.", 3, 3, "One.")]


def test_an_answer_on_its_way_counts_from_its_start() -> None:
    turn = TurnState(HERE, "?", MessageId(1), answers=(MessageId(2),))
    assert turn.number == 2
    turn.apply(TurnStarted(message(1, None, "user"), message(5, 1, "assistant", status="streaming")))
    assert (turn.number, turn.answers) == (2, (2, 5))


# Outdated


def standing(uri: str, fate: Fate) -> Standing:
    return Standing(Passage(uri, 0, 4, "Text", b"h"), fate, uri, 0, 4)


def test_what_became_of_the_sources_is_told_in_few_words() -> None:
    turn = TurnState(HERE, "?")
    assert turn.outdated_words() == ""
    for told, standings in (
        ("", [standing("/a/lease.md", "unchanged")]),
        ("Source changed: lease.md", [standing("/a/lease.md", "changed"), standing("/a/oil.md", "unchanged")]),
        ("Source gone: lease.md", [standing("/a/lease.md", "gone"), standing("/a/lease.md", "gone")]),
        ("2 sources changed", [standing("/a/lease.md", "changed"), standing("/a/oil.md", "changed")]),
        ("2 sources gone", [standing("/a/lease.md", "gone"), standing("/a/oil.md", "gone")]),
        ("2 sources changed or gone", [standing("/a/lease.md", "gone"), standing("/a/oil.md", "changed")]),
    ):
        turn.standings = tuple(standings)
        assert turn.outdated_words() == told


def test_what_was_thought_and_left_out_is_kept_apart_from_the_answer() -> None:
    turn = TurnState(None, "Why?")
    turn.apply(LeftOut(2, ("lease.pdf",)))
    turn.apply(ThinkingDelta("Hm, "))
    turn.apply(ThinkingDelta("so."))
    assert (turn.phase, turn.thinking, turn.text) == ("thinking", "Hm, so.", "")
    turn.apply(TextDelta("Because."))
    assert (turn.phase, turn.text) == ("writing", "Because.")
    assert turn.left_out_words() == "Left out, for want of room: the first 2 turns, lease.pdf"
    assert replace(turn, left_out=LeftOut(1)).left_out_words() == "Left out, for want of room: the first turn"
    assert replace(turn, left_out=LeftOut()).left_out_words() == ""
