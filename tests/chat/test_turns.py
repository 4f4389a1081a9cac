"""Turns with scripted models: the order of events, stopping at any moment, refusal, extracts, follow-ups, receipts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import pytest

from alcove.chat import turns as module
from alcove.chat.store import AskedWith, Conversation, ConversationStore, LeftOut, Message
from alcove.chat.titles import title_of
from alcove.chat.turns import (
    Cited,
    Extracted,
    Marked,
    ModelLoading,
    ModelWaits,
    SamplingChoice,
    SourcesFound,
    TurnEvent,
    TurnRequest,
    Turns,
    TurnSaved,
    TurnStarted,
    again,
)
from alcove.core.cancel import CancelToken
from alcove.core.database import Database
from alcove.core.errors import AppError, ModelError, ModelMissing, SourceError
from alcove.core.settings import Settings
from alcove.models.testing import ScriptedModel
from alcove.models.types import Prefill, Served, TextDelta
from alcove.rag.changes import Passage
from alcove.rag.types import Hit, ItemCoverage
from tests.chat.fakes import FakeLibrary, FakeShelf
from tests.rag.evidence import hit

OIL = hit("Tung oil dries in 48 hours. Linseed oil needs three days. Wipe off what is left over.", 1, title="Oils")
ROOF = hit("Крышу гаража починили в июне 2021 года. Работу сделал мастер Семён Кузьмин.", 2, title="Дача", page=4)
ANSWER = "Tung oil dries in 48 hours. It is made of moonlight and cheese."


class Desk:
    """A store, a library, a shelf and turns over them, with one conversation begun."""

    def __init__(
        self,
        database: Database,
        *answers: str,
        library: FakeLibrary | None = None,
        trial: bool = False,
        languages: tuple[str, ...] = (),
        settings: Settings | None = None,
        context_tokens: int = 4096,
    ) -> None:
        self.store = ConversationStore(database)
        self.library = library or FakeLibrary([OIL, ROOF])
        self.model = ScriptedModel(answers or [ANSWER], context_tokens=context_tokens)
        self.shelf = FakeShelf(self.model, trial=trial, languages=languages)
        self.turns = Turns(self.library, self.shelf, self.store, settings or Settings())  # type: ignore[arg-type]
        self.talk: Conversation = self.store.create("Oil")

    def request(self, question: str = "In how many hours does tung oil dry?", **more: object) -> TurnRequest:
        return TurnRequest(self.talk.id, question, **more)  # type: ignore[arg-type]

    def run(self, question: str = "In how many hours does tung oil dry?", **more: object) -> list[TurnEvent]:
        events = list(self.turns.run(self.request(question, **more), CancelToken()))
        saved = saved_of(events)
        assert self.store.messages(self.talk.id)[-1] == saved, "what was told is what was saved"
        assert "".join(event.text for event in events if isinstance(event, TextDelta)).rstrip() == saved.text
        assert [event.citation for event in events if isinstance(event, Cited)] == list(saved.citations)
        assert [event.unsupported for event in events if isinstance(event, Marked)] == list(saved.unsupported)
        assert self.library.busy == 0
        return events

    @property
    def last(self) -> Message:
        return self.store.messages(self.talk.id)[-1]


def saved_of(events: list[TurnEvent]) -> Message:
    last = events[-1]
    assert isinstance(last, TurnSaved)
    return last.message


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    one = Database(tmp_path / "alcove.db")
    yield one
    one.close()


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


# Answering


def test_events_come_in_order_and_sources_before_the_first_word(desk: Desk) -> None:
    events = desk.run()
    kinds = [kind for kind, _ in groupby(type(e) for e in events if not isinstance(e, Cited | Marked))]
    assert kinds == [TurnStarted, SourcesFound, Extracted, ModelLoading, Prefill, TextDelta, TurnSaved]
    started, found, extracted = events[:3]
    assert isinstance(extracted, Extracted)
    assert (extracted.hit, extracted.text) == (OIL, "Tung oil dries in 48 hours.")
    assert OIL.text[extracted.start - OIL.start : extracted.end - OIL.start] == extracted.text
    assert isinstance(started, TurnStarted) and isinstance(found, SourcesFound)
    assert (started.question.text, started.answer.text, started.answer.status) == (
        "In how many hours does tung oil dry?", "", "streaming",
    )  # fmt: skip
    assert started.answer.parent_id == started.question.id
    assert found.hits[0] == OIL
    assert found.retrieve_ms == 3.0


def test_a_model_without_room_waits_for_the_answers_that_take_it(desk: Desk) -> None:
    desk.shelf.full = 3
    held = []
    events = []
    for event in desk.turns.run(desk.request(), CancelToken()):
        events.append(event)
        held.append(len(desk.shelf.holding))
    kinds = [kind for kind, _ in groupby(type(e) for e in events if not isinstance(e, Cited | Marked))]
    assert kinds == [TurnStarted, SourcesFound, Extracted, ModelLoading, ModelWaits, Prefill, TextDelta, TurnSaved]
    assert sum(isinstance(event, ModelWaits) for event in events) == 3
    writing = [count for event, count in zip(events, held, strict=True) if isinstance(event, Prefill | TextDelta)]
    assert set(writing) == {1}, "nobody unloads it meanwhile"
    assert desk.shelf.holding == []


def test_one_that_waits_for_room_can_be_stopped(desk: Desk) -> None:
    desk.shelf.full = 10**6
    token = CancelToken()
    for event in desk.turns.run(desk.request(), token):
        if isinstance(event, ModelWaits):
            token.cancel()
    assert desk.last.status == "stopped"
    assert desk.shelf.holding == []


def test_the_saved_answer_is_cited_marked_and_measured(desk: Desk) -> None:
    saved = saved_of(desk.run())
    assert saved.text == "“Tung oil dries in 48 hours” [1]. It is made of moonlight and cheese."
    assert (saved.status, saved.model, saved.refused, saved.extractive) == ("complete", "scripted", False, False)
    assert [c.quote for c in saved.citations] == ["Tung oil dries in 48 hours"]
    assert [u.text for u in saved.unsupported] == ["It is made of moonlight and cheese"]
    assert saved.hits[0] == OIL
    assert saved.coverage.items == 2
    timings = saved.timings
    assert (timings.retrieve_ms, timings.reused_tokens) == (3.0, 0)
    assert min(timings.prompt_tokens, timings.ttft_ms, timings.tokens, timings.tokens_per_s) > 0


def test_a_loaded_model_is_not_loaded_again(desk: Desk) -> None:
    desk.run()
    assert not any(isinstance(event, ModelLoading) for event in desk.run())


def test_without_any_documents_the_model_answers_freely(database: Database) -> None:
    desk = Desk(database, "Blue and green. As you like.", library=FakeLibrary())
    saved = saved_of(desk.run("Name two colours."))
    assert saved.text == "Blue and green. As you like."
    assert (saved.citations, saved.unsupported, saved.hits) == ((), (), ())
    assert "Passages" not in desk.model.prompts[0]


def test_settings_and_the_request_bound_the_prompt_and_the_answer(database: Database) -> None:
    others = [replace(hit(f"Tung oil dries like {n} {n}a {n}b {n}c {n}d.", n + 3), score=1.0) for n in range(5)]
    desk = Desk(database, ANSWER, library=FakeLibrary([OIL, *others]), settings=Settings(answer_tokens=16))
    assert saved_of(desk.run(most_hits=2)).timings.tokens == 16
    assert desk.model.prompts[0].count("\n[") == 2
    assert saved_of(desk.run(max_tokens=3)).timings.tokens == 3
    desk.turns.use(Settings(evidence_tokens=100, answer_tokens=32))
    few = saved_of(desk.run())
    assert few.timings.tokens <= 32


def test_evidence_leaves_room_for_the_answer(database: Database) -> None:
    many = [hit("Tung oil dries " + " ".join(f"{n}x{at}" for at in range(9)), 1, start=999 * n) for n in range(30)]
    desk = Desk(database, ANSWER, library=FakeLibrary(many), settings=Settings(answer_tokens=100), context_tokens=400)
    desk.run("When does tung oil dry?", most_hits=30)
    assert 0 < desk.model.prompts[0].count("\n[") < 15


def test_a_slow_model_gets_less_evidence_but_never_too_little(database: Database) -> None:
    many = [hit("Tung oil dries " + " ".join(f"{n}x{at}" for at in range(60)), 1, start=1000 * n) for n in range(16)]
    desk = Desk(database, ANSWER, library=FakeLibrary(many), settings=Settings(evidence_tokens=2000))
    desk.run("When does tung oil dry?")
    assert desk.shelf.speed > 0, "what was measured is noted"
    all_there_is = desk.model.prompts[-1].count("Tung oil dries")
    desk.shelf.speed = 60.0
    desk.run("When does tung oil dry?")
    desk.shelf.speed = 1.0
    desk.run("When does tung oil dry?")
    slow, slowest = (prompt.count("Tung oil dries") for prompt in desk.model.prompts[-2:])
    assert 2 <= slowest < slow < all_there_is


@pytest.mark.parametrize("changed", [[replace(OIL, text=OIL.text.replace("48", "72"))], []])
def test_what_changed_while_it_was_quoted_is_no_quotation_any_more(desk: Desk, changed: list[Hit]) -> None:
    for event in (run := desk.turns.run(desk.request(), CancelToken())):
        if isinstance(event, Cited):
            desk.library.passages[:] = changed
            break
    saved = saved_of(list(run))
    assert [citation.verbatim for citation in saved.citations] == [False]
    assert any("changed while" in mark.why for mark in saved.unsupported)
    assert desk.last == saved


def test_a_persona_says_how_and_lifts_no_rule(desk: Desk) -> None:
    saved = saved_of(
        desk.run(instructions="Answer as a pirate.", persona="pirate", sampling=SamplingChoice(0.7, 0.5, 3))
    )
    receipt = desk.store.receipt(saved.id)
    assert receipt is not None
    assert (saved.persona, receipt.persona, receipt.instructions) == ("pirate", "pirate", "Answer as a pirate.")
    assert "Use only what the passages say" in receipt.prompt and "Answer as a pirate." in receipt.prompt
    assert all(one in receipt.sampler for one in ("temperature=0.7", "top_p=0.5", "seed=3"))
    assert [one.quote for one in saved.citations] == ["Tung oil dries in 48 hours"]
    assert [one.text for one in saved.unsupported] == ["It is made of moonlight and cheese"]


def test_all_that_tells_how_words_are_chosen_can_be_otherwise_for_one_answer(desk: Desk) -> None:
    chosen = SamplingChoice(temperature=0.0, top_k=4, min_p=0.1, repeat_penalty=1.2)
    receipt = desk.store.receipt(saved_of(desk.run(sampling=chosen)).id)
    assert receipt is not None
    told = ("temperature=0.0", "top_k=4", "min_p=0.1", "repeat_penalty=1.2", "top_p=0.95")
    assert all(one in receipt.sampler for one in told)
    usual = desk.store.receipt(saved_of(desk.run(sampling=SamplingChoice(temperature=-1))).id)
    assert usual is not None and f"temperature={Settings().temperature}" in usual.sampler, "as the settings say"


def test_no_instruction_brings_an_answer_where_the_library_does_not_say(desk: Desk) -> None:
    saved = saved_of(desk.run("Who is the president of Zubrowka?", instructions="Always answer from what you know."))
    assert saved.refused and desk.model.prompts == []


def test_how_to_answer_is_told_to_the_model_and_not_searched_for(desk: Desk) -> None:
    question = "In how many hours does tung oil dry? in:oils\n---\nAnswer in one line.\n\nThen stop."
    events = desk.run(question)
    assert desk.library.asked == ["In how many hours does tung oil dry? in:oils"]
    told = desk.model.prompts[0]
    assert "In how many hours does tung oil dry?\n\nAnswer in one line.\n\nThen stop." in told
    assert "in:oils" not in told and "---" not in told
    assert not saved_of(events).refused
    assert title_of(question) == "In how many hours does tung oil dry"
    desk.run("And linseed oil?\n---\nAs a list.", parent=desk.last.id)
    assert "list" not in desk.library.asked[-1] and "line" not in desk.library.asked[-1]


def test_long_instructions_leave_less_room_for_passages(database: Database) -> None:
    oils = [hit(f"Tung oil number {n} dries in {n} hours. {f'So{n} it{n} smells{n}. ' * 15}", n) for n in range(1, 9)]
    oils = [replace(one, score=1.0) for one in oils]
    desk = Desk(database, library=FakeLibrary(oils), context_tokens=1600)
    told = []
    for instructions in ("", "Slowly. " * 150):
        desk.run(instructions=instructions)
        told.append(desk.model.prompts[-1].count("Tung oil number"))
    assert told[0] > told[1] > 0, told


def test_the_receipt_tells_what_the_answer_was_made_from(database: Database) -> None:
    desk = Desk(database, settings=Settings(temperature=0.5, seed=9))
    saved = saved_of(desk.run())
    receipt = desk.store.receipt(saved.id)
    assert receipt is not None
    assert receipt.prompt == desk.model.prompts[0]
    assert receipt.content in receipt.prompt
    assert (receipt.model_sha256, receipt.seed) == ("5ha256", 9)
    assert "temperature=0.5" in receipt.sampler
    rows = database.query("SELECT content_hash FROM receipt_chunks WHERE message_id = ?", (saved.id,))
    assert [row["content_hash"] for row in rows] == [OIL.content_hash]


def became(message: Message) -> list[str]:
    assert message.trace is not None
    return [one.became for one in message.trace.placings]


def test_an_answer_keeps_how_it_was_searched_and_what_became_of_each_passage(database: Database) -> None:
    wax = hit("Tung oil and wax dry in hours unknown.", 3, title="Wax")
    desk = Desk(database, library=FakeLibrary([OIL, wax, ROOF]), settings=Settings(evidence_tokens=30))
    question = "In how many hours does tung oil dry?"
    answer = saved_of(desk.run(question, scope=("library",)))
    assert answer.trace is not None
    assert (answer.trace.query, answer.trace.scope) == (question, ("library",))
    assert became(answer) == ["read", "adds little"]
    assert saved_of(desk.run("Is it?", answer_from="model", parent=answer.id)).trace is None


def test_where_no_model_reads_the_passages_that_is_why(database: Database) -> None:
    refused_question = "When will oil dragons from Mars arrive in Zanzibar?"
    refused = saved_of(Desk(database).run(refused_question))
    assert refused.refused
    why = ["nothing that was found was taken to answer the question"]
    assert became(refused) == why
    assert became(saved_of(Desk(database).run(refused_question, answer_from="both"))) == why
    english = Desk(database, languages=("en",))
    assert became(saved_of(english.run("Кто починил крышу гаража?"))) == ["not quoted"]


def test_a_trial_model_begins_with_the_best_sentence_and_is_kept_from_looping(database: Database) -> None:
    desk = Desk(database, "Oil is nice. " * 40, trial=True)
    events = desk.run()
    assert not any(isinstance(event, Extracted) for event in events), "it would be read twice"
    saved = saved_of(events)
    assert saved.text.startswith("> “Tung oil dries in 48 hours.” [1]\n\n")
    assert saved.status == "complete"
    assert saved.text.count("Oil is nice") <= 5
    assert "repeat_penalty=1.1" in str(desk.store.receipt(saved.id))


# Stopping


@pytest.mark.parametrize("moment", [TurnStarted, SourcesFound, ModelLoading, Prefill, TextDelta])
def test_cancelled_at_any_moment_what_was_shown_is_kept_and_marked_stopped(desk: Desk, moment: type) -> None:
    token = CancelToken()
    shown = ""
    events = []
    for event in desk.turns.run(desk.request(), token):
        events.append(event)
        if isinstance(event, TextDelta):
            shown += event.text
        if isinstance(event, moment):
            token.cancel()
    saved = saved_of(events)
    assert saved == desk.last
    assert saved.status == "stopped"
    assert saved.text == shown.rstrip()
    assert bool(shown) == (moment is TextDelta)
    assert len(shown) < len(ANSWER)


def test_cancelled_before_it_begins_only_the_question_and_an_empty_answer_stay(desk: Desk) -> None:
    token = CancelToken()
    token.cancel()
    events = list(desk.turns.run(desk.request(), token))
    assert [type(event) for event in events] == [TurnStarted, SourcesFound, TurnSaved]
    assert (desk.last.text, desk.last.status) == ("", "stopped")
    assert desk.model.prompts == []


@pytest.mark.parametrize("moment", [TurnStarted, SourcesFound, ModelLoading, Prefill, Cited, TextDelta])
def test_left_at_any_moment_what_was_shown_is_kept_and_marked_stopped(desk: Desk, moment: type) -> None:
    token = CancelToken()
    running = desk.turns.run(desk.request(), token)
    shown = ""
    for event in running:
        if isinstance(event, TextDelta):
            shown += event.text
        if isinstance(event, moment):
            break
    running.close()  # type: ignore[attr-defined]
    assert desk.last.status == "stopped"
    assert desk.last.text == shown.rstrip()
    assert desk.library.busy == 0
    assert token._callbacks == [], "nothing listens any more"


def test_what_was_written_is_saved_every_second(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr(module.time, "monotonic", lambda: now)
    saves: list[str] = []
    keep = desk.store.save_partial
    monkeypatch.setattr(desk.store, "save_partial", lambda m, text: (saves.append(text), keep(m, text)))
    shown = ""
    for event in desk.turns.run(desk.request(), CancelToken()):
        if isinstance(event, TextDelta):
            assert desk.last.text == (saves[-1] if saves else "")
            assert desk.last.status == "streaming"
            shown += event.text
            now += 0.3
    assert len(saves) >= 3
    assert all(shown.startswith(text) for text in saves)
    assert saves == sorted(saves, key=len)


# Failing


def test_a_model_that_is_not_there_fails_the_answer_in_words(desk: Desk) -> None:
    with pytest.raises(ModelMissing):
        list(desk.turns.run(desk.request(model="other"), CancelToken()))
    assert (desk.last.status, desk.last.text) == ("failed", "")
    assert desk.last.error == "There is no model named 'other'. Models here: scripted."
    assert desk.last.hits, "what was found is kept"


def test_without_a_model_passages_answer_and_say_why(desk: Desk) -> None:
    desk.shelf.gone = True
    *_, saved = desk.turns.run(desk.request(), CancelToken())
    assert isinstance(saved, TurnSaved)
    assert (saved.message.status, saved.message.extractive, saved.message.model) == ("complete", True, None)
    assert saved.message.error == "There is no model to answer with. Add one."
    assert saved.message.citations and desk.last == saved.message
    with pytest.raises(ModelMissing, match="no model to answer with"):
        list(desk.turns.run(desk.request(answer_from="model"), CancelToken()))
    assert desk.last.status == "failed"


def test_a_source_that_is_not_there_fails_the_answer(desk: Desk) -> None:
    with pytest.raises(SourceError):
        list(desk.turns.run(desk.request(scope=("nowhere",)), CancelToken()))
    assert desk.last.status == "failed"


def test_a_prompt_too_long_fails_the_answer(database: Database) -> None:
    desk = Desk(database, context_tokens=300)
    with pytest.raises(ModelError):
        list(desk.turns.run(desk.request("tung oil " * 400), CancelToken()))
    assert desk.last.status == "failed"
    assert desk.library.busy == 0


def test_a_failure_in_the_middle_keeps_what_was_written(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = desk.model.generate

    def failing(*arguments: object) -> Iterator[object]:
        for count, event in enumerate(whole(*arguments)):  # type: ignore[arg-type]
            if count > 12:
                raise AppError("The disk is full.", "Free some room.")
            yield event

    monkeypatch.setattr(desk.model, "generate", failing)
    with pytest.raises(AppError):
        list(desk.turns.run(desk.request(), CancelToken()))
    assert desk.last.status == "failed"
    assert desk.last.text.startswith("Tung oil")
    assert desk.last.error == "The disk is full. Free some room."


def test_a_bug_is_no_answer_of_ours_but_keeps_what_was_written(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Iterator[object]:
        yield TextDelta("Tung ")
        raise ZeroDivisionError

    monkeypatch.setattr(desk.model, "generate", broken)
    with pytest.raises(ZeroDivisionError):
        list(desk.turns.run(desk.request(), CancelToken()))
    assert (desk.last.status, desk.last.text) == ("stopped", "Tung")


# Refusing and extracting


def test_what_the_library_does_not_say_is_refused_with_the_nearest_sentences(desk: Desk) -> None:
    saved = saved_of(desk.run("Which oil is best for frying potatoes and carrots?"))
    assert saved.refused
    assert saved.model is None
    assert saved.text.startswith("The library does not say. The nearest passages are:\n\n> “")
    assert saved.citations and saved.unsupported == ()
    assert desk.model.prompts == [], "nothing was generated"
    assert desk.store.receipt(saved.id) is None


def test_an_answer_nothing_supports_is_a_refusal_after_all(database: Database) -> None:
    desk = Desk(database, "Whales sing of the deep and salty sea.")
    saved = saved_of(desk.run())
    assert saved.refused and saved.model == "scripted"
    assert saved.text == (
        "Whales sing of the deep and salty sea.\n\nThe library does not say this. The nearest passages are:\n\n"
        "> “Tung oil dries in 48 hours.” [1]"
    )
    assert [u.text for u in saved.unsupported] == ["Whales sing of the deep and salty sea"]
    assert desk.store.receipt(saved.id) is not None


@pytest.mark.parametrize(("trial", "answer_from"), [(True, "documents"), (False, "both")])
def test_where_an_answer_begins_with_an_extract_or_may_be_general_it_is_none(
    database: Database, trial: bool, answer_from: str
) -> None:
    desk = Desk(database, "Whales sing of the deep and salty sea.", trial=trial)
    assert not saved_of(desk.run(answer_from=answer_from)).refused


def test_refused_with_nothing_near_it_says_just_that(desk: Desk) -> None:
    assert saved_of(desk.run("Pancakes?")).text == "The library does not say."
    assert saved_of(desk.run("Сколько стоят блины?")).text == "В библиотеке нет ответа на этот вопрос."


def test_hits_without_a_word_of_the_question_are_not_called_near(database: Database) -> None:
    library = FakeLibrary([OIL])
    desk = Desk(database, library=library)
    found = library.find("tung oil")
    library.find = lambda *_, **__: found  # type: ignore[method-assign]
    assert saved_of(desk.run("Pancakes with marmalade?")).text == "The library does not say."


def test_a_model_that_cannot_read_the_language_gives_way_to_the_librarys_own_words(database: Database) -> None:
    desk = Desk(database, languages=("en",))
    saved = saved_of(desk.run("Кто починил крышу гаража?"))
    assert saved.extractive and not saved.refused
    assert saved.model is None
    assert "> “Крышу гаража починили в июне 2021 года.” [1]" in saved.text
    assert [c.page for c in saved.citations] == [4]
    assert desk.model.prompts == []


def test_where_no_sentence_stands_out_the_best_passage_is_shown(database: Database) -> None:
    desk = Desk(database, languages=("en",), library=FakeLibrary([hit("Крыша гаража", 1)]))
    saved = saved_of(desk.run("крыша гаража?"))
    assert saved.text.endswith("> “Крыша гаража” [1]")


def test_a_model_that_reads_the_language_answers_in_it(database: Database) -> None:
    desk = Desk(database, "Крышу починили в 2021 году.", languages=("en", "ru"))
    assert not saved_of(desk.run("Кто починил крышу гаража?")).extractive


# Where answers come from


def test_both_cites_the_library_and_tells_apart_what_the_model_knows(desk: Desk) -> None:
    saved = saved_of(desk.run(answer_from="both"))
    assert saved.text == "“Tung oil dries in 48 hours” [1]. It is made of moonlight and cheese (general knowledge)."
    assert [(u.text, u.general) for u in saved.unsupported] == [("It is made of moonlight and cheese", True)]
    assert saved.answer_from == "both"
    assert "general knowledge" in desk.model.prompts[0]


def test_both_never_refuses_but_says_what_kind_of_answer_it_is(database: Database) -> None:
    desk = Desk(database, "Fry them in sunflower oil. It is cheap.")
    saved = saved_of(desk.run("Which oil is best for frying potatoes and carrots?", answer_from="both"))
    assert saved.text == (
        "The library does not say. From general knowledge:\n\nFry them in sunflower oil. It is cheap."
    )
    assert not saved.refused
    assert saved.citations == () and all(u.general for u in saved.unsupported)
    assert saved.hits, "what came nearest is kept"
    assert "Passages" not in desk.model.prompts[0]


def test_both_in_russian_speaks_russian(database: Database) -> None:
    desk = Desk(database, "Крышу гаража починили в июне 2021 года. Море глубокое и очень солёное.")
    saved = saved_of(desk.run("Кто починил крышу гаража?", answer_from="both"))
    assert saved.text.endswith("[1]. Море глубокое и очень солёное (общие знания).")
    assert "Отвечай по-русски." in desk.model.prompts[0]
    assert saved_of(desk.run("Сколько стоят блины?", answer_from="both")).text.startswith(
        "В библиотеке нет ответа на этот вопрос. Из общих знаний:\n\n"
    )


def test_both_with_an_empty_library_is_the_model_alone(database: Database) -> None:
    saved = saved_of(Desk(database, "Blue. Green as grass in spring.", library=FakeLibrary()).run(answer_from="both"))
    assert (saved.text, saved.unsupported) == ("Blue. Green as grass in spring.", ())


def test_the_model_alone_asks_no_library(desk: Desk) -> None:
    events = desk.run("Why does a tag:wood filter not matter?", answer_from="model")
    saved = saved_of(events)
    assert saved.text == ANSWER
    assert (saved.hits, saved.citations, saved.unsupported, saved.coverage.items) == ((), (), (), 0)
    assert desk.library.asked == []
    assert "tag:wood" in desk.model.prompts[0], "a filter is a word where nothing is searched"
    assert "Passages" not in desk.model.prompts[0]
    assert saved.answer_from == "model"


def test_the_model_alone_remembers_the_turns_before(desk: Desk) -> None:
    first = saved_of(desk.run())
    desk.run("And in winter?", parent=first.id, answer_from="model")
    assert ANSWER in desk.model.prompts[1] and OIL.text in desk.model.prompts[1]


def test_a_refusal_is_answered_from_general_knowledge_as_a_sibling(database: Database) -> None:
    desk = Desk(database, "Sunflower oil, most of the time.")
    refused = saved_of(desk.run("Which oil is best for frying potatoes and carrots?"))
    again = saved_of(desk.run("", regenerate=refused.parent_id, answer_from="both"))
    assert refused.refused and not again.refused
    assert again.parent_id == refused.parent_id


@pytest.mark.parametrize("answer_from", ["both", "model"])
def test_a_model_that_cannot_read_the_language_says_so_where_the_library_does_not_say(
    database: Database, answer_from: str
) -> None:
    desk = Desk(database, languages=("en",))
    saved = saved_of(desk.run("Сколько стоят блины?", answer_from=answer_from))
    assert saved.text == "Выбранная модель не читает на этом языке."
    assert (saved.refused, saved.extractive, saved.model) == (False, False, None)
    assert desk.model.prompts == []


def test_both_gives_extracts_where_the_model_cannot_read_them(database: Database) -> None:
    desk = Desk(database, languages=("en",))
    assert saved_of(desk.run("Кто починил крышу гаража?", answer_from="both")).extractive


# Follow-ups and branches


def test_a_follow_up_is_searched_with_words_of_the_question_before(desk: Desk) -> None:
    first = saved_of(desk.run())
    saved = saved_of(desk.run("And why is that?", parent=first.id))
    assert desk.library.asked[1:] == ["And why is that? hours tung oil dry"]
    assert not saved.refused
    assert saved.hits[0] == OIL
    assert desk.model.prompts[-1].count("hours tung oil dry") == 0, "the model gets the person's own words"


def test_a_follow_up_is_answered_where_its_own_words_are(desk: Desk) -> None:
    first = saved_of(desk.run("Which marmalade recipe wants seven pancakes?"))
    saved = saved_of(desk.run("And tung oil?", parent=first.id))
    assert desk.library.asked[1:] == ["And tung oil? marmalade recipe wants seven pancakes"]
    assert (first.refused, saved.refused) == (True, False)


def test_a_follow_up_without_a_word_of_its_own_is_refused_with_what_it_leans_on(desk: Desk) -> None:
    first = saved_of(desk.run("Which marmalade recipe wants oil?"))
    assert saved_of(desk.run("And why is that?", parent=first.id)).refused


def test_a_new_subject_is_searched_for_by_itself(desk: Desk) -> None:
    first = saved_of(desk.run())
    question = "How many days does linseed oil need?"
    desk.run(question, parent=first.id)
    assert desk.library.asked[1:] == [question]


def test_filters_say_where_to_look_and_are_not_part_of_what_is_asked(desk: Desk) -> None:
    asked = "In how many hours does tung oil dry? tag:wood path:shed/"
    assert not saved_of(desk.run(asked)).refused
    assert desk.library.asked == [asked]
    assert "tag:" not in desk.model.prompts[-1] and "does tung oil dry?" in desk.model.prompts[-1]


def test_a_follow_up_about_something_else_is_refused_all_the_same(desk: Desk) -> None:
    first = saved_of(desk.run("Pancakes?"))
    assert saved_of(desk.run("And marmalade?", parent=first.id)).refused


def test_a_follow_up_repeats_the_earlier_turn_exactly_so_that_it_is_reused(desk: Desk) -> None:
    first = saved_of(desk.run())
    second = saved_of(desk.run("How many days does linseed oil need?", parent=first.id))
    assert desk.model.prompts[1].startswith(desk.model.prompts[0])
    assert ANSWER in desk.model.prompts[1], "as the model wrote it, without our markers"
    assert second.timings.reused_tokens >= first.timings.prompt_tokens - 2
    assert desk.model.prompts[1].count(OIL.text) == 1, "evidence already in the prompt is not repeated"


def test_earlier_turns_that_do_not_fit_are_left_out_oldest_first(database: Database) -> None:
    library = FakeLibrary([OIL], similarity=0.9)
    desk = Desk(database, "word " * 60, library=library, settings=Settings(answer_tokens=64), context_tokens=420)
    parent = None
    for name in ("alpha", "beta", "gamma", "delta", "epsilon", "zeta"):
        parent = saved_of(desk.run(f"Does tung oil dry, {name}?", parent=parent)).id
    assert "alpha" not in desk.model.prompts[-1]
    assert "epsilon" in desk.model.prompts[-1]
    assert "zeta" in desk.model.prompts[-1]
    assert desk.last.left_out.turns == 6 - sum(
        name in desk.model.prompts[-1] for name in ("alpha", "beta", "gamma", "delta", "epsilon", "zeta")
    )


def test_a_pinned_document_stands_whole_before_everything_else(database: Database) -> None:
    desk = Desk(database, "The roof is tight.", ANSWER)
    first = saved_of(desk.run("Is the roof tight?", pinned=(ROOF.uri,)))
    assert ROOF in first.hits
    start = desk.model.prompts[-1].index(ROOF.text)
    second = saved_of(desk.run(parent=first.id, pinned=(ROOF.uri,)))
    assert desk.model.prompts[-1][: start + len(ROOF.text)] == desk.model.prompts[-2][: start + len(ROOF.text)]
    assert desk.model.prompts[-1].count(ROOF.text) == 1, "and is not repeated where it is found"
    assert desk.model.prompts[-1].index(OIL.text) > start
    assert second.left_out == LeftOut()
    assert {one.uri for one in desk.store.passages([second.id])[second.id]} == {OIL.uri, ROOF.uri}
    with pytest.raises(SourceError):
        desk.run(pinned=("/gone.md",))


def test_a_pinned_document_is_asked_where_nothing_is_found(database: Database) -> None:
    desk = Desk(database, "Slates.")
    saved = saved_of(desk.run("Zebra?", pinned=(ROOF.uri,)))
    assert not saved.refused
    assert ROOF.text in desk.model.prompts[-1]


def test_a_pinned_document_that_does_not_fit_is_read_in_part_and_named(database: Database) -> None:
    desk = Desk(database, context_tokens=500, settings=Settings(answer_tokens=64))
    events = desk.run(pinned=(ROOF.uri,))
    left_out = LeftOut(partly=(ROOF.title,))
    assert left_out in events
    assert saved_of(events).left_out == left_out
    assert ROOF.text not in desk.model.prompts[-1]
    assert OIL.text in desk.model.prompts[-1], "the rest goes on"


def test_asking_again_adds_a_sibling(database: Database) -> None:
    desk = Desk(database, "First answer of tung oil.", "Second answer of tung oil.")
    first = saved_of(desk.run())
    again = saved_of(desk.run("ignored", regenerate=first.parent_id))
    assert (first.parent_id, first.id != again.id) == (again.parent_id, True)
    texts = [(m.role, m.text.split()[0]) for m in desk.store.messages(desk.talk.id)]
    assert texts == [("user", "In"), ("assistant", "First"), ("assistant", "Second")]


def test_a_conversation_is_named_by_the_model_that_answered(database: Database) -> None:
    desk = Desk(database, "Tung oil dries in 48 hours.", "Drying of tung oil")
    saved_of(desk.run())
    named = "".join(desk.turns.name(desk.talk.id, CancelToken()))
    assert named.strip() == "Drying of tung oil"
    assert [one.title for one in desk.store.conversations()] == ["Drying of tung oil"]


# What a question is asked with


def read_state(state: str = "indexed", reason: str | None = None) -> ItemCoverage:
    return ItemCoverage("", "", "", state, None, None, None, 1, reason)  # type: ignore[arg-type]


def attached_desk(database: Database, *answers: str, **more: object) -> Desk:
    desk = Desk(database, *(answers or ("Slates.",)), **more)  # type: ignore[arg-type]
    desk.library.attached.states = {ROOF.uri: read_state(), OIL.uri: read_state()}
    return desk


FILE = AskedWith("attached", ROOF.uri, "roof.md")


def test_a_file_is_read_whole_for_its_question_and_those_after_it(database: Database) -> None:
    desk = attached_desk(database)
    first = saved_of(desk.run("What is new?", asked_with=(FILE,)))
    assert not first.refused and ROOF in first.hits
    assert ROOF.text in desk.model.prompts[-1]
    assert desk.library.beside[-1] == ((), False), "it need not be searched"
    assert desk.store.messages(desk.talk.id)[0].asked_with == (FILE,)
    assert first.coverage.items == 3, "it counts among what was searched"
    saved_of(desk.run("And what else?", parent=first.id))
    assert desk.model.prompts[-1].index(ROOF.text) < desk.model.prompts[-1].index("What is new?")
    saved_of(desk.run())
    assert ROOF.text not in desk.model.prompts[-1], "another line does not have it"


def test_a_file_that_does_not_fit_is_searched_and_that_is_told(database: Database) -> None:
    desk = attached_desk(database, context_tokens=480, settings=Settings(answer_tokens=64))
    saved = saved_of(desk.run("Когда починили крышу?", asked_with=(FILE,)))
    assert desk.library.beside[-1] == ((ROOF.uri,), False)
    assert saved.left_out == LeftOut(partly=("roof.md",))
    alone = saved_of(desk.run("Когда починили крышу?", asked_with=(FILE,), answer_from="model"))
    assert desk.library.beside[-1] == ((ROOF.uri,), True), "the library itself is not asked"
    assert alone.left_out.partly == ("roof.md",)


def test_a_file_that_was_taken_to_fit_and_does_not_is_searched_late(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = attached_desk(database, context_tokens=480, settings=Settings(answer_tokens=64))
    monkeypatch.setattr(desk.shelf, "context_tokens", lambda name="": 9000)
    saved = saved_of(desk.run("Когда починили крышу?", asked_with=(FILE,)))
    assert desk.library.beside[-2:] == [((), False), ((ROOF.uri,), False)]
    assert saved.left_out.partly == ("roof.md",)
    assert ROOF in saved.hits and saved.trace is not None, "what it was made from stays with the answer"


def test_what_a_file_says_is_quoted_where_no_model_reads_the_question(database: Database) -> None:
    """Also where nothing else is found: the file is there, and fits, so it was not searched."""
    desk = attached_desk(database, languages=("en",), library=FakeLibrary([ROOF]))
    saved = saved_of(desk.run("Что нового?", asked_with=(FILE,)))
    assert saved.extractive and ROOF in saved.hits
    assert saved.citations and {one.uri for one in saved.citations} == {ROOF.uri}


def test_what_is_named_and_does_not_fit_is_searched_without_the_library_too(database: Database) -> None:
    desk = Desk(database, context_tokens=480, settings=Settings(answer_tokens=64))
    named = AskedWith("pinned", ROOF.uri, "roof.md")
    saved = saved_of(desk.run("Когда починили крышу?", asked_with=(named,), answer_from="model"))
    assert desk.library.beside[-1] == ((ROOF.uri,), True)
    assert saved.left_out.partly == ("roof.md",)


def test_with_the_model_alone_a_file_is_still_read(database: Database) -> None:
    desk = attached_desk(database)
    saved = saved_of(desk.run("What is new?", asked_with=(FILE,), answer_from="model"))
    assert ROOF.text in desk.model.prompts[-1] and saved.coverage.items == 0
    assert desk.library.asked == []


def test_what_could_not_be_read_is_named_with_the_answer(database: Database) -> None:
    desk = attached_desk(database)
    desk.library.attached.states["/bad.pdf"] = read_state("skipped", "it is locked")
    asked = (AskedWith("attached", "/bad.pdf", "bad.pdf"), AskedWith("pinned", "/gone.md", "Gone"))
    events = desk.run(asked_with=asked)
    left = LeftOut(unread=(("bad.pdf", "it is locked"), ("Gone", "the library does not hold it any more")))
    assert left in events and saved_of(events).left_out == left
    assert desk.store.messages(desk.talk.id)[-1].left_out == left
    refused = saved_of(desk.run("Zebra?", asked_with=asked))
    assert refused.refused and refused.left_out == left, "a refusal says so too"


def test_what_a_question_names_is_pinned_and_its_signs_are_not_searched_for(database: Database) -> None:
    desk = attached_desk(database, "Tung oil dries in 48 hours.")
    asked = (AskedWith("pinned", ROOF.uri, "Дача"), AskedWith("source", "Notes", "Notes"))
    saved = saved_of(desk.run("@Notes What of #Дача and tung oil?", asked_with=asked))
    assert desk.library.asked[-1] == "What of Дача and tung oil?"
    assert "@Notes" not in desk.model.prompts[-1] and "#Дача" not in desk.model.prompts[-1]
    assert ROOF.text in desk.model.prompts[-1]
    assert saved.trace is not None and saved.trace.scope == ("Notes",)
    again = saved_of(desk.run("ignored", regenerate=saved.parent_id))
    assert again.trace is not None and again.trace.scope == ("Notes",)
    after = saved_of(desk.run("And now?", parent=saved.id))
    assert after.trace is not None and after.trace.scope == (), "for that question alone"


def test_documents_of_the_conversation_are_read_with_every_question(database: Database) -> None:
    desk = attached_desk(database)
    kept = (AskedWith("pinned", ROOF.uri, "Roof"), AskedWith("pinned", "/gone.md", "Gone"))
    saved = saved_of(desk.run("What is new?", kept=kept, asked_with=(FILE,)))
    assert desk.model.prompts[-1].count(ROOF.text) == 1
    assert saved.left_out.unread == (("Gone", "the library does not hold it any more"),)
    assert desk.store.messages(desk.talk.id)[0].asked_with == (FILE,)


def test_without_a_model_documents_are_searched(database: Database) -> None:
    desk = attached_desk(database)
    desk.shelf.gone = True
    saved = saved_of(desk.run("Когда починили крышу?", asked_with=(FILE,)))
    assert saved.extractive and desk.library.beside[-1] == ((ROOF.uri,), False)


# Going on with an answer


LONG = "Tung oil dries in 48 hours. It is made of moonlight and cheese. The log says “Tung oil dries in 48 hours.” too."


def cut(database: Database, tokens: int = 12, **more: object) -> tuple[Desk, Message]:
    """Return a desk whose model was cut in the middle of its answer, and goes on where a prompt ends."""
    desk = Desk(database, LONG, **more)  # type: ignore[arg-type]

    def go_on(prompt: str) -> str:
        said = prompt.rpartition("<|assistant|>\n")[2]
        return LONG.removeprefix(said)

    desk.model._answers = go_on
    return desk, saved_of(desk.run(max_tokens=tokens))


def test_an_answer_that_was_cut_is_gone_on_with_beside_it(database: Database) -> None:
    desk, begun = cut(database)
    assert begun.cut and begun.status == "complete"
    whole = saved_of(desk.run(continues=begun.id))
    assert (whole.parent_id, whole.cut, whole.hits) == (begun.parent_id, False, begun.hits)
    assert whole.text == saved_of(desk.run()).text, "it says what it would have said at once"
    assert desk.model.prompts[1] == desk.model.prompts[0] + desk.store.raw(begun.id)
    assert desk.store.raw(whole.id) == LONG
    assert desk.store.messages(desk.talk.id)[1] == begun, "nothing was overwritten"
    first, second = desk.store.receipt(begun.id), desk.store.receipt(whole.id)
    assert first is not None and second is not None and first.prompt == second.prompt
    assert desk.store.passages([whole.id])[whole.id] == desk.store.passages([begun.id])[begun.id]


def test_an_answer_goes_on_as_it_began(database: Database) -> None:
    """With the temperature and seed it was begun with, a persona's too, whatever is set by now."""
    desk, _ = cut(database)
    begun = saved_of(desk.run(max_tokens=20, sampling=SamplingChoice(temperature=0.8, seed=7)))
    saved_of(desk.run(continues=begun.id))
    first, second = desk.model.samplings[-2:]
    assert (first.temperature, first.seed) == (0.8, 7)
    assert (second.temperature, second.seed, second.top_p) == (0.8, 7, first.top_p)
    assert second.max_tokens > first.max_tokens


