"""The arena with scripted models: blind until the vote, batches that go on after any end, ratings by topic."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from alcove.chat.arena import Answering, Arena, checks_of, questions_in, read_questions
from alcove.chat.arena_store import ArenaStore, Asked, BatchId, Entry, Match, MatchId, Terms, Vote
from alcove.chat.contenders import Contender
from alcove.chat.store import ConversationStore, Timings
from alcove.chat.turns import Turns
from alcove.core.cancel import CancelToken
from alcove.core.database import Database
from alcove.core.errors import AppError, DiskFull, ModelBroken, ModelMissing
from alcove.core.settings import ModelSettings, Settings
from alcove.models.testing import ScriptedModel
from alcove.models.types import ChatModel, ModelInfo, Served
from alcove.rag.types import Hit
from tests.chat.fakes import FakeLibrary, FakeShelf
from tests.rag.evidence import hit

OIL: Hit = hit("Tung oil dries in 48 hours. Linseed oil needs three days. Wipe off what is left over.", 1, title="Oils")
QUESTION = "In how many hours does tung oil dry?"
ADA, BEA, CLEO = Contender("Ada-7B"), Contender("Bea-3B"), Contender("Cleo-1B")
HOT = Contender("Ada-7B", (("temperature", 0.8),))
SAID = {
    "Ada-7B": "Tung oil dries in 48 hours. Ada-7B is sure of it.",
    "Bea-3B": "Linseed oil needs three days.",
    "Cleo-1B": "Wipe off what is left over.",
}


class Shelf(FakeShelf):
    """Holds several models, loads one at a time, and notes each loading."""

    def __init__(self) -> None:
        super().__init__(ScriptedModel([""], name="Ada-7B"))
        self.models = {name: ScriptedModel([said], name=name) for name, said in SAID.items()}
        self.at = ""
        self.loads: list[str] = []
        self.broken: set[str] = set()
        self.away: dict[str, Served] = {}
        self.own: dict[str, ModelSettings] = {}

    def info(self, name: str = "") -> ModelInfo:
        if name not in self.models:
            raise ModelMissing(f"There is no model named {name!r}.")
        return replace(super().info(""), name=name)

    def served(self, name: str = "") -> Served | None:
        return self.away.get(name)

    def is_loaded(self, name: str = "") -> bool:
        return self.at == name

    def chat_model(self, name: str = "", token: CancelToken | None = None) -> ChatModel:
        if name in self.broken:
            raise ModelBroken(f"{name} cannot be loaded.", "Choose another.")
        if self.at != name:
            self.loads.append(name)
        self.at = name
        return self.models[name]

    def model_settings(self, name: str = "") -> ModelSettings:
        return self.own.get(name, ModelSettings())


class Desk:
    """An arena over a store, a library and models that are scripted."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.talks = ConversationStore(database)
        self.shelf = Shelf()
        self.store = ArenaStore(database, self.talks)
        turns = Turns(FakeLibrary([OIL]), self.shelf, self.talks, Settings())  # type: ignore[arg-type]
        self.arena = Arena(turns, self.shelf, self.store)  # type: ignore[arg-type]

    def played(self, *contenders: Contender, seed: int = 1, tags: tuple[str, ...] = (), **terms: object) -> Match:
        number = self.arena.new_match(
            QUESTION, contenders or (ADA, BEA), Terms(**terms), tags=tags, seed=seed  # type: ignore[arg-type]
        )  # fmt: skip
        list(self.arena.answer(CancelToken(), match=number))
        return self.arena.match(number)

    def at(self, match: MatchId, one: Contender) -> int:
        return next(entry.position for entry in self.store.match(match).entries if entry.contender == one)

    def vote(
        self, best: Contender | None, *contenders: Contender, tags: tuple[str, ...] = (), bad: bool = False
    ) -> Match:
        match = self.played(*(contenders or (ADA, BEA)), tags=tags)
        return self.arena.vote(match.id, self.at(match.id, best) if best else None, bad=bad)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    database = Database(tmp_path / "alcove.db")
    yield Desk(database)
    database.close()


def texts(match: Match) -> list[str]:
    return [entry.answer.text for entry in match.entries if entry.answer]


# Blind


def test_answers_come_without_names_until_the_vote_and_with_citations(desk: Desk) -> None:
    match = desk.played()
    assert match.state == "ready" and not match.revealed
    assert [entry.letter for entry in match.entries] == ["A", "B"]
    assert all(entry.contender is None and entry.answered for entry in match.entries)
    assert "Ada" not in repr(match) and "Bea" not in repr(match)
    assert all(entry.answer and entry.answer.timings == Timings() for entry in match.entries)
    assert sum(len(entry.answer.citations) for entry in match.entries if entry.answer) >= 2
    assert any("•••••• is sure of it" in text for text in texts(match))
    voted = desk.arena.vote(match.id, 0)
    assert voted.revealed and {entry.contender for entry in voted.entries} == {ADA, BEA}
    assert all(entry.answer and entry.answer.timings.tokens > 0 for entry in voted.entries)
    assert all(
        entry.answer.model == entry.contender.model for entry in voted.entries if entry.answer and entry.contender
    )


def test_what_is_told_while_answers_are_written_names_nobody(desk: Desk) -> None:
    number = desk.arena.new_match(QUESTION, (ADA, BEA))
    events = list(desk.arena.answer(CancelToken(), match=number))
    assert all(isinstance(event, Answering) and event.total == 2 for event in events)
    assert [event.done for event in events if event.sent is None][-1] == 2
    assert "Ada" not in repr(events)
    assert not desk.arena.match(number).entries[0].contender


def test_positions_are_drawn_by_the_seed_alone_and_evenly(desk: Desk) -> None:
    first: Counter[str] = Counter()
    for seed in range(60):
        one = desk.arena.new_match(QUESTION, (ADA, BEA, CLEO), seed=seed)
        other = desk.arena.new_match(QUESTION, (CLEO, BEA, ADA), seed=seed)
        drawn = [entry.contender for entry in desk.store.match(one).entries]
        again = [entry.contender for entry in desk.store.match(other).entries]
        assert drawn == again, "the order they were named in changes nothing"
        first[drawn[0].key if drawn[0] else ""] += 1
    assert set(first) == {"Ada-7B", "Bea-3B", "Cleo-1B"} and min(first.values()) >= 10


def test_its_conversation_is_listed_only_when_a_person_wants_it(desk: Desk) -> None:
    match = desk.played()
    assert desk.talks.conversations() == []
    with pytest.raises(AppError, match="not told yet"):
        desk.arena.keep_conversation(match.id)
    desk.arena.vote(match.id, None)
    kept = desk.arena.keep_conversation(match.id)
    (talk,) = desk.talks.conversations()
    assert (talk.id, talk.title) == (kept, QUESTION.strip("?"))
    question, *answers = desk.talks.messages(kept)
    assert question.text == QUESTION and [one.parent_id for one in answers] == [question.id] * 2
    assert desk.talks.receipt(answers[0].id) is not None
    desk.talks.delete(kept)
    desk.talks.purge_deleted(-1)
    assert [entry.answer for entry in desk.arena.match(match.id).entries] == [None, None]
    with pytest.raises(AppError, match="were deleted"):
        desk.arena.keep_conversation(match.id)
    assert desk.arena.ratings()[0].votes == 1, "the vote still counts"


def test_contenders_of_one_model_differ_in_their_settings_alone(desk: Desk) -> None:
    desk.shelf.own["Ada-7B"] = ModelSettings(top_p=0.5)
    desk.shelf.models["Ada-7B"] = ScriptedModel([SAID["Ada-7B"], SAID["Bea-3B"]], name="Ada-7B")
    match = desk.arena.vote(desk.played(ADA, HOT).id, None)
    assert desk.shelf.loads == ["Ada-7B"]
    samplers = {}
    for entry in match.entries:
        receipt = desk.talks.receipt(entry.answer.id) if entry.answer else None
        samplers[entry.contender] = receipt.sampler if receipt else ""
    assert "temperature=0.8, top_p=0.5" in samplers[HOT] and "temperature=0.0, top_p=0.5" in samplers[ADA]


def test_a_question_and_two_models_are_needed(desk: Desk) -> None:
    with pytest.raises(AppError, match="What is the question"):
        desk.arena.new_match(" ", (ADA, BEA))
    with pytest.raises(AppError, match="these are 1"):
        desk.arena.new_match(QUESTION, (ADA,))
    with pytest.raises(ModelMissing, match="no model named 'Dora'"):
        desk.arena.new_match(QUESTION, (ADA, Contender("Dora")))
    with pytest.raises(AppError, match="no match 9"):
        desk.arena.match(MatchId(9))