def test_a_quotation_that_was_cut_is_begun_anew(database: Database) -> None:
    desk, begun = cut(database, 23)
    raw = desk.store.raw(begun.id)
    assert raw.count("“") == 1 and "”" not in raw
    saved_of(desk.run(continues=begun.id))
    assert desk.model.prompts[1].endswith("The log says")


def test_only_what_wrote_an_answer_goes_on_with_it(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    desk, begun = cut(database)
    refused = saved_of(desk.run("Which oil is best for frying potatoes and carrots?"))
    for answer, hash_now in ((begun, "other"), (refused, "5ha256")):
        monkeypatch.setattr(desk.shelf, "sha256", lambda _="", now=hash_now: now)
        with pytest.raises(ModelError, match="but the model that wrote it"):
            list(desk.turns.run(desk.request(continues=answer.id), CancelToken()))
        assert desk.last.status == "failed"
    elsewhere = Served("Ollama", "m", "http://localhost:1", "localhost", leaves=False)
    monkeypatch.setattr(desk.shelf, "info", lambda _="": replace(FakeShelf(desk.model).info(), served=elsewhere))
    with pytest.raises(ModelError):
        list(desk.turns.run(desk.request(continues=begun.id), CancelToken()))


def test_an_answer_that_fills_the_context_cannot_be_gone_on_with(database: Database) -> None:
    desk, begun = cut(database)
    desk.model._context_tokens = desk.model.count_tokens(desk.model.prompts[0]) + 5
    with pytest.raises(ModelError, match="fills what the model sees"):
        list(desk.turns.run(desk.request(continues=begun.id), CancelToken()))


def test_going_on_is_stopped_while_the_model_is_loaded(database: Database) -> None:
    desk, begun = cut(database)
    desk.shelf.loaded = False
    token, seen = CancelToken(), []
    for event in desk.turns.run(desk.request(continues=begun.id), token):
        seen.append(event)
        if isinstance(event, ModelLoading):
            token.cancel()
    assert saved_of(seen).status == "stopped"


def test_passages_are_found_again_among_what_was_found() -> None:
    joined = Passage(OIL.uri, OIL.start, OIL.end + 9, "joined", b"j", "head")
    other = Passage("/nowhere.md", 0, 5, "gone", b"g")
    assert again([ROOF, OIL], [joined, other]) == (
        replace(OIL, end=OIL.end + 9, text="joined", content_hash=b"j", header="head"),
    )