# Votes


def test_a_vote_is_cast_once_and_can_be_withdrawn(desk: Desk) -> None:
    voted = desk.vote(ADA)
    assert voted.vote is not None and voted.vote.best == desk.at(voted.id, ADA)
    with pytest.raises(AppError, match="voted on already"):
        desk.arena.vote(voted.id, 0)
    desk.arena.withdraw(voted.id)
    assert desk.arena.ratings() == [] and desk.arena.match(voted.id).state == "voted"
    withdrawn = desk.arena.match(voted.id).vote
    assert withdrawn is not None and withdrawn.withdrawn
    desk.arena.withdraw(voted.id, withdrawn=False)
    assert desk.arena.ratings()[0].ratings[0].contender == "Ada-7B"


def test_a_tie_and_all_bad_are_kept_apart_and_rate_alike(desk: Desk) -> None:
    assert vote_of(desk.vote(None)).best is None and not vote_of(desk.vote(None)).bad
    bad = desk.vote(None, bad=True)
    assert vote_of(bad).bad and vote_of(bad).best is None
    (table,) = desk.arena.ratings()
    assert [one.tied for one in table.ratings] == [3, 3]


def vote_of(match: Match) -> Vote:
    assert match.vote is not None
    return match.vote


def test_only_answers_that_are_there_can_be_chosen(desk: Desk) -> None:
    match = desk.played()
    with pytest.raises(AppError, match="no such answer") as told:
        desk.arena.vote(match.id, 2)
    assert told.value.hint == "The answers are A, B."
    waiting = desk.arena.new_match(QUESTION, (ADA, BEA))
    with pytest.raises(AppError, match="not all there"):
        desk.arena.vote(waiting, 0)


def test_the_same_words_from_all_are_nothing_to_vote_on(desk: Desk) -> None:
    desk.shelf.models["Bea-3B"] = ScriptedModel([SAID["Cleo-1B"]], name="Bea-3B")
    match = desk.played(BEA, CLEO)
    assert match.state == "same" and match.revealed
    with pytest.raises(AppError, match="word for word"):
        desk.arena.vote(match.id, 0)
    assert desk.arena.next_waiting() is None


def test_votes_of_three_are_one_choice_each(desk: Desk) -> None:
    desk.vote(CLEO, ADA, BEA, CLEO)
    desk.vote(CLEO, BEA, CLEO)
    (table,) = desk.arena.ratings()
    assert table.votes == 2 and table.ratings[0].contender == "Cleo-1B"
    assert sum(pair.won + pair.lost for pair in table.pairs) == 3


def test_ratings_by_topic_and_by_batch(desk: Desk) -> None:
    desk.vote(ADA, tags=("Wood ", "finish"))
    desk.vote(BEA, tags=("house",))
    assert desk.arena.tags() == {"finish": 1, "house": 1, "wood": 1}
    assert desk.arena.ratings(tag="wood")[0].ratings[0].contender == "Ada-7B"
    assert desk.arena.ratings(tag="house")[0].ratings[0].contender == "Bea-3B"
    assert desk.arena.ratings(batch=BatchId(1)) == []
    assert desk.arena.matches("voted", tag="wood") == [1]
    desk.arena.set_tags(MatchId(1), ["house"])
    assert desk.arena.tags() == {"house": 2} and desk.arena.match(MatchId(1)).tags == ("house",)


def test_two_that_met_least_are_chosen(desk: Desk) -> None:
    desk.vote(ADA)
    desk.vote(ADA, ADA, CLEO)
    assert set(desk.arena.least_compared([ADA, BEA, CLEO])) == {BEA, CLEO}
    assert set(desk.arena.least_compared([BEA, CLEO])) == {BEA, CLEO}
    with pytest.raises(AppError, match="one model only"):
        desk.arena.least_compared([ADA, ADA])


def test_checks_stand_beside_and_judge_nothing(desk: Desk) -> None:
    voted = desk.vote(ADA)
    ada = voted.entries[desk.at(voted.id, ADA)].answer
    assert ada is not None
    found = checks_of(ada, [ADA, BEA])
    assert (found.refused, found.by_model, found.names_itself) == (False, True, True)
    assert found.words == len(ada.text.split()) and found.quotations == found.verbatim >= 1
    assert found.tokens > 0 and found.unsupported == 1
    assert not checks_of(ada, [BEA, CLEO]).names_itself


# Batches


QUESTIONS = [Asked(QUESTION, ("wood",)), Asked("How many days does linseed oil need?"), Asked("What is wiped off?")]


def test_a_batch_is_answered_model_by_model(desk: Desk) -> None:
    batch = desk.arena.new_batch("Oils", QUESTIONS, [CLEO, ADA, HOT], seed=3)
    assert desk.arena.batch(batch).counts.entries == 9 and desk.arena.lacking(batch=batch) == (True, False)
    events = list(desk.arena.answer(CancelToken(), batch=batch))
    assert desk.shelf.loads == ["Ada-7B", "Cleo-1B"], "each is loaded once"
    assert (events[0].done, events[-1].done, events[-1].total) == (0, 9, 9)
    (told,) = desk.arena.batches()
    assert (told.state, told.name, told.contenders) == ("done", "Oils", (ADA, HOT, CLEO))
    assert told.counts.answered == 9 and told.counts.ready == 3 == told.counts.matches
    assert desk.arena.match(MatchId(1)).tags == ("wood",)
    assert len({desk.store.match(one).seed for one in desk.arena.matches(batch=batch)}) == 3
    first = desk.arena.next_waiting(batch=batch)
    assert first == 1 and desk.arena.next_waiting(without=[MatchId(1)]) == 2
    assert desk.arena.counts() == told.counts


def test_a_batch_goes_on_where_it_was_cancelled(desk: Desk) -> None:
    batch = desk.arena.new_batch("Oils", QUESTIONS, [ADA, BEA])
    token = CancelToken()
    for event in desk.arena.answer(token, batch=batch):
        if event.done == 2:
            token.cancel()
    told = desk.arena.batch(batch)
    assert (told.state, told.counts.answered) == ("paused", 2)
    assert len(list(desk.arena.answer(CancelToken(), batch=batch))) > 4
    assert desk.arena.batch(batch).state == "done" and desk.arena.batch(batch).counts.answered == 6
    assert desk.shelf.loads == ["Ada-7B", "Bea-3B"]


@pytest.mark.parametrize("steps", range(0, 40, 3))
def test_a_kill_at_any_step_loses_no_answer_that_was_there(desk: Desk, steps: int) -> None:
    batch = desk.arena.new_batch("Oils", QUESTIONS[:2], [ADA, BEA])
    running = desk.arena.answer(CancelToken(), batch=batch)
    for _ in range(steps):
        next(running, None)
    done = {entry.answer.id: entry.answer.text for entry in entries(desk, batch) if entry.answer and entry.answered}
    again = Desk(desk.database)  # as the next start finds it: nobody ended anything in good order
    assert again.arena.batch(batch).counts.answered == len(done)
    list(again.arena.answer(CancelToken(), batch=batch))
    after = {entry.answer.id: entry.answer.text for entry in entries(again, batch) if entry.answer}
    assert len(after) == 4 and again.arena.batch(batch).state == "done"
    assert {number: after[number] for number in done} == done
    running.close()


def entries(desk: Desk, batch: BatchId) -> list[Entry]:
    return [entry for one in desk.arena.matches(batch=batch) for entry in desk.store.match(one).entries]


def test_a_model_that_fails_holds_nothing_up_and_can_be_tried_again(desk: Desk) -> None:
    desk.shelf.broken = {"Bea-3B"}
    batch = desk.arena.new_batch("Oils", QUESTIONS, [ADA, BEA])
    list(desk.arena.answer(CancelToken(), batch=batch))
    told = desk.arena.batch(batch)
    assert (told.state, told.counts.failed, told.counts.answered) == ("done", 3, 3)
    match = desk.arena.match(MatchId(1))
    assert match.state == "failed" and match.revealed
    assert [entry.answer.error for entry in match.entries if entry.answer and entry.failed] == [
        "Bea-3B cannot be loaded. Choose another."
    ]
    with pytest.raises(AppError, match="Fewer than two"):
        desk.arena.vote(match.id, 0)
    desk.shelf.broken = set()
    assert desk.arena.try_again(batch=batch) == 3
    list(desk.arena.answer(CancelToken(), batch=batch))
    assert desk.arena.batch(batch).counts.ready == 3


def test_of_three_the_one_that_failed_is_left_out_of_the_vote(desk: Desk) -> None:
    desk.shelf.broken = {"Bea-3B"}
    match = desk.played(ADA, BEA, CLEO)
    assert match.state == "ready" and sum(entry.answered for entry in match.entries) == 2
    assert all(entry.contender is None and not (entry.answer and entry.answer.error) for entry in match.entries)
    voted = desk.arena.vote(match.id, None)
    assert voted.vote is not None and desk.at(match.id, BEA) not in voted.vote.compared
    assert [one.contender for one in desk.arena.ratings()[0].ratings] == ["Ada-7B", "Cleo-1B"]


def test_a_full_disk_is_no_fault_of_a_model(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    number = desk.arena.new_match(QUESTION, (ADA, BEA))

    def full(*_: object, **__: object) -> None:
        raise DiskFull("The disk is full.")

    monkeypatch.setattr(desk.talks, "finish", full)
    with pytest.raises(DiskFull):
        list(desk.arena.answer(CancelToken(), match=number))
    monkeypatch.undo()
    monkeypatch.setattr(desk.talks, "thread", lambda _: (_ for _ in ()).throw(AppError("It is gone.")))
    with pytest.raises(AppError, match="It is gone"):
        list(desk.arena.answer(CancelToken(), match=number))
    monkeypatch.undo()
    list(desk.arena.answer(CancelToken(), match=number))
    assert desk.arena.match(number).state == "ready"


def test_models_here_and_elsewhere_are_answered_apart(desk: Desk) -> None:
    desk.shelf.away = {"Bea-3B": Served("There", "bea", "https://api.example/v1", "api.example", True)}
    batch = desk.arena.new_batch("Oils", QUESTIONS[:1], [ADA, BEA])
    assert desk.arena.lacking(batch=batch) == (True, True)
    here = list(desk.arena.answer(CancelToken(), batch=batch, elsewhere=False))
    assert here[-1].total == 1 and all(event.sent is None for event in here)
    assert desk.arena.batch(batch).state == "running" and desk.arena.lacking(batch=batch) == (False, True)
    there = list(desk.arena.answer(CancelToken(), batch=batch, elsewhere=True))
    assert {event.sent.host for event in there if event.sent} == {"api.example"}
    assert desk.arena.batch(batch).state == "done"


def test_what_is_taken_away_counts_no_more_and_comes_back(desk: Desk) -> None:
    batch = desk.arena.new_batch("Oils", QUESTIONS[:1], [ADA, BEA])
    list(desk.arena.answer(CancelToken(), batch=batch))
    desk.arena.vote(MatchId(1), 0)
    single = desk.vote(ADA)
    assert desk.arena.ratings()[0].votes == 2
    desk.arena.remove_batch(batch)
    desk.arena.remove_match(single.id)
    assert desk.arena.ratings() == [] and desk.arena.batches() == [] and desk.arena.matches() == []
    with pytest.raises(AppError, match="no batch 1"):
        desk.arena.batch(batch)
    desk.arena.remove_batch(batch, removed=False)
    desk.arena.remove_match(single.id, removed=False)
    assert desk.arena.ratings()[0].votes == 2
    desk.arena.remove_batch(batch)
    desk.arena.purge_deleted(-1)
    assert desk.arena.ratings()[0].votes == 1
    assert len(desk.database.query("SELECT * FROM conversations")) == 1, "their answers went with them"


def test_a_batch_needs_questions_and_models_that_differ(desk: Desk) -> None:
    with pytest.raises(AppError, match="no questions"):
        desk.arena.new_batch("None", [], [ADA, BEA])
    with pytest.raises(AppError, match="twice"):
        desk.arena.new_batch("Same", QUESTIONS, [ADA, ADA])


# Lists of questions


def test_lists_of_questions_are_lines_or_json(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    lines = [
        "How long?",
        json.dumps({"question": "Why?", "tags": ["wood"]}),
        "",
        json.dumps({"id": 3, "query": "Who?"}),
    ]
    file.write_text("\n".join(lines), "utf-8")
    wanted = [Asked("How long?"), Asked("Why?", ("wood",)), Asked("Who?")]
    assert read_questions(file) == wanted == questions_in(file.read_text("utf-8"))
    for wrong in ('{"question": ', '{"tags": ["a"]}', '{"question": "x", "tags": "a"}', '{"prompt": 3}'):
        with pytest.raises(AppError, match="Line 2 is no question"):
            questions_in(f"ok\n{wrong}")
